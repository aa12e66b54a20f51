"""What can be asked of a recording."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scopeinspect

from .recorded import names, recorded


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
