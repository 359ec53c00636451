"""The first page of a pack: what is in it, for people who know nothing of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from coachfolio.base.words import count, day, one_line
from coachfolio.outputs.pack.facts import PackContents, PackFor
from coachfolio.reports.views import PortfolioView

__all__ = ["PACK_README", "readme"]

PACK_README = "READ-ME.txt"
_WIDE = 76
_WHOM = {
    "assessor": "What a learner hands in, for an assessor",
    "iqa": "A sample, for an internal quality assurer",
    "eqa": "A sample, for an external quality assurer",
}


def readme(view: PortfolioView, contents: PackContents, audience: PackFor) -> str:
    """What is in a pack and what is not, and how to see whether all of it came."""
    return "".join(f"{line}\n" for line in _lines(view, contents, audience))


def _lines(view: PortfolioView, contents: PackContents, audience: PackFor) -> Iterator[str]:
    about = view.about
    yield from _heading(_WHOM[audience], "=")
    for label, words in (
        ("Learner", about.learner),
        ("Enrolment", about.enrolment),
        ("Centre", " ".join(filter(None, [about.centre, about.centre_number and f"({about.centre_number})"]))),
        ("Qualification", about.qualification),
        ("Units", ", ".join(view.shown_units)),
        ("As on", day(about.today)),
        ("Saved as", about.save),
    ):
        if words:
            yield f"{label + ':':<15}{one_line(words)}"
    yield ""
    yield from _prose(
        "Confidential. Clients are codes: nobody but the coach can say who is behind one. It has what these readers "
        "may see, and portfolio/WITHHELD.md names the rest by file and field."
    )
    yield ""
    yield from _heading("What to open", "-")
    for path, words in contents.told.items():
        yield f"data/{path}"
        yield from _prose(words, indent="    ")
    if contents.left_out:
        yield ""
        yield from _heading("What is not in it", "-")
        for sentence in contents.left_out:
            yield from _prose(sentence, indent="  ", first="- ")
    if audience == "assessor":
        unknown = [line for line in view.readiness.lines if line.state != "met"]
        yield ""
        yield from _heading("Checked before it was packed", "-")
        yield from _prose(
            f"{count(view.readiness.met, 'line')} of {len(view.readiness.lines)} of coachfolio's checklist for a "
            "submission are met. coachfolio decides nothing: that is the assessor's."
        )
        for line in unknown:
            yield from _prose(f"{line.title}: {line.state}.", indent="  ", first="- ")
    yield ""
    yield from _heading("Did all of it come?", "-")
    yield from _prose(
        "Keep the ZIP as it came. With coachfolio, `coachfolio pack verify` and the name of the ZIP says whether all "
        "is there and unchanged. Any other program for BagIt 1.0 can say it too, by the lists of fingerprints beside "
        "this page. They show damage and loss. They cannot show who made the pack: for that ask whoever sent it, by "
        "another way, for the fingerprint of the ZIP."
    )


def _heading(text: str, under: str) -> Iterator[str]:
    yield text
    yield under * len(text)


def _prose(text: str, *, indent: str = "", first: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        one_line(text),
        _WIDE,
        initial_indent=first or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
