"""Which names code reads, gives values to or fills, as Python's own symbol table and a reader of the code see it."""

from __future__ import annotations

import ast
import symtable

import pytest

from scopeinspect.rules.advice.names_in_code import (
    changed_by,
    data_of,
    lists_filled_by,
    made_in,
    needed_by,
    needed_in,
    rebound_in,
    root_name,
    stored_by,
    without_callees,
)

FUNCTIONS = [
    "def f(x):\n    y = x\n    return tf.matmul(y, w)",
    "def f(x):\n    return [one + b for one in x if one is not None]",
    "def f():\n    h = x\n    del h\n    return y",
    "def f():\n    return sorted(names, key=lambda name: order[name])",
]
TRY = "try:\n    h = layer(h)\nexcept error:\n    g = fallback"


def statement(code: str) -> ast.stmt:
    (node,) = ast.parse(code).body
    return node


@pytest.mark.parametrize("code", FUNCTIONS)
def test_a_function_needs_what_python_looks_up_outside_of_it(code: str) -> None:
    def outside(table: symtable.SymbolTable) -> set[str]:
        own = {one.get_name() for one in table.get_symbols() if one.is_global()}
        return own.union(*map(outside, table.get_children()))

    assert needed_by(statement(code)) == outside(symtable.symtable(code, "f.py", "exec").get_children()[0])


@pytest.mark.parametrize(("code", "made"), [
    ("a = b = 1", {"a", "b"}),
    ("for i, (j, k) in x: pass", {"i", "j", "k"}),
    ("import a.b, c as d\nfrom e import f", {"a", "d", "f"}),
    ("def f(x):\n    y = x", {"f", "y"}),
    ("class A: pass", {"A"}),
    ("del a", set()),
    ("a.b = 1; c[0] = 1", set()),
])  # fmt: skip
def test_code_makes_names(code: str, made: set[str]) -> None:
    assert made_in(ast.parse(code)) == made


def test_what_is_deleted_has_no_value_any_more() -> None:
    assert rebound_in(statement("del a, b[0]")) == {"a"}
    assert set(stored_by(statement("del a"))) == set()


def test_a_comprehension_gives_names_to_itself() -> None:
    assert needed_in(statement("y = [x * a for x in xs]")) == {"a", "xs"}
    assert rebound_in(statement("y = [x * a for x in xs]")) == {"y", "x"}


def test_what_something_is_called_by_is_data_or_not() -> None:
    node = statement("h = net.layer(x.dropout(rate), len(sizes), tf.shape(y)[0])")
    assert without_callees([node]) == {"rate", "sizes", "y"}
    assert set(data_of(node)) == {"net", "x", "rate", "tf", "y"}


@pytest.mark.parametrize(("code", "filled", "changed"), [
    ("losses.append(loss)", {"losses"}, {"losses"}),
    ("losses.add(loss)", set(), {"losses"}),
    ("net.losses.append(loss)", set(), {"net"}),
    ("layers['a'] = h", {"layers"}, {"layers"}),
    ("net.out = h", set(), {"net"}),
    ("f(x)", set(), set()),
    ("h = losses.append(loss)", set(), set()),
])  # fmt: skip
def test_what_is_filled(code: str, filled: set[str], changed: set[str]) -> None:
    assert lists_filled_by(statement(code)) == filled
    assert changed_by(statement(code)) == changed


def test_a_list_that_is_filled_is_stored_to_and_not_read() -> None:
    node = statement("outs.append(layer(h))")
    assert set(stored_by(node)) == {"outs"}
    assert set(data_of(node)) == {"h"}


def test_what_a_sum_adds_to_is_read() -> None:
    assert set(data_of(statement("loss += penalty"))) == {"loss", "penalty"}


@pytest.mark.parametrize(("code", "stored", "read"), [
    (TRY, set(), set()),
    ("match kind:\n    case 1:\n        h = g", set(), {"kind"}),
    ("for i in range(n):\n    h = g", {"i"}, {"n"}),
    ("with scope(a) as s:\n    h = g", {"s"}, {"a"}),
])  # fmt: skip
def test_the_statements_in_a_statement_are_not_its_own(code: str, stored: set[str], read: set[str]) -> None:
    assert set(stored_by(statement(code))) == stored
    assert set(data_of(statement(code))) == read


def test_what_something_is_taken_from() -> None:
    node = statement("tf.layers['a'].dense(x)")
    assert isinstance(node, ast.Expr)
    assert isinstance(node.value, ast.Call)
    assert root_name(node.value.func) == "tf"
    assert root_name(node.value) == ""
