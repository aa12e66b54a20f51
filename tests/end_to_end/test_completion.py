"""The completion lines of README, typed into real shells: what the tab key completes is run, and tells by its output."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import COMMAND
from .terminal import Terminal

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SHELLS = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}
BEFORE = {"bash": "", "zsh": "autoload -Uz compinit; compinit -u -D; ", "fish": ""}
"""What a shell does at its start where it is set up as usual: zsh has its completion switched on."""


def line_of(shell: str) -> str:
    """Return the line for a shell, as README has it."""
    match = re.search(rf"^\| {shell} \| `[^`]*` \| `(.*)` \|$", README, re.MULTILINE)
    assert match is not None
    return match[1].replace("\\|", "|")


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """Return a shell in a terminal, once it has read the line of README."""
    name: str = request.param
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"NOT TESTED IN {name.upper()}: `apt-get install {name}` installs it")
    (tmp_path / "a_rather_long_name.py").write_text("print 'Python 2'\n")
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    terminal = Terminal(200, *SHELLS[name], program=program, cwd=tmp_path, PATH=path, HOME=str(tmp_path), PS1="$ ")
    terminal.press(f"{BEFORE[name]}{line_of(name)}; echo rea''dy\r")
    terminal.read_until("ready")
    yield terminal
    terminal.press("exit\r")
    terminal.status_at_end()


def test_commands_and_choices(shell: Terminal) -> None:
    shell.press("scopeinspect sch\trep\t\r")
    shell.read_until('"$id": "scopeinspect/report/1"')


def test_options(shell: Terminal) -> None:
    shell.press("scopeinspect rule --form\tmark\tSI102\r")
    shell.read_until("## SI102 duplicate-variable")


def test_rules(shell: Terminal) -> None:
    shell.press("scopeinspect rule --format markdown duplicate-v\t\r")
    shell.read_until("## SI102 duplicate-variable")


def test_files(shell: Terminal) -> None:
    """A target is a file as a rule."""
    shell.press("scopeinspect run a_rath\t\r")
    shell.read_until("a_rather_long_name.py:1:1 is not Python")
