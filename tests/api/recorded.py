"""What is built, recorded in this process."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import scopeinspect


def names(recording: scopeinspect.Recording) -> list[str]:
    return [variable.name for variable in recording.variables]


def recorded(tf: ModuleType, build: Callable[[], Any], name: str = "") -> scopeinspect.Recording:
    with tf.Graph().as_default(), scopeinspect.record(name) as recording:
        build()
    return recording
