"""The portfolios to sample from: one, or a folder of portfolios and hand-over files.

Of each portfolio only what quality assurance needs is kept, so that there can be thousands of them.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.base.files import is_private
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import shown
from coachfolio.confidentiality import covering
from coachfolio.confidentiality.key import BrokenKey, key_file
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.evidence.model import SamplingPlan, SamplingRecord
from coachfolio.facts.assessment import Assessment, Due, Parties, Sampled, assessment_of
from coachfolio.facts.assessment.decisions import entitled, method_of
from coachfolio.facts.sampling.reading import NotInOrder, bytes_of
from coachfolio.portfolio import snapshots
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import POLICY_FILE, PORTFOLIO_FILE, Portfolio
from coachfolio.portfolio.sources import Folder, Source, Unreadable

__all__ = [
    "MAX_MEMBERS",
    "Cohort",
    "Look",
    "Member",
    "PastDecision",
    "cohort",
    "is_portfolio",
    "name_of",
    "source_of_member",
]

MAX_MEMBERS: Final = 10_000
"""Portfolios in one cohort."""
BUNDLE: Final = ".bundle"
_T = TypeVar("_T")
_NOT_SHOWN: Final = "(not shown, because private/clients.yaml is not in order)"


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One pass, referral or waiver by somebody entitled to it, standing or not."""

    criterion: str
    unit: str
    record: str
    verdict: str
    by: str
    """The short name in this portfolio."""
    method: str
    evidence_types: tuple[str, ...]
    """The kinds of the evidence that it names, each once, sorted."""
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Look:
    """One decision that somebody entitled to it looked at."""

    criterion: str
    record: str
    """The assessment record with the decision; empty where nobody can say."""
    outcome: str
    comment: str | None
    because: str | None
    """Why it was looked at, as far as it says."""
    day: datetime.date
    stage: str | None
    by: str
    sampling: str
    """The sampling record."""


@frozen()
class Member(Frozen):
    """What quality assurance needs to know of one portfolio."""

    name: str
    """Its id, else the name of its folder or file; no two members of a cohort have the same."""
    place: str
    """Where it lies in the cohort's folder; empty for one portfolio by itself."""
    units: Mapping[str, tuple[str, ...]]
    """The criteria of each unit of its qualification, in its order."""
    parties: Parties
    decisions: tuple[PastDecision, ...]
    """In the order in which they were made: of those on one criterion the last one stands."""
    looks: tuple[Look, ...]
    """By day."""
    plans: tuple[SamplingPlan, ...]
    findings: tuple[Due, ...]
    """What was found in sampling, open and closed."""
    sampling: tuple[SamplingRecord, ...]
    uncounted: int
    """The files in it that could not be read or are not in order: nothing here has them in it."""
    stale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By criterion, where the decision that stands rests on what is not as it was judged: the evidence that it is."""
    cover: covering.Cover | None = covering.Cover()
    """What covers its clients' names, where the list of who is behind their codes lies here. None where that list is
    not in order: nobody knows the names then, and no text is shown."""

    def shown(self, text: str, *, is_name: bool = False) -> str:
        """A text of this portfolio as it may be shown. `is_name` for the name of a file."""
        if self.cover is None:
            return _NOT_SHOWN
        return text if self.cover.key is None else covering.covered(text, self.cover.key, is_name=is_name)

    def all_shown(self, value: _T) -> _T:
        """Whatever was worked out of this portfolio, as it may be shown."""
        return value if self.cover is None else covering.safely_shown(value, self.cover)

    def standing(self, on: datetime.date) -> dict[str, PastDecision]:
        """By criterion, the decision that stood on a day."""
        return {decision.criterion: decision for decision in self.decisions if decision.day <= on}


@frozen()
class Cohort(Frozen):
    """One portfolio, or several of them."""

    folder: Path
    """The portfolio itself, or the folder that they lie in."""
    single: bool
    members: tuple[Member, ...]
    """By name."""
    policy: bytes | None = None
    """The file sampling-policy.yaml that lies there, if there is one."""
    left_out: tuple[tuple[str, str], ...] = ()
    """What could not be read: its name, and why."""


def is_portfolio(path: str | os.PathLike[str]) -> bool:
    """Whether this is one portfolio, or one hand-over file, and no folder of them."""
    place = Path(path)
    return place.is_file() or os.path.lexists(place / PORTFOLIO_FILE)


def source_of_member(path: str | os.PathLike[str]) -> Source:
    """The files of a portfolio's folder, or of a hand-over file. Raises CoachfolioError."""
    return snapshots.saved(path) if Path(path).is_file() else Folder(path)


def cohort(path: str | os.PathLike[str]) -> Cohort:
    """Read one portfolio or hand-over file, or every one that lies in a folder.

    A portfolio that cannot be read is left out, with a sentence that says why; where it is the only one, that is
    raised. Raises NoPortfolio where there is none, and CoachfolioError.
    """
    place = Path(path)
    if is_portfolio(place):
        source = source_of_member(place)
        return Cohort(place, True, (_member(source, place, ""),), _policy(source))
    members: dict[str, Member] = {}
    left_out: list[tuple[str, str]] = []
    for name in _found(place):
        if len(members) >= MAX_MEMBERS:
            left_out.append((name, f"There are more than {MAX_MEMBERS:,} portfolios; from this one on none was read."))
            break
        try:
            if (place / name).is_symlink():
                raise CoachfolioError("It is a link to another place. Put the portfolio itself here.")
            member = _member(source_of_member(place / name), place / name, name)
        except (CoachfolioError, Unreadable, OSError) as error:
            said = "It cannot be opened." if isinstance(error, OSError) else str(error)
            left_out.append((shown(name, 100), said))
            continue
        if member.name in members:
            other = shown(members[member.name].place, 100)
            left_out.append(
                (
                    shown(name, 100),
                    f"It has the same id or name as {other}. Take the older one away, or give it an id of its own.",
                )
            )
        else:
            members[member.name] = member
    if not members and not left_out:
        raise NoPortfolio(shown(str(place), 200))
    every = tuple(members[name] for name in sorted(members))
    return Cohort(place, False, every, bytes_of(place / POLICY_FILE), tuple(left_out))


def _found(folder: Path) -> Iterator[str]:
    """The names of sub-folders with a portfolio.yaml, and of hand-over files. Folders go before files."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (not entry.is_dir(follow_symlinks=False), entry.name)
                for entry in entries
                if not entry.name.startswith(".") and not is_private(entry.name)
            )
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise CoachfolioError(f"The folder {shown(str(folder), 200)} cannot be read: {reason}.") from None
    for is_file, name in found:
        if name.endswith(BUNDLE) if is_file else os.path.lexists(folder / name / PORTFOLIO_FILE):
            yield name


def _policy(source: Source) -> bytes | None:
    try:
        return source.read(POLICY_FILE) if POLICY_FILE in source.sizes else None
    except Unreadable as error:
        raise NotInOrder(f"{POLICY_FILE} cannot be used. {error}") from None


def _member(source: Source, place: Path, inside: str) -> Member:
    portfolio = open_portfolio(source)
    if portfolio.file is None:
        raise CoachfolioError(
            "Its portfolio.yaml cannot be read or is not in order. `coachfolio check` says what is wrong."
        )
    assessment = assessment_of(portfolio)
    return Member(
        name=name_of(portfolio, place),
        place=inside,
        units=_units(portfolio),
        parties=assessment.parties,
        decisions=tuple(_decisions(portfolio, assessment)),
        looks=tuple(_look(sampled) for sampled in assessment.sampled if sampled.refusal is None),
        plans=tuple(piece for piece in portfolio.evidence if isinstance(piece, SamplingPlan)),
        findings=tuple(due for due in assessment.due if due.kind == "finding"),
        sampling=tuple(piece for piece in portfolio.evidence if isinstance(piece, SamplingRecord)),
        uncounted=len(portfolio.uncounted),
        stale={
            ref: tuple(dict.fromkeys(change.evidence for change in standing.changes))
            for ref, standing in assessment.standing.items()
            if standing.stale
        },
        cover=_cover(portfolio, place),
    )


def _cover(portfolio: Portfolio, place: Path) -> covering.Cover | None:
    try:
        key = key_file(place) if place.is_dir() else None
    except BrokenKey:
        return None
    return (
        covering.Cover()
        if key is None
        else covering.covers_of_names(portfolio.sizes, key, names_declared_in(portfolio))
    )


def name_of(portfolio: Portfolio, place: Path) -> str:
    """What a portfolio is called in a cohort: its id, else the name of its folder or file."""
    own = portfolio.file.id if portfolio.file else None
    return own or shown(place.resolve().name.removesuffix(BUNDLE), 100)


def _units(portfolio: Portfolio) -> dict[str, tuple[str, ...]]:
    qualification = portfolio.qualification
    units = qualification.units if qualification else ()
    return {unit.ref: tuple(criterion.ref for criterion in unit.criteria) for unit in units}


def _decisions(portfolio: Portfolio, assessment: Assessment) -> Iterator[PastDecision]:
    kinds = {piece.id: piece.type for piece in portfolio.evidence}
    parties = assessment.parties
    for record in assessment.records:
        for decision in record.decisions:
            if decision.verdict != "none" and entitled(decision, record.by, parties):
                yield PastDecision(
                    criterion=decision.criterion,
                    unit=decision.criterion.rpartition("/")[0],
                    record=record.id,
                    verdict=decision.verdict,
                    by=record.by,
                    method=method_of(decision, kinds),
                    evidence_types=tuple(sorted({kinds[id] for id in decision.evidence if id in kinds})),
                    day=record.date,
                )


def _look(sampled: Sampled) -> Look:
    return Look(
        criterion=sampled.sampled.criterion,
        record=sampled.decided_in or "",
        outcome=sampled.sampled.outcome,
        comment=sampled.sampled.comment,
        because=sampled.sampled.chosen_because,
        day=sampled.record.date,
        stage=sampled.record.stage,
        by=sampled.record.by,
        sampling=sampled.record.id,
    )
