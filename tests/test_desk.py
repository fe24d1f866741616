"""The desk through Flask's test client: what it shows, what it refuses, and what it keeps when a build fails."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk_samples import DARK, FILLER, PREHEADER, sample_edition, sample_html, sample_message, sample_preview
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as markup

from digest.desk import create_app
from digest.desk.dark import Scheme, defines_dark, in_scheme
from digest.desk.facts import GMAIL_CUTS, meter_of, pieces_in, source_lines
from digest.desk.headers import decoded, header_groups, part_lines, raw_headers
from digest.desk.inbox import inbox_row
from digest.desk.state import Part, View, ViewState
from digest.desk.watch import Shelf, stamp_of
from digest.desk.words import count_of, findings_line, sends_line, slot_line, state_line
from digest.errors import ConfigError, ConfigMistake, RenderError
from digest.model import Approval, EditionState, Finding, Level
from digest.public import create_blueprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from digest.desk import Preview

BROKEN = RenderError("unknown tag 'fro'; write 'for'", resource="templates/edition.html.j2:12")


class Bench:
    """A desk over a watched file, and a loader that does what the file says."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "edition.html.j2"
        self.file.write_text("<b>one</b>")
        self.loads = 0
        self.error: Exception | None = None
        self.preview = sample_preview()

    def load(self) -> Preview:
        """Count, and answer as told."""
        self.loads += 1
        if self.error:
            raise self.error
        return self.preview

    def save(self, text: str) -> None:
        """Save the watched file; the time is set by hand, so that two saves never fall into one tick."""
        self.file.write_text(text)
        os.utime(self.file, ns=(self.loads * 10**9, (self.loads + 1) * 10**9))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Return a bench over a temporary folder."""
    return Bench(tmp_path)


@pytest.fixture
def client(bench: Bench, tmp_path: Path) -> Iterator[FlaskClient]:
    """Return a client of the desk, with a folder of pictures."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "a1b2.jpg").write_bytes(b"\xff\xd8\xff")
    (pictures / "notes.txt").write_text("private")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    with create_app(bench.load, watched=(tmp_path,), pictures=pictures).test_client() as client:
        yield client


def page_of(answer: TestResponse) -> markup.HtmlElement:
    """Parse *answer*."""
    return markup.document_fromstring(answer.text)


def words_of(answer: TestResponse) -> str:
    """Give the text of *answer*, white space collapsed."""
    return " ".join(page_of(answer).text_content().split())


# ---- the page ---------------------------------------------------------------------------------------------------


def test_the_header_says_what_the_edition_is_and_how_it_stands(client: FlaskClient) -> None:
    """The facts that decide whether to approve stand together, whatever part is shown."""
    words = words_of(client.get("/"))
    for fact in ("The Harbour Review & Sons", "No. 47", "Friday 20 November 2026, 06:00", "Draft", "1,204", "1 error"):
        assert fact in words
    assert "Fri 20 Nov, 06:00 CET" in words, "the hour is the publication's own, not UTC"
    assert "of 102,400 bytes" in words
    assert sample_preview().content_hash[:12] in words


@pytest.mark.parametrize("part", list(Part))
@pytest.mark.parametrize("view", list(View))
def test_every_part_is_shown_in_every_view_with_one_heading_of_rank_one(
    client: FlaskClient, part: Part, view: View
) -> None:
    """A screen reader finds language, landmarks, one h1 and no skipped heading level on each page."""
    page = page_of(client.get(f"/?view={view}&part={part}"))
    assert page.get("lang") == "en"
    assert len(page.findall(".//main")) == len(page.findall(".//h1")) == 1
    ranks = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(ranks)), ranks
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "no id twice"
    assert all(nav.get("aria-label") for nav in page.iter("nav"))


def test_content_is_escaped_everywhere(client: FlaskClient, bench: Bench) -> None:
    """A headline is text from a stranger's feed; Flask escapes nothing in files that end in .j2 by itself."""
    evil = Finding(level=Level.ERROR, rule="a/b", place="<script>1</script>", message="<script>2</script>", line=1)
    bench.preview = sample_preview(
        findings=(evil,), html=sample_html() + "<script>3</script>", text="<script>4</script>"
    )
    for part in Part:
        answer = client.get(f"/?part={part}")
        assert not re.search(r"<script>\d", answer.text), part
    assert "The river &lt;that&gt; three towns" in client.get("/?part=pieces").text


def test_the_state_lives_in_the_address_and_each_link_changes_one_thing(client: FlaskClient) -> None:
    """A view can be kept as a bookmark; a click on Dark does not lose the width."""
    page = page_of(client.get("/?view=phone&scheme=dark&part=html"))
    assert len(page.findall(".//iframe")) == 1
    hrefs = page.xpath("//nav[@aria-label='Width']//a/@href")
    assert "?view=desktop&scheme=dark&part=html" in hrefs
    assert page.xpath("//nav//a[@aria-current]/text()") == ["HTML", "Phone", "Dark"]


def test_an_unknown_state_falls_back_to_the_default(client: FlaskClient) -> None:
    """An old bookmark must still open."""
    assert client.get("/?view=watch&scheme=<b>&part=../..").status_code == 200
    assert ViewState.of({"view": "watch"}) == ViewState()


def test_side_by_side_shows_both_widths(client: FlaskClient) -> None:
    """Phone and desktop are compared, not toggled."""
    assert page_of(client.get("/")).xpath("//figure/@id") == ["sheet-phone", "sheet-desktop"]


def test_frames_run_no_script_and_have_no_origin(client: FlaskClient) -> None:
    """The message is foreign content: opaque origin, no scripts, links open elsewhere."""
    frame = page_of(client.get("/?view=phone")).find(".//iframe")
    assert frame.get("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
    assert frame.get("referrerpolicy") == "no-referrer"
    assert "phone" in frame.get("title")


def test_the_page_needs_no_inline_script_or_style(client: FlaskClient) -> None:
    """The policy allows neither; a forgotten style attribute would silently do nothing."""
    for part in Part:
        page = page_of(client.get(f"/?part={part}"))
        assert not page.xpath("//@style | //style | //script[not(@src)] | //@onclick")


def test_the_page_weighs_less_than_100_kb_and_asks_no_other_host(client: FlaskClient) -> None:
    """The floor of the house: page, style sheet, script and icon together."""
    answer = client.get("/")
    page = page_of(answer)
    assets = page.xpath("//link/@href | //script/@src")
    assert all(asset.startswith("/static/") for asset in assets)
    assert len(answer.data) + sum(len(client.get(asset, buffered=True).data) for asset in assets) < 100_000


def test_the_script_is_small_enough_to_be_read() -> None:
    """300 lines at most: what no framework hides must be understood at a sitting."""
    script = Path(__file__).parent.parent / "digest/desk/static/desk.js"
    assert len(script.read_text().splitlines()) <= 300


def test_findings_lead_to_their_line_in_the_source(client: FlaskClient) -> None:
    """A finding is mended where it stands: the link jumps to the line, and the line shows the finding."""
    findings = page_of(client.get("/?part=findings"))
    (link,) = findings.xpath("//ul[@class='findings']//a/@href")
    assert link.endswith("part=source#L14")
    source = page_of(client.get("/?part=source"))
    assert "the link answers 404" in source.get_element_by_id("L14").text_content()


def test_no_findings_is_said_in_words(client: FlaskClient, bench: Bench) -> None:
    """An empty panel could also mean that nothing was checked."""
    bench.preview = sample_preview(findings=())
    assert "Nothing to mend" in words_of(client.get("/?part=findings"))


def test_pieces_say_why_they_are_in_or_out(client: FlaskClient) -> None:
    """Each absent piece has its reason, each present one its place, blurb and origin."""
    words = words_of(client.get("/?part=pieces"))
    assert "In: the newest of the week" in words
    assert "Out: shorter than 300 characters" in words
    assert "summary" in words
    assert [(group.title, [row.number for row in group.rows]) for group in pieces_in(sample_edition())] == [
        ("Lead", [1]),
        ("Reports", [2]),
        ("In brief", [3]),
    ]


def test_an_edition_without_pieces_is_shown_too(client: FlaskClient, bench: Bench) -> None:
    """The week may be empty; the desk must say so instead of failing."""
    edition = replace(sample_edition(), lead=None, sections=(), brief=(), decisions=())
    bench.preview = sample_preview(edition=edition)
    words = words_of(client.get("/?part=pieces"))
    assert "No piece is in this edition" in words
    assert "Nothing was left out" in words


def test_a_piece_with_a_script_for_an_address_gets_no_link(client: FlaskClient, bench: Bench) -> None:
    """Escaping does not stop `javascript:`; only web addresses become links."""
    edition = sample_edition()
    assert edition.lead
    lead = replace(edition.lead, piece=replace(edition.lead.piece, url="javascript:alert(1)"))
    bench.preview = sample_preview(edition=replace(edition, lead=lead))
    assert 'href="javascript' not in client.get("/?part=pieces").text


# ---- the message ------------------------------------------------------------------------------------------------


def test_the_message_is_served_exactly_as_it_goes_out(client: FlaskClient) -> None:
    """The preview is the message: the same bytes as SMTP gets, and the same HTML."""
    preview = sample_preview()
    eml = client.get("/message.eml")
    assert eml.data == preview.message
    assert eml.headers["Content-Type"] == "message/rfc822"
    assert "attachment; filename=harbour-2026-11-20T0600.eml" in eml.headers["Content-Disposition"]
    assert client.get("/message.html").data == preview.html.encode()
    assert client.get("/message.txt").data == preview.text.encode()
    assert client.get("/headers").data == preview.message.partition(b"\n\n")[0]


def test_the_message_may_load_pictures_and_nothing_else(client: FlaskClient) -> None:
    """Whoever opens the message alone is protected by its own policy."""
    policy = client.get("/message.html?scheme=dark").headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'none'", "img-src * data:", "frame-ancestors 'self'"):
        assert rule in policy


def test_dark_takes_the_editions_own_styles_and_light_refuses_them() -> None:
    """Media queries are rewritten, so that any browser shows either scheme."""
    html = sample_html()
    assert "@media all {" in in_scheme(html, Scheme.DARK)
    assert "@media not all {" in in_scheme(html, Scheme.LIGHT)
    assert "prefers-color-scheme" not in in_scheme(html, Scheme.DARK) + in_scheme(html, Scheme.LIGHT)
    assert ":root{color-scheme:dark !important}" in in_scheme(html, Scheme.DARK)


@pytest.mark.parametrize(
    ("query", "dark", "light"),
    [
        ("(prefers-color-scheme:dark)", "all", "not all"),
        ("( Prefers-Color-Scheme : DARK )", "all", "not all"),
        ("(prefers-color-scheme: light)", "not all", "all"),
        ("screen and (prefers-color-scheme: dark)", "screen and (min-width:0)", "screen and (max-width:0)"),
        ("print, (prefers-color-scheme: dark)", "print, all", "print, not all"),
        ("not (prefers-color-scheme: dark)", "not (min-width:0)", "not (max-width:0)"),
    ],
)
def test_every_way_to_write_the_media_query_is_understood(query: str, dark: str, light: str) -> None:
    """Designers combine the query with others, and style sheets come from several hands."""
    for html in (
        f"<style>@media {query}{{p{{color:red}}}}</style>",
        f'<link rel="stylesheet" media="{query}" href="x">',
    ):
        both = html + f"<style>{DARK}</style>"
        assert dark in in_scheme(both, Scheme.DARK).partition(DARK)[0]
        assert light in in_scheme(both, Scheme.LIGHT).partition(DARK)[0]


def test_a_text_about_media_queries_is_left_alone() -> None:
    """A piece on web design may print the very words; only styles are rewritten."""
    text = "<p>@media (prefers-color-scheme: dark) { } and media=(prefers-color-scheme: dark)</p>"
    assert text in in_scheme(sample_html() + text, Scheme.DARK)
    assert not defines_dark(text)


def test_without_dark_styles_dark_is_light_and_the_page_says_so(client: FlaskClient, bench: Bench) -> None:
    """A client that defers to the message shows it light; the desk must not invent a darkness."""
    bench.preview = sample_preview(sample_html(css=""))
    assert "defines no styles for dark mode" in words_of(client.get("/?scheme=dark"))
    assert "color-scheme:light" in client.get("/message.html?scheme=dark").text


def test_inverting_leaves_pictures_as_they_are() -> None:
    """Clients that invert spare photographs."""
    html = in_scheme(sample_html(), Scheme.INVERTED)
    assert html.index("filter:invert(1)") < html.lower().index("</head>")
    assert "img,video,svg,[background]{filter:invert(1)" in html
    assert in_scheme("<p>no head</p>", Scheme.INVERTED).startswith("<p>no head</p><style>")


@given(st.text(max_size=300), st.sampled_from(Scheme))
def test_a_scheme_only_adds_to_what_has_no_styles(text: str, scheme: Scheme) -> None:
    """Law: text without a style sheet passes through whole, whatever it holds."""
    html = text.replace("<", "&lt;")
    assert in_scheme(html, scheme).startswith(html)


# ---- headers and the inbox --------------------------------------------------------------------------------------


def test_headers_are_those_of_the_real_message(client: FlaskClient) -> None:
    """The panel reads the bytes back, so that it shows what was written and not what was meant."""
    page = page_of(client.get("/?part=headers"))
    names, values = (page.xpath(f"//dl[@class='headers']//{tag}/text()") for tag in ("dt", "dd"))
    pairs = dict(zip(names, values, strict=True))
    assert pairs["Subject"] == "The river that three towns stopped sharing – and 13 more pieces of this week"
    assert pairs["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    named = [line.name for group in header_groups(sample_preview().message) for line in group.lines]
    assert sorted(named) == sorted(message_from_bytes(sample_preview().message).keys()), "none lost, none twice"


def test_parts_are_listed_with_their_weight() -> None:
    """Where a message is heavy, this is where it shows."""
    parts = part_lines(sample_preview().message)
    assert [(part.depth, part.type) for part in parts] == [
        (0, "multipart/alternative"),
        (1, "text/plain"),
        (1, "text/html"),
    ]
    assert parts[2].encoding == "quoted-printable"
    assert parts[0].size == 0 < parts[1].size < parts[2].size


def test_a_header_that_cannot_be_decoded_is_shown_as_it_stands() -> None:
    """The desk is where a broken header is noticed; it must not break on it."""
    assert decoded("=?nonsense-8?q?caf=E9?=") == "=?nonsense-8?q?caf=E9?="
    assert decoded("=?utf-8?b?!!!?=") == "=?utf-8?b?!!!?="
    assert decoded("=?utf-8?b?a?=") == "=?utf-8?b?a?="
    assert decoded("folded\r\n here") == "folded here"
    assert raw_headers(b"A: b\r\nC: d\r\n\r\nbody\n\nmore") == b"A: b\r\nC: d"
    assert raw_headers(b"A: b") == b"A: b"


def test_the_inbox_rows_cut_as_lists_do() -> None:
    """Phones cut a subject at about 35 characters, desktops at about 60: what matters must stand before."""
    preview = sample_preview()
    row = inbox_row(preview.message, preview.html, PREHEADER)
    phone, desktop = row.lines
    assert (row.sender, row.is_first, row.leak) == ("The Harbour Review", True, "")
    assert phone.subject == "The river that three towns stopped…"
    assert len(desktop.subject) <= 60
    assert len(phone.preheader) <= 60 < len(desktop.preheader) <= 90


def test_body_text_behind_a_short_preheader_is_a_leak(client: FlaskClient, bench: Bench) -> None:
    """Without filler, lists go on with "View in browser"; the desk marks what will show."""
    html = sample_html(preheader="Water, and who owns it.", filler="")
    row = inbox_row(sample_message(html), html, "Water, and who owns it.")
    assert row.leak.startswith("The river that three towns")
    bench.preview = sample_preview(html)
    assert "does not begin with its preheader" in words_of(client.get("/"))
    rendering = replace(bench.preview.rendering, preheader="Water, and who owns it.")
    bench.preview = sample_preview(html, rendering=rendering)
    page = page_of(client.get("/", headers={"Cache-Control": "no-cache"}))
    assert page.xpath("//section[@id='inbox']//mark")[0].text.startswith("The river")
    assert "Body text follows the preheader" in page.text_content()


def test_filler_keeps_the_body_out() -> None:
    """Joiners and no-break spaces take up the room of the list's line."""
    html = sample_html(preheader="Water, and who owns it.")
    assert inbox_row(sample_message(html), html, "Water, and who owns it.").leak == ""


def test_a_preheader_with_joiners_inside_is_recognised() -> None:
    """`1,&zwnj;000` keeps the comma in Gmail's list; the reader sees the same words."""
    html = sample_html(preheader="Some 1,&zwnj;000 gates &amp; locks", filler=FILLER)
    assert inbox_row(sample_message(html), html, "Some 1,000 gates & locks").is_first


def test_what_a_list_never_reads_is_not_in_the_row() -> None:
    """Title, styles and comments are no body text; an empty message has none at all."""
    html = "<html><head><title>no</title></head><body><style>no</style><!-- no --><p>One</p><p>two</p></body></html>"
    row = inbox_row(sample_message(html), html, "")
    assert (row.is_first, row.leak) == (False, "One two")
    assert inbox_row(b"From: a@example.org\n\n", "", "x").sender == "a@example.org"


def test_no_preheader_is_named_as_such(client: FlaskClient, bench: Bench) -> None:
    """The most frequent mistake of all."""
    preview = sample_preview()
    bench.preview = replace(preview, rendering=replace(preview.rendering, preheader=""))
    assert "No preheader" in words_of(client.get("/"))


# ---- size -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoded", "level"), [(30_000, "ok"), (90_000, "ok"), (90_001, "near"), (102_400, "near"), (102_401, "over")]
)
def test_the_meter_measures_the_encoded_size(encoded: int, level: str) -> None:
    """Whether Gmail counts before or after decoding is disputed; the larger figure is the safe one."""
    meter = meter_of(sample_preview(html_bytes=20_000, encoded_bytes=encoded))
    assert meter.level == level
    assert meter.html <= meter.encoded <= 1000
    assert meter.limit <= 1000


@given(st.integers(0, 500_000), st.integers(0, 500_000))
def test_the_bar_never_leaves_its_frame(html_bytes: int, encoded_bytes: int) -> None:
    """Law: every mark lies within the bar, however large the message."""
    meter = meter_of(sample_preview("", html_bytes=html_bytes, encoded_bytes=encoded_bytes))
    assert 0 <= meter.html <= meter.encoded <= 1000
    assert 0 < meter.limit <= 1000


def test_the_source_marks_where_gmail_cuts(client: FlaskClient, bench: Bench) -> None:
    """The cut is counted in bytes, and drawn between characters."""
    long = "<p>\n" + "é" * 60_000 + "\n</p>"
    (cut,) = [line for line in source_lines(sample_preview(long)) if line.cut is not None]
    assert cut.number == 2
    assert len(("<p>\n" + cut.text[: cut.cut]).encode()) == GMAIL_CUTS
    bench.preview = sample_preview(long, html_bytes=len(long.encode()), encoded_bytes=200_000)
    words = words_of(client.get("/?part=source"))
    assert "Gmail cuts here, after 102,400 bytes" in words
    assert "Gmail will cut it" in words


# ---- wording ----------------------------------------------------------------------------------------------------


def test_a_preview_carries_its_decisions() -> None:
    """Why each piece is in or out belongs to the edition; the preview only passes it on."""
    assert sample_preview().decisions == sample_edition().decisions


def test_words_agree_with_their_numbers() -> None:
    """`1 errors` is a small thing that makes everything beside it look careless."""
    assert [count_of(number, "error") for number in (0, 1, 2, 1200)] == [
        "no errors",
        "1 error",
        "2 errors",
        "1,200 errors",
    ]
    assert findings_line(sample_preview()) == "1 error, 1 warning"
    assert findings_line(sample_preview(findings=())) == "None"
    assert slot_line(sample_edition()) == "Friday 20 November 2026, 06:00"
    assert (state_line(None), state_line(EditionState.HELD)) == ("Not saved", "Held")


def test_an_edition_that_waits_for_its_editor_says_so() -> None:
    """No time is shown where none is certain."""
    waiting = replace(sample_edition(), publication=replace(sample_edition().publication, approval=Approval.EDITOR))
    assert sends_line(sample_preview(edition=waiting, sends_at=None)) == "Once approved"
    assert sends_line(sample_preview(sends_at=None, state=EditionState.HELD)) == "Not scheduled"
    assert sends_line(sample_preview(sends_at=None, state=EditionState.SENDING)) == "On its way"
    assert sends_line(sample_preview(sends_at=None, state=EditionState.SUBMITTED)) == "Already out"
    assert sends_line(sample_preview(sends_at=datetime(2026, 7, 3, 4, tzinfo=UTC))) == "Fri 3 Jul, 06:00 CEST"


# ---- following changes ------------------------------------------------------------------------------------------


def test_the_preview_is_built_once_until_a_watched_file_changes(client: FlaskClient, bench: Bench) -> None:
    """A page with its frames costs one build; a saved template costs one more."""
    for path in ("/", "/message.html", "/?part=source", "/message.eml"):
        client.get(path)
    assert bench.loads == 1
    bench.save("<b>two</b>")
    client.get("/message.html")
    assert bench.loads == 2


def test_reload_in_the_browser_builds_anew(client: FlaskClient, bench: Bench) -> None:
    """What no watched file tells, such as an approval on the command line, shows after Reload."""
    client.get("/")
    client.get("/", headers={"Cache-Control": "max-age=0"})
    client.get("/", headers={"Cache-Control": "no-cache"})
    assert bench.loads == 3


def test_changes_answers_a_new_stamp_and_builds_nothing(client: FlaskClient, bench: Bench) -> None:
    """The page asks every second; the question must cost next to nothing."""
    stamp = page_of(client.get("/")).find("body").get("data-stamp")
    assert client.get(f"/changes?since={stamp}").status_code == 204
    bench.save("<i>other</i>")
    answer = client.get(f"/changes?since={stamp}")
    assert (answer.status_code, bench.loads) == (200, 1)
    assert answer.text == page_of(client.get("/")).find("body").get("data-stamp") != stamp


@pytest.mark.parametrize("change", ["write", "same length", "add", "remove", "rename", "replace"])
def test_every_kind_of_saving_changes_the_stamp(tmp_path: Path, change: str) -> None:
    """Editors write in place, replace, or rename; all of it must be seen."""
    folder = tmp_path / "templates"
    (folder / "partials").mkdir(parents=True)
    file = folder / "partials/piece.html.j2"
    file.write_text("one")
    os.utime(file, ns=(1, 1))
    before = stamp_of((folder, tmp_path / "missing.toml"))
    match change:
        case "write":
            file.write_text("three")
        case "same length":
            file.write_text("two")
        case "add":
            (folder / "new.css").touch()
        case "remove":
            file.unlink()
        case "rename":
            file.rename(folder / "partials/other.html.j2")
        case "replace":
            (folder / "partials/.swap").write_text("two")
            os.utime(folder / "partials/.swap", ns=(1, 1))
            (folder / "partials/.swap").replace(file)
    assert stamp_of((folder, tmp_path / "missing.toml")) != before


def test_what_editors_and_interpreters_write_beside_is_not_a_change(tmp_path: Path) -> None:
    """A swap file must not make the page flicker while someone types."""
    before = stamp_of((tmp_path,))
    (tmp_path / ".piece.swp").touch()
    (tmp_path / "piece.html.j2~").touch()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/x.pyc").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/index").touch()
    assert stamp_of((tmp_path,)) == before


def test_a_file_that_appears_is_a_change(tmp_path: Path) -> None:
    """The config may not exist yet when the desk starts."""
    file = tmp_path / "late.toml"
    before = stamp_of((file,))
    file.touch()
    assert stamp_of((file,)) != before


def test_a_file_saved_during_the_build_is_not_missed(bench: Bench, tmp_path: Path) -> None:
    """The stamp is taken before the build; the next look sees that the files have moved on."""

    def load() -> Preview:
        preview = bench.load()
        if bench.loads == 1:
            bench.save("saved meanwhile")
        return preview

    shelf = Shelf(load, (tmp_path,))
    assert shelf.look().stamp != shelf.stamp()
    assert shelf.look().stamp == shelf.stamp()
    assert bench.loads == 2


# ---- errors -----------------------------------------------------------------------------------------------------


def test_a_failed_build_says_where_and_keeps_the_last_good_preview(client: FlaskClient, bench: Bench) -> None:
    """The designer mistypes a tag: the line is named on top, the message stays below."""
    client.get("/")
    bench.error = BROKEN
    bench.save("{% fro %}")
    answer = client.get("/?part=text")
    assert answer.status_code == 200
    page = page_of(answer)
    (notice,) = page.xpath("//*[@role='alert']")
    assert "templates/edition.html.j2:12" in notice.text_content()
    assert "unknown tag" in notice.text_content()
    assert "The river <that> three towns" in page.get_element_by_id("stage").text_content()
    assert client.get("/message.html").data == sample_preview().html.encode()


def test_every_mistake_of_the_configuration_is_listed(client: FlaskClient, bench: Bench) -> None:
    """One round of corrections, not one per mistake."""
    mistakes = tuple(ConfigMistake(file="config/p.toml", key=key, found="x", allowed="y") for key in ("title", "slot"))
    bench.error = ConfigError(mistakes)
    answer = client.get("/")
    assert answer.status_code == 503, "there is nothing to show yet"
    assert page_of(answer).xpath("//ul[@class='mistakes']//b/text()") == ["title", "slot"]
    assert "2 mistakes in the configuration" in words_of(answer)
    assert client.get("/message.html").status_code == 503
    assert "title" in client.get("/message.eml").text


def test_after_the_correction_the_notice_is_gone(client: FlaskClient, bench: Bench) -> None:
    """The next good build replaces error and preview both."""
    client.get("/")
    bench.error = BROKEN
    bench.save("{% fro %}")
    client.get("/")
    bench.error, bench.preview = None, sample_preview(text="A new text")
    bench.save("{% for %}")
    answer = client.get("/?part=text")
    assert not page_of(answer).xpath("//*[@role='alert']")
    assert "A new text" in words_of(answer)


def test_asking_for_the_page_again_retries_a_failed_build_but_its_frames_do_not(
    client: FlaskClient, bench: Bench
) -> None:
    """The cause may lie in no watched file; yet a page with two frames must not cost three failing builds."""
    bench.error = BROKEN
    client.get("/")
    client.get("/message.html")
    assert bench.loads == 1
    bench.error = None
    assert client.get("/").status_code == 200


def test_the_unexpected_is_not_taken_for_a_users_mistake(client: FlaskClient, bench: Bench) -> None:
    """A bug must look like one."""
    bench.error = ZeroDivisionError("a bug")
    client.application.testing = True
    with pytest.raises(ZeroDivisionError):
        client.get("/")


# ---- who may ask ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8025", "[::1]:8025", "LOCALHOST:1", "localhost."])
def test_this_machine_is_answered(client: FlaskClient, host: str) -> None:
    """All names of the loopback, with any port."""
    assert client.get("/changes", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::2]", "", "[::1"]
)
def test_an_unknown_host_name_is_refused(client: FlaskClient, host: str) -> None:
    """A page elsewhere can point its own name at this machine (DNS rebinding); it must read nothing."""
    answer = client.get("/", headers={"Host": host})
    expected = 200 if host == "[::1" else 421
    assert answer.status_code == expected


@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
def test_changes_are_taken_from_own_pages_only(client: FlaskClient, site: str | None) -> None:
    """Another site's form must not reach the desk with the editor's browser."""
    headers = {"Sec-Fetch-Site": site} if site else {}
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.open("/", method=method, headers=headers).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_pages_pass_the_guard(client: FlaskClient, site: str) -> None:
    """They meet the router instead, which knows no such action yet."""
    assert client.post("/", headers={"Sec-Fetch-Site": site}).status_code == 405


def test_every_answer_carries_the_policies(client: FlaskClient) -> None:
    """Pages, files and refusals alike."""
    for path in ("/", "/static/desk.css", "/nothing", "/changes"):
        headers = client.get(path, buffered=True).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in client.get("/").headers["Content-Security-Policy"]
    assert not client.get("/").headers.getlist("Set-Cookie")


# ---- public and private -----------------------------------------------------------------------------------------


class Pages:
    """Readers' pages that know one edition and one token."""

    def web_version(self, edition_id: str) -> str | None:
        """Know the sample edition."""
        return "<p>web</p>" if edition_id == "harbour/2026-11-20T06:00" else None

    def address_of(self, token: str) -> str | None:
        """Know one token."""
        return "re…@example.net" if token == "good" else None

    def unsubscribe(self, token: str) -> bool:
        """Know one token."""
        return token == "good"


def test_by_a_public_name_only_the_public_pages_are_reached(bench: Bench, tmp_path: Path) -> None:
    """The desk has no log-in: readers must not see drafts, by their own name or through a proxy."""
    (tmp_path / "p.jpg").write_bytes(b"\xff\xd8")
    app = create_app(
        bench.load, watched=(), pictures=tmp_path, public=create_blueprint(Pages()), hosts=("News.example.org",)
    )
    client = app.test_client()
    public = {"Host": "news.example.org:443"}
    assert client.get("/editions/harbour/2026-11-20T06:00", headers=public).status_code == 200
    assert client.get("/pictures/p.jpg", headers=public, buffered=True).status_code == 200
    for path in ("/", "/message.eml", "/changes", "/headers", "/static/desk.js", "/nothing"):
        assert client.get(path, headers=public, buffered=True).status_code == 404
        assert client.get(path, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 404
    assert client.get("/unsubscribe/good", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 200
    assert client.get("/", headers={"Host": "other.example.org"}).status_code == 421
    assert client.get("/").status_code == 200


def test_one_click_unsubscribing_is_the_only_action_from_outside(bench: Bench) -> None:
    """RFC 8058: providers send no browser's headers. Every other address keeps its guard."""
    client = create_app(bench.load, watched=(), public=create_blueprint(Pages())).test_client()
    assert client.post("/unsubscribe/good").status_code == 200
    assert client.post("/unsubscribe/good", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    assert client.post("/editions/harbour/2026-11-20T06:00").status_code == 403
    assert client.put("/unsubscribe/good").status_code == 403


# ---- pictures ---------------------------------------------------------------------------------------------------


def test_pictures_are_served_for_a_year(client: FlaskClient) -> None:
    """Their names carry their content; mail clients ask again at every opening."""
    answer = client.get("/pictures/a1b2.jpg")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    answer.close()


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "../secret.jpg", "..%2fsecret.jpg", "%2e%2e/secret.jpg", ".jpg", "missing.png", "a1b2", "a\\b.jpg"],
)
def test_nothing_but_pictures_leaves_the_folder(client: FlaskClient, name: str) -> None:
    """Neither other files, nor other folders, nor hidden names."""
    assert client.get(f"/pictures/{name}").status_code == 404


def test_without_a_folder_there_are_no_pictures(bench: Bench) -> None:
    """The preview of an edition whose pictures stay where they are."""
    bare = create_app(bench.load, watched=()).test_client()
    assert bare.get("/pictures/a1b2.jpg").status_code == 404


def test_a_message_without_html_is_shown_without_failing(client: FlaskClient, bench: Bench) -> None:
    """A template under construction may give next to nothing."""
    message = EmailMessage()
    message["From"] = "a@example.org"
    message.set_content("only text")
    bench.preview = sample_preview("", message=message.as_bytes(), html_bytes=0, encoded_bytes=0)
    for part in Part:
        assert client.get(f"/?part={part}").status_code == 200
    assert "(no subject)" in words_of(client.get("/"))
