"""What was brought in as a save of its own: how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from coachfolio.editing.saved_alone import SavedAlone


def say_how_saved(path: str, saved: SavedAlone) -> None:
    """Say whether it is saved, and how it gets saved where it is not."""
    from coachfolio.cli.shared import cover_of, plain
    from coachfolio.outputs.saving import unsaved_text

    if saved.how == "no record":
        click.echo("There is no record in git here, so it is not saved. To begin one: coachfolio init")
    elif saved.how == "unsaved before":
        click.echo("There was unsaved work here before, so this is not saved yet. Save it all: coachfolio save")
    elif saved.unsaved is not None:
        cover = cover_of(path)
        for line in unsaved_text(saved.unsaved, plain):
            click.echo(cover(line))
        click.echo("It is written, and not saved yet: mend what is above, and save with: coachfolio save")
    else:
        click.echo("Saved, as one save of its own. To take it back: coachfolio undo")
