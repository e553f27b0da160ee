"""What stock puts on people's lists: products below their safety stock (LOG-08)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.links import record_url
from yingshu.kernel.worklist import Todo, Worklist, declare

from .queries import below_safety
from .rules import plain


def _items(actor: Actor, limit: int) -> Iterable[Todo]:
    for row in below_safety()[:limit]:
        says = _("%(product)s: %(held)s on hand, lower limit %(limit)s, short of %(short)s") % {
            "product": row.name, "held": plain(row.held), "limit": plain(row.limit), "short": plain(row.short)}
        yield Todo(_("Replenish"), row.number, says, record_url("products", row.pk), "LOG-08", since=clock.now())


declare(Worklist("stock.below_safety", lazy("Below safety stock"), "stock.receive", _items, lambda actor: below_safety()))
