"""Interface messages: English in the code, Simplified Chinese in each room's own catalogue.

    python tools/messages.py compile [ROOM ...]   make the .mo files (done by `make` and by the build of the package)
    python tools/messages.py missing [ROOM ...]   print what has no translation, ready to paste into the room's .po

A room's catalogue is ``src/yingshu/<room>/locale/zh_Hans/LC_MESSAGES/django.po``. At run time Django merges all of
them, so a message translated in one room serves every room, and two rooms must not translate it differently.
"""

from __future__ import annotations

import ast
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "yingshu"
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS: dict[str, tuple[str, ...]] = {  # function → what its leading arguments are
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop", "say", "Say"), ("id",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("id", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "id")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "id", "plural")),
}
TEMPLATES = {".html", ".txt"}
LEFT_OUT = {"tests", "migrations", "static", "locale", "fonts"}


@dataclass(frozen=True, order=True)
class Text:
    """One message in the source: its context (or empty), its English words, and the plural form if it has one."""

    context: str
    id: str
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.id


@dataclass
class Room:
    """The messages one room uses, with the first place of each, and the catalogue it brings."""

    name: str
    used: dict[Text, str] = field(default_factory=dict)
    catalogue: Catalog = field(default_factory=Catalog)


def rooms(source: Path = SOURCE) -> list[Room]:
    """Every package under ``source`` with its messages."""
    folders = sorted(path.parent for path in source.glob("*/__init__.py"))
    return [Room(folder.name, used_in(folder), read(folder / CATALOGUE)) for folder in folders]


def used_in(folder: Path) -> dict[Text, str]:
    """All messages in the Python files and templates of a room → ``file:line`` of the first use."""
    found: dict[Text, str] = {}
    for path in sorted(folder.rglob("*")):
        if LEFT_OUT.isdisjoint(path.relative_to(folder).parts):
            for line, text in texts(path):
                found.setdefault(text, f"{path.relative_to(folder.parent)}:{line}")
    return found


def texts(path: Path) -> Iterator[tuple[int, Text]]:
    """Messages of one file with their line numbers; nothing for files of other kinds."""
    if path.suffix == ".py":
        yield from calls(path.read_text(encoding="utf-8"), path)
    elif path.suffix in TEMPLATES:
        yield from calls(as_python(path), path)


def as_python(path: Path) -> str:
    """A template's translate tags as calls, one tag per line; Django's own reader of templates does the work."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
    return "\n".join(call_in(line) for line in lines)


def call_in(line: str) -> str:
    """``templatize`` leaves the rest of the page as X and blanks around the calls: keep the calls."""
    kept = []
    while (start := find_call(line)) is not None:
        end = end_of_call(line, start)
        kept.append(line[start:end])
        line = line[end:]
    return "; ".join(kept)


def find_call(line: str) -> int | None:
    starts = [at for name in KEYWORDS if (at := line.find(f" {name}(")) >= 0]
    return min(starts) + 1 if starts else None


def end_of_call(line: str, start: int) -> int:
    """Index behind the closing bracket; the shortest piece that is valid Python."""
    end = start
    while (end := line.find(")", end) + 1) > 0:
        try:
            ast.parse(line[start:end])
            return end
        except SyntaxError:
            continue
    raise ValueError(f"not a call: {line[start:]}")


def calls(code: str, path: Path) -> Iterator[tuple[int, Text]]:
    """Calls of gettext functions, under whatever name they were imported. Words in a variable are not messages here."""
    tree = ast.parse(code, filename=str(path))
    roles = KEYWORDS | aliases(tree)
    for node in ast.walk(tree):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in roles and (text := text_of(node, roles[name])):
            yield node.lineno, text


def aliases(tree: ast.AST) -> dict[str, tuple[str, ...]]:
    """Names given to gettext functions by ``from django.utils.translation import … as …``."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
    return {name.asname: KEYWORDS[name.name] for name in names if name.asname and name.name in KEYWORDS}


def text_of(node: ast.Call, roles: tuple[str, ...]) -> Text | None:
    """The message of a call; None when its words are not literal."""
    words = [arg.value for arg in node.args[: len(roles)] if isinstance(arg, ast.Constant)]
    if len(words) != len(roles) or not all(isinstance(word, str) for word in words):
        return None
    parts = dict(zip(roles, words, strict=True))
    return Text(str(parts.get("context", "")), str(parts["id"]), str(parts.get("plural", "")))


def read(path: Path) -> Catalog:
    """The catalogue in a .po file; an empty one when the room has none."""
    if not path.exists():
        return Catalog(locale="zh_Hans")
    return read_po(io.BytesIO(path.read_bytes()), locale="zh_Hans")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """The catalogue's messages without its header."""
    return (message for message in catalogue if message.id)


def key_of(message: Message) -> tuple[str, str]:
    """Context and English words, as in ``Text.key``."""
    return message.context or "", message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def words_of(message: Message) -> tuple[str, ...]:
    """The translation, one string per plural form (Chinese has one)."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def is_translated(message: Message) -> bool:
    return all(words_of(message)) and not message.fuzzy


def translated(all_rooms: Iterable[Room]) -> set[tuple[str, str]]:
    """Keys of all messages with a translation in some room."""
    return {key_of(m) for room in all_rooms for m in messages(room.catalogue) if is_translated(m)}


def missing(all_rooms: list[Room]) -> dict[str, dict[Text, str]]:
    """Room → its messages that no room translates, each under the first room only."""
    known, result = translated(all_rooms), {}
    for room in all_rooms:
        absent = {text: place for text, place in room.used.items() if text.key not in known}
        known |= {text.key for text in absent}
        if absent:
            result[room.name] = absent
    return result


def compile_all(only: list[str], source: Path = SOURCE) -> int:
    """Write a .mo beside every .po that is newer than it; returns how many were written."""
    done = 0
    for path in sorted(source.glob(f"*/{CATALOGUE}")):
        target = path.with_suffix(".mo")
        is_new = target.exists() and target.stat().st_mtime >= path.stat().st_mtime
        if not is_new and (not only or path.relative_to(source).parts[0] in only):
            write(read(path), target)
            done += 1
    return done


def write(catalogue: Catalog, target: Path) -> None:
    """Replace the file in one step, since a running server may be reading it."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    with fresh.open("wb") as stream:
        write_mo(stream, catalogue)
    fresh.replace(target)


def quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def as_po(text: Text, place: str) -> str:
    """An entry with an empty translation, as it stands in a .po file."""
    lines = [f"#: {place}"]
    lines += [f"msgctxt {quoted(text.context)}"] if text.context else []
    lines += [f"msgid {quoted(text.id)}"]
    lines += [f"msgid_plural {quoted(text.plural)}", 'msgstr[0] ""'] if text.plural else ['msgstr ""']
    return "\n".join(lines) + "\n"


def print_missing(only: list[str]) -> None:
    """Print entries to fill in."""
    for name, absent in missing(rooms()).items():
        if not only or name in only:
            sys.stdout.write(f"\n# ---- {name}/{CATALOGUE}\n\n")
            sys.stdout.write("\n".join(as_po(text, place) for text, place in absent.items()))


def main() -> int:
    action, only = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if action == "compile":
        compile_all(only)
        return 0
    if action == "missing":
        print_missing(only)
        return 0
    sys.stderr.write(str(__doc__))
    return 2


if __name__ == "__main__":
    sys.exit(main())
