"""What a record that an assessor gives back brings to the learner's own: records of assessment and seals, or a reason.

Saves go by what they hold, so what both records have is the same to the letter. Whatever is new in the one that comes
back may add and change records of assessment, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed, shown
from coachfolio.evidence import kind_of_path
from coachfolio.git import OpenRecord, Repository
from coachfolio.git.reading import Changes, Entry, changes, ids_reachable, listing
from coachfolio.portfolio.sources import is_listed, name_problems
from coachfolio.record.history import DECISIONS
from coachfolio.record.sealed import seals_among, tags_of
from coachfolio.record.seals import Seal
from coachfolio.record.verdicts import SEAL_REFS

__all__ = [
    "NotReceived",
    "ReturnedFile",
    "ReturnedRecord",
    "ReturnedSeal",
    "changed_beside_assessment",
    "is_assessment",
    "returned_record",
]

_TAGS: Final = "refs/tags/"
_FILE_MODES: Final = ("100644", "100755")
_ASK_AGAIN: Final = "Ask for it again: the file that coachfolio return makes has nothing else in it."
_MOST_NAMED: Final = 3


class NotReceived(CoachfolioError):
    """Nothing was brought in and nothing was changed. The text says why, and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was changed.")


@frozen()
class ReturnedFile(Frozen):
    """A record of assessment, or a file that is attached to one."""

    path: str
    """In the portfolio."""
    content: str
    """The id of its content."""
    change: Literal["new", "changed"]


@frozen()
class ReturnedSeal(Frozen):
    """A seal that is not in the learner's record yet."""

    ref: str
    id: str
    """Of the seal itself."""
    seal: Seal
    signed: bool

    @property
    def name(self) -> str:
        """As it is stored, such as `sealed/assessor/1`."""
        return self.ref.removeprefix(_TAGS)


@frozen()
class ReturnedRecord(Frozen):
    """What comes back, beside what is here already."""

    tip: str
    """The save that the returned record ends with."""
    base: str
    """The last save that both have."""
    here: str
    """The save that the learner's record ends with."""
    saves: tuple[str, ...]
    """The ids of the saves that are new, newest first."""
    follows: bool
    """Whether they follow what was saved last here; else both are to be joined."""
    files: tuple[ReturnedFile, ...]
    seals: tuple[ReturnedSeal, ...]
    left_out: tuple[str, ...]
    """Other names in it, which are not brought in."""

    @property
    def nothing(self) -> bool:
        """Whether all of it is here already."""
        return not (self.saves or self.seals)


def is_assessment(path: str) -> bool:
    """Whether a path in a portfolio is that of a record of assessment, or of a file attached to one."""
    return path.startswith(DECISIONS) and kind_of_path(path) is not None and is_listed(path)


def returned_record(mine: OpenRecord, theirs: OpenRecord) -> ReturnedRecord:
    """Hold a record that comes back against the learner's own.

    Raises NotReceived where it is another portfolio's, or brings anything but records of assessment and seals; and
    GitTrouble.
    """
    _must_be_whole(mine, theirs)
    assert mine.tip
    assert theirs.tip
    known = frozenset(ids_reachable(mine.repository, [mine.tip]))
    every = ids_reachable(theirs.repository, [theirs.tip])
    if known.isdisjoint(every):
        raise NotReceived("This is the record of another portfolio, or of one that was begun anew: no save is in both.")
    new = tuple(id for id in every if id not in known)
    base = _where_they_part(theirs, every, known)
    _must_change_assessment_only(theirs, new, mine.prefix)
    was, now = (_files(theirs.repository, state) for state in (base, theirs.tip))
    _must_be_as_handed_over(was, now, mine.prefix)
    here = _files(mine.repository, mine.tip)
    files = _brought(was, now, here, mine.prefix)
    _must_have_plain_names(files, here, mine.prefix)
    return ReturnedRecord(
        tip=theirs.tip,
        base=base,
        here=mine.tip,
        saves=new,
        follows=base == mine.tip,
        files=files,
        seals=_seals(mine, theirs, frozenset(every)),
        left_out=_left_out(theirs, frozenset(every)),
    )


def _must_be_whole(mine: OpenRecord, theirs: OpenRecord) -> None:
    if mine.tip is None:
        raise NotReceived("Nothing is saved in this portfolio yet, so nothing can have been handed over from it.")
    if theirs.tip is None:
        raise NotReceived("Nothing is saved in the record that comes back.")
    if mine.repository.algorithm != theirs.repository.algorithm:
        raise NotReceived("This is the record of another portfolio: the two are kept in different forms of git.")
    if mine.shape.shallow or mine.shape.partial:
        raise NotReceived("Only part of your own record is on this computer. Receive where all of it is.")
    if theirs.shape.shallow or theirs.shape.partial:
        raise NotReceived(f"Only part of the record comes back. {_ASK_AGAIN}")


def _where_they_part(theirs: OpenRecord, every: Sequence[str], known: frozenset[str]) -> str:
    """The last save that both records have. Raises NotReceived where there are several, none after the other."""
    common = [id for id in every if id in known]
    # newest first, each before those that it follows: what the first one leads to is settled with it
    first = common[0]
    led_to = frozenset(ids_reachable(theirs.repository, [first]))
    if any(id not in led_to for id in common):
        raise NotReceived(
            "It was made from two of your lines of work that are not joined here. Bring your own computers together "
            "first, and receive it then."
        )
    return first


def changed_beside_assessment(record: OpenRecord, saves: Sequence[str], prefix: str) -> tuple[str, ...]:
    """The files, by path in the whole record, that some saves change and that are no records of assessment."""
    paths = {path for save in changes(record.repository, saves) for path, _ in _changed(save)}
    return tuple(sorted(path for path in paths if not _in_assessment(path, prefix)))


def _changed(save: Changes) -> Iterator[tuple[str, str]]:
    """The paths and modes of the files that one save changes. A folder that goes with all its files is not one."""
    above = {file.path[:at] for file in save.files for at, letter in enumerate(file.path) if letter == ord("/")}
    yield from ((_text(file.path), file.mode) for file in save.files if file.path not in above)


def _must_change_assessment_only(theirs: OpenRecord, new: Sequence[str], prefix: str) -> None:
    if others := changed_beside_assessment(theirs, new, prefix):
        raise _brings_more(others)
    for save in changes(theirs.repository, new):
        for path, mode in _changed(save):
            name = shown(path[len(prefix) :], 120)
            if mode == "000000":
                raise NotReceived(f"It takes {name} away, a record of assessment. {_ASK_AGAIN}")
            if mode not in _FILE_MODES:
                raise NotReceived(f"{name} is no plain file in it. {_ASK_AGAIN}")


def _in_assessment(path: str, prefix: str) -> bool:
    return path.startswith(prefix) and is_assessment(path[len(prefix) :])


def _must_be_as_handed_over(was: Mapping[str, Entry], now: Mapping[str, Entry], prefix: str) -> None:
    """Hold all that is no record of assessment against what was handed over, however it came to be.

    Lines that were joined may have dropped a change without changing anything themselves.
    """
    others = [path for path in {**was, **now} if not _in_assessment(path, prefix) and was.get(path) != now.get(path)]
    if others:
        raise _brings_more(sorted(others))
    gone = sorted(path for path in was if path not in now)
    if gone:
        raise NotReceived(f"It takes {shown(gone[0], 120)} away, a record of assessment. {_ASK_AGAIN}")


def _brings_more(paths: Iterable[str]) -> NotReceived:
    named = sorted(dict.fromkeys(paths))
    more = f" and {count(len(named) - _MOST_NAMED, 'other file')}" if len(named) > _MOST_NAMED else ""
    return NotReceived(
        f"It changes more than the assessment: {listed(shown(path, 120) for path in named[:_MOST_NAMED])}{more}. "
        f"An assessor gives back decisions and seals, and evidence is yours alone. {_ASK_AGAIN}"
    )


def _brought(
    was: Mapping[str, Entry], now: Mapping[str, Entry], here: Mapping[str, Entry], prefix: str
) -> tuple[ReturnedFile, ...]:
    """The records of assessment that are others than here. Raises NotReceived where one was changed on both sides."""
    found = []
    for path, entry in now.items():
        before, mine = was.get(path), here.get(path)
        if entry == before or (mine is not None and mine.id == entry.id):
            continue
        inside = path[len(prefix) :]
        if mine is not None and before is None:
            raise NotReceived(f"There is another {shown(inside, 120)} here already. Ask for it under another name.")
        if mine is None and before is not None:
            raise NotReceived(f"It changes {shown(inside, 120)}, which you have removed since you handed it over.")
        if mine is not None and mine != before:
            raise NotReceived(
                f"{shown(inside, 120)} was changed on both sides since you handed it over. Hand over again, and ask "
                "for the change to be made in that."
            )
        found.append(ReturnedFile(inside, entry.id, "new" if mine is None else "changed"))
    return tuple(sorted(found, key=lambda file: file.path))


def _must_have_plain_names(files: Sequence[ReturnedFile], here: Mapping[str, Entry], prefix: str) -> None:
    folded = {path[len(prefix) :].casefold(): path[len(prefix) :] for path in here if path.startswith(prefix)}
    for file in files:
        parts = file.path.split("/")
        # a folder's name is used by a computer like a file's
        odd = next(
            (problem for end in range(1, len(parts) + 1) for problem in name_problems("/".join(parts[:end]))), None
        )
        if odd is not None:
            raise NotReceived(f"The name {shown(file.path, 120)} cannot be used. {odd.message} {_ASK_AGAIN}")
        same = folded.setdefault(file.path.casefold(), file.path)
        if same != file.path:
            raise NotReceived(
                f"{shown(file.path, 120)} and {shown(same, 120)} differ only in capitals, which many computers take "
                f"for one file. {_ASK_AGAIN}"
            )


def _seals(mine: OpenRecord, theirs: OpenRecord, saves: frozenset[str]) -> tuple[ReturnedSeal, ...]:
    """The seals that are not here yet, but for a learner's. Raises NotReceived for one that cannot be what it says."""
    tags = tags_of(theirs.repository, theirs.refs)
    found = []
    for ref, seal in sorted(seals_among(tags).items()):
        if mine.refs.get(ref) == theirs.refs[ref]:
            continue
        name = shown(ref.removeprefix(_TAGS), 120)
        if ref in mine.refs:
            raise NotReceived(
                f"Its seal {name} is another than the one that you have, and a seal is never replaced. "
                "If two people sealed at the same time, hand over again to the second, to be sealed anew."
            )
        tag = tags[ref]
        if not isinstance(seal, Seal) or tag is None or not ref.startswith(SEAL_REFS):
            raise NotReceived(f"{name} in it is called a seal, and cannot be read as one. {_ASK_AGAIN}")
        if seal.name != ref.removeprefix(_TAGS) or tag.object != seal.commit or tag.object not in saves:
            raise NotReceived(f"Its seal {name} does not belong to this record as it comes back. {_ASK_AGAIN}")
        if seal.role != "learner":
            found.append(ReturnedSeal(ref, theirs.refs[ref], seal, bool(tag.signature)))
    return tuple(found)


def _left_out(theirs: OpenRecord, saves: frozenset[str]) -> tuple[str, ...]:
    """Lines of work and marks that are in it as well."""
    lines = (ref for ref, id in theirs.refs.items() if ref.startswith("refs/heads/") and id not in saves)
    tags = tags_of(theirs.repository, theirs.refs)
    marks = (ref for ref in tags if ref not in seals_among(tags))
    return tuple(sorted(shown(ref.split("/", 2)[-1], 80) for ref in (*lines, *marks)))


def _files(repository: Repository, state: str) -> dict[str, Entry]:
    """The files of one state, by path in the whole record."""
    return {_text(entry.path): entry for entry in listing(repository, state)}


def _text(path: bytes) -> str:
    return os.fsdecode(path)
