"""A stranger's git directory or hand-over file is opened without obeying, following or waiting for anything in it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.git import GitTrouble, LimitReached, NoRecord, OpenRecord, PointsOutside, make_bundle, opened
from coachfolio.git.contents import borrow_by_name, contents_of
from coachfolio.git.directory import is_lawful, write_directory
from coachfolio.git.index import hidden_paths
from coachfolio.git.plain import entries
from coachfolio.git.process import output
from coachfolio.git.settings import programs, settings

from . import hostile_directories as hostile
from . import repositories
from .effort import examples
from .repositories import environment, git

QUICKLY = examples(60)
"""For what starts git each time."""


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """A test that hangs fails."""

    def ring(*_: object) -> None:
        raise TimeoutError("it waited for something")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files: nothing may stay in it."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def picture(place: Path) -> dict[str, object]:
    """Everything in a place: kinds, sizes, times and bytes."""
    seen: dict[str, object] = {}
    for path in sorted(place.rglob("*")):
        about = path.lstat()
        what: object = None
        if path.is_symlink():
            what = path.readlink()
        elif stat.S_ISREG(about.st_mode):
            what = path.read_bytes()
        seen[str(path)] = (about.st_mode, about.st_mtime_ns, about.st_ctime_ns, what)
    return seen


def asked(record: OpenRecord, *args: str) -> str:
    return output(record.repository, *args).decode(errors="replace")


def looked_through(record: OpenRecord) -> str:
    """What several ways to read a whole history say."""
    tip = record.tip or "HEAD"
    return "".join(
        asked(record, *args)
        for args in (
            ("for-each-ref",),
            ("rev-list", "--objects", "--missing=allow-any", tip),
            ("log", "--raw", "--format=%H %an %s %G?", tip),
            ("diff-tree", "-r", "--root", "--raw", tip),
            ("cat-file", "--batch-all-objects", "--batch"),
            ("show", "--no-patch", tip),
            ("config", "--list"),
        )
    )


def saves(record: OpenRecord) -> int:
    return len(asked(record, "rev-list", record.tip or "HEAD").split())


# --- nothing runs, nothing is written, nothing stays


@pytest.mark.parametrize("name", hostile.OPEN)
def test_what_deceives_is_read_as_data(name: str, tmp_path: Path, temporary: Path) -> None:
    path = hostile.OPEN[name](tmp_path)
    hostile.private(tmp_path)
    (tmp_path / "canary.log").unlink(missing_ok=True)
    before = picture(tmp_path)
    with opened(path) as record:
        said = looked_through(record) + repr(record)
        assert record.kind == "folder"
        assert record.top == path
        if name != "exec_config":
            assert saves(record) == hostile.SAVES
    assert hostile.fired(tmp_path) == []
    assert hostile.SECRET not in said
    assert picture(tmp_path) == before
    assert list(temporary.iterdir()) == []


def test_git_itself_would_run_what_the_directory_names(tmp_path: Path) -> None:
    folder = hostile.exec_config(tmp_path)
    quiet = ("-c", "log.showSignature=false")
    for args in (("status",), ("log", "--raw"), (*quiet, "log", "-p"), ("diff", "HEAD"), ("add", "--all"), ("report",)):
        subprocess.run(["git", *args], cwd=folder, env=environment(), capture_output=True)
    ran = set(hostile.fired(tmp_path))
    assert {"core.fsmonitor", "gpg.ssh.program", "diff.other.textconv", "filter.evil.clean", "alias.report"} <= ran
    subprocess.run(["git", "branch", "side"], cwd=folder, env=environment(), capture_output=True)
    assert "hook-reference-transaction" in hostile.fired(tmp_path)
    planted = hostile.planted_bare(tmp_path / "planted")
    subprocess.run(["git", "status"], cwd=planted, env=environment(), capture_output=True)
    lazy = hostile.lazy_fetch(tmp_path / "lazy")
    subprocess.run(["git", "log", "-p"], cwd=lazy, env=environment(), capture_output=True)
    assert hostile.fired(tmp_path / "planted") == ["planted-fsmonitor"]
    assert "lazy-fetch" in hostile.fired(tmp_path / "lazy")


@pytest.mark.parametrize("name", hostile.LIES)
def test_git_itself_would_believe_the_lie(name: str, tmp_path: Path) -> None:
    folder = hostile.LIES[name](tmp_path)
    assert len(git(folder, "rev-list", "HEAD").split()) == 2


def test_only_the_name_git_counts(tmp_path: Path) -> None:
    folder = hostile.planted_bare(tmp_path)
    for inside in (folder, folder.parent.parent):
        with opened(inside) as record:
            assert record.top == tmp_path / "portfolio"
            assert record.prefix == ("documents/notes/" if inside == folder else "")
            assert saves(record) == hostile.SAVES
    with opened(folder.parent) as record:  # named outright
        assert record.kind == "bare"
        assert record.shape.programs == ("core.fsmonitor", "core.worktree")
        assert record.tip is None
    assert hostile.fired(tmp_path) == []


@pytest.mark.parametrize("name", hostile.OUTSIDE)
def test_what_leads_elsewhere_is_refused(name: str, tmp_path: Path, temporary: Path) -> None:
    path = hostile.OUTSIDE[name](tmp_path)
    before = picture(tmp_path)
    with pytest.raises(PointsOutside) as refused, opened(path):
        pass
    assert "coachfolio bundle" in str(refused.value)
    assert hostile.SECRET not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
    assert picture(tmp_path) == before
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", hostile.TOO_MUCH)
def test_what_is_too_much_is_not_read_on(name: str, tmp_path: Path, temporary: Path) -> None:
    path = hostile.TOO_MUCH[name](tmp_path)
    with pytest.raises(LimitReached), opened(path):
        pass
    assert list(temporary.iterdir()) == []


def test_a_newer_form_is_named(tmp_path: Path) -> None:
    with pytest.raises(GitTrouble, match="reftable"), opened(hostile.reftable(tmp_path)):
        pass


def test_unlawful_names_are_left_out(tmp_path: Path) -> None:
    with opened(hostile.bad_names(tmp_path)) as record:
        assert list(record.refs) == ["refs/heads/good", "refs/heads/main"]
        assert sorted(path.name for path in (record.repository.folder / "refs").rglob("*")) == ["good", "heads", "main"]


# --- what the shape says


def test_the_shape_names_programs_and_hooks_but_no_value(tmp_path: Path) -> None:
    with opened(hostile.exec_config(tmp_path)) as record:
        shape = record.shape
    assert {"core.fsmonitor", "filter.*.clean", "hook.*.command", "alias.*", "pager.*"} <= set(shape.programs)
    assert {"gpg.ssh.program", "credential.https.helper", "submodule.*.update"} & set(shape.programs)
    assert set(shape.hooks) == set(hostile._HOOKS)
    assert shape.own_signers
    assert "evil" not in repr(shape)
    assert str(tmp_path) not in repr(shape)


def test_the_shape_says_what_git_would_have_believed(tmp_path: Path) -> None:
    shapes = {}
    for name, build in hostile.OPEN.items():
        if name != "exec_config":
            with opened(build(tmp_path / name)) as record:
                shapes[name] = record.shape
    cut = git(tmp_path / "forged_shallow" / "portfolio", "rev-parse", "HEAD~1").decode().strip()
    assert shapes["forged_shallow"].shallow == (cut,)
    assert shapes["grafts"].grafts == 1
    assert shapes["replace"].replaced == 1
    assert shapes["lazy_fetch"].partial
    assert shapes["lazy_fetch"].programs == ("core.sshcommand", "protocol.allow", "remote.*.uploadpack", "remote.*.url")
    assert shapes["include_config"].programs == ("include.path", "includeif.*.path")
    assert shapes["worktree_etc"].programs == ("core.worktree",)
    assert shapes["own_signers"].own_signers
    assert shapes["hidden_worktree"].hidden == tuple(map(repositories.sheet, repositories.weeks(2)))
    assert shapes["lying_graph"] == shapes["fifo_index"] == shapes["bad_names"]
    assert not any((shapes["lying_graph"].shallow, shapes["lying_graph"].partial, shapes["lying_graph"].programs))


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_hidden_files_are_found_in_every_kind_of_index(version: int, algorithm: str, tmp_path: Path) -> None:
    learner = repositories.Learner(tmp_path, algorithm=algorithm)
    names = ["a", "a.b/c", "ab", "b" * 200, "ü.yaml", "z/" + "y" * 77]
    learner.save(dict.fromkeys(names, "text\n"))
    learner.git("update-index", f"--index-version={version}")
    learner.git("update-index", "--skip-worktree", names[1], names[3])
    learner.git("update-index", "--assume-unchanged", names[4])
    data = (learner.folder / ".git" / "index").read_bytes()
    assert data[7] == (3 if version == 2 else version)  # the marks need 3 at least
    assert sorted(hidden_paths(data, algorithm)) == sorted([names[1], names[3], names[4]])
    for length in range(0, len(data), 7):
        hidden_paths(data[:length], algorithm)  # never an exception


@QUICKLY
@given(st.binary(max_size=400))
def test_no_index_is_too_odd(rest: bytes) -> None:
    for version in (2, 3, 4):
        hidden_paths(b"DIRC\0\0\0" + bytes([version]) + rest, "sha1")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[core]\n\tfsmonitor = /x\n", "core.fsmonitor"),
        ("[CORE]FSMonitor=/x", "core.fsmonitor"),
        ("[core] # a remark\n ; another\n hooksPath\n", "core.hookspath"),
        ("[core]\nhooksPath = a\\\nb\n", "core.hookspath"),
        ("[core]\nfsmonitor = false\n", ""),
        ('[core]\nfsmonitor = fa"ls"e ; no\n', ""),
        ('[alias]\nx = "log # [core]"\n', ""),
        ('[alias]\nx = "!echo"\n', "alias.*"),
        ('[filter "my client"]\nclean = x\n', "filter.*.clean"),
        ('[filter "lfs"]\nclean = x\n', "filter.lfs.clean"),
        ("[filter.lfs]\nclean = x\n", "filter.lfs.clean"),
        ('[filter "a\\"]b"]\nclean = x\n', "filter.*.clean"),
        ("\ufeff[core]\r\n\tpager = x\r\n", "core.pager"),
        ("nothing\n[broken\n[core\n[core]\n?\neditor = x\n", "core.editor"),
        ('[remote "origin"]\nurl = https://example.com/x\nfetch = +refs/heads/*:refs/remotes/origin/*\n', ""),
        ('[remote "origin"]\nurl = ext::sh -c x\n', "remote.*.url"),
        ("[extensions]\nobjectFormat = sha256\nstrange = 1\n", "extensions.*"),
        ('[branch "main"]\nremote = origin\n[user]\nname = x\n', ""),
    ],
)
def test_settings_are_read_as_git_reads_them(text: str, found: str) -> None:
    assert programs(settings(text.encode())) == ((found,) if found else ())


@QUICKLY
@given(st.text(alphabet='[]"\\#;=\n\r abc.-\0', max_size=60))
def test_settings_agree_with_git(text: str) -> None:
    """Whatever git can read, we read in the same way; and whatever it cannot makes no exception."""
    ours = [
        ".".join(part for part in (one.section or None, one.middle, one.key) if part is not None)
        for one in settings(text.encode())
    ]
    with tempfile.NamedTemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        command = ["git", "config", "--file", file.name, "--list", "--name-only", "--null"]
        done = subprocess.run(command, env=environment(), capture_output=True)
    if done.returncode == 0:
        assert [one.lower() for one in done.stdout.decode().split("\0")[:-1]] == [one.lower() for one in ours]


@QUICKLY
@given(st.text(alphabet="abé./~^:?*[\\@{ \x07\x7f-", max_size=12).map(lambda rest: f"refs/heads/{rest}"))
def test_names_are_as_lawful_as_git_says(name: str) -> None:
    done = subprocess.run(["git", "check-ref-format", name], env=environment(), capture_output=True)
    assert is_lawful(name) == (done.returncode == 0)


# --- honest portfolios


def one(build: repositories.Builder, place: Path) -> tuple[OpenRecord, repositories.History]:
    """What is said of a history, which is gone by then."""
    history = build(place)
    with opened(history) as record:
        return record, history


@pytest.mark.parametrize("name", ["weekly", "linked_worktree", "bare", "sha256", "in_a_subfolder", "sparse", "cloned"])
def test_honest_records_are_whole(name: str, tmp_path: Path, temporary: Path) -> None:
    history = getattr(repositories, name)(tmp_path)
    before = picture(tmp_path)
    with opened(history) as record:
        assert stat.S_IMODE(record.repository.folder.stat().st_mode) == 0o700
        assert record.repository.folder.parent == temporary
        assert record.tip == history.tip
        assert record.branch == ("refs/heads/desk" if name == "linked_worktree" else "refs/heads/main")
        assert record.refs[record.branch] == history.tip
        assert record.prefix == ("portfolio/" if name == "in_a_subfolder" else "")
        assert record.kind == ("bare" if name == "bare" else "folder")
        assert record.top == {"bare": None, "in_a_subfolder": history.folder.parent}.get(name, history.folder)
        assert asked(record, "rev-list", history.tip) == git(history.folder, "rev-list", "HEAD").decode()
        shape = record.shape
        assert (shape.shallow, shape.grafts, shape.replaced, shape.partial) == ((), 0, 0, False)
        assert (shape.programs, shape.own_signers, shape.hooks) == ((), False, ())
        assert bool(shape.hidden) == (name == "sparse")
    assert picture(tmp_path) == before
    assert list(temporary.iterdir()) == []


def test_an_unborn_record_has_no_tip(tmp_path: Path) -> None:
    record, _ = one(repositories.unborn, tmp_path)
    assert (record.tip, record.branch, dict(record.refs)) == (None, "refs/heads/main", {})


def test_a_folder_may_be_on_no_branch(tmp_path: Path) -> None:
    record, history = one(repositories.detached, tmp_path)
    assert (record.tip, record.branch) == (history.tip, "")
    assert record.tip != record.refs["refs/heads/main"]


def test_hooks_of_a_well_known_program_are_named(tmp_path: Path) -> None:
    record, _ = one(repositories.husky, tmp_path)
    assert record.shape.programs == ("core.hookspath",)
    hooks = record.top and record.top / ".git" / "hooks"
    assert hooks
    hooks.symlink_to(tmp_path)
    git(record.top or "", "config", "--unset", "core.hooksPath")
    with opened(record.top or "") as again:
        assert again.shape.programs == ("core.hookspath",)


def test_copies_that_are_not_whole_say_so(tmp_path: Path) -> None:
    depth_1, history = one(repositories.depth_1_ci, tmp_path / "1")
    assert depth_1.shape.shallow == (history.tip,)
    blobless, _ = one(repositories.blobless, tmp_path / "2")
    assert blobless.shape.partial
    for name, way_out in (("1", "git fetch --unshallow"), ("2", "git clone")):
        with pytest.raises(GitTrouble, match=way_out):
            make_bundle(tmp_path / name / "portfolio", tmp_path / "whole.bundle")


def test_packed_and_loose_names_agree_with_git(tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    learner.tag("sealed/assessor/1", repositories.FIRST, "A seal")
    learner.git("branch", "old/line", "HEAD~2")
    learner.git("pack-refs", "--all")
    learner.git("update-ref", "refs/heads/old/line", "HEAD~1")
    learner.git("update-ref", "refs/notes/commits", "HEAD~3")
    learner.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main")
    listed = learner.git("for-each-ref", "--format=%(refname) %(objectname) %(symref)").decode().splitlines()
    with opened(learner.folder) as record:
        assert [f"{name} {id} " for name, id in record.refs.items()] == [
            line
            for line in listed
            if line.endswith(" ")  # not those that stand for another name
        ]
    (learner.folder / ".git" / "refs" / "heads" / "old" / "line").write_bytes(b"\0" * 41)  # as after a power cut
    with opened(learner.folder) as record:
        assert "refs/heads/old/line" not in record.refs
    learner.git("symbolic-ref", "refs/heads/main", "refs/tags/sealed/assessor/1")
    with pytest.raises(GitTrouble, match="damaged"), opened(learner.folder):
        pass


def test_without_links_contents_are_borrowed_by_name(tmp_path: Path) -> None:
    learner = repositories.Learner(tmp_path / 'a "strange" \\ place')
    learner.save({"a.txt": "a\n"})
    ours = tmp_path / "ours"
    ours.mkdir()
    repository = write_directory(ours, "sha1", "refs/heads/main", {"refs/heads/main": learner.tip})
    borrow_by_name(learner.folder / ".git" / "objects", ours / "objects")
    assert output(repository, "show", "HEAD:a.txt") == b"a\n"


def test_packs_that_promise_the_rest_elsewhere_are_noted(tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    learner.git("repack", "-a", "-d", "--quiet")
    packs = learner.folder / ".git" / "objects" / "pack"
    (pack,) = packs.glob("*.pack")
    pack.with_suffix(".promisor").touch()
    contents = contents_of(packs.parent)
    assert contents.partial
    assert sorted(place.rpartition(".")[2] for place in contents.places) == ["idx", "pack"]


def test_packs_by_other_names_are_not_borrowed(tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    learner.git("repack", "-a", "-d", "--quiet")
    packs = learner.folder / ".git" / "objects" / "pack"
    for file in list(packs.glob("pack-*")):
        file.rename(packs / f"pack-other{file.suffix}")
    assert contents_of(packs.parent).places == ()


def test_the_settings_of_one_working_folder_count(tmp_path: Path) -> None:
    history = repositories.linked_worktree(tmp_path)
    for file, key in {"config.worktree": "editor", "worktrees/desk/config.worktree": "askPass"}.items():
        settings_file = tmp_path / "portfolio" / ".git" / file
        settings_file.write_text(f"[core]\n\t{key} = x\n", encoding="ascii")
    with opened(history) as record:
        assert record.shape.programs == ("core.askpass", "core.editor")


def test_a_folder_is_not_listed_without_end(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).touch()
    assert sorted(entries(tmp_path, 3, "files")) == [("a", False), ("b", False), ("c", False)]
    with pytest.raises(LimitReached, match="more files"):
        list(entries(tmp_path, 2, "files"))


def test_where_there_is_no_record(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # git passes over an empty one, too
    (tmp_path / "portfolio").mkdir()
    with pytest.raises(NoRecord, match="not kept in git"), opened(tmp_path / "portfolio"):
        pass
    (tmp_path / ".git" / "objects").mkdir()
    with pytest.raises(GitTrouble, match="damaged"), opened(tmp_path):
        pass
    for missing in (tmp_path / "nowhere", f"{tmp_path}/a\0b", tmp_path / ("n" * 300)):
        with pytest.raises(GitTrouble, match="no folder or file"), opened(missing):
            pass


def test_a_folder_inside_that_is_a_link_is_refused(tmp_path: Path) -> None:
    folder = hostile.portfolio(tmp_path).folder
    (folder / "away").symlink_to(tmp_path)
    with pytest.raises(PointsOutside), opened(folder / "away"):
        pass
    (tmp_path / "shortcut").symlink_to(folder)  # a person's own way to the folder
    with opened(tmp_path / "shortcut") as record:
        assert saves(record) == hostile.SAVES


# --- hand-over files


@pytest.mark.parametrize("name", ["weekly", "sha256", "detached", "bare", "octopus", "in_a_subfolder", "nfd_names"])
def test_a_hand_over_file_is_the_record(name: str, tmp_path: Path, temporary: Path) -> None:
    history = getattr(repositories, name)(tmp_path)
    before = picture(tmp_path)
    file = tmp_path / "record.bundle"
    make_bundle(history, file)
    assert list(temporary.iterdir()) == []
    with opened(history) as folder, opened(file) as record:
        assert record.kind == "bundle"
        assert (record.tip, dict(record.refs)) == (folder.tip, dict(folder.refs))
        assert (record.branch, record.top, record.prefix) == (folder.branch, None, "")
        for args in (("rev-list", "--objects", "--all"), ("log", "--raw", "--format=%H", record.tip or "")):
            assert asked(record, *args) == asked(folder, *args)
    assert list(temporary.iterdir()) == []
    after = picture(tmp_path)
    after.pop(str(file))
    assert after == before


def test_what_only_one_machine_needs_is_not_handed_over(tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    learner.tag("sealed/assessor/1", repositories.FIRST, "A seal")
    learner.git("branch", "side", "HEAD~1")
    for name in ("refs/stash", "refs/notes/commits", "refs/remotes/origin/main", "refs/replace/" + "ab" * 20):
        learner.git("update-ref", name, "HEAD")
    make_bundle(learner.folder, tmp_path / "record.bundle")
    with opened(tmp_path / "record.bundle") as record:
        assert list(record.refs) == ["refs/heads/main", "refs/heads/side", "refs/tags/sealed/assessor/1"]


def test_making_a_hand_over_file_runs_nothing_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = hostile.exec_config(tmp_path)
    (tmp_path / "canary.log").unlink(missing_ok=True)
    make_bundle(folder, tmp_path / "record.bundle")
    made = (tmp_path / "record.bundle").read_bytes()
    assert hostile.fired(tmp_path) == []
    (tmp_path / "link.bundle").symlink_to(tmp_path / "nowhere")
    for name in ("record.bundle", "link.bundle", "portfolio"):
        with pytest.raises(GitTrouble, match="already"):
            make_bundle(folder, tmp_path / name)
    with pytest.raises(GitTrouble, match="cannot be written"):
        make_bundle(folder, tmp_path / "nowhere" / "record.bundle")
    repositories.unborn(tmp_path / "new")
    with pytest.raises(GitTrouble, match="Nothing has been saved"):
        make_bundle(tmp_path / "new" / "portfolio", tmp_path / "new.bundle")
    assert (tmp_path / "record.bundle").read_bytes() == made
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix) == ["link.bundle", "record.bundle"]


def test_a_record_with_something_missing_makes_no_hand_over_file(tmp_path: Path) -> None:
    folder = hostile.portfolio(tmp_path).folder
    blob = git(folder, "rev-parse", f"HEAD:{repositories.sheet(repositories.weeks(1)[0])}").decode().strip()
    (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(GitTrouble):
        make_bundle(folder, tmp_path / "record.bundle")
    assert [path.name for path in tmp_path.iterdir()] == ["portfolio"]


@pytest.mark.parametrize("name", hostile.PARTS)
def test_a_part_of_a_record_is_refused(name: str, tmp_path: Path, temporary: Path) -> None:
    file = hostile.PARTS[name](tmp_path)
    with pytest.raises(GitTrouble, match=r"only a part of the record.*coachfolio bundle"), opened(file):
        pass
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", hostile.DAMAGED)
def test_a_damaged_hand_over_file_is_refused(name: str, tmp_path: Path, temporary: Path) -> None:
    with pytest.raises(GitTrouble, match="damaged"), opened(hostile.DAMAGED[name](tmp_path)):
        pass
    assert list(temporary.iterdir()) == []


def test_two_hundred_thousand_names_are_too_many(tmp_path: Path) -> None:
    with pytest.raises(LimitReached), opened(hostile.bundle_200k(tmp_path)):
        pass


def test_bad_form_is_for_the_report_to_name(tmp_path: Path) -> None:
    """Dates that cannot be, odd saves and bad paths come through a hand-over file as through a folder."""
    for name, build in {"dates": repositories.dates_impossible, "saves": repositories.odd_commits}.items():
        history = build(tmp_path / name)
        make_bundle(history, tmp_path / f"{name}.bundle")
        with opened(history) as folder, opened(tmp_path / f"{name}.bundle") as record:
            assert asked(record, "rev-list", "--all") == asked(folder, "rev-list", "--all") != ""


def test_bad_paths_are_for_the_report_to_name(tmp_path: Path) -> None:
    history = repositories.bad_paths(tmp_path)
    ends = {}
    for number, shape in enumerate(repositories.BAD_PATHS):
        if shape != "no name":  # of which git itself makes no bundle
            tree = history.git("rev-parse", f"{history.ids[shape]}^{{tree}}").decode().strip()
            ends[f"shape-{number}"] = history.git("commit-tree", "-m", "Save", tree).decode().strip()
            history.git("branch", f"shape-{number}", ends[f"shape-{number}"])
    history.git("bundle", "create", "--quiet", str(tmp_path / "record.bundle"), *ends)
    with opened(_with_head(tmp_path / "record.bundle", next(iter(ends.values())))) as record:
        for name, id in ends.items():
            assert record.refs[f"refs/heads/{name}"] == id
            assert asked(record, "rev-list", "--objects", id) == history.git("rev-list", "--objects", id).decode(
                errors="replace"
            )


def _with_head(bundle: Path, tip: str) -> Path:
    """Let a bundle say where it ends."""
    first, rest = bundle.read_bytes().split(b"\n", 1)
    bundle.write_bytes(first + f"\n{tip} HEAD\n".encode() + rest)
    return bundle


@pytest.mark.parametrize(
    ("names", "tip", "branch"),
    [
        (("HEAD", "main", "side"), "main", "refs/heads/main"),
        (("main", "side"), "main", "refs/heads/main"),
        (("side",), "side", "refs/heads/side"),
        (("side", "other"), None, ""),
        (("a-tag",), None, ""),
    ],
)
def test_where_a_hand_over_file_ends(names: tuple[str, ...], tip: str | None, branch: str, tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    learner.git("branch", "side", "HEAD~1")
    learner.git("branch", "other", "HEAD~2")
    learner.git("tag", "a-tag")
    file = tmp_path / "record.bundle"
    learner.git("bundle", "create", "--quiet", str(file), *names)
    if tip is None:
        with pytest.raises(GitTrouble, match="lines of work"), opened(file):
            pass
        return
    with opened(file) as record:
        assert record.tip == learner.git("rev-parse", tip).decode().strip()
        assert record.branch == branch


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# v2 git bundle\n",
        b"# v2 git bundle\n\n",
        b"# v9 git bundle\n\n",
        b"# v3 git bundle\n@strange=1\n\n",
        b"# v3 git bundle\n@object-format=md5\n\n",
        b"# v2 git bundle\n" + b"a" * 10_000,
        b"# v2 git bundle\n" + b"0" * 40 + b" refs/heads/main\n\nPACK",
        b"# v2 git bundle\n" + b"0" * 40 + b" refs/heads/main\n" + b"1" * 40 + b" refs/heads/main\n\n",
        b"# v2 git bundle\n\xff\xfe refs/heads/main\n\n",
        b"PK\x03\x04",
    ],
)
def test_what_is_no_hand_over_file_is_told(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "record.bundle"
    file.write_bytes(data)
    with pytest.raises(GitTrouble) as refused, opened(file):
        pass
    assert str(refused.value).endswith(".")


def test_first_lines_are_read_with_care(tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    first, rest = learner.hand_over().read_bytes().split(b"\n", 1)
    before = learner.git("rev-parse", "HEAD~1").strip()
    file = tmp_path / "changed.bundle"
    file.write_bytes(
        b"\n".join([first, before + b" refs/heads/../../../escaped", before + b" refs/heads/a\x1bb", rest])
    )
    with opened(file) as record:
        assert list(record.refs) == ["refs/heads/main"]
    file.write_bytes(b"\n".join([first, before + b" refs/heads/main", rest]))  # which of the two is it?
    with pytest.raises(GitTrouble, match="damaged"), opened(file):
        pass


@pytest.mark.parametrize(
    "build", [repositories.tampered_blob, repositories.tampered_commit, repositories.tampered_tree]
)
def test_a_tampered_record_makes_no_hand_over_file(build: repositories.Builder, tmp_path: Path) -> None:
    with pytest.raises(GitTrouble):
        make_bundle(build(tmp_path), tmp_path / "record.bundle")
    assert not list(tmp_path.glob("*.bundle")) + list(tmp_path.glob(".hand-over-*"))


def test_a_hand_over_file_that_is_a_link_or_a_pipe_is_refused(tmp_path: Path) -> None:
    learner = hostile.portfolio(tmp_path)
    (tmp_path / "link.bundle").symlink_to(learner.hand_over())
    os.mkfifo(tmp_path / "pipe.bundle")
    for name in ("link.bundle", "pipe.bundle"):
        with pytest.raises(PointsOutside), opened(tmp_path / name):
            pass
