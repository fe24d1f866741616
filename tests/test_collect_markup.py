"""HTML made safe, HTML made plain, and titles made one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring

from digest.collect.markup import absolute_url, clean_html, clean_title, is_markup, plain_text

BASE = "https://example.org/2024/piece/"


def test_clean_html_keeps_running_text_links_and_pictures() -> None:
    """With absolute addresses, because the text is read elsewhere."""
    cleaned = clean_html(
        '<h2 class="x">One</h2><p style="color:red">Two <a href="/a?b=1" onclick="x()">three</a></p>'
        '<figure><img src="p.jpg" alt="é" onerror="x()"><figcaption>C</figcaption></figure>',
        BASE,
    )
    assert cleaned == (
        '<div><h2>One</h2><p>Two <a href="https://example.org/a?b=1">three</a></p>'
        '<figure><img src="https://example.org/2024/piece/p.jpg" alt="é"><figcaption>C</figcaption></figure></div>'
    )


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src="x" onerror="alert(1)">',
        "<style>p{}</style>",
        '<iframe src="https://e.org/"></iframe>',
        '<form action="/x"><input name="a"></form>',
        '<p style="background:url(javascript:x)">',
        "<svg><script>alert(1)</script></svg>",
        '<object data="x"></object>',
    ],
)
def test_nothing_that_runs_or_hides_survives(html: str) -> None:
    """Whatever a feed carries, the text can be shown in an editor's browser."""
    cleaned = clean_html(f"<p>before</p>{html}<p>after</p>").lower()
    for word in ("script", "alert", "onerror", "style", "iframe", "form", "data:", "<object", "javascript"):
        assert word not in cleaned
    assert "before" in cleaned
    assert "after" in cleaned


def test_lazy_pictures_show_their_real_address() -> None:
    """Many sites write a placeholder into src."""
    html = '<img src="data:image/gif;base64,R0" data-src="/real.jpg">'
    assert "https://example.org/real.jpg" in clean_html(html, BASE)


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("https://e.org/a", "https://e.org/a"),
        ("//e.org/a", "https://e.org/a"),
        ("b", f"{BASE}b"),
        (" /b ", "https://example.org/b"),
        ("mailto:a@b.c", ""),
        ("javascript:x", ""),
        ("http://[x", ""),
        ("http:///x", ""),
    ],
)
def test_addresses_become_absolute_or_nothing(url: str, absolute: str) -> None:
    """Only http and https lead readers anywhere."""
    assert absolute_url(url, BASE) == absolute


def test_plain_text_is_paragraphs() -> None:
    """Each block is one, two line breaks are a border, and what stands beside the text is left out."""
    html = (
        "<h2>Head</h2>One&nbsp;<b>bold</b>,<br>two<br> <br>three<ul><li>a<li>b</ul><blockquote>q</blockquote>"
        "<figure><img src=x><figcaption>caption</figcaption></figure>after<script>x</script> same <img src=e> line"
        "<aside>aside</aside><nav>menu</nav><form>sign up</form><pre>a\n  b</pre><p>  </p><p>caf&eacute; &amp; co</p>"
    )
    assert plain_text(html).split("\n\n") == [
        "Head", "One bold, two", "three", "a", "b", "q", "after same line", "a b", "café & co",
    ]  # fmt: skip


@pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<!-- x -->", "<script>x</script>", "\x00"])
def test_nothing_is_the_text_of_nothing(html: str) -> None:
    """Empty in, empty out."""
    assert plain_text(html) == ""


def test_stray_end_tags_lose_nothing() -> None:
    """Feeds are cut by machines that know no HTML."""
    assert plain_text("<p>a</p></div></body></html><p>b</p>").split() == ["a", "b"]
    assert "b" in clean_html("</div></div><p>b</p>")


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Plain", "Plain"),
        ("A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; &amp;amp; wise", "A bold & wise"),
        ("AT&T and AT&amp;T", "AT&T and AT&T"),
        ("<i>In</i> <em class='x'>Italics</em><br/>here", "In Italicshere"),
        ("x\r\nBcc: all@example.org", "x Bcc: all@example.org"),
        ("a\u0000b\u0007c\u009bd", "abcd"),
        ("evil\u202egnp.exe\u2066", "evilgnp.exe"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩 family", "👨\u200d👩 family"),
        ("loose\u200d joiner", "loose joiner"),
        ("<script>alert(1)</script>Real", "Real"),
        ("Vec&lt;T&gt; in Rust", "Vec<T> in Rust"),
        ("I <3 you, 1 < 2 > 0", "I <3 you, 1 < 2 > 0"),
        ("a\u00a0b\u2028c\u0085d", "a b c d"),
        ("&#8220;Quoted&#8221; &hellip;", "“Quoted” …"),
        ("<custom-tag>x</custom-tag>", "x"),
        ("", ""),
    ],
)
def test_titles_become_one_safe_line(raw: str, title: str) -> None:
    """They go into subjects, where a line break would start another header."""
    assert clean_title(raw) == title


def test_a_long_title_ends_with_a_word() -> None:
    """The limit counts the ellipsis."""
    title = clean_title("word " * 100)
    assert len(title) <= 300
    assert title.endswith("word…")


@given(st.text(max_size=300))
def test_no_title_breaks_a_header(raw: str) -> None:
    """Whatever comes in, one line of at most the limit comes out."""
    title = clean_title(raw, 50)
    assert len(title) <= 50
    assert title == " ".join(title.split())
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in title)


@given(st.text(alphabet="<>/ab =\"'&;pdiv!-", max_size=200))
def test_cleaning_twice_changes_nothing_more(html: str) -> None:
    """What has been cleaned is clean, and always parses."""
    once = plain_text(clean_html(html, BASE))
    assert plain_text(clean_html(clean_html(html, BASE), BASE)) == once
    if clean_html(html):
        fromstring(clean_html(html))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "x",
        "<b><i><a>" * 50_000 + "x",
        "<" * 500_000,
        "<!--" * 100_000,
        "x<br>" * 100_000,
        "<p " + " ".join(f'a{number}="x"' for number in range(100_000)) + ">x</p>",
        "<p " + " ".join(f"a{number}" for number in range(100_000)) + ">x</p>",
        "&" * 500_000,
    ],
    ids=["deep", "unclosed", "angles", "comments", "breaks", "attributes", "bare-attributes", "ampersands"],
)
@pytest.mark.timeout(10)
def test_junk_made_to_stall_ends_soon(html: str) -> None:
    """Each of these takes some parser minutes: nh3 by depth, libxml2 by attributes, patterns by unclosed comments."""
    clean_html(html)
    plain_text(html)
    clean_title(html)
    is_markup(html)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a <b>c</b>", True), ("a &eacute; b", True), ("&#8220;", True), ("1 < 2 & 3 > 2", False), ("AT&T", False)],
)
def test_markup_is_told_from_plain_text(text: str, *, expected: bool) -> None:
    """A plain description must not lose what follows its `<`."""
    assert is_markup(text) is expected
