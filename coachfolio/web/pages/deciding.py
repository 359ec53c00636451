"""The assessor's desk: each criterion with its claims and the very passages, beside the form of the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.facts.progress.coverage import SETTLED
from coachfolio.format.schemas import schema
from coachfolio.web.desk import Desk
from coachfolio.web.plain_forms import NotAnswered, day_of_form, line_of_form, prose_of_form
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.datastructures import FormData

    from coachfolio.editing.deciding import AssessmentCase, GivenVerdict, ToDoNext
    from coachfolio.editing.drafts import Draft
    from coachfolio.portfolio.earlier import EarlierContents
    from coachfolio.reports.rounds import SinceReferral
    from coachfolio.reports.views import UnitView

__all__ = ["ROUTES"]

VERDICT_CHOICES: Final = (
    ("", "Skip"),
    ("pass", "Pass"),
    ("referral", "Referral"),
    ("none", "Left undecided"),
    ("waived", "Waived"),
)
_ACTIONS: Final = 3
_MOST: Final = 4 << 20


def unit(request: Request) -> Response:
    """The criteria of a unit, with what claims them, and the form to decide on them."""
    desk = desk_of(request)
    return _page(request, desk, _unit(desk, str(request.path_params["unit"])), {})


def decide(request: Request) -> Response:
    """Write a record with the decisions of the form; shown first, where that is asked for."""
    from coachfolio.editing.deciding import decision_draft, opened_for_assessment, sign_off_draft
    from coachfolio.editing.drafts import write

    desk, form = desk_of(request), form_of(request)
    shown = _unit(desk, str(request.path_params["unit"]))
    said: dict[str, Any] = {name: form.getlist(name) for name in form}
    draft: Draft | None = None
    try:
        with desk.writing:
            opened = opened_for_assessment(desk.path)
            on = day_of_form(form, "on", "The day of the decision") or desk.today
            verdicts = _verdicts(form, shown)
            given: dict[str, Any] = {"by": desk.who or None, "on": on, "today": desk.today}
            if not verdicts and form.get("sign-off"):
                draft = sign_off_draft(opened, shown.ref, **given)
            else:
                draft = decision_draft(
                    opened,
                    shown.ref,
                    verdicts,
                    **given,
                    feedback=prose_of_form(form, "feedback"),
                    actions=_actions(form),
                    signed_off=bool(form.get("sign-off")),
                )
            if form.get("step") == "write":
                write([draft])
                desk.note = f"Written: {desk.covered(draft.path)}. It is not saved yet."
                return see_other("/desk")
    except CoachfolioError as error:
        return _page(request, desk, shown, said, trouble=desk.covered(str(error)))
    return _page(request, desk, shown, said, draft=desk.covered(draft.after))


def _unit(desk: Desk, ref: str) -> UnitView:
    for found in desk.opened().view.units:
        if found.ref == ref:
            return found
    raise CoachfolioError("There is no unit of this name in the qualification.")


def _page(
    request: Request, desk: Desk, shown: UnitView, said: dict[str, Any], *, trouble: str = "", draft: str = ""
) -> Response:
    from coachfolio.editing.deciding import opened_for_assessment
    from coachfolio.reports.view_pieces import part_label

    opened = opened_for_assessment(desk.path)
    view = desk.opened().view
    since = {referral.criterion: referral for referral in _since(opened, desk)}
    return shown_page(
        request,
        "deciding.html",
        f"{shown.ref} {shown.title}",
        unit=shown,
        waiting=[criterion for criterion in shown.criteria if criterion.state not in SETTLED],
        settled=[criterion for criterion in shown.criteria if criterion.state in SETTLED],
        pieces={piece.id: piece for piece in view.pieces},
        since=since,
        new_claims={(ref, claim.evidence) for ref, referral in since.items() for claim in referral.claimed},
        said=said,
        trouble=trouble,
        draft=draft,
        verdict_choices=VERDICT_CHOICES,
        methods=(
            "",
            *schema("assessment-decisions")["properties"]["decisions"]["items"]["properties"]["method"]["enum"],
        ),
        actions=range(1, _ACTIONS + 1),
        part_label=part_label,
        today=desk.today,
    )


def _since(opened: AssessmentCase, desk: Desk) -> tuple[SinceReferral, ...]:
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.record.earlier import earlier_contents
    from coachfolio.reports.rounds import since_referral

    def look_up(ids: Collection[str]) -> EarlierContents:
        return earlier_contents(desk.path, ids)

    found = since_referral(opened.portfolio, opened.progress.assessment, opened.progress.coverage, look_up)
    return safely_shown(found, opened.cover)


def _verdicts(form: FormData, shown: UnitView) -> list[GivenVerdict]:
    """The decisions of the form. Raises NotAnswered."""
    from coachfolio.editing.deciding import GivenVerdict

    found = []
    for criterion in shown.criteria:
        ref = criterion.ref
        verdict: Any = form.get(f"verdict:{ref}", "")
        if verdict not in ("pass", "referral", "none", "waived"):
            if prose_of_form(form, f"feedback:{ref}"):
                raise NotAnswered(f"You wrote feedback on {ref} and no verdict. Give one, or take the feedback out.")
            continue
        method: Any = line_of_form(form, f"method:{ref}") or None
        found.append(
            GivenVerdict(
                ref,
                verdict,
                evidence=_evidence(form, ref),
                feedback=prose_of_form(form, f"feedback:{ref}"),
                reason=prose_of_form(form, f"reason:{ref}"),
                marks=_marks(line_of_form(form, f"marks:{ref}"), ref),
                method=method,
            )
        )
    return found


def _evidence(form: FormData, ref: str) -> tuple[str, ...] | None:
    """What a decision rests on: what is ticked; None where all that claims it is."""
    offered = [str(name) for name in form.getlist(f"offered:{ref}")]
    ticked = [str(name) for name in form.getlist(f"evidence:{ref}")]
    more = line_of_form(form, f"more:{ref}").replace(",", " ").split()
    if form.get(f"verdict:{ref}") == "waived" and not more:
        return None
    return None if ticked == offered and not more else (*ticked, *more)


def _marks(said: str, ref: str) -> tuple[float, float] | None:
    if not said:
        return None
    given, sign, most = said.replace(" of ", "/").partition("/")
    try:
        figures = tuple(int(part) if part.strip().isdecimal() else float(part) for part in (given, most))
    except ValueError:
        figures = ()
    if not sign or len(figures) != 2:
        raise NotAnswered(f"The marks for {ref} are two figures with a stroke between them, such as 14/20.")
    return figures[0], figures[1]


def _actions(form: FormData) -> list[ToDoNext]:
    from coachfolio.editing.deciding import ToDoNext

    found = []
    for number in range(1, _ACTIONS + 1):
        what = line_of_form(form, f"action-{number}")
        due = day_of_form(form, f"due-{number}", "The day by which it is to be done")
        if what:
            found.append(ToDoNext(what, due, line_of_form(form, f"about-{number}") or None))
        elif due:
            raise NotAnswered("A day is given for something to be done, and not what. Write it, or take the day out.")
    return found


ROUTES = (get("/desk/unit/{unit}", unit), post("/desk/unit/{unit}", decide, most=_MOST))
