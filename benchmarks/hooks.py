"""The benchmark of the hooks: how long one save takes with them, and how far the bar is kept.

python benchmarks/hooks.py

A save is a whole `git commit`, measured by turns with one of the same Python that imports three libraries. How to read
what it prints is in benchmarks/README.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import files, write
from benchmarks.make_record import ENVIRONMENT, GIT
from benchmarks.record import show_machine
from benchmarks.run import PYTHON, Cost, Costs, Measured, by_turns, cost_of

FILES: Final = 500
ROUNDS: Final = 15
MOST_TIMES: Final = 2.5
"""How many times as long as the imports a save of one sheet may take."""

IMPORTS: Final = "import ruamel.yaml, jsonschema, git"
NEW, EDITED, CLAIMED, PLAIN = "save a new sheet", "save a changed reflection", "save a changed claim", "without hooks"
BARRED: Final = (NEW, EDITED)

_WHO: Final = {
    "GIT_AUTHOR_NAME": "A. Learner",
    "GIT_AUTHOR_EMAIL": "learner@example.org",
    "GIT_COMMITTER_NAME": "A. Learner",
    "GIT_COMMITTER_EMAIL": "learner@example.org",
}
_EDITOR: Final = '#!/bin/sh\necho "A save" > "$1"\n'


class Folder:
    """A portfolio that is kept in git, and the next sheet to save in it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        write(place, FILES)
        sheets = [one for one in files(FILES) if one[0].startswith("sessions/")]
        (self._path, self._text), self._new = sheets[0], sheets[-1]
        (place / self._new[0]).unlink()
        self._git("init", "--quiet", "--template=", "--initial-branch=main")
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", "First")
        self._git("gc", "--quiet")
        command = [PYTHON, "-m", "coachfolio", "hooks", "install", str(place)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        self._first = self._said("rev-parse", "HEAD")

    def new(self) -> None:
        """Stage a sheet that was not there."""
        self._stage(*self._new)

    def edited(self) -> None:
        """Stage other words in a sheet."""
        self._stage(self._path, self._text.replace("reflection: |\n", "reflection: |\n  Read again.\n", 1))

    def claimed(self) -> None:
        """Stage another claim on a sheet."""
        self._stage(self._path, self._text.replace("    how: ", "    how: once more, ", 1))

    def _stage(self, path: str, text: str) -> None:
        self._git("reset", "--quiet", "--hard", self._first)
        (self.place / path).write_text(text, encoding="utf-8")
        self._git("add", "--all")

    def save(self, prepare: Callable[[], None], *options: str) -> Cost:
        """What one save costs."""
        prepare()
        return cost_of(GIT, "-C", str(self.place), "commit", "--quiet", "--message", "A save", *options)

    def save_in_an_editor(self, prepare: Callable[[], None], editor: Path) -> Cost:
        prepare()
        setting = f"core.editor={editor}"
        return cost_of(GIT, "-C", str(self.place), "-c", setting, "commit", "--quiet")

    def _git(self, *args: str) -> None:
        self._said(*args)

    def _said(self, *args: str) -> str:
        command = [GIT, "-C", str(self.place), *args]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout.strip()


def measure(place: Path) -> dict[str, Costs]:
    """Every kind of save, and what it is held against."""
    folder = Folder(place / "portfolio")
    editor = place / "editor"
    editor.write_text(_EDITOR, encoding="utf-8")
    editor.chmod(0o700)
    things: Mapping[str, Measured] = {
        IMPORTS: lambda: cost_of(PYTHON, "-c", IMPORTS),
        NEW: lambda: folder.save(folder.new),
        EDITED: lambda: folder.save(folder.edited),
        CLAIMED: lambda: folder.save(folder.claimed),
        "a new sheet, in an editor": lambda: folder.save_in_an_editor(folder.new, editor),
        "a reflection, in an editor": lambda: folder.save_in_an_editor(folder.edited, editor),
        PLAIN: lambda: folder.save(folder.new, "--no-verify"),
    }
    return by_turns(ROUNDS, things)


def show(costs: Mapping[str, Costs]) -> None:
    print(f"\nOne save in a portfolio of {FILES} files of evidence; {ROUNDS} rounds")
    floor = costs[IMPORTS].seconds
    for name, one in costs.items():
        print(f"  {name:37}{one}  {one.seconds / floor:5.2f} times the imports", flush=True)
    print("\nBars")
    for name in BARRED:
        times = costs[name].seconds / floor
        kept = "kept  " if times <= MOST_TIMES else "MISSED"
        print(f"  {kept}  {name}: at most {MOST_TIMES:g} times{times:8.3g} ({times / MOST_TIMES:.0%})")


def main() -> None:
    os.environ.clear()
    os.environ.update({**ENVIRONMENT, **_WHO})
    begun = time.perf_counter()
    show_machine()
    with tempfile.TemporaryDirectory(prefix="coachfolio-bench-") as place:
        show(measure(Path(place)))
    print(f"\nThe whole run took {time.perf_counter() - begun:.0f} s.")


if __name__ == "__main__":
    main()
