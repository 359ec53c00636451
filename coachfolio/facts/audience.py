"""Who may see what of a portfolio: the rules behind every copy, page and pack that is made for somebody else.

The schemas name the readers of each field. In what is made for the public no name is left that somebody made up: files
of evidence are numbered by kind, and people by role.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, Literal, get_args

from coachfolio.base.diagnostics import Where
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.model import Evidence, ExistingDocument
from coachfolio.format.schemas import ANNOTATION, Schema, folder_of_kind, schema
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["AUDIENCES", "VIEWERS", "WITHHELD", "Audience", "SeenBy", "Viewer"]

Audience = Literal["assessor", "iqa", "public"]
AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
Viewer = Literal["learner", "assessor", "iqa", "public"]
VIEWERS: Final[tuple[Viewer, ...]] = get_args(Viewer)
"""The learner, who may see everything, and the audiences."""

WITHHELD: Final = "[withheld]"
"""What stands where a text is needed and may not be seen."""


class SeenBy:
    """A portfolio as one reader may see it: which fields and files, and under which names."""

    def __init__(self, portfolio: Portfolio, reader: Viewer) -> None:
        self.reader: Final = reader
        self.portfolio: Final = portfolio
        people = portfolio.file.people if portfolio.file else {}
        self.people: Final[Mapping[str, str]] = self._renamed_people(people)
        """Each person's short name, and what they are called for this reader."""
        self.ids: Final[dict[str, str]] = {}
        """Each piece of evidence, and what it is called for this reader."""
        self.paths: Final[dict[str, str]] = {}
        """Its file, and where that is for this reader."""
        self._rename_evidence(portfolio.evidence)
        self.targets: Final[dict[tuple[str, str], str | None]] = {
            (path, mention.value): target
            for path, mention, target in attached_files(portfolio.references, portfolio.sizes)
        }
        """The file that each mention of one means, by the file that it stands in and its words."""
        self.confidential: Final = frozenset(self._confidential())
        """Files that this reader may not open, though the evidence that names them may be read."""

    def allows(self, kind: str, where: Where) -> bool:
        """Whether this reader may see a field: `where` leads to it in a file of this kind."""
        return self.reader == "learner" or _allowed(kind, tuple(_plain(where)), self.reader)

    def text(self, kind: str, where: Where, text: str | None) -> str | None:
        """A text of a field, where this reader may see it."""
        return text if text is None or self.allows(kind, where) else None

    def _renamed_people(self, people: Mapping[str, Any]) -> dict[str, str]:
        if self.reader != "public":
            return {name: name for name in people}
        number = Counter[str]()
        renamed = {}
        for name, inner in people.items():
            number[inner.role] += 1
            renamed[name] = f"{inner.role}-{number[inner.role]}"
        return renamed

    def _rename_evidence(self, evidence: Iterable[Evidence]) -> None:
        number = Counter[str]()
        for piece in evidence:
            if self.reader == "public":
                number[piece.type] += 1
                folder = folder_of_kind(piece.type)
                self.ids[piece.id] = f"{folder.rsplit('/', 1)[-1]}-{number[piece.type]:03}"
                self.paths[piece.path] = f"{folder}/{self.ids[piece.id]}.yaml"
            else:
                self.ids[piece.id] = piece.id
                self.paths[piece.path] = piece.path

    def _confidential(self) -> Iterable[str]:
        for document in self.portfolio.evidence if self.reader != "learner" else ():
            if isinstance(document, ExistingDocument) and document.confidential and not self._has_seen(document):
                for name in document.attachments:
                    if target := self.targets.get((document.path, name)):
                        yield target

    def _has_seen(self, document: ExistingDocument) -> bool:
        """Whether somebody of this audience has seen the document itself, by the evidence's own word."""
        people = self.portfolio.file.people if self.portfolio.file else {}
        return any(seen.person in people and people[seen.person].role == self.reader for seen in document.seen_by)


def _plain(where: Where) -> Iterable[str]:
    """The way to a field, whichever item of a list it leads through."""
    return ("" if isinstance(step, int) else step for step in where)


@cache
def _allowed(kind: str, where: tuple[str, ...], reader: str) -> bool:
    part: Schema | None = schema(kind)
    for step in where:
        part = _inside(part, step)
        if part is None:
            return True
        readers = part.get(ANNOTATION, {}).get("audience")
        if readers is not None and reader not in readers:
            return False
    return True


def _inside(part: Schema | None, step: str) -> Schema | None:
    if part is None:
        return None
    rest = part.get("additionalProperties")
    inner = part.get("items") if not step else part.get("properties", {}).get(step, rest)
    return inner if isinstance(inner, dict) else None
