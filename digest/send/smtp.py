"""The way out through an SMTP server: one connection, used again for each message (RFC 5321).

Decides when a reply is the recipient's, when it is about us (then nobody can be served: SendError), and when nobody
can tell whether the message was taken. Does not know the ledger nor when to try again. smtplib's own `data` is not
used: it cannot tell a connection that broke before the final dot from one that broke after it.
"""

from __future__ import annotations

__all__ = ["SmtpMailer"]

import re
import smtplib
import ssl
from contextlib import suppress

from digest.audience.address import fault_of, normalise
from digest.errors import MessageError, SendError
from digest.send import DROPPED, Reply
from digest.text import collapse, shorten

SECURITIES = ("starttls", "tls", "none")
CLOSING, GO_AHEAD = 421, 354
PATIENCE = 20
"""How many times longer the reply to a message may take: 10 minutes, because who hangs up sooner makes second copies
(RFC 5321 §4.5.3.2.6)."""
_ABOUT_US = frozenset({530, 534, 535, 538})
"""Authentication is missing, too weak or wrong (RFC 4954 §6): no recipient's fault."""
END = b".\r\n"
_MAX_REPLY = 400
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpMailer:
    """Submits messages to one server; connects at the first, and again after the server has closed the connection."""

    def __init__(  # noqa: PLR0913 - what a mail account consists of
        self,
        *,
        host: str,
        port: int,
        security: str,
        username: str = "",
        password: str = "",
        timeout_seconds: float = 30.0,
        local_hostname: str = "",
    ) -> None:
        """Name the server and how it is spoken to: *security* is `starttls`, `tls` or `none`.

        *local_hostname* is what we call ourselves in EHLO; this machine's name if empty.
        """
        if security not in SECURITIES:
            raise ValueError(f"security is one of {', '.join(SECURITIES)}, not {security!r}")
        self._host, self._port, self._security = host, port, security
        self._username, self._password = username, password
        self._timeout_seconds = timeout_seconds
        name = _ascii_domain(local_hostname)
        self._local_hostname = name if name and name.isascii() else None
        self._smtp: smtplib.SMTP | None = None

    def submit(self, delivery_from: str, to: str, message: bytes) -> Reply:
        """Offer *message* for *to*.

        Raises SendError naming the server where it cannot be reached, trusted or used by us; MessageError for a *to*
        that cannot be written on an envelope.
        """
        try:
            sender = _path(delivery_from) if delivery_from else "<>"
        except MessageError as error:
            raise self._unusable(f"nothing can be sent from {delivery_from!r}; see the sender's address") from error
        recipient = _path(to)
        content = _on_the_wire(message)
        is_reused = self._smtp is not None
        reply = self._submit(sender, recipient, content)
        if reply.code == CLOSING and is_reused:
            # Servers end long or idle connections so (RFC 5321 §3.8); the message has not been taken.
            reply = self._submit(sender, recipient, content)
        return reply

    def close(self) -> None:
        """Say QUIT; what the server answers to that is of no interest."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()

    def _submit(self, sender: str, recipient: str, content: bytes) -> Reply:
        smtp = self._connected()
        self._check_size(smtp, content)
        try:
            reply = self._announce(smtp, sender, recipient, content) or self._hand_over(smtp, content)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Reply(code=CLOSING, text=f"the connection broke before the message was taken ({_words(str(error))})")
        if reply.code == CLOSING or reply.is_ambiguous:
            self._drop()
        elif reply.code >= 400:  # noqa: PLR2004 - RFC 5321 §4.2.1: 4yz and 5yz are negative
            self._reset(smtp)
        return reply

    def _announce(self, smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> Reply | None:
        """Say MAIL, RCPT and DATA; returns the reply that stopped it, None where the message may follow."""
        code, text = smtp.docmd("MAIL", f"FROM:{sender}{_parameters(smtp, content)}")
        if code >= 500:  # noqa: PLR2004 - a sender that is refused for good is refused for every recipient
            raise self._unusable(
                f"it takes no mail from {sender} ({code} {self._said(text)}); see the sender's address"
            )
        for command, argument, wanted in (("RCPT", f"TO:{recipient}", 250), ("DATA", "", GO_AHEAD)):
            if code // 100 != 2:  # noqa: PLR2004 - RFC 5321 §4.2.1: 2yz is a positive completion reply
                break
            code, text = smtp.docmd(command, argument)
            if code in _ABOUT_US:
                raise self._unusable(f"it wants us to log in ({code} {self._said(text)}); see mail.username")
            if code == wanted == GO_AHEAD:
                return None
        return Reply(code=code if code >= 400 else 451, text=self._said(text))  # noqa: PLR2004 - as above

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> Reply:
        """Send the message and its final dot; from here on the server may have it without our knowing (RFC 1047)."""
        # If this fails, the last bytes, which hold the dot, have not left this machine.
        smtp.send(content)
        try:
            self._wait(smtp, self._timeout_seconds * PATIENCE)
            code, text = smtp.getreply()
            self._wait(smtp, self._timeout_seconds)
        except (smtplib.SMTPException, OSError) as error:
            return Reply(code=DROPPED, text=f"no reply to the message ({_words(str(error))})", is_ambiguous=True)
        if code // 100 not in {2, 4, 5}:
            return Reply(code=DROPPED, text=f"no sense in the reply {code} {self._said(text)}", is_ambiguous=True)
        return Reply(code=code, text=self._said(text))

    @staticmethod
    def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
        if smtp.sock is not None:
            smtp.sock.settimeout(seconds)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            if self._username and self._security == "none":
                raise self._unusable('a password does not go without TLS; set mail.security = "starttls" or "tls"')
            try:
                self._smtp = self._open()
                self._greet(self._smtp)
            except SendError:
                self._drop()
                raise
            except (smtplib.SMTPException, OSError) as error:
                self._drop()
                raise self._unusable(self._why(error)) from error
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        if self._security == "tls":
            return smtplib.SMTP_SSL(
                self._host,
                self._port,
                self._local_hostname,
                timeout=self._timeout_seconds,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self._host, self._port, self._local_hostname, timeout=self._timeout_seconds)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._security == "starttls":
            if not smtp.has_extn("starttls"):
                raise self._unusable(
                    'it offers no STARTTLS; set mail.security = "tls" (port 465), or use its other port'
                )
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if self._username:
            self._log_in(smtp)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if not self._password:
            raise self._unusable(f"the password of {self._username} is missing; set DIGEST_SMTP_PASSWORD")
        try:
            smtp.login(self._username, self._password)
        except smtplib.SMTPAuthenticationError as error:
            message = f"it refused the user name or the password ({error.smtp_code} {self._said(error.smtp_error)})"
            raise self._unusable(f"{message}; see mail.username and DIGEST_SMTP_PASSWORD") from None
        except UnicodeEncodeError:
            # Its text would hold the password.
            message = "the user name or the password has letters outside ASCII; choose another"
            raise self._unusable(message) from None

    def _check_size(self, smtp: smtplib.SMTP, content: bytes) -> None:
        """Refuse to offer what is too large (RFC 1870): an edition's messages are alike, nobody's own failure."""
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(content):
            message = (
                f"a message has {len(content):,} bytes and it takes {int(limit):,}; have fewer pieces, or ask for more"
            )
            raise self._unusable(message)

    def _why(self, error: Exception) -> str:
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate is not to be trusted ({error.verify_message}); use the name that stands in it"
        if isinstance(error, smtplib.SMTPResponseException):
            return f"it does not serve us now ({error.smtp_code} {self._said(error.smtp_error)}); try again later"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return f"{_words(str(error))}; see mail.username and mail.security"
        said = _words(getattr(error, "strerror", None) or str(error))
        return f"no connection ({said}); see that it runs, and mail.host, mail.port and mail.security"

    def _unusable(self, message: str) -> SendError:
        return SendError(message, resource=f"{self._host}:{self._port}")

    def _said(self, text: bytes | str) -> str:
        """Give the server's words on one line, without the password should it echo that."""
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        return _words(words.replace(self._password, "…") if self._password else words)

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            # What was said of the message stands; the next one gets a new connection.
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _words(text: str) -> str:
    return shorten(collapse("".join(char if char.isprintable() else " " for char in text)), _MAX_REPLY)


def _path(address: str) -> str:
    """Write *address* as it stands on an envelope (RFC 5321 §4.1.2), its domain as A-labels."""
    if fault := fault_of(address):
        raise MessageError(f"no mail can be sent there: {fault}", resource=repr(address))
    local, _, domain = address.strip().rpartition("@")
    return f"<{local}@{_ascii_domain(domain)}>"


def _ascii_domain(domain: str) -> str:
    return normalise(f"@{domain}").removeprefix("@") if domain else ""


def _parameters(smtp: smtplib.SMTP, content: bytes) -> str:
    # RFC 1870 §5 does not count the final dot.
    size = f" SIZE={len(content) - len(END)}" if smtp.has_extn("size") else ""
    return size if content.isascii() or not smtp.has_extn("8bitmime") else f"{size} BODY=8BITMIME"


def _on_the_wire(message: bytes) -> bytes:
    """End every line in CRLF, double leading dots, and add the final dot (RFC 5321 §4.5.2).

    A bare CR or LF would let a server that takes it for a line end read commands out of the text (SMTP smuggling).
    Both replacements take milliseconds, so they are made only where there is something to replace.
    """
    ends = message.count(b"\r\n")
    if not message.count(b"\r") == message.count(b"\n") == ends:
        message = _LINE_END.sub(b"\r\n", message)
    if b"\n." in message or message.startswith(b"."):
        message = _LEADING_DOT.sub(b"..", message)
    return message + (END if message.endswith(b"\r\n") else b"\r\n" + END)
