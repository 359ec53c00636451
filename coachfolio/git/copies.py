"""Contents that are in two packs, as they may be after parts of a record were fetched.

Which of the two git takes depends on what it was asked before. So one of them could be forged: git would compare by it
while the other is the one that is hashed. Packs that have anything in common are therefore hashed as a whole before
anything is read. What is in a pack and also kept by itself needs no such look: git always takes the one in the pack.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from coachfolio.git.contents import SavedContents
from coachfolio.git.plain import open_foreign
from coachfolio.git.process import GitTrouble, LimitReached, Repository, output

__all__ = ["verify_copies"]

MAX_IDS: Final = 2_000_000
"""Contents in all packs together, where there are several."""
_FORM: Final = b"\xfftOc\x00\x00\x00\x02"
_IDS: Final = len(_FORM) + 256 * 4
"""Where in an index the ids begin."""
_TOO_MANY: Final = "there are more contents in it than any portfolio needs"


class _Differ(GitTrouble):
    """Two copies of one content are not the same."""

    def __init__(self) -> None:
        super().__init__(
            "The record is not what it promises to be: something in it is kept twice, and one of the two does not fit "
            "its name. Either a disk has failed or somebody changed it by hand. Ask for a fresh copy of the whole "
            "record."
        )


class _Index(NamedTuple):
    """What is in a pack."""

    ids: bytes
    """One after another."""
    width: int
    """Bytes of one."""

    def apart(self) -> list[bytes]:
        return [self.ids[at : at + self.width] for at in range(0, len(self.ids), self.width)]


def verify_copies(repository: Repository, objects: Path, contents: SavedContents) -> None:
    """Hash all packs of a stranger's folder of contents that have anything in common. `repository` has borrowed them.

    Raises OSError, PointsOutside, LimitReached, and GitTrouble where one does not hold what its index promises.
    """
    packs = [place for place in contents.places if place.endswith(".idx")]
    if len(packs) < 2:
        return
    for pack in _overlapping({pack: _index(objects / pack, repository.id_length // 2) for pack in packs}):
        own = repository.folder / "objects" / pack  # a name that nobody else has chosen
        try:
            output(repository, "verify-pack", str(own if own.exists() else objects / pack))
        except LimitReached:
            raise
        except GitTrouble:
            raise _Differ from None


def _index(file: Path, width: int) -> _Index:
    """Raises LimitReached, and GitTrouble for a form that git writes no more."""
    with os.fdopen(open_foreign(file), "rb") as opened:
        head = opened.read(_IDS)
        if len(head) < _IDS or not head.startswith(_FORM):
            raise GitTrouble(
                "A pack of this record is in an old form of git. Ask for a fresh copy of the whole record."
            )
        (number,) = struct.unpack(">I", head[-4:])
        if number > MAX_IDS:
            raise LimitReached(_TOO_MANY)
        return _Index(opened.read(number * width), width)


def _overlapping(indexes: Mapping[str, _Index]) -> list[str]:
    """The packs that have a content which another one has, too."""
    if sum(len(other.ids) for other in indexes.values()) > MAX_IDS * 20:
        raise LimitReached(_TOO_MANY)
    seen: set[bytes] = set()
    twice: set[bytes] = set()
    for other in indexes.values():
        ids = {*other.apart()}
        twice |= seen & ids
        seen |= ids
    return [pack for pack, other in indexes.items() if twice and not twice.isdisjoint(other.apart())]
