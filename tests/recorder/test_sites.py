"""Which frames are the user's, and what is told of them."""

from __future__ import annotations

import linecache
import os
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.recorder.sites import NO_SITE, Sites, UserFiles

HERE = os.path.realpath(__file__)
STDLIB = sysconfig.get_path("stdlib")
PURELIB = sysconfig.get_path("purelib")


@pytest.mark.parametrize(
    ("file", "is_user"),
    [
        ("model.py", True),
        ("/home/me/project/model.py", True),
        ("<string>", True),
        ("<stdin>", True),
        ("/tmp/ipykernel_1/123.py", True),
        (os.__file__, False),
        (f"{STDLIB}/json/decoder.py", False),
        (f"{PURELIB}/tensorflow/python/framework/ops.py", False),
        ("/usr/lib/python3/dist-packages/numpy/core.py", False),
        ("/home/me/.local/lib/python3.7/site-packages/tf_slim/nets/vgg.py", False),
        ("<frozen importlib._bootstrap>", False),
        ("<frozen runpy>", False),
        ("<__array_function__ internals>", False),
        ("<decorator-gen-12>", False),
        ("/tmp/__autograph_generated_file_abc.py", False),
        (sys.modules[Sites.__module__].__file__, False),
        ("/home/me/my-site-packages-notes/model.py", True),
    ],
)
def test_whose_file(file: str, is_user: bool) -> None:
    assert UserFiles([])(file) is is_user


def test_target_inside_site_packages_is_the_users() -> None:
    package = f"{PURELIB}/package"
    is_user_file = UserFiles([package])
    assert is_user_file(f"{package}/model.py")
    assert is_user_file(f"{package}/below/layers.py")
    assert not is_user_file(f"{PURELIB}/package_of_others/model.py")
    assert not is_user_file(f"{PURELIB}/numpy/core.py")


def test_link_is_judged_by_what_it_points_at(tmp_path: Path) -> None:
    (tmp_path / "site-packages").mkdir()
    (tmp_path / "site-packages" / "library.py").touch()
    (tmp_path / "link.py").symlink_to(tmp_path / "site-packages" / "library.py")
    assert not UserFiles([])(str(tmp_path / "link.py"))


@pytest.fixture
def told() -> list[dict[str, Any]]:
    """Return a list that sites are told to."""
    return []


@pytest.fixture
def sites(told: list[dict[str, Any]]) -> Sites:
    """Return the sites of this file: of all others' frames, none is the user's."""
    return Sites(told.append, lambda file: os.path.realpath(file) == HERE, str(Path(HERE).parent))


def called(function: Callable[[], Any]) -> Any:
    return function()


def test_innermost_user_frame(sites: Sites, told: list[dict[str, Any]]) -> None:
    number = called(lambda: called(sites.here))
    (site,) = told
    line = Path(HERE).read_text(encoding="utf-8").splitlines()[site["line"] - 1]
    assert site == {
        "e": "site", "id": number, "file": "test_sites.py", "line": site["line"], "function": "called", "text": "return function()",
    }  # fmt: skip
    assert line.strip() == "return function()"


def test_stack_goes_from_the_outermost_inwards(sites: Sites, told: list[dict[str, Any]]) -> None:
    numbers = called(lambda: called(sites.stack))
    by_number = {site["id"]: site["function"] for site in told}
    assert [by_number[number] for number in numbers] == [
        "test_stack_goes_from_the_outermost_inwards", "called", "<lambda>", "called",
    ]  # fmt: skip


def test_stack_ends_where_here_is(sites: Sites) -> None:
    assert called(lambda: sites.stack()[-1] == sites.here())


def test_place_is_told_once(sites: Sites, told: list[dict[str, Any]]) -> None:
    numbers = {called(sites.here) for _ in range(3)}
    assert len(numbers) == len(told) == 1


def test_place_that_could_not_be_told_is_told_the_next_time() -> None:
    told: list[Any] = []

    def emit(event: dict[str, Any]) -> None:
        if not told:
            told.append("failed")
            raise ValueError
        told.append(event["id"])

    sites = Sites(emit, lambda name: name == HERE, "/")
    with pytest.raises(ValueError, match=r"^$"):
        called(sites.stack)
    assert called(sites.here) in told


def test_two_calls_on_one_line_are_one_site(sites: Sites, told: list[dict[str, Any]]) -> None:
    one, other = sites.here(), sites.here()
    assert one == other
    assert len(told) == 1


def test_lines_of_a_loop_are_told_apart(sites: Sites, told: list[dict[str, Any]]) -> None:
    numbers = []
    for _ in range(2):
        numbers.append(sites.here())
        numbers.append(sites.here())
    assert numbers == [1, 2, 1, 2]


def test_no_user_frame() -> None:
    told: list[Any] = []
    sites = Sites(told.append, lambda _: False, "/")
    assert (sites.here(), sites.stack(), told) == (NO_SITE, [], [])


def test_code_without_a_file(sites: Sites, told: list[dict[str, Any]]) -> None:
    everyone = Sites(told.append, lambda file: file == "<string>", "/")
    exec("number = here()", {"here": everyone.here})
    (site,) = told
    assert (site["file"], site["line"], site["function"], site["text"]) == ("<string>", 1, "<module>", "")


def test_code_that_replaces_another_is_not_taken_for_it(told: list[dict[str, Any]]) -> None:
    """An id is given again once its object is gone; code objects are known by their ids."""
    sites = Sites(told.append, lambda file: file.startswith("<made"), "/")
    for number in range(200):
        exec(compile(f"{chr(10) * number}here()", f"<made {number}>", "exec"), {"here": sites.here})
    assert [(site["file"], site["line"]) for site in told] == [(f"<made {n}>", n + 1) for n in range(200)]


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("/work/project/model.py", "model.py"),
        ("/work/project/a/model.py", "a/model.py"),
        ("/work/project/a/../model.py", "model.py"),
        ("model.py", "model.py"),
        ("/work/projects/model.py", "/work/projects/model.py"),
        ("/elsewhere/model.py", "/elsewhere/model.py"),
        ("<stdin>", "<stdin>"),
    ],
)
def test_paths_are_relative_to_the_start(told: list[dict[str, Any]], file: str, shown: str) -> None:
    Sites(told.append, lambda _: True, "/work/project").of_line(file, 1, "f")
    assert told[0]["file"] == shown


def test_long_line_is_cut(told: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text(f"x = '{'x' * 100_000}'\n")
    linecache.checkcache(str(path))
    Sites(told.append, lambda _: True, "/").of_line(str(path), 1, "f")
    assert len(told[0]["text"]) == 400


def test_line_of_a_library_is_no_site(told: list[dict[str, Any]]) -> None:
    assert Sites(told.append, UserFiles([]), "/").of_line(os.__file__, 1, "f") == NO_SITE
    assert told == []


def test_changed_directory_does_not_change_paths(tmp_path: Path) -> None:
    """A script that was named by a relative path keeps it after `os.chdir`."""
    program = """
        import os, sys
        sys.path.insert(0, sys.argv[1])
        from recorder.sites import Sites
        told = []
        sites = Sites(told.append, lambda file: True, os.getcwd())
        os.chdir("/")
        print(sites.of_line("model.py", 1, "f"), told[0]["file"])
    """
    above = Path(sys.modules[Sites.__module__].__file__ or "").parents[1]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), above], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1 model.py\n"
