"""A small valid file for every reader, as a start."""

from __future__ import annotations

import gzip
import io
import json

from scopeinspect.errors import Status
from scopeinspect.journal import lines_of
from scopeinspect.model import Error, InitializerText, Outcome, Setting
from scopeinspect.render.check_report import as_json
from scopeinspect.render.findings import Findings
from scopeinspect.rules.catalogue import find

from ..recordings import Build


def small() -> bytes:
    """Return a recording that has one of everything."""
    build = Build()
    scope = build.entry("a", settings={"initializer": Setting("ones_initializer()", 1)})
    build.switch(scope, 3)
    build.variable("v", scope, initializer=InitializerText("ones_initializer()", "scope", 1))
    build.made("a/v", "b")
    build.outcome = Outcome("raised", 1, Error("ValueError", "no", "", [build.site(4)]))
    return b"".join(lines_of(build.recording()))


def checked() -> bytes:
    """Return the report of a check that found something, and could not check something."""
    build = Build()
    scope = build.entry("a", stack=[build.site(4)])
    build.request(None, "w", "a/w", scope, "refused", [build.site(5)], reason="missing", message="no")
    recording = build.recording()
    found = Findings("model.py", tuple(find(recording)), folder=".", file="model.py", recording=recording, compared=("baseline",))
    file = io.StringIO()
    as_json([found, Findings("gone.py", (), folder=".", status=Status.FAILED, problem="gone")], file)
    return file.getvalue().encode()


BASELINE = b"""\
{
"schema": "scopeinspect/baseline/1",
"target": "train.py",
"variables": {
"a/w": {"shape": [5, null], "dtype": "float32", "trainable": true, "initializer": "zeros_initializer()"},
"a/w/Adam": {"shape": null, "dtype": "float32", "trainable": false, "initializer": "", "kind": "slot", "kept_for": "a/w"}
}}
"""

CONFIG = b"""\
[tool.scopeinspect]
fail-on = "warning"
select = ["SI108"]
per-scope-ignore = { "a/*" = ["SI101"] }
severity = { SI102 = "info" }

[[tool.scopeinspect.targets]]
script = "train.py"
args = ["--batch", "32"]
baseline = "~/b.json"
"""

NOTEBOOK = json.dumps({
    "cells": [{"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1"]}, {"cell_type": "markdown", "source": "t"}],
    "metadata": {"kernelspec": {"language": "python"}, "language_info": {"name": "python"}},
    "nbformat": 4,
}).encode()  # fmt: skip

OLD_NOTEBOOK = b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1", "language": "python"}]}], "nbformat": 3}'

EXPORT = b"# Title\n\nIn [1]:\n\n```python\nimport tensorflow as tf\nx = 1\n```\n\n    In [2]: y = 2\n       ...: z = 3\n"

CHECKPOINT = json.dumps({
    "e": "checkpoint",
    "prefix": "model.ckpt",
    "variables": [
        {"key": "a/w", "name": "a/w", "shape": [2, 3], "dtype": "float32"},
        {"key": "a/w/Adam", "name": "a/w/Adam", "shape": [], "dtype": "float32"},
    ],
}).encode() + b"\n"  # fmt: skip

EXAMPLES: dict[str, list[bytes]] = {
    "recording": [small()],
    "packed": [gzip.compress(small(), mtime=0)],
    "repacked": [small()],
    "baseline": [BASELINE],
    "check": [checked()],
    "config": [CONFIG],
    "notebook": [NOTEBOOK, OLD_NOTEBOOK],
    "export": [EXPORT],
    "checkpoint": [CHECKPOINT],
}
