"""Waivers: findings that may pass for a reason. They stay in the report, marked with it."""

from __future__ import annotations

import codecs
import datetime
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal

from coachfolio.base.diagnostics import Diagnostic, Place, Span
from coachfolio.base.errors import CoachfolioError, nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.checks.rules import Rule, WaiverUse
from coachfolio.format.documents.text import lines_of, outside_text_blocks
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, Portfolio

__all__ = ["Baseline", "UnusableBaseline", "applied", "baseline_from"]

_MARK: Final = "oachfolio:"
_CODE: Final = r"(?i:[A-Z]{2,8}\d{3})"
_INLINE: Final = (
    rf"#\s*(?i:coachfolio):\s*ignore(?:\s*[\[(]([^\])]*)[\])]|[ :]+({_CODE}(?:, ?{_CODE})*)\b)[\s:,–—-]*(.*)$"
)

Baseline = Counter[tuple[str, str, str]]
"""Findings that were there before, by code, path and message, and how often."""

KNOWN_BEFORE: Final = "It was there when the baseline was written."


class UnusableBaseline(CoachfolioError):
    """A baseline file is not what `check --format json` prints, or names a rule that does not exist."""


@frozen()
class _Waiver(Frozen):
    code: str
    reason: str
    at: Place | tuple[str, Span]
    path: str | None = None
    criterion: str | None = None
    line: int | None = None
    until: datetime.date | None = None

    def covers(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.code != self.code or (self.line is not None and diagnostic.span.line != self.line):
            return False
        if self.criterion is not None and diagnostic.criterion != self.criterion:
            return False
        if self.path is None:
            return True
        return diagnostic.path == self.path or (self.path.endswith("/") and diagnostic.path.startswith(self.path))


def applied(
    portfolio: Portfolio,
    diagnostics: Iterable[Diagnostic],
    rules: Mapping[str, Rule],
    today: datetime.date,
    baseline: Baseline | None = None,
) -> tuple[list[Diagnostic], tuple[WaiverUse, ...]]:
    """The diagnostics with the waived ones marked, and what came of each waiver."""
    waivers = [*_inline(portfolio), *_declared(portfolio)]
    passed: Counter[int] = Counter()
    refused: dict[int, str] = {}
    known = Counter(baseline or {})
    marked = []
    for diagnostic in diagnostics:
        reason = ""
        for number, waiver in enumerate(waivers):
            if _holds(waiver, rules, today) and waiver.covers(diagnostic):
                if rules[diagnostic.code].no_waiver or diagnostic.fixed:
                    refused[number] = rules[diagnostic.code].no_waiver or diagnostic.fixed
                else:
                    passed[number] += 1
                    reason = reason or waiver.reason
        key = (diagnostic.code, diagnostic.path, diagnostic.message)
        if not reason and known[key] > 0 and not rules[diagnostic.code].no_waiver:
            known[key] -= 1
            reason = KNOWN_BEFORE
        marked.append(replace(diagnostic, waived=reason) if reason else diagnostic)
    uses = tuple(
        WaiverUse(
            code=waiver.code,
            at=waiver.at,
            state=_state(waiver, rules, today, passed=passed[number], refused=number in refused),
            passed=passed[number],
            broad=waiver.path is None and waiver.criterion is None,
            until=waiver.until,
            why_refused=refused.get(number, ""),
            about_a_save=waiver.code in rules and rules[waiver.code].family == "losses",
        )
        for number, waiver in enumerate(waivers)
    )
    return marked, uses


def _holds(waiver: _Waiver, rules: Mapping[str, Rule], today: datetime.date) -> bool:
    return waiver.code in rules and bool(waiver.reason) and (waiver.until is None or today <= waiver.until)


def _state(
    waiver: _Waiver, rules: Mapping[str, Rule], today: datetime.date, *, passed: int, refused: bool
) -> Literal["used", "unused", "expired", "refused", "unknown", "without-reason"]:
    if waiver.code not in rules:
        return "unknown"
    if refused or rules[waiver.code].no_waiver:
        return "refused"
    if not waiver.reason:
        return "without-reason"
    if waiver.until is not None and waiver.until < today:
        return "expired"
    return "used" if passed else "unused"


def _declared(portfolio: Portfolio) -> Iterator[_Waiver]:
    for position, waiver in enumerate(portfolio.file.waivers if portfolio.file else ()):
        yield _Waiver(
            code=waiver.code,
            reason=waiver.reason.strip(),
            at=Place(PORTFOLIO_FILE, ("waivers", position)),
            path=waiver.path,
            criterion=waiver.criterion,
            until=waiver.until,
        )


def _inline(portfolio: Portfolio) -> Iterator[_Waiver]:
    """Remarks `# coachfolio: ignore[CODE] reason`, in brackets or not.

    They are for their own line, or for the next one where they stand alone.
    """
    for path, text in sorted(portfolio.texts_with_drafts.items()):
        if _MARK not in text:
            continue
        lines = lines_of(text)
        for number, line in outside_text_blocks(text):
            match = re.search(_INLINE, line)
            if not match:
                continue
            target = number
            if line.lstrip().startswith("#"):
                while target < len(lines) and (not lines[target].strip() or lines[target].lstrip().startswith("#")):
                    target += 1
                target += 1
            span = Span(number, match.start() + 1, number, len(line.rstrip()) + 1)
            for code in (match[1] or match[2] or "").split(","):
                yield _Waiver(code.strip().upper(), match[3].strip(), (path, span), path=path, line=target)


def baseline_from(text: str | bytes, codes: Iterable[str]) -> Baseline:
    """A baseline from what `coachfolio check --format json` printed: as text, or as the bytes of the file it went into.

    Raises UnusableBaseline.
    """
    known = set(codes)
    baseline: Baseline = Counter()
    try:
        document = json.loads(text if isinstance(text, str) else _decoded(text))
        for finding in document["diagnostics"]:
            code, path, message = str(finding["code"]), str(finding["path"]), str(finding["message"])
            if code not in known:
                meant = nearest(code, known)
                rest = f" Did you mean {meant}?" if meant else ""
                raise UnusableBaseline(f"The baseline names a rule that does not exist: {code[:20]!r}.{rest}")
            baseline[code, path, message] += 1
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UnusableBaseline(
            "The baseline cannot be read. Write one with: coachfolio check --format json > baseline.json"
        ) from None
    return baseline


def _decoded(data: bytes) -> str:
    """Some command windows write UTF-16 into a file, or put a mark in front. Raises ValueError."""
    return data.decode("utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig")
