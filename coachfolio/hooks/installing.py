"""Plain hooks, for whoever does without the pre-commit framework: small scripts in the folder where git looks.

A script names the Python that installed it by its whole path: programs with windows start git with another PATH than a
terminal has. A hook that is there already is kept under another name, and asked first.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from coachfolio.errors import CoachfolioError
from coachfolio.frozen import Frozen, frozen
from coachfolio.git.own import own_output
from coachfolio.git.process import GitTrouble
from coachfolio.hooks import PLAIN

__all__ = ["HooksElsewhere", "InstalledHook", "install", "status", "uninstall"]

MARK: Final = "# Written by: coachfolio hooks install"
EARLIER: Final = ".before-coachfolio"
"""What is added to the name of a hook that was there before."""
_MAX_BYTES: Final = 1 << 16

State = Literal["installed", "not installed", "another program's", "of another Python"]


class HooksElsewhere(CoachfolioError):
    """Git looks for hooks in a folder that other records share."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"On this computer git looks for the hooks of all records in {folder} (the setting core.hooksPath), so "
            "nothing was written: it would change them all. To have hooks of its own for this portfolio, type: "
            "git config core.hooksPath .git/hooks, and then this command again."
        )


@frozen()
class InstalledHook(Frozen):
    """One hook of git, and what stands there."""

    name: str
    """Git's own name, such as pre-commit."""
    file: Path
    state: State
    chained: bool
    """Whether another program's hook is asked before it."""


def status(folder: Path) -> tuple[InstalledHook, ...]:
    """What stands in the place of each hook. Raises NoRecord, GitTrouble."""
    place = _hooks_folder(folder)
    return tuple(_state(place, name) for name in PLAIN)


def install(folder: Path) -> tuple[InstalledHook, ...]:
    """Write the hooks, and keep those that are there under another name.

    Raises HooksElsewhere, NoRecord, GitTrouble.
    """
    place = _own_hooks_folder(folder)
    place.mkdir(parents=True, exist_ok=True)
    for name, command in PLAIN.items():
        now = _state(place, name)
        if now.state == "another program's":
            if now.chained:
                raise CoachfolioError(
                    f"There are two hooks of other programs for {name}: {now.file} and {now.file.name}{EARLIER}. "
                    "Put what they do into one of them, delete the other, and type this command again."
                )
            now.file.rename(_earlier(now.file))
        _write(now.file, _script(name, command))
    return status(folder)


def uninstall(folder: Path) -> tuple[InstalledHook, ...]:
    """Take the hooks away, and put back those that were there before. Raises HooksElsewhere, NoRecord, GitTrouble."""
    place = _own_hooks_folder(folder)
    for name in PLAIN:
        now = _state(place, name)
        if now.state in ("installed", "of another Python"):
            if now.chained:
                _earlier(now.file).replace(now.file)
            else:
                now.file.unlink()
    return status(folder)


def _earlier(file: Path) -> Path:
    return file.with_name(file.name + EARLIER)


def _state(place: Path, name: str) -> InstalledHook:
    file = place / name
    chained = os.path.lexists(_earlier(file))
    state: State = "not installed"
    if os.path.lexists(file):
        text = _text(file)
        state = "another program's"
        if text is not None and MARK in text:
            state = "installed" if f"python={shlex.quote(_python())}" in text else "of another Python"
    return InstalledHook(name, file, state, chained)


def _text(file: Path) -> str | None:
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None
        with file.open("rb") as opened:
            return opened.read(_MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def _python() -> str:
    return Path(sys.executable).as_posix()


def _script(name: str, command: str) -> str:
    """A hook: the one that was there before, then ours. Both are handed what git says on the way in.

    -P keeps Python from taking a program out of the folder that is being saved.
    """
    feed = "said=$(cat)\n" if name == "pre-push" else ""
    given = 'printf "%s\\n" "$said" | ' if name == "pre-push" else ""
    return f"""#!/bin/sh
{MARK}
# To take it away: coachfolio hooks uninstall
python={shlex.quote(_python())}
before="$0{EARLIER}"
{feed}if [ -x "$before" ]; then
    {given}"$before" "$@" || exit $?
fi
if [ ! -x "$python" ]; then
    echo "coachfolio cannot check this: the Python that it was installed with is gone ($python)." >&2
    echo "Install coachfolio again and type: coachfolio hooks install. Or delete the file $0." >&2
    exit 1
fi
{given}exec "$python" -P -m coachfolio {command} "$@"
"""


def _write(file: Path, text: str) -> None:
    """Put a whole new file in place: never half of one."""
    handle, draft = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
    Path(draft).chmod(0o755)
    Path(draft).replace(file)


def _hooks_folder(folder: Path) -> Path:
    """Where git looks for the hooks of this record."""
    top = Path(own_output(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
    named = _hooks_path(folder)
    if named:
        return (top / Path(named).expanduser()).absolute()
    common = own_output(folder, "rev-parse", "--git-common-dir").decode("utf-8", "surrogateescape").rstrip("\n")
    return Path(folder, common).resolve() / "hooks"


def _own_hooks_folder(folder: Path) -> Path:
    """The same, where it belongs to this record alone. Raises HooksElsewhere."""
    place = _hooks_folder(folder)
    top = Path(own_output(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n"))
    common = own_output(folder, "rev-parse", "--git-common-dir").decode("utf-8", "surrogateescape").rstrip("\n")
    inside = (top.resolve(), Path(folder, common).resolve())
    if not any(place.resolve().is_relative_to(one) for one in inside):
        raise HooksElsewhere(place)
    return place


def _hooks_path(folder: Path) -> str:
    """The person's setting core.hooksPath; empty where there is none."""
    try:
        said = own_output(folder, "config", "--show-scope", "-z", "--get-all", "core.hooksPath")
    except GitTrouble:
        return ""
    parts = said.decode("utf-8", "surrogateescape").split("\0")
    found = [value for scope, value in zip(parts[::2], parts[1::2], strict=False) if scope != "command"]
    return found[-1] if found else ""
