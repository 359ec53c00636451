"""Slips mended by the program: what each file would be, worked out first, and then every file of it or none.

Only what has one meaning is mended. A file that is right is never changed; in the others what is not concerned stays
byte for byte, remarks included. What was worked out is read back and compared before a file is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from coachfolio.base.errors import NoPortfolio
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.unwritable import unwritable
from coachfolio.editing.drafts import ChangedMeanwhile, NotWritten, change_files
from coachfolio.editing.moving import moves
from coachfolio.evidence import kind_of_path, references_in
from coachfolio.format.documents import Document, read
from coachfolio.format.documents.foreign import foreign_in, text_in
from coachfolio.format.documents.text import BOM, has_uneven_ends
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import schema
from coachfolio.format.slips.known import Known
from coachfolio.format.slips.letters import garbled, ungarbled
from coachfolio.format.slips.mending import mend
from coachfolio.format.slips.values import part_at, repair_for, replaced
from coachfolio.format.validation import violations
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, Portfolio
from coachfolio.portfolio.second_reading import MAX_MENDED_BYTES
from coachfolio.portfolio.sources import Folder, InMemory, Source
from coachfolio.portfolio.surroundings import known_for

__all__ = ["FilePlan", "FixPlan", "fix_plan", "fixed_files", "is_wanted", "write_plan"]

_ROUNDS: Final = 4
"""How often a portfolio is read again: portfolio.yaml decides what codes in other files mean."""


@frozen()
class FilePlan(Frozen):
    """One file as it would be."""

    path: str
    new_path: str
    """Where it would lie; most often where it does."""
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    mends: int
    """How many slips are put right."""


@frozen()
class FixPlan(Frozen):
    """What would be mended in a portfolio. Nothing was written."""

    files: tuple[FilePlan, ...]

    @property
    def mends(self) -> int:
        """How many slips are put right."""
        return sum(file.mends for file in self.files)


class _Changed:
    """A source with some of its files changed, moved or taken away."""

    def __init__(self, base: Source) -> None:
        self.base = base
        self.changes: dict[str, bytes | None] = {}
        self.name = base.name

    @property
    def sizes(self) -> Mapping[str, int]:
        sizes = {path: size for path, size in self.base.sizes.items() if self.changes.get(path, b"") is not None}
        sizes |= {path: len(data) for path, data in self.changes.items() if data is not None}
        return dict(sorted(sizes.items()))

    @property
    def problems(self) -> Any:
        return self.base.problems

    def read(self, path: str) -> bytes:
        data = self.changes.get(path)
        return self.base.read(path) if data is None else data

    def content_id(self, path: str) -> str:
        from coachfolio.portfolio.sources import content_id, id_in

        data = self.changes.get(path)
        return id_in(self.base, path) if data is None else content_id(data, path)


def fix_plan(place: str | os.PathLike[str] | Source, *, only: str = "") -> FixPlan:
    """What can be mended in a portfolio without asking anybody. With `only`, in that file or folder of it.

    Raises NoPortfolio.
    """
    base: Source = Folder(place) if isinstance(place, str | os.PathLike) else place
    state = _Changed(base)
    moved: dict[str, str] = {}
    counts: dict[str, int] = {}
    for _ in range(_ROUNDS):
        if not _round(state, moved, counts, only):
            break
    files = []
    for path in sorted({moved.get(path, path) for path, data in state.changes.items() if data is not None}):
        now = next((new for new, old in moved.items() if old == path), path)
        after = state.changes.get(now)
        before = base.read(path)
        if after is not None and (after != before or now != path):
            files.append(FilePlan(path, now, before, after, max(counts.get(path, 0), 1)))
    return FixPlan(tuple(files))


def _round(state: _Changed, moved: dict[str, str], counts: dict[str, int], only: str) -> bool:
    """Mend what can be mended now. False where nothing was left."""
    try:
        portfolio = open_portfolio(state)
    except NoPortfolio:
        near = next((path for path in state.sizes if path.casefold() in _NEARLY), "")
        if not near:
            raise
        _move(state, moved, near, PORTFOLIO_FILE, counts)
        return True
    done = False
    for path in _candidates(portfolio):
        if path not in state.sizes or not is_wanted(moved.get(path, path), only):
            continue
        data = state.read(path)
        found = _mended(path, data, known_for(path, portfolio.file, portfolio.qualification, state.sizes), portfolio)
        if found is not None and found[0] != data:
            state.changes[path] = found[0]
            origin = moved.get(path, path)
            counts[origin] = counts.get(origin, 0) + found[1]
            done = True
    for move in moves(portfolio, state):
        if is_wanted(moved.get(move.path, move.path), only) and not done:
            _move(state, moved, move.path, move.new_path, counts)
            return True
    return done


_NEARLY: Final = ("portfolio.yaml", "portfolio.yml", "portfolio.yaml.txt", "portfolio.yml.txt")


def _move(state: _Changed, moved: dict[str, str], path: str, new_path: str, counts: dict[str, int]) -> None:
    state.changes[new_path] = state.read(path)
    state.changes[path] = None
    origin = moved.pop(path, path)
    moved[new_path] = origin
    counts[origin] = counts.get(origin, 0) + 1


def is_wanted(path: str, only: str) -> bool:
    """Whether a path is the one that was asked for, or lies in it."""
    return not only or path == only or path.startswith(f"{only.rstrip('/')}/")


def _candidates(portfolio: Portfolio) -> Iterator[str]:
    """The files in which anything was found, portfolio.yaml first."""
    told = {path for path, _ in portfolio.problems} | set(portfolio.uncounted)
    for path, text in portfolio.texts.items():
        if path in told or garbled(text) or has_uneven_ends(text) or _unknown_in(portfolio, path):
            if path == PORTFOLIO_FILE or kind_of_path(path):
                yield path


def _unknown_in(portfolio: Portfolio, path: str) -> bool:
    """Whether a file mentions anything that is not there."""
    file, qualification = portfolio.file, portfolio.qualification
    known = {
        "client": set(file.clients) if file else None,
        "person": set(file.people) if file else None,
        "unit": {unit.ref for unit in qualification.units} if qualification else None,
        "criterion": {criterion.ref for criterion in qualification.criteria} if qualification else None,
        "evidence": set(portfolio.paths),
    }
    known["party"] = known["person"]
    return any(
        (there := known.get(reference.to)) is not None and reference.value not in there
        for reference in portfolio.references.get(path, ())
    )


# --- one file


def _mended(path: str, data: bytes, known: Known, portfolio: Portfolio) -> tuple[bytes, int] | None:
    """A file without the slips that have one meaning, and how many they were; None where nothing is certain."""
    kind = "portfolio" if path == PORTFOLIO_FILE else kind_of_path(path)
    if kind is None or len(data) > MAX_MENDED_BYTES or foreign_in(data):
        return None
    other = text_in(data)
    try:
        text = other[0] if other else data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    mends = int(other is not None) + text.startswith(BOM)
    text = text.removeprefix(BOM)
    if garbled(text):
        text, mends = ungarbled(text), mends + 1
    if has_uneven_ends(text):
        text, mends = text.replace("\r\n", "\n").replace("\r", "\n"), mends + 1
    strict = _read(text, kind)
    if not _is_whole(strict, kind):
        mended = mend(text, kind, known, strict=strict)
        if mended.safe and _keeps(strict, mended.after, kind):
            text, mends = mended.after, mends + mended.mends
    text, more = _with_references(text, kind, known)
    mends += more
    after = _read(text, kind)
    if after.fields is None:
        return (data, 0) if not other else None
    return text.encode("utf-8"), mends


def _read(text: str, kind: str) -> Document:
    return read("", text.encode("utf-8", "replace"), shape_of(kind))


def _is_whole(document: Document, kind: str) -> bool:
    return document.fields is not None and not document.problems and not violations(document.fields, kind)


def _keeps(strict: Document, after: str, kind: str) -> bool:
    """Whether what could be read is there as it was, but for what was wrong with it."""
    now = _read(after, kind)
    if now.fields is None:
        return False
    if strict.fields is None:
        return True
    wrong = {
        problem.at[0] for problem in violations(strict.fields, kind) if isinstance(problem.at, tuple) and problem.at
    }
    lost = any(problem.rule in ("text-after-hash", "swallowed-item") for problem in strict.problems)
    return all(
        name in wrong or now.fields.get(name) == value or (lost and name in now.fields)
        for name, value in strict.fields.items()
    )


def _with_references(text: str, kind: str, known: Known) -> tuple[str, int]:
    """The text with codes, short names, criteria and ids that are written nearly right written as they are."""
    mends = 0
    for _ in range(50):
        document = _read(text, kind)
        if document.fields is None or violations(document.fields, kind):
            break
        new = _one_reference(text, kind, known, document.fields)
        if new is None:
            break
        text, mends = new, mends + 1
    return text, mends


def _one_reference(text: str, kind: str, known: Known, fields: Mapping[str, Any]) -> str | None:
    there = {
        "client": known.clients,
        "person": known.people,
        "unit": known.units,
        "criterion": known.criteria,
        "evidence": known.ids,
    }
    for reference in references_in(kind, fields):
        values = there.get(reference.to)
        part = part_at(schema(kind), reference.where)
        if not values or reference.value in values or part is None:
            continue
        repair = repair_for(reference.where, reference.value, part, known, {})
        if repair is None or not repair.source:
            continue
        new = replaced(text, repair)
        if new is not None and new != text and _is_fitting(new, kind):
            return new
    return None


def _is_fitting(text: str, kind: str) -> bool:
    document = _read(text, kind)
    return document.fields is not None and not violations(document.fields, kind)


# --- carrying out


def write_plan(plan: FixPlan, folder: str | os.PathLike[str]) -> None:
    """Write every file of a plan, or none. A file that was changed since is left as it is. Raises NotWritten."""
    before = {file.path: file.before for file in plan.files}
    changes: dict[str, bytes | None] = {}
    for file in plan.files:
        if file.new_path != file.path:
            changes[file.path] = None
        changes[file.new_path] = file.after

    def same(path: str) -> bool:
        place = Path(folder, path)
        if path not in before:
            return not os.path.lexists(place)
        return place.is_file() and not place.is_symlink() and place.read_bytes() == before[path]

    try:
        change_files(Path(folder), changes, same)
    except ChangedMeanwhile as error:
        raise NotWritten(
            f"{error} was written or changed by something else just now. Nothing was written. Try again."
        ) from None
    except OSError as error:
        raise NotWritten(unwritable(error)) from None


def fixed_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a portfolio in memory as they are once they are mended."""
    plan = fix_plan(InMemory(files, ""))
    after = dict(files)
    for file in plan.files:
        del after[file.path]
        after[file.new_path] = file.after
    return after
