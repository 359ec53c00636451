"""What was typed and is not in the portfolio yet: kept from second to second, outside the portfolio and its record.

It may name clients, as nothing of it was looked through. So it lies in a folder of the user's own that nobody else may
read, and goes as soon as it is written into a sheet or put away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.own_folder import make_own, own_folder

__all__ = ["Typed", "all_typed", "drop_typed", "is_window_id", "keep_typed", "typed_in"]

_ID: Final = re.compile("[A-Za-z0-9_-]{8,64}")
_MOST: Final = 1 << 22
"""Bytes of one of them that are read again."""


@frozen()
class Typed(Frozen):
    """What was typed into one form."""

    id: str
    """Of the window that it was typed in."""
    kind: str
    path: str
    """Of the sheet that was opened; empty for a new one."""
    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    """What stands in the form."""
    since: str = field(default="", repr=False)
    """The whole text of the sheet that the form was made from."""
    text: str | None = field(default=None, repr=False)
    """The text of the sheet, where that was typed instead of the form."""
    when: float = 0.0
    """Seconds of the clock at which it was kept last."""


def is_window_id(said: str) -> bool:
    """Whether this can be the id of a window."""
    return _ID.fullmatch(said) is not None


def keep_typed(portfolio: str | os.PathLike[str], typed: Typed) -> None:
    """Keep what was typed, in place of what the same window had before. It is on the disk when this comes back.

    Raises OSError.
    """
    place = _file(portfolio, typed.id)
    make_own(place.parent)
    if sys.platform != "win32":
        place.parent.chmod(0o700)
    said = {"kind": typed.kind, "path": typed.path, "pairs": typed.pairs, "since": typed.since, "text": typed.text}
    new = place.with_suffix(".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
        json.dump({**said, "when": typed.when}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)


def typed_in(portfolio: str | os.PathLike[str], id: str) -> Typed | None:
    """What a window had; None where there is nothing, or nothing that can be read."""
    place = _file(portfolio, id)
    try:
        if place.stat().st_size > _MOST:
            return None
        return _typed(id, json.loads(place.read_text(encoding="utf-8", errors="surrogatepass")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def all_typed(portfolio: str | os.PathLike[str]) -> Sequence[Typed]:
    """Everything that was typed and is not written, the newest first."""
    try:
        files = sorted(_folder(portfolio).glob("*.json"))
    except OSError:
        return ()
    found = [
        typed for file in files if is_window_id(file.stem) and (typed := typed_in(portfolio, file.stem)) is not None
    ]
    return sorted(found, key=lambda typed: typed.when, reverse=True)


def drop_typed(portfolio: str | os.PathLike[str], id: str) -> None:
    """Let go of what a window had."""
    with suppress(OSError):
        _file(portfolio, id).unlink()


def drop_all_typed(portfolio: str | os.PathLike[str]) -> None:
    """Let go of everything that was typed for a portfolio."""
    shutil.rmtree(_folder(portfolio), ignore_errors=True)


def _typed(id: str, said: Mapping[str, Any]) -> Typed:
    pairs = tuple((str(name), str(value)) for name, value in said["pairs"])
    text = said["text"]
    return Typed(
        id,
        str(said["kind"]),
        str(said["path"]),
        pairs,
        str(said["since"]),
        None if text is None else str(text),
        float(said["when"]),
    )


def _folder(portfolio: str | os.PathLike[str]) -> Path:
    name = os.path.normcase(Path(portfolio).resolve())
    return own_folder() / "typed" / hashlib.sha256(os.fsencode(name)).hexdigest()[:32]


def _file(portfolio: str | os.PathLike[str], id: str) -> Path:
    assert is_window_id(id), "the id of a window is letters and digits"
    return _folder(portfolio) / f"{id}.json"
