"""A cohort as tables, for programs that know nothing of coachfolio: a portfolio's rows are made from its extract.

No table has a client's name in it, or words that somebody wrote in a portfolio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.cohort.extract import Extract
from coachfolio.cohort.standing import track_of
from coachfolio.reports.model import ModelColumn, Value

__all__ = ["COHORT_TABLES", "COHORT_VIEWS", "RUN_COLUMNS", "CohortTable", "TableNames"]

TableNames = Mapping[tuple[str, str], str]
"""What each assessor is called across portfolios, by the portfolio and the short name there."""
TableRows = Iterable[tuple[Value, ...]]


@frozen()
class CohortTable(Frozen):
    """One table: what it is called, what it holds, and how its rows come from an extract."""

    name: str
    about: str
    columns: tuple[ModelColumn, ...]
    rows: Callable[[Extract, TableNames], TableRows]


RUN_COLUMNS: Final = (
    ModelColumn("run", "whole", "The number of the run; 1, as a database is of one run.", key=True),
    ModelColumn("as_on", "day", "The day on which everything is true."),
    ModelColumn("program", "text", "The version of coachfolio that worked it out."),
    ModelColumn("portfolios", "whole", "Portfolios that are counted."),
    ModelColumn("left_out", "whole", "Places that are not."),
)
_PORTFOLIO: Final = ModelColumn("portfolio", "text", "The portfolio.", "portfolios.portfolio", key=True)
_OF_PORTFOLIO: Final = ModelColumn("portfolio", "text", "The portfolio.", "portfolios.portfolio")
_PORTFOLIOS: Final = (
    ModelColumn("portfolio", "text", "What it is called: its id, else its folder or file.", key=True),
    ModelColumn("run", "whole", "The run that looked at it.", "runs.run"),
    ModelColumn("learner", "text", "A mark of the learner: the same in two portfolios of one learner, and no name."),
    ModelColumn("stage", "text", "building, submission or certificated."),
    ModelColumn("track", "text", "overdue, behind, not known, on track or done: work against time, and no rule."),
    ModelColumn("ready_for", "text", "What it has to be ready for next: submission or certification."),
    ModelColumn("qualification", "text", "The name of the pack that it follows."),
    ModelColumn("own_file", "yes-no", "Whether its own qualification.yaml says something in the place of the pack."),
    ModelColumn("registered", "day", "The day of registration."),
    ModelColumn("time_limit", "day", "The day by which it is to be complete."),
    ModelColumn("certificated_on", "day", "The day of the certificate."),
    ModelColumn("contact_minutes", "whole", "Minutes of all contacts held."),
    ModelColumn("planning_minutes", "whole", "Minutes of planning, organising and evaluating them."),
    ModelColumn("supervision_minutes", "whole", "Minutes of supervision."),
    ModelColumn("guided_minutes", "whole", "Minutes of guided learning."),
    ModelColumn("learning_minutes", "whole", "Minutes of all time on the qualification."),
    ModelColumn("credits_required", "number", "Credits that the qualification takes; empty where they are unknown."),
    ModelColumn("credits_evidenced", "number", "Credits of the units with evidence for every criterion."),
    ModelColumn("credits_accepted", "number", "Credits of the units with every criterion accepted."),
    ModelColumn("files", "whole", "Files that were read."),
    ModelColumn("uncounted", "whole", "Files that could not be read: no table has them in it."),
    ModelColumn("drafts", "whole", "Drafts, which count for nothing yet."),
    ModelColumn("tip", "text", "The number of the last save; empty where it is not kept in git."),
    ModelColumn("saves", "whole", "Saves; empty without a record."),
    ModelColumn("last_saved", "day", "The day of the last save, by the saver's own clock."),
    ModelColumn("witnessed", "whole", "Pieces of evidence with a witness from outside."),
    ModelColumn("decision_records", "whole", "Assessment records that were saved."),
    ModelColumn("unsealed", "whole", "Those of them that are under no assessor's seal."),
)


def _portfolios(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    hours, record = extract.hours, extract.record
    yield (
        *(extract.name, 1, extract.learner, extract.stage, track_of(extract, extract.today), extract.ready_for),
        *(extract.qualification, extract.own_file, extract.registered, extract.time_limit, extract.certificated_on),
        *(hours.contact, hours.planning, hours.supervision, hours.guided, hours.learning),
        *(extract.credits_required, extract.credits_evidenced, extract.credits_accepted),
        *(extract.files, len(extract.uncounted), extract.drafts, extract.tip),
        *((record.saves, record.last, record.witnessed) if record else (None, None, None)),
        *((record.decision_records, record.decision_records_unsealed) if record else (None, None)),
    )


_UNITS: Final = (
    _PORTFOLIO,
    ModelColumn("unit", "text", "The unit's reference.", key=True),
    ModelColumn("title", "text", "Its title."),
    ModelColumn("credits", "number", "Its credits; empty where they are unknown."),
    ModelColumn("state", "text", "unknown, missing, partial, evidenced, stale or accepted."),
    ModelColumn("contact_minutes", "whole", "Minutes of contact that count towards it."),
    ModelColumn("signed_off_in", "text", "The assessment record in which it was signed off last."),
    ModelColumn("signed_off_on", "day", "The day of that record."),
    ModelColumn("signed_off_stale", "yes-no", "Whether something was changed since."),
)


def _units(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for unit in extract.units:
        minutes = extract.hours.contact_by_unit.get(unit.ref, 0)
        signed = unit.signed_off_in, unit.signed_off_on, unit.signed_off_stale
        yield extract.name, unit.ref, unit.title, unit.credits, unit.state, minutes, *signed


_CRITERIA: Final = (
    ModelColumn("portfolio", "text", "The portfolio.", "units.portfolio", key=True),
    ModelColumn("unit", "text", "The unit that it belongs to.", "units.unit"),
    ModelColumn("criterion", "text", "The unit, a slash and the criterion's number.", key=True),
    ModelColumn("state", "text", "missing, claimed, stale, accepted, sampled or justified."),
    ModelColumn("thin", "yes-no", "Claimed, with fewer pieces than it takes."),
    ModelColumn("pieces", "whole", "Pieces of evidence that claim it."),
    ModelColumn("required", "whole", "Pieces that it takes."),
    ModelColumn("verdict", "text", "The last verdict of somebody entitled to it: pass, referral or waived."),
    ModelColumn("decided_in", "text", "The assessment record that the verdict stands in."),
    ModelColumn("decided_on", "day", "The day of that record."),
)


def _criteria(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for criterion in extract.criteria:
        decided = criterion.verdict, criterion.decided_in, criterion.decided_on
        counts = criterion.thin, criterion.pieces, criterion.required
        yield extract.name, criterion.unit, criterion.ref, criterion.state, *counts, *decided


_REQUIREMENTS: Final = (
    _OF_PORTFOLIO,
    ModelColumn("name", "text", "What is asked for."),
    ModelColumn("measure", "text", "What is counted, such as contact-hours."),
    ModelColumn("counted_in", "text", "minutes or pieces."),
    ModelColumn("required", "whole", "How much is asked for; empty where it is unknown."),
    ModelColumn("actual", "whole", "How much is there."),
    ModelColumn("met", "yes-no", "Whether it is met; empty where that is unknown."),
    ModelColumn("guide", "yes-no", "Whether it is a figure to be guided by, never a condition."),
    ModelColumn("set_by", "text", "awarding-body, centre or other."),
)


def _requirements(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for asked in extract.requirements:
        amount = asked.required, asked.actual, asked.met, asked.guide
        yield extract.name, asked.name, asked.measure, asked.counted_in, *amount, asked.set_by


_CHECKLIST: Final = (
    _PORTFOLIO,
    ModelColumn("line", "text", "The line of the checklist for what it has to be ready for next.", key=True),
    ModelColumn("state", "text", "met, not met or not known, without the plans that lie beside the portfolio."),
)


def _checklist(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    yield from ((extract.name, line.name, line.state) for line in extract.ready)


_HOURS: Final = (
    _PORTFOLIO,
    ModelColumn("month", "text", "The month, such as 2026-03.", key=True),
    ModelColumn("contact_minutes", "whole", "Minutes of contact held in it."),
)


def _hours(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    yield from ((extract.name, month, minutes) for month, minutes in extract.hours.contact_by_month.items())


_CLAIMS: Final = (
    _OF_PORTFOLIO,
    ModelColumn("criterion", "text", "The criterion that is claimed."),
    ModelColumn("evidence", "text", "The piece of evidence."),
    ModelColumn("kind", "text", "Its kind, such as sessions."),
    ModelColumn("counts", "yes-no", "Whether the claim leads somewhere, to a criterion of the qualification."),
)


def _claims(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for claim in extract.claims:
        yield extract.name, claim.criterion, claim.evidence, claim.kind, claim.counts


_DECISIONS: Final = (
    _PORTFOLIO,
    ModelColumn("number", "whole", "Its place among the decisions of the portfolio, from 1.", key=True),
    ModelColumn("criterion", "text", "The criterion."),
    ModelColumn("record", "text", "The assessment record."),
    ModelColumn("verdict", "text", "pass, referral or waived."),
    ModelColumn("by", "text", "The assessor, by the short name in the portfolio."),
    ModelColumn("assessor", "text", "The assessor, called the same in every portfolio."),
    ModelColumn("method", "text", "How it was judged."),
    ModelColumn("evidence_types", "text", "The kinds of the evidence that it names, with a space between them."),
    ModelColumn("decided_on", "day", "The day of the record."),
    ModelColumn("submission", "whole", "Which submission it was, where the record says so."),
    ModelColumn("stands", "yes-no", "Whether it is the last one on its criterion."),
)


def _decisions(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for number, decision in enumerate(extract.decisions, 1):
        yield (
            *(extract.name, number, decision.criterion, decision.record, decision.verdict, decision.by),
            *(names.get((extract.name, decision.by)), decision.method, " ".join(decision.evidence_types)),
            *(decision.day, decision.submission, decision.stands),
        )


_SAMPLES: Final = (
    _PORTFOLIO,
    ModelColumn("number", "whole", "Its place among the samples of the portfolio, from 1.", key=True),
    ModelColumn("criterion", "text", "The criterion whose decision was looked at."),
    ModelColumn("record", "text", "The assessment record with that decision; empty where nobody can say."),
    ModelColumn("outcome", "text", "agreed or action-needed."),
    ModelColumn("looked_on", "day", "The day of the sampling record."),
    ModelColumn("stage", "text", "interim or final."),
    ModelColumn("by", "text", "The quality assurer, by the short name in the portfolio."),
    ModelColumn("sampling", "text", "The sampling record."),
)


def _samples(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for number, look in enumerate(extract.looks, 1):
        seen = look.outcome, look.day, look.stage, look.by, look.sampling
        yield extract.name, number, look.criterion, look.record, *seen


_ACTIONS: Final = (
    _OF_PORTFOLIO,
    ModelColumn("handle", "text", "What to call it there."),
    ModelColumn("kind", "text", "action, finding, time-limit, supervision, keep-key or keep-notes."),
    ModelColumn("owner", "text", "learner, or the short name of a person."),
    ModelColumn("criterion", "text", "The criterion that it is about."),
    ModelColumn("state", "text", "open, done, dropped or closed."),
    ModelColumn("due", "day", "By which day."),
    ModelColumn("asked_on", "day", "The day of the record that asks for it."),
    ModelColumn("closed_on", "day", "The day on which it was done or closed."),
)


def _actions(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for due in extract.due:
        days = due.day, due.made_on, due.closed_on
        yield extract.name, due.handle, due.kind, due.owner or None, due.criterion, due.state, *days


_PRIOR: Final = (
    _OF_PORTFOLIO,
    ModelColumn("evidence", "text", "The claim of prior learning."),
    ModelColumn("unit", "text", "The unit that it is for."),
    ModelColumn("state", "text", "claimed, agreed or refused."),
    ModelColumn("decided_on", "day", "The day on which that was decided."),
    ModelColumn("decided_by", "text", "Who decided, by the short name in the portfolio."),
)


def _prior_learning(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for claim in extract.prior_learning:
        yield extract.name, claim.evidence, claim.unit, claim.state, claim.decided_on, claim.decided_by


_FINDINGS: Final = (
    _PORTFOLIO,
    ModelColumn("number", "whole", "Its place among the findings of the portfolio, from 1.", key=True),
    ModelColumn("code", "text", "The rule's code."),
    ModelColumn("severity", "text", "error, warning, gap or advice."),
    ModelColumn("path", "text", "The file, as it may be shown."),
    ModelColumn("line", "whole", "The line, from 1."),
    ModelColumn("criterion", "text", "The criterion that it is about."),
    ModelColumn("waived", "yes-no", "Whether it is waived."),
    ModelColumn("of_record", "yes-no", "Whether the record of practice was judged, and not the files."),
)


def _findings(extract: Extract, names: TableNames) -> Iterator[tuple[Value, ...]]:
    for number, found in enumerate(extract.findings, 1):
        place = found.path, found.line, found.criterion
        yield extract.name, number, found.code, found.severity.value, *place, found.waived, found.of_record


COHORT_TABLES: Final = (
    CohortTable("portfolios", "Every portfolio that is counted.", _PORTFOLIOS, _portfolios),
    CohortTable("units", "The units of each, and how far it is.", _UNITS, _units),
    CohortTable("criteria", "The criteria of each, and how far it is.", _CRITERIA, _criteria),
    CohortTable("requirements", "What is asked for, and how much of it is there.", _REQUIREMENTS, _requirements),
    CohortTable("checklist", "Whether each is ready for what comes next, line by line.", _CHECKLIST, _checklist),
    CohortTable("hours", "Contact held, by month.", _HOURS, _hours),
    CohortTable("claims", "Every claim, without its words.", _CLAIMS, _claims),
    CohortTable("decisions", "Every decision by somebody entitled to it.", _DECISIONS, _decisions),
    CohortTable("samples", "Every decision that quality assurance looked at.", _SAMPLES, _samples),
    CohortTable("actions", "What is or was to be done, without its words.", _ACTIONS, _actions),
    CohortTable("prior_learning", "Claims of prior learning.", _PRIOR, _prior_learning),
    CohortTable("findings", "What a check and an audit found, without its words.", _FINDINGS, _findings),
)
"""In an order in which a table refers only to tables before it. The table `runs` goes before them all."""

COHORT_VIEWS: Final[Mapping[str, str]] = {
    "sampling_frame": "SELECT portfolio, criterion, substr(criterion, 1, instr(criterion, '/') - 1) AS unit, record, "
    "verdict, assessor, method, evidence_types, decided_on, EXISTS (SELECT 1 FROM samples WHERE samples.portfolio = "
    "decisions.portfolio AND samples.criterion = decisions.criterion AND samples.record = decisions.record AND "
    "samples.looked_on < (SELECT as_on FROM runs)) AS looked_at FROM decisions WHERE stands "
    "ORDER BY portfolio, criterion, record",
    "referrals_waiting": "SELECT portfolio, criterion, record, assessor, decided_on, "
    "CAST(julianday((SELECT as_on FROM runs)) - julianday(decided_on) AS INTEGER) AS waits_days FROM decisions "
    "WHERE stands AND verdict = 'referral' ORDER BY decided_on, portfolio, criterion",
    "thin_criteria": "SELECT criterion, COUNT(*) AS portfolios, SUM(state = 'missing') AS missing, SUM(thin) AS thin "
    "FROM criteria GROUP BY criterion ORDER BY (SUM(state = 'missing') + SUM(thin)) * 1.0 / COUNT(*) DESC, criterion",
    "unit_states": "SELECT unit, state, COUNT(*) AS portfolios FROM units GROUP BY unit, state ORDER BY unit, state",
    "assessor_load": "SELECT assessor, COUNT(DISTINCT portfolio) AS portfolios, COUNT(*) AS decided, "
    "SUM(verdict = 'referral') AS referred FROM decisions WHERE stands GROUP BY assessor ORDER BY assessor",
    "not_ready": "SELECT portfolio, ready_for, line, checklist.state AS state FROM checklist "
    "JOIN portfolios USING (portfolio) WHERE checklist.state <> 'met' ORDER BY portfolio, checklist.rowid",
    "overdue": "SELECT portfolio, handle, kind, owner, due FROM actions WHERE state = 'open' AND "
    "due < (SELECT as_on FROM runs) ORDER BY due, portfolio",
}
"""What is asked most often, as views."""
