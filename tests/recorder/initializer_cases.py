"""What users pass as initializers and the like: (the expression they write, the text that describes it).

The tables run in several interpreters, so this is Python 3.7. As a script, where there is TensorFlow,
``python initializer_cases.py INITIALIZERS.PY`` prints what that module says of every case, as JSON.
"""

# An initializer must take what TensorFlow passes, and what is read by 3.7 needs no types.

import enum
import functools
import importlib
import importlib.util
import json
import os
import sys

ANYWHERE = [
    # values
    ("None", "None"),
    ("True", "True"),
    ("3", "3"),
    ("-0.5", "-0.5"),
    ("1e-05", "1e-05"),
    ("float('inf')", "inf"),
    ("1 + 2j", "(1+2j)"),
    ("'uniform'", "'uniform'"),
    ("b'raw'", "b'raw'"),
    ("[]", "[]"),
    ("()", "()"),
    ("(1,)", "(1,)"),
    ("[1, 2.5, 'x', None]", "[1, 2.5, 'x', None]"),
    ("[[1.0, 0.0], [0.0, 1.0]]", "[[1.0, 0.0], [0.0, 1.0]]"),
    ("[0.5] * 8", "[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]"),
    ("[0.5] * 9", "[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, …]"),
    ("[[[[[[1]]]]]]", "[[[[[…]]]]]"),
    ("10 ** 5000", "int"),
    ("Level.LOW", "1"),
    ("str(object())", "'<object object>'"),
    ("{'class_name': 'Zeros'}", "dict"),
    ("range(3)", "range"),
    ("object()", "object"),
    # functions
    ("ramp", "ramp"),
    ("min", "min"),
    ("lambda shape, dtype=None: 0", "lambda"),
    ("logged(ramp)", "ramp"),
    ("functools.lru_cache(maxsize=None)(ramp)", "ramp"),
    ("Net().fill", "Net.fill"),
    ("Net.fill", "Net.fill"),
    ("Net.plain", "Net.plain"),
    ("Net.made", "Net.made"),
    ("[].append", "list.append"),
    ("functools.partial(ramp, stddev=0.5, mean=1, seed=7)", "partial(ramp, mean=1, stddev=0.5)"),
    ("functools.partial(ramp_to, start=1, stop=2.0)", "partial(ramp_to, stop=2.0, start=1)"),
    ("functools.partial(ramp, [2, 3], stddev=0.5)", "partial(ramp, [2, 3], stddev=0.5)"),
    ("functools.partial(min, key=abs, default=0)", "partial(min, default=0, key=abs)"),
    ("functools.update_wrapper(functools.partial(ramp, mean=1), ramp)", "partial(ramp, mean=1)"),
    # functions that a function returned
    ("ramp_to(2.0)", "ramp_to(stop=2.0)"),
    ("ramp_to(2.0, start=1)", "ramp_to(stop=2.0, start=1)"),
    ("ramp_to(2.0, start=0)", "ramp_to(stop=2.0)"),
    ("ramp_to(2.0, seed=3)", "ramp_to(stop=2.0)"),
    ("ramp_to(ramp_to(2.0))", "ramp_to(stop=ramp_to(stop=2.0))"),
    ("logged_ramp_to(2.0)", "logged_ramp_to(stop=2.0)"),
    ("always(0.5)", "always(value=0.5)"),
    ("scaled_by(0.5)", "scaled_by(…)"),
    ("named(size=2)", "named(size=2)"),
    ("made_before", "remade.fill"),
    ("recursive(2)", "recursive(depth=2)"),
    ("forgetful(2)", "forgetful(…)"),
    ("any_of(1, 2)", "any_of(…)"),
    ("build(0.5)['initializer']", "build.local"),
    ("next(build_unnamed(0.5))", "lambda"),
    ("Net().filler(0.5)", "Net.filler.fill"),
    # objects that are called
    ("Ramp(2.0)", "Ramp(stop=2.0)"),
    ("Ramp(2, start=1.0, seed=5)", "Ramp(stop=2, start=1.0)"),
    ("Ramp(2.0, start=Ramp(3.0))", "Ramp(stop=2.0, start=Ramp(stop=3.0))"),
    ("Ramp", "Ramp(…)"),
    ("Plain()", "Plain()"),
    ("Plain", "Plain()"),
    ("Doubled(0.5)", "Doubled(…)"),
    ("Inherited(2.0)", "Inherited(stop=2.0)"),
    ("Slotted()", "Slotted()"),
    ("Refusing(0.5)", "Refusing(…)"),
    ("local_class()", "local_class.Local(size=3)"),
    ("Options(depth=3)", "Options(depth=3)"),
    ("Anything(1, size=2)", "Anything(…)"),
    ("Looped()", "Looped(inner=Looped(inner=Looped(inner=Looped(inner=Looped(inner=…)))))"),
    ("looped()", "looped(inner=looped(inner=looped(inner=looped(inner=looped(inner=…)))))"),
    # names of initializers, on a user's class and on a layer
    ("type('Identity', (Plain,), {'__module__': 'keras.layers'})()", "Identity()"),
    ("Identity(2.0, unit=1)", "Identity(gain=2.0, unit=1)"),
]

TENSORFLOW = [
    ("tf.zeros_initializer()", "zeros_initializer()"),
    ("tf.zeros_initializer", "zeros_initializer()"),
    ("tf.zeros_initializer(dtype=tf.int32)", "zeros_initializer()"),
    ("tf.ones_initializer()", "ones_initializer()"),
    ("tf.initializers.ones()", "ones_initializer()"),
    ("tf.constant_initializer()", "constant_initializer(0)"),
    ("tf.constant_initializer", "constant_initializer(0)"),
    ("tf.constant_initializer(0.0)", "constant_initializer(0.0)"),
    ("tf.constant_initializer(0.5)", "constant_initializer(0.5)"),
    ("tf.constant_initializer(3, dtype=tf.int32)", "constant_initializer(3)"),
    ("tf.constant_initializer(True)", "constant_initializer(True)"),
    ("tf.constant_initializer('x', dtype=tf.string)", "constant_initializer('x')"),
    ("tf.constant_initializer([1, 2, 3])", "constant_initializer([1, 2, 3])"),
    ("tf.constant_initializer([0.5] * 100)", "constant_initializer([" + "0.5, " * 8 + "…])"),
    ("tf.constant_initializer(np.eye(3))", "constant_initializer(array)"),
    ("tf.constant_initializer(np.float32(0.1))", "constant_initializer(0.1)"),
    ("tf.constant_initializer(np.float64(0.1))", "constant_initializer(0.1)"),
    ("tf.constant_initializer(np.int64(7))", "constant_initializer(7)"),
    ("tf.constant_initializer(np.array(0.25, np.float32))", "constant_initializer(0.25)"),
    ("tf.constant_initializer(1.0, verify_shape=True)", "constant_initializer(1.0, verify_shape=True)"),
    ("tf.random_uniform_initializer()", "random_uniform_initializer()"),
    ("tf.random_uniform_initializer(0, None, 3)", "random_uniform_initializer()"),
    ("tf.random_uniform_initializer(-1.0, 1.0)", "random_uniform_initializer(minval=-1.0, maxval=1.0)"),
    ("tf.random_uniform_initializer(0.0, 1.0)", "random_uniform_initializer(maxval=1.0)"),
    (
        "tf.random_uniform_initializer(maxval=np.array([1.0, 2.0]))",
        "random_uniform_initializer(maxval=array)",
    ),
    ("tf.random_normal_initializer()", "random_normal_initializer()"),
    ("tf.random_normal_initializer", "random_normal_initializer()"),
    ("tf.random_normal_initializer(seed=42)", "random_normal_initializer()"),
    ("tf.random_normal_initializer(stddev=1)", "random_normal_initializer()"),
    ("tf.random_normal_initializer(0.5, 2.0)", "random_normal_initializer(mean=0.5, stddev=2.0)"),
    ("tf.random_normal_initializer(stddev=np.sqrt(0.25))", "random_normal_initializer(stddev=0.5)"),
    (
        "tf.random_normal_initializer(stddev=tf.constant(0.5))",
        "random_normal_initializer(stddev=tensor of Const)",
    ),
    ("tf.truncated_normal_initializer(stddev=0.02)", "truncated_normal_initializer(stddev=0.02)"),
    ("tf.uniform_unit_scaling_initializer()", "uniform_unit_scaling_initializer()"),
    ("tf.uniform_unit_scaling_initializer(factor=1.43)", "uniform_unit_scaling_initializer(factor=1.43)"),
    ("tf.variance_scaling_initializer()", "variance_scaling_initializer()"),
    ("tf.variance_scaling_initializer(scale=2.0)", "variance_scaling_initializer(scale=2.0)"),
    ("tf.variance_scaling_initializer(distribution='normal')", "variance_scaling_initializer()"),
    (
        "tf.variance_scaling_initializer(1.0, 'fan_avg', 'uniform')",
        "variance_scaling_initializer(mode='fan_avg', distribution='uniform')",
    ),
    ("tf.orthogonal_initializer()", "orthogonal_initializer()"),
    ("tf.orthogonal_initializer(gain=1.1)", "orthogonal_initializer(gain=1.1)"),
    ("tf.initializers.identity()", "initializers.identity()"),
    ("tf.initializers.identity(gain=2.0)", "initializers.identity(gain=2.0)"),
    ("tf.glorot_uniform_initializer()", "glorot_uniform_initializer()"),
    ("tf.glorot_uniform_initializer(seed=1)", "glorot_uniform_initializer()"),
    ("tf.glorot_normal_initializer()", "glorot_normal_initializer()"),
    ("tf.initializers.he_normal()", "variance_scaling_initializer(scale=2.0)"),
    ("tf.initializers.he_uniform()", "variance_scaling_initializer(scale=2.0, distribution='uniform')"),
    ("tf.initializers.lecun_normal()", "variance_scaling_initializer()"),
    ("tf.initializers.lecun_uniform()", "variance_scaling_initializer(distribution='uniform')"),
    ("init_ops.ConvolutionDeltaOrthogonal()", "convolutional_delta_orthogonal()"),
    ("init_ops.ConvolutionOrthogonal1D()", "convolutional_orthogonal_1d()"),
    ("init_ops.ConvolutionOrthogonal2D(gain=0.5)", "convolutional_orthogonal_2d(gain=0.5)"),
    ("init_ops.ConvolutionOrthogonal3D()", "convolutional_orthogonal_3d()"),
    ("subclass(tf.random_normal_initializer)(stddev=0.5)", "Mine(stddev=0.5)"),
    ("subclass(tf.random_normal_initializer)", "Mine()"),
    # functions
    ("tf.zeros", "zeros"),
    ("tf.truncated_normal", "truncated_normal"),
    ("tf.initializers.he_normal", "he_normal"),
    (
        "functools.partial(tf.random_normal, stddev=0.1, dtype=tf.float32)",
        "partial(random_normal, stddev=0.1)",
    ),
    (
        "functools.partial(tf.random_normal_initializer, stddev=0.1)",
        "partial(random_normal_initializer, stddev=0.1)",
    ),
    # tensors, variables, arrays
    ("tf.constant(3.0)", "tensor of Const"),
    ("tf.zeros([3])", "tensor of Const"),
    ("tf.ones([5000])", "tensor of Fill"),
    ("tf.random_normal([3])", "tensor of RandomStandardNormal"),
    ("tf.random_normal([3], stddev=0.1)", "tensor of RandomStandardNormal"),
    ("in_scope(lambda: tf.random_normal([3]))", "tensor of RandomStandardNormal"),
    ("tf.truncated_normal([3], stddev=0.1)", "tensor of TruncatedNormal"),
    ("tf.random_uniform([3])", "tensor of RandomUniform"),
    ("tf.random_uniform([3], 0, 5.0)", "tensor of RandomUniform"),
    ("tf.random_uniform([3], -1.0, 1.0)", "tensor of RandomUniform"),
    ("tf.random_uniform([3], 0, 5, dtype=tf.int32)", "tensor of RandomUniformInt"),
    ("tf.random_shuffle([1, 2])", "tensor of RandomShuffle"),
    ("tf.random.stateless_normal([3], [1, 2])", "tensor of StatelessRandomNormal"),
    ("tf.glorot_uniform_initializer()([3, 4])", "tensor of RandomUniform"),
    ("tf.random_normal([3]) * 0.1", "tensor of Mul"),
    ("tf.random_uniform([3]) * 0.1", "tensor of Mul"),
    ("in_scope(lambda: tf.random_normal([3]) * 0.1)", "tensor of Mul"),
    ("tf.random_normal([3]) + tf.zeros([3])", "tensor of Add"),
    ("tf.matmul(tf.zeros([2, 2, 2]), tf.zeros([2, 2, 2]))", "tensor of BatchMatMul"),
    ("tf.concat([[1.0], [2.0]], 0)", "tensor of Concat"),
    ("tf.placeholder(tf.float32, [3])", "tensor of Placeholder"),
    ("[tf.constant(1.0), 2.0]", "[tensor of Const, 2.0]"),
    ("tf.SparseTensor([[0]], [1.0], [2])", "SparseTensor"),
    ("tf.Variable(1.0, name='v')", "value of variable v"),
    ("tf.get_variable('r', [3], use_resource=True)", "value of variable r"),
    ("in_variable_scope(lambda: tf.get_variable('v', [3]))", "value of variable scope/v"),
    (
        "tf.get_variable('p', [4], partitioner=tf.fixed_size_partitioner(2))",
        "value of variable p",
    ),
    ("np.eye(3)", "array"),
    ("np.float32(0.1)", "0.1"),
    ("np.float16(0.1)", "0.1"),
    ("np.complex64(0.1)", "(0.1+0j)"),
    ("np.array(0.5, tf.bfloat16.as_numpy_dtype)", "0.5"),
    ("np.int32(3)", "3"),
    ("np.bool_(True)", "True"),
    ("np.array(0.1, np.float32)", "0.1"),
    ("np.array('x')", "'x'"),
    ("[np.float32(0.1), np.str_('x')]", "[0.1, 'x']"),
    # what TensorFlow itself hands on to the creator of a variable
    (
        "initial_value(lambda: tf.get_variable('a', [3], initializer=tf.ones_initializer()))",
        "ones_initializer()",
    ),
    ("initial_value(lambda: tf.get_variable('b', [3], initializer=ramp))", "ramp"),
    ("initial_value(lambda: tf.get_variable('c', [3]))", "glorot_uniform_initializer()"),
    ("initial_value(lambda: tf.get_variable('d', [3], initializer=ramp_to(2.0)))", "ramp_to(stop=2.0)"),
    ("initial_value(lambda: tf.get_variable('e', initializer=tf.zeros([3])))", "tensor of Const"),
    ("initial_value(lambda: tf.get_variable('f', initializer=[1.0, 2.0]))", "[1.0, 2.0]"),
    ("initial_value(lambda: tf.Variable(lambda: 1.0))", "lambda"),
]

# For every Keras at hand: tf.keras of TensorFlow 1, and tf_keras and Keras 3 of TensorFlow 2.
KERAS = [
    ("keras.initializers.Zeros()", "zeros_initializer()"),
    ("keras.initializers.Zeros", "zeros_initializer()"),
    ("keras.initializers.Ones()", "ones_initializer()"),
    ("keras.initializers.Constant(0.5)", "constant_initializer(0.5)"),
    ("keras.initializers.RandomNormal()", "random_normal_initializer(stddev=0.05)"),
    ("keras.initializers.RandomNormal", "random_normal_initializer(stddev=0.05)"),
    ("keras.initializers.RandomNormal(stddev=1.0, seed=3)", "random_normal_initializer()"),
    ("keras.initializers.TruncatedNormal()", "truncated_normal_initializer(stddev=0.05)"),
    ("keras.initializers.RandomUniform()", "random_uniform_initializer(minval=-0.05, maxval=0.05)"),
    ("keras.initializers.VarianceScaling(scale=2.0)", "variance_scaling_initializer(scale=2.0)"),
    ("keras.initializers.VarianceScaling(mode='fan_avg')", "variance_scaling_initializer(mode='fan_avg')"),
    ("keras.initializers.Orthogonal(gain=0.5)", "orthogonal_initializer(gain=0.5)"),
    ("keras.initializers.Identity()", "initializers.identity()"),
    ("keras.initializers.glorot_uniform()", "glorot_uniform_initializer()"),
    ("keras.initializers.glorot_normal(seed=1)", "glorot_normal_initializer()"),
    ("keras.initializers.he_normal()", "variance_scaling_initializer(scale=2.0)"),
    ("keras.initializers.he_uniform()", "variance_scaling_initializer(scale=2.0, distribution='uniform')"),
    ("keras.initializers.lecun_normal()", "variance_scaling_initializer()"),
    ("keras.initializers.lecun_uniform()", "variance_scaling_initializer(distribution='uniform')"),
    ("keras.initializers.get('glorot_uniform')", "glorot_uniform_initializer()"),
    ("keras.regularizers.l2(0.02)", "l2(0.02)"),
    ("keras.regularizers.l2()", "l2(0.01)"),
    ("keras.regularizers.l1_l2(l1=0.5, l2=0.02)", "l1_l2(l1=0.5, l2=0.02)"),
    ("keras.regularizers.L1L2(l2=0.02)", "l2(0.02)"),
    ("keras.regularizers.l2(0.0)", "l1_l2(l1=0.0, l2=0.0)"),
    ("keras.constraints.MaxNorm()", "MaxNorm()"),
    ("keras.constraints.MaxNorm(3, axis=1)", "MaxNorm(max_value=3, axis=1)"),
    ("keras.constraints.NonNeg()", "NonNeg()"),
    ("keras.constraints.UnitNorm(axis=1)", "UnitNorm(axis=1)"),
    ("keras.constraints.MinMaxNorm(rate=0.5)", "MinMaxNorm(rate=0.5)"),
]

# For the Keras that makes its variables in the graph.
KERAS_IN_GRAPH = [
    ("initial_value(lambda: keras.layers.Dense(3).build([None, 2]))", "glorot_uniform_initializer()"),
    (
        "initial_value(lambda: keras.layers.Dense(3, kernel_initializer=ramp).build([None, 2]))",
        "ramp",
    ),
]

# For tf_slim, and for tf.contrib.layers where there is one.
LAYERS = [
    (
        "layers.xavier_initializer()",
        "variance_scaling_initializer(factor=1.0, mode='FAN_AVG', uniform=True)",
    ),
    (
        "layers.xavier_initializer(uniform=False, seed=1)",
        "variance_scaling_initializer(factor=1.0, mode='FAN_AVG')",
    ),
    ("layers.variance_scaling_initializer()", "variance_scaling_initializer(factor=2.0)"),
    (
        "layers.variance_scaling_initializer(mode='FAN_OUT', dtype=tf.float64)",
        "variance_scaling_initializer(factor=2.0, mode='FAN_OUT')",
    ),
    (
        "initial_value(lambda: tf.get_variable('x', [3], initializer=layers.xavier_initializer()))",
        "variance_scaling_initializer(factor=1.0, mode='FAN_AVG', uniform=True)",
    ),
    ("layers.l1_regularizer(0.5)", "l1_regularizer(scale=0.5)"),
    ("layers.l2_regularizer(0.01)", "l2_regularizer(scale=0.01)"),
    ("layers.l2_regularizer(0.01, scope='decay')", "l2_regularizer(scale=0.01, scope='decay')"),
    ("layers.l2_regularizer(0.0)", "l2_regularizer(scale=0.0)"),
    (
        "layers.sum_regularizer([layers.l1_regularizer(0.5), layers.l2_regularizer(0.01)])",
        "sum_regularizer(regularizer_list=[l1_regularizer(scale=0.5), l2_regularizer(scale=0.01)])",
    ),
]

CALLABLES = [
    ("None", "None"),
    ("'/job:ps/cpu:0'", "/job:ps/cpu:0"),
    ("ramp", "ramp"),
    ("Net.fill", "Net.fill"),
    ("Plain", "Plain"),
    ("Plain()", "Plain()"),
    ("lambda op: op.device", "lambda"),
    ("functools.partial(ramp, mean=1)", "partial(ramp, mean=1)"),
    ("tf.nn.l2_loss", "l2_loss"),
    ("tf.fixed_size_partitioner(2)", "fixed_size_partitioner(num_shards=2)"),
    ("tf.fixed_size_partitioner(2, axis=1)", "fixed_size_partitioner(num_shards=2, axis=1)"),
    ("tf.min_max_variable_partitioner(max_partitions=4)", "min_max_variable_partitioner(max_partitions=4)"),
    ("tf.min_max_variable_partitioner()", "min_max_variable_partitioner()"),
    (
        "tf.variable_axis_size_partitioner(1 << 20, max_shards=8)",
        "variable_axis_size_partitioner(max_shard_bytes=1048576, max_shards=8)",
    ),
    ("getter_of_nested_scopes()", "getter then ramp"),
]


# What a user's own program defines.


class Level(enum.IntEnum):
    """A number with a name."""

    LOW = 1


def logged(function):
    """Decorate as users do."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def ramp(shape, mean=0.0, stddev=1.0, seed=None, dtype=None, partition_info=None):
    """Fill a variable."""
    filled = mean
    for size in reversed(list(shape)):
        filled = [filled] * int(size)
    return filled


def getter(inner, *args, **kwargs):
    """Get a variable."""
    return inner(*args, **kwargs)


def ramp_to(stop, start=0.0, seed=None):
    """Return an initializer."""

    def fill(shape, dtype=None, partition_info=None):
        return ramp(shape, mean=start + stop + (seed or 0))

    return fill


@logged
def logged_ramp_to(stop):
    """Return an initializer, from under a decorator."""

    def fill(shape, **kwargs):
        return stop

    return fill


def always(value):
    """Return an initializer without a name."""
    return lambda shape, **kwargs: value


def scaled_by(scale):
    """Return an initializer that no longer knows its argument."""
    doubled = scale * 2

    def fill(shape, **kwargs):
        return doubled

    return fill


def named(*, size=1):
    """Return an initializer, chosen by keyword."""
    if size > 1:

        def fill(shape, **kwargs):
            return size

        return fill
    return ramp


def remade(scale):
    """Return an initializer, and be replaced, as in a notebook's cell that is edited."""

    def fill(shape, **kwargs):
        return scale

    return fill


made_before = remade(0.5)


def remade(scale):
    """Return another initializer of the same name."""

    def fill(shape, **kwargs):
        return scale, scale

    return fill


def recursive(depth):
    """Return an initializer that knows itself."""

    def fill(shape, **kwargs):
        return fill if depth else 0

    return fill


def forgetful(size):
    """Return an initializer whose argument is gone."""

    def fill(shape, **kwargs):
        return size  # noqa: F821 - that is the point

    del size
    return fill


def any_of(*sizes):
    """Return an initializer made of any number of arguments."""

    def fill(shape, **kwargs):
        return sizes

    return fill


def build(scale):
    """Build a network with an initializer of its own: no one would write ``build(scale=0.5)`` for that."""

    def local(shape, **kwargs):
        return scale

    return {"initializer": local}


def build_unnamed(scale):
    """Build a network with an initializer that has no name."""
    return iter([lambda shape: scale])


class Net:
    """A network that holds its initializers."""

    def fill(self, shape, **kwargs):
        """Fill a variable."""

    @staticmethod
    def plain(shape, **kwargs):
        """Fill a variable."""

    @classmethod
    def made(cls, shape, **kwargs):
        """Fill a variable."""

    def filler(self, scale):
        """Return an initializer."""

        def fill(shape, **kwargs):
            return scale

        return fill


class Ramp:
    """An initializer as a class: one argument public, one private, and a seed."""

    def __init__(self, stop, start=0.0, seed=None):
        """Keep the arguments."""
        self.start = start
        self._stop = stop
        self.seed = seed

    def __call__(self, shape, dtype=None, partition_info=None):
        """Fill a variable; to describe it is not to call it."""
        raise AssertionError


class Inherited(Ramp):
    """An initializer with the constructor of another."""


class Plain:
    """An initializer without arguments."""

    def __call__(self, shape, **kwargs):
        """Fill a variable."""
        raise AssertionError


class Doubled(Plain):
    """An initializer that doesn't keep its argument."""

    def __init__(self, scale):
        """Keep something else."""
        self.doubled = 2 * scale


class Slotted(Plain):
    """An initializer whose attributes aren't in a dictionary."""

    __slots__ = ("size",)


class Refusing(Plain):
    """An initializer that must not be looked into."""

    def __init__(self, scale):
        """Forget the argument."""

    @property
    def scale(self):
        """Run code when looked at."""
        raise AssertionError

    def __getattribute__(self, name):
        """Run code for any name; ``isinstance`` asks for the class."""
        if name != "__class__":
            raise AssertionError(name)
        return Refusing

    def __eq__(self, other):
        """Run code when compared."""
        raise AssertionError

    __hash__ = None

    def __repr__(self):
        """Run code when shown."""
        raise AssertionError


class Looped(Plain):
    """An initializer that refers to itself."""

    def __init__(self, inner=None):
        """Keep no argument."""
        self.inner = self


def looped(inner=None):
    """Return an initializer that refers to itself."""

    def fill(shape, **kwargs):
        return inner

    inner = fill
    return fill


class Identity(Plain):
    """An initializer of the user's with a name of TensorFlow's, and other arguments."""

    def __init__(self, gain=1.0, unit=0):
        """Keep the arguments."""
        self.gain, self.unit = gain, unit


def local_class():
    """Define an initializer where it is used."""

    class Local(Plain):
        def __init__(self, size):
            self.size = size

    return Local(3)


class Options(Plain):
    """An initializer with arguments by keyword, and some passed on."""

    def __init__(self, *, depth=1, width=2, **kwargs):
        """Keep the arguments."""
        self.depth, self.width, self.rest = depth, width, kwargs


class Anything(Plain):
    """An initializer that takes what it is given."""

    def __init__(self, *args, **kwargs):
        """Keep the arguments under other names."""
        self.given = args, kwargs


INIT_OPS_V2 = [
    ("init_ops_v2.RandomNormal()", "random_normal_initializer(stddev=0.05)"),
    ("init_ops_v2.TruncatedNormal(stddev=1.0)", "truncated_normal_initializer()"),
    ("init_ops_v2.RandomUniform()", "random_uniform_initializer(minval=-0.05, maxval=0.05)"),
    ("init_ops_v2.RandomUniform", "random_uniform_initializer(minval=-0.05, maxval=0.05)"),
    ("init_ops_v2.Constant(0.5)", "constant_initializer(0.5)"),
    ("init_ops_v2.GlorotUniform()", "glorot_uniform_initializer()"),
    ("init_ops_v2.he_normal()", "variance_scaling_initializer(scale=2.0)"),
]
"""TensorFlow 2's initializers, which 1.13 doesn't have yet."""


# How the cases are run.


def names():
    """Make the names that the cases use, TensorFlow 1 behaviour in force."""
    import numpy as np
    import tensorflow.compat.v1 as tf
    from tensorflow.python.ops import init_ops

    tf.disable_v2_behavior()
    tf.logging.set_verbosity(tf.logging.ERROR)

    def in_scope(function):
        with tf.name_scope("scope"):
            return function()

    def in_variable_scope(function):
        with tf.variable_scope("scope"):
            return function()

    def subclass(base):
        return type("Mine", (base,), {"__module__": "user"})

    def initial_value(function):
        seen = []

        def creator(make, **kwargs):
            seen.append(kwargs["initial_value"])
            return make(**kwargs)

        with tf.variable_creator_scope(creator):
            function()
        return seen[0]

    def getter_of_nested_scopes():
        outer = tf.variable_scope("outer", custom_getter=ramp)
        with outer, tf.variable_scope("inner", custom_getter=getter) as scope:
            return scope.custom_getter

    functions = (in_scope, in_variable_scope, subclass, initial_value, getter_of_nested_scopes)
    modules = {"np": np, "tf": tf, "init_ops": init_ops}
    return dict(globals(), **modules, **{function.__name__: function for function in functions})


def alternatives():
    """Find the packages that offer the same names, by what we call them: Kerases, and contrib's layers."""
    import tensorflow as tf

    if tf.__version__.startswith("1."):
        kerases = {"tf.keras": tf.keras}
        layers = {"tf.contrib.layers": tf.contrib.layers}
    else:
        kerases = {"keras": importlib.import_module("keras")}
        layers = {}
        if importlib.util.find_spec("tf_keras"):
            kerases["tf_keras"] = importlib.import_module("tf_keras")
            kerases["tf_keras of TF1"] = importlib.import_module("tf_keras.api._v1.keras")
    if importlib.util.find_spec("tf_slim"):
        layers["tf_slim"] = importlib.import_module("tf_slim.layers")
    return kerases, layers


def load(path):
    """Load the module under test from its file, as the recorder does without our package."""
    spec = importlib.util.spec_from_file_location("initializers", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def groups(initializers):
    """List what to run: a name for the group, the names it needs, its table, and the function to call."""
    kerases, layers = alternatives()
    yield "initializers", {}, ANYWHERE + TENSORFLOW, initializers.describe
    if importlib.util.find_spec("tensorflow.python.ops.init_ops_v2"):
        init_ops_v2 = importlib.import_module("tensorflow.python.ops.init_ops_v2")
        yield "initializers", {"init_ops_v2": init_ops_v2}, INIT_OPS_V2, initializers.describe
    yield "callables", {}, CALLABLES, initializers.describe_callable
    for name, keras in kerases.items():
        yield name, {"keras": keras}, KERAS, initializers.describe
        if name != "keras":  # Keras 3 makes its variables outside the graph
            yield name, {"keras": keras}, KERAS_IN_GRAPH, initializers.describe
    for name, module in layers.items():
        yield name, {"layers": module}, LAYERS, initializers.describe


def described(table, scope, function):
    """Describe every case of a table in a fresh graph, and tell whether that left the graph untouched."""
    import tensorflow.compat.v1 as tf

    with tf.Graph().as_default() as graph:
        cases = [(expression, expected, eval(expression, scope)) for expression, expected in table]
        before = graph.as_graph_def().SerializeToString(deterministic=True), graph.version
        texts = [(expression, expected, function(value)) for expression, expected, value in cases]
        after = graph.as_graph_def().SerializeToString(deterministic=True), graph.version
    return texts, before == after


def main(path):
    """Print, as JSON, what is said of every case: [group, expression, expected, said, untouched]."""
    scope = names()
    rows = []
    for group, more, table, function in groups(load(path)):
        texts, untouched = described(table, dict(scope, **more), function)
        rows += [[group, *text, untouched] for text in texts]
    print("\n" + json.dumps(rows))


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main(sys.argv[1])
