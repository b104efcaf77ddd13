"""Trains `mrz_locator` on rendered pictures and writes a checkpoint.

    python train_locator.py --out run --minutes 45

Loss: binary cross entropy and Dice (Milletari et al. 2016) of the core, squared error of the
direction, absolute error of the size where there are lines.
"""

import argparse
import multiprocessing
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from networks import Locator, parameters
from pages import PageMaker

SIDE = 352
CHUNK = 8


def chunk(maker):
    samples = [maker.sample(SIDE) for _ in range(CHUNK)]
    return np.stack([s[0] for s in samples]), np.stack([s[1] for s in samples])


def work(seed, queue):
    import cv2
    cv2.setNumThreads(1)
    os.nice(2)
    maker = PageMaker(seed)
    while True:
        queue.put(chunk(maker))


def turned(images, targets, quarters):
    """The same pictures turned by quarters of a circle, truth with them."""
    if quarters == 0:
        return images, targets
    images, targets = np.rot90(images, quarters, (1, 2)), np.rot90(targets, quarters, (2, 3)).copy()
    for _ in range(quarters):  # anticlockwise on screen: (x, y) becomes (y, -x)
        targets[:, 1], targets[:, 2] = targets[:, 2].copy(), -targets[:, 1].copy()
    return np.ascontiguousarray(images), targets


def losses(network, images, targets):
    device = next(network.parameters()).device
    x = torch.from_numpy(images.astype(np.float32) / 255)[:, None].to(device).contiguous(memory_format=torch.channels_last)
    maps, truth = network(x), torch.from_numpy(targets).to(device)
    core, weight = truth[:, 0], torch.where(truth[:, 0] > 0, torch.ones_like(truth[:, 4]), truth[:, 4])
    entropy = F.binary_cross_entropy_with_logits(maps[:, 0], core, weight * (1 + 2 * core), reduction="sum") / weight.sum()
    guess = torch.sigmoid(maps[:, 0]) * weight
    dice = 1 - (2 * (guess * core).sum() + 1) / (guess.sum() + core.sum() + 1)
    on = (core > 0.3).float()
    lines = on.sum() + 1
    direction = (((maps[:, 1:3] - truth[:, 1:3]) ** 2).sum(1) * on).sum() / lines
    size = ((maps[:, 3] - truth[:, 3]).abs() * on).sum() / lines
    return entropy * 2 + dice + direction + size, (entropy, dice, direction, size)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pool", type=int, default=250, help="chunks of 8 pictures kept")
    parser.add_argument("--reuse", type=int, default=4, help="batches drawn for each new chunk")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    torch.manual_seed(11)
    torch.set_num_threads(arguments.threads)
    import cv2
    cv2.setNumThreads(1)
    queue = multiprocessing.Queue(maxsize=24)
    for index in range(arguments.workers):
        multiprocessing.Process(target=work, args=(3000 + index, queue), daemon=True).start()
    held_out_maker = PageMaker(33)
    held_out = [chunk(held_out_maker) for _ in range(12)]
    network = Locator()
    network.to("cuda" if torch.cuda.is_available() else "cpu", memory_format=torch.channels_last)
    print(f"{parameters(network)} parameters", flush=True)
    train(network, queue, held_out, arguments)


def train(network, queue, held_out, arguments):
    peak = 3e-3
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=1e-3)
    draw, pool, step, new, running, started = random.Random(6), [], 0, 0, None, time.time()
    while (share := (time.time() - started) / (arguments.minutes * 60)) < 1:
        while new * arguments.reuse <= step or len(pool) < 6:
            fresh = queue.get()
            new += 1
            if len(pool) < arguments.pool:
                pool.append(fresh)
            else:
                pool[draw.randrange(len(pool))] = fresh
        images, targets = turned(*pool[draw.randrange(len(pool))], draw.randrange(4))
        if draw.random() < 0.06:
            images = 255 - images
        rate = peak * min(1, (step + 1) / 100) * (1 if share < 0.3 else max(0.01, (1 - share) / 0.7))
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss, _ = losses(network, images, targets)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        running = loss.item() if running is None else running * 0.98 + loss.item() * 0.02
        step += 1
        if step % 500 == 0:
            report(network, held_out, arguments, step, new, running, started)
    report(network, held_out, arguments, step, new, running, started)


@torch.no_grad()
def report(network, held_out, arguments, step, new, running, started):
    network.eval()
    parts = np.mean([[float(part) for part in losses(network, *chunk_)[1]] for chunk_ in held_out], axis=0)
    network.train()
    torch.save(network.state_dict(), f"{arguments.out}/mrz_locator.pt")
    print(f"step {step} new pictures {new * CHUNK} {time.time() - started:.0f} s loss {running:.4f} held out: "
          f"entropy {parts[0]:.4f} dice {parts[1]:.4f} direction {parts[2]:.4f} size {parts[3]:.4f}", flush=True)


if __name__ == "__main__":
    main()
