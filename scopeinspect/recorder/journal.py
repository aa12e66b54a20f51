"""The journal: one JSON object a line, on a descriptor of its own."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from itertools import compress
from typing import Any, Callable, Dict, List

BATCH = 4096
"""Ops that may wait to be written: what a kill can lose."""

_LONGEST_WAIT = 0.25
"""Seconds that ops may wait once anything else is written, so that a status line stays true."""

BUILDING = "building"
IMPORTING = "importing TensorFlow"
IN_SESSION = "in a session"

_write = os.write  # the script may put anything in its place
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode

Send = Callable[[Dict[str, Any]], None]
"""Takes one event: a writer to a descriptor, or the in-process API's list."""


def send_to_descriptor(descriptor: int) -> Send:
    """Returns a function that writes each event as a line, unbuffered, so that `os._exit` loses nothing.

    Raises (the returned function): OSError when the descriptor takes no more, as on a full disk; from then on always,
    as what came after half a line, once there is room again, would be taken for the rest of it.
    """
    failed: List[Any] = []

    def send(event: Dict[str, Any]) -> None:
        if failed:
            raise OSError(*failed[0])
        line = memoryview(line_of(event))
        try:
            while line:
                line = line[_write(descriptor, line):]
        except OSError as error:
            failed.append(error.args)
            raise

    return send


def line_of(event: Dict[str, Any]) -> bytes:
    """The line that tells an event."""
    # A lone surrogate (from a file name that isn't UTF-8) has no UTF-8 form.
    return (_encode(event) + "\n").encode("utf-8", "replace")


class Journal:
    """Sends events in order; ops, of which there are many, in batches.

    Args:
        send: takes each finished event.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        # Each op, its graph, entry and site, one after another: not a tuple for each, which the garbage collector
        # would have to look at.
        self._ops: List[Any] = []
        self._sent: Dict[int, int] = {}
        self._first: Dict[int, int] = {}
        self._flushing = threading.Lock()
        self._flushed = time.monotonic()
        self._doing = ""

    def doing(self, what: str) -> None:
        """Tells what the process does from now on, for whoever watches; told again only when it changes."""
        if what != self._doing:
            self._doing = what
            self._send({"e": "doing", "what": what})

    def tell(self, event: Dict[str, Any]) -> None:
        """Sends one event, now."""
        if self._ops and time.monotonic() - self._flushed > _LONGEST_WAIT:
            self.flush()
        self._send(event)

    def tell_fault(self, text: str) -> None:
        """Tells of a mistake of ours, before the ops that wait: they may be the mistake."""
        self._tell_trouble({"e": "fault", "traceback": text})

    def tell_lost(self, why: str) -> None:
        """Tells why from here on not all is told, where that is the script's doing."""
        self._tell_trouble({"e": "lost", "why": why})

    def _tell_trouble(self, event: Dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # a journal that takes no more is no reason to disturb the user's code
            self._send(event)

    def tell_op(self, op: Any, graph: int, entry: int, site: int) -> None:
        """Notes one op; it is sent with its batch, when its name and type are read."""
        self._ops.extend((op, graph, entry, site))
        if len(self._ops) >= 4 * BATCH:
            self.flush()

    def ops_of(self, graph: int) -> int:
        """How many ops of this graph were sent."""
        return self._sent.get(graph, 0)

    def is_first(self, op: Any, graph: int) -> bool:
        """Whether this is the oldest op of its graph that was sent."""
        return bool(self._first.get(graph) == op._id_value)

    def flush(self) -> None:
        """Sends the ops that wait."""
        with self._flushing:
            count = len(self._ops)
            batch = self._ops[:count]
            # Deleted in place, not replaced: another thread may be appending.
            del self._ops[:count]
            self._flushed = time.monotonic()
            if batch:
                self.doing(BUILDING)
            ops, graphs, entries, sites = (batch[place::4] for place in range(4))
            for graph in sorted(set(graphs)):
                chosen = [each == graph for each in graphs]
                self._send_ops(graph, *(list(compress(column, chosen)) for column in (ops, entries, sites)))

    def _send_ops(self, graph: int, ops: List[Any], entries: List[int], sites: List[int]) -> None:
        try:
            ids = [op._id_value for op in ops]
        except AttributeError:
            # TensorFlow has taken the graph apart: it needed it for a moment, to find a shape while executing eagerly.
            return
        self._sent[graph] = self.ops_of(graph) + len(ops)
        self._first[graph] = min([self._first.get(graph, ids[0]), *ids])
        self._send({
            "e": "ops",
            "graph": graph,
            "names": [op.name for op in ops],
            "types": [op.type for op in ops],
            "entries": entries,
            "sites": sites,
            "ids": ids,
        })
