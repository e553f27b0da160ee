"""``yingshu rulebook …``: the rulebook as a file, as a book, as ready-made packs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.services import together
from yingshu.rulebook.models import Rulebook
from yingshu.rulebook.packs import KINDS, Pack, combine, delivered, packs_of, read_pack, schema
from yingshu.rulebook.parsing import Kind, Node, Parsed, UnreadableFile, counts, parse_source, read_file
from yingshu.rulebook.services import create_book, import_text
from yingshu.rulebook.services.book_packs import draft_from
from yingshu.rulebook.services.book_text import pieces_of

from . import compliance
from .output import Output, command, group

SHOWN = 60


def add(commands: Any) -> None:
    """Declare the commands."""
    books = group(commands, "rulebook", _("the rulebook: read a file, bring it in, choose a ready-made one"))
    made = command(books, "parse", show_tree, _("the tree of a rulebook's text with counts; nothing is written"))
    made.add_argument("file", type=Path, help=_("docx or txt"))
    brought = command(books, "import", bring_in, _("make a draft from a rulebook's text; without --yes nothing is written"), acts=True)
    brought.add_argument("file", type=Path, help=_("docx or txt"))
    _names_a_book(brought)
    command(books, "packs", show_packs, _("the ready-made rulebooks"))
    used = command(books, "use", use, _("make a draft from ready-made rulebooks; without --yes nothing is written"), acts=True)
    used.add_argument("pack", nargs="+", help=_("the code of a ready-made rulebook, or a YAML file"))
    used.add_argument("--variant", action="append", default=[], metavar=_("CLAUSE=NAME"), help=_("which variant of a clause holds"))
    _names_a_book(used)
    compliance.add(books)
    command(books, "schema", show_schema, _("the JSON schema of ready-made rulebooks"))


def _names_a_book(made: argparse.ArgumentParser) -> None:
    made.add_argument("--book", default="", metavar=_("CODE"), help=_("the rulebook that gets the draft; a new code makes a new rulebook"))
    made.add_argument("--title", default="", help=_("the name of a new rulebook"))
    made.add_argument("--yes", action="store_true", help=_("write it"))


def read(path: Path) -> Parsed:
    """The tree of a file, or what is wrong with the file."""
    if not path.is_file():
        raise InvalidInput({"file": [_("There is no file %(file)s.") % {"file": path}]})
    try:
        source = read_file(path.read_bytes(), path.name)
    except UnreadableFile as problem:
        raise InvalidInput({"file": [_(problem.reason) % problem.data]}) from None
    return parse_source(source)


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


# ---- drafts

def bring_in(arguments: argparse.Namespace, output: Output) -> None:
    """Show what would be written, and with ``--yes`` write it."""
    parsed = read(arguments.file)
    pieces = pieces_of(parsed)
    if not arguments.yes:
        output.facts({**{name: value for name, value in counts(parsed).items() if not isinstance(value, dict)}, "pieces": len(pieces)})
        return output.tell(_("Nothing was written. Add --yes to import."))
    title = arguments.title or parsed.title or arguments.file.stem
    with together(arguments.actor, "rulebook.import_text"):
        done = import_text(actor=arguments.actor, rulebook_id=_book(arguments, title), pieces=pieces, origin=arguments.file.name)
    return output.facts(done.as_json())


def _book(arguments: argparse.Namespace, title: str) -> int:
    """The rulebook of the code given, or a new one."""
    code = arguments.book or f"B{Rulebook.objects.count() + 1}"
    found = Rulebook.objects.filter(code=code).first()
    return found.pk if found else create_book(actor=arguments.actor, code=code, title=title[:80]).id


def show_packs(arguments: argparse.Namespace, output: Output) -> None:
    """What can be chosen."""
    rows = [(pack.code, _(KINDS[pack.kind]), pack.title, len(pack.articles)) for pack in delivered().values()]
    if output.is_json:
        return output.data([{"code": code, "kind": kind, "title": title, "articles": n} for code, kind, title, n in rows])
    return output.table((_("Short code"), _("Kind"), _("Title"), _("Number of articles")), rows)


def use(arguments: argparse.Namespace, output: Output) -> None:
    """Show what the chosen ones say together, and with ``--yes`` make a draft of it."""
    packs = [one for word in arguments.pack for one in _packs(word)]
    choices = dict(word.partition("=")[::2] for word in arguments.variant)
    combined = combine(packs, choices)
    if not arguments.yes:
        output.facts({"articles": sum(len(a) for _t, a in combined.chapters), "chapters": len(combined.chapters),
                      "controls": len(combined.controls), "contradictions": [str(c) for c in combined.contradictions]})
        return output.tell(_("Nothing was written. Add --yes to make the draft."))
    with together(arguments.actor, "rulebook.use_packs"):
        found = Rulebook.objects.filter(code=arguments.book).first() if arguments.book else None
        done = draft_from(arguments.actor, packs, found.pk if found else None, arguments.book or None, arguments.title or None, choices)
    return output.facts(done.as_json())


def _packs(word: str) -> list[Pack]:
    path = Path(word)
    return [read_pack(path.read_text("utf-8"), path.name)] if path.suffix in (".yaml", ".yml") and path.is_file() else packs_of([word])


def show_schema(arguments: argparse.Namespace, output: Output) -> None:
    """Always JSON: it is for editors and other programs."""
    output.data(schema())
