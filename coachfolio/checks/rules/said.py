"""What several rules about assessment say in the same words."""

from __future__ import annotations

from collections.abc import Iterable

from coachfolio.base.diagnostics import START, Span
from coachfolio.base.words import listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.facts.assessment import EvidenceChange


def each_role(roles: Iterable[str]) -> list[str]:
    names = sorted(
        {"iqa": "internal quality assurer", "centre-manager": "centre manager"}.get(role, role) for role in roles
    )
    return [f"{'an' if name[0] in 'aeiou' else 'a'} {name}" for name in names]


def changed_places(changes: Iterable[EvidenceChange]) -> tuple[tuple[str, tuple[str, Span]], ...]:
    """The places of what is another now; of what is gone there are none."""
    return tuple(("Changed since.", (change.path, START)) for change in changes if change.kind != "gone")


def what_changed(facts: Facts, changes: tuple[EvidenceChange, ...]) -> str:
    """In words: which evidence was changed, and which of its fields, as far as the record has what it was."""
    parts = []
    for change in changes[:3]:
        name = shown(change.evidence, 80)
        own = facts.portfolio.paths.get(change.evidence, ())
        if change.kind == "gone":
            rest = "cannot be read any more" if own else "is gone"
            parts.append(f"a file of {name} is gone" if change.path else f"{name} {rest}")
            continue
        if change.kind == "reworded":
            parts.append(f"{name} is in other words now, in qualification.yaml")
            continue
        if change.kind == "moved":
            parts.append(f"{name} was moved to the folder of another kind of evidence")
            continue
        was = facts.earlier.contents.get(change.was) if facts.earlier else None
        if change.path not in own:
            parts.append(f"a file of {name} was changed since")
        elif was is None:
            parts.append(f"{name} was changed since")
        else:
            from coachfolio.record.contents import changed_fields  # few portfolios have such a change

            fields = changed_fields(was, facts.portfolio.texts[change.path])
            what = f"in {listed(fields)}" if fields else "in its layout alone"
            parts.append(f"{name} was changed since, {what}")
    if len(changes) > 3:
        parts.append(f"{len(changes) - 3} more were changed or are gone")
    return "; ".join(parts)


def in_doubt(doubt: str) -> str:
    """What to add to a message that rests on something doubtful; nothing where nothing is."""
    return f" This is not certain: {doubt}" if doubt else ""
