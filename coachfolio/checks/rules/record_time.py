"""CF5, time: do the days that evidence claims fit the saves?

Dates of saves are claims as well, typed by the computer that saved. These rules compare the learner's own statements.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import MOST_PLACES, WHOLE
from coachfolio.evidence import OLDER_BY_NATURE, kind_of_path

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord

BATCH: Final = 5
"""First saves in one go from which on they are one thing, and not many."""
_BATCH_DAYS: Final = 14
_SITTING_SECONDS: Final = 600
_SITTING_DAYS: Final = 7
_DAY: Final = 86_400
_OWN_CLOCK: Final = ("W0", "W1")


def _dated(facts: Facts) -> PracticeRecord | None:
    """The record, where the days of its saves can be told."""
    record = facts.record
    return record if record is not None and record.completeness.dates_known else None


def _days_between(days: list[datetime.date]) -> int:
    return (max(days) - min(days)).days


def _first_saved(facts: Facts, piece: EvidenceHistory) -> datetime.date | None:
    """The day on which a piece was first saved, by the earlier of the two dates of that save.

    Making a record again, as some programs do before a hand-over, gives every save a new second date. That the two
    differ is told once for the whole record. None where the save is dated in the future.
    """
    save = piece.first.save
    if save.committed and save.committed.seconds >= _future(facts):
        return None
    return min((when.day for when in (save.authored, save.committed) if when), default=None)


def _future(facts: Facts) -> float:
    """The second from which on a save is dated later than a day after today, wherever on earth that is."""
    start = datetime.datetime.combine(facts.today, datetime.time(), datetime.UTC)
    return start.timestamp() + 2 * 86_400  # in seconds: there is no day after the last one of the calendar


def _batches(facts: Facts) -> list[list[EvidenceHistory]]:
    """Pieces of many days that were first saved in one go, by path."""
    record = _dated(facts)
    evidence = record.evidence if record else ()
    together: dict[str, list[EvidenceHistory]] = defaultdict(list)
    many_at_once = {id for id, number in Counter(piece.first.save.id for piece in evidence).items() if number >= BATCH}
    for piece in evidence:
        if piece.first.save.id in many_at_once and piece.of_day and kind_of_path(piece.path) not in OLDER_BY_NATURE:
            together[piece.first.save.id].append(piece)
    return [
        sorted(many, key=lambda piece: piece.path)
        for many in together.values()
        if len(many) >= BATCH and _days_between([piece.of_day for piece in many if piece.of_day]) > _BATCH_DAYS
    ]


def _imported(facts: Facts) -> frozenset[str]:
    """The paths of pieces that say that they were brought in from files of other programs."""
    return frozenset(piece.path for piece in facts.portfolio.evidence if getattr(piece, "recorded", None) == "imported")


def _brought_in(facts: Facts) -> list[list[EvidenceHistory]]:
    """Imported pieces that were saved late, by the save that brought them in, where they are no batch."""
    record = _dated(facts)
    imported, most = facts.once(_imported), facts.threshold("recorded-late-days")
    together = {piece.id for many in facts.once(_batches) for piece in many}
    by_save: dict[str, list[EvidenceHistory]] = defaultdict(list)
    for piece in record.evidence if record and imported else ():
        late = piece.lag is not None and piece.lag > most and piece.of_day
        if piece.path in imported and late and piece.id not in together:
            by_save[piece.first.save.id].append(piece)
    return list(by_save.values())


def _late(facts: Facts, more_than: int, at_most: int | None) -> Iterator[Finding]:
    record = _dated(facts)
    if record is None:
        return
    together = {piece.id for many in facts.once(_batches) for piece in many}
    wrong_clock = {before.id for _, before in facts.once(_ran_back)}  # told once for all
    imported = facts.once(_imported)
    for piece in record.evidence:
        lag = piece.lag
        if lag is None or lag <= more_than or (at_most is not None and lag > at_most):
            continue
        if piece.first.save.id in wrong_clock:
            continue
        saved = _first_saved(facts, piece)
        seen = piece.witness.until if piece.witness.level not in _OWN_CLOCK else None
        if seen and piece.of_day and (seen.date() - piece.of_day).days <= more_than:  # whenever it was saved here
            continue
        if piece.path in imported:  # told once, for all that a save brought in
            continue
        if saved and piece.of_day and piece.id not in together and kind_of_path(piece.path) not in OLDER_BY_NATURE:
            yield Finding(
                at=Place(piece.path, ("date",)),
                message=f"It is of {day(piece.of_day)}, and was first saved {lag} days later, on {day(saved)}.",
                hint="Typing up notes from paper, or working offline, can do this. The notes, or an earlier "
                "hand-over, would settle it.",
                at_most=Severity.ADVICE if piece.first.save.reason else None,
            )


def recorded_late(facts: Facts) -> Iterator[Finding]:
    """A piece was first saved more than a few days after its day.

    Why:
        What is written down at once does not rest on memory. The threshold is recorded-late-days.
    Wrong:
        date: 2025-03-03, first saved on 17 March
    Right:
        first saved on 3 or 4 March
    """
    yield from _late(facts, facts.threshold("recorded-late-days"), facts.threshold("recorded-very-late-days"))


def recorded_very_late(facts: Facts) -> Iterator[Finding]:
    """A piece was first saved weeks after its day.

    Why:
        What is written down weeks later rests on memory or on notes, and nothing here shows on which. The threshold is
        recorded-very-late-days. Where the save itself gives its reason, this is only worth knowing: the reason can be
        asked about.
    Wrong:
        date: 2025-03-03, first saved on 13 April
    Right:
        the same, with a line in the message of the save: Reason: typed up from my notes
    """
    yield from _late(facts, facts.threshold("recorded-very-late-days"), None)


def recorded_together(facts: Facts) -> Iterator[Finding]:
    """Many pieces of different weeks were first saved in one go.

    Why:
        That is how older notes are brought in on the first day. Their days then rest on the notes alone.
    Wrong:
        sixteen sessions of October to March, first saved together on 28 March
    Right:
        each session saved within a few days; or the notes on paper shown to the assessor; or recorded: imported, as
        coachfolio import writes it, which says from which files
    """
    imported = facts.once(_imported)
    for many in [*facts.once(_batches), *facts.once(_brought_in)]:
        saved = many[0].first.save.committed
        days = sorted(piece.of_day for piece in many if piece.of_day)
        when = f" on {day(saved.day)}" if saved else ""
        yield Finding(
            at=Place(many[0].path),
            message=_said_of_import(len(many), days, when)
            if all(piece.path in imported for piece in many)
            else f"{len(many)} pieces of {day(days[0])} to {day(days[-1])} were first saved together{when}.",
            hint="This is how notes from paper or from another computer are brought in. The notes, or an earlier "
            "hand-over, would settle when they were written.",
            related=tuple(("First saved in the same go.", Place(piece.path)) for piece in many[1 : 1 + MOST_PLACES]),
        )


def _said_of_import(number: int, days: list[datetime.date], when: str) -> str:
    of = day(days[0]) if days[0] == days[-1] else f"{day(days[0])} to {day(days[-1])}"
    verb = "was" if number == 1 else "were"
    return f"{count(number, 'piece')} of {of} {verb} imported from files of another program, and first saved{when}."


def two_dates_differ(facts: Facts) -> Iterator[Finding]:
    """The two dates that each save has are more than a day apart.

    Why:
        One is of the writing, the other of the saving. Programs that make a record again keep the first and renew the
        second, and the first can also be typed by hand.
    Wrong:
        24 saves written from January to June by the one date, and all made on 20 June by the other
    Right:
        the same, with an earlier hand-over that shows the saves as they were
    """
    record = _dated(facts)
    if record is None:
        return
    differ = [
        save
        for save in record.saves
        if save.authored and save.committed and abs(save.authored.seconds - save.committed.seconds) > _DAY
    ]
    if differ:
        late = _late_by_saving(record, {save.id for save in differ}, facts.threshold("recorded-very-late-days"))
        those = f" By the date of saving, {count(len(late), 'piece')} came weeks after the day" if late else ""
        names = [shown(piece.path, 80) for piece in late[:MOST_PLACES]]
        names += [f"{len(late) - MOST_PLACES} more"] if len(late) > MOST_PLACES else []
        yield Finding(
            at=WHOLE,
            message=f"The date of writing and the date of saving are more than a day apart on {len(differ)} of "
            f"{count(len(record.saves), 'save')}.{those and f'{those} that {_it_says(late)} of: {listed(names)}.'}",
            hint="Programs that tidy a record before it is handed over do this, and so does a host that joins lines. "
            "An earlier hand-over would settle it.",
            related=tuple(("Late by the date of saving.", Place(piece.path)) for piece in late[:MOST_PLACES]),
        )


def _it_says(late: list[EvidenceHistory]) -> str:
    return "it says it is" if len(late) == 1 else "they say they are"


def _late_by_saving(record: PracticeRecord, saves: set[str], days: int) -> list[EvidenceHistory]:
    """The pieces that were first saved by one of some saves, weeks late by the second of its dates."""
    return [
        piece
        for piece in record.present
        if piece.first.save.id in saves
        and piece.of_day
        and piece.first.save.committed
        and piece.first.save.committed.day_number - piece.of_day.toordinal() > days
        and kind_of_path(piece.path) not in OLDER_BY_NATURE
    ]


def own_clock(facts: Facts) -> Iterator[Finding]:
    """Nobody but the learner says when evidence was saved.

    Why:
        The dates of saves are typed by the computer that saves, and prove nothing about time. Not even the order is
        proved: whoever makes a whole record again, with other minutes and other dates, leaves no trace in it. This is
        no reproach: it says what the record cannot show by itself.
    Wrong:
        a portfolio handed over once, at the very end
    Right:
        a receipt or a seal at every tutorial, kept by whoever gave it
    """
    record = _dated(facts)
    if record is None:
        return
    present = record.present
    alone = sum(piece.witness.level in _OWN_CLOCK for piece in present)
    if alone or any(not seen for _, seen in record.beside):
        files = sum(not seen for _, seen in record.beside)
        also = f", and {files} of {count(len(record.beside), 'other file')}," if files else ""
        yield Finding(
            at=WHOLE,
            message=f"{alone} of {count(len(present), 'piece')} of evidence{also} "
            f"{'rests' if alone == 1 and not files else 'rest'} on the learner's own clock: nobody else has said when "
            f"{'it was' if alone == 1 else 'they were'} there.",
            hint="A receipt that the assessor keeps, or a seal, settles it for everything that is there by then.",
        )


def recorded_before_its_day(facts: Facts) -> Iterator[Finding]:
    """A piece was saved before the day that it says it is of.

    Why:
        Nobody can describe what is still to come. A day either way is nothing: the earth is round.
    Wrong:
        date: 2025-03-09, saved on 4 March
    Right:
        date: 2025-03-04; or status: planned until the meeting has been held
    """
    record = _dated(facts)
    if record is None:
        return
    wrong_clock = {save.id for save, _ in facts.once(_ran_back)}  # told once for all
    for piece in record.evidence:
        lag = piece.lag
        if lag is None or lag > -2 or piece.first.save.id in wrong_clock:
            continue
        save = piece.first.save
        saved = max((when.day for when in (save.authored, save.committed) if when), default=None)
        if not (saved and piece.of_day) or piece.of_day > facts.today or _was_planned(piece):
            continue
        early = (piece.of_day - saved).days
        if early > 1:
            yield Finding(
                at=Place(piece.path, ("date",)),
                message=f"It is of {day(piece.of_day)}, and was first saved {early} days before that, on {day(saved)}.",
                hint="A slip in the date and a wrong clock are possible causes. Look at the day and the month; for a "
                "meeting still to come, write status: planned.",
            )


def _was_planned(piece: EvidenceHistory) -> bool:
    """Whether it may have been put in for a meeting still to come, which is as it should be."""
    changes = (set(version.fields) for version in piece.changes if version.content)
    return any(not fields or fields & {"status", "contacts"} for fields in changes)


def saved_in_the_future(facts: Facts) -> Iterator[Finding]:
    """A save is dated later than today.

    Why:
        The clock of the computer that saved was wrong. Whatever else it dated may be wrong as well. Nobody gains by
        such a date: it only says that the day of these saves is not known.
    Wrong:
        a save of 4 March 2091
    Right:
        the clock put right before the next save
    """
    record = _dated(facts)
    if record is None:
        return
    limit = _future(facts)
    future = [save.committed for save in record.saves if save.committed and save.committed.seconds >= limit]
    if future:
        latest = max(future, key=lambda when: when.seconds)
        yield Finding(
            at=WHOLE,
            message=f"{count(len(future), 'save')} {'is' if len(future) == 1 else 'are'} dated in the future, "
            f"up to {day(latest.day)}: today is {day(facts.today)}.",
            hint="A wrong clock and a wrong time zone are possible causes. Put the clock right; a receipt would say "
            "when the save was really there.",
        )


def _ran_back(facts: Facts) -> list[tuple[Commit, Commit]]:
    """The saves that are dated more than a day before one that they follow, each with that one.

    The clock was wrong at one of the two, and nobody can say at which: neither date is held against what it brought.
    """
    record = _dated(facts)
    saves = {save.id: save for save in record.saves} if record else {}
    return [
        (save, before)
        for save in saves.values()
        if save.committed
        for parent in save.parents[:1000]
        if (before := saves.get(parent))
        and before.committed
        and before.committed.seconds - save.committed.seconds > _DAY
    ]


def order_and_dates_disagree(facts: Facts) -> Iterator[Finding]:
    """A save is dated more than a day before one that it follows.

    Why:
        The order of saves is certain, their dates are not. Where the two disagree, some clock was wrong.
    Wrong:
        a save of 1 January that follows one of 4 February
    Right:
        the same, if the clock had been reset: this is only worth knowing
    """
    back = facts.once(_ran_back)
    if back:
        saves = len({save.id for save, _ in back})
        first, before = back[0]
        assert first.committed
        assert before.committed
        yield Finding(
            at=WHOLE,
            message=f"The order and the dates disagree on {count(saves, 'save')}: one of {day(first.committed.day)} "
            f"follows one of {day(before.committed.day)}{', for example' if saves > 1 else ''}.",
            hint="A clock that had been reset and work on two computers are possible causes. The order is certain; "
            "a receipt or a seal would say more about the time.",
        )


def one_sitting(facts: Facts) -> Iterator[Finding]:
    """Many saves of different weeks were made within a few minutes.

    Why:
        Programs that make a record again do this, and so does whoever brings in older notes one by one.
    Wrong:
        eight saves within eight minutes, written from January to February by their other date
    Right:
        the same, with an earlier hand-over that shows the saves as they were
    """
    record = _dated(facts)
    if record is None:
        return
    dated = sorted(((save.committed.seconds, save) for save in record.saves if save.committed), key=itemgetter(0))
    if all(late[0] - early[0] > _SITTING_SECONDS for early, late in zip(dated, dated[BATCH - 1 :], strict=False)):
        return
    known = {piece.first.save.id for many in facts.once(_batches) for piece in many}
    claims: dict[str, list[datetime.date]] = defaultdict(list)
    for piece in record.evidence:
        if piece.of_day and piece.first.save.id not in known and kind_of_path(piece.path) not in OLDER_BY_NATURE:
            claims[piece.first.save.id].append(piece.of_day)
    # a window that slides; while it has no wide span, it holds no more than a few different days
    written: Counter[datetime.date] = Counter()
    claimed: Counter[datetime.date] = Counter()
    start = 0
    for end, (seconds, save) in enumerate(dated):
        _count(save, claims, written, claimed, 1)
        while dated[start][0] < seconds - _SITTING_SECONDS:
            _count(dated[start][1], claims, written, claimed, -1)
            start += 1
        if end + 1 - start < BATCH:
            continue
        wide = len(written) > 1 and _days_between(list(written)) > _SITTING_DAYS
        if not wide:
            many = sum(claimed.values()) >= BATCH and len(claimed) > 1
            if not many or _days_between(list(claimed)) <= _SITTING_DAYS:
                continue
        while end + 1 < len(dated) and dated[end + 1][0] - dated[start][0] <= _SITTING_SECONDS:
            end += 1
            _count(dated[end][1], claims, written, claimed, 1)
        days = sorted(written if wide else claimed)
        said = "by the date of writing they are" if wide else "the evidence that they brought says that it is"
        assert save.committed
        yield Finding(
            at=WHOLE,
            message=f"{end + 1 - start} saves were made within ten minutes on {day(save.committed.day)}; "
            f"{said} of {day(days[0])} to {day(days[-1])}.",
            hint="Programs that tidy a record before it is handed over do this, and so does bringing in older notes. "
            "An earlier hand-over, or the notes, would settle it.",
        )
        return


def _count(
    save: Commit,
    claims: dict[str, list[datetime.date]],
    written: Counter[datetime.date],
    claimed: Counter[datetime.date],
    step: int,
) -> None:
    """Take a save into the window, or out of it."""
    changes = [(claimed, when) for when in claims.get(save.id, ())]
    if save.authored:
        changes.append((written, save.authored.day))
    for days, when in changes:
        days[when] += step
        if not days[when]:
            del days[when]
