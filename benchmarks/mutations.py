"""How much the tests notice: small mistakes are made in the code, one at a time, and the related tests are run.

python benchmarks/mutations.py [NUMBER [SEED]]

A mistake that no test notices survives, and is printed with its line. Each is made in a copy of the project. What is
mutated is what figures, findings and confidentiality rest on; which tests belong to a module is in TESTS.
"""

from __future__ import annotations

import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]

TESTS: Final = {
    "facts": "progress assessment cases mapping known",
    "facts/assessment": "assessment many_decisions cases",
    "facts/losses": "losses",
    "facts/passages": "views report",
    "facts/audience": "redaction views report",
    "facts/suggesting": "mapping",
    "facts/progress": "progress cases example actions known counted_once mapping unfinished",
    "facts/sampling": "sampling",
    "format": "validation cases",
    "format/attachments": "attachments",
    "format/documents": "reader splicing reader_properties yaml_suite cases",
    "format/documents/splicing": "splicing deciding slips",
    "format/documents/writing": "splicing deciding writing_up",
    "format/fitting": "fitting validation",
    "format/foreign": "imported_criteria imported_hostile imported_logs imported_properties importing importing_logs",
    "format/packs": "progress plugins fitting schemas cases",
    "format/qualification": "progress plugins cases example",
    "format/schemas": "schemas fitting validation evidence",
    "format/slips": "slips validation",
    "format/spoken": "writing_up",
    "format/validation": "validation cases",
    "checks": "cases waivers plugins",
    "checks/auditing": "audit receipts",
    "checks/rules": "cases assessment counted_once known slips validation ignored",
    "checks/rules/confidentiality": "cases confidentiality history_names",
    "checks/rules/losses": "losses",
    "checks/rules/record": "record_rules seals audit attacks meaning receipts",
    "checks/sessions": "sessions",
    "checks/whole": "sessions confidentiality snapshots",
    "confidentiality": "confidentiality covers sessions given_away covering second_hand",
    "confidentiality/attachments": "attachments confidentiality",
    "confidentiality/earlier": "history_names confidentiality redaction",
    "confidentiality/history": "history_names sessions",
    "confidentiality/ignored": "ignored",
    "confidentiality/lists": "history_names confidentiality",
}
"""The tests that belong to a part of the package: those of the longest beginning of the module's path that is here."""

ROOMS: Final = ("facts", "format", "checks", "confidentiality")
MOST_TIMES: Final = 5
"""How many times as long as without a mutation the tests may go on. What goes on for longer is noticed."""
LEAST_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """One small mistake."""

    path: str
    """Below the package."""
    line: int
    what: str
    text: str
    """The whole module with the mistake in it."""

    @property
    def tests(self) -> tuple[str, ...]:
        begins = max((part for part in TESTS if self.path.startswith(part)), key=len)
        return tuple(f"tests/test_{name}.py" for name in TESTS[begins].split())


_COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_ADDED: Final[dict[type[ast.operator], type[ast.operator]]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}


def _flipped(node: ast.AST) -> str:
    """Make a mistake in one node, and say which; empty where there is none to make."""
    if isinstance(node, ast.Compare):
        node.ops[0] = _COMPARED[type(node.ops[0])]()
        return "comparison"
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "and, or"
    if isinstance(node, ast.BinOp) and type(node.op) in _ADDED:
        node.op = _ADDED[type(node.op)]()
        return "+ or -"
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        node.value = not node.value
        return "constant"
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1
        return "constant"
    if isinstance(node, ast.Return) and node.value is not None and not _is_nothing(node.value):
        node.value = ast.Constant(None)
        return "returned value"
    if (
        isinstance(node, ast.If | ast.IfExp)
        and isinstance(node.test, ast.UnaryOp)
        and isinstance(node.test.op, ast.Not)
    ):
        node.test = node.test.operand
        return "not"
    return ""


def _is_nothing(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _removable(node: ast.AST) -> bool:
    """A statement that does something, and that the module is still a module without."""
    is_call = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    return is_call or isinstance(node, ast.AugAssign | ast.Continue)


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that is run when the library works: no types, and nothing that is only for type checkers."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns"):
            continue
        for node in value if isinstance(value, list) else [value]:
            only_types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            if isinstance(node, ast.AST) and not only_types and not isinstance(node, ast.Assert):
                yield node
                yield from _code(node)


def _without(tree: ast.Module, number: int) -> ast.AST:
    gone = list(_code(tree))[number]

    class _Remover(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return ast.Pass() if node is gone else self.generic_visit(node)

    return _Remover().visit(tree)


def mutations(path: Path) -> Iterator[Callable[[], Mutation]]:
    """Every mutation of one module, each made when it is asked for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(ROOT / "coachfolio").as_posix()
    for number, node in enumerate(_code(tree)):
        line = getattr(node, "lineno", 0)
        if _removable(node):

            def removed(number: int = number, line: int = line) -> Mutation:
                return Mutation(name, line, "removed", ast.unparse(_without(copy.deepcopy(tree), number)))

            yield removed
        elif _flipped(copy.deepcopy(node)):

            def flipped(number: int = number, line: int = line) -> Mutation:
                made = copy.deepcopy(tree)
                what = _flipped(list(_code(made))[number])
                return Mutation(name, line, what, ast.unparse(made))

            yield flipped


def run(place: Path, tests: Iterable[str], most: float | None = None) -> tuple[int, str]:
    """The exit code and the words of the tests, which may take so many seconds at most."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(place)}
    try:
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, timeout=most, encoding="utf-8")
    except subprocess.TimeoutExpired:
        return 1, ""
    return done.returncode, done.stdout


def without_mutation(place: Path, tests: tuple[str, ...]) -> tuple[list[str], float]:
    """How to run tests, without those that fail as it is, and the seconds that they may take."""
    begun = time.perf_counter()
    _, said = run(place, tests)
    seconds = time.perf_counter() - begun
    failing = [line.split()[1] for line in said.splitlines() if line.startswith("FAILED ")]
    for test in failing:
        print(f"left out, it fails without any mutation: {test}", flush=True)
    return ["-x", *tests, *(f"--deselect={test}" for test in failing)], max(LEAST_SECONDS, MOST_TIMES * seconds)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns())
    every = [
        make
        for room in ROOMS
        for path in sorted((ROOT / "coachfolio" / room).rglob("*.py"))
        for make in mutations(path)
    ]
    chosen = [make() for make in chance.sample(every, min(number, len(every)))]
    survivors: list[Mutation] = []
    ways: dict[tuple[str, ...], tuple[list[str], float]] = {}
    with tempfile.TemporaryDirectory(prefix="coachfolio-mutations-") as folder:
        place = Path(folder) / "project"
        shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache"))
        for count, mutation in enumerate(chosen, 1):
            if mutation.tests not in ways:
                ways[mutation.tests] = without_mutation(place, mutation.tests)
            file = place / "coachfolio" / mutation.path
            original = file.read_text(encoding="utf-8")
            file.write_text(mutation.text, encoding="utf-8")
            if run(place, *ways[mutation.tests])[0] == 0:
                survivors.append(mutation)
                line = original.splitlines()[mutation.line - 1].strip() if mutation.line else ""
                print(f"survived  coachfolio/{mutation.path}:{mutation.line}  {mutation.what}  {line}", flush=True)
            file.write_text(original, encoding="utf-8")
            print(f"{count} made, {len(survivors)} survived", file=sys.stderr, flush=True)
    killed = len(chosen) - len(survivors)
    print(f"\n{killed} of {len(chosen)} mutations of {len(every):,} were noticed ({killed / len(chosen):.1%}).")


if __name__ == "__main__":
    main()
