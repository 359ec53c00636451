"""What people do in their own record, with their own settings and keys.

Nothing here is for a stranger's folder: git works in it, as the person would. Hooks, fetching and substitutions are
left out all the same, for nothing that is done here needs them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, Final

from coachfolio.git.process import GitTrouble, git_program
from coachfolio.git.shadow import NoRecord

__all__ = ["NotSigned", "WhoIsUnknown", "init", "make_tag", "own_into", "own_output", "setting"]

MAX_SAID: Final = 1 << 28
"""Bytes of one answer of git that is held in memory."""

_SETTINGS_FILES: Final = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
"""They say where the person's own settings are, so they stay."""

_OF_ONE_REPOSITORY: Final = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_CEILING_DIRECTORIES",
}
"""What `git rev-parse --local-env-vars` lists, and two more: a hook's git hands them on, and they name its folder."""

_ALWAYS: Final = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
_OVERRIDES: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.commitGraph=false",
    "user.useConfigOnly=true",  # a name or an address that git guesses from the machine is nobody's
)


class WhoIsUnknown(GitTrouble):
    """Git does not know whose name to write."""

    def __init__(self) -> None:
        super().__init__(
            "Git does not know who you are. Type your own name and e-mail address: "
            'git config --global user.name "Your Name" and then git config --global user.email you@example.org'
        )


class NotSigned(GitTrouble):
    """The person's key could not be used."""

    def __init__(self) -> None:
        super().__init__(
            "Git could not sign with your key, so nothing was written. "
            "See that git config user.signingKey names a key that is on this machine and that you can unlock."
        )


@cache
def gitpython() -> tuple[Any, Any]:
    """GitPython's process and its way to start one.

    Importing it starts git by itself, in the reader's environment and folder, unless it cannot find it: so it is sent
    to look where there is none.
    """
    own = {name: os.environ.get(name) for name in ("GIT_PYTHON_REFRESH", "GIT_PYTHON_GIT_EXECUTABLE")}
    os.environ.update(GIT_PYTHON_REFRESH="quiet", GIT_PYTHON_GIT_EXECUTABLE=os.devnull)
    try:
        from git.cmd import Git, safer_popen
    finally:
        for name, value in own.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return Git, safer_popen


def own_output(folder: Path, *args: str, given: bytes = b"", variables: Mapping[str, str] | None = None) -> bytes:
    """Everything that git says when the person starts it in their folder.

    Raises NoGit, NoRecord, WhoIsUnknown, NotSigned, or GitTrouble.
    """
    with tempfile.TemporaryFile() as said:
        own_into(said, folder, *args, given=given, variables=variables)
        if said.seek(0, os.SEEK_END) > MAX_SAID:
            raise GitTrouble("The record is too large for this: one answer of git was too long.")
        said.seek(0)
        return said.read()


def own_into(
    into: IO[bytes], folder: Path, *args: str, given: bytes = b"", variables: Mapping[str, str] | None = None
) -> None:
    """Write what git says into a file, however long it is.

    Raises NoGit, NoRecord, WhoIsUnknown, NotSigned, or GitTrouble.
    """
    git, safer_popen = gitpython()
    command = [git_program(), "--no-pager"]
    for name in _OVERRIDES:
        command += ["-c", name]
    command += args
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as complaint:
        asked.write(given)
        asked.seek(0)
        try:
            # the wrapper leaves no child behind when this is broken off
            process = git.AutoInterrupt(
                safer_popen(
                    command, env=_environment(variables or {}), cwd=folder, stdin=asked, stdout=into, stderr=complaint
                ),
                command,
            )
        except NotADirectoryError:
            raise GitTrouble("This is a file and not a folder. Give the portfolio's folder.") from None
        except FileNotFoundError:
            raise GitTrouble("There is no such folder. Give the portfolio's folder.") from None
        except OSError:
            raise GitTrouble("This folder cannot be opened. Ask for leave to work in it.") from None
        if process.proc and process.proc.wait():
            complaint.seek(0)
            raise _trouble(complaint.read(1 << 14), folder)


def init(folder: Path, *, variables: Mapping[str, str] | None = None) -> None:
    """Begin a record in an empty folder, on a line called main, with nothing from the person's template."""
    own_output(
        folder, "init", "--quiet", "--template=", "--initial-branch=main", "--object-format=sha1", variables=variables
    )


def make_tag(
    folder: Path, name: str, target: str, message: str, sign: bool, *, variables: Mapping[str, str] | None = None
) -> str:
    """Write an annotated tag with exactly this message, and give its full id. One that is there is never replaced.

    Raises NoGit, NoRecord, WhoIsUnknown, NotSigned, or GitTrouble.
    """
    own_output(
        folder,
        "tag",
        "--sign" if sign else "--no-sign",
        "--annotate",
        "--cleanup=verbatim",
        "--file=-",
        name,
        target,
        given=message.encode(),
        variables=variables,
    )
    ref = f"refs/tags/{name}"
    id = own_output(folder, "rev-parse", "--verify", "--end-of-options", ref, variables=variables).decode().strip()
    # git 2.39 writes an unsigned tag, and says that all is well, when ssh-keygen cannot find the key
    said = own_output(folder, "cat-file", "tag", id, variables=variables).partition(b"\n\n")[2]
    if sign and not said.removeprefix(message.encode()).startswith(b"-----BEGIN "):
        own_output(folder, "update-ref", "-d", ref, id, variables=variables)
        raise NotSigned
    return id


def setting(folder: Path, key: str, *, variables: Mapping[str, str] | None = None) -> str:
    """What one of the person's settings says; empty where it is not set."""
    return (
        own_output(folder, "config", "--default", "", "--get", key, variables=variables)
        .decode(errors="replace")
        .rstrip("\n")
    )


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The person's own, without what one run of git hands to the programs that it starts."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _OF_ONE_REPOSITORY and (not name.startswith("GIT_CONFIG") or name in _SETTINGS_FILES)
    }
    # without relative parts: no program is to be found in the portfolio's own folder
    kept["PATH"] = os.pathsep.join(
        part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(part).is_absolute()
    )
    return {**kept, **_ALWAYS, **variables}


def _trouble(said: bytes, folder: Path) -> GitTrouble:
    """What to tell people, by what git complained of. Its own words may quote the record."""
    words = said.lower()
    if b"not a git repository" in words:
        return NoRecord(str(folder))
    if b"must be run in a work tree" in words:
        return GitTrouble("There are no files here, only their record. Work in a folder made from it with git clone.")
    if b"dubious ownership" in words:
        return GitTrouble(
            "This folder belongs to another user of this machine, so git does not work in it. "
            "Make a copy of your own with git clone, and work there."
        )
    if any(part in words for part in (b"tell me who you are", b"auto-detect", b"ident name", b"no email was given")):
        return WhoIsUnknown()
    if any(part in words for part in (b"failed to sign", b"to sign the tag", b"signing failed", b"signingkey")):
        return NotSigned()
    if b"already exists" in words:
        return GitTrouble("There is one of this name already. It was left as it is, and nothing was written.")
    return GitTrouble("Git could not do this in the folder. See that `git status` works there, and try again.")
