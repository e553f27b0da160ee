"""Products as they are quoted: with the price of the list in force, which comes by itself and cannot be changed (PRC-11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import SCREENS
from yingshu.kernel.screens.lookup import MOST_HITS, Offer, matching, offer
from yingshu.kernel.text import id_of
from yingshu.products.models import Product
from yingshu.products.queries import by_ids

from .queries import Priced, priced
from .screens.price_list import yuan


def _search(actor: Actor, words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    screen = SCREENS["products"]
    rows = Product.objects.filter(matching(screen, words), discontinued=False).order_by(*screen.order_by)[: MOST_HITS + 1]
    found = priced([row.pk for row in rows], clock.today())
    return ((str(row.pk), _said(row, found[row.pk]), "") for row in rows)


def _words(ids: Iterable[str]) -> dict[str, str]:
    rows = by_ids([pk for i in ids if (pk := id_of(i))])
    found = priced(rows, clock.today())
    return {str(pk): _said(row, found[pk]) for pk, row in rows.items()}


def _said(row: Product, found: Priced) -> str:
    product = SCREENS["products"].lookup_label(row)
    if found.price is None:
        return _("%(product)s · no price in force") % {"product": product}
    return _("%(product)s · %(price)s yuan a %(unit)s") % {"product": product, "price": yuan(found.price), "unit": row.unit or _("piece")}


offer("priced_products", Offer(_search, _words))
