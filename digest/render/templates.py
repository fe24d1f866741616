"""Templates and style sheets of one or more folders, run over an edition's view.

Decides which file wins (the first folder's) and turns whatever goes wrong in a template into one line with file and
line. Does not know premailer. The loaded environments are kept and see a changed file at once, for the preview.
"""

from __future__ import annotations

__all__ = ["Sheets", "check_templates", "load_sheets", "render_html", "render_text"]

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from digest.errors import RenderError
from digest.model import Token
from digest.render.markup import check_template, line_at
from digest.render.pages import Page, PlacedTemplate
from digest.render.plaintext import underline, wrap
from digest.render.sheet import MAX_STYLE_BYTES, check_head, check_inline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType

    from digest.render.sheet import Rule
    from digest.render.view import EditionView, Scene

_FILLER_END = 150  # characters: as far as any inbox list shows a preheader
_CAUGHT = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The three style sheets with the tokens filled in, checked; `inline` goes into attributes, the others stay."""

    inline: Markup
    head: Markup
    outlook: Markup
    rules: tuple[Rule, ...]
    """Of inline.css."""
    inline_file: str


class _Loader(FileSystemLoader):
    """Reads a template and refuses markup that premailer would break."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_unchanged = self._read(environment, template)
        if template.endswith(".html.j2"):
            check_template(source, filename)
        candidates = [Path(folder, template) for folder in self.searchpath]
        before = tuple(takewhile(lambda candidate: normpath(candidate) != normpath(filename), candidates))

        def is_fresh() -> bool:
            # Jinja would not see that a folder before this one has got the file since.
            return is_unchanged() and not any(candidate.is_file() for candidate in before)

        return source, filename, is_fresh

    def _read(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, filename, is_unchanged = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            file = next(file for folder in self.searchpath if (file := Path(folder, template)).is_file())
            raise RenderError(
                "this file is not UTF-8; save it as UTF-8",
                resource=f"{file}:{line_at(error.object.decode('latin-1'), error.start)}",
            ) from error
        except PermissionError as error:
            raise RenderError("this file may not be read; change its mode", resource=error.filename) from error
        # Some editors of Windows begin a file with U+FEFF, and the page would not begin with its doctype.
        return source.removeprefix("\ufeff"), filename, is_unchanged


@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...], *, is_css: bool = False, is_placed: bool = False) -> Environment:
    # Line numbers of a style sheet must be those of its file, so nothing is trimmed there.
    environment = Environment(
        loader=_Loader([str(folder) for folder in folders]),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),  # noqa: S701 - text and CSS are no markup
        undefined=StrictUndefined,
        trim_blocks=not is_css,
        lstrip_blocks=not is_css,
    )
    if is_placed:
        environment.template_class = PlacedTemplate
    environment.filters["wrap"] = wrap
    environment.filters["underline"] = underline
    return environment


def check_templates(folders: tuple[Path, ...]) -> None:
    """Raise `RenderError` for the first template that cannot be used, whether or not this edition would use it.

    The publication's own partial of the appeal must not stop the edition of the first week that has one. The last
    folder, which is the shipped one, is not looked through.
    """
    environment = _environment(folders)
    for folder in folders[:-1]:
        for file in sorted((*folder.glob("*.j2"), *folder.glob("partials/*.j2"))):
            name = file.relative_to(folder).as_posix()
            with _told(folders, name):
                environment.get_template(name)


def load_sheets(scene: Scene) -> Sheets:
    """Fill and check the style sheets; raise `RenderError` with the file and line of the first mistake."""
    inline, inline_file = _css("inline.css", scene)
    head, head_file = _css("head.css", scene)
    outlook, outlook_file = _css("outlook.css", scene)
    check_head(head, head_file)
    check_head(outlook, outlook_file)
    total = len(head.encode()) + len(outlook.encode())
    if total > MAX_STYLE_BYTES:
        raise RenderError(
            f"head.css and outlook.css have {total} bytes together and Gmail reads {MAX_STYLE_BYTES}; shorten them",
            resource=head_file,
        )
    return Sheets(
        inline=Markup(inline),  # noqa: S704 - checked to hold no markup
        head=Markup(head),  # noqa: S704 - as above
        outlook=Markup(outlook),  # noqa: S704 - as above
        rules=check_inline(inline, inline_file),
        inline_file=inline_file,
    )


def render_html(view: EditionView, scene: Scene, sheets: Sheets, *, subject: str, preheader: str) -> Page:
    """Run edition.html.j2, its style sheets still in `<style>`."""
    filler = Markup("&#8199;&#847; ") * max(0, _FILLER_END - len(preheader)) + Markup("&shy;") * 30
    return _run(
        scene.folders,
        "edition.html.j2",
        **_shared(view, scene),
        subject=scene.clean(subject),
        preheader=scene.clean(preheader),
        sheets=sheets,
        colours=scene.tokens.light,
        fonts=scene.tokens.fonts,
        space=scene.tokens.space,
        filler=filler,
    )


def render_text(view: EditionView, scene: Scene) -> str:
    """Run edition.txt.j2; at most two empty lines follow one another, and none ends with a space."""
    text = _run(scene.folders, "edition.txt.j2", **_shared(view, scene)).text
    lines = [line.rstrip(" ") for line in text.strip().splitlines()]
    return "\n".join(line for at, line in enumerate(lines) if line or any(lines[at - 2 : at])) + "\n"


def _shared(view: EditionView, scene: Scene) -> dict[str, object]:
    return {
        "edition": view,
        "publication": view.publication,
        "words": scene.tongue.words,
        "address": Token.ADDRESS.value,
        "unsubscribe_url": Token.UNSUBSCRIBE.value,
    }


def _css(name: str, scene: Scene) -> tuple[str, str]:
    tokens, is_rtl = scene.tokens, scene.tongue.direction == "rtl"
    values: Mapping[str, object] = {
        "light": tokens.light,
        "dark": tokens.dark,
        "fonts": tokens.fonts,
        "sizes": tokens.sizes,
        "space": tokens.space,
        "start": "right" if is_rtl else "left",
        "end": "left" if is_rtl else "right",
        "is_cased": scene.tongue.is_cased,
    }
    css = _run(scene.folders, name, **values).text
    return css, _environment(scene.folders, is_css=True).get_template(name).filename or name


def _run(folders: tuple[Path, ...], name: str, /, **values: object) -> Page:
    environment = _environment(folders, is_css=name.endswith(".css"))

    def again() -> Iterable[str]:
        return _environment(folders, is_placed=True).get_template(name).generate(values)

    with _told(folders, name):
        return Page(text=environment.get_template(name).render(values), again=again)


@contextmanager
def _told(folders: tuple[Path, ...], name: str) -> Iterator[None]:
    """Turn what goes wrong with the template *name* into a `RenderError` with its place."""
    try:
        yield
    except TemplateSyntaxError as error:
        place = f"{error.filename or error.name}:{error.lineno}"
        raise RenderError(f"{_said(error)}; correct the template", resource=place) from error
    except TemplateNotFound as error:
        place = _place(error.__traceback__, folders) or name
        raise RenderError(f"there is no template {error.name}; add it or correct the name", resource=place) from error
    except _CAUGHT as error:
        place = _place(error.__traceback__, folders)
        if not place:
            raise
        raise RenderError(f"{_said(error)}; correct the template", resource=place) from error


def _said(error: Exception) -> str:
    """Say what is wrong in one line."""
    if isinstance(error, RecursionError):
        return "this template includes itself, or one that includes it, without end"
    if isinstance(error, KeyError):
        return f"there is nothing named {error}"
    return " ".join(str(error).split()) or type(error).__name__


def _place(traceback: TracebackType | None, folders: tuple[Path, ...]) -> str:
    """Return `file:line` of the innermost frame in a template: Jinja gives its frames the template's own lines."""
    place = ""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if any(file.startswith(f"{normpath(folder)}/") for folder in folders):
            place = f"{file}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
