"""What each sample must build, as the tutorial asserts it and as its scopes spell it out.

`test_samples` holds these against TensorFlow alone; tests of recordings hold them against a recording.
Each expectation is the same on every TensorFlow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLES = Path(__file__).parents[2] / "samples"
NOTEBOOK = SAMPLES / "sharing_variables.ipynb"
PLAIN_RUN = Path(__file__).with_name("plain_run.py")
SLIM_NET = Path(__file__).with_name("slim_net.py")


@dataclass(frozen=True)
class Failure:
    """An exception, by its type and a part of its message."""

    type: str
    message: str


@dataclass(frozen=True)
class Expectation:
    """What one sample builds, and how it ends."""

    variables: tuple[str, ...]
    """All variables, in the order in which they are made."""
    without_request: frozenset[str] = frozenset()
    """Those of them that no `get_variable` made."""
    reused: tuple[str, ...] = ()
    """The variables handed out again, once for each request, in order."""
    refused: str | None = None
    """The variable whose request was refused."""
    failure: Failure | None = None
    """The exception the sample ends in."""
    ops: int | None = None
    """The number of ops, where the tutorial's program fixes it on every TensorFlow."""
    values: Mapping[str, float] = field(default_factory=dict)
    """The starting values that the sample chooses, before rounding to float32."""


def under(scope: str, *names: str) -> tuple[str, ...]:
    """Return the names, each with its scope before it."""
    return tuple(f"{scope}/{name}" for name in names)


LAYER = ("weights", "biases")
BATCH_NORM = ("scale", "offset", "mean", "variance")

FILTER = under("conv1", *LAYER) + under("conv2", *LAYER)
SHARED_FILTER = under("image_filters", *FILTER)
FILTER_BY_HAND = ("conv1_weights", "conv1_biases", "conv2_weights", "conv2_biases")
FILTER_BY_HAND_TWICE = FILTER_BY_HAND + tuple(f"{name}_1" for name in FILTER_BY_HAND)

GENERATOR = under(
    "generator",
    *under("project", *LAYER),
    *under("project_norm", *BATCH_NORM),
    *under("up1", *LAYER),
    *under("up1_norm", *BATCH_NORM),
    *under("up2", *LAYER),
)
DISCRIMINATOR = under(
    "discriminator",
    *under("down1", *LAYER),
    *under("down2", *LAYER),
    *under("down2_norm", *BATCH_NORM),
    *under("judge", *LAYER),
)
MOVING_STATISTICS = frozenset(
    name for name in GENERATOR + DISCRIMINATOR if name.endswith(("_norm/mean", "_norm/variance"))
)
TRAINED_GENERATOR = tuple(name for name in GENERATOR if name not in MOVING_STATISTICS)
TRAINED_DISCRIMINATOR = tuple(name for name in DISCRIMINATOR if name not in MOVING_STATISTICS)
MOVING_AVERAGES = tuple(f"{name}/ExponentialMovingAverage" for name in TRAINED_GENERATOR)
ADAM_POWERS = ("beta1_power", "beta2_power", "beta1_power_1", "beta2_power_1")


def slots(variables: tuple[str, ...]) -> tuple[str, ...]:
    """Return the two slots that Adam keeps for each variable."""
    return tuple(f"{name}/{slot}" for name in variables for slot in ("Adam", "Adam_1"))


EXPECTATIONS = {
    "already_exists.py": Expectation(
        variables=FILTER,
        refused="conv1/weights",
        failure=Failure("ValueError", "Variable conv1/weights already exists, disallowed."),
    ),
    "captured_scopes.py": Expectation(
        variables=("ffoo/v", "ffoo/w", "fooo/u"),
        reused=("ffoo/v", "ffoo/w"),
    ),
    "conditional_gan.py": Expectation(
        variables=(
            "global_step",
            *GENERATOR,
            *DISCRIMINATOR,
            *ADAM_POWERS[:2],
            *slots(TRAINED_DISCRIMINATOR),
            *ADAM_POWERS[2:],
            *slots(TRAINED_GENERATOR),
            *MOVING_AVERAGES,
        ),
        without_request=frozenset(ADAM_POWERS),
        reused=DISCRIMINATOR + GENERATOR,
    ),
    "does_not_exist.py": Expectation(
        variables=under("image_filters", *LAYER),
        refused="image_filter/weights",
        failure=Failure("ValueError", "Variable image_filter/weights does not exist,"),
    ),
    "duplicate_variables.py": Expectation(
        variables=FILTER_BY_HAND_TWICE,
        without_request=frozenset(FILTER_BY_HAND_TWICE),
        ops=66,
    ),
    "inherited_initializers.py": Expectation(
        variables=("ffooo/v", "ffooo/w", "ffooo/bar/v", "ffooo/baz/v"),
        values={"ffooo/v": 0.5, "ffooo/w": 0.3, "ffooo/bar/v": 0.5, "ffooo/baz/v": 0.2},
    ),
    "nested_scopes.py": Expectation(
        variables=("foo/v", "foo/bar/v", "fooo/v"),
        reused=("foo/v", "fooo/v"),
    ),
    "op_names.py": Expectation(
        variables=("fffoo/v", "foo3/v"),
        reused=("fffoo/v",),
    ),
    "reuse_inheritance.py": Expectation(
        variables=("root/foo/v",),
        reused=("root/foo/v",),
    ),
    "shared_dictionary.py": Expectation(
        variables=FILTER_BY_HAND,
        without_request=frozenset(FILTER_BY_HAND),
    ),
    "shared_filter.py": Expectation(
        variables=SHARED_FILTER,
        reused=SHARED_FILTER,
        ops=40,
    ),
}

# The notebook's failing code cells, counted from 1. Python words its syntax errors differently over time.
NOTEBOOK_FAILURES = {
    4: Failure("NameError", "name 'image1' is not defined"),
    5: Failure("NameError", "name 'conv1_weigths' is not defined"),
    7: Failure("SyntaxError", "invalid syntax"),
    8: Failure("NameError", "name 'variables_dict' is not defined"),
    11: Failure("ValueError", "Variable conv1/weights already exists, disallowed."),
    14: Failure("ValueError", "Variable foo/v already exists, disallowed."),
    16: Failure("ValueError", "Variable foo/w does not exist,"),
    22: Failure("SyntaxError", "invalid syntax"),
    23: Failure("TypeError", "unexpected keyword argument 'inititlizer'"),
    24: Failure("ValueError", "Variable ffooo/v already exists, disallowed."),
    25: Failure("ValueError", "Cannot evaluate tensor using `eval()`: No default session"),
}

# What each of the notebook's graphs holds when its last cell is done: it resets the default graph twice.
NOTEBOOK_GRAPHS = (
    FILTER_BY_HAND[:2],
    FILTER_BY_HAND_TWICE
    + tuple(f"{name}_2" for name in FILTER_BY_HAND)
    + FILTER
    + SHARED_FILTER
    + ("foo/v", "foo/bar/v", "fooo/v", "ffoo/v", "ffoo/w", "ffooo/v", "ffooo/w", "ffooo/bar/v"),
    ("ffooo/v", "ffooo/w", "ffooo/bar/v", "ffooo/baz/v", "fffoo/v", "foo3/v"),
)

# Variables and trainable variables of the tf-slim nets that slim_net.py builds.
SLIM_NETS = {
    "vgg_16": (32, 32),
    "inception_v1": (230, 116),
    "inception_v3": (388, 196),
    "resnet_v1_50": (267, 161),
    "resnet_v2_50": (272, 174),
    "resnet_v2_152": (816, 514),
}
