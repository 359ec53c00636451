"""Copies of a portfolio for others: each field only for those whom its schema names.

A copy is written anew from the values that the audience may see, so that remarks, hidden files and whatever else nobody
looks at never travel. What was left out is listed beside the copy by file and field, never by what it says.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Problem, Severity
from coachfolio.base.files import read_plain
from coachfolio.base.words import count, one_line
from coachfolio.checks.checking import check
from coachfolio.confidentiality.facts import Exposure
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.editing.copies import (
    LIST_FILE,
    AsItIs,
    Copy,
    NotCopied,
    Withheld,
    may_write_to,
    write_copy,
)
from coachfolio.editing.redacting import Redacting
from coachfolio.editing.stripping import MOST, SECONDS, stripped
from coachfolio.editing.withheld_page import withheld_page
from coachfolio.facts.audience import AUDIENCES, Audience
from coachfolio.format.attachments.worker import Worker
from coachfolio.portfolio.loading import loaded, open_portfolio
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.sources import Folder, InMemory, Unreadable

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report
    from coachfolio.confidentiality.key import Key
    from coachfolio.portfolio.reading import Kept

__all__ = ["AUDIENCES", "Audience", "Copy", "NotCopied", "Withheld", "copy_for", "may_write_to", "write_copy"]


def copy_for(
    audience: Audience,
    folder: str | os.PathLike[str],
    *,
    today: datetime.date,
    report: Report | None = None,
    files: Kept | None = None,
) -> Copy:
    """Make a copy of a portfolio for an audience. Nothing is written.

    `report` is a check of the folder on that day, where somebody has made one already, and `files` what it read.

    Raises NoPortfolio, and NotCopied where the copy would have errors or name a client.
    """
    source = Folder(folder)
    portfolio = loaded(source, files)
    if portfolio.file is None:
        raise NotCopied(
            "portfolio.yaml cannot be read as it is, so no copy was made. Run coachfolio check, mend it, and try again."
        )
    work = Redacting(audience, portfolio, report or check(portfolio, stage="building", today=today))
    work.go()
    made = open_portfolio(_AsCopied(work.texts, work.attached))
    exposure, key = looked_through(made, folder)
    # hidden files are in no copy
    exposure = replace(exposure, leaks=tuple(leak for leak in exposure.leaks if leak.path in made.sizes))
    _must_be_fit(audience, made, exposure, key, today)
    with Worker(SECONDS) as worker:
        beside = [_as_it_is(source.path / path, path, worker) for path in work.attached]
    page = withheld_page(audience, work.withheld, beside, today)
    return Copy(
        audience=audience,
        source=source.name,
        files={**{path: text.encode() for path, text in work.texts.items()}, LIST_FILE: page.encode()},
        attached=work.attached,
        withheld=tuple(work.withheld),
        to_read=tuple(told for told in beside if told.left),
        evidence=len(made.evidence),
        names_checked=exposure.names_checked,
        may_name=sum(leak.weight == "asks" and bool(leak.codes) for leak in exposure.leaks),
    )


class _AsCopied:
    """The copy as a portfolio that can be read before it is written."""

    def __init__(self, texts: Mapping[str, str], attached: Mapping[str, int]) -> None:
        self.name: Final = "the copy"
        self._texts = InMemory(texts)
        self._attached = attached

    @property
    def sizes(self) -> Mapping[str, int]:
        return dict(sorted({**self._texts.sizes, **self._attached}.items()))

    @property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        return InMemory(dict.fromkeys(self.sizes, "")).problems

    def read(self, path: str) -> bytes:
        return self._texts.read(path)

    def content_id(self, path: str) -> str:
        if path in self._attached and path not in self._texts.files:
            raise Unreadable("This file is not written yet.")
        return self._texts.content_id(path)


def _must_be_fit(
    audience: Audience, made: Portfolio, exposure: Exposure, key: Key | None, today: datetime.date
) -> None:
    """Raise NotCopied where the copy gives a client away, or would not pass a check."""
    if exposure.broken_key:
        raise NotCopied(exposure.broken_key)
    grave = [leak for leak in exposure.leaks if leak.blocks]
    if audience == "public":  # nobody knows who reads it
        grave = [leak for leak in exposure.leaks if leak.weight != "hint" or leak.codes]
    if grave:
        raise NotCopied(
            f"The copy would give somebody away in {count(len(grave), 'place')}, so none was made. "
            "Run coachfolio check, which shows where, write the client's code instead, and try again."
        )
    report = check(made, stage="building", today=today, key=key, exposure=exposure)
    wrong = [
        diagnostic
        for diagnostic in report.diagnostics
        if diagnostic.severity is Severity.ERROR and not diagnostic.waived
    ]
    if wrong:
        raise NotCopied(
            f"The copy would have {count(len(wrong), 'error')}, so none was made. The first is {wrong[0].code}, in "
            f"{one_line(wrong[0].path)}. Run coachfolio check, mend what it finds, and try again."
        )


def _as_it_is(file: Path, path: str, worker: Worker) -> AsItIs:
    """What is said of a file that goes into a copy."""
    try:
        data = read_plain(file, MOST + 1)
    except OSError:
        return AsItIs(path, (), ("whatever is in it: it cannot be read",))
    if len(data) > MOST:
        return AsItIs(path, (), (f"whatever is in it: it is larger than {MOST >> 20} MB, and was not looked into",))
    made = stripped(path, data, worker.ask)
    return AsItIs(path, made.taken, made.left)
