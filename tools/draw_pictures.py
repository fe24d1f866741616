"""Draws the pictures of the sample week into `config/sample-week/pictures/`: 1200 × 675, the same bytes on every run.

python tools/draw_pictures.py [NAME…]
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from drawing import bridge, harbour, inside, shore, towns, weather

if TYPE_CHECKING:
    from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "config" / "sample-week" / "pictures"
BEST, LEAST = 82, 56
MAX_BYTES = 60_000
"""A picture that mail clients fetch on a phone; grain costs bytes, so the quality gives way before the size does."""

SCENES = {
    "the-mud-budget": harbour.dredger,
    "slack-water": shore.sound,
    "who-owns-the-bottom-of-the-bay": shore.oyster_beds,
    "two-hundred-and-eleven-steps": inside.stair,
    "we-were-told-it-was-temporary": towns.stilt_houses,
    "counting-at-the-weir": weather.weir,
    "in-praise-of-the-timetable": harbour.ferry,
    "a-library-dries-its-pages": inside.library,
    "the-town-that-agreed-to-move": towns.two_hills,
    "the-bridge-is-open": bridge.swing_bridge,
    "leave-the-gap-in-the-wall": weather.sea_wall,
    "the-pilots-wife-draws-the-chart": inside.kitchen_table,
    "the-last-night-of-crane-no-7": harbour.crane,
}


def main(names: list[str]) -> None:
    """Draw the pictures *names*, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        encoded, quality = _encoded(SCENES[name]().finish())
        (FOLDER / f"{name}.jpg").write_bytes(encoded)
        print(f"{name}.jpg: {len(encoded) / 1024:.0f} KB at quality {quality}")


def _encoded(image: Image.Image) -> tuple[bytes, int]:
    """Give the best JPEG of *image* that fits."""
    for quality in range(BEST, LEAST, -2):
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        if len(target.getvalue()) <= MAX_BYTES:
            return target.getvalue(), quality
    raise SystemExit(f"does not fit {MAX_BYTES} bytes at quality {LEAST}; use less grain")


if __name__ == "__main__":
    main(sys.argv[1:])
