"""The console that everything for people is printed on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import msgspec
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment

WIDTH_OF_A_FILE = 120
"""Columns of a text that is not for a terminal, unless the variable COLUMNS says otherwise."""

_BLANKS_AT_END = re.compile(" +(?=\n)")


def console_for(file: TextIO) -> Console:
    """A console that prints names as they are: no markup, no emoji, no guessed highlights."""
    width = None if file.isatty() or _is_size(os.environ.get("COLUMNS", "")) else WIDTH_OF_A_FILE
    return _plainly_printing(file=file, width=width)


def console_like(other: Console, file: TextIO) -> Console:
    """A console that writes to a file as if it were the terminal that another one writes to."""
    return _plainly_printing(
        file=file, force_terminal=True, color_system=other.color_system, no_color=other.no_color,
        width=other.width, height=other.height,
    )  # fmt: skip


class _Console(Console):
    """Leaves it to the command what comes of an output that nobody reads any more."""

    def on_broken_pipe(self) -> None:
        """See `rich.console.Console`, where it exits; it is called while the error is handled.

        Raises:
            BrokenPipeError: always.
        """
        raise  # noqa: PLE0704 - the error that is being handled


def _plainly_printing(**options: Any) -> Console:
    console = _Console(markup=False, emoji=False, highlight=False, _environ=_environment(), **options)
    console.push_render_hook(_Unpadding())
    return console


def _environment() -> dict[str, str]:
    """The environment without sizes that are none: with `COLUMNS=0`, which some shells in containers set, rich prints
    nothing, and one that it can't read ends it.
    """
    sizes = ("COLUMNS", "LINES")
    return {name: value for name, value in os.environ.items() if name not in sizes or _is_size(value)}


def _is_size(value: str) -> bool:
    """Whether a text is the width or the height of some terminal."""
    return re.fullmatch("0*[1-9][0-9]{0,5}", value) is not None


class _Unpadding(RenderHook):
    """Takes the blanks off the ends of lines: they would come along when a report is copied."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """See `rich.console.RenderHook`."""
        return [_Unpadded(renderable) for renderable in renderables]


class _Unpadded(msgspec.Struct, frozen=True):
    """Something that is printed as ever, but for blanks at the ends of its lines."""

    padded: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        return _unpadded(console.render(self.padded, options))


def _unpadded(segments: Iterable[Segment]) -> Iterator[Segment]:
    waiting: list[Segment] = []  # blanks, which are dropped if a line ends with them
    for text, style, control in segments:
        inner = _BLANKS_AT_END.sub("", text)
        shown = inner.rstrip(" ")
        if shown or control:
            if not shown.startswith("\n"):
                yield from waiting
            waiting.clear()
            yield Segment(shown, style, control)
        if len(shown) < len(inner):
            waiting.append(Segment(inner[len(shown) :], style))
    yield from waiting
