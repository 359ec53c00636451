"""A report for GitHub Actions: workflow commands, which it shows beside the lines that they are about."""

from __future__ import annotations

from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.checks.checking import Report
from coachfolio.outputs.findings import path_shown, told
from coachfolio.reports.standing import gravest_first, summary

__all__ = ["rendered"]

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.GAP: "notice",
    Severity.ADVICE: "notice",
}


def rendered(report: Report, folder: str) -> str:
    """A command for every finding that nobody waived, the gravest first, and the numbers on the last line."""
    lines = [_command(diagnostic, folder) for diagnostic in gravest_first(report)]
    return "".join(f"{line}\n" for line in (*lines, summary(report)))


def _command(diagnostic: Diagnostic, folder: str) -> str:
    span = diagnostic.span
    where = {"file": path_shown(diagnostic.path, folder), "line": str(span.line), "endLine": str(span.end_line)}
    if span.line == span.end_line:  # GitHub takes columns within one line only
        where |= {"col": str(span.column), "endColumn": str(span.end_column)}
    where["title"] = f"{diagnostic.code} {diagnostic.name}"
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    message = _data("\n".join(told(diagnostic, folder)))
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
