"""A report for programs that gather findings: SARIF 2.1.0, as GitHub code scanning and many others read it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from coachfolio.base.diagnostics import Diagnostic, Related, Severity
from coachfolio.base.version import __version__
from coachfolio.base.words import one_line
from coachfolio.checks.checking import Report
from coachfolio.checks.rules import Rule, rule_named

__all__ = ["fingerprints", "rendered", "sarif_document"]

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.GAP: "note",
    Severity.ADVICE: "note",
}

_HERE: Final = "%SRCROOT%"
"""The name, customary in SARIF, of the place that relative addresses start from."""


def rendered(report: Report, folder: str) -> str:
    """The document as JSON text. Only ASCII, so that it is the same in every encoding."""
    return json.dumps(sarif_document(report, folder), indent=2) + "\n"


def sarif_document(report: Report, folder: str = "") -> dict[str, Any]:
    """What a check found, as one run, with the rules that found something."""
    rules: dict[str, Diagnostic] = {}
    for diagnostic in sorted(report.diagnostics, key=lambda diagnostic: diagnostic.code):
        rules.setdefault(diagnostic.code, diagnostic)
    numbers = {code: number for number, code in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "coachfolio",
                "version": __version__,
                "rules": [_rule(diagnostic, rule_named(diagnostic.code)) for diagnostic in rules.values()],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(diagnostic, numbers[diagnostic.code], fingerprint, folder)
            for diagnostic, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
        ],
        "properties": {"stage": report.stage},
    }
    if not Path(folder).is_absolute():
        # where that is stays unsaid: it would tell whose machine it was
        run["originalUriBaseIds"] = {_HERE: {"description": {"text": "The folder in which coachfolio was run."}}}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(diagnostic: Diagnostic, rule: Rule | None) -> dict[str, Any]:
    known: dict[str, Any] = {"id": diagnostic.code, "name": diagnostic.name}
    if rule is None:  # of a plug-in that is not installed here
        return known
    return known | {
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": f"{rule.why}\n\nWrong:\n{rule.wrong}\n\nRight:\n{rule.right}",
            "markdown": f"{rule.why}\n\nWrong:\n\n```text\n{rule.wrong}\n```\n\nRight:\n\n```text\n{rule.right}\n```\n",
        },
        "defaultConfiguration": {"level": _LEVELS[diagnostic.severity]},
    }


def _result(diagnostic: Diagnostic, number: int, fingerprint: str, folder: str) -> dict[str, Any]:
    related = [
        {"id": position, "message": _message(other.message), **_location(other, folder)}
        for position, other in enumerate(diagnostic.related)
    ]
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": number,
        "level": _LEVELS[diagnostic.severity],
        "message": _message(f"{diagnostic.message} {diagnostic.hint}" if diagnostic.hint else diagnostic.message),
        "locations": [_location(diagnostic, folder)],
        **({"relatedLocations": related} if related else {}),
        # GitHub reads the second key only
        "partialFingerprints": {"coachfolio/v1": fingerprint, "primaryLocationLineHash": fingerprint},
        # SARIF wants this of every result or of none: an empty list says that it is not waived
        "suppressions": [{"kind": "external", "status": "accepted", "justification": one_line(diagnostic.waived)}]
        if diagnostic.waived
        else [],
        "properties": {"severity": diagnostic.severity.value},
    }


def _message(text: str) -> dict[str, str]:
    """A plain text message: braces are doubled, as SARIF has it, and what looks like a link is none."""
    return {"text": one_line(text).replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _location(related: Diagnostic | Related, folder: str) -> dict[str, Any]:
    span = related.span
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(related.path, folder),
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        }
    }


def _artifact(path: str, folder: str) -> dict[str, str]:
    place = Path(folder)
    if place.is_absolute():
        return {"uri": (place / one_line(path)).as_uri()}
    before = "" if place == Path() else f"{place.as_posix()}/"
    return {"uri": quote(one_line(before + path)), "uriBaseId": _HERE}


def fingerprints(report: Report) -> list[str]:
    """For each finding a text that stays the same when its line moves: to know it again in a later report.

    It is made from the code, the path inside the portfolio, the message, and a number that tells alike findings
    apart. The marked text is left out: it may be a name, and a name can be guessed from its hash.
    """
    before: Counter[tuple[str, str, str]] = Counter()
    every = []
    for diagnostic in report.diagnostics:
        what = (diagnostic.code, diagnostic.path, diagnostic.message)
        before[what] += 1
        digest = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        every.append(f"{digest[:32]}:{before[what]}")
    return every
