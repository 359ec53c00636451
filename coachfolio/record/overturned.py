"""Which records of assessment turn what is sealed, and bear no seal of whoever makes such records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from coachfolio.evidence import kind_of_path
from coachfolio.git.process import Repository
from coachfolio.record.facts import Overturned, SealSeen
from coachfolio.record.states import fields_of

__all__ = ["MAKERS", "holding", "overturned"]

MAKERS: Final[Mapping[str, tuple[str, ...]]] = {
    "assessment-decisions": ("assessor",),
    "assessment-plans": ("iqa", "eqa"),
    "assessment-sampling": ("iqa", "eqa"),
}
"""In which role each kind of record is sealed."""
_WORTHLESS: Final = frozenset({"bad", "unsigned", "wrong-person", "wrong-role"})
_TURNS: Final = {"referral": ("pass", "waived"), "action-needed": ("agreed",)}
"""What was said under a seal, and what turns it in the learner's favour."""


class _Said(NamedTuple):
    about: str
    criterion: str
    verdict: str
    order: tuple[str, int]


def holding(seals: Iterable[SealSeen], *, listed: bool) -> dict[str, list[SealSeen]]:
    """The seals that nothing speaks against, by the role in which they were made.

    Where whoever asks brought a list of signers (`listed`), a key that is not on it holds nothing.
    """
    found: dict[str, list[SealSeen]] = {}
    worthless = _WORTHLESS | ({"unknown-key"} if listed else set())
    for seen in seals:
        if seen.seal and not seen.trouble and seen.verdict.state not in worthless:
            found.setdefault(seen.seal.role, []).append(seen)
    return found


def overturned(
    repository: Repository,
    seals: Iterable[SealSeen],
    there: Mapping[str, tuple[str, str]],
    contents: Collection[str],
    *,
    listed: bool,
) -> tuple[Overturned, ...]:
    """What is turned, in the order of the paths.

    `there` is the evidence that stands now, by its id: its path, and the id of its content. `contents` are the ids of
    all contents that evidence has had. `listed` is as for `holding`.
    """
    by_role = holding(seals, listed=listed)
    sealed: dict[str, tuple[str, str]] = {}
    known: set[str] = set()
    for kind, roles in MAKERS.items():
        for role in roles:
            for seen in by_role.get(role, ()):
                for file in seen.seal.evidence if seen.seal else ():
                    if kind_of_path(file.path) == kind:
                        known |= {file.evidence, file.content}
                        if file.content in contents:
                            sealed[file.content] = (kind, file.path)
    kinds = {kind for kind, _ in sealed.values()}
    bare = {
        content: (kind, path)
        for id, (path, content) in there.items()
        if (kind := kind_of_path(path) or "") in kinds and not {id, content} & known
    }
    if not bare:
        return ()
    fields = dict(fields_of(repository, {id: kind for id, (kind, _) in (sealed | bare).items()}))
    last: dict[tuple[str, str], tuple[_Said, str]] = {}
    for id, (_, path) in sealed.items():
        for said in _said(fields.get(id, {})):
            key = said.about, said.criterion
            if key not in last or last[key][0].order <= said.order:
                last[key] = said, path
    return tuple(
        Overturned(path, before[1], said.criterion)
        for id, (_, path) in sorted(bare.items(), key=lambda entry: entry[1][1])
        for said in _said(fields.get(id, {}))
        if (before := last.get((said.about, said.criterion))) and said.verdict in _TURNS.get(before[0].verdict, ())
    )


def _said(fields: Mapping[str, Any]) -> Iterator[_Said]:
    """Every verdict of a decision, and every outcome of a sample, whatever was typed around them."""
    number = fields.get("submission")
    order = str(fields.get("date") or ""), number if isinstance(number, int) else 0
    for name, word, about in (("decisions", "verdict", ""), ("sampled", "outcome", "record")):
        rows = fields.get(name)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, Mapping):
                yield _Said(str(row.get(about, "")), str(row.get("criterion", "")), str(row.get(word, "")), order)
