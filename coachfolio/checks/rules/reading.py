"""CF0: can it be read, and in one way only? The reader finds these; here is what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from coachfolio.base.diagnostics import START, Finding, Span
from coachfolio.base.words import count
from coachfolio.checks.rules.facts import Facts
from coachfolio.format.documents.text import has_uneven_ends, lines_of, outside_text_blocks


def unreadable_file(facts: Facts) -> Iterator[Finding]:
    """A file or folder cannot be read.

    Why:
        What cannot be read cannot be checked, and whoever is handed the portfolio may not be able to
        read it either.
    Wrong:
        sessions/2026-03-04-c01-board.yaml, which this computer's user may not open
    Right:
        the same file, with leave to read it
    """
    return facts.read("unreadable-file")


def not_utf8(facts: Facts) -> Iterator[Finding]:
    """A file is not saved as UTF-8.

    Why:
        UTF-8 is the one way of storing text that every program reads alike. In another, accents and
        dashes turn into other signs.
    Wrong:
        a file that an editor saved as UTF-16 or Windows-1252
    Right:
        the same file, saved again with the encoding UTF-8
    """
    return facts.read("not-utf8")


def newer_format(facts: Facts) -> Iterator[Finding]:
    """The portfolio is written in a newer format.

    Why:
        An older coachfolio would misread it and call it whole. It checks nothing instead.
    Wrong:
        format: 2
    Right:
        format: 1, or a newer coachfolio
    """
    return facts.read("newer-format")


def file_too_large(facts: Facts) -> Iterator[Finding]:
    """A file is too large to be written evidence.

    Why:
        Evidence is words. A large file may be a document that was put in the wrong place.
    Wrong:
        a report of 80 pages pasted into `reflection`
    Right:
        the report as an attachment, and a paragraph about it in `reflection`
    """
    return facts.read("file-too-large")


def empty_file(facts: Facts) -> Iterator[Finding]:
    """A file is empty.

    Why:
        An empty file is no evidence. It may be one that was never saved.
    Wrong:
        a file with nothing in it
    Right:
        the file filled in, or deleted
    """
    return facts.read("empty-file")


def tab(facts: Facts) -> Iterator[Finding]:
    """There is a tab where spaces belong.

    Why:
        A tab looks like spaces and is not. YAML steps to the right with spaces only.
    Wrong:
        a field that is indented with the tab key
    Right:
        the same field, indented with two spaces
    """
    return facts.read("tab")


def conflict_marker(facts: Facts) -> Iterator[Finding]:
    """Two versions of a file were joined and nobody has chosen.

    Why:
        When the portfolio is worked on in two places, the same line can be changed in both. Both
        versions are then in the file, between marks.
    Wrong:
        <<<<<<< HEAD
        minutes: 60
        =======
        minutes: 90
        >>>>>>> laptop
    Right:
        minutes: 90
    """
    return facts.read("conflict-marker")


def several_documents(facts: Facts) -> Iterator[Finding]:
    """One file holds more than one document.

    Why:
        The file's name is the evidence's id, so a file holds one piece.
    Wrong:
        minutes: 60
        ---
        minutes: 90
    Right:
        two files, each with its own name
    """
    return facts.read("several-documents")


def duplicate_field(facts: Facts) -> Iterator[Finding]:
    """A field is in a section twice.

    Why:
        Only one of the two could be read, and it would not be plain which.
    Wrong:
        minutes: 60
        minutes: 90
    Right:
        minutes: 90
    """
    return facts.read("duplicate-field")


def not_yaml(facts: Facts) -> Iterator[Finding]:
    """The file's shape cannot be read.

    Why:
        Where lines do not line up, nobody can tell what belongs to what.
    Wrong:
        purpose: a first word
          outcome: a second
    Right:
        purpose: a first word
        outcome: a second
    """
    return facts.read("not-yaml")


def text_as_field(facts: Facts) -> Iterator[Finding]:
    """A line of text is read as a field.

    Why:
        A word, a colon and a space make a field. In a line of prose they tear the text apart.
    Wrong:
        purpose: She said: no more papers
    Right:
        purpose: "She said: no more papers"
    """
    return facts.read("text-as-field")


def text_after_hash(facts: Facts) -> Iterator[Finding]:
    """Text after # is taken for a remark.

    Why:
        A space and # begin a remark that nobody reads. The rest of the sentence is silently gone.
    Wrong:
        title: Moving from point #3 to point #4
    Right:
        title: "Moving from point #3 to point #4"
    """
    return facts.read("text-after-hash")


def swallowed_item(facts: Facts) -> Iterator[Finding]:
    """A list item is part of the one above it.

    Why:
        A dash that stands further in than the one above begins no item of its own. Its line is joined to the item
        above, and the list has one item fewer than it seems.
    Wrong:
        actions:
          - Ask for the budget
            - Write to the board
    Right:
        actions:
          - Ask for the budget
          - Write to the board
    """
    return facts.read("swallowed-item")


def too_deep(facts: Facts) -> Iterator[Finding]:
    """Sections stand inside one another too deep.

    Why:
        The format needs six levels. Far more are a slip, or made to do harm.
    Wrong:
        [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
    Right:
        the list that was meant
    """
    return facts.read("too-deep")


def too_many_repeats(facts: Facts) -> Iterator[Finding]:
    """Repeats multiply or contain themselves.

    Why:
        YAML can repeat a value with & and *. A few lines of it can grow beyond any memory.
    Wrong:
        actions: &a [*a]
    Right:
        actions: [Hand over the paper]
    """
    return facts.read("too-many-repeats")


def merge_key(facts: Facts) -> Iterator[Finding]:
    """<< copies fields from elsewhere.

    Why:
        Evidence says for itself what it says, so that it can be read alone.
    Wrong:
        <<: *usual
        minutes: 60
    Right:
        role: coach
        minutes: 60
    """
    return facts.read("merge-key")


def quote_needed(facts: Facts) -> Iterator[Finding]:
    """A value begins or ends in a way that YAML does not read as text.

    Why:
        Some signs at the start of a value mean something else to YAML: @ ` % & * ! [ { and quotation
        marks among them.
    Wrong:
        purpose: *Not* rewriting papers
    Right:
        purpose: "*Not* rewriting papers"
    """
    return facts.read("quote-needed")


def invisible_character(facts: Facts) -> Iterator[Finding]:
    """There is an invisible character.

    Why:
        Text pasted from another program can bring characters that cannot be seen and that programs read
        differently.
    Wrong:
        a line end from a word processor (U+2028) inside a sentence
    Right:
        the same sentence, with the character deleted
    """
    return facts.read("invisible-character")


def byte_order_mark(facts: Facts) -> Iterator[Finding]:
    """The file starts with a byte order mark.

    Why:
        Some editors put one there. It does no harm here, but other programs may stumble.
    Wrong:
        a file saved as UTF-8 with BOM
    Right:
        a file saved as UTF-8
    """
    return facts.read("byte-order-mark")


def link_not_followed(facts: Facts) -> Iterator[Finding]:
    """A link stands where a file should be.

    Why:
        A link points to a place on one computer. On another it points to nothing, or to something else.
    Wrong:
        attachments/sheet.pdf as a link to a file in another folder
    Right:
        the file sheet.pdf itself
    """
    return facts.read("link-not-followed")


def unsafe_name(facts: Facts) -> Iterator[Finding]:
    """A file's name is trouble on some computers.

    Why:
        The portfolio is handed to people with other computers. Some names cannot be stored there, or
        are not what they seem.
    Wrong:
        sessions/what next?.yaml
    Right:
        sessions/2026-03-04-c01-what-next.yaml
    """
    return facts.read("unsafe-name")


def stray_file(facts: Facts) -> Iterator[Finding]:
    """A file lies where no evidence is kept.

    Why:
        The folder says what kind of evidence a file is. In another folder it is not read, and not
        counted.
    Wrong:
        session/2026-03-04-c01-board.yaml
    Right:
        sessions/2026-03-04-c01-board.yaml
    """
    return facts.read("stray-file")


def left_out_by_git(facts: Facts) -> Iterator[Finding]:
    """A file that counts is left out of what is saved.

    Why:
        A line in a file .gitignore tells git to pass it over, and may be meant for something else. So it is in no save,
        has no record, and is not handed over.
    Wrong:
        .gitignore with the line 2026-*, beside sessions/2026-03-04-c01-board.yaml
    Right:
        .gitignore with private/ and what computers put down, and nothing else
    """
    if facts.left_out:
        first, *others = facts.left_out
        rest = f", and so {'is' if len(others) == 1 else 'are'} {count(len(others), 'other file')}" if others else ""
        yield Finding(
            at=(first, START),
            message=f"Git leaves this file out of what is saved{rest}: it is not in the record, and not handed over.",
            hint="Look in .gitignore, here and in the folders above, for the line that names it, and delete that line.",
            related=tuple(("This one too.", (path, START)) for path in others[:5]),
        )


def saved_content_emptied(facts: Facts) -> Iterator[Finding]:
    """What was saved of a file is an empty file where git keeps it, while the file itself is whole.

    Why:
        Sync services that are stopped half-way leave files of 0 bytes behind, and so does a full disk. Git cannot read
        such a save any more: the record cannot be handed over until the content is back.
    Wrong:
        .git/objects/78/145c70… with nothing in it, and sessions/2026-03-04-c01-board.yaml as it was saved
    Right:
        the content put back from the file; and the folder .git kept out of what is synchronised
    """
    if facts.emptied:
        (path, place), *others = facts.emptied
        rest = f", and so {'is' if len(others) == 1 else 'are'} {count(len(others), 'other file')}" if others else ""
        yield Finding(
            at=(path, START),
            message=f"What git saved of this file is empty now{rest}. A sync service or a full disk does that. The "
            "file itself is whole.",
            hint=f"To put it back, delete {place} in the folder .git, and then run here: git hash-object -w "
            f"{_quoted(path)}. Do the same for each that is named, check again, and keep .git out of what is "
            "synchronised.",
            related=tuple((f"This one too: {place}", (path, START)) for path, place in others[:20]),
        )


def _quoted(path: str) -> str:
    return f'"{path}"' if " " in path else path


def not_here(facts: Facts) -> Iterator[Finding]:
    """A file is not on this computer: only something that stands for it.

    Why:
        Services that keep files elsewhere put a mark or a pointer in their place, and fetch the file when somebody
        opens it. What has not been fetched cannot be read, is in no total, and is not handed over.
    Wrong:
        .2026-03-04-c01-board.yaml.icloud, or a file that begins with “version https://git-lfs.github.com/spec/v1”
    Right:
        2026-03-04-c01-board.yaml itself
    """
    return facts.read("not-here")


def windows_line_ends(facts: Facts) -> Iterator[Finding]:
    """Lines end the Windows way.

    Why:
        It reads the same here. Where some computers write one way and some the other, whole files seem to change
        when only one word did.
    Wrong:
        a file whose lines end with CR and LF
    Right:
        the same file with lines that end with LF, as `* text eol=lf` in .gitattributes makes them
    """
    returned = sorted((path, text) for path, text in facts.portfolio.texts.items() if "\r" in text)
    for path, text in returned:
        if has_uneven_ends(text):
            yield Finding(
                at=(path, START),
                message="The lines of this file end in two ways, or as old Macs wrote them.",
                hint="It reads the same here. coachfolio fix makes the line ends alike.",
            )
    paths = [path for path, text in returned if "\r\n" in text and not has_uneven_ends(text)]
    if paths and not facts.portfolio.line_ends_kept and len(paths) < len(facts.portfolio.texts):
        first, *others = paths
        rest = f", and so do those of {count(len(others), 'other file')}" if others else ""
        text = facts.portfolio.texts[first]
        lines = lines_of(text[: text.index("\r\n")])
        number, column = len(lines), len(lines[-1]) + 1
        yield Finding(
            at=(first, Span(number, column, number, column)),
            message=f"The lines of this file end the Windows way (CRLF){rest}, and those of others do not.",
            hint="It reads the same here. A file .gitattributes with the line * text=auto eol=lf keeps them alike in "
            "what is saved, and then this is said no more.",
            related=tuple(("This one too.", (path, START)) for path in others[:3]),
        )


def garbled_letters(facts: Facts) -> Iterator[Finding]:
    """Letters were garbled by another encoding.

    Why:
        A program that reads a file in the wrong encoding turns an apostrophe into three strange signs, and saves them.
        An assessor reads them in every sentence.
    Wrong:
        the teamâ€™s papers
    Right:
        the team's papers
    """
    for path, text in facts.portfolio.texts.items():
        if ("â" in text and "â€" in text) or "Ã" in text or "Â" in text:
            from coachfolio.format.slips.letters import garbled as garbled_text  # most portfolios have none

            lines = lines_of(text)
            wrong = [number for number, line in enumerate(lines) if garbled_text(line)]
            places = [Span(number + 1, 1, number + 1, len(lines[number]) + 1) for number in wrong]
            if places:
                yield Finding(
                    at=(path, places[0]),
                    message="Letters are garbled here (an apostrophe or accent became â€™ or the like): the file was "
                    "once read in another encoding.",
                    hint="Type the characters that were meant. coachfolio fix puts them back.",
                    related=tuple(("And here.", (path, place)) for place in places[1:10]),
                )


def left_from_a_form(facts: Facts) -> Iterator[Finding]:
    """Words of a form were left where your own belong.

    Why:
        What a template says in an empty box is no evidence, and looks like it.
    Wrong:
        outcome: Click or tap here to enter text.
    Right:
        outcome: C01 will hand the next paper to the deputy, whole.
    """
    for path, text in facts.portfolio.texts.items():
        # most texts have none of these, and a single sign is looked for in no time
        in_brackets = "<" in text or ("[" in text and re.search(_IN_BRACKETS, text))
        if not in_brackets and "lick " not in text and "nter " not in text and "hoose an item" not in text:
            continue
        for number, line in enumerate(lines_of(text), 1):
            if not any(mark in line for mark in _FORM_MARKS):
                continue
            left = re.search(_LEFT, line)
            if left and not line.lstrip().startswith("#"):
                name = line.split(":")[0].strip(" -")
                field = f" of {name}" if name.isidentifier() else ""
                yield Finding(
                    at=(path, Span(number, left.start(1) + 1, number, left.end(1) + 1)),
                    message=f"These are the words of a form or template, in the place{field}, and not your own.",
                    hint="Write your own words instead, or delete the field.",
                )


_FORM_MARKS: Final = (
    *("lick ", "nter ", "hoose an item", "nsert ", "elete as", ": <", "- <"),
    *("[Your", "[your", "[Da", "[da", "[De", "[de", "[Na", "[na"),
)
_IN_BRACKETS: Final = r"(?i)\[(?:insert|enter|your|de|da|na)"
_LEFT: Final = (
    r"(?i)(?:^|: |- |^\s+)((?:Click (?:or tap )?here to enter (?:text|a date)|Click to enter|"
    r"Enter text here|Choose an item)"
    r"\.?|<(?:what|your|insert|enter|name|date|the|describe|client|how|why|who)[^<>]*>"
    r"|\[(?:insert|enter|your|delete as|"
    r"describe|date|name)\b[^\[\]]*\])\s*$"
)


def split_by_commas(facts: Facts) -> Iterator[Finding]:
    """A sentence between brackets is several items.

    Why:
        Between [ and ] each comma begins another item. A sentence with commas falls into pieces there, and each piece
        counts as an action or a goal of its own.
    Wrong:
        actions: [Hand over the paper, the March one, to the deputy]
    Right:
        actions:
          - Hand over the paper, the March one, to the deputy
    """
    for path, text in facts.portfolio.texts.items():
        if "[" not in text or ("actions: [" not in text and "goals: [" not in text):
            continue
        for number, line in outside_text_blocks(text):
            match = re.match(_BRACKETED, line)
            items = [item.strip() for item in match["items"].split(",")] if match else []
            if len(items) > 1 and items[0][:1].isupper() and any(item[:1].islower() for item in items[1:]):
                assert match is not None
                yield Finding(
                    at=(path, Span(number, match.start("items") + 1, number, match.end("items") + 1)),
                    message=f"Between brackets each comma begins an item, so {match['name']} has {len(items)} here.",
                    hint="Take the brackets away, and write each item on a line of its own, with a hyphen and a space. "
                    "A sentence with commas in it is then one item.",
                )


_BRACKETED: Final = r"\s*(?:- )?(?P<name>actions|goals): \[(?P<items>[^\[\]\"']*)\]\s*(?:#.*)?$"
