"""What a label of a form, a header of a column or a heading means: a field, or something that is none itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Final

from coachfolio.editing.importing.facts import AnswerChoice, Column, How, ImportQuestion, ImportWanted
from coachfolio.format.schemas import ANNOTATION, Schema, schema
from coachfolio.format.slips.names import fields_for, name_in, plain_name

__all__ = [
    "BESIDES",
    "INTO_EXTRA",
    "LEFT_OUT",
    "column_for",
    "is_prose",
    "label_question",
    "looks_like_a_label",
    "part_of",
]

INTO_EXTRA: Final = "extra"
"""The field for what has no field of its own."""
LEFT_OUT: Final = "left out"

BESIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "organisation": (
        *("organisation", "organization", "company", "employer", "client organisation", "client organization"),
        *("client company", "coachee organisation", "client employer", "business", "firm", "organisation name"),
    ),
    "end": ("end", "end time", "finish", "finish time", "finished", "ended", "to", "until", "time to", "ending time"),
    "email": (
        *("email", "e mail", "client email", "client e mail", "email address", "coachee email", "contact email"),
        *("contact info", "contact information", "contact details", "client contact", "client contact details"),
    ),
    "phone": ("phone", "telephone", "mobile", "client phone", "phone number", "telephone number", "mobile number"),
    "person": (
        *("sponsor", "line manager", "manager", "client manager", "sponsor name", "manager name", "tripartite"),
        *("line manager name", "client sponsor", "others present", "other people present", "referred by"),
    ),
    "learner": (
        *("learner name", "candidate name", "coach name", "name of coach", "name of learner", "name of candidate"),
        *(
            "learner",
            "candidate",
            "student name",
            "enrolment number",
            "candidate number",
            "learner number",
            "ilm number",
        ),
        *(
            "coach mentor name",
            "name of coach mentor",
            "coach",
            "mentor name",
            "centre",
            "centre name",
            "centre number",
        ),
    ),
    "signature": (
        *(
            "signed",
            "signature",
            "signed by",
            "coach signature",
            "learner signature",
            "client signature",
            "date signed",
        ),
        *("signed coach", "signed client", "coachee signature", "signature of coach", "signature of client"),
        *("candidate signature", "assessor signature", "print name", "tutor signature", "mentor signature"),
    ),
    "number": (
        *("no", "sr no", "s no", "number", "session no", "session number", "contact no", "contact number", "row"),
        *("sheet no", "sheet number", "ref no", "session", "contact", "#", "nr", "item"),
    ),
}
"""What labels say besides fields: what each is called, and the words for it."""
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "client": ("who", "with", "with whom", "name", "initials", "person seen", "client s initials", "client and role"),
    "date": ("date & time", "date and time", "date time", "day & time", "day and time", "date of meeting"),
    "approach": ("options", "obstacles", "tools & models", "models tools"),
    "purpose": ("reality", "current reality", "situation"),
    "actions": ("will", "way forward", "will way forward", "wrap up"),
}
"""Words on forms for a session that mean these fields there, and other things elsewhere."""
_ALSO_OF: Final = {word: field for field, words in _ALSO.items() for word in words}
_BESIDES_OF: Final = {word: what for what, words in BESIDES.items() for word in words}

_SOUNDS_LIKE: Final = (
    ("claims", r"\bcriteri(?:a|on)\b"),
    ("actions", r"\b(?:actions?|next steps?|agreed|commitments?|homework|will do|way forward)\b"),
    (
        "reflection",
        r"\b(?:reflect\w*|learn\w*|went well|differently|improve|feelings?|felt|insights?|self|did i|my own)\b",
    ),
    ("outcome", r"\b(?:outcomes?|results?|achieved|impact|benefits?|progress|conclusions?|changed)\b"),
    (
        "purpose",
        r"\b(?:purpose|aims?|goals?|objectives?|agenda|topics?|focus|issues?|reason|wants?|discussed|discussion)\b",
    ),
    ("approach", r"\b(?:approach|models?|techniques?|tools?|methods?|interventions?|skills?|questions?|used|style)\b"),
)
"""Fields of prose, and the words in a longer heading that stand for each."""
_NOT_MEANT: Final = re.compile(
    r"\((?![smh]\w*\))[^()]*\)|\[[^\[\]]*\]"
    r"|\b(?:the|your|my|our|please|of (?:the )?(?:session|contact|meeting)|for this \w+)\b",
    re.IGNORECASE,
)
_QUESTION: Final = re.compile(r"^(?:what|how|why|who|which|where|when|did|do|was|were|is|are|describe|explain)\b", re.I)
_MOST_WORDS: Final = 14
_MOST_LETTERS: Final = 110


def part_of(kind: str) -> Schema:
    """The part of a schema that has the fields of one entry: of a contact, where the kind is a sheet of contacts."""
    whole = schema(kind)
    items: Schema | None = whole["properties"].get("contacts", {}).get("items")
    return items if items is not None and "properties" in items else whole


def looks_like_a_label(text: str, *, strong: bool = False) -> bool:
    """Whether a text can be a label: short, and no sentence."""
    plain = text.strip()
    if not plain or len(plain) > _MOST_LETTERS or "\n\n" in plain or not re.search(r"[^\W\d_]", plain):
        return False
    if len(plain.split()) > _MOST_WORDS:
        return False
    if plain.endswith((":", "?")):
        return True
    return not plain.endswith((".", ",", ";", "!")) or (strong and plain.endswith("."))


def column_for(label: str, kind: str, wanted: ImportWanted, *, taken: Collection[str] = (), place: str = "") -> Column:
    """What a label means for a kind of evidence. `taken` are the fields that other labels beside it have already.

    Where it means several fields, the first that is not taken is proposed, and `label_question` asks.
    """
    plain = plain_name(label)
    said = wanted.mapped.get(plain, wanted.answers.get(f"label:{plain}"))
    if said is not None:
        return Column(label, said, "answered", place, in_hours=_in_hours(plain, said))
    fields, how, in_hours = _meant(label, kind)
    free = [field for field in fields if field not in taken]
    if len(free) > 1 and "reflection" in free:  # notes may be anything, and are mostly what was made of it
        free = ["reflection"]
    return Column(label, (free or [*fields, ""])[0], how, place, in_hours)


@lru_cache(maxsize=1 << 15)
def sure_field(label: str, kind: str) -> str:
    """The field that a label surely means for a kind of evidence; empty where none."""
    fields, how, _ = _meant(label, kind)
    return fields[0] if fields and how in ("exact", "form", "synonym") else ""


@lru_cache(maxsize=1 << 13)
def _meant(label: str, kind: str) -> tuple[tuple[str, ...], How, bool]:
    """The fields that a label may mean, how that is known, and whether numbers below it are hours."""
    part = part_of(kind)
    for form in dict.fromkeys((label, _NOT_MEANT.sub(" ", label), re.split(r"[(\[/]", label)[0])):
        shorter = plain_name(form)
        if not shorter:
            continue
        name = name_in(form, part, near=True)
        if name is not None and not (name.how == "near" and shorter in _BESIDES_OF):
            return (name.field,), name.how, name.in_hours or _in_hours(plain_name(label), name.field)
        several = fields_for(form, part)
        if several:
            return several, "near", _in_hours(plain_name(label), several[0])
        if shorter in _BESIDES_OF:
            return (_BESIDES_OF[shorter],), "synonym", False
        if kind == "sessions" and shorter in _ALSO_OF:
            return (_ALSO_OF[shorter],), "near", False
    sounding = _sounding(plain_name(label), part)
    return ((sounding,), "near", False) if sounding else ((), "none", False)


def _sounding(plain: str, part: Schema) -> str:
    """The field of prose that a longer heading speaks of."""
    if len(plain.split()) < 2:
        return ""
    found = [field for field, words in _SOUNDS_LIKE if field in part["properties"] and re.search(words, plain)]
    return found[0] if len(found) == 1 or (found and _QUESTION.match(plain)) else ""


def _in_hours(plain: str, field: str) -> bool:
    return field.endswith("minutes") and bool(re.search(r"\b(?:hours|hrs|hour|h)\b", plain))


def label_question(
    column: Column, kind: str, sample: str, wanted: ImportWanted, *, is_long: bool
) -> ImportQuestion | None:
    """What is asked about a label that has no field, or may have several; None where nothing is."""
    plain = plain_name(column.label)
    part = part_of(kind)
    if column.how in ("exact", "form", "synonym", "answered"):
        return None
    several = fields_for(column.label, part)
    if column.how == "near" and len(several) < 2:
        return None  # shown with the others for approval
    fields = [name for name, inner in part["properties"].items() if is_prose(inner)] if not several else list(several)
    choices = [AnswerChoice(name, _about(name, part)) for name in fields]
    choices += [AnswerChoice(INTO_EXTRA, "a field of your own (extra)"), AnswerChoice(LEFT_OUT, "leave it out")]
    proposed = column.field or ("reflection" if is_long and "reflection" in part["properties"] else INTO_EXTRA)
    shown = f" It has, for instance: “{sample}”" if sample else ""
    return ImportQuestion(
        f"label:{plain}",
        f"Where does “{column.label.strip(' :')}” belong?{shown}",
        tuple(choices),
        proposed,
    )


def is_prose(part: Schema) -> bool:
    """Whether a field is for text of any length."""
    return (
        part.get("type") == "string"
        and not {"enum", "pattern", "format"} & part.keys()
        and not ({"refers", "format"} & part.get(ANNOTATION, {}).keys())
    )


def _about(name: str, part: Schema) -> str:
    """A field as it is offered: its name, and the first sentence of what it is."""
    said = str(part["properties"].get(name, {}).get("description", "")).split(". ")[0].rstrip(".")
    return f"{name}: {said}" if said else name
