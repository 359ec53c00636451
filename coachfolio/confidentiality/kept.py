"""What was looked through for names already. A session keeps it, and looks only at what is new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from coachfolio.confidentiality.attachments import MAX_ATTACHMENT, Read, insides_of
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames, InRecord, Inside
from coachfolio.confidentiality.scan import KeptLeaks

if TYPE_CHECKING:
    from coachfolio.confidentiality.history import KeptVersions
    from coachfolio.confidentiality.key import Key

__all__ = ["KeptLooks"]


class KeptLooks:
    """What was found with one list of clients, and one set of people who are named on purpose."""

    def __init__(self) -> None:
        self._key: Key | None = None
        self._declared: DeclaredNames = NOBODY
        self._insides: dict[str, tuple[str, Inside]] = {}
        self.leaks: KeptLeaks = {}
        self.versions: KeptVersions = {}
        self.record: tuple[object, InRecord | None] | None = None
        """What a record gave away, after what it was asked about."""

    def begin(self, key: Key | None, declared: DeclaredNames) -> Key | None:
        """Forget what was found with another list of clients. Returns the list that is ready to look with."""
        if key != self._key or declared != self._declared:
            self._key, self._declared = key, declared
            self.leaks, self.versions, self.record = {}, {}, None
        return self._key

    def insides(self, files: Iterable[tuple[str, int]], read: Read) -> list[Inside]:
        """What each attachment holds. One with the same bytes as before is not opened again."""
        known = {path: _identity(path, size, read) for path, size in files}
        new = [(path, size) for path, size in files if not known[path] or self._identity_of(path) != known[path]]
        found = dict(zip((path for path, _ in new), insides_of(new, read), strict=True))
        self._insides = {path: (known[path], found.get(path) or self._insides[path][1]) for path in known}
        return [inside for _, inside in self._insides.values()]

    def seen(self) -> dict[str, str]:
        """The attachments that were looked into, and what tells their bytes from others."""
        return {path: identity for path, (identity, _) in self._insides.items()}

    def drop_all_but(self, texts: Mapping[str, str], insides: Iterable[Inside]) -> None:
        """Forget what is not there any more."""
        there: tuple[tuple[str, str] | Inside, ...] = (*texts.items(), *insides)
        self.leaks = {known: self.leaks[known] for known in there}

    def _identity_of(self, path: str) -> str:
        return self._insides[path][0] if path in self._insides else ""


def _identity(path: str, size: int, read: Read) -> str:
    """Empty where the bytes cannot be had: then it is looked at anew each time."""
    if size > MAX_ATTACHMENT:
        return ""
    try:
        return hashlib.sha1(read(path, MAX_ATTACHMENT + 1), usedforsecurity=False).hexdigest()
    except Exception:  # whoever looks into it says so
        return ""
