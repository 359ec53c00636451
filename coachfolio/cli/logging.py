"""The command that writes up a session in one line: log."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, TextIO

import click

from coachfolio.cli.shared import days, done_on_option, folder_before_paths, in_option, write_drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from coachfolio.confidentiality.key import Key
    from coachfolio.editing.drafts import Draft
    from coachfolio.editing.sessions_logged import SessionEntry
    from coachfolio.portfolio.portfolio import Portfolio


@click.command(short_help="Write up a session in one line.")
@click.argument("words", nargs=-1)
@in_option
@click.option(
    "--from",
    "file",
    metavar="FILE",
    type=click.File("r", encoding="utf-8-sig"),
    help="Lines from a file; - is what is piped in.",
)
@click.option("--edit", is_flag=True, help="Open the filled sheet in your editor before it is written.")
@click.option("--yes", is_flag=True, help="Write it without asking.")
@done_on_option
def log(
    words: tuple[str, ...],
    path: str,
    file: TextIO | None,
    edit: bool,
    yes: bool,
    on: datetime.datetime | None,
) -> None:
    r"""Write up a session in one line: the client's code, how long, what else you know, and what it was about.

    In any order before the words: the day (today, yesterday, Tuesday, 3 Feb, 3/2; today where none is said), the time
    (14:00, 2pm), how you met (in-person, video, phone), your role (coach, mentor), the fee (paid, pro-bono, internal)
    and criteria (#D7.03/s2). It is shown before it is written.

    \b
    Examples:
      coachfolio log C07 60m "Delegation: what she hands over, and to whom"
      coachfolio log C07 1h15 yesterday 14:00 phone mentor "#D7.03/s2" the board paper
      coachfolio log --from notes.txt
    """
    from coachfolio.editing.sessions_logged import entries_in, entry_in, log_drafts, opened_to_log

    _, today = days(on)
    portfolio, key = opened_to_log(path)
    if file is not None:
        entries = entries_in(file.read(), portfolio, today, key)
    elif words:
        entries = [entry_in(words if len(words) > 1 else words[0], portfolio, today, key)]
    elif sys.stdin.isatty():
        entries = [_asked(portfolio, today, key)]
    else:
        entries = entries_in(sys.stdin.read(), portfolio, today, key)
    if not entries:
        click.echo("There is no session in these lines. Nothing was written.", err=True)
        sys.exit(2)
    for entry in entries:
        if entry.note:
            click.echo(entry.note, err=True)
    drafts = log_drafts(path, entries, portfolio, key)
    if edit:
        drafts = [_edited(draft) for draft in drafts]
    for draft in drafts:
        _show(draft, path)
    if (
        not yes
        and sys.stdin.isatty()
        and not click.confirm("Write it?" if len(drafts) == 1 else "Write them?", default=True)
    ):
        click.echo("Nothing was written.")
        return
    write_drafts(drafts, path)


def _show(draft: Draft, path: str) -> None:
    click.echo("/".join(filter(None, (folder_before_paths(path), draft.path))))
    for line in draft.after.splitlines():
        click.echo(f"    {line}")


def _edited(draft: Draft) -> Draft:
    from dataclasses import replace

    after = click.edit(draft.after, extension=".yaml", require_save=False)
    return replace(draft, after=after) if after else draft


def _asked(portfolio: Portfolio, today: datetime.date, key: Key | None) -> SessionEntry:
    """A session asked question by question. What cannot be is asked again, with the reason."""
    from coachfolio.editing.sessions_logged import client_in, entry_in, with_words
    from coachfolio.format.spoken import NotUnderstood

    clients = list(portfolio.file.clients if portfolio.file else ())
    question = f"Client ({', '.join(clients[:12])})" if clients else "Client's code"
    client = _until(question, lambda said: client_in(said, portfolio, key))

    def understood(said: str) -> str:
        entry = entry_in(f"{client} {said}", portfolio, today, key)
        if entry.title or entry.purpose:
            raise NotUnderstood(f"{(entry.title or entry.purpose)[:40]} is not understood here.")
        return said

    def length(said: str) -> str:
        return understood(f"{said}m" if said.strip().isdigit() else said)

    lasted = _until("How long (such as 60m or 1h15)", length)
    day = _until("Day", lambda said: understood(f"60m {said}").removeprefix("60m "), default="today")
    how = _until(
        "How you met: in-person, video, phone or written (Enter to leave out)",
        lambda said: understood(f"60m {said}").removeprefix("60m "),
        default="",
    )
    about = click.prompt("What it was about", default="", show_default=False)
    return with_words(entry_in(f"{client} {lasted} {day} {how}", portfolio, today, key), about)


def _until(question: str, understood: Callable[[str], str], default: str | None = None) -> str:
    """An answer that can be understood, as what it is understood."""
    from coachfolio.format.spoken import NotUnderstood

    while True:
        said = click.prompt(question, default=default, show_default=bool(default))
        try:
            return understood(said)
        except NotUnderstood as error:
            click.echo(f"  {error}")


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(log)
