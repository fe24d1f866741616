"""What the Nu HTML checker says of the pages, without what a mail must do against the standard, and why it must."""

from __future__ import annotations

__all__ = ["CONTROL", "CONTROL_ERRORS", "complaints_of", "look"]

import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.proof.npm import NU, Missing, file_of
from tools.proof.verdict import Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.pipeline.workspace import Progress
    from tools.proof.sample import Page

JAVA_SECONDS = 120

IDIOMS = (
    (
        r"“(?:align|bgcolor|border|cellpadding|cellspacing|height|valign|width)” attribute on the “(?:table|td)”",
        "Outlook on Windows lays mail out with Word, which reads these attributes and not the CSS in their place",
    ),
    (
        r"Property “mso-(?:hide|padding-alt)” doesn't exist",
        "the only names by which Word hides the preheader and pads a button",
    ),
    (
        r"Attribute “xmlns:o” not allowed here",
        "Word needs it for the setting that keeps pictures their size on dense screens",
    ),
)
"""What is wrong by the standard and right in a mail: the checker's words as a pattern, and the reason."""

CONTROL = (
    '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p><table><tr><td width="1">x</table></p>'
    '<img width="100%"><a href="b"><a href="c"></a></a><div id="d"></div><div id="d"></div></body></html>'
)
CONTROL_ERRORS = (
    "“src”",
    "“alt”",
    "Start tag “a” seen",
    "Duplicate ID",
    "“width” on element “img”",
    "“width” attribute on the “td”",
)
"""What the checker must say of it, in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing that the checker does not like: an error or a warning, and the line."""

    page: str
    line: int
    message: str


def idiom_of(message: str) -> str:
    """Give the reason why a mail must do what *message* complains of; empty where it need not."""
    return next((reason for pattern, reason in IDIOMS if re.search(pattern, message)), "")


def complaints_of(pages: Mapping[str, str], jar: Path) -> list[Complaint]:
    """Check the *pages*, HTML by name, with the checker's *jar*. Raises Missing without Java, or time."""
    java = shutil.which("java")
    if java is None:
        raise Missing("the Nu HTML checker needs Java, which is not installed")
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, "utf-8", newline="")
            names[path.name] = name
        try:
            # Not on standard error: Java itself says there which options it has from the environment.
            done = subprocess.run(
                [java, "-jar", jar, "--stdout", "--format", "json", "--exit-zero-always", *sorted(names)],
                cwd=folder, capture_output=True, text=True, timeout=JAVA_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise Missing(f"the Nu HTML checker was not done within {JAVA_SECONDS} seconds") from error
    if done.returncode:
        raise Missing(f"the Nu HTML checker did not run: {done.stderr.strip()[:200]}")
    return [
        Complaint(
            page=names[said["url"].rpartition("/")[2]],
            line=said.get("lastLine", 0),
            message=said["message"],
        )
        for said in json.loads(done.stdout)["messages"]
        if said["type"] != "info" or said.get("subType") == "warning"
    ]


def look(pages: tuple[Page, ...], shown: Progress) -> Verdict:
    """Check every page; in what is made of a mail, its idioms pass. Raises Missing without npm or Java."""
    shown("html", "all pages")
    jar = file_of(NU)
    found = complaints_of({"": CONTROL} | {page.name: page.html for page in pages}, jar)
    control = "\n".join(each.message for each in found if not each.page)
    passed: Counter[str] = Counter()
    rows = []
    for page in pages:
        said = [each for each in found if each.page == page.name]
        reasons = [idiom_of(each.message) if page.is_mail else "" for each in said]
        passed.update(filter(None, reasons))
        rows.append(_row(page.name, [each for each, reason in zip(said, reasons, strict=True) if not reason]))
    return Verdict(
        title=f"Nu HTML checker {NU.version}: errors and warnings",
        unseen=tuple(words for words in CONTROL_ERRORS if words not in control),
        rows=tuple(rows),
        notes=tuple(f"passes in mail, {count} times: {reason}" for reason, count in passed.most_common()),
    )


def _row(name: str, wrong: list[Complaint]) -> Row:
    first = {each.message: each.line for each in reversed(wrong)}
    counts = Counter(each.message for each in wrong)
    lines = (f"{f'{count} times, first at ' * (count > 1)}line {first[each]}: {each}" for each, count in counts.items())
    return Row(name=name, result=str(len(wrong) or "none"), is_good=not wrong, lines=tuple(lines))
