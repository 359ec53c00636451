"""Documents of old and of other programs (.doc, .rtf, .odt) as .docx, by LibreOffice where it is installed.

It is started once for all of them, in a folder of its own that is gone afterwards, with settings under which no macro
runs and nothing is fetched. The documents get neutral names there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

__all__ = ["CONVERTED", "NO_CONVERTER", "in_docx"]

CONVERTED: Final = (".doc", ".dot", ".rtf", ".odt", ".ott", ".fodt", ".wps")
"""Endings of documents that have to be converted."""
NO_CONVERTER: Final = "it needs LibreOffice, which is not installed: install it, or open the file and save it as .docx"
_FAILED: Final = "LibreOffice could not read it: open it and save it as .docx"
_PLACES: Final = (
    "/usr/bin/soffice",
    "/usr/local/bin/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SECONDS: Final = 90
_SECONDS_EACH: Final = 3
_KEPT: Final = ("SYSTEMROOT", "PATH", "TEMP", "TMP", "SYSTEMDRIVE", "PROGRAMFILES", "LD_LIBRARY_PATH")
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value>
</prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
"""No macro runs, no link is updated, and whatever would be fetched goes nowhere."""


def in_docx(documents: Mapping[str, bytes]) -> Mapping[str, bytes | str]:
    """Each document by its name as the bytes of a .docx; a half sentence instead, where it could not be converted."""
    program = next(
        (place for place in (shutil.which("soffice") or "", *_PLACES) if place and Path(place).is_file()), ""
    )
    if not documents or not program:
        return dict.fromkeys(documents, NO_CONVERTER)
    with tempfile.TemporaryDirectory(prefix="coachfolio-", ignore_cleanup_errors=True) as work:
        folder = Path(work)
        profile, given, made = folder / "profile", folder / "in", folder / "out"
        for inner in (profile / "user", given, made):
            inner.mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        files = {}
        for number, (name, data) in enumerate(documents.items(), 1):
            files[name] = given / f"{number}{PurePosixPath(name.lower()).suffix}"
            files[name].write_bytes(data)
        _run(program, profile, made, list(files.values()), folder)
        found: dict[str, bytes | str] = {}
        for name, file in files.items():
            result = made / f"{file.stem}.docx"
            found[name] = result.read_bytes() if result.is_file() else _FAILED
        return found


def _run(program: str, profile: Path, made: Path, files: list[Path], folder: Path) -> None:
    alone = {name: os.environ[name] for name in _KEPT if name in os.environ}
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made), *map(str, files)]
    try:
        subprocess.run(  # noqa: S603 - a program found by its place, and names of our own
            command,
            cwd=folder,
            env={**alone, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS + _SECONDS_EACH * len(files),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return
