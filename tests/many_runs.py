"""Records a script many times through the same warm recorders, and tells what there is of ours after the first and the last.

`python -m tests.many_runs SCRIPT TIMES`, with a temporary folder of its own: by that, too, its processes are known. It
prints one line of JSON for each moment: the descriptors that are open, the processes, and what is in that folder.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from scopeinspect.capture import capture
from scopeinspect.setup import Setup
from scopeinspect.target import target_of
from scopeinspect.warm import WarmRecorders

_MINE = f"TMPDIR={tempfile.gettempdir()}".encode()


def processes() -> dict[int, bool]:
    """Return whether it still runs of every process that was started with our temporary folder, or by one that was."""
    runs, parents, mine = {}, {}, set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            number = int(folder.name)
            try:
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended meanwhile
                continue
            runs[number], parents[number] = state != "Z", int(parent)
            if _MINE in environment:
                mine.add(number)
    return {number: runs[number] for number, parent in parents.items() if number in mine or parent in mine}


def open_files() -> dict[str, str]:
    """Return what each open descriptor is of."""
    folder = Path("/proc/self/fd")
    # That of the folder itself is closed by now.
    return {name: str((folder / name).readlink()) for name in names(folder) if (folder / name).is_symlink()}


def names(folder: Path) -> list[str]:
    """Return the names of what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


with WarmRecorders() as recorders:
    for run in range(1, int(sys.argv[2]) + 1):
        found = capture(target_of(sys.argv[1]), Setup(), start=recorders.start)
        assert found.outcome.kind == "finished"
        if run in (1, int(sys.argv[2])):
            print(json.dumps([open_files(), processes(), names(Path(tempfile.gettempdir()))]))
print(json.dumps(processes()))
