"""Writes checkpoints as ONNX, batch norm folded, every size that may vary named.

    python export.py run/mrz_ocr.pt run/mrz_locator.pt --to ../../models
"""

import argparse
import hashlib
import os

import onnx
import torch

from networks import LineReader, Locator

NETWORKS = {
    "mrz_ocr": (LineReader, (1, 1, 32, 640), "lines", "logits",
                {"lines": {0: "lines", 3: "width"}, "logits": {0: "lines", 1: "frames"}}),
    "mrz_locator": (Locator, (1, 1, 480, 640), "image", "maps",
                    {"image": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}}),
}


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
        print(f"{target}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
