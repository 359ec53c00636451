"""What an audience may see of each value of a portfolio, and what was left out instead.

In a copy for the public no name is left that somebody made up: files of evidence are numbered by kind, and people by
role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.words import count, listed
from coachfolio.checks.checking import Report
from coachfolio.editing.copies import Withheld
from coachfolio.editing.withheld_page import cell
from coachfolio.evidence.model import Waiver
from coachfolio.facts.audience import WITHHELD, Audience, SeenBy
from coachfolio.facts.progress.coverage import claims_made, field_pointed_at
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.schemas import ANNOTATION, Schema, evidence_kinds, schema
from coachfolio.portfolio.portfolio import ENDINGS, OVERLAY_FILE, PORTFOLIO_FILE, Portfolio

__all__ = ["Redacting"]

_PARTIES: Final = {"learner", "client", "sponsor", "coach", "mentor"}
_WHO: Final = {"assessor": "the assessor", "iqa": "the quality assurer", "public": "everybody"}


class _Gone:
    """Stands for a value of which nothing is left."""


_GONE: Final = _Gone()


class Redacting:
    """Collects while a copy is made."""

    def __init__(self, audience: Audience, portfolio: Portfolio, report: Report) -> None:
        self.audience = audience
        self.portfolio = portfolio
        self.report = report
        self.texts: dict[str, str] = {}
        self.attached: dict[str, int] = {}
        self.withheld: list[Withheld] = []
        self._path = ""
        self._seen = SeenBy(portfolio, audience)
        self._people, self._ids, self._paths = self._seen.people, self._seen.ids, self._seen.paths
        self._targets = self._seen.targets
        self._pointed_at = _pointed_at(portfolio)

    def go(self) -> None:
        sizes = self.portfolio.sizes
        for piece in self.portfolio.evidence:
            self._write(piece.path, self._paths[piece.path], piece.type, self._fields(piece.path, piece.type))
        self._write(PORTFOLIO_FILE, PORTFOLIO_FILE, "portfolio", self._fields(PORTFOLIO_FILE, "portfolio"))
        if OVERLAY_FILE in sizes:
            if self.portfolio.overlay is None:
                self._leave_out("", "", "qualification.yaml, which is not in order", "nobody can say what is in it")
            else:
                self._write(OVERLAY_FILE, OVERLAY_FILE, "qualification-overlay", dict(self.portfolio.overlay))
        self._files_left()

    def _fields(self, path: str, kind: str) -> dict[str, Any]:
        return dict(read(path, self.portfolio.texts[path].encode(), shape_of(kind)).fields or {})

    def _leave_out(self, path: str, field: str, what: str, why: str) -> None:
        self.withheld.append(Withheld(path, field, what, why))

    def _write(self, source: str, into: str, kind: str, fields: Mapping[str, Any]) -> None:
        self._path = source
        kept = self._redacted(fields, schema(kind), into, ())
        assert isinstance(kept, dict)
        if source == PORTFOLIO_FILE:
            kept = self._portfolio_fields(kept)
        self.texts[into] = written(kept, shape_of(kind))

    def _portfolio_fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        if "people" in fields:
            fields["people"] = {self._people[name]: field for name, field in fields["people"].items()}
        waivers = [*fields.get("waivers", ()), *self._inline_waivers()]
        moved = [new for waiver in waivers for new in self._moved_waiver(waiver)]
        fields.pop("waivers", None)
        return {**fields, **({"waivers": moved} if moved else {})}

    def _inline_waivers(self) -> Iterator[dict[str, Any]]:
        """Findings that pass by a remark beside a line. Remarks are not copied, so the waiver is written out."""
        assert self.portfolio.file is not None
        declared = self.portfolio.file.waivers
        seen = set()
        for diagnostic in self.report.diagnostics:
            if not diagnostic.waived or (diagnostic.code, diagnostic.path) in seen:
                continue
            if not any(_passes(other, diagnostic) for other in declared):
                seen.add((diagnostic.code, diagnostic.path))
                reason = WITHHELD if self.audience == "public" else diagnostic.waived
                yield {"code": diagnostic.code, "path": diagnostic.path, "reason": reason}

    def _moved_waiver(self, waiver: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        path = waiver.get("path")
        if path is None or self.audience != "public" or path in (PORTFOLIO_FILE, OVERLAY_FILE):
            yield dict(waiver)
            return
        for old, new in self._paths.items():
            if old == path or (path.endswith("/") and old.startswith(path)):
                yield {**waiver, "path": new}

    def _files_left(self) -> None:
        for path in self.portfolio.uncounted:
            place = "" if self.audience == "public" else f" ({cell(path)})"
            self._leave_out("", "", f"evidence that could not be read{place}", _UNREAD)
        for path in self.portfolio.drafts:
            place = "" if self.audience == "public" else f" ({cell(path)})"
            self._leave_out("", "", f"a draft{place}", "it is not finished, and counts for nothing")
        named = {target for target in self._targets.values() if target}
        others: dict[str, list[int]] = defaultdict(list)
        for path, size in self.portfolio.sizes.items():
            is_yaml = path.lower().endswith(ENDINGS)
            if path in named or path in self.attached or (is_yaml and (path in self.portfolio.texts)):
                continue
            if path in self.portfolio.drafts:
                continue
            others[_kind_of_file(path)].append(size)
        for kind, sizes in sorted(others.items()):
            what = f"{count(len(sizes), 'file')} ({kind}), {_amount(sum(sizes))}"
            self._leave_out("", "", what, "no evidence names it" if len(sizes) == 1 else "no evidence names them")

    # --- one value

    def _redacted(self, value: Any, part: Schema, into: str, where: tuple[str, ...]) -> Any:
        refers = part.get(ANNOTATION, {}).get("refers")
        if refers and isinstance(value, str):
            return self._reference(refers, value, into, where)
        if isinstance(value, dict):
            return self._section(value, part, into, where)
        if isinstance(value, list) and isinstance(part.get("items"), dict):
            items, name = part["items"], where[-1]
            kept = [
                new
                for number, inner in enumerate(value, 1)
                if (new := self._redacted(inner, items, into, (*where[:-1], f"{name} {number}"))) is not _GONE
                and not _is_broken(new, inner, items)
            ]
            return kept or (_GONE if value else kept)
        return value

    def _section(self, value: Mapping[str, Any], part: Schema, into: str, where: tuple[str, ...]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        rest = part.get("additionalProperties")
        for name, entry in value.items():
            inner = part.get("properties", {}).get(name) or (rest if isinstance(rest, dict) else None)
            if inner is None:
                kept[name] = entry
                continue
            place = (*where, self._people.get(name, name) if where == ("people",) else name)
            seen_by = inner.get(ANNOTATION, {}).get("audience")
            if seen_by is not None and self.audience not in seen_by:
                self._leave_out(into, ", ".join(place), _what(entry, inner), _for_whom(seen_by))
                if name in part.get("required", ()) or (self._path, name) in self._pointed_at:
                    kept[name] = WITHHELD  # a claim that points there stays a claim
                continue
            new = self._redacted(entry, inner, into, place)
            if new is not _GONE:
                kept[name] = new
        return kept

    def _reference(self, to: str, value: str, into: str, where: tuple[str, ...]) -> Any:
        if to == "file":
            return self._attachment(value, into, where)
        if to in ("evidence", *evidence_kinds()):
            new = self._ids.get(value)
            if new is None and (self.audience == "public" or value in self.portfolio.paths):
                self._leave_out(into, ", ".join(where), "a reference", "it leads to nothing in this copy")
                return _GONE
            return new or value
        if to in ("person", "party") and value not in _PARTIES and self.audience == "public":
            assert self.portfolio.file is not None
            return value if value in self.portfolio.file.clients else self._people.get(value, "somebody")
        return value

    def _attachment(self, value: str, into: str, where: tuple[str, ...]) -> Any:
        target = self._targets.get((self._path, value))
        if target is None or target not in self.portfolio.sizes or target in self._paths or target in _TOP:
            return value  # a mistake stays one, and evidence is in the copy anyway
        size = self.portfolio.sizes[target]
        if target.lower().endswith(ENDINGS):
            self._leave_out(into, ", ".join(where), f"a file (YAML), {_amount(size)}", _UNREAD)
            return _GONE
        if target in self._seen.confidential:
            what = f"a file ({_kind_of_file(target)}), {_amount(size)}"
            self._leave_out(into, ", ".join(where), what, "confidential: for those whom the evidence names")
            return _GONE
        self.attached[target] = size
        return value


def _is_broken(new: Any, old: Any, part: Schema) -> bool:
    """Whether an item lost what it cannot be without, such as a row the evidence that it names."""
    return isinstance(new, dict) and any(name in old and name not in new for name in part.get("required", ()))


def _pointed_at(portfolio: Portfolio) -> frozenset[tuple[str, str]]:
    """The fields that claims point at, with the path of the piece that each is in."""
    paths = {piece.id: piece.path for piece in portfolio.evidence}
    made = claims_made(portfolio.evidence)
    return frozenset((paths[claim.evidence], field_pointed_at(claim.where)) for claim in made)


def _passes(waiver: Waiver, diagnostic: Diagnostic) -> bool:
    """Whether a waiver in portfolio.yaml lets a finding pass by what it is about."""
    path, criterion = waiver.path, waiver.criterion
    fits = path is None or diagnostic.path == path or (path.endswith("/") and diagnostic.path.startswith(path))
    return waiver.code == diagnostic.code and fits and criterion in (None, diagnostic.criterion)


_TOP: Final = (PORTFOLIO_FILE, OVERLAY_FILE)
_UNREAD: Final = "nobody can say which of it may be seen"


def _for_whom(seen_by: Iterable[str]) -> str:
    who = [_WHO[reader] for reader in seen_by]
    return f"for {listed(who)}" if who else "for the learner alone"


def _what(value: Any, part: Schema) -> str:
    """What a value is and how long, in words."""
    if part.get("items", {}).get(ANNOTATION, {}).get("refers") == "file":
        return count(len(value), "file")
    words = count(_words(value), "word")
    if isinstance(value, Mapping):
        return f"section of {count(len(value), 'field')}"
    if isinstance(value, list):
        return f"list of {len(value)}, {words}"
    return f"text of {words}" if isinstance(value, str) else "a value"


def _words(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_words, value.values()))
    if isinstance(value, list):
        return sum(map(_words, value))
    return len(str(value).split())


def _kind_of_file(path: str) -> str:
    ending = path.rsplit("/", 1)[-1].rpartition(".")[2]
    return ending.upper() if ending.isascii() and ending.isalnum() and len(ending) <= 5 and "." in path else "other"


def _amount(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{max(1, round(size / 1000))} KB"
