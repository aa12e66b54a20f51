"""The sums of the printed tree are those of its rows."""

from __future__ import annotations

import pytest

from scopeinspect.recording import Recording
from scopeinspect.variables import whole_variables

from ..conftest import Record
from ..samples.expectations import SAMPLES, SLIM_NET
from .conftest import FILTER
from .printed import Row, printed, table, under


def leaves(rows: list[Row], scope: Row) -> list[Row]:
    """Return the rows below a scope that have no rows below them."""
    below = under(rows, scope)
    return [row for row in below if not under(rows, row)]


def test_ops_per_scope(shared: Recording) -> None:
    """As TensorFlow names them: those of `conv1` and `conv1_1` are conv1's, each with its variables' own."""
    by_name = {row.name: row.cells["ops"] for row in table(printed(shared, ops=True))}
    names = [name for ops in shared.ops.values() for name in ops.names]
    assert by_name["conv1"] == str(sum(name.startswith("image_filters/conv1") for name in names))
    assert by_name["image_filters"] == str(sum(name.startswith("image_filters/") for name in names))


@pytest.mark.parametrize(
    ("target", "show"),
    [
        ((FILTER,), {}),
        ((SAMPLES / "conditional_gan.py",), {}),
        ((SAMPLES / "conditional_gan.py",), {"depth": 1}),
        ((SAMPLES / "conditional_gan.py",), {"depth": 2}),
        ((SLIM_NET, "vgg_16"), {}),
        ((SLIM_NET, "resnet_v1_50"), {}),
        ((SLIM_NET, "resnet_v1_50"), {"depth": 0}),
        ((SLIM_NET, "resnet_v1_50"), {"depth": 2, "sort": "size"}),
    ],
    ids=str,
)
def test_printed_sums_are_those_of_the_printed_rows(record: Record, target: tuple[str, ...], show: dict[str, object]) -> None:
    text = printed(record(*target), columns=("parameters", "bytes", "shape"), **show)
    rows = table(text)
    checked = 0
    for scope in rows:
        if under(rows, scope):
            assert scope.number("parameters") == sum(row.number("parameters") for row in leaves(rows, scope))
            checked += 1
    outermost = sum(row.number("parameters") for row in rows if row.level == 0)
    assert f" {outermost:,} parameters · " in text
    assert checked or show.get("depth") == 1


@pytest.mark.parametrize("target", [(FILTER,), (SAMPLES / "conditional_gan.py",), (SLIM_NET, "vgg_16")], ids=str)
def test_printed_ops_of_a_scope_hold_those_below(record: Record, target: tuple[str, ...]) -> None:
    rows = table(printed(record(*target), ops=True, depth=0, columns=("ops",)))
    for scope in rows:
        below = [row for row in under(rows, scope) if row.level == min(one.level for one in under(rows, scope))]
        assert scope.number("ops") >= sum(row.number("ops") for row in below)


@pytest.mark.parametrize(("net", "parameters"), [("vgg_16", 138_357_544), ("resnet_v1_50", 25_557_032)])
def test_known_nets_have_their_known_size(record: Record, net: str, parameters: int) -> None:
    """The numbers of trainable parameters are those that every description of these two nets gives."""
    recording = record(SLIM_NET, net)
    variables = whole_variables(recording)
    assert sum(variable.parameters or 0 for variable in variables if variable.trainable) == parameters
    assert f" {sum(variable.parameters or 0 for variable in variables):,} parameters · " in printed(recording)
