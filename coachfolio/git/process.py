"""Starting git: the only place where a process of git begins.

Each child gets an environment built from nothing, so that neither the reader's settings nor a stranger's can make git
run a program, ask a question, follow a substitution or fetch anything. GitPython's own `execute` adds to the
environment that it inherits and cannot take anything from it; its process wrapper is used with an exact one instead.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from coachfolio.errors import CoachfolioError
from coachfolio.frozen import Frozen, frozen
from coachfolio.programs import program

if TYPE_CHECKING:
    from git.cmd import Git

__all__ = ["GitTrouble", "LimitReached", "NoGit", "Repository", "git_program", "gitpython", "output", "started"]

MAX_MEMORY: Final = 1 << 30
"""Bytes of address space for one process of git, where the system can hold it to that."""
MAX_SECONDS: Final = 900
"""How long one process of git may take."""
MAX_WRITTEN: Final = 8 << 30
"""Bytes of one file that a process of git may write, where the system can hold it to that."""

_TOO_LONG_A_FILE: Final = getattr(signal, "SIGXFSZ", 0) or 1 << 16
"""The signal that ends a process which wrote too much."""
_PIPE: Final = 1 << 18
"""Bytes that a process may be ahead of its reader."""

_ALWAYS: Final = {
    "HOME": os.devnull,
    "LC_ALL": "C",
    "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_ASKPASS": "true",
    "GIT_SSH_COMMAND": "false",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/nonexistent",
    "GIT_SHALLOW_FILE": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
}
_OF_THE_SYSTEM: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
"""What programs need to start at all."""
_SETTINGS: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.bigFileThreshold=1m",
    f"core.attributesFile={os.devnull}",
    "transfer.bundleURI=false",
)


class GitTrouble(CoachfolioError):
    """The saved record cannot be read, or cannot be added to."""


class NoGit(GitTrouble):
    """Git is not on this machine."""

    def __init__(self) -> None:
        super().__init__("Git is not installed on this machine, so there is no record to read. Install git first.")


class LimitReached(GitTrouble):
    """Something in the record is larger than anything that a portfolio needs."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The record was read no further: {what}.")
        self.what = what


@frozen()
class Repository(Frozen):
    """A git directory that may be read: a shadow of a stranger's, a quarantine, or one's own."""

    folder: Path
    algorithm: str = "sha1"
    """How its ids are made: sha1 or sha256."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What else its processes need, such as the index of a commit that is being made."""

    @property
    def id_length(self) -> int:
        """Letters in an id."""
        return 64 if self.algorithm == "sha256" else 40


@cache
def git_program() -> str:
    """The absolute path of git. Raises NoGit."""
    found = program("git")
    if not found:
        raise NoGit
    return found


def environment(repository: Repository | None) -> dict[str, str]:
    """All that a process of git gets to see of this machine."""
    kept = {name: os.environ[name] for name in _OF_THE_SYSTEM if name in os.environ}
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    kept["PATH"] = os.pathsep.join(one for one in folders if Path(one).is_absolute())
    if repository is not None:
        kept["GIT_DIR"] = str(repository.folder)
    return {**kept, **_ALWAYS, **(repository.variables if repository is not None else {})}


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


@contextmanager
def started(
    repository: Repository | None,
    *args: str,
    stdin: int | IO[Any] | None = None,
    stdout: IO[bytes] | None = None,
    most: int = MAX_WRITTEN,
    may_fail: bool = False,
    settings: Sequence[str] = (),
) -> Iterator[Git.AutoInterrupt]:
    """Start git and hand out its process, whose output is to be read from `stdout`.

    It is stopped when the block is left early, when it takes too long, wants too much memory, or writes more than
    `most` bytes to a file: what is small in a record may be of any size when it is unpacked. Nothing from outside may
    be in `args` but full ids: names go through its input.

    Raises NoGit, LimitReached, and GitTrouble where it ends badly and must not.
    """
    git, safer_popen = gitpython()
    command = [git_program(), "--no-pager"]
    for one in (*_SETTINGS, *settings):
        command += ["-c", one]
    command += args
    too_long = threading.Event()
    with tempfile.TemporaryFile() as said:
        process = git.AutoInterrupt(
            safer_popen(
                command,
                env=environment(repository),
                cwd=Path(os.sep).absolute(),
                stdin=stdin if stdin is not None else -3,  # nothing to read: subprocess.DEVNULL
                stdout=stdout if stdout is not None else -1,
                stderr=said,
                bufsize=_PIPE,
                pipesize=_PIPE,
            ),
            command,
        )
        _hold(process, most)

        def stop() -> None:
            too_long.set()
            process.kill()

        clock = threading.Timer(MAX_SECONDS, stop)
        clock.daemon = True
        clock.start()
        try:
            yield process
            if process.stdout:
                while process.stdout.read(1 << 18):
                    pass
            code = process.proc.wait() if process.proc else 0
        finally:
            clock.cancel()
            process._terminate()  # noqa: SLF001 - what it does when it is thrown away, but now
        if too_long.is_set():
            raise LimitReached(f"it took longer than {MAX_SECONDS // 60} minutes")
        if code and not may_fail:
            said.seek(0)
            raise _trouble(code, said.read(1 << 14))


def output(
    repository: Repository | None,
    *args: str,
    given: bytes = b"",
    most: int = 1 << 28,
    may_fail: bool = False,
    settings: Sequence[str] = (),
) -> bytes:
    """Everything that git says, which may be `most` bytes. Raises as `started` does."""
    with tempfile.TemporaryFile() as asked:
        asked.write(given)
        asked.seek(0)
        with started(repository, *args, stdin=asked, may_fail=may_fail, settings=settings) as process:
            said = bytes(process.stdout.read(most + 1))
            if len(said) > most:
                raise LimitReached("one answer of git was too long")
            return said


def _hold(process: Any, most: int) -> None:
    """Bound the memory of a process and the files that it writes, where the system can."""
    if sys.platform == "linux":
        import resource

        for what, bound in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_FSIZE, most)):
            try:
                resource.prlimit(process.pid, what, (bound, bound))
            except (OSError, ValueError):  # it has ended already, or a tighter bound stands
                continue


def _trouble(code: int, said: bytes) -> GitTrouble:
    """What to tell people. Git's own words are left out: they may quote the record."""
    if code == -_TOO_LONG_A_FILE:
        return LimitReached("unpacked, it is larger than any portfolio needs")
    if b"No space left" in said or b"quota exceeded" in said:
        return GitTrouble("There is no room left on this computer to unpack the record. Make some, and try again.")
    if code < 0 or any(word in said for word in (b"out of memory", b"Out of memory", b"cannot be mapped", b"malloc")):
        return LimitReached("it needs more memory than any portfolio does")
    if b"missing" in said or b"bad object" in said or b"unable to read" in said or b"Could not read" in said:
        return GitTrouble("Part of the record is missing or damaged. Ask for a fresh copy of the whole record.")
    if b"corrupt" in said or b"loose object" in said or b"inflate" in said or b"mismatch" in said or b"fsck" in said:
        return GitTrouble("Part of the record is damaged. Ask for a fresh copy of the whole record.")
    return GitTrouble("Git could not read the record. Ask for a fresh copy of it.")
