"""Scheduled checks of owed money. What they find stands in the lists of things to do anyway; they tell people once."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor, system
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell, tell_posts

from .queries import broken_promises, cod_overdue, overdue_items
from .screens.words import customer_url, item_url
from .services import start_reconciliations

MOST = 500


@service("receivables.check_cod_overdue", title=N_("Check collected money"), clause="REC-06")
def check_cod_overdue(*, actor: Actor) -> Done:
    """Money that a carrier should have handed over: logistics and the service manager are told once an item (REC-06)."""
    late = list(cod_overdue(actor, clock.today()).select_related("customer")[:MOST])
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
    late = list(overdue_items(actor, clock.today()).select_related("customer")[:MOST])
    for item in late:
        tell((item.owner_id or item.customer.owner_id or 0,),
             N_("%(customer)s: %(number)s over %(open_fen)s yuan is overdue since %(day)s."),
             args={"customer": item.customer.name, "number": item.number, "open_fen": item.open_fen, "day": item.due_on},
             url=f"{reverse('ageing')}?customer={item.customer_id}", clause="REC-03", dedupe=f"overdue:{item.pk}")
    return Done("check", 0, data={"overdue": len(late)})


def run_checks() -> None:
    """All scheduled checks of the room."""
    for check in (check_cod_overdue, check_promises, check_overdue):
        check(actor=system("schedule"))
    start_reconciliations(actor=system("schedule"))
