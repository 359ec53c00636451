"""Forgetting a client: what was written about them goes, and the hours stay.

A contact with the client becomes a tombstone, which keeps what hours are counted from and nothing else. Evidence that
is about this client alone is deleted, with the files that belong to nothing else. What names the client among other
things is for a person to edit: it is listed by file and line, and never shown.

The plan is worked out first and changes nothing. Carrying it out changes every file or none.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from coachfolio.base.diagnostics import Where
from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.files import open_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.confidentiality.earlier import InEarlierSaves, Sought, told_of
from coachfolio.confidentiality.portfolios import cover_for
from coachfolio.editing.drafts import ChangedMeanwhile, change_files
from coachfolio.editing.forgetting_files import files_that_tell, tells_more_than_code
from coachfolio.editing.leaving import leaving_folder, write_leaving
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.contacts import Contact, contacts_in
from coachfolio.evidence.model import AssessmentRecord, ContactSheet, Evidence, MappingSheet, Session
from coachfolio.facts.progress import Hours, progress_of
from coachfolio.format.documents import locate, read
from coachfolio.format.documents.splicing import CannotSplice, item_replaced, item_taken_out, value_replaced
from coachfolio.format.documents.text import lines_of
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import in_one_line, written
from coachfolio.format.schemas import evidence_kinds, schema, words_for
from coachfolio.format.validation import violations
from coachfolio.git import NoRecord, OpenRecord, opened
from coachfolio.git.reading import listing
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE, Portfolio
from coachfolio.portfolio.sources import Folder, Overlay, Unreadable
from coachfolio.record.sealed import readable_seals
from coachfolio.record.verdicts import SEAL_REFS

__all__ = [
    "KEPT",
    "ByHand",
    "CriterionChange",
    "Deleted",
    "ForgettingPlan",
    "NotForgotten",
    "RequirementChange",
    "StaleSeal",
    "Tombstone",
    "carry_out",
    "forgetting_plan",
]


# What hours are counted from, and how the contact was: no words about anybody. The hours' own model says which.
_COUNTED: Final = {*Contact._fields} | {"counts_towards", "group_size", "mode"}
KEPT: Final = tuple(name for name in schema("sessions")["properties"] if name in _COUNTED)
"""The fields of a contact that stay, in the schema's order."""

_CLIENT_KEEPS: Final = ("kind",)
"""Of the client in portfolio.yaml: whether it is a person or a group, which hours are told apart by."""

Reason = Literal["names", "deleted", "tombstone", "several", "remark", "shared", "unread", "link", "inside"]
_GONE: Final[tuple[Reason, ...]] = ("deleted", "tombstone")


class NotForgotten(CoachfolioError):
    """Nothing was changed. The text says why, and what to do."""


@frozen()
class Tombstone(Frozen):
    """A file in which contacts with the client keep their dates and minutes, and lose everything else."""

    path: str
    contacts: int
    minutes: int
    """Of the contacts that were held."""
    whole: bool
    """Whether nothing else is left in the file."""


@frozen()
class Deleted(Frozen):
    """A file that goes altogether."""

    path: str
    what: str
    """The kind of evidence in a coach's words, or `file` for one that belongs to evidence."""


@frozen()
class ByHand(Frozen):
    """A file that a person has to look at. What stands in it is never part of this."""

    path: str
    why: Reason
    lines: tuple[int, ...]
    """In the file as it is afterwards, from 1; none where the whole file is meant."""


@frozen()
class CriterionChange(Frozen):
    """A criterion that rests on less afterwards."""

    ref: str
    before: int
    """Pieces of evidence claimed for it."""
    after: int
    state: str
    """missing, claimed, accepted or justified, afterwards."""


@frozen()
class RequirementChange(Frozen):
    """Something that is asked for, and of which there is less afterwards."""

    name: str
    before: int
    after: int
    required: int | None


@frozen()
class StaleSeal(Frozen):
    """A seal that lists something that changes or goes."""

    name: str
    pieces: int


@frozen()
class RowsTaken(Frozen):
    """A mapping sheet of which rows go."""

    path: str
    rows: int


@frozen()
class ForgettingPlan(Frozen):
    """Everything that forgetting a client changes, and what it leaves to do."""

    folder: str
    client: str
    on: datetime.date
    tombstones: tuple[Tombstone, ...]
    deleted: tuple[Deleted, ...]
    by_hand: tuple[ByHand, ...]
    criteria: tuple[CriterionChange, ...]
    requirements: tuple[RequirementChange, ...]
    minutes: int
    """Of contact, with all clients. They are the same before and after."""
    learning_minutes: tuple[int, int]
    """All learning time before and after: what is deleted may have minutes of its own."""
    decisions: tuple[str, ...]
    """Assessment records that rest on what changes, by path."""
    rows: tuple[RowsTaken, ...]
    """Rows of mapping sheets that go, because they name what goes."""
    telling_names: tuple[str, ...]
    """Files that stay and whose name says more than a day and the code, by path."""
    seals: tuple[StaleSeal, ...]
    seals_in_all: int
    kept_in_git: bool
    unsaved: tuple[str, ...]
    """Files that would change and are not saved as they are."""
    inside: str
    """Where the portfolio lies in its record: empty, or ending in /."""
    earlier: tuple[str, ...]
    """What earlier saves have of the client in files that do not change now, by path in the portfolio.

    Such as what was removed, renamed or written anew, and the files that it named."""
    told: InEarlierSaves = field(repr=False)
    """Everything in the record that tells of the client."""
    top: str
    """The folder of the whole record; empty where there is none."""
    changes: Mapping[str, bytes | None] = field(repr=False)
    """The new content of each file; None for one that is deleted."""
    before: Mapping[str, str] = field(repr=False)
    """The SHA-256 of each of these files as it was when the plan was made."""


# --- the plan


def forgetting_plan(folder: str | os.PathLike[str], client: str, *, on: datetime.date) -> ForgettingPlan:
    """Work out what forgetting a client, given by code, would change. Nothing is changed.

    Raises NoPortfolio, NotForgotten, GitTrouble.
    """
    try:
        return _plan(folder, client, on)
    except (OSError, Unreadable):
        raise NotForgotten(
            "A file of the portfolio was changed or could not be read meanwhile. Nothing was changed. Try again."
        ) from None


def _plan(folder: str | os.PathLike[str], client: str, on: datetime.date) -> ForgettingPlan:
    source = Folder(folder)
    portfolio = open_portfolio(source)
    _must_be_known(portfolio, client)
    cover = cover_for(portfolio, folder)
    sought = Sought(client, cover.key, cover.declared)
    work = _Work(source, portfolio, client, on)
    work.go()
    files = [
        ByHand(path, "names" if lines else "inside", lines) for path, lines in _telling(source, portfolio, work, sought)
    ]
    in_git = _in_git(folder, work, source, portfolio, sought, [told.path for told in files])
    if not work.changes and not work.by_hand and not files and not in_git.told.contents and not in_git.told.words:
        raise NotForgotten(f"Nothing in this portfolio is about {client} any more. Nothing was changed.")
    after = open_portfolio(Overlay(source, work.changes))
    was, now = progress_of(portfolio), progress_of(after)
    assert _contact_time(was.hours) == _contact_time(now.hours), "forgetting is not to change the hours"
    pieces = {criterion.criterion.ref: criterion for criterion in now.coverage}
    counts = {(met.requirement.name, met.requirement.set_by, met.requirement.unit): met for met in now.requirements}
    gone = {id for id, paths in portfolio.paths.items() if any(path in work.changes for path in paths)}
    return ForgettingPlan(
        folder=source.name,
        client=client,
        on=on,
        tombstones=tuple(work.tombstones),
        deleted=tuple(sorted(work.deleted, key=lambda deleted: deleted.path)),
        by_hand=tuple(sorted([*work.by_hand, *files], key=lambda by_hand: (by_hand.path, by_hand.why))),
        criteria=tuple(
            CriterionChange(ref, len(criterion.evidence), len(pieces[ref].evidence), pieces[ref].state)
            for criterion in was.coverage
            if (ref := criterion.criterion.ref) in pieces and len(pieces[ref].evidence) < len(criterion.evidence)
        ),
        requirements=tuple(
            RequirementChange(met.requirement.name, met.actual, later.actual, met.required)
            for met in was.requirements
            if (later := counts.get((met.requirement.name, met.requirement.set_by, met.requirement.unit)))
            and met.counted_in == "pieces"
            and later.actual != met.actual
        ),
        minutes=was.hours.total_minutes,
        learning_minutes=(was.hours.learning_minutes, now.hours.learning_minutes),
        decisions=tuple(
            record.path
            for record in portfolio.evidence
            if isinstance(record, AssessmentRecord)
            and any(gone & set(decided.evidence) for decided in record.decisions)
        ),
        rows=tuple(work.rows),
        telling_names=tuple(
            stone.path for stone in work.tombstones if stone.whole and tells_more_than_code(stone.path, client)
        ),
        seals=in_git.seals,
        seals_in_all=in_git.seals_in_all,
        kept_in_git=in_git.kept,
        unsaved=in_git.unsaved,
        inside=in_git.inside,
        earlier=in_git.earlier,
        told=in_git.told,
        top=in_git.top,
        changes=work.changes,
        before={path: _digest(source.path / path, "sha256") for path in work.changes},
    )


def _telling(source: Folder, portfolio: Portfolio, work: _Work, sought: Sought) -> list[tuple[str, tuple[int, ...]]]:
    """The files that are no evidence, stay, and tell of the client."""
    known = {by_hand.path for by_hand in work.by_hand} | work.changes.keys() | portfolio.texts.keys()
    return [told for told in files_that_tell(source.path, portfolio, sought) if told[0] not in known]


def _contact_time(hours: Hours) -> tuple[object, ...]:
    """Everything about contact hours that may not change."""
    return (
        hours.total_minutes,
        hours.by_client,
        hours.by_role,
        hours.by_month,
        hours.by_unit,
        hours.by_fee,
        hours.by_setting,
        hours.planning_minutes,
        hours.planning_by_unit,
    )


def _must_be_known(portfolio: Portfolio, client: str) -> None:
    if portfolio.file is None:
        raise NotForgotten(
            "portfolio.yaml cannot be read as it is, so nothing was changed. Run coachfolio check, mend it, and forget "
            "the client then."
        )
    known = {
        *portfolio.file.clients,
        *(reference.value for many in portfolio.references.values() for reference in many if reference.to == "client"),
    }
    if client not in known:
        meant = nearest(client, known)
        # what was typed is not repeated: it may be a name
        rest = f"Did you mean {meant}?" if meant else "Give a code that stands under clients in portfolio.yaml."
        raise NotForgotten(f"There is no client of this code in the portfolio. {rest} Nothing was changed.")


class _Work:
    """Collects while a plan is made."""

    def __init__(self, source: Folder, portfolio: Portfolio, client: str, on: datetime.date) -> None:
        self.source = source
        self.portfolio = portfolio
        self.client = client
        self.on = on
        self.changes: dict[str, bytes | None] = {}
        self.texts: dict[str, str] = dict(portfolio.texts)
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
        units = {"counts_towards": list(contact.units)} if contact.units else {}  # maybe of its claims, which go
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


# --- what is saved


class _InGit(NamedTuple):
    """What is saved, with the names of the plan's fields."""

    kept: bool = False
    seals: tuple[StaleSeal, ...] = ()
    seals_in_all: int = 0
    unsaved: tuple[str, ...] = ()
    inside: str = ""
    earlier: tuple[str, ...] = ()
    told: InEarlierSaves = InEarlierSaves()
    top: str = ""


def _in_git(
    folder: str | os.PathLike[str],
    work: _Work,
    source: Folder,
    portfolio: Portfolio,
    sought: Sought,
    more: Iterable[str],
) -> _InGit:
    changes = work.changes
    try:
        with opened(folder) as record:
            if record.top is None:
                raise NoRecord(source.name)
            saved = {file.path: file.id for file in listing(record.repository, record.tip)} if record.tip else {}
            start = os.fsencode(record.prefix)
            algorithm = record.repository.algorithm
            unsaved = tuple(
                path
                for path in sorted(changes)
                if not _is_saved(source.path / path, saved.get(start + os.fsencode(path), ""), algorithm)
            )
            seals = sum(name.startswith(SEAL_REFS) for name in record.refs)
            known = {*changes, *more, *(by_hand.path for by_hand in work.by_hand)}
            told = told_of(record, sought, _own(work), known, changes)
            inside = [path.removeprefix(record.prefix) for path in told.paths if path.startswith(record.prefix)]
            earlier = tuple(path for path in inside if path not in known)
            stale = tuple(_stale(record, changes, portfolio))
            return _InGit(True, stale, seals, unsaved, record.prefix, earlier, told, os.fspath(record.top))
    except NoRecord:
        return _InGit()


def _own(work: _Work) -> list[str]:
    """What changes and is about the client alone."""
    stones = [stone.path for stone in work.tombstones if stone.whole]
    return [*stones, *(deleted.path for deleted in work.deleted)]


def _is_saved(path: Path, id: str, algorithm: str) -> bool:
    if not id:
        return False
    try:
        if _digest(path, algorithm, with_head=True) == id:
            return True
        if path.name.lower().endswith(ENDINGS):  # a computer may keep the ends of lines in its own way
            data = path.read_bytes().replace(b"\r\n", b"\n")
            head = b"blob %d\0" % len(data)
            return hashlib.new(algorithm, head + data, usedforsecurity=False).hexdigest() == id
    except OSError:
        pass
    return False


def _digest(path: Path, algorithm: str, *, with_head: bool = False) -> str:
    """The digest of a file's content, as git names contents with `with_head`. Raises OSError."""
    digest = hashlib.new(algorithm, usedforsecurity=False)
    handle, about = open_plain(path)
    with os.fdopen(handle, "rb") as file:
        if with_head:
            digest.update(b"blob %d\0" % about.st_size)
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _stale(record: OpenRecord, changes: Mapping[str, bytes | None], portfolio: Portfolio) -> Iterator[StaleSeal]:
    ids = {piece.id for piece in portfolio.evidence if piece.path in changes}
    for name, seal in readable_seals(record).items():
        pieces = sum(file.evidence in ids if file.evidence else file.path in changes for file in seal.files)
        if pieces:
            yield StaleSeal(name, pieces)


# --- carrying it out


def carry_out(plan: ForgettingPlan) -> None:
    """Change the files as planned: every one of them, or none.

    Raises NotForgotten where the folder is not kept in git, or has something unsaved that would be lost. Raises it also
    where a file has changed since the plan was made, and where the folder cannot be written to.
    """
    if not plan.kept_in_git:
        raise NotForgotten(
            "This folder is not kept in git, so there would be no way back from a slip of the keys. Nothing was "
            "changed. Save it first: git init, git add --all, git commit. Then forget the client."
        )
    if plan.unsaved:
        more = f" and {len(plan.unsaved) - 1} more" if len(plan.unsaved) > 1 else ""
        raise NotForgotten(
            f"{shown(plan.unsaved[0], 200)}{more} would change and is not saved as it is now, so there would be no way "
            "back from a slip of the keys. Nothing was changed. Save first, with git add --all and git commit."
        )
    folder, leaving = Path(plan.folder), leaving_folder(Path(plan.top), plan.client)
    try:
        tells = [f"{plan.inside}{by_hand.path}" for by_hand in plan.by_hand]
        write_leaving(leaving, plan.told, tells)
        change_files(folder, plan.changes, lambda path: _digest(folder / path, "sha256") == plan.before[path])
    except ChangedMeanwhile as error:
        shutil.rmtree(leaving, ignore_errors=True)
        raise NotForgotten(
            f"{shown(str(error), 200)} was changed by something else just now. Nothing was changed. Try again."
        ) from None
    except OSError as error:
        shutil.rmtree(leaving, ignore_errors=True)
        reason = (error.strerror or "unknown reason").lower()
        raise NotForgotten(
            f"The files could not be written: {reason}. Nothing was changed. See that the folder can be written to "
            "and that there is room on the disk, and try again."
        ) from None
