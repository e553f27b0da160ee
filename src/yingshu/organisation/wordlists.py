"""Choice lists as the company keeps them: read once per version, and how often a word is used."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db.models import Count

from yingshu.kernel.caches import Cached
from yingshu.kernel.choices import LISTS, Kept, Word

from .models import ChoiceWord, ClosedList

VERSION = "choices"


def _load(_key: object) -> Kept:
    words: dict[str, list[Word]] = {}
    for row in ChoiceWord.objects.order_by("id"):
        words.setdefault(row.list, []).append(Word(row.value, row.place, row.active))
    return Kept(words, frozenset(ClosedList.objects.values_list("list", flat=True)))


_kept: Cached[Kept] = Cached(VERSION, _load)


def kept() -> Kept:
    """What the company keeps of its lists."""
    return _kept.get()


def uses_of(code: str) -> Counter[str]:
    """How many records keep each value of a list."""
    found: Counter[str] = Counter()
    for model, name in LISTS[code].uses:
        rows = apps.get_model(model)._base_manager.order_by().exclude(**{name: ""}).values_list(name).annotate(n=Count("pk"))
        found.update({str(value): n for value, n in rows if value is not None})
    return found


def times_used(code: str, value: str) -> int:
    """How many records keep one value."""
    return sum(apps.get_model(model)._base_manager.filter(**{name: value}).count() for model, name in LISTS[code].uses)
