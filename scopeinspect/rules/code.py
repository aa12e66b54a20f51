"""The user's lines, as they are quoted in advice."""

from __future__ import annotations

import ast
import io
import tokenize

from scopeinspect.model import Site


def without_comment(line: str) -> str:
    """A line of source without its comment."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(line).readline))
    except (tokenize.TokenError, SyntaxError):  # a line of a longer statement
        return line
    comment = next((token for token in tokens if token.type == tokenize.COMMENT), None)
    return line[: comment.start[1]].rstrip() if comment else line


def statement(site: Site) -> str:
    """The statement at a site, without its comment; of one that spans lines, which line it is around.

    What a line has of such a statement is no Python by itself, and nobody is to type it.
    """
    line = without_comment(site.text)
    if not line:
        return f"…  # line {site.line}"
    try:
        ast.parse(line)
    except (SyntaxError, ValueError):
        return line if line.endswith(":") else f"…  # the whole statement around line {site.line}"
    return line
