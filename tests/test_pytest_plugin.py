"""The pytest plugin, in projects of its own: with TensorFlow, under real xdist, and with warnings as errors."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scopeinspect
from scopeinspect import baseline
from scopeinspect.testing import ScopeBaseline

from .conftest import Command
from .recordings import Build

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.timeout(900)  # TensorFlow is imported a dozen times

PROJECT = {
    "pyproject.toml": """
        [tool.pytest.ini_options]
        filterwarnings = ["error"]
        testpaths = ["tests"]

        [[tool.scopeinspect.targets]]
        script = "train.py"

        [[tool.scopeinspect.targets]]
        script = "train.py"
        args = ["wide"]
        baseline = "wide.baseline.json"
        """,
    "train.py": """
        import sys
        import tensorflow as tf
        with tf.variable_scope("net"):
            w = tf.get_variable("w", [8 if "wide" in sys.argv else 3], initializer=tf.zeros_initializer())
        loss = tf.reduce_sum(w)
        """,
    "raises.py": """
        import tensorflow as tf
        tf.get_variable("w", [2])
        raise OSError("no data here" + chr(27) + "[31m")
        """,
    "twice.py": """
        import tensorflow as tf
        def make():
            return tf.Variable([1.0, 2.0], name="v")
        make(), make()
        """,
    "tests/test_model.py": """
        import pytest
        import scopeinspect

        SIZE = 3

        def layer(name, size):
            import tensorflow.compat.v1 as tf
            with tf.variable_scope(name):
                return tf.get_variable("w", [size])

        def build():
            layer("first", SIZE)

        def test_function(scope_baseline):
            scope_baseline.check(build)

        class TestClass:
            def test_method(self, scope_baseline):
                scope_baseline.check(build)

        @pytest.mark.parametrize("name", ["plain", "a/b", "a b"])
        def test_parameters(scope_baseline, name):
            scope_baseline.check(lambda: layer(name.replace("/", "_").replace(" ", "_"), SIZE))

        def test_twice(scope_baseline):
            scope_baseline.check(build)
            scope_baseline.check(lambda: layer("second", SIZE))

        def test_named(scope_baseline):
            scope_baseline.check(build, name="model")

        def test_recording(scope_baseline):
            with scopeinspect.record() as recording:
                layer("eager", SIZE)
            scope_baseline.check(recording)

        def test_target(scope_baseline):
            scope_baseline.check(target="train.py", args=["wide"])

        def test_no_duplicates():
            scopeinspect.assert_no_duplicates(build)
            scopeinspect.assert_no_duplicates(target="train.py", args=["wide"])
        """,
    "tests/test_faults.py": """
        import pytest
        import scopeinspect

        def test_build_raises(scope_baseline):
            def build():
                raise OSError("no disk here")
            scope_baseline.check(build)

        def test_target_raises(scope_baseline):
            scope_baseline.check(target="raises.py")

        def test_target_is_missing(scope_baseline):
            scope_baseline.check(target="missing.py")

        def test_no_variables(scope_baseline):
            scope_baseline.check(lambda: None)

        def test_neither(scope_baseline):
            with pytest.raises(TypeError, match="either"):
                scope_baseline.check()

        def test_target_as_a_function(scope_baseline):
            with pytest.raises(TypeError, match=r"a target is named: target='model.py:build'"):
                scope_baseline.check("model.py:build")

        def make():
            import tensorflow.compat.v1 as tf
            return tf.Variable([1.0, 2.0], name="v")

        def test_duplicates():
            scopeinspect.assert_no_duplicates(lambda: [make(), make()])

        def test_duplicates_of_a_target():
            scopeinspect.assert_no_duplicates(target="twice.py")

        def test_duplicates_of_a_target_that_raises():
            scopeinspect.assert_no_duplicates(target="raises.py")

        def test_duplicates_of_neither():
            with pytest.raises(TypeError, match="either"):
                scopeinspect.assert_no_duplicates()

        def test_duplicates_of_a_target_as_a_function():
            with pytest.raises(TypeError, match=r"a target is named: target='model.py:build'"):
                scopeinspect.assert_no_duplicates("model.py:build")
        """,
}

BASELINES = {
    "test_model.test_function": {"first/w": [3]},
    "test_model.TestClass.test_method": {"first/w": [3]},
    "test_model.test_parameters.plain": {"plain/w": [3]},
    "test_model.test_twice": {"first/w": [3]},
    "test_model.test_twice.2": {"second/w": [3]},
    "model": {"first/w": [3]},
    "test_model.test_recording": {"eager/w": [3]},
    "test_model.test_target": {"net/w": [8]},
}
"""What the tests that succeed write: the variables by name, with their shapes."""

TESTS = 10
TARGETS = 2

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        lines = text.lstrip("\n").rstrip(" ").splitlines(keepends=True)
        indent = len(lines[0]) - len(lines[0].lstrip())
        path.write_text("".join(line[indent:] or "\n" for line in lines))


def environment() -> dict[str, str]:
    """Return our environment without what pytest tells its own children."""
    told = {"PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"}
    return {name: value for name, value in os.environ.items() if name not in told} | {"COLUMNS": "110"}


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False, timeout=600
    )


def counts(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    """Return what pytest's last line says."""
    return {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|errors?)", done.stdout.splitlines()[-1])}


def failure(done: subprocess.CompletedProcess[str], test: str) -> str:
    """Return what was printed of one test's failure."""
    match = re.search(rf"^_+ {re.escape(test)} _+\n(.*?)(?=^_+ \S.* _+$|^=+ )", done.stdout, re.MULTILINE | re.DOTALL)
    assert match is not None, done.stdout
    return match[1].strip()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    write(folder, PROJECT)
    return folder


@pytest.fixture(scope="module")
def faults(project: Path) -> subprocess.CompletedProcess[str]:
    """Return a run of what goes wrong, and of one test that has no baseline yet."""
    return run_in(project, "tests/test_faults.py", "tests/test_model.py::test_function")


@pytest.fixture(scope="module")
def updated(project: Path, faults: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return a run by two workers that writes the baselines."""
    return run_in(project, "-n", "2", "--scopeinspect", "--scopeinspect-update", "tests/test_model.py")


@pytest.fixture(scope="module")
def again(project: Path, updated: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return a run by two workers that compares with them."""
    return run_in(project, "-n", "2", "-v", "--scopeinspect", "tests/test_model.py")


@pytest.fixture(scope="module")
def changed(project: Path, again: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return a run after the models have changed."""
    test = project / "tests" / "test_model.py"
    test.write_text(test.read_text().replace("SIZE = 3", "SIZE = 4"))
    script = project / "train.py"
    script.write_text(script.read_text().replace('"net"', '"network"'))
    tests = [f"tests/test_model.py::{name}" for name in ("test_function", "test_target", "test_no_duplicates")]
    return run_in(project, "--scopeinspect", "--show-capture", "no", *tests)


class TestFaults:
    def test_counts(self, faults: subprocess.CompletedProcess[str]) -> None:
        assert counts(faults) == {"failed": 8, "passed": 4}

    def test_baseline_is_not_there(self, faults: subprocess.CompletedProcess[str]) -> None:
        assert failure(faults, "test_function") == (
            "tests/test_model.test_function.baseline.json is not there yet; pytest --scopeinspect-update writes it, to be "
            "committed."
        )

    def test_build_raises(self, faults: subprocess.CompletedProcess[str]) -> None:
        """The user's error is shown as pytest shows any, without our own frames."""
        text = failure(faults, "test_build_raises")
        assert 'raise OSError("no disk here")' in text
        assert "scopeinspect/testing.py" not in text
        assert "scopeinspect/api.py" not in text

    def test_target_raises(self, faults: subprocess.CompletedProcess[str]) -> None:
        text = failure(faults, "test_target_raises")
        assert r"OSError: no data here\x1b[31m" in text
        assert "\x1b" not in text
        assert 'raises.py", line 3' in text
        assert "testing.py" not in text

    def test_target_is_missing(self, faults: subprocess.CompletedProcess[str]) -> None:
        assert failure(faults, "test_target_is_missing") == "missing.py: there is no such file."

    def test_no_variables(self, faults: subprocess.CompletedProcess[str]) -> None:
        text = failure(faults, "test_no_variables")
        assert text.startswith("test_no_variables made no variables, so there is nothing to compare")

    def test_duplicates_of_a_target(self, faults: subprocess.CompletedProcess[str]) -> None:
        text = failure(faults, "test_duplicates_of_a_target")
        assert "make made 1 variable twice" in text
        assert "twice.py" in text

    def test_duplicates_of_a_target_that_raises(self, faults: subprocess.CompletedProcess[str]) -> None:
        text = failure(faults, "test_duplicates_of_a_target_that_raises")
        assert "raises.py: can't be checked, as it raised OSError: no data here" in text

    def test_duplicates(self, faults: subprocess.CompletedProcess[str]) -> None:
        text = failure(faults, "test_duplicates")
        assert "made 1 variable twice" in text
        assert "SI102" in text
        assert "raise AssertionError" not in text
        assert text.splitlines()[-1].startswith("tests/test_faults.py:")


class TestUpdate:
    def test_writes_all(self, project: Path, updated: subprocess.CompletedProcess[str]) -> None:
        assert counts(updated) == {"passed": TESTS + TARGETS}, updated.stdout
        written = {path.name.removesuffix(".baseline.json"): path for path in (project / "tests").glob("*.baseline.json")}
        assert written.keys() >= BASELINES.keys()
        hashed = written.keys() - BASELINES.keys()
        assert len(hashed) == 2
        assert all(re.fullmatch(r"test_model\.test_parameters\.a-b-[0-9a-f]{8}", name) for name in hashed)
        variables = {
            name: {variable.name: variable.shape for variable in baseline.load(written[name]).variables.values()}
            for name in BASELINES
        }
        assert variables == BASELINES

    def test_targets(self, project: Path, updated: subprocess.CompletedProcess[str]) -> None:
        shapes = [
            [variable.shape for variable in baseline.load(project / name).variables.values()]
            for name in ("train.baseline.json", "wide.baseline.json")
        ]
        assert shapes == [[[3]], [[8]]]

    def test_no_warning(self, updated: subprocess.CompletedProcess[str]) -> None:
        assert "warning" not in updated.stdout.lower()


class TestAgain:
    def test_all_pass(self, again: subprocess.CompletedProcess[str]) -> None:
        assert counts(again) == {"passed": TESTS + TARGETS}, again.stdout

    def test_workers_share_the_work(self, again: subprocess.CompletedProcess[str]) -> None:
        assert {match[1] for match in re.finditer(r"^\[(gw\d)\]", again.stdout, re.MULTILINE)} == {"gw0", "gw1"}

    def test_targets_have_names(self, again: subprocess.CompletedProcess[str]) -> None:
        assert "pyproject.toml::train.py" in again.stdout
        assert "pyproject.toml::train.py[2]" in again.stdout


class TestChanged:
    def test_counts(self, changed: subprocess.CompletedProcess[str]) -> None:
        """All fail but the one that has no baseline."""
        assert counts(changed) == {"failed": 2 + TARGETS, "passed": 1}, changed.stdout

    def test_shape(self, changed: subprocess.CompletedProcess[str]) -> None:
        """The verdict, the change and how to accept it, and nothing of an assertion's guts."""
        lines = failure(changed, "test_function").splitlines()
        assert [re.sub(r" {2,}", "  ", line.rstrip()) for line in lines] == [
            "An old checkpoint can't be restored: 1 variable of another shape or type.",
            "",
            "~  changed  first/w  shape 3 → 4  an old value does not fit",
            "",
            "If that is meant, pytest --scopeinspect-update writes tests/test_model.test_function.baseline.json anew.",
        ]

    def test_renamed(self, changed: subprocess.CompletedProcess[str]) -> None:
        text = failure(changed, "test_target")
        assert text.startswith("An old checkpoint restores with a map: 1 variable renamed, nothing lost.")
        assert "net/w → network/w" in text

    @pytest.mark.parametrize("target", ["train.py", "train.py[2]"])
    def test_target(
        self, scopeinspect: Command, project: Path, changed: subprocess.CompletedProcess[str], target: str
    ) -> None:
        text = failure(changed, f"scopeinspect: {target}")
        assert text.startswith("error[SI402] variable-renamed: net/w is network/w now")
        assert "runtest" not in text
        # What is to be typed makes the comparison that was made here.
        (command,) = re.findall(r"^ +scopeinspect (diff .*)$", text, re.MULTILINE)
        done = scopeinspect(*shlex.split(command), cwd=project)
        assert done.stdout.count('"net/w": "network/w"') == 1, command + done.stdout + done.stderr


class TestUnused:
    """What the plugin does where nobody asks for anything: nothing."""

    def test_costs_nothing(self, pytester: pytest.Pytester) -> None:
        pytester.makeconftest("""
            import sys

            def pytest_unconfigure():
                print({"rich", "click", "msgspec", "jinja2", "tensorflow", "scopeinspect.api"} & set(sys.modules))
        """)
        pytester.makepyfile("def test(): pass")
        result = pytester.runpytest_subprocess("-W", "error")
        result.assert_outcomes(passed=1)
        assert result.outlines[-1] == "set()"

    def test_help(self, pytester: pytest.Pytester) -> None:
        result = pytester.runpytest_inprocess("--help")
        result.stdout.fnmatch_lines(["*--scopeinspect *", "*--scopeinspect-update*"])


class TestCollection:
    """Configured targets as test items; none is run here."""

    CONFIGURED = '[[tool.scopeinspect.targets]]\nscript = "a.py"\n[[tool.scopeinspect.targets]]\nscript = "m.py:build"\n'

    @pytest.fixture
    def collected(self, pytester: pytest.Pytester) -> Callable[..., list[str]]:
        pytester.makepyprojecttoml(self.CONFIGURED)
        pytester.makepyfile(**{"tests/test_x": "def test(): pass"})

        def collect(*arguments: Any) -> list[str]:
            result = pytester.runpytest_inprocess("--collect-only", "-q", *arguments)
            return [line for line in result.outlines if "::" in line]

        return collect

    def test_not_by_default(self, collected: Callable[..., list[str]]) -> None:
        assert collected() == ["tests/test_x.py::test"]

    @pytest.mark.parametrize("arguments", [(), (".",), ("tests",), ("tests/test_x.py::test",), ("tests", "pyproject.toml")])
    def test_beside_the_tests(self, collected: Callable[..., list[str]], arguments: tuple[str, ...]) -> None:
        """Once each, whatever else is named."""
        items = collected("--scopeinspect", *arguments)
        assert sorted(items) == ["pyproject.toml::a.py", "pyproject.toml::m.py:build", "tests/test_x.py::test"]

    def test_one_by_its_name(self, collected: Callable[..., list[str]]) -> None:
        assert collected("--scopeinspect", "pyproject.toml::a.py") == ["pyproject.toml::a.py"]
        assert collected("--scopeinspect", "-k", "build") == ["pyproject.toml::m.py:build"]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "*has no [[][[]tool.scopeinspect.targets]].*"),
            ("[tool.scopeinspect]\nfale-on = 'any'", "*has no key 'fale-on'; did you mean fail-on?*"),
        ],
    )
    def test_nothing_to_collect(self, pytester: pytest.Pytester, text: str, message: str) -> None:
        pytester.makepyprojecttoml(text)
        result = pytester.runpytest_inprocess("--scopeinspect")
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines([f"ERROR: {message}"])


# In this process, without TensorFlow


def recorded(*names: str) -> scopeinspect.Recording:
    build = Build()
    for name in names:
        build.variable(name)
    return scopeinspect.Recording(build.recording())


def test_a_baseline_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    kept = ScopeBaseline(tmp_path / "gone" / "test_model.py", "test_net", tmp_path, update=True)
    with pytest.raises(pytest.fail.Exception) as failed:
        kept.check(recorded("w"))
    assert failed.value.msg is not None
    assert failed.value.msg.endswith("test_model.test_net.baseline.json: can't be written: No such file or directory.")
    assert not failed.value.pytrace


@pytest.mark.parametrize("letter", ["a", "漢", "/"])
def test_parameters_longer_than_the_name_of_a_file(tmp_path: Path, letter: str) -> None:
    """Those that differ at their ends alone have baselines of their own."""
    tests = [f"test_net[{letter * 300}{end}]" for end in "xy"]
    for test in tests:
        ScopeBaseline(tmp_path / "test_model.py", test, tmp_path, update=True).check(recorded(test[-2]))
    for test in tests:
        ScopeBaseline(tmp_path / "test_model.py", test, tmp_path, update=False).check(recorded(test[-2]))
    assert len(list(tmp_path.iterdir())) == len(tests)
