"""What axe-core finds on a page, in Chromium: faults against WCAG 2.2 A and AA, and against its own best practice."""

from __future__ import annotations

__all__ = ["CHROMIUM", "CONTROL", "CONTROL_RULES", "FLAGS", "VIEWS", "Fault", "View", "faults_of", "look"]

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tools.proof.npm import AXE, Missing, file_of
from tools.proof.verdict import Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as PlaywrightPage

    from digest.pipeline.workspace import Progress
    from tools.proof.sample import Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--disable-background-networking",
]
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ADVICE = "best-practice"

# target-size belongs to WCAG 2.2 AA, and axe leaves it off unless it is asked for by name. Frames are pages of their
# own here: the desk shows the mail in one, and the mail is looked at by itself.
_RUN = """async (tags) => (await axe.run(document, {
  runOnly: {type: "tag", values: tags},
  rules: {"target-size": {enabled: true}}, resultTypes: ["violations"], iframes: false,
})).violations.map(each => ({rule: each.id, help: each.help, tags: each.tags,
  targets: each.nodes.map(node => node.target.flat().join(" "))}))"""

CONTROL = """<!DOCTYPE html><html><head><meta name="viewport" content="user-scalable=no"></head><body>
<img src="a.png"><a href="/x"></a><p style="color:#aaaaaa;background:#ffffff">Pale</p><button></button>
<input type="text"><ul><p>Not an item</p></ul><p lang="xx-nonsense-xx">Words</p></body></html>"""
"""A page with a fault for each of `CONTROL_RULES`: a checker that lets it pass proves nothing."""
CONTROL_RULES = frozenset(
    {"html-has-lang", "document-title", "image-alt", "link-name", "color-contrast", "button-name", "label", "list"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A window and a colour scheme."""

    width: int
    scheme: str


VIEWS = tuple(View(width=width, scheme=scheme) for width in (375, 680) for scheme in ("light", "dark"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule that a page breaks in one view."""

    rule: str
    help: str
    targets: tuple[str, ...]
    is_standard: bool
    """Whether WCAG asks for it; else it is advice."""


def faults_of(
    browser: Browser, axe: str, *, html: str = "", address: str = "", views: tuple[View, ...] = VIEWS
) -> Iterator[tuple[View, tuple[Fault, ...]]]:
    """Give for each of *views* what the script *axe* finds in *html*, or in the page at *address* on this machine."""
    context = browser.new_context(bypass_csp=True)
    try:
        page = context.new_page()
        # Nothing is loaded but what is looked at: a picture's absence is no fault, and its description is there.
        page.route("**/*", lambda route: route.continue_() if _is_at(address, route.request.url) else route.abort())
        for number, view in enumerate(views):
            page.set_viewport_size({"width": view.width, "height": 900})
            page.emulate_media(color_scheme="dark" if view.scheme == "dark" else "light")
            if number == 0:
                _open(page, html, address)
                page.evaluate(axe)
            yield view, tuple(map(_fault, page.evaluate(_RUN, [*STANDARD, ADVICE])))
    finally:
        context.close()


def look(pages: tuple[Page, ...], shown: Progress) -> Verdict:
    """Look at every page in four views. Raises Missing without Chromium or npm."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        raise Missing(f"axe runs in Chromium, which is not at {CHROMIUM} (apt-get install chromium)")
    script = file_of(AXE).read_text("utf-8")
    rows: list[Row] = []
    advice: defaultdict[str, list[str]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        seen = [{fault.rule for fault in faults} for _, faults in faults_of(browser, script, html=CONTROL)]
        for number, page in enumerate(pages, 1):
            shown("axe", page.name, done=number, total=len(pages))
            found = tuple(faults_of(browser, script, html=page.html, address=page.address))
            rows.append(_row(page.name, found))
            for rule in {
                f"{fault.rule}: {fault.help}" for _, faults in found for fault in faults if not fault.is_standard
            }:
                advice[rule].append(page.name)
        browser.close()
    return Verdict(
        title=f"axe-core {AXE.version}: WCAG 2.2 A and AA, at 375 and 680 px, light and dark",
        unseen=tuple(sorted(CONTROL_RULES - set.intersection(*seen))),
        rows=tuple(rows),
        notes=tuple(f"advice, no fault: {rule} (on {'; '.join(names)})" for rule, names in sorted(advice.items())),
    )


def _row(name: str, found: tuple[tuple[View, tuple[Fault, ...]], ...]) -> Row:
    """Join what is wrong in several views."""
    views: defaultdict[Fault, list[str]] = defaultdict(list)
    for view, faults in found:
        for fault in faults:
            if fault.is_standard:
                views[fault].append(f"{view.width} px {view.scheme}")
    lines = (
        f"{fault.rule}: {fault.help}; at {', '.join(where)}: {'; '.join(fault.targets[:3])}"
        for fault, where in views.items()
    )
    return Row(name=name, result=str(len(views) or "none"), is_good=not views, lines=tuple(lines))


def _open(page: PlaywrightPage, html: str, address: str) -> None:
    if address:
        page.goto(address, wait_until="load")
    else:
        page.set_content(html, wait_until="load")


def _is_at(address: str, url: str) -> bool:
    return bool(address) and urlsplit(url).netloc == urlsplit(address).netloc


def _fault(said: dict[str, Any]) -> Fault:
    return Fault(
        rule=said["rule"],
        help=said["help"],
        targets=tuple(said["targets"]),
        is_standard=ADVICE not in said["tags"],
    )
