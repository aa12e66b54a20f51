"""The map that loads an old checkpoint: what is in it, what it leaves out, and where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ...conftest import Command
from .sides import CHANGES, CLEAN, FAILED, PROGRAM


def test_the_printed_command_works(scopeinspect: Command, recorded: Path) -> None:
    ran = scopeinspect("diff", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded)
    command = ran.stdout.splitlines()[-1].removeprefix("Print the map: scopeinspect ").split()
    ran = scopeinspect(*command, cwd=recorded)
    names: dict[str, object] = {}
    exec(ran.stdout, names)
    assert names["assignment_map"] == {"enc/": "encoder/"}
    assert ran.status == CLEAN  # what was asked for was done


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
def test_status_of_a_map(scopeinspect: Command, recorded: Path, option: str) -> None:
    """It is 0 where the map loads an old checkpoint, 1 where none can, and what --fail-on says where that is given."""

    def status(*arguments: str) -> int:
        return scopeinspect("diff", option, *arguments, "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded).status

    assert status() == CLEAN
    assert status("--no-renames") == CHANGES
    assert status("--fail-on", "any") == CHANGES


def test_saver(scopeinspect: Command, recorded: Path) -> None:
    ran = scopeinspect("diff", "--saver", "old.scopes.jsonl", "new.scopes.jsonl", cwd=recorded)
    assert '"enc/w": variables["encoder/w"],' in ran.stdout


def test_map_into_what_is_no_program(scopeinspect: Command, recorded: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    scopeinspect("baseline", "--output", path, "new.scopes.jsonl", cwd=recorded)
    ran = scopeinspect("diff", "--assignment-map", "old.scopes.jsonl", path, cwd=recorded)
    assert ran.status == FAILED
    assert "is no program" in ran.stderr


def test_no_map_is_offered_where_none_can_be_printed(
    scopeinspect: Command, recorded: Path, tmp_path: Path
) -> None:
    for name in ("old", "new"):
        scopeinspect("baseline", "--output", tmp_path / f"{name}.json", f"{name}.scopes.jsonl", cwd=recorded)
    ran = scopeinspect("diff", "old.json", "new.json", cwd=tmp_path)
    assert ran.stdout.endswith(
        "Its map is of a program's variables: with the script as NEW, --assignment-map prints it.\n"
    )
    ran = scopeinspect("diff", "--format", "github", "old.json", "new.json", cwd=tmp_path)
    assert "enc/ is encoder/ now" in ran.stdout
    assert "fix: " not in ran.stdout
