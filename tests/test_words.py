"""What there is to type in a shell, as a shell reads it."""

from __future__ import annotations

import subprocess

from hypothesis import given
from hypothesis import strategies as st

from scopeinspect.words import shell_word

TEXTS = st.text(st.one_of(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), st.sampled_from("\n\t\x1b'\"\\$`!* \x85\u202e7")))


@given(st.lists(TEXTS, min_size=1))
def test_word_is_what_the_shell_reads(texts: list[str]) -> None:
    words = [shell_word(text) for text in texts]
    assert all(word.isprintable() for word in words)
    done = subprocess.run(["bash", "-c", f"printf '%s\\0' {' '.join(words)}"], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == texts
