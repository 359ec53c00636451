"""Build coachfolio as a program that needs no Python, try it, and pack it: python ci/program.py FOLDER.

It is made twice: as one file, which unpacks itself at every start, and as a folder in an archive, which starts sooner.
What each start costs beside the installed command is measured by turns, and printed.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("app", "attachments", "calendar", "import", "office", "pdf", "timestamp")
START = "from coachfolio.cli import run\nrun()\n"


def main() -> int:
    """Build into a folder, which is made where it is not there."""
    into = Path(sys.argv[1] if len(sys.argv) > 1 else "release").absolute()
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        venv.create(place / "venv", with_pip=True)
        python = place / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        wanted = f"{ROOT}[{','.join(EXTRAS)}]"
        subprocess.run([python, "-m", "pip", "install", "--quiet", wanted, "pyinstaller"], check=True)
        (place / "start.py").write_text(START, encoding="utf-8")
        installed = python.with_name("coachfolio.exe" if sys.platform == "win32" else "coachfolio")
        system = f"{platform.system()}-{platform.machine()}".lower()
        folder = _built(python, place, "--onedir")
        form = "zip" if sys.platform == "win32" else "gztar"
        packed = Path(shutil.make_archive(str(into / f"coachfolio-{system}-folder"), form, folder.parent, "coachfolio"))
        single = _built(python, place, "--onefile")
        one_file = Path(shutil.copy(single, into / f"coachfolio-{system}{single.suffix}"))
        programs = {"installed": installed, "folder": folder / single.name, "one file": one_file}
        for program in list(programs.values())[1:]:
            _tried(program, place)
        for name_of, cost in _starts(programs).items():
            print(f"{name_of}: {cost:.3f} s of the processor to start")
    for made in (packed, one_file):
        print(f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}  {made.stat().st_size >> 20} MB")
    return 0


def _built(python: Path, place: Path, form: str) -> Path:
    """The program, as a folder or as one file."""
    whole = [f"--collect-all={name}" for name in ("coachfolio", "docx", "docxtpl", "typst", "uvicorn")]
    options = ["--noconfirm", "--log-level=ERROR", form, "--name=coachfolio", "--exclude-module=tkinter", *whole]
    out = place / form.strip("-")
    subprocess.run([python, "-m", "PyInstaller", *options, f"--distpath={out}", "start.py"], cwd=place, check=True)
    suffix = ".exe" if sys.platform == "win32" else ""
    return out / "coachfolio" if form == "--onedir" else out / f"coachfolio{suffix}"


def _tried(program: Path, place: Path) -> None:
    """Check the example with it, and make what takes files and libraries that lie inside the program."""
    example = place / "example-portfolio"
    if not example.exists():
        shutil.copytree(ROOT / "example-portfolio", example)
    every = [
        ["--version"],
        ["check", str(example)],
        ["status", str(example)],
        ["schema", "sessions"],
        *(["paper", "cover", "--in", str(example), "--force", "--out", f"cover{end}"] for end in (".pdf", ".docx")),
        ["hours", str(example), "--log", "icf", "--force", "--out", "log.xlsx"],
        ["report", str(example), "--force", "--out", "page.html"],
    ]
    _opened(program, place, example)
    for words in every:
        done = subprocess.run([program, *words], cwd=place, capture_output=True, text=True, encoding="utf-8")
        if done.returncode or not done.stdout:
            sys.exit(f"coachfolio {' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")


def _opened(program: Path, place: Path, example: Path) -> None:
    """Open the example with it, and ask for the first page."""
    command = [program, "open", str(example), "--no-browser"]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            address = [running.stdout.readline() for _ in range(2)][1].strip()
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            page = opener.open(address, timeout=60).read()
            if b"<h1>Today</h1>" not in page:
                sys.exit(f"coachfolio open shows no first page at {address}")
        finally:
            running.terminate()


def _starts(programs: dict[str, Path]) -> dict[str, float]:
    """The least that each takes to say its version, in seconds of the processor, measured by turns."""
    costs: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(8):
        for name, program in programs.items():
            before = os.times()
            subprocess.run([program, "--version"], check=True, capture_output=True)
            after = os.times()
            costs[name].append(after[2] + after[3] - before[2] - before[3])
    return {name: min(every) for name, every in costs.items()}


if __name__ == "__main__":
    sys.exit(main())
