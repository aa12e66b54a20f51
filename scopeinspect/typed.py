"""How a target is named on a command line, for the commands that are offered to be typed."""

from __future__ import annotations

import msgspec

from scopeinspect.words import shell_line, target_in_shell


class Typed(msgspec.Struct, frozen=True):
    """A target, or a recording, as the user typed it."""

    name: str
    options: tuple[tuple[str, ...], ...] = ()
    """Each with its value: how it is run."""
    arguments: tuple[str, ...] = ()
    """Those of the script."""
    is_recording: bool = False
    """Whether it is no target, so that no option can run it otherwise."""
    is_configured: bool = False
    """Whether `scopeinspect baseline` finds all that in the configuration."""
    baseline: str = ""
    """Where its baseline is, where that is not its place."""
    comparison: str = ""
    """The `scopeinspect diff` that made this very comparison, where one did."""

    def command(self, name: str, *options: tuple[str, ...], before: str = "", after: str = "") -> str:
        """A command of ours about the same target, run in the same way.

        Args:
            name: of the command.
            options: of its own; one that says how the target is run takes the place of the user's.
            before: what stands before the target, as the old side of a comparison does.
            after: what stands behind it, as a variable's name does.
        """
        own = {option[0] for option in options}
        kept = [option for option in self.options if option[0] not in own or option[0] == "--env"]
        words = [word for option in (*options, *kept) for word in option]
        behind = [*filter(None, [after]), *(["--", *self.arguments] if self.arguments else [])]
        line = [shell_line(["scopeinspect", name, *words, *filter(None, [before])]), target_in_shell(self.name)]
        return " ".join([*line, *filter(None, [shell_line(behind)])])

    def printing_map(self, old: str) -> str:
        """The command that prints the map from the old side."""
        if self.comparison:
            return asking_for_map(self.comparison)
        return self.command("diff", ("--assignment-map",), before=old)

    def writing_baseline(self) -> str:
        """The command that writes the baseline anew."""
        if self.is_configured:
            return "scopeinspect baseline"
        return self.command("baseline", *([("--output", self.baseline)] if self.baseline else []))


def asking_for_map(command: str) -> str:
    """A `scopeinspect diff` with the option that has it print the map, and nothing else."""
    return command.replace(" diff ", " diff --assignment-map ", 1)
