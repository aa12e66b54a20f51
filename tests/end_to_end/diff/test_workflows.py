"""What is copied from the documentation: workflows, hooks, and their command lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from scopeinspect_cli.main import main

from ...conftest import Command
from ...runs import REPOSITORY
from .sides import CHANGES, CLEAN, PROGRAM, RENAMED


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
