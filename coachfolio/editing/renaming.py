"""Renaming a piece of evidence: its file, its day where the name says another, and every mention of it."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path
from typing import Final

from coachfolio.base.errors import nearest
from coachfolio.base.files import read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.unwritable import unwritable
from coachfolio.base.words import listed, shown
from coachfolio.editing.drafts import ChangedMeanwhile, Draft, NotWritten, as_it_is, change_files, with_field, with_word
from coachfolio.evidence.model import AssessmentRecord, Declaration, SamplingPlan, SamplingRecord
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import ENDINGS, Portfolio
from coachfolio.portfolio.sources import name_problems

__all__ = ["Renaming", "rename", "renaming"]

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-")
_OF_OTHERS: Final = (AssessmentRecord, SamplingPlan, SamplingRecord, Declaration)


@frozen()
class Renaming(Frozen):
    """What renaming a piece would do."""

    folder: str
    old: str
    """The path of its file now."""
    new: str
    """The path that it will have."""
    drafts: tuple[Draft, ...]
    """The file itself with its new day, and every other file that mentions the piece. The first is the file itself."""
    mentions: int


def renaming(folder: str | os.PathLike[str], id: str, new_id: str) -> Renaming:
    """Work out a renaming. Raises NotWritten, also where somebody judged or declared the piece under its name."""
    portfolio = open_portfolio(folder)
    path = _path_of(portfolio, id)
    if not _NAME.fullmatch(new_id):
        raise NotWritten(
            f"{shown(new_id, 80)} is not a name for a file. Use small letters, digits and hyphens, such as "
            "2026-03-04-c01-delegation."
        )
    if any(name_problems(f"{new_id}.yaml")):
        raise NotWritten(
            f"{shown(new_id, 80)} is a name that Windows keeps for itself. Use another, such as "
            "2026-03-04-c01-delegation."
        )
    if any(known.casefold() == new_id.casefold() for known in portfolio.paths if known != id):
        raise NotWritten(f"There is a piece called {shown(new_id, 80)} already. Choose another name.")
    judged = [
        piece.id
        for piece in portfolio.evidence
        if isinstance(piece, _OF_OTHERS)
        and any(
            mention.value == id and mention.to == "evidence" for mention in portfolio.references.get(piece.path, ())
        )
    ]
    if judged:
        raise NotWritten(
            f"{shown(id, 80)} was judged or declared under this name, in {listed(shown(by, 60) for by in judged[:3])}. "
            "Those records are not yours to change. Keep the name."
        )
    folder_before, _, _ = path.rpartition("/")
    ending = next(ending for ending in ENDINGS if path.lower().endswith(ending))
    new_path = f"{folder_before}/{new_id}{ending}"
    if os.path.lexists(Path(folder, new_path)):
        raise NotWritten(f"There is a file {shown(new_path, 200)} already. Choose another name.")
    own = _with_day(as_it_is(folder, path), portfolio, id, new_id)
    drafts, mentions = [], 0
    for other, references in portfolio.references.items():
        draft = own if other == path else None
        for mention in references:
            if mention.value == id and (mention.to == "evidence" or mention.to in _kinds(portfolio, id)):
                draft = with_word(draft or as_it_is(folder, other), mention.where, id, new_id)
                mentions += 1
        if other == path:
            own = draft or own
        elif draft is not None:
            drafts.append(draft)
    return Renaming(os.fspath(folder), path, new_path, (own, *drafts), mentions)


def rename(plan: Renaming) -> None:
    """Carry a renaming out: every file, or none. Raises NotWritten."""
    folder = Path(plan.folder)
    own, *others = plan.drafts
    changes: dict[str, bytes | None] = {plan.new: own.after.encode(), plan.old: None}
    changes |= {draft.path: draft.after.encode() for draft in others}
    before = {draft.path: draft.before for draft in plan.drafts}

    def same(path: str) -> bool:
        if path == plan.new:
            return not os.path.lexists(folder / path)
        expected = before[path]
        return expected is not None and read_plain(folder / path, MAX_FILE_BYTES + 1) == expected.encode()

    try:
        change_files(folder, changes, same)
    except ChangedMeanwhile as error:
        path = shown(str(error), 200)
        raise NotWritten(f"{path} was changed by something else just now. Nothing was renamed. Try again.") from None
    except OSError as error:
        raise NotWritten(unwritable(error, "Nothing was renamed.")) from None


def _path_of(portfolio: Portfolio, id: str) -> str:
    paths = portfolio.paths.get(id, ())
    if len(paths) == 1:
        return paths[0]
    if paths:
        raise NotWritten(f"Several files are called {shown(id, 80)}. Rename one of them by hand.")
    meant = nearest(id, portfolio.paths)
    raise NotWritten(f"There is no piece {shown(id, 80)} here." + (f" Did you mean {meant}?" if meant else ""))


def _kinds(portfolio: Portfolio, id: str) -> set[str]:
    return {piece.type for piece in portfolio.evidence if piece.id == id}


def _with_day(draft: Draft, portfolio: Portfolio, id: str, new_id: str) -> Draft:
    """The file with the day that its new name says, where its date is that of the old name."""
    was, now = _DATED.match(id), _DATED.match(new_id)
    if not was or not now or was[1] == now[1]:
        return draft
    try:
        datetime.date.fromisoformat(now[1])
    except ValueError:
        raise NotWritten(f"There is no such day as {now[1]}. Look at the new name.") from None
    piece = next((piece for piece in portfolio.evidence if piece.id == id), None)
    date = getattr(piece, "date", None)
    if date is None or date.isoformat() != was[1]:
        return draft
    return with_field(draft, ("date",), now[1])
