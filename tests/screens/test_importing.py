"""The import page in the browser: template, check that writes nothing, confirmation, round trip, hostile files, rights (CUS-03)."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yingshu.audit.models import AuditEntry
from yingshu.customers.models import Customer
from yingshu.kernel.screens import uploads
from yingshu.notifications.models import Message
from yingshu.organisation.models import Appointment, Person
from yingshu.pricing.inputs import PriceInput
from yingshu.pricing.models import PriceLine
from yingshu.products.models import Product

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SCREENS = ("products", "customers", "price_lists", "people")
HEADS = ("产品编号", "产品名称", "规格", "税率")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def client(company: Any, who: str = "general_manager") -> Client:
    made = Client(HTTP_HOST="localhost")
    made.force_login(company.person(who), backend=BACKEND)
    return made


def book(*rows: tuple[Any, ...], name: str = "表.xlsx") -> SimpleUploadedFile:
    made, target = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(target)
    return SimpleUploadedFile(name, target.getvalue())


def check(c: Client, screen: str, file: Any, **more: Any) -> Any:
    return c.post(f"/import/{screen}/", {"file": file, **more})


def hidden(page: Any) -> dict[str, str]:
    """The hidden fields of the confirmation form."""
    form = re.search(r'<form[^>]*confirm/"[^>]*>(.*?)</form>', page.content.decode(), re.S)
    assert form is not None
    return dict(re.findall(r'name="(token|mode|skip|target|key)" value="([^"]*)"', form[1]))


def counts(page: Any) -> tuple[int, int, int, int]:
    found = page.context["preview"]
    return found.counts["added"], found.counts["changed"], found.counts["unchanged"], len(found.errors)


def content(answer: Any) -> io.BytesIO:
    return io.BytesIO(b"".join(answer.streaming_content))


def cells(answer: Any) -> list[tuple[Any, ...]]:
    return [tuple(c.value for c in row) for row in openpyxl.load_workbook(content(answer)).worksheets[0].iter_rows()]


def state() -> tuple[list[Any], ...]:
    rows = (Product.objects, Customer._plain, Person.objects, Appointment.objects, PriceLine.objects)
    return tuple(list(each.order_by("id").values()) for each in rows)


def test_the_check_writes_nothing_and_the_confirmation_once(company: Any) -> None:
    c = client(company)
    before = (AuditEntry.objects.count(), Message.objects.count())
    page = check(c, "products", book(HEADS, ("A1", "尿素", "40kg", "9%"), ("A2", "磷肥", "", 0.09)))
    assert (page.status_code, counts(page), Product.objects.count()) == (200, (2, 0, 0, 0), 0)
    assert (AuditEntry.objects.count(), Message.objects.count()) == before
    sent = hidden(page)
    assert c.post("/import/products/confirm/", sent).status_code == 302
    assert list(Product.objects.order_by("number").values_list("number", "name", "tax_rate")) == [
        ("A1", "尿素", Decimal("0.09")), ("A2", "磷肥", Decimal("0.09"))]
    assert list(uploads.folder().iterdir()) == []
    again = c.post("/import/products/confirm/", sent)
    assert (again.status_code, Product.objects.count()) == (422, 2)
    assert "该文件已导入过或等待时间过长" in again.content.decode()


def test_wrong_rows_are_told_go_out_as_a_file_and_may_be_left_out(company: Any) -> None:
    c = client(company)
    rows = (HEADS, ("A1", "尿素", "", "9%"), ("A2", "", "", ""), ("A3", "钾肥", "", "许多"))
    page = check(c, "products", book(*rows))
    assert {n: len(e) for n, e in page.context["preview"].errors.items()} == {"3": 1, "4": 1}
    assert "产品编号 A2 是新产品，须填写产品名称。" in page.content.decode() and not page.context["ready"]
    assert c.post("/import/products/confirm/", hidden(page)).status_code == 422 and not Product.objects.exists()
    failed = cells(c.post("/import/products/failures/", hidden(page)))
    assert [row[:2] for row in failed] == [("产品编号", "产品名称"), ("A2", None), ("A3", "钾肥")]
    assert failed[0][-1] == "错误原因" and failed[1][-1] == "产品编号 A2 是新产品，须填写产品名称。"
    mended = [failed[0], ("A2", "磷肥", None, None, failed[1][-1])]
    assert counts(check(c, "products", book(*mended))) == (1, 0, 0, 0)
    again = c.post("/import/products/", {"token": hidden(page)["token"], "skip": "1", "mode": "both"})
    assert again.context["ready"] and c.post("/import/products/confirm/", hidden(again)).status_code == 302
    assert list(Product.objects.values_list("number", flat=True)) == ["A1"]


def test_modes_keep_to_adding_or_changing(company: Any) -> None:
    company.act("products.create", "general_manager", number="A1", name="尿素")
    c, rows = client(company), (HEADS, ("A1", "尿素2", "", ""), ("A2", "磷肥", "", ""))
    found = {mode: counts(check(c, "products", book(*rows), mode=mode)) for mode in ("both", "add", "update")}
    assert found == {"both": (1, 1, 0, 0), "add": (1, 0, 0, 1), "update": (0, 1, 0, 1)}
    assert check(c, "products", book(*rows), mode="'; drop").status_code == 422


@pytest.mark.clause("CUS-03")
def test_columns_outside_the_uniform_format_are_refused_on_the_page(company: Any) -> None:
    page = check(client(company), "customers", book(("客户名称", "联系电话", "星座"), ("甘泉农资", "13800005678", "白羊")))
    assert (page.status_code, Customer._plain.count()) == (422, 0)
    assert "星座" in page.context["preview"].sheet.broken


@pytest.mark.parametrize("screen", ["products", "customers", "people"])
def test_an_exported_list_changes_nothing_when_imported(company: Any, screen: str) -> None:
    gm = "general_manager"
    company.act("products.create", gm, number="0012345678901234567", name="=尿素", spec="10*20",
                tax_rate=Decimal("0.09"), cost=Decimal("1.234567"))
    company.act("customers.create", gm, name="甘泉农资", phone="13800005678", contact="张三", email="zhang@example.com", nature="个体",
                legal_person="张三", owner_id=company.person("salesperson").pk, unit_id=company.unit("east").pk, since=date(2025, 1, 31))
    company.act("customers.create", gm, name="西山农资", even_if_alike=True)
    person = company.person("salesperson")
    company.act("organisation.change_person", gm, person_id=person.pk, phone="13900001111", staff_no="007")
    c = client(company, "admin" if screen == "people" else gm)
    before = state()
    columns = [name for name, _label, _on in c.get(f"/{screen}/export/").context["columns"]]
    exported = content(c.post(f"/{screen}/export/", {"columns": columns})).getvalue()
    page = check(c, screen, SimpleUploadedFile("导出.xlsx", exported))
    assert page.status_code == 200, page.context["problems"]
    added, changed, same, wrong = counts(page)
    assert (added, changed, wrong) == (0, 0, 0) and same > 0, page.context["preview"]
    assert c.post("/import/" + screen + "/confirm/", hidden(page)).status_code == 302
    assert state() == before


def test_useless_and_odd_sheets_are_told_in_words(company: Any) -> None:
    """No sheet content, only heads, too many rows; merged heads and a title row above are read; one code or name twice is told."""
    c = client(company)
    many = book(HEADS, *((f"A{n}", "尿素", "", "") for n in range(5_001)))
    for file, said in ((book(), "至少需要这些列"), (book(HEADS), "没有"), (many, "5000")):
        page = check(c, "products", file)
        assert page.status_code == 422 and said in "".join(page.context["problems"]), page.context["problems"]
    made, target = openpyxl.Workbook(), io.BytesIO()
    for row in (("产品目录",), ("产品编号", "产品名称", "规格"), ("A1", "尿素", "40kg"), ("A1", "尿素", "50kg")):
        made.active.append(row)
    made.active.merge_cells("A1:C1")
    made.save(target)
    page = check(c, "products", SimpleUploadedFile("合并.xlsx", target.getvalue()))
    assert list(page.context["preview"].errors) == ["4"] and counts(page)[0] == 1
    page = check(c, "customers", book(("客户名称",), ("甘泉农资",), ("甘泉农资 ",)))
    assert counts(page) == (1, 0, 0, 1) and "第 2 行" in page.context["preview"].errors["3"][0]
    assert not Product.objects.exists() and not Customer._plain.exists()


def test_prices_taken_out_come_in_again_as_the_next_list(company: Any) -> None:
    """The list in force goes out as shown, one price is changed in the file, and the draft of the next list has them all."""
    gm = "general_manager"
    ids = {number: company.act("products.create", gm, number=number, name=name).id for number, name in (("A1", "尿素"), ("A2", "磷肥"))}
    first = company.act("pricing.create_price_list", gm, title="一版", valid_from=date(2026, 1, 1)).id
    company.act("pricing.set_prices", gm, price_list_id=first, lines=[
        PriceInput(product_id=ids["A1"], price=Decimal("85.5"), floor=Decimal(80)), PriceInput(product_id=ids["A2"], price=Decimal(40))])
    company.act("pricing.release_price_list", gm, price_list_id=first)
    draft = company.act("pricing.create_price_list", gm, title="二版", valid_from=date(2099, 1, 1)).id
    c = client(company)
    out = cells(c.post("/prices/export/", {"columns": ["product__number", "product__name", "price", "floor", "list"]}))
    assert out == [("产品编号", "产品名称", "含税单价", "最低价", "价格表"), ("A1", "尿素", 85.5, 80, "V1"), ("A2", "磷肥", 40, None, "V1")]
    page = check(c, "price_lists", book(out[0], (*out[1][:2], "８６", *out[1][3:]), out[2]), target=str(draft))
    assert counts(page) == (2, 0, 0, 0) and c.post("/import/price_lists/confirm/", hidden(page)).status_code == 302
    assert list(PriceLine.objects.filter(price_list_id=draft).order_by("product__number").values_list("price", "floor")) == [
        (Decimal(86), Decimal(80)), (Decimal(40), None)]


def test_prices_go_into_the_chosen_draft(company: Any) -> None:
    gm = "general_manager"
    product = company.act("products.create", gm, number="A1", name="尿素").id
    draft = company.act("pricing.create_price_list", gm, title="新价", valid_from=date(2099, 1, 1)).id
    c, rows = client(company), (("产品编号", "含税单价", "最低价"), ("A1", 85, "80.00"), ("A9", 1, None))
    assert check(c, "price_lists", book(*rows), target="999").status_code == 422
    page = check(c, "price_lists", book(*rows), target=str(draft), skip="1")
    assert counts(page) == (1, 0, 0, 1) and not PriceLine.objects.exists()
    assert c.post("/import/price_lists/confirm/", hidden(page)).status_code == 302
    assert list(PriceLine.objects.values_list("price_list_id", "product_id", "price", "floor")) == [
        (draft, product, Decimal(85), Decimal(80))]


def test_people_come_with_posts_and_cannot_log_in_yet(company: Any) -> None:
    c, heads = client(company, "admin"), ("登录名", "姓名", "手机", "岗位")
    rows = (heads, ("zhang3", "张三", "13800005678", "业务员 · 东区"), ("li4", "李四", "", "船长 · 东区"), ("坏 名", "王五", "", ""))
    page = check(c, "people", book(*rows), skip="1")
    assert counts(page) == (1, 0, 0, 2)
    assert c.post("/import/people/confirm/", hidden(page)).status_code == 302
    made = Person.objects.get(username="zhang3")
    assert (made.name, made.phone, made.has_usable_password(), [(a.post.name, a.unit.name) for a in made.appointments.all()]) == (
        "张三", "13800005678", False, [("业务员", "东区")])
    assert not Person.objects.filter(username="li4").exists()
    assert counts(check(c, "people", book(*rows[:2]))) == (0, 0, 1, 0)


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (210 * 1024 * 1024))
    return target.getvalue()


@pytest.mark.parametrize(("name", "data"), [
    ("a.xlsx", b""), ("a.xlsx", b"MZ\x90\x00 not a workbook"), ("a.xlsx", b"PK\x03\x04 broken"), ("a.xls", b"<html><table></table></html>"),
    ("a.csv", b"\xff\xfe\x00"), ("a.csv", "产品编号,产品名称\n".encode()), ("../../etc/passwd", b"root:x:0:0"), ("a.csv", b"\x00" * 500),
    ("a.csv", ("产品编号,产品名称\n" + "A,b\n" * 7_000).encode()), ("b.xlsx", b"BOMB")])
def test_hostile_files_get_a_clear_refusal(company: Any, name: str, data: bytes) -> None:
    page = check(client(company), "products", SimpleUploadedFile(name, bomb() if data == b"BOMB" else data))
    said = page.context["problems"]
    assert (page.status_code, len(said)) == (422, 1) and re.search(r"[一-鿿]", said[0]) and not Product.objects.exists()


def test_hostile_cells_stay_texts_and_tell_their_row(company: Any) -> None:
    c, text = client(company), f"产品编号,产品名称\n<script>alert(1)</script>,{'尿' * 500}\nA2,=cmd|' /C calc'!A0\n"
    page = check(c, "products", SimpleUploadedFile("a.csv", text.encode()))
    assert "<script>alert(1)" not in page.content.decode() and list(page.context["preview"].errors) == ["2"]
    again = c.post("/import/products/", {"token": hidden(page)["token"], "skip": "1"})
    assert c.post("/import/products/confirm/", hidden(again)).status_code == 302
    assert list(Product.objects.values_list("name", flat=True)) == ["=cmd|' /C calc'!A0"]


def test_a_token_is_its_owners_and_its_screens(company: Any) -> None:
    c = client(company)
    sent = hidden(check(c, "products", book(HEADS, ("A1", "尿素", "", ""))))
    assert client(company, "director").post("/import/products/confirm/", sent).status_code == 422
    assert c.post("/import/customers/confirm/", sent).status_code == 422
    assert c.post("/import/products/confirm/", {**sent, "token": sent["token"][:-2] + "xx"}).status_code == 422
    assert not Product.objects.exists()


def test_without_the_right_there_is_no_button_and_no_page(company: Any) -> None:
    gm, seller = client(company), client(company, "salesperson")
    for screen in ("products", "customers", "price_lists"):
        assert f'href="/import/{screen}/"' in gm.get(f"/{screen}/").content.decode()
        assert f'href="/import/{screen}/"' not in seller.get(f"/{screen}/").content.decode()
    for screen in SCREENS:
        addresses = [seller.get(f"/import/{screen}/"), seller.post(f"/import/{screen}/", {}), seller.get(f"/import/{screen}/template/"),
                     seller.post(f"/import/{screen}/confirm/", {}), seller.post(f"/import/{screen}/failures/", {})]
        assert [a.status_code for a in addresses] == [403] * 5


@pytest.mark.parametrize("screen", SCREENS)
def test_the_template_says_what_it_wants_and_can_be_uploaded(company: Any, screen: str) -> None:
    c = client(company)
    made = openpyxl.load_workbook(content(c.get(f"/import/{screen}/template/")))
    heads = [cell.value for cell in made.worksheets[0][1]]
    assert [h for h in heads if h.endswith("*")] == {
        "products": ["产品编号*"], "customers": ["客户名称*"], "price_lists": ["产品编号*", "含税单价*"], "people": ["登录名*"]}[screen]
    assert made.worksheets[0]["A2"].value.startswith("示例") and "填写说明" in made.sheetnames
    page = c.get(f"/import/{screen}/").content.decode()
    assert 'enctype="multipart/form-data"' in page and "style=" not in re.sub(r"<head>.*?</head>", "", page, flags=re.S)
