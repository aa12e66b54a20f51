"""What reads files that others wrote. Each takes bytes; it may refuse them in one sentence, and do nothing else."""

from __future__ import annotations

import gzip
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from scopeinspect import baseline, checkpoint, config, journal
from scopeinspect.baseline import text_of
from scopeinspect.diff import compare
from scopeinspect.errors import ScopeInspectError
from scopeinspect.recorder.notebook import read_cells
from scopeinspect.recorder.source import Problem
from scopeinspect.render import check_report
from scopeinspect.render.check import show_check
from scopeinspect.render.findings import FINDING_FORMATS
from scopeinspect.render.formats import FORMATS
from scopeinspect.render.run import Show
from scopeinspect.report import report
from scopeinspect.rules.catalogue import find
from scopeinspect.setup import Setup

_FOLDER = tempfile.TemporaryDirectory(prefix="scopeinspect-fuzz-")

Reader = Callable[[bytes], None]


def _file(name: str, data: bytes) -> Path:
    path = Path(_FOLDER.name) / name
    path.write_bytes(data)
    return path


def read_recording(data: bytes) -> None:
    """What is taken for a recording can be shown, too."""
    recording = journal.load(_file("a.scopes.jsonl", data))
    b"".join(journal.lines_of(recording))
    diagnostics = find(recording)
    report(recording, diagnostics)
    FORMATS["text"](recording, diagnostics, Show(), io.StringIO())


def read_packed_recording(data: bytes) -> None:
    journal.load(_file("a.scopes.jsonl.gz", data))


def read_repacked_recording(data: bytes) -> None:
    journal.load(_file("a.scopes.jsonl.gz", gzip.compress(data, compresslevel=1)))


def read_baseline(data: bytes) -> None:
    """What is taken for a baseline can be written and compared."""
    tree = baseline.load(_file("a.scopes.json", data))
    text_of(tree)
    compare(tree, tree)


def read_check(data: bytes) -> None:
    """What is taken for the report of a check can be told in every format, as `merge` does."""
    merged = check_report.load([_file("checked.json", data)])
    for form in FINDING_FORMATS.values():
        form.render(merged.findings, io.StringIO())
    show_check(merged.findings, io.StringIO(), in_full=False)


def read_config(data: bytes) -> None:
    config.load(_file("pyproject.toml", data))


def read_notebook(data: bytes) -> None:
    read_cells(str(_file("a.ipynb", data)))


def read_export(data: bytes) -> None:
    read_cells(str(_file("a.md", data)))


def read_checkpoint(data: bytes) -> None:
    """What the interpreter tells of a checkpoint; one stands in for it that tells these bytes, whatever it is asked."""
    interpreter = Path(_FOLDER.name) / "python"
    if not interpreter.exists():
        interpreter.write_text('#!/bin/sh\nexec cat "$0.told" > "/dev/fd/$2"\n')
        interpreter.chmod(0o755)
    _file("python.told", data)
    tree = checkpoint.read("model.ckpt", Setup(python=str(interpreter)))
    compare(tree, tree)


READERS: dict[str, Reader] = {
    "recording": read_recording,
    "packed": read_packed_recording,
    "repacked": read_repacked_recording,
    "baseline": read_baseline,
    "check": read_check,
    "config": read_config,
    "notebook": read_notebook,
    "export": read_export,
    "checkpoint": read_checkpoint,
}


def refusal(reader: Reader, data: bytes) -> str | None:
    """Return the sentence with which a reader refuses bytes; None where it takes them."""
    try:
        reader(data)
    except (ScopeInspectError, Problem) as error:
        return str(error)
    return None
