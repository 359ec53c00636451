"""Charts as SVG, made here: bars alone, and never without the table that has their figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup, escape

__all__ = ["Series", "columns", "line_bar"]

_WIDTH: Final = 720
_HEIGHT: Final = 200
_FOOT: Final = 34
"""Room for the words under the columns."""
_TOP: Final = 8
_LABELS: Final = 14
"""Words under the columns at most; of more columns, every second or third has one."""


class Series(NamedTuple):
    """The columns of one colour."""

    name: str
    values: Sequence[int]


def line_bar(value: int, most: int) -> Markup:
    """One bar in a row of a table: how much of the most it is. The row's own cell has the figure."""
    width = 0 if most <= 0 else max(0.0, min(100.0, 100 * value / most))
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="track" width="100" height="10"/><rect class="fill" width="{:.2f}" height="10"/></svg>'
    ).format(width)


def columns(labels: Sequence[str], series: Sequence[Series], title: str, name: str, unit: str) -> Markup:
    """Columns side by side over labels such as months. `name` is what its title is called in the page."""
    most = max((value for one_series in series for value in one_series.values), default=0) or 1
    room = _WIDTH / max(len(labels), 1)
    wide = min(room * 0.72 / len(series), 34)
    body = _HEIGHT - _FOOT - _TOP
    parts: list[str] = []
    every = -(-len(labels) // _LABELS)
    for number, label in enumerate(labels):
        middle = (number + 0.5) * room
        for place, one_series in enumerate(series):
            high = body * one_series.values[number] / most
            left = middle + (place - len(series) / 2) * wide
            parts.append(
                f'<rect class="s{place}" x="{left:.1f}" y="{_TOP + body - high:.1f}" width="{wide * 0.92:.1f}" '
                f'height="{high:.1f}" rx="1.5"/>'
            )
        if number % every == 0:
            parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - 14}" text-anchor="middle">{escape(label)}</text>')
    grid = f'<line class="axis" x1="0" x2="{_WIDTH}" y1="{_TOP + body}" y2="{_TOP + body}"/>'
    start = Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}. The most is {}.'
        "</title>"
    ).format(_WIDTH, _HEIGHT, name, name, title, unit)
    return start + Markup(f"{grid}{''.join(parts)}</svg>")  # noqa: S704 - numbers, and labels that are escaped
