"""The commands about confidentiality: to forget a client, and to make copies for others."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING

import click

from coachfolio.base.left_over import clear_left_over
from coachfolio.base.words import one_line
from coachfolio.cli.shared import FINDINGS, OneOf, agreed, day_today, on_option, path_argument, yes_option

if TYPE_CHECKING:
    from coachfolio.confidentiality.covering import Cover
    from coachfolio.editing.forgetting import ForgettingPlan
    from coachfolio.editing.redaction import Audience


@click.command(short_help="Forget a client, and keep the hours.")
@click.argument("code")
@path_argument
@click.option("--dry-run", is_flag=True, help="Print the plan, and change nothing.")
@yes_option("Do all of it without asking, the clean-up of earlier saves too.")
@click.option("--backup", metavar="FOLDER", default="", help="Where the old saves go. Default: beside the record.")
@click.option(
    "--prove",
    "new",
    metavar="FOLDER",
    type=click.Path(file_okay=False, exists=True),
    help="Search everything in the record in FOLDER, such as a copy, and change nothing.",
)
@on_option
def forget(
    code: str, path: str, dry_run: bool, yes: bool, backup: str, new: str | None, on: datetime.datetime | None
) -> None:
    r"""Forget a client: take out what was written about them, and keep the hours.

    CODE is the client's code, such as C07. Contacts keep their dates and minutes and lose everything else. The
    agreement and whatever else is about this client alone is deleted. What names the client among other things is
    listed, for you to edit.

    Then earlier saves are cleaned up: they are written anew without all this, it is proved that nothing is left, and
    the old saves go into a backup outside the record. Each step is shown first, and asked about. Where you have to edit
    something in between, run the same command again afterwards.

    \b
    Examples:
      coachfolio forget C07 --dry-run
      coachfolio forget C07
    """
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.editing.forgetting import carry_out, forgetting_plan, give_plain_names
    from coachfolio.editing.forgetting.cleaning import finish_clean_up
    from coachfolio.editing.forms.typed import all_typed
    from coachfolio.outputs.confidential import forgetting_text
    from coachfolio.outputs.forgetting_steps import again
    from coachfolio.portfolio.loading import open_portfolio

    if new is not None:
        _prove(code, path, new)
        return
    if not dry_run and finish_clean_up(path):
        click.echo("A clean-up of earlier saves that was stopped half-way was finished first.")
    if not dry_run:
        clear_left_over(path)
    plan = forgetting_plan(path, code, on=on.date() if on else day_today())
    cover = cover_for(open_portfolio(path), path, plan.earlier)
    for line in forgetting_text(safely_shown(plan, cover)):
        click.echo(line)
    if cover.names:
        click.echo("Where a file's name names a client it is covered up above. Write it in full where you use it.")
    if all_typed(path):
        click.echo(
            "Something is half written in the browser on this computer, outside the portfolio, and may be about the "
            "same client. Type coachfolio open, look under Half written in the log, and put it away."
        )
    if dry_run:
        click.echo("Nothing was changed: this is only the plan.", err=True)
        return
    click.echo()
    if plan.changes:
        if not agreed("Change these files?", yes=yes):
            return
        carry_out(plan)
        click.echo("The files are changed.")
        if plan.by_hand and not yes:
            click.echo(f"Now edit those that are named above by hand, and go on with: {again(code, path)}")
            return
    elif plan.by_hand and not agreed(f"May these files stay as they are, with {code} in them?", yes=yes):
        return
    if kept := give_plain_names(plan):
        for name in safely_shown(kept, cover):
            click.echo(f"{one_line(name)} keeps its name: somebody judged it under this one.")
    _clean_up(plan, cover, backup, yes=yes)


def _clean_up(plan: ForgettingPlan, cover: Cover, backup: str, *, yes: bool) -> None:
    """Earlier saves, once somebody agrees."""
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.editing.forgetting.cleaning import clean_up, clean_up_plan
    from coachfolio.outputs.forgetting_steps import again, clean_up_text, cleaned_text

    cleaning = clean_up_plan(plan, backup)
    click.echo()
    for line in clean_up_text(safely_shown(cleaning, cover)):
        click.echo(line)
    folder = "" if plan.folder == "." else plan.folder
    later = f"Earlier saves stay as they are. To clean them up later: {again(plan.client, folder)}"
    if not agreed("Clean up all earlier saves?", yes=yes, otherwise=later):
        return
    cleaned = clean_up(cleaning)
    click.echo()
    for line in cleaned_text(safely_shown(cleaned, cover), safely_shown(cleaning, cover)):
        click.echo(line)
    if any(left.part != "unread" for left in cleaned.proof.left):
        sys.exit(FINDINGS)


def _prove(code: str, path: str, new: str) -> None:
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.editing.forgetting.proving import proof_that_forgotten
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
    r"""Make a copy of the portfolio without what its readers may not see.

    The portfolio itself is not changed. The copy has no record of practice and nothing from the folder private, and
    its file WITHHELD.md lists what was left out.

    \b
    Example:
      coachfolio redact --audience assessor --out ../for-the-assessor
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
    r"""Allow words that look like a client's name and are none.

    TEXT are the words as they stand in the portfolio, such as "the Mark Twain talk". They are written into your private
    list with the reason, and no finding tells of them any more.

    \b
    Example:
      coachfolio allow "Mark's gospel" --in reflections --because "The evangelist."
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
