"""Contact sheets and other documents as people have them, each with its expected reading.

`python -m tests.imports.word_cases` writes the files into tests/imports/word. Those that LibreOffice makes are made of
the others, and only where it is installed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.imports.word_xml import (
    b,
    box,
    bullet,
    chosen,
    deleted,
    docx,
    form,
    heading,
    inserted,
    legacy_box,
    legacy_list,
    legacy_text,
    p,
    placeholder,
    r,
    sdt,
    tbl,
    tc,
    text_box,
    tr,
)

HERE = Path(__file__).parent / "word"

Case = tuple[bytes | Callable[[], bytes], str, list[dict[str, Any]]]
"""The file, the kind, and the fields of each entry: those that are given here have to be read so."""

SESSION = {"date": "2026-02-03", "minutes": 60, "client": "Jane Smith", "role": "coach"}
REFLECTED = "I asked three questions in a row and answered the second myself."
PURPOSE = "She wanted to stop rewriting the papers of her team."
_FORM = {"Date": "3 February 2026", "Client": "Jane Smith", "Duration": "60 minutes", "Role": "Coach"}


def _python_docx(build: Callable[[Any], None]) -> Callable[[], bytes]:
    def made() -> bytes:
        from docx import Document

        document = Document()
        build(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return made


def _left(document: Any) -> None:
    document.add_heading("Coaching contact sheet", 1)
    table = document.add_table(0, 2)
    for label, value in {**_FORM, "Purpose": PURPOSE, "Reflection": REFLECTED}.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value


def _four(document: Any) -> None:
    table = document.add_table(2, 4)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells),
        ("Date:", "03/02/2026", "Client:", "Jane Smith", "Time:", "14:00", "Length:", "1 hour"),
        strict=True,
    ):
        cell.text = text
    document.add_heading("Reflection", 2)
    document.add_paragraph(REFLECTED)
    document.add_paragraph("Then I waited.")


def _headers(document: Any) -> None:
    document.add_heading("Contact log", 1)
    table = document.add_table(1, 5)
    for cell, text in zip(table.rows[0].cells, ("Date", "Client", "Mins", "Method", "Notes"), strict=True):
        cell.text = text
    for day, client, minutes in (("03/02/2026", "Jane Smith", "60"), ("17/02/2026", "Tom Brown", "45")):
        for cell, text in zip(table.add_row().cells, (day, client, minutes, "Zoom", REFLECTED), strict=True):
            cell.text = text


def _merged(document: Any) -> None:
    table = document.add_table(4, 4)
    first = table.cell(0, 0).merge(table.cell(0, 3))
    first.text = "Session record"
    for column, text in enumerate(("Date", "3 Feb 2026", "Client", "Jane Smith")):
        table.cell(1, column).text = text
    for column, text in enumerate(("Duration", "60 mins", "Role", "Coach")):
        table.cell(2, column).text = text
    table.cell(3, 0).text = "Reflection"
    table.cell(3, 1).merge(table.cell(3, 3)).text = REFLECTED


def _lists(document: Any) -> None:
    _left(document)
    table = document.tables[0]
    cells = table.add_row().cells
    cells[0].text = "Next steps"
    cells[1].paragraphs[0].text = "Ask the team first"
    cells[1].paragraphs[0].style = "List Bullet"
    cells[1].add_paragraph("Send no paper at night", style="List Bullet")


WORD_CASES: dict[str, Case] = {
    "labels-left": (_python_docx(_left), "sessions", [{**SESSION, "purpose": PURPOSE, "reflection": REFLECTED}]),
    "four-columns": (
        _python_docx(_four),
        "sessions",
        [{**SESSION, "start": "14:00", "reflection": f"{REFLECTED}\n\nThen I waited."}],
    ),
    "header-row": (
        _python_docx(_headers),
        "contact-sheets",
        [
            {**SESSION, "mode": "video", "reflection": REFLECTED},
            {"date": "2026-02-17", "minutes": 45, "client": "Tom Brown", "mode": "video"},
        ],
    ),
    "merged-title": (_python_docx(_merged), "sessions", [{**SESSION, "reflection": REFLECTED}]),
    "lists-of-python-docx": (
        _python_docx(_lists),
        "sessions",
        [{**SESSION, "actions": ["Ask the team first", "Send no paper at night"]}],
    ),
    "controls": (
        docx(
            heading("Contact sheet"),
            tbl(
                tr("Date", sdt('<w:date w:fullDate="2026-02-03T00:00:00Z"/>', tc("03/02/2026"))),
                tr("Client", tc(p(sdt("<w:text/>", r("Jane Smith"))))),
                tr("Duration", tc(sdt("<w:text/>", p("60 min")))),
                tr("Method", tc(p(chosen("Video", "Phone")))),
                tr("Role", tc(p(box(True), " Coach ", box(False), " Mentor"))),
                tr("Venue", tc(p(placeholder("Click or tap here to enter text.")))),
            ),
        ),
        "sessions",
        [{**SESSION, "mode": "video"}],
    ),
    "legacy-fields": (
        docx(
            tbl(
                tr("Date of session", tc(p(legacy_text("3/2/2026")))),
                tr("Coachee", tc(p(legacy_text("Jane Smith")))),
                tr("Length of session", tc(p(legacy_text("1 hour")))),
                tr("Method", tc(p(legacy_list(1, "Face to face", "Telephone", "Video")))),
                tr("Planned", tc(p(legacy_box(True), " Yes  ", legacy_box(False), " No"))),
                tr("Reflection", tc(p(legacy_text(REFLECTED)))),
            )
        ),
        "sessions",
        [{**SESSION, "mode": "phone", "planned": "yes", "reflection": REFLECTED}],
    ),
    "tracked-changes": (
        docx(
            form(**_FORM, Purpose=tc(p("She wanted ", inserted("to stop "), deleted("never to go on "), "rewriting.")))
        ),
        "sessions",
        [{**SESSION, "purpose": "She wanted to stop rewriting."}],
    ),
    "text-box": (
        docx(form(**_FORM), text_box("Reflection", REFLECTED)),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "header-and-footer": (
        docx(
            form(Date="3 February 2026", Duration="60 minutes", Role="Coach", Reflection=REFLECTED),
            header=p("Client: Jane Smith"),
            footer=p("ILM Level 7 Diploma"),
        ),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "nested-table": (
        docx(
            tbl(
                tr("Date", "3 February 2026"),
                tr("Client", "Jane Smith"),
                tr("Duration", "60 minutes"),
                tr("Notes", tc(p("Her week:"), tbl(tr("Monday", "board"), tr("Friday", "rest")), p())),
            )
        ),
        "sessions",
        [{**SESSION, "reflection": "Her week:\n\n| Monday | board |\n|---|---|\n| Friday | rest |"}],
    ),
    "merged-down": (
        docx(
            tbl(
                tr("Date", "3 February 2026"),
                tr("Client", "Jane Smith"),
                tr("Duration", "60 minutes"),
                tr(tc("Reflection", about='<w:vMerge w:val="restart"/>'), REFLECTED),
                tr(tc("", about="<w:vMerge/>"), "Then I waited."),
            )
        ),
        "sessions",
        [{**SESSION, "reflection": f"{REFLECTED}\n\nThen I waited."}],
    ),
    "label-above": (
        docx(
            tbl(
                tr("Date", "Client", "Duration"),
                tr("3 February 2026", "Jane Smith", "60 minutes"),
                tr(tc(p(b("Reflection")), about='<w:gridSpan w:val="3"/>')),
                tr(tc(REFLECTED, about='<w:gridSpan w:val="3"/>')),
            )
        ),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "label-in-the-cell": (
        docx(
            tbl(
                tr("Date: 3 February 2026", "Client: Jane Smith"),
                tr("Duration: 60 minutes", "Role: Coach"),
                tr(tc(p(b("Reflection")), p(REFLECTED), about='<w:gridSpan w:val="2"/>')),
            )
        ),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "lines-with-tabs": (
        docx(
            heading("Coaching diary"),
            p(r("Date:"), "<w:r><w:tab/></w:r>", r("3 February 2026"), "<w:r><w:tab/></w:r>", r("Client: Jane Smith")),
            p("Duration: 60 minutes"),
            p(b("Reflection")),
            p(REFLECTED),
        ),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "headings-and-text": (
        docx(
            heading("Session with a client"),
            p("Date: 3 February 2026"),
            p("Client: Jane Smith"),
            p("Duration: 60 minutes"),
            heading("Purpose", 2),
            p(PURPOSE),
            heading("Reflection", 2),
            p(REFLECTED),
            bullet("wait"),
            bullet("ask one question"),
        ),
        "sessions",
        [{**SESSION, "purpose": PURPOSE, "reflection": f"{REFLECTED}\n\n- wait\n- ask one question"}],
    ),
    "several-blocks": (
        docx(
            heading("Contact sheet"),
            *(
                part
                for day, client, minutes in (
                    ("3 February 2026", "Jane Smith", "60"),
                    ("10 February 2026", "Tom Brown", "20"),
                    ("12 February 2026", "Jane Smith", "15"),
                )
                for part in (form(Date=day, Client=client, Minutes=minutes, Purpose=PURPOSE), p())
            ),
        ),
        "contact-sheets",
        [
            {**SESSION, "purpose": PURPOSE},
            {"date": "2026-02-10", "minutes": 20, "client": "Tom Brown"},
            {"date": "2026-02-12", "minutes": 15, "client": "Jane Smith"},
        ],
    ),
    "several-in-columns": (
        docx(
            tbl(
                tr("Date", "3/2/2026", "17/2/2026", "24/2/2026"),
                tr("Client", "Jane Smith", "Tom Brown", "Jane Smith"),
                tr("Minutes", "60", "20", "15"),
                tr("Notes", REFLECTED, "Short.", "Shorter."),
            )
        ),
        "contact-sheets",
        [
            {**SESSION, "reflection": REFLECTED},
            {"date": "2026-02-17", "minutes": 20, "client": "Tom Brown", "reflection": "Short."},
            {"date": "2026-02-24", "minutes": 15, "client": "Jane Smith", "reflection": "Shorter."},
        ],
    ),
    "one-client-above-a-table": (
        docx(
            p("Client: Jane Smith"),
            tbl(
                tr("Date", "Duration", "What we did"),
                tr("3 February 2026", "60 minutes", PURPOSE),
                tr("17 February 2026", "30 minutes", "The board paper."),
            ),
        ),
        "contact-sheets",
        [SESSION, {"date": "2026-02-17", "minutes": 30, "client": "Jane Smith"}],
    ),
    "boxes-of-both-kinds": (
        docx(
            tbl(
                tr("Date", "3 February 2026"),
                tr("Client", "Jane Smith"),
                tr("Duration", "60 minutes"),
                tr("Fee", tc(p(legacy_box(False), " Paid ", legacy_box(True), " Pro bono"))),
                tr("Method", tc(p(box(False), " In person"), p(box(True), " Video"), p(box(False), " Phone"))),
            )
        ),
        "sessions",
        [{**SESSION, "fee": "pro-bono", "mode": "video"}],
    ),
    "start-and-end": (
        docx(
            form(
                Date="3 February 2026", Client="Jane Smith", Start_time="14:00", End_time="15:00", Reflection=REFLECTED
            )
        ),
        "sessions",
        [{**SESSION, "start": "14:00"}],
    ),
    "from-to-in-one-cell": (
        docx(form(Date="3 February 2026", Client="Jane Smith", Time="14:00 - 15:00", Reflection=REFLECTED)),
        "sessions",
        [{**SESSION, "start": "14:00"}],
    ),
    "hours": (
        docx(form(Date="03.02.2026", Coachee="Jane Smith", Hours="1", Learning=REFLECTED)),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "questions-as-labels": (
        docx(
            form(
                **_FORM,
                **{
                    "What_was_the_aim_of_the_session?": PURPOSE,
                    "What_did_you_learn_about_yourself?": REFLECTED,
                    "What_actions_were_agreed?": "Ask first.",
                },
            )
        ),
        "sessions",
        [{**SESSION, "purpose": PURPOSE, "reflection": REFLECTED, "actions": ["Ask first."]}],
    ),
    "weekday-and-words": (
        docx(form(Date="Tuesday 3rd February 2026", Client="Jane Smith", Duration="1 hr", Reflection=REFLECTED)),
        "sessions",
        [SESSION],
    ),
    "numbered-list": (
        docx(
            form(
                **_FORM,
                Reflection=tc(p("Three things:"), bullet("one", 0, 2), bullet("two", 0, 2), bullet("half", 1, 2)),
            )
        ),
        "sessions",
        [{**SESSION, "reflection": "Three things:\n\n1. one\n2. two\n  1. half"}],
    ),
    "code-and-name": (
        docx(form(Date="3 February 2026", Client="C07 (Jane Smith)", Duration="60 minutes", Reflection=REFLECTED)),
        "sessions",
        [{**SESSION, "client": "C07 (Jane Smith)"}],
    ),
    "reflective-log": (
        docx(
            heading("Reflective log"),
            p("Date: 2 April 2026"),
            heading("What happened", 2),
            p("Read in one sitting, the quarter shows me faster with the clients I admire."),
            heading("What I learned", 2),
            p("With one I wait, and with another I race. I had put that down to the clients."),
        ),
        "reflections",
        [{"date": "2026-04-02"}],
    ),
    "reflective-journal-by-days": (
        docx(
            heading("Reflective journal"),
            heading("3 February 2026", 2),
            p("I waited, and she found it herself. That was new to me and to her."),
            heading("17 February 2026", 2),
            p("I raced. The time of day was the same as the last three times that I did."),
        ),
        "reflections",
        [
            {"date": "2026-02-03", "reflection": "I waited, and she found it herself. That was new to me and to her."},
            {"date": "2026-02-17"},
        ],
    ),
    "supervision-record": (
        docx(
            heading("Supervision record"),
            form(
                Date="3 February 2026",
                Supervisor="Ann Other",
                Duration="90 minutes",
                Issues_brought=PURPOSE,
                Learning=REFLECTED,
            ),
        ),
        "supervision",
        [{"date": "2026-02-03", "minutes": 90, "brought": PURPOSE}],
    ),
    "empty-fields": (
        docx(form(**_FORM, Purpose="", Venue="n/a", Reflection=REFLECTED, Signature="")),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "rows-in-a-control": (
        docx(
            tbl(
                tr("Date", "3 February 2026"),
                sdt("<w:repeatingSection/>", tr("Client", "Jane Smith") + tr("Duration", "60 minutes")),
                tr("Reflection", REFLECTED),
            )
        ),
        "sessions",
        [{**SESSION, "reflection": REFLECTED}],
    ),
    "five-to-a-sheet": (
        docx(
            heading("CONTACT SHEET"),
            p("Sheet no: 4"),
            tbl(
                tr("Date / time", "Who", "Duration (mins)", "What happened", "Reflections"),
                tr("23/1/26 10:30", "Jane Smith", "15", PURPOSE, REFLECTED),
                tr("24/1/26 2pm", "Tom Brown", "20", PURPOSE, REFLECTED),
                tr("", "", "", "", ""),
            ),
        ),
        "contact-sheets",
        [
            {"date": "2026-01-23", "start": "10:30", "minutes": 15, "client": "Jane Smith"},
            {"date": "2026-01-24", "start": "14:00", "minutes": 20, "client": "Tom Brown"},
        ],
    ),
    "diary-with-colons": (
        docx(
            p("Candidate: A. Learner"),
            tbl(
                tr("Client:", "Ms Jane Smith", "Session No:", "3 of 6"),
                tr("Date:", "Tues 3rd Feb 26", "Duration:", "1 hr 15"),
                tr("Location:", "Room 4", "Contact type:", "Face-to-face"),
            ),
            p(b("Goal for the session")),
            p(PURPOSE),
            p(b("What would I do differently next time?")),
            p(REFLECTED),
            p(b("ILM criteria covered")),
            p("D7.03/s2"),
            p("Signed: A. Learner        Date: 5/2/26"),
        ),
        "sessions",
        [
            {
                **SESSION,
                "client": "Ms Jane Smith",
                "minutes": 75,
                "mode": "in-person",
                "purpose": PURPOSE,
                "reflection": REFLECTED,
                "claims": [{"criterion": "D7.03/s2"}],
            }
        ],
    ),
    "page-numbers": (
        docx(
            form(**_FORM, Reflection=REFLECTED),
            footer=p(
                "Page ",
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            ),
        ),
        "sessions",
        [SESSION],
    ),
}


def data_of(name: str) -> bytes:
    """The bytes of one file."""
    made = WORD_CASES[name][0]
    return made if isinstance(made, bytes) else made()
