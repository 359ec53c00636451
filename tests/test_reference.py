"""The reference is written from the rules, the schemas and the commands: it is current, and nothing is left out."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import coachfolio
from coachfolio import RULES, schema
from coachfolio.cli import main
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import EVIDENCE_SCHEMAS, names
from coachfolio.format.validation import example_of, violations
from coachfolio.public import HOMES
from tools import generate_docs

from .conftest import EXAMPLE, ROOT

DOCS = ROOT / "docs"
PAGES = generate_docs.PAGES


def page(name: str) -> str:
    """A page of the reference."""
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_current_and_says_what_it_is_made_from(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert text == generate_docs.page(name)
    start = text if name in ("assessor.md", "developer.md") else text[:400]  # of these only a part is made
    assert re.search(
        r"^(?:\*|<!-- |# |\.\\\" )Made from .+ by `?python tools/generate_docs\.py`?\.", start, re.MULTILINE
    )


def test_a_stale_page_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate_docs, "TARGET", tmp_path / "docs")
    monkeypatch.setattr(sys, "argv", ["generate_docs.py", "--check"])
    assert generate_docs.main() == 1
    made = "index.md, " + ", ".join(
        f"reference/{name}.md" for name in ("rules", "fields", "commands", "library", "tables")
    )
    assert f"{made} and developer.md" in capsys.readouterr().out
    assert not (tmp_path / "docs").exists()
    monkeypatch.setattr(sys, "argv", ["generate_docs.py"])
    assert generate_docs.main() == 0
    (tmp_path / "docs" / "reference" / "fields.md").write_text("# Fields\n")
    monkeypatch.setattr(sys, "argv", ["generate_docs.py", "--check"])
    assert generate_docs.main() == 1
    assert "Stale: reference/fields.md." in capsys.readouterr().out


def test_the_page_of_the_library_says_something_of_every_public_name() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \| (.+) \|$", page("library.md"), re.MULTILINE)
    assert {name: home for name, home, _ in rows} == HOMES
    assert all(said[0].isupper() and said[-1] == "." for _, _, said in rows)


def test_every_place_that_the_developers_page_names_is_there() -> None:
    text = (DOCS / "developer.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([\w./-]+)`", text)) - {"schema/NAME.json"}  # which stands for any
    paths = {name for name in names if "/" in name}
    assert {"coachfolio/facts", "tests/plugin", "coachfolio/format/schemas.py"} <= paths
    assert sorted(path for path in paths if not any((top / path).exists() for top in (ROOT, EXAMPLE))) == []
    for name in sorted(name for name in names if name.startswith("coachfolio.") and not name.endswith(GROUPS)):
        thing: Any = coachfolio
        for part in name.split(".")[1:]:
            if not hasattr(thing, part):
                importlib.import_module(f"{thing.__name__}.{part}")
            thing = getattr(thing, part)


GROUPS = (".rules", ".qualifications", ".thresholds", ".schemas")
"""The entry points of plug-ins are named like modules."""


def test_the_tool_runs_by_itself() -> None:
    program = [sys.executable, "tools/generate_docs.py", "--check"]
    done = subprocess.run(program, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.stdout == "The pages are current.\n"
    assert done.returncode == 0


def test_every_rule_is_there_once_and_no_plug_ins() -> None:
    assert re.findall(r"^### (\S+) (\S+)$", page("rules.md"), re.MULTILINE) == [(one.code, one.name) for one in RULES]
    for rule in RULES:
        assert f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.title} |" in page("rules.md")
        assert f"\n{rule.wrong}\n" in page("rules.md")


def parts(part: Any) -> Iterator[tuple[str, Any, bool]]:
    """Every field below a part of a schema, with whether it is needed."""
    for name, one in part.get("properties", {}).items():
        yield name, one, name in part.get("required", ())
        yield from parts(one)
    for inner in (part.get("items"), part.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from parts(inner)


@pytest.mark.parametrize("name", [name for name in names() if name != "common"])
def test_every_field_is_on_the_page_with_its_words(name: str) -> None:
    rows = [line for line in page("fields.md").split("\n") if line.startswith("| ")]
    for field, part, needed in parts(schema(name)):
        mark = "**" if needed else ""
        its_own = [row for row in rows if row.startswith(f"| {mark}`{field}`{mark} |")]
        words = part.get("description", "").replace("|", "\\|")
        matching = [row for row in its_own if words in row]
        assert matching, field
        for choice in part.get("enum", ()) if "x-coachfolio" not in part else ():
            assert any(f"`{choice}`" in row for row in matching), f"{field}: {choice}"


def test_every_kind_of_file_has_its_folder_and_its_words() -> None:
    for name in names():
        if name != "common":
            assert f"### {schema(name)['title']}\n\n{schema(name)['description']}\n" in page("fields.md")
            assert f"Schema: `{name}`." in page("fields.md")


@pytest.mark.parametrize("name", EVIDENCE_SCHEMAS)
def test_an_example_can_be_copied_as_it_stands(name: str) -> None:
    for field, part in schema(name)["properties"].items():
        document = read("sample.yaml", f"{field}: {example_of(part)}\n".encode(), shape_of(name))
        assert document.fields is not None, field
        assert not document.problems, field
        wrong = [one for one in violations(document.fields, name) if one.rule != "missing-field"]
        assert not wrong, f"{field}: {wrong}"
        if not isinstance(part["examples"][0], bool | dict | list):
            assert str(document.fields[field]) in (str(part["examples"][0]), "True", "False"), field


def test_every_command_argument_and_option_is_there() -> None:
    text = page("commands.md")
    context = click.Context(main)
    assert len(main.list_commands(context)) > 20
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        section = re.split(r"^## ", text, flags=re.MULTILINE)
        (own,) = [part for part in section if part.startswith(f"coachfolio {name}\n")]
        for one in command.params:
            if isinstance(one, click.Argument):
                assert (one.name or "?").upper() in own
            else:
                assert f"| `{one.opts[0]}`" in own
                for choice in getattr(one.type, "choices", ()):
                    assert f"`{choice}`" in own
    for option in main.params:
        assert f"| `{option.opts[0]}`" in text


def test_every_exit_code_that_the_command_line_names_is_there() -> None:
    source = "\n".join(one.read_text(encoding="utf-8") for one in (ROOT / "coachfolio" / "cli").glob("*.py"))
    named = {int(code) for code in re.findall(r"^[A-Z_]+: Final = (\d)$", source, re.MULTILINE)}
    assert set(generate_docs.exit_codes()) == {0, 2, *named}


def test_no_page_names_a_schema_by_an_address() -> None:
    for source in (ROOT / "schema").glob("*.json"):
        assert json.loads(source.read_bytes())["$id"] not in page("fields.md")
