"""What comes with `import scopeinspect`, and what does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import scopeinspect


class TestImport:
    def test_is_cheap(self) -> None:
        """Neither TensorFlow nor anything else that is slow to import comes with it, nor with the pytest plugin."""
        program = (
            "import sys, pytest, scopeinspect, scopeinspect.pytest_plugin; "
            "print({'tensorflow', 'numpy', 'rich', 'click', 'msgspec', 'scopeinspect.api'} & set(sys.modules))"
        )
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert told.stdout.strip() == "set()"

    def test_needs_no_tensorflow_to_read(self, tmp_path: Path) -> None:
        program = "import sys, scopeinspect; scopeinspect.compare; print('tensorflow' in sys.modules)"
        told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
        assert told.stdout.strip() == "False"

    def test_offers_what_it_says(self) -> None:
        assert all(hasattr(scopeinspect, name) for name in scopeinspect.__all__)
        assert set(scopeinspect.__all__) <= set(dir(scopeinspect))

    def test_offers_nothing_else(self) -> None:
        with pytest.raises(AttributeError, match="nonsense"):
            scopeinspect.nonsense  # noqa: B018
