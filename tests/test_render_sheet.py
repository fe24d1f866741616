"""The preflight says with file and line what premailer and mail clients would drop in silence."""

from __future__ import annotations

import pytest
from rendering_samples import SHIPPED

from digest.errors import RenderError
from digest.render.sheet import MAX_STYLE_BYTES, check_head, check_inline, check_mixtures


@pytest.mark.parametrize(
    ("css", "line", "word"),
    [
        ("p { margin: 0; }\n* { margin: 0; }", 2, "'*'"),
        ("p { margin: 0; }\ntable * { margin: 0; }", 2, "'*'"),
        (".a { color: #111111 !important; }", 1, "!important"),
        (".a {\n color: #111111;\n margin: 0 ! important;\n}", 3, "!important"),
        ("p {}\n\n@media (max-width: 1px) { p { margin: 0; } }", 3, "@media"),
        ("@font-face { font-family: x; src: url(x); }", 1, "@font-face"),
        ("@import 'x.css';", 1, "@import"),
        ("@supports (color: red) { p { color: red; } }", 1, "@supports"),
        ("@keyframes x { to { color: red; } }", 1, "@keyframes"),
        ("a:hover { color: #111111; }", 1, "pseudo"),
        ("p:nth-child(2) { color: #111111; }", 1, "pseudo"),
        ("[data-ogsc] p { color: #111111; }", 1, "attribute"),
        ("u + p { color: #111111; }", 1, "'+'"),
        ("div>p { color: #111111; }", 1, "'>'"),
        ("p { color: rgb(0 0 0 / 50%); }", 1, "cannot read this value"),
        ("p { color: #111111; color: rgba(0,0,0,.5); }", 1, "twice"),
        ("p { margin: 0; margin-top: 4px; }", 1, "shorthand"),
        ("p {\n border-top: 1px solid #111111;\n border-color: #222222;\n}", 3, "shorthand"),
        ("p { color: #111111", 0, ""),
        ("p { color }", 1, "property: value"),
        ("p. { color: #111111; }", 1, "selector"),
        ("p { color: #111111; }\n}", 2, "CSS"),
        ("p { color: #111111; }\n</style>", 2, "markup"),
    ],
)
def test_inline_css_refuses_what_would_be_lost(css: str, line: int, word: str) -> None:
    """Premailer says nothing about any of these; line 0 means that the sheet is as good as closed."""
    if not line:
        check_inline(css, "inline.css")
        return
    with pytest.raises(RenderError) as error:
        check_inline(css, "inline.css")
    assert error.value.resource == f"inline.css:{line}"
    assert word in error.value.message


def test_inline_css_takes_simple_rules() -> None:
    """Tags, classes, ids, descendants, lists, and properties of Outlook's own."""
    rules = check_inline(
        "/* words */ p, .a td.b, #c { margin: 0 auto; mso-hide: all; font-family: Georgia,serif; max-width: 10px }", "x"
    )
    assert [item.name for item in rules[0].declarations] == ["margin", "mso-hide", "font-family", "max-width"]


@pytest.mark.parametrize(
    ("css", "line"),
    [
        ("a { color: #111111; }\n@media print {\n @media (max-width: 1px) { a { margin: 0; } }\n}", 3),
        ("@media print { @font-face { font-family: x; } }", 1),
        ("@supports (color: red) {\n@media print { a { margin: 0; } } }", 2),
    ],
)
def test_head_css_refuses_an_at_rule_inside_an_at_rule(css: str, line: int) -> None:
    """Premailer fails on it with an AttributeError, and Gmail removes the whole style block."""
    with pytest.raises(RenderError) as error:
        check_head(css, "head.css")
    assert error.value.resource == f"head.css:{line}"


def test_head_css_takes_everything_else_and_refuses_what_is_no_css() -> None:
    """It goes out byte for byte, so only the clients judge it."""
    check_head(
        "* { margin: 0 !important } @media print { a:hover { color: red } } @font-face { src: url(x) }", "head.css"
    )
    with pytest.raises(RenderError, match=r"head\.css:1: this is no CSS"):
        check_head("}", "head.css")


@pytest.mark.parametrize(
    ("css", "is_mixed"),
    [
        ("td { padding: 0; } .a { padding-top: 4px; }", True),
        (".a { padding-top: 4px; } td { padding: 0; }", True),
        ("td { border: 0; } .a { border-top: 1px solid #111111; }", True),
        ("td { font: 16px/25px Georgia; } .a { line-height: 20px; }", True),
        ("td { padding: 0; } .b { padding-top: 4px; }", False),
        ("td { padding: 0; } .a { padding: 4px; }", False),
        ("td { border-collapse: collapse; } .a { border-top: 0; }", False),
        ("td { margin: 0; } .a { padding-top: 0; }", False),
    ],
)
def test_shorthand_and_longhand_may_not_meet_on_one_element(css: str, *, is_mixed: bool) -> None:
    """Premailer merges by name and lets the wrong one win; on different elements both are fine."""
    rules = check_inline(css, "inline.css")
    html = '<table><tr><td class="a">x</td></tr></table><p class="b">y</p>'
    if is_mixed:
        with pytest.raises(RenderError, match=r"inline\.css:1: .*not both"):
            check_mixtures(rules, html, "inline.css")
    else:
        check_mixtures(rules, html, "inline.css")


def test_the_shipped_sheets_fit_gmail() -> None:
    """Rules beyond 16,384 bytes are ignored."""
    assert sum(len((SHIPPED / name).read_bytes()) for name in ("head.css", "outlook.css")) < MAX_STYLE_BYTES
