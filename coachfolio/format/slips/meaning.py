"""What a value was meant to be, or why only the person can say."""

from __future__ import annotations

from typing import Any

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Meaning"]


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
