"""Notebooks run cell by cell, as in Jupyter: what a cell raises is told with its number, and the next one runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from scopeinspect.recorder import magics, notebook
from scopeinspect.recorder.transcript import cells_of

from ..steps import steps_of
from .targets import PROBE, Outcome, Runner


def run_cells(runner: Runner, *cells: str, **metadata: Any) -> Outcome:
    """Run a notebook of format 4 with these code cells."""
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": metadata,
        "cells": [
            {"cell_type": "code", "source": cell, "outputs": [], "metadata": {}, "execution_count": None}
            for cell in cells
        ],
    }
    (runner.folder / "book.ipynb").write_text(json.dumps(book))
    return runner.ours(kind="notebook", path="book.ipynb", args=["argument"])


def faults(outcome: Outcome) -> dict[int, tuple[str, str]]:
    """Return the type and message of what each cell raised, by the cell's number."""
    return {told["cell"]: (told["fault"]["type"], told["fault"]["message"]) for told in outcome.ending.get("cells", [])}


def skipped(outcome: Outcome) -> list[tuple[int, int, str]]:
    """Return cell, line and text of what was left out."""
    return [(line["cell"], line["line"], line["text"]) for line in outcome.ending["skipped"]]


def test_cells_share_one_main_module(runner: Runner) -> None:
    (runner.folder / "beside.py").write_text("MARK = 1")
    ours = run_cells(
        runner,
        "import sys, pickle, inspect, dataclasses, typing, os\nfrom beside import MARK\nx = MARK + 1",
        "def double(n):\n    # a comment\n    return 2 * n\n",
        "@dataclasses.dataclass\nclass Data:\n    n: 'int'\nprint(typing.get_type_hints(Data))",
        "print(double(x), __name__, '__file__' in globals(), vars(sys.modules['__main__']) is globals())",
        "print(pickle.loads(pickle.dumps(double)) is double, pickle.loads(pickle.dumps(Data(1))))",
        "print(inspect.getsource(double))",
        "print(sys.argv, sys.path[0] == os.getcwd())",
    )
    assert faults(ours) == {}
    assert ours.err == ""
    assert ours.out.splitlines() == [
        "{'n': <class 'int'>}",
        "4 __main__ False True",
        "True Data(n=1)",
        "def double(n):",
        "    # a comment",
        "    return 2 * n",
        "",
        "['book.ipynb', 'argument'] True",
    ]
    assert (ours.status, ours.ending["kind"]) == (0, "finished")


def test_a_cell_that_raises_is_told_and_the_next_one_runs(runner: Runner) -> None:
    ours = run_cells(
        runner,
        "def build(n):\n    return 1 / n",
        "print('two')\nbuild(0)\nprint('not reached')",
        "x = = 1",
        "raise SystemExit('leave')",
        "import sys\nprint(sys.last_type.__name__)",
        "print(undefined)",
        "print('end')",
    )
    assert ours.out == "two\nSystemExit\nend\n"
    assert (ours.status, ours.ending["kind"], ours.ending["fault"]) == (0, "finished", None)
    told = {number: kind for number, (kind, _) in faults(ours).items()}
    assert told == {2: "ZeroDivisionError", 3: "SyntaxError", 4: "SystemExit", 6: "NameError"}
    book = str(runner.folder / "book.ipynb")
    first, second = (told["fault"] for told in ours.ending["cells"][:2])
    assert first["frames"] == [[f"{book}[cell 2]", 2, "<module>"], [f"{book}[cell 1]", 2, "build"]]
    assert second["frames"] == [[f"{book}[cell 3]", 1, "<module>"]]
    carets = re.sub(r"\n +[~^]+", "", first["traceback"])
    assert carets == (
        "Traceback (most recent call last):\n"
        f'  File "{book}[cell 2]", line 2, in <module>\n    build(0)\n'
        f'  File "{book}[cell 1]", line 2, in build\n    return 1 / n\n'
        "ZeroDivisionError: division by zero\n"
    )


def test_control_c_ends_a_notebook(runner: Runner) -> None:
    ours = run_cells(runner, "1 / 0", "raise KeyboardInterrupt", "print('not reached')")
    assert (ours.out, ours.ending["kind"], ours.ending["fault"]["type"]) == ("", "raised", "KeyboardInterrupt")
    assert list(faults(ours)) == [1]


def test_what_is_asked_about_each_cell(current: Runner) -> None:
    code = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("_recorder", {0!r} + "/__init__.py", submodule_search_locations=[{0!r}])
sys.modules["_recorder"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["_recorder"])
from _recorder import script
def change(source, filename):
    return compile(source.replace("first", "changed"), filename, "exec", dont_inherit=True)
def told(cell, fault):
    print(cell.number, fault and fault.type)
script.run(script.load(script.Target("notebook", path="book.ipynb")), change, told)
"""
    run_cells(current, "print('first')", "1 / 0", "")
    recorder = PROBE.parents[2] / "scopeinspect" / "recorder"
    done = current.plain("-c", code.format(str(recorder)))
    assert (done.out, done.err) == ("changed\n1 None\n2 ZeroDivisionError\n3 None\n", "")


MAGICS = {
    "%matplotlib inline\nprint(1)": [(1, "%matplotlib inline")],
    "print(1)\n!pip install 'tf-slim<2'\n!ls *.py (": [(2, "!pip install 'tf-slim<2'"), (3, "!ls *.py (")],
    "import sys\nsys?\n?sys.argv\nsys.argv??\nprint(1)": [(2, "sys?"), (3, "?sys.argv"), (4, "sys.argv??")],
    "for n in range(1):\n    %time print(1)\n    !echo {n}": [(2, "%time print(1)"), (3, "!echo {n}")],
    "if True:\n    !ls\nprint(1)": [(2, "!ls")],
    "if False:\n    pass\n%time else: print(1)\n!ls": [(3, "%time else: print(1)"), (4, "!ls")],
    "@str\n%time def f(): pass\nprint(1)\n!ls": [(2, "%time def f(): pass"), (4, "!ls")],
    "files = !ls\nprint(1)": [(1, "files = !ls")],
    "a, b = %sx ls\nprint(1)": [(1, "a, b = %sx ls")],
    "!pip install \\\n    tf-slim \\\n    tf-keras\nprint(1)": [(1, "!pip install \\")],
    "pip install tf-slim\nprint(1)": [(1, "pip install tf-slim")],
    "%%time\nprint(1)": [(1, "%%time")],
    "\n%%capture out\nprint(1)\n%pwd": [(2, "%%capture out"), (4, "%pwd")],
    "x = (7\n% 2)\nprint(x)": [],
    "print('''\n%s\n!ls''' % 1 and 1)": [],
    "print(5\n      % 4)": [],
    "x = 7 \\\n  % 2\nprint(x)": [],
    "x = ('''it's\n%b''', # it's (\n  3\n  % 2)\n!echo it's (\nprint(x[1])": [(5, "!echo it's (")],
    "def f():\n    pip = '(\\\n%a'\n    pip is None\n    pip install x\n    !ls\n    return 1\nprint(f())": [
        (5, "pip install x"), (6, "!ls"),
    ],
}


@pytest.mark.parametrize("cell", MAGICS)
def test_lines_of_ipython_are_left_out(runner: Runner, cell: str) -> None:
    ours = run_cells(runner, "pass", cell)
    assert faults(ours) == {}
    assert ours.out == "1\n"
    assert skipped(ours) == [(2, line, text) for line, text in MAGICS[cell]]


def test_cells_in_other_languages_are_left_out(runner: Runner) -> None:
    ours = run_cells(runner, "%%bash\necho 1\nexit 3", "%%writefile x.py\nx = 1", "print(1)")
    assert faults(ours) == {}
    assert (ours.out, skipped(ours)) == ("1\n", [(1, 1, "%%bash"), (2, 1, "%%writefile x.py")])


@pytest.mark.parametrize("head", ["", "if True:", "def f():\n    for x in y:"])
@pytest.mark.parametrize("lines", [["%matplotlib inline"], ["x = 1", "!ls"], ["%time f(1)", "if x:", "    y"]])
def test_twice_as_many_magics_are_twice_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, head: str, lines: list[str]
) -> None:
    """Counted in lines that are parsed, by Python or by us; in one block, too."""
    parse, parsed = magics.parse, 0

    def counted(lines: list[str]) -> Any:
        nonlocal parsed
        parsed += len(lines)
        return parse(lines)

    def work(times: int) -> int:
        nonlocal parsed
        parsed = 0
        body = indent("\n".join(lines * times), " " * 8 if head else "")
        cell = {"cell_type": "code", "source": f"{head}\n{body}", "metadata": {}}
        (tmp_path / "book.ipynb").write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}))
        cells: list[notebook.Cell] = []
        steps = steps_of(lambda: cells.extend(notebook.read_cells(str(tmp_path / "book.ipynb"))))
        assert len(cells[0].skipped) == times * sum("%" in line or "!" in line for line in lines)
        return parsed + steps

    monkeypatch.setattr(magics, "parse", counted)
    assert work(800) < 2.2 * work(400)


def test_a_slip_beside_a_magic_is_a_slip(runner: Runner) -> None:
    ours = run_cells(runner, "%matplotlib inline\nx = = 1", "x = 1 %% 2", "print 'old'")
    assert {number: kind for number, (kind, _) in faults(ours).items()} == dict.fromkeys((1, 2, 3), "SyntaxError")
    assert ours.ending["cells"][2]["fault"]["python2"] == "a print statement"
    assert ours.ending["cells"][0]["fault"]["frames"][0][1] == 2


@pytest.mark.parametrize("source", [["x = 1\n", "print(x)"], "x = 1\nprint(x)", "x = 1\r\nprint(x)\r\n"])
def test_old_and_new_formats(current: Runner, source: list[str] | str) -> None:
    prose = {"cell_type": "markdown", "source": "# print(2)", "metadata": {}}
    raw = {"cell_type": "raw", "source": "print(3)", "metadata": {}}
    code = {"cell_type": "code", "metadata": {}}
    for book in (
        {"nbformat": 4, "metadata": {}, "cells": [prose, raw, {**code, "source": source}]},
        {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [prose, {**code, "input": source}]}]},
        {
            "nbformat": 3,
            "worksheets": [{"cells": [prose]}, {"cells": [{**code, "input": source, "language": "python"}]}],
        },
    ):
        (current.folder / "old.ipynb").write_text(json.dumps(book), encoding="utf-8-sig")
        ours = current.ours(kind="notebook", path="old.ipynb")
        assert (ours.out, ours.err, faults(ours)) == ("1\n", "", {})


def test_source_that_no_python_can_hold(runner: Runner) -> None:
    ours = run_cells(runner, "x = '\0'", "x = '\ud800'", "print(1)")
    assert list(faults(ours)) == [1, 2]
    assert ours.out == "1\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "book.ipynb:1:1 is no notebook: Expecting value."),
        ('{\n"cells": [}', "book.ipynb:2:11 is no notebook: Expecting value."),
        ("[1, 2]", "book.ipynb is no notebook: it is JSON without a notebook's cells."),
        ("3", "book.ipynb is no notebook: it is JSON without a notebook's cells."),
        ('{"a": 1}', "book.ipynb is no notebook: it is JSON without a notebook's cells."),
        ('{"cells": 3}', "book.ipynb is no notebook: it is JSON without a notebook's cells."),
        ('{"cells": [3]}', "book.ipynb is no notebook: it is JSON without a notebook's cells."),
        ('{"cells": [{"cell_type": "code"}]}', "book.ipynb is no notebook: it is JSON without a notebook's cells."),
        (
            '{"cells": [{"cell_type": "code", "source": 3}]}',
            "book.ipynb is no notebook: it is JSON without a notebook's cells.",
        ),
        (
            '{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}',
            "book.ipynb is a notebook in R, not in Python.",
        ),
        (
            '{"cells": [], "metadata": {"language_info": {"name": "julia"}}}',
            "book.ipynb is a notebook in julia, not in Python.",
        ),
    ],
)
def test_file_that_is_no_notebook(current: Runner, text: str, sentence: str) -> None:
    (current.folder / "book.ipynb").write_text(text)
    ours = current.ours(kind="notebook", path="book.ipynb")
    assert (ours.status, ours.ending["problem"]) == (2, sentence)


def test_other_files_that_are_no_notebooks(current: Runner) -> None:
    (current.folder / "binary.ipynb").write_bytes(b"\xff\xfe\x00")
    (current.folder / "prose.md").write_text("# A title\n\nIn [1] we say nothing.\n\n```bash\nls\n```\n")
    for path, sentence in {
        "none.ipynb": "There is no file none.ipynb.",
        "binary.ipynb": "binary.ipynb is no notebook: it isn't UTF-8 text.",
        "prose.md": "prose.md has no cells: no mark like In [1]: and no fenced block of Python.",
    }.items():
        assert current.ours(kind="notebook", path=path).ending["problem"] == sentence


@pytest.mark.parametrize(
    ("of_the_cell", "of_the_book"),
    [
        (None, {}),
        ([], {}),
        ({"tags": None}, {}),
        ({"tags": 3}, {}),
        ({"tags": "raises-exception"}, {}),
        ({"tags": [None, {}, 3]}, {}),
        ({}, None),
        ({}, {"language_info": None, "kernelspec": []}),
    ],
)
def test_odd_metadata_keeps_no_notebook_from_running(current: Runner, of_the_cell: Any, of_the_book: Any) -> None:
    cells = [{"cell_type": "code", "source": "print('ran')", "metadata": of_the_cell}]
    (current.folder / "book.ipynb").write_text(json.dumps({"cells": cells, "metadata": of_the_book}))
    assert current.ours(kind="notebook", path="book.ipynb").out == "ran\n"


def test_kernels_of_python_and_empty_notebooks(current: Runner) -> None:
    for metadata in ({}, {"kernelspec": {"language": "python"}}, {"language_info": {"name": "ipython"}}):
        assert run_cells(current, "print(1)", **metadata).out == "1\n"
    assert run_cells(current).ending["kind"] == "finished"


# Text exports.

EXPORT = """\
# Sharing\ta title

In [1]:
import sys

## A heading

Some prose, and then code with an empty line in it.

In [2]:
def share(scope):
    first = scope

    return first

share(1)

Prose again: a list,
* share(<name>)
* share(name)

In [None]:
%matplotlib inline
values = {
    "a": 1
    "b": 2
}

share(values)

What follows a slip of the author is prose too.

In [2]:
share(undefined)
Out[2]:
3

In [7]:
import inspect
print(inspect.getsource(share), sys._getframe().f_lineno)
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_export_is_run_with_the_lines_of_its_file(runner: Runner, newline: str) -> None:
    path = runner.folder / "export.md"
    path.write_bytes(EXPORT.replace("\n", newline).encode())
    ours = runner.ours(kind="notebook", path="export.md")
    assert {number: kind for number, (kind, _) in faults(ours).items()} == {3: "SyntaxError", 4: "NameError"}
    lines = ["", *EXPORT.splitlines()]
    assert skipped(ours) == [(3, lines.index("%matplotlib inline"), "%matplotlib inline")]
    frames = [[str(path), lines.index("share(undefined)"), "<module>"]]
    assert ours.ending["cells"][1]["fault"]["frames"] == frames
    assert "    share(undefined)\n" in ours.ending["cells"][1]["fault"]["traceback"]
    assert ours.out == "def share(scope):\n    first = scope\n\n    return first\n 40\n"


SPLITS = {
    "In [1]:\nx = 1\n\nSome prose.": ["x = 1"],
    "In [1]:\n\n\nx = 1": ["x = 1"],
    "In [ ]:\nx = 1\nIn[2]:\ny = 2\nIn [*]:\nz = 3\n  In [None]\nv = 4": ["x = 1", "y = 2", "z = 3", "v = 4"],
    "In [1]:\nIn [2]:\nx = 1": ["x = 1"],
    "In [1]:": [],
    # Paragraphs of code.
    "In [1]:\nx = 1\n\n\ny = 2\n\nif x:\n    pass": ["x = 1\n\n\ny = 2\n\nif x:\n    pass"],
    "In [1]:\nwith f():\n    a\n\n    b = 1\n\ng(x)": ["with f():\n    a\n\n    b = 1\n\ng(x)"],
    "In [1]:\nx = {\n    1\n\n}\n\nSo it is.": ["x = {\n    1\n\n}"],
    'In [1]:\nx = """\nA text.\n\nMore of it.\n"""\ny = 1\n\nAnd prose.': [
        'x = """\nA text.\n\nMore of it.\n"""\ny = 1'
    ],
    "In [1]:\nx = 1\n    \ny = 2\n  \n   ": ["x = 1\n    \ny = 2"],
    "In [1]:\nx": ["x"],
    "In [1]:\nx = 1\n\n%pwd\n\n!ls": ["x = 1\n\n%pwd\n\n!ls"],
    # A slip stays code, and so is reported.
    "In [1]:\nx = 1\n\nprint 'two'": ["x = 1\n\nprint 'two'"],
    "In [1]:\nx = 1\n\nprint x, y\n\nThus.": ["x = 1\n\nprint x, y"],
    "In [1]:\nx = 1\n\nw = f(1):\nv = 2": ["x = 1\n\nw = f(1):\nv = 2"],
    "In [1]:\nx = 1\n\nwith f(1)\n    y = 2\n\nThus.": ["x = 1"],
    "In [1]:\nx = 1\n\ndef f(:\n    y": ["x = 1\n\ndef f(:\n    y"],
    "In [1]:\nx = (1\n\ny = 2\n\nThus.": ["x = (1\n\ny = 2"],
    # Prose that could be read as code.
    "In [1]:\nx = 1\n\nreuse": ["x = 1"],
    "In [1]:\nx = 1\n\nshape, dtype": ["x = 1"],
    "In [1]:\nx = 1\n\nHint: shape": ["x = 1"],
    "In [1]:\nx = 1\n\nnot so": ["x = 1"],
    "In [1]:\nx = 1\n\n* f(x)\n* g(y)": ["x = 1"],
    "In [1]:\nx = 1\n\n- f(x)": ["x = 1"],
    "In [1]:\nx = 1\n\nf(x) returns what it has": ["x = 1"],
    "In [1]:\nx = 1\n\nfor example, this:": ["x = 1"],
    "In [1]:\nx = 1\n\nimport a module first, then": ["x = 1"],
    "In [1]:\nx = 1\n\nif you want to know more:": ["x = 1"],
    "In [1]:\nx = 1\n\nfrom here on": ["x = 1"],
    "In [1]:\nx = 1\n\nprint the result.": ["x = 1"],
    "In [1]:\nx = 1\n\nProse ends it.\n\ny = 2": ["x = 1"],
    "In [1]:\nx = 1\n\n## Title\n\ny = 2": ["x = 1"],
    "In [1]:\nx = 1\n\n\u5e38\u89c1\n\ny = 2": ["x = 1"],
    # Comments.
    "In [1]:\nx = 1\n\n# then\n\ny = 2": ["x = 1\n\n# then\n\ny = 2"],
    "In [1]:\nx = 1\n\n# Title\n\nProse.": ["x = 1"],
    "In [1]:\n# only": ["# only"],
    # Output.
    "In [1]:\nx = 1\nx\nOut[1]:\ny = 1\nIn [2]:\nz = 1": ["x = 1\nx", "z = 1"],
    # Fences.
    "```python\nx = 1\n\nProse in code.\n```\ny = 2": ["x = 1\n\nProse in code."],
    "~~~~ {.py}\nx = 1\n~~~\n~~~~\n\n```\nno\n```": ["x = 1\n~~~"],
    "```bash\nIn [1]:\nls\n```\n```Python3\nx = 1\n```": ["x = 1"],
    "1. item\n\n   ```python\n   if x:\n       y\n   ```": ["if x:\n    y"],
    "In [1]:\n\n```\nx = 1\n```\nProse.": ["x = 1"],
    "In [1]:\n```bash\nls\n```": [],
    "In [1]:\nx = 1\n```python\ny = 2\n```": ["x = 1", "y = 2"],
    "```python\nx = 1": ["x = 1"],
    "```python\n```": [],
}


@pytest.mark.parametrize("text", SPLITS)
def test_code_is_told_from_prose(text: str) -> None:
    cells = cells_of(text)
    assert ["\n".join(lines) for _, lines in cells] == SPLITS[text]
    whole = text.split("\n")
    for before, lines in cells:  # each stands where it says it does
        assert whole[before : before + len(lines)] == lines or whole[before].startswith("   ")
