"""What the pages have in common: templates filled by jinja2, which escapes every name, and files of ours beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

_FOLDER = Path(__file__).parent


def template(name: str) -> jinja2.Template:
    """A template of this folder."""
    return _environment().get_template(name)


def part(name: str) -> Markup:
    """A style sheet or a script of this folder, to stand in a page as it is."""
    return Markup((_FOLDER / name).read_text("utf-8"))  # noqa: S704 - a file of ours


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_FOLDER)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
