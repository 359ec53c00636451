"""A git directory of our own making: the only one in which git is ever started for a stranger's record.

It is temporary, readable by nobody else, and has our settings, no hooks and no index.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.git.process import GitTrouble, Repository

__all__ = [
    "MAX_REFS",
    "REPLACED",
    "OpenRecord",
    "RecordShape",
    "is_id",
    "is_lawful",
    "temporary_folder",
    "write_directory",
]

MAX_REFS: Final = 10_000
"""Branches, tags and all other names of saved states in one record."""
REPLACED: Final = "refs/replace/"
"""Under these names stands what a record shows in place of something else."""

_ID: Final = {"sha1": re.compile(r"[0-9a-f]{40}"), "sha256": re.compile(r"[0-9a-f]{64}")}
_UNLAWFUL: Final = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|$)|\.(?:/|$)|/$")
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_MAX_NAME_BYTES: Final = 1000
_MAX_PART_BYTES: Final = 250
"""Each part becomes the name of a file, and those may have 255 bytes."""

_SETTINGS: Final = f"""\
[core]
\trepositoryformatversion = %d
\tbare = true
\tfsmonitor = false
\tcommitGraph = false
\tmultiPackIndex = false
\thooksPath = {os.devnull}
\tpackedGitWindowSize = 32m
\tpackedGitLimit = 256m
[log]
\tshowSignature = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
[protocol]
\tallow = never
"""
_SHA256: Final = "[extensions]\n\tobjectFormat = sha256\n"


@frozen()
class RecordShape(Frozen):
    """What a stranger's git directory is like. It was read as data, for findings; nothing in it was obeyed."""

    shallow: tuple[str, ...] = ()
    """The ids at which the history was cut off."""
    grafts: int = 0
    """How many saved states are given other parents than they have."""
    replaced: int = 0
    """How many things in the record are shown as something else."""
    partial: bool = False
    """Whether a part of the contents was left on another machine."""
    programs: tuple[str, ...] = ()
    """Names of settings that start programs or lead elsewhere, lower case, sorted."""
    own_signers: bool = False
    """Whether the settings say by themselves whose signatures are good."""
    hooks: tuple[str, ...] = ()
    """Names of the hooks that are there, sorted."""
    hidden: tuple[str, ...] = ()
    """Paths whose changes git is told not to see. They are a stranger's text."""


@frozen()
class OpenRecord(Frozen):
    """A record that may be read: git is to be started in `repository` only."""

    repository: Repository
    kind: Literal["folder", "bare", "bundle"]
    refs: Mapping[str, str]
    """Full names and full ids. Unlawful names, and those of replacements, are left out. Names are a stranger's text."""
    tip: str | None
    """The id of the last saved state of the folder, None if nothing has been saved yet."""
    branch: str
    """The full name of the branch that the folder is on, such as refs/heads/main, or ""."""
    top: Path | None
    """The working folder, None where there is none."""
    prefix: str
    """Where the portfolio lies in the working folder: "" or a path that ends in /."""
    shape: RecordShape
    own: Path | None = None
    """Where the working folder's list of files to be saved lies, None where there is none."""


def is_id(text: str, algorithm: str) -> bool:
    """Whether this is a full id, in lower case."""
    return bool(_ID[algorithm].fullmatch(text))


def is_lawful(name: str) -> bool:
    """Whether git allows this full name of a branch, a tag or the like, and a file can be called so."""
    if not name.startswith("refs/") or len(name) < 6 or _UNLAWFUL.search(name):
        return False
    try:
        encoded = name.encode()
    except UnicodeEncodeError:  # bytes that are no text
        return False
    return len(encoded) <= _MAX_NAME_BYTES and max(map(len, encoded.split(b"/"))) <= _MAX_PART_BYTES


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that nobody else can read, and that is gone afterwards.

    Raises GitTrouble where there is no place for it, or no room left in it.
    """
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix="coachfolio-"))
        yield folder
    except OSError as error:
        if folder is not None and error.errno not in _NO_ROOM:
            raise
        raise GitTrouble(
            "There is no room on this computer for the temporary files that reading a record takes. "
            "Make some, or name another folder for them in the variable TMPDIR."
        ) from None
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def write_directory(folder: Path, algorithm: str, head: str, refs: Mapping[str, str]) -> Repository:
    """Make a git directory of an empty folder. It has no contents yet.

    `head` is the full name of a branch, or a full id. A name that lies under another name is left out.
    """
    (folder / "objects" / "pack").mkdir(parents=True)
    (folder / "refs").mkdir()
    is_sha256 = algorithm == "sha256"
    (folder / "config").write_text(_SETTINGS % is_sha256 + (_SHA256 if is_sha256 else ""), encoding="utf-8")
    (folder / "HEAD").write_text(f"{head}\n" if is_id(head, algorithm) else f"ref: {head}\n", encoding="utf-8")
    for name in sorted(refs):
        file = folder / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{refs[name]}\n", encoding="utf-8")
        except (FileExistsError, NotADirectoryError):
            continue
    return Repository(folder, algorithm)
