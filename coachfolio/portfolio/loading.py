"""Reading every file of a portfolio."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coachfolio.base.diagnostics import START, Problem
from coachfolio.base.errors import NoPortfolio, UnknownQualification, nearest
from coachfolio.base.words import listed, shown
from coachfolio.evidence import Reference, kind_of_path, references_in
from coachfolio.evidence.attached import attached_files
from coachfolio.evidence.model import Evidence, PortfolioFile
from coachfolio.format.documents.text import decode
from coachfolio.format.packs import overlaid, pack, packs
from coachfolio.format.qualification import Qualification
from coachfolio.format.schemas import evidence_kinds, folder_of_kind
from coachfolio.portfolio.copies import copies_among
from coachfolio.portfolio.elsewhere import BRING_IT, hollow_by_name, pointer_in, what_it_holds
from coachfolio.portfolio.portfolio import ENDINGS, INBOX, OVERLAY_FILE, POLICY_FILE, PORTFOLIO_FILE, Portfolio, id_of
from coachfolio.portfolio.reading import FileRead, Kept, read_file
from coachfolio.portfolio.sources import Folder, InMemory, Source, Unreadable, beginning_of, id_in

if TYPE_CHECKING:
    from coachfolio.format.slips.mending import Mended

__all__ = ["loaded", "open_portfolio", "portfolio_file_alone"]


_MOST_BYTES: Final = 48 * 1024
"""A larger file under another ending is no sheet of evidence."""


def open_portfolio(place: str | os.PathLike[str] | Source) -> Portfolio:
    """Read a whole portfolio from a folder, or from any source.

    Whatever is wrong inside it becomes a finding of the check. Raises NoPortfolio where there is no portfolio.yaml.
    """
    return loaded(place, None)


def loaded(place: str | os.PathLike[str] | Source, kept: Kept | None) -> Portfolio:
    """Read a whole portfolio, but for the files that are `kept` with the same bytes. Raises NoPortfolio."""
    source = Folder(place) if isinstance(place, str | os.PathLike) else place
    if PORTFOLIO_FILE not in source.sizes:
        ending = f"/{PORTFOLIO_FILE}"
        below = [path.removesuffix(ending) for path in source.sizes if path.endswith(ending)]
        near = next((path for path in source.sizes if path.casefold() in _NEARLY), "")
        above = _above(source.path) if isinstance(source, Folder) else ""
        raise NoPortfolio(source.name, [shown(folder, 80) for folder in below], near=shown(near, 80), above=above)
    return _Loading(source, kept).portfolio()


def portfolio_file_alone(data: bytes | None, name: str) -> Portfolio:
    """What portfolio.yaml says by itself: people, settings and waivers, without evidence and qualification."""
    source = InMemory({} if data is None else {PORTFOLIO_FILE: data}, name)
    return _Loading(source).portfolio(alone=True)


_NEARLY: Final = (PORTFOLIO_FILE, "portfolio.yml", "portfolio.yaml.txt", "portfolio.yml.txt", "portfolio.txt")


_FAR_ABOVE: Final = 3
"""Folders above that are looked into for a portfolio."""


def _above(folder: Path) -> str:
    """The nearest folder above that has a portfolio, as it is written from here; empty where none has."""
    try:
        parents = enumerate(folder.resolve().parents[:_FAR_ABOVE], 1)
        depth = next((number for number, path in parents if (path / PORTFOLIO_FILE).is_file()), 0)
    except (OSError, RuntimeError, ValueError):
        return ""
    return os.path.normpath(os.path.join(folder, *[".."] * depth)) if depth else ""  # noqa: PTH118 - nothing is resolved


class _Loading:
    """Collects while the files of a portfolio are read."""

    def __init__(self, source: Source, kept: Kept | None = None) -> None:
        self.source = source
        self.kept = kept
        self.problems: list[tuple[str, Problem]] = list(source.problems)
        self.texts: dict[str, str] = {}
        self.references: dict[str, tuple[Reference, ...]] = {}
        self.evidence: list[Evidence] = []
        self.uncounted: list[str] = []
        self.paths: dict[str, tuple[str, ...]] = {}
        self.overlay: Mapping[str, Any] | None = None
        self.contents: dict[str, str] = {}
        self.drafts: dict[str, str] = {}
        self.mended: dict[str, Mended] = {}
        self.mentioned: dict[str, tuple[Reference, ...]] = {}
        self.file: PortfolioFile | None = None
        self.qualification: Qualification | None = None

    def portfolio(self, *, alone: bool = False) -> Portfolio:
        file = self.file = self._portfolio_file()
        qualification = self.qualification = None if alone or self._is_newer() else self._qualification(file)
        if not self._is_newer():
            for path in self.source.sizes:
                if path.startswith(INBOX):
                    self._in_inbox(path)
                elif path.lower().endswith(ENDINGS) and path not in (PORTFOLIO_FILE, OVERLAY_FILE, POLICY_FILE):
                    self._evidence_file(path)
                elif path.lower().endswith(tuple(f"{ending}.txt" for ending in ENDINGS)) and kind_of_path(path):
                    self._doubled_ending(path)
            self._policy()
            self._what_is_no_file()
            self._other_endings()
            self._contents_of_attachments()
        copies = copies_among(self.evidence, self.contents, self.references)
        return Portfolio(
            name=self.source.name,
            file=file,
            qualification=qualification,
            evidence=tuple(piece for piece in self.evidence if piece.path not in copies),
            uncounted=tuple(self.uncounted),
            paths=self.paths,
            references=self.references,
            problems=tuple(self.problems),
            sizes=self.source.sizes,
            texts=self.texts,
            overlay=self.overlay,
            contents=self.contents,
            copies=copies,
            duplicates=tuple(piece for piece in self.evidence if piece.path in copies),
            hollow=self._hollow(),
            mended=self.mended,
            mentioned=self.mentioned,
            drafts=self.drafts,
            line_ends_kept=getattr(self.source, "line_ends_kept", False),
        )

    def _is_newer(self) -> bool:
        return any(problem.rule == "newer-format" for _, problem in self.problems)

    def _say(self, path: str, *problems: Problem) -> None:
        self.problems += [(path, problem) for problem in problems]

    def _read(self, path: str, kind: str) -> FileRead | None:
        """One file, whatever is wrong with it; None where there are no bytes to be had."""
        try:
            data = self.source.read(path)
        except Unreadable as error:
            self._say(path, Problem("unreadable-file", str(error), "Look at the file and at its permissions.", START))
            return None
        if pointer := pointer_in(data):
            self._say(path, Problem("not-here", f"This file {pointer}.", BRING_IT, START))
            return None
        found = read_file(path, data, kind, self.kept)
        if found.draft:
            self.drafts[path] = found.text
            return found
        self.texts[path] = found.text
        self.contents[path] = found.content
        self._say(path, *(found.problems if found.value is not None else self._problems(path, data, kind, found)))
        return found

    def _problems(self, path: str, data: bytes, kind: str, found: FileRead) -> Sequence[Problem]:
        """Everything that is wrong with a file that could not be read, or does not fit, in one round."""
        if kind != "portfolio" and kind not in evidence_kinds():
            return found.problems
        from coachfolio.portfolio.second_reading import second_reading  # most files need none

        told, mended = second_reading(
            path, data, kind, found.problems, self.file, self.qualification, self.source.sizes
        )
        if mended is not None:
            self.mended[path] = mended
            if mended.in_order and mended.fields is not None and kind != "portfolio":
                self.mentioned[path] = references_in(kind, mended.fields)
        return told

    def _portfolio_file(self) -> PortfolioFile | None:
        found = self._read(PORTFOLIO_FILE, "portfolio")
        if found is None or not isinstance(found.value, PortfolioFile):
            return None
        self.references[PORTFOLIO_FILE] = found.references
        return found.value

    def _qualification(self, file: PortfolioFile | None) -> Qualification | None:
        overlay = self._read(OVERLAY_FILE, "qualification-overlay") if OVERLAY_FILE in self.source.sizes else None
        self.overlay = overlay.value if overlay and isinstance(overlay.value, Mapping) else None
        if file is None:
            return None
        try:
            base = pack(file.qualification)
        except UnknownQualification:
            meant = nearest(file.qualification, packs())
            self._say(
                PORTFOLIO_FILE,
                Problem(
                    "unknown-qualification",
                    f"There is no qualification called {shown(file.qualification)}.",
                    f"Did you mean {meant}?" if meant else f"There are {listed(packs())}.",
                    ("qualification",),
                ),
            )
            return None
        return overlaid(base, self.overlay) if self.overlay else base

    def _policy(self) -> None:
        """Whether a sampling policy that lies here is in order. Nothing else in a check depends on what it says."""
        if POLICY_FILE in self.source.sizes:
            self._read(POLICY_FILE, "sampling-policy")

    def _evidence_file(self, path: str) -> None:
        kind = kind_of_path(path)
        if kind is None:
            self._stray(path)
            return
        found = self._read(path, kind)
        if found is not None and found.draft:
            return
        id = id_of(path)
        self.paths[id] = (*self.paths.get(id, ()), path)
        if found is None or not isinstance(found.value, Evidence):
            self.uncounted.append(path)
            return
        self.references[path] = found.references
        self.evidence.append(found.value)

    def _in_inbox(self, path: str) -> None:
        """A file that somebody dropped: a draft, whatever it is and says."""
        self.drafts[path] = ""
        if path.lower().endswith(ENDINGS):
            with suppress(Unreadable):
                self.drafts[path] = decode(self.source.read(path))[0] or ""

    def _contents_of_attachments(self) -> None:
        """The ids that a decision, a sample or a declaration has to be held against."""
        if not any(getattr(piece, "contents", None) or getattr(piece, "manifest", None) for piece in self.evidence):
            return
        for _, _, path in attached_files(self.references, self.source.sizes):
            if path is not None and path in self.source.sizes and path not in self.contents:
                with suppress(Unreadable):  # it counts as gone
                    self.contents[path] = id_in(self.source, path)

    def _hollow(self) -> dict[str, str]:
        """What the attachments are that hold nothing."""
        found: dict[str, str] = {}
        for _, _, path in attached_files(self.references, self.source.sizes):
            if path is None or path not in self.source.sizes or path in found or path in self.texts:
                continue
            words = hollow_by_name(path, self.source.sizes[path]) or what_it_holds(
                beginning_of(self.source, path), path
            )
            if words:
                found[path] = words
        return found

    def _what_is_no_file(self) -> None:
        """A link or a pipe where evidence should be is evidence that could not be counted."""
        for path, problem in self.source.problems:
            if problem.rule in ("link-not-followed", "unreadable-file", "not-here") and path.lower().endswith(ENDINGS):
                if kind_of_path(path) and path not in self.uncounted:
                    self.paths[id_of(path)] = (*self.paths.get(id_of(path), ()), path)
                    self.uncounted.append(path)

    def _doubled_ending(self, path: str) -> None:
        ending = path[path.rindex(".", 0, -4) :]
        self._say(
            path,
            Problem(
                "stray-file",
                f"The name of this file ends with {ending}, so it was not read.",
                "Take .txt off the name. Windows may hide the end of a name.",
                START,
            ),
        )

    def _stray(self, path: str) -> None:
        import difflib

        folder = path.rsplit("/", 1)[0] if "/" in path else ""
        folders = [folder_of_kind(name) for name in evidence_kinds()]
        meant: str | None
        if folder == "assessment":
            meant = "one of assessment/decisions, assessment/actions, assessment/plans and assessment/sampling"
        elif not folder and id_of(path) == id_of(OVERLAY_FILE):
            meant = OVERLAY_FILE
        else:
            near = (
                difflib.get_close_matches(part.casefold(), folders, n=1, cutoff=0.8)
                for part in (folder, folder.split("/")[0])
            )
            meant = next((found[0] for found in near if found), None) or self._folder_by_content(path)
        where = f"The folder {shown(folder)}" if folder else "The top of the portfolio"
        kind = "is not one that holds evidence" if folder else "holds no evidence"
        capitals = (
            " The names of folders are in small letters." if meant and folder.casefold() == meant != folder else ""
        )
        self._say(
            path,
            Problem(
                "stray-file",
                f"{where} {kind}, so this file was not read.{capitals}",
                f"Did you mean the folder {meant}?"
                if meant in folders
                else f"Did you mean {meant}?"
                if meant
                else f"Move it into one of the folders {listed(folders)}.",
                START,
            ),
        )

    def _folder_by_content(self, path: str) -> str | None:
        """The folder of the one kind of evidence that a file in no such folder is."""
        from coachfolio.portfolio.surroundings import kind_by_content

        with suppress(Unreadable):
            kind = kind_by_content(self.source.read(path))
            return folder_of_kind(kind) if kind else None
        return None

    def _other_endings(self) -> None:
        """Files in the folders of evidence that are written as evidence, under a name that is not read."""
        attached = {target for _, _, target in attached_files(self.references, self.source.sizes)}
        for path in self.source.sizes:
            kind = kind_of_path(path) if path.lower().endswith(".txt") or "." not in path.rsplit("/", 1)[-1] else None
            doubled = path.lower().endswith(tuple(f"{ending}.txt" for ending in ENDINGS))
            if kind and not doubled and path not in attached and self._is_written_as(path, kind):
                self._say(
                    path,
                    Problem(
                        "stray-file",
                        "This file is written as evidence, and was not read: its name has not the ending .yaml.",
                        "Name it with .yaml at its end. Windows may hide the end of a name.",
                        START,
                    ),
                )

    def _is_written_as(self, path: str, kind: str) -> bool:
        from coachfolio.portfolio.surroundings import kind_by_content

        if self.source.sizes[path] > _MOST_BYTES:
            return False
        with suppress(Unreadable):
            return bool(kind_by_content(self.source.read(path), kind))
        return False
