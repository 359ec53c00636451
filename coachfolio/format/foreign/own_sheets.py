"""The heads of the tables that `coachfolio paper` makes, by which its sheets are known again when they come back."""

from __future__ import annotations

from typing import Final

__all__ = ["INDEX_HEADS", "MAPPING_HEADS", "MARKING_HEADS"]

_CLAIM: Final = ("Where to look", "How it meets it")
MAPPING_HEADS: Final = ("Criterion", "Evidence", "Date", *_CLAIM, "State", "Decision", "By, on")
MARKING_HEADS: Final = ("Criterion", "Evidence", *_CLAIM, "The words", "Decision", "Feedback")
INDEX_HEADS: Final = ("No.", "Date", "Kind", "Evidence", "Client", "Minutes", "Criteria", "Attachments")
