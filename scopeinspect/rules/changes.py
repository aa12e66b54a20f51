"""The changes of a diff as diagnostics: SI401 to SI407."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from scopeinspect.changes import Change, ChangeKind, Verdict, alike
from scopeinspect.diff import Diff
from scopeinspect.model import Site
from scopeinspect.rules.rule import SEVERITIES, Diagnostic, Fix, Role, Severity
from scopeinspect.typed import Typed
from scopeinspect.words import graphs_text, initializer_text

_WHY: dict[ChangeKind, str] = {
    "scope-moved": "A checkpoint keeps values by name: under the old names the new program finds nothing.",
    "variable-renamed": "A checkpoint keeps values by name: under the old name the new program finds nothing.",
    "variable-removed": "An old checkpoint still holds its value, which nobody asks for any more.",
    "checkpoint-key-unused": "The checkpoint holds its value, and no variable of the program asks for it.",
    "variable-added": "tf.train.Saver().restore looks up every variable in the checkpoint, and fails without it.",
    "variable-shape-changed": "A value is restored as it was saved; it does not fit a variable of another shape.",
    "variable-dtype-changed": "A value is restored as it was saved; TensorFlow converts no types while restoring.",
    "kind-changed": "What a variable is kept for decides whether optimizers and savers treat it as the model's own.",
    "trainable-changed": "An optimizer updates trainable variables only; a checkpoint loads all the same.",
    "initializer-changed": "Training starts from other values; a checkpoint loads all the same.",
    "collections-changed": "Savers, optimizers and tf.get_collection find variables by their collections.",
}
_SAYS: dict[ChangeKind, str] = {
    "scope-moved": "{old} is {new} now ({detail})",
    "variable-renamed": "{old} is {new} now ({detail})",
    "variable-removed": "{old} is gone ({detail})",
    "checkpoint-key-unused": "{old} is in the checkpoint, and no variable has that name ({detail})",
    "variable-added": "{new} is new ({detail})",
    "variable-shape-changed": "the shape of {new} has changed: {detail}",
    "variable-dtype-changed": "the type of {new} has changed: {detail}",
    "kind-changed": "{new} is of another kind now: {detail}",
    "trainable-changed": "{new} has changed: {detail}",
    "initializer-changed": "{new} is initialized otherwise: {detail}",
    "collections-changed": "{new} is in other collections: {detail}",
}

_SAYS_OF_MANY: dict[ChangeKind, str] = {
    "variable-shape-changed": "the shapes of {new} have changed: {detail}",
    "variable-dtype-changed": "the types of {new} have changed: {detail}",
    "kind-changed": "{new} are of another kind now: {detail}",
    "trainable-changed": "{new} have changed: {detail}",
    "initializer-changed": "{new} are initialized otherwise: {detail}",
    "collections-changed": "{new} are in other collections: {detail}",
}
"""The kinds of which several can share a sentence."""
_MOST_AT_A_SITE = 3
_INTO: dict[Verdict, str] = {
    "same": "restores as it is",
    "restores": "restores unchanged",
    "needs-map": "restores with a map",
    "breaks": "can't be restored",
}


def diagnostics_of(diff: Diff, typed: Typed | None = None) -> list[Diagnostic]:
    """The changes as diagnostics; variables that have changed in the same way are in one.

    Args:
        diff: what has changed.
        typed: how the new side is named where something is to be typed; by default as it is shown.
    """
    typed = typed or Typed(diff.new.name)
    return [_diagnostic(group, diff, typed) for group in alike(diff.changes)]


def graph_text(diff: Diff) -> str:
    """Which graph of several was compared, and what of the others; empty where all there is was."""
    chosen = [f"graph {side.graph} of {side.name}" for side in (diff.old, diff.new) if side.graph is not None]
    if not diff.other_graphs:
        return f"Compared: {' with '.join(chosen)}, as asked." if chosen else ""
    by_verdict: dict[str, list[int]] = {}
    for number, verdict in diff.other_graphs.items():
        by_verdict.setdefault(f"into {{}}, it {_INTO[verdict]}", []).append(number)
    others = [text.format(graphs_text(numbers)) for text, numbers in by_verdict.items()]
    if diff.new.source == "checkpoint":
        others = [f"there is {graphs_text(list(diff.other_graphs))}, too"]
    program = diff.old if diff.new.source == "checkpoint" else diff.new
    reason = "which trains" if program.trains else "which fits the checkpoint best"
    return f"Compared with {chosen[0]}, {reason}; {'; '.join(others)}."


def told_once(found: Mapping[str, Sequence[Diagnostic]]) -> list[Diagnostic]:
    """What several comparisons of one program found: each change once, with what it was compared with.

    Args:
        found: what each found, by what the program was compared with.
    """
    if len(found) == 1:
        return [one for every in found.values() for one in every]
    same: dict[object, dict[str, Diagnostic]] = {}
    for name, every in found.items():
        for one in every:
            same.setdefault((one.code, one.message, frozenset(one.variables)), {})[name] = one
    return [_together(ones) for ones in same.values()]


def _together(ones: Mapping[str, Diagnostic]) -> Diagnostic:
    first = next(iter(ones.values()))
    fixes: dict[str, Fix] = {}
    for fix in (fix for one in ones.values() for fix in one.fixes):
        fixes.setdefault(fix.purpose, fix)
    return replace(
        first,
        message=f"{first.message}, compared with the {' and the '.join(ones)}",
        severity=min((one.severity for one in ones.values()), key=SEVERITIES.index),
        fixes=tuple(fixes.values()),
    )


def _diagnostic(group: list[Change], diff: Diff, typed: Typed) -> Diagnostic:
    first = group[0]
    against_checkpoint = "checkpoint" in (diff.old.source, diff.new.source)
    message = _message(first, len(group) - 1)
    return Diagnostic(
        code=first.code,
        name="variable-renamed" if first.kind == "scope-moved" else first.kind,
        severity=_severity(first, against_checkpoint=against_checkpoint),
        message=message if first.is_certain else f"probably, {message}",
        variables=tuple(name for change in group for name in _names(change)),
        roles=tuple(dict.fromkeys(_roles(group))),
        why=" ".join(filter(None, [_WHY[first.kind], graph_text(diff)])),
        fixes=tuple(_fixes(first, diff, typed)),
    )


def _message(change: Change, others: int) -> str:
    """What has changed, by one of a group, and how many others."""
    told = {"old": change.old, "detail": initializer_text(change.detail)}
    if others and change.kind in _SAYS_OF_MANY:
        return _SAYS_OF_MANY[change.kind].format(new=f"{change.new} and {others:,} more", **told)
    message = _SAYS[change.kind].format(new=change.new, **told)
    return f"{message}, and {others:,} more like it" if others else message


def _names(change: Change) -> tuple[str, ...]:
    return tuple(new for _, new in change.pairs) or (change.name, *change.followers)


def _roles(group: list[Change]) -> Iterator[Role]:
    by_site: dict[Site, list[str]] = {}
    for change in group:
        if change.site is not None:
            was = "was made" if change.new is None else "begins" if change.kind == "scope-moved" else "is made"
            by_site.setdefault(change.site, []).append(f"{change.name} {was} here")
    for site, texts in by_site.items():
        yield from (Role(text, site) for text in texts[:_MOST_AT_A_SITE])
        if len(texts) > _MOST_AT_A_SITE:
            yield Role(f"… and {len(texts) - _MOST_AT_A_SITE:,} more", site)


def _fixes(change: Change, diff: Diff, typed: Typed) -> Iterator[Fix]:
    if diff.new.source != "program":
        return  # neither has a map into it, nor is a baseline written of it
    if diff.verdict == "needs-map" and change.code in {"SI402", "SI405"}:
        yield Fix("to load an old checkpoint all the same, print the map:", (typed.printing_map(diff.old.name),))
    if diff.old.source == "baseline":
        purpose = "if it is meant and no checkpoint matters any more, write the baseline anew:"
        yield Fix(purpose, (typed.writing_baseline(),))


def _severity(change: Change, *, against_checkpoint: bool) -> Severity:
    """How grave a change is where the configuration says nothing else."""
    if change.kind == "variable-added":
        return "error" if against_checkpoint else "warning"
    if change.kind == "checkpoint-key-unused":
        return "info"
    return "warning" if change.code == "SI406" else "error"
