"""The commands by which decisions come back to the learner: return, receive."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from coachfolio.cli.shared import cover_of, covering, day_today, showing, yes_option


class _FolderAndFile(click.Command):
    """Takes a file, and a folder before or after it; of one word alone, it is the file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = [word for word in args if not word.startswith("-")]
        others = [word for word in args if word.startswith("-")]
        if len(words) == 1:
            words = [".", *words]
        elif len(words) == 2 and _is_portfolio(words[1]) and not _is_portfolio(words[0]):
            words.reverse()
        return super().parse_args(ctx, [*others, *words])


def _is_portfolio(word: str) -> bool:
    return (Path(word) / "portfolio.yaml").is_file()


_path = click.argument("path", default=".", type=click.Path(file_okay=False))


@click.command("return", cls=_FolderAndFile, short_help="Make the file in which your decisions go back.")
@_path
@click.argument("file", type=click.Path(dir_okay=False))
@covering
def return_(path: str, file: str) -> None:
    r"""Make the FILE that goes back to the learner, as an assessor or a quality assurer: decisions and seals.

    It holds the whole record, as a hand-over file does, with what you decided, saved and sealed in your copy. Where
    something else is changed in the copy, it says so and makes nothing.

    \b
    Example:
      coachfolio return returned.bundle
    """
    from coachfolio.editing.returning import make_return
    from coachfolio.outputs.returning import returned_text

    made = make_return(path, file)
    cover = cover_of(path)
    for line in returned_text(made, file, max(1, Path(file).stat().st_size // 1000)):
        click.echo(cover(line))
    if not made.names_checked:
        click.echo("Clients' names were not looked for: there is no list of clients here.", err=True)


@click.command(cls=_FolderAndFile, short_help="Bring in what an assessor gave back.")
@_path
@click.argument("file", type=click.Path())
@yes_option("Bring it in without asking.")
@covering
def receive(path: str, file: str, yes: bool) -> None:
    r"""Bring in what an assessor or a quality assurer gave back in FILE: it is shown first.

    Only records of assessment and seals come in. A file that brings anything else is refused, and nothing is changed.
    What you have written since stays as it is, saved or not.

    \b
    Example:
      coachfolio receive returned.bundle
    """
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.editing.receiving import receive as bring_in
    from coachfolio.editing.receiving import receiving
    from coachfolio.outputs.returning import came_rounds, received_text, receiving_text
    from coachfolio.portfolio.loading import open_portfolio

    plan = receiving(path, file, today=day_today())
    cover = cover_for(open_portfolio(path), path)
    # as a whole first: a name may stand on two lines
    for line in receiving_text(plan, safely_shown(came_rounds(plan), cover)):
        click.echo(showing(cover)(line))
    if plan.returned.nothing:
        return
    if sys.stdin.isatty() and not yes and not click.confirm("Bring it in?", default=True):
        click.echo("Nothing was changed.")
        return
    bring_in(path, file, plan)
    for line in received_text(plan):
        click.echo(line)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(return_)
    main.add_command(receive)
