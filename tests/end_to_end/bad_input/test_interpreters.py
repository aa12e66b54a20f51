"""Interpreters that are none, that are too old, and that have no TensorFlow or a broken one."""

from __future__ import annotations

import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from ...recorder.targets import interpreter
from .sentences import Said


@pytest.fixture(scope="module")
def without_tensorflow(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a Python that has no TensorFlow."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    return str(folder / "bin" / "python")


@pytest.fixture
def instead_of_tensorflow(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that makes a Python in which `import tensorflow` runs a text, and gives its path."""

    def make(text: str) -> str:
        venv.create(tmp_path / "other", symlinks=True)
        (packages,) = (tmp_path / "other").glob("lib/python*/site-packages")
        (packages / "tensorflow").mkdir()
        if text:
            (packages / "tensorflow" / "__init__.py").write_text(text)
        return str(tmp_path / "other" / "bin" / "python")

    return make


def test_no_tensorflow(said: Said, tmp_path: Path, without_tensorflow: str) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    what = said("run", "--python", without_tensorflow, "program.py")
    assert what.startswith(f"{without_tensorflow} has no TensorFlow")
    assert "pip install tensorflow" in what


def test_tensorflow_that_is_too_old(said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str]) -> None:
    python = instead_of_tensorflow('__version__ = "1.12.3"\n')
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", python, "program.py") == (
        f"{python} has TensorFlow 1.12.3; scopeinspect records with 1.13 or newer."
    )


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        # What TensorFlow 1 comes to with a protobuf of today.
        ('TypeError("Descriptors cannot be created directly.\\nIf this call came from a _pb2.py file, …")', "'protobuf<3.21'"),
        # numpy's message has forty lines, of which the first says nothing.
        ('ImportError("\\n\\nIMPORTANT: PLEASE READ THIS\\n\\nImporting failed.")', "-c 'import tensorflow'"),
        ("AttributeError(\"module 'numpy' has no attribute 'object'\")", "has no attribute 'object'"),
        ("ImportError()", "no reason given"),
        ('SystemExit("this build needs a GPU")', "this build needs a GPU"),
    ],
)
def test_tensorflow_that_is_broken(
    said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str], raised: str, told: str
) -> None:
    python = instead_of_tensorflow(f"raise {raised}\n")
    (tmp_path / "program.py").write_text("x = 1\n")
    what = said("run", "--python", python, "program.py")
    assert what.startswith(f"{python} has a TensorFlow that can't be imported ({raised.partition('(')[0]}: ")
    assert told in what


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("os._exit(5)", "ended with status 5"),
        # What becomes of one that was built for another processor.
        ("os.kill(os.getpid(), signal.SIGILL)", "was killed (SIGILL)"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check"])
def test_tensorflow_that_ends_the_process(
    said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str], command: str, does: str, told: str
) -> None:
    python = instead_of_tensorflow(f"import os, signal\n{does}\n")
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said(command, "--python", python, "program.py") == (
        f"{python} {told} while it imported TensorFlow; `{python} -c 'import tensorflow'` tells the whole."
    )


def test_folder_called_tensorflow(said: Said, tmp_path: Path, instead_of_tensorflow: Callable[[str], str]) -> None:
    python = instead_of_tensorflow("")
    (tmp_path / "program.py").write_text("x = 1\n")
    assert "is no TensorFlow" in said("run", "--python", python, "program.py")


def test_no_such_interpreter(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", "no/such/python", "program.py").startswith("no/such/python: ")


def test_interpreter_of_an_empty_name(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", "", "program.py") == "--python names no interpreter."


def test_folder_without_an_interpreter(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    (tmp_path / "empty").mkdir()
    assert said("run", "--python", "empty", "program.py").startswith("empty: holds no bin/python")


def test_interpreter_that_is_no_program(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    what = said("run", "--python", "./program.py", "program.py")
    assert what.endswith("program.py: can't be started: Permission denied.")


def test_interpreter_that_is_no_python(said: Said, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("x = 1\n")
    assert "is not a Python" in said("run", "--python", "/bin/true", "program.py")


@pytest.mark.parametrize("version", ["2.7", "3.6"])
def test_python_that_is_too_old(said: Said, tmp_path: Path, version: str) -> None:
    old = interpreter(version)
    if old is None:
        pytest.skip(f"NOT TESTED: there is no Python {version} on this machine")
    (tmp_path / "program.py").write_text("x = 1\n")
    assert said("run", "--python", old, "program.py") == (
        f"{old} is Python {version}; scopeinspect records with Python 3.7 or newer."
    )
