"""A message with pictures in it re-parses to the page and to the files that went in, each once."""

from __future__ import annotations

import re
import tracemalloc
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.errors import MessageError
from digest.message import EmbeddedPicture, MessageTemplate, Sender, build_template, parts_of
from digest.message.related import shown_addresses, with_references, without_references
from digest.model import Recipient, Rendering, Token

PREFIX = "https://news.example.org/pictures/"
READER = Recipient(id=7, address="reader@example.net", name="A Reader")
LEAVE = "https://news.example.org/unsubscribe/abc"


def picture(
    name: str = "a.jpg", content: bytes = b"\xff\xd8 a picture", media_type: str = "image/jpeg"
) -> EmbeddedPicture:
    """Make a picture that a page shows under its public address."""
    return EmbeddedPicture(address=PREFIX + name, name=name, media_type=media_type, content=content)


def template(html: str, *pictures: EmbeddedPicture, sender: str = "editor@example.org") -> MessageTemplate:
    """Encode a page with these pictures at hand."""
    return build_template(
        Rendering(html=html, text="Hello", subject="The week", preheader=""),
        sender=Sender(name="The Review", address=sender),
        publication_title="The Review",
        list_id="review.example.org",
        edition_id="review/2026-11-20T06:00",
        date=datetime(2026, 11, 20, 6, 0, tzinfo=UTC),
        pictures=pictures,
    )


def built(html: str, *pictures: EmbeddedPicture, sender: str = "editor@example.org") -> bytes:
    """Build the message to one reader."""
    filled = template(html, *pictures, sender=sender)
    return filled.fill(recipient=READER, unsubscribe_url=LEAVE, message_id="<abc@example.org>")


def parsed(content: bytes) -> EmailMessage:
    """Parse as the standard library does it today; nothing may be wrong with it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [defect for part in message.walk() for defect in part.defects]
    return message


def files_of(message: EmailMessage) -> dict[str, bytes]:
    """Give the pictures of a message by their Content-ID."""
    return {
        str(part["Content-ID"]): part.get_payload(decode=True)  # type: ignore[misc]
        for part in message.walk()
        if part.get_content_maintype() == "image"
    }


def test_the_page_and_its_pictures_are_one_part_beside_the_text() -> None:
    """RFC 2387: the page comes first and gives the type; RFC 2392: it names the picture by its Content-ID."""
    message = parsed(built(f'<p>Hello</p><img src="{PREFIX}a.jpg" alt="x">', picture()))
    assert message.get_content_type() == "multipart/alternative"
    plain, rich = message.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert (rich.get_content_type(), rich.get_param("type")) == ("multipart/related", "text/html")
    page, image = rich.iter_parts()
    assert page.get_content() == '<p>Hello</p><img src="cid:a.jpg@example.org" alt="x">'
    assert (image["Content-ID"], image.get_content_type()) == ("<a.jpg@example.org>", "image/jpeg")
    assert (image.get_content_disposition(), image.get_filename()) == ("inline", "a.jpg")
    assert image["Content-Transfer-Encoding"] == "base64"
    assert image.get_content() == b"\xff\xd8 a picture"
    body = message.get_body(("html",))
    assert body is not None
    assert body.get_content() == page.get_content()


names = st.from_regex(r"[A-Za-z0-9_-]{1,20}(\.[A-Za-z0-9_-]{1,6}){0,3}", fullmatch=True)
contents = st.one_of(st.binary(max_size=300), st.sampled_from([b"\r\n.\r\n", b"--=_dr_", b"From x\n" * 30, b"\0" * 57]))
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=40)


@settings(max_examples=150, deadline=None)
@given(
    files=st.dictionaries(names, contents, max_size=5),
    texts=st.lists(texts, min_size=6, max_size=6),
    again=st.booleans(),
)
@example(files={"a": b""}, texts=[""] * 6, again=True)
@example(files={"a.b": b"x" * 57, "a.c": b"x" * 58}, texts=[f"=_dr_ src=“{PREFIX}a.b”"] * 6, again=False)
def test_any_pictures_come_back_and_the_lines_keep_the_limits(
    files: dict[str, bytes], texts: list[str], *, again: bool
) -> None:
    """Whatever their names and bytes; and every other part is what it would be without them."""
    pictures = [picture(name, content, "image/png") for name, content in files.items()]
    shows = [f'<p>{escape(text)}</p><img src="{PREFIX}{name}">' for name, text in zip(files, texts, strict=False)]
    html = "\n".join(shows * (2 if again else 1)) + f'<a href="{Token.UNSUBSCRIBE}">{escape(texts[-1])}</a>'
    content = built(html, *pictures)
    message = parsed(content)
    assert files_of(message) == {f"<{name}@example.org>": file for name, file in files.items()}
    page = parts_of(content)[1]
    named = {unquote(name) for name in re.findall(r'src="cid:([^"]+)"', page)}
    assert named == {f"{name}@example.org" for name in files}
    assert without_references(page, domain="example.org", prefix=PREFIX) == parts_of(built(html))[1]
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    body = content.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, body)) <= 76
    assert not any(line.startswith((b".", b"From ")) or line.endswith((b" ", b"\t")) for line in body)


def test_a_picture_that_is_shown_twice_travels_once() -> None:
    """And one that is not shown stays at home."""
    html = f'<img src="{PREFIX}a.jpg"><img src="{PREFIX}a.jpg">'
    content = built(html, picture(), picture("b.jpg", b"another"))
    assert files_of(parsed(content)) == {"<a.jpg@example.org>": b"\xff\xd8 a picture"}
    assert parts_of(content)[1].count('src="cid:a.jpg@example.org"') == 2


def test_without_a_picture_to_embed_the_message_is_what_it_was() -> None:
    """Byte for byte, with no empty container."""
    html = '<img src="https://elsewhere.example.org/a.jpg"><p>a.jpg</p>'
    assert built(html, picture()) == built(html)


@pytest.mark.parametrize(
    "html",
    [
        f'<p>&lt;img src="{PREFIX}a.jpg"&gt;</p>',
        f'<p title="<img" data-src="{PREFIX}a.jpg">x</p>',
        f'<a href="{PREFIX}a.jpg">the picture</a>',
        f'<img alt=" src=&quot;" data-src="{PREFIX}a.jpg" src="{PREFIX}a.jpg2">',
    ],
)
def test_only_what_shows_the_picture_is_changed(html: str) -> None:
    """A piece may write about addresses, and a link to the file must stay one."""
    assert with_references(html, [picture()], domain="example.org") == html


def test_outlooks_own_elements_show_pictures_too() -> None:
    """They stand in conditional comments; an address with an ampersand is written as an entity."""
    html = '<!--[if mso]><v:fill type="tile" src="https://e.org/?a=1&amp;b=2" color="#fff"/><![endif]-->'
    tiled = EmbeddedPicture(address="https://e.org/?a=1&b=2", name="t.png", media_type="image/png", content=b"x")
    assert shown_addresses(html) == (tiled.address,)
    assert 'src="cid:t.png@e.org"' in with_references(html, [tiled], domain="e.org")


def test_a_senders_domain_outside_ascii_is_named_in_ascii() -> None:
    """A Content-ID is an address in form (RFC 2392 §2)."""
    content = built(f'<img src="{PREFIX}a.jpg">', picture(), sender="editor@zeitung.österreich.example")
    assert list(files_of(parsed(content))) == ["<a.jpg@zeitung.xn--sterreich-z7a.example>"]


@pytest.mark.parametrize(
    "name", ["", "a b.jpg", 'a".jpg', "a\r\nX: y", "../a.jpg", "ä.jpg", ".jpg", "a..jpg", "x" * 65]
)
def test_a_name_that_cannot_stand_in_a_header_is_refused(name: str) -> None:
    """It would end the header, or name another part."""
    named = EmbeddedPicture(address=f"{PREFIX}a.jpg", name=name, media_type="image/png", content=b"x")
    with pytest.raises(MessageError, match=r"review/2026-11-20T06:00: the picture .* rename the file"):
        built(f'<img src="{PREFIX}a.jpg">', named)


def test_two_pictures_of_one_name_and_other_media_are_refused() -> None:
    """The page could not tell them apart; and only pictures are pictures."""
    other = EmbeddedPicture(address="https://e.org/a.jpg", name="a.jpg", media_type="image/jpeg", content=b"x")
    with pytest.raises(MessageError, match=r"a\.jpg"):
        built(f'<img src="{PREFIX}a.jpg"><img src="https://e.org/a.jpg">', picture(), other)
    with pytest.raises(MessageError, match="text/html"):
        built(f'<img src="{PREFIX}a.jpg">', picture(media_type="text/html"))


def test_the_size_is_still_that_of_the_page() -> None:
    """Gmail clips the page; what stands beside it does not count."""
    html = f'<img src="{PREFIX}a.jpg"><p>{"word " * 500}</p>'
    page = with_references(html, [picture()], domain="example.org")
    assert template(html, picture(content=bytes(100_000))).size == template(page).size


def test_a_thousand_messages_need_the_memory_of_one() -> None:
    """The pictures are encoded once; a message is one join, which copies them once."""
    filled = template(f'<img src="{PREFIX}a.jpg">', picture(content=bytes(1_000_000)))
    size = len(filled.fill(recipient=READER, unsubscribe_url=LEAVE, message_id="<abc@example.org>"))
    tracemalloc.start()
    try:
        for _ in range(1000):
            filled.fill(recipient=READER, unsubscribe_url=LEAVE, message_id="<abc@example.org>")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size < peak < 1.1 * size
