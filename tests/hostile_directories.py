"""Git directories that were made to deceive or to attack whoever reads them.

One function for each. It takes an empty place, builds there, and returns the path that is handed over. Beside it, in
the same place, lie `private` (another person's record, whose contents nobody may see) and `canary.log`, in which every
program that the directory could start records its own name. The histories themselves are in repositories.py.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import struct
import tempfile
import zlib
from pathlib import Path

from . import repositories
from .repositories import Learner, git, held, weeks
from .repositories.learner import packed

SECRET = "the name of a client is Marigold Featherstonehaugh"
"""What stands in the private record beside."""
SAVES = 5
"""How many saves the true history of every portfolio here has."""


def canary(place: Path, name: str) -> str:
    """The path of a program that records its own name."""
    folder = place / "canaries"
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {name} >> '{place / 'canary.log'}'\nexit 0\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def fired(place: Path) -> list[str]:
    """The names of the programs that ran."""
    log = place / "canary.log"
    return log.read_text(encoding="utf-8").split() if log.exists() else []


def private(place: Path) -> Path:
    """Another person's record beside, with the same algorithm."""
    if not (place / "private").exists():
        learner = Learner(place, name="private")
        learner.save({"notes.md": f"{SECRET}\n"}, message=SECRET)
        (learner.folder / ".git" / "description").write_text(SECRET, encoding="utf-8")
        learner.git("config", "user.name", SECRET)
    return place / "private"


def portfolio(place: Path) -> Learner:
    """An honest portfolio of five saves, for something to be done to."""
    shutil.copytree(_saved_once(), place / "portfolio", symlinks=True)
    return _at(place)


def _at(place: Path) -> Learner:
    learner = object.__new__(Learner)
    learner.place, learner.folder, learner.ids = place, place / "portfolio", {}
    return learner


@functools.cache
def _saved_once() -> Path:
    place = tempfile.TemporaryDirectory(dir=_TEMPORARY)
    _KEPT.append(place)
    learner = Learner(Path(place.name))
    for number, day in enumerate(weeks(SAVES)):
        files = held(day) if number else {**repositories.BEGINNING, **held(day)}
        learner.save(files, repositories.evening(day), f"The session of {day}")
    return learner.folder


_TEMPORARY = tempfile.gettempdir()
_KEPT: list[tempfile.TemporaryDirectory[str]] = []
"""Folders that are gone when the tests end."""


def secret_blob(place: Path) -> str:
    """The id of the private notes."""
    return git(private(place), "rev-parse", "HEAD:notes.md").decode().strip()


# --- programs

_KEYS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.gitProxy", "core.askPass"),
    *("core.alternateRefsCommand", "gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.openpgp.program"),
    *("gpg.ssh.defaultKeyCommand", "diff.external", "diff.evil.command", "diff.other.textconv", "filter.evil.clean"),
    *("filter.evil.smudge", "filter.other.process", "merge.evil.driver", "credential.helper", "sequence.editor"),
    *("credential.https://example.com.helper", "interactive.diffFilter", "uploadpack.packObjectsHook"),
    *("trailer.evil.command", "trailer.evil.cmd", "pager.log", "pager.show", "difftool.evil.cmd", "mergetool.evil.cmd"),
    *("hook.evil.command", "remote.origin.uploadpack", "remote.origin.receivepack", "tar.evil.command"),
)
_BANG_KEYS = ("alias.report", "submodule.inner.update")
_HOOKS = (
    *("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc", "post-merge"),
    *("commit-msg", "prepare-commit-msg", "post-commit", "pre-push", "update", "post-update", "fsmonitor-watchman"),
)


def exec_config(place: Path) -> Path:
    """Every setting, hook and attribute that can start a program does, also in a repository inside."""
    learner = portfolio(place)
    key, _ = repositories.ssh_key(place / "keys")
    learner.save(
        {"notes.slow": "slow\n", ".gitattributes": "* filter=evil diff=evil merge=evil\n*.yaml diff=other\n"},
        message="Attributes",
        key=key,
    )
    inner = Learner(learner.folder / "inner", name="repository")
    inner.save({"notes.md": "inner\n"})
    _arm(place, inner.folder, prefix="inner-")
    _arm(place, learner.folder)
    return learner.folder


def _arm(place: Path, folder: Path, prefix: str = "") -> None:
    """Let everything in a repository start a canary."""
    config = folder / ".git" / "config"
    lines = []
    for key in (*_KEYS, *_BANG_KEYS):
        section, _, rest = key.partition(".")
        middle, _, last = rest.rpartition(".")
        bang = "!" if key in _BANG_KEYS else ""
        program = canary(place, prefix + key.replace("/", "-").replace(":", ""))
        header = f'[{section} "{middle}"]' if middle else f"[{section}]"
        lines.append(f"{header}\n\t{last} = {bang}{program}\n")
    lines.append("[log]\n\tshowSignature = true\n[protocol]\n\tallow = always\n[gpg]\n\tformat = ssh\n")
    (place / "signers").write_text("* ssh-ed25519 AAAA\n", encoding="ascii")
    lines.append(f'[gpg "ssh"]\n\tallowedSignersFile = {place / "signers"}\n')
    config.write_text(config.read_text(encoding="utf-8") + "".join(lines), encoding="utf-8")
    hooks = folder / ".git" / "hooks"
    hooks.mkdir()
    for name in _HOOKS:
        (hooks / name).symlink_to(canary(place, f"{prefix}hook-{name}"))
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text(
        "* filter=evil diff=evil\n*.yaml diff=other\n*.slow filter=other\n", encoding="utf-8"
    )


def planted_bare(place: Path) -> Path:
    """A bare repository among the documents, whose settings start programs when git is called there."""
    learner = portfolio(place)
    documents = learner.folder / "documents"
    (documents / "notes").mkdir(parents=True)
    git(documents, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", ".")
    program = canary(place, "planted-fsmonitor")
    settings = f"[core]\n\trepositoryformatversion = 0\n\tworktree = {learner.folder}\n\tfsmonitor = {program}\n"
    (documents / "config").write_text(settings, encoding="utf-8")
    return documents / "notes"


def lazy_fetch(place: Path) -> Path:
    """An object is missing, and the settings say which program to get it with."""
    learner = portfolio(place)
    settings = (
        '[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\turl = ext::{0} %S\n\tpromisor = true\n'
        "\tuploadpack = {0}\n[protocol]\n\tallow = always\n[core]\n\trepositoryformatversion = 1\n\tsshCommand = {0}\n"
    ).format(canary(place, "lazy-fetch"))
    config = learner.folder / ".git" / "config"
    config.write_text(config.read_text(encoding="utf-8") + settings, encoding="utf-8")
    blob = learner.git("rev-parse", f"HEAD:{repositories.sheet(weeks(SAVES)[0])}").decode().strip()
    (learner.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    return learner.folder


# --- ways to another place, and things that make a reader wait


def gitfile(place: Path) -> Path:
    """The record is said to be in the private place."""
    (place / "portfolio").mkdir()
    (place / "portfolio" / ".git").write_text(f"gitdir: {private(place)}/.git\n", encoding="utf-8")
    return place / "portfolio"


def false_worktree(place: Path) -> Path:
    """As gitfile, but at a linked working folder of the private record, which names its own folder and not this one."""
    git(private(place), "worktree", "add", "--quiet", "--detach", str(place / "private-side"))
    (place / "portfolio").mkdir()
    note = f"gitdir: {private(place)}/.git/worktrees/private-side\n"
    (place / "portfolio" / ".git").write_text(note, encoding="utf-8")
    return place / "portfolio"


def misplaced_worktree(place: Path) -> Path:
    """The link goes both ways, but not to where git keeps linked working folders."""
    (place / "portfolio").mkdir()
    kept = private(place) / ".git" / "kept" / "portfolio"
    kept.mkdir(parents=True)
    for name, note in {
        "gitdir": f"{place}/portfolio/.git",
        "commondir": "../..",
        "HEAD": "ref: refs/heads/main",
    }.items():
        (kept / name).write_text(f"{note}\n", encoding="utf-8")
    (place / "portfolio" / ".git").write_text(f"gitdir: {kept}\n", encoding="utf-8")
    return place / "portfolio"


def linked_git(place: Path) -> Path:
    """The git directory is a link to the private one."""
    (place / "portfolio").mkdir()
    (place / "portfolio" / ".git").symlink_to(private(place) / ".git")
    return place / "portfolio"


def commondir(place: Path) -> Path:
    """The contents and names are said to be in the private place."""
    folder = portfolio(place).folder
    (folder / ".git" / "commondir").write_text(f"{private(place)}/.git\n", encoding="utf-8")
    return folder


def alternates(place: Path) -> Path:
    """More contents are said to be in the private place."""
    folder = portfolio(place).folder
    (folder / ".git" / "objects" / "info").mkdir(exist_ok=True)
    note = f"{private(place)}/.git/objects\n"
    (folder / ".git" / "objects" / "info" / "alternates").write_text(note, encoding="utf-8")
    return folder


def _exchanged(path: Path, target: Path) -> None:
    """Put a link in the place of what is there."""
    if path.exists():
        path.rename(path.with_name(f"{path.name}.away"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def _linked(place: Path, part: str) -> Path:
    folder = portfolio(place).folder
    _exchanged(folder / ".git" / part, private(place) / ".git" / part)
    return folder


def linked_head(place: Path) -> Path:
    """HEAD is a link to the private one."""
    return _linked(place, "HEAD")


def linked_refs(place: Path) -> Path:
    """The names are those of the private record."""
    return _linked(place, "refs")


def linked_branch(place: Path) -> Path:
    """One name is that of the private record."""
    return _linked(place, "refs/heads/main")


def linked_packed_refs(place: Path) -> Path:
    """The list of names is that of the private record."""
    git(private(place), "pack-refs", "--all")
    return _linked(place, "packed-refs")


def linked_objects(place: Path) -> Path:
    """The contents are those of the private record."""
    return _linked(place, "objects")


def linked_pair(place: Path) -> Path:
    """One folder of contents is that of the private record."""
    return _linked(place, f"objects/{secret_blob(place)[:2]}")


def linked_pack(place: Path) -> Path:
    """One pack is that of the private record."""
    git(private(place), "repack", "-a", "-d", "--quiet")
    folder = portfolio(place).folder
    for file in (private(place) / ".git" / "objects" / "pack").iterdir():
        _exchanged(folder / ".git" / "objects" / "pack" / file.name, file)
    return folder


def linked_loose(place: Path) -> Path:
    """One saved file is that of the private record."""
    secret = secret_blob(place)
    return _linked(place, f"objects/{secret[:2]}/{secret[2:]}")


def linked_config(place: Path) -> Path:
    """The settings are those of the private record."""
    return _linked(place, "config")


def linked_info(place: Path) -> Path:
    """What else git knows is what the private record's git knows."""
    (private(place) / ".git" / "info").mkdir(exist_ok=True)
    return _linked(place, "info")


def fifo_head(place: Path) -> Path:
    """HEAD is a pipe: whoever reads it waits for ever."""
    return _fifo(place, "HEAD")


def fifo_object(place: Path) -> Path:
    """A saved file is a pipe."""
    return _fifo(place, f"objects/{'ab' * 20}"[:10] + "/" + "ab" * 19)


def fifo_ref(place: Path) -> Path:
    """A name is a pipe."""
    return _fifo(place, "refs/heads/side")


def fifo_config(place: Path) -> Path:
    """The settings are a pipe."""
    return _fifo(place, "config")


def fifo_index(place: Path) -> Path:
    """The index is a pipe. Nothing in it matters to the record."""
    return _fifo(place, "index")


def _fifo(place: Path, part: str) -> Path:
    folder = portfolio(place).folder
    path = folder / ".git" / part
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    return folder


OUTSIDE = {
    one.__name__: one
    for one in (
        *(
            gitfile,
            false_worktree,
            misplaced_worktree,
            linked_git,
            commondir,
            alternates,
            linked_head,
            linked_refs,
            linked_branch,
        ),
        *(linked_packed_refs, linked_objects, linked_pair, linked_pack, linked_loose, linked_config, linked_info),
        *(fifo_head, fifo_object, fifo_ref, fifo_config),
    )
}
"""All that must be refused at once."""


# --- lies


def include_config(place: Path) -> Path:
    """The settings are to be read from the private place as well."""
    folder = portfolio(place).folder
    settings = f"[include]\n\tpath = {private(place)}/.git/config\n"
    settings += f'[includeIf "gitdir:{private(place)}"]\n\tpath = {private(place)}/.git/config\n'
    config = folder / ".git" / "config"
    config.write_text(config.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return folder


def worktree_etc(place: Path) -> Path:
    """The working folder is said to be another one, and the first save's files are hidden."""
    folder = portfolio(place).folder
    settings = "[core]\n\tworktree = /etc\n[log]\n\tshowRoot = false\n"
    config = folder / ".git" / "config"
    config.write_text(config.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return folder


def own_signers(place: Path) -> Path:
    """The settings say by themselves whose signatures are good."""
    learner = portfolio(place)
    learner.git("config", "gpg.ssh.allowedSignersFile", "signers")
    return learner.folder


def forged_shallow(place: Path) -> Path:
    """All is there, but git is told that it was cut off two saves ago."""
    learner = portfolio(place)
    cut = learner.git("rev-parse", "HEAD~1").decode()
    (learner.folder / ".git" / "shallow").write_text(cut, encoding="ascii")
    return learner.folder


def grafts(place: Path) -> Path:
    """Git is told that the last save but one had nothing before it."""
    learner = portfolio(place)
    cut = learner.git("rev-parse", "HEAD~1").decode()
    (learner.folder / ".git" / "info").mkdir(exist_ok=True)
    (learner.folder / ".git" / "info" / "grafts").write_text(f"# a remark\n{cut}", encoding="ascii")
    return learner.folder


def replace(place: Path) -> Path:
    """The last save but one is shown as another, which nothing goes before."""
    learner = portfolio(place)
    commit = learner.git("cat-file", "commit", "HEAD~1")
    other = learner.put("commit", b"".join(line for line in commit.splitlines(True) if not line.startswith(b"parent")))
    learner.git("replace", "HEAD~1", other)
    return learner.folder


def lying_graph(place: Path) -> Path:
    """The list that makes git quick says that the last save but one had nothing before it."""
    learner = portfolio(place)
    learner.git("commit-graph", "write", "--reachable")
    file = learner.folder / ".git" / "objects" / "info" / "commit-graph"
    data = bytearray(file.read_bytes())
    cut = bytes.fromhex(learner.git("rev-parse", "HEAD~1").decode().strip())
    chunks = {}
    for number in range(data[6]):
        name, offset = struct.unpack_from(">4sQ", data, 8 + 12 * number)
        chunks[name] = offset
    ids = [bytes(data[chunks[b"OIDL"] + 20 * n : chunks[b"OIDL"] + 20 * n + 20]) for n in range(SAVES)]
    struct.pack_into(">I", data, chunks[b"CDAT"] + 36 * ids.index(cut) + 20, 0x70000000)
    data[-20:] = hashlib.sha1(data[:-20]).digest()
    file.chmod(0o644)
    file.write_bytes(data)
    return learner.folder


LIES = {one.__name__: one for one in (forged_shallow, grafts, replace, lying_graph)}
"""Git tells two saves of them, and there are five."""


# --- too much, and too new


def refs_200k(place: Path) -> Path:
    """Two hundred thousand tags in one list."""
    learner = portfolio(place)
    tip = learner.tip
    lines = (f"{tip} refs/tags/t{number:06}\n" for number in range(200_000))
    (learner.folder / ".git" / "packed-refs").write_text("".join(lines), encoding="ascii")
    return learner.folder


def loose_refs(place: Path) -> Path:
    """One tag too many, in a file each."""
    learner = portfolio(place)
    tags = learner.folder / ".git" / "refs" / "tags"
    tags.mkdir(exist_ok=True)
    for number in range(10_001):
        os.link(tags.parent / "heads" / "main", tags / f"t{number:06}")  # quicker than to write so many
    return learner.folder


def huge_config(place: Path) -> Path:
    """More settings than anybody has."""
    learner = portfolio(place)
    with (learner.folder / ".git" / "config").open("a", encoding="ascii") as file:
        file.write("[a]\n" + "b = c\n" * 200_000)
    return learner.folder


def huge_ref(place: Path) -> Path:
    """A name whose file does not end."""
    learner = portfolio(place)
    (learner.folder / ".git" / "refs" / "heads" / "side").write_bytes(learner.tip.encode() + b" " * 5000)
    return learner.folder


TOO_MUCH = {one.__name__: one for one in (refs_200k, loose_refs, huge_config, huge_ref)}
"""What is read no further."""


def reftable(place: Path) -> Path:
    """The names are kept in a newer form."""
    learner = portfolio(place)
    settings = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n"
    config = learner.folder / ".git" / "config"
    config.write_text(config.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return learner.folder


def bad_names(place: Path) -> Path:
    """Names that git does not allow, in the list and in the folders, beside a good one."""
    learner = portfolio(place)
    names = ["refs/heads/../../../escaped", "refs/heads/a..b", "refs/heads/x.lock", "refs/heads/.hidden", "escaped"]
    names += ["refs/heads/a\x1bb", "refs/heads/a b", "refs//heads", "/etc/passwd", "refs/heads/" + "n" * 300]
    lines = [f"{learner.tip} {name}\n" for name in [*names, "refs/heads/good"]]
    packed = "".join(lines).encode() + f"{learner.tip} refs/heads/".encode() + b"\xff\n"
    (learner.folder / ".git" / "packed-refs").write_bytes(packed)
    (learner.folder / ".git" / "refs" / "heads" / "b[c").write_text(f"{learner.tip}\n", encoding="ascii")
    return learner.folder


def hidden_worktree(place: Path) -> Path:
    """Git is told not to see the changes of two files."""
    learner = portfolio(place)
    first, second = (repositories.sheet(day) for day in weeks(2))
    learner.git("update-index", "--assume-unchanged", first)
    learner.git("update-index", "--skip-worktree", second)
    learner.write({first: "changed\n", second: "changed\n"})
    return learner.folder


# --- hand-over files


def shallow_bundle(place: Path) -> Path:
    """Made where the older part was cut off: git makes it and finds it in order, and then cannot read it."""
    learner = portfolio(place)
    git(place, "clone", "--quiet", "--depth=2", "--template=", f"file://{learner.folder}", "cut")
    git(place / "cut", "bundle", "create", "--quiet", str(place / "shallow.bundle"), "HEAD", "--branches", "--tags")
    return place / "shallow.bundle"


def later_bundle(place: Path) -> Path:
    """Only what was saved last: the rest is taken for granted."""
    learner = portfolio(place)
    learner.git("bundle", "create", "--quiet", str(place / "later.bundle"), "main", "^main~2")
    return place / "later.bundle"


def filtered_bundle(place: Path) -> Path:
    """The history without the contents."""
    learner = portfolio(place)
    file = place / "filtered.bundle"
    learner.git("bundle", "create", "--quiet", "--version=3", str(file), "--filter=blob:none", "HEAD", "--branches")
    return file


def promising_bundle(place: Path) -> Path:
    """Its first lines name a save that is not in it."""
    bundle = portfolio(place).hand_over()
    data = bundle.read_bytes()
    end = data.index(b"\n\n")
    bundle.write_bytes(data[:end] + b"\n" + b"ab" * 20 + b" refs/tags/seal" + data[end:])
    return bundle


def cut_bundle(place: Path) -> Path:
    """The end of the file is missing."""
    bundle = portfolio(place).hand_over()
    bundle.write_bytes(bundle.read_bytes()[:-200])
    return bundle


def tampered_bundle(place: Path) -> Path:
    """A letter of a saved file is another one, and the sum at the end is right again."""
    learner = portfolio(place)
    bundle = place / "tampered.bundle"
    learner.git("-c", "pack.window=0", "bundle", "create", "--quiet", str(bundle), "HEAD", "--branches")
    data = bundle.read_bytes()
    start = data.index(b"\n\n") + 2
    old = zlib.compress(git(learner.folder, "cat-file", "blob", f"HEAD:{repositories.sheet(weeks(1)[0])}"))
    new = zlib.compress(zlib.decompress(old).replace(b"C01", b"C02"))
    pack = data[start:-20].replace(old, new)
    assert pack != data[start:-20]
    bundle.write_bytes(data[:start] + pack + hashlib.sha1(pack).digest())
    return bundle


def _pack(learner: Learner, objects: list[tuple[str, bytes, str]]) -> None:
    """A pack whose index gives each object the id that it is told."""
    body = b"PACK" + struct.pack(">II", 2, len(objects))
    rows = []
    for kind, content, id in objects:
        rows.append((bytes.fromhex(id), len(body)))
        body += packed(kind, content)
    pack = body + hashlib.sha1(body).digest()
    rows.sort()
    index = b"\xfftOc" + struct.pack(">I", 2)
    index += struct.pack(">256I", *(sum(id[0] <= first for id, _ in rows) for first in range(256)))
    index += b"".join(id for id, _ in rows) + bytes(4 * len(rows)) + b"".join(struct.pack(">I", at) for _, at in rows)
    index += pack[-20:]
    file = learner.folder / ".git" / "objects" / "pack" / f"pack-{pack[-20:].hex()}"
    file.with_suffix(".pack").write_bytes(pack)
    file.with_suffix(".idx").write_bytes(index + hashlib.sha1(index).digest())


def forged_twin(place: Path) -> Path:
    """A session of May stands in a folder of February, in a second pack; the first one has the true folder."""
    learner = portfolio(place)
    late = held("2025-05-18")
    early = learner.save(held("2025-02-06"))
    learner.save(late)
    tree = learner.git("rev-parse", f"{early}:sessions").decode().strip()
    name = next(iter(late)).rpartition("/")[2]
    blob = learner.git("rev-parse", f"HEAD:{next(iter(late))}").decode().strip()
    true = learner.git("cat-file", "tree", tree)
    learner.git("repack", "-adq", "--window=0")
    _pack(learner, [("tree", true + b"100644 %b\0" % name.encode() + bytes.fromhex(blob), tree)])
    return learner.folder


def bundle_200k(place: Path) -> Path:
    """Two hundred thousand tags."""
    learner = portfolio(place)
    bundle = learner.hand_over()
    data = bundle.read_bytes()
    start = data.index(b"\n") + 1
    tip = learner.tip
    tags = "".join(f"{tip} refs/tags/t{number:06}\n" for number in range(200_000))
    bundle.write_bytes(data[:start] + tags.encode() + data[start:])
    return bundle


PARTS = {one.__name__: one for one in (shallow_bundle, later_bundle, filtered_bundle)}
"""Hand-over files that hold only a part of a record."""
DAMAGED = {one.__name__: one for one in (promising_bundle, cut_bundle, tampered_bundle)}
"""Hand-over files that do not hold what they promise."""
OPEN = {
    one.__name__: one
    for one in (
        *(exec_config, lazy_fetch, include_config, worktree_etc, own_signers, *LIES.values()),
        *(bad_names, hidden_worktree, fifo_index),
    )
}
"""Hostile, and read all the same: as data."""
