"""How a target is run: the options of every command that records."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from scopeinspect.interpreter import interpreter_of
from scopeinspect.setup import Setup, inherited_environment
from scopeinspect.target import session_number

from .options import options_in, with_options
from .orphans import no_orphans

Command = TypeVar("Command", bound=Callable[..., Any])


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
    option = options_in("The target")
    options = [
        option("-m", "is_module", is_flag=True, help="What is named is a module, run as by `python -m`."),
        option("--call", default="", metavar="'NAME=VALUE, …'",
               help="Keyword arguments for a function, literals only."),
    ]  # fmt: skip
    return with_options(command, options)


def running_options(command: Command) -> Command:
    """Adds the options that say how a target is run; the command gets them as one `setup`."""
    option = options_in("Running it")
    options = [
        option("--python", default=sys.executable, metavar="PATH",
               help="The interpreter, or the virtual environment's folder, that runs it; its TensorFlow is the "
                    "one inspected. Default: the interpreter that runs scopeinspect."),
        option("--tf1/--no-tf1", "tf1", default=None,
               help="Whether `import tensorflow` means TensorFlow 1 in your modules. By default that is judged "
                    "by the names they use."),
        option("--tf1-package", "tf1_packages", multiple=True, metavar="NAME",
               help="An installed package that is written for TensorFlow 1 too. May be repeated."),
        option("--cwd", "folder", default=".", type=click.Path(exists=True, file_okay=False, readable=False),
               metavar="DIR",
               help="Run in this directory; the target is named as seen from there."),
        option("--env", "variables", multiple=True, type=Variable(), metavar="NAME=VALUE",
               help="Set an environment variable for it. May be repeated."),
        option("--stop-at", "stop_at_session", type=Stop(), metavar="session[:N]",
               help="End the run cleanly before its first (or Nth) Session.run, or a restore: the graph is "
                    "built by then."),
        option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
               help="End the run after this time, and show what was recorded."),
        option("-v", "--verbose", is_flag=True,
               help="Let TensorFlow print its own messages, and leave no frame out of tracebacks; what `check` finds "
                    "is told down to the notes."),
    ]  # fmt: skip
    command = with_options(command, options)

    @functools.wraps(command)
    def with_setup(*, python: str, variables: tuple[tuple[str, str], ...], **values: Any) -> Any:
        Path.cwd()  # where it is gone, that is told once, and not as what it leads to
        names = ("tf1", "tf1_packages", "folder", "stop_at_session", "timeout", "verbose")
        setup = Setup(
            python=interpreter_of(python),
            environment=inherited_environment() | dict(variables),
            **{name: values.pop(name) for name in names},
        )
        with no_orphans():
            return command(setup=setup, **values)

    return with_setup  # type: ignore[return-value]

