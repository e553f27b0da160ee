"""What machines ask, and what the worker does for the installation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django_q.models import Schedule
from tests.support.company import Company

from yingshu.kernel import clock
from yingshu.kernel.models import IdempotencyKey
from yingshu.portal import schedules, tasks

from .test_shell import signed_in


def test_health_tells_database_and_worker(db: Any) -> None:
    assert Client().get("/healthz/").json() == {"status": "ok", "database": True, "worker": False, "worker_seen_at": None}
    tasks.heartbeat()
    assert Client().get("/healthz/").json()["worker"] is True
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert Client().get("/healthz/").json()["worker"] is False


def test_the_watermark_names_who_looks_and_the_day(company: Company) -> None:
    answer = signed_in(company, "finance").get("/watermark.svg?v=whatever")
    assert answer["Content-Type"] == "image/svg+xml"
    person = company.person("finance")
    assert f"{person.name} {person.watermark_tail} {clock.today()}" in answer.content.decode()
    assert Client().get("/watermark.svg").status_code == 302


def test_every_page_carries_the_watermark(company: Company) -> None:
    mark = f'data-mark="/watermark.svg?v={company.person("finance").pk}-{clock.today():%Y%m%d}"'
    for path in ("/", "/help/", "/customers/"):
        assert mark in signed_in(company, "finance").get(path).content.decode()


def test_counts_are_drawn_for_the_bell(company: Company) -> None:
    answer = signed_in(company, "finance").get("/counts/").content.decode()
    assert 'hx-swap-oob="true"' in answer


def test_the_api_is_described_without_signing_in(db: Any) -> None:
    page = Client().get("/api/docs/").content.decode()
    assert "/api/v1/orders" in page
    assert "https://" not in page.split("<main")[1]
    assert Client().get("/api/openapi.json").json()["info"]["title"] == "Yingshu API"


def test_old_answers_are_forgotten(db: Any) -> None:
    for days in (31, 29):
        IdempotencyKey.objects.create(actor_id=1, key=f"k{days}", action="x", answer={}, at=clock.now() - timedelta(days=days))
    assert tasks.forget_answers() == 1
    assert [k.key for k in IdempotencyKey.objects.all()] == ["k29"]


def test_two_workers_plan_each_task_once(db: Any) -> None:
    schedules.plan()
    Schedule.objects.create(name="yingshu.portal.tasks.heartbeat", func="yingshu.portal.tasks.heartbeat")
    names = schedules.plan()
    assert sorted(Schedule.objects.values_list("name", flat=True)) == sorted(names)
    assert {"yingshu.portal.tasks.heartbeat", "yingshu.orders.tasks.run_checks"} <= set(names)
