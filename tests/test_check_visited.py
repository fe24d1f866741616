"""Which addresses of a page are visited, and what the visits say: the rules, without any network."""

from __future__ import annotations

from email import message_from_string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.check.page import parse
from digest.check.report import findings
from digest.check.visited import check, is_offline, list_addresses, spots
from digest.model import Finding, Level, LinkState, LinkVisit, Token

STORY = "https://site.example/story"


def visited(body: str, *, own: str = "", spared: tuple[str, ...] = ()) -> list[str]:
    """List the addresses of a page with *body* that would be visited."""
    return [spot.url for spot in spots(parse(f"<html><body>{body}</body></html>"), own=own, spared=spared)]


def found(body: str, *visits: LinkVisit) -> tuple[Finding, ...]:
    """Give the findings of a page with *body* whose *visits* were made."""
    places = spots(parse(f"<html><body>\n{body}</body></html>"))
    return findings(check(places, {visit.url: visit for visit in visits}), place="p")


def made(state: LinkState, url: str = STORY, **more: object) -> LinkVisit:
    """Make the visit to one address."""
    return LinkVisit(url=url, state=state, **more)  # type: ignore[arg-type]


# ---- which addresses ------------------------------------------------------------------------------------------


def test_links_areas_and_pictures_are_visited() -> None:
    """In the order of the page, without fragments, as a browser would ask for them."""
    body = (
        '<a href=" https://site.example/a\nb#top ">A</a><map><area href="https://site.example/area" alt="x"></map>'
        '<img src="https://site.example/my hill.jpg" width="600" alt="A hill"><a href="http://x.example">X</a>'
        '<!--[if mso]><a href="https://site.example/outlook">O</a><![endif]-->'
    )
    assert visited(body) == [
        "https://site.example/ab",
        "https://site.example/area",
        "https://site.example/my%20hill.jpg",
        "http://x.example",
        "https://site.example/outlook",
    ]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="mailto:a@example.org">A</a><a href="#top">B</a><a>C</a><a href="/relative">D</a><a href="">E</a>',
        '<a href="https://[">A</a><a href="javascript:x()">B</a><img src="cid:1"><img src="data:image/gif;base64,">',
        f'<a href="{Token.UNSUBSCRIBE}">A</a><a href="https://site.example/u?t={Token.UNSUBSCRIBE}">B</a>',
        '<link href="https://site.example/x.css"><script src="https://site.example/x.js"></script>',
    ],
)
def test_what_is_no_address_of_the_web_is_not_visited(body: str) -> None:
    """`links.check` has said what is wrong with those that are wrong."""
    assert visited(body) == []


@pytest.mark.parametrize(
    "body",
    [
        f'<a href="{STORY}">Unsubscribe</a>',
        f'<a href="{STORY}">Hier abmelden</a>',
        '<a href="https://list.example/unsubscribe?t=1">Here</a>',
        '<a href="https://list.example/email/opt-out/7">Here</a>',
        '<a href="https://list.example/leave?id=7">Here</a>',
        f'<p>To unsubscribe, <a href="{STORY}">click here</a>.</p>',
        f'<p>You no longer wish to receive our mail? <b>Tell us</b> by <a href="{STORY}">this form</a>.</p>',
        f'<p>Wenn Sie diese Mail nicht mehr erhalten möchten, dann <a href="{STORY}">klicken Sie</a>.</p>',
        f'<table><tr><td>Leave this list?</td><td><a href="{STORY}">Click here</a></td></tr></table>',
        f'<p><a href="{STORY}"><img src="cid:x" alt="Unsubscribe"></a></p>',
        f'<a href="{STORY}" title="Unsubscribe"></a>',
        f'<map><area href="{STORY}" alt="Unsubscribe"></map>',
        f'<a href="{STORY}">Confirm</a>',
        f'<a href="{STORY}">Yes, confirm my subscription</a>',
        f'<p>Please verify your e-mail address: <a href="{STORY}">go on</a></p>',
        f'<p>Bitte <a href="{STORY}">bestätigen Sie</a> die Anmeldung.</p>',
        '<a href="https://list.example/confirm/abc">Go on</a>',
        '<a href="https://list.example/x?action=verify&amp;t=1">Go on</a>',
        f'<a href="{STORY}">Manage your preferences</a>',
        f'<a href="{STORY}">Read on</a> … <p>To leave our mailing list, follow <a href="{STORY}">this</a></p>',
    ],
)
def test_a_link_by_which_a_reader_leaves_or_confirms_is_never_visited(body: str) -> None:
    """A GET may do it at once, for the reader whose message this is."""
    assert visited(body) == []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://site.example/senate-confirmation-hearing">The Senate confirms its judge</a>',
        '<a href="https://site.example/workers-leave-town">Why the workers leave</a>',
        '<p>To unsubscribe, write to us.</p><p><a href="https://site.example/next">The next story</a></p>',
        '<a href="https://site.example/verify-facts">How to verify a photograph</a>',
        '<style>.unsubscribe{}</style><a href="https://site.example/a">A story</a>',
        '<a href="https://site.example/a">A story</a><!-- unsubscribe --> of a town',
    ],
)
def test_a_story_about_such_things_is_visited(body: str) -> None:
    """What another paragraph says is about another link."""
    assert len(visited(body)) == 1


def test_the_addresses_of_the_header_are_not_visited() -> None:
    """List-Unsubscribe (RFC 2369), folded, with any query; mailto is nobody's page."""
    message = message_from_string(
        "List-Unsubscribe: <mailto:leave@list.example>,\n <https://list.example/u/1?t=a>\n\n<p>"
    )
    spared = list_addresses(message)
    assert spared == ("https://list.example/u/1?t=a",)
    body = '<a href="https://LIST.example/u/1?t=b#x">Look</a><a href="https://list.example/u/2">See</a>'
    assert visited(body, spared=spared) == ["https://list.example/u/2"]


@pytest.mark.parametrize(
    "attributes",
    [
        'src="https://x.example/a.gif" width="1" height="1"',
        'src="https://x.example/a.gif" width="0"',
        'src="https://x.example/a.gif" height="1px"',
        'src="https://x.example/a.gif" style="border:0;width:1px !important;height:1px"',
        'src="https://x.example/a.gif" style="display: none"',
        'src="https://x.example/wf/open?u=1"',
        'src="https://x.example/track/open.php?u=1"',
        'src="https://x.example/pixel.gif"',
    ],
)
def test_a_picture_that_counts_readers_is_not_visited(attributes: str) -> None:
    """It would be counted as one who opened the message, and nobody misses it."""
    assert visited(f"<img {attributes} alt=''>") == []


@pytest.mark.parametrize(
    "attributes", ['width="100%"', 'style="line-height:1;width:100%"', 'height="auto"', 'width="600"']
)
def test_a_picture_to_be_seen_is_visited(attributes: str) -> None:
    """Whatever units its size has."""
    assert visited(f'<img src="https://x.example/soundtrack.jpg" {attributes} alt="x">') != []


def test_what_this_program_publishes_needs_no_network() -> None:
    """Pictures and web versions below public_url, and nothing that only begins alike."""
    body = (
        '<img src="https://digest.example/d/pictures/1.jpg" alt="x"><a href="https://digest.example/d">All</a>'
        '<a href="https://digest.example/dance">Dance</a><a href="https://digest.example/">Home</a>'
    )
    expected = ["https://digest.example/dance", "https://digest.example/"]
    assert visited(body, own="https://digest.example/d/") == expected
    assert len(visited(body)) == 4


PARTS = (
    *("<a href='http://x.example/1'>", "</a>", "<p>", "<td>", "leave", "<img alt=x src=http://[", "<!--", "-->"),
    *("<?a?>", "<style>", "</style>", "\x1e", "<area href=x alt=y>", "]]>", "<template>", "\0"),
)


@given(st.lists(st.sampled_from(PARTS), max_size=30))
def test_no_page_makes_it_fail(parts: list[str]) -> None:
    """`digest check` is given files that nobody has checked before."""
    spots(parse("".join(parts)))


# ---- what the visits say --------------------------------------------------------------------------------------


def test_a_link_that_leads_nowhere_blocks() -> None:
    """With its line, its address, the reason, and what to do; at many places it is one finding."""
    gone = made(LinkState.GONE, status=404, reason="answered 404 Not Found")
    (one,) = found(f'<p><a href="{STORY}">A</a></p>', gone)
    assert (one.level, one.rule, one.place, one.line) == (Level.ERROR, "links/gone", "p", 2)
    assert one.message == (
        f"a link leads nowhere: {STORY} – answered 404 Not Found; correct the address, or take it out"
    )
    (many,) = found(f'<a href="{STORY}">A</a>\n<a href="{STORY}#b">B</a>', gone)
    assert "(2 places, first at line 2)" in many.message
    other = made(LinkState.GONE, url=f"{STORY}/2", status=404, reason="answered 404 Not Found")
    assert len(found(f'<a href="{STORY}">A</a><a href="{STORY}/2">B</a>', gone, other)) == 2


@pytest.mark.parametrize(
    ("visit", "rule"),
    [
        (made(LinkState.FINE, status=200), None),
        (made(LinkState.NOT_LET_IN, status=403, reason="answered 403 Forbidden"), None),
        (made(LinkState.UNREACHABLE, status=500, reason="answered 500"), "links/unreachable"),
        (made(LinkState.PRIVATE, final_url="http://10.0.0.1/", reason="leads on to 10.0.0.1"), "links/private-address"),
        (made(LinkState.NOT_VISITED, reason="no time"), "links/not-visited"),
    ],
)
def test_other_states_only_warn_or_say_nothing(visit: LinkVisit, rule: str | None) -> None:
    """A program that is not let in says nothing of readers."""
    assert [(each.rule, each.level) for each in found(f'<a href="{STORY}">A</a>', visit)] == (
        [(rule, Level.WARNING)] if rule else []
    )


def test_a_private_address_is_said_once() -> None:
    """`links.check` says it of what can be seen by the address itself."""
    url = "http://127.0.0.1:8000/a"
    assert found(f'<a href="{url}">A</a>', made(LinkState.PRIVATE, url=url, reason="private")) == ()


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        (made(LinkState.FINE, content_type="image/jpeg", content_length=1_000_000), None),
        (made(LinkState.FINE, content_type=""), None),
        (made(LinkState.FINE, content_type="application/octet-stream"), None),
        (made(LinkState.FINE, content_type="text/html"), ("pictures/type", Level.WARNING)),
        (made(LinkState.FINE, content_type="image/png", content_length=1_000_001), ("pictures/bytes", Level.WARNING)),
        (made(LinkState.GONE, status=410, reason="answered 410 Gone"), ("pictures/gone", Level.ERROR)),
        (made(LinkState.UNREACHABLE, reason="no answer"), ("links/unreachable", Level.WARNING)),
    ],
)
def test_a_picture_must_be_one(visit: LinkVisit, expected: tuple[str, Level] | None) -> None:
    """A page in place of a picture is an empty frame, and a megabyte is long on the road."""
    body = f'<img src="{STORY}" alt="x" width="600">'
    assert [(each.rule, each.level) for each in found(body, visit)] == ([expected] if expected else [])


def test_a_page_that_is_linked_to_needs_no_picture() -> None:
    """The rules for pictures hold for pictures."""
    assert found(f'<a href="{STORY}">A</a>', made(LinkState.FINE, content_type="text/html", content_length=9**9)) == ()


def test_an_endless_address_is_cut_in_the_finding() -> None:
    """Counters of clicks have addresses of thousands of characters."""
    url = f"{STORY}?{'x' * 5000}"
    (one,) = found(f'<a href="{url}">A</a>', made(LinkState.GONE, url=url, reason="gone"))
    assert len(one.message) < 450


def test_a_machine_without_network_is_told_from_links_that_are_gone() -> None:
    """No host has answered: the links may not be at fault."""
    dead = made(LinkState.GONE, url="https://a.example/", reason="there is no host of this name")
    mute = made(LinkState.UNREACHABLE, url="https://b.example/", reason="no answer")
    assert is_offline([dead, mute])
    assert is_offline([dead])
    assert not is_offline([])
    assert not is_offline([dead, mute, made(LinkState.FINE, url="https://c.example/", status=200)])
    assert not is_offline([dead, mute, made(LinkState.UNREACHABLE, url="https://c.example/", status=500)])
    assert is_offline([dead, mute, made(LinkState.PRIVATE, url="http://10.0.0.1/")])


def test_a_hostile_page_is_read_in_time() -> None:
    """Words that a pattern might try in every order, and links without end; the suite's time limit is the judge."""
    for words in ("confirme l'l'mon votre ", "confirm your your ", "no no non a b recibir ", "ne plus confirme mon "):
        spots(parse("<p><a href='http://x.example/1'>" + words * 20_000))
    spots(parse("<a href='http://x.example/1'>word " * 3000))
