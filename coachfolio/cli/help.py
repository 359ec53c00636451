"""The help of every command: examples line by line as they stand, and short texts that are never cut."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

__all__ = ["commands_in", "examples_of", "ready_for_help"]

_AS_IT_STANDS = "\\b"
_MARK = "\b"
_EXAMPLES = re.compile(r"\x08\n *Examples?:\n((?: +\S.*\n?)+)")


def ready_for_help(command: click.Command) -> None:
    """Let a command and those in it show their help as it is meant. A second time changes nothing."""
    if command.help:
        command.help = inspect.cleandoc(command.help.replace(_AS_IT_STANDS, _MARK))
        command.short_help = command.short_help or _first_sentence(command.help)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            ready_for_help(inner)


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) ", paragraph)[0]


def examples_of(command: click.Command) -> tuple[str, ...]:
    """The examples in a command's help, as they can be typed."""
    found = _EXAMPLES.search(command.help or "")
    return tuple(line.strip() for line in found[1].splitlines()) if found else ()


def commands_in(main: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, such as `record verify`: groups as well, but nothing that is hidden."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in sorted(command.commands.items()))
