"""The record in numbers: computed once, and shown alike in every form."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.git.objects import Commit, Moment, SavePerson
from coachfolio.record.facts import CHANGED, EvidenceHistory, PracticeRecord, SealSeen, WitnessLevel
from coachfolio.record.verdicts import SignatureState

__all__ = ["Lags", "Month", "Removed", "Rung", "Saver", "SealCount", "Stretch", "Summary", "summary_of"]

_FROM_OUTSIDE: Final = (WitnessLevel.RECEIVER, WitnessLevel.SERVER, WitnessLevel.TIME_STAMP)
_NUMBER: Final = re.compile(r"(.*?)(\d{1,9})", re.DOTALL)

_COLUMN: Final = {"recorded": 1, "changed": 2, "joined": 2, "brought back": 2, "removed": 3, "moved": 4}
"""Where a version is counted in the row of its month; moves are counted and not shown."""


@frozen()
class Saver(Frozen):
    """Somebody who saved, by the address that their saves bear."""

    name: str
    """The one that they used most."""
    email: str
    saves: int
    learner: bool
    """Whether the address is taken for the learner's."""


@frozen()
class Rung(Frozen):
    """The pieces whose content as it stands has this best witness."""

    level: WitnessLevel
    pieces: int
    who: tuple[str, ...] = ()
    """Who says so, for people."""
    earliest: datetime.datetime | None = None
    """The first and the last moment no later than which one of them existed. None where nobody from outside says."""
    latest: datetime.datetime | None = None


@frozen()
class Lags(Frozen):
    """How long after its own day each piece was first recorded, by the saver's own clock. Each is counted once."""

    before: int
    """More than a day before its own day."""
    within_day: int
    """A day at most, either way."""
    within_week: int
    """2 to 7 days."""
    within_month: int
    """8 to 28 days."""
    later: int
    unknown: int
    """Its own day or that of the save is not known."""


@frozen()
class Stretch(Frozen):
    """The longest time without a save: the days of the saves around it, by the savers' own clocks."""

    start: datetime.date
    end: datetime.date

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@frozen()
class Month(Frozen):
    """What was saved in one month, by the savers' own clocks."""

    month: str
    """Such as `2026-03`; empty for saves whose date cannot be read."""
    saves: int
    recorded: int
    """Pieces of evidence that were recorded for the first time."""
    changed: int
    """How often one was changed, joined or brought back."""
    removed: int


@frozen()
class SealCount(Frozen):
    """A seal, and what became of the pieces that it covers."""

    seen: SealSeen
    made: datetime.datetime | None
    """By the clock of whoever made it. None also where no date of the record is shown."""
    pieces: int
    unchanged: int
    reformatted: int
    """They say the same in other lines."""
    changed: int
    removed: int
    absent: int
    """They were never part of what is here."""


@frozen()
class Removed(Frozen):
    """A piece of evidence that is not there any more."""

    id: str
    path: str
    """Where it was last."""
    openly: bool
    """Whether a save removed it. If not, it was left out when lines were joined."""
    when: Moment | None
    """By the clock of whoever removed it. None where it is not known or not shown."""
    by: SavePerson | None
    reason: str
    """What the save gives as its reason; empty where it gives none."""


@frozen()
class Summary(Frozen):
    """The record in numbers. Where its dates are not known, none is in here."""

    dates_known: bool
    pieces: int
    """Pieces of evidence in the latest saved state. Witnesses and lags are counted over these."""
    saves: int
    first: datetime.date | None
    """The earliest and the latest day of a save, by the savers' own clocks."""
    last: datetime.date | None
    people: tuple[Saver, ...]
    """Who saved, by the authors' addresses; most saves first."""
    witnessed: int
    """Pieces with a witness from outside. The others rest on the learner's own clock."""
    rungs: tuple[Rung, ...]
    """Best witness first; levels without a piece are left out."""
    lags: Lags | None
    signatures: Mapping[SignatureState, int]
    """How many saves there are by the state of their signature."""
    stretch: Stretch | None
    removed: tuple[Removed, ...]
    seals: tuple[SealCount, ...]
    """By name, their numbers counted."""
    months: tuple[Month, ...]
    """Months with at least one save, oldest first; saves without a readable date last."""
    pointers: int
    """Pieces of which only a pointer to the content is there."""
    beside: int = 0
    """Other files in the portfolio's folders, such as attachments."""
    beside_witnessed: int = 0
    """Those of them that have a witness from outside, as they are."""

    @property
    def own_clock(self) -> int:
        """Pieces that rest on the learner's own clock."""
        return self.pieces - self.witnessed

    @property
    def signed(self) -> int:
        """Saves that bear a signature, whatever is to be thought of it."""
        return self.saves - self.signatures.get(SignatureState.UNSIGNED, 0)


def summary_of(record: PracticeRecord) -> Summary:
    """The record in numbers."""
    known = record.completeness.dates_known
    present = record.present
    days = Counter(map(_day, record.saves)) if known else Counter()
    ordered = sorted(day for day in days if day)
    rungs = tuple(_rungs(present, known))
    return Summary(
        dates_known=known,
        pieces=len(present),
        saves=len(record.saves),
        first=datetime.date.fromordinal(ordered[0]) if ordered else None,
        last=datetime.date.fromordinal(ordered[-1]) if ordered else None,
        people=_people(record.saves, record.learner),
        witnessed=sum(rung.pieces for rung in rungs if rung.level in _FROM_OUTSIDE),
        rungs=rungs,
        lags=_lags(present) if known else None,
        signatures=_signatures(record),
        stretch=_stretch(ordered),
        removed=tuple(_removed(piece, known) for piece in record.evidence if not piece.present),
        seals=_seals(record, known),
        months=_months(days, record.evidence),
        pointers=sum(piece.pointer for piece in present),
        beside=len(record.beside),
        beside_witnessed=sum(seen for _, seen in record.beside),
    )


def _day(save: Commit) -> int:
    """The number of the day of a save, as `date.toordinal` counts; 0 where it cannot be read."""
    return save.committed.day_number if save.committed else 0


def _people(saves: Iterable[Commit], learner: Sequence[str]) -> tuple[Saver, ...]:
    counted: dict[str, Counter[str]] = {}
    for (name, email), number in Counter(save.author for save in saves).items():
        counted.setdefault(email.casefold(), Counter())[name] += number
    savers = (
        Saver(names.most_common(1)[0][0], email, names.total(), email in learner) for email, names in counted.items()
    )
    return tuple(sorted(savers, key=lambda saver: (-saver.saves, saver.email)))


def _rungs(present: Iterable[EvidenceHistory], known: bool) -> Iterable[Rung]:
    by_level: dict[WitnessLevel, list[EvidenceHistory]] = {}
    for piece in present:
        by_level.setdefault(piece.witness.level, []).append(piece)
    for level in reversed(WitnessLevel):
        pieces = by_level.get(level, [])
        moments = sorted(piece.witness.until for piece in pieces if piece.witness.until) if known else []
        who = tuple(sorted({piece.witness.who for piece in pieces if piece.witness.who}))
        if pieces:
            yield Rung(level, len(pieces), who, *((moments[0], moments[-1]) if moments else ()))


def _lags(present: Iterable[EvidenceHistory]) -> Lags:
    counted = Counter(piece.lag for piece in present)
    unknown = counted.pop(None, 0)
    days = {lag: number for lag, number in counted.items() if lag is not None}

    def between(least: float, most: float) -> int:
        return sum(number for lag, number in days.items() if least <= lag <= most)

    ever = float("inf")
    return Lags(between(-ever, -2), between(-1, 1), between(2, 7), between(8, 28), between(29, ever), unknown)


def _signatures(record: PracticeRecord) -> dict[SignatureState, int]:
    counted = Counter(verdict.state for verdict in record.verdicts.values())
    counted[SignatureState.UNSIGNED] += len(record.saves) - len(record.verdicts)
    return {state: number for state, number in sorted(counted.items()) if number}


def _stretch(days: Sequence[int]) -> Stretch | None:
    """The first of the longest ones."""
    longest = max(pairwise(days), key=lambda pair: pair[1] - pair[0], default=None)
    return Stretch(*map(datetime.date.fromordinal, longest)) if longest else None


def _removed(piece: EvidenceHistory, known: bool) -> Removed:
    last = piece.versions[-1]
    if last.how != "removed":
        return Removed(piece.id, piece.path, openly=False, when=None, by=None, reason="")
    when = last.save.committed if known else None
    return Removed(piece.id, piece.path, openly=True, when=when, by=last.save.author, reason=last.save.reason)


def _seals(record: PracticeRecord, known: bool) -> tuple[SealCount, ...]:
    states = Counter(state for piece in record.evidence for state in set(piece.seals))

    def counted(seen: SealSeen) -> SealCount:
        pieces = len(seen.seal.evidence) if seen.seal else 0
        unchanged, reformatted = states[seen.name, "unchanged"], states[seen.name, "reformatted"]
        changed, removed = sum(states[seen.name, state] for state in CHANGED), states[seen.name, "removed"]
        absent = max(0, pieces - unchanged - reformatted - changed - removed)
        return SealCount(seen, seen.made if known else None, pieces, unchanged, reformatted, changed, removed, absent)

    return tuple(counted(seen) for seen in sorted(record.seals, key=_numbered))


def _numbered(seen: SealSeen) -> tuple[str, int, str]:
    found = _NUMBER.fullmatch(seen.name)
    return (found[1], int(found[2]), seen.name) if found else (seen.name, 0, seen.name)


def _months(days: Mapping[int, int], evidence: Iterable[EvidenceHistory]) -> tuple[Month, ...]:
    """What there was in each month, by the number of saves on each day."""
    rows: dict[str, list[int]] = {}
    row_of: dict[int, list[int]] = {}
    for day in sorted(days, key=lambda day: day or datetime.date.max.toordinal() + 1):
        name = datetime.date.fromordinal(day).isoformat()[:7] if day else ""
        row = row_of[day] = rows.setdefault(name, [0, 0, 0, 0, 0])
        row[0] += days[day]
    if rows:
        for piece in evidence:
            for version in piece.versions:
                row_of[_day(version.save)][_COLUMN[version.how]] += 1
    return tuple(Month(name, *row[:4]) for name, row in rows.items())
