"""Starting git: the only place where a process of git begins that reads a record.

Each child gets an environment built from nothing. So neither the reader's settings nor a stranger's can make git run a
program, ask a question, follow a substitution or fetch anything. GitPython adds to the environment that it inherits and
cannot take anything from it. To import it takes longer than to read a small record, so it is left to what people do in
a record of their own (`coachfolio.git.own`).
"""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.programs import program

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "GitTrouble",
    "LimitReached",
    "NoGit",
    "Process",
    "Repository",
    "StopsShort",
    "ahead",
    "git_program",
    "lines_as_input",
    "output",
    "started",
]

MAX_GIT_MEMORY: Final = 1 << 30
"""Bytes of address space for one process of git, where the system can hold it to that."""
MAX_GIT_SECONDS: Final = 900
"""How long one process of git may take."""
MAX_WRITTEN: Final = 8 << 30
"""Bytes of one file that a process of git may write, where the system can hold it to that."""

_TOO_LONG_A_FILE: Final = getattr(signal, "SIGXFSZ", 0) or 1 << 16
"""The signal that ends a process which wrote too much."""
LONG_PATH: Final = "it has a path that is longer than any computer can keep"
_TOO_MUCH: Final = "unpacked, it is larger than any portfolio needs"
_NO_MEMORY: Final = (b"out of memory", b"Out of memory", b"cannot be mapped", b"mmap failed", b"malloc")
_NO_ROOM: Final = "There is no room left on this computer to unpack the record. Make some, and try again."
_FULL: Final = 1 << 16
"""Bytes: where a disk has no more left than these, it is full."""
_PIPE: Final = 1 << 18
"""Bytes that a process may be ahead of its reader."""
_A_MOMENT: Final = 0.0005
"""Seconds after which a file is looked at again for what git has written."""
_WHILE_IT_GROWS: Final = hasattr(os, "pread")
"""Whether the system lets a file be read at one place while it is written at another."""
_NO_WINDOW: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)

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


class StopsShort(GitTrouble):
    """Git ended in the midst of what it said."""

    def __init__(self) -> None:
        super().__init__("Git's account of the record stops short. Ask for a fresh copy of it.")


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
    kept["PATH"] = os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())
    if repository is not None:
        kept["GIT_DIR"] = str(repository.folder)
    return {**kept, **_ALWAYS, **(repository.variables if repository is not None else {})}


class Process:
    """A process of git that may be running."""

    def __init__(self, child: subprocess.Popen[bytes], complaint: IO[bytes]) -> None:
        self._child = child
        self._complaint = complaint
        self._too_long = False
        self._clock = threading.Timer(MAX_GIT_SECONDS, self._stop)
        self._clock.daemon = True

    def watch(self) -> None:
        """Stop it when it takes too long."""
        self._clock.start()

    @property
    def stdout(self) -> IO[bytes]:
        """What it says, where nobody told it to say that into a file."""
        assert self._child.stdout
        return self._child.stdout

    @property
    def ended(self) -> bool:
        return self._child.poll() is not None

    def finish(self, *, may_fail: bool = False) -> None:
        """Wait for its end. Raises LimitReached, and GitTrouble where it ended badly and must not."""
        code = self._child.wait()
        if self._too_long:
            raise LimitReached(f"it took longer than {MAX_GIT_SECONDS // 60} minutes")
        if code and not may_fail:
            self._complaint.seek(0)
            raise _trouble(code, self._complaint.read(1 << 14))

    def close(self) -> None:
        """Leave nothing of it behind, whether it is done or not."""
        self._clock.cancel()
        if not self.ended:
            self._child.kill()
            self._child.wait()
        if self._child.stdout:
            self._child.stdout.close()

    def _stop(self) -> None:
        if not self.ended:
            self._too_long = True
            self._child.kill()


@contextmanager
def started(
    repository: Repository | None,
    *args: str,
    stdin: int | IO[Any] | None = None,
    stdout: IO[bytes] | None = None,
    most: int = MAX_WRITTEN,
    may_fail: bool = False,
    settings: Sequence[str] = (),
) -> Iterator[Process]:
    """Start git and hand out its process, whose output is to be read from `stdout`.

    It is stopped when the block is left early, when it takes too long, wants too much memory, or writes more than
    `most` bytes to a file: what is small in a record may be of any size when it is unpacked. Nothing from outside may
    be in `args` but full ids: names go through its input.

    Raises NoGit, LimitReached, and GitTrouble where it ends badly and must not.
    """
    command = [git_program(), "--no-pager"]
    for argument in (*_SETTINGS, *settings):
        command += ["-c", argument]
    command += args
    with _file() as complaint:
        try:
            child = subprocess.Popen(  # noqa: S603 - git, with nothing from outside
                command,
                env=environment(repository),
                cwd=Path(os.sep).absolute(),
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=subprocess.PIPE if stdout is None else stdout,
                stderr=complaint,
                bufsize=_PIPE,
                pipesize=_PIPE,
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise _no_help(error) from None
        process = Process(child, complaint)
        try:
            _hold(child.pid, most)
            process.watch()
            yield process
            if stdout is None and not process.stdout.closed:
                while process.stdout.read(1 << 18):
                    pass
            process.finish(may_fail=may_fail)
        except StopsShort:
            process.finish(may_fail=may_fail)  # why it ended says more
            raise
        finally:
            process.close()


@contextmanager
def ahead(
    repository: Repository,
    *args: str,
    given: Iterable[str] = (),
    fed_by: Sequence[str] = (),
    most: int,
) -> Iterator[IO[bytes]]:
    """Start git and hand out what it says, to be read at any time: it works in the background meanwhile.

    `given` are lines for its input. With `fed_by`, they are the input of another git, which is started with these
    arguments and whose output this one reads. `most` are the bytes that it may say.

    Raises NoGit and LimitReached, and GitTrouble when its last word is read: what nobody reads to its end may end in
    any way.
    """
    with ExitStack() as running:
        processes = []
        stdin = running.enter_context(lines_as_input(given))
        if fed_by:
            feeder = running.enter_context(started(repository, *fed_by, stdin=stdin, may_fail=True))
            processes.append(feeder)
            stdin = feeder.stdout
        said = running.enter_context(_file(buffering=0))
        process = running.enter_context(started(repository, *args, stdin=stdin, stdout=said, most=most, may_fail=True))
        if fed_by:
            stdin.close()  # the other one alone reads it, so that neither waits where one has ended
        processes.append(process)
        yield io.BufferedReader(_Growing(said.fileno(), processes, most), _PIPE)
        for child in processes:
            child.close()


@contextmanager
def lines_as_input(lines: Iterable[str]) -> Iterator[IO[bytes]]:
    """A file with a line for each, to be a process's input: a file spares a thread that feeds it."""
    with _filled("\n".join((*lines, "")).encode("ascii")) as file:
        yield file


@contextmanager
def _filled(content: bytes) -> Iterator[IO[bytes]]:
    """A file to be read from its start."""
    with _file() as file:
        try:
            file.write(content)
            file.seek(0)
        except OSError as error:
            raise _no_help(error) from None
        yield file


def _file(buffering: int = -1) -> IO[bytes]:
    """A file that is gone when it is closed."""
    try:
        return tempfile.TemporaryFile(buffering=buffering)
    except OSError as error:
        raise _no_help(error) from None


class _Growing(io.RawIOBase):
    """A file from its start, while the last of some processes that feed each other is still writing at its end."""

    def __init__(self, handle: int, processes: Sequence[Process], most: int) -> None:
        self._handle = handle
        self._processes = processes
        self._most = most
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        while True:
            ended = self._processes[-1].ended  # asked first: what it wrote last is there by then
            part = _read_at(self._handle, room.nbytes, self._at) if ended or _WHILE_IT_GROWS else b""
            if part:
                room[: len(part)] = part
                self._at += len(part)
                if self._at > self._most:  # where no system held git to it
                    raise LimitReached(_TOO_MUCH)
                return len(part)
            if ended:
                for process in reversed(self._processes):
                    process.finish()
                return 0
            time.sleep(_A_MOMENT)


def _read_at(handle: int, most: int, at: int) -> bytes:
    if _WHILE_IT_GROWS:
        return os.pread(handle, most, at)
    os.lseek(handle, at, os.SEEK_SET)  # the process writes at this very place, so this must wait for its end
    return os.read(handle, most)


def output(
    repository: Repository | None,
    *args: str,
    given: bytes = b"",
    most: int = 1 << 28,
    may_fail: bool = False,
    settings: Sequence[str] = (),
) -> bytes:
    """Everything that git says, which may be `most` bytes.

    Raises NoGit, LimitReached, and GitTrouble where it ends badly and must not.
    """
    with (
        _filled(given) as lines,
        started(repository, *args, stdin=lines, may_fail=may_fail, settings=settings) as process,
    ):
        said = process.stdout.read(most + 1)
        if len(said) > most:
            raise LimitReached("one answer of git was too long")
        return said


def _hold(child: int, most: int) -> None:
    """Bound the memory of a process and the files that it writes, where the system can."""
    if sys.platform == "linux":
        import resource

        for what, bound in ((resource.RLIMIT_AS, MAX_GIT_MEMORY), (resource.RLIMIT_FSIZE, most)):
            try:
                resource.prlimit(child, what, (bound, bound))
            except (OSError, ValueError):  # it has ended already, or a tighter bound stands
                continue


def _trouble(code: int, said: bytes) -> GitTrouble:
    """What to tell people. Git's own words are left out: they may quote the record."""
    if code == -_TOO_LONG_A_FILE:
        return LimitReached(_TOO_MUCH)
    # where there is none for the complaint either, git falls silent
    if b"No space left" in said or b"quota exceeded" in said or (code > 0 and not said and _is_full()):
        return GitTrouble(_NO_ROOM)
    if code < 0 or any(word in said for word in _NO_MEMORY):
        return LimitReached("it needs more memory than any portfolio does")
    if b"maximum allowed tree depth" in said:  # two bytes a folder at least: newer git stops before we do
        return LimitReached(LONG_PATH)
    if b"missing" in said or b"bad object" in said or b"unable to read" in said or b"Could not read" in said:
        return GitTrouble("Part of the record is missing or damaged. Ask for a fresh copy of the whole record.")
    if b"corrupt" in said or b"loose object" in said or b"inflate" in said or b"mismatch" in said or b"fsck" in said:
        return GitTrouble("Part of the record is damaged. Ask for a fresh copy of the whole record.")
    return GitTrouble("Git could not read the record. Ask for a fresh copy of it.")


def _is_full() -> bool:
    """Whether there is no room left where git's answers go."""
    import shutil

    try:
        return shutil.disk_usage(tempfile.gettempdir()).free <= _FULL
    except OSError:
        return True


def _no_help(error: OSError) -> GitTrouble:
    """What to tell people where this computer gives git nothing to work with."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return GitTrouble("This computer lets no more files be opened at once. Close other programs, and try again.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return GitTrouble(_NO_ROOM)
    return GitTrouble(f"Git could not be started: {(error.strerror or 'unknown reason').lower()}.")
