"""The record for programs: JSON with a version, held against the schema output-record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from coachfolio.checks.checking import Report
from coachfolio.git.objects import Commit, Moment, SavePerson
from coachfolio.outputs import JSON_VERSION
from coachfolio.outputs.json import findings_entries
from coachfolio.record.comparing import Comparison
from coachfolio.record.facts import EvidenceHistory, PracticeRecord, Version
from coachfolio.record.signatures import Verdict
from coachfolio.record.verdicts import SignatureState
from coachfolio.reports.record import Removed, SealCount, Summary, summary_of

if TYPE_CHECKING:
    from coachfolio.outputs.record_documents import (
        ComparisonEntry,
        CompletenessEntry,
        PersonEntry,
        PieceEntry,
        RecordDocument,
        RecordSummary,
        RemovedEntry,
        SaveEntry,
        SealEntry,
        SignatureEntry,
        VersionEntry,
    )

__all__ = ["record_document", "record_json"]


def record_document(
    report: Report, record: PracticeRecord, *, evidence: EvidenceHistory | None = None
) -> RecordDocument:
    """The record and what a check with it found. Its form is the schema `output-record`.

    With one piece of evidence, it has that piece alone, the saves that recorded or changed it, and the findings of the
    report that it is given. Dates that the record cannot tell are null.
    """
    summary = summary_of(record)
    known = summary.dates_known
    histories = record.evidence if evidence is None else (evidence,)
    touched = {version.save.id for version in evidence.versions} if evidence else set()
    saves = [save for save in record.saves if evidence is None or save.id in touched]
    return {
        "version": JSON_VERSION,
        "name": record.name,
        "portfolio": record.portfolio,
        "folder": record.prefix,
        "algorithm": record.algorithm,
        "tip": record.tip or None,
        "tree": record.tree or None,
        "roots": list(record.roots),
        "dates_known": known,
        "signers_given": record.signers_given,
        "own_file": record.own_file or None,
        "learner": list(record.learner),
        "summary": _summary(summary),
        "months": [
            {
                "month": month.month or None,
                "saves": month.saves,
                "recorded": month.recorded,
                "changed": month.changed,
                "removed": month.removed,
            }
            for month in summary.months
        ],
        "people": [
            {"name": saver.name, "email": saver.email, "saves": saver.saves, "learner": saver.learner}
            for saver in summary.people
        ],
        "seals": [_seal(count_of_seals) for count_of_seals in summary.seals],
        "removed": [_removed(removed) for removed in summary.removed],
        "comparisons": [_comparison(comparison) for comparison in record.comparisons],
        "completeness": _completeness(record),
        "evidence": [_evidence(piece, known) for piece in histories],
        "saves": [_save(save, record.verdicts.get(save.id), known) for save in saves],
        "diagnostics": findings_entries(report.diagnostics),
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


def _summary(summary: Summary) -> RecordSummary:
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
                "level": rung.level.value,
                "pieces": rung.pieces,
                "who": list(rung.who),
                "earliest": _time(rung.earliest),
                "latest": _time(rung.latest),
            }
            for rung in summary.rungs
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
        "signatures": dict(summary.signatures.items()),
        "longest_stretch": {"days": stretch.days, "start": stretch.start.isoformat(), "end": stretch.end.isoformat()}
        if stretch
        else None,
        "removed": len(summary.removed),
        "pointers": summary.pointers,
        "other_files": summary.beside,
        "other_files_witnessed": summary.beside_witnessed,
    }


def _seal(count_of_seals: SealCount) -> SealEntry:
    seen, seal = count_of_seals.seen, count_of_seals.seen.seal
    return {
        "name": seen.name,
        "id": seen.id,
        "role": seal.role if seal else None,
        "by": _person(seen.by) if seen.by else None,
        "person": (seal.by or None) if seal else None,
        "made": _time(count_of_seals.made),
        "units": list(seal.units) if seal else [],
        "decision": seal.decision if seal else None,
        "meaning": seal.meaning if seal else None,
        "signature": _verdict(seen.verdict),
        "counts": seen.holds,
        "trouble": list(seen.trouble),
        "attached": seen.attached,
        "same_content": seen.same_content,
        "differ": list(seen.differ),
        "pieces": count_of_seals.pieces,
        "unchanged": count_of_seals.unchanged,
        "reformatted": count_of_seals.reformatted,
        "changed": count_of_seals.changed,
        "removed": count_of_seals.removed,
        "absent": count_of_seals.absent,
        "documents_changed": list(seen.documents_changed),
        "documents_gone": list(seen.documents_gone),
    }


def _removed(removed: Removed) -> RemovedEntry:
    return {
        "id": removed.id,
        "path": removed.path,
        "openly": removed.openly,
        "when": _moment(removed.when),
        "by": _person(removed.by) if removed.by else None,
        "reason": removed.reason or None,
    }


def _comparison(comparison: Comparison) -> ComparisonEntry:
    return {
        "name": comparison.name,
        "at": _time(comparison.at),
        "outcome": comparison.outcome,
        "identical": comparison.identical,
        "intact": comparison.intact,
        "same_portfolio": comparison.same_portfolio,
        "lost": comparison.lost,
        "added": comparison.added,
        "how": dict(comparison.how),
        "settings": None if comparison.settings is None else list(comparison.settings),
        "unchanged": list(comparison.unchanged),
        "reformatted": list(comparison.reformatted),
        "changed": list(comparison.changed),
        "moved": list(comparison.moved),
        "exchanged": list(comparison.exchanged),
        "replaced": list(comparison.replaced),
        "removed": list(comparison.removed),
        "gone": list(comparison.gone),
        "new": list(comparison.new),
        "beside": list(comparison.beside),
        "documents": list(comparison.documents),
        "documents_gone": list(comparison.documents_gone),
        "new_documents": list(comparison.new_documents),
        "words": [
            {
                "path": file.path,
                "told": file.told,
                "changes": [{"field": change.field, "was": change.was, "now": change.now} for change in file.words],
            }
            for file in comparison.words
        ],
        "seals_moved": list(comparison.seals_moved),
        "seals_gone": list(comparison.seals_gone),
        "early": list(comparison.early),
        "slipped_in": list(comparison.slipped_in),
    }


def _completeness(record: PracticeRecord) -> CompletenessEntry:
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


def _evidence(piece: EvidenceHistory, known: bool) -> PieceEntry:
    return {
        "id": piece.id,
        "path": piece.path,
        "present": piece.present,
        "claimed": _day(piece.claimed) if known else None,
        "first_recorded": _moment(piece.first.save.committed) if known else None,
        "days_after": piece.lag if known else None,
        "witness": {
            "level": piece.witness.level.value,
            "until": _time(piece.witness.until) if known else None,
            "who": piece.witness.who or None,
        },
        "seals": [{"name": name, "state": state} for name, state in piece.seals],
        "left_out": piece.left_out,
        "pointer": piece.pointer,
        "versions": [_version(version, known) for version in piece.versions],
    }


def _version(version: Version, known: bool) -> VersionEntry:
    return {
        "save": version.save.id,
        "how": version.how,
        "path": version.path,
        "content": version.content or None,
        "claimed": _day(version.claimed) if known else None,
        "fields": list(version.fields),
    }


def _save(save: Commit, verdict: Verdict | None, known: bool) -> SaveEntry:
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


def _verdict(verdict: Verdict | None) -> SignatureEntry | None:
    if verdict is None or verdict.state == SignatureState.UNSIGNED:
        return None
    return {
        "state": verdict.state,
        "key": verdict.key or None,
        "who": verdict.who or None,
        "roles": list(verdict.roles),
    }


def _person(person: SavePerson) -> PersonEntry:
    return {"name": person.name, "email": person.email}


def _moment(when: Moment | None) -> str | None:
    return when.time.isoformat() if when else None


def _time(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _day(when: date | None) -> str | None:
    return when.isoformat() if when else None
