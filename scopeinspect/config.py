"""`[tool.scopeinspect]` in `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec

from scopeinspect.baseline import default_path
from scopeinspect.errors import ScopeInspectError
from scopeinspect.pipes import read_at_most
from scopeinspect.rules.rule import SEVERITIES, Severity
from scopeinspect.rules.selection import FAIL_ON, FailOn, Selection
from scopeinspect.target import Target, session_number, target_written
from scopeinspect.words import nearest

FILE = "pyproject.toml"
LARGEST = 1024 * 1024
"""Bytes of a configuration: a bound for hostile files."""
_MOST_DOTS = 1000
"""In a line: `tomllib` takes as long for a key of many parts as the square of their number."""

_TOML_TYPES = {
    "array": "an array",
    "bool": "a boolean",
    "date": "a date",
    "datetime": "a date and time",
    "float": "a float",
    "int": "an integer",
    "object": "a table",
    "str": "a string",
    "str | null": "a string",
    "time": "a time",
}
"""TOML's words for what `msgspec` names otherwise."""


class ConfigError(ScopeInspectError):
    """The configuration can't be used."""


class ConfiguredTarget(msgspec.Struct, frozen=True):
    """One of `[[tool.scopeinspect.targets]]`. It is run in the configuration's folder."""

    script: str
    """A target as on the command line: `train.py`, `model.py:build`, `-m package.module`."""
    folder: Path
    """The configuration's folder, which `script` is relative to. The other paths are absolute."""
    args: tuple[str, ...] = ()
    call: str = ""
    """Keyword arguments for a function, as for `--call`."""
    python: str | None = None
    """The interpreter that runs it; None for the one that runs us."""
    stop_at_session: int | None = None
    """The number of the `Session.run` at which the run ends; None lets it go on."""
    baseline: Path = Path()
    """By default the name that `baseline.default_path` gives, beside the script."""
    has_named_baseline: bool = False
    """Whether that is not the default, but what the configuration says."""
    checkpoint: Path | None = None
    graph: int | None = None
    """The number of the graph that the checkpoint is of; None takes the one that fits it best."""
    selection: Selection = msgspec.field(default_factory=Selection)
    """The whole configuration's, with what this target adds."""

    @property
    def is_module(self) -> bool:
        """Whether `script` is a module, with `-m` before it."""
        return self.script.startswith("-m ")

    def target(self, args: tuple[str, ...] = ()) -> Target:
        """What is to be run.

        Args:
            args: take the place of the configured ones, where there are any.

        Raises:
            TargetError: there is no such file, or `call` can't be read.
        """
        return target_written(self.script, args or self.args, call=self.call, folder=str(self.folder))


class Config(msgspec.Struct, frozen=True):
    """What `[tool.scopeinspect]` says; every part of it has a default."""

    folder: Path
    """Where `pyproject.toml` lies; the working directory where there is none."""
    targets: tuple[ConfiguredTarget, ...] = ()
    selection: Selection = msgspec.field(default_factory=Selection)
    fail_on: FailOn = "error"


class _Rules(msgspec.Struct, rename="kebab"):
    select: list[str] = []
    ignore: list[str] = []
    per_scope_ignore: dict[str, list[str]] = {}
    severity: dict[str, Severity] = {}


class _Target(_Rules, rename="kebab", kw_only=True):
    script: str
    args: list[str] = []
    call: str = ""
    python: str | None = None
    stop_at: str | None = None
    baseline: str | None = None
    checkpoint: str | None = None
    graph: Annotated[int, msgspec.Meta(ge=0)] | None = None


class _Tool(_Rules, rename="kebab"):
    targets: list[_Target] = []
    fail_on: FailOn = "error"


_VALUES = {"severity": Severity, "per-scope-ignore": list[str]}
"""Of tables whose keys are the user's, the type of each value."""
_NAMES = {"script": "a target", "python": "an interpreter", "baseline": "a file", "checkpoint": "a checkpoint"}
"""Keys of a target that name something."""


def find(start: Path) -> Path | None:
    """The `pyproject.toml` of a folder, or of the nearest one above it; None where there is none."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / FILE).is_file():
            return folder / FILE
    return None


def load(path: Path | None) -> Config:
    """Reads a configuration.

    Args:
        path: of a `pyproject.toml`, as `find` gives it; None gives the defaults.

    Raises:
        ConfigError: it can't be read, has a key that doesn't exist, or a value of the wrong type.
    """
    if path is None:
        return Config(Path.cwd())
    table = _read(path)
    try:
        _check_keys(table, _Tool, "tool.scopeinspect")
        tool = msgspec.convert(table, _Tool)
        _check_named(tool)
    except msgspec.ValidationError as error:
        told = _in_toml_words(_with_key(str(error)[:300], table))
        raise ConfigError(f"{path}: {told if told.endswith(('?', '.')) else f'{told}.'}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    folder = path.absolute().parent
    general = _selection(tool, Selection())
    try:
        targets = tuple(_target(target, folder, general) for target in tool.targets)
        _check_baselines(path, targets)
    except (ValueError, RuntimeError) as error:  # a null byte, or ~nobody
        raise ConfigError(f"{path}: [tool.scopeinspect.targets] has a path that can't be: {error}.") from error
    return Config(folder, targets, general, tool.fail_on)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = read_at_most(path, LARGEST + 1)
        if len(text) > LARGEST:
            raise ConfigError(f"{path}: is larger than {LARGEST >> 20} MiB, too large for a configuration.")
        for number, line in enumerate(text.splitlines(), 1):
            if line.count(b".") > _MOST_DOTS:
                raise ConfigError(f"{path}: line {number} has more than {_MOST_DOTS:,} dots, too many to be read.")
        tool = tomllib.loads(text.decode("utf-8-sig")).get("tool", {})
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ConfigError(f"{path}: is not TOML: {str(error)[:300]}.") from error
    table = tool.get("scopeinspect", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.scopeinspect is to be a table.")
    return table


def _check_keys(table: dict[str, Any], struct: type[msgspec.Struct], where: str) -> None:
    known = {found.encode_name for found in msgspec.structs.fields(struct)}
    for key in table:
        if key not in known:
            raise ConfigError(f"[{where}] has no key {key[:80]!a}; {nearest(key, known)}")
    for target in table.get("targets", []) if isinstance(table.get("targets"), list) else []:
        if isinstance(target, dict):
            _check_keys(target, _Target, f"[{where}.targets]")


def _check_named(tool: _Tool) -> None:
    for place, target in enumerate(tool.targets):
        for key, what in _NAMES.items():
            value = getattr(target, key)
            if value is not None and not value.removeprefix("-m ").strip():
                raise ConfigError(f"tool.scopeinspect.targets[{place}].{key} is empty, and is to name {what}.")


def _with_key(message: str, table: dict[str, Any]) -> str:
    """The message with the key of a table for `[...]`: it is the first that has a value which is wrong by itself."""
    found = re.search(r"`\$\.(?:targets\[(\d+)\]\.)?(severity|per-scope-ignore)\[\.\.\.\]", message)
    if not found:
        return message
    rules = (table["targets"][int(found[1])] if found[1] else table)[found[2]]
    key = next(key for key, value in rules.items() if not _is_of(value, _VALUES[found[2]]))
    shown = key if re.fullmatch(r"[\w-]+", key, re.ASCII) else f'"{key[:80]}"'
    return message.replace("[...]", f".{shown}", 1)


def _is_of(value: object, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _in_toml_words(message: str) -> str:
    told = message.replace("Object missing required field", "a table lacks").replace("`$.", "`tool.scopeinspect.")
    if value := re.match(r"Invalid enum value '(.*)' - at (.*)", told):
        known = FAIL_ON if value[2].endswith("fail-on`") else SEVERITIES
        return f"{value[2]} can't be '{value[1]}'; {nearest(value[1], known)}"
    if value := re.match(r"Expected `(.*)`, got `(.*)` - at `(.*)`", told):
        expected, got = (_TOML_TYPES.get(found, found) for found in value.groups()[:2])
        begins = f"; each target begins with a line [[{value[3]}]]" if value[3].endswith(".targets") else ""
        return f"{value[3]} is {got}, and is to be {expected}{begins}"
    return told


def _selection(rules: _Rules, general: Selection) -> Selection:
    return Selection(
        select=(*general.select, *rules.select),
        ignore=(*general.ignore, *rules.ignore),
        per_scope_ignore=(
            *general.per_scope_ignore,
            *((pattern, tuple(codes)) for pattern, codes in rules.per_scope_ignore.items()),
        ),
        severity={**general.severity, **rules.severity},
    )


def _target(target: _Target, folder: Path, general: Selection) -> ConfiguredTarget:
    def place(text: str | None) -> Path | None:
        return None if text is None else folder / Path(text).expanduser()

    python = target.python
    if python is not None and ("/" in python or python.startswith("~")):
        python = str(place(python))
    return ConfiguredTarget(
        script=target.script,
        folder=folder,
        args=tuple(target.args),
        call=target.call,
        python=python,
        stop_at_session=_session(target, folder),
        baseline=place(target.baseline) or default_path(target.script, folder),
        has_named_baseline=target.baseline is not None,
        checkpoint=place(target.checkpoint),
        graph=target.graph,
        selection=_selection(target, general),
    )


def _session(target: _Target, folder: Path) -> int | None:
    number = session_number(target.stop_at) if target.stop_at is not None else None
    if target.stop_at is not None and number is None:
        raise ConfigError(f"{folder / FILE}: stop-at of {target.script} is neither `session` nor `session:N`.")
    return number


def _check_baselines(path: Path, targets: tuple[ConfiguredTarget, ...]) -> None:
    seen: dict[Path, ConfiguredTarget] = {}
    for target in targets:
        first = seen.setdefault(target.baseline.resolve(), target)
        if first is not target:
            raise ConfigError(
                f"{path}: {first.script} and {target.script} have one baseline, {target.baseline}; each needs its own."
            )
