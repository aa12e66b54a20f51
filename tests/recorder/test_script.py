"""A target runs as it does under `python`: each is run both ways, and everything it can see is compared."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from typing import Any

import pytest

from .programs import PROGRAMS
from .targets import PROBE, RECORDER, Runner, assert_same, interpreter

# The probes: one for each kind of target.


@pytest.fixture
def probes(runner: Runner) -> Runner:
    """Give a folder with the probe programs."""
    shutil.copytree(
        PROBE, runner.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("lib", "start", "__pycache__")
    )
    return runner


@pytest.mark.parametrize(
    "path", ["everything.py", "./everything.py", "./folder/../everything.py", "link.py", "{}/everything.py"]
)
def test_script_sees_what_it_sees_under_python(probes: Runner, path: str) -> None:
    (probes.folder / "links").mkdir()
    (probes.folder / "link.py").symlink_to("everything.py")
    path = path.format(probes.folder)
    arguments = ["-v", "two words", "--flag=1"]
    plain = probes.plain(path, *arguments)
    assert plain.seen[1]["spawned"] == [2, 4]
    assert_same(plain, probes.ours(kind="script", path=path, args=arguments))


def test_script_is_found_through_a_link_from_another_folder(probes: Runner) -> None:
    (probes.folder / "links").mkdir()
    (probes.folder / "links" / "everything.py").symlink_to("../everything.py")
    path = "links/everything.py"
    assert_same(probes.plain(path), probes.ours(kind="script", path=path))


@pytest.mark.parametrize("options", [["-O"], ["-u"], ["-W", "error"], ["-X", "utf8"], ["-I"], ["-P"]], ids="".join)
def test_options_of_python_hold(probes: Runner, options: list[str]) -> None:
    if options == ["-P"] and probes.python == interpreter("3.7"):
        pytest.skip("3.7 has no -P")
    source = "import sys; sys.path.append({!r}); import seen; seen.tell(**seen.look(globals()))"
    probes.write(program=source.format(str(PROBE / "lib")))
    plain = probes.plain(*options, "program.py")
    assert plain.seen
    assert_same(plain, probes.ours(*options, kind="script", path="program.py"))


@pytest.mark.parametrize("path", ["folder", "./folder/", "{}/folder", "program.zip"])
def test_folder_and_zip_file(probes: Runner, path: str) -> None:
    with zipfile.ZipFile(probes.folder / "program.zip", "w") as archive:
        for name in ("__main__.py", "beside.py"):
            archive.write(probes.folder / "folder" / name, name)
    path = path.format(probes.folder)
    plain = probes.plain(path, "argument")
    assert plain.seen
    assert_same(plain, probes.ours(kind="script", path=path, args=["argument"]))


def test_script_from_standard_input(probes: Runner) -> None:
    source = '"""A doc."""\nimport seen\nseen.tell(doc=__doc__, **seen.look(globals()))\n1/0\n'
    plain = probes.plain("-", "argument", stdin=source)
    assert_same(plain, probes.ours(kind="script", path="-", args=["argument"], stdin=source))


@pytest.mark.parametrize("module", ["package", "package.__main__", "package.nested.program", "everything"])
def test_module_sees_what_it_sees_under_python(probes: Runner, module: str) -> None:
    plain = probes.plain("-m", module, "argument")
    assert plain.seen
    assert_same(plain, probes.ours(kind="module", module=module, args=["argument"]))


def test_module_imported_by_its_own_package(probes: Runner) -> None:
    (probes.folder / "package" / "nested" / "__init__.py").write_text("from . import program")
    plain = probes.plain("-m", "package.nested.program")
    ours = probes.ours(kind="module", module="package.nested.program")
    assert "found in sys.modules after import of package" in plain.err
    # The place of this warning is runpy's line there, and the module's here.
    assert ours.err.partition("RuntimeWarning: ")[2].splitlines()[0] in plain.err
    assert len(ours.seen) == len(plain.seen)


FUNCTION_AS_PYTHON = """
import sys
sys.argv = [{where!r}, "argument"]
sys.path[0] = {folder!r}
import {module}
{module}.build(batch=32, training=True)
"""


@pytest.mark.parametrize(
    "where", ["functions.py", "../work/functions.py", "{}/functions.py", "functions", "package.of"]
)
def test_function_sees_what_it_sees_under_python(probes: Runner, where: str) -> None:
    shutil.copy(probes.folder / "functions.py", probes.folder / "package" / "of.py")
    where = where.format(probes.folder)
    is_file = where.endswith(".py")
    module = "functions" if is_file else where
    code = FUNCTION_AS_PYTHON.format(where=where, folder=str(probes.folder.resolve()), module=module)
    plain = probes.plain("-c", code)
    assert plain.seen[-1]["batch"] == 32
    kind = {"path": where} if is_file else {"module": where}
    ours = probes.ours(
        kind="function", function="build", args=["argument"], call={"batch": 32, "training": True}, **kind
    )
    for sight in [*plain.seen, *ours.seen]:
        sight.pop("orig_argv", None)  # no command line of python says this
        if "imported" in sight:
            sight["seen while imported"].pop("orig_argv", None)
    assert_same(plain, ours)


@pytest.mark.parametrize("name", PROGRAMS)
def test_script_does_what_it_does_under_python(runner: Runner, name: str) -> None:
    modules = dict.fromkeys(
        ("script", "hooks", "journal", "notebook", "source", "ending", "cli", "rich", "scopeinspect", "utils"),
        "ME = 'of the user'",
    )
    modules.update(
        beside="MARK = 1",
        broken="import no_such_module",
        unreadable="print 'two'",
        warned="import warnings\nwarnings.warn('shown')\nwarnings.warn('hidden', DeprecationWarning)",
    )
    outcomes = []
    for run in (
        lambda: runner.plain("program.py", stdin="one\ntwo"),
        lambda: runner.ours(kind="script", path="program.py", stdin="one\ntwo"),
    ):
        runner.write(program=PROGRAMS[name], **modules)
        outcomes.append(run())
    assert_same(*outcomes)


# How a run ended, as data.


def test_ending_of_a_program_that_raises(current: Runner) -> None:
    current.write(program="def build(units):\n    raise ValueError(f'no {units}')\n\nbuild(3)\n")
    ours = current.ours(kind="script", path="program.py")
    path = str(current.folder / "program.py")
    assert ours.ending == {
        "kind": "raised",
        "status": 1,
        "fault": {
            "type": "ValueError",
            "message": "no 3",
            "traceback": ours.err,
            "frames": [[path, 4, "<module>"], [path, 2, "build"]],
            "python2": None,
            "checkpoint": "",
        },
        "shown": False,
        "cells": [],
        "skipped": [],
        "unheard": [],
    }


@pytest.mark.parametrize(
    ("source", "kind", "status", "shown"),
    [
        ("", "finished", 0, False),
        ("raise SystemExit", "exited", 0, False),
        ("raise SystemExit(3)", "exited", 3, False),
        ("raise SystemExit('text')", "exited", 1, False),
        ("raise KeyboardInterrupt", "raised", -2, False),
        ("import sys; sys.excepthook = print; 1 / 0", "raised", 1, True),
        ("import sys; sys.excepthook = lambda *_: sys.exit(5); 1 / 0", "exited", 5, True),
    ],
)
def test_kinds_of_ending(current: Runner, source: str, kind: str, status: int, shown: bool) -> None:
    current.write(program=source)
    ending = current.ours(kind="script", path="program.py").ending
    assert (ending["kind"], ending["status"], ending["shown"]) == (kind, status, shown)
    assert (ending["fault"] is None) == ("excepthook" not in source and kind != "raised")


THROUGH_A_HOOK = """
import sys
hooks = {}
exec(compile("def call(function): return function()", sys.argv[1] + "/hooks.py", "exec"), hooks)

def fail():
    raise ValueError("inside")

def middle():
    try:
        hooks["call"](fail)
    except ValueError as error:
        try:
            hooks["call"](lambda: 1 / 0)
        except ZeroDivisionError as another:
            raise TypeError from another

hooks["call"](middle)
"""


def test_frames_of_the_recorder_are_nowhere_in_a_traceback(runner: Runner) -> None:
    runner.write(program=THROUGH_A_HOOK)
    ours = runner.ours(kind="script", path="program.py", args=[str(RECORDER)])
    plain = runner.plain("program.py", str(RECORDER))
    assert "hooks.py" in plain.err
    kept = re.sub(r'  File "[^"]*hooks.py".*\n(    .*\n)*', "", plain.err)
    assert ours.err == kept
    assert [frame[2] for frame in ours.ending["fault"]["frames"]] == ["<module>", "middle"]


DEEP = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("_recorder", {0!r} + "/__init__.py", submodule_search_locations=[{0!r}])
sys.modules["_recorder"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["_recorder"])
from _recorder.ending import strip
sys.setrecursionlimit(10**6)

def call(times):
    if not times:
        raise ValueError
    call(times - 1)

try:
    call(300_000)
except ValueError as error:
    strip(error)
    print("stripped")
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="so many calls don't fit on the stack")
def test_frames_of_the_recorder_are_looked_for_in_a_deep_traceback(current: Runner) -> None:
    """Python walks through all that follow whenever a frame is put after another: that would take minutes here."""
    current.write(program=DEEP.format(str(RECORDER)))
    assert current.plain("program.py").out == "stripped\n"


THROUGH_A_HOOK_IN_A_GROUP = """
import sys
hooks = {}
exec(compile("def call(function): return function()", sys.argv[1] + "/hooks.py", "exec"), hooks)
try:
    hooks["call"](lambda: 1 / 0)
except ZeroDivisionError as error:
    kept = error
raise ExceptionGroup("several", [kept])
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there are no groups of exceptions")
def test_frames_of_the_recorder_are_nowhere_in_a_group(current: Runner) -> None:
    current.write(program=THROUGH_A_HOOK_IN_A_GROUP)
    ours = current.ours(kind="script", path="program.py", args=[str(RECORDER)])
    assert "hooks.py" in current.plain("program.py", str(RECORDER)).err
    assert "in <lambda>" in ours.err
    assert "hooks.py" not in ours.err


def test_frames_are_told_whatever_the_traceback_shows(current: Runner) -> None:
    current.write(program="import sys\nsys.tracebacklimit = 0\ndef f(): 1 / 0\nf()")
    frames = current.ours(kind="script", path="program.py").ending["fault"]["frames"]
    assert [frame[1:] for frame in frames] == [[4, "<module>"], [3, "f"]]


def test_message_of_an_exception_that_has_none(runner: Runner) -> None:
    runner.write(program="class Mute(Exception):\n    def __str__(self): 1 / 0\nraise Mute")
    fault = runner.ours(kind="script", path="program.py").ending["fault"]
    assert fault["type"] == "Mute"
    assert fault["traceback"].endswith(fault["message"] + "\n")


def test_syntax_error_of_an_imported_module(runner: Runner) -> None:
    runner.write(program="\nimport old", old="x = 1\nprint x\n")
    fault = runner.ours(kind="script", path="program.py").ending["fault"]
    assert fault["type"] == "SyntaxError"
    assert fault["python2"] == "a print statement"
    assert [frame[1:] for frame in fault["frames"]] == [[2, "<module>"]]


def test_main_program_is_compiled_by_the_given_function(runner: Runner) -> None:
    runner.write(program='print("as written", __file__ == __import__("sys").argv[1])')
    code = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("_recorder", {0!r} + "/__init__.py", submodule_search_locations=[{0!r}])
sys.modules["_recorder"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["_recorder"])
from _recorder import script
target = script.Target("script", path="program.py", args=sys.argv[1:])
def change(source, filename):
    return compile(source.replace(b"as written", b"as changed"), filename, "exec", dont_inherit=True)
script.run(script.load(target), change)
"""
    name = "program.py" if runner.python == interpreter("3.7") else str(runner.folder / "program.py")
    done = runner.plain("-c", code.format(str(RECORDER)), name)
    assert (done.out, done.err) == ("as changed True\n", "")


# Modules and functions that aren't there.


def test_module_that_cannot_be_run(runner: Runner) -> None:
    runner.write(program="print 1", fine="1")
    (runner.folder / "package").mkdir()
    (runner.folder / "package" / "__init__.py").touch()
    (runner.folder / "space").mkdir()
    for module, sentence in {
        "program.py": "-m takes a module's name, not a file's: program.",
        "nowhere": "There is no module named nowhere.",
        "nowhere.at.all": "There is no module named nowhere.",
        "package.nowhere": "There is no module named package.nowhere.",
        "package": "package is a package without a __main__.py, so -m can't run it.",
        "space": "space is a package without a __main__.py, so -m can't run it.",
        "fine.below": "fine is not a package, so there is no module fine.below.",
        "sys": "sys isn't written in Python, so -m can't run it.",
    }.items():
        assert runner.problem_of(kind="module", module=module) == sentence
    assert "it reads like Python 2" in runner.problem_of(kind="module", module="program")


@pytest.mark.parametrize("missing", ["nowhere", "package.nowhere", "package.module.nowhere"])
def test_import_error_inside_is_not_a_missing_module(runner: Runner, missing: str) -> None:
    (runner.folder / "package").mkdir()
    (runner.folder / "package" / "__init__.py").write_text(f"import {missing}")
    (runner.folder / "package" / "module.py").touch()
    runner.write(alone=f"import {missing}")
    for target in (
        {"kind": "module", "module": "package.module"},
        {"kind": "function", "module": "package.module", "function": "f"},
        {"kind": "function", "path": "alone.py", "function": "f"},
    ):
        ours = runner.ours(**target)
        assert (ours.status, ours.ending["fault"]["type"]) == (1, "ModuleNotFoundError")
        assert f"import {missing}" in ours.err


FUNCTIONS = """
def build_model(units, *, training=False): print(units, training)
def build_loss(): raise ValueError("from build_loss")
class Model:
    def __init__(self, units): print("Model", units)
UNITS = 3
"""


def test_function_that_cannot_be_called(runner: Runner) -> None:
    runner.write(model=FUNCTIONS)

    def told(function: str, **call: Any) -> str:
        ours = runner.ours(kind="function", path="model.py", function=function, call=call)
        assert ours.status == 2
        return str(ours.ending["problem"])

    assert told("biuld_model") == "model.py has no function biuld_model (there is build_model)."
    assert told("nothing") == "model.py has no function nothing (there is Model, build_loss, build_model)."
    assert told("UNITS") == "model.py has no function UNITS (there is Model, build_loss, build_model)."
    assert told("build_model") == "model.py:build_model can't be called so: missing a required argument: 'units'; --call, before the target, gives arguments."
    assert "unexpected keyword argument 'batch'" in told("build_model", units=1, batch=2)
    assert runner.problem_of(kind="function", module="nowhere.at", function="f") == "There is no module named nowhere."


def test_function_and_class_are_called(runner: Runner) -> None:
    runner.write(model=FUNCTIONS)
    for function, out in (("build_model", "3 False\n"), ("Model", "Model 3\n")):
        ours = runner.ours(kind="function", path="model.py", function=function, call={"units": 3})
        assert (ours.status, ours.out) == (0, out)
    ours = runner.ours(kind="function", module="model", function="build_loss")
    assert ours.status == 1
    assert [frame[2] for frame in ours.ending["fault"]["frames"]] == ["build_loss"]


def test_function_of_a_file_named_as_a_loaded_module(runner: Runner) -> None:
    runner.write(types="import types, enum\ndef build(): print(types.ModuleType.__name__, enum.Enum.__name__)")
    ours = runner.ours(kind="function", path="types.py", function="build")
    assert (ours.out, ours.err) == ("module Enum\n", "")
