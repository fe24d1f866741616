"""Every planted fault of a message is found, and our own messages have none."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from check_corpus import PAGE
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_samples import SHIPPED, sample_edition

from digest.check import check_message
from digest.message import Sender, build_template
from digest.model import Level, Recipient, Rendering, Token
from digest.render import render

URL = "https://digest.example.org/unsubscribe/abc.def"


def message(made: Rendering) -> bytes:
    """Build the message of one reader."""
    template = build_template(
        made,
        sender=Sender(name="The Review", address="editor@example.org"),
        publication_title="The Review",
        list_id="review.example.org",
        edition_id="review/2026-11-20T06:00",
        date=datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
        unsubscribe_mailto="leave@example.org",
    )
    ann = Recipient(id=1, address="ann@example.net", name="Ann Lee")
    return template.fill(recipient=ann, unsubscribe_url=URL, message_id="<abc@example.org>")


MESSAGE = message(
    Rendering(html=PAGE, text=f"Leave here: {Token.UNSUBSCRIBE}\n", subject="The river that stopped", preheader="")
)


def found(content: bytes) -> set[tuple[str, Level]]:
    """List rule and level of what is found."""
    return {(each.rule, each.level) for each in check_message(content, name="x.eml")}


def test_our_own_message_has_no_finding() -> None:
    """The checks and the message are written by different rules; they must agree."""
    assert check_message(MESSAGE, name="x.eml") == ()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_message_of_the_shipped_look_has_no_finding(lang: str) -> None:
    """With every token filled in, as it goes out."""
    made = render(sample_edition(14, lang=lang), templates=(SHIPPED,), public_url="https://digest.example.org")
    made = replace(made, subject="The river that three towns stopped sharing")
    assert check_message(message(made), name="x.eml") == ()


def test_saved_with_unix_line_ends_it_is_still_clean() -> None:
    """Many programs save .eml files so."""
    assert check_message(MESSAGE.replace(b"\r\n", b"\n"), name="x.eml") == ()


POST = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
LEAVE = f"List-Unsubscribe: <{URL}>,\r\n <mailto:leave@example.org?subject=unsubscribe>\r\n".encode()
FAULTS = {
    "no From": (b"From: The Review <editor@example.org>\r\n", b"", "headers/from", Level.ERROR),
    "From without address": (b"The Review <editor@example.org>", b"The Review", "headers/from", Level.ERROR),
    "no Date": (b"Date: Fri, 20 Nov 2026 06:00:00 +0000\r\n", b"", "headers/date", Level.ERROR),
    "wrong Date": (b"Fri, 20 Nov 2026 06:00:00 +0000", b"last Friday", "headers/date", Level.ERROR),
    "no Message-ID": (b"Message-ID: <abc@example.org>\r\n", b"", "headers/message-id", Level.ERROR),
    "bare Message-ID": (b"<abc@example.org>\r\n", b"abc\r\n", "headers/message-id", Level.WARNING),
    "no Subject": (b"Subject: The river that stopped\r\n", b"", "headers/subject", Level.ERROR),
    "two Subjects": (b"Subject:", b"Subject: Another one here\r\nSubject:", "headers/subject", Level.ERROR),
    "short Subject": (b"The river that stopped\r\n", b"River\r\n", "wording/subject", Level.WARNING),
    "unfilled Subject": (b"The river that", b"The {{ lead }} that", "wording/placeholder", Level.ERROR),
    "raw Subject": (b"The river that", "The rivér that".encode(), "headers/raw-bytes", Level.ERROR),
    "no To": (b"To: Ann Lee <ann@example.net>\r\n", b"", "headers/to", Level.WARNING),
    "no MIME-Version": (b"MIME-Version: 1.0\r\n", b"", "headers/mime-version", Level.ERROR),
    "no List-Unsubscribe": (LEAVE, b"", "headers/list-unsubscribe", Level.ERROR),
    "List-Unsubscribe without brackets": (
        LEAVE,
        b"List-Unsubscribe: leave@example.org\r\n",
        "headers/list-unsubscribe",
        Level.ERROR,
    ),
    "encoded List-Unsubscribe": (
        LEAVE,
        b"List-Unsubscribe: =?utf-8?q?=3Chttps=3A//example=2Eorg/u=3E?=\r\n",
        "headers/encoded-list",
        Level.ERROR,
    ),
    "mailto only": (f"<{URL}>,\r\n ".encode(), b"", "headers/list-unsubscribe-post", Level.WARNING),
    "no one-click": (POST, b"", "headers/list-unsubscribe-post", Level.ERROR),
    "wrong one-click": (b"=One-Click", b"=Yes", "headers/list-unsubscribe-post", Level.ERROR),
    "no List-ID": (b"List-ID: The Review <review.example.org>\r\n", b"", "headers/list-id", Level.WARNING),
    "wrong List-ID": (b"<review.example.org>", b"review", "headers/list-id", Level.WARNING),
    "touching words": (
        b"The river that stopped",
        b"=?utf-8?q?The_river?==?utf-8?q?_that_stopped?=",
        "headers/encoded-word",
        Level.ERROR,
    ),
    "long word": (
        b"The river that stopped",
        b"=?utf-8?q?" + b"The_river_" * 7 + b"?=",
        "headers/encoded-word",
        Level.WARNING,
    ),
    "long line": (b"Precedence: bulk", b"X-Long: " + b"x" * 1000, "message/line-length", Level.ERROR),
    "mixed line ends": (b"Precedence: bulk\r\n", b"Precedence: bulk\n", "message/line-ends", Level.ERROR),
    "bare return": (b"Precedence: bulk", b"Precedence: bulk\rX: y", "message/line-ends", Level.ERROR),
    "NUL": (b"forty years", b"forty\0years", "message/nul", Level.ERROR),
    "no text part": (b"Content-Type: text/plain", b"Content-Type: text/calendar", "message/no-text", Level.ERROR),
    "empty text part": (f"Leave here:=20=\r\n{URL}".encode(), b"", "text/empty", Level.ERROR),
    "Latin text part": (b"plain; charset=utf-8", b"plain; charset=iso-8859-1", "message/charset", Level.WARNING),
    "unknown charset": (b"html; charset=utf-8", b"html; charset=klingon", "message/charset", Level.WARNING),
    "no last boundary": (MESSAGE[MESSAGE.rindex(b"--=_dg_") :], b"", "message/defect", Level.ERROR),
    "token left": (b"forty years", b"__DG_ADDRESS__ years", "wording/placeholder", Level.ERROR),
    "token left in text": (b"Leave here:", b"__DG_UNSUBSCRIBE__", "wording/placeholder", Level.ERROR),
    "no alt": (b' alt=3D"A sluice gate"', b"", "html/image-alt", Level.ERROR),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str) -> None:
    """By its own rule and at its level."""
    old, new, rule, level = FAULTS[name]
    before, found_old, after = MESSAGE.partition(old)
    assert found_old
    broken = before + new + after
    assert (rule, level) in found(broken)


def test_html_before_text_is_found() -> None:
    """Clients show the last part that they can."""
    made = EmailMessage(policy=SMTP)
    made.set_content(PAGE, subtype="html")
    made.add_alternative("Hello", subtype="plain")
    assert ("message/part-order", Level.ERROR) in found(made.as_bytes())


def test_what_gmail_counts_is_the_encoded_part() -> None:
    """A page in base64 grows by a third, and is clipped sooner."""
    page = PAGE.replace("<h1>", f"<p>{'word ' * 17000}</p><h1>")
    made = EmailMessage(policy=SMTP)
    made.set_content("Hello")
    made.add_alternative(page, subtype="html", cte="base64")
    assert ("size/encoded", Level.ERROR) in found(made.as_bytes())


def test_plain_text_mail_needs_no_html() -> None:
    """It is a perfectly good newsletter."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "What we learned"
    made["Date"], made["Message-ID"] = "Fri, 20 Nov 2026 06:00:00 +0100", "<a@example.org>"
    made["List-Unsubscribe"], made["List-Unsubscribe-Post"] = "<https://e.org/u>", "List-Unsubscribe=One-Click"
    made["List-ID"] = "<a.example.org>"
    made.set_content("Hello\n\n12 Quay Street, Port Aven\nUnsubscribe: https://example.org/u\n")
    assert check_message(made.as_bytes(), name="x.eml") == ()


def test_places_tell_the_parts_apart() -> None:
    """A line number means the line of the part."""
    broken = MESSAGE.replace(b"forty years", b"{{ x }}").replace(b"Leave here:", b"Leave %%x%%:")
    places = {each.place for each in check_message(broken, name="x.eml")}
    assert places == {"x.eml (html part)", "x.eml (text part)"}


@settings(max_examples=80, deadline=None)
@given(
    at=st.lists(st.integers(min_value=0, max_value=len(MESSAGE) - 1), max_size=8),
    put=st.binary(max_size=12),
    cut=st.integers(min_value=0, max_value=40),
)
def test_no_message_makes_it_fail(at: list[int], put: bytes, cut: int) -> None:
    """`digest check` is given files that nobody has checked before."""
    content = MESSAGE
    for place in at:
        content = content[:place] + put + content[place + cut :]
    check_message(content, name="x.eml")


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xff\xfe", b"Subject: =?x?q?=?=\n\n", b"Subject: =?utf-8?b?A?=\n\nx", b": x\n y\n\n"]
)
def test_what_is_no_message_blocks(content: bytes) -> None:
    """And does not end in a traceback."""
    assert any(level is Level.ERROR for _, level in found(content))


def test_importing_the_package_loads_no_parser() -> None:
    """`digest --help` answers in 0.3 s; the parsers alone take longer."""
    code = (
        "import sys, digest.check, digest.message, digest.audience\n"
        "print(sorted({'lxml', 'tinycss2', 'cssselect', 'idna', 'email'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
