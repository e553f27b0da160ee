"""The files of the repository, and the short lists of exceptions in ``allowed.toml``."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "yingshu"
CODE = {".py", ".html", ".css", ".js", ".mjs", ".sh", ".typ"}
TEXT = CODE | {".md", ".toml", ".txt", ".json", ".yml", ".yaml", ".cfg", ".ini", ".lock", ".po", ".svg", ".in", ""}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be in the repository, without what git ignores."""
    git = ["git", "-c", "safe.directory=*"]  # the folder may belong to somebody else than who runs the tests
    command = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(path for name in sorted(set(listed)) if name and (path := ROOT / name).is_file())


def code() -> list[Path]:
    """Written code: programs, templates, styles."""
    return [path for path in files() if path.suffix in CODE and "migrations" not in path.parts]


def python(*, tests: bool = False) -> list[Path]:
    """Python files of the product; with ``tests`` those of the tests, tools and benchmarks too."""
    chosen = [path for path in code() if path.suffix == ".py"]
    return chosen if tests else [path for path in chosen if path.is_relative_to(SRC) and "tests" not in path.parts]


def templates() -> list[Path]:
    """HTML templates of the product."""
    return [path for path in code() if path.suffix == ".html" and path.is_relative_to(SRC)]


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path), filename=str(path))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def allowed(rule: str) -> tuple[str, ...]:
    """Patterns of files that a rule does not apply to."""
    lists = tomllib.loads((Path(__file__).parent / "allowed.toml").read_text(encoding="utf-8"))
    return tuple(lists.get(rule, {}).get("files", ()))


def is_allowed(path: Path, rule: str) -> bool:
    return any(fnmatch(short(path), pattern) for pattern in allowed(rule))


def unused(rule: str, offending: list[Path]) -> list[str]:
    """Entries of a list of exceptions that excuse nothing any more: they must go."""
    return [pattern for pattern in allowed(rule) if not any(fnmatch(short(path), pattern) for path in offending)]


def assert_nothing(findings: list[str]) -> None:
    """Fail with all of them, one a line."""
    assert not findings, "\n" + "\n".join(findings)
