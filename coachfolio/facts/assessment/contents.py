"""What was judged, and whether it is still the same: the contents that a decision or a declaration is pinned to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.model import (
    ActionList,
    AssessmentRecord,
    Declaration,
    Evidence,
    SamplingPlan,
    SamplingRecord,
)
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.sources import Source, id_in

__all__ = ["ABOUT_THE_WORK", "SIGNED", "EvidenceChange", "PinnedContents", "contents_in", "manifest_of"]

SIGNED: Final = (AssessmentRecord, SamplingPlan, SamplingRecord, Declaration)
"""Evidence that somebody stands for with their name."""
ABOUT_THE_WORK: Final = (*SIGNED, ActionList)
"""Evidence that says something about the learner's work, and is none of it: no declaration covers it."""


@frozen()
class EvidenceChange(Frozen):
    """Something that is not as it was when it was judged."""

    evidence: str
    """The id of the piece of evidence."""
    path: str
    """The file that is another now: the evidence itself, or one that belongs to it. Where it was, if it is gone: empty
    where nobody knows."""
    was: str
    """The id of the content that was judged."""
    kind: Literal["changed", "gone"]


@frozen()
class PinnedContents(Frozen):
    """The contents of a portfolio as it stands."""

    pieces: Mapping[str, tuple[str, str]]
    """Evidence id to its path and the id of its content."""
    attached: Mapping[str, Mapping[str, tuple[str, str]]]
    """Evidence id to its attachments, as it names them: their paths, and the ids of their contents, which are empty for
    those that are not there."""

    def now(self, name: str) -> str | None:
        """The id of the content that something is pinned to by this name; None where it is gone."""
        if name in self.pieces:
            return self.pieces[name][1]
        id, _, mention = name.partition("/")
        return self.attached.get(id, {}).get(mention, ("", ""))[1] or None

    def pin(self, names: Iterable[str]) -> dict[str, str]:
        """What to write beside something that rests on these pieces of evidence. Unknown ones are left out.

        A piece is pinned by its id; an attachment by the id of the piece, a slash, and what the piece calls it, so that
        neither can be moved away from what was judged.
        """
        pinned: dict[str, str] = {}
        for name in dict.fromkeys(names):
            if name in self.pieces:
                pinned[name] = self.pieces[name][1]
                pinned.update(
                    {f"{name}/{mention}": id for mention, (_, id) in self.attached.get(name, {}).items() if id}
                )
        return pinned

    def is_pinned(self, name: str, pinned: Mapping[str, str]) -> bool:
        """Whether a piece of evidence is pinned with all that is attached to it."""
        return name in pinned and (pinned[name] != self.now(name) or self.pin([name]).keys() <= pinned.keys())

    def changes(self, names: Iterable[str], pinned: Mapping[str, str]) -> tuple[EvidenceChange, ...]:
        """What has become of these pieces of evidence since they were pinned. What was never pinned is left out."""
        found: list[EvidenceChange] = []
        for name in dict.fromkeys(names):
            was = pinned.get(name)
            if was is None:
                continue
            if name not in self.pieces:
                found.append(EvidenceChange(name, "", was, "gone"))
                continue
            path, content = self.pieces[name]
            if content != was:
                found.append(EvidenceChange(name, path, was, "changed"))
            for mention, (file, id) in self.attached.get(name, {}).items():
                judged = pinned.get(f"{name}/{mention}")
                if judged is not None and judged != id:
                    found.append(EvidenceChange(name, file, judged, "changed" if id else "gone"))
        return tuple(found)


def contents_in(portfolio: Portfolio, source: Source | None = None) -> PinnedContents:
    """The contents of a portfolio. Of a piece that could not be read, or whose id is there twice, there are none.

    A portfolio knows the contents of attachments where something is pinned already. To pin the first thing, give the
    source that it was read from. Raises Unreadable.
    """
    once = {id: paths[0] for id, paths in portfolio.paths.items() if len(paths) == 1}
    by_path = {piece.path: piece.id for piece in portfolio.evidence}
    pieces = {id: (path, portfolio.contents[path]) for id, path in once.items() if path in by_path}
    attached: dict[str, dict[str, tuple[str, str]]] = {}
    for path, mention, target in attached_files(portfolio.references, portfolio.sizes):
        if target is not None and path in by_path:
            content = portfolio.contents.get(target, "")
            if not content and source is not None and target in portfolio.sizes:
                content = id_in(source, target)
            attached.setdefault(by_path[path], {})[mention.value] = (target, content)
    return PinnedContents(pieces, {id: dict(sorted(files.items())) for id, files in attached.items()})


def manifest_of(contents: PinnedContents, evidence: Iterable[Evidence]) -> str:
    """The SHA-256 of the list of all evidence that is the learner's work, with the ids of its contents.

    Each line is `<content id>  <evidence id>`, or `<content id>  <evidence id>/<attachment, as the evidence names it>`;
    the lines are sorted. Moving evidence to another folder, with what is attached to it, leaves it the same.
    """
    lines: set[str] = set()
    for piece in evidence:
        if not isinstance(piece, ABOUT_THE_WORK) and piece.id in contents.pieces:
            lines.add(f"{contents.pieces[piece.id][1]}  {piece.id}\n")
            attached = contents.attached.get(piece.id, {})
            lines |= {f"{id}  {piece.id}/{mention}\n" for mention, (_, id) in attached.items()}
    return hashlib.sha256("".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()
