"""What a submission has in it: what a centre's profile asks for, with everything that an assessor looks into."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import count, listed, shown
from coachfolio.editing.copies import LIST_FILE, Copy, opened_copy
from coachfolio.editing.withheld_page import withheld_page
from coachfolio.format.bags.making import BagFile
from coachfolio.outputs.export.separated import separated
from coachfolio.outputs.paper import paper_file
from coachfolio.reports.papers import paper_of
from coachfolio.reports.submission import SubmissionProfile

if TYPE_CHECKING:
    from coachfolio.format.attachments.worker import Worker
    from coachfolio.reports.opening import Opened
    from coachfolio.reports.views import PortfolioView

__all__ = [
    "audit_table",
    "copied_files",
    "copy_of_sample",
    "mapping_files",
    "must_be_taken",
    "must_fit",
    "page_file",
    "single_file",
    "size_in_words",
    "unit_files",
]

_ENDINGS: Final = {"word": ".docx", "pdf": ".pdf", "workbook": ".xlsx"}
_OTHER: Final = "other"
"""The folder of what has to do with no unit."""


def must_be_taken(copy: Copy, profile: SubmissionProfile) -> None:
    """Raise CoachfolioError where a file belongs to the evidence that the centre does not take."""
    if not profile.accepts:
        return
    other = [path for path in copy.attached if path.rpartition(".")[2].lower() not in profile.accepts]
    if other:
        files = listed([shown(path, 100) for path in other[:3]] + ([f"{len(other) - 3} more"] if other[3:] else []))
        raise CoachfolioError(
            f"Your centre takes {listed(profile.accepts)} and not {files}. Save each as one of these, name it in the "
            "evidence in the place of the other, and try again. Nothing was written."
        )


def copied_files(copy: Copy, worker: Worker, only: Iterable[str] | None = None) -> Iterator[BagFile]:
    """The portfolio as these readers may see it, with its attachments."""
    wanted = None if only is None else frozenset(only)
    for path in sorted({*copy.files, *copy.attached}):
        if wanted is not None and path not in wanted:
            continue
        if path in copy.files:
            yield BagFile.of(f"portfolio/{path}", copy.files[path])
        else:
            yield attached_file(copy, path, f"portfolio/{path}", worker)


def copy_of_sample(copy: Copy, view: PortfolioView, outside: Collection[str]) -> Copy:
    """What of a copy belongs to the pieces that a view shows. Files in `outside` stay out."""
    paths = {piece.path for piece in view.pieces}
    attached = {
        attachment.path: copy.attached[attachment.path]
        for piece in view.pieces
        for attachment in piece.attachments
        if attachment.path in copy.attached and attachment.path not in outside
    }
    withheld = tuple(left for left in copy.withheld if left.path in paths)
    to_read = tuple(told for told in copy.to_read if told.path in attached)
    page = withheld_page(copy.audience, withheld, to_read, view.about.today)
    files = {path: data for path, data in copy.files.items() if path in paths}
    return replace(
        copy,
        files={**files, LIST_FILE: page.encode()},
        attached=attached,
        withheld=withheld,
        to_read=to_read,
        evidence=len(paths),
    )


def attached_file(copy: Copy, path: str, into: str, worker: Worker) -> BagFile:
    """One attachment of a copy, under another name."""
    return BagFile(into, copy.attached[path], lambda: opened_copy(copy, path, worker))


def page_file(opened: Opened, name: str) -> BagFile:
    """The portfolio as a page."""
    from coachfolio.outputs.html.embedding import Embedder
    from coachfolio.outputs.html.page import portfolio_page

    reader = opened.view.about.reader
    page = portfolio_page(opened.view, Embedder(opened.files, reader, opened.named_in))
    return BagFile.of(name, page.encode())


def mapping_files(view: PortfolioView, profile: SubmissionProfile) -> Iterator[BagFile]:
    """The mapping sheet, as the centre wants it."""
    paper = paper_of(view, "mapping")
    for kind in profile.mapping:
        yield BagFile.of(f"mapping{_ENDINGS[kind]}", paper_file(paper, _ENDINGS[kind]))


def single_file(view: PortfolioView, profile: SubmissionProfile, template: bytes | None) -> bytes:
    """Everything as one document, for a centre that takes one."""
    if template is not None:
        from coachfolio.outputs.paper.filling import filled_template

        return filled_template(template, view, view.shown_units)
    paper = paper_of(view, "all", declaration=profile.cover_sheet)
    return paper_file(paper, _ENDINGS[profile.shape])


def unit_files(view: PortfolioView, copy: Copy, worker: Worker) -> Iterator[BagFile]:
    """A folder for each unit: its mapping sheet, its evidence as one document, and the attachments of that."""
    for unit in view.units:
        pieces = tuple(piece for piece in view.pieces if unit.ref in piece.units)
        folder = f"units/{unit.ref}"
        yield BagFile.of(f"{folder}/mapping.docx", paper_file(paper_of(view, "mapping", units=[unit.ref]), ".docx"))
        yield from _evidence(replace(view, pieces=pieces), folder, copy, worker)
    rest = tuple(piece for piece in view.pieces if not piece.units)
    if rest:
        yield from _evidence(replace(view, pieces=rest), f"units/{_OTHER}", copy, worker)


def _evidence(view: PortfolioView, folder: str, copy: Copy, worker: Worker) -> Iterator[BagFile]:
    yield BagFile.of(f"{folder}/evidence.docx", paper_file(paper_of(view, "evidence"), ".docx"))
    attached = dict.fromkeys(
        attachment.path for piece in view.pieces for attachment in piece.attachments if attachment.path in copy.attached
    )
    for path in attached:
        yield attached_file(copy, path, f"{folder}/attachments/{path}", worker)


def audit_table(opened: Opened) -> BagFile | None:
    """When each piece was recorded, and who has seen it as it stands; None where there is no record."""
    rows = opened.view.record.rows
    if not rows or opened.audit is None:
        return None
    digests = {piece.id: piece.sha256 for piece in opened.audit.seen.evidence} if opened.audit.seen else {}
    heads = (
        *("evidence", "title", "day", "first saved", "days between", "changes since", "seen as it stands by"),
        "SHA-256 as saved",
    )
    table = (
        (
            row.piece,
            row.title,
            row.day,
            row.recorded,
            row.lag,
            row.changes,
            row.witness,
            digests.get(row.piece, ""),
        )
        for row in rows
    )
    return BagFile.of("audit-table.csv", separated(heads, table))


def size_in_words(size: int) -> str:
    """A size in megabytes, as centres count them."""
    return f"{size / 1e6:.1f} MB"


def must_fit(size: int, profile: SubmissionProfile, largest: Iterable[tuple[str, int]]) -> None:
    """Raise CoachfolioError where a file is larger than the centre takes. `largest` are its parts with their sizes."""
    if profile.max_mb is None or size <= profile.max_mb * 1e6:
        return
    parts = sorted(largest, key=lambda part: -part[1])[:3]
    named = listed([f"{shown(path, 100)} with {size_in_words(bytes_of)}" for path, bytes_of in parts])
    raise CoachfolioError(
        f"It would have {size_in_words(size)}, and your centre takes {profile.max_mb:g} MB at most. The largest in it: "
        f"{named}. Make {'it' if len(parts) == 1 else 'them'} smaller, or hand in {count(1, 'unit')} at a time with "
        "--unit. Nothing was written."
    )
