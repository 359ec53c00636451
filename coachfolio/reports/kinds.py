"""Findings told by their kind: one line for each, with its number and the command that deals with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.rules import rule_named

__all__ = ["EVERY_FINDING", "KindOfFinding", "kinds_found"]

EVERY_FINDING: Final = "check --all"
"""The command that shows each finding with its place."""


@frozen()
class KindOfFinding(Frozen):
    """All findings of one rule and weight."""

    severity: Severity
    code: str
    number: int
    says: str
    """What they say, in words that begin with the number."""
    command: str
    """What to type behind coachfolio to deal with them, such as `map`."""


def kinds_found(diagnostics: Iterable[Diagnostic]) -> tuple[KindOfFinding, ...]:
    """The kinds of some findings that nobody waived, the gravest first and then the most frequent."""
    counts = Counter((found.severity, found.code) for found in diagnostics if not found.waived)
    ordered = sorted(counts.items(), key=lambda entry: (_ORDER.index(entry[0][0]), -entry[1], entry[0][1]))
    return tuple(_kind(severity, code, number) for (severity, code), number in ordered)


_ORDER: Final = (Severity.ERROR, Severity.GAP, Severity.WARNING, Severity.ADVICE)


def _kind(severity: Severity, code: str, number: int) -> KindOfFinding:
    single, several, command = _WORDS.get(code, ("", "", EVERY_FINDING))
    words = single if number == 1 else several
    if not words:
        rule = rule_named(code)
        words = f"{'time' if number == 1 else 'times'}: {rule.title.rstrip('.') if rule else code}"
    return KindOfFinding(severity, code, number, f"{number} {words}", command)


_WORDS: Final[dict[str, tuple[str, str, str]]] = {
    "CF310": ("figure of contact hours is not reached", "figures of contact hours are not reached", "hours"),
    "CF311": ("figure of your centre's is not reached", "figures of your centre's are not reached", "hours"),
    "CF312": ("figure of guided hours is not reached", "figures of guided hours are not reached", "hours"),
    "CF313": ("figure of other hours is not reached", "figures of other hours are not reached", "hours"),
    "CF321": ("total of credits is not evidenced yet", "totals of credits are not evidenced yet", "status"),
    "CF330": ("time limit is near", "time limits are near", "status"),
    "CF331": ("time limit has passed", "time limits have passed", "status"),
    "CF401": ("criterion has no evidence yet", "criteria have no evidence yet", "map"),
    "CF402": ("criterion has too little evidence", "criteria have too little evidence", "map"),
    "CF403": ("criterion rests on one client alone", "criteria rest on one client alone", "map"),
    "CF404": ("criterion rests on one piece", "criteria rest on one piece each", "map"),
    "CF405": ("claim does not say where to look", "claims do not say where to look", EVERY_FINDING),
    "CF407": ("kind of evidence is missing or short", "kinds of evidence are missing or short", "status --all"),
    "CF408": ("unit has unknown criteria", "units have unknown criteria", EVERY_FINDING),
    "CF409": ("list of criteria is not the official one", "lists of criteria are not official", EVERY_FINDING),
    "CF602": ("place may name a client", "places may name a client", EVERY_FINDING),
    "CF604": ("place has a client's initials", "places have a client's initials", EVERY_FINDING),
    "CF642": ("time: names were not looked for", "times: names were not looked for", EVERY_FINDING),
    "CF750": ("action is overdue", "actions are overdue", "actions"),
    "CF751": ("action has no day", "actions have no day", "actions"),
}
"""By rule: what one of its findings says behind its number, what several say, and the command to type."""
