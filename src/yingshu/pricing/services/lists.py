"""Price lists: drafted, filled, released, then frozen (PRC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.errors import NotFound
from yingshu.kernel.inputs import Needed, ProductRef
from yingshu.kernel.services import Done, service
from yingshu.products.queries import by_ids

from ..errors import DayTaken, EmptyList, FloorAbovePrice, ListIsReleased, WouldChangeThePast
from ..inputs import PriceInput, PriceListRef
from ..models import PriceLine, PriceList
from ..rules import plain

DRAFT, RELEASED = PriceList.State.DRAFT, PriceList.State.RELEASED


@service("pricing.create_price_list", title=N_("New price list"), clause="PRC-05")
def create_price_list(*, actor: Actor, title: Needed, valid_from: date, copy_from_id: PriceListRef | None = None) -> Done:
    """Draft the next version of the price list, empty or with the prices of another version and of the same strategy."""
    versions = write.lock_all(PriceList, {"version__gt": 0})
    version = max((x.version for x in versions), default=0) + 1
    pk = write.add_one(PriceList, version=version, title=title[:80], valid_from=valid_from, state=DRAFT)
    copied = _copy(copy_from_id, pk) if copy_from_id else 0
    return Done("price_list", pk, f"V{version}", DRAFT, data={"version": version, "prices": copied},
                after={"title": title, "valid_from": valid_from.isoformat(), "prices": copied})


@service("pricing.set_prices", title=N_("Enter prices"), clause="PRC-05")
def set_prices(*, actor: Actor, price_list_id: PriceListRef, lines: list[PriceInput]) -> Done:
    """Enter or replace prices of a draft. Prices are yuan per unit incl. tax; raises ListIsReleased, FloorAbovePrice, NotFound."""
    found = _draft(price_list_id)
    names = by_ids(line.product_id for line in lines)
    for line in lines:
        if line.product_id not in names:
            raise NotFound(field="lines.product_id")
        if line.floor is not None and line.floor > line.price:
            raise FloorAbovePrice(field="floor", product=names[line.product_id].name, floor=line.floor, price=line.price)
    before = _shown(write.read(PriceLine, {"price_list_id": price_list_id, "product_id__in": list(names)}), names)
    PriceLine.objects.bulk_create(
        [PriceLine(price_list_id=price_list_id, **vars_of(line)) for line in {x.product_id: x for x in lines}.values()],
        update_conflicts=True, unique_fields=["price_list", "product"], update_fields=["price", "floor"])
    return Done("price_list", price_list_id, str(found), found.state, data={"prices": len(lines)}, before=before,
                after=_shown(lines, names))


@service("pricing.remove_prices", title=N_("Take prices out"), clause="PRC-05")
def remove_prices(*, actor: Actor, price_list_id: PriceListRef, product_ids: list[ProductRef]) -> Done:
    """Take products out of a draft: from its first day on they have no price."""
    found = _draft(price_list_id)
    gone = PriceLine.objects.filter(price_list_id=price_list_id, product_id__in=product_ids).delete()[0]
    return Done("price_list", price_list_id, str(found), found.state, data={"removed": gone}, after={"removed": gone})


@service("pricing.release_price_list", title=N_("Release"), clause="PRC-05")
def release_price_list(*, actor: Actor, price_list_id: PriceListRef) -> Done:
    """Release a draft: from its first day on it is the price list, until a newer one begins. It can never be changed again.

    Since the newest first day wins there is neither gap nor overlap. Raises EmptyList, DayTaken, WouldChangeThePast.
    """
    lists = write.lock_all(PriceList, {"version__gt": 0})
    found = _open_draft(next((x for x in lists if x.pk == price_list_id), None))
    _fits([x for x in lists if x.state == RELEASED], found)
    if not PriceLine.objects.filter(price_list_id=price_list_id).exists():
        raise EmptyList(list=str(found), clause="PRC-05")
    write.change(PriceList, where={"id": price_list_id, "state": DRAFT},
                 set={"state": RELEASED, "released_at": clock.now(), "released_by": actor.name})
    return Done("price_list", price_list_id, str(found), RELEASED, data={"valid_from": found.valid_from.isoformat()},
                before={"state": DRAFT.value}, after={"state": RELEASED.value, "valid_from": found.valid_from.isoformat()})


def vars_of(line: PriceInput) -> dict[str, Any]:
    """The columns of a price line."""
    return {"product_id": line.product_id, "price": line.price, "floor": line.floor}


def _fits(released: Sequence[PriceList], new: PriceList) -> None:
    day = new.valid_from
    same = next((x for x in released if x.valid_from == day), None)
    if same is not None:
        raise DayTaken(field="valid_from", clause="PRC-05", other=str(same), day=day.isoformat())
    current = max((x for x in released if x.valid_from <= clock.today()), key=lambda x: x.valid_from, default=None)
    if current is not None and day < current.valid_from:
        raise WouldChangeThePast(field="valid_from", clause="PRC-05", other=str(current), since=current.valid_from.isoformat(),
                                 day=day.isoformat())


def _draft(price_list_id: int) -> PriceList:
    return _open_draft(write.lock(PriceList, price_list_id))


def _open_draft(found: PriceList | None) -> PriceList:
    if found is None:
        raise NotFound(field="price_list_id")
    if found.state != DRAFT:
        raise ListIsReleased(list=str(found), clause="PRC-05")
    return found


def _copy(source_id: int, target_id: int) -> int:
    lines = write.read(PriceLine, {"price_list_id": source_id})
    strategy = PriceList.objects.values_list("strategy_id", flat=True).get(pk=source_id)
    write.change(PriceList, where={"id": target_id}, set={"strategy_id": strategy})
    write.add(PriceLine, [{"price_list_id": target_id, "product_id": x.product_id, "price": x.price, "floor": x.floor} for x in lines])
    return len(lines)


def _shown(lines: Sequence[Any], names: Any) -> dict[str, str]:
    """Prices by product code, for the audit trail."""
    return {names[x.product_id].number: plain(x.price) + (f" / {plain(x.floor)}" if x.floor is not None else "") for x in lines}
