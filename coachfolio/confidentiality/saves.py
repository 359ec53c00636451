"""A portfolio looked through as a save would leave it: its texts, its files' names, and every other file beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.confidentiality.facts import Exposure, InRecord
from coachfolio.confidentiality.history import AlreadyReported
from coachfolio.confidentiality.lists import key_of_portfolio
from coachfolio.confidentiality.portfolios import exposure_in, in_record_of, with_attachments, with_folder
from coachfolio.confidentiality.scan import private_among
from coachfolio.git import OpenRecord, opened
from coachfolio.git.reading import Entry, objects
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.snapshots import entries_to_save, portfolio_folder
from coachfolio.portfolio.sources import is_listed

if TYPE_CHECKING:
    from coachfolio.confidentiality.attachments import Read
    from coachfolio.confidentiality.key import Key

__all__ = ["exposure_of_entries", "looked_through_staged", "paths_inside", "standing_in"]

_FILE: Final = "100"


def looked_through_staged(path: str | os.PathLike[str], portfolio: Portfolio) -> tuple[Exposure, Key | None]:
    """What the save that is being made gives away of a portfolio, and the record before it, with the key.

    What is said of the save is not said of the record again. Raises what `snapshots.staged` raises.
    """
    with opened(path) as record:
        entries = tuple(entries_to_save(record))
        folder = portfolio_folder(record, entries)
        exposure, key = exposure_of_entries(record, entries, folder, portfolio)
        found: InRecord | None
        try:
            standing = standing_in(entries, folder)
            found = in_record_of(record, folder, key, portfolio, standing, about_to_be=entries)
        except CoachfolioError as error:
            # whoever has no list is told so where the record is judged
            found = None if key is None else InRecord(not_checked=(str(error),))
    return replace(exposure, in_record=found), key


def exposure_of_entries(
    record: OpenRecord, entries: tuple[Entry, ...], folder: str, portfolio: Portfolio
) -> tuple[Exposure, Key | None]:
    """What the files of one state of a record give away of the portfolio in a folder of it, and the key.

    A key that cannot be used is told by the exposure.
    """
    broken, key = "", None
    if record.top is not None:
        try:
            key = key_of_portfolio(record, folder)
        except CoachfolioError as error:
            broken = str(error)
    if key is None:
        exposure = exposure_in(portfolio, None, broken_key=broken)
    else:
        files = tuple(file for file in entries if file.mode.startswith(_FILE))
        hidden = [(path, 0) for path in paths_inside(files, folder) if not is_listed(path)]
        hidden = [(path, size) for path, size in hidden if not private_among([path])]
        exposure = with_attachments(portfolio, key, _reader(record, folder, entries), hidden=hidden)
    exposure = replace(exposure, private=private_among(paths_inside(entries, folder)))
    return exposure if record.top is None else with_folder(exposure, record.top / folder), key


def standing_in(entries: Iterable[Entry], folder: str) -> AlreadyReported:
    """What is told of the files of a state of the record, so that it is not told of the record again."""
    inside = [file for file in entries if file.path.startswith(os.fsencode(folder))]
    return AlreadyReported(frozenset(file.id for file in inside), frozenset(os.fsdecode(file.path) for file in inside))


def paths_inside(entries: tuple[Entry, ...], folder: str) -> list[str]:
    """The paths of all files in a folder, as seen from there."""
    start = os.fsencode(folder)
    return [os.fsdecode(file.path[len(start) :]) for file in entries if file.path.startswith(start)]


def _reader(record: OpenRecord, folder: str, entries: tuple[Entry, ...]) -> Read:
    """Reads attachments as they will be saved. Raises OSError."""
    ids = {os.fsdecode(file.path): file.id for file in entries}

    def read(path: str, most: int) -> bytes:
        for _, data in objects(record.repository, [ids[folder + path]], "blob", most=most, too_large=set()):
            return data
        raise OSError("it is too large, or missing")

    return read
