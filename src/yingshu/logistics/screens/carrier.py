"""Carrier files with their rating from the shipments (LOG-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Case, Count, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock, money
from yingshu.kernel.actor import Actor
from yingshu.kernel.screens import Column, Filter, Panel, Screen, Tag, View, register

from ..models import Carrier, Shipment
from ..queries import rating

YEAR = 365


def carrier_tag(row: Carrier) -> Tag:
    """Still used?"""
    return Tag(_("Active"), "done") if row.active else Tag(_("Stopped"), "void")


def share(part: str) -> ExpressionWrapper[Any]:
    """So many of the arrived shipments, in millionths; empty without any."""
    return ExpressionWrapper(Case(When(arrived_n=0, then=Value(None)), default=F(part) * 1_000_000 / F("arrived_n")), IntegerField())


def as_share(millionths: int | None) -> Decimal | None:
    """0.9474 from 947400."""
    return None if millionths is None else Decimal(millionths).scaleb(-6)


def months(today: date, n: int = 6) -> list[tuple[date, date]]:
    """The last months, newest first, first and last day."""
    found, last = [], today
    for _n in range(n):
        first = last.replace(day=1)
        found.append((first, last))
        last = first - timedelta(days=1)
    return found


def rating_of(row: Carrier, actor: Actor) -> Mapping[str, Any]:
    """On time and undamaged, month by month."""
    return {"carrier": row, "months": [month_row(row.pk, first, last) for first, last in months(clock.today())]}


def month_row(carrier_id: int, first: date, last: date) -> dict[str, Any]:
    """One month's figures, shares as text."""
    found = rating(carrier_id, first, last)
    return {"month": f"{first:%Y-%m}", **found, "on_time_text": percent(found["on_time"]), "undamaged_text": percent(found["undamaged"])}


def percent(value: Decimal | None) -> str:
    """94.74%, or -- without shipments."""
    return "--" if value is None else f"{money.round_half_up(value * 100, 2)}%"


MOST_TALKS = 50


def talks_of(row: Carrier, actor: Actor) -> Mapping[str, Any]:
    """What was talked over, newest first."""
    return {"talks": row.talks.order_by("-id")[:MOST_TALKS]}


def shipments_of(row: Carrier, actor: Actor) -> Mapping[str, Any]:
    """The latest shipments a person may see."""
    return {"shipments": Shipment.objects.visible_to(actor).filter(carrier_id=row.pk).order_by("-id")[:20]}


@register
class CarrierScreen(Screen):
    """物流商档案 (LOG-10)."""

    code: ClassVar[str] = "carriers"
    model: ClassVar[Any] = Carrier
    title: ClassVar[Any] = _("Carriers")
    group: ClassVar[str] = "orders"
    order_in_menu: ClassVar[int] = 80
    icon: ClassVar[str] = "building-warehouse"
    hint: ClassVar[Any] = _("The rating is computed from the shipments of the last twelve months (LOG-10).")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", _("Carrier"), link=True),
        Column("active", _("State"), kind="tag", tags=carrier_tag),
        Column("contact", _("Contact person"), kind="mask_name"),
        Column("phone", _("Phone"), kind="mask_phone"),
        Column("routes", _("Routes"), phone=False),
        Column("arrived_n", _("Shipments arrived"), kind="number"),
        Column("on_time", _("On time"), kind="percent", value=lambda row: as_share(row.on_time), sort="on_time"),
        Column("undamaged", _("Undamaged"), kind="percent", value=lambda row: as_share(row.undamaged), sort="undamaged"),
        Column("note", _("Note"), hidden=True),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("q", _("Name or route"), kind="search"),
        Filter("active", _("Active"), kind="bool"),
    )
    views: ClassVar[Sequence[View]] = (View("active", _("Active"), where=lambda actor: Q(active=True)), View("all", _("All")))
    panels: ClassVar[Sequence[Panel]] = (
        Panel("rating", _("Rating by month"), "logistics/rating.html", rating_of),
        Panel("talks", _("Talks"), "logistics/carrier_talks.html", talks_of),
        Panel("shipments", _("Latest shipments"), "logistics/carrier_shipments.html", shipments_of),
    )
    order_by: ClassVar[Sequence[str]] = ("name", "id")
    order_hint: ClassVar[Any] = _("by name")
    actions: ClassVar[Sequence[str]] = ("logistics.create_carrier",)
    search_fields: ClassVar[Sequence[str]] = ("name", "routes", "contact")
    id_parameter: ClassVar[str] = "carrier_id"
    history_kind: ClassVar[str] = "carrier"
    in_search: ClassVar[bool] = True
    empty_text: ClassVar[Any] = _("There are no carriers yet. Add the first one.")

    def scoped(self, actor: Actor) -> QuerySet[Any]:
        """Every carrier, with the figures of the last twelve months."""
        since = clock.moment(clock.today() - timedelta(days=YEAR))
        arrived = Q(shipments__arrived_at__gte=since)
        late = arrived & Q(shipments__expected_on__lt=TruncDate("shipments__arrived_at", tzinfo=clock.ZONE))
        return (Carrier.objects.annotate(arrived_n=Count("shipments", filter=arrived), late_n=Count("shipments", filter=late),
                                         hurt_n=Count("shipments", filter=arrived & Q(shipments__damaged=True)))
                .annotate(punctual_n=F("arrived_n") - F("late_n"), whole_n=F("arrived_n") - F("hurt_n"))
                .annotate(on_time=share("punctual_n"), undamaged=share("whole_n")))

    def row_actions(self, row: Any, actor: Actor) -> Sequence[str]:
        return ("logistics.record_talk", "logistics.change_carrier", "logistics.stop_carrier" if row.active else "logistics.resume_carrier")

    def state_tag(self, row: Any) -> Tag:
        return carrier_tag(row)

    def lookup_label(self, row: Carrier) -> str:
        return row.name

    def lookup_extra(self, row: Any) -> Mapping[str, Any]:
        return {"note": row.routes}
