"""What of an import is in the portfolio already: the same, from a source that changed since, or only like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field as given
from typing import Any, Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.editing.importing.pieces import Piece
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.portfolio.portfolio import Portfolio, id_of

__all__ = ["Existing", "State", "existing_in"]

State = Literal["new", "same", "changed", "double"]
_OF_AN_IMPORT: Final = ("imported", "recorded", "attachments")
_NOT_COMPARED: Final = (*_OF_AN_IMPORT, "claims", "counts_towards")


@frozen()
class There(Frozen):
    """A piece that is in the portfolio."""

    path: str
    place: str
    fields: Mapping[str, Any] = given(repr=False)

    def is_of(self, piece: Piece, *names: str) -> bool:
        """Whether fields of a contact are the same here."""
        return all(str(self.fields.get(name)) == str(piece.fields.get(name)) for name in names)


@frozen()
class Existing(Frozen):
    """The pieces of a portfolio, found by where they came from and by the contact that they tell of."""

    by_source: Mapping[tuple[str, str], str] = given(repr=False)
    """By the SHA-256 of a source and the place in it: the path."""
    by_file: Mapping[str, Sequence[There]] = given(repr=False)
    """By the name of the source."""
    by_contact: Mapping[tuple[str, str, str], str] = given(repr=False)
    texts: Mapping[str, str] = given(repr=False)
    """By path, where a piece of another portfolio may be already."""

    def state_of(self, piece: Piece) -> tuple[State, str, tuple[str, ...]]:
        """What a piece is to the portfolio, the file that is there, and the fields in which they differ."""
        for file in piece.files:
            path = self.by_source.get((file.sha256, file.place))
            if path is not None:
                return "same", path, ()
        for file in piece.files:
            before = _before(piece, file.place, self.by_file.get(file.name.casefold(), ()))
            if before is not None:
                differs = differing(before.fields, piece)
                return ("changed", before.path, differs) if differs else ("same", before.path, ())
        if piece.name and (path := self._same_by_name(piece)):
            return "same", path, ()
        contact = tuple(str(piece.fields.get(name, "")) for name in ("date", "client", "minutes"))
        if piece.kind == "sessions" and contact in self.by_contact:
            return "double", self.by_contact[contact[0], contact[1], contact[2]], ()
        return "new", "", ()

    def _same_by_name(self, piece: Piece) -> str:
        """The file that holds a piece of another portfolio already, under its own name; empty where there is none."""
        for path, text in self.texts.items():
            if id_of(path).casefold() == piece.name.casefold() and kind_of_path(path) == piece.kind:
                there = read(path, text.encode("utf-8"), shape_of(piece.kind)).fields or {}
                if not differing(there, piece, all_but=_OF_AN_IMPORT):
                    return path
        return ""


def differing(before: Mapping[str, Any], piece: Piece, *, all_but: Sequence[str] = _NOT_COMPARED) -> tuple[str, ...]:
    """The fields of a piece that are not as they are there."""
    return tuple(
        name
        for name, value in piece.fields.items()
        if name not in all_but and _plain(before.get(name)) != _plain(value)
    )


def _before(piece: Piece, place: str, there: Sequence[There]) -> There | None:
    """The piece that an earlier state of the same file made. Rows of a table move, and are told by their contact."""
    for names in (("date", "client", "minutes"), ("date", "client")):
        same = [before for before in there if before.fields.get("date") and before.is_of(piece, *names)]
        if len(same) == 1:
            return same[0]
    at = [before for before in there if before.place == place]
    return at[0] if len(at) == 1 and ", row" not in place.replace("table", "") else None


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return None if value is None else str(value)


def existing_in(portfolio: Portfolio) -> Existing:
    """The pieces that a portfolio has."""
    by_source: dict[tuple[str, str], str] = {}
    by_file: dict[str, list[There]] = {}
    by_contact: dict[tuple[str, str, str], str] = {}
    for path, text in portfolio.texts.items():
        kind = kind_of_path(path)
        if kind is None or ("imported:" not in text and kind != "sessions"):
            continue
        fields = read(path, text.encode("utf-8"), shape_of(kind)).fields or {}
        for source in fields.get("imported", ()) or ():
            if isinstance(source, Mapping):
                place = str(source.get("place", ""))
                by_source[str(source.get("sha256", "")), place] = path
                by_file.setdefault(str(source.get("file", "")).casefold(), []).append(There(path, place, fields))
        if kind == "sessions":
            contact = [str(fields.get(name, "")) for name in ("date", "client", "minutes")]
            by_contact[contact[0], contact[1], contact[2]] = path
    return Existing(by_source, by_file, by_contact, portfolio.texts)
