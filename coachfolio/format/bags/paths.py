"""Names in a pack: those that every computer can keep, and that lead nowhere else."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["MAX_NAME", "encoded", "path_decoded", "same_name", "trouble_with"]

MAX_NAME: Final = 1_000
"""Bytes of one whole name."""
_MAX_PART: Final = 240
"""Bytes of one part of it: file systems keep 255, and unpacking programs add a little."""
_NEVER: Final = re.compile('[\x00-\x1f\x7f<>:"|?*\\\\\ud800-\udfff]')
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
"""Signs that have a name read otherwise than it is."""
_DEVICE: Final = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_ENCODED: Final = {"%": "%25", "\n": "%0A", "\r": "%0D"}


def trouble_with(name: str) -> str:
    """Why a name may not stand in a pack, as the end of a sentence; empty where it may."""
    parts = name.removesuffix("/").split("/")
    if not name or name.startswith("/"):
        return "which leads out of the folder"
    if any(part in ("", ".", "..") for part in parts):
        return "which leads out of the folder or through it in a roundabout way"
    if _NEVER.search(name):
        return "which not every computer can keep"
    if _TURNS.search(name):
        return "which is shown otherwise than it is"
    if any(part.endswith((".", " ")) or _DEVICE.fullmatch(part) for part in parts):
        return "which not every computer can keep"
    if len(name.encode()) > MAX_NAME or any(len(part.encode()) > _MAX_PART for part in parts):
        return "which is too long"
    return ""


def same_name(name: str) -> str:
    """What two names have in common that are one and the same on some computer: their letters without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def encoded(name: str) -> str:
    """A name as a list of fingerprints has it."""
    return re.sub("[%\n\r]", lambda found: _ENCODED[found[0]], name)


def path_decoded(name: str) -> str:
    """A name out of a list of fingerprints."""
    return re.sub("%(0[AaDd]|25)", lambda found: chr(int(found[1], 16)), name)
