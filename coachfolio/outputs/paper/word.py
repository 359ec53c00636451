"""A paper as a Word file: real headings, real table heads, page numbers."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.reports.papers import Paper, PaperBreak, PaperHeading, PaperPart, PaperSigning, PaperTable, PaperText

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["same_bytes", "word_file"]

_MADE: Final = datetime.datetime(2000, 1, 1)
"""When every file says it was made: the same paper gives the same bytes on any day."""
_ZIPPED: Final = (2000, 1, 1, 0, 0, 0)
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT: Final = "Calibri"


def word_file(paper: Paper) -> bytes:
    """A paper as a Word file (.docx), on A4 across. Raises CoachfolioError where the library is not installed."""
    try:
        import docx
    except ImportError:
        raise CoachfolioError("A Word file needs one more package: pip install 'coachfolio[office]'.") from None
    document = docx.Document()
    _page(document, paper)
    document.add_heading(_plain(paper.title), 0)
    if paper.about:
        _rows(document, (), paper.about, (25, 75))
    if paper.warning:
        document.add_paragraph(_plain(paper.warning), style="Intense Quote")
    for part in paper.parts:
        _set(document, part)
    data = io.BytesIO()
    document.save(data)
    return same_bytes(data.getvalue())


def _page(document: Document, paper: Paper) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    _turn(document.sections[0], wide=paper.wide)
    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    normal.element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title, properties.author, properties.language = _plain(paper.title), "coachfolio", "en-GB"
    properties.created = properties.modified = _MADE
    properties.comments = ""
    _footer(document.sections[0].footer.paragraphs[0], paper)


def _turn(section: Any, *, wide: bool) -> None:
    """Have pages of A4 lie across or stand upright."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(16)


def _footer(paragraph: Any, paper: Paper) -> None:
    """Whose it is, and the number of the page."""
    from docx.oxml.ns import qn

    whose = dict(paper.about).get("Learner", "")
    paragraph.add_run(_plain(" – ".join(filter(None, [paper.title, whose]))) + "    Page ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(run._r.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}))
        else:
            code = run._r.makeelement(qn("w:instrText"), {})
            code.text = text
            run._r.append(code)


def _set(document: Any, part: PaperPart) -> None:
    if isinstance(part, PaperHeading):
        document.add_heading(_plain(part.text), part.level)
    elif isinstance(part, PaperText):
        _text(document, part)
    elif isinstance(part, PaperTable):
        _rows(document, part.heads, part.rows, part.widths)
        document.add_paragraph()
    elif isinstance(part, PaperSigning):
        document.add_paragraph()
        lines = [(who, name, "", "") for who, name in part.lines]
        _rows(document, ("Who", "Name", "Signature", "Date"), lines, (20, 30, 35, 15))
        document.add_paragraph()
    elif isinstance(part, PaperBreak):
        if part.wide == (document.sections[-1].orientation == 1):
            document.add_page_break()
        else:
            _turn(document.add_section(), wide=part.wide)


def _text(document: Document, part: PaperText) -> None:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", part.text.strip("\n"))):
        made = document.add_paragraph()
        if part.label and number == 0:
            made.add_run(f"{_plain(part.label)}: ").bold = True
        made.add_run(_plain(paragraph))


def _rows(document: Document, heads: Any, rows: Any, widths: Any) -> None:
    """A table with a grid; its heads are repeated on every page."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    section: Any = document.sections[-1]
    whole, room = sum(widths), section.page_width.mm - 32
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(room * width / whole)
    lines = [*([heads] if heads else []), *rows]
    for number, values in enumerate(lines):
        row = table.add_row()
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(row_properties.makeelement(qn("w:cantSplit"), {}))
        if heads and number == 0:
            row_properties.append(row_properties.makeelement(qn("w:tblHeader"), {}))
        for cell, value, width in zip(row._tr.tc_lst, values, widths, strict=True):
            cell.width = Mm(room * width / whole)
            paragraph = cell.p_lst[0]
            run = paragraph.add_r()
            run.text = _plain(value)
            properties = run.get_or_add_rPr()
            properties.sz_val = Pt(9)
            if heads and number == 0:
                properties.append(properties.makeelement(qn("w:b"), {}))


def _plain(text: str) -> str:
    """A text without the signs that no XML may hold."""
    return _NOT_IN_XML.sub("\ufffd", text)


def same_bytes(data: bytes) -> bytes:
    """An Office file packed anew, with one date for all its parts and in one order."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            packed.writestr(zipfile.ZipInfo(name, _ZIPPED), given.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
