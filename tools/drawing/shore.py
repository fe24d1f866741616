"""Scenes seen as on a chart: the sound, the oyster beds."""

from __future__ import annotations

__all__ = ["oyster_beds", "sound"]

import math

from drawing.hand import (
    DEEP,
    FOAM,
    GREEN,
    HEIGHT,
    INK,
    OCHRE,
    PAPER,
    RUST,
    SAND,
    SEA,
    WIDTH,
    Colour,
    Point,
    Sheet,
    blend,
    box,
    ring,
    smooth,
)

ALL = box(0, 0, WIDTH, HEIGHT)


# ---- the sound ----------------------------------------------------------------------------------------------


def sound() -> Sheet:
    """Draw a chart: two headlands, streams from both ends, and a rowing boat where they meet."""
    sheet = Sheet(41, blend(PAPER, FOAM, 0.45))
    sheet.fade(ALL, SEA, (600, -100), (600, 900), strength=0.18)
    north = [
        (-10, 196),
        (150, 232),
        (300, 186),
        (440, 214),
        (560, 250),
        (690, 214),
        (840, 150),
        (1010, 164),
        (1210, 96),
    ]
    south = [
        (-10, 560),
        (170, 588),
        (330, 540),
        (470, 482),
        (620, 440),
        (760, 470),
        (900, 548),
        (1060, 560),
        (1210, 520),
    ]
    for step, share in ((54, 0.16), (34, 0.3), (15, 0.48)):
        tint = blend(blend(PAPER, FOAM, 0.45), SEA, share)
        sheet.fill([*smooth([(x, y + step) for x, y in north]), (1210, -10), (-10, -10)], tint)
        sheet.fill([*smooth([(x, y - step) for x, y in south]), (1210, 690), (-10, 690)], tint)
    _streams(sheet)
    for edge, corner in ((north, -10), (south, 690)):
        land = [*smooth(edge), (1210, corner), (-10, corner)]
        sheet.fill(land, SAND)
        sheet.fade(land, OCHRE, (0, 330), (0, corner), strength=0.55)
        sheet.stroke(smooth(edge), INK, 3.5)
        away = -1 if corner < 0 else 1
        for step in (34, 68, 102):
            sheet.stroke(
                smooth([(x, y + away * step * (0.8 + 0.2 * math.sin(x / 90))) for x, y in edge]),
                blend(SAND, INK, 0.3),
                1.8,
            )
    _rowing_boat(sheet)
    _compass(sheet, 142, 98)
    sheet.fill(ring(520, 274, 10, steps=9), INK)
    return sheet


def _streams(sheet: Sheet) -> None:
    for side in (-1, 1):
        for lane in range(7):
            level = lane - 3
            path: list[Point] = []
            for step in range(30):
                away = 640 - step * 19.5
                spread = 21 + 9 * min(1.0, abs(away - 60) / 260)
                bend = 26 * math.sin(away / 150) * min(1.0, away / 300)
                middle = 348 if side < 0 else 346
                path.append((600 + side * (away + 48 + abs(level) * 9), middle + level * spread + side * bend))
            colour = DEEP if side < 0 else RUST
            for start in range(0, 29, 6):
                sheet.stroke(path[start : start + 5], blend(colour, SEA, 0.15), 3)
            (x0, y0), (x1, y1) = path[-6], path[-2]
            tip = (x1 + (x1 - x0) * 0.35, y1 + (y1 - y0) * 0.35)
            sheet.fill([tip, (x1, y1 - 7), (x1, y1 + 7)], colour)


def _rowing_boat(sheet: Sheet) -> None:
    hull = smooth([(600, 302), (618, 326), (618, 366), (600, 392), (582, 366), (582, 326), (600, 302)])
    sheet.fill([(x + 9, y + 9) for x, y in hull], blend(SEA, INK, 0.4), strength=0.6)
    sheet.fill(hull, PAPER)
    sheet.stroke(hull, INK, 3.5)
    for y in (332, 352):
        sheet.stroke([(585, y), (615, y)], OCHRE, 5)
    sheet.fill(ring(600, 343, 8, steps=24), RUST)
    for side in (-1, 1):
        sheet.stroke([(600 + side * 10, 348), (600 + side * 54, 330)], INK, 3)


def _compass(sheet: Sheet, x: float, y: float) -> None:
    sheet.stroke(ring(x, y, 50), INK, 2, closed=True)
    sheet.stroke(ring(x, y, 43), INK, 1.2, closed=True)
    for quarter in range(8):
        turn = quarter * math.pi / 4
        reach = 64 if quarter % 2 == 0 else 40
        tip = (x + reach * math.sin(turn), y - reach * math.cos(turn))
        for side, colour in ((-1, INK), (1, RUST if quarter == 0 else PAPER)):
            elbow = (x + 13 * math.sin(turn + side * 0.6), y - 13 * math.cos(turn + side * 0.6))
            sheet.fill([(x, y), elbow, tip], colour)


# ---- the oyster beds ----------------------------------------------------------------------------------------


def oyster_beds() -> Sheet:
    """Draw from above a crooked grid of beds under shallow water, and a skiff whose shadow crosses a line."""
    sheet = Sheet(43, SEA)
    columns, rows = 7, 5
    corner = {
        (column, row): (
            -60 + column * 196 + row * 22 + sheet.chance.uniform(-15, 15),
            -70 + row * 176 - column * 17 + sheet.chance.uniform(-12, 12),
        )
        for column in range(columns + 1)
        for row in range(rows + 1)
    }
    for row in range(rows):
        for column in range(columns):
            places = ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1))
            _bed(sheet, [corner[place] for place in places], column * 5 + row * 3)
    for place in corner.values():
        sheet.stroke([place, (place[0] + 2, place[1] - 26)], INK, 5)
        sheet.fill(ring(place[0] + 2, place[1] - 26, 6, steps=20), PAPER)
    sheet.fade(ALL, DEEP, (700, 300), (1250, 760), strength=0.75)
    sheet.fade(ALL, PAPER, (420, 260), (-60, -80), strength=0.35)
    _skiff(sheet)
    return sheet


def _bed(sheet: Sheet, corners: list[Point], kind: int) -> None:
    tints: tuple[Colour, ...] = (
        blend(SEA, FOAM, 0.4),
        blend(SEA, GREEN, 0.6),
        blend(SEA, DEEP, 0.6),
        blend(SEA, FOAM, 0.15),
    )
    middle = (sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4)
    inner = [(middle[0] + (x - middle[0]) * 0.93, middle[1] + (y - middle[1]) * 0.92) for x, y in corners]
    colour = tints[kind % 4]
    sheet.fill(inner, colour)
    if kind % 3 == 1:
        return
    a, b, c, d = inner
    lines = 6 + kind % 2
    for line in range(1, lines):
        share = line / lines
        start, end = _along(a, d, share), _along(b, c, share)
        for step in range(1, 13):
            x, y = _along(start, end, step / 13)
            size = sheet.chance.uniform(2.6, 5.4)
            dot = ring(x + sheet.chance.uniform(-3, 3), y + sheet.chance.uniform(-2, 2), size, squash=0.65, steps=14)
            sheet.fill(dot, blend(colour, (INK, PAPER)[kind % 2], 0.42))


def _along(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _skiff(sheet: Sheet) -> None:
    def turned(points: list[Point], shift: Point) -> list[Point]:
        cos, sin = math.cos(-0.42), math.sin(-0.42)
        return [(610 + shift[0] + x * cos - y * sin, 330 + shift[1] + x * sin + y * cos) for x, y in points]

    hull = smooth([(-124, -34), (40, -40), (104, -26), (140, 0), (104, 26), (40, 40), (-124, 34)])
    sheet.fill(turned(hull, (34, 62)), INK, strength=0.55)
    sheet.fill(turned(hull, (0, 0)), PAPER)
    inside = smooth([(-112, -25), (38, -30), (92, -19), (118, 0), (92, 19), (38, 30), (-112, 25)])
    sheet.fill(turned(inside, (0, 0)), blend(SAND, OCHRE, 0.3))
    sheet.shade(turned(inside, (0, 0)), RUST, (610, 300), (610, 420), strength=0.6)
    for x in (-60, 4, 62):
        sheet.stroke(turned([(x, -30), (x, 30)], (0, 0)), PAPER, 11)
    sheet.fill(turned(box(-140, -11, 28, 22), (0, 0)), INK)
    sheet.fill(turned(ring(-28, 0, 17, steps=30), (0, 0)), RUST)
    sheet.fill(turned(ring(-26, 0, 8, steps=24), (0, 0)), INK)
    sheet.stroke(turned([(-14, 10), (96, 76)], (0, 0)), OCHRE, 5)
