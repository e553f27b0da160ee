"""One filter set for each screen, made from its declaration: page, export and API use the same one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import django_filters as df
from django import forms
from django.core.validators import RegexValidator
from django.db.models import DateTimeField, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .. import clock, money
from ..inputs import FIRST_DAY, LAST_DAY
from ..text import INT64, half_width
from .declare import Filter, Screen
from .lookup import matching
from .plan import field_at

RANGES = ("range", "number", "number range", "numberrange", "money", "number_range")
MONTH = RegexValidator(re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])"), _("Please give a month like 2026-01."))
LOOKUPS = ("__icontains", "__contains", "__startswith", "__istartswith", "__iexact", "__exact")


def parameters(declared: Filter) -> tuple[str, ...]:
    """The names of a filter in an address: ``ordered_at_from``/``_to`` for days, ``_min``/``_max`` for numbers."""
    if declared.kind == "daterange":
        return f"{declared.name}_from", f"{declared.name}_to"
    if declared.kind in RANGES:
        return f"{declared.name}_min", f"{declared.name}_max"
    return (declared.name,)


class _DayField(forms.DateField):
    """A day within the calendar's reach, so that day arithmetic cannot overflow."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class _IdField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=INT64, **kwargs)


class _DayFilter(df.Filter):
    field_class = _DayField


class _IdFilter(df.Filter):
    field_class = _IdField


Method = Callable[[QuerySet, str, Any], QuerySet]


def _filters(screen: Screen, declared: Filter) -> Iterable[tuple[str, df.Filter]]:
    for n, name in enumerate(parameters(declared)):
        label = declared.label or getattr(field_at(screen.model, declared.field or declared.name), "verbose_name", name)
        yield name, _filter(declared, _method(screen, declared, n), label)


def _filter(declared: Filter, method: Method, label: Any) -> df.Filter:
    common = {"method": method, "label": label}
    if declared.kind == "choice":
        return df.MultipleChoiceFilter(choices=_choices(declared), **common)
    if declared.kind == "bool":
        return df.ChoiceFilter(choices=(("true", _("Yes")), ("false", _("No"))), **common)
    if declared.kind == "daterange":
        return _DayFilter(**common)
    if declared.kind == "month":
        return df.CharFilter(validators=[MONTH], max_length=7, **common)
    if declared.kind == "ref":
        return _IdFilter(**common)
    if declared.kind in RANGES:
        return df.NumberFilter(max_digits=20, decimal_places=6, **common)
    return df.CharFilter(max_length=100, **common)


def _choices(declared: Filter) -> Callable[[], Sequence[tuple[str, Any]]]:
    def listed() -> Sequence[tuple[str, Any]]:
        pairs = declared.choices() if callable(declared.choices) else declared.choices
        return [(str(value), words) for value, words in pairs]
    return listed


def original(declared: Filter, given: str) -> Any:
    """The declared value behind what came as text."""
    pairs = declared.choices() if callable(declared.choices) else declared.choices
    return next((value for value, _words in pairs if str(value) == given), given)


def _method(screen: Screen, declared: Filter, n: int) -> Method:
    """How one parameter narrows the rows."""
    def narrow(rows: QuerySet, name: str, value: Any) -> QuerySet:
        if value in (None, "", []):
            return rows
        return rows.filter(condition(screen, declared, n, value))
    return narrow


def condition(screen: Screen, declared: Filter, n: int, value: Any) -> Q:
    """The condition of one parameter; ``n`` tells the two ends of a range apart."""
    path = declared.field or declared.name
    if declared.kind == "search":
        return declared.q(value) if declared.q else matching(screen, value)
    if declared.kind == "choice":
        return _any_of(declared, path, [original(declared, v) for v in value])
    if declared.kind == "bool":
        value = value == "true"
    if declared.kind in ("daterange", *RANGES):
        return _end(screen, declared, path, n, value)
    if declared.kind == "month":
        first, last = clock.month_bounds(date(int(value[:4]), int(value[5:]), 1))
        if declared.q:
            return declared.q(value)
        return _day_end(screen, path, 0, first) & _day_end(screen, path, 1, last)
    if declared.q:
        return declared.q(value)
    return Q(**{path if declared.kind != "text" or path.endswith(LOOKUPS) else f"{path}__icontains": value})


def _any_of(declared: Filter, path: str, values: Sequence[Any]) -> Q:
    if declared.q is None:
        return Q(**{f"{path}__in": values})
    either = Q()
    for value in values:
        either |= declared.q(value)
    return either


def _end(screen: Screen, declared: Filter, path: str, n: int, value: Any) -> Q:
    if declared.q:
        return declared.q((value, None) if n == 0 else (None, value))
    if declared.kind == "daterange":
        return _day_end(screen, path, n, value)
    if path.endswith("_fen"):
        value = money.to_fen(value)
    return Q(**{f"{path}__{('gte', 'lte')[n]}": value})


def _day_end(screen: Screen, path: str, n: int, day: date) -> Q:
    """From the first day or up to the last, both included; times are read in China."""
    if isinstance(field_at(screen.model, path), DateTimeField):
        return Q(**{f"{path}__{('gte', 'lt')[n]}": clock.moment(day + timedelta(days=n))})
    return Q(**{f"{path}__{('gte', 'lte')[n]}": day})


@cache
def filterset_of(screen: Screen) -> type[df.FilterSet]:
    """The screen's filter set."""
    made = {name: one for declared in screen.filters for name, one in _filters(screen, declared)}
    meta = type("Meta", (), {"model": screen.model, "fields": []})
    return type(f"{screen.code.title()}FilterSet", (df.FilterSet,), {**made, "Meta": meta})


def known_parameters(screen: Screen) -> frozenset[str]:
    """The names of all filters in addresses."""
    return frozenset(name for declared in screen.filters for name in parameters(declared))


def cleaned(screen: Screen, query: QueryDict) -> QueryDict:
    """The filter parameters only, full-width digits and signs made plain."""
    tidy = QueryDict(mutable=True)
    for declared in screen.filters:
        for name in parameters(declared):
            values = [v.strip() for v in query.getlist(name)]
            plain = values if declared.kind in ("search", "text", "choice") else [half_width(v) for v in values]
            tidy.setlist(name, [v for v in plain if v])
    return tidy


@dataclass(frozen=True)
class Narrowed:
    """Rows after the filters, what was wrong with them, and which are active (name → cleaned value)."""

    rows: QuerySet
    errors: Mapping[str, Sequence[str]]
    active: Mapping[str, Any]


def narrowed(screen: Screen, rows: QuerySet, query: QueryDict) -> Narrowed:
    """Apply the filters of an address to some rows. Wrong values give no rows and one sentence per parameter."""
    given = cleaned(screen, query)
    if not any(given.lists()) or not any(values for _name, values in given.lists()):
        return Narrowed(rows, {}, {})
    filters = filterset_of(screen)(given, queryset=rows)
    if not filters.is_valid():
        return Narrowed(rows.none(), {name: [str(e) for e in errors] for name, errors in filters.errors.items()}, {})
    active = {name: value for name, value in filters.form.cleaned_data.items() if value not in (None, "", [])}
    return Narrowed(filters.qs, {}, active)
