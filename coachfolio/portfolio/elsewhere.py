"""Files that only stand for something: what a sync service has not fetched, pointers, and what a computer lays down."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["BEGINNING", "BRING_IT", "hollow_by_name", "pointer_in", "put_down_by", "stands_for", "what_it_holds"]

BEGINNING: Final = 512
"""Bytes of a file from which it can be told what it is."""
BRING_IT: Final = (
    "Have the sync service fetch the file itself, or open it where it is and save a copy here. Then check again."
)

_PLACEHOLDER: Final = r"(?is)\.(?P<name>.+)\.icloud"
_POINTERS: Final = {
    **dict.fromkeys((".gdoc", ".gsheet", ".gslides", ".gdraw", ".gform"), "a document that is kept at Google"),
    **dict.fromkeys((".url", ".webloc", ".website"), "a page on the web"),
    **dict.fromkeys((".lnk", ".desktop", ".alias"), "a file on one computer"),
}
_UNFINISHED: Final = (".crdownload", ".download", ".part", ".partial", ".opdownload")
_PUT_DOWN: Final = {
    "icon\r": "the picture of a folder, which macOS puts down",
    "desktop.ini": "how Windows shows a folder",
    "thumbs.db": "small pictures, which Windows puts down",
    "ehthumbs.db": "small pictures, which Windows puts down",
    ".ds_store": "how macOS shows a folder",
}
_LFS: Final = b"version https://git-lfs.github.com/spec/"
_PAGE: Final = rb"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b"
_NO_PAGES: Final = frozenset(
    [
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".ppt",
        ".pptx",
        ".odt",
        ".ods",
        ".odp",
        ".rtf",
        ".pages",
        ".pdf",
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".heic",
        ".tif",
        ".tiff",
        ".zip",
        ".mp3",
        ".m4a",
        ".wav",
        ".mp4",
        ".mov",
    ]
)


def stands_for(name: str) -> str | None:
    """The name of the file that iCloud has not fetched, by that of what it puts down in its place."""
    match = re.fullmatch(_PLACEHOLDER, name)
    return match["name"] if match else None


def put_down_by(name: str) -> str:
    """What a file is that a computer puts down by itself, in words; empty where it is none."""
    if name.startswith("~$"):
        return "a mark that Office leaves while a document is open"
    if name.startswith(".~lock.") and name.endswith("#"):
        return "a mark that LibreOffice leaves while a document is open"
    return _PUT_DOWN.get(name.casefold(), "")


def hollow_by_name(path: str, size: int) -> str:
    """What a file is that can hold nothing, by its name and size: words to follow `This file`. Empty otherwise."""
    if size == 0:
        return "is empty"
    ending = _ending(path)
    if ending in _UNFINISHED:
        return "is a download that never came to its end"
    if ending == ".icloud":
        return "is not on this computer: iCloud has put a mark in its place"
    return f"is only a pointer to {_POINTERS[ending]}" if ending in _POINTERS else ""


def _ending(path: str) -> str:
    return f".{path.rsplit('/', 1)[-1].rsplit('.', 1)[-1].lower()}"


def pointer_in(beginning: bytes) -> str:
    """What a file is that git keeps elsewhere as a large one and has not fetched: words to follow `This file`."""
    return "is only a pointer: its content was never fetched (Git LFS)" if beginning.startswith(_LFS) else ""


def what_it_holds(beginning: bytes, path: str) -> str:
    """What a file is that can hold nothing, by its first bytes: words to follow `This file`. Empty otherwise."""
    if pointer := pointer_in(beginning):
        return pointer
    if beginning and not beginning.strip(b"\0"):
        return "has nothing in it but noughts, as a file that was never fetched"
    if beginning and not beginning.removeprefix(b"\xef\xbb\xbf").strip():
        return "has nothing in it but blanks"
    if _ending(path) in _NO_PAGES and re.match(_PAGE, beginning.removeprefix(b"\xef\xbb\xbf")):
        return "is a page from the web, such as one that asks to sign in, and not the document"
    return ""
