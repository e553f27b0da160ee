"""Importing the catalogue from a workbook."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from yingshu.kernel.actor import system
from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.models import ImportRun
from yingshu.kernel.tabular import TabularError
from yingshu.products import services
from yingshu.products.imports import read_file
from yingshu.products.inputs import ImportMode, ProductRow
from yingshu.products.models import Product

ME = system()
HEAD = ("货品代码", "品名", "规格型号", "单位", "包装方式", "增值税率", "成本价", "库存下限", "停售")


def written(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_titles_are_understood_in_both_languages(tmp_path: Path) -> None:
    english = ("Product code", "Product name", "Specification", "Unit", "Packing", "VAT rate", "Unit cost", "Safety stock", "Discontinued")
    cells = ("A1", "尿素", "40kg", "袋", "编织袋", "9%", "1,050.50", "１００", "否")
    expected = ProductRow(row=2, number="A1", name="尿素", spec="40kg", unit="袋", packing="编织袋", tax_rate=Decimal("0.09"),
                          cost=Decimal("1050.5"), safety_stock=Decimal(100), discontinued=False)
    assert read_file(written(tmp_path / "a.xlsx", HEAD, cells)) == [expected]
    assert read_file(written(tmp_path / "b.xlsx", english, cells)) == [expected]


def test_every_bad_cell_is_told_by_row(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", HEAD, ("A1", "尿素", "", "袋", "", "9%", "许多", "", ""),
                   ("A2", "磷肥", "", "袋", "", "130%", 1, -5, ""))
    with pytest.raises(InvalidInput) as refused:
        read_file(path)
    assert list(refused.value.errors) == ["2", "3"]


def test_a_sheet_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises((InvalidInput, TabularError)):
        read_file(written(tmp_path / "a.xlsx", ("姓名", "工号"), ("张三", "G001")))


@pytest.mark.django_db
@pytest.mark.clause("PRD-01")
def test_a_second_import_adds_nothing(tmp_path: Path) -> None:
    rows = read_file(written(tmp_path / "a.xlsx", HEAD, ("A1", "尿素", "40kg", "袋", "编织袋", "9%", 105, 100, None),
                             ("A2", "钾肥", "50kg", "袋", "", "9%", None, None, "停售")))
    first = services.import_products(actor=ME, rows=rows).data
    again = services.import_products(actor=ME, rows=rows).data
    number = ImportRun.objects.get().number
    assert first == {"added": 2, "changed": 0, "unchanged": 0, "failed": 0, "errors": {}, "import": number}
    assert again == {"added": 0, "changed": 0, "unchanged": 2, "failed": 0, "errors": {}, "import": ""}
    assert list(Product.objects.values_list("number", "name", "tax_rate", "cost", "discontinued")) == [
        ("A1", "尿素", Decimal("0.09"), Decimal(105), False), ("A2", "钾肥", Decimal("0.09"), None, True)]


@pytest.mark.django_db
def test_rows_with_errors_stop_everything_or_are_skipped() -> None:
    rows = [ProductRow(row=2, number="A1", name="尿素"), ProductRow(row=3, number="A2")]
    errors = {"3": ["产品编号 A2 是新产品，须填写产品名称。"]}
    with pytest.raises(InvalidInput) as refused:
        services.import_products(actor=ME, rows=rows)
    assert (refused.value.errors, Product.objects.count()) == (errors, 0)
    done = services.import_products(actor=ME, rows=rows, skip_errors=True)
    assert (done.data["errors"], done.data["added"], done.data["failed"]) == (errors, 1, 1)


@pytest.mark.django_db
def test_modes_keep_to_adding_or_updating() -> None:
    services.import_products(actor=ME, rows=[ProductRow(row=2, number="A1", name="尿素")])
    with pytest.raises(InvalidInput) as refused:
        services.import_products(actor=ME, rows=[ProductRow(row=2, number="A1", name="尿素 2")], mode=ImportMode.ADD)
    assert list(refused.value.errors) == ["2"]
    with pytest.raises(InvalidInput):
        services.import_products(actor=ME, rows=[ProductRow(row=2, number="B1", name="钾肥")], mode=ImportMode.UPDATE)
    done = services.import_products(actor=ME, rows=[ProductRow(row=2, number="A1", unit="袋", discontinued=True)], mode=ImportMode.UPDATE)
    assert done.data["changed"] == 1
    assert list(Product.objects.values_list("name", "unit", "discontinued")) == [("尿素", "袋", True)]
