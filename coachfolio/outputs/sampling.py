"""The report of quality assurance, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from coachfolio.base.words import one_line
from coachfolio.outputs.markdown import escaped
from coachfolio.reports.matrix import Matrix
from coachfolio.reports.sampling_words import heading_of, parts_of

__all__ = ["aligned", "report_markdown", "report_text"]


def report_text(matrix: Matrix) -> Iterator[str]:
    """The report for a terminal. No line of it is cut off."""
    yield heading_of(matrix)
    yield f"Policy: {one_line(matrix.policy)}"
    for part in parts_of(matrix):
        yield from ("", part.title)
        yield from (f"  {one_line(line)}" for line in part.lines)
        if part.prose:
            for row in part.rows:
                short, sentences = row[: -part.prose], row[-part.prose :]
                yield f"  {'  '.join(map(one_line, short))}"
                yield from (f"      {one_line(sentence)}" for sentence in sentences if sentence != "-")
        else:
            yield from (f"  {line}" for line in aligned(part.heads, part.rows))


def report_markdown(matrix: Matrix) -> Iterator[str]:
    """The report as Markdown; nothing from a portfolio is taken for markup."""
    yield f"## {escaped(heading_of(matrix))}"
    yield from ("", f"Policy: {escaped(matrix.policy)}")
    for part in parts_of(matrix):
        yield from ("", f"### {escaped(part.title)}")
        for before, line in zip(("", *part.lines), part.lines, strict=False):
            point = line.removeprefix("- ")
            if line == point or before == "" or not before.startswith("- "):
                yield ""
            yield escaped(line) if line == point else f"- {escaped(point)}"
        if part.rows:
            yield from ("", f"| {' | '.join(map(escaped, part.heads))} |", f"|{'---|' * len(part.heads)}")
            yield from (f"| {' | '.join(map(escaped, row))} |" for row in part.rows)


def aligned(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in columns, none of it cut off; nothing where it has no rows."""
    lines = [tuple(map(one_line, line)) for line in (heads, *rows)]
    if len(lines) < 2:
        return
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
