"""What the tests share: the interpreters, what TensorFlow says by itself, recordings, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from scopeinspect.model import Recording

from .runs import NETS, Ran, Recorded, plain_run, recorded
from .samples.expectations import EXPECTATIONS, NOTEBOOK, SAMPLES, SLIM_NET

SCRIPTS = [str(SAMPLES / name) for name in EXPECTATIONS]
COMMAND = Path(sysconfig.get_path("scripts")) / "scopeinspect"

# A deadline for each example fails where two suites share a machine.
hypothesis.settings.register_profile("ours", deadline=None, max_examples=50)
hypothesis.settings.load_profile("ours")

Record = Callable[..., Recording]
Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def tf1_python() -> str:
    """Return the path of an interpreter with Python 3.7 and TensorFlow 1.15."""
    path = os.environ.get("SCOPEINSPECT_TF1_PYTHON")
    if not path:
        pytest.skip(
            "NOT TESTED ON TENSORFLOW 1: set SCOPEINSPECT_TF1_PYTHON to a Python 3.7 in which "
            "`pip install 'tensorflow==1.15.5' 'protobuf<3.21' tf-slim` was done; .ci/run makes one and sets it"
        )
    return path


@pytest.fixture(scope="session", params=["this TensorFlow", "TensorFlow 1"])
def python(request: pytest.FixtureRequest) -> str:
    """Return each interpreter in turn: the one of the tests, and one with TensorFlow 1.15."""
    return sys.executable if request.param == "this TensorFlow" else str(request.getfixturevalue("tf1_python"))


@pytest.fixture(scope="session")
def plain(python: str) -> dict[str, dict[str, Any]]:
    """Return what TensorFlow says about each sample, by the sample's file name."""
    answers = plain_run(python, "--values", *SCRIPTS, str(NOTEBOOK))
    return dict(zip([*EXPECTATIONS, NOTEBOOK.name], answers, strict=True))


@pytest.fixture(scope="session")
def watched(python: str) -> dict[str, dict[str, Any]]:
    """Return the same again, from runs of their own in which the requests are watched, and for the nets."""
    answers = plain_run(python, "--requests", *SCRIPTS, *(f"--slim={net}" for net in NETS))
    return dict(zip([*EXPECTATIONS, *NETS], answers, strict=True))


@pytest.fixture(scope="session")
def run_recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Recorded]]:
    """Return a function that records a target, once for each target and interpreter.

    With `ahead=True` it returns at once: the run takes place meanwhile, as one of two.
    """
    folder = tmp_path_factory.mktemp("recorded")
    runs: dict[tuple[object, ...], Future[Recorded]] = {}
    with ThreadPoolExecutor(2) as pool:

        def run(
            target: str | Path, *arguments: str, python: str = sys.executable, ahead: bool = False
        ) -> Recorded | None:
            key = (str(target), arguments, python)
            if key not in runs:
                runs[key] = pool.submit(recorded, str(target), arguments, python, folder / f"graph-{len(runs)}")
            return None if ahead else runs[key].result()

        yield run
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def record(run_recorded: Callable[..., Recorded]) -> Record:
    """Return a function that gives the recording of a target: `record(path, *arguments, python=…)`."""
    return lambda *target, **options: run_recorded(*target, **options).recording


@pytest.fixture(scope="session")
def recordings(python: str, run_recorded: Callable[..., Recorded]) -> Callable[[str], Recorded]:
    """Return a function that gives what came of recording a sample or net, by its name, in each interpreter."""
    targets = {name: (SAMPLES / name,) for name in EXPECTATIONS} | {net: (SLIM_NET, net) for net in NETS}
    for target in targets.values():
        run_recorded(*target, python=python, ahead=True)
    return lambda name: run_recorded(*targets[name], python=python)


@pytest.fixture(scope="session")
def scopeinspect() -> Command:
    """Return a function that runs the installed command: `scopeinspect(*arguments, cwd=…, env={…})`."""
    assert COMMAND.exists(), f"{COMMAND} is missing: `pip install -e '.[tensorflow,tf1,test]'` installs it"

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
        settings = {"capture_output": True, "check": False, "timeout": 120, "stdin": subprocess.DEVNULL, **options}
        done = subprocess.run([COMMAND, *arguments], env=environment(env), **settings)  # noqa: PLW1510 - in settings
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our environment without what decides how a terminal is written to, and with these changes."""
    deciding = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "LC_ALL", "PYTHONIOENCODING", "PYTHONUTF8"}
    kept = {name: value for name, value in os.environ.items() if name not in deciding}
    return {**kept, "LANG": "C.UTF-8", **(changes or {})}
