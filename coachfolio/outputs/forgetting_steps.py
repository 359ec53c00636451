"""The steps that take a client out of all saves, and the proof that they did, in words for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.words import count, one_line
from coachfolio.confidentiality.wording import ASK_FOR_COPIES, MAKE_AGAIN, SEND_AND_DELETE, TELL_THE_CENTRE
from coachfolio.editing.leaving import FILES, NAMES, WORDS, label_of

if TYPE_CHECKING:
    from coachfolio.editing.forgetting import ForgettingPlan
    from coachfolio.editing.proving import Part, Proof

__all__ = ["proof_text", "steps"]


def steps(plan: ForgettingPlan) -> Iterator[str]:
    """What is left to do in the record, in its order. What is to be typed can be typed as it stands."""
    label = label_of(plan.client)
    new = f"../without-{label}"
    yield ""
    if not plan.kept_in_git:
        yield "This folder is not kept in git, so there are no earlier versions of these files in it."
        yield "Every copy and backup of the folder still has them."
        return
    yield "Every earlier save still holds what was taken out now. To take it out of those as well, in this order:"
    yield from _step(1, "Finish the list above. Run coachfolio check, and save:")
    yield f'       git add --all && git commit -m "Forget {label}" -m "Reason: the client asked to be forgotten."'
    top = "the folder that holds the whole record" if plan.inside else "this folder"
    yield from _step(
        2,
        f"In {top}, make a second copy, and take every file out of every save in it that tells of {label}. "
        f"{MAKE_AGAIN}. {_what_goes(plan)}",
    )
    yield f"       git clone --no-local . {new} && cd {new}"
    yield f"       {_rewriting(plan, label)}"
    yield "       rm -rf .git/filter-repo"
    seals = ", take away the seals, which name saves that are not in it" if plan.seals_in_all else ""
    yield from _step(3, f"Put these files back as they are now, from the folder you came from{seals}, and save:")
    yield '       git -C "$OLDPWD" archive HEAD | tar -x'
    if plan.seals_in_all:
        yield "       git for-each-ref --format='delete %(refname)' refs/tags/sealed | git update-ref --stdin"
    yield f'       git add --all && git commit --allow-empty -m "Forget {label}: what is left"'
    yield from _step(
        4,
        "Go back, and have every object and every name in the new record searched. Go on only when nothing is left:",
    )
    yield f'       cd "$OLDPWD" && coachfolio forget {shlex.quote(plan.client)} {_place(plan)} --prove {new}'
    yield from _step(
        5,
        f"The folder private is in no save, so it is not there yet. Copy it, delete the entry {label} in the copy, and "
        "put the hooks back if you had them:",
    )
    place = shlex.quote(f"{new}/{one_line(plan.inside)}")
    yield f"       cp -R {shlex.quote(f'./{one_line(plan.inside)}private')} {place}"
    yield f"       coachfolio hooks install {place}"
    yield from _step(6, SEND_AND_DELETE)
    yield from _step(7, ASK_FOR_COPIES)
    yield from _step(
        8,
        f"{TELL_THE_CENTRE} A note of the erasure, signed by the centre, explains it to whoever checks the record "
        "later. It need not name the client.",
    )
    yield from ("", "Once the old folder, its backups and the copies are gone, none of this can be brought back.")


def _what_goes(plan: ForgettingPlan) -> str:
    told = plan.told
    parts = [f"The files are listed in .git/forget-{label_of(plan.client)}, where no save and no copy takes them"]
    if told.words:
        parts.append(f"{count(len(told.words), 'line')} in messages of saves will say that a client was forgotten")
    if told.names:
        parts.append(
            f"{count(len(told.names), 'line of work or seal', 'lines of work or seals')} will get another name"
        )
    if told.not_read:
        parts.append(
            f"{count(len(told.not_read), 'file')} in earlier saves could not be looked into: step 4 names each that is "
            "there still"
        )
    return f"{'. '.join(parts)}:"


def _rewriting(plan: ForgettingPlan, label: str) -> str:
    lists = f"$OLDPWD/.git/forget-{label}"
    line = f'git filter-repo --invert-paths --paths-from-file "{lists}/{FILES}"'
    if plan.told.words:
        line += f' --replace-message "{lists}/{WORDS}"'
    if plan.told.names:
        line += f' --refname-callback "$(cat "{lists}/{NAMES}")"'
    return line


def _place(plan: ForgettingPlan) -> str:
    return shlex.quote(one_line(plan.inside) or ".")


def _step(number: int, text: str) -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(text, 108, initial_indent=f"  {number}.   ", subsequent_indent="       ")


_LEFT: Final[dict[Part, str]] = {
    "content": "what was to go, as it was saved",
    "version": "in a file as it was saved",
    "save": "in the words of a save, or by whom it was made",
    "folder": "in the name of a file, in a folder as it was saved",
    "seal": "in the words of a seal",
    "name": "in the name of a line of work or a seal",
    "log": "in what git keeps beside the saves",
    "unread": "could not be looked into: read it yourself",
}


def proof_text(proof: Proof, client: str) -> Iterator[str]:
    """What was searched and what is left, name by name."""
    label = label_of(client)
    yield f"{count(proof.objects, 'object')} and all names in the new record were read."
    if not proof.names_checked:
        yield "Only the code was looked for: there is no list of clients here, so nobody knows the names."
    if not proof.left:
        yield f"Nothing is left that tells of {label} but the code itself, where hours are counted."
        return
    yield from ("", f"This still tells of {label}, or may:")
    yield from (f"  {one_line(left.where)}: {_LEFT[left.part]}" for left in proof.left)
