"""What was brought in as a save of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coachfolio.cli.shared import day_today

if TYPE_CHECKING:
    from coachfolio.hooks.unsaved import Unsaved


def save_alone(path: str, words: str, before: Unsaved | None) -> None:
    """Save what was brought in by itself, where nothing else was unsaved `before`; else say how it is saved."""
    if before is None:
        click.echo("There is no record in git here, so it is not saved. To begin one: coachfolio init")
        return
    if not before.nothing:
        click.echo("There was unsaved work here before, so this is not saved yet. Save it all: coachfolio save")
        return
    _save(path, words)


def unsaved_before(path: str) -> Unsaved | None:
    """What is unsaved before something is brought in; None where there is no record."""
    from coachfolio.git import GitTrouble, NoRecord
    from coachfolio.hooks.unsaved import unsaved_work

    try:
        return unsaved_work(Path(path), today=day_today())
    except (NoRecord, GitTrouble):
        return None


def _save(path: str, words: str) -> None:
    from coachfolio.cli.shared import cover_of, plain
    from coachfolio.editing.saving import save
    from coachfolio.hooks.unsaved import unsaved_work
    from coachfolio.outputs.saving import unsaved_text

    unsaved = unsaved_work(Path(path), today=day_today())
    report = unsaved.outlook.report
    if report is not None and report.failed:
        cover = cover_of(path)
        for line in unsaved_text(unsaved, plain):
            click.echo(cover(line))
        click.echo("It is written, and not saved yet: mend what is above, and save with: coachfolio save")
        return
    save(path, unsaved, words)
    click.echo("Saved, as one save of its own. To take it back: coachfolio undo")
