"""Photographs, scans, recordings and PDFs: each an attachment, with a sheet beside it that says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from coachfolio.editing.importing.facts import (
    AnswerChoice,
    EntryRead,
    FieldRead,
    ImportQuestion,
    ImportWanted,
    SourceFile,
    SourceRead,
)
from coachfolio.format.foreign.contents import Contents
from coachfolio.format.slips.days import day_meant

__all__ = ["PROPERTIES_QUESTION", "attached_read"]

PROPERTIES_QUESTION: Final = "attachment-properties"
"""Whether who made a file, with what, and where, is taken out of it: `out` or `keep`."""
_WITHOUT_PROPERTIES: Final = (".jpg", ".jpeg", ".png")
"""Endings of files out of which properties can be taken while nothing that they show is changed."""
_KINDS: Final = {"photograph": "photograph", "film": "film", "recording": "recording", "document": "document"}
_SCAN: Final = re.compile(r"scan|photocopy|camscanner|adobe scan", re.IGNORECASE)
_NO_TITLE: Final = re.compile(
    r"(?:img|dsc|pxl|scan|photo|image|recording|new|memo|vid|whatsapp|screenshot|doc)\w*|\d+", re.I
)


def attached_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """A document with the file attached; None for what is read for its words."""
    about = dict(contents.properties or {})
    kind = about.get("kind", "")
    if kind not in _KINDS or (contents.parts and kind != "document") or wanted.kind not in ("", "documents"):
        return None
    name = PurePosixPath(source.name).stem
    if kind in ("photograph", "document") and _SCAN.search(name):
        kind = "scan"
    fields = [_day(about, name), FieldRead("kind", kind, "", "the file")]
    words = re.sub(r"[\W_]+", " ", re.sub(r"\d{4}-?\d\d-?\d\d", " ", name)).strip()
    plain = " ".join(word for word in words.split() if not _NO_TITLE.fullmatch(word))
    if len(plain) > 3:
        fields.append(FieldRead("title", plain[0].upper() + plain[1:], name, "the name of the file", "likely"))
    else:
        fields.append(FieldRead("title", None, name, "the file", "asked", f"What is this {kind} called?"))
    fields.append(FieldRead("shows", None, "", "the file", "asked", f"What does this {kind} show about your work?"))
    said = [f"Its day is {about['day from']}."] if about.get("day") and about.get("day from") else []
    said += ["It tells the place where it was made."] if about.get("place") else []
    said += [f"{each[0].upper()}{each[1:]}." for each in contents.trouble]
    question = ImportQuestion(
        PROPERTIES_QUESTION,
        "Files can tell who made them, with what, and where. Take that out of the attachments? What they show stays.",
        (AnswerChoice("out", "yes, take it out"), AnswerChoice("keep", "no, keep the files as they are")),
        "out",
        places=((source.name, ""),),
    )
    can_be_taken_out = source.name.casefold().endswith(_WITHOUT_PROPERTIES)
    if not can_be_taken_out:
        said.append(
            "What it tells of who made it, and where, stays in it: that can be taken out of .jpg and .png only."
        )
    asks = (question,) if can_be_taken_out and PROPERTIES_QUESTION not in wanted.answers else ()
    entry = EntryRead("documents", tuple(fields), "the file")
    return SourceRead(
        source, f"a {kind}", "documents", entries=(entry,), said=tuple(said), questions=asks, sure="likely"
    )


def _day(about: Mapping[str, str], name: str) -> FieldRead:
    if day := about.get("day"):
        return FieldRead("date", day, day, about.get("day from", "the file"), "likely")
    for match in re.finditer(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)", name):
        meant = day_meant(f"{match[1]}-{match[2]}-{match[3]}")
        if meant.is_plain:
            return FieldRead("date", meant.value, match[0], "the name of the file", "likely")
    return FieldRead("date", None, "", "the file", "asked", "The file carries no day: when was it made?")
