"""The commands that mend and tidy: fix and fmt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coachfolio.base.left_over import clear_left_over
from coachfolio.cli.shared import cover_of, folder_before_paths, kept_argument

if TYPE_CHECKING:
    from coachfolio.editing.fixing import FixPlan

_diff = click.option("--diff", is_flag=True, help="Show the lines that would change, and write nothing.")


@click.command(short_help="Mend the slips that have one meaning.")
@kept_argument
@_diff
def fix(path: str, diff: bool) -> None:
    r"""Mend what has one meaning: dates, lengths and choices, names of fields, bullets, indents, colons, encodings.

    PATH is the folder of a portfolio, or a file or folder in one. What only you can say is left for you, and check
    tells it. A file that is right is not touched, and in the others nothing but the slips.

    \b
    Examples:
      coachfolio fix --diff
      coachfolio fix sessions
    """
    from coachfolio.editing.fixing import fix_plan

    folder, only = _portfolio_around(path)
    _show(fix_plan(folder, only=only), folder, diff, "mended")


@click.command(short_help="Write values the one way that every program reads.")
@kept_argument
@_diff
def fmt(path: str, diff: bool) -> None:
    r"""Write strictly what was read liberally: 90.0 as 90, true as yes, a time in quotation marks, line ends alike.

    Files that are not in order are left: coachfolio fix is for those. Nothing that a file says is changed.

    \b
    Examples:
      coachfolio fmt --diff
      coachfolio fmt
    """
    from coachfolio.editing.formatting import format_plan

    folder, only = _portfolio_around(path)
    _show(format_plan(folder, only=only), folder, diff, "written")


def _portfolio_around(path: str) -> tuple[str, str]:
    """The folder of the portfolio that a path lies in, and the way to the path from there."""
    from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

    start = Path(path)
    if (start / PORTFOLIO_FILE).is_file() or not start.exists():
        return path, ""
    for parent in start.absolute().parents:
        if (parent / PORTFOLIO_FILE).is_file():
            only = start.absolute().relative_to(parent).as_posix()
            return os.path.relpath(parent), only
    return path, ""


def _show(plan: FixPlan, folder: str, diff: bool, done: str) -> None:
    from coachfolio.editing.fixing import write_plan
    from coachfolio.outputs.fixing import diff_lines, mended_lines

    if not diff:
        clear_left_over(folder)
    if not plan.files:
        click.echo("There is nothing to mend without asking you." if done == "mended" else "Everything is written so.")
        return
    cover = cover_of(folder)
    if diff:
        for line in diff_lines(plan):
            click.echo(cover(line))
        return
    write_plan(plan, folder)
    for line in mended_lines(plan, folder_before_paths(folder), done=done):
        click.echo(cover(line))
    if done == "mended":
        click.echo("Look at what changed, and save as you save everything else. What is left: coachfolio check")


def add_to(group: click.Group) -> None:
    """Add these commands."""
    group.add_command(fix)
    group.add_command(fmt)
