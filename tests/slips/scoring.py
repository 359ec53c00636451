# ruff: noqa: T201
"""The corpus of slips, and how a check and a repair of each case are scored.

Two points where lines, words and advice are all right, one where some of them are, none where none is.
`python -m tests.slips.scoring [ID…]` prints the score by kind, and whatever is not whole.
"""

from __future__ import annotations

import base64
import datetime
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from coachfolio import InMemory, NoPortfolio, check, open_portfolio
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of

HERE: Final = Path(__file__).parent
CORPUS: Final = HERE / "corpus"
TODAY: Final = datetime.date(2026, 6, 30)
_MENTIONED: Final = b"date: 2026-03-04\nminutes: 90\nclient: C01\nrole: coach\n"
KINDS: Final = sorted(path.stem for path in CORPUS.glob("*.yaml") if path.stem != "portfolio")


@dataclass(frozen=True)
class Case:
    """One slip."""

    kind: str
    id: str
    path: str
    data: bytes
    lines: tuple[int, ...]
    says: tuple[str, ...]
    meaning: Any
    fixable: bool
    fixed_path: str
    beside: dict[str, bytes]

    @property
    def files(self) -> dict[str, bytes]:
        around = {} if self.path.lower().startswith("portfolio.") else {"portfolio.yaml": portfolio_bytes()}
        for id in self.meaning.get("about", ()) if isinstance(self.meaning, dict) else ():
            around.setdefault(f"sessions/{id}.yaml", _MENTIONED)
        return {**around, **self.beside, self.path: self.data}


def portfolio_bytes() -> bytes:
    return (CORPUS / "portfolio.yaml").read_bytes()


@cache
def judged() -> dict[str, int]:
    """The points of cases that were judged by reading, as judged.yaml tells why."""
    table = YAML(typ="safe").load((HERE / "judged.yaml").read_text(encoding="utf-8"))
    return {id: int(each["points"]) for id, each in table.items()}


@cache
def cases(kind: str) -> tuple[Case, ...]:
    """The cases of one file."""
    found = YAML(typ="safe").load((CORPUS / f"{kind}.yaml").read_text(encoding="utf-8"))
    return tuple(_case(kind, each) for each in found)


def _bytes(each: dict[str, Any]) -> bytes:
    if "text" in each:
        return str(each["text"]).encode("utf-8")
    return bytes.fromhex(each["hex"]) if "hex" in each else base64.b64decode(each["base64"])


def _case(kind: str, each: dict[str, Any]) -> Case:
    beside = each.get("beside") or {}
    if isinstance(beside, dict) and "path" in beside:
        beside = [beside]
    if isinstance(beside, list):
        beside = {other["path"]: _bytes(other) for other in beside}
    else:
        beside = {
            path: _bytes(other) if isinstance(other, dict) else str(other).encode() for path, other in beside.items()
        }
    return Case(
        kind=kind,
        id=each["id"],
        path=each["path"],
        data=_bytes(each),
        lines=tuple(each.get("lines") or ()),
        says=tuple(str(word) for word in each.get("says") or ()),
        meaning=each.get("meaning"),
        fixable=str(each["fixable"]).lower() in ("yes", "true"),
        fixed_path=each.get("fixed_path") or each["path"],
        beside=beside,
    )


@dataclass(frozen=True)
class Score:
    """What was right about one case."""

    points: int
    lines: bool
    words: bool
    advice: bool
    told: str
    fixed: str


def told_of(case: Case) -> tuple[set[int], str, bool, str]:
    """The lines pointed to, the words, whether anything weighs, and the whole as text."""
    source = InMemory(case.files, "")
    try:
        report = check(open_portfolio(source), today=TODAY)
    except NoPortfolio as error:
        return {1}, str(error), True, str(error)
    lines: set[int] = set()
    words = []
    weighs = False
    out = []
    for found in report.diagnostics:
        here = found.path == case.path and found.span.line in case.lines
        about = (found.code[:3] in ("CF0", "CF1", "CF2") or (here and found.code[:3] == "CF3")) and found.code not in (
            "CF210",
            "CF209",
        )
        at = found.path == case.path
        if not about or not (at or any(other.path == case.path for other in found.related)):
            continue
        weighs = weighs or found.severity in ("error", "warning")
        words.append(f"{found.message} {found.hint}")
        if at:
            lines |= set(range(found.span.line, found.span.end_line + 1))
        for other in found.related:
            words.append(other.message)
            if other.path == case.path:
                lines |= set(range(other.span.line, other.span.end_line + 1))
        out.append(
            f"{found.path}:{found.span.line}:{found.span.column} {found.code} {found.message} → {found.hint}"
            + "".join(f" @{o.span.line} {o.message}" for o in found.related)
        )
    return lines, "\n".join(words), weighs, "\n".join(out)


def fixed_of(case: Case) -> dict[str, bytes]:
    """The files after a repair."""
    try:
        from coachfolio.editing.fixing import fixed_files
    except ImportError:
        return case.files
    return fixed_files(case.files)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if value is None:
        return None
    text = str(value)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def same_meaning(found: Any, meant: Any) -> bool:
    return bool(_plain(found) == _plain(meant))


def meaning_of(files: dict[str, bytes], path: str) -> Any:
    data = files.get(path)
    if data is None:
        return None
    kind = "portfolio" if path == "portfolio.yaml" else kind_of_path(path)
    if kind is None:
        return None
    return read(path, data, shape_of(kind)).fields


def score(case: Case) -> Score:
    lines, words, weighs, told = told_of(case)
    after = fixed_of(case)
    folded = words.casefold()
    missing = [word for word in case.says if not any(part.casefold() in folded for part in word.split("|"))]
    right_lines = set(case.lines) <= lines
    some_lines = bool(set(case.lines) & lines)
    if case.id in judged():
        return Score(judged()[case.id], True, True, True, told, _shown(after, case))
    if not case.says and not case.lines:  # nothing is wrong
        quiet, same = not weighs, after == case.files
        return Score(2 * (quiet and same), quiet, quiet, same, told, _shown(after, case))
    if case.fixable:
        found = meaning_of(after, case.fixed_path)
        advice = found is not None and same_meaning(found, case.meaning)
    else:
        advice = _nothing_false(case, after)
    right_words = not missing
    whole = right_lines and right_words and advice
    partly = (right_words + advice + some_lines) >= 2
    told += "".join(f"\n   MISSING {word}" for word in missing)
    return Score(2 if whole else 1 if partly else 0, right_lines, right_words, advice, told, _shown(after, case))


def _nothing_false(case: Case, after: dict[str, bytes]) -> bool:
    """Whether a repair of what only the person can say said nothing that is not so."""
    if after.get(case.path) == case.data:
        return True
    before = meaning_of(case.files, case.path) or {}
    now = meaning_of(after, case.path)
    if not isinstance(case.meaning, dict) or now is None:
        return False
    return all(
        (
            name not in now
            or (name in before and same_meaning(now[name], before[name]))
            or str(now[name]).strip() in case.data.decode("utf-8", "replace")
        )
        if meant is None
        else same_meaning(now.get(name), meant)
        for name, meant in case.meaning.items()
    )


def _shown(after: dict[str, bytes], case: Case) -> str:
    changed = {path: data for path, data in after.items() if case.files.get(path) != data}
    return "\n".join(f"== {path}\n{data.decode('utf-8', 'replace')}" for path, data in changed.items())


def main(wanted: list[str]) -> None:
    sums: dict[str, list[int]] = defaultdict(list)
    for kind in KINDS:
        for case in cases(kind):
            if wanted and not any(case.id.startswith(word) or word == kind for word in wanted):
                continue
            result = score(case)
            sums[kind].append(result.points)
            if result.points < 2 or wanted:
                flags = "".join(
                    letter if right else "-"
                    for letter, right in zip("LWA", (result.lines, result.words, result.advice), strict=True)
                )
                print(
                    f"## {result.points} {flags} {case.id} lines {list(case.lines)} "
                    f"says {list(case.says)} fixable {case.fixable}"
                )
                print("   " + result.told.replace("\n", "\n   "))
                if wanted:
                    print(result.fixed)
    for kind, points in sums.items():
        print(f"{kind:20} {len(points):4} {sum(points) / len(points):.2f}  zeros {points.count(0)}")
    every = [point for points in sums.values() for point in points]
    print(f"{'all':20} {len(every):4} {sum(every) / len(every):.2f}  zeros {every.count(0)}")


if __name__ == "__main__":
    main(sys.argv[1:])
