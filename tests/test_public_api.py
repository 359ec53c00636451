"""What is imported from coachfolio is there, typed, and changes only on purpose."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import subprocess
import sys
from enum import Enum

import pytest

import coachfolio
from coachfolio.checks.rules import RULES, rule_named

from .conftest import ROOT


def test_every_public_name_is_there() -> None:
    for name in coachfolio.__all__:
        assert getattr(coachfolio, name) is not None
    assert dir(coachfolio) == sorted(coachfolio.__all__)
    assert callable(coachfolio.check)


def test_the_names_do_not_depend_on_what_was_imported_before() -> None:
    program = (
        "import coachfolio.checks.checking, coachfolio.format.schemas, coachfolio.cli\n"
        "import coachfolio; assert callable(coachfolio.check)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("before", "name", "now"),
    [
        ("coachfolio.auditing", "audit", "coachfolio.checks.auditing"),
        ("coachfolio.auditing", "receipt_for", "coachfolio.checks.auditing"),
        ("coachfolio.record.sealing", "new_seal", "coachfolio.editing.sealing"),
        ("coachfolio.snapshots", "saved", "coachfolio.portfolio.snapshots"),
        ("coachfolio.sources", "content_id", "coachfolio.portfolio.sources"),
    ],
)
def test_what_has_moved_is_found_in_its_old_place_for_one_version(before: str, name: str, now: str) -> None:
    with pytest.warns(DeprecationWarning, match=rf"{before}\.{name} has moved to {now}\.{name}\."):
        assert getattr(importlib.import_module(before), name) is getattr(importlib.import_module(now), name)
    with pytest.raises(AttributeError):
        getattr(importlib.import_module(before), f"no_{name}")


def test_public_things_are_documented() -> None:
    for name in coachfolio.__all__:
        thing = getattr(coachfolio, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), name


def test_modules_say_what_they_offer() -> None:
    for path in (ROOT / "coachfolio").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name.endswith(("__main__", "cli")) or name == "coachfolio":
            continue
        module = importlib.import_module(name)
        assert inspect.getdoc(module), name
        for offered in getattr(module, "__all__", ()):
            assert hasattr(module, offered), f"{name}.{offered}"


def test_rules_have_unique_stable_codes_and_whole_documentation() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(codes)
    assert len(set(codes)) == len(codes)
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.title.endswith("."), rule.code
        assert rule.why, rule.code
        assert rule.wrong, rule.code
        assert rule.right, rule.code
        assert rule_named(rule.code) is rule
        assert rule_named(rule.name) is rule
    assert rule_named("CF999") is None


def test_a_rule_never_weighs_less_at_a_later_stage() -> None:
    order = [None, "advice", "gap", "warning", "error"]
    for rule in RULES:
        weights = [order.index(rule.weight(stage)) for stage in ("building", "submission", "certification")]
        assert weights == sorted(weights), rule.code
        assert rule.weight("certificated") is rule.weight("certification") is not None
        if rule.building == "gap":
            assert rule.submission == "error", rule.code
        if rule.building is None:
            assert rule.certification in ("error", "warning"), rule.code


def test_the_public_names_and_what_they_take_change_only_on_purpose() -> None:
    """Whoever changes this file changes what others build on: say so in CHANGELOG.md, by the policy of the guide."""
    kept = (ROOT / "tests" / "public-api.txt").read_text(encoding="utf-8")
    assert kept == "".join(f"{line}\n" for line in public_api())


def public_api() -> list[str]:
    """One line for each public name: what it is, and what it takes or holds."""
    lines = []
    for name in sorted(coachfolio.__all__):
        thing = getattr(coachfolio, name)
        if dataclasses.is_dataclass(thing) and isinstance(thing, type):
            fields = ", ".join(
                f"{one.name}: {one.type}{'' if one.default is one.default_factory is dataclasses.MISSING else ' = …'}"
                for one in dataclasses.fields(thing)
            )
            lines.append(f"{name}({fields})")
            lines += [
                f"{name}.{own}"
                for own in sorted(vars(thing))
                if isinstance(vars(thing)[own], property) and own[0] != "_"
            ]
        elif isinstance(thing, type) and issubclass(thing, Enum):
            lines.append(f"{name}: {', '.join(thing)}")
        elif isinstance(thing, type):
            lines.append(f"{name} is a {' '.join(base.__name__ for base in thing.__mro__[1:-1]) or 'class'}")
        elif callable(thing):
            lines.append(f"{name}{inspect.signature(thing)}")
        else:
            lines.append(f"{name}: {type(thing).__name__}")
    return lines
