"""The commands about hooks: to install them, and what git starts."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from coachfolio.cli.shared import FINDINGS, coloured, on_option, painted, path_argument, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachfolio.hooks.installing import InstalledHook
    from coachfolio.hooks.saving import Outlook
    from coachfolio.portfolio.portfolio import Stage

_OF_THE_FRAMEWORK: Final = (
    "PRE_COMMIT_LOCAL_BRANCH",
    "PRE_COMMIT_TO_REF",
    "PRE_COMMIT_REMOTE_BRANCH",
    "PRE_COMMIT_FROM_REF",
)
message_argument = click.argument("file", type=click.Path(dir_okay=False, exists=True))


@click.group()
def hooks() -> None:
    r"""Have every save checked before it is made. Without the pre-commit framework.

    \b
    Example:
      coachfolio hooks install
    """


@hooks.command()
@path_argument
def install(path: str) -> None:
    r"""Write the hooks: small scripts that check every save. Hooks that are there already are kept, and asked first.

    \b
    Example:
      coachfolio hooks install
    """
    from coachfolio.hooks.installing import install_hooks as write

    _say(write(Path(path)))


@hooks.command()
@path_argument
def uninstall(path: str) -> None:
    r"""Take the hooks away, and put back those that were there before.

    \b
    Example:
      coachfolio hooks uninstall
    """
    from coachfolio.hooks.installing import uninstall_hooks as take_away

    _say(take_away(Path(path)))


@hooks.command()
@path_argument
def status(path: str) -> None:
    r"""Say which hooks are there.

    \b
    Example:
      coachfolio hooks status
    """
    from coachfolio.hooks.installing import installed_hooks as look

    _say(look(Path(path)))


def _say(found: Iterable[InstalledHook]) -> None:
    for installed_hook in found:
        after = (
            f", after the one that was there before ({installed_hook.file.name}.before-coachfolio)"
            if installed_hook.chained
            else ""
        )
        click.echo(
            f"{installed_hook.name:17}{installed_hook.state}{after if installed_hook.state == 'installed' else ''}: "
            f"{installed_hook.file}"
        )


@click.group(hidden=True)
def hook() -> None:
    """What git starts. It looks at what is about to be saved, and never changes a file."""


@hook.command()
@on_option
def commit(on: datetime.datetime | None) -> None:
    """Before a save: errors, clients' names, and what would be lost. Then one line of where the coach stands."""
    _before_save(on)


@hook.command()
@on_option
def submission(on: datetime.datetime | None) -> None:
    """The whole check for submission, of what is about to be saved."""
    _before_save(on, "submission")


def _before_save(on: datetime.datetime | None, stage: Stage | None = None) -> None:
    from coachfolio.hooks.saving import before_save

    outlooks = before_save(Path(), today=_day(on), stage=stage)
    _tell(outlooks)
    if any(outlook.blocked for outlook in outlooks):
        _end()


def _tell(outlooks: Iterable[Outlook]) -> None:
    from coachfolio.outputs.hooks import saving_text

    in_colour = coloured()
    for outlook in outlooks:
        for line in saving_text(outlook, painted if in_colour else plain, ending=False):
            click.echo(line, color=in_colour)


def _end() -> None:
    """Say once, whatever stood in the way, what to do next."""
    from coachfolio.outputs.hooks import blocked_text

    in_colour = coloured()
    for line in blocked_text(painted if in_colour else plain):
        click.echo(line, color=in_colour)
    sys.exit(FINDINGS)


def _day(on: datetime.datetime | None) -> datetime.date | None:
    return on.date() if on else None


@hook.command()
@message_argument
@on_option
def message(file: str, on: datetime.datetime | None) -> None:
    """When the message of a save is written: no client's name in it, and a reason where something is lost."""
    from coachfolio.hooks.message import about_message
    from coachfolio.outputs.hooks import message_text

    found = about_message(Path(), Path(file), today=_day(on))
    for line in message_text(found):
        click.echo(line, err=True)
    if found.blocked:
        sys.exit(FINDINGS)


@hook.command()
@message_argument
@on_option
def save(file: str, on: datetime.datetime | None) -> None:
    """A save and its message at once."""
    from coachfolio.hooks.saving import whole_save
    from coachfolio.outputs.hooks import message_text

    outlooks, found = whole_save(Path(), Path(file), today=_day(on))
    _tell(outlooks)
    blocked = any(outlook.blocked for outlook in outlooks)
    for line in message_text(found, again=False, ending=not blocked):
        click.echo(line)
    if blocked:
        _end()
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
    if not updates.strip():  # the framework reads it, and tells of one line
        updates = " ".join(os.environ.get(name, "-") for name in _OF_THE_FRAMEWORK)
    found = before_sending(Path(), updates, today=_day(on))
    in_colour = coloured()
    for line in sending_text(found, painted if in_colour else plain):
        click.echo(line, color=in_colour)
    if found.blocked:
        sys.exit(FINDINGS)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(hooks)
    main.add_command(hook)
