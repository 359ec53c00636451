"""Carrying out an import: every file of it or none, whatever happens meanwhile, and one save of its own.

The new files are first made in the private folder, which git leaves out. Once all of them lie there whole, a list of
them is put beside them: from then on the import counts, and whoever is stopped finishes it the next time. Without that
list whatever lies there is cleared away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field as given
from pathlib import Path
from typing import Any, Final

from coachfolio.base.files import PRIVATE, read_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, shown
from coachfolio.confidentiality.ignored import taken_by_git
from coachfolio.confidentiality.key import KEY_FILE
from coachfolio.editing.drafts import ChangedMeanwhile, Draft, NotWritten, as_it_is, with_field, with_item
from coachfolio.editing.importing.attached import PROPERTIES_QUESTION
from coachfolio.editing.importing.facts import SourceFile
from coachfolio.editing.importing.people import named_without_names
from coachfolio.editing.importing.pieces import PERSON_FIELDS, name_of_piece
from coachfolio.editing.importing.planning import ImportPlan, PlannedPiece, people_to_list
from coachfolio.editing.importing.who import CODE_ALONE
from coachfolio.editing.stripping import stripped
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.foreign.opening import MAX_SOURCE
from coachfolio.format.schemas import folder_of_kind, schema
from coachfolio.format.validation import violations
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE, id_of

__all__ = ["ToWrite", "carry_import_out", "finish_what_was_begun", "to_write"]

KEPT_IN: Final = "imported"
"""The folder for sources, beside the evidence or in the private folder."""
STAGE: Final = f"{PRIVATE}/.importing"
_LIST: Final = "files.json"


@frozen()
class ToWrite(Frozen):
    """Everything that an import writes."""

    folder: str
    drafts: tuple[Draft, ...] = given(repr=False)
    """Texts: evidence, portfolio.yaml, the private list."""
    copies: Mapping[str, SourceFile] = given(repr=False)
    """Sources that are kept, by the path of the copy."""
    not_written: tuple[tuple[PlannedPiece, str], ...] = given(default=(), repr=False)
    """Pieces that do not fit the format, and why."""
    stripped: frozenset[str] = frozenset()
    """Copies without what tells who made them, with what, and where."""

    @property
    def nothing(self) -> bool:
        """Whether all is there already."""
        return not (self.drafts or self.copies)


def to_write(plan: ImportPlan) -> ToWrite:
    """Work out the files of a plan. Raises NotWritten where a file that has to be changed cannot be."""
    folder = Path(plan.folder)
    taken = {id_of(path).casefold() for path in plan.portfolio.sizes if path.endswith((".yaml", ".yml"))}
    kept = _kept_sources(plan)
    drafts: list[Draft] = []
    not_written: list[tuple[PlannedPiece, str]] = []
    for planned in plan.to_write:
        fields = _fields(planned, kept)
        problem = next(iter(violations(fields, planned.piece.kind)), None)
        if problem is not None:
            not_written.append((planned, f"{problem.message} {problem.hint}".strip()))
            continue
        if planned.state == "changed":
            drafts.append(_changed(plan, planned, fields))
            continue
        name = name_of_piece(planned.piece)
        free, number = name, 1
        place = folder_of_kind(planned.piece.kind)
        while free.casefold() in taken or os.path.lexists(folder / place / f"{free}.yaml"):
            number += 1
            free = f"{name}-{number}"
        taken.add(free.casefold())
        text = written(fields, shape_of(planned.piece.kind), in_lines=True)
        drafts.append(Draft(plan.folder, f"{place}/{free}.yaml", None, text))
    used = {source.name for planned in plan.to_write for source, _ in planned.piece.places}
    copies = {path: source for source, path in kept.values() if source.name in used}
    if drafts:
        drafts += [*_private_list(plan), *_declared(plan), *_left_out(plan, used)]
    copies = copies if drafts else {}
    return ToWrite(plan.folder, tuple(drafts), copies, tuple(not_written), _to_strip(plan, copies))


def _to_strip(plan: ImportPlan, copies: Mapping[str, SourceFile]) -> frozenset[str]:
    """The copies of photographs, recordings and the like that lose what tells who made them, and where."""
    if not _strips(plan):
        return frozenset()
    only_attached = {planned.piece.places[0][0].name for planned in plan.to_write if planned.piece.kind == "documents"}
    return frozenset(path for path, source in copies.items() if source.name in only_attached)


def _fields(planned: PlannedPiece, kept: Mapping[str, tuple[SourceFile, str]]) -> dict[str, Any]:
    piece = planned.piece
    fields: dict[str, Any] = dict(piece.fields)
    properties = schema(piece.kind)["properties"]
    fields |= {"recorded": "imported"} if "recorded" in properties else {}
    came_from = [
        *(piece.fields.get("imported") or ()),
        *({"file": file.name, "sha256": file.sha256, "place": file.place or "all of it"} for file in piece.files),
    ]
    fields |= {"imported": came_from} if "imported" in properties else {}
    folder = folder_of_kind(piece.kind)
    beside = [path for source, _ in piece.places for _, path in [kept.get(source.name, (source, ""))] if path]
    attached = [
        os.path.relpath(path, folder).replace("\\", "/") for path in beside if not path.startswith(f"{PRIVATE}/")
    ]
    if attached:
        fields["attachments"] = [*fields.get("attachments", ()), *dict.fromkeys(attached)]
    order = list(properties)
    return {name: fields[name] for name in sorted(fields, key=lambda name: order.index(name) if name in order else 999)}


def _changed(plan: ImportPlan, planned: PlannedPiece, fields: Mapping[str, Any]) -> Draft:
    """The piece that is there with what the source says now, and everything else as it was."""
    draft = as_it_is(plan.folder, planned.existing)
    for name in (*planned.differs, "imported"):
        draft = with_field(draft, (name,), fields[name])
    return draft


def _kept_sources(plan: ImportPlan) -> dict[str, tuple[SourceFile, str]]:
    """Where each source is kept, by its name: with names in it in the private folder, else beside its evidence."""
    if not plan.attach:
        return {}
    named = {
        source.name
        for planned in plan.planned
        for source, _ in planned.piece.places
        if planned.piece.has_names or planned.why_not
    }
    found: dict[str, tuple[SourceFile, str]] = {}
    taken: set[str] = set()
    not_kept = {read.source.name for read in plan.reads if not read.keeps_source}
    for planned in plan.planned:
        for source, _ in planned.piece.places:
            if source.name in found or source.name in not_kept:
                continue
            plain = named_without_names(source.name.rpartition("/")[2], plan.who.key)
            names_somebody = (
                source.name in named
                or plain != source.name.rpartition("/")[2]
                or _gives_away(plan, source, only_attached=planned.piece.kind == "documents")
            )
            top = PRIVATE if names_somebody else folder_of_kind(planned.piece.kind)
            name = source.name.rpartition("/")[2] if names_somebody else plain
            path = _free(Path(plan.folder), f"{top}/{KEPT_IN}/{name}", source, taken)
            taken.add(path.casefold())
            found[source.name] = (source, path)
    return found


def _gives_away(plan: ImportPlan, source: SourceFile, *, only_attached: bool) -> bool:
    """Whether a file names somebody anywhere in it, also where a reader does not look.

    What is only attached, such as a recording, is not held back where nobody can look into it: the check tells that.
    """
    from coachfolio.confidentiality.attachments import insides_of
    from coachfolio.confidentiality.scan import exposure_of, names_declared_in

    def data_of(_: str, most: int) -> bytes:
        data = read_plain(source.path, most)
        return stripped(source.name, data).data if only_attached and _strips(plan) else data

    insides = list(insides_of([(source.name, source.size)], data_of))
    exposure = exposure_of({}, (), plan.who.key, declared=names_declared_in(plan.portfolio), attachments=insides)
    unseen = bool(exposure.not_checked) and not only_attached
    return unseen or any(leak.weight != "hint" for leak in exposure.leaks)


def _strips(plan: ImportPlan) -> bool:
    return plan.wanted.answers.get(PROPERTIES_QUESTION, "out") == "out"


def _free(folder: Path, path: str, source: SourceFile, taken: set[str]) -> str:
    stem, dot, ending = path.rpartition(".")
    if "/" in ending:
        stem, dot, ending = path, "", ""
    free, number = path, 1
    while free.casefold() in taken or (os.path.lexists(folder / free) and not _is_same(folder / free, source)):
        number += 1
        free = f"{stem}-{number}{dot}{ending}"
    return free


def _is_same(place: Path, source: SourceFile) -> bool:
    try:
        return hashlib.sha256(read_plain(place, source.size + 1)).hexdigest() == source.sha256
    except (OSError, ValueError):
        return False


def _left_out(plan: ImportPlan, used: Collection[str]) -> list[Draft]:
    """For each source that is brought in, the list of its parts that went into no field, in the private folder."""
    parts: dict[str, list[str]] = {}
    for source, left in plan.left_out:
        if source.name in used and left.text:
            parts.setdefault(source.name, []).append(f"{left.place} ({left.why}):\n{left.text}\n")
    drafts: list[Draft] = []
    taken: set[str] = set()
    for name, texts in parts.items():
        top = f"{PRIVATE}/{KEPT_IN}/{name.rpartition('/')[2]}"
        path, number = f"{top}.left-out.txt", 1
        while path.casefold() in taken or os.path.lexists(Path(plan.folder) / path):
            number += 1
            path = f"{top}.left-out-{number}.txt"
        taken.add(path.casefold())
        drafts.append(Draft(plan.folder, path, None, "\n".join(texts)))
    return drafts


def _private_list(plan: ImportPlan) -> list[Draft]:
    """The private list with the new names in it."""
    people = people_to_list(plan)
    if not people:
        return []
    if not (Path(plan.folder) / KEY_FILE).is_file():
        fields = {"format": 1, "clients": {code: about for code, about in people.items() if about.get("names")}}
        return [Draft(plan.folder, KEY_FILE, None, written(fields, shape_of("private-clients"), in_lines=True))]
    start = draft = as_it_is(plan.folder, KEY_FILE)
    there: Any = read(KEY_FILE, draft.after.encode("utf-8"), shape_of("private-clients")).fields or {}
    listed: dict[str, Any] = dict(there.get("clients") or {})
    for code, about in people.items():
        if code not in listed:
            if about.get("names"):
                where = ("clients", code) if listed else ("clients",)
                draft = with_field(draft, where, about if listed else {code: about})
                listed[code] = about
            continue
        for part, said in about.items():
            known = [str(each).casefold() for each in listed[code].get(part) or ()]
            for each in said:
                if each.casefold() not in known:
                    draft = with_item(draft, ("clients", code, part), each)
    return [draft] if draft.after != start.after else []


def _declared(plan: ImportPlan) -> list[Draft]:
    """portfolio.yaml with the codes and the people that it does not have yet."""
    used = {str(planned.piece.fields.get("client", "")) for planned in plan.to_write}
    used |= {str(item.get("client")) for planned in plan.to_write for item in planned.piece.fields.get("contacts", ())}
    clients = dict(plan.portfolio.file.clients if plan.portfolio.file else {})
    in_order = (*plan.who.undeclared, *sorted(code for code in used if CODE_ALONE.fullmatch(code)))
    codes = [code for code in dict.fromkeys(in_order) if code in used and code not in clients]
    people = _new_people(plan)
    if not codes and not people:
        return []
    draft = as_it_is(plan.folder, PORTFOLIO_FILE)
    about_clients = {code: about for read in plan.reads for code, about in read.clients.items()}
    for number, code in enumerate(codes):
        first = not clients and number == 0
        about = dict(about_clients.get(code, {}))
        draft = with_field(draft, ("clients",) if first else ("clients", code), {code: about} if first else about)
    there = bool(plan.portfolio.file and plan.portfolio.file.people)
    for short, about in people.items():
        draft = with_field(draft, ("people", short) if there else ("people",), about if there else {short: about})
        there = True
    return [draft]


def _new_people(plan: ImportPlan) -> dict[str, dict[str, Any]]:
    """Short names that portfolio.yaml does not have yet, with what is known of each."""
    known = plan.portfolio.file.people if plan.portfolio.file else {}
    told = {short: dict(about) for read in plan.reads for short, about in read.people.items() if about.get("role")}
    told = told if plan.to_write else {}
    named = {
        str(planned.piece.fields[name]): {"role": role}
        for planned in plan.to_write
        for name, role in PERSON_FIELDS.items()
        if planned.piece.fields.get(name)
    }
    return {short: about for short, about in {**named, **told}.items() if short not in known}


# --- all or nothing


def carry_import_out(plan: ToWrite) -> None:
    """Write everything, or nothing. Raises NotWritten."""
    folder = Path(plan.folder)
    finish_what_was_begun(folder)
    if plan.nothing:
        return
    if why := taken_by_git(folder):
        raise NotWritten(
            "Git would take the folder private with the next save, and the names with it "
            f"({why}). Run coachfolio init here first: it leaves the folder out."
        )
    stage = folder / STAGE
    try:
        _prepare(plan, folder, stage)
        finish_what_was_begun(folder)
    except ChangedMeanwhile as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise NotWritten(f"{shown(str(error), 200)} was written or changed by something else just now.") from None
    except OSError as error:
        if not (stage / _LIST).is_file():
            shutil.rmtree(stage, ignore_errors=True)
        reason = (error.strerror or "unknown reason").lower()
        raise NotWritten(f"The files could not be written: {reason}. See that there is room, and try again.") from None


def _prepare(plan: ToWrite, folder: Path, stage: Path) -> None:
    """Make every file in the private folder, and the list of them last."""
    stage.mkdir(parents=True)
    files: list[dict[str, Any]] = []
    for draft in plan.drafts:
        data = draft.after.encode("utf-8")
        before = None if draft.before is None else hashlib.sha256(draft.before.encode("utf-8")).hexdigest()
        files.append(_staged(stage, len(files), draft.path, data, before))
    for path, source in plan.copies.items():
        if (folder / path).is_file():
            continue  # it is kept already
        data = read_plain(source.path, MAX_SOURCE + 1)
        if hashlib.sha256(data).hexdigest() != source.sha256:
            raise ChangedMeanwhile("One of the files")  # its name may be a client's
        if path in plan.stripped:
            data = stripped(path, data).data
        files.append(_staged(stage, len(files), path, data, None))
    for file in files:
        if not _is_as_planned(folder / file["path"], file["before"]):
            private = str(file["path"]).startswith(f"{PRIVATE}/{KEPT_IN}/")
            raise ChangedMeanwhile("A file in private/imported" if private else file["path"])
    beside = stage / f"{_LIST}.new"
    with beside.open("w", encoding="utf-8") as out:
        json.dump(files, out)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(stage / _LIST)


def _staged(stage: Path, number: int, path: str, data: bytes, before: str | None) -> dict[str, Any]:
    with (stage / str(number)).open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return {"path": path, "before": before, "after": hashlib.sha256(data).hexdigest(), "file": str(number)}


def _is_as_planned(place: Path, before: str | None) -> bool:
    if before is None:
        return not os.path.lexists(place)
    return _hash(place) == before


def _hash(place: Path) -> str:
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError:
        return ""


def finish_what_was_begun(folder: str | os.PathLike[str]) -> bool:
    """Finish an import that was stopped once all of it was there, and clear away one that was stopped before.

    What was changed by somebody meanwhile is left as it is. Whether there was one to finish.
    """
    top = Path(folder)
    stage = top / STAGE
    if not stage.is_dir():
        return False
    if not (stage / _LIST).is_file():
        shutil.rmtree(stage, ignore_errors=True)
        return False
    files: Sequence[Mapping[str, Any]] = json.loads((stage / _LIST).read_text(encoding="utf-8"))
    for file in files:
        made, place = stage / str(file["file"]), top / str(file["path"])
        if not made.is_file() or not place.resolve().is_relative_to(top.resolve()):
            continue
        if _is_as_planned(place, file["before"]):
            place.parent.mkdir(parents=True, exist_ok=True)
            made.replace(place)
    shutil.rmtree(stage, ignore_errors=True)
    return True


def words_of_save(plan: ToWrite) -> str:
    """What the save of an import is called."""
    pieces = sum(draft.before is None and not draft.path.startswith(PRIVATE) for draft in plan.drafts)
    return f"Import {count(pieces, 'piece')} of evidence\n\nRecorded: imported\n"
