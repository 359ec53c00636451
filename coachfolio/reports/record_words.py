"""What a report on the record says, in words: the same for every form that people read.

What a stranger typed is shortened here. Whoever writes these texts out makes sure that it is nothing but text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, day, listed, shown
from coachfolio.git.objects import SavePerson
from coachfolio.record.facts import PracticeRecord, WitnessLevel
from coachfolio.record.verdicts import SealTrouble, SignatureState
from coachfolio.reports.parts import (
    NO_DATES,
    Grid,
    Items,
    Section,
    at_most,
    ended,
    is_are,
    iso,
    named,
    person_told,
    share,
    signed_how,
    was_were,
)
from coachfolio.reports.record import Month, Removed, SealCount, Summary
from coachfolio.reports.record_since import SINCE_EARLIER, since_then

if TYPE_CHECKING:
    pass

__all__ = ["about_record"]

MOST_ROWS: Final = 24
"""Rows of the timeline."""
BAR: Final = 30
"""Columns of the longest bar."""

_SEEN_BY: Final[Mapping[WitnessLevel, str]] = {
    WitnessLevel.TIME_STAMP: "an independent time stamp",
    WitnessLevel.SERVER: "a server that received it",
    WitnessLevel.RECEIVER: "a receiver: a seal, a receipt or a bundle",
    WitnessLevel.OWN_KEY: "nobody: the learner's own key and clock",
    WitnessLevel.OWN_CLOCK: "nobody: the learner's own clock",
}


_TROUBLE: Final = {
    SealTrouble.BARE: "it is a bare mark without a text",
    SealTrouble.MISFILED: "it is kept under another name, or on another save, than it says",
    SealTrouble.FOREIGN: "it was made for another portfolio",
    SealTrouble.UNREADABLE: "its text is not that of a seal",
    SealTrouble.CONTRADICTS_ITSELF: "its list of evidence contradicts itself",
    SealTrouble.OF_ANOTHER_NAME: "it names the portfolio by a first save that is not here any more",
    SealTrouble.TO_COME: "its date is still to come",
    SealTrouble.TOO_EARLY: "it is dated before what it is on",
}

_DECISION: Final = {"pass": "pass", "refer": "refer", "none": "no decision"}


_CLAIMED: Final = (
    "These dates were typed by the computer that saved. They are claims: only a witness from outside shows that "
    "something existed by a certain day, and nothing here shows that a contact took place."
)
_COMMON_REASONS: Final = (
    " Paper notes typed up later and work without a connection are common reasons for a later save."
)
_WHOLE: Final = "As far as the record itself can tell, nothing was left out, replaced or hidden."


def about_record(record: PracticeRecord, summary: Summary) -> Iterator[Section]:
    """The whole record."""
    if not record.saves:
        nothing = "Nothing is saved in this record yet." if not record.tip else "Nothing of this record was read."
        yield Section("", [nothing])
    else:
        yield Section("", list(_opening(summary)))
        yield Section("Who has seen it", list(_witnesses(summary)))
        if summary.lags:
            yield Section("How soon it was recorded", list(_lags(summary)))
        yield Section("Who saved", list(_people(summary, record.signers_given)))
        yield Section("Seals", _seals(record, summary))
        if summary.removed:
            yield Section("Removed", _removals(summary.removed))
    if record.saves or record.comparisons:
        yield Section(SINCE_EARLIER, since_then(record))
    incomplete = _incomplete(record, summary)
    if record.saves or incomplete:
        yield Section("Is it all here?", [Items(incomplete)] if incomplete else [_WHOLE])
    if record.own_file:
        yield Section("What it is judged by", [record.own_file])
    if summary.months:
        yield Section("Timeline", [_timeline(summary.months)])


def _opening(summary: Summary) -> Iterator[str]:
    what = f"{count(summary.pieces, 'piece')} of evidence in {count(summary.saves, 'save')}"
    if summary.first and summary.last:
        spent = "on" if summary.first == summary.last else "from"
        until = "" if summary.first == summary.last else f" to {day(summary.last)}"
        yield f"{what}, {spent} {day(summary.first)}{until} by the learner's own clock. {_CLAIMED}"
    elif summary.dates_known:
        yield f"{what}. The dates of the saves cannot be read."
    else:
        yield f"{what}."
        yield NO_DATES
    if summary.stretch and summary.stretch.days > 1:
        stretch = summary.stretch
        yield f"The longest time without a save is {stretch.days} days: {day(stretch.start)} to {day(stretch.end)}."


def _witnesses(summary: Summary) -> Iterator[str | Grid]:
    own = summary.own_clock
    yield (
        f"{summary.witnessed} of {count(summary.pieces, 'piece')} "
        f"{'has' if summary.witnessed == 1 else 'have'} a witness from outside; "
        f"{own} {'rests' if own == 1 else 'rest'} on the learner's own clock."
    )
    if summary.beside:
        yield (
            f"Of {count(summary.beside, 'other file')} in {'its' if summary.beside == 1 else 'their'} folders, such as "
            f"attachments, {summary.beside_witnessed} {'has' if summary.beside_witnessed == 1 else 'have'} one."
        )
    if not summary.rungs:
        return
    dated = any(rung.earliest for rung in summary.rungs)
    heads = ("seen by", "pieces", *(("earliest", "latest") if dated else ()))
    rows = [
        (_SEEN_BY[rung.level], str(rung.pieces), *((iso(rung.earliest), iso(rung.latest)) if dated else ()))
        for rung in summary.rungs
    ]
    yield Grid(heads, rows, (1,))
    if dated:
        yield "Each existed no later than its witness says; earliest and latest are the first and last of these days."


def _lags(summary: Summary) -> Iterator[str | Grid]:
    lags = summary.lags
    assert lags
    known = summary.pieces - lags.unknown
    if not known:
        yield "For no piece are both its own day and the day on which it was first recorded known."
        return
    week = lags.within_day + lags.within_week
    shares = [share(number, known) for number in (lags.within_day, week, week + lags.within_month)]
    yield (
        f"Of {count(known, 'piece')} whose own day is known, {shares[0]} were recorded within 1 day of it, "
        f"{shares[1]} within 7 days and {shares[2]} within 28 days, by the learner's own clock."
        f"{_COMMON_REASONS if lags.within_day < known else ''}"
    )
    rows = [
        ("before its day", lags.before),
        ("within 1 day", lags.within_day),
        ("2 to 7 days", lags.within_week),
        ("8 to 28 days", lags.within_month),
        ("later", lags.later),
        ("not known", lags.unknown),
    ]
    most = max(number for _, number in rows)
    bars = [(name, str(number), "#" * -(-number * BAR // most)) for name, number in rows]
    yield Grid(("recorded", "pieces", ""), bars, (1,))


def _people(summary: Summary, given: bool) -> Iterator[str | Items]:
    people = [
        person_told(SavePerson(saver.name, saver.email))
        + f"{', the learner' if saver.learner else ''}: {count(saver.saves, 'save')}"
        for saver in summary.people
    ]
    several = f"The saves bear {len(people)} different addresses." if len(people) > 1 else "All saves bear one address."
    yield f"{several} Names and addresses are typed by whoever saves."
    yield Items(at_most(people))
    states = [
        f"{number} {signed_how(state, given)}"
        for state, number in summary.signatures.items()
        if state is not SignatureState.UNSIGNED
    ]
    signed = f"{summary.signed} of {count(summary.saves, 'save')} ({share(summary.signed, summary.saves)})"
    yield f"{signed} {'is' if summary.signed == 1 else 'are'} signed{': ' + listed(states) if states else ''}."


def _seals(record: PracticeRecord, summary: Summary) -> list[str | Items | Grid]:
    if not summary.seals:
        return ["Nobody has sealed anything in this record."]
    return [Items([_seal(count_of_seals, record.signers_given) for count_of_seals in summary.seals])]


def _seal(count_of_seals: SealCount, given: bool) -> str:
    seen, seal = count_of_seals.seen, count_of_seals.seen.seal
    who = person_told(seen.by) if seen.by else "nobody named"
    when = f" on {day(count_of_seals.made.date())} by their own clock" if count_of_seals.made else ""
    role = f" as {seal.role}" if seal else ""
    parts = [f"{shown(seen.name)}: made by {who}{role}{when}"]
    if seal:
        units = listed(seal.units) if seal.units else "all units"
        parts[0] += f", for {shown(units)}: {_DECISION[seal.decision]}"
    signed = signed_how(seen.verdict.state, given)
    parts.append(f"{signed[0].upper()}{signed[1:]}")
    parts += [f"It does not count: {_TROUBLE[name]}" for name in seen.trouble]
    if not seen.attached:
        there = "all that it lists stood in it" if seen.same_content else "not all that it lists stands in it"
        parts.append(f"What it marks is no longer part of the record; {there} as it was sealed")
    if seal:
        became = [
            f"{number} {name}"
            for number, name in (
                (count_of_seals.unchanged, "unchanged since"),
                (count_of_seals.reformatted, "only written in other lines"),
                (count_of_seals.changed, "changed"),
                (count_of_seals.removed, "removed"),
                (count_of_seals.absent, "not in this record"),
            )
            if number
        ]
        parts.append(
            f"Of its {count(count_of_seals.pieces, 'piece')}: {', '.join(became)}" if became else "It lists no evidence"
        )
        for paths, what in ((seen.documents_changed, "changed"), (seen.documents_gone, "removed")):
            if paths:
                several = len(paths)
                parts.append(f"{count(several, 'other file')} that it lists {was_were(several)} {what} since")
        parts.append(f"What it says: “{shown(seal.meaning, 500)}”")
    return ended(parts)


def _removals(removed: Sequence[Removed]) -> list[str | Items | Grid]:
    lines = []
    for removal in removed:
        if not removal.openly:
            lines.append(f"{shown(removal.path, 100)}: left out when two lines of work were joined.")
            continue
        when = f" on {day(removal.when.day)}" if removal.when else ""
        reason = f"reason given: {shown(removal.reason, 120)}" if removal.reason else "no reason was given"
        lines.append(f"{shown(removal.path, 100)}: removed{when} by {person_told(removal.by)}; {ended([reason])}")
    gone = f"{count(len(removed), 'piece')} of evidence {is_are(len(removed))} not in the portfolio any more."
    return [gone, Items(at_most(lines))]


def _incomplete(record: PracticeRecord, summary: Summary) -> list[str]:
    about = record.completeness
    unsaved, hidden, pointers = len(about.unsaved), len(about.hidden), summary.pointers
    partial = "This copy may leave out contents, to be fetched from elsewhere. Nothing was fetched."
    settings = f"{count(len(about.programs), 'setting')} can start programs or lead elsewhere: none was used."
    changes = len(record.list_problems)
    signers = f"{count(changes, 'change')} of the list of signers {is_are(changes)} without authority."
    entries = len(record.odd_paths)
    odd = f"{count(entries, 'entry', 'entries')} of the portfolio {is_are(entries)} no plain file."
    points = f"{count(pointers, 'piece')} only {'points' if pointers == 1 else 'point'} to content that is not here."
    drafts = f"{count(about.drafts, 'save')} {is_are(about.drafts)} only in drafts, not part of what was handed over."
    differ = f"{count(unsaved, 'file')} in the folder {'differs' if unsaved == 1 else 'differ'} from what is saved"
    found: list[tuple[object, str]] = [
        (about.stopped, f"Reading stopped at a limit ({shown(about.stopped)}): nothing after it was read."),
        (about.cut_off, f"Earlier history was left out in {count(about.cut_off, 'place')}."),
        (about.missing, f"{count(about.missing, 'content')} of the record {is_are(about.missing)} missing."),
        (about.too_large, f"{count(about.too_large, 'content')} {was_were(about.too_large)} too large to be read."),
        (about.partial and not about.missing, partial),
        (about.substitutions, f"{count(about.substitutions, 'substitution')} of other contents: none was followed."),
        (about.grafts, f"{count(about.grafts, 'invented line')} of descent: none was followed."),
        (about.programs, settings),
        (about.own_signers, "The record brings its own list of trusted keys. It was not used."),
        (record.list_problems, signers),
        (pointers, points),
        (record.odd_paths, odd),
        (about.drafts, drafts),
        (unsaved, f"{differ}: {named(about.unsaved)}."),
        (hidden, f"{count(hidden, 'file')} whose changes the folder hides: {named(about.hidden)}."),
    ]
    return [line for true, line in found if true]


def _timeline(months: Sequence[Month]) -> Grid:
    rows = [month for month in months if month.month]
    heads = ("month", "saves", "recorded", "changed", "removed")
    if rows and _number(rows[-1].month) - _number(rows[0].month) < MOST_ROWS:
        there = {row.month: row for row in rows}
        every = range(_number(rows[0].month), _number(rows[-1].month) + 1)
        names = [f"{number // 12:04}-{number % 12 + 1:02}" for number in every]
        rows = [there.get(name, Month(name, 0, 0, 0, 0)) for name in names]
    else:
        heads = ("year", *heads[1:])
        rows = [_sum(year, list(of)) for year, of in groupby(rows, key=lambda month: month.month[:4])]
        if len(rows) > MOST_ROWS:
            early = len(rows) - MOST_ROWS + 1
            rows = [_sum("earlier", rows[:early]), *rows[early:]]
    rows += [_sum("unknown", [month]) for month in months if not month.month]
    cells = [(row.month, *map(str, (row.saves, row.recorded, row.changed, row.removed))) for row in rows]
    return Grid(heads, cells, (1, 2, 3, 4))


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _sum(name: str, rows: Sequence[Month]) -> Month:
    return Month(
        name,
        sum(row.saves for row in rows),
        sum(row.recorded for row in rows),
        sum(row.changed for row in rows),
        sum(row.removed for row in rows),
    )
