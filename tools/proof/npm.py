"""Fetches a checker from npm: one pinned release each, its hash held against the one written here, kept for next time.

Nothing of a package is run by npm, and of its files one is kept.
"""

from __future__ import annotations

__all__ = ["AXE", "NU", "Missing", "Package", "file_of"]

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".venv" / "npm"
NPM_SECONDS = 120


class Missing(Exception):  # noqa: N818 - no error of ours: something that this machine lacks
    """Says what a check needs and this machine does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A release on npm, and the file of it that is used."""

    name: str
    version: str
    sha512: str
    """As `npm view NAME@VERSION dist.integrity` gives it, in base64."""
    member: str


AXE = Package(
    name="axe-core",
    version="4.14.1",
    sha512="FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    member="package/axe.min.js",
)
NU = Package(
    name="vnu-jar",
    version="26.9.27",
    sha512="TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
    member="package/build/dist/vnu.jar",
)


def file_of(package: Package) -> Path:
    """Give the file of *package*, asking npm the first time only.

    Raises Missing where there is no npm or it cannot reach its registry; ValueError for a package of another hash.
    """
    kept = CACHE / f"{package.name}-{package.version}{Path(package.member).suffix}"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            fetched = _fetched(package, Path(folder))
            # In one step, so that a test run in several processes never reads half a file.
            fetched.rename(kept)
    return kept


def _fetched(package: Package, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing(f"{package.name} comes from npm, which is not installed (it comes with Node)")
    said = f"{package.name}@{package.version}"
    try:
        done = subprocess.run(
            [npm, "pack", "--silent", "--ignore-scripts", "--fetch-retries=0", "--fetch-timeout=60000", said],
            cwd=folder, capture_output=True, text=True, timeout=NPM_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Missing(f"npm did not give {said} within {NPM_SECONDS} seconds") from error
    archive = next(folder.glob("*.tgz"), None)
    if done.returncode or archive is None:
        raise Missing(f"npm gave no {said}: {' '.join(done.stderr.split())[:200] or 'it said nothing'}")
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.sha512:
        raise ValueError(f"{said} is not the package that was checked: its SHA-512 is {found}")
    target = folder / "file"
    with tarfile.open(archive) as opened, target.open("wb") as out:
        member = opened.extractfile(package.member)
        if member is None:
            raise ValueError(f"{said} has no file {package.member}")
        shutil.copyfileobj(member, out)
    return target
