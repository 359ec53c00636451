"""Cleaning up earlier saves, and the proof that they are clean, in words for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, listed, one_line
from coachfolio.outputs.drafts import then

if TYPE_CHECKING:
    from coachfolio.editing.forgetting import ForgettingPlan
    from coachfolio.editing.forgetting.cleaning import Cleaned, CleanUp
    from coachfolio.editing.forgetting.proving import Part, Proof

__all__ = ["clean_up_text", "cleaned_text", "left_to_do", "proof_text"]

_WIDE: Final = 100


def left_to_do(plan: ForgettingPlan) -> Iterator[str]:
    """What comes after the files were changed."""
    yield ""
    if not plan.kept_in_git:
        yield "This folder is not kept in git, so there are no earlier versions of these files in it."
        yield "Every copy and backup of the folder still has them."
        return
    yield from _lines(
        "Every earlier save still holds what is taken out now. Once the files are as they are to stay, this command "
        "takes it out of those as well: it asks first, and puts the old saves by."
    )


def clean_up_text(plan: CleanUp) -> Iterator[str]:
    """What cleaning up does, before it is asked whether to do it."""
    yield f"Cleaning up {count(plan.saves, 'earlier save')}:"
    yield from _item(
        f"{count(len(plan.paths), 'file')} that told of {plan.client} go from every save, with all versions"
    )
    if plan.told.words:
        yield from _item(
            f"{count(len(plan.told.words), 'line')} in the words of saves say that something was taken out"
        )
    if plan.told.names:
        yield from _item(
            f"{count(len(plan.told.names), 'line of work or seal', 'lines of work or seals')} get other names"
        )
    if plan.seals:
        yield from _item(f"{count(len(plan.seals), 'seal')} taken away: what is sealed has other numbers then")
    yield from _item("one more save has the files as they lie there now")
    if plan.unsaved:
        yield from _item(f"what is not saved yet is saved with it: {count(len(plan.unsaved), 'file')}")
    yield from _item(f"the old saves go into {one_line(plan.backup)}, which is no part of the record")
    yield from _item(f"{plan.client} goes from your list of clients last, once it is proved that nothing is left")
    yield from told_of_hand_over(plan)


def told_of_hand_over(plan: CleanUp) -> Iterator[str]:
    """What nobody can undo from here, by what is known of who has the record."""
    known = []
    if plan.remotes:
        known.append(
            f"it was sent to or came from another computer ({listed(one_line(name) for name in plan.remotes)})"
        )
    if plan.seals:
        known.append("it is sealed, so whoever sealed it has a copy")
    yield ""
    if known:
        yield from _lines(
            f"What cannot be undone from here: {listed(known)}. What they have stays with them until they delete it."
        )
    yield from _lines(
        "Whoever was given a hand-over file or a copy still has everything in it. Receipts and seals made before will "
        "say that the record was made again and that a part of it is gone. They are right."
    )


def cleaned_text(cleaned: Cleaned, plan: CleanUp) -> Iterator[str]:
    """What came of it, and what is left to do by hand."""
    yield from proof_text(cleaned.proof, plan.client)
    if not cleaned.done:
        yield ""
        yield from _lines(
            "Nothing of the record was changed. Take it out of what is named here, and run the same command again."
        )
        return
    yield f"{count(cleaned.before, 'save')} before, {cleaned.after} now."
    yield from ("", "Left to do:")
    yield from _item(f"Look whether all is well, and then delete {one_line(plan.backup)}: it still has everything.")
    if plan.by_hand:
        yield from _item(
            f"{count(len(plan.by_hand), 'file')} named above may still tell of {plan.client}. Edit what does, and run "
            "the same command again: it takes the versions of now out of all saves."
        )
    if not cleaned.let_go:
        yield from _item(
            f"Take {plan.client} off your list of clients yourself: private/clients.yaml, remarks included."
        )
    if plan.remotes:
        yield from _item(
            "The address of the other computer was taken out, so that nothing comes back from there. Ask whoever keeps "
            "it to delete the record there. Then connect it again (git remote add), and send it as a new one."
        )
    yield from _item("Ask everybody who was given a copy, a hand-over file or a backup to delete it. Delete your own.")
    yield from _item(
        "Tell your centre. A note of the erasure, signed by them, explains it to whoever checks the record later. It "
        "need not name the client. Ask for new seals and receipts."
    )


_LEFT: Final[dict[Part, str]] = {
    "content": "what was to go, as it was saved",
    "version": "in a file as it was saved",
    "save": "in the words of a save, or by whom it was made",
    "folder": "in the name of a file, in a folder as it was saved",
    "seal": "in the words of a seal",
    "name": "in the name of a line of work or a seal",
    "log": "in what git keeps beside the saves",
    "file": "in a file as it lies there",
    "bundle": "a hand-over file, which holds everything: delete it, or put it elsewhere",
    "unread": "could not be looked into: read it yourself",
}


def proof_text(proof: Proof, client: str) -> Iterator[str]:
    """What was searched and what is left, name by name."""
    yield f"{count(proof.objects, 'object')}, all names, logs and files of the new record were read."
    if not proof.names_checked:
        yield "Only the code was looked for: no names are listed for it here, so nobody knows them."
    if not any(left.part != "unread" for left in proof.left):
        yield f"Nothing is left in it that tells of {client} but the code itself, in the files as they are now."
    if proof.left:
        yield from ("", f"This still tells of {client}, or may:")
    yield from (f"  {one_line(left.where)}: {_LEFT[left.part]}" for left in proof.left)


def again(code: str, folder: str) -> str:
    """What is to be typed to go on."""
    return f"coachfolio forget{then(code)}{then('' if folder == '.' else folder)}"


def _lines(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _WIDE, break_on_hyphens=False, break_long_words=False)


def _item(text: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text, _WIDE, initial_indent="  - ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )
