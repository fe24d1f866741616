"""The guard: what may be printed as a piece's blurb."""

from __future__ import annotations

import dataclasses

import pytest

from digest.errors import SummarizeError
from digest.model import Blurb, Origin, Piece, Sentence
from digest.summarize import verify

PIECE = Piece(
    id="p", url="https://x.example/p", title="T", teaser="A  teaser.", text="“One” – two…\nthree. Four five. Six."
)
FIRST = Sentence(text="“One” – two…\nthree.", start=0, end=19)
SECOND = Sentence(text="Four five.", start=20, end=30)
GOOD = Blurb(text="“One” – two… three. Four five.", origin=Origin.SUMMARY, sentences=(FIRST, SECOND))


@pytest.mark.parametrize(
    "blurb",
    [
        GOOD,
        Blurb(text="A teaser.", origin=Origin.TEASER, sentences=(Sentence(text="A  teaser.", start=0, end=10),)),
        Blurb(text="Whatever an editor likes", origin=Origin.EDITOR),
        Blurb(text="", origin=Origin.HEADLINE),
    ],
)
def test_a_true_blurb_passes(blurb: Blurb) -> None:
    """White space is collapsed and nothing else is changed."""
    verify(blurb, PIECE)


def test_a_models_blurb_names_nothing_that_the_piece_does_not() -> None:
    """Its sentences are not the piece's, so its names and figures are looked at."""
    piece = Piece(id="", url="https://x.example/p", title="Bus", text="Ann Bee drives the bus to Melton.", lang="en")
    verify(Blurb(text="The bus to Melton has a driver: Ann Bee drives it.", origin=Origin.MODEL), piece)
    with pytest.raises(SummarizeError, match="of a model names"):
        verify(Blurb(text="The bus to Melton has a driver: Carl Bee drives it.", origin=Origin.MODEL), piece)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "“One” – two… three.  Four five."},
        {"text": '"One" – two… three. Four five.'},
        {"text": "“One” - two… three. Four five."},
        {"text": "“One” – two… three. Four five. Six."},
        {"text": ""},
        {"sentences": (SECOND, FIRST)},
        {"sentences": (FIRST, FIRST)},
        {"sentences": (FIRST,)},
        {"sentences": ()},
        {"sentences": (FIRST, dataclasses.replace(SECOND, start=21))},
        {"sentences": (FIRST, dataclasses.replace(SECOND, start=-11, end=-1))},
        {"sentences": (FIRST, dataclasses.replace(SECOND, end=400))},
        {"sentences": (FIRST, Sentence(text="", start=25, end=25))},
        {"sentences": (dataclasses.replace(FIRST, text="“One” – two… three."), SECOND)},
        {"origin": Origin.TEASER},
        {"origin": Origin.EDITOR},
        {"origin": Origin.HEADLINE},
    ],
)
def test_a_blurb_that_its_source_does_not_say_is_refused(changes: dict[str, object]) -> None:
    """Quotes, dashes, order and place: nothing may be printed that is not in the piece."""
    with pytest.raises(SummarizeError, match=r"https://x.example/p: the blurb .*; write it anew"):
        verify(dataclasses.replace(GOOD, **changes), PIECE)  # type: ignore[arg-type]  # each change fits its field
