"""The pytest plugin: the fixture `scope_baseline`, and configured targets as tests.

pytest imports this at every start, so it imports nothing of ours until it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scopeinspect.config import Config, ConfiguredTarget
    from scopeinspect.testing import ScopeBaseline
    from scopeinspect.warm import WarmRecorders

_CONFIG: pytest.StashKey[Config] = pytest.StashKey()
_FILE = pytest.StashKey[Path]()
_WARM: pytest.StashKey[WarmRecorders] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds our options."""
    group = parser.getgroup("scopeinspect", "variable scopes of TensorFlow models")
    group.addoption(
        "--scopeinspect",
        action="store_true",
        dest="scopeinspect_targets",
        help="check the targets of [tool.scopeinspect] in pyproject.toml too, each as a test",
    )
    group.addoption(
        "--scopeinspect-update",
        action="store_true",
        dest="scopeinspect_update",
        help="write the baselines of variables anew where they have changed, instead of failing",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Has the configured targets collected, where that is asked for."""
    if not config.getoption("scopeinspect_targets"):
        return
    from scopeinspect.config import find, load  # noqa: PLC0415 - only where it is used
    from scopeinspect.errors import ScopeInspectError  # noqa: PLC0415

    path = find(config.rootpath)
    try:
        loaded = load(path)
    except ScopeInspectError as error:
        raise pytest.UsageError(str(error)) from error
    if path is None or not loaded.targets:
        where = path or config.rootpath / "pyproject.toml"
        raise pytest.UsageError(f"--scopeinspect: {where} has no [[tool.scopeinspect.targets]].")
    config.stash[_CONFIG], config.stash[_FILE] = loaded, path
    named = {(config.invocation_params.dir / arg.split("::")[0]).resolve() for arg in config.args}
    if path.resolve() not in named:
        config.args.append(str(path))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the processes that targets were run in forks of."""
    warm = config.stash.get(_WARM, None)
    if warm is not None:
        warm.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collects the configured targets from the file that configures them."""
    path = parent.config.stash.get(_FILE, None)
    if path is None or file_path.resolve() != path.resolve():
        return None
    return _Targets.from_parent(parent, path=file_path)  # type: ignore[no-any-return,unused-ignore]


class _Targets(pytest.File):
    """The targets of one pyproject.toml."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each target."""
        config = self.config.stash[_CONFIG]
        seen: dict[str, int] = {}
        for target in config.targets:
            seen[target.script] = seen.get(target.script, 0) + 1
            number = f"[{seen[target.script]}]" if seen[target.script] > 1 else ""
            yield _Target.from_parent(self, name=target.script + number, target=target)


class _Target(pytest.Item):
    """A target that is run, checked, and compared with its baseline."""

    def __init__(self, *, target: ConfiguredTarget, **others: object) -> None:
        super().__init__(**others)  # type: ignore[arg-type]
        self._target = target

    def runtest(self) -> None:
        """Fails where `scopeinspect check` would."""
        from scopeinspect.testing import check_target  # noqa: PLC0415 - only where it is used
        from scopeinspect.warm import WarmRecorders  # noqa: PLC0415

        update = bool(self.config.getoption("scopeinspect_update"))
        warm = self.config.stash.setdefault(_WARM, WarmRecorders())
        check_target(self._target, self.config.stash[_CONFIG].fail_on, update=update, start=warm.start)

    def reportinfo(self) -> tuple[Path, None, str]:
        """What pytest heads a failure with."""
        return self.path, None, f"scopeinspect: {self.name}"


@pytest.fixture
def scope_baseline(request: pytest.FixtureRequest) -> ScopeBaseline:
    """Compares a model's variables with a baseline that lies beside the test.

    `scope_baseline.check(build)` calls a function that builds a model, in a graph of its own;
    `scope_baseline.check(target="train.py")` runs a script. `pytest --scopeinspect-update` writes the baselines.
    """
    from scopeinspect.testing import ScopeBaseline  # noqa: PLC0415 - only where it is used

    test = request.node.nodeid.partition("::")[2].replace("::", ".")
    update = bool(request.config.getoption("scopeinspect_update"))
    return ScopeBaseline(request.node.path, test, request.config.rootpath, update=update)
