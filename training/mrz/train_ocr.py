"""Trains `mrz_ocr`, the line recogniser, on rendered lines and writes a checkpoint.

    python train_ocr.py --out run --minutes 75

Lines are made by worker processes on the fly and go through a pool from which every batch is
drawn, so that slow rendering does not hold the optimiser back. Loss: CTC (Graves et al. 2006), at
the start beside cross entropy at the frame of every character's middle, which the renderer knows;
that saves CTC its slow first phase.
"""

import argparse
import multiprocessing
import os
import random
import time

import numpy as np
import torch
import torch.nn.functional as F

from lines import LineMaker, normalised
from networks import LineReader, parameters

SHAPES = [(30, 672), (36, 800), (44, 960)]  # characters a line, pixels
CHUNK = 32


def chunk(maker, rng):
    count, width = rng.choices(SHAPES, (4, 2, 5))[0]
    samples = [maker.sample(count, width) for _ in range(CHUNK)]
    crops = np.stack([s[0] for s in samples])
    return crops, [s[1] for s in samples], [s[2] for s in samples]


def work(seed, queue):
    import cv2
    cv2.setNumThreads(1)
    os.nice(5)
    maker, rng = LineMaker(seed), random.Random(seed)
    while True:
        queue.put(chunk(maker, rng))


def frame_targets(labels, middles, frames):
    target = torch.zeros(len(labels), frames, dtype=torch.long)
    for row, (names, places) in enumerate(zip(labels, middles)):
        at = np.clip(np.rint((places - 1.5) / 4), 0, frames - 1).astype(np.int64)
        target[row, torch.from_numpy(at)] = torch.from_numpy(names)
    return target


def losses(network, crops, labels, middles, aid):
    device = next(network.parameters()).device
    logits = network(torch.from_numpy(normalised(crops))[:, None].to(device).contiguous(memory_format=torch.channels_last))
    log = F.log_softmax(logits.float(), -1).cpu()
    frames = log.shape[1]
    flat = torch.from_numpy(np.concatenate(labels))
    lengths = torch.tensor([len(names) for names in labels])
    ctc = F.ctc_loss(log.transpose(0, 1), flat, torch.full((len(labels),), frames), lengths, zero_infinity=True)
    if aid <= 0:
        return ctc
    target = frame_targets(labels, middles, frames)
    weight = torch.ones(38)
    weight[0] = 0.4
    return ctc * (1 - aid) + aid * F.nll_loss(log.reshape(-1, 38), target.reshape(-1), weight=weight) * 3


def greedy(log):
    best = log.argmax(-1)
    rows = []
    for row in best.tolist():
        out, last = [], 0
        for name in row:
            if name and name != last:
                out.append(name)
            last = name
        rows.append(out)
    return rows


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        next_row = [i]
        for j, y in enumerate(b, 1):
            next_row.append(min(row[j] + 1, next_row[-1] + 1, row[j - 1] + (x != y)))
        row = next_row
    return row[-1]


@torch.no_grad()
def evaluate(network, chunks):
    network.eval()
    wrong = total = exact = lines = 0
    for crops, labels, _ in chunks:
        logits = network(torch.from_numpy(normalised(crops))[:, None])
        for read, truth in zip(greedy(logits), labels):
            errors = distance(read, truth.tolist())
            wrong, total = wrong + errors, total + len(truth)
            exact, lines = exact + (errors == 0), lines + 1
    network.train()
    return wrong / total, exact / lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pool", type=int, default=120, help="chunks of 32 lines kept")
    parser.add_argument("--reuse", type=int, default=3, help="batches drawn for each new chunk")
    parser.add_argument("--peak", type=float, default=2.5e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=1000, help="of the first worker; below 9000, another when resuming")
    parser.add_argument("--resume", help="checkpoint to go on from")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    torch.manual_seed(7)
    torch.set_num_threads(arguments.threads)
    queue = multiprocessing.Queue(maxsize=24)
    for index in range(arguments.workers):
        multiprocessing.Process(target=work, args=(arguments.seed + index, queue), daemon=True).start()
    import cv2
    cv2.setNumThreads(1)
    held_out_maker, held_out_rng = LineMaker(77), random.Random(77)
    held_out = [chunk(held_out_maker, held_out_rng) for _ in range(16)]
    network = LineReader()
    if arguments.resume:
        network.load_state_dict(torch.load(arguments.resume))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device, memory_format=torch.channels_last)
    print(f"{parameters(network)} parameters", flush=True)
    train(network, queue, held_out, arguments)


def train(network, queue, held_out, arguments):
    peak = arguments.peak
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, weight_decay=1e-3)
    draw = random.Random(5)
    average = {k: v.detach().clone().float() for k, v in network.state_dict().items()}
    pool, step, started, new, running = [], 0, time.time(), 0, None
    while True:
        share = (time.time() - started) / (arguments.minutes * 60)
        if share >= 1:
            break
        while new * arguments.reuse <= step or len(pool) < 4 or (not queue.empty() and new * arguments.reuse <= step + 60):
            fresh = queue.get()
            new += 1
            if len(pool) < arguments.pool:
                pool.append(fresh)
            else:
                pool[draw.randrange(len(pool))] = fresh
        crops, labels, middles = pool[draw.randrange(len(pool))] if draw.random() < 0.7 else pool[-1]
        rate = peak * min(1, (step + 1) / 200) * max(0.01, (1 - share) ** 1.0 if share > 0.25 else 1.0)
        for group in optimiser.param_groups:
            group["lr"] = rate
        aid = 0.0 if arguments.resume else max(0.05, 1 - step / 1500) * 0.7
        shift = draw.randrange(-6, 7)
        crops = np.roll(crops, shift, axis=2)
        loss = losses(network, crops, labels, [m + shift for m in middles], aid)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        keep = min(0.999, (step + 1) / (step + 20))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                average[name].lerp_(value.float(), 1 - keep)
        running = loss.item() if running is None else running * 0.98 + loss.item() * 0.02
        step += 1
        if step % 500 == 0:
            report(network, average, held_out, arguments, step, new, running, started)
    report(network, average, held_out, arguments, step, new, running, started)


def report(network, average, held_out, arguments, step, new, running, started):
    smooth = LineReader()
    smooth.load_state_dict({k: v.cpu().to(network.state_dict()[k].dtype) for k, v in average.items()})
    errors, exact = evaluate(smooth, held_out)
    torch.save(smooth.state_dict(), f"{arguments.out}/mrz_ocr.pt")
    print(f"step {step} new lines {new * CHUNK} {time.time() - started:.0f} s loss {running:.4f} "
          f"held out: character errors {errors:.4f} lines exact {exact:.3f}", flush=True)


if __name__ == "__main__":
    main()
