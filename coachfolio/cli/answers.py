"""Answers at a terminal: one word where one is asked for, and else a text of any length, pasted or from an editor.

What is pasted comes all at once. Of a text every line of it is the answer; where one word is asked for nothing of it is
taken, so that no line of a pasted text can become a verdict. What was waiting before the question was asked was typed
ahead, by a script for instance, and is taken line by line.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Final

import click

if sys.platform != "win32":
    import select
    import termios

__all__ = ["short_answer", "text_answer"]

_QUIET: Final = 0.1
"""Seconds without another letter after which a paste has ended."""
_LONGEST_LINE: Final = 4095
"""Bytes of one line that a terminal hands on; what comes after them is lost."""
_MARKS: Final = ("\x1b[200~", "\x1b[201~")
"""What a terminal may put around a paste."""
_EDITOR: Final = "e"


def short_answer(question: str, **settings: Any) -> Any:
    """One line, as `click.prompt` asks for it. Several lines at once are a paste, and none of them is taken."""
    kind = settings.pop("type", None)
    choices = f" ({', '.join(kind.choices)})" if isinstance(kind, click.Choice) else ""
    while True:
        ahead = _is_waiting()
        answer = click.prompt(f"{question}{choices}", **settings)
        if not ahead and _rest().strip():
            click.echo("Several lines were pasted here, and none of them was taken. Type one line.")
            continue
        if kind is None:
            return answer
        try:
            return kind.convert(answer, None, None)
        except click.UsageError as error:
            click.echo(f"Error: {error.message}", err=True)


def text_answer(question: str, *, needed: bool = True, suffix: str = ": ") -> str | None:
    """A text of any length: typed, pasted as a whole, or written in an editor with `e`. None where it is left out."""
    while True:
        ahead = _is_waiting()
        settings: dict[str, Any] = {} if needed else {"default": "", "show_default": False}
        first = click.prompt(question, prompt_suffix=suffix, **settings)
        rest = "" if ahead else _rest()
        text = f"{first}\n{rest}" if rest.strip() else first
        for mark in _MARKS:
            text = text.replace(mark, "")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text.strip() == _EDITOR:
            text = _edited("")
        elif any(len(line.encode()) >= _LONGEST_LINE for line in text.split("\n")):
            click.echo("That is longer than a terminal takes in one line. See in the editor that it is whole.")
            text = _edited(text)
        if text.strip() or not needed:
            return text.strip() or None


def _edited(text: str) -> str:
    return (click.edit(text, extension=".txt", require_save=False) or "").replace("\r\n", "\n")


def _is_waiting() -> bool:
    """Whether there is a line that was typed before anything was asked."""
    if sys.platform == "win32":
        import msvcrt

        return msvcrt.kbhit()
    try:
        return bool(select.select([sys.stdin], [], [], 0)[0])
    except (OSError, ValueError):  # no terminal at all
        return True


def _rest() -> str:
    """What came along with the line that was just read: whole lines, and the beginning of one."""
    if sys.platform == "win32":
        return _rest_on_windows()
    try:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
    except (OSError, ValueError, termios.error):
        return ""
    letters = termios.tcgetattr(terminal)
    letters[3] &= ~termios.ICANON  # a line that has not ended can be read as well
    letters[6][termios.VMIN], letters[6][termios.VTIME] = 0, 0
    data = b""
    termios.tcsetattr(terminal, termios.TCSANOW, letters)
    try:
        while select.select([terminal], [], [], _QUIET)[0]:
            part = os.read(terminal, 1 << 16)
            if not part:
                break
            data += part
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
    return data.decode("utf-8", "replace")


def _rest_on_windows() -> str:
    import time

    time.sleep(_QUIET)
    lines = []
    while _is_waiting():
        lines.append(sys.stdin.readline())
        time.sleep(_QUIET)
    return "".join(lines)
