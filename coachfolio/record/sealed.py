"""The seals of a record as they were found, and what became since of what they sealed."""

from __future__ import annotations

import datetime
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import kind_of_path
from coachfolio.git import OpenRecord
from coachfolio.git.objects import Commit, Tag, tag_from
from coachfolio.git.process import GitTrouble, LimitReached, Repository, output
from coachfolio.git.reading import objects, sizes
from coachfolio.portfolio.portfolio import OVERLAY_FILE, id_of
from coachfolio.record.facts import SealSeen, SealState
from coachfolio.record.own_file import takes_back_since
from coachfolio.record.seals import BadSeal, Seal, SealedFile, manifest_from_digests, seal_from
from coachfolio.record.signatures import Verdict, judged
from coachfolio.record.signers import Signers
from coachfolio.record.states import Move, alike, exchanged, only_answered, other_line_ends, stood_together
from coachfolio.record.verdicts import SEAL_REFS, SealTrouble, SignatureState
from coachfolio.record.witnesses import CLOCKS_APART

__all__ = [
    "AroundSeals",
    "answered",
    "became",
    "readable_seals",
    "seals_among",
    "seen_seal",
    "tags_of",
    "with_differences",
    "with_settings",
    "with_what_is_asked",
    "without_line_ends",
]

MAX_TAGS_BYTES: Final = 1 << 26
"""The text of all tags together."""
_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def tags_of(repository: Repository, refs: Mapping[str, str]) -> dict[str, Tag | None]:
    """Every tag with its object; None for a bare mark."""
    names = {ref: id for ref, id in refs.items() if ref.startswith("refs/tags/")}
    if not names:
        return {}
    tags: dict[str, Tag] = {}
    absent: set[str] = set()
    too_large: set[str] = set()
    total = 0
    # what is marked may be anything, and may look like anything
    wanted = [id for id, (kind, _) in sizes(repository, dict.fromkeys(names.values())).items() if kind == "tag"]
    for id, data in objects(repository, wanted, "tag", most=1 << 23, missing=absent, too_large=too_large):
        total += len(data)
        if total > MAX_TAGS_BYTES:
            raise LimitReached(f"its seals have more than {MAX_TAGS_BYTES >> 20} MB of text")
        with suppress(GitTrouble):  # as good as a bare mark
            tags[id] = tag_from(id, data)
    return {ref: tags.get(id) for ref, id in names.items()}


def seals_among(tags: Mapping[str, Tag | None]) -> dict[str, Seal | SealTrouble]:
    """The seals among the tags of a record, or what is wrong with each."""
    return {ref: _seal(tag) for ref, tag in tags.items() if ref.startswith(SEAL_REFS) or _looks_sealed(tag)}


def readable_seals(record: OpenRecord) -> dict[str, Seal]:
    """The seals of a record that can be read, by their names without `refs/tags/`. Raises GitTrouble."""
    refs = {name: id for name, id in sorted(record.refs.items()) if name.startswith(SEAL_REFS)}
    found = seals_among(tags_of(record.repository, refs))
    return {ref.removeprefix("refs/tags/"): seal for ref, seal in found.items() if isinstance(seal, Seal)}


def _looks_sealed(tag: Tag | None) -> bool:
    return tag is not None and tag.message.startswith("coachfolio seal ")


def _seal(tag: Tag | None) -> Seal | SealTrouble:
    """The seal of a tag, or what is wrong with it."""
    if tag is None:
        return SealTrouble.BARE
    if tag.type != "commit":
        return SealTrouble.MISFILED
    try:
        return seal_from(tag.message)
    except BadSeal:
        return SealTrouble.UNREADABLE


@frozen()
class AroundSeals(Frozen):
    """What of a record the seals in it are held against."""

    portfolio: str
    """The name of the portfolio, which a seal names as well."""
    saves: Mapping[str, Commit]
    """Every save by its id."""
    contents: frozenset[str]
    """The ids of all contents that evidence has had."""
    digests: Mapping[str, str]
    """The SHA-256 of contents by their ids, where that was worked out."""
    files: Mapping[str, str]
    """Every file as it stands, by its path, and the id of its content."""
    signers: Signers
    now: datetime.datetime


def seen_seal(
    ref: str, id: str, tag: Tag | None, seal: Seal | SealTrouble, around: AroundSeals, at: datetime.datetime
) -> SealSeen:
    """A seal as it was found under a name: whose signature it has, and what about it does not fit the record.

    `seal` is what `seals_among` gave. `at` is when somebody else saw it, or now.
    """
    name = ref.removeprefix("refs/tags/")
    if tag is None:
        return SealSeen(
            name,
            id,
            None,
            None,
            None,
            Verdict(SignatureState.UNSIGNED),
            (SealTrouble.BARE,),
            attached=id in around.saves,
        )
    email = tag.tagger.email if tag.tagger else ""
    role = seal.role if isinstance(seal, Seal) else ""
    verdict = judged(tag.signature, tag.signed, email, around.signers, role=role, at=at)
    made = tag.tagged.time if tag.tagged else None
    attached = tag.object in around.saves
    if isinstance(seal, SealTrouble):
        return SealSeen(name, tag.id, None, tag.tagger, made, verdict, (seal,), attached)
    trouble: list[SealTrouble] = []
    if seal.name != name or tag.name != name or seal.commit != tag.object:
        trouble.append(SealTrouble.MISFILED)
    known = [file for file in seal.evidence if file.content in around.contents]
    there = {*around.files.values()}
    if seal.portfolio != around.portfolio:
        trouble += _under_another_name(seal, around.portfolio, around.saves, known=2 * len(known) >= len(seal.evidence))
    if len(known) == len(seal.evidence) and all(file.content in around.digests for file in known):
        lines = ((file.path, file.evidence, around.digests[file.content]) for file in seal.evidence)
        if manifest_from_digests(lines) != seal.manifest:
            trouble.append(SealTrouble.CONTRADICTS_ITSELF)
    if made and not trouble:
        trouble += _untimely(made, around.saves.get(tag.object), around.now)
    return SealSeen(
        name,
        tag.id,
        seal,
        tag.tagger,
        made,
        verdict,
        tuple(trouble),
        attached,
        documents_changed=tuple(
            file.path
            for file in seal.files
            if not file.evidence and around.files.get(file.path) not in (file.content, None)
        ),
        # what was only moved to another place is not gone
        documents_gone=tuple(
            file.path
            for file in seal.files
            if not file.evidence and file.path not in around.files and file.content not in there
        ),
    )


def _under_another_name(seal: Seal, portfolio: str, saves: Mapping[str, Commit], *, known: bool) -> list[SealTrouble]:
    """What is wrong with a seal that names the portfolio otherwise.

    One on the record's own line was made before the portfolio got the name that it has. One on a line that began with
    another first save came here with that line. One on what is not here any more may have been made before the record
    was made again, and nothing but its contents shows that.
    """
    if seal.commit in saves:
        return [] if _began_with(seal.commit, saves) == _began_with(list(saves)[-1], saves) else [SealTrouble.FOREIGN]
    named_by_a_save = all(set(name) <= _HEXADECIMAL for name in (seal.portfolio, portfolio))
    return [SealTrouble.OF_ANOTHER_NAME] if known and named_by_a_save else [SealTrouble.FOREIGN]


def _began_with(save: str, saves: Mapping[str, Commit]) -> str:
    """The first save of the line that leads to one."""
    while save in saves and saves[save].parents:
        save = saves[save].parents[0]
    return save


def _untimely(made: datetime.datetime, save: Commit | None, now: datetime.datetime) -> list[SealTrouble]:
    """What is wrong with the date of a seal."""
    if made > now + CLOCKS_APART:
        return [SealTrouble.TO_COME]
    if save and save.committed and save.committed.time > made + CLOCKS_APART:
        return [SealTrouble.TOO_EARLY]
    return []


def with_settings(
    repository: Repository, prefix: str, seals: Iterable[SealSeen], files: Mapping[str, str]
) -> list[SealSeen]:
    """The seals, with a qualification.yaml that they do not list among what has changed since.

    Whoever sealed judged by what was there: where it was there as it is, and was only not listed, it stays out of it.
    """
    now = files.get(OVERLAY_FILE)
    found = list(seals)
    unlisted = [
        at
        for at, seen in enumerate(found)
        if now and seen.seal and all(file.path != OVERLAY_FILE for file in seen.seal.files)
    ]
    if not unlisted or now is None:
        return found
    asked = os.fsencode("".join(f"{_commit(found[at])}:{prefix}{OVERLAY_FILE}\n" for at in unlisted))
    if asked.count(b"\n") != len(unlisted):
        return found
    said = output(repository, "cat-file", "--batch-check=%(objectname)", "--buffer", given=asked).split(b"\n")
    for at, then in zip(unlisted, said, strict=False):
        if then != now.encode("ascii"):
            found[at] = replace(found[at], documents_changed=(*found[at].documents_changed, OVERLAY_FILE))
    return found


def _commit(seen: SealSeen) -> str:
    assert seen.seal
    return seen.seal.commit


def with_what_is_asked(
    repository: Repository, seals: Iterable[SealSeen], files: Mapping[str, str], qualification: str
) -> Iterator[SealSeen]:
    """The seals, each with whether a qualification.yaml that is another since takes anything back."""
    now = files.get(OVERLAY_FILE)
    found: dict[str, bool] = {}
    for seen in seals:
        if now is None or seen.seal is None or OVERLAY_FILE not in seen.documents_changed:
            yield seen
            continue
        was = next((file.content for file in seen.seal.files if file.path == OVERLAY_FILE), "")
        if was not in found:
            found[was] = takes_back_since(repository, was, now, qualification)
        yield replace(seen, takes_back=found[was])


def without_line_ends(repository: Repository, seals: Iterable[SealSeen], files: Mapping[str, str]) -> list[SealSeen]:
    """The seals, with no text among the changed documents of which only the ends of the lines are others."""
    found = list(seals)
    sealed = {
        (seen.name, file.path): file.content
        for seen in found
        if seen.seal and seen.documents_changed
        for file in seen.seal.files
        if file.path in seen.documents_changed
    }
    same = other_line_ends(repository, ((was, files[path], path) for (_, path), was in sealed.items() if path in files))
    if not same:
        return found
    return [
        replace(
            seen,
            documents_changed=tuple(
                path
                for path in seen.documents_changed
                if (sealed.get((seen.name, path), ""), files.get(path, "")) not in same
            ),
        )
        for seen in found
    ]


_Standing = Mapping[str, tuple[str, str]]
"""The evidence that is there, by its id: its path, and the id of its content."""


def became(
    repository: Repository,
    seals: Sequence[SealSeen],
    there: _Standing,
    files: Mapping[str, str],
    names: Mapping[str, str],
) -> dict[str, dict[str, SealState]]:
    """By the id of each piece that a seal is on, whatever it was called then: the seals, and what became of it.

    `files` are the paths of all files that there are, with the ids of their contents; `names` the ids that pieces have
    now, by those that they had. What still has the id under which it was sealed is not looked for under another: a copy
    is another piece.
    """
    sealed = [(seen, file) for seen in seals if seen.seal for file in seen.seal.evidence]
    by_content = {content: id for id, (_, content) in there.items()}

    def now(file: SealedFile) -> str | None:
        if file.evidence in there:
            return file.evidence
        return names.get(file.evidence) or by_content.get(file.content)

    ids = [now(file) for _, file in sealed]
    say_the_same = alike(
        repository,
        ((file.content, there[id][1], there[id][0]) for (_, file), id in zip(sealed, ids, strict=True) if id),
    )
    moves: dict[str, list[Move]] = defaultdict(list)
    for (seen, file), id in zip(sealed, ids, strict=True):
        if id and there[id][0] != file.path:
            moves[seen.name].append((file.content, file.path, there[id][0]))
    other_files = {
        seen.name: exchanged(repository, moves[seen.name], {file.path: file.content for file in seen.seal.files}, files)
        for seen in seals
        if seen.seal and moves[seen.name]
    }
    found: dict[str, dict[str, SealState]] = defaultdict(dict)
    for (seen, file), id in zip(sealed, ids, strict=True):
        if id is None or id != file.evidence:
            found[file.evidence][seen.name] = "removed"
        if id is None:
            continue
        path, content = there[id]
        state: SealState = "unchanged" if content == file.content else "reformatted"
        if content != file.content and (file.content, content) not in say_the_same:
            state = "changed"
        elif kind_of_path(path) != kind_of_path(file.path):
            state = "moved"
        elif (file.content, file.path, path) in other_files.get(seen.name, ()):
            state = "exchanged"
        found[id][seen.name] = state
    return found


_ANSWERED: Final = ("assessment-decisions", "assessment-actions")
"""The kinds of evidence with actions in them, which are done by whoever they are for."""


def answered(
    repository: Repository,
    seals: Sequence[SealSeen],
    states: Mapping[str, Mapping[str, SealState]],
    there: Mapping[str, tuple[str, str]],
) -> dict[str, frozenset[str]]:
    """By the id of each decision: the seals since which only what is the learner's to write was written into it."""
    changed = [
        (id, seen.name, (file.content, there[id][1]))
        for seen in seals
        if seen.seal
        for file in seen.seal.evidence
        if (id := file.evidence) in there and states.get(id, {}).get(seen.name) == "changed"
        if kind_of_path(there[id][0]) in _ANSWERED
    ]
    fitting = {
        pair
        for kind in _ANSWERED
        for pair in only_answered(
            repository, (pair for id, _, pair in changed if kind_of_path(there[id][0]) == kind), kind
        )
    }
    found: dict[str, set[str]] = defaultdict(set)
    for id, name, pair in changed:
        if pair in fitting:
            found[id].add(name)
    return {id: frozenset(names) for id, names in found.items()}


def with_differences(
    repository: Repository,
    prefix: str,
    seals: Iterable[SealSeen],
    states: Mapping[str, Mapping[str, SealState]],
    files: Mapping[str, str],
    line: Sequence[str],
) -> tuple[SealSeen, ...]:
    """The seals, with what differs of those that are not part of the record any more."""
    return tuple(
        seen if seen.attached or not seen.seal else _with_differences(repository, prefix, seen, states, files, line)
        for seen in seals
    )


def _with_differences(
    repository: Repository,
    prefix: str,
    seen: SealSeen,
    states: Mapping[str, Mapping[str, SealState]],
    files: Mapping[str, str],
    line: Sequence[str],
) -> SealSeen:
    assert seen.seal
    kept = {id for id, by_seal in states.items() if by_seal.get(seen.name) in ("unchanged", "reformatted")}
    renamed = {file.content: file for file in seen.seal.evidence}
    still = {file.evidence for file in seen.seal.evidence if file.evidence in kept}
    still |= {renamed[files[path]].evidence for path in files if files[path] in renamed and id_of(path) in kept}
    differ = (
        *(file.path for file in seen.seal.evidence if file.evidence not in still),
        *seen.documents_changed,
        *seen.documents_gone,
    )
    wanted = {file.path: file.content for file in seen.seal.files}
    if not differ or (
        OVERLAY_FILE not in {*seen.documents_changed} - wanted.keys()
        and stood_together(repository, prefix, line, wanted, files)
    ):
        # the whole of what it lists is here: that it names another first save comes of the record being made again
        return replace(seen, trouble=tuple(name for name in seen.trouble if name != SealTrouble.OF_ANOTHER_NAME))
    return replace(seen, same_content=False, differ=differ)
