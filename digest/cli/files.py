"""`summarize`, `extract`, `feed` and `import`: what the program makes of files, without any configuration."""

from __future__ import annotations

__all__ = ["extract_command", "feed_command", "import_command", "summarize_command"]

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from digest.cli.console import say, say_json, tell
from digest.cli.filing import (
    extract_json,
    feed_json,
    file_error,
    manifest_entries,
    saved_page,
    saved_page_json,
    summarize_line,
)
from digest.cli.options import common, in_zone, instant, workspace_for
from digest.errors import DigestError
from digest.text import collapse, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from digest.cli.filing import ManifestEntry
    from digest.collect.sandbox import Sandbox
    from digest.collect.saved_page import SavedPiece
    from digest.model import BlurbRules


files_argument = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
jsonl_option = click.option("--jsonl", "is_jsonl", is_flag=True, help="JSON lines.")


def _zone(context: click.Context, parameter: click.Parameter, value: str) -> ZoneInfo:  # noqa: ARG001 - click's signature
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter("an IANA time zone, such as Europe/Berlin") from error


zone_option = click.option(
    "--timezone", "zone", default="UTC", callback=_zone, show_default=True, help="The zone of dates that name none."
)


@click.command("summarize")
@files_argument
@click.option("--jsonl", "is_jsonl", is_flag=True, help='Lines {"id","text","title"?,"lang"?,"url"?} in, blurbs out.')
@click.option(
    "--max-chars", type=click.IntRange(40, 2000), help="Longest blurb.  [default: 400; 1000 with --paragraphs]"
)
@click.option("--min-chars", type=click.IntRange(20, 1000), help="Shortest blurb.  [default: 200, or half the longest]")
@click.option("--paragraphs", type=click.IntRange(0, 5), default=0, help="So many whole paragraphs instead.")
@click.option("--mode", type=click.Choice(["lead", "informative"]), default="lead", show_default=True)
@click.option("--explain", "is_explained", is_flag=True, help="Show every sentence looked at, its scores, and why.")
def summarize_command(
    files: tuple[Path, ...],
    *,
    is_jsonl: bool,
    max_chars: int | None,
    min_chars: int | None,
    paragraphs: int,
    mode: str,
    is_explained: bool,
) -> None:
    """Write a blurb for each of FILES (text or HTML), or for each JSON line of FILES or standard input."""
    from digest.model import ROOM_FOR_PARAGRAPHS, BlurbMode, BlurbRules

    longest = max_chars or (ROOM_FOR_PARAGRAPHS if paragraphs else 400)
    shortest = min(200, longest // 2) if min_chars is None else min_chars
    if shortest > longest:
        raise click.UsageError("--min-chars is above --max-chars")
    rules = BlurbRules(mode=BlurbMode(mode), min_chars=shortest, max_chars=longest, paragraphs=paragraphs)
    if is_jsonl:
        for line in _input_lines(files):
            if line.strip():
                say_json(summarize_line(line, rules, is_explained=is_explained))
        return
    if not files:
        raise click.UsageError("give FILES, or --jsonl to read standard input")
    with _sandbox() as sandbox:
        say_one = _say_explanation if is_explained else _say_blurb
        _for_each(files, lambda path: say_one(path, rules, sandbox, is_alone=len(files) == 1))


def _input_lines(files: tuple[Path, ...]) -> Iterable[bytes]:
    if not files:
        yield from sys.stdin.buffer
    for path in files:
        try:
            with path.open("rb") as lines:
                yield from lines
        except OSError as error:
            raise DigestError(f"{error.strerror}; give a file of JSON lines", resource=str(path)) from error


def _sandbox() -> Sandbox:
    """Open a process that reads the files: nobody knows who made them."""
    from digest.collect.sandbox import Sandbox

    return Sandbox()


def _say_blurb(path: Path, rules: BlurbRules, sandbox: Sandbox, *, is_alone: bool) -> None:
    from digest.cli.filing import read_text
    from digest.summarize import summarize_text

    title, text, lang = read_text(path, sandbox)
    blurb = summarize_text(text, title=title, lang=lang, rules=rules)
    if not is_alone:
        say(f"== {path}")
    say(blurb.text or title)


def _say_explanation(path: Path, rules: BlurbRules, sandbox: Sandbox, *, is_alone: bool) -> None:
    """Print the blurb, and under it each sentence that was looked at."""
    from digest.cli.filing import read_text
    from digest.summarize import explain_text

    title, text, lang = read_text(path, sandbox)
    found = explain_text(text, title=title, lang=lang, rules=rules)
    if not is_alone:
        say(f"== {path}")
    say(found.blurb.text or title)
    say(f"\n{found.blurb.origin}: {found.why} (language: {found.lang or 'unknown'})\n")
    for weighed in found.candidates:
        sentence = weighed.sentence
        say(f"{weighed.total:6.3f}  {sentence.start}-{sentence.end}  {weighed.why}\n        {collapse(sentence.text)}")
        if weighed.scores:
            say("        " + "  ".join(f"{name} {value:.2f}" for name, value in weighed.scores.items()))
    if found.left_out:
        say("\nleft out:")
    for weighed in found.left_out:
        sentence = weighed.sentence
        say(f"  {sentence.start}-{sentence.end}  {weighed.why}: {shorten(collapse(sentence.text), 100)}")


def _for_each(files: Iterable[Path], work: Callable[[Path], None]) -> None:
    """Do *work* for each file; one that fails is told on standard error, the others go on, and the exit code is 1."""
    has_failed = False
    for path in files:
        try:
            work(path)
        except (DigestError, OSError) as error:
            click.echo(f"digest: {file_error(error, path)}", err=True)
            has_failed = True
    if has_failed:
        raise click.exceptions.Exit(1)


@click.command("extract")
@files_argument
@jsonl_option
@click.option("--manifest", type=click.Path(path_type=Path), help='JSON lines {"file","url"}.')
@zone_option
def extract_command(files: tuple[Path, ...], *, is_jsonl: bool, manifest: Path | None, zone: ZoneInfo) -> None:
    """Show what the program sees in saved article pages."""
    entries = manifest_entries(files, manifest)
    if not entries:
        raise click.UsageError("give FILES or --manifest FILE")
    with _sandbox() as sandbox:
        failed = [
            not _say_extract(entry, zone, sandbox, is_jsonl=is_jsonl or manifest is not None) for entry in entries
        ]
    if any(failed):
        raise click.exceptions.Exit(1)


def _say_extract(entry: ManifestEntry, zone: ZoneInfo, sandbox: Sandbox, *, is_jsonl: bool) -> bool:
    """Print one page and say whether it could be read; with JSON lines the line itself says it."""
    row = extract_json(entry, zone, sandbox)
    if is_jsonl:
        say_json(row)
        return True
    if "error" in row:
        tell(f"digest: {row['error']}")
        return False
    for name, value in row.items():
        if name != "text":
            say(f"{name:<14}{json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value}")
    say(f"\n{row.get('text', '')}\n")
    return True


@click.command("feed")
@files_argument
@jsonl_option
@click.option(
    "--url", default="", metavar="URL", help="Where the feed is from; relative links are resolved against it."
)
@zone_option
def feed_command(files: tuple[Path, ...], url: str, *, is_jsonl: bool, zone: ZoneInfo) -> None:
    """Show what the program sees in feeds: RSS, Atom, RDF or JSON Feed."""
    if not files:
        raise click.UsageError("give FILES")
    with _sandbox() as sandbox:
        failed = [not _say_feed(feed_json(path, zone, sandbox, url=url), is_jsonl=is_jsonl) for path in files]
    if any(failed):
        raise click.exceptions.Exit(1)


def _say_feed(row: dict[str, object], *, is_jsonl: bool) -> bool:
    """Print one feed and say whether it could be read; with JSON lines the line itself says it."""
    if is_jsonl:
        say_json(row)
        return True
    if "error" in row:
        tell(f"digest: {row['error']}")
        return False
    pieces = row["pieces"]
    assert isinstance(pieces, list)
    say(f"{row['title']} ({len(pieces)} pieces)")
    for piece in pieces:
        say(f"  {piece['published'] or 'no date':<26}{piece['title']}")
    return True


@click.command("import")
@common
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", default="", metavar="URL", help="Take the main piece into the week, as the page at URL.")
@click.option("--published", metavar="TIME", callback=instant, help="When it was published; by default now.")
@click.option("--json", "is_json", is_flag=True, help="Report as JSON.")
def import_command(
    folder: Path, slug: str | None, file: Path, url: str, published: datetime | None, *, is_json: bool
) -> None:
    """Show the main piece and the teasers in one saved article page (text or HTML), and what was left out.

    With --url the main piece is kept as a candidate for the next edition.
    """
    with _sandbox() as sandbox:
        page = saved_page(file, sandbox)
    row = saved_page_json(page)
    if url:
        _take_in(folder, slug, page.main, url, published)
    if is_json:
        say_json(row)
        return
    main, teasers, left_out = row["main"], row["teasers"], row["left_out"]
    assert isinstance(main, dict)
    assert isinstance(teasers, list)
    assert isinstance(left_out, list)
    for label, piece in (("main", main), *(("teaser", each) for each in teasers)):
        say(f"{label}: {piece['title']}  [{piece['section'] or 'no section'}]")
        say(f"  {piece['text'][:300]}\n")
    for each in left_out:
        say(f"left out ({each['why']}): {each['text'][:80]}")


def _take_in(folder: Path, slug: str | None, main: SavedPiece, url: str, published: datetime | None) -> None:
    from digest.pipeline.importing import take_in

    with workspace_for(folder, slug) as workspace:
        at = in_zone(published, workspace.publication.cadence.tzinfo)
        is_new = take_in(workspace, main, url=url, published=at)
    state = "is a candidate for the next edition now" if is_new else "was known already, and is brought up to date"
    tell(f"{main.title}: {state}; `digest pieces --why` says where it stands")
