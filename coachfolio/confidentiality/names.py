"""Every form of the names in the key, and the matcher that finds them in any text.

A text is compared word by word, folded: case, accents, possessives, hyphens, unseen characters and line ends play no
part. A form that says who it is, such as a whole name, blocks. One that may be chance only asks:

    a last name                   blocks from four letters on, for few people share it; shorter ones ask
    a first name                  asks: the tutor may have the same
    a name that is a word         asks, and only where it is written as a name: capital, inside a sentence
    initials, as A.P.             a hint
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final, Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import words
from coachfolio.confidentiality.folding import folded_words, places_of_words, unaccented
from coachfolio.confidentiality.wordnames import MONTHS, WORD_NAMES

__all__ = ["Allowed", "Hit", "LeakWeight", "ListedClient", "Matcher", "NameKind", "allowed_names", "matcher_of"]

NameKind = Literal["name", "organisation", "e-mail", "other"]
"""What was found is in the list of clients as this: a name, an organisation, an e-mail address or another word."""
LeakWeight = Literal["blocks", "asks", "hint"]
"""How sure it is that a client is given away. Blocks: it is sure. Asks: somebody must look. Hint: it may be nothing."""
Capital = Literal["any", "first", "each", "inside", "dots"]
"""How it has to be written: in any way; with a capital; each word with one; as a name inside a sentence; as A.P."""

_MAX_GAP: Final = 40
"""Characters between two words of one name: a line end, the indent of the next line, a comma."""
_PARTING: Final = frozenset(":;?!")
_LAST_NAME: Final = 4
"""Letters from which on a last name alone says who it is."""

_HEAVY: Final[Mapping[LeakWeight, int]] = {"blocks": 2, "asks": 1, "hint": 0}
_TITLES: Final = words("mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev cllr councillor")
_PARTICLES: Final = words("van von der den de del della di da do dos du la le el al bin ibn ter ten st")
_SUFFIXES: Final = words("ltd limited plc llp lp inc corp corporation co company group holdings cic cio gmbh")
_NOT_ALONE: Final = words("the of and a for in trust council school university college nhs services")
_SPEAKING: Final = words(
    "said told asked replied answered explained described admitted laughed smiled nodded sighed cried rang phoned"
    " emailed wrote says tells asks"
)
_OF_TIME: Final = words(
    "in by since until till from during last next early late mid this every through before after of end start each"
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe",
                                 "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})  # fmt: skip
_BACK: Final = re.compile(r"(?<=[^aeiou])([aou])e(?=[^aeiou])|(?<=^)([aou])e(?=[^aeiou])")
_SPLIT: Final = re.compile(r"^(o|d|mc|mac)['’ʼ ]?(?=[A-Z])|^(o|d)['’ʼ]", re.IGNORECASE)
_DOTS: Final = re.compile(r"[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.?)?")
_INITIAL: Final = re.compile(r"[A-Z]\.")
_CITED: Final = re.compile(r",? \(?(?:19|20)\d\d\b")
_UNSPACED: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_HUMP: Final = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|_")
_BEGINS: Final = set('.!?:•–—#>|*-"“”‘(\u2026')


@frozen()
class ListedClient(Frozen):
    """One client of the key. It never shows who."""

    code: str
    names: tuple[str, ...]
    organisations: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Person({self.code}, {len(self.names)} names)"


@frozen()
class Allowed(Frozen):
    """Words that are no leak although they look like one; in one file or folder only, where there is a path."""

    text: str
    path: str = ""

    def __repr__(self) -> str:
        return "Allowed()"

    def covers(self, path: str) -> bool:
        """Whether they are allowed in this file."""
        return not self.path or path == self.path or (self.path.endswith("/") and path.startswith(self.path))


@dataclass(frozen=True, slots=True, repr=False)
class Hit:
    """A form of a name in a text, from letter `start` to before `end`."""

    start: int
    end: int
    kind: NameKind
    weight: LeakWeight
    codes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Hit({self.kind}, {self.weight}, {', '.join(self.codes)})"


@dataclass(frozen=True, slots=True, repr=False)
class _Form:
    """What a form of a name means."""

    kind: NameKind
    weight: LeakWeight
    capital: Capital
    codes: tuple[str, ...]
    initials: frozenset[str] = frozenset()
    """First letters that make it sure when one of them stands before it: A. Petrova."""


class Matcher:
    """Finds every form of every name."""

    def __init__(
        self, forms: Mapping[tuple[str, ...], _Form], unspaced: Mapping[str, _Form], allowed: tuple[Allowed, ...]
    ):
        self._forms: Final = forms
        self._unspaced: Final = unspaced
        lengths: dict[str, set[int]] = {}
        for form in forms:
            lengths.setdefault(form[0], set()).add(len(form))
        self._lengths: Final = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self._allowed: Final = allowed

    def __repr__(self) -> str:
        return f"Matcher({len(self._forms)} forms)"

    def found(self, text: str, path: str = "", allowed: Iterable[Allowed] = (), *, is_name: bool = False) -> list[Hit]:
        """Every form of a name in a text, the heaviest where several overlap, in the order of the text.

        `allowed` adds to what the key allows. With `is_name` the text is the name of a file or of a branch, where
        capitals mean nothing and words may be run together.
        """
        hits = list(self._unspaced_in(text))
        hits += self._spaced_in(text, is_name, escapes=False)
        if is_name and _HUMP.search(text):
            hits += self._in_humps(text)
        if "\\" in text and not is_name:
            hits += self._spaced_in(text, is_name, escapes=True)
        if not hits:
            return []
        return _heaviest(hits, self.free(text, path, allowed))

    def free(self, text: str, path: str, allowed: Iterable[Allowed] = ()) -> list[tuple[int, int]]:
        """Where a text of this file says what it may say all the same."""
        phrases = [phrase.text for phrase in (*self._allowed, *allowed) if phrase.covers(path)]
        return list(_spans_of(phrases, text)) if phrases else []

    def _in_humps(self, text: str) -> Iterator[Hit]:
        """NotesPetrova, notes_petrova: the words are put apart, one character each time, and the places put right."""
        breaks = [match.start() for match in _HUMP.finditer(text) if not match[0]]
        apart = _HUMP.sub(" ", text)
        for hit in self._spaced_in(apart, is_name=True, escapes=False):
            start = hit.start - sum(1 for number, at in enumerate(breaks) if at + number < hit.start)
            end = hit.end - sum(1 for number, at in enumerate(breaks) if at + number < hit.end)
            yield Hit(start, end, hit.kind, hit.weight, hit.codes)

    def _unspaced_in(self, text: str) -> Iterator[Hit]:
        for name, form in self._unspaced.items():
            start = text.find(name)
            while start >= 0:
                yield Hit(start, start + len(name), form.kind, form.weight, form.codes)
                start = text.find(name, start + len(name))

    def _spaced_in(self, text: str, is_name: bool, *, escapes: bool) -> Iterator[Hit]:
        every = folded_words(text, escapes=escapes)
        words = [word for word in every if word] if "" in every else every
        matched = list(self._matched(words))
        if not matched:
            return
        places = places_of_words(text, escapes=escapes)
        if words is not every:
            places = [place for word, place in zip(every, places, strict=True) if word]
        for number, length, form in matched:
            if _together(text, places[number : number + length]):
                yield from _Seen(text, words, places, number, length, is_name).hits(form)

    def _matched(self, words: list[str]) -> Iterator[tuple[int, int, _Form]]:
        """Where the words of a form follow each other: the number of the first, how many, and the form."""
        lengths = self._lengths
        if lengths.keys().isdisjoint(words):
            return
        for number in [number for number, word in enumerate(words) if word in lengths]:
            for length in lengths[words[number]]:
                form = self._forms.get(tuple(words[number : number + length]))
                if form is not None and number + length <= len(words):
                    yield number, length, form


@dataclass(frozen=True, slots=True, repr=False)
class _Seen:
    """Words of a text that are a form of a name; whether they are meant as one has yet to be seen."""

    text: str
    words: list[str]
    places: list[tuple[int, int]]
    number: int
    length: int
    is_name: bool

    def hits(self, form: _Form) -> Iterator[Hit]:
        start, end = self.places[self.number][0], self.places[self.number + self.length - 1][1]
        if form.weight != "blocks" and form.kind == "name" and form.capital != "dots":
            first = self._first_of_whole(form)
            if first is not None:
                yield Hit(first, end, form.kind, "blocks", form.codes)
                return
        if self._written_so(form.capital, start, end):
            yield Hit(start, end, form.kind, form.weight, form.codes)
        elif form.capital == "each" and form.weight == "blocks":  # mark wood, in small letters: perhaps a verb
            yield Hit(start, end, form.kind, "asks", form.codes)

    def _first_of_whole(self, form: _Form) -> int | None:
        """Where a title or an initial stands before a last name that says little alone: Mr Wood, J. Wood."""
        if not form.initials or self.number == 0:
            return None
        before, (at, end) = self.words[self.number - 1], self.places[self.number - 1]
        start = self.places[self.number][0]
        gap = self.text[end:start]
        if len(gap) > 3 and gap.strip(" .\t\r\n#>*_"):
            return None
        capital = self.is_name or self.text[start].isupper()
        if before in _TITLES and capital:
            return at
        dotted = gap.startswith(".") or (before not in ("a", "i") and not gap.strip())
        if before in form.initials and capital and (self.is_name or self.text[at].isupper()) and dotted:
            return at
        return None

    def _written_so(self, capital: Capital, start: int, end: int) -> bool:
        if capital == "any":
            return True
        if capital == "dots":
            dotted = _DOTS.fullmatch(self.text[start : end + 1]) or _DOTS.fullmatch(self.text[start:end])
            around = self.text[max(start - 2, 0) : start] + self.text[end + 1 : end + 3]
            return bool(dotted) and not _INITIAL.search(around)
        each = [self.text[at].isupper() for at, _ in self.places[self.number : self.number + self.length]]
        if capital == "each":
            return self.is_name or all(each)
        if capital == "first":
            return self.is_name or each[0]
        return each[0] and self._inside_a_sentence(start, end)

    def _inside_a_sentence(self, start: int, end: int) -> bool:
        written = self.text[start:end]
        if len(written) > 1 and written.isupper():
            return False
        word, after = self.words[self.number], self.words[self.number + 1 : self.number + 2]
        before = self.words[max(self.number - 3, 0) : self.number]
        if word in MONTHS and self._is_month():
            return False
        if _CITED.match(self.text, end):  # (Smith, 2013)
            return False
        if word == "will" and "options" in before:  # the last letter of the GROW model
            return False
        if word not in MONTHS and self.text[end - 2 : end] in ("'s", "’s"):
            return True
        if after and after[0] in _SPEAKING and word not in MONTHS:
            return True
        ahead = self.text[max(start - 120, 0) : start].rstrip(" \t\r\n\u00a0")
        if ahead.endswith(":"):  # the whole of a value: by: Grace
            rest = self.text[end : end + 2].lstrip(" ")[:1]
            return not self.is_name and rest in ("", "\n", "\r", ",", "}")
        return bool(ahead) and ahead[-1] not in _BEGINS

    def _is_month(self) -> bool:
        """April as a part of the year: beside a number, after a word such as `in`, or with another month."""
        before = self.words[max(self.number - 2, 0) : self.number]
        after = self.words[self.number + 1 : self.number + 3]
        beside = before[-1:] + after[:1]
        if any(word.isdigit() for word in beside) or not MONTHS.isdisjoint(before + after):
            return True
        return not _OF_TIME.isdisjoint(before[-1:])


def _together(text: str, places: list[tuple[int, int]]) -> bool:
    """Whether nothing parts the words of a name but what is written inside one, or a line end."""
    gaps = (text[before[1] : after[0]] for before, after in pairwise(places))
    return all(len(gap) <= _MAX_GAP and _PARTING.isdisjoint(gap) for gap in gaps)


def _heaviest(hits: list[Hit], free: list[tuple[int, int]]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-_HEAVY[hit.weight], hit.start - hit.end, hit.start)):
        if any(start <= hit.start and hit.end <= end for start, end in free):
            continue
        if not any(hit.start < other_hit.end and other_hit.start < hit.end for other_hit in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _spans_of(phrases: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Where phrases stand in a text, compared word by word."""
    wanted = {tuple(filter(None, folded_words(phrase))) for phrase in phrases} - {()}
    if not wanted:
        return
    words, places = folded_words(text), places_of_words(text)
    firsts = {phrase[0] for phrase in wanted}
    for number, word in enumerate(words):
        if word in firsts:
            for phrase in wanted:
                if tuple(words[number : number + len(phrase)]) == phrase:
                    yield places[number][0], places[number + len(phrase) - 1][1]


def allowed_names(names: Iterable[str]) -> list[Allowed]:
    """Names of people who may be named, such as the learner's: whole, and each of their words by itself."""
    allowed: dict[str, None] = {}
    for name in names:
        allowed[name] = None
        allowed.update(dict.fromkeys(word for word in folded_words(name) if len(word) > 1 and word not in _TITLES))
    return [Allowed(phrase) for phrase in allowed]


# --- the forms of a name


def matcher_of(people: Iterable[ListedClient], allowed: Iterable[Allowed]) -> Matcher:
    """A matcher for every form of every name of these people."""
    forms: dict[tuple[str, ...], _Form] = {}
    unspaced: dict[str, _Form] = {}
    for person in people:
        for way, form in _forms(person):
            if way and all(way):
                forms[way] = _joined(forms.get(way), form)
        for text in (*person.names, *person.organisations, *person.other):
            if _UNSPACED.search(text):
                form = _Form("name", "blocks", "any", (person.code,))
                unspaced[text.strip()] = _joined(unspaced.get(text.strip()), form)
    return Matcher(forms, unspaced, tuple(allowed))


def _joined(middle: _Form | None, other: _Form) -> _Form:
    """Where two clients share a form, it means both of them, and as much as it means for either."""
    if middle is None:
        return other
    heavier = max(middle, other, key=lambda form: (_HEAVY[form.weight], form.capital == "any"))
    codes = tuple(sorted({*middle.codes, *other.codes}))
    return _Form(heavier.kind, heavier.weight, heavier.capital, codes, middle.initials | other.initials)


def _forms(person: ListedClient) -> Iterator[tuple[tuple[str, ...], _Form]]:
    codes = (person.code,)
    for name in person.names:
        for variant in _variants(name):
            yield from _forms_of_name(variant, codes)
    for name in person.organisations:
        for variant in _variants(name):
            yield from _forms_of_organisation(variant, codes)
    for address in person.emails:
        words = _words(address)
        yield words, _Form("e-mail", "blocks", "any", codes)
        user = _words(address.split("@")[0])
        if len(user) > 1:
            yield user, _Form("e-mail", "blocks", "any", codes)
    for phrase in person.other:
        for variant in _variants(phrase):
            words = _words(variant)
            alone = len(words) == 1 and words[0] in WORD_NAMES
            yield words, _Form("other", "blocks", "each" if alone else "any", codes)


def _variants(name: str) -> set[str]:
    """As it is written, and with ä as ae: both are in use."""
    return {name, name.translate(_UMLAUTS)}


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, folded_words(text)))


def _forms_of_name(name: str, codes: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], _Form]]:
    if "," in name:  # Petrova, Anna
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    parts = [part for part in name.split() if unaccented(part).strip(".") not in _TITLES]
    if not parts:
        return
    if len(parts) == 1:
        yield from _forms_of_first(parts[0], codes, alone=True)
        return
    begin = len(parts) - 1
    while begin > 1 and unaccented(parts[begin - 1]) in _PARTICLES:
        begin -= 1
    given, family = parts[:begin], parts[begin:]
    firsts = [_words(word) for word in given]
    initials = frozenset(word[0][0] for word in firsts if word)
    whole = _Form("name", "blocks", "any", codes)
    for surname in _last_names(family):
        every = tuple(chain.from_iterable(firsts))
        ways = {(*every, *surname), (*firsts[0], *surname), (*surname, *firsts[0]), (*surname, *every)}
        ways |= {(*word, *surname) for word in firsts if len(word[0]) > 1}
        ways |= {(*firsts[0], *(word[0][0] for word in firsts[1:]), *surname)} if len(firsts) > 1 else set()
        ordinary = all(word in WORD_NAMES or len(word) < 3 for word in (*firsts[0], *surname))
        for way in ways:
            yield way, _Form("name", "blocks", "each" if ordinary else "any", codes)
            if sum(map(len, way)) >= 7:
                yield ("".join(way),), whole
        if sum(map(len, surname)) >= 5:
            for initial in initials:
                yield (f"{initial}{''.join(surname)}",), _Form("name", "asks", "any", codes)
                yield (f"{''.join(surname)}{initial}",), _Form("name", "asks", "any", codes)
        yield from _forms_of_last(surname, initials, codes)
        yield (*firsts[0], surname[-1][0]), _Form("name", "asks", "each", codes, initials)
        yield (firsts[0][0][0], surname[-1][0]), _Form("name", "hint", "dots", codes)
    for one in given:
        yield from _forms_of_first(one, codes)


def _last_names(parts: list[str]) -> set[tuple[str, ...]]:
    """The ways to write a last name: with and without particles, O'Neill and O Neill, each half of a double one."""
    whole = _words(" ".join(parts))
    ways = {whole, ("".join(whole),), _words(parts[-1])}
    apart = _SPLIT.match(parts[-1])
    if apart:
        ways.add((*_words(apart[0]), *_words(parts[-1][apart.end() :])))
        ways.add(("".join(_words(parts[-1])),))
    if len(parts) == 1 and ("-" in parts[0] or "\u2010" in parts[0]):
        ways |= {(half,) for half in whole if len(half) > 1}
    for way in list(ways):
        back = tuple(_BACK.sub(r"\1\2", word) for word in way)
        if len(way[-1]) >= 5:
            ways.add(back)
    return {way for way in ways if way}


def _forms_of_last(
    surname: tuple[str, ...], initials: frozenset[str], codes: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], _Form]]:
    if len(surname) > 1:
        yield surname, _Form("name", "blocks", "each" if all(part in WORD_NAMES for part in surname) else "any", codes)
        return
    word = surname[0]
    if word in WORD_NAMES:
        yield surname, _Form("name", "asks", "inside", codes, initials)
    elif len(word) < _LAST_NAME:
        yield surname, _Form("name", "asks", "first", codes, initials)
    else:
        yield surname, _Form("name", "blocks", "any", codes)
        yield (f"{word}s",), _Form("name", "blocks", "any", codes)


def _forms_of_first(
    name: str, codes: tuple[str, ...], *, alone: bool = False
) -> Iterator[tuple[tuple[str, ...], _Form]]:
    words = _words(name)
    if not words or (len(words) == 1 and len(words[0]) < 2):
        return
    if len(words) > 1:  # Anne-Marie
        yield words, _Form("name", "asks", "each" if all(word in WORD_NAMES for word in words) else "any", codes)
        yield ("".join(words),), _Form("name", "asks", "any", codes)
        return
    capital: Capital = "inside" if words[0] in WORD_NAMES else "first" if len(words[0]) < 4 else "any"
    yield words, _Form("name", "asks", capital, codes)


def _forms_of_organisation(name: str, codes: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], _Form]]:
    words = _words(name)
    ways = {words}
    bare = words
    while len(bare) > 1 and bare[-1] in _SUFFIXES:
        bare = bare[:-1]
        ways.add(bare)
    if len(words) > 1 and words[0] == "the":
        ways |= {way[1:] for way in list(ways) if len(way) > 1}
    for way in ways:
        if not way or set(way) <= _NOT_ALONE:
            continue
        if len(way) > 1:
            yield way, _Form("organisation", "blocks", "any", codes)
            if sum(map(len, way)) >= 8:
                yield ("".join(way),), _Form("organisation", "blocks", "any", codes)
        elif way[0] in WORD_NAMES:
            yield way, _Form("organisation", "asks", "inside", codes)
        else:
            yield way, _Form("organisation", "blocks" if len(way[0]) > 3 else "asks", "first", codes)
