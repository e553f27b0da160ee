"""A parameter that a company may set has an effect: something in its room reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.source import SRC, assert_nothing, python, short, tree

WORD = "param"


def parameters(path: Path) -> Iterator[tuple[str, str]]:
    """Class and name of each parameter that a file declares; not of classes that are read as a whole, by their ``model_fields``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef) and any("Params" in ast.unparse(base) for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    yield node.name, line.target.id


def holders(module: ast.Module) -> set[str]:
    """Names that stand for parameters: what is assigned from them, or runs through them."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, (ast.For, ast.comprehension)):
            pairs = [(node.target, node.iter)]
        elif isinstance(node, ast.NamedExpr):
            pairs = [(node.target, node.value)]
        else:
            continue
        found |= {name.id for target, value in pairs if WORD in ast.unparse(value).lower()
                  for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def reads(path: Path) -> set[str]:
    """Names of attributes that a file reads from parameters; every word of a file that asks for them by ``getattr``."""
    module = tree(path)
    names = holders(module)

    def stands(node: ast.expr) -> bool:
        text = ast.unparse(node)
        return WORD in text.lower() or text.split(".")[0] in names

    asked = any(isinstance(n, ast.Call) and ast.unparse(n.func) == "getattr" and stands(n.args[0]) for n in ast.walk(module))
    words = {n.value for n in ast.walk(module) if asked and isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return words | {n.attr for n in ast.walk(module) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load) and stands(n.value)}


def whole(path: Path) -> set[str]:
    """Classes whose parameters a file reads one by one, by name: ``getattr`` over ``model_fields``."""
    return {ast.unparse(node.value).split(".")[-1] for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)
            and node.attr == "model_fields" and path.name != "controls.py"}


def test_every_parameter_is_read() -> None:
    unread = []
    for room in sorted(folder for folder in SRC.iterdir() if (folder / "controls.py").exists()):
        files = [path for path in python() if path.is_relative_to(room)]
        read = set[str]().union(*(reads(path) for path in files))
        apart = set[str]().union(*(whole(path) for path in files))
        unread += [f"{short(path)}: {cls}.{name} is read by nothing: give it its effect, or delete it" for path in files
                   for cls, name in parameters(path) if cls not in apart and name not in read]
    assert_nothing(unread)
