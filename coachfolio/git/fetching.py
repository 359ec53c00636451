"""Fetching a record from an address: the only place where git may reach another computer.

It is fetched into a git directory of our own making, over HTTPS alone, and leads nowhere else: no redirects, no hooks,
no settings of anybody, no submodules. What is fetched is a stranger's, and is opened as such.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Final

from coachfolio.base.words import shown
from coachfolio.git.directory import is_id, is_lawful, write_directory
from coachfolio.git.process import GitTrouble, LimitReached, NoGit, Repository, output, started

__all__ = ["NotAnAddress", "fetch", "is_address", "lawful_address"]

MAX_FETCHED: Final = 1 << 30
"""Bytes of one record that is fetched."""
CREDENTIALS: Final = "COACHFOLIO_GIT_CREDENTIALS"
"""Names a file in the form of `git credential-store`, for records that not everybody may fetch."""

_ADDRESS: Final = re.compile(
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[\w.~%+-]+)+/?", re.ASCII
)
_ANY: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:")
_OF_THE_NETWORK: Final = (
    *("GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"),
)
"""What this computer says of whom to trust, and of the way out."""
_SETTINGS: Final = (
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
    "fetch.unpackLimit=1",
    "fetch.fsckObjects=false",  # index-pack hashes everything, and the report tells of bad form
    "credential.interactive=false",
)
_EVERYTHING: Final = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")


class NotAnAddress(GitTrouble):
    """Something was given for an address from which nothing is fetched."""

    def __init__(self, given: str) -> None:
        if re.match(r"[a-z+]+://[^/]*@", given, re.IGNORECASE):  # what stands before the @ may be a password
            super().__init__(
                "An address of a portfolio has a name or a password in it. Write it without, as in "
                f"https://git.example/portfolio.git, and let the variable {CREDENTIALS} name a file with both."
            )
            return
        super().__init__(
            f"Nothing is fetched from {shown(given, 100)}. Portfolios are fetched from addresses such as "
            "https://git.example/portfolio.git, or read where they lie: then give their path."
        )


def is_address(given: str) -> bool:
    """Whether this is meant for the address of a record, and not for a path."""
    return bool(_ANY.match(given)) and not Path(given).exists()


def lawful_address(given: str) -> str:
    """The address, if a record may be fetched from it. Raises NotAnAddress."""
    if not _ADDRESS.fullmatch(given) or "/../" in f"{given}/" or "/./" in f"{given}/":
        raise NotAnAddress(given)
    return given


def fetch(address: str, folder: Path) -> None:
    """Bring a folder up to what is saved at an address; one that is empty becomes a git directory.

    Where nothing has changed, only the names of what is saved are asked for.

    Raises NotAnAddress, NoGit, LimitReached, and GitTrouble where it cannot be fetched.
    """
    lawful_address(address)
    try:
        repository = _reaching(folder)
        if not (folder / "HEAD").exists():
            algorithm, head = _end(repository, address)
            repository = _reaching(write_directory(folder, algorithm, head, {}).folder)
        with started(repository, "fetch", *_HOW, "--", address, *_EVERYTHING, most=MAX_FETCHED, settings=_settings()):
            pass
        _must_be_bounded(folder)
    except (LimitReached, NoGit):
        raise
    except GitTrouble:
        _must_be_bounded(folder)  # a part of git was stopped for it, and the rest does not say why
        raise GitTrouble(
            f"It could not be fetched from {address}. See that the address is right, that the server answers, and that "
            "whoever reads it may fetch it."
        ) from None


_HOW: Final = (
    *("--quiet", "--prune", "--no-tags", "--no-recurse-submodules", "--no-auto-maintenance", "--no-write-fetch-head"),
    *("--no-auto-gc", "--no-show-forced-updates", "--update-head-ok"),
)


def _reaching(folder: Path) -> Repository:
    """A directory in which git may reach another computer by HTTPS."""
    kept = {name: os.environ[name] for name in _OF_THE_NETWORK if name in os.environ}
    return Repository(folder, variables={**kept, "GIT_ALLOW_PROTOCOL": "https"})


def _end(repository: Repository, address: str) -> tuple[str, str]:
    """How ids are made at an address, and the branch that its record ends with."""
    said = output(repository, "ls-remote", "--symref", "--", address, "HEAD", most=1 << 20, settings=_settings())
    branch, id = "refs/heads/main", ""
    for line in said.decode("utf-8", "replace").splitlines():
        what, _, name = line.partition("\t")
        if name == "HEAD" and what.startswith("ref: refs/heads/") and is_lawful(what[5:]):
            branch = what[5:]
        elif name == "HEAD":
            id = what
    return "sha256" if is_id(id, "sha256") else "sha1", branch


def _settings() -> list[str]:
    """How git reaches another computer."""
    settings = ["credential.helper=", *_SETTINGS]
    file = os.environ.get(CREDENTIALS, "")
    if file and Path(file).is_absolute():  # it is only asked: git would strike out what a server refuses
        helper = f'!f() {{ test "$1" = get && git credential-store --file={shlex.quote(file)} get; }}; f'
        settings.append(f"credential.helper={helper}")
    return settings


def _must_be_bounded(folder: Path) -> None:
    """Raise LimitReached where one file of the record has as many bytes as it may."""
    if any(file.stat().st_size >= MAX_FETCHED for file in (folder / "objects" / "pack").glob("*pack*")):
        raise LimitReached(f"it has more than {MAX_FETCHED >> 20:,} MB")
