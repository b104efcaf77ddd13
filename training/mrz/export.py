"""Writes checkpoints as ONNX, batch norm folded, every size that may vary named.

    python export.py run/mrz_ocr.pt run/mrz_locator.pt --to ../../models

Puts size and hash into `manifest.toml` of that folder, where there is one.
"""

import argparse
import hashlib
import os
import re

import onnx
import torch

from networks import LineReader, Locator

NETWORKS = {
    "mrz_ocr": (LineReader, (1, 1, 32, 640), "lines", "logits",
                {"lines": {0: "lines", 3: "width"}, "logits": {0: "lines", 1: "frames"}}),
    "mrz_locator": (Locator, (1, 1, 480, 640), "image", "maps",
                    {"image": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}}),
}


def state(folder, name, size, digest):
    """Size and hash of a model into the manifest beside it."""
    path = os.path.join(folder, "manifest.toml")
    if not os.path.exists(path):
        return
    text = open(path).read()
    entry = re.compile(rf'(file = "{name}\.onnx"\n)sha256 = "[0-9a-f]*"\nbytes = \d+')
    open(path, "w").write(entry.sub(rf'\1sha256 = "{digest}"\nbytes = {size}', text))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", nargs="+")
    parser.add_argument("--to", default=".")
    arguments = parser.parse_args()
    for checkpoint in arguments.checkpoints:
        name = os.path.splitext(os.path.basename(checkpoint))[0]
        make, shape, given, answered, axes = NETWORKS[name]
        network = make().eval()
        network.load_state_dict(torch.load(checkpoint, map_location="cpu"))
        target = os.path.join(arguments.to, name + ".onnx")
        torch.onnx.export(network, (torch.zeros(shape),), target, input_names=[given], output_names=[answered],
                          dynamic_axes=axes, opset_version=17, dynamo=False)
        onnx.checker.check_model(target)
        data = open(target, "rb").read()
        state(arguments.to, name, len(data), hashlib.sha256(data).hexdigest())
        print(f"{target}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
