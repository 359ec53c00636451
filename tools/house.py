"""The house: which room of coachfolio uses which, read from the imports."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "coachfolio"


def modules() -> dict[str, Path]:
    """Every module by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def arrows() -> dict[str, set[str]]:
    """The modules of the package that each module imports, wherever in it the import stands."""
    known = modules()
    found: dict[str, set[str]] = {}
    for module, path in known.items():
        names = {name for node in _statements(ast.parse(path.read_text(encoding="utf-8"))) for name in _imported(node)}
        found[module] = {_module_of(name, known) for name in names} - {module}
    return found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement below a node. Expressions, of which there are far more, import nothing."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, part, ()):
            yield inner
            yield from _statements(inner)


def _module_of(name: str, known: Collection[str]) -> str:
    while name not in known:
        name = name.rpartition(".")[0]
    return name


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "coachfolio":
        return [f"{node.module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.split(".")[0] == "coachfolio"]
    return []


def rooms() -> dict[str, set[str]]:
    """Each room, which is a folder of the package, and the rooms that it uses."""
    names = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    found: dict[str, set[str]] = {name: set() for name in names}
    for module, imported in arrows().items():
        room = module.split(".")[1] if "." in module else ""
        if room in names:
            found[room] |= {other.split(".")[1] for other in imported if "." in other} & names - {room}
    return found


def floors(uses: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """The rooms from the ground up: each stands on the lowest floor that is above all that it uses."""
    height: dict[str, int] = {}
    while len(height) < len(uses):
        ready = [room for room, used in uses.items() if room not in height and set(used) <= height.keys()]
        if not ready:
            raise SystemExit("Some rooms use each other in a circle.")
        height.update({room: max((height[other] + 1 for other in uses[room]), default=0) for room in sorted(ready)})
    return tuple(
        tuple(sorted(room for room, floor in height.items() if floor == number))
        for number in range(max(height.values()) + 1)
    )


def what_it_holds(room: str) -> str:
    """The first line of what a room says of itself."""
    words = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    return words.split("\n\n")[0].replace("\n", " ")


def picture() -> Iterator[str]:
    """The house as a drawing in text, from the roof to the ground, and a line for each room."""
    storeys = floors(rooms())
    width = max(len("     ".join(storey)) for storey in storeys) + 4
    yield "```text"
    yield f"      ┌{'─' * width}┐"
    for number, storey in reversed(list(enumerate(storeys))):
        yield f"  {number:>2}  │{'     '.join(storey):^{width}}│"
        yield f"      {'├' if number else '└'}{'─' * width}{'┤' if number else '┘'}"
    yield "```"
    yield ""
    yield "| room | what it holds |"
    yield "|---|---|"
    for storey in reversed(storeys):
        yield from (f"| `coachfolio/{room}` | {what_it_holds(room)} |" for room in storey)
