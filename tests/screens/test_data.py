"""What leaves a list or changes it: export, batch actions, saved views, columns, the eye, remote search, records."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from yingshu.audit.models import AuditEntry
from yingshu.customers.models import Customer
from yingshu.kernel import clock
from yingshu.kernel.models import Job, SavedView
from yingshu.kernel.screens import export as exporting
from yingshu.organisation.principal import people_changed
from yingshu.products.models import Product

RIGHTS = ["customers.view", "customers.export", "customers.reveal", "products.view", "products.discontinue", "products.change"]
HTMX = {"hx-request": "true", "hx-target": "dialog"}


@pytest.fixture
def browser(company: Any) -> Any:
    """``browser("salesperson", *rights)`` is a logged-in client whose post has exactly these rights."""
    def of(key: str, *rights: str) -> Client:
        post = company.posts[key.removesuffix("_west")]
        post.rights = list(rights)
        post.save()
        people_changed()
        client = Client()
        client.force_login(company.person(key), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client
    return of


def sheet(answer: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[c.value for c in row] for row in book.active.iter_rows()]


# ---------- export

@pytest.mark.clause("CNF-01", "CNF-07")
def test_an_export_holds_what_the_list_shows_and_is_recorded(browser: Any, trade: Any) -> None:
    with clock.at(datetime(2026, 1, 31, 15, 30)):
        trade.customer("甘泉农资", limit=1234)
        trade.customer("=SUM(A1)", limit=0)
        trade.customer("西区客户", unit="west", owner="salesperson_west")
        client = browser("salesperson", *RIGHTS)
        answer = client.post("/customers/export/?sort=name", {"columns": ["name", "phone", "credit_limit_fen", "nonsense"]})
    assert sheet(answer) == [["客户名称", "电话", "信用额度（元）"], ["'=SUM(A1)", "138****5678", 0], ["甘泉农资", "138****5678", 1234]]
    assert "utf-8''%E5%AE%A2%E6%88%B7_20260131_1530_" in answer["Content-Disposition"]
    entry = AuditEntry.objects.get(action="customers.export")
    assert (entry.refused, entry.after["rows"], entry.after["columns"]) == (False, 2, ["name", "phone", "credit_limit_fen"])


@pytest.mark.clause("CNF-01")
def test_a_refused_export_is_recorded(browser: Any, trade: Any) -> None:
    client = browser("salesperson", "customers.view")
    assert client.post("/customers/export/", {"columns": ["name"]}).status_code == 403
    entry = AuditEntry.objects.get(action="customers.export")
    assert (entry.refused, entry.actor_name) == (True, trade.company.person("salesperson").name)
    assert "导出" not in client.get("/customers/").content.decode()


def test_an_export_follows_filters_and_remembers_its_columns(browser: Any, trade: Any) -> None:
    trade.customer("甘泉农资")
    trade.customer("丰收农资")
    client = browser("salesperson", *RIGHTS)
    assert sheet(client.post("/customers/export/?q=丰收", {"columns": ["number", "name"]}))[1:] == [["KH0002", "丰收农资"]]
    again = client.get("/customers/export/", headers=HTMX).content.decode()
    assert re.findall(r'value="(\w+)" checked', again) == ["name", "number"]


def test_a_large_export_becomes_a_task_with_a_file(browser: Any, trade: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.Q_SYNC = True
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    trade.customer("甘泉农资")
    trade.customer("丰收农资")
    client = browser("salesperson", *RIGHTS)
    assert client.post("/customers/export/", {"columns": ["name"]})["Location"] == "/tasks/"
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 2, 2), job.log
    page = client.get("/tasks/").content.decode()
    assert f"/tasks/{job.pk}/file/" in page and job.file_name in page
    assert len(sheet(client.get(f"/tasks/{job.pk}/file/"))) == 3
    other = browser("salesperson_west", *RIGHTS)
    assert other.get(f"/tasks/{job.pk}/file/").status_code == 404


def test_a_task_runs_once_and_tells_why_it_failed(browser: Any, trade: Any) -> None:
    from yingshu.kernel import jobs

    browser("salesperson", "customers.view")
    pk = jobs.start(trade.actor("salesperson"), "t", "yingshu.kernel.screens.export.work", screen="customers", query="", columns=[])
    jobs.run(pk)
    jobs.run(pk)
    job = Job.objects.get(pk=pk)
    assert (job.state, "customers.export" in job.log) == (Job.State.FAILED, True)


# ---------- masked values

@pytest.mark.clause("CNF-07")
def test_contact_data_is_masked_and_the_eye_is_recorded(browser: Any, trade: Any) -> None:
    made = trade.customer("甘泉农资")
    client = browser("salesperson", *RIGHTS)
    page = client.get("/customers/").content.decode()
    assert "138****5678" in page and "13800005678" not in page and f"/reveal/customers/{made.pk}/phone/" in page
    answer = client.post(f"/reveal/customers/{made.pk}/phone/", headers={"hx-request": "true"})
    assert answer.content.decode() == '<span class="code">13800005678</span>'
    entry = AuditEntry.objects.get(action="customers.reveal")
    assert (entry.subject_kind, entry.subject_id, entry.after, entry.refused) == ("customer", made.pk, {"field": "phone"}, False)


@pytest.mark.clause("CNF-07")
def test_without_the_right_there_is_no_eye(browser: Any, trade: Any) -> None:
    made = trade.customer("甘泉农资")
    client = browser("salesperson", "customers.view")
    assert "/reveal/" not in client.get("/customers/").content.decode()
    assert client.post(f"/reveal/customers/{made.pk}/phone/").status_code == 403
    assert AuditEntry.objects.get(action="customers.reveal").refused is True


def test_the_eye_shows_only_masked_fields_of_visible_records(browser: Any, trade: Any) -> None:
    west = trade.customer("西区客户", unit="west", owner="salesperson_west")
    own = trade.customer("甘泉农资")
    client = browser("salesperson", *RIGHTS)
    assert client.post(f"/reveal/customers/{west.pk}/phone/").status_code == 404
    assert client.post(f"/reveal/customers/{own.pk}/name/").status_code == 404
    assert client.post(f"/reveal/customers/{own.pk}/search_text/").status_code == 404
    assert client.post(f"/reveal/nothing/{own.pk}/phone/").status_code == 404


# ---------- records

def test_a_record_out_of_scope_looks_like_a_missing_one(browser: Any, trade: Any) -> None:
    west = trade.customer("西区客户", unit="west", owner="salesperson_west")
    client = browser("salesperson", *RIGHTS)
    hidden, missing = client.get(f"/customers/{west.pk}/"), client.get("/customers/999999/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    plain = [re.sub(r'csrf\w*"[^>]*>|"X-CSRFToken": "\w+"|/customers/\d+/', "", a.content.decode()) for a in (hidden, missing)]
    assert plain[0] == plain[1]
    assert client.get("/customers/99999999999999999999999/").status_code == 404


def test_a_record_leads_to_its_neighbours_in_the_list_it_came_from(browser: Any, trade: Any) -> None:
    a, b, c = (trade.customer(name) for name in ("甲农资", "乙农资", "丙种植"))
    client = browser("salesperson", *RIGHTS)
    page = client.get(f"/customers/{b.pk}/?list=sort%3Dnumber").content.decode()
    assert f'href="/customers/{a.pk}/?list=sort%3Dnumber"' in page and f'href="/customers/{c.pk}/?list=sort%3Dnumber"' in page
    narrow = client.get(f"/customers/{b.pk}/?list=q%3D%E5%86%9C%E8%B5%84").content.decode()
    assert f'href="/customers/{a.pk}/?list=' in narrow and f'href="/customers/{c.pk}/?list=' not in narrow
    assert "Next record" not in client.get(f"/customers/{b.pk}/").content.decode()


def test_the_history_stands_on_the_record(browser: Any, trade: Any) -> None:
    made = trade.customer("甘泉农资")
    client = browser("salesperson", *RIGHTS)
    client.post(f"/reveal/customers/{made.pk}/phone/")
    assert client.get(f"/customers/{made.pk}/history/").status_code == 200


# ---------- remote search

def test_remote_search_answers_twenty_and_says_that_there_are_more(browser: Any, trade: Any) -> None:
    for n in range(21):
        trade.customer(f"农资{n:02d}")
    trade.customer("西区农资", unit="west", owner="salesperson_west")
    client = browser("salesperson", "customers.view")
    found = client.get("/lookup/customers/?q=农资").json()
    assert (len(found["results"]), found["more"]) == (20, True)
    one = client.get("/lookup/customers/?q=农资03").json()
    assert ([r["text"] for r in one["results"]], one["more"]) == (["农资03"], False)
    assert client.get("/lookup/customers/?q=西区").json()["results"] == []
    assert client.get("/lookup/customers/?q=nz0").json()["results"] != []
    assert client.get("/lookup/customers/?q=%00%25_'").json()["results"] == []


def test_remote_search_needs_a_reason(browser: Any, trade: Any) -> None:
    trade.customer("农资")
    assert browser("salesperson", "products.view").get("/lookup/customers/").status_code == 403
    chooser = browser("salesperson", "orders.register")
    assert chooser.get("/lookup/customers/").status_code == 200
    assert chooser.get("/lookup/nothing/").status_code == 404
    assert Client().get("/lookup/customers/", headers={"accept": "application/json"}).status_code == 401


# ---------- batch actions

@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> None:
    from yingshu.products.screens.product import ProductScreen

    monkeypatch.setattr(ProductScreen, "batch_actions", ("products.discontinue",))


def test_a_batch_tells_every_failure_with_its_reason(browser: Any, trade: Any, batch: None) -> None:
    one, two = trade.product("复合肥"), trade.product("尿素")
    Product.objects.filter(pk=two.pk).update(discontinued=True)
    client = browser("admin", *RIGHTS)
    ids = [one.pk, two.pk, 999999]
    asked = client.post("/products/batch/products.discontinue/", {"ids": ids}, headers=HTMX).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', asked)
    assert key and asked.count('name="ids"') == 3
    data = {"ids": ids, "key": key[1], **dict.fromkeys(re.findall(r'name="(reason|note)"', asked), "换代")}
    result = client.post("/products/batch/products.discontinue/", data, headers=HTMX).content.decode()
    assert Product.objects.get(pk=one.pk).discontinued
    assert "失败 2 条" in result or "失败 1 条" in result, result
    assert "#999999" in result and "下载失败明细" in result
    again = client.post("/products/batch/products.discontinue/", data, headers=HTMX).content.decode()
    assert re.findall(r"成功 \d+ 条", again) == re.findall(r"成功 \d+ 条", result)


def test_a_batch_refuses_what_it_must(browser: Any, trade: Any, batch: None) -> None:
    made = trade.product("复合肥")
    client = browser("admin", "products.view")
    assert client.post("/products/batch/products.discontinue/", {"ids": [made.pk]}).status_code == 403
    client = browser("admin", *RIGHTS)
    assert client.post("/products/batch/products.change/", {"ids": [made.pk]}).status_code == 404
    assert client.post("/products/batch/products.discontinue/", {"ids": ["x", "-1", str(10**30)]}).status_code == 400
    assert client.post("/products/batch/products.discontinue/", {"ids": list(range(1, 300))}).status_code == 400
    file = client.post("/products/batch/failures/", {"title": ["=1+1"], "reason": ["no"]})
    assert sheet(file)[1] == ["'=1+1", "no"]


# ---------- what people keep

def test_columns_are_kept_per_view_and_person(browser: Any, trade: Any) -> None:
    trade.customer("甘泉农资")
    client = browser("salesperson", *RIGHTS)
    client.post("/customers/columns/?view=mine", {"columns": ["level", "number", "level", "nonsense"]})
    mine, rest = (client.get(f"/customers/?view={v}").content.decode() for v in ("mine", "all"))
    assert re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+?)\s*(?:</a>)?</th>', mine) == ["客户名称", "等级", "客户编号"]
    assert "138****5678" in rest and "138****5678" not in mine
    client.post("/customers/columns/?view=mine", {"reset": "1"})
    assert "138****5678" in client.get("/customers/?view=mine").content.decode()


def test_a_view_is_kept_shared_and_dropped(browser: Any, trade: Any) -> None:
    trade.customer("甘泉农资")
    trade.customer("丰收农资")
    client = browser("salesperson", *RIGHTS)
    kept = client.post("/customers/views/?q=丰收&sort=-name", {"name": "丰收的", "share": "all", "is_default": "1"}, headers=HTMX)
    view = SavedView.objects.get()
    assert kept["HX-Redirect"] == f"/customers/?view=s{view.pk}"
    assert (view.query, view.sort, view.is_default) == ({"q": ["丰收"]}, "-name", True)
    page = client.get("/customers/").content.decode()
    assert "丰收农资" in page and "甘泉农资" not in page and "丰收的" in page
    assert "甘泉农资" in client.get(f"/customers/?view=s{view.pk}&q=").content.decode()
    other = browser("salesperson_west", *RIGHTS)
    assert "丰收的" in other.get("/customers/").content.decode()
    other.post(f"/customers/views/?view=s{view.pk}", {"drop": "1"})
    assert SavedView.objects.filter(pk=view.pk).exists()
    client.post(f"/customers/views/?view=s{view.pk}", {"drop": "1"})
    assert not SavedView.objects.exists()


def test_a_private_view_is_private(browser: Any, trade: Any) -> None:
    client = browser("salesperson", *RIGHTS)
    client.post("/customers/views/", {"name": "我的", "share": "nobody"})
    pk = SavedView.objects.get().pk
    other = browser("salesperson_west", *RIGHTS)
    page = other.get(f"/customers/?view=s{pk}").content.decode()
    assert "此视图已不存在" in page and ">我的<" not in page
    assert client.post("/customers/views/", {"name": "x" * 41, "share": "nobody"}).status_code == 422
    assert client.post("/customers/views/", {"name": "x", "share": "moon"}).status_code == 400


def test_a_view_is_shared_with_departments_and_posts(browser: Any, trade: Any) -> None:
    client, west, company = browser("salesperson", *RIGHTS), browser("salesperson_west", *RIGHTS), trade.company
    form = client.get("/customers/views/").content.decode()
    assert re.search(r'name="units"[^>]*>\s*<option value="\d+" selected>东区', form) and 'data-when="share=posts"' in form
    client.post("/customers/views/", {"name": "东区的", "share": "units", "units": [company.units["east"].pk]})
    assert "东区的" not in west.get("/customers/").content.decode()
    assert "东区的" in browser("region_manager", *RIGHTS).get("/customers/").content.decode()
    both = [company.units["east"].pk, company.units["west"].pk]
    client.post("/customers/views/", {"name": "东区的", "share": "units", "units": both})
    assert "东区的" in west.get("/customers/").content.decode() and SavedView.objects.get().units == sorted(both)
    client.post("/customers/views/", {"name": "业务员的", "share": "posts", "posts": [company.posts["salesperson"].pk]})
    assert "业务员的" in west.get("/customers/").content.decode()
    assert client.post("/customers/views/", {"name": "x", "share": "units"}).status_code == 422
    assert client.post("/customers/views/", {"name": "x", "share": "posts", "posts": ["999999"]}).status_code == 422


def test_rows_can_be_dense(browser: Any, trade: Any) -> None:
    trade.customer("甘泉农资")
    client = browser("salesperson", *RIGHTS)
    client.post("/customers/density/", {"tight": "1"})
    assert 'class="yt cards tight"' in client.get("/customers/").content.decode()


# ---------- the list itself

HOSTILE = ["'", '"><script>alert(1)</script>', "%", "_", "\\", "\x00", "９９", "1e999", "-1", "0" * 400, "2026-13-45", "9999-12-31", "NaN",
           str(10**30), "{{7*7}}", "; DROP TABLE x", "\u202e", "🧨", "NULL", "true", "../../etc"]


@pytest.mark.parametrize("code", ["customers", "products", "orders"])
def test_no_filter_value_breaks_a_list(browser: Any, trade: Any, code: str) -> None:
    from yingshu.kernel.screens import SCREENS
    from yingshu.kernel.screens.filters import known_parameters

    trade.customer("甘泉农资")
    client = browser("salesperson", "customers.view", "products.view", "orders.view")
    for name in [*known_parameters(SCREENS[code]), "sort", "page", "size", "cursor", "view", "last", "list"]:
        for value in HOSTILE:
            answer = client.get(f"/{code}/", {name: value})
            assert answer.status_code == 200, (name, value)
            assert "<script>alert" not in answer.content.decode()


def test_an_unknown_parameter_is_named_and_left_out(browser: Any, trade: Any) -> None:
    trade.customer("甘泉农资")
    page = browser("salesperson", *RIGHTS).get("/customers/?weather=fine").content.decode()
    assert "weather" in page and "甘泉农资" in page


def test_why_a_list_is_empty(browser: Any, trade: Any) -> None:
    client = browser("salesperson", *RIGHTS, "customers.create")
    nothing = client.get("/customers/").content.decode()
    assert "还没有客户" in nothing and "/act/customers.create/" in nothing
    trade.customer("甘泉农资")
    filtered = client.get("/customers/?q=不存在").content.decode()
    assert "没有符合条件" in filtered and "清除筛选" in filtered
    assert browser("salesperson", "products.view").get("/customers/").status_code == 403


def test_totals_cover_the_whole_filtered_set(browser: Any, trade: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from yingshu.customers.screens.customer import CustomerScreen
    from yingshu.kernel.screens import Column
    from yingshu.kernel.screens.plan import plan_of

    monkeypatch.setattr(CustomerScreen, "columns", (Column("name", link=True), Column("credit_limit_fen", kind="money", total=True)))
    plan_of.cache_clear()
    for n in range(25):
        trade.customer(f"农资{n}", limit=1000)
    page = browser("salesperson", *RIGHTS).get("/customers/?q=农资&size=20").content.decode()
    plan_of.cache_clear()
    assert "合计（全部 25 条）" in page and "25,000.00" in page
    assert page.count('<tr><td class="id main"') == 20


@pytest.mark.parametrize(("first", "last", "found"), [
    (date(2026, 1, 1), date(2026, 1, 31), ["乙"]), (date(2026, 2, 1), None, ["丙"]), (None, date(2025, 12, 31), ["甲"])])
def test_both_days_of_a_range_are_included(browser: Any, trade: Any, first: date | None, last: date | None, found: list[str]) -> None:
    for name, day in (("甲", date(2025, 12, 31)), ("乙", date(2026, 1, 31)), ("丙", date(2026, 2, 1))):
        trade.customer(name, since=day)
    query = {k: d.isoformat() for k, d in (("since_from", first), ("since_to", last)) if d}
    page = browser("salesperson", *RIGHTS).get("/customers/", query).content.decode()
    assert [n for n in "甲乙丙" if f">{n}</a>" in page] == found


def test_filters_show_as_pills_that_can_be_taken_off(browser: Any, trade: Any) -> None:
    trade.customer("甘泉农资")
    page = browser("salesperson", *RIGHTS).get("/customers/?q=甘泉&state=active").content.decode()
    pills = re.findall(r'class="pill" href="([^"]+)"', page)
    assert pills == ["?state=active", "?q=%E7%94%98%E6%B3%89"]
    assert Customer._plain.count() == 1
