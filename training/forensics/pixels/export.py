"""Writes what train.py fitted as Rust: export.py NETWORK.npz > crates/forensics/src/pixels/weights.rs"""
import sys

import numpy as np

HEAD = """//! Weights of the network of cells, and of the page: written by `training/forensics/pixels/export.py`.
//!
//! What they were fitted on is told in `training/forensics/pixels/MODEL_CARD.md`. Four networks of sixteen
//! hidden units, each without the documents of one fold, are averaged into one of 64.

#![allow(clippy::approx_constant)] // a weight may lie near 1/π

use super::features::CELL_FEATURES;

/// Units of the hidden layer.
pub(super) const HIDDEN: usize = {hidden};

/// Offset of the page's log odds, and what they gain by the hottest window of each size and by the logit
/// that a hundredth of the lines exceed: what the page's own nature explains. They are even where, out of
/// fold, at most 4 % of the untouched and 8 % of the processed pictures are exceeded.
pub(super) const PAGE: [f64; 6] = {page};

/// The cell's log odds with the best mean F1 on the masks of the material, out of fold.
pub(super) const CELL_THRESHOLD: f32 = {threshold:.2f};
"""


def number(value):
    return f"{value:.3f}" if abs(value) >= 0.0005 else "0.0"


def row(values):
    return "[" + ", ".join(number(value) for value in values) + "]"


def main():
    fitted = np.load(sys.argv[1])
    print(HEAD.format(hidden=len(fitted["bias"]), page=row(fitted["page"]), threshold=float(fitted["threshold"])))
    print("/// Mean and spread of each feature over the material.\n#[rustfmt::skip]")
    print("pub(super) const SCALES: [(f32, f32); CELL_FEATURES] = [")
    for pair in zip(fitted["mean"], fitted["spread"]):
        print("    (" + ", ".join(number(value) for value in pair) + "),")
    print("];\n\n/// Weights of the hidden layer, feature by feature.\n#[rustfmt::skip]")
    print("pub(super) const HIDDEN_WEIGHTS: [[f32; HIDDEN]; CELL_FEATURES] = [")
    for weights in fitted["first"]:
        print(f"    {row(weights)},")
    print("];\n\n/// What the hidden layer starts from.\n#[rustfmt::skip]")
    print(f"pub(super) const HIDDEN_BIAS: [f32; HIDDEN] = {row(fitted['bias'])};\n\n/// Weights of the answer.\n#[rustfmt::skip]")
    print(f"pub(super) const OUT_WEIGHTS: [f32; HIDDEN] = {row(fitted['last'])};\n\n/// What the answer starts from.")
    print(f"pub(super) const OUT_BIAS: f32 = {number(float(fitted['offset']))};")


if __name__ == "__main__":
    main()
