"""Before a save: is anything in it wrong, does it leak anything, and what would be lost?"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from coachfolio.checking import Report, check
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.confidentiality.scan import private_among
from coachfolio.documents.limits import MAX_FILE_BYTES
from coachfolio.frozen import Frozen, frozen
from coachfolio.git import Opened, opened
from coachfolio.git.reading import Entry, listing, objects
from coachfolio.losses import Loss, earlier_portfolio, losses_between
from coachfolio.portfolio import ENDINGS, PORTFOLIO_FILE, Stage, open_portfolio
from coachfolio.snapshots import Snapshot, entries_to_save

__all__ = ["Outlook", "before_save", "losses_of_save", "portfolios_among"]

SEALS = "refs/tags/sealed/"


@frozen()
class Outlook(Frozen):
    """One portfolio as a save would leave it."""

    folder: str
    """Where it lies in the record: empty, or ending in /."""
    report: Report
    losses: tuple[Loss, ...]
    changed: frozenset[str]
    """The files in it that the save changes."""
    asked_later: bool
    """Whether another hook asks for the reason of a loss, once the message is written."""

    @property
    def blocked(self) -> bool:
        """Whether the save must not be made as it is."""
        return self.report.failed or (bool(self.losses) and not self.asked_later)


def before_save(folder: Path, *, today: datetime.date | None = None, stage: Stage | None = None) -> tuple[Outlook, ...]:
    """Judge every portfolio in a record as the save under way would leave it.

    Nothing is written, and the list of files to be saved is only read. Raises NoRecord, GitTrouble, CoachfolioError.
    """
    found = []
    with opened(folder) as record:
        entries = entries_to_save(record)
        before = listing(record.repository, record.tip) if record.tip else []
        for place in portfolios_among(entries):
            source = Snapshot(place.rstrip("/") or ".", record.repository, entries, place)
            portfolio = open_portfolio(source)
            assert record.top is not None
            exposure, key = looked_through(portfolio, record.top / place)
            exposure = replace(exposure, private=private_among(_inside(entries, place)))
            report = check(portfolio, stage=stage, today=today, key=key, exposure=exposure)
            losses = _losses(record, place, report, before, entries)
            found.append(Outlook(place, report, losses, _changed(place, before, entries), _asks_for_reasons(record)))
    return tuple(found)


def losses_of_save(folder: Path, *, today: datetime.date | None = None) -> tuple[Loss, ...]:
    """What the save under way would lose. A save that only adds loses nothing, and is not looked into."""
    with opened(folder) as record:
        entries = entries_to_save(record)
        before = listing(record.repository, record.tip) if record.tip else []
        now = {one.path: one.id for one in entries}
        if all(now.get(one.path) == one.id for one in before):
            return ()
        losses: list[Loss] = []
        for place in portfolios_among(entries) or portfolios_among(before):
            source = Snapshot(place.rstrip("/") or ".", record.repository, entries, place)
            if PORTFOLIO_FILE not in source.sizes:
                losses.append(Loss("evidence", "The whole portfolio is removed.", PORTFOLIO_FILE))
                continue
            report = check(open_portfolio(source), today=today, rules=())
            losses += _losses(record, place, report, before, entries)
        return tuple(losses)


def _inside(entries: list[Entry], place: str) -> list[str]:
    """The paths of all files in a folder, as seen from there."""
    start = os.fsencode(place)
    return [os.fsdecode(one.path[len(start) :]) for one in entries if one.path.startswith(start)]


def portfolios_among(entries: list[Entry]) -> list[str]:
    """The folders that have a portfolio.yaml, each empty or ending in /."""
    name = PORTFOLIO_FILE.encode()
    found = (one.path for one in entries if one.path == name or one.path.endswith(b"/" + name))
    return sorted(os.fsdecode(path[: -len(name)]) for path in found)


def _changed(place: str, before: list[Entry], entries: list[Entry]) -> frozenset[str]:
    """The paths in a folder of all files that a save adds or changes."""
    was = {one.path: one.id for one in before}
    return frozenset(_inside([one for one in entries if was.get(one.path) != one.id], place))


def _losses(record: Opened, place: str, report: Report, before: list[Entry], entries: list[Entry]) -> tuple[Loss, ...]:
    start = place.encode("utf-8", "surrogateescape")
    was = {one.path: one.id for one in before if one.path.startswith(start) and one.mode.startswith("100")}
    now = {one.path: one.id for one in entries if one.path.startswith(start) and one.mode.startswith("100")}
    differ = {path for path in was.keys() | now.keys() if was.get(path) != now.get(path)}
    if not any(path in was for path in differ):
        return ()
    inside = {path: os.fsdecode(path[len(start) :]) for path in differ}
    wanted = {was[path] for path in differ if path in was and inside[path].lower().endswith(ENDINGS)}
    contents = dict(
        objects(record.repository, sorted(wanted), "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set())
    )
    earlier: Mapping[str, bytes | None] = {inside[path]: contents.get(was.get(path, "")) for path in differ}
    return losses_between(
        earlier_portfolio(report.portfolio, earlier),
        report.portfolio,
        contents_before={inside[path]: was[path] for path in differ if path in was},
        contents_after={inside[path]: now[path] for path in differ if path in now},
        sealed=_sealed(record),
        progress=report.progress,
    )


def _sealed(record: Opened) -> list[tuple[str, str, str]]:
    """Every piece that a seal lists: the seal's name, the piece's id and its content's."""
    refs = {name: id for name, id in record.refs.items() if name.startswith(SEALS)}
    if not refs:
        return []
    from coachfolio.git.objects import tag_from
    from coachfolio.record.seals import BadSeal, seal_from

    found = []
    tags = dict(objects(record.repository, sorted(set(refs.values())), None, most=1 << 23, too_large=set()))
    for name, id in sorted(refs.items()):
        data = tags.get(id, b"")
        if not data.startswith(b"object "):
            continue
        try:
            seal = seal_from(tag_from(id, data).message)
        except BadSeal:
            continue
        found += [(name.removeprefix("refs/tags/"), one.evidence, one.content) for one in seal.evidence]
    return found


def _asks_for_reasons(record: Opened) -> bool:
    """Whether a hook for the message is there as well: then it is the one to ask why something is lost."""
    return "commit-msg" in record.shape.hooks or "core.hookspath" in record.shape.programs
