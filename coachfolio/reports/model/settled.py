"""Tables of what portfolio.yaml and the qualification settle: people, clients, units, criteria, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.version import __version__
from coachfolio.checks.checking import Report
from coachfolio.facts.assessment.entitlement import LEARNER
from coachfolio.reports.mapping import criteria_rows
from coachfolio.reports.model.columns import ModelColumn, ModelRow
from coachfolio.reports.status import status_of

__all__ = [
    "CLIENTS_COLUMNS",
    "CRITERIA_COLUMNS",
    "PEOPLE_COLUMNS",
    "PORTFOLIO_COLUMNS",
    "REQUIREMENTS_COLUMNS",
    "UNITS_COLUMNS",
]

PORTFOLIO_COLUMNS: Final = (
    ModelColumn("id", "text", "The portfolio's own name, where it has one."),
    ModelColumn("stage", "text", "What it is judged for: building, submission, certification or certificated."),
    ModelColumn("qualification", "text", "The name of the pack that it follows."),
    ModelColumn("title", "text", "The title of the qualification."),
    ModelColumn("registered", "day", "The day of registration."),
    ModelColumn("certificated_on", "day", "The day of the certificate."),
    ModelColumn("time_limit", "day", "The day by which it is to be complete."),
    ModelColumn("as_on", "day", "The day on which these tables are true."),
    ModelColumn("files", "whole", "Files that were read."),
    ModelColumn("uncounted", "whole", "Files that could not be read: no table has them in it."),
    ModelColumn("contact_minutes", "whole", "Minutes of all contacts held."),
    ModelColumn("planning_minutes", "whole", "Minutes of planning, organising and evaluating them."),
    ModelColumn("guided_minutes", "whole", "Minutes of guided learning."),
    ModelColumn("supervision_minutes", "whole", "Minutes of supervision."),
    ModelColumn("learning_minutes", "whole", "Minutes of all time on the qualification."),
    ModelColumn("credits_required", "number", "Credits that the qualification takes; empty where they are unknown."),
    ModelColumn("credits_evidenced", "number", "Credits of the units with evidence for every criterion."),
    ModelColumn("credits_accepted", "number", "Credits of the units with every criterion accepted."),
    ModelColumn("coachfolio", "text", "The version of the program that made the tables."),
)


def portfolio(report: Report) -> Iterator[ModelRow]:
    status, file = status_of(report), report.portfolio.file
    hours, credits = status.hours, status.credits
    yield (
        file.id if file else None,
        status.stage,
        status.qualification,
        status.title,
        file.registered if file else None,
        file.certificated_on if file else None,
        status.limit.until if status.limit else None,
        report.today,
        report.files,
        len(status.uncounted),
        hours.total_minutes,
        hours.planning_minutes,
        hours.guided_minutes,
        hours.supervision_minutes,
        hours.learning_minutes,
        credits.required if credits else None,
        credits.evidenced if credits else None,
        credits.accepted if credits else None,
        __version__,
    )


PEOPLE_COLUMNS: Final = (
    ModelColumn("name", "text", "The short name that files use; learner for whose portfolio it is.", key=True),
    ModelColumn("role", "text", "learner, tutor, assessor, supervisor, peer, witness, iqa, eqa or centre-manager."),
    ModelColumn("qualified_as", "text", "What the person is qualified as, as portfolio.yaml says."),
)


def people(report: Report) -> Iterator[ModelRow]:
    yield LEARNER, LEARNER, None
    for name, person in report.portfolio.file.people.items() if report.portfolio.file else ():
        if name != LEARNER:
            yield name, person.role, person.qualified_as


CLIENTS_COLUMNS: Final = (
    ModelColumn("code", "text", "The client's code.", key=True),
    ModelColumn("sector", "text", "The sector that the client works in."),
    ModelColumn("level", "text", "The level that the client works at."),
    ModelColumn("kind", "text", "person or group."),
    ModelColumn("forgotten", "day", "The day on which what was written about the client was taken out."),
)


def clients(report: Report) -> Iterator[ModelRow]:
    for code, client in report.portfolio.file.clients.items() if report.portfolio.file else ():
        yield code, client.sector, client.level, client.kind, client.forgotten


UNITS_COLUMNS: Final = (
    ModelColumn("ref", "text", "The unit's reference.", key=True),
    ModelColumn("title", "text", "Its title."),
    ModelColumn("credits", "number", "Its credits; empty where they are unknown."),
    ModelColumn("criteria_are", "text", "Whose words they are: official, leaflet-statements, paraphrases or unknown."),
    ModelColumn("state", "text", "unknown, missing, partial, evidenced, stale or accepted."),
    ModelColumn("signed_off_in", "text", "The assessment record in which it was signed off last."),
    ModelColumn("signed_off_on", "day", "The day of that record."),
)


def units(report: Report) -> Iterator[ModelRow]:
    for unit in status_of(report).units:
        signed = unit.signed_off
        yield (
            unit.ref,
            unit.title,
            unit.credits,
            unit.criteria_are,
            unit.state,
            signed.record if signed else None,
            signed.on if signed else None,
        )


CRITERIA_COLUMNS: Final = (
    ModelColumn("ref", "text", "The unit, a slash and the criterion's number.", key=True),
    ModelColumn("unit", "text", "The unit that it belongs to.", "units.ref"),
    ModelColumn("number", "text", "Its number: text, so that 1.10 stays 1.10."),
    ModelColumn("outcome", "text", "The learning outcome that it belongs to."),
    ModelColumn("text", "text", "Its words."),
    ModelColumn("state", "text", "missing, claimed, stale, accepted, sampled or justified."),
    ModelColumn("thin", "yes-no", "Claimed, with fewer pieces than it takes."),
    ModelColumn("pieces", "whole", "Pieces of evidence that claim it."),
    ModelColumn("required", "whole", "Pieces that it takes."),
    ModelColumn("verdict", "text", "The last verdict of somebody entitled to it: pass, referral or waived."),
    ModelColumn("decided_in", "text", "The assessment record that the verdict stands in."),
    ModelColumn("decided_on", "day", "The day of that record."),
)


def criteria(report: Report) -> Iterator[ModelRow]:
    for found, row in zip(report.progress.coverage, criteria_rows(report), strict=True):
        decided = row.decided
        yield (
            row.ref,
            found.criterion.unit,
            found.criterion.number,
            found.criterion.outcome,
            row.text,
            row.state,
            row.thin,
            row.pieces,
            row.required,
            decided.verdict if decided else None,
            decided.decided_in if decided else None,
            decided.on if decided else None,
        )


REQUIREMENTS_COLUMNS: Final = (
    ModelColumn("name", "text", "What is asked for."),
    ModelColumn("counted_in", "text", "minutes or pieces."),
    ModelColumn("required", "whole", "How much is asked for; empty where it is unknown."),
    ModelColumn("actual", "whole", "How much is there."),
    ModelColumn("met", "yes-no", "Whether it is met; empty where that is unknown."),
    ModelColumn("guide", "yes-no", "Whether it is a figure to be guided by, never a condition."),
    ModelColumn("set_by", "text", "awarding-body, centre or other."),
    ModelColumn("certainty", "text", "How sure the figure is: stated, centre, weak or unknown."),
    ModelColumn("source", "text", "Where the figure comes from."),
)


def requirements(report: Report) -> Iterator[ModelRow]:
    for asked in status_of(report).requirements:
        yield (
            asked.name,
            asked.counted_in,
            asked.required,
            asked.actual,
            asked.met,
            asked.guide,
            asked.set_by,
            asked.certainty,
            asked.source,
        )
