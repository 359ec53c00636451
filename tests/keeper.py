"""Commands in processes of their own, without the time that each would take to read the program again.

A keeper reads the whole program once, and divides itself for each command: with its own environment, folder, output and
bounds, as if it had been started anew. What a command does before it is read is tried where it is started for real.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
POSSIBLE: Final = hasattr(os, "fork")
PATIENCE: Final = 600
"""Seconds by the clock after which something hangs: a protection, and no measure. `seconds` measures."""

_PROGRAM: Final = (
    rf"""
EXAMPLE = {str(ROOT / "example-portfolio")!r}
"""
    r"""
import contextlib, gc, importlib, io, json, os, pkgutil, resource, signal, sys, time, traceback
import coachfolio
for found in pkgutil.walk_packages(coachfolio.__path__, "coachfolio."):
    if found.name not in ("coachfolio.__main__", "coachfolio.testing"):
        importlib.import_module(found.name)
from coachfolio.cli import run
from coachfolio.git.own import gitpython
from coachfolio.git.process import git_program
gitpython()
# what is imported, compiled and read only when it is used, is by one command of its own
sys.argv = ["coachfolio", "check", "--format", "concise", EXAMPLE]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
    run()
git_program.cache_clear()  # each command looks for git by itself
gc.enable()
gc.collect()
gc.freeze()  # or each command would copy all of it

def bound(kind, most):
    if most is not None:
        resource.setrlimit(kind, (most, most))

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        code = 99
        try:
            os.chdir(asked["cwd"])
            os.environ.clear()
            os.environ.update(asked["env"])
            for number, name in enumerate((os.devnull, asked["out"], asked["err"])):
                os.dup2(os.open(name, os.O_RDWR | os.O_APPEND | os.O_NOCTTY), number)
            bound(resource.RLIMIT_AS, asked["memory"])
            bound(resource.RLIMIT_CPU, asked["seconds"])
            sys.argv = ["coachfolio", *asked["args"]]
            try:
                run()
                code = 0
            except SystemExit as end:
                code = end.code or 0
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    until, code = time.monotonic() + asked["patience"], None
    while code is None and time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
        else:
            time.sleep(0.002)
    if code is None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    print(json.dumps(code), flush=True)
"""
)


@cache
def keeper() -> subprocess.Popen[str]:
    """The keeper of this process; `end_keeper` ends it."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONPATH": os.environ.get("PYTHONPATH") or str(ROOT)}
    return subprocess.Popen([sys.executable, "-c", _PROGRAM], stdin=-1, stdout=-1, env=env, cwd="/", encoding="utf-8")


def end_keeper() -> None:
    if keeper.cache_info().currsize:
        process = keeper()
        assert process.stdin
        assert process.stdout
        process.stdin.close()
        process.wait()
        process.stdout.close()
        keeper.cache_clear()


def kept(
    *args: str | os.PathLike[str],
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    out: Path,
    err: Path,
    memory: int | None = None,
    seconds: int | None = None,
) -> int | None:
    """Run a command that writes to these files, in so many bytes and seconds of the processor; how it ended.

    A negative code is the signal that ended it, and None says that it had to be stopped.
    """
    asked: dict[str, object] = {"args": [os.fspath(word) for word in args], "cwd": os.fspath(cwd), "env": dict(env)}
    asked |= {"out": str(out), "err": str(err), "memory": memory, "seconds": seconds, "patience": PATIENCE}
    process = keeper()
    assert process.stdin
    assert process.stdout
    print(json.dumps(asked), file=process.stdin, flush=True)
    code: int | None = json.loads(process.stdout.readline())
    return code


def ran(
    *args: str | os.PathLike[str],
    cwd: str | os.PathLike[str] = ROOT,
    env: Mapping[str, str],
    memory: int | None = None,
    seconds: int | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own, and tell what it wrote and how it ended."""
    words = [os.fspath(word) for word in args]
    if not POSSIBLE:
        command = [sys.executable, "-m", "coachfolio", *words]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, timeout=PATIENCE, check=False)
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        out.touch()
        err.touch()
        code = kept(*words, cwd=cwd, env=env, out=out, err=err, memory=memory, seconds=seconds)
        assert code is not None, f"{words} had to be stopped"
        return subprocess.CompletedProcess(words, code, out.read_bytes(), err.read_bytes())
