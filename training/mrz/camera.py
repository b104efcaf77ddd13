"""What happens to print between paper and file: light, optics, sensor, resampling, compression.

Images are float32 luma, 0 black to 255 white.
"""

import math

import cv2
import numpy as np


def smooth_noise(random, height, width, cells, amplitude):
    """Noise that changes slowly: `cells` random values across the longer side, interpolated."""
    scale = max(height, width) / cells
    grid = random.normal(size=(max(2, math.ceil(height / scale)), max(2, math.ceil(width / scale))))
    return cv2.resize(grid.astype(np.float32) * amplitude, (width, height), interpolation=cv2.INTER_CUBIC)


def guilloche(random, height, width, amplitude):
    """A security pattern: a few families of thin wavy lines, centred on zero (drawn at half size)."""
    x = np.arange(0, width, 2, dtype=np.float32)[None, :]
    y = np.arange(0, height, 2, dtype=np.float32)[:, None]
    pattern = np.zeros((y.size, x.size), np.float32)
    for _ in range(random.integers(1, 4)):
        angle, turn = random.uniform(0, math.pi), 2 * math.pi / random.uniform(5, 26)
        cos, sin = np.float32(math.cos(angle)), np.float32(math.sin(angle))
        sway = np.float32(2 * math.pi / random.uniform(30, 220))
        wave = np.sin((y * cos - x * sin) * sway + np.float32(random.uniform(0, 6)))
        phase = (x * cos + y * sin + wave * np.float32(random.uniform(0, 9))) * np.float32(turn)
        lines = np.clip(np.sin(phase) * np.float32(random.uniform(1, 4)), -1, 1)
        pattern += lines * np.float32(random.uniform(0.3, 1))
    return cv2.resize(pattern * np.float32(amplitude / 2), (width, height), interpolation=cv2.INTER_LINEAR)


def paper(random, height, width, level):
    """Paper of that mean level, with tint, pattern and fibres."""
    image = np.full((height, width), level, np.float32)
    image += smooth_noise(random, height, width, random.uniform(1.5, 9), random.uniform(0, 14))
    if random.random() < 0.6:
        image += guilloche(random, height, width, random.choice([4, 8, 14, 24, 34]) * random.random())
    if random.random() < 0.3:
        image += random.normal(size=image.shape).astype(np.float32) * random.uniform(0, 6)
    return image


def motion_kernel(random, length):
    """A straight smear of that many pixels in a random direction."""
    side = int(math.ceil(length)) | 1
    kernel = np.zeros((side, side), np.float32)
    angle = random.uniform(0, math.pi)
    middle = side / 2
    dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
    scale = 16
    cv2.line(kernel, (round((middle - dx - .5) * scale), round((middle - dy - .5) * scale)),
             (round((middle + dx - .5) * scale), round((middle + dy - .5) * scale)), 1.0, 1, cv2.LINE_AA, 4)
    total = kernel.sum()
    return kernel / total if total > 0 else None


def blurred(random, image, capital):
    """Out of focus, shaken or neither; strength relative to the capital height in pixels."""
    kind = random.random()
    if kind < 0.5:
        sigma = random.gamma(1.6, 0.028) * capital + 0.15
        image = cv2.GaussianBlur(image, (0, 0), min(sigma, 0.11 * capital + 0.3))
    elif kind < 0.62:
        kernel = motion_kernel(random, random.uniform(1.0, 0.2 * capital + 1.0))
        if kernel is not None:
            image = cv2.filter2D(image, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return image


def resampled(random, image):
    """Made smaller or larger and back, as pictures on the web were, some by nearest neighbour."""
    height, width = image.shape
    factor = random.uniform(0.75, 1.9)
    methods = [cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA, cv2.INTER_NEAREST]
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    there = methods[random.choice(4, p=[.4, .3, .2, .1])]
    back = methods[random.choice(3, p=[.4, .3, .3])]
    return cv2.resize(cv2.resize(image, size, interpolation=there), (width, height), interpolation=back)


def sharpened(random, image, capital):
    soft = cv2.GaussianBlur(image, (0, 0), random.uniform(0.5, max(0.7, 0.12 * capital)))
    return image + (image - soft) * random.uniform(0.3, 2.2)


def compressed(random, image, low=18):
    quality = int(random.choice([random.integers(low, 55), random.integers(55, 80), random.integers(80, 99)], p=[.25, .35, .4]))
    _, data = cv2.imencode(".jpg", np.clip(image, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE).astype(np.float32)


def glare(random, image):
    """A bright spot or band that eats contrast."""
    height, width = image.shape
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    cx, cy = random.uniform(0, width), random.uniform(0, height)
    angle, spread = random.uniform(0, math.pi), random.uniform(0.03, 0.3) * width
    along = (x - cx) * math.cos(angle) + (y - cy) * math.sin(angle)
    across = -(x - cx) * math.sin(angle) + (y - cy) * math.cos(angle)
    weight = np.exp(-(across / spread) ** 2 - (along / (spread * random.uniform(1, 6))) ** 2)
    return image + (255 - image) * weight * random.uniform(0.2, 0.85)


def captured(random, image, capital):
    """All of it, in the order in which it happens. `capital` is the capital height in pixels."""
    if random.random() < 0.12:
        image = glare(random, image)
    image = blurred(random, image, capital)
    if random.random() < 0.35:
        image = image + random.normal(size=image.shape).astype(np.float32) * random.gamma(1.5, 3.0)
    if random.random() < 0.3:
        image = resampled(random, image)
    if random.random() < 0.3:
        image = sharpened(random, image, capital)
    if random.random() < 0.7:
        image = compressed(random, image)
    if random.random() < 0.12:
        image = compressed(random, resampled(random, image), 30)
    return np.clip(image, 0, 255)
