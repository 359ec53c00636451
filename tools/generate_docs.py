"""Write docs/reference, the site's home page and .pre-commit-hooks.yaml, or with --check say whether they are current.

The reference is made from the rules, the schemas, the commands and the public names, the home page from README.md, the
picture of the house in docs/developer.md from the imports, and the list of hooks that the pre-commit framework reads
from coachfolio/hooks.

Run it after any change to one of them: python tools/generate_docs.py
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import click

import coachfolio
from coachfolio import RULES, cli
from coachfolio.base.words import listed
from coachfolio.cohort.tables import COHORT_TABLES, COHORT_VIEWS, RUN_COLUMNS
from coachfolio.format.schemas import ANNOTATION, EVIDENCE_SCHEMAS, OTHER_SCHEMAS, OUTPUT_SCHEMAS, words_for
from coachfolio.format.validation import example_of
from coachfolio.hooks import HOOKS
from coachfolio.outputs.export.database import VIEWS
from coachfolio.outputs.rulebook import rules_markdown
from coachfolio.public import HOMES
from coachfolio.reports.model import TABLES, ModelColumn

sys.path.insert(0, str(Path(__file__).parents[1]))  # it is run as a file, and as a module of the tests

from tools.house import picture
from tools.manual import man_page

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "docs"

HOUSE_MARK: Final = "<!-- Made from the imports by python tools/generate_docs.py. -->\n"
HOUSE_END: Final = "<!-- The end of what is made. -->\n"

Part = Mapping[str, Any]
"""A part of a schema."""


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "../.pre-commit-hooks.yaml": lambda: _hooks(),
    "../man/coachfolio.1": lambda: man_page(exit_codes()),
    "assessor.md": lambda: _with_attacks((ROOT / "docs" / "assessor.md").read_text(encoding="utf-8")),
    "index.md": lambda: _home(),
    "reference/rules.md": lambda: _page(rules_markdown(RULES), "the docstrings in `coachfolio/checks/rules`"),
    "reference/fields.md": lambda: _page("\n".join(_fields()), "the schemas in `schema`"),
    "reference/commands.md": lambda: _page("\n".join(_commands()), "`coachfolio/cli`"),
    "reference/library.md": lambda: _page("\n".join(_library()), "`coachfolio/public.py`"),
    "reference/tables.md": lambda: _page("\n".join(_tables()), "`coachfolio/reports/model`"),
    "developer.md": lambda: _with_house((ROOT / "docs" / "developer.md").read_text(encoding="utf-8")),
}
"""Each page's path, as seen from docs, and what makes its text."""


@cache
def page(name: str) -> str:
    """The text of a page, by its path."""
    return PAGES[name]()


def main() -> int:
    """Write the pages, or only say which are stale."""
    stale = []
    for name in PAGES:
        path, text = TARGET / name, page(name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    if "--check" not in sys.argv:
        return 0
    print(f"Stale: {listed(stale)}. Run python tools/generate_docs.py" if stale else "The pages are current.")
    return 1 if stale else 0


def _with_house(text: str) -> str:
    """The developers' page with the picture of the house as the imports make it."""
    before, mark, rest = text.partition(HOUSE_MARK)
    _, end, after = rest.partition(HOUSE_END)
    return f"{before}{mark}\n{chr(10).join(picture())}\n{end}{after}" if end else text


def _library() -> Iterator[str]:
    """The public names by the module that has them, each with the first words of what it says of itself."""
    yield from ("# Library", "")
    yield (
        "The names that `import coachfolio` offers, by the room that each is fetched from. Their docstrings and types "
        "say what they take and hold. [What is stable](../developer.md#what-is-stable) says what is promised."
    )
    room = ""
    for name, home in HOMES.items():
        if room != (room := home.split(".")[1]):
            yield from ("", f"## {room}", "", "| name | module | what it is |", "|---|---|---|")
        yield f"| `{name}` | `{home}` | {_about(name, home)} |"


def _tables() -> Iterator[str]:
    """The tables of an export with every column, and the views over them."""
    yield from ("# Tables", "")
    yield (
        "What `coachfolio export` writes, whatever the format. A key names a row; a reference leads to a row of the "
        "table that it names, or is empty. Minutes are whole numbers. In CSV and workbooks, yes and no are written as "
        "that; in the database they are 1 and 0."
    )
    for table in TABLES:
        yield from _table_of_columns(f"## {table.name}", table.about, table.columns)
    yield from ("", "## Views", "", "The database has these as well:")
    yield from _views(VIEWS)
    yield from ("", "## The database of a cohort", "")
    yield (
        "What `coachfolio cohort export` writes of many portfolios, as SQLite or Parquet. Nobody's words are in it, "
        "and no client's name."
    )
    yield from _table_of_columns("### runs", "The run that made it: one row.", RUN_COLUMNS)
    for of_cohort in COHORT_TABLES:
        yield from _table_of_columns(f"### {of_cohort.name}", of_cohort.about, of_cohort.columns)
    yield from ("", "### Views of a cohort")
    yield from _views(COHORT_VIEWS)


def _table_of_columns(heading: str, about: str, columns: Iterable[ModelColumn]) -> Iterator[str]:
    yield from ("", heading, "", about, "", "| column | kind | refers to | what it means |", "|---|---|---|---|")
    for column in columns:
        kind = f"{column.kind}, key" if column.key else column.kind
        refers = f"`{column.refers}`" if column.refers else ""
        yield f"| `{column.name}` | {kind} | {refers} | {column.about} |"


def _views(views: Mapping[str, str]) -> Iterator[str]:
    yield from ("", "| view | what it is made with |", "|---|---|")
    for name, query in views.items():
        yield f"| `{name}` | `{query}` |"


def _about(name: str, home: str) -> str:
    """The first sentence of a class or a function, and all that is said of a value, which stands under it."""
    thing = inspect.unwrap(getattr(coachfolio, name))
    if inspect.isclass(thing) or inspect.isfunction(thing):
        return re.split(r"(?<=[.])\s", _in_a_cell(inspect.getdoc(thing) or ""))[0]
    body = ast.parse(inspect.getsource(importlib.import_module(home))).body
    for node, below in pairwise(body):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return _in_a_cell(ast.literal_eval(below.value)) if isinstance(below, ast.Expr) else ""
    return ""


def _in_a_cell(text: str) -> str:
    return text.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _page(text: str, source: str) -> str:
    """The text with a note under its title that says what it is made from."""
    title, _, rest = text.partition("\n")
    return f"{title}\n\n*Made from {source} by `python tools/generate_docs.py`.*\n{rest.rstrip()}\n"


def _home() -> str:
    """The README with its links as they are from docs; what lies elsewhere is named and not linked."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text = text.replace("](docs/", "](").replace("](CHANGELOG.md)", "](changelog.md)")
    text = re.sub(r"\[([^\]]+)\]\((?!https?:|[\w/]+\.(?:md|png))[^)]*\)", r"`\1`", text)
    return f"<!-- Made from README.md by python tools/generate_docs.py. -->\n\n{text}"


_START: Final = "<!-- Made from tests/tried.py by python tools/generate_docs.py. -->"
_END: Final = "<!-- End of what is made. -->"


def _with_attacks(page: str) -> str:
    """A page with the table of what was tried, which the tests try as well."""
    sys.path.insert(0, str(ROOT))
    from tests.tried import EVERY

    before, _, rest = page.partition(_START)
    _, _, after = rest.partition(_END)
    rows = []
    for attack in EVERY.values():
        shown_by = (_codes(attack.alone) or "nothing", _codes(attack.since) or "-")
        told = " (honest)" if attack.innocent else "" if attack.known else " (not known)"
        rows.append(f"| {attack.what}{told} | {' | '.join(shown_by)} |")
    heads = (
        "| what is done | named by the record, with your list of signers | and, besides, against a receipt |",
        "|---|---|---|",
    )
    return "\n".join((f"{before}{_START}", "", *heads, *rows, "", f"{_END}{after}"))


def _codes(codes: str) -> str:
    names = {rule.code: rule.name for rule in RULES}
    return ", ".join(f"[{code}](reference/rules.md#{code.lower()}-{names[code]})" for code in codes.split())


def _hooks() -> str:
    """One process a hook, with no names of files: a rule about the whole portfolio needs all of them."""
    lines = ["# Made from coachfolio/hooks by python tools/generate_docs.py."]
    for hook in HOOKS:
        lines += [
            f"- id: {hook.id}",
            f"  name: {json.dumps(hook.name)}",
            f"  description: {json.dumps(hook.description)}",
            f"  entry: coachfolio {hook.command}",
            "  language: python",
            f"  stages: [{', '.join(hook.stages)}]",
            *([] if hook.takes_file else ["  pass_filenames: false"]),
            "  always_run: true",
            "  require_serial: true",
            "  verbose: true",
        ]
    return "\n".join(lines) + "\n"


# --- fields


def _fields() -> Iterator[str]:
    yield from (
        "# Fields",
        "",
        "Every field of every kind of file. A field in **bold** is needed; the others may be left out.",
        "",
        "Where it says *for* whom a field is, the [copies](../confidentiality.md) for others leave it out.",
    )
    for title, names in (
        ("Evidence", EVIDENCE_SCHEMAS),
        ("Other files", [name for name in OTHER_SCHEMAS if name != "common"]),
        ("What programs read", OUTPUT_SCHEMAS),
    ):
        yield from ("", f"## {title}")
        for name in names:
            yield from _schema(name)
    yield from ("", "## Sections that several kinds share")
    for home, name in _shared():
        part, section = _definition(home, name)
        yield from ("", f"### {name.replace('_', ' ').capitalize()}", "", part["description"])
        yield from _table(section, home)


def _schema(name: str) -> Iterator[str]:
    source = _source(name)
    yield from ("", f"### {source['title']}", "", source["description"])
    about = source.get(ANNOTATION, {})
    place = about.get("file") or (f"{about['folder']}/" if "folder" in about else "")
    yield from ("", f"{f'In `{place}`. ' if place else ''}Schema: `{name}`.")
    yield from _table(source, name)


def _table(section: Part, home: str, depth: int = 4) -> Iterator[str]:
    """The fields of a section, and after them those of the sections inside that are described nowhere else."""
    inside: list[tuple[str, Part, str]] = []
    yield from ("", "| field | kind | what it is |", "|---|---|---|")
    for name, raw in section["properties"].items():
        part, owner = _resolved(raw, home)
        mark = "**" if name in section.get("required", ()) else ""
        example = f" For example `{example_of(part)}`" if "examples" in part else ""
        about = f"{part.get('description', '')}{_audience(part)}{example}"
        cells = f"{mark}`{name}`{mark}", _kind(raw, home), about
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
        inner = _own_section(raw, home)
        if inner:
            inside.append((name, inner, owner))
    for name, inner, owner in inside:
        yield from ("", f"{'#' * depth} In `{name}`")
        yield from _table(inner, owner, min(depth + 1, 6))


_AUDIENCES: Final = {"assessor": "assessors", "iqa": "quality assurers", "public": "everybody"}


def _audience(part: Part) -> str:
    """Who sees it in a copy, where that is not everybody."""
    audience = part.get(ANNOTATION, {}).get("audience")
    if audience is None or "public" in audience:
        return ""
    return f" *For {listed(_AUDIENCES[one] for one in audience) or 'you alone'}.*"


_KINDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a section",
    "boolean": "true or false",
    "null": "nothing",
}
_REFERENCES: Final = {
    "client": "a client's code",
    "person": "a person's short name",
    "evidence": "the id of other evidence",
    "unit": "a unit",
    "criterion": "a criterion",
    "file": "a file's path",
    "party": "somebody: learner, client, sponsor or a person's short name",
    **{name: f"the id of one of the {words_for(name, many=True)}" for name in EVIDENCE_SCHEMAS},
}


def _kind(raw: Part, home: str) -> str:
    """What a value is, in a coach's words."""
    part, owner = _resolved(raw, home)
    about = part.get(ANNOTATION, {})
    if about.get("format") == "yes-no":
        words = "yes or no"
    elif "const" in part:
        words = f"`{part['const']}`"
    elif "enum" in part:
        words = listed((f"`{choice}`" for choice in part["enum"]), last="or")
    elif "refers" in about:
        words = _REFERENCES[about["refers"]]
    elif part.get("format") == "date":
        words = "a day"
    elif about.get("format") == "time":
        words = "a time"
    else:
        kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
        link = _link(raw, home)
        named = {**_KINDS, **({"object": link} if link else {})}
        bounded = ("integer", "number", "array")
        words = listed((named[kind] + (_bounds(part) if kind in bounded else "") for kind in kinds), last="or")
    if "items" in part:
        words += f", each {_kind(part['items'], owner)}"
    if isinstance(part.get("additionalProperties"), dict):
        words += " of names of your own"
    return words + (f" (`{part['default']}` where it is left out)" if "default" in part else "")


def _bounds(part: Part) -> str:
    least = part.get("minimum", part.get("minItems"))
    most = part.get("maximum", part.get("maxItems"))
    of = " of" if "items" in part else ","
    if least is None:
        return f"{of} at most {most}" if most is not None else ""
    return f"{of} {least} to {most}" if most is not None else f"{of} {least} or more"


def _link(raw: Part, home: str) -> str:
    """A link to a section that is described once for all, where it is one."""
    for owner, name in _references(raw, home):
        if (owner, name) in _shared():
            words = name.replace("_", " ")
            return f"a [{words}](#{words.replace(' ', '-')})"
    return ""


def _own_section(raw: Part, home: str) -> Part | None:
    """The section in a field, or in each item of its list, unless it is described among the shared ones."""
    while True:
        if _link(raw, home):
            return None
        part, home = _resolved(raw, home)
        if "properties" in part:
            return part
        inner = part.get("items", part.get("additionalProperties"))
        if not isinstance(inner, dict):
            return None
        raw = inner


@cache
def _shared() -> dict[tuple[str, str], None]:
    """The definitions that are sections, by schema and name, in their order."""
    homes = ("common", *(name for name in OTHER_SCHEMAS if name != "common"))
    return {
        (home, name): None
        for home in homes
        for name, part in _source(home).get("$defs", {}).items()
        if "properties" in part or "properties" in _rest(part)
    }


def _rest(part: Part) -> Part:
    rest = part.get("additionalProperties")
    return rest if isinstance(rest, dict) else {}


def _definition(home: str, name: str) -> tuple[Part, Part]:
    """A shared definition, and the section in it that has the fields."""
    part: Part = _source(home)["$defs"][name]
    return part, part if "properties" in part else _rest(part)


def _references(raw: Part, home: str) -> Iterator[tuple[str, str]]:
    """The definitions that a part refers to, one through the other, each with the schema it is in."""
    while "$ref" in raw:
        file, _, name = raw["$ref"].partition("#/$defs/")
        home = file.removesuffix(".json") or home
        yield home, name
        raw = _source(home)["$defs"][name]


def _resolved(raw: Part, home: str) -> tuple[Part, str]:
    """A part with what it refers to, its own words first, and the schema that its inside is in."""
    part, owner = dict(raw), home
    for owner, name in _references(raw, home):
        target = _source(owner)["$defs"][name]
        notes = {**target.get(ANNOTATION, {}), **part.get(ANNOTATION, {})}
        part = {**target, **part, ANNOTATION: notes}
    return part, owner


@cache
def _source(name: str) -> Part:
    source: Part = json.loads((ROOT / "schema" / f"{name}.json").read_bytes())
    return source


# --- commands


def _commands() -> Iterator[str]:
    main = cli.main
    context = click.Context(main)
    every = main.list_commands(context)
    commands = {name: one for name in every if (one := main.get_command(context, name))}
    yield from ("# Commands", "", *_help(main))
    yield from ("", "| command | what it does |", "|---|---|")
    for name, command in commands.items():
        yield f"| [`coachfolio {name}`](#coachfolio-{name}) | {next(_help(command))} |"
    yield from _options(main)
    names = ", ".join(f"`{name}`" for name in main.context_settings["help_option_names"])
    yield f"| {names} | Explain coachfolio, or the command that it stands after. |"
    yield from ("", "## Exit codes", "", "| code | meaning |", "|---|---|")
    yield from (f"| {code} | {meaning} |" for code, meaning in exit_codes().items())
    for name, command in _with_their_own(commands):
        arguments = [one for one in command.params if isinstance(one, click.Argument)]
        usage = ["coachfolio", name]
        usage += ["[OPTIONS]"] * (len(arguments) < len(command.params))
        usage += [f"{one.name}".upper() if one.required else f"[{one.name}]".upper() for one in arguments]
        yield from ("", f"## coachfolio {name}", "", "```text", " ".join(usage), "```", "", *_help(command))
        yield from _options(command)


def _with_their_own(commands: Mapping[str, click.Command]) -> Iterator[tuple[str, click.Command]]:
    """Every command, and after it those that it has of its own."""
    for name, command in commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in sorted(command.commands.items()))


def exit_codes() -> dict[int, str]:
    """Each exit code and what it means, as the command line's own docstring has it."""
    text = " ".join((cli.__doc__ or "").split()).partition("Exit codes: ")[2]
    return {int(code): meaning for code, meaning in re.findall(r"(\d) ([^;.]+)", text)}


def _help(command: click.Command) -> Iterator[str]:
    """A command's own words, with a blank line between paragraphs."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", (command.help or "").strip())):
        if number:
            yield ""
        if paragraph.startswith("\b"):
            title, *lines = paragraph.removeprefix("\b\n").splitlines()
            yield from (title.strip(), "", "```sh", *(line.strip() for line in lines), "```")
        else:
            yield " ".join(paragraph.split())


def _options(command: click.Command) -> Iterator[str]:
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        yield from ("", "| option | what it does |", "|---|---|")
    for option in options:
        names = ", ".join(f"`{name}`" for name in option.opts)
        value = "" if option.is_flag else f" {_value(option)}"
        yield f"| {names}{value} | {' '.join(_words(option))} |"


def _value(option: click.Option) -> str:
    choices = getattr(option.type, "choices", None)
    return listed((f"`{one}`" for one in choices), last="or") if choices else f"{option.metavar or 'TEXT'}"


def _words(option: click.Option) -> Iterator[str]:
    yield option.help or ""
    if option.show_default:
        yield f"Default: {option.show_default if isinstance(option.show_default, str) else option.default}."
    if option.envvar:
        yield f"The environment variable `{option.envvar}` says the same."


if __name__ == "__main__":
    sys.exit(main())
