"""Small files, small functions, small classes."""

from __future__ import annotations

import ast
from statistics import median

from tests.tidy.source import assert_nothing, code, python, read, short, tree

FUNCTION_LINES = 60
CLASS_LINES = 300
FILE_LINES = 500
MEDIAN_FUNCTION_LINES = 8


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(kinds: tuple[type, ...], limit: int) -> list[str]:
    return [
        f"{short(path)}:{node.lineno} {node.name}: {length(node)} lines"
        for path in python(tests=True)
        for node in ast.walk(tree(path))
        if isinstance(node, kinds) and length(node) > limit
    ]


def test_functions_are_short() -> None:
    assert_nothing(too_long((ast.FunctionDef, ast.AsyncFunctionDef), FUNCTION_LINES))


def test_classes_are_short() -> None:
    assert_nothing(too_long((ast.ClassDef,), CLASS_LINES))


def test_files_are_short() -> None:
    lengths = {short(path): read(path).count("\n") for path in code()}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_most_functions_are_very_short() -> None:
    functions = [
        length(node)
        for path in python()
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert functions and median(functions) <= MEDIAN_FUNCTION_LINES
