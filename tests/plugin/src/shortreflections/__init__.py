"""An example of a plug-in: a rule with a threshold, a qualification and a kind of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coachfolio import Facts, Finding, Place, Rule, Severity
from coachfolio.evidence.model import Session

AWARD = Path(__file__).parent / "example-award.yaml"
RECORDINGS = Path(__file__).parent / "recordings.json"
WORDS = 10
"""The words from which on a reflection is not short; a portfolio may have its own figure in settings.thresholds."""


def short_reflection(facts: Facts) -> Iterator[Finding]:
    """A reflection has fewer than ten words.

    Why:
        Ten words can say what happened. They cannot say what you make of it.
    Wrong:
        reflection: It went well.
    Right:
        reflection: I asked three questions in a row, and answered the second one myself.
    """
    fewest = facts.threshold("short-reflection-words")
    for piece in facts.portfolio.evidence:
        if isinstance(piece, Session) and piece.reflection and len(piece.reflection.split()) < fewest:
            yield Finding(
                at=Place(piece.path, ("reflection",)),
                message=f"This reflection has {len(piece.reflection.split())} words.",
                hint="Say what you noticed about your own practice.",
            )


SHORT_REFLECTION = Rule("SR001", short_reflection, Severity.ADVICE, Severity.WARNING)
