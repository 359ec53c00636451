"""The histories that other tests stand on are what they say."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from coachfolio import check, open_portfolio

from . import repositories as made
from .conftest import TODAY
from .repositories import History, Shelf, evening, git, held, session, sheet, stamp

DAY = 86_400


def said(history: History, *args: str) -> str:
    return history.git(*args).decode().strip()


def lines(history: History, *args: str) -> list[str]:
    return said(history, *args).splitlines()


def commits(history: History, tip: str = "HEAD") -> list[str]:
    """From the first to the last."""
    return lines(history, "rev-list", "--reverse", "--topo-order", tip)


def names(history: History, commit: str = "HEAD") -> set[str]:
    return set(lines(history, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", commit))


def text(history: History, commit: str, path: str) -> str:
    return history.git("cat-file", "blob", f"{commit}:{path}").decode()


def dates(history: History) -> list[tuple[int, int]]:
    """Author's and committer's date of each save, in seconds, from the first to the last."""
    rows = lines(history, "log", "--reverse", "--topo-order", "--format=%at %ct")
    return [(int(author), int(committer)) for author, committer in map(str.split, rows)]


def seconds(when: str) -> int:
    return int(stamp(when).split()[0])


def gone(history: History, commit: str, path: str) -> bool:
    return path not in names(history, commit) and path in names(history, f"{commit}^")


def lags(history: History) -> list[int]:
    """Days from the date in a session to the committer's local day of the save that first has it, per session."""
    found: list[int] = []
    saved = datetime.date.min
    wanted = ("--diff-filter=A", "--no-renames", "--patch", "--unified=0", "--format=saved %cs")
    for line in lines(history, "log", "--topo-order", "--reverse", *wanted, "HEAD", "--", "sessions"):
        if line.startswith("saved "):
            saved = datetime.date.fromisoformat(line.removeprefix("saved "))
        elif line.startswith("+date: "):
            found.append((saved - datetime.date.fromisoformat(line.removeprefix("+date: "))).days)
    return found


# --- all of them


@pytest.mark.parametrize("name", made.ALL)
def test_every_history_ends_where_it_says(shelf: Shelf, name: str) -> None:
    history = shelf[name]
    head = said(history, "rev-parse", "--verify", "HEAD") if history.tip else ""
    assert head == history.tip
    assert bool(head) != (name == "unborn")


SOUND = {**made.TIME, **made.CHANGE, **made.INNOCENT, **made.REWRITES, **made.NO_REWRITES}


@pytest.mark.parametrize("name", SOUND)
def test_git_finds_nothing_wrong_with_a_sound_history(shelf: Shelf, name: str) -> None:
    shelf[name].git("fsck", "--strict", "--no-progress", "--no-reflogs")


NO_PORTFOLIO = {"lfs-sheet", "submodule-as-evidence", "link-as-evidence", "bare", "future-claim", "other-author"}


@pytest.mark.parametrize("name", sorted({*SOUND} - NO_PORTFOLIO))
def test_the_folder_is_a_portfolio_in_order(shelf: Shelf, name: str) -> None:
    report = check(open_portfolio(shelf[name].folder), today=TODAY)
    wrong = [(one.code, one.path) for one in report.diagnostics if one.severity in ("error", "warning")]
    pointer = ["CF223"] if name == "lfs" else []  # to a recording that was never fetched
    assert [code for code, _ in wrong] == pointer, wrong
    assert report.progress.uncounted == ()


@pytest.mark.parametrize("name", sorted({*SOUND} - {"unsaved", "hidden-changes", "bare"}))
def test_the_folder_is_as_it_was_saved(shelf: Shelf, name: str) -> None:
    if name == "unborn":
        assert said(shelf[name], "status", "--short") == "?? portfolio.yaml\n?? sessions/"
    else:
        assert (
            said(shelf[name], "-c", "filter.lfs.clean=", "-c", "filter.lfs.required=false", "status", "--short") == ""
        )


@pytest.mark.parametrize("name", ["evil-merge", "bad-paths", "purged", "dates-impossible", "rebased-before-hand-in"])
def test_a_history_is_the_same_each_time(shelf: Shelf, tmp_path: Path, name: str) -> None:
    again = made.ALL[name](tmp_path)
    assert (again.tip, again.ids, again.earlier) == (shelf[name].tip, shelf[name].ids, shelf[name].earlier)


def test_nothing_of_this_machine_gets_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shelf: Shelf) -> None:
    before = shelf["late"].tip
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "i18n.commitEncoding")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "ISO-8859-1")  # would stand in each save
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert made.late(tmp_path).tip == before


# --- odd


def test_dates_stand_in_the_saves_as_they_were_written(shelf: Shelf) -> None:
    history = shelf["dates-impossible"]
    for name, date in made.DATES.items():
        raw = history.git("cat-file", "commit", history.ids[name])
        for who in (b"author", b"committer"):
            (line,) = re.findall(rb"^%s (.*)$" % who, raw, re.MULTILINE)
            assert line == b"Ros Halloran <ros@example.com>" + (b" " + date if date else b"")
    assert len(commits(history)) == 1 + len(made.DATES) == len(names(history))


def test_odd_saves_stand_as_they_were_written(shelf: Shelf) -> None:
    history = shelf["odd-commits"]
    for name, rest in made.ODD.items():
        head, _, found = history.git("cat-file", "commit", history.ids[name]).partition(b"parent ")
        assert head.startswith(b"tree ")
        assert found.partition(b"\n")[2] == rest
    assert history.git("cat-file", "commit", history.ids["one parent twice"]).count(b"parent ") == 2
    assert len(commits(history)) == 2 + len(made.ODD) == len(names(history))


@pytest.mark.parametrize("name", ["hidden-parents", "two-trees"])
def test_git_sees_no_further_than_a_parent_in_the_wrong_place(shelf: Shelf, name: str) -> None:
    history = shelf[name]
    assert commits(history) == [history.tip]
    assert f"parent {history.ids['last seen']}" in said(history, "cat-file", "commit", "HEAD")
    assert len(commits(history, history.ids["last seen"])) == 4


@pytest.mark.parametrize("shape", made.BAD_PATHS)
def test_each_bad_path_stands_in_its_tree(shelf: Shelf, shape: str) -> None:
    history = shelf["bad-paths"]
    raw = history.git("cat-file", "tree", f"{history.ids[shape]}:sessions")
    for kind, name in made.BAD_PATHS[shape]:
        assert made.MODES[kind].encode() + b" " + name + b"\0" in raw


def test_bad_paths_are_many_and_none_is_left_at_the_end(shelf: Shelf, tmp_path: Path) -> None:
    history = shelf["bad-paths"]
    assert len(made.BAD_PATHS) >= 21
    assert len(commits(history)) == len(made.BAD_PATHS) + 2
    assert names(history) == {"portfolio.yaml", sheet("2025-03-11")}
    alone = made.bad_path(tmp_path, made.BAD_PATHS["an escape"])
    assert b"\x1b[2J" in alone.git("ls-tree", "-r", "-z", "--name-only", "HEAD")


@pytest.mark.parametrize("name", ["dates-impossible", "odd-commits", "bad-paths", "tree-bomb"])
def test_git_walks_all_of_what_is_odd(shelf: Shelf, name: str) -> None:
    shelf[name].git("rev-list", "--objects", "HEAD")


def test_git_stops_where_there_is_no_name(shelf: Shelf) -> None:
    with pytest.raises(RuntimeError, match="empty filename"):
        shelf["nameless"].git("rev-list", "--objects", "HEAD")


@pytest.mark.parametrize("name", ["tampered-blob", "tampered-commit", "tampered-tree", "forged-idx"])
def test_git_shows_other_content_than_the_id_promises(shelf: Shelf, name: str) -> None:
    history = shelf[name]
    id = history.ids["object"]
    kind = said(history, "cat-file", "-t", id)
    content = history.git("cat-file", kind, id)
    assert made.object_id(kind, content) != id
    assert id in said(history, "rev-list", "--objects", "--no-object-names", "HEAD").split()
    assert len(commits(history)) == 6
    if name == "forged-idx":
        assert made.object_id("blob", content) == history.ids["shown"]
        assert b"2025-01-14" in history.git("cat-file", "blob", f"HEAD:{history.path}")


def test_bombs_are_small_on_the_disk_and_large_to_read(shelf: Shelf) -> None:
    history = shelf["zlib-bomb"]
    asked = f"{history.ids['object']}\n".encode()
    (size,) = git(history, "cat-file", "--batch-check=%(objectsize)", given=asked).split()
    assert int(size) == 256 << 20
    stored = history.folder / ".git" / "objects" / history.ids["object"][:2] / history.ids["object"][2:]
    assert stored.stat().st_size < 1 << 20
    history = shelf["tree-bomb"]
    depth, tree = 0, "HEAD:sessions"
    while said(history, "cat-file", "-t", tree) == "tree":
        assert len(lines(history, "ls-tree", tree)) == 10
        depth, tree = depth + 1, f"{tree}/7"
    assert depth == 10
    assert sum(one.stat().st_size for one in (history.folder / ".git" / "objects").rglob("*")) < 1 << 18


def test_a_small_zlib_bomb_holds_what_its_id_promises(tmp_path: Path) -> None:
    history = made.zlib_bomb(tmp_path, megabytes=2)
    assert history.git("cat-file", "blob", f"HEAD:{history.path}") == bytes(2 << 20)
    history.git("fsck", "--strict", "--no-progress")


def test_a_hundred_thousand_saves(shelf: Shelf) -> None:
    assert said(shelf["many-saves"], "rev-list", "--count", "HEAD") == str(made.odd.MANY)


def test_long_saves_are_long(shelf: Shelf) -> None:
    author = shelf["long-author"].git("cat-file", "commit", shelf["long-author"].ids["long"]).split(b"\n")[2]
    assert 900_000 < len(author) < 1 << 20
    message = shelf["long-message"].git("cat-file", "commit", shelf["long-message"].ids["long"])
    assert len(message) > 1_900_000


@pytest.mark.parametrize("kind", made.YAML)
def test_a_session_was_once_saved_as_no_reader_likes_it(shelf: Shelf, kind: str) -> None:
    history = shelf[kind]
    content = made.YAML[kind]
    bad = content if isinstance(content, bytes) else content.encode()
    assert history.git("cat-file", "blob", f"{history.ids['bad']}:{history.path}") == bad
    assert text(history, "HEAD", history.path) == made.MENDED
    report = check(open_portfolio(history.folder), today=TODAY)
    bad_at_the_end = ["warning"] if kind == "yaml-wide" else ["error"]  # slow rather than wrong
    assert [one.severity for one in report.diagnostics if one.path == sheet("2025-03-04", "left")][:1] == bad_at_the_end
    assert not [one for one in report.diagnostics if one.path == history.path and one.severity == "error"]


# --- time


@pytest.mark.parametrize(
    ("name", "author_is_committer", "runs_back"),
    [
        ("weekly", True, 0),
        ("weekly-signed", True, 0),
        ("forged-script", True, 0),
        ("forged-author-date", False, 0),
        ("rebased-before-hand-in", False, 0),
        ("burst", False, 0),
        ("clock-reset", True, 1),
        ("two-laptops", True, 1),
        ("not-seen", True, 0),
    ],
)
def test_dates_agree_or_do_not(shelf: Shelf, name: str, author_is_committer: bool, runs_back: int) -> None:
    both = dates(shelf[name])
    apart = [author != committer for author, committer in both[1:]]
    assert not any(apart) if author_is_committer else all(apart)
    when = dict(zip(commits(shelf[name]), (committer for _, committer in both), strict=True))
    parents = [row.split() for row in lines(shelf[name], "rev-list", "--parents", "HEAD")]
    back = [row[0] for row in parents if any(when[row[0]] < when[one] - DAY for one in row[1:])]
    assert len(back) == runs_back


@pytest.mark.parametrize(
    ("name", "longest", "sessions"),
    [
        ("weekly", 1, 24),
        ("weekly-signed", 1, 24),
        ("forged-script", 0, 24),
        ("forged-author-date", 171, 24),
        ("rebased-before-hand-in", 164, 24),
        ("late", 41, 4),
        ("bulk-day-one", 171, 19),
        ("three-weeks-offline", 21, 9),
        ("clock-reset", 1, 8),
        ("two-laptops", 0, 8),
        ("time-zones", 1, 5),
        ("squash-merges", 23, 12),
        ("host-merges", 0, 12),
        ("web-edits", 0, 6),
    ],
)
def test_how_long_after_its_date_a_session_was_first_saved(
    shelf: Shelf, name: str, longest: int, sessions: int
) -> None:
    found = lags(shelf[name])
    assert (max(found), len(found)) == (longest, sessions)
    assert min(found) >= 0


def test_a_batch_is_one_save(shelf: Shelf) -> None:
    history = shelf["bulk-day-one"]
    assert len(names(history, history.ids["first"])) == 17
    assert said(history, "rev-list", "--max-parents=0", "HEAD") == history.ids["first"]


@pytest.mark.parametrize("name", ["burst", "forged-author-date"])
def test_saves_of_one_sitting_claim_weeks(shelf: Shelf, name: str) -> None:
    both = dates(shelf[name])[1:]
    few = both[:5]
    assert few[-1][1] - few[0][1] < 12 * 60 + 10
    assert few[-1][0] - few[0][0] == 28 * DAY
    if name == "burst":
        assert both[-1][1] - both[0][1] < 10 * 60


def test_an_edit_was_put_in_below_what_came_later(shelf: Shelf) -> None:
    history = shelf["rebase-inserted-edit"]
    for commit in commits(history)[5:]:
        assert "minutes: 120" in text(history, commit, history.path)
    assert "minutes: 60" in text(history, history.earlier, history.path)
    assert [author for author, _ in dates(history)] == [
        int(one) for one in lines(history, "log", "--reverse", "--format=%at", history.earlier)
    ]
    late = [committer for _, committer in dates(history) if committer == seconds("2025-06-24T22:10+01:00")]
    assert len(late) == 20


def test_dates_of_what_is_to_come(shelf: Shelf) -> None:
    history = shelf["future-claim"]
    assert "date: 2025-03-09" in text(history, "HEAD", history.path)
    assert dates(history)[-1][1] == seconds("2025-03-04T19:30+00:00")
    assert dates(shelf["future-save"])[-1][1] == seconds("2091-03-04T19:30+00:00")


def test_what_was_not_handed_over_is_dated_before_that(shelf: Shelf) -> None:
    history = shelf["not-seen"]
    assert history.path not in names(history, history.earlier)
    added = said(history, "log", "--diff-filter=A", "--format=%ct", "HEAD", "--", history.path)
    assert int(added) < seconds("2025-05-03T12:00+01:00") < dates(history)[-1][1]
    said(history, "merge-base", "--is-ancestor", history.earlier, "HEAD")


@pytest.mark.parametrize(
    ("name", "before", "after", "days"),
    [
        ("redated", "2025-03-01", "2025-02-01", 38),
        ("redated-with-reason", "2025-03-01", "2025-02-01", 38),
        ("typo-date-same-day", "2025-03-03", "2025-03-02", 0),
    ],
)
def test_a_date_was_changed(shelf: Shelf, name: str, before: str, after: str, days: int) -> None:
    history = shelf[name]
    old, new = (text(history, history.ids[one], history.path).splitlines() for one in ("saved", "redated"))
    assert [(one, other) for one, other in zip(old, new, strict=True) if one != other] == [
        (f"date: {before}", f"date: {after}")
    ]
    at = {one: said(history, "log", "-1", "--format=%cs", history.ids[one]) for one in ("saved", "redated")}
    apart = datetime.date.fromisoformat(at["redated"]) - datetime.date.fromisoformat(at["saved"])
    assert apart.days == days
    assert ("Reason: " in said(history, "log", "-1", "--format=%B", history.ids["redated"])) == (
        name == "redated-with-reason"
    )


def test_time_zones_are_in_the_saves(shelf: Shelf) -> None:
    zones = {one[-5:] for one in lines(shelf["time-zones"], "log", "--format=%cd", "--date=raw")}
    assert zones == {"+0000", "+1400", "-1100"}


# --- change


def everywhere(history: History, path: str) -> set[str]:
    """Contents of a path in the parents of the merge."""
    parents = said(history, "log", "-1", "--format=%P", history.ids["merge"]).split()
    return {text(history, one, path) for one in parents}


@pytest.mark.parametrize("name", ["evil-merge", "conflict-resolved"])
def test_the_merge_has_what_neither_side_has(shelf: Shelf, name: str) -> None:
    history = shelf[name]
    before = everywhere(history, history.path)
    assert len(before) == (2 if name == "conflict-resolved" else 1)
    assert text(history, history.ids["merge"], history.path) not in before
    assert said(history, "diff-tree", "-r", "-c", "--name-only", "--no-commit-id", history.ids["merge"]) == history.path


def test_a_conflict_is_one_that_git_could_not_resolve(shelf: Shelf, tmp_path: Path) -> None:
    folder = shelf.copy("conflict-resolved", tmp_path)
    ids = shelf["conflict-resolved"].ids
    git(folder, "checkout", "--quiet", "--detach", ids["main"])
    assert b"CONFLICT" in git(folder, "merge", "--no-edit", ids["other"], may_fail=True)


def test_a_session_is_new_in_the_merge(shelf: Shelf) -> None:
    history = shelf["new-in-merge"]
    for number in (1, 2):
        assert history.path not in names(history, f"{history.ids['merge']}^{number}")
    assert history.path in names(history, history.ids["merge"])


def test_a_merge_left_out_a_whole_side(shelf: Shelf) -> None:
    history = shelf["ours-merge"]
    assert history.path in names(history, history.ids["other"])
    assert history.path not in names(history)
    said(history, "merge-base", "--is-ancestor", history.ids["other"], "HEAD")
    assert said(history, "log", "--diff-filter=D", "-c", "--name-only", "--format=", "HEAD") == ""


def test_what_was_undone_on_a_side_line_is_only_in_the_full_walk(shelf: Shelf) -> None:
    history = shelf["side-branch-undo"]
    assert "minutes: 90" in text(history, history.ids["changed"], history.path)
    assert text(history, "HEAD", history.path) == session("2025-01-14")
    assert gone(history, history.ids["undone"], sheet("2025-02-04"))
    assert history.ids["changed"] in commits(history)
    assert history.ids["changed"] not in lines(history, "log", "--format=%H", "HEAD", "--", history.path)


def test_a_name_stands_for_something_else(shelf: Shelf) -> None:
    history = shelf["id-reused"]
    assert gone(history, history.ids["removed"], history.path)
    assert text(history, "HEAD", history.path) != session("2025-01-14")
    assert set(text(history, "HEAD", history.path).splitlines()) & set(session("2025-01-14").splitlines()) == {
        "date: 2025-01-14"
    }


@pytest.mark.parametrize("name", ["removed", "removed-with-reason", "file-restored", "id-reused"])
def test_a_session_was_removed_openly(shelf: Shelf, name: str) -> None:
    history = shelf[name]
    assert gone(history, history.ids["removed"], history.path)
    assert (history.path in names(history)) == (name in ("file-restored", "id-reused"))
    assert ("Reason: " in said(history, "log", "-1", "--format=%B", history.ids["removed"])) == (
        name == "removed-with-reason"
    )


def test_what_was_restored_is_as_it_was(shelf: Shelf) -> None:
    history = shelf["file-restored"]
    assert text(history, "HEAD", history.path) == session("2025-01-14")


def test_fewer_than_before(shelf: Shelf) -> None:
    history = shelf["shrunk"]
    assert len(names(history, history.earlier)) - len(names(history)) == 3


@pytest.mark.parametrize(("name", "count"), [("folder-renamed", 4), ("file-renamed", 1)])
def test_a_move_keeps_the_content(shelf: Shelf, name: str, count: int) -> None:
    history = shelf[name]
    rows = lines(history, "diff-tree", "-r", "-M100%", "--name-status", "--no-commit-id", history.ids["moved"])
    assert [row.split("\t")[0] for row in rows] == ["R100"] * count
    assert text(history, "HEAD", history.path) == session("2025-01-14")


def test_work_that_the_history_does_not_reach(shelf: Shelf) -> None:
    history = shelf["other-branches"]
    assert said(history, "rev-parse", "drafts") == history.ids["draft"]
    assert said(history, "rev-parse", "refs/stash") == history.ids["stash"]
    assert not {history.ids["draft"], history.ids["stash"]} & set(commits(history))
    assert history.path in names(history, "drafts")
    assert names(history, "refs/stash^3") == {sheet("2025-02-05")}


def test_pointers_stand_for_content(shelf: Shelf) -> None:
    for name in ("lfs", "lfs-sheet"):
        assert text(shelf[name], "HEAD", shelf[name].path) == made.POINTER


@pytest.mark.parametrize(("name", "mode"), [("link-as-evidence", "120000"), ("submodule-as-evidence", "160000")])
def test_what_is_no_file(shelf: Shelf, name: str, mode: str) -> None:
    assert said(shelf[name], "ls-tree", "HEAD", shelf[name].path).split()[0] == mode


def test_others_saved_too(shelf: Shelf) -> None:
    history = shelf["other-author"]
    who = [said(history, "log", "-1", "--format=%an <%ae>", history.ids[one]) for one in ("assessor", "stranger")]
    assert who == ["Lee Price <lee@centre.example>", "Ada Quill <ada@example.com>"]


def test_late_changes_one_with_a_reason(shelf: Shelf) -> None:
    history = shelf["edited-late"]
    messages = [said(history, "log", "-1", "--format=%B", history.ids[one]) for one in ("without", "with")]
    assert ["\nReason: " in one for one in messages] == [False, True]
    for one in ("without", "with"):
        assert said(history, "diff-tree", "-r", "--name-status", "--no-commit-id", history.ids[one])[0] == "M"


def test_another_form_means_the_same(shelf: Shelf) -> None:
    history = shelf["reformatted"]
    new, old = (text(history, commit, history.path) for commit in ("HEAD", "HEAD^"))
    assert new != old
    assert sorted(new.splitlines()) == sorted(["# tidied", *old.splitlines()])


def test_the_folder_differs_from_what_is_saved(shelf: Shelf) -> None:
    assert lines(shelf["unsaved"], "status", "--porcelain") == [
        "M sessions/2025-01-07-c01-talk.yaml",
        " D sessions/2025-01-14-c01-talk.yaml",
        "?? sessions/2025-02-04-c01-talk.yaml",
    ]
    history = shelf["hidden-changes"]
    assert said(history, "status", "--porcelain") == ""
    assert [row[0] for row in lines(history, "ls-files", "-v")] == ["H", "h", "S", "H"]
    for day in ("2025-01-07", "2025-01-14"):
        assert "minutes: 90" in (history.folder / sheet(day)).read_text(encoding="utf-8")


# --- innocent


def test_every_save_is_signed_with_the_learners_key(shelf: Shelf, tmp_path: Path) -> None:
    history = shelf["weekly-signed"]
    (tmp_path / "signers").write_text(history.signers, encoding="utf-8")
    allowed = ("-c", f"gpg.ssh.allowedSignersFile={tmp_path / 'signers'}")
    found = lines(history, *allowed, "log", "--format=%G? %GS")
    assert found == ["G ros@example.com"] * 25
    assert names(history) == names(shelf["weekly"])
    assert not list(history.folder.rglob("*learner*"))


def test_a_template_came_in_underneath(shelf: Shelf) -> None:
    history = shelf["template-update"]
    assert said(history, "diff", "--name-only", history.earlier, "HEAD") == "README.md"
    roots = [said(history, "rev-list", "--max-parents=0", tip) for tip in (history.earlier, "HEAD")]
    assert roots[0] == roots[1]


def test_who_presses_the_button(shelf: Shelf) -> None:
    for name, count in {"host-merges": 3, "web-edits": 7}.items():
        rows = lines(shelf[name], "log", "--format=%cn|%an")
        assert rows.count("GitHub|Ros Halloran") == count
    assert all(
        len(row.split()) == 3 for row in lines(shelf["host-merges"], "rev-list", "--merges", "--parents", "HEAD")
    )
    assert said(shelf["squash-merges"], "rev-list", "--merges", "HEAD") == ""


def test_forms_of_records(shelf: Shelf) -> None:
    assert len(said(shelf["octopus"], "log", "-1", "--format=%P").split()) == 4
    empty = commits(shelf["empty-commits"])
    trees = [said(shelf["empty-commits"], "rev-parse", f"{one}^{{tree}}") for one in empty]
    assert (len(trees), len(set(trees))) == (7, 4)
    assert len(shelf["sha256"].tip) == 64
    assert said(shelf["bare"], "rev-parse", "--is-bare-repository") == "true"
    assert said(shelf["in-a-subfolder"], "rev-parse", "--show-prefix") == "portfolio/"


def test_no_line_is_followed(shelf: Shelf) -> None:
    history = shelf["detached"]
    assert git(history, "symbolic-ref", "--quiet", "HEAD", may_fail=True) == b""
    assert history.tip == history.ids["2025-01-28"] != history.ids["main"]


def test_nothing_is_saved_yet(shelf: Shelf) -> None:
    assert said(shelf["unborn"], "for-each-ref") == ""
    assert said(shelf["unborn"], "symbolic-ref", "HEAD") == "refs/heads/main"


def test_a_name_is_spelt_apart(shelf: Shelf) -> None:
    history = shelf["nfd-names"]
    assert history.path.endswith("cafe\u0301.md")
    assert history.path.encode() in history.git("ls-tree", "-r", "-z", "--name-only", "HEAD").split(b"\0")
    assert "caf\u00e9" in text(history, "HEAD", "documents/2025-02-04-menu.yaml")


def test_a_video_is_in_the_one_pack(shelf: Shelf) -> None:
    objects = shelf["big-video-pack"].folder / ".git" / "objects"
    (pack,) = (objects / "pack").glob("*.pack")
    assert pack.stat().st_size > 8 << 20
    assert not list(objects.glob("??/*"))


def test_only_part_of_the_record_is_here(shelf: Shelf) -> None:
    shallow = shelf["depth-1-ci"]
    assert (shallow.folder / ".git" / "shallow").read_text(encoding="ascii").split() == [shallow.tip]
    assert len(commits(shallow)) == 1
    partial = shelf["blobless"]
    assert len(commits(partial)) == 7
    found = lines(partial, "rev-list", "--objects", "--no-object-names", "--missing=print", "HEAD")
    assert [one[0] for one in found].count("?") == 1
    assert list((partial.folder / ".git" / "objects" / "pack").glob("*.promisor"))
    whole = shelf["cloned"]
    assert len(commits(whole)) == 7
    assert said(whole, "rev-parse", "refs/remotes/origin/main") == whole.tip


def test_a_folder_linked_to_a_repository_elsewhere(shelf: Shelf) -> None:
    history = shelf["linked-worktree"]
    assert (history.folder / ".git").is_file()
    assert said(history, "rev-parse", "refs/heads/main") == history.ids["main"] != history.tip
    assert said(history, "symbolic-ref", "HEAD") == "refs/heads/desk"


def test_part_of_the_folder_is_left_out(shelf: Shelf) -> None:
    history = shelf["sparse"]
    assert history.path in names(history)
    assert not (history.folder / history.path).exists()
    assert f"S {history.path}" in lines(history, "ls-files", "-t")


def test_hooks_in_the_folder(shelf: Shelf) -> None:
    history = shelf["husky"]
    hooks = history.folder / said(history, "config", "core.hooksPath")
    assert (hooks / "pre-commit").stat().st_mode & 0o100


# --- what was handed over before


LOST_AND_NEW = {
    "same": (0, 0),
    "grown": (0, 3),
    "amend-message": (1, 1),
    "amend-content": (1, 1),
    "author-dates-filtered": (3, 3),
    "force-rebased": (8, 8),
    "edited-in-place": (6, 6),
    "dropped": (5, 4),
    "purged": (3, 3),
    "reset": (2, 0),
    "squashed": (8, 1),
    "orphaned": (8, 1),
    "rebased-before-hand-in": (25, 25),
    "rebase-inserted-edit": (20, 20),
    "template-update": (5, 6),
    "not-seen": (0, 5),
    "removed": (0, 2),
    "removed-with-reason": (0, 2),
    "shrunk": (0, 1),
}
SAME_FILES = {
    *("same", "amend-message", "author-dates-filtered", "force-rebased", "squashed", "orphaned"),
    "rebased-before-hand-in",
}


def quarantine(history: History, folder: Path) -> Path:
    """Both hand-overs side by side."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet", "--bare", "--template=")
    git(folder, "fetch", "--quiet", str(history.bundle), "refs/heads/main:refs/old/main")
    git(folder, "fetch", "--quiet", str(history.folder), "HEAD:refs/new/main")
    return folder


@pytest.mark.parametrize("name", LOST_AND_NEW)
def test_what_was_lost_since_it_was_handed_over(shelf: Shelf, tmp_path: Path, name: str) -> None:
    history = shelf[name]
    both = quarantine(history, tmp_path)
    assert git(both, "rev-parse", "refs/old/main").decode().strip() == history.earlier
    count = git(both, "rev-list", "--left-right", "--count", "refs/old/main...refs/new/main")
    assert tuple(map(int, count.split())) == LOST_AND_NEW[name]
    differ = git(both, "diff", "--no-renames", "--name-only", "refs/old/main", "refs/new/main").decode().split()
    assert (not differ) == (name in SAME_FILES)
    assert not history.path or history.path in differ


def test_every_rewrite_is_counted() -> None:
    assert {*made.REWRITES, *made.NO_REWRITES} <= set(LOST_AND_NEW)
    assert len(made.REWRITES) == 10


def test_what_was_purged_is_nowhere(shelf: Shelf) -> None:
    history = shelf["purged"]
    lost = made.object_id("blob", session(made.PURGED).encode())
    everything = said(history, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    assert lost not in everything
    assert history.earlier not in everything
    assert made.object_id("blob", session(made.EIGHT[0]).encode()) in everything


def test_dates_of_what_was_made_again(shelf: Shelf) -> None:
    history = shelf["author-dates-filtered"]
    old = lines(history, "log", "--format=%at %ct", history.earlier)
    new = lines(history, "log", "--format=%at %ct")
    assert old[3:] == new[3:]
    for before, after in zip(old[:3], new[:3], strict=True):
        assert int(before.split()[0]) - int(after.split()[0]) == 30 * DAY
        assert before.split()[1] == after.split()[1]
    history = shelf["force-rebased"]
    assert {one for _, one in dates(history)} == {seconds(evening("2025-02-20"))}


def test_an_old_session_was_changed_in_place(shelf: Shelf) -> None:
    history = shelf["edited-in-place"]
    versions = [text(history, one, history.path) for one in commits(history)[2:]]
    assert {re.findall(r"minutes: (\d+)", one)[0] for one in versions} == {"120"}


def test_the_builder_itself(tmp_path: Path) -> None:
    learner = made.Learner(tmp_path / "one")
    first = learner.save(held("2025-01-07"), evening("2025-01-07"))
    tag = learner.tag("sealed/assessor/1", evening("2025-01-08"), "Looked at")
    assert learner.git("cat-file", "-t", tag) == b"tag\n"
    assert learner.git("rev-parse", "refs/tags/sealed/assessor/1^{commit}").decode().strip() == first
    learner.save({sheet("2025-01-07"): None}, evening("2025-01-09"))
    assert learner.git("ls-tree", "-r", "HEAD") == b""
    learner.put_all([("blob", b"x" * size) for size in (0, 15, 16, 2047, 2048, 300_000)])
    for size in (0, 15, 16, 2047, 2048, 300_000):
        assert learner.git("cat-file", "blob", made.object_id("blob", b"x" * size)) == b"x" * size
