"""Trains the network, fits its threshold on held-out samples and writes ONNX.

    python train.py --train run/train*.npz --held-out run/held_out.npz --check run/check.npz --out run --minutes 20

The threshold is the greatest probability of `live` that at least 95 of 100 live samples of the held-out
pictures reach. The learning rate follows the clock: a warm-up, then a cosine down to nothing.
"""

import argparse
import json
import math
import os
import time

import numpy as np
import onnx
import torch
from torch.nn.functional import cross_entropy

from network import Texture
from recapture import KINDS, SIDE

PATCH = 128  # side of what a step sees of a sample
BATCH = 32


def read(paths):
    files = [np.load(path) for path in paths]
    samples = np.concatenate([f["samples"] for f in files])
    return torch.from_numpy(samples.transpose(0, 3, 1, 2).copy()), np.concatenate([f["kinds"] for f in files])


def patches(rng, samples, chosen):
    """A patch of each sample, turned and mirrored."""
    made = []
    for index in chosen:
        y, x = rng.integers(0, SIDE - PATCH + 1, 2)
        part = torch.rot90(samples[index, :, y : y + PATCH, x : x + PATCH], int(rng.integers(4)), (1, 2))
        made.append(part.flip(2) if rng.random() < 0.5 else part)
    return torch.stack(made).float()


def probabilities(network, samples):
    """Of live, print, screen; [n, 3]."""
    network.eval()
    with torch.no_grad():
        return torch.cat([network(samples[i : i + 16].float()).softmax(1) for i in range(0, len(samples), 16)]).numpy()


def area_under_curve(live, kinds, kind):
    """Probability that a live sample is held for live rather than one of `kind`."""
    return float((live[kinds == 0][:, None] > live[kinds == kind][None]).mean())


def figures(network, samples, kinds, threshold=None):
    """What a threshold does on samples; without one, that which these samples ask for."""
    live = probabilities(network, samples)[:, 0]
    if threshold is None:
        threshold = float(np.quantile(live[kinds == 0], 0.05))
    found = {"threshold": threshold, "bpcer": float((live[kinds == 0] < threshold).mean())}
    for kind in (1, 2):
        found[KINDS[kind]] = {"apcer": float((live[kinds == kind] >= threshold).mean()),
                              "auc": area_under_curve(live, kinds, kind)}
    return found


def learn(network, samples, kinds, minutes, held_out):
    rng = np.random.default_rng(0)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
    begin, step, shown = time.time(), 0, 0
    while (done := (time.time() - begin) / 60 / minutes) < 1:
        chosen = rng.integers(0, len(samples), BATCH)
        for group in optimiser.param_groups:
            group["lr"] = 4e-3 * min(1, step / 100) * (0.5 + 0.5 * math.cos(math.pi * done))
        network.train()
        loss = cross_entropy(network(patches(rng, samples, chosen)), torch.from_numpy(kinds[chosen]).long(),
                             label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if done * minutes > shown:
            shown += 2
            print(f"{done:.2f} step {step} loss {loss.item():.3f} {json.dumps(figures(network, *held_out))}", flush=True)
    print(f"{step} steps of {BATCH}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--held-out", nargs="+", required=True)
    parser.add_argument("--check", nargs="+", help="samples that nothing is fitted on, only counted")
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=20)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    network, held_out = Texture(), read(arguments.held_out)
    learn(network, *read(arguments.train), arguments.minutes, held_out)
    found = figures(network, *held_out)
    if arguments.check:
        found["check"] = figures(network, *read(arguments.check), threshold=found["threshold"])
    json.dump(found, open(os.path.join(arguments.out, "liveness_texture.json"), "w"), indent=1)
    target = os.path.join(arguments.out, "liveness_texture.onnx")
    torch.onnx.export(network.eval(), (torch.zeros(1, 3, SIDE, SIDE),), target, input_names=["input"],
                      output_names=["logits"], dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}}, opset_version=17,
                      dynamo=False)
    onnx.checker.check_model(target)
    print(f"{target}: {os.path.getsize(target)} bytes; {json.dumps(found)}")


if __name__ == "__main__":
    main()
