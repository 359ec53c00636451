"""Declarations: what was declared, by whom, and whether the portfolio is still what it was then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import Declaration, Evidence
from coachfolio.facts.assessment.contents import PinnedContents, kinds_of, manifest_of, said_of
from coachfolio.facts.assessment.entitlement import LEARNER, Parties

__all__ = ["STATEMENTS", "DeclarationMade", "declarations_in"]

STATEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "authenticity": ("own_work", "not_handed_in_elsewhere", "earlier_work_pointed_out", "sources_credited"),
    "consent": ("clients_consented",),
    "confidentiality": ("clients_unrecognisable",),
    "centre": ("checked_for_plagiarism", "tutorial_support_given"),
}
"""What each kind of declaration states, point by point. After the cover sheets that centres use; none of it is known to
be an awarding body's own wording."""


@frozen()
class DeclarationMade(Frozen):
    """One declaration."""

    declaration: Declaration
    entitled: bool
    """Whether whoever makes it may: the learner for their own work, somebody of the centre for the centre."""
    signed: bool
    """Whether they signed it."""
    unsaid: tuple[str, ...]
    """Points that it says nothing of, where it is made point by point or about authenticity."""
    denied: tuple[str, ...]
    """Points to which it says no."""
    pinned: bool
    stale: bool
    """Whether the portfolio has moved on since."""

    @property
    def holds(self) -> bool:
        """Whether it can be relied on as it stands."""
        return self.entitled and self.signed and not self.unsaid and not self.denied and not self.stale


def declarations_in(
    evidence: Iterable[Evidence], parties: Parties, contents: PinnedContents
) -> tuple[DeclarationMade, ...]:
    """Every declaration, by day."""
    pieces = tuple(evidence)
    declarations = sorted(
        (piece for piece in pieces if isinstance(piece, Declaration)),
        key=lambda declaration: (declaration.date, declaration.id),
    )
    if not declarations:
        return ()
    manifest = manifest_of(contents, pieces) if any(declaration.manifest for declaration in declarations) else ""
    return tuple(
        _declared(declaration, parties, stale=_stale(declaration, manifest, contents, pieces))
        for declaration in declarations
    )


def _stale(declaration: Declaration, manifest: str, contents: PinnedContents, evidence: Collection[Evidence]) -> bool:
    """Whether the portfolio has moved on since a declaration; nobody can say where it does not tell what it was."""
    if declaration.manifest is None:
        return False
    if declaration.said is None:
        return declaration.manifest != manifest
    if declaration.manifest == manifest:
        return declaration.said.partition(" ")[0] != kinds_of(contents, evidence)
    return declaration.said != said_of(contents, evidence)


def _declared(declaration: Declaration, parties: Parties, *, stale: bool) -> DeclarationMade:
    points = STATEMENTS[declaration.kind]
    said = {point: getattr(declaration.statements, point) for point in points} if declaration.statements else {}
    # the wording of a centre's own form may stand in `text` alone
    pointwise = declaration.statements is not None or not declaration.text
    unsaid = tuple(point for point in points if said.get(point) is None) if pointwise else ()
    if declaration.kind == "authenticity" and declaration.ai_use is None:
        unsaid = (*unsaid, "ai_use")
    for_centre = declaration.kind == "centre"
    return DeclarationMade(
        declaration,
        entitled=parties.refusal(declaration.by, "declare_for_centre") is None
        if for_centre
        else declaration.by == LEARNER,
        signed=any(signature.by == declaration.by for signature in declaration.signatures),
        unsaid=unsaid,
        denied=tuple(point for point, value in said.items() if value is False),
        pinned=declaration.manifest is not None,
        stale=stale,
    )
