"""`[tool.scopeinspect]` is read as written, and what can't be meant is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.config import Config, ConfigError, find, load
from scopeinspect.errors import TargetError
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.rules.selection import Selection, fails

FULL = """
[tool.other]
unknown = 1

[tool.scopeinspect]
fail-on = "warning"
select = ["SI303"]
ignore = ["near-duplicate-name"]

[tool.scopeinspect.severity]
SI108 = "error"

[tool.scopeinspect.per-scope-ignore]
"optimizer/*" = ["SI301", "SI302"]

[[tool.scopeinspect.targets]]
script = "train.py"
args = ["--batch", "32"]
python = "envs/tf1"
baseline = "baselines/train.json"
checkpoint = "checkpoints/model.ckpt-1000"
graph = 1
ignore = ["SI203"]

[tool.scopeinspect.targets.severity]
SI108 = "info"

[[tool.scopeinspect.targets]]
script = "model.py:build"
call = "batch=2"
python = "python3.7"

[[tool.scopeinspect.targets]]
script = "-m project.eval"
"""


def config(tmp_path: Path, text: str) -> Config:
    """Return the configuration of a text."""
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    return load(path)


def test_everything(tmp_path: Path) -> None:
    found = config(tmp_path, FULL)
    train, model, module = found.targets
    assert found.fail_on == "warning"
    general = Selection(
        select=("SI303",),
        ignore=("near-duplicate-name",),
        per_scope_ignore=(("optimizer/*", ("SI301", "SI302")),),
        severity={"SI108": "error"},
    )
    assert found.selection == general == model.selection
    assert train.selection.ignore == ("near-duplicate-name", "SI203")
    assert train.selection.severity == {"SI108": "info"}
    assert (train.script, train.args) == ("train.py", ("--batch", "32"))
    assert train.python == str(tmp_path / "envs/tf1")
    assert train.baseline == tmp_path / "baselines/train.json"
    assert train.checkpoint == tmp_path / "checkpoints/model.ckpt-1000"
    assert (train.graph, module.graph) == (1, None)
    assert model.python == "python3.7"
    assert model.baseline == tmp_path / "model.build.baseline.json"
    assert module.baseline == tmp_path / "project.eval.baseline.json"
    assert module.checkpoint is None


def test_what_is_run(tmp_path: Path) -> None:
    (tmp_path / "train.py").touch()
    (tmp_path / "model.py").touch()
    train, model, module = (target.target() for target in config(tmp_path, FULL).targets)
    assert (train.kind, train.path, train.arguments) == ("script", "train.py", ("--batch", "32"))
    assert (model.kind, model.path, model.function, model.call) == ("function", "model.py", "build", {"batch": 2})
    assert (module.kind, module.module) == ("module", "project.eval")


def test_missing_script(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="no such file"):
        config(tmp_path, FULL).targets[0].target()


def test_defaults(tmp_path: Path) -> None:
    found = config(tmp_path, "[project]\nname = 'x'\n")
    assert (found.targets, found.selection, found.fail_on) == ((), Selection(), "error")
    assert found.folder == tmp_path


def test_no_file() -> None:
    assert load(None) == Config(Path.cwd())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[tool.scopeinspect]\nfail_on = 'any'", "no key 'fail_on'; did you mean fail-on?"),
        ("[tool.scopeinspect]\nselct = []", "did you mean select?"),
        ("[tool.scopeinspect]\nzzz = 1", "there are fail-on, ignore, per-scope-ignore, select, severity, targets."),
        ("[[tool.scopeinspect.targets]]\nscript = 'a.py'\nbaselin = 'b'", "did you mean baseline?"),
        ("[[tool.scopeinspect.targets]]\nargs = []", "lacks `script`"),
        ("[[tool.scopeinspect.targets]]\nscript = 3", "tool.scopeinspect.targets[0].script is an integer, and is to be a string."),
        (
            "[[tool.scopeinspect.targets]]\nscript = 'a.py'\nbaseline = 1979-05-27",
            "tool.scopeinspect.targets[0].baseline is a date, and is to be a string.",
        ),
        (
            "[tool.scopeinspect.targets.train]\nscript = 'train.py'",
            "targets is a table, and is to be an array; each target begins with a line [[tool.scopeinspect.targets]].",
        ),
        ("[tool.scopeinspect]\nfail-on = 'erorr'", "can't be 'erorr'; did you mean error?"),
        ("[tool.scopeinspect]\nfail-on = 'sometimes'", "`tool.scopeinspect.fail-on` can't be 'sometimes'; there are any, error, never, warning."),
        ("[tool.scopeinspect.severity]\nSI101 = 'info'\nSI108 = 'bad'", "tool.scopeinspect.severity.SI108` can't be 'bad'; there are error, info, warning."),
        ("[tool.scopeinspect.severity]\nSI108 = 3", "tool.scopeinspect.severity.SI108 is an integer, and is to be a string."),
        ("[tool.scopeinspect.per-scope-ignore]\n'a/*' = 'SI1'", 'tool.scopeinspect.per-scope-ignore."a/*" is a string, and is to be an array.'),
        ("[tool.scopeinspect.per-scope-ignore]\na = []\nb = [3]", "tool.scopeinspect.per-scope-ignore.b[0] is an integer, and is to be a string."),
        ("[[tool.scopeinspect.targets]]\nscript = 'a.py'\nseverity = {SI108 = 'bad'}", "tool.scopeinspect.targets[0].severity.SI108` can't be 'bad'; there are error, info, warning."),
        ("[[tool.scopeinspect.targets]]\nscript = ''", "tool.scopeinspect.targets[0].script is empty, and is to name a target."),
        ("[[tool.scopeinspect.targets]]\nscript = '-m '", "tool.scopeinspect.targets[0].script is empty, and is to name a target."),
        ("[[tool.scopeinspect.targets]]\nscript = 'a.py'\npython = ''", "tool.scopeinspect.targets[0].python is empty, and is to name an interpreter."),
        ("[[tool.scopeinspect.targets]]\nscript = 'a.py'\nbaseline = ' '", "tool.scopeinspect.targets[0].baseline is empty, and is to name a file."),
        ("[tool.scopeinspect]\ntargets = 'train.py'", "targets is a string, and is to be an array; each target begins with"),
        ("[tool]\nscopeinspect = 3", "is to be a table"),
        ("[tool.scopeinspect", "is not TOML"),
        ("a = " + "[" * 20_000, "is not TOML"),
        ("\ud800", "is not TOML"),
        (
            """
            [tool.scopeinspect]
            targets = [{script = 'a.py', baseline = 'b.json'}, {script = 'c.py', baseline = 'd/../b.json'}]
            """,
            "a.py and c.py have one baseline",
        ),
        (
            "[[tool.scopeinspect.targets]]\nscript = 'a.py'\n[[tool.scopeinspect.targets]]\nscript = 'a.py'\nargs = ['x']",
            "a.py and a.py have one baseline",
        ),
    ],
)
def test_bad_files(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert says in str(caught.value)
    assert str(caught.value).startswith(str(path))


def test_mark_of_windows_editors(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.scopeinspect]\nfail-on = "any"\n', encoding="utf-8-sig")
    assert load(path).fail_on == "any"


def test_gigantic_file(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("#" * (5 << 20))
    with pytest.raises(ConfigError, match="too large"):
        load(path)


def test_nearest_file_above(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    assert find(below) == tmp_path / "pyproject.toml"
    (below / "pyproject.toml").touch()
    assert find(below) == below / "pyproject.toml"


def diagnostic(severity: str) -> Diagnostic:
    """Return a finding of a severity."""
    return Diagnostic("SI999", "a-rule", severity, "it is so", (), (), "because", ())


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("error", {"error"}),
        ("warning", {"error", "warning"}),
        ("any", {"error", "warning", "info"}),
        ("never", set()),
    ],
)
def test_fail_on(fail_on: str, failing: set[str]) -> None:
    for severity in ("error", "warning", "info"):
        assert fails([diagnostic(severity)], fail_on) is (severity in failing)
    assert not fails([], fail_on)


@pytest.mark.parametrize(("text", "number"), [("session", 1), ("session:3", 3)])
def test_stop_at(tmp_path: Path, text: str, number: int) -> None:
    targets = f'[[tool.scopeinspect.targets]]\nscript = "train.py"\nstop-at = "{text}"\n'
    assert config(tmp_path, targets).targets[0].stop_at_session == number


@pytest.mark.parametrize("text", ["", "sessions", "session:", "session:0", "session:-1", "session:x"])
def test_stop_at_what_is_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"stop-at of train\.py is neither `session` nor `session:N`\.$"):
        config(tmp_path, f'[[tool.scopeinspect.targets]]\nscript = "train.py"\nstop-at = "{text}"\n')
