"""A designer's mistakes, each tried as a file of a publication's own: one line with its place each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rendering_samples import LOOKS, SHIPPED, sample_edition

from digest.errors import RenderError
from digest.model import Look, Token
from digest.render import render
from digest.render.markup import check_page, check_template, line_at

if TYPE_CHECKING:
    from pathlib import Path

NOTE = "partials/note.html.j2"
INLINE = (SHIPPED / "inline.css").read_text("utf-8")
LINES = INLINE.count("\n")
HEAD = "a { color: #111111 !important; }\n"


def message(folder: Path, name: str, source: str | bytes) -> str:
    """Render with one file of the publication's own; give what is said of it, without its folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    with pytest.raises(RenderError) as error:
        render(sample_edition(4), templates=(folder, SHIPPED))
    assert len(str(error.value).splitlines()) == 1
    return str(error.value).replace(f"{folder}/", "").replace(f"{SHIPPED}/", "")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('<p>\n{{ "<i" | safe }} {{ "style" }}="color:red">x</i>', ":2: a style attribute"),
        ('{% set a = "style" %}\n\n<p {{ a }}=x>x</p>', ":3: a style attribute"),
        ('<p/style="x">x</p>', ":1: a style attribute"),
        ('<p class="a"style="x">x</p>', ":1: a style attribute"),
        ("\n<p style>x</p>", ":2: a style attribute"),
        ("<p>x</p>\r\n<p style='x'>y</p>\r\n", ":2: a style attribute"),
        ('\n{{ "<link rel=stylesheet href=http://127.0.0.1:9/>" | safe }}', ":2: a linked style sheet"),
        ('\n<base href="https://example.org/">', ":2: a <base>"),
        ("\n<script>alert(1)</script>", ":2: no client runs a script"),
        ('<iframe src="https://example.org"></iframe>', ":1: no client shows another page"),
        ("<style>{{ sheets.head }}</style>", ":1: of a style sheet"),
        ("<p>x</p>\n<style data-premailer='ignore'>p{", ":2: this <style> is not closed"),
        ("<p>x</p>\n<!-- <p>y</p>", ":2: this comment is not closed"),
        ("<!--[if mso]><table>\n", ":1: this comment is not closed"),
        ("\n</div></div></div>\n</table></div></div>", ":3: </table> closes nothing that is open"),
        ("<p>\n</b></p>", ":2: </b> closes nothing"),
        ("<b><i>x</b></i>", ":1: </b> stands where a <i> is still open, of partials/note.html.j2:1;"),
        ("x</body></html>", ":1: </body> stands where a <div> is still open, of edition.html.j2:"),
        (b"<p>\n\xe9t\xe9</p>", ":2: this file is not UTF-8"),
        ('{% extends "partials/note.html.j2" %}', ":1: this template includes itself"),
        ("\n{{ words.why.format(titel=1) }}", ":2: there is nothing named 'title'"),
        ("\n{{ 3 | wrap }}", ":2: expected string"),
        ("\n\n{{ piece.title }}", ":3: 'piece' is undefined"),
        ('{% from "partials/no.html.j2" import m %}', ":1: there is no template partials/no.html.j2"),
    ],
)
def test_a_mistake_in_a_partial_names_its_own_line(tmp_path: Path, source: str | bytes, said: str) -> None:
    """Also where the mistake is made by an expression, or shows only in the whole page."""
    assert message(tmp_path, NOTE, source).startswith(NOTE + said)


def test_a_box_left_open_is_named_where_it_was_opened(tmp_path: Path) -> None:
    """The end tag that does not fit stands in another file."""
    said = message(tmp_path, NOTE, "<p>x</p>\n<table><tr><td>\n")
    assert said.startswith(
        "edition.html.j2:45: </div> stands where a <table> is still open, of partials/note.html.j2:2;"
    )
    never = message(
        tmp_path / "b", "edition.html.j2", "<!DOCTYPE html>\n<html><body>\n<div>{{ unsubscribe_url }}</body></html>"
    )
    assert never.startswith("edition.html.j2:3: </body> stands where a <div> is still open")
    open_html = message(
        tmp_path / "c", "edition.html.j2", "<!DOCTYPE html>\n<html>\n<body>{{ unsubscribe_url }}</body>"
    )
    assert open_html.startswith("edition.html.j2:2: this <html> is never closed")


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("partials/appeal.html.j2", "<p>\n{{ x", ":2: unexpected end of template"),
        ("partials/appeal.txt.j2", "\n\n{% if %}", ":3: Expected an expression"),
        ("partials/unused.html.j2", "\n<p style='x'>", ":2: a style attribute"),
    ],
)
def test_a_partial_that_this_edition_does_not_use_is_read_too(
    tmp_path: Path, name: str, source: str, said: str
) -> None:
    """Else the mistake is found on the morning of the first edition with an appeal, when nobody looks."""
    file = tmp_path / name
    file.parent.mkdir()
    file.write_text(source, "utf-8")
    edition = sample_edition(2)
    edition = replace(edition, publication=replace(edition.publication, appeal_text=""))
    with pytest.raises(RenderError) as error:
        render(edition, templates=(tmp_path, SHIPPED))
    assert str(error.value).startswith(f"{file}{said}")


@pytest.mark.parametrize("source", ["", "hello", "<!DOCTYPE html>", "<!DOCTYPE html>\n<p>{{ unsubscribe_url }}</p>"])
def test_an_edition_that_is_no_page_is_refused(tmp_path: Path, source: str) -> None:
    """Where lxml finds no element, premailer stops with an AttributeError."""
    assert "the page does not begin with <!DOCTYPE html>, or has no <body>" in message(
        tmp_path, "edition.html.j2", source
    )


def test_a_lost_link_is_named_where_it_is_printed(tmp_path: Path) -> None:
    """A mail without its way out must not go."""
    twice = f'<p>x</p>\n<a href="{Token.UNSUBSCRIBE}" href="{Token.UNSUBSCRIBE}">x</a>'
    assert message(tmp_path, "partials/footer.html.j2", twice).startswith(
        "partials/footer.html.j2:2: __DG_UNSUBSCRIBE__"
    )


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("inline.css", INLINE + "TD.g { color: #111111; }", f":{LINES + 1}: premailer finds no 'TD'"),
        ("inline.css", INLINE + "/* p { margin: 0; }", f":{LINES + 1}: this comment is not closed"),
        ("inline.css", INLINE + ".g { color: #111111;\np { margin: 0; }", f":{LINES + 2}: this is no declaration"),
        ("inline.css", INLINE + ".g { color: #111111 !ie; }", f":{LINES + 1}: what follows the ! of color"),
        ("inline.css", INLINE + ".g { & p { color: #111111; } }", f":{LINES + 1}: this is no declaration"),
        ("inline.css", INLINE + ".meta { margin-top: 3px; }", f":{LINES + 1}: margin-top of '.meta' and margin of"),
        ("inline.css", b"p { margin: 0; }\n/* \xe9 */", ":2: this file is not UTF-8"),
        ("head.css", HEAD + "p { top: 0;\nh1 { top: 0; }", ":3: a rule stands inside a rule"),
        ("head.css", HEAD + "@media print {\n p { color }\n}", ":3: this is no declaration"),
        ("head.css", HEAD + "@media print { p { top: 0 }\n}}", ":3: this is no CSS"),
        ("outlook.css", "/* a */ p { top: 0 }\n/* b", ":2: this comment is not closed"),
        ("tokens.toml", b"[light]\n# \xe9\n", ":2: this file is not UTF-8"),
        ("tokens.toml", '# x\nlight = { ink = "#111" }\n', ":2: [light] ink is '#111'"),
        ("tokens.toml", '# x\nlight.ink = "#111"\n', ":2: [light] ink is '#111'"),
        ("tokens.toml", '[light]\n[light.ink]\nx = "#111"\n', ":2: [light] ink is {'x': '#111'}"),
        ("tokens.toml", '[light]\nink = "#111111"\nink = "#111112"', ":3: this is no TOML"),
        ("tokens.toml", '\n[fonts]\ntext = "Source Sans 3,serif"\n', ":3: [fonts] text is 'Source Sans 3,serif'"),
        ("tokens.toml", '[fonts]\ntext = "Arial,,serif"\n', ":2: [fonts] text is 'Arial,,serif'"),
        ("tokens.toml", '[space]\ngutter = "24px"\n', ":2: [space] gutter is '24px'; write whole px"),
        ("words.toml", '[en]\nwhy = "Because."\n', ":2: 'why' is 'Because.'; it must hold {title}"),
        ("words.toml", '[en]\nwhy = "{title!z}"\n', ":2: 'why' is '{title!z}'"),
        ("words.toml", '[en]\nwhy = "{title:>x}"\n', ":2: 'why' is '{title:>x}'"),
        ("words.toml", '[en]\nminutes = { other = "{n:s}" }\n', ":2: 'minutes' is '{n:s}'"),
        ("words.toml", '[en]\npieces = { one = "one", other = "some" }\n', ":2: 'pieces' is 'some'; it must hold {n}"),
        ("words.toml", '[en]\n\nunsubscribe = " "\n', ":3: 'unsubscribe' says nothing"),
        ("words.toml", '[en]\nunsubscribe = "a\\nb"\n', ":2: 'unsubscribe' is 'a\\nb'; write it in one line"),
        ("words.toml", '[EN]\nunsubscribe = "a"\n', ":2: nothing looks into [EN]; write [en]"),
        ("words.toml", '[de_AT]\nunsubscribe = "a"\n', ":2: nothing looks into [de_AT]; write [de-AT]"),
        ("words.toml", '[german]\nunsubscribe = "a"\n', ":2: there is no language 'german'"),
    ],
)
def test_a_mistake_in_a_sheet_or_table_names_its_line(
    tmp_path: Path, name: str, source: str | bytes, said: str
) -> None:
    """Each of these was once a traceback, or a rule or a word that nobody saw again."""
    assert message(tmp_path, name, source).startswith(name + said)


@pytest.mark.parametrize("look", Look)
def test_files_as_editors_of_windows_write_them_are_read(tmp_path: Path, look: Look) -> None:
    """A byte order mark and CRLF change nothing, in no file."""
    for file in SHIPPED.rglob("*"):
        if file.is_file() and "looks" not in file.parts:
            ours = next(
                folder / file.relative_to(SHIPPED)
                for folder in LOOKS[look]
                if (folder / file.relative_to(SHIPPED)).is_file()
            )
            copy = tmp_path / file.relative_to(SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(b"\xef\xbb\xbf" + ours.read_bytes().replace(b"\n", b"\r\n"))
    expected = render(sample_edition(8), templates=LOOKS[look])
    assert render(sample_edition(8), templates=(tmp_path, *LOOKS[look])) == expected


@pytest.mark.parametrize(
    "source",
    [
        "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(publication.title) }}",
        "",
        "\t<div>\n\t\t<p>x</p>\n\t</div>",
        '<script type="application/ld+json">{"a": 1}</script>',
        "<!--[if mso]><table><tr><td style='x'><![endif]--><p>x</p><!--[if !mso]><!--><i>y</i><!--<![endif]-->",
        "<ul><li>a<li>b</ul><p>c<p>d<br><hr><img src='https://example.org/x.png' alt='>'>",
        "<p title='<b>'>1 < 2 <\n3</p>",
    ],
)
def test_what_is_right_is_let_through(tmp_path: Path, source: str) -> None:
    """HTML lets some tags stand open, and a comment for Outlook holds half a table."""
    (tmp_path / "partials").mkdir()
    (tmp_path / NOTE).write_text(source, "utf-8")
    assert Token.UNSUBSCRIBE in render(sample_edition(4), templates=(tmp_path, SHIPPED)).html


def test_a_page_of_text_only_has_nothing_to_refuse() -> None:
    """The rules are for tags."""
    check_page("style=x </ div> {{ }} <3", str)
    check_template("style=x </ div> {# <!-- #}", "x")
    assert line_at("a\nb", 2) == 2
