"""Running TF1-style code on TensorFlow 2, as TensorFlow's own migration guide would have it.

The user's modules see ``tensorflow.compat.v1`` with v2 behaviour disabled; libraries keep the TensorFlow that they
expect, but for those that were plainly written for TensorFlow 1.
"""

from __future__ import annotations

import ast
import os
import sys
from types import CodeType
from typing import Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from . import compat_v1, tf1_imports, tf1_names
from .source import Source

_LIBRARY_FOLDERS = ("site-packages", "dist-packages")
_MODULES_READ = 100
"""How many of the user's modules are looked at before the guess is that they are not TF1-style."""


class Decision(NamedTuple):
    """Whether a program runs as TF1-style code."""

    tf1: bool
    why: str
    """What decided it: ``tf.get_variable, model.py line 12``, or ``--no-tf1``."""


def decide(
    programs: Sequence[Tuple[Source, str]],
    is_user_file: Callable[[str], bool],
    search_path: Sequence[str],
    wanted: Optional[bool] = None,
    packages: Sequence[str] = (),
) -> Decision:
    """Decides whether a program is TF1-style code that runs on TensorFlow 2. TensorFlow must have been imported.

    It is, if it or one of the user's modules that it imports says ``import tensorflow`` and then uses names that
    only TensorFlow 1 has, and more of them than names of TensorFlow 2; or else if it imports a package of which
    this is true.

    Args:
        programs: the text and file name of the main program, or of each cell of a notebook.
        is_user_file: says of a path whether it is the user's.
        search_path: where its modules are looked for, `sys.path` as the program will see it.
        wanted: what the user asked for (``--tf1``, ``--no-tf1``); None for a guess.
        packages: what the user named with ``--tf1-package``.
    """
    version = sys.modules["tensorflow"].__version__
    if version.startswith("1."):
        return Decision(False, "TensorFlow " + version)
    if wanted is not None:
        return Decision(wanted, "--tf1" if wanted else "--no-tf1")
    if packages:
        return Decision(True, "--tf1-package " + packages[0])
    return _Reader(is_user_file, search_path).decide(programs)


def install(is_user_file: Callable[[str], bool], packages: Sequence[str] = ()) -> Callable[[Source, str], CodeType]:
    """Makes this process ready for TF1-style code. Nothing of the user's may have been imported yet.

    Args:
        is_user_file: says of a path whether it is the user's.
        packages: top-level names of packages that are TF1-style too. Others are guessed.

    Returns:
        What compiles the main program: takes its text and its file name.
    """
    compat_v1.complete()
    tf1_imports.SourceLoaders(is_user_file, packages).install()
    return tf1_imports.compile_source


class _Reader:
    """Reads a program and what it imports until there is evidence."""

    def __init__(self, is_user_file: Callable[[str], bool], search_path: Sequence[str]) -> None:
        self._is_user_file = is_user_file
        self._search_path = [folder or os.getcwd() for folder in search_path]
        self._packages: Dict[str, None] = {}

    def decide(self, programs: Sequence[Tuple[Source, str]]) -> Decision:
        start = os.path.dirname(programs[0][1]) if programs else ""
        says_compat_v1 = False
        for tree, filename in self._modules(programs):
            first = tf1_names.evidence(tf1_names.uses(tree))
            if first:
                return Decision(True, tf1_names.at(first, _shown(filename, start)))
            says_compat_v1 = says_compat_v1 or tf1_names.imports_compat_v1(tree)
        for path in self._packages:
            where = tf1_names.of_package(path)
            if where:
                return Decision(True, where)
        if says_compat_v1:
            return Decision(False, "it imports tensorflow.compat.v1 itself")
        return Decision(False, "it uses no names that only TensorFlow 1 has")

    def _modules(self, programs: Sequence[Tuple[Source, str]]) -> Iterator[Tuple[ast.Module, str]]:
        """The programs, and then the user's modules that they import, and so on; each once."""
        waiting = list(programs)
        seen = {os.path.abspath(filename) for _, filename in programs}
        for _ in range(_MODULES_READ):
            if not waiting:
                break
            source, filename = waiting.pop(0)
            tree = tf1_names.parse(source)
            if tree is None:
                continue
            yield tree, filename
            for path in self._imported_files(tree, os.path.dirname(os.path.abspath(filename))):
                if path not in seen:
                    seen.add(path)
                    with open(path, "rb") as stream:
                        waiting.append((stream.read(), path))

    def _imported_files(self, tree: ast.Module, here: str) -> Iterator[str]:
        """The user's files that a module imports; what it imports of libraries is noted in passing."""
        for folders, parts in self._imported_names(tree, here):
            for length in range(1, len(parts) + 1):
                folder, path = _find(folders, parts[:length])
                if path and self._is_user_file(path):
                    yield path
                elif path and os.path.basename(folder) in _LIBRARY_FOLDERS and parts[0] not in sys.modules:
                    is_package = os.path.basename(path) == "__init__.py"
                    self._packages.setdefault(os.path.dirname(path) if is_package else path)
                    break

    def _imported_names(self, tree: ast.Module, here: str) -> Iterator[Tuple[List[str], List[str]]]:
        """The dotted names that a module imports, as parts, each with the folders to look for it in."""
        for node in tf1_names.imports(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield self._search_path, alias.name.split(".")
            else:
                above = os.path.normpath(os.path.join(here, *[os.pardir] * (node.level - 1)))
                module = node.module.split(".") if node.module else []
                for alias in node.names:
                    yield [above] if node.level else self._search_path, [*module, alias.name]


def _find(folders: Iterable[str], parts: List[str]) -> Tuple[str, str]:
    """The folder and the file of the module of this name, found as Python would; ``""`` twice if there is none."""
    for folder in folders:
        path = os.path.join(folder, *parts)
        for candidate in (os.path.join(path, "__init__.py"), path + ".py"):
            if os.path.isfile(candidate):
                return folder, candidate
    return "", ""


def _shown(filename: str, start: str) -> str:
    return os.path.relpath(filename, start or os.curdir) if os.path.isabs(filename) else filename
