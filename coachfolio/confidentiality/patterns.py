"""Details that point to a person without a list of names: addresses, numbers, titles, and hints at who it is.

Every pattern is asked only where the text has the sign that it cannot do without: most texts have none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Final, Literal, NamedTuple

from coachfolio.base.words import words

__all__ = ["Detail", "LeakPattern", "details_in"]

LeakPattern = Literal[
    "e-mail", "phone", "postcode", "insurance-number", "nhs-number", "birth-date", "title", "company", "client-is"
]
"""Details that are looked for without a list of clients: each may be of anybody."""


class Detail(NamedTuple):
    """Something that may point to a person, from letter `start` to before `end`."""

    start: int
    end: int
    kind: LeakPattern


_AREAS: Final = words(
    """AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP
    NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA
    WC WD WF WN WR WS WV XM YO ZE"""
)
"""Every area that begins a postcode of the United Kingdom and its islands."""
_NO_PREFIX: Final = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
_NOBODYS: Final = (
    r"(?:[@.]example\.(?:com|org|net|edu|co\.uk|org\.uk)|\.test|\.invalid|\.localhost|noreply\.github\.com)$"
)
_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ORDINAL: Final = (
    "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[a-z]{3,6}teenth"
    "|twentieth|thirtieth)"
)
_DATE: Final = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:the\s+)?(?:twenty-|thirty-)?{_ORDINAL})\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)\d\d|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d?-\d\d?|\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)(?!\d))"
)
_CAPITAL_LETTERS: Final = b"BCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL_LETTERS: Final = b"bcdefghijklmnopqrstuvwxyz"
_SHAPE: Final = bytes.maketrans(b"123456789" + _CAPITAL_LETTERS + _SMALL_LETTERS, b"0" * 9 + b"A" * 25 + b"a" * 25)
"""Every digit as 0, every capital as A and every small letter as a."""
_DELETED: Final = b" ().\xc2\xa0\r\n"
"""What may stand between the digits of a number: a space that is not broken, and a line end, too."""
_CAPITALS: Final = bytes.maketrans(_CAPITAL_LETTERS, b"A" * 25)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _emails(text: str) -> Iterator[Detail]:
    pattern = _compiled(
        r"(?<![\w.+-])[A-Za-z0-9][\w.+'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}\b"
    )
    for match in pattern.finditer(text):
        address = match[0].casefold()
        if not _compiled(_NOBODYS).search(address) and not address.startswith(("git@", "noreply@", "no-reply@")):
            yield Detail(*match.span(), "e-mail")


def _spoken_emails(text: str) -> Iterator[Detail]:
    """k.lane (at) mailbox (dot) example, office AT mailbox DOT example: as people write them for people."""
    user, place = r"(?<![\w.+-])[A-Za-z0-9][\w.+'-]{0,63}", r"[A-Za-z0-9][A-Za-z0-9-]{0,61}"
    dot = r"(?: ?[(\[{] ?[Dd][Oo][Tt] ?[)\]}] ?| [Dd][Oo][Tt] "
    marked = rf" ?[(\[{{] ?[Aa][Tt] ?[)\]}}] ?{place}(?:{dot}|\.){place}){{1,4}}"
    loud = rf" AT {place}(?:{dot}){place}){{1,4}}"
    pattern = f"{user}(?:{marked}|{loud})"
    for match in _compiled(pattern).finditer(text):
        yield Detail(*match.span(), "e-mail")


def _phones(text: str) -> Iterator[Detail]:
    alone, rest = r"(?<![\w.,/£$€-])", r"(?![\w/]|[.-]\d)"
    british = r"(?:\+44|0044|\(?0)[\d ().\u00a0\u2010\u2011-]{8,17}\d"
    foreign = r"\+[1-9]\d{0,2}[ .-]?(?:\(?\d+\)?[ .-]?){2,6}\d"
    for match in _compiled(f"{alone}(?:{british}|{foreign}){rest}").finditer(text):
        if _is_phone(match[0]) and "ISBN" not in text[max(match.start() - 20, 0) : match.start()]:
            yield Detail(*match.span(), "phone")
    broken = r"0\d{2,5}(?:[ -]?\d){0,7}[ -]?\r?\n[ \t>#]*\d(?:[ -]?\d){0,7}"
    for match in _compiled(f"{alone}{broken}{rest}").finditer(text) if "\n" in text else ():
        if _is_phone(" ".join(re.findall(r"\d+", match[0]))):
            yield Detail(*match.span(), "phone")


def _is_phone(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if written.startswith(("+44", "0044")):
        digits = digits[4:] if digits.startswith("00") else digits[2:]
        digits = digits.removeprefix("0")
    elif written.startswith("+"):
        return 9 <= len(digits) <= 15 and len(set(digits)) > 2
    else:
        digits = digits[1:]
    if re.search(r"[ .()-]{3,}|\d\.\d{1,2}\b", written) or len(set(digits)) < 3:
        return False
    if len(digits) == 9:
        return digits.startswith("800") or bool(re.match(r"1[2-9]\d[2-9]", digits))
    known = r"(?:1\d[1-9]|1[2-9]\d|2[03489]|3[0347]|5[56]|7[1-9]|70|8[047]|9[01])"
    return len(digits) == 10 and bool(re.match(known, digits))


def _postcodes(text: str) -> Iterator[Detail]:
    pattern = (
        r"(?<![\w/.-])(?:([A-Z]{1,2})([0-9][A-Z0-9]?)([ \u00a0]?(?:\r?\n[ \t>#]*)?)([0-9][ABD-HJLNP-UW-Z]{2})"
        r"|([a-z]{1,2})([0-9][a-z0-9]?)([ \u00a0])([0-9][abd-hjlnp-uw-z]{2}))(?![\w/-]|\.\d)"
    )
    for written in _compiled(pattern).finditer(text):
        match = [written[0], *(part.upper() for part in written.groups() if part is not None)]
        area, district = match[1], match[2]
        letter_fits = not district[1:].isalpha() or len(area) == 1 or area in ("EC", "SW", "WC", "NW", "SE")
        if match[4][1:] in ("ST", "ND", "RD", "TH") and (written[0].islower() or match[4] in ("1ST", "2ND", "3RD")):
            continue
        if area in _AREAS and letter_fits and (match[3] or len(match[0]) >= 6):
            yield Detail(*written.span(), "postcode")


_BREAK: Final = r"(?:[ \u00a0.-]?(?:\r?\n[ \t>#]*)?)"
"""What may stand between the signs of a number: a blank, a stop, a hyphen, a line end."""
_SIX_DIGITS: Final = "".join(rf"[0-9]{_BREAK}[0-9]{_BREAK}" for _ in range(3))


def _insurance_numbers(text: str) -> Iterator[Detail]:
    asked = []
    # what begins with digits is found at once; what begins with letters is tried at every word
    if _compiled(rf"{_SIX_DIGITS}[A-D](?!\w)").search(text):
        asked.append(rf"(?<!\w)(QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]){_BREAK}{_SIX_DIGITS}([A-D])(?!\w)")
    if _compiled(rf"{_SIX_DIGITS}[a-d](?!\w)").search(text):
        asked.append(rf"(?<!\w)(qq|[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z]){_BREAK}{_SIX_DIGITS}([a-d])(?!\w)")
    if "NI" in text or "N.I" in text or "ational" in text:
        before = r"\b(?:N\.?I\.?(?:N\.?O\.?)?\b|[Nn]ational [Ii]nsurance)[^\n]{0,24}?"
        asked.append(rf"{before}\b([A-Za-z]{{2}}){_BREAK}{_SIX_DIGITS}([A-Da-d]?)(?![^\W_])")
    for pattern in asked:
        for match in _compiled(pattern).finditer(text):
            if match[1].upper() not in _NO_PREFIX:
                yield Detail(match.start(1), match.end(), "insurance-number")


def _nhs_numbers(text: str) -> Iterator[Detail]:
    for match in _compiled(r"(?<![\w.+-])\d{3}([ -]?)\d{3}\1\d{4}(?!\w|[.-]\d)").finditer(text):
        before = text[max(match.start() - 30, 0) : match.start()]
        named = "NHS" in before or "NHS" in text[match.end() : match.end() + 20]
        if "ISBN" in before or not (named or (match[1] and match[0][0] in "467")):
            continue
        digits = [int(sign) for sign in match[0] if sign.isdigit()]
        check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
        if check % 11 == digits[9] and check != 10 and len(set(digits)) > 1:
            yield Detail(*match.span(), "nhs-number")


def _birth_dates(text: str) -> Iterator[Detail]:
    said = r"\b(?:born|birth|birthday|d\.?o\.?b|Geburtsdatum|geboren|née?)(?![^\W_])"
    pattern = _compiled(rf"(?i){said}[^\n!?]{{0,20}}?[\s=:.]?\b({_DATE})")
    for match in pattern.finditer(text):
        yield Detail(*match.span(1), "birth-date")


_NAME: Final = r"(?:[A-Z]['’]|Ma?c)?[A-Z][a-zß-öø-ÿ]+(?:-[A-Z][a-zß-öø-ÿ]+)?"


def _titles(text: str) -> Iterator[Detail]:
    title = r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Cllr|Councillor)\.?"
    for match in _compiled(rf"{title}\s+(?:[A-Z]\.?\s*)?{_NAME}(?:\s+{_NAME})?").finditer(text):
        if match[0].split()[1] not in _NO_NAMES:
            yield Detail(*match.span(), "title")


_CHARACTERS: Final = {"Men", "Bean", "Darcy", "Doubtfire", "Bracknell", "Macbeth", "Gaga", "Spock"}
_NO_NAMES: Final = _CHARACTERS | {"Right", "Madam", "Sir", "Chair", "President", "Mayor", "The", "Who", "Chairman",
                                  "Minister"}  # fmt: skip


def _companies(text: str) -> Iterator[Detail]:
    company = r"Ltd|Limited|plc|PLC|LLP|CIC|Inc|GmbH|(?:[A-Z]\w+\s+)?NHS (?:Foundation )?Trust|Housing Association"
    council = r"(?:(?:City|Borough|County|District|Town|Parish|Metropolitan)\s+)*Council"
    for match in _compiled(rf"\b(?:[A-Z][\w&'’.-]*\s+){{1,5}}?(?:{company}|{council})\b\.?").finditer(text):
        words_there = match[0].split()
        if words_there[0] not in _NO_COMPANY or len(words_there) > 2:
            yield Detail(*match.span(), "company")


_NO_COMPANY: Final = {"The", "A", "An", "Our", "Their", "His", "Her", "My", "Your", "This", "Each", "Every", "Borough",
                      "City", "County", "District", "Parish", "Town", "No", "Any", "In", "At", "For"}  # fmt: skip


def _client_is(text: str) -> Iterator[Detail]:
    role = (
        r"(?:chief|director|deputy|head\s+of|chair(?:man|woman)?|ceo|cfo|coo|cto|mp|mayor|founder|owner|principal|"
        r"managing|finance|medical|regional|former|only|first|youngest|newest)"
    )
    whose = r"\bmy (?:client|coachee|mentee)(?:,| is| was|, who (?:is|was)) (?:the|our|their)"
    for match in _compiled(rf"(?i:{whose} {role}\b)[^.\n]{{0,40}}").finditer(text):
        yield Detail(match.start(), match.start() + len(match[0].rstrip()), "client-is")


_JOBS: Final = (
    *("headteacher", "head teacher", "head", "principal", "chief executive", "CEO", "director", "chair", "chairman"),
    *("chairwoman", "mayor", "bishop", "vicar", "rector", "curator", "matron", "governor", "manager", "owner"),
    *("founder", "editor", "leader", "warden", "brewer"),
)
_PARTS_OF_JOBS: Final = words(
    """
    Governors Public Finance Nursing Studies Department Human Education Services Faculty Operations Children Adult
    People
    Trustees Directors Coaching Learning Sales Marketing Music Year Sixth English Maths Science Communications Strategy
    Care Housing Legal Digital Research Development Engineering Property Estates Quality Safeguarding Inclusion Policy
    """
)
"""What a job is about, and no place: a director of Public Health."""


def _jobs(text: str) -> Iterator[Detail]:
    """A job with its place: the headteacher of Oakfield Primary."""
    for sign in (" of ", " at "):
        at = text.find(sign)
        while at >= 0:
            ahead = text[max(at - 60, 0) : at]
            if ahead.endswith(_JOBS):
                whose = _compiled(r"\b(?:[Tt]he|[Oo]ur|[Ii]ts|[Oo]nly|[Aa]s) (?:[a-z-]+ ){0,2}[\w ]{4,16}$").search(
                    ahead
                )
                where = _compiled(r"(?:the )?([A-Z][\w'’&-]+)").match(text, at + len(sign))
                if whose and where and where[1] not in _PARTS_OF_JOBS and not where[1].isupper():
                    yield Detail(at - len(ahead) + whose.start(), where.end(), "client-is")
            at = text.find(sign, at + 1)


Ask = Callable[[str], Iterator[Detail]]

# The signs that begin with a capital are looked for where every capital is an A: the search for one letter is so quick
# that looking again at what was found, letter by letter, costs next to nothing.
_NEAR_CAPITAL: Final = (
    rb"A(?=(?:rs?|s|iss|x|r|rof|rofessor|ir|ame|ord|ady|ev|llr|ouncillor|orn|irth|irthday|AA?|[.]A[.]A|AAAA"
    rb"|td|imited|nc|mbA|rust|ouncil|ssociation)(?![A-Za-z]))"
)
_CAPITAL_SIGN: Final = (
    rb"[MDPSLRCITAGB](?:(rs?|s|iss|x|r|rof|rofessor|ir|ame|ord|ady|ev|llr|ouncillor)|(orn|irth|irthday|OB|[.]O[.]B|IRTH)"
    rb"|td|imited|LC|LP|IC|nc|mbH|rust|ouncil|ssociation)(?![A-Za-z])"
)
_SMALL_SIGNS: Final[tuple[tuple[bytes, Ask], ...]] = (
    (b"@", _emails),
    *((sign, _spoken_emails) for sign in (b"(at)", b"[at]", b" AT")),
    (b" plc", _companies),
    (b"y client", _client_is),
)
_SHAPES: Final[tuple[tuple[bytes, tuple[Ask, ...]], ...]] = (
    (b"00000", (_phones, _nhs_numbers, _insurance_numbers)),
    (b"-000-0000", (_phones, _nhs_numbers)),
    (b"-0000-0000", (_phones,)),
    (b"A-00-00-00", (_insurance_numbers,)),
    (b"a-00-00-00", (_insurance_numbers,)),
    (b"A00-00-00", (_insurance_numbers,)),
    (b"a00-00-00", (_insurance_numbers,)),
    (b"0AA", (_postcodes,)),
)


_BIRTH_SIGN: Final = rb"b(?:orn |irth|oren |urtsd|(?<=dob)|(?<=d\.o\.b))"
_JOB_SIGN: Final = rb"A(?:(?<= (?:of|at) A)|(?<= (?:of|at) the A))"
_SMALL_POSTCODE: Final = rb"0(?<=a0)[0a]? 0aa"


@cache
def _compiled_sign(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def details_in(texts: Sequence[str]) -> list[list[Detail]]:
    """For each text everything in it that a pattern knows, in the order of the text. What overlaps is told once.

    All are looked through together for the signs that a pattern cannot do without: that is what makes it quick.
    """
    every = [text.encode("utf-8", "replace").replace(b"\0", b" ") for text in texts]
    whole = b"\0".join(every)
    ends = list(accumulate(len(signs) + 1 for signs in every))
    asked: set[tuple[int, Ask]] = set()
    capitals = whole.translate(_CAPITALS)
    for near in _compiled_sign(_NEAR_CAPITAL).finditer(capitals):
        match = _compiled_sign(_CAPITAL_SIGN).match(whole, near.start())
        if match:
            ask: Ask = _titles if match[1] else _birth_dates if match[2] else _companies
            asked.add((bisect_right(ends, match.start()), ask))
    for sign, small in _SMALL_SIGNS:
        asked |= {(bisect_right(ends, at), small) for at in _all(sign, whole)}
    for pattern, text, small in (
        (_BIRTH_SIGN, whole, _birth_dates),
        (_JOB_SIGN, capitals, _jobs),
        (_SMALL_POSTCODE, whole.translate(_SHAPE), _postcodes),
    ):
        asked |= {(bisect_right(ends, match.start()), small) for match in _compiled_sign(pattern).finditer(text)}
    shape = whole.translate(_SHAPE, _DELETED)
    seen = [(sign, asks) for sign, asks in _SHAPES if sign in shape]
    for number, part in enumerate(shape.split(b"\0")) if seen else ():
        asked |= {(number, shaped) for sign, asks in seen if sign in part for shaped in asks}
    found: list[list[Detail]] = [[] for _ in texts]
    for number, signs in asked:
        found[number] += signs(texts[number])
    return [_without_overlaps(some) for some in found]


def _all(sign: bytes, text: bytes) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


def _without_overlaps(found: list[Detail]) -> list[Detail]:
    kept: list[Detail] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.kind)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
