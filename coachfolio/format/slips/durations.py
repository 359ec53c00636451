"""How long something took: 1h30, 1.5 hours, an hour and a half, 14:00 - 15:30."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from coachfolio.format.slips.clocks import clock_meant
from coachfolio.format.slips.meaning import Meaning, is_long

__all__ = ["minutes_meant"]

_WORDS: Final = {
    word: number
    for number, word in enumerate(
        [
            "nought",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "a": 1, "an": 1}
_TENS: Final = re.compile(r"\b(twenty|thirty|forty|fifty)[ -](one|two|three|four|five|six|seven|eight|nine)\b")
_SIGNS: Final = {"½": ".5", "¼": ".25", "¾": ".75"}
_HOURS: Final = r"(?:h|hs|hr|hrs|hour|hours)\.?"
_MINUTES: Final = r"(?:m|mn|min|mins|minute|minutes|minuets|')\.?"
_NUMBER: Final = r"\d{0,5}(?:[.,]\d{1,2})?"
_HOURS_AND_MINUTES: Final = re.compile(
    rf"(?:(?P<hours>{_NUMBER})\s*{_HOURS}\s*(?:and|,|&|\+)?\s*)?(?:(?P<minutes>\d{{1,5}}(?:\.0+)?)\s*(?:{_MINUTES})?)?"
)
_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::00)?(?:\s*(?:h|hrs?|hours?))?")
_ROUGH: Final = re.compile(
    r"^(?:about|approx\.?|approximately|roughly|around|ca\.?|circa|c\.|~|nearly|almost|over|under|\+/-)"
)
_NOTE: Final = re.compile(r"^(?P<value>.*?[^\s(\[#/])\s*(?P<note>\([^()]*\)|\[[^\[\]]*\]|//.*|#.*)$")
_SPAN: Final = re.compile(r"^(?:from\s+)?(?P<start>[\d:.apm ]+?)\s*(?:-|–|—|to|until|till)\s*(?P<end>[\d:.apm ]+)$")
_FRACTIONS: Final = (
    (re.compile(r"^(?:an?|one)\s+hour\s+and\s+(?:an?\s+)?(half|quarter|three[ -]quarters)$"), 60),
    (re.compile(r"^(\w+)\s+and\s+(?:an?\s+)?(half|quarter|three[ -]quarters)\s+hours?$"), None),
    (re.compile(r"^(\w+)\s+hours?\s+and\s+(?:an?\s+)?(half|quarter|three[ -]quarters)$"), None),
)
_PARTS: Final = {"half": 30, "quarter": 15, "three quarters": 45, "three-quarters": 45}
_OF_AN_HOUR: Final = re.compile(r"^(?:an?\s+)?(half|quarter|three[ -]quarters)(?:\s+(?:of\s+)?an?)?\s+hour$")
_LETTERS: Final = re.compile(r"(?<=\d)[oO](?=[\doO]|\b|[a-z])|(?<![a-z])[oO](?=\d)|(?<=\d)l(?=\d|\b)")


def minutes_meant(text: str, *, unit: str = "minutes", start: str | None = None) -> Meaning:
    """The minutes that a text means. A bare number is of `unit`; `start` is the time that stands beside it, if any."""
    if is_long(text):
        return Meaning()
    note = _NOTE.match(text.strip())
    if note and any(letter.isdigit() for letter in note["value"]):
        inner = minutes_meant(note["value"], unit=unit, start=start)
        return Meaning(inner.value, note["note"].lstrip("#/ ").strip(), inner.asks) if inner.is_plain else inner
    plain = _plain(text)
    if _ROUGH.match(plain):
        return Meaning(asks="Only you can say how long it was: write the number of minutes that your notes bear out.")
    span = _SPAN.match(plain)
    if span and (":" in plain or "." in plain or "m" in plain):
        return _between(span["start"], span["end"], start)
    if re.fullmatch(rf"{_NUMBER}\s*(?:{_MINUTES})?\s*[-–—]\s*{_NUMBER}\s*(?:{_MINUTES}|{_HOURS})?", plain):
        return Meaning(asks="A range is no length: write the one number of minutes that your notes bear out.")
    if re.fullmatch(r"\d+\s*[x×*]\s*\d+.*", plain):
        return Meaning(asks="Write the minutes in all as one number; two contacts need a sheet, or an item, each.")
    if re.fullmatch(r"\d+[.,]\d+", plain) and unit == "minutes":
        if re.fullmatch(r"\d+[.,]0+", plain):
            return Meaning(value=int(re.split("[.,]", plain)[0]))
        return Meaning(asks="If these are hours, write them as minutes: times 60. If it is a slip, mend the number.")
    if re.fullmatch(r"\d+(?:\s+\d+)+", plain):
        return Meaning(asks="There are two numbers here, and only you can say which is right: keep that one.")
    minutes = _whole(plain, unit)
    return Meaning(value=minutes) if minutes is not None else Meaning()


def _plain(text: str) -> str:
    folded = re.sub(r"[\s\xa0]+", " ", text.strip().strip("“”‘’\"'").strip().casefold())
    folded = re.sub(r"(?<!\b[ap]\.m)(?<!\bm)[.!]$", "", folded)
    for sign, decimal in _SIGNS.items():
        folded = re.sub(rf"(\d)\s*{sign}", rf"\g<1>{decimal}", folded)
        folded = re.sub(rf"(?<!\d){sign}", f"0{decimal}", folded)
    folded = _LETTERS.sub(lambda match: "1" if match[0] == "l" else "0", folded)
    folded = re.sub(
        r"(\d+) (1/2|1/4|3/4)", lambda m: f"{m[1]}{({'1/2': '.5', '1/4': '.25', '3/4': '.75'})[m[2]]}", folded
    )
    return _TENS.sub(lambda match: str(_WORDS.get(match[1], 20) + _WORDS[match[2]]), folded)


def _whole(plain: str, unit: str) -> int | None:
    for pattern, base in _FRACTIONS:
        if match := pattern.match(plain):
            if base is not None:
                return base + _PARTS[match[1]]
            number = _WORDS.get(match[1], int(match[1]) if match[1].isdigit() else 0)
            return number * 60 + _PARTS[match[2]] if number else None
    if match := _OF_AN_HOUR.match(plain):
        return _PARTS[match[1]]
    if match := _CLOCK.fullmatch(plain):
        return int(match[1]) * 60 + int(match[2]) if int(match[1]) < 24 else None
    digits = re.sub(r"\b[a-z]+\b", lambda match: str(_WORDS.get(match[0], match[0])), plain)
    match = _HOURS_AND_MINUTES.fullmatch(digits)
    if not match or (match["hours"] in (None, "") and match["minutes"] is None):
        if unit == "hours" and re.fullmatch(_NUMBER, digits) and digits:
            return _in_minutes(Fraction(digits.replace(",", ".")) * 60)
        return None
    if match["hours"] in (None, "") and unit == "hours" and digits.replace(".0", "").isdigit():
        return _in_minutes(Fraction(digits) * 60)
    hours = Fraction((match["hours"] or "0").replace(",", ".").rstrip(".") or "0")
    minutes = Fraction(match["minutes"] or "0")
    if hours and hours.denominator != 1 and minutes:
        return None
    return _in_minutes(hours * 60 + minutes)


def _in_minutes(minutes: Fraction) -> int | None:
    return int(minutes) if minutes.denominator == 1 and minutes else None


def _between(first: str, last: str, start: str | None) -> Meaning:
    begin, end = clock_meant(first), clock_meant(last)
    if not begin.is_plain or not end.is_plain:
        return Meaning(asks="Write the number of minutes from the one time to the other.")
    minutes = _since_midnight(end.value) - _since_midnight(begin.value)
    if minutes <= 0 or (start is not None and start != begin.value):
        return Meaning(asks="Write the number of minutes from the one time to the other, and look at start.")
    remark = "" if start is not None else f"{begin.value} to {end.value}"
    return Meaning(value=minutes, remark=remark)


def _since_midnight(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
