"""Earlier saves without what was forgotten: written anew, proved, and put in the place of the old ones.

The old record goes as a whole into a folder beside it before anything of it is touched. The name goes from the list of
clients last: it is what is searched for.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import field
from pathlib import Path
from typing import Final

from coachfolio.base.files import is_private
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.confidentiality.earlier import InEarlierSaves, Sought
from coachfolio.confidentiality.key import KEY_FILE
from coachfolio.confidentiality.portfolios import cover_for
from coachfolio.confidentiality.wording import FORGOTTEN, REASON_OF_FORGETTING, TAKEN_OUT
from coachfolio.editing.forgetting.facts import ForgettingPlan, NotForgotten
from coachfolio.editing.forgetting.letting_go import let_go
from coachfolio.editing.forgetting.proving import Proof, proof_of
from coachfolio.editing.forgetting.remembered import label_of, remembered
from coachfolio.editing.forgetting.swapping import begin_anew, finish_stopped, ready, swap, throw_away
from coachfolio.git import opened
from coachfolio.git.own import own_output
from coachfolio.git.rewriting import Leaving, Rewritten, stand_alone, write_anew
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE
from coachfolio.record.verdicts import SEAL_REFS

__all__ = ["CleanUp", "Cleaned", "clean_up", "clean_up_plan", "finish_clean_up"]

_NOT_WHOLE: Final = ("worktrees", "modules", "reftable")
"""Folders of git that say that a record is used in ways that cannot be written anew."""


@frozen()
class CleanUp(Frozen):
    """What cleaning up earlier saves does. Nothing is changed yet."""

    folder: str
    client: str
    top: str
    """The folder of the whole record."""
    backup: str
    """The folder, outside the record, into which the old one goes."""
    saves: int
    """That there are, on all lines of work."""
    paths: tuple[str, ...] = field(repr=False)
    """Files that go from every save, from the top of the record. They may name the client."""
    seals: tuple[str, ...]
    """Names of seals that go: they name saves that will not be there."""
    remotes: tuple[str, ...]
    """Other computers that the record was sent to or came from, by the names that git has for them."""
    unsaved: tuple[str, ...]
    """Files that are not saved as they lie there: they are saved with it."""
    by_hand: tuple[str, ...]
    """Files that a person was to edit, and that may still tell of the client."""
    told: InEarlierSaves = field(repr=False)


@frozen()
class Cleaned(Frozen):
    """What came of it."""

    proof: Proof
    done: bool
    """Whether the old record was put away. If not, nothing was changed, and the proof says what is left."""
    before: int = 0
    """Saves that there were, and that there are."""
    after: int = 0
    let_go: bool = False
    """Whether the name is off the list of clients, or never was on it."""


def clean_up_plan(plan: ForgettingPlan, backup: str | os.PathLike[str] = "") -> CleanUp:
    """Work out how earlier saves are cleaned up, once the files are as they are to stay. Nothing is changed.

    Raises NotForgotten where the record cannot be written anew here, or the backup cannot go where it should.
    """
    top = Path(plan.top)
    git = top / ".git"
    with opened(plan.folder) as record:
        seals = tuple(name for name in record.refs if name.startswith(SEAL_REFS))
        if record.shape.shallow or record.shape.partial:
            raise NotForgotten("A part of the record is not on this computer. Clean up where the whole record is.")
        if not record.branch:
            raise NotForgotten("The folder shows an earlier save and not the last one. Go back to it: git switch -")
    if not git.is_dir() or any((git / name).exists() for name in _NOT_WHOLE):
        raise NotForgotten(
            "This folder shares its record with another one, so earlier saves cannot be cleaned up from here. Make a "
            "copy of its own with git clone, and forget the client there."
        )
    if (git / "MERGE_HEAD").exists():
        raise NotForgotten("Two lines of saves are being joined. Finish that first: coachfolio save")
    own_output(top, "var", "GIT_COMMITTER_IDENT")  # whoever is unknown to git cannot save
    paths = {*plan.told.paths, *remembered(top, plan.client), *(plan.inside + told.path for told in plan.by_hand)}
    said = own_output(top, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    remotes = own_output(top, "remote").decode("utf-8", "replace").split()
    return CleanUp(
        folder=plan.folder,
        client=plan.client,
        top=plan.top,
        backup=_backup_for(top, plan.client, backup),
        saves=int(own_output(top, "rev-list", "--count", "--branches", "--tags")),
        paths=tuple(sorted(paths)),
        seals=seals,
        remotes=tuple(remotes),
        unsaved=tuple(os.fsdecode(line[3:]) for line in said.split(b"\0") if line),
        by_hand=tuple(sorted({told.path for told in plan.by_hand})),
        told=plan.told,
    )


def _backup_for(top: Path, client: str, given: str | os.PathLike[str]) -> str:
    if given:
        place = Path(os.path.normpath(Path(given).absolute()))
        if place.is_relative_to(top):
            raise NotForgotten("The backup has to lie outside the record. Give another folder with --backup.")
        if os.path.lexists(place):
            raise NotForgotten(f"{shown(os.fspath(given), 200)} is there already. Give a new folder with --backup.")
        return os.fspath(place)
    name, number = f"{top.name}-before-forgetting-{label_of(client)}", 1
    while os.path.lexists(top.parent / (name if number == 1 else f"{name}-{number}")):
        number += 1
    return os.fspath(top.parent / (name if number == 1 else f"{name}-{number}"))


def clean_up(plan: CleanUp) -> Cleaned:
    """Clean up earlier saves: all of them, or none where anything would still tell of the client.

    Raises NotForgotten where it cannot be done, WhoIsUnknown and GitTrouble. Nothing was changed then.
    """
    top = Path(plan.top)
    before = _refs(top)
    sought = _sought(plan)
    try:
        new = begin_anew(top, but=f"forget-{label_of(plan.client)}")
        try:
            rewritten = _made(plan, new)
            proof = proof_of(top, sought, plan.told.contents, new)
            if any(left.part != "unread" for left in proof.left):
                throw_away(top)
                return Cleaned(proof, done=False)
            _put_by(plan)
            if _refs(top) != before:
                shutil.rmtree(plan.backup, ignore_errors=True)
                raise NotForgotten("Something was saved just now. Nothing was changed. Try again.")
            ready(top)
        except BaseException:
            throw_away(top)
            raise
        swap(top)
        proof = proof_of(top, sought, plan.told.contents)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NotForgotten(
            f"Earlier saves could not be cleaned up: {reason}. See that nothing else has files of the record open and "
            "that there is room on the disk, and run the same command again: it goes on from here. Another place for "
            "the backup: --backup FOLDER"
        ) from None
    if any(left.part != "unread" for left in proof.left):
        return Cleaned(proof, True, rewritten.before, rewritten.after + 1)
    return Cleaned(proof, True, rewritten.before, rewritten.after + 1, let_go(plan.folder, plan.client, sought))


def finish_clean_up(folder: str | os.PathLike[str]) -> bool:
    """Finish a clean-up that was stopped, as by a power cut; whether there was one. Raises NotForgotten."""
    place = Path(os.path.normpath(Path(folder).absolute()))
    top = next((above for above in (place, *place.parents) if (above / ".git").is_dir()), None)
    try:
        return top is not None and finish_stopped(top)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NotForgotten(
            f"A clean-up of earlier saves was stopped half-way, and could not be finished: {reason}. Close other "
            "programs that have files of the record open, and try again."
        ) from None


def _refs(top: Path) -> bytes:
    return own_output(top, "for-each-ref") + own_output(top, "rev-parse", "HEAD")


def _sought(plan: CleanUp) -> Sought:
    cover = cover_for(open_portfolio(plan.folder), plan.folder)
    return Sought(plan.client, cover.key, cover.declared)


def _made(plan: CleanUp, new: Path) -> Rewritten:
    """The new record: the old saves without what goes, and one more with the files as they lie there."""
    top = Path(plan.top)
    lines = frozenset(plan.told.words)
    names = {}
    for number, name in enumerate(sorted(plan.told.names), 1):
        names[name] = f"refs/{'heads/line' if name.startswith('refs/heads/') else 'tags/mark'}-{number}"
    leaving = Leaving(
        frozenset(os.fsencode(path) for path in plan.paths), plan.told.contents, frozenset(plan.seals), names
    )
    branch = own_output(top, "symbolic-ref", "HEAD").decode("utf-8", "surrogateescape").strip()
    rewritten = write_anew(top, new, leaving, lambda message: _without(message, lines))
    there = {"GIT_DIR": os.fspath(new), "GIT_WORK_TREE": plan.top}
    own_output(top, "symbolic-ref", "HEAD", names.get(branch, branch), variables=there)
    _list_files(top, there)
    words = f"{FORGOTTEN}\n\n{REASON_OF_FORGETTING}\n"
    own_output(top, "commit", "--quiet", "--allow-empty", "--file=-", given=words.encode(), variables=there)
    own_output(top, "pack-refs", "--all", "--prune", variables=there)
    for name in ("logs", "COMMIT_EDITMSG"):
        path = new / name
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    stand_alone(top, new)
    return rewritten


def _without(message: str, lines: frozenset[str]) -> str:
    """A message in which each of some lines says only that something was taken out."""
    found = []
    for line in message.splitlines(keepends=True):
        bare = line.splitlines()[0]
        found.append(line.replace(bare, TAKEN_OUT, 1) if bare in lines else line)
    return "".join(found)


def _list_files(top: Path, there: dict[str, str]) -> None:
    """List the files as they lie there for the last save: what was saved before, and what is new and not left out."""
    said = own_output(top, "ls-tree", "-r", "-z", "HEAD").split(b"\0")[:-1]
    private = _private(top)
    saved = []
    for line in said:
        about, _, path = line.partition(b"\t")
        inside = os.fsdecode(path)
        if not about.startswith(b"160000") and os.path.lexists(top / inside) and not inside.startswith(private):
            saved.append(path)
    others = own_output(top, "ls-files", "--others", "--exclude-standard", "-z", variables=there).split(b"\0")[:-1]
    saved += [path for path in others if _is_to_save(os.fsdecode(path), private)]
    given = b"".join(path + b"\0" for path in dict.fromkeys(saved))
    own_output(top, "update-index", "--add", "-z", "--stdin", given=given, variables=there)


def _is_to_save(path: str, private: tuple[str, ...]) -> bool:
    """Whether it is no record of its own, nothing private, and nothing that a stopped command left."""
    return not (path.endswith("/") or path.startswith(private) or path.rpartition("/")[2].startswith(".coachfolio-"))


def _private(top: Path) -> tuple[str, ...]:
    """The folders private of all portfolios in the record, from its top, with a stroke at their end."""
    found = []
    for portfolio in top.rglob(PORTFOLIO_FILE):
        inner = [path for path in portfolio.parent.iterdir() if is_private(path.name)]
        found += [f"{path.relative_to(top).as_posix()}/" for path in inner]
    return tuple(sorted(found))


def _put_by(plan: CleanUp) -> None:
    """Put the old record by, whole, with the list of clients. Raises OSError and GitTrouble."""
    place = Path(plan.backup)
    part = place.with_name(f"{place.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a command that was stopped
    part.mkdir(parents=True)
    try:
        shutil.copytree(
            Path(plan.top, ".git"), part / ".git", symlinks=True, ignore=shutil.ignore_patterns("coachfolio-*")
        )
        own_output(part, "reset", "--quiet", "--hard", variables={"GIT_DIR": os.fspath(part / ".git")})
        own_output(part, "rev-list", "--objects", "--all", "--quiet")
        key = Path(plan.folder, KEY_FILE)
        if key.is_file():
            copy = part / Path(os.path.relpath(key, plan.top))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(key, copy)
        part.rename(place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
