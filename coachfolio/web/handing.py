"""Files that are handed out of the browser: made in a private place, sent as a download, and taken away."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from coachfolio.web.guarding import FILE_POLICY

if TYPE_CHECKING:
    from coachfolio.web.desk import Desk

__all__ = ["bundle_made", "handed_file"]

_KIND: Final = "application/octet-stream"


def handed_file(name: str, make: Callable[[Path], object]) -> Response:
    """A file that `make` writes to a path that is free, as a download of this name, which gives the path its ending."""
    place = Path(tempfile.mkdtemp(prefix="coachfolio-out-"))
    path = place / f"made{Path(name).suffix}"
    try:
        make(path)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return FileResponse(
        path,
        media_type=_KIND,
        filename=name,
        headers={"content-security-policy": FILE_POLICY},
        background=BackgroundTask(shutil.rmtree, place, ignore_errors=True),
    )


def bundle_made(desk: Desk, what: str) -> Response:
    """The whole record as a hand-over file. Raises CoachfolioError where it would give a client away; GitTrouble."""
    from coachfolio.checks.handing_over import must_give_nobody_away
    from coachfolio.git import make_bundle

    must_give_nobody_away(desk.path, "hand-over file")
    return handed_file(f"portfolio-{what}-{desk.today.isoformat()}.bundle", lambda path: make_bundle(desk.path, path))
