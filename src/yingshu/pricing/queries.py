"""Reading prices: the list in force, permits, and who holds which authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yingshu.approvals.queries.mine import in_flow
from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.caches import Cached
from yingshu.organisation.errors import LimitExceeded
from yingshu.organisation.models import Absence, Delegation
from yingshu.organisation.principal import held_posts
from yingshu.organisation.rights import PEOPLE

from .models import PriceLine, PriceList, SpecialPrice
from .rules import LEVELS, TOP, Approver, highest, rank

LENT_BY = ("pricing.authority", "pricing.decide_special_price", "orders.approve")
"""Matters whose delegation lends the giver's level of price authority (ORG-29)."""


# ---- the list in force ----------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Covered:
    """What the strategy behind the list in force says of a product (ORD-09): whether it has it, and up to which quantity, for which
    customer levels and in which regions the sales staff decide; None and empty: any."""

    strategy: str
    known: bool
    most: Decimal | None
    levels: tuple[str, ...]
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Priced:
    """A product with its price of a day; ``price`` is None without one, ``list_version`` 0 without a list in force, ``covered`` None
    where the list was not made from a strategy."""

    product_id: int
    number: str
    name: str
    spec: str
    unit: str
    packing: str
    tax_rate: Decimal
    cost: Decimal | None
    discontinued: bool
    price: Decimal | None
    floor: Decimal | None
    list_version: int
    covered: Covered | None = None


_PRICED = """
SELECT p.id, p.number, p.name, p.spec, p.unit, p.packing, p.tax_rate, p.cost, p.discontinued, l.price, l.floor, v.version,
 s.number, y.id, y.most, s.levels, s.units
FROM products_product p
LEFT JOIN pricing_pricelist v ON v.id = (SELECT id FROM pricing_pricelist WHERE state = 'released' AND valid_from <= %s
                                         ORDER BY valid_from DESC, version DESC LIMIT 1)
LEFT JOIN pricing_priceline l ON l.price_list_id = v.id AND l.product_id = p.id
LEFT JOIN pricing_pricestrategy s ON s.id = v.strategy_id
LEFT JOIN pricing_strategyline y ON y.strategy_id = s.id AND y.product_id = p.id
WHERE p.id IN ({})"""


def priced(product_ids: Iterable[int], on: date) -> dict[int, Priced]:
    """Products with the price of the released list in force on a day (PRC-05), in one statement; unknown ids are left out."""
    wanted = sorted(set(product_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PRICED.format(", ".join(["%s"] * len(wanted))), [connection.ops.adapt_datefield_value(on), *wanted])
        return {row[0]: _priced(row) for row in cursor.fetchall()}


def _priced(row: tuple[Any, ...]) -> Priced:
    pk, number, name, spec, unit, packing, tax_rate, cost, discontinued, price, floor, version, strategy, *said = row
    return Priced(pk, number, name, spec, unit, packing, Decimal(tax_rate).scaleb(-6), _yuan(cost), bool(discontinued), _yuan(price),
                  _yuan(floor), version or 0, _covered(strategy, *said) if strategy else None)


def _covered(strategy: str, line_id: int | None, most: int | None, levels: str, units: str) -> Covered:
    return Covered(strategy, line_id is not None, None if most is None else Decimal(most).scaleb(-3), tuple(orjson.loads(levels)),
                   tuple(orjson.loads(units)))


def _yuan(scaled: int | None) -> Decimal | None:
    return None if scaled is None else Decimal(scaled).scaleb(-6)


def in_force(on: date) -> QuerySet[PriceList]:
    """The price lists released up to a day; the first one is in force."""
    return PriceList.objects.filter(state=PriceList.State.RELEASED, valid_from__lte=on).order_by("-valid_from", "-version")


def list_in_force(on: date) -> PriceList | None:
    """The released price list of a day: the one with the newest first day up to it."""
    return in_force(on).first()


def lines_of(price_list_id: int) -> list[PriceLine]:
    """The prices of a list, by product code."""
    return list(PriceLine.objects.filter(price_list_id=price_list_id).select_related("product").order_by("product__number"))


# ---- special prices -------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Granted:
    """A granted special price as of a day; an expired one is kept apart so that a refusal can name it."""

    id: int
    number: str
    price: Decimal
    quantity: Decimal | None
    valid_from: date
    valid_until: date
    after_order: bool
    expired: bool
    single_use: bool = False
    basis: str = ""


def special_prices(customer_id: int, product_ids: Iterable[int], on: date) -> dict[int, Granted]:
    """The permit to go by for each product: the newest in force on that day, else the newest that has expired (PRC-08)."""
    rows = SpecialPrice.objects.unscoped(reason="a permit holds for the customer, whoever asked for it").filter(
        customer_id=customer_id, product_id__in=set(product_ids), state=SpecialPrice.State.GRANTED, valid_from__lte=on)
    columns = ("id", "number", "price", "quantity", "valid_from", "valid_until", "after_order", "single_use", "basis")
    found: dict[int, Granted] = {}
    for row in rows.order_by("valid_from", "id").values("product_id", *columns):
        product_id = row.pop("product_id")
        permit = Granted(**row, expired=row["valid_until"] < on)
        if not permit.expired or product_id not in found or found[product_id].expired:
            found[product_id] = permit
    return found


def waiting_for(actor: Actor) -> QuerySet[SpecialPrice]:
    """Special prices that a person may see and decide: up to their level, not asked for by themselves (except at the
    top), not in a flow."""
    held = level_of(actor)
    levels = [level for level in (*LEVELS, *Approver) if rank(level) <= rank(held)]
    rows: QuerySet[SpecialPrice] = SpecialPrice.objects.visible_to(actor).filter(state=SpecialPrice.State.PENDING, level__in=levels)
    rows = rows.exclude(pk__in=in_flow("special_price"))
    return rows if held == TOP else rows.exclude(owner_id=actor.id)


# ---- authority ------------------------------------------------------------------------------------------------------

def level_names() -> dict[str, str]:
    """Levels of price authority, those of the matrix first, in words."""
    return {level: _(level) for level in (*LEVELS, Approver.MANAGER.value, Approver.HEAD.value)}


def level_of(actor: Actor) -> str:
    """The highest level of price authority a person holds now, by their posts, by standing in (ORG-25) or delegated (ORG-29)."""
    return TOP if actor.everything else _levels.get((actor.id, clock.today()))


def _load_level(key: tuple[int, date]) -> str:
    person_id, now = key[0], clock.now()
    people = [person_id, *_stood_in_for(person_id), *_delegated_by(person_id, key[1])]
    return highest([a.post.authority for person in people for a in held_posts(person, now)])


def require_level_within_limit(actor: Actor, level: str, fen: int) -> None:
    """A level that is the actor's by a delegation only holds up to the delegation's limit (ORG-29). Raises LimitExceeded."""
    given = list(_delegations(actor.id, clock.today()).select_related("giver").order_by("limit_fen"))
    if actor.everything or not given or _reaches([actor.id, *_stood_in_for(actor.id)], level):
        return
    lent = [(d.limit_fen, d.giver.name) for d in given if _reaches([d.giver_id], level)]
    if lent and all(limit is not None and limit < fen for limit, _giver in lent):
        limit, giver = lent[-1]
        raise LimitExceeded(clause="ORG-29", giver=giver, limit=money.show(limit or 0), amount=money.show(fen))


def _reaches(people: Iterable[int], level: str) -> bool:
    now = clock.now()
    return rank(highest([a.post.authority for person in people for a in held_posts(person, now)])) >= rank(level)


def _stood_in_for(person_id: int) -> Iterable[int]:
    return Absence.objects.filter(deputy_id=person_id, left_at__lte=clock.now(), returned_at=None).values_list("person_id", flat=True)


def _delegated_by(person_id: int, day: date) -> Iterable[int]:
    return _delegations(person_id, day).values_list("giver_id", flat=True)


def _delegations(person_id: int, day: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(Q(right__in=LENT_BY), receiver_id=person_id, first_day__lte=day, last_day__gte=day, revoked_at=None)


_levels: Cached[str] = Cached(PEOPLE, _load_level)
