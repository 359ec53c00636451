"""Decisions and signing off, as drafts.

Which submission a new record is: the unit's last, and the next one where a criterion is decided that was passed or
referred in the last already. So an assessor may spread one submission over several days, and deciding again on what
was referred begins the next.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Final, Literal

from coachfolio.base.errors import nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.whole import source_of
from coachfolio.confidentiality.covering import Cover
from coachfolio.confidentiality.portfolios import cover_for
from coachfolio.editing.acting import acting
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, new_file, with_field
from coachfolio.evidence.model import AssessmentRecord, Decision
from coachfolio.facts.assessment import PinnedContents
from coachfolio.facts.assessment.contents import contents_in
from coachfolio.facts.assessment.decisions import Method, day_of
from coachfolio.facts.assessment.entitlement import LEARNER, Task
from coachfolio.facts.progress import Coverage, Progress, UnitProgress, progress_of
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.sources import Unreadable

__all__ = [
    "AssessmentCase",
    "GivenVerdict",
    "ToDoNext",
    "acknowledged_draft",
    "decision_draft",
    "may_decide",
    "must_be_evidence",
    "opened_for_assessment",
    "pinned_draft",
    "sign_off_draft",
    "submission_of",
]

_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@frozen()
class GivenVerdict(Frozen):
    """What an assessor decides on one criterion."""

    criterion: str
    """By its reference; the number alone will do within a unit."""
    verdict: Literal["pass", "referral", "none", "waived"]
    evidence: tuple[str, ...] | None = None
    """What it rests on. None: what is claimed for the criterion on that day; for a waiver nothing."""
    feedback: str | None = None
    reason: str | None = None
    marks: tuple[float, float] | None = None
    """The marks given, and the most that could be."""
    method: Method | None = None


@frozen()
class ToDoNext(Frozen):
    """What the learner is to do after a decision."""

    what: str
    due: datetime.date | None = None
    criterion: str | None = None
    """The criterion that it is about, by its reference or, within the unit, its number."""


@frozen()
class AssessmentCase(Frozen):
    """A portfolio that can be assessed: its facts and its contents."""

    folder: str
    portfolio: Portfolio
    progress: Progress
    contents: PinnedContents
    cover: Cover = field(repr=False)
    """What covers clients' names in whatever is said of it."""

    def unit(self, ref: str) -> UnitProgress:
        """A unit by its reference. Raises NotWritten."""
        units = {unit.unit.ref: unit for unit in self.progress.units}
        if ref not in units:
            meant = nearest(ref, units)
            rest = f"Did you mean {meant}?" if meant else f"There are {listed(units)}."
            raise NotWritten(f"There is no unit called {shown(ref)} in this qualification. {rest}")
        return units[ref]

    def record(self, id: str) -> AssessmentRecord:
        """An assessment record by the name of its file. Raises NotWritten."""
        records = {record.id: record for record in self.progress.assessment.records}
        if id not in records:
            meant = nearest(id, records)
            rest = f"Did you mean {shown(meant, 200)}?" if meant else "coachfolio feedback lists them."
            raise NotWritten(f"There is no assessment record called {shown(id, 200)}. {rest}")
        if len(self.portfolio.paths.get(id, ())) > 1:
            raise NotWritten(f"Several files are called {shown(id, 200)}. Rename all but one.")
        return records[id]


def opened_for_assessment(folder: str | os.PathLike[str]) -> AssessmentCase:
    """Open a portfolio that somebody is to decide on, or a hand-over file to look at.

    Raises NoPortfolio and GitTrouble, and NotWritten where there are no facts.
    """
    source = source_of(folder)
    portfolio = open_portfolio(source)
    progress = progress_of(portfolio)
    if portfolio.file is None or portfolio.qualification is None:
        raise NotWritten(
            "portfolio.yaml cannot be read as it is, or names no qualification that is known, so nothing was written. "
            "Run coachfolio check, and mend it first."
        )
    try:
        contents = contents_in(portfolio, source)
    except Unreadable:
        raise NotWritten(
            "A file that belongs to evidence cannot be read, so nobody could tell later whether it was changed. "
            "Nothing was written. Look at the permissions of the files."
        ) from None
    return AssessmentCase(os.fspath(folder), portfolio, progress, contents, cover_for(portfolio, folder))


# --- deciding


def may_decide(
    opened: AssessmentCase, by: str | None, *, on: datetime.date, today: datetime.date | None = None
) -> None:
    """What can be known before anything is decided. Raises NotWritten where nothing that is said then would count."""
    parties = opened.progress.assessment.parties
    try:
        acting(parties, ["decide"], by)
    except NotWritten as error:
        try:
            acting(parties, ["waive"], by)
        except NotWritten:
            raise error from None
    _not_to_come(on, today)


def decision_draft(
    opened: AssessmentCase,
    unit: str,
    verdicts: Sequence[GivenVerdict],
    *,
    by: str | None = None,
    on: datetime.date,
    today: datetime.date | None = None,
    submission: int | None = None,
    feedback: str | None = None,
    actions: Sequence[ToDoNext] = (),
    signed_off: bool = False,
) -> Draft:
    """A new assessment record with these decisions on criteria of a unit, pinned to the evidence as it is.

    `actions` are what the learner is to do.

    Raises NotWritten for a criterion or evidence that is not there, and for somebody who may not decide. Raises it also
    for a day that is to come or lies before the evidence, and for a decision that nothing supports.
    """
    progress = opened.unit(unit)
    who = acting(opened.progress.assessment.parties, _tasks(verdicts, signed_off), by)
    _not_to_come(on, today)
    if not verdicts:
        raise NotWritten("There is no decision to write.")
    decided: dict[str, dict[str, Any]] = {}
    for verdict in verdicts:
        coverage = _criterion(verdict.criterion, progress, opened)
        ref = coverage.criterion.ref
        if ref in decided:
            raise NotWritten(f"{ref} is decided twice here. Leave one of the two out.")
        decided[ref] = _decision(verdict, coverage, on, opened)
    names = [name for entry in decided.values() for name in entry.get("evidence", ())]
    if signed_off:
        passed = {ref for ref, entry in decided.items() if entry["verdict"] in ("pass", "waived")}
        names += _rests_on(progress, passed, decided)
    number = submission if submission is not None else submission_of(opened, unit, decided)
    fields: dict[str, Any] = {
        "date": on.isoformat(),
        "by": who,
        "unit": unit,
        "submission": number,
        "decisions": [
            decided[criterion.criterion.ref] for criterion in progress.coverage if criterion.criterion.ref in decided
        ],
    }
    if actions:
        fields["actions"] = [_action(entry, progress, opened, on) for entry in actions]
    if feedback:
        fields["feedback"] = feedback
    fields["unit_signed_off"] = signed_off
    pinned = opened.contents.pin(names)
    if pinned:
        fields["contents"] = pinned
    if said := opened.contents.say((name for name in names if name in pinned), decided):
        fields["said"] = said
    ordinal = _ORDINALS[number - 1] if 0 < number <= len(_ORDINALS) else f"number-{number}"
    return new_file(opened.folder, "assessment-decisions", f"{_named(on, unit)}-{ordinal}-submission", fields)


def _action(to_do_next: ToDoNext, unit: UnitProgress, opened: AssessmentCase, on: datetime.date) -> dict[str, Any]:
    if to_do_next.due is not None and to_do_next.due < on:
        raise NotWritten(f"{day(to_do_next.due)} is before the decision. Give a day that is to come.")
    fields: dict[str, Any] = {"what": to_do_next.what, "owner": LEARNER}
    if to_do_next.due is not None:
        fields["due"] = to_do_next.due.isoformat()
    fields["state"] = "open"
    if to_do_next.criterion is not None:
        fields["criterion"] = _criterion(to_do_next.criterion, unit, opened).criterion.ref
    return fields


def submission_of(opened: AssessmentCase, unit: str, criteria: Collection[str]) -> int:
    """Which submission of a unit a record with decisions on these criteria is."""
    last = 1
    decided: set[str] = set()
    for record in opened.progress.assessment.records:
        if record.unit != unit:
            continue
        number = record.submission or 1
        if number > last:
            last, decided = number, set()
        if number == last:
            decided |= {decision.criterion for decision in record.decisions if decision.verdict != "none"}
    return last + 1 if decided & set(criteria) else last


def _tasks(verdicts: Iterable[GivenVerdict], signed_off: bool) -> list[Task]:
    tasks: list[Task] = []
    kinds = {verdict.verdict for verdict in verdicts}
    if kinds - {"waived"}:
        tasks.append("decide")
    if "waived" in kinds:
        tasks.append("waive")
    if signed_off:
        tasks.append("sign_off")
    return tasks


def _not_to_come(on: datetime.date, today: datetime.date | None) -> None:
    if on > (today or datetime.date.today()):
        raise NotWritten(f"{day(on)} is still to come. Give the day on which it was done.")


def _criterion(ref: str, unit: UnitProgress, opened: AssessmentCase) -> Coverage:
    known = {criterion.criterion.ref: criterion for criterion in unit.coverage}
    full = ref if "/" in ref else f"{unit.unit.ref}/{ref}"
    if full in known:
        return known[full]
    elsewhere = {criterion.criterion.ref: criterion.criterion.unit for criterion in opened.progress.coverage}
    if full in elsewhere:
        raise NotWritten(
            f"{full} is a criterion of {elsewhere[full]}, and this is about {unit.unit.ref}. A record is about one "
            "unit."
        )
    meant = nearest(full, known)
    rest = f"Did you mean {meant}?" if meant else f"There are {listed(known)}." if known else "It has none yet."
    raise NotWritten(f"{unit.unit.ref} has no criterion {shown(full)}. {rest}")


def _decision(verdict: GivenVerdict, coverage: Coverage, on: datetime.date, opened: AssessmentCase) -> dict[str, Any]:
    ref = coverage.criterion.ref
    standing = coverage.standing
    if standing and standing.record.date > on:
        raise NotWritten(
            f"{ref} was decided on {day(standing.record.date)} already, and a decision of {day(on)} would not stand "
            "against it."
        )
    if verdict.verdict == "waived" and not verdict.reason:
        raise NotWritten(f"{ref} can only be waived for a reason. Say why.")
    if verdict.verdict == "referral" and not verdict.feedback:
        raise NotWritten(f"{ref} is referred, and nothing says what is missing. Tell the learner.")
    evidence = _evidence(verdict, coverage, on, opened)
    if standing and not standing.stale and standing.record.date == on and _same(verdict, evidence, standing.decision):
        raise NotWritten(f"{ref} has this very decision already, of the same day, in {shown(standing.record.id, 120)}.")
    if verdict.verdict == "pass" and not evidence and not verdict.reason:
        if coverage.evidence and verdict.evidence is None:
            claim = "1 piece claims" if len(coverage.evidence) == 1 else f"{len(coverage.evidence)} pieces claim"
            raise NotWritten(
                f"{ref} would be passed on nothing: {claim} it, and none is of {day(on)} or earlier. Is the day right?"
            )
        raise NotWritten(
            f"{ref} would be passed on nothing: no evidence claims it. Name the evidence, or give a reason such as a "
            "professional discussion and where its record is kept."
        )
    if verdict.marks and verdict.marks[0] > verdict.marks[1]:
        raise NotWritten(f"More marks are given for {ref} than there are. Look at the two figures.")
    fields: dict[str, Any] = {"criterion": ref, "verdict": verdict.verdict}
    if evidence:
        fields["evidence"] = list(evidence)
    if verdict.feedback:
        fields["feedback"] = verdict.feedback
    if verdict.method:
        fields["method"] = verdict.method
    if verdict.marks:
        fields["marks"] = {"given": verdict.marks[0], "of": verdict.marks[1]}
    if verdict.reason:
        fields["reason"] = verdict.reason
    return fields


def _same(verdict: GivenVerdict, evidence: Collection[str], there: Decision) -> bool:
    """Whether a decision says what another one says, on the same evidence: the command was given twice."""
    marks = (there.marks.given, there.marks.of) if there.marks else None
    return (
        (verdict.verdict, set(evidence), verdict.method, verdict.marks)
        == (there.verdict, set(there.evidence), there.method, marks)
    ) and all(
        (said or "").strip() == (before or "").strip()
        for said, before in ((verdict.feedback, there.feedback), (verdict.reason, there.reason))
    )


def _evidence(verdict: GivenVerdict, coverage: Coverage, on: datetime.date, opened: AssessmentCase) -> tuple[str, ...]:
    """What a decision rests on: everything in order, readable, there once, and no later than the day."""
    if verdict.evidence is None:
        if verdict.verdict == "waived":
            return ()
        by_id = {piece.id: piece for piece in opened.portfolio.evidence}
        days = {name: day_of(by_id[name]) for name in coverage.evidence}
        return tuple(
            name for name, when in days.items() if name in opened.contents.pieces and (when is None or when <= on)
        )
    must_be_evidence(verdict.evidence, on, opened)
    return tuple(dict.fromkeys(verdict.evidence))


def must_be_evidence(names: Iterable[str], on: datetime.date, opened: AssessmentCase) -> None:
    """Raises NotWritten where one of the names is no evidence that a decision of that day can rest on."""
    by_id = {piece.id: piece for piece in opened.portfolio.evidence}
    for name in names:
        files = opened.portfolio.paths.get(name, ())
        if len(files) > 1:
            raise NotWritten(f"Several files are called {shown(name, 80)}. Rename all but one.")
        if name not in by_id:
            if files:
                raise NotWritten(
                    f"{shown(name, 80)} cannot be read as it is, so nobody could tell later whether it was changed. "
                    "Run coachfolio check, mend it, and decide then."
                )
            meant = nearest(name, by_id)
            rest = f"Did you mean {shown(meant, 80)}?" if meant else "Give the name of its file, without .yaml."
            raise NotWritten(f"There is no evidence called {shown(name, 80)}. {rest}")
        when = day_of(by_id[name])
        if when is not None and when > on:
            raise NotWritten(
                f"{shown(name, 80)} is of {day(when)}, after this decision of {day(on)}. Look at the two days, or at "
                "which evidence was meant."
            )


def _named(on: datetime.date, unit: str) -> str:
    simple = "".join(part if part.isascii() and part.isalnum() else "-" for part in unit.lower())
    return f"{on.isoformat()}-{simple}"


# --- signing off


def sign_off_draft(
    opened: AssessmentCase, unit: str, *, by: str | None = None, on: datetime.date, today: datetime.date | None = None
) -> Draft:
    """A new assessment record that signs a unit off, pinned to everything that the unit rests on.

    Raises NotWritten while a criterion of the unit is not accepted or justified, and says which and why.
    """
    progress = opened.unit(unit)
    who = acting(opened.progress.assessment.parties, ["sign_off"], by)
    _not_to_come(on, today)
    if progress.signed_off and not progress.signed_off.stale:
        record = progress.signed_off.record
        raise NotWritten(f"{unit} was signed off already on {day(record.date)}, in {record.id}.")
    names = _rests_on(progress, set(), {})
    later = [
        criterion.standing.record
        for criterion in progress.coverage
        if criterion.standing and criterion.standing.record.date > on
    ]
    if later:
        last = max(record.date for record in later)
        raise NotWritten(f"The last decision on {unit} is of {day(last)}, after {day(on)}.")
    fields: dict[str, Any] = {"date": on.isoformat(), "by": who, "unit": unit, "unit_signed_off": True}
    pinned = opened.contents.pin(names)
    if pinned:
        fields["contents"] = pinned
        fields["said"] = opened.contents.say(name for name in names if name in pinned)
    return new_file(opened.folder, "assessment-decisions", f"{_named(on, unit)}-signed-off", fields)


def _rests_on(unit: UnitProgress, passed: Collection[str], decided: Mapping[str, object]) -> list[str]:
    """The evidence that the standing decisions on a unit rest on. Raises NotWritten where one of them is missing.

    `decided` are the criteria that are decided in the same record, and `passed` those of them that are met.
    """
    ref = unit.unit.ref
    if not unit.unit.criteria_known:
        raise NotWritten(
            f"The list of {ref}'s criteria is not whole, so nobody can say that all of it is met. Write the criteria "
            "into qualification.yaml first."
        )
    waiting = [
        f"{criterion.criterion.ref} {_why_not(criterion, criterion.criterion.ref in decided)}"
        for criterion in unit.coverage
        if criterion.criterion.ref not in passed
        and (criterion.criterion.ref in decided or criterion.state not in SETTLED)
    ]
    if waiting:
        more = f", and {count(len(waiting) - 6, 'more criterion', 'more criteria')}" if len(waiting) > 6 else ""
        raise NotWritten(f"{ref} cannot be signed off yet: {'; '.join(waiting[:6])}{more}.")
    standing = [
        criterion.standing
        for criterion in unit.coverage
        if criterion.standing and criterion.criterion.ref not in decided
    ]
    return [name for decided in standing for name in decided.decision.evidence]


def _why_not(criterion: Coverage, decided_now: bool) -> str:
    if decided_now:
        return "is not passed with this record"
    if criterion.state == "stale":
        names = (
            listed(dict.fromkeys(shown(change.evidence, 60) for change in criterion.standing.changes))
            if criterion.standing
            else ""
        )
        return f"was accepted, and {names} changed after that"
    if criterion.decision and criterion.decision.verdict == "referral":
        return f"is referred in {shown(criterion.decided_in or '', 80)}"
    return "is claimed, and not decided" if criterion.state == "claimed" else "has no evidence"


# --- what is added to a record that is there


def pinned_draft(opened: AssessmentCase, record: str) -> Draft:
    """A record with the contents of the evidence that it names and does not pin yet. Everything else stays as it is.

    To be used where the evidence is what it was when it was judged. Raises NotWritten.
    """
    assessment_record = opened.record(record)
    names = list(dict.fromkeys(name for decision in assessment_record.decisions for name in decision.evidence))
    if assessment_record.unit_signed_off and assessment_record.unit and not assessment_record.decisions:
        names = _rests_on(opened.unit(assessment_record.unit), set(), {})
    waiting = [name for name in names if not opened.contents.is_pinned(name, assessment_record.contents)]
    if not waiting:
        raise NotWritten(f"{shown(assessment_record.id, 200)} says of all its evidence already what was judged.")
    lost = [name for name in waiting if name not in opened.contents.pieces]
    if lost:
        raise NotWritten(
            f"{listed(shown(name, 80) for name in lost[:3])} cannot be read or is not there once, so nobody can say "
            "what was judged."
        )
    pinned = {name: id for name, id in opened.contents.pin(waiting).items() if name not in assessment_record.contents}
    draft = as_it_is(opened.folder, assessment_record.path)
    said = opened.contents.say(waiting, (decision.criterion for decision in assessment_record.decisions))
    for pinned_in, there, written in (
        ("contents", assessment_record.contents, pinned),
        ("said", assessment_record.said, said),
    ):
        missing = {name: value for name, value in written.items() if name not in there}
        if not there and missing:
            draft = with_field(draft, (pinned_in,), missing)
            continue
        for name, value in missing.items():
            draft = with_field(draft, (pinned_in, name), value)
    return draft


def acknowledged_draft(
    opened: AssessmentCase, record: str, *, on: datetime.date, today: datetime.date | None = None
) -> Draft:
    """A record with the day on which the learner read its feedback. Raises NotWritten."""
    assessment_record = opened.record(record)
    _not_to_come(on, today)
    if assessment_record.acknowledged:
        raise NotWritten(
            f"It is noted already that you read {shown(assessment_record.id, 200)}, on "
            f"{day(assessment_record.acknowledged)}."
        )
    if on < assessment_record.date:
        raise NotWritten(f"{shown(assessment_record.id, 200)} is of {day(assessment_record.date)}, after {day(on)}.")
    return with_field(as_it_is(opened.folder, assessment_record.path), ("acknowledged",), on.isoformat())
