"""An example of a plug-in: one rule and one qualification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from coachfolio import Facts, Finding, Place, Rule, Severity
from coachfolio.evidence.model import Session

AWARD = Path(__file__).parent / "example-award.yaml"


def short_reflection(facts: Facts) -> Iterator[Finding]:
    """A reflection has fewer than ten words.

    Why:
        Ten words can say what happened. They cannot say what you make of it.
    Wrong:
        reflection: It went well.
    Right:
        reflection: I asked three questions in a row, and answered the second one myself.
    """
    for one in facts.portfolio.evidence:
        if isinstance(one, Session) and one.reflection and len(one.reflection.split()) < 10:
            yield Finding(
                at=Place(one.path, ("reflection",)),
                message=f"This reflection has {len(one.reflection.split())} words.",
                hint="Say what you noticed about your own practice.",
            )


SHORT_REFLECTION = Rule("SR001", short_reflection, Severity.ADVICE, Severity.WARNING)
