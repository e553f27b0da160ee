"""No list reads more statements for more rows: every screen, drawn with 1, 3 and 100 rows of made-up records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from django.db.models.fields.related import ForeignKey
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.listing import Listing
from yingshu.kernel.screens.views import table_context
from yingshu.organisation.models import Person, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.no_invariants]
MOST = 100
SAYS = {"msgid": "x", "args": {}}
# What a screen needs of its records to list and to draw them, where the made-up values would not do.
LOGIN = {"ip_address": "127.0.0.1", "path_info": "/"}
NEEDED: dict[str, dict[str, Any]] = {
    "cod_items": {"kind": "cod"}, "receivables": {"kind": "sale"}, "imports": {"screen": "products"}, "month_checks": {"says": SAYS},
    "decisions": {"verdict": {"says": SAYS, "conditions": [], "sums": [], "figures": {}}},
    "rulebook_versions": {"state": "draft"}, "login_log": LOGIN, "login_failures": LOGIN}
NAMED = {"owner_id": Person, "person_id": Person, "clerk_id": Person, "actor_id": Person, "unit_id": Unit}


class Maker:
    """So many rows of any model, all different, with everything they point to."""

    def __init__(self) -> None:
        self.pools: dict[Any, list[int]] = {}

    def rows(self, model: Any, **needed: Any) -> list[int]:
        """Keys of the rows of a model, made when there are none yet."""
        if model not in self.pools:
            self.pools[model] = []
            made = [self._row(model, n, needed) for n in range(MOST)]
            model._base_manager.bulk_create(made)
            self.pools[model] = [row.pk for row in made]
        return self.pools[model]

    def _row(self, model: Any, n: int, needed: dict[str, Any]) -> Any:
        return model(**{f.attname: value for f in model._meta.concrete_fields for value in self._values(f, n)} | needed)

    def _values(self, field: Any, n: int) -> Iterator[Any]:
        """The value of a field in the n-th row; none for those that come by themselves."""
        target = field.related_model if isinstance(field, ForeignKey) else NAMED.get(field.name)
        if target is not None:
            keys = self.rows(target)
            if keys:
                yield keys[0 if target is Person and not _apart(field) else n]
        elif isinstance(field, models.AutoField) or (field.has_default() and not field.unique and not field.null and not field.choices):
            return
        elif field.choices:
            values = [value for value, _ in field.flatchoices if value != ""]
            yield values[n % len(values)]
        else:
            yield _plain(field, n)


def _apart(field: Any) -> bool:
    """Must the rows differ in this field, because nothing else of a constraint tells them apart?"""
    known = field.model._meta
    sets = [c.fields for c in known.constraints if isinstance(c, models.UniqueConstraint) and field.name in c.fields]
    return field.unique or any(not any(_differs(known.get_field(name)) for name in names) for names in sets)


def _differs(field: Any) -> bool:
    return isinstance(field, models.CharField | models.DateField | models.IntegerField) and not field.choices and not isinstance(
        field, ForeignKey) and field.name not in NAMED


def _plain(field: Any, n: int) -> Any:
    if isinstance(field, models.DateField) and field.null:
        return None
    if isinstance(field, models.JSONField):
        return None if field.null else field.get_default() or {}
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.CharField | models.TextField):
        return f"{n + 1}"[:field.max_length]
    if isinstance(field, models.DateTimeField):
        return clock.now()
    if isinstance(field, models.DateField):
        return date(2025, 1 + n % 12, 1 + n // 12)
    return n + 1


def whole_view(screen: Any, actor: Actor) -> str:
    """A view of the screen that leaves nothing out."""
    return next((v.code for v in screen.views if screen.scoped(actor).filter(v.where(actor)).count() == MOST), "")


def statements(screen: Any, actor: Actor, size: int) -> tuple[int, list[str]]:
    """Rows shown, and the statements that the table needs once everything that is kept in the process is known."""
    view = whole_view(screen, actor)

    def draw() -> int:
        listing = Listing(screen, actor, QueryDict(f"view={view}"))
        listing.size = size
        return len(table_context(listing)["rows"])

    draw()
    with CaptureQueriesContext(connection) as captured:
        shown = draw()
    return shown, [q["sql"] for q in captured.captured_queries]


@pytest.mark.parametrize("code", sorted(SCREENS))
def test_the_statements_of_a_list_do_not_grow_with_its_rows(code: str) -> None:
    maker = Maker()
    actor = replace(system(), id=maker.rows(Person)[0])
    maker.rows(SCREENS[code].model, **NEEDED.get(code, {}))
    found = [statements(SCREENS[code], actor, size) for size in (1, 3, MOST)]
    assert [shown for shown, _ in found] == [1, 3, MOST]
    grown = len(found[-1][1]) - len(found[0][1])  # records of another state may need another table once, never once a row
    assert grown < 6, "\n".join(sql[:200] for sql in found[-1][1][:20])
