"""The notice to the operator: a message that every mail program reads and no vacation program answers."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import MessageError
from digest.message import Sender
from digest.message.notice import build_notice

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
SENDER = Sender(name="Weekly (digest)", address="weekly@example.org")


@given(text=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), max_size=300))
def test_what_is_said_arrives(text: str) -> None:
    """In any script, with any line, in lines that SMTP takes."""
    content = build_notice(SENDER, to="op@example.org", subject=f"News of {text[:40]}", text=text, date=NOW)
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    message = email.message_from_bytes(content, policy=policy.default)
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert (message["To"], message["Auto-Submitted"]) == ("op@example.org", "auto-generated")


def test_a_wrong_address_is_named() -> None:
    """The operator's own address comes from a file that people write."""
    with pytest.raises(MessageError, match="nobody"):
        build_notice(SENDER, to="nobody", subject="x", text="y", date=NOW)


def test_a_notice_goes_out_whatever_the_server_said_and_whoever_sends_it() -> None:
    """A reply in no encoding leaves half characters in the text; the sender's domain may have an umlaut."""
    sender = Sender(name="Wöchentlich", address="desk@zeitung.österreich.example")
    content = build_notice(sender, to="op@example.org", subject="x\ud800y\r\nz", text="550 \udcfc", date=NOW)
    message = email.message_from_bytes(content, policy=policy.default)
    assert message["Message-ID"].endswith("@zeitung.xn--sterreich-z7a.example>")
    assert message["Subject"] == "x y z"
    assert message.get_content().strip() == "550 ?"
