"""The names of saved states in a stranger's git directory: branches, tags and the like, read as data."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.git.directory import MAX_REFS, REPLACED, is_id, is_lawful
from coachfolio.git.plain import entries, read_foreign
from coachfolio.git.process import LimitReached

__all__ = ["Refs", "head_of", "refs_of"]

MAX_REF_BYTES: Final = 4 << 10
MAX_PACKED_BYTES: Final = 64 << 20

_HEAD: Final = re.compile(rb"ref:[ \t]*(\S+)\s*")
_TOO_MANY: Final = f"it has more than {MAX_REFS:,} branches, tags and other names"
_NAMES: Final = "branches and tags"


@frozen()
class Refs(Frozen):
    """What the names in a git directory stand for."""

    ids: dict[str, str]
    """Full names and full ids, without those of replacements."""
    odd: frozenset[str]
    """Names that stand for another name, or for nothing that can be read."""
    replaced: int
    """How many things are shown as something else."""


def head_of(data: bytes, algorithm: str) -> str:
    """The full name of a branch, or a full id, from the bytes of HEAD; the usual branch where it is neither."""
    if match := _HEAD.fullmatch(data):
        name = os.fsdecode(match[1])
        return name if is_lawful(name) else "refs/heads/main"
    return _id(data, algorithm) or "refs/heads/main"


def _id(data: bytes, algorithm: str) -> str:
    """The id with which a line begins, "" if there is none."""
    words = data[:200].split(maxsplit=1)
    word = words[0].decode("ascii", "replace").lower() if words else ""
    return word if is_id(word, algorithm) else ""


def refs_of(git: Path, algorithm: str) -> Refs:
    """Every lawful name in a git directory. Raises OSError, PointsOutside and LimitReached."""
    found = _packed(git, algorithm)
    odd = set()
    for name, id in _loose(git, algorithm).items():
        found.pop(name, None)
        if id:
            found[name] = id
        else:
            odd.add(name)
    if len(found) > MAX_REFS:
        raise LimitReached(_TOO_MANY)
    ids = {name: found[name] for name in sorted(found) if not name.startswith(REPLACED)}
    return Refs(ids, frozenset(odd), len(found) - len(ids))


def _packed(git: Path, algorithm: str) -> dict[str, str]:
    """Names in the one file that holds many. What a tag stands for in the end is left out: the tag itself says it."""
    found: dict[str, str] = {}
    data = read_foreign(git / "packed-refs", MAX_PACKED_BYTES, "the list of branches and tags") or b""
    for number, line in enumerate(io.BytesIO(data)):
        if number > 3 * MAX_REFS:
            raise LimitReached(_TOO_MANY)
        if line.startswith((b"#", b"^")):
            continue
        id, _, rest = line.partition(b" ")
        name = os.fsdecode(rest.rstrip(b"\r\n"))
        if (known := _id(id, algorithm)) and is_lawful(name):
            found[name] = known
    return found


def _loose(git: Path, algorithm: str) -> dict[str, str]:
    """Names that have a file each, with "" for those whose file holds no id."""
    found: dict[str, str] = {}
    folders = ["refs"]
    left = 3 * MAX_REFS
    while folders:
        folder = folders.pop()
        for name, is_folder in entries(git / folder, left, _NAMES):
            left -= 1
            path = f"{folder}/{name}"
            if not is_lawful(path):
                continue
            if is_folder:
                folders.append(path)
                continue
            if len(found) >= MAX_REFS:
                raise LimitReached(_TOO_MANY)
            data = read_foreign(git / path, MAX_REF_BYTES, "the name of a saved state")
            if data is not None:
                found[path] = _id(data, algorithm)
    return found
