"""A declaration made: every point of it said, by somebody who may, about the portfolio exactly as it is."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import Literal

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, listed, shown
from coachfolio.editing.acting import acting
from coachfolio.editing.drafts import Draft, NotWritten, new_file
from coachfolio.evidence.contacts import contacts_in
from coachfolio.evidence.model import ContactSheet, Declaration, Evidence, Session
from coachfolio.facts.assessment.contents import ABOUT_THE_WORK, PinnedContents, contents_in, manifest_of, said_of
from coachfolio.facts.assessment.declared import STATEMENTS
from coachfolio.facts.assessment.entitlement import LEARNER, Parties, parties_of
from coachfolio.format.schemas import schema
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.sources import Folder, Unreadable

__all__ = [
    "AiUse",
    "Declarable",
    "DeclarationKind",
    "SignedBy",
    "declarable",
    "declaration_draft",
    "statement_in_words",
]

DeclarationKind = Literal["authenticity", "consent", "confidentiality", "centre"]
AiUse = Literal["none", "described"]
SignedBy = Literal["typed", "handwritten", "scan", "e-mail", "spoken"]


@frozen()
class Declarable(Frozen):
    """What a declaration made now would be about, and who makes it."""

    by: str
    """learner, or a short name of portfolio.yaml."""
    pieces: int
    """The pieces of evidence that it covers."""
    manifest: str
    said: str


def statement_in_words(point: str) -> str:
    """A point of a declaration as the end of a sentence: `the work is your own`."""
    text: str = schema("declarations")["properties"]["statements"]["properties"][point]["description"]
    return text.removeprefix("Yes, if ").removesuffix(".")


def declarable(folder: str | os.PathLike[str], kind: DeclarationKind, by: str | None, on: datetime.date) -> Declarable:
    """What somebody would declare on a day, where `by` is left out the only one who may.

    Raises NoPortfolio, and NotWritten where they may not, or nobody can tell what the portfolio is.
    """
    source = Folder(folder)
    portfolio = open_portfolio(source)
    if portfolio.file is None:
        raise NotWritten("portfolio.yaml cannot be read as it is, so nothing was written. Run coachfolio check.")
    who = _entitled(parties_of(portfolio), kind, by)
    _must_be_whole(portfolio)
    work = [piece for piece in portfolio.evidence if not isinstance(piece, ABOUT_THE_WORK)]
    if not work:
        raise NotWritten("There is no evidence in this portfolio yet, so there is nothing to declare.")
    _must_have_been(work, on)
    contents = _contents(portfolio, source)
    return Declarable(who, len(work), manifest_of(contents, portfolio.evidence), said_of(contents, portfolio.evidence))


def declaration_draft(
    folder: str | os.PathLike[str],
    kind: DeclarationKind,
    *,
    by: str | None = None,
    statements: Mapping[str, bool],
    ai_use: AiUse | None = None,
    ai_use_described: str | None = None,
    text: str | None = None,
    on: datetime.date,
    signed: SignedBy = "typed",
) -> Draft:
    """A new declaration, signed by whoever makes it, about the portfolio as it lies in the folder.

    `statements` answer the points of its kind. Raises NoPortfolio, and NotWritten where one is denied or left out,
    where whoever it is may not declare so, or where not all of the evidence can be read.
    """
    _must_be_said(kind, statements)
    _must_tell_of_ai(kind, ai_use, ai_use_described)
    about = declarable(folder, kind, by, on)
    fields: dict[str, object] = {
        "date": on.isoformat(),
        "kind": kind,
        "by": about.by,
        "statements": dict.fromkeys(STATEMENTS[kind], True),
        "ai_use": ai_use,
        "ai_use_described": ai_use_described,
        "text": text,
        "manifest": about.manifest,
        "said": about.said,
        "signatures": [{"by": about.by, "on": on.isoformat(), "method": signed}],
    }
    given = {name: value for name, value in fields.items() if value is not None}
    for declaration in open_portfolio(folder).evidence:
        if isinstance(declaration, Declaration) and _says(declaration, given):
            raise NotWritten(
                f"You declared this already on {day(declaration.date)}, in {shown(declaration.path, 200)}, and "
                "nothing was changed "
                "since."
            )
    return new_file(folder, "declarations", f"{on.isoformat()}-{kind}", given)


def _says(there: Declaration, given: Mapping[str, object]) -> bool:
    """Whether a declaration that is there says the same of the same work: the command was given twice."""
    same = ("kind", "by", "manifest", "ai_use", "ai_use_described", "text")
    points = given["statements"]
    signed = given["signatures"]
    assert isinstance(points, dict)
    assert isinstance(signed, list)
    return (
        there.date.isoformat() == given["date"]
        and all((getattr(there, name) or "").strip() == (given.get(name) or "") for name in same)
        and all(getattr(there.statements, point, None) is True for point in points)
        and [signature.method for signature in there.signatures] == [inner["method"] for inner in signed]
    )


def _must_be_said(kind: DeclarationKind, statements: Mapping[str, bool]) -> None:
    for point in STATEMENTS[kind]:
        if point not in statements:
            raise NotWritten(f"Nothing was said about whether {statement_in_words(point)}.")
        if not statements[point]:
            raise NotWritten(
                f"It is not declared that {statement_in_words(point)}. Nothing was written. Talk it through with your "
                "centre before the portfolio goes in."
            )
    unknown = sorted(set(statements) - set(STATEMENTS[kind]))
    if unknown:
        raise NotWritten(f"{listed(unknown)} is no part of a declaration of this kind.")


def _must_tell_of_ai(kind: DeclarationKind, ai_use: AiUse | None, described: str | None) -> None:
    if kind != "authenticity":
        if ai_use is not None or described is not None:
            raise NotWritten("How artificial intelligence was used belongs to the declaration of authenticity.")
    elif ai_use is None:
        raise NotWritten("Nothing was said about whether artificial intelligence was used.")
    elif (ai_use == "described") != bool(described and described.strip()):
        raise NotWritten(
            "Artificial intelligence was used, and it is not said how. Nothing was written."
            if ai_use == "described"
            else "No artificial intelligence was used, and a use of it is described. Say which of them is so. Nothing "
            "was written."
        )


def _entitled(parties: Parties, kind: DeclarationKind, by: str | None) -> str:
    if kind == "centre":
        return acting(parties, ["declare_for_centre"], by)
    if by is not None and by != LEARNER:
        raise NotWritten(f"A declaration of {kind} is the learner's own, and {shown(by)} cannot make it.")
    return LEARNER


def _must_be_whole(portfolio: Portfolio) -> None:
    """Raises NotWritten where something cannot be read: it would be in no declaration, and nobody would know."""
    unread = [
        *portfolio.uncounted,
        *(path for path, problem in portfolio.problems if problem.rule == "unreadable-file"),
    ]
    if unread:
        files = tuple(dict.fromkeys(unread))
        raise NotWritten(
            f"{count(len(files), 'file')} cannot be read as they are, {shown(files[0], 200)} among them, so nobody can "
            "tell what would be declared. Nothing was written. Run coachfolio check, and mend them first."
        )
    twice = [paths for paths in portfolio.paths.values() if len(paths) > 1]
    if twice:
        raise NotWritten(
            f"Two pieces of evidence have the same name: {listed(shown(path, 200) for path in twice[0])}. Nothing was "
            "written. Give one of them another name first."
        )


def _must_have_been(work: Iterable[Evidence], on: datetime.date) -> None:
    """Raises NotWritten where something is of a later day, contacts that are only planned aside."""
    for piece in work:
        if isinstance(piece, Session | ContactSheet):
            days = [contact.date for contact in contacts_in(piece) if contact.held]
        else:
            when = getattr(piece, "date", None)
            days = [when] if isinstance(when, datetime.date) else []
        if days and max(days) > on:
            raise NotWritten(
                f"{shown(piece.path, 200)} is of {day(max(days))}, and nobody can declare on {day(on)} what came "
                "after. "
                "Nothing was written. Look at the two days."
            )


def _contents(portfolio: Portfolio, source: Folder) -> PinnedContents:
    try:
        return contents_in(portfolio, source)
    except Unreadable:
        raise NotWritten(
            "A file that belongs to the evidence cannot be read, so nobody can tell what would be declared. Nothing "
            "was written. Look at its permissions, and try again."
        ) from None
