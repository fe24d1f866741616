"""The wheel is the whole product: templates and the example publication travel inside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from acceptance_world import ROOT


def test_the_wheel_does_the_whole_demo_from_an_empty_folder(tmp_path: Path) -> None:
    """`pip install .` and then `digest demo`, anywhere, without the repository beside it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("digest-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(installed)
    assert "digest/_shipped/templates/edition.html.j2" in names
    assert "digest/_shipped/templates/looks/letter/partials/signoff.html.j2" in names
    assert "digest/_shipped/config/publications/harbour.toml" in names
    assert not [name for name in names if "__pycache__" in name or "/var/" in name]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "digest", "demo", "--json"],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["deliveries"] == {"submitted": 25}
    assert Path(report["files"]["html"]).is_relative_to(elsewhere)
