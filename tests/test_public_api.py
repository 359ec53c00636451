"""What is imported from coachfolio is there, typed, and changes only on purpose."""

from __future__ import annotations

import ast
import builtins
import dataclasses
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_origin

import pytest

import coachfolio
from coachfolio.checks.rules import RULES, rule_named
from coachfolio.evidence import model
from coachfolio.public import HOMES, PUBLIC

from .conftest import EXAMPLE, ROOT, TODAY


def test_every_public_name_is_there() -> None:
    for name in PUBLIC:
        assert getattr(coachfolio, name) is not None
    assert dir(coachfolio) == sorted(PUBLIC) == sorted(getattr(coachfolio, "__all__"))  # noqa: B009 - made as it runs
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
    for name in PUBLIC:
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


def test_a_type_checker_finds_a_slip_and_every_public_name(tmp_path: Path) -> None:
    from mypy import api

    file = tmp_path / "mine.py"
    file.write_text("import coachfolio as cf\n" + "".join(f"cf.{name}\n" for name in PUBLIC) + "cf.chekc\n")
    said, wrong, code = api.run(["--strict", f"--cache-dir={ROOT / '.mypy_cache'}", str(file)])
    lines = said.splitlines()
    assert (code, wrong, len(lines)) == (1, "", 2), said
    assert f"{file.name}:{len(PUBLIC) + 2}: error: " in lines[0]
    assert '"chekc"' in lines[0]


@pytest.mark.parametrize("name", PUBLIC)
def test_whatever_a_public_name_takes_gives_and_raises_is_public(name: str) -> None:
    assert sorted(named_by(getattr(coachfolio, name), HOMES[name])) == []


def named_by(thing: object, home: str) -> Iterator[str]:
    """What the signatures of a public thing name and its docstrings say that it raises, and what is not public."""
    for module, text in _annotations(thing, home):
        for name in sorted(_names(ast.parse(text, mode="eval").body)):
            there, original = _imports(module).get(name, (module, name))
            inside = there.partition(".")[0] == "coachfolio"
            if inside and there != "coachfolio.evidence.model" and not hasattr(builtins, name):
                value = getattr(importlib.import_module(there), original)
                if not isinstance(value, TypeVar) and getattr(coachfolio, original, None) is not value:
                    yield f"{there}.{original}"
    for said in re.findall(r"Raises ([^.]+)\.", inspect.getdoc(thing) or ""):
        yield from (name for name in re.findall(r"\b[A-Z][a-z]\w+", said) if name not in PUBLIC)


def _annotations(thing: object, home: str) -> Iterator[tuple[str, str]]:
    """The annotations of a public thing as they are written, and the module of each. How a class is made that is no
    plain value is not promised: functions make it."""
    thing = inspect.unwrap(thing) if callable(thing) else thing
    if inspect.isfunction(thing):
        yield from ((thing.__module__, text) for text in thing.__annotations__.values())
    elif isinstance(thing, type):
        for base in thing.__mro__:
            if base.__module__.partition(".")[0] == "coachfolio":
                for name, member in vars(base).items():
                    function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
                    if name[0] != "_" and inspect.isfunction(function):
                        yield from _annotations(function, base.__module__)
                fields = inspect.get_annotations(base)
                yield from ((base.__module__, _text(of)) for name, of in fields.items() if name[0] != "_")
    elif get_origin(thing):
        yield home, _written(thing, home)


def _written(alias: object, home: str) -> str:
    """What stands behind the name of an alias, as it is written."""
    for node in ast.parse(inspect.getsource(importlib.import_module(home))).body:
        if isinstance(node, ast.Assign) and getattr(coachfolio, ast.unparse(node.targets[0]), None) is alias:
            return ast.unparse(node.value)
    raise AssertionError(f"{home} does not define it")


def _text(annotation: object) -> str:
    """An annotation as it is written: a named tuple keeps it wrapped."""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__forward_arg__", "None")


def _names(node: ast.expr) -> set[str]:
    """The names in an annotation, those in quotation marks included; what a Literal says is no name."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        return set()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _names(ast.parse(node.value, mode="eval").body)
    if isinstance(node, ast.Name):
        return {node.id}
    return {name for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr) for name in _names(child)}


@cache
def _imports(module: str) -> dict[str, tuple[str, str]]:
    """What a module calls by which name, and the module that has it. A name may have come a long way."""
    found = {}
    for node in ast.walk(ast.parse(inspect.getsource(importlib.import_module(module)))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update({alias.asname or alias.name: (node.module, alias.name) for alias in node.names})
        elif isinstance(node, ast.Import):
            found.update({alias.asname or alias.name: (alias.name, "") for alias in node.names})
    return found


def test_a_class_of_evidence_that_has_a_date_is_dated() -> None:
    dated = {name for name in model.__all__ if "date" in getattr(getattr(model, name), "__dataclass_fields__", ())}
    assert {"Session", "Reflection", "Declaration"} <= dated
    session = model.Session(id="a", path="sessions/a.yaml", date=TODAY, minutes=60, client="C01", role="coach")
    assert isinstance(session, coachfolio.Dated)
    assert not isinstance(model.ContactSheet(id="a", path="contact-sheets/a.yaml", contacts=()), coachfolio.Dated)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda cf: cf.check("folder"), "Call coachfolio.check_folder('folder'), or give what"),
        (lambda cf: cf.progress_of(Path("folder")), "coachfolio.open_portfolio('folder') returns."),
        (lambda cf: cf.assessment_of(5), "not a value of the class int."),
        (lambda cf: cf.check(cf.open_portfolio(EXAMPLE), stage="submision"), "Did you mean submission?"),
        (lambda cf: cf.check_folder(EXAMPLE, stage="handed in"), "There are: building, submission, certification"),
    ],
)
def test_a_slip_in_a_call_is_answered_with_a_sentence(ask: Callable[[Any], object], says: str) -> None:
    with pytest.raises(coachfolio.CoachfolioError) as raised:
        ask(coachfolio)
    assert says in str(raised.value)


def test_the_name_that_a_line_of_the_checklist_had_serves_for_one_version() -> None:
    with pytest.warns(DeprecationWarning, match=r"coachfolio\.Line is called ChecklistLine now"):
        assert getattr(coachfolio, "Line") is coachfolio.ChecklistLine  # noqa: B009 - no type checker knows it


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
    for name in sorted(PUBLIC):
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
        elif inspect.isfunction(inspect.unwrap(thing) if callable(thing) else thing):
            lines.append(f"{name}{inspect.signature(thing)}")
        elif get_origin(thing):
            lines.append(f"{name} = {_written(thing, HOMES[name])}")
        else:
            lines.append(f"{name}: {type(thing).__name__}")
    return lines
