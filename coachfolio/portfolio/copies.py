"""Copies of a piece of evidence, as sync services and people make them. A copy counts for nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from coachfolio.evidence import Reference
from coachfolio.evidence.model import Evidence

__all__ = ["ALIKE", "LEAST_PHRASES", "copies_among", "name_without_copy_marks", "overlap", "phrases_in", "phrases_of"]

_MARKS: Final = r"""
      \s\((?:\d{1,3}|[^()]{0,60}?(?:conflict|konflikt|conflit|copy|kopie)[^()]{0,60})\)
    | \s\[[^\[\]]{0,60}?conflict[^\[\]]{0,60}\]
    | \s\d{1,3}
    | [\s_-]+(?:copy|kopie|copie|copia)(?:[\s_-]*\(?\d{1,3}\)?)?
    | [._-](?:sync-)?conflict-\d{6,8}[\d-]{0,12}(?:-[A-Z0-9]{7})?
    | _[\w-]{1,40}_[A-Z][a-z]{2}-[\d-]{6,16}_conflict
    | -(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{3,15}(?:-\d{1,3})?
    | \.orig | \.bak | ~
    """
"""What OneDrive, iCloud, Dropbox, Google Drive, Syncthing, Box, Windows and the Finder put behind a name."""
_MARKED: Final = rf"(?xis)(?P<name>.+?)(?:{_MARKS})+"
_COPY_OF: Final = r"(?is)(?:copy|kopie|copie|copia) (?:of|von|de|di) (?P<name>.+)"
_SURE: Final = (
    r"(?i)[(\[][^()\[\]]*(?:conflict|konflikt|conflit)|[._-](?:sync-)?conflict-\d{6}|-\d+_conflict"
    r"|-(?:DESKTOP|LAPTOP|WIN)-\w"
)
"""Marks that only a computer makes: whatever such a file says, it is a version of the other one."""
_TIDY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Phrase = tuple[str, str, str]
Phrases = frozenset[Phrase]

LEAST_PHRASES: Final = 10
"""Phrases of a text; fewer may well be the same twice."""
ALIKE: Final = 0.8
"""The share of their phrases that two texts have in common from which on they are one text."""
_MOST_LEADERS: Final = 24
"""Pieces of one day and client that a further one is compared with."""
_SIGNED: Final = (
    "assessment-decisions",
    "assessment-actions",
    "assessment-plans",
    "assessment-sampling",
    "declarations",
)
"""Kinds of which two on a day may well read alike: the same round of an assessor's, on two units."""


def name_without_copy_marks(name: str) -> str | None:
    """What a file was called before a sync service or a person made a copy of it; None where it is no copy's name."""
    if (match := re.fullmatch(_COPY_OF, name)) or (match := re.fullmatch(_MARKED, name)):
        return match["name"].strip()
    return None


def copies_among(
    evidence: Sequence[Evidence], contents: Mapping[str, str], references: Mapping[str, Sequence[Reference]]
) -> dict[str, str]:
    """Each copy's path, with the path of the piece that it is a copy of and that counts.

    A piece is a copy of another of its kind if its content is the same. It is one too if it lies in the same folder,
    has the other's name with a copy's mark, and says the same or was marked by a computer. And it is one if it is
    of the same day, time and client, and four fifths of its phrases are the other's. Of two the one stays that
    something mentions, then the one whose name has no mark of a copy. Then it is the one with the tidier name, the
    shorter one, or the first path.
    """
    pairs = [*_of_one_content(evidence, contents), *_of_one_name(evidence), *_of_one_day(evidence)]
    if not pairs:
        return {}
    mentioned = {mention.value for mentions in references.values() for mention in mentions}
    for piece in evidence:
        mentioned.update(getattr(piece, "contents", None) or ())
    copies: dict[str, str] = {}
    for first, second in pairs:
        first, second = _standing_for(first, copies), _standing_for(second, copies)
        if first != second:
            kept, copy = sorted((first, second), key=lambda path: _rank(path, mentioned))
            copies[copy] = kept
    return {path: _standing_for(path, copies) for path in sorted(copies)}


def _standing_for(path: str, copies: Mapping[str, str]) -> str:
    while path in copies:
        path = copies[path]
    return path


def _rank(path: str, mentioned: Collection[str]) -> tuple[bool, bool, bool, int, str]:
    name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return name not in mentioned, name_without_copy_marks(name) is not None, not _TIDY.fullmatch(name), len(name), path


def _of_one_content(evidence: Sequence[Evidence], contents: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    first_with: dict[tuple[str, str | None], Evidence] = {}
    for piece in evidence:
        first = first_with.setdefault((piece.type, contents.get(piece.path)), piece)
        # what was taken out of a sheet for a client's sake may have left two alike
        if first is not piece and not getattr(piece, "forgotten", None):
            yield first.path, piece.path


def _of_one_name(evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    marked = [piece for piece in evidence if not _TIDY.fullmatch(piece.id) and name_without_copy_marks(piece.id)]
    if not marked:
        return
    named = {_place(piece.path, piece.id): piece for piece in evidence}
    for piece in marked:
        name = name_without_copy_marks(piece.id)
        other = named.get(_place(piece.path, name)) if name else None
        if not name or not other or other.type != piece.type:
            continue
        if re.search(_SURE, piece.id[len(name) :]) or _same(piece, other):
            yield other.path, piece.path


def _place(path: str, name: str) -> tuple[str, str]:
    return path.rpartition("/")[0], name.casefold()


def _of_one_day(evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """Pieces of one day, time and client that say the same in nearly the same words."""
    by_day: dict[tuple[object, ...], list[Evidence]] = defaultdict(list)
    for piece in evidence:
        when = getattr(piece, "date", None)
        if when is not None and piece.type not in _SIGNED:
            by_day[piece.type, when, getattr(piece, "start", None), getattr(piece, "client", None)].append(piece)
    for alike in by_day.values():
        leaders: list[tuple[Evidence, Phrases]] = []
        for piece in alike if len(alike) > 1 else ():
            words = phrases_of(piece)
            for leader, said in leaders:
                if len(words) >= LEAST_PHRASES and overlap(words, said) >= ALIKE:
                    yield leader.path, piece.path
                    break
            else:
                if len(leaders) < _MOST_LEADERS:
                    leaders.append((piece, words))


def phrases_of(piece: object) -> Phrases:
    """The phrases of all texts in a piece or a contact."""
    found: set[Phrase] = set()
    for name in type(piece).__annotations__:
        text = getattr(piece, name, None)
        if isinstance(text, str) and " " in text and name != "path":
            found |= phrases_in(text)
    return frozenset(found)


def phrases_in(text: str) -> Phrases:
    """Every three words that follow one another in a text, in small letters."""
    words = text.casefold().split()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def overlap(words: Phrases, others: Phrases) -> float:
    """The share of phrases that two texts have in common, from 0 to 1."""
    return 2 * len(words & others) / (len(words) + len(others)) if words or others else 1.0


def _same(piece: Evidence, other: Evidence) -> bool:
    """Whether everything that two pieces say is the same, or all but a fifth of what they say in words."""
    mine, theirs = _fields(piece), _fields(other)
    if mine == theirs:
        return True
    if any(mine.get(name) != theirs.get(name) for name in ("date", "start", "client")):
        return False
    words = phrases_of(piece)
    return len(words) >= LEAST_PHRASES and overlap(words, phrases_of(other)) >= ALIKE


def _fields(piece: Evidence) -> dict[str, Any]:
    return {name: getattr(piece, name) for name in type(piece).__annotations__ if name != "type"}
