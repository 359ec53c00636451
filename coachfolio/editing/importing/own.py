"""Copies of portfolios of our own: their files, and what `coachfolio export` made of them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final

from coachfolio.base.files import PRIVATE
from coachfolio.base.words import count
from coachfolio.editing.importing.facts import EntryRead, FieldRead, ImportWanted, Left, SourceFile, SourceRead
from coachfolio.editing.importing.who import CODE_ALONE
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import read
from coachfolio.format.documents.values import Shape, shape_of
from coachfolio.format.foreign.contents import Contents, TextPassage
from coachfolio.format.foreign.own_piece import OWN_PIECE
from coachfolio.format.foreign.own_tables import FIELDS_HEADERS, declared_in, fields_grid, nested
from coachfolio.format.schemas import evidence_kinds, schema, words_for
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = ["is_own", "own_piece_read", "own_tables_read"]

_OTHERS_WRITE: Final = (
    "Assessment records are not brought in: those who assess write them. Ask them for the records that you need."
)
_DECLARED_ONCE: Final = "Declarations are not brought in: each stands for the portfolio that it was made in."
_SETTINGS: Final = "Of the settings come the codes of clients and the people whom the pieces name. The others stay."
_OF_CLIENTS: Final = ("kind", "sector", "level")
_OF_PEOPLE: Final = ("role", "name", "qualified_as")
"""What is taken over of a person. Keys and addresses that prove who saved something are for the owner to put in."""
_NOT_IN_ORDER: Final = "It cannot be read as it is. Run coachfolio check where it comes from."
_FORMAT: Final = re.compile(r"^format:\s*(\d+)", re.MULTILINE)
_LATEST: Final = 1
_ANY: Final = Shape()
_KEPT_OUT: Final = ("attachments", "format")


def is_own(contents: Contents | None) -> bool:
    """Whether a file is of a portfolio of our own, or an export of one."""
    if contents is None:
        return False
    return (contents.properties or {}).get("kind") == OWN_PIECE or fields_grid(contents) is not None


def own_piece_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """One file of another copy of a portfolio; None for what is no such file."""
    if (contents.properties or {}).get("kind") != OWN_PIECE:
        return None
    passage = contents.parts[0]
    assert isinstance(passage, TextPassage)
    found = _path_in_portfolio(source)
    kind = wanted.kind or (kind_of_path(found) if found else None)
    if kind is None:
        return _settings(source, passage.text)
    if why := _why_not(kind):
        return SourceRead(source, _NO_PIECE, "", said=(why,), keeps_source=False)
    fields = read(source.name, passage.text.encode("utf-8"), shape_of(kind)).fields
    if not fields:
        return SourceRead(source, _NO_PIECE, "", said=(_NOT_IN_ORDER,), keeps_source=False)
    attached, missing = _attached(source, fields.get("attachments"), wanted.names)
    entry = _entry(kind, fields, "the file", PurePosixPath(source.name).stem)
    comments = [
        Left(line.strip().lstrip("# "), f"line {number}", "it is a remark beside the fields")
        for number, line in enumerate(passage.text.splitlines(), 1)
        if line.lstrip().startswith("#")
    ]
    said = [f"{count(missing, 'file')} attached to it could not be found."] if missing else []
    return SourceRead(
        source,
        _called(kind),
        kind,
        shape=f"own {kind}",
        entries=(replace(entry, attached=attached),),
        labels=(*_names_in(fields), *(str(name) for name in _items(fields.get("attachments")))),
        left=tuple(comments),
        said=tuple(said),
        takes=attached,
        keeps_source=False,
    )


_IN_NO_FOLDER: Final = (
    "Files outside the folders for evidence are not brought in. Your centre's qualification.yaml you can copy yourself."
)
_NO_PIECE: Final = "a file of another portfolio"


def _called(kind: str) -> str:
    words = words_for(kind)
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words} of another portfolio"


def _path_in_portfolio(source: SourceFile) -> str:
    """Where it lies in its portfolio, as far as the names of folders tell; empty where they do not."""
    parts = source.path.absolute().parts
    for number in range(2, min(len(parts), 8)):
        path = "/".join(parts[-number:])
        if kind_of_path(path) is not None:
            return path
    return ""


def _why_not(kind: str) -> str:
    if kind.startswith("assessment-"):
        return _OTHERS_WRITE
    return _DECLARED_ONCE if kind == "declarations" else ""


def _settings(source: SourceFile, text: str) -> SourceRead:
    """The settings of the other portfolio: of them come the clients' codes and the people whom pieces name."""
    if source.path.name != PORTFOLIO_FILE:
        return SourceRead(source, _NO_PIECE, "", said=(_IN_NO_FOLDER,), keeps_source=False)
    number = _FORMAT.search(text)
    newer = number is not None and int(number[1][:6]) > _LATEST
    more: tuple[str, ...] = (
        ("It is of a newer coachfolio: fields that are not known here are kept under extra.",) if newer else ()
    )
    if (source.path.parent / PRIVATE).is_dir():
        more += ("Its private folder is left alone. If its list of who is who is yours, copy private/clients.yaml.",)
    fields: Any = read(PORTFOLIO_FILE, text.encode("utf-8"), shape_of("portfolio")).fields or {}
    return SourceRead(
        source,
        "the settings of another portfolio",
        "",
        said=(_SETTINGS, *more),
        keeps_source=False,
        clients={code: about for code, about in _sections(fields.get("clients")) if CODE_ALONE.fullmatch(code)},
        people={
            short: {name: about[name] for name in _OF_PEOPLE if name in about}
            for short, about in _sections(fields.get("people"))
        },
    )


def _sections(value: object) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield from ((str(name), inner if isinstance(inner, Mapping) else {}) for name, inner in value.items())


def _attached(source: SourceFile, attachments: object, names: frozenset[str]) -> tuple[tuple[str, ...], int]:
    """The sources that the piece names as attached, and how many it names that are not there."""
    folder = posixpath.dirname(source.name)
    every = [posixpath.normpath(posixpath.join(folder, str(name))) for name in _items(attachments)]
    there = tuple(dict.fromkeys(name for name in every if name in names and name != source.name))
    return there, len(set(every)) - len(there)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _names_in(value: object) -> Iterable[str]:
    """The names of all fields below a value, as often as they stand there."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names_in(inner)


def _entry(kind: str, fields: Mapping[str, Any], place: str, name: str) -> EntryRead:
    known = schema(kind)["properties"]
    readings = []
    for field, value in fields.items():
        if field in _KEPT_OUT:
            continue
        own = field if field in known else "extra"
        value = value if field in known else {field: _plain_text(value)}
        readings.append(FieldRead(own, value, _as_typed(value), place))
    return EntryRead(kind, tuple(readings), place, name=name)


def _as_typed(value: object) -> str:
    """The words of a value as a person types them."""
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {_as_typed(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "\n".join(_as_typed(inner) for inner in value)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _plain_text(value: object) -> str:
    return value if isinstance(value, str) else ", ".join(str(item) for item in _items(value)) or str(value)


# --- what an export has


def own_tables_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """Every piece of an export, from its table of fields; None for a file without one."""
    grid = fields_grid(contents)
    if grid is None:
        return None
    is_separated = source.name.casefold().endswith(".csv")
    pieces: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in grid.rows[1:]:
        name, kind, field, value = (cell.text for cell in row[: len(FIELDS_HEADERS)])
        if name.strip():
            # before what a spreadsheet would work out, an export in separated values has an apostrophe
            value = value[1:] if is_separated and value.startswith("'") else value
            pieces.setdefault((name, kind), []).append((field, value))
    entries: list[EntryRead] = []
    left: list[Left] = []
    said: list[str] = []
    others = 0
    for (name, kind), written in pieces.items():
        why = _why_not(kind) if kind in evidence_kinds() else "Its kind is not known here."
        try:
            fields = _typed(nested(written), shape_of(kind)) if not why else {}
        except ValueError as reason:
            why = f"{reason}."[0].upper() + f"{reason}."[1:]
        if why:
            others += 1
            left.append(Left("\n".join(value for _, value in written), f"evidence {name}", why))
        else:
            entries.append(_entry(kind, fields, f"evidence {name}", re.sub(r" \(\d+\)$", "", name)))
    if others:
        said.append(f"{count(others, 'piece')} of those who assess, and declarations, are not brought in.")
    if any("attachments" in dict(written) or _has_attachments(written) for written in pieces.values()):
        said.append("What is attached to the pieces is not in an export: bring in the folder of the portfolio for it.")
    beside = posixpath.dirname(source.name)
    declared = declared_in(contents, "people", "name")
    people = {short: about for short, about in declared.items() if about.get("role") != "learner"}
    return SourceRead(
        source,
        f"an export with {count(len(entries), 'piece')}",
        "",
        shape="own export",
        entries=tuple(entries),
        labels=_labels(contents),
        left=tuple(left),
        said=tuple(said),
        clients=_of(declared_in(contents, "clients", "code"), _OF_CLIENTS),
        people=_of(people, _OF_PEOPLE),
        takes=tuple(
            name
            for name in sorted(wanted.names)
            if is_separated and name.casefold().endswith(".csv") and posixpath.dirname(name) == beside
        ),
        keeps_source=False,
    )


def _of(declared: Mapping[str, Mapping[str, str]], names: Sequence[str]) -> dict[str, dict[str, str]]:
    return {
        key: {name: about[name] for name in names if name in about and name != "name"}
        for key, about in declared.items()
    }


def _has_attachments(written: Sequence[tuple[str, str]]) -> bool:
    return any(place.startswith("attachments/") for place, _ in written)


def _labels(contents: Contents) -> tuple[str, ...]:
    """All cells of the export but what fields say: the other tables say the same in another order."""
    grid = fields_grid(contents)
    labels: list[str] = []
    for part in contents.parts:
        if isinstance(part, TextPassage):
            labels.append(part.text)
            continue
        for number, row in enumerate(part.rows):
            is_field = part is grid and number and not row[2].text.startswith("attachments/")
            labels += [cell.text for cell in (row[:3] if is_field else row)]
    return tuple(labels)


def _typed(value: Any, shape: Shape) -> Any:
    """Values as a file has them: numbers as numbers, yes and no as such, all else as text."""
    if isinstance(value, dict):
        return {name: _typed(inner, shape.fields.get(name) or shape.rest or _ANY) for name, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner, shape.item or _ANY) for inner in value]
    if shape.scalar == "yes-no" and value in ("yes", "no"):
        return value == "yes"
    if shape.scalar == "number" and re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", value):
        return float(value) if "." in value else int(value)
    return value
