"""Every form of the names of organisations, of addresses, and of whatever else gives a client away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coachfolio.base.words import words
from coachfolio.confidentiality.forms import NameForm, Way, Written, name_words, variants
from coachfolio.confidentiality.names import ListedClient
from coachfolio.confidentiality.shortforms import COMMON_FIRST
from coachfolio.confidentiality.wordnames import is_ordinary, is_word

__all__ = ["forms_of_organisations", "forms_of_others"]

_SUFFIXES: Final = words(
    """
    ltd limited plc llp lp inc corp corporation co company group holdings cic cio gmbh ag sa as ab bv oy srl spa
    pty uk
    """
)
_SHORT: Final = 4
"""Letters up to which an organisation that is listed in capitals has to be written so."""
_SMALL: Final = words("the of and a an for in at on to by")
_KINDS: Final = words(
    """
    academy agency arts associates association bank brewery brothers bros care centre charity church clinic club
    college community company consultancy consultants consulting cooperative council dairies dairy design
    diagnostics digital education electronics energy engineering enterprises estates farm federation finance
    financial foods foundation freight garage group haulage health healthcare holdings home homes hospice
    hospital hotel housing hub industries institute insurance international investments joinery junior learning
    legal library limited logistics marine media ministries motors museum network nhs nurseries nursery parish
    partners partnership pharma pharmaceuticals plumbing practice press primary printing products project
    properties rail recovery relief restaurant restaurants retail school schools secondary security
    semiconductors services shipping shop society software solicitors solutions sons stores studio studios
    supplies surgery systems technologies technology textiles theatre therapies timber trading training
    transport trust union university ventures works workshop youth
    """
)
"""What an organisation is: without these words the rest still says which."""
_TOO_COMMON: Final = words(
    """
    ac acc ai api app asap atm bbc btw cbt cctv ceo cfo cio cto coo cpd csv cv dba diy dna dob dvd ecg eea emcc
    eqa esg eta eu faq fte ftp fyi gcse gdp gdpr gmt gp gps hmrc hr html icf ico id iir ilm imo iqa isbn it iv
    kpi led lgbt llp ltd mba mbti md mot mp msc nda ngo nhs ni nlp no nvq ofsted ok pa pc pdf phd pin plc pm pr
    ps pto qa qc qr rip rpl rsvp sms sos sql stem swot tba tbc tbd tv uk un url us usa usb vat vip wip www xml
    zip am pm bc ad eg ie nb re cc bcc mr mrs ms dr st an as at be by do go he if in is me my of on or so to up
    us we grow clear oscar oskar achieve steppa steppa fuel smart actor
    """
)
"""Abbreviations that everybody uses: they are nobody's initials."""


def forms_of_organisations(person: ListedClient) -> Iterator[tuple[Way, NameForm]]:
    """Every form of the organisations of a client."""
    codes = (person.code,)
    for name in person.organisations:
        for variant in variants(name):
            yield from _forms_of(variant, codes)
            yield from _acronyms(variant, codes)


def _forms_of(name: str, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    if len(name) <= _SHORT and name.isupper() and name.isalpha():  # IT, NI
        yield name_words(name), NameForm("organisation", "asks", "capitals", codes, "organisation")
        return
    for written in _writings(name):
        whole = name_words(written)
        bare = whole
        while len(bare) > 1 and (bare[-1] in _SUFFIXES or len(bare[-1]) == 1):
            bare = bare[:-1]
        ways = {whole, bare}
        if len(bare) > 1 and bare[0] == "the":
            ways |= {way[1:] for way in list(ways)}
            bare = bare[1:]
        for way in ways:
            if way and (way == whole or not set(way) <= (_KINDS | _SMALL)):
                yield from _whole(way, codes, has_suffix=way[-1] in _SUFFIXES)
        yield from _shortened(bare, codes)


def _writings(name: str) -> set[str]:
    """With and for &, Saint for St, no hyphens, and no sign before a last s."""
    spoken = re.sub(r"\s*&\s*|\s+\+\s+", " and ", name)
    found = {name, spoken, re.sub(r"\band\b", " ", spoken, flags=re.IGNORECASE)}
    found |= {re.sub(r"\bSt\b\.?", "Saint", way) for way in found} | {re.sub(r"\bSaint\b", "St", way) for way in found}
    found |= {re.sub(r"(?<=\w)-(?=\w)", "", way) for way in found}
    return found | {re.sub(r"['’]s\b", "s", way) for way in found}


def _whole(way: Way, codes: tuple[str, ...], *, has_suffix: bool) -> Iterator[tuple[Way, NameForm]]:
    if len(way) == 1:
        word = way[0]
        if is_word(word) or is_ordinary(word) or len(word) <= 3:
            yield way, NameForm("organisation", "asks", "inside", codes, "organisation")
        else:
            yield way, NameForm("organisation", "blocks", "first", codes, "organisation")
        return
    ordinary = all(is_word(word) or is_ordinary(word) or len(word) < 3 for word in way)
    sure = has_suffix or not ordinary or (len(way) > 2 and way[0] not in _SMALL) or way[-1] in _KINDS
    sure = sure and not (len(way) == 2 and way[0] in _SMALL)
    yield way, NameForm("organisation", "blocks", "any" if sure else "each", codes, "organisation")
    joined = "".join(way)
    if len(joined) >= 7 and not is_ordinary(joined):
        yield (joined,), NameForm("organisation", "blocks", "any", codes, "organisation")


def _shortened(bare: Way, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    """Without the words that say what kind it is: North Fenland, Wexcombe Council, St Mary's Primary."""
    short = bare
    tails: list[str] = []
    if len(short) > 2 and short[0] in ("city", "borough", "county", "university", "bank") and short[1] == "of":
        tails = ["council", short[0]] if short[0] != "university" else ["university"]
        short = short[2:]
    while len(short) > 1 and (short[-1] in _KINDS or short[-1] in _SMALL):
        tails.append(short[-1])
        short = short[:-1]
    if "of" in short[1:]:
        cut = short.index("of", 1)
        short = short[: max(cut - 1, 1)] if cut > 1 else short
    starts = {short, short[:2], short[:1]} if len(short) > 1 else {short}
    for way in starts - {bare}:
        if set(way) <= (_KINDS | _SMALL) or way[-1] in _SMALL:
            continue
        saint = len(way) == 2 and way[0] in ("st", "saint")
        for tail in dict.fromkeys((*tails, *_also(tails))):
            if tail not in _SMALL and (len(way) > 1 or not is_word(way[0])):
                yield (*way, tail), NameForm("organisation", "asks", "first", codes, "short")
        ordinary = all(is_ordinary(word) or is_word(word) for word in way)
        if saint:  # one of many churches, unless few are called so
            rare = not is_word(way[1]) and not is_ordinary(way[1]) and way[1].removesuffix("s") not in COMMON_FIRST
            yield way, NameForm("organisation", "asks", "each" if rare else "inside", codes, "short")
            continue
        if (len(way) == 1 and len(way[0]) < 4) or way[0] in _SMALL:
            continue
        yield way, NameForm("organisation", "asks", "inside" if ordinary else "each", codes, "short")
        joined = "".join(way)
        if len(way) > 1 and len(joined) >= 8 and not is_ordinary(joined):
            yield (joined,), NameForm("organisation", "asks", "any", codes, "short")


def _also(tails: list[str]) -> tuple[str, ...]:
    return ("school", "primary") if {"school", "primary"} & set(tails) else ()


def _acronyms(name: str, codes: tuple[str, ...]) -> Iterator[tuple[Way, NameForm]]:
    """BCL for Brightwell Care Ltd, with and without small words, `Ltd` and `NHS`."""
    every = name_words(name)
    found: set[str] = set()
    bare = every
    while len(bare) > 1 and bare[-1] in _SUFFIXES:
        bare = bare[:-1]
    for way in (every, bare):
        found.add("".join(word[0] for word in way))
        found.add("".join(word[0] for word in way if word not in _SMALL))
        found.add("".join(word[0] for word in way if word not in _SMALL and word != "nhs"))
        found.add("".join(word[0] for word in way[:4] if word not in _SMALL))
    for acronym in found:
        if len(acronym) >= 3 and not is_ordinary(acronym) and acronym not in _TOO_COMMON:
            written: Written = "capitals" if set(acronym) & set("aeiouy") else "any"
            yield (acronym,), NameForm("organisation", "asks", written, codes, "acronym")


def is_common_abbreviation(word: str) -> bool:
    """Whether everybody writes these letters for something else."""
    return word in _TOO_COMMON


def forms_of_others(person: ListedClient) -> Iterator[tuple[Way, NameForm]]:
    """E-mail addresses in every way of writing them, and whatever stands under `other`."""
    codes = (person.code,)
    sure = NameForm("e-mail", "blocks", "any", codes, "other")
    for address in person.emails:
        user, _, domain = address.partition("@")
        name, place = name_words(user), name_words(domain)
        for dot in ((), ("dot",)):
            spoken = tuple(_between(place, dot))
            for at in ((), ("at",)):
                yield (*name, *at, *spoken), sure
                yield (*_between(name, dot), *at, *spoken), sure
        if len(name) > 1:
            yield name, NameForm("e-mail", "blocks", "any" if len("".join(name)) > 6 else "each", codes, "other")
        if len(place) > 1 and domain.casefold() not in _PUBLIC:
            yield place, NameForm("e-mail", "asks" if is_word(place[0]) else "blocks", "any", codes, "other")
    for phrase in person.other:
        for variant in variants(phrase):
            way = name_words(variant)
            alone = len(way) == 1 and is_word(way[0])
            yield way, NameForm("other", "blocks", "each" if alone else "any", codes, "other")
            joined = "".join(way)
            if len(way) > 1 and len(joined) >= 8 and not joined.isdigit():
                yield (joined,), NameForm("other", "blocks", "any", codes, "other")
            if len(way) > 1 and way[0] == "the" and len(way) > 2:
                yield way[1:], NameForm("other", "blocks", "any", codes, "other")
            groups = tuple(word for word in way if word.isdigit())
            if len(groups) >= 3 and groups != way:
                yield groups, NameForm("other", "blocks", "any", codes, "other")


def _between(parts: Way, sign: tuple[str, ...]) -> Iterator[str]:
    for number, part in enumerate(parts):
        if number:
            yield from sign
        yield part


_PUBLIC: Final = words(
    """
    gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com live.co.uk live.com yahoo.com yahoo.co.uk
    icloud.com me.com aol.com btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com proton.me
    protonmail.com gmx.com example.com example.org example.net example.co.uk mail.com msn.com
    """
)
"""Where everybody has an address: the place says nothing of a client."""
