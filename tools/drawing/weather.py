"""Scenes of falling water: the weir, the sea wall."""

# ruff: noqa: PLR2004 - a place on the sheet is its own name

from __future__ import annotations

__all__ = ["sea_wall", "weir"]

import math

from drawing.hand import (
    BLUSH,
    DEEP,
    FOAM,
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


# ---- the weir -----------------------------------------------------------------------------------------------


def weir() -> Sheet:
    """Draw a weir by night, the ladder of pools beside it, a salmon in the air and one lit window."""
    sheet = Sheet(53, DEEP)
    sheet.fade(box(0, 0, WIDTH, 240), INK, (0, 260), (0, -60))
    sheet.glow(210, 96, 120, PAPER, strength=0.35)
    sheet.fill(ring(210, 96, 34), PAPER)
    sheet.fill(ring(224, 88, 30), blend(DEEP, INK, 0.5))
    trees = smooth(
        [
            (-10, 176),
            (90, 128),
            (190, 168),
            (300, 120),
            (430, 164),
            (560, 132),
            (700, 172),
            (860, 122),
            (1010, 160),
            (1210, 118),
        ]
    )
    sheet.fill([*trees, (1210, 250), (-10, 250)], INK)
    sheet.fill(box(0, 222, 760, 80), SEA)
    sheet.ripples((0, 228, 700, 290), FOAM, 30, width=1.6)
    _fall(sheet)
    _ladder(sheet)
    _leap(sheet, (905, 326))
    return sheet


def _fall(sheet: Sheet) -> None:
    lip = 296
    curtain = [(0, lip), (726, lip), (726, 520), (0, 544)]
    sheet.fill(curtain, FOAM)
    sheet.fade(curtain, SEA, (0, 300), (0, 500), strength=0.95)
    for x in range(6, 722, 13):
        top = lip + sheet.chance.uniform(0, 26)
        bottom = sheet.chance.uniform(420, 534)
        colour = (PAPER, MIST, DEEP)[sheet.chance.randrange(3)]
        sheet.stroke([(x, top), (x + sheet.chance.uniform(-3, 3), bottom)], colour, sheet.chance.uniform(1.4, 3.6))
    sheet.fill(box(0, lip - 5, 730, 9), PAPER)
    sheet.fill(box(0, 530, WIDTH, 145), blend(DEEP, INK, 0.35))
    for _ in range(120):
        x = sheet.chance.uniform(-10, 730)
        y = sheet.chance.gauss(534, 9)
        sheet.fill(ring(x, y, sheet.chance.uniform(4, 17), steps=20), (PAPER, MIST, FOAM)[sheet.chance.randrange(3)])
    sheet.ripples((0, 556, WIDTH, 668), FOAM, 60, width=1.7)


def _ladder(sheet: Sheet) -> None:
    wall = blend(INK, SAND, 0.32)
    sheet.fill([(726, 200), (WIDTH, 200), (WIDTH, 675), (726, 675)], wall)
    sheet.shade(box(726, 200, 474, 475), INK, (800, 200), (1100, 720), strength=0.8)
    for step in range(6):
        left, top = 752 + step * 76, 292 + step * 54
        pool = box(left, top, 76, 60)
        sheet.fill(pool, FOAM if step % 2 else blend(FOAM, SEA, 0.3))
        sheet.fill([(left, top), (left + 76, top), (left + 76, top + 9), (left, top + 9)], PAPER)
        sheet.fill([(left + 76, top + 4), (left + 88, top + 12), (left + 90, top + 60), (left + 76, top + 60)], MIST)
        sheet.fill(box(left - 8, top - 22, 12, 88), blend(INK, DEEP, 0.3))
    stairs = [(752, 352), *((752 + 76 * step + side, 352 + 54 * step + 0) for step in range(6) for side in (0, 76))]
    sheet.fill([*stairs, (1208, 675), (752, 675)], blend(INK, DEEP, 0.15))
    sheet.fill(box(726, 186, 474, 20), blend(wall, PAPER, 0.3))
    for x in range(740, 1200, 64):
        sheet.stroke([(x, 186), (x, 140)], INK, 4)
    sheet.stroke([(726, 142), (WIDTH, 142)], INK, 5)
    sheet.glow(838, 562, 170, OCHRE, strength=0.75)
    sheet.fill(box(792, 520, 92, 74), OCHRE)
    sheet.fill(box(798, 526, 80, 62), blend(OCHRE, PAPER, 0.55))
    sheet.fill(ring(846, 562, 13, steps=24), INK)
    sheet.fill([(822, 588), (832, 574), (860, 574), (870, 588)], INK)


def _leap(sheet: Sheet, at: Point) -> None:
    x, y = at
    back = smooth([(x - 92, y - 36), (x - 40, y - 62), (x + 24, y - 50), (x + 78, y - 2), (x + 96, y + 40)])
    belly = smooth([(x + 84, y + 44), (x + 58, y + 22), (x + 6, y - 8), (x - 46, y - 22), (x - 92, y - 36)])
    sheet.fill([*back, *belly], RUST)
    sheet.fill([*belly, (x - 40, y - 36), (x + 24, y - 22), (x + 84, y + 34)], BLUSH)
    sheet.shade([*back, *belly], INK, (x, y - 30), (x + 50, y - 90), strength=0.9)
    sheet.fill([(x + 88, y + 36), (x + 138, y + 34), (x + 122, y + 56), (x + 104, y + 88)], RUST)
    sheet.fill([(x - 6, y - 60), (x + 22, y - 86), (x + 34, y - 46)], RUST)
    sheet.fill([(x - 14, y - 18), (x - 4, y + 14), (x + 14, y - 6)], RUST)
    sheet.fill(ring(x - 68, y - 42, 4.5, steps=16), INK)
    for drop in range(16):
        angle = sheet.chance.uniform(0, math.pi)
        reach = sheet.chance.uniform(70, 130)
        place = (x + 70 + reach * math.cos(angle) * 0.8, y + 110 - reach * math.sin(angle) * 0.9 + drop)
        sheet.fill(ring(*place, sheet.chance.uniform(2, 5), steps=14), PAPER)


# ---- the sea wall -------------------------------------------------------------------------------------------


def sea_wall() -> Sheet:
    """Draw a storm, a long wall with one gap half closed, and people passing a plank along."""
    sheet = Sheet(61, blend(DEEP, FOAM, 0.35))
    sheet.fade(ALL, INK, (0, 300), (0, -60))
    for row in range(7):
        y = 40 + row * 34
        cloud = smooth(
            [
                (-20, y + 20),
                (180 + row * 40, y - 18),
                (420, y + 12),
                (700 - row * 30, y - 22),
                (960, y + 6),
                (1220, y - 16),
            ]
        )
        sheet.fill([*cloud, (1220, y + 90), (-20, y + 90)], blend(blend(INK, DEEP, 0.3), FOAM, row * 0.075))
    sheet.fill(box(0, 270, WIDTH, 200), blend(SEA, INK, 0.15))
    for row in range(5):
        y = 288 + row * 26
        shift = row * 53 % 160
        wave = smooth([(x - shift, y + (9 if x // 80 % 2 else -13)) for x in range(-80, 1440, 80)])
        sheet.fill([*wave, (1260, 480), (-40, 480)], blend(SEA, INK, 0.1 + row * 0.09))
        sheet.stroke(wave, FOAM, 2 + row * 0.5)
    _surf(sheet)
    _wall(sheet)
    _crew(sheet)
    for _ in range(56):
        x, y = sheet.chance.uniform(0, WIDTH), sheet.chance.uniform(0, HEIGHT)
        sheet.stroke([(x, y), (x - 9, y + 26)], MIST, 1.1)
    return sheet


def _surf(sheet: Sheet) -> None:
    for jet in range(21):
        lean = (jet - 10) * 24
        tall = (210 - abs(jet - 10) * 13) * sheet.chance.uniform(0.6, 1.05)
        foot = 600 + lean * 0.42
        spike = smooth([(foot - 26, 470), (foot - 8 + lean * 0.3, 440 - tall * 0.6), (foot + lean * 0.75, 440 - tall)])
        back = smooth([(foot + lean * 0.75, 440 - tall), (foot + 14 + lean * 0.3, 440 - tall * 0.5), (foot + 30, 470)])
        sheet.fill([*spike, *back], (PAPER, MIST, PAPER, FOAM)[jet % 4])
    for _ in range(110):
        turn = sheet.chance.uniform(math.pi * 1.08, math.pi * 1.92)
        reach = sheet.chance.uniform(120, 240)
        drop = ring(
            600 + reach * 1.1 * math.cos(turn), 430 + reach * math.sin(turn), sheet.chance.uniform(1.5, 5), steps=14
        )
        sheet.fill(drop, PAPER)
    for centre in (120, 1080):
        for _ in range(50):
            x = centre + sheet.chance.gauss(0, 60)
            y = 404 - sheet.chance.random() * 46 + abs(x - centre) * 0.3
            sheet.fill(ring(x, y, sheet.chance.uniform(3, 11), steps=18), (PAPER, MIST)[sheet.chance.randrange(2)])


def _wall(sheet: Sheet) -> None:
    stone = blend(SAND, INK, 0.38)
    for left, right in ((-10, 512), (688, 1210)):
        face = [(left, 396), (right, 396), (right, 560), (left, 560)]
        sheet.fill(face, stone)
        for row in range(4):
            y = 400 + row * 40
            sheet.stroke([(left, y + 40), (right, y + 40)], blend(stone, INK, 0.4), 2)
            for x in range(left + 40 + (row % 2) * 55, right - 8, 110):
                sheet.stroke([(x, y), (x, y + 40)], blend(stone, INK, 0.4), 2)
        away = left if left < 0 else right
        sheet.fade(face, INK, (600, 470), (away, 560), strength=0.6)
        sheet.shade(face, INK, (0, 480), (0, 640), strength=0.75)
        sheet.fill(box(left, 384, right - left, 18), blend(SAND, PAPER, 0.3))
    sheet.fill(box(0, 556, WIDTH, 119), blend(INK, SAND, 0.2))
    sheet.fade(box(0, 556, WIDTH, 119), INK, (0, 560), (0, 680), strength=0.9)
    for number in range(4):
        y = 530 - number * 27
        sheet.fill(box(514, y, 172, 25), blend(OCHRE, RUST, 0.15 * (number % 2)))
        sheet.stroke([(520, y + 9), (680, y + 7)], blend(OCHRE, INK, 0.35), 1.8)
        sheet.stroke([(514, y + 25), (686, y + 25)], INK, 2)
    for x in (504, 684):
        sheet.fill(box(x, 388, 12, 172), INK)
    sheet.fill([(540, 556), (660, 556), (700, 590), (640, 610), (540, 600)], FOAM, strength=0.7)


def _crew(sheet: Sheet) -> None:
    sheet.fill([(300, 520), (520, 470), (522, 482), (302, 533)], OCHRE)
    figures = (
        (316, 640, RUST),
        (400, 634, OCHRE),
        (478, 626, PAPER),
        (732, 628, RUST),
        (806, 640, FOAM),
        (886, 634, OCHRE),
        (968, 646, RUST),
    )
    for number, (x, foot, coat) in enumerate(figures):
        lean = 7 if x < 600 else -5
        sheet.fill(ring(x + 14, foot + 2, 30, squash=0.22, steps=40), INK, strength=0.6)
        sheet.stroke([(x - 7, foot), (x - 5 + lean * 0.3, foot - 44)], INK, 9)
        sheet.stroke([(x + 9, foot), (x + 5 + lean * 0.3, foot - 44)], INK, 9)
        sheet.fill(
            [(x - 19, foot - 40), (x - 12 + lean, foot - 98), (x + 13 + lean, foot - 98), (x + 20, foot - 40)], coat
        )
        sheet.shade(
            [(x - 19, foot - 40), (x - 12 + lean, foot - 98), (x + 13 + lean, foot - 98), (x + 20, foot - 40)],
            INK,
            (x - 8, foot - 90),
            (x + 46, foot - 30),
        )
        sheet.fill(ring(x + lean * 1.2, foot - 110, 12, steps=30), INK if number % 3 else coat)
        if x < 600:
            sheet.stroke([(x + lean, foot - 88), (x + 22, 522 - (x - 300) * 0.22)], coat, 8)
    sheet.fill([(744, 560), (980, 586), (978, 598), (742, 572)], OCHRE)
