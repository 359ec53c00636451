"""What a report on one piece of evidence says, in words: the same for every form that people read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from coachfolio.base.words import count, day, listed, shown
from coachfolio.git.objects import Commit, Moment
from coachfolio.record.facts import EvidenceHistory, PracticeRecord, SealState, Version, Witness, WitnessLevel
from coachfolio.record.verdicts import SignatureState
from coachfolio.reports.parts import NO_DATES, Grid, Items, Section, iso, person_told, signed_how, was_were

__all__ = ["about_evidence"]

_BECAME: Final[Mapping[SealState, str]] = {
    "unchanged": "unchanged since",
    "reformatted": "written in other lines since, with the same meaning",
    "changed": "changed since",
    "moved": "counted as another kind of evidence since",
    "exchanged": "with another file for what it names since",
    "removed": "removed since",
}


def about_evidence(record: PracticeRecord, piece: EvidenceHistory, attached: Collection[str] = ()) -> Iterator[Section]:
    """One piece of evidence through all saves. `attached` are the paths of the files that it names."""
    known = record.completeness.dates_known
    yield Section("", list(_piece(record, piece, known)))
    later = [_change(version, known) for version in piece.versions[1:]]
    parts: list[str | Items | Grid] = [f"It was changed in {count(len(later), 'later save')}."]
    if later:
        parts.append(Grid(("day", "who", "what", "fields", "reason"), later))
    yield Section("Later changes", parts if later else ["It was not changed since."])
    seals = [f"{shown(name)}: {_BECAME[state]}.{_beside(record, name, attached)}" for name, state in piece.seals]
    yield Section("Seals", [Items(seals)] if seals else ["It is under no seal."])


def _beside(record: PracticeRecord, name: str, attached: Collection[str]) -> str:
    """What became of the files that a piece names, since a seal."""
    seal = next((seal for seal in record.seals if seal.name == name), None)
    parts = []
    for paths, became in ((seal.documents_changed, "changed"), (seal.documents_gone, "removed")) if seal else ():
        if theirs := [shown(path, 100) for path in paths if path in attached]:
            parts.append(f" {listed(theirs)}, which it names, {was_were(len(theirs))} {became} since.")
    return "".join(parts)


def _piece(record: PracticeRecord, piece: EvidenceHistory, known: bool) -> Iterator[str]:
    yield f"{shown(piece.path, 200)}{'' if piece.present else ' (not in the portfolio any more)'}"
    if known:
        yield (
            f"It was first said to be of {day(piece.claimed)}."
            if piece.claimed
            else "At first it did not say which day it is of."
        )
    save = piece.first.save
    verdict = record.verdicts.get(save.id)
    signed = signed_how(verdict.state if verdict else SignatureState.UNSIGNED, record.signers_given)
    if known:
        yield f"First recorded by {_by(save)}: {_days_of(save)}. The save is {signed}."
    else:
        yield f"The first save of it that is here is by {_by(save)}. The save is {signed}."
        yield NO_DATES
    if known and piece.lag is not None:
        apart = (
            "That is within a day of its own day" if abs(piece.lag) <= 1 else f"That is {_after(piece.lag)} its own day"
        )
        yield f"{apart}, by the learner's own clock."
    yield _witness(piece.witness, known)
    if piece.left_out:
        yield "It is not as any later save made it: something was left out when two lines of work were joined."
    if piece.pointer:
        yield "Only a pointer to its content was saved: the content is not here."


def _after(lag: int) -> str:
    return f"{count(abs(lag), 'day')} {'before' if lag < 0 else 'after'}"


def _witness(witness: Witness, known: bool) -> str:
    if witness.level in (WitnessLevel.OWN_CLOCK, WitnessLevel.OWN_KEY):
        key = "It was signed with the learner's key; the time" if witness.level is WitnessLevel.OWN_KEY else "The time"
        return f"No witness from outside has seen its content as it stands. {key} is the learner's own."
    until = f" no later than {day(witness.until.date())}" if known and witness.until else ""
    return f"Its content as it stands was recorded{until}, by the best witness that there is: {shown(witness.who)}."


def _change(version: Version, known: bool) -> tuple[str, ...]:
    when = version.save.committed
    moved = f"moved to {shown(version.path, 100)}"
    fields = ", ".join(shown(name, 30) for name in version.fields)
    return (
        iso(when) if known else "not known",
        shown(version.save.author.name or version.save.author.email, 30),
        moved if version.how == "moved" else version.how,
        fields or "-",
        shown(version.save.reason, 120) or "none given",
    )


def _by(save: Commit) -> str:
    through = f" (put in by {person_told(save.committer)})" if save.committer.email != save.author.email else ""
    return f"{person_told(save.author)}{through}"


def _days_of(save: Commit) -> str:
    def told(when: Moment | None) -> str:
        return f"on {day(when.day)}" if when else "on a day that cannot be read"

    return f"saved {told(save.committed)}, written {told(save.authored)}"
