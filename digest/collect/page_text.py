"""Takes the running text of the piece out of its page.

Trafilatura decides what the piece is, tuned for precision; JSON-LD's articleBody takes its place where it found next
to nothing. Furniture that stands as plain paragraphs in the piece is taken out by `digest.furniture`.
Paragraphs, headings, list items and quotations become paragraphs; tables of figures are left out.
"""

from __future__ import annotations

__all__ = ["page_text"]

import copy
import re
from typing import TYPE_CHECKING

from digest.collect.markup import plain_text, without_unseen
from digest.furniture import without_furniture
from digest.text import collapse, paragraphs, word_count

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_NOT_THE_PIECE = (
    (
        "//*[contains(@class, 'comments') or contains(@class, 'Comments') or @id='disqus_thread' or @id='respond']"
        "[not(self::html or self::body or self::main or self::article)][not(.//h1 or .//article)]"
    ),
    "//figcaption | //figure[not(.//p[string-length(.) > 400])]",
    "//*[contains(@class, 'caption') or contains(@class, 'Caption')][string-length(.) < 600][not(.//h1)]",
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')][not(.//h1)][string-length(.) < 300]",
)
_PROSE_CELL = 80
_SHORT_TEXT = 60
_MUCH_MORE = 2.0


def page_text(root: HtmlElement, *, title: str, authors: tuple[str, ...] = (), article_body: str = "") -> str:
    """Give the piece's text as plain paragraphs divided by an empty line; empty where the page has none."""
    found = without_furniture(_extracted(root), title=title, authors=authors)
    declared = without_furniture(_declared(article_body), title=title, authors=authors)
    words, declared_words = word_count(found), word_count(declared)
    if declared_words > max(_SHORT_TEXT, _MUCH_MORE * words) or (declared and not found):
        return declared
    return found


def _extracted(root: HtmlElement) -> str:
    import trafilatura

    tree = copy.deepcopy(root)
    for path in _NOT_THE_PIECE:
        for element in tree.xpath(path):
            if element.getparent() is not None:
                element.drop_tree()
    document = trafilatura.bare_extraction(
        tree, favor_precision=True, include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(document, "body", None)
    return "\n\n".join(_blocks(body)) if body is not None else ""


def _blocks(body: _Element) -> list[str]:
    """Read trafilatura's tree: the deepest of its blocks are the paragraphs."""
    blocks: list[str] = []
    for element in body.iter("p", "head", "item", "quote", "code", "cell", "ab", "div"):
        if element.xpath("boolean(.//p | .//item | .//quote | .//head | .//cell)"):
            text = collapse(element.text or "")
        else:
            text = collapse(" ".join("".join(map(str, element.itertext())).split()))
        if element.tag == "cell" and len(text) < _PROSE_CELL:
            continue
        if text:
            blocks.append(text)
    return blocks


def _declared(article_body: str) -> str:
    article_body = without_unseen(article_body)
    text = plain_text(article_body)
    if len(paragraphs(text)) == 1:  # many sites write one newline between paragraphs
        text = re.sub(r"\s*\n\s*", "\n\n", article_body if "<" not in article_body else text)
    return text
