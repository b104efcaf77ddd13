"""Samples: a scene before a camera, or a print or a screen that shows it before the same camera.

    python recapture.py --pictures pictures --out run/train-101.npz --count 500 --seed 101
    python recapture.py --pictures pictures --out run/held_out.npz --count 800 --seed 2000 --held-out

Everything up to the sensor is computed in linear light on a grid `fine` times as dense as the sensor.
Lengths named `pitch` count samples of that grid. Live scenes and recaptures pass the same camera
(`Camera`), so that a network cannot tell them by that; one live sample in five is the photograph itself,
scaled and developed, as portraits on the web are.
"""

import argparse

import cv2
import numpy as np

from pictures import HELD_OUT, TRAINED, linear, load, noise, skin

SIDE = 224  # of a sample, as the recipe texture/1 scales the square around a face
KINDS = ("live", "print", "screen")


def spread(rng, low, high):
    """A number between two, its logarithm even."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def resized(picture, side):
    shrinks = side < picture.shape[0]
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)


def jpeg(rng, picture, low, high):
    """There and back, RGB of 0 to 255."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(low, high + 1))]
    data = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), quality)[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def sharpened(picture, amount, sigma):
    return np.clip(picture + amount * (picture - cv2.GaussianBlur(picture, (0, 0), sigma)), 0, 1)


def cut(rng, picture, least):
    """A square of a picture, turned over at random, its side from `least` pixels up where it has them."""
    height, width = picture.shape[:2]
    most = min(height, width)
    side = int(spread(rng, min(least, most * 0.5), most))
    x, y = rng.integers(0, width - side + 1), rng.integers(0, height - side + 1)
    part = picture[y : y + side, x : x + side]
    return part[:, ::-1] if rng.random() < 0.5 else part


def shown(rng, part, side):
    """What is put on a screen or into a printer: a picture that was itself photographed and published."""
    own = int(np.clip(side * spread(rng, 0.4, 1.5), 48, 900))
    picture = resized(np.ascontiguousarray(part), own).astype(np.float32) / 255
    if rng.random() < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.0))
    if rng.random() < 0.4:
        picture = sharpened(picture, rng.uniform(0.2, 1.0), 1.0)
    picture += rng.standard_normal(picture.shape, dtype=np.float32) * rng.uniform(0, 0.015)
    picture = jpeg(rng, (np.clip(picture, 0, 1) * 255).astype(np.uint8), 60, 95)
    return np.clip(resized(picture, side), 0, 255)


def turned(rng, side, pitch, degrees):
    """Where on a grid of cells of `pitch` samples each of side × side samples lies, in cells."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    a = np.deg2rad(degrees)
    u, v = (x * np.cos(a) + y * np.sin(a)) / pitch, (y * np.cos(a) - x * np.sin(a)) / pitch
    keystone = 1 + rng.normal(0, 0.03) * x / side + rng.normal(0, 0.03) * y / side
    return u * keystone + rng.uniform(0, 1), v * keystone + rng.uniform(0, 1)


def bars(at, start, width, blur):
    """Bars of a period of 1, averaged over `blur`: exact however fine the period."""
    def integral(t):
        whole = np.floor(t)
        return whole * width + np.clip(t - whole, 0, width)
    return (integral(at - start + blur / 2) - integral(at - start - blur / 2)) / blur / width


def subpixels(rng, u, v, blur):
    """Light of the red, green and blue parts of a display's pixels, mean 1."""
    gap = rng.uniform(0.02, 0.2)
    rows = bars(v, gap / 2, 1 - gap, blur)
    if rng.random() < 0.3:  # diamond: a green part per pixel, red and blue in turn
        swap = 0.5 * (np.floor(v) % 2)
        wide = rng.uniform(0.25, 0.4)
        red, blue = bars(u / 2 + swap, 0.1, wide, blur / 2), bars(u / 2 + swap, 0.6, wide, blur / 2)
        return np.stack([red * rows, bars(u, 0.1, wide, blur) * rows, blue * rows], -1)
    third = 1 / 3 - rng.uniform(0.02, 0.12)
    order = (0, 1, 2) if rng.random() < 0.8 else (2, 1, 0)
    along, across = (u, rows) if rng.random() < 0.75 else (v, bars(u, gap / 2, 1 - gap, blur))
    return np.stack([bars(along, i / 3, third, blur) * across for i in order], -1)


def reflections(rng, side, most):
    """Light that a surface throws back: even, in a slope, in soft spots."""
    veil = rng.uniform(0, most) * np.exp(0.4 * noise(rng, side, side / 1.5))
    if rng.random() < 0.3:
        y, x = np.mgrid[:side, :side] / side - rng.uniform(-0.2, 1.2, (2, 1, 1))
        veil = veil + spread(rng, 0.02, 1.2) * np.exp(-(x**2 + y**2) / (2 * rng.uniform(0.05, 0.35) ** 2))
    tint = 1 + rng.normal(0, 0.08, 3)
    return (veil[..., None] * tint).astype(np.float32)


def screen(rng, part, side, fine):
    """A picture on a display, in linear light on side × side samples."""
    pitch = spread(rng, 0.3, 4.0) * fine
    cells = int(np.clip(side / pitch, 64, 1100))
    picture = linear(shown(rng, part, cells)) ** rng.uniform(0.85, 1.2)
    primaries = np.eye(3) * (1 - (m := rng.uniform(0, 0.12))) + m / 3 + rng.normal(0, 0.015, (3, 3))
    picture = np.clip(picture @ primaries.T.astype(np.float32), 0, None)
    picture = (picture * (1 + rng.normal(0, 0.06, 3)) + spread(rng, 0.0005, 0.02)).astype(np.float32)
    u, v = turned(rng, side, pitch, rng.normal(0, 5))
    stretch = cells / max(float(u.max()), float(v.max()))
    light = cv2.remap(picture, (u * stretch).astype(np.float32), (v * stretch).astype(np.float32),
                      cv2.INTER_NEAREST if pitch > 2.5 and stretch > 0.9 else cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    light = light * subpixels(rng, u, v, 1 / pitch)
    if rng.random() < 0.3:  # matt screens glitter
        light *= np.clip(1 + rng.uniform(0, 0.15) * noise(rng, side, fine), 0, None)[..., None]
    return light * np.exp(0.12 * noise(rng, side, side))[..., None] + reflections(rng, side, 0.06)


INKS = np.array([[0.02, 0.34, 0.74], [0.72, 0.02, 0.20], [1.0, 0.82, 0.02], [0.02, 0.02, 0.02]], np.float32)
ANGLES = (15, 75, 0, 45)  # of the screens of cyan, magenta, yellow, black


def inked(rng, amount, side, fine, process, pitch, angle):
    """Where a plate puts ink, 0 to 1."""
    if process == "dots":  # amplitude modulated
        u, v = turned(rng, side, pitch, angle)
        level = 0.5 + (np.cos(2 * np.pi * u) + np.cos(2 * np.pi * v)) / 4
        clear = np.clip((pitch - 2) / 2, 0, 1)
    elif process == "grains":  # frequency modulated, as ink-jets print
        level = np.argsort(np.argsort(rng.standard_normal(4096))).astype(np.float32)[rng.integers(0, 4096, (side, side))] / 4096
        cell = max(1, int(pitch / 3))
        level = np.kron(level[: side // cell + 1, : side // cell + 1], np.ones((cell, cell), np.float32))[:side, :side]
        clear = 0.8
    else:  # photographic paper, dye sublimation
        return amount
    edge = np.clip(0.5 + (amount - level) / rng.uniform(0.1, 0.35), 0, 1)
    return amount * (1 - clear) + edge * clear


def printed(rng, part, side, fine):
    """A picture on paper, in linear light on side × side samples."""
    process = rng.choice(["dots", "grains", "continuous"], p=[0.4, 0.35, 0.25])
    pitch = spread(rng, 0.6, 7.0) * fine
    picture = resized(shown(rng, part, int(np.clip(side / fine * spread(rng, 0.4, 1.2), 64, 900))), side)
    flat = cv2.warpAffine(picture, cv2.getRotationMatrix2D((side / 2, side / 2), rng.normal(0, 4), 1.08), (side, side),
                          borderMode=cv2.BORDER_REFLECT)
    ink = 1 - flat.astype(np.float32) / 255
    black = ink.min(-1, keepdims=True) * rng.uniform(0, 0.9)
    plates = np.concatenate([(ink - black) / (1 - black + 1e-3), black], -1) * rng.uniform(0.8, 1.0)
    gain, tilt = rng.uniform(0, 0.2), rng.normal(0, 10)
    white = np.array([0.88, 0.88, 0.87]) * (1 + rng.normal(0, 0.04, 3)) * rng.uniform(0.85, 1.05)
    fibres = sum(noise(rng, side, fine * c) * w for c, w in ((1, 0.4), (3, 0.4), (12, 0.3))) * rng.uniform(0, 0.035)
    light = (white * (1 + fibres[..., None])).astype(np.float32)
    for plate, (colour, angle) in enumerate(zip(INKS, ANGLES)):
        amount = plates[..., plate] + gain * 4 * plates[..., plate] * (1 - plates[..., plate]) * 0.5
        cover = inked(rng, np.clip(amount, 0, 1), side, fine, process, pitch, angle + tilt)
        light *= 1 - cover[..., None] * (1 - colour) * 0.97
    if rng.random() < 0.25:  # printers drag in bands
        light *= 1 + rng.uniform(0, 0.04) * noise(rng, side, fine * 6).mean(1)[:, None, None] * 4
    lamp = np.exp(rng.uniform(0.02, 0.25) * noise(rng, side, side))[..., None]
    return light * lamp + reflections(rng, side, 0.08 if rng.random() < 0.5 else 0.02)


class Camera:
    """Lens, sensor and processing; the numbers drawn at random once per picture."""

    def __init__(self, rng):
        self.scale = spread(rng, 0.5, 2.0)  # sensor pixels per pixel of a sample
        self.side = int(SIDE * self.scale) // 2 * 2
        self.fine = 3 if self.side < 300 else 2

    def photograph(self, rng, light):
        """RGB of 0 to 255 on side × side pixels from linear light on fine² as many."""
        balance = np.exp(rng.normal(0, 0.1, 3))
        light = light * (balance / balance.mean() * spread(rng, 0.35, 0.9) / max(float(np.percentile(light, 97)), 0.02))
        light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), self.fine * spread(rng, 0.25, 1.6))
        if rng.random() < 0.15:
            length = int(self.fine * rng.uniform(2, 6))
            light = cv2.blur(light, (length, 1) if rng.random() < 0.5 else (1, length))
        light = cv2.resize(light, (self.side, self.side), interpolation=cv2.INTER_AREA)
        mosaic = np.empty(light.shape[:2], np.float32)
        for y, x, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
            mosaic[y::2, x::2] = light[y::2, x::2, channel]
        grain = spread(rng, 0.001, 0.03)
        mosaic += rng.standard_normal(mosaic.shape, dtype=np.float32) * grain * np.sqrt(np.clip(mosaic, 0, 1) + 0.02)
        raw = (np.clip(mosaic, 0, 1) * 65535).astype(np.uint16)
        colour = cv2.demosaicing(raw, rng.choice([cv2.COLOR_BayerRGGB2RGB, cv2.COLOR_BayerRGGB2RGB_EA]))
        colour = colour.astype(np.float32) / 65535
        if rng.random() < 0.5:  # noise reduction
            colour = cv2.bilateralFilter(colour, 5, grain * rng.uniform(1, 6), rng.uniform(0.7, 2))
        return developed(rng, colour)


def developed(rng, light):
    """Tone, colour and sharpening of a camera or of who worked on the picture after."""
    tone = np.clip(light, 0, 1) ** (1 / rng.uniform(1.8, 2.6))
    tone = tone + rng.uniform(-0.1, 0.3) * tone * (1 - tone) * (2 * tone - 1)
    grey = tone.mean(-1, keepdims=True)
    tone = grey + (tone - grey) * (0 if rng.random() < 0.05 else rng.uniform(0.7, 1.35))
    tone = tone * rng.uniform(0.85, 1.1) + rng.uniform(-0.03, 0.05)
    if rng.random() < 0.6:
        tone = sharpened(tone, rng.uniform(0, 1.2), rng.uniform(0.6, 1.5))
    return (np.clip(tone, 0, 1) * 255).astype(np.uint8)


def sample(rng, pictures, kind):
    """One sample of a kind, RGB of 0 to 255, SIDE × SIDE."""
    source = skin(rng) if rng.random() < 0.3 else pictures[rng.integers(len(pictures))]
    camera = Camera(rng)
    side = camera.side * camera.fine
    if kind == "live":
        part = np.ascontiguousarray(cut(rng, source, camera.side))
        if rng.random() < 0.2:  # the photograph itself, not photographed once more
            picture = developed(rng, linear(resized(part, camera.side)))
        else:
            picture = camera.photograph(rng, linear(resized(part, side)))
    else:
        make = printed if kind == "print" else screen
        picture = camera.photograph(rng, make(rng, cut(rng, source, camera.side * 0.7), side, camera.fine))
    picture = jpeg(rng, picture, 60, 97)
    if rng.random() < 0.3:  # scaled and stored again on the way
        picture = jpeg(rng, resized(picture, int(camera.side * rng.uniform(0.6, 1.0))), 60, 97)
    shrinks = SIDE < picture.shape[0]
    return cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", default="pictures")
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--held-out", action="store_true")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(arguments.seed)
    pictures = load(arguments.pictures, HELD_OUT if arguments.held_out else TRAINED)
    kinds = np.array([(0, 0, 1, 2)[i % 4] for i in range(arguments.count)], np.uint8)  # half of them live
    samples = np.stack([sample(rng, pictures, KINDS[kind]) for kind in kinds])
    np.savez(arguments.out, samples=samples, kinds=kinds)


if __name__ == "__main__":
    main()
