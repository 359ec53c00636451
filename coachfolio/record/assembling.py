"""A record of practice put together from what git keeps and from what witnesses say."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git.cut_off import stopping_where_cut_off
from coachfolio.git.objects import Commit, Mismatch, Tag
from coachfolio.git.process import GitTrouble, LimitReached, Repository
from coachfolio.git.reading import Begun, Changes, Entry, begun, ids_reachable, objects, saves_of
from coachfolio.portfolio.loading import portfolio_file_alone
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, id_of
from coachfolio.portfolio.snapshots import portfolio_folder
from coachfolio.portfolio.sources import is_listed
from coachfolio.record.emptied import emptied_among
from coachfolio.record.facts import (
    Completeness,
    EvidenceHistory,
    Overturned,
    PracticeRecord,
    SealSeen,
    SealState,
    Version,
)
from coachfolio.record.grown import grown
from coachfolio.record.history import (
    EvidencePaths,
    Histories,
    contents_coming,
    folders_coming,
    hashed,
    histories_of,
    steps_of,
    wanted_of,
)
from coachfolio.record.joined import undone_where_joined
from coachfolio.record.overturned import overturned
from coachfolio.record.own_file import own_file_in_words
from coachfolio.record.sealed import (
    AroundSeals,
    answered,
    became,
    seals_among,
    seen_seal,
    tags_of,
    with_differences,
    with_settings,
    with_what_is_asked,
    without_line_ends,
)
from coachfolio.record.seals import Seal
from coachfolio.record.signatures import judged
from coachfolio.record.states import own_line
from coachfolio.record.unsaved import unsaved_files
from coachfolio.record.verdicts import SealTrouble
from coachfolio.record.witnesses import Witnesses, first_seen, stamps_on, timely

if TYPE_CHECKING:
    from coachfolio.evidence.model import PortfolioFile
    from coachfolio.git.directory import OpenRecord
    from coachfolio.record.receipts import Receipt
    from coachfolio.record.signers import Signers

__all__ = ["assembled", "nothing_of"]

_HANDED_OVER: Final = ("refs/heads/", "refs/stash", "refs/remotes/")


class _Read(NamedTuple):
    """What was read of a record, before anything was made of it."""

    repository: Repository
    cut_off: int
    saves: dict[str, Commit]
    files: list[Entry]
    """Of the last saved state, those beside the portfolio as well."""
    paths: EvidencePaths
    at_tip: dict[str, Entry]
    """The evidence in that state, by its id."""
    tags: dict[str, Tag | None]
    seals: dict[str, Seal | SealTrouble]
    histories: Histories
    portfolio_yaml: bytes | None
    unsaved: tuple[str, ...]
    undone: tuple[tuple[str, str], ...]


def assembled(
    opened: OpenRecord,
    name: str,
    reading: Begun,
    listed: Callable[[], list[Entry]],
    *,
    now: datetime.datetime,
    signers: Signers,
    receipts: Sequence[Receipt],
    stamp_roots: bytes,
    fields: bool,
    digests: bool,
) -> PracticeRecord:
    """Put a record together from what git was asked for: the saves that lead to the last one, and its files.

    The rest is as for `record_of`. Raises what that raises, and LimitReached.
    """
    start = nothing_of(opened, name)
    read = _read(opened, reading, listed, fields=fields, digests=digests)
    saves, files, histories, prefix = read.saves, read.files, read.histories, read.paths.prefix
    about = portfolio_file_alone(read.portfolio_yaml, name) if read.portfolio_yaml is not None else None
    people = about.file if about else None
    latest = next(reversed(saves.values()))  # what the folder is on may be a mark on it
    roots = tuple(id for id, save in saves.items() if not save.parents)
    portfolio = people.id if people and people.id else ("" if read.cut_off else _first_save(saves, roots, latest))
    clock = max(now, datetime.datetime.now(datetime.UTC))  # whoever asks about an earlier day has later receipts
    believed, untimely = timely(receipts, clock)
    seen_at = first_seen(believed)
    verdicts = {
        id: judged(save.signature, save.signed, save.committer.email, signers, at=seen_at.get(id, now))
        for id, save in saves.items()
        if save.signature
    }
    learner = _learner(people, saves.values())
    contents = frozenset(version.content for many in histories.versions.values() for version in many if version.content)
    start_of = os.fsencode(prefix)
    documents = {os.fsdecode(file.path[len(start_of) :]): file.id for file in files if file.path.startswith(start_of)}
    around = AroundSeals(portfolio, saves, contents, histories.digests, documents, signers, clock)
    found = (
        seen_seal(ref, opened.refs[ref], read.tags[ref], seal, around, seen_at.get(opened.refs[ref], now))
        for ref, seal in sorted(read.seals.items())
    )
    seen, under = _sealed(
        read,
        found,
        documents,
        latest,
        contents,
        people.qualification if people else "",
        listed=bool(signers.lines),
    )
    stamps, refused = stamps_on(seen, receipts, stamp_roots, contents, clock)
    witnesses = Witnesses(saves, verdicts, seen, believed, learner, stamps, clock)
    evidence = tuple(
        _history(
            id,
            versions,
            read.at_tip.get(id),
            witnesses,
            under.of(id),
            histories.pointers,
        )
        for id, versions in histories.versions.items()
    )
    completeness = replace(
        start.completeness,
        cut_off=read.cut_off,
        missing=len(histories.missing),
        emptied=_emptied(opened, documents, histories.missing),
        too_large=len(histories.too_large),
        partial=opened.shape.partial or bool(histories.missing),
        made_partial=opened.shape.partial,
        drafts=_drafts(read.repository, opened) if not read.cut_off else 0,
        unsaved=read.unsaved,
    )
    return replace(
        start,
        portfolio=portfolio,
        tree=latest.tree,
        prefix=prefix,
        roots=roots,
        saves=tuple(saves.values()),
        evidence=evidence,
        seals=seen,
        verdicts=verdicts,
        completeness=completeness,
        about=about,
        learner=learner,
        contents=contents,
        joins=histories.joins,
        undone=read.undone,
        overturned=under.overturned,
        own_file=own_file_in_words(read.repository, documents, people.qualification) if people else "",
        names=_inside(files, prefix),
        private=read.paths.private(),
        odd_paths=_odd(files, prefix),
        digests=histories.digests,
        signers_given=bool(signers.lines),
        stamps_refused=refused,
        untimely=untimely,
        beside=tuple(_beside(documents, read.at_tip, prefix, witnesses)),
        read_through=frozenset({start.tip, *_marks_on(saves, read.tags)}),
    )


class _Under(NamedTuple):
    """What became of everything that is under seals."""

    states: Mapping[str, Mapping[str, SealState]]
    """By the id of each piece: the seals that it is under, by name, each with what became of it since."""
    answered: Mapping[str, frozenset[str]]
    """By the id of each decision: the seals since which it was only answered."""
    grown: Mapping[str, Mapping[str, str]]
    """By the id of each piece: the seals since which it was only added to, and what was."""
    overturned: tuple[Overturned, ...] = ()

    def of(self, id: str) -> tuple[Mapping[str, SealState], frozenset[str], Mapping[str, str]]:
        return self.states.get(id, {}), self.answered.get(id, frozenset()), self.grown.get(id, {})


def _sealed(
    read: _Read,
    seals: Iterable[SealSeen],
    files: Mapping[str, str],
    latest: Commit,
    contents: frozenset[str],
    qualification: str,
    *,
    listed: bool,
) -> tuple[tuple[SealSeen, ...], _Under]:
    """The seals, and what became since of what is under them."""
    prefix = read.paths.prefix
    seen = without_line_ends(read.repository, with_settings(read.repository, prefix, seals, files), files)
    if not seen:
        return (), _Under({}, {}, {})
    seen = list(with_what_is_asked(read.repository, seen, files, qualification))
    there = {id: (named[1], entry.id) for id, entry in read.at_tip.items() if (named := read.paths[entry.path])}
    names = {
        former: id
        for id, versions in read.histories.versions.items()
        if id in there
        for former in {id_of(version.path) for version in versions}
        if former not in there
    }
    states = became(read.repository, seen, there, files, names)
    under = _Under(
        states,
        answered(read.repository, seen, states, there),
        grown(read.repository, seen, states, there, files),
        overturned(read.repository, seen, there, contents, listed=listed),
    )
    line = own_line(read.saves.values(), latest.id)
    return with_differences(read.repository, prefix, seen, states, files, line), under


def _read(
    opened: OpenRecord, reading: Begun, listed: Callable[[], list[Entry]], *, fields: bool, digests: bool
) -> _Read:
    """Read everything, in an order in which git is at work on what comes next while Python is at what came before."""
    with ExitStack() as running:
        repository, cut_off, saves, compared = _begun(opened, reading, running)
        tops = running.enter_context(folders_coming(repository, dict.fromkeys(save.tree for save in saves.values())))
        files = listed()
        paths = EvidencePaths(portfolio_folder(opened, files))
        tags = tags_of(repository, opened.refs)
        seals = seals_among(tags)
        hashed(tops)
        at_tip = {named[0]: file for file in files if file.mode.startswith("100") and (named := paths[file.path])}
        portfolio_file = os.fsencode(f"{paths.prefix}{PORTFOLIO_FILE}")
        kept = frozenset(file.id for file in files if file.path == portfolio_file)
        listed_by_seals = (file.content for seal in seals.values() if isinstance(seal, Seal) for file in seal.evidence)
        # a shorter one git would complete to another id than the one that was asked for
        sealed = {id for id in listed_by_seals if len(id) == repository.id_length}
        if digests:
            sealed.update(file.id for file in at_tip.values())
        steps = steps_of(compared, paths, saves)
        wanted = wanted_of(steps, sealed | kept, fields=fields)
        # both contents of a piece in one go: git makes the older from the newer
        contents = running.enter_context(contents_coming(repository, wanted.ids))
        folders = running.enter_context(folders_coming(repository, steps.folders))
        unsaved = unsaved_files(opened, files, paths.prefix)
        hashed(folders)
        histories = histories_of(
            saves,
            steps,
            wanted,
            contents,
            digests_of=frozenset(sealed),
            keep=kept,
            more=lambda ids: objects(repository, ids, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()),
        )
    at_tip = {name: entry for name, entry in at_tip.items() if entry.id not in histories.drafts}
    portfolio_yaml = next(iter(histories.kept.values()), None)
    undone = undone_where_joined(
        saves,
        {name: [(step.save, step.content, step.before) for step in history] for name, history in steps.pieces.items()}
        if any(len(save.parents) > 1 for save in saves.values())
        else {},
        {name: entry.id for name, entry in at_tip.items()},
    )
    return _Read(
        repository, cut_off, saves, files, paths, at_tip, tags, seals, histories, portfolio_yaml, unsaved, undone
    )


def nothing_of(opened: OpenRecord, name: str, *, stopped: str = "") -> PracticeRecord:
    """A record of which nothing was read: because nothing is saved, or why it was `stopped`."""
    shape = opened.shape
    return PracticeRecord(
        name=name,
        portfolio="",
        algorithm=opened.repository.algorithm,
        tip=opened.tip or "",
        tree="",
        prefix=opened.prefix,
        roots=(),
        refs=opened.refs,
        saves=(),
        evidence=(),
        seals=(),
        verdicts={},
        completeness=Completeness(
            substitutions=shape.replaced,
            grafts=shape.grafts,
            partial=shape.partial,
            made_partial=shape.partial,
            programs=shape.programs,
            own_signers=shape.own_signers,
            hidden=shape.hidden,
            stopped=stopped,
        ),
    )


def _emptied(opened: OpenRecord, files: Mapping[str, str], missing: Collection[str]) -> tuple[str, ...]:
    """The files of the latest state whose contents are missing because they are kept as files of 0 bytes."""
    if opened.top is None or not missing:
        return ()
    lost = {path: id for path, id in files.items() if id in missing}
    return tuple(path for path, _ in emptied_among(opened.top / ".git", lost))


def _begun(
    opened: OpenRecord, reading: Begun, running: ExitStack
) -> tuple[Repository, int, dict[str, Commit], Iterator[Changes]]:
    """Where to read, at how many places it was cut off, all saves, and what they changed."""
    try:
        return opened.repository, 0, saves_of(reading), reading.compared
    except GitTrouble as trouble:
        # what was cut off explains what is missing, and nothing else
        if isinstance(trouble, LimitReached | Mismatch) or not opened.shape.shallow:
            raise
        assert opened.tip is not None
        repository = stopping_where_cut_off(opened)
        reading = running.enter_context(begun(repository, opened.tip))
        return repository, len(opened.shape.shallow), saves_of(reading), reading.compared


def _inside(files: Iterable[Entry], prefix: str) -> tuple[str, ...]:
    start = os.fsencode(prefix)
    return tuple(
        file.path[len(start) :].decode("utf-8", "backslashreplace") for file in files if file.path.startswith(start)
    )


def _odd(files: Iterable[Entry], prefix: str) -> tuple[tuple[str, str], ...]:
    kinds = {"120000": "a link", "160000": "another record inside this one"}
    return tuple(
        (file.path[len(os.fsencode(prefix)) :].decode("utf-8", "backslashreplace"), kinds[file.mode])
        for file in files
        if file.mode in kinds and file.path.startswith(os.fsencode(prefix))
    )


def _learner(about: PortfolioFile | None, saves: Iterable[Commit]) -> tuple[str, ...]:
    """The learner's addresses: as portfolio.yaml says, else whoever saved most."""
    if about:
        declared = (*about.learner.saves_as, *filter(None, [about.learner.email]))
        if declared:
            return tuple(dict.fromkeys(address.casefold() for address in declared))
    counted: Counter[str] = Counter()
    for author, number in Counter(save.author for save in saves).items():
        counted[author.email.casefold()] += number
    return tuple(address for address, _ in counted.most_common(1))


def _first_save(saves: Mapping[str, Commit], roots: Sequence[str], latest: Commit) -> str:
    """The id of the save that everything began with: what a portfolio without an id of its own is known by."""
    if len(roots) == 1:
        return roots[0]
    save: Commit | None = latest
    while save and save.parents:
        save = saves.get(save.parents[0])
    return save.id if save else ""


def _marks_on(saves: Collection[str], tags: Mapping[str, Tag | None]) -> Iterator[str]:
    """The ids of the tags that mark one of some saves."""
    return (tag.id for tag in tags.values() if tag and tag.type == "commit" and tag.object in saves)


def _history(
    id: str,
    versions: tuple[Version, ...],
    there: Entry | None,
    witnesses: Witnesses,
    under: tuple[Mapping[str, SealState], frozenset[str], Mapping[str, str]],
    pointers: frozenset[str],
) -> EvidenceHistory:
    """One piece. `under` is what `_Under` has of it."""
    last = versions[-1]
    present = there is not None
    content = there.id if there else next((version.content for version in reversed(versions) if version.content), "")
    return EvidenceHistory(
        id=id,
        path=last.path,
        present=present,
        content=content,
        versions=versions,
        witness=witnesses.of(content, last.path, versions),
        seals=tuple(under[0].items()),
        answered=under[1],
        grown=tuple(under[2].items()),
        left_out=content != last.content if present else bool(last.content),
        pointer=content in pointers,
    )


def _beside(
    files: Mapping[str, str], at_tip: Mapping[str, Entry], prefix: str, witnesses: Witnesses
) -> Iterator[tuple[str, bool]]:
    """The files in the folders of a portfolio that are no evidence, and whether somebody from outside saw each."""
    start = len(os.fsencode(prefix))
    evidence = {os.fsdecode(entry.path[start:]) for entry in at_tip.values()}
    for path in sorted(files.keys() - evidence):
        if "/" in path and is_listed(path):
            yield path, witnesses.of_file(files[path])


def _drafts(repository: Repository, opened: OpenRecord) -> int:
    """How many saves are only on lines that are not part of what was handed over."""
    tips = {id for name, id in opened.refs.items() if name.startswith(_HANDED_OVER)} - {opened.tip}
    if not tips:
        return 0
    assert opened.tip is not None
    try:
        return len(ids_reachable(repository, sorted(tips), without=[opened.tip]))
    except GitTrouble:  # such a line may lead to what is not here
        return 0
