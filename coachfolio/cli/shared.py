"""What the commands share: options, and the way to a terminal."""

from __future__ import annotations

import os
import posixpath
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import click

from coachfolio.errors import nearest
from coachfolio.outputs import FORMATS

if TYPE_CHECKING:
    from rich.console import Console

    _Words = click.Choice[str]
else:
    _Words = click.Choice

FINDINGS: Final = 1
NOTHING_TO_CHECK: Final = 3


class OneOf(_Words):
    """One of several words; whoever writes another is told the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            meant = nearest(str(value), self.choices)
            if not meant:
                raise
            raise click.BadParameter(f"{error.message} Did you mean {meant}?", ctx=ctx, param=param) from None


path_argument = click.argument("path", default=".", type=click.Path(file_okay=False))
kept_argument = click.argument("path", default=".", type=click.Path())
"""A folder, or a hand-over file."""
stage_option = click.option(
    "--for",
    "stage",
    type=OneOf(["building", "submission", "certification"]),
    help="Judge it as if it were at this stage.",
)
staged_option = click.option(
    "--staged", is_flag=True, help="Take the files as the save that is being made will have them, not as they lie here."
)
at_option = click.option(
    "--at", "state", metavar="SAVE", help="Take the files as they were saved: the number of a save, a branch or a seal."
)
on_option = click.option(
    "--on",
    "on",
    metavar="DATE",
    envvar="COACHFOLIO_ON",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge dates as on this day. Default: today.",
)
format_option = click.option(
    "--format", "form", type=OneOf(["text", "json"]), default="text", show_default=True, help="How to print it."
)
report_format_option = click.option(
    "--format",
    "form",
    type=OneOf(FORMATS),
    default=lambda: "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text",
    show_default="text; github in a job of GitHub Actions",
    help="How to print it.",
)


def folder_of(path: str) -> str:
    """What to put before the paths of findings, so that they lead to the files from here; nothing for one file."""
    folder = posixpath.normpath(path)
    return "" if folder == "." or not Path(path).is_dir() else folder


def coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str, colour: str) -> str:
    if colour in ("bold", "dim"):
        return click.style(text, **{colour: True})
    return click.style(text, fg=colour)


def plain(text: str, colour: str) -> str:
    return text


def console() -> Console:
    from rich.console import Console

    # said outright, because older versions of rich take an empty FORCE_COLOR for a wish
    return Console(force_terminal=sys.stdout.isatty(), no_color=not coloured(), highlight=False)


def reconfigure(stream: TextIO, **settings: str) -> None:
    """Change how a stream writes, where it can be changed: one that somebody put in its place may not know how."""
    change = getattr(stream, "reconfigure", None)
    if change:
        change(**settings)
