"""Throw changed files at the reader and at the whole check, and keep each that makes them fail.

python benchmarks/fuzz.py SECONDS          look for so long; ends with 1 where something was found
python benchmarks/fuzz.py FILE…            run inputs that were kept, and let the first failure through

What must hold for any bytes at all: nothing is raised but a CoachfolioError, the time is bounded by the size, the fast
parser and the pure one read the same, and every output can be written. The extra `fuzz` brings atheris, which follows
what code an input reaches and changes the inputs that reach more.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Final

import atheris

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["coachfolio", "ruamel.yaml"]):
    from coachfolio import CoachfolioError, InMemory, check, open_portfolio
    from coachfolio.format.documents import read
    from coachfolio.format.documents.values import shape_of
    from coachfolio.format.schemas import EVIDENCE_SCHEMAS, folder_of_kind
    from coachfolio.outputs.json import check_document, json_text, status_document
    from coachfolio.outputs.text import check_text

TODAY: Final = datetime.date(2026, 11, 14)
SECONDS_AT_ALL: Final = 0.5
SECONDS_PER_BYTE: Final = 0.000_4
"""Bounds on the time of one input. They are wide, since following the code makes it about four times as slow."""
LONGEST: Final = 16_384

PORTFOLIO: Final = b"""\
format: 1
stage: building
qualification: ilm-l7-diploma-2007
registered: 2025-09-08
learner: {name: A. Learner}
people:
  assessor-1: {role: assessor}
clients:
  C01: {sector: health, agreement: a}
"""
PATHS: Final = (
    "portfolio.yaml",
    "qualification.yaml",
    *(f"{folder_of_kind(name)}/{letter}.yaml" for letter in "ab" for name in EVIDENCE_SCHEMAS),
)
"""Where the files of an input go, by their first byte."""


class Failure(Exception):
    """Something that must hold does not."""


def portfolio_of(data: bytes) -> dict[str, str | bytes]:
    """An input as a portfolio: files with a zero between them, each with one byte for its path."""
    files: dict[str, str | bytes] = {"portfolio.yaml": PORTFOLIO}
    for part in data.split(b"\0")[:6]:
        if part:
            files[PATHS[part[0] % len(PATHS)]] = part[1:]
    return files


def try_reading(path: str, data: bytes) -> None:
    """The two parsers must agree, in what they read and in what they say."""
    name = next((one for one in EVIDENCE_SCHEMAS if path.startswith(folder_of_kind(one) + "/")), Path(path).stem)
    shape = shape_of("qualification-overlay" if name == "qualification" else name)
    fast, pure = read(path, data, shape, fast=True), read(path, data, shape, fast=False)
    if repr(fast) != repr(pure) or repr(fast.fields) != repr(pure.fields):
        rules = [", ".join(one.rule for one in result.problems) or "nothing wrong" for result in (fast, pure)]
        print(fast.fields, fast.problems, pure.fields, pure.problems, sep="\n", file=sys.stderr)
        raise Failure(f"The parsers differ: {' and '.join(rules)}")


def try_checking(files: dict[str, str | bytes]) -> None:
    """The whole check, and everything that is written of it."""
    report = check(open_portfolio(InMemory(files)), today=TODAY)
    text = "\n".join(check_text(report, lambda text, colour: text))
    if "\x1b" in text:
        raise Failure("A control character reaches the terminal.")
    json.loads(json_text(check_document(report)))
    json.loads(json_text(status_document(report)))


def try_one(data: bytes) -> None:
    """Everything on one input."""
    files = portfolio_of(data)
    begun = time.process_time()
    try:
        for path, content in files.items():
            if content is not PORTFOLIO:
                try_reading(path, bytes(content))  # type: ignore[arg-type]
        try_checking(files)
    except CoachfolioError:
        pass
    seconds = time.process_time() - begun
    if seconds > SECONDS_AT_ALL + SECONDS_PER_BYTE * len(data):
        print(f"{seconds:.1f} s for {len(data)} bytes", file=sys.stderr)
        raise Failure("It takes too long.")


def _last_own_line(error: BaseException) -> str:
    own = [one for one in traceback.extract_tb(error.__traceback__) if f"{os.sep}coachfolio{os.sep}" in one.filename]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""


def fuzz(found: Path) -> None:
    """Look for failures until libFuzzer's own time is up, and keep one input for each place that fails."""
    places: set[str] = set()

    def one(data: bytes) -> None:
        try:
            try_one(data)
        except Exception as error:
            place = f"{type(error).__name__} {_last_own_line(error)} {error if isinstance(error, Failure) else ''}"
            if place not in places:
                places.add(place)
                target = found / hashlib.sha256(data).hexdigest()[:16]
                target.write_bytes(data)
                print(f"\nFound: {place}\nkept in {target}", file=sys.stderr, flush=True)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


WORDS: Final = (
    *("- ", "? ", ": ", ":", " #", "|\n", ">-\n", "|2\n", "---\n", "...\n", "\r\n", "\r", "\t", "[[", "{{", "]", "}"),
    *(
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "! ",
        "%YAML 1.2\n",
        "''",
        '"\\u00e9"',
        '"\\x1b"',
        "yes",
        "~",
        "null",
        "1.10",
        "0x1F",
    ),
    *("\ufeff", "\u2028", "\xa0", "\x85", "\0\x03", "\0\x04", "C01", "D7.03/s2", "2026-02-30", "<<<<<<< "),
)
"""What changes are made with, besides what stands in the inputs."""


def write_dictionary(path: Path) -> None:
    """The words, as libFuzzer reads them."""
    lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    path.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")


def write_seeds(folder: Path) -> None:
    """Inputs to begin with: every file of the example and of the tests' cases."""
    samples = [*(ROOT / "example-portfolio").rglob("*.yaml"), *(ROOT / "tests").rglob("*.yaml")]
    for number, path in enumerate(samples):
        kind = next((n for n, one in enumerate(PATHS) if path.parent.name == Path(one).parent.name), 2)
        if path.name in PATHS:
            kind = PATHS.index(path.name)
        data = path.read_bytes()
        if len(data) < LONGEST and b"\0" not in data:
            (folder / str(number)).write_bytes(bytes([kind]) + data)


def main() -> int:
    if sys.argv[1:2] == ["child"]:
        found = Path(sys.argv.pop(2))
        del sys.argv[1]
        fuzz(found)
        return 0
    if not sys.argv[1:] or not sys.argv[1].isdigit():
        for path in sys.argv[1:]:
            try_one(Path(path).read_bytes())
        return 0
    found = Path(tempfile.mkdtemp(prefix="coachfolio-fuzz-"))
    with tempfile.TemporaryDirectory() as place:
        seeds, words = Path(place) / "seeds", Path(place) / "words"
        seeds.mkdir()
        write_seeds(seeds)
        write_dictionary(words)
        settings = (
            f"-dict={words}",
            f"-max_total_time={sys.argv[1]}",
            f"-max_len={LONGEST}",
            "-timeout=60",
            "-rss_limit_mb=4096",
            f"-artifact_prefix={found}{os.sep}",
        )
        subprocess.run([sys.executable, __file__, "child", str(found), str(seeds), *settings], check=False)
    number = len(list(found.iterdir()))
    print(f"{number} inputs kept in {found}" if number else "Nothing was found.")
    return 1 if number else 0


if __name__ == "__main__":
    sys.exit(main())
