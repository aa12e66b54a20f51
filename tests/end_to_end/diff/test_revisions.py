"""`scopeinspect diff --against`: a program compared with what it was in a revision."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from ...conftest import Command
from .sides import CHANGES, CLEAN, FAILED, PROGRAM, RENAMED, git


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
