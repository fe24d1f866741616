"""The embedded SMTP server."""

from __future__ import annotations

import gc
import smtplib
import socket
import warnings

import pytest

from digest.demo.mailbox import Mailbox, Received
from digest.errors import Refused

MESSAGE = b"From: a@example.com\r\nTo: b@example.org\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n\r\n.leading dot\r\nfin\r\n"


def client(mailbox: Mailbox) -> smtplib.SMTP:
    """Connect to *mailbox*."""
    return smtplib.SMTP("127.0.0.1", mailbox.port, local_hostname="localhost", timeout=10)


def body(line: bytes) -> bytes:
    """Make a message of one *line*."""
    return b"Subject: x\r\n\r\n" + line + b"\r\n"


def test_messages_are_kept_byte_for_byte_in_their_order() -> None:
    """What the demo shows is what was sent, dots at the start of lines included."""
    with Mailbox() as mailbox, client(mailbox) as smtp:
        smtp.sendmail("a@example.com", ["b@example.org"], MESSAGE)
        smtp.sendmail("a@example.com", ["c@example.org"], body(b"second"))
        assert mailbox.messages == (
            Received(envelope_from="a@example.com", to="b@example.org", content=MESSAGE),
            Received(envelope_from="a@example.com", to="c@example.org", content=body(b"second")),
        )


def test_a_message_to_several_is_received_by_each() -> None:
    """A count of what was received is a count of recipients."""
    with Mailbox() as mailbox, client(mailbox) as smtp:
        smtp.sendmail("", ["b@example.org", "c@example.net"], MESSAGE)
    assert [(message.envelope_from, message.to) for message in mailbox.messages] == [
        ("", "b@example.org"),
        ("", "c@example.net"),
    ]


def test_messages_stay_readable_after_the_end() -> None:
    """The report of a demo is written when its server is gone."""
    with Mailbox() as mailbox, client(mailbox) as smtp:
        smtp.sendmail("a@example.com", ["b@example.org"], MESSAGE)
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("line", [b"x" * 998, b"." + b"x" * 997])
def test_a_line_of_998_octets_is_taken(line: bytes) -> None:
    """RFC 5322 §2.1.1 counts without CRLF, and without the dot that transparency adds (RFC 5321 §4.5.3.1.6)."""
    with Mailbox() as mailbox, client(mailbox) as smtp:
        smtp.sendmail("a@example.com", ["b@example.org"], body(line))
        assert mailbox.messages[0].content == body(line)


@pytest.mark.parametrize("line", [b"x" * 999, b"." + b"x" * 998, b"x" * 1000, b"x" * 70_000])
def test_a_longer_line_is_refused(line: bytes) -> None:
    """Strict servers refuse it; a mailer that folds nothing must not pass here. The connection goes on."""
    with Mailbox() as mailbox, client(mailbox) as smtp:
        with pytest.raises(smtplib.SMTPDataError, match="500"):
            smtp.sendmail("a@example.com", ["b@example.org"], body(line))
        smtp.sendmail("a@example.com", ["b@example.org"], MESSAGE)
        assert len(mailbox.messages) == 1


def test_any_length_is_taken_where_the_limit_is_lifted() -> None:
    """Comparing with mailers that fold nothing needs a server that lets them."""
    with Mailbox(max_line=None) as mailbox, client(mailbox) as smtp:
        smtp.sendmail("a@example.com", ["b@example.org"], body(b"x" * 200_000))
        assert len(mailbox.messages) == 1


def test_the_size_is_declared_and_held() -> None:
    """RFC 1870: told in EHLO, refused at MAIL FROM where declared, at the end of DATA where not."""
    with Mailbox(max_bytes=2_000) as mailbox, client(mailbox) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == "2000"
        with pytest.raises(smtplib.SMTPSenderRefused):
            smtp.sendmail("a@example.com", ["b@example.org"], body(b"x\r\n" * 1_000))
        smtp.mail("a@example.com")
        smtp.rcpt("b@example.org")
        assert smtp.data(body(b"x\r\n" * 1_000))[0] == 552
        assert mailbox.messages == ()


def test_it_ends_cleanly_with_clients_still_connected() -> None:
    """No warning of an unclosed socket, transport or loop surfaces, whatever a client was doing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Mailbox() as mailbox:
            port = mailbox.port
            idle = client(mailbox)
            halfway = client(mailbox)
            halfway.ehlo()
            halfway.mail("a@example.com")
            halfway.rcpt("b@example.org")
            halfway.putcmd("data")
            halfway.getreply()
            halfway.send(b"half a mess")
        idle.close()
        halfway.close()
        gc.collect()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_port_that_is_taken_is_refused_in_one_line() -> None:
    """The user reads what to do, not a traceback; and the first mailbox goes on."""
    with Mailbox() as first:
        with pytest.raises(Refused, match="choose another port"):
            Mailbox(port=first.port).__enter__()
        with client(first) as smtp:
            smtp.sendmail("a@example.com", ["b@example.org"], MESSAGE)
        assert len(first.messages) == 1


def test_the_port_before_opening_is_the_one_asked_for() -> None:
    """Nothing is started by making the object."""
    assert Mailbox(port=2525).port == 2525


def test_it_can_be_opened_again() -> None:
    """A test that restarts the mail server keeps what came before."""
    mailbox = Mailbox()
    for _ in range(2):
        with mailbox, client(mailbox) as smtp:
            smtp.sendmail("a@example.com", ["b@example.org"], MESSAGE)
    assert len(mailbox.messages) == 2
