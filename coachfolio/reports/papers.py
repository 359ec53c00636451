"""Papers for people who file and sign: the mapping sheet, an index, feedback, sign-off and a cover, as values.

A paper is made once from the views. A Word file, a PDF and a workbook only set it, and no figure is worked out there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, day, hours
from coachfolio.facts.passages import PointedPassage
from coachfolio.format.foreign.own_sheets import INDEX_HEADS, MAPPING_HEADS, MARKING_HEADS
from coachfolio.reports.view_pieces import part_label
from coachfolio.reports.views import CriterionView, DecisionView, PartView, PieceView, PortfolioView, UnitView

__all__ = [
    "PAPERS",
    "Paper",
    "PaperBreak",
    "PaperHeading",
    "PaperPart",
    "PaperSigning",
    "PaperTable",
    "PaperText",
    "Parts",
    "paper_of",
    "unwrapped",
]


@frozen()
class PaperHeading(Frozen):
    """A heading; level 1 begins what a reader would look for in a list of contents."""

    level: int
    text: str
    anchor: str = ""
    """What other parts lead here by; empty where nothing does."""


@frozen()
class PaperText(Frozen):
    """A paragraph, or several."""

    text: str
    label: str = ""
    """A word before it, such as the field's name; empty for none."""


@frozen()
class PaperTable(Frozen):
    """A table with a row of heads."""

    title: str
    """What it is, in a few words: the name of its sheet in a workbook."""
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    """Shares of the width of the page."""
    rows: tuple[tuple[str, ...], ...]
    targets: Mapping[tuple[int, int], str]
    """By row and column, the anchor that a cell leads to."""


@frozen()
class PaperSigning(Frozen):
    """Lines to sign on: who signs, with a name where it is known."""

    lines: tuple[tuple[str, str], ...]


@frozen()
class PaperBreak(Frozen):
    """What follows begins on a new page, and whether that page lies across."""

    wide: bool


PaperPart = PaperHeading | PaperText | PaperTable | PaperSigning | PaperBreak


@frozen()
class Paper(Frozen):
    """One document."""

    title: str
    about: tuple[tuple[str, str], ...]
    """Whose it is and of which day: label and words, for the top of the first page."""
    warning: str
    """What has to be said first, such as files that no figure has in it; empty where there is nothing."""
    wide: bool
    """Whether its first page lies across, as a table with many columns needs it."""
    parts: tuple[PaperPart, ...]


def paper_of(
    view: PortfolioView, kind: str, *, units: Sequence[str] = (), filled: bool = True, declaration: str = ""
) -> Paper:
    """A paper of one kind, of `PAPERS`, for the reader that the view is for.

    `units` leaves out all others; without it every unit is in. With `filled` the columns for decisions have those that
    stand, else they are empty for somebody to write in. `declaration` are the centre's own words for the cover sheet.
    """
    chosen = tuple(unit for unit in view.units if not units or unit.ref in units)
    title, made = _KINDS[kind]
    about = (
        ("Learner", view.about.learner),
        ("Enrolment number", view.about.enrolment),
        ("Centre", view.about.centre),
        ("Qualification", view.about.qualification),
        ("As on", day(view.about.today)),
        ("Saved as", view.about.save[:12]),
    )
    return Paper(
        title=title,
        about=tuple((label, words) for label, words in about if words),
        warning=view.left_out_sentence,
        wide=kind not in _UPRIGHT,
        parts=tuple(_worded(part, declaration) for part in made(view, chosen, filled)),
    )


def _worded(part: PaperPart, declaration: str) -> PaperPart:
    """A part with the centre's declaration in the place of coachfolio's, where the centre has one."""
    return PaperText(unwrapped(declaration)) if declaration and part == _DECLARED else part


Parts = Iterator[PaperPart]

_DECLARED: Final = PaperText(
    "I declare that this portfolio is my own work, that the contacts in it took place as they are written down, "
    "and that nobody in it can be recognised without their agreement. The wording is coachfolio's: where your "
    "centre has its own, that one counts."
)

_UPRIGHT: Final = ("cover", "sign-off", "evidence", "all")
"""Papers that begin on an upright page."""
_SHOWN_ELSEWHERE: Final = ("mapping", "assessment-decisions", "assessment-plans", "assessment-sampling")
"""Kinds of evidence whose contents other papers have."""
_MOST_OF_A_PASSAGE: Final = 900
"""Letters of the words that one claim points to, on a marking sheet."""
_DECIDED: Final = {"pass": "met", "referral": "referred", "waived": "waived", "none": "not decided"}


def _mapping(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    for unit in units:
        yield PaperHeading(1, f"{unit.ref} {unit.title}", f"unit-{unit.ref}")
        if unit.note:
            yield PaperText(unit.note)
        if not unit.criteria:
            continue
        rows: list[tuple[str, ...]] = []
        targets: dict[tuple[int, int], str] = {}
        for criterion in unit.criteria:
            for row, piece in _mapping_rows(criterion, filled):
                if piece:
                    targets[len(rows), 1] = f"piece-{piece}"
                rows.append(row)
        yield PaperTable(
            title=f"Mapping {unit.ref}",
            heads=MAPPING_HEADS,
            widths=(23, 16, 10, 13, 18, 8, 9, 11),
            rows=tuple(rows),
            targets=targets,
        )


def _mapping_rows(criterion: CriterionView, filled: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """A row for each claim that counts; one that says that there is none. With the piece that it leads to."""
    decided = next((decision for decision in criterion.decisions if decision.stands), None) if filled else None
    verdict = (_DECIDED[decided.verdict], f"{decided.by}, {day(decided.on)}") if decided else ("", "")
    words = f"{criterion.ref} {criterion.text}"
    claims = [claim for claim in criterion.claims if claim.counts]
    if not claims:
        yield (words, "no evidence yet", "", "", "", criterion.state, *verdict), ""
    for number, claim in enumerate(claims):
        first = number == 0
        evidence = claim.title if claim.title == claim.piece else f"{claim.title} ({claim.piece})"
        yield (
            (
                words if first else criterion.ref,
                evidence,
                claim.day.isoformat() if claim.day else "",
                claim.where or "",
                claim.how or "",
                criterion.state if first else "",
                *(verdict if first else ("", "")),
            ),
            claim.piece,
        )


def _marking(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    """Criteria with the very words that claims point to, and room to decide: whoever marks needs nothing beside it."""
    for unit in units:
        yield PaperHeading(1, f"{unit.ref} {unit.title}", f"unit-{unit.ref}")
        if unit.note:
            yield PaperText(unit.note)
        if not unit.criteria:
            continue
        yield PaperTable(
            title=f"Marking {unit.ref}",
            heads=MARKING_HEADS,
            widths=(12, 11, 10, 13, 31, 8, 15),
            rows=tuple(row for criterion in unit.criteria for row in _marking_rows(criterion, filled)),
            targets={},
        )
    yield PaperText("A decision is one of: pass, referral, none (left undecided), waived (with the reason).")
    yield PaperSigning((("Assessor", ""),))


def _marking_rows(criterion: CriterionView, filled: bool) -> Iterator[tuple[str, ...]]:
    """A row for each claim, as on the mapping sheet; the decision stands in the first row of its criterion."""
    decided = next((decision for decision in criterion.decisions if decision.stands), None) if filled else None
    words = " ".join(filter(None, [decided.feedback, decided.reason])) if decided else ""
    verdict = (_DECIDED[decided.verdict], unwrapped(words)) if decided else ("", "")
    claims = [claim for claim in criterion.claims if claim.counts]
    if not claims:
        yield f"{criterion.ref} {criterion.text}", "no evidence yet", "", "", "", *verdict
    for number, claim in enumerate(claims):
        yield (
            f"{criterion.ref} {criterion.text}" if not number else criterion.ref,
            claim.title if claim.title == claim.piece else f"{claim.title} ({claim.piece})",
            claim.where or "",
            claim.how or "",
            _passage(claim.passage),
            *(verdict if not number else ("", "")),
        )


def _passage(passage: PointedPassage) -> str:
    """The words that a claim points to; of long ones as much as fits into a table."""
    text = "\n\n".join(f"{part_label(part)}: {unwrapped(part.text.strip())}" for part in passage.parts)
    if len(text) > _MOST_OF_A_PASSAGE:
        text = f"{text[:_MOST_OF_A_PASSAGE].rsplit(' ', 1)[0]} … (the rest stands in the evidence)"
    return text if passage.exact or not text else f"The nearest that could be found. {text}"


def _index(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    wanted = {unit.ref for unit in units}
    whole = len(wanted) == len(view.units)
    shown = [piece for piece in view.pieces if whole or wanted & set(piece.units)]
    rows = tuple(
        (
            str(number),
            piece.day.isoformat() if piece.day else "",
            piece.kind_title,
            piece.title if piece.title == piece.id else f"{piece.title} ({piece.id})",
            ", ".join(piece.clients),
            "" if piece.minutes is None else str(piece.minutes),
            ", ".join(piece.criteria),
            ", ".join(attachment.name for attachment in piece.attachments),
        )
        for number, piece in enumerate(shown, 1)
    )
    yield PaperHeading(1, "Evidence index")
    yield PaperTable(
        title="Evidence index",
        heads=INDEX_HEADS,
        widths=(5, 10, 13, 28, 7, 8, 18, 18),
        rows=rows,
        targets={(number, 3): f"piece-{piece.id}" for number, piece in enumerate(shown)},
    )


def _actions(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    yield PaperHeading(1, "Action plan")
    if not view.actions:
        yield PaperText("There is nothing to do.")
        return
    rows = tuple(
        (action.what, action.criterion or "", action.owner, action.when, action.state, "") for action in view.actions
    )
    yield PaperTable(
        title="Action plan",
        heads=("What is to be done", "Criterion", "Who", "When", "State", "Done on, initials"),
        widths=(40, 10, 12, 16, 8, 14),
        rows=rows,
        targets={},
    )


def _feedback(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    wanted = {unit.ref for unit in units}
    rounds = [made for made in view.rounds if not made.unit or made.unit in wanted]
    if not rounds:
        yield PaperHeading(1, "Assessor's feedback")
        yield PaperText("Nothing was decided yet.")
    for made in rounds:
        submission = f", submission {made.submission}" if made.submission else ""
        yield PaperHeading(1, f"{made.unit or 'Assessment'}: {day(made.on)}{submission}", f"piece-{made.record}")
        yield PaperText(made.by, "Decided by")
        if made.feedback:
            yield PaperText(unwrapped(made.feedback), "Feedback")
        if made.decisions:
            yield PaperTable(
                title=f"Decisions {made.record}",
                heads=("Criterion", "Decision", "Feedback", "Rests on"),
                widths=(12, 12, 50, 26),
                rows=tuple(_decision_row(decision) for decision in made.decisions),
                targets={},
            )
        for action in made.actions:
            yield PaperText(f"{action.what} ({action.when})", "To do")
        seen = day(made.acknowledged) if made.acknowledged else ""
        yield PaperSigning((("Assessor", made.by), ("Learner", f"read on {seen}" if seen else "")))


def _decision_row(decision: DecisionView) -> tuple[str, ...]:
    said = " ".join(filter(None, [decision.feedback, decision.reason]))
    return decision.criterion, _DECIDED[decision.verdict], said, ", ".join(decision.evidence)


def _sign_off(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    signed = {row.ref: row.signed_off for row in view.status.units}
    yield PaperHeading(1, "Signing off")
    rows = []
    for unit in units:
        off = signed.get(unit.ref) if filled else None
        settled = sum(criterion.state in ("accepted", "sampled", "justified") for criterion in unit.criteria)
        rows.append(
            (
                f"{unit.ref} {unit.title}",
                f"{settled} of {len(unit.criteria)}" if unit.criteria else "not known",
                f"{day(off.on)}{', changed since' if off.stale else ''}" if off else "",
                "",
                "",
            )
        )
    yield PaperTable(
        title="Signing off",
        heads=("Unit", "Criteria accepted", "Signed off on", "Assessor's signature", "Quality assurer's signature"),
        widths=(30, 12, 16, 21, 21),
        rows=tuple(rows),
        targets={},
    )
    yield PaperSigning((("Assessor", ""), ("Internal quality assurer", ""), ("Learner", view.about.learner)))


def _cover(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    total = view.status.hours
    credits = view.status.credits
    yield PaperHeading(1, "What is handed in")
    lines = [
        count(len(view.pieces), "piece") + " of evidence",
        f"{hours(total.total_minutes)} of contact",
        f"{hours(total.guided_minutes)} of guided learning",
    ]
    if credits and credits.required is not None:
        lines.append(f"{credits.evidenced:g} of {credits.required:g} credits evidenced, {credits.accepted:g} accepted")
    for line in lines:
        yield PaperText(line)
    yield PaperTable(
        title="Units",
        heads=("Unit", "Criteria with enough evidence", "State"),
        widths=(60, 20, 20),
        rows=tuple(
            (f"{unit.ref} {unit.title}", f"{unit.enough} of {len(unit.criteria)}", unit.state) for unit in units
        ),
        targets={},
    )
    yield PaperHeading(1, "Declaration")
    yield _DECLARED
    yield PaperSigning((("Learner", view.about.learner),))


def _evidence(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    wanted = {unit.ref for unit in units}
    whole = len(wanted) == len(view.units)
    every = [piece for piece in view.pieces if piece.kind not in _SHOWN_ELSEWHERE]
    shown = [piece for piece in every if whole or wanted & set(piece.units)]
    for number, piece in enumerate(shown):
        if number:
            yield PaperBreak(wide=False)
        yield from _piece(piece)


def _piece(piece: PieceView) -> Parts:
    yield PaperHeading(1, piece.title, f"piece-{piece.id}")
    yield PaperText(", ".join(filter(None, [piece.kind_title, piece.id])))
    yield from _part(PartView("", "", piece.facts, piece.texts, piece.parts), 1)
    if piece.claims:
        yield PaperTable(
            title=f"Claims of {piece.id}",
            heads=("Criterion", "Where to look", "How it meets it"),
            widths=(15, 30, 55),
            rows=tuple((claim.criterion, claim.where or "", claim.how or "") for claim in piece.claims),
            targets={(row, 0): f"unit-{claim.criterion.split('/')[0]}" for row, claim in enumerate(piece.claims)},
        )
    for attachment in piece.attachments:
        size = f", {attachment.size:,} bytes" if attachment.size is not None else ""
        mark = f", fingerprint {attachment.fingerprint}" if attachment.fingerprint else ""
        yield PaperText(f"{attachment.name}{size}{mark}", "Attachment")
    if piece.withheld:
        yield PaperText(f"{count(piece.withheld, 'field')} of it may not be seen by this reader.")


def _part(part: PartView, level: int) -> Parts:
    if part.title:
        yield PaperHeading(min(level, 3), part.title)
    for fact in part.facts:
        yield PaperText(", ".join(value.text for value in fact.values), fact.label)
    for text in part.texts:
        yield PaperText(unwrapped(text.text), text.label)
    for inner in part.parts:
        yield from _part(inner, level + 1)


def unwrapped(text: str) -> str:
    """Prose whose lines are only wrapped, as one line for each paragraph and each item of a list."""
    return re.sub(r"(?<=\S)[ \t]*\n(?!\s*(?:[-*\u2022–]|\d+[.)])\s|\s*\n|\s*$)[ \t]*", " ", text)


def _everything(view: PortfolioView, units: Sequence[UnitView], filled: bool) -> Parts:
    for number, kind in enumerate(("cover", "mapping", "index", "actions", "feedback", "sign-off", "evidence")):
        if number:
            yield PaperBreak(wide=kind not in _UPRIGHT)
        yield from _KINDS[kind][1](view, units, filled)


_KINDS: Final[Mapping[str, tuple[str, Callable[[PortfolioView, Sequence[UnitView], bool], Parts]]]] = {
    "cover": ("Portfolio", _cover),
    "mapping": ("Mapping sheet", _mapping),
    "marking": ("Marking sheet", _marking),
    "index": ("Evidence index", _index),
    "actions": ("Action plan", _actions),
    "feedback": ("Assessor's feedback", _feedback),
    "sign-off": ("Signing off", _sign_off),
    "evidence": ("Evidence", _evidence),
    "all": ("Portfolio", _everything),
}

PAPERS: Final[Mapping[str, str]] = {
    "cover": "a cover sheet with a declaration to sign",
    "mapping": "the mapping sheet: each criterion, its evidence, where to look, how it is met, and the decision",
    "marking": "a marking sheet: criteria with the words that claims point to, and room for decision and feedback",
    "index": "a numbered list of all evidence",
    "actions": "the action plan",
    "feedback": "what assessors decided and wrote, round by round",
    "sign-off": "a page on which units are signed off",
    "evidence": "every piece of evidence as prose, each on a page of its own",
    "all": "all of these but the marking sheet as one document",
}
"""Each kind of paper, and what it is."""
