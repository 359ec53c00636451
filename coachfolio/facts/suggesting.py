"""Which criterion a piece of evidence may show: suggestions from what the coach claimed before, never a claim.

Criteria are terse, and the words of a passage hardly ever are those of its criterion. What tells more is what the coach
claimed before from this kind of evidence, from this field of it, and from passages with the same words. Three shares
are added up; `benchmarks/suggestions.py` measures what comes of it beside plain comparison of words.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from coachfolio.evidence.model import Evidence
from coachfolio.facts.progress.coverage import claims_made
from coachfolio.format.schemas import schema
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["Passage", "Suggestions", "passages_of", "words_in"]

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_NEAREST: Final = 15
"""Earlier passages with the most words in common that are asked."""
_COMMON: Final = 8
"""A word that is in more than one of so many passages tells nothing of which is near."""
_RANKS: Final = 8
"""How far down the criteria of a piece it is still proposed for one of them."""
_BY_KIND, _BY_FIELD, _BY_WORDS, _BY_TEXT = 1.0, 1.0, 0.5, 0.3
"""How much each share counts: they were chosen on the example's claims, each held out in turn."""


class Passage(NamedTuple):
    """What one claim rests on."""

    evidence: str
    kind: str
    field: str
    criterion: str
    words: Mapping[str, float]
    """Each word and how much it tells, scaled to length one."""


def words_in(text: str) -> list[str]:
    """The words of a text that tell something, without an s at the end."""
    found = _WORD.findall(text.lower())
    return [word[:-1] if word.endswith("s") and len(word) > 4 else word for word in found]


def passages_of(piece: Evidence) -> dict[str, str]:
    """The prose of a piece by its fields."""
    found: dict[str, str] = {}
    for name, value in _texts(piece):
        found[name] = f"{found.get(name, '')}\n{value}".strip()
    return found


def _texts(holder: Any) -> Iterable[tuple[str, str]]:
    from dataclasses import fields, is_dataclass

    for part in fields(holder):
        if part.name in _NO_PROSE:
            continue
        value = getattr(holder, part.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, str):
                yield part.name, inner
            elif is_dataclass(inner):
                yield from _texts(inner)


_NO_PROSE: Final = {"id", "path", "client", "claims", "attachments", "extra", "about", "units", "role", "mode", "fee"}


class Suggestions:
    """What the claims of a portfolio suggest for a piece of evidence. Made once, asked for many pieces."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._criteria: Final = tuple(portfolio.qualification.criteria) if portfolio.qualification else ()
        pieces = {piece.id: piece for piece in portfolio.evidence}
        self._pieces: Final = tuple(
            piece for piece in portfolio.evidence if "claims" in schema(piece.type)["properties"]
        )
        raw = []
        for claim in claims_made(portfolio.evidence):
            piece = pieces.get(claim.evidence)
            if piece is not None:
                told = passages_of(piece)
                field = _field_of(claim.where, told)
                raw.append((claim, piece, field, words_in(told.get(field) or " ".join(told.values()))))
        seen = Counter(word for *_, words in raw for word in set(words))
        self._rare: Final = {word: math.log(1 + len(raw) / number) for word, number in seen.items()}
        self._new: Final = math.log(1 + max(len(raw), 1))
        self._passages: Final = [
            Passage(claim.evidence, piece.type, field, claim.criterion, self._scaled(words))
            for claim, piece, field, words in raw
        ]
        self._texts: Final = {criterion.ref: self._scaled(words_in(criterion.text)) for criterion in self._criteria}
        self._having: Final[dict[str, list[tuple[int, float]]]] = {}
        """Each word that is not in every other passage, the passages that have it by their number, and how much it
        tells there."""
        common = max(_NEAREST, len(raw) // _COMMON)
        for number, passage in enumerate(self._passages):
            for word, value in passage.words.items():
                if seen[word] <= common:
                    self._having.setdefault(word, []).append((number, value))
        self._of_kind: Final = Counter((passage.kind, passage.criterion) for passage in self._passages)
        self._of_field: Final = Counter(
            (passage.kind, passage.field, passage.criterion) for passage in self._passages if passage.field
        )
        self._own: Final[dict[str, list[int]]] = {}
        for number, passage in enumerate(self._passages):
            self._own.setdefault(passage.evidence, []).append(number)

    def _scaled(self, words: Sequence[str]) -> dict[str, float]:
        counted = Counter(words)
        values = {word: (1 + math.log(number)) * self._rare.get(word, self._new) for word, number in counted.items()}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {word: value / length for word, value in values.items()}

    def for_piece(self, piece: Evidence, field: str = "", *, most: int = 3, without: str = "") -> tuple[str, ...]:
        """The criteria that this piece most likely shows and does not claim yet, the likeliest first.

        With `field`, what that field of it shows. `without` leaves one claim of the piece out of account, as if it had
        not been made.
        """
        own = [self._passages[number] for number in self._own.get(piece.id, ())]
        claimed = {passage.criterion for passage in own} - {without}
        told = passages_of(piece)
        words = self._scaled(words_in(told.get(field) or " ".join(told.values())))
        of_kind: Counter[str] = Counter()
        of_field: Counter[str] = Counter()
        for criterion in self._texts:
            of_kind[criterion] = self._of_kind[piece.type, criterion]
            of_field[criterion] = self._of_field[piece.type, field, criterion]
        for passage in own:  # what is claimed with the piece itself tells nothing
            of_kind[passage.criterion] -= passage.kind == piece.type
            of_field[passage.criterion] -= bool(field) and passage.field == field
        of_words = self._of_words(words, piece.id)
        scores = {
            criterion.ref: _BY_KIND * _share(of_kind, criterion.ref)
            + _BY_FIELD * _share(of_field, criterion.ref)
            + _BY_WORDS * _share(of_words, criterion.ref)
            + _BY_TEXT * _alike(words, self._texts[criterion.ref])
            for criterion in self._criteria
            if criterion.ref not in claimed
        }
        likely = sorted(scores, key=lambda ref: -scores[ref])
        return tuple(ref for ref in likely if scores[ref] > 0)[:most]

    def _of_words(self, words: Mapping[str, float], evidence: str) -> Mapping[str, float]:
        """By criterion, how alike the nearest passages of other pieces are, added up."""
        alike: dict[int, float] = {}
        for word, value in words.items():
            for number, other in self._having.get(word, ()):
                alike[number] = alike.get(number, 0.0) + value * other
        for number in self._own.get(evidence, ()):
            alike.pop(number, None)
        near = heapq.nlargest(_NEAREST, ((value, self._passages[number].criterion) for number, value in alike.items()))
        found: dict[str, float] = {}
        for value, criterion in near:
            found[criterion] = found.get(criterion, 0.0) + value
        return found

    def pieces_for(self, refs: Sequence[str], *, most: int = 5) -> dict[str, tuple[Evidence, ...]]:
        """For each criterion, the pieces that do not claim it yet and for which it is among the likeliest."""
        found: dict[str, list[tuple[int, Evidence]]] = {ref: [] for ref in refs}
        for piece in self._pieces:
            for rank, ref in enumerate(self.for_piece(piece, most=_RANKS)):
                if ref in found:
                    found[ref].append((rank, piece))
        return {
            ref: tuple(piece for _, piece in sorted(ranked, key=lambda pair: (pair[0], pair[1].path))[:most])
            for ref, ranked in found.items()
        }


def _field_of(where: str | None, told: Mapping[str, str]) -> str:
    """The field that a claim points at, where it names one."""
    head = re.split(r"[,;:(]", where or "", maxsplit=1)[0].strip().lower().replace(" ", "_")
    return head if head in told else ""


def _alike(these: Mapping[str, float], those: Mapping[str, float]) -> float:
    if len(those) < len(these):
        these, those = those, these
    return sum(value * those.get(word, 0.0) for word, value in these.items())


def _share(counted: Mapping[str, float], ref: str) -> float:
    total = sum(counted.values())
    return counted.get(ref, 0.0) / total if total else 0.0
