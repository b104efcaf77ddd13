"""The photographs that samples are made of, fetched by apt and pip, and skin that is drawn.

    python pictures.py --to pictures     # downloads into pictures/, lists licence and author of each

Only photographs whose package names a licence that allows it: CC0, public domain, CC-BY, CC-BY-SA.
None shows a person, since packages with photographs of people and clear rights were not found; smooth
shaded skin is drawn instead (`skin`). The astronaut of scikit-image is left out: it is in a set that
liveness is measured on.
"""

import argparse
import glob
import os
import subprocess
import zipfile

import cv2
import numpy as np

LOMIRI = "usr/share/backgrounds/"
SKIMAGE = "skimage/data/"
SKLEARN = "sklearn/datasets/images/"

# file, licence, author or source; the second list is only ever validated on
TRAINED = [
    (LOMIRI + "Bridge_by_Sander_Klootwijk.jpg", "CC-BY-SA-4.0", "Sander Klootwijk"),
    (LOMIRI + "Dragonfly_by_Bolly.jpg", "CC-BY-SA-4.0", "Bolly"),
    (LOMIRI + "Picture_0B_by_freespace.jpg", "CC-BY-4.0", "Trevor \"Freespace\""),
    (LOMIRI + "Picture_1A_by_freespace.jpg", "CC-BY-4.0", "Trevor \"Freespace\""),
    (LOMIRI + "aitzgorri_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    (LOMIRI + "free_by_Peter_Nerlich.jpg", "CC-BY-SA-4.0", "Peter Nerlich"),
    (LOMIRI + "greentock_by_Peter_Nerlich.jpg", "CC-BY-SA-4.0", "Peter Nerlich"),
    (LOMIRI + "life_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    (LOMIRI + "seeding_by_Clements_Engelhardt.jpg", "CC0-1.0", "Clemens Engelhardt"),
    (LOMIRI + "sunset_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    (LOMIRI + "Kleiber_by_Lukas_Baubkus.jpg", "CC-BY-SA-3.0", "Lukas Baubkus"),
    (SKIMAGE + "brick.png", "CC0-1.0", "CC0Textures"),
    (SKIMAGE + "camera.png", "CC0-1.0", "Lav Varshney"),
    (SKIMAGE + "gravel.png", "CC0-1.0", "CC0Textures"),
    (SKIMAGE + "coffee.png", "CC0-1.0", "Rachel Michetti"),
    (SKIMAGE + "motorcycle_left.png", "public domain", "Kilbad"),
    (SKIMAGE + "rocket.jpg", "public domain", "SpaceX"),
    (SKLEARN + "flower.jpg", "CC-BY-2.0", "danielbuechele"),
]
HELD_OUT = [
    (LOMIRI + "Wine_by_Jakkub_Mede.jpg", "CC-BY-4.0", "Jakub Mede"),
    (LOMIRI + "friends_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    (LOMIRI + "picosdeeuropa_by_Aitzol_Berasategi.jpg", "CC-BY-4.0", "Aitzol Berasategi"),
    (SKIMAGE + "chelsea.png", "CC0-1.0", "Stefan van der Walt"),
    (SKIMAGE + "grass.png", "CC0-1.0", "CC0Textures"),
    (SKLEARN + "china.jpg", "CC-BY-2.0", "danielbuechele"),
]


def fetch(folder):
    """Downloads the packages and takes out the photographs."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["apt-get", "download", "lomiri-wallpapers-16.04", "lomiri-wallpapers-20.04"], cwd=folder, check=True)
    for package in glob.glob(os.path.join(folder, "*.deb")):
        subprocess.run(["dpkg", "-x", package, folder], check=True)
    subprocess.run(["pip", "download", "-q", "--no-deps", "-d", folder, "scikit-image==0.26.0", "scikit-learn==1.9.1"],
                   check=True)
    for wheel in glob.glob(os.path.join(folder, "*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder, [n for n in archive.namelist() if n.startswith((SKIMAGE, SKLEARN))])


def linear(picture):
    """Light from sRGB of 0 to 255."""
    x = picture.astype(np.float32) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


def load(folder, entries):
    """The photographs as RGB of 0 to 255."""
    return [cv2.cvtColor(cv2.imread(os.path.join(folder, name)), cv2.COLOR_BGR2RGB) for name, _, _ in entries]


def noise(rng, side, cell):
    """Smooth noise, standard deviation 1, features of about `cell` pixels."""
    small = rng.standard_normal((max(2, int(side / cell) + 2),) * 2, dtype=np.float32)
    field = cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)
    return (field - field.mean()) / (field.std() + 1e-6)


def skin(rng, side=1000):
    """Something with the colours, the shading and the fine relief of skin and hair; RGB of 0 to 255."""
    tone = np.array([0.75, 0.45, 0.32], np.float32) * rng.uniform(0.15, 1.1) ** np.array([0.7, 1.0, 1.25], np.float32)
    relief = sum(noise(rng, side, side / f) * w for f, w in ((1.5, 0.35), (3, 0.2), (6, 0.08), (40, 0.02), (250, 0.03)))
    light = np.exp(relief) * (1 + 0.25 * np.tanh(2 * noise(rng, side, side / 2)))
    blush = 1 + 0.06 * noise(rng, side, side / 5)[..., None] * np.array([1, -0.6, -0.4], np.float32)
    picture = tone * light[..., None] * blush
    strands = cv2.GaussianBlur(rng.standard_normal((side, side), dtype=np.float32), (0, 0), sigmaX=0.9, sigmaY=25)
    hair = np.clip(0.06 + 0.1 * strands / strands.std() * rng.uniform(0.2, 0.6), 0.003, 1)[..., None] * tone / tone.max()
    where = cv2.GaussianBlur((noise(rng, side, side / 2.2) > rng.uniform(0.6, 2)).astype(np.float32), (0, 0), 4)[..., None]
    picture = np.clip(picture * (1 - where) + hair * where, 0, 1)
    turned = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-60, 60), 1.3)
    encoded = (255 * picture ** (1 / 2.2)).astype(np.uint8)
    return cv2.warpAffine(encoded, turned, (side, side), borderMode=cv2.BORDER_REFLECT)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", default="pictures")
    folder = parser.parse_args().to
    fetch(folder)
    for name, licence, author in TRAINED + HELD_OUT:
        print(f"{os.path.basename(name)}: {licence}, {author}, {cv2.imread(os.path.join(folder, name)).shape}")
