"""Contacts at freight companies as personal data; who drove and who signed stay with the papers (CNF-07)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yingshu.kernel import write
from yingshu.kernel.personal import Holder, Who, declare, must_keep

from .models import Carrier


def _of(who: Who) -> list[Carrier]:
    return who.among(Carrier.objects.all(), email="")


def _erase(who: Who) -> int:
    wanted = [c.pk for c in _of(who)]
    return len(write.change(Carrier, where={"id__in": wanted}, set={"contact": "", "phone": ""})) if wanted else 0


declare(Holder("logistics.carriers", _("Contacts at freight companies"), {"logistics.Carrier": ("contact", "phone")},
               lambda who: [{"number": c.name, "contact": c.contact, "phone": c.phone} for c in _of(who)], _erase))
must_keep("logistics.Shipment", ("driver", "driver_phone", "signed_by"), _("Shipments"),
          _("Papers of a transport and the signature for the goods are proof of delivery and stay as long as it may be disputed."))
