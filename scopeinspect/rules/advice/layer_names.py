"""Layers and scopes without a name, given one: the user's own lines, as they are to be."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from scopeinspect.model import ScopeEntry, Site, place_in
from scopeinspect.rules.advice.code import arguments_of, at_line, calls_of, edited, name_of, one_more, root_of, within
from scopeinspect.rules.facts import Facts
from scopeinspect.sources import Statement
from scopeinspect.variables import WholeVariable


def with_names(
    facts: Facts, pairs: Iterable[tuple[WholeVariable, WholeVariable]], scope: str = ""
) -> tuple[str, ...]:
    """The statements that make layers or scopes without a name, with the name that those of the first variables got.

    Where others without a name stay beside them, with another name: TensorFlow gives that to those then.

    Args:
        facts: what was recorded.
        pairs: variables with those that were made in their place in a later call.
        scope: the head of a `with` that each of the statements is put in.
    """
    named: dict[Site, ScopeEntry] = {}
    for site, entry in _unnamed(facts, pairs):
        named.setdefault(site, entry)
    lines: list[str] = []
    done = set()
    for site, entry in named.items():
        found = facts.sources.statement(site)
        if found is None or (site.file, found.first) in done:
            continue
        done.add((site.file, found.first))
        name = entry.name.rpartition("/")[2]
        name = f"shared_{name}" if _stays_beside(facts, entry, named) else name
        lines += _named(found, name, entry.default_name, scope)
    return tuple(lines)


def is_one_name_enough(facts: Facts, pairs: Iterable[tuple[WholeVariable, WholeVariable]]) -> bool:
    """Whether each line that makes a layer or scope without a name makes one of them in a scope, and no more."""
    made: dict[tuple[Site, str], str] = {}
    return all(
        made.setdefault((site, entry.name.rpartition("/")[0]), entry.name) == entry.name
        for site, entry in _unnamed(facts, pairs)
    )


def _unnamed(
    facts: Facts, pairs: Iterable[tuple[WholeVariable, WholeVariable]]
) -> Iterator[tuple[Site, ScopeEntry]]:
    """The scopes of made up names that the first variables are in, and where they were opened."""
    for variable, twin in pairs:
        if entry := _parting(facts, variable, twin):
            site = facts.recording.site(variable.stack if _is_own(facts, variable, entry) else tuple(entry.stack))
            if site:
                yield site, entry


def _stays_beside(facts: Facts, entry: ScopeEntry, named: Collection[Site]) -> bool:
    """Whether TensorFlow numbers scopes of the same default name in the same scope that other statements open."""
    scope = entry.name.rpartition("/")[0]
    return any(
        other.default_name == entry.default_name
        and (other.graph, other.name.rpartition("/")[0]) == (entry.graph, scope)
        and facts.recording.site(other.stack) not in named
        for other in facts.recording.entries.values()
    )


def _parting(facts: Facts, variable: WholeVariable, twin: WholeVariable) -> ScopeEntry | None:
    """The outermost scope of a name that TensorFlow made up, and made up anew for the twin."""
    entries = facts.recording.entries
    shared = {entry.name for entry in facts.naming(entries[twin.parts[0].entry])}
    apart = [entry for entry in facts.naming(entries[variable.parts[0].entry]) if entry.name not in shared]
    return next((entry for entry in reversed(apart) if entry.default_name), None)


def _is_own(facts: Facts, variable: WholeVariable, entry: ScopeEntry) -> bool:
    """Whether no other scope is between a variable and this one."""
    return facts.recording.entries[variable.parts[0].entry].name == entry.name


def _named(found: Statement, name: str, default: str, scope: str) -> Iterator[str]:
    """A statement whose layer or scope is given its name."""
    for node in (found.node, *found.above):
        if isinstance(node, ast.With):
            for item in node.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and name_of(call.func) == "variable_scope" and _is_given(call, default):
                    own = arguments_of(call, ("name_or_scope",))["name_or_scope"]
                    given = "" if isinstance(own, ast.Constant) else f"{ast.unparse(own)} or "
                    root = root_of(call.func)
                    reuse = f", reuse={root}.AUTO_REUSE" if scope else ""
                    yield f'with {root}.variable_scope({given}"{name}"{reuse}):  # {place_in(found.file, node.lineno)}'
                    return
    for call in calls_of(found, default, default.lower(), *_FUNCTIONS.get(default, ())):
        keyword = "name" if "layers" in ast.unparse(call.func) and "contrib" not in ast.unparse(call.func) else "scope"
        if edits := one_more(call, keyword, f'"{name}"'):
            lines = edited(found, edits)
            yield from at_line(within(scope, lines) if scope and lines else lines, found.place)
            return


_FUNCTIONS = {
    "Conv": ("conv2d", "convolution2d", "convolution"),
    "BatchNorm": ("batch_norm",),
    "fully_connected": ("linear", "relu"),
}
"""What functions call the scopes that they open, where that is not their own name."""


def _is_given(call: ast.Call, default: str) -> bool:
    """Whether a scope is given this default name and, for its own, None or an argument that was None."""
    given = arguments_of(call, ("name_or_scope", "default_name"))
    own, name = given.get("name_or_scope"), given.get("default_name")
    is_none = isinstance(own, ast.Constant) and own.value is None
    if isinstance(name, ast.Constant):
        return name.value == default and (is_none or isinstance(own, (ast.Name, ast.Attribute)))
    return is_none
