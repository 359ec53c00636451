"""coachfolio: a coach's portfolio as plain text, checked.

    import coachfolio

    portfolio = coachfolio.open_portfolio("example-portfolio")
    report = coachfolio.check(portfolio)
    for diagnostic in report.diagnostics:
        print(diagnostic.code, diagnostic.path, diagnostic.span.line, diagnostic.message)
    print(report.progress.hours.total_minutes)

Nothing here prints, exits or writes. Whatever is wrong inside a portfolio is a diagnostic; what is raised is a
`CoachfolioError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coachfolio.base.version import __version__

if TYPE_CHECKING:
    from coachfolio.base.diagnostics import Diagnostic, Finding, Place, Related, Severity, Span
    from coachfolio.base.errors import (
        CoachfolioError,
        NoPortfolio,
        UnknownFormat,
        UnknownQualification,
        UnknownRule,
        UnknownSchema,
    )
    from coachfolio.base.plugins import BrokenPlugin
    from coachfolio.checks.auditing import Audit, audit
    from coachfolio.checks.checking import Report, check
    from coachfolio.checks.rules import RULES, Facts, Rule
    from coachfolio.facts.assessment import Assessment, assessment_of
    from coachfolio.facts.progress import Progress, progress_of
    from coachfolio.format.packs import pack, packs
    from coachfolio.format.qualification import Qualification
    from coachfolio.format.schemas import schema
    from coachfolio.git import GitTrouble, NoRecord
    from coachfolio.outputs import render
    from coachfolio.portfolio.loading import open_portfolio
    from coachfolio.portfolio.portfolio import Portfolio
    from coachfolio.portfolio.snapshots import Snapshot, saved, staged
    from coachfolio.portfolio.sources import Folder, InMemory, Source
    from coachfolio.record.comparing import Comparison
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord
    from coachfolio.record.receipts import Receipt
    from coachfolio.record.seals import Seal
    from coachfolio.record.signers import Signers
    from coachfolio.reports.readiness import ChecklistLine, checklist

__all__ = [
    "RULES",
    "Assessment",
    "Audit",
    "BrokenPlugin",
    "ChecklistLine",
    "CoachfolioError",
    "Comparison",
    "Diagnostic",
    "EvidenceHistory",
    "Facts",
    "Finding",
    "Folder",
    "GitTrouble",
    "InMemory",
    "NoPortfolio",
    "NoRecord",
    "Place",
    "Portfolio",
    "PracticeRecord",
    "Progress",
    "Qualification",
    "Receipt",
    "Related",
    "Report",
    "Rule",
    "Seal",
    "Severity",
    "Signers",
    "Snapshot",
    "Source",
    "Span",
    "UnknownFormat",
    "UnknownQualification",
    "UnknownRule",
    "UnknownSchema",
    "__version__",
    "assessment_of",
    "audit",
    "check",
    "checklist",
    "open_portfolio",
    "pack",
    "packs",
    "progress_of",
    "render",
    "saved",
    "schema",
    "staged",
]

_HOMES = {
    "base.diagnostics": ("Diagnostic", "Finding", "Place", "Related", "Severity", "Span"),
    "base.errors": (
        "CoachfolioError",
        "NoPortfolio",
        "UnknownFormat",
        "UnknownQualification",
        "UnknownRule",
        "UnknownSchema",
    ),
    "base.plugins": ("BrokenPlugin",),
    "checks.auditing": ("Audit", "audit"),
    "checks.checking": ("Report", "check"),
    "checks.rules": ("RULES", "Facts", "Rule"),
    "facts.assessment": ("Assessment", "assessment_of"),
    "facts.progress": ("Progress", "progress_of"),
    "format.packs": ("pack", "packs"),
    "format.qualification": ("Qualification",),
    "format.schemas": ("schema",),
    "git": ("GitTrouble", "NoRecord"),
    "outputs": ("render",),
    "portfolio.loading": ("open_portfolio",),
    "portfolio.portfolio": ("Portfolio",),
    "portfolio.snapshots": ("Snapshot", "saved", "staged"),
    "portfolio.sources": ("Folder", "InMemory", "Source"),
    "record.comparing": ("Comparison",),
    "record.facts": ("EvidenceHistory", "PracticeRecord"),
    "record.receipts": ("Receipt",),
    "record.seals": ("Seal",),
    "record.signers": ("Signers",),
    "reports.readiness": ("ChecklistLine", "checklist"),
}


def __getattr__(name: str) -> Any:
    """Fetch a public name when it is first used: `import coachfolio` itself costs next to nothing."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            value = getattr(import_module(f"coachfolio.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'coachfolio' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
