"""What is printed around the tree, and that nothing a recording holds can harm the terminal."""

from __future__ import annotations

import re
import shlex
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scopeinspect.model import Error, Fault, Graph, InitializerText, Note, Outcome
from scopeinspect.recording import Recording
from scopeinspect.render.text import visible
from scopeinspect.typed import Typed

from ..captures import without_traceback
from ..conftest import Command, Record
from ..recordings import Build, recordings
from ..runs import REPOSITORY
from ..samples.expectations import SAMPLES, SLIM_NET
from .printed import printed, table

HOSTILE = ["x[red]y", "[/]", "[link=http://x]", ":smile:", "\x1b[31mred", "a\nb", "a\rb", "\x07\x08\x7f", "\u202egnp", "\x9b31m"]

ELSEWHERE = "os.chdir(tempfile.mkdtemp())\n"
VERSION = re.compile(r"TensorFlow \d[\w.]*")

# How it ended


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome("finished", 0), "finished"),
        (Outcome("exited", 0), "exited with status 0"),
        (Outcome("exited", 3), "exited with status 3"),
        (Outcome("killed", -signal.SIGSEGV), "killed by signal 11"),
        (Outcome("interrupted", -signal.SIGINT), "interrupted"),
        (Outcome("timed-out", -signal.SIGINT), "ran out of time"),
        (Outcome("stopped", 0), "stopped, as asked"),
        (Outcome("raised", 1, Error("ValueError", "no", "", [])), "raised ValueError"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_headline(outcome: Outcome, said: str) -> None:
    build = Build("train.py")
    build.outcome = outcome
    assert printed(build.recording()).splitlines()[0] == f"train.py · TensorFlow 2.21.0, as TF1 code · {said}"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            signal.SIGKILL,
            "(SIGKILL: the system does that where memory runs out, or the processor time that `ulimit -t` allows)",
        ),
        (signal.SIGXCPU, "(SIGXCPU: the processor time that `ulimit -t` allows has run out)"),
        (signal.SIGSEGV, "(SIGSEGV)"),
        (signal.SIGABRT, "(SIGABRT)"),
        (99, "(signal 99)"),
    ],
)
def test_killed(number: int, said: str) -> None:
    build = Build()
    build.made("x")
    build.outcome = Outcome("killed", -number)
    told = f"The script was killed {said}; the last ops before that may be missing."
    assert told in " ".join(printed(build.recording()).split())


def test_run_that_ended_before_tensorflow_was_there() -> None:
    build = Build()
    recording = Recording(build.start, None, [], {}, Outcome("killed", -9))
    assert printed(recording).startswith("model.py · killed by signal 9\n")


def test_nothing_recorded() -> None:
    shown = printed(Build().recording())
    assert "Nothing was recorded: the script made no variable and no op in a graph." in shown
    assert "name that: scopeinspect run model.py:FUNCTION" in shown


def test_function_of_a_script_with_a_name_for_the_shell() -> None:
    build = Build()
    build.start = replace(build.start, target="old model's.py")
    command = printed(build.recording()).rpartition("name that: ")[2].splitlines()[0]
    assert shlex.split(command) == ["scopeinspect", "run", "old model's.py:FUNCTION"]


def test_something_recorded() -> None:
    build = Build()
    build.made("x")
    assert "Nothing was recorded" not in printed(build.recording())


# Errors


def test_refused_request_tells_both_places(record: Record) -> None:
    path = SAMPLES / "already_exists.py"
    text = printed(record(path))
    lines = path.read_text(encoding="utf-8").splitlines()

    def line_of(code: str) -> int:
        (line,) = [number for number, text in enumerate(lines, start=1) if text.startswith(code)]
        return line

    rows = text.splitlines()
    for code in ("result1 = my_image_filter(image1)", "result2 = my_image_filter(image2)", "    weights = tf.get_variable"):
        (shown,) = [row for row in rows if row.startswith(f"{line_of(code)} │ ")]
        assert shown.removeprefix(f"{line_of(code)} │ ") == lines[line_of(code) - 1].strip()
    assert "error[SI101] variable-already-exists: conv1/weights was made before, and reuse is False here" in text
    assert "in scope conv1" in text, "the scope"
    assert "reuse is False" in text, "the flag in force"
    assert text.index("variable scope") < text.index("Traceback") < text.index("error[SI101]"), "the tree, what failed, why"
    calls = [lines[line_of(code) - 1].strip() for code in ("result2", "        relu1 = conv_relu", "    weights = tf.get_variable")]
    traceback = text[text.index("Traceback") : text.index("error[SI101]")]
    refusal = "Variable conv1/weights already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?"
    shown = [row.strip() for row in traceback.splitlines() if not set(row.strip()) <= {"^", "~"}]
    assert [row for row in shown if not row.startswith("File")] == [
        "Traceback (most recent call last):", *calls, "… 5 frames of tensorflow",
        f"ValueError: {refusal}",
    ]  # fmt: skip
    assert f"The script ended with this ValueError at already_exists.py:{line_of('    weights = tf.get_variable')}" in text
    assert [row.name for row in table(text)] == ["conv1", "weights", "biases", "conv2", "weights", "biases"]


def test_missing_variable_tells_what_exists(record: Record) -> None:
    text = printed(record(SAMPLES / "does_not_exist.py"))
    assert "image_filter/weights does not exist" in text
    _, _, told = text.partition("error[SI104]")
    assert "image_filters/weights" in told.split("does not exist")[1], "the nearest name"
    assert "reuse" in text


def failed(traceback: str) -> Recording:
    """Return a recording that ended in an exception."""
    build = Build()
    build.variable("v")
    site = build.site(3)
    build.outcome = Outcome("raised", 1, Error("ValueError", "no", traceback, [site]))
    return build.recording()


TRACEBACK = """\
Traceback (most recent call last):
  File "model.py", line 3, in <module>
    build()
  File "/lib/site-packages/tensorflow/python/ops/a.py", line 1, in f
    return g()
  File "/lib/site-packages/tensorflow/python/ops/b.py", line 2, in g
    raise ValueError("no")
  File "/lib/site-packages/numpy/c.py", line 2, in h
ValueError: no
"""


def test_traceback_of_another_error() -> None:
    text = printed(failed(TRACEBACK))
    assert text.index("variable scope") < text.index("Traceback"), "the tree so far, then what failed"
    assert [line for line in text.splitlines() if line.startswith("  ")] == [
        '  File "model.py", line 3, in <module>',
        "    build()",
        "  … 2 frames of tensorflow",
        "  … 1 frame of numpy",
    ]
    assert "The script ended with this ValueError at model.py:3; what it made until then is above." in text


def test_refusal_that_the_script_caught_is_not_what_ended_it() -> None:
    build = Build()
    build.variable("v")
    build.request(None, "v", "v", build.root, "refused", [build.site(9)], reason="exists", message="exists")
    text = printed(build.recording())
    assert "error[" not in text
    assert "1 request was refused by TensorFlow, and the script went on." in text


def test_refusal_of_another_kind_that_ended_the_script_was_not_met() -> None:
    """As of `tf.get_variable("v", [3.0])`, of which no rule has a word."""
    build = Build()
    message = "Dimension value must be integer or None or have an __index__ method, got value '3.0'"
    build.request(None, "v", "v", build.root, "refused", [build.site(3)], reason="other", message=message)
    build.outcome = Outcome("raised", 1, Error("TypeError", message, f"TypeError: {message}\n", [build.site(3)]))
    text = printed(build.recording())
    assert "The script ended with this TypeError at model.py:3" in text
    assert "the script went on" not in text


def test_refusal_that_another_error_was_raised_for_tells_both_places() -> None:
    """As by `raise RuntimeError("no model") from error`."""
    build = Build()
    made = build.variable("v")
    build.request(made, "v", "v", build.root, "created", [build.site(2)])
    message = "Variable v already exists, disallowed."
    build.request(made, "v", "v", build.root, "refused", [build.site(4)], reason="exists", message=message)
    cause = f"Traceback (most recent call last):\nValueError: {message}\n\nThe above exception was the direct cause of …\n\n"
    build.outcome = Outcome("raised", 1, Error("RuntimeError", "no model", f"{cause}RuntimeError: no model\n", [build.site(6)]))
    text = printed(build.recording())
    assert "error[SI101] variable-already-exists: v was made before, and reuse is False here" in text
    assert "made here" in text
    assert "asked for again here" in text
    assert "the script went on" not in text
    assert "The script ended with this RuntimeError at model.py:6" in text


def test_notes_and_faults() -> None:
    build = Build()
    build.variable("v")
    build.events += [Note("cell 3 raised NameError: \x1b[31mx", []), Fault("Traceback …\n  ours\nKeyError: 'boo'\n")]
    text = printed(build.recording())
    assert r"note: cell 3 raised NameError: \x1b[31mx" in text
    assert "scopeinspect itself failed" in text
    assert "KeyError: 'boo'" in text


# Graphs


def test_several_graphs_are_told_apart() -> None:
    build = Build()
    build.variable("v")
    build.events.append(Graph(1, "graph"))
    build.variable("w", build.entry("a", graph=1, parent=None), graph=1)
    text = printed(build.recording())
    assert "\ngraph 0  1 variable, 0 ops\n" in text
    assert "\ngraph 1  1 variable, 0 ops\n" in text
    assert "2 variables, all trainable" in text
    assert "in 2 graphs" in text


def test_graph_that_holds_nothing_is_not_told_of() -> None:
    build = Build()
    build.variable("v")
    build.events.append(Graph(1, "graph"))
    assert "graph 1" not in printed(build.recording())


@pytest.mark.parametrize(("cells", "said"), [(0, "finished"), (1, "finished, but 1 cell raised"),
                                              (2, "finished, but 2 cells raised")])  # fmt: skip
def test_headline_of_a_notebook(cells: int, said: str) -> None:
    """A cell that says that it is to raise is none of them."""
    build = Build("lesson.ipynb")
    build.events += [Note("…", raised="NameError: x", expected=number >= cells) for number in range(3)]
    assert printed(build.recording()).splitlines()[0].endswith(f" · {said}")


def test_notes_say_where() -> None:
    """A cell of a text export has a line; a syntax error names it by itself."""
    build = Build("lesson.md")
    build.events += [
        Note("cell 3 raised NameError: name 'x' is not defined", [build.site(31, file="lesson.md")]),
        Note("cell 4 raised SyntaxError: invalid syntax (lesson.md, line 41)", [build.site(41, file="lesson.md")]),
    ]
    lines = [line for line in printed(build.recording()).splitlines() if line.startswith("note: ")]
    assert lines == [
        "note: cell 3 raised NameError: name 'x' is not defined (lesson.md:31)",
        "note: cell 4 raised SyntaxError: invalid syntax (lesson.md, line 41)",
    ]


def test_traceback_with_a_tab() -> None:
    """TensorFlow indents the op of an error with one."""
    build = Build()
    build.outcome = Outcome("raised", 1, Error("OpError", "no\n\t [[MatMul]]", "OpError: no\n\t [[MatMul]]\n", []))
    assert "OpError: no\n         [[MatMul]]\n" in printed(build.recording())


def test_command_to_type_takes_the_recording_that_is_shown() -> None:
    """With it nothing is run: nobody knows with which options and arguments the script was."""
    build = Build()
    build.request(build.variable("v"), "v", "v", build.root, "reused", [])
    assert "scopeinspect why model.py v\n" in printed(build.recording())
    assert "scopeinspect why 'my run.scopes.jsonl' v\n" in printed(build.recording(), typed=Typed("my run.scopes.jsonl", is_recording=True))


def test_error_before_anything_was_made_claims_no_tree() -> None:
    build = Build()
    build.outcome = Outcome("raised", 1, Error("KeyError", "'x'", "KeyError: 'x'\n", [build.site(3)]))
    assert "The script ended with this KeyError at model.py:3.\n" in printed(build.recording())


# Hostile text


def harmless(text: str) -> bool:
    """Whether a text can do nothing to a terminal but fill it."""
    return all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_text_prints_as_itself(name: str) -> None:
    """In every place where text of the user's is shown: nothing is taken for markup, emoji or a command."""
    build = Build(target=name)
    entry = build.entry(name, "True", reuse_declared=True, stack=[build.site(3, name, name, name)])
    build.variable(name, entry, dtype=name, initializer=InitializerText(name, "argument"), collections=[name, "variables"])
    build.events += [Note(name, []), Fault(name + "x")]
    build.outcome = Outcome("raised", 1, Error(name, name, f"{name}\n", [build.site(4, name, name, name)]))
    text = printed(build.recording(), width=250, columns=("dtype", "initializer", "collections", "made"), depth=0)
    assert harmless(text)
    last = visible(name)
    assert f"note: {last}" in text
    assert f"raised {last}" in text
    assert any(row.name == last and row.cells["dtype"] == last and row.cells["initializer"] == last for row in table(text))


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_hostile_refusal_prints_as_itself(name: str) -> None:
    build = Build()
    entry = build.entry(name)
    variable = build.variable(name, entry, stack=[build.site(3, name, name, name)])
    stack = [build.site(4, name, name, name)]
    build.request(variable, name, f"{name}/{name}", entry, "refused", stack, reason="exists", message=name)
    build.outcome = Outcome("raised", 1, Error("ValueError", name, name, stack))
    text = printed(build.recording())
    assert "SI101" in text
    assert harmless(text)


def test_shapes_that_cannot_be_true() -> None:
    build = Build()
    build.variable("v", shape=[2**62] * 300)
    build.variable("w", shape=[-5])
    assert [row.cells["parameters"] for row in table(printed(build.recording(), columns=("parameters",)))] == ["?", "?"]


@given(recordings(), st.sampled_from([30, 80, 120]))
def test_every_recording_prints_harmlessly(recording: Recording, width: int) -> None:
    assert harmless(printed(recording, width, slots=True, ops=True))


@pytest.mark.parametrize("length", [10_000, 100_000])
def test_long_names_are_cut(length: int) -> None:
    build = Build("p" * length)
    build.variable("v" * length, build.entry("s" * length), initializer=InitializerText("i" * length, "argument"))
    build.events.append(Note("n" * length, []))
    build.outcome = Outcome("raised", 1, Error("E" * length, "m" * length, "t" * length + "\n", []))
    text = printed(build.recording())
    assert len(text) < 10_000
    assert "…" in text


def test_wide_characters_keep_the_columns() -> None:
    build = Build()
    entry = build.entry("層")
    build.variable("重み", entry)
    build.variable("w", entry)
    lines = printed(build.recording()).splitlines()
    (wide,) = [line for line in lines if "重み" in line]
    (narrow,) = [line for line in lines if "── w" in line]
    assert wide.index("2×3") == narrow.index("2×3") - 2, "two characters that take four columns"


@pytest.mark.parametrize("width", [1, 20, 40, 60])
def test_narrow_terminal(record: Record, width: int) -> None:
    text = printed(record(SAMPLES / "shared_filter.py"), width)
    assert "51,264" in text.replace("\n", "")


def test_target_is_told_as_the_user_named_it(record: Record) -> None:
    assert printed(record(SLIM_NET, "vgg_16")).startswith("tests/samples/slim_net.py · ")


def test_readme_shows_what_is_printed(record: Record) -> None:
    """The two screens of the README are what these samples print on 100 columns, whatever the TensorFlow."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name in ("shared_filter.py", "already_exists.py"):
        match = re.search(rf"\$ scopeinspect run samples/{re.escape(name)}\n(.*?)```", readme, re.DOTALL)
        assert match
        real = without_traceback(printed(record(SAMPLES / name), 100))
        shown, real = (VERSION.sub("TensorFlow", text) for text in (match[1], real))
        assert real.startswith(shown)


def test_commands_can_be_typed_whatever_the_names_are() -> None:
    build = Build("my model.py")
    made = build.variable("it's\na", 1)
    build.request(made, "a", "it's\na", 1, "reused", [])
    assert printed(build.recording(), 200).splitlines()[-1].endswith("scopeinspect why 'my model.py' $'it\\047s\\012a'")


def test_checkpoint_of_an_odd_name_is_told_as_a_shell_takes_it(scopeinspect: Command, tmp_path: Path) -> None:
    program = (REPOSITORY / "tests/rules/programs/checkpoint_of_other_names.py").read_text(encoding="utf-8")
    (tmp_path / "train.py").write_text(program.replace("./old model", "./old\\nmodel").replace(ELSEWHERE, ""), encoding="utf-8")
    done = scopeinspect("run", "train.py", cwd=tmp_path)
    assert done.stdout.splitlines()[-1].strip() == "scopeinspect diff --stop-at session:3 --graph 1 $'old\\012model' train.py"


def test_code_for_tensorflow_1_that_was_not_seen(scopeinspect: Command, tmp_path: Path) -> None:
    """The script puts its folder on the path by itself, so that nothing in it is known before it runs."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "net.py").write_text("import tensorflow as tf\nw = tf.get_variable('w', [2])\n")
    (tmp_path / "train.py").write_text("import sys\nsys.path.insert(0, 'parts')\nimport net\n")
    assert scopeinspect("run", "train.py", cwd=tmp_path).stdout.splitlines()[-1].strip() == "scopeinspect check --tf1 train.py"
    assert scopeinspect("check", "--tf1", "train.py", cwd=tmp_path).status == 0


def test_what_is_to_be_typed_is_told_below_the_traceback(scopeinspect: Command, tmp_path: Path) -> None:
    program = (REPOSITORY / "tests/rules/programs/checkpoint_of_other_names.py").read_text(encoding="utf-8")
    (tmp_path / "train.py").write_text(program.replace(ELSEWHERE, ""), encoding="utf-8")
    done = scopeinspect("run", "train.py", cwd=tmp_path)
    *told, code = done.stdout[done.stdout.index("The script ended with") :].splitlines()
    assert "compare them before the script restores:" in " ".join(" ".join(told).split())
    assert code.strip() == "scopeinspect diff --stop-at session:3 --graph 1 'old model' train.py"


def test_a_selection_that_ended_the_script_is_mended_below_the_traceback(scopeinspect: Command) -> None:
    done = scopeinspect("run", "tests/rules/programs/selection_misspelt_for_an_optimizer.py", cwd=REPOSITORY)
    *_, purpose, line, found = done.stdout[done.stdout.index("The script ended with") :].splitlines()
    assert purpose == "fix   if discriminator is meant:"
    assert line.strip() == 'd_vars = tf.trainable_variables("discriminator")  # line 7'
    assert found.startswith("1 error found: ")
