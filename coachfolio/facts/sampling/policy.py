"""A centre's sampling policy: how much of the assessment is looked at. coachfolio brings a suggestion of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.evidence.model import SamplingShares
from coachfolio.facts.sampling.cohort import Cohort
from coachfolio.facts.sampling.reading import NotInOrder, bytes_of, document_of
from coachfolio.format.schemas import FORMAT
from coachfolio.portfolio.portfolio import POLICY_FILE

__all__ = ["STAGES", "Policy", "SampleStage", "policy_for", "policy_from", "shipped_policy"]

SampleStage = Literal["interim", "final"]
STAGES: Final[tuple[SampleStage, ...]] = ("interim", "final")

_SHIPPED: Final = Path(__file__).parents[2] / POLICY_FILE


@frozen()
class Policy(Frozen):
    """One sampling policy."""

    name: str
    """What it is called, and whose it is."""
    new_for_months: int | None
    """How long an assessor counts as new; None where nobody does."""
    interim: SamplingShares
    final: SamplingShares

    def shares(self, stage: SampleStage) -> SamplingShares:
        """The shares of a stage. One that asks for nothing has None in all of them."""
        return self.interim if stage == "interim" else self.final


@cache
def shipped_policy() -> Policy:
    """The policy that coachfolio brings. Its name says that it is a suggestion."""
    return policy_from(_SHIPPED.read_bytes(), POLICY_FILE)


def policy_from(data: bytes, name: str) -> Policy:
    """The policy in a file's bytes. `name` is what to call the file. Raises NotInOrder."""
    fields = document_of(data, "sampling-policy", name).fields or {}
    if fields["format"] > FORMAT:
        raise NotInOrder(
            f"{shown(name, 200)} is in a newer format than this coachfolio reads. Install a newer coachfolio."
        )
    return Policy(
        fields["name"],
        fields.get("new_for_months"),
        SamplingShares(**fields.get("interim", {})),
        SamplingShares(**fields.get("final", {})),
    )


def policy_for(cohort: Cohort, given: Path | None = None) -> Policy:
    """The policy for a portfolio or a cohort.

    It is the file that was given, else sampling-policy.yaml in the folder, else the shipped one. Raises NotInOrder.
    """
    if given is None:
        return shipped_policy() if cohort.policy is None else policy_from(cohort.policy, POLICY_FILE)
    data = bytes_of(given)
    if data is None:
        raise NotInOrder(f"There is no file {shown(str(given), 200)}.")
    return policy_from(data, str(given))
