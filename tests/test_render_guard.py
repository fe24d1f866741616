"""What comes from outside is printed as text, and only as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Token
from digest.render.guard import markup_text, plain_text, restore, safe_url


@given(st.text())
def test_no_text_can_stand_for_a_token(text: str) -> None:
    """A title that says __DG_UNSUBSCRIBE__ would print one reader's address to another, or a dead link."""
    forged = f"{text}{Token.UNSUBSCRIBE}{text.lower()}_{Token.ADDRESS.lower()}"
    assert "__DG_" not in plain_text(forged).upper()
    assert "__DG_" not in restore(markup_text(forged)).upper()


def test_a_token_made_by_removing_a_character_is_no_token_either() -> None:
    """Cleaning comes first, for it can join what it leaves."""
    assert "__DG_" not in plain_text("__D\u202eG_ADDRESS__")
    assert "__DG_" not in restore(markup_text("_\u0000_DG_ADDRESS__"))


def test_markup_text_keeps_every_character_of_the_text() -> None:
    """The reader of a piece about templates must see its braces."""
    shown = restore(markup_text("{{ x }} {% y %} {# z #} __DG_A"))
    assert shown == "&#123;{ x &#125;} &#123;% y %&#125; &#123;# z #&#125; &#95;&#95;DG_A"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202edlrow\u202c hello", "dlrow hello"),
        ("\u2066a\u2069", "a"),
        ("it\u0092s", "it’s"),
        ("a\u0000b\u0007c", "abc"),
        ("bad \ud800 half", "bad half"),
        ("\ufdd0\ufffe\ufeffx", "x"),
        ("two\r\nlines\u2028three", "two lines three"),
        ("Vraiment\u00a0?  oui\u00a0 \u202f", "Vraiment\u00a0? oui"),
        ("سلام‌ها \u200f", "سلام‌ها \u200f"),
        ("a" + "\u0301" * 400 + "b", "a\u0301\u0301\u0301b"),
        ("e\u0323\u0302 שָׁ֑ל", "e\u0323\u0302 שָׁ֑ל"),
        ("ก" + "\u0e47" * 40, "ก" + "\u0e47" * 6),
    ],
)
def test_controls_go_and_letters_stay(text: str, shown: str) -> None:
    """One C1 control makes Gmail clip the mail; an override turns the rest of the page; a joiner spells Persian."""
    assert plain_text(text) == shown
    assert restore(markup_text(text)) == shown


@given(st.text())
def test_clean_text_is_one_encodable_line(text: str) -> None:
    """It goes into headers and into UTF-8."""
    cleaned = plain_text(text)
    cleaned.encode()
    assert len(cleaned.splitlines()) <= 1
    assert plain_text(cleaned) == cleaned


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@b.example",
        "//example.org/x",
        "/relative",
        "https://",
        "https:\\\\evil.example",
        "https://bank.example@evil.example/",
        "https://bank.example\\@evil.example/",
        "https://[::1",
        "https://example.org:port/",
        "https://exa mple.org/",
        "https://../",
        "https://\ud800.example/",
        "https://example.org/\ud800",
        "https://xn--\u00df\u0301-.example",
        "",
    ],
)
def test_an_address_that_is_no_plain_web_address_becomes_no_link(url: str) -> None:
    """Autoescaping lets every scheme through."""
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://Example.org/a b?q=c d&e=f#g", "https://example.org/a%20b?q=c%20d&e=f#g"),
        ("http://example.org:8080/ü", "http://example.org:8080/%C3%BC"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://example.org/%7B%20?x='\"<>", "https://example.org/%7B%20?x='%22%3C%3E"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]/"),
        ("https://example.org/__DG_ADDRESS__", "https://example.org/%5F%5FDG_ADDRESS__"),
    ],
)
def test_an_address_is_normalised_before_lxml_sees_it(url: str, normal: str) -> None:
    """Lxml percent-encodes whatever is not ASCII in a link: the letters of a host too, which breaks it."""
    assert safe_url(url) == normal
    assert safe_url(normal) == normal


def test_mailto_is_a_link_only_where_it_is_asked_for() -> None:
    """The appeal may lead to a mail; a piece may not."""
    allowed = frozenset({"https", "mailto"})
    assert (
        safe_url("mailto:join@example.org?subject=I join", schemes=allowed)
        == "mailto:join@example.org?subject=I%20join"
    )
