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
    from coachfolio.reports.overview import Bar, Overview, OverviewLine

__all__ = ["COLUMNS", "LINES", "fitted", "overview_lines", "typed", "wrapped"]

LINES: Final = 25
COLUMNS: Final = 80
_LABEL: Final = 9
"""Columns of the word at the left."""
_BAR: Final = 16
"""Columns of a bar; half as many on a narrow screen."""
_LONGEST_FOLDER: Final = 28
"""Columns of a folder that is repeated in every command; a command that is cut off is of no use."""
_AMOUNT: Final = 20
"""Columns for how much is there."""
_MOST: Final = {"hours": 5, "waiting": 3, "open": 8, "next": 6}
"""Lines of each part, where all of them are long. Units have what is left."""
_COLOURS: Final = {
    "met": "green",
    "accepted": "green",
    "evidenced": "green",
    "short": "yellow",
    "under way": "yellow",
    "nothing yet": "red",
    "changed since": "red",
}
_IN_FOLDER: Final = ("log", "map", "new", "rename")
"""Commands that are told their folder by --in."""


def typed(command: str, folder: str = "") -> str:
    """A command as it is typed, for the portfolio in a folder."""
    inside = " --in" if folder and command.split()[0] in _IN_FOLDER else ""
    return f"coachfolio {command}{inside}{then(folder)}"


def overview_lines(
    overview: Overview, paint: Paint, folder: str = "", *, columns: int = COLUMNS, blocks: bool = True
) -> Iterator[str]:
    """The lines of the screen. Without `blocks`, bars are drawn in plain characters."""
    wide = min(columns, COLUMNS)
    where = "All of it"
    if len(then(folder)) > _LONGEST_FOLDER:
        folder, where = "", "Type these in the portfolio's own folder. All of it"
    top = [paint(fitted(overview.title, wide), "bold")]
    top += _between_clauses(overview.standing, wide)[:2]
    top += [fitted(line, wide) for line in (overview.limit, overview.own_file) if line]
    inner = wide - _LABEL
    waiting = [fitted(line, inner) for line in _few(overview.waiting, _MOST["waiting"])]
    still = [line for said in overview.open for line in _said(said, folder, inner, paint)][: _MOST["open"]]
    deeds = [line for deed in overview.next for line in _deed(deed, folder, inner, paint)][: _MOST["next"]]
    end = paint(fitted(f"{where}: {typed('status --all', folder)}", wide), "dim")
    free = LINES - len(top) - len(waiting) - len(still) - len(deeds) - 1
    hours = min(len(overview.hours), max(free - len(overview.units), min(_MOST["hours"], free // 2), 1))
    bars = _Bars(inner, (*overview.hours, *overview.units), "█░" if blocks else "#.", paint)
    yield from top
    yield from _labelled("Hours", bars.lines(overview.hours, hours), paint)
    yield from _labelled("Units", bars.lines(overview.units, free - hours), paint)
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


def _between_clauses(text: str, columns: int) -> list[str]:
    """A sentence in lines that end between its clauses, each cut off where it is too long by itself."""
    lines: list[str] = []
    for clause in text.split("; "):
        if lines and len(lines[-1]) + len(clause) + 2 < columns:
            lines[-1] += f"; {clause}"
        else:
            lines.append(clause)
    return [fitted(f"{line};" if line != lines[-1] else line, columns) for line in lines]


def _labelled(label: str, lines: Sequence[str], paint: Paint) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (paint(label.ljust(_LABEL), "bold") if not number else " " * _LABEL) + line


def _few(lines: Sequence[str], most: int) -> list[str]:
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], f"and {len(lines) - most + 1} more"]


class _Bars:
    """Sets bars under one another, so that all begin and end in the same columns."""

    def __init__(self, columns: int, bars: Sequence[Bar], drawn: str, paint: Paint) -> None:
        from rich.cells import cell_len

        self.columns: Final = columns
        self.drawn: Final = drawn
        self.paint: Final = paint
        self.length: Final = _BAR if columns >= COLUMNS - _LABEL else _BAR // 2
        longest = max((cell_len(one_line(bar.name)) + len(_note(bar)) for bar in bars), default=0)
        self.width: Final = max(min(longest, columns - self.length - _AMOUNT - 4), 4)

    def lines(self, bars: Sequence[Bar], most: int) -> list[str]:
        """Bars, and what is true of those that there is no line for."""
        shown = bars if len(bars) <= most else bars[: max(most - 1, 0)]
        lines = [self._line(bar) for bar in shown]
        if len(shown) < len(bars) and most > 0:
            rest = Counter(bar.state for bar in bars[len(shown) :])
            told = ", ".join(f"{number} {state}" for state, number in rest.items())
            lines.append(fitted(f"and {len(bars) - len(shown)} more: {told}", self.columns))
        return lines

    def _line(self, bar: Bar) -> str:
        from rich.cells import set_cell_size

        full = int(bar.share * self.length)  # a bar is full only where all is there
        note = _note(bar) if len(_note(bar)) < self.width // 2 else ""
        name = set_cell_size(fitted(bar.name, self.width - len(note)) + note, self.width)
        about = (
            bar.there if bar.state in ("met", "short", "guide", "unknown") else f"{bar.there:<8} {bar.state}".strip()
        )
        rest = fitted(about, self.columns - self.width - self.length - 4)
        drawn = self.paint(self.drawn[0] * full, _COLOURS.get(bar.state, "cyan"))
        return f"{name}  {drawn}{self.drawn[1] * (self.length - full)}  {rest}"


def _note(bar: Bar) -> str:
    return f" ({bar.note})" if bar.note else ""


def _said(said: OverviewLine, folder: str, columns: int, paint: Paint) -> list[str]:
    if said.line:
        return [*wrapped(f"{said.what}:", columns)[:2], "  " + paint(fitted(said.line, columns - 2), "bold")]
    if not said.command:
        return [fitted(line, columns) for line in _few(wrapped(f"{said.what}.", columns), 2)]
    command = typed(said.command, folder)
    if len(said.what) + 2 + len(command) <= columns:
        return [_with_command(f"{said.what}: ", command, columns, paint)]
    return [fitted(f"{said.what}:", columns), "  " + _with_command("", command, columns - 2, paint)]


def _deed(deed: Deed, folder: str, columns: int, paint: Paint) -> list[str]:
    command = typed(deed.command, folder)
    return [fitted(deed.why, columns), "  " + _with_command(f"{deed.what}: ", command, columns - 2, paint)]


def _with_command(words: str, command: str, columns: int, paint: Paint) -> str:
    """One line that ends with a command. Where both are too long together, the words are cut."""
    from rich.cells import cell_len

    command = fitted(command, columns)
    left = columns - cell_len(command)
    before = words if cell_len(words) <= left else (fitted(words, left - 1) + " " if left > 12 else "")
    return before + paint(command, "bold")
