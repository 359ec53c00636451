"""Sheets that `coachfolio paper` made, as they come back: the claims of a mapping or a marking sheet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from coachfolio.base.words import count
from coachfolio.editing.importing.facts import EntryRead, FieldRead, ImportWanted, Left, SourceFile, SourceRead
from coachfolio.facts.progress import progress_of
from coachfolio.format.foreign.contents import Contents, TableGrid
from coachfolio.format.foreign.own_sheets import INDEX_HEADS, MAPPING_HEADS, MARKING_HEADS

__all__ = ["own_papers_read"]

_NAME: Final = re.compile(r"\(([^()]+)\)\s*$")
_DECISIONS: Final = (
    "Decisions and feedback in it are an assessor's: who assesses writes them down with coachfolio decide."
)
_ONLY_A_LIST: Final = (
    "It is a list of the evidence that there is, which coachfolio made, so there is nothing to bring in."
)


def own_papers_read(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """The claims on a sheet that coachfolio made and somebody may have added to; None for any other file."""
    grids = [part for part in contents.parts if isinstance(part, TableGrid) and part.rows]
    sheets = [(grid, heads) for grid in grids for heads in (MAPPING_HEADS, MARKING_HEADS) if _begins(grid, heads)]
    if not sheets:
        if any(_begins(grid, INDEX_HEADS) for grid in grids):
            return SourceRead(source, "an evidence index", "", said=(_ONLY_A_LIST,), keeps_source=False)
        return None
    known = {
        (claim.evidence, criterion.criterion.ref)
        for criterion in progress_of(wanted.portfolio).coverage
        for claim in criterion.claims
    }
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    left: list[Left] = []
    already = 0
    for grid, heads in sheets:
        for place, cells in _claims(grid, heads):
            criterion, evidence = cells["criterion"], cells["evidence"]
            if evidence not in wanted.portfolio.paths:
                left.append(Left(" ".join(cells.values()), place, "there is no such evidence here"))
            elif (evidence, criterion) in known:
                already += 1
            else:
                rows[criterion.rpartition("/")[0]].append({name: text for name, text in cells.items() if text})
                known.add((evidence, criterion))
    entries = tuple(_entry(unit, found) for unit, found in rows.items())
    said = [_DECISIONS]
    if already:
        said.append(f"{count(already, 'claim')} of it {'is' if already == 1 else 'are'} here already.")
    return SourceRead(
        source,
        "a mapping sheet",
        "mapping",
        shape="own mapping sheet",
        entries=entries,
        labels=tuple(cell.text for grid in grids for row in grid.rows for cell in row),
        left=tuple(left),
        said=tuple(said),
        keeps_source=False,
    )


def _begins(grid: TableGrid, heads: Sequence[str]) -> bool:
    return tuple(cell.text.strip() for cell in grid.rows[0][: len(heads)]) == tuple(heads)


def _claims(grid: TableGrid, heads: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row that claims something: where it stands, and its criterion, evidence, where and how."""
    at = {name: heads.index(head) for name, head in _COLUMNS.items()}
    for number, row in enumerate(grid.rows[1:], 2):
        texts = {name: row[column].text.strip() if column < len(row) else "" for name, column in at.items()}
        criterion = texts["criterion"].partition(" ")[0]
        if not texts["evidence"] or texts["evidence"] == "no evidence yet" or "/" not in criterion:
            continue
        found = _NAME.search(texts["evidence"])
        evidence = found[1].strip() if found else texts["evidence"]
        yield f"{grid.place}, row {number}", {**texts, "criterion": criterion, "evidence": evidence}


_COLUMNS: Final = {
    "criterion": "Criterion",
    "evidence": "Evidence",
    "where": "Where to look",
    "how": "How it meets it",
}


def _entry(unit: str, rows: list[dict[str, str]]) -> EntryRead:
    words = "\n".join(" ".join(row.values()) for row in rows)
    place = f"unit {unit}"
    readings = (FieldRead("unit", unit, unit, place), FieldRead("rows", rows, words, place))
    return EntryRead("mapping", readings, place, name=unit.casefold().replace(".", "-"))
