"""The matcher that finds any form of any listed name in any text.

A text is compared word by word, folded: case, accents, possessives, hyphens, unseen characters and line ends play no
part. A form that says who it is, such as a whole name, blocks. One that may be chance only asks, and one that is an
ordinary word where it stands is let alone:

    a last name                   blocks from four letters on, for few people share it; shorter ones ask
    a first name                  asks; three of them in one text block, and one in the message of a save
    a name that is a word         asks, and only where it is written as a name: capital, inside a sentence
    initials, as A.P. or AMP      a hint
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import compress, pairwise
from typing import Final

from coachfolio.confidentiality.around import Around
from coachfolio.confidentiality.decoded import decoded, has_letters_apart, signs_of
from coachfolio.confidentiality.folding import folded_words, places_of_words, words_as_written
from coachfolio.confidentiality.forms import NameForm, Way, forms_of_names, heavier
from coachfolio.confidentiality.meaning import meant
from coachfolio.confidentiality.names import NOBODY_DECLARED, TITLES, Allowed, Declared, Hit, ListedClient
from coachfolio.confidentiality.near import NearNames
from coachfolio.confidentiality.numbers import ListedNumbers
from coachfolio.confidentiality.organisations import forms_of_organisations, forms_of_others
from coachfolio.confidentiality.unspaced import UnspacedNames
from coachfolio.confidentiality.wordnames import is_ordinary

__all__ = ["Matcher", "matcher_of"]

_PIECE: Final = 1 << 13
"""Letters of a long text that are looked through at a time, so that no text needs much memory."""
_OVERLAP: Final = 240
_WORDS_AROUND: Final = 24
"""Words after a form that are asked about it, at most."""
_MAX_GAP: Final = 40
"""Characters between two words of one name: a line end, the indent of the next line, a comma."""
_PARTING: Final = frozenset(":;?!")
_OFTEN: Final = 3
"""First names of one client in one text from which on they say who is meant."""
_HUMP: Final = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|_")
_PART: Final = 3
"""Letters of each part of a word with a hyphen in it."""
_LETTERS_OF_CODE: Final = 3
_HYPHENS: Final = {0x2010: "-", 0x2011: "-"}
_WITH_CAPITAL: Final = ("inside", "first", "capitals")
_WEIGHTS: Final = {"blocks": 2, "asks": 1, "hint": 0}


def matcher_of(people: Iterable[ListedClient], allowed: Iterable[Allowed]) -> Matcher:
    """A matcher for every form of every name of these people."""
    people = list(people)
    forms: dict[Way, NameForm] = {}
    for person in people:
        for some in (forms_of_names(person), forms_of_organisations(person), forms_of_others(person)):
            for way, form in some:
                if way and all(way):
                    forms[way] = heavier(forms.get(way), form)
    return Matcher(forms, people, tuple(allowed))


class Matcher:
    """Finds every form of every name."""

    def __init__(self, forms: Mapping[Way, NameForm], people: list[ListedClient], allowed: tuple[Allowed, ...]):
        self._forms: Final = forms
        self._unspaced: Final = UnspacedNames(people)
        self._numbers: Final = ListedNumbers(people)
        anchors: dict[str, set[tuple[int, int]]] = {}
        for way in forms:
            at = next((number for number, word in enumerate(way) if len(word) > 1), 0)
            anchors.setdefault(way[at], set()).add((at, len(way)))
        self._anchors: Final = {word: sorted(found) for word, found in anchors.items()}
        """By the first word of a form that is no single letter: where it is in the form, and how long that is."""
        self._words: Final = frozenset(word for word in anchors if len(word) > 1)
        self._letters: Final = frozenset(word for word in anchors if len(word) == 1)
        alone = {way[0]: form for way, form in forms.items() if len(way) == 1}
        sure = [word for word, form in alone.items() if form.role == "last" and form.weight == "blocks"]
        firms = [
            word for word, form in alone.items() if form.role in ("organisation", "short") and not is_ordinary(word)
        ]
        self._near: Final = NearNames((*sure, *firms))
        self._tails: Final[dict[str, set[str]]] = {}
        for word in sure:
            for at in range(_PART, len(word) - _PART + 1):
                self._tails.setdefault(word[:at], set()).add(word[at:])
        self._heads: Final = frozenset(self._tails)
        self._allowed: Final = allowed

    def __repr__(self) -> str:
        return f"Matcher({len(self._forms)} forms)"

    def found(
        self,
        text: str,
        path: str = "",
        declared: Declared = NOBODY_DECLARED,
        *,
        is_name: bool = False,
        is_message: bool = False,
        most: int | None = None,
    ) -> list[Hit]:
        """Every form of a name in a text, the heaviest where several overlap, in the order of the text.

        With `is_name` the text is the name of a file or of a branch, where capitals mean nothing and words may be run
        together; with `is_message` it is the message of a save, where a first name is enough. With `most`, a long text
        is read no further once so many were found and one of them is sure.
        """
        hits: list[Hit] = []
        for start, before, piece in _pieces(text):
            found = list(self._in_piece(piece, is_name, declared))
            if found:
                found = _heaviest(found, self.free(piece, path, declared))
            end = start + _PIECE
            kept = [
                _moved(hit, before)
                for hit in found
                if start <= hit.start + before < end or (not start and hit.start < end)
            ]
            if most is None or len(hits) < most:
                hits += kept
                continue
            if any(hit.weight == "blocks" for hit in hits):
                break
            hits += _new_among(kept, hits)
        return _weighed(hits, text, declared, is_message=is_message) if hits else hits

    def free(self, text: str, path: str, declared: Declared = NOBODY_DECLARED) -> list[tuple[int, int]]:
        """Where a text of this file says what it may say all the same."""
        phrases = [phrase.text for phrase in (*self._allowed, *declared.phrases) if phrase.covers(path)]
        return list(_spans_of(phrases, text)) if phrases else []

    def _in_piece(self, text: str, is_name: bool, declared: Declared) -> Iterator[Hit]:
        yield from self._unspaced.found(text)
        yield from self._numbers.found(text)
        shape = signs_of(text)
        yield from self._spaced_in(text, is_name, declared, letters=is_name or has_letters_apart(shape))
        if is_name and _HUMP.search(text):
            yield from self._in_humps(text, declared)
        out = decoded(text, shape)
        if out is not None:
            for hit in (
                *self._unspaced.found(out.text),
                *self._numbers.found(out.text),
                *self._spaced_in(out.text, is_name, declared, letters=True),
            ):
                start, end = out.origin(hit.start, hit.end)
                yield replace(hit, start=start, end=end)

    def _in_humps(self, text: str, declared: Declared) -> Iterator[Hit]:
        """NotesPetrova, notes_petrova: the words are put apart, one character each time, and the places put right."""
        breaks = [match.start() for match in _HUMP.finditer(text) if not match[0]]
        apart = _HUMP.sub(" ", text)
        for hit in self._spaced_in(apart, True, declared, letters=True):
            start = hit.start - sum(1 for number, at in enumerate(breaks) if at + number < hit.start)
            end = hit.end - sum(1 for number, at in enumerate(breaks) if at + number < hit.end)
            yield replace(hit, start=start, end=end)

    def _spaced_in(self, text: str, is_name: bool, declared: Declared, *, letters: bool) -> Iterator[Hit]:
        written, every = words_as_written(text)
        words = every
        if "" in every:
            words = [word for word in every if word]
            written = [word for word, folded in zip(written, every, strict=True) if folded]
        distinct = set(words)
        near = self._near.names_near(distinct)
        matched = list(self._matched(words, written, distinct, is_name, letters))
        matched += (
            [(number, 1, self._slipped(near[word])) for number, word in enumerate(words) if word in near]
            if near
            else []
        )
        if matched:
            # of what comes long after the last of them nobody asks
            last = max(number + length for number, length, _ in matched)
            places = places_of_words(text, None if words is not every else last + _WORDS_AROUND)
            if words is not every:
                places = [place for word, place in zip(every, places, strict=True) if word]
            sure = 0  # words up to here are a name beyond doubt
            for number, length, form in sorted(matched, key=lambda match: (match[0], -match[1])):
                if number + length <= sure or not _together(text, places[number : number + length]):
                    continue
                for hit in meant(Around(text, words, places, number, length), form, is_name, declared):
                    yield hit
                    if hit.weight == "blocks" and length > 1:
                        sure = number + length
        yield from self._hyphened(text, distinct)

    def _matched(
        self, words: list[str], written: list[str], distinct: set[str], is_name: bool, letters: bool
    ) -> Iterator[tuple[int, int, NameForm]]:
        """Where the words of a form follow each other: the number of the first, how many, and the form."""
        wanted = distinct.intersection(self._words)
        if letters:
            wanted |= distinct.intersection(self._letters)
        if not wanted:
            return
        for number in _numbers_of(wanted, words):
            word = written[number]
            small = not (is_name or word[0].isupper() or self._may_be_small(words, number))
            for at, length in self._anchors[words[number]]:
                begin = number - at
                form = self._forms.get(tuple(words[begin : begin + length])) if begin >= 0 else None
                if form is None or begin + length > len(words) or (small and form.written in _WITH_CAPITAL):
                    continue
                if form.written != "capitals" or word.isupper():
                    yield begin, length, form

    def _may_be_small(self, words: list[str], number: int) -> bool:
        """Whether an initial, a title or the end of a code stands before it, or a code after: h.wood, sue = C14."""
        if number > 0 and (len(words[number - 1]) == 1 or words[number - 1].isdigit() or words[number - 1] in TITLES):
            return True
        after = words[number + 1 : number + 3]
        return len(after) == 2 and after[1].isdigit() and len(after[0]) <= _LETTERS_OF_CODE

    def _slipped(self, name: str) -> NameForm:
        form = self._forms[(name,)]
        return replace(form, weight="asks", written="first")

    def _hyphened(self, text: str, distinct: set[str]) -> Iterator[Hit]:
        """A last name with a hyphen where none belongs: Whit-field."""
        pairs = [
            (head, tail)
            for head in distinct.intersection(self._heads)
            for tail in self._tails[head].intersection(distinct)
        ]
        if not pairs:
            return
        small = text.translate(_HYPHENS).lower()
        if len(small) != len(text):
            return
        for head, tail in pairs:
            form, wanted = self._forms[(head + tail,)], f"{head}-{tail}"
            at = small.find(wanted)
            while at >= 0:
                end = at + len(wanted)
                if not small[at - 1 : at].isalpha() and not small[end : end + 1].isalpha():
                    yield Hit(at, end, form.kind, form.weight, form.codes)
                at = small.find(wanted, end)


def _numbers_of(wanted: set[str], words: list[str]) -> list[int]:
    """Where in a list of words those stand that are wanted."""
    if len(wanted) > 3:
        return list(compress(range(len(words)), map(wanted.__contains__, words)))
    found = []
    for word in wanted:
        at = -1
        with suppress(ValueError):
            while True:
                at = words.index(word, at + 1)
                found.append(at)
    return found


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """A text in pieces: where each begins, where what is read with it begins, and that."""
    if len(text) <= _PIECE:
        yield 0, 0, text
        return
    for start in range(0, len(text), _PIECE):
        before = max(start - _OVERLAP, 0)
        while before and before > start - 2 * _OVERLAP and not text[before - 1].isspace():
            before -= 1
        yield start, before, text[before : start + _PIECE + _OVERLAP]


def _new_among(found: list[Hit], known: list[Hit]) -> list[Hit]:
    """What says more than is known already: many of a kind say nothing new, but a whole name behind them does."""
    counts = Counter((hit.codes, hit.kind, hit.weight, hit.is_first) for hit in known)
    return [hit for hit in found if counts[hit.codes, hit.kind, hit.weight, hit.is_first] < _OFTEN]


def _moved(hit: Hit, by: int) -> Hit:
    if not by:
        return hit
    return Hit(hit.start + by, hit.end + by, hit.kind, hit.weight, hit.codes, hit.is_first)


def _together(text: str, places: list[tuple[int, int]]) -> bool:
    """Whether nothing parts the words of a name but what is written inside one, or a line end."""
    gaps = (text[before[1] : after[0]] for before, after in pairwise(places))
    return all(len(gap) <= _MAX_GAP and _PARTING.isdisjoint(gap) for gap in gaps)


def _heaviest(hits: list[Hit], free: list[tuple[int, int]]) -> list[Hit]:
    """Of those that overlap the heaviest, then the longest. Whoever shares its place is added to it."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if any(start <= hit.start and hit.end <= end for start, end in free):
            continue
        other = kept[-1] if kept and hit.start < kept[-1].end else None
        if other is None:
            kept.append(hit)
        elif (_WEIGHTS[hit.weight], hit.end - hit.start) > (_WEIGHTS[other.weight], other.end - other.start):
            kept[-1] = hit
        elif other.start == hit.start and other.end == hit.end and other.weight == hit.weight:
            kept[-1] = replace(other, codes=tuple(sorted({*other.codes, *hit.codes})))
    return kept


def _weighed(hits: list[Hit], text: str, declared: Declared, *, is_message: bool) -> list[Hit]:
    """With first names as heavy as they are together: three in one text, or one in the message of a save."""
    counts = Counter(code for hit in hits if hit.is_first for code in hit.codes)
    least = 1 if is_message else _OFTEN
    if not any(number >= least for number in counts.values()):
        return hits
    return [
        replace(hit, weight="blocks")
        if hit.is_first and hit.weight == "asks" and any(counts[code] >= least for code in hit.codes)
        else hit
        for hit in hits
    ]


def _spans_of(phrases: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Where phrases stand in a text, compared word by word."""
    wanted: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        way = tuple(filter(None, folded_words(phrase)))
        if way:
            wanted.setdefault(way[0], set()).add(way)
    words = folded_words(text)
    if wanted.keys().isdisjoint(words):
        return
    places = places_of_words(text)
    for number, word in enumerate(words):
        for way in wanted.get(word, ()):
            if tuple(words[number : number + len(way)]) == way:
                yield places[number][0], places[number + len(way) - 1][1]
