"""Cases as holders of personal data: found by phone, e-mail or customer, erased on request, forgotten in time (CNF-07)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.controls import PRIVACY
from yingshu.customers.notices import Purpose
from yingshu.customers.notices import declare as declare_purpose
from yingshu.documents.keeping import drop
from yingshu.documents.models import Attachment
from yingshu.kernel import clock, write
from yingshu.kernel.personal import GONE, Holder, Row, Who, declare, must_keep, without
from yingshu.kernel.text import search_text
from yingshu.rulebook.decisions import params_of

from .models import AfterSales, Case
from .queries.cases import closed_before

WORDS = ("content", "conclusion", "proposal", "outcome")
NOTICE = declare_purpose(Purpose("case", N_("How we use what you tell us"), N_(
    "We use your name, phone, e-mail and pictures only to answer this message. They are seen by the colleagues who work on it, are not "
    "passed on and not used for advertising, and are made anonymous %(days)s days after the matter is closed. You may ask what is kept, "
    "or have it deleted, at any time.")))


def _of(who: Who) -> list[Case]:
    """Cases in which somebody is named, open ones too."""
    rows = Case.objects.unscoped(reason="a person asks for their data").filter(forgotten_at=None)
    return list(rows.filter(customer_id=who.customer_id).order_by("id")) if who.customer_id else who.among(rows)


def cases_naming(who: Who) -> list[int]:
    """For rooms above: what they keep about these cases is the person's too."""
    return [case.pk for case in _of(who)]


def _find(who: Who) -> Sequence[Row]:
    return [{"number": c.number, "received": clock.local(c.received_at).date().isoformat(), "contact": c.contact, "phone": c.phone,
             "email": c.email} for c in _of(who)]


def _expire(today: date) -> int:
    return make_anonymous(closed_before(today - timedelta(days=params_of(PRIVACY).keep_days))[:5000])


def make_anonymous(cases: Iterable[Case]) -> int:
    """Wipe who it was, also where the words say it; the matter itself stays for the figures. Files that came from outside go too."""
    wanted = list(cases)
    for case in wanted:
        words = {name: without(getattr(case, name), case.phone, case.email, case.contact) for name in WORDS}
        write.change(Case, where={"id": case.pk}, set={
            "contact": GONE, "phone": "", "email": "", "forgotten_at": clock.now(), **words,
            "search_text": search_text(case.number, case.customer_name, words["content"][:80])})
    drop(Attachment.objects.filter(subject_kind="case", subject_id__in=[case.pk for case in wanted], actor_id=0))
    return len(wanted)


def _confirmed(who: Who) -> QuerySet[AfterSales]:
    rows: QuerySet[AfterSales] = AfterSales.objects.unscoped(reason="a person asks for their data").exclude(confirmed_by__in=("", GONE))
    return rows.filter(customer_id=who.customer_id) if who.customer_id else rows.none()


def _erase_confirmed(who: Who) -> int:
    wanted = list(_confirmed(who).values_list("id", flat=True))
    return len(write.change(AfterSales, where={"id__in": wanted}, set={"confirmed_by": GONE})) if wanted else 0


declare(Holder("service.cases", _("Customer cases"), {"service.Case": ("contact", "phone", "email", *WORDS, "search_text")},
               _find, lambda who: make_anonymous(_of(who)), _expire))
declare(Holder("service.after_sales", _("After-sales service"), {"service.AfterSales": ("confirmed_by",)},
               lambda who: [{"number": row.number, "confirmed_by": row.confirmed_by} for row in _confirmed(who)], _erase_confirmed))
must_keep("service.Step", ("text",), _("Steps of a case"),
          _("They are the evidence of how the matter was handled and cannot be changed; they name no phone and no address by themselves."))
