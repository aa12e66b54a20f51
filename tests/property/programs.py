"""Draws programs of variable scopes, valid ones and invalid ones, as text for `oracle.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

SCOPES = ["a", "a", "b", "a/b"]
VARIABLES = ["w", "w", "v", "b/w"]
FLAGS = ["False", "True", "tf.AUTO_REUSE", "None"]
INITIALIZERS = [
    "zeros_initializer()",
    "ones_initializer()",
    "constant_initializer(2.0)",
    "constant_initializer(3.0)",
    "random_normal_initializer(stddev=0.5)",
    "truncated_normal_initializer(stddev=0.25)",
    "random_uniform_initializer()",
]
SHAPES = ["[2]", "[2]", "[2]", "[2]", "[2]", "[2]", "[4, 2]", "[]", "None"]
DTYPES = ["tf.float32", "tf.int32", "tf.float64", "tf.bool", "tf.string"]
PARTITIONERS = ["tf.fixed_size_partitioner(2)", "tf.fixed_size_partitioner(1)"]
REGULARIZER = "tf.nn.l2_loss"
GETTERS = ["ask.renaming", "ask.twice", "ask.answering"]
NAMES = ["None", "3", "''", "'a b'", "'w:0'", "'/w'", "'w/'", "'é'", "b'w'", "['w']"]
WRONG = [
    *NAMES,
    *(f"shape={shape}" for shape in ["-1", "[-1]", "'x'", "[None]", "[2**70]", "[2.5]", "tf.zeros([2])", "{}", "object()"]),
    *(f"dtype={dtype}" for dtype in ["'nonsense'", "3", "float", "object", "tf.zeros"]),
    *(f"initializer={one}" for one in ["'zeros'", "object()", "lambda: 1.0", "lambda shape: 1 / 0", "[1.0, 2.0]", "tf.zeros"]),
    *(f"partitioner={one}" for one in ["3", "lambda **_: 3", "lambda **_: [0]", "lambda **_: [2, 2]", "lambda **_: 1 / 0"]),
    *(f"custom_getter={one}" for one in ["3", "lambda: 1", "lambda getter, *a, **k: 1 / 0", "lambda getter, *a, **k: None"]),
    *(f"reuse={one}" for one in ["'yes'", "3", "[]"]),
    "regularizer=3",
    "regularizer=lambda v: 1 / 0",
    "collections=3",
    "collections='variables'",
    "collections=[('a', 'tuple')]",
    "trainable='w'",
    "constraint=3",
    "use_resource='yes'",
    "caching_device=3",
]
"""What nobody should write: TensorFlow refuses most of it, each in a place of its own."""

DEEPEST = 3
LONGEST = 14
"""Statements of a program, about."""


class _Program:
    """A program that is being drawn: its lines so far, and the names that it has given."""

    def __init__(self, draw: Callable[[Any], Any], *, is_watched: bool) -> None:
        self.lines: list[str] = []
        self._draw = draw
        self._is_watched = is_watched
        self._depth = 0
        self._scopes: list[str] = []
        self._functions: list[str] = []
        self._blocks: list[tuple[str, list[str]]] = []
        self._count = 0

    def block(self) -> None:
        """Draws some statements; a scope or function that is begun has a block of its own."""
        for _ in range(self._draw(st.integers(1, 3))):
            statements = [self._request, self._request, self._request, self._op, self._switch, self._variable]
            if self._functions:
                statements += [self._call]
            if self._blocks and len(self.lines) < LONGEST:
                statements += [self._again] * 5
            if self._depth < DEEPEST and len(self.lines) < LONGEST:
                statements += [self._scope, self._scope, self._scope, self._name_scope, self._function, self._graph]
            self._pick(statements)()

    def watch(self) -> None:
        if self._is_watched:
            self._line("ask.watch()")

    def _pick(self, choices: list[Any]) -> Any:
        return self._draw(st.sampled_from(choices))

    def _rarely(self) -> bool:
        return self._draw(st.integers(0, 5)) == 5

    def _line(self, text: str) -> None:
        self.lines.append("    " * self._depth + text)

    def _inside(self, header: str, *first: Callable[[], None]) -> None:
        self._line(header)
        self._depth += 1
        for statement in first:
            statement()
        self.block()
        self._depth -= 1

    def _named(self, kind: str) -> str:
        self._count += 1
        return f"{kind}{self._count}"

    def _arguments(self, **choices: list[str] | str) -> str:
        """Some of these arguments, as text."""
        chosen = ((name, choice) for name, choice in choices.items() if self._rarely())
        return "".join(f", {name}={self._pick(choice) if isinstance(choice, list) else choice}" for name, choice in chosen)

    def _defaults(self) -> str:
        """What both scopes and requests take."""
        return self._arguments(
            initializer=[f'ask.init("{one}")' for one in INITIALIZERS],
            partitioner=PARTITIONERS,
            regularizer=REGULARIZER,
            dtype=DTYPES,
            use_resource=["True", "False"],
            constraint="tf.identity",
        )

    def _request(self) -> None:
        getter = {"custom_getter": "ask.watching"} if self._is_watched else {}
        more = self._arguments(trainable="False", collections="[tf.GraphKeys.LOCAL_VARIABLES]", reuse=FLAGS, **getter)
        name, shape = f'"{self._pick(VARIABLES)}"', self._pick(SHAPES)
        if self._rarely() and self._rarely():
            wrong = self._pick(WRONG)
            shape = "" if wrong.startswith("shape=") else ", [2]"
            self._line(f"ask.get_variable({wrong}{shape})" if wrong in NAMES else f"ask.get_variable({name}{shape}, {wrong})")
        else:
            self._line(f"ask.get_variable({name}, {shape}{self._defaults()}{more})")

    def _op(self) -> None:
        self._line(f'ask.op("{self._pick(["x", "y"])}")')

    def _variable(self) -> None:
        more = self._arguments(name='"w"', trainable="False", use_resource="True")
        self._line(f"ask.variable({self._pick(['1.0', '[2.0, 2.0]'])}{more})")

    def _switch(self) -> None:
        scope = self._pick(["tf.get_variable_scope()", *self._scopes])
        setters = [
            f'set_initializer(ask.init("{self._pick(INITIALIZERS)}"))',
            f"set_regularizer({REGULARIZER})",
            f"set_partitioner({PARTITIONERS[0]})",
            "set_dtype(tf.float64)",
            "set_use_resource(True)",
        ]
        self._line(f"{scope}.{self._pick(['reuse_variables()', 'reuse_variables()', *setters])}")

    def _scope(self) -> None:
        name = self._pick([
            *(f'"{name}"' for name in SCOPES),
            "None, 'default'",
            "tf.get_variable_scope()",
            *self._scopes * 3,
        ])  # fmt: skip
        getter = self._arguments(custom_getter=GETTERS) if self._is_watched else ""
        other = {} if name.startswith("None") else {"default_name": "'other'"}
        more = self._arguments(auxiliary_name_scope="False", **other)
        reuse = "" if self._draw(st.booleans()) else f", reuse={self._pick(FLAGS)}"
        scope, start = self._named("s"), len(self.lines) + 1
        self._scopes.append(scope)
        self._inside(f"with tf.variable_scope({name}{reuse}{self._defaults()}{getter}{more}) as {scope}:", lambda: self._line("ask.scope()"))
        self._blocks.append((name, [line[4 * self._depth :] for line in self.lines[start:]]))

    def _again(self) -> None:
        """Builds again what a scope held, as one does to share it."""
        name, block = self._pick(self._blocks)
        self._line(f"with tf.variable_scope({name}, reuse={self._pick([*FLAGS[1:3], *FLAGS])}):")
        for line in block:
            self._line(line)

    def _name_scope(self) -> None:
        name = self._pick(['"a"', '"n"', "None", *(f"{scope}.original_name_scope" for scope in self._scopes)])
        self._inside(f"with tf.name_scope({name}):")

    def _graph(self) -> None:
        self._inside("with ask.new_graph():", self.watch)

    def _function(self) -> None:
        function = self._named("f")
        scopes, functions, blocks = list(self._scopes), list(self._functions), list(self._blocks)
        self._inside(f"def {function}():")
        # What is named inside is the function's own.
        self._scopes, self._functions, self._blocks = scopes, functions, blocks
        if self._draw(st.booleans()):
            template = self._named("t")
            more = self._pick(["", ", create_scope_now_=True"])
            self._line(f'{template} = tf.make_template("{self._pick(SCOPES[:2])}", {function}{more})')
            function = template
        self._functions.append(function)
        self._line(f"{function}()")

    def _call(self) -> None:
        function = self._pick(self._functions)
        self._line(self._pick([f"{function}()", f"{function}()", f"ask.thread({function})"]))


@st.composite
def programs(draw: Callable[[Any], Any]) -> str:
    """Return the text of a program."""
    program = _Program(draw, is_watched=draw(st.booleans()))
    program.watch()
    program.block()
    return "\n".join([*program.lines, ""])
