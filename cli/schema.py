"""`scopeinspect schema`."""

from __future__ import annotations

import json

import click

from scopeinspect.schemas import NAMES, schema_of


@click.command()
@click.argument("name", type=click.Choice(NAMES), metavar="|".join(NAMES))
def schema(name: str) -> None:
    """Print the JSON Schema of a format.

    report is what `run --format json` writes, diff what `diff --format json` does, baseline the committed file. That
    of a recording describes one line of it.

    \b
    Examples:
      scopeinspect schema report > report.schema.json
      scopeinspect schema baseline
    """
    click.echo(json.dumps(schema_of(name), indent=2))
