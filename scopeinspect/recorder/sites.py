"""The places in the user's code from which TensorFlow was called."""

from __future__ import annotations

import linecache
import os
import sys
import sysconfig
from itertools import count
from types import CodeType, FrameType
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

from .converted import Converted
from .first_lines import first_line

NO_SITE = 0
"""The site of an op that no user frame stands behind (made in a thread of a library, say)."""

_frame_at = sys._getframe  # the script may put anything in its place
_LONGEST_TEXT = 400
_GENERATED = ("<frozen ", "<decorator-gen", "<__array_function__", "<attrs ", "<template>")
_CYTHON = (".pyx", ".pxi", ".pxd")
_RECORDER = os.path.join(os.path.dirname(os.path.realpath(__file__)), "")


class UserFiles:
    """Tells the user's files from everyone else's.

    A file is the user's when it lies outside the standard library, outside any ``site-packages`` and outside
    the recorder. Source text without a file (``<string>``, a notebook's cell) is the user's too.

    Args:
        roots: folders whose files are the user's wherever they lie, for a target inside ``site-packages``.
    """

    def __init__(self, roots: List[str]) -> None:
        self._roots = tuple(_folder(root) for root in roots)
        library = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), os.path.dirname(os.__file__)}
        self._library = tuple(_folder(path) for path in library if path)
        self._known: Dict[str, bool] = {}
        self._folders: Dict[str, str] = {}

    def __call__(self, filename: str) -> bool:
        """Whether code of this file name (as in ``co_filename``) is the user's."""
        known = self._known.get(filename)
        if known is None:
            known = self._known[filename] = self._judge(filename)
        return known

    def _judge(self, filename: str) -> bool:
        if filename.startswith("<"):
            return not filename.startswith(_GENERATED)
        path = self._real(filename)
        # Compiled by Cython, a library tells its source by a path on its author's machine.
        if filename.endswith(_CYTHON) and not os.path.exists(path):
            return False
        if path.startswith(_RECORDER) or "__autograph_generated_file" in path:
            return False
        # Only below its root: a project may well hold an environment, whose packages are not the user's.
        root = max((root for root in self._roots if path.startswith(root)), key=len, default="")
        parts = path[len(root):].replace(os.sep, "/").split("/")
        library = tuple(folder for folder in self._library if not root.startswith(folder))
        return not ("site-packages" in parts or "dist-packages" in parts or path.startswith(library))

    def _real(self, filename: str) -> str:
        """The path without links. Folders are looked up once: a library has hundreds of files in each."""
        folder, name = os.path.split(filename)
        if folder not in self._folders:
            self._folders[folder] = _folder(folder)
        path = self._folders[folder] + name
        return os.path.realpath(path) if os.path.islink(path) else path


class Sites:
    """Numbers the user's sites, each told once to ``emit`` before its number is first used.

    Args:
        emit: takes the event of a new site: id, file, line, function and the text of that line.
        is_user_file: says of a code object's file name whether it is the user's.
        start: the folder that paths are told relative to, where they lie below it.
        floor: stacks begin above the frame of this code; None for the whole stack.
        converted: knows the code that autograph makes of the user's; None where there is no TensorFlow.
    """

    def __init__(
        self,
        emit: Callable[[Dict[str, Any]], None],
        is_user_file: Callable[[str], bool],
        start: str,
        floor: Optional[CodeType] = None,
        converted: Optional[Converted] = None,
    ) -> None:
        self._floor = floor
        self._converted = converted
        self._emit = emit
        self._is_user_file = is_user_file
        self._start = _folder(start)
        self._library_files: Set[str] = set()
        # Keyed by id(code): hashing a code object hashes all of its bytecode, every time. The object is kept
        # beside, so that no other can be given its id.
        self._by_code: Dict[int, Tuple[CodeType, Dict[int, int]]] = {}
        self._told: Dict[Tuple[str, int, str], int] = {}
        self._numbers = count(1)

    def here(self) -> int:
        """The number of the innermost user frame's site, or `NO_SITE`. Called once for every op."""
        frame: Any = _frame_at(1)
        library_files = self._library_files
        while frame is not None:
            if frame.f_code.co_filename not in library_files:
                number = self._number(frame)
                if number != NO_SITE:
                    return number
            frame = frame.f_back
        return NO_SITE

    def stack(self) -> List[int]:
        """The numbers of all user frames' sites, outermost first."""
        numbers = []
        for frame in _frames(_frame_at(1)):
            if frame.f_code is self._floor:
                break
            number = self._number(frame)
            if number != NO_SITE:
                numbers.append(number)
        numbers.reverse()
        return numbers

    def of_line(self, filename: str, line: int, function: str) -> int:
        """The number of a site known by its line alone, as a traceback knows it; `NO_SITE` if not the user's."""
        return self._tell(filename, line, function, None) if self._is_user_file(filename) else NO_SITE

    def _number(self, frame: FrameType) -> int:
        """The number of the site where this frame is; `NO_SITE` for a library's."""
        code = frame.f_code
        known = self._by_code.get(id(code))
        if known is None:
            if not (self._is_converted(code) or self._is_user_file(code.co_filename)):
                self._library_files.add(code.co_filename)
                return NO_SITE
            known = self._by_code[id(code)] = (code, {})
        number = known[1].get(frame.f_lasti)
        if number is None:
            number = self._told_of(frame)
            known[1][frame.f_lasti] = number
        return number

    def _is_converted(self, code: CodeType) -> bool:
        return self._converted is not None and code in self._converted

    def _told_of(self, frame: FrameType) -> int:
        code, line = frame.f_code, frame.f_lineno or 0
        if self._converted is not None and code in self._converted:
            origin = self._converted.origin(code.co_filename, line)
            return self.of_line(*origin) if origin else NO_SITE
        line = first_line(code, frame.f_lasti, line, frame.f_globals)
        return self._tell(code.co_filename, line, code.co_name, frame.f_globals)

    def _tell(self, filename: str, line: int, function: str, module_globals: Any) -> int:
        place = (self.shown(filename), line, function)
        number = self._told.get(place)
        if number is None:
            number = next(self._numbers)
            text = linecache.getline(filename, line, module_globals).strip()[:_LONGEST_TEXT]
            self._emit(
                {"e": "site", "id": number, "file": place[0], "line": line, "function": function, "text": text}
            )
            self._told[place] = number  # only now: where telling has failed, it is not known
        return number

    def shown(self, filename: str) -> str:
        """A path as it is told: relative to the folder of the start where it lies below it."""
        if filename.startswith("<"):
            return filename
        # Joined with the folder of the start: the script may have changed directory since.
        path = os.path.normpath(os.path.join(self._start, filename))
        # removeprefix came with 3.9
        return path[len(self._start) :] if path.startswith(self._start) else path  # noqa: FURB188


def frames_of_module(prefixes: Tuple[str, ...], is_user_file: Callable[[str], bool]) -> bool:
    """Whether a module named by one of these prefixes stands between here and the innermost user frame."""
    for frame in _frames(_frame_at(1)):
        if is_user_file(frame.f_code.co_filename):
            return False
        if str(frame.f_globals.get("__name__", "")).startswith(prefixes):
            return True
    return False


def _frames(frame: Any) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _folder(path: str) -> str:
    return os.path.join(os.path.realpath(path), "")
