"""CF1: does it fit its schema? The schemas find these; here is what they mean."""

from __future__ import annotations

from collections.abc import Iterator

from coachfolio.base.diagnostics import Finding
from coachfolio.checks.rules.facts import Facts


def missing_field(facts: Facts) -> Iterator[Finding]:
    """A field that is needed is missing.

    Why:
        Without it the evidence cannot be counted or found. Few fields are needed.
    Wrong:
        date: 2026-03-04
        client: C01
    Right:
        date: 2026-03-04
        minutes: 60
        client: C01
        role: coach
    """
    return facts.read("missing-field")


def unknown_field(facts: Facts) -> Iterator[Finding]:
    """There is no field of this name.

    Why:
        A misspelt field is read by nobody. Fields of your own have a place: under `extra`.
    Wrong:
        minuets: 60
    Right:
        minutes: 60
    """
    return facts.read("unknown-field")


def wrong_kind(facts: Facts) -> Iterator[Finding]:
    """A value is of another kind than the field.

    Why:
        A total can only be made of numbers, and a list only of items.
    Wrong:
        minutes: an hour and a half
    Right:
        minutes: 90
    """
    return facts.read("wrong-kind")


def not_a_choice(facts: Facts) -> Iterator[Finding]:
    """A value is not one of the field's choices.

    Why:
        The choices are few so that they can be counted.
    Wrong:
        mode: zoom
    Right:
        mode: video
    """
    return facts.read("not-a-choice")


def impossible_date(facts: Facts) -> Iterator[Finding]:
    """A date is not in the calendar, or not written as year-month-day.

    Why:
        Written so, a date means the same day to everybody: 03/02 is February to some and March to
        others.
    Wrong:
        date: 2026-02-30
    Right:
        date: 2026-02-28
    """
    return facts.read("impossible-date")


def wrong_form(facts: Facts) -> Iterator[Finding]:
    """A value is not written in the field's form.

    Why:
        Codes, times and references have one form, so that they can be matched.
    Wrong:
        start: 2pm
    Right:
        start: "14:00"
    """
    return facts.read("wrong-form")


def out_of_range(facts: Facts) -> Iterator[Finding]:
    """A number is too small or too large, or a list too long.

    Why:
        It may be a slip of the keys.
    Wrong:
        minutes: 6000
    Right:
        minutes: 60
    """
    return facts.read("out-of-range")


def empty_field(facts: Facts) -> Iterator[Finding]:
    """A field is there and empty.

    Why:
        An empty field says nothing, and looks as if it did.
    Wrong:
        reflection:
    Right:
        reflection: I asked three questions in a row.
    """
    return facts.read("empty-field")


def repeated_item(facts: Facts) -> Iterator[Finding]:
    """A list has the same item twice.

    Why:
        One of them is probably meant to be another.
    Wrong:
        units: [D7.03, D7.03]
    Right:
        units: [D7.03, D7.04]
    """
    return facts.read("repeated-item")
