"""`scopeinspect why`: the story of a variable or a scope."""

from __future__ import annotations

import re
from pathlib import Path

from ...conftest import Command
from .samples import Saved, line_of


class TestWhy:
    """The story of a variable or a scope."""

    def test_a_shared_variable(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("why", saved("shared_filter"), "image_filters/conv1/weights")
        created, reused = (line_of("shared_filter", f"result{number} =") for number in (1, 2))
        switched = line_of("shared_filter", "scope.reuse_variables()")
        assert done.status == 0
        for told in (
            "float32 5×5×32×32 · random_normal(), argument · trainable",
            f" 1  created     shared_filter.py:{created} → my_image_filter:",
            "reuse False: the default, nobody set it",
            f" 2  reused      shared_filter.py:{reused} → my_image_filter:",
            f"reuse True: switched on by reuse_variables() at shared_filter.py:{switched}, inherited",
            "read by     image_filters/conv1/Conv2D, image_filters/conv1_1/Conv2D",
        ):
            assert told in done.stdout

    def test_an_object_that_uses_its_variable_again(self, scopeinspect: Command, tmp_path: Path) -> None:
        """A cell asks for its variables once, and keeps them."""
        (tmp_path / "cell.py").write_text(
            "import tensorflow as tf\ncell = tf.nn.rnn_cell.GRUCell(4)\nx = tf.placeholder(tf.float32, [2, 4])\n"
            "state, _ = cell(x, x)\nstate, _ = cell(x, state)\n"
        )
        done = scopeinspect("why", "cell.py", "gru_cell/gates/kernel", cwd=tmp_path)
        assert re.findall(r"^ \d  \w+ .*", done.stdout, re.MULTILINE) == [" 1  created     cell.py:4"]
        assert "\nread at     cell.py:4, cell.py:5\n" in done.stdout

    def test_a_variable_that_was_made_again(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("why", saved("duplicate_variables"), "conv2_biases:0")
        second = line_of("duplicate_variables", "result2 =")
        assert f" 2  made again  duplicate_variables.py:{second} → my_image_filter:" in done.stdout
        assert "as conv2_biases_1" in done.stdout
        assert "to share" in done.stdout

    def test_the_one_that_was_made_again(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("why", saved("duplicate_variables"), "conv2_biases_1")
        first, second = (line_of("duplicate_variables", f"result{number} =") for number in (1, 2))
        assert f" 1  made before duplicate_variables.py:{first} → my_image_filter:" in done.stdout
        assert "as conv2_biases\n" in done.stdout
        assert f" 2  created     duplicate_variables.py:{second} → my_image_filter:" in done.stdout
        assert "to share, make it with tf.get_variable" in done.stdout

    def test_a_refused_request(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("why", saved("already_exists"), "conv1/weights")
        assert f" 2  refused     already_exists.py:{line_of('already_exists', 'result2 =')} →" in done.stdout
        assert "Variable conv1/weights already exists, disallowed" in done.stdout

    def test_a_scope(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("why", saved("captured_scopes"), "ffoo")
        assert done.status == 0
        assert "entered 3 times" in done.stdout
        assert done.stdout.count("as a scope object") == 2
        assert "2 variables reused" in done.stdout

    def test_slots_and_writers(self, scopeinspect: Command, saved: Saved) -> None:
        done = scopeinspect("why", saved("conditional_gan"), "discriminator")
        # As many as the tree has in its row.
        assert "10 variables and 18,955 parameters in it and below · not counted: 16 slots and the like" in done.stdout
        done = scopeinspect("why", saved("conditional_gan"), "discriminator/judge/weights")
        assert "slots: Adam, Adam_1" in done.stdout
        assert "ApplyAdam" in done.stdout

    def test_a_name_that_does_not_exist(self, scopeinspect: Command, saved: Saved) -> None:
        assert scopeinspect("why", saved("shared_filter"), "image_filter/weights").status == 1
        done = scopeinspect("why", saved("does_not_exist"), "image_filter/weights")
        assert done.status == 3  # as the script failed
        assert "There is no variable and no scope named image_filter/weights." in done.stdout
        assert "near        image_filters/weights" in done.stdout
        assert " 1  refused" in done.stdout
