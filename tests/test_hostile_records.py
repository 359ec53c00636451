"""What a hostile learner hands over, through the real commands: nothing runs, leaks, hangs or lies.

Each command is a process of its own, with a bound on its memory and on its time at the processor.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coachfolio.git import LimitReached, OpenRecord, opened, process, reading

from . import hostile_directories as hostile
from . import repositories
from .keeper import kept
from .repositories import Learner, environment, evening, git, held, session
from .repositories.learner import PORTFOLIO, begun, commit_text, object_id, tree_entry
from .test_shadow import picture

MOST_SECONDS = 20
"""Of the processor."""
MOST_MEMORY = 1500 << 20

_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that command a terminal, turn text round, or cannot be seen."""


@dataclass
class Said:
    """How a command ended, and what it wrote."""

    code: int | None
    """None where it had to be stopped."""
    text: str

    @property
    def document(self) -> dict[str, Any]:
        """What it wrote as JSON."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def sentence(self) -> str:
        """The last line."""
        return self.text.strip().rsplit("\n", 1)[-1]


@dataclass
class Desk:
    """Where an assessor works: commands are started here, and looked after."""

    place: Path

    def run(
        self,
        *args: str | os.PathLike[str],
        cwd: str | os.PathLike[str] = "/",
        variables: Mapping[str, str] | None = None,
    ) -> Said:
        """Run a command and see that it is harmless in itself, whatever it was given."""
        temporary, out = self.place / "temporary", self.place / "out"
        temporary.mkdir(exist_ok=True)
        out.write_bytes(b"")
        variables = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TMPDIR": str(temporary), **(variables or {})}
        code = kept(*args, cwd=cwd, env=variables, out=out, err=out, memory=MOST_MEMORY, seconds=MOST_SECONDS)
        said = Said(code, out.read_text(encoding="utf-8"))
        assert said.code in (0, 1, 2, 3), (args, said)
        assert "Traceback" not in said.text
        assert "mistake in coachfolio" not in said.text
        assert hostile.SECRET not in said.text
        assert not _HARMFUL.search(said.text), _HARMFUL.findall(said.text)
        assert list(temporary.iterdir()) == []
        return said

    def everything(self, path: str | os.PathLike[str], commands: Iterable[str] = ()) -> dict[str, Said]:
        """What every command says of a place, or only some."""
        bundle = self.place / "out.bundle"
        bundle.unlink(missing_ok=True)
        every = {
            "record": ("record", path),
            "json": ("record", "--format", "json", path),
            "markdown": ("record", "--format", "markdown", path),
            "verify": ("record", "verify", path),
            "check": ("check", "--at", "HEAD", path),
            **({} if Path(path).is_file() else {"bundle": ("bundle", path, bundle)}),
        }
        said = {name: self.run(*every[name]) for name in commands or every}
        if bundle.exists():
            said["check of bundle"] = self.run("check", bundle)
            said["record of bundle"] = self.run("record", bundle)
        else:
            assert said.get("bundle", Said(2, "")).code == 2
        return said


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def handed_over(build: Callable[[Path], Path | repositories.History], place: Path) -> Path:
    """Build in an empty place, with another person's record beside it and no canary's name in the log."""
    path = Path(build(place))
    hostile.private(place)
    (place / "canary.log").unlink(missing_ok=True)
    return path


def seen_harmless(desk: Desk, place: Path, path: Path, commands: Iterable[str] = ()) -> dict[str, Said]:
    """Every command, or only some, with nothing run, written or left."""
    before = picture(place)
    said = desk.everything(path, commands)
    assert hostile.fired(place) == []
    assert picture(place) == before
    return said


# --- every hostile directory, every hand-over file, every odd history


@pytest.mark.parametrize("name", hostile.OUTSIDE)
def test_what_leads_elsewhere_is_refused_in_one_sentence(name: str, desk: Desk, tmp_path: Path) -> None:
    for said in seen_harmless(desk, tmp_path, handed_over(hostile.OUTSIDE[name], tmp_path)).values():
        assert said.code == 2
        assert said.text.count("\n") == 1
        assert "coachfolio bundle" in said.text


NAMED = {
    "forged_shallow": "The older part of the record is not on this computer",
    "grafts": "CF535",
    "replace": "CF534",
    "exec_config": "CF538",
    "include_config": "CF538",
    "worktree_etc": "CF538",
    "own_signers": "CF532",
    "lazy_fetch": "CF537",
    "hidden_worktree": "CF545",
}
"""How it is told what was tried; the others leave no trace in what is read."""


@pytest.mark.parametrize("name", hostile.OPEN)
def test_all_true_saves_are_reported_and_the_lie_is_named(name: str, desk: Desk, tmp_path: Path) -> None:
    path = handed_over(hostile.OPEN[name], tmp_path)
    said = seen_harmless(desk, tmp_path, path)
    true = hostile.SAVES + (name == "exec_config")
    assert said["json"].document["summary"]["saves"] == true
    assert f"in {true} saves" in said["record"].text
    assert NAMED.get(name, "") in " ".join(one.text for one in said.values())
    if name in hostile.LIES:
        assert len(git(path, "rev-list", "HEAD").split()) == 2  # what git itself is made to believe
    if name not in ("forged_shallow", "lazy_fetch"):
        assert f"in {true} saves" in said["record of bundle"].text


def test_git_itself_fires_the_canaries(tmp_path: Path) -> None:
    folder = handed_over(hostile.exec_config, tmp_path)
    for file in (folder / "sessions").rglob("*.yaml"):
        os.utime(file, (0, 0))  # so that git must look into it
    for args in (("status",), ("log", "-p"), ("diff", "HEAD")):
        subprocess.run(["git", *args], cwd=folder, env=environment(), capture_output=True)
    assert {"core.fsmonitor", "gpg.ssh.program", "filter.evil.clean"} <= set(hostile.fired(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
@pytest.mark.parametrize("name", ["HEAD", "config", "commondir", "packed-refs"])
def test_no_command_waits_for_a_pipe(name: str, desk: Desk, tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    file = learner.folder / ".git" / name
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    for args in (("hooks", "status"), ("hooks", "uninstall"), ("record",)):
        said = desk.run(*args, learner.folder)
        assert said.code == 2
        assert "device or a pipe" in said.text or "is kept in another place" in said.text


@pytest.mark.parametrize("name", hostile.OUTSIDE)
def test_the_hooks_of_another_place_are_not_looked_at(name: str, desk: Desk, tmp_path: Path) -> None:
    path = handed_over(hostile.OUTSIDE[name], tmp_path)
    if path.is_dir():
        assert desk.run("hooks", "status", path).code == 2


def test_what_has_no_field_is_followed_all_the_same(desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    path = "sessions/2025-03-04-c01-talk.yaml"
    for content in ("", "- a\n", "plain\n", "[\n", "# a remark\n", session("2025-03-04")):
        learner.save({path: content}, "2025-03-04T20:00+00:00")
    assert seen_harmless(desk, tmp_path, learner.folder, ("record", "json", "markdown"))["record"].code in (0, 1)


def test_folders_inside_one_another_keep_nobody_waiting(desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    inner, made = ("100644", b"x.yaml", learner.put("blob", b"date: 2025-01-07\n")), []
    for _ in range(20_000):
        tree = tree_entry(*inner)
        made.append(("tree", tree))
        inner = ("40000", b"s", object_id("tree", tree))
    top = tree_entry("100644", b"portfolio.yaml", learner.put("blob", PORTFOLIO.encode())) + tree_entry(
        "40000", b"sessions", inner[2]
    )
    learner.put_all([*made, ("tree", top)])
    learner.end_with(
        learner.put("commit", commit_text(object_id("tree", top), [learner.tip], "2025-03-04T20:00+00:00"))
    )
    for args in (("record", learner.folder), ("bundle", learner.folder, tmp_path / "out.bundle")):
        said = desk.run(*args)
        assert said.code in (1, 2)
        assert "longer than any computer can keep" in said.text or "more memory" in said.text


def test_the_bare_record_among_the_files_is_a_folder_like_others(desk: Desk, tmp_path: Path) -> None:
    said = seen_harmless(desk, tmp_path, handed_over(hostile.planted_bare, tmp_path))
    assert said["json"].document["summary"]["saves"] == hostile.SAVES


@pytest.mark.parametrize("name", [*hostile.TOO_MUCH, "bundle_200k"])
def test_what_is_too_much_is_said_to_be(name: str, desk: Desk, tmp_path: Path) -> None:
    path = handed_over(hostile.TOO_MUCH.get(name, hostile.bundle_200k), tmp_path)
    for said in seen_harmless(desk, tmp_path, path, ("record", "check")).values():
        assert said.code == 2
        assert said.text.startswith("The record was read no further: ")


@pytest.mark.parametrize("name", [*hostile.PARTS, *hostile.DAMAGED])
def test_a_hand_over_file_that_is_not_whole_is_refused(name: str, desk: Desk, tmp_path: Path) -> None:
    for said in seen_harmless(
        desk, tmp_path, handed_over({**hostile.PARTS, **hostile.DAMAGED}[name], tmp_path)
    ).values():
        assert said.code == 2
        assert said.text.startswith("This hand-over file ")


def test_a_newer_form_is_named(desk: Desk, tmp_path: Path) -> None:
    for said in seen_harmless(desk, tmp_path, handed_over(hostile.reftable, tmp_path)).values():
        assert "newer form of git" in said.text


TAMPERED = ("tampered-blob", "tampered-commit", "tampered-tree", "forged-idx")


@pytest.mark.parametrize("name", TAMPERED)
def test_what_does_not_fit_its_name_is_named(name: str, desk: Desk, tmp_path: Path) -> None:
    history = repositories.ALL[name](tmp_path)
    said = seen_harmless(desk, tmp_path, history.folder)
    exchanged = history.ids["object"][:12]
    for command in ("record", "json", "markdown", "verify"):
        assert said[command].code == 2
        assert f"the content kept as {exchanged} does not fit that name" in said[command].text
    assert said["bundle"].code == 2
    if name != "tampered-commit":  # an earlier save than the one that is checked
        assert exchanged in said["check"].text


def test_a_forged_twin_in_another_pack_is_found(desk: Desk, tmp_path: Path) -> None:
    """Git takes the one or the other, by what it was asked before: what is compared need not be what is hashed."""
    for said in seen_harmless(desk, tmp_path, hostile.forged_twin(tmp_path)).values():
        assert said.code == 2
        assert "kept twice, and one of the two does not fit its name" in said.text


def test_twins_that_are_alike_are_read(desk: Desk, tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    learner.git("repack", "-adq")
    for pack in (learner.folder / ".git" / "objects" / "pack").glob("*.pack"):
        pack.with_suffix(".keep").touch()
    learner.save(held("2025-06-03"))
    learner.git("repack", "-aq", "--pack-kept-objects")
    assert len(list((learner.folder / ".git" / "objects" / "pack").glob("*.pack"))) == 2
    said = seen_harmless(desk, tmp_path, learner.folder)
    assert said["record"].code == said["verify"].code == 0


def test_what_is_cut_off_hides_nothing_that_was_changed(desk: Desk, tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    first, *_, before_last, _ = learner.git("rev-list", "--reverse", "HEAD").decode().split()
    file = learner.folder / ".git" / "objects" / first[:2] / first[2:]
    content = zlib.decompress(file.read_bytes())
    file.unlink()
    file.write_bytes(zlib.compress(content.replace(b"Ros", b"Rox")))
    (learner.folder / ".git" / "shallow").write_text(f"{before_last}\n", encoding="ascii")
    said = seen_harmless(desk, tmp_path, learner.folder)
    assert said["record"].code == 2
    assert f"the content kept as {first[:12]} does not fit that name" in said["record"].text


@pytest.mark.parametrize("file", ["refs/heads/main", "HEAD"])
def test_a_folder_on_a_mark_is_on_the_save_that_it_marks(file: str, desk: Desk, tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    mark = learner.tag("handed-in", "2025-05-18T10:00+00:00", "x")
    (learner.folder / ".git" / file).write_text(f"{mark}\n", encoding="ascii")
    said = seen_harmless(desk, tmp_path, learner.folder)
    assert said["record"].code == 0
    assert said["json"].document["summary"]["saves"] == hostile.SAVES


@pytest.mark.parametrize("lines", [2, 7, 8, 9])
def test_any_number_of_lines_may_be_joined(lines: int, desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    day = "2025-03-04"
    base = learner.tip
    tips = []
    for number in range(lines):
        learner.git("checkout", "--quiet", "--detach", base)
        tips.append(learner.save({f"sessions/{day}-c01-t{number}.yaml": session(day)}))
    tree = learner.staged({f"sessions/{day}-c01-t{number}.yaml": session(day) for number in range(lines)})
    learner.git("checkout", "--quiet", "--force", "main")
    learner.end_with(learner.put("commit", commit_text(tree, tips, f"{day}T19:30+00:00")))
    said = seen_harmless(desk, tmp_path, learner.folder)
    assert said["record"].code == 0
    assert said["json"].document["summary"]["saves"] == lines + 2


PARTIAL = ("tree-bomb", "zlib-bomb", "long-message")
"""What is read no further than a bound."""
UNSEEN = ("hidden-parents", "two-trees")
"""Where git does not follow what a person reads: it takes the last save for the first."""
FEW = ("json", "check")


@pytest.mark.parametrize("name", [one for one in repositories.odd.ODD_SAVES if one not in TAMPERED])
def test_no_save_is_too_odd(name: str, desk: Desk, tmp_path: Path) -> None:
    history = repositories.ALL[name](tmp_path)
    said = seen_harmless(
        desk, tmp_path, history.folder, FEW if name.startswith("yaml") or name in (*PARTIAL, "many-saves") else ()
    )
    if name == "nameless":  # at which git itself stops
        assert {one.code for one in said.values()} == {2}
        return
    document = said["json"].document
    if name == "zlib-bomb":  # one piece, which is not read
        assert "CF004" in said["check"].text
    elif name in PARTIAL:
        assert said["json"].code == 1
        assert document["completeness"]["stopped"]
    else:
        assert document["completeness"]["stopped"] is None
        true = len(history.git("rev-list", "HEAD").split())
        assert document["summary"]["saves"] == (1 if name in UNSEEN else true)
    if name in UNSEEN:
        assert "CF540" in desk.run("record", history.folder).text


# --- names that command a terminal or pass for markup

EVIL = "\x1b[2J\x1b]0;t\x07\u202eevil\u2066(script)alert(1)|`x`[a](http://evil.example)@team ::error::x\x9b2J<b>"


def test_names_and_messages_are_text_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    who = EVIL.replace("<", "(").replace(">", ")")
    people = f"author {who} <{who}> 1741116600 +0000\ncommitter {who} <{who}> 1741116600 +0000\n"
    learner.save_raw(held("2025-03-04"), f"{people}\n{EVIL}\n\nReason: {EVIL}\n".encode())
    bad = f"sessions/2025-03-05-c01-{EVIL.replace('/', '')}.yaml"
    for day, content in (("2025-03-06", session("2025-03-05")), ("2025-03-07", session("2025-03-05", minutes=30))):
        learner.save({bad: content}, evening(day), f"{EVIL}\n\nReason: {EVIL}")
    kept = learner.tip
    learner.save({bad: None}, evening("2025-03-08"), f"Save\n\nReason: {EVIL}")
    head = f"object {learner.tip}\ntype commit\ntag {EVIL}\ntagger {who} <x@example.com> 1741116600 +0000\n"
    tag = learner.put("tag", f"{head}\ncoachfolio seal 1\n{EVIL}\n".encode())
    names = [f"{tag} refs/tags/sealed/assessor/\u202e<b>|`evil`\u2066\x9b2J@team", f"{kept} refs/heads/a<b>|`\u00e9`"]
    (learner.folder / ".git" / "packed-refs").write_text("\n".join([*names, ""]), encoding="utf-8")
    for said in seen_harmless(desk, tmp_path, learner.folder).values():
        assert "CF" in said.text or said.code == 0
    evidence = bad.removeprefix("sessions/").removesuffix(".yaml")
    for form in ("text", "json", "markdown"):
        said = desk.run("record", "--format", form, "--evidence", evidence, learner.folder)
        assert said.code in (0, 1)
        whole = desk.run("record", "--format", form, learner.folder)
        assert whole.code == 1
        for text in (said.text, whole.text) if form == "markdown" else ():
            assert not re.search(r"(?<!\\)[<`\[|](?:b>|x|a\]|evil)", text)
            assert "\n::error" not in text
            assert not re.search(r"(?<![&#8203;\w\\])@team", text)
    learner.git("reset", "--quiet", "--hard", kept)
    assert desk.run("check", "--at", "HEAD", learner.folder).code in (0, 1)


def test_a_folder_may_have_any_name(desk: Desk, tmp_path: Path) -> None:
    history = repositories.weekly(tmp_path)
    for name in ("-x", "\x1b[2J\u202ey\nb", "caf\u00e9 <b>`c`"):
        folder = tmp_path / name
        shutil.copytree(history.folder, folder, symlinks=True)
        for form in ("text", "markdown"):
            assert desk.run("record", "--format", form, "--", folder).code == 0
        assert desk.run("check", "--at", "HEAD", folder).code == 0
        assert desk.run("record", "verify", "--", name, cwd=tmp_path).code == 0
        bundle = folder.with_name(f"{folder.name}.bundle")
        history.git("bundle", "create", "--quiet", str(bundle), "HEAD", "--all")
        assert desk.run("check", bundle).code == 0


# --- which save is meant


@pytest.mark.parametrize(
    "state",
    [
        *("--all", "-h", "--git-dir=/etc", "HEAD^{tree}", "HEAD:portfolio.yaml", "HEAD^{/(a*)*b}", "@{1}", "@{u}"),
        *("@{-1}", "main@{yesterday}", "\x1b[2J", "\u202eHEAD", "..", "HEAD..main", "^HEAD", "main^!", "HEAD\n--all"),
        *("x" * 300, " ", "0" * 40, "HEAD~99999999999", "HEAD^99999999999999", "HEAD~" * 60, "FETCH_HEAD", "config"),
        *("../../etc/passwd", "objects/pack", "\udcff", "abc"),
    ],
)
def test_what_names_no_save_is_told(state: str, desk: Desk, shelf: repositories.Shelf) -> None:
    said = desk.run("check", "--at", state, shelf["weekly"].folder)
    assert said.code == 2
    assert said.text.count("\n") == 1


def test_a_mark_cannot_pass_for_a_save_or_a_branch(desk: Desk, tmp_path: Path) -> None:
    history = repositories.weekly(tmp_path)
    short = history.tip[:8]
    assert desk.run("check", "--at", short, history.folder).code == 0
    first = history.git("rev-list", "--max-parents=0", "HEAD").decode().strip()
    for name in (short, "main"):
        history.git("tag", name, first)
        for state in (name, f"{name}~0"):
            assert "More than one thing" in desk.run("check", "--at", state, history.folder).text
    for state in (history.tip, "refs/heads/main", "HEAD", "HEAD~1"):
        assert desk.run("check", "--at", state, history.folder).code == 0


@pytest.mark.parametrize("kind", ["blob", "tree", "missing"])
def test_what_ends_with_no_save_is_damaged(kind: str, desk: Desk, tmp_path: Path) -> None:
    history = repositories.weekly(tmp_path)
    ends = {"blob": "HEAD:portfolio.yaml", "tree": "HEAD^{tree}"}
    end = history.git("rev-parse", ends[kind]).decode().strip() if kind in ends else "ab" * 20
    (history.folder / ".git" / "refs" / "heads" / "main").write_text(f"{end}\n", encoding="ascii")
    for name, said in seen_harmless(desk, tmp_path, history.folder).items():
        assert said.code == 2, (name, said)


def test_marks_may_mark_anything(desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    learner.save(held("2025-03-04"), evening("2025-03-04"))
    learner.git("tag", "sealed/assessor/1", "HEAD:portfolio.yaml")
    learner.git("tag", "sealed/assessor/2", "HEAD^{tree}")
    learner.git(
        "tag", "--annotate", "--message", "nested", "sealed/assessor/3", learner.tag("t", "2025-03-05T10:00+00:00", "x")
    )
    said = seen_harmless(desk, tmp_path, learner.folder)
    assert said["json"].document["summary"]["saves"] == 2


@pytest.mark.parametrize("marked", [b"\xff" * 40, b"--all", b"HEAD", b"", "\u0661".encode() * 20], ids=repr)
def test_a_mark_on_what_is_no_number(marked: bytes, desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    who = b"tagger A <a@example.com> 1741116600 +0000"
    id = learner.put("tag", b"object %s\ntype commit\ntag odd\n%s\n\nx\n" % (marked, who))
    (learner.folder / ".git" / "packed-refs").write_text(f"{id} refs/tags/odd\n", encoding="ascii")
    desk.run("record", learner.folder)
    said = desk.run("record", "--since", "odd", learner.folder)
    assert said.code == 2
    assert said.text.count("\n") == 1


# --- far more when unpacked than on the disk


def test_what_git_says_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learner = begun(tmp_path)
    first = learner.save({f"sessions/2025-03-04-c01-talk-{number}.yaml": "x" * 5000 for number in range(20)})
    second = learner.save({"sessions/2025-03-05-c01-talk.yaml": "y"}, message="z" * 100_000)
    with opened(learner.folder) as record:
        for name, bound in (("MAX_CONTENTS_BYTES", 50_000), ("MAX_SAID_BYTES", 1000)):
            assert _looked_through(record, first, second) == [first, second]
            monkeypatch.setattr(reading, name, bound)
            with pytest.raises(LimitReached) as reached:
                _looked_through(record, first, second)
            assert "larger than" in reached.value.what or "more files" in reached.value.what
            monkeypatch.undo()
        args = ("cat-file", "--batch", "--buffer")  # also where nobody looks at how much there is
        with process.lines_as_input([second] * 2000) as ids, (tmp_path / "out").open("wb") as out:
            with (
                pytest.raises(LimitReached, match="unpacked"),
                process.started(record.repository, *args, stdin=ids, stdout=out, most=1 << 20),
            ):
                pass
            # of 200 MB: the bound is set a moment after git has begun, and what it wrote until then stays
            assert out.seek(0, os.SEEK_END) < 100 << 20


def _looked_through(record: OpenRecord, *ids: str) -> list[str]:
    assert len(list(reading.changes(record.repository, ids))) == len(ids)
    with reading.objects_ahead(record.repository, ids, "commit") as found:
        return [name for name, _ in found]


def test_evidence_that_is_large_when_unpacked(desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    contents = [session("2025-03-04").encode() + b"# %d" % number + b"." * 250_000 for number in range(280)]
    blobs = [("blob", one) for one in contents]
    entries = (
        tree_entry("100644", b"2025-03-04-c01-t%05d.yaml" % number, object_id(*blob))
        for number, blob in enumerate(blobs)
    )
    _with_sessions(learner, blobs, b"".join(entries))
    said = seen_harmless(desk, tmp_path, learner.folder, ("check",))
    assert said["check"].text == (
        "The record was read no further: the evidence in this portfolio has more than 64 MB of text.\n"
    )


def test_paths_that_no_computer_keeps(desk: Desk, tmp_path: Path) -> None:
    learner = begun(tmp_path)
    content = session("2025-03-04").encode()
    objects, kind, id, name = [("blob", content)], "100644", object_id("blob", content), b"a.yaml"
    for _ in range(3000):
        objects.append(("tree", tree_entry(kind, name, id)))
        kind, id, name = "40000", object_id(*objects[-1]), b"d"
    _with_sessions(learner, objects[:-1], objects[-1][1])
    for said in seen_harmless(desk, tmp_path, learner.folder, ("json", "check")).values():
        assert "a path that is longer than any computer can keep" in said.text


def _with_sessions(learner: Learner, objects: Iterable[tuple[str, bytes]], sessions: bytes) -> None:
    """Let a portfolio end with those in its folder sessions."""
    portfolio = tree_entry("100644", b"portfolio.yaml", object_id("blob", PORTFOLIO.encode()))
    top = portfolio + tree_entry("40000", b"sessions", object_id("tree", sessions))
    text = commit_text(object_id("tree", top), [learner.tip], evening("2025-03-05"))
    learner.put_all([*objects, ("tree", sessions), ("tree", top), ("commit", text)])
    learner.end_with(object_id("commit", text))


# --- hand-over files


def test_hand_over_files_cut_anywhere_padded_or_doubled(desk: Desk, shelf: repositories.Shelf, tmp_path: Path) -> None:
    whole = tmp_path / "whole.bundle"
    assert desk.run("bundle", shelf["weekly"].folder, whole).code == 0
    data = whole.read_bytes()
    start = data.index(b"\n\n") + 2
    cuts = [
        data[:end] for end in (0, 5, 16, 40, start - 1, start, start + 3, start + 12, len(data) - 20, len(data) - 1)
    ]
    many = data[:start] + b"PACK" + struct.pack(">II", 2, 0xFFFFFFFF) + data[start + 12 :]
    long = data[: start - 1] + b"a" * 40 + b" refs/heads/" + b"n" * 5000 + data[start - 1 :]
    tip, blob = (shelf["weekly"].git("rev-parse", one).strip() for one in ("HEAD", "HEAD:portfolio.yaml"))
    other_end = data.replace(tip + b" HEAD", blob + b" HEAD")
    assert other_end != data
    file = tmp_path / "changed.bundle"
    for changed in (*cuts, data + b"\0" * 1000, data + data, many, long, data.replace(b"\n", b"\r\n", 3), other_end):
        file.write_bytes(changed)
        for args in (("record", file), ("check", file)):
            assert desk.run(*args).code == 2


def test_a_file_that_is_a_link_a_pipe_or_a_device(desk: Desk, shelf: repositories.Shelf, tmp_path: Path) -> None:
    whole = tmp_path / "whole.bundle"
    assert desk.run("bundle", shelf["weekly"].folder, whole).code == 0
    (tmp_path / "link.bundle").symlink_to(whole)
    os.mkfifo(tmp_path / "pipe.bundle")
    for path in (tmp_path / "link.bundle", tmp_path / "pipe.bundle", "/dev/zero", "/dev/tty", "/dev/null"):
        assert desk.run("record", path).code == 2
        assert desk.run("record", "verify", path).code == 2
        assert desk.run("check", path).code in (2, 3)
    assert desk.run("record", "/proc/self/mem").code == 2
    for place in ("/dev/full", whole, tmp_path / "nowhere" / "x.bundle", "/proc/x.bundle"):
        assert desk.run("bundle", shelf["weekly"].folder, place).code == 2


def test_two_portfolios_in_one_hand_over_file(desk: Desk, tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.save({"a/portfolio.yaml": PORTFOLIO, "b\x1b[2J\u202e/portfolio.yaml": PORTFOLIO})
    for name, said in desk.everything(learner.hand_over()).items():
        assert said.code == 2, name
        assert "2 portfolios" in said.text


# --- what surrounds the reader


def test_no_variable_and_no_planted_program_counts(desk: Desk, tmp_path: Path) -> None:
    """These start anew each time, for the sake of what is read when the program begins."""
    folder = hostile.exec_config(tmp_path)
    for name in ("git", "gpg", "ssh-keygen", "python", "ssh", "less"):
        shutil.copy(hostile.canary(tmp_path, f"planted-{name}"), folder / name)
    (tmp_path / "canary.log").unlink(missing_ok=True)

    def program(name: str) -> str:
        return hostile.canary(tmp_path, name)

    evil = {
        **dict.fromkeys(("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE", "GIT_COMMON_DIR"), "/etc"),
        **dict.fromkeys(("GIT_INDEX_FILE", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE"), "/etc/passwd"),
        **{name: program(name) for name in ("GIT_PAGER", "GIT_EDITOR", "GIT_ASKPASS", "GIT_SSH_COMMAND", "PAGER")},
        "GIT_EXTERNAL_DIFF": program("GIT_EXTERNAL_DIFF"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{hostile.private(tmp_path)}/.git/objects",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": program("fsmonitor"),
        "GIT_CONFIG_KEY_1": "alias.rev-list",
        "GIT_CONFIG_VALUE_1": f"!{program('alias')}",
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={program('parameter')}'",
        "GIT_EXEC_PATH": f"{tmp_path}/canaries",
        "GIT_PYTHON_GIT_EXECUTABLE": program("gitpython"),
        "GIT_PYTHON_REFRESH": "raise",
        "GIT_NAMESPACE": "x",
        "GIT_REPLACE_REF_BASE": "refs/tags",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_TRACE": f"{tmp_path}/trace",
        "GIT_TRACE2": f"{tmp_path}/trace2",
        "PATH": f".::bin:{os.environ['PATH']}",
        "HOME": str(hostile.private(tmp_path)),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTHONSAFEPATH": "1",
        "LC_ALL": "C",
    }
    before = picture(tmp_path)
    for command in (
        ("record", "."),
        ("record", "verify", "."),
        ("check", "--at", "HEAD", "."),
        ("check", "--staged", "."),
    ):
        done = subprocess.run([sys.executable, "-m", "coachfolio", *command], cwd=folder, env=evil, capture_output=True)
        assert done.returncode == 0, (command, done)
    assert hostile.fired(tmp_path) == []
    assert picture(tmp_path) == before
    subprocess.run([sys.executable, "-m", "coachfolio", "seal", "."], cwd=folder, env=evil, capture_output=True)
    assert not {one for one in hostile.fired(tmp_path) if one.startswith(("planted", "gitpython"))}


@pytest.mark.parametrize("path", ["", ".:bin", "/nonexistent"])
def test_git_is_never_looked_for_here(path: str, desk: Desk, tmp_path: Path) -> None:
    folder = hostile.portfolio(tmp_path).folder
    shutil.copy(hostile.canary(tmp_path, "planted-git"), folder / "git")
    said = desk.run("record", ".", cwd=folder, variables={"PATH": path})
    assert said.code == 2
    assert said.text.startswith("Git is not installed")
    assert hostile.fired(tmp_path) == []


@pytest.mark.parametrize("value", ["x", "0000-00-00", "99999-01-01", "\x1b[2J"])
def test_a_day_that_cannot_be_is_told(value: str, desk: Desk, shelf: repositories.Shelf) -> None:
    assert desk.run("record", shelf["weekly"].folder, variables={"COACHFOLIO_ON": value}).code == 2


def test_a_missing_folder_for_temporary_files_is_no_trouble(desk: Desk, shelf: repositories.Shelf) -> None:
    assert desk.run("record", shelf["weekly"].folder, variables={"TMPDIR": "/nonexistent"}).code == 0


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii:strict"}, {}])
def test_an_old_terminal_is_no_trouble(variables: dict[str, str], tmp_path: Path) -> None:
    learner = begun(tmp_path)
    names = ["sessions/2025-03-04-c01-caf\u00e9.yaml", os.fsdecode(b"sessions/2025-03-04-c01-caf\xe9.yaml")]
    learner.save({names[0]: session("2025-03-04"), names[1]: session("2025-03-04", minutes=45)})
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1]), "LC_ALL": "C", **variables}
    old = {**env, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for command in (("record",), ("check", "--at", "HEAD")):
        args = [sys.executable, "-m", "coachfolio", *command, str(learner.folder)]
        done = subprocess.run(args, env=old, cwd="/", capture_output=True)
        assert done.returncode in (0, 1), done
        assert b"mistake in coachfolio" not in done.stderr


@pytest.mark.parametrize("blocks", [0, 1])
def test_a_full_disk_is_told(blocks: int, shelf: repositories.Shelf, tmp_path: Path) -> None:
    """As far as a bound on the size of files stands for it."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1]), "TMPDIR": str(tmp_path)}
    script = f'ulimit -f {blocks}; exec "$0" -B -m coachfolio "$@"'
    for args in (("record", shelf["weekly"].folder), ("bundle", shelf["weekly"].folder, tmp_path / "x.bundle")):
        command = ["bash", "-c", script, sys.executable, *map(str, args)]
        done = subprocess.run(command, env=env, cwd="/", stdin=-3, stdout=-1, stderr=-2)
        assert done.returncode in (1, 2), done
        assert b"mistake in coachfolio" not in done.stdout
        assert list(tmp_path.iterdir()) == []
