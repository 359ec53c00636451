"""Files attached to a sheet: looked through for names first, and written together with the line that says so."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.unwritable import unwritable
from coachfolio.base.words import listed, shown
from coachfolio.confidentiality.attachments import MAX_ATTACHMENT, insides_of
from coachfolio.confidentiality.facts import Inside
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.scan import exposure_of, leaks_in, names_declared_in
from coachfolio.editing.drafts import ChangedMeanwhile, NotWritten, as_it_is, change_files, with_item
from coachfolio.editing.stripping import stripped
from coachfolio.portfolio.portfolio import ENDINGS, Portfolio, id_of
from coachfolio.portfolio.sources import Folder

__all__ = ["ToAttach", "attach", "looked_into"]

_NOT_IN_NAMES: Final = re.compile(r"[^\w .()+-]+")
_LONGEST: Final = 80


@frozen()
class ToAttach(Frozen):
    """One file that may be attached, and what was found in it."""

    name: str
    """What it would be called beside the sheet."""
    size: int
    data: bytes = field(repr=False)
    bare: bytes | None = field(default=None, repr=False)
    """The file without what tells who made it, with what, and where; None where there is nothing to be taken out."""
    taken: tuple[str, ...] = ()
    """What would be taken out."""
    has_place: bool = False
    """It tells where a picture was taken."""
    names: tuple[str, ...] = ()
    """The codes of clients whom it names. The names are never said."""
    not_checked: str = ""
    """Why it could not be looked into as a whole."""
    only_bare: bool = False
    """It names somebody in what would be taken out, and nowhere else."""
    refused: str = ""
    """Why it cannot be attached, in a sentence."""


def looked_into(name: str, data: bytes, sheet: str, portfolio: Portfolio, key: Key | None) -> ToAttach:
    """A file looked into before anything of it is written. `sheet` is the path of the sheet that it belongs to."""
    called = _called(name, sheet, portfolio, key)
    if len(data) > MAX_ATTACHMENT:
        why = f"It is larger than {MAX_ATTACHMENT >> 20} MB. Keep it outside the portfolio, and say in the sheet where."
        return ToAttach(called, len(data), b"", refused=why)
    if called.lower().endswith(ENDINGS):
        return ToAttach(called, len(data), b"", refused="It would be read as a sheet of its own. Write it up as one.")
    inside, codes = _names_in(called, data, portfolio, key)
    bare = stripped(called, data)
    differs = bool(bare.taken) and bare.data != data
    only_bare = bool(codes) and differs and not _names_in(called, bare.data, portfolio, key)[1]
    refused = ""
    if codes and not only_bare:
        refused = f"It names {listed(codes)}. Cover the name in a copy of the file, and attach that one."
    return ToAttach(
        called,
        len(data),
        data,
        bare.data if differs else None,
        bare.taken if differs else (),
        inside.has_place,
        codes,
        inside.not_checked,
        only_bare,
        refused,
    )


def _names_in(name: str, data: bytes, portfolio: Portfolio, key: Key | None) -> tuple[Inside, tuple[str, ...]]:
    """What a file holds, and the codes of the clients whom it names."""
    (inside,) = insides_of([(name, len(data))], lambda _, most: data[:most])
    exposure = exposure_of({}, (), key, declared=names_declared_in(portfolio), attachments=[inside])
    codes = (code for leak in exposure.leaks if leak.weight != "hint" for code in leak.codes)
    return inside, tuple(dict.fromkeys(codes))


def _called(name: str, sheet: str, portfolio: Portfolio, key: Key | None) -> str:
    """What a file is called beside its sheet: its own name, made harmless; the sheet's where its own names a client."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    plain = _NOT_IN_NAMES.sub("-", last).strip(" .-")
    stem, ending = PurePosixPath(plain or "file").stem.strip(" .-"), PurePosixPath(plain).suffix
    if leaks_in(last, key, declared=names_declared_in(portfolio), is_name=True):
        stem = f"{id_of(sheet)}-attached"
    return f"{stem[:_LONGEST] or 'file'}{ending[:12]}"


def attach(folder: str | os.PathLike[str], sheet: str, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Write files beside a sheet, and their names into it: all of it or nothing. Gives the paths of the files.

    A name that is taken gets -2, -3 and so on. Raises NotWritten, also where the sheet was changed meanwhile.
    """
    draft = as_it_is(folder, sheet)
    home = PurePosixPath(sheet).parent
    taken = {path.casefold() for path in Folder(folder).sizes}
    changes: dict[str, bytes | None] = {}
    for name, data in files:
        free, number = name, 1
        while (home / free).as_posix().casefold() in taken or os.path.lexists(Path(folder, home, free)):
            number += 1
            free = f"{PurePosixPath(name).stem}-{number}{PurePosixPath(name).suffix}"
        taken.add((home / free).as_posix().casefold())
        changes[(home / free).as_posix()] = data
        draft = with_item(draft, ("attachments",), free)
    before = (draft.before or "").encode("utf-8")

    def same(path: str) -> bool:
        place = Path(folder, path)
        return place.read_bytes() == before if path == sheet else not os.path.lexists(place)

    try:
        change_files(Path(folder), {**changes, sheet: draft.after.encode("utf-8")}, same)
    except ChangedMeanwhile as error:
        raise NotWritten(f"{shown(str(error), 200)} was changed just now. Nothing was attached. Try again.") from None
    except OSError as error:
        raise NotWritten(unwritable(error)) from None
    return list(changes)
