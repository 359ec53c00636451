"""Plain hooks, for whoever does without the pre-commit framework: small scripts in the folder where git looks.

A script names the Python that installed it by its whole path: programs with windows start git with another PATH than a
terminal has. A hook that is there already is kept under another name, and asked first.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.git import GitTrouble, OpenRecord, opened
from coachfolio.git.own import own_output
from coachfolio.hooks import PLAIN

__all__ = [
    "HooksElsewhere",
    "InstalledHook",
    "KeptByHusky",
    "asks_for_reasons",
    "install_hooks",
    "installed_hooks",
    "uninstall_hooks",
]

MARK: Final = "# Written by: coachfolio hooks install"
EARLIER: Final = ".before-coachfolio"
"""What is added to the name of a hook that was there before."""
FRAMEWORK_SETTINGS: Final = ".pre-commit-config.yaml"
_OF_THE_FRAMEWORK: Final = "pre-commit.com"
_ASKS: Final = re.compile(r"coachfolio hook message|\bid:\s*['\"]?coachfolio-message\b")
_MAX_BYTES: Final = 1 << 16

_LEFT_TO_THE_NEXT: Final = f"""\
# Git says : where it opens no editor. Then commit-msg comes at once, and looks at everything in one go.
if [ "${{GIT_EDITOR:-}}" = : ] && [ -x "${{0%/*}}/commit-msg" ] && grep -q "^{MARK}" "${{0%/*}}/commit-msg"; then
    exit 0
fi
"""
_AT_ONCE: Final = {
    "pre-commit": _LEFT_TO_THE_NEXT,
    "pre-merge-commit": _LEFT_TO_THE_NEXT,
    "commit-msg": """\
set -- message "$@"
if [ "${GIT_EDITOR:-}" = : ]; then
    shift
    set -- save "$@"
fi
""",
}
"""What some hooks do before they start Python."""

HookState = Literal["installed", "not installed", "another program's", "of another Python"]


class HooksElsewhere(CoachfolioError):
    """Git looks for hooks in a folder that is not this record's own. Nothing in it was read or written."""

    def __init__(self, folder: Path, *, linked: bool = False) -> None:
        where = shown(str(folder), 200)
        super().__init__(
            f"{where}, where git looks for the hooks, is not here but a link to another place, so nothing in it was "
            "looked at or written. To have hooks of its own for this portfolio, delete the link, and then type this "
            "command again."
            if linked
            else f"On this computer git looks for the hooks in {where} (the setting core.hooksPath), which other "
            "records may share, so nothing in it was looked at or written. To have hooks of its own for this "
            "portfolio, type: git config core.hooksPath .git/hooks, and then this command again."
        )


class KeptByHusky(CoachfolioError):
    """Husky writes the hooks, and would write over these."""

    def __init__(self) -> None:
        super().__init__(
            "The hooks of this folder are kept by husky, so nothing was written: husky would write over it. "
            "Add the line `coachfolio hook commit` to .husky/pre-commit and to .husky/pre-merge-commit, "
            '`coachfolio hook message "$1"` to .husky/commit-msg, and `coachfolio hook push` to .husky/pre-push.'
        )


@frozen()
class InstalledHook(Frozen):
    """One hook of git, and what stands there."""

    name: str
    """Git's own name, such as pre-commit."""
    file: Path
    state: HookState
    chained: bool
    """Whether another program's hook is asked before it."""


def installed_hooks(folder: Path) -> tuple[InstalledHook, ...]:
    """What stands in the place of each hook.

    Git is started only where the record could be opened: a pipe in the place of one of its files would keep it waiting,
    and a link or a note would lead it elsewhere. So would a folder of hooks that is not this record's own.
    Raises HooksElsewhere, NoRecord, PointsOutside, GitTrouble.
    """
    with opened(folder):
        place = _folder_of_this_record(folder)
    return tuple(_state(place, name) for name in PLAIN)


def install_hooks(folder: Path) -> tuple[InstalledHook, ...]:
    """Write the hooks, and keep those that are there under another name.

    Raises HooksElsewhere, KeptByHusky, NoRecord, GitTrouble.
    """
    with opened(folder):  # what the hooks could not open would never be saved again
        place = _own_hooks_folder(folder)
    found = [_state(place, name) for name in PLAIN]
    for now in found:
        if now.state == "another program's" and now.chained:
            raise CoachfolioError(
                f"There are two hooks of other programs for {now.name}: {now.file.name} and {now.file.name}{EARLIER}, "
                f"in {shown(str(place), 200)}. Put what they do into one of them, delete the other, and type this "
                "command again."
            )
    try:
        place.mkdir(parents=True, exist_ok=True)
        for now in found:
            script = _script(now.name, PLAIN[now.name])
            if now.state == "another program's":
                now.file.rename(_earlier(now.file))
            _write(now.file, script)
    except OSError as error:
        raise _cannot_write(error) from None
    return installed_hooks(folder)


def uninstall_hooks(folder: Path) -> tuple[InstalledHook, ...]:
    """Take the hooks away, and put back those that were there before.

    Raises HooksElsewhere, KeptByHusky, NoRecord, GitTrouble.
    """
    with opened(folder):
        place = _own_hooks_folder(folder)
    try:
        for now in (_state(place, name) for name in PLAIN):
            if now.state in ("installed", "of another Python"):
                if now.chained:
                    _earlier(now.file).replace(now.file)
                else:
                    now.file.unlink()
    except OSError as error:
        raise _cannot_write(error) from None
    return installed_hooks(folder)


def asks_for_reasons(folder: Path, record: OpenRecord) -> bool:
    """Whether a hook for the message asks why something is lost: then nobody else has to."""
    if record.shape.hooks == () and not record.shape.programs:
        return False
    text = _text(_hooks_folder(folder) / "commit-msg") or ""
    if _OF_THE_FRAMEWORK in text and record.top is not None:
        text += _text(record.top / FRAMEWORK_SETTINGS) or ""
    return MARK in text or bool(_ASKS.search(text))


def _cannot_write(error: OSError) -> CoachfolioError:
    reason = (error.strerror or "unknown reason").lower()
    return CoachfolioError(f"The hooks cannot be written: {reason}. See that you may change the folder, and try again.")


def _earlier(file: Path) -> Path:
    return file.with_name(file.name + EARLIER)


def _state(place: Path, name: str) -> InstalledHook:
    file = place / name
    chained = os.path.lexists(_earlier(file))
    state: HookState = "not installed"
    if os.path.lexists(file):
        text = _text(file)
        state = "another program's"
        if text is not None and MARK in text:
            state = "installed" if _same_python(text) else "of another Python"
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
    """This Python, as a word of a script."""
    return shlex.quote(Path(sys.executable).as_posix())


def _same_python(script: str) -> bool:
    """Whether a script names this Python: it goes by several names in one folder."""
    named = re.search(r"^python=(.+)$", script, re.MULTILINE)
    return named is not None and Path(*shlex.split(named[1])).parent == Path(sys.executable).parent


def _script(name: str, command: str) -> str:
    """A hook: the one that was there before, then ours. Both are handed what git says on the way in.

    -E and -P keep Python from taking a program out of the folder that is being saved. The earlier hook goes by git's
    name for it and not by this file's, which another program may have renamed in turn.
    """
    feed = "said=$(cat)\n" if name == "pre-push" else ""
    given = 'printf "%s\\n" "$said" | ' if name == "pre-push" else ""
    return f"""#!/bin/sh
{MARK}
# To take it away: coachfolio hooks uninstall
python={_python()}
before="${{0%/*}}/{name}{EARLIER}"
{feed}if [ -x "$before" ]; then
    {given}"$before" "$@" || exit $?
fi
{_AT_ONCE.get(name, "")}if [ ! -x "$python" ]; then
    echo "coachfolio cannot check this: the Python that it was installed with is gone ($python)." >&2
    echo "Install coachfolio again and type: coachfolio hooks install. Or delete the file $0." >&2
    exit 1
fi
{given}exec "$python" -E -P -m coachfolio {command} "$@"
"""


def _write(file: Path, text: str) -> None:
    """Put a whole new file in place: never half of one."""
    handle, draft = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
    Path(draft).chmod(0o755)
    Path(draft).replace(file)


def _said(folder: Path, *args: str) -> str:
    return os.fsdecode(own_output(folder, *args).removesuffix(b"\n"))


def _hooks_folder(folder: Path) -> Path:
    """Where git looks for the hooks of this record."""
    named = _hooks_path(folder)
    if named:
        return (Path(_said(folder, "rev-parse", "--show-toplevel")) / Path(named)).absolute()
    return Path(folder, _said(folder, "rev-parse", "--git-common-dir")).resolve() / "hooks"


def _folder_of_this_record(folder: Path) -> Path:
    """The folder of the hooks, where it belongs to this record alone. Raises HooksElsewhere."""
    place = _hooks_folder(folder)
    top = Path(_said(folder, "rev-parse", "--show-toplevel"))
    common = Path(folder, _said(folder, "rev-parse", "--git-common-dir"))
    inside = [path.resolve() for path in (top, common)]
    if not any(place.resolve().is_relative_to(path) for path in inside):
        named = Path(os.path.normpath(place))
        raise HooksElsewhere(named, linked=any(named.is_relative_to(path) for path in inside))
    return place


def _own_hooks_folder(folder: Path) -> Path:
    """It, where no other program writes it anew. Raises HooksElsewhere, KeptByHusky."""
    place = _folder_of_this_record(folder)
    if place.name == "_" and (place / "h").exists():
        raise KeptByHusky
    return place


def _hooks_path(folder: Path) -> str:
    """The person's setting core.hooksPath; empty where there is none."""
    asked = ("config", "--show-scope", "-z", "--type=path", "--get-all", "core.hooksPath")
    try:
        said = own_output(folder, *asked)
    except GitTrouble:
        return ""
    parts = os.fsdecode(said).split("\0")
    found = [value for scope, value in zip(parts[::2], parts[1::2], strict=False) if scope != "command"]
    return found[-1] if found else ""
