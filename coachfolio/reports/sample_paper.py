"""The sample as a paper to file: the plan, each decision with what stands behind it, what was found, and who is who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, day, listed, shown
from coachfolio.evidence.model import PriorLearning, SamplingPlan, SamplingRecord
from coachfolio.facts.audience import SeenBy
from coachfolio.reports.papers import Paper, PaperHeading, PaperTable, PaperText, Parts, unwrapped
from coachfolio.reports.parts import person_told, signed_how
from coachfolio.reports.sample import Sample
from coachfolio.reports.views import DecisionView, PortfolioView

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord

__all__ = ["sample_paper", "seals_behind"]

_DECIDED: Final = {"pass": "met", "referral": "referred", "waived": "waived", "none": "not decided"}
_OUTCOME: Final = {"agreed": "agreed", "action-needed": "action needed"}
_QUALIFIED: Final = ("assessor", "tutor", "iqa", "eqa", "centre-manager")
_BECAME: Final = {
    "unchanged": "as it was sealed",
    "reformatted": "in other lines since, with the same meaning",
    "changed": "changed since",
    "moved": "counted as another kind since",
    "exchanged": "with another file since",
    "removed": "removed since",
}
_NO_SEAL: Final = "No seal"


def sample_paper(
    report: Report, view: PortfolioView, sample: Sample, record: PracticeRecord | None, why_no_record: str
) -> Paper:
    """The paper of a sample. `view` is that of the sample alone; without a `record`, nobody can tell of seals."""
    about = (
        ("Learner", view.about.learner),
        ("Enrolment number", view.about.enrolment),
        ("Centre", " ".join(filter(None, [view.about.centre, view.about.centre_number]))),
        ("Qualification", view.about.qualification),
        ("As on", day(view.about.today)),
        ("Saved as", view.about.save),
    )
    seen = SeenBy(report.portfolio, "iqa")
    parts = (
        *_plans(report, view, seen),
        *_decisions(view, sample, record, why_no_record),
        *_feedback(view),
        *_looks(report, view, seen, sample),
        *_findings(report, view, seen),
        *_people(report, seen),
        *_waivers(report, view, seen),
        *_prior_learning(report, view, seen),
        *_seals(record, why_no_record),
        *_evidence(view),
    )
    return Paper(
        title="Sample for quality assurance",
        about=tuple((label, words) for label, words in about if words),
        warning=view.left_out_sentence,
        wide=True,
        parts=parts,
    )


def _table(title: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> PaperTable:
    return PaperTable(title, tuple(heads), tuple(widths), tuple(map(tuple, rows)), {})


def _plans(report: Report, view: PortfolioView, seen: SeenBy) -> Parts:
    yield PaperHeading(1, "Sampling plan")
    planned = report.progress.assessment.planned
    if not planned:
        yield PaperText("No plan in this portfolio chose anything: what follows was looked at without one.")
    for plan in {row.plan.id: row.plan for row in planned}.values():
        rows = [row for row in planned if row.plan.id == plan.id]
        yield PaperHeading(2, shown(plan.id, 100))
        yield PaperText(view.people.get(plan.by, plan.by), "Made by")
        yield PaperText(f"{day(plan.date)}, for the {plan.stage} stage", "On")
        yield PaperText(f"{plan.policy.name}: {_shares(plan)}", "Policy")
        drawn = f", from {count(plan.decisions, 'decision')}" if plan.decisions else ""
        yield PaperText(f"with the seed {shown(plan.seed, 100)}{drawn}", "Drawn")
        yield _table(
            f"Plan {plan.id}",
            ("Criterion", "Assessment record", "Chosen for", "Looked at since"),
            (15, 30, 40, 15),
            [
                (
                    row.criterion,
                    row.decided_in,
                    listed([_because(seen, plan, row.position, why) for why in plan.planned[row.position].because]),
                    "yes" if row.done else "not yet",
                )
                for row in rows
            ],
        )


def _because(seen: SeenBy, plan: SamplingPlan, position: int, why: str) -> str:
    return seen.text(plan.type, ("planned", position, "because", 0), why) or ""


def _shares(plan: SamplingPlan) -> str:
    shares = plan.policy.shares
    asked = [(field.name.replace("_", " "), getattr(shares, field.name)) for field in fields(shares)]
    words = [f"{share} % of {name}" for name, share in asked if share is not None]
    return listed(words) if words else "asks for no share"


def _decisions(view: PortfolioView, sample: Sample, record: PracticeRecord | None, why_no_record: str) -> Parts:
    yield PaperHeading(1, "Decisions in the sample")
    decisions = [made for round in view.rounds for made in round.decisions]
    yield PaperText(f"{count(len(decisions), 'decision')}, on {count(len(sample.criteria), 'criterion', 'criteria')}.")
    yield _table(
        "Decisions",
        ("Criterion", "Decision", "By, on", "Rests on", "How it was judged", "Feedback and reason", "Seal behind it"),
        (10, 9, 13, 18, 10, 24, 16),
        [
            (
                made.criterion,
                _DECIDED[made.verdict] + ("" if made.stands else ", and no longer stands") + _changed(made),
                f"{made.by}, {day(made.on)}",
                ", ".join(made.evidence),
                " ".join(filter(None, [made.method, made.marks])),
                "\n\n".join(unwrapped(text) for text in (made.feedback, made.reason) if text),
                seals_behind(record, made.record) if record else why_no_record,
            )
            for made in sorted(decisions, key=lambda made: (made.criterion, made.on, made.record))
        ],
    )


def _changed(made: DecisionView) -> str:
    return f"; changed since: {', '.join(made.changed)}" if made.changed else ""


def seals_behind(record: PracticeRecord, id: str) -> str:
    """Whether a seal stands behind an assessment record, and which: in words."""
    piece = record.get(id)
    found = [_seal_behind(record, piece, name, state) for name, state in piece.seals] if piece else []
    return "\n".join(found) if found else f"{_NO_SEAL}."


def _seal_behind(record: PracticeRecord, piece: EvidenceHistory, name: str, state: str) -> str:
    seal = next((seal for seal in record.seals if seal.name == name), None)
    became = "changed since by the learner's answer alone" if name in piece.answered else _BECAME[state]
    if seal is None or seal.seal is None:
        return f"{shown(name)}, which is no whole seal"
    counts = "" if not seal.trouble else ", and it does not count"
    return f"{shown(name)}: {became}{counts}"


def _feedback(view: PortfolioView) -> Parts:
    yield PaperHeading(1, "What assessors wrote")
    rows = [
        (
            *(made.unit, made.by, day(made.on), str(made.submission or ""), unwrapped(made.feedback)),
            day(made.acknowledged) if made.acknowledged else "not noted",
        )
        for made in view.rounds
        if made.feedback
    ]
    if rows:
        heads = ("Unit", "Assessor", "On", "Submission", "Feedback", "Read by the learner")
        yield _table("Feedback to the learner", heads, (8, 14, 12, 11, 43, 12), rows)
    else:
        yield PaperText("On the whole of a unit nothing was written.")


def _looks(report: Report, view: PortfolioView, seen: SeenBy, sample: Sample) -> Parts:
    yield PaperHeading(1, "What quality assurance saw")
    looks = [
        (
            look.sampled.criterion,
            look.decided_in or "",
            f"{view.people.get(look.record.by, look.record.by)}, {day(look.record.date)}",
            _OUTCOME[look.sampled.outcome] + ("" if look.refusal is None else ", which does not count"),
            unwrapped(seen.text(look.record.type, ("sampled", look.position, "comment"), look.sampled.comment) or ""),
        )
        for look in report.progress.assessment.sampled
        if (look.decided_in, look.sampled.criterion) in sample.decisions
    ]
    if looks:
        heads = ("Criterion", "Assessment record", "By, on", "Outcome", "Comment")
        yield _table("Looked at", heads, (12, 24, 18, 14, 32), looks)
    else:
        yield PaperText("Nothing was looked at yet.")
    records = [piece for piece in report.portfolio.evidence if isinstance(piece, SamplingRecord)]
    for record in records:
        if words := seen.text(record.type, ("feedback",), record.feedback):
            yield PaperHeading(2, f"To the assessor, {day(record.date)}")
            yield PaperText(unwrapped(words), view.people.get(record.by, record.by))
    notes = [note for record in records for note in record.standardisation]
    if notes:
        yield PaperHeading(2, "Standardisation")
        rows = [
            (
                day(note.date),
                listed([view.people.get(who, who) for who in note.took_part]),
                unwrapped(seen.text("assessment-sampling", ("standardisation", 0, "note"), note.note) or ""),
            )
            for note in notes
        ]
        yield _table("Standardisation", ("On", "Who took part", "What was compared"), (15, 35, 50), rows)


def _findings(report: Report, view: PortfolioView, seen: SeenBy) -> Parts:
    yield PaperHeading(1, "Findings")
    rows = []
    for record in report.portfolio.evidence:
        for finding in record.findings if isinstance(record, SamplingRecord) else ():

            def said(name: str, text: str | None) -> str:
                return unwrapped(seen.text("assessment-sampling", ("findings", 0, name), text) or "")

            rows.append(
                (
                    finding.criterion or "",
                    said("finding", finding.finding),
                    said("action", finding.action),
                    ", ".join(
                        filter(
                            None,
                            [
                                view.people.get(finding.owner or "", finding.owner or ""),
                                f"by {day(finding.due)}" if finding.due else "",
                            ],
                        )
                    ),
                    f"closed on {day(finding.closed_on)}" if finding.closed_on else finding.state,
                    said("closing", finding.closing),
                )
            )
    if rows:
        heads = ("Criterion", "What was found", "What is to be done", "Who, by when", "State", "How it was closed")
        yield _table("Findings", heads, (10, 24, 22, 14, 12, 18), rows)
    else:
        yield PaperText("There is none.")


def _people(report: Report, seen: SeenBy) -> Parts:
    yield PaperHeading(1, "Who assessed and assured, and what qualifies them")
    people = report.portfolio.file.people if report.portfolio.file else {}
    rows = []
    for short, person in people.items():
        if person.role in _QUALIFIED:
            qualified = seen.text("portfolio", ("people", short, "qualified_as"), person.qualified_as)
            since = day(person.assessing_since) if person.assessing_since else "not said"
            name = seen.text("portfolio", ("people", short, "name"), person.name) or short
            rows.append((name, short, person.role, qualified or "not said", since))
    heads = ("Name", "Short name", "Role", "Qualified as", "Assessing since")
    yield _table("People", heads, (20, 15, 15, 35, 15), rows) if rows else PaperText("Nobody is named.")


def _waivers(report: Report, view: PortfolioView, seen: SeenBy) -> Parts:
    yield PaperHeading(1, "Waivers")
    rows: list[tuple[str, ...]] = []
    for record in report.progress.assessment.records:
        for position, decision in enumerate(record.decisions):
            if decision.verdict == "waived":
                reason = seen.text(record.type, ("decisions", position, "reason"), decision.reason)
                by = f"{view.people.get(record.by, record.by)}, {day(record.date)}"
                rows.append((decision.criterion, by, unwrapped(reason or "")))
    file = report.portfolio.file
    for waiver in file.waivers if file else ():
        about = " ".join(filter(None, [waiver.code, waiver.criterion, waiver.path]))
        reason = seen.text("portfolio", ("waivers", 0, "reason"), waiver.reason)
        rows.append((about, "the learner, in portfolio.yaml", unwrapped(reason or "")))
    if rows:
        yield _table("Waivers", ("What", "By", "Why"), (25, 25, 50), rows)
    else:
        yield PaperText("Nothing is waived.")


def _prior_learning(report: Report, view: PortfolioView, seen: SeenBy) -> Parts:
    yield PaperHeading(1, "Prior learning")
    rows = []
    for piece in report.portfolio.evidence:
        if isinstance(piece, PriorLearning):
            decided = view.people.get(piece.decided_by or "", piece.decided_by or "nobody yet")
            on = f", {day(piece.decided_on)}" if piece.decided_on else ""
            title = seen.text(piece.type, ("title",), piece.title) or piece.id
            reason = unwrapped(seen.text(piece.type, ("reason",), piece.reason) or "")
            rows.append((piece.unit, title, day(piece.awarded), reason, piece.state, f"{decided}{on}"))
    if rows:
        heads = ("Unit", "What", "Awarded", "Why it counts", "State", "Decided by")
        yield _table("Prior learning", heads, (8, 24, 12, 28, 10, 18), rows)
    else:
        yield PaperText("None is claimed.")


def _seals(record: PracticeRecord | None, why_no_record: str) -> Parts:
    yield PaperHeading(1, "Seals in the record")
    if record is None:
        yield PaperText(why_no_record)
        return
    if not record.signers_given:
        yield PaperText(
            "Whose signatures count, nobody said when this was packed: with coachfolio pack --signers each is held "
            "against a list."
        )
    rows = [
        (
            shown(seal.name),
            seal.seal.role if seal.seal else "",
            person_told(seal.by),
            day(seal.made.date()) if seal.made else "",
            signed_how(seal.verdict.state, record.signers_given),
            "no" if seal.trouble else "as far as it is signed",
        )
        for seal in record.seals
    ]
    if rows:
        heads = ("Seal", "As", "By", "On", "Signature", "Does it count")
        yield _table("Seals", heads, (18, 10, 24, 14, 20, 14), rows)
    else:
        yield PaperText("Nobody has sealed anything in this record.")


def _evidence(view: PortfolioView) -> Parts:
    yield PaperHeading(1, "Evidence in the sample")
    records: Mapping[str, str] = {
        row.piece: f"{row.recorded.isoformat() if row.recorded else 'not known'}; {row.witness}"
        for row in view.record.rows
    }
    yield _table(
        "Evidence",
        ("Evidence", "Title", "Kind", "Date", "Client", "Criteria", "First saved; seen as it stands by"),
        (22, 20, 11, 10, 7, 12, 18),
        [
            (
                piece.id,
                piece.title,
                piece.kind_title,
                piece.day.isoformat() if piece.day else "",
                ", ".join(piece.clients),
                ", ".join(piece.criteria),
                records.get(piece.id, ""),
            )
            for piece in view.pieces
        ],
    )
