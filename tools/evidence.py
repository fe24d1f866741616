"""Lets other people's checkers look at the sample week in every look, and at every page: axe, Nu HTML, SpamAssassin.

    ./run evidence                  # all that this machine has
    ./run evidence axe html spam    # one or some

`axe` needs Chromium and npm, `html` npm and Java, `spam` SpamAssassin. Each is first given something plainly wrong,
which it must find. Ends with 1 where a checker finds a fault, where one finds nothing wrong with what is wrong, or
where one that was asked for by name is missing; a checker that is missing otherwise is said to be.
"""

from __future__ import annotations

__all__ = ["main"]

import sys
from typing import TYPE_CHECKING

from digest.cli.console import progress, say, tell
from tools.proof import axe, nu, spam
from tools.proof.npm import Missing
from tools.proof.sample import pages_of, weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.pipeline.workspace import Progress
    from tools.proof.sample import Page, Played
    from tools.proof.verdict import Verdict

PARTS = ("axe", "html", "spam")


def verdict_of(part: str, pages: tuple[Page, ...], sample: tuple[Played, ...], shown: Progress) -> Verdict:
    """Do one part. Raises Missing where this machine lacks what it needs."""
    if part == "axe":
        return axe.look(pages, shown)
    return nu.look(pages, shown) if part == "html" else spam.look(sample, shown)


def main(asked: Sequence[str]) -> int:
    """Do the parts that are *asked* for, or all; return 1 where one finds a fault or could not look."""
    if set(asked) - set(PARTS):
        tell(f"usage: ./run evidence [{'] ['.join(PARTS)}]")
        return 2
    verdicts: dict[str, Verdict] = {}
    missing: dict[str, str] = {}
    with progress() as shown, weeks(shown) as sample, pages_of(sample) as pages:
        for part in asked or PARTS:
            try:
                verdicts[part] = verdict_of(part, pages, sample, shown)
            except Missing as error:
                missing[part] = str(error)
    for verdict in verdicts.values():
        _say(verdict)
    for part, reason in missing.items():
        tell(f"{part} was left out: {reason}")
    faulty = [part for part, verdict in verdicts.items() if not verdict.is_good]
    if verdicts:
        say(f"faults found by: {', '.join(faulty)}" if faulty else f"no faults found by: {', '.join(verdicts)}")
    return int(bool(faulty or not verdicts or (asked and missing)))


def _say(verdict: Verdict) -> None:
    say(verdict.title)
    for row in verdict.rows:
        say(f"  {row.name:<28}{row.result}")
        for line in row.lines:
            say(f"    {line}")
    for note in verdict.notes:
        say(f"  {note}")
    if verdict.unseen:
        say(f"  it does not see what is plainly wrong, so it proves nothing: {'; '.join(verdict.unseen)}")
    say()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
