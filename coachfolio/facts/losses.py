"""The ratchet: what a save would lose of what was there before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, Literal, TypeVar

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import hours, listed, shown
from coachfolio.evidence import kind_of_path
from coachfolio.evidence.model import AssessmentRecord, Evidence
from coachfolio.facts.assessment import Assessment
from coachfolio.facts.assessment.contents import saying_of
from coachfolio.facts.progress import progress_of
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.validation import violations
from coachfolio.portfolio.copies import copies_among
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import ENDINGS, OVERLAY_FILE, PORTFOLIO_FILE, Portfolio, id_of
from coachfolio.portfolio.sources import InMemory

__all__ = ["Loss", "LossKind", "earlier_portfolio", "losses_between", "same_but_for_words", "words_of", "words_shrink"]

LossKind = Literal["evidence", "criterion", "hours", "credits", "decision", "seal", "signature", "declaration", "words"]
"""What a save can lose."""

_T = TypeVar("_T")
_WORDS: Final = frozenset({"title", "purpose", "actions", "reflection", "quotation", "response"})
"""Fields that nothing is counted from and nobody decides on by themselves."""


_FEWEST_WORDS: Final = 20
"""Words that a file had at least, before it is said that they have gone: fewer are soon written again."""
_FRACTION: Final = 3
"""A file has lost its words where less than one part in so many is left."""


@frozen()
class Loss(Frozen):
    """One thing that was there and would not be any more."""

    kind: LossKind
    what: str
    """A sentence for people."""
    path: str = ""
    """The file it is about, if it is about one."""
    criterion: str = ""
    """The criterion that it is about, if it is about one."""


def earlier_portfolio(
    now: Portfolio, before: Mapping[str, bytes | None], contents: Mapping[str, str] | None = None
) -> Portfolio:
    """A portfolio as it was, from what it is and from the earlier content of every file that differs.

    None stands for a file that was not there, or is no text; `contents` are the ids of earlier contents. What is the
    same in both is not read again.
    """
    files: dict[str, bytes | str] = {
        path: now.texts[path] for path in (PORTFOLIO_FILE, OVERLAY_FILE) if path in now.texts and path not in before
    }
    files.update({path: data for path, data in before.items() if data is not None and path.lower().endswith(ENDINGS)})
    if PORTFOLIO_FILE not in files:  # there was no portfolio at all
        return replace(now, file=None, qualification=None, evidence=(), uncounted=(), paths={}, references={})
    small = open_portfolio(InMemory(files, now.name))
    kept = [piece for piece in (*now.evidence, *now.duplicates) if piece.path not in before]
    pieces = sorted((*kept, *small.evidence, *small.duplicates), key=lambda piece: piece.path)
    paths: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for piece in pieces:
        paths[piece.id] += (piece.path,)
    was = contents or {}
    references = {**_unchanged(now.references, before), **small.references}
    all_contents = {**_unchanged(now.contents, before), **was, **small.contents}
    copies = copies_among(pieces, all_contents, references)
    return replace(
        small,
        evidence=tuple(piece for piece in pieces if piece.path not in copies),
        duplicates=tuple(piece for piece in pieces if piece.path in copies),
        copies=copies,
        paths=paths,
        references=references,
        sizes={**_unchanged(now.sizes, before), **dict.fromkeys(was, 0), **small.sizes},
        contents=all_contents,
        texts={**_unchanged(now.texts, before), **small.texts},
    )


def _unchanged(known: Mapping[str, _T], before: Container[str]) -> dict[str, _T]:
    return {path: value for path, value in known.items() if path not in before}


def losses_between(
    before: Portfolio,
    after: Portfolio,
    *,
    contents_before: Mapping[str, str],
    contents_after: Mapping[str, str],
    sealed: Iterable[tuple[str, str, str]] = (),
) -> tuple[Loss, ...]:
    """What would be lost from one state of a portfolio to the next.

    `contents_before` and `contents_after` are the ids of the contents of the files that differ, by path. `sealed` are
    the seals' names with the evidence and the content that each lists.
    """
    found: list[Loss] = []
    there = {piece.id for piece in after.evidence} | set(after.paths)
    moved = set(contents_after.values())
    stays = {kept for copy, kept in before.copies.items() if id_of(copy) in there}
    known = {piece.id for piece in before.evidence}
    new = [piece for piece in after.evidence if piece.id not in known]
    found += [
        Loss("evidence", f"The evidence {shown(piece.id, 80)} is removed.", piece.path)
        for piece in before.evidence
        if piece.id not in there
        and piece.path not in stays
        and contents_before.get(piece.path) not in moved
        and not _renamed(piece, new)
    ]
    was, now = progress_of(before), progress_of(after)
    states = {covered.criterion.ref: covered.state for covered in now.coverage}
    for covered in was.coverage:
        ref = covered.criterion.ref
        state = states.get(ref)
        if covered.state != "missing" and state == "missing":
            on = listed([shown(id, 80) for id in covered.evidence[:3]])
            rest = f" It was on {on}." if on else ""
            found.append(Loss("criterion", f"{ref} had evidence, and has none any more.{rest}", criterion=ref))
        elif covered.state in SETTLED and state == "claimed":
            found.append(Loss("decision", f"{ref} was {covered.state}, and is only claimed any more.", criterion=ref))
    if now.hours.total_minutes < was.hours.total_minutes:
        less = was.hours.total_minutes - now.hours.total_minutes
        found.append(
            Loss(
                "hours",
                f"The hours held fall by {hours(less)}, from {hours(was.hours.total_minutes)} "
                f"to {hours(now.hours.total_minutes)}.",
            )
        )
    if was.credits and now.credits and now.credits.evidenced < was.credits.evidenced:
        found.append(
            Loss("credits", f"The credits evidenced fall from {was.credits.evidenced:g} to {now.credits.evidenced:g}.")
        )
    by_id = {piece.id: piece.path for piece in before.evidence}
    later = by_id | {piece.id: piece.path for piece in after.evidence}  # it may have moved, as it is
    changed = {
        (id, name)
        for name, id, content in sealed
        if id in by_id and contents_before.get(by_id[id]) == content and contents_after.get(later[id]) != content
    }
    other = {id for id, _ in changed if _saying(before, by_id[id]) != (_saying(after, later[id]) or "gone")}
    stale = {(id, name) for id, name in changed if id in other}
    for id, name in sorted(stale):
        found.append(Loss("seal", f"{shown(id, 80)} is changed after it was sealed ({shown(name, 40)}).", later[id]))
    return (
        *found,
        *_words_gone(before, after),
        *_made_stale(before, after),
        *_undeclared(was.assessment, now.assessment),
    )


def _words_gone(before: Portfolio, after: Portfolio) -> Iterator[Loss]:
    """Evidence that stays, with hardly any of the words that it had."""
    later = {piece.id: piece for piece in after.evidence}
    for piece in before.evidence:
        now = later.get(piece.id)
        if now is not None and piece is not now and words_shrink(had := words_of(piece), left := words_of(now)):
            yield Loss("words", f"{shown(piece.id, 80)} had {had} words, and has {left} any more.", now.path)


def words_of(value: Any) -> int:
    """The words in a piece of evidence, or in anything that it holds."""
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, Mapping):
        return sum(map(words_of, value.values()))
    if isinstance(value, tuple | list):
        return sum(map(words_of, value))
    return sum(words_of(getattr(value, part.name)) for part in fields(value)) if is_dataclass(value) else 0


def words_shrink(before: int, after: int) -> bool:
    """Whether so few of the words are left that somebody should say why."""
    return before >= _FEWEST_WORDS and after * _FRACTION < before


def _renamed(piece: Evidence, new: Iterable[Evidence]) -> bool:
    """Whether one of the new pieces is this one under another name, and perhaps with its day corrected."""
    name: dict[str, Any] = {"id": piece.id, "path": piece.path}
    if hasattr(piece, "date"):
        name["date"] = piece.date
    return any(type(other) is type(piece) and replace(other, **name) == piece for other in new)


def _saying(portfolio: Portfolio, path: str) -> str | None:
    """What a piece says, whatever its lines look like."""
    return saying_of(path, portfolio.texts.get(path, "").encode("utf-8", "surrogatepass"))


def _undeclared(was: Assessment, now: Assessment) -> Iterator[Loss]:
    """Declarations that stay, about a portfolio that does not."""
    held = {
        (declared.declaration.id, declared.declaration.manifest)
        for declared in was.declared
        if declared.pinned and not declared.stale
    }
    for declared in now.declared:
        if declared.stale and (declared.declaration.id, declared.declaration.manifest) in held:
            name = shown(declared.declaration.id, 80)
            yield Loss(
                "declaration", f"The portfolio is changed after it was declared ({name}).", declared.declaration.path
            )


def _made_stale(before: Portfolio, after: Portfolio) -> Iterator[Loss]:
    """Signatures and decisions that stay, on words that do not."""
    later = {piece.id: piece for piece in after.evidence}
    rests_on = _decided(after)
    known = _decided(before)
    for piece in before.evidence:
        now = later.get(piece.id)
        if now is None or piece == replace(now, path=piece.path):
            continue
        was_signed, is_signed = getattr(piece, "signatures", ()), getattr(now, "signatures", ())
        if was_signed and set(is_signed) <= set(was_signed) and _unsigned(piece) != _unsigned(now):
            yield Loss("signature", f"{shown(piece.id, 80)} is changed after it was signed.", now.path)
        for record in sorted(rests_on.get(piece.id, set()) & known.get(piece.id, set())):
            yield Loss(
                "decision", f"{shown(piece.id, 80)} is changed after it was decided on ({shown(record, 80)}).", now.path
            )


def _unsigned(piece: Evidence) -> Evidence:
    """A piece of evidence without what may be added to it after it is signed."""
    return replace(piece, path="", signatures=(), attachments=(), extra={})  # type: ignore[call-arg]


def _decided(portfolio: Portfolio) -> dict[str, set[str]]:
    """For each piece of evidence, the assessment records in which a criterion was passed on it."""
    found: dict[str, set[str]] = defaultdict(set)
    for piece in portfolio.evidence:
        if isinstance(piece, AssessmentRecord):
            for decision in piece.decisions:
                for id in decision.evidence if decision.verdict == "pass" else ():
                    found[id].add(piece.id)
    return found


def same_but_for_words(path: str, before: bytes | None, after: bytes | None) -> bool:
    """Whether two versions of a sheet differ in nothing that is counted, claimed or signed, and keep their words.

    False where that cannot be told, such as for a version that does not fit the format.
    """
    kind = kind_of_path(path)
    if kind is None or before is None or after is None:
        return False
    known, words = [], []
    for data in (before, after):
        document = read(path, data, shape_of(kind))
        if document.fields is None or violations(document.fields, kind) or "signatures" in document.fields:
            return False
        known.append(_without_words(document.fields))
        words.append(words_of(document.fields))
    return bool(known[0] == known[1]) and not words_shrink(*words)


def _without_words(fields: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if name not in _WORDS}
    if "contacts" in kept:
        kept["contacts"] = [_without_words(inner) for inner in kept["contacts"]]
    return kept
