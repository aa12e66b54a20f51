"""The arrows of the design: which part imports which, and who may know rich, click and TensorFlow."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
OURS = REPOSITORY / "scopeinspect"
COMMANDS = REPOSITORY / "cli"
FILES = sorted([*OURS.rglob("*.py"), *COMMANDS.rglob("*.py")])


def module_of(path: Path) -> str:
    """Return the dotted name of a file: `scopeinspect.render.tree`, `scopeinspect_cli.run`."""
    root = "scopeinspect" if OURS in path.parents else "scopeinspect_cli"
    parts = path.relative_to(OURS if root == "scopeinspect" else COMMANDS).with_suffix("").parts
    return ".".join([root, *parts]).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it, by their full names."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] if node.level else ""
            base = ".".join(filter(None, [above, node.module]))
            # `from package import module` imports the module, if that is what it is.
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


def within(name: str, *packages: str) -> bool:
    """Whether a module is one of these packages or in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


IMPORTS = {module_of(path): imports(path) for path in FILES}


def breaking(modules: tuple[str, ...], forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    """Return the imports that lead from some modules to forbidden ones."""
    return [
        f"{module} imports {name}"
        for module, names in IMPORTS.items()
        for name in sorted(names)
        if within(module, *modules) and within(name, *forbidden) and not within(name, *allowed)
    ]


def test_every_file_is_looked_at() -> None:
    assert {"scopeinspect.recorder.hooks", "scopeinspect.model", "scopeinspect.render.tree", "scopeinspect_cli.run"} <= set(IMPORTS)
    assert "scopeinspect.recorder.hooks" in IMPORTS["scopeinspect.recorder.record"], "relative imports are seen"
    assert "scopeinspect_cli.output" in IMPORTS["scopeinspect_cli.run"]


def test_recorder_imports_none_of_ours() -> None:
    assert breaking(("scopeinspect.recorder",), ("scopeinspect", "scopeinspect_cli"), ("scopeinspect.recorder",)) == []


def test_recorder_imports_the_standard_library_and_tensorflow_only() -> None:
    # What is imported only to be put in the place of something of TensorFlow 1.
    stand_ins = {"tf_keras", "tf_slim", "keras", "numpy", "IPython", "six"}
    of_tensorflow = {"google"}  # protobuf, which it can't be without
    foreign = {
        f"{module} imports {name}"
        for module, names in IMPORTS.items()
        for name in names
        if within(module, "scopeinspect.recorder")
        and name.partition(".")[0] not in {*sys.stdlib_module_names, "tensorflow", "scopeinspect", *stand_ins, *of_tensorflow, ""}
    }
    assert foreign == set()


def test_recorder_can_be_loaded_under_another_name() -> None:
    """It is started by path; only relative imports find its parts then."""
    for path in (OURS / "recorder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert not within(node.module or "", "scopeinspect"), path


def test_model_imports_nothing_of_ours() -> None:
    assert breaking(("scopeinspect.model",), ("scopeinspect", "scopeinspect_cli")) == []


@pytest.mark.parametrize("part", ["rules", "diff", "tree", "sharing", "journal", "variables", "reuse", "report", "capture", "model", "recording"])
def test_no_answer_imports_a_renderer(part: str) -> None:
    assert breaking((f"scopeinspect.{part}",), ("scopeinspect.render", "scopeinspect_cli")) == []


def test_advice_knows_no_rule() -> None:
    """What is found decides what is advised; what findings have in common is known to both."""
    common = [f"scopeinspect.rules.{name}" for name in ("advice", "facts", "refused", "rule")]
    assert breaking(("scopeinspect.rules.advice",), ("scopeinspect.rules",), (*common,)) == []


def test_nothing_imports_the_command_line_but_what_starts_it() -> None:
    modules = {line.partition(" ")[0] for line in breaking(("scopeinspect",), ("scopeinspect_cli",))}
    assert modules == {"scopeinspect.__main__"}


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("rich", ("scopeinspect.render",)),
        ("click", ("scopeinspect_cli",)),
        ("tensorflow", ("scopeinspect.recorder",)),
        ("jinja2", ("scopeinspect.render",)),
    ],
)
def test_library_is_known_in_one_place_only(library: str, home: tuple[str, ...]) -> None:
    elsewhere = [module for module, names in IMPORTS.items() if any(within(name, library) for name in names) and not within(module, *home)]
    assert elsewhere == []


def test_nothing_imports_the_recorder() -> None:
    """But for the API, which records in the process it is in."""
    outside = {
        module
        for module, names in IMPORTS.items()
        if any(within(name, "scopeinspect.recorder") for name in names) and not within(module, "scopeinspect.recorder")
    }
    assert outside <= {"scopeinspect.api"}
