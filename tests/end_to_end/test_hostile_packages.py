"""Packages of the user's that are called as ours or our libraries' are the user's: they neither harm us nor we them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import Command
from ..recorder.targets import RECORDER, interpreter

NAMES = ["cli", "click", "scopeinspect", "json5", "msgspec", "model", "hooks", "script", "journal", "sites"]

OTHERS = ["rich", "jinja2", "tensorflow_io"]
"""Packages that nobody is to import: TensorFlow itself looks for some of them, before the script's folder is there."""

SCRIPT = """\
import tensorflow as tf
{imports}

with tf.variable_scope("scope"):
    tf.get_variable("v", [2, 3])
print("as expected:", {names})
"""


@pytest.fixture(scope="module")
def scopeinspect(installed: Command) -> Command:
    """Return processes of their own: what Python itself finds, and how it starts and ends, is what is looked at."""
    return installed


def packages(folder: Path) -> None:
    """Put packages with these names into a folder."""
    for name in [*NAMES, *OTHERS]:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(f"mine = {name!r}\n")
    for name in OTHERS:
        (folder / name / "__init__.py").write_text("raise RuntimeError('imported by mistake')\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a script that imports its own packages of all these names."""
    path = tmp_path / "project" / "train.py"
    path.parent.mkdir()
    imports = "\n".join(f"import {name}" for name in NAMES)
    path.write_text(SCRIPT.format(imports=imports, names=", ".join(f"{name}.mine" for name in NAMES)))
    return path


def works(scopeinspect: Command, project: Path, *options: str, **settings: object) -> None:
    ran = scopeinspect("run", *options, project, **settings)
    assert ran.status == 0, ran.stderr
    assert f"as expected: {' '.join(NAMES)}" in ran.stderr
    assert "1 variable, all trainable · 6 parameters" in ran.stdout


def test_beside_the_script(scopeinspect: Command, project: Path) -> None:
    packages(project.parent)
    works(scopeinspect, project, cwd=project.parent)


def test_own_module_where_tensorflow_has_another(scopeinspect: Command, tmp_path: Path) -> None:
    """As under `python`, which comes to them before it comes to those that TensorFlow needs later."""
    (tmp_path / "rich.py").write_text("mine = 'rich'\n")
    (tmp_path / "h5py").mkdir()
    (tmp_path / "h5py" / "__init__.py").write_text("from .part import mine\n")
    (tmp_path / "h5py" / "part.py").write_text("mine = 'h5py'\n")
    (tmp_path / "numpy").mkdir()  # data, say: without an __init__.py it gives way to the real one
    program = "import tensorflow as tf\nimport h5py, numpy, rich\nprint(rich.mine, h5py.mine, numpy.zeros(1))\n"
    (tmp_path / "train.py").write_text(program + "tf.compat.v1.get_variable('v', [2, 3])\n")
    plain = subprocess.run([sys.executable, "train.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    ran = scopeinspect("run", "train.py", cwd=tmp_path)
    assert ran.stderr == plain.stdout == "rich h5py [0.]\n"
    assert ran.status == 0


def test_script_called_as_a_module_that_tensorflow_needs(scopeinspect: Command, tmp_path: Path) -> None:
    """It is not run again where that module is asked for."""
    program = "import random, rich\nprint(rich.__name__, random.random() < 1)\nimport tensorflow as tf\n"
    for name in ("random.py", "rich.py"):
        (tmp_path / name).write_text(program + "tf.get_variable('v', [2, 3])\n")
        ran = scopeinspect("run", name, cwd=tmp_path)
        assert ran.stderr == "rich True\n"
        (tmp_path / name).unlink()


def test_on_pythonpath(scopeinspect: Command, project: Path, tmp_path: Path) -> None:
    """The script finds them there; the command, which is started with the same PYTHONPATH, does not."""
    packages(tmp_path)
    (tmp_path / "rich" / "__init__.py").unlink()  # TensorFlow would import it, with or without us
    works(scopeinspect, project, cwd=project.parent, env={"PYTHONPATH": str(tmp_path)})


@pytest.mark.parametrize("path", ["", ".", "project"])
@pytest.mark.parametrize("name", ["click", "rich", "msgspec", "scopeinspect", "jinja2"])
def test_command_finds_its_own(scopeinspect: Command, tmp_path: Path, name: str, path: str) -> None:
    """Whether PYTHONPATH holds a whole path or one that begins here."""
    (tmp_path / "project").mkdir()
    (tmp_path / path / f"{name}.py").write_text("raise RuntimeError('imported by mistake')\n")
    for arguments in (["--help"], ["show", "missing"]):
        ran = scopeinspect(*arguments, cwd=tmp_path, env={"PYTHONPATH": path or str(tmp_path)})
        assert "imported by mistake" not in ran.stderr


def test_on_tensorflow_1(scopeinspect: Command, project: Path, tf1_python: str) -> None:
    packages(project.parent)
    works(scopeinspect, project, "--python", tf1_python, cwd=project.parent)


def test_recorder_compiles_in_python_37(tmp_path: Path) -> None:
    python = interpreter("3.7")
    if python is None:
        pytest.skip("NOT TESTED: there is no Python 3.7 on this machine, by pyenv or on the PATH")
    program = "import sys; [compile(open(path, encoding='utf-8').read(), path, 'exec') for path in sys.argv[1:]]"
    files = sorted(RECORDER.rglob("*.py"))
    assert len(files) > 15
    done = subprocess.run([python, "-W", "error", "-c", program, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_recorder_imports_in_python_37() -> None:
    """All of it but `stand_ins`, which need a TensorFlow 2."""
    python = interpreter("3.7")
    if python is None:
        pytest.skip("NOT TESTED: there is no Python 3.7 on this machine, by pyenv or on the PATH")
    program = (
        "import importlib, importlib.util, os, sys\n"
        "folder = sys.argv[1]\n"
        "spec = importlib.util.spec_from_file_location('r', os.path.join(folder, '__init__.py'), submodule_search_locations=[folder])\n"
        "sys.modules['r'] = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(sys.modules['r'])\n"
        "for name in sys.argv[2:]:\n"
        "    importlib.import_module('r.' + name)\n"
        "assert 'tensorflow' not in sys.modules\n"
    )
    names = [path.stem for path in sorted(RECORDER.glob("*.py")) if path.stem not in {"__init__", "__main__"}]
    done = subprocess.run([python, "-W", "error", "-c", program, RECORDER, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_any_python_can_parse_what_is_started() -> None:
    """So that one that is too old can say so."""
    python = interpreter("2.7")
    if python is None:
        pytest.skip("NOT TESTED: there is no Python 2.7 on this machine")
    program = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')"
    done = subprocess.run([python, "-c", program, RECORDER / "__main__.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_our_own_python_is_new_enough() -> None:
    assert sys.version_info >= (3, 11)
