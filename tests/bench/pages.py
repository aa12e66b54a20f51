"""`python -m tests.bench.pages [OPS]` measures what a dump of a large net takes, beside TensorBoard's own.

Each format of `scopeinspect dump` is written of a recording, or of a run, of `net.py`; the page is loaded, searched and
opened fully in a real Chromium. TensorBoard's own figures are those of a script that writes the same net with
`tf.summary.FileWriter`, and of a TensorBoard that is then asked for it, and opened in the same Chromium.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.__main__ import HERE, measured
from tests.render.browsing import SEARCH

_WRITE = """
import runpy, sys, time
import tensorflow.compat.v1 as tf
sys.argv = ["net.py", {ops!r}]
runpy.run_path({net!r}, run_name="__main__")
start = time.process_time()
tf.summary.FileWriter({logs!r}, tf.get_default_graph()).close()
print(time.process_time() - start)
"""


def main() -> None:
    """Measures and prints."""
    ops = sys.argv[1] if len(sys.argv) > 1 else "50000"
    print("| what | CPU seconds | size or further figures |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        net, saved, logs = str(HERE / "net.py"), folder / "net.scopes.jsonl", folder / "logs"
        written = subprocess.run(
            [sys.executable, "-c", _WRITE.format(ops=ops, net=net, logs=str(logs))],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        row(f"TensorFlow's `FileWriter`, without building those {written[-2]}", float(written[-1]), size_of(logs))
        command = [sys.executable, "-m", "scopeinspect", "run", "--save", str(saved), "--output-file", os.devnull]
        row("`scopeinspect run --save`, the build included", measured([*command, net, ops])[0], size_of(saved))
        for name in ("csv", "json", "dot", "svg", "html"):
            file = folder / f"net.{name}"
            row(f"`dump --format {name}` of the recording", dump(name, file, str(saved)), size_of(file))
        in_browser(folder / "net.html", logs)
        own = folder / "own"
        row("`dump --format tensorboard`, the build included", dump("tensorboard", own, net, ops), size_of(own))


def dump(name: str, file: Path, *target: str) -> float:
    """Returns the CPU seconds of a dump, those of the inspected script included."""
    seconds, _ = measured([sys.executable, "-m", "scopeinspect", "dump", "--format", name, "-o", str(file), *target])
    return seconds


def in_browser(page: Path, logs: Path) -> None:
    """The page in Chromium, then TensorBoard's."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        ours(chromium, page)
        with tensorboard(logs) as address:
            theirs(chromium, address)
        chromium.close()


def ours(chromium: Any, file: Path) -> None:
    """Loads, searches, and shows everything."""
    page = chromium.new_page()
    spent = main_thread(page)
    start = time.perf_counter()
    page.goto(file.as_uri())
    page.wait_for_selector("#tree .row")
    shown = time.perf_counter() - start
    row("load the page in Chromium", spent(), f"{shown:.2f} s until the tree is shown")
    for text in ("block_12", "weights", "/"):
        before = spent()
        page.evaluate(SEARCH, text)
        row(f"search it for `{text}`", spent() - before, page.inner_text("#found"))
    page.close()


def theirs(chromium: Any, address: str) -> None:
    """Asks TensorBoard for the graph, and opens it."""
    start = time.perf_counter()
    while (runs := get(address, "data/plugin/graphs/info")) in (b"", b"{}"):
        time.sleep(0.1)
    run = next(iter(re.findall(rb'"([^"]+)": \{', runs))).decode()
    query = urllib.parse.urlencode({"run": run, "limit_attr_size": 1024, "large_attrs_key": "_too_large_attrs"})
    graph = get(address, f"data/plugin/graphs/graph?{query}")
    row("TensorBoard answers with the graph", None, f"{time.perf_counter() - start:.2f} s, {len(graph):,} bytes")
    page = chromium.new_page()
    spent = main_thread(page)
    start = time.perf_counter()
    page.goto(f"{address}#graphs")
    page.wait_for_selector("g.node", timeout=300_000)
    row("load its graph in Chromium", spent(), f"{time.perf_counter() - start:.2f} s until it is drawn")
    page.close()


def main_thread(page: Any) -> Any:
    """Returns a function that tells how many CPU seconds the page's main thread has spent."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"])

    return spent


@contextmanager
def tensorboard(logs: Path) -> Iterator[str]:
    """Serves a folder on loopback, and gives the address."""
    command = [sys.executable, "-m", "tensorboard.main", "--host", "127.0.0.1", "--port", "0", "--load_fast", "false"]
    with subprocess.Popen([*command, "--logdir", str(logs)], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            yield next(found[0] for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        finally:
            process.kill()


def get(address: str, path: str) -> bytes:
    """Returns what is answered."""
    with urllib.request.urlopen(address + path, timeout=300) as answer:
        return bytes(answer.read())


def size_of(path: Path) -> str:
    """Returns the size of a file, or of all in a folder."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return f"{sum(one.stat().st_size for one in files):,} bytes"


def row(what: str, seconds: float | None, more: str) -> None:
    """Prints a row of the table."""
    print(f"| {what} | {'' if seconds is None else f'{seconds:.2f}'} | {more} |", flush=True)


if __name__ == "__main__":
    main()
