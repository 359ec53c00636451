"""Hashes what git hands out, in a process of its own: run as a program, with nothing of coachfolio at hand.

Its input is what `git cat-file --batch` writes. Its arguments are the way in which ids are made, the kind that all
of it has to be, and the most bytes of one. It writes one line: `ok` and how many there were, or what was wrong first:
`missing`, `mismatch`, `short` or `large`, and the id.
"""

import hashlib
import sys


def main(algorithm: str, kind: str, most: int) -> str:
    """The line to write."""
    new = getattr(hashlib, algorithm)
    expected = kind.encode("ascii")
    read, line = sys.stdin.buffer.read, sys.stdin.buffer.readline
    number = 0
    while head := line():
        parts = head.split()
        if len(parts) != 3:
            return f"missing {parts[0].decode('ascii', 'replace') if parts else ''}"
        name, found, length = parts
        size = int(length)
        if size > most:
            return f"large {name.decode('ascii')}"
        data = read(size + 1)[:-1]
        if len(data) < size:
            return f"short {name.decode('ascii')}"
        if found != expected or new(b"%b %b\0%b" % (found, length, data)).hexdigest() != name.decode("ascii"):
            return f"mismatch {name.decode('ascii')}"
        number += 1
    return f"ok {number}"


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
