"""Where the portfolios of a cohort lie: folders, hand-over files, git directories, and lists of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.base.files import is_private
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.cohort.extracting import is_bare
from coachfolio.facts.sampling.cohort import BUNDLE
from coachfolio.facts.sampling.plans import PLANS
from coachfolio.git.fetching import is_address
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

__all__ = ["LeftOut", "Places", "places_of"]

_SIGNATURE: Final = b"# v"
"""So begins every hand-over file, whatever it is called."""
_MAX_LIST: Final = 1 << 24
"""Bytes of one list of portfolios."""
_NO_PORTFOLIOS: Final = frozenset({PLANS, "coachfolio"})
"""Folders beside portfolios that are of the cohort itself."""


@frozen()
class LeftOut(Frozen):
    """What is not counted, and why, in a sentence."""

    place: str
    why: str
    kind: str
    """unreadable, no portfolio, same name, or what stopped the reading: died, hung, memory, mistake."""


@frozen()
class Places(Frozen):
    """The portfolios that were named."""

    found: tuple[str, ...]
    """Paths and addresses, each once, in the order in which they were named; those of one folder by name."""
    left_out: tuple[LeftOut, ...]
    folder: Path | None
    """The one folder that holds them all, where that was named and nothing else."""


def places_of(given: Iterable[str | os.PathLike[str]]) -> Places:
    """The portfolios in folders, hand-over files, git directories and lists.

    A list is a text file with one of them a line; empty lines and those that begin with # are passed over, and a path
    in it is meant from where the list lies.

    Raises NoPortfolio where there is none and nothing else to tell, and CoachfolioError for a place that is not there.
    """
    found: list[str] = []
    left_out: list[LeftOut] = []
    named = [os.fspath(place) for place in given]
    for place in named:
        if not is_address(place) and not os.path.lexists(place):
            raise CoachfolioError(f"There is nothing at {shown(place, 200)}.")
        _take(place, found, left_out, lists=True)
    if not found and not left_out:
        raise NoPortfolio(shown(named[0] if len(named) == 1 else "these places", 200))
    first = Path(named[0])
    alone = len(named) == 1 and not is_address(named[0]) and first.is_dir() and not _is_portfolio(first)
    return Places(tuple(dict.fromkeys(found)), tuple(left_out), first if alone else None)


def _take(place: str, found: list[str], left_out: list[LeftOut], *, lists: bool) -> None:
    path = Path(place)
    if is_address(place) or (path.is_dir() and _is_portfolio(path)):
        found.append(place)
    elif path.is_dir():
        for name, is_portfolio in _in_folder(path):
            inside = os.fspath(path / name)
            if not is_portfolio:
                left_out.append(LeftOut(inside, "There is no portfolio.yaml in this folder.", "no portfolio"))
            elif Path(inside).is_symlink():
                why = "It is a link to another place. Put the portfolio itself here, or name it in a list."
                left_out.append(LeftOut(inside, why, "unreadable"))
            else:
                found.append(inside)
    elif place.endswith(BUNDLE) or _begins(path) == _SIGNATURE:
        found.append(place)
    elif lists:
        for line, inner in _lines(path):
            there = inner if is_address(inner) else os.fspath(path.parent / Path(inner).expanduser())
            if is_address(inner) or os.path.lexists(there):
                _take(there, found, left_out, lists=False)
            else:
                left_out.append(LeftOut(there, f"Line {line} of {path.name}: there is nothing there.", "unreadable"))
    else:
        left_out.append(LeftOut(place, "This is neither a folder nor a hand-over file.", "no portfolio"))


def _is_portfolio(path: Path) -> bool:
    return os.path.lexists(path / PORTFOLIO_FILE) or is_bare(path)


def _in_folder(folder: Path) -> Iterator[tuple[str, bool]]:
    """The names of sub-folders and of hand-over files, by name, and whether each may be a portfolio."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(
                (entry.name, entry.is_dir())
                for entry in entries
                if not entry.name.startswith(".") and not is_private(entry.name)
            )
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CoachfolioError(f"The folder {shown(str(folder), 200)} cannot be read: {reason}.") from None
    for name, is_folder in inside:
        if is_folder:
            if name not in _NO_PORTFOLIOS:
                yield name, _is_portfolio(folder / name)
        elif name.endswith(BUNDLE):
            yield name, True


def _begins(path: Path) -> bytes:
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(len(_SIGNATURE))
    except OSError:
        return b""


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a list that name something, with their numbers. Raises CoachfolioError where it is none."""
    name = shown(str(path), 200)
    try:
        if not path.is_file():
            raise CoachfolioError(f"{name} is neither a folder nor a file.")
        with path.open("rb") as file:
            data = file.read(_MAX_LIST + 1)
    except OSError as error:
        raise CoachfolioError(f"{name} cannot be read: {(error.strerror or 'unknown reason').lower()}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or len(data) > _MAX_LIST:
        raise CoachfolioError(
            f"{name} is neither a hand-over file nor a list of portfolios, which is a text with one place a line."
        )
    for number, line in enumerate(text.splitlines(), 1):
        if (place := line.strip()) and not place.startswith("#"):
            yield number, place
