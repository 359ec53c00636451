"""What a pack says of itself to programs: an RO-Crate 1.1 in the folder `data`, about every file there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.version import __version__
from coachfolio.format.bags.making import BagFile, InBag

__all__ = ["CRATE", "CrateAbout", "crate_file"]

CRATE: Final = "ro-crate-metadata.json"
_KINDS: Final[Mapping[str, str]] = {
    "bundle": "application/octet-stream",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "gif": "image/gif",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
}
_UNKNOWN: Final = "application/octet-stream"
_LICENCE: Final = "#confidential"


@frozen()
class CrateAbout(Frozen):
    """What a pack is, as a whole."""

    name: str
    description: str
    day: str
    """The day that it is as of, such as 2026-06-30."""
    identifier: str
    learner: str
    centre: str
    """Both may be empty."""


def crate_file(about: CrateAbout, files: Iterable[InBag], told: Mapping[str, str]) -> BagFile:
    """The description of files that lie beside it. `told` says in words what some of them are, by their paths."""
    files = tuple(files)
    folders = sorted({path for file in files for path in _folders(file.path)})
    belongs: dict[str, Any] = {"affiliation": {"@id": "#centre"}} if about.centre else {}
    people: list[dict[str, Any]] = [
        *([{"@id": "#learner", "@type": "Person", "name": about.learner, **belongs}] if about.learner else []),
        *([{"@id": "#centre", "@type": "Organization", "name": about.centre}] if about.centre else []),
    ]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.name,
        "description": about.description,
        "datePublished": about.day,
        "identifier": about.identifier,
        "license": {"@id": _LICENCE},
        **({"author": {"@id": "#learner"}} if about.learner else {}),
        **({"sourceOrganization": {"@id": "#centre"}} if about.centre else {}),
        "hasPart": [{"@id": f"{quote(folder)}/"} for folder in folders] + [{"@id": quote(file.path)} for file in files],
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        root,
        *({"@id": f"{quote(folder)}/", "@type": "Dataset", "name": folder} for folder in folders),
        *(_file(file, told.get(file.path, "")) for file in files),
        *people,
        {
            "@id": _LICENCE,
            "@type": "CreativeWork",
            "name": "Confidential",
            "description": "For those whom it was made for, and for nobody else.",
        },
        {
            "@id": "#coachfolio",
            "@type": "SoftwareApplication",
            "name": "coachfolio",
            "version": __version__,
            "url": "https://pypi.org/project/coachfolio/",
        },
        {
            "@id": "#packing",
            "@type": "CreateAction",
            "name": "Packed",
            "endTime": about.day,
            "instrument": {"@id": "#coachfolio"},
            "result": {"@id": "./"},
            **({"agent": {"@id": "#learner"}} if about.learner else {}),
        },
    ]
    root["mentions"] = {"@id": "#packing"}
    document = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return BagFile.of(CRATE, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def _folders(path: str) -> Iterable[str]:
    steps = path.split("/")
    return ("/".join(steps[:number]) for number in range(1, len(steps)))


def _file(file: InBag, told: str) -> dict[str, Any]:
    ending = file.path.rpartition(".")[2].lower()
    return {
        "@id": quote(file.path),
        "@type": "File",
        "name": file.path.rpartition("/")[2],
        **({"description": told} if told else {}),
        "contentSize": str(file.size),
        "encodingFormat": _KINDS.get(ending, _UNKNOWN),
        "sha256": file.digests["sha256"],
    }
