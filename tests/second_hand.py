"""The corpus of leaks and innocent passages by somebody who had not seen the finder (tests/leaks/second-hand)."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from coachfolio.confidentiality.facts import NOBODY, DeclaredNames, Inside, Leak
from coachfolio.confidentiality.key import Key, key_from
from coachfolio.confidentiality.scan import exposure_of, leaks_in

FOLDER = Path(__file__).parent / "leaks" / "second-hand"
OF_PEOPLE = ("declared-person", "people-of-the-portfolio")
"""Kinds of innocent passages in which somebody of portfolio.yaml is meant."""


@cache
def loaded(name: str) -> Any:
    """A file of the corpus."""
    return YAML(typ="safe").load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def key_called(name: str) -> Key:
    """One of the lists of clients, as a check reads it."""
    written = io.BytesIO()
    YAML(typ="safe").dump(loaded("lists")[name], written)
    return key_from(written.getvalue())


@cache
def declared() -> DeclaredNames:
    """Who is declared in the corpus's portfolio.yaml."""
    people = loaded("people")
    names = (people["learner"], people["centre"], *people["people"].values())
    return DeclaredNames(tuple(person["name"] for person in names))


def leaks_of(case: dict[str, Any]) -> tuple[Leak, ...]:
    """What is found in a passage where it stands."""
    return leaks_in_case(case, key_called(case["list"]), declared() if case["kind"] in OF_PEOPLE else NOBODY)


def leaks_in_case(case: dict[str, Any], key: Key, named: DeclaredNames) -> tuple[Leak, ...]:
    """What is found in a passage by a list of clients."""
    text, where = case["text"], case["where"]
    if where == "file-name":
        return exposure_of({}, [text], key, declared=named).leaks
    if where == "message":
        return leaks_in(text, key, declared=named, is_message=True)
    if where in ("md", "txt"):
        inside = Inside(f"notes/x.{where}", (("its text", text),))
        return exposure_of({}, [], key, declared=named, attachments=[inside]).leaks
    written = f'notes: "{text}"\n' if case["kind"].startswith("yaml-escape") else _written(text)
    return exposure_of({"sessions/x.yaml": f"format: 1\n{written}"}, [], key, declared=named).leaks


def is_found(case: dict[str, Any]) -> bool:
    """Whether a leak is found as it has to be."""
    codes = set(case["names"])
    mine = [leak for leak in leaks_of(case) if not codes or codes & set(leak.codes)]
    return any(leak.blocks for leak in mine) if case["expect"] == "blocks" else bool(mine)


def _written(text: str) -> str:
    out, yaml = io.StringIO(), YAML()
    yaml.width = 1_000_000
    yaml.dump({"notes": text}, out)
    return out.getvalue()
