"""The time of day: 2pm, 14.00, 4.30 p.m., 1400hrs, noon."""

from __future__ import annotations

import re
from typing import Final

from coachfolio.format.slips.meaning import Meaning, is_long

__all__ = ["clock_meant"]

_NAMED: Final = {"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "12noon": "12:00", "midnight": "00:00"}
_CLOCK: Final = re.compile(
    r"(?:at\s+)?(?P<hour>\d{1,2})(?:\s*[:.,h]\s*(?P<minute>[0-5]\d)(?:[:.][0-5]\d)?|(?P<run>[0-5]\d))?\s*"
    r"(?P<half>[ap]\.?\s?m\.?)?\s*(?:h|hr|hrs|hours|uhr|o'?clock)?\.?"
)
_RANGE: Final = re.compile(r"^(?:from\s+)?(?P<start>.+?)\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*(?P<end>.+)$")
_ASKS: Final = "Write hours:minutes on the 24-hour clock, with two digits each."


def clock_meant(text: str, minutes: object = None) -> Meaning:
    """The time that a text means, as 14:00. `minutes` is how long it lasted, where that is known."""
    if is_long(text):
        return Meaning(asks=_ASKS)
    plain = re.sub(r"[\s\xa0]+", " ", text.strip().strip("“”‘’\"'").strip().casefold())
    if plain in _NAMED:
        return Meaning(value=_NAMED[plain])
    whole = _one(plain)
    if whole is not None:
        return whole
    if span := _RANGE.match(plain):
        start, end = _one(span["start"]), _one(span["end"])
        if start and end and end.is_plain and not start.is_plain and "m" in span["end"] and "m" not in span["start"]:
            start = _one(span["start"] + " " + span["end"][-2:].strip("."))
        if start and start.is_plain and end and end.is_plain:
            lasted = _minutes(end.value) - _minutes(start.value)
            return Meaning(value=start.value, remark="" if lasted == minutes else f"to {end.value}")
        return Meaning(asks=_ASKS)
    return Meaning(asks=_ASKS)


def _one(plain: str) -> Meaning | None:
    match = _CLOCK.fullmatch(plain)
    if not match:
        return None
    hour, minute = int(match["hour"]), match["minute"] or match["run"] or ""
    half = re.sub(r"[.\s]", "", match["half"] or "")
    if half:
        if not 1 <= hour <= 12:
            return Meaning(value=f"{hour:02d}:{minute or '00'}") if hour < 24 and half == "pm" else Meaning(asks=_ASKS)
        return Meaning(value=f"{hour % 12 + (12 if half == 'pm' else 0):02d}:{minute or '00'}")
    if not minute or hour > 23:
        asks = f"There is no such time. {_ASKS}" if hour > 23 else _ASKS
        return Meaning(asks=asks)
    if hour < 10 and len(match["hour"]) == 1:
        afternoon = f"{hour + 12:02d}:{minute}" if hour else "12:" + minute
        return Meaning(
            asks=f"Write {hour:02d}:{minute} or {afternoon}, whichever it was: hours:minutes on the 24-hour clock."
        )
    return Meaning(value=f"{hour:02d}:{minute}")


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
