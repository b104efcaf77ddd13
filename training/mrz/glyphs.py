"""Glyphs of OCR-B and of faces near it, cut out once at a fixed capital height.

Fonts come from Debian packages: fonts-ocr-b (OCR-B), and for what documents use in its stead
fonts-liberation, fonts-dejavu-core, fonts-freefont-ttf, fonts-noto-mono, fonts-inconsolata.
"""

import glob

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from zones import ALPHABET

CAPITAL = 28  # pixels, height of an H
CELL = 56  # pixels, side of the square a glyph is kept in

FONTS = {  # file name: how often it is chosen
    "OCRB.otf": 60,
    "OCRBS.otf": 16,
    "LiberationMono-Regular.ttf": 5,
    "LiberationMono-Bold.ttf": 2,
    "DejaVuSansMono.ttf": 4,
    "FreeMonoBold.ttf": 2,
    "FreeMono.ttf": 1,
    "NotoMono-Regular.ttf": 3,
    "LiberationSans-Regular.ttf": 4,
    "Inconsolata.otf": 2,
}
PRINT_FONTS = ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf",
               "LiberationSans-Bold.ttf", "FreeSerif.ttf", "LiberationSansNarrow-Regular.ttf"]


def path(name):
    found = glob.glob(f"/usr/share/fonts/**/{name}", recursive=True)
    return found[0] if found else None


TEXT_FONTS = [name for name in PRINT_FONTS if path(name)]


def sized(name, capital):
    """The font at the size at which its H is `capital` pixels high."""
    size = capital * 1.4
    for _ in range(4):
        font = ImageFont.truetype(path(name), max(4, round(size)))
        _, top, _, bottom = font.getbbox("H")
        size *= capital / max(1, bottom - top)
    return ImageFont.truetype(path(name), max(4, round(size)))


class Face:
    """All glyphs of one face, coverage 0 to 1, each in a square with the capital in its middle."""

    def __init__(self, name):
        font = sized(name, CAPITAL)
        _, top, _, bottom = font.getbbox("H")
        self.name = name
        self.pitch = font.getlength("H") if "Sans-Regular" not in name else CAPITAL * 1.05
        self.masks = np.zeros((len(ALPHABET), CELL, CELL), np.float32)
        for index, character in enumerate(ALPHABET):
            tile = Image.new("L", (CELL, CELL), 0)
            left, _, right, _ = font.getbbox(character)
            middle = (left + right) / 2 if "Sans-Regular" in name else font.getlength(character) / 2
            place = (round(CELL / 2 - middle), round(CELL / 2 - (top + bottom) / 2))
            ImageDraw.Draw(tile).text(place, character, font=font, fill=255)
            self.masks[index] = np.asarray(tile, np.float32) / 255


class Faces:
    """Every face that is installed; OCR-B itself must be."""

    def __init__(self):
        present = {name: weight for name, weight in FONTS.items() if path(name)}
        if "OCRB.otf" not in present:
            raise SystemExit("OCR-B is not installed: apt-get install fonts-ocr-b")
        self.faces = [Face(name) for name in present]
        self.weights = list(present.values())

    def choose(self, rng):
        return rng.choices(self.faces, self.weights)[0]
