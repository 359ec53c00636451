"""Where the learners of a cohort stand: against time, hours and coverage, and what is in the way."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from coachfolio.base.words import count, hours
from coachfolio.cohort.extract import Extract, UnitKept
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.sampled import member_of
from coachfolio.cohort.views import CohortView, view_of
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.facts.sampling.cohort import Member
from coachfolio.facts.sampling.frame import assessors_of
from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["Track", "status_view", "track_of"]

Track = Literal["done", "overdue", "behind", "on track", "not known"]
TRACKS: Final[tuple[Track, ...]] = ("overdue", "behind", "not known", "on track", "done")
"""In the order in which somebody looks at them."""
_UNIT_STATES: Final = ("unknown", "missing", "partial", "evidenced", "stale", "accepted")


def status_view(read: CohortRead) -> CohortView:
    """By learner and unit: how far, on what, and whether time, hours and coverage go together."""
    made = _Made(read.today)
    for extract in read.extracts():
        made.add(extract)
    learners = sorted(made.learners, key=_most_pressing)
    return view_of(read, "status", "Where the cohort stands", tuple(made.lines()), tuple(made.tables(learners)))


def _most_pressing(row: tuple[Value, ...]) -> tuple[object, ...]:
    track, left = row[2], row[3]
    return TRACKS.index(track), left if isinstance(left, int) else 10**6, row[0]


def track_of(extract: Extract, today: datetime.date) -> Track:
    """Whether work and time go together: a plain comparison of shares, and no rule of anybody.

    Done is what is certificated, or has every unit accepted. Overdue is what is past its time limit. Otherwise the
    share of the time that is gone is held against two others. They are the share of the criteria that have enough
    evidence, and that of the hours of contact that are asked for, where they are known. Who has less of either is
    behind.
    """
    if extract.stage == "certificated" or (extract.units and all(unit.state == "accepted" for unit in extract.units)):
        return "done"
    if extract.time_limit is not None and extract.time_limit < today:
        return "overdue"
    gone, work = time_gone(extract, today), shares_of_work(extract)
    if gone is None or not work:
        return "not known"
    return "behind" if min(work) < gone else "on track"


def time_gone(extract: Extract, today: datetime.date) -> float | None:
    """The share of the time from registration to the limit that is gone; None where either is not known."""
    if extract.registered is None or extract.time_limit is None:
        return None
    whole = (extract.time_limit - extract.registered).days
    return min(1.0, max(0.0, (today - extract.registered).days / whole)) if whole > 0 else 1.0


def shares_of_work(extract: Extract) -> list[float]:
    """The share of the criteria with enough evidence and of the contact that is asked for, as far as they are known."""
    found = []
    known = [unit for unit in extract.units if unit.criteria]
    if known:
        found.append(sum(unit.enough for unit in known) / sum(unit.criteria for unit in known))
    asked = contact_asked(extract)
    if asked:
        found.append(min(1.0, extract.hours.contact / asked))
    return found


def contact_asked(extract: Extract) -> int | None:
    """The most minutes of contact over all units that anything asks for; None where that is not known."""
    asked = [
        requirement.required
        for requirement in extract.requirements
        if requirement.measure == "contact-hours" and requirement.unit is None and not requirement.guide
    ]
    known = [minutes for minutes in asked if minutes is not None]
    return max(known) if known else None


_LEARNERS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called: its id, else its folder or file.", key=True),
    ModelColumn("stage", "text", "building, submission or certificated."),
    ModelColumn("track", "text", "overdue, behind, not known, on track or done: work against time, and no rule."),
    ModelColumn("days_left", "whole", "Days to the time limit; negative when it has passed."),
    ModelColumn("time_gone_percent", "whole", "The share of the time from registration to the limit that is gone."),
    ModelColumn("criteria", "whole", "Criteria of the qualification."),
    ModelColumn("enough", "whole", "Criteria with enough evidence."),
    ModelColumn("settled", "whole", "Criteria that are accepted, sampled or justified."),
    ModelColumn("contact_minutes", "whole", "Minutes of contact held."),
    ModelColumn("contact_asked_minutes", "whole", "Minutes of contact that are asked for; empty where unknown."),
    ModelColumn("credits_accepted", "number", "Credits of the units with every criterion accepted."),
    ModelColumn("referrals", "whole", "Referrals that stand."),
    ModelColumn("waits_days", "whole", "Days that the oldest of them has waited."),
    ModelColumn("thin", "whole", "Criteria that are claimed with fewer pieces than they take."),
    ModelColumn("stale", "whole", "Criteria whose evidence has changed since it was accepted."),
    ModelColumn("unsealed", "whole", "Assessment records under no seal of an assessor; empty without a record."),
    ModelColumn("waived", "whole", "Findings that are waived."),
    ModelColumn("errors", "whole", "Findings that must be mended."),
    ModelColumn("gaps", "whole", "What is missing still."),
    ModelColumn("uncounted", "whole", "Files that could not be read: nothing here has them in it."),
    ModelColumn("last_saved", "day", "The day of the last save, by the saver's own clock."),
)


def _learner(extract: Extract, today: datetime.date) -> tuple[Value, ...]:
    gone = time_gone(extract, today)
    referrals = extract.referrals
    return (
        extract.name,
        extract.stage,
        track_of(extract, today),
        (extract.time_limit - today).days if extract.time_limit else None,
        round(gone * 100) if gone is not None else None,
        len(extract.criteria),
        sum(unit.enough for unit in extract.units),
        sum(criterion.state in SETTLED for criterion in extract.criteria),
        extract.hours.contact,
        contact_asked(extract),
        extract.credits_accepted,
        len(referrals),
        max(((today - referral.day).days for referral in referrals), default=None),
        sum(criterion.thin for criterion in extract.criteria),
        sum(criterion.state == "stale" for criterion in extract.criteria),
        extract.record.decision_records_unsealed if extract.record else None,
        extract.waived,
        extract.count("error"),
        extract.count("gap"),
        len(extract.uncounted),
        extract.record.last if extract.record else None,
    )


_UNITS: Final = (
    ModelColumn("unit", "text", "The unit's reference.", key=True),
    ModelColumn("title", "text", "Its title."),
    ModelColumn("portfolios", "whole", "Portfolios that have it."),
    *(ModelColumn(state, "whole", f"Those in which it is {state}.") for state in _UNIT_STATES),
    ModelColumn("signed_off", "whole", "Those in which it is signed off, and nothing was changed since."),
)
_LEARNER_UNITS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("unit", "text", "The unit's reference.", key=True),
    ModelColumn("state", "text", "unknown, missing, partial, evidenced, stale or accepted."),
    ModelColumn("criteria", "whole", "Its criteria."),
    ModelColumn("enough", "whole", "Those with enough evidence."),
    ModelColumn("settled", "whole", "Those that are accepted, sampled or justified."),
    ModelColumn("contact_minutes", "whole", "Minutes of contact that count towards it."),
    ModelColumn("signed_off_on", "day", "The day on which it was signed off last."),
)
_CRITERIA: Final = (
    ModelColumn("criterion", "text", "The unit, a slash and the criterion's number.", key=True),
    ModelColumn("portfolios", "whole", "Portfolios that have it."),
    ModelColumn("missing", "whole", "Those in which nothing is claimed for it."),
    ModelColumn("thin", "whole", "Those in which it is claimed with fewer pieces than it takes."),
    ModelColumn("referred", "whole", "Those in which a referral on it stands."),
    ModelColumn("stale", "whole", "Those in which its evidence has changed since it was accepted."),
    ModelColumn("settled", "whole", "Those in which it is accepted, sampled or justified."),
)
_REFERRALS: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("criterion", "text", "The criterion.", key=True),
    ModelColumn("record", "text", "The assessment record."),
    ModelColumn("by", "text", "The assessor, by the short name in that portfolio."),
    ModelColumn("submission", "whole", "Which submission it was, where the record says so."),
    ModelColumn("referred_on", "day", "The day of the record."),
    ModelColumn("waits_days", "whole", "Days since then."),
)
_STALE: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("criterion", "text", "The criterion.", key=True),
    ModelColumn("record", "text", "The assessment record with the decision that stands."),
    ModelColumn("pieces", "whole", "Pieces of evidence that are not as they were judged."),
)
_WAIVED: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called."),
    ModelColumn("what", "text", "A criterion that an assessor waived, or the code of a finding that is waived."),
    ModelColumn("place", "text", "The assessment record, or the file that the finding is about."),
)
_PRIOR: Final = (
    ModelColumn("portfolio", "text", "What the portfolio is called.", key=True),
    ModelColumn("evidence", "text", "The claim of prior learning.", key=True),
    ModelColumn("unit", "text", "The unit that it is for."),
    ModelColumn("state", "text", "claimed, agreed or refused."),
    ModelColumn("decided_on", "day", "The day on which that was decided."),
)
_ASSESSORS: Final = (
    ModelColumn("assessor", "text", "The assessor, called the same in every portfolio.", key=True),
    ModelColumn("portfolios", "whole", "Portfolios in which they have decided something that stands."),
    ModelColumn("decided", "whole", "Their decisions that stand."),
    ModelColumn("referred", "whole", "Those of them that are referrals."),
    ModelColumn("looked_at", "whole", "Those of their decisions that quality assurance looked at."),
    ModelColumn("agreed", "whole", "Those of them that it agreed with."),
    ModelColumn("agreed_percent", "whole", "The share that it agreed with; empty where it looked at none."),
)


class _Made:
    """The tables, as they grow by one portfolio after the other."""

    def __init__(self, today: datetime.date) -> None:
        self._today = today
        self.learners: list[tuple[Value, ...]] = []
        self._tracks: Counter[str] = Counter()
        self._titles: dict[str, str] = {}
        self._units: dict[str, Counter[str]] = defaultdict(Counter)
        self._learner_units: list[tuple[Value, ...]] = []
        self._criteria: dict[str, Counter[str]] = defaultdict(Counter)
        self._referrals: list[tuple[Value, ...]] = []
        self._stale: list[tuple[Value, ...]] = []
        self._waived: list[tuple[Value, ...]] = []
        self._prior: list[tuple[Value, ...]] = []
        self._members: list[Member] = []
        self._contact = 0

    def add(self, extract: Extract) -> None:
        """Count one portfolio."""
        row = _learner(extract, self._today)
        self.learners.append(row)
        self._tracks[str(row[2])] += 1
        self._contact += extract.hours.contact
        for unit in extract.units:
            self._add_unit(extract, unit)
        for criterion in extract.criteria:
            counted = self._criteria[criterion.ref]
            counted["portfolios"] += 1
            counted[criterion.state] += 1
            counted["thin"] += criterion.thin
            counted["referred"] += criterion.verdict == "referral"
            counted["settled"] += criterion.state in SETTLED
            if criterion.state == "stale":
                pieces = len(criterion.stale_evidence)
                self._stale.append((extract.name, criterion.ref, criterion.decided_in, pieces))
        self._referrals += _referred(extract, self._today)
        self._waived += _waived(extract)
        self._prior += (
            (extract.name, claim.evidence, claim.unit, claim.state, claim.decided_on)
            for claim in extract.prior_learning
        )
        self._members.append(member_of(extract))

    def _add_unit(self, extract: Extract, unit: UnitKept) -> None:
        self._titles.setdefault(unit.ref, unit.title)
        counted = self._units[unit.ref]
        counted["portfolios"] += 1
        counted[unit.state] += 1
        counted["signed_off"] += unit.signed_off_in is not None and not unit.signed_off_stale
        minutes = extract.hours.contact_by_unit.get(unit.ref, 0)
        self._learner_units.append(
            (
                extract.name,
                unit.ref,
                unit.state,
                unit.criteria,
                unit.enough,
                unit.settled,
                minutes,
                unit.signed_off_on,
            )
        )

    def lines(self) -> Iterator[str]:
        """What it comes to."""
        said = [f"{self._tracks[track]} {track}" for track in TRACKS if self._tracks[track]]
        if said:
            yield f"By time, hours and coverage: {', '.join(said)}."
            yield f"{hours(self._contact)} of contact in all."
        if self._referrals:
            longest = max(row[6] for row in self._referrals if isinstance(row[6], int))
            yield f"{count(len(self._referrals), 'referral')} stand; the oldest has waited {count(longest, 'day')}."
        if self._stale:
            criteria = count(len(self._stale), "criterion", "criteria")
            yield f"{criteria} accepted on evidence that has changed since."
        unsealed = [row for row in self.learners if isinstance(row[15], int) and row[15]]
        if unsealed:
            yield f"{count(len(unsealed), 'portfolio')} with assessment records that are under no assessor's seal."

    def tables(self, learners: Iterable[tuple[Value, ...]]) -> Iterator[ModelTable]:
        """All of them, each in an order in which it is read."""
        yield ModelTable("learners", "Each learner, the most pressing first.", _LEARNERS, tuple(learners))
        states = ("portfolios", *_UNIT_STATES, "signed_off")
        units: tuple[tuple[Value, ...], ...] = tuple(
            (unit, self._titles[unit], *(counted[state] for state in states)) for unit, counted in self._units.items()
        )
        yield ModelTable("units", "Each unit over all portfolios.", _UNITS, units)
        yield ModelTable("learner_units", "Each unit of each learner.", _LEARNER_UNITS, tuple(self._learner_units))
        thinnest = sorted(
            self._criteria.items(),
            key=lambda pair: (-(pair[1]["missing"] + pair[1]["thin"]) / pair[1]["portfolios"], pair[0]),
        )
        columns = [column.name for column in _CRITERIA[1:]]
        criteria: tuple[tuple[Value, ...], ...] = tuple(
            (criterion, *(counted[name] for name in columns)) for criterion, counted in thinnest
        )
        yield ModelTable("criteria", "Each criterion, the thinnest first.", _CRITERIA, criteria)
        referrals = tuple(sorted(self._referrals, key=_oldest_first))
        yield ModelTable("referrals", "Referrals that stand, the oldest first.", _REFERRALS, referrals)
        yield ModelTable("stale", "Decisions on evidence that has changed since.", _STALE, tuple(self._stale))
        yield ModelTable("waived", "What is waived.", _WAIVED, tuple(self._waived))
        yield ModelTable("prior_learning", "Claims of prior learning.", _PRIOR, tuple(self._prior))
        about = "What each assessor has decided, and how often quality assurance agreed."
        yield ModelTable("assessors", about, _ASSESSORS, tuple(assessor_rows(self._members, self._today)))


def _oldest_first(row: tuple[Value, ...]) -> tuple[int, str, str]:
    waits = row[6]
    return -waits if isinstance(waits, int) else 0, str(row[0]), str(row[1])


def _referred(extract: Extract, today: datetime.date) -> Iterator[tuple[Value, ...]]:
    for referral in extract.referrals:
        waits = (today - referral.day).days
        yield (
            extract.name,
            referral.criterion,
            referral.record,
            referral.by,
            referral.submission,
            referral.day,
            waits,
        )


def _waived(extract: Extract) -> Iterator[tuple[Value, ...]]:
    for criterion in extract.criteria:
        if criterion.verdict == "waived":
            yield extract.name, criterion.ref, criterion.decided_in
    for finding in extract.findings:
        if finding.waived:
            yield extract.name, finding.code, finding.path


def assessor_rows(members: Iterable[Member], on: datetime.date) -> Iterator[tuple[Value, ...]]:
    """Load and agreement of each assessor on a day, as the report of quality assurance counts them."""
    every = tuple(members)
    names = assessors_of(every, on)
    decided: Counter[str] = Counter()
    referred: Counter[str] = Counter()
    looked: Counter[str] = Counter()
    agreed: Counter[str] = Counter()
    portfolios: dict[str, set[str]] = defaultdict(set)
    for member in every:
        for decision in member.standing(on).values():
            name = names[member.name, decision.by]
            decided[name] += 1
            referred[name] += decision.verdict == "referral"
            portfolios[name].add(member.name)
        by = {(decision.criterion, decision.record): decision.by for decision in member.decisions if decision.day <= on}
        last = {(look.criterion, look.record): look for look in member.looks if look.day <= on}
        for key, look in last.items():
            if key in by:
                looked[names[member.name, by[key]]] += 1
                agreed[names[member.name, by[key]]] += look.outcome == "agreed"
    for name in sorted({*decided, *looked}):
        share = round(agreed[name] * 100 / looked[name]) if looked[name] else None
        yield name, len(portfolios[name]), decided[name], referred[name], looked[name], agreed[name], share
