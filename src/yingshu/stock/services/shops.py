"""Shops, and goods that go there and come back (LOG-09)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Needed, ProductRef, Quantity, Text
from yingshu.kernel.services import Done, service
from yingshu.kernel.source import Source
from yingshu.kernel.write import Add
from yingshu.products.queries import product

from ..errors import NotEnoughInShop
from ..inputs import PlaceRef
from ..models import Place, PlaceStock, StockEntry
from ..rules import plain
from .movements import enter, put_in, take_out

Kind = StockEntry.Kind


@service("stock.open_place", title=N_("Open a shop"), clause="LOG-09")
def open_place(*, actor: Actor, name: Needed, address: Text = "") -> Done:
    """A shop of the company that holds goods of its own and is counted once a year."""
    pk = write.add_one(Place, name=name[:60], address=address)
    return Done("place", pk, name[:60], "active", after={"name": name, "address": address})


@service("stock.move_to_place", title=N_("Goods to or from a shop"), clause="LOG-06")
def move_to_place(*, actor: Actor, place_id: PlaceRef, product_id: ProductRef, quantity: Quantity, back: bool = False, document: Text = "",
                  ) -> Done:
    """Goods go to a shop, or come back into the main warehouse. Both sides stand in the ledger."""
    place, found = place_of(place_id), product(product_id)
    source = Source("place", place.pk, document[:60] or place.name)
    if back:
        change_place(place, {product_id: -quantity}, Kind.MOVED, source, actor)
        put_in(Kind.MOVED, {product_id: quantity}, source, actor)
    else:
        take_out(Kind.MOVED, {product_id: quantity}, source, actor, "")
        change_place(place, {product_id: quantity}, Kind.MOVED, source, actor)
    return Done("place", place.pk, place.name, "active", data={"product": found.number, "moved": plain(-quantity if back else quantity)},
                after={"product": found.name, "moved": plain(-quantity if back else quantity)})


def place_of(pk: int) -> Place:
    """The shop; NotFound otherwise."""
    found = Place.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(field="place_id")
    return found


def change_place(place: Place, differences: dict[int, Decimal], kind: StockEntry.Kind, source: Source, actor: Actor,
                 reason: str = "") -> None:
    """Change what lies in a shop, with the entries that explain it; raises NotEnoughInShop."""
    for product_id, difference in sorted(differences.items()):
        key = {"place_id": place.pk, "product_id": product_id}
        if write.change(PlaceStock, where={**key, "on_hand__gte": -difference}, set={"on_hand": Add(difference)}):
            continue
        there = PlaceStock.objects.filter(**key).values_list("on_hand", flat=True).first()
        if there is not None or difference < 0:
            raise NotEnoughInShop(shop=place.name, product=product(product_id).name, wanted=plain(-difference),
                                  on_hand=plain(there or Decimal(0)))
        write.add_one(PlaceStock, **key, on_hand=difference)
    enter(kind, differences, source, actor, reason, place.pk)
