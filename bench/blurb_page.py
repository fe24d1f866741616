"""A page of blurbs beside their pieces, for a person to read from start to end.

    python bench/blurb_page.py pages/*.html > blurbs.html
    python bench/blurb_page.py --jsonl texts.jsonl.gz --count 40 --seed 7 > blurbs.html

Figures judge blurbs badly: whether one stands alone is seen by reading it. Each row has the headline, the blurb with
how it was found, and the beginning of the piece with the sentences taken marked in it. No peer runs beside it.
"""

from __future__ import annotations

__all__: list[str] = []

import argparse
import gzip
import html
import json
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from digest.collect.pages import read_page
from digest.errors import DigestError
from digest.model import BlurbRules, Piece
from digest.summarize import explain_blurb

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = 1_500
"""Characters of a piece that stand beside its blurb."""
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
:root { color-scheme: light dark }
section { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; border-top: 1px solid #8888 }
section { padding: 1rem 0 }
h2 { font-size: 1rem; margin: 0 0 .25rem; grid-column: 1 / -1 }
.text { white-space: pre-wrap; font-size: .8rem; opacity: .8; margin: 0 }
small { display: block; opacity: .7 }
"""


def pieces_of(pages: list[Path]) -> Iterator[Piece]:
    """Read the saved article *pages*; what cannot be read is told on standard error."""
    for page in pages:
        try:
            read = read_page(page.read_bytes(), url="", zone=ZoneInfo("UTC"))
            yield Piece(id="", url="", title=read.title, text=read.text, authors=read.authors, lang=read.lang)
        except DigestError as error:
            print(f"{page}: {error}", file=sys.stderr)


def pieces_of_lines(path: Path) -> Iterator[Piece]:
    """Read JSON lines with text, title and lang."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            row = json.loads(line)
            yield Piece(id="", url="", title=row.get("title") or "", text=row["text"], lang=row.get("lang") or "")


def row_of(number: int, piece: Piece, rules: BlurbRules) -> str:
    """Lay out one piece."""
    found = explain_blurb(piece, rules)
    text = html.escape(piece.text[:SHOWN])
    for sentence in found.blurb.sentences:
        text = text.replace(html.escape(sentence.text), f"<mark>{html.escape(sentence.text)}</mark>", 1)
    return (
        f"<section><h2>{number}. {html.escape(piece.title)}</h2><div><p>{html.escape(found.blurb.text) or '–'}</p>"
        f"<small>{found.blurb.origin}: {html.escape(found.why)}; {len(found.blurb.text)} characters</small></div>"
        f'<p class="text">{text}</p></section>'
    )


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--jsonl", type=Path, help="JSON lines with text, title, lang")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    pieces = [*pieces_of(chosen.pages), *(pieces_of_lines(chosen.jsonl) if chosen.jsonl else ())]
    pieces = [piece for piece in pieces if piece.text]
    picked = Random(chosen.seed).sample(pieces, min(chosen.count, len(pieces)))
    rows = "\n".join(row_of(number, piece, BlurbRules()) for number, piece in enumerate(picked, 1))
    print(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Blurbs</title><style>{STYLE}</style>{rows}')


if __name__ == "__main__":
    main()
