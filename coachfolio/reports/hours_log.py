"""The hours as a log that others ask for: in the column orders of professional bodies, or of the portfolio's centre.

Which columns a body has is known only as far as its source goes, and each layout says so.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Final, Literal

from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed
from coachfolio.checks.checking import Report
from coachfolio.reports.model.columns import Value
from coachfolio.reports.model.practised import as_written

__all__ = ["LAYOUTS", "LOG_FIELDS", "HoursLog", "LogColumn", "LogContact", "LogLayout", "hours_log", "own_columns"]

LogField = Literal[
    "date",
    "start",
    "client",
    "role",
    "setting",
    "group_size",
    "mode",
    "fee",
    "minutes",
    "hours",
    "people",
    "units",
    "evidence",
]


@frozen()
class LogContact(Frozen):
    """One contact held, as a row of a log."""

    date: datetime.date
    start: datetime.time | None
    client: str
    """The code, or the name where the coach asked for names."""
    role: str
    setting: str
    group_size: int | None
    mode: str | None
    fee: str
    minutes: int
    units: str
    evidence: str

    @property
    def hours(self) -> float:
        """Its length in hours: 45 minutes are 0.75."""
        return self.minutes / 60

    @property
    def people(self) -> int:
        """People in it: those of a group whose size is written down, else one."""
        return self.group_size or 1


@frozen()
class LogColumn(Frozen):
    """One column of a log of contacts."""

    head: str
    field: LogField


LOG_FIELDS: Final[Mapping[LogField, Callable[[LogContact], Value]]] = {
    "date": lambda contact: contact.date,
    "start": lambda contact: contact.start,
    "client": lambda contact: contact.client,
    "role": lambda contact: contact.role,
    "setting": lambda contact: contact.setting,
    "group_size": lambda contact: contact.group_size,
    "mode": lambda contact: contact.mode,
    "fee": lambda contact: contact.fee,
    "minutes": lambda contact: contact.minutes,
    "hours": lambda contact: contact.hours,
    "people": lambda contact: contact.people,
    "units": lambda contact: contact.units,
    "evidence": lambda contact: contact.evidence,
}
"""What a column of a log may hold."""

_OURS: Final = (
    LogColumn("Date", "date"),
    LogColumn("Start", "start"),
    LogColumn("Client", "client"),
    LogColumn("Role", "role"),
    LogColumn("Setting", "setting"),
    LogColumn("Number in group", "group_size"),
    LogColumn("How you met", "mode"),
    LogColumn("Fee", "fee"),
    LogColumn("Minutes", "minutes"),
    LogColumn("Hours", "hours"),
    LogColumn("Evidence", "evidence"),
)


@frozen()
class LogLayout(Frozen):
    """Whose log it is, its columns, and how sure they are."""

    name: str
    title: str
    by_client: bool
    """Whether its main sheet has a row for each client."""
    said: str
    """Where the columns come from, and what is not known, as sentences."""
    columns: tuple[LogColumn, ...] = _OURS
    client_heads: tuple[str, ...] = ()
    """The heads of the sheet with a row for each client, in the order of `client_rows`."""
    client_at: int = 0
    """Which of them has the client; the setting is the next."""
    fees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which fees a head with hours counts; all, where it is not here."""


_CLIENT_HEADS: Final = ("Client", "Setting", "Number in group", "First contact", "Last contact", "Contacts", "Hours")

LAYOUTS: Final[Mapping[str, LogLayout]] = {
    layout.name: layout
    for layout in (
        LogLayout(
            "icf",
            "Client coaching log for the International Coaching Federation",
            True,
            "Columns as a training school's guide to the log has them (coachtransformation.com); the federation's own "
            "form was not seen. Hours that are internal or whose fee is not said stand in a column of their own behind "
            "them: how they count is the federation's to say.",
            client_heads=(
                "Sr. No.",
                "Client Name",
                "Individual/Group",
                "No. in Group",
                "Contact Info",
                "Start Date",
                "End Date",
                "Paid Hours",
                "Pro-bono Hours",
                "Hours, internal or fee not said",
            ),
            client_at=1,
            fees={
                "Paid Hours": ("paid",),
                "Pro-bono Hours": ("pro-bono",),
                "Hours, internal or fee not said": ("internal", "not said"),
            },
        ),
        LogLayout(
            "emcc",
            "Summary of client hours for the European Mentoring and Coaching Council",
            True,
            "As far as is known, the council asks for a summary of hours for all clients; the names of its columns are "
            "not known to coachfolio. These are coachfolio's own: hold them against the council's form.",
            client_heads=_CLIENT_HEADS,
        ),
        LogLayout(
            "ac",
            "Coaching experience log for the Association for Coaching",
            False,
            "As far as is known, the association asks for a log of coaching experience; the names of its columns are "
            "not known to coachfolio. These are coachfolio's own: hold them against the association's form.",
            client_heads=_CLIENT_HEADS,
        ),
        LogLayout(
            "centre",
            "Log of contact hours",
            False,
            "The columns are coachfolio's own, or those that were asked for with --columns.",
            client_heads=_CLIENT_HEADS,
        ),
    )
}
"""Each layout by its name."""


@frozen()
class HoursLog(Frozen):
    """A log as values. Only contacts held are in it."""

    layout: LogLayout
    columns: tuple[LogColumn, ...]
    contacts: tuple[LogContact, ...]
    """By day and time."""
    client_rows: tuple[tuple[Value, ...], ...]
    """A row for each client, apart for each setting, in the order of the layout's `client_heads`."""
    since: datetime.date | None
    """The day from which hours are counted once more, by themselves."""
    total_minutes: int
    left_out: tuple[str, ...]
    """Files that could not be read: their hours are not in it."""

    def client_of(self, row: Sequence[Value]) -> str:
        """Whose row it is, of `client_rows`."""
        return str(row[self.layout.client_at])

    def setting_of(self, row: Sequence[Value]) -> str:
        """The setting that the row is of."""
        return str(row[self.layout.client_at + 1])


def hours_log(
    report: Report,
    layout: LogLayout,
    *,
    columns: Sequence[LogColumn] = (),
    since: datetime.date | None = None,
    named: Mapping[str, str] | None = None,
) -> HoursLog:
    """The log of the portfolio that a report is on.

    `columns` are the centre's own, in its order. `named` gives clients' names by code; without it they stay codes.
    """
    by_path = {piece.path: piece for piece in report.portfolio.evidence}
    contacts = []
    for contact in report.progress.hours.held:
        written = as_written(by_path[contact.path], contact)
        contacts.append(
            LogContact(
                date=contact.date,
                start=contact.start,
                client=(named or {}).get(contact.client, contact.client),
                role=contact.role,
                setting=contact.setting,
                group_size=written.group_size,
                mode=written.mode,
                fee=contact.fee,
                minutes=contact.minutes,
                units=", ".join(contact.units),
                evidence=contact.evidence,
            )
        )
    return HoursLog(
        layout=layout,
        columns=tuple(columns) or layout.columns,
        contacts=tuple(contacts),
        client_rows=tuple(_client_rows(layout, contacts)),
        since=since,
        total_minutes=sum(contact.minutes for contact in contacts),
        left_out=report.progress.uncounted,
    )


def _client_rows(layout: LogLayout, contacts: Iterable[LogContact]) -> Iterable[tuple[Value, ...]]:
    grouped: dict[tuple[str, str], list[LogContact]] = {}
    for contact in contacts:
        grouped.setdefault((contact.client, contact.setting), []).append(contact)
    for number, ((client, setting), own) in enumerate(sorted(grouped.items()), 1):
        first, last = min(contact.date for contact in own), max(contact.date for contact in own)
        size = max((contact.group_size for contact in own if contact.group_size), default=None)
        if layout.fees:
            yield (
                number,
                client,
                setting,
                size,
                None,
                first,
                last,
                *(_hours(own, fees) for fees in layout.fees.values()),
            )
        else:
            yield client, setting, size, first, last, len(own), _hours(own)


def _hours(contacts: Iterable[LogContact], fees: Sequence[str] | None = None) -> float:
    return sum(contact.minutes for contact in contacts if fees is None or contact.fee in fees) / 60


def own_columns(text: str) -> tuple[LogColumn, ...]:
    """Columns as somebody asks for them, in order: each a head and its field, as in `Day=date, Length=minutes`.

    A head that is called as a field needs no more. Raises CoachfolioError.
    """
    found = []
    for part in text.split(","):
        head, sign, holds = (word.strip() for word in part.partition("="))
        name = (holds if sign else head).casefold().replace(" ", "_")
        known = next((known for known in LOG_FIELDS if known == name), None)
        if not head or known is None:
            meant = nearest(name, LOG_FIELDS)
            raise CoachfolioError(
                f"There is no field for the column {part.strip()[:60]!r}."
                + (f" Did you mean {meant}?" if meant else "")
                + f" Write the head, = and one of {listed(list(LOG_FIELDS), last='or')}."
            )
        found.append(LogColumn(head, known))
    return tuple(found)
