"""Writes the cases of criteria: python -m tests.imports.make_criteria."""

# ruff: noqa: E501, T201 - parts of files stand here as they are written

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml import parse_xml

HERE = Path(__file__).parent
Made = tuple[str, bytes, dict[str, Any]]
CASES: dict[str, Callable[[], Made]] = {}


def case(name: str) -> Callable[[Callable[[], Made]], Callable[[], Made]]:
    def keep(make: Callable[[], Made]) -> Callable[[], Made]:
        CASES[name] = make
        return make

    return keep


def saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def unit(ref: str, title: str, *criteria: tuple[str, str] | tuple[str, str, str]) -> dict[str, Any]:
    return {"ref": ref, "title": title, "criteria": [list(each) for each in criteria]}


@case("criteria-specification")
def specification() -> Made:
    made = docx.Document()
    made.add_heading("Unit 8589-702: Undertaking an extended period", 1)
    made.add_paragraph("Credit value: 30")
    made.add_paragraph("Guided learning hours: 20")
    table = made.add_table(rows=0, cols=2)
    for left, right in (
        ("Learning outcomes", "Assessment criteria"),
        ("1 Be able to plan", "1.1 Plan the programme\n1.2 Agree a contract"),
        ("2 Be able to deliver", "2.1. Deliver coaching\n2,2 Keep records\n2.4 Review"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = left, right
    made.add_paragraph("Indicative content")
    made.add_paragraph("Frameworks, models and the like")
    one, two = "1 Be able to plan", "2 Be able to deliver"
    told = unit(
        "8589-702",
        "Undertaking an extended period",
        ("1.1", "Plan the programme", one),
        ("1.2", "Agree a contract", one),
        ("2.1", "Deliver coaching", two),
        ("2.2", "Keep records", two),
        ("2.4", "Review", two),
    )
    told |= {"credits": 30, "guided_hours": 20}
    said = ["2.1. is read as 2.1", "2,2 is read as 2.2", "In unit 8589-702, 2.3 is not there"]
    return (
        "unit.docx",
        saved(made),
        {"units": [told], "said": said, "left": ["Indicative content", "Frameworks, models and the like"]},
    )


@case("criteria-numbered-by-themselves")
def automatic() -> Made:
    """Outcomes and criteria are numbered by the list that they are in, on two levels."""
    made = docx.Document()
    made.add_heading("Unit 8581-700 Understanding the context", 1)
    numbering = made.part.numbering_part.element
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = parse_xml(
        f'<w:abstractNum xmlns:w="{space}" w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
            for level, text in enumerate(("%1.", "%1.%2"))
        )
        + "</w:abstractNum>"
    )
    numbering.insert(0, kind)
    numbering.append(parse_xml(f'<w:num xmlns:w="{space}" w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in (
        (0, "Understand the role"),
        (1, "Say what coaching is"),
        (1, "Say what mentoring is"),
        (0, "Understand the setting"),
        (1, "Weigh it up"),
    ):
        about = made.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        about.get_or_add_ilvl().val = level
        about.get_or_add_numId().val = 77
    one, two = "1 Understand the role", "2 Understand the setting"
    told = unit(
        "8581-700",
        "Understanding the context",
        ("1.1", "Say what coaching is", one),
        ("1.2", "Say what mentoring is", one),
        ("2.1", "Weigh it up", two),
    )
    return "unit.docx", saved(made), {"units": [told], "said": []}


@case("criteria-filled-mapping-sheet")
def mapping() -> Made:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "D7.03"
    page.append(["Learner", "A. Learner"])
    page.append(["Ref", "Assessment criterion", "Evidence", "Page", "How met", "Assessor initials"])
    filled: dict[int, list[Any]] = {
        2: ["2025-10-07-c01-red-pen", "p. 2", "by asking"],
        3: ["Contact sheet 12; Diary", "p. 3", None],
    }
    for number in range(1, 12):
        page.append([float(f"1.{number}"), f"Criterion {number}", *filled.get(number, [None] * 3), None])
    told = unit("D7.03", "", *((f"1.{number}", f"Criterion {number}", "1") for number in range(1, 12)))
    evidence = [
        ["1.2", "2025-10-07-c01-red-pen", "p. 2", "by asking"],
        ["1.3", "Contact sheet 12", "p. 3", ""],
        ["1.3", "Diary", "p. 3", ""],
    ]
    return (
        "mapping.xlsx",
        saved(book),
        {"units": [told], "said": ["1.1 follows 1.9, so it is read as 1.10"], "evidence": evidence},
    )


@case("criteria-pasted")
def pasted() -> Made:
    text = """Unit D7.02 Critically reviewing own ability

Learning outcome 1
Understand own
strengths
1.1  Review critically own ability
     against a framework
1.2  Take part in peer mentoring
1.2  Something else
1.4  Seek feedback

Unit D7.03: Undertaking
AC 1.1 Plan
AC 1.10 Ten
2.1. Review
"""
    one = "1 Understand own strengths"
    first = unit(
        "D7.02",
        "Critically reviewing own ability",
        ("1.1", "Review critically own ability against a framework", one),
        ("1.2", "Take part in peer mentoring", one),
        ("1.4", "Seek feedback", one),
    )
    second = unit("D7.03", "Undertaking", ("1.1", "Plan", "1"), ("1.10", "Ten", "1"), ("2.1", "Review", "2"))
    said = [
        "1.2 stands here again, with other words",
        "In unit D7.02, 1.3 is not there",
        "1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9 are not there",
    ]
    return "criteria.txt", text.encode(), {"units": [first, second], "said": said, "left": ["1.2 Something else"]}


def _pdf(lines: list[str]) -> bytes:
    """A PDF of one page, written by hand."""
    words = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
    stream = f"BT /F1 11 Tf 50 780 Td {words} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, part in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


@case("criteria-pdf")
def pdf() -> Made:
    lines = [
        "Unit 8589-701 Undertaking",
        "LO1 Be able to plan",
        "1.1 Plan the programme",
        "with the client",
        "1.2 Agree it",
        "LO2 Be able to review",
        "2.1 Review it",
        "Page 3 of 9",
    ]
    one, two = "1 Be able to plan", "2 Be able to review"
    told = unit(
        "8589-701",
        "Undertaking",
        ("1.1", "Plan the programme with the client", one),
        ("1.2", "Agree it", one),
        ("2.1", "Review it", two),
    )
    return "handbook.pdf", _pdf(lines), {"units": [told], "said": [], "left": ["Page 3 of 9"]}


FIRST = unit("D7.01", "Unit title", ("1.1", "First & best", "1 Outcome one"), ("1.2", "Second", "1 Outcome one"))


@case("criteria-case-package")
def case_package() -> Made:
    items = [
        ("u", "Unit title", "D7.01"),
        ("o", "Outcome one", "1"),
        ("b", "Second", "1.2"),
        ("a", "First & best", "1.1"),
    ]
    links = [("u", "d", 1), ("o", "u", 1), ("a", "o", 1), ("b", "o", 2)]
    package = {
        "CFDocument": {"identifier": "d", "title": "Criteria"},
        "CFItems": [
            {"identifier": id, "fullStatement": text, "humanCodingScheme": number} for id, text, number in items
        ],
        "CFAssociations": [
            {
                "associationType": "isChildOf",
                "originNodeURI": {"identifier": child},
                "destinationNodeURI": {"identifier": parent},
                "sequenceNumber": order,
            }
            for child, parent, order in links
        ],
    }
    return "framework.json", json.dumps(package).encode(), {"units": [FIRST], "said": []}


@case("criteria-case-table")
def case_table() -> Made:
    text = "Identifier,fullStatement,humanCodingScheme,IsChildOf,SequenceNumber\nu,Unit title,D7.01,,1\no,Outcome one,1,u,1\na,First & best,1.1,o,1\nb,Second,1.2,o,2\n"
    return "framework.csv", text.encode(), {"units": [FIRST], "said": []}


@case("criteria-moodle")
def moodle() -> Made:
    text = (
        '"Parent ID number","ID number","Short name",Description,"Description format","Scale values","Scale configuration","Rule type (optional)","Rule outcome (optional)","Rule config (optional)","Cross-referenced competency ID numbers","Exported ID (optional)","Is framework",Taxonomy\n'
        ',FW,"A framework","<p>x</p>",1,"No,Yes",,,,,,,1,competency\nFW,D7.01,"D7.01","<p>Unit title</p>",1,,,,,,,,,\n'
        'D7.01,D7.01-1,"1","Outcome one",1,,,,,,,,,\nD7.01-1,D7.01-1.1,"1.1","<p>First &amp; best</p>",1,,,,,,,,,\nD7.01-1,D7.01-1.2,"1.2","<p>Second</p>",1,,,,,,,,,\n'
    )
    return "competencies.csv", text.encode(), {"units": [FIRST], "said": []}


@case("criteria-mahara")
def mahara() -> Made:
    framework = {
        "name": "A framework",
        "institution": "all",
        "standards": [{"standardid": 1, "shortname": "D7.01", "name": "Unit title"}],
        "standardelements": [
            {"standardid": 1, "elementid": "1", "shortname": "1", "name": "Outcome one"},
            {"standardid": 1, "elementid": "1.1", "parentelementid": "1", "shortname": "1.1", "name": "First & best"},
            {"standardid": 1, "elementid": "1.2", "parentelementid": "1", "shortname": "1.2", "name": "Second"},
        ],
    }
    return "framework.matrix", json.dumps({"framework": framework}).encode(), {"units": [FIRST], "said": []}


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
