"""What a field is called, for people."""

from __future__ import annotations

from typing import Final

__all__ = ["field_label"]

_LABELS: Final = {"from_": "From", "cpd": "CPD", "ai_use": "Use of AI", "ai_use_described": "Use of AI, described"}


def field_label(name: str) -> str:
    """What a field is called, for people."""
    return _LABELS.get(name) or name.strip("_").replace("_", " ").capitalize()
