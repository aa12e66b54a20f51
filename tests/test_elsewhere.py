"""What runs on systems other than Linux, where nothing is forked and orphans have another parent."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from scopeinspect import warm
from scopeinspect.capture import ColdProcess, capture
from scopeinspect.setup import Process, Setup
from scopeinspect.target import target_of
from scopeinspect_cli import orphans

from .runs import REPOSITORY
from .samples.expectations import SHARED_FILTER


def test_targets_run_in_interpreters_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "IS_POSSIBLE", False)
    started: list[Process] = []
    folder = str(REPOSITORY)
    setup = Setup(folder=folder)
    with warm.WarmRecorders() as recorders:
        recorders.prepare(setup)

        def start(*arguments: Any) -> Process:
            started.append(recorders.start(*arguments))
            return started[-1]

        recording = capture(target_of("samples/shared_filter.py", folder=folder), setup, start=start)
    assert [type(process) for process in started] == [ColdProcess]
    assert tuple(variable.name for variable in recording.variables.values()) == SHARED_FILTER


def test_children_are_looked_for_on_linux_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "sys", SimpleNamespace(platform="darwin"))
    monkeypatch.setattr(orphans, "_children", lambda: pytest.fail(f"there may be no /proc, unlike on {sys.platform}"))
    with orphans.no_orphans():
        pass
