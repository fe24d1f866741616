"""Which sentences make the blurb: the lead where it can serve, else what the scores find, within the length.

Every set of sentences given back reads on its own: it opens with the piece's first sentence or with one that leans on
nothing, keeps the order, leaves no quotation open and never exceeds the length. Knows no files and no languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations, islice, pairwise
from typing import TYPE_CHECKING

from digest.summarize.candidates import Candidate
from digest.summarize.flaws import begins_in_the_middle, is_question, is_quotation
from digest.summarize.marks import are_balanced, trails_off
from digest.summarize.words import content_words, overlap
from digest.text import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from digest.model import BlurbRules

__all__ = ["POOL", "Chooser"]

MOST_SENTENCES = 3
POOL = 120
"""Candidates that are scored: a blurb from further down is not what the piece is about, and the time stays bounded."""
_SHORT = 0.8
"""Share of the shortest length below which a lead is helped by another sentence (160 of 200)."""
_TINY = 0.25
"""Share of the shortest length from which a lead that nothing extends is better than another place (50 of 200)."""
_ENOUGH = 0.6
"""Share of the shortest length that the scores' choice should reach (120 of 200)."""
_SHORT_QUESTION = 80
_SHARED_WORDS = 2
_STEM = 6
_SAME = 0.6
_NEAR = 8
"""Sentences from the beginning among which the next opening is looked for before the scores are asked."""
_TOP = 12
"""Best-rated sentences among which the informative mode looks at every set of at most three."""

Run = tuple[Candidate, ...]


def _is_never_stale(_candidate: Candidate) -> bool:
    return False


@dataclass(slots=True)
class Chooser:
    """The choice for one text; candidates are read, and scores computed, only as far as needed."""

    candidates: Iterator[Candidate]
    rules: BlurbRules
    rate: Callable[[Sequence[Candidate]], Sequence[float]]
    is_stale: Callable[[Candidate], bool] = _is_never_stale
    """Whether a blurb should not open with this sentence, because the reader has just read what it says."""
    way: str = ""
    """How the run that was given last was found."""
    _read: list[Candidate] = field(default_factory=list)
    _rated: dict[Candidate, float] | None = None

    def lead(self) -> Run:
        """Return the lead, mended where it cannot serve alone; empty where no sentence can."""
        run = self._mended_lead()
        if run and self.is_stale(run[0]):
            fresh = self._fresh_run()
            if fresh:
                self.way = "the reader has just read what the lead says: what follows"
                return fresh
        return run

    def _mended_lead(self) -> Run:
        self.way = "the lead"
        run = self._past_questions(self._contiguous())
        if _length(run) >= _SHORT * self.rules.min_chars or (
            len(run) == MOST_SENTENCES and run[-1].dangling != "question"
        ):
            return run
        extended = self._extended(run) if run else ()
        if _length(extended) >= _TINY * self.rules.min_chars:
            self.way = "the lead" if extended == run else "the lead is short: with what the scores found"
            return extended
        chosen = self._best_run()
        if _length(chosen) <= _length(extended):
            return extended
        self.way = "the lead cannot serve: the scores' choice"
        return chosen

    def whole_paragraphs(self) -> Run:
        """Return the first paragraphs, as many as the rules name, as far as the length allows; else the lead."""
        best: Run = ()
        count = 0
        while True:
            run = self._slice(0, count + 1)
            is_joined = len(run) == count + 1 and (count == 0 or run[-1].follows)
            if not is_joined or len({candidate.paragraph for candidate in run}) > self.rules.paragraphs:
                break
            if _length(run) > self.rules.max_chars:
                break
            best = run if self._is_end(run) else best
            count += 1
        if not best or not _opens_well(best) or self.is_stale(best[0]) or _length(best) < _ENOUGH * self._shortest():
            return self.lead()
        self.way = "the first paragraph" if self.rules.paragraphs == 1 else "the first paragraphs"
        return best

    def _shortest(self) -> int:
        return min(self.rules.min_chars, self.rules.max_chars // 2)

    def informative(self) -> Run:
        """Return the set of at most three sentences that says most within the length; the lead where none is better."""
        pool = self._pool()
        rated = self._ratings()
        top = sorted(pool, key=lambda candidate: (-rated[candidate], candidate.sentence.start))[:_TOP]
        places = {candidate: place for place, candidate in enumerate(pool)}
        top.sort(key=places.__getitem__)
        best: Run = ()
        best_value = 0.0
        for count in range(1, MOST_SENTENCES + 1):
            for run in combinations(top, count):
                if self._is_fit(run, places) and (value := self._worth(run, places)) > best_value:
                    best, best_value = run, value
        if best:
            self.way = "the sentences that say most"
        return best or self.lead()

    # ---- the lead -------------------------------------------------------------------------------------------------

    def _contiguous(self) -> Run:
        """Return whole sentences from the first on, until the shortest length is reached."""
        best: Run = ()
        for run in self._growing(0):
            if self._is_end(run):
                best = run
                if _length(run) >= self.rules.min_chars:
                    break
        return best if best and _opens_well(best) else ()

    def _past_questions(self, run: Run) -> Run:
        """Leave out the questions that a short *run* opens with where it says nothing else or has two of them."""
        pool = self._slice(0, len(run) + MOST_SENTENCES)
        asked = next((place for place, candidate in enumerate(pool) if not is_question(candidate.text)), len(pool))
        is_bare = asked >= len(run) or asked > 1
        if not asked or not is_bare or _length(run) >= _SHORT * self.rules.min_chars:
            return run
        told = self._filled(asked)
        return told if told and _opens_well(told) and _length(told) >= _ENOUGH * self.rules.min_chars else run

    def _growing(self, start: int) -> Iterator[Run]:
        """Give the runs of one, two, three neighbours from *start* that keep the length."""
        for count in range(1, MOST_SENTENCES + 1):
            run = self._slice(start, start + count)
            is_joined = len(run) == count and all(candidate.follows for candidate in run[1:])
            if not is_joined or _length(run) > self.rules.max_chars:
                return
            yield run

    def _is_end(self, run: Run) -> bool:
        """Whether a blurb may end where *run* does."""
        text = _text(run)
        last = run[-1].text
        is_teasing = len(run) > 1 and is_question(last) and len(last) < _SHORT_QUESTION
        if is_teasing or trails_off(last):
            return False
        return are_balanced(text) and not all(is_quotation(candidate.text) for candidate in run)

    def _extended(self, run: Run) -> Run:
        """Add to a short lead the best later sentence that shares words with it and leans on nothing."""
        if len(run) >= MOST_SENTENCES or is_question(run[-1].text):
            return run
        rated = self._ratings()
        pool = self._pool()
        later = pool[pool.index(run[-1]) + 1 :]
        fit = [candidate for candidate in later if self._extends(run, candidate)]
        return (*run, max(fit, key=rated.__getitem__)) if fit else run

    def _extends(self, run: Run, candidate: Candidate) -> bool:
        text = _text(run)
        shared = _stems(text) & _stems(candidate.text)
        return (
            not candidate.dangling
            and len(shared) >= _SHARED_WORDS
            and overlap(text, candidate.text) <= _SAME
            and _length((*run, candidate)) <= self.rules.max_chars
            and self._is_end((*run, candidate))
        )

    # ---- the scores' choice -----------------------------------------------------------------------------------------

    def _fresh_run(self) -> Run:
        """Return the first run after the lead's first sentence that opens well and says something new."""
        for start, candidate in enumerate(self._slice(0, _NEAR)):
            if start and not candidate.dangling and not self.is_stale(candidate):
                run = self._filled(start)
                if _length(run) >= _ENOUGH * self.rules.min_chars:
                    return run
        run = self._best_run()
        return run if run and not self.is_stale(run[0]) else ()

    def _best_run(self) -> Run:
        """Return the best-rated sentence that can open, with those after it up to the shortest length."""
        pool = self._pool()
        rated = self._ratings()
        fallback: Run = ()
        for candidate in sorted(pool, key=lambda candidate: (-rated[candidate], candidate.sentence.start)):
            if not _opens_well((candidate,)) or self.is_stale(candidate):
                continue
            run = self._filled(pool.index(candidate))
            if _length(run) >= _ENOUGH * self.rules.min_chars:
                return run
            fallback = max(fallback, run, key=_length)
        return fallback

    def _filled(self, start: int) -> Run:
        best: Run = ()
        for run in self._growing(start):
            if self._is_end(run):
                best = run
                if _length(run) >= self.rules.min_chars:
                    break
        return best

    def _is_fit(self, run: Run, places: dict[Candidate, int]) -> bool:
        """Whether *run*, in order, reads on its own."""
        # What is quickly seen comes first: hundreds of sets are looked at.
        if not _opens_well(run) or not all(_joins(one, other, places) for one, other in pairwise(run)):
            return False
        return _length(run) <= self.rules.max_chars and self._is_end(run)

    def _worth(self, run: Run, places: dict[Candidate, int]) -> float:
        """Rate *run*: what its sentences say, less what they say twice, less each jump, less what is missing."""
        rated = self._ratings()
        pairs = list(pairwise(run))
        said = sum(rated[candidate] * len(candidate.text) for candidate in run) / self.rules.max_chars
        twice = sum(overlap(one.text, other.text) for one, other in combinations(run, 2))
        jumps = sum(places[other] - places[one] != 1 for one, other in pairs)
        missing = max(0.0, 1 - _length(run) / self.rules.min_chars)
        return said - 0.3 * twice - 0.1 * jumps - 0.5 * missing

    # ---- reading no further than needed ---------------------------------------------------------------------------

    def _slice(self, start: int, end: int) -> Run:
        self._read.extend(islice(self.candidates, max(0, end - len(self._read))))
        return tuple(self._read[start:end])

    def _pool(self) -> Run:
        return self._slice(0, POOL)

    def _ratings(self) -> dict[Candidate, float]:
        if self._rated is None:
            pool = self._pool()
            self._rated = dict(zip(pool, self.rate(pool), strict=True))
        return self._rated


def _text(run: Run) -> str:
    return joined(candidate.text for candidate in run)


def _length(run: Run) -> int:
    """Count the characters of *run* as printed."""
    return len(_text(run))


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the content words, so that `challenge` and `challenges` are one."""
    return frozenset(word[:_STEM] for word in content_words(text))


def _opens_well(run: Run) -> bool:
    """Whether *run* needs nothing before it."""
    return not run[0].dangling or (run[0].is_first and not begins_in_the_middle(run[0].text))


def _joins(one: Candidate, other: Candidate, places: dict[Candidate, int]) -> bool:
    """Whether *other* may stand after *one*: as its neighbour, or as a sentence that leans on nothing."""
    is_neighbour = places[other] - places[one] == 1 and other.follows
    return is_neighbour or not other.dangling
