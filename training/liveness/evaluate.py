"""Errors on a set of labelled pictures of faces, per kind of attack, beside another network's scores.

    python evaluate.py run/liveness_texture.onnx --threshold 0.31 --set FACE_SET

The set holds `images/`, `cases.jsonl` (lines with task, image, kind) and `golden.json` (per image the
boxes of faces, which one is meant, and as `live` the mean of the MiniFASNet pair). Never trained or fitted on.
"""

import argparse
import json
import os

import cv2
import numpy as np
import onnxruntime

SIDE = 224  # the recipe texture/1


def square(picture, box):
    """The recipe texture/1: the square around the middle of the face's box, as wide as its longer side, moved into
    the picture and cut down to it where it does not fit, scaled to SIDE × SIDE, [1, 3, SIDE, SIDE], RGB of 0 to 255."""
    height, width = picture.shape[:2]
    side = int(min(round(max(box[2:])), height, width))
    x = int(np.clip(round(box[0] + box[2] / 2 - side / 2), 0, width - side))
    y = int(np.clip(round(box[1] + box[3] / 2 - side / 2), 0, height - side))
    part = picture[y : y + side, x : x + side]
    part = cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_AREA if side > SIDE else cv2.INTER_LINEAR)
    return np.ascontiguousarray(part[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32))


def softmax(logits):
    e = np.exp(logits - logits.max())
    return e / e.sum()


def moved(score, threshold):
    """The score with its logit moved so that the threshold comes to lie at a half."""
    score, threshold = np.clip([score, threshold], 1e-6, 1 - 1e-6)
    return 1 / (1 + (1 - score) / score * threshold / (1 - threshold))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--threshold", type=float, required=True)
    parser.add_argument("--set", required=True)
    parser.add_argument("--each", action="store_true", help="also every picture that is not a proxy")
    arguments = parser.parse_args()
    session = onnxruntime.InferenceSession(arguments.model)
    golden = json.load(open(os.path.join(arguments.set, "golden.json")))
    rows = {}
    for case in map(json.loads, open(os.path.join(arguments.set, "cases.jsonl"))):
        if case["task"] != "liveness":
            continue
        known = golden[case["image"]]
        picture = cv2.imread(os.path.join(arguments.set, "images", case["image"]))
        box = known["faces"][known["main"]["index"]]["box"]
        own = softmax(session.run(None, {"input": square(picture, box)})[0][0])
        rows.setdefault(case["kind"], []).append((known["main"]["live"], moved(own[0], arguments.threshold)))
        if arguments.each and "proxy" not in case["kind"]:
            print(f"{case['kind']:17} {case['image']:36} pair {known['main']['live']:.3f} own", *(f"{p:.3f}" for p in own))
    print("taken for live, of all      pair 0.5  pair 0.7   own  mean 0.5  both (pair 0.5)  both (pair 0.7)")
    for kind, scores in rows.items():
        pair, own = np.array(scores).T
        taken = [pair >= 0.5, pair >= 0.7, own >= 0.5, (pair + own) / 2 >= 0.5,
                 np.minimum(pair, own) >= 0.5, (pair >= 0.7) & (own >= 0.5)]
        print(f"{kind:17} {len(pair):3}  ", *(f"{t.sum():9}" for t in taken))
    print("probability that a picture of the row is held for live rather than one of the column: pair, own")
    attacks = [kind for kind in rows if kind in ("print", "replay", "attack") or kind.startswith("synthetic")]
    for kind in (kind for kind in rows if kind.startswith("bona_fide")):
        live = np.array(rows[kind])
        for attack in attacks:
            above = (live[:, None] > np.array(rows[attack])[None]).mean((0, 1))
            print(f"{kind:17} {attack:17}", *(f"{share:.3f}" for share in above))


if __name__ == "__main__":
    main()
