"""What TensorFlow writes of a recorded graph loads back as the graph of a plain run, on both TensorFlows."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.recording import Recording
from scopeinspect.setup import Export

from ..forked import record_all
from ..runs import REPOSITORY
from ..samples.expectations import EXPECTATIONS, SAMPLES

ROUND_TRIP = Path(__file__).with_name("round_trip.py")
NAMES = ["shared_filter.py", "conditional_gan.py", "already_exists.py"]
SUFFIXES = {"pb": ".pb", "pbtxt": ".pbtxt", "metagraph": ".meta"}

Loaded = Callable[[str, str], dict[str, Any]]
Written = tuple[dict[tuple[str, str], Path], list[Recording]]


@pytest.fixture(scope="module")
def written(python: str, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the folder for each format and sample, once the recorder has written there, and the recordings."""
    base = tmp_path_factory.mktemp("exported")
    folders = {(name, form): base / f"{name}-{form}" for name in NAMES for form in [*SUFFIXES, "tensorboard"]}
    for folder in folders.values():
        folder.mkdir()
    targets = [SAMPLES / name for name, _ in folders]
    exports = [Export(form, str(folder)) for (_, form), folder in folders.items()]  # type: ignore[arg-type]
    return folders, record_all(targets, python, REPOSITORY, exports)


@pytest.fixture(scope="module")
def loaded(python: str, written: Written) -> Loaded:
    """Return a function that gives what TensorFlow says of a dumped graph: `loaded(sample, format)`."""
    paths = {key: folder / f"0{SUFFIXES[key[1]]}" for key, folder in written[0].items() if key[1] in SUFFIXES}
    command = [python, str(ROUND_TRIP), *map(str, paths.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    answers = dict(zip(paths, map(json.loads, done.stdout.splitlines()), strict=True))
    return lambda name, form: answers[name, form]


@pytest.mark.parametrize("name", NAMES)
class TestRoundTrip:
    """A dumped graph against the same program run without any tool."""

    @pytest.mark.parametrize("form", ["pb", "pbtxt"])
    def test_graph(self, loaded: Loaded, plain: dict[str, dict[str, Any]], name: str, form: str) -> None:
        """The file holds the GraphDef of the plain run, byte for byte, and loads as its ops, in what order ever."""
        assert loaded(name, form)["graphdef_sha256"] == plain[name]["graphdef_sha256"]
        assert sorted(loaded(name, form)["ops"]) == sorted(plain[name]["ops"])

    def test_meta_graph(self, loaded: Loaded, plain: dict[str, dict[str, Any]], name: str) -> None:
        """It loads to the same ops, beside those of the saver that is made then, and to the plain run's variables."""
        told = loaded(name, "metagraph")
        ops = [op for op in told["ops"] if op in plain[name]["ops"] or not op[0].startswith("save/")]
        assert sorted(ops) == sorted(plain[name]["ops"])
        variables = plain[name]["variables"]
        assert sorted(told["variables"]) == sorted(one["name"] for one in variables)
        assert sorted(told["trainable"]) == sorted(one["name"] for one in variables if one["trainable"])

    def test_nothing_is_added(self, written: Written, plain: dict[str, dict[str, Any]], name: str) -> None:
        """The recording lists the plain run's ops, whatever was written at the end."""
        for (sample, _), recording in zip(written[0], written[1], strict=True):
            if sample == name:
                assert recording.ops[0].names == [op[0] for op in plain[name]["ops"]]
                assert recording.faults == ()
                assert [told.problem for told in recording.exports.values()] == [""]


@pytest.fixture
def tensorboard(written: Written) -> Iterator[str]:
    """Start a TensorBoard on loopback and return its address."""
    if importlib.util.find_spec("tensorboard") is None:
        pytest.skip("NOT TESTED WITH TENSORBOARD: `pip install tensorboard` installs it")
    command = [sys.executable, "-m", "tensorboard.main", "--host", "127.0.0.1", "--port", "0", "--load_fast", "false"]
    logs = written[0]["shared_filter.py", "tensorboard"]
    with subprocess.Popen([*command, "--logdir", str(logs)], stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            lines = []
            for line in process.stderr:
                lines.append(line)
                if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    yield found[0]
                    break
            else:
                pytest.fail("".join(lines))
        finally:
            process.kill()


def test_tensorboard(tensorboard: str, plain: dict[str, dict[str, Any]]) -> None:
    """A real TensorBoard serves the graph: every op of the plain run, with its type."""

    def get(path: str) -> str:
        with urllib.request.urlopen(tensorboard + path, timeout=60) as answer:
            return str(answer.read().decode())

    until = time.monotonic() + 120
    while not (runs := json.loads(get("data/plugin/graphs/info"))):  # it reads its folder in the background
        assert time.monotonic() < until
        time.sleep(0.1)
    (run,) = runs
    assert runs[run]["run_graph"] is True
    graph = get(f"data/plugin/graphs/graph?run={run}&limit_attr_size=1024&large_attrs_key=_too_large")
    served = re.findall(r'node \{\s+name: "([^"]+)"\s+op: "([^"]+)"', graph)
    assert served == [tuple(op) for op in plain["shared_filter.py"]["ops"]]


def test_every_sample_was_thought_of() -> None:
    """The samples tested here exist under these names."""
    assert set(NAMES) <= set(EXPECTATIONS)
