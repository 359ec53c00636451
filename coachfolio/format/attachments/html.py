"""HTML without its marks. Nothing is followed and nothing is run."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from coachfolio.base.words import words

__all__ = ["unmarked"]

_BLOCKS: Final = words(
    """
    p div br tr td th li ul ol table h1 h2 h3 h4 h5 h6 hr title body section article option
    dt dd blockquote pre
    """
)


class _Unmarked(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        for name, value in attrs:
            if value and name not in ("class", "style", "id", "src") and any(sign.isalpha() for sign in value):
                self.hidden[value] = None

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden[data] = None


def unmarked(text: str) -> str:
    """What a reader of HTML sees, and then what its marks hide."""
    parser = _Unmarked()
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError, RecursionError):  # whatever is left is read as it is written
        return text
    return "".join(parser.parts) + "\n" + "\n".join(parser.hidden)
