"""What was judged, and whether it is still the same: the contents that a decision or a declaration is pinned to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import kind_of_path
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.meaning import meaning_of
from coachfolio.evidence.model import (
    ActionList,
    AssessmentRecord,
    Declaration,
    Evidence,
    SamplingPlan,
    SamplingRecord,
)
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.portfolio.portfolio import OVERLAY_FILE, Portfolio
from coachfolio.portfolio.sources import Source, id_in

__all__ = [
    "ABOUT_THE_WORK",
    "SIGNED",
    "EvidenceChange",
    "PinnedContents",
    "contents_in",
    "kinds_of",
    "manifest_of",
    "said_of",
    "saying_of",
]

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
    kind: Literal["changed", "gone", "moved", "reworded"]
    """`moved`: it says the same, and is in the folder of another kind. `reworded`: `evidence` is a criterion, and
    qualification.yaml has it in other words."""


@frozen()
class PinnedContents(Frozen):
    """The contents of a portfolio as it stands."""

    pieces: Mapping[str, tuple[str, str]]
    """Evidence id to its path and the id of its content."""
    attached: Mapping[str, Mapping[str, tuple[str, str]]]
    """Evidence id to its attachments, as it names them: their paths, and the ids of their contents, which are empty for
    those that are not there."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path to the text of every piece."""
    criteria: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Criteria that qualification.yaml words by itself, each with the digest of its words."""
    worded: Mapping[str, str] = field(default_factory=dict, repr=False)
    """All criteria, each with the digest of its words."""

    def saying(self, name: str) -> str | None:
        """What a piece says, in a word for its kind and a digest; None where it is not there or cannot be read."""
        path = self.pieces.get(name, ("", ""))[0]
        return saying_of(path, self.texts.get(path, "").encode("utf-8", "surrogatepass"))

    def say(self, names: Iterable[str], criteria: Iterable[str] = ()) -> dict[str, str]:
        """What to write beside pinned contents: what each piece said, and in which words each criterion was judged."""
        said = {name: saying for name in dict.fromkeys(names) if (saying := self.saying(name))}
        return said | {ref: self.worded[ref] for ref in dict.fromkeys(criteria) if ref in self.worded}

    def reworded(self, criterion: str, said: Mapping[str, str]) -> tuple[EvidenceChange, ...]:
        """Whether qualification.yaml has a criterion in other words than those in which it was judged."""
        was, now = said.get(criterion), self.criteria.get(criterion)
        if was is None or now is None or was == now:
            return ()
        return (EvidenceChange(criterion, OVERLAY_FILE, was, "reworded"),)

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

    def changes(
        self, names: Iterable[str], pinned: Mapping[str, str], said: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[EvidenceChange, ...]:
        """What has become of these pieces of evidence since they were pinned. What was never pinned is left out.

        With what they `said`, a content that says the same in other lines is no other, and the kind counts.
        """
        found: list[EvidenceChange] = []
        for name in dict.fromkeys(names):
            was = pinned.get(name)
            if was is None:
                continue
            if name not in self.pieces:
                found.append(EvidenceChange(name, "", was, "gone"))
                continue
            path, content = self.pieces[name]
            saying = said.get(name, "")
            if saying and saying.partition(" ")[0] != kind_of_path(path):
                found.append(EvidenceChange(name, path, was, "moved"))
            elif content != was and (not saying or saying != self.saying(name)):
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
    worded = {
        criterion.ref: f"criterion {_digest(criterion.text)}"
        for unit in (portfolio.qualification.units if portfolio.qualification else ())
        for criterion in unit.criteria
    }
    own = {unit["ref"] for unit in (portfolio.overlay or {}).get("units", ()) if "criteria" in unit}
    return PinnedContents(
        pieces,
        {id: dict(sorted(files.items())) for id, files in attached.items()},
        texts=portfolio.texts,
        criteria={ref: digest for ref, digest in worded.items() if ref.rpartition("/")[0] in own},
        worded=worded,
    )


def saying_of(path: str, data: bytes) -> str | None:
    """What a piece of evidence says, in a word for its kind and a digest; None where it cannot be read."""
    kind = kind_of_path(path)
    fields = read(path, data, shape_of(kind)).fields if kind else None
    return None if fields is None or kind is None else f"{kind} {meaning_of(kind, fields)}"


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


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


def said_of(contents: PinnedContents, evidence: Iterable[Evidence]) -> str:
    """What all evidence that is the learner's work is and says: the digest of the kinds, a blank, and that of the rest.

    The lines of the first are `<kind>  <evidence id>`; those of the second are the kind, a blank and the digest of what
    it says, two blanks and the evidence id. Attachments stand in the second as in `manifest_of`. Each has the first 32
    digits of the SHA-256 of its sorted lines.
    """
    lines: set[str] = set()
    for id in _work(contents, evidence):
        lines.add(f"{contents.saying(id)}  {id}\n")
        lines |= {f"{content}  {id}/{mention}\n" for mention, (_, content) in contents.attached.get(id, {}).items()}
    return f"{kinds_of(contents, evidence)} {_short(lines)}"


def kinds_of(contents: PinnedContents, evidence: Iterable[Evidence]) -> str:
    """The first part of `said_of`, for which nothing has to be read."""
    work = _work(contents, evidence)
    return _short({f"{kind_of_path(contents.pieces[id][0])}  {id}\n" for id in work})


def _work(contents: PinnedContents, evidence: Iterable[Evidence]) -> list[str]:
    return [piece.id for piece in evidence if not isinstance(piece, ABOUT_THE_WORK) and piece.id in contents.pieces]


def _short(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
