"""The printed tree of the shared filter: what a user must see of it, at every width."""

from __future__ import annotations

import pytest

from scopeinspect.recording import Recording
from scopeinspect.render.columns import COLUMNS

from .conftest import FILTER
from .printed import printed, table

SOURCE = FILTER.read_text(encoding="utf-8").splitlines()


def line_of(code: str) -> int:
    """Return the number of the one line of the sample that has this in it."""
    (line,) = [number for number, text in enumerate(SOURCE, start=1) if code in text]
    return line


WEIGHTS, BIASES = line_of('tf.get_variable("weights"'), line_of('tf.get_variable("biases"')
CONV1, CONV2 = line_of('variable_scope("conv1")'), line_of('variable_scope("conv2")')
FILTERS, SWITCHED = line_of('variable_scope("image_filters")'), line_of("    scope.reuse_variables()")


AT_120 = f"""\
variable scope   reuse           shape      parameters  initializer      made at  reused
image_filters    False → True ¹                 51,264                   line {FILTERS}
├── conv1        False, True ²                  25,632                   line {CONV1}
│   ├── weights                  5×5×32×32      25,600  random_normal()  line {WEIGHTS}  ×1
│   └── biases                   32                 32  constant(0.0)    line {BIASES}  ×1
└── conv2        False, True ²                  25,632                   line {CONV2}
    ├── weights                  5×5×32×32      25,600  random_normal()  line {WEIGHTS}  ×1
    └── biases                   32                 32  constant(0.0)    line {BIASES}  ×1

¹ switched on by reuse_variables() at shared_filter.py:{SWITCHED}
² inherited from scope image_filters, switched on at shared_filter.py:{SWITCHED}; ops of the later entries are named
  image_filters/conv1_1/…, image_filters/conv2_1/…

4 variables, all trainable · 51,264 parameters · 200 KiB · 40 ops in 1 graph
"""

HEADERS = {"made at": "made", "reused": "reused"}
"""Columns whose header is another where there is little room."""


AT_80 = f"""\
variable scope   reuse           shape      params  initializer      line  ×
image_filters    False → True ¹             51,264                   {FILTERS}
├── conv1        False, True ²              25,632                   {CONV1}
│   ├── weights                  5×5×32×32  25,600  random_normal()  {WEIGHTS}    ×1
│   └── biases                   32             32  constant(0.0)    {BIASES}    ×1
└── conv2        False, True ²              25,632                   {CONV2}
    ├── weights                  5×5×32×32  25,600  random_normal()  {WEIGHTS}    ×1
    └── biases                   32             32  constant(0.0)    {BIASES}    ×1

¹ switched on by reuse_variables() at shared_filter.py:{SWITCHED}
² inherited from scope image_filters, switched on at shared_filter.py:{SWITCHED}; ops of
  the later entries are named image_filters/conv1_1/…, image_filters/conv2_1/…

4 variables, all trainable · 51,264 parameters · 200 KiB · 40 ops in 1 graph
"""


@pytest.mark.parametrize(("width", "golden"), [(120, AT_120), (80, AT_80)], ids=["120", "80"])
def test_layout(shared: Recording, width: int, golden: str) -> None:
    headline, blank, rest = printed(shared, width).split("\n", 2)
    assert headline == f"samples/shared_filter.py · TensorFlow {shared.tensorflow.version}, as TF1 code · finished"  # type: ignore[union-attr]
    assert blank == ""
    assert rest.startswith(golden)


@pytest.mark.parametrize("width", [80, 100, 120, 200])
class TestAtAGlance:
    """The facts that the layout is there for, at every usual width."""

    def test_scopes_and_variables(self, shared: Recording, width: int) -> None:
        rows = table(printed(shared, width))
        assert [(row.level, row.name) for row in rows] == [
            (0, "image_filters"),
            (4, "conv1"),
            (8, "weights"),
            (8, "biases"),
            (4, "conv2"),
            (8, "weights"),
            (8, "biases"),
        ]

    def test_reuse(self, shared: Recording, width: int) -> None:
        text = printed(shared, width)
        by_name = {row.name: row.cells["reuse"] for row in table(text)}
        assert by_name["image_filters"] == "False → True ¹"
        assert by_name["conv1"] == by_name["conv2"] == "False, True ²"
        assert by_name["weights"] == ""
        unwrapped = " ".join(text.split())
        assert f"¹ switched on by reuse_variables() at shared_filter.py:{SWITCHED}" in unwrapped
        assert f"² inherited from scope image_filters, switched on at shared_filter.py:{SWITCHED}" in unwrapped
        assert "ops of the later entries are named image_filters/conv1_1/…" in unwrapped

    def test_variables(self, shared: Recording, width: int) -> None:
        rows = table(printed(shared, width))
        for row in rows:
            if row.name in {"weights", "biases"}:
                is_weights = row.name == "weights"
                assert row.cells["shape"] == ("5×5×32×32" if is_weights else "32")
                assert row.cells["initializer"] == ("random_normal()" if is_weights else "constant(0.0)")
                made, times = (row.cells.get(name) or row.cells[COLUMNS[key].tight] for name, key in HEADERS.items())
                assert made.removeprefix("line ") == str(WEIGHTS if is_weights else BIASES)
                assert times == "×1"

    def test_totals(self, shared: Recording, width: int) -> None:
        assert "4 variables, all trainable · 51,264 parameters · 200 KiB · 40 ops in 1 graph" in printed(shared, width)

    def test_no_line_is_wider(self, shared: Recording, width: int) -> None:
        assert all(len(line) <= width for line in printed(shared, width).splitlines())

    def test_command_is_in_one_piece(self, shared: Recording, width: int) -> None:
        lines = [line.strip() for line in printed(shared, width).splitlines()]
        command = "scopeinspect why samples/shared_filter.py image_filters/conv1/weights"
        assert any(line.endswith(command) for line in lines)
