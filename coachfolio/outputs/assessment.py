"""Assessment in words: what there is to decide on, what came back since a referral, and the rounds so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.words import count, day, listed, one_line, safe, shown
from coachfolio.checks.checking import Report
from coachfolio.editing.drafts import Draft
from coachfolio.evidence.model import AssessmentRecord
from coachfolio.facts.assessment import Due
from coachfolio.facts.passages import PointedPassage
from coachfolio.facts.progress import ClaimMade, Coverage
from coachfolio.outputs.drafts import then
from coachfolio.outputs.findings import path_shown
from coachfolio.reports.claim_passages import ClaimPassages
from coachfolio.reports.rounds import ChangedPiece, Round, SinceReferral
from coachfolio.reports.view_pieces import part_label

__all__ = ["claim_text", "criterion_text", "draft_text", "rounds_text", "unit_text"]

MOST_LINES: Final = 40
"""Lines of one passage that are shown."""
_VERDICTS: Final = {"pass": "passed", "referral": "referred", "waived": "waived", "none": "left undecided"}


def criterion_text(
    criterion: Coverage, since: SinceReferral | None, passages: ClaimPassages, folder: str = ""
) -> Iterator[str]:
    """What an assessor wants to see of a criterion before deciding on it: the very words that each claim points to.

    `folder` is what the portfolio is called from here: paths lead to the files.
    """
    yield f"{criterion.criterion.ref}  {one_line(criterion.criterion.text)}"
    state = "thin" if criterion.thin else criterion.state
    yield f"  {state}: {count(len(criterion.evidence), 'piece')} of evidence, {criterion.criterion.required} asked for"
    for claim in criterion.claims:
        mark = "  (since the referral)" if since and since.is_new(claim) else ""
        yield from claim_text(claim, passages, folder, mark)
    decision, standing = criterion.decision, criterion.standing
    if decision and standing:
        said = f": {one_line(decision.feedback.strip())}" if decision.feedback else ""
        who = shown(standing.record.by)
        yield f"  {_VERDICTS[decision.verdict].capitalize()} on {day(standing.record.date)} by {who}{said}"
        if since is None:
            yield from (f"      changed since: {shown(change.evidence, 120)}" for change in standing.changes)
    if since:
        yield from _since(since, "  ")


def claim_text(claim: ClaimMade, passages: ClaimPassages, folder: str = "", mark: str = "") -> Iterator[str]:
    """One claim: the evidence, where to look and how it meets the criterion, its file, and the words themselves."""
    yield f"  {shown(claim.evidence, 120)}{mark}"
    yield f"      where: {one_line(claim.where.strip()) if claim.where else '(does not say)'}"
    yield f"      how:   {one_line(claim.how.strip()) if claim.how else '(does not say)'}"
    yield f"      file:  {path_shown(passages.path(claim), folder)}"
    yield from _passage(passages.passage(claim))


def unit_text(report: Report, ref: str, passages: ClaimPassages, folder: str = "") -> Iterator[str]:
    """Every criterion of a unit with what claims it. Raises CoachfolioError for a unit that is not there."""
    units = {unit.unit.ref: unit for unit in report.progress.units}
    if ref not in units:
        meant = nearest(ref, units)
        there = f"Did you mean {meant}?" if meant else f"There are {listed(units)}." if units else "None is known."
        raise CoachfolioError(f"The qualification has no unit {ref[:40]!r}. {there}")
    yield f"{ref}  {one_line(units[ref].unit.title)}"
    for criterion in units[ref].coverage:
        yield ""
        yield from criterion_text(criterion, None, passages, folder)


def _passage(passage: PointedPassage) -> Iterator[str]:
    """The words that a claim points to; of long ones the beginning, since the file has the rest."""
    for part in passage.parts:
        lines = safe(part.text).splitlines()
        whole = "" if passage.exact else " (the nearest that could be found)"
        yield f"      | {one_line(part_label(part))}{whole}:"
        yield from (f"      |   {line.rstrip()}".rstrip() for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            yield f"      |   … {count(len(lines) - MOST_LINES, 'more line')}"


def _since(since: SinceReferral, indent: str) -> Iterator[str]:
    """What there is since a referral."""
    if not since.answered:
        yield f"{indent}Since then nothing was claimed or changed for it."
        return
    yield f"{indent}Since then:"
    names = dict.fromkeys(shown(claim.evidence, 120) for claim in since.claimed)
    yield from (f"{indent}    new:     {name}" for name in names)
    yield from (f"{indent}    changed: {_changed(piece)}" for piece in since.changed)
    yield from (f"{indent}    gone:    {shown(name, 120)}" for name in since.gone)
    yield from (f"{indent}    done:    {_done(due)}" for due in since.done)


def _changed(piece: ChangedPiece) -> str:
    name = shown(piece.evidence, 120)
    if not piece.path.rsplit("/", 1)[-1].startswith(f"{piece.evidence}."):
        return f"{name}, in the file {shown(piece.path, 200)}"
    if piece.fields is None:
        return f"{name} (what it was is not to be found in the record)"
    return f"{name}, in {listed(piece.fields)}" if piece.fields else f"{name}, in its layout alone"


def _done(due: Due) -> str:
    done_on = getattr(due.of, "done_on", None)
    return f"{one_line(due.what.strip())}{f' ({day(done_on)})' if done_on else ''}"


def draft_text(draft: Draft) -> Iterator[str]:
    """What would be written, as it stands in the file, without the ids of contents."""
    text, _, contents = draft.after.partition("\ncontents:")
    yield from (f"  {safe(line)}" for line in text.splitlines())
    if contents:
        yield f"  and which version of {'each piece' if contents.count(chr(10)) > 2 else 'the evidence'} was judged"


def rounds_text(rounds: Iterable[Round], folder: str = "", *, commands: bool = True) -> Iterator[str]:
    """Every round: who decided what and when, whether it was read, and what is open and new since.

    `folder` is what the portfolio is called from here; it stands in the command that comes next. Without `commands`
    none is named, since nothing can be noted in what is only looked at.
    """
    every = tuple(rounds)
    if not every:
        yield "Nobody has assessed anything in this portfolio yet."
        return
    for number, submission in enumerate(every):
        if number:
            yield ""
        yield from _round(submission)
    unread = [submission.record for submission in every if submission.unread]
    if unread and commands:
        yield ""
        said = "One record is" if len(unread) == 1 else f"{len(unread)} records are"
        yield f"{said} not noted as read. When you have read {'it' if len(unread) == 1 else 'one'}:"
        yield f"  coachfolio feedback acknowledge {shown(unread[0].id, 200)}{then(folder)}"


def _round(submission: Round) -> Iterator[str]:
    record = submission.record
    yield shown(record.id, 200)
    about = [day(record.date), shown(record.by)]
    if record.unit:
        about.append(
            f"submission {record.submission} of {shown(record.unit)}" if record.submission else shown(record.unit)
        )
    yield f"  {', '.join(about)}"
    yield from _verdicts(submission)
    yield from _said(record)
    if record.unit_signed_off and record.unit:
        yield f"  {shown(record.unit)} signed off"
    if record.acknowledged or submission.says_something:
        read = f"read on {day(record.acknowledged)}" if record.acknowledged else "not noted as read"
        yield f"  {read}; it is in {shown(record.path, 200)}"
    for due in submission.open_actions:
        by = f", by {day(due.due)}" if due.due else ""
        yield f"  open: {one_line(due.what.strip())} ({shown(due.owner)}{by}; {shown(due.handle, 200)})"
    for referral in submission.referrals:
        yield f"  {referral.criterion} is still referred."
        yield from _since(referral, "    ")


def _said(record: AssessmentRecord) -> Iterator[str]:
    """The feedback itself, on each criterion and on the whole, with reasons, in the lines in which it was written."""
    for decision in record.decisions:
        for what, words in (("", decision.feedback), (" (reason)", decision.reason)):
            if words and words.strip():
                yield f"  {shown(decision.criterion)}{what}:"
                yield from _lines(words)
    if record.feedback and record.feedback.strip():
        yield "  On the whole:"
        yield from _lines(record.feedback)


def _lines(words: str) -> Iterator[str]:
    for line in safe(words.strip()).splitlines():
        yield f"    {line.rstrip()}".rstrip()


def _verdicts(submission: Round) -> Iterator[str]:
    for verdict, criteria in submission.verdicts.items():
        yield f"  {_VERDICTS[verdict]}: {', '.join(map(shown, criteria))}"
