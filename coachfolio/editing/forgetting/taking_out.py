"""What goes and what stays of the files as they lie there: worked out text by text, and nothing is changed."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from coachfolio.base.diagnostics import Where
from coachfolio.base.words import shown
from coachfolio.editing.forgetting.facts import KEPT, ByHand, Deleted, NotForgotten, Reason, RowsTaken, Tombstone
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.contacts import Contact, contacts_in
from coachfolio.evidence.model import ContactSheet, Evidence, MappingSheet, Session
from coachfolio.facts.progress.homes import homes_in
from coachfolio.format.documents import locate, read
from coachfolio.format.documents.splicing import CannotSplice, item_replaced, item_taken_out, value_replaced
from coachfolio.format.documents.text import lines_of
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import in_one_line, written
from coachfolio.format.schemas import evidence_kinds, words_for
from coachfolio.format.validation import violations
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE, Portfolio
from coachfolio.portfolio.sources import Folder

__all__ = ["TakingOut"]

_CLIENT_KEEPS: Final = ("kind",)
"""Of the client in portfolio.yaml: whether it is a person or a group, which hours are told apart by."""

_GONE: Final[tuple[Reason, ...]] = ("deleted", "tombstone")


class TakingOut:
    """Collects while a plan is made."""

    def __init__(self, source: Folder, portfolio: Portfolio, client: str, on: datetime.date) -> None:
        self.source = source
        self.portfolio = portfolio
        self.client = client
        self.on = on
        self.changes: dict[str, bytes | None] = {}
        self.texts: dict[str, str] = dict(portfolio.texts_with_drafts)
        self.homes: Final = homes_in(portfolio.evidence, portfolio.file, portfolio.qualification)
        self.tombstones: list[Tombstone] = []
        self.deleted: list[Deleted] = []
        self.by_hand: list[ByHand] = []
        self.rows: list[RowsTaken] = []
        self._structural: dict[str, set[int]] = defaultdict(set)

    def go(self) -> None:
        for piece in self.portfolio.evidence:
            if isinstance(piece, Session):
                self._session(piece)
            elif isinstance(piece, ContactSheet):
                self._sheet(piece)
            elif getattr(piece, "client", None) == self.client:
                self._delete(piece.path, words_for(piece.type))
        self._client()
        self._attachments()
        for piece in self.portfolio.evidence:
            if isinstance(piece, MappingSheet):
                self._mapping(piece)
        self._what_is_left()

    def _fields(self, path: str, kind: str) -> dict[str, Any]:
        return dict(read(path, self.portfolio.texts[path].encode(), shape_of(kind)).fields or {})

    def _delete(self, path: str, what: str) -> None:
        self.changes[path] = None
        self.texts.pop(path, None)
        self.deleted.append(Deleted(path, what))

    def _replace(self, path: str, kind: str, text: str, expected: Mapping[str, Any]) -> None:
        """Take a new text, if it reads as it should."""
        document = read(path, text.encode(), shape_of(kind))
        if document.fields != expected or violations(document.fields, kind):
            raise NotForgotten(
                f"{shown(path, 200)} is written in a way that cannot be changed piece by piece. Nothing was changed. "
                f"Write what is about {self.client} on lines of its own there, without & and *, save, and try again."
            )
        mark = b"\xef\xbb\xbf" if self.source.read(path).startswith(b"\xef\xbb\xbf") else b""
        self.changes[path] = mark + text.encode()
        self.texts[path] = text

    def _tombstone(self, contact: Contact, raw: Mapping[str, Any]) -> dict[str, Any]:
        home = self.homes.of(contact)
        goes = bool(contact.units) or home.by in ("claims", "client", "agreement")  # the hours stay where they belong
        units = {"counts_towards": list(home.units)} if goes else {}
        known = {**raw, **units}
        kept = {name: known[name] for name in KEPT if name in known}
        kept["forgotten"] = raw.get("forgotten", self.on.isoformat())
        return kept

    def _session(self, session: Session) -> None:
        if session.client != self.client:
            return
        (contact,) = contacts_in(session)
        raw = self._fields(session.path, session.type)
        kept = self._tombstone(contact, raw)
        if kept != raw:
            self._replace(session.path, session.type, written(kept, shape_of(session.type)), kept)
            self.tombstones.append(Tombstone(session.path, 1, contact.minutes if contact.held else 0, True))

    def _sheet(self, sheet: ContactSheet) -> None:
        mine = [contact for contact in contacts_in(sheet) if contact.client == self.client]
        if not mine:
            return
        raw = self._fields(sheet.path, sheet.type)
        contacts = list(raw["contacts"])
        text, shape = self.texts[sheet.path], shape_of(sheet.type)
        item = shape.fields["contacts"].item
        assert item is not None
        for contact in reversed(mine):
            number = contact.where[1]
            assert isinstance(number, int)
            kept = self._tombstone(contact, contacts[number])
            if kept == contacts[number]:
                continue
            contacts[number] = kept
            text = item_replaced(text, ("contacts", number), written(kept, item), in_one_line(kept, item))
        whole = len(mine) == len(contacts)
        expected: dict[str, Any] = {"contacts": contacts} if whole else {**raw, "contacts": contacts}
        if expected == raw:
            return
        self._replace(sheet.path, sheet.type, written(expected, shape) if whole else text, expected)
        minutes = sum(contact.minutes for contact in mine if contact.held)
        self.tombstones.append(Tombstone(sheet.path, len(mine), minutes, whole))
        if not whole:
            fields = [name for name in ("title", "reflection", "claims", "attachments", "extra") if name in raw]
            self._look(sheet.path, "several", [(name,) for name in fields], on_key=True)

    def _mapping(self, sheet: MappingSheet) -> None:
        """Take out the rows that name what goes: no claim is left on it. What cannot be taken out is named."""
        gone = {_id(self.portfolio, deleted.path) for deleted in self.deleted}
        gone |= {_id(self.portfolio, stone.path) for stone in self.tombstones if stone.whole}
        raw, text = self._fields(sheet.path, sheet.type), self.texts[sheet.path]
        rows = list(raw.get("rows", ()))
        numbers = [number for number, row in enumerate(rows) if row["evidence"] in gone]
        try:
            for number in reversed(numbers):
                text = item_taken_out(text, ("rows", number))
        except CannotSplice:  # the reference is named with the others
            return
        if not numbers:
            return
        left = [row for number, row in enumerate(rows) if number not in numbers]
        fields = {name: value for name, value in raw.items() if name != "rows"}
        self._replace(sheet.path, sheet.type, text, {**fields, "rows": left} if left else fields)
        self.rows.append(RowsTaken(sheet.path, len(numbers)))
        remarks = [number for number, line in enumerate(lines_of(text), 1) if line.lstrip().startswith("#")]
        if remarks:
            self.by_hand.append(ByHand(sheet.path, "remark", tuple(remarks)))

    def _client(self) -> None:
        raw = self._fields(PORTFOLIO_FILE, "portfolio")
        clients = dict(raw.get("clients", {}))
        if self.client not in clients:
            return
        entry = clients[self.client]
        kept = {name: entry[name] for name in _CLIENT_KEEPS if name in entry}
        kept["forgotten"] = entry.get("forgotten", self.on.isoformat())
        if kept == entry:
            return
        shape = shape_of("portfolio").fields["clients"].rest
        assert shape is not None
        text = value_replaced(self.texts[PORTFOLIO_FILE], ("clients", self.client), in_one_line(kept, shape))
        self._replace(PORTFOLIO_FILE, "portfolio", text, {**raw, "clients": {**clients, self.client: kept}})

    def _attachments(self) -> None:
        """Delete the files that belong to nothing else, and name those that do."""
        whole = {tombstone.path for tombstone in self.tombstones if tombstone.whole} | {
            deleted.path for deleted in self.deleted
        }
        users: dict[str, set[str]] = defaultdict(set)
        for path, _, target in attached_files(self.portfolio.references, self.portfolio.sizes):
            if target:
                users[target].add(path)
        links = {path for path, problem in self.portfolio.problems if problem.rule == "link-not-followed"}
        for target, by in sorted(users.items()):
            if not by & whole:
                continue
            if target in links:
                self.by_hand.append(ByHand(target, "link", ()))
            elif target in self.portfolio.sizes and not target.lower().endswith(ENDINGS):
                if by <= whole:
                    self._delete(target, "file")
                else:
                    self.by_hand.append(ByHand(target, "shared", ()))

    def _what_is_left(self) -> None:
        """Name every line that still mentions the client, or something that went or became a tombstone."""
        gone: dict[str, Reason] = {_id(self.portfolio, deleted.path): "deleted" for deleted in self.deleted}
        gone.update(
            {_id(self.portfolio, tombstone.path): "tombstone" for tombstone in self.tombstones if tombstone.whole}
        )
        gone.pop("", None)
        for path, mentions in self.portfolio.references.items():
            if path not in self.texts:
                continue
            for mention in mentions:
                if mention.to == "client" and mention.value == self.client:
                    self._structural[path].add(locate(self.texts[path], mention.where).line)
        taken = {rows.path for rows in self.rows}
        for path, mentions in self.portfolio.references.items():
            if (
                path in taken
                or path not in self.texts
                or any(tombstone.path == path and tombstone.whole for tombstone in self.tombstones)
            ):
                continue
            for state in _GONE:
                places = [
                    reference.where
                    for reference in mentions
                    if reference.to in ("evidence", *evidence_kinds())
                    and gone.get(reference.value) == state
                    and reference.where[:2] != ("clients", self.client)
                ]
                self._look(path, state, places)
        self._waivers()
        named = re.compile(rf"(?<![A-Za-z0-9]){re.escape(self.client)}(?![A-Za-z0-9])", re.IGNORECASE)
        seen: dict[str, set[int]] = defaultdict(set)
        for by_hand in self.by_hand:
            seen[by_hand.path].update(by_hand.lines)
        if PORTFOLIO_FILE in self.texts:
            key = ("clients", self.client)
            line = locate(self.texts[PORTFOLIO_FILE], key, on_key=True).line
            if self.portfolio.file and self.client in self.portfolio.file.clients:
                self._structural[PORTFOLIO_FILE].add(line)
                self._remarks_above(PORTFOLIO_FILE, line, seen)
        for stone in self.tombstones:
            if not stone.whole:
                for contact in contacts_in(_sheet_of(self.portfolio, stone.path)):
                    if contact.client == self.client:
                        self._remarks_above(stone.path, locate(self.texts[stone.path], contact.where).line, seen)
        for path, text in sorted(self.texts.items()):
            skipped = self._structural[path] | seen[path]
            lines = [
                number for number, line in enumerate(lines_of(text), 1) if number not in skipped and named.search(line)
            ]
            if lines:
                why: Reason = "unread" if path in self.portfolio.uncounted else "names"
                self.by_hand.append(ByHand(path, why, tuple(lines)))
        self.by_hand += [
            ByHand(path, "unread", ())
            for path in self.portfolio.uncounted
            if not any(by_hand.path == path for by_hand in self.by_hand)
        ]

    def _waivers(self) -> None:
        waivers = self.portfolio.file.waivers if self.portfolio.file else ()
        deleted = {deleted.path for deleted in self.deleted}
        places: list[Where] = [("waivers", number) for number, waiver in enumerate(waivers) if waiver.path in deleted]
        self._look(PORTFOLIO_FILE, "deleted", places)

    def _look(self, path: str, why: Reason, places: Iterable[Where], *, on_key: bool = False) -> None:
        lines = {locate(self.texts[path], where, on_key=on_key).line for where in places}
        if lines:
            self.by_hand.append(ByHand(path, why, tuple(sorted(lines))))

    def _remarks_above(self, path: str, line: int, seen: dict[str, set[int]]) -> None:
        """A remark directly above what was forgotten may be about it."""
        lines = lines_of(self.texts[path])
        above = []
        while line > 1 and lines[line - 2].lstrip().startswith("#"):
            line -= 1
            above.append(line)
        if above:
            seen[path].update(above)
            self.by_hand.append(ByHand(path, "remark", tuple(sorted(above))))


def _id(portfolio: Portfolio, path: str) -> str:
    return next((piece.id for piece in portfolio.evidence if piece.path == path), "")


def _sheet_of(portfolio: Portfolio, path: str) -> Evidence:
    return next(piece for piece in portfolio.evidence if piece.path == path)
