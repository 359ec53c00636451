"""A copy of a portfolio for one audience: what it is, and how it is written, all of it or nothing."""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import IO, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.files import open_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.stripping import MOST, SECONDS, stripped
from coachfolio.facts.audience import Audience
from coachfolio.format.attachments.worker import Worker

__all__ = [
    "LIST_FILE",
    "AsItIs",
    "Copy",
    "NotCopied",
    "Withheld",
    "may_write_to",
    "opened_copy",
    "write_copy",
]

LIST_FILE: Final = "WITHHELD.md"


class NotCopied(CoachfolioError):
    """No copy was written. The text says why, and what to do."""


@frozen()
class Withheld(Frozen):
    """One thing that a copy leaves out. What it says is never part of this."""

    path: str
    """In the copy; empty for what is not in it at all."""
    field: str
    """Such as `contacts 2, reflection`; empty for a file."""
    what: str
    """What it is and how long, such as `text of 212 words`."""
    why: str


@frozen()
class AsItIs(Frozen):
    """A file in a copy, with what was taken out of it and what may still be in it."""

    path: str
    taken: tuple[str, ...]
    left: tuple[str, ...]


@frozen()
class Copy(Frozen):
    """A copy of a portfolio for one audience, before it is written."""

    audience: Audience
    source: str
    """The portfolio's folder."""
    files: Mapping[str, bytes] = field(repr=False)
    """Every file that is written anew, the list of what was left out included."""
    attached: Mapping[str, int]
    """Files that are copied, without the properties that can be taken out, and their sizes in bytes before that."""
    withheld: tuple[Withheld, ...]
    to_read: tuple[AsItIs, ...]
    """Files that go with what nobody sees at first, or that were not looked into."""
    evidence: int
    """How many pieces of evidence it has."""
    names_checked: bool
    """Whether clients' names were looked for in it. They are looked for where there is a list of clients."""
    may_name: int = 0
    """In how many places something may be a client's name; only whoever wrote it knows."""

    @property
    def attachments(self) -> int:
        return len(self.attached)


def may_write_to(out: str | os.PathLike[str], folder: str | os.PathLike[str]) -> None:
    """Raise NotCopied where a copy of the portfolio in `folder` cannot be written to `out`."""
    place, portfolio = Path(out).absolute(), Path(folder).resolve()
    if place.is_symlink():
        raise NotCopied("The place for the copy is a link to another place. Name the folder itself.")
    if place.resolve().is_relative_to(portfolio):
        raise NotCopied("The copy would lie inside the portfolio itself. Name a folder outside it.")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise NotCopied("There is something in the place for the copy already. Name a new folder, or an empty one.")
    if not place.parent.is_dir():
        raise NotCopied("The folder in which the copy is to be made is not there. Make it first.")


def write_copy(copy: Copy, out: str | os.PathLike[str]) -> None:
    """Write a copy into a new or empty folder: all of it, or nothing. Raises NotCopied."""
    try:
        may_write_to(out, copy.source)
        place = Path(out).absolute()
        beside = place.with_name(f".coachfolio-{secrets.token_hex(8)}")
        beside.mkdir()
        try:
            for path, data in copy.files.items():
                (beside / path).parent.mkdir(parents=True, exist_ok=True)
                (beside / path).write_bytes(data)
            with Worker(SECONDS) as worker:
                for path in copy.attached:
                    (beside / path).parent.mkdir(parents=True, exist_ok=True)
                    with opened_copy(copy, path, worker) as file, (beside / path).open("xb") as new:
                        shutil.copyfileobj(file, new, 1 << 20)
            if place.is_dir():
                place.rmdir()
            beside.rename(place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NotCopied(f"The copy could not be written: {reason}. Nothing was left behind.") from None


def opened_copy(copy: Copy, path: str, worker: Worker) -> IO[bytes]:
    """A file that goes with a copy, as it is in it: without the properties that can be taken out of one of its size.

    Raises OSError.
    """
    file = os.fdopen(open_plain(Path(copy.source) / path)[0], "rb")
    data = file.read(MOST + 1)
    if len(data) > MOST:
        file.seek(0)
        return file
    file.close()
    return io.BytesIO(stripped(path, data, worker.ask).data)
