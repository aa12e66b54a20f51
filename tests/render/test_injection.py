"""Names, paths, source lines and messages of all kinds in every format there is: what reads it finds text, and no code.

Each format is compared with what it makes of harmless names of the same form, by the program that reads it where there
is one. A format that is added to a registry needs a reader in READS, or its test fails.
"""

from __future__ import annotations

import ast
import csv
import importlib
import io
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from scopeinspect import baseline, checking
from scopeinspect.assignment_map import assignment_map, saver_map
from scopeinspect.diff import compare
from scopeinspect.dump.scope_graph import Choice, scope_graph
from scopeinspect.model import (
    Change,
    Error,
    Fault,
    Graph,
    InitializerText,
    Load,
    Lost,
    Note,
    Outcome,
    Selection,
    Setting,
    TensorFlow,
)
from scopeinspect.recording import Recording
from scopeinspect.render.check import show_check
from scopeinspect.render.console import console_for
from scopeinspect.render.diffs import DIFF_FORMATS
from scopeinspect.render.finding import findings_of_check
from scopeinspect.render.findings import FINDING_FORMATS, Findings
from scopeinspect.render.formats import FORMATS
from scopeinspect.render.html import as_page
from scopeinspect.render.notebook import as_html
from scopeinspect.render.run import Show
from scopeinspect.render.watch import watched
from scopeinspect.render.why import show_stories
from scopeinspect.rules.catalogue import Wanted, find
from scopeinspect.story import stories
from scopeinspect.variable_tree import tree_of

from ..recordings import Build

dump = importlib.import_module("scopeinspect_cli.dump")

HOSTILE = [
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\r\x08\x7f",
    "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\x9d8;;http://x\x9clink\x90q\x9c\x84\x8d",
    "line\nnext\u2028\u2029\x85\x0b\x0c",
    "\u202eevil\u2066\u200b",
    "\u061c\u2067\u202a\ufeff\U000e0041\u00ad",
    "[red]x[/red] [link=file:///etc] :smile:",
    "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)\" x='",
    "{{ 7*7 }}{% raw %}${x}&lt;&amp;&#10;",
    "::error file=a.py,line=1::gone%0A%0D\n::set-output name=x::y",
    "##[error]gone\n##vso[task.setvariable variable=x]y",
    "]]><x/>\x00\x01\ufffe\uffff",
    "a|b`c``d```*_e_*[f](javascript:alert(1))![g](h)@user #12\n# title\n---",
    "\n```\n| a | b |\n",
    "a\\|b\\",
    "`|`\\`|",
    "http://x.yz https://x.yz FTP://x.yz (www.x.yz x@y.z",
    "~~~\n<details>\n&lt; <http://x> ~~gone~~ [a]: http://x",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    '"]; evil [label="x"]; subgraph cluster_x {',
    "\\N\\L\\",
    '\\"]; x -> y',
    '#quot;"]:::x\nclick a callback "x"\n%%{init: {}}%%',
    "<b>bold</b><table><tr><td>",
    "\udc80\ud800",
    "x" * 10_000,
    "漢字\U0001f600e\u0301\u0301",
]  # fmt: skip


def recording(text: str, *, is_lost: bool = False) -> Recording:
    """Return a recording with a text in place of everything that is someone else's.

    Args:
        text: what is in those places.
        is_lost: whether it says that it is not complete, and why.
    """
    build = Build(text)
    build.tensorflow = TensorFlow(text, tf1=True, why=text)
    here = [build.site(4, text, text, text)]
    setting = {"initializer": Setting(text, 1), "regularizer": Setting(text, 1)}
    for _ in range(2):
        scope = build.entry(text, settings=setting, stack=here)
        told = InitializerText(text, "scope", scope)
        made = build.variable(text, scope, dtype=text, initializer=told, collections=[text, "variables"], stack=here)
    build.request(made, text, f"{text}/key", scope, "created", here)
    build.request(None, text, f"{text}/{text}", scope, "refused", here, reason="exists", message=text)
    build.request(None, text, text, scope, "refused", here, reason="missing", message=text)
    build.made(f"{text}/{text}", f"{text}/op")
    # Each line another than the refused requests' messages, or it would be told with them.
    raised = "".join(f"> {line}" for line in text.splitlines(keepends=True))
    build.events += [
        Graph(1, "function", text, 0),
        Change(scope, text, text, here),
        Selection(0, text, text, 0, here),
        Load(0, text, here),
        Load(0, f"{text}/{text}", here),
        Note(text, here),
        Note(text, here, raised, text),
        *([Lost(text), Fault(f"{text}\n{text}")] if is_lost else []),
    ]
    build.outcome = Outcome("raised", 1, Error(text, text, text, here, text))
    return build.recording()


def report(name: str) -> Callable[[str, io.StringIO], None]:
    return lambda text, file: FORMATS[name](recording(text), find(recording(text)), Show(), file)


def findings(name: str) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        told = recording(text)
        found = Findings(text, tuple(find(told)), folder="/", file=text, recording=told)
        FINDING_FORMATS[name].render([found], file)

    return render


def lost_report(name: str) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        told = recording(text, is_lost=True)
        FORMATS[name](told, find(told), Show(), file)

    return render


def lost_findings(name: str) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        told = recording(text, is_lost=True)
        found = findings_of_check(text, checking.check(told, Wanted(everything=True)), told, "/", text)
        assert "was not recorded to its end" in found.problem
        FINDING_FORMATS[name].render([found], file)
        if name == "text":
            show_check([found], file, in_full=False)

    return render


def diff(name: str) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        old, new = tree_of(recording(text)), tree_of(recording(f"{text}/new"))
        DIFF_FORMATS[name](compare(old, new), file, f"scopeinspect diff {text}", text, "/")

    return render


def table(name: str) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        told = recording(text)
        dump._TABLES[name](told, list(told.graphs.values()), file)

    return render


def picture(name: str) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        graph = scope_graph(recording(text), 0)
        if name in ("svg", "png") and shutil.which("dot") is None:
            pytest.skip("NOT TESTED WITH GRAPHVIZ: `apt-get install graphviz` installs its `dot`")
        drawn = dump.drawn(dump.as_dot(graph), name) if name in ("svg", "png") else b""
        file.write(drawn.decode("latin-1" if name == "png" else "utf-8") or PICTURES[name](graph))

    return render


def in_full(text: str, file: io.StringIO) -> None:
    told = recording(text)
    found = Findings(text, tuple(find(told)), folder="/", file=text, recording=told, problem=text, compared=(text,))
    show_check([found, found], file, in_full=True)


def why(text: str, file: io.StringIO) -> None:
    for name in (text, f"{text}/{text}", f"nothing {text}"):
        show_stories(stories(recording(text), name), file)


def watch(text: str, file: io.StringIO) -> None:
    told = recording(text)
    page, console = watched(told, find(told), Show(), compare(tree_of(told), tree_of(recording(f"{text}/new")))), console_for(file)
    page.head(console)
    page.tail(console)


def map_of(function: Callable[..., str]) -> Callable[[str, io.StringIO], None]:
    def render(text: str, file: io.StringIO) -> None:
        file.write(function(compare(tree_of(recording(text)), tree_of(recording(f"{text}/new")))))

    return render


def page_of_dump(text: str, file: io.StringIO) -> None:
    told = recording(text)
    as_page(told, find(told), file, Choice(), list(told.graphs.values()))


def committed(text: str, file: io.StringIO) -> None:
    file.write(baseline.text_of(baseline.of_tree(tree_of(recording(text)), text, slots=True)))


PICTURES = {"dot": dump.as_dot, "mermaid": dump.as_mermaid}

WRITES: dict[str, Callable[[str, io.StringIO], None]] = {
    **{f"run {name}": report(name) for name in FORMATS},
    **{f"check {name}": findings(name) for name in FINDING_FORMATS},
    **{f"lost run {name}": lost_report(name) for name in FORMATS},
    **{f"lost check {name}": lost_findings(name) for name in FINDING_FORMATS},
    **{f"diff {name}": diff(name) for name in DIFF_FORMATS},
    **{f"dump {name}": table(name) for name in dump._TABLES},
    **{f"dump {name}": picture(name) for name in dump._PICTURES},
    "check --all": in_full,
    "why": why,
    "watch": watch,
    "diff --assignment-map": map_of(assignment_map),
    "diff --saver": map_of(saver_map),
    "dump html": page_of_dump,
    "baseline": committed,
    "notebook": lambda text, file: file.write(as_html(recording(text))) and None,
}


# What reads them: each returns the form of what it reads, which names must not change.


def lines(text: str) -> object:
    """A terminal: nothing in it moves the cursor or changes a colour. How lines are broken is up to their width."""
    assert all(character.isprintable() or character == "\n" for character in text)
    return None


def data(text: str) -> object:
    def form(value: object) -> object:
        """The keys of all objects, as paths; a list may hold more or fewer of them."""
        if isinstance(value, dict):
            return {key for name, one in value.items() for key in (name, *form(one))}
        return {key for one in value for key in form(one)} if isinstance(value, list) else set()

    return form(json.loads(text)) & {"schema", "version", "runs", "graphs", "diagnostics", "changes", "location"}


def shown_data(text: str) -> object:
    """A server that shows the texts: none of them hides, moves or ends what stands beside it."""

    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            mine = [one for key, one in value.items() if key in ("text", "description", "check_name") and isinstance(one, str)]
            return [*mine, *texts(list(value.values()))]
        return [text for one in value for text in texts(one)] if isinstance(value, list) else []

    for told in texts(json.loads(text)):
        assert told.isprintable(), told
        assert len(told) <= 4000
    return data(text)


def page(text: str) -> object:
    """A browser: the elements and their attributes are those of the page's own."""
    found = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.update((tag, name) for name, _ in [*attributes, ("", "")])

    Reader().feed(text)
    assert not any(name.startswith("on") for _, name in found)
    scripts = re.findall(r"<script\b[^>]*>", text)
    return found, scripts


def commands(text: str) -> object:
    assert all(character.isprintable() or character == "\n" for character in text)
    read = [re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^:,\n]*,?)*)::(.*)", line) for line in text.splitlines()]
    assert all(read)
    return Counter(match[1] for match in read)


def xml(text: str) -> object:
    return Counter(one.tag for one in ET.fromstring(text).iter())


def markdown(text: str) -> object:
    """GitHub: the same headings and tables; no element, no link and no mention that isn't ours."""
    plain = re.sub(r"(`+).*?\1", "", text)
    assert not re.search(r"@user|#12", plain)
    # GitHub takes for a link what begins so; what is read here does not.
    assert not re.search(r"(https?|ftp)://|www\.|\w@\w", plain, re.IGNORECASE)
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    kinds = Counter(token.type for block in blocks for token in (block, *(block.children or [])))
    markup = {"html_block", "html_inline", "link_open", "image", "s_open", "em_open", "strong_open", "code_block"}
    assert not kinds.keys() & markup
    return {kind: number for kind, number in kinds.items() if kind not in ("text", "text_special", "code_inline")}


def python(text: str) -> object:
    """Python: statements as they were, in which names are but strings."""
    assert all(character.isprintable() or character == "\n" for character in text)
    return [[type(one).__name__ for one in ast.walk(statement)] for statement in ast.parse(text).body]


def spreadsheet(text: str) -> object:
    rows = list(csv.reader(io.StringIO(text)))
    for cell in (cell for row in rows for cell in row):
        assert cell.isprintable(), cell
        assert not cell.startswith(("=", "+", "@")), cell
        assert not cell.startswith("-") or re.fullmatch(r"-[\d.e-]+", cell), cell
    return [len(row) for row in rows]


def graphviz(text: str) -> object:
    if shutil.which("dot") is None:
        pytest.skip("NOT TESTED WITH GRAPHVIZ: `apt-get install graphviz` installs its `dot`")
    done = subprocess.run(["dot", "-Tjson0"], input=text.encode(), capture_output=True, check=True, timeout=60)
    read = json.loads(done.stdout)
    return [one["name"] for one in read.get("objects", [])], len(read.get("edges", []))


def mermaid(text: str) -> object:
    return [line.count('"') for line in text.split("\n")]


def drawing(text: str) -> object:
    return {(one.tag, *sorted(one.attrib)) for one in ET.fromstring(text).iter()}


def image(text: str) -> object:
    assert text.startswith("\x89PNG")
    return None


READS: dict[str, Callable[[str], object]] = {
    "run text": lines, "run json": data, "run html": page,
    "check text": lines, "check json": data, "check markdown": markdown, "check github": commands,
    "check gitlab": shown_data, "check junit": xml, "check sarif": shown_data,
    "lost run text": lines, "lost run json": data, "lost run html": page,
    "lost check text": lines, "lost check json": data, "lost check markdown": markdown, "lost check github": commands,
    "lost check gitlab": shown_data, "lost check junit": xml, "lost check sarif": shown_data,
    "diff text": lines, "diff json": data, "diff markdown": markdown, "diff github": commands, "diff gitlab": shown_data,
    "diff junit": xml, "diff sarif": shown_data, "diff html": page,
    "dump json": data, "dump ops": spreadsheet, "dump variables": spreadsheet, "dump dot": graphviz,
    "dump mermaid": mermaid, "dump svg": drawing, "dump png": image, "dump html": page,
    "check --all": lines, "why": lines, "watch": lines, "baseline": data, "notebook": page,
    "diff --assignment-map": python, "diff --saver": python,
}  # fmt: skip


def test_every_format_has_a_reader() -> None:
    assert set(READS) == set(WRITES)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]).encode("ascii", "replace").decode())
@pytest.mark.parametrize("name", WRITES)
def test_names_are_text(name: str, text: str) -> None:
    harmless = re.sub(r"[^/]", "x", text)
    hostile, plain = io.StringIO(), io.StringIO()
    WRITES[name](text, hostile)
    WRITES[name](harmless, plain)
    told = hostile.getvalue().encode("utf-8", "replace").decode()
    assert READS[name](told) == READS[name](plain.getvalue())


def test_readers_would_object(tmp_path: Path) -> None:
    """Each of them reads what is ours, and sees what is not."""
    for name, broken in {
        "run text": "\x1b[31m", "run html": "<p onclick=x>", "check github": "::error file=a::x\nset", "check junit": "<a",
        "check markdown": "<script>", "dump ops": "=1", "check sarif": "{",
    }.items():  # fmt: skip
        with pytest.raises((AssertionError, ValueError, ET.ParseError)):
            READS[name](broken)
