"""What the user wrote on the command line, as something that can be run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from scopeinspect.checkpoint_files import is_checkpoint, near
from scopeinspect.errors import TargetError

RECORDING_SUFFIXES = (".scopes.jsonl", ".scopes.jsonl.gz")
_RECORDING_BEGINS = b'{"e":"start"'
_PACKED_BEGINS = b"\x1f\x8b"
_NOTEBOOK_SUFFIXES = (".ipynb", ".md")
_FUNCTION = re.compile(r"(?P<where>.+):(?P<function>[^\W\d]\w*)\Z")
_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")


class Target(msgspec.Struct, frozen=True):
    """Something that builds a graph when it is run."""

    kind: Literal["script", "module", "function", "notebook"]
    shown: str
    """What the user calls it."""
    path: str | None = None
    module: str | None = None
    function: str | None = None
    arguments: tuple[str, ...] = ()
    """What it finds in `sys.argv[1:]`."""
    call: dict[str, Any] = {}
    """The keyword arguments of a function."""

    def request(self) -> dict[str, Any]:
        """The target as the recorder is told of it."""
        return {
            "kind": self.kind,
            "path": self.path,
            "module": self.module,
            "function": self.function,
            "args": list(self.arguments),
            "call": self.call,
        }


def target_written(text: str, arguments: Sequence[str] = (), *, call: str = "", folder: str = ".") -> Target:
    """The target that a configuration or a test names: as `target_of` has it, a module with `-m ` before it."""
    is_module = text.startswith("-m ")
    return target_of(
        text[3:].strip() if is_module else text, tuple(arguments), is_module=is_module, call=call, folder=folder
    )


def target_of(
    text: str, arguments: tuple[str, ...] = (), *, is_module: bool = False, call: str = "", folder: str = "."
) -> Target:
    """The target that a text names.

    `model.py`, a folder or zip file with a `__main__.py`, `notebook.ipynb` (or a notebook's text export, `.md`),
    `model.py:build`, `package.module:build`; with `is_module`, `package.module` as for `python -m`.

    Args:
        text: what the user wrote.
        arguments: the target's own.
        is_module: whether `-m` stood before it.
        call: keyword arguments for a function, as they would stand in a call, literals only.
        folder: the working directory of the run, which paths are relative to.

    Raises:
        TargetError: there is no such file, or the arguments can't be read.
    """
    if is_module:
        return Target("module", f"-m {text}", module=text, arguments=arguments)
    if is_recording(text):
        raise TargetError(f"{text}: is a recording, not a script; `scopeinspect show {text}` prints it.")
    match = _FUNCTION.match(text)
    if match and not (Path(folder) / text).exists():
        where, function = match["where"], match["function"]
        named = {"module": where} if _MODULE.match(where) and not where.endswith(".py") else {"path": where}
        if "path" in named:
            _check_file(where, folder)
        return Target("function", text, **named, function=function, arguments=arguments, call=_keywords(call))
    if call:
        raise TargetError(f"{text}: --call gives arguments to a function; name one, as in {text}:build.")
    if text == "-":
        return Target("script", text, path=text, arguments=arguments)
    _check_file(text, folder)
    is_notebook = text.lower().endswith(_NOTEBOOK_SUFFIXES)
    return Target("notebook" if is_notebook else "script", text, path=text, arguments=arguments)


def is_recording(text: str) -> bool:
    """Whether a text names a recording: by its name, or a file that begins as one."""
    if text.endswith(RECORDING_SUFFIXES):
        return True
    if not Path(text).is_file():  # a pipe could be read only once
        return False
    try:
        with Path(text).open("rb") as file:
            begins = file.read(len(_RECORDING_BEGINS))
    except OSError:  # whoever needs it says so
        return False
    return begins_as_recording(begins) or (text.endswith(".gz") and begins.startswith(_PACKED_BEGINS))


def begins_as_recording(data: bytes) -> bool:
    """Whether this is how a recording begins that is not packed."""
    return data.startswith(_RECORDING_BEGINS)


def session_number(text: str) -> int | None:
    """The number of the `Session.run` that `session` or `session:N` means; None where it means none."""
    what, colon, number = text.partition(":")
    if what != "session" or (colon and not (number.isdecimal() and int(number) > 0)):
        return None
    return int(number or 1)


def _check_file(path: str, folder: str) -> None:
    where = Path(folder) / path
    is_program = (where / "__main__.py").exists() or where.suffix in (".py", *_NOTEBOOK_SUFFIXES)
    if is_checkpoint(where) and not is_program:
        command = f"scopeinspect diff {path} SCRIPT"
        raise TargetError(f"{path}: is a checkpoint, and no program; `{command}` compares it with what one makes.")
    if where.is_dir() and not is_program:
        raise TargetError(f"{path}: is a directory without a __main__.py; name the script in it that builds the model.")
    if not where.exists():
        raise TargetError(f"{path}: there is no such file{_near(where)}.")
    if where.suffix == ".json":
        command = f"scopeinspect diff {path} SCRIPT"
        raise TargetError(f"{path}: is no script; if it is a baseline, `{command}` compares with it.")


def _near(where: Path) -> str:
    names = near(where)
    return f"; near: {', '.join(names)}" if names else ""


def _keywords(call: str) -> dict[str, Any]:
    """Reads `batch=32, training=True`.

    Raises:
        TargetError: it is something else, or holds a value that is not a literal of numbers, texts, lists and so on.
    """
    try:
        expression = ast.parse(f"f({call}\n)", mode="eval").body
        if not isinstance(expression, ast.Call) or expression.args or any(not word.arg for word in expression.keywords):
            raise TargetError(f"--call takes keyword arguments, as in 'batch=32, training=True', not {call!r}.")
        values = {str(word.arg): ast.literal_eval(word.value) for word in expression.keywords}
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise TargetError(f"--call can't be read: {call!r} is not a list of name=literal.") from error
    unfit = next((name for name, value in values.items() if not _is_plain(value)), None)
    if unfit is not None:
        raise TargetError(f"--call can't pass {unfit}: only numbers, texts, None, lists and dictionaries can be.")
    return values


def _is_plain(value: object) -> bool:
    """Whether JSON can carry it to the other interpreter unchanged."""
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    return value is None or isinstance(value, bool | int | float | str)
