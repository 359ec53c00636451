"""A look at a cohort for programs: every table, in one JSON document."""

from __future__ import annotations

from coachfolio.cohort.views import CohortView
from coachfolio.outputs import JSON_VERSION
from coachfolio.outputs.export.document import rows_of

__all__ = ["cohort_document"]


def cohort_document(view: CohortView) -> dict[str, object]:
    """A look at a cohort. Its form is the schema `output-cohort`."""
    return {
        "version": JSON_VERSION,
        "view": view.name,
        "on": view.on.isoformat(),
        "portfolios": view.portfolios,
        "lines": list(view.lines),
        "tables": {table.name: rows_of(table) for table in view.tables},
        "left_out": [{"place": left.place, "kind": left.kind, "why": left.why} for left in view.left_out],
        "same_learner": [{"portfolios": list(group.portfolios), "by": group.by} for group in view.same_learner],
    }
