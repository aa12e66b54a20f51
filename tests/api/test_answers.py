"""`check`, `compare` and `assert_no_duplicates` in Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import scopeinspect
from scopeinspect import baseline
from scopeinspect.api import recording_of
from scopeinspect.variable_tree import tree_of

from .recorded import recorded


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
