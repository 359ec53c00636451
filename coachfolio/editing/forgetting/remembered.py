"""What forgetting found in the files, noted until earlier saves are cleaned up: a person may edit files in between."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["label_of", "remember", "remembered"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def label_of(client: str) -> str:
    """What files and folders are called by that are about the client: the code, unless it is more than a code."""
    return client if _PLAIN.fullmatch(client) else "client"


def remember(top: Path, client: str, paths: Iterable[str]) -> None:
    """Note which files, from the top of the record, go out of every save, besides those noted before.

    The note lies in the folder in which git keeps the record, so in no save and no hand-over file. Raises OSError.
    """
    place = _place(top, client)
    beside = place.with_name(f"{place.name}.part")
    beside.write_bytes(b"\0".join(os.fsencode(path) for path in sorted({*remembered(top, client), *paths})))
    beside.replace(place)


def remembered(top: Path, client: str) -> frozenset[str]:
    """The files that were noted. Raises OSError."""
    try:
        data = _place(top, client).read_bytes()
    except FileNotFoundError:
        return frozenset()
    return frozenset(os.fsdecode(path) for path in data.split(b"\0") if path)


def _place(top: Path, client: str) -> Path:
    return top / ".git" / f"forget-{label_of(client)}"
