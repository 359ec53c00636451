"""Bring in what you have: files are dropped, shown as what they were recognised as, read, coded and written.

The plan of the import is a value that lies here until it is carried out. Names of people and of files stand on the page
alone: in no address, and in nothing that is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.words import count
from coachfolio.portfolio.portfolio import INBOX
from coachfolio.web.arrivals import Arrivals
from coachfolio.web.handing import handed_file
from coachfolio.web.routing import desk_of, form_of, get, post, see_other, shown_page

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from coachfolio.editing.importing.facts import Column
    from coachfolio.editing.importing.planning import ImportPlan, PlannedPiece

__all__ = ["ROUTES"]

_HERE: Final = "/bring-in"
_MOST: Final = 60 << 20
"""Bytes of all files that are brought in at once."""
_ANSWER: Final = "answer:"
_MOST_SHOWN: Final = 200
_ABOUT_NAMES: Final = ("who", "others")
_RECOGNISING: Final = ("label:", "column:", "order", "role", "client:", "unit:", "sheet:")
_GONE: Final = "These files are not here any more: another import was begun, or the program was ended. Drop them again."


def _arrivals(request: Request) -> Arrivals:
    state = request.app.state
    if not hasattr(state, "arrivals"):
        state.arrivals = Arrivals()
    found: Arrivals = state.arrivals
    return found


def show_arrivals(request: Request) -> Response:
    """Where files are dropped; and, once there are some, what would become of them."""
    arrivals = _arrivals(request)
    with arrivals.lock:
        if arrivals.plan is None:
            return _dropping(request)
        return _planned(request, arrivals, arrivals.plan)


def drop(request: Request) -> Response:
    """Take files, and work out what would become of them."""
    desk, form, arrivals = desk_of(request), form_of(request), _arrivals(request)
    files = [file for file in form.getlist("files") if isinstance(file, UploadFile) and file.filename]
    if not files:
        return _dropping(request, "Choose one file or more first.")
    from coachfolio.editing.importing.planning import import_plan

    with arrivals.lock:
        try:
            paths = arrivals.take((file.filename or "", file.file) for file in files)
            arrivals.keep(import_plan(desk.path, paths, kind=_kind(form), today=desk.today))
        except CoachfolioError as error:
            arrivals.clear()
            return _dropping(request, desk.covered(str(error)))
        except BaseException:
            arrivals.clear()
            raise
    return see_other(_HERE)


def look_into_inbox(request: Request) -> Response:
    """Work out what would become of what lies in the inbox: notes from a phone, photographs, voice memos."""
    from coachfolio.editing.importing.planning import import_plan

    desk, arrivals = desk_of(request), _arrivals(request)
    with arrivals.lock:
        try:
            arrivals.take(())
            arrivals.keep(import_plan(desk.path, [desk.path / INBOX], today=desk.today))
        except CoachfolioError as error:
            arrivals.clear()
            return _dropping(request, desk.covered(str(error)))
    return see_other(_HERE)


def for_the_phone(request: Request) -> Response:
    """The page for a phone, as a download."""
    from coachfolio.outputs.html.phone import phone_page
    from coachfolio.reports.phone import phone_view

    desk = desk_of(request)
    try:
        page = phone_page(phone_view(desk.path))
    except CoachfolioError as error:
        return _dropping(request, desk.covered(str(error)))
    return handed_file("log.html", lambda path: path.write_text(page, encoding="utf-8"))


def change(request: Request) -> Response:
    """Take answers into the plan; leave it; or carry it out."""
    desk, form, arrivals = desk_of(request), form_of(request), _arrivals(request)
    step = form.get("step")
    with arrivals.lock:
        if arrivals.plan is None or form.get("mark") != arrivals.mark:
            return _dropping(request, _GONE)
        if step == "leave":
            arrivals.clear()
            desk.note = "Nothing was brought in, and the copies here are taken away. Your own files are as they were."
            return see_other(_HERE)
        try:
            from coachfolio.editing.importing.planning import with_answers

            answers = _answers(form, arrivals)
            if answers or _kind(form) != arrivals.plan.wanted.kind:
                arrivals.keep(with_answers(arrivals.plan, answers, kind=_kind(form)))
            if step != "write":
                return see_other(f"{_HERE}#{'recognised' if step == 'again' else 'who'}")
            with desk.writing:
                desk.note = _written(request, arrivals, arrivals.plan)
        except CoachfolioError as error:
            return _planned(request, arrivals, arrivals.plan, trouble=desk.covered(str(error)))
        arrivals.clear()
    return see_other("/")


def _dropping(request: Request, trouble: str = "") -> Response:
    sizes = desk_of(request).report().portfolio.sizes
    return shown_page(
        request,
        "bring_in.html",
        "Bring in what you have",
        plan=None,
        trouble=trouble,
        kinds=_kinds(),
        kind="",
        in_inbox=sum(path.startswith(INBOX) for path in sizes),
    )


def _kinds() -> list[tuple[str, str]]:
    from coachfolio.editing.writing_up import KINDS
    from coachfolio.format.schemas import words_for

    return [("", "Whatever they look like"), *((kind, words_for(kind, many=True).capitalize()) for kind in KINDS)]


def _kind(form: FormData) -> str:
    said = str(form.get("kind", ""))
    return said if said in dict(_kinds()) else ""


# --- the plan as it is shown


def _planned(request: Request, arrivals: Arrivals, plan: ImportPlan, *, trouble: str = "") -> Response:
    from coachfolio.editing.importing.carrying_out import to_write
    from coachfolio.outputs.importing import layouts_of, names_of_files, read_text, words_of_column, written_text

    show = names_of_files(plan, with_names=True)
    files = to_write(plan)
    return shown_page(
        request,
        "bring_in.html",
        "Bring in what you have",
        plan=plan,
        mark=arrivals.mark,
        trouble=trouble,
        kinds=_kinds(),
        kind=plan.wanted.kind,
        show=show,
        layouts=[(layout, len(reads), show(reads[0].source.name)) for layout, reads in layouts_of(plan).items()],
        columns=[_column(column, files, words_of_column(column), plan) for column, files in plan.columns],
        said=list(dict.fromkeys(sentence for read in plan.reads for sentence in read.said)),
        read_lines=[line.strip() for line in list(read_text(plan, show))[1:] if line.strip()],
        recognising=_questions(arrivals, plan, about="recognised"),
        reading=_questions(arrivals, plan, about="read"),
        others=", ".join(_freed(plan)),
        files=files,
        # without its heading, and without the names of the files, which have a table of their own
        written_lines=[
            line.strip()
            for line in list(written_text(plan, files, "", show, every=True))[1:]
            if line.strip() and not line.startswith(("  new: ", "  changed: ", "  a copy"))
        ],
        pieces=[_piece(planned) for planned in plan.to_write[:_MOST_SHOWN]],
        more_pieces=max(0, len(plan.to_write) - _MOST_SHOWN),
    )


def _column(column: Column, files: int, meaning: str, plan: ImportPlan) -> dict[str, Any]:
    """A label, what it becomes, and whatever else it could become."""
    from coachfolio.editing.importing.labels import INTO_EXTRA, LEFT_OUT, part_of
    from coachfolio.format.slips.names import plain_name

    kinds = {read.kind for read in plan.reads for each in read.columns if each.label == column.label and read.kind}
    fields = {field: field for kind in sorted(kinds) for field in part_of(kind)["properties"]}
    fields |= {INTO_EXTRA: "a field of your own", LEFT_OUT: "leave it out"}
    return {
        "label": column.label.strip(" :"),
        "plain": plain_name(column.label),
        "meaning": meaning,
        "likely": column.how in ("near", "none"),
        "files": files,
        "choices": tuple(fields.items()),
    }


def _questions(arrivals: Arrivals, plan: ImportPlan, about: str) -> list[dict[str, Any]]:
    """Every question that was asked so far, with the answer that it has or that is proposed."""
    found = []
    waiting = {question.id for question in plan.questions}
    for question in arrivals.asked.values():
        if question.id in _ABOUT_NAMES or question.id.startswith("who:"):
            continue
        if (about == "recognised") != question.id.startswith(_RECOGNISING):
            continue
        if question.id not in waiting and question.id not in plan.wanted.answers:
            continue  # another answer has settled it
        found.append(
            {
                "question": question,
                "open": question.id in waiting,
                "answer": plan.wanted.answers.get(question.id, question.proposed),
            }
        )
    return found


def _freed(plan: ImportPlan) -> list[str]:
    said = plan.wanted.answers.get("others", "none")
    return [] if said == "none" else [name.strip() for name in said.split(",")]


def _piece(planned: PlannedPiece) -> dict[str, Any]:
    fields = planned.piece.fields
    return {
        "title": " ".join(str(fields[name]) for name in ("date", "client", "title") if fields.get(name)),
        "kind": planned.piece.kind,
        "state": planned.state,
        "fields": [(name, _told(value)) for name, value in fields.items()],
    }


def _told(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_told(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_told(inner) for inner in value)
    return str(value)


# --- what was answered


def _answers(form: FormData, arrivals: Arrivals) -> dict[str, str]:
    """The answers that are new or other than before, by their questions."""
    plan = arrivals.plan
    assert plan is not None
    answers: dict[str, str] = {}
    for name, said in form.multi_items():
        if not isinstance(said, str) or not said.strip():
            continue
        kind, _, about = name.partition(":")
        if kind == "answer" and about in arrivals.asked:
            answers[about] = said.strip()
        elif kind == "column":
            answers |= {f"label:{about}": said, f"column:{about}": said}
        elif kind == "code" and said.strip().upper() != _code_of(plan, about):
            answers[f"who:{about}"] = said.strip()
    if any(named.is_new for named in plan.who.named):
        answers["who"] = "yes"
    if plan.others or _freed(plan):
        free = [str(name) for name in form.getlist("no-name")]
        answers["others"] = ", ".join([*_freed_still(form, plan), *free]) or "none"
    return {about: said for about, said in answers.items() if plan.wanted.answers.get(about) != said}


def _freed_still(form: FormData, plan: ImportPlan) -> list[str]:
    return [] if form.get("all-names") else _freed(plan)


def _code_of(plan: ImportPlan, name: str) -> str:
    return next((named.code for named in plan.who.named if named.written == name), "")


def _written(request: Request, arrivals: Arrivals, plan: ImportPlan) -> str:
    """Carry the plan out, and say what came of it."""
    from coachfolio.editing.importing.carrying_out import to_write
    from coachfolio.editing.importing.saving import bring_in

    files = to_write(plan)
    if files.nothing:
        return "Nothing was to be written: all of it is here already."
    done = bring_in(files, desk_of(request).today)
    copies = count(done.copies, "source is kept", "sources are kept")
    told = f"Brought in: {count(done.new, 'new file')}, {done.changed} changed; {copies}."
    match done.saved.how:
        case "saved":
            return f"{told} It is saved, as one save of its own, and can be undone like any other."
        case "no record":
            return f"{told} There is no record in git here, so it is not saved."
        case "unsaved before":
            return f"{told} There was unsaved work here before, so this is not saved yet: save it all."
        case _:
            return f"{told} It is not saved yet: something is to be mended first."


ROUTES = (
    get(_HERE, show_arrivals),
    post(_HERE, drop, most=_MOST),
    post(f"{_HERE}/plan", change),
    post(f"{_HERE}/inbox", look_into_inbox),
    post(f"{_HERE}/phone", for_the_phone),
)
