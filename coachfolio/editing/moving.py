"""Files whose names or folders have one right form: what they would be called."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.evidence import kind_of_path
from coachfolio.format.schemas import folder_of_kind
from coachfolio.portfolio.portfolio import ENDINGS, Portfolio, id_of
from coachfolio.portfolio.sources import Source
from coachfolio.portfolio.surroundings import kind_by_content

__all__ = ["Moving", "moves"]

_CALLED_AS_THEY_ARE: Final = f"{folder_of_kind('mapping')}/"
"""Mapping sheets are called as their unit is."""
_TIDY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PROGRAMS: Final = re.compile(r"\.(?:docx?|txt|odt|rtf|ya?ml|pdf)$", re.IGNORECASE)
_BRITISH: Final = re.compile(r"^(\d{1,2})-(\d{1,2})-(\d{4})-(?=.)")


@frozen()
class Moving(Frozen):
    """One file, and the path that it should have."""

    path: str
    new_path: str


def moves(portfolio: Portfolio, source: Source) -> Iterator[Moving]:
    """Every file that has one right path, which is free, and that nothing mentions by the name it has."""
    taken = {path.casefold() for path in source.sizes}
    ids = {id_of(path).casefold() for path in source.sizes if path.lower().endswith(ENDINGS) and kind_of_path(path)}
    for path, new in _wanted(portfolio, source):
        same_id = id_of(path) == id_of(new)
        read_before = path.lower().endswith(ENDINGS) and kind_of_path(path)
        if new.casefold() in taken - {path.casefold()} or path == new:
            continue
        if not same_id and read_before and _is_mentioned(portfolio, path):
            continue
        if id_of(new).casefold() in ids - ({id_of(path).casefold()} if read_before else set()):
            continue
        if not same_id and _is_copy(path, source):
            continue
        yield Moving(path, new)


def _wanted(portfolio: Portfolio, source: Source) -> Iterator[tuple[str, str]]:
    stray = {path for path, problem in portfolio.problems if problem.rule == "stray-file"}
    for path in sorted(stray):
        new = _out_of_the_way(path, source)
        if new:
            yield path, new
    for path, mended in portfolio.mended.items():
        if mended.belongs:
            yield path, f"{folder_of_kind(mended.belongs)}/{path.rsplit('/', 1)[-1]}"
    for path in portfolio.texts:
        if kind_of_path(path) and not path.startswith(_CALLED_AS_THEY_ARE):
            name = _tidied(path, portfolio)
            if name:
                yield path, f"{path.rsplit('/', 1)[0]}/{name}"


def _out_of_the_way(path: str, source: Source) -> str:
    """Where a file belongs that was not read: by its ending, or by its folder and what is in it."""
    folder, _, name = path.rpartition("/")
    ending = next((each for each in ENDINGS if name.lower().endswith(f"{each}.txt")), "")
    if kind_of_path(path):
        return path[: -len(".txt")] if ending else f"{path.removesuffix('.txt')}.yaml"
    kind = kind_by_content(source.read(path))
    if not kind or "/" in folder:
        return ""
    return f"{folder_of_kind(kind)}/{name}"


def _tidied(path: str, portfolio: Portfolio) -> str:
    """The name that a file should have; empty where it has it, or where only the person can say."""
    name = path.rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    new = _PROGRAMS.sub("", stem).rstrip(".")
    new = new.casefold() if new.isascii() else new
    british = _BRITISH.match(new)
    piece = portfolio.get(id_of(path))
    day = getattr(piece, "date", None)
    if british and isinstance(day, datetime.date):
        numbers = (int(british[3]), int(british[2]), int(british[1]))
        if numbers == (day.year, day.month, day.day):
            new = f"{day.isoformat()}-{new[british.end() :]}"
    if new == stem or not _TIDY.fullmatch(new):
        return ""
    return f"{new}{dot}{ending}"


def _is_copy(path: str, source: Source) -> bool:
    """Whether the name is that of another file with more behind it, as sync programs make it."""
    folder, _, name = path.rpartition("/")
    stem = name.rsplit(".", 1)[0].casefold()
    beside = (other.rpartition("/") for other in source.sizes if other != path)
    return any(
        where == folder and stem.startswith(other.rsplit(".", 1)[0].casefold() + mark)
        for where, _, other in beside
        for mark in ("-", " ", "_", "(")
    )


def _is_mentioned(portfolio: Portfolio, path: str) -> bool:
    id = id_of(path)
    return any(id in text for other, text in portfolio.texts.items() if other != path)
