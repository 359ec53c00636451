"""How a centre wants what is handed in: data in qualification.yaml, or in a file of the same form.

None of it is ILM's rule, and coachfolio brings none: without a word of the centre a pack is one ZIP.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.facts.sampling.reading import NotInOrder, bytes_of, document_of
from coachfolio.format.schemas import FORMAT
from coachfolio.portfolio.portfolio import OVERLAY_FILE, Portfolio
from coachfolio.reports.views import PortfolioView

__all__ = ["NAME_FIELDS", "SubmissionProfile", "SubmissionShape", "name_of_pack", "profile_for"]

SubmissionShape = Literal["zip", "word", "pdf", "folders"]
MappingAs = Literal["word", "pdf", "workbook"]


@frozen()
class SubmissionProfile(Frozen):
    """How one centre wants it."""

    shape: SubmissionShape = "zip"
    name: str = ""
    """What the file is called, with fields in braces; empty where the centre does not say."""
    max_mb: float | None = None
    """Megabytes (of 1,000,000 bytes) that the file may have."""
    accepts: tuple[str, ...] = ()
    """Endings of files that it takes beside the evidence; empty where it takes every kind."""
    mapping: tuple[MappingAs, ...] = ("word", "workbook")
    """As what it wants the mapping sheet."""
    cover_sheet: str = ""
    """What the learner signs under; empty where the centre does not say."""
    said_by: str = ""
    """The file that says so; empty where none does."""


NAME_FIELDS: Final[Mapping[str, str]] = {
    "learner": "your whole name",
    "initial": "the first letter of your name",
    "surname": "the last word of your name",
    "enrolment": "your enrolment number",
    "centre": "your centre's number",
    "unit": "the unit that is handed in",
    "submission": "the number of the submission: 1, then 2",
    "date": "the day of what is handed in",
    "portfolio": "the portfolio's own name",
}
"""What the name of a file may be made of, and what each stands for."""

_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_NOT_IN_NAMES: Final = re.compile('[\x00-\x1f\x7f<>:"/|?*\\\\\u202a-\u202e\u2066-\u2069\u200e\u200f]')
_LONGEST: Final = 120
"""Letters of a file's name."""


def profile_for(portfolio: Portfolio, given: Path | None = None) -> SubmissionProfile:
    """The profile of the centre: from the file that was given, else from qualification.yaml, else what needs no word.

    Raises NotInOrder where the file that was given is not in order, or says nothing of this.
    """
    if given is None:
        fields = (portfolio.overlay or {}).get("submission")
        return _profile(fields, OVERLAY_FILE) if fields else SubmissionProfile()
    data = bytes_of(given)
    if data is None:
        raise NotInOrder(f"There is no file {shown(str(given), 200)}.")
    whole = document_of(data, "qualification-overlay", str(given)).fields or {}
    if whole["format"] > FORMAT:
        raise NotInOrder(f"{shown(str(given), 200)} is in a newer format. Install a newer coachfolio.")
    if "submission" not in whole:
        raise NotInOrder(
            f"{shown(str(given), 200)} does not say how the centre wants what is handed in. Write a section "
            "submission: into it, such as\nsubmission:\n  shape: word\n  max_mb: 10"
        )
    return _profile(whole["submission"], given.name)


def _profile(fields: Mapping[str, Any], said_by: str) -> SubmissionProfile:
    profile = SubmissionProfile(
        shape=fields.get("shape", "zip"),
        name=fields.get("name", ""),
        max_mb=fields.get("max_mb"),
        accepts=tuple(fields.get("accepts", ())),
        mapping=tuple(fields.get("mapping", ("word", "workbook"))),
        cover_sheet=fields.get("cover_sheet", ""),
        said_by=said_by,
    )
    for field in _FIELD.findall(profile.name):
        if field not in NAME_FIELDS:
            meant = nearest(field, NAME_FIELDS)
            hint = (
                f"Did you mean {{{meant}}}?"
                if meant
                else f"There are {listed([f'{{{name}}}' for name in NAME_FIELDS])}."
            )
            raise NotInOrder(f"{shown(said_by, 200)}: the name of the file has {{{shown(field, 40)}}} in it. {hint}")
    return profile


def name_of_pack(profile: SubmissionProfile, view: PortfolioView, *, otherwise: str, submission: int | None) -> str:
    """What the file is to be called, without its ending. `otherwise` is its name where the centre does not say.

    Raises CoachfolioError where the centre's name needs something that the portfolio does not have.
    """
    if not profile.name:
        return _plain(otherwise) or "portfolio"
    words = view.about.learner.split()
    unit = view.shown_units[0] if len(view.shown_units) == 1 else ""
    number = submission or 1 + max(
        (made.submission or 0 for made in view.rounds if not unit or made.unit == unit), default=0
    )
    values = {
        "learner": view.about.learner,
        "initial": words[0][:1] if words else "",
        "surname": words[-1] if words else "",
        "enrolment": view.about.enrolment,
        "centre": view.about.centre_number,
        "unit": unit,
        "submission": str(number),
        "date": view.about.today.isoformat(),
        "portfolio": view.about.portfolio,
    }
    for field in _FIELD.findall(profile.name):
        if not values[field]:
            raise CoachfolioError(f"The centre's name for the file has {{{field}}} in it. {_MISSING[field]}")
    return _plain(_FIELD.sub(lambda found: values[found[1]], profile.name)) or "portfolio"


_NAME: Final = "Write your name under learner: in portfolio.yaml."
_MISSING: Final[Mapping[str, str]] = {
    "learner": _NAME,
    "initial": _NAME,
    "surname": _NAME,
    "enrolment": "Write your enrolment number under learner: in portfolio.yaml.",
    "centre": "Write the centre's number under centre: in portfolio.yaml.",
    "unit": "Say which unit is handed in, with --unit and one unit, such as --unit D7.01.",
    "submission": "Say which submission it is, with --submission and a number.",
    "date": "",
    "portfolio": "Write a name of the portfolio under id: in portfolio.yaml.",
}


def _plain(name: str) -> str:
    """A name that every computer can keep."""
    return " ".join(_NOT_IN_NAMES.sub("-", name).split()).strip(". ")[:_LONGEST].strip(". ")
