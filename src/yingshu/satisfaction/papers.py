"""Codes on paper, and the list for SMS and phone: what leaves the house so that people can answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yingshu.customers.models import Customer
from yingshu.documents.printing import PrintRequest, render
from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.organisation.queries import company_name

from . import tokens
from .models import Invitation, Wave

MOST_ON_PAPER = 600
MOST_LISTED = 20_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def codes_pdf(wave: Wave, first: int = 1) -> bytes:
    """QR codes of questionnaires that are still open, from a serial on."""
    rows = Invitation.objects.filter(wave_id=wave.pk, answered_at=None, serial__gte=first).select_related("customer").order_by("serial")
    codes = [{"name": row.customer.name if row.customer else "", "serial": f"{row.serial:04d}", "code": tokens.link(row)}
             for row in rows[:MOST_ON_PAPER]]
    return _codes(wave, codes)


def _codes(wave: Wave, codes: list[dict[str, str]]) -> bytes:
    until = _("until %(day)s") % {"day": wave.closes_on} if wave.closes_on else ""
    return render(PrintRequest("survey_codes", "a4", {
        "company": company_name(), "title": wave.title, "number": wave.number, "qr": f"{settings.BASE_URL}/waves/{wave.pk}/",
        "issued_at": clock.now(), "until": until, "hint": _("Scan and answer, about two minutes"), "codes": codes}))


def poster_pdf(wave: Wave) -> bytes:
    """The poster of a standing survey: one large code."""
    return _codes(wave, [{"name": "", "serial": wave.number, "code": tokens.poster_link(wave.pk)}])


def links_csv(wave: Wave, actor: Actor) -> str:
    """Customers who have not answered, with phone, link and reminders, for a gateway or for calling (SAT-13)."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([_("Customer"), _("Contact person"), _("Phone"), _("Link"), _("Reminders")])
    writer.writerows(_rows(wave, actor))
    return out.getvalue()


def _rows(wave: Wave, actor: Actor) -> Iterable[list[Any]]:
    mine = Customer.objects.visible_to(actor).values("id")
    rows = Invitation.objects.filter(wave_id=wave.pk, answered_at=None, customer_id__in=mine).select_related("customer").order_by("serial")
    for row in rows[:MOST_LISTED].iterator(chunk_size=500):
        if row.customer:
            yield [safe(row.customer.name), safe(row.customer.contact), safe(row.customer.phone), tokens.link(row), row.reminders]


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
