"""The benchmark of packing: how long `coachfolio pack` takes beside `check`.

python benchmarks/pack.py [FILES]

Whole processes of this Python, measured by turns, in seconds of the processor. The bar: a pack of 500 pieces in at most
6 times the time of a check of them. FILES is 500 where no number is given.
"""

from __future__ import annotations

import datetime
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final, cast

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY, write
from benchmarks.report import busy
from benchmarks.run import MEGABYTE, by_turns, coachfolio
from coachfolio.editing.declaring import DeclarationKind, declaration_draft
from coachfolio.editing.drafts import write as write_drafts

__all__ = ["write_ready"]

ROUNDS: Final = 5
MOST_TIMES_CHECK: Final = 6
_GUIDED: Final = (("induction", 60), ("tutorial", 120), ("workshop", 3_900))
_DECLARED: Final = {
    "authenticity": ("own_work", "not_handed_in_elsewhere", "earlier_work_pointed_out", "sources_credited"),
    "consent": ("clients_consented",),
    "confidentiality": ("clients_unrecognisable",),
    "centre": ("checked_for_plagiarism", "tutorial_support_given"),
}


def write_ready(folder: Path, files: int) -> None:
    """Write a portfolio of so many pieces that passes the gate, and save it."""
    write(folder, files)
    day = datetime.date.fromisoformat(TODAY)
    portfolio = folder / "portfolio.yaml"
    people = "people:\n  tutor-1: {role: tutor}\n"
    text = portfolio.read_text(encoding="utf-8")
    text = text.replace("people:\n", people) if "people:\n" in text else f"{text.rstrip()}\n{people}"
    portfolio.write_text(text, encoding="utf-8")
    (folder / "guided-learning").mkdir(exist_ok=True)
    for kind, minutes in _GUIDED:
        for number in range(0, minutes, 480):
            place = folder / "guided-learning" / f"2016-01-{number // 480 + 1:02}-{kind}.yaml"
            lasted = min(480, minutes - number)
            place.write_text(f"date: 2016-01-{number // 480 + 1:02}\nkind: {kind}\nminutes: {lasted}\nlearned: Much.\n")
    for name, points in _DECLARED.items():
        draft = declaration_draft(
            folder,
            cast(DeclarationKind, name),
            by="tutor-1" if name == "centre" else None,
            statements=dict.fromkeys(points, True),
            ai_use="none" if name == "authenticity" else None,
            on=day,
        )
        write_drafts([draft])
    git = ("git", "-c", "user.name=A. Learner", "-c", "user.email=learner@example.org")
    for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "All of it")):
        subprocess.run([*git, *command], cwd=folder, check=True)


def main() -> None:
    """Measure, print, and end with 1 where the bar is not kept."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as scratch:
        folder, pack = Path(scratch, "portfolio"), Path(scratch, "pack.zip")
        write_ready(folder, files)
        checking = ("check", str(folder), "--on", TODAY)
        packing = ("pack", str(folder), "--on", TODAY, "--out", str(pack), "--force")
        things = {"check": partial(coachfolio, *checking), "pack": partial(coachfolio, *packing)}
        costs = by_turns(ROUNDS, things)
        times = busy(costs["pack"]) / busy(costs["check"])
        print(f"{files:,} pieces; the pack has {pack.stat().st_size / MEGABYTE:.2f} MB")
        for name, cost in costs.items():
            print(f"  {name:8}{cost}")
        print(f"  pack takes {times:.2f} times as long as check; at most {MOST_TIMES_CHECK}")
    kept = times <= MOST_TIMES_CHECK
    print("The bar is kept." if kept else "The bar is NOT kept.")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
