"""A report for programs that show test results: JUnit XML, a suite for every file and a case for every finding."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from coachfolio.base.diagnostics import Diagnostic, Severity
from coachfolio.base.words import one_line
from coachfolio.checks.checking import Report
from coachfolio.outputs.findings import path_shown, place_shown, told

__all__ = ["rendered"]


def rendered(report: Report, folder: str) -> str:
    """Errors are failures; other findings pass, and tell in their output; what was waived is skipped.

    A file without a finding has one case, which passes. Only ASCII, so that it is XML in every encoding.
    """
    of_file: dict[str, list[Diagnostic]] = {path: [] for path in report.portfolio.texts}
    for diagnostic in report.diagnostics:
        of_file.setdefault(diagnostic.path, []).append(diagnostic)
    cases = sum(max(len(found), 1) for found in of_file.values())
    root = ET.Element("testsuites", {"name": "coachfolio", **_totals(cases, report.diagnostics)})
    for path, found in sorted(of_file.items()):
        name = path_shown(path, folder)
        totals = {
            **_totals(max(len(found), 1), found),
            "skipped": str(sum(1 for diagnostic in found if diagnostic.waived)),
        }
        suite = ET.SubElement(root, "testsuite", {"name": name, **totals})
        for finding in found:
            _case(suite, finding, folder)
        if not found:
            ET.SubElement(suite, "testcase", classname=name, name="nothing found")
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii") + "\n"


def _totals(cases: int, found: Iterable[Diagnostic]) -> dict[str, str]:
    failures = sum(1 for diagnostic in found if diagnostic.severity is Severity.ERROR and not diagnostic.waived)
    return {"tests": str(cases), "failures": str(failures), "errors": "0"}


def _case(suite: ET.Element, diagnostic: Diagnostic, folder: str) -> None:
    # the message is in the name because some programs take cases of one name for one and the same
    name = f"line {diagnostic.span.line}: {diagnostic.code} {one_line(diagnostic.message)}"
    case = ET.SubElement(suite, "testcase", classname=suite.attrib["name"], name=name)
    text = "\n".join(
        (
            f"{place_shown(diagnostic, folder)}: {diagnostic.severity} {diagnostic.code} {diagnostic.name}",
            *told(diagnostic, folder),
        )
    )
    if diagnostic.waived:
        ET.SubElement(case, "skipped", message=f"Waived: {one_line(diagnostic.waived)}")
    elif diagnostic.severity is Severity.ERROR:
        ET.SubElement(
            case, "failure", type=f"{diagnostic.code} {diagnostic.name}", message=one_line(diagnostic.message)
        ).text = text
        return
    ET.SubElement(case, "system-out").text = text
