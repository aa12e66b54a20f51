"""Names with a higher number: what they come to is worked out by Python itself."""

from __future__ import annotations

import ast

import pytest

from scopeinspect.rules.advice.higher_number import counted_on


@pytest.mark.parametrize("name", [
    '"layer_%d" % i', '"layer_%d" % (i + 1)', '"layer_%i" % (i - 1)', '"part_%s_%d" % (block, i - 2)', 'f"layer_{i}"',
    '"layer_" + str(i)', '"layer_{}".format(i)', '"{}_{:d}".format(block, i + 2)', '"layer_%d" % (2 * i)',
])  # fmt: skip
@pytest.mark.parametrize("more", [1, 2, 5])
def test_is_higher(name: str, more: int) -> None:
    values = {"i": 3, "block": "b"}
    before, after = eval(name, values), eval(counted_on(ast.parse(name, mode="eval").body, more), values)
    assert after.rpartition("_")[0] == before.rpartition("_")[0]
    assert int(after.rpartition("_")[2]) == int(before.rpartition("_")[2]) + more


@pytest.mark.parametrize("name", [
    "name", '"layer"', '"layer_%s" % name', '"%s_%d" % pair', '"layer_%d_out" % i', 'f"layer_{i}_out"', '"a" + name',
    '"layer_{number}".format(number=i)', '"layer_%02d" % i', 'f"layer_{i:02d}"', '"layer_{}".format(*every)',
])  # fmt: skip
def test_has_no_number_at_its_end(name: str) -> None:
    assert counted_on(ast.parse(name, mode="eval").body, 1) == ""
