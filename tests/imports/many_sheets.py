"""Contact sheets as Word files, and the log that counts them: as many as a coach has after a course."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Final

from .word_xml import docx, form, heading

CLIENTS: Final = ("Jane Smith", "Mark Thompson", "Priya Nair", "Chidi Okafor", "Fiona McAllister", "Tom Whitfield")
_TEXT: Final = (
    "we talked about how the team works when pressure rises and what delegation might look like in practice over the "
    "next month because the board paper was late again and nobody had asked who would own it so I waited and then asked"
)


def make_sheets(folder: Path, number: int, words: int) -> None:
    """So many sheets of so many words each, and a log with a row for each, of an hour a sheet."""
    chance = random.Random(7)
    text = _TEXT.split()
    lines = ["Date,Client,Minutes,Fee"]
    for sheet in range(number):
        day = datetime.date(2025, 1, 13) + datetime.timedelta(days=4 * sheet)
        client = CLIENTS[sheet % len(CLIENTS)]
        said = [f"{client.split()[0]} came."] + [chance.choice(text) for _ in range(words // 3)]
        prose = {label: " ".join(said) for label in ("Purpose", "What_was_discussed", "My_reflection")}
        about = {"Date": f"{day:%d/%m/%Y}", "Client_name": client, "Duration": "60 minutes"}
        criteria = {"Criteria": f"D7.03/s{1 + sheet % 4}"}
        made = docx(heading("Contact sheet"), form(**about, **prose, **criteria))
        (folder / f"{sheet:02} {client}.docx").write_bytes(made)
        lines.append(f"{day:%d/%m/%Y},{client},60,Paid")
    (folder / "log.csv").write_text("\n".join(lines), encoding="utf-8")
