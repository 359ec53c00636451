"""The command that makes what people open: report."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from coachfolio.cli.shared import OneOf, folder_before_paths, kept_argument, on_option

if TYPE_CHECKING:
    from coachfolio.facts.audience import Viewer

_NAMES: Final = {
    "learner": "",
    "assessor": "-for-an-assessor",
    "iqa": "-for-quality-assurance",
    "public": "-for-everybody",
}


@click.command(short_help="Make a page of the whole portfolio, which opens by double click.")
@kept_argument
@click.option("--out", metavar="FILE", help="Where to write it. Default: beside the portfolio's folder, by its name.")
@click.option(
    "--audience",
    "reader",
    type=OneOf(["learner", "assessor", "iqa", "public"]),
    default="learner",
    show_default=True,
    help="Who will read it: you alone, an assessor, a quality assurer, or anybody.",
)
@click.option(
    "--unit", "units", metavar="UNIT", multiple=True, help="Only this unit, such as D7.01; may be given again."
)
@click.option(
    "--since",
    metavar="EARLIER",
    multiple=True,
    help="Tell what changed since an earlier look: a receipt, a hand-over file, the name of a seal, or a day.",
)
@click.option("--print-mapping", is_flag=True, help="Make the mapping sheet alone, sized for paper.")
@click.option("--force", is_flag=True, help="Replace the file where there is one.")
@on_option
def report(
    path: str,
    out: str | None,
    reader: Viewer,
    units: tuple[str, ...],
    since: tuple[str, ...],
    print_mapping: bool,
    force: bool,
    on: datetime.datetime | None,
) -> None:
    r"""Make a page of the whole portfolio: one file that opens by double click in any browser.

    It has where you stand, every criterion with the very passages that claims point to, and every piece of evidence.
    Decisions, feedback, the record of practice and what the check found are in it, too. It needs no network and sends
    nothing anywhere. PATH may also be a hand-over file.

    For somebody else than you, name them with --audience: then it leaves out what they may not see.

    \b
    Examples:
      coachfolio report --out my-portfolio.html
      coachfolio report --audience assessor --out for-my-assessor.html
      coachfolio report --print-mapping --unit D7.03 --out mapping.html

    \b
    Examples:
      coachfolio report
      coachfolio report --audience assessor --out for-the-assessor.html
    """
    from coachfolio.outputs.html.embedding import Embedder
    from coachfolio.outputs.html.writing import may_write_page, write_page
    from coachfolio.reports.opening import opened_for

    place = out or page_beside(path, reader, mapping=print_mapping)
    may_write_page(place, path, force=force)
    opened = opened_for(reader, path, today=on.date() if on else None, units=units, since=since)
    if print_mapping:
        from coachfolio.outputs.html.mapping_sheet import mapping_page

        page = mapping_page(opened.view)
    else:
        from coachfolio.outputs.html.page import portfolio_page

        page = portfolio_page(opened.view, Embedder(opened.files, reader, opened.named_in))
    write_page(page, place, path, force=force)
    size = max(1, round(len(page.encode()) / 1000))
    click.echo(f"The page is in {place} ({size:,} KB). Open it with a double click.")
    if opened.view.left_out_sentence:
        click.echo(opened.view.left_out_sentence)
    if reader == "learner":
        click.echo("It is for you alone. For somebody else: --audience assessor, iqa or public.")
    if Path(path).is_dir() and Path(place).resolve().is_relative_to(Path(path).resolve()):
        click.echo("It lies in the portfolio's folder: move it elsewhere, or it is saved with the portfolio.", err=True)


def page_beside(path: str, reader: Viewer = "learner", *, mapping: bool = False) -> str:
    """Beside the portfolio's folder or the hand-over file, by its name."""
    there = Path(path)
    named = there if folder_before_paths(path) or there.is_file() else there.resolve()
    stem = named.stem if there.is_file() else named.name
    name = f"{stem or 'portfolio'}{'-mapping' if mapping else ''}{_NAMES[reader]}.html"
    return os.fspath(named.parent / name)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(report)
