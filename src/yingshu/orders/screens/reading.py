"""Everything the page of an order shows, read in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, Sum, prefetch_related_objects

from yingshu.audit.models import AuditEntry
from yingshu.documents.models import Attachment
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.receivables.models import ReceivableItem
from yingshu.receivables.queries import BY_CUSTOMERS, Debtor, order_sums
from yingshu.receivables.rules import OrderMoney
from yingshu.rulebook.models import DecisionRecord

from .. import hooks
from ..models import Instruction, OrderLine, SalesOrder, SalesSlip
from ..queries import LaneView, lanes_of, stage
from ..rules import Stage
from ..services.credit import known
from ..services.instructions import counted_of, due_of

MOST_ENTRIES = 80


READ = "instructions_read"
INSTRUCTIONS: Any = Prefetch("instructions", Instruction.objects.order_by("pk"), to_attr=READ)


def instructions_of(order: SalesOrder) -> list[Instruction]:
    """The instructions of an order, read once however often they are asked for."""
    if not hasattr(order, READ):
        prefetch_related_objects([order], INSTRUCTIONS)
    found: list[Instruction] = getattr(order, READ)
    return found


@dataclass
class OrderFile:
    """An order with all that belongs to it, as one person sees it now."""

    order: SalesOrder
    actor: Actor
    now: datetime = field(default_factory=clock.now)

    @cached_property
    def lines(self) -> list[OrderLine]:
        return list(OrderLine.objects.filter(order_id=self.order.pk).select_related("product").order_by("position"))

    @cached_property
    def instructions(self) -> list[Instruction]:
        return instructions_of(self.order)

    @cached_property
    def lanes(self) -> list[LaneView]:
        return lanes_of(self.order, self.instructions, self.now)

    @cached_property
    def slips(self) -> list[SalesSlip]:
        """Oldest first; whoever sees the order sees its slips."""
        return list(SalesSlip._plain.filter(order_id=self.order.pk).order_by("id"))

    @cached_property
    def shipments(self) -> list[Any]:
        return hooks.dispatch_of(self.order.pk, self.actor)

    @cached_property
    def stage(self) -> Stage:
        return stage(self.order)

    @cached_property
    def due_fen(self) -> int | None:
        """What must be in before the slip; None when the method asks for nothing."""
        return due_of(self.order) if self.order.payment_method else None

    @cached_property
    def received_fen(self) -> int:
        return counted_of(self.order)

    @property
    def gap_fen(self) -> int | None:
        return None if self.due_fen is None else max(self.due_fen - self.received_fen, 0)

    @cached_property
    def debtor(self) -> Debtor:
        return known(self.order.customer_id)

    @cached_property
    def sums(self) -> dict[str, int]:
        """Overdue of the customer, and what this order brought, in fen. COD under way is not overdue, after arrival the carrier owes it."""
        order, today = self.order, clock.local(self.now).date()
        late = BY_CUSTOMERS & Q(customer_id=order.customer_id, due_on__lt=today, settled_on=None)
        found: dict[str, int] = ReceivableItem._plain.filter(Q(order_id=order.pk) | late).aggregate(
            late_fen=Sum("open_fen", filter=late, default=0), **order_sums(order.pk, today))
        return found

    @property
    def money(self) -> OrderMoney:
        """Where the money of this order stands (ORD-21)."""
        return OrderMoney(*(self.sums[name] for name in OrderMoney._fields))

    @cached_property
    def decisions(self) -> list[DecisionRecord]:
        """Decisions on the order and its slips, newest first."""
        return list(DecisionRecord.objects.filter(self._subjects(vehicle=False)).defer("facts", "params").order_by("-id")[:MOST_ENTRIES])

    @cached_property
    def trail(self) -> list[AuditEntry]:
        """What was done with the order, its slips and its shipments, newest first."""
        return list(AuditEntry.objects.filter(self._subjects(vehicle=True)).order_by("-id")[:MOST_ENTRIES])

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(Attachment.objects.filter(subject_kind="order", subject_id=self.order.pk).order_by("-id"))

    def _subjects(self, *, vehicle: bool) -> Q:
        found = Q(subject_kind="order", subject_id=self.order.pk)
        if self.slips:
            found |= Q(subject_kind="sales_slip", subject_id__in=[s.pk for s in self.slips])
        if vehicle and self.shipments:
            found |= Q(subject_kind="shipment", subject_id__in=[s.id for s in self.shipments])
        return found

    @cached_property
    def refusal(self) -> DecisionRecord | None:
        """The newest decision of the slip gate, when it refused and no slip was issued since."""
        gates = [d for d in self.decisions if d.control in ("orders.slip_gate", "receivables.credit")]
        return gates[0] if gates and gates[0].outcome == "refuse" else None
