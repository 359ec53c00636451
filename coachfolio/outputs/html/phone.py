"""The page for a phone: one file that makes a line in the words of `coachfolio log`, and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coachfolio.base.version import __version__
from coachfolio.outputs.html.page import asset, page_policy, page_templates

if TYPE_CHECKING:
    from coachfolio.reports.phone import PhoneView

__all__ = ["phone_page"]


def phone_page(view: PhoneView) -> str:
    """The page of a view. Its own script makes the line, in the browser and nowhere else."""
    style, script = Markup("\n").join((asset("page.css"), asset("phone.css"))), asset("phone.js")
    return (
        page_templates()
        .get_template("phone.html.j2")
        .render(view=view, version=__version__, style=style, script=script, policy=page_policy(style, script))
    )
