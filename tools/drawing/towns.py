"""Scenes with houses: the quay on stilts, two hills."""

from __future__ import annotations

__all__ = ["stilt_houses", "two_hills"]

from drawing.hand import (
    BLUE,
    BLUSH,
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


# ---- the quay on stilts -------------------------------------------------------------------------------------


def stilt_houses() -> Sheet:
    """Draw houses on stilts at evening, with washing, a moored boat and one blue door."""
    sheet = Sheet(47, BLUSH)
    sheet.fade(ALL, SAND, (0, 220), (0, 470), strength=0.95)
    sheet.fade(ALL, RUST, (0, 200), (0, -160), strength=0.75)
    sheet.fill(ring(880, 214, 66), blend(PAPER, OCHRE, 0.2))
    hills = smooth([(-10, 404), (160, 372), (340, 396), (520, 366), (760, 402), (980, 376), (1210, 400)])
    sheet.fill([*hills, (1210, 480), (-10, 480)], blend(BLUSH, DEEP, 0.4))
    sheet.fill(box(0, 452, WIDTH, 223), SEA)
    sheet.fade(box(0, 452, WIDTH, 223), INK, (0, 470), (0, 720), strength=0.85)
    for row in range(9):
        half = 74 - row * 5 + sheet.chance.uniform(-12, 12)
        sheet.stroke([(880 - half, 462 + row * 12), (880 + half, 462 + row * 12)], blend(OCHRE, SEA, row / 10), 3.5)
    sheet.ripples((0, 470, WIDTH, 668), FOAM, 34, width=1.6)
    houses = (
        (26, 300, 168, RUST),
        (254, 274, 190, PAPER),
        (510, 292, 176, OCHRE),
        (752, 268, 176, FOAM),
        (992, 296, 176, BLUSH),
    )
    for x, top, width, colour in houses:
        _house(sheet, box(x, top, width, 118), colour)
    _washing(sheet)
    _moored_boat(sheet)
    return sheet


def _house(sheet: Sheet, walls: list[Point], colour: Colour) -> None:
    (left, top), right, floor = walls[0], walls[1][0], walls[2][1]
    width = right - left
    for step in range(4):
        x = left + 12 + step * (width - 24) / 3
        lean = sheet.chance.uniform(-7, 7)
        sheet.stroke([(x, floor), (x + lean, 542)], INK, 7)
        sheet.stroke([(x + lean - 12, 546), (x + lean + 14, 546)], blend(SEA, INK, 0.3), 3)
    sheet.stroke([(left + 12, floor + 14), (left + 12 + (width - 24) / 3, 510)], INK, 4)
    sheet.fill(box(left - 22, floor, width + 44, 12), blend(INK, SAND, 0.15))
    sheet.fill(walls, colour)
    for y in range(int(top) + 14, int(floor), 15):
        sheet.stroke([(left, y), (right, y)], blend(colour, INK, 0.14), 1.6)
    sheet.shade(walls, INK, (left + width * 0.25, top), (right + 60, floor), strength=0.7)
    roof = [(left - 20, top + 4), (left + width * 0.46, top - 66), (right + 20, top + 4)]
    sheet.fill(roof, blend(DEEP, INK, 0.4))
    sheet.fill([roof[1], roof[2], (left + width * 0.62, top + 4)], INK)
    is_ours = colour == PAPER
    door = box(left + width * 0.56, floor - 72, 42, 72)
    sheet.fill(door, BLUE if is_ours else blend(colour, INK, 0.62))
    sheet.fill(ring(door[1][0] - 9, floor - 34, 3, steps=14), SAND)
    window = box(left + width * 0.16, top + 34, 42, 38)
    sheet.fill(window, OCHRE if colour != OCHRE else PAPER)
    sheet.stroke(window, BLUE if is_ours else INK, 4, closed=True)
    sheet.stroke([(window[0][0] + 21, window[0][1]), (window[0][0] + 21, window[2][1])], INK, 3)


def _washing(sheet: Sheet) -> None:
    line = smooth([(694, 336), (722, 348), (750, 334)])
    sheet.stroke(line, INK, 2)
    sheet.stroke(smooth([(448, 322), (480, 336), (508, 326)]), INK, 2)
    for x, y, tall, colour in (
        (460, 329, 40, RUST),
        (482, 335, 30, PAPER),
        (704, 342, 34, PAPER),
        (726, 347, 26, BLUE),
    ):
        sheet.fill([(x, y), (x + 17, y), (x + 19, y + tall), (x + 1, y + tall)], colour)


def _moored_boat(sheet: Sheet) -> None:
    sheet.stroke(smooth([(438, 410), (456, 470), (486, 552)]), PAPER, 2)
    hull = smooth([(474, 552), (560, 566), (690, 564), (752, 546)])
    body = [*hull, (722, 594), (508, 598)]
    sheet.fill([(496, 604), (734, 602), (700, 616), (530, 616)], INK, strength=0.6)
    sheet.fill(body, RUST)
    sheet.shade(body, INK, (600, 556), (610, 610), strength=0.8)
    sheet.stroke(hull, PAPER, 5)


# ---- two hills ----------------------------------------------------------------------------------------------


def two_hills() -> Sheet:
    """Draw a village and its church beside an estuary, and two hills, one with a house on top already."""
    sheet = Sheet(59, blend(PAPER, BLUSH, 0.25))
    sheet.fade(ALL, FOAM, (0, 330), (0, -60), strength=0.85)
    for x, y, long in ((150, 84, 200), (560, 52, 170), (860, 112, 150)):
        cloud = [(x, y), (x + long * 0.2, y - 22), (x + long * 0.5, y - 34), (x + long * 0.8, y - 18), (x + long, y)]
        sheet.fill(smooth(cloud), PAPER)
    back = smooth([(-10, 330), (180, 296), (420, 320), (640, 290), (900, 318), (1210, 286)])
    sheet.fill([*back, (1210, 700), (-10, 700)], blend(FOAM, SEA, 0.25))
    left = smooth([(-10, 380), (110, 266), (260, 190), (400, 216), (520, 330), (640, 420)])
    sheet.fill([*left, (640, 700), (-10, 700)], GREEN)
    sheet.shade([*left, (640, 700), (-10, 700)], INK, (300, 200), (640, 440), strength=0.6)
    right = smooth([(560, 420), (700, 330), (850, 204), (990, 166), (1110, 210), (1210, 280)])
    sheet.fill([*right, (1210, 700), (560, 700)], blend(GREEN, SAND, 0.45))
    sheet.shade([*right, (1210, 700), (560, 700)], SEA, (960, 180), (1230, 480), strength=0.6)
    _path(sheet)
    flats = smooth([(-10, 432), (220, 420), (520, 440), (820, 424), (1210, 436)])
    sheet.fill([*flats, (1210, 700), (-10, 700)], SAND)
    _village(sheet)
    _estuary(sheet)
    return sheet


def _path(sheet: Sheet) -> None:
    way = smooth(
        [(640, 452), (720, 410), (790, 380), (770, 340), (850, 316), (930, 286), (900, 246), (972, 196)], steps=18
    )
    for start in range(0, len(way) - 3, 6):
        sheet.stroke(way[start : start + 4], PAPER, 4.5)
    other = smooth([(520, 452), (420, 408), (360, 386), (400, 340), (330, 300), (290, 250), (300, 204)], steps=18)
    for start in range(0, len(other) - 3, 6):
        sheet.stroke(other[start : start + 4], PAPER, 4.5)
    _cottage(sheet, 986, 176, 1.25, RUST)
    for x in (182, 214, 250, 344):
        sheet.fill(box(x + 9, 210 + abs(x - 262) * 0.28, 5, 24), INK)
        sheet.fill(ring(x + 11, 200 + abs(x - 262) * 0.28, 17, squash=1.15, steps=30), blend(GREEN, INK, 0.45))


def _cottage(sheet: Sheet, x: float, floor: float, size: float, roof: Colour) -> None:
    wide, tall = 46 * size, 30 * size
    walls = box(x - wide / 2, floor - tall, wide, tall)
    sheet.fill(walls, PAPER)
    sheet.shade(walls, SEA, (x - 4, floor - tall), (x + wide * 0.8, floor), strength=0.8)
    sheet.fill(
        [
            (x - wide * 0.6, floor - tall),
            (x - wide * 0.38, floor - tall - 24 * size),
            (x + wide * 0.38, floor - tall - 24 * size),
            (x + wide * 0.6, floor - tall),
        ],
        roof,
    )
    sheet.fill(box(x + wide * 0.16, floor - tall - 33 * size, 7 * size, 14 * size), INK)
    for side in (-0.3, 0.08):
        sheet.fill(box(x + wide * side, floor - tall * 0.72, 9 * size, 9 * size), INK)


def _village(sheet: Sheet) -> None:
    places = (
        (340, 462, RUST),
        (420, 456, INK),
        (500, 464, blend(RUST, OCHRE, 0.4)),
        (690, 462, RUST),
        (770, 468, DEEP),
        (852, 460, blend(RUST, OCHRE, 0.4)),
        (266, 476, DEEP),
    )
    for x, floor, roof in places:
        _cottage(sheet, x, floor, 1.25, roof)
    sheet.fill(box(566, 376, 38, 92), PAPER)
    sheet.shade(box(566, 376, 38, 92), SEA, (580, 380), (620, 440), strength=0.8)
    sheet.fill([(558, 378), (585, 280), (612, 378)], INK)
    sheet.stroke([(585, 284), (585, 262)], INK, 3)
    sheet.stroke([(578, 270), (592, 270)], INK, 3)
    sheet.fill(box(602, 420, 62, 48), PAPER)
    sheet.fill([(596, 422), (612, 392), (656, 392), (672, 422)], RUST)
    for x, floor, roof in (
        (386, 496, blend(RUST, OCHRE, 0.4)),
        (470, 500, RUST),
        (556, 504, DEEP),
        (644, 502, blend(RUST, OCHRE, 0.4)),
        (732, 502, RUST),
        (818, 498, INK),
    ):
        _cottage(sheet, x, floor, 1.45, roof)


def _estuary(sheet: Sheet) -> None:
    shore = smooth([(-10, 512), (170, 530), (360, 520), (560, 534), (800, 520), (980, 536), (1210, 510)])
    sheet.fill([*shore, (1210, 700), (-10, 700)], SEA)
    sheet.fade([*shore, (1210, 700), (-10, 700)], INK, (0, 530), (0, 720), strength=0.8)
    sheet.stroke(shore, PAPER, 4)
    sheet.ripples((0, 548, WIDTH, 668), FOAM, 60)
    sheet.fill([(150, 598), (262, 598), (244, 622), (170, 622)], RUST)
    sheet.fill([(206, 500), (206, 592), (262, 592)], PAPER)
    sheet.fill([(200, 520), (200, 592), (160, 592)], blend(PAPER, OCHRE, 0.3))
    sheet.stroke([(203, 494), (203, 600)], INK, 4)
