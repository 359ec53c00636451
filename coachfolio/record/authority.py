"""The list of signers that a portfolio carries itself, and why it may be believed.

A list inside the portfolio is written by whoever can write there. It may be used only so: one save and the key that
signed it are known from outside; from there on, a change of the list counts only if it is signed by somebody whom the
list before the change allows to. The list that a learner writes for themselves is never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.portfolio.portfolio import LEARNER
from coachfolio.record.signatures import judged
from coachfolio.record.signers import Signers, SignersError

__all__ = ["ListProblem", "ListSave", "trusted_from"]


@frozen()
class ListSave(Frozen):
    """One save, as far as the list of signers goes."""

    id: str
    parents: tuple[str, ...]
    text: str | None
    """The list in it; None if there is none."""
    signature: bytes = b""
    signed: bytes = b""
    """The bytes that the signature is over."""
    email: str = ""
    """Of the person whom the save names."""


@frozen()
class ListProblem(Frozen):
    """Why a list, or a change of it, does not count."""

    id: str
    """The save; the pinned one if nothing at all can be used."""
    why: str


@frozen()
class _Standing(Frozen):
    """Which list counts at one save."""

    signers: Signers
    text: str | None
    """As it was when it last changed rightly."""
    here: str | None
    """As it stands in this save."""
    version: str
    """The save that changed it last."""
    older: frozenset[str]
    """The saves that had changed it before."""
    settled: bool = True
    """False where lines of saves with different lists were joined, and nobody allowed to has said which counts."""

    @property
    def reported(self) -> bool:
        """Whether the list in this save is another than the one that counts, which was reported then."""
        return not self.settled or self.here != self.text


def trusted_from(
    saves: Iterable[ListSave], pinned: str, fingerprint: str, openpgp_keys: bytes = b""
) -> tuple[Signers | None, tuple[ListProblem, ...]]:
    """The list of signers that counts at the last of the saves, and what is wrong with the others.

    Saves come after their parents, and the last one is what everything is judged for. `pinned` is the id of the save
    that the list is believed from, and `fingerprint` that of the key that signed it; both must come from outside the
    portfolio. A change must be signed by somebody whom the list of every parent allows to: they hold a role there that
    is more than learner, or the pinned key itself.

    After a change that nobody was allowed to make, the list before it still counts. None: no list can be used.
    """
    print_ = _plain(fingerprint)
    standings: dict[str, _Standing] = {}
    problems: list[ListProblem] = []
    last = None
    for save in saves:
        last = standing = None
        if save.id == pinned:
            standing, why = _first(save, print_, openpgp_keys)
        else:
            before = [standings[parent] for parent in save.parents if parent in standings]
            if not before:
                continue
            standing, why = _next(save, before, print_, openpgp_keys)
        if why:
            problems.append(ListProblem(save.id, why))
        if standing is not None:
            standings[save.id] = last = standing
    if last is None and not any(problem.id == pinned for problem in problems):
        why = (
            "The portfolio's own list of signers is not used: the save that it is believed from is not among those "
            "that led to the latest one. Check the number that was given for it, or ask for the whole record."
        )
        problems.append(ListProblem(pinned, why))
    return (last.signers if last else None), tuple(problems)


def _plain(fingerprint: str) -> str:
    """A fingerprint as verdicts have it, however people write it."""
    text = "".join(fingerprint.split()).rstrip("=")
    return text.upper() if re.fullmatch(r"[0-9A-Fa-f]{40}", text) else text


def _first(save: ListSave, fingerprint: str, openpgp_keys: bytes) -> tuple[_Standing | None, str]:
    """The list of the pinned save, or why it cannot be used."""
    unused = "The portfolio's own list of signers is not used: "
    if save.text is None:
        return None, f"{unused}the save that it is believed from has no list in it."
    try:
        signers = Signers.from_text(save.text, openpgp_keys)
    except SignersError as trouble:
        return None, f"{unused}{trouble}"
    verdict = judged(save.signature, save.signed, save.email, signers)
    if not verdict.is_good:
        return None, f"{unused}the save that it is believed from is not signed as it must be. {verdict.why}"
    if verdict.key != fingerprint:
        return (
            None,
            f"{unused}the save that it is believed from is signed with another key than the one that was given.",
        )
    return _Standing(signers, save.text, save.text, save.id, frozenset()), ""


def _next(save: ListSave, before: list[_Standing], fingerprint: str, openpgp_keys: bytes) -> tuple[_Standing, str]:
    """The list that counts at a save, from those of its parents, and what is wrong with a change of it."""
    inherited = _newest(before)
    if inherited and inherited.settled and save.text == inherited.text:
        return _here(inherited, save), ""
    kept = _here(inherited or _common(before, save), save)
    if inherited and any(save.text == carried.here for carried in before if carried.reported):
        return kept, ""  # a change that does not count was reported where it was made
    for carried in dict.fromkeys(carried.signers for carried in before):
        verdict = judged(save.signature, save.signed, save.email, carried)
        if not verdict.is_good:
            return kept, f"The list of signers was changed by somebody who may not do so. {verdict.why}"
        if verdict.key != fingerprint and not set(verdict.roles) - {LEARNER}:
            return kept, (
                f"The list of signers was changed by {verdict.who}, who may not do so: "
                "this takes a role that is more than learner."
            )
    try:
        signers = Signers.from_text(save.text or "", openpgp_keys)
    except SignersError as trouble:
        return kept, f"The list of signers was changed to one that cannot be read. {trouble}"
    older = frozenset().union(*(carried.older | {carried.version} for carried in before))
    return _Standing(signers, save.text, save.text, save.id, older), ""


def _newest(before: list[_Standing]) -> _Standing | None:
    """The list that has replaced those of all other parents; None if two were changed side by side."""
    for tip in before:
        if all(other.version == tip.version or other.version in tip.older for other in before):
            return tip
    return None


def _common(before: list[_Standing], save: ListSave) -> _Standing:
    """What lists that were changed side by side have in common."""
    first, *others = before
    lines = tuple(line for line in first.signers.lines if all(line in other.signers.lines for other in others))
    older = frozenset().union(*(tip.older | {tip.version} for tip in before))
    return _Standing(Signers(lines, first.signers.openpgp_keys), None, None, save.id, older, settled=False)


def _here(standing: _Standing, save: ListSave) -> _Standing:
    return replace(standing, here=save.text)
