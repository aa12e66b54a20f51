"""What `scopeinspect check` says, and how it ends."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from ...conftest import Command
from ...samples.expectations import SAMPLES
from .samples import TWO_TOWERS, Saved, line_of

TOWERS = """\
import tensorflow as tf


def tower(x):
    w = tf.Variable(tf.zeros([4, 4]), name="w")
    return x @ w


for _ in range(2):
    tower(tf.placeholder(tf.float32, [None, 4]))
"""


def _notebook(*cells: str, tags: Sequence[str] = ()) -> str:
    """Return a notebook in JSON, of which each cell has these tags."""
    about = {"cell_type": "code", "outputs": [], "execution_count": None, "metadata": {"tags": list(tags)}}
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"source": cell, **about} for cell in cells],
    })  # fmt: skip


def test_text_for_exec_is_told_what_it_is_to_import(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("""exec("import tensorflow as tf\\ntf.get_variable('w', [2])")\n""")
    done = scopeinspect("check", "a.py", cwd=tmp_path)
    assert done.status == 3
    assert "fix   what exec is given as a text sees TensorFlow 2: write `import tensorflow.compat.v1 as tf` in it." in done.stdout


def test_traceback_of_a_run_has_no_frames_of_libraries(scopeinspect: Command) -> None:
    """But with -v, as for every other command."""
    for options, are_folded in ([], True), (["-v"], False):
        ran = scopeinspect("run", *options, SAMPLES / "already_exists.py")
        assert ran.status == 3
        assert ("frames of tensorflow" in ran.stderr, "variable_scope.py" in ran.stderr) == (are_folded, not are_folded)


def test_each_cell_that_was_refused_is_told(scopeinspect: Command, python: str, tmp_path: Path) -> None:
    """By the rule that knows the refusal, and else as a cell that failed."""
    cells = [
        'import tensorflow as tf\nv = tf.get_variable("v", [3])\ny = v * 2',
        'tf.get_variable("v", [3])',
        'tf.get_variable("w", [3], dtype="float99")',
        'tf.get_variable("u", [3, 5 / 2])',
    ]
    (tmp_path / "lesson.ipynb").write_text(_notebook(*cells))
    done = scopeinspect("check", "--python", python, "--all", "lesson.ipynb", cwd=tmp_path)
    assert done.status == 1
    assert re.findall(r"^error\[(\w+)\]", done.stdout, re.MULTILINE) == ["SI101", "SI113", "SI902"]
    assert "cell 3 raised TypeError: " in done.stdout


def test_lines_of_a_notebook_are_told_with_their_cells(scopeinspect: Command, tmp_path: Path) -> None:
    define = 'import tensorflow as tf\ndef net(x):\n    return x * tf.get_variable("w", [3])'
    (tmp_path / "lesson.ipynb").write_text(_notebook(define, "\ny = net(1.0)", "y += net(2.0)"))
    done = scopeinspect("check", "lesson.ipynb", cwd=tmp_path)
    assert "the first call made it: net, line 3 of cell 1" in done.stdout
    assert "make the second call at line 1 of cell 3 in reuse mode" in done.stdout


def test_notes_of_one_kind_are_told_in_one_line(scopeinspect: Command, tmp_path: Path) -> None:
    """Those about one line, or about none; with --all each is told by itself."""
    program = "import tensorflow as tf\nx = tf.ones([1, 4])\nfor name in 'abc':\n    with tf.variable_scope(name):\n"
    layer = "        tf.layers.dense(tf.layers.dense(x, 4), 4)\n"
    (tmp_path / "a.py").write_text(program + layer)
    done = scopeinspect("check", "-v", "a.py", cwd=tmp_path)
    (line,) = [line for line in done.stdout.splitlines() if "[SI205]" in line]
    assert line == "info[SI205] scope a/dense also selects a/dense_1 in get_collection, and 2 more like it"
    whole = scopeinspect("check", "-v", "--all", "a.py", cwd=tmp_path)
    assert whole.stdout.count("[SI205]") == 3
    total = re.compile(r"^\d+ notes in a\.py .*", re.MULTILINE)
    assert total.findall(done.stdout) == total.findall(whole.stdout) != []


class TestCheck:
    """What a check says, and how it ends."""

    def test_duplicates_of_the_tutorial(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("check", saved("duplicate_variables"))
        first, second = (line_of("duplicate_variables", f"result{number} =") for number in (1, 2))
        assert done.status == 1
        assert done.stdout.startswith("error[SI102] duplicate-variable: my_image_filter made 4 variables twice")
        for told in (
            "51,264 parameters, 200 KiB more than needed",
            f"{first} │ result1 = my_image_filter(image1)",
            f"{second} │ result2 = my_image_filter(image2)",
            "conv1_weights_1, conv1_biases_1, conv2_weights_1, conv2_biases_1",
            "1 error in ",
            "scopeinspect rule SI102",
        ):
            assert told in done.stdout

    @pytest.mark.parametrize("name", ["shared_filter", "shared_dictionary", "nested_scopes", "conditional_gan"])
    def test_right_programs_are_clean(self, scopeinspect: Command, saved: Saved, name: str) -> None:
        done = scopeinspect("check", saved(name))
        assert (done.status, done.stderr) == (0, "")
        assert done.stdout.startswith("No findings in ")

    def test_a_script_that_failed(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("check", saved("already_exists"))
        assert done.status == 3
        assert f"{line_of('already_exists', 'result1 =')} │" in done.stdout
        assert f"{line_of('already_exists', 'result2 =')} │" in done.stdout
        assert "variable-already-exists" in done.stdout

    def test_the_traceback_is_the_users_own(self, scopeinspect: Command) -> None:
        """TensorFlow's frames are counted, or -v shows them; where the variable was made stands in what is found."""
        script = SAMPLES / "already_exists.py"
        done, whole = scopeinspect("check", script), scopeinspect("check", "-v", script)
        assert re.findall("in (my_image_filter|conv_relu|_true_getter)", done.stderr) == ["my_image_filter", "conv_relu"]
        assert re.search(r"^  … \d frames of tensorflow$", done.stderr, re.MULTILINE)
        assert done.stderr.splitlines()[-1].startswith("ValueError: Variable conv1/weights already exists, disallowed.")
        assert "in _true_getter" in whole.stderr
        assert "Originally defined at:" in whole.stderr

    def test_a_name_that_only_tensorflow_1_has(self, scopeinspect: Command, tmp_path: Path, tf1_python: str) -> None:
        """The command that is printed inspects it, but for the environment's name."""
        (tmp_path / "beam search.py").write_text(
            "import tensorflow as tf\nw = tf.get_variable('w', [4])\nprint(tf.contrib.seq2seq.BeamSearchDecoder, w + 1)\n"
        )
        done = scopeinspect("check", "beam search.py", cwd=tmp_path)
        assert done.status == 3
        command = "scopeinspect check --python tf1 'beam search.py'"
        assert done.stdout.split("fix ")[1].splitlines()[2].strip() == command
        again = scopeinspect(*[tf1_python if word == "tf1" else word for word in shlex.split(command)[1:]], cwd=tmp_path)
        assert again.status == 0, again.stderr

    def test_layers_that_only_tf_keras_has(self, scopeinspect: Command, tmp_path: Path) -> None:
        """A script that asks for compat.v1 itself gets just that; the command that is printed inspects it."""
        (tmp_path / "net.py").write_text(
            "import tensorflow.compat.v1 as tf\nx = tf.placeholder(tf.float32, [None, 4])\ny = tf.layers.dense(x, 3)\n"
        )
        done = scopeinspect("check", "net.py", cwd=tmp_path)
        assert done.status == 3
        (command,) = [line.strip() for line in done.stdout.splitlines() if "--env" in line]
        assert scopeinspect(*shlex.split(command)[1:], cwd=tmp_path).status == 0

    def test_script_that_is_meant_for_its_own_folder(self, scopeinspect: Command, tmp_path: Path) -> None:
        (tmp_path / "agents" / "dqn").mkdir(parents=True)
        (tmp_path / "agents" / "lib.py").write_text("SIZE = 4\n")
        script = "import sys\nsys.path.append('..')\nimport tensorflow as tf\nimport lib\nw = tf.get_variable('w', [lib.SIZE])\n"
        (tmp_path / "agents" / "dqn" / "train.py").write_text(f"{script}y = w + 1\n")
        done = scopeinspect("check", "agents/dqn/train.py", cwd=tmp_path)
        (command,) = [line.strip() for line in done.stdout.splitlines() if "--cwd" in line]
        assert command == "scopeinspect check --cwd agents/dqn train.py"
        assert scopeinspect(*shlex.split(command)[1:], cwd=tmp_path).status == 0

    def test_cells_that_raised_are_found(self, scopeinspect: Command, tmp_path: Path) -> None:
        """What they would have made was not checked, so the notebook does not pass for clean."""
        cells = "import tensorflow as tf", "images = 1\nimage * 2", "w = tf.get_variable('w', [4])\ny = w + 1"
        (tmp_path / "lesson.ipynb").write_text(_notebook(*cells))
        done = scopeinspect("check", "lesson.ipynb", cwd=tmp_path)
        assert done.status == 1
        assert "error[SI902] script-failed: cell 2 raised NameError: name 'image' is not defined" in done.stdout
        assert "image * 2" in done.stdout.split("┌─")[1]
        assert "note:" not in done.stdout

    def test_cells_that_are_to_raise_are_noted(self, scopeinspect: Command, tmp_path: Path) -> None:
        """By the tag that Jupyter has for it; also where it is a request that is refused."""
        again = "y = w + 1\nw = tf.get_variable('w', [4])"
        cells = "import tensorflow as tf\nw = tf.get_variable('w', [4])", again
        (tmp_path / "lesson.ipynb").write_text(_notebook(*cells))
        done = scopeinspect("check", "lesson.ipynb", cwd=tmp_path)
        assert (done.status, done.stdout[:11]) == (1, "error[SI101")
        (tmp_path / "lesson.ipynb").write_text(_notebook(*cells, tags=["raises-exception"]))
        done = scopeinspect("check", "lesson.ipynb", cwd=tmp_path)
        assert done.status == 0
        assert done.stdout.startswith("note: cell 2 raised ValueError: Variable w already exists, disallowed.")
        assert "No findings in lesson.ipynb" in done.stdout

    def test_the_worst_comes_first_and_the_rest_is_counted(self, scopeinspect: Command, saved: Saved) -> None:
        targets = saved("shared_filter"), saved("duplicate_variables"), saved("does_not_exist")
        done = scopeinspect("check", *targets)
        assert done.status == 3
        assert "2 errors in 3 targets" in done.stdout
        assert done.stdout.count("┌─") == 1
        assert scopeinspect("check", "--all", *targets).stdout.count("┌─") == 2

    @pytest.mark.parametrize(("ends", "shown"), [
        ("tf.add_n([None])", 2), ("1 / 0", 2), ("", 1), ("tf.get_varible('x', [1])", 1),
    ])  # fmt: skip
    def test_finding_before_the_end_is_shown_with_it(
        self, scopeinspect: Command, tmp_path: Path, ends: str, shown: int
    ) -> None:
        """Where nothing is known of what ended the script; it may be that."""
        (tmp_path / "towers.py").write_text(TOWERS + ends)
        done = scopeinspect("check", "towers.py", cwd=tmp_path)
        codes = re.findall(r"^\w+\[(SI\d+)\]", done.stdout, re.MULTILINE)
        assert codes == (["SI902", "SI102"] if ends else ["SI102"])
        assert done.stdout.count("┌─") == shown
        assert ("--all shows every finding" in done.stdout) == (shown < len(codes))

    def test_notes_are_heard_when_asked_for(self, scopeinspect: Command, saved: Saved) -> None:
        told = [scopeinspect("check", *options, saved("shared_filter")) for options in ([], ["-v"], ["--select=SI204"])]
        assert ["SI204" in done.stdout for done in told] == [False, True, True]
        assert [done.status for done in told] == [0, 0, 0]

    @pytest.mark.parametrize(
        ("options", "status"),
        [
            (["--ignore", "SI102"], 0),
            (["--ignore", "duplicate-variable,SI301"], 0),
            (["--per-scope-ignore", "conv*:SI102"], 0),
            (["--per-scope-ignore", "other*:SI102"], 1),
            (["--fail-on", "never"], 0),
            (["--fail-on", "any"], 1),
            (["--select", "SI666"], 2),
            (["--per-scope-ignore", "conv"], 2),
        ],
    )
    def test_options(self, scopeinspect: Command, saved: Saved, options: list[str], status: int) -> None:
        assert scopeinspect("check", *options, saved("duplicate_variables")).status == status

    def test_json_of_one_target_is_the_report(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("check", "--format", "json", saved("duplicate_variables"))
        data = json.loads(done.stdout)
        assert data["schema"] == "scopeinspect/report/1"
        (found,) = data["diagnostics"]
        assert (found["code"], found["name"], found["severity"]) == ("SI102", "duplicate-variable", "error")
        assert len(found["variables"]) == 8
        assert [site["site"]["line"] for site in found["sites"]] == [
            line_of("duplicate_variables", f"result{number} =") for number in (1, 2)
        ]

    def test_json_of_several_targets(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("check", "--format", "json", saved("shared_filter"), saved("duplicate_variables"))
        data = json.loads(done.stdout)
        assert data["schema"] == "scopeinspect/check/1"
        assert [target["schema"] for target in data["targets"]] == ["scopeinspect/report/1"] * 2
        assert [(found["target"], found["code"]) for found in data["diagnostics"]] == [
            (saved("duplicate_variables"), "SI102")
        ]

    def test_several_formats_in_one_run(self, scopeinspect: Command, saved: Saved, tmp_path: Path) -> None:
        sarif = tmp_path / "scopes.sarif"
        done = scopeinspect(
            "check", "--format", "sarif", "--output-file", sarif, "--format", "text", saved("duplicate_variables")
        )
        assert done.status == 1
        assert "SI102" in done.stdout
        assert json.loads(sarif.read_text())["runs"][0]["results"][0]["ruleId"] == "SI102"

    def test_arguments_and_a_comment_that_silences(self, scopeinspect: Command, tmp_path: Path) -> None:
        comment = "  # scopeinspect: ignore[SI102] one for each eye"
        source = TWO_TOWERS.format(comment=comment, arguments=["--batch", "--", "32"])
        (tmp_path / "towers.py").write_text(source)
        done = scopeinspect("check", "towers.py", "--", "--batch", "--", "32", cwd=tmp_path)
        assert (done.status, done.stderr) == (0, "")
        assert "No findings in towers.py" in done.stdout
        assert "1 silenced by comments" in done.stdout

    def test_no_target(self, scopeinspect: Command, tmp_path: Path) -> None:
        done = scopeinspect("check", cwd=tmp_path)
        assert done.status == 2
        assert "name a TARGET" in done.stderr

    def test_a_missing_target_does_not_keep_the_others_from_it(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("check", "missing.scopes.jsonl", saved("duplicate_variables"))
        assert done.status == 2
        assert "missing.scopes.jsonl" in done.stderr
        assert "SI102" in done.stdout
