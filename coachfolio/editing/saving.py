"""Saving a portfolio: what lies in the folder becomes the next save of its record, once it was judged and shown."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import count, listed
from coachfolio.evidence import kind_of_path
from coachfolio.format.schemas import words_for
from coachfolio.git.own import own_output
from coachfolio.hooks.message import gives_reason, leaks_among
from coachfolio.hooks.ratchet import must_be_explained
from coachfolio.hooks.unsaved import Unsaved
from coachfolio.portfolio.portfolio import ENDINGS

__all__ = ["NotSaved", "message_for", "save", "with_reason"]


class NotSaved(CoachfolioError):
    """Nothing was saved. The text says why, and what to do."""


def message_for(unsaved: Unsaved) -> str:
    """What to call a save where nobody gives it words: what is new, changed and removed in it, by kind."""
    parts = []
    for verb, paths in (
        ("Add", unsaved.new),
        ("Change", unsaved.changed),
        ("Move", tuple(after for _, after in unsaved.moved)),
        ("Remove", unsaved.removed),
    ):
        if paths:
            written = [path if path.lower().endswith(ENDINGS) else "" for path in paths]
            kinds = Counter(kind_of_path(path) or "" for path in written)
            words = [
                count(number, words_for(kind), words_for(kind, many=True)) if kind else count(number, "other file")
                for kind, number in sorted(kinds.items())
            ]
            parts.append(f"{verb} {listed(words)}")
    return "; ".join(part if number == 0 else part[0].lower() + part[1:] for number, part in enumerate(parts))


def with_reason(words: str, reason: str) -> str:
    """The message of a save that says why something is lost or changed."""
    return f"{words.rstrip()}\n\nReason: {reason.strip()}\n" if reason.strip() else words


def save(folder: str | os.PathLike[str], unsaved: Unsaved, words: str) -> str:
    """Save all that was judged, under these words, and give the save's id.

    What was written since it was judged is not saved. Raises NotSaved where something is in the way: an error, a
    client's name, a loss that the words give no reason for; and GitTrouble.
    """
    _must_be_fit(unsaved, words)
    place = Path(folder)
    own_output(place, "add", "--all", "--", ".", ":(exclude,glob)**/.coachfolio-*")
    if _listed(place) != unsaved.ids:
        own_output(place, "reset", "--quiet", "--", ".")
        raise NotSaved("Something was written while this was being saved. Nothing was saved. Save again.")
    joining = _is_joining(place)
    asked = ("commit", "--quiet", "--cleanup=whitespace", "--file=-")
    own_output(place, *asked, *(() if joining else ("--", ".")), given=words.encode())
    return own_output(place, "rev-parse", "HEAD").decode("ascii").strip()


def _must_be_fit(unsaved: Unsaved, words: str) -> None:
    report = unsaved.outlook.report
    if unsaved.nothing:
        raise NotSaved("There is nothing to save: everything is saved already.")
    if report is not None and report.failed:
        raise NotSaved("There are errors, so nothing was saved. Run coachfolio check, mend them, and save again.")
    if must_be_explained(unsaved.outlook.losses) and not gives_reason(words):
        raise NotSaved("This save loses something, so it needs a reason. Nothing was saved. Give it with --reason.")
    if any(leak.blocks for leak in leaks_among(words, [(unsaved.outlook.key, unsaved.outlook.declared)])):
        raise NotSaved("The words of this save name a client. Nothing was saved. Say it with the code.")


def _listed(place: Path) -> tuple[tuple[str, str], ...]:
    """What git would save now, by path in the portfolio."""
    said = own_output(place, "ls-files", "--stage", "-z", "--", ".").split(b"\0")[:-1]
    found = []
    for line in said:
        about, _, path = line.partition(b"\t")
        found.append((os.fsdecode(path), about.split(b" ")[1].decode("ascii")))
    return tuple(sorted(found))


def _is_joining(place: Path) -> bool:
    """Whether two lines are being joined, which git saves as a whole."""
    git = own_output(place, "rev-parse", "--git-path", "MERGE_HEAD").decode("utf-8", "replace").strip()
    return (place / git).exists()
