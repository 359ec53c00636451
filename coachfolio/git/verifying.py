"""Everything that a record holds, read and held against the id that it is kept under."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable

from coachfolio.git.objects import Mismatch
from coachfolio.git.process import GitTrouble, Repository, lines_as_input, started
from coachfolio.git.reading import Missing

__all__ = ["verified"]

_CHUNK = 1 << 18


def verified(repository: Repository, tips: Iterable[str]) -> int:
    """Hash everything that some ids lead to, however large. Returns how many things that were.

    What is larger than memory is read in parts. Raises Mismatch, Missing, GitTrouble.
    """
    new = hashlib.sha256 if repository.algorithm == "sha256" else hashlib.sha1
    number = 0
    with tempfile.TemporaryFile() as ids:
        listing = ("rev-list", "--objects", "--no-object-names", "--stdin")
        with lines_as_input(tips) as names, started(repository, *listing, stdin=names, stdout=ids):
            pass
        ids.seek(0)
        with started(repository, "cat-file", "--batch", "--buffer", stdin=ids) as process:
            said = process.stdout
            while head := said.readline():
                parts = head.split()
                if len(parts) != 3:
                    raise Missing([parts[0].decode("ascii", "replace")])
                name, kind, size = parts
                digest = new(b"%b %b\0" % (kind, size), usedforsecurity=False)
                left = int(size)
                while left > 0:
                    part = said.read(min(left, _CHUNK))
                    if not part:
                        raise GitTrouble("Part of the record is damaged. Ask for a fresh copy of the whole record.")
                    digest.update(part)
                    left -= len(part)
                said.read(1)
                if digest.hexdigest() != name.decode("ascii"):
                    raise Mismatch(name.decode("ascii"))
                number += 1
    return number
