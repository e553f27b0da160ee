"""A version with its groups and items, kept in the process: approved ones never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from yingshu.kernel.caches import Cached

from ..models import Item, ItemGroup, QuestionnaireVersion
from ..rules.scoring import SCALES, Question

CACHE = "questionnaires"
ACSI = sorted((Item.Role.OVERALL, Item.Role.EXPECTED, Item.Role.IDEAL))


@dataclass
class Content:
    """Groups in order, items in order."""

    version: QuestionnaireVersion
    groups: list[ItemGroup]
    items: list[Item]
    by_group: dict[int, list[Item]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.items:
            self.by_group.setdefault(item.group_id, []).append(item)

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def questions(self) -> list[Question]:
        """What scoring must know."""
        return [Question(i.pk, i.group_id, i.kind, i.weight, max(len(i.rows), 1)) for i in self.items]

    @cached_property
    def weights(self) -> Mapping[int, Decimal]:
        return {group.pk: group.weight for group in self.groups}

    @cached_property
    def overall(self) -> int | None:
        """The item on overall satisfaction, if there is one."""
        return next((i.pk for i in self.items if i.role == Item.Role.OVERALL and i.kind in SCALES), None)

    @cached_property
    def acsi(self) -> Sequence[Item]:
        """The three questions of the ACSI-style index, where each is asked once and all on one scale."""
        asked = [i for i in self.items if i.role in ACSI and i.kind in SCALES and i.kind != Item.Kind.MATRIX]
        return asked if sorted(i.role for i in asked) == ACSI and len({i.kind for i in asked}) == 1 else ()


def _load(version_id: Any) -> Content:
    version = QuestionnaireVersion.objects.select_related("questionnaire").get(pk=version_id)
    groups = list(ItemGroup.objects.filter(version_id=version_id).order_by("position", "id"))
    items = list(Item.objects.filter(version_id=version_id).order_by("group__position", "group_id", "place", "id"))
    return Content(version, groups, items)


_contents: Cached[Content] = Cached(CACHE, _load)


def content(version_id: int) -> Content:
    """The groups and items of a version."""
    return _contents.get(version_id)
