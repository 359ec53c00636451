"""The settings of a stranger's git directory, read as data: they are reported and never obeyed.

No file that the settings include is opened. Only names from the lists below leave this module: neither a value nor a
part of a name that a stranger may choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coachfolio.base.frozen import Frozen, frozen

__all__ = ["MAX_SETTINGS_BYTES", "Setting", "has_own_signers", "is_partial", "programs", "settings", "value_of"]

MAX_SETTINGS_BYTES: Final = 1 << 20

_SECTION: Final = re.compile(r'\[[ \t]*([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?[ \t]*\]')
_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t\r]*(=?)")
_BLANK: Final = frozenset(" \t\n\r\f\v")
_ESCAPES: Final = {"n": "\n", "t": "\t", "b": "\b"}

_KNOWN_PARTS: Final = frozenset({"ext", "file", "git", "http", "https", "lfs", "openpgp", "ssh", "x509"})
"""Middle parts of names that are well known, and so may be shown."""
_BOOLEANS: Final = frozenset({"", "0", "1", "false", "no", "off", "on", "true", "yes"})
_QUIET_EXTENSIONS: Final = frozenset(
    {"compatobjectformat", "noop", "objectformat", "partialclone", "preciousobjects", "refstorage"}
    | {"relativeworktrees", "worktreeconfig"}
)
"""Extensions that start nothing and lead nowhere."""
_PROGRAMS: Final = frozenset(
    {
        "browser.*.cmd",
        "core.alternaterefscommand",
        "core.askpass",
        "core.attributesfile",
        "core.editor",
        "core.gitproxy",
        "core.hookspath",
        "core.sshcommand",
        "core.worktree",
        "credential.*.helper",
        "credential.helper",
        "diff.*.command",
        "diff.*.textconv",
        "diff.external",
        "difftool.*.cmd",
        "difftool.*.path",
        "fetch.bundleuri",
        "filter.*.clean",
        "filter.*.process",
        "filter.*.smudge",
        "gpg.*.defaultkeycommand",
        "gpg.*.program",
        "gpg.program",
        "guitool.*.cmd",
        "hook.*.command",
        "http.*.proxy",
        "http.proxy",
        "include.path",
        "includeif.*.path",
        "init.templatedir",
        "instaweb.httpd",
        "interactive.difffilter",
        "man.*.cmd",
        "merge.*.driver",
        "mergetool.*.cmd",
        "mergetool.*.path",
        "protocol.*.allow",
        "protocol.allow",
        "remote.*.proxy",
        "remote.*.receivepack",
        "remote.*.uploadpack",
        "remote.*.vcs",
        "sendemail.*.sendmailcmd",
        "sendemail.*.smtpserver",
        "sendemail.sendmailcmd",
        "sendemail.smtpserver",
        "sequence.editor",
        "tar.*.command",
        "trailer.*.cmd",
        "trailer.*.command",
        "uploadpack.packobjectshook",
        "url.*.insteadof",
        "url.*.pushinsteadof",
    }
)
"""Settings that start a program or lead to another place, whatever their value."""
_OWN_SIGNERS: Final = frozenset(
    {"gpg.*.allowedsignersfile", "gpg.*.defaultkeycommand", "gpg.*.program", "gpg.*.revocationfile", "gpg.program"}
)
_PARTIAL: Final = frozenset({"extensions.partialclone", "remote.*.partialclonefilter", "remote.*.promisor"})


@frozen()
class Setting(Frozen):
    """One setting. All parts of its name are lower case."""

    section: str
    middle: str | None
    """The part in quotation marks, such as the name of a filter."""
    key: str
    value: str | None
    """None where there is no equals sign, which means true."""


def settings(data: bytes) -> tuple[Setting, ...]:
    """What a settings file says, in its order. What cannot be read is passed over, a line at a time."""
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    found = []
    section, middle = "", None
    place = 0
    while place < len(text):
        if text[place] in _BLANK:
            place += 1
        elif header := _SECTION.match(text, place):
            section, middle = _names(header[1], header[2])
            place = header.end()
        elif key := _KEY.match(text, place):
            value, place = _value(text, key.end()) if key[2] else (None, _end_of_line(text, key.end()))
            found.append(Setting(section, middle, key[1].lower(), value))
        else:  # a remark, or nothing that can be read
            place = _end_of_line(text, place)
    return tuple(found)


def _names(section: str, middle: str | None) -> tuple[str, str | None]:
    if middle is None:  # the old way of writing: [filter.lfs]
        section, dot, rest = section.partition(".")
        middle = rest if dot else None
    else:
        middle = re.sub(r"\\(.)", r"\1", middle)
    return section.lower(), None if middle is None else middle.lower()


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _value(text: str, place: int) -> tuple[str, int]:
    """A value from behind its equals sign, and where it ends."""
    letters: list[str] = []
    quoted = False
    while place < len(text) and text[place] != "\n":
        letter = text[place]
        if letter == "\\":
            following = text[place + 1 : place + 2]
            letters.append("" if following == "\n" else _ESCAPES.get(following, following))
            place += 2
            continue
        if letter == '"':
            quoted = not quoted
        elif letter in "#;" and not quoted:
            return "".join(letters).strip(), _end_of_line(text, place)
        else:
            letters.append(letter)
        place += 1
    return "".join(letters).strip(), min(place, len(text))


def _name(setting: Setting) -> str:
    """The name of a setting, with a star for whatever a stranger may choose."""
    if setting.middle is None:
        return f"{setting.section}.{setting.key}"
    return f"{setting.section}.*.{setting.key}"


def programs(given: Iterable[Setting]) -> tuple[str, ...]:
    """The names of the settings that start a program or lead to another place, each once, sorted."""
    return tuple(sorted({name for setting in given if (name := _as_program(setting))}))


def _as_program(setting: Setting) -> str:
    """The name of a setting as it may be shown, if it starts a program or leads elsewhere."""
    name, value = _name(setting), (setting.value or "").strip()
    if name in _PROGRAMS:
        return name.replace("*", setting.middle) if setting.middle in _KNOWN_PARTS else name
    if name in ("core.fsmonitor", "core.pager") and value.lower() not in _BOOLEANS:
        return name
    if setting.section == "pager" and value.lower() not in _BOOLEANS:
        return "pager.*"
    if setting.section == "alias" and value.startswith("!"):
        return "alias.*"
    if name == "submodule.*.update" and value.startswith("!"):
        return name
    if name in ("remote.*.url", "remote.*.pushurl") and "::" in value:
        return name
    if setting.section == "extensions" and setting.key not in _QUIET_EXTENSIONS:
        return "extensions.*"
    return ""


def has_own_signers(given: Iterable[Setting]) -> bool:
    """Whether the settings say by themselves whose signatures are good."""
    return any(_name(setting) in _OWN_SIGNERS for setting in given)


def is_partial(given: Iterable[Setting]) -> bool:
    """Whether a part of the record is left on another machine."""
    return any(
        _name(setting) in _PARTIAL and (setting.value or "true").lower() not in ("false", "no", "off")
        for setting in given
    )


def value_of(given: Iterable[Setting], section: str, key: str) -> str:
    """The last value of a setting, "" if there is none. It must not be shown to anybody."""
    values = [
        setting.value or ""
        for setting in given
        if (setting.section, setting.middle, setting.key) == (section, None, key)
    ]
    return values[-1] if values else ""
