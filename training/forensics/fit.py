"""Fits the fusion of the manipulation checks on a generated set and prints it as Rust constants.

usage: fit.py SCORES.jsonl SET_DIR [--also SCORES.jsonl SET_DIR] [--check SCORES.jsonl SET_DIR]
              [--feature alarms|score|odds] [--pages PAGES.jsonl]

SCORES.jsonl has a line for each picture: {"file": "0001_….jpg", "checks": {"id": {"score": 0.3 or null,
"log10_false_alarms": -2.1 or null}}}. SET_DIR holds cases.jsonl as `synth attacks` writes it.

The model: risk = 1 / (1 + exp(-(bias + sum of weight_i * x_i))), every weight at least 0, so that no check
can speak for a picture by speaking against it. x_i = ln(1 + max(0, -log10_false_alarms)) (`alarms`) or the
score (`score`) or the log odds of the score (`odds`: kept to 0 to 4, those of `pixels.outliers` to −4 to
4, as the table of the crate does); 0 where a check says nothing. PAGES.jsonl holds log odds of
`pixels.outliers` out of fold, as pixels/train.py writes them, and takes the place of its scores. Ridge on the weights, its strength by cross-validation.
Folds are of whole documents (`base`). The threshold is the lowest that, on scores out of fold, flags at most
4 % of the authentic pictures and twins and at most 8 % of the processed ones; the printed bias is moved
so that it lies at a risk of 0.5.
"""
import argparse
import json
import os
import sys

import numpy as np
from scipy.optimize import minimize
from scipy.stats import beta
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

AUTHENTIC, PROCESSED = ("authentic", "authentic_twin"), ("processed",)
MOST_AUTHENTIC, MOST_PROCESSED = 0.04, 0.08
PIXELS, MOST_ODDS = "pixels.outliers", 4.0
STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def feature(name, check, kind):
    if kind == "odds":
        score = min(max(check.get("score") or 0.0, 1e-6), 1 - 1e-6) if check.get("score") is not None else 0.5
        odds = check.get("odds", float(np.log(score / (1 - score))))
        return float(np.clip(odds, -MOST_ODDS if name == PIXELS else 0.0, MOST_ODDS))
    value = check.get("log10_false_alarms" if kind == "alarms" else "score")
    if value is None or not np.isfinite(value):
        return 0.0
    return float(np.log1p(max(0.0, -value))) if kind == "alarms" else float(value)


def load(scores, folder, kind, names=None, pages=None):
    """Features, labels, manipulations and bases of the pictures that have both scores and a case."""
    said = {os.path.basename(line["file"]): line["checks"] for line in lines(scores)}
    cases = [case for case in lines(os.path.join(folder, "cases.jsonl"))
             if os.path.basename(case["file"]) in said]
    if not cases:
        sys.exit(f"no picture of {folder} has scores in {scores}")
    rows = [said[os.path.basename(case["file"])] for case in cases]
    for case, row in zip(cases, rows):
        name = f"{os.path.basename(os.path.normpath(folder))}/{os.path.basename(case['file'])}"
        if pages and name in pages:
            row[PIXELS] = {"odds": pages[name]}
    names = names or sorted({name for row in rows for name in row})
    x = np.array([[feature(name, row.get(name) or {}, kind) for name in names] for row in rows])
    column = lambda key: np.array([case[key] for case in cases])
    return names, x, column("label"), column("manipulation"), column("base")


def fit(x, y, strength):
    """Logistic regression with weights that are not negative; both classes weigh the same."""
    weight = np.where(y, 0.5 / max(y.sum(), 1), 0.5 / max((~y).sum(), 1)) * len(y)
    sign = np.where(y, 1.0, -1.0)

    def loss(theta):
        margin = sign * (x @ theta[:-1] + theta[-1])
        slope = -weight * sign / (1.0 + np.exp(np.clip(margin, -50, 50)))
        value = (weight * np.logaddexp(0.0, -margin)).sum() + strength / 2 * (theta[:-1] ** 2).sum()
        return value, np.append(x.T @ slope + strength * theta[:-1], slope.sum())

    bounds = [(0, None)] * x.shape[1] + [(None, None)]
    return minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds).x


def out_of_fold(x, y, learn, base, strength, folds):
    """Log odds of every picture by a model that has not seen its document."""
    odds = np.zeros(len(y))
    for seen, held in GroupKFold(folds).split(x, y, base):
        seen = seen[learn[seen]]
        theta = fit(x[seen], y[seen], strength)
        odds[held] = x[held] @ theta[:-1] + theta[-1]
    return odds


def threshold(odds, label):
    """The lowest threshold that keeps both shares of false alarms; flagged is above it."""
    floors = []
    for labels, most in ((AUTHENTIC, MOST_AUTHENTIC), (PROCESSED, MOST_PROCESSED)):
        values = np.sort(odds[np.isin(label, labels)])[::-1]
        if len(values):
            floors.append(values[min(int(most * len(values)), len(values) - 1)])
    return max(floors)


def interval(hits, count):
    """Clopper–Pearson, 95 %."""
    low = beta.ppf(0.025, hits, count - hits + 1) if hits else 0.0
    high = beta.ppf(0.975, hits + 1, count - hits) if hits < count else 1.0
    return f"{hits}/{count} = {hits / count:.3f} [{low:.3f}, {high:.3f}]"


def report(title, odds, label, manipulation, at):
    positive, negative = label == "tampered", np.isin(label, AUTHENTIC)
    both = positive | negative
    print(f"// {title}: AUC {roc_auc_score(positive[both], odds[both]):.4f}")
    for name, chosen in (("authentic and twins", negative), ("processed", label == "processed"),
                         ("tampered", positive), ("recaptured", label == "recaptured")):
        if chosen.any():
            print(f"//   flagged, {name}: {interval(int((odds[chosen] > at).sum()), int(chosen.sum()))}")
    for kind in sorted(set(manipulation[positive])):
        chosen = positive & (manipulation == kind)
        print(f"//     {kind}: {interval(int((odds[chosen] > at).sum()), int(chosen.sum()))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scores")
    parser.add_argument("set")
    parser.add_argument("--check", nargs=2, metavar=("SCORES", "SET"))
    parser.add_argument("--also", nargs=2, metavar=("SCORES", "SET"))
    parser.add_argument("--pages")
    parser.add_argument("--feature", choices=("alarms", "score", "odds"), default="alarms")
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()

    pages = {line["file"]: line["odds"] for line in lines(arguments.pages)} if arguments.pages else None
    names, *columns = load(arguments.scores, arguments.set, arguments.feature, pages=pages)
    if arguments.also:
        _, *more = load(*arguments.also, arguments.feature, names, pages)
        columns = [np.concatenate(pair) for pair in zip(columns, more)]
    x, label, manipulation, base = columns
    y = label == "tampered"
    # A recaptured picture is neither: other checks answer for it.
    learn = label != "recaptured"
    scale = np.where(x[learn].std(0) > 1e-9, x[learn].std(0), 1.0)
    candidates = []
    for strength in STRENGTHS:
        odds = out_of_fold(x / scale, y, learn, base, strength, arguments.folds)
        margin = np.where(y, odds, -odds)
        loss = [np.logaddexp(0, -margin[learn & (y == side)]).mean() for side in (True, False)]
        candidates.append((sum(loss) / 2, strength, odds))
    loss, strength, odds = min(candidates, key=lambda candidate: candidate[0])
    at = threshold(odds, label)
    theta = fit(x[learn] / scale, y[learn], strength)
    weights, bias = theta[:-1] / scale, theta[-1] - at

    print(f"// Fitted by training/forensics/fit.py on {len(y)} pictures of {len(set(base))} documents,")
    print(f"// feature {arguments.feature}, ridge {strength}, loss out of fold {loss:.4f}.")
    report("out of fold", odds, label, manipulation, at)
    if arguments.check:
        _, x2, label2, manipulation2, base2 = load(*arguments.check, arguments.feature, names)
        shared = set(base) & set(base2)
        if shared:
            sys.exit(f"{len(shared)} documents are in both sets")
        report("other set", x2 @ weights + bias, label2, manipulation2, 0.0)
    print(f"const WEIGHTS: [(&str, f64); {len(names)}] = [")
    for name, weight in zip(names, weights):
        print(f'    ("{name}", {weight:.4f}),')
    print("];")
    print(f"const BIAS: f64 = {bias:.4f};")


if __name__ == "__main__":
    main()
