"""Papers: Word files, PDFs and workbooks say what status says, can be read by everybody, and nothing in them runs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from click.testing import CliRunner
from pdfua import validate

from coachfolio import InMemory, check, open_portfolio
from coachfolio.base.errors import CoachfolioError
from coachfolio.cli import main
from coachfolio.outputs.json import status_document
from coachfolio.outputs.paper import PAPER_ENDINGS, paper_file
from coachfolio.outputs.paper.filling import TEMPLATE_FIELDS, filled_template
from coachfolio.reports.papers import PAPERS, PaperTable, paper_of
from coachfolio.reports.viewing import portfolio_view
from coachfolio.reports.views import PortfolioView

from .conftest import EXAMPLE, PORTFOLIO, SESSION, TODAY

EVIL = '#eval("1+1") $x$ \\u{41} @label <b>&amp;</b> {{ learner }} =1+1 ]] *x* _y_ // no'


@pytest.fixture(scope="module")
def view() -> PortfolioView:
    return portfolio_view(check(open_portfolio(EXAMPLE), today=TODAY), reader="assessor")


@pytest.fixture(scope="module")
def hostile() -> PortfolioView:
    text = EVIL.replace("'", "''")
    session = f"{SESSION.replace('holding back', 'x')}outcome: '{text}'\ntitle: '{text}'\n"
    files = {
        "portfolio.yaml": PORTFOLIO,
        "sessions/2026-03-04-c01-a.yaml": session,
        "sessions/2026-03-05-c02-b.yaml": session.replace("03-04", "03-05").replace("outcome", "purpose")
        + 'outcome: "a\\tb \\uFFFE c"\n',
        "reflections/broken.yaml": "date: [",
    }
    return portfolio_view(check(open_portfolio(InMemory(files)), today=TODAY), reader="learner")


def words_of(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_text(data: bytes) -> str:
    return words_of("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def docx_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return words_of("".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


def test_the_mapping_sheet_says_of_every_criterion_what_status_says(view: PortfolioView) -> None:
    status = status_document(check(open_portfolio(EXAMPLE), today=TODAY))
    tables = [part for part in paper_of(view, "mapping").parts if isinstance(part, PaperTable)]
    rows = [row for table in tables for row in table.rows]
    states = {row[0].split(" ")[0]: row[5] for row in rows if row[5]}
    wanted = {row["criterion"]: "thin" if row["thin"] else row["state"] for row in status["coverage"]}
    assert states == wanted
    claims = [(row[0].split(" ")[0], row[3], row[4]) for row in rows if row[1] != "no evidence yet"]
    assert sorted(claims) == sorted(
        (row["criterion"], claim["where"] or "", claim["how"] or "")
        for row in status["coverage"]
        for claim in row["claims"]
    )
    workbook = openpyxl.load_workbook(io.BytesIO(paper_file(paper_of(view, "mapping"), ".xlsx")))
    read = [
        tuple(cell or "" for cell in row)
        for sheet in workbook.worksheets[:-1]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    assert read == rows
    texts = (
        docx_text(paper_file(paper_of(view, "mapping"), ".docx")),
        pdf_text(paper_file(paper_of(view, "mapping"), ".pdf")),
    )
    for row in rows:
        for cell in row:
            assert words_of(cell) in texts[0]
            assert words_of(cell).replace("-", "") in texts[1].replace("-", "")  # long words are broken with a hyphen


def test_the_cover_has_the_totals_of_status(view: PortfolioView) -> None:
    for ending in (".docx", ".pdf"):
        data = paper_file(paper_of(view, "cover"), ending)
        text = docx_text(data) if ending == ".docx" else pdf_text(data)
        assert "106h55ofcontact" in text
        assert "45of45creditsevidenced,10accepted" in text
        assert "RosHalloran" in text


def test_columns_for_decisions_can_be_left_empty(view: PortfolioView) -> None:
    filled, empty = (
        [
            row[6]
            for part in paper_of(view, "mapping", filled=wanted).parts
            if isinstance(part, PaperTable)
            for row in part.rows
        ]
        for wanted in (True, False)
    )
    assert "met" in filled
    assert set(empty) == {""}


def test_the_marking_sheet_has_the_words_and_room(view: PortfolioView) -> None:
    """Read back from each file: every claim that counts with what it points to, and nothing where a decision goes."""
    paper = paper_of(view, "marking", units=["D7.02"], filled=False)
    (unit,) = (unit for unit in view.units if unit.ref == "D7.02")
    claims = [claim for criterion in unit.criteria for claim in criterion.claims if claim.counts]
    book = openpyxl.load_workbook(io.BytesIO(paper_file(paper, ".xlsx")))
    heads, *rows = book["Marking D7.02"].iter_rows(values_only=True)
    assert heads[-3:] == ("The words", "Decision", "Feedback")
    assert len(rows) == len(claims)
    assert {(row[-2], row[-1]) for row in rows} <= {(None, None), ("", "")}
    in_word, in_pdf = docx_text(paper_file(paper, ".docx")), pdf_text(paper_file(paper, ".pdf"))
    for row, claim in zip(rows, claims, strict=True):
        assert claim.piece in str(row[1])
        (*_, start) = (words_of(part.text)[:40] for part in claim.passage.parts[:1])
        for text in (words_of(str(row[4])), in_word, in_pdf):
            assert start in text.replace("\xad", ""), claim.piece


@pytest.mark.parametrize("ending", PAPER_ENDINGS)
@pytest.mark.parametrize("kind", PAPERS)
def test_whatever_is_typed_stays_text(kind: str, ending: str, hostile: PortfolioView) -> None:
    paper = paper_of(hostile, kind)
    if ending == ".xlsx" and not any(isinstance(part, PaperTable) for part in paper.parts):
        with pytest.raises(CoachfolioError, match="no table"):
            paper_file(paper, ending)
        return
    data = paper_file(paper, ending)
    assert data == paper_file(paper, ending)
    if ending == ".pdf":
        text = pdf_text(data)
        reader = pypdf.PdfReader(io.BytesIO(data))
        assert "/JavaScript" not in str(reader.trailer["/Root"])
    elif ending == ".docx":
        text = docx_text(data)
    else:
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        text = words_of("".join(str(cell.value) for cell in cells))
    if kind in ("index", "mapping", "all") or (kind == "evidence" and ending != ".xlsx"):
        assert words_of(EVIL) in text
    if ending != ".xlsx":
        assert "reflections/broken.yaml" in text or "couldnotberead" in text


def test_a_word_file_has_real_headings_heads_and_page_numbers(view: PortfolioView) -> None:
    data = paper_file(paper_of(view, "all"), ".docx")
    document = docx.Document(io.BytesIO(data))
    styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2"} <= styles
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = packed.read("word/document.xml").decode()
        footers = "".join(packed.read(name).decode() for name in packed.namelist() if "footer" in name)
    tables = [part for part in paper_of(view, "all").parts if isinstance(part, PaperTable)]
    assert body.count("<w:tblHeader/>") >= len(tables) > 10
    assert "PAGE" in footers
    assert 'w:val="en-GB"' in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()


def test_a_pdf_can_be_read_by_everybody(view: PortfolioView) -> None:
    """Tagged, titled, in a language, with bookmarks and links both ways; held against an independent checker."""
    data = paper_file(paper_of(view, "all"), ".pdf")
    reader = pypdf.PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    titles = [entry.title for entry in flat(reader.outline)]
    for unit in view.units:
        assert any(unit.ref in title for title in titles)
    links = [
        note for page in reader.pages for note in page.get("/Annots", []) if note.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) > 100
    resources: list[Any] = [page["/Resources"] for page in reader.pages[:3]]
    fonts = [font.get_object() for resource in resources for font in resource.get("/Font", {}).values()]
    assert fonts
    assert all("/FontFile" in str(descriptor(font)) for font in fonts)


def test_a_pdf_passes_an_independent_checker(view: PortfolioView, tmp_path: Path) -> None:
    for kind in ("cover", "mapping", "feedback"):
        file = tmp_path / f"{kind}.pdf"
        file.write_bytes(paper_file(paper_of(view, kind), ".pdf"))
        assert validate(str(file)).findings in ((), [])


def test_a_letter_that_no_font_has_is_named() -> None:
    files = {"portfolio.yaml": PORTFOLIO, "sessions/2026-03-04-c01-a.yaml": f"{SESSION}outcome: a \U0010fffd sign\n"}
    unknown = portfolio_view(check(open_portfolio(InMemory(files)), today=TODAY), reader="learner")
    with pytest.raises(CoachfolioError, match=r"no font that shows .*docx"):
        paper_file(paper_of(unknown, "evidence"), ".pdf")


def flat(outline: Any) -> list[Any]:
    return [entry for part in outline for entry in (flat(part) if isinstance(part, list) else [part])]


def descriptor(font: Any) -> Any:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return dict(inner["/FontDescriptor"].get_object())


# --- a centre's own Word file


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_a_centres_own_file_is_filled(view: PortfolioView, hostile: PortfolioView) -> None:
    form = template("{{ learner }}: {{ contact_hours }}", "{% for claim in claims %}{{ claim.criterion }};{% endfor %}")
    made = filled_template(form, view)
    text = docx_text(made)
    assert "RosHalloran:106h55" in text
    claims = [claim for unit in view.units for criterion in unit.criteria for claim in criterion.claims if claim.counts]
    assert text.count(";") == len(claims)
    assert made == filled_template(form, view)
    every = template(*(f"{{{{ {name} }}}}" for name in TEMPLATE_FIELDS))
    assert words_of("&lt;") not in docx_text(filled_template(every, hostile))
    titles = template("{% for piece in evidence %}{{ piece.title }}{% endfor %}")
    assert words_of(EVIL) in docx_text(filled_template(titles, hostile))


def test_a_field_that_there_is_not_is_named(view: PortfolioView) -> None:
    with pytest.raises(CoachfolioError, match=r"lerner.*Did you mean learner.*contact_hours"):
        filled_template(template("{{ lerner }}"), view)


@pytest.mark.parametrize(
    "line",
    [
        "{{ learner.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ units.append(1) }}",
        "{% for unit in %}",
        "{{ learner | nothing }}",
        "{% include 'x' %}",
    ],
)
def test_a_file_that_would_run_something_is_refused(line: str, view: PortfolioView) -> None:
    with pytest.raises(CoachfolioError, match="Nothing was written"):
        filled_template(template(line), view)


def test_what_is_no_word_file_is_refused(view: PortfolioView) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 101_000_000)
    for data in (b"", b"PK", b"{\\rtf1 {{ learner }}}", bomb.getvalue(), template("x")[:2000]):
        with pytest.raises(CoachfolioError, match="Nothing was written"):
            filled_template(data, view)


def test_the_command_writes_once_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "mapping.docx"
    args = ["paper", "mapping", "--in", str(EXAMPLE), "--unit", "D7.03", "--out", str(out)]
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0, done.output
    assert "D7.04/s1" not in docx_text(out.read_bytes())
    again = CliRunner().invoke(main, args)
    assert isinstance(again.exception, CoachfolioError)
    wrong = CliRunner().invoke(main, [*args[:-1], str(tmp_path / "mapping.odt")])
    assert isinstance(wrong.exception, CoachfolioError)
    assert ".docx, .pdf or .xlsx" in str(wrong.exception)
