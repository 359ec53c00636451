"""An import in words: the four steps that a person follows, on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from coachfolio.base.words import count, day, hours, one_line, shown
from coachfolio.editing.importing.carrying_out import ToWrite
from coachfolio.editing.importing.facts import Column, SourceRead
from coachfolio.editing.importing.people import named_without_names
from coachfolio.editing.importing.planning import ImportPlan, PlannedPiece
from coachfolio.format.schemas import words_for

__all__ = [
    "layouts_of",
    "names_of_files",
    "read_text",
    "recognised_text",
    "who_text",
    "words_of_column",
    "written_text",
]

_MOST: Final = 12
"""Lines of one list on the screen. The page that --out makes has all of them."""
_MEANT: Final = {
    "organisation": "where the client works: into your private list",
    "email": "the client's address: into your private list",
    "phone": "the client's number: into your private list",
    "person": "somebody of the client's: into your private list",
    "learner": "you or your centre: stands in portfolio.yaml",
    "number": "numbers of rows: left out",
    "weekday": "the day says it: left out",
    "running": "sums of the rows: compared, and left out",
    "same length": "the same length once more: left out",
    "contact": "the client's address or number: into your private list",
    "kind": "what kind of contact it was",
    "first name": "client, as a code",
    "last name": "client, as a code",
    "first day": "the first day with a client",
    "last day": "the last day with a client",
    "hours part": "minutes: its whole hours",
    "minutes part": "minutes: what is beyond the hours",
    "minutes paid": "minutes, and fee: paid",
    "minutes pro-bono": "minutes, and fee: pro-bono",
    "minutes individual": "minutes, and setting: individual",
    "minutes group": "minutes, and setting: group",
    "signature": "left out: the file itself keeps it",
    "end": "when it ended: gives the minutes",
    "extra": "a field of your own, in extra",
    "left out": "left out",
    "client name": "client, as a code",
    "client": "client, as a code",
    "": "nothing that coachfolio knows: a field of your own, in extra",
}


def names_of_files(plan: ImportPlan, *, with_names: bool) -> Callable[[str], str]:
    """How the name of a source is shown: as it is to whoever sits there, else with codes for names."""

    def show(name: str) -> str:
        return shown(name if with_names else named_without_names(name, plan.who.key), 80)

    return show


def recognised_text(plan: ImportPlan, show: Callable[[str], str]) -> Iterator[str]:
    """What the files are, and which field each label means."""
    yield "1 of 4: What was recognised"
    yield ""
    for layout, reads in layouts_of(plan).items():
        first = show(reads[0].source.name)
        more = f" and {len(reads) - 1} more" if len(reads) > 1 else ""
        yield f"  {len(reads):>4} × {layout}: {first}{more}"
    yield from _differing(plan, show)
    for name, why in plan.gathered.unread[:_MOST]:
        yield f"  Not read: {show(name)}: {why}."
    if len(plan.gathered.unread) > _MOST:
        yield f"  … and {len(plan.gathered.unread) - _MOST} more that were not read"
    for name in plan.unknown[:_MOST]:
        yield f"  Not recognised: {show(name)}. Say what it holds with --kind, such as --kind reflections."
    columns = plan.columns
    if columns:
        yield ""
        yield "  What stands there, and the field that it becomes:"
        width = min(max(len(one_line(column.label)) for column, _ in columns), 40)
        for column, files in columns:
            label = shown(column.label.strip(" :"), width)
            several = "" if files == 1 else f"  ({files} files)"
            yield f"    {label:<{width}}  {words_of_column(column)}{_sure(column)}{several}"
    said = list(dict.fromkeys(sentence for read in plan.reads for sentence in read.said))
    if said:
        yield ""
        yield from (f"  {sentence}" for sentence in said[:_MOST])


def layouts_of(plan: ImportPlan) -> dict[str, list[SourceRead]]:
    """The sources that were recognised, by what they were recognised as."""
    found: dict[str, list[SourceRead]] = {}
    for read in plan.reads:
        if read.entries or (read.said and read.layout):
            found.setdefault(read.layout, []).append(read)
    return found


def _differing(plan: ImportPlan, show: Callable[[str], str]) -> Iterator[str]:
    """The sources that are not laid out as most of their kind are."""
    for reads in layouts_of(plan).values():
        shapes = Counter(read.shape for read in reads)
        if len(shapes) < 2 or len(reads) < 3:
            continue
        usual = set(shapes.most_common(1)[0][0].split("\n"))
        others = [read for read in reads if set(read.shape.split("\n")) != usual]
        for read in others[:_MOST]:
            own = set(read.shape.split("\n"))
            less, more = sorted(usual - own), sorted(own - usual)
            parts = [f"has no {', '.join(less)}"] if less else []
            parts += [f"has {', '.join(more)} besides"] if more else []
            yield f"  Differs from the others: {show(read.source.name)} {' and '.join(parts)}."
        if len(others) > _MOST:
            yield f"  … and {len(others) - _MOST} more that differ"


def words_of_column(column: Column) -> str:
    """What a label becomes, in words."""
    return _MEANT.get(column.field, column.field)


def _sure(column: Column) -> str:
    return "  (likely: say otherwise if it is not)" if column.how in ("near", "none") else ""


def read_text(plan: ImportPlan, show: Callable[[str], str]) -> Iterator[str]:
    """How much was read, how sure it is, the totals, and what became of every word."""
    yield "2 of 4: What was read"
    yield ""
    kinds = Counter(planned.piece.kind for planned in plan.planned)
    for kind, number in kinds.items():
        yield f"  {count(number, words_for(kind), words_for(kind, many=True))}{_about(plan.planned, kind)}"
    likely = Counter(
        reading.field
        for read in plan.reads
        for entry in read.entries
        for reading in entry.fields
        if reading.sure == "likely" and not reading.field.startswith("extra")
    )
    for field, number in likely.items():
        yield f"  {field}: {count(number, 'value')} read by a rule that may be wrong. Look at what is written."
    kept, total = sum(words.kept for words in plan.words.values()), sum(words.total for words in plan.words.values())
    yield f"  Words: kept {kept} of {total} words."
    for name, words in plan.words.items():
        if words.left == words.total and words.total:
            yield f"  {show(name)}: nothing of it is brought in."
        elif words.left:
            yield f"  {show(name)}: kept {words.kept} of {words.total} words; {words.left} are left out."
        if words.lost:
            yield f"  {show(name)}: {count(len(words.lost), 'word')} would be lost."
    left = plan.left_out
    if left:
        yield ""
        yield f"  Left out: {count(len(left), 'part')}"
        for source, part in left[:_MOST]:
            yield f"    {show(source.name)}, {part.place}: {part.why}"
        if len(left) > _MOST:
            yield f"    … and {len(left) - _MOST} more"


def _about(planned: Sequence[PlannedPiece], kind: str) -> str:
    """From when to when, and how long in all."""
    days: list[str] = []
    minutes = 0
    for each in planned:
        if each.piece.kind == kind:
            for fields in (each.piece.fields, *each.piece.fields.get("contacts", ())):
                days += [str(fields["date"])] if fields.get("date") else []
                minutes += fields["minutes"] if isinstance(fields.get("minutes"), int) else 0
    if not days:
        return ""
    import datetime

    first, last = (day(datetime.date.fromisoformat(each)) for each in (min(days), max(days)))
    length = f", {hours(minutes)} in all" if minutes else ""
    return f", {first} to {last}{length}" if first != last else f", {first}{length}"


def who_text(plan: ImportPlan, *, with_names: bool) -> Iterator[str]:
    """Every name that was found, and the code that it becomes."""
    yield "3 of 4: Who is who"
    yield ""
    if not plan.who.named and not plan.others:
        yield "  No names were found in fields. The text was looked through with your private list."
        return
    yield "  No name gets into the portfolio. Codes stand in their place; private/clients.yaml alone has both."
    if not with_names:
        new = sum(named.is_new for named in plan.who.named)
        yield f"  {count(len(plan.who.named), 'name')} of clients, {new} of them new."
        yield f"  {count(len(plan.others), 'name')} of others."
        return
    for named in plan.who.named:
        known = "a new code" if named.is_new else "in your list"
        yield f"    {shown(named.written, 40):<40}  {named.code:<6} {known}, {count(named.times, 'time')}"
    if plan.others:
        yield ""
        yield "  These look like names of others in the text, and become codes as well:"
        for named in plan.others[: 3 * _MOST]:
            yield f"    {shown(named.written, 40):<40}  {named.code:<6} {count(named.times, 'time')}"


def written_text(
    plan: ImportPlan, files: ToWrite, folder: str, show: Callable[[str], str], *, every: bool
) -> Iterator[str]:
    """Every file that would be written or changed, and what is not brought in, with why."""
    yield "4 of 4: What is written"
    yield ""
    states = Counter(planned.state for planned in plan.planned)
    if states["same"]:
        yield f"  There already, and left as it is: {count(states['same'], 'piece')}."
    before = f"{folder}/" if folder else ""
    lines = [f"  {'new' if draft.before is None else 'changed'}: {before}{draft.path}" for draft in files.drafts]
    lines += [f"  a copy of the source: {before}{show(path)}" for path in files.copies]
    most = len(lines) if every else 3 * _MOST
    yield from lines[:most]
    if len(lines) > most:
        yield f"  … and {len(lines) - most} more. The page that --out makes lists all of them."
    private = sum(path.startswith("private/") for path in files.copies)
    if private:
        yield f"  With names in them, and so into the folder private, which git leaves out: {count(private, 'source')}."
    not_written = [(planned, planned.why_not) for planned in plan.planned if planned.why_not]
    for planned, why in [*not_written, *files.not_written][:_MOST]:
        source, place = planned.piece.places[0]
        yield f"  Not brought in: {show(source.name)}, {place}: {why}"
    more = len(not_written) + len(files.not_written) - _MOST
    if more > 0:
        yield f"  … and {more} more that are not brought in"
    for planned in plan.planned:
        if planned.state == "double":
            yield f"  Not brought in: there is {planned.existing} already, of the same day, client and length."
        elif planned.state == "changed" and planned not in plan.to_write:
            fields = ", ".join(planned.differs)
            yield f"  Left as it is: {planned.existing}. Its source says something else now in: {fields}."
    if files.nothing:
        yield "  Nothing."
