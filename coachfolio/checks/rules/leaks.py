"""How a leak becomes a finding: what it says, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding
from coachfolio.checks.rules.facts import Facts

if TYPE_CHECKING:
    from coachfolio.confidentiality.facts import Leak

__all__ = ["leaks_told"]

_ELSEWHERE: Final = {
    "file name": "Rename the file, and whatever refers to it.",
    "lines": "Open the file, change it there, and save it.",
    "attachment": "Mend it in the program that made it, its properties too, and save it again.",
}
_PLAIN: Final = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)
"""A path that a command line takes as it is."""


def leaks_told(
    facts: Facts, chosen: Callable[[Leak], bool], hint: str, *, may_be_allowed: bool = False
) -> Iterator[Finding]:
    """A finding for each leak that is chosen.

    With `may_be_allowed` the words may be no client's at all, and the command is shown that says so.
    """
    for leak in facts.exposure.leaks if facts.exposure else ():
        if chosen(leak):
            where = "lines" if leak.where.startswith("line ") else leak.medium
            mend = f"{hint} {_ELSEWHERE[where]}" if where in _ELSEWHERE else hint
            if may_be_allowed:
                place = f" --in {leak.path}" if _PLAIN.fullmatch(leak.path) else ""
                mend += f' If it is no client: coachfolio allow "the words"{place} --because "why"'
            yield Finding(at=(leak.path, leak.span), message=leak.sentence, hint=mend, concealed=True)
