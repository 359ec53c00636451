"""The private key: who is behind each client's code. It never leaves the coach's machine, and nothing here shows it."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NoReturn

from coachfolio.base.diagnostics import Problem
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.files import PRIVATE, NotPlain, is_private, read_plain
from coachfolio.base.words import words as base_words
from coachfolio.confidentiality.folding import folded_words
from coachfolio.confidentiality.matching import Matcher, matcher_of
from coachfolio.confidentiality.names import BEFORE_NAMES, Allowed, ListedClient
from coachfolio.format.documents import locate, read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.values import shape_of
from coachfolio.format.validation import violations

__all__ = ["KEY_FILE", "BrokenKey", "Key", "key_file", "key_from"]

SCHEMA: Final = "private-clients"
KEY_FILE: Final = f"{PRIVATE}/clients.yaml"
_NAMES: Final = ("clients.yaml", "clients.yml")
_HARMLESS: Final = {"byte-order-mark", "text-after-hash"}
_SAYS: Final = {
    "tab": "there is a tab where spaces belong",
    "duplicate-field": "something stands there twice",
    "unknown-field": "there is a field that a list of clients does not have",
    "missing-field": "a field is missing",
    "empty-field": "a field is empty",
    "wrong-kind": "a value is not of the kind that belongs there, such as one name where a list of names is meant",
    "wrong-form": "a value is not written as it has to be, such as a client's code",
    "swallowed-item": "a dash does not stand under the one above, so that two names are read as one",
    "repeated-item": "something is in the list twice",
    "quote-needed": "a value needs quotation marks around it",
    "invisible-character": "there is an invisible character",
    "conflict-marker": "two versions were joined and nobody has chosen",
    "not-yaml": "the lines do not line up, or a mark is missing",
    "not-utf8": "the file is not saved as UTF-8",
    "file-too-large": f"the file is larger than {MAX_FILE_BYTES // 1024} KB",
    "empty-file": "the file is empty",
}


_NAME_WORD: Final = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_AUXILIARY: Final = ("will", "may", "art", "mark", "bill")
_AFTER_AUXILIARY: Final = base_words("i you he she it we they this that these those there the a an be not my your our")


class BrokenKey(CoachfolioError):
    """The list of clients is there and cannot be used, so nobody can say that no name is in the portfolio."""

    def __init__(self, why: str, line: int | None = None) -> None:
        place = f"Line {line} of {KEY_FILE}" if line else f"The list of clients, {KEY_FILE},"
        super().__init__(
            f"{place} cannot be used: {why}. Names were not looked for. Mend it and check again; "
            "until then nothing should be saved or handed over."
        )
        self.line = line


class Key:
    """The list of clients, ready to look for them. What it shows of itself is how many there are."""

    __slots__ = ("__dict__", "_allowed", "_people")

    def __init__(self, people: tuple[ListedClient, ...], allowed: tuple[Allowed, ...] = ()) -> None:
        self._people: Final = people
        self._allowed: Final = allowed

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the clients that it lists."""
        return tuple(person.code for person in self._people)

    def written_out(self) -> dict[str, str]:
        """Each client's first name on the list, by code: only for what the coach writes outside the record.

        A name that two clients share has the code behind it.
        """
        named = Counter(person.names[0] for person in self._people if person.names)
        return {
            person.code: person.names[0] if named[person.names[0]] == 1 else f"{person.names[0]} ({person.code})"
            for person in self._people
            if person.names
        }

    @cached_property
    def matcher(self) -> Matcher:
        """What finds any form of any name."""
        return matcher_of(self._people, self._allowed)

    @cached_property
    def covered_before(self) -> list[Any]:
        """What was covered up with this list, and how it is shown: for `covering`, and gone with the list."""
        return []

    def with_more(self, people: Mapping[str, Mapping[str, Sequence[str]]]) -> Key:
        """The list with more in it: by code, and for each the names, organisations and so on as a file has them.

        What is said of a client that it has already is added to that client.
        """
        listed = {person.code: person for person in self._people}
        for code, about in people.items():
            person = _client(code, about)
            listed[code] = _joined(listed[code], person) if code in listed else person
        return Key(tuple(listed.values()), self._allowed)

    def codes_named(self, name: str) -> tuple[str, ...]:
        """The clients that are listed under this whole name, whatever its capitals, accents and signs."""
        said = folded_words(name)
        named = [(person.code, [folded_words(known) for known in person.names]) for person in self._people]
        return tuple(code for code, names in named if said in names)

    @cached_property
    def _by_word(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for person in self._people:
            for name in person.names:
                for word in _NAME_WORD.findall(name):
                    if len(word) > 1 and word.casefold() not in BEFORE_NAMES:
                        found.setdefault(word, {})[person.code] = None
        return {word: tuple(codes) for word, codes in found.items()}

    def codes_spelled(self, word: str) -> tuple[str, ...]:
        """The clients that have this word, in these letters, in their names: of a word that is written as a name is."""
        return self._by_word.get(word, ())

    def spelled_in(self, text: str, code: str) -> list[tuple[int, int]]:
        """Where words of one client's names stand in a text that is about this client, written as names are.

        There a first name says who is meant, also where a sentence begins with it. Words such as Will and May are let
        alone where they begin a question.
        """
        names = [name for person in self._people if person.code == code for name in person.names]
        words = {
            word
            for name in names
            for word in _NAME_WORD.findall(name)
            if len(word) > 1 and word.casefold() not in BEFORE_NAMES
        }
        found: list[tuple[int, int]] = []
        for word in words:
            for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?:['’]s)?(?![\w-])(?=\W*(\w*))", text):
                begins = text[: match.start()].rstrip()[-1:] in ("", ".", "!", "?", "\n", ":")
                asks = begins and word.casefold() in _AUXILIARY and match[1].casefold() in _AFTER_AUXILIARY
                if not asks:
                    found.append(match.span())
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Key):
            return NotImplemented
        return (self._people, self._allowed) == (other._people, other._allowed)

    def __hash__(self) -> int:
        return hash((self._people, self._allowed))

    def __repr__(self) -> str:
        return f"Key({len(self._people)} clients, {len(self._allowed)} allowed)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A list of clients is not stored or handed on.")


def _client(code: str, about: Mapping[str, Sequence[str] | None]) -> ListedClient:
    return ListedClient(code, *(tuple(about.get(part) or ()) for part in ("names", "organisations", "emails", "other")))


def _joined(first: ListedClient, second: ListedClient) -> ListedClient:
    parts = ((first.names, second.names), (first.organisations, second.organisations))
    more = ((first.emails, second.emails), (first.other, second.other))
    return ListedClient(first.code, *(tuple(dict.fromkeys((*before, *after))) for before, after in (*parts, *more)))


def key_file(folder: str | os.PathLike[str]) -> Key | None:
    """The key of a portfolio in a folder; None where there is none.

    Raises BrokenKey where there is one that cannot be used: a file that does not parse, is too large, or is a link.
    """
    place = _place_of_key(Path(folder))
    return None if place is None else key_from(_bytes(place))


def _place_of_key(folder: Path) -> Path | None:
    try:
        with os.scandir(folder) as entries:
            private = [entry for entry in entries if is_private(entry.name)]
    except OSError:
        return None
    for entry in private:
        if entry.is_symlink():
            raise BrokenKey("the folder private is a link to another place. Put the folder itself here")
        try:
            files = sorted(os.listdir(entry.path)) if entry.is_dir(follow_symlinks=False) else []  # noqa: PTH208
        except OSError:
            raise BrokenKey("the folder private cannot be read") from None
        for name in files:
            if name.casefold() in _NAMES:
                return Path(entry.path, name)
    return None


def _bytes(place: Path) -> bytes:
    try:
        return read_plain(place, MAX_FILE_BYTES + 1)
    except NotPlain:
        raise BrokenKey("it is not a file") from None
    except OSError:
        raise BrokenKey("it is a link, or this computer's user may not read it") from None


def key_from(data: bytes) -> Key:
    """The key that a file holds. Raises BrokenKey, whose text says the line and never what stands there."""
    document = read(KEY_FILE, data, shape_of(SCHEMA))
    wrong = [problem for problem in document.problems if problem.rule not in _HARMLESS]
    if document.fields is not None and not wrong:
        wrong = violations(document.fields, SCHEMA)
    if document.fields is None or wrong:
        raise _broken(document.text, wrong) from None
    version = document.fields["format"]
    if version != 1:
        raise BrokenKey("it is in a newer format. Install a newer coachfolio")
    clients: dict[str, Any] = document.fields.get("clients") or {}
    people = tuple(_client(code, about) for code, about in clients.items())
    allowed = tuple(Allowed(inner["text"], inner.get("path") or "") for inner in document.fields.get("allowed") or ())
    return Key(people, allowed)


def _broken(text: str, wrong: list[Problem]) -> BrokenKey:
    if not wrong:
        return BrokenKey("it is not in the form that a list of clients has")
    first = wrong[0]
    span = locate(text, first.at, on_key=first.on_key) if isinstance(first.at, tuple) else first.at
    return BrokenKey(_SAYS.get(first.rule, "it is not in the form that a list of clients has"), span.line)
