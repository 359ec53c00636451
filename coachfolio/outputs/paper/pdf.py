"""A paper as a PDF that screen readers can read (PDF/UA-1), set by Typst. Text goes in as data, never as source."""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from collections.abc import Set
from pathlib import Path
from typing import Any, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.reports.papers import Paper, PaperBreak, PaperHeading, PaperPart, PaperSigning, PaperTable, PaperText

__all__ = ["pdf_file"]

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_MADE: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""When every file says it was made: the same paper gives the same bytes on any day."""


def pdf_file(paper: Paper) -> bytes:
    """A paper as a PDF on A4, with bookmarks, links both ways, and its fonts inside.

    Raises CoachfolioError where the library that sets it is not installed, or cannot set this paper.
    """
    try:
        import typst
    except ImportError:
        raise CoachfolioError("A PDF needs one more package: pip install 'coachfolio[pdf]'.") from None
    with tempfile.TemporaryDirectory(prefix="coachfolio-pdf-") as folder:
        source = Path(folder, "paper.typ")
        source.write_bytes(_TEMPLATE.read_bytes())
        Path(folder, "paper.json").write_text(json.dumps(_plain(_data(paper))), encoding="utf-8")
        try:
            return _set(typst, source, of_system=False)
        except RuntimeError:  # a letter that the fonts inside do not have may be in one of this computer's
            pass
        try:
            return _set(typst, source, of_system=True)
        except RuntimeError as error:
            raise CoachfolioError(f"{_why(str(error))} Ask for .docx instead.") from None


def _set(typst: Any, source: Path, *, of_system: bool) -> bytes:
    """Have the paper set, with the fonts that come with Typst, or with those of the system as well."""
    made: bytes = typst.compile(
        str(source),
        root=str(source.parent),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=not of_system,
        timestamp=int(_MADE.timestamp()),
    )
    return made


def _why(said: str) -> str:
    """Why Typst refuses, as a sentence."""
    letter = re.search(r'the text `"(.{1,20}?)"` could not be displayed', said)
    if letter:
        return f"This computer has no font that shows {letter[1]}, so the PDF cannot be set."
    return f"The PDF cannot be set ({said.splitlines()[0][:200] if said else 'no reason given'})."


def _data(paper: Paper) -> dict[str, Any]:
    """The paper as the template reads it. A link leads only to an anchor that is there, and each anchor stands once."""
    anchors = {part.anchor for part in paper.parts if isinstance(part, PaperHeading) and part.anchor}
    seen: set[str] = set()
    pages: list[dict[str, Any]] = [{"wide": paper.wide, "parts": []}]
    for part in paper.parts:
        if isinstance(part, PaperBreak) and part.wide != pages[-1]["wide"]:
            pages.append({"wide": part.wide, "parts": []})
        else:
            pages[-1]["parts"].append(_part(part, anchors, seen))
    return {"title": paper.title, "about": paper.about, "warning": paper.warning, "pages": pages}


def _part(part: PaperPart, anchors: Set[str], seen: set[str]) -> dict[str, Any]:
    if isinstance(part, PaperHeading):
        anchor = part.anchor if part.anchor not in seen else ""
        seen.add(anchor)
        return {"kind": "heading", "level": part.level, "text": _one_line(part.text), "anchor": anchor}
    if isinstance(part, PaperText):
        return {"kind": "text", "label": part.label, "text": part.text}
    if isinstance(part, PaperTable):
        rows = [
            [
                {"text": text, "to": to if (to := part.targets.get((row, column), "")) in anchors else ""}
                for column, text in enumerate(values)
            ]
            for row, values in enumerate(part.rows)
        ]
        return {"kind": "table", "heads": part.heads, "widths": part.widths, "rows": rows}
    if isinstance(part, PaperSigning):
        return {"kind": "signing", "lines": part.lines}
    return {"kind": "break"}


def _plain(value: Any) -> Any:
    """Any value with the signs replaced that no font shows."""
    if isinstance(value, str):
        return _NEVER_SHOWN.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


_NEVER_SHOWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _one_line(text: str) -> str:
    return " ".join(text.split()) or "(no title)"
