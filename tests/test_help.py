"""The help of every command, and that its examples can be typed."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys

import click
import pytest

from scopeinspect.errors import Status
from scopeinspect.render.formats import FORMATS
from scopeinspect_cli.main import COMMANDS, main

CONTEXT = click.Context(main)


def command(name: str) -> click.Command:
    """Return a command by its name."""
    found = main.get_command(CONTEXT, name)
    assert found is not None
    return found


def examples(name: str) -> list[list[str]]:
    """Return the example commands in a command's help, as words, without what a shell does with them."""
    lines = [line.strip().partition("   ")[0] for line in (command(name).help or "").splitlines()]
    return [shlex.split(line.partition(" > ")[0]) for line in lines if line.startswith("scopeinspect ")]


@pytest.mark.parametrize("name", COMMANDS)
class TestCommand:
    """One command."""

    def test_is_called_as_it_is_listed(self, name: str) -> None:
        assert command(name).name == name

    def test_begins_with_a_sentence(self, name: str) -> None:
        first = (command(name).help or "").strip().partition("\n\n")[0]
        assert first.endswith(".")
        assert COMMANDS[name].endswith(".")

    def test_has_an_example(self, name: str) -> None:
        assert ["scopeinspect", name] in [words[:2] for words in examples(name)]

    def test_options_are_explained(self, name: str) -> None:
        for option in command(name).params:
            assert not isinstance(option, click.Option) or option.help, option.name


WITHOUT_DOCSTRINGS = """
import json
import click
from scopeinspect_cli.main import COMMANDS, main
context = click.Context(main, info_name="x", terminal_width=80)
assert False, "is left out, as docstrings are"
print(json.dumps([one.get_help(context) for one in (main, *(main.get_command(context, name) for name in COMMANDS))]))
"""


def test_is_whole_without_docstrings() -> None:
    """Python leaves them out where PYTHONOPTIMIZE=2 says so, which may be meant for the script."""
    told = subprocess.run([sys.executable, "-OO", "-c", WITHOUT_DOCSTRINGS], capture_output=True, text=True, check=True)
    context = click.Context(main, info_name="x", terminal_width=80)
    assert json.loads(told.stdout) == [one.get_help(context) for one in (main, *map(command, COMMANDS))]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_fits_80_columns(name: str) -> None:
    """Examples, too, which are not wrapped."""
    one = command(name) if name else main
    with click.Context(one, info_name=f"scopeinspect {name}".strip(), terminal_width=80) as context:
        lines = one.get_help(context).splitlines()
    assert [line for line in lines if len(line) > 80] == []


def test_what_is_alike_looks_alike() -> None:
    """The sections of options that several commands have are the same in each."""
    seen: dict[str, dict[str, set[str]]] = {}
    for name in COMMANDS:
        for option in command(name).params:
            section = getattr(option, "section", "")
            if section and section != "Where it goes":  # of one report, or of several
                seen.setdefault(section, {}).setdefault(name, set()).add(str(option.name))
    assert {"run", "watch", "dump", "check", "why", "diff", "baseline"} <= seen["Running it"].keys()
    for options in seen.values():
        first, *others = options.values()
        assert all(other == first for other in others)


@pytest.mark.parametrize("words", [words for name in COMMANDS for words in examples(name)], ids=" ".join)
def test_example_can_be_typed(words: list[str]) -> None:
    """Its options exist and take what they are given; nothing is run."""
    one = command(words[1])
    one.make_parser(click.Context(one, **one.context_settings)).parse_args(words[2:])


def test_wrong_command_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["shwo"], prog_name="scopeinspect")
    assert leaving.value.code == 2
    assert "there is no command shwo; did you mean show?" in capsys.readouterr().err


def test_script_without_a_command_is_to_be_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main([__file__], prog_name="scopeinspect")
    assert leaving.value.code == 2
    assert f"`scopeinspect run {__file__}` runs it." in " ".join(capsys.readouterr().err.split())


def test_statuses_are_told() -> None:
    told = [line.split()[0] for line in (main.help or "").splitlines() if line.strip()[:1].isdigit()]
    pipe = 128 + signal.SIGPIPE  # what a shell tells of a process that this signal ended
    assert told == [*(str(status.value) for status in Status), str(int(pipe))]


@pytest.mark.parametrize("name", ["run", "show"])
def test_formats_are_listed_in_one_place(name: str) -> None:
    """The choices of `--format` are the renderers there are."""
    (option,) = [option for option in command(name).params if option.name == "format_name"]
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == list(FORMATS)
