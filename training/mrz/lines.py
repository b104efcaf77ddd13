"""Single lines of zones as the rectifier hands them to the recogniser: rendered, photographed, cut.

`LineMaker.sample` gives what `mrz_ocr` takes: 32 rows, capital height about 20 of them, and the
truth: class numbers (1 to 37 in the order of `zones.ALPHABET`) with the x of every middle.
"""

import math
import random as plain_random

import cv2
import numpy as np

import camera
from glyphs import CAPITAL, CELL, Faces, TEXT_FONTS, sized
from zones import ALPHABET, zone
from PIL import Image, ImageDraw

HEIGHT = 32
TARGET_CAPITAL = 20.0
CLASS = {character: index + 1 for index, character in enumerate(ALPHABET)}


class LineMaker:
    """Makes lines; the same seed makes the same lines."""

    def __init__(self, seed):
        self.rng = plain_random.Random(seed)
        self.random = np.random.default_rng(seed)
        self.faces = Faces()
        self.text_fonts = [sized(name, CAPITAL) for name in TEXT_FONTS]

    def stamped(self, canvas, text, face, left, middle, pitch):
        """Prints coverage of a line of fixed pitch on the canvas; gives the middles."""
        jitter = self.rng.choice((0, 0, 0.4, 1.0))
        middles = []
        for index, character in enumerate(text):
            x = left + (index + 0.5) * pitch
            middles.append(x)
            px = round(x - CELL / 2 + self.rng.gauss(0, jitter))
            py = round(middle - CELL / 2 + self.rng.gauss(0, jitter * 0.6))
            if px < 0 or py < 0 or px + CELL > canvas.shape[1] or py + CELL > canvas.shape[0]:
                continue
            view = canvas[py:py + CELL, px:px + CELL]
            np.maximum(view, face.masks[ALPHABET.index(character)], out=view)
        return middles

    def clutter(self, canvas, middle):
        """Ordinary print on the canvas: words in another face, or a rule."""
        kind = self.rng.random()
        if kind < 0.55:
            image = Image.new("L", canvas.shape[::-1], 0)
            text = "".join(self.rng.choice("ABCDEFGHIKLMNOPRSTUVabcdefghiklmnoprstuv 0123456789.,/") for _ in range(self.rng.randint(4, 60)))
            ImageDraw.Draw(image).text((self.rng.uniform(0, canvas.shape[1] * 0.6), middle - CAPITAL * 0.7),
                                       text, font=self.rng.choice(self.text_fonts), fill=255)
            np.maximum(canvas, np.asarray(image, np.float32) / 255, out=canvas)
        elif kind < 0.75:
            y = round(middle)
            cv2.line(canvas, (0, y), (canvas.shape[1], y + self.rng.randint(-3, 3)), 1.0, self.rng.randint(1, 5))

    def inked(self, coverage):
        """Heavier or lighter strokes, uneven ink."""
        kind = self.rng.random()
        if kind < 0.75:
            soft = cv2.GaussianBlur(coverage, (0, 0), self.rng.uniform(0.8, 2.0))
            threshold, gain = self.rng.uniform(0.22, 0.62), self.rng.uniform(1.5, 5)
            coverage = np.clip((soft - threshold) * gain + 0.5, 0, 1)
        if kind > 0.6:
            height, width = coverage.shape
            patches = camera.smooth_noise(self.random, height, width, self.rng.uniform(8, 160), 0.35)
            coverage = coverage * np.clip(1 - np.abs(patches) * self.rng.random(), 0, 1)
        return coverage

    def page(self, lines, face, pitch, spacing):
        """Luma of a strip of paper with these lines; gives it and the places of the middles."""
        margin = round(pitch * 5)
        width = round(pitch * max(map(len, lines))) + 2 * margin
        height = round(spacing * (len(lines) + 1.6) + CELL)
        coverage = np.zeros((height, width), np.float32)
        middles, rows = [], []
        for index, line in enumerate(lines):
            row = CELL / 2 + spacing * (index + 0.8)
            middles.append(self.stamped(coverage, line, face, margin, row, pitch))
            rows.append(row)
        if self.rng.random() < 0.4:
            self.clutter(coverage, rows[0] - spacing * self.rng.uniform(0.8, 1.3))
        if self.rng.random() < 0.2:
            self.clutter(coverage, rows[-1] + spacing * self.rng.uniform(0.8, 1.3))
        coverage = self.inked(coverage)
        return self.lit(coverage, height, width, margin), middles, rows

    def lit(self, coverage, height, width, margin):
        """Paper, ink, marks across the print, the edge of the document."""
        level = self.rng.triangular(95, 255, 225)
        ink = self.rng.triangular(0, level - 45, min(30, level - 50))
        image = camera.paper(self.random, height, width, level)
        if self.rng.random() < 0.3:
            self.marked(image, level)
        opacity = 1.0 if self.rng.random() < 0.7 else self.rng.uniform(0.75, 1)
        image += (ink - image) * coverage * opacity
        if self.rng.random() < 0.12:
            self.marked(image, self.rng.choice((level, ink)))
        self.edged(image, margin)
        if self.rng.random() < 0.02:
            image = 255 - image
        return image

    def marked(self, image, level):
        """Large letters or a stamp, half transparent, at an angle."""
        height, width = image.shape
        mask = np.zeros((height, width), np.uint8)
        size = self.rng.uniform(1.5, 7) * CAPITAL / 22
        text = self.rng.choice(("SPECIMEN", "MUSTER", "VOID", "SAMPLE", "FACSIMILE", "COPY", "X", "O"))
        place = (round(self.rng.uniform(-0.1, 0.9) * width), round(self.rng.uniform(0.2, 1.4) * height))
        cv2.putText(mask, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, self.rng.randint(2, 16), cv2.LINE_AA)
        turn = cv2.getRotationMatrix2D((place[0] + 60, place[1]), self.rng.uniform(-70, 70), 1)
        mask = cv2.warpAffine(mask, turn, (width, height)).astype(np.float32) / 255
        change = self.rng.uniform(-90, 40) if self.rng.random() < 0.85 else self.rng.uniform(-150, 90)
        image += mask * change * self.rng.uniform(0.2, 1)

    def edged(self, image, margin):
        """The document may end beside the line, on any ground."""
        height, width = image.shape
        ground = self.rng.uniform(0, 255)
        if self.rng.random() < 0.2:
            image[:, :round(margin * self.rng.uniform(0.1, 0.9))] = ground
        if self.rng.random() < 0.2:
            image[:, width - round(margin * self.rng.uniform(0.1, 0.9)):] = ground
        if self.rng.random() < 0.12:
            image[height - round(CELL * self.rng.uniform(0.1, 0.6)):, :] = ground

    def shot(self, image, scale):
        """The strip as a camera sees it, `scale` times the size; gives it and the projection."""
        height, width = image.shape
        out_w, out_h = max(16, round(width * scale)), max(8, round(height * scale))
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        shake = self.rng.choice((0, 0.01, 0.05)) * height
        target = corners + self.random.normal(size=(4, 2)).astype(np.float32) * shake
        if scale < 0.6:
            small = cv2.GaussianBlur(image, (0, 0), 0.42 / scale * self.rng.uniform(0.55, 1.0))
        else:
            small = image
        matrix = np.diag([scale, scale, 1]) @ cv2.getPerspectiveTransform(corners, target).astype(np.float64)
        matrix[:2, 2] += self.random.uniform(-0.5, 0.5, size=2)
        seen = cv2.warpPerspective(small, matrix, (out_w, out_h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return seen, matrix

    def sample(self, count, width):
        """One crop of that many pixels and its truth. `count` is 30, 36 or 44 characters a line."""
        lines = zone(self.rng, count)
        face = self.faces.choose(self.rng)
        pitch = face.pitch * self.rng.choice((1, 1, self.rng.uniform(0.86, 1.22)))
        spacing = CAPITAL * self.rng.uniform(1.75, 3.1)
        image, middles, rows = self.page(lines, face, pitch, spacing)
        capital = math.exp(self.rng.uniform(math.log(4.6), math.log(26)))
        if self.rng.random() < 0.15:
            capital = self.rng.uniform(4.3, 8)
        seen, matrix = self.shot(image, capital / CAPITAL)
        seen = camera.captured(self.random, seen, capital)
        which = self.rng.randrange(len(lines))
        return self.cut(seen, matrix, lines[which], middles[which], rows[which], capital, pitch, width)

    def cut(self, seen, matrix, text, middles, row, capital, pitch, width):
        """Cuts the line out as the rectifier would, with its errors of place, size and tilt."""
        points = np.float32([[[x, row]] for x in middles])
        centres = cv2.perspectiveTransform(points, matrix)[:, 0, :]
        step = (centres[-1] - centres[0]) / (len(centres) - 1)
        angle = math.atan2(step[1], step[0]) + self.rng.gauss(0, 0.006)
        scale = TARGET_CAPITAL / capital * math.exp(self.rng.gauss(0, 0.14))
        length = math.hypot(*step) * len(centres) * scale
        stretch = min(1.0, (width - 8) / length) if length > 0 else 1.0
        margin = self.rng.uniform(-0.1, 3.2) * math.hypot(*step) * scale
        slack = max(0.0, width - length * stretch - margin)
        margin -= max(0.0, 6 - slack) * 0.5
        cos, sin = math.cos(angle), math.sin(angle)
        middle = centres.mean(axis=0)
        turn = np.array([[cos, sin], [-sin, cos]]) * np.array([[scale * stretch], [scale]])
        anchor = np.array([margin + length * stretch / 2, HEIGHT / 2 + self.rng.gauss(0, 0.075) * TARGET_CAPITAL])
        offset = anchor - turn @ middle
        affine = np.hstack([turn, offset[:, None]]).astype(np.float32)
        crop = cv2.warpAffine(seen, affine, (width, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        crop = np.clip(np.rint(crop), 0, 255).astype(np.uint8)
        places = (turn @ centres.T).T + offset
        kept = [(CLASS[c], x) for c, (x, _) in zip(text, places) if 3 <= x < width - 3]
        return crop, np.array([k for k, _ in kept], np.int64), np.array([x for _, x in kept], np.float32)


def normalised(crop):
    """Network input of crops of 8-bit luma: zero mean, contrast one, clipped."""
    values = crop.astype(np.float32)
    mean = values.mean(axis=(-2, -1), keepdims=True)
    deviation = values.std(axis=(-2, -1), keepdims=True)
    return np.clip((values - mean) / (deviation + 8.0), -3, 3)
