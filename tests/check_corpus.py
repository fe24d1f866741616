"""A page for mail without a fault, faults to plant in it, and changes that are none."""

from __future__ import annotations

from dataclasses import dataclass

from digest.model import Level, Token

ERROR, WARNING = Level.ERROR, Level.WARNING

PAGE = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>The week</title>
<!--[if mso]><style>td{font-family:Arial}</style><![endif]-->
<style>
:root { color-scheme: light dark; }
a { color: #0b4f7a; }
.mark { color: #222222; }
@media (max-width: 640px) { .mark { display: flex; position: absolute; width: calc(100% - 8px) } }
</style>
</head>
<body style="margin:0;background-color:#f3f1ec">
<div lang="en" dir="ltr" style="color:#333333;border-radius:4px">
<div style="display:none;max-height:0;overflow:hidden">What the harvest ledgers say, and two mayors&#847; &#847;</div>
<!--[if mso]><table role="presentation" width="640"><tr><td><![endif]-->
<h1>The Review</h1>
<h2 class="mark">Essays</h2>
<h3><a href="https://example.org/one" style="color:#0b4f7a">The river that stopped</a></h3>
<table role="presentation" width="100%"><tr><td style="font-size:16px">
<img src="https://example.org/one.jpg" alt="A sluice gate" width="112" height="75" align="right" style="float:right">
<p>For forty years the towns drew their water by an agreement that nobody had signed.</p></td></tr></table>
<!--[if !mso]><!--><p style="float:left;width:100%">Only for others.</p><!--<![endif]-->
<p>12 Quay Street, Port Aven <a href="https://example.org/u">Unsubscribe</a></p>
<!--[if mso]></td></tr></table><![endif]-->
</div>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A change that breaks the page, and what must be found."""

    rule: str
    level: Level
    old: str
    new: str
    says: str = ""


TEXT = "<h3><a"
"""A place in the page where another element can stand."""

FAULTS = {
    "huge page": Fault(rule="size/encoded", level=ERROR, old=TEXT, new="<p>ü ü ü</p>\n" * 8000 + TEXT, says="102,000"),
    "large page": Fault(rule="size/html", level=WARNING, old=TEXT, new=f"<p>{'word ' * 18200}</p>{TEXT}"),
    "large style": Fault(rule="size/style", level=ERROR, old=".mark {", new=".a{color:#000}\n" * 1200 + ".mark {"),
    "nested media": Fault(
        rule="size/nested-at-rule", level=ERROR, old=".mark { display", new="@media print {} .mark { display"
    ),
    "at-rule in a rule": Fault(
        rule="size/nested-at-rule",
        level=ERROR,
        old=".mark { color",
        new=".x { @media print { color: red } } .mark { color",
    ),
    "c1 control": Fault(rule="html/control-character", level=ERROR, old="had signed", new="hadn\x92t", says="U+0092"),
    "lost character": Fault(rule="html/lost-character", level=WARNING, old="had signed", new="hadn\ufffdt signed"),
    "no charset": Fault(rule="html/charset", level=WARNING, old='<meta charset="utf-8">', new=""),
    "latin charset": Fault(rule="html/charset", level=WARNING, old='charset="utf-8"', new='charset="iso-8859-1"'),
    "no doctype": Fault(rule="html/doctype", level=WARNING, old="<!DOCTYPE html>\n", new=""),
    "no lang": Fault(rule="html/lang", level=ERROR, old='<html lang="en"', new="<html"),
    "wrong lang": Fault(rule="html/lang", level=ERROR, old='<html lang="en"', new='<html lang="en_US!"'),
    "no dir": Fault(rule="html/dir", level=WARNING, old='<html lang="en" dir="ltr"', new='<html lang="en"'),
    "no wrapper lang": Fault(rule="html/wrapper", level=WARNING, old='<div lang="en" dir', new="<div dir"),
    "no wrapper dir": Fault(rule="html/wrapper", level=WARNING, old='<div lang="en" dir="ltr"', new='<div lang="en"'),
    "no table role": Fault(
        rule="html/table-role", level=WARNING, old='<table role="presentation" width="100%"', new='<table width="100%"'
    ),
    "no role for Outlook": Fault(
        rule="html/table-role", level=WARNING, old='<table role="presentation" width="640"', new='<table width="640"'
    ),
    "no alt": Fault(rule="html/image-alt", level=ERROR, old=' alt="A sluice gate"', new=""),
    "file name as alt": Fault(rule="html/image-alt", level=WARNING, old="A sluice gate", new="IMG_2041.JPG"),
    "no image width": Fault(rule="html/image-width", level=WARNING, old=' width="112"', new=""),
    "relative image width": Fault(rule="html/image-width", level=WARNING, old='width="112"', new='width="100%"'),
    "no h1": Fault(rule="html/heading-one", level=WARNING, old="<h1>The Review</h1>", new="", says="no h1"),
    "two h1": Fault(rule="html/heading-one", level=WARNING, old=TEXT, new=f"<h1>Another</h1><h2>x</h2>{TEXT}"),
    "heading skipped": Fault(rule="html/heading-order", level=WARNING, old='<h2 class="mark">Essays</h2>', new=""),
    "empty heading": Fault(rule="html/heading-empty", level=WARNING, old=TEXT, new=f"<h3> </h3>{TEXT}"),
    "double id": Fault(rule="html/duplicate-id", level=WARNING, old=TEXT, new=f'<p id="a">x</p><p id="a">y</p>{TEXT}'),
    "dark text in dark mode": Fault(
        rule="contrast/text",
        level=ERROR,
        old="@media (max",
        new="@media (prefers-color-scheme: dark) { .mark { background: #111 } } @media (max",
        says="in dark mode",
    ),
    "dark link on a light ground": Fault(
        rule="contrast/text", level=ERROR, old="a { color: #0b4f7a; }\n", new="", says="in dark mode"
    ),
    "hidden by a sheet": Fault(
        rule="clients/style-block",
        level=WARNING,
        old='<h2 class="mark">',
        new='<style>.x{display:none}</style><p class="x">Secret</p><h2 class="mark">',
        says="Secret",
    ),
    "design in a sheet": Fault(rule="clients/style-block", level=WARNING, old=".mark {", new="body * {top: 0} .mark {"),
    "no image height": Fault(rule="html/image-height", level=WARNING, old=' height="75"', new=""),
    "campaign twice": Fault(
        rule="links/tracking", level=WARNING, old="example.org/one", new="example.org/one?utm_source=a&amp;utm_source=b"
    ),
    "redirect in a redirect": Fault(
        rule="links/tracking",
        level=WARNING,
        old='"https://example.org/one"',
        new='"https://go.example.org/c?u=https%3A%2F%2Fgo.example.org%2Fc%3Fu%3Dhttps%253A%252F%252Fexample.org%252Fone"',
    ),
    "two counting pictures": Fault(
        rule="links/tracking",
        level=WARNING,
        old="</body>",
        new='<img src="https://o.e.org/1.gif" alt="" width="1" height="1">' * 2 + "</body>",
    ),
    "short preheader": Fault(
        rule="wording/preheader", level=WARNING, old="What the harvest ledgers say, and two mayors", new="News"
    ),
    "preheader of body text": Fault(
        rule="wording/preheader-repeats",
        level=WARNING,
        old="<h1>The Review",
        new="<h1>What the harvest ledgers say, and two mayors",
    ),
    "no postal address": Fault(
        rule="wording/postal-address", level=WARNING, old="12 Quay Street, Port Aven", new="© 2026 The Review"
    ),
    "script": Fault(rule="html/script", level=ERROR, old="</head>", new="<script>alert(1)</script></head>"),
    "handler": Fault(rule="html/script", level=ERROR, old="<p>For", new='<p onclick="x()">For', says="onclick"),
    "bare condition": Fault(
        rule="html/conditional-comment", level=WARNING, old=TEXT, new=f"<![if !mso]><p>x</p><![endif]>{TEXT}"
    ),
    "javascript link": Fault(
        rule="links/scheme", level=ERROR, old="https://example.org/one", new="java\nscript:alert(1)", says="javascript:"
    ),
    "data link": Fault(
        rule="links/scheme", level=ERROR, old='href="https://example.org/one"', new='href="data:text/html,x"'
    ),
    "file picture": Fault(rule="links/scheme", level=ERROR, old="https://example.org/one.jpg", new="file:///one.jpg"),
    "relative link": Fault(rule="links/relative", level=ERROR, old='href="https://example.org/one"', new='href="/one"'),
    "bare host": Fault(
        rule="links/relative", level=ERROR, old='"https://example.org/one"', new='"www.example.org/one"'
    ),
    "relative picture": Fault(rule="links/relative", level=WARNING, old="https://example.org/one.jpg", new="one.jpg"),
    "empty link": Fault(rule="links/empty", level=ERROR, old='href="https://example.org/one"', new='href=""'),
    "hash link": Fault(rule="links/empty", level=ERROR, old='href="https://example.org/one"', new='href="#"'),
    "broken link": Fault(
        rule="links/malformed", level=ERROR, old='"https://example.org/one"', new='"https://[::1/one"'
    ),
    "no host": Fault(rule="links/malformed", level=ERROR, old='"https://example.org/one"', new='"https:///one"'),
    "loopback link": Fault(
        rule="links/private-address", level=WARNING, old='"https://example.org/one"', new='"http://127.0.0.1:8025/one"'
    ),
    "local name": Fault(
        rule="links/private-address", level=WARNING, old='"https://example.org/one"', new='"http://localhost:8025/one"'
    ),
    "private picture": Fault(
        rule="links/private-address", level=WARNING, old="https://example.org/one.jpg", new="http://192.168.1.9/one.jpg"
    ),
    "base": Fault(rule="links/base", level=ERROR, old="<title>", new='<base href="https://example.org/"><title>'),
    "link without text": Fault(rule="links/text", level=ERROR, old="The river that stopped", new=""),
    "picture link without alt": Fault(
        rule="links/text",
        level=ERROR,
        old="The river that stopped",
        new='<img src="https://e.org/x.png" alt="" width="9" height="9">',
    ),
    "click here": Fault(rule="links/text", level=WARNING, old="The river that stopped", new="Click here"),
    "no way out": Fault(
        rule="links/unsubscribe",
        level=ERROR,
        old='<a href="https://example.org/u">Unsubscribe</a>',
        new="Unsubscribe",
    ),
    "hidden way out": Fault(
        rule="links/unsubscribe", level=ERROR, old="<p>12 Quay", new='<p style="display:none">12 Quay', says="hidden"
    ),
    "mustache": Fault(
        rule="wording/placeholder", level=ERROR, old="had signed", new="had {{ first_name }}", says="first_name"
    ),
    "jinja block": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had {% if x %}"),
    "percent": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had %%first_name%%"),
    "brackets": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had [[FIRST NAME]]"),
    "list merge": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had *|FNAME|*"),
    "unknown token": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had __DG_NAME__"),
    "placeholder in a link": Fault(
        rule="wording/placeholder", level=ERROR, old="example.org/u", new="example.org/{{ id }}"
    ),
    "Campaign Monitor's name": Fault(
        rule="wording/placeholder", level=ERROR, old="had signed", new="had [firstname,fallback=friend]"
    ),
    "MailerLite's name": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had {$name}"),
    "Salesforce's name": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had {!Contact.Name}"),
    "AMPscript": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had %%=v(@name)=%%"),
    "ActiveCampaign's name": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="had %FIRSTNAME%"),
    "an element for a service": Fault(
        rule="wording/placeholder", level=ERROR, old="had signed", new="<webversion>View</webversion>"
    ),
    "words of a template": Fault(rule="wording/placeholder", level=ERROR, old="had signed", new="Lorem ipsum dolor"),
    "undetermined lang": Fault(rule="html/lang", level=ERROR, old='<html lang="en"', new='<html lang="und"'),
    "picture by http": Fault(
        rule="pictures/http", level=WARNING, old="https://example.org/one.jpg", new="http://example.org/one.jpg"
    ),
    "dark on a phone": Fault(
        rule="contrast/text",
        level=ERROR,
        old="@media (max",
        new="@media (prefers-color-scheme: dark) and (max-width:600px) { .mark { background: #111 } } @media (max",
        says="in dark mode",
    ),
    "dark by a whole sheet": Fault(
        rule="contrast/text",
        level=ERROR,
        old="</head>",
        new='<style media="screen and (prefers-color-scheme: dark)">.mark { background: #111 }</style></head>',
        says="in dark mode",
    ),
    "wrong half of light-dark": Fault(
        rule="contrast/text",
        level=ERROR,
        old='font-size:16px"',
        new='color:light-dark(#eeeeee,#222222)"',
        says="#eeeeee",
    ),
    "nearly enough": Fault(
        rule="contrast/text", level=WARNING, old='font-size:16px"', new='color:#777;background:#ffffff"', says="4.4 : 1"
    ),
    "picture hidden by a sheet": Fault(
        rule="clients/style-block",
        level=WARNING,
        old=TEXT,
        new='<style>.x{display:none}</style><img class="x" src="https://e.org/x.png" alt="x" width="9" height="9">'
        + TEXT,
        says="picture",
    ),
    "sheet too deep to read": Fault(
        rule="size/nested-at-rule", level=ERROR, old=".mark { color", new="@media print {" * 90 + ".mark { color"
    ),
    "no preheader": Fault(
        rule="wording/preheader", level=WARNING, old="display:none;max-height:0;overflow:hidden", new="margin:0"
    ),
    "pale text": Fault(rule="contrast/text", level=WARNING, old='font-size:16px"', new='color:#888"', says="#888888"),
    "invisible text": Fault(rule="contrast/text", level=ERROR, old='font-size:16px"', new='color:#eee"'),
    "dark ground": Fault(rule="contrast/text", level=ERROR, old='font-size:16px"', new='background-color:#111"'),
    "dark bgcolor": Fault(rule="contrast/text", level=ERROR, old="<tr><td style", new="<tr bgcolor=000080><td style"),
    "pale by class": Fault(rule="contrast/text", level=ERROR, old="#222222", new="#dddddd"),
    "half clear text": Fault(rule="contrast/text", level=ERROR, old='font-size:16px"', new='color:rgba(0,0,0,.2)"'),
    "flex": Fault(
        rule="clients/support", level=ERROR, old='font-size:16px"', new='display:flex"', says="Outlook for Windows"
    ),
    "grid by class": Fault(
        rule="clients/support", level=ERROR, old="color: #222222", new="display: grid", says="Outlook for Windows"
    ),
    "absolute": Fault(rule="clients/support", level=ERROR, old='font-size:16px"', new='position:absolute"'),
    "float without align": Fault(rule="clients/support", level=ERROR, old=' align="right"', new="", says="float"),
    "background picture": Fault(
        rule="clients/support", level=ERROR, old='font-size:16px"', new='background-image:url(https://e.org/x.png)"'
    ),
    "svg file": Fault(rule="clients/support", level=ERROR, old="one.jpg", new="one.svg?v=2", says="SVG"),
    "webp file": Fault(rule="clients/support", level=ERROR, old="one.jpg", new="one.webp", says="2.2 %"),
    "data picture": Fault(
        rule="clients/support", level=ERROR, old="https://example.org/one.jpg", new="data:image/png;base64,x"
    ),
    "picture from a part": Fault(
        rule="pictures/cid", level=WARNING, old="https://example.org/one.jpg", new="cid:one@example.org", says=".eml"
    ),
    "video": Fault(
        rule="clients/support", level=ERROR, old=TEXT, new=f'<video src="https://e.org/x.mp4"></video>{TEXT}'
    ),
    "form": Fault(
        rule="clients/support", level=ERROR, old=TEXT, new=f'<form action="https://e.org"><input></form>{TEXT}'
    ),
    "frame": Fault(rule="clients/support", level=ERROR, old=TEXT, new=f'<iframe src="https://e.org/"></iframe>{TEXT}'),
    "rgb with spaces": Fault(
        rule="clients/support", level=ERROR, old='font-size:16px"', new='border:1px solid rgb(0 0 0 / 5%)"'
    ),
    "rgb with spaces in media": Fault(
        rule="clients/support", level=ERROR, old="position: absolute", new="color: rgb(0 0 0)", says="whole style"
    ),
    "calc": Fault(rule="clients/support", level=WARNING, old='font-size:16px"', new='width:calc(100% - 8px)"'),
    "variable": Fault(rule="clients/support", level=WARNING, old='font-size:16px"', new='font-family:var(--f)"'),
    "gap": Fault(rule="clients/support", level=WARNING, old='font-size:16px"', new='gap:8px"'),
    "object-fit": Fault(rule="clients/support", level=WARNING, old="float:right", new="float:right;object-fit:cover"),
    "important": Fault(rule="clients/support", level=WARNING, old="font-size:16px", new="font-size:16px!important"),
    "linked sheet": Fault(
        rule="clients/support", level=WARNING, old="<title>", new="<link rel=stylesheet href=x.css><title>"
    ),
    "nesting": Fault(rule="clients/support", level=WARNING, old="color: #222222;", new="& b { color: #222222 }"),
    "float for Outlook": Fault(
        rule="clients/support",
        level=ERROR,
        old='<table role="presentation" width="640"',
        new='<table role="presentation" width="640" style="float:left"',
    ),
}


FINE = {
    "align beside float": ("font-size:16px", "font-size:15px"),
    "colour under a picture": ('font-size:16px"', 'background:#ffffff url(https://e.org/x.png)"'),
    "colour under a gradient": (
        'font-size:16px"',
        'background-color:#ffffff;background-image:linear-gradient(#fff,#eee)"',
    ),
    "bgcolor under a picture": (
        '<td style="font-size:16px"',
        '<td bgcolor="#ffffff" style="background:url(https://e.org/x)"',
    ),
    "older value before a newer": ('font-size:16px"', 'width:90%;width:calc(100% - 8px)"'),
    "flex hidden from Outlook": ("float:left;width:100%", "display:flex"),
    "token as a link": ("https://example.org/u", Token.UNSUBSCRIBE),
    "token in the text": ("had signed", f"signed for {Token.ADDRESS}"),
    "a way out in German": (">Unsubscribe<", ">Abmelden<"),
    "a way out by its address": ('/u">Unsubscribe<', '/unsubscribe/x">✕ Leave<'),
    "large pale text": ('font-size:16px"', 'font-size:24px;color:#767676"'),
    "bold pale text": ('font-size:16px"', 'font:bold 19px/25px Arial;color:#767676"'),
    "text over a picture": ('font-size:16px"', 'color:#ffffff;background:#ffffff url(https://e.org/x.png)"'),
    "hidden pale text": (TEXT, f'<p style="display:none;color:#f3f1ec">x</p>{TEXT}'),
    "invisible filler": (TEXT, f'<p style="color:#f3f1ec">&#8203;&#847;&#8199;</p>{TEXT}'),
    "data table": (TEXT, f"<table><tr><th>Year</th><td>1911</td></tr></table>{TEXT}"),
    "mail and telephone": (TEXT, f'<a href="mailto:a@e.org">Write</a> <a href="tel:+49301">Call us</a>{TEXT}'),
    "ornament": (TEXT, f'<img src="https://e.org/x.png" alt="" width="9" height="9">{TEXT}'),
    "named picture link": (
        "The river that stopped",
        '<img src="https://e.org/x.png" alt="The river" width="9" height="9">',
    ),
    "hack for one client": (".mark {", "u + #body .x { display: grid } [data-ogsc] .x { float: left } .mark {"),
    "hover": (".mark {", "a:hover { position: absolute } .mark {"),
    "braces in a style": ("@media (max", "@media print{.x{color:#000}}@media (max"),
    "video with a picture in it": (TEXT, f'<video><a href="https://e.org/x">Watch the film</a></video>{TEXT}'),
    "rounded and shaded": ('font-size:16px"', 'border-radius:4px;box-shadow:0 1px 2px rgba(0,0,0,.2);opacity:.99"'),
    "percent signs": ("had signed", "had signed, 100 %% of them, at 5 % [1] {so} $5"),
    "light-dark by its halves": (
        'font-size:16px"',
        'color:#222222;color:light-dark(#222222,#eeeeee);background:#ffffff;background:light-dark(#ffffff,#121416)"',
    ),
    "drawings for Outlook": (TEXT, f'<!--[if mso]><v:rect style="position:absolute" /><![endif]-->{TEXT}'),
    "letters from elsewhere": (
        "</head>",
        '<link rel="stylesheet" href="https://fonts.googleapis.com/css?family=Ubuntu"></head>',
    ),
    "letters imported": (".mark { color", "@import url(https://fonts.googleapis.com/css?family=Ubuntu); .mark { color"),
    "spacers": (
        TEXT,
        '<img src="https://e.org/s.gif" alt="" width="20" height="1">' * 2 + TEXT,
    ),
    "spacers on either side": (
        TEXT,
        '<img src="https://e.org/spacer.gif" alt="" width="1" height="1">' * 2 + TEXT,
    ),
    "part of a pixel": ('height="75"', 'height="75.25"'),
    "capitals": ('dir="ltr">\n<head', 'dir="LTR">\n<head'),
    "brackets of a program": ("had signed", "had signed a[[0]] twice"),
    "preheader without height": ("display:none;", ""),
    "resets for every element": (
        ".mark { color",
        "* { -ms-text-size-adjust: 100%; mso-line-height-rule: exactly } .mark { color",
    ),
    "a phone's width for a sheet": (
        "</head>",
        '<style media="(min-width:480px)">.mark { display: flex }</style></head>',
    ),
    "relative position": ('font-size:16px"', 'position:relative"'),
}
