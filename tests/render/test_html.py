"""The page, opened from disk in a real Chromium."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.model import (
    Graph,
    InitializerText,
    Ops,
    Outcome,
    Request,
    ScopeEntry,
    Site,
    Start,
    TensorFlow,
    Variable,
)
from scopeinspect.recording import Recording
from scopeinspect.render.html import as_html
from scopeinspect.render.html.page import embedded
from scopeinspect.render.run import Show
from scopeinspect.rules.catalogue import find
from scopeinspect.rules.rule import Diagnostic

from ..conftest import Record
from ..recordings import Build
from ..samples.expectations import SAMPLES
from .browsing import CONTRAST, DRAWN, HOSTILE, SEARCH, Open
from .printed import printed, table

HOSTILE_SCOPE = "<img src=x onerror=alert(1)>"


def page_of(recording: Recording, diagnostics: list[Diagnostic] | None = None) -> str:
    """Return a page's text."""
    text = StringIO()
    as_html(recording, find(recording) if diagnostics is None else diagnostics, Show(), text)
    return text.getvalue()


def made_up(scopes: int, variables: int, ops: int = 0, name: str = "layer", target: str = "made_up.py") -> Recording:
    """Return a recording of so many scopes, each with so many variables, each reused once."""
    stack = [1]
    root = ScopeEntry(0, 0, 0, "", None, None, "False", False, "", {}, [])
    events: list[Any] = [Site(1, "model.py", 12, HOSTILE, f'name = "{HOSTILE}"'), Graph(0, "graph"), root]
    for number in range(scopes):
        scope = f"block_{number % 20}/{name}_{number}"
        entry = number + 1
        events.append(ScopeEntry(entry, 0, 0, scope, 0, None, "False", False, scope + "/", {}, stack))
        for place in range(variables):
            identifier = number * variables + place
            events.append(
                Variable(
                    identifier, 0, entry, f"{scope}/v{place}", [place + 1, 64], "float32", True, "get_variable",
                    InitializerText("ones_initializer()", "argument"), ["variables"], False, {}, "", "", None, stack,
                )
            )  # fmt: skip
            events += [
                Request(entry, f"v{place}", f"{scope}/v{place}", outcome, "", "", "False", identifier, {},
                        InitializerText(), stack)
                for outcome in ("created", "reused")
            ]  # fmt: skip
    per_scope = max(1, ops // max(1, scopes))
    names = [f"block_{number % 20}/{name}_{number}/op{place}" for number in range(scopes) for place in range(per_scope)]
    entries = [number + 1 for number in range(scopes) for _ in range(per_scope)]
    told = Ops(0, names, ["Identity"] * len(names), entries, [1] * len(names), [[]] * len(names))
    start = Start("scopeinspect/recording/1", target, "3.11.7")
    return Recording(start, TensorFlow("2.21.0", True), events, {0: told} if ops else {}, Outcome("finished", 0))


def rows(page: Any) -> list[str]:
    """Return the names in the tree's rows, as they are shown."""
    return titles(page, "#tree .name")


def variables(page: Any) -> list[str]:
    """Return the names of the variables in the tree's rows."""
    return titles(page, "#tree .row:not(.scope) .name")


def titles(page: Any, selector: str) -> list[str]:
    """Return the titles of some elements, all of them at once: to ask for each takes long."""
    return list(page.eval_on_selector_all(selector, "(elements) => elements.map((element) => element.title)"))


@pytest.fixture(scope="module")
def gan(record: Record) -> Recording:
    """Return the recording of the GAN."""
    return record(SAMPLES / "conditional_gan.py")


def searched(page: Any, text: str) -> list[str]:
    """Search, and return the variables that are found."""
    page.fill("#search", text)
    page.evaluate(DRAWN)
    return variables(page)


class TestFinding:
    """Search and filters, against the names that the recording has."""

    def test_search(self, opened: Open, gan: Recording) -> None:
        """A text is looked for anywhere in a name; a scope that matches brings nothing that doesn't."""
        page = opened(page_of(gan))
        names = sorted(one.name for one in gan.variables.values())
        assert sorted(searched(page, "Up1")) == [name for name in names if "up1" in name]
        assert page.inner_text("#found") == f"{sum('up1' in name for name in names)} variables found"
        assert sorted(searched(page, "")) != names
        assert searched(page, "no such thing") == []

    def test_regular_expression(self, opened: Open, gan: Recording) -> None:
        """With the box ticked, the text is a pattern; one that can't be read says so, and what is shown stays."""
        page = opened(page_of(gan))
        page.check("#regex")
        pattern = r"^gen.*/(weights|biases)$"
        found = sorted(searched(page, pattern))
        assert found == sorted(one.name for one in gan.variables.values() if re.search(pattern, one.name))
        assert found
        assert sorted(searched(page, "(")) == found
        assert "Invalid regular expression" in page.inner_text("#found.wrong")

    def test_filters(self, opened: Open, gan: Recording) -> None:
        """Kind, shared and collection each leave what they say, and go together."""
        page = opened(page_of(gan))
        page.select_option("#kind", "moving-average")
        page.evaluate(DRAWN)
        assert set(variables(page)) == {one.name for one in gan.variables.values() if one.role == "moving-average"}
        page.select_option("#kind", "")
        page.check("#shared")
        page.evaluate(DRAWN)
        reused = {request.variable for request in gan.requests if request.outcome == "reused"}
        shared = [one for one in gan.variables.values() if one.id in reused]
        assert set(variables(page)) == {one.name for one in shared}
        page.select_option("#collection", "trainable_variables")
        page.evaluate(DRAWN)
        assert set(variables(page)) == {one.name for one in shared if one.trainable}
        assert 0 < sum(one.trainable for one in shared) < len(shared) < len(gan.variables)

    def test_duplicated(self, opened: Open, record: Record) -> None:
        """Only what was made again is left, with its marks, and both sites stand beside each other."""
        recording = record(SAMPLES / "duplicate_variables.py")
        page = opened(page_of(recording))
        page.check("#duplicated")
        page.evaluate(DRAWN)
        assert set(variables(page)) == {one.name for one in recording.variables.values()}
        page.click("#tree .row >> text=conv1_weights_1")
        sides = page.query_selector_all("#story .beside > div")
        assert [side.query_selector("button").inner_text() for side in sides] == ["conv1_weights", "conv1_weights_1"]
        parted = [side.query_selector(".parts code").inner_text() for side in sides]
        assert parted == ["result1 = my_image_filter(image1)", "result2 = my_image_filter(image2)"]


def test_where_two_calls_part(opened: Open, record: Record, tmp_path: Path) -> None:
    """Of two stacks the frames are marked at which they part, not those around them or within."""
    script = tmp_path / "twice.py"
    script.write_text(TWICE)
    page = opened(page_of(record(script)))
    page.click("#tree .row >> text=w_1")
    parted = [code.inner_text() for code in page.query_selector_all("#story .parts code")]
    assert parted == ["one = layer(x)", "two = layer(y)"]
    assert page.inner_text("#story .beside").count("build(tf.placeholder(") == 2


TWICE = """
import tensorflow.compat.v1 as tf

def layer(x):
    return tf.matmul(x, tf.Variable(tf.zeros([4, 4]), name="w"))

def build(x, y):
    one = layer(x)
    two = layer(y)
    return one, two

build(tf.placeholder(tf.float32, [4, 4]), tf.placeholder(tf.float32, [4, 4]))
"""


def test_story(opened: Open, record: Record) -> None:
    """A shared variable tells of each request with the user's own lines, and where its reuse flag came from."""
    page = opened(page_of(record(SAMPLES / "shared_filter.py")))
    page.click("#tree .row:not(.scope) >> text=weights")
    told = page.inner_text("#story")
    assert "result1 = my_image_filter(image1)" in told
    assert "result2 = my_image_filter(image2)" in told
    assert "switched on by reuse_variables() of scope image_filters" in told
    assert "5×5×32×32, float32" in told


def test_figures_are_those_of_the_tree_that_run_prints(opened: Open, gan: Recording) -> None:
    """Optimizers keep two more values for each parameter; they are listed, and no part of the model's size."""
    text = printed(gan, depth=1)
    (totals,) = re.findall(r"^(\d+ variables), \d+ trainable · ([\d,]+ parameters) · ([^·]+) · [\d,]+ ops in", text, re.MULTILINE)
    assert "slot" in text
    page = opened(page_of(gan))
    assert set(totals) <= {fact.inner_text() for fact in page.query_selector_all("header p span")}
    assert page.inner_text("#found").split(" · ")[:2] == list(totals[:2])
    rows = {row.name: row.cells["parameters"] for row in table(text) if row.cells.get("parameters") and row.level == 0}
    shown = {row.query_selector(".name").get_attribute("title"): row.inner_text().split()[-1]
             for row in page.query_selector_all("#tree .row.scope")}  # fmt: skip
    assert rows.items() <= shown.items()
    assert rows


def test_average_of_a_slot_stands_beside_its_variable(opened: Open) -> None:
    """And makes no scope of the variable's name."""
    build = Build()
    scope = build.entry("net")
    build.variable("w", scope)
    for name, owner, role in (("w/Adam", "net/w", "slot"), ("w/Adam/Average", "net/w/Adam", "moving-average")):
        build.variable(name, scope, role=role, role_of=owner, trainable=False, made_by="Variable")
    page = opened(page_of(build.recording()))
    rows = [row.get_attribute("title") for row in page.query_selector_all("#tree .name")]
    assert rows == ["net", "net/w", "net/w/Adam", "net/w/Adam/Average"]
    labels = [row.inner_text() for row in page.query_selector_all("#tree .row:not(.scope) .name")]
    assert [label.removesuffix(mark) for label, mark in zip(labels, ("", "slot", "moving-average"), strict=True)] == [
        "w", "w/Adam", "w/Adam/Average"
    ]  # fmt: skip


def test_sentence_in_place_of_a_picture(gan: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Graphviz there is nothing to be shown in full size."""
    monkeypatch.setenv("PATH", "")
    page = page_of(gan)
    assert "Graphviz" in page
    assert "Full size" not in page


def test_what_is_wrong_is_told_first(opened: Open, record: Record) -> None:
    """In the header, with a link to it, and of a variable before its story."""
    page = opened(page_of(record(SAMPLES / "already_exists.py")))
    assert page.inner_text("header a[href='#findings']") == "1 error"
    page.click("#findings button >> text=conv1/weights")
    headings = [one.inner_text() for one in page.query_selector_all("#story h3")]
    assert headings == ["Findings about it", "Story"]


def test_findings_jump(opened: Open, record: Record) -> None:
    """A name in a finding leads to it, through closed scopes and whatever was searched for."""
    page = opened(page_of(record(SAMPLES / "already_exists.py")))
    page.fill("#search", "biases")
    page.click("#findings button >> text=conv1/weights")
    assert page.inner_text("#story h2") == "conv1/weights"
    assert page.get_attribute("#tree [aria-selected=true] .name", "title") == "conv1/weights"
    assert "already-exists" in page.inner_text("#story .finding")
    steps = [step.inner_text() for step in page.query_selector_all("#story ol > li")]
    assert [step.split()[0] for step in steps] == ["created", "refused"]
    assert "result2 = my_image_filter(image2)" in steps[1]
    assert "already exists, disallowed" in steps[1]


def test_keyboard(opened: Open, gan: Recording) -> None:
    """Everything can be reached without a mouse, as in any tree."""
    page = opened(page_of(gan))
    page.keyboard.press("/")
    page.keyboard.type("discriminator/down1")
    page.evaluate(DRAWN)
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#story h2") == "discriminator"
    page.keyboard.press("End")
    assert page.inner_text("#story h2").startswith("discriminator/down1/biases")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#story h2") == "discriminator/down1"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "story"
    page.focus("#search")
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    page.focus("#tree [tabindex='0']")
    page.keyboard.press("Home")
    before = len(rows(page))
    page.keyboard.press("PageDown")
    page.focus("#tree .scope")
    page.keyboard.press("ArrowLeft")
    assert len(rows(page)) < before


def test_keyboard_in_the_icicle(opened: Open, gan: Recording) -> None:
    """It is one stop for the tab key; arrows go to cells beside, above and below, Enter picks one."""
    page = opened(page_of(gan))
    page.evaluate(DRAWN)
    focused = "document.activeElement.getAttribute('aria-label')"
    page.evaluate("location.hash = 'generator'")
    page.evaluate(DRAWN)
    page.focus("#icicle [tabindex='0']")
    assert page.locator("#icicle [tabindex='0']").count() == 1
    assert page.evaluate(focused).startswith("generator: ")
    for key, name in [
        ("ArrowDown", "generator/project"), ("ArrowRight", "generator/up1"), ("ArrowLeft", "generator/project"),
        ("ArrowDown", "generator/project/weights"), ("ArrowUp", "generator/project"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(focused).startswith(f"{name}: ")
    page.keyboard.press("Enter")
    assert page.inner_text("#story h2") == "generator/project"
    assert page.evaluate(focused).startswith("generator/project: ")  # it goes on from there


def test_names_are_text(opened: Open) -> None:
    """No name, file, function, line of source, target or message is ever markup."""
    finding = Diagnostic("SI999", HOSTILE, "error", HOSTILE, (f"block_0/{HOSTILE_SCOPE}_0/v0",), (), HOSTILE, ())
    text = page_of(made_up(2, 1, 4, HOSTILE_SCOPE, HOSTILE), [finding])
    page = opened(text)
    assert page.title().startswith(HOSTILE)
    assert page.inner_text("h1") == HOSTILE
    assert page.query_selector_all("img") == []
    assert HOSTILE_SCOPE in page.inner_text("#tree")
    assert HOSTILE in page.inner_text("#findings")
    assert f'name = "{HOSTILE}"' in page.inner_text("#story")


def test_scope_that_a_layer_enters_again(opened: Open, record: Record, tmp_path: Path) -> None:
    """A layer of TensorFlow's enters its scope several times in one call; how often a scope is entered is what users do."""
    (tmp_path / "layers.py").write_text(
        "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 3])\n"
        "tf.layers.dense(x, 2, name='once')\n"
        "for reuse in (False, True):\n    with tf.variable_scope('twice', reuse=reuse):\n        tf.get_variable('w', [3])\n"
    )
    page = opened(page_of(record(tmp_path / "layers.py"), []))
    told = {title: page.inner_text(f"#tree .row.scope:has(.name[title='{title}'])") for title in ("once", "twice")}
    assert {title: "entered" in text for title, text in told.items()} == {"once": False, "twice": True}
    assert "entered ×2" in told["twice"]


def test_embedded_json() -> None:
    """What stands in the page's data says the same as before, without a character that HTML reads."""
    data = {"a": [HOSTILE, "<!--", "]]>", "&amp;", "\u2028"]}
    assert not set("<>&\u2028") & set(embedded(data))
    assert json.loads(embedded(data)) == data


def test_printed_is_whole(opened: Open, gan: Recording) -> None:
    """Before a page is printed all of its scopes are opened, and afterwards they are as they were."""
    page = opened(page_of(gan))
    before = rows(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(variables(page)) == {one.name for one in gan.variables.values()}
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows(page) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(opened: Open, gan: Recording, scheme: str) -> None:
    """Text stands out from what it is on, light and dark, as much as the accessibility guidelines ask (4.5 to 1)."""
    page = opened(page_of(gan), color_scheme=scheme)
    page.click("#tree .row:not(.scope)")
    for selector in ("body", "#found", "h2", "#tree .name", "#tree .mark", "dt", "code", "header p"):
        assert page.evaluate(CONTRAST, selector) >= 4.5, selector


@pytest.mark.parametrize("width", [360, 700, 1400])
def test_widths(opened: Open, record: Record, width: int) -> None:
    """From a telephone to a desk: nothing reaches beyond the edge, and a name is shown with its marks."""
    page = opened(page_of(record(SAMPLES / "duplicate_variables.py")), viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    name = page.locator("#tree .name >> nth=0")
    assert "conv1_weights" in name.inner_text()
    assert name.evaluate("(name) => name.scrollWidth <= name.clientWidth")


def test_columns(opened: Open, record: Record) -> None:
    """Each heading stands above its column."""
    page = opened(page_of(record(SAMPLES / "duplicate_variables.py")))
    for place in (1, 2):
        head, cell = (page.evaluate(RIGHT, f"{row} > span:nth-child({place + 1})") for row in (".columns", "#tree .row"))
        assert head == cell


RIGHT = "(selector) => document.querySelector(selector).getBoundingClientRect().right"


def test_a_large_net(opened: Open) -> None:
    """2,000 variables: as it opens, no more is drawn than is seen; a search finds what it should, all of it too."""
    page = opened(page_of(made_up(400, 5, 50_000), []))
    assert len(rows(page)) == 20
    page.evaluate(SEARCH, "v3")
    assert len(variables(page)) == 400
    page.evaluate(SEARCH, "block")
    assert len(variables(page)) == 2000


def test_work_grows_with_the_net_and_no_faster(opened: Open) -> None:
    """Eight times as many variables: sixty-four times as much would be their square. `tests.bench.pages` measures it."""

    def work(scopes: int) -> tuple[int, int]:
        """Return what the page's program executes while it opens, is searched and shows all, and how often it was laid out."""
        page = opened(page_of(made_up(scopes, 5), []))
        session = page.context.new_cdp_session(page)
        for method in ("Profiler.enable", "Performance.enable"):
            session.send(method)
        session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
        page.reload()
        for words in ("v3", "block"):
            page.evaluate(SEARCH, words)
        assert len(variables(page)) == 5 * scopes
        counts = [
            part["count"]
            for script in session.send("Profiler.takePreciseCoverage")["result"] if script["url"]
            for function in script["functions"] for part in function["ranges"]
        ]  # fmt: skip
        metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        return sum(counts), metrics["LayoutCount"]

    (few, _), (many, layouts) = work(50), work(400)
    assert few > 50
    assert many < 1.5 * 8 * few
    assert layouts < 100, "once for each picture, not for each row"


@pytest.mark.parametrize("name", ["does_not_exist.py", "captured_scopes.py", "nested_scopes.py"])
def test_samples_open(opened: Open, record: Record, name: str) -> None:
    """Other samples open too, a failed one as well, and show all that they made."""
    recording = record(SAMPLES / name)
    page = opened(page_of(recording))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(variables(page)) == {one.name for one in recording.variables.values()}


def test_nothing_was_recorded(opened: Open) -> None:
    """A run without any graph says so."""
    recording = Recording(Start("scopeinspect/recording/1", "x.py", "3.11.7"), None, [], {}, Outcome("exited", 0))
    assert "Nothing was recorded" in opened(page_of(recording, [])).inner_text("#found")
