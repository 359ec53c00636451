"""Writing a file for people outside the portfolio: whole or not at all, and never over one that is there unasked."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import shown

__all__ = ["AlreadyThere", "hand_out", "hand_out_folder", "hand_out_made", "may_hand_out"]


class AlreadyThere(CoachfolioError):
    """A file of that name is there, and nobody said that it may be replaced."""


def hand_out(
    path: str | os.PathLike[str],
    data: bytes,
    *,
    force: bool = False,
    portfolio: str | os.PathLike[str] | None = None,
) -> None:
    """Write one file. With `force` it replaces a file that is there, and only once it is whole.

    A file in the folder of the `portfolio` is never replaced: somebody may have typed it.

    Raises AlreadyThere, and CoachfolioError where it cannot be written.
    """

    def fill(aside: Path) -> None:
        with aside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    hand_out_made(path, fill, force=force, portfolio=portfolio)


def hand_out_made(
    path: str | os.PathLike[str],
    fill: Callable[[Path], None],
    *,
    force: bool = False,
    portfolio: str | os.PathLike[str] | None = None,
) -> None:
    """Hand out a file that `fill` writes, beside its place and under another name. All else is as for `hand_out`."""
    place = Path(path)
    may_hand_out(place, force=force, portfolio=portfolio)
    aside = place.with_name(f".{place.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        fill(aside)
        if force:
            aside.replace(place)
        else:
            _place(aside, place)
    except OSError as error:
        raise CoachfolioError(
            f"{shown(str(place), 200)} cannot be written ({error.strerror or 'refused'}). Nothing was written."
        ) from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def may_hand_out(
    path: str | os.PathLike[str], *, force: bool = False, portfolio: str | os.PathLike[str] | None = None
) -> None:
    """Raise AlreadyThere where a file is not to be written into this place."""
    place = Path(path)
    if force and portfolio is not None and os.path.lexists(place) and _lies_in(place, portfolio):
        raise AlreadyThere(
            f"{shown(str(place), 200)} is a file in the portfolio's own folder, and none of those is replaced. Give "
            "another name. Nothing was written."
        )
    if place.is_dir():
        raise AlreadyThere(f"{shown(str(place), 200)} is a folder. Give the name of a file. Nothing was written.")
    if os.path.lexists(place) and not force:
        raise AlreadyThere(
            f"{shown(str(place), 200)} is there already. Give another name, or --force to replace it. "
            "Nothing was written."
        )


def _lies_in(place: Path, folder: str | os.PathLike[str]) -> bool:
    return Path(folder).is_dir() and place.resolve().is_relative_to(Path(folder).resolve())


def _place(aside: Path, place: Path) -> None:
    """Put a whole file in its place. Raises AlreadyThere where somebody else was faster."""
    try:
        os.link(aside, place)
    except FileExistsError:
        raise AlreadyThere(f"{shown(str(place), 200)} is there by now. Nothing was written.") from None
    except OSError:  # a file system without such names
        aside.replace(place)


def hand_out_folder(
    folder: str | os.PathLike[str],
    files: Mapping[str, bytes],
    *,
    force: bool = False,
    portfolio: str | os.PathLike[str] | None = None,
) -> None:
    """Write several files into one folder, which is made where it is missing; none where one of them is there.

    Raises AlreadyThere, and CoachfolioError where they cannot be written.
    """
    place = Path(folder)
    if force and portfolio is not None and any(os.path.lexists(place / name) for name in files):
        if _lies_in(place, portfolio):
            raise AlreadyThere(
                f"{shown(str(place), 200)} lies in the portfolio's own folder, and nothing there is replaced. Give "
                "another folder. Nothing was written."
            )
    there = [name for name in files if os.path.lexists(place / name)]
    if there and not force:
        raise AlreadyThere(
            f"{shown(there[0], 100)} is in {shown(str(place), 200)} already. Give another folder, or --force to "
            "replace what is there. Nothing was written."
        )
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoachfolioError(
            f"{shown(str(place), 200)} cannot be made ({error.strerror or 'refused'}). Nothing was written."
        ) from None
    for name, data in files.items():
        hand_out(place / name, data, force=force, portfolio=portfolio)
