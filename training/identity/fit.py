"""Fits the weights of `identity_document` on drawn pictures and says how well they do on others of them.

    python fit.py run/measured.jsonl

The rows are those of the example `identity` of `bonafide-forensics` over what `draw.py` drew. Every second
picture of a kind is fitted on, the others are judged; cards that are neither are left out of the fit. The
penalty (C = 3 on features from 0 to 1) keeps weights finite that no picture contradicts.
"""

import collections
import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

rows = [json.loads(line) for line in open(sys.argv[1])]
kinds = collections.Counter()
for row in rows:
    row["fitted"] = kinds[row["kind"]] % 2 == 0
    kinds[row["kind"]] += 1
known = [row for row in rows if row["truth"] is not None]
fitted = [row for row in known if row["fitted"]]
model = LogisticRegression(C=3.0, max_iter=20000)
# Documents and others count alike, however many kinds there are of each.
model.set_params(class_weight="balanced")
model.fit([row["features"] for row in fitted], [row["truth"] for row in fitted])
print("INTERCEPT", round(float(model.intercept_[0]), 2))
print("WEIGHTS", [round(float(weight), 2) for weight in model.coef_[0]])

rest = [row for row in rows if not row["fitted"]]
for row in rest:
    row["p"] = float(model.predict_proba([row["features"]])[0, 1])
for kind in kinds:
    p = [row["p"] for row in rest if row["kind"] == kind]
    words = [sum(x >= 0.6 for x in p), sum(0.4 <= x < 0.6 for x in p), sum(x < 0.4 for x in p)]
    print(f"{kind:14} pass / inconclusive / not an id: {words}, mean {np.mean(p):.2f}")
judged = [row for row in rest if row["truth"] is not None]
for low in np.arange(0, 1, 0.2):
    part = [row for row in judged if low <= row["p"] < low + 0.2 or (low > 0.7 and row["p"] == 1)]
    if part:
        said, held = np.mean([row["p"] for row in part]), np.mean([row["truth"] for row in part])
        print(f"reliability {low:.1f}-{low + 0.2:.1f}: {len(part)} pictures, said {said:.2f}, held {held:.2f}")
print("Brier", round(float(np.mean([(row["p"] - row["truth"]) ** 2 for row in judged])), 4))
