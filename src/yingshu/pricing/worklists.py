"""What prices put on people's lists: special prices that wait for their level (PRC-08)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import money
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .models import SpecialPrice
from .queries import waiting_for


def _rows(actor: Actor) -> QuerySet[SpecialPrice]:
    return waiting_for(actor).order_by("asked_at", "id")


def _todo(row: SpecialPrice) -> Todo:
    title = _("%(customer)s: %(product)s at %(price)s instead of %(list)s") % {
        "customer": row.customer.name, "product": row.product.name, "price": f"{row.price.normalize():f}",
        "list": f"{row.list_price.normalize():f}"}
    amount = money.line_amount(row.price, row.quantity) if row.quantity else None
    return Todo(_("Special price"), row.number, title, record_url("special_prices", row.pk), "PRC-08",
                since=row.asked_at, sender=row.owner.name, amount_fen=amount)


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    return [_todo(row) for row in _rows(actor).select_related("customer", "product", "owner")[:limit]]


declare(Worklist("pricing.special_prices", lazy("Special prices to decide"), "pricing.decide_special_price", _items, _rows))
