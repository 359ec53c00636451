"""Prose as HTML: Markdown, with everything taken out that could run, load or lead somewhere by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from coachfolio.base.words import safe

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["prose_html"]

_SPECIAL: Final = re.compile(r"[*_`\[\]<>#~|\\\t]|&(?=[#\w])|  \n|^ {0,3}(?:[-+=]|\d{1,9}[.)])|^ {4}", re.MULTILINE)
"""Whatever may mean something in Markdown. A text without any of it is nothing but paragraphs."""
_BLANK_LINES: Final = re.compile(r"\n(?:[ ]*\n)+")
_PLAIN_ITEM: Final = re.compile(r"- [^\s*_`\[\]<>#~|\\&+=\-\d][^*_`\[\]<>#~|\\&\t\n]*")
_TAGS: Final = frozenset(
    "p br em strong code pre blockquote ul ol li a table thead tbody tr th td s hr".split()  # noqa: SIM905 - a list of words
)
_ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
_CLASSES: Final = {"p": {"heading"}}
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
LONGEST: Final = 400_000
"""Signs of a text that is read as Markdown. A longer one is shown as it stands."""


def prose_html(text: str) -> Markup:
    """A text of the portfolio, which is Markdown, as HTML in which nothing can run and nothing is fetched."""
    text = safe(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not _SPECIAL.search(text):
        return _paragraphs(text)
    lines = text.split("\n")
    if all(_PLAIN_ITEM.fullmatch(line) for line in lines):
        items = "\n".join(f"<li>{escape(line[2:].rstrip())}</li>" for line in lines)
        return Markup(f"<ul>\n{items}\n</ul>\n")  # noqa: S704 - each item is escaped
    if len(text) > LONGEST:
        return Markup("<pre>{}</pre>\n").format(text)
    return _markdown(text)


def _paragraphs(text: str) -> Markup:
    parts = ("\n".join(line.strip(" ") for line in part.strip("\n").split("\n")) for part in _BLANK_LINES.split(text))
    return Markup("".join(f"<p>{escape(part)}</p>\n" for part in parts if part.strip()))  # noqa: S704 - escaped


def _markdown(text: str) -> Markup:
    import nh3

    clean = nh3.clean(
        _reader().render(text),
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in _CLASSES.items()},
        url_schemes=set(_SCHEMES),
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - it was cleaned


@cache
def _reader() -> Any:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.disable(["image"])
    reader.add_render_rule("heading_open", _heading_open)
    reader.add_render_rule("heading_close", _heading_close)
    return reader


def _heading_open(_self: Any, _tokens: Sequence[Token], _at: int, _options: Any, _env: Any) -> str:
    """A heading inside a text is no heading of the page."""
    return '<p class="heading"><strong>'


def _heading_close(_self: Any, _tokens: Sequence[Token], _at: int, _options: Any, _env: Any) -> str:
    return "</strong></p>\n"
