"""The plan of forgetting a client. It is worked out first, and changes nothing."""

from __future__ import annotations

import datetime
import os

from coachfolio.base.errors import nearest
from coachfolio.confidentiality.earlier import Sought
from coachfolio.confidentiality.portfolios import cover_for
from coachfolio.editing.forgetting.facts import ByHand, CriterionChange, ForgettingPlan, NotForgotten, RequirementChange
from coachfolio.editing.forgetting.files import files_that_tell, tells_more_than_code
from coachfolio.editing.forgetting.saved import digest_of, in_git
from coachfolio.editing.forgetting.taking_out import TakingOut
from coachfolio.evidence.model import AssessmentRecord
from coachfolio.facts.progress import Hours, progress_of
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.sources import Folder, Overlay, Unreadable

__all__ = ["forgetting_plan"]


def forgetting_plan(folder: str | os.PathLike[str], client: str, *, on: datetime.date) -> ForgettingPlan:
    """Work out what forgetting a client, given by code, would change. Nothing is changed.

    Raises NoPortfolio, NotForgotten, GitTrouble.
    """
    try:
        return _plan(folder, client, on)
    except (OSError, Unreadable):
        raise NotForgotten(
            "A file of the portfolio was changed or could not be read meanwhile. Nothing was changed. Try again."
        ) from None


def _plan(folder: str | os.PathLike[str], client: str, on: datetime.date) -> ForgettingPlan:
    source = Folder(folder)
    portfolio = open_portfolio(source)
    _must_be_known(portfolio, client)
    cover = cover_for(portfolio, folder)
    sought = Sought(client, cover.key, cover.declared)
    work = TakingOut(source, portfolio, client, on)
    work.go()
    files = [
        ByHand(path, "names" if lines else "inside", lines) for path, lines in _telling(source, portfolio, work, sought)
    ]
    saved = in_git(folder, work, source, portfolio, sought, [told.path for told in files])
    told = saved.told.contents or saved.told.words or saved.told.names
    listed = saved.kept and cover.key is not None and client in cover.key.codes
    if not (work.changes or work.by_hand or files or told or listed):
        raise NotForgotten(f"Nothing in this portfolio is about {client} any more. Nothing was changed.")
    after = open_portfolio(Overlay(source, work.changes))
    was, now = progress_of(portfolio), progress_of(after)
    assert _contact_time(was.hours) == _contact_time(now.hours), "forgetting is not to change the hours"
    pieces = {criterion.criterion.ref: criterion for criterion in now.coverage}
    counts = {(met.requirement.name, met.requirement.set_by, met.requirement.unit): met for met in now.requirements}
    gone = {id for id, paths in portfolio.paths.items() if any(path in work.changes for path in paths)}
    return ForgettingPlan(
        folder=source.name,
        client=client,
        on=on,
        tombstones=tuple(work.tombstones),
        deleted=tuple(sorted(work.deleted, key=lambda deleted: deleted.path)),
        by_hand=tuple(sorted([*work.by_hand, *files], key=lambda by_hand: (by_hand.path, by_hand.why))),
        criteria=tuple(
            CriterionChange(ref, len(criterion.evidence), len(pieces[ref].evidence), pieces[ref].state)
            for criterion in was.coverage
            if (ref := criterion.criterion.ref) in pieces and len(pieces[ref].evidence) < len(criterion.evidence)
        ),
        requirements=tuple(
            RequirementChange(met.requirement.name, met.actual, later.actual, met.required)
            for met in was.requirements
            if (later := counts.get((met.requirement.name, met.requirement.set_by, met.requirement.unit)))
            and met.counted_in == "pieces"
            and later.actual != met.actual
        ),
        minutes=was.hours.total_minutes,
        learning_minutes=(was.hours.learning_minutes, now.hours.learning_minutes),
        decisions=tuple(
            record.path
            for record in portfolio.evidence
            if isinstance(record, AssessmentRecord)
            and any(gone & set(decided.evidence) for decided in record.decisions)
        ),
        rows=tuple(work.rows),
        telling_names=tuple(
            stone.path for stone in work.tombstones if stone.whole and tells_more_than_code(stone.path, client)
        ),
        seals=saved.seals,
        seals_in_all=saved.seals_in_all,
        kept_in_git=saved.kept,
        unsaved=saved.unsaved,
        inside=saved.inside,
        earlier=saved.earlier,
        told=saved.told,
        top=saved.top,
        changes=work.changes,
        before={path: digest_of(source.path / path, "sha256") for path in work.changes},
    )


def _telling(
    source: Folder, portfolio: Portfolio, work: TakingOut, sought: Sought
) -> list[tuple[str, tuple[int, ...]]]:
    """The files that are no evidence, stay, and tell of the client."""
    known = {by_hand.path for by_hand in work.by_hand} | work.changes.keys() | portfolio.texts.keys()
    return [told for told in files_that_tell(source.path, portfolio, sought) if told[0] not in known]


def _contact_time(hours: Hours) -> tuple[object, ...]:
    """Everything about contact hours that may not change."""
    return (
        hours.total_minutes,
        hours.by_client,
        hours.by_role,
        hours.by_month,
        hours.by_unit,
        hours.by_fee,
        hours.by_setting,
        hours.planning_minutes,
        hours.planning_by_unit,
    )


def _must_be_known(portfolio: Portfolio, client: str) -> None:
    if portfolio.file is None:
        raise NotForgotten(
            "portfolio.yaml cannot be read as it is, so nothing was changed. Run coachfolio check, mend it, and forget "
            "the client then."
        )
    known = {
        *portfolio.file.clients,
        *(reference.value for many in portfolio.references.values() for reference in many if reference.to == "client"),
    }
    if client not in known:
        meant = nearest(client, known)
        # what was typed is not repeated: it may be a name
        rest = f"Did you mean {meant}?" if meant else "Give a code that stands under clients in portfolio.yaml."
        raise NotForgotten(f"There is no client of this code in the portfolio. {rest} Nothing was changed.")
