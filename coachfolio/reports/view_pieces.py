"""Pieces of evidence as they are shown: their fields in words, in the order of their schema."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from coachfolio.base.diagnostics import Where
from coachfolio.base.words import count, day, hours
from coachfolio.evidence import OtherEvidence, clients_in
from coachfolio.evidence.contacts import contacts_in
from coachfolio.evidence.model import ContactSheet, Evidence, Feedback, MappingSheet
from coachfolio.facts.assessment.decisions import day_of
from coachfolio.facts.audience import SeenBy
from coachfolio.facts.passages import PassagePart
from coachfolio.format.labels import field_label
from coachfolio.format.schemas import ANNOTATION, Schema, schema
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.reports.attached_files import AttachedFiles
from coachfolio.reports.views import (
    AttachmentView,
    ClaimView,
    CriterionState,
    FactView,
    PartView,
    PieceView,
    TextView,
    ValueView,
)

__all__ = ["field_label", "kind_title", "part_label", "piece_views", "title_of"]

_ELSEWHERE: Final = frozenset({"id", "path", "title", "claims", "attachments", "contents", "said", "manifest"})
"""Fields that are shown in a place of their own, or are ids for programs."""
_IN_MINUTES: Final = ("minutes", "planning_minutes", "minutes_each")
_LONG: Final = 60
"""Signs of the longest title that is made of a text."""

Names = Callable[[str], str]
"""What a person is called, by the short name."""


class _Field(NamedTuple):
    """One field of a class of evidence, and how it is shown."""

    name: str
    key: str
    """As files have it."""
    label: str
    how: str
    """prose, section, sections, list, fact."""
    refers: str
    inner: Schema


def part_label(part: PassagePart) -> str:
    """Where one stretch of a passage stands, in words."""
    contact = f" of contact {part.contact}" if part.contact else ""
    place = f"{field_label(part.field)}{contact}" if part.field else part.attachment
    return f"{place}, {part.which}" if part.which else place


def kind_title(kind: str, many: bool = False) -> str:
    """What one of a kind of evidence is called, or many of them."""
    about = schema(kind).get(ANNOTATION, {})
    return str(about.get("many" if many else "one") or kind.replace("-", " "))


def title_of(piece: Evidence, seen: SeenBy) -> str:
    """What a piece is called: its own title, or else its kind with what it is of."""
    title = seen.text(piece.type, ("title",), getattr(piece, "title", None))
    if title:
        return " ".join(title.split())
    kind = kind_title(piece.type)
    kind = kind[0].upper() + kind[1:]
    match piece:
        case Feedback():
            return f"Feedback from {piece.client or 'a ' + piece.giver}"
        case ContactSheet():
            return f"{kind} with {count(len(piece.contacts), 'contact')}"
        case MappingSheet():
            return f"Mapping sheet of {piece.unit}"
    about = getattr(piece, "client", None) or getattr(piece, "unit", None)
    if about:
        return f"{kind}, {about}"
    if seen.reader == "public":
        return kind
    # a name such as 2026-05-07-across-difference says something: its words do
    words = piece.id.removeprefix(str(getattr(piece, "date", ""))).strip("-").replace("-", " ")
    return f"{kind}: {words}"[: _LONG * 2] if words and not words.replace(" ", "").isdigit() else kind


@cache
def _fields_of(kind: str) -> tuple[_Field, ...]:
    return tuple(_fields_in(schema(kind)))


def _fields_in(part: Schema) -> Iterator[_Field]:
    for key, inner in part.get("properties", {}).items():
        name = "from_" if key == "from" else key
        if name in _ELSEWHERE:
            continue
        items = inner.get("items", {})
        about = inner.get(ANNOTATION, {})
        refers = str(about.get("refers") or items.get(ANNOTATION, {}).get("refers") or "")
        if key == "extra":
            how = "extra"
        elif items.get("properties"):
            how = "sections"
        elif inner.get("properties"):
            how = "section"
        elif items.get("type") == "string" and not refers and not {"pattern", "enum"} & items.keys():
            how = "list"
        elif (
            inner.get("type") == "string"
            and not refers
            and not {"pattern", "enum", "format"} & inner.keys()
            and "format" not in about
        ):
            how = "prose"
        else:
            how = "fact"
        yield _Field(name, key, field_label(name), how, refers, items if how == "sections" else inner)


class _Shower:
    """Shows the pieces of one portfolio to one reader."""

    def __init__(self, seen: SeenBy, names: Names) -> None:
        self.seen = seen
        self.names = names
        self.mentioned: dict[str, dict[str, None]] = defaultdict(dict)
        self.withheld = 0
        self._piece = ""
        self._inner: dict[int, tuple[_Field, ...]] = {}

    def piece(self, piece: Evidence) -> tuple[tuple[FactView, ...], tuple[TextView, ...], tuple[PartView, ...]]:
        self._piece, self.withheld = piece.id, 0
        holder: Any = piece.fields if isinstance(piece, OtherEvidence) else piece
        return self._holder(holder, piece.type, (), _fields_of(piece.type))

    def _holder(
        self, holder: Any, kind: str, where: Where, fields: Sequence[_Field]
    ) -> tuple[tuple[FactView, ...], tuple[TextView, ...], tuple[PartView, ...]]:
        facts: list[FactView] = []
        texts: list[TextView] = []
        parts: list[PartView] = []
        for field in fields:
            value = holder.get(field.key) if isinstance(holder, Mapping) else getattr(holder, field.name, None)
            if value is None or value == () or value == {}:
                continue
            place = (*where, field.key)
            if not self.seen.allows(kind, place):
                self.withheld += 1
                continue
            if field.how == "prose":
                texts.append(TextView(field.key, field.label, str(value).strip("\n")))
            elif field.how == "list":
                texts.append(TextView(field.key, field.label, "\n".join(f"- {str(item).strip()}" for item in value)))
            elif field.how == "section":
                parts.append(self._part(field, value, kind, place, field.label))
            elif field.how == "sections":
                parts += [
                    self._part(field, item, kind, (*place, number), self._titled(field, item, number))
                    for number, item in enumerate(value)
                ]
            elif field.how == "extra":
                facts += [
                    FactView(field.key, field_label(name), (ValueView(_said(inner)),)) for name, inner in value.items()
                ]
            else:
                facts.append(FactView(field.key, field.label, tuple(self._values(field, value))))
        return tuple(facts), tuple(texts), tuple(parts)

    def _part(self, field: _Field, item: Any, kind: str, where: Where, title: str) -> PartView:
        fields = self._inner.get(id(field.inner))
        if fields is None:
            fields = self._inner[id(field.inner)] = tuple(_fields_in(field.inner))
        return PartView(field.key, title, *self._holder(item, kind, where, fields))

    def _titled(self, field: _Field, item: Any, number: int) -> str:
        one = field.label.removesuffix("s") if field.label.endswith("s") else field.label
        criterion = getattr(item, "criterion", None)
        return str(criterion) if criterion else f"{one} {number + 1}"

    def _values(self, field: _Field, value: Any) -> Iterator[ValueView]:
        for item in value if isinstance(value, tuple | list) else (value,):
            yield self._value(field, item)

    def _value(self, field: _Field, item: Any) -> ValueView:
        match item:
            case bool():
                return ValueView("yes" if item else "no")
            case datetime.date():
                return ValueView(day(item))
            case datetime.time():
                return ValueView(f"{item:%H:%M}")
            case int() if field.key in _IN_MINUTES:
                return ValueView(hours(item))
            case float() | int():
                return ValueView(f"{item:g}")
        text = _said(item)
        if field.refers == "criterion":
            return ValueView(text, "criterion", text)
        if field.refers == "unit":
            return ValueView(text, "unit", text)
        if text in self.seen.ids:
            if field.refers not in ("person", "client", "party", "file", ""):
                self.mentioned[text][self._piece] = None
                return ValueView(self.seen.ids[text], "piece", self.seen.ids[text])
        if field.refers in ("person", "party"):
            return ValueView(self.names(text))
        return ValueView(text)


def _said(value: Any) -> str:
    """Any value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_said(inner)}" for name, inner in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(map(_said, value))
    return str(value)


def piece_views(
    portfolio: Portfolio,
    seen: SeenBy,
    names: Names,
    claims: Mapping[str, Sequence[ClaimView]],
    states: Mapping[str, CriterionState],
    files: AttachedFiles | None,
) -> tuple[PieceView, ...]:
    """Every piece, by day. `claims` are those of each piece by its own id, `states` those of the criteria."""
    shower = _Shower(seen, names)
    shown = [(piece, *shower.piece(piece), shower.withheld) for piece in portfolio.evidence]
    views = [
        _view(piece, parts, withheld, seen, claims.get(piece.id, ()), states, shower.mentioned.get(piece.id, ()), files)
        for piece, *parts, withheld in shown
    ]
    return tuple(sorted(views, key=lambda view: (view.day or datetime.date.min, view.id)))


def _view(
    piece: Evidence,
    parts: Sequence[Any],
    withheld: int,
    seen: SeenBy,
    claims: Sequence[ClaimView],
    states: Mapping[str, CriterionState],
    mentioned_by: Iterable[str],
    files: AttachedFiles | None,
) -> PieceView:
    contacts = tuple(contacts_in(piece))
    minutes = (
        sum(contact.minutes for contact in contacts if contact.held) if contacts else getattr(piece, "minutes", None)
    )
    criteria = tuple(dict.fromkeys(claim.criterion for claim in claims))
    unit = getattr(piece, "unit", None)
    units = dict.fromkeys(
        [
            *(unit for contact in contacts for unit in contact.units),
            *(criterion.rpartition("/")[0] for criterion in criteria),
            *([unit] if isinstance(unit, str) else []),
        ]
    )
    facts, texts, inner = parts
    return PieceView(
        id=seen.ids[piece.id],
        path=seen.paths[piece.path],
        kind=piece.type,
        kind_title=kind_title(piece.type),
        title=title_of(piece, seen),
        day=day_of(piece),
        minutes=minutes,
        clients=tuple(sorted(clients_in(piece))),
        units=tuple(units),
        criteria=criteria,
        states=tuple(dict.fromkeys(states[criterion] for criterion in criteria if criterion in states)),
        facts=facts,
        texts=texts,
        parts=inner,
        claims=tuple(claims),
        attachments=tuple(_attachments(piece, seen, files)),
        mentioned_by=tuple(seen.ids[id] for id in mentioned_by),
        withheld=withheld,
    )


def _attachments(piece: Evidence, seen: SeenBy, files: AttachedFiles | None) -> Iterator[AttachmentView]:
    portfolio = seen.portfolio
    for name in getattr(piece, "attachments", ()):
        if not seen.allows(piece.type, ("attachments",)):
            return
        target = seen.targets.get((piece.path, name))
        size = portfolio.sizes.get(target) if target else None
        if target is None or size is None:
            yield AttachmentView(name, "", None, "", "There is no such file in the portfolio.", None)
        elif target in seen.confidential:
            yield AttachmentView(name, "", size, "", "Confidential: for those whom the evidence names.", None)
        else:
            hollow = portfolio.hollow.get(target)
            note = f"It holds nothing that could be looked at: {hollow}." if hollow else ""
            fingerprint = files.fingerprint(target) if files else ""
            yield AttachmentView(name, target, size, fingerprint, note, files.text(target) if files else None)
