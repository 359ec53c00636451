"""What lies in the folder, judged as the save that it would make, before git is told of any of it."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import Final

from coachfolio.base.files import read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import check
from coachfolio.checks.rules import in_family
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.confidentiality.saves import paths_inside
from coachfolio.confidentiality.scan import private_among
from coachfolio.git import OpenRecord, opened
from coachfolio.git.objects import object_id
from coachfolio.git.own import own_output
from coachfolio.git.reading import Entry, listing
from coachfolio.hooks.ratchet import PortfolioPlace, Saving, losses_in, unexplained
from coachfolio.hooks.saving import Outlook, changed_files
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE
from coachfolio.portfolio.sources import Folder, Unreadable

__all__ = ["Unsaved", "unsaved_work"]

_MOST_BYTES: Final = 1 << 31
"""Of one file that is saved."""
_FIRST_BYTES: Final = 8000
"""By which git tells a text from other files."""


@frozen()
class Unsaved(Frozen):
    """What a folder has that is not saved."""

    outlook: Outlook
    """What the save of all of it is judged to be."""
    prefix: str
    """Where the portfolio lies in the record: empty, or ending in /."""
    new: tuple[str, ...]
    """Paths in the portfolio."""
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """From where, and to where: the content is the same."""
    ids: tuple[tuple[str, str], ...]
    """Every file of the portfolio as it was judged: its path and the id of its content."""

    @property
    def nothing(self) -> bool:
        """Whether all is saved."""
        return not (self.new or self.changed or self.removed or self.moved)


def unsaved_work(folder: Path, *, today: datetime.date | None = None) -> Unsaved:
    """Judge what lies in a portfolio's folder as the save that it would make.

    Nothing is written, and nothing of an unsaved file gets into the record. Raises NoPortfolio, NoRecord, GitTrouble.
    """
    with opened(folder) as record:
        source = Folder(folder)
        save = _saving(record, folder, source)
        was = _by_path(save.before, record.prefix)
        place = PortfolioPlace(record.prefix, record.prefix if PORTFOLIO_FILE in was else None)
        portfolio = open_portfolio(source)
        exposure, key = looked_through(portfolio, folder)
        exposure = replace(exposure, private=private_among(paths_inside(save.entries, record.prefix)))
        losses = losses_in(save, place, portfolio)
        report = check(portfolio, today=today, key=key, exposure=exposure, losses=losses)
        rest = tuple(found for found in report.diagnostics if found.waived or not in_family(found.code, "losses"))
        outlook = Outlook(
            record.prefix,
            replace(report, diagnostics=rest),
            unexplained(report),
            changed_files(place, save),
            key,
        )
        return _told(outlook, record.prefix, was, _by_path(save.entries, record.prefix))


def _told(outlook: Outlook, prefix: str, was: dict[str, str], now: dict[str, str]) -> Unsaved:
    new = sorted(now.keys() - was.keys())
    removed = sorted(was.keys() - now.keys())
    by_content = {was[path]: path for path in removed}
    moved = tuple((by_content[now[path]], path) for path in new if now[path] in by_content)
    gone, come = {before for before, _ in moved}, {after for _, after in moved}
    return Unsaved(
        outlook,
        prefix,
        tuple(path for path in new if path not in come),
        tuple(sorted(path for path in now.keys() & was.keys() if now[path] != was[path])),
        tuple(path for path in removed if path not in gone),
        moved,
        tuple(sorted(now.items())),
    )


def _by_path(entries: tuple[Entry, ...], prefix: str) -> dict[str, str]:
    start = os.fsencode(prefix)
    return {os.fsdecode(file.path[len(start) :]): file.id for file in entries if file.path.startswith(start)}


def _saving(record: OpenRecord, folder: Path, source: Folder) -> Saving:
    """The save that all files in a folder would make which git does not leave out. Raises GitTrouble."""
    before = tuple(listing(record.repository, record.tip)) if record.tip else ()
    was = {file.path: file for file in before}
    start = os.fsencode(record.prefix)
    said = own_output(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
    entries = [file for file in before if not file.path.startswith(start)]
    unsaved: dict[str, bytes] = {}
    for name in dict.fromkeys(said.split(b"\0")[:-1]):
        try:
            entries.append(_entry(record, source, os.fsdecode(name), was.get(start + name), unsaved))
        except (Unreadable, OSError):  # it was removed, or is no file
            continue
    return Saving(record, tuple(sorted(entries)), before, unsaved)


def _entry(record: OpenRecord, source: Folder, path: str, was: Entry | None, unsaved: dict[str, bytes]) -> Entry:
    """One file as it would be saved. Raises Unreadable and OSError."""
    written = path.lower().endswith(ENDINGS)
    data = source.read(path) if written else read_plain(source.path / path, _MOST_BYTES)
    algorithm = record.repository.algorithm
    if was is not None and was.id == object_id(b"blob", data, algorithm):
        return was
    is_text = b"\0" not in data[:_FIRST_BYTES]
    kept = data.replace(b"\r\n", b"\n") if is_text else data  # git keeps the ends of lines in one way
    id = object_id(b"blob", kept, algorithm)
    if was is not None and was.id == id:
        return was
    if written:
        unsaved[id] = kept
    return Entry(os.fsencode(record.prefix + path), was.mode if was else "100644", id)
