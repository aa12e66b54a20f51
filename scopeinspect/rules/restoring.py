"""A checkpoint that lacks what a saver was to restore: what to type to see which names differ."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Site
from scopeinspect.rules.code import arguments_of, calls_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.words import shell_word, target_in_shell


def names_compared(facts: Facts, message: str, site: Site | None) -> Iterator[Fix]:
    """The command that compares the checkpoint with what the script has built when it restores."""
    if "not found in checkpoint" not in message:
        return
    found = facts.sources.statement(site) if site else None
    paths = [_path(call) for call in calls_of(found, "restore")] if found else []
    path = shell_word(paths[0]) if len(paths) == 1 and paths[0] else "PATH/TO/CHECKPOINT"
    name = target_in_shell(facts.recording.start.target)
    yield Fix("to see which names differ, and have the map with which it loads all the same, compare them before the "
              "script restores:", (f"scopeinspect diff --stop-at session {path} {name}",))  # fmt: skip


def _path(call: ast.Call) -> str:
    """The checkpoint where it is written out."""
    path = arguments_of(call, ("sess", "save_path")).get("save_path")
    return path.value if isinstance(path, ast.Constant) and isinstance(path.value, str) else ""
