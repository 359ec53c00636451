"""Forgetting a client and copies for others, in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, day, hours, listed, one_line
from coachfolio.outputs.forgetting_steps import left_to_do
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.editing.forgetting import ByHand, ForgettingPlan, Reason
    from coachfolio.editing.redaction import Copy

__all__ = ["copy_text", "forgetting_text"]

_WHY: Final[dict[Reason, str]] = {
    "names": "names {client}",
    "deleted": "refers to evidence that is deleted: take the reference out",
    "tombstone": "refers to a contact with {client}: see what it tells of it",
    "several": "is about several clients: take out what it tells of {client}",
    "remark": "a remark beside {client}: take it out if it is about {client}",
    "shared": "also belongs to other evidence, so it was left: see what it tells of {client}",
    "unread": "could not be read, so nobody can say whether it is about {client}",
    "link": "is a link to another place: delete what it leads to",
    "inside": "tells of {client}: mend it in the program that made it",
}


def forgetting_text(plan: ForgettingPlan) -> Iterator[str]:
    """The whole plan, with what is left to do."""
    client = plan.client
    yield f"Forgetting {client}, {day(plan.on)}"
    if plan.tombstones:
        yield from ("", "These keep the dates, the minutes and how you met, and nothing else of what was written:")
        for stone in plan.tombstones:
            rest = "" if stone.whole else "; the other contacts on the sheet stay as they are"
            many = f"{count(stone.contacts, 'contact')}, " if stone.contacts > 1 or not stone.whole else ""
            yield f"  {one_line(stone.path)}: {many}{hours(stone.minutes)}{rest}"
        yield f"  portfolio.yaml: {client} keeps its code and the day on which it was forgotten"
    elif PORTFOLIO_FILE in plan.changes:
        yield from ("", f"In portfolio.yaml {client} keeps its code and the day on which it was forgotten.")
    if plan.deleted:
        yield from ("", "These are deleted:")
        yield from (f"  {one_line(deleted.path)} ({deleted.what})" for deleted in plan.deleted)
    if plan.rows:
        yield from ("", "From these mapping sheets the rows go that name what is deleted or kept without its words:")
        yield from (f"  {one_line(taken.path)}: {count(taken.rows, 'row')}" for taken in plan.rows)
    if plan.by_hand:
        yield from ("", "These were not changed. Read them, and edit them by hand:")
        yield from (_by_hand(by_hand, client) for by_hand in plan.by_hand)
    yield from _reached(plan)
    yield from _out_of_date(plan)
    if plan.earlier:
        yield from ("", "Earlier saves tell of it in these files as well, as they were then. They go from all saves:")
        yield from (f"  {one_line(path)}" for path in plan.earlier)
    if plan.telling_names:
        yield from ("", "The names of these files say more than a day and the code. They get others:")
        yield from (f"  {one_line(path)}" for path in plan.telling_names)
    yield from left_to_do(plan)


def _by_hand(by_hand: ByHand, client: str) -> str:
    lines = ""
    if by_hand.lines:
        lines = f", line{'s' if len(by_hand.lines) > 1 else ''} {listed(map(str, by_hand.lines))}"
    return f"  {one_line(by_hand.path)}{lines}: {_WHY[by_hand.why].format(client=client)}"


def _reached(plan: ForgettingPlan) -> Iterator[str]:
    yield from ("", "What this does to what you have reached:")
    yield f"  {hours(plan.minutes)} of contact, before and after."
    was, now = plan.learning_minutes
    if was != now:
        yield f"  Learning time in all: {hours(was)} before, {hours(now)} after."
    for change in plan.criteria:
        rest = "" if change.after else f"; it is {change.state} now"
        before = count(change.before, "piece")
        yield f"  {change.ref}: {before} of evidence before, {change.after or 'none'} after{rest}."
    for wanted in plan.requirements:
        asked = f"; {wanted.required} asked for" if wanted.required is not None else ""
        yield f"  {one_line(wanted.name)}: {wanted.before} before, {wanted.after} after{asked}."


def _out_of_date(plan: ForgettingPlan) -> Iterator[str]:
    if plan.decisions:
        yield from ("", "These decisions rest on evidence that changes or goes. Tell whoever made them:")
        yield from (f"  {one_line(path)}" for path in plan.decisions)
    if plan.seals:
        yield from ("", "These seals list what changes or goes. Whoever made them will be told that it has changed:")
        yield from (f"  {seal.name}: {count(seal.pieces, 'piece')}" for seal in plan.seals)


def copy_text(copy: Copy) -> Iterator[str]:
    """What was copied, and what was left out."""
    who = {"assessor": "an assessor", "iqa": "a quality assurer", "public": "anybody"}[copy.audience]
    yield f"A copy for {who}: {count(copy.evidence, 'piece')} of evidence, {count(copy.attachments, 'file')} beside it."
    if copy.withheld:
        yield f"{count(len(copy.withheld), 'thing')} {'was' if len(copy.withheld) == 1 else 'were'} left out."
        yield "WITHHELD.md in the copy lists each, with what it is and why."
    elif not copy.to_read:
        yield "Nothing was left out."
    if copy.to_read:
        shows = "it shows" if len(copy.to_read) == 1 else "they show"
        yield f"{count(len(copy.to_read), 'file')} may tell more than {shows}: WITHHELD.md names each."
    if copy.may_name:
        places = f"{count(copy.may_name, 'place')} in it may name a client"
        yield f"{places}: coachfolio check shows where. Look there before you send it."
    if not copy.names_checked:
        yield "There is no list of clients in private, so nobody looked for their names in it."
