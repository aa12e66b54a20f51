"""Each rule's own examples: the rule finds something in the bad one, and nothing in the good one."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from scopeinspect.diff import compare
from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import RULES
from scopeinspect.rules.changes import diagnostics_of
from scopeinspect.variable_tree import tree_of

from .conftest import COMPARED, EXAMPLES, Example
from .expected import found, severities

pytestmark = pytest.mark.timeout(600)


def test_every_rule_has_examples() -> None:
    assert [rule.code for rule in RULES if not all(rule.examples)] == []


@pytest.mark.parametrize("example", EXAMPLES, ids="-".join)
def test_example(examples: dict[Example, Recording], example: Example, examples_folder: Path) -> None:
    code, which = example
    diagnostics = found(examples[example], examples_folder)
    codes = {one.code for one in diagnostics}
    if which == "bad":
        assert code in codes
    else:
        assert code not in codes
        assert severities(diagnostics)["error"] == 0


@pytest.mark.parametrize("code", COMPARED)
def test_example_of_a_comparison(examples: dict[Example, Recording], code: str) -> None:
    bad, good = (tree_of(examples[code, which]) for which in ("bad", "good"))
    # A key of a checkpoint that nobody asks for is told of checkpoints alone.
    old = replace(good, source="checkpoint") if code == "SI407" else good
    assert {one.code for one in diagnostics_of(compare(old, bad))} == {code}
    assert diagnostics_of(compare(old, good)) == []
