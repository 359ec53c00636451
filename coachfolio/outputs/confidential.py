"""Forgetting a client and copies for others, in words for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, day, hours, listed, one_line
from coachfolio.confidentiality.wording import ASK_FOR_COPIES, MAKE_AGAIN, SEND_AND_DELETE, TELL_THE_CENTRE
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
    if plan.by_hand:
        yield from ("", "These were not changed. Read them, and edit them by hand:")
        yield from (_by_hand(by_hand, client) for by_hand in plan.by_hand)
    yield from _reached(plan)
    yield from _out_of_date(plan)
    yield from (
        "",
        f"The list of who is behind each code is never touched here. Delete the entry {client} in private/clients.yaml",
        "yourself, and in every backup of it. The names of files stay, for other evidence refers to them: where one",
        "says more than a day and a code, rename the file and mend what refers to it.",
    )
    yield from _steps(plan)


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


def _steps(plan: ForgettingPlan) -> Iterator[str]:
    client = plan.client
    yield ""
    if not plan.kept_in_git:
        yield "This folder is not kept in git, so there are no earlier versions of these files in it."
        yield "Every copy and backup of the folder still has them."
        return
    yield "Every earlier save still holds what was taken out now. To take it out of those as well, in this order:"
    yield from _step(1, "Finish the list above. Run coachfolio check, and save:")
    yield f'       git add --all && git commit -m "Forget {client}" -m "Reason: the client asked to be forgotten."'
    top = "the folder that holds the whole record" if plan.inside else "this folder"
    yield from _step(
        2,
        f"Beside {top}, not inside it, write a file forget-{client}.txt with the lines that follow, and one more "
        "for each file that you edited by hand:",
    )
    yield from (f"       {line}" for line in _history_paths(plan))
    if plan.earlier:
        yield from _step_text(
            f"The last {len(plan.earlier)} of these are not about {client} any more, or are not there any more: "
            "earlier saves have them as they were."
        )
    yield from _step(
        3,
        f"In {top}, make a second copy and take these files out of every save in it. {MAKE_AGAIN}:",
    )
    yield f"       git clone --no-local . ../without-{client} && cd ../without-{client}"
    yield f"       git filter-repo --invert-paths --paths-from-file ../forget-{client}.txt"
    seals = ", take away the seals, which name saves that are not in it" if plan.seals_in_all else ""
    yield from _step(4, f"Put these files back as they are now, from the folder you came from{seals}, and save:")
    yield '       git -C "$OLDPWD" archive HEAD | tar -x'
    if plan.seals_in_all:
        yield "       git tag --list 'sealed/*' | xargs git tag --delete"
    yield f'       git add --all && git commit -m "Forget {client}: what is left"'
    yield from _step(5, "See that nothing is left. This prints one save, that of step 4, for each of the files:")
    yield one_line(f"       git log --all --oneline -- {plan.inside}portfolio.yaml")
    yield from _step(
        6,
        f"The folder private is in no save, so it is not here yet. Copy it, delete the entry {client} in the copy, and "
        "put the hooks back if you had them:",
    )
    yield one_line(f'       cp -R "$OLDPWD/{plan.inside}private" ./{plan.inside}')
    yield one_line(f"       coachfolio hooks install {plan.inside}".rstrip())
    yield from _step(7, SEND_AND_DELETE)
    yield from _step(8, ASK_FOR_COPIES)
    yield from _step(
        9,
        f"{TELL_THE_CENTRE} A note of the erasure, signed by the centre, explains it to whoever checks the record "
        "later. It need not name the client.",
    )
    yield from ("", "Once the old folder, its backups and the copies are gone, none of this can be brought back.")


def _step(number: int, text: str) -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(text, 108, initial_indent=f"  {number}.   ", subsequent_indent="       ")


def _step_text(text: str) -> Iterator[str]:
    """More on the step above."""
    import textwrap

    yield from textwrap.wrap(text, 108, initial_indent="       ", subsequent_indent="       ")


def _history_paths(plan: ForgettingPlan) -> Iterable[str]:
    """The lines for git filter-repo: evidence in whatever folder it ever lay, everything else where it lies."""
    attached = {deleted.path for deleted in plan.deleted if deleted.what == "file"}
    for path in sorted(plan.changes):
        if path in attached or "/" not in path:
            yield one_line(f"{plan.inside}{path}")
        else:
            yield one_line(f"glob:*/{path.rsplit('/', 1)[1]}")
    yield from (one_line(f"{plan.inside}{path}") for path in plan.earlier)


def copy_text(copy: Copy) -> Iterator[str]:
    """What was copied, and what was left out."""
    who = {"assessor": "an assessor", "iqa": "a quality assurer", "public": "anybody"}[copy.audience]
    yield f"A copy for {who}: {count(copy.evidence, 'piece')} of evidence, {count(copy.attachments, 'file')} beside it."
    if copy.withheld:
        yield f"{count(len(copy.withheld), 'thing')} {'was' if len(copy.withheld) == 1 else 'were'} left out."
        yield "WITHHELD.md in the copy lists each, with what it is and why."
    else:
        yield "Nothing was left out."
    if not copy.names_checked:
        yield "There is no list of clients in private, so nobody looked for their names in it."
