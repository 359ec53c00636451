"""The page beside a copy that lists what was left out, by file and field and never by what it says."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from coachfolio.base.words import day, listed, one_line
from coachfolio.editing.copies import AsItIs, Withheld
from coachfolio.facts.audience import Audience

__all__ = ["cell", "withheld_page"]


def withheld_page(
    audience: Audience, withheld: Iterable[Withheld], beside: Sequence[AsItIs], today: datetime.date
) -> str:
    """The list of what was left out, in Markdown."""
    who = {"assessor": "an assessor", "iqa": "a quality assurer", "public": "anybody"}[audience]
    lines = [
        "# What was left out of this copy",
        "",
        f"This copy of a portfolio was made for {who} on {day(today)}. It has what they may see, and this list names",
        "everything else by file and field. Remarks in the files, which begin with #, are in no copy. The whole",
        "portfolio, and its record of practice, are with the learner.",
        "",
    ]
    rows = [
        f"| {cell(left_out.path)} | {cell(left_out.field)} | {left_out.what} | {left_out.why} |"
        for left_out in withheld
    ]
    if rows:
        lines += ["| file | field | what it is | why |", "|---|---|---|---|", *rows, ""]
    elif not beside:
        lines += ["Nothing was left out.", ""]
    if beside:
        lines += [
            "## Files that go with it",
            "",
            "What these show is as it was. Read them: what may still be in them, nobody took out. Any of them may have",
            "more than its pages show, such as titles of fields, alternative texts, and words that something covers.",
            "",
            "| file | taken out | may still be in it |",
            "|---|---|---|",
            *(f"| {cell(told.path)} | {listed(told.taken) or '–'} | {listed(told.left) or '–'} |" for told in beside),
            "",
        ]
    return "\n".join(lines)


def cell(text: str) -> str:
    line = one_line(text).replace("|", "\\|").replace("`", "'")
    return f"`{line}`" if line else "–"
