"""Writing up any kind of evidence: the questions that its schema asks, the answers as a person gives them, the sheet.

Everything that is asked comes from the schema: which fields there are, which are needed, their help and their choices.
Clients, people, units and evidence are offered by what the portfolio knows.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from coachfolio.base.errors import nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.confidentiality.key import KEY_FILE, Key
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, free_path, new_file, with_field
from coachfolio.editing.sessions_logged import must_name_nobody, slug
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.schemas import ANNOTATION, EVIDENCE_SCHEMAS, Schema, schema
from coachfolio.format.spoken import NotUnderstood, clock_in, day_in, minutes_in
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, Portfolio

__all__ = [
    "KINDS",
    "ROLES",
    "Question",
    "answer_from",
    "client_drafts",
    "evidence_draft",
    "new_people",
    "people_draft",
    "questions",
    "role_for",
    "sheet_draft",
    "sheet_of",
    "usual",
]

_OTHERWISE: Final = ("declarations", "mapping")
KINDS: Final = tuple(name for name in EVIDENCE_SCHEMAS if not name.startswith("assessment-") and name not in _OTHERWISE)
"""The kinds of evidence that a coach writes up; declarations and assessment have commands of their own."""

_NOT_ASKED: Final = {
    *("claims", "attachments", "extra", "forgotten", "title", "signatures", "manifest", "seen_by"),
    *("recorded", "imported"),
}
"""Fields that stand in the sheet to be filled in, or are written by a command of their own."""

_ALSO_ASKED: Final = {"confidentiality_agreed", "portfolio_use_agreed"}
"""What an agreement is asked for first, and a check warns of."""

Form = Literal[
    "words", "prose", "day", "time", "minutes", "number", "yes-no", "choice", "reference", "list", "sections"
]


@frozen()
class Question(Frozen):
    """One field as it is asked."""

    field: str
    help: str
    """What the field is, by its schema."""
    form: Form
    needed: bool
    choices: tuple[str, ...] = ()
    """What can be answered, where that is known: choices, client codes, people."""
    example: str = ""
    refers: str = ""
    """What the answer names, such as person or client; empty for anything else."""
    parts: tuple[Question, ...] = ()
    """The questions of each item, where the field is a list of sections such as the contacts of a sheet."""


def questions(kind: str, portfolio: Portfolio, *, every: bool = False) -> tuple[Question, ...]:
    """What to ask for a new piece of a kind: what is needed, then what is told in words; with `every`, all fields."""
    return _questions(schema(kind), portfolio, every=every)


def _questions(part: Schema, portfolio: Portfolio, *, every: bool) -> tuple[Question, ...]:
    needed = part.get("required", ())
    asked = [_question(name, inner, name in needed, portfolio) for name, inner in part["properties"].items()]
    chosen = [
        question
        for question in asked
        if question.needed
        or (question.field not in _NOT_ASKED and (every or question.form == "prose" or question.field in _ALSO_ASKED))
    ]
    return tuple(sorted(chosen, key=lambda question: not question.needed))


def _question(name: str, part: Schema, needed: bool, portfolio: Portfolio) -> Question:
    about = part.get(ANNOTATION, {})
    form = _form(name, part)
    items = part.get("items", {})
    refers = about.get("refers") or items.get(ANNOTATION, {}).get("refers", "")
    choices = tuple(str(choice) for choice in part.get("enum", ()) if not isinstance(choice, bool))
    parts = _questions(items, portfolio, every=False) if form == "sections" else ()
    examples = part.get("examples", ())
    example = str(examples[0]) if examples and not isinstance(examples[0], dict | list) else ""
    return Question(
        name, part.get("description", ""), form, needed, choices or _known(refers, portfolio), example, refers, parts
    )


def _form(name: str, part: Schema) -> Form:
    about = part.get(ANNOTATION, {})
    if part.get("format") == "date":
        return "day"
    if about.get("format") == "time":
        return "time"
    if about.get("format") == "yes-no":
        return "yes-no"
    if "enum" in part:
        return "choice"
    if part.get("type") == "integer":
        return "minutes" if name.endswith("minutes") or name.startswith("minutes") else "number"
    if part.get("type") == "array":
        return "sections" if part["items"].get("type") == "object" else "list"
    if about.get("refers"):
        return "reference"
    return "words" if "pattern" in part or part.get("type") != "string" else "prose"


def _known(refers: str, portfolio: Portfolio) -> tuple[str, ...]:
    file = portfolio.file
    if refers == "client":
        return tuple(file.clients) if file else ()
    if refers in ("person", "party"):
        return tuple(file.people) if file else ()
    if refers == "unit":
        return tuple(unit.ref for unit in portfolio.qualification.units) if portfolio.qualification else ()
    if refers == "evidence" or refers in EVIDENCE_SCHEMAS:
        return tuple(piece.id for piece in portfolio.evidence if refers in ("evidence", piece.type))
    return ()


def usual(kind: str, portfolio: Portfolio, today: datetime.date, *, client: str = "") -> dict[str, Any]:
    """What is known before anything is asked: today, and the only one where there is only one."""
    known: dict[str, Any] = {}
    for question in questions(kind, portfolio):
        if question.form == "day" and question.field in ("date", "adopted") and question.needed:
            known[question.field] = today.isoformat()
        elif question.needed and question.form == "reference" and len(question.choices) == 1:
            known[question.field] = question.choices[0]
    if client and "client" in schema(kind)["properties"]:
        known["client"] = client
    return known


def answer_from(question: Question, said: str, today: datetime.date) -> Any:
    """The value that an answer means, as a file has it. Raises NotUnderstood, which says what to answer instead."""
    text = said.strip()
    if question.form == "day":
        day = day_in(text, today)
        if day is None:
            raise NotUnderstood("Say a day, such as today, Tuesday, 3 Feb, 3/2/2026 or 2026-02-03.")
        return day.isoformat()
    if question.form == "time":
        clock = clock_in(text)
        if clock is None:
            raise NotUnderstood("Say a time, such as 14:00 or 2pm.")
        return clock.strftime("%H:%M")
    if question.form == "minutes":
        minutes = int(text) if text.isdigit() else minutes_in(text)
        if not minutes:
            raise NotUnderstood("Say how long, such as 60m, 1h15 or 1.5h; a bare number is minutes.")
        return minutes
    if question.form == "number":
        if not text.isdigit():
            raise NotUnderstood("Say a whole number, in figures.")
        return int(text)
    if question.form == "yes-no":
        if text.lower() not in ("yes", "y", "no", "n"):
            raise NotUnderstood("Answer yes or no.")
        return text.lower().startswith("y")
    if question.form == "choice":
        return _chosen(question, text)
    if question.form == "reference":
        if question.refers == "person":
            return _person(question, text)
        return _chosen(question, text) if question.choices else text
    if question.form == "list":
        return [part.strip() for part in text.split(";") if part.strip()]
    return said.rstrip() if question.form != "prose" or "\n" not in said else f"{said.rstrip()}\n"


def _chosen(question: Question, text: str) -> str:
    by_fold = {choice.casefold(): choice for choice in question.choices}
    if text.casefold() in by_fold:
        return by_fold[text.casefold()]
    begun = [choice for choice in question.choices if choice.casefold().startswith(text.casefold())]
    if len(begun) == 1 and len(text) > 1:
        return begun[0]
    meant = nearest(text, question.choices)
    some = listed(question.choices[:12], last="or")
    raise NotUnderstood(f"Answer {some}." + (f" Did you mean {meant}?" if meant else ""))


_SHORT_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def _person(question: Question, text: str) -> str:
    """A person by the short name, who may be new."""
    name = text.casefold()
    if name not in question.choices and nearest(name, question.choices, cutoff=0.8) and not name[-1:].isdigit():
        return _chosen(question, text)
    if not _SHORT_NAME.fullmatch(name):
        raise NotUnderstood("Say it by a short name of small letters, digits and hyphens, such as supervisor-1.")
    return name


ROLES: Final[tuple[str, ...]] = tuple(
    schema("portfolio")["properties"]["people"]["additionalProperties"]["properties"]["role"]["enum"]
)
"""What people can be to a portfolio."""
_ROLE_OF: Final = {"observer": "assessor", "giver": "witness"}


def role_for(field: str) -> str:
    """What somebody most likely is who is named in a field."""
    word = re.sub(r"-?[0-9]*$", "", field)
    return word if word in ROLES else _ROLE_OF.get(word, "tutor")


def new_people(kind: str, fields: Mapping[str, Any], portfolio: Portfolio) -> dict[str, str]:
    """The people whom a piece names and who are not in portfolio.yaml yet, with the likely role of each."""
    known = portfolio.file.people if portfolio.file else {}
    named = [question.field for question in questions(kind, portfolio, every=True) if question.refers == "person"]
    return {fields[field]: role_for(field) for field in named if field in fields and fields[field] not in known}


def people_draft(folder: str | os.PathLike[str], portfolio: Portfolio, people: Mapping[str, str]) -> Draft:
    """portfolio.yaml with more people, each with a role. Raises NotWritten."""
    assert portfolio.file is not None
    draft = as_it_is(folder, PORTFOLIO_FILE)
    if not portfolio.file.people:
        return with_field(draft, ("people",), {name: {"role": role} for name, role in people.items()})
    for name, role in people.items():
        draft = with_field(draft, ("people", name), {"role": role})
    return draft


def evidence_draft(
    folder: str | os.PathLike[str], kind: str, fields: Mapping[str, Any], portfolio: Portfolio, key: Key | None = None
) -> Draft:
    """A new piece of evidence with these fields, in the right folder and under a fitting name.

    Raises NotWritten, also where the words name a client of the private list.
    """
    must_name_nobody([text for value in fields.values() for text in _texts(value)], portfolio, key)
    return new_file(folder, kind, _name_for(kind, fields), fields, in_lines=True)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for part in inner for text in _texts(part)]


def _name_for(kind: str, fields: Mapping[str, Any]) -> str:
    first: Mapping[str, Any] = next(iter(fields.get("contacts", ()) or ()), {})
    day = fields.get("date") or fields.get("adopted") or fields.get("awarded") or first.get("date") or ""
    client = fields.get("client") or first.get("client") or ""
    words = slug(
        str(next((fields[name] for name in ("title", "instrument", "brought", "focus") if fields.get(name)), ""))
    )
    last = words or kind.rstrip("s")
    return "-".join(filter(None, (str(day), str(client).lower(), last)))


_OTHERS: Final = "# Other fields. Take away the # and write the value after the colon:"


def sheet_of(kind: str, fields: Mapping[str, Any], thin: Thin = ()) -> str:
    """A sheet to fill in: what is known, and below it every other field as a remark with its help.

    `thin` are criteria that have too little evidence, with their texts: they are named where claims go.
    """
    in_order = {name: fields[name] for name in schema(kind)["properties"] if name in fields}
    known = written(in_order, shape_of(kind), in_lines=True) if fields else ""
    return "\n".join([known, _OTHERS, *_remarks(kind, fields, thin), ""])


Thin = Sequence[tuple[str, str]]
"""Criteria, each with its text."""


def sheet_draft(folder: str | os.PathLike[str], kind: str, sheet: str, thin: Thin = ()) -> Draft:
    """The draft of a sheet as somebody left it, whatever it says: no word of it is lost, and a check tells the rest.

    The remarks that nobody touched are left out. The name comes from what is filled in.
    """
    untouched = {_OTHERS, *_remarks(kind, {}, thin)}
    kept = [line for line in sheet.splitlines() if line not in untouched]
    text = "\n".join(kept).strip("\n") + "\n"
    fields = read("", text.encode("utf-8", "replace"), shape_of(kind)).fields or {}
    return Draft(os.fspath(folder), free_path(folder, kind, _name_for(kind, fields)), None, text)


def _remarks(kind: str, fields: Mapping[str, Any], thin: Thin) -> list[str]:
    lines = []
    for name, part in schema(kind)["properties"].items():
        if name in fields or name in ("extra", "forgotten", "manifest", "recorded", "imported"):
            continue
        lines.append(f"# {name}:  ({part.get('description', '')})")
        if name == "claims":
            lines += [f"#   - criterion: {ref}  ({shown(text, 80)}; too little evidence so far)" for ref, text in thin]
    return lines


def client_drafts(
    folder: str | os.PathLike[str],
    portfolio: Portfolio,
    code: str,
    names: Sequence[str] = (),
    organisations: Sequence[str] = (),
) -> list[Draft]:
    """A new client: the code in portfolio.yaml, the names in the private list. Raises NotWritten."""
    assert portfolio.file is not None
    if code in portfolio.file.clients:
        raise NotWritten(f"There is a client {shown(code)} already. Take the next code.")
    start = as_it_is(folder, PORTFOLIO_FILE)
    clients = (
        with_field(start, ("clients", code), {})
        if portfolio.file.clients
        else with_field(start, ("clients",), {code: {}})
    )
    drafts = [clients]
    if names:
        about = {"names": list(names), **({"organisations": list(organisations)} if organisations else {})}
        drafts.append(_listed(folder, code, about))
    return drafts


def _listed(folder: str | os.PathLike[str], code: str, about: Mapping[str, Any]) -> Draft:
    """The private list with one client more. Raises NotWritten where there is none: git might take a new one in."""
    if not (Path(folder) / KEY_FILE).is_file():
        raise NotWritten(
            "There is no private list of clients here, so the name has no place. Run coachfolio init in this folder: "
            "it makes the list, and changes nothing that is there."
        )
    draft = as_it_is(folder, KEY_FILE)
    there: Any = read(KEY_FILE, draft.after.encode("utf-8"), shape_of("private-clients")).fields or {}
    where = ("clients", code) if there.get("clients") else ("clients",)
    return with_field(draft, where, about if there.get("clients") else {code: about})
