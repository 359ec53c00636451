"""Hashing much of a record beside everything else: a computer has more than one core, and Python uses one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from coachfolio.git.objects import Mismatch
from coachfolio.git.process import GitTrouble, LimitReached, Repository, started
from coachfolio.git.reading import BATCH, STOPS_SHORT, Missing, asked, objects

__all__ = ["hashed_meanwhile"]

_WORKER: Final = Path(__file__).with_name("hashing_worker.py")
_FEW: Final = 20_000
"""Up to here another process takes longer to start than it saves."""


@contextmanager
def hashed_meanwhile(repository: Repository, ids: Collection[str], kind: str, *, most: int) -> Iterator[None]:
    """Hash all of these objects while the block runs. Nothing may be said of them before it has ended.

    All are of one kind, each of `most` bytes. Raises Mismatch, Missing, LimitReached and GitTrouble, at the beginning
    or at the end of the block.
    """
    wanted = dict.fromkeys(ids)
    if len(wanted) <= _FEW or not sys.executable:
        for _ in objects(repository, wanted, kind, most=most):
            pass
        yield
        return
    command = [sys.executable, "-I", "-S", str(_WORKER), repository.algorithm, kind, str(most)]
    with subprocess.Popen(  # noqa: S603 - this very Python, with a program that comes with it
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path("/").absolute()
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            with asked(wanted) as names, started(repository, *BATCH, stdin=names, stdout=worker.stdin, may_fail=True):
                worker.stdin.close()
                yield
                said = worker.stdout.read(200).decode("ascii", "replace").split()
        finally:
            worker.kill()
    what, about = said if len(said) == 2 else ("short", "")
    if what == "missing":
        raise Missing([about])
    if what == "mismatch":
        raise Mismatch(about)
    if what == "large":
        raise LimitReached(f"something in it is larger than {most // 1024:,} KB")
    if (what, about) != ("ok", str(len(wanted))):
        raise GitTrouble(STOPS_SHORT)
