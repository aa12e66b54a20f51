"""How an old checkpoint loads into the new model, as Python to paste."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from scopeinspect.diff import Diff, shape_can_be
from scopeinspect.variable_tree import TreeVariable

_VARIABLES = "variables = {variable.op.name: variable for variable in tf.global_variables()}\n"
_MOST_NAMED = 8
"""Names that a comment lists; the others are counted."""
_DOUBT = "  # probably: see that this is what was meant"


class Entry(msgspec.Struct, frozen=True):
    """One line of an assignment map."""

    old: str
    new: str
    """A name that `get_variable` knows, or a scope with a slash at the end; `/` for all there is."""
    is_certain: bool
    variables: tuple[str, ...] = ()
    """Of what `get_variable` doesn't know, the names by which the graph does."""


def assignment_map(diff: Diff) -> str:
    """The map for `tf.train.init_from_checkpoint`, as a statement in Python.

    A scope stands for all that is in it where the map of TensorFlow, which asks for every variable below the scope
    that `get_variable` knows, finds all of them in an old checkpoint.
    """
    entries = list(_entries(diff))
    lines = [_line(entry.old, _value(entry), is_certain=entry.is_certain) for entry in entries]
    head = (
        "# For tf.train.init_from_checkpoint(CHECKPOINT, assignment_map), once the model is built and before its\n"
        "# variables are initialized. Old names are on the left.\n"
    )
    head += _graph(diff) + _left_over(diff) + _not_covered(diff, entries)
    needed = _VARIABLES if any(entry.variables for entry in entries) else ""
    return head + needed + "assignment_map = {\n" + "".join(lines) + "}\n"


def saver_map(diff: Diff) -> str:
    """The saver that restores an old checkpoint, as a statement in Python."""
    lines = []
    certain = _certain(diff)
    for old, new in _loading(diff).items():
        names = diff.new.variables[new].parts or (new,)
        found = [f"variables[{_literal(name)}]" for name in names]
        value = f"[{', '.join(found)}]" if diff.new.variables[new].parts else found[0]
        lines.append(_line(old, value, is_certain=old in certain))
    head = (
        "# saver.restore(session, CHECKPOINT) loads an old checkpoint. Old names are on the left. Run the initializer\n"
        "# of the variables that are not listed before.\n"
    )
    head += _graph(diff) + _left_over(diff) + _not_covered(diff, [])
    return head + _VARIABLES + "saver = tf.train.Saver({\n" + "".join(lines) + "})\n"


def _loading(diff: Diff) -> dict[str, str]:
    """What an old checkpoint has a fitting value for."""
    olds, news = diff.old.variables, diff.new.variables
    return {
        old: new
        for old, new in diff.restored.items()
        if shape_can_be(news[new].shape, olds[old].shape) and news[new].dtype == olds[old].dtype and " @" not in new
    }


def _certain(diff: Diff) -> set[str]:
    doubtful = {old for change in diff.changes if not change.is_certain for old, _ in change.pairs}
    return set(_loading(diff)) - doubtful


def _graph(diff: Diff) -> str:
    """Tells which graph of several the map is of: `tf.global_variables()` is of the default one."""
    number = diff.new.graph
    return "" if number is None else f"# It is for graph {number} of the program's, and is used in that one.\n"


def _left_over(diff: Diff) -> str:
    """Tells what keeps its first value because an old checkpoint has none for it, or one that doesn't fit."""
    loaded = set(_loading(diff).values())
    names = diff.new.names(slots=diff.slots)
    left = [one.name for one in diff.new.variables.values() if one.is_saved and one.name in names - loaded]
    return f"# Not in an old checkpoint, or not as they are now: {_few(left)}.\n" if left else ""


def _not_covered(diff: Diff, entries: list[Entry]) -> str:
    """Tells what keeps its first value because it was not compared: slots and the like outside of mapped scopes."""
    scopes = tuple(entry.new.removeprefix("/") for entry in entries if entry.new.endswith("/"))
    news = diff.new.variables
    left = [
        name
        for name in sorted(news.keys() - diff.new.names(slots=diff.slots) - set(_loading(diff).values()))
        if news[name].is_saved and not _is_in(news[name].store_key, scopes)
    ]
    if not left:
        return ""
    return (
        f"# Not covered, and left at their first values: {_few(left)}.\n"
        "# They were not compared; --slots (slots=True in Python) compares them, and covers them in the map.\n"
    )


def _is_in(store_key: str | None, scopes: tuple[str, ...]) -> bool:
    return store_key is not None and store_key.startswith(scopes)


def _few(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(map(_literal, names[:_MOST_NAMED])) + more


def _entries(diff: Diff) -> Iterator[Entry]:
    loading = _loading(diff)
    certain = _certain(diff)
    for old, new in loading.items():
        if diff.new.variables[new].store_key is None:
            yield Entry(old, new, old in certain, (new,))
    yield from _Scopes(diff, loading, certain).entries("", _stored(diff))


def _stored(diff: Diff) -> dict[str, TreeVariable]:
    """All that `get_variable` knows, by the name by which it does; an optimizer's slots have a slash at its end."""
    known = {one.store_key: one for one in diff.new.variables.values() if one.store_key is not None}
    return {key.removesuffix("/"): one for key, one in known.items()}


class _Scopes:
    """Gathers variables into scopes, the outermost that TensorFlow accepts.

    Args:
        diff: what is mapped.
        loading: the new name of each old variable that is to be loaded.
        certain: those of which that is certain.
    """

    def __init__(self, diff: Diff, loading: dict[str, str], certain: set[str]) -> None:
        self._diff = diff
        self._old_of = {new: old for old, new in loading.items()}
        self._certain = certain
        self._used: set[str] = set()

    def entries(self, scope: str, below: dict[str, TreeVariable]) -> Iterator[Entry]:
        """The entries for what lies below a scope.

        Args:
            scope: its name with a slash at the end; empty for all.
            below: what `get_variable` knows there.
        """
        wanted = {key: one for key, one in below.items() if one.name in self._old_of}
        if not wanted:
            return
        old_scope = self._old_scope(scope, below)
        if old_scope is not None and len(below) > 1 and (old_scope or "/") not in self._used:
            self._used.add(old_scope or "/")
            certain = all(self._old_of.get(one.name, "") in self._certain for one in wanted.values())
            yield Entry(old_scope or "/", scope or "/", certain)
            return
        inner: dict[str, dict[str, TreeVariable]] = {}
        for key, one in below.items():
            inner.setdefault(key[len(scope) :].partition("/")[0], {})[key] = one
        for label, ones in inner.items():
            key = scope + label
            if key in wanted:
                old = self._old_of[wanted[key].name]
                yield Entry(old, str(wanted[key].store_key), old in self._certain)
            yield from self.entries(f"{key}/", {name: one for name, one in ones.items() if name != key})

    def _old_scope(self, scope: str, below: dict[str, TreeVariable]) -> str | None:
        """The one old scope that has everything below the new one under the same names; None if there is none."""
        found: str | None = None
        for key, one in sorted(below.items(), key=lambda item: item[1].kind != "model"):
            tail = key[len(scope) :]
            old = self._old_of.get(one.name)
            if old is None and found is not None and one.kind != "model":
                old = found + tail  # a slot, which is there if the old model had it
                if not self._has_fitting(old, one):
                    return None
            if old is None or not ("/" + old).endswith("/" + tail):
                return None
            there = old[: len(old) - len(tail)]
            if found is not None and there != found:
                return None
            found = there
        return found

    def _has_fitting(self, old: str, new: TreeVariable) -> bool:
        variable = self._diff.old.variables.get(old)
        return (
            variable is not None
            and variable.is_saved
            and variable.dtype == new.dtype
            and shape_can_be(new.shape, variable.shape)
        )


def _line(old: str, value: str, *, is_certain: bool) -> str:
    return f"    {_literal(old)}: {value}," + ("" if is_certain else _DOUBT) + "\n"


def _value(entry: Entry) -> str:
    return f"variables[{_literal(entry.variables[0])}]" if entry.variables else _literal(entry.new)


def _literal(name: str) -> str:
    """A text in Python, between double quotes, with nothing in it that could be mistaken or break out."""
    return '"' + name.encode("unicode_escape").decode("ascii").replace('"', '\\"') + '"'
