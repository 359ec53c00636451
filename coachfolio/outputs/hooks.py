"""What the hooks say: what is in the way of a save, and one line of where the coach stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

from coachfolio.base.diagnostics import Diagnostic
from coachfolio.base.words import count, one_line
from coachfolio.hooks.explaining import MOST_LOSSES, waivers_for
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    import datetime

    from coachfolio.checks.checking import Report
    from coachfolio.hooks.message import AboutMessage
    from coachfolio.hooks.saving import Outlook
    from coachfolio.hooks.sending import Sending
    from coachfolio.outputs.paint import Paint

__all__ = ["blocked_text", "message_text", "saving_text", "sending_text"]


def saving_text(outlook: Outlook, paint: Paint, *, ending: bool = True) -> Iterator[str]:
    """The findings that are in the way, what is lost, and where the coach stands; with an `ending`, what to do next.

    Of the rest only warnings about clients are shown, in the files that the save changes.
    """
    from coachfolio.hooks.ratchet import must_be_explained
    from coachfolio.reports.standing import standing

    if outlook.in_the_way is not None:
        yield from _findings(outlook.in_the_way, paint, outlook.folder.rstrip("/"))
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
    if outlook.blocked and ending:
        yield from blocked_text(paint)


def blocked_text(paint: Paint) -> Iterator[str]:
    """The one ending of whatever stands in the way of a save."""
    yield paint("Nothing was saved. Mend what is above, add it again, and save again.", "red")


def _findings(report: Report, paint: Paint, folder: str = "") -> Iterator[str]:
    """The findings of a report, and not how they add up."""
    from coachfolio.outputs.text import check_text

    if report.diagnostics:
        yield from takewhile(bool, check_text(report, paint, folder=folder))  # they end with an empty line


def message_text(found: AboutMessage, *, again: bool = True, ending: bool = True) -> Iterator[str]:
    """What is wrong with a message, and what to write instead. Nothing of it is repeated.

    What is lost is named `again`, unless it was named just before; and where something else is in the way of the save,
    that has the `ending`.
    """
    from coachfolio.hooks.ratchet import must_be_explained

    for leak in found.leaks:
        yield f"The message of this save: {leak.sentence}"
    if must_be_explained(found.losses) and again:
        yield from _losses(found.losses, lambda text, _: text)
        yield "  Put it back, or say why: add a line to the message, such as"
        yield "  Reason: the client asked for it to be taken out"
        yield from _waivers(found.losses, found.today)
    if found.blocked and ending:
        yield "Nothing was saved. Write the message again."


def sending_text(found: Sending, paint: Paint) -> Iterator[str]:
    """What is in the way of sending a record on."""
    for sentence in found.refused:
        yield paint("error", "red") + f" {one_line(sentence)}"
    for report in found.in_the_way:
        yield from _findings(report, paint)
    if found.blocked:
        yield paint("Nothing was sent.", "red")
    else:
        yield f"coachfolio: the record may be sent ({count(found.saves, 'save')})."


def _losses(losses: tuple[Diagnostic, ...], paint: Paint) -> Iterator[str]:
    if losses:
        yield paint("This save loses something:", "yellow")
        for diagnostic in losses[:MOST_LOSSES]:
            where = f"  {diagnostic.path}" if diagnostic.path != PORTFOLIO_FILE else ""
            yield f"  - {diagnostic.code} {one_line(diagnostic.message)}{paint(one_line(where), 'dim')}"
        if len(losses) > MOST_LOSSES:
            yield f"  - and {len(losses) - MOST_LOSSES} more"


def _waivers(losses: tuple[Diagnostic, ...], today: datetime.date) -> Iterator[str]:
    """The lines that explain these losses in portfolio.yaml, as they can be pasted there."""
    lines = waivers_for(losses, today)
    if lines:
        yield "  Or say why in portfolio.yaml, and add it again. Below a line waivers: (write one if there is none) put"
        yield from (f"    {line}" for line in lines)
