"""Names of fields as people write them, and the codes and references that they write nearly right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.schemas import ANNOTATION, Schema, schema
from coachfolio.format.slips.meaning import is_long

__all__ = ["Name", "code_in", "fields_for", "name_in", "plain_name", "reference_in"]

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS: Final = "*_#>`“”‘’\"' \t\xa0-–—"
_IN_HOURS: Final = re.compile(r"\b(?:hours|hrs)\b")


@frozen()
class Name(Frozen):
    """The field that a name means."""

    field: str
    how: Literal["exact", "form", "synonym", "near"]
    in_hours: bool = False
    """Whether the number behind it is of hours, where the field has minutes."""


def plain_name(written: str) -> str:
    """A name in small letters, with blanks between its words."""
    folded = _UNSEEN.sub("", written).strip(_MARKS).casefold()
    return re.sub(r"[\s\xa0_\-–—/]+", " ", folded).strip(" .:?")


@cache
def _synonyms() -> Mapping[str, frozenset[str]]:
    """Every word that people use for a field, with the fields that it is used for."""
    found: dict[str, set[str]] = {}
    said: Mapping[str, Sequence[str]] = schema("common")[ANNOTATION]["synonyms"]
    for field, words in said.items():
        for word in words:
            found.setdefault(plain_name(word), set()).add(field)
    return {word: frozenset(fields) for word, fields in found.items()}


def fields_for(written: str, part: Schema) -> tuple[str, ...]:
    """Every field of a section that a name may mean, in the order of the schema."""
    known = part.get("properties", {})
    plain = plain_name(written)
    same = tuple(field for field in known if plain_name(field) == plain)
    if same:
        return same
    meant = _synonyms().get(plain, frozenset())
    return tuple(field for field in known if field in meant)


def name_in(written: str, part: Schema, *, near: bool = False) -> Name | None:
    """The one field of a section that a name means; with `near`, also where letters are wrong."""
    known = part.get("properties", {})
    if written in known:
        return Name(written, "exact")
    if is_long(written):
        return None
    fields = fields_for(written, part)
    plain = plain_name(written)
    hours = bool(_IN_HOURS.search(plain))
    if len(fields) == 1:
        field = fields[0]
        how: Literal["form", "synonym"] = "form" if plain_name(field) == plain else "synonym"
        return Name(field, how, hours and field.endswith("minutes"))
    if near and not fields and len(plain) >= 4:
        close = difflib.get_close_matches(plain, [plain_name(field) for field in known], n=2, cutoff=0.84)
        if len(close) == 1:
            return Name(next(field for field in known if plain_name(field) == close[0]), "near")
    return None


# --- codes and references


def _letters(text: str) -> str:
    """A code or short name without what people add, leave out or mistype in it."""
    folded = _UNSEEN.sub("", text).casefold()
    folded = re.sub(r"(?<=[a-z\d])o(?=\d)|(?<=\d)o(?=\d|$)", "0", folded)
    folded = re.sub(r"[^a-z0-9]+", "", folded)
    return re.sub(r"(?<!\d)0+(?=\d)", "", folded)


_WORDS_BEFORE: Final = re.compile(r"^(?:client|coachee|mentee|code)\s*(?:no\.?|number|code|:)?\s*", re.IGNORECASE)
_NOTE: Final = re.compile(r"^(?P<code>[A-Za-z]{1,3}[ -]?\d{1,4})\s*(?:[(\[,/;–—-]\s*|\s)(?P<note>\D.*)$")


def code_in(text: str, declared: Iterable[str]) -> str | None:
    """The one declared code or short name that a text means. What stands behind a code is not asked."""
    if is_long(text):
        return None
    known = list(declared)
    note = _NOTE.match(text.strip())
    if note and not re.search(r"\d", note["note"]) and not re.match(r"(?:and|&|\+|or)\b", note["note"], re.IGNORECASE):
        return code_in(note["code"], known)
    for form in (text, _WORDS_BEFORE.sub("", text)):
        same = [code for code in known if _letters(code) == _letters(form)]
        if len(same) == 1:
            return same[0]
    number = _WORDS_BEFORE.sub("", text.strip())
    if number != text.strip() and number.isdigit():
        same = [code for code in known if re.sub(r"\D", "", code).lstrip("0") == number.lstrip("0")]
        if len(same) == 1:
            return same[0]
    return None


def reference_in(text: str, known: Sequence[str]) -> str | None:
    """The one criterion or unit that a text means, where it is written in another form."""
    if is_long(text):
        return None
    wanted = _reference(text)
    same = [ref for ref in known if _reference(ref) == wanted]
    return same[0] if len(same) == 1 and wanted else None


def _reference(text: str) -> tuple[str, ...]:
    folded = _UNSEEN.sub("", text).casefold().strip(" .,;")
    # D703 is D7.03: the nought begins a part of its own
    folded = re.sub(r"(?<=\d)(?=0\d)", ".", folded)
    return tuple(part.lstrip("0") or "0" for part in re.findall(r"[a-z]+|\d+", folded))


def evidence_in(text: str, ids: Iterable[str]) -> str | None:
    """The id of a piece that was given with its folder or its ending."""
    if is_long(text):
        return None
    plain = text.strip().replace("\\", "/").rsplit("/", 1)[-1]
    plain = re.sub(r"\.ya?ml(?:\.txt)?$", "", plain, flags=re.IGNORECASE)
    for form in (plain, plain.casefold(), re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")):
        if form in ids:
            return form
    return None


def known_part(part: Schema, name: str) -> Schema | None:
    """The part of a schema for a field of a section."""
    inner: Any = part.get("properties", {}).get(name)
    if inner is None and isinstance(part.get("additionalProperties"), Mapping):
        inner = part["additionalProperties"]
    return inner if isinstance(inner, Mapping) else None
