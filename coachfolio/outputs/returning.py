"""What goes back to the learner, and what comes back, in words."""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.base.words import count, listed, one_line, safe, shown
from coachfolio.editing.receiving import Receiving
from coachfolio.editing.returning import MadeReturn
from coachfolio.facts.progress import progress_of
from coachfolio.outputs.assessment import rounds_text
from coachfolio.record.returned import ReturnedRecord, ReturnedSeal
from coachfolio.reports.rounds import Round, rounds

__all__ = ["came_rounds", "received_text", "receiving_text", "returned_text"]


def came_rounds(plan: Receiving) -> tuple[Round, ...]:
    """The rounds of assessment among what comes back."""
    new = {file.path for file in plan.returned.files}
    every = rounds(progress_of(plan.portfolio).assessment, ())
    return tuple(round for round in every if round.record.path in new)


def receiving_text(plan: Receiving, came: tuple[Round, ...]) -> Iterator[str]:
    """What would be brought in: each decision with its feedback, every file, and every seal."""
    returned = plan.returned
    if returned.nothing:
        yield "Everything in it is here already. There is nothing to receive."
        return
    yield f"What comes back: {_in_all(returned)}. Evidence and settings stay as they are here."
    if came:
        yield ""
        yield from rounds_text(came, commands=False)
    told = {round.record.path for round in came}
    rest = [file for file in returned.files if file.path not in told or file.change == "changed"]
    if rest or returned.seals:
        yield ""
    for file in rest:
        yield f"{file.change + ':':<9}{shown(file.path, 200)}"
    for seal in returned.seals:
        yield f"{'seal:':<9}{_seal(seal)}"
    for found in plan.warnings:
        where = f"{shown(found.path, 200)}, line {found.span.line} ({found.code})"
        yield f"{'mind:':<9}{where}: {one_line(safe(found.message))}"
    if returned.left_out:
        yield f"Left out, as neither decision nor seal: {listed(returned.left_out)}"
    if not returned.follows and returned.saves:
        yield "You have saved more since you handed it over. Both are joined, and nothing of yours is changed."


def received_text(plan: Receiving) -> Iterator[str]:
    """What was brought in, and what comes next."""
    yield f"Received: {_in_all(plan.returned)}. It is saved in your record already."
    if plan.returned.files:
        yield "To read it again: coachfolio feedback"


def _in_all(returned: ReturnedRecord) -> str:
    parts = [count(len(returned.files), "record") + " of assessment"] if returned.files else []
    parts += [count(len(returned.seals), "seal")] if returned.seals else []
    return listed(parts) or count(len(returned.saves), "save")


def _seal(found: ReturnedSeal) -> str:
    seal = found.seal
    who = f", by {shown(seal.by)}" if seal.by else ""
    units = f" on {listed(map(shown, seal.units))}" if seal.units else ""
    said = f": {seal.decision}{units}" if seal.decision != "none" else units and f":{units}"
    signed = "" if found.signed else " (nobody signed it, so it binds nobody)"
    return f"{shown(found.name, 120)}{who}{said}{signed}"


def returned_text(made: MadeReturn, file: str, kilobytes: int) -> Iterator[str]:
    """What is in the file that was just made, and what the learner does with it."""
    yield f"What goes back is in {file} ({kilobytes:,} KB):"
    yield from (f"  {shown(path, 200)}" for path in made.files)
    yield from (f"  seal {shown(name, 120)}" for name in made.seals)
    if not made.files and not made.seals:
        yield "  the record as it is here; no decision of yours and no seal could be told apart in it"
    if made.unsealed:
        yield "What was saved last is under no seal of yours. Without one nobody can show that it comes from you."
        yield "To seal it: coachfolio seal --as assessor, then make the file again under another name."
    yield f"The learner brings it in with: coachfolio receive {file}"
