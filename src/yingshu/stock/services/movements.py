"""Keeping the balances of stock: plain functions, called inside business actions. Each is one statement for all products.

Quantities are by product id and positive. Rows are locked by the statement itself until the caller's action ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import add_later, add_up_later
from yingshu.kernel.source import Source
from yingshu.products.queries import by_ids

from ..errors import BooksDisagree, NotEnoughStock
from ..models import StockBalance, StockEntry
from ..queries import availability
from ..rules import plain

Quantities = Mapping[int, Decimal]
KEY = "product_id"
FREE = "on_hand - allotted >= +allotted"


def commit(quantities: Quantities) -> None:
    """Promise goods to an order (LOG-06), at the end of the action. More may be promised than there is; the balance row is made on
    first use."""
    add_up_later(StockBalance, KEY, {k: {"committed": q} for k, q in quantities.items()})


def release(quantities: Quantities) -> None:
    """Take a promise back (the order was cancelled or reduced)."""
    _all(quantities, {"committed": -1}, "committed + +committed >= 0")


def allot(quantities: Quantities) -> None:
    """Set goods aside for a sales slip. Two slips never get the same goods: all or nothing, in one conditional statement.

    Raises NotEnoughStock when less is on hand and free than wanted; the caller's action is then undone as a whole.
    """
    changed = write.changed_keys(StockBalance, KEY, {k: {"allotted": q} for k, q in quantities.items()}, require=FREE)
    if len(changed) < len(quantities):
        raise shortage({k: q for k, q in quantities.items() if k not in set(changed)})


def unallot(quantities: Quantities) -> None:
    """Give goods set aside back (the slip was voided, or carries less)."""
    _all(quantities, {"allotted": -1}, "allotted + +allotted >= 0")


def ship(quantities: Quantities, source: Source, actor: Actor) -> None:
    """Goods leave by a document: on hand, set aside and promised all go down, and the ledger says why (ORD-15, LOG-06)."""
    _all(quantities, {"on_hand": -1, "allotted": -1, "committed": -1},
         "on_hand + +on_hand >= 0 AND allotted + +allotted >= 0 AND committed + +committed >= 0")
    enter(StockEntry.Kind.SHIPPED, {k: -q for k, q in quantities.items()}, source, actor)


def take_back(quantities: Quantities, source: Source, actor: Actor, reason: str) -> None:
    """Goods come back into stock by a document (returned, refused)."""
    put_in(StockEntry.Kind.RETURNED, quantities, source, actor, reason)


def put_in(kind: StockEntry.Kind, quantities: Quantities, source: Source, actor: Actor, reason: str = "") -> None:
    """Increase on hand, with the entries that explain it."""
    write.add_up_each(StockBalance, KEY, {k: {"on_hand": q} for k, q in quantities.items()})
    enter(kind, quantities, source, actor, reason)


def take_out(kind: StockEntry.Kind, quantities: Quantities, source: Source, actor: Actor, reason: str) -> None:
    """Decrease on hand by what is free, with the entries that explain it; raises NotEnoughStock."""
    changed = write.changed_keys(StockBalance, KEY, {k: {"on_hand": -q} for k, q in quantities.items()},
                                 require="on_hand + +on_hand >= allotted")
    if len(changed) < len(quantities):
        raise shortage({k: q for k, q in quantities.items() if k not in set(changed)})
    enter(kind, {k: -q for k, q in quantities.items()}, source, actor, reason)


def enter(kind: StockEntry.Kind, quantities: Quantities, source: Source, actor: Actor, reason: str = "",
          place_id: int | None = None) -> None:
    """The entries of one movement, written at the end of the action. ``place_id``: a shop; empty for the main warehouse."""
    add_later(StockEntry, [
        {"product_id": k, "kind": kind.value, "place_id": place_id, "quantity": quantities[k], "at": clock.now(),
         "source_kind": source.kind,
         "source_id": source.id, "source_number": source.number, "actor_id": actor.id, "actor_name": actor.name, "reason": reason}
        for k in sorted(quantities)])


def shortage(missed: Quantities) -> NotEnoughStock:
    """The refusal for products that were not there, in the words of the first; ``lines`` has all of them."""
    stock, names = availability(missed), by_ids(missed)
    lines = [{"product": names[k].name if k in names else str(k), "wanted": plain(q), "on_hand": plain(stock[k].on_hand),
              "allotted": plain(stock[k].allotted), "short": plain(q - stock[k].on_hand + stock[k].allotted)}
             for k, q in sorted(missed.items())]
    return NotEnoughStock(clause="LOG-06", **lines[0], lines=lines)


def _all(quantities: Quantities, signs: Mapping[str, int], require: str) -> None:
    changes = {k: {column: sign * q for column, sign in signs.items()} for k, q in quantities.items()}
    if write.change_each(StockBalance, KEY, changes, require=require) < len(changes):
        raise BooksDisagree(f"{list(signs)} of products {_sorted(quantities)} is less than {require}")


def _sorted(quantities: Quantities) -> Sequence[int]:
    return sorted(quantities)
