"""The command that makes a declaration: declare."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Final

import click

from coachfolio.base.words import prose
from coachfolio.cli.shared import OneOf, day_done, done_on_option, path_argument, write_drafts

if TYPE_CHECKING:
    from coachfolio.editing.declaring import AiUse, DeclarationKind, SignedBy

DECLARATION_KINDS: Final = ("authenticity", "consent", "confidentiality", "centre")
WAYS_OF_SIGNING: Final = ("typed", "handwritten", "scan", "e-mail", "spoken")


@click.command(short_help="Declare something about the portfolio as it is.")
@click.argument("kind", metavar="KIND", type=OneOf(DECLARATION_KINDS))
@path_argument
@click.option(
    "--by", metavar="NAME", help="Who declares. Default: the learner, or the only one who may for the centre."
)
@done_on_option
@click.option("--yes-to-all", is_flag=True, help="Declare every statement without being asked, and sign.")
@click.option("--ai-use", type=OneOf(["none", "described"]), help="Whether artificial intelligence was used.")
@click.option("--ai-text", metavar="TEXT", help="Which was used, for what, and what became of the result.")
@click.option("--text", metavar="TEXT", help="The wording of your centre's own form.")
@click.option("--signed", type=OneOf(WAYS_OF_SIGNING), default="typed", show_default=True, help="How it is signed.")
def declare(
    kind: DeclarationKind,
    path: str,
    by: str | None,
    on: datetime.datetime | None,
    yes_to_all: bool,
    ai_use: AiUse | None,
    ai_text: str | None,
    text: str | None,
    signed: SignedBy,
) -> None:
    r"""Declare something about the portfolio as it is now, and sign it.

    KIND is authenticity, consent, confidentiality or centre. Each statement is shown and asked. What is written also
    says which state of the portfolio was declared, so that a later change shows.

    \b
    Example:
      coachfolio declare authenticity
    """
    from coachfolio.base.words import count, day, shown
    from coachfolio.editing.declaring import declarable, declaration_draft, statement_in_words
    from coachfolio.facts.assessment.declared import STATEMENTS

    guided = not yes_to_all
    if guided and not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here. Say with --yes-to-all that every statement is true.")
    if kind == "authenticity" and not guided:
        if ai_use is None:
            raise click.UsageError(
                "Say with --ai-use none or --ai-use described whether artificial intelligence was used."
            )
        if ai_use == "described" and not ai_text:
            raise click.UsageError("Say with --ai-text how artificial intelligence was used.")
    today = day_done(on)
    about = declarable(path, kind, by, today)
    points = STATEMENTS[kind]
    click.echo(
        f"You declare as {shown(about.by)}, on {day(today)}, about {count(about.pieces, 'piece')} of evidence as "
        f"{'it is' if about.pieces == 1 else 'they are'} now:"
    )
    said = {}
    for point in points:
        if not guided:
            click.echo(f"- that {statement_in_words(point)}")
        said[point] = not guided or click.confirm(f"Do you declare that {statement_in_words(point)}?", default=None)
        if not said[point]:
            break
    if guided and all(said.values()):
        if kind == "authenticity":
            ai_use, ai_text = _asked_of_ai(ai_use, ai_text)
        if not click.confirm(f"Sign it as {shown(about.by)}, {signed}?", default=None):
            click.echo("Nothing was signed, and nothing was written.")
            return
    draft = declaration_draft(
        path,
        kind,
        by=about.by,
        statements=said,
        ai_use=ai_use,
        ai_use_described=prose(ai_text),
        text=text,
        on=today,
        signed=signed,
    )
    write_drafts([draft], path)


def _asked_of_ai(ai_use: AiUse | None, ai_text: str | None) -> tuple[AiUse, str | None]:
    if ai_use is None:
        used = click.confirm("Was artificial intelligence used in the work?", default=None)
        ai_use = "described" if used else "none"
    if ai_use == "described" and not ai_text:
        ai_text = click.prompt("Which, for what, and what did you do with the result?", prompt_suffix="\n")
    return ai_use, ai_text


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(declare)
