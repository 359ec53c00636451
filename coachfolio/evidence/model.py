"""The portfolio's contents as typed, frozen values.

Written by tools/generate_model.py from the schemas: do not edit.

Minutes are whole numbers. A field that may be left out is None, or an empty tuple for a list. `from` is `from_` here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import Any, ClassVar, Literal

from coachfolio.base.frozen import Frozen, frozen

__all__ = [
    "Action",
    "ActionList",
    "Agreement",
    "Assertion",
    "AssessmentRecord",
    "Assignment",
    "Centre",
    "Claim",
    "Client",
    "ClientDiagnostic",
    "CodeInPractice",
    "CodeOfPractice",
    "ContactSheet",
    "CpdPlan",
    "Decision",
    "Declaration",
    "DeclarationStatements",
    "DevelopmentObjective",
    "DocumentSighting",
    "Evidence",
    "ExistingDocument",
    "Feedback",
    "GuidedLearning",
    "ImportedFrom",
    "Learner",
    "LearningEntry",
    "MappingRow",
    "MappingSheet",
    "Marks",
    "Observation",
    "PeerMentoring",
    "Period",
    "Person",
    "PlannedDecision",
    "PolicyApplied",
    "PortfolioFile",
    "PriorLearning",
    "Reflection",
    "Reminders",
    "SampledDecision",
    "SamplingFinding",
    "SamplingPlan",
    "SamplingRecord",
    "SamplingShares",
    "Session",
    "Settings",
    "SeveritySetting",
    "SheetContact",
    "Signature",
    "Standardisation",
    "SupervisionSession",
    "ThresholdSetting",
    "Waiver",
]


@frozen(kw_only=True)
class Evidence(Frozen):
    """One piece of evidence: one file of the portfolio."""

    type: ClassVar[str] = ""
    """The name of its schema, such as contact-sheets."""

    id: str
    """The file's name without .yaml; unique in the portfolio."""
    path: str
    """The file inside the portfolio, with / between folders."""


@frozen(kw_only=True)
class Claim(Frozen):
    """One criterion that this evidence meets, where to look, and how it meets it. The bare reference is allowed,
    and weaker.
    """

    criterion: str
    """A criterion: the unit, a slash, and the criterion's number."""
    where: str | None = None
    """Where in this evidence to look: the field, paragraph, page or time stamp."""
    how: str | None = None
    """One line on how it meets the criterion."""


@frozen(kw_only=True)
class ImportedFrom(Frozen):
    """One file, and where in it."""

    file: str
    """The name of the file, without clients' names."""
    sha256: str
    """The SHA-256 of its bytes, by which the same file is known again."""
    place: str | None = None
    """Where in the file: the table, the sheet, the row."""


@frozen(kw_only=True)
class Session(Evidence):
    """The diary: one coaching or mentoring contact, with what you made of it."""

    type: ClassVar[str] = "sessions"

    title: str | None = None
    """A short title, as you would write it in a list of contents."""
    date: datetime.date
    """The day you met."""
    start: datetime.time | None = None
    """The time you began, on the 24-hour clock."""
    minutes: int
    """How long the contact lasted, in whole minutes."""
    client: str
    """The code you gave the client in portfolio.yaml. Never a name: names stay outside the portfolio."""
    role: Literal["coach", "mentor"]
    """Whether you were coaching or mentoring."""
    setting: Literal["individual", "group"] = "individual"
    """One person or a group. One person, where it is left out."""
    group_size: int | None = None
    """How many people were in the group."""
    mode: Literal["in-person", "video", "phone", "written"] | None = None
    """How you met."""
    fee: Literal["paid", "pro-bono", "internal"] | None = None
    """Whether the client or their organisation paid, you gave your time, or it was part of your job."""
    planned: bool | None = None
    """Yes for a contact under an agreed plan, no for coaching or mentoring in the moment. Both are practice."""
    status: Literal["held", "planned", "cancelled", "missed"] = "held"
    """Whether the contact took place. Only a held contact counts its minutes. Held, where it is left out."""
    counts_towards: tuple[str, ...] = ()
    """The units whose hours this contact counts towards. Where it is left out, the units of its claims, and then
    what is said of the client, the agreement or the whole portfolio.
    """
    planning_minutes: int | None = None
    """The time you spent planning, organising and evaluating this contact, besides the contact itself."""
    forgotten: datetime.date | None = None
    """The day on which what was written about this client was taken out. What hours are counted from stays."""
    purpose: str | None = None
    """What the client wanted, or what the contact was for."""
    approach: str | None = None
    """The model, technique or way of working that you used."""
    outcome: str | None = None
    """What came of it for the client."""
    actions: tuple[str, ...] = ()
    """What was agreed to do next."""
    reflection: str | None = None
    """What you noticed about your own practice, what you make of it, and what you will do with it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class SheetContact(Frozen):
    """One contact."""

    date: datetime.date
    """The day of this contact."""
    start: datetime.time | None = None
    """The time you began, on the 24-hour clock."""
    minutes: int
    """How long this contact lasted, in whole minutes."""
    client: str
    """The code you gave the client in portfolio.yaml. Never a name: names stay outside the portfolio."""
    role: Literal["coach", "mentor"]
    """Whether you were coaching or mentoring."""
    setting: Literal["individual", "group"] = "individual"
    """One person or a group. One person, where it is left out."""
    group_size: int | None = None
    """How many people were in the group."""
    mode: Literal["in-person", "video", "phone", "written"] | None = None
    """How you met."""
    fee: Literal["paid", "pro-bono", "internal"] | None = None
    """Whether the client or their organisation paid, you gave your time, or it was part of your job."""
    planned: bool | None = None
    """Yes for a contact under an agreed plan, no for coaching or mentoring in the moment. Both are practice."""
    status: Literal["held", "planned", "cancelled", "missed"] = "held"
    """Whether the contact took place. Only a held contact counts its minutes. Held, where it is left out."""
    counts_towards: tuple[str, ...] = ()
    """The units whose hours this contact counts towards. Where it is left out, the units of its claims, and then
    what is said of the client, the agreement or the whole portfolio.
    """
    planning_minutes: int | None = None
    """The time you spent planning, organising and evaluating this contact, besides the contact itself."""
    forgotten: datetime.date | None = None
    """The day on which what was written about this client was taken out. What hours are counted from stays."""
    purpose: str | None = None
    """What the client wanted, or what the contact was for."""
    approach: str | None = None
    """The model, technique or way of working that you used."""
    outcome: str | None = None
    """What came of it for the client."""
    actions: tuple[str, ...] = ()
    """What was agreed to do next."""
    reflection: str | None = None
    """What you noticed about your own practice, what you make of it, and what you will do with it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""


@frozen(kw_only=True)
class ContactSheet(Evidence):
    """Several short contacts on one sheet, each with its own day, minutes and client."""

    type: ClassVar[str] = "contact-sheets"

    title: str | None = None
    """A short title, as you would write it in a list of contents."""
    contacts: tuple[SheetContact, ...]
    """The contacts on this sheet, in the order in which they took place."""
    reflection: str | None = None
    """What the contacts on this sheet show when you look at them together."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Signature(Frozen):
    """Who signed, on which day, and how. A client is a role or a code here, never a name."""

    by: str
    """Who signed: learner, client, sponsor, or the short name of a person in portfolio.yaml."""
    on: datetime.date
    """The day it was signed."""
    method: Literal["typed", "handwritten", "scan", "e-mail", "spoken"] | None = None
    """How it was signed or agreed."""


@frozen(kw_only=True)
class Agreement(Evidence):
    """What you and a client agreed before you began, with the sponsor where there is one."""

    type: ClassVar[str] = "agreements"

    date: datetime.date
    """The day you made the agreement."""
    client: str
    """The code you gave the client in portfolio.yaml. Never a name: names stay outside the portfolio."""
    kind: Literal["two-way", "three-way"] | None = None
    """Two-way is between you and the client. Three-way adds a sponsor."""
    sponsor: str | None = None
    """The sponsor in a three-way agreement, by role. Never a name."""
    purpose: str | None = None
    """What the coaching or mentoring is for, as you agreed it with the client."""
    goals: tuple[str, ...] = ()
    """What the client wants to have reached by the end."""
    boundaries: str | None = None
    """What you will and will not do for the client, and when you would send them to somebody else."""
    confidentiality: str | None = None
    """What stays between you, what the sponsor hears, and when you would have to speak."""
    confidentiality_agreed: bool | None = None
    """Yes, if the client agreed to what is said here about confidentiality."""
    portfolio_use_agreed: bool | None = None
    """Yes, if the client agreed that you may write about the work in this portfolio without naming them."""
    counts_towards: tuple[str, ...] = ()
    """The units that the hours under this agreement count towards, where neither a contact, its claims nor the
    client in portfolio.yaml say so.
    """
    sessions_planned: int | None = None
    """How many sessions you planned."""
    minutes_each: int | None = None
    """How long each session was planned to last, in whole minutes."""
    from_: datetime.date | None = None
    """The day on which the work was to begin."""
    until: datetime.date | None = None
    """The day by which the work was to end."""
    review: datetime.date | None = None
    """The day on which you agreed to look at how it is going."""
    code: str | None = None
    """The code of practice you work under with this client, by its file's name in codes."""
    ending: str | None = None
    """How the work ends, as planned or early."""
    signatures: tuple[Signature, ...] = ()
    """Who signed the agreement, and when."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class ClientDiagnostic(Evidence):
    """A questionnaire, profile, 360-degree feedback or other instrument that you used with a client, and what came
    of it.
    """

    type: ClassVar[str] = "diagnostics"

    date: datetime.date
    """The day you went through it with the client."""
    client: str
    """The code you gave the client in portfolio.yaml. Never a name: names stay outside the portfolio."""
    instrument: str
    """What you used: its name, and its version where that matters."""
    purpose: str | None = None
    """Why you used it with this client at this point."""
    findings: str | None = None
    """What it showed, told so that nobody can be recognised."""
    used: str | None = None
    """How you used it with the client: what you shared, in which order, and what they did with it."""
    minutes: int | None = None
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    about: tuple[str, ...] = ()
    """The sessions in which you used it."""
    reflection: str | None = None
    """What you noticed about your own practice, what you make of it, and what you will do with it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Period(Frozen):
    """The days that you look back at, first and last. For a review of a stretch of time."""

    from_: datetime.date
    """The first day of the period."""
    to: datetime.date
    """The last day of the period."""


@frozen(kw_only=True)
class Reflection(Evidence):
    """A look back at one contact, at a unit or at a stretch of time, and at what it shows about your practice."""

    type: ClassVar[str] = "reflections"

    title: str | None = None
    """A short title, as you would write it in a list of contents."""
    date: datetime.date
    """The day you wrote it."""
    kind: Literal["contact", "unit", "period"]
    """What you look back at: one contact, a unit, or a stretch of time."""
    about: tuple[str, ...] = ()
    """The sessions and other evidence that you look back at."""
    unit: str | None = None
    """The unit that you look back at, by its reference. For a review of a unit."""
    period: Period | None = None
    """The days that you look back at, first and last. For a review of a stretch of time."""
    minutes: int | None = None
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    reflection: str
    """What you noticed about your own practice, what you make of it, and what you will do with it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Feedback(Evidence):
    """What somebody said or wrote about your coaching or mentoring, and what you made of it."""

    type: ClassVar[str] = "feedback"

    date: datetime.date
    """The day you received it."""
    source: Literal["natural", "requested"]
    """Natural, if it came of itself. Requested, if you asked for it, by a form or a question."""
    giver: Literal["client", "sponsor", "peer", "supervisor", "tutor", "other"]
    """Who gave it."""
    client: str | None = None
    """The code of the client who gave it, or whose work it is about. Never a name: names stay outside the
    portfolio.
    """
    person: str | None = None
    """The short name of the person who gave it, where they are under `people` in portfolio.yaml."""
    about: tuple[str, ...] = ()
    """The sessions or other evidence that it is about."""
    quotation: str
    """Their own words, with everything left out that would show who they are."""
    response: str | None = None
    """What you made of it, and what you did or will do about it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class SupervisionSession(Evidence):
    """A session with your supervisor: what you brought, and what you took away."""

    type: ClassVar[str] = "supervision"

    date: datetime.date
    """The day you met."""
    start: datetime.time | None = None
    """The time you began, on the 24-hour clock."""
    minutes: int
    """How long the supervision lasted, in whole minutes."""
    supervisor: str
    """Your supervisor, by the short name under `people` in portfolio.yaml."""
    mode: Literal["in-person", "video", "phone", "written"] | None = None
    """How you met."""
    setting: Literal["individual", "group"] = "individual"
    """On your own or in a group. On your own, where it is left out."""
    group_size: int | None = None
    """How many of you were supervised together."""
    brought: str | None = None
    """What you brought to supervision, with nobody named."""
    about: tuple[str, ...] = ()
    """The sessions or other evidence that you brought."""
    learning: str | None = None
    """What you saw there that you had not seen before."""
    actions: tuple[str, ...] = ()
    """What you undertook to do next."""
    reflection: str | None = None
    """What you noticed about your own practice, what you make of it, and what you will do with it."""
    units: tuple[str, ...] = ()
    """The units that this supervision belongs to."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class PeerMentoring(Evidence):
    """A session with a fellow learner or colleague in which one of you, or both, mentored the other."""

    type: ClassVar[str] = "peer-mentoring"

    date: datetime.date
    """The day you met."""
    start: datetime.time | None = None
    """The time you began, on the 24-hour clock."""
    minutes: int
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    peer: str
    """Your peer, by the short name under `people` in portfolio.yaml."""
    direction: Literal["given", "received", "both"]
    """Whether you mentored your peer, your peer mentored you, or both."""
    focus: str | None = None
    """What the session was about, in a line."""
    sought: str | None = None
    """The feedback or advice that you asked for."""
    feedback_received: str | None = None
    """What your peer told you."""
    feedback_given: str | None = None
    """What you told your peer, in words they would not mind seeing here."""
    reflection: str | None = None
    """What you noticed about your own practice, what you make of it, and what you will do with it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class DevelopmentObjective(Frozen):
    """One thing that you set out to develop."""

    objective: str
    """What you want to be able to do, or do better."""
    why: str | None = None
    """Why this, and why now."""
    how: str | None = None
    """What you will do to get there."""
    by: datetime.date | None = None
    """The day by which you mean to have done it."""
    measure: str | None = None
    """How you will know."""
    state: Literal["open", "done", "dropped"] = "open"
    """Whether it is still to do. Open, where it is left out."""
    done_on: datetime.date | None = None
    """The day you reached it."""
    review: str | None = None
    """How it went, or why you dropped it."""


@frozen(kw_only=True)
class CpdPlan(Evidence):
    """What you set out to develop in your practice, how you will know, and how it went."""

    type: ClassVar[str] = "cpd-plans"

    title: str | None = None
    """A short title, as you would write it in a list of contents."""
    date: datetime.date
    """The day you wrote the plan."""
    period: Period | None = None
    """The days that the plan covers, first and last."""
    objectives: tuple[DevelopmentObjective, ...]
    """What you set out to develop, most important first."""
    reviewed: datetime.date | None = None
    """The day you last looked back at the plan."""
    review: str | None = None
    """What you see when you look back at the plan as a whole."""
    minutes: int | None = None
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class LearningEntry(Evidence):
    """Something you read, attended or tried out, what you learned from it, and where you used it."""

    type: ClassVar[str] = "learning-log"

    title: str | None = None
    """A short title, as you would write it in a list of contents."""
    date: datetime.date
    """The day you did it, or finished it."""
    minutes: int
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    kind: Literal["reading", "course", "workshop", "webinar", "practice", "conversation", "other"]
    """What kind of learning it was."""
    source: str | None = None
    """Where it comes from: author and title, the course, or who ran it."""
    learned: str
    """What you learned."""
    applied: str | None = None
    """Where you used it, and how that went."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Assignment(Evidence):
    """A written assignment, with the document itself among its files."""

    type: ClassVar[str] = "assignments"

    title: str
    """The assignment's title."""
    date: datetime.date
    """The day you finished this version."""
    units: tuple[str, ...] = ()
    """The units that the assignment is for."""
    words: int | None = None
    """How many words it has, counted as your centre counts them."""
    state: Literal["draft", "handed-in", "returned"] | None = None
    """How far it is: still a draft, handed in, or returned to you by the assessor."""
    handed_in: datetime.date | None = None
    """The day you handed it in."""
    minutes: int | None = None
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    summary: str | None = None
    """What it says, in a few sentences."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class CodeInPractice(Frozen):
    """One clause, and how it shows in your work."""

    clause: str
    """The clause, by its number, its heading or both."""
    how: str
    """What you did, or did not do, because of it."""
    about: tuple[str, ...] = ()
    """The sessions or other evidence in which it shows."""


@frozen(kw_only=True)
class CodeOfPractice(Evidence):
    """A code of practice or ethics that you work under, why you chose it, and how it shows in your work."""

    type: ClassVar[str] = "codes"

    title: str
    """The code's title, as it stands on the document."""
    body: str
    """The body that publishes the code."""
    version: str | None = None
    """The version of the code that you adopted, as the document gives it."""
    in_force: datetime.date | None = None
    """The day from which this version holds."""
    adopted: datetime.date
    """The day you adopted it."""
    address: str | None = None
    """Where it can be read: a web address, or the place where it is kept."""
    why: str | None = None
    """Why you work under this code."""
    practice: tuple[CodeInPractice, ...] = ()
    """How the code shows in your work, clause by clause."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class GuidedLearning(Evidence):
    """Teaching that your centre gave you: an induction, tutorial, workshop or the like."""

    type: ClassVar[str] = "guided-learning"

    title: str | None = None
    """A short title, as you would write it in a list of contents."""
    date: datetime.date
    """The day it took place."""
    start: datetime.time | None = None
    """The time you began, on the 24-hour clock."""
    minutes: int
    """How long the teaching lasted, in whole minutes. It counts towards your guided hours, not your contact hours.
    """
    kind: Literal["induction", "tutorial", "workshop", "seminar", "webinar", "action-learning", "other"]
    """What kind of teaching it was."""
    tutor: str | None = None
    """The tutor, by the short name under `people` in portfolio.yaml."""
    learned: str | None = None
    """What you learned."""
    units: tuple[str, ...] = ()
    """The units that it belongs to."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Observation(Evidence):
    """What somebody who watched you work, or can bear witness to it, saw."""

    type: ClassVar[str] = "observations"

    date: datetime.date
    """The day you were observed, or the day the testimony was given."""
    kind: Literal["observation", "witness-testimony"]
    """Observation, if they watched you at work for this purpose. Witness testimony, if they say what they know of
    your work.
    """
    observer: str
    """Who observed you or bears witness, by the short name under `people` in portfolio.yaml."""
    about: tuple[str, ...] = ()
    """The sessions that were observed, or that the testimony is about."""
    minutes: int | None = None
    """The time you gave to it, in whole minutes. It counts towards your learning time, not your contact hours."""
    seen: str
    """What the observer saw, in the observer's words."""
    strengths: str | None = None
    """What the observer thought you did well."""
    develop: str | None = None
    """What the observer thought you could develop."""
    response: str | None = None
    """What you made of it, and what you did or will do about it."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class DocumentSighting(Frozen):
    """One person who saw it, and the day."""

    person: str
    """Who saw it, by the short name under `people` in portfolio.yaml."""
    on: datetime.date
    """The day they saw it."""


@frozen(kw_only=True)
class ExistingDocument(Evidence):
    """Something that already existed, such as a letter, a register or a report, and what it shows about your work.
    """

    type: ClassVar[str] = "documents"

    title: str
    """The document's title, or a short title of your own."""
    date: datetime.date
    """The day the document was made."""
    kind: str | None = None
    """What kind of document it is."""
    origin: str | None = None
    """Where it comes from: who made it, and for what."""
    shows: str
    """What it shows about your work."""
    confidential: bool | None = None
    """Yes, if only the people you name may see it."""
    held_by: str | None = None
    """Who keeps it, where the document itself is not in the portfolio. A role, or a place."""
    seen_by: tuple[DocumentSighting, ...] = ()
    """Who has seen the document itself, and when."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class PriorLearning(Evidence):
    """Something you learned and were awarded before, which you ask your centre to count for a unit."""

    type: ClassVar[str] = "prior-learning"

    title: str
    """A short title, as you would write it in a list of contents."""
    awarded: datetime.date
    """The day it was awarded."""
    awarding_body: str | None = None
    """Who awarded it."""
    qualification: str | None = None
    """The qualification, module or course, as its certificate names it."""
    unit: str
    """The unit that you ask it to be counted for, by its reference."""
    reason: str
    """Why it should count for this unit, and what it leaves uncovered."""
    state: Literal["claimed", "agreed", "refused"] = "claimed"
    """Whether you have asked, or your centre has agreed or refused. Claimed, where it is left out."""
    decided_by: str | None = None
    """Who agreed or refused, by the short name under `people` in portfolio.yaml."""
    decided_on: datetime.date | None = None
    """The day it was agreed or refused."""
    claims: tuple[Claim, ...] = ()
    """The criteria that this evidence meets. A claim is yours; only an assessor's decision makes it accepted."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    recorded: Literal["imported"] | None = None
    """How it came to be recorded, where it was not written here: imported from a file of another program. Its day
    then rests on that file.
    """
    imported: tuple[ImportedFrom, ...] = ()
    """The files that it was imported from."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class DeclarationStatements(Frozen):
    """What is declared, point by point. Leave out what is not asked."""

    own_work: bool | None = None
    """Yes, if the work is your own."""
    not_handed_in_elsewhere: bool | None = None
    """Yes, if this work has not been handed in for anything else."""
    earlier_work_pointed_out: bool | None = None
    """Yes, if you have pointed out any earlier work of yours that is in it."""
    sources_credited: bool | None = None
    """Yes, if you say whose words and ideas you have used."""
    consequences_known: bool | None = None
    """Yes, if you know what follows should this turn out to be untrue."""
    checked_for_plagiarism: bool | None = None
    """Yes, if the work was checked for plagiarism."""
    tutorial_support_given: bool | None = None
    """Yes, if tutorial support was given."""
    clients_consented: bool | None = None
    """Yes, if every client knows of the portfolio and agreed to be in it under a code."""
    clients_unrecognisable: bool | None = None
    """Yes, if nobody can tell from the portfolio who a client is."""


@frozen(kw_only=True)
class Declaration(Evidence):
    """Something that you, or somebody else, declare and sign: that the work is yours, that consent was given, that
    confidences are kept.
    """

    type: ClassVar[str] = "declarations"

    date: datetime.date
    """The day the declaration was made."""
    kind: Literal["authenticity", "consent", "confidentiality", "centre"]
    """What it declares: that the work is your own, that consent was given, that confidences are kept, or something
    that the centre declares.
    """
    by: str
    """Who makes it: learner, or the short name of a person in portfolio.yaml."""
    statements: DeclarationStatements | None = None
    """What is declared, point by point. Leave out what is not asked."""
    ai_use: Literal["none", "described"] | None = None
    """None, if no artificial intelligence was used in the work. Described, if you say below how it was used."""
    ai_use_described: str | None = None
    """Which artificial intelligence was used, for what, and what you did with the result."""
    text: str | None = None
    """The declaration in its own words, as it was signed."""
    manifest: str | None = None
    """The portfolio as it was declared: the SHA-256 of the list of all evidence with the ids of its contents.
    coachfolio writes it; a later change then shows.
    """
    said: str | None = None
    """What the portfolio said when it was declared, whatever its lines looked like: a digest of the kinds of all
    evidence, and one of its values. coachfolio writes it; layout, quotation marks and remarks can then be changed.
    """
    signatures: tuple[Signature, ...] = ()
    """Who signed the declaration, and when."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class MappingRow(Frozen):
    """One row: a criterion, and a piece of evidence that shows it."""

    criterion: str
    """A criterion: the unit, a slash, and the criterion's number."""
    evidence: str
    """The piece of evidence that shows it, by its file's name without .yaml."""
    where: str | None = None
    """Where in this evidence to look: the field, paragraph, page or time stamp."""
    how: str | None = None
    """One line on how it meets the criterion."""


@frozen(kw_only=True)
class MappingSheet(Evidence):
    """Claims by criterion, for whoever keeps a mapping sheet instead of claims inside each piece of evidence.
    Claims from both places count alike.
    """

    type: ClassVar[str] = "mapping"

    unit: str
    """The unit that this sheet is about."""
    rows: tuple[MappingRow, ...] = ()
    """The rows of the sheet, one for each criterion and piece of evidence."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Marks(Frozen):
    """The marks, where your centre gives any."""

    given: float
    """The marks given."""
    of: float
    """The most that could be given."""


@frozen(kw_only=True)
class Decision(Frozen):
    """The assessor's decision on one criterion."""

    criterion: str
    """A criterion: the unit, a slash, and the criterion's number."""
    verdict: Literal["pass", "referral", "none", "waived"]
    """Pass, if the criterion is met. Referral, if there is more to do. None, if it was looked at and left
    undecided. Waived, if it need not be shown, for the reason given.
    """
    evidence: tuple[str, ...] = ()
    """The evidence that the decision rests on."""
    feedback: str | None = None
    """What the assessor says to the learner about this criterion."""
    method: Literal["portfolio", "observation", "discussion", "assignment", "testimony", "prior-learning"] | None = None
    """How it was judged. Where it is left out: by observation, assignment, testimony or prior learning if the
    evidence named is of that kind, in discussion if there is a reason and no evidence, and otherwise from the
    portfolio.
    """
    marks: Marks | None = None
    """The marks, where your centre gives any."""
    reason: str | None = None
    """Why the criterion is waived, or on what a decision rests that has no written evidence."""


@frozen(kw_only=True)
class Action(Frozen):
    """Something to be done, by whom, and by when."""

    what: str
    """What is to be done."""
    owner: str
    """Who is to do it: learner, or the short name of a person in portfolio.yaml."""
    due: datetime.date | None = None
    """The day it is due."""
    state: Literal["open", "done", "dropped"] = "open"
    """Whether it is still to do. Open, where it is left out."""
    done_on: datetime.date | None = None
    """The day it was done."""
    dropped_by: str | None = None
    """Who agreed that it is dropped, by the short name under `people` in portfolio.yaml. What an assessor asked
    for, only an assessor can drop.
    """
    note: str | None = None
    """How it was closed, or why it was dropped."""
    criterion: str | None = None
    """The criterion it is about: the unit, a slash, and the criterion's number."""
    gap: str | None = None
    """The code of the finding that it is to mend, where it was made from one."""


@frozen(kw_only=True)
class AssessmentRecord(Evidence):
    """What an assessor decided, criterion by criterion, on which evidence, and what is still to do."""

    type: ClassVar[str] = "assessment-decisions"

    date: datetime.date
    """The day of the assessment."""
    by: str
    """The assessor, by the short name under `people` in portfolio.yaml."""
    unit: str | None = None
    """The unit that was assessed, by its reference."""
    submission: int | None = None
    """Which submission it was: 1 for the first, 2 for the one after it."""
    decisions: tuple[Decision, ...] = ()
    """What the assessor decided, one criterion at a time."""
    actions: tuple[Action, ...] = ()
    """What is to be done after this assessment, by whom, and by when."""
    feedback: str | None = None
    """What the assessor says to the learner about the whole."""
    acknowledged: datetime.date | None = None
    """The day the learner read it."""
    unit_signed_off: bool | None = None
    """Yes, if the assessor signed the unit off with this assessment."""
    contents: Mapping[str, str] = field(default_factory=dict)
    """What the evidence was when this was written: the id of the content of each piece, by its name, and of each
    attachment, by the name of its piece, a slash, and what the piece calls it. coachfolio writes it; a later change
    of any of them then shows.
    """
    said: Mapping[str, str] = field(default_factory=dict)
    """What the evidence in `contents` said, whatever its lines looked like: for each piece its kind and a digest of
    its values; and for each criterion that was decided a digest of its words. coachfolio writes it; layout,
    quotation marks and remarks can then be changed, and a piece that is moved to another kind's folder shows.
    """
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class ActionList(Evidence):
    """What somebody has set out to do, apart from what an assessor asked for: one's own list, or one made from the
    gaps that a check found.
    """

    type: ClassVar[str] = "assessment-actions"

    date: datetime.date
    """The day the list was made."""
    by: str
    """Who made it: learner, or the short name of a person in portfolio.yaml."""
    actions: tuple[Action, ...]
    """What is to be done, by whom, and by when."""
    note: str | None = None
    """What the list is for."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class SamplingShares(Frozen):
    """The shares, in per cent, that the plan was made for."""

    learners: int | None = None
    """The share of learners, in per cent, of whom at least one decision is looked at."""
    units: int | None = None
    """The share of units, in per cent, of which at least one decision is looked at."""
    assessors: int | None = None
    """The share of assessors, in per cent, of whom at least one decision is looked at."""
    methods: int | None = None
    """The share of the methods of assessment, in per cent, of which at least one decision is looked at."""
    evidence_types: int | None = None
    """The share of the kinds of evidence, in per cent, of which at least one decision that rests on it is looked
    at.
    """
    decisions: int | None = None
    """The share of each assessor's decisions, in per cent, that are looked at."""
    decisions_of_new_assessors: int | None = None
    """The share of the decisions of each assessor who is new, in per cent, that are looked at."""


@frozen(kw_only=True)
class PolicyApplied(Frozen):
    """The policy as it was when the plan was made."""

    name: str
    """What the policy is called, and whose it is."""
    new_for_months: int | None = None
    """How long an assessor counts as new, from `assessing_since` in portfolio.yaml."""
    shares: SamplingShares
    """The shares, in per cent, that the plan was made for."""


@frozen(kw_only=True)
class PlannedDecision(Frozen):
    """One decision that is to be looked at."""

    portfolio: str | None = None
    """The portfolio, by its id in portfolio.yaml or the name of its folder. This one, where it is left out."""
    criterion: str
    """The criterion whose decision is to be looked at: the unit, a slash, and the criterion's number."""
    record: str
    """The assessment record that the decision stands in, by its file's name without .yaml."""
    because: tuple[str, ...] = ()
    """What the policy chose it for."""


@frozen(kw_only=True)
class SamplingPlan(Evidence):
    """Which decisions a quality assurer is to look at: chosen by a policy and a seed before anybody has looked, so
    that it can be worked out again.
    """

    type: ClassVar[str] = "assessment-plans"

    date: datetime.date
    """The day the plan was made."""
    by: str
    """The quality assurer, by the short name under `people` in portfolio.yaml."""
    stage: Literal["interim", "final"]
    """Interim, while the assessment is still going on. Final, when it is complete."""
    seed: str
    """What the choice was drawn with. The same seed over the same decisions gives the same plan."""
    policy: PolicyApplied
    """The policy as it was when the plan was made."""
    decisions: int | None = None
    """How many decisions there were to choose from."""
    drawn_from: str | None = None
    """The SHA-256 of the list of those decisions, so that it can be seen whether they were the same."""
    planned: tuple[PlannedDecision, ...]
    """The decisions that are to be looked at."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class SampledDecision(Frozen):
    """One decision that was looked at, and what the quality assurer made of it."""

    criterion: str
    """The criterion whose decision was looked at: the unit, a slash, and the criterion's number."""
    record: str | None = None
    """The assessment record that the decision stands in, by its file's name without .yaml."""
    evidence: tuple[str, ...] = ()
    """The evidence that was looked at."""
    outcome: Literal["agreed", "action-needed"]
    """Whether the quality assurer agrees with the decision, or something is to be done about it."""
    comment: str | None = None
    """What the quality assurer says about this decision."""
    chosen_because: str | None = None
    """Why it was looked at although the plan had not chosen it."""


@frozen(kw_only=True)
class SamplingFinding(Frozen):
    """One thing that was found, what is to be done about it, and how it was closed."""

    criterion: str | None = None
    """The criterion it is about: the unit, a slash, and the criterion's number."""
    finding: str
    """What was found."""
    action: str | None = None
    """What is to be done about it."""
    owner: str | None = None
    """Who is to do it: learner, or the short name of a person in portfolio.yaml."""
    due: datetime.date | None = None
    """The day it is due."""
    state: Literal["open", "closed"] = "open"
    """Whether it is still to be seen to. Open, where it is left out."""
    closed_on: datetime.date | None = None
    """The day it was closed."""
    closing: str | None = None
    """How it was closed."""


@frozen(kw_only=True)
class Standardisation(Frozen):
    """One meeting at which assessors compared their judgements."""

    date: datetime.date
    """The day of the meeting."""
    took_part: tuple[str, ...] = ()
    """Who took part, by their short names under `people` in portfolio.yaml."""
    note: str
    """What was compared, and what was agreed."""


@frozen(kw_only=True)
class SamplingRecord(Evidence):
    """What a quality assurer looked at among the assessor's decisions, and what they found."""

    type: ClassVar[str] = "assessment-sampling"

    date: datetime.date
    """The day of the sampling."""
    by: str
    """The quality assurer, by the short name under `people` in portfolio.yaml."""
    stage: Literal["interim", "final"] | None = None
    """Interim, while the assessment is still going on. Final, when it is complete."""
    plan: str | None = None
    """The sampling plan that this follows, by its file's name without .yaml."""
    sampled: tuple[SampledDecision, ...] = ()
    """The decisions that were looked at."""
    findings: tuple[SamplingFinding, ...] = ()
    """What was found that somebody has to see to."""
    standardisation: tuple[Standardisation, ...] = ()
    """Where assessors compared their judgements, and what came of it."""
    contents: Mapping[str, str] = field(default_factory=dict)
    """What the evidence was when this was written: the id of the content of each piece, by its name, and of each
    attachment, by the name of its piece, a slash, and what the piece calls it. coachfolio writes it; a later change
    of any of them then shows.
    """
    feedback: str | None = None
    """What the quality assurer says to the assessor."""
    attachments: tuple[str, ...] = ()
    """Files that belong to this evidence: scans, documents, photographs."""
    draft: bool | None = None
    """Yes while this is not finished: then it counts for nothing and stops no save. Take the line out when it is
    finished.
    """
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""


@frozen(kw_only=True)
class Learner(Frozen):
    """You, the learner."""

    name: str
    """Your name, as it should stand on the certificate."""
    enrolment: str | None = None
    """Your enrolment or registration number."""
    email: str | None = None
    """Your e-mail address, if your centre wants it here."""
    saves_as: tuple[str, ...] = ()
    """The e-mail addresses that this person's work is saved under, as git has them."""
    signing_key: str | None = None
    """The key that this person signs with: its fingerprint, such as SHA256:…, or the public key itself. For people
    to compare; a reader's own list decides whose signatures count.
    """


@frozen(kw_only=True)
class Centre(Frozen):
    """The centre that you are registered with."""

    name: str
    """The centre's name."""
    number: str | None = None
    """The centre's number, with its zeros."""


@frozen(kw_only=True)
class Person(Frozen):
    """One person and what they do for the portfolio."""

    role: Literal["tutor", "assessor", "supervisor", "peer", "witness", "iqa", "eqa", "centre-manager"]
    """What this person does for the portfolio."""
    name: str | None = None
    """Their name or initials, as they agreed."""
    qualified_as: str | None = None
    """The qualification or standing that makes them right for the role."""
    saves_as: tuple[str, ...] = ()
    """The e-mail addresses that this person's work is saved under, as git has them."""
    signing_key: str | None = None
    """The key that this person signs with: its fingerprint, such as SHA256:…, or the public key itself. For people
    to compare; a reader's own list decides whose signatures count.
    """
    assessing_since: datetime.date | None = None
    """The day from which this person assesses. A sampling policy may look harder at assessors who are new."""


@frozen(kw_only=True)
class Client(Frozen):
    """One client, by code. Nothing here may identify them."""

    sector: str | None = None
    """The sector they work in, no more exact than needed."""
    level: str | None = None
    """How senior they are."""
    kind: Literal["person", "group"] = "person"
    """One person or a group. One person, where it is left out."""
    agreement: str | None = None
    """The agreement with this client, by its file's name without .yaml."""
    counts_towards: tuple[str, ...] = ()
    """The units that the hours with this client count towards, where neither a contact nor its claims say so."""
    note: str | None = None
    """Anything else that identifies nobody."""
    forgotten: datetime.date | None = None
    """The day on which what was written about this client was taken out. What hours are counted from stays."""


@frozen(kw_only=True)
class Assertion(Frozen):
    """Totals that you state, to be compared with what the files add up to."""

    contact_hours: float | None = None
    """Contact hours you believe you had, in hours."""
    guided_hours: float | None = None
    """Guided hours you believe you had, in hours."""
    supervision_hours: float | None = None
    """Hours of supervision you believe you had, in hours."""
    contacts: int | None = None
    """The number of contacts held."""
    clients: int | None = None
    """The number of clients met."""
    as_of: datetime.date | None = None
    """The day up to which, and with which, it is counted. Everything so far, where it is left out."""
    client: str | None = None
    """Count only this client's contacts."""


@frozen(kw_only=True)
class Waiver(Frozen):
    """One finding, or a few alike, that may pass for a reason."""

    code: str
    """The rule's code, as the check prints it."""
    path: str | None = None
    """The file it is about, or a folder that ends with /."""
    criterion: str | None = None
    """The criterion it is about."""
    reason: str
    """Why it is right to let this pass. An assessor reads it."""
    by: str | None = None
    """Who agreed to it: learner, or the short name of a person."""
    until: datetime.date | None = None
    """The last day on which it holds."""


@frozen(kw_only=True)
class Reminders(Frozen):
    """What you want to be reminded of. The figures are yours: no rule of an awarding body stands behind them."""

    supervision_weeks: int | None = None
    """The most weeks that you mean to let pass between two sessions of supervision."""
    keep_key_months: int | None = None
    """The months after the certificate for which you keep the list of who is behind each code, before you destroy
    it.
    """
    keep_notes_months: int | None = None
    """The months after the certificate for which you keep your notes and this portfolio."""


@frozen(kw_only=True)
class SeveritySetting(Frozen):
    """What one rule shall weigh in this portfolio."""

    code: str
    """The rule's code."""
    severity: Literal["error", "warning", "gap", "advice"]
    """What it shall weigh."""
    reason: str
    """Why."""


@frozen(kw_only=True)
class ThresholdSetting(Frozen):
    """One threshold of this portfolio."""

    name: Literal["plausible-day-minutes", "claims-on-one-piece", "largest-attachment-mb", "time-running-out-days", "contacts-without-agreement", "recorded-late-days", "recorded-very-late-days"]
    """Which threshold: minutes of contact in one day (600), criteria on one piece of evidence (8), megabytes of an
    attachment (10), days before the time limit (183), contacts without an agreement (2), days until a piece is
    recorded late (7) or very late (28).
    """
    value: int
    """The most that passes without a finding."""
    reason: str
    """Why."""


@frozen(kw_only=True)
class Settings(Frozen):
    """How the check shall weigh things in this portfolio."""

    severities: tuple[SeveritySetting, ...] = ()
    """What rules shall weigh in this portfolio, each with a reason."""
    thresholds: tuple[ThresholdSetting, ...] = ()
    """Thresholds that are others in this portfolio, each with a reason."""


@frozen(kw_only=True)
class PortfolioFile(Frozen):
    """portfolio.yaml: whose portfolio this is, for which qualification, how far along, and the clients and people
    in it.
    """

    format: int
    """The version of this format. It is 1."""
    id: str | None = None
    """A name of its own for this portfolio, which never changes: seals and receipts name it."""
    stage: Literal["building", "submission", "certificated"]
    """How far along the portfolio is. While it is building, what is still missing is shown and counted; for
    submission it is an error.
    """
    qualification: str
    """The qualification, by the name that `coachfolio qualifications` lists."""
    certificated_on: datetime.date | None = None
    """The day the certificate was awarded. What you keep for a while after it is counted from here."""
    registered: datetime.date | None = None
    """The day your centre registered you. coachfolio counts the time limit from here."""
    learner: Learner
    """You, the learner."""
    centre: Centre | None = None
    """The centre that you are registered with."""
    people: Mapping[str, Person] = field(default_factory=dict)
    """The people who teach, supervise, observe, assess and quality-assure, each under a short name of your own.
    Never clients.
    """
    clients: Mapping[str, Client] = field(default_factory=dict)
    """The clients, each under a code such as C01. The key from codes to names stays in the folder private, which
    never enters the portfolio's record.
    """
    codes_adopted: tuple[str, ...] = ()
    """The codes of practice you work under, by their file's name in codes."""
    asserts: tuple[Assertion, ...] = ()
    """Totals that you state on purpose. coachfolio adds up the files and says where they disagree. Totals are never
    typed anywhere else.
    """
    waivers: tuple[Waiver, ...] = ()
    """Findings that may pass, each with a reason. They stay visible in reports. What concerns confidentiality,
    reading or a signature cannot be waived.
    """
    counts_towards: tuple[str, ...] = ()
    """The units that hours count towards where nothing else says so: no contact, no claim, no client and no
    agreement.
    """
    reminders: Reminders | None = None
    """What you want to be reminded of. The figures are yours: no rule of an awarding body stands behind them."""
    settings: Settings | None = None
    """How the check shall weigh things in this portfolio."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of your own. coachfolio keeps them and asks nothing of them."""
