"""What was read of an hours log so far, and how its places are told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as given
from typing import Any, Final

from coachfolio.base.words import words
from coachfolio.editing.importing.facts import Column, EntryRead, ImportQuestion, Left
from coachfolio.editing.importing.log_totals import LogTotal
from coachfolio.format.foreign.contents import TableCell, TableGrid

__all__ = ["OTHER_SHEET", "LogSoFar", "called", "names_nobody", "period_of", "texts_of"]

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH: Final = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SECTION: Final = re.compile(rf"(?:month(?: of)?:?\s*)?{_MONTH}?[\s'’,./-]*((?:19|20)\d\d|\d\d)?", re.IGNORECASE)
_NOBODY: Final = words(
    "sheet table tabelle feuil page tab log logs hours hour session sessions diary register record records coaching "
    "coach mentoring contact contacts data all summary total totals year yr q quarter my the of and list main form "
    "experience client clients copy final new old book tracker tracking time monthly weekly overview example "
    "cpd supervision training invoices expenses"
)
"""Words in the names of sheets that are nobody's name."""


OTHER_SHEET: Final = re.compile(
    r"\b(?:cpd|supervision|training|courses?|reading|books?|peer mentoring|guided learning|expenses|invoices)\b", re.I
)
"""Names of sheets that hold no contacts with clients, although they have days and hours as well."""


@dataclass
class LogSoFar:
    """What was read of a file so far."""

    entries: list[EntryRead] = given(default_factory=list)
    left: list[Left] = given(default_factory=list)
    labels: list[str] = given(default_factory=list)
    said: list[str] = given(default_factory=list)
    columns: list[Column] = given(default_factory=list)
    questions: dict[str, ImportQuestion] = given(default_factory=dict)
    totals: list[LogTotal] = given(default_factory=list)
    seen: dict[Any, str] = given(default_factory=dict)
    by_client: dict[str, int] = given(default_factory=dict)
    logs: int = 0


def period_of(text: str) -> tuple[int | None, int | None] | None:
    """The year and the month that a heading or the name of a sheet says, where it says nothing else."""
    match = _SECTION.fullmatch(text.strip())
    if not match or not (match[1] or (match[2] and len(match[2]) == 4)):
        return None
    year = int(match[2]) if match[2] else None
    month = _MONTHS.index(match[1][:3].lower()) + 1 if match[1] else None
    return (year + 2000 if year is not None and year < 100 else year), month


def names_nobody(name: str) -> bool:
    """Whether the name of a sheet can be said, since it is no client's."""
    plain = [word.lower() for word in re.findall(r"[^\W\d_]+", name)]
    return all(word in _NOBODY or period_of(word) is not None for word in plain)


def called(grid: TableGrid, number: int) -> str:
    """How places on a sheet are told: by its name only where it cannot name anybody."""
    if not grid.name:
        return "its table"
    return f"sheet {grid.name}" if names_nobody(grid.name) else f"sheet {number}"


def texts_of(cells: Sequence[TableCell]) -> list[str]:
    return [cell.text for cell in cells if cell.text]
