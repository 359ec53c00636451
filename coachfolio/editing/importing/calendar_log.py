"""Calendars: the events that are coaching or mentoring, each as a contact. The others are nobody's business here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from coachfolio.base.words import count
from coachfolio.editing.importing.facts import ImportQuestion, ImportWanted, Left, SourceFile, SourceRead
from coachfolio.editing.importing.hours_log import read_hours_log
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid

__all__ = ["calendar_log"]

_WORDS: Final = "coaching, mentoring, coachee, mentee"
_QUESTION: Final = "calendar-words"
_CLIENT: Final = re.compile(
    r"^(?:.*?\b(?:coach(?:ing|ee)?|mentor(?:ing)?|mentee)\b(?:\s+(?:session|call|meeting|conversation|no\.?|#?\d+))*"
    r"\s*(?:with|for|w/|:|[-–—/|])\s*)(?P<after>[^,;(|–—]+)|^(?P<before>[^,;(|:–—-]+?)\s*(?:[-–—:|/]|\()\s*.*?\b(?:coach|mentor)",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"\b[A-Z]{1,3}\d{1,4}\b")
_TITLE, _PEOPLE, _PLACE, _STATUS = 3, 7, 5, 6
_OWN: Final = (TableCell("Client", None, "text"), TableCell("Role", None, "text"))
_ONLINE: Final = re.compile(r"zoom|teams|meet\.google|webex|skype|facetime|https?://", re.IGNORECASE)


def calendar_log(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """What a calendar says of coaching and mentoring; None for what is no calendar."""
    if (contents.properties or {}).get("kind") != "calendar":
        return None
    grid = next(part for part in contents.parts if isinstance(part, TableGrid))
    words = [word.strip().casefold() for word in wanted.answers.get(_QUESTION, _WORDS).split(",") if word.strip()]
    codes = wanted.portfolio.file.clients if wanted.portfolio.file else {}
    header = (*grid.rows[0][:_PLACE], TableCell("How we met", None, "text"), grid.rows[0][_STATUS], *_OWN)
    rows, left, later = [header], [], 0
    for row in grid.rows[1:]:
        title = row[_TITLE].text
        said = f"{title}\n{row[4].text}".casefold()
        if not any(word in said for word in words) and not any(code in codes for code in _CODE.findall(title)):
            left.append(Left(_whole(row), row[0].place, "nothing in it says that it is coaching or mentoring"))
        elif not row[2].text:
            left.append(Left(_whole(row), row[0].place, "it is of whole days, or has no end"))
        elif row[0].text > wanted.today.isoformat():
            later += 1
            left.append(Left(_whole(row), row[0].place, "it is still to come"))
        else:
            rows.append(_contact(row))
            besides = [row[_PEOPLE].text, row[_PLACE].text if _ONLINE.search(row[_PLACE].text) else ""]
            if any(besides):
                why = "who was asked to come, and the address of the call"
                left.append(Left("\n".join(filter(None, besides)), row[0].place, why))
    read = read_hours_log(source, Contents((TableGrid(tuple(rows), grid.place),)), wanted) if len(rows) > 1 else None
    asks = () if _QUESTION in wanted.answers else (_question(len(rows) - 1, len(grid.rows) - 1),)
    more = [f"{count(later, 'event')} still to come {'was' if later == 1 else 'were'} left out."] if later else []
    more += [f"{each[0].upper()}{each[1:]}." for each in contents.trouble]
    labels = tuple(cell.text for cell in grid.rows[0])
    if read is None:
        nothing = "a calendar without coaching in it"
        return SourceRead(source, nothing, "", labels=labels, left=tuple(left), said=tuple(more), questions=asks)
    layout = f"a calendar with {count(len(read.entries), 'contact')}"
    return replace(
        read,
        layout=layout,
        labels=labels,
        entries=tuple(replace(entry, place=entry.fields[0].place) for entry in read.entries),
        left=(*read.left, *left),
        said=(*read.said, *more),
        questions=(*asks, *read.questions),
        sure="likely",
    )


def _whole(row: tuple[TableCell, ...]) -> str:
    return "\t".join(cell.text for cell in row if cell.text)


def _question(taken: int, all_of_them: int) -> ImportQuestion:
    return ImportQuestion(
        _QUESTION,
        f"{taken} of {count(all_of_them, 'event')} in the calendar say coaching or mentoring. Which words mark a "
        "contact in your calendar? Write them with commas between them.",
        (),
        _WORDS,
        form="text",
    )


def _contact(row: tuple[TableCell, ...]) -> tuple[TableCell, ...]:
    title = row[_TITLE].text
    code = _CODE.search(title)
    match = _CLIENT.match(title)
    people = [name for name in row[_PEOPLE].text.split("\n") if name]
    client = code[0] if code else ""
    if not client and match:
        client = (match["after"] or match["before"] or "").strip(" .:-–—/")
    if not client and len(people) == 1:
        client = people[0]
    place = row[_PLACE]
    mode = TableCell("video", None, "text", place.place) if _ONLINE.search(f"{place.text} {row[4].text}") else place
    role = "mentoring" if re.search(r"mentor|mentee", title, re.IGNORECASE) else "coaching"
    whose = TableCell(client, None, "text" if client else "nothing", row[_TITLE].place)
    return (*row[:_PLACE], mode, row[_STATUS], whose, TableCell(role, None, "text", row[_TITLE].place))
