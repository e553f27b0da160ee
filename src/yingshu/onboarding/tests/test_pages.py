"""The import in the browser: upload, map, mend, confirm, undo."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.support.company import Company

from yingshu.onboarding import files, views
from yingshu.onboarding.models import ImportBatch
from yingshu.onboarding.tests.books import SALES, workbook
from yingshu.onboarding.tests.test_import import STRANGE
from yingshu.sales.models import SalesEntry

pytestmark = pytest.mark.django_db
WRONG = [*SALES[:3], ["2026-13-02", "S9", "甲", "", "", "肥", 1, 1, "", 1, ""], ["", "", "", "", "", "药", "两箱", 1, "", 1, ""]]


@pytest.fixture
def desk(client: Client, company: Company) -> Client:
    client.force_login(company.person("assistant"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def upload(desk: Client, sheets: Any, name: str = "2026年台账.xlsx") -> ImportBatch:
    book = workbook(sheets)
    book.name = name
    answer = desk.post(reverse("onboarding-upload"), {"file": book})
    batch = ImportBatch.objects.order_by("-id")[0]
    assert answer.status_code == 302 and answer["Location"] == page_of(batch)
    return batch


def page_of(batch: ImportBatch) -> str:
    return reverse("screen:onboarding.detail", args=[batch.pk])


def shown(desk: Client, batch: ImportBatch, query: str = "") -> str:
    answer = desk.get(page_of(batch) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def confirm_button(page: str) -> str:
    found = re.search(r"<button class=\"btn btn-primary\"[^>]*>确认导入</button>", page)
    assert found
    return found[0]


def test_upload_check_confirm_undo(desk: Client) -> None:
    assert desk.get(reverse("onboarding")).status_code == 200
    batch = upload(desk, {"台账": SALES})
    page = shown(desk, batch)
    assert "1,317.50" in page and "disabled" not in confirm_button(page) and SalesEntry.objects.count() == 0
    assert desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "0"}).status_code == 302
    assert SalesEntry.objects.count() == 4
    assert "onboarding.undo_import" in shown(desk, batch)
    assert desk.get(reverse("screen:onboarding")).status_code == 200


def test_wrong_rows_wait_for_a_decision(desk: Client) -> None:
    batch = upload(desk, {"台账": WRONG})
    page = shown(desk, batch)
    assert "disabled" in confirm_button(page) and "cellerr" in page and "2026-13-02" in page
    assert "disabled" not in confirm_button(shown(desk, batch, "?skip=1"))
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "0"})
    assert SalesEntry.objects.count() == 0
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "1"})
    assert SalesEntry.objects.count() == 1


def test_cells_are_mended_on_the_page(desk: Client) -> None:
    batch = upload(desk, {"台账": WRONG})
    mend = {"sheet": "0", "cell-4-A": "2026-12-02", "cell-5-A": "2026-13-02", "cell-5-G": "2"}
    assert desk.post(reverse("onboarding-columns", args=[batch.pk]), mend).status_code == 302
    batch.refresh_from_db()
    assert (batch.errors, batch.mapping["corrections"]) == (0, {"台账": {"4": {"A": "2026-12-02"}, "5": {"G": "2"}}})
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "0"})
    assert list(SalesEntry.objects.filter(order_number="S9").values_list("on", "quantity")) == [(date(2026, 12, 2), 1),
                                                                                                (date(2026, 12, 2), 2)]


def choose(desk: Client, batch: ImportBatch, **chosen: str) -> ImportBatch:
    """Send the form of columns as the page has it, with what was chosen."""
    hidden = re.search(r'id="mapping".*?name="sheet" value="(\d+)"', shown(desk, batch), re.DOTALL)
    assert hidden is not None
    assert desk.post(reverse("onboarding-columns", args=[batch.pk]), {"sheet": hidden[1], **chosen}).status_code == 302
    batch.refresh_from_db()
    return batch


def test_a_workbook_with_other_titles_is_mapped_on_the_page(desk: Client) -> None:
    batch = upload(desk, STRANGE)
    assert batch.mapping["sheets"] == [] and "disabled" in confirm_button(shown(desk, batch))
    choose(desk, batch, kind="sales", header_row="1")
    page = shown(desk, batch)
    assert "没有" in page and "金额" in page and "disabled" in confirm_button(page)  # the amount could be either number
    letters = {"column-A": "date", "column-B": "order", "column-C": "customer", "column-D": "product", "column-E": "quantity",
               "column-F": "amount"}
    choose(desk, batch, kind="sales", header_row="1", **letters)
    assert "40.50" in shown(desk, batch)
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "0"})
    assert list(SalesEntry.objects.order_by("id").values_list("order_number", "gross_fen")) == [("B1", 3050), ("B2", 1000)]


def test_a_correction_of_no_sheet_changes_nothing(desk: Client) -> None:
    batch = upload(desk, {"台账": SALES})
    assert desk.post(reverse("onboarding-columns", args=[batch.pk]), {"sheet": "7", "kind": "sales"}).status_code == 404


def test_a_workbook_without_content_is_refused(desk: Client) -> None:
    book = workbook({"Sheet": []})
    book.name = "空.xlsx"
    answer = desk.post(reverse("onboarding-upload"), {"file": book}, follow=True)
    assert "工作簿里没有内容" in answer.content.decode() and not ImportBatch.objects.exists()


def test_after_the_import_the_page_leads_on(desk: Client) -> None:
    batch = upload(desk, {"台账": SALES})
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "0"})
    page = shown(desk, batch)
    assert f'<a class="btn btn-primary" href="{reverse("screen:sales_ledger")}">看销售台账</a>' in page
    assert f'<a href="{reverse("screen:customers")}">新客户</a>' in page and "from ledger" not in page


def test_a_sheet_is_left_out_on_the_page(desk: Client) -> None:
    batch = upload(desk, {"台账": SALES})
    choose(desk, batch, kind="")
    assert batch.mapping["sheets"] == [] and "disabled" in confirm_button(shown(desk, batch))
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "1"})
    assert SalesEntry.objects.count() == 0


def test_a_column_is_left_out_on_the_page(desk: Client) -> None:
    batch = upload(desk, {"台账": SALES})
    chosen = {f"column-{each['letter']}": each["field"] for each in batch.mapping["sheets"][0]["columns"]} | {"column-K": ""}
    desk.post(reverse("onboarding-columns", args=[batch.pk]), {"sheet": "0", "kind": "sales", "header_row": "2", **chosen})
    batch.refresh_from_db()
    assert batch.figures["sheets"][0]["freight_fen"] == 0
    assert "freight" not in [each["field"] for each in batch.mapping["sheets"][0]["columns"]]


def test_the_file_of_wrong_rows(desk: Client) -> None:
    batch = upload(desk, {"台账": WRONG})
    answer = desk.get(reverse("onboarding-errors", args=[batch.pk]) + "?sheet=0")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0][-1] == "错误原因" and [row[1] for row in rows[1:]] == ["S9", "S9"]


def test_templates_can_be_imported_again(desk: Client) -> None:
    answer = desk.get(reverse("onboarding-template", args=["sales"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert [cell.value for cell in book["销售台账"][1]][:2] == ["订单日期*", "订单号"]
    assert desk.get(reverse("onboarding-template", args=["reviews"])).status_code == 404


def test_a_large_file_goes_to_the_worker(desk: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(views, "LARGE", 1000)
    settings.Q_SYNC = True
    batch = upload(desk, {"台账": SALES})
    assert (batch.state, files.progress(batch.digest)) == ("checked", None)
    assert desk.get(reverse("onboarding-progress", args=[batch.pk])).status_code == 204
    desk.post(reverse("onboarding-confirm", args=[batch.pk]), {"skip": "0"})
    batch.refresh_from_db()
    assert (batch.state, SalesEntry.objects.count()) == ("done", 4)


def test_progress_is_shown_while_the_worker_reads(desk: Client) -> None:
    batch = upload(desk, {"台账": SALES})
    files.begin_progress(batch.digest)
    files.note_progress(batch.digest, 2)
    assert "2 / 4 行" in desk.get(reverse("onboarding-progress", args=[batch.pk])).content.decode()
    files.end_progress(batch.digest)


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b""), ("a.xlsx", b"not a workbook")])
def test_useless_files_are_refused_in_words(desk: Client, name: str, content: bytes) -> None:
    file = io.BytesIO(content)
    file.name = name
    answer = desk.post(reverse("onboarding-upload"), {"file": file}, follow=True)
    assert answer.status_code == 200 and ImportBatch.objects.count() == 0


def test_the_name_of_a_file_is_only_a_name(desk: Client) -> None:
    file = io.BytesIO(b"x,y\n1,2\n")
    file.name = "C:\\a/../../etc/b.csv"
    desk.post(reverse("onboarding-upload"), {"file": file})
    assert ImportBatch.objects.get().file_name == "b.csv"


def test_others_see_nothing(client: Client, company: Company) -> None:
    client.force_login(company.person("salesperson"), backend=settings.AUTHENTICATION_BACKENDS[-1])
    for address in (reverse("onboarding"), reverse("screen:onboarding"), reverse("onboarding-template", args=["sales"])):
        assert client.get(address).status_code == 403
    assert client.post(reverse("onboarding-upload"), {}).status_code == 403
