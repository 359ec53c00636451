"""One floor imports only those under it, and the command line starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys
from graphlib import TopologicalSorter

from tools.house import arrows, modules

from .conftest import EXAMPLE, ROOT

FLOORS = (
    {"base"},
    {"format", "git"},
    {"evidence"},
    {"portfolio"},
    {"record", "confidentiality"},
    {"facts"},
    {"checks"},
    {"hooks"},
    {"reports", "editing"},
    {"cohort"},
    {"outputs"},
    {"web"},
    {"cli"},
)
"""The rooms from the ground up: a room uses rooms on lower floors only, never its neighbour."""

ABOVE = {"coachfolio", "coachfolio.__main__", "coachfolio.public", "coachfolio.testing"}
"""The public face, which fetches from every room and which no room uses."""

MOVED = {"coachfolio.auditing", "coachfolio.snapshots", "coachfolio.sources", "coachfolio.record.sealing"}
"""Where names were promised before they moved, until the next version."""


def test_imports_go_down_only() -> None:
    floor_of = {room: number for number, floor in enumerate(FLOORS) for room in floor}
    rooms = {module.split(".")[1] for module in modules() if module not in ABOVE | MOVED}
    assert rooms == set(floor_of)
    for module, imported in arrows().items():
        for other in sorted(imported) if module not in ABOVE | MOVED else ():
            assert other not in ABOVE | MOVED, f"{module} imports what is not a part of the house"
            here, there = module.split(".")[1], other.split(".")[1]
            assert here == there or floor_of[there] < floor_of[here], f"{module} imports {other}, which is not below it"


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert list(TopologicalSorter(arrows()).static_order())


def _loaded(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_the_package_itself_loads_nothing() -> None:
    assert not {"ruamel.yaml", "jsonschema", "rich", "click"} & _loaded("import coachfolio")


def test_the_command_line_loads_only_click_until_it_works() -> None:
    loaded = _loaded("import coachfolio.cli")
    assert "click" in loaded
    assert not {"ruamel.yaml", "jsonschema", "referencing", "rich", "git", "shutil", "subprocess"} & loaded


def test_a_check_loads_no_tables_and_nothing_of_git() -> None:
    code = f"import coachfolio\ncoachfolio.check(coachfolio.open_portfolio({str(EXAMPLE)!r}))"
    assert not {"rich", "click", "git", "shutil", "subprocess", "coachfolio.git", "jsonschema"} & _loaded(code)
