"""Which files of a portfolio git leaves out of what is saved, because somebody told it to."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from coachfolio.base.files import PRIVATE, read_plain

__all__ = ["paths_left_out"]

_MOST: Final = 1 << 20
"""Bytes of one list of what is left out."""
_MOST_ABOVE: Final = 40
"""Folders above the portfolio whose lists are read."""
_NO_EVIDENCE: Final = frozenset(
    f"{before}{name}{after}"
    for name in (PRIVATE, "desktop.ini", "Thumbs.db", ".DS_Store", "Icon?", "~$*", ".vscode", "*.bundle")
    for before in ("", "/")
    for after in ("", "/")
)
"""Lines that leave out nothing that counts, so that git need not be asked."""


def paths_left_out(folder: str | os.PathLike[str], git: Path, paths: Collection[str]) -> tuple[str, ...]:
    """Those of some paths inside a portfolio's folder that git leaves out and has never taken. `git` is its `.git`.

    Git itself is asked, and only where one of its lists may name anything that counts. Nothing where it cannot work.
    """
    place = Path(folder)
    if not any(_names_something(file) for file in _lists(place, git, paths)):
        return ()
    from coachfolio.git.own import own_output
    from coachfolio.git.process import GitTrouble

    try:
        said = own_output(place, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", ".")
    except (GitTrouble, OSError):
        return ()
    left_out = {os.fsdecode(name) for name in said.split(b"\0")}
    return tuple(sorted(path for path in paths if path in left_out))


def _lists(place: Path, git: Path, paths: Collection[str]) -> Iterator[Path]:
    """Every list that may say what is left out: in the folders of the paths, and above them up to where git is."""
    yield git / "info" / "exclude"
    for folder in sorted({path.rpartition("/")[0] for path in paths}):
        yield place / folder / ".gitignore"
    top = git.parent
    above = Path(os.path.normpath(place.absolute()))
    for _ in range(_MOST_ABOVE):
        yield above / ".gitignore"
        if above in (top, above.parent):
            return
        above = above.parent


def _names_something(file: Path) -> bool:
    try:
        data = read_plain(file, _MOST)
    except OSError:
        return False
    lines = (line.strip() for line in data.decode("utf-8", "replace").splitlines())
    return any(line and not line.startswith("#") and line not in _NO_EVIDENCE for line in lines)
