"""What was only added to sealed evidence since, and what only names its attachments by other paths.

Whoever maps their evidence after a seal adds claims to it; a contact sheet goes on; a meeting that was planned is held;
a quality assurer closes what they found. In each, all that was sealed stands as it stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from coachfolio.evidence import kind_of_path, references_in
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.meaning import meaning_of
from coachfolio.git.process import Repository
from coachfolio.record.facts import SealSeen, SealState
from coachfolio.record.states import fields_of

__all__ = ["grown"]

_SHEETS: Final = "contact-sheets"
_ACTIONS: Final = "assessment-actions"
_SAMPLING: Final = "assessment-sampling"
_CLOSING: Final = frozenset({"state", "closed_on", "closing"})

_Rows = tuple[Mapping[str, Any], ...]


class _Piece(NamedTuple):
    """The id of the content that was sealed, and where the piece is now, with the id of its content."""

    was: str
    path: str
    now: str


def grown(
    repository: Repository,
    seals: Iterable[SealSeen],
    states: Mapping[str, Mapping[str, SealState]],
    there: Mapping[str, tuple[str, str]],
    files: Mapping[str, str],
) -> dict[str, dict[str, str]]:
    """By the id of each changed piece: the seals since which it was only added to, and what was, in a word.

    `there` is the evidence that stands now, by its id: its path, and the id of its content. `files` are the paths of
    all files that there are, with the ids of their contents.
    """
    changed = [
        (id, seen, file.path, _Piece(file.content, there[id][0], there[id][1]), kind_of_path(file.path) or "")
        for seen in seals
        if seen.seal
        for file in seen.seal.evidence
        if (id := file.evidence) in there and states.get(id, {}).get(seen.name) == "changed"
        if kind_of_path(there[id][0]) == kind_of_path(file.path)
    ]
    if not changed:
        return {}
    kinds = {content: kind for _, _, _, piece, kind in changed for content in (piece.was, piece.now)}
    fields = dict(fields_of(repository, kinds))
    found: dict[str, dict[str, str]] = {}
    for id, seen, path, piece, kind in changed:
        if piece.was not in fields or piece.now not in fields:
            continue
        was, now = fields[piece.was], fields[piece.now]
        what = _what_was_added(kind, was, now)
        if not what and "attachments" in was and seen.seal:
            sealed = {file.path: file.content for file in seen.seal.files}
            attached = _attached(kind, was, path, sealed), _attached(kind, now, piece.path, files)
            if all(attached[0]) and attached[0] == attached[1] and _same_but(kind, was, now, {"attachments"}):
                what = "paths"
        if what:
            found.setdefault(id, {})[seen.name] = what
    return found


def _attached(kind: str, fields: Mapping[str, Any], path: str, files: Mapping[str, str]) -> list[str]:
    """The ids of the contents of what a piece has under attachments; empty for a file that is not there."""
    named = [mention for mention in references_in(kind, fields) if mention.where[:1] == ("attachments",)]
    return [files.get(target or "", "") for _, _, target in attached_files({path: named}, files)]


def _same_but(kind: str, was: Mapping[str, Any], now: Mapping[str, Any], names: Collection[str]) -> bool:
    """Whether nothing but some fields may be another."""
    then, since = (
        meaning_of(kind, {name: value for name, value in fields.items() if name not in names}) for fields in (was, now)
    )
    return then == since


def _what_was_added(kind: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What was added where everything else is as it was; empty where something is another."""
    if was.get("status") == "planned" and now.get("status") != "planned":
        return "meeting"
    grew: dict[str, str] = {}
    if _more(kind, "claims", _rows(was, "claims"), _rows(now, "claims")):
        grew["claims"] = "claims"
    if kind == _SHEETS and (what := _contacts(_held(was), _held(now))):
        grew["contacts"] = what
        if what == "contacts":  # a sheet is of the day of its last contact
            grew["date"] = what
    if kind == _ACTIONS and _more(kind, "actions", _rows(was, "actions"), _rows(now, "actions")):
        grew["actions"] = "actions"
    if kind == _SAMPLING and _closed(_rows(was, "findings"), _rows(now, "findings")):
        grew["findings"] = "findings"
    return next(iter(grew.values()), "") if _same_but(kind, was, now, grew) else ""


def _rows(fields: Mapping[str, Any], name: str) -> _Rows:
    rows = fields.get(name)
    return tuple(row for row in rows if isinstance(row, Mapping)) if isinstance(rows, list | tuple) else ()


def _held(fields: Mapping[str, Any]) -> _Rows:
    """The contacts of a sheet, those left out that are planned."""
    return tuple(row for row in _rows(fields, "contacts") if row.get("status") != "planned")


def _contacts(was: _Rows, now: _Rows) -> str:
    """What was added to a sheet: contacts, or claims of one; empty where a contact is another than it was."""

    def rest(row: Mapping[str, Any]) -> str:
        return meaning_of(_SHEETS, {name: value for name, value in row.items() if name != "claims"})

    left = iter(now)
    what = "contacts" if len(now) > len(was) else ""
    for row in was:
        same = next((other for other in left if rest(other) == rest(row)), None)
        if same is None:
            return ""
        if row.get("claims") != same.get("claims"):
            if not _more(_SHEETS, "claims", _rows(row, "claims"), _rows(same, "claims")):
                return ""
            what = what or "claims"
    return what


def _more(kind: str, name: str, was: _Rows, now: _Rows) -> bool:
    """Whether there are more rows than there were, and all that there were are there as often and in their order."""
    if len(now) <= len(was):
        return False
    left = iter([meaning_of(kind, {name: [row]}) for row in now])
    return all(meaning_of(kind, {name: [row]}) in left for row in was)


def _closed(was: _Rows, now: _Rows) -> bool:
    """Whether findings that were open are closed, and nothing else about any of them is another."""

    def rest(row: Mapping[str, Any]) -> str:
        return meaning_of(_SAMPLING, {name: value for name, value in row.items() if name not in _CLOSING})

    if len(was) != len(now):
        return False
    pairs = [(before, after) for before, after in zip(was, now, strict=True) if before != after]
    return bool(pairs) and all(
        rest(before) == rest(after) and before.get("state") in (None, "open") and after.get("state") == "closed"
        for before, after in pairs
    )
