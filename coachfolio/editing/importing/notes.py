"""Notes from a phone: lines in the words of `coachfolio log`, in text files and in messages that were saved."""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path
from typing import Final

from coachfolio.base.words import count, day
from coachfolio.editing.importing.facts import EntryRead, FieldRead, ImportWanted, Left, SourceFile, SourceRead, Sure
from coachfolio.editing.sessions_logged import SessionEntry, entries_in
from coachfolio.format.foreign.contents import Contents, TableGrid, TextPassage
from coachfolio.format.spoken import NotUnderstood

__all__ = ["has_settled", "notes_read"]

_SETTLED: Final = 10.0
"""Seconds after which a file that was not written to is taken to be whole at once."""
_BETWEEN: Final = 1.0
_MOST_LOOKS: Final = 6
_ON_ITS_WAY: Final = (".part", ".crdownload", ".tmp", ".icloud", ".download")
_BEGINS: Final = re.compile(r"[-*•]?\s*(?P<code>[A-Za-z]{1,3}\d{1,4})\b[:,]?\s")


def has_settled(path: Path) -> bool:
    """Whether a file has stopped growing: it is waited for, for a while, where it was written to just now."""
    if path.name.endswith(_ON_ITS_WAY) or path.name.startswith((".", "~$")):
        return False
    before: tuple[int, float] | None = None
    for _ in range(_MOST_LOOKS):
        try:
            about = path.stat()
        except OSError:
            return False
        now = (about.st_size, about.st_mtime)
        if about.st_size and (now == before or time.time() - about.st_mtime > _SETTLED):
            return True
        before = now
        time.sleep(_BETWEEN)
    return False


def notes_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """The sessions that notes say; None where no line begins with a client's code, as `coachfolio log` has it."""
    passages = [part for part in contents.parts if isinstance(part, TextPassage)]
    if any(isinstance(part, TableGrid) for part in contents.parts) or wanted.kind not in ("", "sessions"):
        return None
    codes = set(wanted.portfolio.file.clients if wanted.portfolio.file else ())
    starts = [number for number, passage in enumerate(passages) if _begins(passage.text, codes)]
    if starts:  # what stands further in than the first session belongs to the one before it, whatever it begins with
        starts = [number for number in starts if passages[number].indent <= passages[starts[0]].indent]
    if not starts or (starts[0] > 0 and passages[0].part != "header" and len(starts) < 2):
        return None
    written = _written_on(source, contents, wanted.today)
    entries: list[EntryRead] = []
    left = [
        Left(passage.text, passage.place, "it stands before the first session") for passage in passages[: starts[0]]
    ]
    said: list[str] = []
    relative = False
    for start, end in zip(starts, [*starts[1:], len(passages)], strict=True):
        block = passages[start:end]
        text = "\n".join([block[0].text.lstrip("-*• "), *(_further(passage) for passage in block[1:])])
        try:
            (entry,) = entries_in(text, wanted.portfolio, written)
        except (NotUnderstood, ValueError) as reason:
            why = re.sub(r"^Line 1: ", "", str(reason))
            said.append(f"{block[0].place}: {why}")
            left += [Left(passage.text, passage.place, why) for passage in block]
            continue
        relative |= not entry.said_day or bool(
            re.search(r"\b(?:today|yesterday|\w+day)\b", block[0].text, re.IGNORECASE)
        )
        entries.append(_entry(entry, block[0].place, block[0].text))
    if not entries and not said:
        return None
    if relative and written != wanted.today:
        said.append(f"Days such as yesterday are counted from {day(written)}, when the note was written.")
    return SourceRead(
        source,
        f"notes of {count(len(entries), 'session')}",
        "sessions" if entries else "",
        entries=tuple(entries),
        left=tuple(left),
        said=tuple(said),
    )


def _further(passage: TextPassage) -> str:
    """A further line of a note, as `coachfolio log` reads it."""
    marks = f"{'#' * passage.heading} " if passage.heading else ""
    parting = "\n" if passage.apart else ""
    return f"{parting}  {marks}{passage.text}"


def _begins(text: str, codes: set[str]) -> bool:
    match = _BEGINS.match(text)
    return bool(match and (match["code"].upper() in codes or re.search(r"\d\s*(?:m|h|min|hour)", text)))


def _written_on(source: SourceFile, contents: Contents, today: datetime.date) -> datetime.date:
    """The day of a note: as the message says it, else when the file was last written to."""
    told = (contents.properties or {}).get("day")
    if told:
        return min(datetime.date.fromisoformat(told), today)
    try:
        return min(datetime.date.fromtimestamp(source.path.stat().st_mtime), today)
    except OSError:
        return today


def _entry(entry: SessionEntry, place: str, written: str) -> EntryRead:
    sure: Sure = "sure" if entry.said_day else "likely"
    fields = [FieldRead("date", entry.date.isoformat(), written, place, sure)]
    if entry.start is not None:
        fields.append(FieldRead("start", entry.start.strftime("%H:%M"), written, place))
    fields.append(FieldRead("minutes", entry.minutes, written, place))
    fields.append(FieldRead("client", entry.client, written, place))
    if "role" not in entry.choices:
        fields.append(FieldRead("role", "coach", "", place, "likely"))
    fields += [FieldRead(name, value, written, place) for name, value in entry.choices.items()]
    for name in ("title", "purpose", "reflection"):
        said = getattr(entry, name)
        if said:
            fields.append(FieldRead(name, said.strip(), said, place))
    if entry.criteria:
        fields.append(FieldRead("claims", [{"criterion": ref} for ref in entry.criteria], written, place))
    return EntryRead("sessions", tuple(fields), place)
