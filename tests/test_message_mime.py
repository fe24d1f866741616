"""A message re-parses to what went in, whatever that was, and its lines keep to the limits."""

from __future__ import annotations

import quopri
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.errors import MessageError
from digest.message import Sender, build_template, encoded_size, mime, parts_of
from digest.model import Recipient, Rendering, Token

DATE = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
URL = f"https://news.example.org/unsubscribe/{'a' * 90}.{'b' * 22}?x=1&y=2"
MESSAGE_ID = "<0123456789abcdef@example.org>"
READER = Recipient(id=7, address="reader@example.net", name="A Reader")


def rendering(*, html: str = "<p>Hello</p>", text: str = "Hello", subject: str = "The week") -> Rendering:
    """Make a rendering with these parts."""
    return Rendering(html=html, text=text, subject=subject, preheader="")


def built(shown: Rendering, *, recipient: Recipient = READER, url: str = URL, name: str = "The Review") -> bytes:
    """Build the message to one reader."""
    template = build_template(
        shown,
        sender=Sender(name=name, address="editor@example.org", reply_to="desk@example.org"),
        publication_title="The Review",
        list_id="review.example.org",
        edition_id="review/2026-11-20T06:00",
        date=DATE,
        unsubscribe_mailto="leave@example.org",
    )
    return template.fill(recipient=recipient, unsubscribe_url=url, message_id=MESSAGE_ID)


def parsed(content: bytes) -> EmailMessage:
    """Parse as the standard library does it today."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def unix(text: str) -> str:
    """Write line ends as LF."""
    return re.sub(r"\r\n|\r", "\n", text)


bodies = st.lists(
    st.one_of(
        st.text(max_size=90),
        st.sampled_from(
            [*Token, "\n", "\r\n", " ", "\t\n", ".", ".\n", "From here", "=", "é" * 40, "x" * 75, "x" * 76]
        ),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(
    html=bodies,
    text=bodies,
    subject=st.text(alphabet=st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"])),
)
@example(html=f"{Token.ADDRESS}{Token.ADDRESS}", text=Token.ADDRESS, subject="")
@example(html="x " + Token.UNSUBSCRIBE + " ", text="x\n" + Token.ADDRESS + "\n", subject=" two  spaces ")
@example(html="", text="", subject="=?utf-8?q?trap?=")
@example(html="x" * 75 + Token.ADDRESS, text="é" * 200, subject="x" * 2000)
def test_any_rendering_comes_back_and_its_lines_keep_the_limits(html: str, text: str, subject: str) -> None:
    """RFC 5322 §2.1.1 and RFC 2045 §6.7: CRLF alone ends a line, 998 and 76 are its lengths."""
    content = built(rendering(html=html, text=text, subject=subject))
    message = parsed(content)
    assert not message.defects
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain, rich = message.iter_parts()
    values = {Token.UNSUBSCRIBE: URL, Token.ADDRESS: READER.address}
    assert unix(content_of(plain)) == unix(replaced(text, values))
    assert unix(content_of(rich)) == unix(replaced(html, {token: escape(value) for token, value in values.items()}))
    assert message_from_bytes(content, policy=policy.compat32).get_payload(0).get_payload(decode=True) is not None
    check_lines(content)


def content_of(part: EmailMessage) -> str:
    """Decode a part."""
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def replaced(body: str, values: dict[Token, str]) -> str:
    """Put values in the way a reader would expect."""
    return re.sub("|".join(Token), lambda found: values[Token(found[0])], body)


def check_lines(content: bytes) -> None:
    """Hold every line to its limits."""
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert content.isascii()
    head, _, body = content.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert not any(line.startswith((b".", b"From ")) for line in body.split(b"\r\n"))
    assert not any(line.endswith((b" ", b"\t")) for line in body.split(b"\r\n"))


@settings(max_examples=60, deadline=None)
@given(body=bodies)
def test_two_decoders_agree(body: str) -> None:
    """The encoding is judged by a second implementation, quopri, as well as by the email package."""
    content = built(rendering(html=body, text="x"))
    encoded = content.split(b"quoted-printable\r\n\r\n")[2].rpartition(b"\r\n--=_dg_")[0]
    values = {Token.UNSUBSCRIBE: escape(URL), Token.ADDRESS: READER.address}
    assert unix(quopri.decodestring(encoded).decode()) == unix(replaced(body, values))


def test_values_are_escaped_in_html_and_raw_in_text() -> None:
    """An ampersand in the link must not become an entity by chance, nor a quote end the attribute."""
    url = "https://example.org/u?a=1&copy=2'x"
    content = built(rendering(html=f'<a href="{Token.UNSUBSCRIBE}">out</a>', text=f"Out: {Token.UNSUBSCRIBE}"), url=url)
    text, html = parts_of(content)
    assert html == '<a href="https://example.org/u?a=1&amp;copy=2&#x27;x">out</a>'
    assert text == f"Out: {url}"


def test_a_value_that_only_looks_like_a_token_is_left_alone() -> None:
    """Values are put in by place, not by searching: one reader's address cannot pull in another value."""
    odd = Recipient(id=1, address="__DG_UNSUBSCRIBE__@example.net")
    text, _ = parts_of(built(rendering(text=f"To {Token.ADDRESS}"), recipient=odd))
    assert text == "To __DG_UNSUBSCRIBE__@example.net"


def test_the_same_input_gives_the_same_bytes() -> None:
    """Approval binds to bytes; nothing in a message may come from chance or from the clock."""
    assert built(rendering()) == built(rendering())


def test_half_a_character_is_refused_with_its_code_point() -> None:
    """A lone surrogate has no UTF-8 form; it must not surface as a UnicodeEncodeError in the middle of a sending."""
    with pytest.raises(MessageError, match=r"U\+D800"):
        built(rendering(html="<p>\ud800</p>"))


def test_a_value_with_a_control_character_is_refused() -> None:
    """A line end in a value would end the paragraph, or the part."""
    with pytest.raises(MessageError, match=r"recipient 7.*List-Unsubscribe"):
        built(rendering(text=f"{Token.UNSUBSCRIBE}"), url="https://example.org/\r\nX: y")


def test_a_part_refuses_a_control_character_by_itself() -> None:
    """The headers refuse such a value first; the parts must not depend on that."""
    part = mime.gapped(f"to {Token.ADDRESS}", resource="r")
    with pytest.raises(MessageError, match=r"r: the value for address holds U\+001B"):
        mime.fill(part, {Token.ADDRESS: "a\x1b@example.net"}, resource="r")


def test_an_edition_that_prints_the_link_is_not_built_without_one() -> None:
    """A reader must never get a dead unsubscribe link."""
    with pytest.raises(MessageError, match="give its URL"):
        built(rendering(text=f"Leave: {Token.UNSUBSCRIBE}"), url="")


def test_size_is_that_of_the_encoded_part() -> None:
    """Gmail clips by the encoded part; the preview shows this figure."""
    html = "<p>é</p>\n" * 1000
    content = built(rendering(html=html))
    encoded = content.split(b"quoted-printable\r\n\r\n")[2].rpartition(b"\r\n--=_dg_")[0]
    assert encoded_size(html) == len(encoded)


def test_parts_of_a_message_from_elsewhere_are_found_in_any_encoding() -> None:
    """`digest check` and the preview read other programs' messages too."""
    other = EmailMessage()
    other["Subject"] = "x"
    other.set_content("grüße\n", charset="iso-8859-1")
    other.add_alternative("<p>grüße</p>\n", subtype="html", cte="base64")
    assert parts_of(other.as_bytes(policy=policy.SMTP)) == ("grüße\n", "<p>grüße</p>\n")
    assert parts_of(b"Content-Type: text/html; charset=klingon\n\n<p>x</p>") == ("", "<p>x</p>")
    assert parts_of(b"Subject: nothing\n\n") == ("", "")


def test_a_very_long_line_is_encoded_in_linear_time() -> None:
    """Inlined HTML can be one line; the wrapping must not copy the rest of it for every 75 characters."""
    content = built(rendering(html="é" * 200_000))
    assert parts_of(content)[1] == "é" * 200_000
