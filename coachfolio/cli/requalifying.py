"""The command that moves a portfolio to another edition of its qualification: requalify."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from coachfolio.base.words import count, shown
from coachfolio.cli.shared import cover_of, in_option

if TYPE_CHECKING:
    from coachfolio.editing.requalifying import CriterionMove


@click.command(short_help="Move to another edition: propose where each claim goes, and ask.")
@click.argument("new", metavar="NEW")
@in_option
@click.option(
    "--map",
    "mapped",
    metavar="OLD=NEW",
    multiple=True,
    help="Where the claims on a criterion go, such as D7.03/s1=8589-702/1.1; once for each. OLD= is nowhere.",
)
@click.option("--dry-run", is_flag=True, help="Show where each claim would go, and write nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing: claims whose criterion has no same words are kept as a list.")
def requalify(new: str, path: str, mapped: Sequence[str], dry_run: bool, yes: bool) -> None:
    r"""Move the portfolio to the qualification NEW, as `coachfolio qualifications` lists it.

    Every criterion that is claimed is laid beside those of the new edition: first one of the same number and words,
    then one of the same words. The rest is asked. What has no place is taken out, and kept as a list to read.

    \b
    Examples:
      coachfolio requalify ilm-l7-diploma-8589 --dry-run
      coachfolio requalify ilm-l7-diploma-8589 --map D7.03/s1=8589-700/1.1
    """
    from coachfolio.editing.requalifying import requalified, requalify_moves
    from coachfolio.editing.requalifying import requalify as carry_out
    from coachfolio.editing.sessions_logged import opened_to_log

    portfolio, _ = opened_to_log(path)
    answers = dict(_answer(said) for said in mapped)
    moves = requalify_moves(portfolio, new, answers)
    if not dry_run and not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Nobody can be asked here. Add --dry-run to look, or --yes and --map for the rest.")
        answers |= _asked([move for move in moves if not move.sure])
        moves = requalify_moves(portfolio, new, answers)
    cover = cover_of(path)
    for move in moves:
        click.echo(cover(_told(move)))
    plan = requalified(path, portfolio, new, moves)
    for said in plan.left:
        click.echo(cover(said))
    kept = f", and {count(plan.kept, 'claim')} would be kept as a list" if plan.kept else ""
    click.echo(f"{count(plan.moved, 'claim')} would go over{kept}. {count(len(plan.drafts), 'file')} would be written.")
    if dry_run:
        click.echo("Nothing was written.")
        return
    if not yes and not click.confirm("Write it?", default=False):
        click.echo("Nothing was written.")
        return
    carry_out(plan)
    for draft in plan.drafts:
        click.echo(cover(f"Written: {draft.path}"))
    for gone in plan.deleted:
        click.echo(cover(f"Taken out: {gone.path}"))
    click.echo("Look at it with coachfolio coverage, and save it with coachfolio save.")


def _answer(said: str) -> tuple[str, str]:
    old, sign, new = said.partition("=")
    if not sign or not old.strip():
        raise click.BadParameter("Write OLD=NEW, such as D7.03/s1=8589-702/1.1", param_hint="--map")
    return old.strip(), new.strip()


def _asked(moves: Sequence[CriterionMove]) -> dict[str, str]:
    """Where the claims go whose criterion has no same words in the new edition. Nothing typed is nowhere."""
    answers: dict[str, str] = {}
    for move in moves:
        click.echo(f"\n{move.old}  {shown(move.old_text, 200)}  ({count(move.claims, 'claim')})")
        for number, (ref, text) in enumerate(move.others, 1):
            click.echo(f"  {number}. {ref}  {shown(text, 200)}")
        answer = click.prompt(
            "Where do they go: a number or a criterion (Enter: nowhere)", default="", show_default=False
        )
        said = str(answer).strip()
        if said.isdigit() and 1 <= int(said) <= len(move.others):
            said = move.others[int(said) - 1][0]
        answers[move.old] = said
    return answers


def _told(move: CriterionMove) -> str:
    how = {"number and words": "same number and words", "words": "same words", "answered": "as you say"}.get(move.how)
    if move.new:
        return f"{move.old} -> {move.new}  ({how}; {count(move.claims, 'claim')})"
    like = f" Somewhat like: {', '.join(ref for ref, _ in move.others)}." if move.others else ""
    return f"{move.old} -> no place  ({count(move.claims, 'claim')}).{like}"


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(requalify)
