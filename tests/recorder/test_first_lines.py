"""On Python 3.7, a call is told by the line where it begins, as newer Pythons name it by themselves."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ..runs import REPOSITORY

RUNNER = """\
import importlib.util
import json
import linecache
import sys

spec = importlib.util.spec_from_file_location("first_lines", sys.argv[1])
first_lines = importlib.util.module_from_spec(spec)
spec.loader.exec_module(first_lines)


class Told:
    def __call__(self, *values, **named):
        frame = sys._getframe(1)
        lines.append(first_lines.first_line(frame.f_code, frame.f_lasti, frame.f_lineno, frame.f_globals))
        return self

    __add__ = __sub__ = __mul__ = __iadd__ = __getitem__ = __lt__ = __enter__ = layer = __call__

    def __neg__(self):
        return self(sys)

    part = property(__neg__)
    __neg__ = part.fget

    def __exit__(self, *error):
        pass

    def __iter__(self):
        return iter([self])


every = []
for number, text in enumerate(json.load(sys.stdin)):
    lines, name = [], "program_%d.py" % number
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    exec(compile(text, name, "exec"), {"o": Told()})
    every.append(lines)
print(json.dumps(every))
"""
SPREAD = """\
def layer(x, size=o(
    1)):
    y = o(x,
          size,
          name=o("inner",
                 2),
    )
    return o(
        y,
        [o(
            one,
            x,
        ) for one in o(
            3,
        ) if o("if",
               one)],
    )
layer(o)
sum_of_three = (o
                + o
                * o
                - -o)
sum_of_three += o(
    "more")
o[
    1,
    2]
with o(
    "scope",
) as scope, \\
    o("other"
      ):
    o("in",
      1)
o.part.layer(
    1,
    units=2,
)
o("passed", (lambda one,
    two=o("default",
          1): o("body",
                one))(
    1,
))
{
    o("key"): o("value",
                2),
    "constant": o(
        "value"),
}
def twice(*sizes):
    o("made",
      *sizes)
    return lambda function: o("applied") and function
@twice(
    1,
    2)
def starred(one=o(
    "default", 1)):
    return o("all", *[
        1,
        2], **dict(
            three=3))
starred()
a = o("if so",
      1) if o("whether",
              1) else o("else",
                        2)
text = "%s" % (
    o(
        1),
)
for one in o("each",
             1):
    o("one",
      one)
class Net:
    size = o("size",
             1)
    @property
    def loss(self):
        return o("loss",
                 1)
    def train(self):
        return o("train", self.loss,
                 self.loss)
Net().train()
o("outer", o("middle", o("inner",
    1)))
o("first",
  1); o("second",
        2)
assert o < o("than"
             ), o("never")
def numbers():
    yield o("number",
            1)
list(numbers())
"""
PROGRAMS = 300


def spread(choice: random.Random, depth: int) -> str:
    """Return an expression, with a new line wherever one may be."""
    def line() -> str:
        return choice.choice(["", "", "\n"])

    def inner() -> str:
        return spread(choice, depth - 1)

    if not depth:
        return choice.choice(["o", "1", "-1", "'text'"])
    kind = choice.randrange(8)
    if kind < 4:
        given = [inner() for _ in range(choice.randrange(3))]
        given += [f"*[{inner()}]"] * (choice.random() < 0.2) + [f"name={inner()}"] * (choice.random() < 0.4)
        return f"{choice.choice(['o', 'o', 'o.layer', 'o.part'])}({line()}{f',{line()}'.join(given)}{line()})"
    if kind == 4:
        return f"o({inner()}) {choice.choice('+-*')}{line()} o({inner()})"
    if kind == 5:
        return f"o[{line()}{inner()}{line()}]"
    if kind == 6:
        return f"[{line()}o({line()}one, {inner()}) for one in o({line()}{inner()}){line()}]"
    return f"o({inner()}){line()} if o({line()}{inner()}) else o({inner()})"


def lines_of(python: str, programs: list[str], folder: Path) -> list[list[int]]:
    """Return the lines that an interpreter tells of each program."""
    runner = folder / "runner.py"
    runner.write_text(RUNNER, encoding="utf-8")
    command = [python, runner, REPOSITORY / "scopeinspect" / "recorder" / "first_lines.py"]
    ran = subprocess.run(command, input=json.dumps(programs), stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


def test_lines_are_those_of_newer_pythons(tf1_python: str, tmp_path: Path) -> None:
    choice = random.Random(7)
    programs = [SPREAD, *(f"(\n{spread(choice, 4)}\n)\n" for _ in range(PROGRAMS))]
    here, there = (lines_of(python, programs, tmp_path) for python in (sys.executable, tf1_python))
    assert len(here[0]) > 40
    different = [(text, one, other) for text, one, other in zip(programs, here, there, strict=True) if one != other]
    text, one, other = different[0] if different else ("", [], [])
    assert not different, f"{len(different)} of {len(programs)} differ, as {other} for {one} in:\n{text}"


@pytest.mark.parametrize("text", ["", "o(\n", "other(\n1)\n"])
def test_source_that_is_not_what_ran(tf1_python: str, tmp_path: Path, text: str) -> None:
    """Python's own line is told."""
    program = tmp_path / "program.py"
    program.write_text(
        "import linecache, sys\n"
        f"sys.path.insert(0, {str(REPOSITORY / 'scopeinspect' / 'recorder')!r})\n"
        "import first_lines\n"
        "def o(value):\n"
        "    frame = sys._getframe(1)\n"
        "    print(first_lines.first_line(frame.f_code, frame.f_lasti, frame.f_lineno))\n"
        f"linecache.cache['there.py'] = 0, None, {text!r}.splitlines(True), 'there.py'\n"
        "exec(compile('o(\\n\\n1)', 'there.py', 'exec'))\n",
        encoding="utf-8",
    )
    ran = subprocess.run([tf1_python, program], stdout=subprocess.PIPE, text=True, check=True)
    assert ran.stdout == "3\n"
