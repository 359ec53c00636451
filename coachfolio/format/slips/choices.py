"""One of a few words: Zoom for video, face to face for in-person, Y for yes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coachfolio.base.words import listed
from coachfolio.format.schemas import ANNOTATION
from coachfolio.format.slips.meaning import Meaning, is_long

__all__ = ["choice_in"]

_BOX: Final = re.compile(r"([☒☑✓✔✗✘☐□\[\(][xX✓✔ ]?[\]\)]?)\s*([^☒☑✓✔✗✘☐□\[\]()]+)")
_TICKED: Final = ("☒", "☑", "✓", "✔", "[x]", "[X]", "(x)", "(X)")
_NOTE: Final = re.compile(r"^(?P<value>.*?\S)\s*(?P<note>\([^()]*\)|\[[^\[\]]*\]|//.*|#.*|\s[–—-]\s.*|,.*|;.*)$")


def choice_in(text: str, part: Mapping[str, Any]) -> Meaning:
    """The choice of a part of a schema that a text means."""
    choices = [str(choice) for choice in part["enum"] if not isinstance(choice, bool)]
    words: Mapping[str, Sequence[str]] = part.get(ANNOTATION, {}).get("choices", {})
    if is_long(text):
        return Meaning(asks=_one_of(choices))
    boxes = _boxes(text, choices, words)
    if boxes is not None:
        return boxes
    found = _one(text, choices, words)
    if found:
        return Meaning(value=found)
    note = _NOTE.match(text.strip())
    inner = _one(note["value"], choices, words) if note else None
    if note and inner and not _others(note["note"], choices, words, inner):
        return Meaning(value=inner, remark=note["note"].lstrip("#/,; –—-").strip())
    return Meaning(asks=_asks(text, choices, words))


def _folded(text: str) -> str:
    plain = re.sub(r"[\s\xa0_]+", " ", text.strip().strip("“”‘’\"'*_`").strip().casefold())
    plain = re.sub(r"[\u00ad\u200b-\u200d\ufeff]", "", plain)
    return re.sub(r"[‐‑‒–—−]", "-", plain).strip(" .,;:!")


def _one(text: str, choices: Sequence[str], words: Mapping[str, Sequence[str]]) -> str | None:
    plain = _folded(text)
    known = {choice.casefold(): choice for choice in choices}
    known |= {_folded(word): choice for choice, said in words.items() for word in said}
    for form in (plain, plain.replace(" ", "-"), plain.replace("-", " "), re.sub(r"[ -]", "", plain)):
        if form in known:
            return known[form]
    for choice in choices:  # 2-way for two-way, observed for observation is none
        if _numbered(plain) == _numbered(choice):
            return choice
    if len(plain) >= 4 and not any(sign in plain for sign in "/&,"):
        near = difflib.get_close_matches(plain, known, n=2, cutoff=0.78)
        meant = {known[word] for word in near}
        if len(meant) == 1 and (len(near) == 1 or near[0] in known):
            return meant.pop()
    return None


def _numbered(text: str) -> str:
    digits = {"one": "1", "two": "2", "three": "3", "four": "4"}
    return re.sub(r"[a-z]+", lambda match: digits.get(match[0], match[0]), text.casefold()).replace(" ", "-")


def _boxes(text: str, choices: Sequence[str], words: Mapping[str, Sequence[str]]) -> Meaning | None:
    boxes = _BOX.findall(text)
    if len(boxes) < 2:
        return None
    ticked = [_one(label, choices, words) for box, label in boxes if box.strip() in _TICKED]
    if len(ticked) == 1 and ticked[0]:
        return Meaning(value=ticked[0])
    return Meaning(asks=f"Write the one that is ticked: {listed(choices, last='or')}.")


def _others(text: str, choices: Sequence[str], words: Mapping[str, Sequence[str]], but: str) -> bool:
    """Whether another of the choices is mentioned."""
    bare = re.sub(r"[^\w\s-]", " ", text)
    plain = f" {_folded(bare)} "
    said = {choice: (choice, *words.get(choice, ())) for choice in choices if choice != but}
    return any(f" {_folded(word)} " in plain for each in said.values() for word in each if len(word) > 2)


def _asks(text: str, choices: Sequence[str], words: Mapping[str, Sequence[str]]) -> str:
    mentioned = [choice for choice in choices if _others(text, [choice, ""], words, "")]
    if len(mentioned) > 1:
        return f"Write one of them, whichever it was most: {listed(mentioned, last='or')}."
    return _one_of(choices)


def _one_of(choices: Sequence[str]) -> str:
    return f"Write one of these words: {listed(choices, last='or')}."
