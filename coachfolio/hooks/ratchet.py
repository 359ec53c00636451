"""The save under way, held against the one before: what would be lost?"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import START, Diagnostic, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.covering import Cover, safely_shown
from coachfolio.facts.losses import Loss, earlier_portfolio, losses_between, same_but_for_words
from coachfolio.git import OpenRecord
from coachfolio.git.directory import is_id
from coachfolio.git.plain import read_foreign
from coachfolio.git.process import output
from coachfolio.git.reading import Entry, listing, objects
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import ENDINGS, OVERLAY_FILE, PORTFOLIO_FILE, Portfolio
from coachfolio.portfolio.snapshots import Snapshot, entries_to_save
from coachfolio.record.verdicts import SEAL_REFS

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report
    from coachfolio.confidentiality.key import Key

__all__ = [
    "PortfolioPlace",
    "Saving",
    "losses_in",
    "losses_of_save",
    "must_be_explained",
    "portfolios_in",
    "saving",
    "unexplained",
    "unread",
]

_FILE: Final = "100"
_DECLARATIONS: Final = "declarations/"
_MOST_CONTENTS: Final = 1 << 20
"""Bytes of one earlier file: more than any evidence may have."""
_MAX_LINES_BYTES: Final = 1 << 12


@frozen()
class Saving(Frozen):
    """A save that is being made, and what was saved before it."""

    record: OpenRecord
    entries: tuple[Entry, ...]
    """Every file that it will have."""
    before: tuple[Entry, ...]
    """Every file that the last save has, with what lines that are being joined with it have changed on their own."""
    unsaved: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """Contents of files that git was not told of yet, by their ids."""


@frozen()
class PortfolioPlace(Frozen):
    """Where a portfolio lies in a record. A folder is empty, or ends in /."""

    folder: str | None
    """None where the save removes it."""
    before: str | None
    """Where it lay; None for a new one."""

    @property
    def where(self) -> str:
        """The folder, or that of one that is removed."""
        return self.folder if self.folder is not None else self.before or ""


def saving(record: OpenRecord) -> Saving:
    """What is about to be saved. Raises CoachfolioError, GitTrouble."""
    entries = entries_to_save(record)
    if record.tip is None:
        return Saving(record, tuple(entries), ())
    before = {file.path: file for file in listing(record.repository, record.tip)}
    for other in _lines_joined(record):
        _take_over(record, other, {file.path: file for file in entries}, before)
    return Saving(record, tuple(entries), tuple(before.values()))


def _lines_joined(record: OpenRecord) -> list[str]:
    """The ids that other lines end with, where lines are being joined."""
    assert record.own is not None
    named = read_foreign(record.own / "MERGE_HEAD", _MAX_LINES_BYTES, "the note of what is being joined") or b""
    return [line for line in named.decode("ascii", "replace").split() if is_id(line, record.repository.algorithm)]


def _take_over(record: OpenRecord, other: str, entries: dict[bytes, Entry], before: dict[bytes, Entry]) -> None:
    """Put into the earlier state what another line has changed and the save takes from it.

    That was saved there, and any reason was given there.
    """
    assert record.tip is not None
    shared = output(record.repository, "merge-base", record.tip, other, may_fail=True).decode("ascii").strip()
    base = {file.path: file for file in listing(record.repository, shared)} if shared else {}
    theirs = {file.path: file for file in listing(record.repository, other)}
    for path in base.keys() | theirs.keys():
        if theirs.get(path) != base.get(path) and theirs.get(path) == entries.get(path):
            if path in entries:
                before[path] = entries[path]
            else:
                before.pop(path, None)


def portfolios_in(save: Saving) -> tuple[PortfolioPlace, ...]:
    """Every portfolio in a save, and every one that it removes. One whose portfolio.yaml moves as it is has moved."""
    now, was = _portfolios_among(save.entries), _portfolios_among(save.before)
    moved = {id: folder for folder, id in was.items() if folder not in now}
    found = [
        PortfolioPlace(folder, folder if folder in was else moved.pop(id, None)) for folder, id in sorted(now.items())
    ]
    return (*found, *(PortfolioPlace(None, folder) for folder in sorted(moved.values())))


def _portfolios_among(entries: tuple[Entry, ...]) -> dict[str, str]:
    """The folders that have a portfolio.yaml, and the id of its content."""
    name = PORTFOLIO_FILE.encode()
    return {
        os.fsdecode(file.path[: -len(name)]): file.id
        for file in entries
        if file.path == name or file.path.endswith(b"/" + name)
    }


def losses_of_save(
    save: Saving, place: PortfolioPlace, key: Key | None, *, today: datetime.date | None
) -> tuple[Diagnostic, ...]:
    """What the save under way would lose of one portfolio, and the portfolio that it leaves does not explain."""
    if place.folder is None:
        return (_everything_lost(),)
    difference = _Difference(save, place)
    if not difference.may_lose:
        return ()
    from coachfolio.checks.checking import check
    from coachfolio.checks.rules import all_rules

    folder = place.folder
    portfolio = open_portfolio(Snapshot(folder.rstrip("/") or ".", save.record.repository, save.entries, folder))
    losses = _losses(difference, portfolio)
    if not losses:
        return ()
    explains = {rule.waived_with for rule in all_rules() if rule.family == "losses"}
    asked = [rule for rule in all_rules() if rule.family == "losses" or rule.code in explains]
    found = unexplained(check(portfolio, today=today, rules=asked, losses=losses))
    return safely_shown(found, Cover(key=key))


def _everything_lost() -> Diagnostic:
    from coachfolio.checks.rules import losses, rule_of

    rule = rule_of(losses.evidence_lost)
    return Diagnostic(
        code=rule.code,
        name=rule.name,
        severity=Severity.ERROR,
        path=PORTFOLIO_FILE,
        span=START,
        message="The whole portfolio is removed.",
        hint="Put it back, or say why after Reason: in the message of the save.",
    )


def losses_in(
    save: Saving, place: PortfolioPlace, portfolio: Portfolio, *, slips_stop: bool = False
) -> tuple[Loss, ...]:
    """Every loss, from the portfolio as it will be saved.

    Where `slips_stop` the save, a file that cannot be read any more counts as it was: it is told as that, and what it
    seems to lose is looked at once it is mended. A save that only adds loses nothing, and one that changes nothing but
    words in sheets that nobody signed or decided on is not looked into any further.
    """
    difference = _Difference(save, place)
    return _losses(difference, portfolio, slips_stop=slips_stop) if difference.may_lose else ()


def _losses(difference: _Difference, portfolio: Portfolio, *, slips_stop: bool = False) -> tuple[Loss, ...]:
    was, now, earlier = difference.was, difference.now, difference.earlier()
    contents_before = {path: was[path] for path in difference.paths if path in was}
    contents_after = {path: now[path] for path in difference.paths if path in now}
    before = earlier_portfolio(portfolio, earlier, contents_before)
    read = contents_before.keys() & contents_after.keys() - unread(before)
    slips = sorted(path for path in unread(portfolio) & read if earlier.get(path) is not None) if slips_stop else []
    if slips:
        old = {path: contents_before[path] for path in slips}
        portfolio = earlier_portfolio(portfolio, {path: earlier[path] for path in slips}, old)
        contents_after |= old
    return losses_between(
        before,
        portfolio,
        contents_before=contents_before,
        contents_after=contents_after,
        sealed=_sealed(difference.save.record),
    )


def unread(portfolio: Portfolio) -> set[str]:
    """The files of a portfolio that could not be read, or are not in order, so that nothing of them counts."""
    found = set(portfolio.uncounted)
    if portfolio.file is None:
        found.add(PORTFOLIO_FILE)
    if portfolio.overlay is None:
        found.add(OVERLAY_FILE)
    return found


def unexplained(report: Report) -> tuple[Diagnostic, ...]:
    """The losses in a report that no waiver explains.

    Whoever waives that a criterion has no evidence has explained its loss as well.
    """
    from coachfolio.checks.rules import rule_or_error

    waived = {(diagnostic.code, diagnostic.criterion) for diagnostic in report.diagnostics if diagnostic.waived}
    return tuple(
        diagnostic
        for diagnostic in sorted(report.diagnostics, key=lambda diagnostic: diagnostic.code)
        if (rule := rule_or_error(diagnostic.code)).family == "losses"
        and not diagnostic.waived
        and (rule.waived_with, diagnostic.criterion) not in waived
    )


def must_be_explained(losses: Iterable[Diagnostic]) -> bool:
    """Whether any of these losses stops a save that gives no reason."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in losses)


class _Difference:
    """The files of a portfolio that a save adds, changes or removes, by their path in the portfolio."""

    def __init__(self, save: Saving, place: PortfolioPlace) -> None:
        assert place.folder is not None
        self.save: Final = save
        self.was: Final = _files(save.before, place.before) if place.before is not None else {}
        self.now: Final = _files(save.entries, place.folder)
        self.paths: Final = frozenset(
            path for path in self.was.keys() | self.now.keys() if self.was.get(path) != self.now.get(path)
        )

    @property
    def may_lose(self) -> bool:
        """Whether anything that was there is removed, or changed in more than words, or all of it was declared."""
        if not self.paths:
            return False
        return self._declared or (any(path in self.was for path in self.paths) and not self._only_words)

    @property
    def _declared(self) -> bool:
        """Whether a declaration says what all of the portfolio was: then even what is added changes it."""
        ids = {id for path, id in self.was.items() if path.startswith(_DECLARATIONS)}
        found = objects(self.save.record.repository, sorted(ids), "blob", most=_MOST_CONTENTS, too_large=set())
        return bool(ids) and any(b"\nmanifest:" in data for _, data in found)

    @property
    def _only_words(self) -> bool:
        """Whether nothing but words is changed, in sheets that no seal and no decision rests on."""
        if not self._only_sheets:
            return False
        earlier, later = self.earlier(), self._contents(self.now)
        return all(
            same_but_for_words(path, earlier[path], later[path])
            for path in self.paths
            if path.lower().endswith(ENDINGS)
        )

    @property
    def _only_sheets(self) -> bool:
        written = {path for path in self.paths if path.lower().endswith(ENDINGS)}
        return (
            all(path in self.was and path in self.now for path in written)
            and not written & {PORTFOLIO_FILE, OVERLAY_FILE}
            and not any(path.startswith("assessment/") for path in self.now)
            and not any(name.startswith(SEAL_REFS) for name in self.save.record.refs)
        )

    def earlier(self) -> dict[str, bytes | None]:
        """The earlier content of every file of text that differs; None where there was none."""
        return self._contents(self.was)

    def _contents(self, ids: Mapping[str, str]) -> dict[str, bytes | None]:
        wanted = {ids[path] for path in self.paths if path in ids and path.lower().endswith(ENDINGS)}
        found = (
            dict(
                objects(
                    self.save.record.repository,
                    sorted(wanted),
                    "blob",
                    most=_MOST_CONTENTS,
                    missing=set(),
                    too_large=set(),
                )
            )
            if wanted
            else {}
        )
        found.update({id: self.save.unsaved[id] for id in wanted if id in self.save.unsaved})
        return {path: found.get(ids.get(path, "")) for path in self.paths}


def _files(entries: tuple[Entry, ...], folder: str) -> dict[str, str]:
    start = os.fsencode(folder)
    return {
        os.fsdecode(file.path[len(start) :]): file.id
        for file in entries
        if file.path.startswith(start) and file.mode.startswith(_FILE)
    }


def _sealed(record: OpenRecord) -> list[tuple[str, str, str]]:
    """Every piece that a seal lists: the seal's name, the piece's id and its content's."""
    if not any(name.startswith(SEAL_REFS) for name in record.refs):
        return []
    from coachfolio.record.sealed import readable_seals

    seals = readable_seals(record)
    return [(name, file.evidence, file.content) for name, seal in seals.items() for file in seal.evidence]
