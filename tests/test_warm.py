"""Recorders that share one import of TensorFlow give what processes of their own give, and leave nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from scopeinspect.capture import capture
from scopeinspect.errors import InterpreterError, NotBegunError
from scopeinspect.journal import lines_of
from scopeinspect.recording import Recording
from scopeinspect.setup import Setup, Streams
from scopeinspect.target import target_of
from scopeinspect.warm import IS_POSSIBLE, WarmRecorders

from .conftest import Record
from .end_to_end.programs import BEGIN, SLEEPS, SLEEPS_WHATEVER_COMES
from .runs import REPOSITORY, Recorded, recorded
from .samples.expectations import EXPECTATIONS, NOTEBOOK, SAMPLES

Run = Callable[..., Recording]

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="there is no fork to be relied on")


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmRecorders]:
    """Return recorders that are ended after the tests of this file."""
    with WarmRecorders() as recorders:
        yield recorders


@pytest.fixture
def run(warm: WarmRecorders, tmp_path: Path) -> Run:
    """Return a function that records a program, given as text, in a fork."""
    setup = Setup(folder=str(REPOSITORY))

    def recorded(source: str, **options: object) -> Recording:
        (tmp_path / "program.py").write_text(source)
        own = replace(setup, **{name: options.pop(name) for name in ("timeout", "stop_at_session") if name in options})
        with Path(os.devnull).open("r+b") as nothing:
            streams = Streams(nothing.fileno(), nothing.fileno())
            target = target_of(str(tmp_path / "program.py"))
            return capture(target, own, start=warm.start, **{"streams": streams, **options})

    return recorded


def is_running(number: str) -> bool:
    """Tell whether there is a process of a number; not where it has ended, and nobody asked how."""
    try:
        return (Path("/proc") / number / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def warm_processes() -> set[int]:
    """Return the numbers of this process's warm recorders and of all below them.

    Other fixtures work ahead of the tests, in processes of theirs that come and go meanwhile.
    """
    parents, servers = {}, set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(folder.name)] = int(fields[1])
                if int(fields[1]) == os.getpid() and b'"warm": true' in command:
                    servers.add(int(folder.name))
    found = servers
    while new := {number for number, parent in parents.items() if parent in found} - found:
        found = found | new
    return found


@pytest.mark.parametrize("name", [*EXPECTATIONS, NOTEBOOK.name])
def test_same_bytes_for_each_sample(warm: WarmRecorders, record: Record, python: str, name: str) -> None:
    target = target_of(os.path.relpath(SAMPLES / name, REPOSITORY), folder=str(REPOSITORY))
    found = capture(target, Setup(python=python, folder=str(REPOSITORY)), start=warm.start)
    assert list(lines_of(found)) == list(lines_of(record(SAMPLES / name, python=python)))
    assert found.files == (str(SAMPLES / name),)


@pytest.mark.parametrize("name", ["already_exists.py", "conditional_gan.py", NOTEBOOK.name])
def test_same_bytes_and_the_same_graph_as_in_a_process_of_its_own(
    run_recorded: Callable[..., Recorded], python: str, tmp_path: Path, name: str
) -> None:
    """One that is refused a variable, one that trains, and cells; the others are held against these recordings."""
    alone = recorded(str(SAMPLES / name), (), python, tmp_path / "graph")
    forked = run_recorded(SAMPLES / name, python=python)
    assert list(lines_of(forked.recording)) == list(lines_of(alone.recording))
    assert forked.graph["graphdef_sha256"] == alone.graph["graphdef_sha256"]


@pytest.mark.parametrize(
    ("rest", "kind", "status"),
    [
        ("", "finished", 0),
        ("sys.exit(3)", "exited", 3),
        ("sys.exit('text')", "exited", 1),
        ("os._exit(4)", "exited", 4),
        ("raise KeyError", "raised", 1),
        ("raise KeyboardInterrupt", "raised", -2),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "killed", -11),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed", -9),
        ("os.abort()", "killed", -6),
        ("session = tf.Session(); session.run(v.initializer); session.run(v)", "finished", 0),
    ],
    ids=lambda text: str(text)[:30],
)
def test_endings(run: Run, rest: str, kind: str, status: int) -> None:
    found = run(BEGIN + rest)
    assert (found.outcome.kind, found.outcome.status) == (kind, status)
    assert [variable.name for variable in found.variables.values()] == ["scope/v"]
    assert found.faults == ()


@pytest.mark.parametrize(
    "late",
    [
        "import threading; threading.Thread(target=lambda: (time.sleep(0.5), tf.get_variable('late', [1]))).start()",
        "import atexit; atexit.register(lambda: tf.get_variable('late', [1]))",
        "import concurrent.futures as f; f.ThreadPoolExecutor().submit(lambda: tf.get_variable('late', [1]))",
    ],
    ids=["thread", "atexit", "pool"],
)
def test_what_comes_after_the_script_is_waited_for(run: Run, late: str) -> None:
    names = [variable.name for variable in run(BEGIN + late).variables.values()]
    assert names == ["scope/v", "late"]


def test_output_is_written_and_input_read(warm: WarmRecorders, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(BEGIN + "print('heard', input()); print('loud', file=sys.stderr)\n")
    (tmp_path / "input").write_text("me\n")
    with (tmp_path / "input").open("rb") as stdin, (tmp_path / "output").open("wb") as output:
        streams = Streams(stdin.fileno(), output.fileno())
        setup = Setup(folder=str(REPOSITORY))
        found = capture(target_of(str(tmp_path / "program.py")), setup, start=warm.start, streams=streams)
    assert found.outcome.status == 0
    assert sorted((tmp_path / "output").read_text().splitlines()) == ["heard me", "loud"]


def test_forks_draw_their_own_numbers(run: Run) -> None:
    drawn = BEGIN + "import random, numpy\ntf.get_variable('x%d_%d' % (numpy.random.randint(2**31), random.getrandbits(31)), [1])"
    names = {next(reversed(run(drawn).variables.values())).name for _ in range(2)}
    assert len({name.split("_")[0] for name in names}) == 2
    assert len({name.split("_")[1] for name in names}) == 2


@pytest.mark.parametrize("source", [SLEEPS, SLEEPS_WHATEVER_COMES], ids=["sleeps", "ignores the interrupt"])
def test_timeout(run: Run, tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is up once the script is ready, however long that takes on this machine."""
    run(BEGIN)  # the warm recorder is there
    before = warm_processes()
    with (tmp_path / "output").open("w+b") as output, Path(os.devnull).open("rb") as nothing:

        def monotonic() -> float:
            return time.monotonic() + (1000 if b"ready" in os.pread(output.fileno(), 100, 0) else 0)

        monkeypatch.setattr("scopeinspect.capture.GRACE", 0.5)
        monkeypatch.setattr("scopeinspect.capture.time", SimpleNamespace(monotonic=monotonic))
        found = run(source, timeout=500, streams=Streams(nothing.fileno(), output.fileno()))
    assert found.outcome.kind == "timed-out"
    assert len(found.variables) == 1
    assert warm_processes() - before == set()


def test_what_a_script_leaves_behind_is_ended(run: Run) -> None:
    started = "import subprocess; tf.get_variable('n%d' % subprocess.Popen(['sleep', '600']).pid, [1])"
    found = run(BEGIN + started)
    assert found.outcome.kind == "finished"
    number = next(reversed(found.variables.values())).name.removeprefix("n")
    until = time.monotonic() + 60  # it has been killed; on a busy machine its end may take a moment
    while is_running(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(number)


def test_several_at_a_time(warm: WarmRecorders) -> None:
    names = list(EXPECTATIONS)[:4]
    found: dict[str, Recording] = {}

    def one(name: str) -> None:
        signals: list[int] = []
        target = target_of(str(SAMPLES / name))
        found[name] = capture(target, Setup(folder=str(REPOSITORY)), start=warm.start, signals=signals)

    threads = [threading.Thread(target=one, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: Path(found[name].start.target).name for name in names} == {name: name for name in names}


def test_interrupted_before_tensorflow_is_there(tmp_path: Path) -> None:
    """What was asked for is given up, and never begun."""
    program, begun = tmp_path / "program.py", tmp_path / "begun"
    program.write_text(f"open({str(begun)!r}, 'w')\n" + BEGIN)
    before = warm_processes()
    with WarmRecorders() as recorders:
        with pytest.raises(NotBegunError, match="was interrupted before it began"):
            capture(target_of(str(program)), Setup(), start=recorders.start, signals=[2])
        assert warm_processes() - before, "it is still there"
    assert warm_processes() - before == set()
    assert not begun.exists()


@pytest.mark.parametrize(("python", "said"), [("/bin/true", "is not a Python"), ("/no/such/python", "can't be started")])
def test_interpreter_that_can_not_record(warm: WarmRecorders, python: str, said: str) -> None:
    """It is told by itself, as without forks."""
    with pytest.raises(InterpreterError, match=said):
        capture(target_of(str(SAMPLES / "shared_filter.py")), Setup(python=python), start=warm.start)


def test_server_that_is_killed(tmp_path: Path) -> None:
    """While a script runs in its fork, that is said; afterwards, another takes its place."""
    (tmp_path / "waits.py").write_text("import os, signal\n" + BEGIN + "os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)")
    with WarmRecorders() as recorders:
        with pytest.raises(InterpreterError, match=r"was killed, by a script .* --isolated"):
            capture(target_of(str(tmp_path / "waits.py")), Setup(), start=recorders.start)
        found = capture(target_of(str(SAMPLES / "shared_filter.py")), Setup(), start=recorders.start)
        there = warm_processes()
        capture(target_of(str(SAMPLES / "shared_filter.py")), Setup(), start=recorders.start)
        assert warm_processes() == there  # which is asked again
    assert found.outcome.kind == "finished"
    assert len(found.variables) == 4


def test_server_that_is_about_to_be_gone(tmp_path: Path) -> None:
    """A process that is killed has closed its files a moment before it is over: it is not asked any more."""
    dying, said = tmp_path / "python", tmp_path / "said"
    dying.write_text(
        f"#!{sys.executable} -IS\nimport os, signal, sys, time\nos.close(int(sys.argv[2]))\n"
        f"print('closed', file=open({str(said)!r}, 'a'), flush=True)\ntime.sleep(1)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    dying.chmod(0o755)
    with WarmRecorders() as recorders:
        for times in (1, 2):
            recorders.prepare(Setup(python=str(dying)))
            while not said.exists() or said.read_text().count("closed") < times:
                time.sleep(0.01)


def test_nothing_is_left(tmp_path: Path) -> None:
    """After two hundred runs there is no more than after one. In a process of its own, where nothing else goes on."""
    (tmp_path / "program.py").write_text(BEGIN)
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "tests.many_runs", str(tmp_path / "program.py"), "200"]
    changed = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    done = subprocess.run(command, cwd=REPOSITORY, env=changed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    first, last, end = map(json.loads, done.stdout.splitlines())
    assert last == first
    _, processes, files = first
    assert len(processes) == 2, "itself, and the warm recorder"
    assert files == []
    assert len(end) == 1


def test_same_interpreter_with_another_environment_is_another_process(warm: WarmRecorders, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import os\nimport tensorflow as tf\ntf.get_variable(os.environ['OURS'], [1])\n")
    for name in ("one", "two"):
        setup = Setup(environment={**Setup().environment, "OURS": name})
        found = capture(target_of(str(tmp_path / "program.py")), setup, start=warm.start)
        assert [variable.name for variable in found.variables.values()] == [name]


def test_current_test_is_that_of_the_run_and_no_reason_for_another_process(
    warm: WarmRecorders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest changes this variable before each test."""
    (tmp_path / "program.py").write_text(
        "import os\nimport tensorflow as tf\ntf.get_variable(os.environ['PYTEST_CURRENT_TEST'], [os.getppid()])\n"
    )
    parents = set()
    for name in ("one", "two"):
        monkeypatch.setenv("PYTEST_CURRENT_TEST", name)
        found = capture(target_of(str(tmp_path / "program.py")), Setup(), start=warm.start)
        (variable,) = found.variables.values()
        assert variable.name == name
        assert variable.shape is not None
        parents.add(variable.shape[0])
    assert len(parents) == 1
