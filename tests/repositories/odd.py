"""Saves and contents that no honest program makes."""

from __future__ import annotations

import functools
import hashlib
import struct
import zlib
from pathlib import Path

from ..effort import THOROUGH
from .learner import (
    FIRST,
    LEARNER,
    PORTFOLIO,
    Builder,
    History,
    Learner,
    begun,
    commit_text,
    evening,
    held,
    kept,
    named,
    object_id,
    session,
    sheet,
    stamp,
    tree_entry,
    weeks,
)

MANY = 100_000 if THOROUGH else 10_000
"""Saves of a record that has many."""

DATES = {
    "negative": b"-1 +0000",
    "beyond 64 bits": b"18446744073709551616 +0000",
    "beyond 63 bits": b"9223372036854775808 +0000",
    "year 292 million": b"9223372036854775 +0000",
    "a thousand digits": b"9" * 1000 + b" +0000",
    "zone +9999": b"1741116600 +9999",
    "zone -2500": b"1741116600 -2500",
    "zone of one digit": b"1741116600 +1",
    "zone of many digits": b"1741116600 +" + b"1" * 40,
    "no zone": b"1741116600",
    "no date": b"",
    "words": b"last Tuesday",
    "a fraction": b"1741116600.5 +0000",
    "text after it": b"1741116600 +0000 or so",
    "zero": b"0 +0000",
    "other digits": "١٧٤١١١٦٦٠٠ +0000".encode(),
}


def dates_impossible(place: Path) -> History:
    """Each save has a date that cannot be read, or hardly; every one adds a session."""
    learner = begun(place)
    for day, (name, date) in zip(weeks(len(DATES), "2025-02-04"), DATES.items(), strict=True):
        who = b"Ros Halloran <ros@example.com>" + (b" " + date if date else b"")
        learner.ids[name] = learner.save_raw(held(day), b"author %s\ncommitter %s\n\nSave\n" % (who, who))
    return learner.done()


_ROS = b"Ros Halloran <ros@example.com> 1741116600 +0000"
_PLAIN = b"author %s\ncommitter %s\n" % (_ROS, _ROS)
ODD = {
    "NUL in the message": _PLAIN + b"\nShown\0 hidden\n",
    "NUL in the name": b"author Ros\0Halloran <ros@example.com> 1741116600 +0000\ncommitter %s\n\nSave\n" % _ROS,
    "two authors": b"author %s\nauthor Ada Quill <ada@example.com> 1700000000 +0000\ncommitter %s\n\nSave\n"
    % (_ROS, _ROS),
    "two committers": _PLAIN + b"committer Ada Quill <ada@example.com> 1700000000 +0000\n\nSave\n",
    "no author": b"committer %s\n\nSave\n" % _ROS,
    "no committer": b"author %s\n\nSave\n" % _ROS,
    "no people at all": b"\nSave\n",
    "committer first": b"committer %s\nauthor %s\n\nSave\n" % (_ROS, _ROS),
    "latin-1": b"author Zo\xeb <zoe@example.com> 1741116600 +0000\ncommitter %s\nencoding ISO-8859-1\n\nCaf\xe9\n"
    % _ROS,
    "an encoding that nobody knows": _PLAIN + b"encoding x-klingon\n\nSave\n",
    "not UTF-8": _PLAIN + b"\nCaf\xe9 \xff\xfe\n",
    "escapes in name and message": b"author \x1b[2J\x1b]0;title\x07Ros <ros@example.com> 1741116600 +0000\n"
    b"committer %s\n\n\x1b[31mRed\x9b2J\r\n" % _ROS,
    "turned text": "author Ros \u202e nolraH <ros@example.com> 1741116600 +0000\n".encode()
    + b"committer %s\n\n" % _ROS
    + "Save \u202e desrever \u2066\n".encode(),
    "no name": b"author  <ros@example.com> 1741116600 +0000\ncommitter %s\n\nSave\n" % _ROS,
    "no address": b"author Ros Halloran 1741116600 +0000\ncommitter %s\n\nSave\n" % _ROS,
    "two addresses": b"author Ros <ros@example.com> <ada@example.com> 1741116600 +0000\ncommitter %s\n\nSave\n" % _ROS,
    "no message": _PLAIN + b"\n",
    "no empty line": _PLAIN,
    "cut off": b"author %s\ncommitter Ros Hall" % _ROS,
    "CR LF": b"author %s\r\ncommitter %s\r\n\r\nSave\r\n" % (_ROS, _ROS),
    "lines that nobody knows": _PLAIN + b"x-mood glad\n and more\n\nSave\n",
    "a signature of nothing": _PLAIN
    + b"gpgsig -----BEGIN SSH SIGNATURE-----\n !!!!\n -----END SSH SIGNATURE-----\n\nSave\n",
    "two signatures": _PLAIN
    + b"gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n" * 2
    + b"\nSave\n",
    "a signature before the author": b"gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n"
    + _PLAIN
    + b"\nSave\n",
    "another line end in the name": "author Ros\u2028Hal\u0085loran <ros@example.com> 1741116600 +0000\n".encode()
    + b"committer %s\n\nSave\n" % _ROS,
    "half a sign in the name": b"author Ros \xed\xa0\x80 Halloran <ros\xed\xb3\xbf@example.com> 1741116600 +0000\n"
    b"committer %s\n\nSave \xed\xa0\xbd\n" % _ROS,
    "a thousand accents in the name": f"author R{chr(0x301) * 1000}os <ros@example.com> 1741116600 +0000\n".encode()
    + b"committer %s\n\nSave\n" % _ROS,
    "a table in the name": b"author | a | b |`x`[y](javascript:z)</td> <ros|`@example.com> 1741116600 +0000\n"
    b"committer %s\n\nSave\n" % _ROS,
    "a formula": b"author =cmd|'/c calc'!A1 <ros@example.com> 1741116600 +0000\ncommitter %s\n\n=1+1\n" % _ROS,
}


def odd_commits(place: Path) -> History:
    """Each save's text is odd from the author's line on; every one adds a session."""
    learner = begun(place)
    for day, (name, rest) in zip(weeks(len(ODD), "2025-02-04"), ODD.items(), strict=True):
        learner.ids[name] = learner.save_raw(held(day), rest)
    learner.ids["one parent twice"] = twice = learner.put(
        "commit", commit_text(learner.staged(held("2025-10-07")), [learner.tip] * 2, evening("2025-10-07"))
    )
    learner.end_with(twice)
    return learner.done()


def hidden_parents(place: Path) -> History:
    """The parent stands where git does not look for one, so that git's own history begins at the tip."""
    learner = kept(place, weeks(3))
    learner.ids["last seen"] = before = learner.tip
    tree = learner.staged({})
    learner.end_with(learner.put("commit", f"tree {tree}\n".encode() + _PLAIN + f"parent {before}\n\nSave\n".encode()))
    return learner.done()


def two_trees(place: Path) -> History:
    """The last save names two trees, and git reads the first and no parent."""
    learner = kept(place, weeks(3))
    learner.ids["last seen"] = before = learner.tip
    tree, other = learner.staged({}), learner.git("rev-parse", f"{learner.ids['first']}^{{tree}}").decode().strip()
    head = f"tree {tree}\ntree {other}\nparent {before}\n".encode()
    learner.end_with(learner.put("commit", head + _PLAIN + b"\nSave\n"))
    return learner.done()


_BAD_DAY = "2025-03-04"
_NAME = f"{_BAD_DAY}-c01-"
BAD_PATHS: dict[str, tuple[tuple[str, bytes], ...]] = {
    "the folder above": (("tree", b".."),),
    "the folder itself": (("tree", b"."),),
    "git's own folder": (("tree", b".git"),),
    "git's own folder in capitals": (("tree", b".GIT"),),
    "git's own folder by its short name": (("tree", b"git~1"),),
    "git's own folder with a letter unseen": (("tree", ".g\u200cit".encode()),),
    "a path in a name": (("file", b"../../outside.yaml"),),
    "a line end": (("file", f"{_NAME}a\nb.yaml".encode()),),
    "an escape": (("file", f"{_NAME}\x1b[2J\x07.yaml".encode()),),
    "turned text": (("file", f"{_NAME}\u202elmay.exe.yaml".encode()),),
    "twins by case": (("file", f"{_NAME}TALK.yaml".encode()), ("other", f"{_NAME}talk.yaml".encode())),
    "twins by accent": (
        ("file", f"{_NAME}cafe\u0301.yaml".encode()),
        ("other", f"{_NAME}caf\u00e9.yaml".encode()),
    ),
    "a device": (("file", b"CON"), ("other", b"aux.yaml")),
    "a dot or a blank at the end": (("file", f"{_NAME}talk.yaml ".encode()), ("other", f"{_NAME}talk.yaml.".encode())),
    "a backslash": (("file", b"..\\..\\outside.yaml"),),
    "a colon": (("file", f"{_NAME}talk.yaml:stream".encode()),),
    "the same name twice": (("file", f"{_NAME}talk.yaml".encode()), ("other", f"{_NAME}talk.yaml".encode())),
    "a file and a folder": (("file", b"x.yaml"), ("tree", b"x.yaml")),
    "a link to outside": (("link", f"{_NAME}talk.yaml".encode()),),
    "a portfolio in the portfolio": (("commit", f"{_NAME}talk.yaml".encode()),),
    "not UTF-8": (("file", f"{_NAME}caf".encode() + b"\xe9.yaml"),),
    "a long name": (("file", f"{_NAME}{'a' * 300}.yaml".encode()),),
    "an order that git never writes": (("file", f"{_NAME}z.yaml".encode()), ("other", f"{_NAME}a.yaml".encode())),
}
"""What stands in the folder sessions, which no honest program writes or not every computer can keep."""

NO_NAME = (("file", b""),)
"""Git itself stops at this one."""

MODES = {"file": "100644", "other": "100644", "link": "120000", "tree": "40000", "commit": "160000"}


def _bad_tree(learner: Learner, entries: tuple[tuple[str, bytes], ...]) -> tuple[list[tuple[str, bytes]], str]:
    """The objects of a portfolio with those in its folder sessions, and the id of its tree."""
    file, other = session(_BAD_DAY).encode(), session(_BAD_DAY, minutes=90).encode()
    folder = tree_entry("100644", f"{_NAME}inside.yaml".encode(), object_id("blob", file))
    content = {"file": file, "other": other, "link": b"../../private/names.yaml", "tree": folder}
    objects = [("tree" if kind == "tree" else "blob", one) for kind, one in content.items()]
    ids = {kind: object_id("tree" if kind == "tree" else "blob", one) for kind, one in content.items()}
    ids["commit"] = learner.ids["first"]
    sessions = b"".join(tree_entry(MODES[kind], name, ids[kind]) for kind, name in entries)
    portfolio = tree_entry("100644", b"portfolio.yaml", object_id("blob", PORTFOLIO.encode()))
    top = portfolio + tree_entry("40000", b"sessions", object_id("tree", sessions))
    return [*objects, ("tree", sessions), ("tree", top)], object_id("tree", top)


def bad_paths(place: Path) -> History:
    """One save for each shape, and a clean one at the end."""
    learner = begun(place)
    objects: dict[str, tuple[str, bytes]] = {}
    tip = learner.tip
    for minute, shape in enumerate(BAD_PATHS):
        made, tree = _bad_tree(learner, BAD_PATHS[shape])
        text = commit_text(tree, [tip], f"2025-03-05T08:{minute:02}+00:00", "Save")
        objects |= {object_id(*one): one for one in [*made, ("commit", text)]}
        learner.ids[shape] = tip = object_id("commit", text)
    learner.put_all(objects.values())
    learner.end_with(tip)
    learner.save(held("2025-03-11"), evening("2025-03-11"))
    return learner.done()


def bad_path(place: Path, entries: tuple[tuple[str, bytes], ...]) -> History:
    """A portfolio that ends with those in its folder sessions, such as one of BAD_PATHS."""
    learner = begun(place)
    made, tree = _bad_tree(learner, entries)
    text = commit_text(tree, [learner.tip], evening(_BAD_DAY))
    learner.put_all({object_id(*one): one for one in [*made, ("commit", text)]}.values())
    learner.end_with(object_id("commit", text))
    return learner.done()


def nameless(place: Path) -> History:
    """A portfolio that ends with a file of no name at all."""
    return bad_path(place, NO_NAME)


def _tamper(learner: Learner, kind: str, id: str, old: bytes, new: bytes) -> History:
    """Other content under the same name."""
    content = learner.git("cat-file", kind, id).replace(old, new)
    _loose(learner, id, zlib.compress(b"%s %d\0" % (kind.encode(), len(content)) + content))
    learner.ids["object"] = id
    return learner.done(path=sheet("2025-01-14"))


def _loose(learner: Learner, id: str, packed: bytes) -> None:
    path = learner.folder / ".git" / "objects" / id[:2] / id[2:]
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(packed)


def tampered_blob(place: Path) -> History:
    """A session's content was exchanged under its old id."""
    learner = kept(place, weeks(5))
    id = learner.git("rev-parse", f"HEAD:{sheet('2025-01-14')}").decode().strip()
    return _tamper(learner, "blob", id, b"minutes: 60", b"minutes: 90")


def tampered_commit(place: Path) -> History:
    """A save's date was exchanged under its old id."""
    learner = kept(place, weeks(5))
    made = stamp(evening("2025-01-14", "20:18")).encode()
    return _tamper(learner, "commit", learner.ids["2025-01-14"], made, stamp(evening("2024-11-12")).encode())


def tampered_tree(place: Path) -> History:
    """A session was given another name under the folder's old id."""
    learner = kept(place, weeks(5))
    id = learner.git("rev-parse", "HEAD:sessions").decode().strip()
    return _tamper(learner, "tree", id, b"2025-01-14-c01-talk", b"2025-01-15-c01-talk")


def forged_idx(place: Path) -> History:
    """The index of a pack gives one session's content for another's id. `ids` has object and shown."""
    learner = kept(place, weeks(5))
    shown, hidden = (
        learner.git("rev-parse", f"HEAD:{sheet(day)}").decode().strip() for day in ("2025-01-14", "2025-01-21")
    )
    learner.git("repack", "-a", "-d", "-q")
    learner.git("prune-packed", "--quiet")
    (index,) = (learner.folder / ".git" / "objects" / "pack").glob("*.idx")
    content = bytearray(index.read_bytes())
    names = 8 + 256 * 4
    (count,) = struct.unpack_from(">I", content, names - 4)
    ids = [content[names + 20 * number : names + 20 * (number + 1)].hex() for number in range(count)]
    sums = names + 20 * count
    for table in (sums, sums + 4 * count):
        here, there = (table + 4 * ids.index(id) for id in (hidden, shown))
        content[here : here + 4] = content[there : there + 4]
    content[-20:] = hashlib.sha1(content[:-20]).digest()
    index.chmod(0o644)
    index.write_bytes(content)
    learner.ids |= {"object": hidden, "shown": shown}
    return learner.done(path=sheet("2025-01-21"))


def tree_bomb(place: Path, levels: int = 10) -> History:
    """Ten folders in each of ten folders, and so on: ten thousand million paths in a dozen objects."""
    learner = begun(place)
    content = b"date: 2025-03-04\n"
    objects, kind, id = [("blob", content)], "100644", object_id("blob", content)
    for _ in range(levels):
        tree = b"".join(tree_entry(kind, b"%d" % number, id) for number in range(10))
        objects.append(("tree", tree))
        kind, id = "40000", object_id("tree", tree)
    portfolio = tree_entry("100644", b"portfolio.yaml", object_id("blob", PORTFOLIO.encode()))
    top = portfolio + tree_entry("40000", b"sessions", id)
    text = commit_text(object_id("tree", top), [learner.tip], evening("2025-03-04"))
    learner.put_all([*objects, ("tree", top), ("commit", text)])
    learner.end_with(object_id("commit", text))
    return learner.done()


def zlib_bomb(place: Path, megabytes: int = 256) -> History:
    """A session of so many megabytes of nothing, in a thousandth of that on the disk."""
    learner = begun(place)
    head, zeros = b"blob %d\0" % (megabytes << 20), bytes(1 << 20)
    packer = zlib.compressobj(wbits=-15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    each = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    name, check = hashlib.sha1(head), zlib.adler32(head)
    for _ in range(megabytes):
        name.update(zeros)
        check = zlib.adler32(zeros, check)
    id = name.hexdigest()
    _loose(learner, id, b"\x78\x9c" + first + each * megabytes + b"\x03\x00" + struct.pack(">I", check))
    path = sheet("2025-03-04")
    learner.git("update-index", "--add", "--cacheinfo", f"100644,{id},{path}")
    learner.ids["object"] = id
    learner.commit(evening("2025-03-04"), "Save")
    return learner.done(path=path)


def many_saves(place: Path, count: int = MANY) -> History:
    """So many saves that change nothing."""
    learner = begun(place)
    tree = learner.git("rev-parse", "HEAD^{tree}").decode().strip()
    head, start = learner.tip, int(stamp(FIRST).split()[0])
    texts: list[tuple[str, bytes]] = []
    for number in range(1, count):
        who = f"{LEARNER[0]} <{LEARNER[1]}> {start + number} +0000"
        text = f"tree {tree}\nparent {head}\nauthor {who}\ncommitter {who}\n\nSave\n".encode()
        head = object_id("commit", text)
        texts.append(("commit", text))
    learner.put_all(texts)
    learner.end_with(head)
    return learner.done()


def long_author(place: Path) -> History:
    """An author's line of 900,000 bytes, made to be slow to read."""
    learner = kept(place, weeks(2))
    name = b" <" * 450_000
    learner.ids["long"] = learner.save_raw({}, b"author %s 1741116600 +0000\ncommitter %s\n\nSave\n" % (name, _ROS))
    return learner.done()


def long_message(place: Path) -> History:
    """A save with two million bytes of message."""
    learner = kept(place, weeks(2))
    learner.ids["long"] = learner.save_raw({}, _PLAIN + b"\n" + b"Save\n" * 400_000)
    return learner.done()


_TENS = [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)]
_NINES = [f"  a{n}: &a{n}\n    <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)]
YAML: dict[str, str | bytes] = {
    "yaml-deep": session(_BAD_DAY) + "extra: " + "[" * 50_000 + "\n",
    "yaml-merge": session(_BAD_DAY) + "extra:\n  a0: &a0 {x: 1}\n" + "".join(_NINES),
    "yaml-alias": session(_BAD_DAY) + "extra:\n  a0: &a0 [x]\n" + "".join(_TENS),
    "yaml-self": session(_BAD_DAY) + "extra:\n  a: &a [*a]\n",
    "yaml-wide": session(_BAD_DAY) + "extra:\n" + "".join(f"  f{n}: 1\n" for n in range(20_000)),
    "yaml-dup": session(_BAD_DAY) + "date: 2025-02-04\n",
    "yaml-long": session(_BAD_DAY) + "# " + "." * 300_000 + "\n",
    "yaml-not-text": session(_BAD_DAY).encode() + b"purpose: caf\xe9 \x00\n",
    "yaml-date": session(_BAD_DAY).replace(f"date: {_BAD_DAY}", "date: 2025-02-30"),
}


MENDED = session(_BAD_DAY).replace('"14:00"', '"10:00"')


def yaml_version(place: Path, kind: str) -> History:
    """A session that was once saved as no reader likes it, then mended; another ends that way."""
    learner = begun(place)
    mended, left = sheet(_BAD_DAY, "mended"), sheet(_BAD_DAY, "left")
    learner.ids["bad"] = learner.save({mended: YAML[kind]}, evening(_BAD_DAY))
    learner.ids["mended"] = learner.save({mended: MENDED}, evening("2025-03-05"))
    learner.ids["good"] = learner.save({left: session(_BAD_DAY)}, evening("2025-03-05", "20:00"))
    learner.ids["left"] = learner.save({left: YAML[kind]}, evening("2025-03-06"))
    return learner.done(path=mended)


ODD_SAVES: dict[str, Builder] = {
    **named(dates_impossible, odd_commits, hidden_parents, two_trees, bad_paths, nameless),
    **named(tampered_blob, tampered_commit, tampered_tree, forged_idx),
    **named(tree_bomb, zlib_bomb, many_saves, long_author, long_message),
    **{kind: functools.partial(yaml_version, kind=kind) for kind in YAML},
}
