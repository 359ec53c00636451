"""A piece of another copy of a portfolio: its text as it stands, for a layout that knows the folder it lies in."""

from __future__ import annotations

from typing import Final

from coachfolio.format.foreign.contents import Contents, TextPassage

__all__ = ["OWN_PIECE", "own_piece_contents"]

OWN_PIECE: Final = "piece"
_MOST_BYTES: Final = 1 << 20


def own_piece_contents(data: bytes) -> Contents:
    """The text of a YAML file."""
    if len(data) > _MOST_BYTES:
        return Contents(unread=f"it is larger than {_MOST_BYTES >> 20} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Contents(unread="its letters are not in UTF-8, so it is no piece of a portfolio")
    return Contents((TextPassage(text, "the file"),), properties={"kind": OWN_PIECE})
