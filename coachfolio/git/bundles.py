"""Hand-over files: a whole record in one file (git calls it a bundle), without settings, hooks or links.

A hand-over file is copied into a git directory of our own, and git works out anew the id of everything in it. What git
would call bad form (dates that cannot be, missing names, odd modes, dangerous paths) does not refuse it there: it is
the report that says so, in the same words for a file as for a folder. So git looks only for what is not there at all.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.git.directory import (
    MAX_REFS,
    REPLACED,
    OpenRecord,
    RecordShape,
    is_id,
    is_lawful,
    temporary_folder,
    write_directory,
)
from coachfolio.git.plain import open_foreign
from coachfolio.git.process import GitTrouble, LimitReached, Repository, lines_as_input, output, started

__all__ = ["opened_bundle", "write_bundle"]

MAX_BUNDLE_BYTES: Final = 4 << 30
MAX_LINE_BYTES: Final = 4 << 10
MAX_HEADER_LINES: Final = 2 * MAX_REFS

_FIRST_LINE: Final = re.compile(rb"# v([23]) git bundle\n")
_HOW: Final = "Ask for the whole record, as one file made with `coachfolio bundle` on the computer where everything is."
_NOT_ONE: Final = "This is neither a portfolio's folder nor a hand-over file. Name one of the two."
_PART: Final = f"This hand-over file holds only a part of the record. {_HOW}"
_DAMAGED: Final = "This hand-over file is damaged: it does not hold what its first lines promise. Ask for a fresh copy."
_IN_SHA256: Final = "# v3 git bundle\n@object-format=sha256\n"
_PACKED: Final = (
    *("pack-objects", "--revs", "--stdout", "--quiet", "--delta-base-offset", "--threads=1"),
    *("--no-reuse-delta", "--no-reuse-object", "--no-use-bitmap-index", "--window=10", "--depth=50", "--compression=6"),
)
_BIG_FILES: Final = ("core.bigFileThreshold=16m",)
"""From this size on git neither compares files nor holds them in memory as a whole: enough for videos in 2 GiB."""


@frozen()
class _Header(Frozen):
    """The first lines of a hand-over file."""

    algorithm: str
    ids: dict[str, str]
    """Names and ids, HEAD among them."""
    replaced: int


@contextmanager
def opened_bundle(path: Path) -> Iterator[OpenRecord]:
    """Open a hand-over file. As many bytes as it has are needed for a moment in the folder for temporary files.

    Raises LimitReached, PointsOutside, and GitTrouble where it is damaged or holds only a part of a record.
    """
    with temporary_folder() as folder:
        try:
            file = os.fdopen(open_foreign(path), "rb")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise GitTrouble(f"This hand-over file cannot be read: {reason}.") from None
        with file:
            if os.fstat(file.fileno()).st_size > MAX_BUNDLE_BYTES:
                raise LimitReached(f"the hand-over file has more than {MAX_BUNDLE_BYTES >> 30} GiB")
            try:
                header = _header(file)
            except OSError as error:
                reason = (error.strerror or "unknown reason").lower()
                raise GitTrouble(f"This hand-over file cannot be read: {reason}.") from None
            os.lseek(file.fileno(), file.tell(), os.SEEK_SET)
            refs = {name: id for name, id in header.ids.items() if name != "HEAD"}
            tip, branch = _end(header)
            repository = write_directory(folder, header.algorithm, branch or tip, refs)
            _take_in(repository, file)
        _confirm(repository, header)
        yield OpenRecord(repository, "bundle", refs, tip, branch, None, "", RecordShape(replaced=header.replaced))


def _header(file: IO[bytes]) -> _Header:
    """Read up to the empty line before the contents."""
    if not (first := _FIRST_LINE.fullmatch(file.readline(64))):
        raise GitTrouble(_NOT_ONE)
    algorithm, replaced = "sha1", 0
    ids: dict[str, str] = {}
    for _ in range(MAX_HEADER_LINES):
        line = file.readline(MAX_LINE_BYTES)
        if line == b"\n":
            return _Header(algorithm, dict(sorted(ids.items())), replaced)
        if not line.endswith(b"\n"):
            raise GitTrouble(_DAMAGED)
        if line.startswith(b"@") and first[1] == b"3" and not ids:
            algorithm = _capability(line[1:-1])
            continue
        if line.startswith(b"-"):
            raise GitTrouble(_PART)
        id, name = line[:-1].decode("utf-8", "surrogateescape").partition(" ")[::2]
        if not is_id(id, algorithm) or ids.get(name, id) != id:
            raise GitTrouble(_DAMAGED)
        if name.startswith(REPLACED):
            replaced += 1
        elif name == "HEAD" or is_lawful(name):
            ids[name] = id
    raise LimitReached(f"the hand-over file has more than {MAX_REFS:,} branches, tags and other names")


def _capability(line: bytes) -> str:
    """How ids are made, from a line that says what a reader must know of."""
    key, _, value = line.partition(b"=")
    if key == b"object-format" and value in (b"sha1", b"sha256"):
        return value.decode()
    if key == b"filter":
        raise GitTrouble(_PART)
    raise GitTrouble("This hand-over file is in a newer form, which cannot be read yet. " + _HOW)


def _end(header: _Header) -> tuple[str, str]:
    """The id of the last saved state, and the branch that ends with it. Raises GitTrouble if the file does not say."""
    branches = {name: id for name, id in header.ids.items() if name.startswith("refs/heads/")}
    usual = [name for name in ("refs/heads/main", "refs/heads/master") if name in branches]
    if tip := header.ids.get("HEAD"):
        ending = [name for name in (*usual, *branches) if branches[name] == tip]
        return tip, ending[0] if ending else ""
    if not usual and len(branches) != 1:
        raise GitTrouble(
            "This hand-over file does not say which of its lines of work is the portfolio's, or holds none. " + _HOW
        )
    branch = usual[0] if usual else next(iter(branches))
    return branches[branch], branch


def _take_in(repository: Repository, file: IO[bytes]) -> None:
    """Copy contents into our own git directory, from where the file stands now.

    `--check-self-contained-and-connected` is what a clone uses: everything that the contents name must be there.
    `--strict` would ask for good form as well, and refuse honest records that old programs made.
    """
    try:
        with started(
            repository,
            "index-pack",
            "--stdin",
            "--check-self-contained-and-connected",
            stdin=file.fileno(),
            settings=_BIG_FILES,
        ):
            pass
    except LimitReached:
        raise
    except GitTrouble:
        raise GitTrouble(f"This hand-over file is damaged, or holds only a part of the record. {_HOW}") from None


def _confirm(repository: Repository, header: _Header) -> None:
    """Every name must stand for something that is there, and a branch for a saved state."""
    given = "".join(f"{id}\n" for id in header.ids.values()).encode()
    said = output(repository, "cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", given=given)
    answers = said.decode("ascii", "replace").splitlines()
    for (name, id), answer in zip(header.ids.items(), answers, strict=True):
        commits_only = name == "HEAD" or name.startswith("refs/heads/")
        allowed = ("commit",) if commits_only else ("commit", "tag", "tree", "blob")
        if answer not in [f"{id} {type}" for type in allowed]:
            raise GitTrouble(_DAMAGED)


def write_bundle(source: OpenRecord, file: str | os.PathLike[str]) -> None:
    """Write a whole record as one hand-over file: branches and tags, and nothing that only one machine needs.

    It is read once before it gets its name. Raises GitTrouble for a record of which a part is missing, for one in which
    nothing is saved, and where a file of that name is there already.
    """
    _refuse(source)
    place = Path(os.path.normpath(Path(file).absolute()))
    if os.path.lexists(place):
        raise _exists(place)
    try:
        handle, name = tempfile.mkstemp(prefix=".hand-over-", suffix=".part", dir=place.parent)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise GitTrouble(f"The hand-over file cannot be written there: {reason}.") from None
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as written:
            _write(source, written)
        with opened_bundle(draft):
            pass
        _rename(draft, place)
    finally:
        draft.unlink(missing_ok=True)


def _write(source: OpenRecord, written: IO[bytes]) -> None:
    """Write the first lines and the contents. The same record gives the same bytes, however git has packed it."""
    names = {name: id for name, id in source.refs.items() if name.startswith(("refs/heads/", "refs/tags/"))}
    assert source.tip is not None
    ids = {"HEAD": source.tip, **dict(sorted(names.items()))}
    format = "# v2 git bundle\n" if source.repository.algorithm == "sha1" else _IN_SHA256
    written.write((format + "".join(f"{id} {name}\n" for name, id in ids.items()) + "\n").encode())
    written.flush()
    with (
        lines_as_input(sorted({*ids.values()})) as tips,
        started(source.repository, *_PACKED, stdin=tips, stdout=written, settings=_BIG_FILES),
    ):
        pass


def _refuse(source: OpenRecord) -> None:
    if source.tip is None:
        raise GitTrouble(
            "Nothing has been saved in this portfolio yet, so there is nothing to hand over. Save it first."
        )
    if source.shape.shallow:
        raise GitTrouble(
            "The older part of the record is not on this computer, so a hand-over file would not be whole. "
            "Get the rest first with `git fetch --unshallow`, then make the hand-over file again."
        )
    if source.shape.partial:
        raise GitTrouble(
            "Some contents of the record are not on this computer, so a hand-over file would not be whole. "
            "Get a whole copy first with `git clone` and without `--filter`, then make the hand-over file "
            "from there."
        )


def _exists(place: Path) -> GitTrouble:
    return GitTrouble(
        f"There is already something called {shown(str(place), 200)}. Choose another name: it was not changed."
    )


def _rename(draft: Path, place: Path) -> None:
    """Give a finished file its name, and never that of another file."""
    try:
        place.hardlink_to(draft)
    except FileExistsError:
        raise _exists(place) from None
    except OSError:  # a disk without second names, such as a memory stick
        if os.path.lexists(place):
            raise _exists(place) from None
        draft.rename(place)
