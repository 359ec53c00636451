"""A record made anew takes the place of the old one: in steps of which each may be the last before the lights go out.

The new one lies whole inside the old one's git directory. Once it is called ready, whoever comes next finishes what was
begun; before that, it is thrown away.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from coachfolio.git.own import own_output

__all__ = ["begin_anew", "finish_stopped", "ready", "swap", "throw_away"]

_BEGUN: Final = "coachfolio-anew"
_READY: Final = "coachfolio-ready"
_NOTES: Final = "forget-"
_KEPT: Final = ("config", "description", "hooks", "info", "index")
"""Of the old git directory: settings, hooks, and what is left out of saves."""


_LEFT_OUT: Final = ("exclude", "attributes")
"""Of what git keeps under info: what the person said about files."""


def begin_anew(top: Path, but: str) -> Path:
    """An empty git directory inside the record's own, with its settings, but without addresses of other computers.

    Notes about other clients go along; `but` is what the one is called that does not.

    Raises OSError and GitTrouble.
    """
    old = top / ".git"
    new = old / _BEGUN
    _remove(new)
    algorithm = own_output(top, "rev-parse", "--show-object-format").decode("ascii").strip()
    own_output(
        top,
        *("init", "--quiet", "--bare", "--template=", f"--object-format={algorithm}", os.fspath(new)),
    )
    shutil.copyfile(old / "config", new / "config")
    said = own_output(top, "config", "--file", os.fspath(new / "config"), "--list", "--name-only", "-z")
    sections = {key.rpartition(".")[0] for key in said.decode("utf-8", "surrogateescape").split("\0")}
    for section in sorted(sections):
        if section.startswith(("remote.", "branch.")):
            own_output(top, "config", "--file", os.fspath(new / "config"), "--remove-section", section)
    (new / "info").mkdir(exist_ok=True)
    for name in _LEFT_OUT:
        if (old / "info" / name).is_file():
            shutil.copyfile(old / "info" / name, new / "info" / name)
    for path in old.glob(f"{_NOTES}*"):
        if path.name != but and path.is_file():
            shutil.copyfile(path, new / path.name)
    return new


def throw_away(top: Path) -> None:
    """Leave nothing of a new record that is not ready. Raises OSError."""
    _remove(top / ".git" / _BEGUN)


def ready(top: Path) -> None:
    """Say that the new record is whole: from here on it takes the old one's place. Raises OSError."""
    (top / ".git" / _BEGUN).rename(top / ".git" / _READY)


def swap(top: Path) -> None:
    """Let the new record take the place of the old one. What was done of it already is no trouble. Raises OSError."""
    old, new = top / ".git", top / ".git" / _READY
    packs = new / "objects" / "pack"
    ours = {path.name for path in packs.iterdir()}
    (old / "objects" / "pack").mkdir(parents=True, exist_ok=True)
    for name in sorted(ours, reverse=True):  # a pack is found by its .idx, which comes after the .pack so
        _put(packs / name, old / "objects" / "pack" / name)
    for name in ("packed-refs", "HEAD", "config"):
        _put(new / name, old / name)
    _remove(old / "refs" / "heads", but_itself=True)  # names that have a file each come before those in one file
    _remove(old / "refs", but_itself=True)
    (old / "refs" / "heads").mkdir(exist_ok=True)
    (old / "refs" / "tags").mkdir(exist_ok=True)
    for path in list((old / "objects").iterdir()):
        if path.name != "pack":
            _remove(path)
    for path in list((old / "objects" / "pack").iterdir()):
        if path.name not in ours:
            _remove(path)
    notes = [path.name for path in new.glob(f"{_NOTES}*")]
    for path in list(old.iterdir()):
        if path.name not in (*notes, *_KEPT, "HEAD", "objects", "packed-refs", "refs", _READY):
            _remove(path)
    for path in list((old / "info").iterdir()) if (old / "info").is_dir() else ():
        if path.name not in _LEFT_OUT:
            _remove(path)
    _put(new / "index", old / "index")
    new.rename(old / _BEGUN)  # so that one that is half deleted is not taken for one that is ready
    _remove(old / _BEGUN)


def finish_stopped(top: Path) -> bool:
    """Finish what a stopped command had begun, or throw away what it had not made ready; whether it was finished.

    Raises OSError.
    """
    old = top / ".git"
    if (old / _READY).is_dir():
        swap(top)
        return True
    throw_away(top)
    return False


def _put(file: Path, place: Path) -> None:
    """Copy a file to a place, where it is whole or not there at all. A pack that is there is the same one."""
    if not file.exists() or (place.parent.name == "pack" and place.exists()):
        return
    beside = place.with_name(f"{place.name}.anew")
    _remove(beside)
    shutil.copyfile(file, beside)
    with beside.open("rb+") as written:
        os.fsync(written.fileno())
    beside.replace(place)


def _remove(path: Path, *, but_itself: bool = False) -> None:
    """Delete a file or a folder, also one that may only be read, as git's own may."""

    def writable(function: Callable[[str], Any], name: str, _: object) -> None:
        Path(name).chmod(stat.S_IWRITE | stat.S_IREAD)
        function(name)

    for place in list(_entries(path)) if but_itself else [path]:
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, onerror=writable)
        elif os.path.lexists(place):
            with suppress(OSError):
                place.chmod(stat.S_IWRITE | stat.S_IREAD)
            place.unlink()


def _entries(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from path.iterdir()
