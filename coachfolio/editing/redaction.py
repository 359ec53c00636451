"""Copies of a portfolio for others: each field only for those whom its schema names.

A copy is written anew from the values that the audience may see, so that remarks, hidden files and whatever else nobody
looks at never travel. What was left out is listed beside the copy by file and field, never by what it says.

In a copy for the public no name is left that somebody made up: files of evidence are numbered by kind, and people by
role.
"""

from __future__ import annotations

import datetime
import os
import secrets
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coachfolio.base.diagnostics import Diagnostic, Problem, Severity
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.files import open_plain, read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, listed, one_line
from coachfolio.checks.checking import Report, check
from coachfolio.confidentiality.facts import Exposure
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.editing.stripping import MOST, stripped
from coachfolio.evidence.model import Waiver
from coachfolio.facts.audience import AUDIENCES, WITHHELD, Audience, SeenBy
from coachfolio.facts.progress.coverage import claims_made, field_pointed_at
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.schemas import ANNOTATION, Schema, evidence_kinds, schema
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import ENDINGS, OVERLAY_FILE, PORTFOLIO_FILE, Portfolio
from coachfolio.portfolio.sources import Folder, InMemory, Unreadable

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["AUDIENCES", "Audience", "Copy", "NotCopied", "Withheld", "copy_for", "may_write_to", "write_copy"]

LIST_FILE: Final = "WITHHELD.md"

_PARTIES: Final = {"learner", "client", "sponsor", "coach", "mentor"}
_WHO: Final = {"assessor": "the assessor", "iqa": "the quality assurer", "public": "everybody"}


class NotCopied(CoachfolioError):
    """No copy was written. The text says why, and what to do."""


class _Gone:
    """Stands for a value of which nothing is left."""


_GONE: Final = _Gone()


@frozen()
class Withheld(Frozen):
    """One thing that a copy leaves out. What it says is never part of this."""

    path: str
    """In the copy; empty for what is not in it at all."""
    field: str
    """Such as `contacts 2, reflection`; empty for a file."""
    what: str
    """What it is and how long, such as `text of 212 words`."""
    why: str


@frozen()
class AsItIs(Frozen):
    """A file in a copy, with what was taken out of it and what may still be in it."""

    path: str
    taken: tuple[str, ...]
    left: tuple[str, ...]


@frozen()
class Copy(Frozen):
    """A copy of a portfolio for one audience, before it is written."""

    audience: Audience
    source: str
    """The portfolio's folder."""
    files: Mapping[str, bytes] = field(repr=False)
    """Every file that is written anew, the list of what was left out included."""
    attached: Mapping[str, int]
    """Files that are copied, without the properties that can be taken out, and their sizes in bytes before that."""
    withheld: tuple[Withheld, ...]
    to_read: tuple[AsItIs, ...]
    """Files that go with what nobody sees at first, or that were not looked into."""
    evidence: int
    """How many pieces of evidence it has."""
    names_checked: bool
    """Whether clients' names were looked for in it. They are looked for where there is a list of clients."""

    @property
    def attachments(self) -> int:
        return len(self.attached)


def copy_for(audience: Audience, folder: str | os.PathLike[str], *, today: datetime.date) -> Copy:
    """Make a copy of a portfolio for an audience. Nothing is written.

    Raises NoPortfolio, and NotCopied where the copy would have errors or name a client.
    """
    source = Folder(folder)
    portfolio = open_portfolio(source)
    if portfolio.file is None:
        raise NotCopied(
            "portfolio.yaml cannot be read as it is, so no copy was made. Run coachfolio check, mend it, and try again."
        )
    work = _Copying(audience, source, portfolio, check(portfolio, stage="building", today=today))
    work.go()
    made = open_portfolio(_AsCopied(work.texts, work.attached))
    exposure, key = looked_through(made, folder)
    _must_be_fit(audience, made, exposure, key, today)
    beside = [told for path in work.attached if (told := _as_it_is(source.path / path, path)) is not None]
    page = _page(audience, work.withheld, beside, today)
    return Copy(
        audience=audience,
        source=source.name,
        files={**{path: text.encode() for path, text in work.texts.items()}, LIST_FILE: page.encode()},
        attached=work.attached,
        withheld=tuple(work.withheld),
        to_read=tuple(told for told in beside if told.left),
        evidence=len(made.evidence),
        names_checked=exposure.names_checked,
    )


class _AsCopied:
    """The copy as a portfolio that can be read before it is written."""

    def __init__(self, texts: Mapping[str, str], attached: Mapping[str, int]) -> None:
        self.name: Final = "the copy"
        self._texts = InMemory(texts)
        self._attached = attached

    @property
    def sizes(self) -> Mapping[str, int]:
        return dict(sorted({**self._texts.sizes, **self._attached}.items()))

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        return InMemory(dict.fromkeys(self.sizes, "")).problems

    def read(self, path: str) -> bytes:
        return self._texts.read(path)

    def content_id(self, path: str) -> str:
        if path in self._attached and path not in self._texts.files:
            raise Unreadable("This file is not written yet.")
        return self._texts.content_id(path)


def _must_be_fit(
    audience: Audience, made: Portfolio, exposure: Exposure, key: Key | None, today: datetime.date
) -> None:
    """Raise NotCopied where the copy gives a client away, or would not pass a check."""
    if exposure.broken_key:
        raise NotCopied(exposure.broken_key)
    grave = [leak for leak in exposure.leaks if leak.blocks or leak.codes]
    if audience == "public":
        grave = [leak for leak in exposure.leaks if leak.weight != "hint" or leak.codes]
    if grave:
        raise NotCopied(
            f"The copy would give somebody away in {count(len(grave), 'place')}, so none was made. "
            "Run coachfolio check, which shows where, write the client's code instead, and try again."
        )
    report = check(made, stage="building", today=today, key=key, exposure=exposure)
    wrong = [
        diagnostic
        for diagnostic in report.diagnostics
        if diagnostic.severity is Severity.ERROR and not diagnostic.waived
    ]
    if wrong:
        raise NotCopied(
            f"The copy would have {count(len(wrong), 'error')}, so none was made. The first is {wrong[0].code}, in "
            f"{one_line(wrong[0].path)}. Run coachfolio check, mend what it finds, and try again."
        )


class _Copying:
    """Collects while a copy is made."""

    def __init__(self, audience: Audience, source: Folder, portfolio: Portfolio, report: Report) -> None:
        self.audience = audience
        self.source = source
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
            place = "" if self.audience == "public" else f" ({_cell(path)})"
            self._leave_out("", "", f"evidence that could not be read{place}", _UNREAD)
        named = {target for target in self._targets.values() if target}
        others: dict[str, list[int]] = defaultdict(list)
        for path, size in self.portfolio.sizes.items():
            is_yaml = path.lower().endswith(ENDINGS)
            if path in named or path in self.attached or (is_yaml and (path in self.portfolio.texts)):
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


def _as_it_is(file: Path, path: str) -> AsItIs | None:
    """What is said of a file that goes into a copy; None where there is nothing to say."""
    try:
        data = read_plain(file, MOST + 1)
    except OSError:
        return AsItIs(path, (), ("whatever is in it: it cannot be read",))
    if len(data) > MOST:
        return AsItIs(path, (), (f"whatever is in it: it is larger than {MOST >> 20} MB, and was not looked into",))
    made = stripped(path, data)
    return AsItIs(path, made.taken, made.left) if made.taken or made.left else None


def _page(audience: Audience, withheld: Iterable[Withheld], beside: Sequence[AsItIs], today: datetime.date) -> str:
    """The list of what was left out, in Markdown."""
    who = {"assessor": "an assessor", "iqa": "a quality assurer", "public": "anybody"}[audience]
    lines = [
        "# What was left out of this copy",
        "",
        f"This copy of a portfolio was made for {who} on {day(today)}. It has what they may see, and this list names",
        "everything else by file and field. Remarks in the files, which begin with #, are in no copy. The whole",
        "portfolio, and its record of practice, are with the learner.",
        "",
    ]
    rows = [
        f"| {_cell(left_out.path)} | {_cell(left_out.field)} | {left_out.what} | {left_out.why} |"
        for left_out in withheld
    ]
    if rows:
        lines += ["| file | field | what it is | why |", "|---|---|---|---|", *rows, ""]
    elif not beside:
        lines += ["Nothing was left out.", ""]
    if beside:
        lines += [
            "## Files that go with it",
            "",
            "What these show is as it was. Read them: what may still be in them, nobody took out.",
            "",
            "| file | taken out | may still be in it |",
            "|---|---|---|",
            *(f"| {_cell(told.path)} | {listed(told.taken) or '–'} | {listed(told.left) or '–'} |" for told in beside),
            "",
        ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    line = one_line(text).replace("|", "\\|").replace("`", "'")
    return f"`{line}`" if line else "–"


# --- writing it


def may_write_to(out: str | os.PathLike[str], folder: str | os.PathLike[str]) -> None:
    """Raise NotCopied where a copy of the portfolio in `folder` cannot be written to `out`."""
    place, portfolio = Path(out).absolute(), Path(folder).resolve()
    if place.is_symlink():
        raise NotCopied("The place for the copy is a link to another place. Name the folder itself.")
    if place.resolve().is_relative_to(portfolio):
        raise NotCopied("The copy would lie inside the portfolio itself. Name a folder outside it.")
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise NotCopied("There is something in the place for the copy already. Name a new folder, or an empty one.")
    if not place.parent.is_dir():
        raise NotCopied("The folder in which the copy is to be made is not there. Make it first.")


def write_copy(copy: Copy, out: str | os.PathLike[str]) -> None:
    """Write a copy into a new or empty folder: all of it, or nothing. Raises NotCopied."""
    try:
        may_write_to(out, copy.source)
        place = Path(out).absolute()
        beside = place.with_name(f".coachfolio-{secrets.token_hex(8)}")
        beside.mkdir()
        try:
            for path, data in copy.files.items():
                (beside / path).parent.mkdir(parents=True, exist_ok=True)
                (beside / path).write_bytes(data)
            for path in copy.attached:
                (beside / path).parent.mkdir(parents=True, exist_ok=True)
                _copy_file(Path(copy.source) / path, beside / path, path)
            if place.is_dir():
                place.rmdir()
            beside.rename(place)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NotCopied(f"The copy could not be written: {reason}. Nothing was left behind.") from None


def _copy_file(source: Path, into: Path, path: str) -> None:
    """Copy a file, without the properties that can be taken out of one of its size."""
    with os.fdopen(open_plain(source)[0], "rb") as file, into.open("xb") as new:
        data = file.read(MOST + 1)
        if len(data) <= MOST:
            new.write(stripped(path, data).data)
            return
        new.write(data)
        shutil.copyfileobj(file, new, 1 << 20)
