"""What the pages share that show a part of the portfolio: the view, and where each thing in it has its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from coachfolio.outputs.html.embedding import Embedded
from coachfolio.outputs.html.prose import prose_html
from coachfolio.reports.pointed import paragraphs_pointed
from coachfolio.web.routing import desk_of, shown_page

if TYPE_CHECKING:
    from coachfolio.reports.opening import Opened
    from coachfolio.reports.views import AttachmentView, PieceView, PortfolioView, TextView

__all__ = ["criterion_at", "file_at", "piece_at", "shown_part"]


def piece_at(id: str) -> str:
    """The address of a piece's page."""
    return f"/piece/{quote(id, safe='')}"


def criterion_at(ref: str) -> str:
    """The address of a criterion's page, or a unit's."""
    return f"/map/{quote(ref, safe='/')}"


def file_at(id: str, number: int) -> str:
    """The address of one file of a piece."""
    return f"/file/{quote(id, safe='')}/{number}"


def shown_part(request: Request, template: str, title: str, opened: Opened | None = None, **values: Any) -> Response:
    """A page about a part of the portfolio. `opened` is what it shows, where that is worked out already."""
    opened = opened or desk_of(request).opened()
    return shown_page(request, template, title, **{**parts_read(opened), **values})


def parts_read(opened: Opened) -> Mapping[str, Any]:
    """What the templates that are shared with the report ask for."""
    from coachfolio.reports.view_pieces import part_label

    view = opened.view
    return {
        "view": view,
        "titles": {piece.id: piece.title for piece in view.pieces},
        "criteria": {criterion.ref for unit in view.units for criterion in unit.criteria},
        "unit_refs": {unit.ref for unit in view.units},
        "piece_at": piece_at,
        "criterion_at": criterion_at,
        "unit_at": criterion_at,
        "part_label": part_label,
        "text_of": _marked,
        "embedded": _Shown(opened),
    }


def _marked(piece: PieceView, text: TextView) -> Markup:
    """A text with the paragraphs marked that claims point to."""
    made = Markup("")
    for paragraph in paragraphs_pointed(piece, text):
        prose = prose_html(paragraph.text)
        if not paragraph.criteria:
            made += prose
            continue
        links = Markup(" ").join(
            Markup('<a class="ref" href="{}">{}</a>').format(criterion_at(ref), ref) for ref in paragraph.criteria
        )
        made += Markup('<div class="pointed"><p class="points">{}</p>{}</div>').format(links, prose)
    return made


class _Shown:
    """How each attachment is shown: a text in place, a picture by its address, anything else to be saved."""

    def __init__(self, opened: Opened) -> None:
        self._named_in = opened.named_in
        self._addresses = addresses_of(opened.view)

    def __call__(self, file: AttachmentView) -> Embedded:
        if not file.path or file.size is None:
            return Embedded()
        if file.path in self._named_in:
            return Embedded(note="Not shown here, because it may name a client. Open it from the portfolio's folder.")
        ending = f".{file.path.rpartition('.')[2].lower()}"
        if file.text is not None:
            return Embedded(markdown=ending in (".md", ".markdown"))
        address = self._addresses[file.path]
        if ending in PICTURES:
            return Embedded(picture=address)
        return Embedded(download=address, name=file.path.rpartition("/")[2])


PICTURES = {
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".gif": ("image/gif", b"GIF8"),
    ".webp": ("image/webp", b"RIFF"),
}
"""Kinds of pictures that browsers only draw, and how each begins. A drawing as SVG is a program, too."""


def addresses_of(view: PortfolioView) -> dict[str, str]:
    """The address of each attachment that this reader may have."""
    return {
        file.path: file_at(piece.id, number)
        for piece in view.pieces
        for number, file in enumerate(piece.attachments)
        if file.path
    }
