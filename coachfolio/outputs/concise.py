"""A report for programs that read lines, such as an editor: each finding on one, and nothing else."""

from __future__ import annotations

from coachfolio.base.words import one_line
from coachfolio.checks.checking import Report
from coachfolio.outputs.findings import place_shown

__all__ = ["rendered"]


def rendered(report: Report, folder: str) -> str:
    """`path:line:column: severity CODE message` for every finding that nobody waived, by file and place."""
    return "".join(
        f"{place_shown(diagnostic, folder)}: {diagnostic.severity} {diagnostic.code} {one_line(diagnostic.message)}\n"
        for diagnostic in report.diagnostics
        if not diagnostic.waived
    )
