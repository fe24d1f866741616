"""What SpamAssassin's own rules give a message, with nothing asked of the network."""

from __future__ import annotations

__all__ = ["CONTROL", "MOST", "SPAM", "Score", "look", "score_of"]

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.proof.npm import Missing
from tools.proof.verdict import Row, Verdict

if TYPE_CHECKING:
    from digest.pipeline.workspace import Progress
    from tools.proof.sample import Played

SECONDS = 120
MOST = 0.0
"""The score that a message of ours may have."""
SPAM = 5.0
"""Where SpamAssassin, as it comes, calls a message spam."""

CONTROL = b"""\
From: "Lottery" <winner2931@free-prizes.example>
To: undisclosed-recipients:;
Subject: CONGRATULATIONS!!! YOU WON $5,000,000 - ACT NOW
MIME-Version: 1.0
Content-Type: text/html

<html><body><font color="#ffffff" size="1">viagra cialis</font>
<h1>DEAR BENEFICIARY, YOU HAVE WON THE SUM OF $5,000,000.00 UNITED STATES DOLLARS!!!</h1>
I am Barrister Williams. I need your urgent assistance to transfer the sum of US$5 MILLION out of Nigeria, the bank
account of a deceased foreigner, next of kin. Send your bank account details. 100% free, no obligation, risk free!
Order Viagra, Cialis online pharmacy, no prescription. <a href="http://192.0.2.7/x">CLICK HERE NOW</a></body></html>
"""
"""A message that nobody could take for a newsletter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The sum, and the rules that made it, with their points."""

    points: float
    rules: tuple[tuple[str, float], ...]


def score_of(message: bytes) -> Score:
    """Score *message*. Raises Missing where there is no SpamAssassin."""
    program = shutil.which("spamassassin")
    if program is None:
        raise Missing("SpamAssassin is not installed (apt-get install --no-install-recommends spamassassin)")
    with tempfile.TemporaryDirectory() as home:
        # A home of its own: what the user's filter has learned or set must not decide.
        try:
            done = subprocess.run(
                [program, "--local", "--test-mode", "--nocreate-prefs"],
                input=message, capture_output=True, timeout=SECONDS, check=False, env=os.environ | {"HOME": home},
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Missing(f"SpamAssassin gave no score within {SECONDS} seconds") from error
    said = done.stdout.decode("utf-8", "replace")
    total = re.search(r"^Content analysis details: +\((-?[\d.]+) points", said, re.MULTILINE)
    if done.returncode or total is None:
        raise Missing(f"SpamAssassin gave no score: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
    found = re.findall(r"^ ?(-?\d+\.\d+) ([A-Z0-9_]{3,})\s", said[total.end() :], re.MULTILINE)
    # The report stands in the head and, for what counts as spam, once more in the body.
    rules = {name: float(points) for points, name in found}
    return Score(points=float(total[1]), rules=tuple(rules.items()))


def look(sample: tuple[Played, ...], shown: Progress) -> Verdict:
    """Score one message of each look. Raises Missing without SpamAssassin."""
    control = score_of(CONTROL).points
    rows = []
    for number, each in enumerate(sample, 1):
        shown("spam", each.look, done=number, total=len(sample))
        score = score_of(each.message)
        lines = (f"{name} {points:+.1f}" for name, points in score.rules if points)
        name, result = f"message, {each.look}", f"{score.points:+.1f}"
        rows.append(Row(name=name, result=result, is_good=score.points <= MOST, lines=tuple(lines)))
    return Verdict(
        title=f"SpamAssassin, its own rules alone: at most {MOST:.1f} points, where {SPAM:.1f} is spam",
        unseen=() if control > SPAM else (f"the control, which has {control} points",),
        rows=tuple(rows),
    )
