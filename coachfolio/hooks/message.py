"""When the message of a save is written: it names no client, and says why where something is lost."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Final

from coachfolio.confidentiality.key import Key, key_file
from coachfolio.confidentiality.scan import Leak, leaks_in
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import opened
from coachfolio.git.own import setting
from coachfolio.hooks.saving import losses_of_save, portfolios_among
from coachfolio.losses import Loss
from coachfolio.snapshots import entries_to_save

__all__ = ["AboutMessage", "about_message"]

_MAX_BYTES: Final = 1 << 20
_SCISSORS: Final = re.compile(r"^. -{8,} >8 -{8,}$", re.MULTILINE)
_REASON: Final = re.compile(r"^Reason:[ \t]*\S", re.MULTILINE | re.IGNORECASE)
_TO_BE_JOINED: Final = ("fixup!", "squash!", "amend!")
"""Saves that will be made part of another, whose message counts."""


@frozen()
class AboutMessage(Frozen):
    """What is to be said of a message."""

    leaks: tuple[Leak, ...]
    losses: tuple[Loss, ...]
    """What is lost, where the message gives no reason."""

    @property
    def blocked(self) -> bool:
        """Whether the save must not be made with this message."""
        return any(one.blocks for one in self.leaks) or bool(self.losses)


def about_message(folder: Path, file: Path, *, today: datetime.date | None = None) -> AboutMessage:
    """Look at the message of the save under way. Raises BrokenKey, NoRecord, GitTrouble."""
    with file.open("rb") as written:
        text = written.read(_MAX_BYTES).decode("utf-8", "replace")
    said = written_part(text, setting(folder, "core.commentChar") or "#")
    leaks = tuple(leak for key in _keys(folder) for leak in leaks_in(said, key))
    if _REASON.search(said) or said.startswith(_TO_BE_JOINED) or (file.parent / "MERGE_HEAD").exists():
        return AboutMessage(leaks, ())
    return AboutMessage(leaks, losses_of_save(folder, today=today))


def _keys(folder: Path) -> tuple[Key | None, ...]:
    """The keys of the portfolios in a record; patterns are asked in any case."""
    with opened(folder) as record:
        assert record.top is not None
        keys = [key_file(record.top / place) for place in portfolios_among(entries_to_save(record))]
    return tuple(one for one in keys if one) or (None,)


def written_part(text: str, comment: str) -> str:
    """What will be kept of a message: nothing below the cut, and no remarks."""
    found = _SCISSORS.search(text)
    lines = (text[: found.start()] if found else text).splitlines()
    mark = "#" if comment == "auto" else comment
    return "\n".join(line for line in lines if not line.startswith(mark)).strip()
