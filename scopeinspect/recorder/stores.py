"""Variable stores that are not TensorFlow's own.

`tf.compat.v1.keras.utils.track_tf1_style_variables` puts one of Keras's in the place of TensorFlow's, of a class
that is unrelated to it and may be loaded long after the hooks were installed.
"""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional

_METHOD = "_get_single_variable"


def watch(store: Any, wrap: Callable[[Any], Any]) -> Optional[Callable[[], None]]:
    """Wraps the method with which such a store answers one request.

    The store itself is what is changed, and only while it is asked: its class has to be left as it was even where
    one recording is made within another, and they don't come to know of the class in the order of their hooks.

    Args:
        store: the variable store that is about to be asked.
        wrap: takes the method and returns what is called in its place.

    Returns:
        What undoes it; None for TensorFlow's own store, which is hooked by its class.
    """
    from tensorflow.python.ops import variable_scope

    if isinstance(store, variable_scope._VariableStore) or not hasattr(type(store), _METHOD):
        return None
    own, answer = vars(store), getattr(store, _METHOD)
    before = own.get(_METHOD)

    @functools.wraps(getattr(type(store), _METHOD))
    def method(_store: Any, *positional: Any, **named: Any) -> Any:
        return answer(*positional, **named)

    own[_METHOD] = functools.partial(wrap(method), store)

    def undo() -> None:
        if before is None:
            own.pop(_METHOD, None)
        else:
            own[_METHOD] = before

    return undo
