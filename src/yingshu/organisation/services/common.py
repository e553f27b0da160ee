"""What the services of the organisation share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput, NotFound

Changes = tuple[dict[str, Any], dict[str, Any]]


def found(model: Any, pk: int | None) -> Any:
    """The record, or NotFound."""
    record = model.objects.filter(pk=pk).first()
    if record is None:
        raise NotFound()
    return record


def unused(model: Any, but: int | None = None, **values: str) -> None:
    """Tell every field whose value another record has already."""
    others = model.objects.exclude(pk=but) if but else model.objects
    taken = {name: [_("“%(value)s” exists already.") % {"value": value}]
             for name, value in values.items() if value and others.filter(**{f"{name}__iexact": value}).exists()}
    if taken:
        raise InvalidInput(taken)


def apply(record: models.Model, values: Mapping[str, Any]) -> Changes:
    """Put the values that were given (not None) on the record, save them, answer what changed: before and after."""
    given = {name: value for name, value in values.items() if value is not None and getattr(record, name) != value}
    before = {name: getattr(record, name) for name in given}
    for name, value in given.items():
        setattr(record, name, value)
    if given:
        record.save()
    return before, given
