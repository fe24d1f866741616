"""A sheet to draw on: flat shapes with grained shading, three times as large as the picture, the same on every run.

All places are in the pixels of the finished picture, 1200 × 675, whatever the scale of the sheet.
"""

from __future__ import annotations

__all__ = [
    "BLUE",
    "BLUSH",
    "DEEP",
    "FOAM",
    "GREEN",
    "HEIGHT",
    "INK",
    "MIST",
    "OCHRE",
    "PAPER",
    "RUST",
    "SAND",
    "SEA",
    "WIDTH",
    "Colour",
    "Point",
    "Sheet",
    "blend",
    "box",
    "ring",
    "smooth",
]

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

WIDTH, HEIGHT = 1200, 675
SCALE = 3

INK: Colour = (20, 45, 54)
DEEP: Colour = (30, 73, 84)
SEA: Colour = (48, 110, 115)
GREEN: Colour = (70, 128, 104)
FOAM: Colour = (146, 186, 174)
MIST: Colour = (205, 219, 203)
PAPER: Colour = (245, 234, 212)
SAND: Colour = (229, 200, 148)
OCHRE: Colour = (222, 155, 62)
RUST: Colour = (206, 79, 54)
BLUSH: Colour = (233, 170, 144)
BLUE: Colour = (62, 122, 163)


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """Mix *share* (0 to 1) of *second* into *first*."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def box(x: float, y: float, width: float, height: float) -> list[Point]:
    """Give the corners of a rectangle from its upper left."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def ring(x: float, y: float, radius: float, *, squash: float = 1.0, steps: int = 72) -> list[Point]:
    """Give the outline of a circle, or of an ellipse *squash* times as high as wide."""
    turns = (2 * math.pi * step / steps for step in range(steps))
    return [(x + radius * math.cos(turn), y + radius * squash * math.sin(turn)) for turn in turns]


def smooth(points: list[Point], *, steps: int = 12) -> list[Point]:
    """Draw a Catmull-Rom curve through *points*."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        curve += [_between(before, start, end, after, step / steps) for step in range(steps)]
    return [*curve, points[-1]]


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    x, y = (
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(before, start, end, after, strict=True)
    )
    return x, y


class Sheet:
    """One picture in the making."""

    def __init__(self, seed: int, ground: Colour) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - scatters brush strokes; the same on every run is the point
        self._size = (WIDTH * SCALE, HEIGHT * SCALE)
        self._image = Image.new("RGB", self._size, ground)
        small = (round(WIDTH / 2.6), round(HEIGHT / 2.6))
        noise = Image.frombytes("L", small, self.chance.randbytes(small[0] * small[1]))
        self._grain = noise.resize(self._size, Image.Resampling.BICUBIC)

    def fill(self, points: list[Point], colour: Colour, *, strength: float = 1.0) -> None:
        """Fill the outline *points*, wholly or as a glaze of *strength* 0 to 1."""
        if strength >= 1.0:
            ImageDraw.Draw(self._image).polygon(_scaled(points), fill=colour)
            return
        mask = self._mask(points).point(lambda value: round(value * strength))
        self._image.paste(colour, (0, 0), mask)

    def stroke(self, points: list[Point], colour: Colour, width: float, *, closed: bool = False) -> None:
        """Draw a line of even *width* with round ends."""
        path = _scaled([*points, points[0]] if closed else points)
        pen = ImageDraw.Draw(self._image)
        pen.line(path, fill=colour, width=max(1, round(width * SCALE)), joint="curve")
        radius = width * SCALE / 2
        for x, y in (path[0], path[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def shade(self, points: list[Point], colour: Colour, start: Point, end: Point, *, strength: float = 0.8) -> None:
        """Lay grained *colour* inside the outline, from nothing at *start* to *strength* at *end*."""
        slope = self._slope(start, end).point(lambda value: round(value * strength))
        grained = ImageChops.subtract(slope, self._grain.point(lambda value: round(value * 0.62)))
        alpha = grained.point(lambda value: min(255, value * 2))
        self._image.paste(colour, (0, 0), ImageChops.multiply(alpha, self._mask(points)))

    def fade(self, points: list[Point], colour: Colour, start: Point, end: Point, *, strength: float = 1.0) -> None:
        """Lay even *colour* inside the outline, from nothing at *start* to *strength* at *end*."""
        slope = self._slope(start, end).point(lambda value: round(value * strength))
        self._image.paste(colour, (0, 0), ImageChops.multiply(slope, self._mask(points)))

    def glow(self, x: float, y: float, radius: float, colour: Colour, *, strength: float = 0.8) -> None:
        """Lay a soft round light."""
        side = round(radius * 2 * SCALE)
        light = ImageChops.invert(Image.radial_gradient("L")).resize((side, side), Image.Resampling.BICUBIC)
        # The gradient reaches zero only in the corners; below this value lies its square border.
        light = light.point(lambda value: round(max(0, value - 75) / 180 * 255 * strength))
        self._image.paste(colour, (round((x - radius) * SCALE), round((y - radius) * SCALE)), light)

    def write(self, text: str, x: float, y: float, size: float, colour: Colour, *, strength: float = 1.0) -> None:
        """Set a line of *text* with its left end and baseline at (x, y)."""
        mask = Image.new("L", self._size, 0)
        font = ImageFont.load_default(size * SCALE)
        ImageDraw.Draw(mask).text((x * SCALE, y * SCALE), text, fill=round(255 * strength), font=font, anchor="ls")
        self._image.paste(colour, (0, 0), mask)

    def ripples(self, area: tuple[float, float, float, float], colour: Colour, count: int, *, width: float = 2) -> None:
        """Scatter level dashes over *area* (left, top, right, bottom), longer and sparser toward the bottom."""
        left, top, right, bottom = area
        for _ in range(count):
            depth = self.chance.random() ** 1.4
            length = 8 + 60 * depth * self.chance.random() + 20 * depth
            x = self.chance.uniform(left, right - length)
            y = top + depth * (bottom - top)
            self.stroke([(x, y), (x + length, y)], colour, width * (0.55 + 0.6 * depth))

    def finish(self) -> Image.Image:
        """Give the picture in its own size, with the tooth of paper over it."""
        image = self._image.resize((WIDTH, HEIGHT), Image.Resampling.HAMMING)
        tooth = self._grain.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(0.6))
        soft = tooth.point(lambda value: round(128 + (value - 128) * 0.02))
        return ImageChops.soft_light(image, Image.merge("RGB", (soft, soft, soft)))

    def _mask(self, points: list[Point]) -> Image.Image:
        mask = Image.new("L", self._size, 0)
        ImageDraw.Draw(mask).polygon(_scaled(points), fill=255)
        return mask

    def _slope(self, start: Point, end: Point) -> Image.Image:
        """Give a gradient of the sheet's size: 0 at *start* and before it, 255 at *end* and behind it."""
        run_x, run_y = end[0] - start[0], end[1] - start[1]
        square = run_x * run_x + run_y * run_y
        ramp = Image.linear_gradient("L")  # 256 × 256, black at the top
        # Each pixel of the sheet asks the ramp at the row that its place along the run names.
        row_x, row_y = 255 * run_x / square / SCALE, 255 * run_y / square / SCALE
        row_0 = -255 * (start[0] * run_x + start[1] * run_y) / square
        padded = Image.new("L", (1, 16 * 256), 0)
        padded.paste(ramp.resize((1, 256)), (0, 8 * 256))
        padded.paste(255, (0, 9 * 256, 1, 16 * 256))
        coefficients = (0, 0, 0.5, row_x, row_y, row_0 + 8 * 256)
        return padded.transform(self._size, Image.Transform.AFFINE, coefficients, Image.Resampling.NEAREST)


def _scaled(points: list[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]
