"""The command that maps evidence to criteria: map."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from coachfolio.cli.shared import OneOf, agreed, cover_of, in_option, write_drafts

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key
    from coachfolio.editing.drafts import Draft
    from coachfolio.editing.mapping import ClaimsStand
    from coachfolio.evidence.model import Evidence
    from coachfolio.portfolio.portfolio import Portfolio


@click.command("map", short_help="Map evidence to criteria, one by one or with suggestions.")
@click.argument("evidence", required=False)
@click.argument("criterion", required=False)
@in_option
@click.option("--where", metavar="TEXT", help="Where in the evidence to look, such as reflection.")
@click.option("--how", metavar="TEXT", help="How it meets the criterion, in a line.")
@click.option("--on-sheet", is_flag=True, help="Write it on the mapping sheet of the unit, not into the piece.")
@click.option(
    "--move", "to", type=OneOf(["pieces", "sheets"]), help="Carry all claims into the pieces, or on to sheets."
)
@click.option("--yes", is_flag=True, help="Write without asking.")
def map_(
    evidence: str | None,
    criterion: str | None,
    path: str,
    where: str | None,
    how: str | None,
    on_sheet: bool,
    to: ClaimsStand | None,
    yes: bool,
) -> None:
    r"""Map evidence to criteria: which piece shows which criterion, where in it, and how.

    Without anything, the criteria that have too little evidence are gone through, and pieces are proposed by what you
    claimed before; nothing is written without a yes. With EVIDENCE alone, criteria are proposed for that piece. With
    both, the claim is written.

    \b
    Examples:
      coachfolio map
      coachfolio map 2026-03-04-c01-delegation
      coachfolio map 2026-03-04-c01-delegation D7.03/s2 --where reflection --how "holding back advice"
      coachfolio map --move sheets
    """
    from coachfolio.editing.mapping import claim_drafts, moved_drafts, piece_called
    from coachfolio.editing.sessions_logged import opened_to_log

    portfolio, key = opened_to_log(path)
    if to is not None:
        drafts = moved_drafts(path, portfolio, to)
        if not drafts:
            click.echo("Every claim that can be carried stands there already. Nothing was written.")
        elif agreed(f"Carry the claims? {len(drafts)} files change.", yes=yes):
            write_drafts(drafts, path)
        return
    if evidence and criterion:
        on: ClaimsStand = "sheets" if on_sheet else "pieces"
        drafts = claim_drafts(path, portfolio, evidence, criterion, where=where or "", how=how or "", on=on, key=key)
        write_drafts(drafts, path)
        return
    if evidence:
        _for_piece(path, portfolio, piece_called(portfolio, evidence), key, on_sheet=on_sheet)
        return
    _by_criterion(path, portfolio, key, on_sheet=on_sheet)


def _for_piece(path: str, portfolio: Portfolio, piece: Evidence, key: Key | None, *, on_sheet: bool) -> None:
    """The criteria that a piece may show, each asked."""
    from coachfolio.facts.suggesting import Suggestions

    texts = {known.ref: known.text for known in portfolio.qualification.criteria} if portfolio.qualification else {}
    likely = Suggestions(portfolio).for_piece(piece)
    if not likely:
        click.echo("Nothing can be proposed yet: claim a few criteria first, and proposals follow what you claimed.")
        return
    click.echo("What you claimed before from pieces like this. Only you can say whether it is shown here:")
    for ref in likely:
        click.echo(f"  {ref}  {texts.get(ref, '')}")
    if not sys.stdin.isatty():
        return
    for ref in likely:
        if click.confirm(f"Does it show {ref}?", default=False):
            write_drafts(_asked_claim(path, portfolio, piece, ref, key, on_sheet=on_sheet), path)
            return


def _by_criterion(path: str, portfolio: Portfolio, key: Key | None, *, on_sheet: bool) -> None:
    """The criteria with too little evidence, the emptiest first, and pieces that may show each."""
    from coachfolio.facts.progress import progress_of
    from coachfolio.facts.suggesting import Suggestions

    progress = progress_of(portfolio)
    short = [one for one in progress.coverage if one.state == "missing" or one.thin]
    if not short:
        click.echo("Every criterion has enough evidence.")
        return
    suggestions = Suggestions(portfolio)
    proposed = suggestions.pieces_for([criterion.criterion.ref for criterion in short])
    cover = cover_of(path)
    asking = sys.stdin.isatty()
    for criterion in sorted(short, key=lambda covered: len(covered.evidence)):
        ref = criterion.criterion.ref
        has = f"{len(criterion.evidence)} of {criterion.criterion.required}"
        click.echo(f"\n{ref}  {criterion.criterion.text}  ({has})")
        pieces = proposed[ref]
        for number, piece in enumerate(pieces, 1):
            click.echo(cover(f"  {number}. {piece.id}"))
        if not pieces:
            click.echo("  No piece can be proposed.")
        if not asking or not pieces:
            continue
        answer = click.prompt("Which of them shows it (Enter: none; q: stop)", default="", show_default=False)
        if answer.strip().lower() == "q":
            return
        if answer.strip().isdigit() and 1 <= int(answer) <= len(pieces):
            write_drafts(_asked_claim(path, portfolio, pieces[int(answer) - 1], ref, key, on_sheet=on_sheet), path)


def _asked_claim(
    path: str, portfolio: Portfolio, piece: Evidence, ref: str, key: Key | None, *, on_sheet: bool
) -> Sequence[Draft]:
    from coachfolio.editing.mapping import claim_drafts
    from coachfolio.facts.suggesting import passages_of

    fields = ", ".join(passages_of(piece))
    where = click.prompt(f"Where in it to look ({fields})" if fields else "Where in it to look", default="")
    how = click.prompt("How it shows it, in a line", default="")
    on: ClaimsStand = "sheets" if on_sheet else "pieces"
    return claim_drafts(path, portfolio, piece.id, ref, where=where, how=how, on=on, key=key)


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(map_)
