"""Cases as holders of personal data of visitors: found by phone or e-mail, forgotten in time (CNF-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.controls import PRIVACY
from yingshu.customers.notices import Purpose
from yingshu.customers.notices import declare as declare_purpose
from yingshu.documents.models import Attachment
from yingshu.kernel import clock, write
from yingshu.kernel.actor import Actor
from yingshu.kernel.personal import GONE, Holder, Who, declare
from yingshu.rulebook.decisions import params_of

from .models import Case
from .queries.cases import closed_before

NOTICE = declare_purpose(Purpose("case", N_("How we use what you tell us"), N_(
    "We use your name, phone, e-mail and pictures only to answer this message. They are seen by the colleagues who work on it, are not "
    "passed on and not used for advertising, and are made anonymous %(days)s days after the matter is closed. You may ask what is kept, "
    "or have it deleted, at any time.")))


def _of(who: Who) -> Any:
    """Cases in which somebody is named; phones are compared by their digits."""
    rows = Case.objects.unscoped(reason="a person asks for their data").filter(forgotten_at=None)
    wanted = Q(pk__in=[pk for pk, phone in rows.exclude(phone="").filter(phone__contains=who.phone[-4:]).values_list("id", "phone")
                       if Who.of(phone, "").phone == who.phone]) if who.phone else Q(pk__in=[])
    return rows.filter(wanted | Q(email__iexact=who.email) if who.email else wanted)


def _find(who: Who) -> Sequence[Mapping[str, Any]]:
    return [{"number": c.number, "received": clock.local(c.received_at).date().isoformat(), "contact": c.contact, "phone": c.phone,
             "email": c.email} for c in _of(who).order_by("id")]


def _forget(who: Who, actor: Actor) -> int:
    return make_anonymous(_of(who).values_list("id", flat=True))


def _expire(today: date, actor: Actor) -> int:
    return make_anonymous(closed_before(today - timedelta(days=params_of(PRIVACY).keep_days)).values_list("id", flat=True)[:5000])


def make_anonymous(ids: Iterable[int]) -> int:
    """Wipe who it was; the matter itself stays for the figures. Pictures that visitors sent go too."""
    wanted = list(ids)
    if wanted:
        write.change(Case, where={"id__in": wanted}, set={"contact": GONE, "phone": "", "email": "", "forgotten_at": clock.now()})
        Attachment.objects.filter(subject_kind="case", subject_id__in=wanted, actor_id=0).delete()
    return len(wanted)


declare(Holder("service.cases", _("Customer cases"), _find, _forget, _expire))
