"""Write what Python code is made from data, or with --check say whether it is current.

coachfolio/evidence/model.py is made from the schemas, and what type checkers see of coachfolio/__init__.py from
coachfolio/public.py. Run it after any change to one of them: python tools/generate_model.py
"""

from __future__ import annotations

import keyword
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from coachfolio.format.schemas import ANNOTATION, EVIDENCE_SCHEMAS, schema
from coachfolio.public import HOMES

PACKAGE = Path(__file__).parents[1] / "coachfolio"
TARGET = PACKAGE / "evidence" / "model.py"
FACE = PACKAGE / "__init__.py"
FACE_MARK = "    # Written by tools/generate_model.py from coachfolio/public.py: do not edit.\n"

HEAD = '''"""The portfolio's contents as typed, frozen values.

Written by tools/generate_model.py from the schemas: do not edit.

Minutes are whole numbers. A field that may be left out is None, or an empty tuple for a list. `from` is `from_` here.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import Any, ClassVar, Literal

from coachfolio.base.frozen import Frozen, frozen

__all__ = [
{names}
]


@frozen(kw_only=True)
class Evidence(Frozen):
    """One piece of evidence: one file of the portfolio."""

    type: ClassVar[str] = ""
    """The name of its schema, such as contact-sheets."""

    id: str
    """The file's name without .yaml; unique in the portfolio."""
    path: str
    """The file inside the portfolio, with / between folders."""
'''


def main() -> int:
    made = {TARGET: _module(), FACE: _face(FACE.read_text(encoding="utf-8"))}
    if "--check" in sys.argv:
        current = all(path.exists() and path.read_text(encoding="utf-8") == text for path, text in made.items())
        print("The model is current." if current else "The model is stale: run python tools/generate_model.py")
        return 0 if current else 1
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _face(text: str) -> str:
    """The public face with an import of every public name, for type checkers alone."""
    before, _, rest = text.partition(FACE_MARK)
    _, found, after = rest.partition("else:")
    order = sorted(HOMES.items(), key=lambda item: (item[1], _rank(item[0]), item[0].lower()))
    imports = (f"    from {module} import {name} as {name}\n" for name, module in order)
    return before + FACE_MARK + "".join(imports) + found + after


def _rank(name: str) -> int:
    """Constants before classes before functions, as ruff sorts what is imported."""
    return 0 if name.isupper() else 1 if name[0].isupper() else 2


def _module() -> str:
    classes: dict[str, str] = {}
    for name in EVIDENCE_SCHEMAS:
        _add_classes(schema(name), classes, kind=name)
    _add_classes(schema("portfolio"), classes)
    names = "\n".join(f'    "{name}",' for name in sorted([*classes, "Evidence"]))
    return HEAD.replace("{names}", names) + "".join(classes.values())


def _add_classes(part: Mapping[str, Any], classes: dict[str, str], kind: str = "") -> None:
    """Add the classes inside first, then the class of this section."""
    for inner in _inside(part):
        _add_classes(inner, classes)
    name = part.get(ANNOTATION, {}).get("class")
    if not name:
        return
    code = "".join(_class(name, part, kind))
    before = classes.setdefault(name, code)
    if before.split('"""', 2)[2] != code.split('"""', 2)[2]:  # what follows the class's own docstring
        raise SystemExit(f"Two sections with different fields are both called {name}.")


def _inside(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from part.get("properties", {}).values()
    for key in ("items", "additionalProperties"):
        if isinstance(part.get(key), dict):
            yield part[key]


def _class(name: str, part: Mapping[str, Any], kind: str) -> Iterator[str]:
    yield "\n\n@frozen(kw_only=True)\n"
    yield f"class {name}({'Evidence' if kind else 'Frozen'}):\n"
    yield _doc(part["description"]) + "\n"
    if kind:
        yield f'    type: ClassVar[str] = "{kind}"\n\n'
    for field, one in part["properties"].items():
        required = field in part.get("required", ())
        yield f"    {attribute(field)}: {_annotation(one, required)}\n"
        yield _doc(one["description"])


def attribute(field: str) -> str:
    return field + "_" if keyword.iskeyword(field) else field


def _annotation(part: Mapping[str, Any], required: bool) -> str:
    kind = _type(part)
    if required:
        return kind
    if "default" in part:
        return f"{kind} = {_literal(part['default'])}"
    if kind.startswith("tuple"):
        return f"{kind} = ()"
    if kind.startswith("Mapping"):
        return f"{kind} = field(default_factory=dict)"
    return f"{kind} | None = None"


def _type(part: Mapping[str, Any]) -> str:
    about = part.get(ANNOTATION, {})
    if "class" in about:
        return str(about["class"])
    if about.get("format") == "yes-no":
        return "bool"
    if about.get("format") == "time":
        return "datetime.time"
    if part.get("format") == "date":
        return "datetime.date"
    if "enum" in part:
        return f"Literal[{', '.join(_literal(one) for one in part['enum'])}]"
    if part["type"] == "array":
        return f"tuple[{_type(part['items'])}, ...]"
    if part["type"] == "object":
        rest = part.get("additionalProperties")
        return f"Mapping[str, {_type(rest) if isinstance(rest, dict) else 'Any'}]"
    return {"string": "str", "integer": "int", "number": "float"}[part["type"]]


def _literal(text: str) -> str:
    return f'"{text}"'


def _doc(text: str) -> str:
    lines = textwrap.wrap(f'"""{text}"""', 112)
    if len(lines) > 1:
        lines = [*textwrap.wrap(f'"""{text}', 112), '"""']
    return "".join(f"    {line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
