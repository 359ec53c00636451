"""The mapping sheet on paper: criterion by criterion, where the evidence is, and room for what an assessor decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coachfolio.base.version import __version__
from coachfolio.base.words import day
from coachfolio.outputs.html.page import MARKS, VERDICTS, asset, page_policy, page_templates

if TYPE_CHECKING:
    from coachfolio.reports.views import PortfolioView

__all__ = ["mapping_page"]


def mapping_page(view: PortfolioView) -> str:
    """The mapping sheet of a view, a unit to a page, sized for A4 on its side."""
    style = asset("mapping.css")
    return (
        page_templates()
        .get_template("mapping.html.j2")
        .render(
            view=view,
            version=__version__,
            style=style,
            policy=page_policy(style),
            marks=MARKS,
            verdicts=VERDICTS,
            day=day,
        )
    )
