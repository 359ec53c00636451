"""The corpus of leaks and innocent passages by a third hand (tests/leaks/third-hand)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from coachfolio.confidentiality.facts import NOBODY, DeclaredNames, Leak
from coachfolio.confidentiality.key import Key, key_from

from .second_hand import leaks_in_case

FOLDER = Path(__file__).parent / "leaks" / "third-hand"


@cache
def loaded(name: str) -> Any:
    """A file of the corpus."""
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def key_called(name: str) -> Key:
    """One of the lists of clients, as a check reads it."""
    written = io.BytesIO()
    YAML(typ="safe").dump({"format": 1, "clients": loaded("lists")[name]}, written)
    return key_from(written.getvalue())


@cache
def declared() -> DeclaredNames:
    """Who is declared in the corpus's portfolio.yaml."""
    people = loaded("people")
    names = (people["learner"], people["centre"], *people["people"].values())
    return DeclaredNames(tuple(person["name"] for person in names))


def leaks() -> Iterator[tuple[dict[str, Any], bool]]:
    """Every leak, and whether it is found as it has to be."""
    for group in loaded("leaks"):
        code = None if group.get("anybody") else next(iter(loaded("lists")[group["list"]]))
        for text in group["cases"]:
            case = {**group, "text": text, "where": group.get("where", "text")}
            mine = [leak for leak in _found(case, group["list"]) if code is None or code in leak.codes]
            yield case, any(leak.blocks for leak in mine) if group["promised"] == "error" else bool(mine)


def innocents() -> Iterator[tuple[dict[str, Any], str, tuple[Leak, ...]]]:
    """Every innocent passage by each list that it is held against: the case, the kind of list, what is found."""
    ones = [name for name in loaded("lists") if name not in ("usual", "hardest")]
    for group in loaded("innocents"):
        for text in group["cases"]:
            case = {**group, "text": text, "where": group.get("where", "text")}
            for name in ones if group["list"] == "one-client" else [group["list"]]:
                yield case, group["list"].replace("-", " "), _found(case, name)


def _found(case: dict[str, Any], name: str) -> tuple[Leak, ...]:
    named = declared() if case["kind"] == "declared-person" else NOBODY
    return leaks_in_case(case, key_called(name), named)
