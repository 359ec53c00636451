"""The record for programs: JSON with a version, held against the schema output-record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from coachfolio.checks.checking import Report
from coachfolio.git.objects import Commit, Moment, Person
from coachfolio.outputs.json import check_document
from coachfolio.record.comparing import Comparison
from coachfolio.record.facts import EvidenceHistory, PracticeRecord, Version
from coachfolio.record.signatures import Verdict
from coachfolio.reports.record import Removed, SealCount, Summary, summary_of

__all__ = ["record_document", "record_json"]

VERSION: Final = 1


def record_document(
    report: Report, record: PracticeRecord, *, evidence: EvidenceHistory | None = None
) -> dict[str, Any]:
    """The record and what a check with it found. Its form is the schema `output-record`.

    With one piece of evidence, it has that piece alone, the saves that recorded or changed it, and the findings of the
    report that it is given. Dates that the record cannot tell are null.
    """
    summary = summary_of(record)
    known = summary.dates_known
    histories = record.evidence if evidence is None else (evidence,)
    touched = {version.save.id for version in evidence.versions} if evidence else set()
    saves = [one for one in record.saves if evidence is None or one.id in touched]
    return {
        "version": VERSION,
        "name": record.name,
        "portfolio": record.portfolio,
        "folder": record.prefix,
        "algorithm": record.algorithm,
        "tip": record.tip or None,
        "tree": record.tree or None,
        "roots": list(record.roots),
        "dates_known": known,
        "signers_given": record.signers_given,
        "learner": list(record.learner),
        "summary": _summary(summary),
        "months": [
            {
                "month": one.month or None,
                "saves": one.saves,
                "recorded": one.recorded,
                "changed": one.changed,
                "removed": one.removed,
            }
            for one in summary.months
        ],
        "people": [
            {"name": one.name, "email": one.email, "saves": one.saves, "learner": one.learner} for one in summary.people
        ],
        "seals": [_seal(one) for one in summary.seals],
        "removed": [_removed(one) for one in summary.removed],
        "comparisons": [_comparison(one) for one in record.comparisons],
        "completeness": _completeness(record),
        "evidence": [_evidence(one, known) for one in histories],
        "saves": [_save(one, record.verdicts.get(one.id), known) for one in saves],
        "diagnostics": check_document(report)["diagnostics"],
    }


def record_json(report: Report, record: PracticeRecord, *, evidence: EvidenceHistory | None = None) -> Iterator[str]:
    """The document as JSON text, in pieces: a line for each entry of a list. Only ASCII.

    A record can have tens of thousands of saves: so written, it takes a small part of the time and the room.
    """
    start = "{\n"
    for name, value in record_document(report, record, evidence=evidence).items():
        yield f"{start}  {json.dumps(name)}: "
        start = ",\n"
        if isinstance(value, list) and value:
            yield "[\n    " + ",\n    ".join(map(json.dumps, value)) + "\n  ]"
        else:
            yield json.dumps(value)
    yield "\n}\n"


def _summary(summary: Summary) -> dict[str, Any]:
    lags, stretch = summary.lags, summary.stretch
    return {
        "pieces": summary.pieces,
        "saves": summary.saves,
        "first": _day(summary.first),
        "last": _day(summary.last),
        "witnessed": summary.witnessed,
        "own_clock": summary.own_clock,
        "levels": [
            {
                "level": one.level.value,
                "pieces": one.pieces,
                "who": list(one.who),
                "earliest": _time(one.earliest),
                "latest": _time(one.latest),
            }
            for one in summary.rungs
        ],
        "lags": {
            "before": lags.before,
            "within_day": lags.within_day,
            "within_week": lags.within_week,
            "within_month": lags.within_month,
            "later": lags.later,
            "unknown": lags.unknown,
        }
        if lags
        else None,
        "signed": summary.signed,
        "signatures": dict(summary.signatures),
        "longest_stretch": {"days": stretch.days, "start": _day(stretch.start), "end": _day(stretch.end)}
        if stretch
        else None,
        "removed": len(summary.removed),
        "pointers": summary.pointers,
    }


def _seal(one: SealCount) -> dict[str, Any]:
    seen, seal = one.seen, one.seen.seal
    return {
        "name": seen.name,
        "id": seen.id,
        "role": seal.role if seal else None,
        "by": _person(seen.by),
        "person": (seal.by or None) if seal else None,
        "made": _time(one.made),
        "units": list(seal.units) if seal else [],
        "decision": seal.decision if seal else None,
        "meaning": seal.meaning if seal else None,
        "signature": _verdict(seen.verdict),
        "counts": seen.holds,
        "trouble": list(seen.trouble),
        "attached": seen.attached,
        "same_content": seen.same_content,
        "pieces": one.pieces,
        "unchanged": one.unchanged,
        "reformatted": one.reformatted,
        "changed": one.changed,
        "removed": one.removed,
        "absent": one.absent,
        "documents_changed": list(seen.documents_changed),
        "documents_gone": list(seen.documents_gone),
    }


def _removed(one: Removed) -> dict[str, Any]:
    return {
        "id": one.id,
        "path": one.path,
        "openly": one.openly,
        "when": _moment(one.when),
        "by": _person(one.by),
        "reason": one.reason or None,
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    pieces = ("unchanged", "changed", "replaced", "removed", "gone", "new")
    lists = (*pieces, "documents", "seals_moved", "seals_gone", "early", "slipped_in")
    return {
        "name": one.name,
        "at": _time(one.at),
        "outcome": one.outcome,
        "identical": one.identical,
        "intact": one.intact,
        "same_portfolio": one.same_portfolio,
        "lost": one.lost,
        "added": one.added,
        "how": dict(one.how),
        "settings": None if one.settings is None else list(one.settings),
        **{name: list(getattr(one, name)) for name in lists},
    }


def _completeness(record: PracticeRecord) -> dict[str, Any]:
    about = record.completeness
    return {
        "cut_off": about.cut_off,
        "stopped": about.stopped or None,
        "partial": about.partial,
        "missing": about.missing,
        "too_large": about.too_large,
        "substitutions": about.substitutions,
        "grafts": about.grafts,
        "programs": list(about.programs),
        "own_signers": about.own_signers,
        "list_problems": len(record.list_problems),
        "odd_paths": [{"path": path, "what": what} for path, what in record.odd_paths],
        "drafts": about.drafts,
        "unsaved": list(about.unsaved),
        "hidden": list(about.hidden),
    }


def _evidence(one: EvidenceHistory, known: bool) -> dict[str, Any]:
    return {
        "id": one.id,
        "path": one.path,
        "present": one.present,
        "claimed": _day(one.claimed) if known else None,
        "first_recorded": _moment(one.first.save.committed) if known else None,
        "days_after": one.lag if known else None,
        "witness": {
            "level": one.witness.level.value,
            "until": _time(one.witness.until) if known else None,
            "who": one.witness.who or None,
        },
        "seals": [{"name": name, "state": state} for name, state in one.seals],
        "left_out": one.left_out,
        "pointer": one.pointer,
        "versions": [_version(version, known) for version in one.versions],
    }


def _version(one: Version, known: bool) -> dict[str, Any]:
    return {
        "save": one.save.id,
        "how": one.how,
        "path": one.path,
        "content": one.content or None,
        "claimed": _day(one.claimed) if known else None,
        "fields": list(one.fields),
    }


def _save(save: Commit, verdict: Verdict | None, known: bool) -> dict[str, Any]:
    # most saves have one and the same date and person twice
    committed = _moment(save.committed) if known else None
    same = save.authored == save.committed
    author = _person(save.author)
    return {
        "id": save.id,
        "follows": list(save.parents),
        "authored": committed if same or not known else _moment(save.authored),
        "committed": committed,
        "author": author,
        "committer": author if save.committer is save.author else _person(save.committer),
        "subject": save.subject,
        "reason": save.reason or None,
        "signature": _verdict(verdict),
    }


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None or verdict.state == "unsigned":
        return None
    return {
        "state": verdict.state,
        "key": verdict.key or None,
        "who": verdict.who or None,
        "roles": list(verdict.roles),
    }


def _person(person: Person | None) -> dict[str, str] | None:
    return {"name": person.name, "email": person.email} if person else None


def _moment(when: Moment | None) -> str | None:
    return when.time.isoformat() if when else None


def _time(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None
