"""What a quality assurer writes, as drafts: a plan, what was looked at, a finding closed."""

from __future__ import annotations

import datetime
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

from coachfolio.base.errors import nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import day, listed, shown
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, new_file, with_field
from coachfolio.evidence.model import PlannedDecision, SamplingPlan, SamplingShares
from coachfolio.facts.assessment import Assessment, Parties, assessment_of
from coachfolio.facts.assessment.contents import contents_in
from coachfolio.facts.assessment.entitlement import parties_of
from coachfolio.facts.sampling.cohort import Cohort, name_of
from coachfolio.facts.sampling.frame import frame_of
from coachfolio.facts.sampling.planning import NothingToPlan, Plan, plan
from coachfolio.facts.sampling.plans import (
    _KIND,
    MAX_PLANS,
    OF_A_COHORT,
    PLANS,
    PlanFile,
    rows_about,
)
from coachfolio.facts.sampling.policy import Policy, SampleStage
from coachfolio.facts.sampling.reading import NotInOrder, bytes_of
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio, id_of
from coachfolio.portfolio.sources import Folder

__all__ = [
    "Found",
    "LookedAt",
    "close_draft",
    "drawn",
    "entitled_here",
    "own_decisions",
    "plan_drafts",
    "sample_drafts",
    "who_samples",
]

_MOST_IN_A_FILE: Final = MAX_FILE_BYTES - (1 << 13)
"""Bytes for rows; the rest is for what stands above them."""
_SHARES: Final = (
    "learners",
    "units",
    "assessors",
    "methods",
    "evidence_types",
    "decisions",
    "decisions_of_new_assessors",
)


@frozen()
class LookedAt(Frozen):
    """One decision that somebody looked at, as it is to be written down."""

    criterion: str
    outcome: Literal["agreed", "action-needed"]
    comment: str | None = None
    because: str | None = None
    """Why it was looked at, where no plan had chosen it."""


@frozen()
class Found(Frozen):
    """One finding, as it is to be written down."""

    finding: str
    criterion: str | None = None
    action: str | None = None
    owner: str | None = None
    """The assessor whose decision it is about, where it is left out and a criterion is given."""
    due: datetime.date | None = None


# --- who may


def who_samples(people: Iterable[Parties], given: str | None) -> str:
    """Who acts: the one that was given, else the only one whose role allows to sample.

    No portfolio may refuse them. Among several, some may not know them, as long as one does. Raises NotWritten.
    """
    every = tuple(people)
    if given is None:
        may = sorted({who for parties in every for who in parties.people if parties.refusal(who, "sample") is None})
        if len(may) == 1:
            given = may[0]
        elif may:
            raise NotWritten(f"Say who you are with --by: {listed(map(shown, may), last='or')}.")
        else:
            raise NotWritten(
                "Nobody under people in portfolio.yaml may sample. Add the quality assurer there, with role: iqa."
            )
    refused = [parties for parties in every if parties.refusal(given, "sample")]
    strangers = [parties for parties in refused if parties.refusal(given, "sample") == "unknown"]
    if len(refused) > len(strangers):
        raise _not_entitled(next(parties for parties in refused if parties not in strangers), given)
    if every and len(strangers) == len(every):
        raise _not_entitled(every[0], given)
    return given


def _not_entitled(parties: Parties, by: str) -> NotWritten:
    role = parties.role(by)
    rest = ""
    match parties.refusal(by, "sample"):
        case "unknown":
            why = f"Nobody in portfolio.yaml is called {shown(by)}."
            rest = "Give a short name that stands under people there."
        case "role":
            may = listed(sorted(parties.may["sample"]), last="or")
            why = f"{shown(by)} has the role {role} in portfolio.yaml, and to sample takes the role {may}."
        case _:
            why = "Nobody samples what was decided on their own work."
    if role == "eqa":
        rest = "An external quality assurer reads: coachfolio sample report"
    return NotWritten(" ".join(filter(None, (why, "Nothing was written.", rest))))


def entitled_here(portfolio: Portfolio, by: str | None) -> str:
    """Who samples this portfolio: the one given, else the only one who may. Raises NotWritten."""
    if portfolio.file is None:
        raise NotWritten(
            "portfolio.yaml is not in order, so nobody can tell who may sample. Run coachfolio check, mend it, and try "
            "again."
        )
    return who_samples([parties_of(portfolio)], by)


# --- a plan


def drawn(cohort: Cohort, policy: Policy, stage: SampleStage, seed: str, on: datetime.date) -> Plan:
    """The plan of a stage as on a day. Raises NothingToPlan."""
    shares = policy.shares(stage)
    if not any(getattr(shares, name) for name in _SHARES):
        raise NothingToPlan(
            f"The policy {shown(policy.name, 100)!r} asks for nothing at the {stage} stage. Write its shares under "
            f"{stage}: in sampling-policy.yaml."
        )
    frame = frame_of(cohort, on, policy.new_for_months)
    if not frame.decided:
        raise NothingToPlan(f"On {day(on)} there was no decision to choose from.")
    return plan(frame, shares, seed)


def own_decisions(cohort: Cohort, made: Plan, who: str) -> int:
    """How many of the decisions that were chosen are of the very person who is to look at them."""
    members = {"" if cohort.single else member.name: member for member in cohort.members}
    number = 0
    for choice in made.choices:
        decision = choice.decided
        member = members[decision.portfolio]
        decided_by = next(each.by for each in member.decisions if (each.criterion, each.record) == decision.key[1:])
        number += member.parties.are_one(who, decided_by)
    return number


def plan_drafts(
    cohort: Cohort, plan: Plan, policy: Policy, *, by: str, stage: SampleStage, on: datetime.date
) -> tuple[Draft, ...]:
    """The plan as a file: of one portfolio in assessment/plans, of a cohort in plans beside the portfolios.

    The plan of a large cohort takes several files, each with a part of the decisions. Raises NotWritten.
    """
    if not plan.seed.strip() or len(plan.seed) > 100:
        raise NotWritten("A seed has between 1 and 100 characters.")
    fields: dict[str, Any] = {
        "date": on.isoformat(),
        "by": by,
        "stage": stage,
        "seed": plan.seed,
        "policy": _applied(policy.name, policy.new_for_months, policy.shares(stage)),
        "decisions": len(plan.frame.decided),
        "drawn_from": plan.frame.digest,
    }
    rows = [
        {
            **({"portfolio": part.decided.portfolio} if part.decided.portfolio else {}),
            "criterion": part.decided.criterion,
            "record": part.decided.record,
            "because": [*part.because],
        }
        for part in plan.choices
    ]
    name = f"{on.isoformat()}-{stage}-plan"
    if cohort.single:
        return (_new_here(new_file(cohort.folder, _KIND, name, {**fields, "planned": rows})),)
    parts = list(_in_parts(rows))
    number, names = 1, list(_names_of_parts(name, len(parts)))
    while any(os.path.lexists(cohort.folder / PLANS / f"{part}.yaml") for part in names):
        number += 1
        names = list(_names_of_parts(f"{name}-{number}", len(parts)))
    try:
        texts = [written({**fields, "planned": part}, shape_of(_KIND)) for part in parts]
    except ValueError:
        raise NotWritten("The seed has a character in it that no file should hold.") from None
    folder = os.fspath(cohort.folder)
    drafts = (Draft(folder, f"{PLANS}/{part}.yaml", None, text) for part, text in zip(names, texts, strict=True))
    return tuple(map(_new_here, drafts))


def _new_here(draft: Draft) -> Draft:
    """The draft, unless the same command wrote the same plan already. Raises NotWritten."""
    place = Path(draft.folder, draft.path).parent
    for path in sorted(place.glob("*.yaml"))[:MAX_PLANS] if place.is_dir() else ():
        same = False
        with suppress(NotInOrder):
            same = bytes_of(path) == draft.after.encode("utf-8")
        if same:
            raise NotWritten(f"This very plan is there already, in {shown(path.name, 100)}.")
    return draft


def _in_parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows, in parts that fit into a file each. What is written takes less than twice as much as JSON does."""
    part: list[dict[str, Any]] = []
    room = _MOST_IN_A_FILE
    for row in rows:
        size = 2 * len(json.dumps(row))
        if part and size > room:
            yield part
            part, room = [], _MOST_IN_A_FILE
        part.append(row)
        room -= size
    yield part


def _names_of_parts(name: str, parts: int) -> Iterator[str]:
    yield from [name] if parts == 1 else (f"{name}-part-{number}" for number in range(1, parts + 1))


def _applied(name: str, new_for_months: int | None, shares: SamplingShares) -> dict[str, Any]:
    """The policy as it stands in a plan."""
    given = {share: value for share in _SHARES if (value := getattr(shares, share)) is not None}
    months = {} if new_for_months is None else {"new_for_months": new_for_months}
    return {"name": name, **months, "shares": given}


def _copied(folder: Path, portfolio: Portfolio, plan: SamplingPlan, rows: Sequence[PlannedDecision]) -> Draft | str:
    """The part of a cohort's plan that is about this portfolio, or the name of the copy that is there already."""
    for sampling_plan in portfolio.evidence:
        if isinstance(sampling_plan, SamplingPlan):
            same = (
                sampling_plan.date,
                sampling_plan.by,
                sampling_plan.stage,
                sampling_plan.seed,
                sampling_plan.drawn_from,
            ) == (
                plan.date,
                plan.by,
                plan.stage,
                plan.seed,
                plan.drawn_from,
            )
            if same and {(row.criterion, row.record) for row in sampling_plan.planned} >= {
                (row.criterion, row.record) for row in rows
            }:
                return sampling_plan.id
    applied = plan.policy
    fields: dict[str, Any] = {
        "date": plan.date.isoformat(),
        "by": plan.by,
        "stage": plan.stage,
        "seed": plan.seed,
        "policy": _applied(applied.name, applied.new_for_months, applied.shares),
        "planned": [
            {
                "criterion": row.criterion,
                "record": row.record,
                **({"because": [*row.because]} if row.because else {}),
            }
            for row in rows
        ],
        "extra": {OF_A_COHORT: plan.id},
    }
    if plan.decisions is not None:
        fields["decisions"] = plan.decisions
    if plan.drawn_from is not None:
        fields["drawn_from"] = plan.drawn_from
    return new_file(folder, _KIND, f"{plan.date.isoformat()}-{plan.stage}-plan-of-the-cohort", fields)


# --- what was looked at


def sample_drafts(
    folder: Path,
    *,
    by: str,
    stage: SampleStage,
    on: datetime.date,
    looked_at: Sequence[LookedAt],
    plan: PlanFile | None = None,
    found: Sequence[Found] = (),
    feedback: str | None = None,
) -> tuple[Draft, ...]:
    """A sampling record, and before it the part of a cohort's plan that is about this portfolio, if it is new here.

    Each decision is the one that stands, or the one that the plan chose; it is pinned to the evidence as it is now.
    Raises NotWritten.
    """
    portfolio = open_portfolio(folder)
    assessment = assessment_of(portfolio)
    entitled_here(portfolio, by)
    if not looked_at and not found:
        raise NotWritten("Nothing was looked at and nothing found, so there is nothing to write.")
    rows = rows_about(plan, name_of(portfolio, folder)) if plan else ()
    planned = {row.criterion: row.record for row in rows}
    records = {record.id: record for record in assessment.records}
    twice = [ref for ref, times in Counter(look.criterion for look in looked_at).items() if times > 1]
    if twice:
        raise NotWritten(f"{shown(twice[0])} is given twice.")
    sampled: list[dict[str, Any]] = []
    evidence: list[str] = []
    owners: dict[str, str] = {}
    for look in looked_at:
        standing = assessment.standing.get(look.criterion)
        id = planned.get(look.criterion) or (standing.record.id if standing else None)
        record = records.get(id or "")
        last = [each for each in record.decisions if each.criterion == look.criterion] if record else []
        if record is None or not last:
            raise NotWritten(f"Nothing was decided on {shown(look.criterion)} that could be looked at.")
        if record.date > on:
            raise NotWritten(f"{shown(look.criterion)} was decided on {day(record.date)}, after {day(on)}.")
        if assessment.parties.are_one(by, record.by):
            raise NotWritten(
                f"{shown(look.criterion)} was decided by {shown(record.by)}: nobody samples their own decisions."
            )
        if look.criterion not in planned and not look.because:
            raise _not_chosen(look.criterion, record.id, assessment)
        _must_be_new(look, record.id, by, on, assessment)
        if look.outcome == "action-needed" and not look.comment:
            raise NotWritten(f"Say what is to be done about {shown(look.criterion)}.")
        owners[look.criterion] = record.by
        evidence += last[-1].evidence
        sampled.append(
            {
                "criterion": look.criterion,
                "record": record.id,
                **({"evidence": [*dict.fromkeys(last[-1].evidence)]} if last[-1].evidence else {}),
                "outcome": look.outcome,
                **({"comment": look.comment} if look.comment else {}),
                **({"chosen_because": look.because} if look.because and look.criterion not in planned else {}),
            }
        )
    fields: dict[str, Any] = {"date": on.isoformat(), "by": by, "stage": stage}
    drafts: list[Draft] = []
    if plan and rows:
        copy = _copied(folder, portfolio, plan.plan, rows) if plan.outside else plan.plan.id
        if isinstance(copy, Draft):
            drafts.append(copy)
        fields["plan"] = id_of(copy.path) if isinstance(copy, Draft) else copy
    if sampled:
        fields["sampled"] = sampled
    if found:
        fields["findings"] = [_finding(finding, owners, assessment.parties, on) for finding in found]
    pinned = contents_in(portfolio, Folder(folder)).pin(evidence)
    if pinned:
        fields["contents"] = pinned
    if feedback:
        fields["feedback"] = feedback
    return (*drafts, new_file(folder, "assessment-sampling", f"{on.isoformat()}-{stage}-sample", fields))


def _not_chosen(criterion: str, record: str, assessment: Assessment) -> NotWritten:
    """What to say where the plan that is followed did not choose a decision."""
    others = [row.plan.id for row in assessment.planned if (row.criterion, row.decided_in) == (criterion, record)]
    if others:
        return NotWritten(
            f"The decision on {shown(criterion)} was chosen by another plan. Follow that one: --plan "
            f"{shown(others[-1], 100)}."
        )
    return NotWritten(
        f"No plan had chosen the decision on {shown(criterion)}. Say with --because why you looked at it."
    )


def _must_be_new(looked_at: LookedAt, record: str, by: str, on: datetime.date, assessment: Assessment) -> None:
    """Raises NotWritten where the same person said the same of a decision on the same day: the command came twice."""
    for there in assessment.sampled:
        same = (there.sampled.criterion, there.decided_in, there.sampled.outcome) == (
            looked_at.criterion,
            record,
            looked_at.outcome,
        )
        if same and (there.record.by, there.record.date) == (by, on):
            raise NotWritten(
                f"{shown(there.record.id, 100)} says this of the decision on {shown(looked_at.criterion)} already, "
                "of the "
                "same day."
            )


def changed_since(portfolio: Portfolio, refs: Iterable[str]) -> Iterator[str]:
    """Sentences on those decisions that rest on what is not as it was judged any more."""
    standing = assessment_of(portfolio).standing
    for ref in refs:
        if (decided := standing.get(ref)) and decided.stale:
            changed = listed(dict.fromkeys(shown(change.evidence, 100) for change in decided.changes))
            yield (
                f"{shown(ref)} was decided on {day(decided.record.date)}, and was changed since: {changed}. What is "
                "here "
                "now is not what the assessor judged."
            )


def _finding(finding: Found, owners: Mapping[str, str], parties: Parties, on: datetime.date) -> dict[str, Any]:
    if finding.due is not None and finding.due < on:
        raise NotWritten(f"It is to be done by {day(finding.due)}, before {day(on)}.")
    owner = finding.owner or owners.get(finding.criterion or "") or (next(iter(set(owners.values())), None))
    if owner is not None and parties.role(owner) is None:
        raise NotWritten(f"There is nobody called {shown(owner)} under people in portfolio.yaml.")
    return {
        **({"criterion": finding.criterion} if finding.criterion else {}),
        "finding": finding.finding,
        **({"action": finding.action} if finding.action else {}),
        **({"owner": owner} if owner else {}),
        **({"due": finding.due.isoformat()} if finding.due else {}),
        "state": "open",
    }


# --- a finding closed


def close_draft(folder: Path, handle: str, closing: str, on: datetime.date, *, by: str | None = None) -> Draft:
    """The sampling record with one finding closed: nothing else in the file is touched. Raises NotWritten."""
    portfolio = open_portfolio(folder)
    assessment = assessment_of(portfolio)
    entitled_here(portfolio, by)
    findings = {due.handle: due for due in assessment.due if due.kind == "finding"}
    due = findings.get(handle)
    if due is None:
        still = [due.handle for due in findings.values() if due.open]
        meant = nearest(handle, still)
        there = "No finding is open."
        if still:
            named = listed(shown(handle_open, 100) for handle_open in still[:5])
            there = f"Open {'is' if len(still) == 1 else 'are'} {named}."
        if meant:
            there = f"Did you mean {shown(meant, 100)}?"
        raise NotWritten(f"There is no finding called {shown(handle, 100)}. {there}")
    if not due.open:
        closed = getattr(due.of, "closed_on", None)
        when = f" on {day(closed)}" if closed else ""
        raise NotWritten(f"The finding {shown(handle, 100)} was closed already{when}.")
    if not closing.strip():
        raise NotWritten("Say with --how how it was closed.")
    record = portfolio.get(handle.rpartition("/")[0])
    made: datetime.date | None = getattr(record, "date", None)
    if made is not None and on < made:
        raise NotWritten(f"It was found on {day(made)}, after {day(on)}.")
    draft = as_it_is(folder, due.place.path)
    for field, value in (("state", "closed"), ("closed_on", on.isoformat()), ("closing", closing)):
        draft = with_field(draft, (*due.place.where, field), value)
    return draft
