"""Who is who: every name that fields hold becomes a code, through the private list and with proposals for new names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.folding import folded_words
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.names import BEFORE_NAMES, ListedClient
from coachfolio.editing.importing.facts import EntryRead, Named
from coachfolio.format.slips.names import code_in
from coachfolio.portfolio.portfolio import Portfolio

__all__ = ["CODE_ALONE", "NextCode", "WhoIsWho", "about_in_list", "who_is_who"]

CODE_ALONE: Final = re.compile(r"[A-Z]{1,3}\d{1,4}")
_CODE_WITH_NAME: Final = re.compile(r"^\s*([A-Za-z]{1,3}\d{1,4})\s*[(:,–-]\s*(\D[^()]*?)\)?\s*$")
_NAME_WITH_CODE: Final = re.compile(r"^\s*(\D[^()]*?)\s*[(\[]\s*([A-Za-z]{1,3}\d{1,4})\s*[)\]]\s*$")


@frozen()
class WhoIsWho(Frozen):
    """Every name that was found, and the code that it becomes. It never shows who."""

    codes: Mapping[str, str]
    """What stands in the field for the client, and the client's code."""
    named: tuple[Named, ...]
    people: tuple[ListedClient, ...]
    """What the private list gets: new clients, and more of those that it has."""
    undeclared: tuple[str, ...]
    """Codes that portfolio.yaml does not have yet."""
    key: Key
    """The private list with all of it."""

    def __repr__(self) -> str:
        return f"WhoIsWho({len(self.codes)} written, {len(self.people)} people)"


class NextCode:
    """Codes that are free, of the form that the portfolio has already."""

    def __init__(self, portfolio: Portfolio, key: Key | None, *, letters: str = "") -> None:
        declared = list(portfolio.file.clients if portfolio.file else ())
        self.taken = {*declared, *(key.codes if key else ())}
        prefixes = Counter(re.sub(r"\d", "", code) for code in declared)
        self._letters = letters or (prefixes.most_common(1)[0][0] if prefixes else "C")
        lengths = [len(re.sub(r"\D", "", code)) for code in self.taken if code.startswith(self._letters)]
        self._length = max(lengths, default=2)
        self._number = 0

    def __call__(self) -> str:
        """The next free code, such as C08."""
        while True:
            self._number += 1
            code = f"{self._letters}{self._number:0{self._length}}"
            if code not in self.taken:
                self.taken.add(code)
                return code


def who_is_who(
    entries: Sequence[EntryRead], portfolio: Portfolio, key: Key | None, answers: Mapping[str, str], fresh: NextCode
) -> WhoIsWho:
    """The codes of everybody whom fields name. New names get the next free code, unless an answer says another."""
    known = key or Key(())
    declared = list(portfolio.file.clients if portfolio.file else ())
    written = Counter(str(reading.value) for entry in entries if (reading := entry.read("client")) and reading.value)
    codes: dict[str, str] = {}
    new: dict[str, list[str]] = {}
    # whole names first, so that initials and first names find the person
    for name in sorted(written, key=lambda name: (not _is_code(name, declared), *_fullest_first(name))):
        said, code = _parted(name)
        if answer := answers.get(f"who:{name}"):
            code = answer.strip().upper()
            said = name if said is None and not CODE_ALONE.fullmatch(name.strip().upper()) else said
        if code is not None and CODE_ALONE.fullmatch(code):
            codes[name] = code_in(code, declared) or code
            if said and not known.codes_named(said):
                new.setdefault(codes[name], []).append(said)
            continue
        plain = _plain(name)
        codes[name] = _known(plain, known, new) or fresh()
        if codes[name] in new and plain not in new[codes[name]] and len(plain) > 1:
            new[codes[name]].append(plain)
        elif codes[name] not in known.codes:
            new.setdefault(codes[name], [plain])
    people = {code: ListedClient(code, tuple(dict.fromkeys(names))) for code, names in new.items()}
    _add_details(entries, codes, people, known)
    named = tuple(
        Named(name, "person", codes[name], codes[name] in new and not _is_code(name, declared), number)
        for name, number in written.items()
        if name.strip() != codes[name]
    )
    undeclared = tuple(code for code in dict.fromkeys(codes[name] for name in written) if code not in declared)
    listed = tuple(person for person in people.values() if person.names or person.code in known.codes)
    more = {person.code: about_in_list(person) for person in listed}
    return WhoIsWho(codes, named, listed, undeclared, known.with_more(more))


def about_in_list(person: ListedClient) -> dict[str, list[str]]:
    """What the private list says of somebody, as a file has it."""
    parts = ("names", "organisations", "emails", "other")
    return {part: list(said) for part in parts if (said := getattr(person, part))}


def _fullest_first(name: str) -> tuple[int, int]:
    return -sum(len(word) > 1 for word in folded_words(name)), -len(name)


def _is_code(name: str, declared: Sequence[str]) -> bool:
    return bool(CODE_ALONE.fullmatch(name.strip().upper())) or code_in(name, declared) is not None


def _parted(name: str) -> tuple[str | None, str | None]:
    """The name and the code, where a field holds a code or both."""
    if CODE_ALONE.fullmatch(name.strip().upper()):
        return None, name.strip().upper()
    if match := _CODE_WITH_NAME.match(name):
        return match[2].strip(), match[1].upper()
    if match := _NAME_WITH_CODE.match(name):
        return match[1].strip(), match[2].upper()
    return None, None


def _plain(name: str) -> str:
    """A name without the title before it."""
    words = name.split()
    while len(words) > 1 and words[0].strip(".").casefold() in BEFORE_NAMES:
        words.pop(0)
    return " ".join(words)


def _known(name: str, key: Key, new: Mapping[str, Sequence[str]]) -> str | None:
    """The one client whom a name can only mean: by the whole name, by its beginning or end, or by its initials."""
    listed = key.codes_named(name)
    if len(listed) == 1:
        return listed[0]
    said = folded_words(name)
    names = {code: [folded_words(each) for each in every] for code, every in new.items()}
    same = {code for code, every in names.items() if said in every}
    if len(same) == 1:
        return same.pop()
    hits = {code for hit in key.matcher.found(name, is_name=True) for code in hit.codes} if key.codes else set()
    near = {code for code, every in names.items() if any(_may_be(said, full) for full in every)} | hits
    return near.pop() if len(near) == 1 else None


def _may_be(said: Sequence[str], full: Sequence[str]) -> bool:
    """Whether a shorter form may be of a whole name: its first name, its last, J Smith, Jane S, JS."""
    if len(full) < 2 or not said:
        return False
    if len(said) == 1:
        return said[0] in (full[0], full[-1], "".join(word[0] for word in full))
    if [word[0] for word in said] != [full[0][0], full[-1][0]]:
        return False
    return all(len(word) == 1 or word in (full[0], full[-1]) for word in said)


def _add_details(
    entries: Iterable[EntryRead], codes: Mapping[str, str], people: dict[str, ListedClient], known: Key
) -> None:
    """Where clients work, and their addresses, as far as fields of their own say it."""
    for entry in entries:
        client = entry.read("client")
        code = codes.get(str(client.value)) if client else None
        if code is None:
            continue
        for name, part in (
            ("organisation", "organisations"),
            ("email", "emails"),
            ("phone", "other"),
            ("person", "other"),
        ):
            reading = entry.read(name)
            if reading is None or not reading.written.strip():
                continue
            person = people.get(code, ListedClient(code, ()))
            if not person.names and code not in known.codes:
                continue
            said = [piece.strip() for piece in re.split(r"[;\n]", reading.written) if len(piece.strip()) > 1]
            more = tuple(dict.fromkeys((*getattr(person, part), *said)))
            people[code] = _with(person, part, more)


def _with(person: ListedClient, part: str, more: tuple[str, ...]) -> ListedClient:
    if part == "organisations":
        return replace(person, organisations=more)
    return replace(person, emails=more) if part == "emails" else replace(person, other=more)
