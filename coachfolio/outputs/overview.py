"""Where a portfolio stands, set on one screen: at most 25 lines of at most 80 columns, whatever the portfolio has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import one_line
from coachfolio.outputs.drafts import then
from coachfolio.outputs.paint import Paint

if TYPE_CHECKING:
    from coachfolio.reports.deeds import Deed
    from coachfolio.reports.overview import Bar, Overview, Said

__all__ = ["COLUMNS", "LINES", "fitted", "overview_lines", "typed", "wrapped"]

LINES: Final = 25
COLUMNS: Final = 80
_LABEL: Final = 9
"""Columns of the word at the left."""
_BAR: Final = 16
"""Columns of a bar."""
_MOST: Final = {"hours": 5, "units": 7, "waiting": 3, "open": 8, "next": 6}
"""Lines of each part, where all of them are long. What one does not need, hours and units may have."""
_COLOURS: Final = {
    "met": "green",
    "accepted": "green",
    "evidenced": "green",
    "short": "yellow",
    "under way": "yellow",
    "no evidence yet": "red",
    "changed since it was accepted": "red",
}
_IN_FOLDER: Final = ("log", "map", "new", "rename")
"""Commands that are told their folder by --in."""


def typed(command: str, folder: str = "") -> str:
    """A command as it is typed, for the portfolio in a folder."""
    inside = " --in" if folder and command.split()[0] in _IN_FOLDER else ""
    return f"coachfolio {command}{inside}{then(folder)}"


def overview_lines(overview: Overview, paint: Paint, folder: str = "", *, blocks: bool = True) -> Iterator[str]:
    """The lines of the screen. Without `blocks`, bars are drawn in plain characters."""
    top = [paint(fitted(overview.title, COLUMNS), "bold")]
    top += [fitted(overview.limit, COLUMNS)] if overview.limit else []
    waiting = [fitted(line, COLUMNS - _LABEL) for line in _few(overview.waiting, _MOST["waiting"])]
    still = [line for said in overview.open for line in _said(said, folder, paint)][: _MOST["open"]]
    deeds = [line for deed in overview.next for line in _deed(deed, folder, paint)][: _MOST["next"]]
    end = paint(fitted(f"All of it: {typed('status --all', folder)}", COLUMNS), "dim")
    free = LINES - len(top) - len(waiting) - len(still) - len(deeds) - 1
    wanted = {"hours": len(overview.hours), "units": len(overview.units)}
    hours = max(_MOST["hours"], free - wanted["units"])
    hours = min(hours, wanted["hours"], max(free - min(wanted["units"], 4), 2))
    drawn = "█░" if blocks else "#."
    width = _name_width((*overview.hours, *overview.units))
    yield from top
    yield from _labelled("Hours", _bars(overview.hours, hours, width, drawn, paint), paint)
    yield from _labelled("Units", _bars(overview.units, free - hours, width, drawn, paint), paint)
    yield from _labelled("Waiting", waiting, paint)
    yield from _labelled("Open", still, paint)
    yield from _labelled("Next", deeds, paint)
    yield end


def fitted(text: str, columns: int) -> str:
    """A text on one line that is no wider: the rest is cut off, and said to be."""
    from rich.cells import cell_len, set_cell_size

    line = " ".join(one_line(text).split())
    return line if cell_len(line) <= columns else set_cell_size(line, columns - 1).rstrip() + "…"


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines that are no wider, broken between words where that is possible."""
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for word in one_line(text).split():
        for part in chop_cells(word, columns) if cell_len(word) > columns else [word]:
            if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(part) > columns:
                lines.append("")
            lines[-1] += f"{' ' if lines[-1] else ''}{part}"
    return lines


def _labelled(label: str, lines: Sequence[str], paint: Paint) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (paint(label.ljust(_LABEL), "bold") if not number else " " * _LABEL) + line


def _few(lines: Sequence[str], most: int) -> list[str]:
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], f"and {len(lines) - most + 1} more"]


def _name_width(bars: Sequence[Bar]) -> int:
    from rich.cells import cell_len

    return min(33, max((cell_len(one_line(bar.name)) + len(_note(bar)) for bar in bars), default=0))


def _note(bar: Bar) -> str:
    return f" ({bar.note})" if bar.note else ""


def _bars(bars: Sequence[Bar], most: int, width: int, drawn: str, paint: Paint) -> list[str]:
    """Bars, and what is true of those that there is no line for."""
    shown = bars if len(bars) <= most else bars[: max(most - 1, 0)]
    lines = [_bar(bar, width, drawn, paint) for bar in shown]
    if len(shown) < len(bars) and most > 0:
        rest = Counter(bar.state for bar in bars[len(shown) :])
        told = ", ".join(f"{number} {state}" for state, number in rest.items())
        lines.append(fitted(f"and {len(bars) - len(shown)} more: {told}", COLUMNS - _LABEL))
    return lines


def _bar(bar: Bar, width: int, drawn: str, paint: Paint) -> str:
    from rich.cells import set_cell_size

    full = int(bar.share * _BAR)  # a bar is full only where all is there
    name = set_cell_size(fitted(bar.name, width - len(_note(bar))) + _note(bar), width)
    about = bar.there if bar.state in ("met", "short", "guide", "unknown") else f"{bar.there:<9} {bar.state}"
    rest = fitted(about, COLUMNS - _LABEL - width - _BAR - 4)
    return f"{name}  {paint(drawn[0] * full, _COLOURS.get(bar.state, 'cyan'))}{drawn[1] * (_BAR - full)}  {rest}"


def _said(said: Said, folder: str, paint: Paint) -> list[str]:
    columns = COLUMNS - _LABEL
    if said.line:
        return [*wrapped(f"{said.what}:", columns)[:2], "  " + paint(fitted(said.line, columns - 2), "bold")]
    if not said.command:
        return [fitted(line, columns) for line in _few(wrapped(f"{said.what}.", columns), 2)]
    command = typed(said.command, folder)
    if len(said.what) + 2 + len(command) <= columns:
        return _with_command(f"{said.what}: ", command, "", paint)
    return [fitted(f"{said.what}:", columns), *_with_command("", command, "  ", paint)]


def _deed(deed: Deed, folder: str, paint: Paint) -> list[str]:
    return [
        fitted(deed.why, COLUMNS - _LABEL),
        *_with_command(f"{deed.what}: ", typed(deed.command, folder), "  ", paint),
    ]


def _with_command(words: str, command: str, indent: str, paint: Paint) -> list[str]:
    """One line that ends with a command. Where both are too long together, the words are cut."""
    from rich.cells import cell_len

    columns = COLUMNS - _LABEL - len(indent)
    command = fitted(command, columns)
    left = columns - cell_len(command)
    before = words if cell_len(words) <= left else (fitted(words, left - 1) + " " if left > 12 else "")
    return [indent + before + paint(command, "bold")]
