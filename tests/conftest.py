"""What the tests share: the interpreters, what TensorFlow says by itself, recordings, and the command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from scopeinspect.recording import Recording

from .once import Once
from .runs import NETS, REPOSITORY, Ran, Recorded, plain_run, recorded
from .samples.expectations import EXPECTATIONS, NOTEBOOK, SAMPLES, SLIM_NET
from .spawning import Spawned, Spawners

SCRIPTS = [str(SAMPLES / name) for name in EXPECTATIONS]
COMMAND = Path(sysconfig.get_path("scripts")) / "scopeinspect"

# A deadline for each example fails where two suites share a machine.
hypothesis.settings.register_profile("ours", deadline=None, max_examples=50)
hypothesis.settings.load_profile("ours")

Record = Callable[..., Recording]
Command = Callable[..., Ran]
Begun = Callable[..., Spawned]


def pytest_configure() -> None:
    """Let no signal be ignored in what is tested because it is where the tests run, under `nohup` for instance."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture(scope="session", autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let what is tested make its temporary files in a folder that is gone after the tests: many a program leaves some."""
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("TMPDIR", str(folder))
        changed.setattr(tempfile, "tempdir", None)  # it was found before
        yield
    shutil.rmtree(folder, ignore_errors=True)  # something that is being ended may still write there


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
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Return a function that makes something once for all workers: `once(name, make)`."""
    folder = tmp_path_factory.getbasetemp()  # each run has one of its own, and in it one for each worker
    return Once(folder.parent if hasattr(request.config, "workerinput") else folder)


@pytest.fixture(scope="session")
def plain(python: str, once: Once) -> dict[str, dict[str, Any]]:
    """Return what TensorFlow says about each sample, by the sample's file name."""
    answers = once(f"plain-{name_of(python)}", lambda: plain_run(python, "--values", *SCRIPTS, str(NOTEBOOK)))
    return dict(zip([*EXPECTATIONS, NOTEBOOK.name], answers, strict=True))


@pytest.fixture(scope="session")
def watched(python: str, once: Once) -> dict[str, dict[str, Any]]:
    """Return the same again, from runs of their own in which the requests are watched, and for the nets."""
    arguments = ("--requests", *SCRIPTS, *(f"--slim={net}" for net in NETS))
    answers = once(f"watched-{name_of(python)}", lambda: plain_run(python, *arguments))
    return dict(zip([*EXPECTATIONS, *NETS], answers, strict=True))


@pytest.fixture(scope="session")
def run_recorded(spawners: Spawners, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Recorded]]:
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
                runs[key] = pool.submit(recorded, str(target), arguments, python, folder / f"graph-{len(runs)}", spawners.start)
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
def begun(spawners: Spawners) -> Begun:
    """Return a function that starts the command: `begun(arguments, cwd, environment, *descriptors)`.

    It shares what is imported with others, and so do the recorders it starts; for all else, see `installed`.
    """

    def begin(
        arguments: Sequence[str | Path], cwd: str | Path, environment: Mapping[str, str], *descriptors: int
    ) -> Spawned:
        words = [str(argument) for argument in arguments]
        pythons = {sys.executable, os.environ.get("SCOPEINSPECT_TF1_PYTHON", sys.executable)} & {sys.executable, *words}
        recorders = {os.path.normpath(python): spawners.address(python=python) for python in pythons}
        job = {"arguments": words, "recorders": recorders}
        return Spawned(spawners.address("command"), job, str(cwd), environment, *descriptors)

    return begin


@pytest.fixture(scope="session")
def scopeinspect(begun: Begun) -> Command:
    """Return a function that runs the command as `begun` does: `scopeinspect(*arguments, cwd=…, env={…})`."""

    def run(*arguments: str | Path, cwd: str | Path = ".", env: Mapping[str, str] | None = None) -> Ran:
        assert not any(name.startswith("PYTHON") for name in env or ()), "a process of its own is to be `installed`"
        with Path(os.devnull).open("rb") as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            descriptors = [file.fileno() for file in (stdin, stdout, stderr)]
            status = begun(arguments, cwd, environment(env), *descriptors).wait(120)
            for file in (stdout, stderr):
                file.seek(0)
            return without_mistake(Ran(status, stdout.read().decode(), stderr.read().decode()))

    return run


ON_PATH = """\
#!{python}
import os
import sys

sys.path.insert(0, {tests!r})
from tests.spawning import Spawned

job = {{"arguments": sys.argv[1:], "recorders": {{{python!r}: {recorder!r}}}}}
sys.exit(Spawned({command!r}, job, ".", os.environ, 0, 1, 2).wait())
"""


@pytest.fixture(scope="session")
def on_path(spawners: Spawners, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for PATH: in a shell, too, `scopeinspect` is then what the fixture of this name runs."""
    folder = tmp_path_factory.mktemp("on_path")
    text = ON_PATH.format(
        python=os.path.normpath(sys.executable), tests=str(REPOSITORY), command=spawners.address("command"), recorder=spawners.address()
    )
    (folder / "scopeinspect").write_text(text)
    (folder / "scopeinspect").chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def spawners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spawners]:
    """Return the processes that fork."""
    spawners = Spawners(tmp_path_factory.mktemp("spawners"))
    yield spawners
    spawners.close()


@pytest.fixture(scope="session")
def installed() -> Command:
    """Return a function that runs the installed command in a process of its own."""
    assert COMMAND.exists(), f"{COMMAND} is missing: `pip install -e '.[tensorflow,tf1,test]'` installs it"

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
        settings = {"capture_output": True, "check": False, "timeout": 120, "stdin": subprocess.DEVNULL, **options}
        done = subprocess.run([COMMAND, *arguments], env=environment(env), **settings)  # noqa: PLW1510 - in settings
        return without_mistake(Ran(done.returncode, done.stdout.decode(), done.stderr.decode()))

    return run


@pytest.fixture(scope="session")
def checkpoints(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with checkpoints that TensorFlow has saved."""
    folder = tmp_path_factory.mktemp("checkpoints")
    (folder / "objects").mkdir()
    (folder / "named").mkdir()
    done = subprocess.run([python, Path(__file__).with_name("saving.py"), folder], capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


def name_of(python: str) -> str:
    """Return a name for an interpreter that can be part of a file's."""
    return "this" if python == sys.executable else "tf1"


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our environment without what decides how a terminal is written to, and with these changes.

    A mistake of ours is told with its traceback.
    """
    deciding = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "LC_ALL", "PYTHONIOENCODING", "PYTHONUTF8"}
    kept = {name: value for name, value in os.environ.items() if name not in deciding}
    return {**kept, "LANG": "C.UTF-8", "SCOPEINSPECT_TRACEBACK": "1", **(changes or {})}


def without_mistake(ran: Ran) -> Ran:
    """Return what a command came to, which is no mistake of ours: one ends it with the status of what users can mend."""
    told = next((text for text in (ran.stderr, ran.stdout) if "a mistake of ours, to be reported" in " ".join(text.split())), "")
    assert not told, told
    return ran
