"""Modules that say ``tensorflow`` are given ``tensorflow.compat.v1``.

Only import statements are changed, and only in the tree that is compiled: the file, its lines and its cached
bytecode stay as they are.
"""

from __future__ import annotations

import ast
import os
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any, Callable, Dict, Iterable, List, Union

from . import tf1_names
from .source import Source

COMPAT_V1 = "tensorflow.compat.v1"

_PLAIN_PARTS = {"compat", "compiler", "core", "dtensor", "lite", "python", "tools", "tsl"}
"""Parts of TensorFlow that are the same package for both, and that compat.v1 has no copy of."""


def compile_source(source: Source, filename: str) -> CodeType:
    """Compiles a module as Python would, with the imports of TensorFlow changed.

    Args:
        source: the module's text, bytes where the encoding is still to be found in them.
        filename: the file that the code object names.

    Raises:
        SyntaxError: as `compile` does.
    """
    tree = compile(source, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    return compile(_Imports().visit(tree), filename, "exec", dont_inherit=True)


class _Imports(ast.NodeTransformer):
    """Rewrites the import statements of a module, each in its place.

    A plain ``import tensorflow.x.y`` binds the name ``tensorflow``, so it imports what it says and then binds that
    name to compat.v1.
    """

    def visit_Import(self, node: ast.Import) -> ast.AST:
        names: List[ast.alias] = []
        for alias in node.names:
            package, _, below = alias.name.partition(".")
            if package != "tensorflow" or below.split(".")[0] == "compat":
                names.append(alias)
                continue
            if below:
                plain = below.split(".")[0] in _PLAIN_PARTS
                name = alias.name if plain else COMPAT_V1 + "." + below
                names.append(ast.copy_location(ast.alias(name, alias.asname), alias))
            if not below or not alias.asname:
                whole = ast.alias(COMPAT_V1, alias.asname or "tensorflow")
                names.append(ast.copy_location(whole, alias))
        return ast.copy_location(ast.Import(names), node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Union[ast.AST, List[ast.AST]]:
        package, _, below = (node.module or "").partition(".")
        if node.level or package != "tensorflow" or below.split(".")[0] in _PLAIN_PARTS:
            return node
        if below:
            return _from(COMPAT_V1 + "." + below, node.names, node)
        plain = [alias for alias in node.names if alias.name in _PLAIN_PARTS]
        others = [alias for alias in node.names if alias.name not in _PLAIN_PARTS]
        return [_from(module, names, node) for module, names in (("tensorflow", plain), (COMPAT_V1, others)) if names]


def _from(module: str, names: List[ast.alias], node: ast.AST) -> ast.AST:
    return ast.copy_location(ast.ImportFrom(module, names, 0), node)


_FOR_TENSORFLOW_2 = ("tensorflow", "tf_keras")
"""Packages of which that is known: reading Keras 2 to find out takes longer than building a small model."""


class SourceLoaders:
    """Has every module that is to see compat.v1 compiled by `compile_source` from now on.

    `SourceFileLoader` itself is changed, rather than a finder added, because it is where every way to a module
    of source passes: the finders of editable installs, `runpy`, `importlib.util.spec_from_file_location`. Its
    cache of bytecode is passed by, in both directions.

    Args:
        is_user_file: says of a path whether it is the user's: such modules see compat.v1.
        packages: top-level names of other packages whose modules see it too. Of a package not named here, the
            first of its modules that mentions TensorFlow decides, by what the package as a whole uses.
    """

    def __init__(self, is_user_file: Callable[[str], bool], packages: Iterable[str]) -> None:
        self._is_user_file = is_user_file
        self._packages: Dict[str, bool] = dict.fromkeys(_FOR_TENSORFLOW_2, False)
        self._packages.update((name, True) for name in packages)

    def install(self) -> None:
        """Changes `SourceFileLoader`, for good: modules are imported until the process ends."""
        get_code = SourceFileLoader.get_code
        wanted = self._is_wanted

        def get_code_for_tf1(self: SourceFileLoader, fullname: str) -> Any:
            path = self.get_filename(fullname)
            if wanted(self, fullname, path):
                return compile_source(self.get_data(path), path)
            return get_code(self, fullname)

        SourceFileLoader.get_code = get_code_for_tf1  # type: ignore[method-assign, assignment]

    def _is_wanted(self, loader: SourceFileLoader, fullname: str, path: str) -> bool:
        if self._is_user_file(path):
            return True
        package = fullname.partition(".")[0]
        known = self._packages.get(package)
        if known is None:
            if b"tensorflow" not in loader.get_data(path):
                return False
            known = self._packages[package] = tf1_names.of_package(_top(fullname, path)) is not None
        return known


def _top(fullname: str, path: str) -> str:
    """The folder (or the file) of the top-level package that holds a module."""
    if os.path.basename(path) == "__init__.py":
        path = os.path.dirname(path)
    for _ in range(fullname.count(".")):
        path = os.path.dirname(path)
    return path
