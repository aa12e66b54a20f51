"""Run `scopeinspect` with our arguments, and write what it took to a file: `command.py FILE ARGUMENT…`.

The inspected script runs in a child of the command, which the system counts apart from the command itself.
"""

import json
import resource
import sys
from pathlib import Path

from scopeinspect_cli.main import main

MEASURES = {"command": resource.RUSAGE_SELF, "script": resource.RUSAGE_CHILDREN}

try:
    main(sys.argv[2:], prog_name="scopeinspect")
finally:
    used = {name: resource.getrusage(who) for name, who in MEASURES.items()}
    Path(sys.argv[1]).write_text(
        json.dumps({name: (one.ru_utime + one.ru_stime, one.ru_maxrss) for name, one in used.items()}),
        encoding="ascii",
    )
