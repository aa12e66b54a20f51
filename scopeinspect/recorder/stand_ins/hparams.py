"""Stands in for tf.contrib.training.HParams: named hyperparameters, each of one type."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Mapping, Optional, Set, Union

_ASSIGNMENT = re.compile(r"\s*(?P<name>\w+)\s*=\s*(?:\[(?P<values>[^\]]*)\]|(?P<value>[^,\[\]]*))\s*(?:,|$)")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


class HParams:
    """Hyperparameters as attributes.

    Args:
        hparam_def: a protocol buffer, which this stand-in can't read.
        model_structure: whatever the program keeps here.
        kwargs: the names and their values.
    """

    def __init__(self, hparam_def: Any = None, model_structure: Any = None, **kwargs: Any) -> None:
        if hparam_def is not None:
            raise NotImplementedError("tf.contrib.training.HParams(hparam_def=...) has no stand-in on TensorFlow 2")
        self._model_structure = model_structure
        self._types: Dict[str, type] = {}
        self._lists: Set[str] = set()
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def add_hparam(self, name: str, value: Any) -> None:
        """Adds a hyperparameter. Its type, and whether it is a list, stay as they are now.

        Raises:
            ValueError: the name is taken, or the value is an empty list.
        """
        if getattr(self, name, None) is not None:
            raise ValueError("Hyperparameter name is reserved: {}".format(name))
        if isinstance(value, (list, tuple)):
            if not value:
                raise ValueError("Multi-valued hyperparameters cannot be empty: {}".format(name))
            self._lists.add(name)
        self._types[name] = type(value[0] if name in self._lists else value)
        setattr(self, name, value)

    def set_hparam(self, name: str, value: Any) -> None:
        """Sets a hyperparameter that exists.

        Raises:
            KeyError: there is none of this name.
            ValueError: the value is of another type, or a list where a single value was, or the reverse.
        """
        kind = self._types[name]
        if isinstance(value, list) != (name in self._lists):
            raise ValueError("{} is {}a list".format(name, "" if name in self._lists else "not "))
        cast = [_cast(name, kind, item) for item in value] if isinstance(value, list) else _cast(name, kind, value)
        setattr(self, name, cast)

    def del_hparam(self, name: str) -> None:
        """Removes a hyperparameter, if it exists."""
        if name in self._types:
            del self._types[name]
            self._lists.discard(name)
            delattr(self, name)

    def parse(self, values: str) -> HParams:
        """Sets hyperparameters from text: ``"depth=3,sizes=[64,32]"``.

        Raises:
            ValueError: the text doesn't read so, or names what doesn't exist.
        """
        position = 0
        while position < len(values):
            found = _ASSIGNMENT.match(values, position)
            if found is None or found.group("name") not in self._types:
                raise ValueError("Could not parse hyperparameters: {}".format(values[position:]))
            name, several, single = found.group("name", "values", "value")
            self.set_hparam(name, single if several is None else [item.strip() for item in several.split(",")])
            position = found.end()
        return self

    def override_from_dict(self, values_dict: Mapping[str, Any]) -> HParams:
        """Sets hyperparameters that exist."""
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def parse_json(self, values_json: str) -> HParams:
        """Sets hyperparameters from a JSON object."""
        return self.override_from_dict(json.loads(values_json))

    def values(self) -> Dict[str, Any]:
        """All names and values."""
        return {name: getattr(self, name) for name in self._types}

    def to_json(
        self,
        indent: Optional[int] = None,
        separators: Any = None,
        sort_keys: bool = False,
    ) -> str:
        """All names and values as a JSON object, functions left out."""
        values = {name: value for name, value in self.values().items() if not callable(value)}
        return json.dumps(values, indent=indent, separators=separators, sort_keys=sort_keys)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a name, or the default if there is none of it."""
        return getattr(self, key) if key in self._types else default

    def set_model_structure(self, model_structure: Any) -> None:
        """Keeps something for the program."""
        self._model_structure = model_structure

    def get_model_structure(self) -> Any:
        """What the program has kept here."""
        return self._model_structure

    def __contains__(self, key: str) -> bool:
        return key in self._types

    def __str__(self) -> str:
        return str(sorted(self.values().items()))

    def __repr__(self) -> str:
        return "HParams({})".format(", ".join("{}={!r}".format(*item) for item in self.values().items()))


def _cast(name: str, kind: type, value: Any) -> Union[bool, float, str, List[Any], Any]:
    try:
        if kind is type(None) or value is None or isinstance(value, kind):
            return value
        if kind is bool:
            return _TRUTH[str(value).lower()]
        return kind(str(value) if kind is int else value)  # int("0.5") is refused, int(0.5) is not
    except (KeyError, TypeError, ValueError):
        raise ValueError("{} is of type {}, and {!r} is not".format(name, kind.__name__, value)) from None
