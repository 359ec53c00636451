"""One floor imports only those under it, and the command line starts without what it does not need."""

from __future__ import annotations

import ast
import subprocess
import sys

from .conftest import EXAMPLE, ROOT

FLOORS = [
    {"diagnostics", "errors", "frozen", "words", "days", "plugins", "programs"},
    {"git", "schemas"},
    {"documents", "evidence", "fitting", "validation"},
    {"sources", "qualification", "excerpts"},
    {"portfolio", "snapshots"},
    {"assessment"},
    {"progress", "losses", "record", "confidentiality"},
    {"rules"},
    {"waivers"},
    {"checking"},
    {"auditing", "testing", "demo", "hooks", "forgetting", "redaction", "drafts", "assessing", "sampling"},
    {"standing", "readiness"},
    {"outputs"},
    {"cli"},
    {"__main__"},
]


def test_imports_go_down_only() -> None:
    floor_of = {module: number for number, floor in enumerate(FLOORS) for module in floor}
    seen = set()
    for path in sorted((ROOT / "coachfolio").rglob("*.py")):
        place = path.relative_to(ROOT / "coachfolio").with_suffix("").parts[0]
        if place == "__init__":
            continue
        seen.add(place)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for imported in _imported(node):
                target = imported.split(".")[1] if "." in imported else ""
                if target in floor_of and target != place:
                    allowed = floor_of[target] <= floor_of[place]
                    assert allowed, f"{path.name} imports {imported} from a floor above"
    assert seen == set(floor_of)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("coachfolio"):
        if node.module == "coachfolio":
            return [f"coachfolio.{alias.name}" for alias in node.names]
        return [node.module]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.startswith("coachfolio")]
    return []


def _loaded(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_package_itself_loads_nothing() -> None:
    assert not {"ruamel.yaml", "jsonschema", "rich", "click"} & _loaded("import coachfolio")


def test_the_command_line_loads_only_click_until_it_works() -> None:
    loaded = _loaded("import coachfolio.cli")
    assert "click" in loaded
    assert not {"ruamel.yaml", "jsonschema", "referencing", "rich", "git"} & loaded


def test_a_check_loads_no_tables() -> None:
    code = f"import coachfolio\ncoachfolio.check(coachfolio.open_portfolio({str(EXAMPLE)!r}))"
    assert not {"rich", "click", "git"} & _loaded(code)
