"""Words and figures, the same in every format."""

from __future__ import annotations

import codecs

from scopeinspect.model import Site
from scopeinspect.words import counted, escaped, initializer_text, shape_text, size_text

__all__ = ["counted", "initializer_text", "place_text", "shape_text", "size_text", "visible"]


LONGEST = 200
"""Characters of one name or text that is shown; the whole is in the recording."""

LONGEST_CODE = 2000
"""Characters of a line that is to be typed: a part of one is no Python."""


def visible(text: str, longest: int = LONGEST) -> str:
    """A text as `words.escaped` gives it, that can't fill the screen either."""
    return escaped(text if len(text) <= longest else text[: longest - 1] + "…")


PLAINLY = "scopeinspect.plainly"
"""The name under which `plainly` is known to `open` and its likes."""

_PLAIN = {"·": "-", "×": "x", "→": "->", "…": "..."}


def plainly(error: UnicodeError) -> tuple[str, int]:
    """An error handler for output in an encoding that lacks our signs: what looks like them is written instead.

    Raises:
        UnicodeError: it is not about encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign, sign.encode("unicode_escape").decode()) for sign in lacking), error.end


codecs.register_error(PLAINLY, plainly)


def place_text(site: Site | None, *, with_folder: bool = False) -> str:
    """`model.py:12`, the file by its last name; `cell 3:12` in a notebook.

    Args:
        site: the place; None gives an empty text.
        with_folder: whether the file is told by its path, as several may have that name.
    """
    if site is None:
        return ""
    if with_folder:
        return f"{visible(site.file)}:{site.line}"
    return f"{site.cell or visible(site.file.rpartition('/')[2])}:{site.line}"


def is_named_by(target: str, file: str) -> bool:
    """Whether a target, as the user named it, tells which file this is: `-m project.train` and `project/train.py`."""
    named = target.removeprefix("-m ").rstrip("/")
    path, _, function = named.rpartition(":")
    if path and function.isidentifier():
        named = path
    if named.endswith((".py", ".md")):
        return named.rpartition("/")[2] == file.rpartition("/")[2]
    module = named.replace(".", "/")
    return f"/{file}".endswith((f"/{module}.py", f"/{module}/__init__.py", f"/{module}/__main__.py"))
