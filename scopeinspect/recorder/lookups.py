"""One call of the variable store, from the question to the answer."""

from __future__ import annotations

from typing import Any, Dict

from .quotes import mend_message
from .variables import Variables


class LookUp:
    """One call of the variable store, for a single variable or a partitioned one.

    Args:
        variables: is told what comes of it.
        store: that is asked.
        stored: the variables that it holds already, by their keys.
        arguments: what it is asked with.
    """

    def __init__(self, variables: Variables, store: Any, stored: Dict[str, Any], arguments: Dict[str, Any]) -> None:
        self._variables = variables
        self._store = store
        self._arguments = arguments
        self._key = str(arguments.get("name"))
        self._existing = stored.get(arguments.get("name"))  # type: ignore[arg-type]
        self._part = arguments.get("partition_info")
        self._request: Any = None

    def begin(self) -> None:
        """The store is about to be asked."""
        request = self._request = self._variables.store_request(self._arguments)
        if self._part is None:
            self._variables.looked_up(request, self._store, self._arguments)
        else:
            # A part of a partitioned variable: the request is answered when all parts are there.
            request.whole = (self._key.rsplit("/part_", 1)[0], list(self._part.full_shape))
            request.part_offset = list(self._part.var_offset)
        request.making = "partitioner" not in self._arguments

    def found(self, variable: Any) -> None:
        """It answered with this variable."""
        self._request.making = False
        if self._part is None:
            self._variables.found(self._request, self._key, self._arguments.get("reuse"), self._existing, variable)

    def refused(self, error: BaseException) -> None:
        """It raised."""
        self._request.making = False
        mend_message(error, self._existing)
        if self._part is None:
            self._variables.refused(
                self._request, self._key, self._arguments.get("reuse"), self._existing, self._arguments, error
            )
