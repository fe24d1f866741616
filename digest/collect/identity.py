"""Tells by what a piece is known again: the source's guid, its address, or its very words.

Decides which spellings of an address mean the same page. Does not know what was seen before; two pieces with one key
in common are the same piece, and that is for the ledger to find out.
"""

from __future__ import annotations

__all__ = ["content_key", "is_same_site", "piece_keys", "url_key"]

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from digest.text import word_count

if TYPE_CHECKING:
    from digest.model import Piece

MIN_WORDS = 80
"""Shorter texts, such as standing notices, are alike without being the same piece."""

_MIRRORS = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"(?:/amp(?:/|\.html?)?|(?<=[^/])\.amp(?:\.html?)?)$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_PORTS = {80, 443}
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"

_TRACKING = re.compile(
    r"""(?:utm|mtm|pk|piwik|matomo|hsa|ga|stm|oly|vero|trk|at_campaign|mkt)_.+
      | (?:fb|g|d|tw|tt|y)clid | gclsrc | msclkid | [wg]braid | srsltid | li_fat_id | wickedid | gad_\w+
      | (?:amp|outputtype|output|igshid|igsh|mc_[ce]id|_hs(?:enc|mi)|hs_\w+|ref|ref_src|ref_url|referrer|cmpid|cmp|cid
          |ncid|ocid|icid|smid|smtyp|sr_share|share|sh|feature|partner|campaign(?:_id)?|ftag|rss|source|src|via|xtor
          |s_cid|__twitter_impression|guccounter|guce_\w+|spm|soc_\w+|_ga|_gl|mkt_tok|sref|syndication|ito|taid
          |traffic_source|wt[._]\w+|at_\w+|fref|rb_clickid|vero_id|rebelltitem)""",
    re.IGNORECASE | re.VERBOSE,
)
# `output`, `source`, `share` and their like only carry where the reader came from when their value says so.
_DOUBTFUL = frozenset(
    {"output", "outputtype", "source", "src", "share", "via", "cid", "feature", "partner", "ref", "sh"}
)
_WHERE_FROM = re.compile(
    r"(?:amp\w*|rss\w*|feed\w*|atom|twitter|facebook|x|linkedin|reddit|newsletter\w*|e?mail\w*|social\w*|share\w*|home\w*"
    r"|top\w*|copy\w*|link\w*|site\w*|web|app|mobile|google\w*|bsky|bluesky|mastodon|whatsapp|telegram|digest|)",
    re.IGNORECASE,
)

_SECOND_LEVELS = "ac co com edu gob gouv gov gv ltd me mil ne net nhs nom or org plc sch"
_HOSTERS = frozenset(
    {
        "blogspot.com", "wordpress.com", "github.io", "gitlab.io", "substack.com", "medium.com", "tumblr.com",
        "netlify.app", "vercel.app", "pages.dev", "herokuapp.com", "ghost.io", "typepad.com", "livejournal.com",
    }
)  # fmt: skip
"""Domains under which strangers live side by side."""


def url_key(url: str) -> str:
    """Give the one spelling of *url* for comparison; it need not lead anywhere.

    https, lower-case host without `www.`, `m.` or `amp.`, no AMP suffix, default port, fragment, tracking parameters or
    trailing slash, and the query in order. An address that is not http(s) is only stripped of white space.

    >>> url_key("http://www.Example.org:80/a/?utm_source=rss&b=2&a=1#top")
    'https://example.org/a?a=1&b=2'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return url.strip()
    host = _host(parts.hostname)
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None or port in _PORTS else f"{shown}:{port}"
    path = _path(parts.path)
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(*pair))
    )
    return f"https://{netloc}{path}" + (f"?{query}" if query else "")


def content_key(title: str, text: str) -> str:
    """Give a fingerprint of the words of *title* and *text*; case, punctuation and spaces do not count."""
    words = _WORD.findall(unicodedata.normalize("NFKC", f"{title}\n{text}").casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]


def piece_keys(piece: Piece) -> tuple[str, ...]:
    """List the keys of *piece*: `guid:` within its source, `url:` for each address, `content:` for its words."""
    keys = [f"guid:{piece.source} {piece.id}"]
    keys += [f"url:{url_key(url)}" for url in (piece.canonical_url, piece.url) if url]
    if word_count(piece.text) >= MIN_WORDS:
        keys.append(f"content:{content_key(piece.title, piece.text)}")
    return tuple(dict.fromkeys(keys))


def is_same_site(one: str, other: str) -> bool:
    """Whether two web addresses stand under one registrable domain; on hosters such as github.io, on one host.

    An approximation of the Public Suffix List: `co.uk` and its like by their second label.
    """
    sites = [_site(url) for url in (one, other)]
    return bool(sites[0]) and sites[0] == sites[1]


def _site(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    host = _host(host)
    labels = host.split(".")
    if re.fullmatch(r"[\d.]+|.*:.*", host) or len(labels) <= 2:  # noqa: PLR2004 - nothing to cut
        return host
    if ".".join(labels[-2:]) in _HOSTERS:
        return host
    is_country = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS.split()  # noqa: PLR2004 - ISO 3166 codes
    return ".".join(labels[-3:] if is_country else labels[-2:])


def _host(hostname: str) -> str:
    host = hostname.lower().rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return host
    return _MIRRORS.sub("", host)


def _path(path: str) -> str:
    path = quote(unquote(path, errors="surrogateescape").encode("utf-8", "surrogateescape"), safe=_SAFE_IN_PATH)
    path = _AMP_PATH.sub("", re.sub(r"/{2,}", "/", path))
    path = re.sub(r"^/amp(?=/.)", "", path, flags=re.IGNORECASE)
    return path.rstrip("/")


def _is_tracking(name: str, value: str) -> bool:
    if not _TRACKING.fullmatch(name):
        return False
    return name.lower() not in _DOUBTFUL or bool(_WHERE_FROM.fullmatch(value))
