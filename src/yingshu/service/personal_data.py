"""Cases as holders of personal data: found by phone, e-mail or customer, erased on request, forgotten in time (CNF-07)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import reduce

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from yingshu.customers.controls import PRIVACY
from yingshu.customers.notices import Purpose
from yingshu.customers.notices import declare as declare_purpose
from yingshu.documents.keeping import drop
from yingshu.documents.models import Attachment
from yingshu.kernel import clock, write
from yingshu.kernel.ledger import ERASED
from yingshu.kernel.personal import Holder, Row, Who, declare, must_keep, without
from yingshu.kernel.public import visitor
from yingshu.kernel.text import search_text
from yingshu.rulebook.decisions import params_of

from .models import AfterSales, Case, Improvement, Opinion, Step
from .queries.cases import closed_before

WORDS = ("content", "conclusion", "proposal", "outcome")
TOLD = ("says", "response", "advice", "dealer_says", "opinion", "verdict", "result")
SIGNED = ("confirmed_by", "dealer_signed_by")
LEARNED = ("problem", "containment", "root_cause", "corrective", "preventive", "evidence", "effect")
THEIRS = frozenset({Step.Kind.AGREED})
NOTICE = declare_purpose(Purpose("case", N_("How we use what you tell us"), N_(
    "We use your name, phone, e-mail and pictures only to answer this message. They are seen by the colleagues who work on it, are not "
    "passed on and not used for advertising, and are made anonymous %(days)s days after the matter is closed. You may ask what is kept, "
    "or have it deleted, at any time.")))
DEALERS = declare_purpose(Purpose("after_sales", N_("How we use your photos and your name"), N_(
    "We use the photos, your name and your signature only to judge this after-sales matter. They are seen by the colleagues who work on "
    "it, are not passed on and not used for advertising, and are deleted %(days)s days after the matter is settled. You may ask what is "
    "kept, or have it deleted, at any time.")))


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
    _wiped(_all_orders().filter(case__in=wanted))
    for case in wanted:
        words = {name: _unnamed(case, getattr(case, name)) for name in WORDS}
        _take_back(case)
        _taught(case)
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


def _taught(case: Case) -> None:
    """What was learned of a case stays, without who it was."""
    for row in case.improvements.all():
        if changed := {n: text for n in LEARNED if (text := _unnamed(case, getattr(row, n))) != getattr(row, n)}:
            words = search_text(row.number, changed.get("problem", row.problem)[:120])
            write.change(Improvement, where={"id": row.pk}, set={**changed, "search_text": words})


# ---- after-sales

def _all_orders() -> QuerySet[AfterSales]:
    found: QuerySet[AfterSales] = AfterSales.objects.unscoped(reason="personal data are forgotten everywhere")
    return found.select_related("customer", "case").order_by("id")


def _orders(who: Who) -> QuerySet[AfterSales]:
    """After-sales orders of the customer, or that came of a case of theirs, finished or not."""
    of_case = Q(case_id__in=cases_naming(who))
    return _all_orders().filter(of_case | Q(customer_id=who.customer_id) if who.customer_id else of_case)


def _without_people(row: AfterSales) -> dict[str, str]:
    """The texts that name somebody, as they are without it: the customer's contact, who complained, who signed and confirmed."""
    people = [*(("", "", getattr(row, name)) for name in SIGNED),
              *((one.phone, one.email, one.contact) for one in (row.customer, row.case) if one)]
    texts = {name: reduce(lambda text, one: without(text, *one), people, getattr(row, name)) for name in TOLD}
    texts |= {name: ERASED if getattr(row, name) else "" for name in SIGNED}
    return {name: text for name, text in texts.items() if text != getattr(row, name)}


def _find_orders(who: Who) -> Sequence[Row]:
    return [{"number": row.number, "confirmed_by": row.confirmed_by, "says": row.says} for row in _orders(who) if _without_people(row)]


def _wiped(rows: Iterable[AfterSales]) -> int:
    """Without names, and without the pictures and signatures that came from outside."""
    wanted, done = list(rows), 0
    drop(Attachment.objects.filter(subject_kind="after_sales", subject_id__in=[row.pk for row in wanted], actor_id=0))
    for row in wanted:
        if changed := _without_people(row):
            words = search_text(row.number, row.customer.name, changed.get("says", row.says)[:80])
            write.change(AfterSales, where={"id": row.pk}, set={**changed, "search_text": words})
            done += 1
    return done


def _expire_orders(today: date) -> int:
    """What was ended long enough ago; the mark says that it was done."""
    ended = clock.moment(today - timedelta(days=params_of(PRIVACY).keep_days - 1))
    rows = list(_all_orders().filter(done_at__lt=ended).exclude(confirmed_by=ERASED)[:5000])
    _wiped(rows)
    if rows:
        write.change(AfterSales, where={"id__in": [row.pk for row in rows]}, set={"confirmed_by": ERASED})
    return len(rows)


declare(Holder("service.after_sales", _("After-sales service"), {"service.AfterSales": (*SIGNED, *TOLD, "search_text")},
               _find_orders, lambda who: _wiped(_orders(who)), _expire_orders))  # before the cases, by which some are found
declare(Holder("service.cases", _("Customer cases"), {
    "service.Case": ("contact", "phone", "email", *WORDS, "search_text"), "service.Step": ("text",), "service.Opinion": ("text",),
    "service.Improvement": (*LEARNED, "search_text")},
    _find, lambda who: make_anonymous(_of(who)), _expire))
must_keep("service.Penalty", ("reason",), _("Penalties after complaints"),
          _("The decision about a colleague stays as it was made; it names the colleague and no customer."))
must_keep("service.Incident", ("says", "investigation", "review", "measures", "verification"), _("Serious events"),
          _("The record of an accident stays for those who have to answer for it; customers concerned are linked, not named in it."))
