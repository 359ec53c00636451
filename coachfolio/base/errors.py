"""What the library raises. Anything wrong inside a portfolio is a finding, not an exception."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

__all__ = [
    "CoachfolioError",
    "NoPortfolio",
    "NotAPortfolio",
    "UnknownFormat",
    "UnknownQualification",
    "UnknownRule",
    "UnknownSchema",
    "UnknownStage",
    "nearest",
]


def nearest(word: str, among: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The word that was probably meant, if one is near enough: 1 is the same word, 0 has no letter in common."""
    folded = {candidate.casefold(): candidate for candidate in among}
    import difflib

    close = difflib.get_close_matches(word.casefold()[:80], folded, n=1, cutoff=cutoff)
    return folded[close[0]] if close else None


class CoachfolioError(Exception):
    """Everything that coachfolio raises on purpose. Its text is a sentence for people."""


class NoPortfolio(CoachfolioError):
    """There is no portfolio.yaml in the folder."""

    def __init__(self, place: str, inside: Sequence[str] = (), *, near: str = "", above: str = "") -> None:
        """`inside` are portfolios below the place, `near` is a file with nearly the right name, `above` a folder."""
        if inside:
            several = "another portfolio" if len(inside) == 1 else f"{len(inside)} portfolios"
            super().__init__(
                f"There is no file portfolio.yaml in {place}, but {several} below it. Name the folder of one: "
                f"{', '.join(inside[:3])}{', …' if len(inside) > 3 else ''}."
            )
            return
        if near:
            super().__init__(
                f"There is no file portfolio.yaml in {place}, but one called {near}. Name it portfolio.yaml, in small "
                "letters; Windows may hide the end of a name."
            )
            return
        if above:
            super().__init__(
                f"There is no file portfolio.yaml in {place}, but one in a folder above it. Go to that folder, or "
                f"name it: {above}"
            )
            return
        super().__init__(
            f"There is no portfolio in {place}: it has no file portfolio.yaml. To start one, type: coachfolio init"
        )


class NotAPortfolio(CoachfolioError):
    """Something else was given where a function takes a portfolio that is open."""

    def __init__(self, given: object) -> None:
        if isinstance(given, str | os.PathLike):
            path = repr(os.fspath(given))
            super().__init__(
                f"This takes a portfolio that is open, not a path. Call coachfolio.check_folder({path}), or give what "
                f"coachfolio.open_portfolio({path}) returns."
            )
            return
        super().__init__(
            f"This takes a portfolio that is open, not a value of the class {type(given).__name__}. Give what "
            "coachfolio.open_portfolio returns."
        )


class _Unknown(CoachfolioError):
    what = "thing"
    listed_by = ""
    """The command that lists all there are, where they are too many for a sentence."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.known = tuple(known)
        meant = nearest(name, self.known)
        every = f"coachfolio {self.listed_by} lists them." if self.listed_by else f"There are: {', '.join(self.known)}."
        rest = f"Did you mean {meant}?" if meant else every
        super().__init__(f"There is no {self.what} called {name[:80]!r}. {rest}")


class UnknownSchema(_Unknown):
    """No schema has this name."""

    what = "schema"


class UnknownFormat(_Unknown):
    """A report cannot be written in this format."""

    what = "format"


class UnknownRule(_Unknown):
    """No rule has this code or name."""

    what = "rule"
    listed_by = "rules"


class UnknownQualification(_Unknown):
    """No qualification pack has this name."""

    what = "qualification"


class UnknownStage(_Unknown):
    """A portfolio cannot be judged for this stage."""

    what = "stage"
