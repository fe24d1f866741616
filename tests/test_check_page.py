"""Every planted fault of a page is found by its rule, and a page without faults has no finding."""

from __future__ import annotations

import pytest
from check_corpus import FAULTS, FINE, PAGE, TEXT
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering_samples import LOOKS, sample_edition

from digest.check import check_html, check_rendering
from digest.check.contrast import contrast_ratio
from digest.model import Level, Look, Rendering, Token
from digest.render import render


def test_the_page_itself_is_clean() -> None:
    """Else the corpus would prove nothing."""
    assert check_html(PAGE, name="page.html") == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str) -> None:
    """By its own rule and at its level, with a message that says what to do."""
    fault = FAULTS[name]
    broken = PAGE.replace(fault.old, fault.new, 1)
    assert broken != PAGE
    found = [each for each in check_html(broken, name="page.html") if each.rule == fault.rule]
    assert [each.level for each in found] == [fault.level]
    assert fault.says in found[0].message
    assert "; " in found[0].message
    assert found[0].place == "page.html"


def test_the_line_is_that_of_the_fault() -> None:
    """The designer goes straight to it."""
    broken = PAGE.replace(' alt="A sluice gate"', "").replace("position: absolute", "color: rgb(0 0 0)")
    lines = {each.rule: each.line for each in check_html(broken, name="p")}
    assert lines["html/image-alt"] == 1 + PAGE[: PAGE.index("<img")].count("\n")
    assert lines["clients/support"] == 1 + PAGE[: PAGE.index("@media")].count("\n")


def test_the_same_fault_in_forty_places_is_one_finding() -> None:
    """A list of forty lines is not read."""
    broken = PAGE.replace(TEXT, '<img src="https://example.org/x.png" width="9">\n' * 40 + TEXT)
    found = [each for each in check_html(broken, name="p") if each.rule == "html/image-alt"]
    assert len(found) == 1
    assert "(40 places, first at line 20: <img" in found[0].message
    assert found[0].line == 20


def test_errors_come_first() -> None:
    """The reader of the report wants to know what blocks."""
    broken = PAGE.replace("<!DOCTYPE html>\n", "").replace(' alt="A sluice gate"', "").replace('dir="ltr"', "")
    levels = [each.level for each in check_html(broken, name="p")]
    assert levels == sorted(levels, key=lambda level: level is not Level.ERROR)
    assert set(levels) == {Level.ERROR, Level.WARNING}


@pytest.mark.parametrize("name", FINE)
def test_what_is_fine_is_left_alone(name: str) -> None:
    """A false alarm costs an edition."""
    old, new = FINE[name]
    changed = PAGE.replace(old, new, 1)
    assert changed != PAGE
    assert check_html(changed, name="p") == ()


@pytest.mark.parametrize("lang", ["en", "de", "fr", "es", "ar"])
@pytest.mark.parametrize("pieces", [1, 14, 40])
@pytest.mark.parametrize("look", Look)
def test_a_shipped_look_has_no_finding(lang: str, pieces: int, look: Look) -> None:
    """In any language and length; else the weekly run would not go out unwatched."""
    edition = sample_edition(pieces, lang=lang)
    made = render(edition, templates=LOOKS[look], public_url="https://digest.example.org")
    found = check_rendering(made, publication=edition.publication, public_url="https://digest.example.org")
    assert [each for each in found if each.place in {"html", "text"}] == []
    assert [each for each in found if each.level is Level.ERROR] == []


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "</",
                "<p",
                "<td",
                "<table>",
                "</table>",
                "<!--",
                "-->",
                "<!--[if mso]>",
                "<![endif]-->",
                "<style>",
                "</style>",
                "@media{",
                "{",
                "}",
                ":",
                ";",
                "*",
                "&",
                "a",
                '"',
                " style=",
                " href=",
                "url(",
                "rgb(1 2 3)",
                "<img src=x",
                "<a ",
                "\0",
                "\x92",
                "\ud800",
                "&#0;",
                "<svg>",
                "<![CDATA[",
                "<?xml?>",
                "http://[",
                "{{",
                "h1>",
            ]
        ),
        max_size=40,
    )
)
def test_no_page_makes_it_fail(parts: list[str]) -> None:
    """`digest check` is given files that nobody has checked before."""
    check_html("".join(parts), name="p")


@pytest.mark.parametrize("source", ["", "   \n", "<!-- only -->", "plain text", "\0", "<html></html>", "<body></body>"])
def test_a_page_with_nothing_in_it_blocks(source: str) -> None:
    """Nobody wants to be sent it."""
    assert any(each.level is Level.ERROR for each in check_html(source, name="p"))


def test_deep_and_long_pages_are_read() -> None:
    """A hostile file must not hang the command; the suite's time limit is the judge."""
    check_html(PAGE.replace(TEXT, "<div>" * 3000 + "x" + TEXT), name="p")
    check_html(PAGE.replace(TEXT, "<p style='color:#000'>x</p>" * 5000 + TEXT), name="p")
    check_html(PAGE.replace("had signed", "{{" * 20000 + "[[" * 20000), name="p")


def test_contrast_is_that_of_wcag() -> None:
    """The two ends of the scale, and the grey that just passes on white."""
    black, white, grey = (0, 0, 0, 1), (1, 1, 1, 1), (0x76 / 255,) * 3 + (1,)
    assert contrast_ratio(black, white) == pytest.approx(21)
    assert contrast_ratio(white, white) == pytest.approx(1)
    assert contrast_ratio(grey, white) == pytest.approx(4.54, abs=0.005)


def test_style_rules_win_by_specificity_order_and_importance() -> None:
    """The colour that counts is the one that a browser would take."""
    rules = (
        ".mark { color: #fff } h2.mark { color: #222 } h2 { color: #fff } .mark { background: #111; background: #eee }"
    )
    page = PAGE.replace(".mark { color: #222222; }", rules)
    assert check_html(page, name="p") == ()
    stronger = page.replace("h2 { color: #fff }", "h2 { color: #fff !important }")
    assert [each.rule for each in check_html(stronger, name="p")] == ["contrast/text"]


def test_a_rendering_without_text_or_with_markup_in_it_is_found() -> None:
    """Some readers see nothing but the text part."""
    made = Rendering(html=PAGE, text="", subject="What we learned this week", preheader="")
    assert "text/empty" in {each.rule for each in check_rendering(made)}
    made = Rendering(
        html=PAGE, text=f"<p>Hello</p> {Token.UNSUBSCRIBE}\n" + "x " + "x" * 999, subject="A fine week", preheader=""
    )
    rules = {each.rule: each.line for each in check_rendering(made) if each.place == "text"}
    assert rules == {"text/markup": None, "text/line-length": 2}
