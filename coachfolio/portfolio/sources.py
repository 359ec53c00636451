"""Where a portfolio's bytes come from: a folder, a dict in memory, or one of them with changes laid over it.

A source lists what is there and reads bytes. It follows no symbolic link, opens nothing outside its folder, waits for
no device, and never changes anything.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

from coachfolio.base.diagnostics import START, Problem
from coachfolio.base.files import NotPlain, is_private, open_plain, read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.portfolio.elsewhere import BEGINNING, BRING_IT, put_down_by, stands_for

__all__ = [
    "TEXTS",
    "Folder",
    "InMemory",
    "Overlay",
    "Source",
    "Unreadable",
    "beginning_of",
    "content_id",
    "id_in",
    "is_listed",
    "name_problems",
    "not_fetched",
]

MAX_FILES: Final = 100_000
"""Files in one portfolio, attachments included."""

_TIDY: Final = re.compile(r"(?:[a-z0-9-]+/)*[a-z0-9-]{5,}\.[a-z0-9]+")
"""Paths with nothing in them to look at twice: the names that Windows cannot store have at most four letters."""

TEXTS: Final = (".yaml", ".yml", ".md", ".txt", ".csv")
"""How the names of texts end, of which a computer may keep the ends of lines in its own way."""
MAX_TEXT_BYTES: Final = 1 << 27
"""Of an attached text whose content is asked for."""
_CHUNK: Final = 1 << 20
_WINDOWS_NAMES: Final = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_WINDOWS_SIGNS: Final = set('<>:"\\|?*')


class Unreadable(Exception):
    """A file that is listed cannot be read. The text is a sentence for people."""


class Source(Protocol):
    """Anything that a portfolio can be read from."""

    @property
    def name(self) -> str:
        """What to call it, for people."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every file's path inside the portfolio, with / between folders, and its size in bytes. Sorted by path."""

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """What was found wrong while listing, with the path of each."""

    def read(self, path: str) -> bytes:
        """The bytes of one listed file, of one more than MAX_FILE_BYTES at most. Raises Unreadable."""

    def content_id(self, path: str) -> str:
        """The id of the whole content of one listed file, as the function `content_id` gives it. Raises Unreadable."""


def id_in(source: Source, path: str) -> str:
    """The id of the whole content of one file of a source. Raises Unreadable.

    Sources used to have a method `content` for it. Until coachfolio 0.2 that serves too.
    """
    if hasattr(source, "content_id"):
        return source.content_id(path)
    import warnings

    warnings.warn(
        f"The method content of {type(source).__name__} has to be called content_id from coachfolio 0.2 on.",
        DeprecationWarning,
        stacklevel=2,
    )
    found: str = getattr(source, "content")(path)  # noqa: B009 - mypy knows no such method
    return found


def content_id(data: bytes, path: str) -> str:
    """The id of a file's content: the one under which git keeps it, by SHA-1.

    A computer may keep the ends of lines of a text in its own way, so they count as single line feeds.
    """
    if path.lower().endswith(TEXTS):
        data = data.replace(b"\r\n", b"\n")
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def beginning_of(source: Source, path: str) -> bytes:
    """The first bytes of a listed file; none where they cannot be had."""
    try:
        if isinstance(source, Folder):
            return source.beginning(path)
        read = getattr(source, "beginning", source.read)
        return bytes(read(path)[:BEGINNING])
    except Unreadable:
        return b""


def not_fetched(path: str) -> tuple[str, Problem] | None:
    """What to say where a sync service put something down in the place of a file, with the path of that file."""
    folder, slash, name = path.rpartition("/")
    if not (there := stands_for(name)) or not is_listed(f"{folder}{slash}{there}"):
        return None
    message = "This file is not on this computer: iCloud has put a mark in its place. It was not read."
    return f"{folder}{slash}{there}", Problem("not-here", message, BRING_IT, START)


@frozen()
class InMemory(Frozen):
    """A portfolio as a dict of paths and texts: for tests, and for tools that hold the files themselves."""

    files: Mapping[str, str | bytes]
    name: str = "memory"

    @property
    def sizes(self) -> Mapping[str, int]:
        return {path: len(_bytes(self.files[path])) for path in sorted(self.files) if is_listed(path)}

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        names = {
            "/".join(parts[: depth + 1])
            for parts in (path.split("/") for path in self.files if is_listed(path))
            for depth in range(len(parts))
        }
        away = (found for path in sorted(self.files) if (found := not_fetched(path)))
        return (*((name, problem) for name in sorted(names) for problem in name_problems(name)), *away)

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise Unreadable("This file is not there any more.")
        return _bytes(self.files[path])[: MAX_FILE_BYTES + 1]

    def content_id(self, path: str) -> str:
        if path not in self.files:
            raise Unreadable("This file is not there any more.")
        return content_id(_bytes(self.files[path]), path)


class Overlay:
    """A source as it would be with some files added, changed or deleted, such as an editor's text before it is saved.

    `changes` has by path what a file would hold, and None for one that would not be there. Both are looked at once,
    when it is made.
    """

    def __init__(self, source: Source, changes: Mapping[str, str | bytes | None]) -> None:
        self.source: Final = source
        self.changes: Final = dict(changes)
        self.name: Final = source.name
        self._new = InMemory({path: content for path, content in self.changes.items() if content is not None})
        kept = {path: size for path, size in source.sizes.items() if path not in self.changes}
        self._sizes = dict(sorted({**kept, **self._new.sizes}.items()))
        told = {*self.changes, *(path for path, _ in self._new.problems)}
        self._problems = (*(found for found in source.problems if found[0] not in told), *self._new.problems)

    @property
    def sizes(self) -> Mapping[str, int]:
        return self._sizes

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        return self._problems

    def read(self, path: str) -> bytes:
        return (self._new if path in self.changes else self.source).read(path)

    def beginning(self, path: str) -> bytes:
        return beginning_of(self._new if path in self.changes else self.source, path)

    def content_id(self, path: str) -> str:
        return id_in(self._new if path in self.changes else self.source, path)


def _bytes(content: str | bytes) -> bytes:
    return content.encode(errors="surrogatepass") if isinstance(content, str) else content


class Folder:
    """A portfolio in a folder of this machine. It is listed once, when it is made."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path: Final = Path(path)
        self.name: Final = str(path)
        self._sizes: dict[str, int] = {}
        self._problems: list[tuple[str, Problem]] = []
        self._list()

    @property
    def sizes(self) -> Mapping[str, int]:
        return self._sizes

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        return tuple(self._problems)

    def read(self, path: str) -> bytes:
        try:
            handle, about = open_plain(f"{self.path}/{path}")
            try:
                # no more memory than the file needs; one byte more than its size shows that this is the end
                data = b""
                wanted = min(about.st_size, MAX_FILE_BYTES) + 1
                while len(data) < wanted and (part := os.read(handle, wanted - len(data))):
                    data += part
                    if len(data) == about.st_size:  # fewer than were asked for: this is the end
                        break
                    if len(data) > about.st_size:  # it grew while it was read
                        wanted = MAX_FILE_BYTES + 1
                return data
            finally:
                os.close(handle)
        except NotPlain:
            raise Unreadable("This is not a file but a device or a pipe.") from None
        except OSError as error:
            raise Unreadable(f"This file cannot be read: {(error.strerror or 'unknown reason').lower()}.") from None

    def beginning(self, path: str) -> bytes:
        """The first bytes of a file. Raises Unreadable."""
        try:
            handle, _ = open_plain(f"{self.path}/{path}")
            try:
                return os.read(handle, BEGINNING)
            finally:
                os.close(handle)
        except NotPlain:
            raise Unreadable("This is not a file but a device or a pipe.") from None
        except OSError as error:
            raise Unreadable(f"This file cannot be read: {(error.strerror or 'unknown reason').lower()}.") from None

    def content_id(self, path: str) -> str:
        try:
            handle, about = open_plain(f"{self.path}/{path}")
            with os.fdopen(handle, "rb") as file:
                if path.lower().endswith(TEXTS):
                    if about.st_size > MAX_TEXT_BYTES:
                        raise Unreadable("This file is too large for a text.")
                    return content_id(file.read(about.st_size), path)
                digest = hashlib.sha1(b"blob %d\0" % about.st_size, usedforsecurity=False)
                left = about.st_size
                while left > 0 and (part := file.read(min(left, _CHUNK))):  # a file that grows is read no further
                    left -= len(part)
                    digest.update(part)
                return digest.hexdigest()
        except NotPlain:
            raise Unreadable("This is not a file but a device or a pipe.") from None
        except OSError as error:
            raise Unreadable(f"This file cannot be read: {(error.strerror or 'unknown reason').lower()}.") from None

    @property
    def line_ends_kept(self) -> bool:
        """Whether a file .gitattributes here tells git to keep the ends of lines alike in what is saved."""
        try:
            text = read_plain(self.path / ".gitattributes", _CHUNK)
        except OSError:
            return False
        return any(
            b"text" in line and not line.lstrip().startswith(b"#") and (b"auto" in line or b"eol=" in line)
            for line in text.splitlines()
        )

    def _list(self) -> None:
        found: dict[str, int] = {}
        folders = [""]
        while folders:
            folder = folders.pop()
            try:
                entries = list(os.scandir(f"{self.path}/{folder}"))
            except (OSError, ValueError) as error:  # no file has such a name
                reason = (getattr(error, "strerror", None) or "unknown reason").lower()
                self._say(
                    folder.removesuffix("/") or ".",
                    "unreadable-file",
                    f"This folder cannot be read: {reason}.",
                    "Ask for leave to read it.",
                )
                continue
            for entry in entries:
                if entry.name.startswith(".") and (away := not_fetched(folder + entry.name)):
                    self._problems.append(away)
                if entry.name.startswith(".") or (not folder and is_private(entry.name)):
                    continue
                path = folder + entry.name
                if not _TIDY.fullmatch(path):  # as nearly all are
                    self._problems += [(path, problem) for problem in name_problems(path)]
                if entry.is_symlink():
                    self._link(path)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif entry.is_file(follow_symlinks=False):
                    if len(found) >= MAX_FILES:
                        self._say(
                            path,
                            "unreadable-file",
                            f"There are more than {MAX_FILES:,} files here; from this one on nothing was read.",
                            "Check that this is the folder of a portfolio.",
                        )
                        folders.clear()
                        break
                    with contextlib.suppress(FileNotFoundError):  # it went away while the folder was listed
                        found[path] = entry.stat(follow_symlinks=False).st_size
                else:
                    self._say(
                        path, "unreadable-file", "This is not a file but a device or a pipe.", "Delete it from here."
                    )
        self._sizes = dict(sorted(found.items()))

    def _link(self, path: str) -> None:
        try:
            target = (self.path / path).resolve()
            inside = target.is_relative_to(self.path.resolve())
        except (OSError, RuntimeError):  # a circle of links
            inside = False
        where = "another place in the portfolio" if inside else "a place outside the portfolio"
        self._say(
            path,
            "link-not-followed",
            f"This is not a file but a link to {where}. It was not read.",
            "Put the file itself here: a link is lost when the portfolio is handed over.",
        )

    def _say(self, path: str, rule: str, message: str, hint: str) -> None:
        self._problems.append((path, Problem(rule, message, hint, START)))


def is_listed(path: str) -> bool:
    """As in a folder: nothing that is private, and nothing that is hidden."""
    parts = path.split("/")
    return not is_private(path) and not any(part.startswith(".") and part not in (".", "..") for part in parts)


def name_problems(path: str) -> Iterator[Problem]:
    """Names that another computer cannot hold, or that are not what they seem."""
    if _TIDY.fullmatch(path):
        return
    parts = path.split("/")
    name = parts[-1]
    if put_down_by(name):
        return  # nobody chose it, and it is not to be handed over
    trouble = ""
    if any(part in ("", ".", "..") for part in parts):
        trouble = "leads somewhere else"
    elif any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name):
        trouble = "has an invisible character in it"
    elif _WINDOWS_SIGNS & set(name):
        trouble = "has a sign in it that Windows cannot store"
    elif name.split(".")[0].rstrip(" ").casefold() in _WINDOWS_NAMES or name.endswith((" ", ".")):
        trouble = "is one that Windows cannot store"
    if trouble:
        yield Problem(
            "unsafe-name",
            f"This name {trouble}.",
            "Use letters, digits and hyphens.",
            START,
        )
