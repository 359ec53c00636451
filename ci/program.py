"""Build coachfolio as a program that needs no Python, try it, and pack it: python ci/program.py FOLDER.

The program is a folder in one archive and not one self-unpacking file: such a file unpacks itself at every start, which
takes several times as long as the whole command.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START = "from coachfolio.cli import run\nrun()\n"


def main() -> int:
    """Build into a folder, which is made where it is not there."""
    into = Path(sys.argv[1] if len(sys.argv) > 1 else "release").absolute()
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        venv.create(place / "venv", with_pip=True)
        python = place / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(ROOT), "pyinstaller"], check=True)
        (place / "start.py").write_text(START, encoding="utf-8")
        options = ["--noconfirm", "--log-level=ERROR", "--onedir", "--name=coachfolio", "--collect-all=coachfolio"]
        built = [python, "-m", "PyInstaller", *options, "--exclude-module=tkinter", "start.py"]
        subprocess.run(built, cwd=place, check=True)
        folder = place / "dist" / "coachfolio"
        _tried(folder / ("coachfolio.exe" if sys.platform == "win32" else "coachfolio"), place)
        system = f"{platform.system()}-{platform.machine()}".lower()
        form = "zip" if sys.platform == "win32" else "gztar"
        made = Path(shutil.make_archive(str(into / f"coachfolio-{system}"), form, folder.parent, "coachfolio"))
    print(f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}  {made.stat().st_size >> 20} MB")
    return 0


def _tried(program: Path, place: Path) -> None:
    """Check the example with it, and look a few things up that are files inside the program."""
    example = shutil.copytree(ROOT / "example-portfolio", place / "example-portfolio")
    for words in (["--version"], ["check", str(example)], ["status", str(example)], ["schema", "sessions"]):
        done = subprocess.run([program, *words], cwd=place, capture_output=True, text=True, encoding="utf-8")
        if done.returncode or not done.stdout:
            sys.exit(f"coachfolio {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
