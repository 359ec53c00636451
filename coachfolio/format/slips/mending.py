"""The second reading of a file that does not read or does not fit: every slip at once, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Final

from coachfolio.base.diagnostics import Problem, Span, Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.format.documents import Document, locate, read
from coachfolio.format.documents.text import lines_of
from coachfolio.format.documents.values import shape_of
from coachfolio.format.fitting import fits
from coachfolio.format.schemas import Schema, evidence_kinds, folder_of_kind, schema, words_for
from coachfolio.format.slips.known import Known
from coachfolio.format.slips.letters import clean_lines
from coachfolio.format.slips.names import fields_for, plain_name
from coachfolio.format.slips.pieces import several_pieces
from coachfolio.format.slips.reader import Reader
from coachfolio.format.slips.slip import Line, Slip
from coachfolio.format.slips.values import Repair, part_at, renamed_key, repair_for, replaced
from coachfolio.format.validation import violations

__all__ = ["Mended", "mend"]

_READ_ALL_THE_SAME: Final = {"byte-order-mark", "text-after-hash", "swallowed-item"}
_ABOUT_VALUES: Final = {"wrong-kind", "not-a-choice", "impossible-date", "wrong-form", "out-of-range"}
_MOST: Final = 200
"""Single values that are mended in one file."""
_MOST_PLACES: Final = 20


@frozen()
class Mended(Frozen):
    """One file as it was meant, as far as a program can tell."""

    before: str = field(repr=False)
    after: str = field(repr=False)
    """The text without the slips that have one meaning, with line ends as they were."""
    fields: Mapping[str, Any] | None = field(repr=False)
    """What the text then says; None where it still cannot be read."""
    problems: tuple[Problem, ...]
    """Everything that is wrong with the file, each at its place in the text as it was."""
    mends: int
    """How many of them are put right by the text without the slips."""
    origins: tuple[int, ...] = field(repr=False)
    """For each line of the mended text, the line (from 0) that it comes from."""
    in_order: bool = False
    """Whether the mended text reads and fits."""
    safe: bool = False
    """Whether the mended text may take the place of the other: it reads, and nothing in it was guessed."""
    belongs: str = ""
    """The other kind of evidence that the fields are of, where they are of one."""

    def span(self, where: Where, *, on_key: bool = False) -> Span:
        """Where a value of the mended text stands in the text as it was."""
        return _span_before(self.before, self.after, self.origins, locate(self.after, where, on_key=on_key))


def mend(text: str, kind: str, known: Known, *, strict: Document | None = None) -> Mended:
    """The second reading of a text. `strict` is what the first one made of it."""
    part = schema(kind)
    pieces = several_pieces(text, part)
    if pieces:
        return Mended(text, text, None, (pieces,), 0, tuple(range(len(lines_of(text)))))
    if strict is not None and strict.fields is not None:
        wrong = violations(strict.fields, kind)
        if _other_kind(strict, wrong, kind):
            return _values(text, [Line(line, number) for number, line in enumerate(lines_of(text))], [], kind, known)
    lines, slips = clean_lines([Line(line, number) for number, line in enumerate(lines_of(text))])
    reader = Reader(list(lines), part)
    reader.read()
    if strict is not None and strict.fields is None and not reader.frames[0].names:
        return Mended(text, text, None, strict.problems, 0, tuple(range(len(lines_of(text)))))
    slips = [*slips, *reader.slips]
    lines = reader.out
    problems_before = _wrong(strict, kind) if strict is not None and strict.fields is not None else None
    if problems_before is not None and slips:
        assert strict is not None
        now = _document(lines, kind)
        if not _says_the_same(strict, problems_before, now, kind):
            slips, lines = [], [Line(line, number) for number, line in enumerate(lines_of(text))]
    return _values(text, lines, slips, kind, known)


def _document(lines: Sequence[Line], kind: str) -> Document:
    return read("", "\n".join(line.text for line in lines).encode("utf-8", "replace"), shape_of(kind))


def _wrong(document: Document, kind: str) -> list[Problem]:
    problems = [problem for problem in document.problems if problem.rule not in _READ_ALL_THE_SAME]
    return [*problems, *violations(document.fields or {}, kind)] if document.fields is not None else problems


def _says_the_same(strict: Document, wrong: Sequence[Problem], now: Document, kind: str) -> bool:
    """Whether the lines of a file that could be read say no less and nothing else where all was well."""
    before = strict.fields or {}
    lost = any(problem.rule in ("text-after-hash", "swallowed-item") for problem in strict.problems)
    if now.fields is None:
        return False
    touched = {problem.at[0] for problem in wrong if isinstance(problem.at, tuple) and problem.at}
    same = all(
        now.fields.get(name) == value or (lost and _goes_further(value, now.fields.get(name)))
        for name, value in before.items()
        if name not in touched
    )
    return same and len(now.fields) >= len(before) and len(_wrong(now, kind)) <= len(wrong)


def _goes_further(before: Any, after: Any) -> bool:
    """Whether a text, or a list of them, has more in it than before, and all that it had."""
    if isinstance(before, list) and isinstance(after, list):
        return "".join("".join(map(str, before)).split()).replace("-", "") == "".join(
            "".join(map(str, after)).split()
        ).replace("-", "") or all(
            str(now).startswith(str(old).rstrip()) for old, now in zip(before, after, strict=False)
        )
    return str(after).startswith(str(before).rstrip())


def _values(text: str, lines: list[Line], slips: list[Slip], kind: str, known: Known) -> Mended:
    """The lines with single values mended one after the other, and everything that is still wrong then."""
    found = [_problem(slip, text) for slip in slips]
    mends = sum(slip.mends for slip in slips)
    current, origins = "\n".join(line.text for line in lines), [line.origin for line in lines]
    tried: set[tuple[Where, str]] = set()
    while True:
        document = read("", current.encode("utf-8", "replace"), shape_of(kind))
        wrong = violations(document.fields, kind) if document.fields is not None else []
        step = next(
            (
                (problem, repair)
                for problem in wrong
                if (repair := _repair(problem, document, kind, known))
                and repair.source
                and (repair.where, repair.source) not in tried
            ),
            None,
        )
        if step is None or len(tried) > _MOST:
            break
        problem, repair = step
        tried.add((repair.where, repair.source))
        new = replaced(current, repair)
        if new is None or not _better(new, wrong, kind):
            continue
        at = _span_before(text, current, origins, _place(current, problem))
        value = _value_at(document.fields, repair.where)
        found.append(replace(problem, at=at, hint=_why(value) + repair.hint, on_key=False))
        mends += 1
        current, origins = new, _moved(current, new, origins)
    other = _other_kind(document, wrong, kind)
    found += _rest(text, current, origins, document, wrong, kind, known, other)
    safe = all(slip.mends for slip in slips) and document.fields is not None
    in_order = document.fields is not None and not wrong and _reads(document)
    return Mended(
        before=text,
        after=_with_ends(text, current),
        fields=document.fields,
        problems=tuple(found),
        mends=mends if safe else 0,
        origins=tuple(origins),
        in_order=in_order,
        safe=safe,
        belongs=other,
    )


def _repair(problem: Problem, document: Document, kind: str, known: Known) -> Repair | None:
    """What a value that does not fit was meant to be."""
    where = problem.at
    if isinstance(where, Span) or document.fields is None or not where:
        return None
    if problem.rule == "wrong-form" and problem.on_key and len(where) == 2:
        owner = _value_at(document.fields, where[:-1])
        return renamed_key(where, list(owner) if isinstance(owner, Mapping) else [])
    if problem.rule not in _ABOUT_VALUES:
        return None
    part = part_at(schema(kind), where)
    beside = _value_at(document.fields, where[:-1])
    value = _value_at(document.fields, where)
    if part is None or value is None:
        return None
    return repair_for(where, value, part, known, beside if isinstance(beside, Mapping) else {})


def _why(value: Any) -> str:
    """What a value was written with that nobody sees, or that a word processor put in."""
    if not isinstance(value, str):
        return ""
    if re.search("[\u00ad\u200b-\u200f\u2060\xa0]", value):
        return "There is a space or a letter in it that is no ordinary one, as pasted text has. "
    if re.search("[“”„‘’«»]", value):
        return "The quotation marks are curly ones, which a word processor puts in. "
    return ""


def _value_at(fields: Any, where: Where) -> Any:
    for step in where:
        try:
            fields = fields[step]
        except (LookupError, TypeError):
            return None
    return fields


def _better(text: str, wrong: Sequence[Problem], kind: str) -> bool:
    document = read("", text.encode("utf-8", "replace"), shape_of(kind))
    return document.fields is not None and len(violations(document.fields, kind)) < len(wrong)


def _other_kind(document: Document, wrong: Sequence[Problem], kind: str) -> str:
    """The one other kind of evidence that the fields are of; empty where there is none."""
    unknown = [problem for problem in wrong if problem.rule == "unknown-field"]
    if document.fields is None or len(unknown) < 2 or kind not in evidence_kinds():
        return ""
    kinds = [other for other in evidence_kinds() if other != kind and fits(document.fields, other)]
    return kinds[0] if len(kinds) == 1 else ""


def _rest(
    text: str,
    current: str,
    origins: list[int],
    document: Document,
    wrong: Sequence[Problem],
    kind: str,
    known: Known,
    other: str,
) -> Iterator[Problem]:
    """What is still wrong with the mended text, at its place in the text as it was."""
    for problem in document.problems:
        if problem.rule != "byte-order-mark":
            at = _span_before(text, current, origins, _place(current, problem))
            related = tuple((words, _span_before(text, current, origins, span)) for words, span in problem.related)
            yield replace(problem, at=at, related=related)
    for problem in wrong:
        if other and problem.rule == "missing-field":
            continue
        repair = _repair(problem, document, kind, known)
        at = _span_before(text, current, origins, _place(current, problem))
        told = replace(problem, at=at, on_key=False, hint=repair.hint if repair and repair.hint else problem.hint)
        if other and problem.rule == "unknown-field":
            one, folder = words_for(other), folder_of_kind(other)
            told = replace(told, hint=f"This is the field of a {one}. Move the file into the folder {folder}.")
        elif problem.rule in ("unknown-field", "text-as-field") and problem.at and isinstance(problem.at, tuple):
            told = _unknown(told, str(problem.at[-1]), part_at(schema(kind), problem.at[:-1]), schema(kind))
        yield told


def _unknown(problem: Problem, name: str, part: Schema | None, whole: Schema) -> Problem:
    """An unknown field of a name that people use for several fields, or for one elsewhere."""
    fields = fields_for(name, part) if part else ()
    own = ", or leave it as it is, as a field under extra" if "extra" in (part or {}).get("properties", {}) else ""
    if fields:
        hint = f"It may be {listed(fields, last='or')}. Write that one{own}."
        if len(fields) == 1:
            hint = f"It is called {fields[0]}, which is here already. Put both together{own}."
        return replace(
            problem, rule="unknown-field", message=f"There is no field {shown(name)} here.", hint=hint, concealed=False
        )
    for owner, inner in whole.get("properties", {}).items():
        below = inner.get("items", inner)
        if below is not inner and plain_name(name) in {plain_name(field) for field in below.get("properties", {})}:
            return replace(
                problem,
                rule="unknown-field",
                message=f"There is no field {shown(name)} here.",
                hint=f"It belongs to an item of {owner}. Totals are worked out; one to be compared goes under asserts."
                if owner == "asserts"
                else f"It belongs to an item of {owner}.",
                concealed=False,
            )
    return problem


# --- places


def _place(text: str, problem: Problem) -> Span:
    return problem.at if isinstance(problem.at, Span) else locate(text, problem.at, on_key=problem.on_key)


def _span_before(text: str, current: str, origins: Sequence[int], span: Span) -> Span:
    """A stretch of the mended text in the text as it was."""
    before, now = lines_of(text), current.split("\n")
    line = min(span.line - 1, len(origins) - 1)
    last = min(span.end_line - 1, len(origins) - 1)
    origin, end = origins[line], max(origins[last], origins[line])
    old, new = before[origin], now[line]
    if old == new:
        column = span.column
        end_column = span.end_column if before[end] == now[last] else len(before[end].rstrip()) + 1
        return Span(origin + 1, column, end + 1, max(end_column, column if end == origin else 1))
    piece = new[span.column - 1 : span.end_column - 1] if line == last else ""
    at = old.find(piece) if piece.strip() else -1
    if at >= 0 and end == origin:
        return Span(origin + 1, at + 1, origin + 1, at + len(piece) + 1)
    return Span(origin + 1, len(old) - len(old.lstrip()) + 1, end + 1, len(before[end].rstrip()) + 1)


def _moved(before: str, after: str, origins: Sequence[int]) -> list[int]:
    """The origins of the lines of a text in which one value was replaced, perhaps by several lines."""
    old, new = before.split("\n"), after.split("\n")
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    behind = 0
    while behind < min(len(old), len(new)) - same and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    middle = [origins[min(same, len(origins) - 1)]] * (len(new) - same - behind)
    return [*origins[:same], *middle, *origins[len(origins) - behind :]] if behind else [*origins[:same], *middle]


def _problem(slip: Slip, text: str) -> Problem:
    """A slip as a problem, over the lines that follow one another from its first."""
    lines = lines_of(text)
    first, *more = slip.lines
    line = lines[first]
    column = slip.column or len(line) - len(line.lstrip())
    end = slip.end_column or len(line.rstrip())
    at = Span(first + 1, column + 1, first + 1, max(end, column) + 1)
    related = tuple(
        (slip.also, Span(n + 1, len(lines[n]) - len(lines[n].lstrip()) + 1, n + 1, len(lines[n].rstrip()) + 1))
        for n in more[:_MOST_PLACES]
    )
    return Problem(slip.rule, slip.message, slip.hint, at, concealed=slip.concealed, related=related)


def _with_ends(text: str, current: str) -> str:
    """The mended text with the line ends of the text as it was, where those were all alike."""
    windows = text.count("\r\n")
    alike = windows and windows == text.count("\n") and windows == text.count("\r")
    return current.replace("\n", "\r\n") if alike else current


def _reads(document: Document) -> bool:
    return all(problem.rule in _READ_ALL_THE_SAME for problem in document.problems)
