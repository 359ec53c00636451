"""What to do next, in words, each with the command that begins it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, hours, shown
from coachfolio.checks.checking import Report
from coachfolio.evidence.contacts import DIARY
from coachfolio.facts.progress import Coverage, RequirementMet
from coachfolio.format.schemas import words_for
from coachfolio.reports.kinds import EVERY_FINDING, kinds_found
from coachfolio.reports.standing import totals_of

__all__ = ["Deed", "deeds"]


@frozen()
class Deed(Frozen):
    """One thing to do."""

    why: str
    """A sentence."""
    what: str
    """What to do, without a full stop."""
    command: str
    """What to type behind coachfolio to begin it, such as `new feedback`."""


def deeds(report: Report, most: int = 3, *, mends: int = 0) -> tuple[Deed, ...]:
    """The next things to do, the most pressing first. `mends` is how much the program could mend itself."""
    found: dict[str, Deed] = {}
    for deed in _deeds(report, mends):
        found.setdefault(deed.command, deed)  # one command begins one deed
        if len(found) == most:
            break
    return tuple(found.values())


def _deeds(report: Report, mends: int) -> Iterator[Deed]:
    totals = totals_of(report)
    if mends:
        yield Deed(f"{count(mends, 'slip')} can be mended by the program.", "Have it done", "fix")
    if totals.errors:
        yield Deed(f"{count(totals.errors, 'thing')} must be mended.", "See what and where", "check")
    if report.progress.credits is None:
        return
    if any(row.code == "CF602" for row in kinds_found(report.diagnostics)):
        yield Deed("Somewhere a client may be named.", "See where, and write the code there", EVERY_FINDING)
    if not report.portfolio.evidence:
        yield Deed("Nothing is written up yet.", "Write up your first session", "log")
    yield from _overdue(report)
    yield from _not_shown(report)
    yield from _asked_for(report)
    if any(criterion.thin for criterion in report.progress.coverage):
        thin = sum(criterion.thin for criterion in report.progress.coverage)
        rest = "criterion has" if thin == 1 else "criteria have"
        yield Deed(f"{thin} {rest} less evidence than is asked for.", "Look for more", "map")
    if totals.warnings:
        yield Deed(f"{count(totals.warnings, 'warning')} may be worth a look.", "Read them", EVERY_FINDING)
    if not (totals.errors or totals.gaps):
        yield Deed("Nothing is missing that coachfolio can see.", "Ask whether it is ready", "ready")


def _overdue(report: Report) -> Iterator[Deed]:
    late = [found for found in report.diagnostics if found.code == "CF750" and not found.waived]
    if late:
        yield Deed(f"{count(len(late), 'action')} overdue.", "See what was agreed", "actions")


def _not_shown(report: Report) -> Iterator[Deed]:
    """What no evidence shows yet: a kind of evidence to write up, where the criterion's words say which."""
    there = {piece.type for piece in report.portfolio.evidence}
    missing = [criterion for criterion in report.progress.coverage if criterion.state == "missing"]
    for kind, criterion in _to_write_up(missing):
        if kind not in there:
            yield Deed(f"Nothing shows yet {_said(criterion)}.", f"Write up {_one(kind)}", _command(kind))
    if missing and there:
        rest = "criterion has" if len(missing) == 1 else "criteria have"
        yield Deed(f"{len(missing)} {rest} no evidence yet.", "Go through what you have", "map")


def _to_write_up(missing: list[Coverage]) -> Iterator[tuple[str, Coverage]]:
    """Each criterion whose words name a kind of evidence, the ones that stand by themselves first."""
    for criterion in sorted(missing, key=lambda covered: _leans_on_another(covered.criterion.text)):
        text = criterion.criterion.text.lower()
        kind = next((kind for word, kind in _KIND_BY_WORD if word in text), None)
        if kind:
            yield kind, criterion


_KIND_BY_WORD: Final = (
    ("peer", "peer-mentoring"),
    ("supervis", "supervision"),
    ("feedback", "feedback"),
    ("reflect", "reflections"),
    ("develops and improves", "cpd-plans"),
    ("code of practice", "codes"),
)
"""Words of a criterion, each with the kind of evidence that is written up to show it."""


def _leans_on_another(text: str) -> bool:
    return bool(re.search(r"\b(?:there|that|it|so|this)\b", text))


def _said(criterion: Coverage) -> str:
    """`that you take part in peer mentoring`, where a criterion's text can be said so."""
    text, ref = criterion.criterion.text, criterion.criterion.ref
    match = re.match(r"([A-Z][a-z]+s)( critically)?(?: and ([a-z]+s))?\b(.*)", text)
    if match is None or _leans_on_another(text) or match[1].endswith("ss"):
        return f"for {ref} ({shown(text, 60)})"
    verb = _of_you(match[1].lower()) + (match[2] or "") + (f" and {_of_you(match[3])}" if match[3] else "")
    return "that you " + verb + re.sub(r"\bown\b", "your own", f" {shown(match[4], 70)}")


def _of_you(verb: str) -> str:
    """`seek` of `seeks`."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("ches", "shes", "sses", "xes", "oes")) else verb[:-1]


def _asked_for(report: Report) -> Iterator[Deed]:
    """What is asked for in hours and pieces, and is short."""
    for met in report.progress.requirements:
        kind = _kind_for(met)
        if met.binding and met.met is False and kind and met.required is not None:
            amount = hours if met.counted_in == "minutes" else str
            asked, there = amount(met.required), amount(met.actual)
            why = f"{shown(met.requirement.name, 40)}: {met.requirement.who} asks for {asked}, and {there} is there."
            yield Deed(why, "Enter a new client" if kind == "client" else f"Write up {_one(kind)}", _command(kind))


def _kind_for(met: RequirementMet) -> str | None:
    requirement = met.requirement
    if requirement.measure == "evidence":
        return DIARY[0] if requirement.evidence == "diary" else requirement.evidence
    return _KIND_BY_MEASURE.get(requirement.measure)


_KIND_BY_MEASURE: Final = {
    "contact-hours": "sessions",
    "clients": "client",
    "supervision-hours": "supervision",
    "guided-hours": "guided-learning",
    "induction-hours": "guided-learning",
    "tutorial-hours": "guided-learning",
}


def _command(kind: str) -> str:
    if kind == "sessions":
        return "log"
    return f"new {_OWN_WORD.get(kind, kind)}"


_OWN_WORD: Final = {
    kind: kind.removesuffix("s")
    for kind in (
        "contact-sheets",
        "agreements",
        "diagnostics",
        "reflections",
        "cpd-plans",
        "assignments",
        "codes",
        "observations",
        "documents",
    )
}
"""Kinds of evidence that `coachfolio new` calls by another word than their folder."""


def _one(kind: str) -> str:
    """`a session`, `an observation`."""
    words = words_for(kind)
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
