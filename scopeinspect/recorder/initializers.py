"""What a user passed as initializer, regularizer, partitioner or getter, as the text they would write.

Everything here only looks: nothing is called, converted or compared that TensorFlow could answer with a new
op. Of an object we read the plain attributes of the instance, never a property, which is the user's code.
"""

import contextlib
import dis
import functools
import inspect
import re
import sys
import types
from typing import Any, Dict, Optional, Sequence, Tuple

LIMIT = 200  # characters of a text
_ITEMS = 8  # of a list
_DEPTH = 4  # of lists, and of calls as arguments of calls: a user's objects may refer to themselves
_DECORATORS = 20

# The packages whose classes bear TensorFlow's names; a user's class of the same name is the user's.
_LIBRARIES = {"tensorflow", "tensorflow_core", "keras", "tf_keras"}

# A seed says nothing of a variable across runs. A dtype is the variable's own, and whether an initializer
# keeps one depends on the version.
_LEFT_OUT = {"self", "seed", "dtype"}

Parameters = Sequence[Tuple[str, object]]
_REQUIRED = inspect.Parameter.empty

# Every class that makes initial values, in TensorFlow 1, 2 and the three Keras: its TF1 name, and TF1's
# arguments and defaults. Keras' `RandomNormal()` is `random_normal_initializer(stddev=0.05)` in these terms.
_NORMAL = (("mean", 0.0), ("stddev", 1.0))
_GAIN = (("gain", 1.0),)
_INITIALIZERS: Dict[str, Tuple[str, Parameters]] = {
    "Zeros": ("zeros_initializer", ()),
    "Ones": ("ones_initializer", ()),
    "Constant": ("constant_initializer", (("value", _REQUIRED),)),
    "RandomUniform": ("random_uniform_initializer", (("minval", 0), ("maxval", None))),
    "RandomNormal": ("random_normal_initializer", _NORMAL),
    "TruncatedNormal": ("truncated_normal_initializer", _NORMAL),
    "UniformUnitScaling": ("uniform_unit_scaling_initializer", (("factor", 1.0),)),
    "GlorotUniform": ("glorot_uniform_initializer", ()),
    "GlorotNormal": ("glorot_normal_initializer", ()),
    "VarianceScaling": (
        "variance_scaling_initializer",
        (("scale", 1.0), ("mode", "fan_in"), ("distribution", "truncated_normal")),
    ),
    "Orthogonal": ("orthogonal_initializer", _GAIN),
    "Identity": ("initializers.identity", _GAIN),
    "ConvolutionDeltaOrthogonal": ("convolutional_delta_orthogonal", _GAIN),
    "ConvolutionOrthogonal1D": ("convolutional_orthogonal_1d", _GAIN),
    "ConvolutionOrthogonal2D": ("convolutional_orthogonal_2d", _GAIN),
    "ConvolutionOrthogonal3D": ("convolutional_orthogonal_3d", _GAIN),
}

# contrib's and slim's variance_scaling_initializer has a factor where TensorFlow's has a scale: without it
# the two would look alike, and their defaults differ.
_SHOWN = {("variance_scaling_initializer", "factor")}

# These return a lambda without a trace of its scale, and only when the scale is 0.
_DISABLED: Dict[str, Dict[str, object]] = {
    "l1_regularizer": {"scale": 0.0, "scope": None},
    "l2_regularizer": {"scale": 0.0, "scope": None},
}

# The last instruction that makes a function; the second is of Python 3.13.
_MAKES_FUNCTION = {"MAKE_FUNCTION", "SET_FUNCTION_ATTRIBUTE"}

_ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")

_BOUND_BY_TENSORFLOW = {"dtype", "partition_info", "layout"}


def describe(value: object) -> str:
    """Say what was passed as ``initializer``, or as the ``initial_value`` of a ``tf.Variable``.

    A class is described as the instance that ``tf.get_variable`` makes of it. The text is the same on every
    TensorFlow, of at most ``LIMIT`` characters, all of them printable.
    """
    if isinstance(value, type):
        parameters = _parameters(_constructor(value))
        defaults = {name: default for name, default in parameters if default is not _REQUIRED}
        return _clean(_construction(value, defaults))
    return _clean(_text(value))


def describe_callable(value: object) -> str:
    """Say what was passed as regularizer, constraint, partitioner, custom getter or caching device.

    As ``describe``, but a string is the name of a device, and a class is called as any function is.
    """
    return _clean(value if isinstance(value, str) else _text(value))


def _clean(text: str) -> str:
    """Drop what would differ from run to run, or upset a terminal."""
    text = _ADDRESS.sub("", text)
    if not text.isprintable():
        text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def _text(value: object, depth: int = 0) -> str:  # noqa: PLR0911 - one for each kind of value
    value = _unwrapped(value)
    if depth > _DEPTH:
        return "…"
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return _literal(value)
    if isinstance(value, (list, tuple)):
        return _sequence(value, depth)
    if isinstance(value, functools.partial):
        return _partial(value, depth)
    if isinstance(value, types.FunctionType):
        return _function(value, depth)
    if isinstance(value, type) and _is_initializer(value) and value.__name__ in _INITIALIZERS:
        return _INITIALIZERS[value.__name__][0]
    if isinstance(value, type) or inspect.isroutine(value):
        return _name(value)
    return _object(value, depth)


def _unwrapped(value: object) -> object:
    """Look through decorators to what the user defined."""
    for _ in range(_DECORATORS):
        # A partial may bear the name of its function, yet binds arguments that the function hasn't got.
        if isinstance(value, functools.partial) or "__wrapped__" not in _attributes(value):
            break
        value = _attributes(value)["__wrapped__"]
    return value


def _attributes(value: object) -> Dict[str, Any]:
    """Read the plain attributes of an instance; properties and ``__getattr__`` run the user's code."""
    try:
        return object.__getattribute__(value, "__dict__")  # type: ignore[no-any-return]
    except AttributeError:  # it has __slots__, or is made in C
        return {}


def _name(value: Any) -> str:
    """Give the qualified name of a class or function, without the functions that it is local to."""
    name = value.__qualname__.replace("<locals>.", "")
    return "lambda" if name.endswith("<lambda>") else name.replace("<lambda>", "lambda")


def _is_library(definition: Any) -> bool:
    return str(definition.__module__).partition(".")[0] in _LIBRARIES


def _is_initializer(cls: type) -> bool:
    """Tell a library's initializers from its other classes: there is an ``Identity`` among Keras' layers."""
    return _is_library(cls) and any(base.__name__ == "Initializer" for base in cls.__mro__)


# Values


def _literal(value: object) -> str:
    """Write a Python value as its own type does: numpy's scalars and enumerations are Python values too."""
    if isinstance(value, (str, bytes)):
        return repr(value[:LIMIT])
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, complex):
        return complex.__repr__(value)
    if isinstance(value, int) and not isinstance(value, bool):
        # Python refuses to write an int of many thousand digits.
        return int.__repr__(value) if value.bit_length() <= LIMIT else "int"
    return repr(value)


def _sequence(values: Sequence[object], depth: int) -> str:
    items = [_text(value, depth + 1) for value in values[:_ITEMS]]
    if len(values) > _ITEMS:
        items.append("…")
    if isinstance(values, list):
        return f"[{', '.join(items)}]"
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def _array(array: Any, depth: int) -> str:
    """Write a numpy scalar as a number, with the digits that its own precision needs (V: a bfloat16)."""
    if array.ndim:
        return "array"
    return str(array) if array.dtype.kind in "fcV" else _text(array.item(), depth + 1)


def _tensor(tensor: object) -> str:
    """Name the type of op that a tensor comes from, without TensorFlow's version of it."""
    op = getattr(tensor, "op", None)
    if op is None:  # an eager tensor comes from no op
        return "tensor"
    return "tensor of " + re.sub(r"V\d+$", "", _sampling(op).type)


def _sampling(op: Any) -> Any:
    """Find the op that draws the sample of ``tf.random_normal`` and its like.

    They shift and scale a sample under a name scope of their own, by ops that depend on the version. What a
    user's program computes from the result lies outside that name scope, and is no sample any more.
    """
    step = op
    for _ in range(2):
        if step.type in {"Add", "AddV2", "Mul"}:
            step = step.inputs[0].op
    scope = step.name.rpartition("/")[0]
    is_sample = "Random" in step.type or "TruncatedNormal" in step.type
    return step if is_sample and scope and (op.name + "/").startswith(scope + "/") else op


# Functions


def _function(function: types.FunctionType, depth: int) -> str:
    captured = _captured(function)
    if _is_library(function):
        if function.__name__ == "<lambda>" and "initializer" in captured:
            # How TensorFlow and Keras hand an initializer to the variable they make.
            return _text(captured["initializer"], depth + 1)
        if function.__name__ == "wrapped_custom_getter":
            # How a variable scope keeps its own getter and that of the scope around it.
            getters = [_text(captured.get(name), depth + 1) for name in ("custom_getter", "old_getter")]
            return " then ".join(getters)
    factory = _factory(function)
    if factory is None:
        return _name(function)
    name = _name(factory)
    return _call(name, _parameters(factory), captured or _DISABLED.get(name, {}), depth)


def _factory(function: types.FunctionType) -> Optional[types.FunctionType]:
    """Find the function that returned this one, as ``xavier_initializer`` returns its ``_initializer``."""
    outer = function.__qualname__.rpartition(".<locals>.")[0]
    factory = _unwrapped(function.__globals__.get(outer))
    if isinstance(factory, types.FunctionType) and _returns(factory.__code__, function.__code__):
        return factory
    return None


@functools.lru_cache(maxsize=1024)
def _returns(outer: types.CodeType, inner: types.CodeType) -> bool:
    """Tell a factory, which returns the function it defines, from code that has a helper of its own."""
    defined = None
    previous = None
    for step in dis.get_instructions(outer):
        if inspect.iscode(step.argval):
            defined = step.argval
        if step.opname == "RETURN_VALUE" and previous is not None:
            # Python 3.13 stores and loads in one instruction, whose text ends with the name loaded.
            is_named = previous.argrepr.rpartition(", ")[2] == inner.co_name
            is_unnamed = previous.opname in _MAKES_FUNCTION and defined == inner
            if (is_named and inner in outer.co_consts) or is_unnamed:
                return True
        previous = step
    return False


def _captured(function: types.FunctionType) -> Dict[str, object]:
    captured = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or ()):
        with contextlib.suppress(ValueError):  # an empty cell: the variable was deleted, or isn't set yet
            captured[name] = cell.cell_contents
    return captured


def _partial(partial: Any, depth: int) -> str:
    keywords = partial.keywords
    if len(partial.args) == 1 and "dtype" in keywords and _BOUND_BY_TENSORFLOW.issuperset(keywords):
        # How TensorFlow hands an initializer to the variable it makes, with a shape that is recorded anyway.
        return _text(partial.func, depth + 1)
    parameters = _parameters(_unwrapped(partial.func))
    order = {name: position for position, (name, _) in enumerate(parameters)}
    names = sorted(set(keywords) - _LEFT_OUT, key=lambda name: (order.get(name, len(order)), name))
    arguments = [_text(argument, depth + 1) for argument in (partial.func, *partial.args)]
    arguments += [f"{name}={_text(keywords[name], depth + 1)}" for name in names]
    return f"partial({', '.join(arguments)})"


# Objects


def _object(value: object, depth: int) -> str:
    cls = type(value)
    kinds = {base.__name__ for base in cls.__mro__ if _is_library(base)}
    if kinds & {"Variable", "PartitionedVariable"}:
        return "value of variable " + re.sub(r":0$", "", str(getattr(value, "name", "")))
    if "Tensor" in kinds:
        return _tensor(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.ndarray, numpy.generic)):
        return _array(value, depth)
    if not callable(value):
        return _name(cls)
    attributes = _attributes(value)
    values = {name[1:]: attribute for name, attribute in attributes.items() if name.startswith("_")}
    values.update(attributes)
    if _is_library(cls) and "Regularizer" in kinds and kinds & {"L1", "L2", "L1L2"}:
        return _penalty(values, depth)
    return _construction(cls, values, depth)


def _construction(cls: type, values: Dict[str, object], depth: int = 0) -> str:
    """Write the call that makes an instance, given the values kept under the names of its parameters."""
    bases = [base.__name__ for base in cls.__mro__] if _is_initializer(cls) else []
    known = next((base for base in bases if base in _INITIALIZERS), None)
    if known is None:
        return _call(_name(cls), _parameters(_constructor(cls)), values, depth)
    if values.get("distribution") == "normal":
        # An alias that Keras resolves, and TensorFlow keeps.
        values["distribution"] = "truncated_normal"
    if known == "Constant":
        checked = ", verify_shape=True" if values.get("verify_shape") is True else ""
        return f"constant_initializer({_text(values.get('value'), depth + 1)}{checked})"
    return _call(*_INITIALIZERS[known], values, depth)


def _penalty(values: Dict[str, object], depth: int) -> str:
    """Write a Keras regularizer by its function: TensorFlow 1 has the class ``L1L2`` alone, 2 has three."""
    l1, l2 = (_text(values.get(name, 0.0), depth + 1) for name in ("l1", "l2"))
    zero = {"0", "0.0"}
    if l1 in zero and l2 not in zero:
        return f"l2({l2})"
    if l2 in zero and l1 not in zero:
        return f"l1({l1})"
    return f"l1_l2(l1={l1}, l2={l2})"


# Calls


def _call(name: str, parameters: Parameters, values: Dict[str, object], depth: int) -> str:
    """Write a call with the arguments that differ from their defaults; … stands for what can't be known."""
    arguments = []
    unknown = False
    for parameter, default in parameters:
        if parameter in _LEFT_OUT:
            continue
        if parameter not in values:
            unknown = True
            continue
        text = _text(values[parameter], depth + 1)
        if (name, parameter) in _SHOWN or not _same(values[parameter], text, default):
            arguments.append(f"{parameter}={text}")
    if unknown:
        arguments.append("…")
    return f"{name}({', '.join(arguments)})"


def _same(value: object, text: str, default: object) -> bool:
    """Compare a value, and its text, with a default: by the text, for ``==`` of a tensor is an op."""
    if isinstance(value, (int, float)) and isinstance(default, (int, float)):
        return value == default
    return value is default or (default is not _REQUIRED and text == _text(default))


def _parameters(function: object) -> Parameters:
    """List the parameters of a Python function with their defaults, without evaluating its annotations."""
    if not isinstance(function, types.FunctionType):
        return ()
    code = function.__code__
    positional = code.co_varnames[: code.co_argcount]
    defaults = dict(zip(reversed(positional), reversed(function.__defaults__ or ())))
    defaults.update(function.__kwdefaults__ or {})
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    variable = ("*args",) if code.co_flags & inspect.CO_VARARGS else ()
    return [(name, defaults.get(name, _REQUIRED)) for name in names + variable]


def _constructor(cls: type) -> object:
    return _unwrapped(inspect.getattr_static(cls, "__init__"))
