"""What is installed is whole: the wheel has the schemas and packs, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from coachfolio import __version__, packs
from coachfolio.format.schemas import names

from .conftest import EXAMPLE, ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return out


def test_the_wheel_has_schemas_packs_and_types(built: Path) -> None:
    with zipfile.ZipFile(built / f"coachfolio-{__version__}-py3-none-any.whl") as wheel:
        inside = set(wheel.namelist())
    assert {f"coachfolio/schema/{name}.json" for name in names()} <= inside
    assert {f"coachfolio/qualifications/{name}.yaml" for name in packs()} <= inside
    assert "coachfolio/py.typed" in inside
    assert not [name for name in inside if name.startswith(("tests", "example-portfolio", "tools"))]


def test_the_wheel_works_away_from_the_checkout(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(built / f"coachfolio-{__version__}-py3-none-any.whl") as wheel:
        wheel.extractall(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "COACHFOLIO_ON": "2026-11-14"}
    program = "import coachfolio; print(coachfolio.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert where.stdout.startswith(str(tmp_path))
    subprocess.run(
        [sys.executable, "-m", "coachfolio", "check", str(EXAMPLE)],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )


def test_the_source_archive_can_be_tested(built: Path) -> None:
    with tarfile.open(built / f"coachfolio-{__version__}.tar.gz") as archive:
        inside = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for path in (
        "schema/sessions.json",
        "example-portfolio/portfolio.yaml",
        "tests/conftest.py",
        "README.md",
        "LICENSE",
    ):
        assert path in inside
