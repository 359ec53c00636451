"""The gate: is the portfolio ready to be handed in, or for a certificate to be claimed? A checklist, line by line.

Each line is of some rules, and is met while none of them finds anything that must be mended. So the checklist can
say nothing else than the check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, hours, listed, shown
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import has_duty, rule_named
from coachfolio.checks.rules.rule import LineName
from coachfolio.evidence.model import SamplingPlan
from coachfolio.facts.assessment.entitlement import DEFAULTS, Task
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.facts.sampling.plans import PLANS, asks_for_something
from coachfolio.reports.own_file import said_by_own_file

__all__ = [
    "CHECKLIST_TITLES",
    "ChecklistLine",
    "Readiness",
    "checklist",
    "how_ready",
    "is_ready",
    "readiness_of",
]

MOST_REASONS: Final = 3
"""Findings that one line names."""
MOST_UNKNOWN: Final = 6
"""Things not known that one line names."""


@frozen()
class ChecklistLine(Frozen):
    """One line of the checklist."""

    name: str
    """Stable, for programs."""
    title: str
    """What has to be so, as a statement."""
    state: Literal["met", "not met", "not known"]
    by: tuple[str, ...]
    """What shows it, or what stands in the way, in sentences."""


@frozen()
class Readiness(Frozen):
    """Whether a portfolio is ready for the stage that it was judged for."""

    stage: str
    what: Literal["submission", "certification"]
    """What it has to be ready for."""
    lines: tuple[ChecklistLine, ...]
    """Empty while the portfolio is being built."""
    own_file: str = ""
    """What is judged by the portfolio's own qualification.yaml, in one sentence; empty where that is nothing."""

    @property
    def ready(self) -> bool:
        """Whether every line is known, and met."""
        return self.answer == "yes"

    @property
    def answer(self) -> Literal["yes", "no", "not known"]:
        """Not known, where nothing stands in the way and some lines cannot be known from here."""
        states = {line.state for line in self.lines}
        if "not met" in states:
            return "no"
        return "not known" if "not known" in states else "yes"

    @property
    def met(self) -> int:
        """How many lines are met."""
        return sum(line.state == "met" for line in self.lines)


def readiness_of(report: Report) -> Readiness:
    """The checklist, and what it comes to."""
    what: Literal["submission", "certification"] = "submission" if report.stage == "submission" else "certification"
    return Readiness(report.stage, what, checklist(report), said_by_own_file(report.portfolio))


def checklist(report: Report) -> tuple[ChecklistLine, ...]:
    """The checklist for the stage that a report was made for; empty while the portfolio is being built."""
    if report.stage == "building":
        return ()
    wrong = [
        diagnostic
        for diagnostic in report.diagnostics
        if diagnostic.severity is Severity.ERROR and not diagnostic.waived
    ]
    return tuple(
        _line(report, name, title, [diagnostic for diagnostic in wrong if _line_of(diagnostic) == name], shows)
        for name, (title, shows) in _LINES.items()
    )


def is_ready(report: Report) -> bool:
    """Whether every line is known, and met. A portfolio of which something is not known is never ready."""
    return readiness_of(report).ready


def how_ready(report: Report) -> Literal["yes", "no", "not known"]:
    """Ready, or not; or not known, where nothing stands in the way and some lines cannot be known from here."""
    return readiness_of(report).answer


Shows = Callable[[Report], Iterator[str]]


def _line(report: Report, name: str, title: str, wrong: list[Diagnostic], shows: Shows) -> ChecklistLine:
    if name == "sampling" and report.sampling_above:
        return ChecklistLine(name, title, "not met", report.sampling_above)
    if wrong:
        by = [
            f"{diagnostic.path}, line {diagnostic.span.line}: {diagnostic.message}"
            for diagnostic in wrong[:MOST_REASONS]
        ]
        if len(wrong) > MOST_REASONS:
            more = len(wrong) - MOST_REASONS
            by.append(f"There {'is' if more == 1 else 'are'} {more} more like these.")
        return ChecklistLine(name, title, "not met", tuple(by))
    unknown = [*filter(None, [_unknown(report, name)]), *_rests_on_unknown(report, name)]
    if unknown:
        rest = [f"There are {len(unknown) - MOST_UNKNOWN} more like these."] if len(unknown) > MOST_UNKNOWN else []
        return ChecklistLine(name, title, "not known", (*unknown[:MOST_UNKNOWN], *rest))
    return ChecklistLine(name, title, "met", (*shows(report), *_let_pass(report, name)))


def _let_pass(report: Report, name: str) -> Iterator[str]:
    """What would stand in the way on this line if the portfolio did not waive it, or make it weigh less."""
    file = report.portfolio.file
    lighter = {setting.code: setting.reason for setting in (file.settings.severities if file and file.settings else ())}
    said = []
    for diagnostic in report.diagnostics:
        if _line_of(diagnostic) != name:
            continue
        if diagnostic.waived and (name != "everything-else" or diagnostic.severity is Severity.ERROR):
            said.append(f"Waived: {diagnostic.message} ({diagnostic.waived})")
        elif (
            diagnostic.code in lighter
            and not diagnostic.waived
            and diagnostic.severity is not Severity.ERROR
            and _stands_in_the_way(diagnostic, report)
        ):
            said.append(f"Weighs less here: {diagnostic.message} ({lighter[diagnostic.code]})")
    yield from said[:MOST_REASONS]
    if len(said) > MOST_REASONS:
        yield f"There {'is' if len(said) == MOST_REASONS + 1 else 'are'} {len(said) - MOST_REASONS} more like these."


def _stands_in_the_way(diagnostic: Diagnostic, report: Report) -> bool:
    rule = rule_named(diagnostic.code)
    return rule is not None and rule.weight(report.stage) is Severity.ERROR


def _line_of(diagnostic: Diagnostic) -> LineName:
    rule = rule_named(diagnostic.code)
    return (rule and rule.line) or "everything-else"


def _unknown(report: Report, name: str) -> str:
    """Why a line cannot be known, where it cannot."""
    if name == "confidentiality":
        return _names_unknown(report)
    if name == "time-limit" and report.progress.time_limit is None:
        return "The day of registration, or the limit itself, is not known."
    if name in ("units", "asked-for") and not report.progress.units:
        return "No units are known: the qualification could not be read."
    if name == "declarations":
        made = report.progress.assessment.declared
        last = {declared.declaration.kind: declared for declared in made if declared.entitled and declared.signed}
        loose = [f"{declared.declaration.id} does" for declared in last.values() if not declared.pinned]
        if loose:
            return f"{loose[0]} not say about which state of the portfolio it is."
    if name == "sampling" and report.stage != "submission":
        return _sampling_unknown(report)
    return ""


def _sampling_unknown(report: Report) -> str:
    """Why nobody can say that all was sampled that was to be, by the plans here and those beside the portfolio."""
    planned = {row.plan.id: row.plan for row in report.progress.assessment.planned}
    above = report.plans_above.plans if report.plans_above else ()
    chose = [plan for plan in above if plan.rows]
    if not planned and not chose and above:
        return (
            f"{listed(f'{PLANS}/{shown(plan.plan, 100)}' for plan in above)}, beside this portfolio: nothing of it was "
            "chosen, and whether it was among what was drawn from, only the quality assurer knows, or coachfolio "
            "cohort ready."
        )
    if not planned and not chose:
        return (
            "No plan here chose anything of this portfolio: only the quality assurer knows what was to be sampled, "
            "and a plan for several portfolios is kept elsewhere."
        )
    own_final = any(plan.stage == "final" and asks_for_something(plan) for plan in planned.values())
    if not own_final and not any(plan.final for plan in chose):
        names = [*planned, *(f"{PLANS}/{shown(plan.plan, 100)}" for plan in chose)]
        return f"{listed(names)}: no policy here looks at anything once the assessment is complete."
    return ""


def _rests_on_unknown(report: Report, name: str) -> Iterator[str]:
    """What a line rests on that nobody here knows, or that only the learner let pass."""
    if name == "units":
        for what, words in _NOT_OFFICIAL.items():
            units = [unit.unit.ref for unit in report.progress.units if unit.unit.criteria_are == what]
            if units:
                yield f"{listed(units)}: {words}. Only your centre can say whether the official criteria are met."
    if name == "asked-for":
        for met in report.progress.requirements:
            if met.required is None and not met.requirement.guide:
                yield f"{met.requirement.name}: how much {met.requirement.who} asks for is not known here."
    for diagnostic in report.diagnostics:
        if _line_of(diagnostic) != name:
            continue
        if diagnostic.doubtful:
            yield diagnostic.message
        elif diagnostic.waived and diagnostic.severity is Severity.ERROR and name in ("units", "asked-for"):
            yield f"Waived in portfolio.yaml: {diagnostic.message} ({diagnostic.waived})"


_NOT_OFFICIAL: Final = {
    "leaflet-statements": "held against the statements of ILM's leaflet, which are not its criteria",
    "paraphrases": "held against somebody's paraphrases of criteria",
    "unknown": "held against criteria that nobody here calls official",
}


def _names_unknown(report: Report) -> str:
    """Why nobody can say that no client is given away, where nobody can."""
    if report.portfolio.file is None:
        return "portfolio.yaml could not be read, so nobody can say which clients there are."
    if any(has_duty(diagnostic.code, "not-looked") for diagnostic in report.diagnostics):  # waived or not
        return "Names were not looked for in all of it: only the coach, who has the list of clients, can say."
    looked = report.looked_into
    if looked is not None and looked.in_git and not looked.record:
        return "Names were not looked for in the record, which is handed over as well: see coachfolio check."
    asked = [
        diagnostic
        for diagnostic in report.diagnostics
        if has_duty(diagnostic.code, "names") and diagnostic.severity is not Severity.ERROR and not diagnostic.waived
    ]
    if asked:
        places = f"{count(len(asked), 'place')} may name a client" if len(asked) > 1 else "One place may name a client"
        return (
            f"{places}, and only whoever wrote it knows: coachfolio check shows where. Write the code there, or say "
            "who it is under allowed: in the list of clients."
        )
    return ""


def _units(report: Report) -> Iterator[str]:
    for unit in report.progress.units:
        settled = sum(criterion.state in SETTLED for criterion in unit.coverage)
        words = f"{unit.unit.ref}: {settled} of {count(len(unit.coverage), 'criterion', 'criteria')} settled"
        if unit.signed_off:
            words += f", signed off on {day(unit.signed_off.record.date)} in {unit.signed_off.record.id}"
        yield f"{words}."
    overlay = (report.portfolio.overlay or {}).get("units", ())
    own = [inner["ref"] for inner in overlay if {"criteria", "criteria_complete", "mandatory"} & inner.keys()]
    if own:
        yield f"Which criteria {listed(own)} {'has' if len(own) == 1 else 'have'}, qualification.yaml says."


def _asked_for(report: Report) -> Iterator[str]:
    yield f"{hours(report.progress.hours.total_minutes)} of contact."
    credits = report.progress.credits
    if credits and credits.required is not None:
        yield f"{credits.evidenced:g} of {credits.required:g} credits evidenced, {credits.accepted:g} accepted."
    overlay = report.portfolio.overlay or {}
    own = [name for name in _FIGURES if name in overlay or any(name in unit for unit in overlay.get("units", ()))]
    if own:
        yield f"The figures of {listed(figure.replace('_', ' ') for figure in own)} are those of qualification.yaml."


_FIGURES: Final = ("credits", "guided_hours", "hours_per_credit")
"""Those of a qualification or of its units that a portfolio may have its own of."""


def _declarations(report: Report) -> Iterator[str]:
    last = {
        declared.declaration.kind: declared.declaration
        for declared in report.progress.assessment.declared
        if declared.holds
    }
    for kind, declaration in last.items():
        yield f"{kind.capitalize()}: {declaration.id}, of {day(declaration.date)}."


def _sampling(report: Report) -> Iterator[str]:
    planned = report.progress.assessment.planned
    if report.stage == "submission":
        yield "Nothing is asked of sampling before a certificate is claimed."
    if planned:
        plans = listed(dict.fromkeys(row.plan.id for row in planned))
        yield f"{sum(row.done for row in planned)} of {count(len(planned), 'planned decision')} looked at ({plans})."
        rows = sum(len(piece.planned) for piece in report.portfolio.evidence if isinstance(piece, SamplingPlan))
        if rows > len(planned):
            yield f"A plan here has {count(rows - len(planned), 'row')} about other portfolios."
    for plan in report.plans_above.plans if report.plans_above else ():
        if plan.rows:
            chosen = count(plan.rows, "decision")
            yield f"{chosen} here chosen by {PLANS}/{shown(plan.plan, 100)}, over the cohort: all looked at."


def _findings(report: Report) -> Iterator[str]:
    findings = [due for due in report.progress.assessment.due if due.kind == "finding"]
    yield f"{count(sum(not due.open for due in findings), 'finding')} closed."


def _decisions(report: Report) -> Iterator[str]:
    standing = report.progress.assessment.standing.values()
    yield f"{count(len(standing), 'decision stands', 'decisions stand')} on the evidence as it was judged."
    may = report.progress.assessment.parties.may
    for task, words in _TASKS.items():
        if may[task] != DEFAULTS[task]:
            yield f"Who may {words}, qualification.yaml says: {listed(sorted(may[task]))}."


_TASKS: Final[dict[Task, str]] = {
    "decide": "pass or refer a criterion",
    "waive": "waive one",
    "sign_off": "sign a unit off",
}


def _actions(report: Report) -> Iterator[str]:
    actions = [due for due in report.progress.assessment.due if due.kind == "action"]
    still = [due for due in actions if due.open]
    yield f"{count(len(actions) - len(still), 'action')} done or dropped, {len(still)} open."


def _time_limit(report: Report) -> Iterator[str]:
    limit = report.progress.time_limit
    if limit:
        yield f"To be complete by {day(limit.until)}." + (f" This is not certain: {limit.doubt}" if limit.doubt else "")
    if "time_limit_years" in (report.portfolio.overlay or {}):
        yield "Within how many years, qualification.yaml says."


def _prior_learning(report: Report) -> Iterator[str]:
    claims = [piece for piece in report.portfolio.evidence if piece.type == "prior-learning"]
    yield f"{count(len(claims), 'claim')} decided." if claims else "No prior learning is claimed."


def _confidentiality(report: Report) -> Iterator[str]:
    looked = report.looked_into
    if looked is None:
        yield "There is no client whose name could be looked for."
        return
    places = ["texts", "names of files", *(["attachments"] if looked.attachments else [])]
    clients = count(looked.clients, "client")
    yield f"The names of {clients} on the list were looked for in {listed(places)}: none was found."
    if looked.record:
        yield (
            "In the record (earlier versions, names that files had, messages of saves, seals) what says for sure who "
            "somebody is was looked for, such as a whole name: none was found."
        )
    chance = "whether a first name alone stands somewhere in the record; " if looked.record else ""
    yield (
        f"Not known: {chance}whether somebody can be recognised by what is told, by words in a picture, or by a name "
        "that is not on the list."
    )
    others = sum(
        diagnostic.code.startswith("CF6") and not diagnostic.waived and diagnostic.severity is not Severity.ERROR
        for diagnostic in report.diagnostics
    )
    if others:
        yield f"{count(others, 'finding')} more may lead to somebody, such as initials: see coachfolio check."


def _everything_else(report: Report) -> Iterator[str]:
    yield f"{count(report.files, 'file')} checked."
    drafts = len(report.portfolio.drafts)
    if drafts:
        yield f"{count(drafts, 'draft')} {'is' if drafts == 1 else 'are'} not finished, and nobody looks at it."
    warnings = [
        diagnostic
        for diagnostic in report.diagnostics
        if diagnostic.severity is Severity.WARNING
        and not diagnostic.waived
        and _line_of(diagnostic) == "everything-else"
    ]
    if warnings:
        first = warnings[0]
        yield f"{count(len(warnings), 'warning')}: {first.path}, line {first.span.line}: {first.message}"


_LINES: Final[Mapping[LineName, tuple[str, Shows]]] = {
    "units": ("Every unit is complete", _units),
    "asked-for": ("Hours, credits and evidence are what is asked for", _asked_for),
    "declarations": ("Everything is declared, about the work as it stands", _declarations),
    "sampling": ("All that was to be sampled is", _sampling),
    "findings": ("No finding of the quality assurer is open", _findings),
    "actions": ("No action stands in the way", _actions),
    "decisions": ("Every decision holds, and no referral waits", _decisions),
    "time-limit": ("The time limit is kept", _time_limit),
    "prior-learning": ("Prior learning is decided on", _prior_learning),
    "confidentiality": ("No client is given away", _confidentiality),
    "everything-else": ("Nothing else is wrong", _everything_else),
}
"""Each line's title, and what to show where it is met. A rule says on which line its findings stand."""

CHECKLIST_TITLES: Final[Mapping[str, str]] = {name: title for name, (title, _) in _LINES.items()}
"""What has to be so on each line, in the order of the checklist."""
