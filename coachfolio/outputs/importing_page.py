"""An import as one page or one table, to look through at leisure. It has codes for names, and nobody's name."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator

from coachfolio.editing.importing.people import named_without_names
from coachfolio.editing.importing.planning import ImportPlan, PlannedPiece
from coachfolio.editing.importing.words_left import left_without_names

__all__ = ["import_page", "import_table"]

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}td,th{border:1px solid #bbb;padding:.3rem .5rem;"
    "text-align:left;vertical-align:top}th{background:#f0f0f0}td.text{white-space:pre-wrap}summary{cursor:pointer}"
)


def import_table(plan: ImportPlan) -> str:
    """One line for each field of each piece: the source, its place, the field, the value, how sure it is."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["source", "place", "kind", "state", "field", "value"])
    for planned in plan.planned:
        file = planned.piece.files[0]
        for field, value in _fields(planned):
            rows.writerow(
                [_safe(cell) for cell in (file.name, file.place, planned.piece.kind, _state(planned), field, value)]
            )
    return out.getvalue()


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _fields(planned: PlannedPiece) -> Iterator[tuple[str, str]]:
    for field, value in planned.piece.fields.items():
        if field == "contacts":
            for number, contact in enumerate(value, 1):
                yield from ((f"contact {number}: {name}", str(inner)) for name, inner in contact.items())
        elif isinstance(value, dict):
            yield from ((f"{field}: {name}", str(inner)) for name, inner in value.items())
        elif isinstance(value, list):
            yield field, "\n".join(str(inner) for inner in value)
        else:
            yield field, str(value)


def _state(planned: PlannedPiece) -> str:
    if planned.why_not:
        return f"not brought in: {planned.why_not}"
    return {"same": "there already", "double": "one like it is there"}.get(planned.state, planned.state)


def import_page(plan: ImportPlan) -> str:
    """One page: what was recognised, every piece with its fields, and what is left out of each source."""
    parts = [
        "<!doctype html><html lang=en-GB><head><meta charset=utf-8><title>What would be imported</title>",
        "<meta name=viewport content='width=device-width'>",
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<style>{_STYLE}</style></head><body><h1>What would be imported</h1>",
        "<p>Codes stand in the place of names. Nothing has been written yet.</p>",
        "<h2>What was recognised</h2><table><tr><th>stands there<th>becomes<th>files</tr>",
    ]
    for column, files in plan.columns:
        label = named_without_names(column.label, plan.who.key)
        parts.append(f"<tr><td>{_e(label)}<td>{_e(column.field or 'nothing that is known')}<td>{files}</tr>")
    parts.append(
        "</table><h2>What becomes of each file</h2><table><tr><th>file<th>words<th>kept<th>left out<th>lost</tr>"
    )
    for name, words in plan.words.items():
        cells = (_e(named_without_names(name, plan.who.key)), words.total, words.kept, words.left, len(words.lost))
        parts.append(f"<tr>{''.join(f'<td>{cell}' for cell in cells)}</tr>")
    for name, why in plan.gathered.unread:
        parts.append(f"<tr><td>{_e(named_without_names(name, plan.who.key))}<td colspan=4>not read: {_e(why)}</tr>")
    parts.append("</table><h2>Every piece</h2>")
    for planned in plan.planned:
        file = planned.piece.files[0]
        about = " ".join(str(planned.piece.fields.get(name, "")) for name in ("date", "client", "title"))
        parts.append(
            f"<details><summary>{_e(about.strip() or planned.piece.kind)} ({_e(file.name)}, {_e(file.place)}): "
            f"{_e(_state(planned))}</summary><table>"
        )
        parts += [f"<tr><th>{_e(field)}<td class=text>{_e(value)}</tr>" for field, value in _fields(planned)]
        parts.append("</table></details>")
    left = list(left_without_names(plan))
    if left:
        parts.append("<h2>Left out</h2><table><tr><th>file<th>where<th>what<th>why</tr>")
        parts += [f"<tr>{''.join(f'<td>{_e(cell)}' for cell in row)}</tr>" for row in left]
        parts.append("</table>")
    return "\n".join([*parts, "</body></html>\n"])


def _e(text: str) -> str:
    return html.escape(text)
