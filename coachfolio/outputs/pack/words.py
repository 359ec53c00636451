"""Packs in words for a terminal: what was packed, and what became of one that came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from coachfolio.base.words import count, one_line, shown
from coachfolio.format.bags.verifying import PackVerified
from coachfolio.outputs.pack.facts import PackMade
from coachfolio.outputs.pack.submission import size_in_words
from coachfolio.outputs.paint import Paint

__all__ = ["packed_text", "verified_text"]

_MOST: Final = 20


def packed_text(made: PackMade) -> Iterator[str]:
    """What was packed, what is not in it, and what to tell its receiver."""
    yield f"Packed: {made.path} ({size_in_words(made.size)}, {count(made.files, 'file')})."
    if made.single:
        yield f"Your centre takes one file: {made.single}. The pack has it in it, with everything behind it."
    for path, words in made.told.items():
        yield f"  {path:<18} {one_line(words)}"
    for sentence in made.left_out:
        yield f"Not in it: {one_line(sentence)}"
    for line in made.readiness.lines:
        if line.state == "not known":
            yield f"Not known: {line.title}. Ask your centre."
    if made.to_read:
        shows = "it shows" if made.to_read == 1 else "they show"
        yield f"{count(made.to_read, 'file')} may tell more than {shows}: portfolio/WITHHELD.md names each."
    if made.may_name:
        places = f"{count(made.may_name, 'place')} in it may name a client"
        yield f"{places}: coachfolio check shows where. Look there before you send it."
    if not made.names_checked:
        yield "There is no list of clients in private, so nobody looked for their names in it."
    yield f"Its fingerprint, to tell your receiver by another way than the file: {made.fingerprint}"


def verified_text(found: PackVerified, paint: Paint) -> Iterator[str]:
    """Whether all of a pack is there and unchanged; what is not; and what that does not show."""
    for label, title in _ABOUT.items():
        if found.about.get(label):
            yield f"{title + ':':<14}{shown(found.about[label], 200)}"
    if found.whole:
        yield paint(f"All of it is there and unchanged: {count(found.files, 'file')}.", "green")
    else:
        yield paint(f"This pack is not as it was made. {count(found.files, 'file')} of it are as they were.", "red")
        yield from _named("missing", found.missing)
        yield from _named("changed", found.changed)
        yield from _named("not listed", found.added)
        yield "Ask whoever sent it for a fresh copy."
    yield f"Fingerprint:  {found.fingerprint}"
    yield "This shows damage and loss, and not who made it: compare the fingerprint with what the sender says."


_ABOUT: Final = {
    "External-Description": "What it is",
    "Contact-Name": "Learner",
    "Source-Organization": "Centre",
    "External-Identifier": "Portfolio",
    "Bag-Software-Agent": "Made with",
}


def _named(what: str, names: Sequence[str]) -> Iterator[str]:
    for name in names[:_MOST]:
        yield f"  {what + ':':<12}{shown(name, 200)}"
    if len(names) > _MOST:
        yield f"  and {len(names) - _MOST} more"
