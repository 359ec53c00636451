"""What each claim points to, as one reader may see it: the passage, and the file that it stands in."""

from __future__ import annotations

from collections.abc import Callable

from coachfolio.facts.audience import SeenBy
from coachfolio.facts.passages import NOTHING, PointedPassage, passage_of
from coachfolio.facts.progress import ClaimMade
from coachfolio.reports.attached_files import AttachedFiles

__all__ = ["ClaimPassages"]


class ClaimPassages:
    """Follows the claims of one portfolio. Without `files`, attachments are not followed."""

    def __init__(self, seen: SeenBy, files: AttachedFiles | None = None, covered: Callable[[str], str] = str) -> None:
        """`covered` gives a text as it may be shown."""
        self._seen = seen
        self._files = files
        self._covered = covered
        self._pieces = {piece.id: piece for piece in seen.portfolio.evidence}

    def path(self, claim: ClaimMade) -> str:
        """The file of the evidence that a claim is about."""
        return self._seen.paths[self._pieces[claim.evidence].path]

    def passage(self, claim: ClaimMade) -> PointedPassage:
        """What a claim points to, without what this reader may not see."""
        piece, seen, files = self._pieces[claim.evidence], self._seen, self._files
        kind = piece.type if piece.path == claim.path else "mapping"
        if not claim.where or not seen.allows(kind, (*claim.place, "where")):
            return NOTHING

        def read_text(name: str) -> str | None:
            target = seen.targets.get((piece.path, name))
            if files is None or not target or target in seen.confidential:
                return None
            return files.text(target)

        found = passage_of(claim, piece, read_text)
        parts = tuple(
            part
            for part in found.parts
            if part.attachment
            or seen.allows(piece.type, ("contacts", 0, part.field) if part.contact is not None else (part.field,))
        )
        exact = found.exact and parts == found.parts
        if self._covered is str and parts == found.parts:
            return found
        return PointedPassage(tuple(part.with_text(self._covered(part.text)) for part in parts), exact)
