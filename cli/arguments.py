"""Where a script's own arguments stand: behind the one target, as with `python`, or behind `--` where there are more.

Whoever takes the one for the other is told what to type.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import click

from scopeinspect.render.text import visible
from scopeinspect.words import shell_line

from .options import Command

_ARGUMENTS = "scopeinspect.arguments"
_FILE = re.compile(r"\.[^\W\d]\w*$|[\\/]")
"""How the name of a file ends, or is in a folder: a number with a point does neither."""
_MOST_READ = 1 << 20
"""Characters of a script that are looked through."""

_BEHIND_DASHES = "What is for {target} and not for scopeinspect goes behind --"
_BEHIND = "{option} stands behind the target, so it is given to that; what is for scopeinspect stands before."


class ArgumentsBehindDashes(Command):
    """Keeps what stands behind `--` for the script, see `arguments_behind`."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """See `click.Command`."""
        return [*super().collect_usage_pieces(ctx), "[-- ARGS...]"]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`."""
        given = list(args)
        place = given.index("--") if "--" in given else len(given)
        ctx.meta[_ARGUMENTS] = tuple(given[place + 1 :])
        try:
            rest = super().parse_args(ctx, given[:place])
        except click.NoSuchOption as error:
            hint = self._hint(ctx, given, error.option_name)
            if not hint:
                raise
            raise click.UsageError(f"{error.format_message()}\n\n{hint}", ctx) from error
        if place == len(given):
            self._refuse_stray_arguments(ctx, given)
        return rest

    def _refuse_stray_arguments(self, ctx: click.Context, given: list[str]) -> None:
        """Where what follows the first target is nothing that could be one, it may well be for that."""
        targets: tuple[str, ...] = ctx.params.get("targets") or ()
        folder = ctx.params["folder"] if targets else ""
        own = list(takewhile(lambda word: not _may_be_target(word, folder), reversed(targets)))[::-1]
        before, is_last = given[: len(given) - len(own)], given[len(given) - len(own) :] == own
        if own and is_last and not ctx.params["is_module"] and len(own) == len(targets) - 1:
            command = shell_line([*ctx.command_path.split(), *before, "--", *own])
            hint = f"{_BEHIND_DASHES.format(target=targets[0])}:\n\n  {command}"
            raise click.UsageError(f"{visible(own[0])}: there is no such file.\n\n{hint}", ctx)

    def _hint(self, ctx: click.Context, given: list[str], option: str) -> str:
        """What to type if an unknown option is a script's; empty where no script stands before it."""
        place = next(place for place, word in enumerate(given) if _is_given(option, word))
        named = self._named(ctx, given[:place])
        if not named:
            return ""
        sentence = _BEHIND_DASHES.format(target=named[0])
        if len(named) < sum(isinstance(one, click.Argument) for one in self.params):
            return f"{sentence}, at the end."
        own = [word for word in given[place:] if word != "--"]
        return f"{sentence}:\n\n  {shell_line([*ctx.command_path.split(), *given[:place], '--', *own])}"

    def _named(self, ctx: click.Context, given: list[str]) -> list[str]:
        """What stands for each argument among these words, the last of several."""
        ctx = click.Context(self, info_name=ctx.info_name, **self.context_settings)
        values, _, _ = self.make_parser(ctx).parse_args(list(given))
        named = [values.get(str(one.name)) for one in self.params if isinstance(one, click.Argument)]
        last = (value[-1] if isinstance(value, tuple) and value else value for value in named)
        return [value for value in last if isinstance(value, str)]


def arguments_behind() -> tuple[str, ...]:
    """What stands behind `--` on the command line of the current command."""
    arguments: tuple[str, ...] = click.get_current_context().meta[_ARGUMENTS]
    return arguments


class ArgumentsBehindTarget(Command):
    """Leaves all that follows the one target to it, and says so where it looks as if it had been meant for us."""

    allow_interspersed_args = False

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`."""
        given = list(args)
        try:
            rest = super().parse_args(ctx, args)
        except click.MissingParameter as error:
            option = error.param.opts[0] if error.param else ""
            if option not in given:
                raise
            raise click.UsageError(f"{error.format_message()}\n\n{_BEHIND.format(option=option)}", ctx) from error
        for option in self._mistaken(ctx.params):
            click.echo(f"scopeinspect: {_BEHIND.format(option=option)}", err=True)
        return rest

    def _mistaken(self, given: dict[str, Any]) -> Iterator[str]:
        """The options of ours among a target's arguments of which the target says nothing."""
        ours = {name for one in self.params if isinstance(one, click.Option) for name in one.opts}
        for word in given["arguments"]:
            option = word.partition("=")[0]
            if option.startswith("--") and option in ours and not _speaks_of(given["target"], option):
                yield option


def _may_be_target(word: str, folder: str) -> bool:
    """Whether a word is a file, a pattern, a function, or the name of what may have been a file."""
    return Path(folder, word).exists() or glob.has_magic(word) or ":" in word or bool(_FILE.search(word))


def _speaks_of(target: str, option: str) -> bool:
    """Whether a script has the name of an option in it, and so may well have an option of that name."""
    try:
        if not Path(target).is_file():  # a pipe can be read only once, and not by us
            return True
        with Path(target).open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MOST_READ)
    except (OSError, ValueError):  # no script: whatever it may be speaks for itself
        return True
    name = option.strip("-")
    return name in text or name.replace("-", "_") in text


def _is_given(option: str, word: str) -> bool:
    """Whether a word of the command line is this option, alone, with its value, or among other short ones."""
    is_among_short_ones = not option.startswith("--") and word.startswith("-") and option[1] in word
    return word.partition("=")[0] == option or is_among_short_ones
