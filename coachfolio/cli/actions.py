"""The command about what is to be done: actions."""

from __future__ import annotations

import datetime
import sys
from dataclasses import replace
from pathlib import Path

import click

from coachfolio.cli.shared import (
    Day,
    Listing,
    OneOf,
    day_done,
    done_on_option,
    folder_before_paths,
    in_lines,
    kept_argument,
    on_option,
    path_argument,
    write_drafts,
)


@click.group(cls=Listing, short_help="What is to be done, by whom and by when.")
def actions() -> None:
    r"""What is to be done: what an assessor asked for, what a quality assurer found, and what you set out to do.

    `coachfolio actions PATH` is `coachfolio actions list PATH`.

    \b
    Example:
      coachfolio actions
    """


@actions.command("list")
@kept_argument
@click.option("--from-gaps", is_flag=True, help="Write an action for every gap that no open action is about yet.")
@click.option("--due", metavar="DATE", type=Day(), help="The day by which the actions from gaps are to be done.")
@click.option("--by", metavar="NAME", help="Who makes the list from gaps. Default: learner.")
@click.option("--all", "closed", is_flag=True, help="Show what was done or dropped as well.")
@on_option
@click.option(
    "--format",
    "form",
    type=OneOf(["text", "json", "ics"]),
    default="text",
    show_default=True,
    help="How to print it; ics is a calendar, with the time limit and what you are reminded of.",
)
def list_(
    path: str,
    from_gaps: bool,
    due: datetime.datetime | None,
    by: str | None,
    closed: bool,
    on: datetime.datetime | None,
    form: str,
) -> None:
    r"""List what is open, the most pressing first.

    Each has a name to call it by: its file, a slash, and its number there. PATH may be a hand-over file as well.

    \b
    Examples:
      coachfolio actions
      coachfolio actions my-portfolio --format json
    """
    if from_gaps:
        if form != "text" or closed:
            raise click.UsageError("--from-gaps writes a list. Leave out --format and --all.")
        if Path(path).is_file():
            raise click.UsageError("--from-gaps writes into a portfolio. Give its folder, and no hand-over file.")
        _from_gaps(path, due, by, on)
        return
    if due is not None or by is not None:
        raise click.UsageError("--due and --by are for a list from gaps. Add --from-gaps.")
    from coachfolio.checks.whole import check_folder
    from coachfolio.reports.due import action_list, to_do

    report = check_folder(path, today=on.date() if on else None, thorough=False)
    if form == "ics":
        from coachfolio.outputs.calendar import calendar_text

        # as bytes, so that the ends of the lines are the standard's on every computer
        click.echo(calendar_text(report.portfolio, to_do(report), report.today).encode("utf-8"), nl=False)
        return
    every = to_do(report, reminders=False, closed=closed)
    if form == "json":
        from coachfolio.outputs.json import actions_document, json_text

        click.echo(json_text(actions_document(every, report.today)))
        return
    from coachfolio.outputs.due import actions_text

    listed = action_list(every, report.today)
    if Path(path).is_file():  # nothing can be noted in what is only looked at
        listed = replace(listed, first=None)
    for line in actions_text(listed, folder_before_paths(path)):
        click.echo(line)


def _from_gaps(path: str, due: datetime.datetime | None, by: str | None, on: datetime.datetime | None) -> None:
    from coachfolio.base.words import count
    from coachfolio.checks.whole import check_folder
    from coachfolio.editing.actions import from_gaps_draft
    from coachfolio.facts.assessment.entitlement import LEARNER

    if due is None:
        if not sys.stdin.isatty():
            raise click.UsageError("Say with --due by which day the actions are to be done, such as --due 2026-11-30.")
        due = click.prompt("By which day (YYYY-MM-DD)?", type=Day(), prompt_suffix=" ")
        assert due is not None
    report = check_folder(path, stage="building", today=on.date() if on else None, thorough=False)
    draft = from_gaps_draft(path, report, due.date(), by or LEARNER, report.today)
    uncounted = len(report.progress.uncounted)
    if uncounted:
        files = count(uncounted, "file")
        click.echo(f"{files} could not be read, so some of these gaps may be none. See coachfolio check.", err=True)
    if draft is None:
        click.echo("There is no gap that no open action is about. Nothing was written.")
        return
    write_drafts([draft], path)


@actions.command()
@click.argument("handle")
@path_argument
@click.option("--note", metavar="TEXT", help="How it was done.")
@done_on_option
def done(handle: str, path: str, note: str | None, on: datetime.datetime | None) -> None:
    r"""Note that an action is done. HANDLE is what the list calls it; everything else in its file stays as it is.

    \b
    Example:
      coachfolio actions done 2026-05-12-d7-02/1 --note "Called on Tuesday."
    """
    _close(handle, path, note, on, dropped=False)


@actions.command()
@click.argument("handle")
@path_argument
@click.option("--note", metavar="TEXT", help="Why it is not done.")
@click.option(
    "--by", metavar="WHO", help="Who agreed, by their short name in portfolio.yaml: an assessor, if one asked for it."
)
def drop(handle: str, path: str, note: str | None, by: str | None) -> None:
    r"""Note that an action is dropped, and why.

    \b
    Example:
      coachfolio actions drop 2026-05-12-d7-02/1 --note "The client left."
    """
    if not note:
        if not sys.stdin.isatty():
            raise click.UsageError("Say with --note why the action is dropped.")
        note = click.prompt("Why is it dropped?", prompt_suffix=" ")
    _close(handle, path, note, None, dropped=True, by=by)


def _close(
    handle: str, path: str, note: str | None, on: datetime.datetime | None, *, dropped: bool, by: str | None = None
) -> None:
    from coachfolio.editing.actions import done_draft

    day = day_done(on)
    draft = in_lines(lambda text: done_draft(path, handle, day, text, dropped=dropped, by=by), note)
    write_drafts([draft], path)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(actions)
