"""The check: every rule over the facts, for a stage."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from coachfolio.base.diagnostics import Diagnostic, Finding, Related, Severity
from coachfolio.base.errors import NotAPortfolio
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.plugins import BrokenPlugin
from coachfolio.checks.rules import (
    Facts,
    Rule,
    all_rules,
)
from coachfolio.checks.rules.rule import Family
from coachfolio.checks.waivers import Baseline, applied
from coachfolio.facts.progress import Progress, progress_of
from coachfolio.portfolio.portfolio import Portfolio, Stage, known_stage

if TYPE_CHECKING:
    from coachfolio.confidentiality.facts import Exposure
    from coachfolio.confidentiality.key import Key
    from coachfolio.facts.losses import Loss
    from coachfolio.facts.sampling.plans import PlansAbove
    from coachfolio.portfolio.earlier import EarlierContents, LookUp
    from coachfolio.record.facts import PracticeRecord

__all__ = ["LookedInto", "Report", "check"]


@frozen()
class LookedInto(Frozen):
    """Where clients' names were looked for."""

    clients: int
    """How many clients the list has."""
    attachments: bool
    record: bool
    """Whether the record was looked through."""
    in_git: bool
    """Whether there is one."""


@frozen()
class Report(Frozen):
    """What one check found. The facts that it judged come with it: every number shown is one that was judged."""

    portfolio: Portfolio = field(repr=False)
    progress: Progress = field(repr=False)
    stage: Stage
    today: datetime.date
    diagnostics: tuple[Diagnostic, ...]
    """Sorted by file and place; the same input gives the same order."""
    looked_into: LookedInto | None = None
    """Where clients' names were looked for; None where they were not."""
    sampling_above: tuple[str, ...] = ()
    """What the plans of a cohort, which lie beside the portfolio, chose of it and nobody has looked at, in sentences.
    Looked for where a certificate is claimed."""
    plans_above: PlansAbove | None = None
    """All that those plans say of it; None where they were not looked for."""

    @property
    def failed(self) -> bool:
        """Whether anything was found that must be mended."""
        return any(diagnostic.severity is Severity.ERROR and not diagnostic.waived for diagnostic in self.diagnostics)

    def counts(self) -> Counter[Severity]:
        """How many findings of each severity, waived ones left out."""
        return Counter(diagnostic.severity for diagnostic in self.diagnostics if not diagnostic.waived)

    @property
    def files(self) -> int:
        """The YAML files that were looked at."""
        return len(self.portfolio.texts)


def check(
    portfolio: Portfolio,
    *,
    stage: Stage | None = None,
    today: datetime.date | None = None,
    baseline: Baseline | None = None,
    rules: Sequence[Rule] | None = None,
    record: PracticeRecord | None = None,
    key: Key | None = None,
    exposure: Exposure | None = None,
    losses: tuple[Loss, ...] = (),
    look_up: LookUp | None = None,
    left_out: tuple[str, ...] = (),
    emptied: tuple[tuple[str, str], ...] = (),
) -> Report:
    """Hold a portfolio against every rule.

    `stage` says what to judge it for; its own stage, where it is left out. Dates are judged as on `today`, by default
    the day it is. Findings of a `baseline` count as waived. `rules` are all there are, plug-ins
    included, where they are left out. With a `record`, what git kept of the portfolio is judged as well. With a `key`,
    clients' names are looked for, and no finding shows one. An `exposure` is what was found already, attachments
    included; without it the texts and the names of files are looked through here. `losses` are what the save that is
    being judged would lose. `look_up` finds what changed evidence was when it was decided on; it is asked only where
    there is such a change. `left_out` are the files that git leaves out of what is saved. `emptied` are those whose
    saved content is kept as a file of 0 bytes, each with where in `.git` that lies. Nothing is written.

    Raises NotAPortfolio, UnknownStage, and BrokenPlugin, also where a rule of a plug-in cannot judge this portfolio.
    """
    if not isinstance(portfolio, Portfolio):
        raise NotAPortfolio(portfolio)
    stage = known_stage(stage or portfolio.stage)
    today = today or datetime.date.today()
    if isinstance(today, datetime.datetime):  # a moment passes for a day where types are checked
        today = today.date()
    progress = progress_of(portfolio)
    known = {rule.code: rule for rule in (*all_rules(), *(rules or ()))}
    rules = all_rules() if rules is None else rules
    asked = {rule.code for rule in rules}
    if exposure is None and any(rule.family == "confidentiality" for rule in rules):
        from coachfolio.confidentiality.portfolios import exposure_in

        exposure = exposure_in(portfolio, key)
    facts = Facts(
        portfolio,
        progress,
        today,
        record=record,
        exposure=exposure,
        losses=losses,
        stage=stage,
        earlier=_earlier(progress, rules, look_up),
        left_out=left_out,
        emptied=emptied,
    )
    weights = _weights(portfolio, rules, stage)
    first = [rule for rule in rules if rule.family != "waivers"]
    marked, uses = applied(portfolio, list(_found(portfolio, first, weights, facts)), known, today, baseline)
    # a waiver of a rule that was not asked, or that had nothing to judge by, is not said to be unused
    without: set[Family] = set()
    if record is None:
        without.add("record")
    if exposure is None or not exposure.names_checked:
        without.add("confidentiality")
    uses = tuple(
        use for use in uses if use.state != "unused" or (use.code in asked and known[use.code].family not in without)
    )
    last = [rule for rule in rules if rule.family == "waivers"]
    marked += _found(
        portfolio,
        last,
        weights,
        Facts(
            portfolio, progress, today, uses, record, known_rules={code: rule.no_waiver for code, rule in known.items()}
        ),
    )
    found = tuple(marked)
    if exposure is not None:
        from coachfolio.confidentiality.covering import cover_in, safely_shown
        from coachfolio.confidentiality.scan import names_declared_in

        cover = cover_in(exposure, key, names_declared_in(portfolio))
        portfolio, progress, found = safely_shown((portfolio, progress, found), cover)
    told = tuple(sorted(found, key=lambda diagnostic: diagnostic.order))
    return Report(portfolio, progress, stage, today, told, _looked_into(exposure))


def _looked_into(exposure: Exposure | None) -> LookedInto | None:
    if exposure is None or not exposure.names_checked:
        return None
    in_record = exposure.in_record is not None and exposure.in_record.names_checked
    return LookedInto(len(exposure.codes or ()), exposure.attachments_checked, in_record, exposure.in_git)


def _earlier(progress: Progress, rules: Sequence[Rule], look_up: LookUp | None) -> EarlierContents | None:
    """What changed evidence was, where any rule would say so."""
    ids = progress.assessment.judged_before
    if look_up is None or not ids or not any(rule.family == "assessment" for rule in rules):
        return None
    return look_up(ids)


def _weights(portfolio: Portfolio, rules: Sequence[Rule], stage: Stage) -> dict[str, Severity | None]:
    """What each rule weighs at this stage, the portfolio's own settings included."""
    weights = {rule.code: rule.weight(stage) for rule in rules}
    settings = portfolio.file.settings if portfolio.file else None
    fixed = {rule.code for rule in rules if rule.no_waiver}
    for setting in settings.severities if settings else ():
        if weights.get(setting.code) is not None and setting.code not in fixed:
            weights[setting.code] = Severity(setting.severity)
    return weights


def _found(
    portfolio: Portfolio, rules: Iterable[Rule], weights: dict[str, Severity | None], facts: Facts
) -> Iterator[Diagnostic]:
    for rule in rules:
        severity = weights[rule.code]
        if severity is None:
            continue
        if rule.family != "plug-in":
            for finding in rule.check(facts):
                yield _diagnostic(portfolio, rule, _weight(rule, severity, facts.stage, finding), finding)
            continue
        try:
            yield from [
                _diagnostic(portfolio, rule, _weight(rule, severity, facts.stage, finding), finding)
                for finding in rule.check(facts)
            ]
        except Exception as error:  # whatever a foreign rule raises
            raise BrokenPlugin(f"with the rule {rule.code}", f"{type(error).__name__} while it was asked") from error


def _weight(rule: Rule, severity: Severity, stage: Stage, finding: Finding) -> Severity:
    """What one finding weighs: no less than its rule where it is fixed, and no more than what is known bears."""
    if finding.fixed:
        severity = min(severity, rule.weight(stage) or severity, key=lambda weight: weight.rank)
    if finding.doubtful and severity is Severity.ERROR:
        severity = Severity.GAP if rule.building is Severity.GAP else Severity.WARNING
    return max(severity, finding.at_most or severity, key=lambda weight: weight.rank)


def _diagnostic(portfolio: Portfolio, rule: Rule, severity: Severity, finding: Finding) -> Diagnostic:
    path, span = portfolio.span(finding.at)
    return Diagnostic(
        code=rule.code,
        name=rule.name,
        severity=severity,
        path=path,
        span=span,
        message=finding.message,
        hint=finding.hint,
        related=tuple(Related(message, *portfolio.span(place)) for message, place in finding.related),
        criterion=finding.criterion,
        concealed=finding.concealed,
        doubtful=finding.doubtful,
        fixed=finding.fixed,
    )
