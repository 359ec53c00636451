"""What does not fit its schema is said in a coach's words, at the right place, with what to write instead."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.base.diagnostics import Problem, Where
from coachfolio.format.documents import read
from coachfolio.format.documents.limits import MAX_PROBLEMS
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import ANNOTATION, schema, validator
from coachfolio.format.validation import violations

from .effort import examples
from .schema_parts import INPUT_SCHEMAS, dicts_in, mutated, parts, with_example

GOOD = {
    "sessions": {
        "date": "2026-03-04",
        "minutes": "60",
        "client": "C01",
        "role": "coach",
    },
    "portfolio": {
        "format": "1",
        "stage": "building",
        "qualification": "ilm-l7-diploma-2007",
        "learner": "{name: A. Learner}",
    },
    "contact-sheets": {"contacts": "[{date: 2026-03-04, minutes: 60, client: C01, role: coach}]"},
    "agreements": {"date": "2026-03-04", "client": "C01"},
    "reflections": {"date": "2026-03-04", "kind": "contact", "reflection": "I asked one question."},
    "declarations": {"date": "2026-03-04", "kind": "authenticity", "by": "learner"},
    "qualification-overlay": {"format": "1"},
}
"""A small sheet of each kind with nothing wrong in it: each field as it is written."""


def problems_of(name: str, **changed: str | None) -> list[Problem]:
    """What is wrong with the small sheet when some fields are written otherwise, or left out."""
    fields = {**GOOD[name], **changed}
    text = "".join(f"{field}: {value}\n" for field, value in fields.items() if value is not None)
    document = read("x.yaml", text.encode(), shape_of(name))
    assert document.problems == ()
    assert document.fields is not None
    return violations(document.fields, name)


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_wrong_with_what_fits(name: str) -> None:
    assert problems_of(name) == []


# --- every keyword has a message

STRUCTURE = {"$schema", "$id", "$ref", "$defs", "properties", "items", "propertyNames"}
NOTES = {"title", "description", "examples", "default", ANNOTATION}

BREAKS: dict[str, tuple[str, dict[str, Any], str]] = {
    "type": ("sessions", {"minutes": "an hour"}, "wrong-kind"),
    "enum": ("sessions", {"role": "boss"}, "not-a-choice"),
    "format": ("sessions", {"date": "yesterday"}, "impossible-date"),
    "pattern": ("sessions", {"start": "2pm"}, "wrong-form"),
    "minimum": ("sessions", {"minutes": -1}, "out-of-range"),
    "maximum": ("sessions", {"minutes": 1441}, "out-of-range"),
    "minLength": ("sessions", {"title": ""}, "empty-field"),
    "uniqueItems": ("sessions", {"counts_towards": ["D7.03", "D7.03"]}, "repeated-item"),
    "minItems": ("contact-sheets", {"contacts": []}, "empty-field"),
    "maxItems": (
        "contact-sheets",
        {"contacts": [{"date": "2026-03-04", "minutes": 5, "client": "C01", "role": "coach"}] * 1001},
        "out-of-range",
    ),
    "minProperties": ("portfolio", {"asserts": [{}]}, "empty-field"),
    "required": ("portfolio", {"learner": {}}, "missing-field"),
    "additionalProperties": ("sessions", {"minuets": 60}, "unknown-field"),
}
"""For each keyword a value that breaks it and nothing else."""


def keywords_in(name: str) -> set[str]:
    found = set()
    for _, part in parts(schema(name)):
        found |= {*part, *part.get("propertyNames", {})}
    return found


def test_every_keyword_in_the_schemas_has_a_message() -> None:
    used = set().union(*(keywords_in(name) for name in INPUT_SCHEMAS))
    assert used - STRUCTURE - NOTES == set(BREAKS)


@pytest.mark.parametrize("keyword", BREAKS)
def test_a_broken_keyword_is_told_by_its_rule(keyword: str) -> None:
    name, changed, rule = BREAKS[keyword]
    fields = {**schema(name)["examples"][0], **changed}
    assert [error.validator for error in validator(name).iter_errors(fields)] == [keyword]
    assert [problem.rule for problem in violations(fields, name)] == [rule]


def test_every_form_and_choice_says_what_to_write() -> None:
    """A message that something is not written as it should be is of no use without the way it should be."""
    for name in INPUT_SCHEMAS:
        for way, part in parts(schema(name)):
            if "pattern" in part:
                assert part.get(ANNOTATION, {}).get("hint"), (name, way)


# --- what is said

MINUTES = "Write whole minutes as a number and nothing else: hours times 60."
DAY = "Write the day as year-month-day: four digits, two and two, with hyphens between them."
TIME = "Write hours:minutes on the 24-hour clock, with two digits each."
CODE = "Write the client's code, and keep the name in your private key outside the portfolio."
CLAIM = "Write the unit, a slash and the criterion's number, or the three fields criterion, where and how."
ITEMS = "Write each item on a line of its own, beginning with a dash and a space."
TEXT = 'Write it as text. If it has colons or brackets in it, put it in "quotation marks".'
SLIP = "Look for a slip of the keys."
OWN = " A field of your own goes under extra."

QUOTES = "'\""
NOT_A_DAY = "The field date is not a day written as year-month-day."
NOT_A_NUMBER = "The field minutes should be a whole number."

SAID: list[tuple[str, str, str, Where, str, str, str]] = [
    # durations
    *(
        (
            "sessions",
            "minutes",
            written,
            ("minutes",),
            "wrong-kind",
            NOT_A_NUMBER,
            f"Write {meant}{', without quotation marks' if written[0] in QUOTES else ''}.",
        )
        for written, meant in [
            ("1h30", 90),
            ("1:30", 90),
            ("1h 30m", 90),
            ("1 hr 30 mins", 90),
            ("2 hours", 120),
            ("90 min", 90),
            ("90m", 90),
            ("90 minutes", 90),
            ('"90"', 90),
            ("'90 '", 90),
        ]
    ),
    *(
        ("sessions", "minutes", written, ("minutes",), "wrong-kind", NOT_A_NUMBER, MINUTES)
        for written in ["yes", "[90]", "tbc"]
    ),
    *(
        ("sessions", "minutes", written, ("minutes",), "wrong-kind", NOT_A_NUMBER, said)
        for written, said in [
            ("1.5", "If these are hours, write them as minutes: times 60. If it is a slip, mend the number."),
            ("90.5", "If these are hours, write them as minutes: times 60. If it is a slip, mend the number."),
            ("an hour", "Write 60."),
            ("60-90", "A range is no length: write the one number of minutes that your notes bear out."),
            ("1 hour and a half", "Write 90."),
            ("½ h", "Write 30."),
        ]
    ),
    ("sessions", "minutes", "-5", ("minutes",), "out-of-range", "The field minutes cannot be less than 0.", MINUTES),
    (
        *("sessions", "minutes", "1441", ("minutes",), "out-of-range"),
        *("The field minutes cannot be more than 1440.", MINUTES),
    ),
    (
        *("sessions", "minutes", "", ("minutes",), "empty-field"),
        *(
            "The field minutes is empty.",
            "Fill it in. Write whole minutes as a number and nothing else: hours times 60.",
        ),
    ),
    # days
    *(
        ("sessions", "date", written, ("date",), "impossible-date", NOT_A_DAY, "Write 2026-02-03.")
        for written in ["3 Feb 26", "3 Feb. 2026", "3rd February 2026", "2026-2-3", "2026/02/03", "2026.02.03"]
    ),
    *(
        (
            *("sessions", "date", written, ("date",), "impossible-date", NOT_A_DAY),
            (
                "This may be 3 February 2026 or 2 March 2026, depending on which number is the month. Write 2026-02-03 or "  # noqa: E501
                "2026-03-02."
            ),
        )
        for written in ["03/02/2026", "3/2/26", "03.02.2026", "03-02-2026"]
    ),
    *(
        ("sessions", "date", written, ("date",), "impossible-date", NOT_A_DAY, DAY)
        for written in ["yesterday", "13/25/2026", "31/02/2026", "2026-02", "2026", "3 Foo 2026"]
    ),
    (
        *("sessions", "date", "3 February", ("date",), "impossible-date", NOT_A_DAY),
        f"The year is missing here. {DAY}",
    ),
    *(
        (
            *("sessions", "date", written, ("date",), "impossible-date"),
            *(f"There is no such day as {written} (date).", "Look at the day and the month."),
        )
        for written in ["2026-02-30", "2026-02-29", "2026-13-01", "2026-00-10"]
    ),
    (
        *("sessions", "date", "", ("date",), "empty-field"),
        *(
            "The field date is empty.",
            "Fill it in. Write the day as year-month-day: four digits, two and two, with hyphens between them.",
        ),
    ),
    (
        *("reflections", "period", "{from: 1/1/26, to: 2026-03-31}", ("period", "from"), "impossible-date"),
        *("The field from is not a day written as year-month-day.", "Write 2026-01-01."),
    ),
    # times
    *(
        (
            *("sessions", "start", written, ("start",), "wrong-form"),
            *(f"The field start ({written}) is not written as it should be.", TIME),
        )
        for written in ["half past two", "14:60"]
    ),
    (
        *("sessions", "start", "noon", ("start",), "wrong-form"),
        *("The field start (noon) is not written as it should be.", "Write 12:00."),
    ),
    (
        *("sessions", "start", "24:00", ("start",), "wrong-form"),
        *("The field start (24:00) is not written as it should be.", f"There is no such time. {TIME}"),
    ),
    (
        *("sessions", "start", "9:00", ("start",), "wrong-form"),
        *(
            "The field start (9:00) is not written as it should be.",
            "Write 09:00 or 21:00, whichever it was: hours:minutes on the 24-hour clock.",
        ),
    ),
    # choices, near and far
    (
        *("sessions", "role", "Coach", ("role",), "not-a-choice"),
        *("The field role should be coach or mentor.", "Write coach."),
    ),
    (
        *("sessions", "role", "boss", ("role",), "not-a-choice"),
        *("The field role should be coach or mentor.", "Write coach or mentor."),
    ),
    (
        *("sessions", "mode", "vidoe", ("mode",), "not-a-choice"),
        *("The field mode should be in-person, video, phone or written.", "Write video."),
    ),
    (
        *("sessions", "mode", "In person", ("mode",), "not-a-choice"),
        *("The field mode should be in-person, video, phone or written.", "Write in-person."),
    ),
    (
        *("sessions", "fee", "probono", ("fee",), "not-a-choice"),
        *("The field fee should be paid, pro-bono or internal.", "Write pro-bono."),
    ),
    (
        *("sessions", "status", "canceled", ("status",), "not-a-choice"),
        *("The field status should be held, planned, cancelled or missed.", "Write cancelled."),
    ),
    (
        *("sessions", "planned", "maybe", ("planned",), "not-a-choice"),
        *("The field planned should be yes or no.", "Write yes or no."),
    ),
    (
        *("declarations", "statements", "{own_work: sure}", ("statements", "own_work"), "not-a-choice"),
        *("The field own_work should be yes or no.", "Write yes or no."),
    ),
    (
        *("portfolio", "stage", "Building", ("stage",), "not-a-choice"),
        *("The field stage should be building, submission or certificated.", "Write building."),
    ),
    # codes: what stands there is never repeated
    *(
        (
            *("sessions", "client", written, ("client",), "wrong-form"),
            *("The field client is not written as it should be.", CODE),
        )
        for written in ["c01", "Ann Other", "C", "C01 (Ann)", "1"]
    ),
    # fields
    (
        *("sessions", "minuets", "60", ("minuets",), "unknown-field"),
        *("There is no field minuets here.", f"Did you mean minutes?{OWN}"),
    ),
    (
        *("sessions", "Purpose", "60", ("Purpose",), "unknown-field"),
        *("There is no field Purpose here.", f"Did you mean purpose?{OWN}"),
    ),
    (
        *("portfolio", "people", "{a: {role: peer, nmae: x}}", ("people", "a", "nmae"), "unknown-field"),
        *("There is no field nmae here.", "Did you mean name?"),
    ),
    (
        *("portfolio", "clients", "{C01: {town: x}}", ("clients", "C01", "town"), "unknown-field"),
        *(
            "There is no field town here.",
            "The fields here are sector, level, kind, agreement, counts_towards, note and forgotten.",
        ),
    ),
    (
        *("sessions", "She said", "no", ("She said",), "text-as-field"),
        "This line is read as a field, because of its colon.",
        "If it belongs to the text above, indent it two spaces more than that field, whose line ends with |.",
    ),
    (
        *("portfolio", "learner", "{}", ("learner",), "missing-field"),
        "The field name is missing in this part of learner.",
        "Your name, as it should stand on the certificate. Write it in your own words.",
    ),
    (
        *("agreements", "signatures", "[{by: client}]", ("signatures", 0), "missing-field"),
        "The field on is missing in this part of signatures.",
        "The day it was signed. Write the day as year-month-day: four digits, two and two, with hyphens between them.",
    ),
    # kinds
    ("sessions", "title", "[a]", ("title",), "wrong-kind", "The field title should be text.", TEXT),
    ("sessions", "purpose", "{a: b}", ("purpose",), "wrong-kind", "The field purpose should be text.", TEXT),
    ("sessions", "actions", "Hand over", ("actions",), "wrong-kind", "The field actions should be a list.", ITEMS),
    ("sessions", "claims", "D7.03/s2", ("claims",), "wrong-kind", "The field claims should be a list.", ITEMS),
    ("sessions", "actions", "[a, [b]]", ("actions", 1), "wrong-kind", "Item 2 of actions should be text.", TEXT),
    (
        *("sessions", "claims", "[[D7.03/s2]]", ("claims", 0), "wrong-kind"),
        *("Item 1 of claims should be text or a section with fields of its own.", CLAIM),
    ),
    (
        *("sessions", "extra", "x", ("extra",), "wrong-kind"),
        *(
            "The field extra should be a section with fields of its own.",
            "Write its fields on lines of their own below it, two spaces further to the right.",
        ),
    ),
    (
        *("portfolio", "asserts", "[{contact_hours: twenty}]", ("asserts", 0, "contact_hours"), "wrong-kind"),
        *("The field contact_hours should be a number.", "Write a number and nothing else."),
    ),
    # forms
    (
        *("sessions", "claims", "[D7.03]", ("claims", 0), "wrong-form"),
        *("Item 1 of claims (D7.03) is not written as it should be.", CLAIM),
    ),
    (
        *("portfolio", "qualification", "ILM 7", ("qualification",), "wrong-form"),
        "The field qualification (ILM 7) is not written as it should be.",
        "Run `coachfolio qualifications` for the names.",
    ),
    (
        *("portfolio", "people", "{Ann Other: {role: peer}}", ("people", "Ann Other"), "wrong-form"),
        "A name under people is not written as it should be.",
        "Use small letters, digits and hyphens, such as assessor-1.",
    ),
    (
        *("portfolio", "clients", "{Ann Other: {level: director}}", ("clients", "Ann Other"), "wrong-form"),
        "A name under clients is not written as it should be.",
        "Give each client a code of capital letters and digits, such as C01, and keep the name in your private key.",
    ),
    (
        *("qualification-overlay", "credits", "{value: lots, certainty: stated}", ("credits", "value"), "wrong-form"),
        *("The field value (lots) is not written as it should be.", "Write a number, or the word unknown."),
    ),
    (
        *("qualification-overlay", "units", "[{ref: D7 03}]", ("units", 0, "ref"), "wrong-form"),
        "The field ref (D7 03) is not written as it should be.",
        "Write the reference without spaces and without a slash.",
    ),
    # bounds, repetition, nothing
    (
        *("sessions", "group_size", "1", ("group_size",), "out-of-range"),
        *("The field group_size cannot be less than 2.", SLIP),
    ),
    (
        *("sessions", "counts_towards", "[D7.03, D7.03]", ("counts_towards",), "repeated-item"),
        *("The field counts_towards has D7.03 twice.", "Delete one of the two."),
    ),
    (
        *("sessions", "actions", '[a, ""]', ("actions", 1), "empty-field"),
        "Item 2 of actions is empty.",
        "Fill it in, or delete the line. Write it in your own words.",
    ),
    (
        *("sessions", "title", '"  "', ("title",), "empty-field"),
        "The field title is empty.",
        "Fill it in, or delete the line. Write it in your own words.",
    ),
    (
        *("portfolio", "asserts", "[{}]", ("asserts", 0), "empty-field"),
        *("Item 1 of asserts has nothing in it.", "Fill it in, or delete it."),
    ),
]


@pytest.mark.parametrize(("name", "field", "written", "where", "rule", "message", "hint"), SAID)
def test_a_wrong_value_is_told_in_these_words(
    name: str, field: str, written: str, where: Where, rule: str, message: str, hint: str
) -> None:
    (problem,) = problems_of(name, **{field: written})
    assert (problem.rule, problem.at, problem.message, problem.hint) == (rule, where, message, hint)


def test_the_table_is_as_long_as_it_was() -> None:
    assert len(SAID) >= 40


def test_every_missing_field_is_told_with_what_it_is_for() -> None:
    found = problems_of("sessions", minutes=None, role=None)
    assert [(one.rule, one.at, one.message, one.hint) for one in found] == [
        (
            *("missing-field", (), "The field minutes is missing."),
            (
                "How long the contact lasted, in whole minutes. Write whole minutes as a number and nothing else: hours "  # noqa: E501
                "times 60."
            ),
        ),
        (
            *("missing-field", (), "The field role is missing."),
            "Whether you were coaching or mentoring. Write coach or mentor.",
        ),
    ]


def test_a_field_that_is_needed_is_not_to_be_deleted() -> None:
    (needed,), (other,) = problems_of("sessions", date=""), problems_of("sessions", title="")
    assert "delete" not in needed.hint
    assert "delete" in other.hint


@pytest.mark.parametrize("written", ["Ann Other", "ann", "[Ann Other]", "{name: Ann Other}", "5", "ANN OTHER"])
def test_what_may_be_a_clients_name_is_concealed(written: str) -> None:
    for name in ("sessions", "agreements"):
        (problem,) = problems_of(name, client=written)
        assert problem.concealed
        assert "ann" not in f"{problem.message} {problem.hint}".lower().split()


def test_a_line_of_prose_that_is_read_as_a_field_is_concealed() -> None:
    (problem,) = problems_of("sessions", **{"Ann Other said": "no"})
    assert problem.concealed
    assert "Ann" not in problem.message + problem.hint


def test_one_file_is_told_no_more_than_a_reader_bears() -> None:
    fields = {**schema("sessions")["examples"][0], **{f"unheard_of_{number}": 1 for number in range(500)}}
    assert len(violations(fields, "sessions")) == MAX_PROBLEMS


JARGON = re.compile(
    r"\b(?:arrays?|objects?|propert(?:y|ies)|schemas?|json|null|strings?|mappings?|nodes?|tokens?|tracebacks?|integers?"
    r"|booleans?|enums?|regex|instances?|patterns?|dicts?|validat\w+)\b",
    re.IGNORECASE,
)
RULES = {"wrong-kind", "not-a-choice", "impossible-date", "wrong-form", "out-of-range", "empty-field", "repeated-item"}
ALL_RULES = RULES | {"missing-field", "unknown-field", "text-as-field"}


@examples(300)
@given(st.data())
def test_whatever_is_wrong_is_told_in_a_coachs_words(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(INPUT_SCHEMAS))
    way, part = data.draw(st.sampled_from(list(parts(schema(name)))))
    fields = data.draw(mutated(with_example(schema(name), way, part["examples"][-1])))
    found = violations(fields, name)
    assert bool(found) != validator(name).is_valid(fields)
    for problem in found:
        assert problem.rule in ALL_RULES
        assert isinstance(problem.at, tuple)
        assert problem.message.endswith(".")
        assert problem.hint
        assert not JARGON.search(f"{problem.message} {problem.hint}"), problem
        assert not re.search(r"\b(?:None|True|False)\b|  ", problem.message)
        stands_there(fields, problem.at)


def stands_there(fields: Any, where: Where) -> None:
    for step in where:
        fields = fields[step]


def test_the_words_of_the_schemas_are_a_coachs_words() -> None:
    for name in INPUT_SCHEMAS:
        for one in dicts_in(schema(name)):
            told = f"{one.get('description', '')} {one.get(ANNOTATION, {}).get('hint', '')}"
            own = re.sub(r"by its schema's name|mapping sheet", "", told)  # the field's own words
            assert not JARGON.search(own), told
