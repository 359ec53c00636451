"""Writes the cases of spreadsheets, calendars, notes and attachments: python -m tests.imports.make_logs."""

# ruff: noqa: E501, T201 - parts of files stand here as they are written

from __future__ import annotations

import datetime as d
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).parent
CASES: dict[str, Callable[[], tuple[str, bytes, dict[str, Any]]]] = {}
Made = tuple[str, bytes, dict[str, Any]]


def case(name: str) -> Callable[[Callable[[], Made]], Callable[[], Made]]:
    def keep(make: Callable[[], Made]) -> Callable[[], Made]:
        CASES[name] = make
        return make

    return keep


def workbook(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(*rows: list[Any], title: str = "Log") -> Any:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def entry(day: str, minutes: int | None, client: str, **more: Any) -> dict[str, Any]:
    who = "client" if client[:1].isupper() and client[1:].isdigit() else "client name"
    return {"date": day, "minutes": minutes, who: client, **{key.replace("_", " "): said for key, said in more.items()}}


def day(text: str) -> d.date:
    return d.date.fromisoformat(text)


def converted(data: bytes, ending: str, name: str = "log.xlsx") -> bytes:
    """The file as LibreOffice saves it in another format."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(data)
        command = ["soffice", "--headless", "--convert-to", ending, "--outdir", folder, str(Path(folder, name))]
        subprocess.run(command, check=True, capture_output=True)
        return Path(folder, name).with_suffix(f".{ending}").read_bytes()


# --- logs in workbooks


@case("log-decimal-hours")
def decimal_hours() -> Made:
    book = sheet(
        ["Coaching Experience Log"],
        ["Name of coach", "A. Learner"],
        [],
        ["No.", "Date", "Client", "Organisation", "Duration (hrs)", "How we met", "Paid / Pro bono", "Energy"],
        [1, day("2026-01-05"), "C01", "Acme Ltd", 1, "Zoom", "Paid", "high"],
        [2, day("2026-01-12"), "Jane Smith", "Acme Ltd", 1.5, "phone", "Pro bono", "low"],
        [3, day("2026-01-19"), "C02", None, 1.33, "Costa", "paid", None],
        [None, None, None, "Total hours", "=SUM(E5:E7)"],
    )
    rows = [
        entry("2026-01-05", 60, "C01", organisation="Acme Ltd", mode="video", fee="paid", extra={"Energy": "high"}),
        entry(
            "2026-01-12",
            90,
            "Jane Smith",
            organisation="Acme Ltd",
            mode="phone",
            fee="pro-bono",
            extra={"Energy": "low"},
        ),
        entry("2026-01-19", 80, "C02", fee="paid", extra={"How we met": "Costa"}),
    ]
    return (
        "log.xlsx",
        workbook(book),
        {
            "entries": rows,
            "said": ["E8: this total was never worked out. What was read adds up to 3 h 50"],
            "left": ["1 2 3", "Coaching Experience Log", "Name of coach\tA. Learner"],
            "questions": ["column:energy", "role"],
        },
    )


def _with_total(total: float) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Hours 2026")
    when = book.add_format({"num_format": "dd/mm/yyyy"})
    for column, head in enumerate(["Date", "Coachee initials", "Minutes", "What we discussed"]):
        page.write(0, column, head)
    for row, (date, who, minutes) in enumerate([("2026-02-02", "AB", 60), ("2026-02-09", "CD", 45)], 1):
        page.write_datetime(row, 0, d.datetime.fromisoformat(date), when)
        page.write(row, 1, who)
        page.write(row, 2, minutes)
        page.write(row, 3, "Delegation\nand trust")
    page.write(3, 0, "TOTAL")
    page.write_formula(3, 2, "=SUM(C2:C3)", None, total)
    book.close()
    return out.getvalue()


@case("log-total-right")
def total_right() -> Made:
    rows = [
        entry("2026-02-02", 60, "AB", purpose="Delegation\nand trust"),
        entry("2026-02-09", 45, "CD", purpose="Delegation\nand trust"),
    ]
    return (
        "log.xlsx",
        _with_total(105),
        {"entries": rows, "said": ["the total says 1 h 45, and so do rows 2 to 3"], "totals": [[105, 105]]},
    )


@case("log-total-wrong")
def total_wrong() -> Made:
    said = ["the total says 3 h, and rows 2 to 3 (its formula) add up to 1 h 45"]
    return "log.xlsx", _with_total(180), {"entries": total_right()[2]["entries"], "said": said, "totals": [[180, 105]]}


@case("log-lengths-of-every-kind")
def lengths() -> Made:
    cells: list[tuple[Any, str | None, int | None]] = [
        (d.time(1, 30), "h:mm", 90),
        (d.timedelta(hours=1, minutes=15), "[h]:mm", 75),
        ("1h30", None, 90),
        ("90 mins", None, 90),
        ("1:30", None, 90),
        ("1 hour", None, 60),
        ("an hour and a half", None, 90),
        ("14:00 - 15:30", None, 90),
        (d.timedelta(hours=26, minutes=30), "[h]:mm", None),
        ("about an hour", None, None),
        ("45 min (late)", None, 45),
    ]
    book = sheet(["Date", "Client", "Length of session"])
    rows = []
    for number, (value, form, minutes) in enumerate(cells, 1):
        date = d.date(2026, 3, number)
        book.active.append([date, "C01", value])
        if form:
            book.active.cell(number + 1, 3).number_format = form
        more = {"start": "14:00"} if value == "14:00 - 15:30" else {}
        rows.append(entry(date.isoformat(), minutes, "C01", **more))
    return "log.xlsx", workbook(book), {"entries": rows}


@case("log-two-header-rows")
def two_headers() -> Made:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    when = book.add_format({"num_format": "ddd d mmm yyyy"})
    clock = book.add_format({"num_format": "hh:mm"})
    rows = []
    for name, month in (("January 2026", 1), ("Feb 2026", 2)):
        page = book.add_worksheet(name)
        page.merge_range("A1:A2", "Date")
        page.merge_range("B1:C1", "Time")
        page.write_row("B2", ["From", "To"])
        page.merge_range("D1:D2", "Coachee")
        page.merge_range("E1:F1", "Length")
        page.write_row("E2", ["Hours", "Mins"])
        page.merge_range("G1:G2", "Reflection")
        for row in (2, 3):
            page.write_datetime(row, 0, d.datetime(2026, month, row + 3), when)
            page.write_datetime(row, 1, d.time(14, 0), clock)
            page.write_datetime(row, 2, d.time(15, 30), clock)
            page.write_row(row, 3, ["JS", 1, 30, f"Thought {row}"])
            date = f"2026-{month:02}-{row + 3:02}"
            rows.append(entry(date, 90, "JS", start="14:00", reflection=f"Thought {row}"))
        page.write(4, 0, "Total")
        page.write_formula(4, 4, "=SUM(E3:E4)")
    book.close()
    return (
        "log.xlsx",
        out.getvalue(),
        {"entries": rows, "said": ["Sheet January 2026, E5: this total was never worked out"]},
    )


@case("log-sheet-for-each-client")
def sheets() -> Made:
    book = openpyxl.Workbook()
    book.remove(book.active)
    rows = []
    for name in ("Jane Smith", "C02"):
        page = book.create_sheet(name)
        page.append(["Date", "Start", "Finish", "Length", "What we did", "Next steps", "Cumulative hours"])
        for number in range(3):
            told = 1.5 * (number + 1) if name == "C02" or number < 2 else 9
            page.append(
                [f"{number + 3} Feb 2026", d.time(9, 0), d.time(10, 30), d.timedelta(minutes=90), "talk", "act", told]
            )
            date = f"2026-02-{number + 3:02}"
            rows.append(entry(date, 90, name, start="09:00", purpose="talk", actions=["act"]))
    page = book.create_sheet("Summary")
    for row in (["Client", "Hours"], ["Jane Smith", 4.5], ["C02", 5], ["Total", 9.5]):
        page.append(row)
    said = [
        "row 4: the running total says 9 h, and what was read adds up to 4 h 30",
        "the running total agrees with what was read in every row",
        "Sheet Summary, row 3: it says 5 h for this client, and what was read adds up to 4 h 30",
        "the total says 9 h 30, and so do the clients above",
    ]
    return "log.xlsx", workbook(book), {"entries": rows, "said": said, "nowhere": ["Jane Smith"]}


@case("log-hidden")
def hidden() -> Made:
    book = sheet(
        ["Date", "Client", "Minutes", "Notes to self"],
        [day("2026-04-01"), "C01", 60, "seen"],
        [day("2026-04-02"), "C01", 30, "not seen"],
        ["Total", None, 60],
    )
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    secret = book.create_sheet("Old hours")
    for row in (["Date", "Client", "Minutes"], [day("2025-04-01"), "C02", 50]):
        secret.append(row)
    secret.sheet_state = "hidden"
    rows = [
        entry("2026-04-01", 60, "C01", extra={"Notes to self": "seen"}),
        entry("2026-04-02", 30, "C01", extra={"Notes to self": "not seen"}),
        entry("2025-04-01", 50, "C02"),
    ]
    said = [
        "row 3 is hidden there",
        "column D is hidden there",
        "This sheet is hidden",
        "the total says 1 h, and so do the rows that are not hidden",
    ]
    return "log.xlsx", workbook(book), {"entries": rows, "said": said}


@case("log-days-from-1904")
def from_1904() -> Made:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["Session date", "Mentee", "Duration"])
    book.active.append([day("2026-05-05"), "C03", d.time(0, 45)])
    return "log.xlsx", workbook(book), {"entries": [entry("2026-05-05", 45, "C03")]}


@case("log-errors")
def errors() -> Made:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    when = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, ["Date", "Client", "Hours", "Start", "End"])
    for row in (1, 2, 3):
        page.write_datetime(row, 0, d.datetime(2026, 6, row), when)
        page.write(row, 1, "C01")
    page.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    page.write_formula(2, 2, "=(E3-D3)*24")
    page.write(3, 2, 2)
    book.close()
    rows = [entry("2026-06-01", None, "C01"), entry("2026-06-02", None, "C01"), entry("2026-06-03", 120, "C01")]
    return (
        "log.xlsx",
        out.getvalue(),
        {"entries": rows, "asks": ["The cell shows an error", "The formula was never worked out"]},
    )


@case("log-days-month-first")
def month_first() -> Made:
    book = sheet(
        ["Date", "Client", "Minutes"], ["02/13/2026", "C01", 60], ["03/02/2026", "C01", 60], ["2026-03-09", "C01", 60]
    )
    rows = [entry(None, 60, "C01"), entry(None, 60, "C01"), entry("2026-03-09", 60, "C01")]  # type: ignore[arg-type]
    return "log.xlsx", workbook(book), {"entries": rows, "asks": ["There is no month 13", "This may be"]}


@case("log-days-of-two-readings")
def two_readings() -> Made:
    book = sheet(["Date", "Client", "Minutes"], ["03/02/2026", "C01", 60], ["04.05.26", "C01", 60])
    rows = [entry("2026-02-03", 60, "C01"), entry("2026-05-04", 60, "C01")]
    return "log.xlsx", workbook(book), {"entries": rows, "questions": ["day-order:date", "role"], "likely": ["date"]}


@case("log-days-day-first")
def day_first() -> Made:
    book = sheet(
        ["Date", "Client", "Minutes"],
        ["03/02/2026", "C01", 60],
        ["Tue 17 Feb", "C01", 60],
        ["25-2-2026", "C01", 60],
        ["3rd March 2026", "C01", 60],
    )
    rows = [entry(f"2026-{when}", 60, "C01") for when in ("02-03", "02-17", "02-25", "03-03")]
    return "log.xlsx", workbook(book), {"entries": rows, "questions": ["role"]}


@case("log-days-turned-round")
def turned_round() -> Made:
    """A program of the United States made days of what it could, and left the others as text."""
    rows: list[list[Any]] = [["Date", "Client", "Minutes"]]
    rows += [[day(when), "C01", 60] for when in ("2026-02-03", "2026-06-05", "2026-09-08")]
    book = sheet(*rows, ["13/02/2026", "C01", 60], ["25/02/2026", "C01", 60])
    told = [entry(None, 60, "C01") for _ in range(3)]  # type: ignore[arg-type]
    told += [entry("2026-02-13", 60, "C01"), entry("2026-02-25", 60, "C01")]
    return "log.xlsx", workbook(book), {"entries": told, "asks": ["may have turned day and month round"]}


@case("log-months-as-headings")
def headings() -> Made:
    head = ["Day", "Client", "Hours", "Topics covered"]
    book = sheet(
        head,
        ["March 2026"],
        [3, "C01", 1, None],
        ["10", "C02", 0.75, "Board"],
        ["Subtotal", None, 1.75],
        head,
        ["April 2026"],
        [7, "C01", 2, None],
        ["Subtotal", None, 2],
        ["Grand total", None, 3.75],
    )
    rows = [
        entry("2026-03-03", 60, "C01"),
        entry("2026-03-10", 45, "C02", purpose="Board"),
        entry("2026-04-07", 120, "C01"),
    ]
    return "log.xlsx", workbook(book), {"entries": rows, "totals": [[105, 105], [120, 120], [225, 225]]}


@case("log-clients-as-headings")
def client_headings() -> Made:
    book = sheet(
        ["Date", "Minutes", "Reflection"],
        ["Client: C04"],
        [day("2026-03-03"), 60, "one"],
        ["Omar Aziz"],
        [day("2026-03-04"), 50, "two"],
    )
    rows = [entry("2026-03-03", 60, "C04", reflection="one"), entry("2026-03-04", 50, "Omar Aziz", reflection="two")]
    return "log.xlsx", workbook(book), {"entries": rows}


@case("log-paid-and-pro-bono")
def paid() -> Made:
    book = sheet(
        ["Date", "First name", "Surname", "Paid hours", "Pro bono hours", "Individual/Group", "No. in group"],
        [day("2026-03-03"), "Jane", "Smith", 1.5, None, "Individual", None],
        [day("2026-03-04"), "Omar", "Aziz", 0, 1, "Group", 6],
        ["Totals", None, None, 1.5, 1],
    )
    rows = [
        entry("2026-03-03", 90, "Jane Smith", fee="paid", setting="individual"),
        {**entry("2026-03-04", 60, "Omar Aziz", fee="pro-bono", setting="group"), "group_size": 6},
    ]
    return "log.xlsx", workbook(book), {"entries": rows, "totals": [[150, 150]]}


@case("log-one-row-for-each-client")
def icf() -> Made:
    book = sheet(
        [
            "Sr. No.",
            "Client Name",
            "Individual/Group",
            "No. in Group",
            "Contact Info",
            "Start Date",
            "End Date",
            "Paid Hours",
            "Pro-bono Hours",
        ],
        [1, "Jane Smith", "Individual", None, "jane@acme.example", day("2026-01-01"), day("2026-03-01"), 10, 2],
        [None, "Total", None, None, None, None, None, 10, 2],
    )
    said = [
        "has one row for each client, as ICF's log has: 12 h in all",
        "the total says 12 h, and so do the clients above",
    ]
    return "log.xlsx", workbook(book), {"entries": [], "said": said, "nowhere": ["Jane Smith", "jane@acme.example"]}


@case("log-no-client-anywhere")
def no_client() -> Made:
    book = sheet(["Date", "Duration in minutes"], [day("2026-03-03"), 60], title="Coaching hours")
    return (
        "log.xlsx",
        workbook(book),
        {"entries": [{"date": "2026-03-03", "minutes": 60, "client": None}], "questions": ["client:", "role"]},
    )


@case("log-other-kinds-of-rows")
def other_rows() -> Made:
    book = sheet(
        ["Date", "Type", "Client", "Minutes", "Status"],
        [day("2026-03-03"), "Coaching", "C01", 60, "completed"],
        [day("2026-03-04"), "Supervision", "Dr Who", 60, None],
        [day("2026-03-05"), "Mentoring", "C02", 45, "Cancelled"],
        [day("2026-03-06"), "coaching", "C01", "DNA", None],
        [day("2030-03-06"), "coaching", "C01", 60, None],
    )
    rows = [
        entry("2026-03-03", 60, "C01", role="coach", status="held"),
        entry("2026-03-05", 45, "C02", role="mentor", status="cancelled"),
        entry("2026-03-06", 0, "C01", role="coach", status="missed"),
        entry(None, 60, "C01", role="coach"),  # type: ignore[arg-type]
    ]
    return "log.xlsx", workbook(book), {"entries": rows, "left": ["2026-03-04\tSupervision\tDr Who\t60"]}


@case("log-the-same-twice")
def twice() -> Made:
    head = ["Date", "Client", "Minutes"]
    book = sheet(head, [day("2026-03-03"), "C01", 60], [day("2026-03-03"), "C01", 60], title="March 2026")
    page = book.create_sheet("All")
    for row in (head, [day("2026-03-03"), "C01", 60], [day("2026-04-03"), "C01", 30]):
        page.append(row)
    rows = [entry("2026-03-03", 60, "C01"), entry("2026-03-03", 60, "C01"), entry("2026-04-03", 30, "C01")]
    said = ["Sheet March 2026, row 3 says the same as sheet March 2026, row 2"]
    return "log.xlsx", workbook(book), {"entries": rows, "said": said, "left": ["2026-03-03\tC01\t60"]}


@case("log-code-and-name")
def code_and_name() -> Made:
    book = sheet(
        ["Code", "Name", "Email", "Date / time", "Mins"],
        ["C01", "Smith, Jane", "jane@acme.example", d.datetime(2026, 3, 1, 14, 0), 60],
        ["C05", "Omar Aziz", None, d.datetime(2026, 3, 2, 9, 30), 45],
    )
    rows = [
        entry("2026-03-01", 60, "Jane Smith (C01)", start="14:00", email="jane@acme.example"),
        entry("2026-03-02", 45, "Omar Aziz (C05)", start="09:30"),
    ]
    for row in rows:
        row["client"] = row.pop("client name")
    return "log.xlsx", workbook(book), {"entries": rows, "questions": ["role"]}


@case("log-time-is-the-length")
def time_is_length() -> Made:
    book = sheet(
        ["Date", "Client", "Time"], ["Mon 05/01/2026", "C01", d.time(1, 30)], ["Tue 06/01/2026", "C02", d.time(0, 45)]
    )
    return (
        "log.xlsx",
        workbook(book),
        {
            "entries": [entry("2026-01-05", 90, "C01"), entry("2026-01-06", 45, "C02")],
            "questions": ["role"],
        },
    )


@case("log-hours-and-minutes-say-the-same")
def the_same() -> Made:
    book = sheet(
        ["Total hours:", 2.5],
        [],
        ["Date", "Client", "Duration (mins)", "Duration (hrs)", "F2F / Zoom"],
        [day("2026-03-01"), "C01", 90, 1.5, "F2F"],
        [day("2026-03-02"), "C01", 60, 1, "Zoom"],
        [day("2026-03-03"), "C01", 0, 0, "Zoom"],
        ["NB one more was called off"],
    )
    rows = [entry("2026-03-01", 90, "C01", mode="in-person"), entry("2026-03-02", 60, "C01", mode="video")]
    rows.append(entry("2026-03-03", 0, "C01", mode="video"))
    return (
        "log.xlsx",
        workbook(book),
        {
            "entries": rows,
            "left": ["NB one more was called off", "1.5 1 0"],
            "totals": [[150, 150]],
        },
    )


@case("log-merged-days")
def merged() -> Made:
    book = sheet(
        ["Date", "Client", "Minutes"], [day("2026-03-03"), "C01", 60], [None, "C02", 30], [day("2026-03-04"), '"', 20]
    )
    book.active.merge_cells("A2:A3")
    rows = [entry("2026-03-03", 60, "C01"), entry("2026-03-03", 30, "C02"), entry("2026-03-04", 20, "C02")]
    return "log.xlsx", workbook(book), {"entries": rows}


@case("log-criteria-and-units")
def claimed() -> Made:
    book = sheet(
        ["Date", "Client", "Minutes", "Criteria met", "Counts towards"],
        [day("2026-03-03"), "C01", 60, "D7.03/s1, D7.03/s2", "D7.03"],
        [day("2026-03-04"), "C01", 60, "1.1 and 2.3", None],
    )
    claims = [{"criterion": "D7.03/s1"}, {"criterion": "D7.03/s2"}]
    rows = [
        {**entry("2026-03-03", 60, "C01", claims=claims), "counts_towards": ["D7.03"]},
        entry("2026-03-04", 60, "C01", extra={"Criteria met": "1.1 and 2.3"}),
    ]
    return "log.xlsx", workbook(book), {"entries": rows}


def _for_conversion() -> bytes:
    book = sheet(["Date", "Client", "Length", "Planned"], title="Diary")
    book.active.append([day("2026-03-03"), "C01", d.timedelta(hours=1, minutes=30), True])
    book.active.append([day("2026-03-04"), "C02", d.timedelta(minutes=45), False])
    book.active.append(["Total", None, "=SUM(C2:C3)"])
    for row in (2, 3, 4):
        book.active.cell(row, 3).number_format = "[h]:mm"
    book.active.row_dimensions[3].hidden = True
    return workbook(book)


_CONVERTED = [entry("2026-03-03", 90, "C01", planned=True), entry("2026-03-04", 45, "C02", planned=False)]


@case("log-of-an-old-excel")
def old_excel() -> Made:
    said = ["An .xls file does not tell which rows are hidden", "the total says 2 h 15, and so do"]
    return "log.xls", converted(_for_conversion(), "xls"), {"entries": _CONVERTED, "said": said}


@case("log-of-libreoffice")
def libreoffice() -> Made:
    said = ["row 3 is hidden there", "the total says 2 h 15, and so do"]
    return "log.ods", converted(_for_conversion(), "ods"), {"entries": _CONVERTED, "said": said}


@case("log-with-macros")
def macros() -> Made:
    data = io.BytesIO(workbook(sheet(["Date", "Client", "Minutes"], [day("2026-03-03"), "C01", 60])))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 32)
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    said = ["It has macros in it, which were not run", "It points to other files, which were not opened"]
    return "log.xlsm", data.getvalue(), {"entries": [entry("2026-03-03", 60, "C01")], "said": said}


@case("log-as-a-web-service-writes-it")
def by_hand() -> Made:
    """No shared texts, no styles, no dimension, and rows and cells without their places."""
    cells: list[list[Any]] = [["Date", "Client", "Minutes"], ["2026-03-03", "C01", 60], ["2026-03-04", "C02", 45.0]]
    body = "".join(
        "<row>"
        + "".join(
            f"<c><v>{v}</v></c>" if not isinstance(v, str) else f'<c t="inlineStr"><is><t>{v}</t></is></c>' for v in row
        )
        + "</row>"
        for row in cells
    )
    space = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="rId1" Type="{space}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}/spreadsheetml/2006/main" xmlns:r="{space}/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="rId1" Type="{space}/officeDocument/2006/relationships/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return "log.xlsx", out.getvalue(), {"entries": [entry("2026-03-03", 60, "C01"), entry("2026-03-04", 45, "C02")]}


# --- logs as text


@case("log-semicolons")
def semicolons() -> Made:
    text = 'Date;Client;Minutes;Topic;What I learned\r\n03/02/2026;C07;60;Délégation;"Too; fast\r\nsecond line"\r\n13.02.2026;C07;1h30;;\r\n3 Mar;C08;90 mins;;\r\nTotal;;240;;\r\n'
    rows = [
        entry("2026-02-03", 60, "C07", title="Délégation", reflection="Too; fast\nsecond line"),
        entry("2026-02-13", 90, "C07"),
        entry("2026-03-03", 90, "C08"),
    ]
    return "log.csv", text.encode("cp1252"), {"entries": rows, "totals": [[240, 240]]}


@case("log-wide-letters")
def wide() -> Made:
    text = "Date\tCoachee\tTime\tNotes\n3 Feb 2026\tC01\t2pm\tfirst\n4 Feb 2026\tC02\t14:30-15:15\tsecond\n"
    rows = [
        entry("2026-02-03", None, "C01", start="14:00", purpose="first"),
        entry("2026-02-04", 45, "C02", start="14:30", purpose="second"),
    ]
    return "log.csv", text.encode("utf-16"), {"entries": rows}


@case("log-says-its-separator")
def says_separator() -> Made:
    text = "sep=|\nDate|Client|Hours\n2026-02-03|C01|1,5\n2026-02-04|C01|0,75\n"
    return (
        "log.csv",
        text.encode("utf-8-sig"),
        {"entries": [entry("2026-02-03", 90, "C01"), entry("2026-02-04", 45, "C01")]},
    )


@case("log-pasted")
def pasted() -> Made:
    text = "| Date | Client | Mins |\n|---|---|---|\n| 2026-02-03 | C01 | 60 |\n| 2026-02-04 | C02 | 45 |\n"
    return "log.txt", text.encode(), {"entries": [entry("2026-02-03", 60, "C01"), entry("2026-02-04", 45, "C02")]}


# --- calendars, notes, attachments


def calendar(*events: str, zone: str = "Europe/London") -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{number}\r\n{event}END:VEVENT\r\n" for number, event in enumerate(events))
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\nX-WR-TIMEZONE:{zone}\r\n{body}END:VCALENDAR\r\n".encode()
    )


_ONLINE = "https://zoom.us/j/1"
_CALENDAR_LEFT = [_ONLINE, _ONLINE, _ONLINE, "2026-06-01\t09:00\t30\tDentist", "2026-07-01\tCoaching conference"]


@case("calendar-repeated")
def repeated() -> Made:
    data = calendar(
        "SUMMARY:Coaching with Jane Smith (Acme)\r\nDTSTART;TZID=Europe/London:20260316T140000\r\nDTEND;TZID=Europe/London:20260316T150000\r\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20260406T130000Z\r\nEXDATE;TZID=Europe/London:20260323T140000\r\nLOCATION:https://zoom.us/j/1\r\n",
        "SUMMARY:Dentist\r\nDTSTART:20260601T080000Z\r\nDTEND:20260601T083000Z\r\n",
        "SUMMARY:C02 mentoring\r\nDTSTART:20260701T080000Z\r\nDURATION:PT90M\r\nSTATUS:CANCELLED\r\n",
        "SUMMARY:Coaching conference\r\nDTSTART;VALUE=DATE:20260701\r\n",
    )
    rows = [
        entry(
            when, 60, "Jane Smith", start="14:00", mode="video", role="coach", title="Coaching with Jane Smith (Acme)"
        )
        for when in ("2026-03-16", "2026-03-30", "2026-04-06")
    ]
    rows.append(entry("2026-07-01", 90, "C02", start="09:00", role="mentor", status="cancelled", title="C02 mentoring"))
    return (
        "diary.ics",
        data,
        {"entries": rows, "left": _CALENDAR_LEFT, "questions": ["calendar-words"]},
    )


@case("note-of-two-sessions")
def note() -> Made:
    text = "C02 60m 3 Feb 2026 phone: delegation before the board\n  I asked three questions.\nC01 1h30 4 Feb 2026 video About pay\nC99 60m today nothing\n"
    rows = [
        entry(
            "2026-02-03",
            60,
            "C02",
            mode="phone",
            purpose="delegation before the board",
            reflection="I asked three questions.",
        ),
        entry("2026-02-04", 90, "C01", mode="video", purpose="About pay"),
    ]
    return (
        "note.txt",
        text.encode(),
        {"entries": rows, "said": ["There is no client C99"], "left": ["C99 60m today nothing"]},
    )


@case("note-in-a-message")
def message() -> Made:
    text = "From: a@b.example\nTo: a@b.example\nSubject: note\nDate: Tue, 03 Mar 2026 21:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\nC02 60m yesterday phone: delegation\nSent from my phone\n"
    rows = [entry("2026-03-02", 60, "C02", mode="phone", purpose="delegation")]
    return (
        "note.eml",
        text.encode(),
        {"entries": rows, "said": ["counted from 3 March 2026, when the note was written"]},
    )


@case("file-photograph")
def photograph() -> Made:
    from PIL import Image

    picture = Image.new("RGB", (16, 16))
    exif = picture.getexif()
    exif[306] = "2026:03:04 10:00:00"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    row = {"date": "2026-03-04", "kind": "scan", "title": "Contact sheet twelve", "shows": None}
    return (
        "Scan contact sheet twelve.jpg",
        out.getvalue(),
        {
            "entries": [row],
            "said": ["Its day is the date that the camera put into it"],
            "questions": ["attachment-properties"],
        },
    )


@case("file-recording")
def recording() -> Made:
    seconds = int((d.datetime(2026, 3, 5, 9) - d.datetime(1904, 1, 1)).total_seconds())
    inner = b"\0\0\0\0" + seconds.to_bytes(4, "big") * 2 + b"\0\0\3\xe8" + b"\0" * 84
    head = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42"
    data = head + (len(inner) + 16).to_bytes(4, "big") + b"moov" + (len(inner) + 8).to_bytes(4, "big") + b"mvhd" + inner
    row = {"date": "2026-03-05", "kind": "recording", "title": None, "shows": None}
    return "New Recording 4.m4a", data, {"entries": [row]}


def main() -> None:
    for name, make in CASES.items():
        folder = HERE / name
        file, data, expected = make()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / file).write_bytes(data)
        (folder / "expected.json").write_text(
            json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        print(name)


if __name__ == "__main__":
    main()
