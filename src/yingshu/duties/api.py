"""REST of duties: actions as declarations, rates as figures. Lists and single records come from the screens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response

from yingshu.kernel.rest.base import ApiView
from yingshu.kernel.rest.endpoints import endpoint
from yingshu.kernel.rest.openapi import LANGUAGE

from .queries.rates import BY, Rate, rates, total
from .screens.rating import days_of
from .services.changing import adopt, prepare_change, release_change, withdraw_change
from .services.doing import ask_excuse, confirm, decide_excuse

VIEW = "occurrences.view"
_DAY = {"type": "string", "format": "date"}

endpoint("occurrences/{occurrence_id}/confirm", confirm, example={"note": "与 3 位业务员逐一核对"})
endpoint("occurrences/{occurrence_id}/ask-excuse", ask_excuse, example={"reason": "当日客户来访"})
endpoint("occurrences/{occurrence_id}/decide-excuse", decide_excuse, example={"grant": True, "opinion": ""})
endpoint("duties/prepare", prepare_change, example={"item": {
    "code": "shelf_check", "title": "陈列检查", "when": {"every": "week", "weekdays": ["FR"]}, "who": {"posts": ["assistant"]}},
    "valid_from": "2030-01-01"})
endpoint("duties/adopt", adopt, example={"codes": ["training_plan"]})
endpoint("duty_versions/{version_id}/release", release_change)
endpoint("duty_versions/{version_id}/withdraw", withdraw_change)


def _plain(rate: Rate) -> dict[str, Any]:
    return {"key": rate.key, "name": rate.name, "clause": rate.clause, "rate": None if rate.share is None else f"{rate.share:.4f}",
            "due": rate.due, "on_time": rate.done, "late": rate.late, "missed": rate.missed, "overdue": rate.overdue,
            "excused": rate.excused}


class DutyRates(ApiView):
    """On-time rates of some days."""

    @extend_schema(operation_id="duties.rates", summary="On-time rates by duty, person, unit or month", tags=["duties"], request=None,
                   parameters=[OpenApiParameter("from", _DAY, description="first day; the present month without"),
                               OpenApiParameter("to", _DAY, description="last day, included"),
                               OpenApiParameter("by", {"type": "string", "enum": list(BY)}), LANGUAGE],
                   responses={(200, "application/json"): OpenApiResponse({"type": "object", "additionalProperties": True}, "rates"),
                              **{code: OpenApiResponse({"$ref": "#/components/schemas/Error"}, says) for code, says in (
                                  (401, "no valid token"), (403, "the right is missing"))}})
    def get(self, request: Any) -> Response:
        request.user.require(VIEW)
        first, last = days_of(request.query_params)
        by = request.query_params.get("by", "duty")
        rows = rates(request.user, first, last, by if by in BY else "duty")
        everything = total(request.user, first, last)
        return Response({"from": first, "to": last, "rows": [_plain(row) for row in rows], "total": _plain(everything)})
