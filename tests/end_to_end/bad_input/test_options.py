"""Options that can't be met."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...conftest import Command
from ...samples.expectations import SAMPLES
from .sentences import Said


@pytest.mark.parametrize(
    "options",
    [["--format", "yaml"], ["--depth", "0"], ["--depth", "deep"], ["--columns", "shape,size"], ["--columns", ","], ["--sort", "colour"]],
    ids=" ".join,
)
def test_wrong_option(scopeinspect: Command, saved: Path, options: list[str]) -> None:
    ran = scopeinspect("show", *options, saved)
    assert ran.status == 2
    assert ran.stdout == ""
    assert options[1].rpartition(",")[2] in ran.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["show", "run", "dump --format dot"])
def test_no_levels_are_told_with_what_to_type(scopeinspect: Command, command: str) -> None:
    ran = scopeinspect(*command.split(), "--depth", "0", "any.py")
    assert (ran.status, ran.stdout) == (2, "")
    assert ran.stderr.strip().endswith(
        "Invalid value for '--depth': 0 levels show no scope; type 1 for the outermost scopes, or `all`."
    )


def test_package_that_is_not_there(said: Said) -> None:
    script = str(SAMPLES / "op_names.py")
    assert said("run", "--tf1-package", "no_such", script) == "--tf1-package: there is no package no_such."
