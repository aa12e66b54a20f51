"""The page of a diff, opened from disk in a real Chromium."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest

from scopeinspect.assignment_map import assignment_map
from scopeinspect.diff import Diff, compare
from scopeinspect.render.html.diff_page import as_html
from scopeinspect.variable_tree import TreeVariable, VariableTree, tree_of

from ..conftest import Record
from .browsing import CONTRAST, DRAWN, HOSTILE, SEARCH, Open

OLD = """
import tensorflow as tf
def layer(name, size, **more):
    with tf.variable_scope(name):
        tf.get_variable("w", [size, 4], **more)
        tf.get_variable("b", [size])
with tf.variable_scope("enc"):
    layer("l0", 2)
    layer("l1", 3)
layer("head", 5, initializer=tf.ones_initializer())
tf.get_variable("head/temperature", [])
layer("same", 6)
"""
NEW = (
    OLD.replace('"enc"', '"encoder"').replace('layer("head", 5', 'layer("head", 7').replace("ones", "zeros")
    .replace('"head/temperature", []', '"head/gate", [9, 9]')
)  # fmt: skip


def text_of(diff: Diff, command: str = "scopeinspect diff old.py new.py") -> str:
    text = io.StringIO()
    as_html(diff, text, command)
    return text.getvalue()


def tree(name: str, names: Iterable[str], size: int = 2, **more: Any) -> VariableTree:
    return VariableTree(name, "program", {one: TreeVariable(one, [size], "float32", **more) for one in names})


@pytest.fixture(scope="module")
def diff(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Diff:
    """Return the diff of two real programs."""
    folder = tmp_path_factory.mktemp("programs")
    for name, text in (("old.py", OLD), ("new.py", NEW)):
        (folder / name).write_text(text)
    return compare(tree_of(record(folder / "old.py")), tree_of(record(folder / "new.py")))


@pytest.fixture
def page(opened: Open, diff: Diff) -> Any:
    return opened(text_of(diff), viewport={"width": 1200, "height": 800})


def pairs(page: Any) -> list[tuple[str, str, str]]:
    """Return what is shown: old name, what has become of it, new name."""
    return [tuple(one) for one in page.evaluate(PAIRS)]


PAIRS = """() => [...document.querySelectorAll(".pair")].filter((pair) => pair.checkVisibility()).map((pair) =>
  [pair.dataset.old, [...pair.classList].slice(1).join(" "), pair.dataset.new])"""

EXPECTED = [
    ("enc/l0/w", "renamed", "encoder/l0/w"),
    ("enc/l0/b", "renamed", "encoder/l0/b"),
    ("enc/l1/w", "renamed", "encoder/l1/w"),
    ("enc/l1/b", "renamed", "encoder/l1/b"),
    ("head/w", "changed", "head/w"),
    ("head/b", "changed", "head/b"),
    ("", "added", "head/gate"),
    ("head/temperature", "removed", ""),
]
"""What stands side by side; `same` is closed, as nothing in it has changed."""


class TestSideBySide:
    def test_pairs(self, page: Any) -> None:
        """Each variable stands beside what it has become, in its scope; what has not changed is folded away."""
        assert pairs(page) == EXPECTED
        page.click(".group summary >> text=same/")
        assert pairs(page)[-2:] == [("same/w", "unchanged", "same/w"), ("same/b", "unchanged", "same/b")]

    def test_both_sides_are_in_line(self, page: Any) -> None:
        """The old one is on the left and the new one on the right of one row."""
        old, new = (page.locator(f"#v0 .{side}").bounding_box() for side in ("old", "new"))
        assert old["y"] == new["y"]
        assert old["x"] + old["width"] <= new["x"]

    def test_verdict_and_map(self, page: Any, diff: Diff, opened: Open) -> None:
        assert "An old checkpoint can't be restored" in page.inner_text(".verdict.breaks")
        assert page.query_selector(".verdict pre") is None
        moved = compare(tree("old.py", ["a/v", "a/w"]), tree("new.py", ["b/v", "b/w"]))
        told = opened(text_of(moved))
        told.click(".verdict summary")
        assert told.inner_text(".verdict pre").strip() == assignment_map(moved).strip()

    def test_facts(self, page: Any) -> None:
        """An opened row tells both sides with their source lines, and marks what differs."""
        page.click(".pair[data-new='head/w'] > summary")
        facts = page.query_selector_all(".pair[data-new='head/w'] tr")
        told = {row.query_selector("th").inner_text(): [one.inner_text() for one in row.query_selector_all("td")] for row in facts}
        assert told["shape"] == ["5×4", "7×4"]
        assert told["initializer"] == ["ones_initializer()", "zeros_initializer()"]
        assert told["source"] == ['tf.get_variable("w", [size, 4], **more)'] * 2
        differing = [row.query_selector("th").inner_text() for row in facts if row.get_attribute("class") == "differs"]
        assert {"shape", "initializer"} <= set(differing)
        assert not {"dtype", "trainable", "name"} & set(differing)


class TestChanges:
    def test_list(self, page: Any, diff: Diff) -> None:
        told = [row.inner_text().split("\t")[:2] for row in page.query_selector_all("#changes tr")]
        assert ["moved", "enc/ → encoder/"] in told
        assert {("removed", "head/temperature"), ("added", "head/gate")} <= {tuple(one) for one in told}

    def test_leads_to_its_row(self, page: Any) -> None:
        """Whatever was searched for, and whichever kinds were switched off."""
        page.evaluate(SEARCH, "no such thing")
        page.uncheck(".kind[value=added]")
        assert pairs(page) == []
        page.click("#changes a >> text=head/gate")
        page.evaluate(DRAWN)
        assert page.evaluate("document.activeElement.parentElement.dataset.new") == "head/gate"
        assert page.locator(".pair[data-new='head/gate'] table").is_visible()
        assert ("", "added", "head/gate") in pairs(page)


class TestFinding:
    def test_search(self, page: Any) -> None:
        """Old and new names are looked at; what has not changed is opened when it is found."""
        page.evaluate(SEARCH, "ENC/")
        assert pairs(page) == EXPECTED[:4]
        page.evaluate(SEARCH, "same/w")
        assert pairs(page) == [("same/w", "unchanged", "same/w")]
        assert page.inner_text("#found") == "1 of 10 variables"
        page.evaluate(SEARCH, "")
        assert pairs(page) == EXPECTED

    def test_regular_expression(self, page: Any) -> None:
        page.check("#regex")
        page.evaluate(SEARCH, "^encoder/.*/b$")
        assert [one[2] for one in pairs(page)] == ["encoder/l0/b", "encoder/l1/b"]
        page.evaluate(SEARCH, "(")
        assert "Invalid regular expression" in page.inner_text("#found.wrong")

    def test_kinds(self, page: Any) -> None:
        for word in ("renamed", "changed", "unchanged"):
            page.uncheck(f".kind[value={word}]")
        page.evaluate(DRAWN)
        assert pairs(page) == EXPECTED[-2:]


def test_keyboard(page: Any) -> None:
    """Search, rows and changes can be reached without a mouse."""
    page.keyboard.press("/")
    page.keyboard.type("head")
    page.evaluate(DRAWN)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.parentElement.dataset.new") == "head/w"
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.parentElement.dataset.new") == "head/b"
    page.keyboard.press("Enter")
    assert page.locator(".pair[data-new='head/b'] table").is_visible()
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.parentElement.dataset.new") == "head/w"
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""


def test_printed_is_whole(page: Any) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(pairs(page)) == len(EXPECTED) + 2
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert pairs(page) == EXPECTED


def test_names_are_text(opened: Open) -> None:
    """No name of a variable, a side, an initializer or a command line is ever markup."""
    old = tree(HOSTILE, [f"a/{HOSTILE}", f"gone/{HOSTILE}", "x"], initializer=HOSTILE)
    new = tree(HOSTILE, [f"a/{HOSTILE}", f'come/" onload="{HOSTILE}', "x"], size=3, initializer=HOSTILE + "2")
    page = opened(text_of(compare(old, new), HOSTILE))
    assert page.query_selector_all("img") == []
    assert page.title().startswith(f"{HOSTILE} → {HOSTILE}")
    assert HOSTILE.rpartition("/")[2] in page.inner_text(".group .old >> nth=0")
    assert page.inner_text(".verdict code") == HOSTILE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Open, diff: Diff, scheme: str) -> None:
    page = opened(text_of(diff), color_scheme=scheme)
    selectors = ["body", ".verdict b", "#changes a", ".pair .old", ".pair small", "small.differs", ".heads b", "header p"]
    selectors += [f"#changes .{word} .word" for word in ("moved", "added", "removed", "changed")]
    for selector in selectors:
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector


def test_narrow(opened: Open, diff: Diff) -> None:
    """On a telephone nothing reaches beyond the edge."""
    page = opened(text_of(diff), viewport={"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_has_changed(opened: Open) -> None:
    same = tree("a.py", ["a/w"])
    page = opened(text_of(compare(same, same), ""))
    assert "Nothing has changed" in page.inner_text(".verdict.same")
    assert page.query_selector("#changes") is None
    page.evaluate(SEARCH, "w")
    assert pairs(page) == [("a/w", "unchanged", "a/w")]


def test_scope_that_is_gone(opened: Open) -> None:
    """It stands after what was before it, and not beside a scope of another name."""
    old, new = tree("a.py", ["a/w", "b/v", "c/u"]), tree("b.py", ["a/w", "c/u", "d/t"], 2)
    page = opened(text_of(compare(old, new, renames=False)))
    page.evaluate(SEARCH, "/")
    assert [one[0] or one[2] for one in pairs(page)] == ["a/w", "b/v", "c/u", "d/t"]


def test_large(opened: Open) -> None:
    """2,000 variables are searched without a pause."""
    old = tree("old.py", [f"enc/block_{number // 5}/v{number % 5}" for number in range(2000)])
    new = tree("new.py", [f"encoder/block_{number // 5}/v{number % 5}" for number in range(2000)])
    page = opened(text_of(compare(old, new)))
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"]) * 1000

    page.reload()
    loaded = spent()
    page.evaluate(SEARCH, "v3")
    searched = spent() - loaded
    assert len(pairs(page)) == 400
    print(f"loaded in {loaded:.0f} ms, searched in {searched:.0f} ms")
    assert (loaded < 1500, searched < 500) == (True, True)
