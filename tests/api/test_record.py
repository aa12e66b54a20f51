"""`scopeinspect.record()`: what it records, where it is used, and how it ends."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import textwrap
import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scopeinspect

from .recorded import names


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
        assert recording.raw.start.target.endswith("test_record.py")

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
