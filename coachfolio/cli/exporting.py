"""The command that takes the data out: export."""

from __future__ import annotations

import datetime

import click

from coachfolio.cli.shared import OneOf, kept_argument, on_option
from coachfolio.outputs.export import EXPORTS


@click.command(short_help="Take the whole portfolio out as tables.")
@kept_argument
@click.option("--format", "form", type=OneOf(list(EXPORTS)), default="xlsx", show_default=True, help="What to write.")
@click.option("--out", metavar="FILE", type=click.Path(), required=True, help="Where to write it: for csv a folder.")
@click.option("--force", is_flag=True, help="Reout what is there.")
@on_option
def export(path: str, form: str, out: str, force: bool, on: datetime.datetime | None) -> None:
    r"""Take the whole portfolio out: every table of it, for a spreadsheet, a database or another program.

    Clients stay codes. PATH may also be a hand-over file. What each table and column means is in the reference.

    \b
    Examples:
      coachfolio export --format xlsx --out portfolio.xlsx
      coachfolio export --format csv --out tables
      coachfolio export --format sqlite --out portfolio.db
    """
    from coachfolio.base.errors import CoachfolioError
    from coachfolio.base.handed_out import hand_out, hand_out_folder
    from coachfolio.base.words import count
    from coachfolio.checks.whole import check_folder
    from coachfolio.outputs.export import export as exported

    report = check_folder(path, today=on.date() if on else None)
    broken = next((found for found in report.diagnostics if found.code == "CF606"), None)
    if broken is not None:
        raise CoachfolioError(f"{broken.message} Until it can, no name can be covered, and nothing was written.")
    made = exported(report, form)
    if isinstance(made, bytes):
        hand_out(out, made, force=force)
        click.echo(f"Written: {out} ({max(1, len(made) // 1000):,} KB).")
    else:
        hand_out_folder(out, made, force=force)
        click.echo(f"Written: {count(len(made), 'table')} in {out}.")
    if report.progress.uncounted:
        files = count(len(report.progress.uncounted), "file")
        click.echo(f"{files} could not be read and {'is' if files[:2] == '1 ' else 'are'} not in it: coachfolio check")


def add_to(group: click.Group) -> None:
    """Add the command to the others."""
    group.add_command(export)
