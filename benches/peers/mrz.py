"""Compares readers of machine-readable zones over the same pictures, in one run on one machine.

The set is a folder with `cases.jsonl`, a JSON object a line: `file` (picture, relative to the folder),
`width` in pixels, `mrz` (the lines as printed; empty for a picture without a zone). Readers are
`bonafide eval mrz` on each runtime, PassportEye, and Tesseract on the whole page. README.md says how to
run it and what is counted.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDE = 400  # pixels from which a picture is not narrow


@dataclass
class Run:
    """What one reader made of the set. Times are milliseconds, one a picture: of the processor for
    the peers, by the clock on one thread for bonafide."""

    name: str
    lines: dict = field(default_factory=dict)  # by file; none: nothing read
    with_decoding: list = field(default_factory=list)
    without_decoding: list = field(default_factory=list)
    total: float = 0.0  # milliseconds of everything; of bonafide, starting up included


def cpu_ms():
    """Processor time, user and system, of this process and of the children it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return 1e3 * sum(usage.ru_utime + usage.ru_stime for usage in used)


def run_bonafide(binary, runtime, folder):
    """`bonafide eval mrz` over the set; None, after saying why, if that runtime is not there."""
    run = Run(f"bonafide, {runtime}")
    with tempfile.TemporaryDirectory() as scratch:
        rows = Path(scratch, "rows.jsonl")
        command = [binary, "eval", "mrz", folder, "-o", rows, "--runtime", runtime]
        started = cpu_ms()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        run.total = cpu_ms() - started
        if done.returncode != 0:
            return print(f"{run.name}: left out: {done.stderr.strip()}", file=sys.stderr)
        read = [json.loads(line) for line in rows.open(encoding="utf-8")]
    run.lines = {row["file"]: row.get("lines") or [] for row in read}
    run.without_decoding = [row["ms"] for row in read if "ms" in row]
    run.with_decoding = [row["ms"] + row["decode_ms"] for row in read if "decode_ms" in row]
    return run


def run_peer(name, read, traineddata, cases, folder):
    """Calls `read(path, traineddata)` on every picture, after one call that does not count."""
    run = Run(name)
    for index, case in enumerate(cases[:1] + cases):
        started = cpu_ms()
        try:
            run.lines[case["file"]] = read(str(folder / case["file"]), traineddata)
        except Exception as error:  # whatever a peer raises, it has not read the picture
            print(f"{name}: {case['file']}: {error!r}", file=sys.stderr)
        if index > 0:
            run.with_decoding.append(cpu_ms() - started)
    run.total = sum(run.with_decoding)
    return run


def read_with_passporteye(path, traineddata):
    """The text behind PassportEye's best zone, as lines."""
    from passporteye import read_mrz  # takes seconds, and not every run needs it
    zone = read_mrz(path, extra_cmdline_params=f"-l {traineddata}")
    return zone.aux["text"].splitlines() if zone is not None else []


def read_with_tesseract(path, traineddata):
    """The lines of the whole page that look most like a zone: of three neighbours of 26 to 33
    characters or two of 30 to 48, those with most `<`. Tesseract's own settings."""
    page = clean(printed_by(["tesseract", path, "stdout", "-l", traineddata]))
    windows = [page[at : at + count] for count in (3, 2) for at in range(len(page) - count + 1)]
    lengths = {3: range(26, 34), 2: range(30, 49)}
    zones = [w for w in windows if all(len(line) in lengths[len(w)] for line in w) and "<" in "".join(w)]
    return max(zones, key=lambda zone: "".join(zone).count("<"), default=[])


def printed_by(command):
    """The lines of its standard output."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def clean(lines):
    """Lines without white space, empty ones left out."""
    return [line for line in (re.sub(r"\s", "", line) for line in lines) if line]


def edits(a, b):
    """Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
    return row[-1]


def check_digit(text):
    """The digit of ICAO Doc 9303-3, 4.9; None if a character is none of a zone."""
    values = [0 if c == "<" else ALPHABET.find(c) for c in text]
    return None if -1 in values else str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)


def number(text, digit, optional, gaps=("",)):
    """A number of more than nine characters runs on in the optional data, the digit at its end;
    some issuers count the filler between its parts (`gaps`)."""
    rest = optional.split("<")[0] if digit == "<" else ""
    whole = [text + gap + rest[:-1] for gap in gaps if rest]
    return next(((long, rest[-1]) for long in whole if check_digit(long) == rest[-1]), (text, digit))


def blankable(text, digit):
    """Under an empty field the filler may stand for its digit, which is 0."""
    return (text, "0") if digit == "<" and not text.strip("<") else (text, digit)


def checked_fields(zone):
    """(characters, check digit) pairs of a zone; none if no layout has lines of these lengths."""
    widths, a, b = [len(line) for line in zone], *[*zone, "", ""][:2]
    if widths == [30]:  # European driving licence
        return [(a[:29], a[29])]
    if widths == [30, 30, 30]:
        everything = a[5:] + b[:7] + b[8:15] + b[18:29], b[29]
        return [number(a[5:14], a[14], a[15:], ("", "<")), (b[:6], b[6]), (b[8:14], b[14]), everything]
    if widths not in ([36, 36], [44, 44]):
        return []
    if widths == [36, 36] and a.startswith("IDFRA") and b[34] in "MF":  # French card of 1995 to 2021
        return [(b[:12], b[12]), (b[27:33], b[33]), (a + b[:35], b[35])]
    pairs = [blankable(b[13:19], b[19]), blankable(b[21:27], b[27])]
    if a[0] == "V":  # no digit over everything
        return [(b[:9], b[9]), *pairs]
    pairs.append((b[:10] + b[13:20] + b[21:-1], b[-1]))
    if widths == [36, 36]:
        return [number(b[:9], b[9], b[28:35]), *pairs]
    return [(b[:9], b[9]), blankable(b[28:42], b[42]), *pairs]


def digits_right(zone):
    """Whether the lines have a layout and all its check digits are right."""
    pairs = checked_fields(zone)
    return bool(pairs) and all(check_digit(text) == digit for text, digit in pairs)


def score(cases, lines_of):
    """Counts of a run, (count, out of) in the order of the table."""
    read = [(case, clean(lines_of.get(case["file"], []))) for case in cases]
    zones = [(case["width"], case["mrz"], lines) for case, lines in read if case["mrz"]]
    exact = [(width, lines == truth) for width, truth, lines in zones]
    texts = [("\n".join(lines), "\n".join(truth)) for _, truth, lines in zones]
    questions = [
        [hit for _, hit in exact],
        [hit for width, hit in exact if width >= WIDE],
        [hit for width, hit in exact if width < WIDE],
        [lines != truth and digits_right(lines) for _, truth, lines in zones],
        [bool(lines) for case, lines in read if not case["mrz"]],
        [not lines for _, _, lines in zones],
    ]
    counts = [(sum(answers), len(answers)) for answers in questions]
    wrong = sum(min(edits(text, truth), len(truth)) for text, truth in texts)
    return [*counts[:3], (wrong, sum(len(truth) for _, truth in texts)), *counts[3:]]


def median_p95(times):
    """Upper median and 95th percentile; None if nothing was timed."""
    times = sorted(times)
    return (times[len(times) // 2], times[min(len(times) - 1, int(0.95 * len(times)))]) if times else None


def table(runs, cases):
    """One Markdown row a run. Ratios are to the first run of bonafide, with decoding if it says it."""
    ours = next((run for run in runs if run.name.startswith("bonafide")), None)
    base = ours and median_p95(ours.with_decoding or ours.without_decoding)
    columns = ["", "whole MRZ exact", f"≥ {WIDE} px", "narrower", "character errors"]
    columns += ["digits right, text wrong", "false MRZ", "nothing read", "ms, median / p95"]
    columns += ["without decoding", "mean of everything", "ratio of medians"]
    rows = [columns, ["---"] * len(columns)]
    for run in runs:
        times = [median_p95(run.with_decoding), median_p95(run.without_decoding)]
        ratio = f"{(times[0] or times[1])[0] / base[0]:.1f}" if base and any(times) else "–"
        counts = score(cases, run.lines)
        row = [run.name, *(f"{n}/{of} ({100 * n / of:.1f} %)" if of else "–" for n, of in counts)]
        row += [f"{t[0]:.1f} / {t[1]:.1f}" if t else "–" for t in times]
        rows.append([*row, f"{run.total / len(cases):.1f}", ratio])
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def missing(options):
    """What has to be installed first, a sentence each."""
    peers = "peers" in options.only
    languages = printed_by(["tesseract", "--list-langs"]) if shutil.which("tesseract") else []
    unknown = ", ".join(sorted(set(options.traineddata) - set(languages)))
    needs = [
        ("bonafide" in options.only and not options.bonafide.is_file(), "cargo build --release"),
        (peers and not importlib.util.find_spec("passporteye"), "pip install -r requirements.txt"),
        (peers and not languages, "apt-get install tesseract-ocr"),
        (peers and languages and unknown, f"`tesseract --list-langs` does not name {unknown}"),
    ]
    return [what for lacking, what in needs if lacking]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("set", type=Path, help="folder with cases.jsonl")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file for the table")
    parser.add_argument("--only", nargs=1, choices=["bonafide", "peers"], default=["bonafide", "peers"])
    parser.add_argument("--bonafide", type=Path, default="target/release/bonafide", help="program")
    parser.add_argument("--runtime", action="append", help="of bonafide; may be repeated (rten and ort)")
    parser.add_argument("--traineddata", action="append", default=["eng"], help="for Tesseract, beside eng")
    options = parser.parse_args()
    options.bonafide = options.bonafide.resolve()
    if lacking := missing(options):
        sys.exit("\n".join(lacking))
    os.environ["OMP_THREAD_LIMIT"] = "1"  # Tesseract's further threads spin while they wait
    runs, cases = [], [json.loads(line) for line in (options.set / "cases.jsonl").open(encoding="utf-8")]
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    facts = [f"{datetime.date.today()}, {len(cases)} pictures", cpu[1] if cpu else "unnamed processor"]
    if "bonafide" in options.only:
        facts += printed_by([options.bonafide, "--version"])[:1]
        runs += [run_bonafide(options.bonafide, r, options.set) for r in options.runtime or ["rten", "ort"]]
    if "peers" in options.only:
        facts.append("PassportEye " + importlib.metadata.version("passporteye"))
        facts += printed_by(["tesseract", "--version"])[:1]
        for name in options.traineddata:
            for peer, read in ("PassportEye", read_with_passporteye), ("Tesseract", read_with_tesseract):
                runs.append(run_peer(f"{peer}, {name}", read, name, cases, options.set))
    text = f"{', '.join(facts)}\n\n{table([run for run in runs if run], cases)}"
    options.output.write_text(text, encoding="utf-8")
    sys.exit(1 if None in runs else 0)


if __name__ == "__main__":
    main()
