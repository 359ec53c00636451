"""A sheet opened as a form, what was filled in, and what is wrong with it, said beside the field that it is about.

What was filled in is held against the text that the form was made from: a field that nobody touched takes what the file
says by now, and a field that both changed is said, with both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final

from coachfolio.base.diagnostics import Diagnostic, Problem, Span, Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.scan import leaks_in, names_declared_in
from coachfolio.editing.forms.changing import CannotChange, with_values
from coachfolio.editing.forms.entries import (
    Built,
    FormEntry,
    cannot_show,
    entries_of,
    pairs_of,
    same,
    tree_of,
    values_from,
)
from coachfolio.editing.writing_up import KINDS
from coachfolio.format.documents import locate, read
from coachfolio.format.documents.text import BOM
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.forms import FormField, field_at, form_fields
from coachfolio.format.schemas import EVIDENCE_SCHEMAS, evidence_kinds
from coachfolio.format.validation import violations
from coachfolio.portfolio.portfolio import Portfolio

__all__ = [
    "WRITTEN_BY_OTHERS",
    "Clash",
    "EntryProblem",
    "Filled",
    "FormSheet",
    "clashes",
    "entries_from",
    "entry_of",
    "filled_in",
    "form_kinds",
    "names_in",
    "placed",
    "sheet_from",
]

WRITTEN_BY_OTHERS: Final = ("assessment-decisions", "assessment-plans", "assessment-sampling")
"""The kinds of evidence that an assessor or a quality assurer writes."""


def form_kinds() -> tuple[str, ...]:
    """The kinds of evidence that a coach fills in as a form: all but an assessor's and a quality assurer's."""
    others = [kind for kind in evidence_kinds() if kind not in EVIDENCE_SCHEMAS]
    return (*KINDS, "mapping", *others)


@frozen()
class FormSheet(Frozen):
    """One file opened as a form."""

    kind: str
    text: str = field(repr=False)
    """The whole text; empty for a new sheet."""
    values: Mapping[str, Any] | None = field(repr=False)
    """None where the file cannot be read, or says something in a form that no field has: it is mended as text."""
    entries: Mapping[str, FormEntry] = field(default_factory=dict, repr=False)
    unread: tuple[Problem, ...] = ()
    """Why it cannot be read."""
    not_shown: tuple[str, ...] = ()
    """Fields that are written in another form than their kind has."""
    unknown: tuple[str, ...] = ()
    """Fields that the kind does not have. They stay as they are."""


def sheet_from(kind: str, text: str) -> FormSheet:
    """A file of a kind, by its schema's name, as a form."""
    if not text:
        return FormSheet(kind, "", {})
    document = read("", text.removeprefix(BOM).encode("utf-8", "replace"), shape_of(kind))
    if document.fields is None:
        return FormSheet(kind, text, None, unread=document.problems)
    form = form_fields(kind)
    not_shown = tuple(cannot_show(form, document.fields))
    if not_shown:
        return FormSheet(kind, text, None, not_shown=not_shown)
    names = {part.name for part in form}
    unknown = tuple(name for name in document.fields if name not in names)
    return FormSheet(kind, text, dict(document.fields), entries_of(form, document.fields), unknown=unknown)


# --- filled in


@frozen()
class EntryProblem(Frozen):
    """What is wrong with one entry of a form."""

    entry: str
    """Its name in the form, such as claims.0.how; empty for the whole sheet."""
    message: str
    hint: str = ""


@frozen()
class Filled(Frozen):
    """What a form would write."""

    kind: str
    text: str = field(repr=False)
    """The whole text of the file; as it was, where it cannot be written so."""
    values: Mapping[str, Any] = field(repr=False)
    problems: tuple[EntryProblem, ...] = ()
    """What keeps it from being written."""
    places: Mapping[Where, str] = field(default_factory=dict, repr=False)
    """The way to each value, with the name of its entry."""


def filled_in(sheet: FormSheet, entries: Mapping[str, FormEntry], since: FormSheet | None = None) -> Filled:
    """The sheet with what was filled in. `since` is the sheet that the form was made from, where it is another by now.

    A problem that the file had before, in a field that nobody touched, does not keep it from being written.
    """
    values = sheet.values or {}
    form = form_fields(sheet.kind)
    touched = _touched(form, entries, (since or sheet).entries)
    made = values_from(form, touched, values)
    problems = [EntryProblem(name, said) for name, said in made.unread.items()]
    problems += _wrong(sheet, made, touched)
    text = sheet.text
    if not made.unread:
        try:
            text = _text_with(sheet, made)
        except CannotChange:
            problems.append(EntryProblem("", _BY_HAND_MESSAGE, _BY_HAND_HINT))
        except ValueError:
            problems.append(EntryProblem("", "Something that was filled in cannot be written.", "Type it again."))
    return Filled(sheet.kind, text, made.value, tuple(problems), made.places)


_BY_HAND_MESSAGE: Final = "The sheet is written in a way that this change would touch something else in it."
_BY_HAND_HINT: Final = "Make it in the text of the sheet instead."


def _touched(
    form: tuple[FormField, ...], entries: Mapping[str, FormEntry], before: Mapping[str, FormEntry]
) -> dict[str, FormEntry]:
    """The entries that are another than the form was made with; in a list, the items."""
    kept = {part.name for part in form}
    found: dict[str, FormEntry] = {}
    for name, entry in entries.items():
        old = before.get(name, "")
        if name not in kept or same(entry, old):
            continue
        if isinstance(entry, str) or isinstance(old, str):
            found[name] = entry
        else:
            found[name] = {inner: value for inner, value in entry.items() if not same(value, old.get(inner, ""))}
    return found


def _text_with(sheet: FormSheet, made: Built) -> str:
    """Raises CannotChange and ValueError."""
    if sheet.text:
        return with_values(sheet.text, sheet.kind, made.value, made.kept)
    order = [part.name for part in form_fields(sheet.kind)]
    values = {name: made.value[name] for name in sorted(made.value, key=order.index)}
    return written(values, shape_of(sheet.kind), in_lines=True) if values else ""


def _wrong(sheet: FormSheet, made: Built, touched: Mapping[str, FormEntry]) -> list[EntryProblem]:
    before = (
        {(problem.message, problem.hint) for problem in violations(sheet.values or {}, sheet.kind)}
        if sheet.text
        else set()
    )
    found = []
    for problem in violations(made.value, sheet.kind):
        entry = _own_field(sheet.kind, entry_of(problem, made.places))
        if (problem.message, problem.hint) not in before or entry.partition(".")[0] in touched:
            found.append(EntryProblem(entry, problem.message, problem.hint))
    return found


def entry_of(problem: Problem, places: Mapping[Where, str]) -> str:
    """The name of the entry that a problem of the values is about; empty where it is about none of them."""
    if isinstance(problem.at, Span):
        return ""
    where = problem.at
    if problem.rule == "missing-field":  # the section is named, and the field in the message
        name = problem.message.removeprefix("The field ").partition(" ")[0]
        section = places.get(where, "")
        return f"{section}.{name}" if section else name
    while where and where not in places:
        where = where[:-1]
    return places.get(where, "")


def _own_field(kind: str, entry: str) -> str:
    """The entry that a text is filled in at, where it stands in the place of a section."""
    part = field_at(form_fields(kind), entry) if entry else None
    return f"{entry}.{part.bare}" if part is not None and part.how == "section" and part.bare else entry


def names_in(sheet: FormSheet, filled: Filled, portfolio: Portfolio, key: Key | None) -> tuple[EntryProblem, ...]:
    """The entries that were changed and whose words name a client of the private list. The name is never said."""
    if key is None:
        return ()
    declared, before = names_declared_in(portfolio), sheet.values or {}
    changed = {name: value for name, value in filled.values.items() if value != before.get(name)}
    found = []
    for where, said in _texts(changed, ()):
        codes = list(dict.fromkeys(code for leak in leaks_in(said, key, declared=declared) for code in leak.codes))
        if codes:
            entry = _own_field(sheet.kind, entry_of(Problem("names", "", "", where), filled.places))
            hint = "Say it with the code instead of the name."
            found.append(EntryProblem(entry, f"The words name {listed(codes)}.", hint))
    return tuple(found)


def _texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*where, name))
            yield (*where, name), str(name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*where, number))


def placed(found: Iterable[Diagnostic], filled: Filled) -> dict[str, list[Diagnostic]]:
    """Findings of a check of this sheet, by the entry that each is about; the others under an empty name."""
    text = filled.text.removeprefix(BOM)
    spans = [(locate(text, where, on_key=True), locate(text, where), name) for where, name in filled.places.items()]
    by_entry: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        by_entry.setdefault(_own_field(filled.kind, _entry_at(diagnostic.span, spans)), []).append(diagnostic)
    return by_entry


def _entry_at(span: Span, spans: Sequence[tuple[Span, Span, str]]) -> str:
    """The innermost entry that a stretch of the text begins in."""
    begins = (span.line, span.column)
    inside = [
        (name.count("."), name)
        for key, value, name in spans
        if (key.line, key.column) <= begins < (value.end_line, value.end_column)
    ]
    return max(inside)[1] if inside else ""


# --- changed meanwhile


@frozen()
class Clash(Frozen):
    """A field that was changed in the file while it was changed in the form."""

    field: str
    there: str
    """As the file has it now."""
    typed: str
    """As it was filled in."""


def clashes(now: FormSheet, entries: Mapping[str, FormEntry], since: FormSheet) -> tuple[Clash, ...]:
    """The fields that were changed in both, and differ."""
    form = form_fields(now.kind)
    touched = _touched(form, entries, since.entries)
    found = []
    for part in form:
        if part.name not in touched:
            continue
        there, was, typed = now.entries.get(part.name, ""), since.entries.get(part.name, ""), entries[part.name]
        if not same(there, was) and not same(there, typed):
            found.append(Clash(part.label, _in_words(there), _in_words(typed)))
    return tuple(found)


def _in_words(entry: FormEntry) -> str:
    if isinstance(entry, str):
        return entry
    return "\n".join(said for _, said in pairs_of(entry) if said.strip())


def entries_from(kind: str, pairs: Iterable[tuple[str, str]]) -> dict[str, FormEntry]:
    """The entries that a form of a kind sent."""
    return tree_of(form_fields(kind), pairs)
