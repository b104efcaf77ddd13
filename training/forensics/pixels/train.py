"""Fits the network of cells, the sum of the page and their thresholds; see README.md.

usage: train.py OUT.npz SET CELLS [SET CELLS …] --check SET CELLS [--pages PAGES.jsonl]

SET holds cases.jsonl and mask/, CELLS the matrices of the example `cell_features` for its pictures. Four
networks, each without the documents of one fold; every choice is made on pictures that the network in
question has not seen. The set after --check is reported on only. PAGES.jsonl gets the log odds of
every page, out of fold, for the fusion of checks.
"""
import argparse
import json
import multiprocessing
import os
import zlib

os.environ.setdefault("OMP_NUM_THREADS", "1")
import cv2
import numpy as np
from scipy.ndimage import uniform_filter
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier

FOLDS, HIDDEN = 4, 16
WINDOWS = ((3, 3), (7, 3), (5, 5), (11, 11))
COLD = -6.0
PAGES = []  # of all sets, shared with the processes that look at them
UNTOUCHED = ("authentic", "authentic_twin")
MOST_UNTOUCHED, MOST_PROCESSED = 0.04, 0.08


class Page:
    """A picture's cells."""

    def __init__(self, case, folder, cells):
        self.label, self.manipulation, self.base = case["label"], case["manipulation"], case["base"]
        self.file = f"{os.path.basename(os.path.normpath(folder))}/{os.path.basename(case['file'])}"
        self.fold = case.get("fold", zlib.crc32(self.base.encode()) % FOLDS)
        stem = os.path.splitext(os.path.basename(case["file"]))[0]
        data = np.memmap(os.path.join(cells, stem + ".cells"), np.uint8, "r")
        columns, rows, count = data[:12].view("<u4").astype(int)
        end = 12 + 4 * columns * rows * count
        self.features = data[12:end].view("<f4").reshape(rows, columns, count)
        self.heard = data[end:].reshape(rows, columns) > 0
        self.mask = np.zeros((rows, columns), np.float32)
        if case.get("mask"):
            mask = cv2.imread(os.path.join(folder, case["mask"]), cv2.IMREAD_GRAYSCALE)[:rows * 8, :columns * 8]
            self.mask = (mask > 0).reshape(rows, 8, columns, 8).mean((1, 3)).astype(np.float32)


def load(folder, cells):
    pages = []
    with open(os.path.join(folder, "cases.jsonl"), encoding="utf-8") as file:
        for line in file:
            case = json.loads(line)
            stem = os.path.splitext(os.path.basename(case["file"]))[0]
            if case["label"] != "recaptured" and os.path.exists(os.path.join(cells, stem + ".cells")):
                pages.append(Page(case, folder, cells))
    return pages


def some(rng, where, count):
    return where[rng.permutation(len(where))[:count]]


def samples(rng, pages):
    """Cells with labels and folds: changed ones, and as many untouched ones around them and elsewhere."""
    values, labels, folds = [], [], []
    for page in pages:
        cells = [(some(rng, np.argwhere((page.mask > 0.6) & page.heard), 200), 1.0)]
        cells.append((some(rng, np.argwhere((page.mask == 0) & page.heard), 200), 0.0))
        for at, label in cells:
            values.append(page.features[at[:, 0], at[:, 1]])
            labels.append(np.full(len(at), label))
            folds.append(np.full(len(at), page.fold))
    return np.concatenate(values), np.concatenate(labels), np.concatenate(folds)


def network(job):
    """A network that has not seen one fold."""
    fold, values, labels, folds, rounds = job
    seen = folds != fold
    jitter = np.random.default_rng(fold).normal(0, 0.1, (seen.sum(), values.shape[1])).astype(np.float32)
    model = MLPClassifier((HIDDEN,), alpha=1e-2, max_iter=rounds, batch_size=1024, learning_rate_init=4e-3,
                          random_state=fold, tol=0).fit(values[seen] + jitter, labels[seen])
    parts = [model.coefs_[0], model.intercepts_[0], model.coefs_[1][:, 0], model.intercepts_[1][0]]
    return [np.asarray(part, np.float32) for part in parts]


def answer(network, mean, spread, values):
    first, bias, last, offset = network
    return np.maximum(np.clip((values - mean) / spread, -6, 6) @ first + bias, 0) @ last + offset


def averaged(grid, width, height):
    return uniform_filter(grid, (height, width), mode="nearest")


def logits(job):
    """The logits of a page's cells: of the networks that have not seen it."""
    at, mean, spread, chosen = job
    page = PAGES[at]
    odds = sum(answer(network, mean, spread, page.features) for network in chosen) / len(chosen)
    return np.where(page.heard, odds, COLD).astype(np.float32)


def summary(grid):
    """The hottest window of each size, and what a hundredth of the lines exceed."""
    hottest = [max(COLD, float(averaged(grid, *window).max())) for window in WINDOWS]
    lines = np.sort(averaged(grid, *WINDOWS[1]).ravel())
    return hottest + [float(lines[max(0, len(lines) - 1 - len(lines) // 100)])]


def page_weights(rows, changed):
    """Logistic regression: hot windows speak for a change, a page that is warm all over against it."""
    sign = np.where(changed, 1.0, -1.0)
    weight = np.where(changed, 0.5 / changed.sum(), 0.5 / (~changed).sum())

    def loss(theta):
        margin = sign * (rows @ theta[1:] + theta[0])
        slope = -weight * sign / (1 + np.exp(np.clip(margin, -50, 50)))
        return ((weight * np.logaddexp(0, -margin)).sum() + 0.005 * (theta[1:] ** 2).sum(),
                np.append(slope.sum(), rows.T @ slope + 0.01 * theta[1:]))

    bounds = [(None, None)] + [(0, None)] * len(WINDOWS) + [(None, 0)]
    return minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x


def exceeded(odds, labels):
    """The lowest threshold that few enough untouched and processed pages exceed."""
    floors = []
    for chosen, most in ((UNTOUCHED, MOST_UNTOUCHED), (("processed",), MOST_PROCESSED)):
        values = np.sort(odds[np.isin(labels, chosen)])[::-1]
        floors.append(values[int(most * len(values))])
    return max(floors)


def f1(grids, pages, at):
    scores = [2 * (page.mask * (grid > at)).sum() / ((grid > at).sum() + page.mask.sum())
              for grid, page in zip(grids, pages) if page.label == "tampered"]
    return float(np.mean(scores))


def report(title, pages, odds):
    labels = np.array([page.label for page in pages])
    kinds = np.array([page.manipulation for page in pages])
    clean, changed = np.isin(labels, UNTOUCHED), labels == "tampered"
    both = clean | changed
    print(f"{title}: AUC {roc_auc_score(changed[both], odds[both]):.3f}")
    for name, chosen in (("untouched", clean), ("processed", labels == "processed"), ("tampered", changed)):
        print(f"  flagged, {name}: {(odds[chosen] > 0).sum()} of {chosen.sum()}")
    for kind in sorted(set(kinds[changed])):
        these = clean | changed & (kinds == kind)
        print(f"    {kind}: {(changed & (kinds == kind)).sum()} pictures, AUC {roc_auc_score(changed[these], odds[these]):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--check", nargs=2, required=True)
    parser.add_argument("--pages")
    parser.add_argument("--rounds", type=int, default=14)
    parser.add_argument("--processes", type=int, default=4)
    arguments = parser.parse_args()
    rng = np.random.default_rng(2)
    pages = [page for at in range(0, len(arguments.sets), 2) for page in load(*arguments.sets[at:at + 2])]
    values, labels, folds = samples(rng, pages)
    print(f"{len(pages)} pictures of {len({page.base for page in pages})} documents, {len(labels)} cells, {labels.mean():.3f} changed")
    mean, spread = values.mean(0).astype(np.float32), (values.std(0) + 1e-3).astype(np.float32)
    scaled = np.clip((values - mean) / spread, -6, 6)
    with multiprocessing.Pool(arguments.processes) as pool:
        out = pool.map(network, [(fold, scaled, labels, folds, arguments.rounds) for fold in range(FOLDS)])
        for fold, parts in enumerate(out):
            held = folds == fold
            area = roc_auc_score(labels[held], answer(parts, mean, spread, values[held]))
            print(f"fold {fold}: AUC of {held.sum()} cells held out {area:.4f}", flush=True)
    check = load(*arguments.check)
    PAGES.extend(pages + check)
    unseen = [[out[page.fold]] for page in pages] + [out] * len(check)
    with multiprocessing.Pool(arguments.processes) as pool:
        grids = pool.map(logits, [(at, mean, spread, chosen) for at, chosen in enumerate(unseen)], chunksize=8)
    grids, checked = grids[:len(pages)], grids[len(pages):]
    rows = np.array([summary(grid) for grid in grids])
    kinds = np.array([page.label for page in pages])
    weights = page_weights(rows, kinds == "tampered")
    odds = rows @ weights[1:] + weights[0]
    weights[0] -= exceeded(odds, kinds)
    odds = rows @ weights[1:] + weights[0]
    smooth = [averaged(grid, 5, 3) for grid in grids]
    threshold = max(np.arange(-2, 4, 0.25), key=lambda at: f1(smooth, pages, at))
    print("page", np.round(weights, 3), "cell threshold", threshold, "F1 of cells", round(f1(smooth, pages, threshold), 3))
    report("out of fold", pages, odds)
    if {page.base for page in check} & {page.base for page in pages}:
        raise SystemExit("a document is in both sets")
    odds_of_check = np.array([summary(grid) for grid in checked]) @ weights[1:] + weights[0]
    report("other set", check, odds_of_check)
    print("  F1 of cells", round(f1([averaged(grid, 5, 3) for grid in checked], check, threshold), 3))
    if arguments.pages:
        with open(arguments.pages, "w", encoding="utf-8") as file:
            for page, value in zip(pages + check, np.append(odds, odds_of_check)):
                file.write(json.dumps({"file": page.file, "odds": float(value)}) + "\n")
    np.savez(arguments.out, mean=mean, spread=spread, page=weights, threshold=threshold,
             first=np.concatenate([part[0] for part in out], 1), bias=np.concatenate([part[1] for part in out]),
             last=np.concatenate([part[2] for part in out]) / FOLDS, offset=np.mean([part[3] for part in out]))


if __name__ == "__main__":
    main()
