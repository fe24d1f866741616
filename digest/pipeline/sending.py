"""The use cases "approve" and "send": the frozen edition goes to its frozen audience, once to each."""

from __future__ import annotations

__all__ = ["Outgoing", "approve", "audience_of", "outgoing", "send", "send_test"]

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import ConfigError, ConfigMistake, Refused
from digest.model import DeliveryState, EditionState, Level, Recipient
from digest.pipeline.clock import now as clock
from digest.pipeline.embedding import embed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from digest.audience import BadLine, Subscriber
    from digest.message import MessageTemplate
    from digest.model import Delivery, Finding, Publication, Rendering
    from digest.pipeline.workspace import Workspace
    from digest.send import Mailer
    from digest.store import StoredEdition


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Makes the message for any recipient of one rendering."""

    template: MessageTemplate
    publication: Publication
    public_url: str
    edition_id: str
    key: bytes
    is_test: bool = False
    """A test copy carries an unsubscribe link that leads nowhere."""
    findings: tuple[Finding, ...] = ()
    """What is to be said of pictures that are not in the message although they should be."""

    def message(self, recipient: Recipient, *, message_id: str = "") -> bytes:
        """Build the bytes for *recipient*."""
        from digest.audience import normalise
        from digest.message.tokens import unsubscribe_token

        last = (
            "test" if self.is_test else unsubscribe_token(self.key, self.publication.slug, normalise(recipient.address))
        )
        return self.template.fill(
            recipient=recipient,
            unsubscribe_url=f"{self.public_url}/unsubscribe/{last}",
            message_id=message_id or self.message_id(recipient.address),
        )

    def message_id(self, address: str) -> str:
        """Name the message to *address*: the same for every attempt, so that a second copy can be known."""
        from digest.message.tokens import message_id

        domain = self.publication.sender_address.rpartition("@")[2]
        return message_id(self.key, self.edition_id, address, domain)


def outgoing(workspace: Workspace, rendering: Rendering, edition_id: str, *, date: datetime) -> Outgoing:
    """Encode *rendering* once for all recipients, with its pictures where the publication embeds them."""
    from digest.message import Sender, build_template

    publication = workspace.publication
    sender = Sender(name=publication.sender_name, address=publication.sender_address, reply_to=publication.reply_to)
    domain = publication.sender_address.rpartition("@")[2]
    embedding = embed(workspace, rendering, edition_id)
    template = build_template(
        rendering,
        sender=sender,
        publication_title=publication.title,
        list_id=f"{publication.slug}.{domain}",
        edition_id=edition_id,
        date=date,
        unsubscribe_mailto=publication.reply_to or publication.sender_address,
        pictures=embedding.pictures,
    )
    return Outgoing(
        template=template,
        publication=publication,
        public_url=workspace.config.public_url,
        edition_id=edition_id,
        key=workspace.key,
        findings=embedding.findings,
    )


def audience_of(publication: Publication) -> tuple[tuple[Subscriber, ...], tuple[BadLine, ...]]:
    """Read the subscribers; lines that hold no address come back as bad lines."""
    from digest.audience import read_subscribers

    path = Path(publication.audience.file)
    try:
        return read_subscribers(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        mistake = ConfigMistake(
            file=str(path), key="audience.file", found=str(error), allowed="a readable CSV file in UTF-8"
        )
        raise ConfigError((mistake,)) from error


def approve(workspace: Workspace, stored: StoredEdition, *, now: datetime) -> None:
    """Approve the stored rendering as it is. Raises Refused while an error-level finding stands."""
    errors = [finding for finding in stored.findings if finding.level is Level.ERROR]
    if errors:
        message = f"{len(errors)} finding(s) block it, first: {errors[0].message}; see `digest check`"
        raise Refused(message, resource=stored.id)
    workspace.store.editions.approve(workspace.publication.slug, stored.slot, content_hash=stored.content_hash, now=now)


def send(workspace: Workspace, stored: StoredEdition) -> Mapping[DeliveryState, int]:
    """Send the approved edition to every recipient who has not had it; returns the deliveries by state.

    Freezes the audience at the first call. An edition whose sending was cut off goes on where it stopped. Raises
    Refused where it is not approved, or its bytes are not those approved; SendError where the server cannot be used.
    """
    from digest.send.batch import run_batch

    store, publication = workspace.store, workspace.publication
    if stored.state not in {EditionState.APPROVED, EditionState.SENDING}:
        raise Refused(f"it is {stored.state}; only an approved edition can be sent", resource=stored.id)
    if stored.rendering is None or stored.approved_hash != stored.content_hash:
        raise Refused("its content changed after the approval; approve it again", resource=stored.id)
    _freeze(workspace, stored)
    made = outgoing(workspace, stored.rendering, stored.id, date=clock())
    _tell(workspace, made)
    if stored.state is EditionState.APPROVED:
        store.editions.move(
            publication.slug, stored.slot, EditionState.SENDING, now=clock(), expect=EditionState.APPROVED
        )
    else:
        store.deliveries.reopen_claimed(stored.id, clock())
    total = sum(store.deliveries.counts(stored.id).values())

    def message(delivery: Delivery) -> bytes:
        recipient = Recipient(id=delivery.recipient_id, address=delivery.address, name=delivery.name)
        return made.message(recipient, message_id=delivery.message_id)

    mailer = open_mailer(workspace)
    try:
        counts = run_batch(
            store.deliveries,
            stored.id,
            mailer,
            make_message=message,
            envelope_from=publication.sender_address,
            clock=clock,
            rate=workspace.config.mail.per_second,
            on_progress=lambda done: workspace.progress("send", "messages accepted", done=done, total=total),
        )
    finally:
        mailer.close()
    if not any(counts.get(state) for state in (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.DEFERRED)):
        store.editions.move(
            publication.slug, stored.slot, EditionState.SUBMITTED, now=clock(), expect=EditionState.SENDING
        )
    return counts


def _tell(workspace: Workspace, made: Outgoing) -> None:
    """Say what stays on the server: files may have gone since the edition was checked, and it goes out all the same."""
    if made.findings:
        # In one line: of a stage's several lines a log keeps the last alone.
        workspace.progress("pictures", " · ".join(finding.message for finding in made.findings))


def _freeze(workspace: Workspace, stored: StoredEdition) -> None:
    """Fix who gets the edition: subscribers less suppressions, once and for all."""
    from digest.audience import normalise

    store, publication = workspace.store, workspace.publication
    if store.deliveries.counts(stored.id):
        return
    subscribers, _ = audience_of(publication)
    if not subscribers:
        raise Refused(
            "nobody to send it to; put readers into the file and run again", resource=publication.audience.file
        )
    recipients = ((each.address, each.name, normalise(each.address)) for each in subscribers)
    store.deliveries.freeze(stored.id, recipients, store.suppressions.all(publication.slug), clock())


def send_test(workspace: Workspace, rendering: Rendering, edition_id: str, address: str) -> str:
    """Send one copy to *address*, marked [Test] and with no working unsubscribe link; returns the server's reply."""
    marked = replace(rendering, subject=f"[Test] {rendering.subject}")
    test = replace(outgoing(workspace, marked, edition_id, date=clock()), is_test=True)
    _tell(workspace, test)
    domain = workspace.publication.sender_address.rpartition("@")[2]
    message_id = f"<test.{clock():%Y%m%d%H%M%S%f}@{domain}>"
    message = test.message(Recipient(id=0, address=address), message_id=message_id)
    mailer = open_mailer(workspace)
    try:
        reply = mailer.submit(workspace.publication.sender_address, address, message)
    finally:
        mailer.close()
    accepted = 200 <= reply.code < 300  # noqa: PLR2004 - RFC 5321 §4.2.1: 2yz is a positive completion reply
    if not accepted:
        raise Refused(f"the server answered {reply.code} {reply.text}", resource=address)
    return f"{reply.code} {reply.text}"


def open_mailer(workspace: Workspace) -> Mailer:
    """Open the configured way out for mail."""
    mail = workspace.config.mail
    if mail.transport == "folder":
        from digest.send.outbox import FolderMailer

        return FolderMailer(mail.folder)
    from digest.send.smtp import SmtpMailer

    return SmtpMailer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        username=mail.username,
        password=workspace.config.secrets.smtp_password,
        local_hostname=workspace.publication.sender_address.rpartition("@")[2],
    )
