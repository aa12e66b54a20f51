"""The targets of a command that takes many: named, by patterns, or configured."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from scopeinspect import baseline as baselines
from scopeinspect.config import Config, ConfiguredTarget
from scopeinspect.errors import TargetError
from scopeinspect.interpreter import interpreter_of
from scopeinspect.render.text import visible
from scopeinspect.rules.selection import Selection
from scopeinspect.setup import Setup, inherited_environment
from scopeinspect.target import RECORDING_SUFFIXES, Target, is_recording, target_of
from scopeinspect.typed import Typed
from scopeinspect.words import shell_line

NO_TARGET = "name a TARGET, or configure some in [[tool.scopeinspect.targets]] of pyproject.toml."


class Job(msgspec.Struct, frozen=True):
    """A target, and what belongs to it."""

    name: str
    find: Callable[[], Target | None]
    """Gives what is to be run, None where `name` is a recording; raises where there is no such target."""
    setup: Setup
    baseline: Path
    """Where its baseline is, or would be."""
    checkpoint: Path | None
    selection: Selection
    typed: Typed
    has_named_baseline: bool = False
    """Whether the configuration names the baseline, so that it has to be there."""
    graph: int | None = None
    """The number of the graph that the checkpoint is of; None takes the one that fits it best."""


class Named(msgspec.Struct, frozen=True):
    """What a command line says of its targets."""

    targets: tuple[str, ...]
    """Names, and patterns of files; none for those that are configured."""
    setup: Setup
    arguments: tuple[str, ...] = ()
    """The targets' own; they take the place of configured ones."""
    call: str = ""
    is_module: bool = False
    has_own_python: bool = False
    """Whether the interpreter was named, so that it counts over a configured one."""


def jobs_of(named: Named, config: Config) -> list[Job]:
    """The jobs that a command line asks for, in order.

    Raises:
        TargetError: no file is of a pattern.
        click.UsageError: nothing is named, and nothing configured.
    """
    jobs = list(_jobs(named, config))
    if not jobs:
        raise click.UsageError(NO_TARGET)
    return jobs


def _jobs(named: Named, config: Config) -> Iterator[Job]:
    if not named.targets:
        yield from (_configured(one, named) for one in config.targets)
    known = _by_place(config)
    for text in _files(named):
        configured = _meant(text, named, known)
        if configured:
            yield from (_configured(one, named) for one in configured)
        elif is_recording(text):
            suffix = next((one for one in RECORDING_SUFFIXES if text.endswith(one)), Path(text).suffix)
            baseline = Path(text.removesuffix(suffix) + baselines.SUFFIX)
            yield Job(text, lambda: None, named.setup, baseline, None, config.selection, Typed(text, is_recording=True))
        else:
            yield _unconfigured(text, named, config)


def job_of(text: str, named: Named, config: Config) -> Job:
    """The job of something to be run, for a command that takes one at a time: as it is configured, where it is.

    Args:
        text: what the user wrote.
        named: what else the command line says.
        config: where it may be configured, and that more than once, each time with arguments of its own.
    """
    configured = _meant(text, named, _by_place(config))
    if len(configured) > 1:
        first = shell_line(configured[0].args) or "no arguments"
        told = f"{text} is configured {len(configured)} times; this is the first of them, with {first}."
        click.echo(f"scopeinspect: {visible(told, 2000)}", err=True)
    return _configured(configured[0], named) if configured else _unconfigured(text, named, config)


def _by_place(config: Config) -> dict[str, list[ConfiguredTarget]]:
    """The configured targets by where they are; a script may be there several times, with other arguments."""
    known: dict[str, list[ConfiguredTarget]] = {}
    for one in config.targets:
        script = f"-m {one.script[3:].strip()}" if one.is_module else one.script
        known.setdefault(os.path.normpath(one.folder / script), []).append(one)
    return known


def _meant(text: str, named: Named, known: Mapping[str, list[ConfiguredTarget]]) -> list[ConfiguredTarget]:
    """The configured targets that a name means. With a `--call` of its own it means another one."""
    if named.call:
        return []
    name = f"-m {text}" if named.is_module else text
    found = known.get(os.path.normpath(Path(named.setup.folder, name).absolute()), [])
    return [one for one in found if named.arguments and one.args == named.arguments] or found


def _unconfigured(text: str, named: Named, config: Config) -> Job:
    find = partial(
        target_of, text, named.arguments, is_module=named.is_module, call=named.call, folder=named.setup.folder
    )
    shown = f"-m {text}" if named.is_module else text
    path = baselines.default_path(shown, Path(named.setup.folder))
    return Job(text, find, named.setup, path, None, config.selection, _typed(text, named))


def _typed(text: str, named: Named) -> Typed:
    return Typed(text, options_again(named.call, named.setup, is_module=named.is_module), named.arguments)


def options_again(
    call: str, setup: Setup, python: str | None = None, *, is_module: bool = False
) -> tuple[tuple[str, ...], ...]:
    """The options that make a command of ours run a target in the same way, each with its value."""
    python = python or (setup.python if setup.python != sys.executable else None)
    inherited = inherited_environment()
    values = {
        "--call": call,
        "--python": python,
        "--cwd": "" if _is_here(setup.folder) else setup.folder,
        "--stop-at": f"session:{setup.stop_at_session}".removesuffix(":1") if setup.stop_at_session else "",
        "--timeout": f"{setup.timeout:g}" if setup.timeout else "",
    }
    return (
        *([("--tf1" if setup.tf1 else "--no-tf1",)] if setup.tf1 is not None else []),
        *(("--tf1-package", name) for name in setup.tf1_packages),
        *((option, value) for option, value in values.items() if value),
        *(("--env", f"{name}={text}") for name, text in setup.environment.items() if inherited.get(name) != text),
        *([("-m",)] if is_module else []),
    )


def _is_here(folder: str) -> bool:
    """Whether a folder is the current one, which a script may have removed by now."""
    return folder == os.curdir or Path(folder).resolve() == Path.cwd()


def _configured(one: ConfiguredTarget, named: Named) -> Job:
    python = named.setup.python if one.python is None or named.has_own_python else interpreter_of(one.python)
    stop_at = named.setup.stop_at_session or one.stop_at_session
    setup = replace(named.setup, python=python, folder=str(one.folder), stop_at_session=stop_at)
    options = options_again(one.call, setup, one.python, is_module=one.is_module)
    name = one.script.removeprefix("-m ").strip()
    typed = Typed(name, options, named.arguments or one.args, is_configured=not named.arguments)
    return Job(
        one.script, lambda: one.target(named.arguments), setup, one.baseline, one.checkpoint, one.selection, typed,
        one.has_named_baseline, one.graph,
    )  # fmt: skip


def _files(named: Named) -> Iterator[str]:
    """The names, patterns replaced by the files that they match."""
    for text in named.targets:
        if named.is_module or not glob.has_magic(text) or Path(named.setup.folder, text).exists():
            yield text
            continue
        found = sorted(glob.glob(text, root_dir=named.setup.folder, recursive=True))  # noqa: PTH207 - knows `**` and root_dir
        if not found:
            raise TargetError(f"{text}: there is no such file.")
        yield from found
