"""A whole portfolio looked through: its texts, its files' names, and its attachments."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.confidentiality.scan import Exposure, Inside, covered, declared_in, exposure_of
from coachfolio.diagnostics import Diagnostic, Related
from coachfolio.portfolio import Portfolio
from coachfolio.sources import PRIVATE

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["exposure_in", "looked_through", "shown_safely", "texts_shown_safely", "whole_file", "with_attachments"]

Read = Callable[[str, int], bytes]
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_ELSEWHERE: Final = "attachments are looked into only in the folder that they lie in"


def exposure_in(portfolio: Portfolio, key: Key | None, *, broken_key: str = "") -> Exposure:
    """What the texts and the files' names of a portfolio give away. Attachments are not opened."""
    return exposure_of(
        portfolio.texts,
        portfolio.sizes,
        key,
        declared=declared_in(portfolio),
        broken_key=broken_key,
    )


def looked_through(
    portfolio: Portfolio, folder: str | os.PathLike[str] | None, *, attachments: bool = True
) -> tuple[Exposure, Key | None]:
    """Look for clients' names with the key that lies in a folder, and give the key back.

    Where there is none, or no folder, only patterns are asked. Attachments are looked into with a key only: that may
    take seconds. A key that cannot be used is told by the exposure.
    """
    broken, key = "", None
    if folder is not None and _has_private(folder):
        from coachfolio.confidentiality.key import BrokenKey, key_file

        try:
            key = key_file(folder)
        except BrokenKey as error:
            broken = str(error)
    if key is not None and folder is not None and attachments:
        return with_attachments(portfolio, key, whole_file(folder)), key
    return exposure_in(portfolio, key, broken_key=broken), key


def _has_private(folder: str | os.PathLike[str]) -> bool:
    try:
        return any(name.casefold() == PRIVATE for name in os.listdir(folder))  # noqa: PTH208
    except OSError:
        return False


def with_attachments(portfolio: Portfolio, key: Key, read: Read | None) -> Exposure:
    """The same with a key at hand. `read` gives the bytes of attachments; None where they cannot be had."""
    from coachfolio.confidentiality.attachments import insides_of, is_attachment

    files = [(path, size) for path, size in portfolio.sizes.items() if is_attachment(path)]
    return exposure_of(
        portfolio.texts,
        portfolio.sizes,
        key,
        declared=declared_in(portfolio),
        attachments=insides_of(files, read) if read else [Inside(path, not_checked=_ELSEWHERE) for path, _ in files],
    )


def whole_file(folder: str | os.PathLike[str]) -> Read:
    """Reads plain files of a folder, following no link and waiting for no device. Raises OSError."""

    def read(path: str, most: int) -> bytes:
        handle = os.open(Path(folder, path), _FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError("no plain file")
            parts, size = [], 0
            while size < most and (part := os.read(handle, min(most - size, 1 << 20))):
                parts.append(part)
                size += len(part)
            return b"".join(parts)
        finally:
            os.close(handle)

    return read


def shown_safely(one: Diagnostic, key: Key, exposure: Exposure) -> Diagnostic:
    """A finding with every form of a name covered up, in its words and in the names of files."""

    def over(text: str) -> str:
        return covered(text, key) if text else text

    def path(name: str) -> str:
        return exposure.covered.get(name, name)

    return Diagnostic(
        code=one.code,
        name=one.name,
        severity=one.severity,
        path=path(one.path),
        span=one.span,
        message=over(one.message),
        hint=over(one.hint),
        related=tuple(Related(over(other.message), path(other.path), other.span) for other in one.related),
        waived=over(one.waived) if one.waived else one.waived,
        criterion=one.criterion,
        concealed=one.concealed,
    )


def texts_shown_safely(portfolio: Portfolio, key: Key, exposure: Exposure) -> dict[str, str]:
    """The texts of a portfolio as they may be shown: every form of a name covered up, at the same length."""
    leaking = {one.path for one in exposure.leaks if one.codes and one.medium == "text"}
    return {
        exposure.covered.get(path, path): covered(text, key) if path in leaking else text
        for path, text in portfolio.texts.items()
    }
