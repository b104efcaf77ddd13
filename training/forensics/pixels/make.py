"""Captures of drawn cards, untouched, tampered with and processed, and free photographs, untouched.

usage: make.py CARDS PHOTOGRAPHS OUT [--first 0] [--count 160] [--seed 7000] [--processes 2]

CARDS holds folders of `synth card` (a PNG and NAME.truth.json a side), PHOTOGRAPHS what
training/liveness/pictures.py fetched. OUT gets img/, mask/ and cases.jsonl as `synth attacks` writes it, with
`fold` (0 to 3): cards and photographs of one fold are in no other. The camera is another than the
generator's, so that weights do not fit the traces of one simulation. A family's pictures depend on
the seed and its number alone.
"""
import argparse
import glob
import json
import multiprocessing
import os
import sys

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "liveness"))
import pictures  # noqa: E402

FOLDS = 4
WIDTH, HEIGHT = 1200, 900
KINDS = ("copymove", "splice", "replace", "inpaint", "replace", "retouch", "foreign", "splice")
TYPEFACES = ("/usr/share/fonts/**/DejaVu*.ttf", "/usr/share/fonts/**/Liberation*.ttf", "/usr/share/fonts/**/FreeMono*.ttf")
LETTERS = list("ABCDEFGHKLMNPRSTUVXYZ0123456789abcdefghiklmnorst ")


def clipped(picture):
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


def noise(rng, shape, blur=0.0):
    field = rng.standard_normal(shape, dtype=np.float32)
    return cv2.GaussianBlur(field, (0, 0), blur) if blur else field


class Material:
    """Cards, photographs and typefaces of one fold."""

    def __init__(self, cards, photographs, fold):
        truths = sorted(glob.glob(os.path.join(cards, "*", "*.truth.json")))
        folders = sorted({os.path.dirname(path) for path in truths})
        self.cards = [path for path in truths if folders.index(os.path.dirname(path)) % FOLDS == fold]
        entries = (pictures.TRAINED + pictures.HELD_OUT)[fold::FOLDS]
        self.photographs = []
        for name, _, _ in entries:
            picture = cv2.imread(os.path.join(photographs, name))
            shrink = min(1.0, 1900 / max(picture.shape[:2]))
            self.photographs.append(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA))
        self.typefaces = sorted(file for pattern in TYPEFACES for file in glob.glob(pattern, recursive=True))

    def part(self, rng, width, height):
        """A part of a photograph, or drawn skin, of that size."""
        if rng.random() < 0.3:
            source = pictures.skin(rng, side=320)[..., ::-1]
        else:
            source = self.photographs[rng.integers(len(self.photographs))]
        most = min(source.shape[0] / height, source.shape[1] / width)
        scale = most * rng.uniform(0.35, 1.0)
        h, w = max(8, int(height * scale)), max(8, int(width * scale))
        y, x = rng.integers(0, source.shape[0] - h + 1), rng.integers(0, source.shape[1] - w + 1)
        how = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
        return cv2.resize(source[y:y + h, x:x + w], (width, height), interpolation=how)

    def card(self, rng):
        """A drawn side with its regions, mostly with another picture for its portrait; and its name."""
        path = self.cards[rng.integers(len(self.cards))]
        picture = cv2.imread(path.replace(".truth.json", ".png"))
        with open(path, encoding="utf-8") as file:
            regions = json.load(file)["regions"]
        for region in regions:
            if region["kind"] == "portrait" and rng.random() < 0.6:
                x0, y0, x1, y1 = bounds(region["quad"], picture.shape)
                picture[y0:y1, x0:x1] = self.part(rng, x1 - x0, y1 - y0)
        return picture, regions, os.path.basename(os.path.dirname(path))


def bounds(quad, shape):
    """Whole pixels about a quad, inside the picture."""
    corners = np.float32(quad).reshape(-1, 2)
    x0, y0 = np.maximum(np.floor(corners.min(0)).astype(int), 2)
    x1, y1 = np.minimum(np.ceil(corners.max(0)).astype(int), [shape[1] - 3, shape[0] - 3])
    return x0, y0, x1, y1


def printed(rng, card):
    """Fine lines and fibres over a card."""
    h, w = card.shape[:2]
    card = card.astype(np.float32)
    if rng.random() < 0.5:
        y, x = np.mgrid[:h, :w].astype(np.float32)
        turn, period = rng.uniform(0, np.pi), rng.uniform(3, 14)
        phase = x * np.cos(turn) + y * np.sin(turn) + rng.uniform(2, 12) * np.sin(x / rng.uniform(20, 80))
        card = card + rng.uniform(2, 9) * np.sin(2 * np.pi * phase / period)[..., None] * rng.uniform(0.3, 1, 3)
    if rng.random() < 0.3:
        card = card + noise(rng, (h, w, 3), rng.uniform(0.7, 2)) * rng.uniform(2, 10)
    return card.astype(np.float32)


def ground(rng, material):
    """What the card lies on: a photograph or a drawn surface."""
    if rng.random() < 0.3:
        return cv2.GaussianBlur(material.part(rng, WIDTH, HEIGHT), (0, 0), rng.uniform(0.5, 4)).astype(np.float32)
    small = noise(rng, (int(rng.integers(6, 200)), int(rng.integers(6, 200)), 3))
    surface = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC) * rng.uniform(0, 22)
    surface += rng.uniform(30, 220, 3).astype(np.float32)
    if rng.random() < 0.3:
        surface += noise(rng, (HEIGHT, WIDTH, 1)) * rng.uniform(2, 14)
    return surface


def sensed(rng, scene):
    """Light, lens, sensor noise, denoising, softened colour and sharpening."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    light = 1 + rng.normal(0, 0.12) * (x / WIDTH - 0.5) + rng.normal(0, 0.12) * (y / HEIGHT - 0.5)
    scene = scene * (light[..., None] * rng.uniform(0.75, 1.05) * rng.normal(1, 0.03, 3)).astype(np.float32)
    scene = np.clip(cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.45, 1.5)), 0, 255)
    scene += noise(rng, scene.shape) * rng.uniform(0.6, 5) * np.sqrt(0.3 + scene / 160)
    if rng.random() < 0.6:
        scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.35, 0.75))
        if rng.random() < 0.4:
            parts = cv2.cvtColor(clipped(scene), cv2.COLOR_BGR2YCrCb)
            parts[..., 1:] = cv2.blur(parts[..., 1:], (3, 3))
            scene = cv2.cvtColor(parts, cv2.COLOR_YCrCb2BGR).astype(np.float32)
    if rng.random() < 0.5:
        scene = scene + rng.uniform(0.2, 0.9) * (scene - cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.8, 1.6)))
    return clipped(scene)


def captured(rng, material):
    """A capture of a card, boxes of its texts and portraits, and the card's name."""
    card, regions, name = material.card(rng)
    h, w = card.shape[:2]
    scale, turn = rng.uniform(0.72, 1.2) * WIDTH * 0.8 / w, np.deg2rad(rng.normal(0, 3.5) * (rng.random() < 0.8))
    corners = np.float32([[-w, -h], [w, -h], [w, h], [-w, h]]) * scale / 2
    turned = np.float32([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    place = corners @ turned.T + [WIDTH / 2, HEIGHT / 2] + rng.normal(0, 20, 2) + rng.normal(0, 8, (4, 2))
    view = cv2.getPerspectiveTransform(np.float32([[0, 0], [w, 0], [w, h], [0, h]]), place.astype(np.float32))
    if scale < 0.8:
        card = cv2.GaussianBlur(card, (0, 0), 0.4 / scale)
    seen = cv2.warpPerspective(printed(rng, card), view, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)
    cover = cv2.warpPerspective(np.ones((h, w), np.float32), view, (WIDTH, HEIGHT))[..., None]
    picture = sensed(rng, ground(rng, material) * (1 - cover) + seen * cover)
    texts, portraits = [], []
    for region in regions:
        quad = cv2.perspectiveTransform(np.float32(region["quad"]).reshape(1, -1, 2), view)[0]
        x0, y0, x1, y1 = box = bounds(quad, picture.shape)
        if x1 - x0 >= 12 and y1 - y0 >= 8:
            (portraits if region["kind"] in ("portrait", "ghost_portrait") else texts).append(box)
    if rng.random() < 0.9:
        picture = stored(picture, rng.integers(78, 98))[0]
    return picture, texts, portraits, name


def stored(picture, quality, colour=None):
    """A picture after JPEG, and the file's bytes."""
    options = [cv2.IMWRITE_JPEG_QUALITY, int(quality)]
    if colour:
        options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, colour]
    data = cv2.imencode(".jpg", picture, options)[1]
    return cv2.imdecode(data, cv2.IMREAD_COLOR), data


def feather(height, width, over):
    inner = np.ones((max(1, height - 2 * over), max(1, width - 2 * over)), np.float32)
    framed = cv2.copyMakeBorder(inner, over, over, over, over, cv2.BORDER_CONSTANT)
    return cv2.resize(cv2.GaussianBlur(framed, (0, 0), over / 2), (width, height))[..., None]


def laid(picture, part, box, cover):
    x0, y0, x1, y1 = box
    under = picture[y0:y1, x0:x1]
    picture[y0:y1, x0:x1] = clipped(under * (1 - cover) + part * cover)


def splice(rng, material, picture, mask, portraits):
    """A stranger's picture over the portrait."""
    box = x0, y0, x1, y1 = portraits[0]
    w, h = x1 - x0, y1 - y0
    if rng.random() < 0.3:
        part = cv2.resize(captured(rng, material)[0], (w, h), interpolation=cv2.INTER_AREA).astype(np.float32)
    else:
        part = material.part(rng, w, h).astype(np.float32)
    if rng.random() < 0.6:
        under = picture[y0:y1, x0:x1].reshape(-1, 3).astype(np.float32)
        part = (part - part.mean((0, 1))) / (part.std((0, 1)) + 1) * (under.std(0) * 0.8 + 8) + under.mean(0)
    if rng.random() < 0.25:
        part = cv2.GaussianBlur(part, (0, 0), rng.uniform(0.4, 1.0))
    cover = feather(h, w, int(rng.integers(2, 9))) if rng.random() < 0.5 else np.ones((h, w, 1), np.float32)
    if rng.random() < 0.2:
        oval = cv2.ellipse(np.zeros((h, w), np.uint8), (w // 2, h // 2), (int(w * 0.4), int(h * 0.43)), 0, 0, 360, 255, -1)
        cover = cover * cv2.GaussianBlur(oval.astype(np.float32) / 255, (0, 0), 2)[..., None]
    laid(picture, part, box, cover)
    mask[y0:y1, x0:x1] |= cover[..., 0] > 0.5


def filled(rng, picture, box):
    """The box painted over from its surroundings."""
    x0, y0, x1, y1 = box
    how = rng.integers(0, 5)
    if how <= 2:
        where = np.zeros(picture.shape[:2], np.uint8)
        where[y0:y1, x0:x1] = 255
        method = cv2.INPAINT_NS if how == 2 else cv2.INPAINT_TELEA
        picture[:] = cv2.inpaint(picture, where, int(rng.integers(3, 8)), method)
    elif how == 3:
        picture[y0:y1, x0:x1] = np.quantile(picture[y0:y1, x0:x1].reshape(-1, 3), 0.7, axis=0)
    else:
        top, left = max(0, y0 - 30), max(0, x0 - 30)
        smooth = cv2.medianBlur(picture[top:y1 + 30, left:x1 + 30].copy(), 31)
        picture[y0:y1, x0:x1] = smooth[y0 - top:y1 - top, x0 - left:x1 - left]


def typed(rng, material, picture, box, before):
    """Letters set over the box in the ink that was there."""
    x0, y0, x1, y1 = box
    face = ImageFont.truetype(material.typefaces[rng.integers(len(material.typefaces))], max(8, int((y1 - y0) * rng.uniform(0.6, 0.95))))
    ink = np.quantile(before[y0:y1, x0:x1].reshape(-1, 3), 0.02, axis=0) * rng.uniform(0.5, 1.1)
    if rng.random() < 0.3:
        ink = rng.uniform(0, 70, 3)
    sheet = Image.new("L", (picture.shape[1], picture.shape[0]))
    text = "".join(rng.choice(LETTERS, int(rng.integers(4, 12))))
    ImageDraw.Draw(sheet).text((x0 + 2, y0 + int((y1 - y0) * rng.uniform(-0.1, 0.15))), text, font=face, fill=255)
    cover = np.asarray(sheet, np.float32) / 255
    blur = rng.choice([0, 0, 0.4, 0.7, 1.0])
    if blur:
        cover = cv2.GaussianBlur(cover, (0, 0), blur)
    picture[:] = clipped(picture * (1 - cover[..., None]) + cover[..., None] * ink)
    return cover > 0.3


def on_text(rng, material, kind, picture, mask, texts, other):
    """One text copied, exchanged, filled, set anew or blurred."""
    before = picture.copy()
    x0, y0, x1, y1 = texts[rng.integers(len(texts))]
    pad = int(rng.integers(0, 5))
    x0, y0 = max(2, x0 - pad), max(2, y0 - pad)
    x1, y1 = min(picture.shape[1] - 3, x1 + pad), min(picture.shape[0] - 3, y1 + pad, y0 + 75)
    if rng.random() < 0.5:
        x1 = min(x1, x0 + max(24, int((x1 - x0) * rng.uniform(0.3, 0.9))))
    w, h = x1 - x0, y1 - y0
    if kind in ("copymove", "foreign"):
        source = before if kind == "copymove" else other
        u = texts[rng.integers(len(texts))]
        x, y = min(u[0], picture.shape[1] - w), min(u[1], picture.shape[0] - h)
        if abs(x - x0) + abs(y - y0) < 20:
            return
        part = source[y:y + h, x:x + w].astype(np.float32)
        if rng.random() < 0.4:
            part += np.median(before[y0:y1, x0:x1], axis=(0, 1)) - np.median(part, axis=(0, 1))
        laid(picture, part, (x0, y0, x1, y1), feather(h, w, 2) if rng.random() < 0.3 else np.float32(1))
    elif kind == "retouch":
        picture[y0:y1, x0:x1] = cv2.GaussianBlur(before, (0, 0), rng.uniform(1, 3))[y0:y1, x0:x1]
    else:
        filled(rng, picture, (x0, y0, x1, y1))
        if kind == "replace":
            if rng.random() < 0.3:
                picture[y0:y1, x0:x1] = clipped(picture[y0:y1, x0:x1] + noise(rng, (h, w, 3)) * rng.uniform(1, 4))
            mask |= typed(rng, material, picture, (x0, y0, x1, y1), before)
    mask[y0:y1, x0:x1] = True


def processed(rng, picture):
    """What honest people do to a picture: a screenshot, another size and turn, another saving."""
    how = rng.integers(0, 3)
    h, w = picture.shape[:2]
    if how == 0:
        scale = rng.uniform(0.5, 0.9)
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        high, wide = small.shape[0] + int(rng.integers(60, 200)), small.shape[1] + int(rng.integers(0, 400))
        sheet = np.full((high, wide, 3), int(rng.choice([255, 250, 30, 18, 240])), np.uint8)
        left = (wide - small.shape[1]) // 2
        sheet[60:60 + small.shape[0], left:left + small.shape[1]] = small
        cv2.rectangle(sheet, (0, 0), (wide, 50), [int(v) for v in rng.integers(0, 256, 3)], -1)
        cv2.putText(sheet, "12:45 Photos", (10, 36), 0, 1, (255, 255, 255), 2, cv2.LINE_AA)
        return "screenshot", sheet, rng.random() < 0.6
    if how == 1:
        view = cv2.getRotationMatrix2D((w / 2, h / 2), rng.normal(0, 4), 1)
        turned = cv2.warpAffine(picture, view, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        scale = rng.uniform(0.5, 1.3)
        ways = [cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA] if scale < 1 else [cv2.INTER_CUBIC]
        return "resize_rotate", cv2.resize(turned, None, fx=scale, fy=scale, interpolation=ways[rng.integers(len(ways))]), False
    return "resave", picture, False


def photograph(rng, material):
    """A photograph as it is, or a part of it."""
    source = material.photographs[rng.integers(len(material.photographs))]
    h, w = source.shape[:2]
    side = min(1.0, max(rng.uniform(0.4, 1.0), 300 / min(h, w)))
    y, x = rng.integers(0, int(h * (1 - side)) + 1), rng.integers(0, int(w * (1 - side)) + 1)
    return source[y:y + int(h * side), x:x + int(w * side)]


def family(job):
    """Writes a family's pictures and returns their lines."""
    number, arguments = job
    cv2.setNumThreads(1)
    rng = np.random.default_rng([arguments.seed, number])
    fold, kind = number % FOLDS, KINDS[number // FOLDS % len(KINDS)]
    material = loaded(arguments.cards, arguments.photographs, fold)
    twin, texts, portraits, base = captured(rng, material)
    changed, mask = twin.copy(), np.zeros(twin.shape[:2], bool)
    if kind == "splice" and not portraits or kind != "splice" and len(texts) < 3:
        kind = "foreign" if len(texts) >= 3 else "none"
    if kind == "splice":
        splice(rng, material, changed, mask, portraits)
    elif kind != "none":
        other = captured(rng, material)[0] if kind == "foreign" else None
        for _ in range(int(rng.integers(1, 3))):
            on_text(rng, material, kind, changed, mask, texts, other)
    y, x = rng.integers(0, 8, 2) if rng.random() < 0.3 else (0, 0)
    twin, changed, mask = twin[y:, x:], changed[y:, x:], mask[y:, x:]
    how = (rng.integers(70, 98), cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444 if rng.random() < 0.3 else None)
    how = how if rng.random() < 0.88 else None
    out = [("authentic_twin", kind, twin, None, how)]
    if mask.any():
        out.append(("tampered", kind, changed, mask, how))
    if number % 3 != 1:
        name, picture, lossless = processed(rng, stored(twin, 90)[0])
        out.append(("processed", name, picture, None, None if lossless else (rng.integers(60, 96), None)))
    if number % 3 != 0:
        out.append(("authentic", "photograph", photograph(rng, material), None, (rng.integers(80, 98), None)))
    return [write(arguments.out, f"{number:05d}_{at}", case, base, fold) for at, case in enumerate(out)]


def write(folder, stem, case, base, fold):
    label, manipulation, picture, mask, how = case
    name = f"img/{stem}_{label}_{manipulation}." + ("jpg" if how else "png")
    data = stored(picture, *how)[1] if how else cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1]
    data.tofile(os.path.join(folder, name))
    where = None
    if mask is not None:
        where = f"mask/{stem}.png"
        cv2.imwrite(os.path.join(folder, where), mask.astype(np.uint8) * 255)
    return {"file": name, "label": label, "manipulation": manipulation, "mask": where,
            "base": base if manipulation != "photograph" else f"photograph_{fold}", "fold": fold}


LOADED = {}


def loaded(cards, photographs, fold):
    if fold not in LOADED:
        LOADED[fold] = Material(cards, photographs, fold)
    return LOADED[fold]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name in ("cards", "photographs", "out"):
        parser.add_argument(name)
    for name, value in (("first", 0), ("count", 160), ("seed", 7000), ("processes", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    arguments = parser.parse_args()
    for name in ("img", "mask"):
        os.makedirs(os.path.join(arguments.out, name), exist_ok=True)
    for fold in range(FOLDS):
        loaded(arguments.cards, arguments.photographs, fold)
    jobs = [(number, arguments) for number in range(arguments.first, arguments.first + arguments.count)]
    with multiprocessing.Pool(arguments.processes) as pool, \
            open(os.path.join(arguments.out, "cases.jsonl"), "a", encoding="utf-8") as file:
        for lines in pool.imap(family, jobs):
            for line in lines:
                file.write(json.dumps(line) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
