"""Figures and lists in words, for whoever tells something."""

from __future__ import annotations

import difflib
import re
import shlex
import signal
from collections.abc import Iterable, Sequence

from scopeinspect.model import Shape, Site, cell_of, file_in_words, place_in

_DESCRIPTOR = re.compile(r"/dev/stdin|/(dev|proc/self)/fd/\d+")


def shape_text(shape: Shape) -> str:
    """`5×5×32`, `?×10`, `scalar` or `unknown`."""
    if shape is None:
        return "unknown"
    return "×".join("?" if dimension is None else str(dimension) for dimension in shape) or "scalar"


def escaped(text: str) -> str:
    """A text that can't move a cursor, change a colour or end a line: what isn't printable is escaped."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def shell_word(text: str) -> str:
    r"""A text as it is typed in a shell, on one line that can be printed: `'old model'`, `$'old\012model'`."""
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(one if one.isprintable() and one not in "\\'" else _as_bytes(one) for one in text) + "'"


def shell_line(words: Iterable[str]) -> str:
    """A command as it is typed in a shell."""
    return " ".join(map(shell_word, words))


def _as_bytes(letter: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in letter.encode("utf-8", "surrogatepass"))


def target_in_shell(target: str) -> str:
    """A target as it is typed in a shell: `-m` and a module, or one word.

    `SCRIPT` for what the shell itself had named, as for `<(…)`: the next command can't read that again.
    """
    if _DESCRIPTOR.fullmatch(target):
        return "SCRIPT"
    return target if target.startswith("-m ") else shell_word(target)


def counted(count: int, noun: str) -> str:
    """`1 variable`, `1,024 variables`."""
    plural = noun if count == 1 else noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count:,} {plural}"


def size_text(size: int) -> str:
    """Bytes in the unit that reads best: `200 KiB`."""
    amount, units = float(size), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1023.5 and len(units) > 1:  # noqa: PLR2004 - what would be rounded to 1,024
        amount, units = amount / 1024, units[1:]
    shown = f"{amount:,.0f}" if units[0] == "bytes" or amount >= 100 else f"{amount:,.1f}"  # noqa: PLR2004 - three digits
    return f"{shown.removesuffix('.0')} {units[0]}"


_SENT_BY = {
    "SIGKILL": "the system does that where memory runs out, or the processor time that `ulimit -t` allows",
    "SIGXCPU": "the processor time that `ulimit -t` allows has run out",
}


def signal_text(number: int) -> str:
    """The name of a signal, and what usually sends it."""
    try:
        name = signal.Signals(number).name
    except ValueError:  # it has no name on this system, where a recording of another one may be shown
        return f"signal {number}"
    return f"{name}: {_SENT_BY[name]}" if name in _SENT_BY else name


def initializer_text(text: str) -> str:
    """What names initializers without the word that every one of them has in its name: `random_normal()`."""
    return text.replace("_initializer(", "(")


def listed(names: Iterable[str], most: int = 4) -> str:
    """`a, b, c and 9 more`."""
    every = list(names)
    shown = every if len(every) <= most else every[: most - 1]
    more = f" and {len(every) - len(shown):,} more" if len(every) > len(shown) else ""
    return ", ".join(shown) + more


def graphs_text(numbers: Sequence[int]) -> str:
    """`graph 1`, `graphs 1, 3`, `graphs 1, 2, 3 and 9 more`."""
    return f"{'graph' if len(numbers) == 1 else 'graphs'} {listed(map(str, numbers))}"


def nearest(name: str, known: Iterable[str]) -> str:
    """`did you mean fail-on?`, or what there is, for an unknown name."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}."


def places(sites: Iterable[Site], most: int | None = None) -> str:
    """Lines in words: `lines 4, 7 of model.py`; of several files, or cells, `line 4 of cell 2, line 1 of cell 3`.

    Args:
        sites: where they are, in order; none more than once is told.
        most: how many are told, before `…`; all where it is None.

    Returns:
        The words; empty where there are none.
    """
    told = list(dict.fromkeys((site.file, site.line) for site in sites))
    more = [] if most is None or len(told) <= most else ["…"]
    shown = told[:most]
    files = list(dict.fromkeys(file for file, _ in told))
    if len(files) == 1 and len(told) > 1 and not cell_of(files[0]):
        return f"lines {', '.join([*(str(line) for _, line in shown), *more])} of {file_in_words(files[0])}"
    return ", ".join([*(place_in(file, line) for file, line in shown), *(more if shown else [])])
