"""Words and calls that must not stand in the source, each rule with a bad and a good example."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.tidy import lints
from tests.tidy.source import (
    SRC,
    TEXT,
    assert_nothing,
    code,
    files,
    is_allowed,
    python,
    read,
    short,
    templates,
    tree,
    unused,
)

HERE = Path(__file__).parent
# Brackets around single letters keep these patterns from finding themselves.
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|raise NotI[m]plementedError")
MACHINE = re.compile(
    r"(?<![\w.])/(?:w[o]rk/|r[o]ot/|t[m]p/|h[o]me/\w+/|U[s]ers/\w+/|o[p]t/pypi)|f[i]le:///"
    r"|p[y]pi\.org|python[h]osted\.org|registry\.n[p]m|np[m]mirror|deb\.d[e]bian\.org"
)
SCREENS = {"views", "api", "screens"}


def found(paths: Iterable[Path], lint: lints.Lint) -> dict[Path, list[str]]:
    """What a lint says about some Python files."""
    return {path: [f"{short(path)}:{line} {says}" for line, says in lint(tree(path))] for path in paths}


def flat(findings: dict[Path, list[str]]) -> list[str]:
    return [line for lines in findings.values() for line in lines]


def lines_with(pattern: re.Pattern[str], paths: Iterable[Path]) -> dict[Path, list[str]]:
    """Lines of files in which a pattern occurs."""
    return {
        path: [
            f"{short(path)}:{number} {line.strip()[:160]}" for number, line in numbered(path) if pattern.search(line)
        ]
        for path in paths
    }


def numbered(path: Path) -> Iterable[tuple[int, str]]:
    return enumerate(read(path).splitlines(), 1)


def assert_only_allowed(rule: str, findings: dict[Path, list[str]]) -> None:
    """Nothing outside the list of exceptions, and no exception that is not needed."""
    offending = [path for path, lines in findings.items() if lines]
    assert_nothing([line for path in offending if not is_allowed(path, rule) for line in findings[path]])
    assert_nothing([f"allowed.toml [{rule}]: {pattern} is not needed" for pattern in unused(rule, offending)])


def is_screen(path: Path) -> bool:
    parts = path.relative_to(SRC).with_suffix("").parts[1:]
    return bool(SCREENS.intersection(parts))


def test_nothing_is_left_unfinished() -> None:
    assert_nothing(flat(lines_with(UNFINISHED, code())))


def test_no_floats() -> None:
    assert_only_allowed("float", found(python(), lints.floats))


def test_chinese_stands_in_catalogues() -> None:
    programs = found(python(tests=True), lints.chinese)
    assert_only_allowed("chinese", programs | lines_with(lints.HAN, templates()))


def test_every_unscoped_read_says_why() -> None:
    assert_nothing(flat(found(python(), lints.unexplained_scope)))


def test_screens_write_through_services() -> None:
    assert_nothing(flat(found(filter(is_screen, python()), lints.writes)))


def test_time_comes_from_the_clock() -> None:
    assert_nothing(flat(found([path for path in python() if path != SRC / "kernel/clock.py"], lints.clocks)))


def test_no_machine_paths_and_no_registries() -> None:
    assert_nothing(flat(lines_with(MACHINE, [path for path in files() if path.suffix in TEXT])))


@pytest.mark.parametrize("lint", [lints.markup, lints.untranslated])
def test_templates(lint: Callable[[str], Iterable[lints.Finding]]) -> None:
    assert_nothing([f"{short(path)}:{line} {says}" for path in templates() for line, says in lint(read(path))])


EXAMPLES: list[tuple[lints.Lint, str, list[int]]] = [
    (lints.floats, "def f(a: float): return int(a)", [1]),
    (lints.floats, "a = float('1')\nb = 2\nc = b * 0.13", [1, 3]),
    (lints.floats, "x = models.FloatField()", [1]),
    (lints.floats, "ok = isinstance(a, (int, float))\nwait(timeout=0.5)", []),
    (lints.unexplained_scope, "M.objects.unscoped()\nM.objects.unscoped(reason='')", [1, 2]),
    (lints.unexplained_scope, "M.objects.unscoped(reason='numbers are drawn for all')", []),
    (lints.writes, "form.save()\nqs.update(state='x')\nobj.delete()\nM.objects.create(a=1)", [1, 2, 3, 4]),
    (lints.writes, "from yingshu.kernel import clock, write", [1]),
    (lints.writes, "context.update({'a': 1})\nrequest.session.save()\nservices.confirm_order(order_id=1)", []),
    (lints.chinese, "a = '\u8ba2\u5355'\nb = f'{a}\u5f20'", [1, 2]),
    (lints.chinese, "'''Order \u8ba2\u5355.'''\nclass A:\n    x = 1\n    '''\u5355'''  # \u5355", []),
    (lints.clocks, "datetime.now()\ndate.today()\ndjango.utils.timezone.now", [1, 2, 3]),
    (lints.clocks, "clock.now()\nclock.today()\ntime.monotonic()", []),
]


@pytest.mark.parametrize(("lint", "source", "lines"), EXAMPLES)
def test_lint_finds(lint: lints.Lint, source: str, lines: list[int]) -> None:
    assert sorted(line for line, _ in lint(ast.parse(source))) == lines


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        ("<p>\n<script>alert(1)</script>", [2]),
        ("<script src='a.js'>alert(1)</script>", [1]),
        ("<b style='x'>", [1]),
        ('<div class="a"\n onclick="x()">', [2]),
        ('<svg fill="#fff"><a href="javascript:x">', [1, 1]),
        ('<form hx-on:click="a()">', [1]),
        ('<script src="{% static \'a.js\' %}" defer></script><button @click="open" data-on="1">{# <style> #}', []),
        ('<script type="application/json" id="d">{}</script>', []),
    ],
)
def test_markup_finds(template: str, lines: list[int]) -> None:
    assert [line for line, _ in lints.markup(template)] == lines


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("<h1>Orders</h1>", ["Orders"]),
        ('<i title="Close it"></i>\n<input placeholder="{% translate \'Name\' %}">', ["Close it"]),
        ("{% blocktranslate %}All {{ n }} rows{% endblocktranslate %} {% translate 'x' %}<b>{{ a }}</b> Go PDF", []),
        ("<td>{{ order.number }}</td>{# remark #} 1/2", []),
    ],
)
def test_untranslated_finds(template: str, texts: list[str]) -> None:
    assert [text for _, text in lints.untranslated(template)] == texts


@pytest.mark.parametrize(
    ("line", "is_bad"),
    [
        ("see /{}/x".format("work"), True),
        ("https://{}.org/x".format("pypi"), True),
        ("open('/{}/a')".format("tmp"), True),
        ("/orders/1/ a/work/b", False),
    ],
)
def test_machine_words(line: str, is_bad: bool) -> None:
    assert bool(MACHINE.search(line)) is is_bad
