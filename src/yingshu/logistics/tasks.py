"""Scheduled checks of dispatch."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.actor import Actor, system
from yingshu.kernel.services import Done, service
from yingshu.notifications.services import tell_posts
from yingshu.orders.worklists import order_url

from . import queries

MOST = 200


@service("logistics.check_delays", title=N_("Check delayed shipments"), clause="LOG-04")
def check_delays(*, actor: Actor) -> Done:
    """Shipments that should have arrived: logistics and the service manager are told once a shipment and day expected (LOG-04)."""
    late = list(queries.delayed(actor)[:MOST])
    for s in late:
        tell_posts(("logistics_clerk", "service_manager"),
                   N_("%(customer)s: the goods of %(number)s were expected on %(day)s and have not arrived. Ask the carrier and tell the "
                      "customer."), args={"customer": s.customer_name, "number": s.order_number, "day": s.expected_on},
                   unit_id=s.unit_id, url=order_url(s.order_id), clause="LOG-04", urgent=True, dedupe=f"delay:{s.pk}:{s.expected_on}")
    return Done("check", 0, data={"late": len(late)})


def run_checks() -> None:
    """All scheduled checks of the room."""
    check_delays(actor=system("schedule"))
