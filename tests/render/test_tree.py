"""The printed tree: what a user must see of the shared filter, at every width, and that its sums are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scopeinspect.model import InitializerText, Part, Setting
from scopeinspect.recording import Recording
from scopeinspect.render.columns import COLUMNS
from scopeinspect.render.notebook import as_html
from scopeinspect.variables import whole_variables

from ..conftest import Record
from ..recordings import Build
from ..samples.expectations import SAMPLES, SLIM_NET
from .printed import Row, printed, table, under

FILTER = SAMPLES / "shared_filter.py"
SOURCE = FILTER.read_text(encoding="utf-8").splitlines()


def line_of(code: str) -> int:
    """Return the number of the one line of the sample that has this in it."""
    (line,) = [number for number, text in enumerate(SOURCE, start=1) if code in text]
    return line


WEIGHTS, BIASES = line_of('tf.get_variable("weights"'), line_of('tf.get_variable("biases"')
CONV1, CONV2 = line_of('variable_scope("conv1")'), line_of('variable_scope("conv2")')
FILTERS, SWITCHED = line_of('variable_scope("image_filters")'), line_of("    scope.reuse_variables()")


@pytest.fixture
def shared(record: Record) -> Recording:
    """Return the recording of the shared filter."""
    return record(FILTER)


# The shared filter

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


MANY_LAYERS = """\
import tensorflow as tf


def layer(x, name, reuse):
    with tf.variable_scope(name, reuse=reuse):
        with tf.variable_scope("norm"):
            return x * tf.get_variable("scale", [])


def net(x, reuse):
    for name in ("one", "two", "three"):
        x = layer(x, name, reuse)


net(1.0, False)
net(2.0, True)
"""


def test_notes_that_differ_in_their_scopes_are_one(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "layers.py"
    path.write_text(MANY_LAYERS, encoding="utf-8")
    text = printed(record(path), 120)
    reuse = {row.name: row.cells["reuse"] for row in table(text) if row.name != "scale"}
    assert reuse == dict.fromkeys(("one", "two", "three"), "False, True ¹") | {"norm": "False, True ²"}
    unwrapped = " ".join(text.split())
    assert "¹ declared at layers.py:5; ops of the later entries are named one_1/…, two_1/… and 1 more ²" in unwrapped
    assert (
        "² inherited from scope one and 2 more, declared at layers.py:5; ops of the later entries are named "
        "one_1/norm/…, two_1/norm/… and 1 more 3 variables"
    ) in unwrapped


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


def test_ops_per_scope(shared: Recording) -> None:
    """As TensorFlow names them: those of `conv1` and `conv1_1` are conv1's, each with its variables' own."""
    by_name = {row.name: row.cells["ops"] for row in table(printed(shared, ops=True))}
    names = [name for ops in shared.ops.values() for name in ops.names]
    assert by_name["conv1"] == str(sum(name.startswith("image_filters/conv1") for name in names))
    assert by_name["image_filters"] == str(sum(name.startswith("image_filters/") for name in names))


def test_dtype_and_bytes(shared: Recording) -> None:
    rows = table(printed(shared, columns=("dtype", "bytes")))
    assert [(row.name, row.cells["dtype"], row.cells["size"]) for row in rows[:4]] == [
        ("image_filters", "", "200 KiB"),
        ("conv1", "", "100 KiB"),
        ("weights", "float32", "100 KiB"),
        ("biases", "float32", "128 bytes"),
    ]


def test_dtype_is_told_where_it_is_not_the_usual() -> None:
    build = Build()
    build.variable("v", shape=(2,), dtype="int64")
    assert table(printed(build.recording()))[0].cells["shape"] == "2 int64"


def test_trainable_is_told_where_it_is_not() -> None:
    build = Build()
    build.variable("v")
    assert "trainable" not in table(printed(build.recording()))[0].cells
    build.variable("w", trainable=False)
    assert [row.cells["trainable"] for row in table(printed(build.recording()))] == ["", "no"]


def test_notes_without_marks_are_left_out(shared: Recording) -> None:
    assert "switched on" not in printed(shared, columns=("shape", "made"))


# Sums


def leaves(rows: list[Row], scope: Row) -> list[Row]:
    """Return the rows below a scope that have no rows below them."""
    below = under(rows, scope)
    return [row for row in below if not under(rows, row)]


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


# Folding, depth and size


def numbered(count: int, ops: int = 3) -> Recording:
    """Return a recording of an encoder with so many equal layers."""
    build = Build()
    encoder = build.entry("encoder")
    build.variable("embedding", encoder, (10, 10))
    for number in range(count):
        layer = build.entry(f"encoder/layer_{number}", parent=encoder)
        build.variable("w", layer, (3, 3))
        build.variable("b", layer, (3,))
        build.made(*(f"op_{number}_{one}" for one in range(ops)), entry=layer)
    return build.recording()


def test_folded_siblings_say_how_many_they_are() -> None:
    rows = table(printed(numbered(12), ops=True))
    (encoder, embedding, layers) = rows
    assert layers.name == "layer_0 … layer_11"
    assert layers.cells["initializer"] == "12 alike, 2 variables each"
    assert layers.number("parameters") == 12 * (9 + 3)
    assert layers.number("ops") == 12 * 3
    assert encoder.number("parameters") == 100 + 12 * (9 + 3)
    assert encoder.number("ops") == 12 * 3
    assert embedding.number("parameters") == 100


def test_all_levels_unfold() -> None:
    rows = table(printed(numbered(12), depth=0))
    assert len(rows) == 2 + 12 * 3


def test_depth_says_what_it_hides() -> None:
    (encoder,) = table(printed(numbered(2), depth=1))
    assert encoder.cells["initializer"] == "5 variables"
    assert encoder.number("parameters") == 100 + 2 * 12


def test_1700_variables_stay_readable() -> None:
    """Nothing is alike here, so nothing can be folded: the tree is cut, and says how to see more."""
    build = Build()
    for block in "abcdefghij":
        for unit in "abcdefghijklmnopq":
            entry = build.entry(f"{block}/{unit}")
            for number in range(10):
                build.variable(f"{'vwxyz'[number % 5]}{number}", entry, (number + 1,))
    text = printed(build.recording())
    assert "1,700 variables" in text
    rows = table(text)
    assert len(rows) <= 150
    assert sum(row.number("parameters") for row in rows if row.level == 0) == 170 * 55
    match = re.search(r"Cut at depth (\d+): --depth (\d+) shows more, --depth all everything\.", text)
    assert match
    assert int(match[2]) == int(match[1]) + 1
    assert len(table(printed(build.recording(), depth=0))) == 10 + 170 + 1700


DEEP = "bert/encoder/layer_0/attention/self/query_projection"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_deep_names_can_be_read(width: int) -> None:
    """Columns make way before a name is cut to nothing."""
    build = Build()
    names = DEEP.split("/")
    for level in range(1, len(names) + 1):
        entry = build.entry("/".join(names[:level]))
    build.variable("kernel", entry, (768, 768), initializer=InitializerText("truncated_normal_initializer(stddev=0.02)"))
    rows = table(printed(build.recording(), width))
    assert [row.name for row in rows] == [*names, "kernel"]
    assert rows[-1].cells["shape"] == "768×768"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_long_names_leave_room_for_parameters(encoding: str) -> None:
    """Where they would not, each level is less indented."""
    build = Build()
    names = ("resnet_v2_152", "block1", "unit_1", "bottleneck_v2", "preact")
    for level in range(1, len(names) + 1):
        entry = build.entry("/".join(names[:level]))
    build.variable("moving_variance", entry, (1, 1, 2048, 1001), initializer=InitializerText("ones_initializer()", "argument"))
    text = printed(build.recording(), 80, encoding=encoding)
    rows = table(text)
    assert [(row.level, row.name) for row in rows] == [
        *((2 * level, name) for level, name in enumerate(names)), (10, "moving_variance")
    ]  # fmt: skip
    assert {row.number("params") for row in rows} == {2048 * 1001}
    assert max(map(len, text.splitlines())) <= 80
    assert [row.level for row in table(printed(build.recording(), 120))] == [0, 4, 8, 12, 16, 20]


def test_fewer_letters_before_a_text_is_cut() -> None:
    """The scope that an initializer came from is what tells two variables apart here."""
    build = Build()
    build.entry("ffooo")
    inner = build.entry("ffooo/baz")
    build.variable("v", inner, (1,), initializer=InitializerText("constant_initializer(0.2)", "scope", inner))
    for width, place in ((80, "line"), (120, "made at")):
        row = table(printed(build.recording(), width))[-1]
        assert row.cells["initializer"] == "constant(0.2)  from scope ffooo/baz"
        assert place in row.cells


@pytest.mark.parametrize("width", [80, 120])
def test_tree_that_is_too_deep_for_its_width_is_cut(width: int) -> None:
    build = Build()
    names = [f"level{number}" for number in range(60)]
    for level in range(1, len(names) + 1):
        build.variable("v", build.entry("/".join(names[:level])), (1,))
    text = printed(build.recording(), width)
    assert [row.name for row in table(text) if row.name != "v"] == names[: len(table(text)) // 2 + 1]
    assert "--depth all everything." in text


def test_scope_that_does_not_match(shared: Recording) -> None:
    assert "No variables to show in nothing/*, other." in printed(shared, scopes=("nothing/*", "other"))


def test_scope_that_matches(shared: Recording) -> None:
    rows = table(printed(shared, scopes=("*/conv2",)))
    assert [row.name for row in rows] == ["image_filters", "conv2", "weights", "biases"]


# Encodings


@pytest.mark.parametrize("width", [50, 80, 120])
def test_ascii_keeps_the_columns(record: Record, width: int) -> None:
    """What is cut off ends in no sign that takes more room in ASCII."""
    recording = record(SAMPLES / "conditional_gan.py")
    rows, plain = table(printed(recording, width)), table(printed(recording, width, encoding="ascii"))
    assert [row.name for row in plain] == [row.name for row in rows]
    assert [row.cells["reuse"] for row in plain][:2] == ["False, True [1]", "False, True [2]"]
    if "shape" in rows[0].cells:
        assert [row.cells["shape"].replace("x", "×") for row in plain] == [row.cells["shape"] for row in rows]
    lines = printed(recording, width, encoding="ascii").split("\n\n")[1].splitlines()
    assert max(map(len, lines)) <= width


# Kinds


def test_slots_are_shown_when_asked_for(record: Record) -> None:
    recording = record(SAMPLES / "conditional_gan.py")
    text = printed(recording)
    assert not {"Adam", "global_step", "ExponentialMovingAverage"} & {row.name.rpartition("/")[2] for row in table(text)}
    assert "Not shown: 1 global-step, 4 other, 36 slot, 10 moving-average (--slots shows them)." in text
    text = printed(recording, slots=True, depth=0, columns=("kind",))
    kinds = [row.cells["kind"] for row in table(text)]
    assert {kind: kinds.count(kind) for kind in set(kinds) - {""}} == {
        "model": 24,
        "slot": 36,
        "moving-average": 10,
        "other": 4,
        "global-step": 1,
    }
    assert "Not shown" not in text


def test_slots_stand_below_their_variable() -> None:
    """At the root, too; and a moving average below the slot that it is kept for."""
    build = Build()
    build.variable("b")
    for name, owner, role in (("b/Adam", "b", "slot"), ("b/Adam/Average", "b/Adam", "moving-average"),
                              ("b/Average", "b", "moving-average")):  # fmt: skip
        build.variable(name, role=role, role_of=owner, trainable=False, made_by="Variable")
    shown = printed(build.recording(), slots=True, columns=("kind",)).split("\n\n")[1].splitlines()
    assert [line[: line.rindex("  ")].rstrip() for line in shown[1:]] == ["b", "├── Adam", "│   └── Average", "└── Average"]
    inside = re.sub(r"<code>|</code>[^<]*|<p>.*?</p>|\n", "", as_html(build.recording()))
    assert inside == "<ul><li>b<ul><li>Adam<ul><li>Average</li></ul></li><li>Average</li></ul></li></ul>"


# Where things come from


def test_origins_of_initializers(record: Record) -> None:
    text = printed(record(SAMPLES / "inherited_initializers.py"))
    assert [(row.name, row.cells["initializer"]) for row in table(text)] == [
        ("ffooo", "constant(0.5) for all below"),
        ("v", "constant(0.5)  from scope ffooo"),
        ("w", "constant(0.3)"),
        ("bar", ""),
        ("v", "constant(0.5)  from scope ffooo"),
        ("baz", "constant(0.2) for all below"),
        ("v", "constant(0.2)  from scope ffooo/baz"),
    ]


def test_default_initializer_is_called_so(record: Record) -> None:
    rows = table(printed(record(SAMPLES / "nested_scopes.py")))
    assert {row.cells["initializer"] for row in rows if row.cells["shape"]} == {"glorot_uniform()  default"}


def test_root_is_told_of_where_it_matters() -> None:
    build = Build()
    build.variable("v", initializer=InitializerText("ones_initializer()", "scope", build.root))
    assert table(printed(build.recording()))[0].cells["initializer"] == "ones()  from the root"
    build.switch(build.root, 7)
    rows = table(printed(build.recording()))
    assert (rows[0].name, rows[0].cells["reuse"]) == ("(root)", "False → True ¹")


def test_declared_reuse(record: Record) -> None:
    text = printed(record(SAMPLES / "reuse_inheritance.py"))
    source = (SAMPLES / "reuse_inheritance.py").read_text(encoding="utf-8").splitlines()
    (line,) = [number for number, code in enumerate(source, start=1) if 'variable_scope("foo", reuse=True)' in code]
    assert [(row.name, row.cells["reuse"]) for row in table(text)][:2] == [("root", "False"), ("foo", "False, True ¹")]
    assert f"¹ declared at reuse_inheritance.py:{line}; ops of the later entries are named root/foo_1/…" in text


def test_scope_entered_again_and_again() -> None:
    build = Build()
    build.variable("v", build.entry("a"))
    for _ in range(4):
        build.entry("a")
    build.entry("a", "AUTO_REUSE", reuse_declared=True)
    assert table(printed(build.recording()))[0].cells["reuse"] == "False ×5, AUTO_REUSE ¹"


FLAGS_THAT_ALTERNATE = """\
import tensorflow as tf

def net(reuse):
    with tf.variable_scope("net", reuse=reuse):
        tf.get_variable("w", [3])

net(False)
for _ in range(4):
    net(True)
    net(tf.AUTO_REUSE)
with tf.variable_scope("net", reuse=True):
    tf.get_variable("w", [3])
with tf.variable_scope("net", reuse=True):
    tf.get_variable("w", [3])
with tf.variable_scope("net"):
    tf.get_variable_scope().reuse_variables()
"""


def test_flags_that_alternate_are_summed(record: Record, tmp_path: Path) -> None:
    """Each flag once: a column for all changes left no room for any column at all."""
    (tmp_path / "alternating.py").write_text(FLAGS_THAT_ALTERNATE)
    text = printed(record(tmp_path / "alternating.py"), 120)
    assert table(text)[0].cells["reuse"] == "False, True ×6 ¹ ² …, AUTO_REUSE ×4 ¹, False → True ⁴"
    assert "No room" not in text


def test_a_layer_enters_its_scope_once_for_each_call(record: Record, tmp_path: Path) -> None:
    """TensorFlow enters it several times: to name it, to build it, to compute."""
    program = tmp_path / "layers.py"
    program.write_text(
        "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 4])\n"
        "for _ in range(2):\n    with tf.variable_scope('net', reuse=tf.AUTO_REUSE):\n"
        "        x = tf.layers.dense(x, 4, name='dense')\ny = tf.layers.dense(x, 4, name='other')\n"
    )
    recording = record(program)
    assert sum(entry.name == "net/dense" for entry in recording.entries.values()) > 4
    cells = {row.name: row.cells["reuse"] for row in table(printed(recording)) if row.cells["reuse"]}
    assert cells == {"net": "AUTO_REUSE ×2 ¹", "dense": "AUTO_REUSE ×2 ²", "other": "False"}


def test_partitioned_variable_is_one_with_its_parts() -> None:
    build = Build()
    scope = build.entry("a")
    for number in range(3):
        made = "get_variable" if number == 0 else "Variable"
        build.variable(f"v/part_{number}", scope, (2, 5), part=Part("a/v", [6, 5], [2 * number, 0]), made_by=made)
    row = table(printed(build.recording()))[1]
    assert (row.name, row.cells["shape"], row.number("parameters")) == ("v  in 3 parts", "6×5", 30)


@pytest.mark.parametrize(
    ("shape", "dtype", "shown", "parameters", "size"),
    [
        ((), "float32", "scalar", "1", "4 bytes"),
        ((None, 10), "float32", "?×10", "?", "?"),
        (None, "float32", "unknown", "?", "?"),
        ((0, 5), "float32", "0×5", "0", "0 bytes"),
        ((3,), "string", "3 string", "3", "?"),
        ((3,), "bool", "3 bool", "3", "3 bytes"),
        ((1024, 1024), "float16", "1024×1024 float16", "1,048,576", "2 MiB"),
    ],
)
def test_shapes_and_sizes(shape: tuple[int | None, ...] | None, dtype: str, shown: str, parameters: str, size: str) -> None:
    build = Build()
    build.variable("v", shape=shape, dtype=dtype)
    (row,) = table(printed(build.recording(), columns=("shape", "parameters", "bytes")))
    assert (row.cells["shape"], row.cells["parameters"], row.cells["size"]) == (shown, parameters, size)


# Columns


def test_every_column_can_be_asked_for(record: Record) -> None:
    rows = table(printed(record(SAMPLES / "conditional_gan.py"), width=250, columns=tuple(COLUMNS)))
    assert list(rows[0].cells) == ["variable scope", *(column.header for column in COLUMNS.values())]


def test_columns_in_the_order_asked_for(shared: Recording) -> None:
    rows = table(printed(shared, columns=("made", "shape")))
    assert list(rows[0].cells) == ["variable scope", "made at", "shape"]


def test_columns_that_do_not_fit_are_named(shared: Recording) -> None:
    text = printed(shared, 80, columns=tuple(COLUMNS))
    shown = list(table(text)[0].cells)
    told = re.search(r"No room for ([^:]+): ask for fewer --columns", text.replace("\n", " "))
    assert told
    headers = {name: {column.header, column.tight} for name, column in COLUMNS.items()}
    assert {*told[1].split(", ")} == {name for name, either in headers.items() if not either & {*shown}} != set()


def test_fewer_letters_before_fewer_columns(shared: Recording) -> None:
    """At 80 columns every column of the tutorial's tree has room; where one has none, that is said."""
    assert [*table(printed(shared, 80))[0].cells] == ["variable scope", "reuse", "shape", "params", "initializer", "line", "×"]
    assert "No room for" not in printed(shared, 80)
    assert "No room for parameters, made, reused: ask for fewer --columns" in " ".join(printed(shared, 60).split())


def test_several_files_are_told_apart() -> None:
    build = Build()
    for file in ("a/model.py", "b/layers.py"):
        build.variable(file[0], stack=[build.site(7, file=file)])
    assert [row.cells["made at"] for row in table(printed(build.recording()))] == ["model.py:7", "layers.py:7"]


@pytest.mark.parametrize(
    ("target", "file", "place"),
    [
        ("model.py", "model.py", "line 7"),
        ("../old/model.py:build", "/home/me/old/model.py", "line 7"),
        ("-m project.train", "project/train.py", "line 7"),
        ("-m project", "project/__main__.py", "line 7"),
        ("project.layers:build", "project/layers.py", "line 7"),
        ("lesson.md", "lesson.md", "line 7"),
        ("train.py", "model.py", "model.py:7"),
        ("-m project.train", "project/model.py", "model.py:7"),
        ("lesson.ipynb", "lesson.ipynb[cell 3]", "cell 3:7"),
    ],
)
def test_line_needs_its_file_where_the_headline_names_another(target: str, file: str, place: str) -> None:
    build = Build(target)
    build.variable("v", stack=[build.site(7, file=file)])
    assert table(printed(build.recording()))[0].cells["made at"] == place


def test_scope_settings_are_of_the_scope_that_declared_them() -> None:
    build = Build()
    outer = build.entry("a", settings={"initializer": Setting("ones_initializer()", 2)})
    inner = build.entry("a/b", settings={"initializer": Setting("ones_initializer()", outer)})
    build.variable("v", inner)
    rows = table(printed(build.recording()))
    assert [(row.name, row.cells["initializer"]) for row in rows[:2]] == [("a", "ones() for all below"), ("b", "")]
