"""Recording in a process that is the user's own: what `scopeinspect.record()` does to it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from types import CodeType
from typing import Any, Dict, List, Optional

from . import ending
from .converted import Converted
from .hooks import Hooks
from .imports import import_tensorflow
from .journal import Journal, Send
from .record import SCHEMA
from .sites import Sites, UserFiles

_OURS = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "")

_changing = threading.Lock()
_installed: List[InProcess] = []
"""Those whose hooks are in place, in the order in which they came."""


class _UserFiles(UserFiles):
    def _judge(self, filename: str) -> bool:
        # Installed in editable mode, our own files lie outside site-packages.
        return super()._judge(filename) and not os.path.realpath(filename).startswith(_OURS)


class _Sites(Sites):
    def shown(self, filename: str) -> str:
        return cell_of(filename) or super().shown(filename)


class InProcess:
    """Records what is built in this process, by any thread, from `begin` to `end`.

    Several may overlap, in one thread or in many; each of them records everything.

    Args:
        send: takes each event.
        name: what is recorded, as the user calls it.
        roots: folders whose files are the user's wherever they lie.
        floor: stacks begin above the frame of this code; None for the whole stack.
    """

    def __init__(self, send: Send, name: str, roots: List[str], floor: Optional[CodeType] = None) -> None:
        self._send = send
        self._name = name
        self._is_user_file = _UserFiles(roots)
        self._journal = Journal(self._tell)
        self._sites = _Sites(self._journal.tell, self._is_user_file, os.getcwd(), floor, Converted())
        self._hooks: Optional[Hooks] = None
        self._is_over = False

    def begin(self) -> None:
        """Installs the hooks, and imports TensorFlow for that where the user hasn't yet.

        Raises:
            Unusable: there is no TensorFlow, or one that is too old.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where warnings are errors, TensorFlow's own would be ours
            # What it prints is the user's to see or to silence: it is their process.
            tensorflow = import_tensorflow(verbose=True)
        version = ".".join(map(str, sys.version_info[:3]))
        self._tell({"e": "start", "schema": SCHEMA, "target": self._name, "python": version})
        why = "recorded in its own process"
        self._tell({"e": "tensorflow", "version": tensorflow.__version__, "tf1": False, "why": why})
        with _changing:
            self._hooks = Hooks(self._journal, self._sites, self._is_user_file)
            try:
                self._hooks.install()
            except BaseException:
                self._hooks.remove()
                raise
            _installed.append(self)

    def end(self, error: Optional[BaseException]) -> None:
        """Tells how it ended, and removes the hooks.

        Hooks lie on top of each other, so where a later recording is still open, they are removed when that one ends;
        what they see until then is not recorded.

        Args:
            error: what the user's code raised.
        """
        assert self._hooks is not None, "it was begun"
        self._hooks.finish()
        self._tell(self._ending(error))
        with _changing:
            self._is_over = True
            while _installed and _installed[-1]._is_over:
                hooks = _installed.pop()._hooks
                assert hooks is not None, "it was installed"
                hooks.remove()

    def _tell(self, event: Dict[str, Any]) -> None:
        if not self._is_over:
            self._send(event)

    def _ending(self, error: Optional[BaseException]) -> Dict[str, Any]:
        if error is None:
            return {"e": "end", "kind": "finished", "status": 0, "error": None}
        if isinstance(error, SystemExit):
            status = error.code if isinstance(error.code, int) else int(error.code is not None)
            return {"e": "end", "kind": "exited", "status": status & 0xFF, "error": None}
        if isinstance(error, KeyboardInterrupt):
            return {"e": "end", "kind": "interrupted", "status": -int(signal.SIGINT), "error": None}
        told = ending.error_told(ending.fault_of(error), self._sites)
        return {"e": "end", "kind": "raised", "status": 1, "error": told}


def cell_of(filename: str) -> str:
    """`In[3]` for what IPython calls the file of a cell; empty for any other file."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    named = shell.compile.format_code_name(filename) if shell is not None else None
    return str(named[1]) if named is not None else ""


def fresh_graph() -> Any:
    """A context manager: what is built inside is built in a graph of its own, even where TensorFlow runs eagerly."""
    from tensorflow.python.framework import ops

    return ops.Graph().as_default()
