"""Draws pictures that show an identity document and pictures that do not, with what readers know of them.

    python draw.py --out run/set --count 40 --seed 1

One folder of JPEGs and `known.jsonl`, a line per picture as the example `identity` of `bonafide-forensics`
takes it, with `kind` and `truth`: 1, 0, or null for cards that are neither (loyalty and credit cards). All
kinds pass the same camera, so that nothing is told by it, and half of the sheets fill the picture. Readers and
detectors miss: faces are known with a probability of 0.92, zones 0.9, barcodes 0.85; and of every third picture
no face is known, as where no network is installed.
"""

import argparse
import json
import pathlib

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = [
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
]
LONG = 1012  # pixels of a document's longer side, before the camera
DOCUMENTS = ["front", "front_plain", "passport", "back_zone", "back_barcode", "back_text"]
OTHERS = ["letter", "letter_photo", "receipt", "blank_card", "blank_page", "objects", "texture", "nature", "people", "selfie",
          "photo_print", "screen", "form", "table", "web_page", "label", "poster", "playing_card", "captioned", "letter_part"]
NEITHER = ["loyalty", "business"]


class Sheet:
    """A flat thing that is drawn on, with the places that readers may find."""

    def __init__(self, rng, width, height, ground):
        self.rng, self.width, self.height = rng, width, height
        self.image = Image.new("RGB", (width, height), tuple(int(v) for v in ground))
        self.pen = ImageDraw.Draw(self.image)
        self.faces, self.zones, self.codes, self.licence = [], [], [], False

    def guilloche(self):
        amplitude, ink = self.rng.uniform(5, 40), tuple(int(v) for v in self.rng.integers(110, 230, 3))
        x = np.arange(0, self.width, 6)
        step = int(self.rng.integers(7, 22))
        bend = self.rng.uniform(40, 90)
        for k, base in enumerate(range(-40, self.height + 40, step)):
            y = base + amplitude * np.sin(x / bend + 0.1 * k)
            self.pen.line(list(zip(x.tolist(), y.tolist())), fill=ink, width=1)

    def text(self, x, y, size, length, ink=(25, 25, 35), font=None):
        """A line of random characters, `length` of them; where it ends."""
        letters = list("ABCDEFGHIKLMNOPRSTUVWYZ" if self.rng.random() < 0.5 else "abcdefghiklmnoprstuvwyz  ")
        words = "".join(self.rng.choice(letters, length))
        face = ImageFont.truetype(font or FONTS[int(self.rng.integers(0, 3))], int(size))
        self.pen.text((x, y), words, fill=ink, font=face)
        return x + face.getlength(words)

    def portrait(self, x, y, width, height):
        rng = self.rng
        part = Image.new("RGB", (int(width), int(height)), tuple(int(v) for v in rng.integers(170, 245, 3)))
        pen = ImageDraw.Draw(part)
        skin = tuple(int(v) for v in np.array([225, 180, 150]) * rng.uniform(0.4, 1.05))
        hair = tuple(int(v) for v in rng.integers(15, 120, 3))
        fx, fy, fw, fh = 0.27 * width, 0.22 * height, 0.46 * width, 0.5 * height
        pen.ellipse([-0.02 * width, 0.72 * height, 1.02 * width, 1.4 * height], fill=tuple(int(v) for v in rng.integers(20, 160, 3)))
        pen.ellipse([fx - 0.06 * width, fy - 0.12 * height, fx + fw + 0.06 * width, fy + 0.55 * fh], fill=hair)
        pen.ellipse([fx, fy - 0.04 * height, fx + fw, fy + fh], fill=skin)
        for side in (0.3, 0.7):
            pen.ellipse([fx + side * fw - 0.07 * fw, fy + 0.38 * fh, fx + side * fw + 0.07 * fw, fy + 0.46 * fh], fill=(40, 30, 30))
        pen.line([fx + 0.35 * fw, fy + 0.78 * fh, fx + 0.65 * fw, fy + 0.78 * fh], fill=(140, 60, 60), width=max(1, int(fh / 25)))
        self.image.paste(part, (int(x), int(y)))
        if rng.random() < 0.92:
            self.faces.append([x + fx, y + fy, fw, fh])

    def zone(self, lines, length):
        letters = list("ABCDEFGHIKLMNOPRSTUVWYZ0123456789<<<<<<<")
        size = 0.92 * self.width / length / 0.6
        pitch = 1.9 * size
        top = self.height - lines * pitch - 0.04 * self.height
        face = ImageFont.truetype(FONTS[3], int(size))
        for line in range(lines):
            self.pen.text((0.04 * self.width, top + line * pitch), "".join(self.rng.choice(letters, length)), fill=(20, 20, 20), font=face)
        if self.rng.random() < 0.9:
            x0, x1 = 0.04 * self.width, 0.96 * self.width
            for line in range(lines):
                y = top + line * pitch
                self.zones.append([[x0, y], [x1, y], [x1, y + size], [x0, y + size]])
        return top

    def barcode(self, x, y, width, height, known=0.85):
        self.pen.rectangle([x - 8, y - 8, x + width + 8, y + height + 8], fill=(250, 250, 250))
        cells = (self.rng.random((int(height / 8), int(width / 3))) < 0.5).astype(np.uint8) * 235 + 15
        pattern = Image.fromarray(np.kron(cells, np.ones((8, 3), np.uint8)))
        self.image.paste(pattern.convert("RGB"), (int(x), int(y)))
        if self.rng.random() < known:
            self.codes.append([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
            return True
        return False

    def fields(self, x, y, bottom, size, columns=1):
        rng = self.rng
        while y < bottom - 2.4 * size:
            for column in range(columns):
                at = x + column * (self.width - x) / columns
                self.text(at, y, 0.6 * size, int(rng.integers(4, 14)), ink=(70, 70, 110))
                self.text(at, y + 0.75 * size, size, int(rng.integers(5, 18 // columns + 4)))
            y += rng.uniform(1.9, 2.6) * size


def ground(rng):
    hue = np.uint8([[[rng.integers(0, 180), rng.integers(5, 90), rng.integers(185, 250)]]])
    return cv2.cvtColor(hue, cv2.COLOR_HSV2RGB)[0, 0]


def card(rng, kind):
    sheet = Sheet(rng, LONG, int(LONG / 1.586), ground(rng))
    w, h = sheet.width, sheet.height
    if kind != "blank_card" and (kind != "back_text" or rng.random() < 0.6):
        for _ in range(int(rng.integers(0, 3))):
            sheet.guilloche()
    size = h * rng.uniform(0.035, 0.055)
    if kind in ("front", "front_plain"):
        bottom = sheet.zone(int(rng.integers(2, 4)), 36 if rng.random() < 0.5 else 30) if kind == "front" and rng.random() < 0.4 else h
        sheet.text(0.05 * w, 0.04 * h, 1.5 * size, int(rng.integers(10, 24)), ink=tuple(int(v) for v in rng.integers(10, 120, 3)))
        left = rng.random() < 0.8
        tall = min(rng.uniform(0.42, 0.62) * h, bottom - 0.18 * h)
        sheet.portrait(0.04 * w if left else 0.68 * w, 0.16 * h, 0.78 * tall, tall)
        sheet.fields(0.37 * w if left else 0.05 * w, 0.17 * h, bottom, size, int(rng.integers(1, 3)))
    elif kind == "back_zone":
        top = sheet.zone(3, 30)
        sheet.fields(0.06 * w, 0.08 * h, top, size, int(rng.integers(1, 3)))
    elif kind == "back_barcode":
        sheet.licence = sheet.barcode(0.06 * w, 0.08 * h, 0.86 * w, 0.25 * h)
        sheet.fields(0.06 * w, 0.42 * h, h, size, int(rng.integers(1, 3)))
    elif kind == "back_text":
        sheet.fields(0.06 * w, 0.08 * h, h, size, int(rng.integers(1, 3)))
    elif kind == "loyalty":
        sheet.text(0.08 * w, 0.12 * h, 3 * size, int(rng.integers(5, 11)), ink=tuple(int(v) for v in rng.integers(0, 255, 3)))
        if rng.random() < 0.7:
            sheet.text(0.08 * w, 0.55 * h, 1.8 * size, 19, font=FONTS[3])
        if rng.random() < 0.7:
            sheet.text(0.08 * w, 0.75 * h, 1.1 * size, int(rng.integers(8, 20)))
        if rng.random() < 0.4:
            sheet.pen.rectangle([0.1 * w, 0.32 * h, 0.22 * w, 0.48 * h], fill=(205, 180, 90))
    return sheet


def passport(rng):
    sheet = Sheet(rng, LONG, int(LONG / 1.42), ground(rng))
    w, h = sheet.width, sheet.height
    for _ in range(int(rng.integers(0, 3))):
        sheet.guilloche()
    top = sheet.zone(2, 44)
    size = h * rng.uniform(0.028, 0.04)
    sheet.text(0.05 * w, 0.03 * h, 1.5 * size, int(rng.integers(10, 24)))
    tall = rng.uniform(0.45, 0.58) * h
    sheet.portrait(0.04 * w, 0.14 * h, 0.78 * tall, tall)
    sheet.fields(0.38 * w, 0.13 * h, top, size, int(rng.integers(1, 3)))
    return sheet


def page(rng, kind):
    ratio = 2.8 if kind == "receipt" else rng.choice([1.414, 1.294])
    sheet = Sheet(rng, int(LONG * 1.3 / ratio), int(LONG * 1.3), rng.integers(225, 256) * np.ones(3))
    w, h = sheet.width, sheet.height
    if kind == "blank_page":
        return sheet
    size, y = h * rng.uniform(0.010, 0.017), 0.06 * h
    if kind == "letter_photo":
        sheet.portrait(rng.uniform(0.1, 0.62) * w, y, 0.25 * w, 0.3 * w)
        y += 0.33 * w
    margin = rng.uniform(0.06, 0.13) * w
    while y < h * rng.uniform(0.75, 0.95):
        full = rng.random() < 0.8
        length = int((w - 2 * margin) / size / 0.62 * (1 if full else rng.uniform(0.2, 0.8)))
        sheet.text(margin, y, size, max(length, 3), font=FONTS[0])
        y += size * (1.6 if rng.random() < 0.85 else 3)
    if rng.random() < 0.15:
        sheet.barcode(0.55 * w, 0.02 * h, 0.35 * w, 0.035 * h, known=0.5)
    return sheet


def colour(rng, low=0, high=256):
    return tuple(int(v) for v in rng.integers(low, high, 3))


def form(rng):
    """Boxes to fill in, with labels in or above them."""
    w, h = (int(LONG / 1.414), LONG) if rng.random() < 0.7 else (LONG, int(LONG / rng.choice([1.3, 1.414, 1.6])))
    sheet = Sheet(rng, w, h, rng.integers(225, 256) * np.ones(3))
    size, y = max(w, h) * rng.uniform(0.011, 0.018), 0.05 * h
    sheet.text(0.06 * w, y, 1.8 * size, int(rng.integers(10, 26)))
    y += 3.5 * size
    while y < 0.92 * h:
        columns = int(rng.integers(1, 5))
        for column in range(columns):
            left, wide = (0.06 + 0.88 * column / columns) * w, 0.86 / columns * w
            sheet.pen.rectangle([left, y, left + wide, y + 2.6 * size], outline=(90, 90, 90))
            sheet.text(left + 4, y + 2, 0.8 * size, int(min(rng.integers(5, 18), wide / size)))
            if rng.random() < 0.4:
                sheet.text(left + 6, y + 1.1 * size, 1.1 * size, int(max(2, min(rng.integers(4, 14), wide / size))))
        y += rng.choice([2.6, 2.6, 4]) * size
    return sheet


def table(rng):
    w, h = LONG, int(LONG / rng.uniform(1.1, 1.8))
    sheet = Sheet(rng, w, h, rng.integers(225, 256) * np.ones(3))
    size, columns = h * rng.uniform(0.018, 0.03), int(rng.integers(3, 8))
    y = 0.05 * h
    while y < 0.95 * h:
        for column in range(columns):
            sheet.text((0.03 + 0.94 * column / columns) * w, y, size, int(rng.integers(2, max(3, 0.8 * w / columns / size))), font=FONTS[0])
        if rng.random() < 0.9:
            sheet.pen.line([0.02 * w, y + 1.35 * size, 0.98 * w, y + 1.35 * size], fill=(150, 150, 150))
        y += 1.7 * size
    return sheet


def web_page(rng):
    w, h = (LONG, int(LONG / rng.choice([1.33, 1.6, 1.78]))) if rng.random() < 0.6 else (int(LONG / rng.choice([1.78, 2.1])), LONG)
    sheet = Sheet(rng, w, h, colour(rng, 230) if rng.random() < 0.75 else colour(rng, 10, 50))
    ink = (30, 30, 40) if sum(sheet.image.getpixel((0, 0))) > 380 else (220, 220, 225)
    sheet.pen.rectangle([0, 0, w, 0.08 * h], fill=colour(rng))
    size, y = 0.016 * max(w, h) * rng.uniform(0.8, 1.4), 0.1 * h
    sheet.text(0.03 * w, 0.02 * h, 1.5 * size, int(rng.integers(5, 15)), ink=(245, 245, 245))
    while y < 0.97 * h:
        part, left = rng.random(), rng.choice([0.03, 0.03, 0.25]) * w
        if part < 0.25:
            wide, tall = rng.uniform(0.15, 0.5) * w, rng.uniform(0.1, 0.3) * h
            picture = Image.fromarray(rough(rng, int(wide), int(tall)))
            sheet.image.paste(picture, (int(left), int(y)))
            if rng.random() < 0.3:
                sheet.portrait(left, y, min(wide, tall), tall)
            sheet.text(left + wide + 10, y + 5, size, int(rng.integers(5, 30)), ink=ink)
            y += tall + size
        elif part < 0.45:
            sheet.text(left, y, 1.7 * size, int(rng.integers(6, 30)), ink=ink)
            y += 3 * size
        else:
            for _ in range(int(rng.integers(1, 6))):
                sheet.text(left, y, size, int(rng.uniform(0.3, 0.9) * w / size), ink=ink, font=FONTS[0])
                y += 1.6 * size
            y += size
    return sheet


def label(rng):
    w, h = LONG, int(LONG / rng.uniform(1.0, 2.0))
    sheet = Sheet(rng, w, h, ground(rng) if rng.random() < 0.6 else colour(rng))
    size = 0.04 * h
    sheet.text(0.06 * w, 0.06 * h, rng.uniform(2.5, 5) * size, int(rng.integers(4, 12)), ink=colour(rng))
    if rng.random() < 0.6:
        sheet.pen.ellipse([0.55 * w, 0.15 * h, 0.95 * w, 0.75 * h], fill=colour(rng))
    y = rng.uniform(0.45, 0.65) * h
    while y < 0.93 * h:
        sheet.text(0.06 * w, y, size * 0.7, int(rng.integers(10, 50)), font=FONTS[0])
        y += size
    if rng.random() < 0.5:
        sheet.barcode(0.62 * w, 0.72 * h, 0.3 * w, 0.2 * h, known=0.5)
    return sheet


def poster(rng):
    w, h = (int(LONG / rng.uniform(1.2, 1.6)), LONG) if rng.random() < 0.7 else (LONG, int(LONG / 1.5))
    sheet = Sheet(rng, w, h, colour(rng))
    if rng.random() < 0.6:
        sheet.image.paste(Image.fromarray(rough(rng, w, int(0.6 * h))), (0, int(0.2 * h)))
    if rng.random() < 0.4:
        tall = rng.uniform(0.3, 0.6) * h
        sheet.portrait(rng.uniform(0.05, 0.4) * w, 0.25 * h, 0.78 * tall, tall)
    for y in rng.uniform(0.02, 0.92, int(rng.integers(2, 7))):
        sheet.text(rng.uniform(0.03, 0.3) * w, y * h, rng.uniform(0.02, 0.1) * h, int(rng.integers(4, 22)), ink=colour(rng))
    return sheet


def playing_card(rng):
    sheet = Sheet(rng, 640, int(640 * rng.choice([1.4, 1.586])), rng.integers(235, 256) * np.ones(3))
    w, h, ink = sheet.width, sheet.height, colour(rng, 0, 2) if rng.random() < 0.5 else (200, 20, 30)
    sheet.text(0.05 * w, 0.03 * h, 0.12 * h, 1, ink=ink)
    sheet.text(0.83 * w, 0.84 * h, 0.12 * h, 1, ink=ink)
    if rng.random() < 0.4:
        sheet.portrait(0.2 * w, 0.15 * h, 0.6 * w, 0.7 * h)
    else:
        for _ in range(int(rng.integers(1, 11))):
            x, y = rng.uniform(0.25, 0.7) * w, rng.uniform(0.1, 0.85) * h
            sheet.pen.ellipse([x, y, x + 0.1 * w, y + 0.1 * w], fill=ink)
    return sheet


def captioned(rng):
    """A photograph with lines below, as in a paper or a feed."""
    w, h = (LONG, int(LONG / rng.uniform(1.2, 1.8))) if rng.random() < 0.5 else (int(LONG / rng.uniform(1.2, 1.8)), LONG)
    sheet = Sheet(rng, w, h, rng.integers(235, 256) * np.ones(3))
    tall = int(rng.uniform(0.5, 0.85) * h)
    picture, faces = without_sheet(rng, str(rng.choice(["nature", "people", "objects", "selfie"])), w, tall)
    sheet.image.paste(Image.fromarray(picture), (0, 0))
    sheet.faces = [list(face) for face in faces]
    y, size = tall + 0.02 * h, 0.025 * h * rng.uniform(0.7, 1.4)
    while y < 0.97 * h:
        sheet.text(0.03 * w, y, size, int(rng.uniform(0.3, 1.3) * w / size), font=FONTS[0])
        y += 1.5 * size
    return sheet


def letter_part(rng):
    """A part of a page as if it were all: lines as high as those of a card."""
    w, h = LONG, int(LONG / rng.uniform(1.2, 1.9))
    sheet = Sheet(rng, w, h, rng.integers(225, 256) * np.ones(3))
    size, y = h * rng.uniform(0.025, 0.06), rng.uniform(-0.02, 0.1) * h
    left = rng.uniform(0.0, 0.12) * w
    while y < h:
        length = int((w - left) / size / 0.6 * (1 if rng.random() < 0.8 else rng.uniform(0.1, 0.8)))
        sheet.text(left, y, size, max(length, 2), font=FONTS[0])
        y += size * (1.5 if rng.random() < 0.85 else 2.6)
    return sheet


def business(rng):
    sheet = Sheet(rng, LONG, int(LONG / rng.choice([1.545, 1.75])), ground(rng) if rng.random() < 0.5 else (250, 250, 250))
    w, h = sheet.width, sheet.height
    size, left = 0.05 * h, rng.choice([0.07, 0.4]) * w
    sheet.text(left, 0.15 * h, 2 * size, int(rng.integers(8, 15)))
    sheet.text(left, 0.30 * h, size, int(rng.integers(8, 20)), ink=(90, 90, 90))
    for line in range(int(rng.integers(2, 5))):
        sheet.text(left, (0.6 + 0.08 * line) * h, size, int(rng.integers(10, 24)), font=FONTS[0])
    if rng.random() < 0.6:
        x = rng.uniform(0.07, 0.7) * w
        sheet.pen.ellipse([x, 0.1 * h, x + 0.2 * h, 0.3 * h], fill=colour(rng))
    return sheet


SHEETS = {"form": form, "table": table, "web_page": web_page, "label": label, "poster": poster, "playing_card": playing_card,
          "captioned": captioned, "letter_part": letter_part, "business": business, "passport": passport}


def scene(rng, width, height):
    """What things lie on or stand before: smooth shades, grain, sometimes edges of other things."""
    coarse = cv2.resize(rng.normal(0, 1, (5, 7, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grain = cv2.resize(rng.normal(0, 1, (height // int(rng.integers(2, 9)), 12)).astype(np.float32), (width, height))[..., None]
    base = rng.uniform(30, 210, 3)
    picture = base + rng.uniform(3, 22) * coarse.mean(2, keepdims=True) + rng.uniform(0, 5) * coarse + rng.uniform(0, 12) * grain
    return np.clip(picture, 0, 255).astype(np.uint8)


def things(rng, picture, count):
    height, width = picture.shape[:2]
    for _ in range(count):
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        centre = (int(rng.uniform(0, width)), int(rng.uniform(0, height)))
        axes = (int(rng.uniform(20, width / 3)), int(rng.uniform(20, height / 3)))
        if rng.random() < 0.5:
            cv2.ellipse(picture, centre, axes, rng.uniform(0, 180), 0, 360, colour, -1, cv2.LINE_AA)
        else:
            box = cv2.boxPoints((centre, axes, rng.uniform(0, 180))).astype(np.int32)
            cv2.fillPoly(picture, [box], colour, cv2.LINE_AA)
    return picture


def rough(rng, width, height):
    """Leaves, stones, crowds: every size of detail, edges in every direction."""
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    slope = rng.uniform(0.9, 1.5)
    weight = 1 / np.maximum(np.hypot(fx, fy), 1 / width) ** slope
    planes = [np.fft.irfft2(np.fft.rfft2(rng.normal(0, 1, (height, width))) * weight, (height, width)) for _ in range(2)]
    light, hue = (plane / plane.std() for plane in planes)
    if rng.random() < 0.5:
        light = np.tanh(rng.uniform(1, 4) * light)
    tint = rng.normal(0, 12, 3)
    picture = rng.uniform(70, 150) + rng.uniform(25, 60) * light[..., None] + hue[..., None] * tint
    return np.clip(picture, 0, 255).astype(np.uint8)


def without_sheet(rng, kind, width, height):
    """Objects, textures, nature, and people before something."""
    picture = scene(rng, width, height)
    faces = []
    if kind == "objects":
        picture = things(rng, picture, int(rng.integers(2, 12)))
    if kind == "texture":
        period = rng.uniform(6, 60)
        y, x = np.mgrid[:height, :width]
        picture = np.clip(picture + (25 * np.sin(x / period) * np.cos(y / period))[..., None], 0, 255).astype(np.uint8)
    if kind == "nature":
        picture = rough(rng, width, height)
    if kind == "people":
        picture = things(rng, rough(rng, width, height) if rng.random() < 0.7 else picture, int(rng.integers(0, 9)))
        sheet = Sheet(rng, width, height, (0, 0, 0))
        sheet.image = Image.fromarray(picture)
        sheet.pen = ImageDraw.Draw(sheet.image)
        for _ in range(int(rng.integers(1, 4))):
            tall = rng.uniform(0.12, 0.5) * height
            sheet.portrait(rng.uniform(0.05, 0.7) * width, rng.uniform(0.05, 0.5) * height, 0.78 * tall, tall)
        picture, faces = np.asarray(sheet.image).copy(), sheet.faces
    if kind == "selfie":
        picture = things(rng, picture, int(rng.integers(0, 5)))
        tall = rng.uniform(0.35, 1.3) * height
        sheet = Sheet(rng, width, height, (0, 0, 0))
        sheet.image = Image.fromarray(picture)
        sheet.pen = ImageDraw.Draw(sheet.image)
        sheet.portrait(rng.uniform(0.1, 0.5) * width, rng.uniform(-0.1, 0.2) * height, 0.78 * tall, tall)
        picture, faces = np.asarray(sheet.image).copy(), sheet.faces
    return picture, faces


def photographed(rng, sheet, width, height):
    """The sheet in a scene: the picture, and the map from the sheet to it."""
    flat = np.asarray(sheet.image)
    if rng.random() < 0.5:  # scanned, or cut out along its border, a little inside or beyond
        beyond = rng.uniform(-0.02, 0.03, 4) * [sheet.width, sheet.height, sheet.width, sheet.height]
        left, top, right, bottom = beyond[0], beyond[1], sheet.width + beyond[2], sheet.height + beyond[3]
        scale = max(width, height) / max(right - left, bottom - top)
        way = np.float64([[scale, 0, -left * scale], [0, scale, -top * scale], [0, 0, 1]])
        size = (int((right - left) * scale), int((bottom - top) * scale))
        paper = tuple(int(v) for v in rng.choice([[255] * 3, [240] * 3, [20] * 3]))
        return cv2.warpPerspective(flat, way, size, flags=cv2.INTER_AREA, borderValue=paper), way
    turn = rng.uniform(-15, 15) if rng.random() < 0.7 else rng.uniform(0, 360)
    upright = abs(np.cos(np.deg2rad(turn)))
    along, across = (sheet.width, sheet.height)
    room = min(width / (along * upright + across * (1 - upright)), height / (across * upright + along * (1 - upright)))
    scale = room * rng.uniform(0.6, 0.98)
    a = np.deg2rad(turn)
    middle = np.array([width, height]) / 2 + rng.uniform(-0.03, 0.03, 2) * [width, height]
    corners = []
    lean = rng.uniform(-0.07, 0.07, 2)
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        depth = 1 + lean[0] * x + lean[1] * y
        u, v = x * along * scale / 2 / depth, y * across * scale / 2 / depth
        corners.append(middle + [u * np.cos(a) - v * np.sin(a), u * np.sin(a) + v * np.cos(a)])
    source = np.float32([[0, 0], [along, 0], [along, across], [0, across]])
    way = cv2.getPerspectiveTransform(source, np.float32(corners))
    picture = scene(rng, width, height)
    if rng.random() < 0.3:
        picture = things(rng, picture, int(rng.integers(1, 4)))
    seen = cv2.warpPerspective(flat, way, (width, height), flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.full((sheet.height, sheet.width), 255, np.uint8), way, (width, height))
    cover = cv2.GaussianBlur(cover, (0, 0), 0.7)[..., None] / 255
    return (seen * cover + picture * (1 - cover)).astype(np.uint8), way


def moved(way, points):
    return cv2.perspectiveTransform(np.float32([points]), way)[0].tolist()


def box_moved(way, box):
    x, y, w, h = box
    corners = np.array(moved(way, [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]))
    low, high = corners.min(0), corners.max(0)
    return [*low.tolist(), *(high - low).tolist()]


def developed(rng, picture):
    picture = picture.astype(np.float32) * (1 + rng.normal(0, 0.05, 3))
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    picture *= (1 + rng.uniform(-0.25, 0.25) * (x / x.max() - 0.5) + rng.uniform(-0.25, 0.25) * (y / y.max() - 0.5))[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.4))
    picture += rng.normal(0, rng.uniform(0.5, 5), picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def drawn(rng, kind):
    """Picture, faces, head's direction, zones, barcodes, licence payload."""
    width, height = (1024, 768) if rng.random() < 0.7 else (768, 1024)
    if kind in ("objects", "texture", "nature", "people", "selfie"):
        picture, faces = without_sheet(rng, kind, width, height)
        return picture, faces, [0, -1] if faces else None, [], [], False
    if kind in ("letter", "letter_photo", "receipt", "blank_page"):
        sheet = page(rng, kind)
    elif kind in SHEETS:
        sheet = SHEETS[kind](rng)
    elif kind == "photo_print":
        sheet = Sheet(rng, 800, int(800 * rng.choice([1.0, 1.29, 1.5])), (250, 250, 250))
        sheet.portrait(30, 30, 740, sheet.height - 60)
    elif kind == "screen":
        sheet = Sheet(rng, 1100, 619, rng.integers(10, 250, 3))
        for _ in range(int(rng.integers(1, 6))):
            x, y = rng.uniform(0, 800), rng.uniform(0, 450)
            sheet.pen.rectangle([x, y, x + 300, y + 180], fill=tuple(int(v) for v in rng.integers(0, 255, 3)))
        for _ in range(int(rng.integers(3, 25))):
            sheet.text(rng.uniform(0, 700), rng.uniform(0, 600), rng.uniform(9, 16), int(rng.integers(5, 50)))
    else:
        sheet = card(rng, kind)
    picture, way = photographed(rng, sheet, width, height)
    faces = [box_moved(way, box) for box in sheet.faces]
    up = None
    if faces:
        low, high = moved(way, [[sheet.width / 2, sheet.height * 0.6], [sheet.width / 2, sheet.height * 0.4]])
        up = [high[0] - low[0], high[1] - low[1]]
    zones = [moved(way, corners) for corners in sheet.zones]
    return picture, faces, up, zones, [moved(way, corners) for corners in sheet.codes], sheet.licence


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=40, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with (arguments.out / "known.jsonl").open("w") as rows:
        for number, kind in enumerate(DOCUMENTS + OTHERS + NEITHER):
            for index in range(arguments.count):
                rng = np.random.default_rng([arguments.seed, number, index])
                picture, faces, up, zones, codes, licence = drawn(rng, kind)
                if rng.random() < 1 / 3:
                    faces, up = [], None
                file = arguments.out / f"{kind}_{index:03}.jpg"
                quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 96))]
                cv2.imwrite(str(file), developed(rng, picture)[..., ::-1], quality)
                truth = 1 if kind in DOCUMENTS else None if kind in NEITHER else 0
                row = {"file": str(file), "kind": kind, "truth": truth, "faces": faces, "portrait_up": up,
                       "zone_lines": zones, "barcodes": codes, "licence_payload": licence}
                rows.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
