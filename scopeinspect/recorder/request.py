"""One request for a variable, and what was given with it."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Optional, Tuple

from .scopes import SETTINGS, reuse_text, setting_text

_GIVEN = ("shape", "trainable", "collections", "validate_shape", "reuse", *SETTINGS)


class Request:
    """One call of `VariableScope.get_variable`, while it runs."""

    def __init__(
        self, entry: int, name: str, scope: Any, arguments: Dict[str, Any], stack: List[int], name_scope: str
    ) -> None:
        self.entry = entry
        self.name = name
        self.scope = scope
        self.arguments = arguments
        self.stack = stack
        self.name_scope = name_scope
        self.settled = False
        self.initializer: Dict[str, Any] = {}
        self.making = False
        """Whether the store is making a variable for this request right now."""
        self.made: Optional[int] = None
        """The variable made for it; of a partitioned one, its first part."""
        self.whole: Optional[Tuple[str, List[Any]]] = None
        """Of a partitioned variable, its name and its whole shape."""
        self.part_offset: Optional[List[int]] = None
        self._given: Optional[Dict[str, Any]] = None

    @property
    def given(self) -> Dict[str, Any]:
        """The arguments as texts, put into words only once."""
        if self._given is None:
            self._given = _given(self.arguments)
        return self._given


def _given(arguments: Dict[str, Any]) -> Dict[str, Any]:
    """The arguments as the caller wrote them, those that are None left out."""
    given: Dict[str, Any] = {}
    for name in _GIVEN:
        value = arguments.get(name)
        if value is None or (name == "validate_shape" and value is True):
            continue
        if name == "shape":
            given[name] = dimensions(value)
        elif name == "reuse":
            given[name] = reuse_text(value)
        elif name == "collections":
            given[name] = [str(one) for one in value] if isinstance(value, Iterable) else str(value)
        elif name in ("trainable", "validate_shape"):
            given[name] = bool(value)
        else:
            given[name] = setting_text(name, value)
    return given


def dimensions(shape: Any) -> Optional[List[Optional[int]]]:
    """A shape as a list with None for an unknown dimension; None for a shape of unknown rank."""
    from tensorflow.python.framework import tensor_shape

    try:
        known = tensor_shape.as_shape(shape)
    except (TypeError, ValueError):  # a tensor as a shape, or something that TensorFlow is about to refuse
        return None
    return None if known.ndims is None else list(known.as_list())
