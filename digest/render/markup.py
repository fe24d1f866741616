"""The preflight of templates and pages: says with its place what lxml or premailer would break, or mend, in silence.

Decides what markup is refused. Does not know templates: where an offset of a page comes from is told by a function.
"""

from __future__ import annotations

__all__ = ["check_page", "check_template", "line_at"]

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from digest.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

_REMARK = re.compile(r"<!--.*?-->|\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Only the preflighted sheet may be filled in; any other would be read by premailer as it is.
_OWN_STYLE = re.compile(
    r"<style\b(?![^>]*\sdata-premailer\s*=)[^>]*>(?!\s*\{\{-?\s*sheets\.inline\s*-?\}\}\s*</style)", re.IGNORECASE
)
_OPEN_STYLE = re.compile(r"<style\b[^>]*>(?!(?:(?!<style\b).)*</style)", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = (
    (
        re.compile(r"<!--"),
        "this comment is not closed, and whatever follows would be lost in it; close it with -->",
    ),
    (
        re.compile(r"""<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?(?<=[\s/"'])style(?=[\s=/>])""", re.IGNORECASE),
        "a style attribute beats inline.css and can stop premailer; give the element a class",
    ),
    (
        re.compile(r"<!\[(?:if|endif)", re.IGNORECASE),
        "premailer breaks <![if …]>; write <!--[if !mso]><!--> and <!--<![endif]-->",
    ),
    (
        re.compile(r"<link\b", re.IGNORECASE),
        "a linked style sheet never reaches the reader; put its rules into inline.css or head.css",
    ),
    (
        re.compile(r"<base\b", re.IGNORECASE),
        "a <base> changes where every link of the mail leads; take it out and write whole addresses",
    ),
    (
        re.compile(r"""<script\b(?![^>]*\stype\s*=\s*["']?application/ld\+json)""", re.IGNORECASE),
        "no client runs a script, and many take a mail with one for an attack; take it out",
    ),
    (
        re.compile(r"<(?:iframe|object|embed|frame)\b", re.IGNORECASE),
        "no client shows another page inside a mail; show a linked picture in its place",
    ),
)
# What HTML lets stand open (li, p, td, tr) or never closes (br, img) is left to the parser.
_PAIRED = frozenset(
    "a b body center div em h1 h2 h3 h4 h5 h6 head html i ol small span strong sub sup table ul".split()  # noqa: SIM905 - one line reads better
)
_TAG = re.compile(
    r"<!--.*?-->|<(?:style|script|title)\b.*?</(?:style|script|title)\s*>"
    r"""|<(/?)([a-z][a-z0-9:]*)(?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.IGNORECASE | re.DOTALL,
)


class _Open(NamedTuple):
    name: str
    at: int


def check_page(page: str, place: Callable[[int], str]) -> None:
    """Raise `RenderError` for what premailer would break in *page*, and for tags that do not match.

    *place* tells `file:line` of an offset.
    """
    _check_markup(page, place)
    _check_balance(page, place)


def check_template(source: str, file: str) -> None:
    """Raise `RenderError` for what premailer would break, and for a style sheet that no preflight would read."""

    def place(at: int) -> str:
        return f"{file}:{line_at(source, at)}"

    _check_markup(_EXPRESSION.sub(_blank, source), place)
    blank = _REMARK.sub(_blank, source)
    if match := _OWN_STYLE.search(blank):
        message = (
            "of a style sheet in a template premailer drops in silence what it does not know; put its rules into "
            'inline.css or head.css, or write <style data-premailer="ignore">'
        )
        raise RenderError(message, resource=place(match.start()))
    if match := _OPEN_STYLE.search(blank):
        raise RenderError(
            "this <style> is not closed, and the rest of the mail would be read as rules; close it with </style>",
            resource=place(match.start()),
        )


def _check_markup(source: str, place: Callable[[int], str]) -> None:
    blank = _COMMENT.sub(_blank, source)
    for pattern, message in _FORBIDDEN:
        if match := pattern.search(blank):
            raise RenderError(message, resource=place(match.end() - 1))


def _check_balance(page: str, place: Callable[[int], str]) -> None:
    """Raise `RenderError` where an end tag of *page* closes nothing, or a tag is never closed.

    lxml would mend it in its own way, which may end a box, and its ground, before its text.
    """
    stack: list[_Open] = []
    for tag in _TAG.finditer(page):
        name = (tag[2] or "").lower()
        if name not in _PAIRED:
            continue
        if not tag[1]:
            stack.append(_Open(name, tag.start()))
        elif not stack or stack[-1].name != name:
            _refuse_end(name, tag.start(), stack, place)
        else:
            stack.pop()
    if stack:
        raise RenderError(
            f"this <{stack[-1].name}> is never closed; add its </{stack[-1].name}>", resource=place(stack[-1].at)
        )


def _refuse_end(name: str, at: int, stack: list[_Open], place: Callable[[int], str]) -> NoReturn:
    if any(each.name == name for each in stack):
        inner = stack[-1]
        message = f"</{name}> stands where a <{inner.name}> is still open, of {place(inner.at)}; close that one first"
    else:
        message = f"</{name}> closes nothing that is open; take it out, or write the <{name}> that it belongs to"
    raise RenderError(message, resource=place(at))


def line_at(text: str, at: int) -> int:
    """Return the number of the line of *text* in which the offset *at* stands, from 1."""
    return text.count("\n", 0, at) + 1


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
