"""The quality assurer's forms: a plan drawn, what was looked at written down, a finding closed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.web.plain_forms import NotAnswered, day_of_form, line_of_form, prose_of_form
from coachfolio.web.routing import desk_of, form_of, post, see_other, shown_page

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from coachfolio.editing.sampling import Found, LookedAt
    from coachfolio.web.desk import Desk

__all__ = ["ROUTES"]

_MOST = 4 << 20


def draw(request: Request) -> Response:
    """Draw a plan by the centre's policy, and write it down."""
    from coachfolio.editing.drafts import write
    from coachfolio.editing.sampling import drawn, plan_drafts, who_samples
    from coachfolio.facts.sampling.cohort import cohort
    from coachfolio.facts.sampling.policy import policy_for

    desk, form = desk_of(request), form_of(request)
    stage: Any = "final" if form.get("stage") == "final" else "interim"
    try:
        with desk.writing:
            members = cohort(desk.path)
            who = who_samples((member.parties for member in members.members), desk.who)
            policy = policy_for(members)
            made = drawn(members, policy, stage, line_of_form(form, "seed") or secrets.token_hex(6), desk.today)
            write(list(plan_drafts(members, made, policy, by=who, stage=stage, on=desk.today)))
    except CoachfolioError as error:
        return _in_the_way(request, desk, str(error))
    desk.note = f"{len(made.choices)} of {len(made.frame.decided)} decisions were chosen, with the seed {made.seed}."
    return see_other("/desk#sample")


def note_looks(request: Request) -> Response:
    """Write down what was looked at, and what was found."""
    from coachfolio.editing.drafts import write
    from coachfolio.editing.sampling import sample_drafts
    from coachfolio.facts.sampling.plans import plan_in

    desk, form = desk_of(request), form_of(request)
    try:
        with desk.writing:
            portfolio = desk.report().portfolio
            chosen = plan_in(portfolio, desk.path, None)
            looked_at, found = _looked(form)
            drafts = sample_drafts(
                desk.path,
                by=desk.who,
                stage=chosen.plan.stage if chosen else "interim",
                on=desk.today,
                looked_at=looked_at,
                plan=chosen,
                found=found,
                feedback=prose_of_form(form, "feedback"),
            )
            write(list(drafts))
    except CoachfolioError as error:
        return _in_the_way(request, desk, str(error))
    desk.note = f"Written: {desk.covered(drafts[-1].path)}. It is not saved yet: Save, and it goes back."
    return see_other("/desk")


def _looked(form: FormData) -> tuple[list[LookedAt], list[Found]]:
    """What the form says of each decision that was chosen. Raises NotAnswered."""
    from coachfolio.editing.sampling import Found, LookedAt

    looked_at, found = [], []
    for ref in map(str, form.getlist("row")):
        outcome: Any = form.get(f"outcome:{ref}", "")
        comment, finding = prose_of_form(form, f"comment:{ref}"), prose_of_form(form, f"finding:{ref}")
        if outcome not in ("agreed", "action-needed"):
            if comment or finding:
                raise NotAnswered(f"You wrote something about {ref}, and not what you say of the decision. Choose it.")
            continue
        looked_at.append(LookedAt(ref, outcome, comment))
        due = day_of_form(form, f"due:{ref}", "The day by which it is to be seen to")
        if finding:
            found.append(Found(finding, ref, comment, None, due))
        elif due:
            raise NotAnswered(f"A day is given for {ref}, and no finding. Write what was found, or take the day out.")
    return looked_at, found


def close(request: Request) -> Response:
    """Close a finding."""
    from coachfolio.editing.drafts import write
    from coachfolio.editing.sampling import close_draft

    desk, form = desk_of(request), form_of(request)
    try:
        with desk.writing:
            # between braces no line ends: what is typed here is one line
            how = line_of_form(form, "how")
            write([close_draft(desk.path, line_of_form(form, "handle"), how, desk.today, by=desk.who)])
    except CoachfolioError as error:
        return _in_the_way(request, desk, str(error))
    desk.note = "The finding is closed. It is not saved yet: Save, and it goes back."
    return see_other("/desk")


def _in_the_way(request: Request, desk: Desk, sentence: str) -> Response:
    """What is in the way. The browser's own Back has everything that was typed."""
    return shown_page(request, "typed_still.html", "Not written yet", status=409, sentence=desk.covered(sentence))


ROUTES = (
    post("/desk/plan", draw),
    post("/desk/sample", note_looks, most=_MOST),
    post("/desk/close", close),
)
