"""How a leak is told: what it is, and whose, in a sentence that gives nothing away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coachfolio.words import listed

__all__ = ["leak_sentence"]

_DETAILS: Final = {
    "e-mail": "an e-mail address",
    "phone": "what looks like a telephone number",
    "postcode": "what looks like a postcode",
    "insurance-number": "what looks like a National Insurance number",
    "nhs-number": "what looks like an NHS number",
    "birth-date": "what looks like a day of birth",
    "title": "a title with a name",
    "company": "the name of an organisation",
    "client-is": "what may say who a client is",
    "picture-place": "the place where a picture was taken",
}


def leak_sentence(kind: str, weight: str, codes: Sequence[str], medium: str, where: str) -> str:
    """What was found and where, without the words that stand there."""
    what = _what(kind, weight, listed(codes, last="or")) if codes else _DETAILS[kind]
    if medium == "file name":
        return f"The name of this file has {what} in it."
    if medium == "attachment":
        return f"This attachment has {what} in it, in {where}."
    return f"Here is {what}."


def _what(kind: str, weight: str, whose: str) -> str:
    if weight == "hint":
        return f"what may be the initials of {whose}"
    if kind == "other":
        return f"something that gives away who {whose} is"
    thing = {"organisation": "the organisation", "e-mail": "an e-mail address"}.get(kind, "a name")
    return f"what may be {thing} of {whose}" if weight == "asks" else f"{thing} of {whose}"
