"""How long 98 contact sheets of 600 words and their log take to be imported: python benchmarks/importing.py

Processor time of this process and of the child that reads, and the most memory that either takes. The bar: 0.15 s a
sheet, under 15 s together, under 300 MB.
"""

from __future__ import annotations

import datetime
import random
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
from tests.imports.word_xml import docx, form, heading

SHEETS: Final = 98
WORDS: Final = 600
_CLIENTS: Final = ("Jane Smith", "Mark Thompson", "Priya Nair", "Chidi Okafor", "Fiona McAllister", "Tom Whitfield")
_TEXT: Final = [
    "we",
    "talked",
    "about",
    "how",
    "the",
    "team",
    "works",
    "when",
    "pressure",
    "rises",
    "and",
    "what",
    "delegation",
    "might",
    "look",
    "like",
    "in",
    "practice",
    "over",
    "the",
    "next",
    "month",
    "because",
    "the",
    "board",
    "paper",
    "was",
    "late",
    "again",
    "and",
    "nobody",
    "had",
    "asked",
    "who",
    "would",
    "own",
    "it",
    "so",
    "I",
    "waited",
    "and",
    "then",
    "asked",
]


def main() -> None:
    """Make the files, import them, and print the figures."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as work:
        folder, sheets = Path(work, "portfolio"), Path(work, "sheets")
        start(start_plan(folder, Beginning("ilm-l7-diploma-2007", "A. Learner", email="learner@example.org")))
        sheets.mkdir()
        lines = ["Date,Client,Minutes,Fee"]
        for number in range(SHEETS):
            day = datetime.date(2025, 1, 13) + datetime.timedelta(days=4 * number)
            client = _CLIENTS[number % len(_CLIENTS)]
            said = [f"{client.split()[0]} came."] + [chance.choice(_TEXT) for _ in range(WORDS // 3)]
            prose = {label: " ".join(said) for label in ("Purpose", "What_was_discussed", "My_reflection")}
            about = {"Date": f"{day:%d/%m/%Y}", "Client_name": client, "Duration": "60 minutes"}
            (sheets / f"{number:02}.docx").write_bytes(docx(heading("Contact sheet"), form(**about, **prose)))
            lines.append(f"{day:%d/%m/%Y},{client},60,Paid")
        (sheets / "log.csv").write_text("\n".join(lines), encoding="utf-8")
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


def _processor() -> float:
    """Seconds of processor time, of children as well once they have ended."""
    inner = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + inner.ru_utime + inner.ru_stime


if __name__ == "__main__":
    main()
