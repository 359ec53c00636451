"""The decisions to choose from, each with what a policy may ask about it."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coachfolio.base.days import months_after
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.evidence.model import Person
from coachfolio.facts.assessment.entitlement import fingerprint_of
from coachfolio.facts.sampling.cohort import Cohort, Member

__all__ = ["Decided", "DecisionKey", "Frame", "assessors_of", "digest_of_decisions", "frame_of"]

DecisionKey = tuple[str, str, str]
"""A decision: the portfolio's name, the criterion, the assessment record."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision that stands: a pass, a referral or a waiver."""

    portfolio: str
    """The member's name; empty where there is one portfolio only."""
    criterion: str
    unit: str
    record: str
    verdict: str
    by: str
    """The assessor, called the same in every portfolio."""
    method: str
    evidence_types: tuple[str, ...]
    day: datetime.date
    new: bool
    """Whether the assessor is new on the day of the plan."""
    looked_at: bool = False
    """Whether it was looked at before that day."""

    @property
    def key(self) -> DecisionKey:
        return (self.portfolio, self.criterion, self.record)


@frozen()
class Frame(Frozen):
    """Everything that a plan can choose from."""

    decided: tuple[Decided, ...]
    """In the order of their keys."""
    digest: str
    """The SHA-256 of that list."""


def frame_of(cohort: Cohort, on: datetime.date, new_for_months: int | None) -> Frame:
    """The decisions that stood on a day.

    An assessor is new on that day if they have assessed for less than `new_for_months`.
    """
    names = assessors_of(cohort.members, on)
    people = {member.name: member.parties.people for member in cohort.members}
    since: dict[str, datetime.date] = {}
    for (name, short), assessor in names.items():
        day = people[name][short].assessing_since
        if day is not None:  # where portfolios disagree, the later day counts: more is looked at then
            since[assessor] = max(day, since.get(assessor, day))
    months = new_for_months or 0
    new = {who for who, day in since.items() if months and on < (months_after(day, months) or datetime.date.max)}
    decided = []
    for member in cohort.members:
        before = {(look.criterion, look.record) for look in member.looks if look.day < on}
        for past_decision in member.standing(on).values():
            by = names[member.name, past_decision.by]
            decided.append(
                Decided(
                    "" if cohort.single else member.name,
                    past_decision.criterion,
                    past_decision.unit,
                    past_decision.record,
                    past_decision.verdict,
                    by,
                    past_decision.method,
                    past_decision.evidence_types,
                    past_decision.day,
                    by in new,
                    (past_decision.criterion, past_decision.record) in before,
                )
            )
    decided.sort(key=lambda decision: decision.key)
    return Frame(tuple(decided), digest_of_decisions(decided))


def digest_of_decisions(decided: Iterable[Decided]) -> str:
    """The SHA-256 of the list of decisions, whatever their order: a JSON array for each, one a line, sorted."""
    lines = sorted(
        json.dumps(
            [
                *decision.key,
                decision.verdict,
                decision.by,
                decision.method,
                [*decision.evidence_types],
                decision.day.isoformat(),
                decision.new,
                decision.looked_at,
            ]
        )
        for decision in decided
    )
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("ascii")).hexdigest()


def assessors_of(members: Iterable[Member], on: datetime.date) -> dict[tuple[str, str], str]:
    """What to call each assessor across portfolios, by the portfolio's name and the short name there.

    They are those who had decided something by a day: who comes later changes no name of an earlier plan.

    Two entries are of one person if they share an address or a key. Entries without either are of one person if they
    have the same name, and without a name, if they have the same short name. Somebody who gives an address in one
    portfolio and none in another counts as two: more is looked at then, never less.
    """
    marks: dict[tuple[str, str], tuple[str, ...]] = {}
    people: dict[tuple[str, str], Person] = {}
    for member in members:
        for short in {decision.by for decision in member.decisions if decision.day <= on}:
            person = member.parties.people[short]
            people[member.name, short] = person
            marks[member.name, short] = tuple(sorted(_marks(short, person)))
    joined = _joined(marks.values())
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in sorted(marks):
        groups[joined[marks[entry][0]]].append(entry)
    called = {mark: _called(entries, people) for mark, entries in groups.items()}
    twice = {name for name, times in Counter(called.values()).items() if times > 1}
    numbers: Counter[str] = Counter()
    found = {}
    for mark in sorted(groups, key=lambda mark: min(groups[mark])):  # by where they are, whatever they are told by
        name = called[mark]
        if name in twice:
            numbers[name] += 1
            name = f"{name} ({numbers[name]})"
        found.update(dict.fromkeys(groups[mark], name))
    return found


def _marks(short: str, person: Person) -> set[str]:
    """What an assessor can be told by."""
    marks = {f"address {address.casefold()}" for address in person.saves_as if address}
    if person.signing_key:
        marks.add(f"key {fingerprint_of(person.signing_key)}")
    if not marks:
        marks.add(f"name {' '.join(person.name.split()).casefold()}" if person.name else f"short {short}")
    return marks


def _joined(groups: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """For each mark the first of all those that are of the same person."""
    first: dict[str, str] = {}

    def root(mark: str) -> str:
        while first.setdefault(mark, mark) != mark:
            first[mark] = first[first[mark]]
            mark = first[mark]
        return mark

    for group in groups:
        for mark in group[1:]:
            person, other = sorted((root(group[0]), root(mark)))
            first[other] = person
        root(group[0])
    return {mark: root(mark) for mark in first}


def _called(entries: Sequence[tuple[str, str]], people: Mapping[tuple[str, str], Person]) -> str:
    """The short name of somebody who is in one portfolio only; else their name, or else their short names."""
    if len(entries) == 1:
        return entries[0][1]
    names = sorted({shown(name) for entry in entries if (name := people[entry].name)})
    return names[0] if names else " or ".join(sorted({short for _, short in entries}))
