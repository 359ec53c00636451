"""A report for programs: JSON with a version, held against the schemas output-check and output-status."""

from __future__ import annotations

import json
from typing import Any

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.checks.checking import Report
from coachfolio.facts.progress import Coverage, RequirementMet, UnitProgress, counts_of
from coachfolio.outputs import JSON_VERSION
from coachfolio.outputs.due import due_document
from coachfolio.reports.due import to_do
from coachfolio.reports.readiness import checklist, is_ready
from coachfolio.reports.standing import next_steps

__all__ = ["check_document", "json_text", "readiness_document", "rendered", "status_document"]


def json_text(document: dict[str, Any]) -> str:
    """The document as JSON text. Only ASCII, so that no odd character of a file name can break a program."""
    return json.dumps(document, indent=2)


def rendered(report: Report, folder: str) -> str:
    """The check's document as text. Its paths are those inside the portfolio, whatever the folder."""
    return json_text(check_document(report)) + "\n"


def check_document(report: Report) -> dict[str, Any]:
    """What a check found. Its form is the schema `output-check`."""
    counts = report.counts()
    return {
        "version": JSON_VERSION,
        "stage": report.stage,
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
        "summary": {
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
            "gaps": counts[Severity.GAP],
            "advice": counts[Severity.ADVICE],
            "waived": sum(1 for diagnostic in report.diagnostics if diagnostic.waived),
            "files": report.files,
            "uncounted": len(report.progress.uncounted),
        },
        "checklist": _checklist(report),
    }


def readiness_document(report: Report) -> dict[str, Any]:
    """Whether the portfolio is ready. Its form is the schema `output-ready`."""
    return {"version": JSON_VERSION, "stage": report.stage, "ready": is_ready(report), "checklist": _checklist(report)}


def _checklist(report: Report) -> list[dict[str, Any]]:
    return [
        {"name": line.name, "title": line.title, "state": line.state, "by": list(line.by)} for line in checklist(report)
    ]


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
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


def status_document(report: Report) -> dict[str, Any]:
    """Where the portfolio stands. Its form is the schema `output-status`. Hours are in minutes."""
    progress = report.progress
    hours = progress.hours
    credits = progress.credits
    limit = progress.time_limit
    qualification = report.portfolio.qualification
    return {
        "version": JSON_VERSION,
        "stage": report.stage,
        "qualification": qualification.id if qualification else None,
        "hours": {
            "contact": {
                "total_minutes": hours.total_minutes,
                "by_client": dict(hours.by_client),
                "by_role": dict(hours.by_role),
                "by_month": dict(hours.by_month),
                "by_unit": dict(hours.by_unit),
                "by_fee": dict(hours.by_fee),
                "by_setting": dict(hours.by_setting),
            },
            "planning_minutes": hours.planning_minutes,
            "supervision_minutes": hours.supervision_minutes,
        },
        "guided_minutes": hours.guided_minutes,
        "learning_minutes": hours.learning_minutes,
        "credits": {
            "required": _number(credits.required) if credits else None,
            "evidenced": _number(credits.evidenced) if credits else 0,
            "accepted": _number(credits.accepted) if credits else 0,
        },
        "units": [_unit(unit) for unit in progress.units],
        "criteria": dict(counts_of(progress.coverage)),
        "coverage": [_coverage(criterion) for criterion in progress.coverage],
        "requirements": [_requirement(met) for met in progress.requirements],
        "time_limit": {"until": limit.until.isoformat(), "days_left": limit.days_left(report.today)} if limit else None,
        "uncounted": list(progress.uncounted),
        "due": due_document(to_do(report), report.today),
        "next": list(next_steps(report)),
    }


def _number(value: float | None) -> float | None:
    return int(value) if value is not None and value == int(value) else value


def _unit(unit: UnitProgress) -> dict[str, Any]:
    return {
        "ref": unit.unit.ref,
        "title": unit.unit.title,
        "credits": _number(unit.unit.credits.value),
        "state": unit.state,
        "criteria_are": unit.unit.criteria_are,
        "signed_off": _signed_off(unit),
    }


def _signed_off(unit: UnitProgress) -> dict[str, Any] | None:
    if unit.signed_off is None:
        return None
    return {
        "record": unit.signed_off.record.id,
        "date": unit.signed_off.record.date.isoformat(),
        "stale": unit.signed_off.stale,
    }


def _coverage(criterion: Coverage) -> dict[str, Any]:
    return {
        "criterion": criterion.criterion.ref,
        "text": criterion.criterion.text,
        "state": criterion.state,
        "required": criterion.criterion.required,
        "thin": criterion.thin,
        "claims": [{"evidence": claim.evidence, "where": claim.where, "how": claim.how} for claim in criterion.claims],
        "clients": list(criterion.clients),
        "decided_in": criterion.decided_in,
        "verdict": criterion.decision.verdict if criterion.decision else None,
        "changed": sorted({change.evidence for change in criterion.standing.changes}) if criterion.standing else [],
        "sampled_in": sorted({look.record.id for look in criterion.sampled}),
    }


def _requirement(met: RequirementMet) -> dict[str, Any]:
    return {
        "name": met.requirement.name,
        "source": met.requirement.source,
        "set_by": met.requirement.set_by,
        "certainty": met.requirement.certainty,
        "guide": met.requirement.guide,
        "counted_in": met.counted_in,
        "required": met.required,
        "actual": met.actual,
        "met": met.met,
    }
