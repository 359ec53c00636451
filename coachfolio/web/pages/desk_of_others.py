"""My desk, for whoever judges a portfolio: what there is to decide or look at, saving, sealing, giving back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.web.handing import handed_file
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from coachfolio.hooks.unsaved import Unsaved
    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_LOOKING: Final = ("iqa", "eqa")


def my_desk(request: Request) -> Response:
    """What there is to do."""
    return _page(request, desk_of(request))


def seal(request: Request) -> Response:
    """Seal what is saved, with the key that git signs with here."""
    from coachfolio.checks.handing_over import must_give_nobody_away
    from coachfolio.editing.sealing import new_seal
    from coachfolio.outputs.seals import sealed_text

    desk, form = desk_of(request), form_of(request)
    units = tuple(str(ref) for ref in form.getlist("unit") if ref)
    decision: Any = form.get("decision")
    role: Any = desk.role
    try:
        with desk.writing:
            must_give_nobody_away(desk.path, "seal")
            made = new_seal(
                desk.path,
                role=role,
                by=desk.who,
                units=units,
                decision=decision if decision in ("pass", "refer") else "none",
            )
    except CoachfolioError as error:
        return _page(request, desk, trouble=desk.covered(str(error)))
    desk.note = desk.covered(" ".join(line.strip() for line in sealed_text(made)))
    return see_other("/desk")


def give_back(request: Request) -> Response:
    """What goes back to the learner: the record with decisions and seals, as one file."""
    from coachfolio.editing.returning import make_return

    desk = desk_of(request)
    try:
        return handed_file(f"returned-{desk.today.isoformat()}.bundle", lambda path: make_return(desk.path, path))
    except CoachfolioError as error:
        return _page(request, desk, trouble=desk.covered(str(error)))


def _page(request: Request, desk: Desk, *, trouble: str = "") -> Response:
    from coachfolio.web.sampling_shown import sampling_shown

    role = desk.role
    view = desk.opened().view
    unsaved = _unsaved(desk)
    return shown_page(
        request,
        "my_desk.html",
        "My desk",
        trouble=trouble,
        role=role,
        looking=role in _LOOKING,
        units=[
            {
                "ref": unit.ref,
                "title": unit.title,
                "state": unit.state,
                "settled": sum(criterion.state in SETTLED for criterion in unit.criteria),
                "all": len(unit.criteria),
                "waiting": sum(criterion.state in ("claimed", "thin", "stale") for criterion in unit.criteria),
            }
            for unit in view.units
        ],
        rounds=view.rounds,
        unsaved=[] if unsaved is None else [*unsaved.new, *unsaved.changed, *unsaved.removed],
        kept=unsaved is not None,
        **sampling_shown(desk, role in _LOOKING),
    )


def _unsaved(desk: Desk) -> Unsaved | None:
    """What waits to be saved; None where this copy is not kept in git."""
    from coachfolio.git import GitTrouble, NoRecord
    from coachfolio.hooks.unsaved import unsaved_work

    try:
        return unsaved_work(Path(desk.path), today=desk.today)
    except (NoRecord, GitTrouble):
        return None


ROUTES = (
    get("/desk", my_desk),
    post("/desk/seal", seal),
    post("/desk/give-back", give_back),
)
