"""Limits that a shell sets for what it starts."""

from __future__ import annotations

_ENOUGH = 256
"""Files that may be open at once, with which many targets are run."""


def too_many_files() -> str:
    """Why no more file can be opened, and what to do about it, without a full stop."""
    import resource  # noqa: PLC0415 - only where it is told

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    why = f"no more than {allowed} files may be open at once here"
    raised = _ENOUGH if most == resource.RLIM_INFINITY else min(_ENOUGH, most)
    if raised > allowed:
        return f"{why}; type `ulimit -n {raised}` before"
    return f"{why}; start it from a shell that allows more, as `ulimit -n` tells"
