"""Who supports what, as it was tested: the table `support.tsv`, which `./run clients-table` makes.

Decides nothing; reads the facts. The test results are those that caniemail.com publishes, by way of the npm package of
that name (see NOTICE).
"""

from __future__ import annotations

__all__ = ["Tested", "results_of"]

import functools
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What the families of clients said of one feature, in the order of `Client`, and the day of the test."""

    marks: str
    """One letter each: y, p (partly), m (some clients of the family lack it), n, u (unknown)."""
    day: str


@functools.cache
def _table() -> dict[str, Tested]:
    lines = (files("digest.check") / "support.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {name: Tested(marks=marks, day=day) for name, marks, day in rows}


def results_of(name: str) -> Tested:
    """Give the results for the feature that caniemail.com calls *name*. Raises KeyError where it has none."""
    return _table()[name]
