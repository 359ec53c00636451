"""Hand over: the whole record as one file, a receipt of it, and what an assessor gave back brought in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.web.arrivals import Arrivals
from coachfolio.web.handing import bundle_made, handed_file
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from coachfolio.editing.receiving import Receiving
    from coachfolio.facts.audience import Viewer
    from coachfolio.outputs.pack.facts import PackFor
    from coachfolio.reports.readiness import Readiness
    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_MOST: Final = 60 << 20
_PACKED_FOR: Final = (
    ("assessor", "My assessor: all of it"),
    ("iqa", "Internal quality assurance: the sample"),
    ("eqa", "External quality assurance: the sample"),
)
_READERS: Final = (
    ("assessor", "An assessor"),
    ("iqa", "A quality assurer"),
    ("public", "Anybody"),
    ("learner", "You alone"),
)


def hand_over(request: Request) -> Response:
    """What can be handed over, and what would be left out of it."""
    return _page(request, desk_of(request))


def bundle(request: Request) -> Response:
    """The whole record as one file."""
    desk = desk_of(request)
    try:
        return bundle_made(desk, "record")
    except CoachfolioError as error:
        return _page(request, desk, trouble=desk.covered(str(error)))


def receipt(request: Request) -> Response:
    """A receipt of the record as it is: whoever keeps it can tell later whether it was made again."""
    from coachfolio.checks.auditing import audit, receipt_for
    from coachfolio.record.receipts import receipt_text

    desk = desk_of(request)
    try:
        text = receipt_text(receipt_for(audit(desk.path, today=desk.today, fields=False, digests=True)))
    except CoachfolioError as error:
        return _page(request, desk, trouble=desk.covered(str(error)))
    return handed_file(f"receipt-{desk.today.isoformat()}.json", lambda path: path.write_bytes(text.encode()))


def page_for(request: Request) -> Response:
    """The portfolio as one page for a reader, who needs no coachfolio."""
    from coachfolio.outputs.html.embedding import Embedder
    from coachfolio.outputs.html.page import portfolio_page
    from coachfolio.reports.opening import opened_for

    desk, form = desk_of(request), form_of(request)
    said: Any = form.get("audience")
    reader: Viewer = said if said in dict(_READERS) else "assessor"
    try:
        opened = opened_for(reader, desk.path, today=desk.today)
        page = portfolio_page(opened.view, Embedder(opened.files, reader, opened.named_in))
    except CoachfolioError as error:
        return _page(request, desk, trouble=desk.covered(str(error)))
    return handed_file(f"portfolio-for-{reader}.html", lambda path: path.write_text(page, encoding="utf-8"))


def hand_out_pack(request: Request) -> Response:
    """What is handed in, as one ZIP; or what is still to be done for it."""
    from coachfolio.outputs.pack.facts import NotReady
    from coachfolio.outputs.pack.making import Packing, make_pack

    desk, form = desk_of(request), form_of(request)
    said: Any = form.get("pack-for")
    audience: PackFor = said if said in dict(_PACKED_FOR) else "assessor"
    try:
        return handed_file(
            f"portfolio-for-{audience}-{desk.today.isoformat()}.zip",
            lambda path: make_pack(Packing(folder=desk.path, out=path, audience=audience, today=desk.today)),
        )
    except NotReady as error:
        return _page(request, desk, trouble=str(error), not_met=_not_met(desk, error.readiness))
    except CoachfolioError as error:
        return _page(request, desk, trouble=desk.covered(str(error)))


def _not_met(desk: Desk, readiness: Readiness) -> list[str]:
    """The lines of the checklist that are in the way."""
    return [desk.covered(line.title) for line in readiness.lines if line.state == "not met"]


def _came(request: Request) -> Arrivals:
    """The file that came back, in a private place until it is brought in or left."""
    state = request.app.state
    if not hasattr(state, "came_back"):
        state.came_back = Arrivals()
    found: Arrivals = state.came_back
    return found


def come_back(request: Request) -> Response:
    """Look at what an assessor gave back. Nothing is brought in yet."""
    desk, form, came = desk_of(request), form_of(request), _came(request)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _page(request, desk, trouble="Choose the file that came back first.")
    with came.lock:
        try:
            came.take([(file.filename, file.file)])
            return _page(request, desk, plan=_looked_at(desk, came), mark=came.mark)
        except CoachfolioError as error:
            came.clear()
            return _page(request, desk, trouble=desk.covered(str(error)))
        except BaseException:
            came.clear()
            raise


def _looked_at(desk: Desk, came: Arrivals) -> Receiving:
    from coachfolio.editing.receiving import receiving

    return receiving(desk.path, came.files[0], today=desk.today)


def take_in(request: Request) -> Response:
    """Bring in what came back, or leave it."""
    from coachfolio.editing.receiving import receive
    from coachfolio.outputs.returning import received_text

    desk, form, came = desk_of(request), form_of(request), _came(request)
    with came.lock:
        if not came.files or form.get("mark") != came.mark:
            return _page(request, desk, trouble="This file is not here any more. Choose it again.")
        try:
            if form.get("step") != "receive":
                desk.note = "Nothing was brought in."
                return see_other("/hand-over")
            with desk.writing:
                plan = _looked_at(desk, came)
                receive(desk.path, came.files[0], plan)
            desk.note = next(iter(received_text(plan)))
        except CoachfolioError as error:
            return _page(request, desk, trouble=desk.covered(str(error)))
        finally:
            came.clear()
    return see_other("/hand-over")


def _page(
    request: Request,
    desk: Desk,
    *,
    trouble: str = "",
    plan: Receiving | None = None,
    mark: str = "",
    not_met: Sequence[str] = (),
) -> Response:
    from coachfolio.confidentiality.portfolios import kept_in_git
    from coachfolio.record.unsaved import unsaved_in

    kept = kept_in_git(desk.path) is not None
    return shown_page(
        request,
        "handing_over.html",
        "Hand over",
        kept=kept,
        unsaved=[desk.covered(path) for path in unsaved_in(desk.path)] if kept else [],
        trouble=trouble,
        lines=_lines(desk, plan) if plan else [],
        nothing=plan is not None and plan.returned.nothing,
        mark=mark,
        readers=_READERS,
        packed_for=_PACKED_FOR,
        not_met=not_met,
    )


def _lines(desk: Desk, plan: Receiving) -> list[str]:
    """What came back in words, without clients' names."""
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.outputs.returning import came_rounds, receiving_text

    cover = cover_for(desk.report().portfolio, desk.path)
    # as a whole first: a name may stand on two lines
    return [safely_shown(line, cover) for line in receiving_text(plan, safely_shown(came_rounds(plan), cover))]


ROUTES = (
    get("/hand-over", hand_over),
    post("/hand-over/bundle", bundle),
    post("/hand-over/receipt", receipt),
    post("/hand-over/page", page_for),
    post("/hand-over/pack", hand_out_pack),
    post("/hand-over/came-back", come_back, most=_MOST),
    post("/hand-over/receive", take_in),
)
