"""Every page and endpoint of the route table, for every post and for strangers.

``grid.json`` holds for each address which posts may open it, and is read by a person when it changes (UPDATE_GRID=1 rewrites it). An
address that has no line there fails, so a new page cannot be forgotten.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from yingshu.kernel.actor import system
from yingshu.kernel.services import ACTIONS
from yingshu.orders.models import SalesOrder
from yingshu.organisation.models import Appointment
from yingshu.organisation.principal import people_changed
from yingshu.registers.services import add_entry, define
from yingshu.rulebook.services.book import create_book, draft_version

from ..support.routes import Route, address, routes

pytestmark = pytest.mark.one_database  # records are addressed by the ids of a new database
GRID = Path(__file__).parent / "grid.json"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What visitors may open: logging in, help to get in, the customer's progress page, health, and the API's description.
PUBLIC = {"account_login", "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
          "account_inactive", "account_signup", "mfa_authenticate", "progress", "healthz", "api-docs", "openapi", "set_language",
          "news", "news-article", "questionnaire", "privacy", "privacy-thanks", "case-write", "case-status", "answers",
          "after-sales-photos",
          "account_reauthenticate", "account_logout", "account_email_verification_sent"}
SHARES = 4  # so that processes can divide the work
FOREIGN = ("account_", "mfa_", "socialaccount_")


@pytest.fixture
def world(trade: Any) -> dict[str, Any]:
    """An order on the road in region east, and the arguments that lead to it."""
    order_id, slip_id = trade.shipped(trade.customer(), trade.product(), method="cod")
    entry_id = _register(trade.company)
    version_id = _draft_of_a_book()
    return {"pk": order_id, "order_id": order_id, "slip_id": slip_id, "shipment_id": 1, "customer_id": 1, "clause_id": "ORD-06",
            "code": "orders.slip_gate", "token": SalesOrder._plain.get(pk=order_id).public_token, "field": "phone", "id": order_id,
            "trade": trade, "register": "checks", "move": "close", "entry_id": entry_id,
            "old": version_id, "new": version_id, "sheet": "poster"}


def _register(company: Any) -> int:
    """A register that the assistant fills in and the director closes, with a record whose id is that of the order."""
    fields = [{"code": "subject", "title": "事项", "required": True, "listed": True}]
    states = [{"code": "open", "title": "处理中", "open": True}, {"code": "closed", "title": "已完成", "final": True}]
    define(actor=system(), definition={
        "code": "checks", "title": "检查台账", "prefix": "JC", "fields": fields, "states": states, "scope": "all",
        "moves": [{"code": "close", "title": "完成", "from": ["open"], "to": "closed", "who": ["director"]}],
        "who": {"see": ["assistant", "director"], "add": ["assistant"], "export": ["director"]}})
    return add_entry(actor=company.actor("assistant"), register_code="checks", values={"subject": "灭火器"}).id


def _draft_of_a_book() -> int:
    """A rulebook whose first version is being written, with the id of the order."""
    book = create_book(actor=system(), code="rules", title="营销中心规章")
    return draft_version(actor=system(), rulebook_id=book.id).id


def client(person: Any = None) -> Client:
    made = Client(HTTP_HOST="localhost", raise_request_exception=False)
    if person is not None:
        made.force_login(person, backend=BACKEND)
    return made


def pages() -> list[Route]:
    return [r for r in routes() if not r.name.startswith(("api:", "?")) and "api/v1" not in (r.name or "")]


def test_visitors_see_nothing(world: dict[str, Any]) -> None:
    """Without logging in: the login page, or nothing; the API says 401."""
    open_to_all, stranger = [], client()
    for route in routes():
        url = address(route, world)
        if url is None or route.name in PUBLIC or route.name.startswith("?"):
            continue
        status = stranger.get(url).status_code
        if url.startswith("/api/v1/") and status not in (401, 405):
            open_to_all.append((route.name, status))
        if not url.startswith("/api/v1/") and status not in (302, 401, 403, 404, 405):
            open_to_all.append((route.name, status))
    assert open_to_all == []


def guarded() -> list[Route]:
    """The product's own pages that are not for everybody."""
    return [r for r in pages() if r.name not in PUBLIC and not r.name.startswith(FOREIGN)]


@pytest.mark.parametrize("share", range(SHARES))
def test_each_post_opens_what_the_grid_says(world: dict[str, Any], share: int) -> None:
    found: dict[str, Any] = {}
    people = {key: client(person) for key, person in world["trade"].company.people.items()}
    for route in guarded()[share::SHARES]:
        url = address(route, world)
        if url is None:
            continue
        statuses = {key: c.get(url).status_code for key, c in people.items()}
        assert not [k for k, s in statuses.items() if s >= 500], (route.name, statuses)
        found[route.name] = sorted(k for k, s in statuses.items() if s in (200, 302))
    stored = _part(json.loads(GRID.read_text()), share)
    if os.environ.get("UPDATE_GRID"):
        _store(stored, found)
        stored = found
    assert {k: v for k, v in found.items() if stored.get(k) != v} == {}
    assert sorted(set(stored) - set(found)) == []


def _part(stored: dict[str, Any], share: int) -> dict[str, Any]:
    """The lines of one share; the first one answers for addresses that are no more."""
    places = {route.name: n % SHARES for n, route in enumerate(guarded())}
    return {name: posts for name, posts in stored.items() if places.get(name, 0) == share}


def _store(former: dict[str, Any], found: dict[str, Any]) -> None:
    kept = {name: posts for name, posts in json.loads(GRID.read_text()).items() if name not in former}
    GRID.write_text(json.dumps({**kept, **found}, indent=0, ensure_ascii=False, sort_keys=True) + "\n")


def test_records_of_another_region_do_not_exist(world: dict[str, Any]) -> None:
    """A salesperson of region west meets 404 on every page about the order of region east; the one of region east does not."""
    west, east = (client(world["trade"].company.person(k)) for k in ("salesperson_west", "salesperson"))
    about = {"screen:orders.detail": {"pk": world["order_id"]}, "screen:customers.detail": {"pk": 1},
             "screen:slips.detail": {"pk": world["slip_id"]}, "screen:shipments.detail": {"pk": 1}}
    seen = {r.name: (west.get(url).status_code, east.get(url).status_code) for r in pages() if r.name in about
            if (url := address(r, about[r.name]))}
    assert seen == dict.fromkeys(about, (404, 200))


def test_every_action_needs_its_right(company: Any) -> None:
    """Somebody without any post may run no action, by page or by API."""
    nobody = company.hire("nobody", "warehouse")
    Appointment.objects.filter(person=nobody).delete()
    people_changed()
    c = client(nobody)
    assert [code for code in sorted(ACTIONS)
            if {c.get(f"/act/{code}/").status_code, c.post(f"/act/{code}/", {}).status_code} - {403, 404}] == []
