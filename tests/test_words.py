"""What there is to type in a shell, as a shell reads it; lines in words."""

from __future__ import annotations

import subprocess

from hypothesis import given
from hypothesis import strategies as st

from scopeinspect.model import Site
from scopeinspect.words import places, shell_word

TEXTS = st.text(st.one_of(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), st.sampled_from("\n\t\x1b'\"\\$`!* \x85\u202e7")))


@given(st.lists(TEXTS, min_size=1))
def test_word_is_what_the_shell_reads(texts: list[str]) -> None:
    words = [shell_word(text) for text in texts]
    assert all(word.isprintable() for word in words)
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {' '.join(words)}"], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == texts


def test_lines_of_a_notebook_are_told_with_their_cells() -> None:
    script = [Site(0, "a.py", line, "f") for line in (4, 7, 4, 9)]
    assert (places([]), places(script[:1]), places(script), places(script, 2)) == ("", "line 4 of a.py", "lines 4, 7, 9 of a.py", "lines 4, 7, … of a.py")
    book = [Site(0, f"a.ipynb[cell {cell}]", 2, "f") for cell in (1, 3)]
    assert places(book) == "line 2 of cell 1, line 2 of cell 3"
