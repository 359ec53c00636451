"""What a value was meant to be, or why only the person can say."""

from __future__ import annotations

from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Meaning", "is_long"]

_LONGEST: Final = 200
"""Letters of the longest day, time, length, choice, name or code that a person writes."""


def is_long(text: str) -> bool:
    """Whether a text is too long to be a slip of one short value: it is then not searched for one."""
    return len(text) > _LONGEST


@frozen()
class Meaning(Frozen):
    """One reading of a value: the value itself, or what is to be asked."""

    value: Any = None
    """As it stands in a file, None where only the person can say."""
    remark: str = ""
    """What stood beside the value and is no part of it: it is kept as a remark."""
    asks: str = ""
    """What the person is to look at, in a sentence, where there is no one value."""

    @property
    def is_plain(self) -> bool:
        """Whether there is one reading."""
        return self.value is not None
