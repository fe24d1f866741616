"""Turns what pages write as author into names: no site, no desk, no credentials, one name each.

Decides by the words alone. Does not know who is a person: an agency that stands alone is kept, since it is who wrote.
"""

from __future__ import annotations

__all__ = ["author_names"]

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from digest.collect.markup import without_unseen
from digest.text import collapse, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_AUTHORS = 20
MAX_NAME = 60
MAX_LINE = 1_000
"""Characters of a by-line that are read: it is divided at leisure, and somebody may send megabytes."""

_PREFIX = re.compile(
    r"""(?:(?:article|story|text|words|reporting|analysis|written|posted|published|opinion|commentary|essay|column|report
            |news)\s(?:and\s\w+\s)?by
          | by | von | par | por | av | avec | texte?\s?: | tekst\s?: | author\s?: | autor\s?: | from)
        \s?:?\s+(?=\S)""",
    re.IGNORECASE | re.VERBOSE,
)
_GLUED_BY = re.compile(r"\bBy(?=[A-Z][a-z])")
_MONTH = r"(?-i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# What follows names who helped, or when; neither is an author.
_AFTERWORD = re.compile(
    rf"""(?:^|(?<=[\s|,]))(?:
          (?:photo(?:graph)?(?:s|y)?|(?:medically\s)?reviewed|edited|fact[\s-]checked|illustrat(?:ed|ions?)|video|graphics?
            |translated|images?|additional\sreporting|photos?\sprovided|art|produced)\s(?:and\s\w+\s)?by\b
        | contributions?\s(?:from|by)\b | image\s?: | photo\s?:
        | (?:first\s)?(?:published|updated|posted)\b
        | \d+\s(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\sago\b
        | {_MONTH}[a-z]*\.?\s\d{{1,2}}\b | \d{{1,2}}\s{_MONTH} | \d{{1,2}}[:./]\d{{2}}).*""",
    re.IGNORECASE | re.VERBOSE,
)
_SEPARATOR = re.compile(
    r"\s*(?:;|\||•|·|\s/\s|\n|\t|\s(?:and|with|&|und|mit|avec|og)\s|\s?[()]\s?|,\s?(?:and|und|et|y|og)\s|\s[-–—]\s)\s*"
)
# "Ortega y Gasset" is one name: these words divide only two full names.
_WEAK_SEPARATOR = re.compile(r"(?<=\w)\s(?:et|y|e|och)\s(?=\w)")
_CREDENTIALS = re.compile(
    r"""(?:(?:Ph\.?\s?D|M\.?D|D\.?O|R\.?N|R\.?D|RDN|L\.?D\.?N?|M\.?S\.?c?|M\.?A|B\.?A|B\.?S|M\.?P\.?H|MBA|M\.?Ed|J\.?D|Esq|CFA|CFP|CPA|CPT|
        CSCS|LCSW|LMFT|PharmD|DPT|DDS|DVM|DrPH|FACP|FAAD|FRCP|MSW|MFA|MSc|BSc|EdD|Psy\.?D|OBE|CBE|MBE|MP|QC|KC)\.?\s?)+""",
    re.VERBOSE,
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
_DESK = re.compile(
    r"""(?:the\s)?(?:[\w'’.&!-]+\s){0,4}(?:staff|editors?|editorial(?:\s(?:team|board|staff|department))?|newsroom|web\s?desk|news\s?desk|desk|team|admin(?:istrator)?|
        contributors?|correspondents?|reporters?|writers?|author|guest\s(?:author|post|writer|contributor)
        |webmaster|bureau|agencies|wires?|
        communications?(?:\steam|\soffice)?|press\s(?:office|release))(?:\s(?:report(?:s|er)?|writers?|and\sagencies|reporters?|and\swire\s\w+))?
      | (?:die\s)?redaktion(?:steam)?(?:\s.*)? | .*\b(?:redazione|rédaction|redacción)\b.* | redaksjonen | redaktionen
      | (?:unknown|anonymous|nobody|none|null|undefined|n/?a|author|byline|user|root|default|test|info|news|contact
        |wordpress|blog|by)
      | (?:view\s)?(?:all|more)(?:\s.*)?
      | .*\b(?:comments?|follow|published|updated|minutes?|min\sread|read\smore|articles\sby|sponsored|advertis\w+
        |newsletter|subscribe|support)\b.*""",
    re.IGNORECASE | re.VERBOSE,
)
_ROLE = re.compile(
    r"""(?:(?:senior|chief|staff|deputy|managing|vice|co|technology|executive|research|associate|assistant|executive|contributing|political|foreign|national|international|special|
        freelance|lead|guest|former|news|sports?|business|technology|tech|science|health|culture|world|opinion|features?|digital|web|the|
        washington|london|european?|middle\seast|diplomatic|security|environment|education|economics?|investigative|data|video|entertainment)\s)*
      (?:editor(?:[\s-](?:in[\s-]chief|at[\s-]large))?|reporter|writer|correspondent|columnist|journalist|contributor|producer|fellow|director|
        critic|author|officer|president|manager|photography|photographs|ceo|founder|chair(?:man|woman)?|head|scientist|researcher|commentary|news|opinion|analyst|photographer|redakteur(?:in)?|journaliste?|korrespondent(?:in)?|redaktør|intern|host|professor)
      (?:\s(?:at|for|of|in)\s.*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_AGENCY = re.compile(
    r"(?:the\s)?(?:associated\spress|ap|reuters|afp|agence\sfrance[\s-]presse|dpa|bloomberg(?:\snews)?|upi|ntb|epa|efe|ansa|"
    r"(?:\w+\s){0,2}(?:network|news\sservice|media|newspapers?|press|magazine|times|post|herald|gazette|tribune|journal|today|news|com))(?:\sfor)?",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"https?:|www\.|[@#<>{}=\\:?!]|\d{2,}|\.(?:com|org|net|co)\b|\w/\w")
_EDGE = ' \t\r\n,.;:|–—-/·•*()[]"“”'
_MARKS = re.compile(r"[\W_]+")
_MAX_WORDS = 7


def author_names(raw: Iterable[str], *, site_names: Iterable[str] = ()) -> tuple[str, ...]:
    """Read the names in *raw*, each a name or a by-line, in their order and each once.

    *site_names* (the site's, the publisher's, the host) are no authors.

    >>> author_names(["By Jane Doe, PhD, and John Smith | Staff writer"])
    ('Jane Doe', 'John Smith')
    """
    return _names(tuple(raw), tuple(name for name in site_names if name))


@lru_cache(maxsize=1_024)
def _names(raw: tuple[str, ...], sites: tuple[str, ...]) -> tuple[str, ...]:
    """Do the work of `author_names`; a feed names the same few people in every entry."""
    own = {_bare(name) for name in sites} - {""}
    names: dict[str, str] = {}
    agencies: dict[str, str] = {}
    for line in raw:
        if _is_site(_bare(line), own):
            continue
        for part in _divide(collapse(without_unseen(unescaped(line[:MAX_LINE])))):
            name = _without_site(part, sites)
            bare = _bare(name)
            if not _is_name(name) or _is_site(bare, own):
                continue
            (agencies if _AGENCY.fullmatch(name) else names).setdefault(bare, name)
    return tuple((names or agencies).values())[:MAX_AUTHORS]


def _divide(line: str) -> list[str]:
    parts: list[str] = []
    for piece in _SEPARATOR.split(_AFTERWORD.sub("", _unprefixed(_GLUED_BY.sub("By ", line)))):
        halves = _WEAK_SEPARATOR.split(piece)
        is_two_names = len(halves) > 1 and all(len(half.split()) > 1 for half in halves)
        for half in halves if is_two_names else [piece]:
            parts.extend(_at_commas(half))
    return [name for part in parts if (name := _trimmed(part))]


def _unprefixed(line: str) -> str:
    found = _PREFIX.match(line)
    return line[found.end() :] if found else line


def _at_commas(text: str) -> list[str]:
    """Divide at commas, but keep `Jr.` with its name and read `Doe, Jane` as one person."""
    parts = [part.strip() for part in text.split(",")]
    joined: list[str] = []
    for part in parts:
        if joined and _SUFFIX.fullmatch(part):
            joined[-1] = f"{joined[-1]} {part}"
        elif part:
            joined.append(part)
    if len(joined) == 2 and all(len(part.split()) == 1 and part.istitle() for part in joined):  # noqa: PLR2004 - family name, given name
        return [f"{joined[1]} {joined[0]}"]
    return joined


def _trimmed(part: str) -> str:
    bare = _unprefixed(part.strip()).strip()
    words = bare.split()
    if words and _CREDENTIALS.fullmatch(words[0]) and len(words) > 2:  # noqa: PLR2004 - "MA Health News" trails a name
        return ""
    while len(words) > 1 and _CREDENTIALS.fullmatch(words[-1].strip("(),")):
        words.pop()
    name = " ".join(words).strip(_EDGE)
    is_initial = re.search(r"(?:\b[A-Z]|Jr|Sr)$", name) and bare.rstrip(",;").endswith(".")
    return name + "." if is_initial else name


def _is_name(name: str) -> bool:
    if not name or len(name) > MAX_NAME or len(name.split()) > _MAX_WORDS or _NO_NAME.search(name):
        return False
    if not re.search(r"[^\W\d_]{2}", name):
        return False
    return not (_CREDENTIALS.fullmatch(name) or _DESK.fullmatch(name) or _ROLE.fullmatch(name))


def _without_site(name: str, sites: tuple[str, ...]) -> str:
    """Cut the site's name off the end of a person's: `Jane Doe USA TODAY`."""
    for site in sites:
        head = name[: -len(site)].rstrip(_EDGE)
        if name.casefold().endswith(f" {site.casefold()}") and len(head.split()) > 1:
            return head
    return name


def _is_site(bare: str, own: set[str]) -> bool:
    """Whether a name is the site's, its beginning, or longer: `The Worcester Telegram` of `… & Gazette`."""
    shortest = 6  # shorter sites are also names
    return any(
        bare == site
        or (len(site) >= shortest and bare.startswith(site))
        or (len(bare) > shortest and site.startswith(bare))
        for site in own
    )


def _bare(text: str) -> str:
    folded = _MARKS.sub("", text).casefold()
    return re.sub(r"^the|(?:com|org|net)$", "", folded)
