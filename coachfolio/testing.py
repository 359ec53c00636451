"""For projects that write rules of their own: ask one rule about a few files.

from coachfolio.testing import found_by

def test_short_reflections_are_found() -> None:
    assert found_by(SHORT_REFLECTION, {"sessions/a.yaml": "…"})[0].span.line == 7
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.checks.checking import check
from coachfolio.checks.rules import Rule
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, Stage
from coachfolio.portfolio.sources import InMemory

__all__ = ["PORTFOLIO", "TODAY", "found_by"]

TODAY: Final = datetime.date(2026, 6, 30)
"""The day on which `found_by` judges dates."""

PORTFOLIO: Final = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2026-01-05
learner: {name: A. Learner}
people:
  tutor-1: {role: tutor}
  assessor-1: {role: assessor}
  supervisor-1: {role: supervisor}
  peer-1: {role: peer}
  iqa-1: {role: iqa}
clients:
  C01: {sector: health}
  C02: {sector: housing}
"""
"""The portfolio.yaml that `found_by` adds where the files have none."""


def found_by(rule: Rule, files: Mapping[str, str], *, stage: Stage = "building") -> list[Diagnostic]:
    """What one rule finds in a portfolio of these files, by path and text. Dates are judged as on TODAY."""
    portfolio = open_portfolio(InMemory({PORTFOLIO_FILE: PORTFOLIO, **files}))
    report = check(portfolio, stage=stage, today=TODAY, rules=(rule,))
    return [diagnostic for diagnostic in report.diagnostics if diagnostic.code == rule.code]
