"""What the hooks say: what is in the way of a save, and one line of where the coach stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.words import count, one_line
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    import datetime

    from coachfolio.checks.checking import Report
    from coachfolio.hooks.message import AboutMessage
    from coachfolio.hooks.saving import Outlook
    from coachfolio.hooks.sending import Sending
    from coachfolio.outputs.paint import Paint

__all__ = ["message_text", "saving_text", "sending_text"]

_MOST: Final = 12
"""Losses that are named."""

_REASON: Final = "say why here"


def saving_text(outlook: Outlook, paint: Paint) -> Iterator[str]:
    """The findings that are in the way, what is lost, and where the coach stands.

    Of the rest only warnings about clients are shown, in the files that the save changes.
    """
    from coachfolio.hooks.ratchet import must_be_explained
    from coachfolio.reports.standing import standing

    if outlook.report is not None:
        yield from _in_the_way(outlook, outlook.report, paint)
    yield from _losses(outlook.losses, paint)
    if must_be_explained(outlook.losses):
        if outlook.reason == "given":
            yield "  The message says why."
        else:
            if outlook.reason == "asked later":
                yield "  Put it back, or say why in the message, on a line such as"
                yield "  Reason: the client asked for it to be taken out"
            else:
                yield (
                    "  Put it back. Or say why: type coachfolio hooks install, and write a line that begins with "
                    "Reason: in the message."
                )
            if outlook.report is not None:
                yield from _waivers(outlook.losses, outlook.report.today)
    where = f" ({one_line(outlook.folder.rstrip('/'))})" if outlook.folder else ""
    if outlook.report is not None:
        yield paint("coachfolio", "bold") + f"{where}: {standing(outlook.report)}"
    if outlook.blocked:
        yield paint("Nothing was saved. Mend what is above, add it again, and save again.", "red")


def _in_the_way(outlook: Outlook, report: Report, paint: Paint) -> Iterator[str]:
    from coachfolio.checks.rules import in_family
    from coachfolio.outputs.text import check_text

    told = tuple(
        diagnostic
        for diagnostic in report.diagnostics
        if not diagnostic.waived
        and (
            diagnostic.severity is Severity.ERROR
            or (
                diagnostic.severity is Severity.WARNING
                and in_family(diagnostic.code, "confidentiality")
                and diagnostic.path in outlook.changed
            )
        )
    )
    if told:
        lines = check_text(replace(report, diagnostics=told), paint, folder=outlook.folder.rstrip("/"))
        yield from takewhile(bool, lines)  # the findings end with an empty line


def message_text(found: AboutMessage, *, again: bool = True) -> Iterator[str]:
    """What is wrong with a message, and what to write instead. Nothing of it is repeated.

    What is lost is named `again`, unless it was named just before.
    """
    from coachfolio.hooks.ratchet import must_be_explained

    for leak in found.leaks:
        yield f"The message of this save: {leak.sentence}"
    if must_be_explained(found.losses) and again:
        yield from _losses(found.losses, lambda text, _: text)
        yield "  Put it back, or say why: add a line to the message, such as"
        yield "  Reason: the client asked for it to be taken out"
        yield from _waivers(found.losses, found.today)
    if found.blocked:
        yield "Nothing was saved. Write the message again."


def sending_text(found: Sending, paint: Paint) -> Iterator[str]:
    """What is in the way of sending a record on."""
    from coachfolio.outputs.text import check_text

    for sentence in found.refused:
        yield paint("error", "red") + f" {one_line(sentence)}"
    for report in (*(audit.report for audit in found.audits), *found.given_away):
        errors = tuple(
            diagnostic
            for diagnostic in report.diagnostics
            if diagnostic.severity is Severity.ERROR and not diagnostic.waived
        )
        if errors:
            yield from takewhile(bool, check_text(replace(report, diagnostics=errors), paint))
    if found.blocked:
        yield paint("Nothing was sent.", "red")
    else:
        yield f"coachfolio: the record may be sent ({count(sum(len(a.record.saves) for a in found.audits), 'save')})."


def _losses(losses: tuple[Diagnostic, ...], paint: Paint) -> Iterator[str]:
    if losses:
        yield paint("This save loses something:", "yellow")
        for diagnostic in losses[:_MOST]:
            where = f"  {diagnostic.path}" if diagnostic.path != PORTFOLIO_FILE else ""
            yield f"  - {diagnostic.code} {one_line(diagnostic.message)}{paint(one_line(where), 'dim')}"
        if len(losses) > _MOST:
            yield f"  - and {len(losses) - _MOST} more"


def _waivers(losses: tuple[Diagnostic, ...], today: datetime.date) -> Iterator[str]:
    """The lines that explain these losses in portfolio.yaml, as they can be pasted there."""
    lines = [line for diagnostic in losses[:_MOST] if (line := _waiver(diagnostic, today))]
    if lines:
        yield "  Or say why in portfolio.yaml, and add it again. Below a line waivers: (write one if there is none) put"
        yield from lines


def _waiver(loss: Diagnostic, today: datetime.date) -> str:
    """Empty where there is no such line: none may name a client, and none stays where the portfolio goes."""
    from coachfolio.checks.rules import losses, rule_of
    from coachfolio.confidentiality.covering import COVER
    from coachfolio.format.documents.values import ANYTHING, shape_of
    from coachfolio.format.documents.writing import in_one_line

    whole = loss.path == PORTFOLIO_FILE
    if COVER in loss.path or (whole and loss.code == rule_of(losses.evidence_lost).code):
        return ""
    fields = {"code": loss.code}
    fields |= {"criterion": loss.criterion} if loss.criterion else {"path": loss.path}
    fields["reason"] = _REASON
    if whole and not loss.criterion:  # or it would explain the next fall as well
        fields["until"] = today.isoformat()
    line = f"    - {in_one_line(fields, shape_of('portfolio').fields['waivers'].item or ANYTHING)}"
    line = line.replace(f"reason: {_REASON}", f'reason: "{_REASON}"')  # a reason with a comma would end at it
    return line if line == one_line(line) else ""
