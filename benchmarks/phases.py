"""Where the time of one check goes, measured inside its own process.

python benchmarks/phases.py FOLDER DAY prints JSON: seconds by phase. A phase's time is its own, without that of the
phases inside it; the phases together are the whole process up to the last line of the report.
"""

from __future__ import annotations

import time

_BEGUN = time.perf_counter()

import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

PHASES: Final = {
    "listing and reading": ("coachfolio.portfolio.sources:Folder.__init__", "coachfolio.portfolio.sources:Folder.read"),
    "text": ("coachfolio.format.documents:decode", "coachfolio.format.documents:blocking"),
    "YAML": ("coachfolio.format.documents:root_of", "coachfolio.format.documents.places:root_of"),
    "values": ("coachfolio.format.documents:build",),
    "schema validation": (
        "coachfolio.portfolio.reading:violations",
        "coachfolio.format.packs:violations",
    ),
    "building": ("coachfolio.portfolio.reading:evidence_from", "coachfolio.portfolio.reading:references_in"),
    "schemas and shapes": ("coachfolio.portfolio.reading:shape_of", "coachfolio.format.packs:shape_of"),
    "facts": ("coachfolio.checks.checking:progress_of",),
    "rules": ("coachfolio.checks.checking:check",),
}
"""Each phase and the functions that it consists of, where they are called from."""

START, OUTPUT, REST = "start-up and imports", "output", "the rest of opening"

_spent: dict[str, float] = {}
_open: list[float] = []
"""For each phase under way, the seconds spent in phases inside it."""


@contextmanager
def _phase(name: str) -> Iterator[None]:
    begun = time.perf_counter()
    _open.append(0.0)
    try:
        yield
    finally:
        seconds = time.perf_counter() - begun
        inside = _open.pop()
        _spent[name] = _spent.get(name, 0.0) + seconds - inside
        if _open:
            _open[-1] += seconds


def _timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        with _phase(name):
            result = function(*arguments, **named)
            return list(result) if isinstance(result, Iterator) else result

    return timed


def _watch() -> None:
    for name, places in PHASES.items():
        for place in places:
            module, _, attribute = place.partition(":")
            owner: Any = import_module(module)
            *outer, last = attribute.split(".")
            for one in outer:
                owner = getattr(owner, one)
            setattr(owner, last, _timed(name, getattr(owner, last)))


def main(folder: str, day: str) -> None:
    """Check one folder with a clock in every phase."""
    with _phase(START):
        import datetime

        import click
        import jsonschema  # noqa: F401 - what a check loads on its way
        import ruamel.yaml  # noqa: F401

        from coachfolio import cli  # noqa: F401 - the command line is started too
        from coachfolio.checks import checking
        from coachfolio.outputs.text import check_text
        from coachfolio.portfolio import loading

    today = datetime.date.fromisoformat(day)
    _watch()
    with _phase(REST):
        opened = loading.open_portfolio(folder)
    report = checking.check(opened, today=today)
    with _phase(OUTPUT), Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for line in check_text(report, lambda text, colour: text, folder=folder):
            click.echo(line, file=nowhere)
    # what came before the first line of this file: the interpreter itself
    _spent[START] += (time.time_ns() - int(os.environ["BENCH_BEGUN"])) / 1e9 - (time.perf_counter() - _BEGUN)
    json.dump(_spent, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
