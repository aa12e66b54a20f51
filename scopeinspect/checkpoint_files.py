"""Which files are a checkpoint's, and which names in a folder are like one that isn't there."""

from __future__ import annotations

import difflib
import os
import re
from itertools import islice
from pathlib import Path

_STATE_BEGINS = b"model_checkpoint_path:"
_FILE_OF_ONE = re.compile(r"\.(?:index|meta|data-\d{5}-of-\d{5})$")
_NAMED = ("checkpoint", "saved_model.pb")
"""How the files begin that stand beside those of a folder's checkpoints."""
_MOST_COMPARED = 5000
"""Files of a folder among which near names are looked for."""
_LEAST_LIKENESS = 0.75
"""Of 1; at less, two short names are alike by their `.py` alone."""


def is_checkpoint(text: str | os.PathLike[str]) -> bool:
    """Whether a text names a checkpoint: a prefix or one of its files, a folder of checkpoints, or a SavedModel.

    Raises:
        OSError: what may be one can't be read.
    """
    path = Path(text)
    if path.is_dir():
        return any((path / name).exists() for name in ("checkpoint", "saved_model.pb", "saved_model.pbtxt")) or any(
            path.glob("*.index")
        )
    is_file_of_one = _is_state(path) or bool(_FILE_OF_ONE.search(str(text)))
    return is_file_of_one or Path(f"{text}.index").exists() or bool(_shards(path))


def named_by(text: str) -> Path:
    """What TensorFlow calls the checkpoint that a text names: its prefix, or a folder."""
    return Path(text).parent if _is_state(Path(text)) else Path(_FILE_OF_ONE.sub("", text))


def files_of(text: str | os.PathLike[str]) -> list[Path]:
    """The files of the checkpoint that a text names; of a folder, those of all checkpoints in it."""
    path = named_by(str(text))
    if path.is_dir():
        inside = [*path.iterdir(), *path.glob("variables/*")]
        return [one for one in inside if one.name.startswith(_NAMED) or _FILE_OF_ONE.search(one.name)]
    found = path.parent.glob(f"{_escaped(path.name)}.*") if path.name and path.parent.is_dir() else ()
    return [path, *(one for one in found if named_by(str(one)) == path)]


def near(path: Path) -> list[str]:
    """Names in a folder that are like one that isn't there, nearest first; of a checkpoint's files, their prefix."""
    try:
        names = {_FILE_OF_ONE.sub("", one.name) for one in islice(path.parent.iterdir(), _MOST_COMPARED)}
    except OSError:  # no folder either, or one that may not be listed: nothing is known
        return []
    return difflib.get_close_matches(path.name, sorted(names), n=3, cutoff=_LEAST_LIKENESS)


def _is_state(path: Path) -> bool:
    """Whether it is the file in which TensorFlow notes the latest checkpoint of a folder."""
    if path.name != "checkpoint" or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_STATE_BEGINS)) == _STATE_BEGINS


def _shards(path: Path) -> list[Path]:
    return list(path.parent.glob(f"{_escaped(path.name)}.data-*-of-*")) if path.name and path.parent.is_dir() else []


def _escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)
