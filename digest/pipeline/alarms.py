"""Tells the operator of sources that fail again and again: once, and once more when they work again.

Decides who is told and in which words. "Told" is kept only after the word has left: a notice that could not be
handed over is tried again with the next collection.
"""

from __future__ import annotations

__all__ = ["Alarm", "tell_operator"]

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.collect.polling import ALARM_AFTER
from digest.errors import MessageError, SendError
from digest.model import SourceFailure
from digest.pipeline.clock import now as clock

if TYPE_CHECKING:
    from datetime import datetime

    from digest.pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that the operator should know of a source."""

    source: str
    is_healed: bool
    """Whether it works again; else it fails."""
    failures: int = 0
    """How often in a row."""
    since: datetime | None = None
    """When it began to fail."""
    error: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        if self.is_healed:
            return f"{self.source} works again"
        since = f" since {self.since:%Y-%m-%d %H:%M} UTC" if self.since else ""
        return f"{self.source} has failed {self.failures} times running{since}: {self.error}"


def tell_operator(workspace: Workspace, *, now: datetime) -> tuple[tuple[Alarm, ...], tuple[SourceFailure, ...]]:
    """Tell what is new about failing sources; by mail too where `operator` names an address.

    Gives the alarms that were told, and what kept a notice from leaving.
    """
    slug = workspace.publication.slug
    alarms = _new_alarms(workspace)
    if not alarms:
        return (), ()
    address = workspace.config.operator
    if address and not workspace.is_dry_run:
        try:
            _mail(workspace, alarms, address)
        except (SendError, MessageError) as error:
            return (), (SourceFailure(source=address, error=f"the operator could not be told: {error}"),)
    for alarm in alarms:
        workspace.store.sources.remember_told(slug, alarm.source, None if alarm.is_healed else now)
    return alarms, ()


def _new_alarms(workspace: Workspace) -> tuple[Alarm, ...]:
    configured = {source.url for source in workspace.publication.sources}
    alarms = []
    for memory in workspace.store.sources.all(workspace.publication.slug):
        if memory.url not in configured:
            continue
        if memory.failures >= ALARM_AFTER and memory.told_at is None:
            alarms.append(
                Alarm(
                    source=memory.url,
                    is_healed=False,
                    failures=memory.failures,
                    since=memory.failing_since,
                    error=memory.last_error,
                )
            )
        elif memory.failures == 0 and memory.told_at is not None:
            alarms.append(Alarm(source=memory.url, is_healed=True))
    return tuple(alarms)


def _mail(workspace: Workspace, alarms: tuple[Alarm, ...], address: str) -> None:
    from digest.message import Sender
    from digest.message.notice import build_notice
    from digest.pipeline.sending import open_mailer

    publication = workspace.publication
    count = f"{alarms[0]}" if len(alarms) == 1 else f"news of {len(alarms)} sources"
    lines = "\n".join(f"- {alarm}" for alarm in alarms)
    text = f"{lines}\n\n`digest sources` shows the health of every source of {publication.title}.\n"
    message = build_notice(
        Sender(name=f"{publication.title} (digest)", address=publication.sender_address),
        to=address,
        subject=f"{publication.title}: {count}",
        text=text,
        date=clock(),
    )
    mailer = open_mailer(workspace)
    try:
        reply = mailer.submit(publication.sender_address, address, message)
    finally:
        mailer.close()
    if not 200 <= reply.code < 300:  # noqa: PLR2004 - RFC 5321 §4.2.1: 2yz is a positive completion reply
        raise SendError(f"the server answered {reply.code} {reply.text}", resource=address)
