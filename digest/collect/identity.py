"""Tells by what a piece is known again: the source's guid, its address, or its very words.

Decides which spellings of an address mean the same page. Does not know what was seen before; two pieces with one key
in common are the same piece, and that is for the ledger to find out.
"""

from __future__ import annotations

__all__ = ["content_key", "is_same_site", "piece_keys", "shared_addresses", "url_key"]

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from digest.text import word_count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from digest.model import Piece

MIN_WORDS = 80
"""Shorter texts, such as standing notices, are alike without being the same piece."""
MAX_LENGTH = 8192
"""Longer addresses, RFC 9110 §4.1 asks for 8,000 octets, are compared as they are."""

_MIRRORS = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_LANGUAGE_MIRROR = re.compile(r"^([a-z]{2})\.(?:m\.)+(?=[^.]+\.)")
_AMP_HOST = re.compile(r"(?:[^.]+\.)*(?:cdn\.ampproject\.org|ampproject\.net)")
_AMP_VIEWER = re.compile(r"(?:www\.)?(?:google(?:\.com?)?\.[a-z]{2,3}|bing\.com)")
_WRAPPED = re.compile(r"https?://([^/?#]+)/(?:amp|[acrv])/(?:s/)?(?=[^/?#]+\.[^/?#]+)", re.IGNORECASE)

_AMP_SECTION = re.compile(r"^(?:/amp)+(?=/.)", re.IGNORECASE)
_AMP_SUFFIX = re.compile(r"(?<=.)(?:\.amp(?:\.html?)?)+$", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:amp(?:\.html?)?|(?:index|default)\.(?:html?|php|aspx?|jsp))?", re.IGNORECASE)
"""The end of a path that names nothing beyond what stands before it."""
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp;|#0*38;)+", re.IGNORECASE)
_ROUTE = re.compile(r"[!/].")
"""Fragments by which a page made by a script finds its piece."""
_PLACE_IN_PIECE = re.compile(
    r".*=.*|top|main|content|article|start|comments?|respond|disqus_thread|share|rss|more(?:-\d+)?|page|up",
    re.IGNORECASE,
)
"""Fragments that lead into a piece, or say where the reader came from; others name one of several on a page."""
_HOME = re.compile(r"https://[^/?#]*")
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\w+")
_PORTS = {80, 443}
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"

_TRACKING = re.compile(
    r"""(?:utm|mtm|pk|piwik|matomo|hsa|ga|stm|oly|vero|trk|at_campaign|mkt|ns|bsft|elq|fb_action|guce|soc|ml
          |sp_(?:job|mailing|user|report))_.+
      | (?:fb|g|d|tw|tt|y|ms|rdt_|sc)clid | gclsrc | rdt_cid | [wg]braid | srsltid | li_fat_id | wickedid | gad_\w+
      | epik | mibextid | fb_(?:source|ref) | fref | igshid | igsh | __twitter_impression | _openstat
      | (?:amp(?:_\w+)?|aoh|usqp|outputtype|output|mc_[ce]id|_hs(?:enc|mi)|__hs\w+|hs_\w+|__s|ref|ref_src|ref_url
          |referrer|cmpid|cmp|cid|ncid|ocid|icid|intcid|smid|smtyp|sr_share|share|sh|feature|partner|campaign(?:_id)?|ftag|rss|source|src|from
          |via|xtor|s_cid|s_kwcid|ef_id|dm_i|guccounter|spm|_ga|_gl|_ke|_kx|mkt_tok|sref|syndication|ito|taid
          |traffic_source|wt[._]\w+|at_\w+|rb_clickid|rebelltitem|replytocom|nr_email_referer|mbid|cndid|esrc|bxid
          |wp(?:src|isrc|rss|mm)|em[cd]i|ceid|sp(?:job|mailing|user|report)id|elqtrackid|_branch_match_id)""",
    re.IGNORECASE | re.VERBOSE,
)
# `output`, `source`, `share` and their like only carry where the reader came from when their value says so.
_DOUBTFUL = frozenset(
    {"output", "outputtype", "source", "src", "share", "via", "cid", "feature", "partner", "ref", "sh", "from"}
)
_WHERE_FROM = re.compile(
    r"(?:amp\w*|rss\w*|feed\w*|atom|twitter|facebook|x|linkedin|reddit|newsletter\w*|e?mail\w*|social\w*|share\w*|home\w*"
    r"|top\w*|copy\w*|link\w*|site\w*|web|app|mobile|google\w*|bsky|bluesky|mastodon|whatsapp|telegram|digest|)",
    re.IGNORECASE,
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|session_?id|cfid|cftoken|zenid|sid", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"[\w.-]{16,}")
"""A shorter `sid` may be the number of a story."""

_SECOND_LEVELS = (
    "ac asn co com ed edu firm gen go gob gop gouv gov govt gub gv id ltd me mil ne net nhs nic nom or org plc police"
    " sch web"
)
_HOSTERS = frozenset(
    {
        "wordpress.com", "github.io", "gitlab.io", "substack.com", "medium.com", "tumblr.com", "netlify.app",
        "vercel.app", "pages.dev", "herokuapp.com", "ghost.io", "typepad.com", "livejournal.com", "bearblog.dev",
        "micro.blog", "neocities.org", "fly.dev", "web.app", "firebaseapp.com", "onrender.com", "beehiiv.com",
        "hashnode.dev", "dreamwidth.org", "over-blog.com", "hatenablog.com", "wixsite.com", "weebly.com",
        "codeberg.page", "readthedocs.io", "cloudfront.net", "azurewebsites.net", "workers.dev", "write.as",
    }
)  # fmt: skip
"""Domains under which strangers live side by side; beside them blogspot with any ending."""


def url_key(url: str) -> str:
    """Give the one spelling of *url* for comparison; it need not lead anywhere.

    https, lower-case host without `www.`, `m.` or `amp.`, no AMP viewer or suffix, no default port, name of an index
    page, session, tracking parameter or trailing slash, no fragment unless it is a script's route, and the query in
    order. An address that is not http(s) is only stripped of white space.

    >>> url_key("http://www.Example.org:80/a/?utm_source=rss&b=2&a=1#top")
    'https://example.org/a?a=1&b=2'
    """
    # A lone surrogate has no encoding, and &amp; in an address is a feed that escaped it twice.
    key = _ESCAPED_AMPERSAND.sub("&", url.strip().encode("utf-8", "backslashreplace").decode())
    is_changed = len(key) <= MAX_LENGTH
    while is_changed:
        # A viewer's address may show up only in the one spelling; each round takes at least that away.
        key = _spelled(_unwrapped(key))
        is_changed = _unwrapped(key) != key
    return key


def content_key(title: str, text: str) -> str:
    """Give a fingerprint of the words of *title* and *text*; case, punctuation and spaces do not count."""
    words = _WORD.findall(unicodedata.normalize("NFKC", f"{title}\n{text}").casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]


def piece_keys(piece: Piece, *, shared: Collection[str] = ()) -> tuple[str, ...]:
    """List the keys of *piece*: `guid:` within its source, `url:` for each address, `content:` for its words.

    Addresses whose keys are among *shared* tell nothing; `shared_addresses` finds them. The words are those of headline
    and text together: what shares a key is one piece for good, and a standing notice comes in the same words under
    another headline. Whether a changed headline is a corrected one, `digest.compose.duplicates` decides, and says so.
    """
    keys = [f"guid:{piece.source} {piece.id}"]
    keys += [f"url:{address}" for address in _addresses(piece) if address not in shared]
    if word_count(piece.text) >= MIN_WORDS:
        keys.append(f"content:{content_key(piece.title, piece.text)}")
    return tuple(dict.fromkeys(keys))


def shared_addresses(pieces: Iterable[Piece]) -> frozenset[str]:
    """Find the keys of addresses under which a source has several *pieces*: its home page, or a page of many notes.

    Pieces with one address are several where neither guid nor headline is the same.
    """
    named: dict[str, set[tuple[str, str]]] = {}
    for piece in pieces:
        for address in _addresses(piece):
            named.setdefault(address, set()).add((piece.id, " ".join(_WORD.findall(piece.title.casefold()))))
    return frozenset(
        address
        for address, names in named.items()
        if len({title for _, title in names}) > 1 < len({i for i, _ in names})
    )


def _addresses(piece: Piece) -> list[str]:
    """Give the keys of the addresses that are this piece's alone, as far as one piece can tell."""
    anchor = _anchor(piece.url)
    if anchor:
        # One of many on a page; the canonical address is that of the page.
        return [f"{url_key(piece.url)}#{anchor}"]
    keys = [url_key(url) for url in (piece.canonical_url, piece.url) if url]
    return [key for key in keys if not _HOME.fullmatch(key)]


def _anchor(url: str) -> str:
    fragment = url.strip().partition("#")[2]
    if not fragment or _ROUTE.match(fragment) or _PLACE_IN_PIECE.fullmatch(fragment):
        return ""
    return _quoted(fragment)


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
    if ".".join(labels[-2:]) in _HOSTERS or "blogspot" in labels[-3:-1]:
        return host
    is_country = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS.split()  # noqa: PLR2004 - ISO 3166 codes
    return ".".join(labels[-3:] if is_country else labels[-2:])


def _spelled(address: str) -> str:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return address
    if parts.scheme not in {"http", "https"} or not parts.hostname or _SPACE.search(parts.hostname):
        return address
    host = _host(parts.hostname)
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None or port in _PORTS else f"{shown}:{port}"
    query, route = _query(parts.query), _quoted(parts.fragment) if _ROUTE.match(parts.fragment) else ""
    return f"https://{netloc}{_path(parts.path)}" + (f"?{query}" if query else "") + (f"#{route}" if route else "")


def _unwrapped(url: str) -> str:
    """Take the viewers of AMP pages from before the address that they show."""
    rest = url
    while (found := _WRAPPED.match(rest)) and (_AMP_HOST.fullmatch(found[1]) or _AMP_VIEWER.fullmatch(found[1])):
        rest = f"https://{rest[found.end() :]}"
    return rest


def _host(hostname: str) -> str:
    host = hostname.lower().rstrip(".")
    if not host.isascii():
        try:
            # The ideographic full stop becomes a dot.
            host = host.encode("idna").decode("ascii").rstrip(".")
        except UnicodeError:
            return host
    return _LANGUAGE_MIRROR.sub(r"\1.", _MIRRORS.sub("", host))


def _quoted(part: str) -> str:
    return quote(unquote(part, errors="surrogateescape"), safe=_SAFE_IN_PATH, errors="surrogateescape")


def _path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", _PATH_SESSION.sub("", _quoted(path)))
    *before, last = path.split("/")
    while before and _NO_NAME.fullmatch(last := _AMP_SUFFIX.sub("", last)):
        last = before.pop()
    return _AMP_SECTION.sub("", "/".join((*before, last)))


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted(pair for pair in pairs if not _is_tracking(*pair))
    return urlencode(kept, errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    if _SESSION.fullmatch(name):
        return bool(_SESSION_VALUE.fullmatch(value))
    if not _TRACKING.fullmatch(name):
        return False
    return name.lower() not in _DOUBTFUL or bool(_WHERE_FROM.fullmatch(value))
