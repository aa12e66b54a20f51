"""`scopeinspect rule`."""

from __future__ import annotations

import sys

import click

from scopeinspect.render.rules import explain, explain_as_markdown, list_as_markdown, list_rules
from scopeinspect.rules.catalogue import RULES, rules_named

from .completion import rules


@click.command()
@click.option("--format", "format_name", type=click.Choice(["text", "markdown"]), default="text", show_default=True,
              help="How it is written.")  # fmt: skip
@click.argument("rule", required=False, metavar="[RULE]", shell_complete=rules)
def rule(rule: str | None, format_name: str) -> None:
    """List the rules, or explain RULE, given by its code or name: what it finds, why, and what to write instead.

    \b
    Examples:
      scopeinspect rule
      scopeinspect rule SI102
      scopeinspect rule duplicate-variable --format markdown
    """
    is_text = format_name == "text"
    if rule is None:
        (list_rules if is_text else list_as_markdown)(RULES, sys.stdout)
        return
    for place, one in enumerate(rules_named(rule)):
        if place:
            click.echo()
        (explain if is_text else explain_as_markdown)(one, sys.stdout)
