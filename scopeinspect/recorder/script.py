"""Runs a target exactly as `python` would, in this process.

Being indistinguishable from `python` is the specification, taken from the interpreter it runs in: where two
versions of Python differ (the spelling of ``__file__`` since 3.9, say), so do we.

Who starts the process owes four things: to take its own folder off `sys.path` before anything of the user's
can be imported; to run the target in the main thread, once; to print the `Fault` of an ending that isn't
`shown`; and then to end the process through ``sys.exit(ending.status)``, so that threads are joined and
`atexit` functions run as ever. (For a negative status, Ctrl-C, the same comes of silencing `sys.excepthook` and
raising `KeyboardInterrupt`: python then ends itself by the signal, last of all.) Nothing is put back after a run.

What a target can still notice: frames of ours below its own (`sys._getframe`, ``stacklevel`` beyond the
bottom of the stack, a few calls less until the recursion limit), and that modules which we or TensorFlow
imported are in `sys.modules` before it asks for them, unless its own folder has others of the same names.
"""

from __future__ import annotations

import builtins
import contextlib
import difflib
import importlib.machinery
import importlib.util
import inspect
import io
import linecache
import os
import pkgutil
import sys
import tokenize
import warnings
from dataclasses import dataclass, field, replace
from types import CodeType, ModuleType
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from . import notebook
from .beside import put_first
from .ending import CellFault, Ending, ended_by
from .pythons_own import PythonsOwn
from .source import Problem, Source, check, plain_compile, read, read_whole

CompileSource = Callable[[Source, str], CodeType]

_STDIN = "-"


@dataclass(frozen=True)
class Target:
    """What to run. ``Target(**json.loads(text))`` makes one."""

    kind: str
    """*script*, *module* (``-m``), *function* or *notebook*."""
    path: Optional[str] = None
    """Of a script, a notebook or a function's file. A script may also be ``-`` (standard input), or a folder or
    zip file that holds a ``__main__.py``."""
    module: Optional[str] = None
    """The dotted name of a module, or of a function's module."""
    function: Optional[str] = None
    args: List[str] = field(default_factory=list)
    """The target's own arguments, `sys.argv` from 1 on."""
    call: Dict[str, Any] = field(default_factory=dict)
    """The keyword arguments for a function."""


@dataclass(frozen=True)
class Program:
    """A target that has been read and parsed. Its files are not read twice: they may be pipes."""

    target: Target
    source: bytes = b""
    """The source of a script or of a function's file."""
    cells: Tuple[notebook.Cell, ...] = ()


def load(target: Target) -> Program:
    """Reads and parses a target, and runs nothing.

    A module is only looked for in `run`, because finding it imports the packages it is in.

    Raises:
        Problem: it can't be run, and why.
    """
    if target.kind == "notebook":
        return Program(target, cells=notebook.read_cells(str(target.path)))
    if target.path is None:
        name = str(target.module)
        if target.kind == "module" and name.endswith(".py"):
            raise Problem(f"-m takes a module's name, not a file's: {name[:-3]}.")
        return Program(target)
    if target.kind == "script" and pkgutil.get_importer(target.path) is not None:
        _main_of_folder(target.path)
        return Program(target)
    source = read_whole(sys.stdin.buffer, _STDIN) if target.path == _STDIN else read(target.path)
    check(source, target.path)
    return Program(target, source)


def run(
    program: Program,
    compile_source: CompileSource = plain_compile,
    on_cell: Optional[notebook.OnCell] = None,
) -> Ending:
    """Runs a program to its end.

    Args:
        program: what `load` made of the target.
        compile_source: makes code of the main program's source (of each cell, of a function's file), given
            that and its file name. The modules that it imports don't come by here.
        on_cell: called after each cell of a notebook, with the cell and its fault or None.

    Raises:
        Problem: there is no such module or function, or the function doesn't take these arguments.
    """
    caught: Optional[BaseException] = None
    cell_faults: List[CellFault] = []
    unheard: List[str] = []
    try:
        if program.target.kind == "notebook":
            _run_notebook(program, compile_source, on_cell, cell_faults)
        elif program.target.kind == "function":
            _run_function(program, compile_source, unheard)
        else:
            _RUNNERS[program.target.kind](program, compile_source)
    except Problem:
        raise
    except BaseException as exception:
        caught = exception
    ending = ended_by(caught)
    with PythonsOwn():
        skipped = tuple(skipped for cell in program.cells for skipped in cell.skipped)
        return replace(ending, cells=tuple(cell_faults), skipped=skipped, unheard=tuple(unheard))


def _run_script(program: Program, compile_source: CompileSource) -> None:
    target = program.target
    path = str(target.path)
    main = _new_main()
    if pkgutil.get_importer(path) is not None:
        folder = _as_python_spells(path)
        _set_out([path], target.args, None)
        put_first(folder)  # under `python -P` too
        _run_spec(_main_of_folder(folder), main, compile_source)
        return
    if path == _STDIN:
        filename = "<stdin>"
        _set_out([path], target.args, "")
    else:
        filename = _as_python_spells(path)
        _set_out([path], target.args, os.path.dirname(os.path.realpath(path)))
        main.__loader__ = importlib.machinery.SourceFileLoader("__main__", filename)
        _keep_lines(filename, program.source)
    vars(main).update(__file__=filename, __cached__=None)
    exec(compile_source(program.source, filename), vars(main))


def _run_module(program: Program, compile_source: CompileSource) -> None:
    target = program.target
    name = str(target.module)
    _set_out(["-m", name], target.args, os.getcwd())
    main = _new_main()  # the packages that `name` is in see it bare while they are imported, as under python
    spec = _find_module_to_run(name)
    sys.argv[0] = str(spec.origin)
    _run_spec(spec, main, compile_source)


def _run_function(program: Program, compile_source: CompileSource, unheard: List[str]) -> None:
    """Runs what ``python -c "from MODULE import FUNCTION; FUNCTION(...)"`` would."""
    target = program.target
    where = str(target.path or target.module)
    filename = os.path.abspath(where)
    _set_out([where], target.args, os.getcwd() if target.path is None else os.path.dirname(filename))
    _new_main()
    module = _import(where) if target.path is None else _import_file(filename, program.source, compile_source)
    function = _function_of(module, str(target.function), where, target.call)
    unheard += _unheard(function, target)
    function(**target.call)


def _run_notebook(
    program: Program,
    compile_source: CompileSource,
    on_cell: Optional[notebook.OnCell],
    cell_faults: List[CellFault],
) -> None:
    target = program.target
    path = str(target.path)
    _set_out([path], target.args, os.path.dirname(os.path.abspath(path)))
    notebook.run_cells(program.cells, vars(_new_main()), compile_source, on_cell, cell_faults)


_RUNNERS: Dict[str, Callable[[Program, CompileSource], None]] = {
    "script": _run_script,
    "module": _run_module,
}


def _set_out(command: List[str], args: List[str], folder: Optional[str]) -> None:
    """Sets `sys.argv`, and puts a folder first on `sys.path` unless ``python -P`` or ``-I`` was asked for."""
    if sys.version_info >= (3, 10):
        # Everything before our own command line's end is python and its options: they stay.
        sys.orig_argv = sys.orig_argv[: len(sys.orig_argv) - len(sys.argv)] + command + args
    sys.argv = command[:1] + args
    if folder is not None and not getattr(sys.flags, "safe_path", sys.flags.isolated):
        put_first(folder, command[0])


def _new_main() -> ModuleType:
    """A ``__main__`` as it is before `python` has found what to run."""
    main = ModuleType("__main__")
    vars(main).update(
        __loader__=importlib.machinery.BuiltinImporter,
        __annotations__={},
        __builtins__=builtins,
    )
    sys.modules["__main__"] = main
    return main


def _as_python_spells(path: str) -> str:
    """The path as it stands in ``__file__``: since 3.9 joined to the current folder, before that as typed."""
    return os.path.join(os.getcwd(), path) if sys.version_info >= (3, 9) else path


def _main_of_folder(path: str) -> Any:
    """The spec of the ``__main__`` in a folder or zip file."""
    spec = importlib.machinery.PathFinder.find_spec("__main__", [path])
    if spec is None or spec.loader is None:
        raise Problem(f"{path} holds no __main__.py that could be run.", path)
    return spec


def _run_spec(spec: Any, main: ModuleType, compile_source: CompileSource) -> None:
    """Runs a module that has been found as ``__main__``, as `runpy` does for `python`."""
    source = _source_of(spec)
    if source is not None:
        check(source, spec.origin)
        code = compile_source(source, spec.origin)
    else:
        code = spec.loader.get_code(spec.name)
        if code is None:
            raise Problem(f"{spec.name} isn't written in Python, so -m can't run it.")
    vars(main).update(
        __file__=spec.origin,
        __cached__=spec.cached,
        __loader__=spec.loader,
        __package__=spec.parent,
        __spec__=spec,
    )
    exec(code, vars(main))


def _source_of(spec: Any) -> Optional[bytes]:
    """The source of a module that has been found; None for one that has none, as a lone ``.pyc``."""
    if not spec.has_location or not spec.origin.endswith(".py"):
        return None
    return bytes(spec.loader.get_data(spec.origin))


def _keep_lines(filename: str, source: bytes) -> None:
    """Keeps what came through a pipe for whoever asks for its lines: reading it again would wait for ever."""
    if not os.path.isfile(filename):
        with io.TextIOWrapper(io.BytesIO(source), tokenize.detect_encoding(io.BytesIO(source).readline)[0]) as text:
            # Without a time of change, `linecache.checkcache` leaves the entry alone.
            linecache.cache[filename] = (len(source), None, text.readlines(), filename)


def _find_module_to_run(name: str) -> Any:
    """Finds what ``python -m name`` would run, importing the packages it is in.

    Raises:
        Problem: there is no such module. An error inside one of the packages comes through as it is.
    """
    package = name.rpartition(".")[0]
    if package:
        _import(package)
        _warn_if_imported(name, package)
    try:
        spec: Any = importlib.util.find_spec(name)
    except (ImportError, AttributeError, TypeError, ValueError):
        raise Problem(f"{package} is not a package, so there is no module {name}.") from None
    if spec is None:
        raise Problem(f"There is no module named {name}.")
    if spec.submodule_search_locations is None:
        return spec
    try:
        return _find_module_to_run(name + ".__main__")
    except Problem:
        raise Problem(f"{name} is a package without a __main__.py, so -m can't run it.") from None


def _warn_if_imported(name: str, package: str) -> None:
    existing = sys.modules.get(name)
    if existing is not None and not hasattr(existing, "__path__"):
        message = (
            f"{name!r} found in sys.modules after import of package {package!r}, but prior to execution of "
            f"{name!r}; this may result in unpredictable behaviour"
        )
        warnings.warn_explicit(message, RuntimeWarning, str(existing.__file__), 1, "runpy")


def _import(name: str) -> ModuleType:
    """Imports a module.

    Raises:
        Problem: there is no such module. An ImportError inside it, or a package it is in, comes through.
    """
    try:
        __import__(name)  # not importlib.import_module: this one leaves no frames of importlib in a traceback
    except ModuleNotFoundError as error:
        if error.name is None or not (name + ".").startswith(error.name + "."):
            raise
        raise Problem(f"There is no module named {error.name}.") from None
    return sys.modules[name]


def _import_file(filename: str, source: bytes, compile_source: CompileSource) -> ModuleType:
    """Imports a file as the module that its name says.

    Where a module of this name is loaded already (the file is called ``types.py``, say), that one keeps its
    place in `sys.modules`.
    """
    name = os.path.splitext(os.path.basename(filename))[0]
    loader = importlib.machinery.SourceFileLoader(name, filename)
    spec: Any = importlib.util.spec_from_file_location(name, filename, loader=loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    _keep_lines(filename, source)
    exec(compile_source(source, filename), vars(module))
    return module


def _unheard(function: Callable[..., Any], target: Target) -> Iterator[str]:
    """The options among the script's arguments that are named as arguments which the function was not given."""
    with contextlib.suppress(TypeError, ValueError):  # some builtins have no signature
        for name in inspect.signature(function).parameters:
            if name not in target.call and any(word.split("=")[0] == f"--{name}" for word in target.args):
                yield name


def _function_of(module: ModuleType, name: str, where: str, call: Dict[str, Any]) -> Callable[..., Any]:
    """The function of this name, which takes these arguments.

    Raises:
        Problem: there is none, or it doesn't.
    """
    function: Optional[Callable[..., Any]] = getattr(module, name, None)
    if function is None or not callable(function):
        there = [known for known, value in vars(module).items() if callable(value) and known[0] != "_"]
        near = difflib.get_close_matches(name, there) or sorted(there)[:5]
        hint = f" (there is {', '.join(near)})" if near else ""
        raise Problem(f"{where} has no function {name}{hint}.")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some builtins have none: calling will tell
        return function
    try:
        signature.bind(**call)
    except TypeError as error:
        hint = "--call, before the target, gives arguments"
        raise Problem(f"{where}:{name} can't be called so: {error}; {hint}.") from None
    return function
