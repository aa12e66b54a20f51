"""Pictures, drawn by Graphviz where that is installed."""

from __future__ import annotations

import shutil
import subprocess
from typing import Literal

from scopeinspect.errors import ScopeInspectError

_LONGEST = 120
"""Seconds that a picture may take."""


class DrawingError(ScopeInspectError):
    """Graphviz is missing, or can't draw it."""


def drawn(dot: str, image: Literal["svg", "png"]) -> bytes:
    """The picture of a text in Graphviz's language.

    Raises:
        DrawingError: there is no `dot` here, or it failed.
    """
    program = shutil.which("dot")
    if program is None:
        raise DrawingError(
            f"{image} is drawn by Graphviz, whose command `dot` is not installed here; install Graphviz, or use "
            "--format dot or mermaid, which need nothing."
        )
    try:
        done = subprocess.run(  # noqa: S603 - the program that the user's PATH names
            [program, f"-T{image}"], input=dot.encode(), capture_output=True, check=False, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(
            f"Graphviz has not finished the {image} after {_LONGEST} seconds; a smaller --depth draws less."
        ) from error
    if done.returncode:
        raise DrawingError(f"Graphviz can't draw this: {done.stderr.decode(errors='replace').strip()}.")
    return done.stdout
