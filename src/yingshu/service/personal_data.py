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
from yingshu.kernel.ledger import ERASED
from yingshu.kernel.personal import Holder, Row, Who, declare, without
from yingshu.kernel.public import visitor
from yingshu.kernel.text import search_text
from yingshu.rulebook.decisions import params_of

from .models import AfterSales, Case, Opinion, Step
from .queries.cases import closed_before

WORDS = ("content", "conclusion", "proposal", "outcome")
TOLD = ("says", "advice", "opinion", "verdict", "result")
THEIRS = frozenset({Step.Kind.AGREED})
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
        words = {name: _unnamed(case, getattr(case, name)) for name in WORDS}
        _take_back(case)
        write.change(Case, where={"id": case.pk}, set={
            "contact": ERASED, "phone": "", "email": "", "forgotten_at": clock.now(), **words,
            "search_text": search_text(case.number, case.customer_name, words["content"][:80])})
    drop(Attachment.objects.filter(subject_kind="case", subject_id__in=[case.pk for case in wanted], actor_id=0))
    return len(wanted)


def _take_back(case: Case) -> None:
    """Steps and opinions of a case: what the person wrote or who agreed is erased, and every text that names them."""
    own = visitor().name
    named = [step.pk for step in case.steps.exclude(text__in=("", ERASED))
             if step.actor_name == own or step.kind in THEIRS or _unnamed(case, step.text) != step.text]
    if named:
        write.change(Step, where={"id__in": named}, set={"text": ERASED})
    for opinion in case.opinions.exclude(text=""):
        write.change(Opinion, where={"id": opinion.pk}, set={"text": _unnamed(case, opinion.text)})


def _unnamed(case: Case, text: str) -> str:
    return without(text, case.phone, case.email, case.contact)


def _confirmed(who: Who) -> QuerySet[AfterSales]:
    rows: QuerySet[AfterSales] = AfterSales.objects.unscoped(reason="a person asks for their data").exclude(confirmed_by__in=("", ERASED))
    return rows.filter(customer_id=who.customer_id) if who.customer_id else rows.none()


def _erase_confirmed(who: Who) -> int:
    wanted = list(_confirmed(who).select_related("customer"))
    for row in wanted:
        file = row.customer
        words = {name: without(without(getattr(row, name), file.phone, file.email, file.contact), name=row.confirmed_by) for name in TOLD}
        write.change(AfterSales, where={"id": row.pk}, set={"confirmed_by": ERASED, **words})
    return len(wanted)


declare(Holder("service.cases", _("Customer cases"), {
    "service.Case": ("contact", "phone", "email", *WORDS, "search_text"), "service.Step": ("text",), "service.Opinion": ("text",)},
    _find, lambda who: make_anonymous(_of(who)), _expire))
declare(Holder("service.after_sales", _("After-sales service"), {"service.AfterSales": ("confirmed_by", *TOLD)},
               lambda who: [{"number": row.number, "confirmed_by": row.confirmed_by} for row in _confirmed(who)], _erase_confirmed))
