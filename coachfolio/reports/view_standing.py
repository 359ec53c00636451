"""Where somebody stands, in a few figures: each with what it is held against."""

from __future__ import annotations

from coachfolio.base.words import count, day, hours
from coachfolio.checks.checking import Report
from coachfolio.facts.progress import RequirementMet
from coachfolio.reports.status import StatusReport
from coachfolio.reports.views import Tile

__all__ = ["tiles_of"]


def tiles_of(report: Report, status: StatusReport) -> tuple[Tile, ...]:
    """The figures that tell most, in the order in which people ask for them."""
    progress = report.progress
    held = len(progress.hours.held)
    tiles = [
        _measured(report, "contact-hours", "Contact", status.hours.total_minutes, f"in {count(held, 'contact')} held"),
        _measured(report, "guided-hours", "Guided hours", status.hours.guided_minutes, ""),
    ]
    credits = status.credits
    if credits is not None:
        of = "" if credits.required is None else f"{credits.required:g}"
        share = None if not credits.required else credits.evidenced / credits.required
        tiles.append(Tile("Credits evidenced", f"{credits.evidenced:g}", of, f"{credits.accepted:g} accepted", share))
    criteria = sum(unit.criteria for unit in status.units)
    if criteria:
        enough = sum(unit.enough for unit in status.units)
        settled = sum(status.counts[state] for state in ("accepted", "sampled", "justified"))
        note = f"{settled} accepted or justified"
        tiles.append(Tile("Criteria with enough evidence", str(enough), str(criteria), note, enough / criteria))
    limit = status.limit
    if limit is None:
        note = "The day of registration is not written down, or the limit is not known."
        tiles.append(Tile("Time left", "not known", "", note, None))
    else:
        left = count(limit.days_left, "day") if limit.days_left >= 0 else "passed"
        tiles.append(Tile("Time left", left, "", f"until {day(limit.until)}", None))
    return tuple(tiles)


def _measured(report: Report, measure: str, label: str, minutes: int, note: str) -> Tile:
    """Time of one sort against the most that anybody asks of the whole of it."""
    asked = [met for met in report.progress.requirements if _of_the_whole(met, measure)]
    most = max(asked, key=lambda met: met.required or 0, default=None)
    required = most.required if most else None
    if most is None or not required:
        return Tile(label, hours(minutes), "", _joined(note, "how much is asked for is not known"), None)
    by = f"asked for by {most.requirement.who}"
    return Tile(label, hours(minutes), hours(required), _joined(note, by), minutes / required)


def _joined(*notes: str) -> str:
    return ", ".join(filter(None, notes))


def _of_the_whole(met: RequirementMet, measure: str) -> bool:
    asked = met.requirement
    return asked.measure == measure and asked.unit is None and asked.only is None and met.binding
