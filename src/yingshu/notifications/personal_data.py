"""Messages that left the house, as holders of personal data: found by address (CNF-07)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yingshu.kernel.personal import Holder, Who, declare

from .models import Outgoing


def _to(who: Who) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(recipient__iexact=who.email).order_by("id") if who.email else Outgoing.objects.none()


declare(Holder("notifications.outgoing", _("E-mails sent"), {"notifications.Outgoing": ("recipient", "subject", "body")},
               lambda who: [{"number": message.subject, "email": message.recipient} for message in _to(who)],
               lambda who: _to(who).delete()[0]))
