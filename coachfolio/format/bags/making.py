"""Writing a pack: files into one ZIP, as they come, with their fingerprints. The same files give the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.format.bags.paths import encoded, same_name, trouble_with

__all__ = ["ALGORITHMS", "BagFile", "BagMade", "InBag", "write_bag"]

ALGORITHMS: Final = ("sha256", "sha512")
"""Both, because a reader needs to know only one of them."""
_DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ZIPPED: Final = (2000, 1, 1, 0, 0, 0)
"""When everything says that it was put in: the same files give the same bytes on any day."""
_UNIX: Final = 3
_PLAIN_FILE: Final = 0o100644
_CHUNK: Final = 1 << 20
_LARGE: Final = 1 << 31
_PACKED_ALREADY: Final = (
    *(".docx", ".xlsx", ".pptx", ".odt", ".ods", ".zip", ".bundle", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp"),
    *(".mp3", ".mp4", ".m4a", ".mov", ".heic"),
)


@frozen()
class BagFile(Frozen):
    """One file to be put in."""

    path: str
    """With / between folders."""
    size: int
    """Bytes, near enough: what is larger than 2 GiB is put in another way."""
    opened: Callable[[], IO[bytes]]
    """Opens it for reading."""

    @classmethod
    def of(cls, path: str, data: bytes) -> BagFile:
        """A file that is in memory."""
        return cls(path, len(data), lambda: io.BytesIO(data))


@frozen()
class InBag(Frozen):
    """One file that was put in."""

    path: str
    """Below the folder `data`."""
    size: int
    digests: Mapping[str, str]
    """By the name of what they were worked out with, in hexadecimal."""


@frozen()
class BagMade(Frozen):
    """What was written."""

    files: tuple[InBag, ...]

    @property
    def size(self) -> int:
        """Bytes of all of them, unpacked."""
        return sum(file.size for file in self.files)


def write_bag(
    out: IO[bytes],
    folder: str,
    payload: Iterable[BagFile],
    *,
    info: Mapping[str, str],
    beside: Mapping[str, bytes] | None = None,
    last: Callable[[tuple[InBag, ...]], BagFile] | None = None,
) -> BagMade:
    """Write a pack into a file that can be read as well. Everything lies in it in one folder of this name.

    `payload` are the files, in the order in which they are put in; `last` makes one more that tells of all of them.
    `info` are labels and values about the whole, and `beside` are files beside the folder `data`.

    Raises CoachfolioError for names that not every computer can keep, or that are there twice.
    """
    put = _Putting(out, folder)
    with put.archive:
        files = [put.payload(file) for file in payload]
        if last is not None:
            files.append(put.payload(last(tuple(files))))
        size = sum(file.size for file in files)
        labels = {**info, "Payload-Oxum": f"{size}.{len(files)}"}
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": "".join(f"{label}: {_one_line(value)}\n" for label, value in labels.items()).encode(),
            **(beside or {}),
            **{
                f"manifest-{name}.txt": _listed((f"data/{file.path}", file.digests[name]) for file in files)
                for name in ALGORITHMS
            },
        }
        for name in ALGORITHMS:
            put.tag(f"tagmanifest-{name}.txt", _listed((path, _digest(name, data)) for path, data in tags.items()))
        for path, data in tags.items():
            put.tag(path, data)
    return BagMade(tuple(files))


class _Putting:
    """Puts files into a ZIP."""

    def __init__(self, out: IO[bytes], folder: str) -> None:
        self.archive = zipfile.ZipFile(out, "w")
        self._folder = folder
        self._there: dict[str, str] = {}

    def payload(self, file: BagFile) -> InBag:
        """Put one file in, and work out its fingerprints as it goes by."""
        digests = {name: hashlib.new(name) for name in ALGORITHMS}
        size = 0
        with (
            file.opened() as source,
            self.archive.open(self._part(f"data/{file.path}"), "w", force_zip64=file.size >= _LARGE) as into,
        ):
            while part := source.read(_CHUNK):
                size += len(part)
                into.write(part)
                for digest in digests.values():
                    digest.update(part)
        return InBag(file.path, size, {name: digest.hexdigest() for name, digest in digests.items()})

    def tag(self, path: str, data: bytes) -> None:
        """Put in a file that is about the others."""
        self.archive.writestr(self._part(path), data)

    def _part(self, path: str) -> zipfile.ZipInfo:
        name = f"{self._folder}/{path}"
        if why := trouble_with(name):
            raise CoachfolioError(f"{shown(path, 200)} has a name {why}. Give that file another name first.")
        before = self._there.get(same_name(name))
        if before is not None:
            raise CoachfolioError(
                f"{shown(path, 200)} and {shown(before, 200)} are one and the same name on some computers. Give one of "
                "the two another name first."
            )
        self._there[same_name(name)] = path
        part = zipfile.ZipInfo(name, _ZIPPED)
        part.create_system = _UNIX
        part.external_attr = _PLAIN_FILE << 16
        packed = path.lower().endswith(_PACKED_ALREADY)
        part.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        return part


def _listed(rows: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{digest}  {encoded(path)}\n" for path, digest in sorted(rows)).encode()


def _digest(name: str, data: bytes) -> str:
    return hashlib.new(name, data).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(text.split())
