"""The rules written out: for somebody who met a code, and for the reference."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from coachfolio.base.diagnostics import Severity
from coachfolio.checks.rules import Rule, all_rules
from coachfolio.checks.rules.rule import FAMILY_TITLES

__all__ = ["rule_text", "rules_document", "rules_markdown"]


def rule_text(rule: Rule) -> str:
    """One rule, for a terminal."""
    return "\n".join(
        [
            f"{rule.code} {rule.name}",
            "",
            rule.title,
            "",
            rule.why,
            "",
            "Wrong:",
            *(f"    {line}" for line in rule.wrong.split("\n")),
            "Right:",
            *(f"    {line}" for line in rule.right.split("\n")),
            "",
            _weights(rule),
            f"It cannot be waived: {rule.no_waiver}." if rule.no_waiver else "It can be waived for a reason.",
        ]
    )


def _weights(rule: Rule) -> str:
    words = f"While building: {_weight(rule.building)}. At submission: {_weight(rule.submission)}."
    if rule.certification is not rule.submission:
        words += f" At certification: {_weight(rule.certification)}."
    return words


def _weight(severity: Severity | None) -> str:
    if severity is None:
        return "not asked"
    return "advice" if severity is Severity.ADVICE else f"{'an' if severity is Severity.ERROR else 'a'} {severity}"


def rules_document() -> str:
    """Every rule as JSON, for programs."""
    rules: list[dict[str, Any]] = [
        {
            "code": rule.code,
            "name": rule.name,
            "title": rule.title,
            "why": rule.why,
            "wrong": rule.wrong,
            "right": rule.right,
            "building": rule.building.value if rule.building else None,
            "submission": rule.submission.value if rule.submission else None,
            "certification": rule.certification.value if rule.certification else None,
            "waivable": not rule.no_waiver,
        }
        for rule in all_rules()
    ]
    return json.dumps({"version": 1, "rules": rules}, indent=2)  # read alike in every encoding


def rules_markdown(rules: Iterable[Rule] | None = None) -> str:
    """Rules as a page of Markdown, family by family; all there are, plug-ins included, where none are given."""
    families: dict[str, list[Rule]] = {}
    for rule in all_rules() if rules is None else rules:
        families.setdefault(FAMILY_TITLES[rule.family], []).append(rule)
    lines = [
        "# Rules",
        "",
        "A rule has a code that never changes. While a portfolio is being built, what is not there yet is a *gap*;",
        "at submission and certification it is an *error*. `coachfolio explain CODE` shows one of them.",
    ]
    for title, family in families.items():
        lines += [
            "",
            f"## {title}",
            "",
            "| rule | what it says | building | submission | certification |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.title} "
            f"| {rule.building or 'not asked'} | {rule.submission or 'not asked'} | {rule.certification} |"
            for rule in family
        ]
        for rule in family:
            lines += _rule_markdown(rule)
    return "\n".join(lines)


def _rule_markdown(rule: Rule) -> list[str]:
    return [
        "",
        f"### {rule.code} {rule.name}",
        "",
        rule.title,
        "",
        rule.why,
        "",
        _weights(rule) + (f" It cannot be waived: {rule.no_waiver}." if rule.no_waiver else ""),
        "",
        "Wrong:",
        "",
        "```text",
        rule.wrong,
        "```",
        "",
        "Right:",
        "",
        "```text",
        rule.right,
        "```",
    ]
