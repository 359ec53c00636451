"""Qualifications read from files: the shipped packs, those of plug-ins, and the overlay of a portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from coachfolio.base.diagnostics import Where
from coachfolio.base.errors import UnknownQualification
from coachfolio.base.plugins import QUALIFICATIONS_GROUP, BrokenPlugin, offered
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.qualification import (
    UNKNOWN,
    CitedSource,
    Criterion,
    Figure,
    Qualification,
    Requirement,
    SetBy,
    Statement,
    Unit,
    contradictions,
)
from coachfolio.format.schemas import FORMAT
from coachfolio.format.validation import violations

__all__ = ["PACKS", "in_no_order", "overlaid", "pack", "packs"]

PACKS: Final = Path(__file__).parents[1] / "qualifications"


def packs() -> tuple[str, ...]:
    """The names of the packs: the shipped ones, and those of installed plug-ins. Raises BrokenPlugin."""
    return tuple(sorted(_pack_files()))


@cache
def pack(name: str) -> Qualification:
    """A pack by its name. Raises UnknownQualification, and BrokenPlugin where a plug-in's pack is not in order."""
    files = _pack_files()
    if name not in files:
        raise UnknownQualification(name, files)
    path = files[name]
    try:
        document = read(path.name, path.read_bytes(), shape_of("qualification"))
    except OSError:
        raise BrokenPlugin(name, "its file cannot be read") from None
    wrong = list(document.problems)
    if document.fields is not None and path.parent != PACKS:  # a test holds the shipped ones against all this
        if document.fields.get("format", 1) > FORMAT:
            raise BrokenPlugin(name, "its pack is in a newer form than this coachfolio reads")
        wrong += violations(document.fields, "qualification")
    if document.fields is None or wrong:
        raise BrokenPlugin(name, f"its pack is not in order ({wrong[0].message})")
    if path.parent != PACKS and (why := next(in_no_order(name, document.fields), "")):
        raise BrokenPlugin(name, f"its pack is not in order ({why})")
    return qualification_from(document.fields)


def in_no_order(name: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a pack of this name although it fits its schema, each as a sentence."""
    if fields["id"] != name:
        yield f"it calls itself {fields['id']}."
    refs = [unit["ref"] for unit in fields["units"]]
    for contradiction in contradictions(fields, refs, fields.get("sources", {})):
        yield f"in {'.'.join(str(part) for part in contradiction.where)}: {contradiction.message}"
    for where, figure in _figures(fields):
        if figure["certainty"] != "unknown" and "source" not in figure:
            yield f"in {'.'.join(str(part) for part in where)}: this is {figure['certainty']}, and has no source."


def _figures(fields: Mapping[str, Any]) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    """Every number of a pack that says how sure it is."""
    for name, field in fields.items():
        if isinstance(field, Mapping) and "certainty" in field:
            yield (name,), field
    for position, unit in enumerate(fields["units"]):
        for name in ("credits", "guided_hours"):
            if name in unit:
                yield ("units", position, name), unit[name]
    for position, inner in enumerate(fields["requirements"]):
        if "certainty" in inner:
            yield ("requirements", position), inner


@cache
def _pack_files() -> dict[str, Path]:
    files = {path.stem: path for path in PACKS.glob("*.yaml")}
    for name, thing in offered(QUALIFICATIONS_GROUP):
        if name in files:
            raise BrokenPlugin(name, "there is a qualification of this name already")
        if not isinstance(thing, str | Path):
            raise BrokenPlugin(name, "it does not offer the path of a file")
        files[name] = Path(thing)
    return files


def qualification_from(fields: Mapping[str, Any]) -> Qualification:
    """A qualification from fields that fit the schema `qualification`."""
    sources = _sources(fields)
    return Qualification(
        id=fields["id"],
        title=fields["title"],
        awarding_body=fields["awarding_body"],
        edition=fields["edition"],
        reference=fields.get("reference"),
        outline=fields.get("outline", False),
        note=fields.get("note"),
        statements=tuple(Statement(**statement) for statement in fields.get("statements", ())),
        units_complete=fields.get("units_complete", True) in (True, "yes"),
        sources=sources,
        credits=_figure(fields["credits"], sources),
        guided_hours=_figure(fields["guided_hours"], sources),
        hours_per_credit=_figure(fields["hours_per_credit"], sources),
        time_limit_years=_figure(fields["time_limit_years"], sources),
        units=tuple(_unit(unit, Unit(ref=unit["ref"], title="Unknown"), None, sources) for unit in fields["units"]),
        requirements=tuple(_requirement(field, "awarding-body", None, sources) for field in fields["requirements"]),
        pass_mark_criterion=_figure_or(fields, "pass_mark_criterion", UNKNOWN, sources),
        pass_mark_section=_figure_or(fields, "pass_mark_section", UNKNOWN, sources),
    )


def overlaid(base: Qualification, fields: Mapping[str, Any]) -> Qualification:
    """The pack with a portfolio's qualification.yaml over it: `fields` fit the schema `qualification-overlay`."""
    pieces = fields.get("pieces_per_criterion")
    over = {unit["ref"]: unit for unit in fields.get("units", ())}
    sources = {**base.sources, **_sources(fields)}
    whole = fields.get("units_complete") in (True, "yes")
    known = [unit for unit in base.units if unit.ref in over or not whole]
    units = [_unit(over.pop(unit.ref, {}), unit, pieces, sources) for unit in known]
    units += [_unit(unit, Unit(ref=ref, title="Unknown"), pieces, sources) for ref, unit in over.items()]
    own = [_requirement(inner, "centre", place, sources) for place, inner in enumerate(fields.get("requirements", ()))]
    return replace(
        base,
        sources=sources,
        units=tuple(units),
        units_complete=whole or base.units_complete,
        requirements=(*(asked for asked in base.requirements if not _filled_in(asked, own)), *own),
        credits=_figure_or(fields, "credits", base.credits, sources),
        guided_hours=_figure_or(fields, "guided_hours", base.guided_hours, sources),
        hours_per_credit=_figure_or(fields, "hours_per_credit", base.hours_per_credit, sources),
        time_limit_years=_figure_or(fields, "time_limit_years", base.time_limit_years, sources),
        pass_mark_criterion=_figure_or(fields, "pass_mark_criterion", base.pass_mark_criterion, sources),
        pass_mark_section=_figure_or(fields, "pass_mark_section", base.pass_mark_section, sources),
    )


def _filled_in(asked: Requirement, own: Sequence[Requirement]) -> bool:
    """Whether a portfolio says what its pack does not know: how much the awarding body asks for."""
    return asked.at_least is None and any(
        filled.set_by == "awarding-body" and (filled.measure, filled.unit, filled.evidence) == about
        for filled in own
        for about in [(asked.measure, asked.unit, asked.evidence)]
    )


def _sources(fields: Mapping[str, Any]) -> dict[str, CitedSource]:
    return {name: CitedSource(**source) for name, source in fields.get("sources", {}).items()}


def _known(value: float | str) -> float | None:
    return None if isinstance(value, str) else value


def _doubt(fields: Mapping[str, Any], sources: Mapping[str, CitedSource]) -> str:
    """What is not certain about a part of a pack or an overlay, in a sentence."""
    if "doubt" in fields:
        return str(fields["doubt"])
    if fields.get("certainty") != "weak":
        return ""
    source = sources.get(fields.get("source", ""))
    return f"Its source is weak, or it is deduced: {source.title}." if source else "Its source is weak."


def _figure(fields: Mapping[str, Any], sources: Mapping[str, CitedSource]) -> Figure:
    doubt = _doubt(fields, sources)
    return Figure(_known(fields["value"]), fields["certainty"], fields.get("source"), fields.get("note"), doubt)


def _figure_or(fields: Mapping[str, Any], name: str, otherwise: Figure, sources: Mapping[str, CitedSource]) -> Figure:
    return _figure(fields[name], sources) if name in fields else otherwise


def _unit(fields: Mapping[str, Any], base: Unit, pieces: int | None, sources: Mapping[str, CitedSource]) -> Unit:
    """The unit with what an overlay says of it; `pieces` is the centre's number for each criterion."""
    plain = ("title", "mandatory", "criteria_are", "criteria_complete", "source", "certainty", "note")
    changed: dict[str, Any] = {name: fields[name] for name in plain if name in fields}
    if fields:  # whoever fills a unit in says that there is one
        changed["doubt"] = fields.get("doubt", "")
    changed |= {name: _figure(fields[name], sources) for name in ("credits", "guided_hours") if name in fields}
    criteria = base.criteria
    if "criteria" in fields:  # a new list is whole, and official, only where it says so
        changed = {"criteria_are": "unknown", "criteria_complete": False, **changed}
        last = {field["number"]: field for field in fields["criteria"]}  # one that is there twice is told, and is one
        criteria = tuple(_criterion(field, base.ref, sources) for field in last.values())
        own = {field["number"] for field in fields["criteria"] if "required" in field}
    else:
        own = set()
    if pieces is not None:
        criteria = tuple(
            criterion
            if criterion.number in own or criterion.required > 1
            else replace(criterion, required=pieces, required_by="centre")
            for criterion in criteria
        )
    return replace(base, **changed, criteria=criteria)


def _criterion(fields: Mapping[str, Any], unit: str, sources: Mapping[str, CitedSource]) -> Criterion:
    return Criterion(
        ref=f"{unit}/{fields['number']}",
        unit=unit,
        number=fields["number"],
        text=fields["text"],
        outcome=fields.get("outcome"),
        required=fields.get("required", 1),
        source=fields.get("source"),
        certainty=fields.get("certainty", "unknown"),
        note=fields.get("note"),
        doubt=_doubt(fields, sources),
    )


def _requirement(
    fields: Mapping[str, Any], set_by: SetBy, place: int | None, sources: Mapping[str, CitedSource]
) -> Requirement:
    source = sources.get(fields.get("source", ""))
    return Requirement(
        name=fields["name"],
        measure=fields["measure"],
        at_least=_known(fields["at_least"]),
        set_by=fields.get("set_by", set_by),
        unit=fields.get("unit"),
        evidence=fields.get("evidence"),
        only=fields.get("only"),
        guide=fields.get("guide", False) or fields.get("set_by") == "other",
        source=fields.get("source"),
        certainty=fields.get("certainty", "unknown"),
        note=fields.get("note"),
        place=place,
        doubt=_doubt(fields, sources),
        said_by=source.title if source else "",
    )
