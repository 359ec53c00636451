"""The commands that save and undo: save, undo, rename."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from coachfolio.cli.shared import agreed, coloured, cover_of, day_today, in_option, painted, path_argument, plain


@click.command(short_help="Save what you wrote, once it is checked and shown.")
@click.argument("words", nargs=-1)
@in_option
@click.option("--reason", metavar="TEXT", help="Why something is lost, or judged evidence is changed.")
@click.option("--yes", is_flag=True, help="Save without asking.")
def save(words: tuple[str, ...], path: str, reason: str | None, yes: bool) -> None:
    r"""Save the portfolio as it lies there: it is checked and shown first.

    WORDS say what the save is about; without them it is called by what it adds and changes. An error or a client's
    name stops it. Where something is lost, or evidence is changed that was judged, it asks for the reason.

    \b
    Examples:
      coachfolio save
      coachfolio save "Two sessions with C07"
    """
    from coachfolio.base.left_over import clear_left_over
    from coachfolio.editing.forgetting.cleaning import finish_clean_up
    from coachfolio.editing.importing.carrying_out import finish_what_was_begun
    from coachfolio.editing.saving import NotSaved, message_for, with_reason
    from coachfolio.editing.saving import save as save_all
    from coachfolio.hooks.ratchet import must_be_explained
    from coachfolio.hooks.unsaved import unsaved_work
    from coachfolio.outputs.saving import unsaved_text

    if finish_clean_up(path):
        click.echo("A clean-up of earlier saves that was stopped half-way was finished first.")
    if finish_what_was_begun(path):
        click.echo("An import was stopped in the middle. It is finished now.")
    clear_left_over(path)
    unsaved = unsaved_work(Path(path), today=day_today())
    cover = cover_of(path)
    in_colour = coloured()
    for line in unsaved_text(unsaved, painted if in_colour else plain):
        click.echo(cover(line), color=in_colour)
    if unsaved.nothing:
        return
    asking = sys.stdin.isatty() and not yes
    report = unsaved.outlook.report
    if report is not None and report.failed:
        raise NotSaved("Nothing was saved. Mend what is above, and save again.")
    if must_be_explained(unsaved.outlook.losses) and not reason:
        if not asking:
            raise NotSaved("This save loses something. Nothing was saved. Say why with --reason.")
        reason = click.prompt("Why (nothing is saved without a reason)", default="", show_default=False).strip()
        if not reason:
            raise NotSaved("Nothing was saved.")
    if asking and not click.confirm("Save it?", default=True):
        click.echo("Nothing was saved.")
        return
    said = with_reason(" ".join(words) or message_for(unsaved), reason or "")
    save_all(path, unsaved, said)
    click.echo("Saved.")


@click.command(short_help="Take the last save back, or put one piece back as it was.")
@click.argument("piece", required=False)
@in_option
@click.option("--at", "state", metavar="SAVE", help="Put the piece back as it was at this save.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def undo(piece: str | None, path: str, state: str | None, yes: bool) -> None:
    r"""Take the last save back; with PIECE, put one piece of evidence back as it was before its last change.

    A save that is taken back leaves the files as they lie there: nothing that was typed is lost. One that is sealed,
    was sent on, or joined two lines stays; single pieces can still be put back.

    \b
    Examples:
      coachfolio undo
      coachfolio undo 2026-03-04-c01-delegation
      coachfolio undo 2026-03-04-c01-delegation --at 1f3c5a7e
    """
    from coachfolio.editing.undoing import earlier_draft, last_saves, take_back, why_not
    from coachfolio.outputs.saving import last_saves_text

    cover = cover_of(path)
    if piece is not None:
        draft = earlier_draft(path, piece, state or "")
        for line in _difference(draft.before or "", draft.after):
            click.echo(cover(line))
        if agreed("Put it back as it was?", yes=yes):
            _write_back(draft, path, cover)
        return
    saves = last_saves(path)
    for line in last_saves_text(saves):
        click.echo(cover(line))
    if not saves:
        click.echo("Nothing is saved in this portfolio yet.")
        return
    if reason := why_not(path):
        click.echo(f"The last save stays. {cover(reason)} To put one piece back: coachfolio undo PIECE")
        sys.exit(1)
    click.echo("What somebody has as a hand-over file or a receipt is not taken back by this.")
    if agreed("Take the last save back? The files stay as they are.", yes=yes):
        take_back(path, saves[0].id)
        click.echo("Taken back. What it held is unsaved now.")


def _difference(before: str, after: str) -> Iterator[str]:
    """The lines that would go (-) and come back (+), a screen of them at the most."""
    import difflib

    lines = [
        line
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    yield from lines[:20]
    if len(lines) > 20:
        yield f"… and {len(lines) - 20} lines more"


def _write_back(draft: object, path: str, cover: Callable[[str], str]) -> None:
    from coachfolio.editing.drafts import Draft, write
    from coachfolio.outputs.drafts import written_lines

    assert isinstance(draft, Draft)
    write([draft])
    for line in written_lines([draft], "" if path == "." else path):
        click.echo(cover(line))


@click.command(short_help="Give a piece of evidence another name, everywhere.")
@click.argument("piece")
@click.argument("name")
@path_argument
@click.option("--yes", is_flag=True, help="Do it without asking.")
def rename(piece: str, name: str, path: str, yes: bool) -> None:
    r"""Give PIECE another NAME: its file, its day where the new name says another, and every mention of it.

    \b
    Example:
      coachfolio rename 2026-03-04-c01-board 2026-03-05-c01-board-papers
    """
    from coachfolio.base.words import count
    from coachfolio.editing.renaming import rename as carry_out
    from coachfolio.editing.renaming import renaming

    plan = renaming(path, piece, name)
    cover = cover_of(path)
    click.echo(cover(f"{plan.old} becomes {plan.new}"))
    for draft in plan.drafts[1:]:
        click.echo(cover(f"  its name changes in {draft.path}"))
    if plan.drafts[0].before != plan.drafts[0].after:
        click.echo("  its own text is changed with it, such as the day")
    if agreed(f"Rename it, with {count(plan.mentions, 'mention')}?", yes=yes):
        carry_out(plan)
        click.echo("Renamed. Look at it, and save as you save everything else.")


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(save)
    main.add_command(undo)
    main.add_command(rename)
