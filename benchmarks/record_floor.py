"""The least that verifying a record in Python can cost: everything is read and hashed, and nothing made of it.

python benchmarks/record_floor.py FOLDER

It starts git before it imports what a command line and a reader of YAML need (click, ruamel.yaml), lets git work ahead,
and hashes every save, every folder, the first and the last content of every file, and every file that lies there now.
No content is parsed, nothing is checked, bounded or shown, and nothing of a stranger's is kept from running.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from hashlib import sha1
from typing import IO

FOLDER = sys.argv[1]
WALK = ["log", "--topo-order", "--reverse", "-r", "-t", "--root", "-c", "--raw", "-z", "--no-renames", "--no-abbrev"]
BATCH = ["cat-file", "--batch", "--buffer"]


def begin(args: list[str], asked: IO[bytes] | None = None, answer: IO[bytes] | int | None = None) -> Answer:
    """Start git, which writes what it says into a file."""
    file = tempfile.TemporaryFile() if answer is None else answer  # noqa: SIM115 - the system closes it at the end
    return Answer(subprocess.Popen(["git", "-C", FOLDER, *args], stdin=asked, stdout=file), file)


class Answer:
    """What one git says."""

    def __init__(self, process: subprocess.Popen[bytes], file: IO[bytes] | int) -> None:
        self.process = process
        self.file = file

    def whole(self) -> bytes:
        if self.process.wait():
            sys.exit("Git could not read it.")
        assert not isinstance(self.file, int)
        self.file.seek(0)
        return self.file.read()


def fetch(ids: Iterable[bytes]) -> Answer:
    """Have git fetch contents by their ids."""
    asked = tempfile.TemporaryFile()  # noqa: SIM115 - git reads it
    asked.write(b"\n".join((*ids, b"")))
    asked.seek(0)
    return begin(BATCH, asked)


def hashed(data: bytes) -> list[bytes]:
    """Contents as git handed them out, each held against its id."""
    at = 0
    found = []
    while at < len(data):
        end = data.index(b"\n", at)
        name, kind, size = data[at:end].split(b" ")
        at = end + 2 + int(size)
        content = data[end + 1 : at - 1]
        if sha1(b"%b %b\0%b" % (kind, size, content), usedforsecurity=False).hexdigest() != name.decode():
            sys.exit(f"{name.decode()} is not what it says.")
        found.append(content)
    return found


walk = begin([*WALK, "--format=%H", "HEAD"])
listing = begin(["rev-list", "--topo-order", "--reverse", "HEAD"], answer=subprocess.PIPE)
saves = begin(BATCH, listing.process.stdout)

import click  # noqa: F401
import ruamel.yaml  # noqa: F401

folders = dict.fromkeys(save[5:45] for save in hashed(saves.whole()))
first: dict[bytes, bytes] = {}
last: dict[bytes, bytes] = {}
tokens = iter(walk.whole().split(b"\0"))
for token in tokens:
    line = token.removeprefix(b"\n")
    if line[:1] == b":":
        path = next(tokens)
        name = line.split(b" ")[-2]
        if line[8:14] == b"040000":
            folders[name] = None
        elif name.strip(b"0"):
            first.setdefault(path, name)
            last[path] = name
contents = fetch(dict.fromkeys((*first.values(), *last.values())))
hashed(fetch(folders).whole())
for place, inside, names in os.walk(FOLDER):
    if ".git" in inside:
        inside.remove(".git")
    for one in names:
        with open(f"{place}/{one}", "rb") as there:  # noqa: PTH123 - pathlib would be part of the cost
            sha1(there.read(), usedforsecurity=False).hexdigest()
hashed(contents.whole())
