"""Files in, rows of JSON out: the machine-readable contracts of `summarize`, `extract`, `feed` and `import`."""

from __future__ import annotations

__all__ = [
    "ManifestEntry",
    "explanation_json",
    "extract_json",
    "feed_json",
    "file_error",
    "image_json",
    "manifest_entries",
    "read_text",
    "saved_page",
    "saved_page_json",
    "summarize_line",
]

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digest.errors import DigestError, ParseError, SummarizeError
from digest.model import Origin

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from digest.collect.sandbox import Sandbox
    from digest.collect.saved_page import SavedPage, SavedPiece
    from digest.model import Blurb, BlurbRules, Image, Piece
    from digest.summarize import Explanation, Weighed

Row = dict[str, object]

HTML_SUFFIXES = {".html", ".htm", ".xhtml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """A saved page and the address it was saved from."""

    name: str
    """The file as it was given, for the output."""
    path: Path
    url: str = ""
    error: str = ""
    """Why the manifest's line names no page."""


def file_error(error: Exception, path: Path) -> str:
    """Say what went wrong with *path*, naming it once."""
    if isinstance(error, OSError):
        return f"{path}: {error.strerror or error}"
    text = str(error)
    return text if str(path) in text else f"{path}: {text}"


# ---- summarize ------------------------------------------------------------------------------------------------


def summarize_line(line: bytes, rules: BlurbRules, *, is_explained: bool = False) -> Row:
    """Answer one line of `summarize --jsonl`; a line that cannot be done gives `{"id", "error"}`."""
    from digest.summarize import explain_text, summarize_text

    name: object = None
    try:
        row = json.loads(line)
        name = _id_of(row)
        text, title, lang = _text_fields(row)
        if is_explained:
            return {"id": name, **explanation_json(explain_text(text, title=title, lang=lang, rules=rules))}
        blurb = summarize_text(text, title=title, lang=lang, rules=rules)
    except RecursionError:
        return {"id": name, "error": "nested too deeply; a line is a flat JSON object"}
    except SummarizeError as error:
        return {"id": name, "blurb": "", "origin": str(Origin.HEADLINE), "sentences": [], "error": str(error)}
    except ValueError as error:
        return {"id": name, "error": str(error)}
    return {"id": name, **blurb_json(blurb)}


def blurb_json(blurb: Blurb) -> Row:
    """Give a blurb and where it stands in its source."""
    return {
        "blurb": blurb.text,
        "origin": str(blurb.origin),
        "sentences": [{"text": s.text, "start": s.start, "end": s.end} for s in blurb.sentences],
    }


def explanation_json(explanation: Explanation) -> Row:
    """Give a blurb with everything that was looked at for it."""
    return {
        **blurb_json(explanation.blurb),
        "lang": explanation.lang,
        "why": explanation.why,
        "candidates": [_weighed_json(weighed) for weighed in explanation.candidates],
        "left_out": [_weighed_json(weighed) for weighed in explanation.left_out],
    }


def _weighed_json(weighed: Weighed) -> Row:
    sentence = weighed.sentence
    row: Row = {"text": sentence.text, "start": sentence.start, "end": sentence.end, "why": weighed.why}
    if weighed.is_teaser:
        row["teaser"] = True
    if weighed.scores:
        row |= {"total": weighed.total, "scores": dict(weighed.scores)}
    return row


def _id_of(row: object) -> object:
    """Give the line's id: what it is is the caller's business, as long as it can be said again."""
    found = row.get("id") if isinstance(row, dict) else None
    if isinstance(found, dict | list) or (isinstance(found, float) and not math.isfinite(found)):
        raise ValueError("id must be a string, a number, true, false or null")
    return found


def _text_fields(row: object) -> tuple[str, str, str]:
    if not isinstance(row, dict):
        raise ValueError('not a JSON object; write {"id": …, "text": …}')  # noqa: TRY004 - it is the value's fault
    fields = [row.get(name, "") for name in ("text", "title", "lang")]
    text, title, lang = ("" if field is None else field for field in fields)
    if not (isinstance(text, str) and isinstance(title, str) and isinstance(lang, str)):
        raise ValueError("text, title and lang must be strings")  # noqa: TRY004 - as above
    return text, title, lang


def read_text(path: Path, sandbox: Sandbox) -> tuple[str, str, str]:
    """Read a text or HTML file as title, text and language."""
    content = path.read_bytes()
    if path.suffix.lower() in HTML_SUFFIXES:
        from zoneinfo import ZoneInfo

        from digest.collect.pages import read_page

        page = sandbox.run(read_page, content, url="", zone=ZoneInfo("UTC"))
        return page.title, page.text, page.lang
    try:
        return "", content.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        raise ParseError(f"byte {error.start} is not UTF-8; save it as UTF-8", resource=str(path)) from error


# ---- extract --------------------------------------------------------------------------------------------------


def manifest_entries(files: tuple[Path, ...], manifest: Path | None) -> tuple[ManifestEntry, ...]:
    """List the pages that the command line names; a bad line of the manifest is an entry with its error."""
    entries = [ManifestEntry(name=str(path), path=path) for path in files]
    if manifest is None:
        return tuple(entries)
    try:
        lines = manifest.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ParseError(f"cannot be read: {error}", resource=str(manifest)) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            entries.append(_manifest_entry(line, manifest, number))
    return tuple(entries)


def _manifest_entry(line: str, manifest: Path, number: int) -> ManifestEntry:
    where = f"{manifest}:{number}"
    wrong = ManifestEntry(name=where, path=manifest, error=f'{where}: not {{"file": …, "url": …}}; mend the line')
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return wrong
    if not isinstance(row, dict) or not isinstance(row.get("file"), str) or "\0" in row["file"]:
        return wrong
    url = row.get("url")
    return ManifestEntry(name=row["file"], path=_beside(manifest, row["file"]), url=url if isinstance(url, str) else "")


def _beside(manifest: Path, name: str) -> Path:
    """Find a file that a manifest names: from here, from the manifest's folder, or from the one above it."""
    candidates = [Path(name), manifest.parent / name, manifest.parent.parent / name]
    return next((path for path in candidates if path.exists()), candidates[1])


def extract_json(entry: ManifestEntry, zone: ZoneInfo, sandbox: Sandbox) -> Row:
    """Give one line of `extract --jsonl`."""
    from digest.collect.pages import read_page

    if entry.error:
        return {"file": entry.name, "error": entry.error}
    try:
        page = sandbox.run(read_page, entry.path.read_bytes(), url=entry.url, zone=zone)
    except (DigestError, OSError) as error:
        return {"file": entry.name, "error": file_error(error, entry.path)}
    return {
        "file": entry.name,
        "url": entry.url or page.canonical_url or None,
        "title": page.title,
        "authors": page.authors,
        "published": page.published.isoformat() if page.published else None,
        "section": page.section,
        "lang": page.lang or None,
        "image": image_json(page.image),
        "canonical_url": page.canonical_url or None,
        "text": page.text,
    }


def image_json(image: Image | None) -> Row | None:
    """Give a picture as the contracts write it."""
    return {"url": image.url, "alt": image.alt, "credit": image.credit} if image else None


# ---- feed and import ------------------------------------------------------------------------------------------


def feed_json(path: Path, zone: ZoneInfo, sandbox: Sandbox, *, url: str = "") -> Row:
    """Give one line of `feed --jsonl`; relative links are resolved against *url*."""
    from digest.collect.feeds import parse_feed

    try:
        feed = sandbox.run(parse_feed, path.read_bytes(), url=url, zone=zone)
    except (DigestError, OSError) as error:
        return {"file": str(path), "error": file_error(error, path)}
    return {"file": str(path), "title": feed.title, "pieces": [_piece_json(piece) for piece in feed.pieces]}


def _piece_json(piece: Piece) -> Row:
    return {
        "id": piece.id,
        "url": piece.url,
        "title": piece.title,
        "authors": piece.authors,
        "published": piece.published.isoformat() if piece.published else None,
        "updated": piece.updated.isoformat() if piece.updated else None,
        "teaser": piece.teaser,
        "content": piece.content,
        "image": image_json(piece.image),
        "section": piece.section,
    }


def saved_page(path: Path, sandbox: Sandbox) -> SavedPage:
    """Take the saved page *path* apart. Raises ParseError where the file holds no article."""
    from digest.collect.saved_page import read_saved_page

    try:
        content = path.read_bytes()
    except OSError as error:
        raise ParseError(f"{error.strerror}; give a saved page, text or HTML", resource=str(path)) from error
    return sandbox.run(read_saved_page, content, name=str(path))


def saved_page_json(page: SavedPage) -> Row:
    """Give the object of `import --json`."""

    def piece(saved: SavedPiece) -> Row:
        return {
            "title": saved.title,
            "section": saved.section,
            "text": saved.text,
            "image_credit": saved.image_credit,
        }

    return {
        "main": piece(page.main),
        "teasers": [piece(teaser) for teaser in page.teasers],
        "left_out": [{"text": each.text, "why": each.why} for each in page.left_out],
    }
