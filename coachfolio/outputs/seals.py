"""What the commands `seal` and `record verify` say when they are done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from coachfolio.base.words import count, one_line
from coachfolio.checks.checking import Report
from coachfolio.editing.sealing import NewSeal
from coachfolio.outputs.paint import Paint
from coachfolio.outputs.text import check_text
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.seals import Seal
from coachfolio.reports.record_report import waived_lines
from coachfolio.reports.verification import verified_in_words

__all__ = ["seal_plan_text", "sealed_text", "verification_text"]


def seal_plan_text(seal: Seal) -> Iterator[str]:
    """What would be sealed, before it is asked whether to do it."""
    yield f"This seals what was saved last ({seal.commit[:8]}) as {seal.name}: {_about(seal)}."
    yield f"It says: {seal.meaning}"
    yield "A seal is never replaced or taken back: another one is made beside it."


def _about(seal: Seal) -> str:
    units = "all units" if not seal.units else ", ".join(seal.units)
    decision = f", decision: {seal.decision}" if seal.decision != "none" else ""
    return f"{count(len(seal.evidence), 'piece')} of evidence, {units}{decision}"


def sealed_text(made: NewSeal) -> Iterator[str]:
    """What was sealed, and what to do with the seal."""
    seal = made.seal
    yield f"Sealed as {seal.name}: {_about(seal)}."
    yield f"It says: {seal.meaning}"
    if made.signed:
        yield "It is signed with your key."
    else:
        yield (
            "It is not signed, so it binds nobody. Tell git which key is yours (user.signingKey), and seal again: "
            "no seal is ever replaced."
        )
    if seal.stamp:
        yield "It has a time stamp."
    yield f"Hand it over with the record, and keep its number where nobody else can change it: {made.id}"


def verification_text(report: Report, record: PracticeRecord, number: int, paint: Paint) -> Iterator[str]:
    """What was verified, and what stands out."""
    for position, sentence in enumerate(verified_in_words(record, number)):
        yield one_line(sentence) if position else paint(one_line(sentence), "bold")
    if report.diagnostics:
        yield ""
        yield from takewhile(str.strip, check_text(report, paint))
        yield from waived_lines(report)
