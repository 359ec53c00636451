"""Every form of the names of people, as folded words that follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from coachfolio.base.words import words
from coachfolio.confidentiality.folding import folded_words, unaccented
from coachfolio.confidentiality.names import PLAIN_TITLES, LeakWeight, ListedClient, NameKind
from coachfolio.confidentiality.shortforms import short_forms
from coachfolio.confidentiality.wordnames import is_ordinary, is_word

__all__ = ["FormRole", "NameForm", "Way", "Written", "forms_of_names", "heavier", "name_words", "variants"]

Way = tuple[str, ...]
FormRole = Literal["whole", "last", "first", "initials", "user", "plural", "organisation", "short", "acronym", "other"]
Written = Literal["any", "first", "each", "inside", "dots", "capitals"]
"""How it has to be written: in any way; with a capital; each with one; as a name inside a sentence; as A.P.; as AP."""

HEAVY: Final[dict[LeakWeight, int]] = {"blocks": 2, "asks": 1, "hint": 0}
_LAST_NAME: Final = 4
"""Letters from which on a last name alone says who it is."""
_PARTICLES: Final = words(
    """
    van von der den de del della di da do dos du la le el al ap ab bin ibn ter ten st ni nic mac
    """
)
_FAMILY_FIRST: Final = words(
    """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly wang li zhang liu chen yang huang zhao wu
    zhou xu sun ma zhu hu guo he gao lin luo kim lee park choi jung jeong kang cho yoon jang lim nagy kovacs toth szabo
    horvath varga kiss molnar
    """
)
"""Last names that stand first where they are from."""
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe",
                                 "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})  # fmt: skip
_BACK: Final = re.compile(r"(?<=[^aeiou])([aou])e(?=[^aeiou])|(?<=^)([aou])e(?=[^aeiou])|(a)a")
_SPLIT: Final = re.compile(r"^(o|d|mc|mac)['’ʼ ]?(?=[A-Z])|^(o|d)['’ʼ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, repr=False)
class NameForm:
    """What a form of a name means."""

    kind: NameKind
    weight: LeakWeight
    written: Written
    codes: tuple[str, ...]
    role: FormRole
    initials: frozenset[str] = frozenset()
    """First letters that make it sure when one of them stands before it: A. Petrova."""
    partners: frozenset[str] = frozenset()
    """Last names that make a first name sure when one of them follows; first names that do so for a last one."""
    last_first: bool = False
    """Whether a comma may stand in it: Petrova, Anna."""
    is_first: bool = False
    """Whether it is a first name as well, where it is a last one."""


def heavier(middle: NameForm | None, other: NameForm) -> NameForm:
    """Where two clients share a form, it means both of them, and as much as it means for either."""
    if middle is None or middle == other:
        return other
    form = max(middle, other, key=lambda form: (HEAVY[form.weight], form.written == "any"))
    return NameForm(
        form.kind,
        form.weight,
        form.written,
        tuple(sorted({*middle.codes, *other.codes})),
        "last" if "last" in (middle.role, other.role) and form.kind == "name" else form.role,
        middle.initials | other.initials,
        middle.partners | other.partners,
        middle.last_first or other.last_first,
        middle.is_first or other.is_first or "first" in (middle.role, other.role),
    )


def name_words(text: str) -> Way:
    """The words of a text that are not empty."""
    return tuple(filter(None, folded_words(text)))


def variants(name: str) -> set[str]:
    """As it is written, and with ä as ae: both are in use."""
    return {name, name.translate(_UMLAUTS)}


def forms_of_names(person: ListedClient) -> Iterator[tuple[Way, NameForm]]:
    """Every form of the names of a client."""
    codes = (person.code,)
    for name in person.names:
        for variant in variants(name):
            yield from _forms_of_name(variant, codes)


def _forms_of_name(name: str, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    if "," in name:  # Petrova, Anna
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    parts = [part for part in name.split() if name_words(part)]
    while len(parts) > 1 and unaccented(parts[0]).strip(".") in PLAIN_TITLES:
        parts = parts[1:]
    if not parts:
        return
    if len(parts) == 1:
        yield from _forms_of_first(parts[0], codes, frozenset())
        return
    if unaccented(parts[0]) in _FAMILY_FIRST and unaccented(parts[-1]) not in _FAMILY_FIRST:
        yield from _forms_of_parts([*parts[1:], parts[0]], codes)
    yield from _forms_of_parts(parts, codes)


def _forms_of_parts(parts: list[str], codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    """The forms of a name whose last name comes last."""
    begin = len(parts) - 1
    while begin > 1 and unaccented(parts[begin - 1]) in _PARTICLES:
        begin -= 1
    given, family = parts[:begin], parts[begin:]
    firsts = [name_words(word) for word in given]
    initials = frozenset(word[0][0] for word in firsts)
    surnames = _last_names(family)
    singles = frozenset(surname[-1] for surname in surnames if len(surname[-1]) > 1)
    for surname in surnames:
        yield from _forms_of_whole(firsts, surname, codes)
        yield from _forms_of_users(firsts, surname, codes)
        yield from _forms_of_last(surname, initials, frozenset(word for way in firsts for word in way), codes)
        yield (*firsts[0], surname[-1][0]), NameForm("name", "asks", "each", codes, "whole", initials)
    yield from _forms_of_initials(firsts, name_words(" ".join(family)), codes)
    for number, inner in enumerate(given):
        later = frozenset(word for way in firsts[number + 1 :] for word in way if len(word) > 1)
        yield from _forms_of_first(inner, codes, singles | later)


def _forms_of_whole(firsts: list[Way], surname: Way, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    every = tuple(chain.from_iterable(firsts))
    given = {every, firsts[0], *(word for word in firsts if len(word[0]) > 1)}
    given |= {("".join(word),) for word in firsts if len(word) > 1}
    if len(firsts) > 1:
        given.add((*firsts[0], *(word[0][0] for word in firsts[1:])))
    known = short_forms()
    for short in known.get(firsts[0][0], ()):
        given.add((short,))
        if firsts[0][0] in known.get(short, ()):  # Bill, where Will is listed
            given |= {(other,) for other in known[short]}
    for first in given:
        ordinary = all(is_word(word) or len(word) < 3 for word in (*first, *surname))
        written: Written = "each" if ordinary else "any"
        yield (*first, *surname), NameForm("name", "blocks", written, codes, "whole")
        yield (*surname, *first), NameForm("name", "blocks", written, codes, "whole", last_first=True)
        for joined in ("".join((*first, *surname)), "".join((*surname, *first))):
            if len(joined) >= 6 and not is_ordinary(joined):
                yield (joined,), NameForm("name", "blocks", "any", codes, "whole")


def _forms_of_users(firsts: list[Way], surname: Way, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    """As computers call people: jsmith, smithj, rjashcroft, hannahr; and Smith J, as lists do."""
    last = "".join(surname)
    letters = "".join(word[0][0] for word in firsts)
    starts = {letter for word in firsts for letter in word[0][0]} | {letters}
    for initial in starts:
        for joined in (f"{initial}{last}", f"{last}{initial}"):
            if len(last) >= 4 and not is_ordinary(joined):
                yield (joined,), NameForm("name", "blocks", "any", codes, "user")
        yield (*surname, initial), NameForm("name", "blocks", "each", codes, "user")
        if len(surname) > 1:
            yield (initial, *surname), NameForm("name", "blocks", "each", codes, "user")
    if len(letters) > 1:
        yield (*surname, *letters), NameForm("name", "blocks", "each", codes, "user")
        yield (*letters, *surname), NameForm("name", "blocks", "each", codes, "user")
    joined = f"{''.join(firsts[0])}{last[0]}"
    if len(joined) >= 6 and not is_ordinary(joined) and f"{''.join(firsts[0])}s" != joined:
        yield (joined,), NameForm("name", "asks", "any", codes, "user")


def _forms_of_initials(firsts: list[Way], family: Way, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    given = tuple(word[0] for way in firsts for word in way)
    for ends in ((family[-1][0],), tuple(word[0] for word in family)):
        for begins in (given, given[:1]):
            signs = (*begins, *ends)
            if len(signs) <= 5:
                yield signs, NameForm("name", "hint", "dots", codes, "initials")
                yield ("".join(signs),), NameForm("name", "hint", "capitals", codes, "initials")


def _last_names(parts: list[str]) -> set[Way]:
    """The ways to write a last name: with and without particles, O'Neill and O Neill, each half of a double one."""
    whole = name_words(" ".join(parts))
    ways = {whole, ("".join(whole),), name_words(parts[-1])}
    apart = _SPLIT.match(parts[-1])
    if apart:
        ways.add((*name_words(apart[0]), *name_words(parts[-1][apart.end() :])))
        ways.add(("".join(name_words(parts[-1])),))
    if len(parts) == 1 and len(whole) > 1:
        ways |= {(half,) for half in whole if len(half) > 1}
    for way in list(ways):
        if way and len(way[-1]) >= 5:
            ways.add(tuple(_BACK.sub(lambda match: match[1] or match[2] or match[3], word) for word in way))
    return {way for way in ways if way}


def _forms_of_last(
    surname: Way, initials: frozenset[str], given: frozenset[str], codes: tuple[str, ...]
) -> Iterator[tuple[Way, NameForm]]:
    if len(surname) > 1:
        ordinary = all(is_word(part) for part in surname)
        yield surname, NameForm("name", "blocks", "each" if ordinary else "any", codes, "last")
        return
    word = surname[0]
    if is_word(word):
        yield surname, NameForm("name", "asks", "inside", codes, "last", initials, given)
        yield (f"{word}s",), NameForm("name", "asks", "first", codes, "plural")
    elif len(word) < _LAST_NAME:
        yield surname, NameForm("name", "asks", "first", codes, "last", initials, given)
    else:
        yield surname, NameForm("name", "blocks", "any", codes, "last", initials, given)
        yield (f"{word}s",), NameForm("name", "blocks", "any", codes, "last")
        yield (f"{word}es",), NameForm("name", "asks", "first", codes, "plural")


def _forms_of_first(name: str, codes: tuple[str, ...], family: frozenset[str]) -> Iterator[tuple[Way, NameForm]]:
    ways = name_words(name)
    if not ways or (len(ways) == 1 and len(ways[0]) < 2):
        return
    if len(ways) > 1:  # Anne-Marie
        written: Written = "each" if all(is_word(word) for word in ways) else "any"
        yield ways, NameForm("name", "asks", written, codes, "first", partners=family)
        yield ("".join(ways),), NameForm("name", "asks", "any", codes, "first", partners=family)
        return
    for word in {ways[0], *short_forms().get(ways[0], ())}:
        short = word != ways[0]
        written = "inside" if is_word(word) else "first" if len(word) < 4 or short else "any"
        yield (word,), NameForm("name", "asks", written, codes, "first", partners=family)
