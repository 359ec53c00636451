"""CF3, second half: hours, credits and time. Is there enough of it, and does it add up?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, day, hours
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.rule import ASKED_BY_AWARDING_BODY
from coachfolio.checks.rules.said import in_doubt
from coachfolio.evidence.contacts import DIARY
from coachfolio.evidence.model import Assertion
from coachfolio.facts.progress import RequirementMet
from coachfolio.facts.progress.hours import hours_of
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

_QUALIFICATION: Final = Place(PORTFOLIO_FILE, ("qualification",))


def _asked_at(met: RequirementMet) -> Place:
    """Where somebody asks for it: in the centre's overlay, or by the choice of the qualification."""
    place = met.requirement.place
    return _QUALIFICATION if place is None else Place("qualification.yaml", ("requirements", place, "at_least"))


def _short(facts: Facts, *measures: str, set_by: str | None = None) -> Iterator[RequirementMet]:
    for met in facts.progress.requirements:
        requirement = met.requirement
        if requirement.measure in measures and met.binding and not met.met and set_by in (None, requirement.set_by):
            yield met


def _hours_short(met: RequirementMet, ask: str) -> Finding:
    assert met.required is not None
    requirement = met.requirement
    return Finding(
        at=_asked_at(met),
        message=f"{requirement.name}: {hours(met.actual)} of the {hours(met.required)} that {requirement.who} asks for."
        + in_doubt(requirement.doubt),
        hint=f"Still to come: {hours(met.required - met.actual)}. {ask}",
        doubtful=bool(requirement.doubt),
        fixed=ASKED_BY_AWARDING_BODY if requirement.set_by == "awarding-body" else "",
    )


def contact_hours_short(facts: Facts) -> Iterator[Finding]:
    """There are fewer contact hours than the awarding body asks for.

    Why:
        The awarding body's minimum is a condition, where its own text says so. Only contacts that were held count, with
        the minutes of each.
    Wrong:
        7 hours of held contacts, where the Certificate of 2007 asks for 12
    Right:
        12 hours or more
    """
    for met in _short(facts, "contact-hours", set_by="awarding-body"):
        yield _hours_short(met, "Only contacts that were held count.")


def contact_hours_short_of_centre(facts: Facts) -> Iterator[Finding]:
    """There are fewer contact hours than your centre asks for.

    Why:
        A centre may ask for more than the awarding body. The two are shown apart, since only one of them is a rule of
        the qualification.
    Wrong:
        84 hours of held contacts, where qualification.yaml asks for 100
    Right:
        100 hours or more
    """
    for met in _short(facts, "contact-hours", set_by="centre"):
        yield _hours_short(met, "Only contacts that were held count.")


def guided_hours_short(facts: Facts) -> Iterator[Finding]:
    """There are fewer guided hours than are asked for.

    Why:
        Guided hours are hours of learning with a tutor, and not coaching hours. coachfolio counts induction, tutorials
        and workshops as such; your centre may count otherwise.
    Wrong:
        40 guided hours, where the Diploma of 2007 asks for 65
    Right:
        65 hours under guided-learning
    """
    for met in _short(facts, "guided-hours", "induction-hours", "tutorial-hours"):
        yield _hours_short(met, "They go in the folder guided-learning.")


def supervision_hours_short(facts: Facts) -> Iterator[Finding]:
    """There are fewer hours of supervision than are asked for.

    Why:
        Supervision is time with your supervisor. No minimum of ILM's is known to coachfolio. The message says whose
        figure this is.
    Wrong:
        3 hours of supervision, where qualification.yaml asks for 8
    Right:
        8 hours under supervision
    """
    for met in _short(facts, "supervision-hours", "planning-hours"):
        yield _hours_short(met, "Only what is written down with its minutes counts.")


def credits_do_not_add_up(facts: Facts) -> Iterator[Finding]:
    """The units' credits do not add up to the qualification's.

    Why:
        Then one of the figures is wrong, and no statement about credits can be trusted.
    Wrong:
        units of 5, 5, 5 and 20 credits, and a total of 45
    Right:
        units of 5, 5, 5 and 30 credits, and a total of 45
    """
    qualification = facts.portfolio.qualification
    if qualification is None:
        return
    total, units = qualification.credits.value, qualification.credits_of_units
    if total is None or units is None or total == units:
        return
    parts = " + ".join(
        f"{unit.credits.value:g}" for unit in qualification.units if unit.mandatory and unit.credits.value
    )
    figures = (qualification.credits, *(unit.credits for unit in qualification.units if unit.mandatory))
    doubt = next((figure.doubt for figure in figures if figure.doubt), "")
    overlay = "qualification.yaml" in facts.portfolio.texts
    yield Finding(
        at=Place("qualification.yaml", ("units",), on_key=True) if overlay else _QUALIFICATION,
        message=f"The units' credits add up to {parts} = {units:g}, and the qualification's total is {total:g}."
        + in_doubt(doubt),
        hint="Mend the figure that is wrong, in qualification.yaml.",
        doubtful=bool(doubt),
    )


def credits_short(facts: Facts) -> Iterator[Finding]:
    """Units are not evidenced yet, so credits are short.

    Why:
        A unit's credits count as evidenced when each of its criteria is claimed, accepted or justified.
    Wrong:
        three of four units evidenced: 15 of 45 credits
    Right:
        four units evidenced: 45 of 45 credits
    """
    credits = facts.progress.credits
    if credits is None or credits.required is None or credits.evidenced >= credits.required:
        return
    waiting = [unit.unit.ref for unit in facts.progress.units if unit.state not in ("evidenced", "stale", "accepted")]
    doubt = facts.portfolio.qualification.credits.doubt if facts.portfolio.qualification else ""
    if waiting:
        yield Finding(
            at=_QUALIFICATION,
            message=f"{credits.evidenced:g} of {credits.required:g} credits are evidenced." + in_doubt(doubt),
            hint=f"Still to be evidenced: {', '.join(waiting)}.",
            doubtful=bool(doubt),
            fixed=ASKED_BY_AWARDING_BODY,
        )


def time_limit_passed(facts: Facts) -> Iterator[Finding]:
    """The time limit has passed.

    Why:
        The qualification has to be complete within its time limit. coachfolio counts from the registration; the leaflet
        of 2007 does not say from when.
    Wrong:
        registered: 2020-01-13 with a limit of three years, still building in 2026
    Right:
        the centre's word on what can still be done
    """
    limit = facts.progress.time_limit
    if limit and limit.days_left(facts.today) < 0 and facts.portfolio.stage != "certificated":
        yield Finding(
            at=Place(PORTFOLIO_FILE, ("registered",)),
            message=f"The time limit was {day(limit.until)}." + in_doubt(limit.doubt),
            hint="Ask your centre. If it gives you longer, write it into qualification.yaml, as time_limit_years.",
            doubtful=bool(limit.doubt),
            fixed=ASKED_BY_AWARDING_BODY,
        )


def time_limit_near(facts: Facts) -> Iterator[Finding]:
    """The time limit is near.

    Why:
        Marking and resubmission take time. The reminder comes half a year ahead, unless your portfolio sets another
        figure.
    Wrong:
        nothing planned, with two months left
    Right:
        a date for the submission agreed with the centre
    """
    limit = facts.progress.time_limit
    if (
        limit
        and 0 <= limit.days_left(facts.today) <= facts.threshold("time-running-out-days")
        and facts.portfolio.stage == "building"
    ):
        yield Finding(
            at=Place(PORTFOLIO_FILE, ("registered",)),
            message=f"The time limit is {day(limit.until)}: {_left(limit.days_left(facts.today))}."
            + in_doubt(limit.doubt),
            hint="Agree a date for the submission with your centre.",
        )


def _left(days: int) -> str:
    return f"{count(days, 'day')} left" if days else "that is today"


def stated_total(facts: Facts) -> Iterator[Finding]:
    """A total that was stated is not what the files add up to.

    Why:
        Totals are worked out from the files. Where you state one on purpose, a difference means that a file is missing,
        is in twice, or has changed since.
    Wrong:
        asserts: [{contact_hours: 20}], where the files add up to 18 hours 30
    Right:
        asserts: [{contact_hours: 18.5}]
    """
    file = facts.portfolio.file
    if file is None:
        return
    for position, stated in enumerate(file.asserts):
        for field, said, found in _stated(facts, stated):
            if said != found:
                in_minutes = field.endswith("_hours")
                until = f" up to {day(stated.as_of)}" if stated.as_of else ""
                whom = f" with {stated.client}" if stated.client and field in _FOLDERS_OF_CONTACTS else ""
                what = (
                    f"{hours(said)} of {field.removesuffix('_hours')} time"
                    if in_minutes
                    else count(said, field.removesuffix("s"))
                )
                yield Finding(
                    at=Place(PORTFOLIO_FILE, ("asserts", position, field)),
                    message=f"You state {what}{whom}{until}, and the files add up to {_amount(found, in_minutes)}.",
                    hint=_difference(facts, field, found - said),
                )


def _amount(number: int, in_minutes: bool) -> str:
    return hours(number) if in_minutes else str(number)


_FOLDERS_OF_CONTACTS: Final = ("contact_hours", "contacts", "clients")
_FOLDERS: Final = {"guided_hours": "guided-learning", "supervision_hours": "supervision"}


def _difference(facts: Facts, field: str, difference: int) -> str:
    in_minutes = field.endswith("_hours")
    more = "more" if difference > 0 else "less" if in_minutes else "fewer"
    folder = _FOLDERS.get(field, "sessions and contact-sheets")
    text = (
        f"The files have {_amount(abs(difference), in_minutes)} {more} than you state. Look in {folder} for one that "
    )
    text += "is missing or in twice."
    if facts.progress.uncounted:
        text += f" {count(len(facts.progress.uncounted), 'file')} could not be counted."
    return text


def _stated(facts: Facts, stated: Assertion) -> Iterator[tuple[str, int, int]]:
    """The field, what it says and what the files say; hours in minutes."""
    until, client = stated.as_of, stated.client
    totals = facts.progress.hours
    if until:
        totals = hours_of(
            piece for piece in facts.portfolio.evidence if piece.type in DIARY or getattr(piece, "date", until) <= until
        )
    contacts = [
        contact
        for contact in totals.held
        if (until is None or contact.date <= until) and (client is None or contact.client == client)
    ]
    if stated.contact_hours is not None:
        yield "contact_hours", round(stated.contact_hours * 60), sum(contact.minutes for contact in contacts)
    if stated.guided_hours is not None:
        yield "guided_hours", round(stated.guided_hours * 60), totals.guided_minutes
    if stated.supervision_hours is not None:
        yield "supervision_hours", round(stated.supervision_hours * 60), totals.supervision_minutes
    if stated.contacts is not None:
        yield "contacts", stated.contacts, len(contacts)
    if stated.clients is not None:
        yield "clients", stated.clients, len({contact.client for contact in contacts})
