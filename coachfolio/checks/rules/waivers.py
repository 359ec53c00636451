"""CF8: waivers and settings. Does each still do what it is there for, and may it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, day
from coachfolio.checks.rules.facts import Facts, WaiverUse
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

TOO_MANY: Final = 10
"""Findings that one waiver may let pass before it looks too broad."""


def _in_state(facts: Facts, state: str) -> Iterator[WaiverUse]:
    return (use for use in facts.waivers if use.state == state)


def waiver_unused(facts: Facts) -> Iterator[Finding]:
    """A waiver waives nothing.

    Why:
        What it was for is mended, or it names the wrong file or line. Left there, it would hide the next slip.
    Wrong:
        a waiver of CF404 for D7.01/s3, which has two pieces of evidence now
    Right:
        no waiver
    """
    for use in _in_state(facts, "unused"):
        if use.about_a_save:
            continue
        yield Finding(
            at=use.at,
            message=f"This waiver of {use.code} lets nothing pass.",
            hint="Delete it, or look whether it names the right file, criterion or line.",
        )


def waiver_expired(facts: Facts) -> Iterator[Finding]:
    """A waiver's last day has passed.

    Why:
        It was agreed for a time. It lets nothing pass any more.
    Wrong:
        until: 2026-05-31, in June 2026
    Right:
        a later day, if whoever agreed to it agrees again
    """
    for use in _in_state(facts, "expired"):
        last = f" on {day(use.until)}" if use.until else ""
        yield Finding(
            at=use.at,
            message=f"This waiver of {use.code} ended{last}.",
            hint="Delete it, or agree on a later day.",
        )


def waiver_too_broad(facts: Facts) -> Iterator[Finding]:
    """A waiver lets too much pass.

    Why:
        A waiver that names neither a file nor a criterion hides what comes later as well.
    Wrong:
        waivers: [{code: CF405, reason: takes too long}]
    Right:
        waivers: [{code: CF405, path: documents/2024-register.yaml, reason: the register has no pages}]
    """
    for use in facts.waivers:
        if use.state == "used" and (use.broad or use.passed > TOO_MANY):
            what = f"It lets {count(use.passed, 'finding')} pass" + (
                " and names neither a file nor a criterion." if use.broad else "."
            )
        elif use.state == "unused" and use.broad and use.about_a_save:
            what = "It lets every such loss pass and names neither a file nor a criterion."
        else:
            continue
        yield Finding(
            at=use.at,
            message=f"This waiver of {use.code} is broad. {what}",
            hint="Name the file with path: or the criterion with criterion:, one waiver for each.",
        )


def waiver_refused(facts: Facts) -> Iterator[Finding]:
    """A waiver is for something that cannot be waived.

    Why:
        Some findings make everything else unreliable. They can be mended, and not waived.
    Wrong:
        a waiver of CF009, a field that is in a file twice
    Right:
        the file mended
    """
    for use in _in_state(facts, "refused"):
        yield Finding(
            at=use.at,
            message=f"{use.code} cannot be waived: {use.why_refused or facts.known_rules.get(use.code, '')}.",
            hint="Mend what it found, and delete the waiver.",
        )


def ignore_without_reason(facts: Facts) -> Iterator[Finding]:
    """A remark asks to ignore a finding and gives no reason.

    Why:
        Whoever reads the portfolio wants to know why it may pass.
    Wrong:
        minutes: 780  # coachfolio: ignore[CF306]
    Right:
        minutes: 780  # coachfolio: ignore[CF306] a team day with an overnight stay
    """
    for use in _in_state(facts, "without-reason"):
        yield Finding(
            at=use.at,
            message=f"This asks to ignore {use.code}, and does not say why.",
            hint="Write the reason after the closing bracket.",
        )


def waiver_of_unknown_rule(facts: Facts) -> Iterator[Finding]:
    """A waiver names a rule that does not exist.

    Why:
        It waives nothing, and its writer believes that it does.
    Wrong:
        code: CF440
    Right:
        code: CF404
    """
    for use in _in_state(facts, "unknown"):
        yield Finding(at=use.at, message=f"There is no rule {use.code}.", hint="Run coachfolio rules for the list.")


def setting_of_unknown_rule(facts: Facts) -> Iterator[Finding]:
    """A setting names a rule that does not exist.

    Why:
        It changes nothing, and its writer believes that it does.
    Wrong:
        severities: [{code: CF450, severity: advice, reason: our centre does not ask}]
    Right:
        severities: [{code: CF405, severity: advice, reason: our centre does not ask}]
    """
    for code, place in _severities(facts):
        if code not in facts.known_rules:
            yield Finding(at=place, message=f"There is no rule {code}.", hint="Run coachfolio rules for the list.")


def setting_refused(facts: Facts) -> Iterator[Finding]:
    """A setting lowers a rule that cannot be waived.

    Why:
        Some findings make everything else unreliable. They weigh the same in every portfolio.
    Wrong:
        severities: [{code: CF009, severity: advice, reason: it is only a field}]
    Right:
        the field mended
    """
    for code, place in _severities(facts):
        if why := facts.known_rules.get(code):
            yield Finding(
                at=place,
                message=f"{code} weighs the same in every portfolio: {why}.",
                hint="Delete this setting.",
            )


def _severities(facts: Facts) -> Iterator[tuple[str, Place]]:
    file = facts.portfolio.file
    for position, setting in enumerate(file.settings.severities if file and file.settings else ()):
        yield setting.code, Place(PORTFOLIO_FILE, ("settings", "severities", position, "code"))
