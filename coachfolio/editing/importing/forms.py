"""Forms and free text: contact sheets, reviews and logs as people type them into documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from coachfolio.base.words import count, words
from coachfolio.editing.importing.entries import Labelled, built
from coachfolio.editing.importing.facts import (
    Column,
    EntryRead,
    ImportQuestion,
    ImportWanted,
    Left,
    SourceFile,
    SourceRead,
)
from coachfolio.editing.importing.labels import column_for, part_of, sure_field
from coachfolio.editing.importing.pairs import HEADING_DAY, Pair, Rows, found_in
from coachfolio.editing.writing_up import KINDS
from coachfolio.format.foreign.contents import Contents, TableCell, TableGrid, TextPassage
from coachfolio.format.schemas import words_for
from coachfolio.format.slips.names import plain_name

__all__ = ["kind_of_contents", "read_form", "short_texts"]

_TITLES: Final = (
    ("supervision", r"\bsupervision\b"),
    ("peer-mentoring", r"\bpeer\b"),
    ("feedback", r"\bfeedback\b|\btestimonial\b"),
    ("agreements", r"\b(?:agreement|contract)\b"),
    ("cpd-plans", r"\b(?:cpd|development) plan\b"),
    ("observations", r"\b(?:observation|witness)\b"),
    ("guided-learning", r"\b(?:tutorial|induction|workshop)\b"),
    ("diagnostics", r"\bdiagnostic\b"),
    ("learning-log", r"\blearning log\b|\bcpd log\b"),
    (
        "reflections",
        r"\breflecti(?:ve|on|ons)\b.*\b(?:log|journal|review|diary|account|report|statement)s?\b",
    ),
    ("sessions", r"\b(?:contact|session|coaching|mentoring|client)\b.*\b(?:sheet|record|log|diary|notes?|form)\b"),
)
"""What the title of a document says it is."""
_FORM_WORDS: Final = words(
    """
    contact sheet sheets coaching mentoring coach mentor session sessions record records log form ilm level diploma
    certificate award reflective reflection reflections review diary journal supervision template of and the for in
    executive management leadership notes note client clients page portfolio unit units evidence learner learning
    individual summary feedback from a with plan agreement my sheet confidential private programme qualification
    practice professional development
    """
)
"""Words that titles of forms are made of."""
_LEAST_WORDS: Final = 40
"""Words of a text without a known label that is taken for a reflective review."""


def read_form(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """What a document says: a form with one contact or several, or text under headings; None where it is neither."""
    kind = wanted.kind or kind_of_contents(source, contents)
    if not kind:
        return None
    base = "sessions" if kind == "contact-sheets" else kind

    def knows(label: str) -> bool:
        return bool(column_for(label, base, wanted).field)

    def sure(label: str) -> bool:
        return column_for(label, base, wanted).how in ("exact", "form", "synonym", "answered") or label == HEADING_DAY

    body = [part for part in contents.parts if isinstance(part, TableGrid) or part.part not in ("header", "footer")]
    found = found_in(body, knows)
    margins = found_in([part for part in contents.parts if part not in body], knows)
    labels, title, found = _without_title(found, wanted, knows, sure)
    records, common, after = _records(found, base, wanted)
    left: list[Left] = []
    for pair in margins:
        for inner in pair.rows[0] if isinstance(pair, Rows) and pair.rows else [pair]:
            assert isinstance(inner, Pair)
            if inner.label and not _holds(common, inner, base, wanted):
                common.append(inner)
            elif inner.cell.text and inner.cell.text not in wanted.template:
                left.append(Left(inner.cell.text, inner.place, "it stands in a header or footer"))
            else:
                labels.append(inner.cell.text)
    return _built(source, contents, kind, records, common, after, title, labels, left, wanted)


def _holds(common: Sequence[Pair], pair: Pair, kind: str, wanted: ImportWanted) -> bool:
    field = column_for(pair.label, kind, wanted).field
    return any(column_for(other.label, kind, wanted).field == field for other in common if other.label)


def _built(
    source: SourceFile,
    contents: Contents,
    kind: str,
    records: Sequence[Sequence[Pair]],
    common: Sequence[Pair],
    after: Sequence[Pair],
    title: Pair | None,
    labels: list[str],
    left: list[Left],
    wanted: ImportWanted,
) -> SourceRead:
    base = "sessions" if kind == "contact-sheets" else kind
    if len(records) > 1 and kind == "sessions":
        kind = "contact-sheets"
    sheet = source.sha256 if kind == "contact-sheets" else ""
    entries: list[EntryRead] = []
    questions: dict[str, ImportQuestion] = {}
    columns: dict[str, Column] = {}
    for record in records:
        own: Labelled = built([*common, *record], base, wanted, source, title if not sheet else None)
        columns.update((plain_name(column.label), column) for column in own.columns)
        labels += own.labels
        left += own.left
        questions.update((question.id, question) for question in own.questions)
        place = next((pair.place for pair in record if pair.place), "")
        entries.append(EntryRead(base if sheet else kind, own.fields, place, sheet))
    if sheet:
        whole = built(list(after), "contact-sheets-whole", wanted, source, title)
        columns.update((plain_name(column.label), column) for column in whole.columns)
        labels += whole.labels
        questions.update((question.id, question) for question in whole.questions)
        left += whole.left
        if whole.fields:
            entries.append(EntryRead("contact-sheets", whole.fields, "the whole sheet", sheet))
    contacts = sum(entry.place != "the whole sheet" for entry in entries)
    what = words_for("sessions" if sheet else kind)
    layout = (
        f"a {_what(contents)} with {count(contacts, what)}" if contacts > 1 else f"a {_what(contents)} with one {what}"
    )
    said = tuple(f"{trouble[0].upper()}{trouble[1:]}." for trouble in contents.trouble)
    return SourceRead(
        source,
        layout,
        kind,
        shape="\n".join(columns),
        columns=tuple(columns.values()),
        entries=tuple(entries),
        labels=tuple(labels),
        left=tuple(left) + tuple(Left("", place, why) for place, why in contents.left),
        said=said,
        questions=tuple(questions.values()),
        sure="sure" if sum(column.how in ("exact", "form", "synonym") for column in columns.values()) > 2 else "likely",
    )


def _what(contents: Contents) -> str:
    return "form" if any(isinstance(part, TableGrid) for part in contents.parts) else "text"


# --- what kind it is


def kind_of_contents(source: SourceFile, contents: Contents) -> str:
    """The kind of evidence that a document is, by its title and its labels; empty where it cannot be told."""
    titles = [contents.title, source.name.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")]
    passages = [part for part in contents.parts if isinstance(part, TextPassage)]
    titles += [passage.text for passage in passages[:3] if len(passage.text) < 90]
    titles += [
        cell.text
        for part in contents.parts[:2]
        if isinstance(part, TableGrid)
        for row in part.rows[:1]
        for cell in row
        if cell.across > 1 and len(cell.text) < 90
    ]
    labels = list(dict.fromkeys(short_texts(contents.parts)))[:300]
    scores: Counter[str] = Counter()
    for kind in KINDS:
        if kind == "contact-sheets":
            continue
        fields = {sure_field(label, kind) for label in labels} - {""}
        needed = set(part_of(kind).get("required", ()))
        scores[kind] = 2 * len(fields & needed) + len(fields & part_of(kind)["properties"].keys())
    for text in titles:
        for kind, pattern in _TITLES:
            if re.search(pattern, text, re.IGNORECASE):
                scores[kind] += 5
                break
    best = max(scores, key=lambda kind: (scores[kind], kind == "sessions"))
    if scores[best] >= 4:
        return best
    length = sum(len(text.split()) for text in _texts(contents.parts))
    return "reflections" if length >= _LEAST_WORDS else ""


def _texts(parts: Iterable[TableGrid | TextPassage]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, TextPassage):
            yield part.text
        else:
            for row in part.rows:
                for cell in row:
                    yield cell.text
                    yield from _texts(cell.inner)


def short_texts(parts: Iterable[TableGrid | TextPassage]) -> Iterable[str]:
    """What may be a label or a short value: every line up to its first colon, and short lines whole."""
    for text in _texts(parts):
        for line in text.split("\n"):
            head = line.split(":")[0].strip()
            if head and len(head) < 60:
                yield head
            if head != line and len(line) < 80:
                yield line


# --- the entries in it


def _without_title(
    found: Sequence[Pair | Rows], wanted: ImportWanted, knows: Callable[[str], bool], sure: Callable[[str], bool]
) -> tuple[list[str], Pair | None, list[Pair | Rows]]:
    """The template's own words, the title where it is somebody's, and the rest."""
    labels: list[str] = []
    title: Pair | None = None
    kept: list[Pair | Rows] = []
    for number, pair in enumerate(found):
        first = not kept and title is None
        is_title = isinstance(pair, Pair) and first and number == 0 and pair.is_heading and not sure(pair.label)
        if isinstance(pair, Rows) or (pair.label and (not pair.is_heading or knows(pair.label)) and not is_title):
            kept.append(pair)
            continue
        own = pair.label or pair.cell.text
        is_form = own in wanted.template or (first and _is_form_title(own))
        if is_form:
            labels.append(own)
        elif pair.label and first:
            title = pair
        else:
            kept.append(pair)
            continue
        if pair.label and pair.cell.text in wanted.template:
            labels.append(pair.cell.text)
        elif pair.label and pair.cell.text:
            kept.append(Pair("", pair.cell, pair.place))
    return labels, title, kept


def _is_form_title(text: str) -> bool:
    said = re.findall(r"[^\W\d_]+", text.casefold())
    return 0 < len(said) <= 12 and all(word in _FORM_WORDS or len(word) == 1 for word in said)


def _records(
    found: Sequence[Pair | Rows], kind: str, wanted: ImportWanted
) -> tuple[list[list[Pair]], list[Pair], list[Pair]]:
    """The pairs of each entry, those that all entries have in common, and those of the whole sheet."""
    rows = [list(row) for part in found if isinstance(part, Rows) for row in part.rows]
    singles = [part for part in found if isinstance(part, Pair)]
    properties = part_of(kind)["properties"]

    def field_of(pair: Pair) -> str:
        return column_for(pair.label, kind, wanted).field if pair.label else ""

    anchor = "date" if "date" in properties else next(iter(part_of(kind).get("required", ())), "")
    dated = [row for row in rows if any(field_of(pair) == anchor and pair.cell.text for pair in row)]
    if dated:
        others = [pair for row in rows if row not in dated for pair in row]
        short = [pair for pair in singles if field_of(pair) in _COMMON]
        return dated, short, [*(pair for pair in singles if pair not in short), *others]
    singles += [Pair("", TableCell(_row_text(row), stored="text", place=row[0].place), row[0].place) for row in rows]
    starts = [number for number, pair in enumerate(singles) if field_of(pair) == anchor and pair.cell.text]
    if len(starts) < 2:
        return [singles], [], []
    back = _steps_back(singles, starts)
    cuts = [start - back for start in starts]
    blocks = [singles[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(singles)], strict=True)]
    full = [{field_of(pair) for pair in block if pair.cell.text} - {""} for block in blocks]
    enough = all(len(fields) >= 2 for fields in full) or (
        kind == "reflections" and all(any(pair.cell.text for pair in block[1:]) for block in blocks)
    )
    if not enough:
        return [singles], [], []
    earlier = {plain_name(pair.label) for block in blocks[:-1] for pair in block}
    after = [pair for pair in blocks[-1] if plain_name(pair.label) not in earlier] if kind == "sessions" else []
    blocks[-1] = [pair for pair in blocks[-1] if pair not in after]
    return blocks, singles[: cuts[0]], after


_COMMON: Final = ("client", "role", "mode", "fee", "setting", "organisation", "learner", "email", "phone", "person")
"""What stands above a table of contacts and is of all of them."""


def _row_text(row: Sequence[Pair]) -> str:
    return "\n\n".join(f"{pair.label}: {pair.cell.text}" for pair in row if pair.cell.text)


def _steps_back(pairs: Sequence[Pair], starts: Sequence[int]) -> int:
    """How many labels before the day each block begins with."""
    back = 0
    while all(start - back - 1 >= 0 for start in starts):
        before = {plain_name(pairs[start - back - 1].label) for start in starts}
        gap = min(later - earlier for earlier, later in pairwise(starts))
        if len(before) != 1 or "" in before or back + 1 >= gap:
            break
        back += 1
    return back
