"""CF2 and CF3: what is counted twice. Copies of a piece, contacts written down twice, and days that cannot be."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from coachfolio.base.diagnostics import START, Finding, Place
from coachfolio.base.words import count, day, hours, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence.contacts import Contact
from coachfolio.evidence.model import ContactSheet, Evidence, Session, SheetContact
from coachfolio.portfolio.copies import phrases_of

_DAY: Final = 24 * 60
_LEAST_ON_A_DAY: Final = 2
"""More words than these have the texts of two contacts of one day that are told alike."""
_LEAST: Final = 12
"""Words of texts of different days that are told alike."""
_ENDS: Final = 6
"""Words at the beginning and at the end of a text by which those that may be nearly the same are found."""
_LONG: Final = 120
"""Letters of a text of which one end is enough: nobody writes that much of it again by chance."""
_ROUNDED: Final = 15
"""Minutes by which a contact may differ that was noted on a sheet and written up later: clocks are read roughly."""
_MOST_ALIKE: Final = 6
"""Texts with the same ends that a further one is held against."""


def copy_of_another(facts: Facts) -> Iterator[Finding]:
    """A piece of evidence is a copy of another, and counts for nothing.

    Why:
        Services that keep a folder alike on several computers make copies when something was changed in two places, and
        people make them by hand. Two copies of one session would be twice its hours, and two pieces for a criterion.
    Wrong:
        sessions/2026-03-04-c01-board.yaml and sessions/2026-03-04-c01-board 2.yaml, which say the same
    Right:
        sessions/2026-03-04-c01-board.yaml alone
    """
    portfolio = facts.portfolio
    for path, kept in portfolio.copies.items():
        same = portfolio.contents.get(path) == portfolio.contents.get(kept)
        alike = "says the same as" if same else "is another version of"
        what = "Delete this one" if same else "If the other one has all that is right, delete this one"
        yield Finding(
            at=(path, START),
            message=f"This file {alike} {shown(kept)}, so it is not counted.",
            hint=f"{what}. If they are two that took place, write in each what sets it apart, such as start.",
            related=(("The one that counts.", (kept, START)),),
        )


def impossible_day(facts: Facts) -> Iterator[Finding]:
    """A day has more than 24 hours of contact.

    Why:
        It cannot have been so, and then no total of hours can be right either.
    Wrong:
        eight contacts of four hours and a quarter, all on 4 March
    Right:
        the same contacts, each on its own day, and none of them twice
    """
    for when, contacts in _by_day(facts).items():
        total = sum(contact.minutes for contact in contacts)
        if total > _DAY:
            yield Finding(
                at=_minutes(contacts[-1]),
                message=f"{day(when)} has {hours(total)} of contact, and a day has 24 hours.",
                hint="Look for a contact that is in twice, one session written under each member of a group, or a slip "
                "in the minutes or the date.",
                related=_also(contacts[:-1], "Also on this day."),
            )


def contact_written_twice(facts: Facts) -> Iterator[Finding]:
    """One contact seems to be written down twice.

    Why:
        A contact on a sheet that was written up as a session later is one contact, and its minutes count once. Nothing
        sets the two apart: the day, the client and the minutes are the same, and not both say when they began.
    Wrong:
        a session of 4 March with C01 for 90 minutes, and the same on a contact sheet
    Right:
        one of the two; or start in both, if there were two
    """
    for contacts in _by_day(facts).values():
        alike: dict[tuple[str, int], list[Contact]] = defaultdict(list)
        for contact in contacts if len(contacts) > 1 else ():
            alike[contact.client, contact.minutes].append(contact)
        for same in alike.values():
            yield from _of_one_client(facts, same)


def _of_one_client(facts: Facts, contacts: Sequence[Contact]) -> Iterator[Finding]:
    if len(contacts) < 2 or (
        len({contact.start for contact in contacts}) == len(contacts) and all(contact.start for contact in contacts)
    ):
        return
    told: list[Contact] = []
    for contact in contacts:
        before = next((other for other in told if _may_be_one(facts, contact, other)), None)
        if before is None:
            told.append(contact)
            continue
        yield Finding(
            at=_minutes(contact),
            message=f"This may be the contact of {hours(contact.minutes)} with {contact.client} that "
            f"{shown(before.path)} has on the same day.",
            hint="Delete one of the two. If there were two contacts, write start in both.",
            related=(("The other one.", _minutes(before)),),
        )


def _may_be_one(facts: Facts, contact: Contact, other: Contact) -> bool:
    if contact.start and other.start:
        return False  # those at one time are told as such
    if contact.path != other.path:
        return True
    first, second = _said(facts, contact), _said(facts, other)
    return contact.start is other.start and phrases_of(first) == phrases_of(second)


def contact_near_another(facts: Facts) -> Iterator[Finding]:
    """A contact on a sheet may be a session of that day, written down with other minutes.

    Why:
        Minutes noted at once and minutes written up in the evening may differ a little. Then one contact counts
        twice, and nothing but its minutes sets the two apart.
    Wrong:
        85 minutes with C01 on a contact sheet, and a session of 90 minutes with C01 on that day, both without start
    Right:
        one of the two; or start in both, if there were two
    """
    for contacts in _by_day(facts).values():
        if len(contacts) < 2 or not any(contact.where for contact in contacts):
            continue
        loose = [contact for contact in contacts if contact.start is None and contact.minutes]
        sheets = [contact for contact in loose if isinstance(facts.by_id.get(contact.evidence), ContactSheet)]
        sessions = [contact for contact in loose if isinstance(facts.by_id.get(contact.evidence), Session)]
        exact = {(contact.client, contact.minutes) for contact in sheets}  # those are told as one already
        exact &= {(contact.client, contact.minutes) for contact in sessions}
        for contact in sheets:
            near = [
                other
                for other in sessions
                if other.client == contact.client and 0 < abs(other.minutes - contact.minutes) <= _ROUNDED
            ]
            told = {(contact.client, other.minutes) for other in (contact, *near)} & exact
            if not near or told:
                continue
            yield Finding(
                at=_minutes(contact),
                message=f"This contact of {hours(contact.minutes)} with {contact.client} may be the one of "
                f"{hours(near[0].minutes)} that {shown(near[0].path)} has on the same day.",
                hint="If it is, delete one of the two. If there were two contacts, write start in both.",
                related=_also(near, "The session."),
            )


def same_words(facts: Facts) -> Iterator[Finding]:
    """Two contacts are told in the same words.

    Why:
        A sheet that was copied for the next contact and not written anew shows one contact, and counts as two. Whoever
        reads it will ask whether the second one took place.
    Wrong:
        sessions of 4 and 11 March with one and the same reflection of 200 words
    Right:
        what happened on 11 March, in its own words, or nothing
    """
    for original, *later in facts.once(_told_alike):
        others = [contact for contact in later if not _of_one_group(original, contact)]
        if not others:
            continue
        first, more = others[0], len(others) - 1
        yield Finding(
            at=_minutes(first),
            message=f"This contact is told word for word, or nearly, as {_which(original, first)}"
            + (f", and so {'is' if more == 1 else 'are'} {more} more." if more else "."),
            hint="Write what happened in each in its own words. If it is one contact, delete one of the two.",
            related=_also((original, *others[1:3]), "The same words."),
        )


def _which(other: Contact, contact: Contact) -> str:
    at = f" at {other.start:%H:%M}" if other.start else ""
    when = "the same day" if other.date == contact.date else day(other.date)
    return f"the one with {other.client} on {when}{at}"


def _of_one_group(contact: Contact, other: Contact) -> bool:
    """Whether two contacts have the same words because they are one session, written under two of its members."""
    about = contact.date, contact.start, contact.minutes
    return (other.date, other.start, other.minutes) == about and other.client != contact.client


def group_under_each_member(facts: Facts) -> Iterator[Finding]:
    """One session with a group seems to be written under each of its members.

    Why:
        A session of two hours with six people is two hours of contact, and not twelve.
    Wrong:
        six sessions of 4 March, each of 120 minutes with setting: group, with C01 to C06
    Right:
        one session with client: C08, setting: group and group_size: 6, where C08 has kind: group in portfolio.yaml
    """
    words = {
        (contact.path, contact.where): number for number, told in enumerate(facts.once(_told_alike)) for contact in told
    }
    for contacts in _by_day(facts).values():
        alike: dict[tuple[object, int], list[Contact]] = defaultdict(list)
        for contact in contacts if len(contacts) > 1 else ():
            alike[contact.start, contact.minutes].append(contact)
        for same in alike.values() if len(alike) < len(contacts) else ():
            texts = Counter(words.get((contact.path, contact.where)) for contact in same)
            members = [
                contact
                for contact in same
                if contact.setting == "group"
                or ((told := words.get((contact.path, contact.where))) is not None and texts[told] > 1)
            ]
            if len({contact.client for contact in members}) > 1:
                last = members[-1]
                clients = listed(sorted({contact.client for contact in members})[:6])
                total = sum(contact.minutes for contact in members)
                yield Finding(
                    at=_minutes(last),
                    message=f"{count(len(members), 'contact')} of {hours(last.minutes)} on {day(last.date)} with "
                    f"{clients} look like one session with a group, and count {hours(total)}.",
                    hint="Keep one of them, with the code of the group as its client, and delete the others. If they "
                    "were different contacts, write start in each.",
                    related=_also(members[:-1], "This one too."),
                )


def held_without_minutes(facts: Facts) -> Iterator[Finding]:
    """A contact that was held has no minutes.

    Why:
        Nought is right for a contact that did not take place. One that did took some time.
    Wrong:
        minutes: 0, with status: held or without status
    Right:
        minutes: 45; or minutes: 0 with status: missed
    """
    for contact in facts.progress.hours.held:
        if contact.minutes == 0:
            yield Finding(
                at=_minutes(contact),
                message="A contact that was held took longer than 0 minutes.",
                hint="Write how long it took. If it did not take place, write status: cancelled or status: missed.",
            )


_TEXTS: Final = ("purpose", "approach", "outcome", "reflection")


def _told_alike(facts: Facts) -> list[list[Contact]]:
    """Contacts that are told in the same words, in the order of their days.

    Those of one day count whatever their length; else a text has to be long enough that nobody writes it again by
    chance. One stretch of a long text may be another, a fifth of it.
    """
    of_text: dict[tuple[object, str], list[Contact]] = {}
    by_ends: dict[tuple[str, ...], list[tuple[str, list[Contact]]]] = defaultdict(list)
    for contact in facts.progress.hours.held:
        said = _said(facts, contact)
        text = "\n".join(part for name in _TEXTS if (part := getattr(said, name, None)))
        opening = text.split(None, 2 * _ENDS)
        if len(opening) <= _LEAST_ON_A_DAY:
            continue
        long = len(opening) > _LEAST
        key = (None if long else contact.date, text)
        told = of_text.get(key)
        if told is None:
            told = []
            if len(opening) > 2 * _ENDS:
                first, last = opening[:_ENDS], text.rsplit(None, _ENDS)[1:]
                ends = [by_ends["both", *first, *last]]
                if len(text) >= _LONG:  # whichever stretch is another, the text has its beginning or its end
                    ends += [by_ends["begins", *first], by_ends["ends", *last]]
                told = next((its for alike in ends for other, its in alike if _all_but_a_stretch(text, other)), told)
                for alike in ends:
                    if len(alike) < _MOST_ALIKE:
                        alike.append((text, told))
            of_text[key] = told
        told.append(contact)
    return list({id(told): told for told in of_text.values() if len(told) > 1}.values())


def _all_but_a_stretch(text: str, other: str) -> bool:
    """Whether two texts are the same but for one stretch, of a fifth at most."""
    shorter, longer = (text, other) if len(text) < len(other) else (other, text)
    least = len(longer) - len(longer) // 5
    half = least // 2
    # whichever stretch differs, half of what is the same lies before or behind it
    if len(shorter) < least or (shorter[:half] != longer[:half] and shorter[-half:] != longer[-half:]):
        return False
    same = _same_at(shorter, longer, 1)
    return same + min(_same_at(shorter, longer, -1), len(shorter) - same) >= least


def _same_at(text: str, other: str, end: int) -> int:
    """How many letters two texts have in common at their beginning, or at their end where `end` is -1."""
    low, high = 0, min(len(text), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        part = slice(0, middle) if end > 0 else slice(-middle, None)
        if text[part] == other[part]:
            low = middle
        else:
            high = middle - 1
    return low


def _said(facts: Facts, contact: Contact) -> Evidence | SheetContact | None:
    """The session or the part of a sheet that a contact stands in."""
    piece = facts.by_id.get(contact.evidence)
    if isinstance(piece, ContactSheet) and contact.where:
        return piece.contacts[int(contact.where[1])]
    return piece if isinstance(piece, Session) else None


def _by_day(facts: Facts) -> Mapping[date, list[Contact]]:
    return facts.once(_held_by_day)


def _held_by_day(facts: Facts) -> dict[date, list[Contact]]:
    held = facts.progress.hours.held  # by date and time
    return {when: list(contacts) for when, contacts in itertools.groupby(held, lambda contact: contact.date)}


def _minutes(contact: Contact) -> Place:
    return Place(contact.path, (*contact.where, "minutes"))


def _also(contacts: Sequence[Contact], words: str) -> tuple[tuple[str, Place], ...]:
    return tuple((words, _minutes(contact)) for contact in contacts[:5])
