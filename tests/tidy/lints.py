"""Rules for the source that no ready linter has. Each takes a parsed file and answers (line, what is wrong)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

Finding = tuple[int, str]
Lint = Callable[[ast.Module], Iterator[Finding]]

WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
NOT_RECORDS = {"session", "cache", "storage", "default_storage"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("time", "time"),
}


def name_of(node: ast.AST) -> str:
    """Last word of a name or attribute: ``a.b.c`` → ``c``."""
    return str(getattr(node, "attr", getattr(node, "id", "")))


def calls(module: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


def floats(module: ast.Module) -> Iterator[Finding]:
    """``float`` as type or conversion, float fields, arithmetic with a float literal. Asking ``isinstance`` is fine."""
    asked = {id(part) for call in calls(module) if name_of(call.func) == "isinstance" for part in ast.walk(call)}
    for node in ast.walk(module):
        if id(node) in asked:
            continue
        if isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"
        elif isinstance(node, ast.Attribute) and node.attr == "FloatField":
            yield node.lineno, "FloatField"
        elif isinstance(node, ast.BinOp) and (is_float(node.left) or is_float(node.right)):
            yield node.lineno, "arithmetic with a float"


def is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def unexplained_scope(module: ast.Module) -> Iterator[Finding]:
    """``.unscoped()`` without a written reason."""
    for call in calls(module):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "unscoped":
            reasons = [word.value for word in call.keywords if word.arg == "reason"]
            if not any(isinstance(reason, ast.Constant) and reason.value for reason in reasons):
                yield call.lineno, 'unscoped() without reason="…"'


def writes(module: ast.Module) -> Iterator[Finding]:
    """Records written past the services: save, delete, create, queryset.update, or the write gateway."""
    for call in calls(module):
        if isinstance(call.func, ast.Attribute) and name_of(call.func.value) not in NOT_RECORDS:
            is_update = call.func.attr == "update" and not call.args and bool(call.keywords)
            if call.func.attr in WRITES or is_update:
                yield call.lineno, f".{call.func.attr}("
    for node in ast.walk(module):
        names = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        if isinstance(node, ast.ImportFrom) and "write" in names and (node.module or "").endswith("kernel"):
            yield node.lineno, "kernel.write"


def clocks(module: ast.Module) -> Iterator[Finding]:
    """The time from anywhere but ``kernel.clock``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and (name_of(node.value), node.attr) in CLOCKS:
            yield node.lineno, f"{name_of(node.value)}.{node.attr}"


HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def chinese(module: ast.Module) -> Iterator[Finding]:
    """Chinese words in strings of the program. Docstrings and comments may add the Chinese term to the English one."""
    documents = {id(text) for node in ast.walk(module) for text in docstrings(node)}
    strings = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for node in strings:
        if id(node) not in documents and HAN.search(str(node.value)):
            yield node.lineno, str(node.value)


def docstrings(node: ast.AST) -> Iterator[ast.AST]:
    """The strings that stand alone in a body: docstrings of modules, classes, functions and attributes."""
    for statement in getattr(node, "body", []) if isinstance(getattr(node, "body", []), list) else []:
        if isinstance(statement, ast.Expr):
            yield statement.value


# --- templates: plain text, because Django's tags are not HTML

COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP: dict[str, re.Pattern[str]] = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE),
    "script with a body": re.compile(r"<script[^>]*\bsrc=[^>]*>\s*[^<\s]", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[a-z][^<>]*\s(on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    "colour": re.compile(r"\b(fill|stroke|color|bgcolor)=\"(#|rgb|hsl)", re.IGNORECASE),
    "javascript: address": re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE),
}


def blank(match: re.Match[str]) -> str:
    """The same number of lines, nothing else."""
    return "\n" * match[0].count("\n") or " "


def markup(template: str) -> Iterator[Finding]:
    """What the content security policy would block, and colours outside the style sheet."""
    text = TAG.sub(blank, COMMENT.sub(blank, template))
    for what, pattern in MARKUP.items():
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.end()) + 1, what


BLOCK = re.compile(r"\{%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%\}", re.DOTALL)
KNOWN = {"English", "Excel", "Ctrl", "Enter", "Shift", "Esc"}
VERBATIM = re.compile(r"<(script|style|svg|pre|code)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
SLUG = re.compile(r"\s*[a-z]+(-[a-z]+)+\s*")
WORD = re.compile(r"[A-Za-z][a-z]{2,}\b")
SHOWN = re.compile(r"\s(?:title|placeholder|aria-label|alt)=\"([^\"<>]*)\"")


def untranslated(template: str) -> Iterator[Finding]:
    """Words on the page, or in a shown attribute, that do not go through gettext."""
    text = TAG.sub(blank, BLOCK.sub(blank, VERBATIM.sub(blank, COMMENT.sub(blank, template))))
    for match in SHOWN.finditer(text):
        if words(match[1]):
            yield text.count("\n", 0, match.start()) + 1, match[1]
    page = re.sub(r"<[^>]*>", blank, text)
    page = re.sub(r"&[a-z]+;", " ", page)
    for number, line in enumerate(page.splitlines(), 1):
        if words(line) and not SLUG.fullmatch(line):
            yield number, line.strip()


def words(text: str) -> set[str]:
    """English words that a Chinese page should not show."""
    return set(WORD.findall(text)) - KNOWN
