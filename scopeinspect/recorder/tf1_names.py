"""Which names of TensorFlow a program uses, and whether only TensorFlow 1 has them.

Programs and packages are read here, never run. The answer about a name comes from TensorFlow's own modules, so
TensorFlow must have been imported.
"""

from __future__ import annotations

import ast
import collections
import os
import sys
from types import ModuleType
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Union

Source = Union[bytes, str]

ONLY_TF1, ONLY_TF2, BOTH = "TensorFlow 1", "TensorFlow 2", "both"

_GONE = "contrib"
"""The part of TensorFlow 1 that compat.v1 hasn't got either."""
_TF2_HABITS = ("GradientTape", "function", "compat.v2")
"""Names that compat.v1 has as well, but that belong to programs written for TensorFlow 2."""
_GUARDS = {"AttributeError", "ImportError", "ModuleNotFoundError"}
_BROAD_GUARDS = {None, "BaseException", "Exception"}
_FILES_READ = 100
"""How many files of a package are looked at. It is a guess, and it must not take long."""


class Use(NamedTuple):
    """A place in a program that names something of TensorFlow's."""

    name: str
    """The name as TensorFlow has it: ``train.AdamOptimizer``."""
    written: str
    """The name as the program has it: ``tf.train.AdamOptimizer``."""
    line: int


def era(name: str) -> str:
    """Which TensorFlow has this name: `ONLY_TF1`, `ONLY_TF2` or `BOTH`.

    A name that both lack, or that only Keras could tell about (which takes a second to import), is `BOTH`:
    nothing follows from it.
    """
    if _is_within(name, _GONE):
        return ONLY_TF1
    if any(_is_within(name, habit) for habit in _TF2_HABITS):
        return ONLY_TF2
    new: Any = sys.modules["tensorflow"]
    old = new.compat.v1
    for part in name.split("."):
        if not isinstance(old, ModuleType) or "Lazy" in type(new).__name__:
            break
        in_old, in_new = hasattr(old, part), hasattr(new, part)
        if in_old != in_new:
            return ONLY_TF1 if in_old else ONLY_TF2
        if not in_old:
            break
        old, new = getattr(old, part), getattr(new, part)
    return BOTH


def evidence(uses: Iterable[Use]) -> Optional[Use]:
    """The first use of a name that only TensorFlow 1 has, if those outnumber the names of TensorFlow 2."""
    eras = [(era(use.name), use) for use in uses]
    old = [use for which, use in eras if which == ONLY_TF1]
    newer = sum(which == ONLY_TF2 for which, _ in eras)
    return old[0] if len(old) > newer else None


def uses(tree: ast.AST) -> Iterator[Use]:
    """The names of TensorFlow's that a module imports or reads.

    What a module only does after asking for TensorFlow's version, or while it expects to be told that there is
    no such name, tells nothing about the TensorFlow it was written for, and is left out.
    """
    bound = _bound_names(tree)
    for node in _unguarded(tree) if bound else ():
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in _imported(node).values():
                if name:
                    yield Use(name, "tensorflow." + name, node.lineno)
        elif isinstance(node, (ast.Attribute, ast.Name)):
            written = _dotted(node)
            first, _, rest = written.partition(".")
            if first in bound:
                if rest or bound[first]:
                    yield Use(_joined(bound[first], rest), written, node.lineno)
            elif written and bound.get("*") == "":
                yield Use(written, written, node.lineno)


def imports_compat_v1(tree: ast.AST) -> bool:
    """Whether a module says ``import tensorflow.compat.v1``, however spelled."""
    return any(_is_within(name, "compat.v1") for name in _bound_names(tree).values())


def of_package(path: str) -> Optional[str]:
    """Where a package names something that only TensorFlow 1 has: the file's path and line, as words.

    Args:
        path: the package's folder, or its file if it is a single module.
    """
    found: List[Use] = []
    where: Dict[Use, str] = {}
    for filename in _python_files(path)[:_FILES_READ]:
        with open(filename, "rb") as stream:
            source = stream.read()
        tree = parse(source) if b"tensorflow" in source else None
        for use in uses(tree) if tree else ():
            found.append(use)
            where.setdefault(use, filename)
    first = evidence(found)
    return first and at(first, os.path.relpath(where[first], os.path.dirname(path)))


def at(use: Use, filename: str) -> str:
    """A use in words: ``tf.get_variable, model.py line 12``."""
    return "{}, {} line {}".format(use.written, filename, use.line)


def parse(source: Source) -> Optional[ast.Module]:
    """The tree of a module, or None if it isn't Python of this version.

    Packages carry such files along, and cells of a notebook may be anything. What is to be run fails in its own
    words when it is.
    """
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def imports(tree: ast.AST) -> Iterator[Union[ast.Import, ast.ImportFrom]]:
    """The import statements of a module, those in its functions included."""
    # Only statements hold statements; expressions, most of a tree, needn't be looked into.
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for statement in getattr(tree, field, ()):
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                yield statement
            else:
                yield from imports(statement)


def _python_files(path: str) -> List[str]:
    if os.path.isfile(path):
        return [path]
    files: List[str] = []
    folders = collections.deque([path])
    while folders and len(files) < _FILES_READ:
        for entry in sorted(os.scandir(folders.popleft()), key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.name.endswith(".py"):
                files.append(entry.path)
    return files


def _bound_names(tree: ast.AST) -> Dict[str, str]:
    """What of TensorFlow each name in a module stands for: ``{"tf": "", "slim": "contrib.slim"}``."""
    bound: Dict[str, str] = {}
    for node in imports(tree):
        for name, stands_for in _imported(node).items():
            # A module that tries compat.v1 and falls back on the whole was made for both.
            if not _is_within(bound.get(name, ""), "compat.v1"):
                bound[name] = stands_for
    return bound


def _imported(node: Union[ast.Import, ast.ImportFrom]) -> Dict[str, str]:
    names: Dict[str, str] = {}
    if isinstance(node, ast.Import):
        for alias in node.names:
            if _is_within(alias.name, "tensorflow"):
                below = alias.name[len("tensorflow.") :]
                names[alias.asname or alias.name] = below
                if not alias.asname:
                    names["tensorflow"] = ""
    elif not node.level and _is_within(node.module or "", "tensorflow"):
        for alias in node.names:
            below = (node.module or "")[len("tensorflow.") :]
            names[alias.asname or alias.name] = below if alias.name == "*" else _joined(below, alias.name)
    return names


def _unguarded(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.If, ast.IfExp)) and _asks_for_version(child.test):
            continue
        if isinstance(child, ast.Try) and _expects_no_such_name(child):
            continue
        yield child
        if not (isinstance(child, ast.Attribute) and _dotted(child)):
            yield from _unguarded(child)


def _asks_for_version(test: ast.AST) -> bool:
    words = [getattr(node, "attr", getattr(node, "id", "")).lower() for node in ast.walk(test)]
    return any("version" in word or word == "hasattr" for word in words)


def _expects_no_such_name(node: ast.Try) -> bool:
    caught: Any = set()
    for handler in node.handlers:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        caught.update(getattr(kind, "id", None) for kind in types)
    return bool(caught & _GUARDS) or (len(node.body) == 1 and bool(caught & _BROAD_GUARDS))


def _dotted(node: ast.AST) -> str:
    """``tf.nn.relu`` of such a chain of attributes, and nothing of any other expression."""
    parts: List[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *parts[::-1]])


def _joined(parent: str, name: str) -> str:
    return ".".join(part for part in (parent, name) if part)


def _is_within(name: str, parent: str) -> bool:
    return name == parent or name.startswith(parent + ".")
