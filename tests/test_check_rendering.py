"""What surrounds the page: subject, preheader, text part, postal address, public address, and the edition itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from check_corpus import PAGE
from rendering_samples import sample_edition, sample_publication

from digest.check import check_edition, check_rendering
from digest.model import Blurb, Card, Edition, Image, Level, Origin, Piece, Place, Rendering, Token
from digest.text import encoded_size

MADE = Rendering(
    html=PAGE.replace(
        "12 Quay Street, Port Aven", "Harbour Review Foundation<br>12 Quay\nStreet, 3rd floor<br>4051 Port Aven"
    ),
    text=f"THE REVIEW\n\nFor forty years …\n\nUnsubscribe: {Token.UNSUBSCRIBE}\n",
    subject="The Review: The river that stopped",
    preheader="What the harvest ledgers say · Two mayors, one bridge",
)
PUBLICATION = sample_publication()


def found(made: Rendering = MADE, *, public_url: str = "https://digest.example.org") -> set[tuple[str, str, Level]]:
    """List place, rule and level of what is found."""
    checked = check_rendering(made, publication=PUBLICATION, public_url=public_url)
    return {(each.place, each.rule, each.level) for each in checked}


def test_a_whole_rendering_has_no_finding() -> None:
    """The postal address may be broken into lines differently."""
    assert found() == set()


@pytest.mark.parametrize(("bytes_", "blocks"), [(99_900, False), (100_100, True)])
def test_a_rendering_leaves_room_for_what_is_filled_in(bytes_: int, *, blocks: bool) -> None:
    """What fits with its tokens must fit with a reader's long address and link, too."""
    line = "<p>word word word</p>\n"
    room = bytes_ - encoded_size(MADE.html)
    html = MADE.html.replace("</body>", line * (room // encoded_size(line)) + "</body>")
    assert any(rule == "size/encoded" for _, rule, _ in found(replace(MADE, html=html))) is blocks


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"subject": ""}, ("subject", "wording/subject", Level.ERROR)),
        ({"subject": "News"}, ("subject", "wording/subject", Level.WARNING)),
        ({"subject": "x" * 79}, ("subject", "wording/subject", Level.WARNING)),
        ({"subject": "{title}: {lead}"}, ("subject", "wording/placeholder", Level.ERROR)),
        ({"subject": f"For {Token.ADDRESS}, the week"}, ("subject", "wording/placeholder", Level.ERROR)),
        ({"preheader": ""}, ("preheader", "wording/preheader", Level.WARNING)),
        ({"preheader": "x" * 39}, ("preheader", "wording/preheader", Level.WARNING)),
        ({"preheader": "x" * 101}, ("preheader", "wording/preheader", Level.WARNING)),
        (
            {"preheader": f"{Token.ADDRESS} has mail, and it is from us again"},
            ("preheader", "wording/placeholder", Level.ERROR),
        ),
        (
            {"preheader": "the review:\u00ad the river  that stopped"},
            ("preheader", "wording/preheader-repeats", Level.WARNING),
        ),
        ({"preheader": "THE REVIEW"}, ("preheader", "wording/preheader-repeats", Level.WARNING)),
        ({"text": " \n"}, ("text", "text/empty", Level.ERROR)),
        ({"text": "Hello, no way out."}, ("text", "links/unsubscribe", Level.ERROR)),
        ({"text": f"{Token.UNSUBSCRIBE} {{{{ name }}}}"}, ("text", "wording/placeholder", Level.ERROR)),
        ({"text": f"{Token.UNSUBSCRIBE} {'x' * 999}"}, ("text", "text/line-length", Level.WARNING)),
        ({"text": f"{Token.UNSUBSCRIBE} <p>x</p>"}, ("text", "text/markup", Level.WARNING)),
        ({"html": PAGE}, ("html", "wording/postal-address", Level.ERROR)),
        ({"html": ""}, ("html", "html/empty", Level.ERROR)),
    ],
)
def test_a_planted_fault_around_the_page_is_found(changed: dict[str, str], expected: tuple[str, str, Level]) -> None:
    """Each at its own place, and by its own rule."""
    assert expected in found(replace(MADE, **changed))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8025", "http://localhost", "http://10.1.2.3", "http://desk.local", "http://[::1]"]
)
def test_a_public_address_that_readers_cannot_open_warns(address: str) -> None:
    """Right for a demo, wrong for a sending."""
    assert found(public_url=address) == {("public_url", "links/private-address", Level.WARNING)}


@pytest.mark.parametrize("address", ["digest.example.org", "ftp://example.org", "http://[", "https://"])
def test_a_public_address_that_is_none_blocks(address: str) -> None:
    """Every unsubscribe link would be dead."""
    assert found(public_url=address) == {("public_url", "links/malformed", Level.ERROR)}


def test_a_publication_without_postal_address_is_warned() -> None:
    """It is the operator's duty, not the template's fault."""
    bare = replace(PUBLICATION, postal_address=" ")
    rules = [(each.rule, each.level) for each in check_rendering(MADE, publication=bare)]
    assert rules == [("wording/postal-address", Level.WARNING)]


def test_what_is_not_given_is_not_judged() -> None:
    """`check_rendering` works on the rendering alone."""
    assert check_rendering(MADE) == ()


def card(number: int, **changes: object) -> Card:
    """Make a card that has everything."""
    piece = Piece(
        id=str(number),
        url=f"https://example.org/{number}",
        title=f"Headline {number}",
        image=Image(url="https://example.org/x.jpg", credit="Lena Vos"),
    )
    made = Card(piece=piece, blurb=Blurb(text=f"Blurb {number}.", origin=Origin.TEASER), place=Place.SECTION)
    piece_changes = {name: value for name, value in changes.items() if name in {"url", "title", "image"}}
    card_changes = {name: value for name, value in changes.items() if name not in piece_changes}
    return replace(made, piece=replace(piece, **piece_changes), **card_changes)  # type: ignore[arg-type]


def edition(*cards: Card) -> Edition:
    """Make an edition of these."""
    made = sample_edition(1)
    return replace(made, lead=None, sections=(replace(sample_edition(14).sections[0], cards=cards),), brief=())


EMPTY = Blurb(text=" ", origin=Origin.HEADLINE)


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        ((), {("edition/no-pieces", Level.ERROR)}),
        ((card(1), card(2)), set()),
        ((card(1, url="javascript:alert(1)"),), {("edition/link", Level.ERROR)}),
        ((card(1, url="http://[::1"),), {("edition/link", Level.ERROR)}),
        ((card(1, url="/relative"),), {("edition/link", Level.ERROR)}),
        ((card(1, title=" "),), {("edition/headline", Level.ERROR)}),
        ((card(1, blurb=EMPTY),), {("edition/empty-blurb", Level.WARNING)}),
        ((card(1, blurb=EMPTY, place=Place.BRIEF), card(2, blurb=EMPTY, place=Place.BRIEF)), set()),
        ((card(1, image=Image(url="https://example.org/x.jpg")),), {("pictures/credit", Level.WARNING)}),
        ((card(1, image=Image(url="https://example.org/x.jpg"), place=Place.BRIEF),), set()),
        ((card(1, image=None),), set()),
        ((card(1), card(2, url="https://example.org/1")), {("edition/repeated-piece", Level.WARNING)}),
        ((card(1), card(2, title="HEADLINE  1")), {("edition/repeated-headline", Level.WARNING)}),
        (
            (card(1), card(2, blurb=Blurb(text="blurb 1.", origin=Origin.EDITOR))),
            {("edition/repeated-blurb", Level.WARNING)},
        ),
    ],
)
def test_an_edition_is_judged_before_it_is_rendered(cards: tuple[Card, ...], expected: set[tuple[str, Level]]) -> None:
    """What the editor can still mend at the desk."""
    assert {(each.rule, each.level) for each in check_edition(edition(*cards))} == expected


def test_a_finding_names_the_edition_and_the_piece() -> None:
    """The editor looks for the headline, not for a number."""
    (finding,) = check_edition(edition(card(1, blurb=EMPTY), card(2)))
    assert finding.place == "harbour/2026-11-20T06:00"
    assert "“Headline 1”" in finding.message
