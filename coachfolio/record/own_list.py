"""The list of signers that a portfolio carries, read at every save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from coachfolio.git.directory import OpenRecord
from coachfolio.git.objects import commit_from
from coachfolio.git.process import Repository, output
from coachfolio.git.reading import ids_reachable, listing, objects
from coachfolio.portfolio.snapshots import portfolio_folder
from coachfolio.record.authority import ListProblem, ListSave, trusted_from
from coachfolio.record.signers import Signers

__all__ = ["signers_in"]

SIGNERS_FILE: Final = "signers"
"""The list of signers that a portfolio may carry, beside portfolio.yaml."""


def signers_in(
    record: OpenRecord, save: str, fingerprint: str, given: Signers | None
) -> tuple[Signers, tuple[ListProblem, ...]]:
    """The list of signers that the portfolio carries, as far as it may be believed; else the one that was given.

    It is believed from a `save` on, by its full id, which the key with this `fingerprint` signed.
    """
    given = given or Signers.none()
    if record.tip is None:
        return given, ()
    repository = record.repository
    folder = portfolio_folder(record, listing(repository, record.tip))
    ids = ids_reachable(repository, [record.tip])[::-1]
    lists = _lists(repository, ids, f"{folder}{SIGNERS_FILE}")
    texts = {
        id: data.decode("utf-8", "replace")
        for id, data in objects(repository, sorted({*lists.values()}), "blob", too_large=set())
    }
    saves = []
    for id, data in objects(repository, ids, "commit"):
        commit = commit_from(id, data)
        text = texts.get(lists.get(id, ""))
        saves.append(ListSave(id, commit.parents, text, commit.signature, commit.signed, commit.committer.email))
    found, problems = trusted_from(saves, save, fingerprint, given.openpgp_keys)
    return found or given, problems


def _lists(repository: Repository, saves: Sequence[str], path: str) -> dict[str, str]:
    """The id of the list of signers at each save that has one.

    Each save is asked for it: what a joined line took whole from one of its parents is no change of its own.
    """
    if "\n" in path:
        return {}
    wanted = "".join(f"{save}:{path}\n" for save in saves).encode("utf-8", "surrogateescape")
    said = output(repository, "cat-file", "--batch-check=%(objecttype) %(objectname)", "--buffer", given=wanted)
    answers = (line.split(b" ") for line in said.split(b"\n"))
    return {
        save: parts[1].decode("ascii")
        for save, parts in zip(saves, answers, strict=False)
        if len(parts) == 2 and parts[0] == b"blob"
    }
