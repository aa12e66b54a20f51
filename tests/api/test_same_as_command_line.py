"""A process of one's own records what the command line does, and leaves the command line as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

import scopeinspect
from scopeinspect import model
from scopeinspect.capture import capture
from scopeinspect.recording import Recording as RawRecording
from scopeinspect.setup import Setup
from scopeinspect.target import target_of

from ..forked import record_all
from ..runs import REPOSITORY
from ..samples.expectations import EXPECTATIONS, SAMPLES

DRIVER = Path(__file__).with_name("in_process.py")

Both = dict[str, tuple[RawRecording, RawRecording]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Return both recordings of each sample.

    The samples say `import tensorflow.compat.v1`, as a process of one's own has nobody who reads them otherwise.
    """
    folder = tmp_path_factory.mktemp("both")
    (folder / "samples").mkdir()
    for name in EXPECTATIONS:
        text = (SAMPLES / name).read_text().replace(
            "import tensorflow as tf\n", "import tensorflow.compat.v1 as tf; tf.disable_v2_behavior()\n"
        )
        assert "disable_v2" in text
        (folder / "samples" / name).write_text(text)
    scripts = [f"samples/{name}" for name in EXPECTATIONS]
    command = [sys.executable, str(DRIVER), *scripts]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    there = record_all(scripts, sys.executable, folder)
    here = [scopeinspect.load(folder / f"{script}.scopes.jsonl").raw for script in scripts]
    return dict(zip(EXPECTATIONS, zip(here, there, strict=True), strict=True))


class TestSameAsCommandLine:
    """A sample recorded within `record()`, against the recorder's own run of it."""

    @staticmethod
    def told(recording: RawRecording) -> dict[str, Any]:
        """Return all that a recording says, sites in full, without the driver's own."""

        def places(numbers: list[int]) -> list[Any]:
            sites = [recording.sites[number] for number in numbers]
            return [(site.file, site.line, site.function, site.text) for site in sites if DRIVER.name not in site.file]

        def plain(event: msgspec.Struct) -> dict[str, Any]:
            fields = msgspec.to_builtins(event)
            return {key: places(value) if key == "stack" else value for key, value in fields.items()}

        error = recording.outcome.error
        return {
            "events": [plain(event) for event in recording.events if not isinstance(event, model.Site)],
            "ops": {
                number: plain(ops) | {"sites": [places([site] if site else []) for site in ops.sites]}
                for number, ops in recording.ops.items()
            },
            "start": recording.start,
            "version": recording.tensorflow.version if recording.tensorflow else None,
            "outcome": (recording.outcome.kind, recording.outcome.status),
            "error": error and (error.type, error.message, places(error.stack)),
        }

    @pytest.mark.parametrize("name", EXPECTATIONS)
    def test_says_the_same(self, both: Both, name: str) -> None:
        here, there = both[name]
        assert self.told(here) == self.told(there)
        assert [variable.name for variable in here.variables.values()] == list(EXPECTATIONS[name].variables)


def test_tensorflow_2_here_leaves_tensorflow_1_there_as_it_is(
    tf: ModuleType, tf1_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TensorFlow 2 puts TF2_BEHAVIOR into our environment, and with it TensorFlow 1.15 would run eagerly."""
    monkeypatch.setenv("TF2_BEHAVIOR", "1")
    name = "samples/shared_filter.py"
    there = capture(target_of(name, folder=str(REPOSITORY)), Setup(python=tf1_python, folder=str(REPOSITORY)))
    assert [graph.name for graph in there.graphs.values()] == [""]
    assert len(there.variables) == 4
    assert len(there.ops[0]) == 40
