"""A check on one screen: errors first and whole, then one line for each kind of everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.words import count
from coachfolio.checks.checking import Report
from coachfolio.outputs.fixing import offer
from coachfolio.outputs.overview import fitted, typed, wrapped
from coachfolio.outputs.paint import Paint
from coachfolio.outputs.text import finding_lines
from coachfolio.reports.kinds import EVERY_FINDING, KindOfFinding, kinds_found
from coachfolio.reports.standing import gravest_first, summary, totals_of

__all__ = ["brief_lines"]

_COLOURS: Final = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.GAP: "blue",
    Severity.ADVICE: "cyan",
}
_KINDS_BESIDE_ERRORS: Final = 6
"""Lines that kinds may have where there are more errors than fit."""


def brief_lines(
    report: Report, paint: Paint, *, folder: str = "", mends: int = 0, columns: int = 80, lines: int = 24
) -> Iterator[str]:
    """The lines of a check's report that fit on a screen of so many columns and lines.

    At least one error is shown whole, however long it is; of what does not fit, it is said how much there is.
    """
    end = list(_end(report, paint, folder, mends, columns))
    standing = gravest_first(report)
    errors = [found for found in standing if found.severity is Severity.ERROR]
    kinds = kinds_found(found for found in standing if found.severity is not Severity.ERROR)
    free = lines - len(end)
    wanted = len(kinds) + 1 if kinds else 0
    shown: list[str] = []
    told = 0
    for error in errors:
        whole = [*_error(report, error, paint, folder)]
        rest = min(wanted, _KINDS_BESIDE_ERRORS + 1) + (2 if told + 1 < len(errors) else 1)
        if told and _rows(report, errors[: told + 1], folder, columns) + rest > free:
            break
        shown += whole
        told += 1
    yield from shown
    left = free - _rows(report, errors[:told], folder, columns)
    if told < len(errors):
        more = count(len(errors) - told, "more error")
        yield paint(fitted(f"and {more}: {typed(EVERY_FINDING, folder)}", columns), "red")
        left -= 1
    if shown:
        yield ""
        left -= 1
    if kinds:
        yield from _kinds(kinds, max(left - 1, 2), folder, columns, paint)
        yield ""
    yield from end


def _error(report: Report, error: Diagnostic, paint: Paint, folder: str) -> Iterator[str]:
    yield from finding_lines(report, error, paint, folder, hint=True)


def _rows(report: Report, errors: Sequence[Diagnostic], folder: str, columns: int) -> int:
    """Lines of the screen that some errors take."""
    from rich.cells import cell_len

    plain = (line for error in errors for line in _error(report, error, lambda text, _: text, folder))
    return sum(max(1, -(-cell_len(line) // columns)) for line in plain)


def _kinds(kinds: Sequence[KindOfFinding], most: int, folder: str, columns: int, paint: Paint) -> Iterator[str]:
    """A line for each kind, or two where it is long; and how many there is no room for."""
    wide = max(len(str(kind.number)) for kind in kinds)
    taken = 0
    for position, kind in enumerate(kinds):
        lines = _kind(kind, wide, folder, columns, paint)
        if taken + len(lines) + (position + 1 < len(kinds)) > most and position:
            rest = sum(kind.number for kind in kinds[position:])
            more = f"and {rest} of {count(len(kinds) - position, 'other kind')}"
            yield fitted(f"{more}: {typed(EVERY_FINDING, folder)}", columns)
            return
        yield from lines
        taken += len(lines)


def _kind(kind: KindOfFinding, wide: int, folder: str, columns: int, paint: Paint) -> list[str]:
    command = typed(kind.command, folder)
    number, _, says = kind.says.partition(" ")
    first = paint(f"{number:>{wide}}", _COLOURS[kind.severity])
    if wide + len(says) + len(command) + 3 <= columns:
        return [f"{first} {says}: {command}"]
    return [f"{first} {fitted(says, columns - wide - 2)}:", " " * (wide + 3) + fitted(command, columns - wide - 3)]


def _end(report: Report, paint: Paint, folder: str, mends: int, columns: int) -> Iterator[str]:
    worst = totals_of(report).worst
    for line in wrapped(summary(report), columns):
        yield paint(line, _COLOURS[worst] if worst else "green")
    if mends:
        yield from wrapped(offer(mends, folder), columns)
    if report.stage != "building":
        from coachfolio.reports.readiness import readiness_of

        readiness = readiness_of(report)
        met = f"{readiness.met} of {len(readiness.lines)} lines are met"
        ready = f"Ready for {readiness.what}: {readiness.answer}. {met}: {typed('ready', folder)}"
        yield from wrapped(ready, columns)
    yield fitted(f"Where you stand: {typed('status', folder)}", columns)
