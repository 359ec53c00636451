"""The portfolio as a whole: everything in it read, typed and indexed, and what was wrong on the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

from coachfolio.base.diagnostics import START, Place, Problem, Span
from coachfolio.base.errors import UnknownStage
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import Reference
from coachfolio.evidence.model import Evidence, PortfolioFile
from coachfolio.format.documents import locate
from coachfolio.format.qualification import Qualification

if TYPE_CHECKING:
    from coachfolio.format.slips.mending import Mended

__all__ = ["Portfolio", "Stage", "id_of", "known_stage"]

PORTFOLIO_FILE: Final = "portfolio.yaml"
LEARNER: Final = "learner"
"""What the learner is called where a file, a seal or a list of signers names somebody."""
OVERLAY_FILE: Final = "qualification.yaml"
POLICY_FILE: Final = "sampling-policy.yaml"
"""A centre's sampling policy, which may lie beside portfolio.yaml. It is no evidence."""
SETTINGS_FILES: Final = (PORTFOLIO_FILE, OVERLAY_FILE, POLICY_FILE)
"""What a portfolio is judged by."""
ENDINGS: Final = (".yaml", ".yml")
INBOX: Final = "inbox/"
"""Where a phone may drop what is to become evidence. Whatever lies here is a draft."""


Stage = Literal["building", "submission", "certification", "certificated"]
"""What a portfolio is judged for. One that is certificated is judged as it was for certification."""


def known_stage(stage: str) -> Stage:
    """The stage of this name. Raises UnknownStage."""
    for known in get_args(Stage):
        if stage == known:
            return cast(Stage, known)
    raise UnknownStage(stage, get_args(Stage))


@frozen()
class Portfolio(Frozen):
    """One portfolio, loaded. Nothing in it changes, and nothing of it is read again from where it came."""

    name: str
    """Where it came from, for people."""
    file: PortfolioFile | None
    """portfolio.yaml, or None where it could not be read: then there are no facts to be had."""
    qualification: Qualification | None
    evidence: tuple[Evidence, ...]
    """Every piece that could be read and fits its schema, in the order of the paths. Copies of another are left out."""
    uncounted: tuple[str, ...]
    """The files that could not be read or do not fit: no total has them in it."""
    paths: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Evidence id to the files of that name, uncounted ones included; more than one is a mistake."""
    references: Mapping[str, tuple[Reference, ...]] = field(repr=False)
    """Path to everything that the file mentions."""
    problems: tuple[tuple[str, Problem], ...] = field(repr=False)
    """What reading found, with the path of each."""
    sizes: Mapping[str, int] = field(repr=False)
    """Every file in the portfolio and its size in bytes, attachments included."""
    texts: Mapping[str, str] = field(repr=False)
    """The text of every YAML file, to show lines from."""
    overlay: Mapping[str, Any] | None = field(default=None, repr=False)
    """The fields of qualification.yaml, where there is one in order."""
    contents: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path to the id of its content, for every piece of evidence and for the attachments that something was decided or
    declared on."""
    copies: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path of each piece that is only a copy of another, with the path of the one that counts."""
    duplicates: tuple[Evidence, ...] = field(default=(), repr=False)
    """The pieces that are only copies."""
    hollow: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path of each attachment that holds nothing of what its name says, with what it is instead, in words."""

    mended: Mapping[str, Mended] = field(default_factory=dict, repr=False)
    """Path to the second reading of a file that could not be read, or does not fit."""
    mentioned: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict, repr=False)
    """Path to what a file that is not counted would mention, once it is mended. Only rules on references ask."""
    drafts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Path to the text of every piece that is not finished: it says `draft: yes`, or lies in the inbox. It counts for
    nothing, and nothing but names is looked for in it. The text is empty for a file that is no YAML."""
    line_ends_kept: bool = False
    """Whether git is told here to keep the ends of lines alike."""

    @property
    def stage(self) -> Stage:
        return self.file.stage if self.file else "building"

    @property
    def texts_with_drafts(self) -> Mapping[str, str]:
        """The text of every YAML file, and of every draft: all that names are looked for in."""
        unfinished = {path: text for path, text in self.drafts.items() if text}
        return {**self.texts, **unfinished} if unfinished else self.texts

    def get(self, id: str) -> Evidence | None:
        """A piece of evidence by its id."""
        return next((piece for piece in self.evidence if piece.id == id), None)

    def span(self, place: Place | tuple[str, Span]) -> tuple[str, Span]:
        """The file and the stretch of it that a place means."""
        if isinstance(place, tuple):
            return place
        if place.path in self.mended:
            return place.path, self.mended[place.path].span(place.where, on_key=place.on_key)
        text = self.texts.get(place.path) or self.drafts.get(place.path)
        return place.path, START if text is None else locate(text, place.where, on_key=place.on_key)


def id_of(path: str) -> str:
    """The id of the evidence in a file: its name without the ending."""
    return unicodedata.normalize("NFC", path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
