"""How long 98 contact sheets of 600 words and their log take to be imported: python benchmarks/importing.py

Processor time of this process and of the child that reads, and the most memory that either takes. The bar: 0.15 s a
sheet, under 15 s together, under 300 MB.
"""

from __future__ import annotations

import datetime
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from coachfolio.editing.importing.carrying_out import carry_import_out, to_write
from coachfolio.editing.importing.planning import import_plan
from coachfolio.editing.starting import Beginning, start, start_plan
from tests.imports.many_sheets import make_sheets
from tests.test_importing_story import brought_in

SHEETS: Final = 98
WORDS: Final = 600


def main() -> None:
    """Make the files, import them, and print the figures."""
    with tempfile.TemporaryDirectory() as work:
        folder, sheets = Path(work, "portfolio"), Path(work, "sheets")
        start(start_plan(folder, Beginning("ilm-l7-diploma-2007", "A. Learner", email="learner@example.org")))
        sheets.mkdir()
        make_sheets(sheets, SHEETS, WORDS)
        began = _processor()
        clock = time.perf_counter()
        plan = import_plan(folder, [sheets], today=datetime.date(2026, 12, 1))
        planned = _processor()
        carry_import_out(to_write(plan))
        took = _processor() - began
        kept, total = sum(each.kept for each in plan.words.values()), sum(each.total for each in plan.words.values())
        print(f"{len(plan.to_write)} sessions of {SHEETS} sheets and a log; kept {kept} of {total} words")
        reading = planned - began
        print(f"read and planned: {reading:.2f} s of processor time; written: {took - reading:.2f} s")
        length = time.perf_counter() - clock
        print(f"a sheet: {took / SHEETS * 1000:.0f} ms of processor time; by the clock {length:.1f} s in all")
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(f"most memory of one process: {most // 1024} MB")
    with tempfile.TemporaryDirectory() as work:
        clock = time.perf_counter()
        answers = brought_in(Path(work), SHEETS)
        length = time.perf_counter() - clock
        print(f"at a terminal, from init to the save and a second try: {answers} answers, {length:.1f} s by the clock")


def _processor() -> float:
    """Seconds of processor time, of children as well once they have ended."""
    inner = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + inner.ru_utime + inner.ru_stime


if __name__ == "__main__":
    main()
