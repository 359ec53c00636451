"""The commands about hooks: to install them, and what git starts."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coachfolio.cli.shared import FINDINGS, coloured, on_option, painted, path_argument, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachfolio.hooks.installing import InstalledHook


@click.group()
def hooks() -> None:
    """Have every save checked before it is made. Without the pre-commit framework."""


@hooks.command()
@path_argument
def install(path: str) -> None:
    """Write the hooks: small scripts that check every save. Hooks that are there already are kept, and asked first."""
    from coachfolio.hooks.installing import install as write

    _say(write(Path(path)))


@hooks.command()
@path_argument
def uninstall(path: str) -> None:
    """Take the hooks away, and put back those that were there before."""
    from coachfolio.hooks.installing import uninstall as take_away

    _say(take_away(Path(path)))


@hooks.command()
@path_argument
def status(path: str) -> None:
    """Say which hooks are there."""
    from coachfolio.hooks.installing import status as look

    _say(look(Path(path)))


def _say(found: Iterable[InstalledHook]) -> None:
    for one in found:
        after = f", after the one that was there before ({one.file.name}.before-coachfolio)" if one.chained else ""
        click.echo(f"{one.name:17}{one.state}{after if one.state == 'installed' else ''}: {one.file}")


@click.group(hidden=True)
def hook() -> None:
    """What git starts. It looks at what is about to be saved, and never changes a file."""


@hook.command()
@on_option
def commit(on: datetime.datetime | None) -> None:
    """Before a save: errors, clients' names, and what would be lost. Then one line of where the coach stands."""
    from coachfolio.hooks.saving import before_save
    from coachfolio.outputs.hooks import saving_text

    outlooks = before_save(Path(), today=on.date() if on else None)
    in_colour = coloured()
    for outlook in outlooks:
        for line in saving_text(outlook, painted if in_colour else plain):
            click.echo(line, color=in_colour)
    if any(one.blocked for one in outlooks):
        sys.exit(FINDINGS)


@hook.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True))
@on_option
def message(file: str, on: datetime.datetime | None) -> None:
    """When the message of a save is written: no client's name in it, and a reason where something is lost."""
    from coachfolio.hooks.message import about_message
    from coachfolio.outputs.hooks import message_text

    found = about_message(Path(), Path(file), today=on.date() if on else None)
    for line in message_text(found):
        click.echo(line, err=True)
    if found.blocked:
        sys.exit(FINDINGS)


@hook.command()
@click.argument("remote", nargs=-1)
@on_option
def push(remote: tuple[str, ...], on: datetime.datetime | None) -> None:
    """Before a record is sent on: nothing private in it, no seal moved or taken back, nothing that cannot be right."""
    from coachfolio.hooks.sending import before_sending
    from coachfolio.outputs.hooks import sending_text

    updates = "" if sys.stdin.isatty() else sys.stdin.read()
    found = before_sending(Path(), updates, today=on.date() if on else None)
    in_colour = coloured()
    for line in sending_text(found, painted if in_colour else plain):
        click.echo(line, color=in_colour)
    if found.blocked:
        sys.exit(FINDINGS)


@hook.command()
@on_option
@click.pass_context
def submission(ctx: click.Context, on: datetime.datetime | None) -> None:
    """The whole check for submission, of what is about to be saved."""
    from coachfolio.hooks.saving import before_save
    from coachfolio.outputs.hooks import saving_text

    outlooks = before_save(Path(), today=on.date() if on else None, stage="submission")
    in_colour = coloured()
    for outlook in outlooks:
        for line in saving_text(outlook, painted if in_colour else plain):
            click.echo(line, color=in_colour)
    if any(one.blocked for one in outlooks):
        sys.exit(FINDINGS)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(hooks)
    main.add_command(hook)
