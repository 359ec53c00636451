"""Records that are odd or large in ways that nobody's is: each ends soon, with a sentence and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .keeper import ran
from .repositories import Learner, Shelf, evening, session
from .repositories.learner import PORTFOLIO, begun, commit_text, object_id, tree_entry

MEMORY = 1500 << 20


def command(*args: object, memory: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, for eighteen seconds of the processor at most."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return ran(*map(str, args), cwd="/", env=env, memory=memory, seconds=18)


def ended_with(learner: Learner, objects: list[tuple[str, bytes]], sessions: bytes) -> None:
    """Save a state whose folder of sessions is given as bytes."""
    top = tree_entry("100644", b"portfolio.yaml", object_id("blob", PORTFOLIO.encode()))
    top += tree_entry("40000", b"sessions", object_id("tree", sessions))
    text = commit_text(object_id("tree", top), [learner.tip], evening("2025-03-05"))
    learner.put_all([*objects, ("tree", sessions), ("tree", top), ("commit", text)])
    learner.end_with(object_id("commit", text))


def tagged(learner: Learner, name: str, message: str) -> str:
    """A line for packed-refs with a tag that is in no folder of names."""
    head = f"object {learner.tip}\ntype commit\ntag {name}\ntagger A <a@b.c> 1741116600 +0000\n\n"
    text = f"{head}{message}".encode()
    learner.put_all([("tag", text)])
    return f"{object_id('tag', text)} refs/tags/{name}\n"


def many_sessions(number: int, blob: tuple[str, bytes]) -> bytes:
    id = object_id(*blob)
    return b"".join(tree_entry("100644", b"2025-03-04-c01-t%05d.yaml" % one, id) for one in range(number))


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    learner, folder = Learner(tmp_path), os.fsdecode(b"caf\xe9")
    learner.save({f"{folder}/portfolio.yaml": PORTFOLIO})
    assert command("record", learner.hand_over()).returncode in (0, 1)


def test_tags_that_are_large_when_unpacked(tmp_path: Path) -> None:
    learner = begun(tmp_path)
    names = [tagged(learner, f"t{number:03}", "x" * 8_000_000) for number in range(1, 30)]
    (learner.folder / ".git" / "packed-refs").write_text("".join(names))
    done = command("record", learner.folder, memory=MEMORY)
    assert done.returncode == 1
    assert b"MB of text" in done.stdout


def test_one_save_that_removes_thousands(tmp_path: Path) -> None:
    learner, blob = begun(tmp_path), ("blob", session("2025-03-04").encode())
    ended_with(learner, [blob], many_sessions(20_000, blob))
    ended_with(learner, [], b"")
    assert command("record", learner.folder).returncode in (0, 1)


def test_many_pieces_and_long_seals(tmp_path: Path) -> None:
    learner, blob = begun(tmp_path), ("blob", session("2025-03-04").encode())
    ended_with(learner, [blob], many_sessions(3000, blob))
    lines = "".join(f"e{number:05} {number:040x} sessions/e{number:05}.yaml\n" for number in range(45_000))
    names = []
    for number in range(1, 4):
        head = (
            f"coachfolio seal 1\n\nseal: sealed/learner/{number}\nportfolio: x\nrole: learner\nby: -\nunits: all\n"
            f"decision: none\nmeaning: Mine.\ncommit: {learner.tip}\ntree: {'0' * 40}\nevidence: 45000\n"
            f"manifest: sha256:{'0' * 64}\nprevious: none\n\n"
        )
        names.append(tagged(learner, f"sealed/learner/{number}", head + lines))
    (learner.folder / ".git" / "packed-refs").write_text("".join(names))
    assert command("record", learner.folder).returncode == 1


def test_a_piece_too_large_to_be_read_is_said_to_be(shelf: Shelf) -> None:
    done = command("record", shelf["zlib-bomb"].folder)
    assert done.returncode == 1
    assert "larger than a piece of evidence may be" in " ".join(done.stdout.decode().split())


def test_a_near_name_is_harmless(tmp_path: Path) -> None:
    learner = begun(tmp_path)
    learner.save({"sessions/2025-03-05-c01-\x1b[2J\u202etalk.yaml": session("2025-03-05")})
    said = command("record", "--evidence", "2025-03-05-c01-talk", learner.folder).stderr.decode()
    assert "Did you mean" in said
    assert not {"\x1b", "\u202e"} & set(said)


def test_a_folder_name_is_harmless(tmp_path: Path) -> None:
    folder = tmp_path / "x\u202ey"
    folder.mkdir()
    said = command("check", folder).stderr.decode()
    assert "There is no portfolio" in said
    assert "\u202e" not in said


def test_no_room_for_the_answer(shelf: Shelf) -> None:
    program = [sys.executable, "-m", "coachfolio", "record", str(shelf["weekly"].folder)]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(program, env=env, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "What was found could not be written out: there is no room where it should go."
    ]


def test_signatures_that_only_another_program_checks(tmp_path: Path) -> None:
    learner, key, text = begun(tmp_path), tmp_path / "key", tmp_path / "text"
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", str(key)], check=True)
    text.write_bytes(b"x")
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(key), str(text)]
    subprocess.run(sign, check=True, capture_output=True)
    signature = (tmp_path / "text.sig").read_text().rstrip("\n").replace("\n", "\n ")
    saves, head = [], learner.tip
    tree = learner.git("rev-parse", "HEAD^{tree}").decode().strip()
    for number in range(2000):
        who = f"A <a@b.c> {1741116600 + number} +0000"
        lines = f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\ngpgsig {signature}\n\nx\n"
        saves.append(("commit", lines.encode()))
        head = object_id(*saves[-1])
    learner.put_all(saves)
    learner.end_with(head)
    assert command("record", learner.folder).returncode in (0, 1)
