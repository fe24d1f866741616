"""Copies among thousands of texts: the index of `find_copies` beside comparing all pairs, and stories beside both.

The texts are made up: words by Zipf's law, 200 to 1,400 a text, phrases in common, and one in 40 a copy with edits at
another address. Each size is measured once, the ways one after the other, in one process each, so that the peak memory
is theirs. Printed are CPU seconds, growth of peak memory and copies found; pairs are compared for the smaller sizes.

    ./run bench duplicates [--sizes 500,1000,3000,5000] [--pairs-up-to 1000]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from digest.compose.duplicates import find_copies
from digest.compose.stories import group_stories
from digest.model import Piece

EDITS = 20
"""One word in so many is another one in the copy."""
COPY = 40
"""One text in so many is a copy."""
START = datetime(2026, 9, 1, tzinfo=UTC)
WAYS = ("index", "pairs", "stories")

Dated = tuple[Piece, datetime]


def made_up(number: int) -> tuple[list[Dated], int]:
    """Make *number* pieces of three months, and say how many of them are copies."""
    dice = random.Random(number)
    vocabulary = ["".join(dice.choices("aeinorstlmdgpbckuvf", k=dice.randint(2, 11))) for _ in range(20_000)]
    weights = list(accumulate(1 / (place + 10) for place in range(len(vocabulary))))
    phrases = [" ".join(dice.choices(vocabulary, cum_weights=weights, k=25)) for _ in range(50)]
    pieces: list[Dated] = []
    copies = 0
    for place in range(number):
        if place % COPY == COPY - 1:
            text, copies = edited(dice.choice(pieces[-22:])[0].text, dice, vocabulary), copies + 1
        else:
            words = dice.choices(vocabulary, cum_weights=weights, k=dice.randint(200, 1400))
            text = " ".join([*words, dice.choice(phrases)])
        title = " ".join(dice.choices(vocabulary, cum_weights=weights, k=9))
        host = f"h{place % 23}.example"
        piece = Piece(id=f"{place:05}", url=f"https://{host}/{place}", title=title, text=text)
        pieces.append((piece, START + timedelta(days=80) * place / number))
    return pieces, copies


def edited(text: str, dice: random.Random, vocabulary: list[str]) -> str:
    """Replace one word in twenty."""
    return " ".join(dice.choice(vocabulary) if dice.randrange(EDITS) == 0 else word for word in text.split())


def by_pairs(pieces: list[Dated]) -> int:
    """Count the copies by comparing each text with each earlier one."""
    earlier: list[frozenset[tuple[str, ...]]] = []
    found = 0
    for piece, _ in pieces:
        words = re.findall(r"\w+", piece.text.lower())
        shingles = frozenset(zip(words, words[1:], words[2:], words[3:], strict=False))
        shared = (len(shingles & other) / min(len(shingles), len(other)) for other in earlier)
        found += any(share >= 0.7 for share in shared)
        earlier.append(shingles)
    return found


def measure(way: str, number: int) -> dict[str, float]:
    """Measure one way in this process."""
    pieces, copies = made_up(number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    match way:
        case "index":
            found = len(find_copies(pieces))
        case "pairs":
            found = by_pairs(pieces)
        case _:
            found = len(group_stories([piece for piece, _ in pieces], [START + (at - START) / 12 for _, at in pieces]))
    seconds = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"seconds": seconds, "megabytes": grown, "found": found, "copies": copies}


def main() -> None:
    """Print one line for each size and way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="500,1000,3000,5000")
    parser.add_argument("--pairs-up-to", type=int, default=1000)
    parser.add_argument("--one", nargs=2, metavar=("WAY", "SIZE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one[0], int(arguments.one[1]))))
        return
    print(f"{'texts':>6} {'way':>8} {'CPU s':>8} {'+MB':>6} {'found':>6}")
    for size in map(int, arguments.sizes.split(",")):
        for way in WAYS:
            if way == "pairs" and size > arguments.pairs_up_to:
                continue
            command = [sys.executable, __file__, "--one", way, str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            result = json.loads(done.stdout)
            of_copies = f" of {result['copies']}" if way != "stories" else ""
            seconds, grown, found = (result[name] for name in ("seconds", "megabytes", "found"))
            print(f"{size:>6} {way:>8} {seconds:>8.2f} {grown:>6.0f} {found:>6}{of_copies}")


if __name__ == "__main__":
    main()
