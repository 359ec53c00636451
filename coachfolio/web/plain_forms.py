"""What is read out of the forms that no schema makes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import prose

if TYPE_CHECKING:
    from starlette.datastructures import FormData

__all__ = ["NotAnswered", "day_of_form", "line_of_form", "prose_of_form"]


class NotAnswered(CoachfolioError):
    """An answer cannot be taken, so nothing was written. The text says which, and what to write instead."""


def line_of_form(form: FormData, name: str) -> str:
    """What was typed into a field of one line, with single blanks between its words."""
    return " ".join(str(form.get(name, "")).split())


def prose_of_form(form: FormData, name: str) -> str | None:
    """What was typed into a field of several paragraphs, in lines as they stand in a file; None where it is empty."""
    lines = str(form.get(name, "")).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return prose(f"{text}\n" if "\n" in text else text) if text.strip() else None


def day_of_form(form: FormData, name: str, what: str) -> datetime.date | None:
    """The day that was given; None where none was. Raises NotAnswered, which says `what` it is."""
    said = line_of_form(form, name)
    if not said:
        return None
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        raise NotAnswered(f"{what} is not a day. Write year, month and day, such as 2026-01-05.") from None
