"""A preview by hand: one small message, its edition and findings, without any other part of the program."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time
from email.message import EmailMessage

from digest.desk import Preview
from digest.model import (
    Audience,
    Blurb,
    Cadence,
    Card,
    Decision,
    Edition,
    EditionState,
    Finding,
    Level,
    Origin,
    Piece,
    Place,
    Publication,
    Rendering,
    Section,
    Window,
)

PREHEADER = "The valley’s water, and 1,000 other things that fell dry this year, told by those who kept count of all"
FILLER = "&#847;&nbsp;" * 60
TEXT = "The Harbour Review\n\nThe river <that> three towns stopped sharing\nhttps://harbour.example.org/1\n"
DARK = (
    "@media (prefers-color-scheme: dark) "
    "{ body, td { background-color: #101820 !important; color: #eeeeee !important; } }"
)


def sample_html(*, preheader: str = PREHEADER, filler: str = FILLER, css: str = DARK, tall: int = 2400) -> str:
    """Return a message with light styles inline and dark styles in *css*; *tall* pixels high."""
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="color-scheme" content="light dark">\n<title>Not shown in lists</title>\n'
        f"<style>:root {{ color-scheme: light dark; }}\n{css}</style>\n</head>\n"
        '<body style="margin:0;background-color:#ffffff;color:#202020">\n'
        f'<div style="display:none;max-height:0;overflow:hidden">{preheader}{filler}</div>\n'
        f'<table role="presentation" width="100%"><tr><td height="{tall}" valign="top" bgcolor="#ffffff">'
        "<h1>The river that three towns stopped sharing</h1>"
        '<a href="https://harbour.example.org/1">Keep reading</a></td></tr></table>\n</body>\n</html>\n'
    )


def sample_edition() -> Edition:
    """Return an edition of three pieces, with one left out."""
    publication = Publication(
        slug="harbour",
        title="The Harbour Review & Sons",
        cadence=Cadence(weekdays=(4,), time=time(6), zone="Europe/Zurich"),
        audience=Audience(file="subscribers.csv"),
    )
    cards = (
        _card(1, "The river <that> three towns stopped sharing", Place.LEAD),
        _card(2, "Two mayors, one bridge", Place.SECTION),
        _card(3, "Where the swifts went", Place.BRIEF),
    )
    return Edition(
        publication=publication,
        slot="2026-11-20T06:00",
        window=Window(start=datetime(2026, 11, 13, 5, tzinfo=UTC), end=datetime(2026, 11, 20, 5, tzinfo=UTC)),
        number=47,
        lead=cards[0],
        sections=(Section(title="Reports", cards=(cards[1],)),),
        brief=(cards[2],),
        decisions=(
            Decision(piece_id="p1", title=cards[0].piece.title, is_in=True, why="the newest of the week"),
            Decision(piece_id="p2", title=cards[1].piece.title, is_in=True, why="published in the window"),
            Decision(piece_id="p9", title="A correction", is_in=False, why="shorter than 300 characters"),
        ),
    )


def _card(number: int, title: str, place: Place) -> Card:
    brief = place is Place.BRIEF
    blurb = Blurb(text="" if brief else "It held for forty years.", origin=Origin.HEADLINE if brief else Origin.SUMMARY)
    url = f"https://harbour.example.org/{number}"
    return Card(piece=Piece(id=f"p{number}", url=url, title=title, lang="en"), blurb=blurb, place=place)


def sample_message(html: str, text: str = TEXT) -> bytes:
    """Return the bytes of a message that carries *html* and *text*."""
    message = EmailMessage()
    message["From"] = "The Harbour Review <editors@harbour.example.org>"
    message["To"] = "reader@example.net"
    message["Subject"] = "The river that three towns stopped sharing – and 13 more pieces of this week"
    message["List-Unsubscribe"] = "<https://news.example.org/unsubscribe/abc>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Message-ID"] = "<47.abc@harbour.example.org>"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary("==47==")
    return message.as_bytes()


FINDINGS = (
    Finding(level=Level.ERROR, rule="links/gone", place="Two mayors", message="the link answers 404", line=14),
    Finding(level=Level.WARNING, rule="html/image-alt", place="<img>", message="the picture has no description"),
)


def sample_preview(html: str | None = None, **changes: object) -> Preview:
    """Return a preview of *html*, with *changes* of its other fields."""
    html = sample_html() if html is None else html
    preview = Preview(
        edition=sample_edition(),
        rendering=Rendering(html=html, text=TEXT, subject="The river", preheader=PREHEADER),
        message=sample_message(html),
        html=html,
        text=TEXT,
        findings=FINDINGS,
        content_hash=hashlib.sha256(html.encode()).hexdigest(),
        html_bytes=len(html.encode()),
        encoded_bytes=len(html.encode()) + 1000,
        state=EditionState.DRAFT,
        audience=1204,
        sends_at=datetime(2026, 11, 20, 5, tzinfo=UTC),
    )
    return replace(preview, **changes)
