"""A mistake of ours is told in a sentence, hides nothing else, and is no clean result."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from errno import ENOSPC
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
from msgspec.structs import replace

from scopeinspect.errors import ScopeInspectError
from scopeinspect.journal import load, save
from scopeinspect.rules.catalogue import RULES, find
from scopeinspect_cli.mistakes import mistakes_told
from scopeinspect_cli.telling import mistake

from ..conftest import Command, Record, environment
from ..recordings import Build
from ..runs import Ran
from ..samples.expectations import SAMPLES

# The command with mistakes in it: of the rules whose codes are named, and of the formats.
MISTAKEN = """
import os
import sys
from msgspec.structs import replace
from scopeinspect.rules import catalogue

def mistaken(*_):
    raise KeyError("boo")
    yield

codes = os.environ.get("MISTAKEN", "").split()
catalogue.RULES = tuple(replace(rule, find=mistaken) if rule.code in codes else rule for rule in catalogue.RULES)

def mistaken_format(*_):
    raise RuntimeError("no such line")

import scopeinspect.render.findings
import scopeinspect.render.formats
for formats in (scopeinspect.render.formats.FORMATS, scopeinspect.render.findings.FINDING_FORMATS):
    for name in codes:
        if name in formats:
            known = formats[name]
            formats[name] = replace(known, render=mistaken_format) if hasattr(known, "render") else mistaken_format

from scopeinspect_cli.start import main
main()
"""

SI102 = "rule SI102 (KeyError: 'boo') itself failed, so it may have found more; that is a mistake of ours"
ITSELF = "scopeinspect itself failed (RuntimeError: no such line); that is a mistake of ours"


def mistaken(where: str, *arguments: str | Path, env: dict[str, str] | None = None, cwd: str | Path = ".", more: str = "") -> Ran:
    """Run the command with mistakes in some of its parts, and what more is done to it."""
    changes = {"MISTAKEN": where, "SCOPEINSPECT_TRACEBACK": "", **(env or {})}
    start = "from scopeinspect_cli.start"
    words = [sys.executable, "-c", MISTAKEN.replace(start, f"{more}\n{start}"), *map(str, arguments)]
    done = subprocess.run(words, env=environment(changes), cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def saved(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a recording in which SI102 and others find something."""
    path = tmp_path_factory.mktemp("saved") / "a.scopes.jsonl"
    save(record(SAMPLES / "duplicate_variables.py"), path)
    return path


def test_rule_that_fails_hides_no_other(saved: Path) -> None:
    """SI105 is no finding here, SI102 is; and the rule that failed is no rule that found nothing."""
    sound = mistaken("", "check", saved)
    assert sound.status == 1
    assert "21 rules found nothing" in sound.stdout
    ran = mistaken("SI105", "check", saved)
    assert ran.status == 2
    assert "error[SI102]" in ran.stdout
    assert "20 rules found nothing" in ran.stdout
    assert "rule SI105 (KeyError: 'boo') itself failed" in ran.stdout
    assert ran.stderr == ""


def test_rule_that_fails_alone_is_not_clean(saved: Path) -> None:
    ran = mistaken("SI102", "check", saved)
    assert ran.status == 2
    told = " ".join(ran.stdout.split())
    assert f"{SI102}, to be reported with {saved} and with what SCOPEINSPECT_TRACEBACK=1" in told
    assert "Traceback" not in ran.stdout + ran.stderr


def test_rules_that_fail_are_told_together(saved: Path) -> None:
    ran = mistaken("SI102 SI105", "show", saved)
    assert "rules SI102 (KeyError: 'boo'), SI105 (KeyError: 'boo') themselves failed, so they may" in ran.stderr


@pytest.mark.parametrize("command", [["show"], ["show", "--format", "json"], ["show", "--format", "html"]], ids=" ".join)
def test_report_is_written_all_the_same(saved: Path, command: list[str]) -> None:
    sound, ran = mistaken("", *command, saved), mistaken("SI102", *command, saved)
    assert (sound.status, ran.status) == (0, 2)
    assert SI102 in ran.stderr
    assert ran.stderr.count("\n") == 1
    if command == ["show"]:
        assert ran.stdout in sound.stdout, "the tree and the totals, and not that there are no findings"
        assert "conv1_weights_1" in ran.stdout
        assert "No findings" not in ran.stdout
    elif "json" in command:
        told, whole = json.loads(ran.stdout), json.loads(sound.stdout)
        assert {**told, "diagnostics": 0} == {**whole, "diagnostics": 0}


REFUSED = "train.py: rules SI101 (RuntimeError: no such line), SI902 (RuntimeError: no such line) themselves failed"


@pytest.mark.parametrize("command", ["run", "run many", "show"])
def test_rule_of_what_ended_the_script(record: Record, tmp_path: Path, command: str) -> None:
    """It is asked once more for the end of the report: the tree and the script's own error are there all the same."""
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.get_variable('w', [3])\ntf.get_variable('w', [3])\n")
    save(record(tmp_path / "train.py"), tmp_path / "a.scopes.jsonl")
    broken = "import scopeinspect.rules.exists\nscopeinspect.rules.exists.parting = mistaken_format"
    arguments = {"run": ["run", "train.py"], "run many": ["run", "t*.py"], "show": ["show", "a.scopes.jsonl"]}[command]
    ran = mistaken("", *arguments, cwd=tmp_path, env={"TMPDIR": str(tmp_path)}, more=broken)
    assert ran.status == 2
    assert "1 variable, all trainable" in ran.stdout
    assert "The script ended with this ValueError at train.py:3" in ran.stdout
    assert ran.stderr.count(REFUSED) == ran.stderr.count("SI101") == 1


def test_watch_tells_it_and_goes_on(tmp_path: Path) -> None:
    """What ends the script, and each save, is shown as it is without the rule."""
    path = tmp_path / "train.py"
    path.write_text("import tensorflow as tf\ntf.get_variable('w', [3])\ntf.get_variable('w', [3])\n")
    broken = "import scopeinspect.rules.exists\nscopeinspect.rules.exists.parting = mistaken_format"
    words = [sys.executable, "-c", MISTAKEN.replace("from scopeinspect_cli.start", f"{broken}\nfrom scopeinspect_cli.start")]
    for options in ([], ["--check"]):
        whole = [*words, "watch", *options, "train.py"]
        env = environment({"MISTAKEN": "", "TMPDIR": str(tmp_path)})
        with subprocess.Popen(whole, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watch:
            try:
                said = _until(watch, "with what SCOPEINSPECT_TRACEBACK=1 in the environment prints")
                assert REFUSED in said
                assert KEPT in said, "a file for each save would be too many"
                assert "Traceback" not in said.partition("train.py: rule")[2]
                path.write_text(path.read_text().replace("'w', [3])\n", "'first', [3])\n", 1))
                assert "No findings" in _until(watch, "No findings")
            finally:
                watch.send_signal(signal.SIGINT)
            assert watch.wait(60) == 0
        path.write_text(path.read_text().replace("first", "w"))
    assert [*tmp_path.iterdir()] == [path]


KEPT = "to be reported with the recording that `scopeinspect run --save FILE` keeps and with what"


def _until(watch: subprocess.Popen[str], text: str) -> str:
    """Return what a watch says, to the line with this text."""
    assert watch.stdout is not None
    said = ""
    for line in watch.stdout:
        said += line
        if text in said:
            return said
    raise AssertionError(f"{text!r} was not said: {said!r}")


def test_traceback_for_those_who_ask(saved: Path) -> None:
    for command in (["check"], ["show"], ["check", "--format", "gitlab"]):
        told = mistaken("SI102", *command, saved, env={"SCOPEINSPECT_TRACEBACK": "1"}).stderr
        assert told.count("Traceback (most recent call last):") == 1
        assert told.rstrip().endswith("KeyError: 'boo'")


def test_documents_stay_whole(saved: Path, tmp_path: Path) -> None:
    """Where a format can say that something is not told, it does."""
    names = ["json", "sarif", "junit", "gitlab", "github", "markdown"]
    pairs = [word for name in names for word in ("--format", name, "-o", str(tmp_path / name))]
    ran = mistaken("SI105", "check", *pairs, saved)
    assert ran.status == 2
    assert ran.stderr.count("rule SI105 (KeyError: 'boo') itself failed") == 1
    written = {name: (tmp_path / name).read_text() for name in names}
    assert json.loads(written["json"])["targets"][0]["check"]["status"] == 2
    assert "SI105" in json.loads(written["json"])["targets"][0]["check"]["problem"]
    (run,) = json.loads(written["sarif"])["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [result["ruleId"] for result in run["results"]] == ["SI102"]
    assert ET.fromstring(written["junit"]).get("errors") == "1"
    assert [issue["check_name"][:5] for issue in json.loads(written["gitlab"])] == ["SI102"]
    assert written["github"].startswith("::error title=scopeinspect::")
    assert "SI105" in written["markdown"]


def test_comment_for_the_rule_that_failed_is_not_idle(record: Record, tmp_path: Path) -> None:
    """What it would have silenced is not known."""
    (tmp_path / "train.py").write_text(
        "import tensorflow as tf\n\ndef w():\n    return tf.Variable(tf.zeros([3]), name='w')\n\n"
        "w()\nw()  # scopeinspect: ignore[SI102] two are meant\n"
    )
    save(record(tmp_path / "train.py"), tmp_path / "a.scopes.jsonl")
    assert mistaken("", "check", tmp_path / "a.scopes.jsonl").status == 0
    ran = mistaken("SI102", "check", tmp_path / "a.scopes.jsonl")
    assert ran.status == 2
    assert "SI903" not in ran.stdout


def test_recording_is_kept(tmp_path: Path) -> None:
    """What took an hour to record is not to be recorded again for the report, nor to be seen in another format."""
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.get_variable('weights', [3])\n")
    for where, command in (("json", ["run", "--format", "json"]), ("SI102", ["check"])):
        ran = mistaken(where, *command, "train.py", cwd=tmp_path, env={"TMPDIR": str(tmp_path)})
        assert ran.status == 2
        found = re.search(r"to be reported with (\S+\.scopes\.jsonl\.gz) and", " ".join((ran.stdout + ran.stderr).split()))
        assert found, ran
        assert [one.name for one in load(Path(found[1])).variables.values()] == ["weights"]
    kept = tmp_path / "mine.scopes.jsonl"
    before = set(tmp_path.iterdir())
    ran = mistaken("json", "run", "--format", "json", "--save", kept, "train.py", cwd=tmp_path, env={"TMPDIR": str(tmp_path)})
    assert f"train.py: {ITSELF}, to be reported with {kept}" in ran.stderr
    assert {*tmp_path.iterdir()} - before == {kept}


def test_format_that_fails_hides_no_other(saved: Path, tmp_path: Path) -> None:
    ran = mistaken("sarif", "check", "--format", "sarif", "-o", tmp_path / "sarif", "--format", "text", saved)
    assert ran.status == 2
    assert "error[SI102]" in ran.stdout
    assert ITSELF in ran.stderr
    assert not (tmp_path / "sarif").exists()


def test_target_that_fails_hides_no_other(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(f"import tensorflow as tf\ntf.get_variable({name!r}, [3])\n")
    for command in ("run", "check"):
        ran = mistaken("SI102", command, "*.py", cwd=tmp_path)
        assert ran.status == 2
        assert [ran.stderr.count(f"{name}: rule SI102 (KeyError") for name in ("a.py", "b.py")] == [1, 1]


@pytest.mark.parametrize("command", ["why", "dump"])
def test_others_tell_it_too(saved: Path, command: str) -> None:
    broken = (
        "import importlib\n"
        "importlib.import_module('scopeinspect_cli.why').stories = mistaken_format\n"
        "importlib.import_module('scopeinspect_cli.dump')._graphs = mistaken_format"
    )
    arguments = ["why", saved, "conv1"] if command == "why" else ["dump", "--format", "csv", saved]
    ran = mistaken("", *arguments, more=broken)
    assert (ran.status, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert f"{ITSELF}, to be reported with {saved}" in ran.stderr


def test_everything_else_is_told(tmp_path: Path) -> None:
    """Whatever no command foresaw, as reading the configuration may be."""
    broken = "import importlib\nimportlib.import_module('scopeinspect_cli.check').find = mistaken_format"
    for asked, count in (("", 0), ("1", 1)):
        ran = mistaken("", "check", cwd=tmp_path, env={"SCOPEINSPECT_TRACEBACK": asked}, more=broken)
        assert (ran.status, ran.stdout) == (2, "")
        assert ran.stderr.startswith(f"scopeinspect: {ITSELF}")
        assert ran.stderr.count("Traceback (most recent call last):") == count


def test_what_was_raised_is_text_and_nothing_else(saved: Path) -> None:
    """It may quote a recording of somebody else's, and a terminal obeys what it is sent."""
    hostile = "def mistaken_format(*_):\n    raise RuntimeError('\\x1b]0;title\\x07\\r\\u202e')\n"
    named = "import importlib\nimportlib.import_module('scopeinspect_cli.why').stories = mistaken_format"
    ran = mistaken("", "why", saved, "conv1", env={"SCOPEINSPECT_TRACEBACK": "1"}, more=hostile + named)
    assert ran.status == 2
    assert "RuntimeError: \\x1b]0;title\\x07\\r\\u202e" in ran.stderr.splitlines()[0]
    assert "Traceback" in ran.stderr
    assert [character for character in ran.stderr if not character.isprintable() and character != "\n"] == []


def test_what_was_raised_leaves_room_for_what_to_do() -> None:
    """It may quote megabytes."""
    told = str(mistake(RuntimeError("\x1b" + "x" * 10_000), "train.py"))
    assert told.startswith(r"train.py: scopeinspect itself failed (RuntimeError: \x1bxxx")
    assert "…); that is a mistake of ours, to be reported with " in told
    assert len(told) < 600


@pytest.mark.parametrize("error", [OSError(ENOSPC, "No space left"), ScopeInspectError("no"), click.UsageError("no"), click.Abort()])
def test_what_is_the_users_to_mend_is_no_mistake_of_ours(error: Exception) -> None:
    """A disk without room is told as that."""
    with pytest.raises(type(error)) as raised, mistakes_told(Build().recording(), "a.scopes.jsonl"):
        raise error
    assert raised.value is error


def test_kept_recording_is_nobody_elses(tmp_path: Path) -> None:
    """It has the lines of a program, and the folder of temporary files is everybody's."""
    (tmp_path / "train.py").write_text("import tensorflow as tf\ntf.get_variable('weights', [3])\n")
    mistaken("SI102", "check", "train.py", cwd=tmp_path, env={"TMPDIR": str(tmp_path)})
    (kept,) = tmp_path.glob("scopeinspect-*")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_is_raised_to_those_who_call_us(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no test of ours takes a rule that failed for one that found nothing."""
    def mistaken_rule(_facts: object) -> object:
        raise KeyError("boo")

    rules = tuple(replace(rule, find=mistaken_rule) if rule.code == "SI102" else rule for rule in RULES)
    monkeypatch.setattr("scopeinspect.rules.catalogue.RULES", rules)
    with pytest.raises(KeyError, match="boo"):
        find(load(saved))


def test_no_test_misses_it(scopeinspect: Command, tmp_path: Path) -> None:
    """The command of the tests is not to end with a mistake of ours as it does with what is the user's to mend."""
    told = "that is a mistake of ours, to be reported"
    (tmp_path / "train.py").write_text(f"import sys\nprint({told!r}, file=sys.stderr)\n")
    with pytest.raises(AssertionError, match="mistake of ours"):
        scopeinspect("run", "train.py", cwd=tmp_path)
