"""Makes what sites write safe and plain: HTML to clean HTML, HTML to paragraphs, titles to one line.

Decides which elements and attributes stay and what is no part of the running text. Does not know which part of a page
is the piece, and leaves appeals and credits written as plain paragraphs to `digest.furniture`.
"""

from __future__ import annotations

__all__ = ["clean_html", "clean_title", "is_markup", "mended_json", "parse_fragment", "plain_text", "without_unseen"]

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.collect.spoken import BORDERS, DROPPED, UNSEEN, element_text, names
from digest.text import collapse, shorten, unescaped

if TYPE_CHECKING:
    import nh3
    from lxml.html import HtmlElement, HTMLParser

LONGEST_HTML = 2_000_000
"""Characters; the rest of a longer text is left out."""


TAGS = names(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins",
    "kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u ul var",
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "blockquote": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "*": {"lang", "dir"},
}
_HTML_NAMES = (
    TAGS
    | DROPPED
    | BORDERS
    | names(
        "acronym applet area base basefont bdi bdo big blink body col colgroup data datalist dialog dir font frame"
        " frameset hgroup input label legend link marquee menu meta meter nobr noframes optgroup option output"
        " param picture plaintext progress rp rt ruby search slot source strike track tt wbr xmp"
    )
)
# What needs neither joining nor looking at closely; urljoin takes 15 times as long.
_ABSOLUTE = re.compile(r"https?://[a-zA-Z\d.-]+(?::\d{1,5})?(?:[/?#][^\s\\]*)?")
_URL_ATTRIBUTES = ("href", "src", "cite")
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-runner-src")

_TAG = re.compile(r"<(?:/?[a-zA-Z]|!)[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]\w{1,31});")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_BOMB = re.compile(
    r"""<[a-zA-Z][^\s/><]{0,100}+
        (?:[\s/]++[^\s=>/]{1,200}+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]{0,300}+))?+){500}""",
    re.VERBOSE,
)
_PLACEHOLDER = re.compile(r"<[a-zA-Z][\w.]*>")
# libxml2 drops what follows an end of the document, and feeds carry whole documents.
_SHELL = re.compile(r"</?(?:html|body|head)\b[^<>]*>|<!doctype[^<>]*>", re.IGNORECASE)
_PARAGRAPH, _LINE = "\u2029", "\u2028"
_LOOSE_JOINER = re.compile(r"(?<![^\x00-\u024f\s])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f\s])")
_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
_SHELL_MARK = re.compile(r"<(?:/?html|/?body|/?head)\b", re.IGNORECASE)
_BOMB_LENGTH = 1_500
"""A shorter text has no room for hundreds of attributes."""


# A pair of surrogates, a half of one, or any other escape, so that an escaped backslash counts as one.
_JSON_ESCAPE = re.compile(
    r"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u([dD][89a-fA-F][\da-fA-F]{2})|\\.", re.DOTALL
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def mended_json(text: str) -> str:
    r"""Put U+FFFD for halves of surrogate pairs in the JSON *text*: no UTF-8 can carry them.

    >>> mended_json(r'"\ud83d\ude00 \ud800"')
    '"\\ud83d\\ude00 \\ufffd"'
    """
    return _SURROGATES.sub("\ufffd", _JSON_ESCAPE.sub(lambda found: r"\ufffd" if found[1] else found[0], text))


def without_unseen(text: str) -> str:
    """Take control and invisible characters out of *text*, but white space."""
    return _LOOSE_JOINER.sub("", UNSEEN.sub("", text.replace("\x85", " ")))


def _has_long_tag(text: str) -> bool:
    """Whether an element of *text* may have hundreds of attributes; twenty times as fast as looking for them."""
    return len(text) > _BOMB_LENGTH and max(map(len, text.split(">"))) > _BOMB_LENGTH


def is_markup(text: str) -> bool:
    """Whether *text* holds a tag or an entity, and so is HTML rather than plain text."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def parse_fragment(html: str) -> HtmlElement | None:
    """Parse *html* leniently into one element; None where there is nothing to parse.

    Bounded: libxml2 stops at a depth of 255 elements, no more than LONGEST_HTML characters are read, and a text with
    an element of hundreds of attributes, whose tree libxml2 builds in quadratic time (200,000 in 250 s), is not parsed.
    """
    from lxml import etree
    from lxml.html import document_fromstring

    text = html[:LONGEST_HTML]
    if not text.strip() or (_has_long_tag(text) and _BOMB.search(text)):
        return None
    if "<!" in text or _SHELL_MARK.search(text):
        text = _SHELL.sub("", text)
    # Halves of surrogate pairs cannot be encoded; libxml2 would end the text at a NUL.
    content = text.encode("utf-8", "ignore").translate(None, _CONTROLS)
    # The extra div keeps loose text and siblings together; without it lxml makes up a paragraph for the first of them.
    try:
        root: HtmlElement = document_fromstring(b"<div>" + content + b"</div>", parser=_parser())
        body = root.find("body")
        return None if body is None or not len(body) else body[0] if len(body) == 1 else body
    except (etree.LxmlError, ValueError):
        return None


@cache
def _parser() -> HTMLParser:
    from lxml.html import HTMLParser

    return HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")


def clean_html(html: str, base_url: str = "") -> str:
    """Keep of *html* the elements of running text, pictures and links, with absolute http(s) addresses.

    Scripts, styles, classes, forms and frames go. Relative addresses are taken against *base_url*.
    """
    root = parse_fragment(html)
    return "" if root is None else clean_element(root, base_url)


def clean_element(root: HtmlElement, base_url: str = "") -> str:
    """Do what `clean_html` does with what `parse_fragment` gave; the addresses in *root* become absolute."""
    from lxml.html import tostring

    for element in root.iter("a", "img", "blockquote"):
        _make_absolute(element, base_url)
    # nh3 comes last, on what lxml has made well-formed and no deeper than 255: by itself it takes time that grows with
    # the square of the depth (16,000 levels, 171 KB: 0.64 s).
    return UNSEEN.sub("", _cleaner().clean(tostring(root, encoding="unicode"))).strip()


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=None,
    )


def _make_absolute(element: HtmlElement, base_url: str) -> None:
    if element.tag == "img":
        lazy = next((element.get(name) for name in _LAZY_SOURCES if element.get(name)), None)
        source = element.get("src", "")
        if lazy and (not source or source.startswith("data:")):
            element.set("src", lazy)
    for name in _URL_ATTRIBUTES:
        value = element.get(name)
        if value is None:
            continue
        url = absolute_url(value, base_url)
        if url:
            element.set(name, url)
        else:
            del element.attrib[name]


def absolute_url(url: str, base_url: str) -> str:
    """Give *url* as an absolute http(s) address against *base_url*; empty where it is none."""
    if not url.strip() or _ABSOLUTE.fullmatch(url):
        return url.strip()
    try:
        joined = urljoin(base_url, url.strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme.lower() in {"http", "https"} and parts.hostname else ""


def plain_text(html: str) -> str:
    r"""Give the running text of *html*: paragraphs, headings, list items and quotations, one empty line between them.

    Pictures and their captions, tables' markup, scripts, forms, frames and asides are left out.

    >>> plain_text("<h2>One</h2><p>Two&nbsp;and<br>three</p><figure>no</figure>")
    'One\n\nTwo and three'
    """
    root = parse_fragment(html)
    if root is None:
        return ""
    return element_text(root)


def clean_title(raw: str, limit: int = 300) -> str:
    r"""Make one safe line of *raw*: no tags, no entities, no control or invisible characters, cut at a word's end.

    Feeds escape titles once or twice, so entities are decoded up to twice. The result holds no line break, which makes
    it safe in a mail header.

    >>> clean_title("A &amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; &amp;amp; wise\r\n<i>title</i>")
    'A bold & wise title'
    """
    text = raw[: 20 * limit]
    for _ in range(2):
        text = unescaped(_without_tags(text))
    text = UNSEEN.sub("", _without_tags(text).replace("\x85", " "))
    return shorten(collapse(_LOOSE_JOINER.sub("", text)), limit)


def _without_tags(text: str) -> str:
    return _TAG.sub(_kept_or_dropped, _SCRIPT.sub("", text))


def _kept_or_dropped(found: re.Match[str]) -> str:
    """Keep what only looks like a tag, as in `Vec<T>` or `<name>`: a bare word that HTML does not know."""
    tag = found[0]
    is_known = tag[1:-1].lower() in _HTML_NAMES
    return tag if _PLACEHOLDER.fullmatch(tag) and not is_known else ""
