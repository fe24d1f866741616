"""Reads a folder of pieces: Markdown or HTML files that begin with front matter.

Decides which files are pieces (those with front matter that is no draft) and what their keys mean. One file that
cannot be read is a failure that names file and line; the others go on. Knows nothing of pages and feeds.
"""

from __future__ import annotations

__all__ = ["read_folder"]

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.collect.authors import author_names
from digest.collect.dates import ParsedDate, parse_date
from digest.collect.feeds.pieces import language_tag
from digest.collect.front_matter import FrontMatter, FrontMatterError, read_front_matter
from digest.collect.markup import absolute_url, clean_html, clean_title, plain_text
from digest.errors import ParseError
from digest.model import Image, Piece, Precision, SourceFailure
from digest.text import collapse

if TYPE_CHECKING:
    from pathlib import Path
    from zoneinfo import ZoneInfo

KEYS = frozenset(
    {
        "title", "date", "updated", "section", "author", "authors", "teaser", "url", "image", "image_alt",
        "image_credit", "lang", "id", "draft",
    }
)  # fmt: skip
SUFFIXES = frozenset({".md", ".markdown", ".html", ".htm"})
MAX_BYTES = 5_000_000
_TRUE = frozenset({"true", "yes", "on"})


def read_folder(
    path: Path, *, zone: ZoneInfo, base_url: str = ""
) -> tuple[tuple[Piece, ...], tuple[SourceFailure, ...]]:
    """Read every piece below the folder *path*, in the order of the files' names.

    A relative `url` is taken against *base_url*; without `url` the file's name is. Dates without a zone are in *zone*.
    Raises ParseError where there is no such folder.
    """
    if not path.is_dir():
        raise ParseError("no such folder; correct `url` of this source", resource=str(path))
    pieces: list[Piece] = []
    failures: list[SourceFailure] = []
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        is_hidden = any(part.startswith(".") for part in inside.parts)
        if is_hidden or file.suffix.lower() not in SUFFIXES or not file.is_file():
            continue
        try:
            piece = _read_file(file, folder=path, zone=zone, base_url=base_url)
        except FrontMatterError as error:
            failures.append(SourceFailure(source=f"{file}:{error.line}", error=error.message))
        except (OSError, UnicodeDecodeError) as error:
            failures.append(SourceFailure(source=f"{file}:1", error=f"cannot be read as UTF-8 text ({error})"))
        else:
            pieces += [piece] if piece else []
    return tuple(pieces), tuple(failures)


def _read_file(file: Path, *, folder: Path, zone: ZoneInfo, base_url: str) -> Piece | None:
    if file.stat().st_size > MAX_BYTES:
        raise FrontMatterError(f"larger than {MAX_BYTES:,} bytes; no piece is", 1)
    front = read_front_matter(file.read_text(encoding="utf-8"), KEYS)
    if front is None or _text(front, "draft").lower() in _TRUE:
        return None
    title = clean_title(_text(front, "title"))
    if not title:
        raise FrontMatterError("no title; add a line `title: …`", front.lines.get("title", 1))
    url = _url(front, file, folder=folder, base_url=base_url)
    html = _html(file, front.body)
    published = _date(front, "date", zone)
    updated = _date(front, "updated", zone)
    return Piece(
        id=_text(front, "id") or url,
        url=url,
        title=title,
        source=str(folder),
        section=clean_title(_text(front, "section")) or None,
        authors=_authors(front),
        published=published.instant if published else None,
        precision=published.precision if published else Precision.GUESSED,
        published_raw=str(front.values.get("date", "")),
        updated=updated.instant if updated else None,
        teaser=collapse(_text(front, "teaser")),
        text=plain_text(html),
        content=clean_html(html, url),
        is_whole=True,
        lang=language_tag(_text(front, "lang")),
        image=_image(front, file),
    )


def _text(front: FrontMatter, key: str) -> str:
    value = front.values.get(key, "")
    if isinstance(value, tuple):
        raise FrontMatterError(f"{key}: a list where one text is asked for", front.lines.get(key, 1))
    return value if isinstance(value, str) else value.isoformat()


def _url(front: FrontMatter, file: Path, *, folder: Path, base_url: str) -> str:
    named = _text(front, "url")
    stem = file.relative_to(folder).with_suffix("").as_posix()
    url = absolute_url(named or (stem if base_url else ""), base_url)
    if not url:
        raise FrontMatterError(
            f"url: {named!r} is no web address"
            if named
            else "no url; add a line `url: https://…`, where the piece is read",
            front.lines.get("url", 1),
        )
    return url


def _authors(front: FrontMatter) -> tuple[str, ...]:
    value = front.values.get("authors") or front.values.get("author") or ()
    names = value if isinstance(value, tuple) else (str(value),)
    return author_names(names) or tuple(filter(None, map(clean_title, names)))


def _date(front: FrontMatter, key: str, zone: ZoneInfo) -> ParsedDate | None:
    value = front.values.get(key, "")
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=zone)
        return ParsedDate(instant=aware.astimezone(UTC), precision=Precision.INSTANT)
    raw = value.isoformat() if isinstance(value, date) else _text(front, key)
    parsed = parse_date(raw, zone=zone)
    if raw and parsed is None:
        raise FrontMatterError(f"{key}: {raw!r} is no date; write it as 2026-11-19T14:30", front.lines.get(key, 1))
    return parsed


def _image(front: FrontMatter, file: Path) -> Image | None:
    """Read the picture; a path is taken against the file and becomes a `file:` URL."""
    named = _text(front, "image")
    if not named:
        return None
    scheme = urlsplit(named).scheme.lower()
    if scheme and scheme not in {"http", "https", "file"}:
        raise FrontMatterError(f"image: {named!r} is no path and no web address", front.lines.get("image", 1))
    url = named if scheme else (file.parent / named).resolve().as_uri()
    return Image(url=url, alt=clean_title(_text(front, "image_alt")), credit=clean_title(_text(front, "image_credit")))


def _html(file: Path, body: str) -> str:
    if file.suffix.lower() in {".html", ".htm"}:
        return body
    from markdown_it import MarkdownIt

    html: str = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body)
    return html
