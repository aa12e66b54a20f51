"""`python -m tests.bench [PAIRS]` measures what recording costs, side by side in one run, and prints a table.

CPU time is user and system time of a whole process, as the system accounts for it; the recorded script's is told
apart from the command's. The two sides of a row take turns, so that a machine whose speed drifts harms both.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scopeinspect.diff import compare
from scopeinspect.journal import load
from scopeinspect.tree import folding, scope_tree
from tests.large import renamed

from . import sharing

HERE = Path(__file__).parent
NET = str(HERE / "net.py")
Measured = tuple[float, float]
"""CPU seconds and peak memory in KiB of one process."""


def main() -> None:
    """Measures and prints."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    # What is installed has been compiled; where this is set, a light command would spend half its time on compiling us.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    print(f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory} GiB; medians of "
          f"{pairs} alternating pairs, with the smallest and largest ratio\n")  # fmt: skip
    print("| what | against | ratio |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for ops in (20_000, 50_000):
            recording_a_build(ops, pairs, Path(folder))
        light_commands(pairs, Path(folder))
        sharing_the_import(pairs, Path(folder))
        growth(Path(folder))


def recording_a_build(ops: int, pairs: int, folder: Path) -> None:
    """CPU time and peak memory of a recorded build against plain `python`."""
    sides = alternating(lambda: recorded(ops, folder), lambda: plainly(ops), pairs)
    row(f"CPU time of a recorded build, {ops:,} ops", "plain `python`", [a[0] / b[0] for a, b in sides])
    row(f"peak memory of it, {ops:,} ops", "plain `python`", [a[1] / b[1] for a, b in sides])


def recorded(ops: int, folder: Path) -> Measured:
    """Builds and saves the recording; measures the script, not the command that waits for it."""
    told = folder / "told.json"
    measured([sys.executable, str(HERE / "command.py"), str(told), "run", "--save", str(folder / f"{ops}.scopes.jsonl"),
              "--output-file", os.devnull, NET, str(ops)])  # fmt: skip
    seconds, peak = json.loads(told.read_text(encoding="ascii"))["script"]
    return seconds, peak


def plainly(ops: int) -> Measured:
    """Builds without us."""
    return measured([sys.executable, NET, str(ops)])


def light_commands(pairs: int, folder: Path) -> None:
    """CPU time of the commands that run nothing against a process that imports click and rich."""
    small = folder / "small.scopes.jsonl"
    sample = HERE.parents[1] / "samples" / "shared_filter.py"
    measured([sys.executable, "-m", "scopeinspect", "run", "--save", str(small), str(sample)])
    libraries = [sys.executable, "-c", "import click, rich.console, rich.table"]
    for arguments in (["show", str(small)], ["diff", str(small), str(small)], ["--help"]):
        command = [sys.executable, "-m", "scopeinspect", *arguments]
        sides = alternating(lambda command=command: measured(command), lambda: measured(libraries), 3 * pairs)
        row(f"CPU time of `scopeinspect {arguments[0]}`", "importing click and rich", [a[0] / b[0] for a, b in sides])


def sharing_the_import(pairs: int, folder: Path) -> None:
    """How many times faster than plain `python` several targets are checked, and a saved script is shown."""
    paths = sharing.targets(folder, 20)
    sides = alternating(lambda: (sharing.check(paths), 0), lambda: (sharing.one_by_one(paths), 0), max(pairs // 2, 1))
    row("times faster: `check -j 2` of 20 small targets", "20 times `python script.py`", [b[0] / a[0] for a, b in sides])
    with sharing.Watched(paths[0]) as watched:
        sides = alternating(lambda: (watched.save(), 0), lambda: (sharing.one_by_one(paths[1:2]), 0), pairs)
    row("times faster: `watch`, from save to tree", "`python script.py`", [b[0] / a[0] for a, b in sides])


def growth(folder: Path) -> None:
    """Loading and folding a recording against `json.loads` of its lines, and how all that depends on its size grows."""
    few, many = 10_000, 100_000
    none, *seconds = [recorded(ops, folder)[0] for ops in (100, few, many)]
    bare, *plain = [plainly(ops)[0] for ops in (100, few, many)]
    taken: dict[str, list[float]] = {
        "recorded build, less what one of 100 ops takes": [one - none for one in seconds],
        "same build under plain `python`": [one - bare for one in plain],
    }
    for ops in (few, many):
        saved = folder / f"{ops}.scopes.jsonl"

        def parse(saved: Path = saved) -> Measured:
            return clocked(lambda: [json.loads(line) for line in saved.read_bytes().splitlines()])

        def fold(saved: Path = saved) -> Measured:
            return clocked(lambda: folding()(scope_tree(load(saved), 0)))

        sides = alternating(fold, parse, 5)
        row(f"load and fold a recording of {ops:,} ops", "`json.loads` of the same file", [a[0] / b[0] for a, b in sides])
        taken.setdefault("loading and folding it, again and again", []).append(statistics.median(a[0] for a, _ in sides))
        taken.setdefault("`json.loads` of it, likewise", []).append(statistics.median(b[0] for _, b in sides))
        once = [sys.executable, str(HERE / "loading.py"), str(saved)]
        taken.setdefault("loading and folding it, in a process of its own", []).append(
            statistics.median(float(subprocess.check_output(once)) for _ in range(9))
        )
        for what, arguments in (("show", [saved]), ("diff", [saved, saved]), ("check", [saved])):
            command = [sys.executable, "-m", "scopeinspect", what, *map(str, arguments)]
            taken.setdefault(f"`scopeinspect {what}`", []).append(min(measured(command)[0] for _ in range(3)))
        sides = renamed(ops, lambda _, name: f"net/x{name}y", "baseline")
        taken.setdefault("comparing as many variables, all renamed", []).append(clocked(partial(compare, *sides))[0])
    for what, (one, ten) in taken.items():
        print(f"| growth from {few:,} ({one:.2f} s) to {many:,} ops ({ten:.2f} s): {what} | linear is 1 | "
              f"exponent {math.log10(ten / one):.2f} |", flush=True)  # fmt: skip


def alternating(one: Callable[[], Measured], other: Callable[[], Measured], pairs: int) -> list[tuple[Measured, Measured]]:
    """Measures both sides in turn; the first pair warms up the file cache and is not counted."""
    return [(one(), other()) for _ in range(pairs + 1)][1:]


def measured(command: list[str]) -> Measured:
    """Runs a process to its end.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def clocked(work: Callable[[], object]) -> Measured:
    """The CPU seconds that a function takes in this process; what memory it takes is not known."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = before.ru_utime + before.ru_stime
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - start, 0


def row(what: str, against: str, ratios: list[float]) -> None:
    """Prints a row of the table."""
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"| {what} | {against} | {statistics.median(ratios):.3f} ({spread}) |", flush=True)


if __name__ == "__main__":
    main()
