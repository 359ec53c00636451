"""What seals are called in git, what can be wrong with one, and what can be known of a signature.

Every check asks for these words, and few need what works them out: so they stand by themselves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["SEAL_REFS", "SealTrouble", "SignatureState"]

SEAL_REFS: Final = "refs/tags/sealed/"
"""How the full name of every seal begins in git."""


class SignatureState(StrEnum):
    """What is known of a signature. Only a good one fits the content and is by the key of whoever may sign."""

    GOOD = "good"
    """It fits, and the right person's key made it."""
    BAD = "bad"
    """It does not fit the content, or is no whole signature."""
    UNKNOWN_KEY = "unknown-key"
    """Nobody on the list has this key; whether it fits is then known only for keys that can be checked without it."""
    WRONG_PERSON = "wrong-person"
    """Somebody else's key made it."""
    WRONG_ROLE = "wrong-role"
    """The key is of somebody who may not sign this."""
    OUT_OF_DATE = "out-of-date"
    """The key did not count at the time."""
    UNSIGNED = "unsigned"
    """There is none."""
    UNCHECKED = "unchecked"
    """It could not be checked here, so nothing is known."""


class SealTrouble(StrEnum):
    """What is wrong with a seal, so that it counts for nothing."""

    BARE = "seal-bare"
    """It is a bare mark without a text."""
    MISFILED = "seal-misfiled"
    """It is kept under another name, or on another save, than it says."""
    FOREIGN = "seal-foreign"
    """It was made for another portfolio."""
    UNREADABLE = "seal-unreadable"
    """Its text is not that of a seal."""
    CONTRADICTS_ITSELF = "seal-contradicts-itself"
    """What it lists is not what it adds up to."""
    OF_ANOTHER_NAME = "seal-of-another-name"
    """It names the portfolio by the first save of a record that was made again since."""
    TO_COME = "seal-to-come"
    """Its date is still to come."""
    TOO_EARLY = "seal-too-early"
    """Its date is before that of the save that it marks."""
