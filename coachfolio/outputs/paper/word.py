"""A paper as a Word file: real headings, real table heads, page numbers."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

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
    pages = _Pages(document)
    pages.paragraph("Title").add_run(_plain(paper.title))
    if paper.about:
        _rows(pages, (), paper.about, (25, 75))
    if paper.warning:
        pages.paragraph("Intense Quote").add_run(_plain(paper.warning))
    for part in paper.parts:
        _set(pages, part)
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


class _Pages:
    """The body of a document, written at its end. python-docx looks through all that is there for each paragraph."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._styles: dict[str, Any] = {}
        self._last: Any = document.element.body.sectPr
        self.wide: bool = document.sections[0].orientation == 1

    def paragraph(self, style: str = "") -> Any:
        """A new paragraph."""
        from docx.oxml.parser import OxmlElement
        from docx.text.paragraph import Paragraph

        made: Any = OxmlElement("w:p")
        self._last.addprevious(made)
        if style:
            made.style = self._style(style)
        return Paragraph(made, self.document._body)

    def table(self, columns: int) -> Any:
        """A new table without rows, with a grid."""
        from docx.oxml.table import CT_Tbl
        from docx.table import Table

        made: Any = CT_Tbl.new_tbl(0, columns, self.width)
        self._last.addprevious(made)
        made.tblStyle_val = self._style("Table Grid")
        return Table(made, self.document._body)

    @property
    def width(self) -> Any:
        """Of what is between the margins."""
        from docx.shared import Mm

        return Mm((297 if self.wide else 210) - 32)

    def turn(self, *, wide: bool) -> None:
        """Begin a new page, which lies across or stands upright."""
        if wide == self.wide:
            self.paragraph().add_run().add_break(_page_break())
            return
        _turn(self.document.add_section(), wide=wide)
        self.wide = wide

    def _style(self, name: str) -> str:
        if name not in self._styles:
            self._styles[name] = self.document.styles[name].style_id
        found: str = self._styles[name]
        return found


def _page_break() -> Any:
    from docx.enum.text import WD_BREAK

    return WD_BREAK.PAGE


def _set(pages: _Pages, part: PaperPart) -> None:
    if isinstance(part, PaperHeading):
        pages.paragraph(f"Heading {part.level}").add_run(_plain(part.text))
    elif isinstance(part, PaperText):
        _text(pages, part)
    elif isinstance(part, PaperTable):
        _rows(pages, part.heads, part.rows, part.widths)
        pages.paragraph()
    elif isinstance(part, PaperSigning):
        pages.paragraph()
        lines = [(who, name, "", "") for who, name in part.lines]
        _rows(pages, ("Who", "Name", "Signature", "Date"), lines, (20, 30, 35, 15))
        pages.paragraph()
    elif isinstance(part, PaperBreak):
        pages.turn(wide=part.wide)


def _text(pages: _Pages, part: PaperText) -> None:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", part.text.strip("\n"))):
        made = pages.paragraph()
        if part.label and number == 0:
            made.add_run(f"{_plain(part.label)}: ").bold = True
        made.add_run(_plain(paragraph))


def _rows(pages: _Pages, heads: Any, rows: Any, widths: Any) -> None:
    """A table with a grid; its heads are repeated on every page."""
    from docx.oxml.ns import nsdecls
    from docx.oxml.parser import parse_xml
    from docx.shared import Mm

    table = pages.table(len(widths))
    table.autofit = False
    whole, room = sum(widths), pages.width.mm
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(room * width / whole)
    twips = [Mm(room * width / whole).twips for width in widths]
    lines = [*([heads] if heads else []), *rows]
    made = "".join(_row(values, twips, is_head=bool(heads) and number == 0) for number, values in enumerate(lines))
    for row in parse_xml(f"<w:tbl {nsdecls('w')}>{made}</w:tbl>"):
        table._tbl.append(row)


def _row(values: Any, widths: list[int], *, is_head: bool) -> str:
    """A row as XML: one at a time, through python-docx, they take longer than all the rest of a document."""
    head, bold = ("<w:tblHeader/>", "<w:b/>") if is_head else ("", "")
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/></w:tcPr><w:p><w:r><w:rPr>{bold}<w:sz w:val="18"/></w:rPr>'
        f"{_run(value)}</w:r></w:p></w:tc>"
        for value, width in zip(values, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def _run(text: str) -> str:
    """The text of a run, with the ends of its lines and its tabs as Word has them."""
    lines = re.sub("\r\n?", "\n", _plain(text)).split("\n")
    return "<w:br/>".join(
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in line.split("\t"))
        for line in lines
    )


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
