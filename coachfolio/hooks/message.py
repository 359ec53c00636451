"""When the message of a save is written: it names no client, and says why where something is lost."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames, Leak
from coachfolio.confidentiality.lists import key_of_portfolio
from coachfolio.confidentiality.scan import leaks_in, names_declared_in
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import opened
from coachfolio.git.own import setting
from coachfolio.git.reading import objects
from coachfolio.hooks.ratchet import (
    PortfolioPlace,
    Saving,
    losses_of_save,
    must_be_explained,
    portfolios_in,
    saving,
)
from coachfolio.portfolio.loading import portfolio_file_alone
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["AboutMessage", "about_message", "gives_reason", "kept_message", "leaks_among", "written_part"]

_MAX_BYTES: Final = 1 << 24
"""Of a message with the differences that git may show below it."""
_SCISSORS: Final = re.compile(r"^. -{8,} >8 -{8,}$", re.MULTILINE)
_REASON: Final = re.compile(r"^Reason:[ \t]*\S", re.MULTILINE | re.IGNORECASE)
_MAY_BE_REMARK: Final = re.compile(r"^[^\w\s]", re.MULTILINE)
_TO_BE_JOINED: Final = ("fixup!", "squash!", "amend!")
"""Saves that will be made part of another, whose message counts."""
_NO_EDITOR: Final = ":"
"""What git names as the editor, to a hook, where nobody is asked for a message."""


@frozen()
class AboutMessage(Frozen):
    """What is to be said of a message."""

    leaks: tuple[Leak, ...]
    losses: tuple[Diagnostic, ...]
    """What is lost and no waiver explains, where the message gives no reason."""
    today: datetime.date
    """The day that waivers are judged by."""

    @property
    def blocked(self) -> bool:
        """Whether the save must not be made with this message."""
        return any(leak.blocks for leak in self.leaks) or must_be_explained(self.losses)


def about_message(folder: Path, file: Path, *, today: datetime.date | None = None) -> AboutMessage:
    """Look at the message of the save under way. Raises BrokenKey, NoRecord, GitTrouble."""
    today = today or datetime.date.today()
    said = kept_message(folder, file)
    with opened(folder) as record:
        save = saving(record)
        places = portfolios_in(save)
        keys = {place: key_of_portfolio(record, place.where) for place in places}
        leaks = leaks_among(said, ((key, _declared(save, place)) for place, key in keys.items()))
        if gives_reason(said):
            return AboutMessage(leaks, (), today)
        losses = tuple(loss for place in places for loss in losses_of_save(save, place, keys[place], today=today))
        return AboutMessage(leaks, losses, today)


def leaks_among(said: str, keys: Iterable[tuple[Key | None, DeclaredNames]]) -> tuple[Leak, ...]:
    """What a message gives away, by the keys of all portfolios in a record. Without any, patterns are asked.

    With each key come the people whom its portfolio names on purpose.
    """
    known: list[tuple[Key | None, DeclaredNames]] = [(key, declared) for key, declared in keys if key is not None]
    asked = known or [(None, NOBODY)]
    return tuple(leak for key, declared in asked for leak in leaks_in(said, key, declared=declared, is_message=True))


def _declared(save: Saving, place: PortfolioPlace) -> DeclaredNames:
    """Whom the portfolio names on purpose, as it is about to be saved."""
    path = os.fsencode(f"{place.where}{PORTFOLIO_FILE}")
    ids = [file.id for file in save.entries if file.path == path]
    found = objects(save.record.repository, ids, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set())
    data = next((data for _, data in found), None) if ids else None
    return names_declared_in(portfolio_file_alone(data, place.where)) if data is not None else NOBODY


def gives_reason(said: str) -> bool:
    """Whether a message says why something is lost, or need not because another message will."""
    return said.startswith(_TO_BE_JOINED) or bool(_REASON.search(said))


def kept_message(folder: Path, file: Path) -> str:
    """The words of a message that will be kept. Raises CoachfolioError, GitTrouble."""
    with file.open("rb") as written:
        data = written.read(_MAX_BYTES)
    if len(data) == _MAX_BYTES:
        raise CoachfolioError("The message of this save is too long to be looked through. Write a shorter one.")
    text = data.decode("utf-8", "replace")
    if os.environ.get("GIT_EDITOR") == _NO_EDITOR or not _MAY_BE_REMARK.search(text):
        return text.strip()
    return written_part(text, setting(folder, "core.commentChar") or "#")


def written_part(text: str, comment: str) -> str:
    """What will be kept of a message: nothing below the cut, and no remarks."""
    found = _SCISSORS.search(text)
    lines = (text[: found.start()] if found else text).splitlines()
    mark = "#" if comment == "auto" else comment
    return "\n".join(line for line in lines if not line.startswith(mark)).strip()
