"""What stands in the cells of the printed tree: shapes and sizes, initializers, places."""

from __future__ import annotations

import pytest

from scopeinspect.model import InitializerText, Setting
from scopeinspect.recording import Recording

from ..conftest import Record
from ..recordings import Build
from ..samples.expectations import SAMPLES
from .printed import printed, table


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


def test_scope_settings_are_of_the_scope_that_declared_them() -> None:
    build = Build()
    outer = build.entry("a", settings={"initializer": Setting("ones_initializer()", 2)})
    inner = build.entry("a/b", settings={"initializer": Setting("ones_initializer()", outer)})
    build.variable("v", inner)
    rows = table(printed(build.recording()))
    assert [(row.name, row.cells["initializer"]) for row in rows[:2]] == [("a", "ones() for all below"), ("b", "")]


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
