"""The one sentence that a command which could do nothing says."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...runs import Ran

Said = Callable[..., str]


def sentence(ran: Ran) -> str:
    """Return the one sentence that a command which could do nothing says."""
    assert ran.status == 2
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    match = re.fullmatch(r"scopeinspect: (.+\.)", line)
    assert match, line
    return match[1]
