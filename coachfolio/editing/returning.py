"""Making the file in which an assessor's or a quality assurer's work goes back to the learner."""

from __future__ import annotations

import os
from pathlib import Path

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.auditing import audit
from coachfolio.checks.handing_over import must_give_nobody_away
from coachfolio.git import OpenRecord, make_bundle, opened
from coachfolio.git.own import setting
from coachfolio.git.reading import changes, ids_reachable
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.returned import changed_beside_assessment, is_assessment
from coachfolio.record.unsaved import unsaved_in

__all__ = ["MadeReturn", "NotReturned", "make_return"]

_MOST_NAMED = 3


class NotReturned(CoachfolioError):
    """No file was made. The text says why, and what to do."""


@frozen()
class MadeReturn(Frozen):
    """A file that was just made."""

    files: tuple[str, ...]
    """The records of assessment in it that are new or changed since it was handed over, as far as that can be told."""
    seals: tuple[str, ...]
    """The names of the seals on that, and where nothing can be told of it, of all seals but the learner's."""
    unsealed: bool
    """Whether something was saved after the last of them."""
    names_checked: bool
    """Whether there was a list of clients to look for."""


def make_return(folder: str | os.PathLike[str], file: str | os.PathLike[str]) -> MadeReturn:
    """Make the file that goes back: the whole record, with what was decided and sealed in this copy of a portfolio.

    Raises NotReturned where something is unsaved, or something else than the assessment was changed, which the learner
    could not receive; GivesAway, NoRecord, GitTrouble.
    """
    with opened(folder) as record:
        if record.top is None or record.tip is None:
            raise NotReturned("There is nothing saved here to give back. Work in a copy made with git clone.")
        new = _since_handed_over(folder, record)
        others = changed_beside_assessment(record, new, record.prefix)
        every = (os.fsdecode(file.path) for save in changes(record.repository, new) for file in save.files)
        inside = (path[len(record.prefix) :] for path in every if path.startswith(record.prefix))
        files = tuple(sorted({path for path in inside if is_assessment(path)}))
    if others:
        raise NotReturned(
            f"This copy changes more than the assessment: {_named(others)}. Only decisions and seals go back: evidence "
            "is the learner's. Put it back with coachfolio undo, or begin from a fresh copy, and try again."
        )
    if unsaved := unsaved_in(folder):
        raise NotReturned(
            f"Not saved yet: {_named(unsaved)}. Only what is saved goes back. Save first (coachfolio save), seal, and "
            "try again."
        )
    checked = must_give_nobody_away(folder, "file to give back")
    found = audit(folder, fields=False, names=False)
    others_seals = [seen for seen in found.record.seals if seen.seal is not None and seen.seal.role != "learner"]
    marked = {seen.seal.commit for seen in others_seals if seen.seal is not None}
    own = tuple(seen.name for seen in others_seals if not new or (seen.seal and seen.seal.commit in new))
    make_bundle(folder, file)
    return MadeReturn(files, own, found.record.tip not in marked, checked)


def _since_handed_over(folder: str | os.PathLike[str], record: OpenRecord) -> list[str]:
    """The saves that were made in this copy, newest first, as far as that can be told.

    Git notes in a copy what it was made from, and what the learner saved was handed over.
    """
    assert record.tip
    found = audit(folder, fields=False, names=False).record
    there = {save.id for save in found.saves}
    handed = [id for ref, id in record.refs.items() if ref.startswith("refs/remotes/") and id in there]
    if not handed or _says_who_saves(found):  # who saved most in a short record may be the assessor
        learner = {*found.learner} - {setting(Path(folder), "user.email").casefold()}
        handed += [save.id for save in found.saves if save.committer.email.casefold() in learner]
    return ids_reachable(record.repository, [record.tip], handed) if handed else []


def _says_who_saves(found: PracticeRecord) -> bool:
    """Whether portfolio.yaml has the learner's addresses."""
    about = found.about.file if found.about else None
    return about is not None and bool(about.learner.saves_as or about.learner.email)


def _named(paths: tuple[str, ...]) -> str:
    more = f" and {count(len(paths) - _MOST_NAMED, 'other file')}" if len(paths) > _MOST_NAMED else ""
    return f"{listed(shown(path, 120) for path in paths[:_MOST_NAMED])}{more}"
