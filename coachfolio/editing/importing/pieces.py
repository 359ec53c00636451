"""Pieces of evidence made of what was read: their fields as a file has them, without names, and their files' names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field as given
from dataclasses import replace
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.facts import DeclaredNames
from coachfolio.confidentiality.key import Key
from coachfolio.editing.importing.entries import EXTRA
from coachfolio.editing.importing.facts import EntryRead, FieldRead, SourceFile
from coachfolio.editing.importing.labels import BESIDES, part_of
from coachfolio.editing.importing.merging import FoundEntry
from coachfolio.editing.importing.people import named_without_names, without_names
from coachfolio.editing.sessions_logged import slug
from coachfolio.format.schemas import schema
from coachfolio.format.slips.names import plain_name

__all__ = ["PERSON_FIELDS", "Piece", "name_of_piece", "pieces_of", "with_own_fields"]

PERSON_FIELDS: Final = {"supervisor": "supervisor", "peer": "peer", "tutor": "tutor", "observer": "witness"}
"""Fields that hold the short name of a person, and the role of whoever is new there."""
WHOLE_OF_SHEET: Final = "the whole sheet"


@frozen()
class FromFile(Frozen):
    """Where a piece comes from, as it is written down."""

    name: str
    """The name of the source, with codes for names."""
    sha256: str
    place: str


@frozen()
class Piece(Frozen):
    """One file of evidence as it would be."""

    kind: str
    fields: Mapping[str, Any] = given(repr=False)
    """As the file has them, with codes for names."""
    places: tuple[tuple[SourceFile, str], ...] = given(repr=False)
    missing: tuple[FieldRead, ...] = given(default=(), repr=False)
    """What has to be asked before it can be written."""
    unclear: int = 0
    """Names in its text that several clients share."""
    has_names: bool = False
    """Whether its sources name somebody."""
    files: tuple[FromFile, ...] = ()
    name: str = ""
    """What its file is called already, where it comes from another portfolio."""


def with_own_fields(entry: EntryRead) -> EntryRead:
    """An entry whose fields without a field of the format have names of their own."""
    fields: list[FieldRead] = []
    for reading in entry.fields:
        if reading.field == "extra" and isinstance(reading.value, Mapping):
            for label, text in reading.value.items():
                name = EXTRA + (re.sub(r"[^a-z0-9]+", "_", plain_name(str(label))).strip("_") or "more")
                fields.append(replace(reading, field=name, value=text, written=str(text)))
        else:
            fields.append(replace(reading, field="client") if reading.field == "client name" else reading)
    return replace(entry, fields=tuple(fields))


def pieces_of(
    found: Sequence[FoundEntry], key: Key, declared: DeclaredNames, people: Mapping[str, str] | None = None
) -> list[Piece]:
    """The pieces that entries make: each its own, and those of one sheet together.

    `people` has the short names of those whom fields such as supervisor name.
    """
    pieces: list[Piece] = []
    sheets: dict[str, list[FoundEntry]] = {}
    for each in found:
        if each.entry.sheet:
            sheets.setdefault(each.entry.sheet, []).append(each)
        else:
            made = _Making(each, key, declared, people or {})
            kind = each.entry.kind
            pieces.append(
                Piece(
                    kind,
                    made.fields(kind),
                    each.places,
                    tuple(made.missing),
                    made.unclear,
                    made.has_names,
                    name=_file_name(named_without_names(each.entry.name, key)),
                )
            )
    for together in sheets.values():
        whole = [each for each in together if each.entry.place == WHOLE_OF_SHEET]
        contacts = [
            _Making(each, key, declared, people or {}) for each in together if each.entry.place != WHOLE_OF_SHEET
        ]
        others = [_Making(each, key, declared, people or {}) for each in whole]
        fields: dict[str, Any] = {}
        for made in others:
            fields |= made.fields("contact-sheets")
        items = [made.fields("sessions", contact=True) for made in contacts]
        own = [name for made in contacts for name in made.extra.items()]
        if own:
            fields["extra"] = {**fields.get("extra", {}), **dict(own)}
        order = list(part_of("contact-sheets")["properties"])
        items = [dict(sorted(item.items(), key=lambda field: order.index(field[0]))) for item in items]
        fields["contacts"] = sorted(items, key=lambda item: str(item.get("date", "")))
        every = [*contacts, *others]
        pieces.append(
            Piece(
                "contact-sheets",
                fields,
                tuple(dict.fromkeys(place for each in together for place in each.places)),
                tuple(missing for made in every for missing in made.missing),
                sum(made.unclear for made in every),
                any(made.has_names for made in every),
            )
        )
    return [replace(piece, files=tuple(_from_file(place, key) for place in piece.places)) for piece in pieces]


def _from_file(place: tuple[SourceFile, str], key: Key) -> FromFile:
    source, where = place
    return FromFile(named_without_names(source.name.rpartition("/")[2], key), source.sha256, where)


class _Making:
    """The fields of one entry, while names are taken out of them."""

    def __init__(self, found: FoundEntry, key: Key, declared: DeclaredNames, people: Mapping[str, str]) -> None:
        self._people = people
        self._found = found
        self._key = key
        self._declared = declared
        self.missing: list[FieldRead] = []
        self.unclear = 0
        self.has_names = False
        self.extra: dict[str, Any] = {}

    def fields(self, kind: str, *, contact: bool = False) -> dict[str, Any]:
        """The fields as a file has them; those of one's own in `extra` as well, unless they are of a contact."""
        properties = schema(kind)["properties"]
        fields: dict[str, Any] = {}
        for reading in self._found.entry.fields:
            name = reading.field
            if name in BESIDES and not self._found.entry.name:
                self.has_names = self.has_names or name not in ("end", "number", "learner")
            elif name.startswith(EXTRA):
                self.extra[name.removeprefix(EXTRA)] = self._text(str(reading.value))
            elif reading.value is None:
                if name in part_of(kind).get("required", ()):
                    self.missing.append(reading)
                elif reading.written:
                    self.extra[name] = self._text(reading.written)
            elif name == "client" and self._found.code:
                self.has_names = self.has_names or reading.written.strip().upper() != self._found.code
                fields[name] = self._found.code
            elif str(reading.value) in self._people and name in PERSON_FIELDS:
                fields[name] = self._people[str(reading.value)]
                self.has_names = True
            elif name in properties:
                fields[name] = self._value(reading.value)
        number = self._found.entry.read("number")
        if number is not None and number.value and not contact and not self._found.entry.name:
            self.extra["number"] = self._text(str(number.value))
        if self.extra and not contact:
            fields["extra"] = dict(self.extra)
        return fields

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            text = self._text(value)
            return f"{text.rstrip()}\n" if "\n" in text else text
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if isinstance(value, Mapping):
            return {name: self._value(each) for name, each in value.items()}
        return value

    def _text(self, text: str) -> str:
        replaced = without_names(text, self._key, self._found.code, self._declared)
        self.unclear += len(replaced.unclear)
        self.has_names = self.has_names or bool(replaced.taken)
        return replaced.text


def _file_name(name: str) -> str:
    """A name that any computer takes for a file, and that leads nowhere else."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:100].strip("-.")


def name_of_piece(piece: Piece) -> str:
    """What its file is called: the day, the client and a few words of its title or purpose."""
    if piece.name:
        return piece.name
    fields = piece.fields
    first: Mapping[str, Any] = next(iter(fields.get("contacts", ()) or ()), fields)
    day = str(fields.get("date") or first.get("date") or fields.get("adopted") or fields.get("awarded") or "")
    clients = {str(item.get("client", "")) for item in fields.get("contacts", ())} or {str(fields.get("client", ""))}
    client = clients.pop().lower() if len(clients) == 1 else ""
    said = next(
        (str(fields[name]) for name in ("title", "purpose", "instrument", "focus", "brought") if fields.get(name)), ""
    )
    words = slug(re.sub(r"\[[^\]]*\]|\*\*.*?\*\*|\b[A-Z]{1,3}\d{1,4}(?:'s)?\b", " ", said)) or piece.kind.rstrip("s")
    return "-".join(filter(None, (day, client, words)))
