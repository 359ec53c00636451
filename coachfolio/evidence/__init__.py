"""Evidence as typed, frozen values: made from the fields of a document that fits its schema."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

from coachfolio.base.diagnostics import Where
from coachfolio.base.frozen import frozen
from coachfolio.evidence import model
from coachfolio.evidence.model import Claim, ContactSheet, Evidence, PortfolioFile, SheetContact
from coachfolio.format.schemas import ANNOTATION, Schema, evidence_kinds, folder_of_kind, schema

__all__ = [
    "OLDER_BY_NATURE",
    "Dated",
    "OtherEvidence",
    "Reference",
    "claims_in",
    "clients_in",
    "evidence_from",
    "kind_of_path",
    "portfolio_file_from",
    "references_in",
]

OLDER_BY_NATURE: Final = frozenset({"documents", "prior-learning", "codes"})
"""Kinds of evidence that may well be older than the portfolio, such as certificates."""

Maker = Callable[[Any], Any]


@frozen(kw_only=True)
class OtherEvidence(Evidence):
    """A piece of a kind that a plug-in brings. What rules and totals ask of any kind has a name here."""

    date: datetime.date | None = None
    client: str | None = None
    claims: tuple[Claim, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Every field of the file by its name, as typed values."""


@runtime_checkable
class Dated(Protocol):
    """Evidence that is of one day, and any other value with a date. A contact sheet has a date for each contact."""

    @property
    def date(self) -> datetime.date:
        """The day that it is of."""


class Reference(NamedTuple):
    """One mention of something else in the portfolio, and where it stands."""

    to: str
    """client, person, evidence, unit, criterion, file, or the schema's name where only one kind of evidence will do."""
    value: str
    where: Where


def kind_of_path(path: str) -> str | None:
    """The kind of evidence that belongs in a file's folder, by its schema's name."""
    folders = _kinds_by_folder()
    outer, _, rest = path.partition("/")
    inner, found, _ = rest.partition("/")
    if not rest:
        return None
    return folders.get(outer) or (folders.get(f"{outer}/{inner}") if found else None)


@cache
def _kinds_by_folder() -> dict[str, str]:
    return {folder_of_kind(name): name for name in evidence_kinds()}


def evidence_from(kind: str, fields: Mapping[str, Any], *, id: str, path: str) -> Evidence:
    """One piece of evidence from fields that fit its schema."""
    evidence: Evidence = _maker(kind)({**fields, "id": id, "path": path})
    return evidence


def portfolio_file_from(fields: Mapping[str, Any]) -> PortfolioFile:
    """The contents of portfolio.yaml from fields that fit its schema."""
    file: PortfolioFile = _maker("portfolio")(fields)
    return file


@cache
def _maker(name: str) -> Maker:
    made = _make(schema(name))
    return made if made is not None else _make_other(name)


def _make_other(kind: str) -> Maker:
    """How to turn the fields of a plug-in's kind of evidence into a value: each kind is a class of its own."""
    cls = type(f"OtherEvidence[{kind}]", (OtherEvidence,), {"type": kind, "__slots__": ()})
    makers = {name: maker for name, inner in schema(kind)["properties"].items() if (maker := _make(inner))}
    known = ("date", "client", "claims")

    def make(value: dict[str, Any]) -> Any:
        id, path = value.pop("id"), value.pop("path")
        fields = {name: makers[name](inner) if name in makers else inner for name, inner in value.items()}
        return cls(id=id, path=path, fields=fields, **{name: fields[name] for name in known if name in fields})

    return make


def _make(part: Schema) -> Maker | None:
    """How to turn a checked value into a typed one; None where it stays as it is."""
    about = part.get(ANNOTATION, {})
    if "class" in about:
        return _make_class(getattr(model, about["class"]), part, about.get("bare"))
    if part.get("format") == "date":
        return datetime.date.fromisoformat
    if about.get("format") == "yes-no":
        return lambda value: value in (True, "yes")
    if about.get("format") == "time":
        return datetime.time.fromisoformat
    if "items" in part:
        item = _make(part["items"])
        return (lambda values: tuple(map(item, values))) if item else tuple
    if isinstance(part.get("additionalProperties"), dict):
        rest = _make(part["additionalProperties"])
        if rest:
            return lambda values: {key: rest(value) for key, value in values.items()}
    return None


def _make_class(cls: type, part: Schema, bare: str | None) -> Maker:
    makers = {field: maker for field, inner in part["properties"].items() if (maker := _make(inner))}

    def make(value: Any) -> Any:
        if bare is not None and isinstance(value, str):
            return cls(**{bare: value})
        return cls(
            **{
                ("from_" if field == "from" else field): (makers[field](inner) if field in makers else inner)
                for field, inner in value.items()
            }
        )

    return make


def references_in(kind: str, fields: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Everything that a document mentions by code, name or path, in the order in which it stands there."""
    finder = _finder_for(kind)
    return tuple(finder(fields, ())) if finder else ()


Finder = Callable[[Any, Where], Iterator[Reference]]


@cache
def _finder_for(name: str) -> Finder | None:
    return _finder(schema(name))


def _finder(part: Schema) -> Finder | None:
    about = part.get(ANNOTATION, {})
    refers = about.get("refers")
    if refers:
        return lambda value, where: iter((Reference(refers, value, where),))
    fields = {name: finder for name, inner in part.get("properties", {}).items() if (finder := _finder(inner))}
    bare = fields.get(about.get("bare", ""))
    rest = _finder(part["additionalProperties"]) if isinstance(part.get("additionalProperties"), dict) else None
    item = _finder(part["items"]) if "items" in part else None
    if not (fields or rest or item):
        return None

    def find(value: Any, where: Where) -> Iterator[Reference]:
        if isinstance(value, dict):
            for name, listed in value.items():
                finder = fields.get(name) or rest
                if finder:
                    yield from finder(listed, (*where, name))
        elif isinstance(value, list):
            if item:
                for number, entry in enumerate(value):
                    yield from item(entry, (*where, number))
        elif bare:
            yield from bare(value, where)

    return find


def claims_in(evidence: Evidence) -> Iterator[tuple[Claim, Where, SheetContact | None]]:
    """Every claim in a piece of evidence, where it stands, and the contact on a sheet that it belongs to."""
    for number, claim in enumerate(getattr(evidence, "claims", ())):
        yield claim, ("claims", number), None
    if isinstance(evidence, ContactSheet):
        for position, contact in enumerate(evidence.contacts):
            for number, claim in enumerate(contact.claims):
                yield claim, ("contacts", position, "claims", number), contact


def clients_in(evidence: Evidence) -> frozenset[str]:
    """The clients that a piece of evidence is directly about."""
    if isinstance(evidence, ContactSheet):
        return frozenset(contact.client for contact in evidence.contacts)
    client = getattr(evidence, "client", None)
    return frozenset({client} if client else ())
