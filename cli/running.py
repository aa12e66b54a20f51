"""How a target is run: the options of every command that records."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from scopeinspect.capture import Setup, inherited_environment
from scopeinspect.interpreter import interpreter_of
from scopeinspect.target import session_number

from .orphans import no_orphans

Command = TypeVar("Command", bound=Callable[..., Any])


_ARGUMENTS = "scopeinspect.arguments"


class ArgumentsBehind(click.Command):
    """Keeps what stands behind `--` for the script, see `arguments_behind`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`."""
        place = args.index("--") if "--" in args else len(args)
        ctx.meta[_ARGUMENTS] = tuple(args[place + 1 :])
        return super().parse_args(ctx, args[:place])


def arguments_behind() -> tuple[str, ...]:
    """What stands behind `--` on the command line of the current command."""
    arguments: tuple[str, ...] = click.get_current_context().meta[_ARGUMENTS]
    return arguments


def was_named(option: str) -> bool:
    """Whether an option of the current command was given, and is not the default."""
    return click.get_current_context().get_parameter_source(option) is not ParameterSource.DEFAULT


class Variable(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE`."""

    name = "variable"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the value."""
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not name or not equals:
            self.fail(f"{value!r} is not of the form NAME=VALUE.", param, ctx)
        return name, text


class Stop(click.ParamType[int]):
    """`session` or `session:N`."""

    name = "stop"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of the session run."""
        if isinstance(value, int):
            return value
        number = session_number(value)
        return number or self.fail(f"{value!r} is neither `session` nor `session:N`.", param, ctx)


def naming_options(command: Command) -> Command:
    """Adds the options that say what kind of target is named: `-m` and `--call`."""
    options = [
        click.option("-m", "is_module", is_flag=True, help="What is named is a module, run as by `python -m`."),
        click.option("--call", default="", metavar="'NAME=VALUE, …'",
                     help="Keyword arguments for a function, literals only."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def running_options(command: Command) -> Command:
    """Adds the options that say how a target is run; the command gets them as one `setup`."""
    options = [
        click.option("--python", default=sys.executable, metavar="PATH",
                     help="The interpreter, or the virtual environment's folder, that runs it; its TensorFlow is the "
                          "one inspected. Default: the interpreter that runs scopeinspect."),
        click.option("--tf1/--no-tf1", "tf1", default=None,
                     help="Whether `import tensorflow` means TensorFlow 1 in your modules. By default that is judged "
                          "by the names they use."),
        click.option("--tf1-package", "tf1_packages", multiple=True, metavar="NAME",
                     help="An installed package that is written for TensorFlow 1 too. May be repeated."),
        click.option("--cwd", "folder", default=".", type=click.Path(exists=True, file_okay=False), metavar="DIR",
                     help="Run in this directory; the target is named as seen from there."),
        click.option("--env", "variables", multiple=True, type=Variable(), metavar="NAME=VALUE",
                     help="Set an environment variable for it. May be repeated."),
        click.option("--stop-at", "stop_at_session", type=Stop(), metavar="session[:N]",
                     help="End the run cleanly before its first (or Nth) Session.run: the graph is built by then."),
        click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
                     help="End the run after this time, and show what was recorded."),
        click.option("-v", "--verbose", is_flag=True, help="Let TensorFlow print its own messages."),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)

    @functools.wraps(command)
    def with_setup(*, python: str, variables: tuple[tuple[str, str], ...], **values: Any) -> Any:
        names = ("tf1", "tf1_packages", "folder", "stop_at_session", "timeout", "verbose")
        setup = Setup(
            python=interpreter_of(python),
            environment=inherited_environment() | dict(variables),
            **{name: values.pop(name) for name in names},
        )
        with no_orphans():
            return command(setup=setup, **values)

    return with_setup  # type: ignore[return-value]

