"""Each rule's own examples: the rule finds something in the bad one, and nothing in the good one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.model import Recording
from scopeinspect.rules.catalogue import RULES

from .conftest import EXAMPLES, Example
from .expected import found, severities

pytestmark = pytest.mark.timeout(600)


def test_every_rule_that_looks_has_examples() -> None:
    assert [rule.code for rule in RULES if rule.find is not None and not all(rule.examples)] == []


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
