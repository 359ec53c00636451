"""Histories that were changed after they were handed over, and two that were not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from .learner import Builder, History, Learner, committed, evening, held, kept, named, session, sheet, weeks

EIGHT = weeks(7)
"""With the first save, eight."""
DROPPED, EDITED, PURGED = EIGHT[2], EIGHT[1], EIGHT[4]


def _rewritten(place: Path, change: Callable[[Learner], str | None]) -> History:
    """Eight saves, handed over, and then changed. `change` says which evidence it is about."""
    learner = kept(place, EIGHT)
    before, bundle = learner.tip, learner.hand_over()
    path = change(learner)
    return learner.done(path=path or "", earlier=before, bundle=bundle)


def same(place: Path) -> History:
    """Nothing was done since."""
    return _rewritten(place, lambda learner: None)


def grown(place: Path) -> History:
    """Honest work since: two more sessions, and a change to an old one."""

    def change(learner: Learner) -> str:
        learner.save(held("2025-02-25"), evening("2025-02-25"))
        learner.save({sheet(EDITED): session(EDITED, minutes=90)}, evening("2025-03-01"), "Reason: my diary says so")
        learner.save(held("2025-03-04"), evening("2025-03-04"))
        return sheet(EDITED)

    return _rewritten(place, change)


def _amend(learner: Learner, *options: str) -> None:
    learner.git("add", "--all")
    learner.git("commit", "--quiet", "--amend", *options, variables=committed(evening("2025-02-20")))


def amend_message(place: Path) -> History:
    """The last save's message was written again: 1 lost, 1 new, files the same."""
    return _rewritten(place, lambda learner: _amend(learner, "--message", "Other words"))


def amend_content(place: Path) -> History:
    """The last save's content was changed in place: 1 lost, 1 new."""

    def change(learner: Learner) -> str:
        learner.write({sheet(EIGHT[-1]): session(EIGHT[-1], minutes=90)})
        _amend(learner, "--no-edit")
        return sheet(EIGHT[-1])

    return _rewritten(place, change)


def author_dates_filtered(place: Path) -> History:
    """The author's dates of the last three saves went back a month: 3 lost, 3 new, files the same."""

    def change(learner: Learner) -> None:
        def earlier(found: re.Match[bytes]) -> bytes:
            return found[1] + b"%d" % (int(found[2]) - 30 * 86_400)

        _replayed(learner, EIGHT[-3:], lambda text: re.sub(rb"^(author .*> )(\d+)", earlier, text, flags=re.MULTILINE))

    return _rewritten(place, change)


def _replayed(learner: Learner, days: Iterable[str], change: Callable[[bytes], bytes]) -> None:
    """Make the saves of those days again, each one's text changed, and end with the last."""
    made: dict[bytes, bytes] = {}
    for day in days:
        text = learner.git("cat-file", "commit", learner.ids[day])
        for old, new in made.items():
            text = text.replace(b"parent " + old, b"parent " + new)
        made[learner.ids[day].encode()] = learner.put("commit", change(text)).encode()
    learner.git("reset", "--quiet", "--hard", [*made.values()][-1].decode())


def force_rebased(place: Path) -> History:
    """Every save was made again: 8 lost, 8 new, committer's dates new, files the same."""
    return _rewritten(place, lambda learner: learner.rebase(evening("2025-02-20"), "--force-rebase", "--root"))


def edited_in_place(place: Path) -> History:
    """A session was changed where it was first saved: 6 lost, 6 new."""

    def change(learner: Learner) -> str:
        learner.remake(EDITED, {sheet(EDITED): session(EDITED, minutes=120)}, evening("2025-02-20"))
        return sheet(EDITED)

    return _rewritten(place, change)


def dropped(place: Path) -> History:
    """The save of a session was left out: 5 lost, 4 new."""

    def change(learner: Learner) -> str:
        lost = learner.ids[DROPPED]
        learner.rebase(evening("2025-02-20"), "--onto", f"{lost}^", lost, "main")
        return sheet(DROPPED)

    return _rewritten(place, change)


def purged(place: Path) -> History:
    """A session was taken out of every save, and what it was is no longer there: 3 lost, 3 new."""

    def change(learner: Learner) -> str:
        trees: dict[bytes, bytes] = {}
        spare = {"GIT_INDEX_FILE": str(learner.place / "spare-index")}
        for day in EIGHT[4:]:
            tree = learner.git("rev-parse", f"{learner.ids[day]}^{{tree}}").strip()
            learner.git("read-tree", tree.decode(), variables=spare)
            learner.git("rm", "--quiet", "--cached", sheet(PURGED), variables=spare)
            trees[tree] = learner.git("write-tree", variables=spare).strip()
        _replayed(
            learner, EIGHT[4:], lambda text: re.sub(rb"^tree (\w+)", lambda found: b"tree " + trees[found[1]], text)
        )
        learner.git("update-ref", "-d", "ORIG_HEAD")
        learner.git("reflog", "expire", "--expire=now", "--all")
        learner.git("gc", "--quiet", "--prune=now")
        return sheet(PURGED)

    return _rewritten(place, change)


def reset(place: Path) -> History:
    """The last two saves were given up: 2 lost, none new."""

    def change(learner: Learner) -> str:
        learner.git("reset", "--quiet", "--hard", "HEAD~2")
        return sheet(EIGHT[-1])

    return _rewritten(place, change)


def squashed(place: Path) -> History:
    """All saves were made into one: 8 lost, 1 new, files the same."""

    def change(learner: Learner) -> None:
        learner.git("reset", "--quiet", "--soft", learner.ids["first"])
        _amend(learner, "--no-edit")

    return _rewritten(place, change)


def orphaned(place: Path) -> History:
    """A new history with the same files: 8 lost, 1 new."""

    def change(learner: Learner) -> None:
        learner.git("switch", "--quiet", "--orphan", "fresh")
        learner.git("checkout", "--quiet", "main", "--", ".")
        learner.save({}, evening("2025-02-20"), "My portfolio")
        learner.git("branch", "--quiet", "--force", "-M", "fresh", "main")

    return _rewritten(place, change)


REWRITES: dict[str, Builder] = {
    **named(amend_message, author_dates_filtered, force_rebased, amend_content, edited_in_place, dropped, purged),
    **named(reset, squashed, orphaned),
}
NO_REWRITES: dict[str, Builder] = named(grown, same)
