"""Scenes with ships: the crane, the dredger, the ferry."""

# ruff: noqa: PLR2004 - a place on the sheet is its own name

from __future__ import annotations

__all__ = ["crane", "dredger", "ferry"]

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


def crane() -> Sheet:
    """Draw a green crane at dusk; it holds one red container over a small ship."""
    sheet = Sheet(7, BLUSH)
    sheet.fade(ALL, OCHRE, (0, 300), (0, 540), strength=0.75)
    sheet.fade(ALL, DEEP, (0, 430), (0, -40), strength=0.95)
    sheet.glow(104, 508, 300, SAND, strength=0.7)
    sheet.fill(ring(104, 500, 58), blend(RUST, OCHRE, 0.35))
    _far_quay(sheet)
    sheet.fill(box(0, 540, WIDTH, 135), DEEP)
    sheet.fade(box(0, 540, WIDTH, 135), INK, (0, 560), (0, 690), strength=0.8)
    _sun_road(sheet)
    _feeder(sheet)
    _gantry(sheet)
    return sheet


def _far_quay(sheet: Sheet) -> None:
    haze = blend(BLUSH, DEEP, 0.62)
    sheet.fill(box(0, 508, WIDTH, 34), haze)
    for x in (236, 316, 600, 1100):
        sheet.fill(box(x, 436, 7, 80), haze)
        sheet.fill(box(x + 30, 436, 7, 80), haze)
        sheet.fill(box(x - 44, 432, 96, 7), haze)
        sheet.stroke([(x - 40, 434), (x + 18, 404), (x + 50, 434)], haze, 2.5)
    for x in range(12, WIDTH, 46):
        sheet.fill(ring(x + 9 * (x % 5), 522 + x % 3, 2.6, steps=16), SAND)


def _sun_road(sheet: Sheet) -> None:
    for row in range(11):
        half = 62 - row * 3.5 + sheet.chance.uniform(-14, 14)
        y = 548 + row * 11
        middle = 104 + sheet.chance.uniform(-10, 10)
        sheet.stroke([(middle - half, y), (middle + half, y)], blend(OCHRE, RUST, row / 14), 4)
    sheet.ripples((190, 586, 660, 668), SEA, 40)


def _feeder(sheet: Sheet) -> None:
    hull = [(196, 500), (640, 500), (640, 574), (232, 574)]
    sheet.fill(hull, INK)
    sheet.fill([(226, 562), (640, 562), (640, 574), (232, 574)], RUST)
    sheet.stroke([(200, 504), (640, 504)], FOAM, 3)
    for column, stack in enumerate((1, 2, 2, 1, 0, 1)):
        for level in range(stack):
            colour = (SEA, OCHRE, FOAM, blend(RUST, INK, 0.35))[(column + level * 3) % 4]
            x, y = 246 + column * 50, 474 - level * 27
            sheet.fill(box(x, y, 47, 25), colour)
            sheet.shade(box(x, y, 47, 25), INK, (x, y), (x + 60, y + 34), strength=0.7)
    sheet.fill(box(560, 418, 58, 84), PAPER)
    sheet.shade(box(560, 418, 58, 84), SEA, (560, 0), (640, 0), strength=0.7)
    for x in (568, 586, 604):
        sheet.fill(box(x, 428, 10, 8), INK)
    sheet.stroke([(590, 418), (590, 384)], INK, 4)


def _gantry(sheet: Sheet) -> None:
    dark = blend(GREEN, INK, 0.5)
    sheet.fill(box(660, 556, 540, 119), blend(INK, DEEP, 0.25))
    sheet.stroke([(660, 557), (WIDTH, 557)], FOAM, 2.5)
    for x, colour in ((1010, dark), (708, GREEN), (966, GREEN)):
        sheet.fill([(x, 196), (x + 26, 196), (x + 30, 556), (x - 4, 556)], colour)
    sheet.stroke([(722, 410), (980, 410)], GREEN, 17)
    sheet.stroke([(726, 404), (976, 224)], GREEN, 8)
    sheet.stroke([(722, 548), (750, 548)], INK, 12)
    apex = (790, 44)
    for end in ((158, 184), (430, 184), (1128, 184)):
        sheet.stroke([apex, end], dark, 4)
    sheet.stroke([(716, 190), apex, (862, 190)], GREEN, 13)
    sheet.fill(box(138, 182, 1000, 22), GREEN)
    sheet.shade(box(138, 182, 1000, 22), INK, (0, 184), (0, 222), strength=0.9)
    for x in range(150, 1090, 44):
        sheet.stroke([(x, 182), (x + 22, 164), (x + 44, 182)], dark, 2.5)
    sheet.stroke([(150, 164), (1074, 164)], dark, 2.5)
    sheet.fill(box(1056, 152, 74, 50), dark)
    sheet.fill(ring(*apex, 7, steps=24), RUST)
    sheet.glow(*apex, 42, RUST, strength=0.5)
    _load(sheet)


def _load(sheet: Sheet) -> None:
    for x, top in ((346, 204), (374, 204), (452, 204), (480, 204)):
        sheet.stroke([(x, top), (368 if x < 400 else 458, 306)], INK, 2)
    sheet.fill(box(332, 198, 160, 14), INK)
    sheet.fill(box(500, 204, 42, 36), PAPER)
    sheet.fill(box(504, 208, 34, 18), OCHRE)
    sheet.fill(box(346, 304, 134, 8), INK)
    sheet.fill(box(338, 312, 150, 58), RUST)
    for x in range(348, 484, 12):
        sheet.stroke([(x, 318), (x, 364)], blend(RUST, INK, 0.28), 2.5)
    sheet.shade(box(338, 312, 150, 58), INK, (360, 300), (520, 400), strength=0.75)


def dredger() -> Sheet:
    """Draw a dredger above, and below the water its arm on the bottom and the plume behind it."""
    sheet = Sheet(11, PAPER)
    sheet.fade(box(0, 0, WIDTH, 260), SAND, (0, 0), (0, 260), strength=0.7)
    sheet.fill(ring(960, 132, 52), blend(OCHRE, PAPER, 0.15))
    for y, x in ((176, 60), (206, 760), (96, 470)):
        sheet.fill(
            smooth([(x, y), (x + 60, y - 16), (x + 130, y - 12), (x + 210, y), (x + 200, y + 6), (x, y + 6)]), MIST
        )
    sheet.fill(box(0, 258, WIDTH, 417), SEA)
    sheet.fade(box(0, 258, WIDTH, 417), INK, (0, 290), (0, 720), strength=0.95)
    for x, lean in ((180, 120), (420, 150), (700, 170), (980, 190)):
        beam = [(x, 258), (x + 66, 258), (x + 66 - lean, 640), (x - 70 - lean, 640)]
        sheet.fade(beam, FOAM, (0, 600), (0, 240), strength=0.32)
    _sea_floor(sheet)
    _plume(sheet)
    sheet.ripples((0, 262, WIDTH, 300), FOAM, 34)
    _dredger_hull(sheet)
    return sheet


def _sea_floor(sheet: Sheet) -> None:
    floor: list[Point] = smooth([(0, 590), (180, 574), (380, 600), (600, 612), (820, 584), (1010, 566), (1200, 580)])
    ground = [*floor, (WIDTH, HEIGHT), (0, HEIGHT)]
    sheet.fill(ground, blend(SAND, INK, 0.55))
    sheet.fade(ground, INK, (0, 560), (0, 640), strength=0.5)
    lower = smooth([(0, 636), (260, 624), (560, 650), (860, 630), (1200, 640)])
    sheet.fill([*lower, (WIDTH, HEIGHT), (0, HEIGHT)], blend(SAND, INK, 0.72))


def _plume(sheet: Sheet) -> None:
    for _ in range(620):
        along = sheet.chance.random() ** 0.8
        x = 640 + along * 520
        middle = 336 + 210 * along**1.3
        y = sheet.chance.gauss(middle, 10 + 52 * along)
        if 300 < y < 640:
            share = sheet.chance.random()
            radius = sheet.chance.uniform(1.2, 4.4) * (1.15 - 0.5 * along)
            sheet.fill(ring(x, y, radius, steps=14), blend(BLUSH, SEA, share * 0.7))


def _dredger_hull(sheet: Sheet) -> None:
    sheet.stroke(smooth([(330, 300), (290, 430), (252, 560)]), OCHRE, 15)
    sheet.stroke(smooth([(334, 300), (294, 430), (256, 560)]), blend(OCHRE, PAPER, 0.4), 4)
    sheet.fill([(214, 560), (286, 556), (300, 600), (196, 602)], INK)
    hull = [(196, 196), (800, 208), (832, 178), (858, 178), (826, 322), (246, 322)]
    sheet.fill(hull, RUST)
    sheet.shade(hull, INK, (500, 226), (520, 352), strength=0.85)
    sheet.fill([(236, 298), (832, 298), (826, 322), (246, 322)], blend(INK, DEEP, 0.2))
    sheet.stroke([(206, 210), (806, 220)], PAPER, 4)
    house = box(232, 92, 150, 106)
    sheet.fill(house, PAPER)
    sheet.shade(house, SEA, (250, 100), (430, 180), strength=0.6)
    sheet.fill(box(222, 82, 170, 14), INK)
    for x in range(244, 372, 26):
        sheet.fill(box(x, 108, 17, 15), DEEP)
        sheet.fill(ring(x + 8, 158, 6, steps=24), DEEP)
    sheet.fill(box(286, 26, 42, 58), OCHRE)
    sheet.fill(box(286, 38, 42, 12), INK)
    for x in (470, 590, 710):
        sheet.stroke([(x - 34, 206), (x, 118), (x + 34, 206)], INK, 6)
        sheet.stroke([(x, 118), (x - 92, 168)], INK, 3)
    sheet.stroke([(438, 206), (760, 214)], OCHRE, 9)
    sheet.stroke([(400, 118), (330, 300)], INK, 2.5)
    sheet.stroke([(846, 178), (846, 112)], INK, 4)


def ferry() -> Sheet:
    """Draw a ferry that leaves before dawn under a sky that is a timetable."""
    sheet = Sheet(23, PAPER)
    sheet.fade(ALL, SAND, (0, 120), (0, 520), strength=0.8)
    sheet.fade(ALL, BLUSH, (0, 330), (0, 560), strength=0.85)
    _timetable(sheet)
    for colour, points in (
        (blend(FOAM, BLUSH, 0.35), [(0, 462), (190, 430), (390, 466), (620, 448), (840, 474), (1200, 440)]),
        (blend(SEA, BLUSH, 0.25), [(0, 492), (150, 486), (330, 468), (520, 500), (860, 500), (1030, 474), (1200, 488)]),
    ):
        sheet.fill([*smooth(points), (WIDTH, HEIGHT), (0, HEIGHT)], colour)
    sheet.fill(box(0, 506, WIDTH, 169), DEEP)
    sheet.fade(box(0, 506, WIDTH, 169), INK, (0, 520), (0, 690), strength=0.85)
    sheet.ripples((0, 516, WIDTH, 668), SEA, 70)
    _ferry_boat(sheet)
    _quay_end(sheet)
    return sheet


def _timetable(sheet: Sheet) -> None:
    starts = (355, 430, 580, 695, 785, 865, 1000, 1145)
    ink = blend(INK, SAND, 0.12)
    sheet.stroke([(70, 62), (1130, 62)], ink, 4)
    sheet.stroke([(70, 72), (1130, 72)], ink, 1.5)
    for row in range(7):
        y = 112 + row * 45
        is_first = row == 0
        for column, start in enumerate(starts):
            minutes = start + row * 11 + (row * column * 3) % 7
            label = f"{minutes // 60}:{minutes % 60:02d}"
            colour = RUST if is_first and column == 0 else ink
            strength = 1.0 if is_first else 0.86 - row * 0.1
            sheet.write(label, 86 + column * 133, y, 31, colour, strength=strength)
        sheet.fill(box(70, y + 12, 1060, 1.4), ink, strength=0.4 - row * 0.045)


def _ferry_boat(sheet: Sheet) -> None:
    sheet.glow(620, 520, 240, OCHRE, strength=0.3)
    hull = [(408, 512), (830, 512), (800, 568), (446, 568)]
    sheet.fill(hull, INK)
    sheet.fill([(428, 544), (815, 544), (800, 568), (446, 568)], RUST)
    sheet.stroke([(412, 514), (828, 514)], PAPER, 5)
    cabin = [(468, 456), (752, 456), (768, 512), (452, 512)]
    sheet.fill(cabin, PAPER)
    sheet.shade(cabin, SEA, (480, 450), (800, 520), strength=0.55)
    for x in range(484, 740, 32):
        sheet.fill(box(x, 470, 21, 20), OCHRE)
    bridge = box(520, 414, 128, 42)
    sheet.fill(bridge, PAPER)
    sheet.fill(box(528, 422, 112, 15), INK)
    sheet.fill([(676, 394), (718, 394), (724, 456), (670, 456)], RUST)
    sheet.fill([(676, 394), (718, 394), (719, 408), (675, 408)], INK)
    sheet.stroke([(584, 414), (584, 366)], INK, 4)
    sheet.fill(ring(584, 366, 5, steps=20), RUST)
    for row in range(8):
        half = 150 - row * 13 + sheet.chance.uniform(-20, 20)
        sheet.stroke([(620 - half, 580 + row * 11), (620 + half * 0.8, 580 + row * 11)], blend(OCHRE, DEEP, row / 9), 3)


def _quay_end(sheet: Sheet) -> None:
    sheet.fill([(0, 560), (214, 560), (214, 584), (0, 584)], blend(INK, DEEP, 0.1))
    sheet.stroke([(0, 561), (214, 561)], FOAM, 2.5)
    for x in (28, 98, 168):
        sheet.fill(box(x, 580, 17, 95), INK)
    sheet.stroke([(150, 560), (150, 432)], INK, 5)
    sheet.stroke([(150, 434), (178, 434)], INK, 4)
    sheet.glow(178, 446, 64, OCHRE, strength=0.7)
    sheet.fill(ring(178, 442, 8, steps=20), PAPER)
    for x, tall in ((84, 46),):
        sheet.fill([(x - 9, 560), (x - 7, 560 - tall * 0.7), (x + 7, 560 - tall * 0.7), (x + 9, 560)], INK)
        sheet.fill(ring(x, 560 - tall * 0.82, 7, steps=20), INK)
        sheet.stroke([(x + 6, 560 - tall * 0.6), (x + 20, 560 - tall * 1.05)], INK, 4)
