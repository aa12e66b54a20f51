"""`import scopeinspect`: recording in one's own process, and what can be asked of a recording."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import textwrap
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

import scopeinspect
from scopeinspect import baseline, model
from scopeinspect.api import recording_of
from scopeinspect.capture import capture
from scopeinspect.recording import Recording as RawRecording
from scopeinspect.setup import Setup
from scopeinspect.target import target_of
from scopeinspect.variable_tree import tree_of

from .forked import record_all
from .runs import REPOSITORY
from .samples.expectations import EXPECTATIONS, SAMPLES

DRIVER = Path(__file__).with_name("in_process.py")

Both = dict[str, tuple[RawRecording, RawRecording]]


@pytest.fixture(scope="module")
def tf() -> Iterator[ModuleType]:
    """Return TensorFlow 1's names, in a process that runs eagerly by default."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import tensorflow.compat.v1 as tf
    yield tf
    os.environ.pop("TF2_BEHAVIOR", None)  # with it, a TensorFlow 1.15 that another test starts would run eagerly


def hooked() -> list[Any]:
    """Return the classes and modules of TensorFlow that hooks go into."""
    from tensorflow.python.client import session
    from tensorflow.python.framework import ops
    from tensorflow.python.ops import ref_variable, resource_variable_ops, variable_scope
    from tensorflow.python.training import moving_averages, optimizer, slot_creator

    return [
        variable_scope.variable_scope, variable_scope._pure_variable_scope, variable_scope.VariableScope,
        variable_scope._VariableStore, ops.Graph, type(ops._default_graph_stack), ref_variable.RefVariable,
        resource_variable_ops.ResourceVariable, slot_creator, moving_averages.ExponentialMovingAverage,
        optimizer.Optimizer, session.BaseSession,
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def no_hook_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check that a test leaves TensorFlow as it was."""
    if "tf" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("tf")
    before = [(owner, dict(vars(owner))) for owner in hooked()]
    yield
    for owner, attributes in before:
        changed = [name for name, value in vars(owner).items() if attributes.get(name) is not value]
        changed = [name for name in changed if name != "__annotations__"]  # Python adds it when it is looked for
        assert not changed, f"{owner} keeps a hook in {changed}"


@pytest.fixture
def build(tf: ModuleType) -> Callable[[], Any]:
    """Return a function that shares one variable and makes another."""

    def layer(value: Any, name: str) -> Any:
        with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
            return tf.matmul(value, tf.get_variable("w", [2, 2], initializer=tf.zeros_initializer()))

    def build() -> Any:
        with tf.variable_scope("net"):
            return layer(layer(layer(tf.ones([1, 2]), "shared"), "shared"), "other")

    return build


def names(recording: scopeinspect.Recording) -> list[str]:
    return [variable.name for variable in recording.variables]


def recorded(tf: ModuleType, build: Callable[[], Any], name: str = "") -> scopeinspect.Recording:
    with tf.Graph().as_default(), scopeinspect.record(name) as recording:
        build()
    return recording


class TestImport:
    def test_is_cheap(self) -> None:
        """Neither TensorFlow nor anything else that is slow to import comes with it, nor with the pytest plugin."""
        program = (
            "import sys, pytest, scopeinspect, scopeinspect.pytest_plugin; "
            "print({'tensorflow', 'numpy', 'rich', 'click', 'msgspec', 'scopeinspect.api'} & set(sys.modules))"
        )
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert told.stdout.strip() == "set()"

    def test_needs_no_tensorflow_to_read(self, tmp_path: Path) -> None:
        program = "import sys, scopeinspect; scopeinspect.compare; print('tensorflow' in sys.modules)"
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
        assert told.stdout.strip() == "False"

    def test_offers_what_it_says(self) -> None:
        assert all(hasattr(scopeinspect, name) for name in scopeinspect.__all__)
        assert set(scopeinspect.__all__) <= set(dir(scopeinspect))

    def test_offers_nothing_else(self) -> None:
        with pytest.raises(AttributeError, match="nonsense"):
            scopeinspect.nonsense  # noqa: B018


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


class TestRecord:
    def test_on_the_default_graph(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        """What was there before is not recorded; what flows into what was built since is as TensorFlow says."""
        with tf.Graph().as_default() as graph:
            before = tf.ones([1, 2], name="before")
            known = len(graph.get_operations())
            with scopeinspect.record() as recording:
                tf.add(build(), before)
            made = graph.get_operations()[known:]
        (ops,) = recording.raw.ops.values()
        assert ops.names == [op.name for op in made]
        inputs = [[ops.names[place] for place in places if place >= 0] for places in ops.inputs]
        assert inputs == [[tensor.op.name for tensor in op.inputs if tensor.op is not before.op] for op in made]
        assert names(recording) == ["net/shared/w", "net/other/w"]

    def test_exception_goes_on_its_way(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        error = RuntimeError("mine")

        def fail() -> None:
            build()
            raise error

        with tf.Graph().as_default(), pytest.raises(RuntimeError) as caught, scopeinspect.record() as recording:
            fail()
        assert caught.value is error
        files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
        assert {Path(file).name for file in files} == {Path(__file__).name}
        assert (recording.outcome.kind, recording.outcome.status) == ("raised", 1)
        assert recording.outcome.error is not None
        assert (recording.outcome.error.type, recording.outcome.error.message) == ("RuntimeError", "mine")
        assert names(recording) == ["net/shared/w", "net/other/w"]

    def test_refusal(self, tf: ModuleType) -> None:
        """The error reads as TensorFlow wrote it, and the recording has the request."""
        def build() -> None:
            tf.get_variable("w", [2])
            tf.get_variable("w", [2])

        refused = pytest.raises(ValueError, match="already exists")
        with tf.Graph().as_default(), refused as caught, scopeinspect.record() as recording:
            build()
        ours = str(Path(scopeinspect.__file__).parent)
        assert not any(frame.filename.startswith(ours) for frame in traceback.extract_tb(caught.value.__traceback__))
        assert [request.outcome for request in recording.requests] == ["created", "refused"]
        assert "error[SI101]" in str(recording)

    @pytest.mark.parametrize(
        ("leaving", "outcome"),
        [
            (SystemExit(), ("exited", 0)),
            (SystemExit(3), ("exited", 3)),
            (SystemExit("text"), ("exited", 1)),
            (KeyboardInterrupt(), ("interrupted", -2)),
        ],
    )
    def test_leaving(self, tf: ModuleType, leaving: BaseException, outcome: tuple[str, int]) -> None:
        with pytest.raises(type(leaving)), scopeinspect.record() as recording:
            raise leaving
        assert (recording.outcome.kind, recording.outcome.status) == outcome

    def test_once_only(self, tf: ModuleType) -> None:
        once = scopeinspect.record()
        with once:
            pass
        with pytest.raises(scopeinspect.ScopeInspectError, match="used before"), once:
            pass

    def test_reading_too_early(self, tf: ModuleType) -> None:
        with scopeinspect.record() as recording:
            assert "going on" in repr(recording)
            with pytest.raises(scopeinspect.ScopeInspectError, match="after its `with` block"):
                recording.variables  # noqa: B018

    def test_names_the_file(self, tf: ModuleType) -> None:
        with scopeinspect.record() as recording:
            pass
        assert recording.raw.start.target.endswith("test_api.py")

    def test_python_without_tensorflow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "tensorflow", None)
        with pytest.raises(scopeinspect.ScopeInspectError), scopeinspect.record():
            pass


class TestNotebook:
    def test_cells(self, tmp_path: Path) -> None:
        """In IPython, places are told by the numbers of cells, and a recording as a cell's value shows its tree."""
        cells = [
            "import tensorflow.compat.v1 as tf, scopeinspect",
            "def layer():\n    return tf.get_variable('w', [2])",
            "with tf.Graph().as_default(), scopeinspect.record() as recording:\n    layer()",
        ]
        program = f"""
            from IPython.core.interactiveshell import InteractiveShell
            shell = InteractiveShell.instance()
            for cell in {cells!r}:
                shell.run_cell(cell, store_history=True).raise_error()
            recording = shell.user_ns["recording"]
            print(recording.raw.start.target)
            print([(site.file, site.line, site.text) for site in recording.stack(recording.variables[0])])
            print("text/html" in shell.display_formatter.format(recording)[0])
        """
        environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        target, stack, has_html = done.stdout.splitlines()[-3:]
        assert target == "In[3]"
        assert ast.literal_eval(stack)[-2:] == [
            ("In[3]", 2, "layer()"),
            ("In[2]", 2, "return tf.get_variable('w', [2])"),
        ]
        assert has_html == "True"


class TestSeveral:
    """Recordings within each other, and in several threads."""

    def test_nested(self, tf: ModuleType) -> None:
        with tf.Graph().as_default(), scopeinspect.record() as outer:
            tf.get_variable("first", [2])
            with scopeinspect.record() as inner:
                tf.get_variable("second", [2])
            tf.get_variable("third", [2])
        assert names(inner) == ["second"]
        assert names(outer) == ["first", "second", "third"]
        assert [request.outcome for request in outer.requests] == ["created"] * 3

    def test_not_closed_in_order(self, tf: ModuleType) -> None:
        """The one that began first ends first: neither its end nor the other's leaves a hook, or hears too much."""
        with tf.Graph().as_default():
            first, second = ExitStack(), ExitStack()
            begun = scopeinspect.record()
            outer = first.enter_context(begun)
            inner = second.enter_context(scopeinspect.record())
            tf.get_variable("both", [2])
            first.close()
            tf.get_variable("inner", [2])
            second.close()
            tf.get_variable("neither", [2])
        assert begun._lines == [], "what is seen after the end is not kept"
        assert names(outer) == ["both"]
        assert names(inner) == ["both", "inner"]

    def test_threads(self, tf: ModuleType) -> None:
        """Each recording has what every thread builds between its beginning and its end, scopes by their thread."""
        begun, built = threading.Barrier(2), threading.Barrier(2)
        recordings: dict[str, scopeinspect.Recording] = {}

        def work(name: str) -> None:
            with tf.Graph().as_default(), scopeinspect.record() as recordings[name]:
                begun.wait(30)
                with tf.variable_scope(name):
                    tf.get_variable("w", [2])
                built.wait(30)

        threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for recording in recordings.values():
            assert sorted(names(recording)) == ["a/w", "b/w"]
            assert len({variable.graph for variable in recording.variables}) == 2
            entries = {entry.name: entry.thread for entry in recording.raw.entries.values() if entry.name}
            assert len(set(entries.values())) == 2


class TestEager:
    def test_get_variable(self, tf: ModuleType) -> None:
        """TensorFlow makes a new variable for each call; the recording says in which scopes, and that it was eager."""
        with scopeinspect.record() as recording, tf.variable_scope("net"):
            made = [tf.get_variable("w", [2, 3]) for _ in range(2)]
        assert names(recording) == [variable.name.rpartition(":")[0] for variable in made] == ["net/w", "net/w"]
        assert [variable.scope for variable in recording.variables] == ["net", "net"]
        assert [variable.made_by for variable in recording.variables] == ["get_variable"] * 2
        (graph,) = {recording.raw.graphs[variable.graph] for variable in recording.variables}
        assert graph.name == "eager execution"
        assert not recording.raw.faults

    def test_beside_a_graph(self, tf: ModuleType) -> None:
        with scopeinspect.record() as recording:
            tf.get_variable("eager", [2])
            with tf.Graph().as_default():
                tf.get_variable("built", [2])
        graphs = {variable.name: recording.raw.graphs[variable.graph].name for variable in recording.variables}
        assert graphs == {"eager": "eager execution", "built": ""}


class TestRecording:
    def test_variables_scopes_and_requests(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        recording = recorded(tf, build)
        assert names(recording) == ["net/shared/w", "net/other/w"]
        assert [variable.reused for variable in recording.variables] == [1, 0]
        assert [scope.name for scope in recording.scopes] == ["net", "net/shared", "net/other"]
        assert [len(scope.entries) for scope in recording.scopes] == [1, 2, 1]
        asked = [(request.key, request.outcome) for request in recording.requests]
        assert asked == [("net/shared/w", "created"), ("net/shared/w", "reused"), ("net/other/w", "created")]
        site = recording.site(recording.requests[1])
        assert site is not None
        assert site.function == "layer"
        functions = [site.function for site in recording.stack(recording.variables[0])]
        assert functions[-3:] == ["build", "build", "layer"] or functions[-2:] == ["build", "layer"]

    def test_tree(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        tree = recorded(tf, build).tree()
        assert [node.name for node in tree.walk()] == ["", "net", "net/shared", "net/other"]
        assert tree.parameters == 8

    def test_tree_of_several_graphs(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        with scopeinspect.record() as recording:
            for _ in range(2):
                with tf.Graph().as_default():
                    build()
        with pytest.raises(scopeinspect.ScopeInspectError, match="graphs 0, 1 hold variables; name one"):
            recording.tree()
        assert recording.tree(1).parameters == 8
        with pytest.raises(scopeinspect.ScopeInspectError, match="there is no graph 7"):
            recording.tree(7)

    @pytest.mark.parametrize("suffix", [".scopes.jsonl", ".scopes.jsonl.gz"])
    def test_save_and_load(self, tf: ModuleType, build: Callable[[], Any], tmp_path: Path, suffix: str) -> None:
        recording = recorded(tf, build)
        recording.save(tmp_path / f"a{suffix}")
        again = scopeinspect.load(tmp_path / f"a{suffix}")
        assert again == recording
        assert str(again) == str(recording)

    def test_print(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        lines = str(recorded(tf, build, "mine")).splitlines()
        assert lines[0] == f"mine · TensorFlow {tf.version.VERSION} · finished"
        assert [line.split()[0] for line in lines[3:8]] == ["net", "├──", "│", "└──", "└──"]
        assert lines[-1].startswith("2 variables, all trainable · 8 parameters · 32 bytes · ")

    def test_html_is_escaped_and_unfolds(self, tf: ModuleType) -> None:
        def build() -> None:
            with tf.variable_scope("outer"), tf.variable_scope("inner"):
                tf.get_variable("w", [2], initializer=lambda shape, **_: tf.zeros(shape))

        html = recorded(tf, build, "<script>alert(1)</script>")._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert html.count("<details") == html.count("</details>") == 2
        assert html.count("<ul>") == html.count("</ul>")
        assert html.count("<li>") == html.count("</li>")
        assert "<lambda>" not in html

    def test_report(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        report = recorded(tf, build).report()
        assert report["schema"] == "scopeinspect/report/1"
        assert report["totals"]["variables"] == 2


class TestAnswers:
    def test_check(self, tf: ModuleType) -> None:
        def build() -> None:
            def make() -> None:
                tf.Variable([1.0, 2.0], name="v")

            make()
            make()

        recording = recorded(tf, build)
        assert "SI102" in [diagnostic.code for diagnostic in scopeinspect.check(recording)]
        assert "SI102" not in [diagnostic.code for diagnostic in scopeinspect.check(recording, ignore=["SI102"])]
        with pytest.raises(scopeinspect.ScopeInspectError, match="SI999"):
            scopeinspect.check(recording, select=["SI999"])
        with pytest.raises(AssertionError, match="SI102"):
            scopeinspect.assert_no_duplicates(recording)
        with pytest.raises(AssertionError, match="made 1 variable twice"):
            scopeinspect.assert_no_duplicates(build)

    def test_no_duplicates(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        scopeinspect.assert_no_duplicates(build)
        assert not tf.executing_eagerly_outside_functions() or not tf.get_default_graph().get_operations()

    def test_caller_has_no_part_in_the_model(self, tf: ModuleType, build: Callable[[], Any]) -> None:
        recording = recording_of(build)
        stacks = [[site.function for site in recording.stack(request)] for request in recording.requests]
        assert stacks == [["build", "layer"]] * 3

    def test_compare(self, tf: ModuleType, build: Callable[[], Any], tmp_path: Path) -> None:
        old = recorded(tf, build)

        def moved() -> None:
            with tf.variable_scope("outer"):
                build()

        assert scopeinspect.compare(old, recorded(tf, build)).verdict == "same"
        found = scopeinspect.compare(old, recorded(tf, moved))
        assert found.verdict == "needs-map"
        assert found.pairs == {"net/shared/w": "outer/net/shared/w", "net/other/w": "outer/net/other/w"}
        assert str(found).startswith("An old checkpoint restores with a map: 2 variables renamed, nothing lost.")
        assert '"/": "outer/"' in found.assignment_map()
        path = tmp_path / "old.baseline.json"
        baseline.save(baseline.of_tree(tree_of(old.raw), "old"), path)
        assert scopeinspect.compare(path, old).verdict == "same"

    def test_compare_nothing(self, tf: ModuleType) -> None:
        with scopeinspect.record() as nothing:
            pass
        with pytest.raises(scopeinspect.ScopeInspectError, match="no variables"):
            scopeinspect.compare(nothing, nothing)


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
