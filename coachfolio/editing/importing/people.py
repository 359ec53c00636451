"""Names in running text: those of the private list become codes, and what may be another name is proposed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import words
from coachfolio.confidentiality.facts import DeclaredNames
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.names import Declared, Hit, declared_from
from coachfolio.confidentiality.patterns import details_in
from coachfolio.confidentiality.shortforms import COMMON_FIRST, short_forms
from coachfolio.confidentiality.wordnames import is_ordinary

__all__ = ["Replaced", "named_without_names", "others_named", "without_names"]

_DETAILS: Final = {
    "e-mail": "[e-mail address]",
    "phone": "[phone number]",
    "postcode": "[postcode]",
    "insurance-number": "[number]",
    "nhs-number": "[number]",
    "birth-date": "[date of birth]",
}
_MORE_FIRST: Final = words(
    """
    abdul aisha alicia amina amit amy anil anita anjali arjun asha ayesha beatrice bethany bilal bryony callum carmen
    catriona cecilia chidi chloe ciara clara deepak delroy denise diana diane dylan eilidh elena elliot elsie erin
    esther evelyn farah femi finn freya gemma georgia gina giulia gordon grace greta gurpreet hamish harpreet harvey
    holly hugo imogen imran ingrid isaac ismail jamal jasmine jaspreet jesse jordan kamal kavita kieran kiran kofi kwame
    lakshmi lara leila leon lola lorna lucas lydia mabel maya mei melanie melissa michelle miriam mohammed mohamed
    muhammad nadia natalie neha niamh nicola nina nisha oliver olivia oscar padraig patricia patrick penelope philippa
    phoebe poppy pooja priya rachel rahul raj rajesh rebecca rhian rhiannon rohan rosa rosalind rosemary rowan rupert
    ruth samina samira sandeep sanjay sarah sean sebastian shabana shreya simon sofia sophia sophie stella stephanie
    stephen stuart sunita suresh sylvia tamsin tanya tariq teresa theo tunde uma ursula vanessa veronica vikram vivek
    xavier yasmin yvette zahra zainab zara zoya thomas timothy richard robert roger ronald russell samuel philip
    nicholas nigel neville nathan michael matthew martin mary lynda laurence josie jeremy janice irene hector harriet
    """
)
_WRITERS: Final = words(
    """
    whitmore kolb gibbs schon schön rogers kline hawkins clutterbuck parsloe gallwey belbin briggs honey mumford johari
    downey starr covey goleman knowles argyris bandura maslow passmore garvey megginson cox kimsey-house brown dweck
    """
)
"""Writers whom coaches name for what they wrote."""
_CAP: Final = r"[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ]+(?:['’-][^\W\d_][a-zß-öø-ÿ]+)*"
_ONE: Final = re.compile(_CAP)
_RUN: Final = re.compile(rf"\b{_CAP}(?: {_CAP})+\b")
_TITLED: Final = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev)\.? ({_CAP}(?: {_CAP})?)")
_TITLE_BEFORE: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev)\.?\s+$")
_FIRM: Final = re.compile(
    rf"\b((?:{_CAP}|[A-Z]{{2,}}|&|and)(?: (?:{_CAP}|[A-Z]{{2,}}|&|of|and))*? "
    r"(?:Ltd|Limited|plc|PLC|LLP|Inc|GmbH|NHS (?:Foundation )?Trust|Council|University))\b"
)
_MID: Final = re.compile(rf"(?<=[a-z,] )({_CAP})\b")
_FEWEST_TEXTS: Final = 2


@frozen()
class Replaced(Frozen):
    """A text without names."""

    text: str = ""
    taken: tuple[str, ...] = ()
    """What stood there and is a code, or nothing, now: for the count of words alone."""
    unclear: tuple[str, ...] = ()
    """Names of the list that several clients have, and that were left out."""

    def __repr__(self) -> str:
        return f"Replaced({len(self.taken)} taken)"


@cache
def _firsts() -> frozenset[str]:
    return frozenset(COMMON_FIRST | _MORE_FIRST | short_forms().keys())


def declared_of(declared: DeclaredNames) -> Declared:
    """The people whom a portfolio names on purpose, for the matcher."""
    return declared_from(declared.names)


def without_names(text: str, key: Key, own: str, declared: DeclaredNames) -> Replaced:
    """A text with codes for names, and without addresses and numbers. Of several clients of a name, it is `own`."""
    hits = [hit for hit in key.matcher.found(text, "", declared_of(declared)) if hit.weight != "hint"]
    spans: list[tuple[int, int, str, bool]] = [(hit.start, hit.end, *_said(hit, own)) for hit in hits]
    for start, end in key.spelled_in(text, own) if own else ():
        if not any(begin < end and start < last for begin, last, *_ in spans):
            spans.append((start, end, own, False))
    for match in _MID.finditer(text):
        codes = key.codes_spelled(match[1])
        if codes and not any(begin < match.end() and match.start() < last for begin, last, *_ in spans):
            shared = len(codes) > 1 and own not in codes
            said_now = "[a client]" if shared else own if own in codes else codes[0]
            spans.append((match.start(1), match.end(1), said_now, shared))
    emails = {email.casefold() for email in declared.emails}
    for detail in details_in([text])[0]:
        said = _DETAILS.get(detail.kind)
        if said is None or text[detail.start : detail.end].casefold() in emails:
            continue
        inside = [span for span in spans if span[0] < detail.end and detail.start < span[1]]
        if all(detail.start <= start and end <= detail.end for start, end, *_ in inside):
            spans = [span for span in spans if span not in inside]
            spans.append((detail.start, detail.end, said, False))
    new, taken, unclear, at = "", [], [], 0
    for start, end, said, is_unclear in sorted(spans):
        title = _TITLE_BEFORE.search(text, at, start)
        start = title.start() if title else start
        if start < at:
            continue
        taken.append(text[start:end])
        if is_unclear:
            unclear.append(text[start:end])
        new += text[at:start] + said + _ending(text[start:end], said)
        at = end
    return Replaced(new + text[at:], tuple(taken), tuple(unclear))


def named_without_names(name: str, key: Key) -> str:
    """The name of a file with codes for names."""
    new, at = "", 0
    for hit in sorted(key.matcher.found(name, name, is_name=True), key=lambda hit: hit.start):
        if hit.start >= at and hit.weight != "hint":
            new += name[at : hit.start] + hit.codes[0]
            at = hit.end
    return new + name[at:]


def _said(hit: Hit, own: str) -> tuple[str, bool]:
    code = own if own in hit.codes else hit.codes[0]
    unclear = len(hit.codes) > 1 and own not in hit.codes
    if unclear:
        return "[a client]", True
    if hit.kind == "organisation" and not re.fullmatch(r"O\d+", code):
        return f"{code}'s organisation", False
    if hit.kind == "e-mail":
        return f"{code}'s e-mail address", False
    return (code, False) if hit.kind in ("name", "organisation") else (f"[of {code}]", False)


def _ending(taken: str, said: str) -> str:
    """The possessive that was part of a name."""
    match = re.search(r"['’]s?$", taken)
    return "'s" if match and not said.endswith("]") else ""


def others_named(
    texts: Sequence[str], key: Key, declared: DeclaredNames, *, among: Iterable[str] = ()
) -> Mapping[tuple[str, str], int]:
    """What may be the name of somebody whom the list does not have: `person` or `organisation`, and the name.

    Somebody's name is told by a title, by a first name that is known, or by never being written as a word is. Each
    with how often it stands there. `among` are words that are no names.
    """
    every = " ".join(texts)
    small = {word.casefold() for word in re.findall(r"\b[a-zß-öø-ÿ][\w'’-]*", every)}
    free = {word.casefold() for name in declared.names for word in re.findall(r"\w+", name)}
    free |= {word.casefold() for word in among}
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        taken: list[tuple[int, int]] = [(hit.start, hit.end) for hit in key.matcher.found(text)]
        for what, start, end in _candidates(text, small):
            said = text[start:end]
            if any(begin < end and start < last for begin, last in taken):
                continue
            if {word.casefold() for word in re.findall(r"\w+", said)} & (free | _WRITERS):
                continue
            if " " not in said and key.codes_spelled(said):
                continue
            taken.append((start, end))
            found[what, said] += 1
    return found


def _candidates(text: str, small: set[str]) -> Iterable[tuple[str, int, int]]:
    for match in _FIRM.finditer(text):
        yield "organisation", match.start(1), match.end(1)
    for match in _TITLED.finditer(text):
        yield "person", match.start(1), match.end(1)
    for run in _RUN.finditer(text):
        words_in_run = list(_ONE.finditer(text, run.start(), run.end()))
        yield from _people_in(text, words_in_run, small)
    for match in _MID.finditer(text):
        word = match[1].casefold()
        if word in _firsts() and word not in small and not is_ordinary(word):
            yield "person", match.start(1), match.end(1)


def _people_in(text: str, run: Sequence[re.Match[str]], small: set[str]) -> Iterable[tuple[str, int, int]]:
    """People in words with capitals one behind the other: from a first name that is known, or from words unheard of."""
    said = [match[0].casefold() for match in run]
    for number in range(len(run) - 1):
        rest = said[number + 1 :]
        is_first = said[number] in _firsts() and not (is_ordinary(said[number]) and rest[0] in small)
        if is_first:
            yield "person", run[number].start(), run[min(number + 2, len(run) - 1)].end()
            return
    before = text[: run[0].start()].rstrip(" ")[-1:]
    begins = before in ("", ".", "!", "?", ":", "\n", "#", "*", "-", "|")
    known = any(word in small or is_ordinary(word) for word in said)
    if len(run) > 1 and not begins and not known:
        yield "person", run[0].start(), run[-1].end()
