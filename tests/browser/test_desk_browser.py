"""The desk in a real browser on a real server: colours, scroll, focus, keyboard, no script, contrast, no strangers."""

from __future__ import annotations

import os
import threading
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import waitress
from desk_samples import DARK, sample_html, sample_preview
from mail_views import IN_BROWSER
from PIL import Image

from digest.desk import create_app
from digest.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Request

    from digest.desk import Preview

pytestmark = IN_BROWSER


class Table:
    """A served desk whose preview is what the watched file says: `HEIGHT WORD`, or `broken`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "edition.html.j2"
        self._saves = 0
        self.save("2400 first")
        self.app = create_app(self.load, watched=(folder,), title="Desk")
        self._server = waitress.create_server(self.app, host="127.0.0.1", port=0, threads=4)
        self.address = f"http://127.0.0.1:{self._server.effective_port}"
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()

    def save(self, text: str) -> None:
        """Save the watched file at a time of its own."""
        self._saves += 1
        self.file.write_text(text)
        os.utime(self.file, ns=(self._saves * 10**9, self._saves * 10**9))

    def load(self) -> Preview:
        """Build what the file says."""
        said = self.file.read_text()
        if said == "broken":
            raise RenderError("unknown tag", resource="edition.html.j2:3")
        tall, word = said.split()
        css = "" if word == "undark" else DARK
        return sample_preview(
            sample_html(tall=int(tall), css=css).replace("three towns", word), text=f"The {word} text"
        )

    def close(self) -> None:
        """Stop serving."""
        self._server.close()
        self._server.asyncore.close_all(self._server._map, ignore_all=True)
        self._thread.join(timeout=5)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """Serve a desk."""
    table = Table(tmp_path_factory.mktemp("templates"))
    yield table
    table.close()


@pytest.fixture
def context(browser: Browser, table: Table) -> Iterator[BrowserContext]:
    """Open a desktop-sized light context over a freshly saved edition."""
    table.save("2400 first")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, table: Table) -> Iterator[Page]:
    """Open a page that fails the test for any console error or any request to another host."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def note(request: Request) -> None:
        if not request.url.startswith((table.address, "data:")):
            complaints.append(request.url)

    page.on("request", note)
    yield page
    assert complaints == []


def until(page: Page, expression: str) -> None:
    """Wait until *expression* holds; `wait_for_function` would need the eval that the desk's policy forbids."""
    for _ in range(300):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def fitted(page: Page) -> None:
    """Wait until every sheet is as long as its message."""
    until(page, "[...document.querySelectorAll('.sheet iframe')].every(f => f.style.height && !f.matches('.coming'))")


def shown_in(page: Page, frame: str, script: str) -> object:
    """Run *script* in the message as shown; Playwright reaches into the opaque frame where the page cannot."""
    handle = page.wait_for_selector(f"#frame-{frame}:not(.coming)")
    inner = handle.content_frame()
    assert inner is not None
    inner.wait_for_load_state()
    return inner.evaluate(script)


PARTS = ("html", "text", "headers", "source", "findings", "pieces")
BODY = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_scheme_is_the_chosen_one_whatever_the_browser_prefers(browser: Browser, table: Table, system: str) -> None:
    """An editor with a dark desktop must see what light readers get, and the other way round."""
    table.save("600 first")
    with browser.new_context(color_scheme=system) as context:
        page = context.new_page()
        page.goto(f"{table.address}/?view=phone&scheme=light")
        assert shown_in(page, "phone", BODY) == "rgb(255, 255, 255)"
        page.goto(f"{table.address}/?view=phone&scheme=dark")
        assert shown_in(page, "phone", BODY) == "rgb(16, 24, 32)"


def test_inverting_changes_the_pixels(page: Page, table: Table) -> None:
    """The filter must reach the canvas too, not only the text; read from the screen itself."""
    wanted = {"light": (255, 255, 255), "dark": (16, 24, 32), "inverted": (0, 0, 0)}
    for scheme, colour in wanted.items():
        page.goto(f"{table.address}/?view=phone&scheme={scheme}")
        fitted(page)
        for _ in range(50):
            sheet = Image.open(BytesIO(page.locator("#frame-phone").screenshot())).convert("RGB")
            if sheet.getpixel((187, 300)) == colour:
                break
        assert sheet.getpixel((187, 300)) == colour, scheme


def test_widths_are_true_pixels(page: Page, table: Table) -> None:
    """Media queries of the message must see a phone of 375 pixels and a desktop between 680 and 1024."""
    page.goto(table.address)
    assert shown_in(page, "phone", "innerWidth") == 375
    assert 680 <= int(str(shown_in(page, "desktop", "innerWidth"))) <= 1024


def test_a_change_shows_by_itself_and_scroll_stays(page: Page, table: Table) -> None:
    """The designer saves; the message beside the editor changes under an unmoved eye."""
    page.goto(f"{table.address}/?view=phone")
    fitted(page)
    page.evaluate("scrollTo(0, 1234)")
    table.save("2900 second")
    until(page, "parseInt(document.querySelector('#frame-phone:not(.coming)').style.height) >= 2900")
    assert "second" in str(shown_in(page, "phone", "document.body.innerText"))
    assert page.evaluate("scrollY") == 1234
    assert page.locator("#live").inner_text() == "Updated"
    assert page.locator(".sheet iframe").count() == 1


def test_a_broken_template_is_named_and_mended_without_a_reload(page: Page, table: Table) -> None:
    """The error appears on top, the last good message stays, and both go with the next good save."""
    page.goto(f"{table.address}/?view=phone&part=text")
    table.save("broken")
    page.wait_for_selector("[role=alert]")
    assert "edition.html.j2:3" in page.locator("[role=alert]").inner_text()
    assert "The first text" in page.locator("pre").inner_text()
    table.save("800 third")
    page.wait_for_selector("[role=alert]", state="detached")
    assert "The third text" in page.locator("pre").inner_text()


def test_a_desk_that_starts_broken_opens_by_itself_once_mended(browser: Browser, tmp_path: Path) -> None:
    """The first build fails; the page waits for the correction."""
    table = Table(tmp_path)
    table.save("broken")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(table.address)
        assert "cannot be shown yet" in page.locator("[role=alert]").inner_text()
        table.save("600 mended")
        page.wait_for_selector("#frame-phone")
    table.close()


def test_views_switch_in_place_by_keyboard_and_back(page: Page, table: Table) -> None:
    """The address follows, focus stays on the pressed link, and Back returns to the earlier view."""
    page.goto(f"{table.address}/?view=phone&scheme=light&part=html")
    fitted(page)
    page.evaluate("window.isSamePage = true")
    page.focus("#go-dark")
    page.keyboard.press("Enter")
    page.wait_for_url("**scheme=dark**")
    page.wait_for_selector("#go-dark[aria-current]")
    assert page.evaluate("document.activeElement.id") == "go-dark"
    until(page, "document.querySelector('.sheet iframe:not(.coming)').src.includes('dark')")
    assert shown_in(page, "phone", BODY) == "rgb(16, 24, 32)"
    page.focus("#go-pieces")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pieces")
    page.go_back()
    page.wait_for_selector("#frame-phone")
    page.go_back()
    page.wait_for_selector("#go-light[aria-current]")
    assert page.evaluate("window.isSamePage"), "never a new page"


def test_everything_can_be_reached_with_the_tab_key(page: Page, table: Table) -> None:
    """Each step of the keyboard lands on something visible with a visible outline."""
    page.goto(f"{table.address}/?part=pieces")
    wanted = set(page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)"))
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        step = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();"
            " return [e.href || '', s.outlineStyle, b.width > 0 && b.bottom > 0]; })()"
        )
        if step[0]:
            reached.add(step[0])
            assert step[1:] == ["solid", True], step
        if reached == wanted:
            break
    assert reached == wanted


def test_no_script_is_needed(browser: Browser, table: Table) -> None:
    """Every view is a plain link; the message scrolls within its own frame then."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(table.address)
        assert "Reload the page" in page.locator("#live").inner_text()
        for part in PARTS:
            page.click(f"#go-{part}")
            assert f"part={part}" in page.url
            assert page.locator(f"main.{part}").is_visible()
        page.click("#go-html")
        page.click("#go-phone")
        box = page.locator("#frame-phone").bounding_box()
        assert box is not None
        assert box["height"] >= 500


# WCAG 2.2 § 1.4.3, computed from what the browser resolved: every visible text against the first opaque ground below.
CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const bend = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => bend(v / 255));
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
    if (!walk.currentNode.data.trim() || !b.width || s.visibility === 'hidden' || e.closest('noscript')) continue;
    let alpha = 1; for (let p = e; p; p = p.parentElement) alpha *= Number(getComputedStyle(p).opacity);
    if (!alpha) continue;
    const back = ground(e), fore = parse(s.color).slice(0, 3).map((v, i) => v * alpha + back[i] * (1 - alpha));
    const [hi, lo] = [light(fore), light(back)].sort((x, y) => y - x);
    const ratio = (hi + .05) / (lo + .05);
    if (ratio < 4.5) found.push([e.className || e.tagName, walk.currentNode.data.trim(), ratio.toFixed(2)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(browser: Browser, table: Table, scheme: str) -> None:
    """At least 4.5 to 1, in both schemes of the desk itself, with an error on top."""
    table.save("600 undark")
    with browser.new_context(color_scheme=scheme, viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.goto(table.address)
        table.save("broken")
        for part in PARTS:
            page.goto(f"{table.address}/?part={part}&scheme=dark")
            assert page.locator("[role=alert]").is_visible()
            assert page.evaluate(CONTRAST) == [], part


def test_no_width_scrolls_sideways(page: Page, table: Table) -> None:
    """The page itself never scrolls sideways, whatever stands in it (WCAG 2.2 § 1.4.10)."""
    for part in PARTS:
        page.goto(f"{table.address}/?part={part}&view=both")
        for width in (320, 375, 768, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (part, width)


def test_the_desk_says_when_its_server_is_gone_and_when_it_is_back(context: BrowserContext, table: Table) -> None:
    """A stale page must not look like a live one."""
    page = context.new_page()
    page.goto(f"{table.address}/?part=text")
    page.route("**/changes**", lambda route: route.abort())
    until(page, "document.getElementById('live').textContent.includes('does not answer')")
    page.unroute("**/changes**")
    until(page, "document.getElementById('live').textContent.includes('Connected again')")
