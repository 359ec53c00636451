"""Moving to another edition: where each claim goes, what is asked, and what has no place and is kept as a list."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Final, Literal

from coachfolio.base.diagnostics import Where
from coachfolio.base.files import read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.unwritable import unwritable
from coachfolio.base.words import shown
from coachfolio.editing.drafts import (
    ChangedMeanwhile,
    Draft,
    NotWritten,
    as_it_is,
    change_files,
    new_file,
    with_field,
    with_item,
    with_word,
    without_item,
)
from coachfolio.evidence import kind_of_path
from coachfolio.evidence.model import MappingSheet
from coachfolio.facts.progress.coverage import ClaimMade, claims_made
from coachfolio.format.documents import read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.format.packs import overlaid, pack, packs
from coachfolio.format.qualification import Criterion, Qualification
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, Portfolio

__all__ = ["UNPLACED_CLAIMS", "CriterionMove", "Requalifying", "requalified", "requalify", "requalify_moves"]

UNPLACED_CLAIMS: Final = "claims-without-a-place"
_NOT_THE_LEARNERS: Final = ("assessment-", "declarations")
_LIKE: Final = 0.75
_MOST_OFFERED: Final = 4

HowAlike = Literal["number and words", "words", "like", "answered", "none"]


@frozen()
class CriterionMove(Frozen):
    """One criterion that is claimed now, and the criterion of the new edition that its claims would go to."""

    old: str
    old_text: str
    new: str
    """Empty where there is none."""
    new_text: str
    how: HowAlike
    claims: int
    others: tuple[tuple[str, str], ...] = ()
    """Criteria of the new edition whose words are somewhat like, with their words: they are offered, never taken."""

    @property
    def sure(self) -> bool:
        """Whether it is taken without asking: the words are the same."""
        return self.how in ("number and words", "words", "answered")


@frozen()
class Requalifying(Frozen):
    """What moving to another edition would write."""

    folder: str
    qualification: str
    moves: tuple[CriterionMove, ...]
    drafts: tuple[Draft, ...] = field(repr=False)
    deleted: tuple[Draft, ...] = field(default=(), repr=False)
    """Mapping sheets of units that the new edition does not have, as they are."""
    moved: int = 0
    kept: int = 0
    """Claims that have no place and are kept as a list."""
    left: tuple[str, ...] = ()
    """What is not the learner's to change, or cannot be changed by itself, each as a sentence."""


def requalify_moves(
    portfolio: Portfolio, name: str, answers: Mapping[str, str] | None = None
) -> tuple[CriterionMove, ...]:
    """Where the claims on each criterion would go. `answers` are criteria that somebody gave, empty for none.

    Raises NotWritten, and UnknownQualification.
    """
    old, new = _both(portfolio, name)
    known = {criterion.ref: criterion for criterion in new.criteria}
    texts = {criterion.ref: criterion for criterion in old.criteria} if old else {}
    if portfolio.file and portfolio.file.qualification in packs():  # what an overlay took the place of
        texts = {**{each.ref: each for each in pack(portfolio.file.qualification).criteria}, **texts}
    for ref, to in (answers or {}).items():
        if to and to not in known:
            raise NotWritten(f"There is no criterion {shown(to)} in {name}, which you gave for {shown(ref)}.")
    times = Counter(claim.criterion for claim in claims_made(portfolio.evidence))
    order = list(texts) + [ref for ref in times if ref not in texts]
    return tuple(_move(ref, texts.get(ref), new, times[ref], answers or {}) for ref in order if times[ref])


def _both(portfolio: Portfolio, name: str) -> tuple[Qualification | None, Qualification]:
    new = overlaid(pack(name), portfolio.overlay) if portfolio.overlay else pack(name)
    if portfolio.file is None:
        raise NotWritten("portfolio.yaml is not in order as it stands. Run coachfolio check, mend it, and try again.")
    if not any(True for _ in new.criteria):
        raise NotWritten(
            f"The criteria of {name} are not known here, so no claim can go anywhere. Bring them in from your handbook "
            "first: coachfolio import FILE --kind criteria"
        )
    return portfolio.qualification, new


def _move(
    ref: str, old: Criterion | None, new: Qualification, claims: int, answers: Mapping[str, str]
) -> CriterionMove:
    text = old.text if old else ""
    known = {criterion.ref: criterion.text for criterion in new.criteria}
    if ref in answers:
        to = answers[ref]
        return CriterionMove(ref, text, to, known.get(to, ""), "answered", claims)
    plain = _plain(text)
    same = [criterion for criterion in new.criteria if plain and _plain(criterion.text) == plain]
    numbered = [each for each in same if each.ref == ref] or [
        each for each in same if each.number == ref.partition("/")[2]
    ]
    if len(numbered) == 1 or (numbered and numbered[0].ref == ref):
        return CriterionMove(ref, text, numbered[0].ref, numbered[0].text, "number and words", claims)
    if len(same) == 1:
        return CriterionMove(ref, text, same[0].ref, same[0].text, "words", claims)
    like = same or _alike(plain, new)
    others = tuple((each.ref, each.text) for each in like[:_MOST_OFFERED])
    return CriterionMove(ref, text, "", "", "like" if others else "none", claims, others)


def _alike(plain: str, new: Qualification) -> list[Criterion]:
    """The criteria whose words are somewhat like, the likest first."""
    if not plain:
        return []
    found = []
    for criterion in new.criteria:
        matcher = difflib.SequenceMatcher(None, plain[:500], _plain(criterion.text)[:500], autojunk=False)
        if matcher.quick_ratio() >= _LIKE and (ratio := matcher.ratio()) >= _LIKE:
            found.append((ratio, criterion))
    found.sort(key=lambda pair: -pair[0])
    return [criterion for _, criterion in found]


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


# --- working out


def requalified(
    folder: str | os.PathLike[str], portfolio: Portfolio, name: str, moves: Sequence[CriterionMove]
) -> Requalifying:
    """What would be written, with every claim where its move says; what goes nowhere is taken out and listed.

    Raises NotWritten.
    """
    _, new = _both(portfolio, name)
    target = {move.old: move.new for move in moves}
    units = _units(portfolio, new, moves)
    drafts: dict[str, Draft] = {}
    others = {piece.path for piece in portfolio.evidence if piece.type.startswith(_NOT_THE_LEARNERS)}
    sheets = {piece.path: piece for piece in portfolio.evidence if isinstance(piece, MappingSheet)}
    left: list[str] = []
    for path in portfolio.references:
        if path not in others and path not in sheets and path != PORTFOLIO_FILE:
            _in_piece(folder, portfolio, path, target, units, new, drafts, left)
    deleted = _on_sheets(folder, portfolio, sheets, target, units, drafts)
    drafts[PORTFOLIO_FILE] = with_field(as_it_is(folder, PORTFOLIO_FILE), ("qualification",), name)
    claims = list(claims_made(portfolio.evidence))
    gone = [claim for claim in claims if not target.get(claim.criterion)]
    if gone:
        listing = _listing(folder, portfolio, gone)
        drafts[listing.path] = listing
    left += _of_others(portfolio, others, new)
    changed = tuple(draft for draft in drafts.values() if draft.before != draft.after)
    return Requalifying(
        os.fspath(folder),
        name,
        tuple(moves),
        changed,
        tuple(deleted),
        len(claims) - len(gone),
        len(gone),
        tuple(left),
    )


def _units(portfolio: Portfolio, new: Qualification, moves: Sequence[CriterionMove]) -> dict[str, str]:
    """The unit of the new edition that stands for each old one; empty where none does."""
    refs = {unit.ref for unit in new.units}
    titles = {_plain(unit.title): unit.ref for unit in new.units if unit.title.casefold() != "unknown"}
    found: dict[str, str] = {}
    for unit in portfolio.qualification.units if portfolio.qualification else ():
        to = Counter(move.new.partition("/")[0] for move in moves if move.new and move.old.startswith(f"{unit.ref}/"))
        most = to.most_common(1)[0][0] if to else ""
        found[unit.ref] = unit.ref if unit.ref in refs else titles.get(_plain(unit.title), most)
    return found


def _in_piece(
    folder: str | os.PathLike[str],
    portfolio: Portfolio,
    path: str,
    target: Mapping[str, str],
    units: Mapping[str, str],
    new: Qualification,
    drafts: dict[str, Draft],
    left: list[str],
) -> None:
    """One piece of evidence with its claims and units as they are called in the new edition."""
    refs = {unit.ref for unit in new.units}
    draft = as_it_is(folder, path)
    mentions = [mention for mention in portfolio.references[path] if mention.to in ("criterion", "unit")]
    # the last first, so that taking one out leaves the places of the others as they are
    for mention in sorted(mentions, key=lambda mention: [str(step).zfill(6) for step in mention.where], reverse=True):
        if mention.to == "criterion":
            to = target.get(mention.value, "")
            claim = mention.where[:-1] if mention.where[-1] == "criterion" else mention.where
        else:
            to = mention.value if mention.value in refs else units.get(mention.value, "")
            claim = mention.where
        if to == mention.value:
            continue
        if to and mention.to == "unit" and _stands_there(portfolio, path, mention.where, to, units):
            to = ""
        if to:
            draft = with_word(draft, mention.where, mention.value, to)
        elif isinstance(claim[-1], int):
            draft = _without(draft, claim)
        else:
            left.append(
                f"{path} still names {mention.value}, which {new.id} does not have. Say there what is meant now."
            )
    if draft.before != draft.after:
        drafts[path] = draft


def _without(draft: Draft, where: Where) -> Draft:
    """The draft without an item of a list, also of one between brackets."""
    try:
        return without_item(draft, where)
    except NotWritten:
        part: Any = read(draft.path, draft.after.encode(), shape_of(kind_of_path(draft.path) or "")).fields
        for step in where[:-1]:
            part = part[step]
        return with_field(draft, where[:-1], [item for number, item in enumerate(part) if number != where[-1]])


def _stands_there(portfolio: Portfolio, path: str, where: Where, to: str, units: Mapping[str, str]) -> bool:
    """Whether an earlier item of the same list becomes the same unit."""
    return any(
        mention.to == "unit"
        and mention.where[:-1] == where[:-1]
        and isinstance(where[-1], int)
        and isinstance(mention.where[-1], int)
        and mention.where[-1] < where[-1]
        and (units.get(mention.value) or mention.value) == to
        for mention in portfolio.references[path]
    )


def _on_sheets(
    folder: str | os.PathLike[str],
    portfolio: Portfolio,
    sheets: Mapping[str, MappingSheet],
    target: Mapping[str, str],
    units: Mapping[str, str],
    drafts: dict[str, Draft],
) -> list[Draft]:
    """The mapping sheets of the new edition. Returns those of units that it does not have: they go."""
    moved: dict[str, list[dict[str, str]]] = {}
    home: dict[str, str] = {}
    deleted: list[Draft] = []
    for path, sheet in sheets.items():
        unit = units.get(sheet.unit, "")
        draft = as_it_is(folder, path)
        if not unit or unit in home:
            deleted.append(draft)
            keeps = ""
        else:
            home[unit], keeps = path, unit
        for number in range(len(sheet.rows) - 1, -1, -1):
            row = sheet.rows[number]
            to = target.get(row.criterion, "")
            if to and to.partition("/")[0] == keeps:
                if to != row.criterion:
                    draft = with_word(draft, ("rows", number, "criterion"), row.criterion, to)
                continue
            if to:
                said = {"criterion": to, "evidence": row.evidence, "where": row.where or "", "how": row.how or ""}
                moved.setdefault(to.partition("/")[0], []).insert(
                    0, {name: text for name, text in said.items() if text}
                )
            if keeps:
                draft = without_item(draft, ("rows", number))
        if keeps:
            if keeps != sheet.unit:
                draft = with_word(draft, ("unit",), sheet.unit, keeps)
            drafts[path] = draft
    for unit, added in moved.items():
        if unit in home:
            for said in added:
                drafts[home[unit]] = with_item(drafts[home[unit]], ("rows",), said)
        else:
            made = new_file(folder, "mapping", unit, {"unit": unit, "rows": added}, in_lines=True)
            drafts[made.path] = made
    return deleted


def _listing(folder: str | os.PathLike[str], portfolio: Portfolio, gone: Sequence[ClaimMade]) -> Draft:
    """The claims that have no place, as a page to read: nothing of what was said in them is lost."""
    texts = {each.ref: each.text for each in portfolio.qualification.criteria} if portfolio.qualification else {}
    was = portfolio.file.qualification if portfolio.file else ""
    lines = [
        "# Claims without a place",
        "",
        f"These were claimed for {was}. The edition that you moved to has no criterion of the same words, and none",
        "was chosen. Nothing is counted from this page. Claim what still fits with: coachfolio map",
        "",
    ]
    for ref in dict.fromkeys(claim.criterion for claim in gone):
        lines += [f"## {ref}", "", *([texts[ref], ""] if ref in texts else [])]
        for claim in gone:
            if claim.criterion == ref:
                said = "; ".join(
                    filter(None, (claim.where and f"where: {claim.where}", claim.how and f"how: {claim.how}"))
                )
                lines.append(f"- {claim.evidence}{f' ({said})' if said else ''}")
        lines.append("")
    name, number = f"{UNPLACED_CLAIMS}.md", 1
    while os.path.lexists(Path(folder, name)):
        number += 1
        name = f"{UNPLACED_CLAIMS}-{number}.md"
    return Draft(os.fspath(folder), name, None, "\n".join(lines))


def _of_others(portfolio: Portfolio, others: set[str], new: Qualification) -> Iterator[str]:
    """What others wrote about criteria of the old edition, which stays as it is."""
    known = {criterion.ref for criterion in new.criteria} | {unit.ref for unit in new.units}
    about = [
        path
        for path in sorted(others)
        if any(
            mention.to in ("criterion", "unit") and mention.value not in known
            for mention in portfolio.references.get(path, ())
        )
    ]
    if about:
        yield (
            f"{len(about)} records of assessment, sampling or declaration are about the old edition, such as "
            f"{about[0]}. They are not yours to change: ask your assessor what carries over."
        )


# --- writing


def requalify(plan: Requalifying) -> None:
    """Carry it out: every file, or none. Raises NotWritten."""
    folder = Path(plan.folder)
    changes: dict[str, bytes | None] = {draft.path: draft.after.encode() for draft in plan.drafts}
    before: dict[str, bytes | None] = {
        draft.path: None if draft.before is None else draft.before.encode() for draft in plan.drafts
    }
    for sheet in plan.deleted:
        changes[sheet.path] = None
        before[sheet.path] = sheet.after.encode()

    def same(path: str) -> bool:
        expected = before[path]
        if expected is None:
            return not os.path.lexists(folder / path)
        return read_plain(folder / path, MAX_FILE_BYTES + 1) == expected

    try:
        change_files(folder, changes, same)
    except ChangedMeanwhile as error:
        path = shown(str(error), 200)
        raise NotWritten(f"{path} was changed by something else just now. Nothing was written. Try again.") from None
    except OSError as error:
        raise NotWritten(unwritable(error)) from None
