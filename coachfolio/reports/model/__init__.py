"""The whole portfolio as tables: for spreadsheets, databases and programs that know nothing of coachfolio.

What a table is called, what its columns mean and what they refer to is written down once, here and in `columns`; every
format and the page of the reference are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.checking import Report
from coachfolio.reports.model import assessed, practised, settled
from coachfolio.reports.model.columns import ModelColumn, Value

__all__ = ["TABLES", "ModelColumn", "ModelTable", "TablePlan", "Value", "model_tables"]


@frozen()
class TablePlan(Frozen):
    """One table: what it is called, what it holds, and how its rows come from a report."""

    name: str
    about: str
    columns: tuple[ModelColumn, ...]
    rows: Callable[[Report], Iterable[tuple[Value, ...]]]


@frozen()
class ModelTable(Frozen):
    """One table with its rows. Each row has a value, or None, for each column."""

    name: str
    about: str
    columns: tuple[ModelColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


TABLES: Final[tuple[TablePlan, ...]] = (
    TablePlan(
        "portfolio",
        "The portfolio itself: one row.",
        settled.PORTFOLIO_COLUMNS,
        settled.portfolio,
    ),
    TablePlan(
        "people",
        "Everybody who has a short name in portfolio.yaml, and the learner.",
        settled.PEOPLE_COLUMNS,
        settled.people,
    ),
    TablePlan(
        "clients",
        "The clients, by code. No name is known here.",
        settled.CLIENTS_COLUMNS,
        settled.clients,
    ),
    TablePlan(
        "units",
        "The units of the qualification, and how far each is.",
        settled.UNITS_COLUMNS,
        settled.units,
    ),
    TablePlan(
        "criteria",
        "The assessment criteria, and how far each is.",
        settled.CRITERIA_COLUMNS,
        settled.criteria,
    ),
    TablePlan(
        "requirements",
        "What is asked for, and how much of it is there.",
        settled.REQUIREMENTS_COLUMNS,
        settled.requirements,
    ),
    TablePlan(
        "evidence",
        "Every piece of evidence that counts.",
        practised.EVIDENCE_COLUMNS,
        practised.evidence,
    ),
    TablePlan(
        "fields",
        "Every field of every piece, word for word.",
        practised.FIELDS_COLUMNS,
        practised.fields,
    ),
    TablePlan(
        "attachments",
        "Every attachment that a piece names.",
        practised.ATTACHMENTS_COLUMNS,
        practised.attachments,
    ),
    TablePlan(
        "contacts",
        "Every contact, held or not, from diary and contact sheets.",
        practised.CONTACTS_COLUMNS,
        practised.contacts,
    ),
    TablePlan(
        "contact_units",
        "The units that a contact counts towards.",
        practised.CONTACT_UNITS_COLUMNS,
        practised.contact_units,
    ),
    TablePlan(
        "claims",
        "Every claim: from a piece to a criterion.",
        practised.CLAIMS_COLUMNS,
        practised.claims,
    ),
    TablePlan(
        "decisions",
        "Every decision in every assessment record.",
        assessed.DECISIONS_COLUMNS,
        assessed.decisions,
    ),
    TablePlan(
        "decision_evidence",
        "The pieces that a decision rests on.",
        assessed.DECISION_EVIDENCE_COLUMNS,
        assessed.decision_evidence,
    ),
    TablePlan(
        "samples",
        "Every decision that quality assurance looked at.",
        assessed.SAMPLES_COLUMNS,
        assessed.samples,
    ),
    TablePlan(
        "actions",
        "What is or was to be done: actions and findings.",
        assessed.ACTIONS_COLUMNS,
        assessed.actions,
    ),
    TablePlan(
        "findings",
        "What a check found.",
        assessed.FINDINGS_COLUMNS,
        assessed.findings,
    ),
)
"""In an order in which a table refers only to tables before it, or to itself."""


def model_tables(report: Report) -> tuple[ModelTable, ...]:
    """Every table of the portfolio that a report is on."""
    return tuple(ModelTable(plan.name, plan.about, plan.columns, tuple(plan.rows(report))) for plan in TABLES)
