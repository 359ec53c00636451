"""What the commands `seal` and `record verify` say when they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from coachfolio.base.words import count, one_line
from coachfolio.checks.checking import Report
from coachfolio.editing.sealing import NewSeal
from coachfolio.outputs.paint import Paint
from coachfolio.outputs.record import waived
from coachfolio.outputs.text import check_text
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.verdicts import SignatureState

__all__ = ["sealed_text", "verification_text"]

_STATES = {
    SignatureState.GOOD: "good",
    SignatureState.BAD: "does not fit what it signs",
    SignatureState.UNKNOWN_KEY: "by a key that is not on the list of signers",
    SignatureState.WRONG_PERSON: "by somebody else's key",
    SignatureState.WRONG_ROLE: "by somebody who may not make it",
    SignatureState.OUT_OF_DATE: "by a key that was not valid when it was seen",
    SignatureState.UNSIGNED: "no signature",
    SignatureState.UNCHECKED: "could not be checked here",
}
"""What each state of a signature is called."""


def sealed_text(made: NewSeal) -> Iterator[str]:
    """What was sealed, and what to do with the seal."""
    seal = made.seal
    about = "all units" if not seal.units else ", ".join(seal.units)
    decision = f", decision: {seal.decision}" if seal.decision != "none" else ""
    yield f"Sealed as {seal.name}: {count(len(seal.evidence), 'piece')} of evidence, {about}{decision}."
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
    yield paint(f"{count(number, 'content')} read, each is what it is kept under.", "bold")
    if record.saves:
        signed = Counter(verdict.state for verdict in record.verdicts.values())
        without = len(record.saves) - sum(signed.values())
        shown = [f"{number} {_STATES[state]}" for state, number in sorted(signed.items())]
        shown += [f"{without} without a signature"] if without else []
        yield f"Signatures of {count(len(record.saves), 'save')}: {', '.join(shown)}."
    for seal in record.seals:
        kept = Counter(state for piece in record.evidence for name, state in piece.seals if name == seal.name)
        told = [f"{number} {state}" for state, number in sorted(kept.items())]
        beside = ((seal.documents_changed, "changed"), (seal.documents_gone, "gone"))
        told += [f"{count(len(paths), 'other file')} {became}" for paths, became in beside if paths]
        states = ", ".join(told)
        yield one_line(f"Seal {seal.name}: signature {_STATES[seal.verdict.state]}; {states or 'it lists nothing'}.")
    for comparison in record.comparisons:
        yield one_line(f"Compared with {comparison.name}: {comparison.outcome}.")
    if report.diagnostics:
        yield ""
        yield from takewhile(str.strip, check_text(report, paint))
        yield from waived(report)
