"""Making a seal in one's own copy of a portfolio."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Final, NamedTuple

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, listed, shown
from coachfolio.evidence import kind_of_path
from coachfolio.git.own import make_tag, own_into, own_output, setting
from coachfolio.git.process import GitTrouble
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import (
    ENDINGS,
    OVERLAY_FILE,
    POLICY_FILE,
    PORTFOLIO_FILE,
    SETTINGS_FILES,
    Portfolio,
    id_of,
)
from coachfolio.portfolio.sources import InMemory, is_listed
from coachfolio.record.covered import files_covered
from coachfolio.record.seals import (
    MEANINGS,
    Role,
    Seal,
    SealDecision,
    SealedFile,
    manifest_of_seal,
    path_key,
    seal_text,
)
from coachfolio.record.timestamps import time_stamp_from, token_text
from coachfolio.record.verdicts import SEAL_REFS

__all__ = ["NewSeal", "NotSealed", "new_seal", "seal_plan"]

_PROGRAMS: Final = re.compile(
    r"gpg\.(?:.*\.)?program|gpg\.ssh\.defaultkeycommand|filter\..*\.(?:clean|smudge|process)", re.DOTALL
)
"""Settings that would start a program while a seal is made."""


class NotSealed(CoachfolioError):
    """No seal was made. The text says why, and what to do."""


@frozen()
class NewSeal(Frozen):
    """A seal that was just made."""

    seal: Seal
    id: str
    """The full id of the seal itself."""
    signed: bool
    """Whether it has a signature. Without one it binds nobody."""


def seal_plan(
    folder: str | os.PathLike[str],
    *,
    role: Role,
    by: str = "",
    units: Iterable[str] = (),
    decision: SealDecision = "none",
    variables: Mapping[str, str] | None = None,
) -> Seal:
    """The seal that `new_seal` would make of what is saved last. Nothing is written.

    Raises NotSealed and GitTrouble.
    """
    place = Path(folder)
    chosen = tuple(units)
    _ready(place, variables)
    commit, tree = _tip(place, variables)
    saved = _saved(place, commit, variables)
    written = [path for path in saved if path in SETTINGS_FILES or _is_evidence(path)]
    texts = dict(zip(written, _contents(place, [saved[path].content for path in written], variables), strict=True))
    portfolio = open_portfolio(InMemory(texts))
    _may_say(portfolio, role, by, chosen, decision)
    # not portfolio.yaml: people and waivers come and go, and none of it is what was read
    listed = {
        *files_covered(saved.keys() - portfolio.drafts.keys(), portfolio.references),
        *(path for path in (OVERLAY_FILE, POLICY_FILE) if path in saved),
    }
    if any(not saved[path].mode.startswith("100") for path in listed):
        raise NotSealed(
            "Among the evidence there is something that is no file but leads elsewhere, so its content is not in "
            "the record. Run coachfolio check to see which, put the file itself there, and save."
        )
    files = [SealedFile(id_of(path) if _is_evidence(path) else "", saved[path].content, path) for path in listed]
    evidence = [file for file in files if file.evidence]
    if not evidence:
        raise NotSealed("There is no evidence in the record yet, so there is nothing to seal.")
    number, previous = _last(place, role, variables)
    return Seal(
        name=f"sealed/{role}/{number + 1}",
        portfolio=(portfolio.file and portfolio.file.id) or _first_save(place, commit, variables),
        role=role,
        by=by,
        units=chosen,
        decision=decision,
        meaning=MEANINGS[role],
        commit=commit,
        tree=tree,
        manifest=manifest_of_seal((file.path, file.evidence, texts[file.path]) for file in evidence),
        previous=previous,
        files=tuple(sorted(files, key=path_key)),
    )


def new_seal(
    folder: str | os.PathLike[str],
    *,
    role: Role,
    by: str = "",
    units: Iterable[str] = (),
    decision: SealDecision = "none",
    stamp_at: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> NewSeal:
    """Seal what is saved last in a person's own copy of a portfolio.

    It is signed where git's `user.signingKey` says with which key. No seal is ever replaced: a second one by the same
    role gets the next number. With `stamp_at`, the address of a time-stamp authority is asked for a time stamp, which
    becomes part of what is signed. `variables` are added to the environment in which git works.

    Raises NotSealed, BadStamp, GitTrouble, NotSigned, and WhoIsUnknown where git knows no name and address.
    """
    place = Path(folder)
    seal = seal_plan(folder, role=role, by=by, units=units, decision=decision, variables=variables)
    if stamp_at:
        seal = replace(seal, stamp=token_text(time_stamp_from(stamp_at, seal_text(seal).encode())))
    signed = bool(setting(place, "user.signingKey", variables=variables))
    made = make_tag(place, seal.name, seal.commit, seal_text(seal), signed, variables=variables)
    return NewSeal(seal, made, signed)


def _ready(folder: Path, variables: Mapping[str, str] | None) -> None:
    """Raise NotSealed where what would be sealed is not the whole of what the person has before them."""
    shallow = own_output(folder, "rev-parse", "--is-shallow-repository", variables=variables).strip() == b"true"
    told = own_output(folder, "config", "--list", "--show-scope", "--name-only", "-z", variables=variables)
    parts = told.decode(errors="replace").split("\0")
    in_folder = {
        key.lower() for scope, key in zip(parts[::2], parts[1::2], strict=False) if scope in ("local", "worktree")
    }
    if shallow or "extensions.partialclone" in in_folder:
        raise NotSealed(
            "Only part of the record is here, so a seal would not say which record it is about. "
            "Fetch all of it first: git fetch --unshallow, or a fresh git clone without --depth and --filter."
        )
    if programs := sorted(key for key in in_folder if _PROGRAMS.fullmatch(key)):
        raise NotSealed(
            f"This folder's own settings start programs ({listed(shown(key) for key in programs[:3])}), and git would "
            "run them to make the seal. Seal in a copy made with git clone, or, if the setting is yours, "
            "set it with git config --global and take it out of this folder."
        )
    status = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=all", "--no-renames")
    if unsaved := own_output(folder, *status, "--", ".", variables=variables).count(b"\0"):
        raise NotSealed(
            f"{count(unsaved, 'file')} in this folder {'differs' if unsaved == 1 else 'differ'} from what is saved. "
            "A seal is about what is saved: save first (coachfolio save), then seal."
        )


def _tip(folder: Path, variables: Mapping[str, str] | None) -> tuple[str, str]:
    """The ids of the latest save and of its state."""
    try:
        said = own_output(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", variables=variables)
        state = own_output(folder, "rev-parse", "--verify", "--quiet", "HEAD^{tree}", variables=variables)
    except GitTrouble:
        raise NotSealed("Nothing is saved in this record yet. Save first: coachfolio save") from None
    return said.decode("ascii").strip(), state.decode("ascii").strip()


class _Saved(NamedTuple):
    """One saved file."""

    mode: str
    content: str
    """The id of its content."""


def _is_evidence(path: str) -> bool:
    return path.lower().endswith(ENDINGS) and kind_of_path(path) is not None


def _saved(folder: Path, commit: str, variables: Mapping[str, str] | None) -> dict[str, _Saved]:
    """Every saved file of the portfolio by its path."""
    saved = {}
    for line in own_output(folder, "ls-tree", "-r", "-z", commit, variables=variables).split(b"\0")[:-1]:
        told, _, raw = line.partition(b"\t")
        mode, _, content = told.decode("ascii").split(" ")
        path = raw.decode("utf-8", "surrogateescape")
        if is_listed(path):
            saved[path] = _Saved(mode, content)
    if PORTFOLIO_FILE not in saved:
        raise NotSealed("No portfolio.yaml of this folder is saved. Seal in the folder that has portfolio.yaml.")
    return saved


def _contents(folder: Path, ids: list[str], variables: Mapping[str, str] | None) -> Iterator[bytes]:
    """The contents with these ids, one by one, each compared with its id. Raises GitTrouble."""
    with tempfile.TemporaryFile() as said:
        wanted = "".join(f"{wanted}\n" for wanted in ids)
        own_into(said, folder, "cat-file", "--batch", "--buffer", given=wanted.encode("ascii"), variables=variables)
        said.seek(0)
        for id in ids:
            yield _content(said, id)


def _content(said: IO[bytes], id: str) -> bytes:
    head = said.readline().split()
    if len(head) == 3:
        data = said.read(int(head[2]))
        said.read(1)
        new = hashlib.sha1 if len(id) == 40 else hashlib.sha256
        # not for safety: the manifest is that. A failing disk shows here.
        if new(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == id:
            return data
    raise GitTrouble("Part of the record is missing or damaged, so nothing was sealed. Get a fresh copy of it.")


def _may_say(portfolio: Portfolio, role: Role, by: str, units: tuple[str, ...], decision: SealDecision) -> None:
    """Raise NotSealed where the portfolio knows better."""
    if portfolio.file is None:
        raise NotSealed("portfolio.yaml, as it is saved, cannot be read. Run coachfolio check, mend it, and save it.")
    people = portfolio.file.people
    if role == "learner" and by:
        raise NotSealed("A learner's seal is the learner's own: leave the short name out.")
    if by and by not in people:
        known = sorted(name for name, person in people.items() if person.role == role)
        there = f" As {role} there is {listed(known)}." if known else f" It names nobody as {role}."
        raise NotSealed(f"portfolio.yaml has nobody with the short name {shown(by)}.{there}")
    if by and people[by].role != role:
        raise NotSealed(f"In portfolio.yaml {by} has the role {people[by].role}, not {role}.")
    if decision != "none" and role != "assessor":
        raise NotSealed("Only an assessor decides on units. Leave the decision out.")
    if len(set(units)) != len(units):
        raise NotSealed("A unit is named twice. Name each once.")
    if units and portfolio.qualification is None:
        raise NotSealed("The qualification in portfolio.yaml is not known, so no unit of it can be named.")
    for unit in units:
        if portfolio.qualification is not None and portfolio.qualification.unit(unit) is None:
            refs = listed(unit.ref for unit in portfolio.qualification.units)
            raise NotSealed(f"This qualification has no unit {shown(unit)}. It has {refs}.")


def _last(folder: Path, role: Role, variables: Mapping[str, str] | None) -> tuple[int, str]:
    """The number and the id of the last seal by a role: 0 and nothing before the first."""
    form = "--format=%(objecttype) %(objectname) %(refname)"
    last = (0, "")
    for line in own_output(folder, "for-each-ref", form, f"{SEAL_REFS}{role}/", variables=variables).splitlines():
        kind, id, name = line.split(b" ", 2)
        number = name.rpartition(b"/")[2]
        if re.fullmatch(rb"[1-9][0-9]{0,5}", number):
            last = max(last, (int(number), id.decode("ascii") if kind == b"tag" else ""))
    return last


def _first_save(folder: Path, commit: str, variables: Mapping[str, str] | None) -> str:
    """The id of the save that a record began with, along the line into which others were joined."""
    said = own_output(folder, "rev-list", "--first-parent", "--max-parents=0", commit, variables=variables)
    return said.decode("ascii").split()[-1]
