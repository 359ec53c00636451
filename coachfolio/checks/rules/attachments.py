"""Rules about the files that evidence names, and files that no evidence names."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import START, Finding, Place
from coachfolio.base.errors import nearest
from coachfolio.base.words import count, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence import Reference, kind_of_path
from coachfolio.evidence.attached import attached_files
from coachfolio.portfolio.elsewhere import BRING_IT, hollow_by_name, put_down_by


def file_of_no_evidence(facts: Facts) -> Iterator[Finding]:
    """A file lies among the evidence, and no evidence names it.

    Why:
        Only files that end with .yaml are read. What was typed into a Word file counts for nothing, and a scan that no
        evidence names belongs to none.
    Wrong:
        sessions/2026-03-05 Session with C01.docx, and nothing beside it
    Right:
        sessions/2026-03-05-c01.yaml, with attachments: [2026-03-05-c01.docx] if the Word file is to be kept
    """
    named = {target for _, _, target in _attachments(facts)}
    told = {posixpath.dirname(target) for target in named if target is not None and target not in facts.portfolio.sizes}
    lying: dict[str, list[str]] = defaultdict(list)
    for path in facts.portfolio.sizes:
        if path not in named and not path.lower().endswith(_READ) and kind_of_path(path) is not None:
            if not put_down_by(posixpath.basename(path)):
                lying[posixpath.dirname(path)].append(path)
    for folder, paths in lying.items():
        if folder in told:  # an attachment is missing here, and may be one of these under another name
            continue
        pointer = hollow_by_name(paths[0], facts.portfolio.sizes[paths[0]])
        also = f" and {count(len(paths) - 1, 'other file')} here, so they count" if len(paths) > 1 else ", so it counts"
        yield Finding(
            at=(paths[0], START),
            message=f"No evidence names this file{also} for nothing.",
            hint=f"It {pointer}: fetch what it stands for first. {_TYPE_IT}" if pointer else _TYPE_IT,
            related=tuple(("Another one.", (path, START)) for path in paths[1:_MOST_LYING]),
        )


_TYPE_IT: Final = (
    "Type what is in it into a file that ends with .yaml; to keep it as well, name it there under attachments."
)
_READ: Final = (".yaml", ".yml", ".yaml.txt", ".yml.txt")


_MOST_LYING: Final = 6


def attachment_missing(facts: Facts) -> Iterator[Finding]:
    """An attachment is not where the evidence says.

    Why:
        Whoever is handed the portfolio will look for it and find nothing.
    Wrong:
        attachments: [sheet.pdf], where the file is called Sheet 1.pdf
    Right:
        attachments: [2026-03-04-c01-sheet.pdf]
    """
    away = {path for path, problem in facts.portfolio.problems if problem.rule == "not-here"}
    for path, mention, target in _attachments(facts):
        if target is not None and target not in facts.portfolio.sizes:
            folder, name = posixpath.split(target)
            beside = [posixpath.basename(near) for near in facts.portfolio.sizes if posixpath.dirname(near) == folder]
            meant = nearest(name, (near for near in beside if not near.endswith((".yaml", ".yml"))))
            if target in away:
                yield Finding(
                    at=Place(path, mention.where),
                    message=f"The file {shown(mention.value)} is not on this computer: iCloud has put a mark in its "
                    "place.",
                    hint=BRING_IT,
                )
                continue
            yield Finding(
                at=Place(path, mention.where),
                message=f"There is no file {shown(mention.value)} here.",
                hint=f"Did you mean {shown(posixpath.join(posixpath.dirname(mention.value), meant))}?"
                if meant
                else "Put the file into the portfolio, or mend its path: it counts from this file's folder.",
            )


def attachment_outside(facts: Facts) -> Iterator[Finding]:
    """An attachment lies outside the portfolio.

    Why:
        It does not travel with the portfolio, and coachfolio opens nothing outside it.
    Wrong:
        attachments: [../../Documents/sheet.pdf]
    Right:
        attachments: [2026-03-04-c01-sheet.pdf]
    """
    for path, mention, target in _attachments(facts):
        if target is None:
            yield Finding(
                at=Place(path, mention.where),
                message="This path leads out of the portfolio, or into its private folder.",
                hint="Copy the file into the folder of this evidence, and write its name here.",
            )


def attachment_too_large(facts: Facts) -> Iterator[Finding]:
    """An attachment is very large.

    Why:
        Large files make the portfolio slow to copy and to hand over, and every version of them is kept.
    Wrong:
        attachments: [all-sheets.pdf] with 80 MB of photographs
    Right:
        attachments: [2026-03-04-c01-sheet.pdf] with one sheet, scanned in grey
    """
    most = facts.threshold("largest-attachment-mb")
    for path, mention, target in _attachments(facts):
        size = facts.portfolio.sizes.get(target, 0) if target else 0
        if size > most * 1024 * 1024:
            yield Finding(
                at=Place(path, mention.where),
                message=f"This attachment has {size / 1024 / 1024:.0f} MB.",
                hint=f"Scan it in grey or make it smaller, to stay under {most} MB.",
            )


def attachment_hollow(facts: Facts) -> Iterator[Finding]:
    """An attachment holds nothing of what its name says.

    Why:
        A file of nought bytes, a pointer to a document that is kept elsewhere, or a page that asks to sign in is no
        evidence. Whoever is handed the portfolio finds nothing in it.
    Wrong:
        attachments: [paper.gdoc], which only leads to a document at Google
    Right:
        attachments: [paper.docx], the document itself
    """
    for path, mention, target in _attachments(facts):
        words = facts.portfolio.hollow.get(target or "")
        if words:
            yield Finding(
                at=Place(path, mention.where),
                message=f"The file {shown(mention.value)} {words}.",
                hint="Put the document itself here: open it where it is kept, and save or download a copy.",
            )


def put_down_by_a_computer(facts: Facts) -> Iterator[Finding]:
    """A file was put down by a computer, and is no part of the portfolio.

    Why:
        Windows, macOS and Office lay files of their own into folders. They are nobody's evidence and count for nothing.
        What is saved is handed over, so they are best left out of what is saved.
    Wrong:
        sessions/desktop.ini, or sessions/~$paper.docx
    Right:
        a file .gitignore with the lines desktop.ini, ~$*, Icon?, Thumbs.db and .DS_Store
    """
    found = [(path, words) for path in facts.portfolio.sizes if (words := put_down_by(posixpath.basename(path)))]
    if found:
        (path, words), *others = found
        rest = f", and so {'is' if len(others) == 1 else 'are'} {count(len(others), 'other file')}" if others else ""
        yield Finding(
            at=(path, START),
            message=f"This is {words}, and no part of the portfolio{rest}. Nothing counts it.",
            hint="Nobody should be handed it. Lines in a file .gitignore leave such files out of what is saved: "
            "desktop.ini, ~$*, Icon?, Thumbs.db, .DS_Store",
            related=tuple((f"This is {what}.", (other, START)) for other, what in others[: _MOST_LYING - 1]),
        )


def _attachments(facts: Facts) -> Iterator[tuple[str, Reference, str | None]]:
    """Every attachment named, with its path inside the portfolio; None where it leads out of it."""
    return attached_files(facts.portfolio.references, facts.portfolio.sizes)
