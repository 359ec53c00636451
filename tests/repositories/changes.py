"""What became of what was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .learner import (
    ASSESSOR,
    STRANGER,
    Builder,
    History,
    Learner,
    evening,
    held,
    kept,
    named,
    session,
    sheet,
    weeks,
)


def _two_lines(place: Path) -> Learner:
    """A side line `other` beside main, each with a session of its own."""
    learner = kept(place, weeks(3))
    learner.line("other")
    learner.ids["other"] = learner.save(held("2025-02-04"), evening("2025-02-04"))
    learner.on("main")
    learner.ids["main"] = learner.save(held("2025-02-05"), evening("2025-02-05"))
    return learner


def evil_merge(place: Path) -> History:
    """Joining two lines, a session of neither was changed."""
    learner = _two_lines(place)
    path = sheet("2025-01-14")
    learner.ids["merge"] = learner.merge(
        "other", when=evening("2025-02-08"), files={path: session("2025-01-14", minutes=90)}
    )
    learner.git("branch", "--quiet", "-D", "other")
    learner.save(held("2025-02-11"), evening("2025-02-11"))
    return learner.done(path=path)


def new_in_merge(place: Path) -> History:
    """Joining two lines, a session came in that neither had."""
    learner = _two_lines(place)
    learner.ids["merge"] = learner.merge("other", when=evening("2025-02-08"), files=held("2025-02-06"))
    return learner.done(path=sheet("2025-02-06"))


def ours_merge(place: Path) -> History:
    """Two lines were joined, and all of the other one was left out."""
    learner = _two_lines(place)
    learner.ids["merge"] = learner.merge("other", when=evening("2025-02-08"), ours=True)
    learner.git("branch", "--quiet", "-D", "other")
    learner.save(held("2025-02-11"), evening("2025-02-11"))
    return learner.done(path=sheet("2025-02-04"))


def side_branch_undo(place: Path) -> History:
    """On a side line a session was changed and changed back, and another added and removed; then it was joined."""
    learner = kept(place, weeks(3))
    path, gone = sheet("2025-01-14"), sheet("2025-02-04")
    learner.line("other")
    learner.ids["changed"] = learner.save(
        {path: session("2025-01-14", minutes=90), **held("2025-02-04")}, evening("2025-02-04")
    )
    learner.ids["undone"] = learner.save({path: session("2025-01-14"), gone: None}, evening("2025-02-05"))
    learner.save(held("2025-02-06"), evening("2025-02-06"))
    learner.on("main")
    learner.save(held("2025-02-07"), evening("2025-02-07"))
    learner.ids["merge"] = learner.merge("other", when=evening("2025-02-08"))
    learner.git("branch", "--quiet", "-D", "other")
    return learner.done(path=path)


def id_reused(place: Path) -> History:
    """A session was removed, and weeks later another stood under its name."""
    learner = kept(place, weeks(3))
    path = sheet("2025-01-14")
    learner.ids["removed"] = learner.save({path: None}, evening("2025-02-04"))
    learner.save(held("2025-02-11"), evening("2025-02-11"))
    other = 'date: 2025-01-14\nstart: "09:15"\nminutes: 120\nclient: C02\nrole: mentor\npurpose: Wholly different\n'
    learner.ids["reused"] = learner.save({path: other}, evening("2025-03-04"))
    return learner.done(path=path)


def _removed(place: Path, message: str) -> History:
    learner = kept(place, weeks(5))
    before, bundle = learner.tip, learner.hand_over()
    path = sheet("2025-01-14")
    learner.ids["removed"] = learner.save({path: None}, evening("2025-04-09"), message)
    learner.save(held("2025-04-15"), evening("2025-04-15"))
    return learner.done(path=path, earlier=before, bundle=bundle)


def removed(place: Path) -> History:
    """A session was removed openly on 9 April, without a reason."""
    return _removed(place, "Tidy up")


def removed_with_reason(place: Path) -> History:
    """The same, with a reason."""
    return _removed(place, "Take out a session\n\nReason: the client took back their consent")


def shrunk(place: Path) -> History:
    """Three sessions fewer than when it was handed over before, all removed openly."""
    learner = kept(place, weeks(5))
    before, bundle = learner.tip, learner.hand_over()
    learner.ids["removed"] = learner.save(dict.fromkeys(map(sheet, weeks(3))), evening("2025-04-09"))
    return learner.done(path=sheet("2025-01-07"), earlier=before, bundle=bundle)


def folder_renamed(place: Path) -> History:
    """All sessions were moved into a folder of their year."""
    learner = kept(place, weeks(4))
    learner.git("mv", "sessions", "moved")
    (learner.folder / "sessions").mkdir()
    learner.git("mv", "moved", "sessions/2025")
    learner.ids["moved"] = learner.save({}, evening("2025-02-01"), "A folder for each year")
    learner.save({"sessions/2025/2025-02-04-c01-talk.yaml": session("2025-02-04")}, evening("2025-02-04"))
    return learner.done(path="sessions/2025/2025-01-14-c01-talk.yaml")


def file_renamed(place: Path) -> History:
    """A session was given a better name, its content the same."""
    learner = kept(place, weeks(4))
    learner.git("mv", sheet("2025-01-14"), sheet("2025-01-14", "red-pen"))
    learner.ids["moved"] = learner.save({}, evening("2025-02-01"), "A better name")
    return learner.done(path=sheet("2025-01-14", "red-pen"))


def file_restored(place: Path) -> History:
    """A session was removed by mistake and put back two days later."""
    learner = kept(place, weeks(4))
    path = sheet("2025-01-14")
    learner.ids["removed"] = learner.save({path: None}, evening("2025-02-01"))
    learner.ids["restored"] = learner.save(held("2025-01-14"), evening("2025-02-03"))
    return learner.done(path=path)


def conflict_resolved(place: Path) -> History:
    """Two lines changed the same line of a session, and whoever joined them wrote a third."""
    learner = kept(place, weeks(3))
    path = sheet("2025-01-14")
    learner.line("other")
    learner.ids["other"] = learner.save({path: session("2025-01-14", minutes=75)}, evening("2025-02-04"))
    learner.on("main")
    learner.ids["main"] = learner.save({path: session("2025-01-14", minutes=80)}, evening("2025-02-05"))
    learner.ids["merge"] = learner.merge(
        "other", when=evening("2025-02-06"), files={path: session("2025-01-14", minutes=78)}
    )
    return learner.done(path=path)


def other_branches(place: Path) -> History:
    """A session stands only on a side line, and another only among what was put away."""
    learner = kept(place, weeks(3))
    learner.line("drafts")
    learner.ids["draft"] = learner.save(held("2025-02-04"), evening("2025-02-04"))
    learner.on("main")
    learner.write(held("2025-02-05"))
    learner.git("stash", "push", "--quiet", "--include-untracked")
    learner.ids["stash"] = learner.git("rev-parse", "refs/stash").decode().strip()
    return learner.done(path=sheet("2025-02-04"))


POINTER = """\
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 132735
"""


def lfs(place: Path) -> History:
    """A recording is kept elsewhere, and only a pointer to it is here."""
    learner = kept(place, weeks(3))
    about = "documents/2025-02-04-recording.yaml"
    text = (
        "title: A recorded session\ndate: 2025-02-04\nkind: recording\norigin: Recorded by me with leave\n"
        "shows: How long I wait\nattachments: [2025-02-04-recording.mp4]\n"
    )
    pointer = "documents/2025-02-04-recording.mp4"
    rules = {".gitattributes": "*.mp4 filter=lfs diff=lfs merge=lfs -text\n"}
    learner.save({**rules, about: text, pointer: POINTER}, evening("2025-02-04"))
    for key, value in {"clean": "git-lfs clean -- %f", "smudge": "git-lfs smudge -- %f", "required": "true"}.items():
        learner.git("config", f"filter.lfs.{key}", value)
    return learner.done(path=pointer)


def lfs_sheet(place: Path) -> History:
    """A session itself is only a pointer."""
    learner = kept(place, weeks(3))
    path = sheet("2025-02-04")
    learner.save({path: POINTER}, evening("2025-02-04"))
    return learner.done(path=path)


def _staged_as(place: Path, mode: str, id: Callable[[Learner], str]) -> History:
    learner = kept(place, weeks(3))
    path = sheet("2025-02-04")
    learner.git("update-index", "--add", "--cacheinfo", f"{mode},{id(learner)},{path}")
    learner.commit(evening("2025-02-04"), "Save")
    learner.git("reset", "--quiet", "--hard")
    return learner.done(path=path)


def submodule_as_evidence(place: Path) -> History:
    """In a session's place stands another repository, which is not here."""
    return _staged_as(place, "160000", lambda learner: learner.ids["first"])


def link_as_evidence(place: Path) -> History:
    """In a session's place stands a link to something outside."""
    return _staged_as(place, "120000", lambda learner: learner.put("blob", b"../../private/names.yaml"))


def other_author(place: Path) -> History:
    """The assessor saved a decision, as is right; a stranger saved a session."""
    learner = kept(place, weeks(3))
    decision = "assessment/decisions/2025-02-04-d7-03.yaml"
    text = "date: 2025-02-04\nassessor: assessor-1\nunit: D7.03\nsubmission: 1\nresults: []\n"
    learner.ids["assessor"] = learner.save({decision: text}, evening("2025-02-04"), author=ASSESSOR)
    learner.ids["stranger"] = learner.save(held("2025-02-05"), evening("2025-02-05"), author=STRANGER)
    return learner.done(path=sheet("2025-02-05"))


def edited_late(place: Path) -> History:
    """Two sessions were changed long after, one with a reason and one without."""
    learner = kept(place, weeks(6))
    one, two = sheet("2025-01-14"), sheet("2025-01-21")
    learner.ids["without"] = learner.save({one: session("2025-01-14", minutes=90)}, evening("2025-04-09"), "Save")
    message = "Put the minutes right\n\nReason: my diary says an hour and a quarter"
    learner.ids["with"] = learner.save({two: session("2025-01-21", minutes=75)}, evening("2025-04-10"), message)
    return learner.done(path=one)


def reformatted(place: Path) -> History:
    """A session's fields were written in another order and another way; all of it means the same."""
    learner = kept(place, weeks(3))
    path = sheet("2025-01-14")
    lines = session("2025-01-14").splitlines(keepends=True)
    learner.ids["changed"] = learner.save(
        {path: "".join(["# tidied\n", lines[1], lines[0], *lines[2:]])}, evening("2025-03-04")
    )
    return learner.done(path=path)


def unsaved(place: Path) -> History:
    """The folder differs from what is saved: one session changed, one new, one gone."""
    learner = kept(place, weeks(3))
    changed = sheet("2025-01-07")
    learner.write({changed: session("2025-01-07", minutes=90), **held("2025-02-04"), sheet("2025-01-14"): None})
    return learner.done(path=changed)


def hidden_changes(place: Path) -> History:
    """The folder differs from what is saved, and git was told not to look."""
    learner = kept(place, weeks(3))
    assumed, skipped = sheet("2025-01-07"), sheet("2025-01-14")
    learner.git("update-index", "--assume-unchanged", assumed)
    learner.git("update-index", "--skip-worktree", skipped)
    learner.write({assumed: session("2025-01-07", minutes=90), skipped: session("2025-01-14", minutes=90)})
    return learner.done(path=assumed)


CHANGE: dict[str, Builder] = {
    **named(evil_merge, new_in_merge, ours_merge, side_branch_undo, id_reused, removed, removed_with_reason, shrunk),
    **named(folder_renamed, file_renamed, file_restored, conflict_resolved, other_branches, lfs, lfs_sheet),
    **named(submodule_as_evidence, link_as_evidence, other_author, edited_late, reformatted, unsaved, hidden_changes),
}
