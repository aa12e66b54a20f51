"""Reading Python source, and saying in one sentence why it can't be run."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import warnings
from types import CodeType
from typing import BinaryIO, Optional, Sequence, Tuple, Union

from .pipes import opened

Source = Union[bytes, str]
"""Source text: bytes where the encoding is still to be found in them, as in a file."""

LARGEST = 256 * 1024 * 1024
"""Bytes of a program, or of a notebook with all that its cells have shown."""


class Problem(Exception):  # noqa: N818 - it tells of the target; nothing of ours went wrong
    """Why a target can't be run, as one sentence for the user (``str(problem)``).

    Args:
        sentence: what is wrong, the file and position included.
        file, line, column: the same position as data, where there is one; both numbers count from 1.
    """

    def __init__(
        self,
        sentence: str,
        file: Optional[str] = None,
        line: Optional[int] = None,
        column: Optional[int] = None,
    ) -> None:
        super().__init__(sentence)
        self.file = file
        self.line = line
        self.column = column


_ASCII = bytes(range(128)) + b"?" * 128


def plain_compile(source: Source, filename: str) -> CodeType:
    """Compiles a program as `python` does, free of this module's own ``__future__`` imports."""
    return compile(source, filename, "exec", dont_inherit=True)


def read(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        Problem: there is no such file, or it can't be read.
    """
    try:
        with opened(path) as stream:
            return read_whole(stream, path)
    except FileNotFoundError:
        raise Problem(f"There is no file {path}.", path) from None
    except OSError as error:
        raise Problem(f"{path} can't be read: {error.strerror}.", path) from None


def read_whole(stream: BinaryIO, path: str) -> bytes:
    """All that comes of a stream, but of one that does not end, as ``/dev/zero`` doesn't.

    Raises:
        Problem: it is larger than any program.
    """
    read = bytearray()
    while len(read) <= LARGEST:
        part = stream.read(1 << 20)
        if not part:
            return bytes(read)
        read += part
    raise Problem(f"{path} is larger than {LARGEST >> 20} MiB, too large to be a program.", path)


def check(source: Source, path: str) -> None:
    """Parses a program without running any of it.

    Raises:
        Problem: it isn't Python, or not the Python of this interpreter.
    """
    if isinstance(source, bytes):
        _check_encoding(source, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are shown once, when the program is compiled to be run
            plain_compile(source, path)
    except SyntaxError as error:
        raise _syntax_problem(error, path) from None
    except (RecursionError, MemoryError):
        raise Problem(f"{path} is nested too deeply for Python's parser.", path) from None


def parse(lines: Sequence[str]) -> ast.Module:
    """Parses lines of source.

    Raises:
        SyntaxError: they aren't Python.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(lines) + "\n")
    except (ValueError, RecursionError, MemoryError) as error:  # a NUL or a lone surrogate; nested too deeply
        raise SyntaxError(str(error)) from None


def _check_encoding(source: bytes, path: str) -> None:
    if b"\0" in source:
        raise Problem(f"{path} is not Python source but a binary file.", path)
    try:
        # Of the declaration alone: a bad byte beside it is told below, with its place.
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source.translate(_ASCII)).readline)
        source.decode(encoding)
    except SyntaxError as error:
        raise Problem(f"{path} is not Python source: {error.msg}.", path) from None
    except UnicodeDecodeError as error:
        before = source[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        sentence = (
            f"{path}:{line}:{column} is not Python source: "
            f"byte 0x{source[error.start]:02x} isn't {error.encoding}, the encoding of this file."
        )
        raise Problem(sentence, path, line, column) from None


def _syntax_problem(error: SyntaxError, path: str) -> Problem:
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    version = "{}.{}".format(*sys.version_info)
    sentence = f"{path}:{line}:{column} is not Python {version}: {error.msg}"
    construct = python2_construct(error)
    if construct is not None:
        sentence += f"; it reads like Python 2 ({construct})"
    return Problem(sentence if sentence.endswith("?") else sentence + ".", path, line, column)


_PYTHON_2: Tuple[Tuple[str, str], ...] = (
    ("a print statement", r"(^|[:;])\s*print\b\s*(?![\s(=.,)\]])"),
    ("except with a comma", r"\bexcept\s*([\w.]+|\([^)]*\))\s*,\s*\w+\s*:"),
    ("an exec statement", r"(^|[:;])\s*exec\s+[\w\"]"),
    ("backticks", r"`[^`]*`"),
    ("the <> operator", r"<>"),
    ("raise with a comma", r"(^|[:;])\s*raise\s+[\w.]+\s*,"),
    ("a ur'' string", r"\b[uU][rR]\""),
    ("an octal number that begins with a bare 0", r"(?<![\w.])0[0-7]+\b(?!\.)"),
    ("a long number", r"(?<![\w.])(0[xX][0-9a-fA-F]+|\d+)[lL]\b"),
    ("a parameter that unpacks a tuple", r"\bdef\s+\w+\s*\(([^()]*,)?\s*\([\w\s,]+\)|\blambda\s*\("),
)
_STRING_OR_COMMENT = re.compile(r"\"[^\"]*\"|'[^']*'|#.*")


def python2_construct(error: SyntaxError) -> Optional[str]:
    """What in the line of a syntax error is Python 2, if anything: ``"a print statement"``, say.

    Judged by the line alone: `lib2to3`, which could parse Python 2, is gone since Python 3.13.
    """
    if isinstance(error, TabError):
        return "tabs and spaces mixed"
    line = _STRING_OR_COMMENT.sub(lambda found: "" if found.group()[0] == "#" else '""', error.text or "")
    for construct, pattern in _PYTHON_2:
        if re.search(pattern, line):
            return construct
    return None
