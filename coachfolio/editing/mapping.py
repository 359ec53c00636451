"""Mapping: a claim added to a piece or to a mapping sheet, and claims carried from one to the other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Literal

from coachfolio.base.errors import nearest
from coachfolio.base.words import shown
from coachfolio.confidentiality.key import Key
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, new_file, with_field, with_item, without_item
from coachfolio.editing.sessions_logged import must_name_nobody
from coachfolio.evidence.model import AssessmentRecord, Evidence, MappingSheet
from coachfolio.facts.progress.coverage import ClaimMade, claims_made
from coachfolio.format.schemas import folder_of_kind, schema
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["ClaimsStand", "claim_drafts", "moved_drafts", "piece_called", "sheet_of_unit"]

ClaimsStand = Literal["pieces", "sheets"]
"""Where claims stand: inside the pieces of evidence, or on mapping sheets, one for each unit."""


def claim_drafts(
    folder: str | os.PathLike[str],
    portfolio: Portfolio,
    evidence: str,
    criterion: str,
    *,
    where: str = "",
    how: str = "",
    on: ClaimsStand = "pieces",
    key: Key | None = None,
) -> list[Draft]:
    """A new claim: that a piece of evidence shows a criterion.

    Raises NotWritten where there is no such piece or criterion, where it is claimed already, and where the words name
    a client.
    """
    piece = piece_called(portfolio, evidence)
    known = [known.ref for known in portfolio.qualification.criteria] if portfolio.qualification else []
    if known and criterion not in known:
        meant = nearest(criterion, known)
        raise NotWritten(
            f"There is no criterion {shown(criterion)} in this qualification."
            + (f" Did you mean {meant}?" if meant else " coachfolio coverage lists them.")
        )
    if any(made.criterion == criterion and made.evidence == piece.id for made in claims_made(portfolio.evidence)):
        raise NotWritten(f"{shown(piece.id, 80)} claims {criterion} already. Nothing was written.")
    must_name_nobody((where, how), portfolio, key)
    claim = {"criterion": criterion}
    claim |= {name: said for name, said in (("where", where), ("how", how)) if said}
    if on == "sheets":
        row = {
            "criterion": criterion,
            "evidence": piece.id,
            **{name: claim[name] for name in claim if name != "criterion"},
        }
        return [_with_row(folder, portfolio, criterion, row)]
    if "claims" not in schema(piece.type)["properties"]:
        raise NotWritten(f"{shown(piece.id, 80)} is no evidence that can claim a criterion. Nothing was written.")
    start = as_it_is(folder, piece.path)
    if not getattr(piece, "claims", ()):
        return [with_field(start, ("claims",), [claim])]
    return [with_item(start, ("claims",), claim)]


def piece_called(portfolio: Portfolio, evidence: str) -> Evidence:
    """A piece of evidence by its id. Raises NotWritten with the nearest."""
    found = [piece for piece in portfolio.evidence if piece.id == evidence or piece.path == evidence]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotWritten(f"Several files are called {shown(evidence, 80)}. Give the path of one.")
    meant = nearest(evidence, (piece.id for piece in portfolio.evidence))
    raise NotWritten(f"There is no piece {shown(evidence, 80)} here." + (f" Did you mean {meant}?" if meant else ""))


def sheet_of_unit(portfolio: Portfolio, unit: str) -> MappingSheet | None:
    """The mapping sheet of a unit, where there is one."""
    sheets = [piece for piece in portfolio.evidence if isinstance(piece, MappingSheet)]
    return next((sheet for sheet in sheets if sheet.unit == unit or sheet.id == unit), None)


def _with_row(
    folder: str | os.PathLike[str],
    portfolio: Portfolio,
    criterion: str,
    row: dict[str, Any],
    draft: Draft | None = None,
) -> Draft:
    unit = criterion.split("/")[0]
    sheet = sheet_of_unit(portfolio, unit)
    if draft is not None:
        return with_item(draft, ("rows",), row)
    if sheet is not None:
        return with_item(as_it_is(folder, sheet.path), ("rows",), row)
    return new_file(folder, "mapping", unit, {"unit": unit, "rows": [row]}, in_lines=True)


def moved_drafts(folder: str | os.PathLike[str], portfolio: Portfolio, to: ClaimsStand) -> list[Draft]:
    """Every claim carried to where it shall stand: into the pieces of evidence, or on to mapping sheets.

    A claim that stands in both places stays where it shall be and goes from the other. Claims of evidence that somebody
    decided on stay where they are, for the piece would be another then. Raises NotWritten.
    """
    judged = _judged(portfolio)
    sheets = {piece.path: piece for piece in portfolio.evidence if isinstance(piece, MappingSheet)}
    made = tuple(claims_made(portfolio.evidence))
    there = {(claim.criterion, claim.evidence) for claim in made if (claim.path in sheets) == (to == "sheets")}
    carried = [claim for claim in made if (claim.path in sheets) != (to == "sheets") and claim.evidence not in judged]
    drafts: dict[str, Draft] = {}
    for claim in _last_first(carried):
        if "contacts" in claim.place:
            continue  # a claim of one contact on a sheet says which contact, and a row could not
        drafts[claim.path] = without_item(drafts.get(claim.path) or as_it_is(folder, claim.path), claim.place)
    for claim in carried:
        if (claim.criterion, claim.evidence) not in there and "contacts" not in claim.place:
            _put(drafts, folder, portfolio, claim, to)
    return list(drafts.values())


def _last_first(claims: Sequence[ClaimMade]) -> list[ClaimMade]:
    """So that taking one away leaves the places of the others as they are."""
    return sorted(claims, key=lambda claim: (claim.path, str(claim.place[0]), claim.place[-1]), reverse=True)


def _put(
    drafts: dict[str, Draft], folder: str | os.PathLike[str], portfolio: Portfolio, claim: ClaimMade, to: ClaimsStand
) -> None:
    said = {name: words for name, words in (("where", claim.where), ("how", claim.how)) if words}
    if to == "sheets":
        row = {"criterion": claim.criterion, "evidence": claim.evidence, **said}
        unit = claim.criterion.split("/")[0]
        path = next((path for path in drafts if path == f"{folder_of_kind('mapping')}/{unit}.yaml"), "")
        draft = _with_row(folder, portfolio, claim.criterion, row, drafts.get(path))
        drafts[draft.path] = draft
        return
    piece = piece_called(portfolio, claim.evidence)
    start = drafts.get(piece.path) or as_it_is(folder, piece.path)
    new = {"criterion": claim.criterion, **said}
    has_some = bool(getattr(piece, "claims", ())) or (start.before is not None and start.before != start.after)
    drafts[piece.path] = with_item(start, ("claims",), new) if has_some else with_field(start, ("claims",), [new])


def _judged(portfolio: Portfolio) -> frozenset[str]:
    """The pieces that an assessor decided on."""
    return frozenset(
        id
        for piece in portfolio.evidence
        if isinstance(piece, AssessmentRecord)
        for decision in piece.decisions
        for id in decision.evidence
    )
