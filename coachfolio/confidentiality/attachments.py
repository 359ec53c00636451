"""The text inside attachments, of whatever kind they are.

Each is read within bounds of its own, so that one that is no good keeps nothing from being said of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from coachfolio.confidentiality.facts import Inside
from coachfolio.format.attachments.notread import NotRead
from coachfolio.format.attachments.reading import FileTexts
from coachfolio.format.attachments.worker import Worker

__all__ = ["MAX_ATTACHMENT", "insides_of"]

MAX_ATTACHMENT: Final = 25 << 20
"""Bytes of one attachment."""
MAX_ATTACHMENT_SECONDS: Final = 10.0
"""For one attachment."""

Read = Callable[[str, int], bytes]
"""Gives the bytes of a file of the portfolio, no more than so many. Raises Unreadable or OSError."""


def insides_of(paths: Iterable[tuple[str, int]], read: Read) -> Iterator[Inside]:
    """What each attachment holds. `paths` are paths with sizes in bytes; `read` gives the bytes of one."""
    with Worker(MAX_ATTACHMENT_SECONDS) as worker:
        for path, size in paths:
            yield _inside(path, size, read, worker)


def _inside(path: str, size: int, read: Read, worker: Worker) -> Inside:
    if size > MAX_ATTACHMENT:
        return Inside(path, not_checked=f"it is larger than {MAX_ATTACHMENT >> 20} MB")
    try:
        data = read(path, MAX_ATTACHMENT + 1)
    except Exception:  # whatever the reason is, it was not looked into
        return Inside(path, not_checked="it cannot be read")
    if len(data) > MAX_ATTACHMENT:
        return Inside(path, not_checked=f"it is larger than {MAX_ATTACHMENT >> 20} MB")
    found = FileTexts(worker, MAX_ATTACHMENT_SECONDS)
    try:
        found.read(path, data)
    except NotRead as reason:
        found.trouble[str(reason)] = None
    return Inside(path, tuple(found.texts), found.has_place, "; ".join(found.trouble))
