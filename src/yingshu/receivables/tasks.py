"""Scheduled checks of owed money. What they find stands in the lists of things to do anyway; they tell people once."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.directory import people_in_posts
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell, tell_posts
from yingshu.rulebook.decisions import params_of

from .controls import COLLECT
from .models import ReceivableItem
from .queries import broken_promises, cod_overdue, falling_due, overdue_items
from .screens.words import customer_url, item_url
from .services import start_reconciliations

MOST = 500


@service("receivables.check_cod_overdue", title=N_("Check collected money"), clause="REC-06")
def check_cod_overdue(*, actor: Actor) -> Done:
    """Money that a carrier should have handed over: logistics and the service manager are told once an item (REC-06)."""
    late = list(_newest(cod_overdue(actor, clock.today())))
    for item in late:
        tell_posts(("logistics_clerk", "service_manager"), N_("%(carrier)s still holds %(open_fen)s yuan of %(customer)s (%(number)s)."),
                   args={"carrier": item.carrier_name, "open_fen": item.open_fen, "customer": item.customer.name, "number": item.number},
                   url=item_url(item), unit_id=item.unit_id, clause="REC-06", urgent=True, dedupe=f"cod:{item.pk}")
    return Done("check", 0, data={"late": len(late)})


@service("receivables.check_promises", title=N_("Check promises"), clause="REC-05")
def check_promises(*, actor: Actor) -> Done:
    """Promises not kept: who noted them and the customer's salesperson are told once a promise, to ask again (REC-05)."""
    broken = broken_promises(actor, clock.today())[:MOST]
    for note, promise in broken:
        tell((note.actor_id, note.customer.owner_id or 0),
             N_("%(customer)s promised %(promised_fen)s yuan for %(day)s, and it did not come. "
                                                              "Ask again."),
             args={"customer": note.customer.name, "promised_fen": promise.promised_fen, "day": promise.promised_on},
             url=customer_url(note.customer_id), clause="REC-05", urgent=True, dedupe=f"promise:{note.pk}")
    return Done("check", 0, data={"broken": len(broken)})


@service("receivables.check_overdue", title=N_("Check overdue receivables"), clause="REC-03")
def check_overdue(*, actor: Actor) -> Done:
    """Items that fell overdue: the salesperson is told once an item (REC-03)."""
    late = list(_newest(overdue_items(actor, clock.today())))
    for item in late:
        tell((item.owner_id or item.customer.owner_id or 0,),
             N_("%(customer)s: %(number)s over %(open_fen)s yuan is overdue since %(day)s."),
             args={"customer": item.customer.name, "number": item.number, "open_fen": item.open_fen, "day": item.due_on},
             url=f"{reverse('ageing')}?customer={item.customer_id}", clause="REC-03", dedupe=f"overdue:{item.pk}")
    return Done("check", 0, data={"overdue": len(late)})


@service("receivables.remind_due", title=N_("Remind of what falls due"), clause="REC-02")
def remind_due(*, actor: Actor) -> Done:
    """Items that fall due within the company's days: who is responsible for the payment is told once an item (REC-02)."""
    today, params = clock.today(), params_of(COLLECT)
    soon = list(_newest(falling_due(actor, today, today + timedelta(days=params.remind_before_days))))
    for item in soon:
        tell(_responsible(item, params.responsible),
             N_("%(customer)s: %(number)s over %(open_fen)s yuan falls due on %(day)s. Remind them."),
             args={"customer": item.customer.name, "number": item.number, "open_fen": item.open_fen, "day": item.due_on},
             url=item_url(item), clause="REC-02", dedupe=f"due:{item.pk}")
    return Done("check", 0, data={"due": len(soon)})


def _responsible(item: ReceivableItem, post: str) -> list[int]:
    """The salesperson of the item, or those of the post who see it."""
    own = item.owner_id or item.customer.owner_id or 0
    return [own] if post == "salesperson" else people_in_posts((post,), item.unit_id)


def _newest(items: QuerySet[ReceivableItem]) -> QuerySet[ReceivableItem]:
    """Those that came into the list last, which nobody was told of yet."""
    return items.select_related("customer").order_by("-due_on", "-id")[:MOST]


def run_checks() -> None:
    """All scheduled checks of the room."""
    for check in (check_cod_overdue, check_promises, check_overdue, remind_due):
        check(actor=system("schedule"))
    start_reconciliations(actor=system("schedule"))
