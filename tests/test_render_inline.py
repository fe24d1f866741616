"""premailer's traps, each measured on 3.10 with its defaults, and what our settings make of them."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from premailer import Premailer
from premailer.cache import cache

from digest.errors import RenderError
from digest.model import Token
from digest.render.inline import SETTINGS, inline_css, minified
from digest.render.markup import check_template


def page(body: str, css: str = "", head: str = "") -> str:
    """Return a whole document."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><style>{css}</style>'
        f'<style data-premailer="ignore">{head}</style></head><body>{body}</body></html>'
    )


def test_important_survives_in_the_head() -> None:
    """By default premailer strips it from @media rules, and inlined styles win: no dark mode, no phone layout."""
    head = "@media (max-width:1px){.a{color:red !important}}"
    assert head in inline_css(page('<p class="a">x</p>', ".a{color:#111111}", head))


def test_the_head_sheet_goes_out_byte_for_byte() -> None:
    """@font-face, attribute selectors and odd white space are all lost from a sheet that premailer reads."""
    head = "@font-face{font-family:x;src:url(x)}\n[data-ogsc] .a , u + #b  *{ color : rgb(0 0 0 / 50%) !important }"
    html = inline_css(page('<p class="a">x</p>', head=head))
    assert f"<style>{head}</style>" in html


def test_width_and_height_attributes_stay() -> None:
    """By default width="592" becomes width="100%" and Outlook shows the picture at its full size."""
    html = inline_css(page('<img src="x" width="592" height="333">', "img{width:100%;height:auto;max-width:592px}"))
    assert 'width="592" height="333"' in html
    assert "width:100%;height:auto" in html


def test_no_attribute_is_made_of_text_align_and_background() -> None:
    """align="start" and a bgcolor on a div are invalid."""
    html = inline_css(page("<div>x</div>", "div{text-align:start;background-color:#ffffff;vertical-align:top}"))
    assert not re.search(r"\b(bgcolor|valign|align)=", html)


def test_vendor_properties_are_kept_and_nothing_is_logged(capfd: pytest.CaptureFixture[str]) -> None:
    """Cssutils reports each mso-* property to stderr, and with validation on drops some."""
    html = inline_css(page("<p>x</p>", "p{mso-hide:all;mso-padding-alt:1px 2px}"))
    assert 'style="mso-hide:all;mso-padding-alt:1px 2px"' in html
    assert capfd.readouterr() == ("", "")


def test_conditional_comments_stay_as_they_are() -> None:
    """Outlook's ghost tables live in them."""
    ghost = '<!--[if mso]><table width="640" style="color: red"><tr><td><![endif]-->'
    assert ghost in inline_css(page(f"{ghost}<p>x</p><!--[if mso]></td></tr></table><![endif]-->"))


def test_a_downlevel_revealed_comment_is_refused() -> None:
    """Lxml swallows <![if !mso]>."""
    with pytest.raises(RenderError, match=r"<!\[if …\]>"):
        inline_css(page("<![if !mso]><p>x</p><![endif]>"))


@pytest.mark.parametrize("style", ["p", "color: red", ""])
def test_a_style_attribute_is_refused(style: str) -> None:
    """style="p" stops premailer, whose caches share one store with the selector p; any other beats inline.css."""
    with pytest.raises(RenderError, match="style attribute"):
        inline_css(page(f'<p class="a"  STYLE="{style}">x</p>', "p{color:#111111}"))


def test_the_word_style_in_text_and_values_is_no_style_attribute() -> None:
    """A piece may be about CSS."""
    body = '<p title="a style=\'x\' b" class=\'c\'>the style="p; q" attribute &lt;p style="x; y"&gt; of</p>'
    html = inline_css(page(body, "p{color:#111111}"))
    assert 'the style="p; q" attribute &lt;p style="x; y"&gt; of' in html


def test_tokens_survive_in_text_href_and_query() -> None:
    """Braces would be percent-encoded: {{%20x%20}}."""
    body = f'<a href="{Token.UNSUBSCRIBE}">x</a> <a href="https://a.example/?to={Token.ADDRESS}">y</a> {Token.ADDRESS}'
    html = inline_css(page(body))
    assert body in html


def test_a_lost_token_is_an_error() -> None:
    """A mail without its unsubscribe address must not go out: here lxml drops the attribute's second copy."""
    with pytest.raises(RenderError, match="lost or changed"):
        inline_css(page(f'<a href="{Token.UNSUBSCRIBE}" href="{Token.UNSUBSCRIBE}">x</a>'))


@pytest.mark.parametrize("start", ["<html>", "<!doctype html><html>"])
def test_the_doctype_must_stand_there_as_lxml_writes_it(start: str) -> None:
    """Otherwise premailer leaves it out in silence, and clients fall into quirks mode."""
    with pytest.raises(RenderError, match="<!DOCTYPE html>"):
        inline_css(f"{start}<body><p>x</p></body></html>")


def test_a_linked_style_sheet_is_refused_not_fetched() -> None:
    """By default premailer GETs whatever a <link> names, without a timeout."""
    with pytest.raises(RenderError, match="linked style sheet"):
        inline_css(page('<link rel="stylesheet" href="http://127.0.0.1:9/x.css">'))


def test_entities_become_characters_and_the_charset_is_named() -> None:
    """Harmless in UTF-8; without a charset Gmail clips."""
    html = inline_css(page("<p>a&nbsp;b&mdash;c</p>"))
    assert "a\u00a0b—c" in html
    assert '<meta charset="utf-8">' in html


def test_classes_stay_where_the_head_names_them_and_go_elsewhere() -> None:
    """remove_classes would leave the rules without anything to meet; classes nobody names are bytes."""
    html = inline_css(
        page('<p class="a b">x</p><p class="b">y</p>', ".b{color:#111111}", "@media print{.a{color:red}}")
    )
    assert '<p class="a" style=' in html
    assert html.count("class=") == 1


def test_white_space_is_taken_out_only_where_it_says_nothing() -> None:
    """Between words of a sentence a space is a space, whatever tags stand about it."""
    html = inline_css(
        page("<p>\n  <b>a</b> <i>b</i>\n\n   <u>c</u></p>", "p{font-family:Georgia, serif;margin:0 auto}")
    )
    assert '<p style="font-family:Georgia,serif;margin:0 auto">\n<b>a</b> <i>b</i>\n<u>c</u></p>' in html


def test_an_attribute_with_a_greater_than_sign_does_not_end_its_tag() -> None:
    """The tidying works on tags by their quotes."""
    html = inline_css(page('<img alt="a > b &quot;c; d&quot;" class="x" src="y">', "img{margin:0 auto;color:#111111}"))
    assert 'style="margin:0 auto;color:#111111"' in html
    assert "class=" not in html
    image = etree.fromstring(html, etree.HTMLParser()).find(".//img")
    assert image is not None
    assert image.get("alt") == 'a > b "c; d"'


def test_a_template_is_checked_with_its_own_line_numbers() -> None:
    """The designer needs the place in the file, not in the page."""
    with pytest.raises(RenderError) as error:
        check_template('{# style="x" #}\n<!-- <p style="y"> -->\n<p {{ "a>b" }}\n   style="x">', "partials/p.html.j2")
    assert error.value.resource == "partials/p.html.j2:4"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("<p>x</p>\n<style>@media (x){@media (y){a{}}}</style>", 2),
        ("<!-- <style>a{}</style> -->\n{# <style>b{} #}\n<STYLE type='text/css'>{{ a }} p{color:red}</style>", 3),
    ],
)
def test_a_style_sheet_of_a_templates_own_is_refused(source: str, line: int) -> None:
    """Premailer stops at @media in @media with an AttributeError, and drops @font-face, stars and more in silence."""
    with pytest.raises(RenderError, match=r"inline\.css or head\.css") as error:
        check_template(source, "partials/p.html.j2")
    assert error.value.resource == f"partials/p.html.j2:{line}"


def test_sheets_that_are_filled_in_or_marked_pass() -> None:
    """The first is preflighted as a file, the second is not premailer's."""
    check_template("<style>{{ sheets.inline }}</style><style data-premailer='ignore'>@media x{}</style>", "p.html.j2")


NAMES = st.sampled_from(["color", "margin", "padding-top", "font-family", "border", "mso-hide", "line-height"])
VALUES = st.sampled_from(
    [
        "#111112",
        "0/**/ auto",
        "1px/* ; */2px",
        "'a;b}c'",
        "url(x.png)",
        "0 auto",
        "12px",
        "Georgia, serif",
        "1px solid #ddd8ce",
        "all",
        "1.5",
        "-2px",
        "50%",
        '"A B", serif',
    ]
)
SELECTORS = st.sampled_from(
    ["p", ".a", "p.a", ".a .b", "p, b", "div p.b", ".b", "#i", "#i .b", "p.a.b", "p , .b", ".a\n.b"]
)
RULES = st.tuples(SELECTORS, st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))


@given(
    rules=st.lists(RULES, max_size=6),
    odd=st.sampled_from(["", "p{}", "P.A{color:red}", "p:hover{color:red}", "@media print{p{margin:0}}"]),
)
def test_reading_a_plain_sheet_ourselves_changes_nothing(rules: list[tuple[str, dict[str, str]]], odd: str) -> None:
    """What tinycss2 reads for premailer, and what cssutils reads, come to the same page."""
    css = "/* x */ " + "\n".join(
        f"{selector} {{ {' ; '.join(f'{name}: {value}' for name, value in declarations.items())} }}"
        for selector, declarations in rules
    )
    html = page('<div class="a"><p id="i" class="a b">x <b class="b">y</b></p></div><p>z</p>', css + odd)
    premailer = Premailer(html, **SETTINGS)
    assert inline_css(html) == minified(str(premailer.transform(pretty_print=False)))


def test_eight_threads_inline_alike() -> None:
    """The server previews, checks and sends at once, and premailer's caches belong to all."""
    pages = [
        page("<p class='a'>x</p>", f"p{{color:#11{n:02}11;margin:{n}px auto}} .a{{padding:{n}px}}") for n in range(40)
    ]
    expected = [inline_css(each) for each in pages]
    cache.clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(inline_css, pages * 4)) == expected * 4


@pytest.mark.parametrize(
    ("css", "style"),
    [
        ("p{color:red/* a */}", "color:red"),
        ("p{margin:1px/* a */2px}", "margin:1px 2px"),
        ("p{--x:1}", "--x:1"),
        ("p{COLOR:RED}", "color:RED"),
        ("p{font-family:'A, B',serif;content:\"'\"}", "font-family:&quot;A, B&quot;,serif;content:&quot;'&quot;"),
        ("p{margin:0}/* } */p{}", "margin:0"),
        ("p{margin:0;;color:#ffffff;}", "margin:0;color:#ffffff"),
    ],
)
def test_odd_values_come_through(css: str, style: str) -> None:
    """As they were written: a comment divides, what stands in quotes stays."""
    assert f'<p style="{style}">' in inline_css(page("<p>x</p>", css))


def test_a_full_cache_changes_no_byte() -> None:
    """What was approved is compared byte by byte, and cssutils would write #fff."""
    html = page("<p>x</p>", "p{color:#ffffff;margin:0 auto}")
    for number in range(300):
        for entry in range(cache.maxsize // 100):
            cache[number, entry] = ""
        assert 'style="color:#ffffff;margin:0 auto"' in inline_css(html)


def test_premailer_has_room_for_two_templates_in_its_cache() -> None:
    """128 entries are thrashed by two templates in one process: three times slower."""
    code = "import digest.render.inline; from premailer.cache import cache; print(cache.maxsize)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(result.stdout) >= 4096


def test_importing_render_loads_none_of_the_heavy_libraries() -> None:
    """`digest --help` must answer at once."""
    code = "import sys, digest.render; print([m for m in ('premailer','jinja2','babel','lxml') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
