"""Scenes under a roof: the lighthouse stair, the library, the kitchen table."""

# ruff: noqa: PLR2004 - a place on the sheet is its own name

from __future__ import annotations

__all__ = ["kitchen_table", "library", "stair"]

import math

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
    Colour,
    Point,
    Sheet,
    blend,
    box,
    ring,
    smooth,
)

ALL = box(0, 0, WIDTH, HEIGHT)


# ---- the stair ----------------------------------------------------------------------------------------------


def stair() -> Sheet:
    """Look up a lighthouse: steps winding to the lamp, and one figure on them."""
    sheet = Sheet(67, INK)
    eye = (640.0, 300.0)
    steps = 62
    for step in range(steps):
        _tread(sheet, eye, step, steps)
    sheet.glow(*eye, 210, OCHRE, strength=0.55)
    sheet.glow(*eye, 120, PAPER, strength=0.9)
    sheet.fill(ring(*eye, 34), PAPER)
    sheet.stroke(ring(*eye, 47), OCHRE, 6, closed=True)
    _climber(sheet)
    return sheet


def _tread(sheet: Sheet, eye: Point, step: int, steps: int) -> None:
    share = step / steps
    turn = -2.45 + step * 0.335
    outer, inner = 800 * 0.955**step, 440 * 0.955**step
    light = blend(DEEP, SAND, share**0.8)
    colour = blend(light, PAPER, share**2.2 * 0.7) if step % 2 else blend(light, SEA, 0.38 * (1 - share))
    wedge = _wedge(eye, turn, turn + 0.36, (inner, outer))
    shadow = _wedge(eye, turn + 0.33, turn + 0.43, (inner, outer))
    sheet.fill(wedge, colour)
    start, end = _polar(eye, turn + 0.02, outer * 0.8), _polar(eye, turn + 0.52, outer * 0.8)
    sheet.fade(wedge, INK, start, end, strength=0.55)
    if step < steps * 0.45:
        sheet.shade(wedge, INK, start, end, strength=0.6)
    sheet.fill(shadow, blend(INK, SEA, 0.3 * share), strength=0.55)
    sheet.stroke([_polar(eye, turn, inner), _polar(eye, turn, outer)], blend(light, PAPER, 0.5), 3.5 * (1 - share) + 1)
    rail = [_polar(eye, turn + 0.36 * part / 4, inner) for part in range(5)]
    sheet.stroke(rail, RUST, 13 * (1 - share) + 1.5)


def _wedge(eye: Point, start: float, end: float, radii: tuple[float, float]) -> list[Point]:
    inner, outer = radii
    turns = [start + (end - start) * part / 8 for part in range(9)]
    return [*(_polar(eye, turn, inner) for turn in turns), *(_polar(eye, turn, outer) for turn in reversed(turns))]


def _polar(eye: Point, turn: float, radius: float) -> Point:
    return eye[0] + radius * math.cos(turn), eye[1] + radius * math.sin(turn)


def _climber(sheet: Sheet) -> None:
    x, y = 356, 452
    sheet.stroke([(x - 12, y + 44), (x - 4, y)], INK, 12)
    sheet.stroke([(x + 18, y + 34), (x + 14, y + 12), (x + 2, y)], INK, 12)
    coat = [(x - 24, y + 8), (x - 14, y - 66), (x + 16, y - 66), (x + 22, y + 6)]
    sheet.fill(coat, OCHRE)
    sheet.shade(coat, INK, (x + 4, y - 50), (x - 40, y + 10), strength=0.85)
    sheet.stroke([(x + 10, y - 52), (x + 40, y - 30)], OCHRE, 11)
    sheet.stroke([(x + 42, y - 30), (x + 42, y - 6)], PAPER, 4)
    sheet.fill(ring(x + 42, y + 2, 11, steps=24), PAPER)
    sheet.fill(ring(x + 4, y - 80, 15, steps=30), INK)
    sheet.fill([(x - 12, y - 84), (x + 22, y - 84), (x + 16, y - 96), (x - 6, y - 96)], RUST)


# ---- the library --------------------------------------------------------------------------------------------


def library() -> Sheet:
    """Draw shelves, the two lowest empty below the line that the water left, and slips pegged across the room."""
    sheet = Sheet(71, blend(SAND, PAPER, 0.4))
    sheet.fade(ALL, OCHRE, (0, 100), (0, 760), strength=0.5)
    for bay in range(3):
        _bay(sheet, 27 + bay * 390)
    sheet.fill(box(0, 618, WIDTH, 57), blend(INK, RUST, 0.25))
    sheet.fade(box(0, 618, WIDTH, 57), INK, (0, 620), (0, 690), strength=0.6)
    sheet.fill(box(0, 424, WIDTH, 196), SEA, strength=0.3)
    line = smooth([(x, 424 + 3 * math.sin(x / 61)) for x in range(-10, 1230, 40)])
    sheet.stroke(line, blend(SEA, PAPER, 0.25), 4)
    sheet.stroke([(x, y + 11) for x, y in line], SEA, 1.6)
    _slips(sheet)
    return sheet


def _bay(sheet: Sheet, left: float) -> None:
    wood = blend(INK, RUST, 0.32)
    sheet.fill(box(left, 18, 366, 602), wood)
    for shelf in range(5):
        top = 34 + shelf * 118
        back = box(left + 14, top, 338, 102)
        sheet.fill(back, blend(wood, INK, 0.55))
        if shelf < 3:
            _books(sheet, left + 16, top + 102)
        else:
            sheet.fade(back, SEA, (left, top), (left + 300, top + 150), strength=0.5)
    sheet.fill(box(left + 352, 18, 14, 602), blend(wood, INK, 0.4))


def _books(sheet: Sheet, left: float, floor: float) -> None:
    x = left
    colours: tuple[Colour, ...] = (RUST, OCHRE, FOAM, PAPER, SEA, GREEN, BLUSH, DEEP, SAND)
    while x < left + 300:
        wide, tall = sheet.chance.uniform(20, 37), sheet.chance.uniform(62, 94)
        colour = colours[sheet.chance.randrange(len(colours))]
        lean = 15 if sheet.chance.random() < 0.06 else 0
        spine = [(x + lean, floor - tall), (x + lean + wide, floor - tall), (x + wide, floor), (x, floor)]
        sheet.fill(spine, colour)
        shadow = [(x + lean + wide * 0.66, floor - tall), spine[1], spine[2], (x + wide * 0.66, floor)]
        sheet.fill(shadow, blend(colour, INK, 0.25))
        if not lean:
            band = blend(colour, PAPER if colour != PAPER else RUST, 0.7)
            sheet.fill(box(x + 3, floor - tall * 0.8, wide - 6, 5), band)
        x += wide + 1.5 + lean


def _slips(sheet: Sheet) -> None:
    line = smooth([(-20, 196), (190, 268), (420, 300), (640, 306), (860, 292), (1060, 254), (1220, 190)], steps=30)
    sheet.stroke([(x + 5, y + 8) for x, y in line], INK, 2)
    sheet.stroke(line, PAPER, 3.5)
    tints: tuple[Colour, ...] = (PAPER, PAPER, BLUSH, PAPER, MIST, PAPER, OCHRE)
    for number, place in enumerate(range(10, len(line) - 8, 13)):
        x, y = line[place]
        wide, tall = 34 + (number * 13) % 26, 62 + (number * 29) % 44
        swing = sheet.chance.uniform(-7, 7)
        slip = [(x, y), (x + wide, y + 1), (x + wide + swing, y + tall), (x + swing, y + tall + 1)]
        sheet.fill([(px + 9, py + 11) for px, py in slip], INK, strength=0.5)
        sheet.fill(slip, tints[number % 7])
        if number % 7 == 2:
            sheet.fill(ring(x + wide / 2 + swing / 2, y + tall * 0.45, wide * 0.26, steps=30), RUST)
        else:
            for row in range(2, int(tall / 15)):
                indent = 6 + swing * row * 15 / tall
                sheet.stroke(
                    [(x + indent, y + row * 15), (x + indent + wide - 14, y + row * 15)],
                    blend(tints[number % 7], INK, 0.4),
                    1.6,
                )
        sheet.fill(box(x + wide / 2 - 4, y - 11, 8, 24), RUST)


# ---- the kitchen table --------------------------------------------------------------------------------------


def kitchen_table() -> Sheet:
    """From above: a chart of creeks on a table under a lamp, a pen, a cup, and a drawer left open."""
    wood = blend(RUST, INK, 0.55)
    sheet = Sheet(73, wood)
    for row in range(9):
        y = row * 76
        sheet.fill(box(0, y, WIDTH, 75), blend(wood, (OCHRE, INK)[row % 2], 0.07))
        for _ in range(1):
            level, start = y + sheet.chance.uniform(8, 68), sheet.chance.uniform(-60, 1000)
            grain = smooth([(start, level), (start + 90, level + sheet.chance.uniform(-5, 5)), (start + 230, level)])
            sheet.stroke(grain, blend(wood, INK, 0.3), 1.8)
    sheet.glow(560, 250, 620, OCHRE, strength=0.6)
    sheet.fade(ALL, INK, (640, 330), (1320, 800), strength=0.85)
    _chart(sheet)
    _cup(sheet)
    _pen(sheet)
    _drawer(sheet)
    return sheet


def _chart(sheet: Sheet) -> None:
    top = smooth([(96, 70), (420, 50), (760, 64), (1060, 40)])
    foot = smooth([(1084, 420), (760, 446), (420, 430), (70, 456)])
    paper = [*top, *foot]
    sheet.fill([(x + 14, y + 18) for x, y in paper], INK, strength=0.55)
    sheet.fill(paper, PAPER)
    sheet.fade(paper, OCHRE, (520, 250), (1200, 520), strength=0.55)
    north = [(85, 232), (240, 250), (420, 212), (600, 232), (780, 196), (930, 204), (1066, 160)]
    south = [(82, 258), (240, 280), (420, 248), (600, 280), (780, 254), (930, 288), (1077, 300)]
    for inset, colour in ((-13, FOAM), (-2, blend(FOAM, SEA, 0.5)), (9, SEA)):
        edge = smooth([(x, y + inset) for x, y in north]), smooth([(x, y - inset) for x, y in south])
        sheet.fill([*edge[0], *reversed(edge[1])], colour)
    creeks = (
        ((250, 262), (280, 190), (240, 140), (262, 96)), ((280, 190), (340, 160), (352, 112)),
        ((430, 230), (470, 160), (448, 102)), ((470, 160), (530, 132), (548, 92)),
        ((620, 256), (676, 180), (650, 120)), ((676, 180), (744, 150), (760, 98)),
        ((800, 228), (850, 160), (836, 100)), ((850, 160), (916, 134), (940, 84)),
        ((330, 246), (372, 318), (344, 400)), ((372, 318), (432, 352), (446, 406)),
        ((540, 244), (566, 322), (530, 404)), ((566, 322), (640, 354), (660, 412)),
        ((730, 234), (776, 312), (748, 398)), ((776, 312), (842, 340), (866, 402)),
        ((900, 246), (952, 316), (934, 392)), ((170, 250), (190, 330), (160, 402)),
    )  # fmt: skip
    for number, creek in enumerate(creeks):
        path = smooth([*creek])
        for part in range(len(path) - 1):
            sheet.stroke(path[part : part + 2], SEA, (15 if number % 2 == 0 else 9) * (1 - 0.75 * part / len(path)))
    _soundings(sheet, [place for creek in creeks for place in smooth([*creek])])
    for x in (96, 1040):
        sheet.fill(ring(x + 14, 92, 24, squash=0.8), INK)
        sheet.fill(ring(x + 10, 87, 20, squash=0.8), DEEP)


def _soundings(sheet: Sheet, water: list[Point]) -> None:
    for column in range(16):
        for row in (102, 150, 328, 370, 410):
            x, y = 112 + column * 60 + sheet.chance.uniform(-9, 9), row + sheet.chance.uniform(-7, 7)
            depth, size = f"{sheet.chance.uniform(0.2, 4.8):.1f}", sheet.chance.uniform(11, 15)
            is_dry = min(math.dist((x + 10, y - 5), place) for place in water) > 21
            if is_dry and not (x > 940 and row == 322) and math.dist((x, y), (1040, 90)) > 60:
                sheet.write(depth, x, y, size, blend(INK, RUST, 0.4), strength=0.85)
    sheet.stroke(ring(846, 96, 22, squash=0.8), RUST, 3, closed=True)


def _cup(sheet: Sheet) -> None:
    x, y = 1112, 540
    sheet.fill(ring(x + 14, y + 18, 82), INK, strength=0.6)
    sheet.fill(ring(x, y, 82), FOAM)
    sheet.stroke(ring(x, y, 74), PAPER, 3, closed=True)
    sheet.stroke([(x - 40, y + 22), (x - 76, y + 44)], PAPER, 15)
    sheet.fill(ring(x, y, 48), PAPER)
    sheet.fill(ring(x, y, 40), blend(RUST, INK, 0.6))
    sheet.shade(ring(x, y, 40), OCHRE, (x + 20, y + 20), (x - 50, y - 50), strength=0.9)


def _pen(sheet: Sheet) -> None:
    sheet.stroke([(956, 452), (832, 356)], INK, 12)
    sheet.stroke([(948, 440), (826, 344)], RUST, 11)
    sheet.stroke([(838, 353), (826, 344)], OCHRE, 12)
    sheet.fill([(830, 338), (820, 351), (800, 324)], INK)
    sheet.fill(ring(1002, 486, 34), INK)
    sheet.fill(ring(998, 480, 30), DEEP)
    sheet.fill(ring(998, 480, 17), INK)


def _drawer(sheet: Sheet) -> None:
    sheet.fill(box(150, 520, 700, 175), INK, strength=0.65)
    sheet.fill(box(140, 504, 700, 180), blend(RUST, INK, 0.35))
    sheet.fill(box(158, 522, 664, 160), blend(INK, RUST, 0.2))
    cloths = ((176, PAPER, RUST), (396, BLUSH, PAPER), (610, FOAM, PAPER))
    for x, ground, stripe in cloths:
        cloth = box(x, 538, 196, 150)
        sheet.fill([(px + 6, py + 6) for px, py in cloth], INK)
        sheet.fill(cloth, ground)
        for row in range(2):
            sheet.fill(box(x, 560 + row * 22, 196, 9), stripe)
        for column in range(3):
            sheet.fill(box(x + 34 + column * 60, 538, 9, 150), stripe, strength=0.65)
        sheet.shade(cloth, INK, (x + 60, 540), (x + 240, 720), strength=0.6)
        sheet.stroke([(x, 628), (x + 196, 628)], blend(ground, INK, 0.35), 3)
