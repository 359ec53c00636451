"""Starting the programs that check the signatures which cannot be checked in process: ssh-keygen and gpg.

They are started by absolute path, in a folder of their own, with an environment built from nothing: neither the
reader's settings nor a stranger's count. What they read and write there is gone when they end.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["Said", "said"]

MAX_PROGRAM_SECONDS: Final = 30


@frozen()
class Said(Frozen):
    """What a program answered."""

    code: int
    out: bytes
    err: bytes


def said(command: list[str], folder: Path, given: bytes) -> Said | None:
    """Run a program in `folder`, feed it `given`, and return its answer; None if it cannot run or never ends."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}  # Windows starts nothing without
    alone = {**kept, "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC", "PATH": ""}
    try:
        done = subprocess.run(  # noqa: S603 - an absolute path, arguments of our own
            command, cwd=folder, env=alone, input=given, capture_output=True, timeout=MAX_PROGRAM_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return Said(done.returncode, done.stdout, done.stderr)
