"""What gives a client away, as values: what was found, where, and what was not looked at."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from coachfolio.base.diagnostics import Span
from coachfolio.base.frozen import Frozen, frozen

if TYPE_CHECKING:  # a check without a key does without them
    from coachfolio.confidentiality.names import LeakWeight, NameKind
    from coachfolio.confidentiality.patterns import LeakPattern

__all__ = ["NOBODY", "DeclaredNames", "Exposure", "InRecord", "Inside", "Leak", "NamedInRecord", "PartOfRecord"]


LeakMedium = Literal["text", "file name", "attachment"]
"""Where a client is given away: in the text of a file, in the name of a file, or in an attachment."""


@frozen()
class DeclaredNames(Frozen):
    """People and places that the portfolio names on purpose: the learner, the centre, assessors and others."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


NOBODY: Final = DeclaredNames()


@frozen()
class Leak(Frozen):
    """A place that gives a client away, or may. What stands there is never part of it."""

    path: str
    """Of the file. It may be what leaks, so it is not for showing: `Exposure.covered` has what may be shown."""
    span: Span
    """Of the whole file, where its name or an attachment leaks."""
    kind: NameKind | LeakPattern | Literal["picture-place"]
    weight: LeakWeight
    codes: tuple[str, ...] = ()
    """The clients whose name it is, by code; none for a detail that may be anybody's."""
    medium: LeakMedium = "text"
    where: str = ""
    """Where in an attachment: `page 3`, `its properties`."""

    def __repr__(self) -> str:
        return f"Leak({self.kind}, {self.weight}, {', '.join(self.codes)}, {self.medium}, {self.span})"

    @property
    def blocks(self) -> bool:
        """Whether nothing should be saved or handed over before it is mended."""
        return self.weight == "blocks"

    @property
    def sentence(self) -> str:
        """What was found and where, in words that give nothing away."""
        from coachfolio.confidentiality.wording import leak_sentence

        return leak_sentence(self.kind, self.weight, self.codes, self.medium, self.where)


@frozen()
class Inside(Frozen):
    """What an attachment holds that can be read as text, piece by piece, with where each stands."""

    path: str
    texts: tuple[tuple[str, str], ...] = ()
    has_place: bool = False
    """It tells where a picture was taken."""
    not_checked: str = ""
    """Why it, or a part of it, could not be looked into."""

    def __repr__(self) -> str:
        return f"Inside({len(self.texts)} texts)"


@frozen()
class Exposure(Frozen):
    """What was found, and what was not looked at."""

    leaks: tuple[Leak, ...] = ()
    """By path and place."""
    private: tuple[str, ...] = ()
    """Files of the folder private that are among the files, covered up where they name somebody."""
    not_checked: tuple[tuple[str, str], ...] = ()
    """Attachments that could not be looked into, and why."""
    names_checked: bool = False
    """Whether there was a key to look for names with. Without it nobody knows that there are none."""
    broken_key: str = ""
    """Why the key cannot be used, where there is one that cannot."""
    codes: tuple[str, ...] | None = None
    """The clients of the key, where there is one."""
    covered: Mapping[str, str] = field(default_factory=dict)
    """Paths that name a client, and how they may be shown."""
    in_record: InRecord | None = None
    """What the record gives away, where it was looked through."""
    attachments_checked: bool = False
    """Whether attachments were looked into. What of them could not be is in `not_checked`."""
    in_git: bool = False
    """Whether the files lie in a folder that is kept in git, so that there is a record to look through."""
    would_take: str = ""
    """Why git would take the folder private at the next save: there is no .gitignore (`missing`), git cannot read it
    (`unreadable`), or it does not leave the folder out (`not named`). Empty where git would not."""

    def __repr__(self) -> str:
        return f"Exposure({len(self.leaks)} leaks, names checked: {self.names_checked})"


PartOfRecord = Literal["version", "attachment", "file name", "message", "line", "seal", "seal text"]
"""In which part of the record: an earlier version of a file, or of an attachment; the name that a file once had; the
message of a save; the name of a line; the name of a seal, or its text."""


@frozen()
class NamedInRecord(Frozen):
    """A place in the record that gives a client away. What stands there is never part of it."""

    where: PartOfRecord
    kind: NameKind | LeakPattern | Literal["picture-place"]
    codes: tuple[str, ...]
    """The clients whose name it is, by code; none for a number that may be anybody's."""
    save: str
    """The id of the first save that has it, empty for one under way; of what a line or a seal leads to, for those."""
    day: datetime.date | None
    """That of the save, as it says itself."""
    path: str = ""
    """Of the file, from the top of the record and covered up; of none for words."""

    def __repr__(self) -> str:
        return f"NamedInRecord({self.where}, {self.kind}, {', '.join(self.codes)}, {self.save[:10]})"


@frozen()
class InRecord(Frozen):
    """What a record gives away, and what of it was not looked at."""

    named: tuple[NamedInRecord, ...] = ()
    """Oldest first within each part of the record."""
    private: tuple[str, ...] = ()
    """Files of the folder private that are saved, or about to be."""
    private_before: bool = False
    """Whether one was saved at some time."""
    private_since: str = ""
    """The id of the first save that has one; empty where none has."""
    takes_back: tuple[str, ...] = ()
    """The last saves, newest first, that can be taken back: nobody else has them. The first of all is never among them.
    """
    begins: str = ""
    """The id of the first save, where nobody else has any of a few saves, so that the record can be begun again."""
    names_checked: bool = False
    """Whether there was a key to look for names with."""
    not_checked: tuple[str, ...] = ()
    """What was not looked into, in sentences."""
    covered: Mapping[str, str] = field(default_factory=dict)
    """Names of files, lines and seals, and words of saves and seals, that name a client, and how they may be shown."""

    def __repr__(self) -> str:
        return f"InRecord({len(self.named)} named, names checked: {self.names_checked})"
