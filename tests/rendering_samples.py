"""Editions of plausible text for tests: invented publication, people and news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from digest.model import (
    Audience,
    Blurb,
    Cadence,
    Card,
    Edition,
    Image,
    Look,
    Origin,
    Piece,
    Place,
    Publication,
    Section,
    Sentence,
    Window,
)

SHIPPED = Path(__file__).parent.parent / "templates"
"""The shipped templates."""
LOOKS = {look: (SHIPPED, *([SHIPPED / "looks" / look] if look is not Look.MAGAZINE else []))[::-1] for look in Look}
"""The template folders of each look, the look's own first."""
PICTURES = "https://pictures.example.org"

_HEADLINES = {
    "en": (
        "The river that three towns stopped sharing",
        "Why the night trains came back, and who is riding them",
        "A small library outlives its fourth closure",
        "What the harvest ledgers of 1911 say about this summer",
        "The quiet end of the coal harbour",
        "Inside the workshop that repairs what cannot be bought",
        "Two mayors, one bridge",
        "How a village taught its dialect to a machine",
        "The price of an empty flat",
        "Letters from the last lighthouse crew",
        "Bread, salt and a court order",
        "The map makers who refuse to draw the border",
        "A referee looks back",
        "Where the swifts went",
    ),
    "de": ("Der Fluss, den drei Städte nicht mehr teilen", "Warum die Nachtzüge zurückkehren", "Zwei Bürgermeister"),
    "fr": ("Le fleuve que trois villes ne partagent plus", "Le retour des trains de nuit", "Deux maires, un pont"),
    "es": ("El río que tres pueblos dejaron de compartir", "Por qué vuelven los trenes nocturnos", "Dos alcaldes"),
    "ar": ("النهر الذي لم تعد ثلاث مدن تتقاسمه", "لماذا عادت قطارات الليل ومن يركبها", "عمدتان وجسر واحد"),
}
_SENTENCES = {
    "en": (
        "For forty years the towns along the lower valley drew their water by an agreement that nobody had signed.",
        "It held through two droughts and one bankruptcy.",
        "This spring the upper gate was closed for repairs, and it has not been opened since.",
        "The people who kept the ledgers say that the shortage was never a shortage of water.",
    ),
    "de": ("Vierzig Jahre lang hielt eine Abmachung, die niemand unterschrieben hatte.", "Sie überstand zwei Dürren."),
    "fr": ("Pendant quarante ans, un accord que personne n’avait signé a tenu.", "Il a survécu à deux sécheresses."),
    "es": ("Durante cuarenta años se mantuvo un acuerdo que nadie había firmado.", "Resistió dos sequías."),
    "ar": ("ظل الاتفاق الذي لم يوقعه أحد قائما أربعين عاما.", "وقد صمد أمام موجتي جفاف وإفلاس واحد."),
}
_AUTHORS = ("Ines Calder", "Tomas Wren", "Oyelaran Adebisi", "Mirjam Holt", "Sefa Arslan")
_TITLES = {
    "en": ("The Harbour Review", "Essays", "Reports", "Culture"),
    "de": ("Der Hafenbote", "Essays", "Berichte", "Kultur"),
    "fr": ("La Revue du port", "Essais", "Reportages", "Culture"),
    "es": ("La Revista del Puerto", "Ensayos", "Reportajes", "Cultura"),
    "ar": ("مجلة المرفأ", "مقالات", "تقارير", "ثقافة"),
}
_BRIEF = 4
_SITE = "https://harbour.example.org"


@cache
def sample_publication(lang: str = "en") -> Publication:
    """Return a publication in *lang* with note, appeal and postal address."""
    note = {
        "en": "Water runs through this week’s edition: who owns it, who sells it, and what a valley does without it. "
        "Our lead took eleven months to report.",
        "ar": "الماء يجري في هذا العدد: من يملكه ومن يبيعه وماذا يفعل الوادي من دونه.",
    }
    return Publication(
        slug="harbour",
        title=_TITLES[lang][0],
        tagline="Slow news from the coast" if lang == "en" else "",
        url="https://harbour.example.org/",
        lang=lang,
        postal_address="Harbour Review Foundation\n12 Quay Street, 3rd floor\n4051 Port Aven",
        note=note.get(lang, ""),
        appeal_text="Four reporters and one editor make this magazine, and its readers pay for all of it. "
        "If it is worth a coffee a month to you, join them."
        if lang == "en"
        else _SENTENCES[lang][0],
        appeal_url="https://harbour.example.org/join?from=mail&place=box",
        appeal_label="Become a member" if lang == "en" else "",
        sender_name=_TITLES[lang][0],
        sender_address="editors@harbour.example.org",
        cadence=Cadence(weekdays=(4,), time=time(6), zone="Europe/Zurich"),
        audience=Audience(file="subscribers.csv"),
    )


def sample_piece(number: int, *, lang: str = "en", images: bool = True) -> Piece:
    """Return piece *number*, from 0: no two alike, each with text, most with a picture and authors."""
    headlines, sentences = _HEADLINES[lang], _SENTENCES[lang]
    title = headlines[number % len(headlines)]
    if number >= len(headlines):
        title = f"{title} ({number // len(headlines) + 1})"
    has_image = images and number % 4 != 3
    width, height = (592, 333) if number == 0 else (112, 75)
    image = Image(
        url=f"{PICTURES}/{number}-{width}x{height}.jpg",
        alt="A sluice gate at low water" if number % 2 == 0 else "",
        credit=("Photo: Lena Vos / Coast Press", "Lena Vos", "")[number % 3],
        width=width,
        height=height,
    )
    return Piece(
        id=f"{_SITE}/?p={1000 + number}",
        url=f"{_SITE}/2026/11/the-harbour-piece-number-{1000 + number}/?utm_source=digest&utm_medium=email",
        title=title,
        source="https://harbour.example.org/feed/",
        section=_TITLES[lang][1 + number % 3],
        authors=() if number % 5 == 4 else tuple(_AUTHORS[(number + i) % 5] for i in range(1 + (number % 6 == 1))),
        published=datetime(2026, 11, 13 + number % 7, 9, 30, tzinfo=UTC),
        teaser="",
        text="\n\n".join(" ".join(sentences) for _ in range(8 + number % 9)),
        lang=lang,
        image=image if has_image else None,
    )


def sample_blurb(number: int, *, lang: str = "en") -> Blurb:
    """Return the blurb of piece *number*: two or three sentences of its text; none for every eleventh."""
    if number % 11 == 10:
        return Blurb(text="", origin=Origin.HEADLINE)
    count = 3 if number % 3 == 0 else 2
    spans, start = [], 0
    for text in _SENTENCES[lang][:count]:
        spans.append(Sentence(text=text, start=start, end=start + len(text)))
        start += len(text) + 1
    return Blurb(text=" ".join(span.text for span in spans), origin=Origin.SUMMARY, sentences=tuple(spans))


def _first_sentence(blurb: Blurb) -> Blurb:
    return replace(blurb, text=blurb.sentences[0].text, sentences=blurb.sentences[:1]) if blurb.sentences else blurb


def sample_edition(pieces: int = 14, *, lang: str = "en", images: bool = True) -> Edition:
    """Return an edition of *pieces*: the lead, three sections, and four In brief where there are enough."""
    cards = tuple(
        Card(
            piece=sample_piece(number, lang=lang, images=images),
            blurb=sample_blurb(number, lang=lang),
            place=Place.LEAD if number == 0 else Place.SECTION,
        )
        for number in range(pieces)
    )
    brief_count = _BRIEF if pieces > 2 * _BRIEF else 0
    body, brief = cards[1 : pieces - brief_count], cards[pieces - brief_count :] if brief_count else ()
    names = _TITLES[lang][1:]
    sections = (Section(title=name, cards=tuple(c for c in body if c.piece.section == name)) for name in names)
    end = datetime(2026, 11, 20, 5, tzinfo=UTC)
    return Edition(
        publication=sample_publication(lang),
        slot="2026-11-20T06:00",
        window=Window(start=end.replace(day=13), end=end),
        number=47,
        lead=cards[0] if cards else None,
        sections=tuple(section for section in sections if section.cards),
        brief=tuple(replace(card, place=Place.BRIEF, blurb=_first_sentence(card.blurb)) for card in brief),
    )
