"""The scan for products below their safety stock (LOG-08)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.services import Done, service
from yingshu.rulebook.decisions import Subject, decide
from yingshu.rulebook.models import DecisionRecord

from ..controls import SAFETY
from ..queries import below_safety
from ..rules import SafetyFacts, plain


@service("stock.scan_safety_stock", title=N_("Check safety stock"), clause="LOG-08")
def scan_safety_stock(*, actor: Actor) -> Done:
    """Leave a warning for every product below its lower limit, at most one a day; they are on the worklist until replenished."""
    today = clock.day_bounds(clock.today(), clock.today())[0]
    warned = set(DecisionRecord.objects.filter(control=SAFETY.code, at__gte=today).values_list("subject_id", flat=True))
    short = list(below_safety())
    for row in short:
        if row.pk not in warned:
            decide(SAFETY, SafetyFacts(name=row.name, on_hand=row.held, safety=row.limit), Subject("product", row.pk, row.number))
    return Done("safety_scan", 0, "", "done", data={"short": [{"product": x.number, "name": x.name, "on_hand": plain(x.held),
                                                             "safety": plain(x.limit), "short": plain(x.short)} for x in short]})
