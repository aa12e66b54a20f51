"""A variable for each call that asked for one name: a scope for each, or another name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Request, Site, place_in
from scopeinspect.rules.advice.another_name import with_another_name
from scopeinspect.rules.advice.code import variable_scopes, within, written
from scopeinspect.rules.advice.one_line import in_scopes_on_line, numbered_on_line
from scopeinspect.rules.advice.other_function import other_function
from scopeinspect.rules.advice.round_scopes import numbered, numbered_scope
from scopeinspect.rules.advice.rounds import Rounds
from scopeinspect.rules.advice.second_call import MOST_LATER, SecondCall
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import first_request, scope_at, unused_scope
from scopeinspect.rules.rule import Fix

_ORDINALS = ("third", "fourth", "fifth")
"""As many as there are later calls."""


def apart(
    facts: Facts,
    request: Request,
    calls: tuple[Site | None, Site | None],
    lines: tuple[str, ...],
    *,
    second: SecondCall | None,
    round_: Rounds | None,
) -> Iterator[Fix]:
    """How to have one variable for each call, or for each round of a loop.

    Args:
        facts: what is known.
        request: what was refused.
        calls: the one that made the variable, and the one that asked again.
        lines: the statement of the latter.
        second: the one that asked again, with what is below it; None where both are one, which ran again.
        round_: how it ran again, where the source tells.
    """
    if opened := _name_scope(facts, request, round_):
        yield opened
        return
    first, call = calls
    name, anew = with_another_name(facts, request, *calls)
    if first and anew:
        yield Fix(f'to have another, don\'t call it "{name}" again, as {first.place} does already:', anew)
        return
    if second:
        earlier = first_request(facts.recording, request)
        label = other_function(facts, request, earlier, calls) or unused_scope(
            facts.recording, first, scope_at(facts.recording, request, call)
        )
        inner = facts.recording.stack(request.stack)
        labels = (label, *(_numbered_after(label, number) for number in range(MOST_LATER)))
        on_line = in_scopes_on_line(inner[inner.index(call) :][:2], labels) if call in inner else ()
        scopes = on_line or within(f'with tf.variable_scope("{label}"):', lines)
        for number, below in enumerate(second.later.values()):
            scopes += within(f'with tf.variable_scope("{_numbered_after(label, number)}"):', below)
        yield Fix(f'to have a second set, give it a scope of its own; its names then have "{label}/" in them, and '
                  "what selects variables by name must know:", scopes)  # fmt: skip
        return
    label = "layer" if round_ and round_.is_chain else _label(round_.callee if round_ else "")
    stack = facts.recording.stack(request.stack)
    if code := numbered(round_, label, made_together(facts, round_)) if round_ else numbered_on_line(stack[-2:], label):
        layers = ", as the layers of a stack have" if round_ and round_.is_chain else ""
        yield Fix(f"to have one for each time, give each a scope of its own{layers}; what selects variables by name "
                  "must know:", code)  # fmt: skip
    elif round_ and round_.calls_itself_again:
        yield Fix("to have one for each time, make each call in a statement of its own, in a scope of its own:",
                  (f'with tf.variable_scope("{label}_1"):', f"    … {round_.callee}(…) …"))  # fmt: skip
    else:
        yield Fix("to have one for each time, let TensorFlow number the scopes:",
                  within(f'with tf.variable_scope(None, default_name="{label}"):', lines))  # fmt: skip


def _numbered_after(label: str, number: int) -> str:
    """The name of another scope like one: what follows `filter_2` is `filter_3`, what follows `second` is `third`."""
    base, _, last = label.rpartition("_")
    if base and last.isdecimal():
        return f"{base}_{int(last) + 1 + number}"
    return _ORDINALS[number] if label == "second" else f"{label}_{number + 2}"


def _label(callee: str) -> str:
    name = callee.strip("_").lower()
    return name if name.isidentifier() and name.isascii() and name != "get_variable" else "part"


def _name_scope(facts: Facts, request: Request, round_: Rounds | None) -> Fix | None:
    """The `with tf.name_scope(…):` around a request, where its author may have thought it part of the name."""
    recording = facts.recording
    own = recording.entries[request.entry].name_scope.rstrip("/")
    if request.name_scope.rstrip("/") == own:
        return None
    made = recording.variable_of(request)
    before, again = recording.stack(made.stack if made else []), recording.stack(request.stack)
    for site in reversed(again):
        for node, head in variable_scopes(facts.sources.statement(site)):
            are_others = _is_given_its_name(node) and (round_ is None or site != round_.site)
            if are_others or not _is_passed(node, site, before) or (round_ and round_.opens_others(node)):
                return Fix(f"to have one for each, make the name scope at {_line(node, site)} a variable scope, as "
                           "only these are part of a variable's name:", (head,))  # fmt: skip
            # Whoever comes there twice opens a scope of one name twice; a round can put its number to it.
            if round_ and round_.holds(node) and (code := numbered_scope(round_, node, head)):
                return Fix(f"to have one for each, number the name scope at {_line(node, site)} and make it a variable "
                           "scope, as only these are part of a variable's name:", code)  # fmt: skip
    return None


def _line(node: ast.stmt, site: Site) -> str:
    return place_in(site.file, node.lineno)


def _is_passed(node: ast.With, site: Site, stack: list[Site]) -> bool:
    """Whether what led to a variable goes through the `with` that another site is in."""
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return any((one.file, one.function) == (site.file, site.function) and one.line in lines for one in stack)


def _is_given_its_name(node: ast.With) -> bool:
    """Whether its names are worked out, as of what a function was given."""
    return any(isinstance(one, ast.Name) for item in node.items for call in [item.context_expr]
               if isinstance(call, ast.Call) for given in call.args for one in ast.walk(given))  # fmt: skip


def made_together(facts: Facts, round_: Rounds) -> tuple[str, ...]:
    """The statements of a loop that would be refused one after the other; none where that is one."""
    together = round_.made_together
    return written(facts.sources, round_.site, together) if len(together) > 1 else ()
