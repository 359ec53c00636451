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

if TYPE_CHECKING:
    from coachfolio.assessment import Assessment, assessment_of
    from coachfolio.auditing import Audit, audit
    from coachfolio.checking import Report, check
    from coachfolio.diagnostics import Diagnostic, Finding, Place, Related, Severity, Span
    from coachfolio.errors import (
        CoachfolioError,
        NoPortfolio,
        UnknownFormat,
        UnknownQualification,
        UnknownRule,
        UnknownSchema,
    )
    from coachfolio.git import GitTrouble, NoRecord
    from coachfolio.outputs import render
    from coachfolio.plugins import BrokenPlugin
    from coachfolio.portfolio import Portfolio, open_portfolio
    from coachfolio.progress import Progress, progress_of
    from coachfolio.qualification import Qualification, pack, packs
    from coachfolio.readiness import Line, checklist
    from coachfolio.record.comparing import Comparison
    from coachfolio.record.facts import EvidenceHistory, PracticeRecord
    from coachfolio.record.receipts import Receipt
    from coachfolio.record.seals import Seal
    from coachfolio.record.signers import Signers
    from coachfolio.rules import RULES, Facts, Rule
    from coachfolio.schemas import schema
    from coachfolio.snapshots import Snapshot, saved, staged
    from coachfolio.sources import Folder, InMemory, Source

__version__ = "0.1.0"

__all__ = [
    "RULES",
    "Assessment",
    "Audit",
    "BrokenPlugin",
    "CoachfolioError",
    "Comparison",
    "Diagnostic",
    "EvidenceHistory",
    "Facts",
    "Finding",
    "Folder",
    "GitTrouble",
    "InMemory",
    "Line",
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
    "assessment": ("Assessment", "assessment_of"),
    "auditing": ("Audit", "audit"),
    "checking": ("Report", "check"),
    "diagnostics": ("Diagnostic", "Finding", "Place", "Related", "Severity", "Span"),
    "errors": (
        "CoachfolioError",
        "NoPortfolio",
        "UnknownFormat",
        "UnknownQualification",
        "UnknownRule",
        "UnknownSchema",
    ),
    "git": ("GitTrouble", "NoRecord"),
    "outputs": ("render",),
    "plugins": ("BrokenPlugin",),
    "portfolio": ("Portfolio", "open_portfolio"),
    "progress": ("Progress", "progress_of"),
    "qualification": ("Qualification", "pack", "packs"),
    "readiness": ("Line", "checklist"),
    "record.facts": ("EvidenceHistory", "PracticeRecord"),
    "record.comparing": ("Comparison",),
    "record.receipts": ("Receipt",),
    "record.seals": ("Seal",),
    "record.signers": ("Signers",),
    "rules": ("RULES", "Facts", "Rule"),
    "schemas": ("schema",),
    "snapshots": ("Snapshot", "saved", "staged"),
    "sources": ("Folder", "InMemory", "Source"),
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
