"""How a leak is told: what it is, and whose, in a sentence that gives nothing away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coachfolio.base.words import listed

__all__ = [
    "ASK_FOR_COPIES",
    "MAKE_AGAIN",
    "NOT_UNDONE",
    "SEND_AND_DELETE",
    "TELL_THE_CENTRE",
    "leak_sentence",
    "what_stands",
]

MAKE_AGAIN: Final = (
    "git filter-repo is a small program of its own (pip install git-filter-repo); it writes all saves anew without them"
)
SEND_AND_DELETE: Final = (
    "Send the new record to wherever you keep the old one (git remote add, git push --force --all), and ask "
    "that host to remove what it has stored of the old one. Then delete the old folder and your backups of it."
)
ASK_FOR_COPIES: Final = (
    "Ask for every copy and hand-over file that you gave to somebody before, and for its deletion: each still "
    "holds all of it. Nobody can do this from here."
)
TELL_THE_CENTRE: Final = (
    "Tell your centre. Earlier receipts will say that the record was made again and that part of it is gone, "
    "and that seals are missing: ask for new ones."
)
NOT_UNDONE: Final = (
    "What nobody can undo: whoever has fetched or been given the record has it, a host may keep what it once had, and "
    "every save gets another number, so that earlier seals and receipts no longer fit."
)
"""The steps that take something out of a record that is saved already, in words that every place shares."""

FORGOTTEN: Final = "Forget a client: what was written about them was taken out of every save"
"""What the save is called that clean-ups end with."""
REASON_OF_FORGETTING: Final = "Reason: a client asked to be forgotten."
TAKEN_OUT: Final = "(Taken out: a client was forgotten.)"
"""Stands in the messages of saves for a line that told of the client."""

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
    what = what_stands(kind, weight, codes)
    if medium == "file name":
        return f"The name of this file has {what} in it."
    if medium == "attachment" and where.startswith("line "):
        return f"This file has {what} in it, in {where}."
    if medium == "attachment":
        return f"This attachment has {what} in it, in {where}."
    return f"Here is {what}."


def what_stands(kind: str, weight: str, codes: Sequence[str]) -> str:
    """What was found, such as `a name of C01`."""
    return _what(kind, weight, listed(codes, last="or")) if codes else _DETAILS[kind]


def _what(kind: str, weight: str, whose: str) -> str:
    if weight == "hint":
        return f"what may be the initials of {whose}"
    if kind == "other":
        return f"something that gives away who {whose} is"
    thing = {"organisation": "the organisation", "e-mail": "an e-mail address"}.get(kind, "a name")
    return f"what may be {thing} of {whose}" if weight == "asks" else f"{thing} of {whose}"
