"""A cohort as a database or as Parquet files. Portfolios are written one after the other, and never held together."""

from __future__ import annotations

import csv
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.version import __version__
from coachfolio.cohort.reading import CohortRead
from coachfolio.cohort.sampled import member_of
from coachfolio.cohort.tables import COHORT_TABLES, COHORT_VIEWS, RUN_COLUMNS
from coachfolio.facts.sampling.frame import assessors_of
from coachfolio.outputs.export.database import stored, table_made
from coachfolio.reports.model import ModelColumn, ModelTable, Value

__all__ = ["datasette_metadata", "parquet_of", "write_database"]

_LEFT_OUT: Final = (
    ModelColumn("place", "text", "Where it lies.", key=True),
    ModelColumn("kind", "text", "Why it is not counted, in a word."),
    ModelColumn("why", "text", "The same in a sentence."),
)
_ALL: Final = (
    ("runs", "The run that made this.", RUN_COLUMNS),
    ("left_out", "What is not counted.", _LEFT_OUT),
    *((table.name, table.about, table.columns) for table in COHORT_TABLES),
)
_TYPES: Final = {
    "text": "VARCHAR",
    "whole": "BIGINT",
    "number": "DOUBLE",
    "day": "DATE",
    "yes-no": "BOOLEAN",
}
_NOTHING: Final = "\\N"
_UNITS: Final = (("_minutes", "minute"), ("_days", "day"))


def write_database(read: CohortRead, place: Path) -> None:
    """Write one SQLite database of a cohort into a new file, with keys, references between its tables, and views."""
    with closing(sqlite3.connect(place)) as base:
        base.execute("PRAGMA foreign_keys = ON")
        base.execute("PRAGMA journal_mode = OFF")  # it is put in its place only once it is whole
        base.execute("PRAGMA synchronous = OFF")
        for name, about, columns in _ALL:
            base.execute(table_made(ModelTable(name, about, columns, ())))
        run = (1, read.today, __version__, len(read.places), len(read.left_out))
        _insert(base, "runs", len(RUN_COLUMNS), [run])
        left_out = {left.place: (left.place, left.kind, left.why) for left in read.left_out}
        _insert(base, "left_out", len(_LEFT_OUT), left_out.values())
        names = assessors_of((member_of(extract) for extract in read.extracts()), read.today)
        for extract in read.extracts():
            for table in COHORT_TABLES:
                _insert(base, table.name, len(table.columns), table.rows(extract, names))
        for name, query in COHORT_VIEWS.items():
            base.execute(f'CREATE VIEW "{name}" AS {query}')
        base.commit()


def _insert(base: sqlite3.Connection, name: str, columns: int, rows: Iterable[tuple[Value, ...]]) -> None:
    places = ", ".join("?" * columns)
    base.executemany(
        f'INSERT INTO "{name}" VALUES ({places})',  # noqa: S608 - our own names, never a person's
        ([stored(value) for value in row] for row in rows),
    )


def datasette_metadata(name: str) -> str:
    """What Datasette shows beside the database of this name: what each table and column means, and their units."""
    tables = {
        table: {
            "title": table.replace("_", " ").capitalize(),
            "description": about,
            "columns": {column.name: column.about for column in columns},
            "units": {
                column.name: unit for column in columns for ending, unit in _UNITS if column.name.endswith(ending)
            },
        }
        for table, about, columns in _ALL
    }
    about = "What coachfolio cohort knows of many portfolios. Clients stay codes, and nobody's words are in it."
    document = {"title": "A cohort of portfolios", "databases": {name: {"description": about, "tables": tables}}}
    return json.dumps(document, indent=2) + "\n"


def parquet_of(read: CohortRead) -> Iterator[tuple[str, bytes]]:
    """Every table of a cohort as a Parquet file: its name, and what it holds.

    Raises CoachfolioError where the package that writes it is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise CoachfolioError("Parquet needs one more package: pip install 'coachfolio[cohort]'.") from None
    with tempfile.TemporaryDirectory(prefix="coachfolio-") as folder:
        place = Path(folder)
        write_database(read, place / "cohort.db")
        with closing(sqlite3.connect(place / "cohort.db")) as base, closing(duckdb.connect()) as writer:
            for name, _, columns in _ALL:
                _spool(base, name, place / "rows.csv")
                kinds = ", ".join(f"'{column.name}': '{_TYPES[column.kind]}'" for column in columns)
                writer.execute(
                    f"COPY (SELECT * FROM read_csv('{place}/rows.csv', header = false, nullstr = '{_NOTHING}', "  # noqa: S608
                    f"quote = '\"', escape = '\"', columns = {{{kinds}}}, auto_detect = false, delim = ',')) "
                    f"TO '{place}/{name}.parquet' (FORMAT parquet, COMPRESSION zstd)"
                )
                yield f"{name}.parquet", (place / f"{name}.parquet").read_bytes()


def _spool(base: sqlite3.Connection, name: str, place: Path) -> None:
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
        for row in base.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608 - our own names
            writer.writerow([_NOTHING if value is None else value for value in row])
