"""Writing a page into a file: whole or not at all, and never over what somebody typed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.handed_out import hand_out

__all__ = ["NotMade", "is_page", "may_write_page", "write_page"]

_OURS: Final = b'<meta name="generator" content="coachfolio '
_BEGINNING: Final = 2_000


class NotMade(CoachfolioError):
    """No file was written. The text says why, and what to do."""


def may_write_page(out: str | os.PathLike[str], folder: str | os.PathLike[str], *, force: bool) -> None:
    """Raise NotMade where a page of the portfolio in `folder` cannot be written to `out`."""
    place = Path(out)
    if place.is_dir():
        raise NotMade(f"{place} is a folder. Name a file, such as {place / 'portfolio.html'}.")
    if not place.absolute().parent.is_dir():
        raise NotMade(f"The folder in which {place.name} is to be made is not there. Make it first.")
    if not os.path.lexists(place):
        return
    if not force:
        raise NotMade(f"There is a file {place} already. Give another name, or --force to replace it.")
    inside = Path(folder).is_dir() and place.resolve().is_relative_to(Path(folder).resolve())
    if (inside or place.is_symlink()) and not is_page(place):
        raise NotMade(f"{place} is a file of the portfolio and no page made by coachfolio. Give another name.")


def is_page(place: str | os.PathLike[str]) -> bool:
    """Whether a file is a page that coachfolio made before."""
    try:
        with Path(place).open("rb") as file:
            return not Path(place).is_symlink() and _OURS in file.read(_BEGINNING)
    except OSError:
        return False


def write_page(text: str, out: str | os.PathLike[str], folder: str | os.PathLike[str], *, force: bool) -> None:
    """Write a page into a file, whole or not at all. Raises NotMade."""
    may_write_page(out, folder, force=force)
    try:
        hand_out(out, text.encode(), force=force)
    except CoachfolioError as error:
        raise NotMade(str(error)) from None
