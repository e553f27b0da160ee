"""What the forms of questionnaires and surveys offer, and what stands in them at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from yingshu.kernel import clock
from yingshu.kernel.actor import Actor
from yingshu.kernel.forms import initial
from yingshu.kernel.text import id_of
from yingshu.products.models import Product
from yingshu.rulebook.decisions import params_of

from .checking import ONE_VALUE
from .controls import CONTENT, INDEX, METHODS, SURVEYORS
from .models import Item, ItemGroup, Questionnaire, Wave
from .queries.content import source_name, way_name
from .queries.periods import known_periods
from .queries.results import surveyed
from .readymade import delivered
from .rules.scoring import SCALES
from .rules.spans import span_holding
from .rules.waves import AREAS
from .services.waves import NOT_IN_INDEX
from .shown import period_name

Choices = list[tuple[str, str]]
Query = Mapping[str, str]
MOST = 200


# ---- what is offered

def areas() -> Choices:
    """The content areas that the rulebook asks for (SAT-11)."""
    return [(code, _(AREAS.get(code, code))) for code in params_of(CONTENT).areas]


def sources() -> Choices:
    """The sources of the index (SAT-15), and none of them."""
    return [*((code, source_name(code)) for code in params_of(INDEX).weights), (NOT_IN_INDEX, _("Not part of the index"))]


def measures() -> Choices:
    """The rulebook's ways of measuring in which people are asked (SAT-12)."""
    return [(way, way_name(way)) for way in params_of(METHODS).asked]


def product_kinds() -> Choices:
    """Kinds of product: of the rulebook (SAT-10), of the products, of earlier questionnaires."""
    varieties = Product.objects.exclude(variety="").order_by("variety").values_list("variety", flat=True).distinct()[:MOST]
    asked = Questionnaire.objects.exclude(product_kind="").order_by("product_kind").values_list("product_kind", flat=True).distinct()[:MOST]
    return [(kind, kind) for kind in dict.fromkeys((*params_of(SURVEYORS).mapping, *varieties, *asked))]


def periods(names: Iterable[str]) -> Choices:
    """Periods in words."""
    return [(name, period_name(name)) for name in names]


def reported_periods() -> Choices:
    """This half-year, and the periods that have a survey."""
    return periods(dict.fromkeys((span_holding(clock.today(), "H").name, *(span.name for span in surveyed()))))


def surveyed_periods() -> Choices:
    """Periods that lists can be narrowed by."""
    return periods(known_periods())


def to_plan() -> Choices:
    """This half-year and the next, the quarters and years they lie in."""
    this = span_holding(clock.today(), "H")
    halves = (this, this.after)
    return periods(dict.fromkeys(span_holding(day, kind).name for kind in ("H", "Q", "") for half in halves for day in half[1:]))


def _topics(version_id: int) -> Choices:
    return [(g.code, g.title_zh) for g in ItemGroup.objects.filter(version_id=version_id).order_by("position", "id")]


def _questions(version_id: int, besides: str) -> list[Item]:
    return [i for i in Item.objects.filter(version_id=version_id).select_related("group") if i.code != besides]


# ---- forms

def _number(query: Query, name: str = "version_id") -> int:
    return id_of(query.get(name, ""))


def _ready_made(actor: Actor, query: Query) -> dict[str, Any]:
    return {"choices": {"ready_made": [(one.code, one.title) for one in delivered().values()], "product_kind": product_kinds()}}


def _questionnaire(actor: Actor, query: Query) -> dict[str, Any]:
    return {"choices": {"product_kind": product_kinds()}}


def _item(actor: Actor, query: Query) -> dict[str, Any]:
    """The topics of the version and the questions that this one may depend on; the question as it is now."""
    version_id, code = _number(query), query.get("code", "")
    others = _questions(version_id, code)
    offered = {"group": _topics(version_id), "counterpart": [(i.code, i.text_zh) for i in others if i.kind in SCALES],
               "shown_if_item": [(i.code, i.text_zh) for i in others if i.kind in ONE_VALUE]}
    found = Item.objects.filter(version_id=version_id, code=code).select_related("group").first()
    return {"choices": offered, "initial": _written(found) if found else {}}


def _written(item: Item) -> dict[str, Any]:
    condition = item.shown_if or {}
    return {"group": item.group.code, "kind": item.kind, "text": item.text_zh, "text_en": item.text_en, "required": item.required,
            "weight": item.weight, "role": item.role, "options": [{"zh": o["zh"], "en": o["en"]} for o in item.options or item.rows],
            "low": item.low_zh, "low_en": item.low_en, "high": item.high_zh, "high_en": item.high_en, "counterpart": item.counterpart,
            "shown_if_item": condition.get("item", ""), "place": item.place,
            "shown_if_values": ",".join(map(str, condition.get("values", ())))}


def _group(actor: Actor, query: Query) -> dict[str, Any]:
    """The content areas; the topic as it is now."""
    found = ItemGroup.objects.filter(version_id=_number(query), code=query.get("code", "")).first()
    return {"choices": {"area": areas()}, "initial": {} if found is None else {
        "title": found.title_zh, "title_en": found.title_en, "area": found.area, "weight": found.weight, "position": found.position}}


def _plan(actor: Actor, query: Query) -> dict[str, Any]:
    """Sources, ways, kinds and periods; this half-year to begin with, a special survey where it is about an event."""
    kind = Wave.Kind.SPECIAL if query.get("incident_id") else Wave.Kind.FORMAL
    return {"choices": {"source": sources(), "measures": measures(), "product_kind": product_kinds(), "period": to_plan()},
            "initial": {"kind": kind.value, "period": span_holding(clock.today(), "H").name}}


def _wave(actor: Actor, query: Query) -> dict[str, Any]:
    """The plan as it is now."""
    found = Wave.objects.filter(pk=_number(query, "wave_id")).first()
    names = ("title", "measures", "opens_on", "closes_on", "owner_id", "agency", "contract", "fee_fen")
    return {"choices": {"measures": measures()}, "initial": {} if found is None else {
        **{n: getattr(found, n) for n in names}, "subjects": found.plan.get("subjects", ""), "cities": found.plan.get("cities", "")}}


initial("satisfaction.use_ready_made", _ready_made)
initial("satisfaction.create_questionnaire", _questionnaire)
for _code in ("satisfaction.add_item", "satisfaction.change_item"):
    initial(_code, _item)
for _code in ("satisfaction.add_group", "satisfaction.change_group"):
    initial(_code, _group)
initial("satisfaction.plan_wave", _plan)
initial("satisfaction.change_wave", _wave)
