"""Whether a pack is whole: everything that it lists is there, as it was, and nothing else is.

That shows damage, loss and slips, and no forgery: whoever has a pack can make another one. What tells the two apart is
the fingerprint of the whole file, when it comes by another way than the file.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.format.bags.paths import path_decoded
from coachfolio.format.bags.zips import BROKEN, UnusableZip, opened_zip

__all__ = ["HowFar", "PackVerified", "verify_pack"]

_CHUNK: Final = 1 << 20
_MAX_LIST: Final = 32 << 20
"""Bytes of one list of fingerprints."""
_MAX_ABOUT: Final = 1 << 20
_DECLARATION: Final = re.compile(
    r"\ufeff?BagIt-Version: (\d+\.\d+)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?", re.IGNORECASE
)
_VERSIONS: Final = ("0.97", "1.0")
_LIST: Final = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_ROW: Final = re.compile(r"([0-9a-fA-F]+)[ \t]+\*?(.+)")
_STRONG: Final = ("sha512", "sha256")
_LENGTHS: Final = {"sha256": 64, "sha512": 128}
_NO_PACK: Final = (
    "This ZIP is no pack: it has no list of what is in it. Ask for the file that `coachfolio pack` made, as it is."
)

HowFar = Callable[[int, int], None]
"""Told how many bytes are read, and of how many."""


@frozen()
class PackVerified(Frozen):
    """What became of a pack."""

    name: str
    """The folder that everything in it lies in."""
    files: int
    """How many files of those that it lists are there as they were."""
    size: int
    """Bytes of everything in it, unpacked."""
    fingerprint: str
    """The SHA-256 of the whole ZIP, to be compared with what its maker says."""
    about: Mapping[str, str]
    """What it says of itself: a label and its value each."""
    missing: tuple[str, ...]
    """Files that are listed, and are not there."""
    changed: tuple[str, ...]
    """Files that are not as they were."""
    added: tuple[str, ...]
    """Files that are there, and not listed."""

    @property
    def whole(self) -> bool:
        """Whether all is there and unchanged."""
        return not (self.missing or self.changed or self.added)


def verify_pack(path: str | os.PathLike[str], *, progress: HowFar | None = None) -> PackVerified:
    """Hold everything in a ZIP against the fingerprints that it lists. Nothing is unpacked, and nothing is written.

    Raises CoachfolioError where it cannot be read; UnusableZip, where it is no pack, or one that may do harm.
    """
    try:
        with Path(path).open("rb") as file:
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
            with opened_zip(file) as archive:
                return _Verifying(archive, progress).verified(fingerprint)
    except OSError as error:
        raise CoachfolioError(
            f"{shown(os.fspath(path), 200)} cannot be read ({(error.strerror or 'damaged').lower()})."
        ) from None


class _Verifying:
    def __init__(self, archive: zipfile.ZipFile, progress: HowFar | None) -> None:
        self._archive = archive
        self._progress = progress
        files = [part for part in archive.infolist() if not part.is_dir()]
        tops = {part.filename.partition("/")[0] for part in files}
        if len(tops) != 1 or any("/" not in part.filename for part in files):
            raise UnusableZip(_NO_PACK)
        (self.name,) = tops
        self.parts = {part.filename.partition("/")[2]: part for part in files}
        self.size = sum(part.file_size for part in files)
        self._read = 0

    def verified(self, fingerprint: str) -> PackVerified:
        self._must_be_a_bag()
        lists = self._lists()
        payload = [rows for (about_tags, _), rows in lists.items() if not about_tags]
        if not payload:
            raise UnusableZip(_NO_PACK)
        listed = {path for rows in lists.values() for path in rows}
        uneven = {path for rows in payload for path in listed if path.startswith("data/") and path not in rows}
        there = {path for path in self.parts if not path.startswith("tagmanifest-")}
        tags_listed = any(about_tags for about_tags, _ in lists)
        missing = sorted(listed - self.parts.keys())
        added = sorted(path for path in there - listed if tags_listed or path.startswith("data/"))
        changed = set(uneven & self.parts.keys())
        for path in sorted(listed & self.parts.keys()):
            promised = {name: rows[path] for (_, name), rows in lists.items() if path in rows}
            if not self._is_as(path, promised):
                changed.add(path)
        about = self._about()
        if not (missing or changed or added) and about.get("Payload-Oxum", self._oxum()) != self._oxum():
            changed.add("bag-info.txt")
        good = len(listed & self.parts.keys() - changed)
        return PackVerified(
            self.name, good, self.size, fingerprint, about, tuple(missing), tuple(sorted(changed)), tuple(added)
        )

    def _must_be_a_bag(self) -> None:
        declared = _DECLARATION.fullmatch(self._text("bagit.txt", 200)) if "bagit.txt" in self.parts else None
        if declared is None:
            raise UnusableZip(_NO_PACK)
        if declared[1] not in _VERSIONS:
            raise UnusableZip("This pack is in a newer form, which cannot be read yet. Install a newer coachfolio.")
        if "fetch.txt" in self.parts:
            raise UnusableZip(
                "A part of this pack is not in it and would have to be fetched from an address. Nothing is fetched: "
                "ask for a pack that is whole."
            )

    def _lists(self) -> Mapping[tuple[bool, str], Mapping[str, str]]:
        """The lists of fingerprints, by whether they are about the files beside the folder `data`, and the kind."""
        found: dict[tuple[bool, str], Mapping[str, str]] = {}
        for path in sorted(self.parts):
            kind = _LIST.fullmatch(path)
            if kind and kind[2] in _STRONG:
                found[bool(kind[1]), kind[2]] = dict(self._rows(path, kind[2], about_tags=bool(kind[1])))
        return found

    def _rows(self, path: str, name: str, *, about_tags: bool) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for line in self._text(path, _MAX_LIST).replace("\r\n", "\n").removesuffix("\n").split("\n"):
            if not line:
                continue
            row = _ROW.fullmatch(line)
            listed = path_decoded(row[2]) if row else ""
            if row and listed not in self.parts and row[2] in self.parts:
                listed = row[2]  # some programs write a % as it is
            if (
                row is None
                or len(row[1]) != _LENGTHS[name]
                or listed in seen
                or listed.startswith("data/") == about_tags
                or listed.startswith("tagmanifest-")
            ):
                raise UnusableZip(f"The list {path} in this pack is damaged. Ask for a fresh copy.")
            seen.add(listed)
            yield listed, row[1].lower()

    def _is_as(self, path: str, promised: Mapping[str, str]) -> bool:
        """Whether a file has the fingerprints that were promised."""
        digests = {name: hashlib.new(name) for name in promised}
        try:
            with self._archive.open(self.parts[path]) as file:
                for chunk in _chunks(file):
                    for digest in digests.values():
                        digest.update(chunk)
                    self._tell(len(chunk))
        except BROKEN:
            return False
        return all(digest.hexdigest() == promised[name] for name, digest in digests.items())

    def _tell(self, size: int) -> None:
        self._read += size
        if self._progress is not None:
            self._progress(min(self._read, self.size), self.size)

    def _about(self) -> Mapping[str, str]:
        if "bag-info.txt" not in self.parts:
            return {}
        lines: list[str] = []
        for line in self._text("bag-info.txt", _MAX_ABOUT).splitlines():
            if line[:1] in (" ", "\t") and lines:
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line)
        pairs: Sequence[tuple[str, str, str]] = [line.partition(":") for line in lines]
        return {label.strip(): value.strip() for label, colon, value in pairs if colon}

    def _oxum(self) -> str:
        sizes = [part.file_size for path, part in self.parts.items() if path.startswith("data/")]
        return f"{sum(sizes)}.{len(sizes)}"

    def _text(self, path: str, most: int) -> str:
        """A small file of it as text. Raises UnusableZip where it is none."""
        part = self.parts[path]
        if part.file_size > most:
            raise UnusableZip(f"{shown(path, 100)} in this pack is larger than in any honest one.")
        try:
            return self._archive.read(part).decode("utf-8")
        except (*BROKEN, UnicodeError):
            raise UnusableZip(f"{shown(path, 100)} in this pack is damaged. Ask for a fresh copy.") from None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(_CHUNK):
        yield part
