"""What is told of the demonstration: who saves and seals, what came late, and what was changed afterwards.

Nothing of it happened, and the keys that its sentences give prove nothing.
"""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from coachfolio.record.seals import Role, SealDecision

__all__ = [
    "ABOUT_DEMONSTRATION",
    "ABOUT_SIGNERS",
    "DAYS_LATE",
    "DAYS_OF_OTHERS",
    "DEMO_ASSESSOR",
    "DEMO_EDITS",
    "DEMO_IQA",
    "DEMO_LEARNER",
    "DEMO_SEALS",
    "FIRST_DAY",
    "SAVED_TOGETHER",
    "SIGNER_LINE",
    "WHO_WRITES",
    "DemoEdit",
    "DemoPerson",
    "DemoSealing",
]


class DemoPerson(NamedTuple):
    """Somebody who saves, and who seals if they have a role."""

    name: str
    email: str
    role: Role = "learner"
    by: str = ""
    """The short name in portfolio.yaml."""
    sentence: bytes = b""
    """What the key is made from."""


DEMO_LEARNER: Final = DemoPerson("Ros Halloran", "ros@example.com")
DEMO_ASSESSOR: Final = DemoPerson(
    "P.K. (demonstration)",
    "assessor@example.com",
    "assessor",
    "assessor-1",
    b"coachfolio demonstration: this key is known to everybody and proves nothing",
)
DEMO_IQA: Final = DemoPerson(
    "C.O. (demonstration)",
    "iqa@example.com",
    "iqa",
    "iqa-1",
    b"coachfolio demonstration: this second key is known to everybody and proves nothing",
)
WHO_WRITES: Final = {
    "assessment/decisions": DEMO_ASSESSOR,
    "assessment/plans": DEMO_IQA,
    "assessment/sampling": DEMO_IQA,
}
"""Who writes what lies in a folder, where it is not the learner."""

FIRST_DAY: Final = datetime.date(2025, 9, 8)

DAYS_OF_OTHERS: Final = {
    "mapping/D7.04.yaml": datetime.date(2025, 11, 30),
    "codes/global-code-of-ethics.yaml": datetime.date(2025, 9, 29),
    "codes/icf-code-of-ethics.yaml": datetime.date(2026, 1, 12),
    "prior-learning/certificate-in-training-practice.yaml": datetime.date(2025, 10, 10),
}
"""The days of evidence whose file is not named after one."""

DAYS_LATE: Final = {
    "sessions/2025/2025-11-04-c01-eleven-at-night.yaml": 1,
    "sessions/2025/2025-12-08-c04-forty-page-binder.yaml": 3,
    "sessions/2026/2026-01-26-c04-after-scrutiny.yaml": 2,
    "sessions/2026/2026-02-16-c03-cancelled-late.yaml": 1,
    "sessions/2026/2026-05-19-c04-cold-shoulder.yaml": 2,
    "sessions/2026/2026-06-22-c05-who-made-the-joke.yaml": 4,
    "sessions/2026/2026-08-19-c02-six-half.yaml": 1,
    "supervision/2025-11-27-supervision-four-clients-one-habit.yaml": 2,
    "supervision/2026-05-05-supervision-an-earlier-hour.yaml": 1,
    "feedback/2026-05-07-c07-sponsor-reply.yaml": 3,
    "learning-log/2026-04-18-techniques.yaml": 1,
    # papers are saved when they are handed in
    "assignments/2026-02-06-role-of-coach-and-mentor.yaml": 3,
    "assignments/2026-02-06-role-of-coach-and-mentor.md": 3,
    "assignments/2026-03-27-contribution-to-organisations.yaml": 3,
    "assignments/2026-03-27-contribution-to-organisations.md": 3,
    "assignments/2026-09-25-evaluating-the-period.yaml": 3,
    "assignments/2026-09-25-evaluating-the-period.md": 3,
}
"""Days between the day of a piece of evidence and its first save, where it was not the same evening."""


class SavedTogether(NamedTuple):
    """Evidence that came into the record in one save, some time after its day."""

    on: datetime.date
    message: str
    paths: tuple[str, ...]
    line: str = ""
    """The side line on which each had been saved on its own evening."""


SAVED_TOGETHER: Final = (
    SavedTogether(
        datetime.date(2026, 5, 3),
        "Sheets of March and April, typed up\n\nI had them on paper and did not get to them in time.\n",
        (
            "sessions/2026/2026-03-04-c02-the-card.yaml",
            "sessions/2026/2026-03-12-c06-mock-panel.yaml",
            "sessions/2026/2026-03-17-c01-green-pen.yaml",
            "sessions/2026/2026-03-30-c05-both-driving.yaml",
            "sessions/2026/2026-04-08-c02-car-park.yaml",
            "sessions/2026/2026-04-21-c09-cancelled-lists.yaml",
        ),
    ),
    SavedTogether(
        datetime.date(2026, 7, 26),
        "July, from the other computer\n\nWritten on the small computer; saved here as one.\n",
        (
            "learning-log/2026-07-18-re-authoring.yaml",
            "sessions/2026/2026-07-20-c03-two-letters.yaml",
            "sessions/2026/2026-07-24-c07-dont-polish.yaml",
        ),
        line="other-computer",
    ),
)

_SIGNATURE: Final = r"^  - \{by: \w+, on: %s, .*\n"
_REVIEWED: Final = (
    # what a plan did not have before it was looked back on
    (r"^    state: (?:done|dropped)$", "    state: open"),
    (r"^    done_on: .*\n", ""),
    (r"^    review: \|\n(?:      .*\n|\n)+", ""),
    (r"^reviewed: (?:.*\n)+", ""),
)


class DemoEdit(NamedTuple):
    """A later change of a file. Its earlier form has each pattern replaced in what it became."""

    on: datetime.date
    path: str
    message: str
    taken_out: tuple[tuple[str, str], ...]
    who: DemoPerson = DEMO_LEARNER


DEMO_EDITS: Final = (
    DemoEdit(
        datetime.date(2025, 10, 16),
        "agreements/2025-10-15-c02-agreement.yaml",
        "C02 signed",
        ((_SIGNATURE % "2025-10-16", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 1, 13),
        "agreements/2025-10-07-c01-agreement.yaml",
        "Agreement with C01 renewed",
        ((_SIGNATURE % "2026-01-13", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 1, 23),
        "agreements/2026-01-16-c07-agreement.yaml",
        "C07 and the sponsor signed",
        ((r"^signatures:\n(?:  - .*\n)+", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 1, 28),
        "agreements/2025-10-15-c02-agreement.yaml",
        "Agreement with C02: a new purpose",
        ((_SIGNATURE % "2026-01-28", ""), (r"\n\n  Redrafted 28 January(?:.*\n)+?(?=\w)", "\n")),
    ),
    DemoEdit(
        datetime.date(2026, 2, 23),
        "assessment/decisions/2026-02-20-d7-03-first-submission.yaml",
        "Decision on D7.03 acknowledged",
        ((r"^acknowledged: .*\n", ""),),
    ),
    # after the first seal, with nothing said about why
    DemoEdit(
        datetime.date(2026, 3, 19),
        "sessions/2025/2025-10-07-c01-red-pen.yaml",
        "The red pen, read again",
        ((r"counted eleven questions", "counted nine questions"),),
    ),
    DemoEdit(
        datetime.date(2026, 4, 17),
        "cpd-plans/2025-09-26-first-plan.yaml",
        "First plan looked back on\n\nReason: the plan was due for its review; the objectives stand as they were.\n",
        _REVIEWED,
    ),
    DemoEdit(
        datetime.date(2026, 4, 23),
        "diagnostics/2026-02-11-c08-how-we-decide.yaml",
        "What became of the questionnaire\n\nReason: C08 took it up again in April.\n",
        ((r"\n  In April they asked(?:.*\n)+?(?=\w)", ""), (r", 2026-04-22-c08-lump-of-oak", "")),
    ),
    DemoEdit(
        datetime.date(2026, 4, 27),
        "agreements/2025-10-23-c03-agreement.yaml",
        "Agreement with C03 renewed\n\nReason: agreed again with C03 today.\n",
        ((_SIGNATURE % "2026-04-27", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 5, 18),
        "assignments/2026-03-27-contribution-to-organisations.md",
        "Paragraphs of the paper numbered\n\n"
        "Reason: assessor-1 asked for numbers on 15 May, so that claims can point at them. The wording is as it was.\n",
        ((r"^(?:\d\. |   )(?=\S)", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 5, 18),
        "assessment/decisions/2026-05-15-d7-01-first-submission.yaml",
        "Decision on D7.01 acknowledged\n\nReason: read it, and did what it asked for first.\n",
        (
            (r"^acknowledged: .*\n", ""),
            (r"^    state: done\n    done_on: 2026-05-18\n    note: .*\n", "    state: open\n"),
        ),
    ),
    # as good a reason as there is, and still not what the assessor read
    DemoEdit(
        datetime.date(2026, 5, 20),
        "sessions/2025/2025-12-04-c06-mentor-or-coach.yaml",
        "Six years, and not five\n\nReason: I had the papers of my own panel out for supervision, and they say six.\n",
        ((r"^  six years\.", "  five years."),),
    ),
    DemoEdit(
        datetime.date(2026, 6, 23),
        "agreements/2026-06-09-c09-agreement.yaml",
        "C09 signed",
        ((_SIGNATURE % "2026-06-23", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 7, 6),
        "agreements/2025-11-03-c04-agreement.yaml",
        "Agreement with C04 renewed\n\nReason: he asked which hat it was, and we wrote it down.\n",
        ((_SIGNATURE % "2026-07-06", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 7, 6),
        "assessment/sampling/2026-06-26-interim-sample.yaml",
        "The point of the interim sample is closed\n\nReason: the letter of 3 July settles it.\n",
        # the finding alone: what stands after it at the same depth is none of it
        ((r"^    state: closed\n    closed_on: .*\n    closing: \|\n(?:      .*\n)+", "    state: open\n"),),
        DEMO_IQA,
    ),
    DemoEdit(
        datetime.date(2026, 7, 9),
        "agreements/2025-10-15-c02-agreement.yaml",
        "Agreement with C02: while the grievance runs\n\nReason: new limits, agreed with her on 2 July.\n",
        ((_SIGNATURE % "2026-07-02", ""), (r"\n  Added \d July 2026(?:.*\n)+?(?=\w)", "")),
    ),
    DemoEdit(
        datetime.date(2026, 9, 14),
        "assessment/actions/2026-09-04-from-gaps.yaml",
        "I shall not ask for the housing figures\n\nReason: it would tell her director what we worked on.\n",
        ((r"^    state: dropped\n    note: \|\n(?:      .*\n)+", "    state: open\n"),),
    ),
    DemoEdit(
        datetime.date(2026, 9, 18),
        "diagnostics/2026-02-20-c07-stress-questionnaire.yaml",
        "How the questionnaire ended\n\nReason: asked C07 today whether to do it again.\n",
        ((r"\n  We had talked about doing it again(?:.*\n)+?(?=\w)", ""), (r", 2026-09-18-c07-a-quieter-man", "")),
    ),
    DemoEdit(
        datetime.date(2026, 9, 30),
        "documents/2026-07-03-note-to-head-of-hr.yaml",
        "The assessor has seen the note\n\nReason: shown to assessor-1 at the centre today; sealed up again.\n",
        ((r"^seen_by:\n(?:  .*\n)+", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 10, 2),
        "assessment/actions/2026-09-04-from-gaps.yaml",
        "The sponsor's page has come\n\nReason: asked for on 28 September; what peer-2 said is not for paper.\n",
        (
            (r"^    state: done\n    done_on: 2026-10-02\n    note: .*\n", "    state: open\n"),
            (r"^    state: dropped\n    note: \|\n      Dropped on 2 October(?:.*\n)+?(?=    \w)", "    state: open\n"),
        ),
    ),
    DemoEdit(
        datetime.date(2026, 10, 5),
        "assessment/decisions/2026-05-15-d7-01-first-submission.yaml",
        "What D7.01/s3 was referred for is handed in\n\nReason: the page and the testimony, with leave for both.\n",
        ((r"^    state: done\n    done_on: 2026-10-05\n    note: .*\n", "    state: open\n"),),
    ),
    DemoEdit(
        datetime.date(2026, 10, 9),
        "cpd-plans/2026-04-17-revised-plan.yaml",
        "Revised plan looked back on\n\nReason: the plan ended today.\n",
        _REVIEWED,
    ),
    DemoEdit(
        datetime.date(2026, 10, 12),
        "codes/global-code-of-ethics.yaml",
        "How I used the global code\n\nReason: written at the end of the practice.\n",
        ((r"^practice:\n(?:.*\n)+", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 10, 12),
        "codes/icf-code-of-ethics.yaml",
        "How I used the ICF code\n\nReason: written at the end of the practice.\n",
        ((r"^practice:\n(?:.*\n)+", ""),),
    ),
    DemoEdit(
        datetime.date(2026, 10, 14),
        "assessment/decisions/2026-10-12-d7-01-second-submission.yaml",
        "Second decision on D7.01 acknowledged\n\nReason: read it.\n",
        ((r"^acknowledged: .*\n", ""),),
    ),
)


class DemoSealing(NamedTuple):
    """Who sealed, on the evening of which day, and what for."""

    on: datetime.date
    who: DemoPerson
    units: tuple[str, ...]
    decision: SealDecision = "none"


DEMO_SEALS: Final = (
    DemoSealing(datetime.date(2026, 2, 24), DEMO_ASSESSOR, ("D7.03",), "pass"),
    DemoSealing(datetime.date(2026, 5, 16), DEMO_ASSESSOR, ("D7.01",), "refer"),
    DemoSealing(datetime.date(2026, 7, 7), DEMO_IQA, ("D7.01", "D7.03")),
    DemoSealing(datetime.date(2026, 10, 13), DEMO_ASSESSOR, ("D7.01",), "pass"),
    DemoSealing(datetime.date(2026, 10, 15), DEMO_IQA, ("D7.01",)),
)
"""In order. Each is of all that is saved by the end of its day."""

ABOUT_DEMONSTRATION: Final = """\
# This is a demonstration

The learner, the clients, the organisations, the assessor and the quality assurer are invented, and so is the history of
this record: all of it was made in a few seconds by `coachfolio demo`. No date in it is true.

The keys that signed the seals are known to everybody who has coachfolio. `{signers}` names them, so that you
can see what a check of a seal looks like. As proof they are worth nothing: never put them into a list of signers of
your own.

What there is to see: six sheets of March and April that were saved together in May, three pieces of July that came from
another computer as one save, a referral and what was handed in after it, three seals by an assessor and two by a
quality assurer, evidence that was changed after them with a reason given, and one session that was changed without.
Two of the changed sessions had been accepted: those decisions are stale, with a reason or without.
"""
ABOUT_SIGNERS: Final = """\
# Demonstration only. Everybody can have these keys, so what they sign proves nothing. Do not copy them elsewhere.
"""
SIGNER_LINE: Final = '{email},role:{role} namespaces="git" {key} demonstration, worthless as proof\n'
