"""The story of a variable or a scope, for the terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from rich.text import Text

from scopeinspect.model import Site
from scopeinspect.render.console import console_for
from scopeinspect.render.text import counted, initializer_text, place_text, shape_text, visible
from scopeinspect.reuse import Setter
from scopeinspect.story import Entry, ScopeStory, Step, Story, Unknown, Uses, VariableStory
from scopeinspect.words import listed

_COLOURS = {
    "created": "green", "reused": "cyan", "refused": "bold red",
    "made again": "bold yellow", "made before": "bold yellow",
}  # fmt: skip
_NARROWEST = 40


def show_stories(stories: Sequence[Story], file: TextIO) -> None:
    """Prints what there is to tell of a name."""
    console = console_for(file)
    arrow = "→" if console.encoding.lower().startswith("utf") else "->"
    for place, story in enumerate(stories):
        if place:
            console.print()
        for line in _Lines(console.width, arrow).of(story):
            console.print(line, soft_wrap=True)


class _Lines:
    """The lines of a story.

    Args:
        width: columns there are.
        arrow: what stands between the calls of a stack.
    """

    def __init__(self, width: int, arrow: str) -> None:
        self._width = width
        self._arrow = arrow

    def of(self, story: Story) -> Iterator[Text]:
        match story:
            case VariableStory():
                yield from self._variable(story)
            case ScopeStory():
                yield from self._scope(story)
            case Unknown():
                yield from self._unknown(story)

    # A variable

    def _variable(self, story: VariableStory) -> Iterator[Text]:
        variable = story.variable
        facts = [f"{visible(variable.dtype)} {shape_text(variable.shape)}"]
        if variable.initializer.text:
            where = f" at {place_text(story.lineage_site)}" if story.lineage_site else ""
            facts.append(f"{initializer_text(visible(variable.initializer.text))}, {visible(story.lineage)}{where}")
        facts.append("trainable" if variable.trainable else "not trainable")
        facts += [variable.kind] if variable.kind != "model" else []
        slots = [visible(one.name.removeprefix(f"{variable.name}/")) for one in story.kept]
        facts += [f"slots: {', '.join(slots)}"] if slots else []
        others = sorted(set(variable.collections) - {"variables", "trainable_variables"})
        facts += [f"in collections {visible(listed(others))}"] if others else []
        yield Text(visible(variable.name), "bold")
        yield from self._wrapped(" · ".join(facts), 2)
        if story.store_key not in (None, variable.name):
            yield from self._wrapped(f"get_variable knows it as {visible(str(story.store_key))}", 2, "yellow")
        yield Text()
        yield from self._steps(story.steps)
        told = [
            ("read by", self._readers(story.uses)),
            ("read at", listed(map(place_text, story.uses.read_at), 4) if len(story.uses.read_at) > 1 else ""),
            ("written by", listed(map(visible, story.uses.writers), 3)),
        ]
        if any(text for _, text in told):
            yield Text()
        for lead, text in told:
            if text:
                yield from self._led(lead, text)

    def _readers(self, uses: Uses) -> str:
        told = listed(map(visible, uses.readers), 4)
        gradients = counted(uses.gradients, "op") + " of gradients" if uses.gradients else ""
        return ", and ".join(filter(None, [told, gradients]))

    def _steps(self, steps: Sequence[Step]) -> Iterator[Text]:
        several = _are_several(step.stack for step in steps)
        for number, step in enumerate(steps, 1):
            lead = Text.assemble(f"{number:>2}  ", (f"{step.outcome:<12}", _COLOURS[step.outcome]))
            yield lead + Text(self._stack(step.stack, several=several))
            for text, style in self._details(step):
                yield from self._wrapped(text, 16, style)

    def _details(self, step: Step) -> Iterator[tuple[str, str]]:
        if step.outcome in ("made again", "made before"):
            yield f"as {visible(step.message)}", ""
        elif step.reuse:
            yield f"reuse {step.reuse}: {_flag(step.setter, step.scope)}", ""
        elif step.outcome == "created":
            yield "tf.Variable or a layer made it, which doesn't look at reuse", "dim"
        for asked in step.ignored:
            yield f"asked for {visible(asked)}: ignored, the first request decides", "yellow"
        if step.outcome == "refused" and step.message:
            yield visible(step.message.partition(". ")[0].partition("\n")[0]), "red"
        if step.advice:
            yield f"{self._arrow} {visible(step.advice)}", "green"

    def _stack(self, stack: Sequence[Site], *, several: bool) -> str:
        told = []
        for place, site in enumerate(stack):
            is_named = place and not site.function.startswith("<")
            text = f"{visible(site.function)}:{site.line}" if is_named else place_text(site)
            told.append(f"{text} ({visible(site.file.rpartition('/')[2])})" if several and is_named else text)
        return f" {self._arrow} ".join(told) or "(outside of your code)"

    # A scope

    def _scope(self, story: ScopeStory) -> Iterator[Text]:
        parameters = sum(variable.parameters or 0 for variable in story.variables)
        yield Text(visible(story.name), "bold")
        told = f"{counted(len(story.variables), 'variable')} and {counted(parameters, 'parameter')} in it and below"
        others = f" · not counted: {counted(story.others, 'slot')} and the like" if story.others else ""
        yield from self._wrapped(f"variable scope · {told}{others} · entered {counted(len(story.entries), 'time')}", 2)
        yield Text()
        several = _are_several(entry.stack for entry in story.entries)
        for number, entry in enumerate(story.entries, 1):
            lead = Text.assemble(f"{number:>2}  ", (f"{'entered':<12}", "cyan"))
            yield lead + Text(self._stack(entry.stack, several=several))
            for text in self._entry(entry, story.name):
                yield from self._wrapped(text, 16)

    def _entry(self, entry: Entry, name: str) -> Iterator[str]:
        captured = ", as a scope object, which keeps its own flag and defaults" if entry.captured else ""
        yield f"reuse {entry.reuse}: {_flag(entry.setter, name)}{captured}"
        if entry.switched:
            yield f"then True: switched on by reuse_variables() at {place_text(entry.switched)}"
        for setting, told, scope in entry.settings:
            above = f"from scope {visible(scope)}" if scope else "from the root scope"
            where = "declared here" if scope == name else above
            yield f"{setting} {initializer_text(visible(told.text))}, {where}"
        if entry.name_scope != name:
            yield f"its ops are named {visible(entry.name_scope)}/…"
        if entry.outcomes:
            yield _counts(entry.outcomes)

    # Neither

    def _unknown(self, story: Unknown) -> Iterator[Text]:
        yield Text(f"There is no variable and no scope named {visible(story.name) or '(nothing)'}.", "bold")
        if story.refused:
            yield Text()
            yield from self._steps(story.refused)
        if story.near:
            yield Text()
            yield from self._led("near", ", ".join(map(visible, story.near)))

    # Lines

    def _led(self, lead: str, text: str) -> Iterator[Text]:
        for number, line in enumerate(self._lines(text, 12)):
            yield Text.assemble((f"{lead if number == 0 else '':<12}", "bold"), line)

    def _wrapped(self, text: str, indent: int, style: str = "") -> Iterator[Text]:
        yield from (Text(f"{'':{indent}}{line}", style) for line in self._lines(text, indent))

    def _lines(self, text: str, indent: int) -> list[str]:
        return textwrap.wrap(
            text, max(self._width - indent, _NARROWEST), break_long_words=False, break_on_hyphens=False
        )


def _are_several(stacks: Iterable[Sequence[Site]]) -> bool:
    """Whether a line number alone wouldn't say where it is."""
    return len({site.file for stack in stacks for site in stack}) > 1


def _flag(setter: Setter | None, scope: str) -> str:
    if setter is None or setter.how == "default":
        return "the default, nobody set it"
    done = {"declared": "declared", "switched": "switched on by reuse_variables()", "argument": "given in the call"}
    where = f" at {place_text(setter.site)}" if setter.site else ""
    inherited = ""
    if setter.scope != scope and setter.how != "argument":
        inherited = f", inherited from {f'scope {visible(setter.scope)}' if setter.scope else 'the root scope'}"
    return f"{done[setter.how]}{where}{inherited}"


def _counts(outcomes: Counter[str]) -> str:
    return ", ".join(f"{counted(count, 'variable')} {outcome}" for outcome, count in outcomes.items())
