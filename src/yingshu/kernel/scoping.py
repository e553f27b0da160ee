"""Row scope. A scoped model cannot be read unless somebody says for whom: ``Model.objects.visible_to(actor)``.

Out of scope looks like missing. ``unscoped(reason=…)`` is for work that is not done for one person, and is listed by a check.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from .actor import Actor, Reach
from .errors import NotFound

M = TypeVar("M", bound=models.Model, covariant=True)


class Unscoped(RuntimeError):
    """A scoped model was read without saying for whom. A programming error, never shown to a person."""


class ScopedQuerySet(models.QuerySet[M]):
    """Refuses to touch the database until its scope has been stated."""

    _scope_stated = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._scope_stated = self._scope_stated
        return clone

    def visible_to(self, actor: Actor) -> Any:
        """Only what the person may see, by their data scope."""
        found = self.filter(scope_filter(self.model, actor))
        found._scope_stated = True
        return found

    def unscoped(self, *, reason: str) -> Any:
        """Everything. The reason says why no person's scope applies."""
        if not reason:
            raise Unscoped("unscoped() needs a reason")
        clone = self._clone()
        clone._scope_stated = True
        return clone

    def one(self, **lookup: Any) -> Any:
        """The single record, or NotFound."""
        found = self.filter(**lookup).first()
        if found is None:
            raise NotFound()
        return found

    def _require_scope(self) -> None:
        if not self._scope_stated:
            raise Unscoped(f"{self.model.__name__}.objects needs .visible_to(actor) or .unscoped(reason=…)")

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def delete(self) -> Any:
        self._require_scope()
        return super().delete()


def scope_filter(model: Any, actor: Actor) -> Q:
    """The condition that keeps a person to their scope. Models name their columns in ``scope_owner``/``scope_unit``."""
    if actor.everything or actor.reach == Reach.ALL:
        return Q()
    own = Q(**{model.scope_owner: actor.id})
    if actor.reach == Reach.OWN and not actor.units:
        return own
    return own | Q(**{f"{model.scope_unit}__in": sorted(actor.units)})


def scope_sql(actor: Actor, owner: str, unit: str) -> tuple[str, list[int]]:
    """The same condition for hand-written SQL, beginning with AND, and its values. ``owner`` and ``unit`` are column names."""
    if actor.everything or actor.reach == Reach.ALL:
        return "", []
    if not actor.units:
        return f" AND {owner} = %s", [actor.id]
    units = sorted(actor.units)
    return f" AND ({owner} = %s OR {unit} IN ({', '.join(['%s'] * len(units))}))", [actor.id, *units]


class ScopedModel(models.Model):
    """A record that belongs to a person and a unit."""

    scope_owner: ClassVar[str] = "owner_id"
    scope_unit: ClassVar[str] = "unit_id"

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    _plain = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "_plain"
        default_manager_name = "objects"
