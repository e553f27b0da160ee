"""Two server processes and many clients at once: nothing twice, nothing oversold, no refusal that a short wait would have avoided."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bench import house

CLIENTS = 16
CHECK = """
import django, json; django.setup()
from yingshu.kernel.invariants import violations
from yingshu.orders.models import SalesOrder, SalesSlip
from yingshu.stock.models import StockBalance
from yingshu.receivables.models import CustomerAccount
print(json.dumps({"violations": [str(v) for v in violations()],
  "numbers": list(SalesOrder._plain.values_list("number", flat=True)), "slips": list(SalesSlip._plain.values_list("number", flat=True)),
  "stock": [[str(b.on_hand), str(b.allotted)] for b in StockBalance.objects.order_by("product_id")],
  "credit": [[a.customer_id, a.committed_fen, a.receivable_fen] for a in CustomerAccount.objects.all()]}))
"""


def ask(home: str, database: str, code: str = CHECK) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", code], env=house.environment(home, database), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def fresh_database(server: Any) -> str:
    """An empty database of its own on a running PostgreSQL server."""
    import psycopg

    name = f"t{secrets.token_hex(4)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return str(server.url).rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request, tmp_path) -> Any:
    database = fresh_database(request.getfixturevalue("postgres")) if request.param == "postgresql" else ""
    facts = house.prepare(str(tmp_path), database)
    with house.serving(str(tmp_path), database, workers=2) as port:
        yield str(tmp_path), database, port, facts


@pytest.mark.slow
@pytest.mark.one_database
def test_sixteen_clients(running) -> None:
    home, database, port, facts = running
    scarce = facts["products"][0]
    ask(home, database, f"""
import django; django.setup()
from decimal import Decimal
from yingshu.stock.models import StockBalance, StockEntry
from yingshu.kernel import clock
StockBalance.objects.filter(pk={scarce}).update(on_hand=Decimal(40))
StockEntry.objects.create(product_id={scarce}, kind="adjusted", quantity=Decimal(40) - 10**9, at=clock.now(), actor_id=0,
                          actor_name="a", reason="b")
print("{{}}")""")

    def work(n: int) -> list[str]:
        client, answers = house.Client(port, facts["token"], n), []
        for _ in range(5):
            try:
                order = client.post("orders", customer_id=facts["customers"][0], payment_method="credit", consignee="a", phone="1",
                                    address="b", packing="c", lines=[{"product_id": scarce, "quantity": "1"}])
                client.post(f"orders/{order['id']}/instructions")
                client.post(f"orders/{order['id']}/workshop/ready")
                client.post(f"orders/{order['id']}/slips")
                answers.append("slip")
            except RuntimeError as refusal:
                answers.append("not_enough_stock" if "not_enough_stock" in str(refusal) else str(refusal))
        return answers

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = [a for batch in pool.map(work, range(CLIENTS)) for a in batch]
    after = ask(home, database)
    assert sorted(set(answers)) == ["not_enough_stock", "slip"], set(answers)
    assert answers.count("slip") == 40 == len(after["slips"])
    assert len(set(after["numbers"])) == len(after["numbers"]) == CLIENTS * 5
    assert len(set(after["slips"])) == len(after["slips"])
    assert after["stock"][0] == ["40.000", "40.000"]
    assert after["violations"] == []


@pytest.mark.slow
@pytest.mark.one_database
def test_one_key_many_times_is_one_order(running) -> None:
    """A double click sixteen times over: one document, one answer."""
    import http.client

    home, database, port, facts = running
    body = json.dumps({"customer_id": facts["customers"][0], "payment_method": "cod", "consignee": "a", "phone": "1", "address": "b",
                       "packing": "c", "lines": [{"product_id": facts["products"][1], "quantity": "1"}]})

    def click(_: int) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/api/v1/orders", body, {"Authorization": f"Bearer {facts['token']}", "Content-Type": "application/json",
                                                           "Idempotency-Key": "the-same"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())["number"]

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = set(pool.map(click, range(CLIENTS)))
    assert len(answers) == 1
    assert len(ask(home, database)["numbers"]) == 1
