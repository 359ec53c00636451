"""A look at a cohort as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from coachfolio.base.version import __version__
from coachfolio.base.words import day
from coachfolio.cohort.views import CohortView
from coachfolio.outputs.cohort.text import cell_text, head
from coachfolio.outputs.html.page import asset, page_policy, page_templates
from coachfolio.reports.model import ModelTable

__all__ = ["cohort_page"]

MOST_ROWS_OF_PAGE: Final = 2_000
"""Rows of one table in a page. A workbook has all of them."""


class _Set(NamedTuple):
    """A table as it is set."""

    name: str
    about: str
    heads: tuple[tuple[str, str, bool], ...]
    """Of each column: what it is called, what it means, and whether it holds numbers."""
    rows: tuple[tuple[str, ...], ...]
    more: int


def cohort_page(view: CohortView) -> str:
    """The page of a look at a cohort, on the style of the other pages."""
    style = asset("page.css")
    return (
        page_templates()
        .get_template("cohort.html.j2")
        .render(
            view=view,
            tables=tuple(_tables(view)),
            version=__version__,
            style=style,
            policy=page_policy(style),
            day=day,
        )
    )


def _tables(view: CohortView) -> Iterator[_Set]:
    for table in view.every_table:
        if table.rows:
            yield _set(table)


def _set(table: ModelTable) -> _Set:
    shown = table.rows[:MOST_ROWS_OF_PAGE]
    return _Set(
        name=table.name,
        about=table.about,
        heads=tuple((head(column), column.about, column.kind in ("whole", "number")) for column in table.columns),
        rows=tuple(
            tuple(cell_text(column, value) for column, value in zip(table.columns, row, strict=True)) for row in shown
        ),
        more=len(table.rows) - len(shown),
    )
