"""A revision is checked out beside the user's files, which stay as they are."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scopeinspect.revision import RevisionError, worktree

Git = Callable[..., str]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one commit, a file changed since, and one that is not known to Git."""
    folder = tmp_path / "repo"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "train.py").write_text("first\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    (folder / "models" / "train.py").write_text("second\n")
    (folder / "models" / "new.py").write_text("new\n")
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run Git."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", "-C", folder, *who, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def state(folder: Path) -> tuple[str, str, str]:
    """Return all that a comparison must leave alone."""
    return git(folder, "status", "--porcelain"), git(folder, "worktree", "list"), git(folder, "branch", "--all")


def test_files_of_the_revision(repository: Path) -> None:
    before = state(repository)
    with worktree("HEAD", repository / "models") as files:
        there = files.there(repository / "models" / "train.py")
        assert there.read_text() == "first\n"
        assert not files.there(repository / "models" / "new.py").exists()
        assert (repository / "models" / "train.py").read_text() == "second\n"
        assert files.root == repository
    assert not files.copy.exists()
    assert state(repository) == before


def test_taken_away_after_an_error(repository: Path) -> None:
    before = state(repository)
    with pytest.raises(KeyboardInterrupt), worktree("main", repository) as files:
        raise KeyboardInterrupt
    assert not files.copy.exists()
    assert state(repository) == before


@pytest.mark.parametrize("revision", ["no-such-branch", "HEAD~9", "--help", "", "HEAD:models/train.py", "a b"])
def test_revisions_that_are_none(repository: Path, revision: str) -> None:
    with pytest.raises(RevisionError, match="there is no such revision"), worktree(revision, repository):
        pass


def test_folders_without_a_repository(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="not a git repository"), worktree("HEAD", tmp_path):
        pass


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(RevisionError, match="git can't be started"), worktree("HEAD", repository):
        pass


def test_in_a_hook_of_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook is told of the index that a commit is being made of, which is not to be touched."""
    index = repository / ".git" / "index"
    monkeypatch.setenv("GIT_DIR", str(repository / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(index))
    content = index.read_bytes()
    with worktree("HEAD", repository) as files:
        assert (files.copy / "models" / "train.py").exists()
    assert index.read_bytes() == content


def test_hooks_of_the_repository_do_not_run(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {repository}/hooked\n")
    hook.chmod(0o755)
    with worktree("HEAD", repository):
        pass
    assert not (repository / "hooked").exists()


def test_python_path_leads_to_the_revision(repository: Path, tmp_path: Path) -> None:
    with worktree("HEAD", repository) as files:
        paths = os.pathsep.join([str(repository / "models"), "", str(tmp_path / "elsewhere")])
        moved = files.environment({"PYTHONPATH": paths, "A": "b"})
        assert moved == {
            "PYTHONPATH": os.pathsep.join([str(files.copy / "models"), "", str(tmp_path / "elsewhere")]),
            "A": "b",
        }
        assert files.environment({"A": "b"}) == {"A": "b"}
