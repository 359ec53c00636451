"""Word documents (.docx)."""

from __future__ import annotations

from typing import Any

__all__ = ["word_answer"]


def word_answer(data: bytes) -> dict[str, Any]:
    """What a document holds, as the child process sends it."""
    return {"trouble": "coachfolio cannot read Word documents yet"}
