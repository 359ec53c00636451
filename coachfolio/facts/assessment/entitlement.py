"""Who may do what in the assessment. The defaults are here; a centre may say otherwise in qualification.yaml."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence.model import Learner, Person
from coachfolio.portfolio.portfolio import LEARNER, Portfolio

__all__ = ["DEFAULTS", "LEARNER", "Parties", "Refusal", "Task", "fingerprint_of", "parties_of"]

Task = Literal["decide", "waive", "sign_off", "sample", "agree_prior_learning", "declare_for_centre"]
"""What takes an entitlement. A role has it by default, or the centre gives it."""
Refusal = Literal["unknown", "role", "learner"]
"""Why somebody may not: nobody knows them, their role does not allow it, or they are the learner by another name."""

DEFAULTS: Final[Mapping[Task, frozenset[str]]] = {
    "decide": frozenset({"assessor"}),
    "waive": frozenset({"assessor", "centre-manager"}),
    "sign_off": frozenset({"assessor"}),
    "sample": frozenset({"iqa"}),
    "agree_prior_learning": frozenset({"tutor", "assessor", "iqa", "centre-manager"}),
    "declare_for_centre": frozenset({"tutor", "assessor", "centre-manager"}),
}
"""The roles that may do each task, where a centre says nothing else."""


@frozen()
class Parties(Frozen):
    """Everybody who has a part in a portfolio, and what their roles allow."""

    learner: Learner | None
    people: Mapping[str, Person]
    """By their short names in portfolio.yaml."""
    may: Mapping[Task, frozenset[str]]

    def role(self, who: str) -> str | None:
        """Somebody's role; None for whom portfolio.yaml does not know."""
        if who == LEARNER:
            return LEARNER
        person = self.people.get(who)
        return person.role if person else None

    def refusal(self, who: str, task: Task) -> Refusal | None:
        """Why somebody may not do a task; None where they may. The learner never may, under whatever name."""
        if who == LEARNER:
            return "learner"
        person = self.people.get(who)
        if person is None:
            return "unknown"
        if person.role not in self.may[task]:
            return "role"
        return "learner" if self.learner and _same(person, self.learner) else None

    def are_one(self, who: str, other: str) -> bool:
        """Whether two short names are of one person, as far as their addresses and keys show."""
        if who == other:
            return True
        person, another = self.people.get(who), self.people.get(other)
        return person is not None and another is not None and _same(person, another)

    def have_one_name(self, who: str, other: str) -> bool:
        """Whether two short names are of people who have the same name in portfolio.yaml."""
        name = _name(self.people.get(who))
        return bool(name) and name == _name(self.people.get(other))


def _name(person: Person | None) -> str:
    return " ".join((person.name or "").split()).casefold() if person else ""


def parties_of(portfolio: Portfolio) -> Parties:
    """The parties of a portfolio. Where portfolio.yaml cannot be read there is nobody."""
    own = (portfolio.overlay or {}).get("may", {})
    may: dict[Task, frozenset[str]] = {task: frozenset(own.get(task, roles)) for task, roles in DEFAULTS.items()}
    file = portfolio.file
    return Parties(file.learner if file else None, file.people if file else {}, may)


def _same(person: Person, other: Person | Learner) -> bool:
    """Whether two entries show the same address or the same key."""
    if (
        person.signing_key
        and other.signing_key
        and fingerprint_of(person.signing_key) == fingerprint_of(other.signing_key)
    ):
        return True
    return bool(_addresses(person.saves_as) & _addresses((*other.saves_as, getattr(other, "email", None) or "")))


def _addresses(given: Iterable[str]) -> set[str]:
    return {address.casefold() for address in given if address}


def fingerprint_of(text: str) -> str:
    """What a key is told by, whether it is written out or as its fingerprint, and whatever remark stands beside it."""
    parts = text.split()
    for part in parts:
        if part.startswith("SHA256:"):
            return part.rstrip("=")
        if part.startswith("AAAA"):  # so begins every public key of SSH
            try:
                digest = hashlib.sha256(base64.b64decode(part, validate=True)).digest()
            except (binascii.Error, ValueError):
                return part
            return f"SHA256:{base64.b64encode(digest).decode('ascii').rstrip('=')}"
    whole = "".join(parts)
    return whole.upper().removeprefix("0X") if re.fullmatch(r"(0[xX])?[0-9A-Fa-f]+", whole) else " ".join(parts)
