"""Recordings of all the small programs, made with one import of TensorFlow for each interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import RULES
from tests.conftest import name_of
from tests.forked import record_all
from tests.once import Once
from tests.rules.expected import PROGRAMS, RIGHT
from tests.runs import REPOSITORY

collect_ignore_glob = ["programs/*", "right/*"]  # they are data, whatever they are called

Example = tuple[str, str]
COMPARED = [rule.code for rule in RULES if rule.code.startswith("SI4")]
"""The rules that compare: the program of their good example is the old side."""
EXAMPLES: list[Example] = [
    (rule.code, which) for rule in RULES for which in ("bad", "good") if rule.code not in COMPARED
]


@pytest.fixture(scope="session")
def programs(python: str, once: Once) -> dict[Path, Recording]:
    """Return the recording of each program, right or wrong."""
    paths = [*PROGRAMS, *RIGHT]
    recordings = once(f"programs-{name_of(python)}", lambda: record_all(paths, python, REPOSITORY))
    return dict(zip(paths, recordings, strict=True))


@pytest.fixture(scope="session")
def examples_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the rules' examples."""
    return tmp_path_factory.mktemp("examples")


@pytest.fixture(scope="session")
def examples(python: str, examples_folder: Path) -> dict[Example, Recording]:
    """Return the recording of each rule's examples."""
    folder = examples_folder
    texts = {rule.code: dict(zip(("bad", "good"), rule.examples, strict=True)) for rule in RULES}
    paths = []
    every = [*EXAMPLES, *((code, which) for code in COMPARED for which in ("bad", "good"))]
    for code, which in every:
        paths.append(folder / f"{code}_{which}.py")
        paths[-1].write_text(texts[code][which], encoding="utf-8")
    return dict(zip(every, record_all(paths, python, folder), strict=True))
