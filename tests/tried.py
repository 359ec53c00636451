"""All that is tried on a record that was sealed and handed over: what is done to deceive, and what honest people do."""

from __future__ import annotations

from typing import Final

from .attacks import ATTACKS, Attack
from .attacks_more import MORE_ATTACKS
from .honest import HONEST
from .honest_more import MORE

__all__ = ["EVERY"]

EVERY: Final[dict[str, Attack]] = {**ATTACKS, **MORE_ATTACKS, **HONEST, **MORE}
