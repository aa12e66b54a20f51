"""What a stranger mistypes, and what is then said: what was probably meant, and what to type."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from scopeinspect.journal import save

from ..conftest import Command, Record
from ..samples.expectations import SAMPLES

SCRIPT = """\
import sys
import tensorflow as tf

tf.get_variable("w", [len(sys.argv)])
"""


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a recording that has warnings, but for those that are silenced."""
    path = tmp_path_factory.mktemp("saved") / "twice.scopes.jsonl"
    save(record(SAMPLES / "duplicate_variables.py"), path)
    return path


class TestArgumentsOfTheScript:
    """Behind `--` for some commands, behind the target for others: whoever takes one for the other is told."""

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("check train.py --steps 1", "check train.py -- --steps 1"),
            ("check --all train.py --steps=1 more", "check --all train.py -- --steps=1 more"),
            ("check train.py -n 1", "check train.py -- -n 1"),
            ("check train.py 0 0.5", "check train.py -- 0 0.5"),
            ("baseline --slots train.py 'a b'", "baseline --slots train.py -- 'a b'"),
            ("why train.py w --steps 1", "why train.py w -- --steps 1"),
            ("baseline train.py --steps 1", "baseline train.py -- --steps 1"),
            ("diff old.py train.py --steps 'a b'", "diff old.py train.py -- --steps 'a b'"),
        ],
    )
    def test_printed_command_is_what_was_meant(
        self, scopeinspect: Command, tmp_path: Path, typed: str, meant: str
    ) -> None:
        for name in ("train.py", "old.py"):
            (tmp_path / name).write_text(SCRIPT)
        ran = scopeinspect(*shlex.split(typed), cwd=tmp_path)
        assert (ran.status, ran.stdout) == (2, "")
        assert ran.stderr.splitlines()[-1] == f"  scopeinspect {meant}"
        again = scopeinspect(*shlex.split(meant), cwd=tmp_path)
        assert (again.status, again.stderr) == (0, "")

    @pytest.mark.parametrize("other", ["other.py", "-m other", "folder/other", "other:build"])
    def test_second_target_that_is_not_there(self, scopeinspect: Command, tmp_path: Path, other: str) -> None:
        """One of the targets is told, with what the others come to."""
        ran = scopeinspect("check", "missing.py", *other.split(), cwd=tmp_path)
        assert (ran.status, "behind --" in ran.stderr) == (2, False)

    @pytest.mark.parametrize("typed", ["check --steps 1 train.py", "check --selct SI3 train.py"])
    def test_slip_before_any_script_is_ours(self, scopeinspect: Command, typed: str) -> None:
        ran = scopeinspect(*typed.split())
        assert ran.status == 2
        assert "behind --" not in ran.stderr

    def test_name_that_is_still_to_come(self, scopeinspect: Command) -> None:
        """No command is made up where it would not be the one that was meant."""
        ran = scopeinspect("why", "train.py", "--steps", "1", "w")
        assert ran.stderr.endswith("What is for train.py and not for scopeinspect goes behind --, at the end.\n")

    @pytest.mark.parametrize(("text", "is_told"), [(SCRIPT, True), (SCRIPT + 'DEPTH = "depth"\n', False)])
    def test_our_option_behind_the_target(
        self, scopeinspect: Command, tmp_path: Path, text: str, *, is_told: bool
    ) -> None:
        """A script that knows nothing of it would swallow it; one that does is left alone."""
        (tmp_path / "train.py").write_text(text)
        ran = scopeinspect("run", "train.py", "--depth", "1", cwd=tmp_path)
        assert ran.status == 0
        assert ("--depth stands behind the target" in ran.stderr) is is_told

    def test_missing_option_that_stands_behind(self, scopeinspect: Command, tmp_path: Path) -> None:
        (tmp_path / "train.py").write_text(SCRIPT)
        ran = scopeinspect("dump", "train.py", "--format", "dot", cwd=tmp_path)
        assert (ran.status, ran.stdout) == (2, "")
        assert "--format stands behind the target" in ran.stderr


class TestRevisions:
    """For a side of `diff` that is no file."""

    def test_revision(self, scopeinspect: Command, tmp_path: Path) -> None:
        (tmp_path / "train.py").write_text("open('it ran', 'w')\n")
        for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm first", "branch old"):
            subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
        for sides in (("old", "HEAD"), ("old", "train.py"), ("train.py", "old")):
            ran = scopeinspect("diff", *sides, cwd=tmp_path)
            assert (ran.status, ran.stdout) == (2, "")
            assert ran.stderr == (
                "scopeinspect: old: is a revision, and no file; `scopeinspect diff --against old SCRIPT` compares a script "
                "as it is there with what it is now.\n"
            )
        assert not (tmp_path / "it ran").exists()


class TestNames:
    """Of commands, rules, scopes."""

    def test_command(self, scopeinspect: Command) -> None:
        ran = scopeinspect("chek", "train.py")
        assert ran.status == 2
        assert ran.stderr.splitlines()[-1] == "Error: there is no command chek; did you mean check?"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("SI999", "there is no rule 'SI999', only SI901, SI902, SI903; `scopeinspect rule` lists them all."),
            ("SI8", "there is no rule 'SI8', only SI1, SI2, SI3, SI4, SI9; `scopeinspect rule` lists them all."),
            ("duplicat", "there is no rule 'duplicat'; did you mean duplicate-variable? `scopeinspect rule` lists them all."),
            ("zzz", "there is no rule 'zzz'; `scopeinspect rule` lists them all."),
        ],
    )
    def test_rule(self, scopeinspect: Command, tmp_path: Path, text: str, said: str) -> None:
        assert scopeinspect("rule", text).stderr == f"scopeinspect: {said}\n"
        assert scopeinspect("check", "--select", text, "train.py").stderr == f"scopeinspect: {said}\n"
        path = tmp_path / "pyproject.toml"
        path.write_text(f"[tool.scopeinspect]\nignore = ['{text}']\n")
        ran = scopeinspect("check", "train.py", cwd=tmp_path)
        assert (ran.status, ran.stdout, ran.stderr) == (2, "", f"scopeinspect: {path}: {said}\n")

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--per-scope-ignore", "image_filter:SI102"], ["'image_filter' silences nothing: no variable and no scope"]),
            (["--per-scope-ignore", "conv*:SI301"], ["'conv*' silences nothing: SI301 finds nothing there"]),
            (["--per-scope-ignore", "conv*:SI102"], []),
            (["--per-scope-ignore", "other/*:SI102", "--ignore", "SI102"], []),
            (["--per-scope-ignore", "other/*:SI102", "--ignore", "SI903"], []),
        ],
    )
    def test_pattern_that_silences_nothing(
        self, scopeinspect: Command, saved: Path, options: list[str], said: list[str]
    ) -> None:
        """It is told of as a comment is that silences nothing."""
        data = json.loads(scopeinspect("check", *options, "--format", "json", saved).stdout)
        told = [one["message"] for one in data["diagnostics"] if one["code"] == "SI903"]
        assert [message.removeprefix("per-scope-ignore of ")[: len(one)] for message, one in zip(told, said, strict=True)] == said

    def test_pattern_that_another_target_is_meant_for(self, scopeinspect: Command, saved: Path, tmp_path: Path) -> None:
        """One that silences something in any target is of use."""
        (tmp_path / "train.py").write_text(SCRIPT)
        told = {}
        for pattern in ("conv*", "other*"):
            ran = scopeinspect(
                "check", "--per-scope-ignore", f"{pattern}:SI102", "--format", "json", "train.py", saved, cwd=tmp_path
            )
            told[pattern] = [one["target"] for one in json.loads(ran.stdout)["diagnostics"] if one["code"] == "SI903"]
        assert told == {"conv*": [], "other*": ["train.py"]}


class TestScopes:
    """`--scope` of what is not there."""

    @pytest.mark.parametrize(
        ("pattern", "said"),
        [
            ("conv1/", None),
            ("conv*", None),
            ("convo1", "No scope is called convo1; near: conv1, conv2."),
            ("zzz", "No scope is called zzz; there are conv1, conv2."),
        ],
    )
    def test_scope(
        self, scopeinspect: Command, record: Record, tmp_path: Path, pattern: str, said: str | None
    ) -> None:
        save(record(SAMPLES / "already_exists.py"), tmp_path / "a.scopes.jsonl")
        ran = scopeinspect("show", "--scope", pattern, tmp_path / "a.scopes.jsonl")
        assert ran.stderr == ""
        told = [line for line in ran.stdout.splitlines() if line.startswith("No scope ")]
        assert told == ([said] if said else [])
        assert ("weights" in ran.stdout.partition("Traceback ")[0]) is (said is None)
        dumped = scopeinspect("dump", "--format", "dot", "--scope", pattern, tmp_path / "a.scopes.jsonl")
        assert ("weights" in dumped.stdout) is (said is None)
        assert ("no scope is called" in dumped.stderr) is (said is not None)


class TestShards:
    """`check --shard` and `merge`."""

    def test_shard_of_nothing(self, scopeinspect: Command, saved: Path) -> None:
        ran = scopeinspect("check", "--shard", "2/9", saved)
        assert ran.status == 0
        said = "shard 2/9 has none of the 1 target, so there is nothing to check in it"
        assert ran.stderr == f"scopeinspect: {said}.\n"

    def test_merge_reads_no_configuration(self, scopeinspect: Command, saved: Path, tmp_path: Path) -> None:
        """What fails it is what would have failed the parts."""
        report = tmp_path / "1.json"
        for level, status in (("never", 0), ("error", 1)):
            arguments = ("--shard", "1/1", "--fail-on", level, "--format", "json", "--output-file", report)
            assert scopeinspect("check", *arguments, saved).status == status
            (tmp_path / "pyproject.toml").write_text("[tool.scopeinspect]\nno-such-key = 1\n")
            ran = scopeinspect("merge", report, cwd=tmp_path)
            assert (ran.status, ran.stderr) == (status, "")
        assert scopeinspect("merge", "--fail-on", "never", report, cwd=tmp_path).status == 0

    @pytest.mark.parametrize(
        ("where", "what", "status"),
        [
            (("shard", "of_a_newer_version"), 1, 1),
            (("targets", 0, "diagnostics", 0, "sites", 0, "site", "of_a_newer_version"), 1, 1),
            (("targets", 0, "diagnostics", 0, "sites", 0, "site", "text"), "x", 1),
            (("targets", 0, "diagnostics", 0, "primary"), 10**6, 1),
            (("targets", 0, "check", "folder"), "", 2),
            (("targets", 0, "check", "folder"), "\0", 2),
        ],
    )
    def test_merge_of_an_odd_report(
        self, scopeinspect: Command, saved: Path, tmp_path: Path, where: tuple[str | int, ...], what: object, status: int
    ) -> None:
        report = tmp_path / "1.json"
        scopeinspect("check", "--shard", "1/1", "--format", "json", "--output-file", report, saved)
        data = part = json.loads(report.read_text())
        for key in where[:-1]:
            part = part[key]
        part[where[-1]] = what
        report.write_text(json.dumps(data))
        for name in ("text", "json", "sarif"):
            ran = scopeinspect("merge", "--format", name, report)
            assert (ran.status, "Traceback" in ran.stderr) == (status, False), ran.stderr


class TestPatterns:
    """Of files."""

    def test_unquoted(self, scopeinspect: Command, tmp_path: Path) -> None:
        for name in ("a.py", "b.py", "c.py"):
            (tmp_path / name).write_text(SCRIPT)
        ran = scopeinspect("run", "a.py", "b.py", "c.py", cwd=tmp_path)
        assert ran.status == 0
        assert "a.py was given the other 2 files as its arguments" in ran.stderr
        assert "given the other" not in scopeinspect("run", "a.py", "b.py", cwd=tmp_path).stderr

    def test_two_notebooks(self, scopeinspect: Command, tmp_path: Path) -> None:
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [], "source": SCRIPT}
        for name in ("a.ipynb", "b.ipynb"):
            notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
            (tmp_path / name).write_text(json.dumps(notebook))
        told = scopeinspect("run", "a.ipynb", "b.ipynb", cwd=tmp_path).stderr
        assert "a.ipynb was given the other file as its argument" in told
        assert "stands in quotes, as in '*.ipynb'" in told
        assert "given the other" not in scopeinspect("run", "a.ipynb", "c.ipynb", cwd=tmp_path).stderr


def test_commands_that_are_offered_run_it_in_the_same_way(scopeinspect: Command, tmp_path: Path) -> None:
    (tmp_path / "twice.py").write_text(f"{SCRIPT}assert sys.argv[1:] == ['a b']\nwith tf.Session():\n    pass\n")
    ran = scopeinspect("run", "--stop-at", "session", "--call", "", "twice.py", "a b", cwd=tmp_path)
    assert ran.stdout.endswith("No findings.\n"), ran.stdout
    (tmp_path / "twice.py").write_text(
        "import tensorflow as tf\ndef f(x):\n    return x * tf.Variable(tf.zeros([3]), name='w')\n"
        "f(tf.placeholder(tf.float32))\nf(tf.placeholder(tf.float32))\n"
    )
    ran = scopeinspect("run", "--stop-at", "session", "twice.py", "a b", cwd=tmp_path)
    assert ran.stdout.endswith("found: scopeinspect check --stop-at session twice.py -- 'a b'\n")


def test_command_that_is_offered_for_a_recording_takes_it(scopeinspect: Command, saved: Path) -> None:
    offered = scopeinspect("show", saved).stdout.rpartition("found:")[2].split()
    assert offered == ["scopeinspect", "check", str(saved)]
    assert scopeinspect(*offered[1:]).status == 1
