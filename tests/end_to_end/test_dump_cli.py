"""`scopeinspect dump`, as it is typed."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from scopeinspect.journal import save
from scopeinspect.recording import Recording

from ..conftest import Command, Record
from ..runs import REPOSITORY
from ..samples.expectations import SAMPLES

TWO_GRAPHS = """
import gc

import tensorflow.compat.v1 as tf

for name in ("first", "second"):
    with tf.Graph().as_default():
        tf.constant(1.0, name=name)
    gc.collect()
"""


@pytest.fixture(scope="module")
def filters(record: Record, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recording, str]:
    """Return the recording of the shared filter, and a file that holds it."""
    recording = record(SAMPLES / "shared_filter.py")
    path = tmp_path_factory.mktemp("recorded") / "filters.scopes.jsonl"
    save(recording, path)
    return recording, str(path)


@pytest.fixture(scope="module")
def two_graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a script that builds two graphs and keeps neither."""
    path = tmp_path_factory.mktemp("scripts") / "two_graphs.py"
    path.write_text(TWO_GRAPHS)
    return path


class TestTables:
    """Every op and every variable, as TensorFlow told of them."""

    def test_ops(self, scopeinspect: Command, filters: tuple[Recording, str]) -> None:
        """A line for each op, with what flows in, its scopes and its place in the user's code."""
        ran = scopeinspect("dump", "--format", "csv", filters[1])
        rows = list(csv.DictReader(io.StringIO(ran.stdout)))
        ops = filters[0].ops[0]
        assert [(row["name"], row["type"]) for row in rows] == list(zip(ops.names, ops.types, strict=True))
        (row,) = [row for row in rows if row["name"] == "image_filters/conv1_1/Conv2D"]
        assert row["variable_scope"] == "image_filters/conv1"
        assert row["name_scope"] == "image_filters/conv1_1"
        assert row["inputs"] == "image2 image_filters/conv1/weights/read"
        lines = (SAMPLES / "shared_filter.py").read_text().splitlines()
        assert lines[int(row["line"]) - 1].strip().startswith("conv = tf.nn.conv2d(")
        assert (row["file"], row["function"]) == ("samples/shared_filter.py", "conv_relu")

    def test_variables(self, scopeinspect: Command, filters: tuple[Recording, str]) -> None:
        """A line for each variable."""
        ran = scopeinspect("dump", "--format", "csv", "--table", "variables", filters[1])
        rows = {row["name"]: row for row in csv.DictReader(io.StringIO(ran.stdout))}
        assert set(rows) == {one.name for one in filters[0].variables.values()}
        weights = rows["image_filters/conv2/weights"]
        assert (weights["shape"], weights["parameters"], weights["reused"]) == ("[5, 5, 32, 32]", "25600", "1")

    def test_json(self, scopeinspect: Command, filters: tuple[Recording, str]) -> None:
        """The same for programs."""
        told = json.loads(scopeinspect("dump", "--format", "json", filters[1]).stdout)
        (graph,) = told["graphs"]
        assert Counter(op["type"] for op in graph["ops"]) == Counter(filters[0].ops[0].types)
        assert {one["name"] for one in graph["variables"]} == {one.name for one in filters[0].variables.values()}
        relu = next(op for op in graph["ops"] if op["name"] == "image_filters/conv1/Relu")
        assert relu["inputs"] == ["image_filters/conv1/add"]


class TestPictures:
    """What is drawn, and where it goes."""

    def test_of_a_recording(self, scopeinspect: Command, filters: tuple[Recording, str], tmp_path: Path) -> None:
        """A recording says no shapes of tensors, so its edges have none; the file appears whole."""
        ran = scopeinspect("dump", "--format", "mermaid", "--depth", "1", "-o", tmp_path / "x.mmd", filters[1])
        assert (ran.status, ran.stdout) == (0, "")
        text = (tmp_path / "x.mmd").read_text()
        assert text.startswith("flowchart LR\n")
        assert '["image_filters<br/>12 ops"]' in text
        assert "|" not in text

    def test_of_a_run(self, scopeinspect: Command) -> None:
        """A run says them."""
        ran = scopeinspect("dump", "--format", "dot", "samples/shared_filter.py", cwd=REPOSITORY)
        assert ran.status == 0, ran.stderr
        assert 'label="?×64×64×32"' in ran.stdout

    def test_page(self, scopeinspect: Command, tmp_path: Path) -> None:
        """The page that `run` writes, with a picture as it was asked for and the shapes of its tensors."""
        page = tmp_path / "page.html"
        ran = scopeinspect("dump", "--format", "html", "--scope", "image_filters/conv1", "-o", page,
                           "samples/shared_filter.py", cwd=REPOSITORY)  # fmt: skip
        assert (ran.status, ran.stdout) == (0, ""), ran.stderr
        text = page.read_text()
        assert text.startswith("<!doctype html>")
        (data,) = re.findall(r'id="data">(.*?)</script>', text)
        assert len(json.loads(data)["variables"]) == 4
        if shutil.which("dot") is None:
            pytest.skip("NOT TESTED WITH GRAPHVIZ: `apt-get install graphviz` installs its `dot`")
        drawn = re.findall(r">([^<>]+)</text>", text)
        assert "image_filters/conv1/weights" in drawn
        assert "image_filters/conv2/weights" not in drawn

    def test_page_of_a_run(self, scopeinspect: Command) -> None:
        ran = scopeinspect("dump", "--format", "html", "samples/shared_filter.py", cwd=REPOSITORY)
        if shutil.which("dot") is None:
            pytest.skip("NOT TESTED WITH GRAPHVIZ: `apt-get install graphviz` installs its `dot`")
        assert re.search(r">\?×64×64×32</text>", ran.stdout)

    def test_without_graphviz(self, scopeinspect: Command, filters: tuple[Recording, str]) -> None:
        """One sentence, before anything is run."""
        ran = scopeinspect("dump", "--format", "svg", "no such script.py", env={"PATH": ""})
        assert (ran.status, ran.stdout) == (2, "")
        assert ran.stderr.startswith("scopeinspect: svg is drawn by Graphviz, whose command `dot` is not installed here")
        assert ran.stderr.count("\n") == 1


class TestSeveralGraphs:
    """A script that builds two."""

    def test_one_file_each(self, scopeinspect: Command, two_graphs: Path, tmp_path: Path) -> None:
        """They are numbered, and each holds its own op, though the script kept neither graph."""
        ran = scopeinspect("dump", "--format", "pbtxt", "-o", tmp_path / "graph.pbtxt", two_graphs)
        assert ran.status == 0, ran.stderr
        assert sorted(path.name for path in tmp_path.iterdir()) == ["graph-0.pbtxt", "graph-1.pbtxt"]
        assert 'name: "first"' in (tmp_path / "graph-0.pbtxt").read_text()
        assert 'name: "second"' in (tmp_path / "graph-1.pbtxt").read_text()

    def test_choosing(self, scopeinspect: Command, two_graphs: Path, tmp_path: Path) -> None:
        """Standard output takes one; which one is to be said, and has to be there."""
        kept = tmp_path / "two.scopes.jsonl"
        assert scopeinspect("run", "--save", kept, two_graphs).status == 0
        unsure = scopeinspect("dump", "--format", "dot", kept)
        assert (unsure.status, unsure.stdout) == (2, "")
        assert "made 2 graphs, numbered 0, 1; choose one with --graph" in unsure.stderr
        assert scopeinspect("dump", "--format", "dot", "--graph", "1", kept).status == 0
        assert "has no graph 7; there are 0, 1." in scopeinspect("dump", "--format", "dot", "--graph", "7", kept).stderr


def test_no_numbered_file_is_written_over_what_is_read(scopeinspect: Command, two_graphs: Path, tmp_path: Path) -> None:
    """How many there are is known only when the script has run."""
    script = Path(shutil.copy(two_graphs, tmp_path / "net-1.py"))
    ran = scopeinspect("dump", "--format", "dot", "-o", "net.py", "net-1.py", cwd=tmp_path)
    assert ran.status == 2
    assert ran.stderr.strip().endswith(
        "net-1.py: is to be read, and would be written over; name another file for the output."
    )
    assert [(path, path.read_text()) for path in tmp_path.iterdir()] == [(script, TWO_GRAPHS)]


def test_tensorboard_wants_no_file(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("print('it ran')")
    ran = scopeinspect("dump", "--format", "tensorboard", "-o", "net.py", "net.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr == "scopeinspect: net.py: is a file, and --format tensorboard writes a folder; name one with -o.\n"


def test_tensorboard_wants_a_folder(scopeinspect: Command) -> None:
    """It is said at once, not after the run."""
    ran = scopeinspect("dump", "--format", "tensorboard", "no such script.py")
    assert ran.status == 2
    assert "name it with -o" in ran.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--format", "pb", "--depth", "2"], "--depth, --scope and --include are for pictures, which pb is not."),
        (["--format", "csv", "--include", "savers"], "--depth, --scope and --include are for pictures"),
        (["--format", "json", "--table", "variables"], "--table is for csv."),
        (["--format", "dot", "-o", "nowhere/x.dot"], "nowhere/x.dot: No such file or directory."),
        (["--format", "dot", "-o", "."], ".: Is a directory."),
    ],
)
def test_options_that_cannot_be_followed(scopeinspect: Command, tmp_path: Path, options: list[str], says: str) -> None:
    """They are not passed over in silence, and nothing is run before they are told of."""
    ran = scopeinspect("dump", *options, "no such script.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (2, "")
    assert says in ran.stderr


def test_a_recording_holds_no_graph_of_tensorflow(scopeinspect: Command, filters: tuple[Recording, str]) -> None:
    """What only TensorFlow can write needs a run."""
    ran = scopeinspect("dump", "--format", "pb", filters[1])
    assert (ran.status, ran.stdout) == (2, "")
    assert "for pb name the script, so that it is run." in ran.stderr


def test_a_script_that_fails(scopeinspect: Command) -> None:
    """Its graph so far is dumped all the same; the status and the traceback tell."""
    ran = scopeinspect("dump", "--format", "pbtxt", "samples/already_exists.py", cwd=REPOSITORY)
    assert ran.status == 3
    assert 'name: "conv2/biases"' in ran.stdout
    assert "ValueError: Variable conv1/weights already exists" in ran.stderr


def test_nothing_to_dump(scopeinspect: Command, tmp_path: Path) -> None:
    """A script without a graph gives one sentence."""
    (tmp_path / "empty.py").write_text("print('hello')\n")
    ran = scopeinspect("dump", "--format", "dot", "empty.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (2, "")
    assert "empty.py: built no graph, so there is nothing to dump." in ran.stderr
