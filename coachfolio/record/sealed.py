"""The seals of a record as they were found, and what became since of what they sealed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Final

from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git.objects import Tag, tag_from
from coachfolio.git.process import GitTrouble, LimitReached, Repository
from coachfolio.git.reading import Entry, objects, sizes
from coachfolio.record.facts import SealSeen
from coachfolio.record.seals import SEAL_REFS, BadSeal, Seal, manifest_from_digests, seal_from
from coachfolio.record.signatures import Verdict, judged
from coachfolio.record.signers import Signers

__all__ = ["reformatted", "renamed", "seals_among", "seen_seal", "tags_of", "under_seals"]

MAX_TAGS_BYTES: Final = 1 << 26
"""The text of all tags together."""


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


def seals_among(tags: Mapping[str, Tag | None]) -> dict[str, Seal | str]:
    """The seals among the tags of a record, or what is wrong with each."""
    return {ref: _seal(tag) for ref, tag in tags.items() if ref.startswith(SEAL_REFS) or _looks_sealed(tag)}


def _looks_sealed(tag: Tag | None) -> bool:
    return tag is not None and tag.message.startswith("coachfolio seal ")


def _seal(tag: Tag | None) -> Seal | str:
    """The seal of a tag, or what is wrong with it."""
    if tag is None:
        return "seal-bare"
    if tag.type != "commit":
        return "seal-misfiled"
    try:
        return seal_from(tag.message)
    except BadSeal:
        return "seal-unreadable"


def seen_seal(
    ref: str,
    id: str,
    tag: Tag | None,
    seal: Seal | str,
    portfolio: str,
    saves: Collection[str],
    contents: frozenset[str],
    digests: Mapping[str, str],
    files: Mapping[str, str],
    signers: Signers,
    at: datetime.datetime,
) -> SealSeen:
    name = ref.removeprefix("refs/tags/")
    if tag is None:
        return SealSeen(name, id, None, None, None, Verdict("unsigned"), ("seal-bare",), attached=id in saves)
    email = tag.tagger.email if tag.tagger else ""
    role = seal.role if isinstance(seal, Seal) else ""
    verdict = judged(tag.signature, tag.signed, email, signers, role=role, at=at)
    made = tag.tagged.time if tag.tagged else None
    attached = tag.object in saves
    if isinstance(seal, str):
        return SealSeen(name, tag.id, None, tag.tagger, made, verdict, (seal,), attached)
    trouble = []
    if seal.name != name or tag.name != name or seal.commit != tag.object:
        trouble.append("seal-misfiled")
    known = [file for file in seal.evidence if file.content in contents]
    there = {*files.values()}
    if seal.portfolio != portfolio and not (attached or known):
        trouble.append("seal-foreign")
    if len(known) == len(seal.evidence) and all(file.content in digests for file in known):
        lines = ((file.path, file.evidence, digests[file.content]) for file in seal.evidence)
        if manifest_from_digests(lines) != seal.manifest:
            trouble.append("seal-contradicts-itself")
    return SealSeen(
        name,
        tag.id,
        seal,
        tag.tagger,
        made,
        verdict,
        tuple(trouble),
        attached,
        same_content=len(known) == len(seal.evidence),
        documents_changed=tuple(
            file.path for file in seal.files if not file.evidence and files.get(file.path) not in (file.content, None)
        ),
        # what was only moved to another place is not gone
        documents_gone=tuple(
            file.path
            for file in seal.files
            if not file.evidence and file.path not in files and file.content not in there
        ),
    )


def reformatted(
    repository: Repository, seals: Iterable[SealSeen], at_tip: Mapping[str, Entry]
) -> frozenset[tuple[str, str]]:
    """Pairs of contents that were sealed and that stand now, and that say the same in other lines."""
    pairs = {
        (file.content, at_tip[file.evidence].id)
        for seen in seals
        if seen.seal
        for file in seen.seal.evidence
        if file.evidence in at_tip and at_tip[file.evidence].id != file.content
    }
    if not pairs:
        return frozenset()
    from coachfolio.format.documents import read as read_document
    from coachfolio.format.documents.values import ANYTHING

    wanted = dict.fromkeys(id for pair in pairs for id in pair)
    values: dict[str, object] = {}
    for id, data in objects(repository, wanted, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()):
        document = read_document("", data, ANYTHING)
        values[id] = document.fields
    return frozenset(pair for pair in pairs if values.get(pair[0]) and values.get(pair[0]) == values.get(pair[1]))


def renamed(seals: Iterable[SealSeen], at_tip: Mapping[str, Entry]) -> dict[tuple[str, str], str]:
    """The id that a piece has now, by the id and the content that were sealed.

    What still has the id under which it was sealed is not looked for under another: a copy is another piece.
    """
    by_content = {entry.id: name for name, entry in at_tip.items()}
    return {
        (file.evidence, file.content): by_content[file.content]
        for seen in seals
        if seen.seal
        for file in seen.seal.evidence
        if file.evidence not in at_tip and file.content in by_content
    }


def under_seals(
    seals: Iterable[SealSeen], renamed: Mapping[tuple[str, str], str]
) -> dict[str, dict[tuple[str, str], None]]:
    """By the id of each piece: the seals that it is under now, whatever it was called then, and what they sealed."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for seen in seals:
        for file in seen.seal.evidence if seen.seal else ():
            for id in (file.evidence, renamed.get((file.evidence, file.content))):
                if id is not None:
                    found[id][seen.name, file.content] = None
    return found
