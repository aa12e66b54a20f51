"""`scopeinspect check` of what has a baseline or a checkpoint, or is to have one."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from ...conftest import Command
from .samples import TWO_TOWERS, Saved


class TestBaselines:
    """What is compared with a baseline, and what is said where there is none."""

    def test_configured_targets_and_their_baseline(self, scopeinspect: Command, saved: Saved, tmp_path: Path) -> None:
        (tmp_path / "towers.py").write_text(TWO_TOWERS.format(comment="", arguments=["3"]))
        (tmp_path / "pyproject.toml").write_text(
            '[tool.scopeinspect]\nignore = ["SI102"]\n'
            '[[tool.scopeinspect.targets]]\nscript = "towers.py"\nargs = ["3"]\n'
        )
        assert scopeinspect("baseline", cwd=tmp_path).status == 0
        done = scopeinspect("check", cwd=tmp_path)
        assert done.status == 0, done.stdout + done.stderr
        assert "compared with the baseline" in done.stdout
        kept = tmp_path / "towers.baseline.json"
        kept.write_text(kept.read_text().replace("weights_1", "weights_2"))
        done = scopeinspect("check", cwd=tmp_path)
        assert done.status == 1
        assert "SI402" in done.stdout
        # What it says is typed as it stands.
        printed, written = [
            scopeinspect(*shlex.split(line)[1:], cwd=tmp_path)
            for line in done.stdout.splitlines()
            if line.startswith("          scopeinspect ")
        ]
        assert '"weights_2": variables["weights_1"]' in printed.stdout
        assert "towers.baseline.json: updated" in written.stdout
        assert scopeinspect("check", cwd=tmp_path).status == 0

    def test_a_change_from_baseline_and_checkpoint_is_told_once(self, scopeinspect: Command, tmp_path: Path) -> None:
        """And each finding says what it was compared with: a checkpoint knows no initializers."""
        layer = 'import tensorflow as tf\nwith tf.variable_scope("enc"):\n    tf.get_variable("w", [3, 4])\n    tf.get_variable("b", [4])\n'
        save = "s = tf.Session()\ns.run(tf.global_variables_initializer())\ntf.train.Saver().save(s, 'kept/model.ckpt')\n"
        (tmp_path / "train.py").write_text(layer + save)
        assert scopeinspect("baseline", "train.py", cwd=tmp_path).status == 0
        more = 'tf.get_variable("gate", [7])\n'
        changed = layer.replace("enc", "encoder").replace('"b", [4]', '"b", [4], initializer=tf.zeros_initializer()')
        (tmp_path / "train.py").write_text(changed + more)
        done = scopeinspect("check", "--checkpoint", "kept", "--format", "json", "train.py", cwd=tmp_path)
        assert done.status == 1
        both, one = ", compared with the baseline and the checkpoint", ", compared with the baseline"
        assert [(told["code"], told["severity"], told["message"]) for told in json.loads(done.stdout)["diagnostics"]] == [
            ("SI402", "error", f"enc/ is encoder/ now (2 variables){both}"),
            ("SI405", "error", f"gate is new (7 float32, glorot_uniform()){both}"),
            ("SI406", "warning", f"encoder/b is initialized otherwise: glorot_uniform() → zeros(){one}"),
        ]
        done = scopeinspect("check", "train.py", cwd=tmp_path)
        assert "enc/ is encoder/ now (2 variables)\n" in done.stdout

    def test_configured_targets_without_a_baseline_are_told(self, scopeinspect: Command, tmp_path: Path) -> None:
        for name, lines in {"a": "tf.get_variable('v', [3])", "b": "tf.get_variable('w', [3])", "c": "tf.no_op()"}.items():
            (tmp_path / f"{name}.py").write_text(f"import tensorflow as tf\n{lines}\n")
        config = tmp_path / "pyproject.toml"
        config.write_text("".join(f'[[tool.scopeinspect.targets]]\nscript = "{name}.py"\n' for name in "abc"))
        both = "There is no baseline of 2 targets to compare with; `scopeinspect baseline` writes them, to be committed.\n"
        done = scopeinspect("check", cwd=tmp_path)
        assert (done.status, done.stdout) == (0, f"No findings in 3 targets\n{both}")
        assert scopeinspect("baseline", "a.py", cwd=tmp_path).status == 0
        one = "There is no baseline of b.py to compare with; `scopeinspect baseline` writes it, to be committed.\n"
        done = scopeinspect("check", cwd=tmp_path)
        assert done.stdout == f"No findings in 3 targets · 1 of 3 compared with the baseline\n{one}"
        # Whoever names one that is not configured has not asked for a comparison.
        config.unlink()
        assert "baseline of" not in scopeinspect("check", "b.py", cwd=tmp_path).stdout

    def test_a_configured_baseline_that_is_missing_is_not_clean(self, scopeinspect: Command, tmp_path: Path) -> None:
        (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.get_variable('w', [2])\n")
        (tmp_path / "b.py").write_text("import tensorflow as tf\ntf.get_variable('v', [2])\n")
        config = tmp_path / "pyproject.toml"
        config.write_text('[[tool.scopeinspect.targets]]\nscript = "a.py"\nbaseline = "kept/a.json"\n')
        done = scopeinspect("check", cwd=tmp_path)
        assert (done.status, done.stdout) == (2, "")
        assert done.stderr.endswith("kept/a.json: there is no such baseline; `scopeinspect baseline` writes it.\n")
        assert scopeinspect("baseline", cwd=tmp_path).status == 0
        config.write_text(config.read_text() + '[[tool.scopeinspect.targets]]\nscript = "b.py"\n')
        done = scopeinspect("check", cwd=tmp_path)
        assert done.status == 0
        assert done.stdout.splitlines() == [
            "No findings in 2 targets · 1 of 2 compared with the baseline",
            "There is no baseline of b.py to compare with; `scopeinspect baseline` writes it, to be committed.",
        ]
