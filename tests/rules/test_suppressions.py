"""Comments that silence a rule."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scopeinspect.model import Outcome, Site, Start
from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import RULES
from scopeinspect.rules.rule import Diagnostic, Role
from scopeinspect.suppressions import silence

CODES = frozenset(rule.code for rule in RULES)


def silenced(folder: Path, source: str, *lines: int, written: bool = True, code: str = "SI301") -> list[str]:
    """Return what is left of a finding that names these lines of a source, and of the comments in it."""
    text = source.splitlines()
    sites = [Site(number, "model.py", number, "build", text[number - 1].strip()) for number in range(1, len(text) + 1)]
    if written:
        (folder / "model.py").write_text(source)
    recording = Recording(Start("", "model.py", "3.11"), None, sites, {}, Outcome("finished", 0))
    roles = tuple(Role("here", sites[line - 1]) for line in lines)
    diagnostic = Diagnostic(code, "a-rule", "warning", "found", ("w",), roles, "", ())
    return [one.code for one in silence(recording, [diagnostic], CODES, str(folder)).diagnostics]


@pytest.mark.parametrize("written", [True, False])
class TestOnOneLine:
    """With the source at hand, and with what was recorded of it alone."""

    @pytest.mark.parametrize(
        "comment",
        [
            "# scopeinspect: ignore[SI301]",
            "# scopeinspect: ignore[SI301] the second head is meant",
            "# scopeinspect: ignore[unused-variable] why",
            "# scopeinspect:ignore[SI102,SI301]",
            "# noqa  # scopeinspect: ignore[ SI301 ]",
        ],
    )
    def test_silences(self, tmp_path: Path, comment: str, *, written: bool) -> None:
        left = silenced(tmp_path, f"a = 1\nw = make()  {comment}\n", 1, 2, written=written)
        assert "SI301" not in left

    @pytest.mark.parametrize(
        "comment", ["# scopeinspect: ignore", "# scopeinspect: ignore[]", "# ignore[SI301]", "# scopeinspect ignore SI301"]
    )
    def test_other_comments_do_not(self, tmp_path: Path, comment: str, *, written: bool) -> None:
        assert silenced(tmp_path, f"w = make()  {comment}\n", 1, written=written) == ["SI301"]

    def test_for_another_rule(self, tmp_path: Path, *, written: bool) -> None:
        left = silenced(tmp_path, "w = make()  # scopeinspect: ignore[SI302] why\n", 1, written=written)
        assert left == ["SI301", "SI903"]

    def test_on_another_line(self, tmp_path: Path, *, written: bool) -> None:
        source = "w = make()\nv = make()  # scopeinspect: ignore[SI301]\n"
        assert silenced(tmp_path, source, 1, written=written) == ["SI301", "SI903"]

    def test_an_unknown_rule_is_told(self, tmp_path: Path, *, written: bool) -> None:
        left = silenced(tmp_path, "w = make()  # scopeinspect: ignore[SI301, SI666]\n", 1, written=written)
        assert left == ["SI903"]


def test_anywhere_in_the_statement(tmp_path: Path) -> None:
    source = "w = make(\n    1,  # scopeinspect: ignore[SI301] why\n    2,\n)\n"
    assert silenced(tmp_path, source, 1) == []
    assert silenced(tmp_path, source, 4) == []


def test_the_head_of_a_block_is_not_its_body(tmp_path: Path) -> None:
    source = "with scope():  # scopeinspect: ignore[SI301]\n    w = make()\n"
    assert silenced(tmp_path, source, 2) == ["SI301", "SI903"]


@pytest.mark.parametrize("source", ["a = 1\n\f\n{}", "a = 1\r\r{}\r", "a = 1\r\n# \x1c\u2028\r\n{}\r\n"])
def test_lines_are_counted_as_python_counts_them(tmp_path: Path, source: str) -> None:
    """A form feed begins no new one, a carriage return does."""
    comment = "v = 1  # scopeinspect: ignore[SI301]"
    (tmp_path / "model.py").write_bytes(source.format(comment).encode())
    recording = Recording(
        Start("", "model.py", "3.11"), None, [Site(1, "model.py", 1, "", "a = 1")], {}, Outcome("finished", 0)
    )
    (left,) = silence(recording, [], CODES, str(tmp_path)).diagnostics
    assert [(role.site.line, role.site.text) for role in left.roles] == [(3, comment)]


def test_each_comment_counts_for_itself(tmp_path: Path) -> None:
    source = "".join(f"w{number} = make()  # scopeinspect: ignore[SI301]\n" for number in range(3))
    assert silenced(tmp_path, source, 1) == ["SI903", "SI903"]
    sites = [Site(number, "model.py", number, "", source.splitlines()[number - 1]) for number in (1, 2, 3)]
    recording = Recording(Start("", "model.py", "3.11"), None, sites, {}, Outcome("finished", 0))
    found = [Diagnostic("SI301", "", "warning", "", (), (Role("", site),), "", ()) for site in sites]
    left = silence(recording, found, CODES, str(tmp_path))
    assert (left.diagnostics, left.count) == ([], 3)


def test_in_a_text_it_is_no_comment(tmp_path: Path) -> None:
    assert silenced(tmp_path, 'w = make("# scopeinspect: ignore[SI301]")\n', 1) == ["SI301"]


def test_a_source_that_has_changed_since_is_not_looked_at(tmp_path: Path) -> None:
    recorded = "w = make()\n"
    (tmp_path / "model.py").write_text("v = 2  # scopeinspect: ignore[SI301]\n")
    assert silenced(tmp_path, recorded, 1, written=False) == ["SI301"]


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.py")
    assert silenced(tmp_path, "w = make()\n", 1, written=False) == ["SI301"]
