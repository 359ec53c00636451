"""Hours, and the commands that take data out: hours, export."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coachfolio.base.errors import CoachfolioError
from coachfolio.cli.shared import Day, OneOf, console, kept_argument, on_option
from coachfolio.outputs.export import EXPORTS

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report


@click.command(short_help="Take the whole portfolio out as tables.")
@kept_argument
@click.option("--format", "form", type=OneOf(list(EXPORTS)), default="xlsx", show_default=True, help="What to write.")
@click.option("--out", metavar="FILE", type=click.Path(), required=True, help="Where to write it: for csv a folder.")
@click.option("--force", is_flag=True, help="Replace what is there.")
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
    from coachfolio.base.handed_out import hand_out, hand_out_folder
    from coachfolio.base.words import count
    from coachfolio.checks.whole import check_folder
    from coachfolio.outputs.export import export as exported

    report = check_folder(path, today=on.date() if on else None)
    _must_cover(report)
    made = exported(report, form)
    if isinstance(made, bytes):
        hand_out(out, made, force=force, portfolio=path)
        click.echo(f"Written: {out} ({max(1, len(made) // 1000):,} KB).")
    else:
        hand_out_folder(out, made, force=force, portfolio=path)
        click.echo(f"Written: {count(len(made), 'table')} in {out}.")
    if report.progress.uncounted:
        files = count(len(report.progress.uncounted), "file")
        click.echo(f"{files} could not be read and {'is' if files[:2] == '1 ' else 'are'} not in it: coachfolio check")


def _must_cover(report: Report) -> None:
    """Raise CoachfolioError where the list of clients cannot be used: then no name can be covered."""
    broken = next((found for found in report.diagnostics if found.code == "CF606"), None)
    if broken is not None:
        raise CoachfolioError(f"{broken.message} Until it can, no name can be covered, and nothing was written.")


@click.command(short_help="The hours, from every side; or as a log for a body or a centre.")
@kept_argument
@click.option(
    "--log",
    "layout",
    type=OneOf(["icf", "emcc", "ac", "centre"]),
    help="Write a log of every contact held. Columns: icf's as a training school tells them; emcc's and ac's are not "
    "known, and are coachfolio's own; centre's as you give them.",
)
@click.option("--out", metavar="FILE", type=click.Path(), help="Where to write the log: a .xlsx or .csv file.")
@click.option("--columns", metavar="LIST", help="The centre's own columns: Day=date, Who=client, Length=minutes")
@click.option("--since", metavar="DATE", type=Day(), help="Count the hours from this day once more by themselves.")
@click.option("--names", is_flag=True, help="Write clients' names from your private list, outside the record only.")
@click.option("--force", is_flag=True, help="Replace what is there.")
def hours(
    path: str,
    layout: str | None,
    out: str | None,
    columns: str | None,
    since: datetime.datetime | None,
    names: bool,
    force: bool,
) -> None:
    r"""The hours, by client, role, fee, setting, unit and month.

    With --log they become a log for others: a workbook (.xlsx) with live sums, counted several ways, or separated
    values (.csv). Clients stay codes, unless you ask for names.

    \b
    Examples:
      coachfolio hours
      coachfolio hours --log icf --out icf-log.xlsx
      coachfolio hours --log centre --columns "Day=date, Who=client, Length=minutes" --out log.csv
    """
    if layout is None:
        if out or columns or since or names or force:
            raise click.UsageError("These are for a log. Say whose with --log: icf, emcc, ac or centre.")
        from coachfolio.checks.whole import check_folder
        from coachfolio.outputs.tables import show_hours
        from coachfolio.reports.hours import hours_report

        show_hours(hours_report(check_folder(path, thorough=False)), console())
        return
    if out is None or not out.casefold().endswith((".xlsx", ".csv")):
        raise click.UsageError("Say with --out where to write the log: a name that ends in .xlsx or .csv.")
    if columns and layout != "centre":
        raise click.UsageError("Columns of your own are for --log centre: the others have theirs.")
    _write_log(path, layout, out, columns, since.date() if since else None, names=names, force=force)


def _write_log(
    path: str, name: str, out: str, columns: str | None, since: datetime.date | None, *, names: bool, force: bool
) -> None:
    from coachfolio.base.handed_out import hand_out
    from coachfolio.base.words import count
    from coachfolio.base.words import hours as in_words
    from coachfolio.checks.whole import check_folder
    from coachfolio.outputs.export.hours import log_separated, log_workbook
    from coachfolio.reports.hours_log import LAYOUTS, hours_log, own_columns

    named = _names_for(path, out) if names else None
    report = check_folder(path)
    _must_cover(report)
    own = own_columns(columns) if columns else ()
    log = hours_log(report, LAYOUTS[name], columns=own, since=since, named=named)
    made = log_separated(log) if out.casefold().endswith(".csv") else log_workbook(log)
    hand_out(out, made, force=force, portfolio=path)
    click.echo(f"Written: {out}: {in_words(log.total_minutes)} in {count(len(log.contacts), 'contact')} held.")
    click.echo(log.layout.said)
    if log.left_out:
        files = count(len(log.left_out), "file")
        click.echo(f"{files} could not be read, and their hours are not in it: coachfolio check")


def _names_for(path: str, out: str) -> Mapping[str, str]:
    """Clients' names by code. Raises CoachfolioError where the file would lie where it may be saved or handed on."""
    from coachfolio.confidentiality.key import key_file
    from coachfolio.confidentiality.portfolios import kept_in_git

    key = key_file(path)
    if key is None:
        raise CoachfolioError("There is no list of names here: private/clients.yaml. Leave out --names.")
    place = Path(out).absolute().parent
    if kept_in_git(place) or place.resolve().is_relative_to(Path(path).resolve()):
        raise CoachfolioError(
            f"{out} would lie inside a record, where clients' names must not get. Give a place outside it, such as "
            "your documents folder. Nothing was written."
        )
    return key.written_out()


def add_to(group: click.Group) -> None:
    """Add the commands to the others."""
    group.add_command(export)
    group.add_command(hours)
