"""A portfolio as it was saved, and as the save that is being made will have it: with real git and a real hook."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from coachfolio import CoachfolioError, InMemory, NoPortfolio, check, open_portfolio, render
from coachfolio.cli import main
from coachfolio.editing.demo import demo
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import GitTrouble, NoRecord
from coachfolio.git.objects import Mismatch
from coachfolio.git.plain import PointsOutside
from coachfolio.portfolio.snapshots import SeveralPortfolios, Snapshot, UnknownState, saved, staged
from coachfolio.portfolio.sources import Source
from coachfolio.record.earlier import earlier_contents

from .conftest import EXAMPLE, ROOT, TODAY
from .repositories import BEGINNING, PORTFOLIO, Learner, Shelf, git, session, sheet

OLD, NEW = sheet("2025-01-07"), sheet("2025-01-14")

# What the hook does: look at every file, run the check as a coach's hook does, and look again.
HOOK = """\
#!{python}
import hashlib, json, os, subprocess, sys

def seen():
    found = {{}}
    for folder in {folders!r}:
        for here, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(here, name)
                about = os.lstat(path)
                data = b"" if os.path.islink(path) else open(path, "rb").read()
                found[path.encode("utf-8", "replace").hex()] = (about.st_mtime_ns, hashlib.sha1(data).hexdigest())
    return found

before = seen()
command = [sys.executable, "-m", "coachfolio", "check", {portfolio!r}, "--staged", "--on", {today!r}]
command += ["--format", "json"]
done = subprocess.run(command, capture_output=True, cwd={cwd!r}, env={{**os.environ, "PYTHONPATH": {root!r}}})
told = {{
    "same": seen() == before,
    "code": done.returncode,
    "said": done.stdout.decode(),
    "error": done.stderr.decode(),
    "index": os.environ.get("GIT_INDEX_FILE", ""),
}}
with open({out!r}, "w") as file:
    json.dump(told, file)
"""


class Hooked(Learner):
    """Somebody whose every save is checked before it is made, by a hook."""

    def __init__(self, place: Path, *, inside: str = "", algorithm: str = "sha1") -> None:
        super().__init__(place, algorithm=algorithm)
        self.inside = inside
        self.out = place / "told.json"
        self.hook(self.folder)

    def hook(self, top: Path, *, cwd: str = ".") -> None:
        """Put the hook in place; git runs it in the top folder of what is saved."""
        file = self.folder / ".git" / "hooks" / "pre-commit"
        file.parent.mkdir(exist_ok=True)
        text = HOOK.format(
            python=sys.executable,
            folders=[str(self.folder), str(top)],
            today=TODAY.isoformat(),
            portfolio=self.inside or ".",
            cwd=cwd,
            root=str(ROOT),
            out=str(self.out),
        )
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)

    def commit_checked(self, *args: str, folder: Path | None = None, prefix: str = "") -> dict[str, str]:
        """Save, and hold what the hook was told against what was saved in truth. The paths found wanting."""
        self.out.unlink(missing_ok=True)
        where = folder or self.folder
        git(where, "commit", "--quiet", "--message", "Save", *args)
        told = json.loads(self.out.read_text(encoding="utf-8"))
        assert told["same"], "the check wrote to the folder or the record"
        assert told["error"] == ""
        assert told["code"] in (0, 1)
        assert diagnostics(told["said"]) == diagnostics(as_json(truth(where, "HEAD", prefix)))
        return {"index": told["index"], "said": told["said"]}


def truth(folder: Path, state: str, prefix: str = "") -> InMemory:
    """The files of a save as git itself hands them out, one by one."""
    files: dict[str, str | bytes] = {}
    for line in git(folder, "ls-tree", "-r", "-z", "--full-tree", state).split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, id = about.decode().split()
        path = os.fsdecode(name)
        if mode.startswith("100") and path.startswith(prefix):
            files[path.removeprefix(prefix)] = git(folder, "cat-file", "blob", id)
    return InMemory(files)


def as_json(source: Source, record: Path | None = None) -> str:
    """What a check finds, as programs read it. Which fields were changed since a decision only the record can say."""
    look_up = partial(earlier_contents, record) if record else None
    return render(check(open_portfolio(source), today=TODAY, look_up=look_up), "json")


def diagnostics(said: str) -> list[dict[str, object]]:
    found = json.JSONDecoder().raw_decode(said)[0]["diagnostics"]  # a remark may follow
    assert found
    return list(found)


def wanting(source: Source | str) -> set[str]:
    """The files in which something is wrong, but for portfolio.yaml, in which much always is at first."""
    said = source if isinstance(source, str) else as_json(source)
    return {str(one["path"]) for one in diagnostics(said)} - {"portfolio.yaml"}


def said_of(source: Source, path: str) -> list[str]:
    return [str(one["name"]) for one in diagnostics(as_json(source)) if one["path"] == path]


def flawed(day: str = "2025-01-07") -> str:
    """A session with a mistake in it, by which it is seen."""
    return session(day).replace("minutes:", "minuets:")


def everything(folder: Path) -> dict[str, tuple[int, str]]:
    """When each file was changed last, and its content."""
    files = (Path(here) / name for here, _, names in os.walk(folder) for name in names)
    return {str(one): (one.lstat().st_mtime_ns, _digest(one)) for one in files}


def _digest(file: Path) -> str:
    return hashlib.sha1(file.read_bytes()).hexdigest() if file.is_file() and not file.is_symlink() else ""


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Somebody with one session saved. Whatever is staged, looking at it changes nothing."""
    one = Learner(tmp_path)
    one.save({**BEGINNING, OLD: session("2025-01-07")})
    yield one
    before = everything(one.folder)
    with contextlib.suppress(CoachfolioError):
        staged(one.folder)
    assert everything(one.folder) == before


@pytest.fixture
def hooked(tmp_path: Path) -> Hooked:
    one = Hooked(tmp_path)
    one.save({**BEGINNING, OLD: session("2025-01-07")})
    return one


# --- in a hook


def test_the_first_save(tmp_path: Path) -> None:
    hooked = Hooked(tmp_path)
    hooked.write({**BEGINNING, OLD: flawed()})
    hooked.git("add", "--all")
    hooked.write({OLD: session("2025-01-07")})
    assert wanting(hooked.commit_checked()["said"]) == {OLD}


def test_what_is_staged_counts_and_not_what_lies_in_the_folder(hooked: Hooked) -> None:
    hooked.write({NEW: flawed("2025-01-14")})
    hooked.git("add", NEW)
    hooked.write({NEW: session("2025-01-14"), OLD: flawed(), sheet("2025-01-21"): flawed()})
    assert wanting(hooked.commit_checked()["said"]) == {NEW}


def test_all_that_changed(hooked: Hooked) -> None:
    hooked.write({OLD: flawed(), NEW: flawed()})
    told = hooked.commit_checked("-a")
    assert wanting(told["said"]) == {OLD}
    assert told["index"].endswith("index.lock")


def test_one_file_alone(hooked: Hooked) -> None:
    hooked.write({OLD: flawed(), NEW: flawed("2025-01-14")})
    hooked.git("add", NEW)
    told = hooked.commit_checked(OLD)
    assert wanting(told["said"]) == {OLD}
    assert "next-index" in told["index"]
    assert wanting(staged(hooked.folder)) == {OLD, NEW}


def test_an_amended_save(hooked: Hooked) -> None:
    hooked.write({OLD: flawed()})
    hooked.git("add", OLD)
    assert wanting(hooked.commit_checked("--amend")["said"]) == {OLD}
    assert wanting(hooked.commit_checked("--amend")["said"]) == {OLD}, "of the message alone"


def test_a_file_removed(hooked: Hooked) -> None:
    referring = session("2025-01-14") + "attachments: [notes.txt]\n"
    hooked.save({NEW: referring, "sessions/notes.txt": "Notes"})
    hooked.git("rm", "--quiet", "--cached", "sessions/notes.txt")
    assert wanting(hooked.commit_checked()["said"]) == {NEW}


def test_a_file_renamed(hooked: Hooked) -> None:
    hooked.save({OLD: flawed()})
    hooked.git("mv", OLD, NEW)
    assert wanting(hooked.commit_checked()["said"]) == {NEW}


def test_two_lines_joined_by_hand(hooked: Hooked) -> None:
    hooked.git("checkout", "--quiet", "-b", "draft")
    hooked.save({OLD: session("2025-01-07", minutes=50), NEW: flawed("2025-01-14")})
    hooked.git("checkout", "--quiet", "main")
    hooked.save({OLD: session("2025-01-07", minutes=70)})
    hooked.git("merge", "--quiet", "draft", may_fail=True)
    with pytest.raises(CoachfolioError, match=f"Two versions of {OLD} wait to be joined"):
        staged(hooked.folder)
    hooked.write({OLD: flawed()})
    hooked.git("add", OLD)
    assert wanting(hooked.commit_checked()["said"]) == {OLD, NEW}


def test_a_linked_working_folder(hooked: Hooked) -> None:
    desk = hooked.place / "desk"
    hooked.git("worktree", "add", "--quiet", "-b", "desk", str(desk))
    hooked.hook(desk)
    hooked.write({OLD: flawed()})  # of the first folder, and none of this save's business
    hooked.git("add", OLD)
    (desk / NEW).write_text(flawed("2025-01-14"), encoding="utf-8")
    git(desk, "add", NEW)
    assert wanting(hooked.commit_checked(folder=desk)["said"]) == {NEW}
    (desk / OLD).write_text(flawed(), encoding="utf-8")
    git(desk, "rm", "--quiet", NEW)
    assert wanting(hooked.commit_checked(OLD, folder=desk)["said"]) == {OLD, NEW}, "its removal waits for the next"
    assert wanting(staged(desk)) == {OLD}
    assert wanting(staged(hooked.folder)) == {OLD}


def test_a_portfolio_in_a_folder_of_the_record(tmp_path: Path) -> None:
    hooked = Hooked(tmp_path, inside="portfolio")
    hooked.save({"portfolio/portfolio.yaml": PORTFOLIO, "sessions/2025-01-07-not-mine.yaml": flawed()})
    hooked.write({f"portfolio/{NEW}": flawed("2025-01-14")})
    hooked.git("add", "--all")
    assert wanting(hooked.commit_checked(prefix="portfolio/")["said"]) == {NEW}
    hooked.inside = ""  # named by being there, or found from the top
    for cwd in ("portfolio", "."):
        hooked.hook(hooked.folder, cwd=cwd)
        told = hooked.commit_checked("--amend", folder=hooked.folder / "portfolio", prefix="portfolio/")
        assert wanting(told["said"]) == {NEW}


def test_saved_from_elsewhere(hooked: Hooked) -> None:
    hooked.write({NEW: flawed("2025-01-14")})
    git(hooked.place, "-C", "portfolio", "add", NEW)
    hooked.out.unlink(missing_ok=True)
    git(hooked.place, "-C", "portfolio/sessions", "commit", "--quiet", "--message", "Save")
    assert wanting(json.loads(hooked.out.read_text())["said"]) == {NEW}
    hooked.write({NEW: session("2025-01-14"), OLD: flawed()})
    git(hooked.place, "--git-dir=portfolio/.git", "--work-tree=portfolio", "commit", "-qam", "Save")
    assert wanting(json.loads(hooked.out.read_text())["said"]) == {OLD}


@pytest.mark.parametrize("all_of_it", [False, True], ids=["plain", "-a"])
def test_another_record_than_the_one_that_is_being_saved(
    hooked: Hooked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, all_of_it: bool
) -> None:
    other = Learner(tmp_path / "other")
    other.save({**BEGINNING, NEW: session("2025-01-14")})
    other.write({NEW: flawed()})
    other.git("add", NEW)
    hooked.inside = str(other.folder)
    hooked.hook(hooked.folder)
    hooked.out.unlink(missing_ok=True)
    hooked.write({OLD: flawed()})
    hooked.git("add", OLD)
    hooked.git("commit", "--quiet", "--message", "Save", *(["-a"] if all_of_it else []))
    told = json.loads(hooked.out.read_text())
    assert told["same"]
    assert wanting(told["said"]) == {NEW}
    # and with everything that git tells its hooks of
    monkeypatch.setenv("GIT_DIR", str(hooked.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(hooked.folder))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(hooked.folder / ".git" / "objects"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(hooked.folder / ".git" / "index"))
    monkeypatch.setenv("GIT_PREFIX", "sessions/")
    assert wanting(staged(other.folder)) == {NEW}
    monkeypatch.setenv("GIT_INDEX_FILE", str(hooked.folder / ".git" / "config"))
    assert wanting(staged(other.folder)) == {NEW}
    assert wanting(saved(other.folder)) == set()


def test_a_list_of_files_named_that_is_none(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    learner.write({OLD: flawed()})
    learner.git("add", OLD)
    for name in ("nowhere", "objects", "refs/../index", "x" * 5000):
        monkeypatch.setenv("GIT_INDEX_FILE", f".git/{name}")
        assert wanting(staged(learner.folder)) == {OLD}
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/config")
    with pytest.raises(GitTrouble):
        staged(learner.folder)


# --- what is staged


def test_files_that_were_only_announced_are_not_part_of_it(learner: Learner) -> None:
    learner.write({NEW: flawed("2025-01-14"), "sessions/empty.yaml": ""})
    learner.git("add", "--intent-to-add", NEW)
    learner.git("add", "sessions/empty.yaml")
    learner.git("rm", "--quiet", "--cached", OLD)
    learner.git("add", "--intent-to-add", OLD)
    assert set(staged(learner.folder).sizes) == {"portfolio.yaml", "sessions/empty.yaml"}
    before = staged(learner.folder)
    learner.git("commit", "--quiet", "--no-verify", "--message", "Save")
    assert as_json(before) == as_json(truth(learner.folder, "HEAD"))


def test_an_executable_file_is_a_file(learner: Learner) -> None:
    learner.write({NEW: flawed("2025-01-14")})
    (learner.folder / NEW).chmod(0o755)
    learner.git("add", NEW)
    assert b"100755" in learner.git("ls-files", "-s", NEW)
    assert wanting(staged(learner.folder)) == {NEW}


def test_links_and_other_records_are_findings(learner: Learner) -> None:
    (learner.folder / NEW).symlink_to("/etc/passwd")
    learner.git("add", NEW)
    inner = Learner(learner.folder, name="inner")
    inner.save({"sessions/x.yaml": flawed()})
    learner.git("add", "inner", may_fail=True)
    found = staged(learner.folder)
    assert said_of(found, NEW) == ["link-not-followed"]
    assert said_of(found, "inner") == ["link-not-followed"]
    assert NEW not in found.sizes
    assert "root:" not in as_json(found)
    assert NEW in open_portfolio(found).uncounted
    learner.git("commit", "--quiet", "--no-verify", "--message", "Save")
    assert as_json(saved(learner.folder)) == as_json(found)


def test_a_list_of_files_that_is_a_link_is_not_read(learner: Learner, tmp_path: Path) -> None:
    index = learner.folder / ".git" / "index"
    (tmp_path / "elsewhere").write_bytes(index.read_bytes())
    index.unlink()
    index.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PointsOutside):
        staged(learner.folder)
    index.unlink()
    os.mkfifo(index)
    with pytest.raises(PointsOutside):
        staged(learner.folder)
    index.unlink()
    index.write_bytes((tmp_path / "elsewhere").read_bytes())


def test_a_reference_to_a_file_that_is_not_staged_fails(learner: Learner) -> None:
    learner.write({NEW: session("2025-01-14") + "attachments: [notes.txt]\n", "sessions/notes.txt": "Notes"})
    learner.git("add", NEW)
    assert said_of(staged(learner.folder), NEW) == ["attachment-missing"]
    learner.git("add", "sessions/notes.txt")
    assert said_of(staged(learner.folder), NEW) == []


INDEXES: dict[str, Callable[[Learner], object]] = {
    "split": lambda one: one.git("update-index", "--split-index"),
    "version 4": lambda one: one.git("update-index", "--index-version", "4"),
    "sparse": lambda one: one.git("sparse-checkout", "set", "--cone", "--sparse-index", "agreements"),
    "untracked cache": lambda one: one.git("update-index", "--force-untracked-cache"),
}


@pytest.mark.parametrize(("kind", "algorithm"), [(kind, "sha1") for kind in INDEXES] + [("sparse", "sha256")])
def test_every_form_of_list(tmp_path: Path, kind: str, algorithm: str) -> None:
    learner = Learner(tmp_path, algorithm=algorithm)
    learner.save({**BEGINNING, OLD: flawed(), "learning-log/2025-01-07-x.yaml": "date: 2025-01-07\n"})
    INDEXES[kind](learner)
    learner.write({"agreements/2025-01-14-c01.yaml": "x: 1\n", "agreements/empty.yaml": ""})
    learner.git("add", "agreements")
    learner.write({"agreements/announced.yaml": "x: 1\n"})
    learner.git("add", "--intent-to-add", "agreements/announced.yaml")
    before = everything(learner.folder)
    if kind == "split":
        assert any("sharedindex" in name for name in before)
        for name in before:
            if "sharedindex" in name:
                os.utime(name, (1, 1))
        before = everything(learner.folder)
    if kind == "sparse":
        assert b" sessions/\n" in learner.git("ls-files", "--sparse", "--stage").replace(b"\t", b" ")
    found = staged(learner.folder)
    assert everything(learner.folder) == before
    learner.git("commit", "--quiet", "--no-verify", "--message", "Save")
    assert set(found.sizes) == set(truth(learner.folder, "HEAD").sizes)
    assert as_json(found) == as_json(truth(learner.folder, "HEAD"))
    assert wanting(found) > {OLD, "agreements/2025-01-14-c01.yaml"}


def test_line_ends_are_judged_as_they_will_be_saved(learner: Learner) -> None:
    learner.write({NEW: session("2025-01-14").replace("\n", "\r\n")})
    learner.git("-c", "core.autocrlf=true", "-c", "core.safecrlf=false", "add", NEW)
    assert wanting(staged(learner.folder)) == set()
    assert (learner.folder / NEW).read_bytes().endswith(b"\r\n")
    learner.git("-c", "core.autocrlf=false", "add", "--renormalize", NEW)
    learner.write({NEW: session("2025-01-14").replace("\n", "\r\n") + "# changed\r\n"})
    learner.git("-c", "core.autocrlf=false", "add", NEW)
    assert said_of(staged(learner.folder), NEW) == ["windows-line-ends"]


NAMES = {
    "spaces": b"sessions/2025-01-14 a b.yaml",
    "a line end": b"sessions/2025-01-14\n-a.yaml",
    "no text": b"sessions/2025-01-14-\xff\xfe.yaml",
    "taken apart": unicodedata.normalize("NFD", "sessions/2025-01-14-é.yaml").encode(),
    "a colon first": b":sessions.yaml",
    "capitals at the end": b"sessions/2025-01-14-x.YAML",
    "a tab": b"sessions/2025-01-14\t-a.yaml",
}


@pytest.mark.parametrize("kind", NAMES)
def test_every_name(learner: Learner, kind: str) -> None:
    path = os.fsdecode(NAMES[kind])
    (learner.folder / path).write_text(flawed("2025-01-14"), encoding="utf-8")
    learner.git("add", "--all")
    found = staged(learner.folder)
    assert path in found.sizes
    assert as_json(found) == as_json(InMemory(dict(_folder(learner.folder))))
    learner.git("commit", "--quiet", "--no-verify", "--message", "Save")
    assert as_json(saved(learner.folder)) == as_json(found)
    assert diagnostics(_run("check", str(learner.folder))) == diagnostics(
        _run("check", str(learner.folder), "--staged")
    )


def _folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and ".git" not in file.parts:
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def test_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    name = os.fsdecode(b"mine\xff")
    learner.save({f"{name}/portfolio.yaml": PORTFOLIO, f"{name}/{NEW}": flawed("2025-01-14")})
    assert wanting(staged(learner.folder / name)) == {NEW}
    assert wanting(saved(learner.folder / name)) == {NEW}


def test_a_large_attachment_is_only_weighed(learner: Learner) -> None:
    size = 30 << 20
    with (learner.folder / "sessions" / "film.mp4").open("wb") as file:
        file.truncate(size)
    learner.write({"sessions/2025-01-14-long.yaml": "x" * (MAX_FILE_BYTES + 1)})
    learner.git("add", "--all")
    found = staged(learner.folder)
    assert found.sizes["sessions/film.mp4"] == size
    assert said_of(found, "sessions/2025-01-14-long.yaml") == ["file-too-large"]
    assert diagnostics(_run("check", str(learner.folder))) == diagnostics(as_json(found))


def test_what_is_private_or_hidden_is_left_out(learner: Learner) -> None:
    learner.write({"private/key.yaml": flawed(), ".notes/x.yaml": flawed(), "Private/x.yaml": flawed()})
    learner.git("add", "--all")
    assert set(staged(learner.folder).sizes) == {"portfolio.yaml", OLD}


def test_sentences_where_nothing_can_be_staged(learner: Learner, shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(CoachfolioError, match="in a folder of its own"):
        staged(shelf["bare"])
    plain = tmp_path / "plain"
    plain.mkdir()
    with pytest.raises(NoRecord):
        staged(plain)
    learner.git("rm", "--quiet", "--cached", "-r", ".")
    with pytest.raises(NoPortfolio):
        open_portfolio(staged(learner.folder))


# --- as it was saved


def _run(*args: str) -> str:
    """What the command prints for programs."""
    done = CliRunner().invoke(main, [*args, "--format", "json", "--on", TODAY.isoformat()], catch_exceptions=False)
    return done.output


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "portfolio"
    demo(folder, source=EXAMPLE)
    return folder


@pytest.fixture(scope="module")
def checkout(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout") / "portfolio"
    git(demonstration, "worktree", "add", "--quiet", "--detach", str(folder))
    return folder


@pytest.mark.parametrize("part", [0, 0.02, 0.2, 0.45, 0.7, 0.9, 1])
def test_the_report_is_that_of_a_checkout(demonstration: Path, checkout: Path, part: float) -> None:
    ids = git(demonstration, "rev-list", "--reverse", "main").decode().split()
    id = ids[round(part * (len(ids) - 1))]
    git(checkout, "checkout", "--quiet", "--detach", id)
    expected = _run("check", str(checkout))
    assert diagnostics(_run("check", str(demonstration), "--at", id)) == diagnostics(expected)
    assert diagnostics(_run("check", str(checkout), "--staged")) == diagnostics(expected)
    assert diagnostics(as_json(saved(checkout), checkout)) == diagnostics(expected)


@pytest.fixture
def three(tmp_path: Path) -> Learner:
    """Somebody with three saves, each with another file in want of something."""
    return _three(tmp_path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Learner:
    """The same, for many tests to look at and none to change."""
    return _three(tmp_path_factory.mktemp("three"))


def _three(place: Path) -> Learner:
    one = Learner(place)
    one.ids["first"] = one.save(BEGINNING)
    one.ids["second"] = one.save({OLD: flawed()})
    one.ids["third"] = one.save({OLD: None, NEW: flawed("2025-01-14")})
    one.git("branch", "draft", "HEAD~1")
    one.git("branch", "été", "HEAD~1")
    one.git("tag", "light", "HEAD~1")
    one.git("tag", "--annotate", "--message", "Sealed", "sealed/assessor/1", "HEAD~1")
    one.git("tag", "--annotate", "--message", "Again", "nested", "sealed/assessor/1")
    one.git("tag", "--annotate", "--message", "Files", "files", "HEAD~1^{tree}")
    return one


@pytest.mark.parametrize(
    "state", ["HEAD~1", "HEAD^", "main~1", "draft", "été", "light", "sealed/assessor/1", "nested", "refs/heads/draft"]
)
def test_every_way_to_name_a_save(kept: Learner, state: str) -> None:
    before = everything(kept.folder)
    assert wanting(saved(kept.folder, state)) == {OLD}
    assert wanting(_run("check", str(kept.folder), "--at", state)) == {OLD}
    assert everything(kept.folder) == before


def test_the_last_save_and_saves_by_number(three: Learner) -> None:
    assert wanting(saved(three.folder)) == wanting(saved(three.folder, "HEAD")) == {NEW}
    assert wanting(saved(three.folder, three.ids["second"])) == {OLD}
    assert wanting(saved(three.folder, three.ids["second"][:10])) == {OLD}
    three.git("checkout", "--quiet", "HEAD~1")
    assert wanting(saved(three.folder)) == {OLD}


NO_SAVES = (
    *("nowhere", "", "HEAD~9", "main..draft", "^main", "HEAD:portfolio.yaml", "HEAD main", "files", "f" * 40, "0" * 40),
    *("HEAD\n", "HEAD\0", "HEAD^{tree}", ":0:portfolio.yaml", "@{-1}", "x" * 300, "\ud800"),
    *("-h", "--help", "--all", "-", "--output=/tmp/x", "\x1b[31mred", "\u202edef"),
)


@pytest.mark.parametrize("state", NO_SAVES, ids=ascii)
def test_names_of_no_save(kept: Learner, state: str) -> None:
    with pytest.raises(UnknownState) as raised:
        saved(kept.folder, state)
    assert str(raised.value).isprintable()


def test_a_hand_over_file(kept: Learner, tmp_path: Path) -> None:
    file = tmp_path / "portfolio.bundle"
    kept.git("bundle", "create", "--quiet", str(file), "HEAD", "--branches", "--tags")
    assert wanting(saved(file)) == wanting(_run("check", str(file))) == {NEW}
    for state in ("HEAD~1", "sealed/assessor/1", "draft", kept.ids["second"][:8]):
        assert wanting(saved(file, state)) == wanting(_run("check", str(file), "--at", state)) == {OLD}
    with pytest.raises(UnknownState):
        saved(file, "nowhere")


def test_a_bare_record_and_other_forms(shelf: Shelf) -> None:
    for name in ("bare", "sha256", "linked-worktree", "detached", "sparse", "nfd-names", "in-a-subfolder"):
        history = shelf[name]
        prefix = "portfolio/" if name == "in-a-subfolder" else ""
        expected = truth(history.folder, history.tip, prefix)
        found = saved(history)
        assert dict(found.sizes) == dict(expected.sizes), name
        assert as_json(found) == as_json(expected), name


def test_contents_that_are_not_here_are_named(shelf: Shelf) -> None:
    found = saved(shelf["blobless"], "HEAD")
    assert wanting(found) == wanting(truth(shelf["blobless"].folder, "HEAD"))


def test_a_portfolio_in_a_folder_is_found_from_the_top(shelf: Shelf) -> None:
    inside = shelf["in-a-subfolder"].folder
    assert as_json(saved(inside.parent)) == as_json(saved(inside)) == as_json(staged(inside.parent))


def test_two_portfolios(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.save({"ros/portfolio.yaml": PORTFOLIO, f"ros/{OLD}": flawed()})
    learner.save({"lee/portfolio.yaml": PORTFOLIO, f"lee/{NEW}": flawed(), ".old/portfolio.yaml": PORTFOLIO})
    for look in (saved, staged):
        with pytest.raises(SeveralPortfolios, match="There are 2 portfolios in this record: lee and ros"):
            look(learner.folder)
        assert wanting(look(learner.folder / "ros")) == {OLD}
        assert wanting(look(learner.folder / "lee")) == {NEW}
    with pytest.raises(NoPortfolio):  # and never the other one's
        open_portfolio(saved(learner.folder / "lee", "HEAD~1"))
    assert wanting(saved(learner.folder, "HEAD~1")) == {OLD}
    file = tmp_path / "both.bundle"
    learner.git("bundle", "create", "--quiet", str(file), "HEAD", "main")
    with pytest.raises(SeveralPortfolios, match="git clone"):
        saved(file)


def test_a_state_without_a_portfolio(tmp_path: Path) -> None:
    learner = Learner(tmp_path)
    learner.save({"shopping.txt": "Pens"})
    learner.save(BEGINNING)
    with pytest.raises(NoPortfolio, match=r"at HEAD~1"):
        open_portfolio(saved(learner.folder, "HEAD~1"))
    done = CliRunner().invoke(main, ["check", str(learner.folder), "--at", "HEAD~1"])
    assert isinstance(done.exception, NoPortfolio)


def test_nothing_saved_yet(shelf: Shelf) -> None:
    with pytest.raises(GitTrouble, match="Nothing has been saved in this portfolio yet"):
        saved(shelf["unborn"])
    with pytest.raises(UnknownState):
        saved(shelf["unborn"], "main")


@pytest.mark.parametrize("what", ["commit", "tree", "blob", "tag"])
def test_content_that_does_not_fit_its_name(three: Learner, what: str) -> None:
    """Another object's file under the name: git itself notices nothing."""
    names = {"commit": "HEAD", "tree": "HEAD:sessions", "blob": f"HEAD:{NEW}", "tag": "sealed/assessor/1"}
    others = {"commit": "HEAD~1", "tree": "HEAD~1:sessions", "blob": f"HEAD~1:{OLD}", "tag": "nested"}
    true, other = (three.git("rev-parse", one[what]).decode().strip() for one in (names, others))
    true_file, other_file = (three.folder / ".git" / "objects" / one[:2] / one[2:] for one in (true, other))
    true_file.chmod(0o644)
    true_file.write_bytes(other_file.read_bytes())
    with pytest.raises(Mismatch, match=true[:12]):
        saved(three.folder, names["tag"] if what == "tag" else "HEAD")


def test_what_stands_in_for_something_else_is_not_believed(three: Learner) -> None:
    three.git("replace", "HEAD", "HEAD~1")
    assert wanting(saved(three.folder)) == {NEW}


def test_a_snapshot_can_be_read_when_git_has_gone(three: Learner) -> None:
    found: Snapshot = saved(three.folder, "HEAD~1")
    for file in sorted((three.folder / ".git").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert wanting(found) == {OLD}


def test_two_states_at_once_are_refused(kept: Learner) -> None:
    done = CliRunner().invoke(main, ["check", str(kept.folder), "--at", "HEAD", "--staged"])
    assert done.exit_code == 2
    assert "two different states" in done.output


def test_the_command_by_itself(kept: Learner) -> None:
    """As a coach starts it, in the folder, in a language of old terminals."""
    command = [sys.executable, "-m", "coachfolio", "check", "--at", "HEAD~1"]
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=kept.folder, env=variables, capture_output=True)
    assert done.returncode == 1
    assert OLD.encode() in done.stdout
    assert done.stderr == b""
