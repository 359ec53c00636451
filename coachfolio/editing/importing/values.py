"""The value of a field, from a cell or words: understood by what the schema wants, and asked where it is unclear."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final

from coachfolio.editing.importing.facts import Column, FieldRead, ImportWanted, Sure
from coachfolio.editing.importing.labels import is_prose, part_of
from coachfolio.format.foreign.contents import TableCell
from coachfolio.format.schemas import ANNOTATION, Schema
from coachfolio.format.slips.choices import choice_in
from coachfolio.format.slips.clocks import clock_meant
from coachfolio.format.slips.days import day_meant
from coachfolio.format.slips.durations import minutes_meant
from coachfolio.format.slips.meaning import Meaning
from coachfolio.format.slips.names import code_in, reference_in

__all__ = ["NUMERIC_DAY", "field_read", "minutes_between"]

_NOTHING: Final = re.compile(r"^(?:[-–—_./\s]*|n/?a|none|nil|tbc|not applicable)$", re.IGNORECASE)
_BARE: Final = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
_MOST_BARE_HOURS: Final = 8
"""Bare numbers up to this may be hours, and nobody coaches for so few minutes."""
_YES_NO: Final = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}
NUMERIC_DAY: Final = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?![\d/.-])")
"""A day in numbers, of which the first or the second is the month."""
_CLOCK_BEHIND: Final = re.compile(r"[\s,]+(?:at\s+)?\d{1,2}(?:[:.]\d{2})?\s*[ap]\.?m\.?\s*$", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"[,;\n]|\band\b|&")


def field_read(
    column: Column, cell: TableCell, kind: str, wanted: ImportWanted, *, near: Sequence[str] = (), place: str = ""
) -> FieldRead | None:
    """The field that a cell holds below or beside a label; None where nothing is written in it.

    `near` are days that stand beside it: they give a year that was left out, and decide between two readings.
    """
    text = cell.text.strip()
    where = place or cell.place
    part = part_of(kind)["properties"].get(column.field)
    if part is None:  # one of BESIDES, a field of one's own, or none
        return FieldRead(column.field, text, text, where) if text and not _NOTHING.match(text) else None
    if not text and cell.value is None:
        return None
    if _NOTHING.match(text) and cell.value is None and not is_prose(part):
        return None
    answered = wanted.answers.get(f"value:{column.field}:{text}")
    if answered is not None:
        cell, text = TableCell(answered), answered
    meant, sure = _meant(column, cell, part, wanted, near)
    if meant.is_plain:
        return FieldRead(column.field, meant.value, cell.text, where, sure)
    return FieldRead(column.field, None, text, where, "asked", meant.asks or "This could not be read.")


def _meant(
    column: Column, cell: TableCell, part: Schema, wanted: ImportWanted, near: Sequence[str]
) -> tuple[Meaning, Sure]:
    text, about = cell.text.strip(), part.get(ANNOTATION, {})
    if part.get("format") == "date":
        return _day(cell, near, wanted)
    if about.get("format") == "time":
        return _clock(cell), "sure"
    if column.field.endswith("minutes"):
        return _minutes(column, cell)
    if part.get("type") in ("integer", "number"):
        digits = re.match(r"\d+", text)
        return (Meaning(value=int(digits[0])) if digits else Meaning(asks="Write a whole number.")), "sure"
    if about.get("format") == "yes-no":
        return _yes_no(cell, part), "sure"
    if "enum" in part:
        return choice_in(text, part), "sure"
    if about.get("refers") == "client":
        known = wanted.portfolio.file.clients if wanted.portfolio.file else ()
        named = re.search(r"[^\W\d_]{2,}.*[^\W\d_]{2,}", re.sub(r"(?i)client|coachee|mentee|code|number", "", text))
        return Meaning(value=text if named else code_in(text, known) or text), "sure"
    if part.get("type") == "array":
        return _references(text, part, wanted), "sure"
    return Meaning(value=text), "sure"


def _day(cell: TableCell, near: Sequence[str], wanted: ImportWanted) -> tuple[Meaning, Sure]:
    if isinstance(cell.value, datetime.datetime):
        return Meaning(value=cell.value.date().isoformat()), "sure"
    if isinstance(cell.value, datetime.date):
        return Meaning(value=cell.value.isoformat()), "sure"
    text = _CLOCK_BEHIND.sub("", cell.text.strip())
    numbers = NUMERIC_DAY.search(text)
    if numbers and int(numbers[1]) <= 12 and int(numbers[2]) <= 12 and numbers[1] != numbers[2]:
        said = wanted.answers.get("order")
        first = said != "month first" if said else wanted.day_first is not False
        day, month = (numbers[1], numbers[2]) if first else (numbers[2], numbers[1])
        year = numbers[3] if len(numbers[3]) == 4 else f"20{numbers[3]}"
        plain = text[: numbers.start()] + f"{year}-{int(month):02}-{int(day):02}" + text[numbers.end() :]
        return day_meant(plain, near=near), "sure" if said or wanted.day_first is not None else "likely"
    return day_meant(text, near=near), "sure"


def _clock(cell: TableCell) -> Meaning:
    if isinstance(cell.value, datetime.datetime):
        return Meaning(value=cell.value.strftime("%H:%M"))
    if isinstance(cell.value, datetime.time):
        return Meaning(value=cell.value.strftime("%H:%M"))
    return clock_meant(re.split(r"\s*(?:-|–|—|\bto\b)\s*", cell.text.strip())[0])


def _minutes(column: Column, cell: TableCell) -> tuple[Meaning, Sure]:
    value = cell.value
    if isinstance(value, datetime.datetime):
        value = value.time()
    if isinstance(value, datetime.time):
        return Meaning(value=value.hour * 60 + value.minute), "sure"
    if isinstance(value, datetime.timedelta):
        return Meaning(value=round(value.total_seconds() / 60)), "sure"
    text = cell.text.strip()
    bare = bool(_BARE.fullmatch(text))
    if column.in_hours:
        return minutes_meant(text, unit="hours"), "sure"
    if bare and float(text.replace(",", ".")) <= _MOST_BARE_HOURS and not re.search(r"\bmin", column.label.casefold()):
        return minutes_meant(text, unit="hours"), "likely"
    return minutes_meant(text), "sure"


def _yes_no(cell: TableCell, part: Schema) -> Meaning:
    text = cell.text.strip()
    if isinstance(cell.value, bool):
        return Meaning(value="yes" if cell.value else "no")
    if text in ("☒", "☑", "✓", "✔", "x", "X"):
        return Meaning(value="yes")
    if text == "☐":
        return Meaning(value="no")
    said = _YES_NO.get(text.casefold().strip(" ."))
    if said:
        return Meaning(value=said)
    meant = choice_in(text, {"enum": ["yes", "no"], ANNOTATION: part.get(ANNOTATION, {})})
    return meant if meant.is_plain else Meaning(asks="Write yes or no.")


def _references(text: str, part: Schema, wanted: ImportWanted) -> Meaning:
    """Units, criteria or other things that are listed."""
    about = part["items"].get(ANNOTATION, {})
    if part["items"].get("type") == "string" and not about.get("refers"):
        return Meaning(value=_items(text))
    if about.get("refers") not in ("criterion", "unit") and about.get("bare") != "criterion":
        return Meaning(asks="Write them as a list, once it is in.")
    qualification = wanted.portfolio.qualification
    if qualification is None:
        return Meaning(asks="There is no list of criteria to look in.")
    criteria = about.get("bare") == "criterion"
    refs = [each.ref for each in (qualification.criteria if criteria else qualification.units)]
    found: list[str] = []
    for piece in _SEVERAL.split(text):
        ref = reference_in(piece.strip(" ()[]"), refs) if piece.strip() else None
        if ref is None and piece.strip():
            return Meaning(asks="Not all of it is a criterion or a unit of your qualification.")
        if ref and ref not in found:
            found.append(ref)
    return Meaning(value=[{"criterion": ref} for ref in found] if criteria else found)


_ITEM: Final = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)])\s+", re.MULTILINE)


def _items(text: str) -> list[str]:
    """The items of a list, or the paragraphs of a text."""
    if _ITEM.match(text):
        found = [piece.strip() for piece in _ITEM.split(text)]
    else:
        found = [piece.strip() for piece in re.split(r"\n\s*\n|\n(?=\s*(?:[-*•·–]|\d{1,2}[.)])\s)", text)]
        found = [_ITEM.sub("", piece) for piece in found]
    return list(dict.fromkeys(piece for piece in found if piece))


def minutes_between(start: str, end: str) -> int | None:
    """The minutes from one time of day to another, as `14:00` and `15:30`; None where they are none."""
    try:
        first, last = (datetime.datetime.strptime(clock, "%H:%M") for clock in (start, end))
    except ValueError:
        return None
    minutes = int((last - first).total_seconds() // 60)
    return minutes if minutes > 0 else None
