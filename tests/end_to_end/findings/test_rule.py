"""`scopeinspect rule`: the rules explained."""

from __future__ import annotations

import pytest

from scopeinspect.rules.catalogue import RULES

from ...conftest import Command


class TestRule:
    """The rules explained."""

    def test_all_are_listed(self, scopeinspect: Command) -> None:
        for options in ([], ["--format", "markdown"]):
            done = scopeinspect("rule", *options)
            assert done.status == 0
            assert all(rule.code in done.stdout and rule.name in done.stdout for rule in RULES)

    @pytest.mark.parametrize("name", ["SI102", "duplicate-variable"])
    def test_one_is_explained(self, scopeinspect: Command, name: str) -> None:
        done = scopeinspect("rule", name)
        assert done.stdout.startswith("SI102 duplicate-variable")
        for told in ("What it finds", "Why that is bad", "Instead", "result2 = my_filter("):
            assert told in done.stdout

    @pytest.mark.parametrize("width", ["1", "2", "3"])
    def test_on_no_room_at_all(self, scopeinspect: Command, width: str) -> None:
        done = scopeinspect("rule", "SI102", env={"COLUMNS": width})
        assert (done.status, done.stderr) == (0, "")

    def test_as_markdown(self, scopeinspect: Command) -> None:
        done = scopeinspect("rule", "SI108", "--format", "markdown")
        assert done.stdout.startswith("## SI108 auto-reuse-created-late\n")
        assert done.stdout.count("```") == 4

    def test_an_unknown_one(self, scopeinspect: Command) -> None:
        done = scopeinspect("rule", "duplicat")
        assert done.status == 2
        assert "did you mean duplicate-variable?" in done.stderr
