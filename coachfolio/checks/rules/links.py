"""CF2: ids and references. Does everything that is mentioned exist, and is it what it should be?"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Final

from coachfolio.base.diagnostics import START, Finding, Place
from coachfolio.base.errors import nearest
from coachfolio.base.words import listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence import Reference
from coachfolio.format.qualification import contradictions
from coachfolio.format.schemas import evidence_kinds, folder_of_kind, words_for
from coachfolio.portfolio.portfolio import id_of

_MAPPING: Final = f"{folder_of_kind('mapping')}/"
"""Mapping sheets are called as their unit is, and nothing refers to them."""
_TIDY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-")
_NEAR_ID: Final = 0.85
_BRITISH: Final = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})-(?=.)")
_PARTIES: Final = ("learner", "client", "sponsor", "coach", "mentor")


def duplicate_id(facts: Facts) -> Iterator[Finding]:
    """Two pieces of evidence have the same name.

    Why:
        The file's name is the evidence's id. What is claimed or decided on one must not be taken for the other. So an
        id is unique in the whole portfolio, whatever the folders and whether in capitals or not.
    Wrong:
        sessions/2026-03-04-c01.yaml and reflections/2026-03-04-c01.yaml
    Right:
        sessions/2026-03-04-c01.yaml and reflections/2026-03-04-on-c01.yaml
    """
    same: dict[str, list[str]] = defaultdict(list)
    for id, paths in facts.portfolio.paths.items():
        same[id.casefold()] += [path for path in paths if path not in facts.portfolio.copies]
    for alike in same.values():
        for path in sorted(alike)[1:]:
            first = min(alike)
            yield Finding(
                at=(path, START),
                message=f"{shown(first)} has the same name, and the name is the evidence's id.",
                hint="Rename one of the two files, and mend what refers to it.",
                related=(("The other one.", (first, START)),),
            )


def untidy_id(facts: Facts) -> Iterator[Finding]:
    """A file's name is not small letters, digits and hyphens.

    Why:
        Other evidence refers to it by this name, on every kind of computer. Spaces, capitals and accents get lost.
    Wrong:
        sessions/C01 4th March.yaml
    Right:
        sessions/2026-03-04-c01-delegation.yaml
    """
    for id, paths in facts.portfolio.paths.items():
        if not _TIDY.fullmatch(id) and not all(path.startswith(_MAPPING) for path in paths):
            tidied = _tidied(id)
            taken = tidied in facts.portfolio.paths
            for path in paths:
                if path in facts.portfolio.copies:
                    continue  # it is to be deleted
                yield Finding(
                    at=(path, START),
                    message="The file's name should be small letters, digits and hyphens.",
                    hint="Rename it to one that no other file has, and mend what refers to it."
                    if taken
                    else f"Rename it to {tidied}.yaml, and mend what refers to it.",
                )


def _tidied(id: str) -> str:
    id = re.sub(r"\.(?:docx?|txt|odt|rtf|ya?ml|pdf)$", "", id, flags=re.IGNORECASE)
    plain = unicodedata.normalize("NFKD", id).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "2026-03-04-a-few-words"


def date_in_name(facts: Facts) -> Iterator[Finding]:
    """The date in the file's name is not the date inside.

    Why:
        Files are found by their names. Where there are two dates for one contact, a reader cannot tell which is right.
    Wrong:
        sessions/2026-03-04-c01-board.yaml with date: 2026-03-05
    Right:
        sessions/2026-03-05-c01-board.yaml with date: 2026-03-05
    """
    for piece in facts.portfolio.evidence:
        date = getattr(piece, "date", None)
        match = _DATED.match(piece.id)
        if date and match and match[1] != date.isoformat():
            yield Finding(
                at=Place(piece.path, ("date",)),
                message=f"The file's name says {match[1]}, and the date here is {date.isoformat()}.",
                hint="Mend the one that is wrong.",
            )
        british = _BRITISH.match(piece.id)
        if date and british and date == _day(british):
            yield Finding(
                at=(piece.path, START),
                message="The file's name begins with its day in another form, so files do not sort by their days.",
                hint=f"Begin the name with {date.isoformat()}, as the date inside is written.",
            )


def _day(british: re.Match[str]) -> datetime.date | None:
    try:
        return datetime.date(int(british[3]), int(british[2]), int(british[1]))
    except ValueError:
        return None


def unknown_evidence(facts: Facts) -> Iterator[Finding]:
    """Something refers to evidence that is not there.

    Why:
        A reference that leads nowhere is no evidence. The file may have been renamed, or the name has a slip in it.
    Wrong:
        about: [2026-03-04-c01-delegaton]
    Right:
        about: [2026-03-04-c01-delegation]
    """
    ids = facts.portfolio.paths
    drafts = {id_of(path): path for path in facts.portfolio.drafts}
    for path, mention in facts.mentions("evidence", *evidence_kinds()):
        if mention.value in drafts and mention.value not in ids:
            yield Finding(
                at=Place(path, mention.where),
                message=f"{shown(mention.value)} is still a draft, and nothing can refer to a draft.",
                hint=f"Finish {shown(drafts[mention.value], 200)} first, or take this out until then.",
            )
        elif mention.value not in ids:
            same = _meant().evidence_in(mention.value, ids)
            meant = nearest(mention.value, _ids_fit(facts, mention.to), cutoff=_NEAR_ID)
            yield Finding(
                at=Place(path, mention.where),
                message=f"There is no evidence called {shown(mention.value)}.",
                hint=f"Write {same}, without folder and ending .yaml."
                if same
                else f"Did you mean {meant}?"
                if meant
                else "Write the file's name without the folder and without .yaml.",
            )


def _ids_fit(facts: Facts, kind: str) -> Iterable[str]:
    if kind == "evidence":
        return facts.portfolio.paths
    return [piece.id for piece in facts.portfolio.evidence if piece.type == kind]


def wrong_evidence(facts: Facts) -> Iterator[Finding]:
    """Something refers to evidence of the wrong kind.

    Why:
        A client's agreement must be an agreement, and an adopted code a code of practice.
    Wrong:
        agreement: 2026-03-04-c01-delegation
    Right:
        agreement: 2026-02-03-c01-agreement
    """
    for path, mention in facts.mentions(*evidence_kinds()):
        found = facts.by_id.get(mention.value)
        if found and found.type != mention.to:
            fitting = _ids_fit(facts, mention.to)
            meant = nearest(mention.value, fitting)
            yield Finding(
                at=Place(path, mention.where),
                message=f"{shown(mention.value)} is {_one(found.type)}, not {_one(mention.to)}.",
                hint=f"Did you mean {meant}?"
                if meant
                else f"Refer to a file in the folder {folder_of_kind(mention.to)}.",
            )


def _one(kind: str) -> str:
    """`a session`, `an agreement`."""
    words = words_for(kind)
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def unknown_client(facts: Facts) -> Iterator[Finding]:
    """A client's code is not declared in portfolio.yaml.

    Why:
        Every code stands for one person or group, declared once. An undeclared one may be a slip, and would count as
        another client.
    Wrong:
        client: C11, where portfolio.yaml has C01 to C09
    Right:
        client: C01
    """
    if facts.portfolio.file is None:
        return
    declared = facts.portfolio.file.clients
    for path, mention in facts.mentions("client"):
        if mention.value not in declared:
            meant = _meant().code_in(mention.value, declared)  # a code that is only near another is another client
            yield Finding(
                at=Place(path, mention.where),
                message=f"The client {shown(mention.value)} is not declared in portfolio.yaml.",
                hint=(f"Write {meant}. " if meant else "")
                + f"A new client goes under clients in portfolio.yaml: {shown(mention.value)}: {{sector: …, level: …}}",
            )


def unknown_person(facts: Facts) -> Iterator[Finding]:
    """A person is not declared in portfolio.yaml.

    Why:
        Who supervised, observed or decided must be somebody whom the portfolio names, with a role.
    Wrong:
        supervisor: supervisor-2, where portfolio.yaml has supervisor-1
    Right:
        supervisor: supervisor-1
    """
    if facts.portfolio.file is None:
        return
    people, clients = facts.portfolio.file.people, facts.portfolio.file.clients
    for path, mention in facts.mentions("person", "party"):
        value = mention.value
        if value in people or (mention.to == "party" and (value in _PARTIES or value in clients)):
            continue
        free = mention.to == "party"
        meant = _meant().code_in(value, (*people, *(_PARTIES if free else ())))
        who = "This person" if free else f"The person {shown(value)}"
        roles = f"Write {listed(_PARTIES[:3], last='or')}, or a short name from people in portfolio.yaml."
        yield Finding(
            at=Place(path, mention.where),
            message=f"{who} is not declared in portfolio.yaml.",
            hint=(f"Write {meant}. " if meant else "")
            + (roles if free else f"Somebody new goes under people in portfolio.yaml: {shown(value)}: {{role: …}}"),
            concealed=free,
        )


def unknown_criterion(facts: Facts) -> Iterator[Finding]:
    """A claim names a criterion that the qualification does not have.

    Why:
        The claim counts for nothing, and the criterion that was meant looks thinner than it is.
    Wrong:
        criterion: D7.3/s2
    Right:
        criterion: D7.03/s2
    """
    qualification = facts.portfolio.qualification
    if qualification is None:
        return
    known = [criterion.ref for criterion in qualification.criteria]
    for path, mention in facts.mentions("criterion"):
        ref = mention.value.partition("/")[0]
        unit = qualification.unit(ref)
        if mention.value not in known and (unit is None or unit.criteria_known):
            meant = _meant().reference_in(mention.value, known)
            if unit:  # the same number in another unit is another thing altogether
                otherwise = f"{unit.ref} has {listed(criterion.number for criterion in unit.criteria)}."
            else:
                otherwise = f"The units are {listed(unit.ref for unit in qualification.units)}."
            yield Finding(
                at=Place(path, mention.where),
                message=f"{shown(mention.value)} is not a criterion of this qualification.",
                hint=f"Write {meant}." if meant else otherwise,
            )


def criterion_not_listed(facts: Facts) -> Iterator[Finding]:
    """A claim names a criterion of a unit whose list is not whole.

    Why:
        coachfolio does not know all criteria of this unit, so it cannot tell whether this is one. The claim is kept,
        and counts once the list is there.
    Wrong:
        criterion: 8589-702/2.3, with no list of the criteria of 8589-702
    Right:
        the same claim, with the list of 8589-702 from the handbook in qualification.yaml
    """
    qualification = facts.portfolio.qualification
    if qualification is None:
        return
    known = {criterion.ref for criterion in qualification.criteria}
    for path, mention in facts.mentions("criterion"):
        unit = qualification.unit(mention.value.split("/")[0])
        if mention.value not in known and unit and not unit.criteria_known:
            yield Finding(
                at=Place(path, mention.where),
                message=f"{shown(mention.value)} is not in the list of criteria of {unit.ref}, which is not whole.",
                hint="Write the unit's criteria into qualification.yaml, from your handbook or your centre's.",
            )


def _criteria_mentioned(facts: Facts) -> Iterator[tuple[str, Reference]]:
    return facts.mentions("criterion")


def unknown_unit(facts: Facts) -> Iterator[Finding]:
    """A unit is named that the qualification does not have.

    Why:
        Hours that count towards an unknown unit count towards none.
    Wrong:
        counts_towards: [D7.3]
    Right:
        counts_towards: [D7.03]
    """
    qualification = facts.portfolio.qualification
    if qualification is None:
        return
    known = [unit.ref for unit in qualification.units]
    for path, mention in facts.mentions("unit"):
        if mention.value not in known:
            meant = _meant().reference_in(mention.value, known)
            yield Finding(
                at=Place(path, mention.where),
                message=f"{shown(mention.value)} is not a unit of this qualification.",
                hint=f"Write {meant}." if meant else f"The units are {listed(known)}.",
            )


def unknown_qualification(facts: Facts) -> Iterator[Finding]:
    """portfolio.yaml names a qualification that coachfolio does not know.

    Why:
        Without it nothing can be said about credits, units and criteria.
    Wrong:
        qualification: ilm-diploma
    Right:
        qualification: ilm-l7-diploma-2007
    """
    return facts.read("unknown-qualification")


def qualification_not_in_order(facts: Facts) -> Iterator[Finding]:
    """qualification.yaml says something twice, or names what is not there.

    Why:
        What it says goes before the qualification itself. A unit named twice, or a requirement of a unit that does not
        exist, would count wrongly without a word.
    Wrong:
        requirements: [{name: Practice, measure: contact-hours, at_least: 20, unit: D7.3}]
    Right:
        requirements: [{name: Practice, measure: contact-hours, at_least: 20, unit: D7.03}]
    """
    qualification = facts.portfolio.qualification
    overlay = facts.portfolio.overlay
    if qualification is None or overlay is None:
        return
    refs = [unit.ref for unit in qualification.units]
    for contradiction in contradictions(overlay, refs, qualification.sources):
        first = (("The first one.", Place("qualification.yaml", contradiction.first)),) if contradiction.first else ()
        yield Finding(
            Place("qualification.yaml", contradiction.where), contradiction.message, contradiction.hint, related=first
        )


def _meant() -> ModuleType:
    """What knows codes and references that are written nearly right: fetched only where something is not there."""
    from coachfolio.format.slips import names

    return names
