"""Tables of practice: the evidence with every field of it, contacts, and what is claimed with them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import fields as parts_of
from dataclasses import is_dataclass
from typing import Any, Final

from coachfolio.checks.checking import Report
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.contacts import Contact
from coachfolio.evidence.model import ContactSheet, Evidence, Session, SheetContact
from coachfolio.facts.progress.coverage import claims_made
from coachfolio.reports.model.columns import ModelColumn, ModelRow, ids_of, known

__all__ = [
    "ATTACHMENTS_COLUMNS",
    "CLAIMS_COLUMNS",
    "CONTACTS_COLUMNS",
    "CONTACT_UNITS_COLUMNS",
    "EVIDENCE_COLUMNS",
    "FIELDS_COLUMNS",
]

EVIDENCE_COLUMNS: Final = (
    ModelColumn("id", "text", "The name of the file without its ending.", key=True),
    ModelColumn("kind", "text", "The kind of evidence, such as sessions or feedback."),
    ModelColumn("path", "text", "The file inside the portfolio."),
    ModelColumn("title", "text", "Its title, where it has one."),
    ModelColumn("date", "day", "The day that it is of; empty for a sheet of several days."),
    ModelColumn("client", "text", "The client that it is about, by code.", "clients.code"),
    ModelColumn("minutes", "whole", "The minutes that it says itself, held or not; those on a sheet are in contacts."),
    ModelColumn("content", "text", "The id that git gives its content: another where one byte is another."),
)


def evidence(report: Report) -> Iterator[ModelRow]:
    portfolio = report.portfolio
    codes = portfolio.file.clients if portfolio.file else {}
    ids = ids_of(report)
    for piece in portfolio.evidence:
        yield (
            ids[piece.path],
            piece.type,
            piece.path,
            getattr(piece, "title", None),
            getattr(piece, "date", None),
            known(getattr(piece, "client", None), codes),
            getattr(piece, "minutes", None),
            portfolio.contents.get(piece.path),
        )


FIELDS_COLUMNS: Final = (
    ModelColumn("evidence", "text", "The piece.", "evidence.id", key=True),
    ModelColumn("kind", "text", "Its kind of evidence."),
    ModelColumn("field", "text", "The field, with its place in lists from 1: contacts/2/purpose.", key=True),
    ModelColumn("value", "text", "What it says. Days are year-month-day, times hours:minutes, yes and no as they are."),
)


def fields(report: Report) -> Iterator[ModelRow]:
    ids = ids_of(report)
    for piece in report.portfolio.evidence:
        for name, value in _fields(piece):
            yield ids[piece.path], piece.type, name, value


def _fields(value: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Every field below a value that says something."""
    if is_dataclass(value):
        inner = [
            (part.name.rstrip("_"), getattr(value, part.name))
            for part in parts_of(value)
            if before or part.name not in ("id", "path")
        ]
    elif isinstance(value, Mapping):
        inner = [(str(name), said) for name, said in value.items()]
    elif isinstance(value, tuple | list):
        inner = [(str(number), said) for number, said in enumerate(value, 1)]
    else:
        if value is not None:
            yield before, _written(value)
        return
    for name, said in inner:
        yield from _fields(said, f"{before}/{name}" if before else name)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return str(value)


ATTACHMENTS_COLUMNS: Final = (
    ModelColumn("evidence", "text", "The piece that names it.", "evidence.id"),
    ModelColumn("path", "text", "The file inside the portfolio."),
    ModelColumn("bytes", "whole", "Its size in bytes; empty where there is no such file."),
)


def attachments(report: Report) -> Iterator[ModelRow]:
    portfolio = report.portfolio
    by_path = ids_of(report)
    for path, _, target in attached_files(portfolio.references, portfolio.sizes):
        if path in by_path and target is not None:
            yield by_path[path], target, portfolio.sizes.get(target)


CONTACTS_COLUMNS: Final = (
    ModelColumn("evidence", "text", "The session or contact sheet.", "evidence.id", key=True),
    ModelColumn("number", "whole", "Its place on the sheet, from 1; 1 for a session.", key=True),
    ModelColumn("date", "day", "The day."),
    ModelColumn("start", "time", "The time of day at which it began."),
    ModelColumn("minutes", "whole", "How long it lasted."),
    ModelColumn("client", "text", "The client, by code.", "clients.code"),
    ModelColumn("role", "text", "coach or mentor."),
    ModelColumn("setting", "text", "individual or group."),
    ModelColumn("group_size", "whole", "People in the group."),
    ModelColumn("mode", "text", "in-person, video, phone or written."),
    ModelColumn("fee", "text", "paid, pro-bono, internal or not said."),
    ModelColumn("planned", "yes-no", "Whether it was under an agreed plan."),
    ModelColumn("status", "text", "held, planned, cancelled or missed. Only a held contact counts its minutes."),
    ModelColumn("counted_minutes", "whole", "Its minutes where it was held, and 0 where it was not."),
    ModelColumn("planning_minutes", "whole", "Minutes of planning, organising and evaluating it."),
)


def contacts(report: Report) -> Iterator[ModelRow]:
    codes = report.portfolio.file.clients if report.portfolio.file else {}
    ids = ids_of(report)
    by_path = {piece.path: piece for piece in report.portfolio.evidence}
    for contact in report.progress.hours.contacts:
        written = as_written(by_path[contact.path], contact)
        yield (
            ids[contact.path],
            number_of(contact),
            contact.date,
            contact.start,
            contact.minutes,
            known(contact.client, codes),
            contact.role,
            contact.setting,
            written.group_size,
            written.mode,
            contact.fee,
            contact.planned,
            contact.status,
            contact.minutes if contact.held else 0,
            contact.planning_minutes,
        )


def number_of(contact: Contact) -> int:
    """The place of a contact on its sheet, from 1."""
    return int(contact.where[1]) + 1 if contact.where else 1


def as_written(piece: Evidence, contact: Contact) -> Session | SheetContact:
    """A contact as its session or sheet has it."""
    if isinstance(piece, ContactSheet):
        return piece.contacts[number_of(contact) - 1]
    assert isinstance(piece, Session)
    return piece


CONTACT_UNITS_COLUMNS: Final = (
    ModelColumn("evidence", "text", "The session or contact sheet.", "contacts.evidence", key=True),
    ModelColumn("number", "whole", "Its place on the sheet, from 1.", "contacts.number", key=True),
    ModelColumn("unit", "text", "A unit whose hours it counts towards.", "units.ref", key=True),
)


def contact_units(report: Report) -> Iterator[ModelRow]:
    refs = {unit.unit.ref for unit in report.progress.units}
    ids = ids_of(report)
    for contact in report.progress.hours.contacts:
        for unit in dict.fromkeys(contact.units):
            if unit in refs:
                yield ids[contact.path], number_of(contact), unit


CLAIMS_COLUMNS: Final = (
    ModelColumn("criterion", "text", "The criterion; empty where there is none of that reference.", "criteria.ref"),
    ModelColumn("written", "text", "The reference as it is written."),
    ModelColumn("evidence", "text", "The piece that shows it.", "evidence.id"),
    ModelColumn("written_in", "text", "The file that the claim stands in: the piece itself, or a mapping sheet."),
    ModelColumn("look_at", "text", "Where in the evidence to look."),
    ModelColumn("how", "text", "How it meets the criterion."),
    ModelColumn("counts", "yes-no", "No where it points at a field that is empty or not there."),
)


def claims(report: Report) -> Iterator[ModelRow]:
    refs = {found.criterion.ref for found in report.progress.coverage}
    for claim in claims_made(report.portfolio.evidence):
        yield (
            known(claim.criterion, refs),
            claim.criterion,
            claim.evidence,
            claim.path,
            claim.where,
            claim.how,
            claim.leads_somewhere,
        )
