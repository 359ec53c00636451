"""The command that makes what is filed and signed: paper."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from coachfolio.base.errors import CoachfolioError
from coachfolio.cli.shared import OneOf, kept_in_option, on_option

if TYPE_CHECKING:
    from coachfolio.facts.audience import Viewer

_KINDS: Final = ("all", "cover", "mapping", "marking", "index", "actions", "feedback", "sign-off", "evidence")


@click.command(short_help="Make a mapping sheet, an index or the whole portfolio for Word or as a PDF.")
@click.argument("kind", type=OneOf(_KINDS), metavar=f"[{'|'.join(_KINDS)}]")
@kept_in_option
@click.option("--out", metavar="FILE", required=True, help="Where to write it: a .docx, .pdf or .xlsx file.")
@click.option(
    "--audience",
    "reader",
    type=OneOf(["learner", "assessor", "iqa", "public"]),
    default="assessor",
    show_default=True,
    help="Who will read it.",
)
@click.option("--unit", "units", metavar="UNIT", multiple=True, help="Only this unit; may be given again.")
@click.option("--empty", is_flag=True, help="Leave the columns for decisions empty, to be written in.")
@click.option("--template", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="Fill this Word file.")
@click.option("--force", is_flag=True, help="Replace the file where there is one.")
@on_option
def paper(
    kind: str,
    path: str,
    out: str,
    reader: Viewer,
    units: tuple[str, ...],
    empty: bool,
    template: str | None,
    force: bool,
    on: datetime.datetime | None,
) -> None:
    r"""Make a paper to file, to print or to sign: a Word file, a PDF or a workbook.

    mapping is the mapping sheet; marking is that with the very words that claims point to, for an assessor to print or
    to fill in. index is a list of all evidence, evidence every piece as prose; cover, actions, feedback and sign-off
    are what they say; all is everything as one document. With --template your centre's own Word file is filled
    instead: write fields such as {{ learner }} into it.

    \b
    Examples:
      coachfolio paper mapping --out mapping.docx
      coachfolio paper all --out portfolio.pdf
      coachfolio paper marking --unit D7.03 --empty --out d703.docx
    """
    from coachfolio.base.handed_out import hand_out
    from coachfolio.reports.opening import opened_for

    ending = Path(out).suffix.casefold()
    view = opened_for(reader, path, today=on.date() if on else None, units=units).view
    if template is not None:
        from coachfolio.outputs.paper.filling import filled_template

        if ending != ".docx":
            raise CoachfolioError("A Word file that was filled is a Word file: give a name that ends in .docx.")
        made = filled_template(Path(template).read_bytes(), view, units)
    else:
        from coachfolio.outputs.paper import paper_file
        from coachfolio.reports.papers import paper_of

        made = paper_file(paper_of(view, kind, units=units, filled=not empty), ending)
    hand_out(out, made, force=force, portfolio=path)
    click.echo(f"Written: {out} ({max(1, len(made) // 1000):,} KB).")
    if view.left_out_sentence:
        click.echo(view.left_out_sentence)


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(paper)
