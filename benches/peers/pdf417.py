"""Compares readers of PDF417 symbols over the same pictures, in one run on one machine.

A set is a folder with `cases.jsonl` (published pictures and what they say) or with `truth.jsonl` (symbols
damaged in one way after another, to growing degrees). Readers are `bonafide eval barcode`, zxing-cpp as it
is and without its further attempts, and the library rxing by itself. README.md says how to run it and what
is counted.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Case:
    """A picture and what it says."""

    file: str  # relative to the set's folder
    axis: str
    level: str
    texts: list  # all of them have to be read; bytes are Latin-1


@dataclass
class Run:
    """What one reader made of a set: by file the symbols, each as the strings that it may stand for, and
    the milliseconds without decoding the picture file."""

    name: str
    symbols: dict = field(default_factory=dict)
    ms: dict = field(default_factory=dict)

    def add(self, file, symbols, ms):
        self.symbols[file], self.ms[file] = symbols, ms


def cases_of(folder):
    """The pictures of a set that count: not the parts of a text that is spread over several, not the
    symbols damaged beyond what their error correction can make good."""
    damaged = (folder / "truth.jsonl").is_file()
    name = "truth.jsonl" if damaged else "cases.jsonl"
    lines = [json.loads(line) for line in (folder / name).open(encoding="utf-8")]
    read = damaged_case if damaged else published_case
    return [read(line) for line in lines if line.get("feasible", True) and not line.get("macro")]


def is_counted(case):
    """MicroPDF417 is another symbology: it has its row and is in no sum."""
    return not case.axis.startswith("micropdf417")


def damaged_case(line):
    text = bytes.fromhex(line["text_hex"]).decode("latin1")
    return Case(line["file"], line["axis"], str(line["level"]), [text])


def published_case(line):
    texts = line.get("texts") or [line.get("text")]
    if texts == [None]:
        texts = [bytes.fromhex(line["bytes_hex"]).decode("latin1")]
    return Case(line["file"], line.get("group", "published"), "", texts)


def run_bonafide(binary, folder, cases):
    """`bonafide eval barcode` over the set."""
    run = Run("bonafide")
    with tempfile.TemporaryDirectory() as scratch:
        rows = Path(scratch, "rows.jsonl")
        command = [binary, "eval", "barcode", folder, "-o", rows]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        read = {row["file"]: row for row in map(json.loads, rows.open(encoding="utf-8"))}
    for case in cases:
        symbols = [
            {symbol["text"], bytes.fromhex(symbol["bytes_hex"]).decode("latin1")}
            for symbol in read[case.file]["symbols"]
        ]
        run.add(case.file, symbols, read[case.file].get("ms", 0))
    return run


def run_rxing(binary, folder, cases):
    """The example `rxing_alone`, which is given the paths. What it cannot do with a picture is said and
    counts as nothing read."""
    run = Run("rxing, multi")
    paths = "".join(f"{folder / case.file}\n" for case in cases)
    done = subprocess.run([binary], input=paths, capture_output=True, text=True, check=True)
    for case, row in zip(cases, map(json.loads, done.stdout.splitlines()), strict=True):
        if "error" in row:
            print(f"rxing: {case.file}: {row['error']}", file=sys.stderr)
        run.add(case.file, [{symbol["text"]} for symbol in row["symbols"]], row["ms"])
    return run


def run_zxing(name, folder, cases, **options):
    """zxing-cpp's Python package, told that symbols are PDF417."""
    import numpy
    import zxingcpp
    from PIL import Image

    run = Run(name)
    formats = zxingcpp.BarcodeFormat.PDF417
    for case in cases:
        pixels = numpy.asarray(Image.open(folder / case.file).convert("L"))
        started = time.perf_counter()
        found = zxingcpp.read_barcodes(pixels, formats=formats, **options)
        ms = 1e3 * (time.perf_counter() - started)
        run.add(case.file, [{symbol.text, symbol.bytes.decode("latin1")} for symbol in found], ms)
    return run


def is_right(case, symbols):
    """Every text of the picture was read."""
    return all(any(text in symbol for symbol in symbols) for text in case.texts)


def is_wrong(case, symbols):
    """A text was read that the picture does not have, whatever else was read."""
    return any(symbol.isdisjoint(case.texts) for symbol in symbols)


def median_p95(times):
    """Upper median and 95th percentile."""
    times = sorted(times)
    return times[len(times) // 2], times[min(len(times) - 1, len(times) * 95 // 100)]


def per_cent(count, of):
    return f"{100 * count / of:.1f} %" if of else "–"


def rates(runs, cases, by_level):
    """A Markdown table: an axis, or a level of one, a row; a reader a column."""
    places = dict.fromkeys((case.axis, case.level) if by_level else (case.axis,) for case in cases)
    names = ["axis", "level"] if by_level else ["axis"]
    rows = [[*names, "pictures", *(run.name for run in runs)]]
    rows.append(["---"] * len(names) + ["---:"] * (len(runs) + 1))
    for place in places:
        of = [case for case in cases if (case.axis, case.level)[: len(place)] == place]
        right = [sum(is_right(case, run.symbols[case.file]) for case in of) for run in runs]
        rows.append([*place, str(len(of)), *(per_cent(count, len(of)) for count in right)])
    return rows


def totals(runs, cases):
    """A Markdown table: a reader a row, with what it read wrong and how long it took. Ratios are to the
    first reader."""
    columns = ["reader", "right", "wrong texts", "ms, median", "ms, p95", "ratio of medians", "of means"]
    rows = [columns, ["---"] + ["---:"] * (len(columns) - 1)]
    cases = [case for case in cases if is_counted(case)]
    files = [case.file for case in cases]
    base = [runs[0].ms[file] for file in files]
    for run in runs:
        right = [is_right(case, run.symbols[case.file]) for case in cases]
        wrong = sum(is_wrong(case, run.symbols[case.file]) for case in cases)
        times = [run.ms[file] for file in files]
        median, p95 = median_p95(times)
        ratio = median / max(median_p95(base)[0], 1e-9)
        means = sum(times) / max(sum(base), 1e-9)
        share = f"{sum(right)} of {len(cases)} ({per_cent(sum(right), len(cases))})"
        row = [run.name, share, str(wrong), f"{median:.2f}", f"{p95:.2f}", f"{ratio:.2f}", f"{means:.2f}"]
        rows.append(row)
    return rows


def markdown(rows):
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def compare(folder, options):
    """The page of one set."""
    cases = cases_of(folder)
    runs = [
        run_bonafide(options.bonafide, folder, cases),
        run_zxing("zxing-cpp", folder, cases),
        run_zxing(
            "zxing-cpp, fast", folder, cases, try_rotate=False, try_downscale=False, try_invert=False
        ),
        run_rxing(options.rxing, folder, cases),
    ]
    tables = [totals(runs, cases), rates(runs, cases, options.levels)]
    return f"## {folder.name}\n\n" + "\n".join(map(markdown, tables))


def facts(options):
    """Day, processor and versions, a line."""
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    version = subprocess.run([options.bonafide, "--version"], capture_output=True, text=True, check=True)
    zxing = "zxing-cpp " + importlib.metadata.version("zxing-cpp")
    day = str(datetime.date.today())
    return ", ".join([day, cpu[1] if cpu else "unnamed processor", version.stdout.strip(), zxing]) + "\n"


def missing(options):
    """What has to be installed or built first, a sentence each."""
    modules = ["zxingcpp", "numpy", "PIL"]
    needs = [
        (not options.bonafide.is_file(), "cargo build --release"),
        (not options.rxing.is_file(), "cargo build --release -p bonafide-benches --example rxing_alone"),
        (not all(map(importlib.util.find_spec, modules)), "pip install -r requirements-pdf417.txt"),
    ]
    needs += [
        (not any((folder / name).is_file() for name in ("cases.jsonl", "truth.jsonl")),
         f"{folder} has neither cases.jsonl nor truth.jsonl")
        for folder in options.sets
    ]
    return [what for lacking, what in needs if lacking]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("sets", type=Path, nargs="+", help="folders with cases.jsonl or truth.jsonl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file for the tables")
    parser.add_argument("--levels", action="store_true", help="a row a level instead of an axis")
    parser.add_argument("--bonafide", type=Path, default="target/release/bonafide", help="program")
    parser.add_argument(
        "--rxing", type=Path, default="target/release/examples/rxing_alone", help="program"
    )
    options = parser.parse_args()
    options.bonafide, options.rxing = options.bonafide.resolve(), options.rxing.resolve()
    if lacking := missing(options):
        sys.exit("\n".join(lacking))
    tables = [compare(folder, options) for folder in options.sets]
    page = "\n".join([facts(options), *tables])
    options.output.write_text(page, encoding="utf-8")
    print(page, end="")


if __name__ == "__main__":
    main()
