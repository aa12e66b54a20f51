"""The interpreter that runs a target."""

from __future__ import annotations

import shutil
from pathlib import Path

from scopeinspect.errors import InterpreterError


def interpreter_of(text: str) -> str:
    """The path of the interpreter that a text names: a program, or the folder of a virtual environment.

    Raises:
        InterpreterError: there is none.
    """
    if not text:
        raise InterpreterError("--python names no interpreter.")
    where = Path(text).expanduser()
    if where.is_dir():
        found = next((path for path in (where / "bin" / "python", where / "python") if path.exists()), None)
        if found is None:
            raise InterpreterError(f"{text}: holds no bin/python, so it is no virtual environment.")
        # Not resolved: a virtual environment's python is a link, and knows itself by where it stands.
        return str(found.absolute())
    if where.exists():
        return str(where.absolute())
    program = shutil.which(text)
    if program is None:
        raise InterpreterError(f"{text}: there is no such interpreter.")
    return program
