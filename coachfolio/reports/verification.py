"""What verifying a record showed, in sentences: signatures, seals, and what earlier looks saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coachfolio.base.words import count
from coachfolio.record.facts import PracticeRecord
from coachfolio.record.verdicts import SignatureState

__all__ = ["verified_in_words"]

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


def verified_in_words(record: PracticeRecord, number: int) -> Iterator[str]:
    """What was read and held against its name (`number` of them), and what each signature and seal is worth."""
    yield f"{count(number, 'content')} read, each is what it is kept under."
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
        yield f"Seal {seal.name}: signature {_STATES[seal.verdict.state]}; {states or 'it lists nothing'}."
    for comparison in record.comparisons:
        yield f"Compared with {comparison.name}: {comparison.outcome}."
