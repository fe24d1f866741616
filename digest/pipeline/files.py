"""Puts a rendered edition into a folder: what the reader sees, as files that open by a double click."""

from __future__ import annotations

__all__ = ["write_files"]

import json
import shutil
from typing import TYPE_CHECKING

from digest.pipeline.embedding import hosted
from digest.pipeline.report import Files, finding_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from digest.model import Finding
    from digest.pipeline.workspace import Workspace


def write_files(workspace: Workspace, folder: Path, message: bytes, findings: Iterable[Finding]) -> Files:
    """Write `index.html`, `text.txt`, `message.eml` and `findings.json` into *folder*.

    `message.eml` is one recipient's message, byte for byte. `index.html` and `text.txt` are its two parts; only the
    pictures are shown from the copies in `pictures/` beside it, so that they show before the edition is public.
    """
    from digest.message import parts_of

    folder.mkdir(parents=True, exist_ok=True)
    text, html = parts_of(message)
    files = Files(
        html=folder / "index.html",
        text=folder / "text.txt",
        message=folder / "message.eml",
        findings=folder / "findings.json",
        html_bytes=len(html.encode()),
    )
    files.html.write_text(_with_local_pictures(workspace, hosted(workspace, html), folder), "utf-8", newline="")
    files.text.write_text(text, "utf-8", newline="")
    files.message.write_bytes(message)
    rows = [finding_json(finding) for finding in findings]
    files.findings.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return files


def _with_local_pictures(workspace: Workspace, html: str, folder: Path) -> str:
    public = f"{workspace.config.public_url}/pictures/"
    shelf = workspace.config.pictures
    if not shelf.is_dir():
        return html
    for picture in sorted(shelf.iterdir()):
        if public + picture.name in html:
            target = folder / "pictures" / picture.name
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                shutil.copyfile(picture, target)
            html = html.replace(public + picture.name, f"pictures/{picture.name}")
    return html
