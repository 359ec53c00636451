"""The very passage that a claim points to: the words of the evidence behind `reflection, second and third paragraphs`.

What a coach wrote under `where` is for people. It is followed as far as it can be told, and where its words say more
than that, the passage says so: whoever reads it then looks in the evidence itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import ContactSheet, Evidence
from coachfolio.facts.progress.coverage import ClaimMade, told_in_words
from coachfolio.format.schemas import ANNOTATION, evidence_kinds, schema

__all__ = ["NOTHING", "PassagePart", "PointedPassage", "ReadText", "paragraphs_of", "passage_of"]

ReadText = Callable[[str], str | None]
"""The text of an attachment by its name in the evidence; None where it is no text, or cannot be read."""


@frozen()
class PassagePart(Frozen):
    """One stretch of a passage."""

    field: str
    """The field that it stands in; empty for an attachment."""
    attachment: str
    """The attachment that it stands in, as the evidence names it; empty for a field."""
    contact: int | None
    """Of a sheet, which contact, from 1."""
    which: str
    """Which part of it, such as `paragraphs 2 and 3`; empty where it is all of it."""
    text: str

    def with_text(self, text: str) -> PassagePart:
        """This stretch, with its text as it may be shown."""
        return PassagePart(self.field, self.attachment, self.contact, self.which, text)


@frozen()
class PointedPassage(Frozen):
    """What a claim points to."""

    parts: tuple[PassagePart, ...]
    """Empty where nobody can tell from the words alone."""
    exact: bool
    """Whether all that the claim says of where to look was followed."""


NOTHING: Final = PointedPassage((), exact=False)

_ORDINALS: Final = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
}
_CARDINALS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_LAST: Final = 0
_NUMBER: Final = rf"(?:{'|'.join(_ORDINALS)}|last|final|\d{{1,3}}(?:st|nd|rd|th)?)"
_NUMBERS: Final = rf"{_NUMBER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+to\s+(?:the\s+)?|\s*[-–]\s*)(?:the\s+)?{_NUMBER})*"
_UNIT: Final = r"(?P<{}>paragraph|para|line|sentence|section|contact|entry)(?:s|ies)?\b\.?"
_SELECTION: Final = re.compile(
    rf"\b(?P<numbers>{_NUMBERS})\s+(?:(?P<few>{'|'.join(_CARDINALS)}|\d)\s+)?{_UNIT.format('unit')}"
    rf"|\b{_UNIT.format('before')}\s+(?P<after>{_NUMBERS})"
    r"|\b(?:both|all)\s+(?:the\s+)?(?P<all>two|three|four|five|six|\d)?\s*(?P<both>paragraphs|lines|sentences)\b",
    re.IGNORECASE,
)
_SHEET: Final = re.compile(r"\bof\s+the\s+(?:whole\s+)?sheet\b", re.IGNORECASE)
_ATTACHED: Final = re.compile(
    r"\b(?:attached|attachment)(?:\s+(?:paper|document|file|text|essay|report|page|list|table))?\b", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"[\"“]([^\"”]{3,80})[\"”]")
_GLUE: Final = re.compile(r"\b(?:and|the|of|in|its|see|whole|all|both|field|my)\b|[\s,;:.()]", re.IGNORECASE)
_BLANK_LINES: Final = re.compile(r"\n[ \t]*\n+")
_SENTENCE: Final = re.compile(r"(?<=[.!?…”\"])\s+(?=[A-Z“\"(])")
_HEADING: Final = re.compile(r"^#{1,6} ", re.MULTILINE)
_NUMBER_WORD: Final = re.compile(rf"{_NUMBER}|\bto\b|[-–]", re.IGNORECASE)


def passage_of(claim: ClaimMade, piece: Evidence, read_text: ReadText | None = None) -> PointedPassage:
    """The passage of a piece of evidence that a claim points to. Without `read_text`, attachments are not followed."""
    where = " ".join((claim.where or "").split())
    if not where:
        return NOTHING
    contact = _contact_of(claim, piece)
    parts: list[PassagePart] = []
    exact = True
    for words in where.split(";"):
        found, whole = _followed(words, piece, contact, read_text)
        parts += found
        exact = exact and whole
    return PointedPassage(tuple(dict.fromkeys(parts)), exact and bool(parts))


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text, without blank ones."""
    return [part for part in (part.strip("\n") for part in _BLANK_LINES.split(text)) if part.strip()]


def _contact_of(claim: ClaimMade, piece: Evidence) -> int | None:
    """On a sheet, the contact that a claim belongs to, from 1."""
    inside = claim.path == piece.path and claim.place[:1] == ("contacts",)
    return int(claim.place[1]) + 1 if inside else None


@cache
def _fields() -> re.Pattern[str]:
    names = sorted(told_in_words() | _lists(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(name.replace('_', '[_ ]') for name in names)})\b", re.IGNORECASE)


def _lists() -> frozenset[str]:
    """The fields of evidence that are lists of what somebody wrote, such as actions."""
    return frozenset(
        name
        for kind in evidence_kinds()
        for name, part in schema(kind)["properties"].items()
        if part.get("items", {}).get("type") == "string"
        and not {"pattern", "enum"} & part["items"].keys()
        and "refers" not in part["items"].get(ANNOTATION, {})
    )


class _Found:
    """What one stretch of a `where` names: a place, and the selections within it."""

    def __init__(self, field: str = "", attachment: bool = False) -> None:
        self.field = field
        self.attachment = attachment
        self.contacts: list[int] = []
        self.of_sheet = False
        self.selections: list[tuple[str, list[int]]] = []
        self.headings: list[str] = []


def _followed(
    words: str, piece: Evidence, contact: int | None, read_text: ReadText | None
) -> tuple[list[PassagePart], bool]:
    """The parts that some words lead to, and whether nothing of the words is left."""
    places, rest = _places(words)
    parts: list[PassagePart] = []
    exact = not _GLUE.sub("", rest)
    for place in places:
        found, whole = _parts(place, piece, contact, read_text)
        parts += found
        exact = exact and whole and bool(found)
    return parts, exact and bool(places)


def _places(words: str) -> tuple[list[_Found], str]:
    """The fields and attachments that words name, in order, each with the selections that belong to it."""
    marks = [*((match.start(), "field", match) for match in _fields().finditer(words))]
    marks += [(match.start(), "attached", match) for match in _ATTACHED.finditer(words)]
    marks += [(match.start(), "selection", match) for match in _SELECTION.finditer(words)]
    marks += [(match.start(), "sheet", match) for match in _SHEET.finditer(words)]
    marks += [(match.start(), "quoted", match) for match in _QUOTED.finditer(words)]
    places: list[_Found] = []
    early: list[re.Match[str]] = []
    rest, taken = words, 0
    for start, what, match in sorted(marks, key=lambda mark: mark[0]):
        if start < taken:
            continue  # a word inside what was read already
        taken = match.end()
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
        if what in ("field", "attached"):
            place = _Found() if what == "attached" else _Found(match[1].lower().replace(" ", "_"))
            place.attachment = what == "attached"
            places.append(place)
            for waiting in early:
                _select(place, waiting)
            early = []
        elif what == "selection":
            if places:
                _select(places[-1], match)
            else:
                early.append(match)
        elif what == "sheet" and places:
            places[-1].of_sheet = True
        elif what == "quoted" and places:
            places[-1].headings.append(match[1])
    if early:
        place = _Found()
        for waiting in early:
            _select(place, waiting)
        places.append(place)
    return places, rest


def _select(place: _Found, match: re.Match[str]) -> None:
    if match["both"]:
        many = _CARDINALS.get((match["all"] or "two").lower()) or int(match["all"])
        place.selections.append((match["both"].lower().rstrip("s"), list(range(1, many + 1))))
        return
    unit = (match["unit"] or match["before"]).lower()
    numbers = _numbers(match["numbers"] or match["after"])
    few = match["few"]
    if few:
        many = _CARDINALS.get(few.lower()) or int(few)
        numbers = list(range(-many + 1, 1)) if numbers == [_LAST] else list(range(numbers[0], numbers[0] + many))
    if unit == "contact":
        place.contacts += numbers
    else:
        place.selections.append(("paragraph" if unit == "para" else unit, numbers))


def _numbers(words: str) -> list[int]:
    """`first, third to fifth and last` as 1, 3, 4, 5 and 0; what is counted from the end is 0 and below."""
    found: list[int] = []
    until = False
    for match in _NUMBER_WORD.finditer(words):
        word = match[0].lower()
        if word in ("to", "-", "–"):
            until = bool(found)
            continue
        number = _LAST if word in ("last", "final") else _ORDINALS.get(word) or int(re.sub(r"\D", "", word))
        if until and found and 0 < found[-1] < number <= found[-1] + 100:
            found += range(found[-1] + 1, number + 1)
        else:
            found.append(number)
        until = False
    return found


def _parts(
    place: _Found, piece: Evidence, contact: int | None, read_text: ReadText | None
) -> tuple[list[PassagePart], bool]:
    if place.attachment:
        return _of_attachments(place, piece, read_text)
    holders = _holders(place, piece, contact)
    parts: list[PassagePart] = []
    exact = not place.headings
    for number, holder in holders:
        field = place.field or _main_field(holder)
        text = _text(getattr(holder, field, None)) if field else ""
        if text:
            chosen, which, whole = _chosen(text, place.selections)
            parts.append(PassagePart(field, "", number, which, chosen))
            exact = exact and whole
    return parts, exact


def _holders(place: _Found, piece: Evidence, contact: int | None) -> Iterator[tuple[int | None, Any]]:
    """Whose field is meant: the piece's own, or that of contacts on a sheet."""
    if isinstance(piece, ContactSheet):
        numbers = place.contacts or ([contact] if contact is not None and not place.of_sheet else [])
        several = len(piece.contacts)
        numbers = [several + number if number < 1 else number for number in numbers]
        inner = [(number, piece.contacts[number - 1]) for number in numbers if 1 <= number <= several]
        if inner and not (contact is not None and not place.contacts and not _has(inner[0][1], place.field)):
            yield from inner
            return
        if not place.of_sheet and place.field and not getattr(piece, place.field, None):
            yield from ((number, sheet_contact) for number, sheet_contact in enumerate(piece.contacts, 1))
            return
    yield None, piece


def _has(holder: Any, field: str) -> bool:
    return not field or bool(getattr(holder, field, None))


def _main_field(holder: Any) -> str:
    """Where only paragraphs are named, the field that they must be of."""
    names = [name for name in told_in_words() if _text(getattr(holder, name, None))]
    return "reflection" if "reflection" in names else names[0] if len(names) == 1 else ""


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip("\n")
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return "\n".join(f"- {item.strip()}" for item in value)
    return ""


_PARTED: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "paragraph": paragraphs_of,
    "line": lambda text: [line for line in text.splitlines() if line.strip()],
    "sentence": lambda text: [sentence for part in paragraphs_of(text) for sentence in _SENTENCE.split(part)],
    "section": lambda text: _sections(text),
}
_JOINED: Final = {"paragraph": "\n\n", "section": "\n\n", "line": "\n", "sentence": " "}


def _chosen(text: str, selections: Sequence[tuple[str, list[int]]]) -> tuple[str, str, bool]:
    """What is selected of a text, which part of it that is in words, and whether every selection was there.

    A sentence or a line is one of the paragraph named before it; without one, of the whole text.
    """
    which: list[str] = []
    texts: list[str] = []
    for unit, numbers in selections:
        parted = _PARTED.get(unit)
        if parted is None:
            return text, "", False
        every = parted(text)
        places = [number if number > 0 else len(every) + number for number in numbers]
        if not places or not all(1 <= number <= len(every) for number in places):
            return text, "", False
        texts.append(_JOINED[unit].join(every[number - 1] for number in dict.fromkeys(places)))
        named = [str(number) for number in dict.fromkeys(places)]
        which.append(f"{unit}{'s' if len(named) > 1 else ''} {_listed(named)}")
    if not texts:
        return text, "", True
    return "\n\n".join(texts), ", ".join(which), True


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _of_attachments(place: _Found, piece: Evidence, read_text: ReadText | None) -> tuple[list[PassagePart], bool]:
    """The part of an attached text that is meant, where one text is attached."""
    if read_text is None:
        return [], False
    texts = [(name, text) for name in getattr(piece, "attachments", ()) if (text := read_text(name))]
    if len(texts) != 1:
        return [], False
    name, text = texts[0]
    text = text.replace("\r\n", "\n").strip("\n")
    if place.headings:
        sections = [
            section
            for heading in place.headings
            for section in _sections(text)
            if heading.casefold() in section.split("\n", 1)[0].casefold()
        ]
        if len(sections) == len(place.headings):
            return [PassagePart("", name, None, "", "\n\n".join(sections))], True
        return [PassagePart("", name, None, "", text)], False
    if any(unit == "paragraph" for unit, _ in place.selections):
        plain = "\n\n".join(part for part in paragraphs_of(text) if not _HEADING.match(part))
        chosen, which, whole = _chosen(plain, place.selections)
        return [PassagePart("", name, None, which, chosen if which else text)], whole
    chosen, which, whole = _chosen(text, place.selections)
    return [PassagePart("", name, None, which, chosen)], whole


def _sections(text: str) -> list[str]:
    """The sections of a Markdown text, by its headings below the title."""
    starts = [match.start() for match in re.finditer(r"^#{2,6} ", text, re.MULTILINE)]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip("\n") for start, end in zip(starts, ends, strict=True)]
