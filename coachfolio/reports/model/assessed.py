"""Tables of assessment: decisions, what they rest on, what was sampled, what is to be done, and what a check found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.checks.checking import Report
from coachfolio.reports.model.columns import ModelColumn, ModelRow, ids_of, known

__all__ = [
    "ACTIONS_COLUMNS",
    "DECISIONS_COLUMNS",
    "DECISION_EVIDENCE_COLUMNS",
    "FINDINGS_COLUMNS",
    "SAMPLES_COLUMNS",
]

DECISIONS_COLUMNS: Final = (
    ModelColumn("record", "text", "The assessment record.", "evidence.id", key=True),
    ModelColumn("number", "whole", "Its place in the record, from 1.", key=True),
    ModelColumn("criterion", "text", "The criterion; empty where there is none of that reference.", "criteria.ref"),
    ModelColumn("written", "text", "The reference as it is written."),
    ModelColumn("verdict", "text", "pass, referral, none or waived."),
    ModelColumn("decided_by", "text", "Who decided, by short name.", "people.name"),
    ModelColumn("decided_on", "day", "The day of the record."),
    ModelColumn("submission", "whole", "Which submission it was, from 1."),
    ModelColumn("method", "text", "How it was decided, where that is said."),
    ModelColumn("feedback", "text", "What the assessor wrote."),
    ModelColumn("reason", "text", "Why it was waived."),
    ModelColumn("stands", "yes-no", "Whether it is the last decision of somebody entitled to it."),
    ModelColumn("stale", "yes-no", "Whether what it rests on has changed since; empty where it does not stand."),
)


def decisions(report: Report) -> Iterator[ModelRow]:
    refs = {found.criterion.ref for found in report.progress.coverage}
    names, ids = _names(report), ids_of(report)
    standing = report.progress.assessment.standing
    for record in report.progress.assessment.records:
        for position, decision in enumerate(record.decisions):
            last = standing.get(decision.criterion)
            stands = last is not None and last.record.path == record.path and last.position == position
            yield (
                ids[record.path],
                position + 1,
                known(decision.criterion, refs),
                decision.criterion,
                decision.verdict,
                known(record.by, names),
                record.date,
                record.submission,
                decision.method,
                decision.feedback,
                decision.reason,
                stands,
                last.stale if last is not None and stands else None,
            )


def _names(report: Report) -> frozenset[str]:
    return frozenset({"learner", *(report.portfolio.file.people if report.portfolio.file else ())})


DECISION_EVIDENCE_COLUMNS: Final = (
    ModelColumn("record", "text", "The assessment record.", "decisions.record", key=True),
    ModelColumn("number", "whole", "The decision's place in it, from 1.", "decisions.number", key=True),
    ModelColumn("evidence", "text", "A piece that it rests on.", "evidence.id", key=True),
)


def decision_evidence(report: Report) -> Iterator[ModelRow]:
    ids = ids_of(report)
    there = frozenset(ids.values())
    for record in report.progress.assessment.records:
        for position, decision in enumerate(record.decisions):
            for name in dict.fromkeys(decision.evidence):
                if name in there:
                    yield ids[record.path], position + 1, name


SAMPLES_COLUMNS: Final = (
    ModelColumn("record", "text", "The sampling record.", "evidence.id", key=True),
    ModelColumn("number", "whole", "Its place in the record, from 1.", key=True),
    ModelColumn("criterion", "text", "The criterion; empty where there is none of that reference.", "criteria.ref"),
    ModelColumn("decided_in", "text", "The assessment record whose decision was looked at.", "evidence.id"),
    ModelColumn("looked_on", "day", "The day on which it was looked at."),
    ModelColumn("looked_by", "text", "Who looked, by short name.", "people.name"),
    ModelColumn("counts", "yes-no", "No where whoever looked was not entitled to it, or there was no such decision."),
    ModelColumn("standing", "yes-no", "Whether the decision that was looked at is the one that stands."),
)


def samples(report: Report) -> Iterator[ModelRow]:
    refs = {found.criterion.ref for found in report.progress.coverage}
    names, ids = _names(report), ids_of(report)
    there = frozenset(ids.values())
    for look in report.progress.assessment.sampled:
        yield (
            ids[look.record.path],
            look.position + 1,
            known(look.sampled.criterion, refs),
            known(look.decided_in, there),
            look.record.date,
            known(look.record.by, names),
            look.refusal is None,
            look.standing,
        )


ACTIONS_COLUMNS: Final = (
    ModelColumn("handle", "text", "What to call it: the name of its file, a slash and its number there.", key=True),
    ModelColumn("kind", "text", "action or finding."),
    ModelColumn("what", "text", "What is to be done."),
    ModelColumn("owner", "text", "Whose it is, by short name.", "people.name"),
    ModelColumn("due", "day", "The day by which it is to be done."),
    ModelColumn("is_open", "yes-no", "Whether it is still to be done."),
    ModelColumn("criterion", "text", "The criterion that it is about.", "criteria.ref"),
)


def actions(report: Report) -> Iterator[ModelRow]:
    refs = {found.criterion.ref for found in report.progress.coverage}
    names = _names(report)
    ids = ids_of(report)
    for due in report.progress.assessment.due:
        owner = known(due.owner, names)
        handle = f"{ids[due.place.path]}/{due.handle.rpartition('/')[2]}"
        yield handle, due.kind, due.what, owner, due.due, due.open, known(due.criterion, refs)


FINDINGS_COLUMNS: Final = (
    ModelColumn("number", "whole", "In the order in which the check tells them, from 1.", key=True),
    ModelColumn("code", "text", "The code of the rule."),
    ModelColumn("name", "text", "The name of the rule."),
    ModelColumn("severity", "text", "error, warning, gap or advice."),
    ModelColumn("path", "text", "The file."),
    ModelColumn("line", "whole", "The line in it."),
    ModelColumn("message", "text", "What is wrong or missing."),
    ModelColumn("hint", "text", "What to do about it."),
    ModelColumn("waived", "text", "The reason for which it is waived; empty where it is not."),
)


def findings(report: Report) -> Iterator[ModelRow]:
    for number, found in enumerate(report.diagnostics, 1):
        yield (
            number,
            found.code,
            found.name,
            found.severity.value,
            found.path,
            found.span.line,
            found.message,
            found.hint,
            found.waived or None,
        )
