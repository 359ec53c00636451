"""Every page, once: its title, where it is, and who sees it. The navigation and the addresses are made from this list.

A page is a module here with plain functions from request to response, and a tuple ROUTES of the addresses it answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from coachfolio.web.desk import Level
from coachfolio.web.routing import Page, Route

__all__ = ["PAGES", "navigation_for", "routes_for"]

PAGES: Final = (
    Page("today", "Today", "/"),
    Page("desk_of_others", "My desk", "/desk", ("assessor",)),
    Page("deciding", "", "/desk/unit/{unit}", ("assessor",)),
    Page("looking", "", "/desk/sample", ("assessor",)),
    Page("log", "Log", "/log", ("edit",)),
    Page("saving", "Save", "/save", ("edit", "assessor")),
    Page("sheet", "", "/edit", ("edit",)),
    Page("live", "", "/look", ("edit",)),
    Page("attaching", "", "/attach", ("edit",)),
    Page("evidence", "Evidence", "/evidence", apart=True),
    Page("map", "Map", "/map"),
    Page("hours", "Hours", "/hours"),
    Page("clients", "Clients", "/clients"),
    Page("assessment", "Assessment", "/assessment"),
    Page("record", "Record", "/record"),
    Page("findings", "Findings", "/findings"),
    Page("ready", "Ready", "/ready", apart=True),
    Page("declaring", "Declare", "/declare", ("edit",)),
    Page("handing_over", "Hand over", "/hand-over", ("edit",)),
    Page("bringing_in", "Bring in", "/bring-in", ("edit",), apart=True),
    Page("settings", "Settings", "/settings", ("edit",)),
    Page("file", "", "/file/{id}/{number}"),
    Page("start", "", "/start", ("edit",)),
    Page("ending", "", "/end"),
    Page("files", "", "/static/{name}"),
)
"""In the order of the navigation. One without a title is in none."""


def navigation_for(level: Level) -> tuple[Page, ...]:
    """The pages that the navigation leads to."""
    return tuple(page for page in PAGES if page.title and level in page.levels)


def routes_for(level: Level) -> tuple[Route, ...]:
    """The addresses that are answered."""
    modules = [import_module(f"{__name__}.{page.name}") for page in PAGES if level in page.levels]
    return tuple(route for module in modules for route in module.ROUTES)
