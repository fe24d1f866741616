"""What the tests of the store keep in it: a publication, pieces, editions, and a database of their own."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from digest.model import (
    Audience,
    Blurb,
    Cadence,
    Card,
    Decision,
    Edition,
    Finding,
    Image,
    Level,
    Origin,
    Piece,
    Place,
    Publication,
    Rendering,
    Section,
    Sentence,
    Window,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SLOT = "2026-11-20T06:00"
SLUG = "review"
WINDOW = Window(start=NOW - timedelta(days=7), end=NOW)
RENDERING = Rendering(html="<p>The week – £5</p>", text="The week", subject="The week", preheader="In short")
OTHER_RENDERING = Rendering(html="<p>Another</p>", text="Another", subject="The week", preheader="In short")
FINDINGS = (Finding(level=Level.WARNING, rule="html/image-alt", place="lead", message="no alt", line=3),)
PUBLICATION = Publication(
    slug=SLUG,
    title="The Review",
    cadence=Cadence(weekdays=(4,), time=time(6), zone="America/New_York"),
    audience=Audience(file="/srv/subscribers.csv"),
)


def url_of(folder: Path) -> str:
    """Name the database in *folder*."""
    return f"sqlite:///{folder / 'var' / 'digest.db'}"


def piece(name: str = "a", **changes: Any) -> Piece:
    """Make a piece, called by its *name*."""
    known: dict[str, Any] = {
        "id": f"https://review.example/{name}",
        "url": f"https://review.example/{name}",
        "title": f"Piece {name}",
        "source": "https://review.example/feed",
        "authors": ("Ann", "Bob"),
        "published": NOW - timedelta(days=2),
        "text": "One sentence. Another.",
        "image": Image(url="https://review.example/a.jpg", alt="A hill", width=600),
    }
    return Piece(**known | changes)


def keys(name: str) -> tuple[str, ...]:
    """Give the keys by which the piece *name* is known."""
    return (f"guid:{name}", f"url:review.example/{name}")


def edition(*pieces: Piece, slot: str = SLOT, window: Window = WINDOW) -> Edition:
    """Compose an edition of *pieces*, the first as the lead, the last in brief."""
    blurb = Blurb(
        text="One sentence.", origin=Origin.SUMMARY, sentences=(Sentence(text="One sentence.", start=0, end=13),)
    )
    places = [Place.LEAD, *[Place.SECTION] * (len(pieces) - 2), Place.BRIEF]
    cards = [Card(piece=each, blurb=blurb, place=place) for each, place in zip(pieces, places, strict=False)]
    return Edition(
        publication=PUBLICATION,
        slot=slot,
        window=window,
        lead=cards[0] if cards else None,
        sections=(Section(title="Essays", cards=tuple(cards[1:-1])),),
        brief=tuple(cards[1:][-1:]),
        decisions=tuple(Decision(piece_id=each.id, title=each.title, is_in=True, why="new") for each in pieces),
    )
