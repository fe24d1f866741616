"""Says which pieces tell the same story: other outlets, like headlines, close in time. They are grouped, never dropped.

On real items of 24 news feeds headlines of a token sort ratio of 75 and more told one story in 16 of 16 pairs, at 70–75
in 12 of 13, at 65–70 in 13 of 14 (the miss was months apart), and below 60 mostly not.
"""

from __future__ import annotations

__all__ = ["group_stories"]

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from digest.compose.headlines import headline_words, outlet
from digest.compose.words import SPACELESS, WORD, fold
from digest.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from digest.model import Piece

SAME_STORY = 65
APART = timedelta(days=3)
MIN_WORDS = 3
MIN_CHARACTERS = 8
"""In scripts without spaces."""
TAIL_WORDS = 4
TAIL_TIMES = 2
MIN_NAME = 3

_LABEL = re.compile(
    r"\s*(?:\[[^\]]{1,20}\]|\((?:live|video|watch|photos?|updated?)\)"
    r"|(?:live(?: updates?| blog)?|breaking(?: news)?|just in|urgent|exclusive|updated|watch|video|listen|photos"
    r"|pictures|opinion|analysis|explainer|factbox)\s*(?:[:|]|\s[–—-])|(?:update|wrapup) \d+\s*[-–—:])\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"^(?P<headline>.*\S)\s+[|–—·-]\s+(?P<tail>[^|–—·]+)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What of a piece is compared."""

    id: str
    instant: datetime
    outlet: str
    key: str
    """The words of the headline in alphabetical order, so that a plain ratio is the token sort ratio."""


def group_stories(pieces: Sequence[Piece], instants: Sequence[datetime]) -> dict[str, str]:
    """Map the id of each piece that shares its story to the id of that story's earliest piece.

    *instants* tell when each of the *pieces* was published. A piece that stands alone is not in the result. Who joins a
    story is like its earliest piece or like most of its pieces from other outlets: a chain of likenesses would drift.
    """
    told = _told(pieces, instants)
    stories: list[list[int]] = []
    story_of: dict[int, int] = {}
    for number, likes in enumerate(_likenesses(told)):
        found = [
            (score, -story)
            for story, score in _touched(likes, story_of).items()
            if _belongs(told, number, likes, stories[story])
        ]
        story = -max(found)[1] if found else len(stories)
        if not found:
            stories.append([])
        stories[story].append(number)
        story_of[number] = story
    return {told[each].id: told[story[0]].id for story in stories if len(story) > 1 for each in story}


def _touched(likes: dict[int, float], story_of: dict[int, int]) -> dict[int, float]:
    """Give the stories that have a piece among *likes*, each with the greatest likeness."""
    best: dict[int, float] = {}
    for other, score in likes.items():
        best[story_of[other]] = max(score, best.get(story_of[other], 0.0))
    return best


def _belongs(told: Sequence[_Told], number: int, likes: dict[int, float], story: Sequence[int]) -> bool:
    others = [each for each in story if told[each].outlet != told[number].outlet]
    return story[0] in likes or 2 * sum(each in likes for each in others) > len(others)


def _likenesses(told: Sequence[_Told]) -> Iterable[dict[int, float]]:
    """Give for each piece the earlier ones that it is like, by their places, with the token sort ratio."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extract

    keys = [each.key for each in told]
    instants = [each.instant for each in told]
    for number, each in enumerate(told):
        start = _first_near(instants, each.instant)
        likes = (
            extract(each.key, keys[start:number], scorer=ratio, score_cutoff=SAME_STORY, limit=None) if each.key else ()
        )
        yield {start + place: score for _, score, place in likes if told[start + place].outlet != each.outlet}


def _first_near(instants: Sequence[datetime], instant: datetime) -> int:
    # By the distance: the year 1, which some feeds write, has no day three days before it.
    return bisect_left(instants, -APART, key=lambda other: other - instant)


# ---- what is compared ---------------------------------------------------------------------------------------------


def _told(pieces: Sequence[Piece], instants: Sequence[datetime]) -> list[_Told]:
    """Put the pieces in the order of their publication, each id once, with what counts of their headlines."""
    ordered = sorted(zip(instants, pieces, strict=True), key=lambda pair: (pair[0], pair[1].id))
    tails = _tails(pieces)
    told: dict[str, _Told] = {}
    for instant, piece in ordered:
        house = outlet(piece)
        key = _key(_headline(piece.title, house, tails.get(house, frozenset())))
        told.setdefault(piece.id, _Told(id=piece.id, instant=instant, outlet=house, key=key))
    return list(told.values())


def _key(headline: str) -> str:
    """Give the sorted words of *headline*; nothing for one that is too short to tell a story."""
    words = headline_words(headline)
    characters = "".join(words)
    if 2 * len(SPACELESS.findall(characters)) > len(characters):
        # What stands between two punctuation marks is no word, and its place is not free.
        return characters if len(characters) >= MIN_CHARACTERS else ""
    return " ".join(sorted(words)) if len(words) >= MIN_WORDS else ""


def _headline(title: str, house: str, tails: frozenset[str]) -> str:
    """Take labels such as “LIVE:” and the name of the *house* from a headline."""
    headline = printed(title)
    while found := _LABEL.match(headline):
        headline = headline[found.end() :]
    divided = _divided(headline)
    if divided is not None and (divided[1] in tails or _names(divided[1], house)):
        return divided[0]
    return headline


def _tails(pieces: Iterable[Piece]) -> dict[str, frozenset[str]]:
    """Learn what each outlet writes at the end of several headlines after a dash or a bar: its name, or a section's."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for piece in {piece.id: piece for piece in pieces}.values():
        divided = _divided(printed(piece.title))
        if divided is not None:
            seen[outlet(piece)][divided[1]] += 1
    return {house: frozenset(t for t, times in tails.items() if times >= TAIL_TIMES) for house, tails in seen.items()}


def _divided(headline: str) -> tuple[str, str] | None:
    found = _TAIL.match(headline)
    if found is None or len(WORD.findall(found["tail"])) > TAIL_WORDS:
        return None
    return found["headline"], fold(found["tail"]).strip()


def _names(tail: str, house: str) -> bool:
    """Whether *tail* is the name in the host *house*: “The Harbour Post” at harbourpost.example."""
    name = "".join(word for word in WORD.findall(tail) if word != "the")
    labels = [label.replace("-", "") for label in house.split(".")[:-1]]
    return any(min(len(name), len(label)) >= MIN_NAME and _starts_alike(name, label) for label in labels)


def _starts_alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
