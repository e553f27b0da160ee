"""``yingshu rulebook …``: the rulebook as a file, as a book, as ready-made packs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput
from yingshu.rulebook.parsing import Kind, Node, Parsed, UnreadableFile, counts, parse, read_file

from . import compliance
from .output import Output, command, group

SHOWN = 60


def add(commands: Any) -> None:
    """Declare the commands."""
    books = group(commands, "rulebook", _("the rulebook: read a file, bring it in, choose a ready-made one"))
    made = command(books, "parse", show_tree, _("the tree of a rulebook's text with counts; nothing is written"))
    made.add_argument("file", type=Path, help=_("docx or txt"))
    compliance.add(books)


def read(path: Path) -> Parsed:
    """The tree of a file, or what is wrong with the file."""
    if not path.is_file():
        raise InvalidInput({"file": [_("There is no file %(file)s.") % {"file": path}]})
    try:
        source = read_file(path.read_bytes(), path.name)
    except UnreadableFile as problem:
        raise InvalidInput({"file": [_(problem.reason) % problem.data]}) from None
    return parse(source.text, source.headings, source.wrapped)


def show_tree(arguments: argparse.Namespace, output: Output) -> None:
    """Print the tree."""
    parsed = read(arguments.file)
    if output.is_json:
        return output.data({"file": arguments.file.name, "title": parsed.title, "counts": counts(parsed),
                            "documents": [document.as_json() for document in parsed.documents]})
    for line in lines(parsed):
        output.tell(line)
    output.tell("")
    return output.facts({name: value for name, value in counts(parsed).items() if not isinstance(value, dict)})


def lines(parsed: Parsed) -> Iterator[str]:
    """The tree for people: one piece a line, deeper ones further in."""
    waiting: list[tuple[int, Node]] = [(0, document) for document in reversed(parsed.documents)]
    while waiting:
        depth, node = waiting.pop()
        words = " ".join(filter(None, (node.label, node.title, node.text)))
        odd = f"  [{', '.join(node.notes)}]" if node.notes else ""
        mark = "? " if node.kind == Kind.UNPLACED else ""
        yield "  " * depth + mark + (words if len(words) <= SHOWN else words[:SHOWN] + "…") + odd
        waiting.extend((depth + 1, child) for child in reversed(node.children))
