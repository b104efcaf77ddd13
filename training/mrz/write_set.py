"""Writes a set of rendered pictures with truth, as `bonafide eval mrz` reads it.

    python write_set.py FOLDER --count 200 --seed 90001

Seeds of training are below 10000; sets of other seeds are new to the networks. One in ten pictures
holds no zone. Thresholds of the reader are fitted on such sets, never on pictures of documents.
"""

import argparse
import json
import math
import os

import cv2
import numpy as np

import camera
from pages import PRINT, PageMaker
from zones import printed


class Photographer(PageMaker):
    """Whole documents in pictures of 280 to 4000 pixels."""

    astray = 0.0

    def photograph(self):
        side = math.exp(self.rng.uniform(math.log(280), math.log(4000 if self.rng.random() < 0.3 else 1400)))
        width, height = round(side), round(side * self.rng.uniform(0.6, 0.8))
        if self.rng.random() < 0.3:
            width, height = height, width
        image = np.full((height, width), self.rng.uniform(0, 255), np.float32)
        image += camera.smooth_noise(self.random, height, width, self.rng.uniform(2, 60), self.rng.uniform(0, 20))
        lines = printed(self.rng) if self.rng.random() > 0.1 else []
        document, places = self.document(bool(lines), lines)
        if not places:
            lines = []
        turn = self.rng.choice((0, 0, 0, 0, 90, 180, 270)) + self.rng.gauss(0, self.rng.choice((0.3, 0.3, 3, 10)))
        matrix, scale = self.whole(document.shape, (width, height), turn)
        capital = PRINT * scale
        if capital < 4.6:
            return None
        while scale * PRINT > 26:  # enlarge the document first, so that print stays sharp
            document = cv2.resize(document, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
            matrix, scale = matrix @ np.diag([0.5, 0.5, 1]), scale / 2
        self.put_on(image, document, matrix, scale)
        image = camera.captured(self.random, image, min(capital, 24))
        return np.clip(np.rint(image), 0, 255).astype(np.uint8), lines, capital

    def zone_on(self, image, lines, face, pitch):
        """As on documents: no words are printed over the zone."""
        height, width = image.shape
        deep = round(PRINT * (3.1 * len(lines) + 1.6))
        band = image[max(0, height - deep):]
        band[:] = camera.paper(self.random, *band.shape, self.rng.triangular(150, 250, 220))
        return super().zone_on(image, lines, face, pitch)

    def whole(self, shape, size, turn):
        """The projection that puts the whole document into the picture."""
        height, width = shape
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        bent = corners + self.random.normal(size=(4, 2)).astype(np.float32) * self.rng.choice((0, 0, 0.015, 0.04)) * width
        perspective = cv2.getPerspectiveTransform(corners, bent).astype(np.float64)
        angle = math.radians(turn)
        rotation = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
        matrix = rotation @ perspective
        outline = cv2.perspectiveTransform(corners[None], matrix)[0]
        low, high = outline.min(axis=0), outline.max(axis=0)
        fill = self.rng.uniform(0.45, 1.0) if self.rng.random() < 0.6 else 1.0
        scale = float(fill * min(size[0] / (high[0] - low[0]), size[1] / (high[1] - low[1])))
        free = np.array(size) - (high - low) * scale
        shift = free * self.random.uniform(0, 1, size=2) - low * scale
        return np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1]]) @ matrix, scale

    def put_on(self, image, document, matrix, scale):
        height, width = image.shape
        if scale < 0.7:
            document = cv2.GaussianBlur(document, (0, 0), 0.42 / scale * self.rng.uniform(0.6, 1))
        seen = cv2.warpPerspective(document, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = cv2.warpPerspective(np.ones_like(document), matrix, (width, height), flags=cv2.INTER_LINEAR)
        image += (seen - image) * mask


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=90001)
    arguments = parser.parse_args()
    os.makedirs(os.path.join(arguments.folder, "images"), exist_ok=True)
    maker, written = Photographer(arguments.seed), 0
    with open(os.path.join(arguments.folder, "cases.jsonl"), "w") as cases:
        while written < arguments.count:
            made = maker.photograph()
            if made is None:
                continue
            image, lines, capital = made
            name = f"images/{written:04}.png"
            cv2.imwrite(os.path.join(arguments.folder, name), image)
            row = {"file": name, "width": image.shape[1], "height": image.shape[0], "mrz": lines,
                   "format": {30: "TD1", 36: "TD2", 44: "TD3"}[len(lines[0])] if lines else "negative",
                   "capital": round(capital, 1)}
            cases.write(json.dumps(row) + "\n")
            written += 1


if __name__ == "__main__":
    main()
