"""What programs get of a record, as typed dictionaries.

Each agrees with the schema of its name; `coachfolio schema output-check` and the others tell what every field means.
"""

from __future__ import annotations

from typing import TypedDict

from coachfolio.outputs.documents import FindingEntry

__all__ = ["RecordDocument"]


class LevelEntry(TypedDict):
    """The pieces whose content as it stands has one best witness."""

    level: str
    pieces: int
    who: list[str]
    earliest: str | None
    latest: str | None


class LagsEntry(TypedDict):
    """Pieces by the days between their own day and their first save."""

    before: int
    within_day: int
    within_week: int
    within_month: int
    later: int
    unknown: int


class StretchEntry(TypedDict):
    """The longest time without a save."""

    days: int
    start: str
    end: str


class RecordSummary(TypedDict):
    """The record in numbers: the same as in the text and the Markdown form."""

    pieces: int
    saves: int
    first: str | None
    last: str | None
    witnessed: int
    own_clock: int
    levels: list[LevelEntry]
    lags: LagsEntry | None
    signed: int
    signatures: dict[str, int]
    longest_stretch: StretchEntry | None
    removed: int
    pointers: int
    other_files: int
    other_files_witnessed: int


class MonthEntry(TypedDict):
    """What was saved in one month."""

    month: str | None
    saves: int
    recorded: int
    changed: int
    removed: int


class SaverEntry(TypedDict):
    """Somebody who saved, by address."""

    name: str
    email: str
    saves: int
    learner: bool


class PersonEntry(TypedDict):
    """A name and an address, as they were typed."""

    name: str
    email: str


class SignatureEntry(TypedDict):
    """A signature, and what is to be thought of it."""

    state: str
    key: str | None
    who: str | None
    roles: list[str]


class SealEntry(TypedDict):
    """One seal, and what became of what it covers."""

    name: str
    id: str
    role: str | None
    by: PersonEntry | None
    person: str | None
    made: str | None
    units: list[str]
    decision: str | None
    meaning: str | None
    signature: SignatureEntry | None
    counts: bool
    trouble: list[str]
    attached: bool
    same_content: bool
    differ: list[str]
    pieces: int
    unchanged: int
    reformatted: int
    changed: int
    removed: int
    absent: int
    documents_changed: list[str]
    documents_gone: list[str]


class RemovedEntry(TypedDict):
    """A piece of evidence that is not there any more."""

    id: str
    path: str
    openly: bool
    when: str | None
    by: PersonEntry | None
    reason: str | None


class RewordingEntry(TypedDict):
    """One stretch of words that became another."""

    field: str
    was: str
    now: str


class RewordedEntry(TypedDict):
    """What became of the words of one file."""

    path: str
    told: bool
    changes: list[RewordingEntry]


class ComparisonEntry(TypedDict):
    """What became of the record since one earlier look."""

    name: str
    at: str | None
    outcome: str
    identical: bool
    intact: bool
    same_portfolio: bool
    lost: int
    added: int
    how: dict[str, int]
    unchanged: list[str]
    reformatted: list[str]
    moved: list[str]
    exchanged: list[str]
    beside: list[str]
    changed: list[str]
    replaced: list[str]
    removed: list[str]
    gone: list[str]
    new: list[str]
    seals_moved: list[str]
    seals_gone: list[str]
    documents: list[str]
    documents_gone: list[str]
    new_documents: list[str]
    words: list[RewordedEntry]
    early: list[str]
    settings: list[str] | None
    slipped_in: list[str]


class OddPathEntry(TypedDict):
    """An entry that is no plain file."""

    path: str
    what: str


class CompletenessEntry(TypedDict):
    """Whether the whole record is here, and what about it is not as it seems."""

    cut_off: int
    stopped: str | None
    partial: bool
    too_large: int
    missing: int
    substitutions: int
    grafts: int
    programs: list[str]
    own_signers: bool
    list_problems: int
    odd_paths: list[OddPathEntry]
    drafts: int
    unsaved: list[str]
    hidden: list[str]


class WitnessEntry(TypedDict):
    """The best witness of its content as it stands, or stood last."""

    level: str
    until: str | None
    who: str | None


class PieceSealEntry(TypedDict):
    """What became of a piece since a seal."""

    name: str
    state: str


class VersionEntry(TypedDict):
    """One version of a piece."""

    save: str
    how: str
    path: str
    content: str | None
    claimed: str | None
    fields: list[str]


class PieceEntry(TypedDict):
    """One piece of evidence through all saves."""

    id: str
    path: str
    present: bool
    claimed: str | None
    first_recorded: str | None
    days_after: int | None
    witness: WitnessEntry
    seals: list[PieceSealEntry]
    left_out: bool
    pointer: bool
    versions: list[VersionEntry]


class SaveEntry(TypedDict):
    """One save."""

    id: str
    follows: list[str]
    authored: str | None
    committed: str | None
    author: PersonEntry
    committer: PersonEntry
    subject: str
    reason: str | None
    signature: SignatureEntry | None


class RecordDocument(TypedDict):
    """The record of practice. Its form is the schema `output-record`."""

    version: int
    name: str
    portfolio: str
    folder: str
    algorithm: str
    tip: str | None
    tree: str | None
    roots: list[str]
    dates_known: bool
    signers_given: bool
    own_file: str | None
    learner: list[str]
    summary: RecordSummary
    months: list[MonthEntry]
    people: list[SaverEntry]
    seals: list[SealEntry]
    removed: list[RemovedEntry]
    comparisons: list[ComparisonEntry]
    completeness: CompletenessEntry
    evidence: list[PieceEntry]
    saves: list[SaveEntry]
    diagnostics: list[FindingEntry]
