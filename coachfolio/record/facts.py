"""What the record of practice holds: frozen facts, computed once, that rules, reports and programs share.

Dates of saves are claims: they were typed by the machine that saved. A fact here says who says so, or who witnessed it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.portfolio.portfolio import id_of

if TYPE_CHECKING:
    from coachfolio.git.objects import Commit, SavePerson
    from coachfolio.portfolio.portfolio import Portfolio
    from coachfolio.record.authority import ListProblem
    from coachfolio.record.comparing import Comparison
    from coachfolio.record.seals import Seal
    from coachfolio.record.signatures import Verdict
    from coachfolio.record.verdicts import SealTrouble

__all__ = [
    "CHANGED",
    "Completeness",
    "EvidenceHistory",
    "Overturned",
    "PracticeRecord",
    "SealSeen",
    "SealState",
    "Version",
    "Witness",
    "WitnessLevel",
]

HowSaved = Literal["recorded", "changed", "moved", "removed", "brought back", "joined"]
"""What one save did to a piece of evidence. Joined: two lines of saves were joined there."""
SealState = Literal["unchanged", "reformatted", "changed", "moved", "exchanged", "removed"]
"""What became of a sealed piece of evidence. Reformatted: it says the same in other lines. Moved: it reads the same,
and counts as evidence of another kind. Exchanged: it reads the same, and names another file than it did."""
CHANGED: Final[tuple[SealState, ...]] = ("changed", "moved", "exchanged")
"""What makes a piece another than it was, though it is there."""


class WitnessLevel(StrEnum):
    """Who witnessed a content, from nobody but the learner to somebody independent."""

    OWN_CLOCK = "W0"
    """The dates of the learner's own machine: the order of things, nothing about time."""
    OWN_KEY = "W1"
    """Signed with the learner's known key. The time is still the learner's own."""
    RECEIVER = "W2"
    """An assessor's seal, a receipt or a bundle that the receiver kept: it existed no later than that."""
    SERVER = "W3"
    """The clock of a server that received it."""
    TIME_STAMP = "W4"
    """An independent time stamp."""


@frozen()
class Witness(Frozen):
    """The best witness of one content."""

    level: WitnessLevel
    until: datetime.datetime | None = None
    """It existed no later than this. None where nobody but the learner says when."""
    who: str = ""
    """Who says so, for people."""


class Version(NamedTuple):
    """One state of a piece of evidence, as one save left it."""

    save: Commit
    how: HowSaved
    path: str
    content: str
    """The id of its content; empty where it was removed."""
    claimed: datetime.date | None
    """The day that the evidence itself says it is of."""
    fields: tuple[str, ...] = ()
    """The fields that this save changed, where they can be told."""


_SOON: Final = 7
"""Days within which a slip is put right."""


def _saved_on(save: Commit) -> int | None:
    """The number of the day of a save, by the earlier of its two dates; None where neither can be read.

    A record that was made again has new ones in the second place.
    """
    return min((when.day_number for when in {save.authored, save.committed} if when), default=None)


@frozen()
class EvidenceHistory(Frozen):
    """One piece of evidence through all saves, followed by its id."""

    id: str
    path: str
    """Where it is, or was last."""
    present: bool
    """Whether it is in the latest saved state."""
    content: str
    """The id of its content as it stands, or stood last."""
    versions: tuple[Version, ...]
    """In the order in which they follow each other; never empty."""
    witness: Witness
    """Of its content as it stands, or stood last."""
    seals: tuple[tuple[str, SealState], ...] = ()
    """Every seal that it is under, by name, and what became of it since."""
    answered: frozenset[str] = frozenset()
    """Of a decision: the seals by which it is changed, and only by what is the learner's to write into it: that it was
    read, and that actions are done."""
    left_out: bool = False
    """It is not as any later save made it: a side line was left out when lines were joined."""
    pointer: bool = False
    """Only a pointer to its content was saved."""
    grown: tuple[tuple[str, str], ...] = ()
    """The seals by which it is changed, and only by what was added to it since, each with what that is: claims,
    contacts, actions, findings that were closed, or a meeting that was planned then."""

    @property
    def first(self) -> Version:
        """How it was first recorded."""
        return self.versions[0]

    @property
    def claimed(self) -> datetime.date | None:
        """The day that it was first said to be of: by the end of the day of its first save, as a slip is put right."""
        if len(self.versions) == 1:
            return self.first.claimed
        saved, claimed = _saved_on(self.first.save), self.first.claimed
        for version in self.versions[1:]:
            if not (saved and version.content and _saved_on(version.save) == saved):
                break
            claimed = version.claimed or claimed
        return claimed

    @property
    def put_right(self) -> bool:
        """Whether its day is another than at first, and was put right as slips are.

        That is within a week of the first save, or to a day that is nearer to that save and within a week of it.
        Whoever wants to deceive gains nothing by either: they could have written the other day at once.
        """
        now, first = self.versions[-1].claimed, self.claimed
        saved = _saved_on(self.versions[0].save)
        if not (now and first and saved) or now == first:
            return False
        became = self.versions[-1]
        for version in reversed(self.versions):
            if version.content and version.claimed != now:
                break
            became = version
        days = [when.day_number for when in (became.save.authored, became.save.committed) if when]
        if days and max(days) - saved <= _SOON:
            return True
        return -1 <= saved - now.toordinal() <= _SOON and abs(saved - now.toordinal()) < abs(saved - first.toordinal())

    @property
    def of_day(self) -> datetime.date | None:
        """The day that it is held to: what it was first said to be of, or what that was put right to."""
        return self.versions[-1].claimed if len(self.versions) > 1 and self.put_right else self.claimed

    @property
    def lag(self) -> int | None:
        """Days between the day that it is held to and the day of the first save, by the saver's own clock.

        Of the two dates of a save the earlier one counts. Negative where it was saved before its own day. None where
        either is unknown. One day either way is nothing: clocks around the earth are 26 hours apart.
        """
        claimed, saved = self.of_day, _saved_on(self.versions[0].save)
        return saved - claimed.toordinal() if saved and claimed else None

    @property
    def formerly(self) -> tuple[str, ...]:
        """Other ids that it had."""
        return tuple({id: None for version in self.versions if (id := id_of(version.path)) != self.id})

    @property
    def changes(self) -> tuple[Version, ...]:
        """Every later version but mere moves."""
        return tuple(version for version in self.versions[1:] if version.how != "moved")


@frozen()
class SealSeen(Frozen):
    """A seal as it was found."""

    name: str
    """As it is stored, such as `sealed/assessor/1`."""
    id: str
    """Of the tag itself: a seal that was made again has another."""
    seal: Seal | None
    """None where it is a bare mark, or its text is not a seal's."""
    by: SavePerson | None
    made: datetime.datetime | None
    """By the clock of whoever made it."""
    verdict: Verdict
    trouble: tuple[SealTrouble, ...] = ()
    """What is wrong with it."""
    attached: bool = True
    """Whether what it marks is still part of the record."""
    same_content: bool = True
    """Where it is not: whether everything that it lists is as it was, or once stood together in the record's own line.
    """
    differ: tuple[str, ...] = ()
    """Where it is not the same content: the paths, as it lists them, of what is another now or gone."""
    documents_changed: tuple[str, ...] = ()
    """Paths of documents beside the evidence that it lists and that are others now, or that stand beside it only since
    then, and say what it is judged by."""
    documents_gone: tuple[str, ...] = ()
    takes_back: bool = False
    """Where the file that says what it is judged by is among those: whether it asks for less now than it did, or for
    other things, or lets others decide."""

    @property
    def holds(self) -> bool:
        """Whether it can witness anything: a signature by somebody who may."""
        return self.seal is not None and self.verdict.is_good and not self.trouble


class Overturned(NamedTuple):
    """Something that was said under a seal, and is turned by a record of assessment without one."""

    path: str
    """Of the record without a seal."""
    sealed: str
    """The path, as it was sealed, of the record that it turns."""
    criterion: str


@frozen()
class Completeness(Frozen):
    """Whether the whole record is here, and what about it is not as it seems."""

    cut_off: int = 0
    """Places where earlier history was left out."""
    partial: bool = False
    """Contents were left out, to be fetched from elsewhere."""
    missing: int = 0
    """Contents that should be there and are not."""
    emptied: tuple[str, ...] = ()
    """The files of the latest state whose contents are missing because they are kept as files of 0 bytes."""
    too_large: int = 0
    """Contents of evidence that were not read, because no piece of evidence may be so large."""
    substitutions: int = 0
    """Replacements and grafts, none of which was followed."""
    grafts: int = 0
    programs: tuple[str, ...] = ()
    """Settings that start programs. None was used."""
    own_signers: bool = False
    """The record brings its own list of trusted keys. It was not used."""
    drafts: int = 0
    """Saves that are only on lines which are not part of what was handed over."""
    hidden: tuple[str, ...] = ()
    """Files whose changes the folder hides."""
    unsaved: tuple[str, ...] = ()
    """Files of the portfolio that differ from what is saved."""
    stopped: str = ""
    """Where a bound was reached: what it was. Nothing after it was read."""
    made_partial: bool = False
    """The copy itself notes that it was made without some contents."""

    @property
    def dates_known(self) -> bool:
        """Whether the first save of things can be told at all."""
        return not (self.cut_off or self.stopped)


@frozen()
class PracticeRecord(Frozen):
    """The record of practice of one portfolio: what was saved, in which order, by whom, and who witnessed it."""

    name: str
    """Where it came from, for people."""
    portfolio: str
    """The portfolio's own id."""
    algorithm: str
    tip: str
    """The id of the latest save; empty where nothing is saved yet."""
    tree: str
    prefix: str
    """The folder of the portfolio inside the record: empty, or ending in /."""
    roots: tuple[str, ...]
    """The ids of the first saves."""
    refs: Mapping[str, str] = field(repr=False)
    saves: tuple[Commit, ...] = field(repr=False)
    """Each after those that it follows."""
    evidence: tuple[EvidenceHistory, ...] = field(repr=False)
    """By id; evidence that was removed as well."""
    seals: tuple[SealSeen, ...]
    verdicts: Mapping[str, Verdict] = field(repr=False)
    """What is to be thought of the signature of each signed save, by its id."""
    completeness: Completeness
    about: Portfolio | None = field(default=None, repr=False)
    """portfolio.yaml as it was saved last, by itself; None where nothing is saved or it is not there."""
    learner: tuple[str, ...] = ()
    """The addresses that are taken for the learner's."""
    contents: frozenset[str] = field(default=frozenset(), repr=False)
    """The ids of every content of evidence that was ever saved."""
    joins: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)
    """By save and evidence: what a piece was on each line that a save joined, where it became something else."""
    undone: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Saves that joined lines, with evidence that one line alone had changed and that is not as it was there."""
    own_file: str = ""
    """What is judged by the portfolio's own qualification.yaml, in one sentence; empty where that is nothing."""
    overturned: tuple[Overturned, ...] = ()
    """What was said under a seal, and is turned by a record of assessment that bears none."""
    names: tuple[str, ...] = field(default=(), repr=False)
    """The paths of all files of the latest state, in the portfolio."""
    private: tuple[str, ...] = field(default=(), repr=False)
    """Files of the folder private that were ever saved, in any state."""
    odd_paths: tuple[tuple[str, str], ...] = ()
    """Files of the latest state that are no plain files, and what each is: a link or a nested record."""
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The SHA-256 of contents, by their ids: of what seals list, and of all that stands now where it was asked for."""
    signers_given: bool = False
    """Whether the verifier brought a list of signers."""
    stamps_refused: tuple[str, ...] = ()
    """Why each time stamp that was checked and does not hold does not."""
    untimely: tuple[str, ...] = ()
    """Why receipts whose own date cannot be true witness nothing, in sentences."""
    beside: tuple[tuple[str, bool], ...] = field(default=(), repr=False)
    """The files in the portfolio's folders that are no evidence, such as attachments, and whether somebody from outside
    saw each as it is."""
    list_problems: tuple[ListProblem, ...] = ()
    """What is wrong with the list of signers that the portfolio carries, where that list was to be used."""
    comparisons: tuple[Comparison, ...] = ()
    """What became of the record since each receipt, bundle or seal that it was held against."""
    not_compared: tuple[tuple[str, datetime.datetime | None, int, tuple[str, ...]], ...] = ()
    """The earlier looks that a record of which only a part is here could be held against only in its latest state.

    Of each: its name, when it was, how many pieces of evidence were seen, and the ids of those that are not there any
    more with the same content."""
    read_through: frozenset[str] = field(default=frozenset(), repr=False)
    """The ids of names (branches, tags) that lead to nothing but saves of this record."""

    @property
    def present(self) -> tuple[EvidenceHistory, ...]:
        return tuple(piece for piece in self.evidence if piece.present)

    def get(self, id: str) -> EvidenceHistory | None:
        """The history of a piece of evidence by its id."""
        return next((piece for piece in self.evidence if piece.id == id), None)
