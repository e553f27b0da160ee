"""REST of reports: actions as declarations, and figures that are computed. Lists and single reports come from the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response

from yingshu.kernel.actor import Actor
from yingshu.kernel.rest.base import ApiView
from yingshu.kernel.rest.endpoints import endpoint
from yingshu.kernel.rest.openapi import LANGUAGE
from yingshu.orders.rules import delivery_rates
from yingshu.sales.queries import KEYS

from . import queries, services
from .compliance.matrix import matrix
from .compliance.shown import as_json as compliance_json
from .compliance.views import query_of
from .screens.reports import ReportScreen
from .screens.selling import as_json, keys_of
from .screens.spans import asked
from .versions import public

VIEW = f"{ReportScreen.code}.view"
Read = Callable[[Actor, Mapping[str, Any]], Any]
ERRORS = {400: "a field is wrong", 401: "no valid token", 403: "the right is missing"}
_DAY = {"type": "string", "format": "date"}
DAYS = (OpenApiParameter("from", _DAY, description="first day; the present month without"),
        OpenApiParameter("to", _DAY, description="last day, included"))
MONTH = OpenApiParameter("month", {"type": "string", "pattern": r"^20\d\d-(0[1-9]|1[0-2])$", "example": "2026-06"}, required=True)
BY = tuple(OpenApiParameter(name, {"type": "string", "enum": list(KEYS)}) for name in ("by", "then"))

endpoint("reports/monthly", services.make_monthly_report, example={"month": "2026-06", "note": ""}, tag="reports")
endpoint("reports/daily", services.make_daily_report, example={"day": "2026-06-28"}, tag="reports")
endpoint("reports/statements", services.make_month_statement, example={"month": "2026-06"}, tag="reports")
endpoint("reports/statistics", services.make_statistics, example={"period": "2026-W26"}, tag="reports")
endpoint("reports/analyses", services.make_analysis, example={"month": "2026-06"}, tag="reports")
endpoint("reports/{report_id}/submit", services.submit_report)
endpoint("reports/{report_id}/correct", services.correct_report, example={"note": "30 June was booked late"})
endpoint("reports/{report_id}/acknowledge", services.acknowledge_report)
endpoint("rehearsals", services.rehearse_values, example={"control": "orders.slip_gate", "values": {"tolerance_fen": 500}})
endpoint("rehearsals/{rehearsal_id}/attach", services.attach_rehearsal)
endpoint("parameter_changes/{change_id}/rehearse", services.rehearse, example={"first_day": "2026-01-01", "last_day": "2026-06-30"})
endpoint("rulebook_versions/{version_id}/rehearse", services.rehearse_book)
endpoint("duty_versions/{version_id}/rehearse", services.rehearse_duty)
endpoint("authority_tables/{table_id}/rehearse", services.rehearse_table)
endpoint("evidence", services.ask_for_evidence, example={"first_day": "2026-06-01", "last_day": "2026-06-30"})


def reading(name: str, summary: str, parameters: tuple[OpenApiParameter, ...], read: Read, right: str = VIEW) -> type[ApiView]:
    """An endpoint that computes figures for what the person may see; money in yuan as strings."""
    @extend_schema(operation_id=f"reports.{name}", summary=summary, tags=["reports"], parameters=[*parameters, LANGUAGE], request=None,
                   responses={(200, "application/json"): OpenApiResponse({"type": "object", "additionalProperties": True}, summary),
                              **{code: OpenApiResponse({"$ref": "#/components/schemas/Error"}, says) for code, says in ERRORS.items()}})
    def get(self: ApiView, request: Any) -> Response:
        request.user.require(right)
        return Response(public(read(request.user, request.query_params)))
    return type(f"Reports{name.title().replace('-', '')}Api", (ApiView,), {"get": get})


def _sales(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    return as_json(actor, asked(query), keys_of(query))


def _performance(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    days = asked(query)
    return {"from": f"{days.first}", "to": f"{days.last}", "people": [p.as_json() for p in queries.performance(*days, actor)]}


def _deliveries(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    days = asked(query)
    due = queries.deliveries_due(*days, actor)
    rates = delivery_rates([d.result for d in due])
    return {"from": f"{days.first}", "to": f"{days.last}", "orders": len(due),
            **{name: None if rate is None else f"{rate:f}" for name, rate in rates.items()}}


def _cooperation(actor: Actor, query: Mapping[str, Any]) -> dict[str, Any]:
    days = asked(query)
    return {"from": f"{days.first}", "to": f"{days.last}", "departments": [c._asdict() for c in queries.cooperation(*days, actor)]}


MonthlySales = reading("monthly-sales", "The monthly sales report of a month, from the records as they are now", (MONTH,),
                       lambda actor, query: queries.monthly_sales(str(query.get("month", "")), actor))
Sales = reading("sales", "Sales of some days by one or two keys", (*DAYS, *BY), _sales)
Performances = reading("performance", "Orders, money in and handling times by salesperson", DAYS, _performance)
Deliveries = reading("deliveries", "Share of orders delivered on time, in quality, in full", DAYS, _deliveries)
Cooperations = reading("cooperation", "Instructions answered late, refused and reminded, by department", DAYS, _cooperation)


MATRIX = (OpenApiParameter("period", {"type": "string", "example": "2026-06"}, description="a month or quarter; this month without"),
          *(OpenApiParameter(name, {"type": "string"}) for name in ("chapter", "way")),
          *(OpenApiParameter(name, {"type": "integer"}) for name in ("unit", "person")))
ComplianceMatrix = reading("matrix", "For each clause how it is carried out, its rate, target and evidence", MATRIX,
                           lambda actor, query: compliance_json(matrix(actor, query_of(query))), "decisions.view")
