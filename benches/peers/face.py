"""Compares face search and face detection with other programs, in one run on one machine, one thread.

Search: the same vectors through our gallery (example `gallery_search`, both scans) and through faiss's
IndexFlatL2. Detection: the same pictures through our detector (`bonafide eval face`) and OpenCV's
FaceDetectorYN, both with the same YuNet file. README.md says how to run it and what is counted.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

PACKAGES = {"faiss": "faiss-cpu", "numpy": "numpy", "cv2": "opencv-python-headless"}
SIDE = 640  # pixels of the longer side that YuNet sees, ours and OpenCV's
SCORE, OVERLAP, MOST = 0.6, 0.3, 5000  # OpenCV's: least score, non-maximum suppression, most boxes


def provide():
    """Runs this script again inside a virtual environment that has the packages, if they are missing."""
    if all(importlib.util.find_spec(module) for module in PACKAGES):
        return
    home = Path(__file__).parent / ".venv-face"
    python = home / "bin" / "python"
    if Path(sys.prefix) == home.resolve():
        sys.exit("the packages were installed and cannot be found")
    if not python.exists():
        venv.create(home, with_pip=True)
    names = list(PACKAGES.values())
    subprocess.run([python, "-m", "pip", "install", "--quiet", *names], check=True)
    os.execv(python, [python, *sys.argv])


def median(values):
    values = sorted(values)
    return values[len(values) // 2] if values else float("nan")


def markdown(rows):
    head, *rest = [[str(cell) for cell in row] for row in rows]
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rest]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def search(options):
    """A million vectors without likeness: faiss and ours take turns, so that both meet the same machine."""
    import faiss
    import numpy

    faiss.omp_set_num_threads(1)
    draw = numpy.random.default_rng(options.seed)
    vectors = draw.standard_normal((options.count, options.dimensions), dtype=numpy.float32)
    queries = draw.standard_normal((options.queries, options.dimensions), dtype=numpy.float32)
    index = faiss.IndexFlatL2(options.dimensions)
    index.add(vectors)
    first = [[]] * options.queries
    times, hits = {"faiss IndexFlatL2": []}, {"faiss IndexFlatL2": first}

    def ask_faiss():
        for row in range(options.queries):
            started = time.perf_counter()
            _, found = index.search(queries[row : row + 1], options.k)
            times["faiss IndexFlatL2"].append(1e3 * (time.perf_counter() - started))
            first[row] = found[0].tolist()

    with tempfile.TemporaryDirectory() as scratch:
        files = [Path(scratch, name) for name in ("vectors", "queries")]
        for path, rows in zip(files, (vectors, queries), strict=True):
            path.write_bytes(rows.astype("<f4").tobytes())
        numbers = [str(n) for n in (options.dimensions, options.k, options.rounds)]
        ask_faiss()
        for how in ("open", "load"):
            command = [options.gallery, *files, *numbers, how]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            built, *scans = map(json.loads, done.stdout.splitlines())
            for scan in scans:
                name = f"bonafide, {scan['scan']}, {'mapped' if how == 'open' else 'loaded'}"
                times[name], hits[name] = scan["ms"], scan["hits"]
            ask_faiss()
        for _ in range(options.rounds - 3):
            ask_faiss()
    return search_table(options, built, times, hits)


def search_table(options, built, times, hits):
    base = "faiss IndexFlatL2"
    rows = [["search", "ms, least", "ms, median", "ratio of medians", "same hits"]]
    for name, of in times.items():
        same = sum(ours == theirs for ours, theirs in zip(hits[name], hits[base]))
        ratio = median(of) / median(times[base])
        cells = [name, f"{min(of):.1f}", f"{median(of):.1f}", f"{ratio:.2f}"]
        rows.append([*cells, f"{same} of {options.queries}"])
    title = f"## {options.count:,} × {options.dimensions}, k = {options.k}\n\n"
    notes = f"\nOurs is written in {built['build_s']:.1f} s and opened in {built['open_s']:.2f} s.\n"
    return title + markdown(rows) + notes


def detected_by_opencv(options, paths):
    """Boxes as x, y, width, height in pixels of the picture, and milliseconds without decoding."""
    import cv2

    cv2.setNumThreads(1)
    net = cv2.FaceDetectorYN.create(str(options.yunet), "", (SIDE, SIDE), SCORE, OVERLAP, MOST)
    boxes, ms = {}, []
    for path in paths:
        picture = cv2.imread(str(path))  # turns it as its orientation tag says, as ours does
        if picture is None:
            continue
        started = time.perf_counter()
        height, width = picture.shape[:2]
        scale = min(1.0, SIDE / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        net.setInputSize(size)
        _, faces = net.detect(small)
        ms.append(1e3 * (time.perf_counter() - started))
        boxes[path.name] = [[float(v) / scale for v in face[:4]] for face in ([] if faces is None else faces)]
    return boxes, ms


def detected_by_us(options):
    """Rows of `bonafide eval face`, with the folder of the YuNet file as `--models`."""
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch, "rows.jsonl")
        command = [options.bonafide, "eval", "face", options.faces, "-o", output]
        command += ["--models", options.yunet.parent, "--runtime", options.runtime]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rows = [json.loads(line) for line in output.open(encoding="utf-8")]
    rows = [row for row in rows if "rotate_deg" not in row and not row.get("mirror")]
    boxes = {row["file"]: [face["box"] for face in row["faces"]] for row in rows}
    return boxes, rows


def overlap(a, b):
    """Intersection over union."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (a[2] * a[3] + b[2] * b[3] - both) if both else 0.0


def agreement(ours, theirs):
    """Pairs boxes greedily, best first; returns the overlaps of pairs of at least a half, and how many
    boxes of either side stay alone."""
    ious, alone = [], [0, 0]
    for name in theirs:
        mine, other = list(ours.get(name, [])), list(theirs[name])
        pairs = sorted(
            ((overlap(a, b), i, j) for i, a in enumerate(mine) for j, b in enumerate(other)), reverse=True
        )
        used = (set(), set())
        for iou, i, j in pairs:
            if iou >= 0.5 and i not in used[0] and j not in used[1]:
                ious.append(iou)
                used[0].add(i)
                used[1].add(j)
        alone[0] += len(mine) - len(used[0])
        alone[1] += len(other) - len(used[1])
    return ious, alone


def detect(options):
    ours, rows = detected_by_us(options)
    paths = [path for path in sorted((options.faces / "images").iterdir()) if path.name in ours]
    detected_by_opencv(options, paths[:1])
    theirs, ms = detected_by_opencv(options, paths)
    own_ms = [row["find_ms"] for row in rows]
    ious, alone = agreement(ours, theirs)
    table = [["detector", "boxes", "without a partner", "ms, median", "ratio of medians"]]
    base = median(ms)
    for name, boxes, single, of in (
        ("OpenCV FaceDetectorYN", theirs, alone[1], ms),
        (f"bonafide, {options.runtime}", ours, alone[0], own_ms),
    ):
        count = sum(map(len, boxes.values()))
        table.append([name, count, single, f"{median(of):.1f}", f"{median(of) / base:.2f}"])
    least = min(ious, default=float("nan"))
    note = f"\n{len(ious)} pairs of boxes; overlap (IoU): median {median(ious):.3f}, least {least:.3f}.\n"
    return f"## {len(theirs)} pictures\n\n" + markdown(table) + note


def facts(options):
    """Day, processor and versions, a line."""
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES.values()]
    day = str(datetime.date.today())
    return ", ".join([day, cpu[1] if cpu else "unnamed processor", *versions]) + "\n"


def missing(options):
    """What has to be built or named first, a sentence each."""
    needs = [(
        not options.gallery.is_file(),
        "cargo build --release -p bonafide-benches --example gallery_search",
    )]
    if options.faces:
        needs += [
            (not options.bonafide.is_file(), "cargo build --release"),
            (not (options.faces / "cases.jsonl").is_file(), f"{options.faces} has no cases.jsonl"),
            (options.yunet is None or not options.yunet.is_file(), "--yunet names no file"),
        ]
    return [what for lacking, what in needs if lacking]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("-o", "--output", type=Path, required=True, help="file for the tables")
    parser.add_argument("--faces", type=Path, help="folder with cases.jsonl and images; else no detection")
    parser.add_argument("--yunet", type=Path, help="the YuNet file, in a folder that --models takes")
    parser.add_argument("--runtime", default="ort", help="of our detector: ort (default) or rten")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--dimensions", type=int, default=128)
    parser.add_argument("-k", type=int, default=10)
    parser.add_argument("--queries", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bonafide", type=Path, default="target/release/bonafide", help="program")
    parser.add_argument(
        "--gallery", type=Path, default="target/release/examples/gallery_search", help="program"
    )
    options = parser.parse_args()
    options.bonafide, options.gallery = options.bonafide.resolve(), options.gallery.resolve()
    if lacking := missing(options):
        sys.exit("\n".join(lacking))
    provide()
    tables = [search(options)]
    if options.faces:
        tables.append(detect(options))
    page = "\n".join([facts(options), *tables])
    options.output.write_text(page, encoding="utf-8")
    print(page, end="")


if __name__ == "__main__":
    main()
