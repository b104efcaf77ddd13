"""Whole pictures with zones in them, for the locator: documents on a ground, photographed.

`PageMaker.sample` gives luma and, for every fourth pixel, what `mrz_locator` must answer.
"""

import math
import random as plain_random

import cv2
import numpy as np
from PIL import Image, ImageDraw

import camera
from glyphs import CAPITAL, CELL, Faces, TEXT_FONTS, sized
from zones import ALPHABET, zone

PRINT = 14  # capital height of zones on the unphotographed document, pixels
UNIT = PRINT / 2.4  # pixels a millimetre (OCR-B size 1: capitals of 2.4 mm, Doc 9303 part 3)
STRIDE = 4
WORDS = "NAME SURNAME GIVEN NAMES NATIONALITY DATE OF BIRTH PLACE SEX AUTHORITY PASSPORT TYPE CODE".split()


class PageMaker:
    """Makes pictures; the same seed makes the same pictures."""

    astray = 0.15  # the share of zones that do not stand at the foot of their document

    def __init__(self, seed):
        self.rng = plain_random.Random(seed)
        self.random = np.random.default_rng(seed)
        self.faces = Faces()
        self.small = {face.name: np.stack([cv2.resize(m, (CELL * PRINT // CAPITAL,) * 2, interpolation=cv2.INTER_AREA)
                                           for m in face.masks]) for face in self.faces.faces}
        self.fonts = [[sized(name, height) for height in (6, 8, 10, 13, 17, 24)] for name in TEXT_FONTS + ["OCRB.otf", "LiberationMono-Regular.ttf"]]

    def words(self):
        kind = self.rng.random()
        if kind < 0.3:
            return " ".join(self.rng.choice(WORDS) for _ in range(self.rng.randint(1, 5)))
        if kind < 0.5:
            return "".join(self.rng.choice("0123456789 .-/") for _ in range(self.rng.randint(4, 16)))
        letters = "ABCDEFGHIJKLMNOPRSTUVZ " if kind < 0.7 else "abcdefghijklmnoprstuvz ,."
        text = "".join(self.rng.choice(letters) for _ in range(self.rng.randint(3, 46)))
        return text

    def printed(self, width, height):
        """Coverage of ordinary print, and changes of luma of pictures, on a document."""
        layer = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(layer)
        rows = self.rng.randint(2, 22)
        family = self.rng.choice(self.fonts)
        for _ in range(rows):
            font = self.rng.choice(family if self.rng.random() < 0.7 else self.rng.choice(self.fonts))
            place = (self.rng.uniform(-0.05, 0.8) * width, self.rng.uniform(0, 0.98) * height)
            draw.text(place, self.words(), font=font, fill=self.rng.randint(120, 255))
        if self.rng.random() < 0.25:  # a paragraph
            font, x, y = self.rng.choice(family[:4]), self.rng.uniform(0, 0.3) * width, self.rng.uniform(0, 0.8) * height
            for index in range(self.rng.randint(3, 9)):
                text = "".join(self.rng.choice("abcdefghijklmnoprstuvwz   ABCDE") for _ in range(60))
                draw.text((x, y + index * font.size * 1.2), text, font=font, fill=255)
        for _ in range(self.rng.randint(0, 4)):
            x, y = self.rng.uniform(0, width), self.rng.uniform(0, height)
            box = (x, y, x + self.rng.uniform(10, width), y + self.rng.uniform(1, height * 0.4))
            draw.rectangle(box, outline=self.rng.randint(60, 255), width=self.rng.randint(1, 3))
        return np.asarray(layer, np.float32) / 255

    def portrait(self, image):
        height, width = image.shape
        w, h = round(width * self.rng.uniform(0.12, 0.4)), round(height * self.rng.uniform(0.25, 0.7))
        x, y = self.rng.randint(0, max(1, width - w)), self.rng.randint(0, max(1, height - h))
        patch = np.full((h, w), self.rng.uniform(60, 240), np.float32)
        patch += camera.smooth_noise(self.random, h, w, self.rng.uniform(2, 14), 30)
        cv2.ellipse(patch, (w // 2, h // 2), (max(1, w // 4), max(1, h // 3)), 0, 0, 360, self.rng.uniform(90, 220), -1)
        cv2.ellipse(patch, (w // 2, h // 4), (max(1, w // 3), max(1, h // 5)), 0, 0, 360, self.rng.uniform(10, 120), -1)
        patch += self.random.normal(size=patch.shape).astype(np.float32) * self.rng.uniform(0, 12)
        image[y:y + h, x:x + w] = patch[:image.shape[0] - y, :image.shape[1] - x]

    def machine_code(self, image):
        """Bars, a matrix code or a chip: texture that is no zone."""
        height, width = image.shape
        w, h = round(width * self.rng.uniform(0.15, 0.7)), round(height * self.rng.uniform(0.06, 0.25))
        x, y = self.rng.randint(0, max(1, width - w)), self.rng.randint(0, max(1, height - h))
        cell = self.rng.choice((2, 3, 4))
        columns, rows = max(1, w // cell), self.rng.choice((1, max(1, h // cell), max(1, h // (3 * cell))))
        code = (self.random.random((rows, columns)) < 0.5).astype(np.float32)
        patch = cv2.resize(code, (w, h), interpolation=cv2.INTER_NEAREST) * self.rng.uniform(120, 230) + 10
        image[y:y + h, x:x + w] = patch[:height - y, :width - x]

    def stroke(self, image):
        """A signature, a fold, a hair."""
        height, width = image.shape
        x, y = self.rng.uniform(0, width), self.rng.uniform(0, height)
        points = np.cumsum(np.vstack([[x, y], self.random.normal(size=(self.rng.randint(4, 30), 2)) * (16, 9)]), axis=0)
        cv2.polylines(image, [np.int32(points)], False, self.rng.uniform(0, 200), self.rng.randint(1, 3), cv2.LINE_AA)

    def document(self, has_zone, lines=None):
        """Luma of one document and the two ends of each of its lines on it."""
        lines = lines or zone(self.rng)
        size = {30: (85.6, 54), 36: (105, 74)}.get(len(lines[0]), (125, 88))
        face = self.faces.choose(self.rng)
        pitch = face.pitch * PRINT / CAPITAL * self.rng.choice((1, 1, self.rng.uniform(0.85, 1.2)))
        width = round(max(size[0] * UNIT * self.rng.uniform(0.97, 1.1), pitch * len(lines[0]) * self.rng.uniform(1.02, 1.2)))
        height = round(size[1] * UNIT * self.rng.uniform(0.8, 1.1))
        if self.rng.random() < 0.1:
            height = round(height * self.rng.uniform(0.3, 0.6))
        image = camera.paper(self.random, height, width, self.rng.triangular(70, 255, 215))
        for make, chance in ((self.portrait, .7), (self.machine_code, .25), (self.machine_code, .15), (self.stroke, .4)):
            if self.rng.random() < chance:
                make(image)
        ink = self.rng.uniform(0, 90)
        image += (ink - image) * self.printed(width, height) * self.rng.uniform(0.5, 1)
        places = self.zone_on(image, lines, face, pitch) if has_zone else []
        return image, places

    def zone_on(self, image, lines, face, pitch):
        height, width = image.shape
        spacing = PRINT * self.rng.uniform(1.8, 3.0)
        depth = spacing * (len(lines) - 1) + PRINT
        left = max(0.0, self.rng.uniform(0.1, 0.9) * (width - pitch * len(lines[0])))
        bottom = height - self.rng.uniform(0.15, 2.2) * PRINT
        if self.rng.random() < self.astray:
            bottom = self.rng.uniform(depth, height)
        if bottom - depth < 2:
            return []
        ground = image[max(0, round(bottom - depth - PRINT)):]
        if self.rng.random() < 0.7:  # the zone stands on calm paper
            ground += (self.rng.triangular(max(60, ground.mean() - 40), 255, min(255, ground.mean() + 30)) - ground) * self.rng.uniform(0.6, 1)
        coverage = np.zeros_like(image)
        places, half = [], CELL * PRINT // CAPITAL / 2
        masks = self.small[face.name]
        for index, line in enumerate(lines):
            row = bottom - depth + PRINT / 2 + index * spacing
            for column, character in enumerate(line):
                px, py = round(left + (column + 0.5) * pitch - half), round(row - half)
                x0, y0 = max(0, px), max(0, py)
                x1, y1 = min(width, px + masks.shape[2]), min(height, py + masks.shape[1])
                if x0 < x1 and y0 < y1:
                    view = coverage[y0:y1, x0:x1]
                    np.maximum(view, masks[ALPHABET.index(character)][y0 - py:y1 - py, x0 - px:x1 - px], out=view)
            places.append(((left, row), (left + pitch * len(line), row)))
        ink = self.rng.triangular(0, max(20, image.mean() - 60), 20)
        image += (ink - image) * coverage * self.rng.uniform(0.8, 1)
        if self.rng.random() < 0.2:
            self.stroke(image)
        return places

    def scene(self, side):
        """A picture of side x side with zero to two documents; gives it and quads of lines."""
        level = self.rng.uniform(0, 255)
        image = np.full((side, side), level, np.float32)
        if self.rng.random() < 0.7:
            image = camera.paper(self.random, side, side, level)
            image += camera.smooth_noise(self.random, side, side, self.rng.uniform(2, 60), self.rng.uniform(0, 30))
        for make, chance in ((self.stroke, .3), (self.portrait, .2), (self.machine_code, .1)):
            if self.rng.random() < chance:
                make(image)
        capital = math.exp(self.rng.uniform(math.log(3.6), math.log(17)))
        quads = []
        turn = self.rng.choice((0, 0, 0, 90, 180, 270)) + self.rng.gauss(0, self.rng.choice((0.5, 4, 12)))
        if self.rng.random() < 0.2:
            turn = self.rng.uniform(0, 360)
        for _ in range(1 if self.rng.random() < 0.85 else 2):
            document, places = self.document(self.rng.random() < 0.85)
            matrix = self.projection(document.shape, places, side, capital / PRINT, turn)
            self.put(image, document, matrix, capital / PRINT)
            quads = [q for q in quads if not self.covered(q, document.shape, matrix)]
            quads += [self.quads_of(place, matrix) for place in places]
        return np.clip(image, 0, 255), quads, capital

    def projection(self, shape, places, side, scale, turn):
        """From document to picture: turned, scaled, seen from an angle; a random place of the zone
        (or of the document) comes near the middle."""
        height, width = shape
        anchor = (self.rng.uniform(0, width), self.rng.uniform(0, height))
        if places and self.rng.random() < 0.75:
            (x0, y), (x1, _) = self.rng.choice(places)
            anchor = (self.rng.uniform(x0, x1), y)
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        slant = self.rng.choice((0, 0.01, 0.05)) * width
        bent = corners + self.random.normal(size=(4, 2)).astype(np.float32) * slant
        perspective = cv2.getPerspectiveTransform(corners, bent).astype(np.float64)
        angle = math.radians(turn)
        cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
        affine = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
        matrix = affine @ perspective
        at = cv2.perspectiveTransform(np.float32([[anchor]]), matrix)[0, 0]
        goal = np.array([self.rng.uniform(0.1, 0.9), self.rng.uniform(0.1, 0.9)]) * side
        shift = np.eye(3)
        shift[:2, 2] = goal - at
        return shift @ matrix

    def put(self, image, document, matrix, scale):
        side = image.shape[0]
        if scale < 0.7:
            document = cv2.GaussianBlur(document, (0, 0), 0.42 / scale * self.rng.uniform(0.6, 1))
        seen = cv2.warpPerspective(document, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = cv2.warpPerspective(np.ones_like(document), matrix, (side, side), flags=cv2.INTER_LINEAR)
        image += (seen - image) * mask

    def covered(self, quad, shape, matrix):
        """Whether the later document lies over a line of the earlier one."""
        height, width = shape
        corners = cv2.perspectiveTransform(np.float32([[[0, 0], [width, 0], [width, height], [0, height]]]), matrix)[0]
        return any(cv2.pointPolygonTest(corners, tuple(map(float, p)), False) >= 0 for p in np.asarray(quad).reshape(-1, 2))

    def quads_of(self, place, matrix):
        """Nine pairs of points above and below the line, at half the capital height, left to right."""
        (x0, y), (x1, _) = place
        xs = np.linspace(x0, x1, 9)
        top = np.float32([[[x, y - PRINT / 2] for x in xs]])
        bottom = np.float32([[[x, y + PRINT / 2] for x in xs]])
        return np.stack([cv2.perspectiveTransform(top, matrix)[0], cv2.perspectiveTransform(bottom, matrix)[0]], axis=1)

    def sample(self, side):
        image, quads, capital = self.scene(side)
        image = camera.captured(self.random, image, capital)
        return np.clip(np.rint(image), 0, 255).astype(np.uint8), targets(quads, side)


def targets(quads, side):
    """[5, side/4, side/4]: core (0 to 1), cos, sin, ln(capital / 8), weight of the core."""
    fine = np.zeros((5, side, side), np.float32)
    fine[4] = 1
    for quad in quads:
        for left, right in zip(quad[:-1], quad[1:]):
            middle = ((left[0] + left[1]) / 2, (right[0] + right[1]) / 2)
            capital = max(1.0, float(np.linalg.norm(left[1] - left[0]) + np.linalg.norm(right[1] - right[0])) / 2)
            along = middle[1] - middle[0]
            along = along / max(1e-6, float(np.linalg.norm(along)))
            band(fine[4], middle, along, capital * 0.65 + 1.5, 0)
            reach = max(2.0, capital * 0.3)
            for index, value in enumerate((1, along[0], along[1], math.log(capital / 8))):
                band(fine[index], middle, along, reach + (2 if index else 0), float(value))
    fine[4] = np.maximum(fine[4], fine[0])
    small = fine.reshape(5, side // STRIDE, STRIDE, side // STRIDE, STRIDE)
    result = small.mean(axis=(2, 4))
    result[1:4] = small[:, :, 1, :, 1][1:4]
    return result


def band(image, middle, along, reach, value):
    across = np.array([-along[1], along[0]]) * reach
    points = np.float32([middle[0] - across, middle[1] - across, middle[1] + across, middle[0] + across])
    cv2.fillConvexPoly(image, np.int32(np.rint(points * 16)), value, cv2.LINE_8, 4)
