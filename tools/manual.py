"""The man page, made from the commands: their own help, options and examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import click

from coachfolio import cli
from coachfolio.cli.help import commands_in

__all__ = ["man_page"]


def man_page(exit_codes: Mapping[int, str]) -> str:
    """The whole page as man reads it."""
    return "\n".join(_lines(exit_codes)) + "\n"


def _lines(exit_codes: Mapping[int, str]) -> Iterator[str]:
    main = cli.main
    yield '.\\" Made from the commands by python tools/generate_docs.py.'
    yield '.TH COACHFOLIO 1 "2026-12-01" coachfolio "User Commands"'
    yield from (".SH NAME", r"coachfolio \- a coach's qualification portfolio as plain text, checked")
    yield from (".SH SYNOPSIS", ".B coachfolio", r"[\-\-help] [\-\-version] \fICOMMAND\fR [\fIOPTIONS\fR]")
    yield from (".SH DESCRIPTION", *_paragraphs(main))
    yield ".SH COMMANDS"
    for name, command in commands_in(main):
        yield from _command(name, command)
    yield ".SH EXIT STATUS"
    for code, meaning in exit_codes.items():
        yield from (".TP", f".B {code}", _text(meaning))
    yield from (".SH ENVIRONMENT", ".TP", ".B COACHFOLIO_ON", _text("The day by which dates are judged: 2026-11-30."))
    yield from (".TP", ".B NO_COLOR", "Where it is set, nothing is coloured.")
    yield from (".SH FILES", ".TP", ".I portfolio.yaml", "Makes a folder a portfolio.")
    yield from (".TP", ".I private/clients.yaml", "Who is behind each code. It is in no save.")
    yield from (".SH SEE ALSO", ".BR git (1)")


def _command(name: str, command: click.Command) -> Iterator[str]:
    arguments = " ".join(_argument(one) for one in command.params if isinstance(one, click.Argument))
    if isinstance(command, click.Group):
        arguments = r"\fICOMMAND\fR"
    yield f".SS coachfolio {_text(name)} {arguments}".rstrip()
    yield from _paragraphs(command)
    for option in command.params:
        if isinstance(option, click.Option):
            names = ", ".join(rf"\fB{_text(one)}\fR" for one in (*option.opts, *option.secondary_opts))
            value = "" if option.is_flag else rf" \fI{_text(_value(option))}\fR"
            yield from (".TP", f"{names}{value}", _text(option.help or ""))


def _argument(argument: click.Argument) -> str:
    name = rf"\fI{_text((argument.metavar or argument.name or '').strip('[]').upper())}\fR"
    return name if argument.required else f"[{name}]"


def _value(option: click.Option) -> str:
    choices = getattr(option.type, "choices", None)
    return "|".join(choices) if choices else option.metavar or "TEXT"


def _paragraphs(command: click.Command) -> Iterator[str]:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", (command.help or "").strip())):
        if number:
            yield ".PP"
        if paragraph.startswith("\b"):
            title, *lines = paragraph.removeprefix("\b\n").splitlines()
            yield from (_text(title.strip()), ".PP", ".nf", *(_text(f"    {line.strip()}") for line in lines), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Words in which no sign means anything to man."""
    plain = text.replace("\\", r"\e").replace("-", r"\-").replace("`", "").replace("…", "...")
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain
