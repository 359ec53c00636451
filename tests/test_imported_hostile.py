"""Files that mean harm or are broken: refused with a reason, or read inside the bounds; nothing is run or fetched."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from coachfolio.editing.importing.criteria import criteria_in
from coachfolio.format.attachments.worker import Worker
from coachfolio.format.foreign import contents as held
from coachfolio.format.foreign.opening import foreign_contents

LOG = Path(__file__).parent / "imports" / "log-total-right" / "log.xlsx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(60) as worker:
        yield worker


def with_part(name: str, data: bytes) -> bytes:
    """The log with one part of it in the place of its own, or besides."""
    out = io.BytesIO()
    with zipfile.ZipFile(LOG) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return out.getvalue()


def far_away() -> bytes:
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]><worksheet><sheetData><row><c><v>&i;</v></c></row></sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("bomb.xlsx", with_part("xl/media/a.bin", b"\0" * (101 << 20)), "unpacks to more than 100 MB"),
        ("entities.xlsx", with_part("xl/worksheets/sheet1.xml", ENTITIES), "document type"),
        ("many-parts.xlsx", None, "has more than 5,000 parts"),
        ("password.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "protected by a password"),
        ("truncated.xlsx", LOG.read_bytes()[:3000], "damaged"),
        ("a-page.xls", b"<html><table><tr><td>Date</td></tr></table></html>", "a web page"),
        ("a-picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "damaged, or not what its name says"),
        ("a-document.xlsx", None, "no workbook"),
        ("old.xls", OLE + b"\0" * 4000, "damaged"),
        ("noughts.csv", b"a,b\n\0\0\0,1\n" * 50, "no text"),
        ("one-column.csv", b"Date\n2026-01-01\n", "no columns"),
        ("deep.json", b'{"CFItems":' + b"[" * 5000 + b"]" * 5000 + b"}", "no framework"),
        ("list.json", b"[1, 2]", "no framework"),
        ("broken.json", b'{"CFItems": [', "no JSON"),
        ("no-calendar.ics", b"hello", "no calendar"),
        ("no-picture.jpg", b"hello", "not what its name says"),
        ("entities.xml", ENTITIES.replace(b"worksheet", b"feed"), "words of its own"),
        ("no-feed.xml", b"<svg/>", "no e-portfolio in Leap2A"),
        ("half-a-feed.xml", b"<feed><entry>", "damaged"),
        ("deep.xml", b"<feed>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</feed>", "more deeply"),
        ("no-feed-in-it.zip", with_part("x.txt", b"x"), "Unpack an archive first"),
        ("no-letters.html", b"<p>" + b"\0\1\2" * 900, "no text"),
        ("merged-without-end.html", b"<table>" + b"<tr><td rowspan=999999 colspan=99999>x" * 30_000, "larger than any"),
        ("no-utf8.yaml", b"date: \xff\xfe", "UTF-8"),
        ("half-picture.jpg", b"\xff\xd8\xff\xe1" + b"\0" * 20, "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_bad_file_is_refused_with_its_reason(name: str, data: bytes | None, why: str, worker: Worker) -> None:
    if name == "many-parts.xlsx":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(5001):
                archive.writestr(f"xl/{number}", b"")
        data = out.getvalue()
    elif name == "a-document.xlsx":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("word/document.xml", b"<w/>")
        data = out.getvalue()
    assert data is not None
    contents = foreign_contents(name, data, worker)
    assert contents is not None
    assert why in contents.unread
    assert not contents.parts


def test_a_sheet_of_seventeen_billion_cells_is_said_and_not_read(worker: Worker) -> None:
    contents = foreign_contents("far.xlsx", far_away(), worker)
    assert contents is not None
    assert "reaches over 1,048,576 rows and 16,384 columns" in contents.trouble[0]


def test_a_workbook_that_lies_about_its_size_is_measured_while_it_is_unpacked(worker: Worker) -> None:
    data = bytearray(with_part("xl/media/a.bin", b"\0" * (101 << 20)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        about = archive.getinfo("xl/media/a.bin")
    size = about.file_size.to_bytes(4, "little")
    for place in range(len(data) - 4):
        if data[place : place + 4] == size:
            data[place : place + 4] = (1000).to_bytes(4, "little")
    contents = foreign_contents("lie.xlsx", bytes(data), worker)
    assert contents is not None
    assert contents.unread


@pytest.mark.parametrize("value", ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example")', "@SUM(1)", "=1/0"])
def test_a_formula_in_text_stays_text(value: str, worker: Worker) -> None:
    text = f'Date,Client,Minutes,Notes\n2026-01-01,C01,60,"{value.replace(chr(34), chr(34) * 2)}"\n'
    contents = foreign_contents("log.csv", text.encode(), worker)
    assert contents is not None
    (grid,) = contents.parts
    assert isinstance(grid, held.TableGrid)
    assert (grid.rows[1][3].text, grid.rows[1][3].stored) == (value, "text")


def test_a_rule_that_repeats_without_end_is_bounded(worker: Worker) -> None:
    event = "UID:1\r\nSUMMARY:Coaching\r\nDTSTART:20200101T000000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SECONDLY\r\n"
    event = f"BEGIN:VEVENT\r\n{event}END:VEVENT\r\n"
    data = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VCALENDAR\r\n".encode()
    contents = foreign_contents("a.ics", data, worker)
    assert contents is not None
    (grid,) = contents.parts
    assert isinstance(grid, held.TableGrid)
    assert len(grid.rows) == 1001
    assert "repeats more than 1,000 times" in contents.trouble[0]


def test_a_framework_that_is_below_itself_is_read_without_end_in_sight(worker: Worker) -> None:
    items = [
        {"identifier": name, "fullStatement": name, "humanCodingScheme": f"1.{place}"}
        for place, name in enumerate("abc", 1)
    ]
    links = [
        {
            "associationType": "isChildOf",
            "originNodeURI": {"identifier": child},
            "destinationNodeURI": {"identifier": parent},
        }
        for child, parent in ("ab", "bc", "ca")
    ]
    package = {"CFDocument": {"identifier": "d"}, "CFItems": items, "CFAssociations": links}
    contents = foreign_contents("round.json", json.dumps(package).encode(), worker)
    assert contents is not None
    assert contents.parts
    criteria_in(contents)
