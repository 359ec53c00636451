"""The commands about confidentiality: to forget a client, and to make copies for others."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING

import click

from coachfolio.base.words import one_line
from coachfolio.cli.shared import FINDINGS, OneOf, on_option, path_argument

if TYPE_CHECKING:
    from coachfolio.editing.redaction import Audience


@click.command()
@click.argument("code")
@path_argument
@click.option("--dry-run", is_flag=True, help="Print the plan, and change nothing.")
@click.option(
    "--prove",
    "new",
    metavar="FOLDER",
    type=click.Path(file_okay=False, exists=True),
    help="Search everything in the record in FOLDER, which was made again from this one, and change nothing.",
)
@on_option
def forget(code: str, path: str, dry_run: bool, new: str | None, on: datetime.datetime | None) -> None:
    """Forget a client: take out what was written about them, and keep the hours.

    CODE is the client's code, such as C07. Contacts keep their dates and minutes and lose everything else. The
    agreement and whatever else is about this client alone is deleted. What names the client among other things is
    listed, for you to edit. Then come the steps that take all this out of earlier saves as well.

    What would be changed has to be saved in git first. Either everything is changed, or nothing.
    """
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.editing.forgetting import carry_out, forgetting_plan
    from coachfolio.outputs.confidential import forgetting_text
    from coachfolio.portfolio.loading import open_portfolio

    if new is not None:
        _prove(code, path, new)
        return
    plan = forgetting_plan(path, code, on=on.date() if on else datetime.date.today())
    cover = cover_for(open_portfolio(path), path, plan.earlier)
    if not dry_run:
        carry_out(plan)
    for line in forgetting_text(safely_shown(plan, cover)):
        click.echo(line)
    if cover.names:
        click.echo("Where a file's name names a client it is covered up above. Write it in full where you use it.")
    if dry_run:
        click.echo("Nothing was changed: this is only the plan.", err=True)


def _prove(code: str, path: str, new: str) -> None:
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.editing.proving import proof_that_forgotten
    from coachfolio.outputs.forgetting_steps import proof_text
    from coachfolio.portfolio.loading import open_portfolio

    proof = proof_that_forgotten(path, code, new)
    cover = cover_for(open_portfolio(path), path, [left.where for left in proof.left])
    for line in proof_text(safely_shown(proof, cover), code):
        click.echo(line)
    if any(left.part != "unread" for left in proof.left):
        sys.exit(FINDINGS)


@click.command()
@path_argument
@click.option(
    "--audience",
    type=OneOf(["assessor", "iqa", "public"]),
    required=True,
    help="Who will read it: an assessor, a quality assurer, or anybody.",
)
@click.option("--out", metavar="DIR", required=True, type=click.Path(), help="A new or empty folder for the copy.")
@on_option
def redact(path: str, audience: Audience, out: str, on: datetime.datetime | None) -> None:
    """Make a copy of the portfolio without what its readers may not see.

    The portfolio itself is not changed. The copy has no record of practice and nothing from the folder private, and
    its file WITHHELD.md lists what was left out.
    """
    from coachfolio.editing.redaction import copy_for, may_write_to, write_copy
    from coachfolio.outputs.confidential import copy_text

    may_write_to(out, path)
    copy = copy_for(audience, path, today=on.date() if on else datetime.date.today())
    write_copy(copy, out)
    for line in copy_text(copy):
        click.echo(line)


@click.command()
@click.argument("text")
@path_argument
@click.option("--in", "only_in", metavar="PLACE", default="", help="The only file or folder in which they may stand.")
@click.option("--because", metavar="REASON", required=True, help="Why they are no client's name.")
def allow(text: str, path: str, only_in: str, because: str) -> None:
    """Allow words that look like a client's name and are none.

    TEXT are the words as they stand in the portfolio, such as "the Mark Twain talk". They are written into your private
    list with the reason, and no finding tells of them any more.
    """
    from coachfolio.editing.allowing import allowing
    from coachfolio.editing.drafts import write

    draft = allowing(path, text, because=because, only_in=only_in)
    write([draft])
    where = f"in {one_line(only_in)}" if only_in else "anywhere"
    click.echo(f"{draft.path}: these words are allowed {where} from now on.")


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(allow)
    main.add_command(forget)
    main.add_command(redact)
