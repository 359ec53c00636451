"""Somebody at a real terminal of 80 columns, on a machine where git knows nobody."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pexpect

from .conftest import ROOT
from .keeper import PATIENCE

ROWS, COLUMNS = 25, 80
ASKED: Final = re.compile(r"([^\r\n]+?)(?: \[[^\]\r\n]*\])?: $")


class Terminal:
    """Somebody at a terminal, in a folder."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.folder = folder
        self.answered = 0
        """Questions that were answered so far."""
        self._env = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm",
            "PYTHONPATH": str(ROOT),
            "COACHFOLIO_ON": "2026-11-14",
            "NO_COLOR": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
        }

    def fits(self, screen: str) -> None:
        lines = screen.rstrip("\n").split("\n")
        assert len(lines) <= ROWS, screen
        assert max(map(len, lines)) <= COLUMNS, screen

    def types(self, *words: str, answers: Mapping[str, str] = {}, code: int = 0) -> str:
        """What a command prints. Each question is answered by its first words, and with Enter where none is given."""
        child = pexpect.spawn(
            sys.executable,
            ["-m", "coachfolio", *words],
            env=self._env,
            cwd=str(self.folder),
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        said = ""
        while child.expect([r"[^\r\n]+: $", pexpect.EOF]) == 0:
            said += child.before + child.after
            question = ASKED.search(said)
            assert question, said
            given = [answer for begin, answer in answers.items() if question[1].strip().startswith(begin)]
            self.answered += 1
            child.sendline(given[0] if given else "")
        said += child.before
        child.close()
        assert child.exitstatus == code, said
        return str(said).replace("\r\n", "\n")
