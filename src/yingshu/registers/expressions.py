"""Small expressions of registers: ``days(found_on, today) > 3 and not filled(notified_on)``.

They are read by Python's own parser, checked against a short list of what may stand in them, and worked out over the values of one
record. There is no call, name or attribute beyond those named here, so an expression can do nothing but answer. What is missing stays
missing: arithmetic with a missing value gives a missing value, comparing with one is false.
"""

from __future__ import annotations

import ast
import operator
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, DecimalException
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop as N_

LONGEST = 400
MOST_NODES = 120
MOST_PARTS = 120
LARGEST = Decimal("1e15")


class BadExpression(ValueError):
    """The text is no expression; ``says`` is a message id, ``args`` its arguments."""

    def __init__(self, says: str, **values: Any) -> None:
        super().__init__(says)
        self.says, self.values = says, values


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression and the names it reads."""

    text: str
    body: ast.expr
    names: frozenset[str]

    def of(self, values: Mapping[str, Any]) -> Any:
        """What it says about these values."""
        return _value(self.body, values)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether it is true of these values."""
        return bool(self.of(values))


@lru_cache(maxsize=4096)
def compiled(text: str) -> Expression:
    """Read and check an expression. Raises BadExpression."""
    if len(text) > LONGEST:
        raise BadExpression(N_("An expression has at most %(most)s characters."), most=LONGEST)
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadExpression(N_("“%(text)s” cannot be read as an expression."), text=text[:60]) from None
    nodes = list(ast.walk(body))
    if len(nodes) > MOST_NODES:
        raise BadExpression(N_("An expression has at most %(most)s characters."), most=LONGEST)
    for node in nodes:
        _check(node)
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return Expression(text, body, frozenset(n.id for n in nodes if isinstance(n, ast.Name)) - called - CONSTANTS.keys())


def _check(node: ast.AST) -> None:
    if not isinstance(node, _ALLOWED):
        raise BadExpression(N_("“%(what)s” may not stand in an expression."), what=type(node).__name__)
    if isinstance(node, ast.Call) and (not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords):
        known = ", ".join(sorted(FUNCTIONS))
        raise BadExpression(N_("Only these functions may be called: %(known)s."), known=known)
    if isinstance(node, ast.Attribute) and (not isinstance(node.value, ast.Name) or node.attr.startswith("_")):
        raise BadExpression(N_("A dot may only stand between a field and what belongs to it."))


# ---------- working it out

def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    return _READERS[type(node)](node, values)


def _constant(node: ast.Constant, values: Mapping[str, Any]) -> Any:
    value = node.value
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    return Decimal(str(value))


def _name(node: ast.Name, values: Mapping[str, Any]) -> Any:
    return CONSTANTS[node.id] if node.id in CONSTANTS else values.get(node.id)


def _attribute(node: ast.Attribute, values: Mapping[str, Any]) -> Any:
    """A column of a table (all its values), or a field of a record referred to."""
    owner = _value(node.value, values)
    if isinstance(owner, Sequence) and not isinstance(owner, str):
        return [row.get(node.attr) for row in owner if isinstance(row, Mapping)]
    if isinstance(owner, Mapping):
        return owner.get(node.attr)
    return getattr(owner, "field", lambda name: None)(node.attr)


def _boolean(node: ast.BoolOp, values: Mapping[str, Any]) -> Any:
    found = (bool(_value(part, values)) for part in node.values)
    return all(found) if isinstance(node.op, ast.And) else any(found)


def _unary(node: ast.UnaryOp, values: Mapping[str, Any]) -> Any:
    value = _value(node.operand, values)
    if isinstance(node.op, ast.Not):
        return not value
    return None if value is None else -value


def _binary(node: ast.BinOp, values: Mapping[str, Any]) -> Any:
    left, right = _value(node.left, values), _value(node.right, values)
    if left is None or right is None:
        return None
    try:
        found = _OPERATORS[type(node.op)](*_fitting(left, right))
    except (DecimalException, TypeError, OverflowError, ZeroDivisionError):
        return None
    return None if isinstance(found, Decimal) and abs(found) > LARGEST else found


def _fitting(left: Any, right: Any) -> tuple[Any, Any]:
    """Days of the calendar move by whole days; two days differ by a number of days."""
    if isinstance(left, date) and isinstance(right, Decimal):
        return left, timedelta(days=int(right))
    return left, right


def _minus(left: Any, right: Any) -> Any:
    found = left - right
    return Decimal(found.days) if isinstance(found, timedelta) else found


def _times(left: Any, right: Any) -> Any:
    return left * right if isinstance(left, Decimal) and isinstance(right, Decimal) else None


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, Decimal):
        right = f"{right.normalize():f}"
    return left + right if not isinstance(left, str) or len(left) + len(right) <= 1000 else None


def _compare(node: ast.Compare, values: Mapping[str, Any]) -> bool:
    left = _value(node.left, values)
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = _value(part, values)
        if not _holds(op, left, right):
            return False
        left = right
    return True


def _holds(op: ast.cmpop, left: Any, right: Any) -> bool:
    if isinstance(op, (ast.In, ast.NotIn)):
        found = right is not None and left in right
        return found is isinstance(op, ast.In)
    if isinstance(op, (ast.Eq, ast.NotEq)):
        return (left == right) is isinstance(op, ast.Eq)
    if left is None or right is None:
        return False
    try:
        return bool(_COMPARISONS[type(op)](left, right))
    except TypeError:
        return False


def _call(node: ast.Call, values: Mapping[str, Any]) -> Any:
    assert isinstance(node.func, ast.Name)
    try:
        return FUNCTIONS[node.func.id](*(_value(argument, values) for argument in node.args))
    except (TypeError, DecimalException, AttributeError, IndexError, OverflowError, ValueError):
        return None


def _choice(node: ast.IfExp, values: Mapping[str, Any]) -> Any:
    return _value(node.body if _value(node.test, values) else node.orelse, values)


def _list(node: ast.List | ast.Tuple, values: Mapping[str, Any]) -> list[Any]:
    return [_value(part, values) for part in node.elts]


# ---------- what may stand in an expression

def _known(values: Any) -> Iterator[Any]:
    for value in values if isinstance(values, (list, tuple)) else [values]:
        if value not in (None, "", False):
            yield value


def _add_up(values: Any) -> Decimal:
    return sum(_known(values), Decimal(0))


def _count(values: Any, wanted: Any = None) -> Decimal:
    """How many there are; with a second argument how many are equal to it."""
    return Decimal(sum(1 for v in _known(values) if wanted is None or v == wanted))


def _least(*values: Any) -> Any:
    return min(_known(values[0] if len(values) == 1 else list(values)), default=None)


def _most(*values: Any) -> Any:
    return max(_known(values[0] if len(values) == 1 else list(values)), default=None)


def _rounded(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    from yingshu.kernel.money import round_half_up

    return round_half_up(value, int(places))


def _days(first: date, last: date) -> Decimal:
    return Decimal((_day(last) - _day(first)).days)


def _months_later(on: date, months: Decimal) -> date:
    """The same day so many months later; the last day of a month that is shorter."""
    month = on.year * 12 + on.month - 1 + int(months)
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def _instalments(amount: Decimal, most: Decimal) -> list[Decimal] | None:
    """An amount in parts of at most so much, the last one smaller."""
    if most <= 0 or amount / most > MOST_PARTS:
        return None
    whole = int(amount / most)
    rest = amount - most * whole
    return [most] * whole + ([rest] if rest else [])


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _add_up, "count": _count, "min": _least, "max": _most, "abs": abs, "round": _rounded, "days": _days, "day": _day,
    "filled": lambda value: value not in (None, "", [], ()), "empty": lambda value: value in (None, "", [], ()),
    "year": lambda value: Decimal(value.year), "month": lambda value: Decimal(value.month),
    "months_later": _months_later, "instalments": _instalments, "rows": lambda values, name: [{name: value} for value in values],
    "lacking": lambda names, given: [n for n, g in zip(names, given, strict=True) if g in (None, "")],
    "missing": lambda wanted, given: [w for w in wanted if w not in (given or [])],
    "part_of": lambda word, texts: any(word in text for text in texts or ()),
    "any": lambda values: any(_known(values)), "length": lambda text: Decimal(len(text or "")),
}
CONSTANTS: dict[str, Any] = {"True": True, "False": False, "None": None, "true": True, "false": False, "yes": True, "no": False}
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {ast.Add: _plus, ast.Sub: _minus, ast.Mult: _times, ast.Div: operator.truediv}
_COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
_READERS: dict[type, Callable[..., Any]] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.BoolOp: _boolean, ast.UnaryOp: _unary,
    ast.BinOp: _binary, ast.Compare: _compare, ast.Call: _call, ast.IfExp: _choice, ast.List: _list, ast.Tuple: _list}
_ALLOWED = (*_READERS, ast.And, ast.Or, ast.Not, ast.USub, *_OPERATORS, *_COMPARISONS, ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Load)
