"""What a report says of the record since somebody saw it, in words: every piece and every file that is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from coachfolio.base.words import count, day, listed, shown
from coachfolio.record.comparing import Comparison, ComparisonOutcome
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.rewording import Reworded, is_text
from coachfolio.reports.parts import Grid, Items, at_most, ended, is_are, was_were

__all__ = ["SINCE_EARLIER", "since_then"]

SINCE_EARLIER: Final = "Earlier hand-overs"
"""The heading over it."""

_OUTCOME: Final[Mapping[ComparisonOutcome, str]] = {
    "same": "Nothing was saved since",
    "grown": "The record has grown since, and every save that was there is still there",
    "rewritten, files identical": "The record was made again since, with the same evidence",
    "dates rewritten": "The record was made again since, and only its dates differ",
    "content changed": "The record was made again since, and not all of its files are the same",
    "evidence dropped": "The record was made again since, and evidence is missing from it",
    "history lost": "Nothing of the record as it was then is here",
}

_MOST_STRETCHES: Final = 12
"""Of one file, in a report; the JSON form has all of them."""
_MOST_LETTERS: Final = 300
_FOR_PROGRAMS: Final = ("contents", "manifest")
"""Fields of long numbers, which say nothing to a reader."""

_NOT_COMPARED: Final = (
    "This record was held against nothing that was kept from an earlier hand-over. What was taken out of it before it "
    "was handed over cannot be seen from the record alone; an earlier receipt or bundle would show it."
)


def since_then(record: PracticeRecord) -> list[str | Items | Grid]:
    """What became of the record since each look at it: in a few sentences, and then piece by piece and file by file."""
    if not record.comparisons:
        return [_NOT_COMPARED]
    parts: list[str | Items | Grid] = [
        Items([_comparison(comparison, record.completeness.drafts) for comparison in record.comparisons])
    ]
    for comparison in record.comparisons:
        rows = list(_rows(record, comparison)) if comparison.outcome != "history lost" else []
        if rows:
            seen = f", seen on {day(comparison.at.date())}" if comparison.at else ""
            parts += [f"What is not as it was, since {shown(comparison.name)}{seen}:", Grid(("it is", "what"), rows)]
        if lines := [line for file in comparison.words for line in _reworded(file)]:
            parts += ["The words that changed:", Items(lines)]
    return parts


def _reworded(file: Reworded) -> Iterator[str]:
    """What became of the words of one file, a line for each stretch."""
    path = shown(file.path, 200)
    if not file.told:
        yield f"{path}: its words cannot be compared{'' if is_text(file.path) else ': it is no text'}"
        return
    for change in file.words[:_MOST_STRETCHES]:
        place = f", {change.field.replace('_', ' ')}" if change.field else ""
        if change.field in _FOR_PROGRAMS:
            yield f"{path}{place}: it says of other versions that they were judged"
            continue
        was, now = (shown(words, _MOST_LETTERS) for words in (change.was, change.now))
        if was and now:
            yield f"{path}{place}: “{was}” became “{now}”"
        else:
            yield f"{path}{place}: {'new' if now else 'gone'}: “{now or was}”"
    if len(file.words) > _MOST_STRETCHES:
        yield f"{path}: {len(file.words) - _MOST_STRETCHES} more changes of words in it"
    if not file.words:
        yield f"{path}: the same words, laid out otherwise"


def _rows(record: PracticeRecord, comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Everything that is another, gone or new: what became of it, and its path, or its id where it has none."""
    paths = {piece.id: piece.path for piece in record.evidence}
    for became, ids in (
        ("changed", (*comparison.changed, *comparison.replaced)),
        ("of another kind", comparison.moved),
        ("with another file", comparison.exchanged),
        ("written otherwise", comparison.reformatted),
        ("removed", comparison.removed),
        ("gone", comparison.gone),
        ("new", comparison.new),
    ):
        for id in ids:
            path = shown(paths.get(comparison.names.get(id, id), id), 200)
            yield became, f"{path}, put in earlier saves" if id in comparison.slipped_in else path
    for path in comparison.documents:
        yield "gone" if path in comparison.documents_gone else "changed", shown(path, 200)
    for path in comparison.new_documents:
        yield "new", shown(path, 200)
    for path in comparison.settings or ():
        yield "judged by", f"{shown(path, 200)}, which is not as it was"
    for ref in comparison.seals_moved:
        yield "replaced", shown(ref.removeprefix("refs/tags/"), 200)
    for ref in comparison.seals_gone:
        yield "gone", shown(ref.removeprefix("refs/tags/"), 200)


def _comparison(comparison: Comparison, drafts: int) -> str:
    """What became of the record since one look. `drafts` are the saves on lines that were not handed over."""
    differ = len(comparison.changed) + len(comparison.replaced)
    lost = len(comparison.removed) + len(comparison.gone)
    seen = f", seen on {day(comparison.at.date())}" if comparison.at else ""
    parts = []
    if comparison.identical:
        same = "The files are identical" if comparison.settings == () else "All evidence is identical"
        parts.append(f"{same}: every piece that was there then reads the same now")
    elif comparison.same:
        parts.append("Every piece that was there then says the same now, some of it in other lines")
    else:
        if comparison.intact:
            parts.append("The files were identical when it was made again; what differs was changed openly since")
        parts.append(
            f"{count(len(comparison.unchanged), 'piece')} {'reads' if len(comparison.unchanged) == 1 else 'read'} "
            "the same as then, "
            f"{differ} {'reads' if differ == 1 else 'read'} differently, {lost} {is_are(lost)} not there any more"
        )
    if comparison.moved:
        parts.append(f"{count(len(comparison.moved), 'piece')} counted as another kind of evidence then")
    if comparison.exchanged:
        parts.append(f"What {count(len(comparison.exchanged), 'piece')} named as attached is another file now")
    if comparison.documents:
        several = len(comparison.documents)
        parts.append(f"{count(several, 'other file')} {is_are(several)} not the same")
    if comparison.settings:
        several = len(comparison.settings)
        parts.append(f"{listed(comparison.settings)}, by which it is judged, {is_are(several)} not the same")
    if not comparison.same_portfolio:
        parts.append("That was another portfolio than this one")
    parts.append(_OUTCOME[comparison.outcome])
    if comparison.settings is None and comparison.lost:
        parts.append(
            "Whether it is judged by the same portfolio.yaml and qualification.yaml, nobody can tell from that"
        )
    if comparison.replaced:
        parts.append(f"The earlier content of {count(len(comparison.replaced), 'piece')} is nowhere in the record")
    if comparison.gone:
        several = len(comparison.gone)
        parts.append(f"{count(several, 'piece')} {is_are(several)} gone, and what stood there is nowhere in the record")
        if drafts:
            parts.append(f"{count(drafts, 'save')} {is_are(drafts)} only on side lines, which were not looked at")
    if comparison.added:
        parts.append(f"{count(comparison.added, 'save')} {was_were(comparison.added)} added")
    if comparison.lost:
        parts.append(
            f"{count(comparison.lost, 'save')} of then {is_are(comparison.lost)} not part of the record any more"
        )
    if comparison.new:
        parts.append(f"{count(len(comparison.new), 'piece')} {is_are(len(comparison.new))} new")
    if comparison.how:
        how = [f"{shown(name)} ({number})" for name, number in comparison.how.items()]
        parts.append(f"What differs in the saves that were made again: {listed(how)}")
    for seals, what in ((comparison.seals_moved, "replaced"), (comparison.seals_gone, "taken away")):
        if seals:
            named = at_most([shown(name.removeprefix("refs/tags/")) for name in seals])
            parts.append(f"{count(len(seals), 'seal')} {was_were(len(seals))} {what}: {listed(named)}")
    if comparison.early:
        bear = "bears" if len(comparison.early) == 1 else "bear"
        early = f"{count(len(comparison.early), 'save')} {bear} an earlier date than that"
        parts.append(f"{early} and {was_were(len(comparison.early))} not in it then")
    if comparison.slipped_in:
        put = listed(at_most([shown(id) for id in comparison.slipped_in]))
        parts.append(
            f"{count(len(comparison.slipped_in), 'piece')} {was_were(len(comparison.slipped_in))} put among them: {put}"
        )
    return f"Since {shown(comparison.name)}{seen}: {ended(parts)}"
