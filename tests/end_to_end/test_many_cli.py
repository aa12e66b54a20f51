"""Many targets in one command: in order, none hidden by another, spread over machines and put together again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from scopeinspect.render.findings import FINDING_FORMATS

from ..conftest import Command
from ..samples.expectations import SAMPLES
from .programs import BEGIN, SLEEPS
from .terminal import Terminal, plain

GOOD = ["op_names.py", "nested_scopes.py", "shared_filter.py"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with programs: good ones, one that fails, one with a finding, and one that is not Python."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "models").mkdir()
    for name in GOOD:
        shutil.copy(SAMPLES / name, folder / "models" / name)
    shutil.copy(SAMPLES / "duplicate_variables.py", folder)
    shutil.copy(SAMPLES / "already_exists.py", folder)
    (folder / "broken.py").write_text("import sys\n\nprint 'Python 2'\n")
    return folder


@pytest.fixture(scope="module")
def all_of_them(folder: Path) -> list[str]:
    """Return the names of all programs, and of one that isn't there."""
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.py"))
    return [*files, "nowhere.py"]


def targets_of(report: dict[str, Any]) -> list[str]:
    """Return the targets that a report is about."""
    return [target["target"] for target in report["targets"]]


@pytest.fixture(scope="module")
def whole(scopeinspect: Command, folder: Path, all_of_them: list[str]) -> dict[str, Any]:
    """Return the report of all programs, four at a time."""
    ran = scopeinspect("check", "-j", "4", "--format", "json", *all_of_them, cwd=folder)
    assert ran.status == 3
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


@pytest.fixture(scope="module")
def shards(
    scopeinspect: Command, folder: Path, all_of_them: list[str], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """Return the reports of three shards."""
    where = tmp_path_factory.mktemp("shards")
    for index in (1, 2, 3):
        scopeinspect(
            "check", "--shard", f"{index}/3", "--format", "json", "--output-file", where / f"{index}.json",
            *all_of_them, cwd=folder,
        )  # fmt: skip
    return sorted(where.iterdir())


class TestCheck:
    """`check`."""

    def test_order_is_that_of_the_command_line(self, whole: dict[str, Any], all_of_them: list[str]) -> None:
        assert targets_of(whole) == all_of_them

    def test_one_at_a_time_and_isolated_say_the_same(
        self, scopeinspect: Command, installed: Command, folder: Path, whole: dict[str, Any], all_of_them: list[str]
    ) -> None:
        one = scopeinspect("check", "-j", "1", "--format", "json", *all_of_them, cwd=folder)
        assert json.loads(one.stdout) == whole
        few = ["already_exists.py", "models/op_names.py"]
        isolated = json.loads(installed("check", "--isolated", "--format", "json", *few, cwd=folder).stdout)
        assert isolated["targets"] == [target for target in whole["targets"] if target["target"] in few]

    def test_none_hides_another(self, whole: dict[str, Any]) -> None:
        checks = {target["target"]: target["check"] for target in whole["targets"]}
        assert {name: check["status"] for name, check in checks.items() if check["status"]} == {
            "already_exists.py": 3, "broken.py": 2, "nowhere.py": 2,
        }  # fmt: skip
        assert "reads like Python 2" in checks["broken.py"]["problem"]
        assert checks["nowhere.py"]["problem"] == "nowhere.py: there is no such file."
        codes = {(one["target"], one["code"]) for one in whole["diagnostics"]}
        assert codes == {("already_exists.py", "SI101"), ("duplicate_variables.py", "SI102")}

    def test_what_scripts_print_is_not_mixed(self, scopeinspect: Command, folder: Path) -> None:
        (folder / "loud_silently.py").write_text(BEGIN)
        for number in range(3):
            (folder / f"loud_{number}.py").write_text(
                BEGIN + f"for _ in range(50):\n    print('{number}', flush=True); time.sleep(0.01)\n"
            )
        ran = scopeinspect("check", "-j", "3", "loud_*.py", cwd=folder)
        assert ran.status == 0
        parts = re.findall(r"==> loud_(.)\.py <==\n((?:.\n){50})", ran.stderr)
        assert sorted(number for number, _ in parts) == ["0", "1", "2"]
        assert all(set(printed.split()) == {number} for number, printed in parts)
        assert len(ran.stderr.splitlines()) == 3 * 51  # and a target that prints nothing is not named

    def test_text_counts_what_could_not_be_checked(self, scopeinspect: Command, folder: Path) -> None:
        ran = scopeinspect("check", "models/op_names.py", "nowhere.py", "broken.py", cwd=folder)
        assert ran.status == 2
        assert ran.stdout == "No findings in 1 target · 2 could not be checked\n"
        told = [line for line in ran.stderr.splitlines() if line.startswith("scopeinspect: ")]
        assert [line.split()[1].partition(":")[0] for line in told] == ["nowhere.py", "broken.py"]

    @pytest.mark.parametrize("targets", [["broken.py"], ["broken.py", "models/op_names.py"]])
    def test_report_in_a_file_says_what_could_not_be_checked(
        self, scopeinspect: Command, folder: Path, tmp_path: Path, targets: list[str]
    ) -> None:
        outputs = [word for name in ("text", "github", "junit") for word in ("--format", name, "-o", tmp_path / name)]
        ran = scopeinspect("check", *outputs, *targets, cwd=folder)
        assert (ran.status, ran.stdout) == (2, "")
        text, github, junit = ((tmp_path / name).read_text() for name in ("text", "github", "junit"))
        told = "broken.py:3:1 is not Python"
        assert "could not be checked" in text.splitlines()[0]
        assert text.splitlines()[1].startswith(told)
        assert github.startswith(f"::error file=broken.py,line=3,title=scopeinspect::{told}")
        (case,) = [one for one in ET.fromstring(junit).iter("testcase") if one.find("error") is not None]
        assert (case.get("file"), case.get("line")) == ("broken.py", "3")

    def test_files_of_one_name_are_told_apart(self, scopeinspect: Command, tmp_path: Path) -> None:
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            shutil.copy(SAMPLES / "duplicate_variables.py", tmp_path / name / "model.py")
        ran = scopeinspect("check", "*/model.py", cwd=tmp_path)
        assert "┌─ first/model.py\n" in ran.stdout
        assert re.search(r"^error\[SI102\] .*\s+second/model\.py:31\n\n", ran.stdout, re.MULTILINE)

    @pytest.mark.parametrize("name", ["junit", "sarif", "github", "markdown"])
    def test_other_formats_tell_what_could_not_be_checked(
        self, scopeinspect: Command, folder: Path, name: str
    ) -> None:
        ran = scopeinspect("check", "--format", name, "models/op_names.py", "nowhere.py", cwd=folder)
        assert ran.status == 2
        assert re.search(r"nowhere.*there is no such file", ran.stdout)


class TestShards:
    """`check --shard` and `merge`."""

    def test_merged_says_what_one_check_says(
        self, scopeinspect: Command, folder: Path, all_of_them: list[str], shards: list[Path], tmp_path: Path
    ) -> None:
        said = {}
        for name, arguments in {"check": all_of_them, "merge": [shards[2], shards[0], shards[1]]}.items():
            (tmp_path / name).mkdir()
            files = {format_name: tmp_path / name / format_name for format_name in FINDING_FORMATS}
            pairs = [word for pair in files.items() for word in ("--format", pair[0], "--output-file", pair[1])]
            assert scopeinspect(name, *pairs, *arguments, cwd=folder).status == 3
            said[name] = {format_name: path.read_text() for format_name, path in files.items()}
        assert said["merge"] == said["check"]
        assert all(said["check"].values())

    def test_every_target_is_in_one_shard(self, shards: list[Path], all_of_them: list[str]) -> None:
        parts = [targets_of(json.loads(path.read_text())) for path in shards]
        assert sorted(name for part in parts for name in part) == sorted(all_of_them)
        assert max(map(len, parts)) - min(map(len, parts)) <= 1

    def test_missing_shard_never_reads_as_clean(self, scopeinspect: Command, shards: list[Path]) -> None:
        ran = scopeinspect("merge", shards[0], shards[2])
        assert ran.status == 2
        assert ran.stdout == ""
        assert ran.stderr == "scopeinspect: the report of shard 2/3 is missing; name those of all shards.\n"

    def test_shard_named_twice(self, scopeinspect: Command, shards: list[Path]) -> None:
        ran = scopeinspect("merge", *shards, shards[0])
        assert (ran.status, ran.stdout) == (2, "")
        assert "named twice" in ran.stderr

    def test_more_shards_than_targets(self, scopeinspect: Command, folder: Path, tmp_path: Path) -> None:
        for index in (1, 2):
            ran = scopeinspect(
                "check", "--shard", f"{index}/2", "--format", "json", "--output-file", tmp_path / f"{index}.json",
                "models/op_names.py", cwd=folder,
            )  # fmt: skip
            assert ran.status == 0
        ran = scopeinspect("merge", tmp_path / "1.json", tmp_path / "2.json", cwd=folder)
        assert ran.status == 0
        assert "No findings in models/op_names.py" in ran.stdout

    @pytest.mark.parametrize("text", ["0/2", "3/2", "1/0", "one/2", "1", "1/2/3", "-1/2", ""])
    def test_what_is_no_shard(self, scopeinspect: Command, text: str) -> None:
        ran = scopeinspect("check", "--shard", text, "x.py")
        assert ran.status == 2
        assert "is not of the form I/N" in ran.stderr

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "is not a report of a check"),
            (b"{", "is not a report of a check"),
            (b"[]", "is not a report of several targets"),
            (b'{"schema": "scopeinspect/report/1"}', "is not a report of several targets"),
            (b'{"schema": "scopeinspect/check/1"}', "is not a report of a check"),
            (b'{"schema": "scopeinspect/check/1", "targets": [{}], "diagnostics": []}', "is not a report of a check"),
            (b"[" * 100_000, "is not a report of a check"),
            (b'{"schema": "scopeinspect/check/1", "targets": [], "diagnostics": [], "shard": {"index": 0, "of": 1}}',
             "is not a report of a check"),
            (b"\xff\xfe", "is not a report of a check"),
        ],
    )  # fmt: skip
    def test_what_is_no_report(self, scopeinspect: Command, tmp_path: Path, content: bytes, said: str) -> None:
        (tmp_path / "report.json").write_bytes(content)
        ran = scopeinspect("merge", tmp_path / "report.json")
        assert (ran.status, ran.stdout) == (2, "")
        assert ran.stderr.startswith(f"scopeinspect: {tmp_path / 'report.json'}: ")
        assert said in ran.stderr
        assert ran.stderr.count("\n") == 1

    def test_report_that_is_not_there(self, scopeinspect: Command) -> None:
        ran = scopeinspect("merge", "nowhere.json")
        assert (ran.status, ran.stdout) == (2, "")
        assert ran.stderr == "scopeinspect: nowhere.json: can't be read: No such file or directory.\n"


class TestPatternsAndConfiguration:
    """What names many targets."""

    def test_pattern(self, scopeinspect: Command, folder: Path) -> None:
        ran = scopeinspect("run", "--depth", "1", "models/*.py", cwd=folder)
        assert ran.status == 0
        heads = [line.partition(" · ")[0] for line in ran.stdout.splitlines() if " · finished" in line]
        assert heads == sorted(f"models/{name}" for name in GOOD)

    def test_pattern_below_folders(self, scopeinspect: Command, folder: Path) -> None:
        ran = scopeinspect("check", "--format", "json", "**/[nos]*.py", cwd=folder)
        assert targets_of(json.loads(ran.stdout)) == sorted(f"models/{name}" for name in GOOD)

    def test_pattern_of_nothing(self, scopeinspect: Command, folder: Path) -> None:
        for command in ("run", "check", "baseline"):
            ran = scopeinspect(command, "nothing/*.py", cwd=folder)
            assert (ran.status, ran.stdout) == (2, "")
            assert ran.stderr == "scopeinspect: nothing/*.py: there is no such file.\n"

    def test_configured(self, scopeinspect: Command, folder: Path, tmp_path: Path) -> None:
        shutil.copytree(folder / "models", tmp_path / "models")
        (tmp_path / "pyproject.toml").write_text(
            "".join(f'[[tool.scopeinspect.targets]]\nscript = "models/{name}"\n' for name in GOOD)
        )
        ran = scopeinspect("run", "--format", "json", cwd=tmp_path)
        assert ran.status == 0
        assert targets_of(json.loads(ran.stdout)) == [f"models/{name}" for name in GOOD]
        written = scopeinspect("baseline", "-j", "3", cwd=tmp_path)
        assert [line.partition(": ")[0] for line in written.stdout.splitlines()] == [
            f"models/{Path(name).stem}.baseline.json" for name in GOOD
        ]
        again = scopeinspect("baseline", cwd=tmp_path)
        assert re.findall(r": (\w+),", again.stdout) == ["unchanged"] * 3

    def test_nothing_named_and_nothing_configured(self, scopeinspect: Command, tmp_path: Path) -> None:
        for command in ("run", "check", "baseline"):
            ran = scopeinspect(command, cwd=tmp_path)
            assert (ran.status, ran.stdout) == (2, "")
            assert "name a TARGET, or configure some" in ran.stderr

    @pytest.mark.parametrize("arguments", [("--save", "x.scopes.jsonl"), ("--format", "html")])
    def test_what_is_for_one_target(self, scopeinspect: Command, folder: Path, arguments: tuple[str, str]) -> None:
        ran = scopeinspect("run", *arguments, "models/*.py", cwd=folder)
        assert (ran.status, ran.stdout) == (2, "")
        assert "one TARGET" in ran.stderr


def test_ctrl_c_tells_what_is_done(tmp_path: Path) -> None:
    """The first is done, the second is interrupted, the third not begun."""
    shutil.copy(SAMPLES / "op_names.py", tmp_path / "first.py")
    (tmp_path / "second.py").write_text(SLEEPS)
    shutil.copy(SAMPLES / "op_names.py", tmp_path / "third.py")
    terminal = Terminal(100, "check", "-j", "1", "first.py", "second.py", "third.py", cwd=tmp_path)
    terminal.read_until("the script is ready")
    terminal.read_until("1/3  second.py")
    terminal.press("\x03")
    assert terminal.status_at_end() == 3
    shown = plain(terminal.shown)
    assert "third.py: was not begun" in shown
    assert "second.py: the script did not finish: it was interrupted" in shown
    assert "or end it where the graph is built, with --stop-at session" in shown
    assert "1 error in 2 targets · 1 could not be checked" in shown
