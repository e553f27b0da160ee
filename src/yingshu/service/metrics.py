"""Figures about cases, after-sales and events; those of complaint handling as GB/T 19012 names them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from yingshu.kernel.actor import Actor
from yingshu.kernel.metrics import Metric, declare

from .models import Case, Incident
from .queries import by_person, complaints_in, count_cases, exposures_in, fines_of, incidents_in
from .queries.figures import handling_figures

Value = Callable[[date, date, Actor], Decimal | int | None]


def _figure(name: str) -> Value:
    return lambda first, last, actor: getattr(handling_figures(first, last, actor), name)


declare(Metric("service.complaints", _("Complaints"), "count",
               _("Complaints received in the period, withdrawn ones left out; serious events count apart."),
               lambda first, last, actor: complaints_in(first, last), "SAT-16"))
declare(Metric("service.suggestions", _("Suggestions"), "count", _("Suggestions received in the period, withdrawn ones left out."),
               lambda first, last, actor: count_cases(first, last, Case.Kind.SUGGESTION), "SVC-23"))
declare(Metric("service.inquiries", _("Inquiries"), "count", _("Inquiries received in the period, withdrawn ones left out."),
               lambda first, last, actor: count_cases(first, last, Case.Kind.INQUIRY), "SVC-01"))
declare(Metric("service.exposures", _("Exposed events"), "count",
               _("Serious events of the period that the media exposed or that brought legal responsibility."),
               lambda first, last, actor: exposures_in(first, last), "SAT-16"))
declare(Metric("service.media", _("Complaints in the media"), "count", _("Events of the period that began in the media."),
               lambda first, last, actor: incidents_in(first, last).filter(trigger=Incident.Trigger.MEDIA).count(), "SVC-24"))
declare(Metric("service.notices", _("Official notices"), "count", _("Events of the period with an official notice."),
               lambda first, last, actor: incidents_in(first, last).filter(noticed=True).count(), "SVC-24"))
declare(Metric("service.acknowledged_in_time", _("Acknowledged in time"), "rate",
               _("Complaints of the period accepted by their limit, of all whose limit has passed or that were accepted."),
               _figure("acknowledged"), "SVC-02"))
declare(Metric("service.closed_in_time", _("Closed in time"), "rate",
               _("Complaints of the period closed by their limit, of all whose limit has passed or that were closed."),
               _figure("in_time"), "SVC-02"))
declare(Metric("service.repeated", _("Repeated complaints"), "count", _("Complaints of the period whose cause was a repeated one."),
               _figure("repeated"), "SVC-12"))
declare(Metric("service.median_days", _("Days to close (median)"), "days", _("Middle of the days from receipt to closing."),
               _figure("median_days"), "SVC-02"))
declare(Metric("service.points", _("Appraisal points taken off"), "count",
               _("Points taken off for responsibility for quality, after verified complaints, by the day of the decision."),
               lambda first, last, actor: sum(row.points for row in by_person(first, last)), "SVC-10"))
declare(Metric("service.fines", _("Fines after complaints"), "money",
               _("Fines recorded after verified complaints about service; nothing is taken out of wages."),
               lambda first, last, actor: fines_of(first, last).fen, "SVC-09"))
declare(Metric("service.satisfied", _("Satisfied with the handling"), "rate",
               _("Customers who rated the handling with 4 or 5, of all who rated it."), _figure("satisfied"), "SVC-12"))
