"""Every operation of the API's own description, fed with what it allows and with what it forbids: never a crash, one form of errors."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.rest.endpoints import ENDPOINTS
from yingshu.kernel.schemas import validate

from ..support.integrations import KEY, everything

ERROR = {"code", "message", "clause", "field", "data"}
QUIET = settings(max_examples=3, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
PLACES = st.one_of(st.integers(1, 3).map(str), st.sampled_from(["0", "-1", "99999999999999999999", "１", "x", "%00"]))


@pytest.fixture
def client(trade: Any) -> Client:
    """An integration that may do everything, in a company with an order on the road and one just registered."""
    everything(trade.company)
    customer, product = trade.customer(), trade.product()
    trade.shipped(customer, product, method="cod")
    trade.order(customer, product)
    return Client(headers={"authorization": f"Bearer {KEY}"}, raise_request_exception=False)


def operations(client: Client) -> list[Any]:
    """All operations, as the product describes them."""
    description = client.get("/api/openapi.json").json()
    found = [r.ok() for r in schemathesis.openapi.from_dict(description).get_all_operations()]
    assert len(found) > 150
    return found


def near(value: Any, name: str = "") -> Any:
    """Numbers of records brought into the range that exists, so that the business action behind is reached."""
    if isinstance(value, dict):
        return {k: near(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [near(v, name) for v in value]
    return value % 3 + 1 if name.endswith("_id") and type(value) is int else value


def send(client: Client, operation: Any, path: str, query: Any, body: Any) -> Any:
    """The answer; whatever it changed is taken back."""
    with transaction.atomic():
        if operation.method.upper() == "GET":
            answer = client.get(path, {str(k): v for k, v in query.items()} if isinstance(query, dict) else {})
        else:
            answer = client.post(path, json.dumps(body, default=str), content_type="application/json")
        transaction.set_rollback(True)
    return answer


def complaint(operation: Any, body: Any, answer: Any) -> str:
    """What is wrong with an answer; empty when it is right."""
    told = f"{operation.method} {operation.path} {answer.status_code} {body!r:.300}"
    if answer.status_code >= 500:
        return f"crash: {told} {answer.content[:300]!r}"
    if answer["Content-Type"].split(";")[0] != "application/json":
        return f"no JSON: {told}"
    if answer.status_code >= 400 and (set(answer.json()) != ERROR or not answer.json()["message"]):
        return f"form of the error: {told} {answer.content[:300]!r}"
    return ""


def fuzz(client: Client, operation: Any, mode: GenerationMode) -> set[str]:
    """Complaints about one operation."""
    found: set[str] = set()

    @seed(20260601)
    @QUIET
    @given(case=operation.as_strategy(generation_mode=mode), places=st.lists(PLACES, min_size=3, max_size=3))
    def run(case: Any, places: list[str]) -> None:
        path = operation.path
        for name, place in zip(case.path_parameters or {}, places, strict=False):
            path = path.replace(f"{{{name}}}", place)
        body = near(case.body) if isinstance(case.body, (dict, list)) else None
        found.add(complaint(operation, body or case.query, send(client, operation, path, case.query, body)))

    run()
    return found - {""}


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
def test_no_operation_crashes(client: Client, mode: GenerationMode) -> None:
    found = [c for operation in operations(client) for c in sorted(fuzz(client, operation, mode))]
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_every_example_of_the_description_is_understood(client: Client) -> None:
    """The examples are no fancy: their form is right. (A day or number that does not fit this company is another matter.)"""
    wrong, seen = [], 0
    for declared in ENDPOINTS:
        code = declared.run.action  # type: ignore[attr-defined]
        names = [name.removesuffix("_fen") for name in re.findall(r"{(\w+)}", declared.path)]
        places = {name: "a" if name in ("move", "code") or name.endswith("_code") else 1 for name in names}
        seen += 1
        try:
            validate(code, {**declared.example, **places})
        except InvalidInput as problem:
            wrong.append(f"{declared.path} {problem.errors}")
        answer = client.post("/api/v1/" + re.sub(r"{\w+}", "1", declared.path), json.dumps(declared.example),
                             content_type="application/json")
        if answer.status_code >= 500:
            wrong.append(f"{declared.path} {answer.content!r}")
    assert seen > 100
    assert not wrong, "\n".join(wrong)
