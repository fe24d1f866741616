"""One scene from above: the swing bridge between two towns."""

# ruff: noqa: PLR2004 - a place on the sheet is its own name

from __future__ import annotations

__all__ = ["swing_bridge"]

from drawing.hand import (
    BLUSH,
    DEEP,
    FOAM,
    GREEN,
    HEIGHT,
    INK,
    MIST,
    OCHRE,
    PAPER,
    RUST,
    SAND,
    SEA,
    WIDTH,
    Point,
    Sheet,
    blend,
    box,
    ring,
    smooth,
)

ALL = box(0, 0, WIDTH, HEIGHT)


def swing_bridge() -> Sheet:
    """Draw from above a span turned half across the river, cars on one bank, a boat in the draw."""
    sheet = Sheet(31, SAND)
    sheet.fade(ALL, blend(SAND, OCHRE, 0.6), (200, 0), (1100, 900), strength=0.7)
    left = smooth([(330, -10), (352, 130), (338, 300), (352, 470), (322, 690)])
    right = smooth([(868, -10), (850, 140), (868, 320), (846, 500), (872, 690)])
    river = [*left, *reversed(right)]
    sheet.fill([(x - 16 if x < 600 else x + 16, y) for x, y in river], blend(SAND, GREEN, 0.75))
    sheet.fill(river, SEA)
    sheet.fade(river, INK, (600, 340), (320, 340), strength=0.6)
    sheet.fade(river, INK, (720, 340), (900, 340), strength=0.3)
    for x in range(400, 830, 52):
        for _ in range(5):
            y = sheet.chance.uniform(10, 610)
            drift = sheet.chance.uniform(-5, 5)
            sheet.stroke(smooth([(x + drift, y), (x + drift + 5, y + 18), (x + drift, y + 38)]), FOAM, 2)
    _towns(sheet)
    _span(sheet)
    _traffic(sheet)
    return sheet


def _towns(sheet: Sheet) -> None:
    road = blend(DEEP, PAPER, 0.3)
    for start, end in ((-10, 336), (864, 1210)):
        sheet.fill(box(start, 308, end - start, 62), road)
        for x in range(start + 20, end - 20, 44):
            sheet.stroke([(x, 339), (x + 20, 339)], PAPER, 3)
    roofs = (
        (40, 60, 96, 64), (168, 40, 70, 90), (60, 172, 120, 62), (222, 180, 72, 74), (30, 440, 86, 88),
        (150, 424, 116, 60), (176, 530, 80, 92), (44, 574, 90, 60), (930, 46, 110, 66), (1072, 66, 80, 90),
        (916, 176, 78, 76), (1034, 196, 116, 58), (920, 430, 96, 64), (1062, 420, 84, 94), (936, 544, 84, 80),
        (1064, 566, 100, 62),
    )  # fmt: skip
    for number, (x, y, width, height) in enumerate(roofs):
        colour = (RUST, blend(RUST, OCHRE, 0.5), INK, BLUSH, SEA)[(number * 7 + number // 5) % 5]
        sheet.fill(box(x + 9, y + 11, width, height), blend(SAND, INK, 0.42))
        sheet.fill(box(x, y, width, height), colour)
        if width > height:
            sheet.fill(box(x, y + height / 2, width, height / 2), blend(colour, INK, 0.22))
        else:
            sheet.fill(box(x + width / 2, y, width / 2, height), blend(colour, INK, 0.22))
    for x, y, radius in (
        (130, 158, 15), (306, 116, 18), (24, 142, 20), (316, 284, 14), (120, 274, 17), (268, 426, 19), (20, 404, 15),
        (284, 640, 16), (150, 648, 18), (898, 150, 14), (1176, 178, 20), (1010, 290, 16), (900, 396, 17),
        (1030, 500, 18), (1182, 530, 22), (908, 650, 17), (1180, 24, 18),
    ):  # fmt: skip
        sheet.fill(ring(x + 6, y + 7, radius, steps=30), blend(SAND, INK, 0.42))
        sheet.fill(ring(x, y, radius, steps=30), GREEN)
        sheet.fill(ring(x - radius * 0.25, y - radius * 0.3, radius * 0.5, steps=24), blend(GREEN, FOAM, 0.4))


def _span(sheet: Sheet) -> None:
    centre = (602, 339)
    along, across = (0.80, -0.60), (0.60, 0.80)

    def at(far: float, side: float, shift: float = 0) -> Point:
        x = centre[0] + far * along[0] + side * across[0]
        return x + shift, centre[1] + far * along[1] + side * across[1] + shift * 1.4

    sheet.fill(ring(*centre, 84), blend(SEA, INK, 0.55))
    sheet.fill(ring(*centre, 70), MIST)
    sheet.stroke(ring(*centre, 58), DEEP, 4, closed=True)
    sheet.fill([at(-262, -44, 16), at(262, -44, 16), at(262, 44, 16), at(-262, 44, 16)], blend(SEA, INK, 0.65))
    sheet.fill([at(-262, -44), at(262, -44), at(262, 44), at(-262, 44)], blend(DEEP, PAPER, 0.3))
    for far in range(-240, 240, 44):
        sheet.stroke([at(far, 0), at(far + 20, 0)], PAPER, 3)
    for side in (-44, 44):
        sheet.stroke([at(-262, side), at(262, side)], RUST, 9)
        inner = side * 0.5
        sheet.stroke([at(-258, inner), at(258, inner)], RUST, 4)
        for far in range(-258, 258, 43):
            sheet.stroke([at(far, side), at(far + 21.5, inner), at(far + 43, side)], RUST, 2.6)
    cabin = [at(-40, -30), at(40, -30), at(40, 30), at(-40, 30)]
    sheet.fill([(x + 8, y + 10) for x, y in cabin], INK, strength=0.5)
    sheet.fill(cabin, PAPER)
    sheet.fill([at(-40, 0), at(40, 0), at(40, 30), at(-40, 30)], OCHRE)
    sheet.stroke([at(-40, 0), at(40, 0)], INK, 3)


def _traffic(sheet: Sheet) -> None:
    for x, colour in ((262, OCHRE), (182, PAPER), (104, RUST), (30, FOAM)):
        sheet.fill(box(x + 4, 349, 54, 24), INK, strength=0.45)
        sheet.fill(box(x, 344, 54, 24), colour)
        sheet.fill(box(x + 12, 348, 8, 16), INK)
        sheet.fill(box(x + 36, 348, 8, 16), INK)
    sheet.fill(box(330, 304, 7, 70), RUST)
    sheet.fill(box(863, 304, 7, 70), RUST)
    boat = smooth([(668, 498), (694, 540), (692, 606), (668, 622), (644, 606), (642, 540), (668, 498)])
    sheet.fill([(x + 14, y + 14) for x, y in boat], INK, strength=0.45)
    sheet.fill(boat, PAPER)
    sheet.fill(smooth([(668, 540), (680, 562), (678, 600), (658, 600), (656, 562), (668, 540)]), OCHRE)
    sheet.fill([(668, 528), (748, 604), (668, 600)], blend(PAPER, MIST, 0.3))
    sheet.shade([(668, 528), (748, 604), (668, 600)], SEA, (668, 540), (760, 620), strength=0.7)
    sheet.stroke([(668, 526), (668, 604)], INK, 4)
    for x in (640, 696):
        sheet.stroke(smooth([(x, 620), (x + (x - 668) * 0.5, 648), (x + (x - 668), 672)]), FOAM, 2.5)
