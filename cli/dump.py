"""`scopeinspect dump`."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

import click
import msgspec
from msgspec.structs import replace

from scopeinspect.dump.dot import as_dot
from scopeinspect.dump.image import drawn
from scopeinspect.dump.mermaid import as_mermaid
from scopeinspect.dump.noise import NOISE, Noise
from scopeinspect.dump.scope_graph import Choice, duplicated, scope_graph
from scopeinspect.dump.table import as_json, ops_as_csv, variables_as_csv
from scopeinspect.errors import ScopeInspectError
from scopeinspect.files import check_writable, written_whole
from scopeinspect.journal import load
from scopeinspect.model import Graph
from scopeinspect.recording import Recording
from scopeinspect.render.html import as_page
from scopeinspect.report import graphs_that_hold_something
from scopeinspect.rules.catalogue import find
from scopeinspect.rules.faults import RuleFault
from scopeinspect.scope_names import not_there
from scopeinspect.setup import Export, Setup
from scopeinspect.status import status_of, why_incomplete
from scopeinspect.target import is_recording, target_of
from scopeinspect.words import counted

from .arguments import ArgumentsBehindTarget
from .completion import files
from .formats import unless_stdout
from .mistakes import mistake_in_rules, mistakes_told
from .output import Depth
from .places import check_outputs, read_for
from .recording import Recorder, check_complete
from .running import naming_options, running_options

_TABLES: dict[str, Callable[[Recording, list[Graph], TextIO], None]] = {
    "json": as_json,
    "ops": ops_as_csv,
    "variables": variables_as_csv,
}
_PICTURES = ("dot", "mermaid", "svg", "png")
_TENSORFLOW: dict[str, str] = {"pb": ".pb", "pbtxt": ".pbtxt", "metagraph": ".meta", "tensorboard": ""}
"""What TensorFlow itself writes, and the suffixes under which the recorder leaves it."""

_FORMATS = (*_TENSORFLOW, "json", "csv", *_PICTURES, "html")
_BINARY = ("pb", "metagraph", "png")


class _Options(msgspec.Struct, frozen=True):
    """What is dumped, and where it goes."""

    format: str
    table: str
    output: Path | None
    graph: int | None
    choice: Choice


@click.command(cls=ArgumentsBehindTarget)
@click.option("--format", "format_name", type=click.Choice(_FORMATS), required=True,
              help="pb, pbtxt, metagraph, tensorboard: as TensorFlow itself writes it. json, csv: ops and variables. "
                   "dot, mermaid, svg, png: a picture of the graph by scope. html: a page with all of it.")  # fmt: skip
@click.option("-o", "--output-file", "output", type=click.Path(path_type=Path), metavar="FILE",
              callback=unless_stdout,
              help="Write it to FILE, which appears whole or not at all; to a folder for tensorboard; - is standard "
                   "output. Several graphs are numbered: graph-0.dot, graph-1.dot for graph.dot.")  # fmt: skip
@click.option("--graph", type=click.IntRange(min=0), metavar="N", help="Dump the graph of this number only.")
@click.option("--table", type=click.Choice(["ops", "variables"]), default="ops", show_default=True,
              help="The table that csv is.")  # fmt: skip
@click.option("--depth", type=Depth(), metavar="N|all",
              help="Levels of scopes in a picture. By default as many as fit well.")  # fmt: skip
@click.option("--scope", "scopes", multiple=True, metavar="GLOB",
              help="Picture only scopes whose full name matches, and what is below them. May be repeated.")  # fmt: skip
@click.option("--include", "noise", type=click.Choice([*NOISE, "all"]), multiple=True,
              help="Picture these ops too, which are left out otherwise. May be repeated.")  # fmt: skip
@naming_options
@running_options
@click.argument("target", metavar="TARGET", shell_complete=files)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGS]...", shell_complete=files)
def dump(
    target: str,
    arguments: tuple[str, ...],
    call: str,
    setup: Setup,
    format_name: str,
    output: Path | None,
    graph: int | None,
    table: str,
    depth: int | None,
    scopes: tuple[str, ...],
    noise: tuple[Noise | Literal["all"], ...],
    *,
    is_module: bool,
) -> None:
    """Write the graph that TARGET builds in a format that other tools read.

    TARGET and what follows it are as for `run`; a recording will do too, but for what TensorFlow itself writes.

    The script really runs: one that trains, trains, unless --stop-at session ends it when the graph is built.

    \b
    Examples:
      scopeinspect dump --format dot -o train.dot train.py
      scopeinspect dump --format svg --scope 'generator*' -o gan.svg train.py
      scopeinspect dump --format html -o train.html train.py
      scopeinspect dump --format tensorboard -o logs train.py
      scopeinspect dump --format pbtxt train.py > graph.pbtxt
      scopeinspect dump --format csv --table variables a.scopes.jsonl > all.csv
    """
    included = frozenset(NOISE if "all" in noise else (kind for kind in noise if kind != "all"))
    levels = sys.maxsize if depth == 0 else depth
    options = _Options(format_name, table, output, graph, Choice(levels, scopes, included))
    _check(options)
    files = [options.output] if format_name != "tensorboard" else []
    faults: list[RuleFault] = []
    with tempfile.TemporaryDirectory(prefix="scopeinspect-") as folder:
        kept = target if is_recording(target) else ""
        if kept:
            if format_name in _TENSORFLOW:
                raise ScopeInspectError(
                    f"{target}: is a recording, which holds no graph of TensorFlow's; for {format_name} name the "
                    "script, so that it is run."
                )
            read = [Path(target)]
            check_outputs(files, read)
            recording = load(target)
        else:
            found = target_of(target, arguments, is_module=is_module, call=call, folder=setup.folder)
            read = [*read_for(found, setup.folder)]
            check_outputs(files, read)
            recording = Recorder()(found, replace(setup, export=_export(format_name, folder)))
        with mistakes_told(recording, kept):
            _write(recording, options, Path(folder), read, faults)
    if failed := mistake_in_rules(faults, recording, kept):
        raise failed
    check_complete(recording)
    sys.exit(status_of(recording, fails=False))


def _check(options: _Options) -> None:
    """What can't be written is known before anything is run."""
    if options.output is None and options.format == "tensorboard":
        raise click.UsageError("--format tensorboard writes a folder; name it with -o.")
    if options.output is None and options.format in _BINARY and sys.stdout.isatty():
        raise click.UsageError(f"--format {options.format} is not text; name a file with -o.")
    if options.choice != Choice() and options.format not in (*_PICTURES, "html"):
        raise click.UsageError(f"--depth, --scope and --include are for pictures, which {options.format} is not.")
    if options.table != "ops" and options.format != "csv":
        raise click.UsageError("--table is for csv.")
    if options.output is not None and options.format != "tensorboard":
        check_writable(options.output)
    if options.output is not None and options.format == "tensorboard" and options.output.is_file():
        raise ScopeInspectError(
            f"{options.output}: is a file, and --format tensorboard writes a folder; name one with -o."
        )
    if options.format in ("svg", "png"):
        drawn("digraph {}", "svg")


def _export(format_name: str, folder: str) -> Export | None:
    match format_name:
        case "pb" | "pbtxt" | "metagraph" | "tensorboard":
            return Export(format_name, folder)
        case "dot" | "mermaid" | "svg" | "png" | "html":
            return Export("shapes")
    return None


def _write(recording: Recording, options: _Options, folder: Path, read: list[Path], faults: list[RuleFault]) -> None:
    graphs = _graphs(recording, options.graph)
    _check_scopes(recording, graphs, options.choice.scopes)
    if options.format in ("json", "csv", "html"):
        text = io.StringIO()
        if options.format == "html":
            as_page(recording, find(recording, faults=faults), text, options.choice, graphs)
        else:
            _TABLES[options.table if options.format == "csv" else "json"](recording, graphs, text)
        with _opened(options.output) as file:
            file.write(text.getvalue().encode("utf-8", "replace"))
    elif options.format == "tensorboard":
        for graph in graphs:
            run = Path(str(options.output), f"graph-{graph.id}" if len(graphs) > 1 else "")
            run.mkdir(parents=True, exist_ok=True)
            for exported in _exported(recording, graph, options.format, folder).iterdir():
                with written_whole(run / exported.name) as file:
                    _copy(exported, file)
    else:
        if len(graphs) > 1 and options.output is None:
            numbers = ", ".join(str(graph.id) for graph in graphs)
            raise ScopeInspectError(
                f"{recording.start.target}: made {counted(len(graphs), 'graph')}, numbered {numbers}; choose one with "
                "--graph, or name a file with -o, which is numbered."
            )
        paths = [_numbered(options.output, graph) if len(graphs) > 1 else options.output for graph in graphs]
        check_outputs(paths, read)  # once more: only now is it known how many there are
        for graph, path in zip(graphs, paths, strict=True):
            with _opened(path) as file:
                _write_one(recording, graph, options, folder, file)


def _numbered(output: Path | None, graph: Graph) -> Path | None:
    """The file for one of several graphs."""
    return output and output.with_name(f"{output.stem}-{graph.id}{output.suffix}")


def _check_scopes(recording: Recording, graphs: list[Graph], patterns: tuple[str, ...]) -> None:
    """A picture of nothing is no answer.

    Raises:
        ScopeInspectError: no scope is called as is wanted.
    """
    scopes = {name.strip("/") for entry in recording.entries.values() for name in (entry.name, entry.name_scope)}
    scopes |= {name.rpartition("/")[0] for graph in graphs for name in recording.ops[graph.id].names}
    for sentence in not_there(patterns, scopes):
        raise ScopeInspectError(f"{recording.start.target}: {sentence[0].lower()}{sentence[1:]}")


def _write_one(recording: Recording, graph: Graph, options: _Options, folder: Path, file: BinaryIO) -> None:
    if options.format in _TENSORFLOW:
        _copy(_exported(recording, graph, options.format, folder), file)
        return
    picture = scope_graph(recording, graph.id, options.choice, duplicated(recording))
    match options.format:
        case "svg" | "png":
            file.write(drawn(as_dot(picture), options.format))
        case "dot":
            file.write(as_dot(picture).encode("utf-8", "replace"))
        case _:
            file.write(as_mermaid(picture).encode("utf-8", "replace"))


def _copy(path: Path, file: BinaryIO) -> None:
    with path.open("rb") as exported:
        shutil.copyfileobj(exported, file)


def _graphs(recording: Recording, number: int | None) -> list[Graph]:
    """The graphs to dump: all but functions' bodies, or the one that was asked for."""
    there = [graph for graph in graphs_that_hold_something(recording) if len(recording.ops.get(graph.id, ()))]
    chosen = [graph for graph in there if (graph.kind == "graph" if number is None else graph.id == number)]
    if chosen:
        return chosen
    name = recording.start.target
    check_complete(recording)
    if number is None or not there:
        raise ScopeInspectError(f"{name}: built no graph, so there is nothing to dump.")
    numbers = ", ".join(str(graph.id) for graph in there)
    raise ScopeInspectError(f"{name}: has no graph {number}; there are {numbers}.")


def _exported(recording: Recording, graph: Graph, format_name: str, folder: Path) -> Path:
    """What the recorder left.

    Raises:
        ScopeInspectError: it left nothing.
    """
    told = recording.exports.get(graph.id)
    if told is None or told.problem:
        why = told.problem if told else why_incomplete(recording) or (
            "the graph was gone, or the process was ended, before it could be" if graph.kind == "graph"
            else "it is the body of a function, which is written with the graph that calls it"
        )  # fmt: skip
        raise ScopeInspectError(f"{recording.start.target}: graph {graph.id} was not written as {format_name}: {why}.")
    return folder / f"{graph.id}{_TENSORFLOW[format_name]}"


@contextmanager
def _opened(path: Path | None) -> Iterator[Any]:
    if path is not None:
        with written_whole(path) as file:
            yield file
    else:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
