"""What a shell offers for arguments that click can't tell by itself."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Whatever the shell itself offers for names of files; a target most often is one."""
    return [CompletionItem(incomplete, type="file")]


def rules(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes of rules, or their names where one is begun."""
    from scopeinspect.rules.catalogue import RULES  # noqa: PLC0415 - wanted only on a press of the tab key

    codes = [CompletionItem(rule.code, help=rule.name) for rule in RULES]
    names = [CompletionItem(rule.name, help=rule.code) for rule in RULES]
    is_name = incomplete[:1].islower()
    return [item for item in (names if is_name else codes) if str(item.value).startswith(incomplete)]
