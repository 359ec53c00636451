"""Papers as Word files, PDFs and workbooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.reports.papers import Paper

__all__ = ["PAPER_ENDINGS", "paper_file"]

PAPER_ENDINGS: Final = (".docx", ".pdf", ".xlsx")
"""What a paper can be written as, by the ending of its file."""


def paper_file(paper: Paper, ending: str) -> bytes:
    """A paper as a file. The same paper gives the same bytes.

    Raises CoachfolioError where a package is missing that writes it, and for a workbook of a paper without a table.
    """
    made: Mapping[str, Callable[[Paper], bytes]] = {".docx": _docx, ".pdf": _pdf, ".xlsx": _xlsx}
    if ending not in made:
        raise CoachfolioError("A paper is a Word file, a PDF or a workbook: give a name in .docx, .pdf or .xlsx.")
    return made[ending](paper)


def _docx(paper: Paper) -> bytes:
    from coachfolio.outputs.paper.word import word_file

    return word_file(paper)


def _pdf(paper: Paper) -> bytes:
    from coachfolio.outputs.paper.pdf import pdf_file

    return pdf_file(paper)


def _xlsx(paper: Paper) -> bytes:
    from coachfolio.outputs.paper.sheets import sheets_file

    return sheets_file(paper)
