"""Criteria brought in: a document's list laid beside what the qualification has, and written into qualification.yaml.

Nobody but the learner says whose words they are: coachfolio calls no list the awarding body's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed
from coachfolio.confidentiality.key import Key
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, new_file, with_field, with_item
from coachfolio.editing.importing.criteria_lines import take_passages
from coachfolio.editing.importing.criteria_read import CriteriaList, CriteriaRead, EvidenceNoted, UnitRead
from coachfolio.editing.importing.criteria_tables import take_grid
from coachfolio.editing.importing.facts import ImportWanted, SourceFile, SourceRead
from coachfolio.editing.mapping import sheet_of_unit
from coachfolio.editing.sessions_logged import must_name_nobody
from coachfolio.facts.progress.coverage import claims_made
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.foreign.contents import Contents, TableGrid, TextPassage
from coachfolio.format.qualification import Qualification
from coachfolio.format.slips.names import evidence_in
from coachfolio.format.validation import violations
from coachfolio.portfolio.portfolio import OVERLAY_FILE, Portfolio

__all__ = [
    "WORDS_ARE",
    "CriteriaSource",
    "CriterionBeside",
    "beside_the_pack",
    "criteria_drafts",
    "criteria_in",
    "criteria_layout",
    "evidence_drafts",
    "with_units",
]

WordsAre = Literal["awarding-body", "centre", "third-party", "unknown"]
WORDS_ARE: Final[Mapping[WordsAre, str]] = {
    "awarding-body": "the awarding body's own, from its handbook or specification",
    "centre": "my centre's, from a guide, a result sheet or a mapping sheet of its own",
    "third-party": "somebody else's, such as a web site",
    "unknown": "I do not know",
}
"""Whose words a list may be, as the learner is asked."""
_FEWEST: Final = 2
_SURELY: Final = 4
"""Criteria from which on a file is taken for a list of them without being told."""


@frozen()
class CriteriaSource(Frozen):
    """What the learner says of the document."""

    title: str
    words_are: WordsAre
    whole: bool = False
    """Whether its list of criteria is whole."""
    all_units: bool = False
    """Whether its units are all that the qualification has."""


@frozen()
class CriterionBeside(Frozen):
    """One criterion of the document beside what the qualification has of it."""

    ref: str
    new: str
    old: str
    """Empty where the qualification has none of this number."""

    @property
    def state(self) -> Literal["new", "same", "other words", "gone"]:
        """`gone` is what the qualification has, and the document has not."""
        if not self.new:
            return "gone"
        if not self.old:
            return "new"
        return "same" if _plain(self.new) == _plain(self.old) else "other words"


def criteria_in(contents: Contents) -> CriteriaRead | None:
    """The criteria that a file lists; None where it lists none."""
    found = CriteriaList()
    passages: list[TextPassage] = []
    for part in contents.parts:
        if isinstance(part, TextPassage):
            passages.append(part)
            continue
        take_passages(passages, found)
        passages = []
        for grid in _all_grids(part):
            take_grid(grid, found)
    take_passages(passages, found)
    read = found.read(contents.title)
    return read if read.count >= _FEWEST else None


def criteria_layout(source: SourceFile, contents: Contents, wanted: ImportWanted) -> SourceRead | None:
    """A list of criteria among other files: it is said what it is, and nothing is made of it but by --kind criteria."""
    read = criteria_in(contents) if wanted.kind in ("", "criteria") else None
    if read is None or (
        wanted.kind != "criteria" and (read.count < _SURELY or not any(unit.ref for unit in read.units))
    ):
        return None
    units = [unit.ref for unit in read.units if unit.ref]
    layout = f"{count(read.count, 'criterion', 'criteria')}" + (f" of {listed(units[:4])}" if units else "")
    said = [*read.said, "Bring it in by itself, with: coachfolio import FILE --kind criteria"]
    return SourceRead(source, layout, "", left=read.left, said=tuple(said))


def _all_grids(grid: TableGrid) -> list[TableGrid]:
    """A table and those inside it."""
    inner = [each for row in grid.rows for cell in row for each in cell.inner]
    return [grid, *(each for one in inner for each in _all_grids(one))]


def with_units(read: CriteriaRead, refs: Sequence[str], qualification: Qualification | None) -> CriteriaRead:
    """The list with the units named that the document does not name itself: `refs` in their order.

    Where nothing is said and there is one unit of that title, or the qualification has one unit alone, it is that.
    """
    known = {_plain(unit.title): unit.ref for unit in qualification.units} if qualification else {}
    given = iter(refs)
    units = []
    for unit in read.units:
        ref = unit.ref or known.get(_plain(unit.title), "") or next(given, "")
        if not ref and qualification and len(qualification.units) == 1 and len(read.units) == 1:
            ref = qualification.units[0].ref
        units.append(UnitRead(ref, unit.title, unit.criteria, unit.credits, unit.guided_hours, unit.place))
    renamed = {old.ref: new.ref for old, new in zip(read.units, units, strict=True)}
    evidence = tuple(
        EvidenceNoted(renamed.get(each.unit, each.unit), each.number, each.evidence, each.where, each.how, each.place)
        for each in read.evidence
    )
    return CriteriaRead(tuple(units), read.said, read.left, evidence, read.title)


def beside_the_pack(read: CriteriaRead, qualification: Qualification | None) -> tuple[CriterionBeside, ...]:
    """Every criterion of the document beside what the qualification has, and what it has besides in those units."""
    rows: list[CriterionBeside] = []
    for unit in read.units:
        known = qualification.unit(unit.ref) if qualification else None
        old = {criterion.number: criterion.text for criterion in known.criteria} if known else {}
        rows += [
            CriterionBeside(f"{unit.ref}/{each.number}", each.text, old.get(each.number, "")) for each in unit.criteria
        ]
        told = {each.number for each in unit.criteria}
        rows += [
            CriterionBeside(f"{unit.ref}/{number}", "", text) for number, text in old.items() if number not in told
        ]
    return tuple(rows)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


# --- qualification.yaml


def criteria_drafts(
    folder: str | os.PathLike[str], portfolio: Portfolio, read: CriteriaRead, source: CriteriaSource
) -> list[Draft]:
    """qualification.yaml with the units and criteria of a document, each with its source. Nothing else in it changes.

    Raises NotWritten where a unit has no reference, or a figure does not fit.
    """
    nameless = [unit for unit in read.units if not unit.ref]
    if nameless:
        raise NotWritten(
            f"{count(len(nameless), 'unit')} of this document {'has' if len(nameless) == 1 else 'have'} no reference. "
            "Say which, with --unit and the reference, such as --unit D7.03."
        )
    repeated = [unit.ref for unit in read.units if sum(other.ref == unit.ref for other in read.units) > 1]
    if repeated:
        raise NotWritten(f"The unit {repeated[0]} is in this document twice. Bring its parts in one by one.")
    overlay = portfolio.overlay
    name = _source_name(source.title, {**(overlay or {}).get("sources", {})})
    certainty = {"awarding-body": "stated", "centre": "centre", "third-party": "weak"}.get(source.words_are, "unknown")
    units = [_unit_fields(unit, name, certainty, source, portfolio.qualification) for unit in read.units]
    kind = source.words_are if source.words_are != "unknown" else "third-party"
    about: dict[str, Any] = {"title": source.title, "kind": kind}
    if source.words_are == "unknown":
        about["note"] = "Whose words these are was not known when they were brought in."
    if overlay is None:
        return [_new_overlay(folder, name, about, units, source)]
    draft = as_it_is(folder, OVERLAY_FILE)
    if name not in overlay.get("sources", {}):
        if overlay.get("sources"):
            draft = with_field(draft, ("sources", name), about)
        else:
            draft = with_field(draft, ("sources",), {name: about})
    known = {unit["ref"]: number for number, unit in enumerate(overlay.get("units", ()))}
    for unit in units:
        if unit["ref"] in known:
            for field, value in unit.items():
                if overlay["units"][known[unit["ref"]]].get(field) != value:
                    draft = with_field(draft, ("units", known[unit["ref"]], field), value)
        elif known:
            draft = with_item(draft, ("units",), unit)
    if not known:
        draft = with_field(draft, ("units",), units)
    if source.all_units and overlay.get("units_complete") not in (True, "yes"):
        draft = with_field(draft, ("units_complete",), True)
    return [] if draft.before == draft.after else [draft]


def _new_overlay(
    folder: str | os.PathLike[str], name: str, about: Mapping[str, Any], units: Sequence[Any], source: CriteriaSource
) -> Draft:
    fields: dict[str, Any] = {"format": 1, "sources": {name: about}, "units": list(units)}
    if source.all_units:
        fields["units_complete"] = True
    for problem in violations(fields, "qualification-overlay"):
        raise NotWritten(f"{'A value does not fit.' if problem.concealed else problem.message} {problem.hint}".strip())
    try:
        text = written(fields, shape_of("qualification-overlay"), in_lines=True)
    except ValueError:
        raise NotWritten("The document has a character in it that no file should hold.") from None
    return Draft(os.fspath(folder), OVERLAY_FILE, None, text)


def _unit_fields(
    unit: UnitRead, name: str, certainty: str, source: CriteriaSource, qualification: Qualification | None
) -> dict[str, Any]:
    known = qualification.unit(unit.ref) if qualification else None
    fields: dict[str, Any] = {"ref": unit.ref}
    if unit.title and (known is None or known.title.casefold() == "unknown"):
        fields["title"] = unit.title
    figures = (("credits", unit.credits), ("guided_hours", unit.guided_hours))
    for field, value in figures:
        if value is not None and (known is None or getattr(known, field).value is None):
            number = int(value) if float(value).is_integer() else value
            fields[field] = {"value": number, "source": name, "certainty": certainty}
    fields["criteria_are"] = "official" if source.words_are == "awarding-body" else "unknown"
    fields["criteria_complete"] = source.whole
    fields["source"] = name
    fields["certainty"] = certainty
    fields["criteria"] = [
        {
            "number": criterion.number,
            "text": criterion.text or "The document gives no words for it.",
            **({"outcome": criterion.outcome} if criterion.outcome else {}),
        }
        for criterion in unit.criteria
    ]
    return fields


def _source_name(title: str, known: Mapping[str, Any]) -> str:
    """A short name for the source; that of the same title where it is there already."""
    for name, about in known.items():
        if isinstance(about, Mapping) and about.get("title") == title:
            return name
    words = re.findall(r"[a-z0-9]+", title.casefold())
    plain = "-".join(words[:5])[:40].strip("-") or "document"
    free, number = plain, 1
    while free in known:
        number += 1
        free = f"{plain}-{number}"
    return free


# --- what a filled mapping sheet claims


def evidence_drafts(
    folder: str | os.PathLike[str],
    portfolio: Portfolio,
    read: CriteriaRead,
    key: Key | None = None,
    *,
    called: Mapping[str, str] | None = None,
) -> tuple[list[Draft], tuple[EvidenceNoted, ...]]:
    """The rows of a filled mapping sheet on the mapping sheets of their units, and those whose evidence is not here.

    `called` says which piece is meant by what the sheet calls it. Raises NotWritten where the words name a client.
    """
    ids = {piece.id for piece in portfolio.evidence}
    made = {(claim.criterion, claim.evidence) for claim in claims_made(portfolio.evidence)}
    rows: dict[str, list[dict[str, str]]] = {}
    unknown: list[EvidenceNoted] = []
    for noted in read.evidence:
        id = (called or {}).get(noted.evidence) or evidence_in(noted.evidence, ids)
        if id is None or not noted.unit:
            unknown.append(noted)
            continue
        criterion = f"{noted.unit}/{noted.number}"
        if (criterion, id) in made:
            continue
        made.add((criterion, id))
        must_name_nobody((noted.where, noted.how), portfolio, key)
        row = {"criterion": criterion, "evidence": id, "where": noted.where, "how": " ".join(noted.how.split())}
        rows.setdefault(noted.unit, []).append({name: said for name, said in row.items() if said})
    drafts = []
    for unit, added in rows.items():
        sheet = sheet_of_unit(portfolio, unit)
        if sheet is None:
            drafts.append(new_file(folder, "mapping", unit, {"unit": unit, "rows": added}, in_lines=True))
            continue
        draft = as_it_is(folder, sheet.path)
        for row in added:
            draft = with_item(draft, ("rows",), row)
        drafts.append(draft)
    return drafts, tuple(unknown)
