"""Options that are listed in sections, so that what commands have in common looks the same in the help of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])
Decorator = Callable[[Function], Function]

_OWN = "Options"


class Command(click.Command):
    """Lists its own options first, then each section of those that other commands have, too."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        sections: dict[str, list[tuple[str, str]]] = {_OWN: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if isinstance(parameter, click.Option) and record is not None:
                sections.setdefault(getattr(parameter, "section", _OWN), []).append(record)
        for section, records in sections.items():
            with formatter.section(section):
                formatter.write_dl(records)


class _Option(click.Option):
    """An option that several commands have.

    Args:
        section: the title under which it is listed.
    """

    def __init__(self, *declarations: Any, section: str, **settings: Any) -> None:
        super().__init__(*declarations, **settings)
        self.section = section


def options_in(section: str) -> Callable[..., Decorator[Any]]:
    """What to call instead of `click.option` for the options of a section."""
    return partial(click.option, cls=_Option, section=section)


def with_options(command: Function, options: list[Decorator[Any]]) -> Function:
    """Adds options, in their order, to a command."""
    for option in reversed(options):
        command = option(command)
    return command


def config_option(command: Function) -> Function:
    """Adds the option that names the configuration."""
    return click.option(
        "--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
        help="The pyproject.toml to read; by default the nearest one, here or above.",
    )(command)  # fmt: skip
