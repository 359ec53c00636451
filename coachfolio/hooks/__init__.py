"""The hooks: what git asks before a save is made, and before a record is sent on."""

from __future__ import annotations

from typing import Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["HOOKS", "PLAIN", "Hook"]


@frozen()
class Hook(Frozen):
    """One hook, as the pre-commit framework offers it."""

    id: str
    name: str
    description: str
    command: str
    """What follows `coachfolio`."""
    stages: tuple[str, ...]
    takes_file: bool = False
    """Whether it is handed the file with the message."""


HOOKS: Final = (
    Hook(
        "coachfolio",
        "coachfolio: nothing wrong, nothing leaked, nothing lost",
        "What is about to be saved: errors, clients' names, and what would be lost. Then one line of where you stand.",
        "hook commit",
        ("pre-commit", "pre-merge-commit"),
    ),
    Hook(
        "coachfolio-message",
        "coachfolio: the message names no client, and says why",
        "No client's name in the message; a line with Reason: where something is lost or sealed evidence changes.",
        "hook message",
        ("commit-msg",),
        takes_file=True,
    ),
    Hook(
        "coachfolio-record",
        "coachfolio: the record can be sent on",
        "The record before it is sent on: nothing private in it, no seal moved, nothing that cannot be right.",
        "hook push",
        ("pre-push",),
    ),
    Hook(
        "coachfolio-submission",
        "coachfolio: everything is there for submission",
        "The whole check for submission: what is missing is an error.",
        "hook submission",
        ("pre-push", "manual"),
    ),
)
"""Every hook. What the framework reads (.pre-commit-hooks.yaml) is written from here."""

PLAIN: Final = {
    "pre-commit": "hook commit",
    "pre-merge-commit": "hook commit",
    "commit-msg": "hook",
    "pre-push": "hook push",
}
"""The hooks without the framework: git's name for each, and what follows `coachfolio`. That for the message says itself
whether it is `message` or, where git opened no editor, `save`."""
