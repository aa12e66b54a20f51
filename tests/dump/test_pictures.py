"""Pictures of graphs by scope: what they show is what TensorFlow has, and Graphviz and Mermaid can read them."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scopeinspect.dump.dot import as_dot, direction
from scopeinspect.dump.image import DrawingError, drawn
from scopeinspect.dump.mermaid import as_mermaid
from scopeinspect.dump.noise import NOISE
from scopeinspect.dump.scope_graph import MOST_SCOPES, Choice, Edge, ScopeGraph, ScopeNode, VariableNode, scope_graph
from scopeinspect.dump.scope_graph import duplicated as duplicated_in
from scopeinspect.recording import Recording
from scopeinspect.setup import Export

from ..conftest import Record
from ..forked import record_all
from ..recordings import Build
from ..runs import REPOSITORY
from ..samples.expectations import EXPECTATIONS, SAMPLES, SLIM_NET

PARSER = Path(__file__).with_name("mermaid_parser.mjs")
HOSTILE = ["</script><img src=x onerror=alert(1)>", 'a"] --> b', "end", "a\\n\\", "&lt;b&gt; `**x**` #35;", "ü/漢 字\x07\n"]


@pytest.fixture(scope="module")
def recordings() -> dict[str, Recording]:
    """Return the samples' recordings with shapes, by the samples' names."""
    paths = [SAMPLES / name for name in EXPECTATIONS]
    found = record_all(paths, sys.executable, REPOSITORY, [Export("shapes")] * len(paths))
    return dict(zip(EXPECTATIONS, found, strict=True))


@pytest.fixture(scope="module")
def graphs(recordings: dict[str, Recording]) -> dict[str, ScopeGraph]:
    """Return every sample's picture, by the sample's name."""
    return {name: scope_graph(one, 0, duplicates=duplicated_in(one)) for name, one in recordings.items()}


def hostile() -> ScopeGraph:
    """Return a picture of names that would like to be code."""
    scopes = tuple(ScopeNode(name, name, number) for number, name in enumerate(HOSTILE))
    edges = tuple(Edge(HOSTILE[0], name, 1, name) for name in HOSTILE[1:])
    return ScopeGraph(scopes, tuple(VariableNode(f"{name}.", name, 1, (name,), True, True) for name in HOSTILE), edges)


class TestSharedFilter:
    """The tutorial's filter, of which the reader knows every op."""

    def test_scopes(self, graphs: dict[str, ScopeGraph]) -> None:
        """The second call's ops lie in name scopes of their own, and in the variable scopes of the first."""
        told = {scope.name: scope.variable_scope for scope in graphs["shared_filter.py"].scopes if not scope.is_input}
        assert told == {
            "image_filters/conv1": "", "image_filters/conv2": "",
            "image_filters/conv1_1": "image_filters/conv1", "image_filters/conv2_1": "image_filters/conv2",
        }  # fmt: skip
        assert [scope.name for scope in graphs["shared_filter.py"].scopes if scope.is_input] == ["image1", "image2"]
        assert {scope.ops for scope in graphs["shared_filter.py"].scopes if not scope.is_input} == {3}

    def test_edges(self, graphs: dict[str, ScopeGraph]) -> None:
        """Each picture goes through its two layers; the shapes are TensorFlow's."""
        shape = "?×64×64×32"
        assert set(graphs["shared_filter.py"].edges) == {
            Edge("image1", "image_filters/conv1", 1, shape), Edge("image2", "image_filters/conv1_1", 1, shape),
            Edge("image_filters/conv1", "image_filters/conv2", 1, shape),
            Edge("image_filters/conv1_1", "image_filters/conv2_1", 1, shape),
        }  # fmt: skip

    def test_variables(self, graphs: dict[str, ScopeGraph]) -> None:
        """Each is drawn once, and both calls of its layer use it."""
        told = {one.name: (one.users, one.is_shared, one.is_duplicate) for one in graphs["shared_filter.py"].variables}
        assert told == {
            f"image_filters/{layer}/{name}": ((f"image_filters/{layer}", f"image_filters/{layer}_1"), True, False)
            for layer in ("conv1", "conv2")
            for name in ("weights", "biases")
        }


def test_duplicates_are_marked(graphs: dict[str, ScopeGraph]) -> None:
    """The sample that makes all of its variables twice has nothing else; the one that shares them has none."""
    assert len(graphs["duplicate_variables.py"].variables) == 8
    assert all(one.is_duplicate and not one.is_shared for one in graphs["duplicate_variables.py"].variables)


def test_noise_is_hidden_unless_asked_for(recordings: dict[str, Recording]) -> None:
    """Training, initializers and averages of the GAN are left out, and there when asked for."""
    recording = recordings["conditional_gan.py"]
    names = {scope.name.split("/")[0] for scope in scope_graph(recording, 0).scopes}
    assert names == {"pictures", "digits", "(root)", "generator", "generator_1", "discriminator"}
    everything = scope_graph(recording, 0, Choice(noise=frozenset(NOISE)))
    assert {"gradients", "Adam"} <= {scope.name.split("/")[0] for scope in everything.scopes}


@pytest.mark.parametrize("name", EXPECTATIONS)
class TestEverySample:
    """What holds of any picture."""

    def test_what_is_spoken_of_is_there(self, graphs: dict[str, ScopeGraph], name: str) -> None:
        """No edge leads to nothing, no name is drawn twice, and no more is drawn than fits."""
        graph = graphs[name]
        scopes = [scope.name for scope in graph.scopes]
        assert len(set(scopes)) == len(scopes) <= MOST_SCOPES + 2
        assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= set(scopes)
        assert {user for one in graph.variables for user in one.users} <= set(scopes)
        assert len({one.name for one in graph.variables}) == len(graph.variables)

    def test_depth(self, recordings: dict[str, Recording], name: str) -> None:
        """At depth 1 there are only outermost scopes."""
        graph = scope_graph(recordings[name], 0, Choice(depth=1))
        assert not any("/" in scope.name for scope in graph.scopes if not scope.is_input)

    def test_graphviz_draws_it(self, graphs: dict[str, ScopeGraph], name: str) -> None:
        """The real `dot` draws it, with every name in it."""
        texts = drawn_texts(graphs[name])
        assert all(scope.name in texts for scope in graphs[name].scopes)
        assert all(one.name in texts for one in graphs[name].variables)


@pytest.mark.parametrize(
    ("ends", "way"),
    [
        ([(one, one + 1) for one in range(30)], "TB"),
        ([(one, one + 1) for one in reversed(range(3000))], "TB"),
        ([(0, one) for one in range(1, 30)], "LR"),
        ([(0, 1), (1, 2), (2, 0), *((one, 2) for one in range(3, 30))], "LR"),
        ([], "LR"),
    ],
    ids=["a long row", "a longer one, made backwards", "beside each other", "in a circle", "nothing"],
)
def test_direction(ends: list[tuple[int, int]], way: str) -> None:
    """A long row of scopes goes down; scopes beside each other, however many, are fed from the left."""
    scopes = tuple(ScopeNode(str(number), "", 1) for number in dict.fromkeys(itertools.chain(*ends)))
    edges = tuple(Edge(str(source), str(target), 1, "") for source, target in ends)
    assert direction(ScopeGraph(scopes, (), edges)) == way


def drawn_texts(graph: ScopeGraph) -> list[str]:
    """Return the texts of a picture that Graphviz drew."""
    if shutil.which("dot") is None:
        pytest.skip("NOT TESTED WITH GRAPHVIZ: `apt-get install graphviz` installs its `dot`")
    return [str(text.text) for text in ET.fromstring(drawn(as_dot(graph), "svg")).iter() if text.tag.endswith("}text")]


def test_names_are_no_code_to_graphviz() -> None:
    """Every name is drawn as it is, controls escaped."""
    texts = drawn_texts(hostile())
    for name in HOSTILE[:-1]:
        assert name in texts
    assert "ü/漢 字\\x07\\n" in texts


@pytest.mark.timeout(30)
def test_op_without_a_name_comes_to_an_end() -> None:
    """TensorFlow has none; a recording that somebody made up may."""
    build = Build()
    build.made("", "a", entry=build.entry("net"))
    assert {scope.name for scope in scope_graph(build.recording(), 0).scopes} == {"(root)"}


@pytest.mark.parametrize(("layers", "boxes"), [(MOST_SCOPES - 5, MOST_SCOPES - 5), (MOST_SCOPES + 20, MOST_SCOPES + 20), (500, 1)])
def test_many_layers_in_one_scope(layers: int, boxes: int) -> None:
    """One box that holds all of them would say nothing; so many that nobody could see one, no more."""
    build = Build()
    for number in range(layers):
        name = f"net/layer_{number}"
        build.made(f"{name}/MatMul", entry=build.entry(name))
    assert len(scope_graph(build.recording(), 0).scopes) == boxes


@pytest.mark.timeout(30)
def test_thousands_of_levels() -> None:
    """To count the boxes of each of them would take minutes; one alone is drawn at whatever depth."""
    build = Build()
    build.made("/".join(["a"] * 30_000), "/".join(["b"] * 30_000))
    assert len(scope_graph(build.recording(), 0).scopes) == 2


def test_a_selection(recordings: dict[str, Recording]) -> None:
    """`--scope` keeps what matches and what is below, with the variables that it uses."""
    graph = scope_graph(recordings["conditional_gan.py"], 0, Choice(scopes=("discriminator",)))
    assert {scope.name.split("/")[0] for scope in graph.scopes} == {"discriminator"}
    assert {one.name.split("/")[0] for one in graph.variables} == {"discriminator"}


@pytest.fixture(scope="module")
def resnet(record: Record) -> tuple[Recording, ScopeGraph]:
    """Return a tf-slim net and its picture."""
    recording = record(SLIM_NET, "resnet_v1_50")
    return recording, scope_graph(recording, 0)


def test_a_real_net(resnet: tuple[Recording, ScopeGraph]) -> None:
    """Of hundreds of variables those with the same users are drawn as one, and none is lost; `dot` draws it."""
    recording, graph = resnet
    assert sum(one.count for one in graph.variables) == len(recording.variables) > 200
    assert len(graph.scopes) <= MOST_SCOPES + 1
    assert len(graph.variables) < 60
    (unit,) = [one for one in graph.variables if one.name == "resnet_v1_50/block2/unit_1/bottleneck_v1/…"]
    inside = [one for one in recording.variables.values() if one.name.startswith(unit.name[:-1])]
    assert unit.count == len(inside)
    assert unit.users == ("resnet_v1_50/block2/unit_1/bottleneck_v1",)
    units = [f"resnet_v1_50/block3/unit_{number}/bottleneck_v1" for number in range(1, 7)]
    assert set(itertools.pairwise(units)) <= {(edge.source, edge.target) for edge in graph.edges}
    assert set(units) <= set(drawn_texts(graph))


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what is missing, and what needs nothing."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DrawingError, match=r"^png is drawn by Graphviz, .*install Graphviz, or use --format dot"):
        drawn("digraph {}", "png")


@pytest.fixture(scope="module")
def parsed() -> Callable[[dict[str, str]], dict[str, str]]:
    """Return a function that lets Mermaid's own parser read texts, and gives what it says of each: the error or "".

    It is taken from the folder that $SCOPEINSPECT_MERMAID names, in which `npm install mermaid jsdom` was done.
    """
    folder = os.environ.get("SCOPEINSPECT_MERMAID")
    if not folder or shutil.which("node") is None:
        pytest.skip(
            "NOT TESTED WITH MERMAID: set SCOPEINSPECT_MERMAID to a folder in which `npm install mermaid jsdom` was done"
        )

    def parse(texts: dict[str, str]) -> dict[str, str]:
        program = Path(str(folder)) / PARSER.name
        shutil.copyfile(PARSER, program)
        done = subprocess.run(["node", program], input=json.dumps(texts), capture_output=True, text=True, check=True)
        return dict(json.loads(done.stdout))

    return parse


def test_mermaid_reads_it(
    graphs: dict[str, ScopeGraph],
    resnet: tuple[Recording, ScopeGraph],
    parsed: Callable[[dict[str, str]], dict[str, str]],
) -> None:
    """Mermaid's own parser accepts every sample, a tf-slim net, and names that would like to be code."""
    texts = {name: as_mermaid(graph) for name, graph in graphs.items()} | {"resnet": as_mermaid(resnet[1])}
    answers = parsed({**texts, "hostile": as_mermaid(hostile()), "broken": "flowchart LR\n a -->"})
    assert answers.pop("broken") != ""
    assert set(answers.values()) == {""}, answers


def test_mermaid_labels() -> None:
    """A label holds nothing that HTML, Markdown or Mermaid reads, but the line breaks between its parts."""
    for label in re.findall(r'"([^"]*)"', as_mermaid(hostile())):
        assert not set("<>&`*\\\"'$") & set(label.replace("<br/>", ""))
