"""What README says can be typed, and what `--help` shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scopeinspect_cli.main import main

from .captures import LOOK, REPOSITORY, renewed
from .conftest import Command
from .samples.expectations import SAMPLES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")

COMMAND_LINES = sorted({
    line.split(": ")[0].split(" > ")[0].split(" && ")[0]
    for line in re.findall(r"(?:^\$ |^|`|&& )(scopeinspect (?!schema report`, )[^`\n]*?)(?=`|$)", README, re.MULTILINE)
})  # fmt: skip


def commands() -> dict[str, click.Command]:
    context = click.Context(main)
    return {name: command for name in main.list_commands(context) if (command := main.get_command(context, name))}


def python_block(name: str) -> str:
    """Return the Python program below the comment `<!-- test: NAME -->`."""
    match = re.search(rf"<!-- test: {name} -->\n```python\n(.*?)```", README, re.DOTALL)
    assert match is not None
    return match[1]


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "program.py").write_text(program)
    return subprocess.run(
        [sys.executable, "program.py"], cwd=folder, env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize("name", commands())
def test_every_command_is_told_of(name: str) -> None:
    assert re.search(rf"`?scopeinspect {name}\b", README)


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_command_lines_can_be_typed(line: str) -> None:
    """Every command and option that is shown exists."""
    _, *words = shlex.split(line)
    if not words or words[0] == "--help":
        return
    command = commands()[words[0]]
    command.make_parser(click.Context(command, **command.context_settings)).parse_args(words[1:])


@pytest.mark.parametrize("name", ["", *commands()])
def test_help_has_examples(name: str) -> None:
    """Each on a line of its own."""
    command = commands()[name] if name else main
    with click.Context(command, info_name=f"scopeinspect {name}".strip(), max_content_width=100) as context:
        text = command.get_help(context)
    assert "\\b" not in text
    examples = re.search(r"^  Examples:\n((?:    .*\n)+)", text, re.MULTILINE)
    assert examples is not None
    lines = examples[1].splitlines()
    assert all(line.startswith("    scopeinspect ") for line in lines)
    assert any(line.startswith(f"    scopeinspect {name}") for line in lines)


GIT = "git -c user.name=us -c user.email=us@example.org"
ENDLESS = "scopeinspect watch "

SHELL_LINES = [
    line
    for block in re.findall(r"(?<!-->\n)```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if not line.startswith(ENDLESS) and "--python" not in line
]


def test_shell_lines(on_path: Path, tmp_path: Path) -> None:
    """They run one after the other, as typed, in a project that has what they name."""
    shutil.copytree(SAMPLES, tmp_path / "samples")
    (tmp_path / "models").mkdir()
    for place in ("train.py", "models/filter.py"):
        shutil.copy(SAMPLES / "shared_filter.py", tmp_path / place)
    (tmp_path / "pyproject.toml").write_text('[[tool.scopeinspect.targets]]\nscript = "train.py"\n')
    subprocess.run(f"{GIT} init -q -b main && {GIT} add . && {GIT} commit -q -m all", shell=True, cwd=tmp_path, check=True)
    assert len(SHELL_LINES) > 10
    paths = os.pathsep.join([str(on_path), os.environ["PATH"]])
    for line in SHELL_LINES:
        done = subprocess.run(
            line, shell=True, cwd=tmp_path, env=os.environ | {"PATH": paths},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert (line, done.returncode) == (line, 0), done.stderr


def test_captures(scopeinspect: Command) -> None:
    """What the commands print is what README shows; `python -m tests.captures` writes it anew."""

    def plain(text: str) -> str:
        return re.sub(r"TensorFlow \d+\.\d+\.\d+", "TensorFlow X", text)

    def printed(arguments: list[str]) -> str:
        return scopeinspect(*arguments, cwd=REPOSITORY, env=LOOK).stdout

    assert plain(renewed(README, printed)) == plain(README)


def test_migration(tmp_path: Path) -> None:
    """The recipe works, and Keras's store of variables is followed request by request, as TensorFlow's own is."""
    told = "print([[(request.key, request.outcome) for request in one.requests] for one in (before, after)])\n"
    call = "model(tf.zeros([1, 4]))"
    twice = python_block("migration").replace("Migrated()(tf.zeros([1, 4]))", f"model = Migrated(); {call}; {call}")
    done = run(twice + told, tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Nothing has changed: an old checkpoint restores as it is (2 variables)."
    names = ["hidden/weights", "hidden/biases"]
    created, reused = ([(name, outcome) for name in names] for outcome in ("created", "reused"))
    assert lines[-1] == str([created, created + reused])


def test_migration_gone_wrong(tmp_path: Path) -> None:
    """A scope that is called otherwise in the new model is found, with the map."""
    program = python_block("migration")
    wrong = program.replace("        return network(images)", '        with tf1.variable_scope("body"):\n            return network(images)')
    assert wrong != program
    done = run(wrong, tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("An old checkpoint restores with a map: 2 variables renamed, nothing lost.")
    assert '"/": "body/"' in done.stderr
