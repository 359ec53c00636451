"""Run two versions of coachfolio side by side, and report every difference in what they print, byte for byte.

    python tools/compare_versions.py OLD_CHECKOUT [--only WORD] [--new CHECKOUT]

Both run every command that only looks, in every format, over the example, the demonstration and all cases of
tests/cases; and commands that write over copies, of which the files are compared as well. Each version runs with the
Python of its own folder .venv, where there is one. Ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
DAY: Final = "2026-11-14"
CHECKS: Final = ("text", "concise", "json", "sarif", "github", "junit", "markdown")
DOCUMENTS: Final = ("text", "json", "markdown")
_HEAD: Final = re.compile(r"for (\w+) on (\d{4}-\d{2}-\d{2})")
_SHOWN: Final = 20
"""Differences that are shown line by line."""


@dataclass(frozen=True)
class Job:
    """One command, and where it runs."""

    folder: str
    args: tuple[str, ...]
    typed: str = ""
    """What comes from standard input."""
    writes: bool = False
    """Whether it runs in a copy of the folder, and what it writes is compared."""
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.folder}: coachfolio {' '.join(self.args)}"


def _main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", type=Path, help="the folder of the other version")
    parser.add_argument("--new", type=Path, default=ROOT, help="the folder of this version")
    parser.add_argument("--only", default="", help="only the commands that have this in them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        jobs = [job for job in _jobs(Path(scratch), given.old.resolve()) if given.only in job.name]
        with ThreadPoolExecutor(2) as two:
            old, new = two.map(lambda folder: _run(folder.resolve(), jobs), (given.old, given.new))
    differing = [(job, before, after) for job, before, after in zip(jobs, old, new, strict=True) if before != after]
    covering = [job for job, before, after in differing if _only_covers(before, after)]
    differing = [(job, before, after) for job, before, after in differing if job not in covering]
    kinds = Counter(" ".join(job.args[:2]) if job.args[:1] != ("check",) else "check" for job in jobs)
    size = sum(len(said["out"]) + len(said["err"]) for said in new)
    print(f"{len(jobs):,} commands compared, {size:,} bytes printed: {len(differing)} differ.")
    print(f"In {len(covering)} more a client's name is covered that was shown, and nothing else is different.")
    print(", ".join(f"{kind} {number}" for kind, number in kinds.most_common(30)))
    for job, before, after in differing[:_SHOWN]:
        print(f"\n--- {job.name}")
        print("\n".join(_differences(before, after)))
    for job, _, _ in differing[_SHOWN:]:
        print(job.name)
    return 1 if differing else 0


def _only_covers(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether what differs is only that letters have the covering sign in their place."""
    if any(before[part] != after[part] for part in before if part not in ("out", "err")):
        return False
    for part in ("out", "err"):
        old, new = (said[part].replace("\\u2022", "•") for said in (before, after))
        if len(old) != len(new) or any(now not in (was, "•") for was, now in zip(old, new, strict=True)):
            return False
    return True


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for part in before:
        if before[part] == after[part]:
            continue
        if isinstance(before[part], str):
            lines = unified_diff(before[part].splitlines(), after[part].splitlines(), f"old {part}", f"new {part}", n=0)
            yield from (line.rstrip() for line in lines)
        else:
            yield f"old {part}: {before[part]}\nnew {part}: {after[part]}"


# --- what is run


def _jobs(scratch: Path, old: Path) -> Iterator[Job]:
    yield from _about_nothing()
    for number, name in enumerate(sorted(path.name for path in (old / "tests/cases").iterdir() if path.is_dir())):
        folder = old / "tests/cases" / name
        head = _HEAD.match((folder / "expected.txt").read_text(encoding="utf-8"))
        assert head, f"{name} has no head"
        stage = "submission" if head[1] == "certificated" else head[1]
        yield from _looking(str(folder / "portfolio"), head[2], stage, whole=number % 10 == 0)
    example = scratch / "example"
    shutil.copytree(old / "example-portfolio", example)
    demonstration = scratch / "demonstration"
    subprocess.run([_python(old), "-m", "coachfolio", "demo", str(demonstration)], check=True, capture_output=True,
                   env=_environment(old))  # fmt: skip
    for folder in (example, demonstration):
        for stage in ("building", "submission", "certification"):
            yield from _looking(str(folder), DAY, stage, whole=True)
        yield from _writing(str(folder))
    yield from _recorded(demonstration)
    for folder, listed in (
        (example, scratch / "example-with-clients"),
        (demonstration, scratch / "demonstration-with"),
    ):
        shutil.copytree(folder, listed, symlinks=True)
        _add_clients(listed)
        yield from _looking(str(listed), DAY, "submission", whole=True)
        yield from _writing(str(listed))
    yield from _recorded(scratch / "demonstration-with")
    yield from _hooks(scratch / "demonstration-with")
    cohort = scratch / "cohort"
    cohort.mkdir()
    shutil.copytree(example, cohort / "one")
    shutil.copytree(scratch / "example-with-clients", cohort / "two")
    (cohort / "broken").mkdir()
    (cohort / "broken" / "portfolio.yaml").write_text("no: such thing\n", encoding="utf-8")
    yield from (Job(str(cohort), ("sample", "report", ".", "--format", form, "--on", DAY)) for form in DOCUMENTS)


def _about_nothing() -> Iterator[Job]:
    """What tells of coachfolio itself."""
    from coachfolio import RULES, packs
    from coachfolio.format import schemas

    nowhere = str(ROOT / "docs")
    yield Job(nowhere, ("qualifications",))
    yield from (Job(nowhere, ("qualifications", name)) for name in packs())
    yield Job(nowhere, ("schema",))
    yield from (Job(nowhere, ("schema", name)) for name in schemas.names())
    yield from (Job(nowhere, ("rules", "--format", form)) for form in DOCUMENTS)
    yield from (Job(nowhere, ("explain", rule.code)) for rule in RULES)
    yield from (Job(nowhere, (command, "--help")) for command in ("check", "status", "record", "sample", "decide"))
    yield Job(nowhere, ("check", "."))


def _looking(folder: str, day: str, stage: str, *, whole: bool) -> Iterator[Job]:
    """Every command that only looks at the files; of most cases only the forms that say most."""
    forms = CHECKS if whole else ("text", "json", "markdown")
    yield from (Job(folder, ("check", "--format", form, "--for", stage, "--on", day)) for form in forms)
    yield from (Job(folder, ("status", "--format", form, "--for", stage, "--on", day)) for form in ("text", "json"))
    for to in ("submission", "certification") if whole else (stage,):
        if to != "building":
            yield from (Job(folder, ("ready", "--format", form, "--for", to, "--on", day)) for form in ("text", "json"))
    yield Job(folder, ("coverage",))
    yield Job(folder, ("hours",))
    yield Job(folder, ("actions", ".", "--all", "--on", day))
    yield Job(folder, ("feedback",))
    yield Job(folder, ("sample", "report", "--on", day))
    if whole:
        yield Job(folder, ("actions", ".", "--format", "json", "--on", day))
        yield Job(folder, ("actions", ".", "--format", "ics", "--on", day))
        yield from (Job(folder, ("sample", "report", "--format", form, "--on", day)) for form in DOCUMENTS[1:])
        yield from (Job(folder, ("forget", client, ".", "--dry-run", "--on", day)) for client in ("C01", "C07", "C99"))


def _recorded(folder: Path) -> Iterator[Job]:
    """What looks at the record of a folder that is kept in git, and at a hand-over file of it."""
    yield from (Job(str(folder), ("record", "--format", form, "--on", DAY)) for form in DOCUMENTS)
    yield Job(str(folder), ("record", "verify", "--on", DAY))
    signers = folder / "DEMONSTRATION-signers"
    if signers.exists():
        told = ("--signers", signers.name, "--since", "sealed/assessor/1", "--on", DAY)
        yield from (Job(str(folder), ("record", "show", "--format", form, *told)) for form in DOCUMENTS)
        yield Job(str(folder), ("record", "verify", *told))
    pieces = sorted(path.stem for path in folder.glob("*/**/*.yaml") if "private" not in path.parts)
    for piece in pieces[::6]:
        yield from (Job(str(folder), ("record", "show", "--evidence", piece, "--format", form)) for form in DOCUMENTS)
    yield Job(str(folder), ("record", "show", "--evidence", "no-such"))
    yield Job(str(folder), ("check", "--at", "HEAD~5", "--on", DAY))
    yield Job(str(folder), ("check", "--staged", "--on", DAY, "--format", "json"))
    bundle = folder.parent / f"{folder.name}.bundle"
    subprocess.run(["git", "bundle", "create", "--quiet", str(bundle), "--all"], cwd=folder, check=True)
    for command in ("check", "status", "coverage", "hours", "ready", "record"):
        yield Job(str(folder.parent), (command, bundle.name), environment=(("COACHFOLIO_ON", DAY),))


def _writing(folder: str) -> Iterator[Job]:
    """Commands that write, and what they refuse."""

    def job(*args: str) -> Job:
        return Job(folder, args, writes=True, environment=(("COACHFOLIO_ON", DAY),))

    yield job("decide", "D7.03", ".", "--pass", "s1", "--refer", "s3=What is missing.", "--feedback", "Well done.")
    yield job("decide", "D7.99", ".", "--pass", "s1")
    yield job("decide", "--pin", "no-such-record", ".")
    yield job("sign-off", "D7.01", ".")
    yield job("feedback", "acknowledge", "no-such-record", ".")
    yield job("actions", "list", ".", "--from-gaps", "--due", "2027-01-31")
    yield job("actions", "done", "no-such/1", ".")
    yield job("declare", "confidentiality", ".", "--yes-to-all")
    yield job("sample", "plan", ".", "--seed", "a seed")
    yield job("sample", "record", ".", "--agree", "D7.01/s1", "--because", "A first look.")
    yield job("sample", "close", "no-such/1", ".", "--how", "Mended.")
    yield job("redact", ".", "--audience", "assessor", "--out", "copy")
    yield job("redact", ".", "--audience", "public", "--out", "copy")
    yield job("forget", "C07", ".")


def _hooks(folder: Path) -> Iterator[Job]:
    """What the hooks say before a save that loses something, about its message, and before the record is sent on."""
    first = min((folder / "sessions").rglob("*.yaml"))
    subprocess.run(["git", "rm", "--quiet", str(first.relative_to(folder))], cwd=folder, check=True)
    yield Job(str(folder), ("hook", "commit", "--on", DAY))
    yield Job(str(folder), ("hook", "submission", "--on", DAY))
    for name, text in (("short", "Save\n"), ("named", "Talked with Zebedee Quillfeather.\n")):
        message = folder.parent / f"message-{name}"
        message.write_text(text, encoding="utf-8")
        yield Job(str(folder), ("hook", "message", str(message), "--on", DAY))
        yield Job(str(folder), ("hook", "save", str(message), "--on", DAY))
    tip = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
    line = f"refs/heads/main {tip.stdout.strip()} refs/heads/main {'0' * 40}\n"
    yield Job(str(folder), ("hook", "push", "--on", DAY), typed=line)


def _add_clients(folder: Path) -> None:
    """A list of clients of whom one is named in a text, one by a file, and one nowhere."""
    (folder / "private").mkdir()
    (folder / "private/clients.yaml").write_text(
        "format: 1\nclients:\n  C01: {names: [Zebedee Quillfeather]}\n  C02: {names: [Ottoline Thrupp]}\n"
        "  C03: {names: [Ebenezer Oddbottle]}\n",
        encoding="utf-8",
    )
    session = sorted((folder / "sessions").rglob("*.yaml"))[3]
    text = session.read_text(encoding="utf-8")
    session.write_text(f"{text}no-such-field: Zebedee Quillfeather was late.\n", encoding="utf-8", newline="\n")
    (folder / "sessions/2026-08-04-ottoline-thrupp.yaml").write_text(
        "date: 2026-08-04\nminutes: 30\nclient: C02\nrole: coach\nreflection: Short.\n", encoding="utf-8", newline="\n"
    )


# --- running it


def _python(checkout: Path) -> str:
    own = checkout / ".venv/bin/python"
    return str(own) if own.exists() else sys.executable


def _environment(checkout: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COACHFOLIO_"))}
    return {**kept, "PYTHONPATH": str(checkout), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}  # fmt: skip


def _run(checkout: Path, jobs: list[Job]) -> list[dict[str, Any]]:
    asked = json.dumps([asdict(job) for job in jobs])
    done = subprocess.run([_python(checkout), __file__, "--worker", str(checkout)], input=asked, capture_output=True,
                          encoding="utf-8", check=False, env=_environment(checkout), cwd=ROOT)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{checkout} could not be run:\n{done.stderr}")
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _worker(checkout: str) -> None:
    """Run the commands that come from standard input, all in this process."""
    import coachfolio

    assert Path(coachfolio.__file__).is_relative_to(checkout), coachfolio.__file__
    jobs = [Job(**{**job, "args": tuple(job["args"]), "environment": tuple(map(tuple, job["environment"]))})
            for job in json.load(sys.stdin)]  # fmt: skip
    answers = [_answer(job) for job in jobs]
    print(json.dumps(answers))


def _answer(job: Job) -> dict[str, Any]:
    if not job.writes:
        return _said(job)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "portfolio")
        shutil.copytree(job.folder, copy, symlinks=True)
        said = _said(replace(job, folder=str(copy)))
        files = {
            path.relative_to(copy).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(copy.rglob("*"))
            if path.is_file() and ".git" not in path.parts
        }
        return {**said, "files": files}


def _said(job: Job) -> dict[str, Any]:
    from coachfolio.cli import run

    os.chdir(job.folder)
    before = dict(os.environ)
    os.environ.update(job.environment)
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    sys.argv = ["coachfolio", *job.args]
    sys.stdin = io.StringIO(job.typed)
    sys.stdout, sys.stderr = out, err
    code: object = "went on"
    try:
        run()
    except SystemExit as ended:
        code = ended.code
    finally:
        out.flush()
        err.flush()
        sys.stdout, sys.stderr, sys.stdin = sys.__stdout__, sys.__stderr__, sys.__stdin__
        os.environ.clear()
        os.environ.update(before)
    return {"code": code, "out": _bytes(out), "err": _bytes(err)}


def _bytes(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    data = stream.buffer.getvalue()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(data).decode("ascii")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        _worker(sys.argv[2])
    else:
        sys.exit(_main())
