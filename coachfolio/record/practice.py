"""The record of practice of one portfolio, put together from what git keeps and from what witnesses say."""

from __future__ import annotations

import datetime
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from coachfolio.documents import read as read_document
from coachfolio.documents.limits import MAX_FILE_BYTES
from coachfolio.documents.values import ANYTHING
from coachfolio.evidence.model import PortfolioFile
from coachfolio.git import GitTrouble, LimitReached, Opened
from coachfolio.git.objects import Commit, Tag, tag_from
from coachfolio.git.process import Repository
from coachfolio.git.reading import Entry, Missing, ids_reachable, listing, objects, sizes
from coachfolio.portfolio import PORTFOLIO_FILE, portfolio_file_alone
from coachfolio.record.facts import (
    Completeness,
    EvidenceHistory,
    Level,
    PracticeRecord,
    SealSeen,
    SealState,
    Version,
    Witness,
)
from coachfolio.record.history import evidence_id, histories_of
from coachfolio.record.receipts import Receipt, receipt_text
from coachfolio.record.seals import BadSeal, Seal, manifest_from_digests, seal_from, seal_text
from coachfolio.record.signatures import Verdict, judged
from coachfolio.record.signers import Signers
from coachfolio.record.timestamps import BadStamp, Stamp, stamped, token_from
from coachfolio.record.unsaved import unsaved_files
from coachfolio.snapshots import portfolio_folder

__all__ = ["evidence_among", "record_of"]

SEALS: Final = "refs/tags/sealed/"
_AT_ONCE: Final = datetime.timedelta(hours=1)
MAX_TAG_BYTES: Final = 1 << 26
"""The text of all tags together."""
HOST: Final = "host"
"""The role of the key that a server signs with when it joins lines."""
LEARNER: Final = "learner"
_HANDED_OVER: Final = ("refs/heads/", "refs/stash", "refs/remotes/")


def record_of(
    opened: Opened,
    name: str,
    *,
    now: datetime.datetime,
    signers: Signers | None = None,
    receipts: Sequence[Receipt] = (),
    stamp_roots: bytes = b"",
    fields: bool = True,
    digests: bool = False,
) -> PracticeRecord:
    """Everything that the record of a portfolio holds.

    `name` is what to call it for people. `now` is when this is asked, with its time zone: keys must be valid then, or
    when an earlier receipt has seen what they signed. `signers` is the verifier's list and `receipts` are those that
    the verifier kept, and `stamp_roots` the certificates (PEM) of time-stamp authorities that count: none of them may
    come from the portfolio. Without `fields`, nobody is told which fields each save
    changed, and only the first and the last content of a piece are read. With `digests`, the SHA-256 of all present
    evidence is worked out.

    Raises Mismatch where the record is not what it promises, Missing, SeveralPortfolios, GitTrouble. Where a bound is
    reached, the record says so and holds nothing else.
    """
    signers = signers or Signers.none()
    shape = opened.shape
    about = Completeness(
        substitutions=shape.replaced,
        grafts=shape.grafts,
        partial=shape.partial,
        programs=shape.programs,
        own_signers=shape.own_signers,
        hidden=shape.hidden,
    )
    nothing = PracticeRecord(
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
        completeness=about,
    )
    if opened.tip is None:
        return nothing
    try:
        return _record(opened, nothing, now, signers, receipts, stamp_roots, fields, digests)
    except LimitReached as limit:
        return replace(nothing, completeness=replace(about, stopped=limit.what))


def _record(
    opened: Opened,
    start: PracticeRecord,
    now: datetime.datetime,
    signers: Signers,
    receipts: Sequence[Receipt],
    stamp_roots: bytes,
    fields: bool,
    digests: bool,
) -> PracticeRecord:
    assert opened.tip is not None
    repository, cut_off = opened.repository, 0
    try:
        ids = ids_reachable(repository, [opened.tip])
    except (Missing, GitTrouble) as trouble:
        if isinstance(trouble, LimitReached) or not opened.shape.shallow:
            raise
        repository = _cut_off(opened)
        cut_off = len(opened.shape.shallow)
        ids = ids_reachable(repository, [opened.tip])
    files = listing(repository, opened.tip)
    prefix = portfolio_folder(opened, files)
    tags = _tags(repository, opened.refs)
    seals = {ref: _seal(tag) for ref, tag in tags.items() if ref.startswith(SEALS) or _looks_sealed(tag)}
    sealed = {one.content for seal in seals.values() if isinstance(seal, Seal) for one in seal.evidence}
    at_tip = evidence_among(files, prefix)
    if digests:
        sealed.update(one.id for one in at_tip.values())
    portfolio_file = next((one.id for one in files if one.path == os.fsencode(f"{prefix}{PORTFOLIO_FILE}")), "")
    histories = histories_of(
        repository,
        ids,
        prefix=prefix,
        fields=fields,
        digests_of=frozenset(sealed),
        keep=frozenset({portfolio_file} - {""}),
    )
    portfolio_yaml = histories.kept.get(portfolio_file)
    about = portfolio_file_alone(portfolio_yaml, start.name) if portfolio_yaml is not None else None
    people = about.file if about else None
    saves = histories.saves
    roots = tuple(one.id for one in saves if not one.parents)
    portfolio = people.id if people and people.id else ("" if cut_off else _first_save(saves))
    first_seen = _first_seen(receipts)
    verdicts = {
        one.id: judged(one.signature, one.signed, one.committer.email, signers, at=first_seen.get(one.id, now))
        for one in saves
        if one.signature
    }
    learner = _learner(people, saves)
    contents = frozenset(one.content for many in histories.versions.values() for one in many if one.content)
    there = frozenset(one.id for one in saves)
    start_of = os.fsencode(prefix)
    documents = {os.fsdecode(one.path[len(start_of) :]): one.id for one in files if one.path.startswith(start_of)}
    seen = tuple(
        _seen(
            ref,
            opened.refs[ref],
            tags[ref],
            seal,
            portfolio,
            there,
            contents,
            histories.digests,
            documents,
            signers,
            first_seen.get(opened.refs[ref], now),
        )
        for ref, seal in sorted(seals.items())
    )
    stamps, refused = _stamps(seen, receipts, stamp_roots)
    witnesses = _Witnesses(saves, verdicts, seen, receipts, learner, stamps)
    reformatted = _reformatted(repository, seen, at_tip)
    under = _under(seen, _renamed(seen, at_tip))
    evidence = tuple(
        _history(name, versions, at_tip.get(name), witnesses, under.get(name, ()), reformatted, histories.pointers)
        for name, versions in histories.versions.items()
    )
    completeness = replace(
        start.completeness,
        cut_off=cut_off,
        missing=len(histories.missing),
        too_large=len(histories.too_large),
        partial=opened.shape.partial or bool(histories.missing),
        drafts=_drafts(repository, opened) if not cut_off else 0,
        unsaved=unsaved_files(opened, files, prefix),
    )
    return replace(
        start,
        portfolio=portfolio,
        tree=saves[-1].tree if saves else "",
        prefix=prefix,
        roots=roots,
        saves=saves,
        evidence=evidence,
        seals=seen,
        verdicts=verdicts,
        completeness=completeness,
        about=about,
        learner=learner,
        contents=contents,
        joins=histories.joins,
        names=_inside(files, prefix),
        private=tuple(os.fsdecode(path[len(os.fsencode(prefix)) :]) for path in histories.private),
        odd_paths=_odd(files, prefix),
        digests=histories.digests,
        signers_given=bool(signers.lines),
        stamps_refused=refused,
    )


def _cut_off(opened: Opened) -> Repository:
    """The same, with the places marked where earlier history was left out: git stops there instead of failing."""
    marks = opened.repository.folder / "cut-off"
    marks.write_text("".join(f"{one}\n" for one in opened.shape.shallow), encoding="ascii")
    return replace(opened.repository, variables={**opened.repository.variables, "GIT_SHALLOW_FILE": str(marks)})


def evidence_among(files: Iterable[Entry], prefix: str) -> dict[str, Entry]:
    """The evidence among the files of one state, by its id."""
    found = {}
    for entry in files:
        named = evidence_id(entry.path, os.fsencode(prefix))
        if named and entry.mode.startswith("100"):
            found[named[0]] = entry
    return found


def _inside(files: Iterable[Entry], prefix: str) -> tuple[str, ...]:
    start = os.fsencode(prefix)
    return tuple(
        one.path[len(start) :].decode("utf-8", "backslashreplace") for one in files if one.path.startswith(start)
    )


def _odd(files: Iterable[Entry], prefix: str) -> tuple[tuple[str, str], ...]:
    kinds = {"120000": "a link", "160000": "another record inside this one"}
    return tuple(
        (one.path[len(os.fsencode(prefix)) :].decode("utf-8", "backslashreplace"), kinds[one.mode])
        for one in files
        if one.mode in kinds and one.path.startswith(os.fsencode(prefix))
    )


def _learner(about: PortfolioFile | None, saves: Sequence[Commit]) -> tuple[str, ...]:
    """The learner's addresses: as portfolio.yaml says, else whoever saved most."""
    if about:
        declared = (*about.learner.saves_as, *filter(None, [about.learner.email]))
        if declared:
            return tuple(dict.fromkeys(one.casefold() for one in declared))
    counted = Counter(one.author.email.casefold() for one in saves)
    return tuple(one for one, _ in counted.most_common(1))


def _first_save(saves: Sequence[Commit]) -> str:
    """The id of the save that everything began with: what a portfolio without an id of its own is known by."""
    by_id = {one.id: one for one in saves}
    save = saves[-1] if saves else None
    while save and save.parents:
        save = by_id.get(save.parents[0])
    return save.id if save else ""


def _first_seen(receipts: Iterable[Receipt]) -> dict[str, datetime.datetime]:
    """When each save and each seal was first on a receipt, by its id."""
    found: dict[str, datetime.datetime] = {}
    for receipt in sorted(receipts, key=lambda one: one.received_at, reverse=True):
        ids = (*(one.id for one in receipt.seen.saves), *receipt.seen.refs.values())
        found.update(dict.fromkeys(ids, receipt.received_at))
    return found


def _tags(repository: Repository, refs: Mapping[str, str]) -> dict[str, Tag | None]:
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
        if total > MAX_TAG_BYTES:
            raise LimitReached(f"its seals have more than {MAX_TAG_BYTES >> 20} MB of text")
        with suppress(GitTrouble):  # as good as a bare mark
            tags[id] = tag_from(id, data)
    return {ref: tags.get(id) for ref, id in names.items()}


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


def _seen(
    ref: str,
    id: str,
    tag: Tag | None,
    seal: Seal | str,
    portfolio: str,
    saves: frozenset[str],
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
    known = [one for one in seal.evidence if one.content in contents]
    there = {*files.values()}
    if seal.portfolio != portfolio and not (attached or known):
        trouble.append("seal-foreign")
    if len(known) == len(seal.evidence) and all(one.content in digests for one in known):
        lines = ((one.path, one.evidence, digests[one.content]) for one in seal.evidence)
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
            one.path for one in seal.files if not one.evidence and files.get(one.path) not in (one.content, None)
        ),
        # what was only moved to another place is not gone
        documents_gone=tuple(
            one.path for one in seal.files if not one.evidence and one.path not in files and one.content not in there
        ),
    )


def _reformatted(
    repository: Repository, seals: Iterable[SealSeen], at_tip: Mapping[str, Entry]
) -> frozenset[tuple[str, str]]:
    """Pairs of contents that were sealed and that stand now, and that say the same in other lines."""
    pairs = {
        (one.content, at_tip[one.evidence].id)
        for seen in seals
        if seen.seal
        for one in seen.seal.evidence
        if one.evidence in at_tip and at_tip[one.evidence].id != one.content
    }
    if not pairs:
        return frozenset()
    wanted = dict.fromkeys(id for pair in pairs for id in pair)
    values: dict[str, object] = {}
    for id, data in objects(repository, wanted, "blob", most=MAX_FILE_BYTES, missing=set(), too_large=set()):
        document = read_document("", data, ANYTHING)
        values[id] = document.fields
    return frozenset(pair for pair in pairs if values.get(pair[0]) and values.get(pair[0]) == values.get(pair[1]))


def _renamed(seals: Iterable[SealSeen], at_tip: Mapping[str, Entry]) -> dict[tuple[str, str], str]:
    """The id that a piece has now, by the id and the content that were sealed.

    What still has the id under which it was sealed is not looked for under another: a copy is another piece.
    """
    by_content = {entry.id: name for name, entry in at_tip.items()}
    return {
        (one.evidence, one.content): by_content[one.content]
        for seen in seals
        if seen.seal
        for one in seen.seal.evidence
        if one.evidence not in at_tip and one.content in by_content
    }


def _history(
    id: str,
    versions: tuple[Version, ...],
    there: Entry | None,
    witnesses: _Witnesses,
    under: Iterable[tuple[str, str]],
    reformatted: frozenset[tuple[str, str]],
    pointers: frozenset[str],
) -> EvidenceHistory:
    """One piece. `under` are the seals that it is under, by name, each with the content that it sealed."""
    last = versions[-1]
    present = there is not None
    content = there.id if there else next((one.content for one in reversed(versions) if one.content), "")
    states: list[tuple[str, SealState]] = []
    for name, sealed in under:
        if not present:
            states.append((name, "removed"))
        elif sealed == content:
            states.append((name, "unchanged"))
        else:
            states.append((name, "reformatted" if (sealed, content) in reformatted else "changed"))
    return EvidenceHistory(
        id=id,
        path=last.path,
        present=present,
        content=content,
        versions=versions,
        witness=witnesses.of(content, versions),
        seals=tuple(states),
        left_out=content != last.content if present else bool(last.content),
        pointer=content in pointers,
    )


def _under(seals: Iterable[SealSeen], renamed: Mapping[tuple[str, str], str]) -> dict[str, dict[tuple[str, str], None]]:
    """By the id of each piece: the seals that it is under now, whatever it was called then, and what they sealed."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for seen in seals:
        for one in seen.seal.evidence if seen.seal else ():
            for id in (one.evidence, renamed.get((one.evidence, one.content))):
                if id is not None:
                    found[id][seen.name, one.content] = None
    return found


class _Witnesses:
    """Who saw which content, and when."""

    def __init__(
        self,
        saves: Sequence[Commit],
        verdicts: Mapping[str, Verdict],
        seals: Iterable[SealSeen],
        receipts: Iterable[Receipt],
        learner: Sequence[str],
        stamps: Iterable[tuple[tuple[str, ...], Stamp]],
    ) -> None:
        self.contents: dict[str, list[Witness]] = {}
        for contents, stamp in stamps:
            witness = Witness(Level.TIME_STAMP, stamp.time, f"time stamp by {stamp.authority}")
            for one in contents:
                self.contents.setdefault(one, []).append(witness)
        for seen in seals:
            if not (seen.holds and seen.seal and seen.made):
                continue
            if seen.seal.role != LEARNER:
                self._add(seen, Witness(Level.RECEIVER, seen.made, f"{seen.seal.role}'s seal"))
        for receipt in receipts:
            witness = Witness(Level.RECEIVER, receipt.received_at, "receipt")
            for piece in receipt.seen.evidence:
                self.contents.setdefault(piece.content, []).append(witness)
        self.own = {
            id for id, verdict in verdicts.items() if verdict.state == "good" and verdict.who.casefold() in learner
        }
        self.server = _received(saves, verdicts)

    def _add(self, seen: SealSeen, witness: Witness) -> None:
        assert seen.seal
        for one in seen.seal.evidence:
            self.contents.setdefault(one.content, []).append(witness)

    def of(self, content: str, versions: Sequence[Version]) -> Witness:
        """The earliest witness from outside; else whether the learner's own key made the save.

        What was stamped was there a moment before: of witnesses within an hour the best one counts.
        """
        made = next((one.save for one in versions if one.content == content), None)
        found = list(self.contents.get(content, ()))
        if made is not None and made.id in self.server:
            found.append(Witness(Level.SERVER, self.server[made.id], "the server that received it"))
        known = [(one.until, one) for one in found if one.until]
        if known:
            first = min(until for until, _ in known)
            near = [(one.level, first - until, one) for until, one in known if until - first <= _AT_ONCE]
            return max(near, key=lambda one: one[:2])[2]
        return Witness(Level.OWN_KEY if made is not None and made.id in self.own else Level.OWN_CLOCK)


def _received(saves: Sequence[Commit], verdicts: Mapping[str, Verdict]) -> dict[str, datetime.datetime]:
    """When a server first signed for each save: its own clock, at the first joining that has it in it."""
    found: dict[str, datetime.datetime] = {}
    by_id = {one.id: one for one in saves}
    for save in saves:
        verdict = verdicts.get(save.id)
        if verdict is None or verdict.state != "good" or HOST not in verdict.roles or not save.committed:
            continue
        left = [save.id]
        while left:
            id = left.pop()
            if id not in found and id in by_id:
                found[id] = save.committed.time
                left += by_id[id].parents
    return found


def _stamps(
    seals: Iterable[SealSeen], receipts: Iterable[Receipt], roots: bytes
) -> tuple[list[tuple[tuple[str, ...], Stamp]], tuple[str, ...]]:
    """Every time stamp that holds, with the contents that it covers; and why the others do not.

    Without the certificates of an authority, nothing is said of any.
    """
    given: list[tuple[str, str, tuple[str, ...]]] = []
    for seen in seals:
        if seen.seal and seen.seal.stamp and "seal-contradicts-itself" not in seen.trouble:
            text = seal_text(replace(seen.seal, stamp=""))
            given.append((seen.seal.stamp, text, tuple(one.content for one in seen.seal.files)))
    for receipt in receipts:
        if receipt.stamp:
            text = receipt_text(replace(receipt, stamp=""))
            given.append((receipt.stamp, text, tuple(one.content for one in receipt.seen.evidence)))
    held: list[tuple[tuple[str, ...], Stamp]] = []
    refused: list[str] = []
    for stamp, text, contents in given if roots else ():
        try:
            held.append((contents, stamped(token_from(stamp), text.encode(), roots)))
        except BadStamp as error:
            refused.append(str(error))
    return held, tuple(refused)


def _drafts(repository: Repository, opened: Opened) -> int:
    """How many saves are only on lines that are not part of what was handed over."""
    tips = {id for name, id in opened.refs.items() if name.startswith(_HANDED_OVER)} - {opened.tip}
    if not tips:
        return 0
    assert opened.tip is not None
    try:
        return len(ids_reachable(repository, sorted(tips), without=[opened.tip]))
    except GitTrouble:  # such a line may lead to what is not here
        return 0
