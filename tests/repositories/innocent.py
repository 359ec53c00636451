"""Honest histories, and honest forms of keeping one."""

from __future__ import annotations

import random
from pathlib import Path

from .learner import (
    BEGINNING,
    FIRST,
    HOST,
    LEARNER,
    Builder,
    History,
    Learner,
    begun,
    committed,
    evening,
    git,
    held,
    honest,
    kept,
    later,
    named,
    session,
    sheet,
    ssh_key,
    weeks,
)


def weekly(place: Path) -> History:
    """Twenty-four sessions, each saved within the day."""
    return kept(place, weeks(24)).done()


def weekly_signed(place: Path) -> History:
    """The same, each save signed with the learner's SSH key."""
    key, public = ssh_key(place / "keys")
    learner = Learner(place)
    learner.ids["first"] = learner.save(BEGINNING, FIRST, "Begin my portfolio", key=key)
    for day, when in honest(weeks(24)).items():
        learner.ids[day] = learner.save(held(day), when, f"Session of {day}", key=key)
    return learner.done(signers=f"{LEARNER[1]},role:learner {public}\n")


def rebased_before_hand_in(place: Path) -> History:
    """Kept weekly, then every save made again on 20 June, as some programs do."""
    learner = kept(place, weeks(24))
    before, bundle = learner.tip, learner.hand_over()
    learner.rebase(evening("2025-06-20"), "--force-rebase", "--root")
    return learner.done(earlier=before, bundle=bundle)


def template_update(place: Path) -> History:
    """The centre's template, which the portfolio began with, was brought up to date under it."""
    learner = Learner(place)
    centre = ("The Centre", "office@centre.example")
    template = learner.save({"README.md": "Write here.\n"}, "2024-09-02T10:00+01:00", "Template", author=centre)
    learner.git("branch", "--quiet", "template")
    learner.ids["first"] = learner.save(BEGINNING, FIRST, "Begin my portfolio")
    for day in weeks(4):
        learner.ids[day] = learner.save(held(day), evening(day))
    before, bundle = learner.tip, learner.hand_over()
    learner.on("template")
    newer = learner.save({"README.md": "Write here, please.\n"}, "2025-02-10T10:00+00:00", "Newer", author=centre)
    learner.rebase(evening("2025-02-12"), "--onto", newer, template, "main")
    learner.git("branch", "--quiet", "-D", "template")
    return learner.done(earlier=before, bundle=bundle)


def squash_merges(place: Path) -> History:
    """Each month was kept on a side line and brought over as one save."""
    learner = begun(place)
    for month in ("2025-01", "2025-02", "2025-03"):
        days = [day for day in weeks(12) if day.startswith(month)]
        learner.line(month)
        for day in days:
            learner.save(held(day), evening(day))
        learner.on("main")
        learner.git("merge", "--quiet", "--squash", month)
        learner.ids[month] = learner.commit(evening(later(days[-1], 2)), f"{month} (#{month[-1]})")
        learner.git("branch", "--quiet", "-D", month)
    return learner.done()


def host_merges(place: Path) -> History:
    """Each month was kept on a side line and joined by a button on the host's page."""
    learner = begun(place)
    for month in ("2025-01", "2025-02", "2025-03"):
        days = [day for day in weeks(12) if day.startswith(month)]
        learner.line(month)
        for day in days:
            learner.ids[day] = learner.save(held(day), evening(day))
        learner.on("main")
        learner.ids[month] = learner.merge(month, when=evening(later(days[-1], 2)), committer=HOST)
        learner.git("branch", "--quiet", "-D", month)
    return learner.done()


def web_edits(place: Path) -> History:
    """Every save was made on the host's page."""
    learner = Learner(place)
    learner.ids["first"] = learner.save(BEGINNING, FIRST, "Create portfolio.yaml", committer=HOST)
    author = (LEARNER[0], "12345+ros@users.noreply.github.com")
    for day in weeks(6):
        name = sheet(day).rpartition("/")[2]
        learner.ids[day] = learner.save(held(day), evening(day), f"Create {name}", author=author, committer=HOST)
    return learner.done()


def nfd_names(place: Path) -> History:
    """An attachment whose name is spelt as a Mac spells it, letter and accent apart."""
    learner = kept(place, weeks(3))
    about = "documents/2025-02-04-menu.yaml"
    text = (
        "title: The menu\ndate: 2025-02-04\nkind: handout\norigin: Written by me\nshows: What I offered\n"
        "attachments: [2025-02-04-caf\u00e9.md]\n"
    )
    path = "documents/2025-02-04-cafe\u0301.md"
    learner.save({about: text, path: "What I offered.\n"}, evening("2025-02-04"))
    return learner.done(path=path)


def octopus(place: Path) -> History:
    """Three side lines joined at once."""
    learner = kept(place, weeks(2))
    start = learner.tip
    for number, day in enumerate(weeks(3, "2025-01-21")):
        learner.line(f"line-{number}", start)
        learner.ids[day] = learner.save(held(day), evening(day))
    learner.on("main")
    learner.ids["merge"] = learner.merge("line-0", "line-1", "line-2", when=evening("2025-02-05"))
    return learner.done()


def empty_commits(place: Path) -> History:
    """Some saves change nothing."""
    learner = begun(place)
    for day in weeks(3):
        learner.ids[day] = learner.save(held(day), evening(day))
        learner.save({}, evening(later(day, 1)), "Nothing new")
    return learner.done()


def unborn(place: Path) -> History:
    """A portfolio under git in which nothing is saved yet."""
    learner = Learner(place)
    learner.write({**BEGINNING, **held("2025-01-07")})
    return learner.done()


def detached(place: Path) -> History:
    """The folder shows an earlier save, on no line."""
    learner = kept(place, weeks(5))
    learner.ids["main"] = learner.tip
    learner.git("checkout", "--quiet", "--detach", learner.ids["2025-01-28"])
    return learner.done()


def sha256(place: Path) -> History:
    """Ids of 64 letters."""
    learner = Learner(place, algorithm="sha256")
    learner.ids["first"] = learner.save(BEGINNING, FIRST, "Begin my portfolio")
    for day in weeks(3):
        learner.ids[day] = learner.save(held(day), evening(day))
    return learner.done()


def big_video_pack(place: Path, megabytes: int = 8) -> History:
    """A video of so many megabytes, in one pack with everything else."""
    learner = kept(place, weeks(3))
    about, path = "documents/2025-02-04-video.yaml", "documents/2025-02-04-video.mp4"
    text = (
        "title: A recorded session\ndate: 2025-02-04\nkind: recording\norigin: Recorded by me with leave\n"
        "shows: How long I wait\nattachments: [2025-02-04-video.mp4]\n"
    )
    learner.git("config", "core.compression", "0")
    learner.save({about: text, path: random.Random(1).randbytes(megabytes << 20)}, evening("2025-02-04"))
    learner.git("repack", "-a", "-d", "-q")
    return learner.done(path=path)


def _cloned(place: Path, *options: str) -> tuple[Learner, Path]:
    """A whole record and a copy of it."""
    learner = kept(place, weeks(5))
    learner.save({sheet("2025-01-07"): session("2025-01-07", minutes=75)}, evening("2025-02-11"))
    whole = place / "whole"
    learner.folder.rename(whole)
    git(whole, "config", "uploadpack.allowFilter", "true")
    git(place, "clone", "--quiet", "--template=", *options, whole.as_uri(), str(learner.folder))
    return learner, whole


def depth_1_ci(place: Path) -> History:
    """Only the last save is here, as a job on a host gets it."""
    return _cloned(place, "--depth=1")[0].done()


def blobless(place: Path) -> History:
    """All saves are here, and of the contents only the last."""
    return _cloned(place, "--filter=blob:none")[0].done(path=sheet("2025-01-07"))


def cloned(place: Path) -> History:
    """A whole copy, with what git notes about where it came from."""
    return _cloned(place)[0].done()


def linked_worktree(place: Path) -> History:
    """The portfolio's folder is a second working folder of a repository elsewhere."""
    learner = kept(place, weeks(3))
    desk = place / "desk"
    learner.git("worktree", "add", "--quiet", "-b", "desk", str(desk))
    learner.ids["main"] = learner.tip
    git(desk, "rm", "--quiet", sheet("2025-01-07"))
    git(desk, "commit", "--quiet", "--message", "Save", variables=committed(evening("2025-02-04")))
    return History(desk, git(desk, "rev-parse", "HEAD").decode().strip(), learner.ids)


def sparse(place: Path) -> History:
    """Only part of what is saved stands in the folder."""
    learner = kept(place, weeks(3))
    reflection = "date: 2025-02-04\nreflection: |\n  What I make of January.\n"
    learner.save({"reflections/2025-02-04-january.yaml": reflection}, evening("2025-02-04"))
    learner.git("sparse-checkout", "set", "sessions")
    return learner.done(path="reflections/2025-02-04-january.yaml")


def husky(place: Path) -> History:
    """Hooks that a well-known program keeps in the folder."""
    learner = kept(place, weeks(3))
    learner.save(
        {".husky/pre-commit": "npx lint-staged\n", "package.json": '{"private": true}\n'}, evening("2025-02-04")
    )
    learner.write({".husky/_/.gitignore": "*\n", ".husky/_/pre-commit": "#!/bin/sh\nexit 0\n"})
    (learner.folder / ".husky" / "_" / "pre-commit").chmod(0o755)
    learner.git("config", "core.hooksPath", ".husky/_")
    return learner.done()


def bare(place: Path) -> History:
    """A bare repository, as a host keeps it."""
    learner = kept(place, weeks(3))
    folder = place / "portfolio.git"
    git(place, "clone", "--quiet", "--bare", "--template=", str(learner.folder), str(folder))
    return History(folder, learner.tip, learner.ids)


def in_a_subfolder(place: Path) -> History:
    """The portfolio is a folder of a repository that has other things too."""
    learner = Learner(place, name="papers")
    inside = {f"portfolio/{name}": text for name, text in BEGINNING.items()}
    learner.ids["first"] = learner.save({"shopping.txt": "Pens\n", **inside}, FIRST)
    for day in weeks(3):
        learner.ids[day] = learner.save({f"portfolio/{sheet(day)}": session(day)}, evening(day))
    learner.save({"sessions/2025-02-04-c01-not-mine.yaml": session("2025-02-04")}, evening("2025-02-04"))
    return History(learner.folder / "portfolio", learner.tip, learner.ids)


INNOCENT: dict[str, Builder] = {
    **named(weekly, weekly_signed, rebased_before_hand_in, template_update, squash_merges, host_merges, web_edits),
    **named(nfd_names, octopus, empty_commits, unborn, detached, sha256, big_video_pack, depth_1_ci, blobless),
    **named(cloned, linked_worktree, sparse, husky, bare, in_a_subfolder),
}
