"""A parameter that a company may set has an effect: something in its room reads it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.source import SRC, assert_nothing, python, read, short, tree

WORD = "param"


def mentions(node: ast.AST, names: frozenset[str] = frozenset()) -> bool:
    """Does an expression speak of parameters, by a word of its own or by a name that stands for them?"""
    words = (n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(node) if isinstance(n, (ast.Name, ast.Attribute)))
    return any(WORD in word.lower() or word in names for word in words)


def declared(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Class and name of each parameter that a file declares."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and any("Params" in ast.unparse(base) for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
                    yield node.name, line.target.id


def holders(module: ast.Module) -> frozenset[str]:
    """Names that stand for parameters: what is assigned from them, or runs through them."""
    found = set[str]()
    for node in ast.walk(module):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(
            node, (ast.For, ast.comprehension, ast.NamedExpr)) else []
        source = node.iter if isinstance(node, (ast.For, ast.comprehension)) else getattr(node, "value", None)
        if targets and source is not None and mentions(source):
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return frozenset(found)


def reads(module: ast.Module) -> set[str]:
    """Names of attributes that a file reads from parameters; every word of a file that asks for them by ``getattr``."""
    names = holders(module)
    nodes = list(ast.walk(module))
    asked = any(isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "getattr" and mentions(n.args[0], names)
                for n in nodes)
    words = {n.value for n in nodes if asked and isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return words | {n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load) and mentions(n.value, names)}


def whole(path: Path, module: ast.Module) -> set[str]:
    """Classes whose parameters a file reads one by one, over their ``model_fields``."""
    return {ast.unparse(n.value).split(".")[-1] for n in ast.walk(module) if isinstance(n, ast.Attribute) and n.attr == "model_fields"
            and path.name != "controls.py"}


def test_every_parameter_is_read() -> None:
    unread = []
    spoken = [path for path in python() if WORD in read(path).lower()]
    for room in sorted(folder for folder in SRC.iterdir() if (folder / "controls.py").exists()):
        files = {path: tree(path) for path in spoken if path.is_relative_to(room)}
        taken = set[str]().union(*map(reads, files.values()), *(whole(path, module) for path, module in files.items()))
        unread += [f"{short(path)}: {cls}.{name} is read by nothing: give it its effect, or delete it"
                   for path, module in files.items() for cls, name in declared(module) if not taken & {cls, name}]
    assert_nothing(unread)
