"""The committed file that says which variables a program has."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec.structs import replace

from scopeinspect.errors import ScopeInspectError
from scopeinspect.files import written_whole
from scopeinspect.pipes import read_at_most
from scopeinspect.variable_tree import SAVED, TreeVariable, VariableTree
from scopeinspect.variables import Kind

SCHEMA = "scopeinspect/baseline/1"
SUFFIX = ".baseline.json"
LARGEST = 64 * 1024 * 1024
"""Bytes of a baseline: a bound for hostile files."""

_OTHER_FORMATS = {b"<!doctype html": "an HTML page", b"<?xml": "XML", b'{"e":"start"': "a recording"}
"""What else we write, by how it begins, and is no JSON as a whole."""

_TRAINABLE = "trainable_variables"


class UnreadableBaselineError(ScopeInspectError):
    """A file is not a baseline that we can read."""


Dimension = Annotated[int, msgspec.Meta(ge=0)]


class Line(msgspec.Struct):
    """One variable, as the file tells it: what is not there is as usual."""

    shape: list[Dimension | None] | None
    dtype: str
    trainable: bool
    initializer: str | None = None
    collections: list[str] | None = None
    kind: Kind = "model"
    kept_for: str | None = None


class File(msgspec.Struct):
    """The whole file."""

    schema: str
    target: str
    variables: dict[str, Line]
    slots: bool = False


def default_path(target: str, folder: Path) -> Path:
    """The baseline of a target, beside its script: `train.baseline.json` for `train.py`.

    Args:
        target: as on the command line; `model.py:build` gives `model.build.baseline.json`, `-m package.module`
            gives `package.module.baseline.json`.
        folder: what the target is relative to.
    """
    if target.startswith("-m "):
        return folder / (target[3:].strip() + SUFFIX)
    where, colon, function = target.rpartition(":")
    if not colon or not function.isidentifier():
        where, function = target, ""
    script = folder / where
    stem = script.stem if script.suffix in (".py", ".ipynb", ".md") else script.name
    return script.with_name(f"{stem}.{function}{SUFFIX}" if function else stem + SUFFIX)


def of_tree(tree: VariableTree, target: str, *, slots: bool = False) -> VariableTree:
    """What a baseline keeps of a program's variables: nothing of where they were made, nor, in its file, of graphs.

    Args:
        tree: of the program.
        target: what the baseline calls it.
        slots: whether slots, moving averages and the like are kept too.
    """
    names = tree.names(slots=slots)
    kept = {
        name: replace(variable, site=None, store_key=None, parts=())
        for name, variable in tree.variables.items()
        if name in names
    }
    return VariableTree(target, "baseline", kept, has_slots=slots, graphs=tree.graphs)


def text_of(baseline: VariableTree) -> str:
    """The text of the file: one variable a line."""
    header: dict[str, Any] = {"schema": SCHEMA, "target": baseline.name}
    if baseline.has_slots:
        header["slots"] = True
    head = [f"{_json(key)}: {_json(value)},\n" for key, value in header.items()]
    lines = ",\n".join(_lines(baseline))
    return "{\n" + "".join(head) + '"variables": {\n' + lines + ("\n" if lines else "") + "}}\n"


def say_the_same(one: VariableTree, other: VariableTree) -> bool:
    """Whether two baselines have the same lines of variables."""
    return one.has_slots == other.has_slots and _lines(one) == _lines(other)


def save(baseline: VariableTree, path: Path) -> None:
    """Writes a baseline; the file appears whole or not at all.

    Raises:
        OSError: it can't be written; a file of that name is then as it was.
    """
    with written_whole(path) as file:
        # A lone surrogate has no UTF-8 form; JSON can write it as an escape, but nobody could read the name.
        file.write(text_of(baseline).encode("utf-8", "replace"))


def load(path: str | os.PathLike[str]) -> VariableTree:
    """Reads a baseline.

    Raises:
        UnreadableBaselineError: the file is missing, cut off, of a newer version, or something else entirely.
    """
    path = Path(path)
    try:
        data = read_at_most(path, LARGEST + 1)
    except OSError as error:
        raise UnreadableBaselineError(f"{path}: can't be read as a baseline: {error.strerror}.") from error
    return parsed(data, path)


def load_if_there(path: Path, *, is_named: bool) -> VariableTree | None:
    """Reads the baseline of a target; None where it has none.

    Args:
        path: where it is, or would be.
        is_named: whether the configuration names it, so that without it a comparison that was asked for can't be made.

    Raises:
        UnreadableBaselineError: as for `load`.
    """
    if os.path.lexists(path):
        return load(path)
    if is_named:
        raise UnreadableBaselineError(f"{path}: there is no such baseline; `scopeinspect baseline` writes it.")
    return None


def is_baseline(path: Path) -> bool:
    """Whether a file looks like a baseline, by what it begins with."""
    with path.open("rb") as file:
        return begins_as_baseline(file.read(4096))


def begins_as_baseline(data: bytes) -> bool:
    """Whether this is how a baseline begins."""
    return b'"scopeinspect/baseline/' in data[:4096]


def parsed(data: bytes, path: Path) -> VariableTree:
    """The baseline that a file or a pipe holds.

    Args:
        data: all of it.
        path: what errors call it.

    Raises:
        UnreadableBaselineError: it is too large, cut off, of a newer version, or something else entirely.
    """
    if len(data) > LARGEST:
        raise UnreadableBaselineError(f"{path}: is larger than {LARGEST >> 20} MiB, too large for a baseline.")
    if not data.strip():
        raise UnreadableBaselineError(f"{path}: is empty; `scopeinspect baseline` writes it anew once it is removed.")
    if b"\n<<<<<<< " in data or b"\n>>>>>>> " in data:
        raise UnreadableBaselineError(
            f"{path}: has conflict markers of a merge; remove it and let `scopeinspect baseline` write it anew."
        )
    for begins, what in _OTHER_FORMATS.items():
        if data.startswith(begins):
            raise UnreadableBaselineError(
                f"{path}: is not a baseline but {what}; those are written by `scopeinspect baseline`."
            )
    try:
        content = json.loads(data, object_pairs_hook=_without_repeats)
        _check_schema(content, path)
        told = msgspec.convert(content, File)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        if not data.lstrip().startswith(b"{"):
            raise UnreadableBaselineError(
                f"{path}: can't be read as a baseline, which is JSON; those are written by `scopeinspect baseline`."
            ) from error
        raise UnreadableBaselineError(f"{path}: can't be read as a baseline: {str(error)[:300]}.") from error
    variables = {name: _variable(name, line) for name, line in told.variables.items()}
    return VariableTree(told.target, "baseline", variables, has_slots=told.slots)


def _check_schema(content: object, path: Path) -> None:
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(schema, str) or not schema.startswith("scopeinspect/baseline/"):
        is_ours = isinstance(schema, str) and re.fullmatch(r"scopeinspect/\w+/\d+", schema)
        what = f" but {schema}" if is_ours else ""
        raise UnreadableBaselineError(f"{path}: is not a baseline{what}; those are written by `scopeinspect baseline`.")
    if schema != SCHEMA:
        raise UnreadableBaselineError(
            f"{path}: was written as {schema[:80]!a}, and this scopeinspect reads {SCHEMA}; upgrade scopeinspect."
        )


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON takes the last of several values in silence; after a merge they are two variables of one name."""
    content = dict(pairs)
    if len(content) < len(pairs):
        seen: set[str] = set()
        repeated = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"{repeated!a} is there twice")
    return content


def _variable(name: str, line: Line) -> TreeVariable:
    collections = {SAVED} if line.collections is None else set(line.collections)
    if line.trainable:
        collections.add(_TRAINABLE)
    return TreeVariable(
        name=name,
        shape=line.shape,
        dtype=line.dtype,
        kind=line.kind,
        trainable=line.trainable,
        initializer=line.initializer,
        collections=tuple(sorted(collections)),
        kept_for=line.kept_for,
    )


def _lines(baseline: VariableTree) -> list[str]:
    return [f"{_json(name)}: {_json(dict(_fields(one)))}" for name, one in sorted(baseline.variables.items())]


def _fields(variable: TreeVariable) -> Iterator[tuple[str, Any]]:
    """What is not as usual is told, the rest goes without saying."""
    yield "shape", variable.shape
    yield "dtype", variable.dtype
    yield "trainable", bool(variable.trainable)
    yield "initializer", variable.initializer
    if variable.collections is not None and variable.other_collections != {SAVED}:
        yield "collections", sorted(variable.other_collections)
    if variable.kind != "model":
        yield "kind", variable.kind
    if variable.kept_for is not None:
        yield "kept_for", variable.kept_for


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
