"""Which typed, indexed column of the table of records holds which field. Once given, a column stays with its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .definition import FieldSpec

COUNTS = {"text": 6, "number": 4, "money": 3, "day": 4, "moment": 1, "ref": 4}
SHELF = {"text": "text", "choice": "text", "bool": "text", "number": "number", "percent": "number", "money": "money", "date": "day",
         "moment": "moment", "person": "ref", "unit": "ref", "record": "ref"}


def allotted(fields: Iterable[FieldSpec], known: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Field → column, keeping what is known; and what is wrong when fields ask for more columns than there are.

    Fields that are filtered or totalled come first; listed ones get what is left.
    """
    found, wrong = dict(known), list[str]()
    ordered = sorted(fields, key=lambda f: not (f.filter or f.total))
    for field in ordered:
        shelf = SHELF.get(field.shape)
        if not (field.filter or field.total or field.listed) or (field.code in found and found[field.code].startswith(shelf or "?")):
            continue
        free = _free(shelf, found) if shelf else ""
        if free:
            found[field.code] = free
        elif field.filter or field.total:
            wrong.append(_cannot(field.code, field.shape, shelf))
    return found, wrong


def _free(shelf: str, found: Mapping[str, str]) -> str:
    taken = set(found.values())
    return next((name for n in range(1, COUNTS[shelf] + 1) if (name := f"{shelf}{n}") not in taken), "")


def _cannot(code: str, shape: str, shelf: str | None) -> str:
    if shelf is None:
        return _("fields: %(code)s: a field of kind %(kind)s can be neither filtered nor totalled.") % {"code": code, "kind": shape}
    return _("fields: %(code)s: at most %(most)s fields of this kind can be filtered or totalled.") % {
        "code": code, "most": COUNTS[shelf]}
