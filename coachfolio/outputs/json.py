"""A report for programs: JSON with a version, held against the schemas named output-…"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.checks.checking import Report
from coachfolio.outputs import JSON_VERSION
from coachfolio.reports.readiness import Readiness, readiness_of
from coachfolio.reports.standing import totals_of

if TYPE_CHECKING:
    import datetime

    from coachfolio.outputs.documents import (
        ActionsDocument,
        CheckDocument,
        ChecklistEntry,
        CriterionEntry,
        DueEntry,
        FindingEntry,
        ReadinessDocument,
        RequirementEntry,
        StatusDocument,
        UnitEntry,
    )
    from coachfolio.reports.due import DueRow, ToDo
    from coachfolio.reports.mapping import CriterionRow
    from coachfolio.reports.status import RequirementRow, UnitRow

__all__ = [
    "actions_document",
    "check_document",
    "findings_entries",
    "json_text",
    "readiness_document",
    "rendered",
    "status_document",
]


def json_text(document: Mapping[str, object]) -> str:
    """The document as JSON text. Only ASCII, so that no odd character of a file name can break a program."""
    return json.dumps(document, indent=2)


def rendered(report: Report, folder: str) -> str:
    """The check's document as text. Its paths are those inside the portfolio, whatever the folder."""
    return json_text(check_document(report)) + "\n"


def check_document(report: Report) -> CheckDocument:
    """What a check found. Its form is the schema `output-check`."""
    totals = totals_of(report)
    return {
        "version": JSON_VERSION,
        "stage": report.stage,
        "diagnostics": findings_entries(report.diagnostics),
        "summary": {
            "errors": totals.errors,
            "warnings": totals.warnings,
            "gaps": totals.gaps,
            "advice": totals.advice,
            "waived": totals.waived,
            "files": totals.files,
            "uncounted": totals.uncounted,
        },
        "checklist": _checklist(readiness_of(report)),
    }


def readiness_document(report: Report) -> ReadinessDocument:
    """Whether the portfolio is ready. Its form is the schema `output-ready`."""
    readiness = readiness_of(report)
    return {
        "version": JSON_VERSION,
        "stage": readiness.stage,
        "ready": readiness.ready,
        "how_ready": readiness.answer,
        "checklist": _checklist(readiness),
        "own_file": readiness.own_file or None,
    }


def _checklist(readiness: Readiness) -> list[ChecklistEntry]:
    return [
        {"name": line.name, "title": line.title, "state": line.state, "by": list(line.by)} for line in readiness.lines
    ]


def findings_entries(diagnostics: Iterable[Diagnostic]) -> list[FindingEntry]:
    """Findings, as every document with findings has them."""
    return [_diagnostic(diagnostic) for diagnostic in diagnostics]


def _diagnostic(diagnostic: Diagnostic) -> FindingEntry:
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity.value,
        "path": diagnostic.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "end_line": diagnostic.span.end_line,
        "end_column": diagnostic.span.end_column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "related": [
            {"message": other.message, "path": other.path, "line": other.span.line, "column": other.span.column}
            for other in diagnostic.related
        ],
        "waived": diagnostic.waived,
    }


def actions_document(every: Sequence[ToDo], today: datetime.date) -> ActionsDocument:
    """The list of what is to be done. Its form is the schema `output-actions`."""
    from coachfolio.reports.due import due_rows

    return {"version": JSON_VERSION, "due": [_due(row) for row in due_rows(every, today)]}


def _due(row: DueRow) -> DueEntry:
    return {
        "handle": row.handle,
        "kind": row.kind,
        "what": row.what,
        "owner": row.owner,
        "due": row.day.isoformat() if row.day else None,
        "days_left": row.days_left,
        "state": row.state,
        "criterion": row.criterion,
    }


def status_document(report: Report) -> StatusDocument:
    """Where the portfolio stands. Its form is the schema `output-status`. Hours are in minutes."""
    from coachfolio.reports.status import status_of

    status = status_of(report)
    hours, credits, limit = status.hours, status.credits, status.limit
    return {
        "version": JSON_VERSION,
        "stage": status.stage,
        "qualification": status.qualification,
        "hours": {
            "contact": {
                "total_minutes": hours.total_minutes,
                "by_client": dict(hours.by_client),
                "by_role": dict(hours.by_role),
                "by_month": dict(hours.by_month),
                "by_unit": dict(hours.by_unit),
                "by_fee": dict(hours.by_fee),
                "by_setting": dict(hours.by_setting),
                "homeless_minutes": hours.homeless_minutes,
            },
            "planning_minutes": hours.planning_minutes,
            "supervision_minutes": hours.supervision_minutes,
        },
        "guided_minutes": hours.guided_minutes,
        "learning_minutes": hours.learning_minutes,
        "credits": {
            "required": None if credits is None or credits.required is None else _number(credits.required),
            "evidenced": _number(credits.evidenced) if credits else 0,
            "accepted": _number(credits.accepted) if credits else 0,
        },
        "units": [_unit(unit) for unit in status.units],
        "criteria": {
            "missing": status.counts["missing"],
            "claimed": status.counts["claimed"],
            "stale": status.counts["stale"],
            "accepted": status.counts["accepted"],
            "sampled": status.counts["sampled"],
            "justified": status.counts["justified"],
        },
        "coverage": [_criterion(row) for row in status.criteria],
        "requirements": [_requirement(row) for row in status.requirements],
        "time_limit": {"until": limit.until.isoformat(), "days_left": limit.days_left} if limit else None,
        "own_file": status.own_file or None,
        "uncounted": list(status.uncounted),
        "drafts": list(status.drafts),
        "due": [_due(row) for row in status.due],
        "next": list(status.next),
    }


def _number(value: float) -> float:
    """A whole number without the point that JSON would give it."""
    return int(value) if value == int(value) else value


def _unit(unit: UnitRow) -> UnitEntry:
    signed = unit.signed_off
    return {
        "ref": unit.ref,
        "title": unit.title,
        "credits": None if unit.credits is None else _number(unit.credits),
        "state": unit.state,
        "criteria_are": unit.criteria_are,
        "signed_off": {"record": signed.record, "date": signed.on.isoformat(), "stale": signed.stale}
        if signed
        else None,
    }


def _criterion(row: CriterionRow) -> CriterionEntry:
    decided = row.decided
    return {
        "criterion": row.ref,
        "text": row.text,
        "state": row.state,
        "required": row.required,
        "thin": row.thin,
        "claims": [{"evidence": claim.evidence, "where": claim.where, "how": claim.how} for claim in row.claims],
        "clients": list(row.clients),
        "decided_in": decided.decided_in if decided else None,
        "verdict": decided.verdict if decided else None,
        "changed": sorted(decided.changed) if decided else [],
        "sampled_in": sorted(row.sampled_in),
    }


def _requirement(row: RequirementRow) -> RequirementEntry:
    return {
        "name": row.name,
        "source": row.source,
        "set_by": row.set_by,
        "certainty": row.certainty,
        "guide": row.guide,
        "counted_in": row.counted_in,
        "required": row.required,
        "actual": row.actual,
        "met": row.met,
    }
